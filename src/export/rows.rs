//! The rows of the five tables of assets, batch by batch, straight from codes to bytes.

use super::Error;
use super::cells::{Days, Nul, Words, add_millionths, add_text, add_whole};
use super::entries::Entries;
use super::files::Files;
use super::layout::{Layout, Sheet, Source};
use super::names::Names;
use crate::audit::asset_key;
use crate::inventory::View;
use crate::predicate::Rows as _;
use crate::rules::RuleBook;
use crate::schema::TableId;
use crate::words::position::SheetName;
use crate::words::value::{ABSENT, Cells, Kind, NO_DAY};

/// How the cells of one column are made.
enum Column {
    /// The id of the row's place.
    Place,
    /// What findings call the row: by the words of the key itself and of the only column of the first key, by their places, where the
    /// table has one.
    RowKey {
        own: usize,
        id: Option<usize>,
    },
    /// From codes, by the place of their words.
    Coded(usize),
    Number(usize, Kind),
    Day(usize),
    /// The entry of a reference table.
    Entry(usize),
    File,
    Line,
}

/// The rows of one table.
struct OfTable {
    columns: Vec<Column>,
    words: Vec<Words>,
    is_written: bool,
}

impl OfTable {
    fn new(book: &RuleBook, table: TableId, sheet: &Sheet, is_written: bool) -> Self {
        let mut of = Self { columns: Vec::new(), words: Vec::new(), is_written };
        for field in &sheet.fields {
            let column = match field.source {
                Source::Column(at) if book.schema.columns(table)[at].name == "jurisdiction" => Column::Place,
                Source::Column(at) if Some(at) == table.row_key() => {
                    let first = table.table().keys.first().filter(|key| key.len() == 1);
                    let id = first.and_then(|key| table.column(key[0])).map(|id| of.words_of(id, Source::Column(id)));
                    Column::RowKey { own: of.words_of(at, field.source), id }
                }
                Source::Column(at) => match field.kind {
                    Kind::Integer | Kind::Number => Column::Number(at, field.kind),
                    Kind::Date => Column::Day(at),
                    Kind::Text | Kind::Category | Kind::Boolean | Kind::Version => {
                        Column::Coded(of.words_of(at, field.source))
                    }
                },
                Source::Lower(at) | Source::VersionName(at) | Source::VersionKey(at) => {
                    Column::Coded(of.words_of(at, field.source))
                }
                Source::Entry(reference) => Column::Entry(reference),
                Source::File | Source::Own(_) => Column::File,
                Source::Line => Column::Line,
            };
            of.columns.push(column);
        }
        of
    }

    fn words_of(&mut self, column: usize, source: Source) -> usize {
        self.words.push(Words::new(column, source));
        self.words.len() - 1
    }
}

/// The columns of a batch, as its rows are written from them.
enum Read<'a> {
    Place,
    RowKey { own: (&'a Words, &'a [u32]), id: Option<(&'a Words, &'a [u32])> },
    Coded(&'a Words, &'a [u32]),
    Whole(&'a [i64]),
    Decimal(&'a [i64]),
    Days(&'a [i32]),
    Entry(&'a [u32]),
    File,
    Line,
}

/// Writes the rows.
pub(super) struct Rows {
    tables: Vec<OfTable>,
    days: Days,
    /// The file of the last row, and its cell.
    file: Option<(SheetName, Vec<u8>)>,
}

impl Rows {
    pub(super) fn new(book: &RuleBook, layout: &Layout) -> Self {
        let sheets = TableId::all().zip(&layout.tables).zip(&layout.has_rows);
        let tables = sheets.map(|((table, sheet), has_rows)| OfTable::new(book, table, sheet, *has_rows)).collect();
        Self { tables, days: Days::default(), file: None }
    }

    /// Writes the rows of a batch.
    pub(super) fn write(
        &mut self,
        view: &View<'_>,
        (names, entries): (&mut Names<'_>, &mut Entries<'_>),
        files: &mut Files<'_>,
    ) -> Result<(), Error> {
        let table = view.table();
        let of = &mut self.tables[table.0];
        if !of.is_written {
            return Ok(());
        }
        of.words.iter_mut().for_each(|words| words.learn(view.words(words.column)));
        entries.learn(view, files).map_err(|Nul| Error::nul_in_reference())?;
        let coded = |words: usize| {
            let words = &of.words[words];
            (words, codes(view, words.column))
        };
        let read = |column: &Column| match column {
            Column::Place => Read::Place,
            Column::RowKey { own, id } => Read::RowKey { own: coded(*own), id: id.map(coded) },
            Column::Coded(words) => {
                let (words, codes) = coded(*words);
                Read::Coded(words, codes)
            }
            Column::Number(at, kind) => match view.cells(*at) {
                Cells::Direct(numbers) if *kind == Kind::Integer => Read::Whole(numbers),
                Cells::Direct(numbers) => Read::Decimal(numbers),
                Cells::Coded(_) | Cells::Days(_) => Read::Whole(&[]),
            },
            Column::Day(at) => match view.cells(*at) {
                Cells::Days(days) => Read::Days(days),
                Cells::Coded(_) | Cells::Direct(_) => Read::Days(&[]),
            },
            Column::Entry(reference) => Read::Entry(entries.of_rows(table, *reference)),
            Column::File => Read::File,
            Column::Line => Read::Line,
        };
        let columns: Vec<Read<'_>> = of.columns.iter().map(read).collect();
        let places = view.all_places().list();
        for (row, index) in view.places().iter().enumerate() {
            let (index, place) = (*index as usize, &places[*index as usize]);
            let Some(first) = names.first_file(index, place, files) else { continue };
            names.wrote(index);
            let line = files.row(first + table.0);
            for (at, column) in columns.iter().enumerate() {
                if at > 0 {
                    line.push(b',');
                }
                let added = match column {
                    Read::Place => add_text(names.id(place), line),
                    Read::RowKey { own, id } => add_row_key((view, row), *own, *id, line),
                    Read::Coded(words, codes) => words.add(codes[row], line),
                    Read::Whole(numbers) => {
                        add_known(numbers.get(row), ABSENT, |number| add_whole(number, line));
                        Ok(())
                    }
                    Read::Decimal(numbers) => {
                        add_known(numbers.get(row), ABSENT, |number| add_millionths(number, line));
                        Ok(())
                    }
                    Read::Days(days) => {
                        add_known(days.get(row), NO_DAY, |day| self.days.add(day, line));
                        Ok(())
                    }
                    Read::Entry(entries) => {
                        add_known(entries.get(row), 0, |entry| add_whole(i64::from(entry), line));
                        Ok(())
                    }
                    Read::File => add_file(view.file(row), &mut self.file, line),
                    Read::Line => {
                        let number = view.position(row, None).line;
                        add_known(Some(&number), 0, |number| {
                            add_whole(i64::try_from(number).unwrap_or(i64::MAX), line);
                        });
                        Ok(())
                    }
                };
                added.map_err(|Nul| nul_at(view, row, &of.columns[at], &of.words))?;
            }
            line.push(b'\n');
        }
        Ok(())
    }
}

/// Adds what is known.
#[inline]
fn add_known<T: Copy + PartialEq>(value: Option<&T>, unknown: T, add: impl FnOnce(T)) {
    if let Some(value) = value.filter(|value| **value != unknown) {
        add(*value);
    }
}

fn codes<'a>(view: &'a View<'_>, column: usize) -> &'a [u32] {
    match view.cells(column) {
        Cells::Coded(codes) => codes,
        Cells::Direct(_) | Cells::Days(_) => &[],
    }
}

/// Adds what findings call a row; nearly always it has an id of its own.
fn add_row_key(
    (view, row): (&View<'_>, usize),
    own: (&Words, &[u32]),
    id: Option<(&Words, &[u32])>,
    to: &mut Vec<u8>,
) -> Result<(), Nul> {
    for (words, codes) in std::iter::once(own).chain(id) {
        if !words.is_blank(codes[row]) {
            return words.add(codes[row], to);
        }
    }
    add_text(&asset_key(view, row), to)
}

/// Adds the name of a file, which most rows share with the one before.
fn add_file(file: &SheetName, last: &mut Option<(SheetName, Vec<u8>)>, to: &mut Vec<u8>) -> Result<(), Nul> {
    if let Some((_, cell)) = last.as_ref().filter(|(known, _)| known == file) {
        to.extend_from_slice(cell);
        return Ok(());
    }
    let mut cell = Vec::new();
    add_text(&file.to_string(), &mut cell)?;
    to.extend_from_slice(&cell);
    *last = Some((file.clone(), cell));
    Ok(())
}

/// Where a NUL is.
#[cold]
fn nul_at(view: &View<'_>, row: usize, column: &Column, words: &[Words]) -> Error {
    let at = match column {
        Column::Coded(at) | Column::RowKey { own: at, .. } => Some(words[*at].column),
        Column::Place => view.table().column("jurisdiction"),
        Column::Number(..) | Column::Day(_) | Column::Entry(_) | Column::File | Column::Line => None,
    };
    let name = at.map(|at| view.columns()[at].name).unwrap_or_default();
    Error::Nul { at: view.file(row).at(view.position(row, at)), column: name.to_owned() }
}
