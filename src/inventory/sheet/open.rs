//! Opens a sheet: which table its header is of, which of its columns is which, and what its first rows tell of them.

use super::{RowKind, Sheet, unreadable};
use crate::diagnostic::{Kind, Level, Notice, Notices};
use crate::engine::csv::{Fields, Pieces};
use crate::inventory::find::source::Source;
use crate::inventory::find::walk::Found;
use crate::inventory::shape::header::{Binding, is_table_header, says_nothing};
use crate::inventory::shape::layout::{Layout, bare_sums};
use crate::inventory::shape::table::{
    lists_computers, lists_machines, no_state, of_machines, table_in_name, table_of_headers, table_of_synonym,
};
use crate::limits::files::COLUMNS;
use crate::place::names::{Found as PlaceFound, Means, Named};
use crate::place::{Level as PlaceLevel, State};
use crate::schema::{EQUIPMENT, JURISDICTIONS, NETWORK, Schema, TableId, is_blank};
use crate::words::position::Position;
use crate::words::spelling::shortened;
use crate::words::value::Day;
/// So many bytes are looked through at once for a row that names its place.
const HEADS: usize = 1 << 18;

impl Sheet {
    /// Reads the header; `None` where the sheet is left out, with a notice that says why.
    pub(in crate::inventory) fn open(
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
        if layout.header.len() > COLUMNS.size() {
            return fail(Level::Error, Kind::TooLarge(&COLUMNS), at);
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
            ([JURISDICTIONS], None) if lists_machines(schema, &headers, &layout.first_rows(), as_of) => vec![EQUIPMENT],
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
        let mut sheet = Self {
            source,
            dialect,
            above,
            headers,
            named,
            has_unnamed,
            table_field,
            bindings,
            names_places,
            sums,
            is_exported: false,
        };
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
    let (states, others): (Vec<String>, Vec<String>) =
        rows.iter().filter_map(|row| cell(row, state)).partition(|text| State::code(text).is_some());
    // `N/K` may be a slip in a column of states; a word is none, and the state of `OK, OK, Broken` is a condition.
    let is_word = |text: &&String| text.chars().filter(|c| c.is_alphabetic()).count() > 2;
    let word = others.iter().find(is_word).or(others.first().filter(|_| others.len() >= states.len()));
    if let Some(word) = word {
        let (header, word) = (shortened(&headers[state]), shortened(word));
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
