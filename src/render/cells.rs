//! Rows of cells as CSV that a spreadsheet opens: no cell of it is run as a formula, every line has its line end.

use std::io::{self, Write};

use super::plain::plain;

/// A sheet that is being written.
pub(super) struct Sheet<'a> {
    to: csv::Writer<&'a mut dyn Write>,
}

/// One cell.
pub(super) enum Cell {
    /// A text, whoever wrote it.
    Text(String),
    /// A number of ours.
    Number(String),
}

impl Cell {
    pub(super) fn text(text: impl AsRef<str>) -> Self {
        Self::Text(text.as_ref().to_owned())
    }

    pub(super) fn option(text: Option<impl AsRef<str>>) -> Self {
        text.map_or_else(|| Self::text(""), Self::text)
    }

    pub(super) fn number(number: Option<impl ToString>) -> Self {
        Self::Number(number.map(|number| number.to_string()).unwrap_or_default())
    }
}

impl<'a> Sheet<'a> {
    /// Begins a sheet with its header.
    pub(super) fn new(to: &'a mut dyn Write, header: &[&str]) -> io::Result<Self> {
        let to = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(to);
        let mut sheet = Self { to };
        sheet.to.write_record(header).map_err(as_io)?;
        Ok(sheet)
    }

    /// Adds a row.
    pub(super) fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        let text = |cell: &Cell| match cell {
            Cell::Text(text) => defused(text),
            Cell::Number(number) => number.clone(),
        };
        self.to.write_record(cells.iter().map(text)).map_err(as_io)
    }

    /// Ends the sheet.
    pub(super) fn end(mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// The writer's own error, so that a closed pipe is still known for one.
pub(super) fn as_io(error: csv::Error) -> io::Error {
    let said = error.to_string();
    if let csv::ErrorKind::Io(error) = error.into_kind() { error } else { io::Error::other(said) }
}

/// A text that no spreadsheet takes for a formula: a `'` before what it would run, control characters made visible.
fn defused(text: &str) -> String {
    // Where lists are parted by semicolons, a spreadsheet cuts cells there too.
    let safe = plain(text).split(';').map(defused_part).collect::<Vec<_>>().join(";");
    // What began with a tab or a line end began with a sign that some spreadsheets run.
    let began = text.starts_with(['\t', '\r', '\n']) && !safe.starts_with('\'');
    if began { format!("'{safe}") } else { safe }
}

fn defused_part(part: &str) -> String {
    // A blank may be trimmed away, and some spreadsheets read the wide signs like the narrow ones.
    let rest = part.trim_start();
    if rest.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) {
        format!("{}'{rest}", &part[..part.len() - rest.len()])
    } else {
        part.to_owned()
    }
}
