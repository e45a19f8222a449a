//! One line a trouble: as compilers and editors have it, and as annotations of a GitHub workflow.

use std::io::{self, Write};

use super::{Reading, first};
use crate::diagnostic::Level;
use crate::pages::layout::Paper;
use crate::phrases::plain::plain;
use crate::words::position::cell_name;

/// Writes `file:line:column: level: message`, line by line.
///
/// # Errors
/// Where the writer fails.
pub(super) fn write(reading: &Reading, _: &Paper, to: &mut dyn Write) -> io::Result<()> {
    for trouble in &reading.troubles {
        writeln!(to, "{}", plain(&trouble.notice.to_string()))?;
    }
    for name in &reading.silent {
        writeln!(to, "{}: notice: sent nothing", plain(name))?;
    }
    Ok(())
}

/// Writes `::error file=...,line=...,col=...::message`, line by line.
///
/// # Errors
/// Where the writer fails.
pub(super) fn write_github(reading: &Reading, _: &Paper, to: &mut dyn Write) -> io::Result<()> {
    for trouble in &reading.troubles {
        let notice = &trouble.notice;
        let command = match notice.level {
            Level::Error => "error",
            Level::Notice => "notice",
        };
        let at = first(trouble);
        let mut properties = format!("file={}", property(&notice.file.file));
        // A workbook has no lines: its cell is named in the message.
        let cell = match (&notice.file.tab, at.line, at.column) {
            (None, line, column) => {
                for (name, number) in
                    [(",line=", line), (",col=", column)].into_iter().filter(|(_, number)| *number > 0)
                {
                    properties.push_str(&format!("{name}{number}"));
                }
                String::new()
            }
            (Some(tab), 0, _) => format!("{tab}: "),
            (Some(tab), row, 0) => format!("{tab}, row {row}: "),
            (Some(tab), row, column) => format!("{tab}, cell {}: ", cell_name(row, column)),
        };
        let more = if notice.count > 1 { format!(" ({} more like it)", notice.count - 1) } else { String::new() };
        writeln!(to, "::{command} {properties}::{}", data(&format!("{cell}{}{more}", notice.kind)))?;
    }
    for name in &reading.silent {
        writeln!(to, "::notice::{}", data(&format!("{name} sent nothing")))?;
    }
    Ok(())
}

/// A message as a workflow command takes it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property as a workflow command takes it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
