//! A sheet of CSV or a tab of a workbook: its header understood, its places declared, its rows read in blocks.

mod block;
mod block_columns;
mod commit;
mod exported;
mod line;
mod open;
mod place_names;
mod plan;
mod reader;
mod row_id;
mod scan;

pub(super) use reader::SheetReader;
pub(super) use scan::Scan;

use std::io;
use std::sync::Arc;

use super::commit::run_state::RunState;
use super::find::source::{Flow, Source};
use super::find::walk::Found;
use super::places::index::Places;
use super::shape::footer::{is_footer, may_begin};
use super::shape::header::{Binding, two_headers};
use super::shape::layout::{Layout, bare_number, is_header_again, is_other_header, is_total};
use super::shape::table::table_named;
use super::shape::two_headers::Differ;
use super::shape::understood::{Taken, Why};
use crate::diagnostic::{Kind, Notice, Notices};
use crate::engine::csv::{Dialect, Error, Fields, Pieces, Whereabouts};
use crate::inventory::find::file_read::FileRead;
use crate::inventory::find::options::Options;
use crate::inventory::places::declare::Declaring;
use crate::schema::{JURISDICTIONS, Schema, TableId};
use crate::words::position::Position;
use crate::words::spelling::{nearest, shortened};

/// A CSV file, or a tab of a workbook, whose header was understood.
#[derive(Debug)]
pub(crate) struct Sheet {
    source: Source,
    dialect: Dialect,
    /// Records up to the header, with it.
    above: usize,
    headers: Vec<String>,
    /// Fields up to the last that has a header.
    named: usize,
    /// Whether a field among them has none.
    has_unnamed: bool,
    /// The field that names the table of each row, if there is one.
    table_field: Option<usize>,
    bindings: Vec<Binding>,
    /// Whether any row names its place: one that does not is of no place then, and not of the file's.
    names_places: bool,
    /// The sums without a label that were found among its first rows.
    sums: Vec<u64>,
    /// Whether an export wrote it: then every record below the header is a row.
    is_exported: bool,
}

/// What a record is.
enum RowKind {
    /// A row; whether it fits the header.
    Row(bool),
    Blank,
    HeaderAgain,
    /// A header that is not that of the sheet.
    OtherHeader,
    Total,
    /// A line that is not a row: a footer, a note, a ruled line, a sign for the end.
    Footer,
}

impl Sheet {
    /// The tables of its rows.
    pub(super) fn tables(&self) -> Vec<TableId> {
        self.bindings.iter().map(|binding| binding.table).collect()
    }

    /// Its headers, by the columns they were taken as.
    pub(super) fn headed(&self) -> Vec<(TableId, &'static str, Arc<str>)> {
        let mut headed = Vec::new();
        for binding in &self.bindings {
            let bound = binding.columns.iter().zip(&binding.fields);
            headed.extend(bound.filter_map(|(column, field)| {
                Some((binding.table, column.name, self.headers.get((*field)?)?.as_str().into()))
            }));
        }
        headed
    }

    /// What its columns were taken as, each with its first value among the first rows.
    pub(super) fn taken(&self, schema: &Schema) -> Vec<Taken> {
        let Ok(Some(layout)) = Layout::of(&self.source, schema) else { return Vec::new() };
        let column = |field: usize| {
            let bound = |binding: &Binding| binding.fields.iter().position(|bound| *bound == Some(field));
            self.bindings.iter().find_map(|binding| Some((binding.table, &binding.columns[bound(binding)?])))
        };
        let headers = self.headers.iter().enumerate().filter(|(_, header)| !header.is_empty());
        let mut taken: Vec<(usize, Taken)> = headers
            .map(|(field, header)| {
                let column = column(field);
                let names_place = |binding: &Binding| {
                    binding.place_names.contains(&field) || [binding.state, binding.municipality].contains(&Some(field))
                };
                let why = match column {
                    Some((_, column)) => Why::of(header, column),
                    None if Some(field) == self.table_field => Why::Table,
                    None if self.bindings.iter().any(names_place) => Why::Place,
                    None => Why::NoMatch,
                };
                let at = layout.position(Some(field));
                (field, Taken { header: header.clone(), at, column, why, first: None })
            })
            .collect();
        for record in layout.first_rows().iter().filter(|record| matches!(self.told(*record), RowKind::Row(true))) {
            let table = self.binding_of(record).ok().map(|(_, binding)| binding.table);
            for (field, taken) in taken.iter_mut().filter(|(_, taken)| taken.first.is_none()) {
                let cell = String::from_utf8_lossy(record.get(*field).unwrap_or_default());
                let own = taken.column.is_none_or(|(of, _)| Some(of) == table);
                taken.first = Some(cell.trim().to_owned()).filter(|cell| own && !cell.is_empty());
            }
        }
        taken.into_iter().map(|(_, taken)| taken).collect()
    }

    /// Whether a record is a row of it.
    pub(super) fn is_row(&self, record: &impl Fields) -> bool {
        matches!(self.told(record), RowKind::Row(_))
    }

    /// What a record is.
    #[inline]
    fn told(&self, record: &impl Fields) -> RowKind {
        if record.count() == self.headers.len() && self.begins_row(record.field(0).unwrap_or_default()) {
            return RowKind::Row(true);
        }
        self.told_slowly(record)
    }

    /// Whether the first cell of a record shows that it is a row, as most do by their last letter: no sum has a number there, nor does the
    /// header end so, and a footer that does has blanks in it.
    #[inline]
    fn begins_row(&self, cell: &[u8]) -> bool {
        let header = self.headers.first().and_then(|header| header.as_bytes().last());
        let is_numbered =
            cell.last().is_some_and(|last| last.is_ascii_digit() && header.is_some_and(|header| header != last));
        is_numbered && !may_begin(cell) || self.is_exported
    }

    /// Whether its rows are all of one table and name their place in one column, and every column has a header.
    fn is_plain(&self) -> bool {
        let binding = &self.bindings[0];
        self.table_field.is_none() && !self.has_unnamed && binding.is_placed_by_one() && binding.rivals.is_empty()
    }

    fn told_slowly(&self, record: &impl Fields) -> RowKind {
        let blank = |cell: &[u8]| cell.first().is_none_or(u8::is_ascii_whitespace) && cell.trim_ascii().is_empty();
        let Some(first) = record.fields().position(|cell| !blank(cell)) else { return RowKind::Blank };
        if is_header_again(record, &self.headers) {
            return RowKind::HeaderAgain;
        }
        if self.table_field.is_none() && is_other_header(record, &self.headers, self.bindings[0].table) {
            return RowKind::OtherHeader;
        }
        if self.table_field.is_none() && is_total(record, first, &self.bindings[0]) {
            return RowKind::Total;
        }
        let binding = if self.table_field.is_none() { self.bindings.first() } else { None };
        if !self.sums.is_empty()
            && binding.and_then(|binding| bare_number(record, binding)).is_some_and(|sum| self.sums.contains(&sum))
        {
            return RowKind::Total;
        }
        let named = self.headers.iter().filter(|header| !header.is_empty()).count();
        if is_footer(record, first, named, binding) {
            return RowKind::Footer;
        }
        // A comma too many moves cells to the right, even where the header and all rows end in blanks.
        let beyond = match self.dialect.whereabouts {
            Whereabouts::Cells => record.count(),
            Whereabouts::Lines if record.count() > self.headers.len() => self.named,
            Whereabouts::Lines => self.headers.len(),
        };
        RowKind::Row((beyond..record.count()).all(|field| record.field(field).is_none_or(blank)))
    }

    /// The binding of a record's table; `Err` says why it has none.
    #[inline]
    fn binding_of(&self, record: &impl Fields) -> Result<(usize, &Binding), Kind> {
        match self.table_field {
            None => Ok((0, &self.bindings[0])),
            Some(field) => self.binding_by(field, record),
        }
    }

    /// The binding of the table that a field of a record names.
    fn binding_by(&self, field: usize, record: &impl Fields) -> Result<(usize, &Binding), Kind> {
        let word = String::from_utf8_lossy(record.field(field).unwrap_or_default());
        let Some(table) = table_named(&word) else {
            let near = nearest(&word, TableId::all().map(|id| id.table().name));
            return Err(Kind::UnknownTable { word: shortened(&word), near, is_row: true });
        };
        let slot = self.bindings.iter().position(|binding| binding.table == table).unwrap_or(0);
        Ok((slot, &self.bindings[slot]))
    }

    /// Declares the places in this file's rows of `jurisdictions`.
    pub(super) fn declare_places(&self, found: &Found, options: &Options, places: &mut Places, notices: &mut Notices) {
        if !self.bindings.iter().any(|binding| binding.table == JURISDICTIONS) {
            return;
        }
        // What cannot be read is reported by `stream`, which reads the file again and to the end.
        let Ok(bytes) = self.source.bytes() else { return };
        let mut pieces = Pieces::new(bytes, options.piece, self.dialect);
        let declaring = Declaring::new(found, options);
        let (mut above, mut differ) = (self.above, Differ::default());
        while let Ok(Some(piece)) = pieces.next_piece() {
            let mut records = piece.rows();
            while let Some(record) = records.next() {
                if above > 0 {
                    above -= 1;
                    continue;
                }
                if !matches!(self.told(&record), RowKind::Row(true)) {
                    continue;
                }
                let Ok((_, binding)) = self.binding_of(&record) else { continue };
                if binding.table != JURISDICTIONS {
                    continue;
                }
                let at_field = |field: usize| piece.position(record.start, Some(field));
                let differing = differ.row(binding, |field| record.field(field), options.as_of, &at_field);
                let field = |column: usize| binding.field_in(column, |field| record.field(field));
                let cell = |column: usize| {
                    let known = !differing.contains(&column);
                    field(column).filter(|_| known).and_then(|field| record.field(field)).map(String::from_utf8_lossy)
                };
                let at = |column: Option<usize>| piece.position(record.start, column.and_then(field));
                let written = binding.municipality.and_then(|_| {
                    let text = |field: Option<usize>| {
                        String::from_utf8_lossy(field.and_then(|field| record.field(field)).unwrap_or_default())
                            .trim()
                            .to_owned()
                    };
                    let [municipality, county] = [text(binding.municipality), text(binding.name_field())];
                    (!municipality.is_empty()).then_some((municipality, county))
                });
                declaring.row((&mut *places, &mut *notices), &cell, (binding.level(), written), &at);
            }
        }
        self.say_of_rivals(found, &differ, |table| table == JURISDICTIONS, notices);
    }

    /// Says of headers that mean one column, and of how many rows they say different things.
    fn say_of_rivals(&self, found: &Found, differ: &Differ, of: impl Fn(TableId) -> bool, notices: &mut Notices) {
        for binding in self.bindings.iter().filter(|binding| of(binding.table)) {
            for (column, other) in &binding.rivals {
                let Some(used) = binding.fields[*column] else { continue };
                let (rows, at) = differ.of(binding.table, *other).unwrap_or_default();
                // Of a table that has no rows here, a header means nothing.
                if self.table_field.is_some() && rows == 0 {
                    continue;
                }
                let headers = (&*self.headers[used], &*self.headers[*other]);
                let kind = two_headers(&binding.columns[*column], headers, rows);
                notices.add(Notice::new(kind, &found.shown, at));
            }
        }
    }

    /// How many bytes it has, as far as is known.
    pub(super) fn bytes(&self) -> u64 {
        self.source.size()
    }

    pub(super) fn flow(&self, size: usize) -> io::Result<Flow<'_>> {
        self.source.flow(size, self.dialect, self.above)
    }

    /// Ends the sheet, of which nothing was read where it could not be opened: it has no digest then.
    pub(super) fn end(
        &self,
        found: &Found,
        order: &mut RunState,
        error: Option<Error>,
        sha256: Option<String>,
    ) -> Option<FileRead> {
        let RunState { notices, settled, .. } = order;
        error.iter().for_each(|error| notices.add(unreadable(found, error)));
        let sha256 = sha256?;
        if settled.rows.iter().all(|rows| *rows == 0) && !self.is_exported {
            let why = Kind::HeaderOnly { noun: self.source.noun() };
            notices.add(Notice::new(why, &found.shown, Position { line: 1, column: 0 }));
        }
        self.say_of_rivals(found, &settled.differ, |table| table != JURISDICTIONS, notices);
        Some(FileRead { path: found.shown.file.clone(), sha256, rows: settled.rows })
    }
}

/// The notice on a file that could not be read on.
pub(super) fn unreadable(found: &Found, error: &Error) -> Notice {
    let at = match error {
        Error::Endless { line } => Position { line: *line, column: 0 },
        Error::Open { at } => *at,
        Error::Io(_) | Error::NoText(_) => Position::default(),
    };
    Notice::new(Kind::Unreadable { why: error.to_string() }, &found.shown, at)
}
