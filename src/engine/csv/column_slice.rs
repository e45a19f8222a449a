//! One field of many records, as a column.

use std::ops::Range;

use super::field_ends::{FieldEnds, QUOTED};
use super::record::Inner;
use super::split::Split;
use crate::engine::interner::{Cell, ColumnSlice, Near, SHORT};

/// One field of records that follow each other and have as many fields.
#[derive(Clone, Copy)]
pub struct EvenSlice<'r> {
    bytes: &'r [u8],
    inner: &'r Inner,
    /// From the stop before the field of the first of them on.
    stops: &'r [u32],
    /// Fields of each.
    fields: usize,
    /// Bytes of the sign behind the field.
    sign: u32,
    rows: usize,
}

impl<'r> EvenSlice<'r> {
    /// One field of the records of a [`Split::run`], where they have it.
    pub(super) fn of(
        split: &'r Split,
        (bytes, signs): (&'r [u8], &'r FieldEnds),
        field: usize,
        run: Range<usize>,
    ) -> Option<Self> {
        let (even, inner) = split.shape().filter(|(even, _)| field < even.fields)?;
        let sign = if field + 1 == even.fields { even.line_end } else { 1 };
        let stops = signs.stops().get(run.start * even.fields + field..)?;
        Some(Self { bytes, inner, stops, fields: even.fields, sign, rows: run.len() })
    }

    /// All of them.
    #[inline]
    pub fn cells(self) -> impl Iterator<Item = Cell<'r>> {
        self.stops.chunks(self.fields).take(self.rows).map(move |stops| self.between(stops))
    }

    /// The cell between the first two of some stops.
    #[inline]
    fn between(&self, stops: &[u32]) -> Cell<'r> {
        match stops {
            [before, stop, ..] => self.inner.cell(self.bytes, (*before, *stop), self.sign),
            [] | [_] => Cell::between(self.bytes, 0, 0),
        }
    }
}

impl<'r> ColumnSlice<'r> for EvenSlice<'r> {
    #[inline]
    fn near(&self, from: usize) -> impl Iterator<Item = Option<Near<'r>>> {
        let (bytes, sign) = (self.bytes, self.sign);
        let stops = self.stops.get(from * self.fields..).unwrap_or_default();
        stops.chunks_exact(self.fields).map(move |stops| {
            let [before, stop, ..] = stops else { return None };
            if (before | stop) & QUOTED != 0 {
                return None;
            }
            let (before, stop) = (*before as usize, *stop as usize);
            let near = bytes.get(before..before + SHORT)?.first_chunk()?;
            Some((near, stop.wrapping_sub(before + sign as usize)))
        })
    }

    fn cell(&self, at: usize) -> Cell<'r> {
        self.between(self.stops.get(at * self.fields..).unwrap_or_default())
    }
}

/// One field of some records, wherever they are; empty if there is no such field or record.
#[derive(Clone, Copy)]
pub struct LooseSlice<'r> {
    split: &'r Split,
    bytes: &'r [u8],
    signs: &'r FieldEnds,
    field: usize,
    records: &'r [u32],
}

impl<'r> LooseSlice<'r> {
    /// One field of some records of the bytes that were split.
    pub(super) fn of(
        split: &'r Split,
        (bytes, signs): (&'r [u8], &'r FieldEnds),
        field: usize,
        records: &'r [u32],
    ) -> Self {
        Self { split, bytes, signs, field, records }
    }
}

impl<'r> ColumnSlice<'r> for LooseSlice<'r> {
    fn near(&self, _: usize) -> impl Iterator<Item = Option<Near<'r>>> {
        std::iter::empty()
    }

    fn cell(&self, at: usize) -> Cell<'r> {
        match self.records.get(at) {
            Some(record) => self.split.cell((self.bytes, self.signs), *record as usize, self.field),
            None => Cell::between(self.bytes, 0, 0),
        }
    }
}
