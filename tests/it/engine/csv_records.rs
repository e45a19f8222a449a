//! Bytes to records: encodings, quotes, line ends, and where everything stands.

use std::io::Read;

use pollworthy::engine::content::{Content, Encoding, Other, sniff};
use pollworthy::engine::csv::{Dialect, Error, Pieces};
use pollworthy::limits::files::CSV_RECORD;
use pollworthy::toml_file::rows::{Lines, parse};
use pollworthy::words::digest::sha256;
use pollworthy::words::position::Position;

use crate::inventory::files::equipment;
use crate::support::folder::{Folder, Told};

const HEADER: &str = "asset_id,jurisdiction,equipment_type,model,quantity,first_used_on\n";

fn at(line: u64, column: u64) -> Position {
    Position { line, column }
}

// Encodings

const FOREIGN: &str = "notice: a character here is not UTF-8, and all such characters are read as Windows-1252; check the names, or \
                       save the file as CSV UTF-8";

#[test]
fn bytes_that_are_not_utf8_are_read_as_windows_1252_and_reported_once() {
    let rows = b"a,39001,dre,Verit\xE9,1,\nb,39001,bmd,\x93Verity\x94,1,\nc,39001,bmd,Vit\xC3\xA9,x,\n";
    let text = [HEADER.as_bytes(), rows].concat();
    let quantity = "here/equipment.csv:4:18: notice: quantity \"x\" is not a whole number";
    for size in 1..=text.len() {
        let told = Folder::of("equipment.csv", &text).in_pieces(size).read();
        assert_eq!(told.notices(), [&format!("here/equipment.csv:2:18: {FOREIGN}"), quantity]);
        assert_eq!(told.column("model"), ["Verit\u{e9}", "\u{201c}Verity\u{201d}", "Vit\u{e9}"]);
        assert_eq!(told.rows[1].positions["quantity"], at(3, 22), "characters are counted, not bytes");
    }
}

#[test]
fn places_in_windows_1252_are_the_places_they_name() {
    let jurisdictions = b"id,name,registered_voters\n35013,Do\xF1a Ana,100\n35015,Eddy,200\n";
    let rows = [HEADER.as_bytes(), b"a,Do\xF1a Ana,dre,,1,\n"].concat();
    let told = Folder::of("jurisdictions.csv", jurisdictions).with("equipment.csv", rows).read();
    let said = [format!("here/equipment.csv:2:5: {FOREIGN}"), format!("here/jurisdictions.csv:2:9: {FOREIGN}")];
    assert_eq!(told.notices(), said);
    assert_eq!((&*told.place("35013").name, told.place("35013").voters()), ("Do\u{f1}a Ana", Some(100)));
    assert_eq!(told.rows[0].place, "35013");
}

#[test]
fn a_header_in_windows_1252_is_a_header() {
    let told = Folder::of("equipment.csv", b"asset_id,jurisdiction,model,A\xF1o\na,39001,x,y\n").read();
    assert_eq!(
        told.notices(),
        [
            "here/equipment.csv:1:29: notice: column \"A\u{f1}o\" is not known; kept, not used",
            &format!("here/equipment.csv:1:30: {FOREIGN}"),
        ]
    );
}

#[test]
fn a_toml_file_that_is_not_utf8_is_an_error() {
    let told = Folder::of("office.toml", b"[[equipment]]\nmodel = \"Verit\xE9\"\n").read();
    told.says("here/office.toml: error: is not UTF-8 text; save it as UTF-8");
}

/// A text in UTF-16, the lower byte first or the higher.
fn utf16(text: &str, lower_first: bool) -> Vec<u8> {
    let bytes = |unit: u16| if lower_first { unit.to_le_bytes() } else { unit.to_be_bytes() };
    text.encode_utf16().flat_map(bytes).collect()
}

#[test]
fn utf16_is_read_with_a_mark_and_without() {
    let text = format!("{HEADER}a,39001,dree,\"\u{d1}and\u{fa}, \u{1f5f3}\",2,\r\nb,39001,bmd,,x,\r\n");
    let plain = Folder::of("equipment.csv", &text).read();
    assert_eq!(plain.column("model"), ["\u{d1}and\u{fa}, \u{1f5f3}", ""]);
    assert_eq!(plain.notices().len(), 2);
    for (mark, lower_first) in [("\u{feff}", true), ("\u{feff}", false), ("", true), ("", false)] {
        let bytes = utf16(&format!("{mark}{text}"), lower_first);
        for size in [1, 2, 3, 7, 64, 1 << 20] {
            let told = Folder::of("equipment.csv", &bytes).in_pieces(size).read();
            assert_eq!((told.notices(), &told.rows), (plain.notices(), &plain.rows), "{mark:?} {lower_first} {size}");
            assert_eq!(told.read.files[0].sha256, sha256(&bytes), "the digest is of the file's own bytes");
        }
    }
}

#[test]
fn the_digest_is_of_the_files_own_bytes_however_they_are_cut() {
    let rows: String = (0..60).map(|row| format!("a{row},39001,dre,\"one\"\"s\n{row}\",2,\r\n")).collect();
    for (front, end) in
        [("", &b""[..]), ("\u{feff}", b"b,39001,bmd,,1,"), ("", b"b,39001,\xE9,,1,\n"), ("", b"b,39001,\"")]
    {
        let bytes = [front.as_bytes(), HEADER.as_bytes(), rows.as_bytes(), end].concat();
        for size in [1, 63, 64, 65, 200, 4_096, 1 << 20] {
            let told = Folder::of("equipment.csv", &bytes).in_pieces(size).read();
            assert_eq!(told.read.files[0].sha256, sha256(&bytes), "{front:?} {end:?} {size}");
            assert!(told.rows.len() >= 60, "{front:?} {end:?} {size}");
        }
    }
}

#[test]
fn the_first_bytes_tell_what_a_file_holds() {
    let ods = b"PK\x03\x04\x14\0\0\x08\0\0mimetypeapplication/vnd.oasis.opendocument.spreadsheet";
    for (head, content) in [
        (&b""[..], Content::Text(Encoding::Utf8)),
        (b"asset_id,jurisdiction\n", Content::Text(Encoding::Utf8)),
        (b"\xEF\xBB\xBFasset_id", Content::Text(Encoding::Utf8)),
        (b"Do\xF1a Ana", Content::Text(Encoding::Utf8)),
        (b"\xFF\xFEa\0", Content::Text(Encoding::Utf16Le)),
        (b"\xFE\xFF\0a", Content::Text(Encoding::Utf16Be)),
        (b"a\0,\0b\0\n\0", Content::Text(Encoding::Utf16Le)),
        (b"\0a\0,\0b\0\n", Content::Text(Encoding::Utf16Be)),
        (b"PK\x03\x04\x14\0\x06\0[Content_Types].xml", Content::Xlsx),
        (b"PK\x03\x04\x14\0\x06\0[Content_Types].xml word/document.xml", Content::Other(Other::Word)),
        (b"PK\x03\x04\x14\0\x06\0[Content_Types].xml ppt/slides", Content::Other(Other::Slides)),
        (b"PK\x03\x04\x14\0mimetypeapplication/vnd.oasis.opendocument.text", Content::Other(Other::OpenText)),
        (b"PK\x03\x04\x14\0Index/Document.iwa", Content::Other(Other::IWork)),
        (ods, Content::Ods),
        (b"PK\x03\x04\x14\0machines.csv", Content::Other(Other::Zip)),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Content::Xls),
        (b"\x09\x08\x08\0\0\x05\x05\0\0\0\0\0", Content::Xls),
        (b"\x09\x02\x06\0\0\0\x10\0\0\0", Content::Xls),
        (b"%PDF-1.7", Content::Other(Other::Pdf)),
        (b"\x1F\x8B\x08\0", Content::Other(Other::Archive)),
        (b"{\\rtf1\\ansi", Content::Other(Other::Rtf)),
        (b"\0\x01\0\0Standard ACE DB\0", Content::Other(Other::Database)),
        (b"\x89PNG\r\n", Content::Other(Other::Picture)),
        (b"asset_id\0,jurisdiction\0\n", Content::Other(Other::Binary)),
        (b"\x7FELF\x02\x01\x01\0\0\0\0\0", Content::Other(Other::Binary)),
    ] {
        assert_eq!(sniff(head), content, "{:?}", String::from_utf8_lossy(head));
    }
}

#[test]
fn markup_that_is_saved_as_a_workbook_is_told_by_what_it_holds() {
    let spreadsheet = "xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"";
    for (text, other) in [
        ("\n<!DOCTYPE html><table>", Other::Html),
        ("<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><head>", Other::Html),
        ("<meta http-equiv=\"Content-Type\" content=\"text/html\"><table>", Other::Html),
        ("<style> .text { } </style>", Other::Html),
        ("  <div><TABLE border=1>", Other::Html),
        ("<HEAD></HEAD>", Other::Html),
        ("<table><tr><td>Model", Other::Html),
        ("<!-- export --><table>", Other::Html),
        ("<?xml version=\"1.0\"?>\n<html xmlns=\"http://www.w3.org/1999/xhtml\">", Other::Html),
        ("<?xml version=\"1.0\"?><Workbook>", Other::XmlSpreadsheet),
        ("<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>", Other::XmlSpreadsheet),
        (&format!("<Workbook {spreadsheet}>"), Other::XmlSpreadsheet),
        (&format!("<ss:Workbook {}>", spreadsheet.replace("xmlns", "xmlns:ss")), Other::XmlSpreadsheet),
        ("<?xml version=\"1.0\"?><machines>", Other::Xml),
        ("<machines xmlns=\"urn:x\">", Other::Xml),
        ("MIME-Version: 1.0\r\nContent-Type: multipart/related", Other::Mhtml),
        ("From: <Saved by a browser>\r\nSubject: x\r\nMIME-Version: 1.0\r\n", Other::Mhtml),
        ("ID;PWXL;N;E\r\nP;PGeneral\r\nC;Y1;X1;K\"Model\"\r\nE\r\n", Other::Sylk),
        ("ID;PSCALC3\nC;X1;Y1;K\"Model\"\nE\n", Other::Sylk),
    ] {
        for bytes in [text.as_bytes().to_vec(), [b"\xEF\xBB\xBF", text.as_bytes()].concat(), utf16(text, true)] {
            assert_eq!(sniff(&bytes), Content::Other(other), "{text}");
        }
    }
    let long = format!("ID;PWXL;N;E\r\n{}", "C;Y1;X1;K\"a long text in a cell\"\r\n".repeat(400));
    assert_eq!(sniff(long.as_bytes()), Content::Other(Other::Sylk));
}

#[test]
fn a_table_that_begins_like_markup_is_a_table() {
    for text in [
        "ID;Place;Model\n1;Adams;DS200\n",
        "ID;Place;Model\nC;Adams;DS200\nD;Butler;DS200\n",
        "ID;P\n",
        "<none>,Model\n",
        "<5 years,Model\n",
        "< p,Model\n",
        "From:,To:,Model\n",
        "Date: May 2026\nModel,Qty\n",
        "TABLE,Model\r\n0,1\r\n",
        "meta,style,div\n",
        "MIME,Model\n",
    ] {
        assert_eq!(sniff(text.as_bytes()), Content::Text(Encoding::Utf8), "{text}");
    }
}

#[test]
fn what_a_file_holds_outweighs_its_name() {
    let workbook = "damaged. Open it in Excel and save again.";
    for (name, head, wanted) in [
        ("equipment.csv", &b"PK\x03\x04 [Content_Types].xml"[..], workbook),
        ("equipment.csv", b"\xD0\xCF\x11\xE0rest", "is not a workbook"),
        ("equipment.xlsx", b"\xD0\xCF\x11\xE0rest", "is not a workbook"),
        ("equipment.csv", b"PK\x03\x04rest", "is a ZIP archive; unpack it and name the files inside"),
        ("equipment.csv", b"%PDF-1.4", "is a PDF; ask for the workbook or CSV file it was made from"),
        (
            "equipment.xls",
            b"<html><table><tr><td>Model",
            "is a web page, whatever its name; open it in Excel and save it as .xlsx or .csv",
        ),
        ("equipment.csv", b"\x89PNG\r\n", "is a picture; ask for the workbook or CSV file it shows"),
        (
            "equipment.xlsx",
            b"PK\x03\x04 [Content_Types].xml word/document.xml",
            "is a Word file; copy its table into a spreadsheet and save that as .xlsx or .csv",
        ),
    ] {
        Folder::of(name, head).read().says(&format!("here/{name}: error: {wanted}"));
    }
    let told = Folder::of("equipment.xlsx", format!("{HEADER}a,39001,dre,,1,\n")).read();
    told.says_nothing();
    assert_eq!(told.rows.len(), 1, "a CSV file that is called a workbook");
}

#[test]
fn zero_bytes_among_the_first_are_an_error() {
    let told = Folder::of("equipment.csv", "asset_id\0,jurisdiction\0\n").read();
    told.says("here/equipment.csv: error: contains zero bytes: it is not a text file");
}

#[test]
fn a_zero_byte_further_on_is_an_error_and_its_cell_is_unknown() {
    let rows = "a,39001,bmd,Verity,1,\n".repeat(300) + "b,39001,bmd,\u{e9},1\x0002,\nc,39001,dre,x,2,\n";
    let told = equipment(&rows).read();
    let zero = "here/equipment.csv:302:16: error: there is a zero byte here, which text never contains: the file may be damaged \
                around it; save it again";
    assert_eq!(told.notices()[0], zero);
    assert_eq!((told.errors(), told.rows.len()), (1, 302));
    assert_eq!(told.column("quantity")[300..], ["", "2"], "neither 12 nor 1");
}

#[test]
fn a_byte_order_mark_is_not_part_of_the_first_header() {
    let told = Folder::of("equipment.csv", format!("\u{feff}{HEADER}a,39001,dree,,,\n")).read();
    told.says("here/equipment.csv:2:9: notice: equipment_type \"dree\" is not known; did you mean dre?");
    assert_eq!(told.column("asset_id"), ["a"]);
    let told = Folder::of("office.toml", "\u{feff}jurisdiction = \"39001\"\n[[equipment]]\nmodel = \"a\"\n").read();
    told.says_nothing();
}

#[test]
fn a_byte_order_mark_alone_is_an_empty_file() {
    let told = Folder::of("equipment.csv", "\u{feff}").read();
    told.says("here/equipment.csv: error: the file is empty: it has no header line");
}

// Quotes and line ends

#[test]
fn quoted_values_may_hold_commas_quotes_and_line_ends() {
    let told = equipment("a,39001,dre,\"Verity, \"\"Touch\"\"\r\nWriter\",2,\r\nb,39001,bmd,,1,\r\n").read();
    told.says_nothing();
    assert_eq!(told.column("model"), ["Verity, \"Touch\"\r\nWriter", ""]);
    assert_eq!(told.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4]);
}

#[test]
fn a_quote_that_never_closes_loses_only_what_follows_it() {
    let told = equipment("a,39001,dre,,1,\nb,39001,dre,\"Verity,1,\nc,39001,dre,,1,\n").read();
    told.says(
        "here/equipment.csv:3:13: error: a quote opens here and never closes; what comes before it was read, the rest was not",
    );
    assert_eq!(told.column("asset_id"), ["a"]);
    assert_eq!(told.read.files[0].sha256.len(), 64, "the digest is of the whole file");
}

#[test]
fn a_quote_that_a_row_below_closes_is_an_error() {
    let says = "here/equipment.csv:2: error: a value of this row runs over several lines: is a closing quote missing? Rows below \
                may be lost in it";
    let told = equipment("a,39001,dre,\"Verity,1,\nb,39001,dre,\"Verity\",1,\nc,39001,dre,,1,\n").read();
    told.says(says);
    assert_eq!(told.column("asset_id"), ["a", "c"]);

    let told = equipment("a,39001,dre,\"Verity,1,\nb,39001,dre,,1,\nc,39001,dre,\"\nd,39001,dre,,1,\n").read();
    let short =
        "here/equipment.csv:2: notice: this row has 4 fields and the header 6; missing ones are treated as blank";
    assert_eq!(told.notices(), [says, short]);
    assert_eq!(told.column("asset_id"), ["a", "d"]);
}

#[test]
fn a_quote_inside_a_value_is_a_character_like_any_other() {
    let told = equipment("a,39001,dre,24\" screen,1,\nb,39001,bmd,7\" \"screen\",2,\n").read();
    told.says_nothing();
    assert_eq!(told.column("model"), ["24\" screen", "7\" \"screen\""]);
}

#[test]
fn the_last_line_needs_no_end() {
    let told = equipment("a,39001,dre,,1,2020-01-01").read();
    told.says_nothing();
    assert_eq!(told.column("first_used_on"), ["2020-01-01"]);
}

#[test]
fn a_record_that_does_not_end_is_given_up_with_bounded_memory() {
    /// A quote, and then line after line without another.
    struct Endless {
        begun: bool,
        given: usize,
    }
    impl Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            buffer.fill(b'\n');
            if !std::mem::replace(&mut self.begun, true) {
                buffer[..4].copy_from_slice(b"a\n\"b");
            }
            self.given += buffer.len();
            assert!(self.given <= 3 * CSV_RECORD.size(), "no more is read than is needed to tell");
            Ok(buffer.len())
        }
    }
    let mut pieces = Pieces::new(Endless { begun: false, given: 0 }, 1 << 16, Dialect::default());
    let first = pieces.next_piece().unwrap().unwrap();
    assert_eq!(first.fields(0), [b"a"], "what stands before is read");
    let error = pieces.next_piece().unwrap_err();
    assert!(matches!(error, Error::Endless { line: 2 }), "{error}");
    assert_eq!(
        error.to_string(),
        "the record that begins here is longer than 16 MB; is a closing quote missing? The rest of the file was \
         not read"
    );
}

#[test]
fn lines_may_end_in_any_way() {
    let text =
        format!("{HEADER}a,39001,dre,\"Verity\nTouch\",2,\n\nb,39001,dree,\u{e9},x,\nc,39001,bmd,,3,13/5/2026\n");
    let plain = Folder::of("equipment.csv", &text).read();
    assert_eq!(plain.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 5, 6]);
    for end in ["\r\n", "\r"] {
        let text = text.replace('\n', end);
        for size in 1..=text.len() {
            let told = Folder::of("equipment.csv", &text).in_pieces(size).read();
            assert_eq!(told.notices(), plain.notices(), "{end:?}, pieces of {size} bytes");
            let places =
                |told: &Told| told.rows.iter().map(|row| (row.line, row.positions.clone())).collect::<Vec<_>>();
            assert_eq!(places(&told), places(&plain), "{end:?}, pieces of {size} bytes");
            assert_eq!(told.column("quantity"), plain.column("quantity"));
        }
    }
}

#[test]
fn a_file_of_carriage_returns_is_cut_into_pieces_too() {
    let text = "a,b,c\r".repeat(10_000) + "d,\"e\rf\",g\r";
    let mut pieces = Pieces::new(text.as_bytes(), 1 << 12, Dialect::default());
    let (mut cut, mut last) = (0, at(0, 0));
    while let Some(piece) = pieces.next_piece().unwrap() {
        cut += 1;
        let mut reader = piece.records();
        for record in reader.byte_records().map(Result::unwrap) {
            let start = usize::try_from(record.position().unwrap().byte()).unwrap();
            last = piece.position(start, Some(2));
        }
    }
    assert!(cut > 10, "{cut} pieces");
    assert_eq!(last, at(10_002, 4));
}

#[test]
fn pieces_of_any_size_make_the_same_rows() {
    let text =
        "a,39001,dre,\"Verity, \"\"x\"\"\ny\",2,2020\n\nb,39001,dree,é\"q\",-1,\r\nc,39001,bmd,\"\",3,13/5/2026\n";
    let whole = equipment(text).read();
    assert_eq!(whole.rows.len(), 3);
    for size in 1..=HEADER.len() + text.len() {
        let cut = equipment(text).in_pieces(size).read();
        assert_eq!(cut.rows, whole.rows, "pieces of {size} bytes");
        assert_eq!(cut.notices(), whole.notices(), "pieces of {size} bytes");
        assert_eq!(cut.read.files, whole.read.files);
    }
}

// Sizes

#[test]
fn too_many_columns_are_an_error() {
    let told = Folder::of("equipment.csv", "x,".repeat(100_000) + "\na,39001\n").read();
    told.says("here/equipment.csv:1: error: has more than 2,000 columns; delete those without a header, or split it into files with \
         fewer columns");
    let told = equipment(&("a,39001,dre,,1,".to_owned() + &",x".repeat(100_000) + "\nb,39001,dre,,1,\n")).read();
    assert_eq!((told.errors(), told.rows.len()), (1, 2), "one row that is too long, and one that is not");
}

#[test]
fn a_cell_without_end_is_given_up_in_bounded_memory() {
    for begin in ["a,39001,dre,", "a,39001,dre,\"", "a,39001,dre,\r\n\""] {
        let bytes = (HEADER.to_owned() + begin).into_bytes();
        let mut pieces = Pieces::new(bytes.chain(std::io::repeat(b'x').take(100 << 20)), 1 << 20, Dialect::default());
        let error = loop {
            match pieces.next_piece() {
                Ok(piece) => assert!(piece.is_some(), "the end is not reached"),
                Err(error) => break error,
            }
        };
        let line = if begin.contains('\n') { 3 } else { 2 };
        assert!(matches!(error, Error::Endless { line: at } if at == line), "{error}");
    }
}

#[test]
fn a_long_cell_is_read_and_shown_short() {
    let told = equipment(&format!("a,39001,{},,1,\nb,39001,dre,,1,\n", "x".repeat(1 << 20))).read();
    assert_eq!((told.rows.len(), told.notices().len()), (2, 1));
    assert!(told.notices()[0].len() < 450, "{}", told.notices()[0].len());
}

// Positions

#[test]
fn positions_are_right_after_quoted_line_ends_and_beyond_ascii() {
    let told = equipment("é,39001,dre,\"Ñ\nñandú\",\"2\",2020\n\"ü\"\"\",39001,bmd,x,1,2021\n").read();
    told.says_nothing();
    let [first, second] = &told.rows[..] else { panic!("two rows") };
    assert_eq!((first.line, second.line), (2, 4));
    assert_eq!(first.positions["equipment_type"], at(2, 9));
    assert_eq!(first.positions["model"], at(2, 13));
    assert_eq!(first.positions["quantity"], at(3, 8));
    assert_eq!(first.positions["first_used_on"], at(3, 12));
    assert_eq!(second.positions["jurisdiction"], at(4, 7));
}

#[test]
fn lines_before_the_header_are_counted() {
    let told = Folder::of("equipment.csv", format!("\n\r\n{HEADER}a,39001,dree,,,\n")).read();
    told.says("here/equipment.csv:4:9: notice: equipment_type \"dree\" is not known; did you mean dre?");
}

#[test]
fn positions_in_toml_count_lines_and_characters() {
    let text = "jurisdiction = \"39001\"\n[[equipment]]\nmodel = \"\"\"\nÑandú\n\"\"\"\nkind = 'é' # ü\n\
                [[equipment]]\n# é\n\"e\\u0071uipment type\" = \"dree\"\n";
    let told = Folder::of("office.toml", text).read();
    let [first, second] = &told.rows[..] else { panic!("two rows") };
    assert_eq!((first.line, second.line), (2, 7));
    assert_eq!(first.positions["model"], at(3, 9));
    assert_eq!(
        told.notices()[1],
        "here/office.toml:9:25: notice: equipment_type \"dree\" is not known; did you mean dre?"
    );
}

#[test]
fn a_text_knows_its_lines() {
    let lines = Lines::new("é = 1\r\nü");
    assert_eq!((lines.position(0), lines.position(3), lines.position(8)), (at(1, 1), at(1, 3), at(2, 1)));
    assert_eq!((lines.line(1), lines.line(2), lines.line(3)), ("é = 1", "ü", ""));
}

#[test]
fn toml_values_are_the_texts_of_cells() {
    let (document, flaws) = parse("[[equipment]]\na = 0x1F\nb = 1_000\nc = 2006-05-14\nd = true\ne = 0.5\nf = [1]\n");
    assert_eq!(flaws, []);
    let texts: Vec<_> = document.tables[0].records[0].cells.iter().map(|cell| cell.text.clone()).collect();
    let says = |text: &str| Ok(text.to_owned());
    assert_eq!(texts, [says("31"), says("1000"), says("2006-05-14"), says("true"), says("0.5"), Err("a list")]);
}

#[test]
fn a_cell_that_a_short_row_lacks_is_at_the_end_of_its_row() {
    let folder = Folder::of("equipment.csv", "jurisdiction,equipment_type,paper_record\n39001,dre\n39001,bmd,\n");
    let (ledger, read) = folder.audit();
    assert_eq!(read.files[0].rows.iter().sum::<u64>(), 2);
    let rule = crate::support::folder::baseline().rules.iter().position(|rule| rule.id == "PT-001").unwrap();
    assert_eq!(ledger.findings(0, rule)[0].position, at(2, 10));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn a_record_read_again_is_the_record_that_was_read(text in "([a, \"\n\r\u{e9}]|\"\"|\",|,\"|\n\"){0,60}", separator in "[,;]") {
        let (text, separator) = (text.replace(',', &separator), separator.as_bytes()[0]);
        let dialect = Dialect { separator, ..Dialect::default() };
        let mut pieces = Pieces::new(text.as_bytes(), 1 << 16, dialect);
        while let Ok(Some(piece)) = pieces.next_piece() {
            let mut reader = piece.records();
            let mut record = csv::ByteRecord::new();
            while reader.read_byte_record(&mut record).unwrap() {
                let start = usize::try_from(record.position().unwrap().byte()).unwrap();
                let read: Vec<Vec<u8>> = record.iter().map(<[u8]>::to_vec).collect();
                proptest::prop_assert_eq!(piece.fields(start), read, "{:?}", text);
            }
        }
    }
}
