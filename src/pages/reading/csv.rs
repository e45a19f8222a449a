//! Problems for spreadsheets: a row for each cell, none of which is run as a formula.

use std::io::{self, Write};

use super::Reading;
use crate::pages::cells::{Cell, Sheet};
use crate::pages::layout::Paper;
use crate::report::reading::Trouble;
use crate::words::position::{Position, cell_name};

/// The columns of a trouble.
pub(in crate::pages) const HEADER: [&str; 12] =
    ["file", "tab", "line", "column", "cell", "header", "value", "level", "message", "place", "kind", "count"];

/// Rows are written in parts of this many troubles.
const TROUBLES: usize = 256;

/// Writes a row for every cell that is named; cells that are only counted are in the count of the last row of their kind.
///
/// # Errors
/// Where the writer fails.
pub(super) fn write(reading: &Reading, _: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let mut sheet = Sheet::new(to, &HEADER)?;
    sheet.rows(1, (&reading.troubles, TROUBLES), |_, trouble, rows| each_row(trouble, &mut |row| rows.row(row)))?;
    sheet.rows(1, (&reading.silent, TROUBLES), |_, name, rows| {
        let mut row = [const { Cell::Safe("") }; 12];
        (row[7], row[8], row[9]) = (Cell::Safe("notice"), Cell::Safe("sent nothing"), Cell::text(name));
        (row[10], row[11]) = (Cell::Safe("silent"), Cell::Safe("1"));
        rows.row(&row)
    })
}

/// A row for every cell of a trouble that is named.
pub(in crate::pages) fn each_row(
    trouble: &Trouble,
    add: &mut dyn FnMut(&[Cell<'_>]) -> io::Result<()>,
) -> io::Result<()> {
    let notice = &trouble.notice;
    let nowhere = [Position::default()];
    let positions = if notice.positions.is_empty() { &nowhere[..] } else { &notice.positions };
    let number = |number: u64| Cell::number((number > 0).then_some(number));
    for (at, position) in positions.iter().enumerate() {
        let cell = match (&notice.file.tab, position.column) {
            (Some(_), 1..) => cell_name(position.line, position.column),
            _ => String::new(),
        };
        let last = at + 1 == positions.len();
        let count = if last { notice.count.saturating_sub(at as u64).max(1) } else { 1 };
        add(&[
            Cell::text(&*notice.file.file),
            Cell::option(notice.file.tab.as_deref()),
            number(position.line),
            number(position.column),
            Cell::Safe(&cell),
            Cell::option(trouble.header.as_deref()),
            Cell::option(notice.value.as_deref()),
            Cell::Safe(notice.level.name()),
            Cell::text(notice.message()),
            Cell::option(trouble.place.as_deref()),
            Cell::Safe(trouble.sort.name()),
            Cell::number(Some(count)),
        ])?;
    }
    Ok(())
}
