//! A sheet of CSV or a tab of a workbook: its header understood, its places declared, its rows read in blocks.

mod block;
mod commit;
mod place_names;
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
use super::shape::header::{
    Binding, is_table_header, lists_computers, no_state, of_machines, says_nothing, table_in_name, table_named,
    table_of_headers, table_of_synonym, two_headers,
};
use super::shape::layout::{Layout, MOST_HEADERS, bare_number, bare_sums, is_header_again, is_total};
use super::shape::two_headers::Differ;
use super::shape::understood::{Taken, Why};
use crate::diagnostic::{Kind, Level, Notice, Notices};
use crate::engine::csv::{Dialect, Error, Fields, Pieces, Whereabouts};
use crate::inventory::find::file_read::FileRead;
use crate::inventory::find::options::Options;
use crate::inventory::places::declare::Declaring;
use crate::place::names::{Found as PlaceFound, Means, Named};
use crate::place::{Level as PlaceLevel, State};
use crate::schema::{EQUIPMENT, JURISDICTIONS, NETWORK, Schema, TableId, is_blank};
use crate::words::position::Position;
use crate::words::spelling::{nearest, shortened};
use crate::words::value::Day;

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
}

/// Looks at the first rows for what headers leave open: whether a column State holds states, and, next to states, which column that is not
/// known holds the counties.
fn place_by_cells(
    binding: &mut Binding,
    headers: &[String],
    rows: &[csv::ByteRecord],
    mut add: impl FnMut(usize, Kind),
) {
    let Some(state) = binding.state else { return };
    let cell = |row: &csv::ByteRecord, field: usize| {
        let text = String::from_utf8_lossy(row.get(field).unwrap_or_default()).trim().to_owned();
        Some(text).filter(|text| !is_blank(text))
    };
    if let Some(word) = rows.iter().filter_map(|row| cell(row, state)).find(|text| State::code(text).is_none()) {
        let (header, word) = (shortened(&headers[state]), shortened(&word));
        add(state, Kind::NoState { header, word });
        binding.state = None;
        return;
    }
    if binding.place_field().is_some() || binding.municipality.is_some() {
        return;
    }
    let is_county = |text: &str, state: &str| {
        let found = Named::read(text, State::named(state), Means::County).found;
        State::named(state).is_some() && matches!(found, PlaceFound::One { .. } | PlaceFound::Several(_))
    };
    let holds_counties = |field: &usize| {
        let mut filled = rows.iter().filter_map(|row| Some((cell(row, *field)?, cell(row, state)?))).peekable();
        filled.peek().is_some() && filled.all(|(text, state)| is_county(&text, &state))
    };
    let is_free = |field: &usize| !binding.fields.contains(&Some(*field)) && *field != state;
    let mut counties = (0..headers.len()).filter(is_free).filter(holds_counties);
    if let (Some(field), None, Some(column)) = (counties.next(), counties.next(), binding.place_column()) {
        add(field, Kind::UsedAsCounty { header: shortened(&headers[field]) });
        binding.fields[column] = Some(field);
        binding.levels[field] = Some(PlaceLevel::County);
    }
}

/// So many bytes are looked through at once for a row that names its place.
const HEADS: usize = 1 << 18;

/// What a record is.
enum RowKind {
    /// A row; whether it fits the header.
    Row(bool),
    Blank,
    HeaderAgain,
    Total,
    /// A line that is not a row: a footer, a note, a ruled line, a sign for the end.
    Footer,
}

impl Sheet {
    /// Reads the header; `None` where the sheet is left out, with a notice that says why.
    pub(super) fn open(
        source: Source,
        found: &Found,
        (schema, as_of): (&Schema, Day),
        notices: &mut Notices,
    ) -> Option<Self> {
        let mut fail = |level, kind: Kind, at| {
            notices.add(Notice { level, ..Notice::new(kind, &found.shown, at) });
            None
        };
        let noun = source.noun();
        // A tab is one of many: what does not fit is left out of its workbook.
        let level = match source {
            Source::File(_) if found.named => Level::Error,
            Source::File(_) | Source::Tab { .. } => Level::Notice,
        };
        let layout = match Layout::of(&source, schema) {
            Ok(Some(layout)) => layout,
            Ok(None) => {
                let level = if noun == "tab" { Level::Notice } else { Level::Error };
                return fail(level, Kind::EmptyFile { noun }, Position::default());
            }
            Err(error) => {
                notices.add(unreadable(found, &error));
                return None;
            }
        };
        let at = layout.position(None);
        if layout.header.len() > MOST_HEADERS {
            return fail(Level::Error, Kind::ManyColumns { most: MOST_HEADERS }, at);
        }
        let headers: Vec<String> =
            layout.header.iter().map(|field| String::from_utf8_lossy(field).trim().to_owned()).collect();
        let table_field = headers.iter().position(|header| is_table_header(header));
        let stem = source.stem();
        let tables: Vec<TableId> = match table_field {
            Some(_) => TableId::all().collect(),
            // `prairie-county.csv` may well list machines: headers outweigh all but a table's own name.
            None => table_in_name(&stem)
                .or_else(|| table_of_headers(schema, &headers, table_of_synonym(&stem)))
                .or_else(|| table_of_synonym(&stem))
                .into_iter()
                .collect(),
        };
        let tables = match (tables.as_slice(), table_in_name(&stem)) {
            ([EQUIPMENT], None) if lists_computers(schema, &headers, &layout.first_rows(), as_of) => vec![NETWORK],
            _ => tables,
        };
        if let ([JURISDICTIONS], None) = (tables.as_slice(), table_in_name(&stem))
            && let Some(cell) = no_state(schema, &headers, &layout.first_rows())
        {
            return fail(level, Kind::NoPlaceList { cell: shortened(&cell), noun }, at);
        }
        let has = || {
            let first = headers.iter().filter(|header| !header.is_empty()).take(8);
            first.map(|header| shortened(header)).collect::<Vec<_>>().join(", ")
        };
        if tables.is_empty() {
            return fail(level, Kind::FitsNoTable { has: has(), noun }, at);
        }
        if table_field.is_none() && headers.iter().all(|header| schema.column_for_header(tables[0], header).is_none()) {
            return fail(Level::Error, Kind::NoColumns { table: tables[0], has: has() }, at);
        }
        if let ([JURISDICTIONS], None) = (tables.as_slice(), table_field) {
            let (_, unknown) = Binding::new(schema, JURISDICTIONS, &headers, false);
            let (columns, counts) = of_machines(&unknown, as_of);
            let left_out = counts && table_in_name(&stem).is_none();
            if left_out || !columns.is_empty() {
                let first = columns.iter().take(8).map(|name| format!("\"{}\"", shortened(name)));
                let columns = first.collect::<Vec<_>>().join(", ");
                fail(Level::Error, Kind::MachinesNotRead { columns, left_out }, at);
            }
            if left_out {
                return None;
            }
        }
        for (title, at) in &layout.titles {
            let title = shortened(title);
            let value = Some(title.as_str().into());
            notices.add(Notice { value, ..Notice::new(Kind::TitleLine { title }, &found.shown, *at) });
        }
        let mut bindings = Vec::new();
        for table in tables {
            let (binding, unknown) = Binding::new(schema, table, &headers, table_field.is_some());
            // With a `table` column a header may belong to any table.
            for unknown in unknown.iter().filter(|_| table_field.is_none()) {
                let at = layout.position(Some(unknown.field));
                let column = Some(unknown.name.as_str().into());
                notices.add(Notice { column, ..Notice::new(unknown.kind(&binding), &found.shown, at) });
            }
            bindings.push(binding);
        }
        let rows = layout.first_rows();
        for binding in bindings.iter_mut().filter(|binding| binding.table != JURISDICTIONS) {
            place_by_cells(binding, &headers, &rows, |field, kind| {
                notices.add(Notice::new(kind, &found.shown, layout.position(Some(field))));
            });
        }
        let named = headers.iter().rposition(|header| !header.is_empty()).map_or(0, |last| last + 1);
        let has_unnamed = headers.iter().any(String::is_empty);
        let (dialect, above) = (layout.dialect, layout.above);
        let names_places = false;
        let sums = Vec::new();
        let mut sheet =
            Self { source, dialect, above, headers, named, has_unnamed, table_field, bindings, names_places, sums };
        if let ([binding], None) = (sheet.bindings.as_slice(), sheet.table_field) {
            sheet.sums = bare_sums(&layout.first_rows(), binding, |record| sheet.is_row(record));
        }
        let names_places = sheet.names_places(&layout);
        Some(Self { names_places, ..sheet })
    }

    /// Whether any of its rows names a place: the first do as a rule, else all are looked through.
    fn names_places(&self, layout: &Layout) -> bool {
        let bindings = || self.bindings.iter().filter(|binding| binding.table != JURISDICTIONS);
        let mut fields: Vec<usize> = bindings().flat_map(Binding::naming_fields).collect();
        fields.sort_unstable();
        fields.dedup();
        let names = |record: &dyn Fn(usize) -> bool| fields.iter().any(|field| record(*field));
        if fields.is_empty() {
            return false;
        }
        let says = |cell: Option<&[u8]>| cell.is_some_and(|cell| !says_nothing(cell));
        // A footer may be in the column of places.
        let is_row = |told: RowKind| matches!(told, RowKind::Row(_));
        if layout.first_rows().iter().any(|record| names(&|field| says(record.get(field))) && is_row(self.told(record)))
        {
            return true;
        }
        let Ok(bytes) = self.source.bytes() else { return false };
        let mut pieces = Pieces::new(bytes, HEADS, self.dialect);
        let mut above = self.above;
        while let Ok(Some(piece)) = pieces.next_piece() {
            let mut records = piece.rows();
            while let Some(record) = records.next() {
                if above > 0 {
                    above -= 1;
                } else if names(&|field| says(record.field(field))) && is_row(self.told(&record)) {
                    return true;
                }
            }
        }
        false
    }

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
        is_numbered && !may_begin(cell)
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
        let RunState { notices, twins, settled, .. } = order;
        error.iter().for_each(|error| notices.add(unreadable(found, error)));
        let sha256 = sha256?;
        if settled.rows.iter().all(|rows| *rows == 0) {
            let why = Kind::HeaderOnly { noun: self.source.noun() };
            notices.add(Notice::new(why, &found.shown, Position { line: 1, column: 0 }));
        }
        self.say_of_rivals(found, &settled.differ, |table| table != JURISDICTIONS, notices);
        if twins.is_full() {
            notices.add(Notice::new(Kind::IdsNotSearched, &found.shown, Position::default()));
        }
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
