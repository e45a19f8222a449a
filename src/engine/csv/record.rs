//! One record of a block: its fields, quoted or not.

use memchr::memchr;

use super::field_ends::{QUOTED, Quoted};
use crate::engine::interner::Cell;

/// A field: its bytes in the piece, or, from [`FOLDED`] on, among those that had to be put together.
pub(super) type Span = (u32, u32);

/// Where the bytes of put together fields are counted from; no piece is so long.
pub(super) const FOLDED: u32 = QUOTED;

/// What is in quotes.
#[derive(Clone, Debug, Default)]
pub(super) struct Inner {
    /// Of every field in quotes of even records, what is in them, and one past the sign behind them.
    quoted: Vec<(Span, u32)>,
    /// What had to be put together.
    folded: Vec<u8>,
}

/// One record.
#[derive(Clone, Copy)]
pub struct Record<'r> {
    bytes: &'r [u8],
    inner: &'r Inner,
    fields: Where<'r>,
    /// Its first byte in the piece.
    pub start: usize,
    /// How many lines of the piece end before it.
    pub lines: u64,
    /// Whether a line ends inside one of its values.
    pub over_lines: bool,
}

/// Where the fields of a record are.
#[derive(Clone, Copy)]
enum Where<'r> {
    /// Between these stops, of which the last is behind the end of a line that has this many bytes.
    Stops(&'r [u32], u32),
    /// Each where it says.
    Spans(&'r [Span]),
}

impl Inner {
    /// Forgets what is in it; the room is used again.
    pub(super) fn clear(&mut self) {
        self.quoted.clear();
        self.folded.clear();
    }

    /// Adds what is in the next field in quotes of even records.
    pub(super) fn add(&mut self, bytes: &[u8], Quoted { opening, stop }: &Quoted) {
        let field = &bytes[*opening as usize..*stop as usize - 1];
        let inside = field.strip_suffix(b"\r").unwrap_or(field);
        let inside = &inside[1..inside.len() - 1];
        let span = match memchr(b'"', inside) {
            None => (opening + 1, opening + 1 + inside.len() as u32),
            Some(_) => self.fold(inside, &[]),
        };
        self.quoted.push((span, *stop));
    }

    /// The cell between two stops of some bytes, of which this many before the second are its sign.
    #[inline]
    pub(super) fn cell<'r>(&'r self, bytes: &'r [u8], (before, stop): (u32, u32), sign: u32) -> Cell<'r> {
        if (before | stop) & QUOTED == 0 {
            return Cell::between(bytes, before as usize, (stop - sign) as usize);
        }
        if stop & QUOTED == 0 {
            return Cell::between(bytes, self.stop(before) as usize, (stop - sign) as usize);
        }
        self.cell_at(bytes, self.quoted[(stop & !QUOTED) as usize].0)
    }

    /// The cell of a span.
    #[inline]
    pub(super) fn cell_at<'r>(&'r self, bytes: &'r [u8], (start, end): Span) -> Cell<'r> {
        match start.checked_sub(FOLDED) {
            None => Cell::between(bytes, start as usize, end as usize),
            Some(start) => Cell::between(&self.folded, start as usize, (end - FOLDED) as usize),
        }
    }

    /// One past the sign that ends a field.
    #[inline]
    fn stop(&self, stop: u32) -> u32 {
        if stop & QUOTED == 0 { stop } else { self.quoted[(stop & !QUOTED) as usize].1 }
    }

    /// Puts a field together: what stood inside quotes, with one for two, and what follows them.
    pub(super) fn fold(&mut self, inside: &[u8], after: &[u8]) -> Span {
        let folded = &mut self.folded;
        let begin = FOLDED + folded.len() as u32;
        let mut rest = inside;
        while let Some(quote) = memchr(b'"', rest) {
            folded.extend_from_slice(&rest[..=quote]);
            rest = rest.get(quote + 2..).unwrap_or_default();
        }
        folded.extend_from_slice(rest);
        folded.extend_from_slice(after);
        (begin, FOLDED + folded.len() as u32)
    }
}

impl<'r> Record<'r> {
    /// A record like all others, between some stops, with the bytes of its line's end and the lines before it.
    #[inline]
    pub(super) fn even((bytes, inner, stops): (&'r [u8], &'r Inner, &'r [u32]), line_end: u32, lines: u64) -> Self {
        let start = inner.stop(stops[0]) as usize;
        Self { bytes, inner, fields: Where::Stops(stops, line_end), start, lines, over_lines: false }
    }

    /// A record that was walked through, with its first byte, the lines before it, and whether a line ends inside one of its values.
    #[inline]
    pub(super) fn walked(
        (bytes, inner, spans): (&'r [u8], &'r Inner, &'r [Span]),
        (start, lines, over_lines): (usize, u64, bool),
    ) -> Self {
        Self { bytes, inner, fields: Where::Spans(spans), start, lines, over_lines }
    }

    /// How many fields it has.
    #[inline]
    #[must_use]
    pub fn len(&self) -> usize {
        match self.fields {
            Where::Stops(stops, _) => stops.len() - 1,
            Where::Spans(spans) => spans.len(),
        }
    }

    /// Whether it has none; no record of a piece is so.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A field with what is around it; empty if the record has no such field.
    #[inline]
    #[must_use]
    pub fn cell(&self, field: usize) -> Cell<'r> {
        match self.fields {
            Where::Stops(stops, line_end) => match stops.get(field..) {
                Some([before, stop]) => self.inner.cell(self.bytes, (*before, *stop), line_end),
                Some([before, stop, ..]) => self.inner.cell(self.bytes, (*before, *stop), 1),
                Some(_) | None => Cell::between(self.bytes, 0, 0),
            },
            Where::Spans(spans) => self.inner.cell_at(self.bytes, spans.get(field).copied().unwrap_or_default()),
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
        self.len()
    }

    fn field(&self, at: usize) -> Option<&[u8]> {
        (at < self.len()).then(|| self.cell(at).bytes())
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
