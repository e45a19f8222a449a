//! A piece split into records and fields, 64 bytes at a time: what the `csv` crate reads, with nothing copied but doubled quotes.

use memchr::{memchr, memchr_iter, memchr2};
use wide::u8x16;

use crate::codes::Cell;

/// So many bytes are looked at in one go.
const BLOCK: usize = 64;

/// The signs that end fields and records, found ahead of whoever asks for them.
struct Signs<'a> {
    bytes: &'a [u8],
    separator: u8x16,
    block: usize,
    /// Those of the block that were not asked for yet.
    left: u64,
}

impl<'a> Signs<'a> {
    fn new(bytes: &'a [u8], separator: u8) -> Self {
        let mut signs = Self { bytes, separator: u8x16::splat(separator), block: 0, left: 0 };
        signs.look(0);
        signs
    }

    /// Looks at the block that begins at a byte.
    fn look(&mut self, block: usize) {
        self.block = block;
        let rest = self.bytes.get(block..).unwrap_or_default();
        self.left = match rest.first_chunk::<BLOCK>() {
            Some(chunk) => self.found(chunk),
            None => {
                // Zeros end nothing.
                let mut chunk = [0; BLOCK];
                chunk[..rest.len()].copy_from_slice(rest);
                self.found(&chunk)
            }
        };
    }

    fn found(&self, chunk: &[u8; BLOCK]) -> u64 {
        const NEWLINE: u8x16 = u8x16::new([b'\n'; 16]);
        const RETURN: u8x16 = u8x16::new([b'\r'; 16]);
        let (parts, _) = chunk.as_chunks::<16>();
        let of = |at: usize| {
            let part = u8x16::new(parts[at]);
            let found = part.simd_eq(self.separator) | part.simd_eq(NEWLINE) | part.simd_eq(RETURN);
            u64::from(found.to_bitmask()) << (16 * at)
        };
        of(0) | of(1) | of(2) | of(3)
    }

    /// The next of them; the end of all bytes, where there is none.
    #[inline]
    fn next(&mut self) -> usize {
        while self.left == 0 {
            if self.block + BLOCK >= self.bytes.len() {
                return self.bytes.len();
            }
            self.look(self.block + BLOCK);
        }
        let at = self.block + self.left.trailing_zeros() as usize;
        self.left &= self.left - 1;
        at
    }

    /// Leaves out those before a byte.
    fn skip_to(&mut self, at: usize) {
        let block = at / BLOCK * BLOCK;
        if block != self.block {
            self.look(block);
        }
        self.left &= u64::MAX << (at % BLOCK);
    }
}

/// A field: its bytes in the piece, or, from `FOLDED` on, among those that had to be put together.
type Span = (u32, u32);

/// Where the bytes of put together fields are counted from; no piece is so long.
const FOLDED: u32 = 1 << 31;

/// The records of a piece, one after the other.
pub struct Records<'a> {
    bytes: &'a [u8],
    separator: u8,
    signs: Signs<'a>,
    at: usize,
    /// Line ends before `at`.
    lines: u64,
    spans: Vec<Span>,
    folded: Vec<u8>,
}

/// One record.
#[derive(Clone, Copy)]
pub struct Record<'r> {
    bytes: &'r [u8],
    folded: &'r [u8],
    spans: &'r [Span],
    /// Its first byte in the piece.
    pub start: usize,
    /// How many lines of the piece end before it.
    pub lines: u64,
    /// Whether a line ends inside one of its values.
    pub over_lines: bool,
}

impl<'r> Record<'r> {
    /// How many fields it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether it has none; no record of a piece is so.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// The bytes of the piece that are a field as they are; `None` where it had to be put together.
    #[inline]
    #[must_use]
    pub fn span(&self, field: usize) -> Option<(usize, usize)> {
        let (start, end) = self.spans.get(field).copied().unwrap_or_default();
        (start < FOLDED).then_some((start as usize, end as usize))
    }

    /// A field with what stands around it; empty, where the record has none such.
    #[inline]
    #[must_use]
    pub fn cell(&self, field: usize) -> Cell<'r> {
        let (start, end) = self.spans.get(field).copied().unwrap_or_default();
        match start.checked_sub(FOLDED) {
            None => Cell::within(self.bytes, start as usize, end as usize),
            Some(start) => Cell::within(self.folded, start as usize, (end - FOLDED) as usize),
        }
    }
}

/// What is asked of any record, however it was read.
pub trait Fields {
    /// How many fields it has.
    fn count(&self) -> usize;
    /// One of them.
    fn field(&self, at: usize) -> Option<&[u8]>;
    /// All of them.
    fn fields(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.count()).map(|at| self.field(at).unwrap_or_default())
    }
}

impl Fields for Record<'_> {
    fn count(&self) -> usize {
        self.spans.len()
    }

    fn field(&self, at: usize) -> Option<&[u8]> {
        (at < self.spans.len()).then(|| self.cell(at).bytes())
    }
}

impl Fields for csv::ByteRecord {
    fn count(&self) -> usize {
        self.len()
    }

    fn field(&self, at: usize) -> Option<&[u8]> {
        self.get(at)
    }
}

impl<'a> Records<'a> {
    /// The records of some bytes, of which there are fewer than 2 GB.
    #[must_use]
    pub fn new(bytes: &'a [u8], separator: u8) -> Self {
        let bytes = &bytes[..bytes.len().min(FOLDED as usize - 1)];
        let signs = Signs::new(bytes, separator);
        Self { bytes, separator, signs, at: 0, lines: 0, spans: Vec::new(), folded: Vec::new() }
    }

    /// The next record; blank lines are none.
    #[allow(clippy::should_implement_trait, reason = "a record is lent until the next is asked for")]
    #[inline]
    pub fn next(&mut self) -> Option<Record<'_>> {
        let bytes = self.bytes;
        self.skip_line_ends();
        let start = self.at;
        if start >= bytes.len() {
            return None;
        }
        self.spans.clear();
        self.folded.clear();
        let (lines, mut over_lines) = (self.lines, false);
        loop {
            let from = self.at;
            let end = if bytes.get(from) == Some(&b'"') {
                let (end, over) = self.quoted(from);
                over_lines |= over;
                end
            } else {
                let end = self.signs.next();
                self.spans.push((from as u32, end as u32));
                end
            };
            self.at = end + 1;
            if bytes.get(end) != Some(&self.separator) {
                // What ends the record is counted with the line ends that follow.
                self.at = end;
                break;
            }
        }
        Some(Record { bytes, folded: &self.folded, spans: &self.spans, start, lines, over_lines })
    }

    /// Passes line ends, and counts them.
    #[inline]
    fn skip_line_ends(&mut self) {
        while let Some(sign @ (b'\n' | b'\r')) = self.bytes.get(self.at) {
            self.lines += u64::from(*sign == b'\n' || self.bytes.get(self.at + 1) != Some(&b'\n'));
            self.at += 1;
        }
        self.signs.skip_to(self.at);
    }

    /// Reads a field that begins with a quote; where it ends, and whether a line ends in it.
    fn quoted(&mut self, opening: usize) -> (usize, bool) {
        let bytes = self.bytes;
        let (from, mut at, mut doubled) = (opening + 1, opening + 1, false);
        let closing = loop {
            match memchr(b'"', &bytes[at..]) {
                // The piece ends here, or it begins in the middle of something.
                None => break bytes.len(),
                Some(quote) if bytes.get(at + quote + 1) == Some(&b'"') => {
                    doubled = true;
                    at += quote + 2;
                }
                Some(quote) => break at + quote,
            }
        };
        let inside = &bytes[from..closing];
        let after = (closing + 1).min(bytes.len());
        self.signs.skip_to(after);
        let end = self.signs.next();
        let over = memchr2(b'\n', b'\r', inside).is_some();
        if over {
            self.lines += lines_in(bytes, from, closing);
        }
        if doubled || end > after {
            let begin = FOLDED + self.folded.len() as u32;
            let mut rest = inside;
            while let Some(quote) = memchr(b'"', rest) {
                self.folded.extend_from_slice(&rest[..=quote]);
                rest = rest.get(quote + 2..).unwrap_or_default();
            }
            self.folded.extend_from_slice(rest);
            self.folded.extend_from_slice(&bytes[after..end]);
            self.spans.push((begin, FOLDED + self.folded.len() as u32));
        } else {
            self.spans.push((from as u32, closing as u32));
        }
        (end, over)
    }
}

/// How many lines end between two bytes; a carriage return alone ends one too.
fn lines_in(bytes: &[u8], from: usize, to: usize) -> u64 {
    let newlines = memchr_iter(b'\n', &bytes[from..to]).count();
    let alone = |at: &usize| bytes.get(from + at + 1) != Some(&b'\n');
    (newlines + memchr_iter(b'\r', &bytes[from..to]).filter(alone).count()) as u64
}
