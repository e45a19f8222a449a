//! XLSX: a whole file, a package around fuzzed parts, and cells that must come back as they were written.

use super::office::{xlsx, zipped};
use super::workbooks;

/// Parts a byte that no UTF-8 has parts: the sheet, its styles, the shared strings, the workbook, its relations.
const PARTS: [(&str, &str); 5] = [
    ("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>"),
    ("xl/styles.xml", "<styleSheet><cellXfs><xf/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"),
    ("xl/sharedStrings.xml", "<sst><si><t>asset_id</t></si></sst>"),
    (
        "xl/workbook.xml",
        "<workbook xmlns:r=\"r\"><workbookPr/><sheets><sheet name=\"One\" sheetId=\"1\" r:id=\"a\"/></sheets></workbook>",
    ),
    (
        "xl/_rels/workbook.xml.rels",
        "<Relationships><Relationship Id=\"a\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
         <Relationship Id=\"b\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/>\
         <Relationship Id=\"c\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>",
    ),
];

const RELS: &str = "<Relationships><Relationship Id=\"x\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"/xl/workbook.xml\"/></Relationships>";

pub(crate) fn run(data: &[u8]) {
    let Some((how, bytes)) = data.split_first() else { return };
    match how % 4 {
        0 => workbooks::check(bytes, "equipment.xlsx", true),
        1 => workbooks::check(&package(bytes), "equipment.xlsx", false),
        2 => workbooks::check(&package(bytes), "equipment.xlsx", true),
        _ => cells(bytes),
    }
}

fn package(bytes: &[u8]) -> Vec<u8> {
    let mut given = bytes.split(|byte| *byte == 0xFF);
    let mut parts: Vec<(&str, &[u8])> = vec![("[Content_Types].xml", b"<Types/>"), ("_rels/.rels", RELS.as_bytes())];
    for (name, usual) in PARTS {
        let part = given.next().filter(|part| !part.is_empty()).unwrap_or(usual.as_bytes());
        parts.push((name, part));
    }
    zipped(&parts)
}

/// Texts in cells, row by row, and the same texts in the tab.
fn cells(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let rows: Vec<Vec<String>> = workbooks::texts(&text);
    let mut sheet = String::new();
    for row in &rows {
        sheet.push_str("<row>");
        for cell in row {
            sheet.push_str(&format!("<c t=\"inlineStr\"><is><t>{}</t></is></c>", workbooks::as_xml(cell)));
        }
        sheet.push_str("</row>");
    }
    workbooks::says(&xlsx(&sheet), &rows);
}
