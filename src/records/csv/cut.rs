//! A file cut where records end: a part of its bytes at a time, for whoever makes a piece of it.

use std::io::{self, Read};

use memchr::{memchr, memchr_iter};

use super::piece::{Piece, Room};
use super::signs::Signs;
use super::split::Records;
use super::text::Text;
use super::{Dialect, Error, LONGEST_RECORD};
use crate::digest::Running;

/// Some whole records as they were cut from a file; nothing was looked at but their signs.
#[derive(Debug)]
pub struct Cut {
    bytes: Vec<u8>,
    signs: Signs,
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
        let mut records = Records::new(&self.bytes, &self.signs);
        (0..most).take_while(|_| records.next().is_some()).count()
    }

    /// The records, readable and with positions.
    #[must_use]
    pub fn into_piece(self) -> Piece {
        Piece::new(self.bytes, self.signs, self.line, self.dialect)
    }
}

/// A file cut into parts of about one size.
pub struct Pieces<R> {
    from: Text<R>,
    size: usize,
    dialect: Dialect,
    /// Bytes read beyond the last cut.
    rest: Vec<u8>,
    spare: Room,
    line: u64,
    begun: bool,
    /// The digest of what was read, where it is asked for and everything could be read.
    digest: Option<Running>,
}

impl<R: Read> Pieces<R> {
    /// Pieces of about `size` bytes; at least one record each.
    pub fn new(from: R, size: usize, dialect: Dialect) -> Self {
        let (rest, spare) = (Vec::new(), Room::default());
        Self { from: Text::new(from), size: size.max(1), dialect, rest, spare, line: 1, begun: false, digest: None }
    }

    /// The same, with a digest of the file taken while it is read.
    #[must_use]
    pub fn digested(self) -> Self {
        Self { digest: Some(Running::default()), ..self }
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
        let Room { mut bytes, mut signs } = std::mem::take(&mut self.spare);
        signs.begin(self.dialect.separator);
        let mut read = self.rest.len();
        if bytes.len() < read {
            bytes.resize(read, 0);
        }
        bytes[..read].copy_from_slice(&self.rest);
        self.rest.clear();
        loop {
            let before = read;
            if !self.from.ended {
                let wanted = self.size.max(read / 2);
                read = self.add_to(&mut bytes, read, wanted)?;
            }
            let is_text = self.from.digest_written(self.digest.as_mut());
            let digested = self.digest.as_mut().filter(|_| is_text).map(|digest| (digest, &bytes[before..read]));
            signs.go_on(&bytes[..read], digested);
            if read == 0 && self.from.ended {
                return Ok(None);
            }
            let ends = signs.ends(&bytes[..read]);
            let cut = if self.from.ended && ends.open.is_none() { Some(read) } else { ends.last };
            match (cut, ends.open) {
                (Some(cut), _) => {
                    self.rest.extend_from_slice(&bytes[cut..read]);
                    bytes.truncate(cut);
                    signs.truncate(cut);
                    let line = self.line;
                    self.line += signs.lines().unwrap_or_else(|| lines_in(&bytes));
                    return Ok(Some(Cut { bytes, signs, line, dialect: self.dialect }));
                }
                (None, Some(quote)) if self.from.ended => {
                    bytes.truncate(quote);
                    signs.truncate(quote);
                    let at = Piece::new(bytes, signs, self.line, self.dialect).end();
                    return Err(Error::Open { at });
                }
                (None, _) if read > LONGEST_RECORD => return Err(Error::Endless { line: self.line }),
                (None, _) => {}
            }
        }
    }

    fn add_to(&mut self, bytes: &mut Vec<u8>, kept: usize, wanted: usize) -> io::Result<usize> {
        self.from.add_to(bytes, kept, wanted).inspect_err(|_| self.digest = None)
    }

    /// Gives back the room of a piece that is no longer needed.
    pub fn give_back(&mut self, room: Room) {
        if room.bytes.len() > self.spare.bytes.len() {
            self.spare = room;
        }
    }

    /// The digest of the whole file, where it was asked for and everything can be read: what was not cut is read for it.
    #[must_use]
    pub fn finish(self) -> Option<String> {
        let mut digest = self.digest?;
        self.from.digest_rest(&mut digest).ok()?;
        Some(digest.finish())
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
