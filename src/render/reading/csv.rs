//! One line a trouble for spreadsheets: each cell on a line of its own, defused against formulas.

use std::io::{self, Write};

use super::super::cells::as_io;
use super::Reading;
use crate::position::{Position, cell_name};
use crate::render::layout::Paper;

const HEADER: [&str; 12] =
    ["file", "tab", "line", "column", "cell", "header", "value", "level", "message", "place", "kind", "count"];

/// Writes a line for every cell that is named; what is not named is counted with the last of its kind.
///
/// # Errors
/// Where the writer fails.
pub(super) fn write(reading: &Reading, _: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let mut table = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(to);
    table.write_record(HEADER).map_err(as_io)?;
    let number = |number: u64| if number == 0 { String::new() } else { number.to_string() };
    for trouble in &reading.troubles {
        let notice = &trouble.notice;
        let nowhere = [Position::default()];
        let positions = if notice.positions.is_empty() { &nowhere[..] } else { &notice.positions };
        for (at, position) in positions.iter().enumerate() {
            let cell = match (&notice.file.tab, position.column) {
                (Some(_), 1..) => cell_name(position.line, position.column),
                _ => String::new(),
            };
            let last = at + 1 == positions.len();
            let count = if last { notice.count.saturating_sub(at as u64).max(1) } else { 1 };
            let record = [
                defused(&notice.file.file),
                defused(notice.file.tab.as_deref().unwrap_or_default()),
                number(position.line),
                number(position.column),
                cell,
                defused(trouble.header.as_deref().unwrap_or_default()),
                defused(notice.value.as_deref().unwrap_or_default()),
                notice.level.name().to_owned(),
                defused(&notice.message()),
                defused(trouble.place.as_deref().unwrap_or_default()),
                trouble.sort.name().to_owned(),
                count.to_string(),
            ];
            table.write_record(record).map_err(as_io)?;
        }
    }
    for name in &reading.silent {
        let mut record = [""; 12].map(str::to_owned);
        (record[7], record[8], record[9]) = ("notice".to_owned(), "sent nothing".to_owned(), defused(name));
        (record[10], record[11]) = ("silent".to_owned(), "1".to_owned());
        table.write_record(record).map_err(as_io)?;
    }
    table.flush()
}

/// A text that no spreadsheet takes for a formula.
fn defused(text: &str) -> String {
    let text = text.replace(['\r', '\n'], " ");
    match text.trim_start().chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '|' | '%') => format!("'{text}"),
        _ => text,
    }
}
