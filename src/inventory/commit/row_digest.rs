//! Digests of typed rows: the same for the same data, whatever its line ends, encoding, quotes and order of columns.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use crate::inventory::places::index::Places;
use crate::inventory::places::place::Place;
use crate::inventory::places::view::View;
use crate::predicate::Rows;
use crate::schema::{Column, JURISDICTIONS, Schema, TableId};
use crate::words::digest::Running;
use crate::words::value::{ABSENT, Cells, Day, Kind, NO_DAY, Value};

/// What parts the parts of a row, and what ends it.
const PART: u8 = 0x1f;
const ROW: u8 = 0x1e;

/// The digests of all rows of files that were added so far, each file's in order.
#[derive(Debug)]
pub(crate) struct Typed {
    files: BTreeMap<Arc<str>, Running>,
    /// How many rows more are digested; `None`, once there were too many.
    left: Option<u64>,
}

impl Typed {
    /// Begins with the places that files declare.
    pub(crate) fn of(places: &Places, rows: u64) -> Self {
        let mut typed = Self { files: BTreeMap::new(), left: Some(rows) };
        let order = order(JURISDICTIONS, JURISDICTIONS.columns());
        let (mut held, mut scratch) = (Vec::new(), String::new());
        for place in places.list().iter().filter(|place| place.row.is_some() && !place.file.is_empty()) {
            held.clear();
            add_place(&mut held, place, &order, &mut scratch);
            typed.add(&place.file.file, &held, 1);
        }
        typed
    }

    /// Adds rows of a file, as [`Writer`] wrote them.
    pub(crate) fn add(&mut self, file: &Arc<str>, held: &[u8], rows: u64) {
        if rows == 0 {
            return;
        }
        self.left = self.left.and_then(|left| left.checked_sub(rows));
        match self.left {
            Some(_) => self.files.entry(file.clone()).or_default().add(held),
            None => self.files.clear(),
        }
    }

    /// For each file that has rows, the SHA-256 of all of them in order; none at all, where there were too many.
    pub(crate) fn finish(self) -> BTreeMap<String, String> {
        self.files.into_iter().map(|(file, digest)| (file.to_string(), digest.finish())).collect()
    }
}

/// Writes rows in the form that is digested: table, place, and every cell that is not blank, by column.
#[derive(Debug)]
pub(crate) struct Writer {
    orders: Vec<Vec<usize>>,
    scratch: String,
    /// What was written, and how many rows it is.
    pub(crate) held: Vec<u8>,
    pub(crate) rows: u64,
}

/// A column of a batch, as it is written.
struct Written<'a> {
    name: &'static str,
    kind: Kind,
    cells: Cells<'a>,
    words: &'a [Value],
}

impl Writer {
    pub(crate) fn new(schema: &Schema) -> Self {
        let orders = TableId::all().map(|table| order(table, schema.columns(table))).collect();
        Self { orders, scratch: String::new(), held: Vec::new(), rows: 0 }
    }

    /// Forgets what was written.
    pub(crate) fn clear(&mut self) {
        self.held.clear();
        self.rows = 0;
    }

    /// Writes the rows of a batch.
    pub(crate) fn write(&mut self, view: &View<'_>) {
        let table = view.table();
        let written = self.orders[table.0].iter().map(|column| {
            let Column { name, kind, .. } = view.columns()[*column];
            Written { name, kind, cells: view.cells(*column), words: view.words(*column) }
        });
        // Most files have a few of the columns.
        let written: Vec<Written<'_>> = written.filter(Written::says).collect();
        let places = view.all_places().list();
        for (row, place) in view.places().iter().enumerate() {
            begin_row(&mut self.held, table, places[*place as usize].id.as_str());
            for column in &written {
                column.add(row, &mut self.held, &mut self.scratch);
            }
            self.held.push(ROW);
        }
        self.rows += view.rows() as u64;
    }
}

impl Written<'_> {
    /// Whether any cell of it says something.
    fn says(&self) -> bool {
        (0..self.cells.len()).any(|row| self.cells.is_known(row))
    }

    fn add(&self, row: usize, held: &mut Vec<u8>, scratch: &mut String) {
        match self.cells {
            Cells::Coded(codes) => {
                if let Some(value) = codes.get(row).and_then(|code| self.words.get(*code as usize)) {
                    add_value(held, self.name, value, scratch);
                }
            }
            Cells::Direct(numbers) => match (numbers.get(row), self.kind) {
                (None | Some(&ABSENT), _) => {}
                (Some(number), Kind::Integer) => add_number(held, self.name, *number),
                (Some(number), kind) => add_value(held, self.name, &Value::from_direct(*number, kind), scratch),
            },
            Cells::Days(days) => match days.get(row) {
                None | Some(&NO_DAY) => {}
                Some(day) => add_value(held, self.name, &Value::Date(Day::from_number(*day)), scratch),
            },
        }
    }
}

/// The columns of a table by name, so that their places in it may change.
fn order(table: TableId, columns: &[Column]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..columns.len()).collect();
    order.sort_by_key(|column| columns[*column].name);
    // The place of a row counts, however it is written.
    order.retain(|column| table.column("jurisdiction") != Some(*column));
    order
}

fn add_place(held: &mut Vec<u8>, place: &Place, order: &[usize], scratch: &mut String) {
    begin_row(held, JURISDICTIONS, place.id.as_str());
    let cells = place.row.as_deref().unwrap_or_default();
    for (column, value) in order.iter().filter_map(|column| Some((column, cells.get(*column)?))) {
        add_value(held, JURISDICTIONS.columns()[*column].name, value, scratch);
    }
    held.push(ROW);
}

fn begin_row(held: &mut Vec<u8>, table: TableId, place: &str) {
    held.extend_from_slice(table.table().name.as_bytes());
    held.push(PART);
    held.extend_from_slice(place.as_bytes());
}

fn add_value(held: &mut Vec<u8>, column: &str, value: &Value, scratch: &mut String) {
    match value {
        Value::Null => {}
        Value::Text(text) => add_text(held, column, text.as_bytes()),
        Value::Boolean(yes) => add_text(held, column, if *yes { b"yes" } else { b"no" }),
        Value::Version(version) => add_text(held, column, version.as_str().as_bytes()),
        Value::Date(day) => match Day::to_ascii(*day) {
            Some(text) => add_text(held, column, &text),
            None => add_shown(held, column, value, scratch),
        },
        Value::Number(number) => match number.to_integer() {
            Some(number) => add_number(held, column, number),
            None => add_shown(held, column, value, scratch),
        },
    }
}

/// Adds a value as it is shown to people.
fn add_shown(held: &mut Vec<u8>, column: &str, value: &Value, scratch: &mut String) {
    scratch.clear();
    // A text takes all that is written to it.
    let _ = write!(scratch, "{value}");
    add_text(held, column, scratch.as_bytes());
}

fn add_number(held: &mut Vec<u8>, column: &str, number: i64) {
    let (digits, from) = digits(number.unsigned_abs());
    let mut text = [b'-'; 1 + DIGITS];
    text[1 + from..].copy_from_slice(&digits[from..]);
    add_text(held, column, &text[from + usize::from(number >= 0)..]);
}

/// A text may hold any sign: its length says where it ends.
fn add_text(held: &mut Vec<u8>, column: &str, text: &[u8]) {
    let (length, from) = digits(text.len() as u64);
    held.reserve(column.len() + text.len() + DIGITS + 3);
    held.push(PART);
    held.extend_from_slice(column.as_bytes());
    held.push(PART);
    held.extend_from_slice(&length[from..]);
    held.push(PART);
    held.extend_from_slice(text);
}

/// No number of 64 bits has more digits.
const DIGITS: usize = 20;

/// The digits of a number, and where they begin.
fn digits(number: u64) -> ([u8; DIGITS], usize) {
    let (mut digits, mut at, mut left) = ([b'0'; DIGITS], DIGITS, number);
    loop {
        at -= 1;
        digits[at] = b'0' + (left % 10) as u8;
        left /= 10;
        if left == 0 {
            return (digits, at);
        }
    }
}
