//! Merged, hidden and mistyped cells of a workbook: whose row it is, what is counted, and what is said.

use rust_xlsxwriter::{Format, Workbook, Worksheet};

use crate::support::folder::{Folder, Told};
use crate::support::office::ods;

/// A workbook of one tab, changed before it is saved.
fn written(rows: &[&[&str]], change: impl Fn(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Equipment").unwrap();
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(*cells) {
            match cell.parse::<f64>() {
                _ if cell.is_empty() => {}
                Ok(number) => {
                    sheet.write_number(row, column, number).unwrap();
                }
                Err(_) => {
                    sheet.write_string(row, column, *cell).unwrap();
                }
            }
        }
    }
    change(sheet);
    book.save_to_buffer().unwrap()
}

/// Merges cells as people do, given by name; the first keeps what it holds.
fn merging(ranges: &'static [(u32, u16, u32, u16, &'static str)]) -> impl Fn(&mut Worksheet) {
    move |sheet| {
        for (row, column, last_row, last_column, value) in ranges {
            sheet.merge_range(*row, *column, *last_row, *last_column, "", &Format::new()).unwrap();
            match value.parse::<f64>() {
                Ok(number) => sheet.write_number(*row, *column, number).unwrap(),
                Err(_) => sheet.write_string(*row, *column, *value).unwrap(),
            };
        }
    }
}

fn read(bytes: Vec<u8>) -> Told {
    Folder::of("list.xlsx", bytes).read()
}

fn places(told: &Told) -> Vec<(u64, &str)> {
    told.rows.iter().map(|row| (row.line, row.place.as_str())).collect()
}

const TAKEN: &str = "this cell is merged with those below it; its value is used for all their rows";
const ONCE: &str = "this cell is merged with those below it; a number or an id counts for the first row only, and the rows below have none";

const HEADER: &[&str] = &["County", "Equipment Type", "Model", "Quantity", "VVPAT"];

#[test]
fn rows_next_to_a_merged_county_are_the_countys() {
    let rows: &[&[&str]] = &[
        HEADER,
        &["39001", "DRE", "iVotronic", "5", "No"],
        &["", "Optical Scan", "DS200", "6"],
        &["", "BMD", "ExpressVote", "7"],
        &["39003", "DRE", "eSlate", "5", "No"],
        &["", "Optical Scan", "eScan", "6"],
    ];
    let merged = merging(&[(1, 0, 3, 0, "39001"), (4, 0, 5, 0, "39003")]);
    let told = read(written(rows, merged));
    assert_eq!(places(&told), [(2, "39001"), (3, "39001"), (4, "39001"), (5, "39003"), (6, "39003")]);
    assert_eq!(told.column("quantity"), ["5", "6", "7", "5", "6"]);
    assert_eq!(told.notices(), [format!("here/list.xlsx, Equipment, cell A2: notice: {TAKEN} (1 more like it)")]);
}

#[test]
fn a_blank_county_that_is_not_merged_is_not_filled() {
    let rows: &[&[&str]] = &[
        HEADER,
        &["39001", "DRE", "iVotronic", "5", "No"],
        &["", "BMD", "ExpressVote", "7"],
        &["39003", "DRE", "eSlate", "5"],
    ];
    let told = read(written(rows, |_| {}));
    assert!(told.rows.iter().all(|row| row.line != 3 || row.place != "39001"), "{:?}", places(&told));
}

#[test]
fn every_merged_column_is_filled_but_numbers_and_ids_count_once() {
    let header: &[&str] = &["Asset ID", "County", "Equipment Type", "Model", "Quantity", "Year"];
    let rows: &[&[&str]] = &[
        header,
        &["A1", "39001", "DRE", "iVotronic", "12", "2006"],
        &["", "39001", "", "eSlate", "", ""],
        &["", "39001", "", "AccuVote", "", ""],
    ];
    let merged = merging(&[(1, 0, 3, 0, "A1"), (1, 2, 3, 2, "DRE"), (1, 4, 3, 4, "12"), (1, 5, 3, 5, "2006")]);
    let told = read(written(rows, merged));
    assert_eq!(told.column("equipment_type"), ["dre", "dre", "dre"]);
    assert_eq!(told.column("first_used_on"), ["2006-01-01", "2006-01-01", "2006-01-01"]);
    assert_eq!(told.column("asset_id"), ["A1", "", ""]);
    assert_eq!(told.column("quantity"), ["12", "", ""]);
    assert_eq!(
        told.notices(),
        [
            format!("here/list.xlsx, Equipment, cell A2: notice: {ONCE} (1 more like it)"),
            format!("here/list.xlsx, Equipment, cell C2: notice: {TAKEN} (1 more like it)"),
        ]
    );
}

#[test]
fn the_asset_of_several_flaws_is_that_of_all_of_them() {
    let rows: &[&[&str]] = &[
        &["Asset ID", "County", "CVE", "Found on"],
        &["A1", "39001", "CVE-2022-1746", "2026-05-01"],
        &["", "39001", "CVE-2022-1747", "2026-05-01"],
    ];
    let merged = merging(&[(1, 0, 2, 0, "A1")]);
    let told = read(written(rows, |sheet| {
        sheet.set_name("Vulnerabilities").unwrap();
        merged(sheet);
    }));
    assert_eq!(told.column("asset_id"), ["A1", "A1"]);
}

#[test]
fn a_merged_range_makes_no_rows_of_blanks_and_of_totals() {
    let rows: &[&[&str]] = &[
        HEADER,
        &["39001", "DRE", "iVotronic", "5", "No"],
        &["", "BMD", "ExpressVote", "7"],
        &["", "Total", "", "12"],
        &[],
        &["39003", "DRE", "eSlate", "5", "No"],
    ];
    let told = read(written(rows, merging(&[(1, 0, 4, 0, "39001")])));
    assert_eq!(places(&told), [(2, "39001"), (3, "39001"), (6, "39003")]);
}

#[test]
fn titles_and_headers_that_are_merged_are_one_each() {
    let rows: &[&[&str]] = &[
        &["Elections equipment of all counties"],
        &[],
        HEADER,
        &["39001", "DRE", "iVotronic", "5", "No"],
        &["", "BMD", "ExpressVote", "7"],
    ];
    let merged = merging(&[(0, 0, 1, 4, "Elections equipment of all counties"), (3, 0, 4, 0, "39001")]);
    let told = read(written(rows, merged));
    assert_eq!(places(&told), [(4, "39001"), (5, "39001")]);
    assert_eq!(
        told.notices(),
        [
            "here/list.xlsx, Equipment, row 1: notice: \"Elections equipment of all counties\" is above the header; read as a title, not as a row",
            &format!("here/list.xlsx, Equipment, cell A4: notice: {TAKEN}"),
        ]
    );
}

#[test]
fn a_header_of_two_lines_has_the_cells_that_are_merged_over_both() {
    let rows: &[&[&str]] = &[
        &["County", "Machines", "", "", "Year"],
        &["", "Type", "Model", "Quantity", ""],
        &["39001", "DRE", "iVotronic", "5", "2006"],
        &["39003", "BMD", "ExpressVote", "7", "2018"],
    ];
    let merged = merging(&[(0, 0, 1, 0, "County"), (0, 1, 0, 3, "Machines"), (0, 4, 1, 4, "Year")]);
    let told = read(written(rows, merged));
    assert_eq!(places(&told), [(3, "39001"), (4, "39003")]);
    assert_eq!(told.column("model"), ["iVotronic", "ExpressVote"]);
    assert_eq!(told.column("first_used_on"), ["2006-01-01", "2018-01-01"]);
}

#[test]
fn cells_that_are_merged_side_by_side_are_the_first_one_alone() {
    let rows: &[&[&str]] = &[HEADER, &["39001", "DRE", "not known", "", "No"], &["39003", "DRE", "eSlate", "5", "No"]];
    let told = read(written(rows, merging(&[(1, 2, 1, 3, "not known")])));
    assert_eq!(told.column("quantity"), ["", "5"]);
    assert_eq!(told.rows.len(), 2);
}

#[test]
fn merged_cells_of_an_ods_are_filled_too() {
    let text = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let covered = "<table:covered-table-cell/>".to_owned();
    let spanned = text("39001").replacen("<table:table-cell", "<table:table-cell table:number-rows-spanned=\"2\"", 1);
    let row = |cells: &[String]| format!("<table:table-row>{}</table:table-row>", cells.concat());
    let rows = [
        row(&["County", "Equipment Type", "Model"].map(text)),
        row(&[spanned, text("DRE"), text("iVotronic")]),
        row(&[covered, text("BMD"), text("ExpressVote")]),
    ];
    let table = format!("<table:table table:name=\"Equipment\">{}</table:table>", rows.concat());
    let told = Folder::of("list.ods", ods(&table)).read();
    assert_eq!(places(&told), [(2, "39001"), (3, "39001")]);
}

#[test]
fn what_a_merged_range_says_does_not_depend_on_how_the_file_is_cut() {
    let mut rows: Vec<Vec<String>> = vec![HEADER.iter().map(|header| (*header).to_owned()).collect()];
    rows.extend((0..300).map(|row| {
        let county = if row == 0 { "39001" } else { "" };
        vec![county.to_owned(), "DRE".to_owned(), format!("Model {row}"), "1".to_owned()]
    }));
    let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let bytes = written(&rows, merging(&[(1, 0, 300, 0, "39001")]));
    for size in [64, 1 << 18] {
        let told = Folder::of("list.xlsx", &bytes).in_pieces(size).read();
        assert_eq!(told.rows.len(), 300);
        assert!(told.rows.iter().all(|row| row.place == "39001"));
    }
}

#[test]
fn hidden_rows_and_columns_are_counted_and_reported() {
    let rows: &[&[&str]] = &[
        HEADER,
        &["39001", "DRE", "iVotronic", "5", "No"],
        &["39003", "DRE", "eSlate", "6", "No"],
        &["39003", "DRE", "eSlate", "7", "No"],
        &["39003", "BMD", "Duo", "8"],
    ];
    let told = read(written(rows, |sheet| {
        for row in [2, 3, 9] {
            sheet.set_row_hidden(row).unwrap();
        }
        sheet.set_column_hidden(4).unwrap();
    }));
    assert_eq!(told.column("quantity"), ["5", "6", "7", "8"]);
    assert_eq!(
        told.notices(),
        [
            "here/list.xlsx, Equipment, cell E1: notice: column E is hidden; it was read anyway",
            "here/list.xlsx, Equipment, row 3: notice: 2 rows are hidden (3-4); they were read anyway",
        ]
    );
    let told = read(written(rows, |sheet| {
        sheet.set_row_hidden(4).unwrap();
    }));
    assert_eq!(told.notices(), ["here/list.xlsx, Equipment, row 5: notice: row 5 is hidden; it was read anyway"]);
    read(written(rows, |_| {})).says_nothing();
}

#[test]
fn a_year_in_a_cell_for_dates_is_reported_and_read_as_the_year() {
    let header: &[&str] = &["Asset ID", "County", "Equipment Type", "First used"];
    let rows: &[&[&str]] =
        &[header, &["A1", "39001", "DRE", ""], &["A2", "39001", "DRE", ""], &["A3", "39001", "DRE", "2016"]];
    let told = read(written(rows, |sheet| {
        let date = Format::new().set_num_format("m/d/yyyy");
        sheet.write_number_with_format(1, 3, 2016, &date).unwrap();
        sheet.write_number_with_format(2, 3, 42_504, &date).unwrap();
    }));
    assert_eq!(told.column("first_used_on"), ["2016-01-01", "2016-05-14", "2016-01-01"]);
    assert_eq!(
        told.notices(),
        [
            "here/list.xlsx, Equipment, cell D2: notice: a year was typed into this date cell, and Excel reads it as a day in 1905; read as the year"
        ]
    );
}
