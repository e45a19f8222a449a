//! Whole records of a file, with the position of every field.

use std::ops::Range;
use std::sync::OnceLock;

use csv::{Reader, ReaderBuilder};
use encoding_rs::Encoding;
use memchr::{memchr, memchr_iter, memchr3, memrchr, memrchr2};

use super::column_slice::{EvenSlice, LooseSlice};
use super::field_ends::FieldEnds;
use super::padded_buffer::PaddedBuffer;
use super::record::Record;
use super::split::{Records, Split};
use super::text::valid_text;
use super::{Dialect, Whereabouts};
use crate::words::position::Position;

/// Line ends are counted once every this many bytes of a piece.
const STRIDE: usize = 1 << 12;

/// Some whole records of a file.
#[derive(Clone, Debug, Default)]
pub struct RecordBlock {
    text: PaddedBuffer,
    signs: FieldEnds,
    line: u64,
    dialect: Dialect,
    /// Whether lines end at carriage returns alone, here and there at least.
    returns: bool,
    foreign: Option<usize>,
    zero: Option<usize>,
    /// How many lines end before every stride; counted when first asked for.
    strides: OnceLock<Vec<u64>>,
}

/// The room of a piece, which the next may use again.
#[derive(Debug, Default)]
pub struct Room {
    pub(super) text: PaddedBuffer,
    pub(super) signs: FieldEnds,
}

impl RecordBlock {
    /// Some records with their signs.
    pub(super) fn new(mut text: PaddedBuffer, mut signs: FieldEnds, line: u64, dialect: Dialect) -> Self {
        let position_after = |at: usize| valid_text(&text[..at]).len();
        // Most files have nothing but ASCII, and neither carriage returns nor zero bytes.
        let valid = if signs.is_ascii() { text.len() } else { Encoding::utf8_valid_up_to(&text) };
        let foreign = (valid < text.len()).then(|| position_after(valid));
        let zero = if signs.has_zero() { memchr(0, &text).map(position_after) } else { None };
        let returns = signs.may_return_alone() || text.last() == Some(&b'\r');
        if foreign.is_some() || zero.is_some() {
            text = valid_text(&text).into();
            signs = FieldEnds::of(&text, dialect.separator);
        }
        let returns = returns && memchr_iter(b'\r', &text).any(|at| text.get(at + 1) != Some(&b'\n'));
        Self { text, signs, line, dialect, returns, foreign, zero, strides: OnceLock::new() }
    }

    /// Its records, one after the other; every record is given as it is, the header too.
    #[must_use]
    pub fn rows(&self) -> Records<'_> {
        Records::new(&self.text, &self.signs)
    }

    /// Whether it has more separators than this: those of pieces near a header have few, unless a record of very many fields is one.
    #[must_use]
    pub fn is_wider_than(&self, most: usize) -> bool {
        self.text.len() > most && memchr_iter(self.dialect.separator, &self.text).nth(most).is_some()
    }

    /// Splits it into records and fields.
    pub fn split(&self, split: &mut Split) {
        split.of(&self.text, &self.signs);
    }

    /// One of its records, as it was split.
    #[inline]
    #[must_use]
    pub fn record<'r>(&'r self, split: &'r Split, at: usize) -> Record<'r> {
        split.record(&self.text, &self.signs, at)
    }

    /// One field of the records of a [`Split::run`] of it, where they have it.
    #[must_use]
    pub fn even_slice<'r>(&'r self, split: &'r Split, field: usize, run: Range<usize>) -> Option<EvenSlice<'r>> {
        EvenSlice::of(split, (&self.text, &self.signs), field, run)
    }

    /// One field of some of its records, as it was split; empty if there is no such field or record.
    #[must_use]
    pub fn strip<'r>(&'r self, split: &'r Split, field: usize, records: &'r [u32]) -> LooseSlice<'r> {
        LooseSlice::of(split, (&self.text, &self.signs), field, records)
    }

    /// Its records by the `csv` crate, which copies each: for the few that are kept.
    #[must_use]
    pub fn records(&self) -> Reader<&[u8]> {
        ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.dialect.separator)
            .from_reader(&*self.text)
    }

    /// Where in the file a record (by its first byte in the piece) begins, or one of its fields.
    #[must_use]
    pub fn position(&self, start: usize, field: Option<usize>) -> Position {
        // The reader counts line ends before a record as part of it.
        let start = self.after_ends(start);
        let at = field.map_or(start, |field| start + field_start(&self.text[start..], field, self.dialect.separator));
        match (field, self.dialect.whereabouts) {
            (None, _) => Position { line: self.line_at(at), column: 0 },
            (Some(field), Whereabouts::Cells) => Position { line: self.line_at(start), column: field as u64 + 1 },
            (Some(_), Whereabouts::Lines) => self.position_of(at),
        }
    }

    /// The line and character of a byte.
    fn position_of(&self, at: usize) -> Position {
        let before = &self.text[..at];
        let end = if self.returns { memrchr2(b'\r', b'\n', before) } else { memrchr(b'\n', before) };
        let begin = end.map_or(0, |end| end + 1);
        let column = String::from_utf8_lossy(&before[begin..]).chars().count() as u64 + 1;
        Position { line: self.line_at(at), column }
    }

    /// Where its text ends.
    pub(super) fn end(&self) -> Position {
        self.position_of(self.text.len())
    }

    /// The line of a byte.
    fn line_at(&self, at: usize) -> u64 {
        let strides = self.strides.get_or_init(|| {
            let counts = (0..self.text.len()).step_by(STRIDE).scan(0, |lines, from| {
                let before = *lines;
                *lines += self.lines_between(from, (from + STRIDE).min(self.text.len()));
                Some(before)
            });
            counts.collect()
        });
        let stride = (at / STRIDE).min(strides.len().saturating_sub(1));
        self.line + strides.get(stride).copied().unwrap_or(0) + self.lines_between(stride * STRIDE, at)
    }

    /// How many lines end between two bytes.
    fn lines_between(&self, from: usize, to: usize) -> u64 {
        let newlines = memchr_iter(b'\n', &self.text[from..to]).count();
        let alone = |at: &usize| self.text.get(from + at + 1) != Some(&b'\n');
        let returns = if self.returns { memchr_iter(b'\r', &self.text[from..to]).filter(alone).count() } else { 0 };
        (newlines + returns) as u64
    }

    /// The first byte from `start` that ends no line.
    fn after_ends(&self, start: usize) -> usize {
        let start = start.min(self.text.len());
        start + self.text[start..].iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count()
    }

    /// A record's own first byte and its line, counted on from those of an earlier record.
    #[must_use]
    pub fn line_after(&self, (from, line): (usize, u64), start: usize) -> (usize, u64) {
        let at = self.after_ends(start);
        (at, line + self.lines_between(from.min(at), at))
    }

    /// The line its first record begins on, or the first blank line before it.
    #[must_use]
    pub fn first_line(&self) -> u64 {
        self.line
    }

    /// Its room, which may be used again.
    #[must_use]
    pub fn into_room(self) -> Room {
        Room { text: self.text, signs: self.signs }
    }

    /// The position of the first byte that is not UTF-8 and was read as Windows-1252.
    #[must_use]
    pub fn foreign(&self) -> Option<Position> {
        self.foreign.map(|at| self.position_of(at))
    }

    /// The position of the first zero byte; each becomes U+FFFD.
    #[must_use]
    pub fn zero(&self) -> Option<Position> {
        self.zero.map(|at| self.position_of(at))
    }

    /// Whether text follows the closing quote of a field: it was likely meant to open one, and lines before it are swallowed.
    #[must_use]
    pub fn is_torn(&self, start: usize) -> bool {
        let separator = self.dialect.separator;
        let mut rest = &self.text[self.after_ends(start)..];
        loop {
            if let Some(quoted) = rest.strip_prefix(b"\"") {
                rest = after_quote(quoted);
                match rest.first() {
                    None | Some(b'\n' | b'\r') => return false,
                    Some(sign) if *sign == separator => {}
                    Some(_) => return true,
                }
            }
            match memchr3(separator, b'\n', b'\r', rest) {
                Some(end) if rest[end] == separator => rest = &rest[end + 1..],
                _ => return false,
            }
        }
    }

    /// The fields of one record again, by its first byte; read as [`RecordBlock::records`] reads them, without building a reader.
    #[must_use]
    pub fn fields(&self, start: usize) -> Vec<Vec<u8>> {
        let separator = self.dialect.separator;
        let mut rest = &self.text[self.after_ends(start)..];
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
            let end = memchr3(separator, b'\n', b'\r', rest).unwrap_or(rest.len());
            field.extend_from_slice(&rest[..end]);
            fields.push(field);
            if rest.get(end) != Some(&separator) {
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
fn field_start(record: &[u8], field: usize, separator: u8) -> usize {
    let (mut at, mut seen) = (0, 0);
    while seen < field && at < record.len() {
        if record[at] == b'"' {
            at = record.len() - after_quote(&record[at + 1..]).len();
        }
        match memchr3(separator, b'\n', b'\r', record.get(at..).unwrap_or_default()) {
            Some(end) if record[at + end] == separator => at += end + 1,
            end => return at + end.unwrap_or(0),
        }
        seen += 1;
    }
    at
}
