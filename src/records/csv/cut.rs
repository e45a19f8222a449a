//! A file cut where records end: a part of its bytes at a time, for whoever makes a piece of it.

use std::io::{self, Read};

use memchr::{memchr, memchr_iter};

use super::piece::{Piece, scan};
use super::split::Records;
use super::text::Text;
use super::{Dialect, Error, LONGEST_RECORD};
use crate::digest::Running;

/// Some whole records as they were cut from a file; nothing was looked at but their quotes and line ends.
#[derive(Debug)]
pub struct Cut {
    bytes: Vec<u8>,
    /// Bytes of the file that stand before these, or that these were decoded from.
    written: Vec<u8>,
    decoded: bool,
    line: u64,
    dialect: Dialect,
}

impl Cut {
    /// How many records there are, counted up to so many.
    #[must_use]
    pub fn first_records(&self, most: usize) -> usize {
        if most == 0 {
            return 0;
        }
        let mut records = Records::new(&self.bytes, self.dialect.separator);
        (0..most).take_while(|_| records.next().is_some()).count()
    }

    /// The records, readable and with positions.
    #[must_use]
    pub fn into_piece(self) -> Piece {
        let mut piece = Piece::new(self.bytes, self.line, self.dialect);
        (piece.written, piece.decoded) = (self.written, self.decoded);
        piece
    }
}

/// A file cut into parts of about one size.
pub struct Pieces<R> {
    from: Text<R>,
    size: usize,
    dialect: Dialect,
    /// Bytes read beyond the last cut.
    rest: Vec<u8>,
    /// Room of a piece that is no longer needed.
    spare: Vec<u8>,
    line: u64,
    begun: bool,
}

impl<R: Read> Pieces<R> {
    /// Pieces of about `size` bytes; at least one record each.
    pub fn new(from: R, size: usize, dialect: Dialect) -> Self {
        let (rest, spare) = (Vec::new(), Vec::new());
        Self { from: Text::new(from), size: size.max(1), dialect, rest, spare, line: 1, begun: false }
    }

    /// The next piece, or `None` at the end.
    ///
    /// # Errors
    /// Where the file cannot be read, is no text, or a record does not end; pieces before it were given.
    pub fn next_piece(&mut self) -> Result<Option<Piece>, Error> {
        Ok(self.next_cut()?.map(Cut::into_piece))
    }

    /// The next piece as it was cut.
    ///
    /// # Errors
    /// As [`Pieces::next_piece`] has them.
    pub fn next_cut(&mut self) -> Result<Option<Cut>, Error> {
        if !std::mem::replace(&mut self.begun, true) {
            self.from.begin()?;
        }
        let mut bytes = std::mem::take(&mut self.spare);
        bytes.clear();
        bytes.append(&mut self.rest);
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
                    self.rest.extend_from_slice(&bytes[cut..]);
                    bytes.truncate(cut);
                    let (line, lines) = (self.line, lines_in(&bytes));
                    self.line += lines;
                    let written = std::mem::take(&mut self.from.written);
                    return Ok(Some(Cut {
                        bytes,
                        written,
                        decoded: self.from.is_decoded(),
                        line,
                        dialect: self.dialect,
                    }));
                }
                (None, Some(quote)) if self.from.ended => {
                    let at = Piece::new(bytes[..quote].to_vec(), self.line, self.dialect).end();
                    self.rest = bytes;
                    return Err(Error::Open { at });
                }
                (None, _) if bytes.len() > LONGEST_RECORD => {
                    self.rest = bytes;
                    return Err(Error::Endless { line: self.line });
                }
                (None, _) => {}
            }
        }
    }

    /// Gives back the room of a piece that is no longer needed.
    pub fn give_back(&mut self, room: Vec<u8>) {
        if room.capacity() > self.spare.capacity() {
            self.spare = room;
        }
    }

    /// Adds what was not cut to a digest: the rest of the file is read for it.
    ///
    /// # Errors
    /// Where the file cannot be read on.
    pub fn digest_rest(self, digest: &mut Running) -> io::Result<()> {
        self.from.digest_rest(&self.rest, digest)
    }
}

/// How many lines end in some bytes; a carriage return alone ends one too.
fn lines_in(bytes: &[u8]) -> u64 {
    let newlines = memchr_iter(b'\n', bytes).count();
    let returns = match memchr(b'\r', bytes) {
        Some(first) => {
            let alone = |at: &usize| bytes.get(first + at + 1) != Some(&b'\n');
            memchr_iter(b'\r', &bytes[first..]).filter(alone).count()
        }
        None => 0,
    };
    (newlines + returns) as u64
}
