//! CSV in pieces: chunks of a file cut where records end, so that they can be read apart and in any order.

use std::io::{self, Read};

use csv::{Reader, ReaderBuilder};
use memchr::{memchr, memchr_iter, memchr2, memchr3, memrchr};

use crate::digest::Running;
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
    #[error(
        "a quote opens in the record that begins here and never closes; what stands before was read, the rest was not"
    )]
    Open {
        /// Where the record begins.
        line: u64,
    },
    /// The file is not UTF-8 text.
    #[error("{0}")]
    Encoding(&'static str),
}

/// Some whole records of a file.
#[derive(Clone, Debug, Default)]
pub struct Piece {
    bytes: Vec<u8>,
    line: u64,
}

impl Piece {
    /// A reader of its records; every record is given as it is, the header too.
    #[must_use]
    pub fn records(&self) -> Reader<&[u8]> {
        ReaderBuilder::new().has_headers(false).flexible(true).from_reader(&self.bytes)
    }

    /// Where in the file a record (by its first byte in the piece) begins, or one of its fields.
    #[must_use]
    pub fn position(&self, start: usize, field: Option<usize>) -> Position {
        let start = start.min(self.bytes.len());
        // The reader counts line ends before a record as part of it.
        let skipped = self.bytes[start..].iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        let start = start + skipped;
        let at = field.map_or(start, |field| start + field_start(&self.bytes[start..], field));
        let before = &self.bytes[..at];
        let line = self.line + memchr_iter(b'\n', before).count() as u64;
        let begin = memrchr(b'\n', before).map_or(0, |newline| newline + 1);
        let column = String::from_utf8_lossy(&before[begin..]).chars().count() as u64 + 1;
        Position { line, column: if field.is_some() { column } else { 0 } }
    }

    /// A record's own first byte and its line, counted on from those of an earlier record.
    #[must_use]
    pub fn line_after(&self, (from, line): (usize, u64), start: usize) -> (usize, u64) {
        let start = start.min(self.bytes.len());
        let blank = self.bytes[start..].iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        let at = start + blank;
        (at, line + memchr_iter(b'\n', &self.bytes[from.min(at)..at]).count() as u64)
    }

    /// The line its first record begins on, or the first blank line before it.
    #[must_use]
    pub fn first_line(&self) -> u64 {
        self.line
    }

    /// Whether text follows the closing quote of a field: it was likely meant to open one, and lines before it are swallowed.
    #[must_use]
    pub fn is_torn(&self, start: usize) -> bool {
        let mut rest = self.bytes.get(start..).unwrap_or_default();
        while let [b'\n' | b'\r', after @ ..] = rest {
            rest = after;
        }
        loop {
            if let Some(quoted) = rest.strip_prefix(b"\"") {
                rest = after_quote(quoted);
                match rest.first() {
                    None | Some(b'\n' | b'\r') => return false,
                    Some(b',') => {}
                    Some(_) => return true,
                }
            }
            match memchr2(b',', b'\n', rest) {
                Some(end) if rest[end] == b',' => rest = &rest[end + 1..],
                _ => return false,
            }
        }
    }

    /// The fields of one record again, by its first byte; read as [`Piece::records`] reads them, without building a reader.
    #[must_use]
    pub fn fields(&self, start: usize) -> Vec<Vec<u8>> {
        let mut rest = self.bytes.get(start..).unwrap_or_default();
        while let [b'\n' | b'\r', after @ ..] = rest {
            rest = after;
        }
        let mut fields = Vec::new();
        if rest.is_empty() {
            return fields;
        }
        loop {
            let mut field = Vec::new();
            if let Some(quoted) = rest.strip_prefix(b"\"") {
                rest = after_quote(quoted);
                let inside = &quoted[..quoted.len() - rest.len()];
                let inside = inside.strip_suffix(b"\"").unwrap_or(inside);
                let mut doubled = false;
                field.extend(inside.iter().filter(|byte| {
                    doubled = **byte == b'"' && !doubled;
                    !doubled
                }));
            }
            let end = memchr3(b',', b'\n', b'\r', rest).unwrap_or(rest.len());
            field.extend_from_slice(&rest[..end]);
            fields.push(field);
            if rest.get(end) != Some(&b',') {
                return fields;
            }
            rest = &rest[end + 1..];
        }
    }
}

/// What follows a quoted value, from one past its opening quote.
fn after_quote(mut rest: &[u8]) -> &[u8] {
    loop {
        match memchr(b'"', rest) {
            None => return &[],
            Some(quote) if rest.get(quote + 1) == Some(&b'"') => rest = &rest[quote + 2..],
            Some(quote) => return &rest[quote + 1..],
        }
    }
}

/// The first byte of a field, counted from its record's first byte; the record's end, where it has no such field.
fn field_start(record: &[u8], field: usize) -> usize {
    let (mut at, mut seen) = (0, 0);
    while seen < field && at < record.len() {
        if record[at] == b'"' {
            at += 1;
            while at < record.len() {
                match (record[at], record.get(at + 1)) {
                    (b'"', Some(b'"')) => at += 2,
                    (b'"', _) => break,
                    _ => at += 1,
                }
            }
        }
        match memchr3(b',', b'\n', b'\r', record.get(at..).unwrap_or_default()) {
            Some(end) if record[at + end] == b',' => at += end + 1,
            end => return at + end.unwrap_or(0),
        }
        seen += 1;
    }
    at
}

/// A file cut into pieces of about one size.
pub struct Pieces<R> {
    from: R,
    size: usize,
    rest: Vec<u8>,
    line: u64,
    begun: bool,
    ended: bool,
    digest: Running,
}

impl<R: Read> Pieces<R> {
    /// Pieces of about `size` bytes; at least one record each.
    pub fn new(from: R, size: usize) -> Self {
        Self {
            from,
            size: size.max(1),
            rest: Vec::new(),
            line: 1,
            begun: false,
            ended: false,
            digest: Running::default(),
        }
    }

    /// The next piece, or `None` at the end.
    ///
    /// # Errors
    /// Where the file cannot be read, is no UTF-8 text, or a record does not end; pieces before it were given.
    pub fn next_piece(&mut self) -> Result<Option<Piece>, Error> {
        let mut bytes = std::mem::take(&mut self.rest);
        loop {
            let wanted = self.size.max(if bytes.is_empty() { 1 } else { bytes.len() / 2 });
            let before = bytes.len();
            if !self.ended {
                let read = (&mut self.from).take(wanted as u64).read_to_end(&mut bytes)?;
                self.digest.add(&bytes[before..]);
                self.ended = read < wanted;
            }
            if !self.begun {
                self.begun = true;
                strip_mark(&mut bytes)?;
            }
            if bytes.is_empty() {
                return Ok(None);
            }
            let ends = scan(&bytes);
            let cut = if self.ended && !ends.open { Some(bytes.len()) } else { ends.last };
            match cut {
                Some(cut) => {
                    self.rest = bytes.split_off(cut);
                    let piece = Piece { line: self.line, bytes };
                    self.line += memchr_iter(b'\n', &piece.bytes).count() as u64;
                    return Ok(Some(piece));
                }
                None if self.ended => return Err(Error::Open { line: self.line }),
                None if bytes.len() > LONGEST_RECORD => return Err(Error::Endless { line: self.line }),
                None => {}
            }
        }
    }

    /// The SHA-256 of all that was read, in hexadecimal; the rest of the file is read for it.
    ///
    /// # Errors
    /// Where the file cannot be read on.
    pub fn sha256(mut self) -> io::Result<String> {
        let mut buffer = vec![0; 1 << 16];
        while !self.ended {
            let read = self.from.read(&mut buffer)?;
            self.digest.add(&buffer[..read]);
            self.ended = read == 0;
        }
        Ok(self.digest.finish())
    }
}

/// Takes the UTF-8 mark off the front, and refuses what is no UTF-8 text from its first bytes.
fn strip_mark(bytes: &mut Vec<u8>) -> Result<(), Error> {
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        bytes.drain(..3);
    }
    let head = &bytes[..bytes.len().min(4096)];
    if head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") {
        return Err(Error::Encoding("is UTF-16 text; save it as CSV UTF-8"));
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err(Error::Encoding("is a workbook, whatever its name; save each sheet as CSV UTF-8"));
    }
    if head.contains(&0) {
        return Err(Error::Encoding("holds zero bytes: it is no text file"));
    }
    Ok(())
}

/// Where records end in some bytes that begin with one.
struct Ends {
    /// One past the last line end outside quotes.
    last: Option<usize>,
    /// Whether a quote is open at the end.
    open: bool,
}

/// Walks from quote to quote; one opens only where a field begins, elsewhere it is a character like any other.
fn scan(bytes: &[u8]) -> Ends {
    let (mut at, mut last) = (0, None);
    loop {
        let opening = memchr_iter(b'"', &bytes[at..])
            .map(|quote| at + quote)
            .find(|quote| quote.checked_sub(1).is_none_or(|before| matches!(bytes[before], b',' | b'\n' | b'\r')));
        let gap = at..opening.unwrap_or(bytes.len());
        if let Some(newline) = memrchr(b'\n', &bytes[gap.clone()]) {
            last = Some(gap.start + newline + 1);
        }
        let Some(opening) = opening else { return Ends { last, open: false } };
        at = opening + 1;
        loop {
            match memchr(b'"', &bytes[at..]) {
                None => return Ends { last, open: true },
                Some(quote) if bytes.get(at + quote + 1) == Some(&b'"') => at += quote + 2,
                Some(quote) => {
                    at += quote + 1;
                    break;
                }
            }
        }
    }
}
