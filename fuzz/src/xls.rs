//! XLS: a whole file, a stream of records in a valid compound file, and records of known kinds with fuzzed contents.

use super::office::{compound, record, xls};
use super::workbooks;

/// The records that are read, and some that are not.
const KINDS: [u16; 32] = [
    0x0200, 0x00FD, 0x00BD, 0x0006, 0x0207, 0x0205, 0x0203, 0x027E, 0x0204, 0x0201, 0x00BE, 0x041E, 0x00E0, 0x00FC,
    0x003C, 0x00E5, 0x0022, 0x0042, 0x0085, 0x0809, 0x000A, 0x002F, 0x007D, 0x0208, 0x00D6, 0x0221, 0x04BC, 0x005D,
    0x001C, 0x0031, 0x023E, 0x0867,
];

pub(crate) fn run(data: &[u8]) {
    let Some((how, bytes)) = data.split_first() else { return };
    match how % 4 {
        0 => workbooks::check(bytes, "equipment.xls", true),
        1 => workbooks::check(&compound(&[("Workbook", bytes)]), "equipment.xls", false),
        2 => workbooks::check(&of_records(bytes), "equipment.xls", false),
        _ => workbooks::check(&of_records(bytes), "equipment.xls", true),
    }
}

/// Records: a byte says which kind and, in its highest bit, whether it is before the sheet; another says how long it is.
fn of_records(mut bytes: &[u8]) -> Vec<u8> {
    let (mut globals, mut cells) = (Vec::new(), Vec::new());
    while let Some((&[kind, length], rest)) = bytes.split_first_chunk() {
        let (content, rest) = rest.split_at(rest.len().min(usize::from(length)));
        let one = record(KINDS[usize::from(kind) % KINDS.len()], content);
        if kind & 0x80 == 0 {
            cells.push(one);
        } else {
            globals.push(one);
        }
        bytes = rest;
    }
    xls(&globals, &cells)
}
