//! CSV in pieces: chunks of a file cut where records end, so that they can be read apart and in any order.

mod piece;
mod text;

pub use piece::Piece;

use std::io::{self, Read};

use piece::scan;
use text::Text;

use crate::position::Position;

/// The longest a record may be, in bytes; a quote that never closes would otherwise swallow the file.
pub const LONGEST_RECORD: usize = 16 << 20;

/// Why a file could not be read on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file could not be read.
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
    /// A record has no end in sight.
    #[error(
        "the record that begins here is longer than 16 MB; is a quote open that never closes? The rest of the file was not read"
    )]
    Endless {
        /// Where the record begins.
        line: u64,
    },
    /// A quote is still open where the file ends.
    #[error("a quote opens here and never closes; what stands before was read, the rest was not")]
    Open {
        /// Where the quote stands.
        at: Position,
    },
    /// The file is no text.
    #[error("{0}")]
    NoText(&'static str),
}

/// How positions are said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Whereabouts {
    /// By line and character.
    #[default]
    Lines,
    /// By row and cell, as in a workbook: every record stands on a line of its own, and its fields are counted from 1.
    Cells,
}

/// How a text parts its fields, and how their positions are said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// The sign between two fields, an ASCII one.
    pub separator: u8,
    /// How positions are said.
    pub whereabouts: Whereabouts,
}

impl Default for Dialect {
    fn default() -> Self {
        Self { separator: b',', whereabouts: Whereabouts::Lines }
    }
}

/// The first `size` bytes of a file as text, or somewhat more; the last of its records may be cut off.
///
/// # Errors
/// Where the file cannot be read, or is no text.
pub fn head(from: impl Read, size: usize) -> Result<Vec<u8>, Error> {
    let mut text = Text::new(from);
    text.begin()?;
    let mut bytes = Vec::new();
    text.add_to(&mut bytes, size)?;
    Ok(bytes)
}

/// A file cut into pieces of about one size.
pub struct Pieces<R> {
    from: Text<R>,
    size: usize,
    dialect: Dialect,
    rest: Vec<u8>,
    line: u64,
    begun: bool,
}

impl<R: Read> Pieces<R> {
    /// Pieces of about `size` bytes; at least one record each.
    pub fn new(from: R, size: usize, dialect: Dialect) -> Self {
        Self { from: Text::new(from), size: size.max(1), dialect, rest: Vec::new(), line: 1, begun: false }
    }

    /// The next piece, or `None` at the end.
    ///
    /// # Errors
    /// Where the file cannot be read, is no text, or a record does not end; pieces before it were given.
    pub fn next_piece(&mut self) -> Result<Option<Piece>, Error> {
        if !std::mem::replace(&mut self.begun, true) {
            self.from.begin()?;
        }
        let mut bytes = std::mem::take(&mut self.rest);
        loop {
            if !self.from.ended {
                let wanted = self.size.max(bytes.len() / 2);
                self.from.add_to(&mut bytes, wanted)?;
            }
            if bytes.is_empty() && self.from.ended {
                return Ok(None);
            }
            let ends = scan(&bytes, self.dialect.separator);
            let cut = if self.from.ended && ends.open.is_none() { Some(bytes.len()) } else { ends.last };
            match (cut, ends.open) {
                (Some(cut), _) => {
                    self.rest = bytes.split_off(cut);
                    let piece = Piece::new(bytes, self.line, self.dialect);
                    self.line += piece.lines();
                    return Ok(Some(piece));
                }
                (None, Some(quote)) if self.from.ended => {
                    bytes.truncate(quote);
                    return Err(Error::Open { at: Piece::new(bytes, self.line, self.dialect).end() });
                }
                (None, _) if bytes.len() > LONGEST_RECORD => return Err(Error::Endless { line: self.line }),
                (None, _) => {}
            }
        }
    }

    /// The SHA-256 of all that was read, in hexadecimal; the rest of the file is read for it.
    ///
    /// # Errors
    /// Where the file cannot be read on.
    pub fn sha256(self) -> io::Result<String> {
        self.from.sha256()
    }
}
