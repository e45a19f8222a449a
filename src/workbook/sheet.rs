//! Sheets: cells in any order, written as comma-separated text with one line for every row.

use std::fmt;
use std::sync::Arc;

use super::Error;
use super::layout::Layout;
use super::limits::Limits;
use super::number_format::Shown;
use crate::limits::workbooks::{self, CELL};
use crate::words::position::cell_name;

/// Rows and columns are counted from 0, in 32 bits.
const ROWS: u32 = workbooks::ROWS.most as u32;
const COLUMNS: u32 = workbooks::COLUMNS.most as u32;

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

/// Rows or columns that hold something: how many, and the first ten runs of them, first and last, counted from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Runs {
    /// How many rows or columns.
    pub count: u64,
    /// The first ten runs.
    pub first: Vec<(u64, u64)>,
}

impl Runs {
    /// Adds the next row or column, counted from 0; they rise.
    fn add(&mut self, number: u32) {
        let number = u64::from(number) + 1;
        self.count += 1;
        let kept = self.first.len();
        match self.first.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ if kept < KEPT => self.first.push((number, number)),
            _ => {}
        }
    }
}

/// Cells of several rows that are shown as one; only the first holds a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The first cell.
    pub first: Spot,
    /// The last row.
    pub last_row: u64,
    /// The last column.
    pub last_column: u64,
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
    /// Years that were typed into cells for dates, which Excel takes for a day in 1905; they are years in the text.
    pub years: Spots,
    /// Hidden rows that hold something.
    pub hidden_rows: Runs,
    /// Hidden columns that hold something.
    pub hidden_columns: Runs,
    /// Merged cells of more than one row, by column and row; none overlaps another.
    pub merged: Vec<Merged>,
    /// Cells that a workbook made by pollworthy has as seen: what was said of them and changes no answer is not said again.
    pub seen: Vec<Spot>,
    /// How its cells are stored and shown, where a copy of it is made.
    pub layout: Option<Layout>,
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
    years: Spots,
    hidden_rows: Vec<(u32, u32)>,
    hidden_columns: Vec<(u32, u32)>,
    /// Column and row of the first cell, row and column of the last.
    merged: Vec<(u32, u32, u32, u32)>,
    layout: Option<Layout>,
}

impl<'a> Sheet<'a> {
    /// An empty sheet.
    pub(super) fn new(limits: &'a Limits) -> Self {
        Self {
            limits,
            cells: Vec::new(),
            arena: String::new(),
            errors: Spots::default(),
            unsolved: Spots::default(),
            years: Spots::default(),
            hidden_rows: Vec::new(),
            hidden_columns: Vec::new(),
            merged: Vec::new(),
            layout: limits.keeps_layout().then(Layout::default),
        }
    }

    /// Puts a number as it is shown into a cell.
    pub(super) fn show(&mut self, row: u32, column: u32, shown: &Shown) -> Result<(), Error> {
        if shown.is_year {
            self.year(row, column);
        }
        self.typed(row, column, None);
        self.put(row, column, &shown.text)
    }

    /// Notes that a cell is no text, and the code of its number format where it is known.
    pub(super) fn typed(&mut self, row: u32, column: u32, code: Option<&Arc<str>>) {
        if let Some(layout) = &mut self.layout {
            layout.typed(row, column, code.cloned());
        }
    }

    /// Notes the width of columns, the first and the last counted from 0.
    pub(super) fn width(&mut self, first: u32, last: u32, width: f64) {
        if let Some(layout) = &mut self.layout {
            layout.width(first, last, width);
        }
    }

    /// Notes a year that was typed into a cell for dates.
    pub(super) fn year(&mut self, row: u32, column: u32) {
        self.years.add(row, column);
    }

    /// Notes that rows are hidden, the first and the last counted from 0.
    pub(super) fn hide_rows(&mut self, first: u32, last: u32) {
        hide(&mut self.hidden_rows, first, last, ROWS);
    }

    /// Notes that columns are hidden, the first and the last counted from 0.
    pub(super) fn hide_columns(&mut self, first: u32, last: u32) {
        hide(&mut self.hidden_columns, first, last, COLUMNS);
    }

    /// Notes that cells are merged, from one to another, each by row and column, counted from 0; those of one row are not of interest.
    pub(super) fn merge(&mut self, first: (u32, u32), last: (u32, u32)) -> Result<(), Error> {
        if last.0 > first.0 && first.0 < ROWS && first.1 < COLUMNS {
            self.limits.merge()?;
            self.merged.push((first.1, first.0, last.0.min(ROWS - 1), last.1.max(first.1).min(COLUMNS - 1)));
        } else if let Some(layout) = &mut self.layout
            && last.0 == first.0
            && first.0 < ROWS
        {
            layout.one_row(first, last.1.min(COLUMNS - 1));
        }
        Ok(())
    }

    /// Puts a value into a cell; row and column are counted from 0.
    pub(super) fn put(&mut self, row: u32, column: u32, value: &str) -> Result<(), Error> {
        if value.is_empty() {
            return Ok(());
        }
        if value.len() > CELL.size() {
            return Err(Error::TooLarge(&CELL));
        }
        let start = self.arena.len();
        self.place(Placed { row, column, start, len: value.len() })?;
        self.arena.push_str(value);
        Ok(())
    }

    fn place(&mut self, cell: Placed) -> Result<(), Error> {
        lies_within(cell.row, cell.column)?;
        self.limits.cell()?;
        self.limits.text(cell.len as u64)?;
        self.cells.push(cell);
        Ok(())
    }

    fn same(&mut self, cell: Placed, to: (u32, u32)) {
        if let Some(layout) = &mut self.layout {
            layout.same((cell.row, cell.column), to);
        }
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
            let column = last.column.saturating_add(step);
            self.place(Placed { column, ..last })?;
            self.same(last, (last.row, column));
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
                let row = cell.row.saturating_add(step);
                self.place(Placed { row, ..cell })?;
                self.same(cell, (row, cell.column));
            }
        }
        Ok(())
    }

    /// Notes a cell that holds an error.
    pub(super) fn error(&mut self, row: u32, column: u32) -> Result<(), Error> {
        lies_within(row, column)?;
        self.errors.add(row, column);
        Ok(())
    }

    /// Notes a formula without its result.
    pub(super) fn unsolved(&mut self, row: u32, column: u32) -> Result<(), Error> {
        lies_within(row, column)?;
        self.unsolved.add(row, column);
        Ok(())
    }

    /// Writes the text; if a cell was put twice, its last value is used.
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
            write(&mut text, &self.arena.as_bytes()[cell.start..cell.start + cell.len]);
        }
        let rows = if self.cells.is_empty() { 0 } else { u64::from(row) + 1 };
        if rows > 0 {
            text.push(b'\n');
        }
        if let Some(layout) = &mut self.layout {
            layout.hidden_rows.clone_from(&self.hidden_rows);
            layout.hidden_columns.clone_from(&self.hidden_columns);
        }
        let rows_with_cells = self.cells.iter().map(|cell| cell.row);
        let hidden_rows = hidden_among(std::mem::take(&mut self.hidden_rows), rows_with_cells);
        let mut used = vec![false; widest as usize];
        self.cells.iter().for_each(|cell| used[cell.column as usize] = true);
        let columns_with_cells = (0..).zip(used).filter(|(_, used)| *used).map(|(column, _)| column);
        let hidden_columns = hidden_among(std::mem::take(&mut self.hidden_columns), columns_with_cells);
        let merged = apart(std::mem::take(&mut self.merged));
        let Self { errors, unsolved, years, layout, .. } = self;
        Ok(Tab {
            name,
            hidden,
            text,
            rows,
            columns: u64::from(widest),
            errors,
            unsolved,
            years,
            hidden_rows,
            hidden_columns,
            merged,
            seen: Vec::new(),
            layout,
        })
    }
}

/// Adds a range to those that are hidden; of too many the rest is not kept.
fn hide(ranges: &mut Vec<(u32, u32)>, first: u32, last: u32, most: u32) {
    let kept = ranges.len();
    match ranges.last_mut() {
        Some(before) if before.1.saturating_add(1) == first => before.1 = last,
        _ if last >= first && kept < most as usize => ranges.push((first, last)),
        _ => {}
    }
}

/// Those of some numbers, which rise and may repeat, that are in a range.
fn hidden_among(mut ranges: Vec<(u32, u32)>, numbers: impl Iterator<Item = u32>) -> Runs {
    let mut runs = Runs::default();
    if ranges.is_empty() {
        return runs;
    }
    ranges.sort_unstable();
    let mut ranges = ranges.into_iter().peekable();
    let (mut last, mut until) = (None, None);
    for number in numbers {
        while let Some(range) = ranges.next_if(|range| range.0 <= number) {
            until = until.max(Some(range.1));
        }
        if until.is_some_and(|until| number <= until) && last != Some(number) {
            runs.add(number);
            last = Some(number);
        }
    }
    runs
}

/// Merged ranges in order; one that overlaps another in its first column, which no office program writes, is left away.
fn apart(mut merged: Vec<(u32, u32, u32, u32)>) -> Vec<Merged> {
    merged.sort_unstable();
    let mut kept: Vec<Merged> = Vec::new();
    for (column, first, last_row, last_column) in merged {
        let first = Spot { row: u64::from(first) + 1, column: u64::from(column) + 1 };
        let overlaps = |before: &Merged| before.first.column == first.column && first.row <= before.last_row;
        if !kept.last().is_some_and(overlaps) {
            kept.push(Merged { first, last_row: u64::from(last_row) + 1, last_column: u64::from(last_column) + 1 });
        }
    }
    kept
}

/// Whether a text is what an error looks like, and nothing else.
pub(super) fn is_error(text: &str) -> bool {
    const ERRORS: [&str; 16] = [
        "#DIV/0!",
        "#N/A",
        "#NAME?",
        "#NULL!",
        "#NUM!",
        "#REF!",
        "#VALUE!",
        "#GETTING_DATA",
        "#SPILL!",
        "#CALC!",
        "#FIELD!",
        "#BLOCKED!",
        "#CONNECT!",
        "#UNKNOWN!",
        "#BUSY!",
        "#EXTERNAL!",
    ];
    let text = text.trim();
    let numbered = |code: &str| (3..=4).contains(&code.len()) && code.bytes().all(|digit| digit.is_ascii_digit());
    ERRORS.contains(&text) || text.strip_prefix("Err:").is_some_and(numbered)
}

/// Writes one field: on one line, quoted where it must be.
pub(super) fn write(text: &mut Vec<u8>, value: &[u8]) {
    let quoted = value.iter().any(|byte| matches!(byte, b',' | b'"' | b'\r' | b'\n'));
    if quoted {
        text.push(b'"');
    }
    let mut after_return = false;
    for byte in value.iter().copied() {
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

/// Whether a sheet can have such a cell.
fn lies_within(row: u32, column: u32) -> Result<(), Error> {
    if row >= ROWS {
        return Err(Error::TooLarge(&workbooks::ROWS));
    }
    if column >= COLUMNS {
        return Err(Error::TooLarge(&workbooks::COLUMNS));
    }
    Ok(())
}
