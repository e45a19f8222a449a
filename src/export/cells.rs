//! Values as cells of CSV: quoted where they need it, whole numbers and decimals in plain digits, words made once for each code.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use memchr::memchr;

use super::layout::Source;
use crate::words::value::{Day, PLACES, Value};

/// A text has a NUL, which database engines refuse or cut a text at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Nul;

/// Adds a cell, in quotes where it needs them.
pub(super) fn add_text(text: &str, to: &mut Vec<u8>) -> Result<(), Nul> {
    let bytes = text.as_bytes();
    if memchr(0, bytes).is_some() {
        return Err(Nul);
    }
    if !bytes.iter().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        to.extend_from_slice(bytes);
        return Ok(());
    }
    to.push(b'"');
    for byte in bytes {
        if *byte == b'"' {
            to.push(b'"');
        }
        to.push(*byte);
    }
    to.push(b'"');
    Ok(())
}

/// Adds a whole number.
pub(super) fn add_whole(number: i64, to: &mut Vec<u8>) {
    let mut digits = [0; 20];
    let (mut at, mut rest) = (digits.len(), number.unsigned_abs());
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        to.push(b'-');
    }
    to.extend_from_slice(&digits[at..]);
}

/// Adds a number that is given in millionths.
pub(super) fn add_millionths(number: i64, to: &mut Vec<u8>) {
    if number < 0 {
        to.push(b'-');
    }
    let (whole, rest) = (number.unsigned_abs() / PLACES.unsigned_abs(), number.unsigned_abs() % PLACES.unsigned_abs());
    add_whole(i64::try_from(whole).unwrap_or(i64::MAX), to);
    if rest > 0 {
        to.push(b'.');
        let places = format!("{rest:06}");
        to.extend_from_slice(places.trim_end_matches('0').as_bytes());
    }
}

/// Adds what a column with a source says of a value; nothing where that is unknown.
pub(super) fn add_value(value: &Value, source: Source, to: &mut Vec<u8>) -> Result<(), Nul> {
    match (value, source) {
        (Value::Text(text), Source::Lower(_)) => add_text(&text.to_lowercase(), to),
        (Value::Version(version), Source::VersionName(_)) => add_text(version.sort_key().0, to),
        (Value::Version(version), Source::VersionKey(_)) => add_text(&version.sort_key().1, to),
        (Value::Null, _) => Ok(()),
        (Value::Text(text), _) => add_text(text, to),
        (Value::Version(version), _) => add_text(version.as_str(), to),
        (Value::Boolean(yes), _) => {
            to.extend_from_slice(if *yes { b"true" } else { b"false" });
            Ok(())
        }
        (Value::Number(_) | Value::Date(_), _) => add_text(&value.to_string(), to),
    }
}

/// The cells of the words of a column, by their codes.
pub(super) struct Words {
    pub(super) column: usize,
    source: Source,
    bytes: Vec<u8>,
    /// Where the cell of each code ends.
    ends: Vec<usize>,
    /// The codes of texts with a NUL.
    nul: Vec<u32>,
}

impl Words {
    pub(super) fn new(column: usize, source: Source) -> Self {
        Self { column, source, bytes: Vec::new(), ends: Vec::new(), nul: Vec::new() }
    }

    /// Makes the cells of words that are new. Where there are fewer words than before, the column has forgotten its words and starts over.
    pub(super) fn learn(&mut self, words: &[Value]) {
        if words.len() < self.ends.len() {
            *self = Self::new(self.column, self.source);
        }
        for word in words.iter().skip(self.ends.len()) {
            if add_value(word, self.source, &mut self.bytes).is_err() {
                self.nul.push(u32::try_from(self.ends.len()).unwrap_or(u32::MAX));
            }
            self.ends.push(self.bytes.len());
        }
    }

    /// Whether the word of a code says nothing: some that are not understood do.
    #[inline]
    pub(super) fn is_blank(&self, code: u32) -> bool {
        let at = code as usize;
        self.ends[at] == at.checked_sub(1).map_or(0, |before| self.ends[before]) && !self.nul.contains(&code)
    }

    /// Adds the cell of a code.
    #[inline]
    pub(super) fn add(&self, code: u32, to: &mut Vec<u8>) -> Result<(), Nul> {
        if !self.nul.is_empty() && self.nul.contains(&code) {
            return Err(Nul);
        }
        let at = code as usize;
        let begin = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        to.extend_from_slice(&self.bytes[begin..self.ends[at]]);
        Ok(())
    }
}

/// The cells of days.
#[derive(Default)]
pub(super) struct Days(HashMap<i32, Box<str>, RandomState>);

impl Days {
    /// Adds a day.
    pub(super) fn add(&mut self, number: i32, to: &mut Vec<u8>) {
        let day = self.0.entry(number).or_insert_with(|| Day::from_number(number).to_string().into());
        to.extend_from_slice(day.as_bytes());
    }
}
