//! A block split into records and fields; only doubled quotes are copied. It reads what the `csv` crate reads.

use std::ops::Range;

use super::field_ends::{Even, FieldEnds};
use super::record::{Inner, Record};
use super::slow_split::SlowSplit;
use crate::engine::interner::Cell;

/// Where the records and the fields of some bytes are; its room is used again.
#[derive(Clone, Debug, Default)]
pub struct Split {
    /// The shape of all records, if they have one and are where the signs say; otherwise they were split slowly.
    even: Option<Even>,
    inner: Inner,
    slow_split: SlowSplit,
}

impl Split {
    /// Splits some bytes, of which there are fewer than 2 GB, by their signs.
    pub fn of(&mut self, bytes: &[u8], signs: &FieldEnds) {
        self.inner.clear();
        self.even = signs.even(bytes);
        match self.even {
            Some(_) => signs.quoted().iter().for_each(|quoted| self.inner.add(bytes, quoted)),
            None => self.slow_split.through(bytes, signs, &mut self.inner),
        }
    }

    /// How many records there are; blank lines are none.
    #[must_use]
    pub fn len(&self) -> usize {
        self.even.map_or_else(|| self.slow_split.rows().len(), |even| even.records)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many fields each record has, if all have the same number and follow each other directly.
    #[must_use]
    pub fn fields(&self) -> Option<usize> {
        self.even.map(|even| even.fields)
    }

    /// A record of the bytes that were split.
    #[inline]
    #[must_use]
    pub fn record<'r>(&'r self, bytes: &'r [u8], signs: &'r FieldEnds, at: usize) -> Record<'r> {
        let inner = &self.inner;
        let Some(even) = self.even else { return self.slow_split.record(bytes, inner, at) };
        let stops = &signs.stops()[at * even.fields..=(at + 1) * even.fields];
        Record::even((bytes, inner, stops), even.line_end, at as u64)
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

    /// The shape of all records, where they have one, and what is in their quotes.
    pub(super) fn shape(&self) -> Option<(Even, &Inner)> {
        Some((self.even?, &self.inner))
    }

    /// A field of a record of the bytes that were split; empty if there is no such field.
    pub(super) fn cell<'r>(&'r self, (bytes, signs): (&'r [u8], &'r FieldEnds), at: usize, field: usize) -> Cell<'r> {
        match self.even.map(|even| even.records) {
            None => self.inner.cell_at(bytes, self.slow_split.span(at, field)),
            Some(all) if at < all => self.record(bytes, signs, at).cell(field),
            Some(_) => Cell::between(bytes, 0, 0),
        }
    }
}

/// The records of a piece, one after the other.
pub struct Records<'a> {
    bytes: &'a [u8],
    signs: &'a FieldEnds,
    split: Split,
    at: usize,
}

impl<'a> Records<'a> {
    /// The records of some bytes, of which there are fewer than 2 GB, by their signs.
    #[must_use]
    pub fn new(bytes: &'a [u8], signs: &'a FieldEnds) -> Self {
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
