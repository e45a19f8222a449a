//! Limits of workbooks, at the limit, one below and one above.

use pollworthy::limits::Limit;
use pollworthy::limits::workbooks::{CELLS, FILLED, FILLED_TEXT, HASHES, MERGED, STRINGS, STRINGS_TEXT, TEXT};
use pollworthy::workbook::{Merged, Spot, filled_with, read, read_with};

use crate::support::office::{ods, xlsx, xlsx_of, zipped};
use crate::workbook::locked::agile;

const ONE: &str = "<sheet name=\"One\" sheetId=\"1\" r:id=\"a\"/>";

fn said(bytes: &[u8]) -> String {
    read(bytes).map_or_else(|error| error.to_string(), |_| String::new())
}

/// The same with another figure for a limit.
fn said_with(limit: &Limit, most: u64, bytes: &[u8]) -> String {
    read_with(bytes, limit, most).map_or_else(|error| error.to_string(), |_| String::new())
}

fn times(text: &str, count: u64) -> String {
    text.repeat(usize::try_from(count).unwrap())
}

/// A cell with a text, as ODS has it, in so many rows and columns.
fn repeated(rows: u64, columns: u64, text: &str) -> String {
    format!(
        "<table:table-row table:number-rows-repeated=\"{rows}\"><table:table-cell table:number-columns-repeated=\"{columns}\">\
         <text:p>{text}</text:p></table:table-cell></table:table-row>"
    )
}

fn table(rows: &str) -> Vec<u8> {
    ods(&format!("<table:table table:name=\"One\">{rows}</table:table>"))
}

super::tried! {
    workbooks:
    // A file of that length is made of what a compound file may end with.
    file FILE "damaged. Open it in Excel and save again." => |bytes| {
        let mut file = b"PK\x03\x04".to_vec();
        file.resize(usize::try_from(bytes).unwrap(), 0);
        said(&file)
    };
    // What the archive declares is counted first; the parts behind it are read whatever it says.
    inflated INFLATED => |bytes| {
        let whole = xlsx("<row><c><v>1</v></c></row>");
        let others = sizes(&whole).iter().sum::<u64>() - sizes(&whole).last().unwrap();
        said(&declared(whole, u32::try_from(bytes - others).unwrap()))
    };
    // A comment is an event that is no cell.
    event EVENT => |bytes| {
        let sheet = format!("<worksheet><!--{}--><sheetData/></worksheet>", times("x", bytes));
        said(&xlsx_of(sheet.as_bytes(), "", ONE, ""))
    };
    cell CELL => |bytes| said(&xlsx(&format!("<row><c t=\"str\"><v>{}</v></c></row>", times("x", bytes))));
    parts PARTS "damaged. Open it in Excel and save again." => |parts| {
        said(&[&b"PK\x03\x04"[..], &b"PK\x01\x02".repeat(usize::try_from(parts).unwrap())].concat())
    };
    tabs TABS => |tabs| {
        said(&ods(&(0..tabs).map(|tab| format!("<table:table table:name=\"{tab}\"/>")).collect::<String>()))
    };
    depth DEPTH => |tags| {
        let inside = tags - 2;
        let (open, close) = (times("<x>", inside), times("</x>", inside));
        said(&xlsx_of(format!("<worksheet><sheetData>{open}{close}</sheetData></worksheet>").as_bytes(), "", ONE, ""))
    };
    rows ROWS => |row| said(&xlsx(&format!("<row r=\"{row}\"><c><v>1</v></c></row>")));
    columns COLUMNS => |columns| said(&xlsx(&format!("<row>{}</row>", times("<c><v>1</v></c>", columns))));
    // Those of a row that is repeated are counted before they are made.
    cells CELLS as 1_000 => |cells| said_with(&CELLS, 1_000, &table(&(repeated(30, 30, "a") + &repeated(1, cells - 900, "a"))));
    // With the end of the first line.
    text TEXT as 1_000 => |bytes| {
        said_with(&TEXT, 1_000, &table(&(repeated(1, 1, &times("a", 99)) + &repeated(1, 1, &times("b", bytes - 100)))))
    };
    strings STRINGS as 1_000 => |texts| said_with(&STRINGS, 1_000, &with_strings(&times("<si><t>a</t></si>", texts)));
    strings_text STRINGS_TEXT as 1_000 => |bytes| {
        said_with(&STRINGS_TEXT, 1_000, &with_strings(&times("<si><t>a</t></si>", bytes)))
    };
    merged MERGED as 1_000 => |ranges| {
        let ranges = times("<mergeCell ref=\"A1:A2\"/>", ranges);
        let sheet = format!("<worksheet><sheetData/><mergeCells>{ranges}</mergeCells></worksheet>");
        said_with(&MERGED, 1_000, &xlsx_of(sheet.as_bytes(), "", ONE, ""))
    };
    // Ten columns that are merged over as many rows, and one over fewer.
    filled FILLED as 1_000 => |cells| {
        let ranges: Vec<Merged> = (1..=10).map(|column| range(column, 91)).chain([range(11, cells - 899)]).collect();
        fills(&format!("{}\n{}", times("a,", 11), times("\n", 200)), &ranges, (1_000, FILLED_TEXT.most))
    };
    // The first row has the value, nine others are filled with it, and the rest of the text is below.
    filled_text FILLED_TEXT as 1_000 => |bytes| {
        let text = format!("{}\n{}{}\n", "a".repeat(49), times("\n", 9), times("b", bytes - 501));
        fills(&text, &[range(1, 11)], (FILLED.most, 1_000))
    };
    formats FORMATS => |formats| {
        let styles = format!("<cellXfs>{}</cellXfs>", times("<xf/>", formats));
        said(&xlsx_of(b"<worksheet><sheetData/></worksheet>", &styles, ONE, ""))
    };
    hashes HASHES as 1_000 => |rounds| {
        said_with(&HASHES, 1_000, &agile("VelvetSweatshop", u32::try_from(rounds).unwrap(), &xlsx("")))
    };
}

/// The uncompressed sizes of all parts, as the directory has them.
fn sizes(bytes: &[u8]) -> Vec<u64> {
    let entries = bytes.windows(4).enumerate().filter(|(_, four)| *four == b"PK\x01\x02");
    entries.map(|(at, _)| u64::from(u32::from_le_bytes(bytes[at + 24..at + 28].try_into().unwrap()))).collect()
}

/// The archive with another uncompressed size for its last part in the directory.
fn declared(mut bytes: Vec<u8>, size: u32) -> Vec<u8> {
    let at = bytes.windows(4).rposition(|four| four == b"PK\x01\x02").unwrap();
    bytes[at + 24..at + 28].copy_from_slice(&size.to_le_bytes());
    bytes
}

/// An XLSX with shared texts.
fn with_strings(strings: &str) -> Vec<u8> {
    let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let rels = format!(
        "<Relationships><Relationship Id=\"x\" Type=\"{kind}/officeDocument\" Target=\"/xl/workbook.xml\"/></Relationships>"
    );
    let links = format!(
        "<Relationships><Relationship Id=\"a\" Type=\"{kind}/worksheet\" Target=\"sheet1.xml\"/>\
         <Relationship Id=\"b\" Type=\"{kind}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"
    );
    zipped(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", rels.as_bytes()),
        ("xl/workbook.xml", format!("<workbook xmlns:r=\"r\"><sheets>{ONE}</sheets></workbook>").as_bytes()),
        ("xl/_rels/workbook.xml.rels", links.as_bytes()),
        ("xl/sheet1.xml", b"<worksheet><sheetData/></worksheet>"),
        ("xl/sharedStrings.xml", format!("<sst>{strings}</sst>").as_bytes()),
    ])
}

/// A range of one column, from the first row on.
fn range(column: u64, last_row: u64) -> Merged {
    Merged { first: Spot { row: 1, column }, last_row, last_column: column }
}

/// What is said of a tab whose merged cells are filled.
fn fills(text: &str, ranges: &[Merged], limits: (u64, u64)) -> String {
    let mut tab = read(&xlsx("<row><c><v>1</v></c></row>")).unwrap().tabs.remove(0);
    tab.text = text.as_bytes().to_vec();
    filled_with(&tab, ranges, &mut |_, _| true, limits).map_or_else(|error| error.to_string(), |_| String::new())
}
