//! The rows of a sheet, streamed: each told apart, placed, held against those met before, and typed.

use std::cell::RefCell;
use std::collections::HashMap;

use super::{Record, Sheet};
use crate::batch::Batch;
use crate::inventory::find::Found;
use crate::inventory::header::Binding;
use crate::inventory::layout::offset;
use crate::inventory::places::Places;
use crate::inventory::twins::key_of;
use crate::inventory::{Origin, Reading, View, byname, cell_notice, notice, place_of_file};
use crate::notice::{Level, Notice, Notices};
use crate::place::PlaceId;
use crate::position::{Position, SheetName};
use crate::records::csv::{Piece, Whereabouts};
use crate::schema::{JURISDICTIONS, TABLES, is_blank};
use csv::ByteRecord;
use memchr::memchr2;

/// Whether a cell, whatever stands around it, is a place: blank for the file's own, a FIPS code, or a place that was declared.
fn is_place(cell: &[u8], places: &Places) -> bool {
    std::str::from_utf8(cell).is_ok_and(|text| {
        let declared = || places.find(text).is_some_and(|place| place.row.is_some());
        is_blank(text) || PlaceId::understand(text, None).id.is_fips() || declared()
    })
}

/// The reading of one sheet.
pub(super) struct Run<'a> {
    sheet: &'a Sheet,
    found: &'a Found,
    batches: Vec<Batch>,
    starts: Vec<Vec<usize>>,
    /// Place cells met so far; the note is given again for each row.
    places: HashMap<Box<[u8]>, (u32, Option<String>), foldhash::fast::RandomState>,
    last: (Vec<u8>, u32),
    /// What is said of names that stand beside the id of a place.
    beside: byname::Beside,
    default_place: Option<u32>,
    /// Rows read so far, by table.
    pub(super) rows: [u64; TABLES.len()],
    /// The first byte of the record read last, and its line.
    reached: (usize, u64),
    /// Records still to come up to the header, with it.
    above: usize,
    /// Whether it was said that bytes were no UTF-8, and that some were zero.
    said: [bool; 2],
}

impl<'a> Run<'a> {
    /// The reading of a sheet, of which nothing is read yet.
    pub(super) fn new(sheet: &'a Sheet, found: &'a Found, reading: &Reading<'_>) -> Self {
        Self {
            sheet,
            found,
            batches: sheet.bindings.iter().map(|binding| reading.needs.batch(binding.table)).collect(),
            starts: vec![Vec::new(); sheet.bindings.len()],
            places: HashMap::default(),
            last: (Vec::new(), 0),
            beside: byname::Beside::default(),
            default_place: None,
            rows: [0; TABLES.len()],
            reached: (0, 1),
            above: sheet.above,
            said: [false; 2],
        }
    }

    /// Reads the records of a piece.
    pub(super) fn piece(&mut self, piece: &Piece, reading: &mut Reading<'_>) {
        self.say_of_bytes(piece, reading.notices);
        let mut reader = piece.records();
        let mut record = ByteRecord::new();
        self.reached = (0, piece.first_line());
        while reader.read_byte_record(&mut record).unwrap_or(false) {
            match self.above.checked_sub(1) {
                Some(above) => self.above = above,
                None => self.record(&record, piece, reading),
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

    /// Says of the first byte that is no UTF-8, and of the first that is zero.
    fn say_of_bytes(&mut self, piece: &Piece, notices: &mut Notices) {
        let foreign = "a character here is no UTF-8, and all such are read as Windows-1252; look the names over, or save \
                       the file as CSV UTF-8";
        let zero = "a zero byte stands here, and no text holds one: the file may be damaged around it; save it again";
        let met = [
            (Level::Notice, "windows-1252", foreign, piece.foreign()),
            (Level::Error, "zero-byte", zero, piece.zero()),
        ];
        for (said, (level, kind, message, at)) in self.said.iter_mut().zip(met) {
            if let Some(at) = at.filter(|_| !*said) {
                *said = true;
                notices.add(notice(level, kind, &self.found.shown, message.to_owned(), at));
            }
        }
    }

    fn record(&mut self, record: &ByteRecord, piece: &Piece, reading: &mut Reading<'_>) {
        let start = offset(record);
        let file = &self.found.shown;
        let at = |field| piece.position(start, field);
        let mut leave_out = |kind, message: &str| {
            reading.notices.add(notice(Level::Notice, kind, file, message.to_owned(), at(None)));
        };
        let whole = match self.sheet.told(record) {
            Record::Row(whole) => whole,
            Record::Blank => return,
            Record::HeaderAgain => return leave_out("header-again", "the header stands here again; it is no row"),
            Record::Total => {
                return leave_out("total-row", "a row of totals; left out, for the rows above are counted");
            }
        };
        let (fields, headers) = (record.len(), self.sheet.named);
        let binding = match self.sheet.binding_of(record) {
            Ok(binding) => binding,
            Err((kind, message)) => {
                reading.notices.add(notice(Level::Error, kind, file, message, at(self.sheet.table_field)));
                return;
            }
        };
        let table = binding.table;
        let (place_field, place_cell) = byname::place_cell(binding, record);
        // In a row that is too long another cell may stand where the place should: only one that is a place is taken for it.
        let placed = table != JURISDICTIONS && (whole || is_place(place_cell, reading.places));
        let over_lines = memchr2(b'\n', b'\r', record.as_slice()).is_some();
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
        } else if fields < headers && self.sheet.dialect.whereabouts == Whereabouts::Lines {
            let message =
                format!("this row has {fields} fields and the header {headers}; missing ones are taken as blank");
            reading.notices.add(notice(Level::Notice, "short-row", file, message, at(None)));
        }
        let unnamed = |field: &usize| self.sheet.headers.get(*field).is_none_or(String::is_empty);
        if whole && (self.sheet.has_unnamed || fields > self.sheet.headers.len()) {
            for field in (0..fields).filter(unnamed).filter(|field| !record[*field].trim_ascii().is_empty()) {
                let message = format!("column {} has no header; its cells are not used", field + 1);
                reading.notices.add(notice(Level::Notice, "unnamed-column", file, message, at(Some(field))));
            }
        }
        self.rows[table.0] += 1;
        if !placed {
            return;
        }
        let cell = |column: usize| {
            let cell = binding.fields[column].and_then(|field| record.get(field)).unwrap_or_default();
            Some(cell).filter(|cell| !std::str::from_utf8(cell).is_ok_and(is_blank))
        };
        let place = self.place(place_cell, place_field, &at, reading);
        for field in binding.place_names.iter().filter(|field| whole && Some(**field) != place_field) {
            let (header, cell) = (&self.sheet.headers[*field], record.get(*field).unwrap_or_default());
            if let Some(message) = self.beside.contradiction(reading.places, place, header, cell) {
                let value = String::from_utf8_lossy(cell);
                reading.notices.add(cell_notice(file, "jurisdiction", &value, message, at(Some(*field))));
            }
        }
        if let Some((key, id)) = key_of(table, cell) {
            let column = table.column("asset_id").and_then(|column| binding.fields[column]);
            self.reached = piece.line_after(self.reached, start);
            let twin = reading.twins.look((table, place, &id), file, self.reached.1);
            let shown = String::from_utf8_lossy(&id);
            if let Some(message) = twin.said(key, &shown, file) {
                let said = cell_notice(file, &key.join("/"), &shown, message, at(column));
                reading.notices.add(Notice { kind: twin.kind(), ..said });
            }
            if twin.is_counted_elsewhere() {
                return;
            }
        }
        let Some(batch) = self.batches.iter_mut().find(|batch| batch.table() == table) else { return };
        batch.begin(place);
        let slot = self.sheet.bindings.iter().position(|binding| binding.table == table).unwrap_or(0);
        self.starts[slot].push(start);
        if whole {
            let cells = binding.fields.iter().enumerate();
            let cells = cells.filter_map(|(column, field)| Some((column, record.get((*field)?)?)));
            reading.alike.row(table, place, cells);
        }
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
                let name = binding.columns[column].name;
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
                let resolved = reading.places.resolve(text);
                self.places.insert(cell.into(), (resolved.place, resolved.note.clone()));
                (resolved.place, resolved.note)
            }
        };
        match note {
            Some(note) => {
                let said = cell_notice(&self.found.shown, "jurisdiction", text, note, at(field));
                reading.notices.add(Notice { kind: "place-as-written", ..said });
            }
            // Only what needs no note may skip the look next time.
            None => self.last = (cell.to_vec(), place),
        }
        place
    }
}

struct FromPiece<'a> {
    file: &'a SheetName,
    piece: &'a Piece,
    starts: &'a [usize],
    binding: &'a Binding,
    /// The row asked for last, and its fields: a finding asks for several.
    last: RefCell<(Option<usize>, Vec<Vec<u8>>)>,
}

impl Origin for FromPiece<'_> {
    fn file(&self, _: usize) -> &SheetName {
        self.file
    }

    fn text(&self, row: usize, column: usize) -> Option<String> {
        let field = (*self.binding.fields.get(column)?)?;
        let mut last = self.last.borrow_mut();
        if last.0 != Some(row) {
            *last = (Some(row), self.piece.fields(self.starts[row]));
        }
        last.1.get(field).map(|cell| String::from_utf8_lossy(cell).into_owned())
    }

    fn position(&self, row: usize, column: Option<usize>) -> Position {
        self.piece.position(self.starts[row], column.and_then(|column| *self.binding.fields.get(column)?))
    }
}
