//! Rows of cells as CSV that a spreadsheet opens: no cell of it is run as a formula, every line has its line end.

use std::borrow::Cow;
use std::io::{self, Write};

use super::parts;
use crate::phrases::plain::plain;

/// A sheet that is being written.
pub(super) struct Sheet<'a> {
    to: &'a mut dyn Write,
}

/// Rows of a sheet.
pub(super) struct Rows {
    to: csv::Writer<Vec<u8>>,
}

/// One cell.
pub(super) enum Cell<'a> {
    /// A text, whoever wrote it.
    Text(Cow<'a, str>),
    /// A text that is safe already.
    Safe(&'a str),
    /// A number of ours.
    Number(String),
}

impl<'a> Cell<'a> {
    pub(super) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }

    pub(super) fn option(text: Option<impl Into<Cow<'a, str>>>) -> Self {
        text.map_or(Self::Safe(""), Self::text)
    }

    pub(super) fn number(number: Option<impl ToString>) -> Self {
        Self::Number(number.map(|number| number.to_string()).unwrap_or_default())
    }
}

impl<'a> Sheet<'a> {
    /// Begins a sheet with its header.
    pub(super) fn new(to: &'a mut dyn Write, header: &[&str]) -> io::Result<Self> {
        let mut rows = Rows::on(Vec::new());
        rows.to.write_record(header).map_err(as_io)?;
        to.write_all(&rows.end()?)?;
        Ok(Self { to })
    }

    /// Adds the rows of a list, a part of it at a time, drawn by this many threads.
    pub(super) fn rows<T: Sync>(
        &mut self,
        threads: usize,
        list: (&[T], usize),
        draw: impl Fn(usize, &T, &mut Rows) -> io::Result<()> + Sync,
    ) -> io::Result<()> {
        parts::write(threads, list, self.to, |first, part, drawn| {
            let mut rows = Rows::on(std::mem::take(drawn));
            for (at, one) in (first..).zip(part) {
                draw(at, one, &mut rows)?;
            }
            *drawn = rows.end()?;
            Ok(())
        })
    }
}

impl Rows {
    /// Rows behind what is drawn already.
    fn on(drawn: Vec<u8>) -> Self {
        Self { to: csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(drawn) }
    }

    /// Adds a row.
    pub(super) fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        for cell in cells {
            let field = match cell {
                Cell::Text(text) => defused(text),
                Cell::Safe(text) => Cow::Borrowed(*text),
                Cell::Number(number) => Cow::Borrowed(number.as_str()),
            };
            self.to.write_field(field.as_bytes()).map_err(as_io)?;
        }
        self.to.write_record(None::<&[u8]>).map_err(as_io)
    }

    fn end(self) -> io::Result<Vec<u8>> {
        self.to.into_inner().map_err(|error| error.into_error())
    }
}

/// The writer's own error, so that a closed pipe is still known for one.
fn as_io(error: csv::Error) -> io::Error {
    let said = error.to_string();
    if let csv::ErrorKind::Io(error) = error.into_kind() { error } else { io::Error::other(said) }
}

/// What some spreadsheets take for the beginning of a formula; they read the wide signs like the narrow ones.
const SIGNS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// A text that no spreadsheet takes for a formula: a `'` before what it would run, control characters made visible.
#[must_use]
pub fn defused(text: &str) -> Cow<'_, str> {
    let is_harmless = text.bytes().all(|byte| (b' '..0x7f).contains(&byte))
        && text.split(';').all(|part| !part.trim_start().starts_with(SIGNS));
    if is_harmless {
        return Cow::Borrowed(text);
    }
    // Where lists are parted by semicolons, a spreadsheet cuts cells there too.
    let safe = plain(text).split(';').map(defused_part).collect::<Vec<_>>().join(";");
    // What began with a tab or a line end began with a sign that some spreadsheets run.
    let began = text.starts_with(['\t', '\r', '\n']) && !safe.starts_with('\'');
    Cow::Owned(if began { format!("'{safe}") } else { safe })
}

fn defused_part(part: &str) -> String {
    // A blank may be trimmed away.
    let rest = part.trim_start();
    if rest.starts_with(SIGNS) { format!("{}'{rest}", &part[..part.len() - rest.len()]) } else { part.to_owned() }
}
