//! How an inventory was understood, drawn: a page of one place's sheets or of many places' files, lines, and what programs read.

mod cells;
mod csv;
mod folder;
mod json;
mod lines;
mod sarif;
mod sheets;

pub(super) use self::csv::{HEADER, each_row};

use std::io::{self, Write};

use super::checked;
use super::format::{Format, format};
use super::layout::Paper;
use crate::phrases::plain::plain;
use crate::report::reading::{Reading, Trouble};
use crate::words::position::{Position, SheetName, cell_name};

/// Every format there is.
pub const FORMATS: &[Format<Reading>] = &[
    Format { is_page: true, ..format("table", "for people: text", page) },
    Format {
        is_for_pipes: true,
        ..format("lines", "one line each, for grep and editors; as usual in a pipe", lines::write)
    },
    format("json", "for programs: files, sheets, columns, notices", json::write),
    Format { is_sheet: true, ..format("csv", "for spreadsheets: one line a trouble", csv::write) },
    format("sarif", "for code scanning (SARIF 2.1.0)", sarif::write),
    Format {
        only_to_file: true,
        ..format(
            "xlsx",
            "for the clerk: the workbook as it was sent, with comments (to a file)",
            checked::write_reading,
        )
    },
    format("github", "annotations of a GitHub workflow", lines::write_github),
];

/// Writes the page.
///
/// # Errors
/// Where the writer fails.
pub fn page(reading: &Reading, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let mut page = if reading.is_of_many() { folder::page(reading, paper) } else { sheets::page(reading, paper) };
    if let Some(why) = reading.why_not_clean() {
        page.push_str(&format!("exit code 2: {why}\n"));
    }
    to.write_all(page.as_bytes())
}

/// A file as pages name it: within the folder that was asked for.
fn file(reading: &Reading, file: &str) -> String {
    let within = match reading.request.records.roots.as_slice() {
        [only] => file.strip_prefix(only.name.trim_end_matches('/')).and_then(|rest| rest.strip_prefix('/')),
        _ => None,
    };
    plain(within.unwrap_or(file))
}

/// A sheet as pages name it: of the one workbook that was asked for, the tab alone.
fn sheet(reading: &Reading, name: &SheetName) -> String {
    let own =
        reading.sheets.first().filter(|first| reading.sheets.iter().all(|other| other.sheet.file == first.sheet.file));
    match &name.tab {
        Some(tab) if own.is_some() => plain(tab),
        Some(tab) => format!("{}, {}", file(reading, &name.file), plain(tab)),
        None => file(reading, &name.file),
    }
}

/// A position as pages name it.
fn place_in(reading: &Reading, name: &SheetName, at: Position) -> String {
    let shown = sheet(reading, name);
    match (&name.tab, at.line, at.column) {
        (_, 0, _) => shown,
        (Some(_), row, 0) => format!("{shown}, row {row}"),
        (Some(_), row, column) => format!("{shown}, cell {}", cell_name(row, column)),
        (None, line, 0) => format!("{shown}:{line}"),
        (None, line, column) => format!("{shown}:{line}:{column}"),
    }
}

/// The sentence on a trouble, with files named as elsewhere on the page.
fn message(reading: &Reading, trouble: &Trouble) -> String {
    let message = trouble.notice.message();
    plain(&match reading.request.records.roots.as_slice() {
        [only] => message.replace(&format!("{}/", only.name.trim_end_matches('/')), ""),
        _ => message,
    })
}

/// Where a trouble is first.
fn first(trouble: &Trouble) -> Position {
    trouble.notice.positions.first().copied().unwrap_or_default()
}
