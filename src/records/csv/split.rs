//! A piece split into records and fields by its signs: what the `csv` crate reads, with nothing copied but doubled quotes.

use std::ops::Range;

use memchr::memchr;

use super::signs::{BLOCK, Signs, returns};
use crate::codes::Cell;

/// For so many blocks room is made in one go.
const TOGETHER: usize = 16;

/// Most blocks have no more signs than these.
const FEW: usize = 10;

/// A field: its bytes in the piece, or, from `FOLDED` on, among those that had to be put together.
type Span = (u32, u32);

/// Where the bytes of put together fields are counted from; no piece is so long.
const FOLDED: u32 = 1 << 31;

/// Where the records and the fields of some bytes stand; its room is used again.
#[derive(Clone, Debug, Default)]
pub struct Split {
    /// The fields, one after the other; beyond `fields` there is only room.
    spans: Vec<Span>,
    fields: usize,
    rows: Vec<Row>,
    folded: Vec<u8>,
    /// How many fields every record has, where all have as many and no blank line stands between them; else 0.
    even: usize,
}

/// Where one record stands.
#[derive(Clone, Copy, Debug, Default)]
struct Row {
    /// Its fields among all.
    first: u32,
    end: u32,
    start: u32,
    /// Line ends before it, and in the highest bit whether a line ends inside one of its values.
    lines: u32,
}

/// The highest bit of a row's lines.
const OVER: u32 = 1 << 31;

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

    /// A field with what stands around it; empty, where the record has none such.
    #[inline]
    #[must_use]
    pub fn cell(&self, field: usize) -> Cell<'r> {
        cell(self.bytes, self.folded, self.spans.get(field).copied().unwrap_or_default())
    }
}

#[inline]
fn cell<'r>(bytes: &'r [u8], folded: &'r [u8], (start, end): Span) -> Cell<'r> {
    match start.checked_sub(FOLDED) {
        None => Cell::between(bytes, start as usize, end as usize),
        Some(start) => Cell::between(folded, start as usize, (end - FOLDED) as usize),
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

impl Split {
    /// Splits some bytes, of which there are fewer than 2 GB, by their signs; whether a carriage return may be among them is told.
    pub fn of(&mut self, bytes: &[u8], signs: &Signs, has_returns: bool) {
        self.fields = 0;
        self.rows.clear();
        self.folded.clear();
        let bytes = &bytes[..bytes.len().min(FOLDED as usize - 1)];
        let splitter = Splitter { bytes, to: self, at: Place::Plain, begins: 0, row: Row::default(), lines: 0 };
        if has_returns {
            splitter.run::<true>(signs);
        } else {
            splitter.run::<false>(signs);
        }
        let even = self.rows.first().map_or(0, |row| row.end);
        let fits = |(row, at): (&Row, u32)| row.first == at * even && row.end - row.first == even;
        self.even = if self.rows.iter().zip(0..).all(fits) { even as usize } else { 0 };
    }

    /// How many records there are; blank lines are none.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// A record of the bytes that were split.
    #[inline]
    #[must_use]
    pub fn record<'r>(&'r self, bytes: &'r [u8], at: usize) -> Record<'r> {
        let row = self.rows[at];
        Record {
            bytes,
            folded: &self.folded,
            spans: &self.spans[row.first as usize..row.end as usize],
            start: row.start as usize,
            lines: u64::from(row.lines & !OVER),
            over_lines: row.lines & OVER != 0,
        }
    }

    /// Some records as a range, where they follow each other and all records have as many fields.
    #[must_use]
    pub fn run(&self, records: &[u32]) -> Option<Range<usize>> {
        let first = *records.first()?;
        // One that is not used has no number among them.
        let follow = records.iter().zip(first..).fold(true, |all, (record, at)| all & (*record == at));
        let run = first as usize..first as usize + records.len();
        (follow && self.even > 0 && run.end <= self.rows.len()).then_some(run)
    }

    /// One field of the records of a [`Split::run`], where they have it.
    #[inline]
    pub fn even_column<'r>(
        &'r self,
        bytes: &'r [u8],
        field: usize,
        run: Range<usize>,
    ) -> Option<impl Iterator<Item = Cell<'r>> + Clone + 'r> {
        let spans = self.spans.get(run.start * self.even + field..).filter(|_| field < self.even)?;
        Some(spans.iter().step_by(self.even).take(run.len()).map(|span| cell(bytes, &self.folded, *span)))
    }

    /// One field of some records of the bytes that were split; empty, where a record has none such, or there is no such record.
    #[inline]
    pub fn column<'r>(
        &'r self,
        bytes: &'r [u8],
        field: usize,
        records: &'r [u32],
    ) -> impl Iterator<Item = Cell<'r>> + Clone + 'r {
        let span = move |at: &u32| {
            let row = self.rows.get(*at as usize)?;
            let at = row.first as usize + field;
            (at < row.end as usize).then(|| self.spans.get(at).copied())?
        };
        records.iter().map(move |at| cell(bytes, &self.folded, span(at).unwrap_or_default()))
    }
}

/// Where in a field one is.
#[derive(Clone, Copy)]
enum Place {
    /// In one without quotes, or before one.
    Plain,
    /// In one that a quote opened.
    Inside { opening: usize, doubled: bool },
    /// Behind the quote that closed it.
    Behind { opening: usize, closing: usize, doubled: bool },
}

/// What splits some bytes, and how far it is.
struct Splitter<'a> {
    bytes: &'a [u8],
    to: &'a mut Split,
    at: Place,
    /// The first byte of the field.
    begins: usize,
    /// The record, as far as it is known.
    row: Row,
    /// Line ends so far.
    lines: u32,
}

/// What was found in a block, a bit for every byte.
struct Found {
    /// Whatever ends a field outside quotes.
    signs: u64,
    /// Those that end a record; of a carriage return with a newline only the first.
    ends: u64,
    quotes: u64,
}

impl Splitter<'_> {
    fn run<const RETURNS: bool>(mut self, signs: &Signs) {
        let mut returned = false;
        for (at, block) in signs.blocks().iter().enumerate().take(self.bytes.len().div_ceil(BLOCK)) {
            if at % TOGETHER == 0 {
                self.make_room();
            }
            let (base, mut ends) = (at * BLOCK, block.newlines);
            if RETURNS {
                let returns = returns(self.bytes, base);
                ends = ends & !(returns << 1 | u64::from(returned)) | returns;
                returned = returns >> (BLOCK - 1) == 1;
            }
            self.block(base, Found { signs: block.separators | ends, ends, quotes: block.quotes });
        }
        let end = self.bytes.len();
        if let Place::Inside { opening, doubled } = self.at {
            // The piece ends here, or it begins in the middle of something.
            self.close(opening, end, doubled);
        }
        let has_fields = self.row.first as usize != self.to.fields;
        if has_fields || self.begins() < end {
            self.make_room();
            self.field(end);
            self.end_row(end, self.to.fields);
        }
    }

    #[inline]
    fn block(&mut self, base: usize, found: Found) {
        match self.at {
            Place::Inside { .. } if found.quotes == 0 => self.run_over(found.ends),
            Place::Plain if found.quotes == 0 => self.plain(base, &found),
            Place::Plain | Place::Inside { .. } | Place::Behind { .. } => self.quoted(base, &found),
        }
    }

    /// Takes the fields that end in a block without quotes.
    #[inline]
    fn plain(&mut self, base: usize, found: &Found) {
        let Some(room) = self.to.spans.get_mut(self.to.fields..).and_then(|room| room.first_chunk_mut::<BLOCK>())
        else {
            return;
        };
        let (mut left, mut begins) = (found.signs, self.begins as u32);
        let mut take = |span: &mut Span| {
            let sign = base as u32 + left.trailing_zeros();
            *span = (begins, sign);
            begins = sign + 1;
            left &= left.wrapping_sub(1);
        };
        // Some too many are taken: that costs less than to ask after each whether it was the last.
        let (few, more) = room.split_at_mut(FEW);
        few.iter_mut().for_each(&mut take);
        let count = found.signs.count_ones() as usize;
        more.iter_mut().take(count.saturating_sub(FEW)).for_each(take);
        if found.signs != 0 {
            self.begins = base + BLOCK - found.signs.leading_zeros() as usize;
        }
        let before = self.to.fields;
        self.to.fields += count;
        let mut ends = found.ends;
        while ends != 0 {
            let up_to = ends ^ (ends - 1);
            self.end_row(base + ends.trailing_zeros() as usize, before + (found.signs & up_to).count_ones() as usize);
            ends &= ends - 1;
        }
    }

    /// Goes from sign to sign where there are quotes; one opens only where a field begins, elsewhere it is a character like any other.
    fn quoted(&mut self, base: usize, found: &Found) {
        let mut left = found.signs | found.quotes;
        while left != 0 {
            let (bit, at) = (left & left.wrapping_neg(), base + left.trailing_zeros() as usize);
            left ^= bit;
            let is_quote = found.quotes & bit != 0;
            match self.at {
                Place::Inside { opening, doubled } => {
                    if is_quote {
                        self.close(opening, at, doubled);
                    }
                    self.run_over(found.ends & bit);
                }
                // A quote right behind a closing one stands for itself.
                Place::Behind { opening, closing, .. } if is_quote && at == closing + 1 => {
                    self.at = Place::Inside { opening, doubled: true };
                }
                Place::Plain if is_quote && at == self.begins() => {
                    self.at = Place::Inside { opening: at, doubled: false };
                }
                Place::Plain | Place::Behind { .. } if is_quote => {}
                Place::Plain | Place::Behind { .. } => {
                    self.field(at);
                    self.begins = at + 1;
                    if found.ends & bit != 0 {
                        self.end_row(at, self.to.fields);
                    }
                }
            }
        }
    }

    /// Counts lines that end inside a value.
    #[inline]
    fn run_over(&mut self, ends: u64) {
        if ends != 0 {
            self.lines += ends.count_ones();
            self.row.lines |= OVER;
        }
    }

    fn close(&mut self, opening: usize, closing: usize, doubled: bool) {
        self.at = Place::Behind { opening, closing, doubled };
    }

    /// The first byte of the field: the newline of a carriage return belongs to none.
    fn begins(&self) -> usize {
        self.begins + usize::from(self.begins > 0 && self.bytes[self.begins - 1..].starts_with(b"\r\n"))
    }

    /// Ends a field.
    fn field(&mut self, end: usize) {
        let span = match std::mem::replace(&mut self.at, Place::Plain) {
            Place::Plain | Place::Inside { .. } => (self.begins() as u32, end as u32),
            Place::Behind { opening, closing, doubled } => {
                let (inside, after) = (&self.bytes[opening + 1..closing], (closing + 1).min(end));
                if doubled || end > after {
                    self.fold(inside, after, end)
                } else {
                    (opening as u32 + 1, closing as u32)
                }
            }
        };
        if let Some(room) = self.to.spans.get_mut(self.to.fields) {
            *room = span;
            self.to.fields += 1;
        }
    }

    /// Puts a field together: what stood inside quotes, with one for two, and what follows them.
    fn fold(&mut self, inside: &[u8], after: usize, end: usize) -> Span {
        let folded = &mut self.to.folded;
        let begin = FOLDED + folded.len() as u32;
        let mut rest = inside;
        while let Some(quote) = memchr(b'"', rest) {
            folded.extend_from_slice(&rest[..=quote]);
            rest = rest.get(quote + 2..).unwrap_or_default();
        }
        folded.extend_from_slice(rest);
        folded.extend_from_slice(&self.bytes[after..end]);
        (begin, FOLDED + folded.len() as u32)
    }

    /// Ends a record, up to a field; one that is blank is none.
    #[inline]
    fn end_row(&mut self, at: usize, end: usize) {
        let mut row = Row { end: end as u32, ..self.row };
        if let Some(first) = self.to.spans.get_mut(row.first as usize) {
            if row.start > 0 && self.bytes[row.start as usize - 1..].starts_with(b"\r\n") {
                first.0 += u32::from(first.0 == row.start);
                row.start += 1;
            }
            if row.end - row.first > 1 || *first != (row.start, row.start) {
                self.to.rows.push(row);
            }
        }
        self.lines += 1;
        self.row = Row { first: row.end, end: row.end, start: at as u32 + 1, lines: self.lines & !OVER };
    }

    /// Makes room for the fields of some blocks, and some more.
    fn make_room(&mut self) {
        let wanted = self.to.fields + (TOGETHER + 1) * BLOCK;
        if self.to.spans.len() < wanted {
            self.to.spans.resize(wanted * 2, (0, 0));
        }
    }
}

/// The records of a piece, one after the other.
pub struct Records<'a> {
    bytes: &'a [u8],
    split: Split,
    at: usize,
}

impl<'a> Records<'a> {
    /// The records of some bytes, of which there are fewer than 2 GB, by their signs.
    #[must_use]
    pub fn new(bytes: &'a [u8], signs: &Signs) -> Self {
        let mut split = Split::default();
        split.of(bytes, signs, signs.has_odd());
        Self { bytes, split, at: 0 }
    }

    /// The next record; blank lines are none.
    #[allow(clippy::should_implement_trait, reason = "a record is lent until the next is asked for")]
    #[inline]
    pub fn next(&mut self) -> Option<Record<'_>> {
        let at = (self.at < self.split.len()).then_some(self.at)?;
        self.at += 1;
        Some(self.split.record(self.bytes, at))
    }
}
