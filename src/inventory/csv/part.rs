//! What a piece of a sheet comes to before it takes its turn: its rows told apart, typed, and hashed, by any thread in any order.

use memchr::memchr;

use super::Sheet;
use super::Told;
use super::by::By;
use super::names::Names;
use crate::batch::{Batch, Dictionary};
use crate::codes::Cell;
use crate::inventory::alike::hash_of;
use crate::inventory::header::Binding;
use crate::inventory::twins::key_of;
use crate::inventory::{Needs, byname, cell_notice, notice};
use crate::notice::{Level, Notice};
use crate::position::Position;
use crate::records::csv::{Piece, Record, Whereabouts};
use crate::schema::{JURISDICTIONS, TABLES, is_blank};

/// A row, as far as it is known before its turn.
pub(super) struct Line {
    /// Its first byte in the piece.
    pub(super) start: u32,
    /// How many lines of the piece end before it.
    pub(super) lines: u32,
    /// Its table, by its place among the bindings.
    pub(super) slot: u32,
    /// The text that names its place; all that stand in the piece as they are, are looked up in one go.
    pub(super) place: u32,
    named: (u32, u32),
    /// Its fields, where there are more of them than headers.
    pub(super) too_long: u32,
    /// The hash of its id, where it has one and ids are still searched; else 0.
    pub(super) id: u64,
    /// The hash of its cells, where rows are still compared.
    pub(super) like: Option<u64>,
}

/// Stands for a text that was not looked up yet.
const NOT_YET: u32 = u32::MAX;

/// Something to be said when the turn comes: before a row, or of one if it counts.
pub(super) struct Said {
    pub(super) line: usize,
    pub(super) if_counted: bool,
    pub(super) notice: Notice,
}

/// A name that stands beside the id of a row's place.
pub(super) struct Beside {
    pub(super) line: usize,
    pub(super) field: usize,
    pub(super) name: u32,
}

/// What is read of a table's rows.
struct Plan {
    /// The columns that are wanted and the fields that hold them.
    wanted: Vec<(usize, usize)>,
    /// All columns that the sheet has, and their fields.
    bound: Vec<(usize, usize)>,
    /// Whether rows of the table name a place.
    is_placed: bool,
    keyed: bool,
}

/// The rows of a piece; its room is used again for the next.
pub(super) struct Part {
    pub(super) batches: Vec<Batch>,
    pub(super) lines: Vec<Line>,
    pub(super) said: Vec<Said>,
    pub(super) beside: Vec<Beside>,
    pub(super) names: Names,
    /// Rows by table.
    pub(super) rows: [u64; TABLES.len()],
    plans: Vec<Plan>,
}

impl Part {
    /// Room for pieces of a sheet.
    pub(super) fn new(sheet: &Sheet, needs: &Needs) -> Self {
        let batches: Vec<Batch> = sheet.bindings.iter().map(|binding| needs.batch(binding.table)).collect();
        let plan = |(binding, batch): (&Binding, &Batch)| {
            let bound = binding.fields.iter().enumerate().filter_map(|(column, field)| Some((column, (*field)?)));
            Plan {
                wanted: bound.clone().filter(|(column, _)| batch.wants(*column)).collect(),
                bound: bound.collect(),
                is_placed: binding.table != JURISDICTIONS,
                keyed: key_of(binding.table, |column| binding.fields[column].map(|_| &b"id"[..])).is_some(),
            }
        };
        let plans = sheet.bindings.iter().zip(&batches).map(plan).collect();
        let (lines, said, beside) = (Vec::new(), Vec::new(), Vec::new());
        Self { batches, lines, said, beside, names: Names::default(), rows: [0; TABLES.len()], plans }
    }

    /// Forgets the piece read last.
    pub(super) fn clear(&mut self) {
        self.batches.iter_mut().for_each(Batch::clear);
        self.lines.clear();
        self.said.clear();
        self.beside.clear();
        self.names.forget();
        self.rows = [0; TABLES.len()];
    }

    /// Reads the records of a piece, but for the first few, which stand above the header or are it.
    pub(super) fn read(&mut self, piece: &Piece, above: usize, by: &By<'_>, dictionary: &mut Dictionary) {
        let mut records = piece.rows();
        let mut above = above;
        while let Some(record) = records.next() {
            if above > 0 {
                above -= 1;
            } else {
                self.record(&record, piece, by, dictionary);
            }
        }
        for line in self.lines.iter_mut().filter(|line| line.place == NOT_YET) {
            line.place = self.names.code(piece.cell(line.named.0 as usize, line.named.1 as usize));
        }
    }

    fn record(&mut self, record: &Record<'_>, piece: &Piece, by: &By<'_>, dictionary: &mut Dictionary) {
        let (sheet, file) = (by.sheet, &by.found.shown);
        let at = |field| piece.position(record.start, field);
        let whole = match sheet.told(record) {
            Told::Row(whole) => whole,
            Told::Blank => return,
            Told::HeaderAgain => {
                let message = "the header stands here again; it is no row";
                return self.say(notice(Level::Notice, "header-again", file, message.to_owned(), at(None)));
            }
            Told::Total => {
                let message = "a row of totals; left out, for the rows above are counted";
                return self.say(notice(Level::Notice, "total-row", file, message.to_owned(), at(None)));
            }
        };
        let (fields, headers) = (record.len(), sheet.named);
        let (slot, binding) = match sheet.binding_of(record) {
            Ok(bound) => bound,
            Err((kind, message)) => {
                return self.say(notice(Level::Error, kind, file, message, at(sheet.table_field)));
            }
        };
        self.rows[binding.table.0] += 1;
        if record.over_lines && (!whole || fields < headers || piece.is_torn(record.start)) {
            let message = "a value of this row runs over several lines: is a quote open that never closes? Rows below may \
                           be lost in it";
            self.say(notice(Level::Error, "torn-row", file, message.to_owned(), at(None)));
        }
        if !whole {
            // Whether anything of it is used is settled in its turn.
            if !self.plans[slot].is_placed {
                self.say(long_row(by, fields, false, at(None)));
            }
        } else if fields < headers && sheet.dialect.whereabouts == Whereabouts::Lines {
            let message =
                format!("this row has {fields} fields and the header {headers}; missing ones are taken as blank");
            self.say(notice(Level::Notice, "short-row", file, message, at(None)));
        }
        if whole && (sheet.has_unnamed || fields > sheet.headers.len()) {
            let unnamed = |field: &usize| sheet.headers.get(*field).is_none_or(String::is_empty);
            let filled = |field: &usize| !record.cell(*field).bytes().trim_ascii().is_empty();
            for field in (0..fields).filter(unnamed).filter(filled) {
                let message = format!("column {} has no header; its cells are not used", field + 1);
                self.say(notice(Level::Notice, "unnamed-column", file, message, at(Some(field))));
            }
        }
        let plan = &self.plans[slot];
        if !plan.is_placed {
            return;
        }
        let place_field = byname::place_field(binding, |field| record.cell(field).bytes());
        let cell = place_field.map_or(Cell::from(&b""[..]), |field| record.cell(field));
        let (place, named) = match place_field.and_then(|field| record.span(field)) {
            Some((start, end)) => (NOT_YET, (start as u32, end as u32)),
            None => (self.names.code(cell), (0, 0)),
        };
        for field in binding.place_names.iter().filter(|field| whole && Some(**field) != place_field) {
            let name = self.names.code(record.cell(*field));
            self.beside.push(Beside { line: self.lines.len(), field: *field, name });
        }
        let id = (plan.keyed && by.searched).then(|| {
            let cell = |column: usize| {
                let cell = binding.fields[column].map(|field| record.cell(field).bytes()).unwrap_or_default();
                Some(cell).filter(|cell| !says_nothing(cell))
            };
            key_of(binding.table, cell).map(|(_, id)| by.seeds.twins.hash(binding.table, &id).max(1))
        });
        let like = (whole && by.compared).then(|| {
            let filled = plan.bound.iter().filter(|(_, field)| *field < fields);
            let cells = filled.map(|(column, field)| (*column, record.cell(*field).bytes()));
            hash_of(&by.seeds.alike, binding.table, cells)
        });
        let too_long = if whole { 0 } else { u32::try_from(fields).unwrap_or(u32::MAX) };
        self.lines.push(Line {
            start: record.start as u32,
            lines: record.lines as u32,
            slot: slot as u32,
            place,
            named,
            too_long,
            id: id.flatten().unwrap_or(0),
            like: like.flatten(),
        });
        let batch = &mut self.batches[slot];
        batch.begin(0);
        if !whole {
            return;
        }
        for (column, field) in &plan.wanted {
            let cell = record.cell(*field);
            if let Err(trouble) = batch.set(*column, cell, dictionary) {
                let value = String::from_utf8_lossy(cell.bytes());
                let name = binding.columns[*column].name;
                let notice = cell_notice(file, name, &value, trouble.message, at(Some(*field)));
                self.said.push(Said { line: self.lines.len() - 1, if_counted: true, notice });
            }
        }
    }

    fn say(&mut self, notice: Notice) {
        self.said.push(Said { line: self.lines.len(), if_counted: false, notice });
    }
}

/// Whether a cell is blank, or a word for unknown.
fn says_nothing(cell: &[u8]) -> bool {
    // Nearly every id is told apart by its first byte.
    let begins =
        cell.first().is_none_or(|first| !first.is_ascii() || memchr(*first, b"uUnN#dDtT?- \t\r\n\x0b\x0c").is_some());
    begins && std::str::from_utf8(cell).is_ok_and(is_blank)
}

/// What is said of a row with more cells than headers.
pub(super) fn long_row(by: &By<'_>, fields: usize, counted: bool, at: Position) -> Notice {
    let lost = if counted { "The row is counted with nothing known about it" } else { "Nothing on the row was used" };
    let headers = by.sheet.named;
    let message = format!(
        "this row has {fields} fields and the header {headers}: is a comma inside a value without quotes? {lost}"
    );
    notice(Level::Error, "long-row", &by.found.shown, message, at)
}
