//! The records of an XLS stream: their bytes, and the texts that run over several of them.

use encoding_rs::{Encoding, WINDOWS_1252};

use super::Error;
use super::ole::u16_at;
use crate::limits::workbooks::CELL;

const CONTINUE: u16 = 0x003C;

/// The records of a stream, from some byte on.
pub(super) struct Records<'a> {
    pub(super) rest: &'a [u8],
}

impl<'a> Records<'a> {
    pub(super) fn from(stream: &'a [u8], at: usize) -> Result<Self, Error> {
        Ok(Self { rest: stream.get(at..).ok_or(Error::Damaged)? })
    }

    /// The kind and the bytes of the next record; a stream that stops before its end record is damaged.
    pub(super) fn next(&mut self) -> Result<(u16, &'a [u8]), Error> {
        let parse = |rest: &'a [u8]| {
            let len = usize::from(u16_at(rest, 2)?);
            Some((u16_at(rest, 0)?, rest.get(4..)?.split_at_checked(len)?))
        };
        let (kind, (bytes, rest)) = parse(self.rest).ok_or(Error::Damaged)?;
        self.rest = rest;
        Ok((kind, bytes))
    }

    /// A record's bytes and those of the records that continue it.
    pub(super) fn continued(&mut self, first: &'a [u8]) -> Result<Pieces<'a>, Error> {
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
pub(super) struct Pieces<'a> {
    pub(super) piece: &'a [u8],
    /// The last first.
    pub(super) later: Vec<&'a [u8]>,
}

impl Pieces<'_> {
    pub(super) fn is_empty(&mut self) -> bool {
        while self.piece.is_empty() {
            match self.later.pop() {
                Some(piece) => self.piece = piece,
                None => return true,
            }
        }
        false
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        if self.is_empty() {
            return None;
        }
        let (byte, rest) = self.piece.split_first()?;
        self.piece = rest;
        Some(*byte)
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    pub(super) fn skip(&mut self, mut count: usize) -> Option<()> {
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
    pub(super) fn characters(&mut self, count: usize, mut wide: bool) -> Option<String> {
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

    /// So many bytes.
    pub(super) fn bytes(&mut self, count: usize) -> Option<Vec<u8>> {
        (0..count).map(|_| self.byte()).collect()
    }

    /// The code of a number format, with its length before it.
    pub(super) fn code(&mut self, texts: Texts) -> Option<String> {
        match texts {
            Texts::Units => self.text(),
            Texts::Bytes(_) => {
                let count = usize::from(self.byte()?);
                Some(texts.of_bytes(&self.bytes(count)?))
            }
        }
    }

    /// The text of a cell that holds it itself, or of a formula, with its length before it.
    pub(super) fn label(&mut self, texts: Texts) -> Option<String> {
        let count = usize::from(self.u16()?).min(CELL.size());
        // Some programs leave out the flags; there is no byte for them then.
        if matches!(texts, Texts::Bytes(_)) || self.later.is_empty() && self.piece.len() == count {
            return Some(texts.of_bytes(&self.bytes(count)?));
        }
        let flags = self.byte()?;
        // How many runs of fonts and other words about it follow the text.
        self.skip(if flags & 8 != 0 { 2 } else { 0 } + if flags & 4 != 0 { 4 } else { 0 })?;
        self.characters(count, flags & 1 != 0)
    }

    /// A text with its length and its flags before it, its runs of fonts after it.
    pub(super) fn text(&mut self) -> Option<String> {
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

/// How the records of a workbook hold texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Texts {
    /// Excel 5 and 95: bytes of a code page; `None` for one that is not known.
    Bytes(Option<&'static Encoding>),
    /// Excel 97 and later: UTF-16, perhaps with the upper bytes left away.
    Units,
}

impl Texts {
    /// Bytes as text; what a code page that is not known means beyond ASCII is not guessed.
    pub(super) fn of_bytes(self, bytes: &[u8]) -> String {
        match self {
            Self::Bytes(Some(page)) => page.decode_without_bom_handling(bytes).0.into_owned(),
            Self::Bytes(None) => {
                let sign = |byte: &u8| if byte.is_ascii() { char::from(*byte) } else { char::REPLACEMENT_CHARACTER };
                bytes.iter().map(sign).collect()
            }
            Self::Units => WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
        }
    }
}

/// The encoding of a code page by its number, where there is one.
pub(super) fn code_page(number: u16) -> Option<&'static Encoding> {
    let label = match number {
        // ASCII, and Windows' own page by its older number.
        367 | 32_769 => "windows-1252".to_owned(),
        10_000 | 32_768 => "macintosh".to_owned(),
        866 => "ibm866".to_owned(),
        874 => "windows-874".to_owned(),
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        1250..=1258 => format!("windows-{number}"),
        _ => return None,
    };
    Encoding::for_label(label.as_bytes())
}
