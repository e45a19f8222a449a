//! Workbooks that mean harm: each is a clear error, soon, in little memory.

use pollworthy::workbook::{Error, read};
use proptest::prelude::*;

use crate::for_all;
use crate::support::office::{compound, ods, ods_of, record, xls, xlsx, xlsx_of, zipped};

const DAMAGED: &str = "damaged. Open it in Excel and save again.";
const ONE: &str = "<sheet name=\"One\" sheetId=\"1\" r:id=\"a\"/>";

fn said(bytes: &[u8]) -> String {
    read(bytes).unwrap_err().to_string()
}

fn samples() -> Vec<Vec<u8>> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for row in 0..20 {
        sheet.write(row, 0, format!("Verity {row}")).unwrap();
        sheet.write(row, 1, f64::from(row) / 7.0).unwrap();
        sheet.write(row, 2, row % 2 == 0).unwrap();
    }
    let table = "<table:table table:name=\"One\"><table:table-row table:number-rows-repeated=\"3\">\
                 <table:table-cell office:value-type=\"string\"><office:annotation><text:p>n</text:p></office:annotation>\
                 <text:p>Verity &amp; <text:s text:c=\"3\"/></text:p></table:table-cell>\
                 <table:table-cell table:number-columns-repeated=\"4\" office:value-type=\"float\" office:value=\"7\"/>\
                 </table:table-row></table:table>";
    let texts = [
        &[3, 0, 0, 0, 3, 0, 0, 0][..],
        &[2, 0, 0],
        b"ab",
        &[1, 0, 1, 0x16, 4],
        &[2, 0, 12, 1, 0, 2, 0, 0, 0],
        b"cd",
        &[9; 6],
    ];
    let cells = [
        record(0x0200, &[0; 14]),
        record(0x00FD, &[0, 0, 0, 0, 0, 0, 1, 0, 0, 0]),
        record(0x00BD, &[1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 1, 0]),
        record(0x0006, &[2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0]),
        record(0x0207, &[2, 0, 0, b'w', b'o']),
        record(0x0205, &[3, 0, 0, 0, 0, 0, 1, 0]),
    ];
    let format = record(0x041E, &[164, 0, 3, 0, 0, b'y', b'y', b'y']);
    let globals = [format, record(0x00E0, &[0, 0, 164, 0]), record(0x00FC, &texts.concat())];
    vec![workbook.save_to_buffer().unwrap(), ods(table), xls(&globals, &cells)]
}

#[test]
fn a_file_cut_anywhere_is_damaged() {
    for whole in samples() {
        read(&whole).unwrap();
        for end in (8..whole.len() - 600).step_by(50) {
            assert_eq!(said(&whole[..end]), DAMAGED, "cut at {end} of {}", whole.len());
        }
    }
}

#[test]
fn flipped_bytes_never_panic() {
    let samples = samples();
    let flips = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6);
    for_all(4, (0..samples.len(), flips), |(which, flips)| {
        let mut bytes = samples[which].clone();
        for (at, byte) in flips {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _: Result<_, Error> = read(&bytes);
        Ok(())
    });
}

/// Flips inside the parts, which the checksums of a package would else catch.
#[test]
fn flipped_bytes_of_parts_never_panic() {
    let sheet = "<worksheet><sheetData><row r=\"2\"><c r=\"B2\" s=\"1\" t=\"n\"><f>A1</f><v>41772.5</v></c>\
                 <c t=\"inlineStr\"><is><r><t>a_x000D_&#233;</t></r></is></c></row></sheetData></worksheet>";
    let styles = "<numFmts><numFmt numFmtId=\"170\" formatCode=\"[h]:mm;&quot;x&quot;\"/></numFmts><cellXfs><xf/><xf numFmtId=\"170\"/></cellXfs>";
    let table = "<office:document-content><table:table table:name=\"One\"><table:table-row table:number-rows-repeated=\"3\">\
                 <table:table-cell table:number-columns-repeated=\"4\" office:value-type=\"time\" office:time-value=\"PT1H2M3.5S\"/>\
                 <table:table-cell><text:p>a<text:s text:c=\"3\"/></text:p></table:table-cell></table:table-row></table:table></office:document-content>";
    let flips = prop::collection::vec((any::<prop::sample::Index>(), 32_u8..127), 1..4);
    for_all(4, (0..3_usize, flips), |(which, flips)| {
        let mut part = [sheet, styles, table][which].as_bytes().to_vec();
        for (at, byte) in flips {
            let at = at.index(part.len());
            part[at] = byte;
        }
        let text = std::str::from_utf8(&part).unwrap();
        let bytes = match which {
            0 => xlsx_of(&part, styles, ONE, ""),
            1 => xlsx_of(sheet.as_bytes(), text, ONE, ""),
            _ => ods_of(text, ""),
        };
        let _: Result<_, Error> = read(&bytes);
        Ok(())
    });
}

#[test]
fn a_password_is_reported() {
    let password = "has a password. Ask for a copy without.";
    assert_eq!(said(&compound(&[("EncryptionInfo", b"x"), ("EncryptedPackage", b"x")])), password);
    assert_eq!(said(&xls(&[record(0x002F, &[1, 0])], &[])), password);
    assert_eq!(said(&ods_of("?", "<manifest:encryption-data/>")), password);
}

#[test]
fn what_is_not_a_workbook_is_reported() {
    assert_eq!(said(b"asset_id,model\n"), "is not a workbook");
    assert_eq!(
        said(&zipped(&[("a.csv", b"x")])),
        "is a ZIP archive, not a workbook; unpack it and name the files inside"
    );
    let word = "is a Word file, not a workbook; copy its table into a spreadsheet and save that as .xlsx or .csv";
    assert_eq!(said(&compound(&[("WordDocument", b"x")])), word);
    let rels = b"<Relationships><Relationship Id=\"x\" Type=\"a/officeDocument\" Target=\"word/document.xml\"/></Relationships>";
    assert_eq!(said(&zipped(&[("[Content_Types].xml", b"<Types/>"), ("_rels/.rels", rels)])), word);
    let rels =
        b"<Relationships><Relationship Id=\"x\" Type=\"a/officeDocument\" Target=\"xl/workbook.bin\"/></Relationships>";
    let binary = zipped(&[("[Content_Types].xml", b"<Types/>"), ("_rels/.rels", rels)]);
    assert_eq!(said(&binary), "is a binary workbook (XLSB); open it in Excel and save it as .xlsx");
    assert_eq!(said(&zipped(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<a/>")])), word);
    let apple = "is a document of Apple's Numbers or Pages; open it there and export it as .xlsx or .csv";
    assert_eq!(said(&zipped(&[("Index/Document.iwa", b"x"), ("preview.jpg", b"x")])), apple);
    let unknown = "is a workbook of an unknown version of Excel; open it in Excel and save it as .xlsx";
    assert_eq!(said(&compound(&[("Workbook", &record(0x0809, &[0x80, 5, 5, 0]))])), unknown);
    for (kind, version, name) in [(0x0009, 2, "Excel 2"), (0x0209, 3, "Excel 3"), (0x0409, 4, "Excel 4")] {
        let sheet = record(kind, &[version, 0, 0x10, 0, 0, 0]);
        let older = format!(
            "is a sheet of {name}, which is too old to be read; open it in LibreOffice, for today's Excel may refuse it, and \
             save it as .xlsx"
        );
        assert_eq!(said(&sheet), older);
        assert_eq!(said(&compound(&[("Book", &sheet)])), older);
    }
}

/// A part of so many bytes between two texts.
fn filled(before: &str, fill: &str, count: usize, after: &str) -> Vec<u8> {
    [before.as_bytes(), fill.repeat(count).as_bytes(), after.as_bytes()].concat()
}

#[test]
fn a_bomb_is_refused_by_what_it_declares() {
    // A part of 600 MB, made of a smaller one whose declared size is changed in the directory.
    let bomb = declared(xlsx(""), 600 << 20);
    assert_eq!(said(&bomb), "too large: contains more than 512 MB when unpacked. Save each sheet as CSV.");
}

/// The archive with another uncompressed size for its last part in the directory.
fn declared(mut bytes: Vec<u8>, size: u32) -> Vec<u8> {
    let at = bytes.windows(4).rposition(|four| four == b"PK\x01\x02").unwrap();
    bytes[at + 24..at + 28].copy_from_slice(&size.to_le_bytes());
    bytes
}

#[test]
fn a_bomb_that_declares_a_false_size_is_stopped_while_it_unpacks() {
    // 64 MB in one text, said to be 9 bytes.
    let bomb =
        filled("<worksheet><sheetData><row><c t=\"str\"><v>", "a", 64 << 20, "</v></c></row></sheetData></worksheet>");
    let bomb = xlsx_of(&bomb, "", ONE, "");
    assert!(bomb.len() < 100_000);
    assert_eq!(said(&bomb), "too large: contains more than 4 MB in one cell. Save each sheet as CSV.");
    assert_eq!(said(&declared(bomb, 9)), DAMAGED);
    // The same of many small texts.
    let bomb = filled(
        "<worksheet><sheetData><row><c t=\"inlineStr\"><is>",
        "<t>aaaaaaa</t>",
        1 << 20,
        "</is></c></row></sheetData></worksheet>",
    );
    let bomb = xlsx_of(&bomb, "", ONE, "");
    assert_eq!(said(&bomb), "too large: contains more than 1 MB in one cell. Save each sheet as CSV.");
}

#[test]
fn a_part_that_is_read_again_and_again_is_counted_every_time() {
    let styles = format!("<styleSheet>{}</styleSheet>", format!("<!--{}-->", " ".repeat(3_900_000)).repeat(4));
    let rels =
        "<Relationships><Relationship Id=\"x\" Type=\"a/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
    let links = "<Relationship Id=\"a\" Type=\"a/styles\" Target=\"styles.xml\"/>".repeat(4_000);
    let bomb = zipped(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", rels.as_bytes()),
        ("xl/workbook.xml", b"<workbook/>"),
        ("xl/_rels/workbook.xml.rels", format!("<Relationships>{links}</Relationships>").as_bytes()),
        ("xl/styles.xml", styles.as_bytes()),
    ]);
    assert!(bomb.len() < 100_000);
    assert_eq!(said(&bomb), "too large: contains more than 512 MB when unpacked. Save each sheet as CSV.");
}

#[test]
fn one_part_under_many_names_is_damage() {
    assert_eq!(said(&xlsx_of(b"<worksheet><sheetData/></worksheet>", "", &ONE.repeat(2), "")), DAMAGED);
}

#[test]
fn a_giant_dimension_costs_nothing() {
    let sheet = "<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>\
                 <row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row></sheetData></worksheet>";
    let tab = &read(&xlsx_of(sheet.as_bytes(), "", ONE, "")).unwrap().tabs[0];
    assert_eq!((tab.rows, tab.columns, tab.text.len()), (1_048_576, 16_384, 1 + 1_048_575 + 16_383 + 2));
    let beyond = ["A1048577", "XFE1", "A0", "ZZZZZZZZZZZ1", "A99999999999999999999", "1", "A", ""];
    for name in beyond {
        let error = read(&xlsx(&format!("<row><c r=\"{name}\"><v>1</v></c></row>"))).unwrap_err();
        assert!(matches!(error, Error::TooLarge(_) | Error::Damaged), "{name}: {error}");
    }
    // The dimension of an XLS is not believed either.
    let dimension = record(0x0200, &[0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF, 0, 0]);
    let far = record(0x0203, &[0xFF, 0xFF, 0xFF, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x40]);
    let tab = &read(&xls(&[], &[dimension, far])).unwrap().tabs[0];
    assert_eq!((tab.rows, tab.columns), (65_536, 16_384));
}

#[test]
fn a_hundred_thousand_columns_are_too_many() {
    let columns = "too large: contains more than 16,384 columns in a sheet. Save each sheet as CSV.";
    assert_eq!(said(&xlsx(&format!("<row>{}</row>", "<c><v>1</v></c>".repeat(100_000)))), columns);
    let cell =
        "<table:table-cell table:number-columns-repeated=\"100000\" office:value-type=\"float\" office:value=\"7\"/>";
    let table = format!("<table:table table:name=\"One\"><table:table-row>{cell}</table:table-row></table:table>");
    assert_eq!(said(&ods(&table)), columns);
}

#[test]
fn repeated_cells_of_an_ods_are_counted_before_they_are_made() {
    let table = |rows: u64, columns: u64, text: &str| {
        ods(&format!(
            "<table:table table:name=\"One\"><table:table-row table:number-rows-repeated=\"{rows}\"><table:table-cell \
             table:number-columns-repeated=\"{columns}\"><text:p>{text}</text:p></table:table-cell></table:table-row></table:table>"
        ))
    };
    assert_eq!(
        said(&table(1_000_000, 16_000, "a")),
        "too large: contains more than 5,000,000 cells. Save each sheet as CSV."
    );
    assert_eq!(
        said(&table(1_000, 1_000, &"a".repeat(1_000))),
        "too large: contains more than 128 MB of text. Save each sheet as CSV."
    );
    let spaces = "too large: contains more than 1 MB in one cell. Save each sheet as CSV.";
    assert_eq!(said(&table(1, 1, "a<text:s text:c=\"18446744073709551615\"/>")), spaces);
    assert_eq!(said(&table(1, u64::MAX, "a")), DAMAGED);
}

#[test]
fn empty_cells_far_to_the_right_are_counted_as_text() {
    let rows = (1..=10_000).map(|row| format!("<row r=\"{row}\"><c r=\"XFD{row}\"><v>1</v></c></row>"));
    let said = said(&xlsx(&rows.collect::<String>()));
    assert_eq!(said, "too large: contains more than 128 MB of text. Save each sheet as CSV.");
}

#[test]
fn tags_without_end_are_damage() {
    let deep = "damaged: contains more than 256 tags within each other. Open it in Excel and save again.";
    assert_eq!(said(&xlsx(&"<row>".repeat(100_000))), deep);
    let note = "<office:document-content><table:table table:name=\"One\"><table:table-row><table:table-cell>\
                <office:annotation>";
    assert_eq!(said(&ods_of(note, "")), DAMAGED);
    let table = "<table:table table:name=\"One\"><table:table-row><table:table-cell></table:table-row>";
    assert_eq!(said(&ods(table)), DAMAGED);
}

#[test]
fn chains_that_bite_their_tail_are_damage() {
    let whole = xls(&[], &[]);
    // The first table stands in sector 0, the directory begins in sector 1.
    let directory = |to: u32| {
        let mut bytes = whole.clone();
        bytes[512 + 4..512 + 8].copy_from_slice(&to.to_le_bytes());
        bytes
    };
    read(&directory(0xFFFF_FFFE)).unwrap();
    for to in [1, 0x00FF_FFFF, 0xFFFF_FFFA] {
        assert_eq!(said(&directory(to)), DAMAGED);
    }
    // And the list of tables, whose next one is itself.
    let mut bytes = whole.clone();
    bytes[68..72].copy_from_slice(&1_u32.to_le_bytes());
    bytes[1024 + 508..1024 + 512].copy_from_slice(&1_u32.to_le_bytes());
    assert_eq!(said(&bytes), DAMAGED);
}

#[test]
fn too_many_parts_and_too_long_files_are_refused_unread() {
    let parts = [&b"PK\x03\x04"[..], &b"PK\x01\x02".repeat(65_537)].concat();
    assert_eq!(said(&parts), "too large: contains more than 65,536 parts. Save each sheet as CSV.");
    let long = [&b"PK\x03\x04"[..], &vec![0; 64 << 20]].concat();
    assert_eq!(said(&long), "too large: contains more than 64 MB. Save each sheet as CSV.");
}

/// The column of an XLS record has 16 bits, and a sheet fewer columns.
#[test]
fn an_error_cell_beyond_the_last_column_is_too_many_columns() {
    let cell = |column: u16, is_error: u8| {
        let [low, high] = column.to_le_bytes();
        record(0x0205, &[3, 0, low, high, 0, 0, 7, is_error])
    };
    let format = record(0x00E0, &[0, 0, 0, 0]);
    assert_eq!(read(&xls(std::slice::from_ref(&format), &[cell(16_383, 1)])).unwrap().tabs[0].errors.count, 1);
    let many = "too large: contains more than 16,384 columns in a sheet. Save each sheet as CSV.";
    for is_error in [0, 1] {
        assert_eq!(said(&xls(std::slice::from_ref(&format), &[cell(16_384, is_error)])), many);
    }
}
