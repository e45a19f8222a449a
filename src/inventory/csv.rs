//! CSV files of an inventory: one header, rows of one table, or of several where a `table` column tells.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs::File;
use std::sync::Arc;

use super::find::Found;
use super::header::{
    Binding, is_table_header, table_in_name, table_named, table_names, table_of_headers, table_of_synonym,
};
use super::places::Places;
use super::twins::key_of;
use super::{FileRead, Options, Origin, Reading, View, cell_notice, declare_row, notice, place_of_file};
use crate::batch::Batch;
use crate::notice::{Level, Notices};
use crate::place::PlaceId;
use crate::position::Position;
use crate::records::csv::{Error, Piece, Pieces};
use crate::schema::{JURISDICTIONS, TABLES, TableId, is_blank};
use crate::spelling::{nearest, shortened};
use csv::ByteRecord;
use memchr::memchr;

/// A CSV file whose header was understood.
#[derive(Debug)]
pub(super) struct Sheet {
    headers: Vec<String>,
    /// The field that tells the table of each row, where there is one.
    table_field: Option<usize>,
    bindings: Vec<Binding>,
    /// Tables whose columns two headers mean, and which: said where a row is of them.
    unbound: Vec<(TableId, String)>,
}

/// The most headers a file may have.
const MOST_HEADERS: usize = 2_000;

/// Headers are small: the first piece need not be large.
const HEADER_PIECE: usize = 1 << 16;

impl Sheet {
    /// Reads the header; `None` where the file is left out, with a notice that says why.
    pub(super) fn open(found: &Found, notices: &mut Notices) -> Option<Self> {
        let mut fail = |level, kind, message: String, line| {
            notices.add(notice(level, kind, &found.shown, message, Position { line, column: 0 }));
            None
        };
        let first = match File::open(&found.path)
            .map_err(Error::from)
            .and_then(|file| Pieces::new(file, HEADER_PIECE).next_piece())
        {
            Ok(first) => first,
            Err(error) => {
                let line = line_of(&error);
                return fail(Level::Error, "unreadable-file", error.to_string(), line);
            }
        };
        let with_header = first.and_then(|piece| {
            let mut header = ByteRecord::new();
            piece.records().read_byte_record(&mut header).unwrap_or(false).then_some((piece, header))
        });
        let Some((piece, header)) = with_header else {
            return fail(Level::Error, "empty-file", "the file is empty: it has no header line".to_owned(), 0);
        };
        if header.len() > MOST_HEADERS {
            return fail(Level::Error, "unreadable-file", format!("has more than {MOST_HEADERS} columns"), 1);
        }
        let headers: Vec<String> =
            header.iter().map(|field| String::from_utf8_lossy(field).trim().to_owned()).collect();
        let table_field = headers.iter().position(|header| is_table_header(header));
        let stem = found.path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let tables: Vec<TableId> = match table_field {
            Some(_) => TableId::all().collect(),
            // `prairie-county.csv` may well list machines: headers outweigh all but a table's own name.
            None => table_in_name(&stem)
                .or_else(|| table_of_headers(&headers))
                .or_else(|| table_of_synonym(&stem))
                .into_iter()
                .collect(),
        };
        let has: Vec<String> =
            headers.iter().filter(|header| !header.is_empty()).take(8).map(|header| shortened(header)).collect();
        let line = piece.position(offset(&header), None).line;
        if let Some(sign) = other_separator(&headers, tables.first().copied()) {
            let message =
                format!("its columns are parted by \"{sign}\", and only commas are read; save it as CSV UTF-8");
            return fail(Level::Error, "unreadable-file", message, line);
        }
        if tables.is_empty() {
            let level = if found.named { Level::Error } else { Level::Notice };
            let fix = format!("name the file after one of {}, or add a column \"table\"", table_names());
            let message = format!("left out: its columns fit no table; it has {}; {fix}", has.join(", "));
            return fail(level, "no-table", message, line);
        }
        if table_field.is_none() && headers.iter().all(|header| tables[0].column_for_header(header).is_none()) {
            let message = format!(
                "none of its columns is one of {}; it has {}; the first line must name the columns",
                tables[0].table().name,
                has.join(", ")
            );
            return fail(Level::Error, "no-columns", message, line);
        }
        let (mut bindings, mut unbound) = (Vec::new(), Vec::new());
        for table in tables {
            match Binding::new(table, &headers, table_field.is_some()) {
                Ok((binding, strangers)) => {
                    // With a `table` column a header may belong to any table.
                    for stranger in strangers.iter().filter(|_| table_field.is_none()) {
                        let near = stranger.near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
                        let message =
                            format!("column \"{}\" is not known; kept, not used{near}", shortened(&stranger.name));
                        let at = piece.position(offset(&header), Some(stranger.field));
                        let mut said = cell_notice(&found.shown, &stranger.name, "", message, at);
                        (said.kind, said.value) = ("unknown-column", None);
                        notices.add(said);
                    }
                    bindings.push(binding);
                }
                Err(message) if table_field.is_some() => unbound.push((table, message)),
                Err(message) => {
                    let at = piece.position(offset(&header), None);
                    notices.add(notice(Level::Error, "two-headers", &found.shown, message, at));
                    return None;
                }
            }
        }
        Some(Self { headers, table_field, bindings, unbound })
    }

    /// The binding of a record's table; `Err` says why it has none.
    fn binding_of(&self, record: &ByteRecord) -> Result<&Binding, (&'static str, String)> {
        let Some(field) = self.table_field else { return Ok(&self.bindings[0]) };
        let word = String::from_utf8_lossy(record.get(field).unwrap_or_default());
        let Some(table) = table_named(&word) else {
            let fix = match nearest(&word, TableId::all().map(|id| id.table().name)) {
                Some(near) => format!("did you mean {near}?"),
                None => format!("it is one of {}.", table_names()),
            };
            let message = format!("table \"{}\" is not known; {fix} The row was not read", shortened(&word));
            return Err(("unknown-table", message));
        };
        if let Some((_, message)) = self.unbound.iter().find(|(unbound, _)| *unbound == table) {
            return Err(("two-headers", format!("{message}. The rows of {} were not read", table.table().name)));
        }
        Ok(self.bindings.iter().find(|binding| binding.table == table).unwrap_or(&self.bindings[0]))
    }

    /// Declares the places that this file's rows of `jurisdictions` tell.
    pub(super) fn declare_places(&self, found: &Found, options: &Options, places: &mut Places, notices: &mut Notices) {
        if !self.bindings.iter().any(|binding| binding.table == JURISDICTIONS) {
            return;
        }
        // What cannot be read is said by `stream`, which reads the file again and to the end.
        let Ok(file) = File::open(&found.path) else { return };
        let mut pieces = Pieces::new(file, options.piece);
        let mut first = true;
        let mut record = ByteRecord::new();
        while let Ok(Some(piece)) = pieces.next_piece() {
            let mut reader = piece.records();
            while reader.read_byte_record(&mut record).unwrap_or(false) {
                if std::mem::take(&mut first) || !self.fits(&record) {
                    continue;
                }
                let Ok(binding) = self.binding_of(&record) else { continue };
                if binding.table != JURISDICTIONS {
                    continue;
                }
                let start = offset(&record);
                let field = |column: usize| binding.fields[column];
                let cell = |column: usize| {
                    let cell = record.get(field(column)?)?;
                    Some(String::from_utf8_lossy(cell).into_owned())
                };
                let at = |column: Option<usize>| piece.position(start, column.and_then(field));
                declare_row(found, options, (&mut *places, &mut *notices), &cell, &at);
            }
        }
    }

    /// Whether a record is a row at all, with no more cells than headers.
    fn fits(&self, record: &ByteRecord) -> bool {
        let extra = record.iter().skip(self.headers.len()).any(|cell| !cell.trim_ascii().is_empty());
        !extra && record.iter().any(|cell| !cell.trim_ascii().is_empty())
    }

    /// Streams the rows of all tables but `jurisdictions`, which are only counted.
    pub(super) fn stream(&self, found: &Found, reading: &mut Reading<'_>) -> Option<FileRead> {
        let file = match File::open(&found.path) {
            Ok(file) => file,
            Err(error) => {
                let message = format!("cannot be read: {error}");
                reading.notices.add(notice(
                    Level::Error,
                    "unreadable-file",
                    &found.shown,
                    message,
                    Position::default(),
                ));
                return None;
            }
        };
        let mut pieces = Pieces::new(file, reading.options.piece);
        let mut run = Run {
            sheet: self,
            found,
            batches: self
                .bindings
                .iter()
                .map(|binding| Batch::new(binding.table, reading.needs.of(binding.table)))
                .collect(),
            starts: vec![Vec::new(); self.bindings.len()],
            places: HashMap::default(),
            last: (Vec::new(), 0),
            default_place: None,
            rows: [0; TABLES.len()],
            reached: (0, 1),
        };
        let mut first = true;
        loop {
            match pieces.next_piece() {
                Ok(None) => break,
                Ok(Some(piece)) => run.piece(&piece, &mut first, reading),
                Err(error) => {
                    let at = Position { line: line_of(&error), column: 0 };
                    reading.notices.add(notice(Level::Error, "unreadable-file", &found.shown, error.to_string(), at));
                    break;
                }
            }
        }
        if run.rows.iter().all(|rows| *rows == 0) {
            let message = "the file has a header and no rows".to_owned();
            reading.notices.add(notice(
                Level::Notice,
                "no-rows",
                &found.shown,
                message,
                Position { line: 1, column: 0 },
            ));
        }
        if reading.twins.is_full() {
            let message = "more than 1,000,000 assets: ids are no longer searched for doubles".to_owned();
            reading.notices.add(notice(Level::Notice, "ids-not-searched", &found.shown, message, Position::default()));
        }
        let sha256 = pieces.sha256().unwrap_or_default();
        Some(FileRead { path: found.shown.clone(), sha256, rows: run.rows })
    }
}

/// The sign that parts the columns of a file without commas, where they then fit a table or its name does.
fn other_separator(headers: &[String], named: Option<TableId>) -> Option<&'static str> {
    let [only] = headers else { return None };
    [(';', ";"), ('\t', "tab"), ('|', "|")].into_iter().find_map(|(sign, name)| {
        let parts: Vec<String> = only.split(sign).map(str::to_owned).collect();
        (parts.len() > 1 && named.or_else(|| table_of_headers(&parts)).is_some()).then_some(name)
    })
}

/// Whether a cell, whatever stands around it, is a place: blank for the file's own, a FIPS code, or a place that was declared.
fn is_place(cell: &[u8], places: &Places) -> bool {
    std::str::from_utf8(cell).is_ok_and(|text| {
        let declared = || places.find(text).is_some_and(|place| place.row.is_some());
        is_blank(text) || PlaceId::understand(text, None).id.is_fips() || declared()
    })
}

fn line_of(error: &Error) -> u64 {
    match error {
        Error::Endless { line } | Error::Open { line } => *line,
        Error::Io(_) | Error::Encoding(_) => 0,
    }
}

fn offset(record: &ByteRecord) -> usize {
    record.position().and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(0)
}

/// The reading of one file.
struct Run<'a> {
    sheet: &'a Sheet,
    found: &'a Found,
    batches: Vec<Batch>,
    starts: Vec<Vec<usize>>,
    /// Place cells met so far; the note is given again for each row.
    places: HashMap<Box<[u8]>, (u32, Option<String>), foldhash::fast::RandomState>,
    last: (Vec<u8>, u32),
    default_place: Option<u32>,
    rows: [u64; TABLES.len()],
    /// The first byte of the record read last, and its line.
    reached: (usize, u64),
}

impl Run<'_> {
    fn piece(&mut self, piece: &Piece, first: &mut bool, reading: &mut Reading<'_>) {
        let mut reader = piece.records();
        let mut record = ByteRecord::new();
        self.reached = (0, piece.first_line());
        while reader.read_byte_record(&mut record).unwrap_or(false) {
            if !std::mem::take(first) {
                self.record(&record, piece, reading);
            }
        }
        for (at, batch) in self.batches.iter_mut().enumerate() {
            if batch.rows() > 0 {
                let origin = FromPiece {
                    file: &self.found.shown,
                    piece,
                    starts: &self.starts[at],
                    binding: &self.sheet.bindings[at],
                    last: RefCell::default(),
                };
                let view = View::new(batch, &reading.dictionary, reading.places, &origin);
                (reading.each)(&view);
                batch.clear();
                self.starts[at].clear();
            }
        }
        reading.dictionary.forget();
    }

    fn record(&mut self, record: &ByteRecord, piece: &Piece, reading: &mut Reading<'_>) {
        let start = offset(record);
        let file = &self.found.shown;
        let at = |field| piece.position(start, field);
        if record.iter().all(|cell| cell.trim_ascii().is_empty()) {
            return;
        }
        let (fields, headers) = (record.len(), self.sheet.headers.len());
        let binding = match self.sheet.binding_of(record) {
            Ok(binding) => binding,
            Err((kind, message)) => {
                reading.notices.add(notice(Level::Error, kind, file, message, at(self.sheet.table_field)));
                return;
            }
        };
        let table = binding.table;
        let place_cell = binding.place_field().and_then(|field| record.get(field)).unwrap_or_default();
        let whole = self.sheet.fits(record);
        // In a row that is too long another cell may stand where the place should: only one that is a place is taken for it.
        let placed = table != JURISDICTIONS && (whole || is_place(place_cell, reading.places));
        let over_lines = memchr(b'\n', record.as_slice()).is_some();
        if over_lines && (!whole || fields < headers || piece.is_torn(start)) {
            let message = "a value of this row runs over several lines: is a quote open that never closes? Rows below may \
                           be lost in it";
            reading.notices.add(notice(Level::Error, "torn-row", file, message.to_owned(), at(None)));
        }
        if !whole {
            let lost = match placed {
                true => "The row is counted with nothing known about it",
                false => "Nothing on the row was used",
            };
            let message = format!(
                "this row has {fields} fields and the header {headers}: is a comma inside a value without quotes? {lost}"
            );
            reading.notices.add(notice(Level::Error, "long-row", file, message, at(None)));
        } else if fields < headers {
            let message =
                format!("this row has {fields} fields and the header {headers}; missing ones are taken as blank");
            reading.notices.add(notice(Level::Notice, "short-row", file, message, at(None)));
        }
        self.rows[table.0] += 1;
        if !placed {
            return;
        }
        let cell = |column: usize| {
            let cell = binding.fields[column].and_then(|field| record.get(field)).unwrap_or_default();
            Some(cell).filter(|cell| !std::str::from_utf8(cell).is_ok_and(is_blank))
        };
        let place = self.place(place_cell, binding.place_field(), &at, reading);
        if let Some((key, id)) = key_of(table, cell) {
            let column = table.column("asset_id").and_then(|column| binding.fields[column]);
            self.reached = piece.line_after(self.reached, start);
            let twin = reading.twins.look((table, place, &id), file, self.reached.1);
            let shown = String::from_utf8_lossy(&id);
            if let Some(message) = twin.said(key, &shown) {
                reading.notices.add(cell_notice(file, &key.join("/"), &shown, message, at(column)));
            }
            if twin.is_counted_elsewhere() {
                return;
            }
        }
        let Some(batch) = self.batches.iter_mut().find(|batch| batch.table() == table) else { return };
        batch.begin(place);
        let slot = self.sheet.bindings.iter().position(|binding| binding.table == table).unwrap_or(0);
        self.starts[slot].push(start);
        if !whole {
            return;
        }
        for (column, field) in binding.fields.iter().enumerate() {
            let Some(field) = *field else { continue };
            let Some(cell) = record.get(field) else { continue };
            if batch.wants(column)
                && let Err(trouble) = batch.set(column, cell, &mut reading.dictionary)
            {
                let value = String::from_utf8_lossy(cell);
                let name = table.columns()[column].name;
                reading.notices.add(cell_notice(file, name, &value, trouble.message, at(Some(field))));
            }
        }
    }

    fn place(
        &mut self,
        cell: &[u8],
        field: Option<usize>,
        at: &dyn Fn(Option<usize>) -> Position,
        reading: &mut Reading<'_>,
    ) -> u32 {
        if !cell.is_empty() && cell == self.last.0 {
            return self.last.1;
        }
        let text = &*String::from_utf8_lossy(cell);
        if is_blank(text) {
            return *self
                .default_place
                .get_or_insert_with(|| place_of_file(self.found, reading.options, reading.places, reading.notices));
        }
        let known = self.places.get(cell);
        let (place, note) = match known {
            Some((place, note)) => (*place, note.clone()),
            None => {
                let mut resolved = reading.places.resolve(text);
                if std::str::from_utf8(cell).is_err() {
                    resolved.note = Some("jurisdiction is not UTF-8 text; save the file as UTF-8".to_owned());
                }
                self.places.insert(cell.into(), (resolved.place, resolved.note.clone()));
                (resolved.place, resolved.note)
            }
        };
        match note {
            Some(note) => reading.notices.add(cell_notice(&self.found.shown, "jurisdiction", text, note, at(field))),
            // Only what needs no note may skip the look next time.
            None => self.last = (cell.to_vec(), place),
        }
        place
    }
}

struct FromPiece<'a> {
    file: &'a Arc<str>,
    piece: &'a Piece,
    starts: &'a [usize],
    binding: &'a Binding,
    /// The row asked for last, and its fields: a finding asks for several.
    last: RefCell<(Option<usize>, Vec<Vec<u8>>)>,
}

impl Origin for FromPiece<'_> {
    fn file(&self, _: usize) -> &Arc<str> {
        self.file
    }

    fn text(&self, row: usize, column: usize) -> Option<String> {
        let field = self.binding.fields[column]?;
        let mut last = self.last.borrow_mut();
        if last.0 != Some(row) {
            *last = (Some(row), self.piece.fields(self.starts[row]));
        }
        last.1.get(field).map(|cell| String::from_utf8_lossy(cell).into_owned())
    }

    fn position(&self, row: usize, column: Option<usize>) -> Position {
        self.piece.position(self.starts[row], column.and_then(|column| self.binding.fields[column]))
    }
}
