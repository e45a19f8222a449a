//! Sheets: cells in any order, written as comma-separated text with one line for every row.

use std::fmt;

use super::Error;
use super::limits::{CELL, COLUMNS, Limits, ROWS};
use crate::position::cell_name;

/// How many spots of a kind are kept.
const KEPT: usize = 10;

/// A cell of a sheet; row and column are counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spot {
    /// The row, which is the line of the tab's text.
    pub row: u64,
    /// The column, which is the field of that line.
    pub column: u64,
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&cell_name(self.row, self.column))
    }
}

/// Cells of one kind: how many there are, and the first ten.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spots {
    /// How many.
    pub count: u64,
    /// The first ten, in the file's order.
    pub first: Vec<Spot>,
}

impl Spots {
    fn add(&mut self, row: u32, column: u32) {
        self.count += 1;
        if self.first.len() < KEPT {
            self.first.push(Spot { row: u64::from(row) + 1, column: u64::from(column) + 1 });
        }
    }
}

/// One sheet as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    /// The name on the tab.
    pub name: String,
    /// Whether Excel hides it.
    pub hidden: bool,
    /// UTF-8 CSV: line 3 is row 3, its second field column B; empty rows are empty lines.
    pub text: Vec<u8>,
    /// The last row that holds something, 0 for an empty sheet.
    pub rows: u64,
    /// The last column that holds something.
    pub columns: u64,
    /// Cells that hold an error such as #N/A or #REF!; they are empty in the text.
    pub errors: Spots,
    /// Formulas that were saved without their result; they are empty in the text.
    pub unsolved: Spots,
}

#[derive(Clone, Copy)]
struct Placed {
    row: u32,
    column: u32,
    start: usize,
    len: usize,
}

/// A sheet that is being read.
pub(super) struct Sheet<'a> {
    limits: &'a Limits,
    cells: Vec<Placed>,
    arena: String,
    errors: Spots,
    unsolved: Spots,
}

impl<'a> Sheet<'a> {
    /// An empty sheet.
    pub(super) fn new(limits: &'a Limits) -> Self {
        Self { limits, cells: Vec::new(), arena: String::new(), errors: Spots::default(), unsolved: Spots::default() }
    }

    /// Puts a value into a cell; row and column are counted from 0.
    pub(super) fn put(&mut self, row: u32, column: u32, value: &str) -> Result<(), Error> {
        if value.is_empty() {
            return Ok(());
        }
        if value.len() > CELL {
            return Err(Error::TooLarge("1 MB in one cell"));
        }
        let start = self.arena.len();
        self.place(Placed { row, column, start, len: value.len() })?;
        self.arena.push_str(value);
        Ok(())
    }

    fn place(&mut self, cell: Placed) -> Result<(), Error> {
        if cell.row >= ROWS {
            return Err(Error::TooLarge("1,048,576 rows in a sheet"));
        }
        if cell.column >= COLUMNS {
            return Err(Error::TooLarge("16,384 columns in a sheet"));
        }
        self.limits.cell()?;
        self.limits.text(cell.len as u64)?;
        self.cells.push(cell);
        Ok(())
    }

    /// How many cells were put so far.
    pub(super) fn len(&self) -> usize {
        self.cells.len()
    }

    /// Puts the last cell again, in the columns to its right.
    pub(super) fn again(&mut self, times: u32) -> Result<(), Error> {
        let Some(last) = self.cells.last().copied() else {
            return Ok(());
        };
        for step in 1..=times {
            self.place(Placed { column: last.column.saturating_add(step), ..last })?;
        }
        Ok(())
    }

    /// Puts the cells since the `from`th again, in the rows below.
    pub(super) fn again_below(&mut self, from: usize, times: u32) -> Result<(), Error> {
        let upto = self.cells.len();
        if from >= upto {
            return Ok(());
        }
        for step in 1..=times {
            for index in from..upto {
                let cell = self.cells[index];
                self.place(Placed { row: cell.row.saturating_add(step), ..cell })?;
            }
        }
        Ok(())
    }

    /// Notes a cell that holds an error.
    pub(super) fn error(&mut self, row: u32, column: u32) {
        self.errors.add(row, column);
    }

    /// Notes a formula without its result.
    pub(super) fn unsolved(&mut self, row: u32, column: u32) {
        self.unsolved.add(row, column);
    }

    /// Writes the text; of a cell that was put twice the last value stands.
    pub(super) fn finish(mut self, name: String, hidden: bool) -> Result<Tab, Error> {
        if !self.cells.is_sorted_by_key(|cell| (cell.row, cell.column)) {
            self.cells.sort_by_key(|cell| (cell.row, cell.column));
        }
        let mut text = Vec::new();
        let (mut row, mut column, mut widest) = (0, 0, 0);
        for (index, cell) in self.cells.iter().enumerate() {
            if self.cells.get(index + 1).is_some_and(|next| (next.row, next.column) == (cell.row, cell.column)) {
                continue;
            }
            let commas = if cell.row > row { cell.column } else { cell.column - column };
            self.limits.text(u64::from(cell.row - row) + u64::from(commas))?;
            if cell.row > row {
                text.resize(text.len() + (cell.row - row) as usize, b'\n');
                (row, column) = (cell.row, 0);
            }
            text.resize(text.len() + (cell.column - column) as usize, b',');
            column = cell.column;
            widest = widest.max(column + 1);
            write(&mut text, &self.arena[cell.start..cell.start + cell.len]);
        }
        let rows = if self.cells.is_empty() { 0 } else { u64::from(row) + 1 };
        if rows > 0 {
            text.push(b'\n');
        }
        let Self { errors, unsolved, .. } = self;
        Ok(Tab { name, hidden, text, rows, columns: u64::from(widest), errors, unsolved })
    }
}

/// Writes one field: on one line, quoted where it must be.
fn write(text: &mut Vec<u8>, value: &str) {
    let quoted = value.contains([',', '"', '\r', '\n']);
    if quoted {
        text.push(b'"');
    }
    let mut after_return = false;
    for byte in value.bytes() {
        match byte {
            b'\n' if after_return => {}
            b'"' => text.extend_from_slice(b"\"\""),
            // Line ends and other signs that no text file should hold.
            0..=8 | 10..=31 | 127 => text.push(b' '),
            _ => text.push(byte),
        }
        after_return = byte == b'\r';
    }
    if quoted {
        text.push(b'"');
    }
}
