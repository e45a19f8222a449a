//! Where notices and findings of a tab point: to the cell that Excel shows, whatever stands above and beside the table.

use rust_xlsxwriter::{Format, Workbook};

use crate::support::folder::Folder;
use crate::support::office::ods;

const LAW: &str =
    "[[rule]]\nid='R'\ntopic='t'\ntitle='t'\ntable='equipment'\nrequire=\"paper_record <> 'none'\"\nseverity='high'\n";

/// Two empty columns and a merged title above, the header in row 5 with one header over two columns, a blank row between rows.
fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Voting Equip").unwrap();
    sheet.merge_range(0, 2, 1, 8, "Prairie County, XE: voting equipment", &Format::new()).unwrap();
    sheet.write_string(2, 3, "as of May 2026").unwrap();
    for (column, header) in [(2, "Asset tag"), (3, "Mfr"), (4, "Model"), (8, "Paper trail?")] {
        sheet.write_string(4, column, header).unwrap();
    }
    sheet.merge_range(4, 5, 4, 6, "Qty", &Format::new()).unwrap();
    for (row, cells) in [
        (5, ["a", "Hart", "eSlate", "2", "none"]),
        (7, ["b", "Hart", "Verity", "two", "ballot"]),
        (8, ["a", "Hart", "Duo", "1", "receipt"]),
    ] {
        for (column, cell) in [2, 3, 4, 5, 8].into_iter().zip(cells) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    sheet.write_string(8, 7, "stray").unwrap();
    book.save_to_buffer().unwrap()
}

fn here() -> Folder {
    Folder::of("ours.xlsx", workbook()).at_place("XE:001")
}

#[test]
fn notices_name_the_cell() {
    let tab = "here/ours.xlsx, Voting Equip";
    let title = "is above the header; read as a title, not as a row";
    assert_eq!(
        here().read().notices(),
        [
            format!("{tab}, row 1: notice: \"Prairie County, XE: voting equipment\" {title}"),
            format!("{tab}, row 3: notice: \"as of May 2026\" {title}"),
            format!("{tab}, cell F8: notice: quantity \"two\" is not a whole number"),
            format!("{tab}, cell C9: notice: asset_id \"a\" is also in row 6; both rows are counted"),
            format!("{tab}, cell H9: notice: column 8 has no header; its cells are not used"),
            format!(
                "{tab}, cell I9: notice: paper_record \"receipt\" is not known; it is one of ballot, marked, vvpat, yes, none"
            ),
        ]
    );
}

#[test]
fn findings_name_the_cell() {
    let report = here().report(LAW);
    let spots: Vec<String> = report.findings.iter().map(|line| line.finding.file.at(line.finding.position)).collect();
    assert_eq!(spots, ["here/ours.xlsx, Voting Equip, cell I6", "here/ours.xlsx, Voting Equip, cell I9"]);
}

#[test]
fn a_header_that_is_merged_downward_and_repeated_rows_of_an_ods_keep_their_places() {
    let text = |cell: &str| format!("<table:table-cell><text:p>{cell}</text:p></table:table-cell>");
    let row = |cells: &[&str]| {
        let cells: String = cells.iter().map(|cell| text(cell)).collect();
        format!("<table:table-row><table:table-cell table:number-columns-repeated=\"2\"/>{cells}</table:table-row>")
    };
    let empty = "<table:table-row table:number-rows-repeated=\"3\"><table:table-cell/></table:table-row>";
    let table = format!(
        "<table:table table:name=\"Voting Equip\">{empty}{}{}{empty}{}</table:table>",
        row(&["Prairie County"]),
        row(&["Mfr", "Model", "Qty"]),
        row(&["Hart", "Duo", "some"])
    );
    let told = Folder::of("ours.ods", ods(&table)).at_place("XE:001").read();
    let tab = "here/ours.ods, Voting Equip";
    assert_eq!(
        told.notices(),
        [
            format!("{tab}, row 4: notice: \"Prairie County\" is above the header; read as a title, not as a row"),
            format!("{tab}, cell E9: notice: quantity \"some\" is not a whole number"),
        ]
    );
}
