//! Text cut where records end, one part at a time.

use std::io::Read;

use memchr::{memchr, memchr_iter};

use super::chunk::{Chunk, Chunks};
use super::field_ends::FieldEnds;
use super::padded_buffer::PaddedBuffer;
use super::record_block::{RecordBlock, Room};
use super::split::Records;
use super::{Dialect, Error};
use crate::limits::files::CSV_RECORD;
use crate::words::digest::Running;

/// Some whole records as they were cut from a file; nothing was looked at but their signs.
#[derive(Debug)]
pub struct Cut {
    text: PaddedBuffer,
    signs: FieldEnds,
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
        let mut records = Records::new(&self.text, &self.signs);
        (0..most).take_while(|_| records.next().is_some()).count()
    }

    /// The records, readable and with positions.
    #[must_use]
    pub fn into_piece(self) -> RecordBlock {
        RecordBlock::new(self.text, self.signs, self.line, self.dialect)
    }
}

/// What cuts the chunks of a file where records end, one after the other.
#[derive(Debug)]
pub struct Cutter {
    dialect: Dialect,
    /// Text beyond the last cut.
    rest: Vec<u8>,
    begun: Option<Box<Begun>>,
    line: u64,
    /// The digest of what was read, where it is asked for and everything could be read.
    digest: Option<Running>,
    /// Whether the file cannot be cut any further.
    is_over: bool,
}

/// A part in which no record has ended yet.
#[derive(Debug)]
struct Begun {
    text: PaddedBuffer,
    signs: FieldEnds,
    /// How long it gets before it is looked at again.
    wanted: usize,
}

impl Cutter {
    /// What cuts a file from its first chunk on.
    #[must_use]
    pub fn new(dialect: Dialect) -> Self {
        Self { dialect, rest: Vec::new(), begun: None, line: 1, digest: None, is_over: false }
    }

    /// The same, with a digest of the file taken on the way.
    #[must_use]
    pub fn digested(self) -> Self {
        Self { digest: Some(Running::default()), ..self }
    }

    /// The records that end in a chunk, with what was left of those before it; none, where none ends. The last of a file all end.
    ///
    /// # Errors
    /// Where the file cannot be read, is not text, or a record does not end; of what follows then only the digest is taken.
    pub fn cut(&mut self, chunk: Chunk) -> Result<Option<Cut>, Error> {
        let Chunk { text, signs, written, is_own, is_last, failed } = chunk;
        self.digest.iter_mut().for_each(|digest| digest.add(&written));
        if let Some(error) = failed {
            self.is_over = true;
            self.digest.take_if(|_| !matches!(error, Error::NoText(_)));
            return Err(error);
        }
        if self.is_over {
            self.digest.iter_mut().filter(|_| is_own).for_each(|digest| digest.add(&text));
            return Ok(None);
        }
        let added = text.len();
        let Begun { text, mut signs, wanted } = self.behind_rest(text, signs);
        let digested = self.digest.as_mut().filter(|_| is_own).map(|digest| (digest, &text[text.len() - added..]));
        signs.go_on(&text, digested);
        if text.is_empty() || (text.len() < wanted && !is_last) {
            self.begun = Some(Box::new(Begun { text, signs, wanted }));
            return Ok(None);
        }
        if text.len() > CSV_RECORD.size() && self.begins_with_long_record(&text) {
            self.is_over = true;
            return Err(Error::Endless { line: self.line });
        }
        let ends = signs.ends(&text);
        let cut = match ends.open {
            None if is_last => Some(text.len()),
            Some(_) if is_last => last_end(&text, ends.last, self.dialect.separator),
            _ => ends.last,
        };
        match cut {
            Some(cut) => Ok(Some(self.part(text, signs, cut))),
            None if is_last => {
                self.rest.extend_from_slice(&text);
                Ok(None)
            }
            None => {
                // A record that is long is not looked through from its beginning for every chunk.
                let wanted = (text.len() + text.len() / 2).min(CSV_RECORD.size() + 1);
                self.begun = Some(Box::new(Begun { text, signs, wanted }));
                Ok(None)
            }
        }
    }

    /// Whether the first record of a text is longer than any may be: only that one is in more than one chunk.
    fn begins_with_long_record(&self, text: &[u8]) -> bool {
        let first = &text[..=CSV_RECORD.size()];
        FieldEnds::of(first, self.dialect.separator).ends(first).last.is_none()
    }

    /// A text behind what was left of the text before it.
    fn behind_rest(&mut self, mut text: PaddedBuffer, mut signs: FieldEnds) -> Begun {
        if let Some(mut begun) = self.begun.take() {
            begun.text.add(&text);
            return *begun;
        }
        text.add_before(&self.rest);
        self.rest.clear();
        signs.begin(self.dialect.separator);
        Begun { text, signs, wanted: 0 }
    }

    /// The records up to a cut; what is behind it is left for the next.
    fn part(&mut self, mut text: PaddedBuffer, mut signs: FieldEnds, cut: usize) -> Cut {
        self.rest.extend_from_slice(&text[cut..]);
        text.truncate(cut);
        signs.truncate(cut);
        let line = self.line;
        self.line += signs.lines().unwrap_or_else(|| lines_in(&text));
        Cut { text, signs, line, dialect: self.dialect }
    }

    /// Ends the file after its last chunk.
    ///
    /// # Errors
    /// Where a quote is open.
    pub fn end(&mut self) -> Result<(), Error> {
        let mut text = std::mem::take(&mut self.rest);
        let mut signs = FieldEnds::of(&text, self.dialect.separator);
        let Some(quote) = signs.ends(&text).open else { return Ok(()) };
        text.truncate(quote);
        signs.truncate(quote);
        Err(Error::Open { at: RecordBlock::new(text.into(), signs, self.line, self.dialect).end() })
    }

    /// The digest of the whole file, where it was asked for and everything could be read.
    #[must_use]
    pub fn digest(self) -> Option<String> {
        self.digest.map(Running::finish)
    }
}

/// Where the last record ends in a text that ends with an open quote, beyond the end of one: at the carriage returns alone that follow it.
fn last_end(text: &[u8], from: Option<usize>, separator: u8) -> Option<usize> {
    let from = from?;
    let rest = &text[from..];
    Some(from + FieldEnds::of(rest, separator).ends(rest).last.unwrap_or(0))
}

/// A file cut into parts of about one size.
pub struct Pieces<R> {
    chunks: Chunks<R>,
    cutter: Cutter,
    spare: Room,
}

impl<R: Read> Pieces<R> {
    /// Pieces of about `size` bytes; at least one record each.
    pub fn new(from: R, size: usize, dialect: Dialect) -> Self {
        Self { chunks: Chunks::new(from, size), cutter: Cutter::new(dialect), spare: Room::default() }
    }

    /// The next piece, or `None` at the end.
    ///
    /// # Errors
    /// Where the file cannot be read, is not text, or a record does not end; pieces before it were given.
    pub fn next_piece(&mut self) -> Result<Option<RecordBlock>, Error> {
        Ok(self.next_cut()?.map(Cut::into_piece))
    }

    /// The next piece as it was cut.
    ///
    /// # Errors
    /// As [`Pieces::next_piece`] has them.
    pub fn next_cut(&mut self) -> Result<Option<Cut>, Error> {
        while let Some(chunk) = self.chunks.next_chunk(std::mem::take(&mut self.spare)) {
            if let Some(cut) = self.cutter.cut(chunk)? {
                return Ok(Some(cut));
            }
        }
        self.cutter.end()?;
        Ok(None)
    }

    /// Gives back the room of a piece that is no longer needed.
    pub fn give_back(&mut self, room: Room) {
        self.spare = room;
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
