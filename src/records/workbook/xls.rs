//! XLS: the records of an Excel 97-2003 workbook, to tabs.

use std::collections::HashMap;

use super::Error;
use super::limits::{CELL, FORMATS, Limits, STRINGS, STRINGS_TEXT, TABS};
use super::look::Look;
use super::ole::{Compound, f64_at, u16_at, u32_at};
use super::sheet::{Sheet, Tab};

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000A;
const CONTINUE: u16 = 0x003C;

/// The records of a stream, from some byte on.
struct Records<'a> {
    rest: &'a [u8],
}

impl<'a> Records<'a> {
    fn from(stream: &'a [u8], at: usize) -> Result<Self, Error> {
        Ok(Self { rest: stream.get(at..).ok_or(Error::Damaged)? })
    }

    /// The kind and the bytes of the next record; a stream that stops before its end record is damaged.
    fn next(&mut self) -> Result<(u16, &'a [u8]), Error> {
        let parse = |rest: &'a [u8]| {
            let len = usize::from(u16_at(rest, 2)?);
            Some((u16_at(rest, 0)?, rest.get(4..)?.split_at_checked(len)?))
        };
        let (kind, (bytes, rest)) = parse(self.rest).ok_or(Error::Damaged)?;
        self.rest = rest;
        Ok((kind, bytes))
    }

    /// A record's bytes and those of the records that continue it.
    fn continued(&mut self, first: &'a [u8]) -> Result<Pieces<'a>, Error> {
        let mut pieces = vec![first];
        while u16_at(self.rest, 0) == Some(CONTINUE) {
            pieces.push(self.next()?.1);
        }
        pieces.reverse();
        let piece = pieces.pop().unwrap_or_default();
        Ok(Pieces { piece, later: pieces })
    }
}

/// Bytes over several records.
struct Pieces<'a> {
    piece: &'a [u8],
    /// The last first.
    later: Vec<&'a [u8]>,
}

impl Pieces<'_> {
    fn is_empty(&mut self) -> bool {
        while self.piece.is_empty() {
            match self.later.pop() {
                Some(piece) => self.piece = piece,
                None => return true,
            }
        }
        false
    }

    fn byte(&mut self) -> Option<u8> {
        if self.is_empty() {
            return None;
        }
        let (byte, rest) = self.piece.split_first()?;
        self.piece = rest;
        Some(*byte)
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            if self.is_empty() {
                return None;
            }
            let here = count.min(self.piece.len());
            self.piece = &self.piece[here..];
            count -= here;
        }
        Some(())
    }

    /// So many characters, of one byte or two; a record that continues them says anew how wide they are.
    fn characters(&mut self, count: usize, mut wide: bool) -> Option<String> {
        let mut units = Vec::with_capacity(count);
        while units.len() < count {
            if self.piece.is_empty() {
                self.piece = self.later.pop()?;
                wide = self.byte()? & 1 != 0;
                continue;
            }
            let unit = if wide { self.u16()? } else { u16::from(self.byte()?) };
            units.push(unit);
        }
        Some(String::from_utf16_lossy(&units))
    }

    /// A text with its length and its flags before it, its runs of fonts after it.
    fn text(&mut self) -> Option<String> {
        let count = usize::from(self.u16()?);
        let flags = self.byte()?;
        let runs = if flags & 8 != 0 { usize::from(self.u16()?) * 4 } else { 0 };
        let extra = if flags & 4 != 0 { usize::from(self.u16()?) + (usize::from(self.u16()?) << 16) } else { 0 };
        let text = self.characters(count, flags & 1 != 0)?;
        self.skip(runs)?;
        self.skip(extra)?;
        Some(text)
    }
}

/// What all sheets share.
#[derive(Default)]
struct Shared {
    strings: Vec<String>,
    looks: Vec<Look>,
    from_1904: bool,
    sheets: Vec<Named>,
}

/// A sheet as the workbook names it.
struct Named {
    name: String,
    hidden: bool,
    at: usize,
}

/// Reads every sheet of a compound file.
pub(super) fn read(file: &Compound<'_>, limits: &Limits) -> Result<Vec<Tab>, Error> {
    if file.has("EncryptedPackage") {
        return Err(Error::Password);
    }
    if !file.has("Workbook") {
        return Err(if file.has("Book") {
            Error::Unread("a workbook of Excel 95 or older")
        } else if file.has("WordDocument") {
            Error::Document("a Word file")
        } else if file.has("PowerPoint Document") {
            Error::Document("a PowerPoint file")
        } else {
            Error::Document("a file of another program")
        });
    }
    let stream = file.stream("Workbook")?;
    let mut shared = globals(&stream)?;
    let mut tabs = Vec::new();
    let sheets = std::mem::take(&mut shared.sheets);
    // Two names for the same bytes would let a small file cost much.
    let mut places: Vec<usize> = sheets.iter().map(|sheet| sheet.at).collect();
    places.sort_unstable();
    if places.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(Error::Damaged);
    }
    for named in sheets {
        let mut sheet = Sheet::new(limits);
        // The records of one sheet end where those of the next begin.
        let end = places.iter().copied().find(|at| *at > named.at).unwrap_or(stream.len());
        let own = stream.get(..end).ok_or(Error::Damaged)?;
        cells(Records::from(own, named.at)?, &shared, &mut sheet)?;
        tabs.push(sheet.finish(named.name, named.hidden)?);
    }
    Ok(tabs)
}

/// Reads what stands before the sheets.
fn globals(stream: &[u8]) -> Result<Shared, Error> {
    let mut records = Records::from(stream, 0)?;
    let (kind, begin) = records.next()?;
    if kind != BOF {
        return Err(Error::Damaged);
    }
    if u16_at(begin, 0) != Some(0x0600) {
        return Err(Error::Unread("a workbook of Excel 95 or older"));
    }
    let mut shared = Shared::default();
    let mut own: HashMap<u16, Look> = HashMap::new();
    let mut formats = Vec::new();
    loop {
        let (kind, bytes) = records.next()?;
        match kind {
            EOF => break,
            0x002F => return Err(Error::Password),
            0x0022 => shared.from_1904 = u16_at(bytes, 0) == Some(1),
            0x041E => {
                let mut pieces = records.continued(bytes)?;
                if let Some(id) = pieces.u16()
                    && let Some(code) = pieces.text()
                {
                    own.insert(id, Look::of(&code));
                }
            }
            0x00E0 if formats.len() < FORMATS => formats.push(u16_at(bytes, 2).ok_or(Error::Damaged)?),
            0x0085 => {
                let (named, is_sheet) = named(bytes).ok_or(Error::Damaged)?;
                if is_sheet {
                    shared.sheets.push(named);
                }
                if shared.sheets.len() > TABS {
                    return Err(Error::TooLarge("1,024 tabs"));
                }
            }
            0x00FC => shared.strings = strings(records.continued(bytes)?)?,
            _ => {}
        }
    }
    let look = |id: &u16| own.get(id).copied().unwrap_or_else(|| Look::built_in(u32::from(*id)));
    shared.looks = formats.iter().map(look).collect();
    Ok(shared)
}

/// A sheet's name and place, and whether it is one of cells.
fn named(bytes: &[u8]) -> Option<(Named, bool)> {
    let at = u32_at(bytes, 0)? as usize;
    let (count, flags) = (usize::from(*bytes.get(6)?), *bytes.get(7)?);
    let name = Pieces { piece: bytes.get(8..)?, later: Vec::new() }.characters(count, flags & 1 != 0)?;
    Some((Named { name, hidden: bytes.get(4)? & 3 != 0, at }, *bytes.get(5)? == 0))
}

fn strings(mut pieces: Pieces<'_>) -> Result<Vec<String>, Error> {
    let (said, _) = (u32_at(pieces.piece, 4).ok_or(Error::Damaged)?, pieces.skip(8));
    let mut strings = Vec::new();
    let mut size = 0;
    while !pieces.is_empty() {
        let Some(text) = pieces.text() else {
            // Some programs pad the list.
            return if strings.len() >= said as usize { Ok(strings) } else { Err(Error::Damaged) };
        };
        size += text.len();
        strings.push(text);
        if size > STRINGS_TEXT {
            return Err(Error::TooLarge("64 MB of shared text"));
        }
        if strings.len() > STRINGS {
            return Err(Error::TooLarge("5,000,000 shared texts"));
        }
    }
    Ok(strings)
}

/// Reads the cells of a sheet.
fn cells(mut records: Records<'_>, shared: &Shared, sheet: &mut Sheet<'_>) -> Result<(), Error> {
    if records.next()?.0 != BOF {
        return Err(Error::Damaged);
    }
    let mut inside = 0_usize;
    let mut formula = (0, 0);
    loop {
        let (kind, bytes) = records.next()?;
        match kind {
            EOF if inside == 0 => return Ok(()),
            EOF => inside -= 1,
            // A chart on the sheet has records of its own.
            BOF => inside += 1,
            _ if inside > 0 => {}
            0x0207 => {
                let text = records.continued(bytes)?.text().ok_or(Error::Damaged)?;
                sheet.put(formula.0, formula.1, &text)?;
            }
            0x0006 | 0x00BD | 0x00D6 | 0x00FD | 0x0203 | 0x0204 | 0x0205 | 0x027E => {
                let row = u32::from(u16_at(bytes, 0).ok_or(Error::Damaged)?);
                let column = u32::from(u16_at(bytes, 2).ok_or(Error::Damaged)?);
                formula = (row, column);
                let cell = Cell { kind, bytes, row, column };
                if matches!(kind, 0x00D6 | 0x0204) {
                    let mut pieces = records.continued(bytes)?;
                    let text = pieces.skip(6).and_then(|()| label(&mut pieces)).ok_or(Error::Damaged)?;
                    sheet.put(row, column, &text)?;
                } else {
                    cell.read(shared, sheet)?;
                }
            }
            _ => {}
        }
    }
}

/// The text of a cell that holds it itself.
fn label(pieces: &mut Pieces<'_>) -> Option<String> {
    let count = usize::from(pieces.u16()?).min(CELL);
    let flags = pieces.byte()?;
    pieces.characters(count, flags & 1 != 0)
}

/// A record of one cell, or of several in a row.
struct Cell<'a> {
    kind: u16,
    bytes: &'a [u8],
    row: u32,
    column: u32,
}

impl Cell<'_> {
    fn read(&self, shared: &Shared, sheet: &mut Sheet<'_>) -> Result<(), Error> {
        match self.kind {
            0x0006 => self.formula(shared, sheet),
            0x00BD => {
                let numbers = self.bytes.get(4..self.bytes.len().saturating_sub(2)).ok_or(Error::Damaged)?;
                for (number, column) in numbers.as_chunks::<6>().0.iter().zip(self.column..) {
                    let value = u32_at(number, 2).map(packed);
                    self.number(value, u16_at(number, 0), column, shared, sheet)?;
                }
                Ok(())
            }
            0x00FD => {
                let index = u32_at(self.bytes, 6).ok_or(Error::Damaged)?;
                let text = shared.strings.get(index as usize).ok_or(Error::Damaged)?;
                sheet.put(self.row, self.column, text)
            }
            0x0203 => self.number(f64_at(self.bytes, 6), u16_at(self.bytes, 4), self.column, shared, sheet),
            0x027E => {
                let value = u32_at(self.bytes, 6).map(packed);
                self.number(value, u16_at(self.bytes, 4), self.column, shared, sheet)
            }
            _ => {
                let (value, is_error) = self.bytes.get(6).zip(self.bytes.get(7)).ok_or(Error::Damaged)?;
                self.truth(*value, *is_error != 0, sheet)
            }
        }
    }

    fn number(
        &self,
        value: Option<f64>,
        format: Option<u16>,
        column: u32,
        shared: &Shared,
        sheet: &mut Sheet<'_>,
    ) -> Result<(), Error> {
        let (value, format) = value.zip(format).ok_or(Error::Damaged)?;
        let look = shared.looks.get(usize::from(format)).copied().unwrap_or_default();
        sheet.put(self.row, column, &look.show(value, shared.from_1904))
    }

    fn truth(&self, value: u8, is_error: bool, sheet: &mut Sheet<'_>) -> Result<(), Error> {
        if is_error {
            sheet.error(self.row, self.column);
            return Ok(());
        }
        sheet.put(self.row, self.column, if value == 0 { "false" } else { "true" })
    }

    fn formula(&self, shared: &Shared, sheet: &mut Sheet<'_>) -> Result<(), Error> {
        let result = self.bytes.get(6..14).ok_or(Error::Damaged)?;
        if result[6..] != [0xFF, 0xFF] {
            return self.number(f64_at(result, 0), u16_at(self.bytes, 4), self.column, shared, sheet);
        }
        match result[0] {
            1 => self.truth(result[2], false, sheet),
            2 => self.truth(0, true, sheet),
            // A text, which follows in a record of its own, or an empty one.
            _ => Ok(()),
        }
    }
}

/// A number in four bytes: the upper half of a float or a whole number, perhaps a hundredfold.
fn packed(bits: u32) -> f64 {
    let value =
        if bits & 2 == 0 { f64::from_bits(u64::from(bits & !3) << 32) } else { f64::from(bits.cast_signed() >> 2) };
    if bits & 1 == 0 { value } else { value / 100.0 }
}
