//! A piece split into records and fields by its signs: what the `csv` crate reads, with nothing copied but doubled quotes.

use std::ops::Range;

use memchr::memchr;

use super::signs::{Even, QUOTED, Quoted, Signs};
use super::walk::Walk;
use crate::codes::Cell;

/// A field: its bytes in the piece, or, from [`FOLDED`] on, among those that had to be put together.
pub(super) type Span = (u32, u32);

/// Where the bytes of put together fields are counted from; no piece is so long.
pub(super) const FOLDED: u32 = QUOTED;

/// Where the records and the fields of some bytes stand; its room is used again.
#[derive(Clone, Debug, Default)]
pub struct Split {
    /// The shape of all records, where they have one and lie where the signs tell; else they were walked through.
    even: Option<Even>,
    inner: Inner,
    walk: Walk,
}

/// What is in quotes.
#[derive(Clone, Debug, Default)]
pub(super) struct Inner {
    /// Of every field in quotes of even records, what stands in them, and one past the sign behind them.
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

/// Where the fields of a record stand.
#[derive(Clone, Copy)]
enum Where<'r> {
    /// Between these stops, of which the last is behind the end of a line that has so many bytes.
    Stops(&'r [u32], u32),
    /// Each where it says.
    Spans(&'r [Span]),
}

impl Inner {
    /// The cell between two stops of some bytes, of which so many before the second are its sign.
    #[inline]
    fn cell<'r>(&'r self, bytes: &'r [u8], (before, stop): (u32, u32), sign: u32) -> Cell<'r> {
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
    fn cell_at<'r>(&'r self, bytes: &'r [u8], (start, end): Span) -> Cell<'r> {
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

    /// A field with what stands around it; empty, where the record has none such.
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

impl Split {
    /// Splits some bytes, of which there are fewer than 2 GB, by their signs.
    pub fn of(&mut self, bytes: &[u8], signs: &Signs) {
        self.inner.folded.clear();
        self.inner.quoted.clear();
        self.even = signs.even(bytes);
        if self.even.is_none() {
            return self.walk.through(bytes, signs, &mut self.inner);
        }
        for Quoted { opening, stop } in signs.quoted() {
            let field = &bytes[*opening as usize..*stop as usize - 1];
            let inside = field.strip_suffix(b"\r").unwrap_or(field);
            let inside = &inside[1..inside.len() - 1];
            let span = match memchr(b'"', inside) {
                None => (opening + 1, opening + 1 + inside.len() as u32),
                Some(_) => self.inner.fold(inside, &[]),
            };
            self.inner.quoted.push((span, *stop));
        }
    }

    /// How many records there are; blank lines are none.
    #[must_use]
    pub fn len(&self) -> usize {
        self.even.map_or_else(|| self.walk.rows().len(), |even| even.records)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many fields each record has, where all have as many and lie one behind the other.
    #[must_use]
    pub fn fields(&self) -> Option<usize> {
        self.even.map(|even| even.fields)
    }

    /// A record of the bytes that were split.
    #[inline]
    #[must_use]
    pub fn record<'r>(&'r self, bytes: &'r [u8], signs: &'r Signs, at: usize) -> Record<'r> {
        let inner = &self.inner;
        let Some(even) = self.even else { return self.walk.record(bytes, inner, at) };
        let stops = &signs.stops()[at * even.fields..=(at + 1) * even.fields];
        let start = inner.stop(stops[0]) as usize;
        let fields = Where::Stops(stops, even.line_end);
        Record { bytes, inner, fields, start, lines: at as u64, over_lines: false }
    }

    /// Some records as a range, where they follow each other and all records have as many fields.
    #[must_use]
    pub fn run(&self, records: &[u32]) -> Option<Range<usize>> {
        let first = *records.first()?;
        // One that is not used has no number among them.
        let follow = records.iter().zip(first..).fold(true, |all, (record, at)| all & (*record == at));
        let run = first as usize..first as usize + records.len();
        (follow && run.end <= self.even?.records).then_some(run)
    }

    /// One field of the records of a [`Split::run`], where they have it.
    #[inline]
    pub fn even_column<'r>(
        &'r self,
        bytes: &'r [u8],
        signs: &'r Signs,
        field: usize,
        run: Range<usize>,
    ) -> Option<impl Iterator<Item = Cell<'r>> + Clone + 'r> {
        let even = self.even.filter(|even| field < even.fields)?;
        let sign = if field + 1 == even.fields { even.line_end } else { 1 };
        let stops = signs.stops().get(run.start * even.fields + field..)?;
        let cell = move |stops: &[u32]| match stops {
            [before, stop, ..] => self.inner.cell(bytes, (*before, *stop), sign),
            [] | [_] => Cell::between(bytes, 0, 0),
        };
        Some(stops.chunks(even.fields).take(run.len()).map(cell))
    }

    /// One field of some records of the bytes that were split; empty, where a record has none such, or there is no such record.
    #[inline]
    pub fn column<'r>(
        &'r self,
        bytes: &'r [u8],
        signs: &'r Signs,
        field: usize,
        records: &'r [u32],
    ) -> impl Iterator<Item = Cell<'r>> + Clone + 'r {
        let (all, none) = (self.len(), Cell::between(bytes, 0, 0));
        records.iter().map(move |at| {
            let at = *at as usize;
            if at < all { self.record(bytes, signs, at).cell(field) } else { none }
        })
    }
}

/// The records of a piece, one after the other.
pub struct Records<'a> {
    bytes: &'a [u8],
    signs: &'a Signs,
    split: Split,
    at: usize,
}

impl<'a> Records<'a> {
    /// The records of some bytes, of which there are fewer than 2 GB, by their signs.
    #[must_use]
    pub fn new(bytes: &'a [u8], signs: &'a Signs) -> Self {
        let mut split = Split::default();
        split.of(bytes, signs);
        Self { bytes, signs, split, at: 0 }
    }

    /// The next record; blank lines are none.
    #[allow(clippy::should_implement_trait, reason = "a record is lent until the next is asked for")]
    #[inline]
    pub fn next(&mut self) -> Option<Record<'_>> {
        let at = (self.at < self.split.len()).then_some(self.at)?;
        self.at += 1;
        Some(self.split.record(self.bytes, self.signs, at))
    }
}
