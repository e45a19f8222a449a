//! Merged cells: the value of the first, given to the rows below it that are rows of a table.

use std::collections::BTreeMap;

use csv::ByteRecord;

use super::Error;
use super::sheet::{Merged, Tab, write};
use crate::limits::workbooks::{FILLED, FILLED_TEXT};

/// A tab with its merged cells filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// As [`Tab::text`].
    pub text: Vec<u8>,
    /// The ranges of which a cell was filled.
    pub ranges: Vec<Merged>,
}

/// Fills every empty cell of some merged ranges with the value of the range's first, in the rows that may be filled.
///
/// # Errors
///
/// When that would come to too much.
pub fn filled(tab: &Tab, ranges: &[Merged], is_row: &mut dyn FnMut(u64, &ByteRecord) -> bool) -> Result<Filled, Error> {
    filled_with(tab, ranges, is_row, (FILLED.most, FILLED_TEXT.most))
}

/// The same, with other figures for the limits: so many cells, and so many bytes of text.
///
/// # Errors
///
/// As [`filled`].
pub fn filled_with(
    tab: &Tab,
    ranges: &[Merged],
    is_row: &mut dyn FnMut(u64, &ByteRecord) -> bool,
    (cells, text): (u64, u64),
) -> Result<Filled, Error> {
    let mut ranges: Vec<Merged> = ranges.to_vec();
    ranges.sort_unstable_by_key(|range| (range.first.row, range.first.column));
    let mut coming = ranges.into_iter().peekable();
    let mut active: BTreeMap<usize, Active> = BTreeMap::new();
    let mut all = Filled { text: Vec::with_capacity(tab.text.len()), ranges: Vec::new() };
    let mut left = cells;
    // The text ends with a line end, after which there is no row.
    for (line, row) in tab.text.split_inclusive(|byte| *byte == b'\n').zip(1_u64..) {
        active.retain(|_, range| range.merged.last_row >= row);
        let begins = coming.peek().is_some_and(|range| range.first.row == row);
        if active.is_empty() && !begins {
            all.text.extend_from_slice(line);
            continue;
        }
        left = left.checked_sub(active.len() as u64).ok_or(Error::TooLarge(&FILLED))?;
        let record = record(line);
        let is_empty = |column: usize| record.get(column).is_none_or(|cell| cell.trim_ascii().is_empty());
        let fills: Vec<usize> = active.keys().copied().filter(|column| is_empty(*column)).collect();
        if fills.is_empty() || !is_row(row, &record) {
            all.text.extend_from_slice(line);
        } else {
            let width = record.len().max(fills.last().map_or(0, |last| last + 1));
            for column in 0..width {
                if column > 0 {
                    all.text.push(b',');
                }
                let own = record.get(column).unwrap_or_default();
                let value = match active.get_mut(&column) {
                    Some(range) if is_empty(column) => {
                        if !range.is_used {
                            range.is_used = true;
                            all.ranges.push(range.merged);
                        }
                        &*range.value
                    }
                    _ => own,
                };
                write(&mut all.text, value);
            }
            all.text.push(b'\n');
        }
        if all.text.len() as u64 > text {
            return Err(Error::TooLarge(&FILLED_TEXT));
        }
        while let Some(range) = coming.next_if(|range| range.first.row <= row) {
            let column = usize::try_from(range.first.column - 1).unwrap_or(usize::MAX);
            let value = record.get(column).unwrap_or_default().to_owned();
            if range.first.row == row && !value.trim_ascii().is_empty() {
                active.insert(column, Active { merged: range, value, is_used: false });
            }
        }
    }
    Ok(all)
}

/// A range that goes on below its first row.
struct Active {
    merged: Merged,
    value: Vec<u8>,
    is_used: bool,
}

/// The fields of a line.
fn record(line: &[u8]) -> ByteRecord {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line);
    reader.byte_records().next().and_then(Result::ok).unwrap_or_default()
}
