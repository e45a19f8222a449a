//! What a file holds, told by its first bytes and not by its name.

/// How many bytes of a file are enough to tell.
pub const HEAD: usize = 4096;

/// How the characters of a text are written; bytes that are no UTF-8 are read as Windows-1252 where they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a mark.
    Utf8,
    /// UTF-16, the lower byte first.
    Utf16Le,
    /// UTF-16, the higher byte first.
    Utf16Be,
}

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Text, or nothing at all.
    Text(Encoding),
    /// A workbook of Excel 2007 or later.
    Xlsx,
    /// An OpenDocument spreadsheet.
    Ods,
    /// A workbook of an older Excel, or any with a password.
    Xls,
    /// Another ZIP archive.
    Zip,
    /// A PDF.
    Pdf,
    /// A web page, or XML.
    Markup,
    /// A picture.
    Picture,
    /// Something else that is no text.
    Binary,
}

impl Content {
    /// Whether it is a workbook.
    #[must_use]
    pub fn is_workbook(self) -> bool {
        matches!(self, Self::Xlsx | Self::Ods | Self::Xls)
    }

    /// What is said to people where text was wanted; `None` of text.
    #[must_use]
    pub fn no_text(self) -> Option<&'static str> {
        Some(match self {
            Self::Text(_) => return None,
            Self::Xlsx | Self::Ods | Self::Xls => "is a workbook, whatever its name; save each sheet as CSV UTF-8",
            Self::Zip => "is a ZIP archive; unpack it and name the files inside",
            Self::Pdf => "is a PDF; ask for the workbook or CSV file it was made from",
            Self::Markup => {
                "is a web page or XML, whatever its name; open it in a spreadsheet and save it as CSV UTF-8"
            }
            Self::Picture => "is a picture; ask for the workbook or CSV file it shows",
            Self::Binary => "holds zero bytes: it is no text file",
        })
    }
}

/// Tells what a file holds by its first bytes; [`HEAD`] of them are enough.
#[must_use]
pub fn sniff(first: &[u8]) -> Content {
    let head = &first[..first.len().min(HEAD)];
    let holds = |word: &[u8]| memchr::memmem::find(head, word).is_some();
    match head {
        [0xFF, 0xFE, ..] => return Content::Text(Encoding::Utf16Le),
        [0xFE, 0xFF, ..] => return Content::Text(Encoding::Utf16Be),
        [b'P', b'K', 3, 4, ..] if holds(b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet") => {
            return Content::Ods;
        }
        [b'P', b'K', 3, 4, ..] if holds(b"word/") || holds(b"ppt/") => return Content::Zip,
        [b'P', b'K', 3, 4, ..] if holds(b"[Content_Types].xml") || holds(b"xl/") || holds(b"_rels/") => {
            return Content::Xlsx;
        }
        [b'P', b'K', 3 | 5, 4 | 6, ..] => return Content::Zip,
        [0xD0, 0xCF, 0x11, 0xE0, ..] => return Content::Xls,
        [b'%', b'P', b'D', b'F', b'-', ..] => return Content::Pdf,
        [0x89, b'P', b'N', b'G', ..] | [0xFF, 0xD8, 0xFF, ..] | [b'G', b'I', b'F', b'8', ..] => {
            return Content::Picture;
        }
        _ => {}
    }
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let begins = |word: &str| text.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word.as_bytes()));
    if ["<!doctype", "<html", "<?xml", "<table"].into_iter().any(begins) {
        return Content::Markup;
    }
    match zeros(head) {
        (0, 0) => Content::Text(Encoding::Utf8),
        // Every other byte of UTF-16 is zero, as long as it is mostly ASCII.
        (0, odd) if odd * 4 > head.len() => Content::Text(Encoding::Utf16Le),
        (even, 0) if even * 4 > head.len() => Content::Text(Encoding::Utf16Be),
        _ => Content::Binary,
    }
}

/// How many bytes are zero at even and at odd places.
fn zeros(bytes: &[u8]) -> (usize, usize) {
    let at = |parity: usize| bytes.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    (at(0), at(1))
}
