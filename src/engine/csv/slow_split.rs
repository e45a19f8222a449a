//! The slow splitter: records of any number of fields, with quotes and line ends anywhere.

use super::field_ends::FieldEnds;
use super::record::{FOLDED, Inner, Record, Span};
use super::simd_scan::{BLOCK, Block, look_at};

/// Room is made for this many blocks at once.
const TOGETHER: usize = 16;

/// Most blocks have no more signs than these.
const FEW: usize = 10;

/// Where the records and the fields of some bytes are; its room is used again.
#[derive(Clone, Debug, Default)]
pub(super) struct SlowSplit {
    /// The fields, one after the other; beyond `fields` there is only room.
    spans: Vec<Span>,
    fields: usize,
    rows: Vec<Row>,
}

/// Where one record is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Row {
    /// Its fields among all.
    first: u32,
    end: u32,
    start: u32,
    /// Line ends before it, and in the highest bit whether a line ends inside one of its values.
    lines: u32,
}

/// The highest bit of a row's lines.
const OVER: u32 = 1 << 31;

impl SlowSplit {
    /// Walks through some bytes of which there are fewer than 2 GB.
    pub(super) fn through(&mut self, bytes: &[u8], signs: &FieldEnds, inner: &mut Inner) {
        self.fields = 0;
        self.rows.clear();
        let bytes = &bytes[..bytes.len().min(FOLDED as usize - 1)];
        let walker = Walker { bytes, inner, to: self, at: Place::Plain, begins: 0, row: Row::default(), lines: 0 };
        let blocks = look_at(bytes, signs.separator());
        if signs.may_have_returns() {
            walker.run::<true>(blocks);
        } else {
            walker.run::<false>(blocks);
        }
    }

    /// The records.
    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// A field of one of them; empty if there is no such field.
    #[inline]
    pub(super) fn span(&self, at: usize, field: usize) -> Span {
        let row = self.rows.get(at).copied().unwrap_or_default();
        let at = row.first as usize + field;
        self.spans.get(at).filter(|_| at < row.end as usize).copied().unwrap_or_default()
    }

    /// One of them.
    #[inline]
    pub(super) fn record<'r>(&'r self, bytes: &'r [u8], inner: &'r Inner, at: usize) -> Record<'r> {
        let row = self.rows[at];
        let spans = &self.spans[row.first as usize..row.end as usize];
        Record::walked((bytes, inner, spans), (row.start as usize, u64::from(row.lines & !OVER), row.lines & OVER != 0))
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

/// What walks through some bytes, and how far it is.
struct Walker<'a> {
    bytes: &'a [u8],
    inner: &'a mut Inner,
    to: &'a mut SlowSplit,
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

impl Walker<'_> {
    fn run<const RETURNS: bool>(mut self, blocks: impl Iterator<Item = Block>) {
        let mut returned = false;
        for (at, block) in blocks.enumerate() {
            if at % TOGETHER == 0 {
                self.make_room();
            }
            let (base, mut ends) = (at * BLOCK, block.newlines);
            if RETURNS {
                let returns = block.returns;
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
                    self.inner.fold(inside, &self.bytes[after..end])
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
