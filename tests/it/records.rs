//! Bytes to records: encodings, quotes, line ends, and where everything stands.

use std::io::Read;

use pollworthy::position::Position;
use pollworthy::records::csv::{Error, LONGEST_RECORD, Pieces};
use pollworthy::records::toml::{Lines, parse};

use crate::folder::Folder;
use crate::inventory::equipment;

const HEADER: &str = "asset_id,jurisdiction,equipment_type,model,quantity,first_used_on\n";

fn at(line: u64, column: u64) -> Position {
    Position { line, column }
}

// Encodings

#[test]
fn a_cell_that_is_not_utf8_is_said_and_taken_as_blank() {
    let row = [HEADER.as_bytes(), b"a,39001,dre,Verit\xE9,1,\nb,39001,bmd,Verity,1,\n"].concat();
    let told = Folder::of("equipment.csv", row).read();
    told.says("here/equipment.csv:2:13: notice: model is not UTF-8 text; save the file as UTF-8");
    assert_eq!(told.column("model"), ["", "Verity"]);
}

#[test]
fn a_place_that_is_not_utf8_is_said() {
    let jurisdictions = b"id,name,registered_voters\n35013,Do\xF1a Ana,100\n35015,Eddy,200\n";
    let told = Folder::of("jurisdictions.csv", jurisdictions).read();
    told.says("here/jurisdictions.csv:2:7: notice: name is not UTF-8 text; save the file as UTF-8");
    assert_eq!((&*told.place("35013").name, told.place("35013").voters()), ("Doña Ana County", Some(100)));

    let rows = [HEADER.as_bytes(), b"a,Do\xF1a Ana,dre,,1,\n"].concat();
    let folder = Folder::of("equipment.csv", rows);
    let wanted = "here/equipment.csv:2:3: notice: jurisdiction is not UTF-8 text; save the file as UTF-8";
    assert_eq!(folder.audit().1.notices[0].to_string(), wanted);
    assert_eq!(folder.read().rows.len(), 1);
}

#[test]
fn a_toml_file_that_is_not_utf8_is_an_error() {
    let told = Folder::of("office.toml", b"[[equipment]]\nmodel = \"Verit\xE9\"\n").read();
    told.says("here/office.toml: error: is not UTF-8 text; save it as UTF-8");
}

#[test]
fn a_utf16_file_is_an_error_that_says_what_to_do() {
    for mark in [[0xFF, 0xFE], [0xFE, 0xFF]] {
        let told = Folder::of("equipment.csv", [&mark[..], b"a\0,\0"].concat()).read();
        told.says("here/equipment.csv: error: is UTF-16 text; save it as CSV UTF-8");
    }
}

#[test]
fn a_workbook_that_is_called_csv_is_an_error_that_says_what_to_do() {
    for begin in [&b"PK\x03\x04rest"[..], b"\xD0\xCF\x11\xE0rest"] {
        let told = Folder::of("equipment.csv", begin).read();
        told.says("here/equipment.csv: error: is a workbook, whatever its name; save each sheet as CSV UTF-8");
    }
}

#[test]
fn zero_bytes_are_an_error() {
    let told = Folder::of("equipment.csv", "asset_id\0,jurisdiction\0\n").read();
    told.says("here/equipment.csv: error: holds zero bytes: it is no text file");
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_first_header() {
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
        "here/equipment.csv:3: error: a quote opens in the record that begins here and never closes; what stands before \
         was read, the rest was not",
    );
    assert_eq!(told.column("asset_id"), ["a"]);
    assert_eq!(told.read.files[0].sha256.len(), 64, "the digest is of the whole file");
}

#[test]
fn a_quote_that_a_row_below_closes_is_an_error() {
    let says = "here/equipment.csv:2: error: a value of this row runs over several lines: is a quote open that never closes? \
                Rows below may be lost in it";
    let told = equipment("a,39001,dre,\"Verity,1,\nb,39001,dre,\"Verity\",1,\nc,39001,dre,,1,\n").read();
    told.says(says);
    assert_eq!(told.column("asset_id"), ["a", "c"]);

    let told = equipment("a,39001,dre,\"Verity,1,\nb,39001,dre,,1,\nc,39001,dre,\"\nd,39001,dre,,1,\n").read();
    let short = "here/equipment.csv:2: notice: this row has 4 fields and the header 6; missing ones are taken as blank";
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
            assert!(self.given <= 3 * LONGEST_RECORD, "no more is read than is needed to tell");
            Ok(buffer.len())
        }
    }
    let mut pieces = Pieces::new(Endless { begun: false, given: 0 }, 1 << 16);
    let first = pieces.next_piece().unwrap().unwrap();
    assert_eq!(first.fields(0), [b"a"], "what stands before is read");
    let error = pieces.next_piece().unwrap_err();
    assert!(matches!(error, Error::Endless { line: 2 }), "{error}");
    assert_eq!(
        error.to_string(),
        "the record that begins here is longer than 16 MB; is a quote open that never closes? The rest of the file was \
         not read"
    );
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
fn a_cell_that_a_short_row_lacks_stands_at_the_end_of_its_row() {
    let folder = Folder::of("equipment.csv", "jurisdiction,equipment_type,paper_record\n39001,dre\n39001,bmd,\n");
    let (ledger, read) = folder.audit();
    assert_eq!(read.files[0].rows.iter().sum::<u64>(), 2);
    let rule = crate::folder::baseline().rules.iter().position(|rule| rule.id == "PT-001").unwrap();
    assert_eq!(ledger.findings(0, rule)[0].position, at(2, 10));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn a_record_read_again_is_the_record_that_was_read(text in "([a, \"\n\r\u{e9}]|\"\"|\",|,\"|\n\"){0,60}") {
        let mut pieces = pollworthy::records::csv::Pieces::new(text.as_bytes(), 1 << 16);
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
