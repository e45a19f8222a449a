//! XLS: the records of a workbook of Excel 5, 95 or 97 to 2003, to tabs.

use std::borrow::Cow;
use std::collections::HashMap;

use encoding_rs::WINDOWS_1252;

use super::limits::Limits;
use super::number_format::Look;
use super::ole::{Compound, f64_at, u16_at, u32_at};
use super::records::{Pieces, Records, Texts, code_page};
use super::sheet::{Sheet, Tab};
use super::{Error, SLIDES, WORD, locked};
use crate::limits::workbooks::{FORMATS, TABS};

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000A;

/// What all sheets share.
struct Shared {
    texts: Texts,
    strings: Vec<String>,
    looks: Vec<Look>,
    /// The look of a cell that names none.
    plain: Look,
    from_1904: bool,
    sheets: Vec<Named>,
}

/// A sheet as the workbook names it.
struct Named {
    name: String,
    hidden: bool,
    at: usize,
}

/// The tabs of a workbook, and whether Excel's default password opened it.
type Read = (Vec<Tab>, bool);

/// Reads every sheet of a compound file.
pub(super) fn read(file: &Compound<'_>, limits: &Limits) -> Result<Read, Error> {
    // A workbook that both Excel 95 and 97 can read has two streams.
    let Some(name) = ["Workbook", "Book"].into_iter().find(|name| file.has(name)) else {
        return Err(if file.has("WordDocument") {
            Error::Document(WORD)
        } else if file.has("PowerPoint Document") {
            Error::Document(SLIDES)
        } else {
            Error::Document("a file of another program")
        });
    };
    read_stream(&file.stream(name)?, limits)
}

/// What the first record of a sheet of Excel 2, 3 or 4 says: its kind, and the name of the program.
const OLDER: [(u16, &str); 3] = [(0x0009, "Excel 2"), (0x0209, "Excel 3"), (0x0409, "Excel 4")];

/// The program that wrote a stream of records older than those that are read, if it is one.
pub(super) fn older(stream: &[u8]) -> Option<&'static str> {
    let kind = u16_at(stream, 0)?;
    // The first record holds 4 to 8 bytes: version, and what kind of sheet it is.
    let (_, name) = OLDER.iter().find(|(older, _)| *older == kind)?;
    let sheet = matches!(u16_at(stream, 6)?, 0x10 | 0x20 | 0x40 | 0x100);
    (sheet && (4..=8).contains(&u16_at(stream, 2)?)).then_some(*name)
}

/// Whether bytes are the records of a workbook without a compound file around them, as some programs write them.
pub(super) fn is_bare(stream: &[u8]) -> bool {
    let version = u16_at(stream, 4);
    u16_at(stream, 0) == Some(BOF)
        && u16_at(stream, 6) == Some(5)
        && (version == Some(0x0500) || version == Some(0x0600))
}

/// Reads every sheet of a stream of records.
pub(super) fn read_stream(stream: &[u8], limits: &Limits) -> Result<Read, Error> {
    if let Some(name) = older(stream) {
        return Err(Error::Older(name));
    }
    let (stream, is_opened): (Cow<'_, [u8]>, bool) = match sealed(stream)? {
        Some(record) => (Cow::Owned(locked::records(stream, record)?), true),
        None => (Cow::Borrowed(stream), false),
    };
    let mut shared = globals(&stream, limits)?;
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
    Ok((tabs, is_opened))
}

/// The record that says how the others are encrypted, where they are.
fn sealed(stream: &[u8]) -> Result<Option<&[u8]>, Error> {
    let mut records = Records::from(stream, 0)?;
    loop {
        match records.next() {
            Ok((0x002F, bytes)) => return Ok(Some(bytes)),
            Ok((EOF, _)) | Err(_) => return Ok(None),
            Ok(_) => {}
        }
    }
}

/// Reads what is before the sheets.
fn globals(stream: &[u8], limits: &Limits) -> Result<Shared, Error> {
    let mut records = Records::from(stream, 0)?;
    let (kind, begin) = records.next()?;
    if kind != BOF {
        return Err(Error::Damaged);
    }
    let texts = match u16_at(begin, 0) {
        Some(0x0600) => Texts::Units,
        Some(0x0500) => Texts::Bytes(Some(WINDOWS_1252)),
        _ => return Err(Error::Unread("a workbook of an unknown version of Excel")),
    };
    let mut shared = Shared {
        texts,
        strings: Vec::new(),
        looks: Vec::new(),
        plain: Look::default(),
        from_1904: false,
        sheets: Vec::new(),
    };
    let mut own: HashMap<u16, Look> = HashMap::new();
    let mut formats = Vec::new();
    loop {
        let (kind, bytes) = records.next()?;
        match kind {
            EOF => break,
            0x0022 => shared.from_1904 = u16_at(bytes, 0) == Some(1),
            0x0042 => {
                if let (Texts::Bytes(page), Some(number)) = (&mut shared.texts, u16_at(bytes, 0)) {
                    *page = code_page(number);
                }
            }
            0x041E => {
                let mut pieces = records.continued(bytes)?;
                if let Some(id) = pieces.u16()
                    && let Some(code) = pieces.code(shared.texts)
                {
                    own.insert(id, Look::of(&code));
                }
            }
            0x00E0 if formats.len() >= FORMATS.size() => return Err(Error::TooLarge(&FORMATS)),
            0x00E0 => formats.push(u16_at(bytes, 2).ok_or(Error::Damaged)?),
            0x0085 => {
                let (named, is_sheet) = named(bytes, shared.texts).ok_or(Error::Damaged)?;
                if is_sheet {
                    shared.sheets.push(named);
                }
                if shared.sheets.len() > TABS.size() {
                    return Err(Error::TooLarge(&TABS));
                }
            }
            0x00FC if shared.texts == Texts::Units => shared.strings = strings(records.continued(bytes)?, limits)?,
            _ => {}
        }
    }
    shared.looks = formats.iter().map(|id| Look::numbered(u32::from(*id), own.get(id))).collect();
    Ok(shared)
}

/// A sheet's name and place, and whether it is one of cells.
fn named(bytes: &[u8], texts: Texts) -> Option<(Named, bool)> {
    let at = u32_at(bytes, 0)? as usize;
    let count = usize::from(*bytes.get(6)?);
    let name = match texts {
        Texts::Bytes(_) => texts.of_bytes(bytes.get(7..)?.get(..count)?),
        Texts::Units => {
            let wide = *bytes.get(7)? & 1 != 0;
            Pieces { piece: bytes.get(8..)?, later: Vec::new() }.characters(count, wide)?
        }
    };
    Some((Named { name, hidden: bytes.get(4)? & 3 != 0, at }, *bytes.get(5)? == 0))
}

fn strings(mut pieces: Pieces<'_>, limits: &Limits) -> Result<Vec<String>, Error> {
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
        limits.strings(strings.len(), size)?;
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
            0x0007 | 0x0207 => {
                let text = records.continued(bytes)?.label(shared.texts).ok_or(Error::Damaged)?;
                sheet.put(formula.0, formula.1, &text)?;
            }
            // Of a formula, a number or a text some programs write the number that an older Excel gave its record.
            0x0006 | 0x0206 | 0x0406 | 0x00BD | 0x00D6 | 0x00FD | 0x0203 | 0x0204 | 0x0205 | 0x007E | 0x027E => {
                let row = u32::from(u16_at(bytes, 0).ok_or(Error::Damaged)?);
                let column = u32::from(u16_at(bytes, 2).ok_or(Error::Damaged)?);
                formula = (row, column);
                let cell = Cell { kind, bytes, row, column };
                if matches!(kind, 0x00D6 | 0x0204) {
                    let mut pieces = records.continued(bytes)?;
                    let text = pieces.skip(6).and_then(|()| pieces.label(shared.texts)).ok_or(Error::Damaged)?;
                    sheet.put(row, column, &text)?;
                } else {
                    cell.read(shared, sheet)?;
                }
            }
            0x0208 if u16_at(bytes, 12).is_some_and(|flags| flags & 0x20 != 0) => {
                let row = u32::from(u16_at(bytes, 0).ok_or(Error::Damaged)?);
                sheet.hide_rows(row, row);
            }
            0x007D => {
                let edge = |at| u16_at(bytes, at).map(u32::from).ok_or(Error::Damaged);
                let width = u16_at(bytes, 4).unwrap_or(0);
                if width > 0 {
                    sheet.width(edge(0)?, edge(2)?, f64::from(width) / 256.0);
                }
                if u16_at(bytes, 4) == Some(0) || u16_at(bytes, 8).is_some_and(|flags| flags & 1 != 0) {
                    sheet.hide_columns(edge(0)?, edge(2)?);
                }
            }
            0x00E5 => {
                for range in bytes.get(2..).unwrap_or_default().as_chunks::<8>().0 {
                    let edge = |at| u16_at(range, at).map_or(0, u32::from);
                    sheet.merge((edge(0), edge(4)), (edge(2), edge(6)))?;
                }
            }
            _ => {}
        }
    }
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
            0x0006 | 0x0206 | 0x0406 => self.formula(shared, sheet),
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
            0x007E | 0x027E => {
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
        let look = shared.looks.get(usize::from(format)).unwrap_or(&shared.plain);
        sheet.show(self.row, column, &look.show(value, shared.from_1904))
    }

    fn truth(&self, value: u8, is_error: bool, sheet: &mut Sheet<'_>) -> Result<(), Error> {
        if is_error {
            return sheet.error(self.row, self.column);
        }
        sheet.typed(self.row, self.column, None);
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
