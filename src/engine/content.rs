//! What a file contains, judged by its first bytes and not by its name.

use encoding_rs::{UTF_16BE, UTF_16LE};

use crate::workbook::is_stream;

/// How many bytes of a file are enough to know.
pub const HEAD: usize = 4096;

/// How the characters of a text are written; bytes that are not UTF-8 are read as Windows-1252.
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
    /// Something that is not read.
    Other(Other),
}

/// What a file holds that is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Other {
    /// A ZIP archive that is not a document.
    Zip,
    /// Another archive, or a file that is compressed.
    Archive,
    /// A PDF.
    Pdf,
    /// A Word file.
    Word,
    /// A text document of LibreOffice or OpenOffice.
    OpenText,
    /// Rich text.
    Rtf,
    /// Slides.
    Slides,
    /// A document of Apple's Numbers, Pages or Keynote.
    IWork,
    /// A web page.
    Html,
    /// A web page with its pictures in one file.
    Mhtml,
    /// A spreadsheet in the XML of Excel 2003.
    XmlSpreadsheet,
    /// A spreadsheet as SYLK.
    Sylk,
    /// A spreadsheet as DIF.
    Dif,
    /// Other XML.
    Xml,
    /// A picture.
    Picture,
    /// A database.
    Database,
    /// Something else that is not text.
    Binary,
}

impl Other {
    /// The sentence for people: what it is, and what to do.
    #[must_use]
    pub fn said(self) -> &'static str {
        match self {
            Self::Zip => "is a ZIP archive; unpack it and name the files inside",
            Self::Archive => "is a compressed archive; unpack it and name the files inside",
            Self::Pdf => "is a PDF; ask for the workbook or CSV file it was made from",
            Self::Word => "is a Word file; copy its table into a spreadsheet and save that as .xlsx or .csv",
            Self::OpenText => {
                "is a text document of LibreOffice; copy its table into a spreadsheet and save that as .xlsx or .csv"
            }
            Self::Rtf => "is a text document (RTF); copy its table into a spreadsheet and save that as .xlsx or .csv",
            Self::Slides => "is a slide show; copy its table into a spreadsheet and save that as .xlsx or .csv",
            Self::IWork => "is a document of Apple's Numbers or Pages; open it there and export it as .xlsx or .csv",
            Self::Html => "is a web page, whatever its name; open it in Excel and save it as .xlsx or .csv",
            Self::Mhtml => "is a web page (MHTML), whatever its name; open it in Excel and save it as .xlsx or .csv",
            Self::XmlSpreadsheet => {
                "is an XML spreadsheet of Excel 2003, whatever its name; open it in Excel and save it as .xlsx or .csv"
            }
            Self::Sylk => "is a SYLK spreadsheet, whatever its name; open it in Excel and save it as .xlsx or .csv",
            Self::Dif => "is a DIF spreadsheet, whatever its name; open it in Excel and save it as .xlsx or .csv",
            Self::Xml => "is XML, whatever its name; open it in Excel and save it as .xlsx or .csv",
            Self::Picture => "is a picture; ask for the workbook or CSV file it shows",
            Self::Database => "is a database; export the tables in it as .xlsx or .csv",
            Self::Binary => "contains zero bytes: it is not a text file",
        }
    }
}

impl Content {
    /// The sentence for people if text was wanted; `None` for text.
    #[must_use]
    pub fn no_text(self) -> Option<&'static str> {
        match self {
            Self::Text(_) => None,
            Self::Xlsx | Self::Ods | Self::Xls => {
                Some("is a workbook, whatever its name; save each sheet as CSV UTF-8")
            }
            Self::Other(other) => Some(other.said()),
        }
    }
}

/// Tells what a file holds by its first bytes; [`HEAD`] of them are enough.
#[must_use]
pub fn sniff(first: &[u8]) -> Content {
    let head = &first[..first.len().min(HEAD)];
    if let [b'P', b'K', 3 | 5, 4 | 6, ..] = head {
        return package(head);
    }
    if head.starts_with(b"\xD0\xCF\x11\xE0") || is_stream(head) {
        return Content::Xls;
    }
    if let Some(other) = signed(head) {
        return Content::Other(other);
    }
    let encoding = match (head, zeros(head)) {
        ([0xFF, 0xFE, ..], _) => Encoding::Utf16Le,
        ([0xFE, 0xFF, ..], _) => Encoding::Utf16Be,
        (_, (0, 0)) => Encoding::Utf8,
        // Every other byte of UTF-16 is zero, as long as it is mostly ASCII.
        (_, (0, odd)) if odd * 4 > head.len() => Encoding::Utf16Le,
        (_, (even, 0)) if even * 4 > head.len() => Encoding::Utf16Be,
        _ => return Content::Other(Other::Binary),
    };
    let text = match encoding {
        Encoding::Utf8 => String::from_utf8_lossy(head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head)),
        Encoding::Utf16Le => UTF_16LE.decode_with_bom_removal(head).0,
        Encoding::Utf16Be => UTF_16BE.decode_with_bom_removal(head).0,
    };
    marked_up(&text).map_or(Content::Text(encoding), Content::Other)
}

/// What a ZIP archive holds, by the names and the beginnings of its first parts.
fn package(head: &[u8]) -> Content {
    let holds = |word: &str| memchr::memmem::find(head, word.as_bytes()).is_some();
    let is_open = |kind: &str| holds(&format!("mimetypeapplication/vnd.oasis.opendocument.{kind}"));
    if is_open("spreadsheet") {
        Content::Ods
    } else if is_open("text") {
        Content::Other(Other::OpenText)
    } else if is_open("presentation") || is_open("graphics") || holds("ppt/") {
        Content::Other(Other::Slides)
    } else if holds("word/") {
        Content::Other(Other::Word)
    } else if holds("[Content_Types].xml") || holds("xl/") || holds("_rels/") {
        Content::Xlsx
    } else if holds("Index/Document.iwa") || holds("Index/Metadata.iwa") || holds("Index.zip") {
        Content::Other(Other::IWork)
    } else {
        Content::Other(Other::Zip)
    }
}

/// What begins with a sign of its own.
fn signed(head: &[u8]) -> Option<Other> {
    const SIGNS: [(&[u8], Other); 18] = [
        (b"%PDF-", Other::Pdf),
        (b"\x89PNG", Other::Picture),
        (b"\xFF\xD8\xFF", Other::Picture),
        (b"GIF8", Other::Picture),
        (b"II*\0", Other::Picture),
        (b"MM\0*", Other::Picture),
        (b"\x1F\x8B", Other::Archive),
        (b"BZh9", Other::Archive),
        (b"\xFD7zXZ\0", Other::Archive),
        (b"7z\xBC\xAF\x27\x1C", Other::Archive),
        (b"Rar!\x1A\x07", Other::Archive),
        (b"{\\rtf", Other::Rtf),
        (b"SQLite format 3\0", Other::Database),
        (b"\0\x01\0\0Standard Jet DB", Other::Database),
        (b"\0\x01\0\0Standard ACE DB", Other::Database),
        (b"TABLE\r\n0,1\r\n", Other::Dif),
        (b"TABLE\n0,1\n", Other::Dif),
        (b"\0\0\0\x18ftyphei", Other::Picture),
    ];
    let sign = SIGNS.iter().find(|(sign, _)| head.starts_with(sign)).map(|(_, other)| *other);
    let is_riff = || head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP");
    sign.or_else(|| is_riff().then_some(Other::Picture))
}

/// Tags with which the tables begin that programs save as web pages, as parts of one, or as XML.
const TAGS: [&str; 26] = [
    "html", "head", "body", "meta", "style", "div", "table", "title", "script", "link", "center", "font", "span", "p",
    "tr", "td", "th", "thead", "tbody", "form", "h1", "h2", "h3", "br", "b", "base",
];

/// What kind of markup, or of a spreadsheet as text, a text is, if it is one.
fn marked_up(text: &str) -> Option<Other> {
    let text = text.trim_start_matches(|sign: char| sign.is_whitespace() || sign == '\u{FEFF}');
    let begins = |text: &str, word: &str| text.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word));
    if is_sylk(text) {
        return Some(Other::Sylk);
    }
    let lower = text.to_ascii_lowercase();
    let mail = ["from:", "subject:", "date:", "content-type:", "message-id:", "x-"];
    if begins(text, "mime-version:") || mail.iter().any(|name| begins(text, name)) && lower.contains("\nmime-version:")
    {
        return Some(Other::Mhtml);
    }
    let inside = text.strip_prefix('<')?;
    let name = inside.split(|sign: char| !sign.is_ascii_alphanumeric()).next().unwrap_or_default();
    let is_html = || lower.contains("<html") || lower.contains("<table") || lower.contains("<body");
    let is_spreadsheet = || {
        lower.contains("urn:schemas-microsoft-com:office:spreadsheet\"") && lower.contains("workbook")
            || lower.contains("<?mso-application progid=\"excel.sheet\"")
    };
    match inside.chars().next()? {
        _ if is_spreadsheet() || begins(name, "workbook") => Some(Other::XmlSpreadsheet),
        '?' if begins(inside, "?xml") || begins(inside, "?mso-application") => Some(match () {
            () if lower.contains("<workbook") => Other::XmlSpreadsheet,
            () if is_html() => Other::Html,
            () => Other::Xml,
        }),
        '!' if begins(inside, "!doctype") => {
            Some(if begins(inside, "!doctype html") || is_html() { Other::Html } else { Other::Xml })
        }
        '!' if begins(inside, "!--") => Some(Other::Html),
        _ if TAGS.iter().any(|tag| name.eq_ignore_ascii_case(tag)) => Some(Other::Html),
        _ if !name.is_empty() && lower.contains(" xmlns") => Some(Other::Xml),
        _ => None,
    }
}

/// Whether a text is SYLK, and not a table whose first columns are called `ID` and `P...`: every line is a record of one or two capital
/// letters, and one of them holds a cell.
fn is_sylk(text: &str) -> bool {
    if !text.starts_with("ID;P") {
        return false;
    }
    let mut lines: Vec<&str> = text.lines().skip(1).filter(|line| !line.is_empty()).collect();
    // The head may end within a line.
    if text.len() >= HEAD / 2 {
        lines.pop();
    }
    let is_record = |line: &&str| {
        let kind = line.split(';').next().unwrap_or_default();
        (1..=2).contains(&kind.len()) && kind.bytes().all(|letter| letter.is_ascii_uppercase())
    };
    let is_cell = |line: &&str| {
        let mut fields = line.split(';');
        fields.next() == Some("C") && fields.any(|field| field.starts_with('K') || field.starts_with('E'))
    };
    let is_format = |line: &&str| line.starts_with("P;P") || line.starts_with("B;Y") || line.starts_with("F;P");
    lines.iter().all(is_record) && lines.iter().any(|line| is_cell(line) || is_format(line))
}

/// How many bytes are zero at even and at odd places.
fn zeros(bytes: &[u8]) -> (usize, usize) {
    let at = |parity: usize| bytes.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    (at(0), at(1))
}
