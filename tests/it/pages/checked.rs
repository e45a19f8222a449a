//! The workbook for the clerk: what is read from it is what was sent, nothing in it runs, and its own pages are no records.

use std::fs;
use std::path::{Path, PathBuf};

use calamine::Data;
use pollworthy::inventory::{Inventory, MARK, Options};
use pollworthy::pages::layout::{Paper, Top};
use pollworthy::pages::reading::FORMATS;
use pollworthy::report::reading::Reading;
use pollworthy::request::Request;
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use crate::support::book::{comments, part, parts, replaced, tabs, text};
use crate::support::folder::{Folder, Told, run_next_to};
use crate::{for_all, for_some};

/// The workbook that `read` makes of what is in a folder, sheets and all.
pub(crate) fn checked(folder: &Folder) -> Vec<u8> {
    let options = Options { positions: 1_000, ..folder.options.clone() };
    let request = Request { records: options.records.clone(), ..Request::new(options.as_of) };
    let reading = Reading::with_sheets(Inventory::open(options), request, |_| true);
    let format = FORMATS.iter().find(|format| format.name == "xlsx").unwrap();
    let mut bytes = Vec::new();
    (format.write)(&reading, &Paper::new(80, Top::Usual), &mut bytes).unwrap();
    bytes
}

/// What is read from a workbook in a folder of its own, of the same place.
fn again(folder: &Folder, bytes: &[u8]) -> Told {
    let mut copy = Folder::of("checked.xlsx", bytes).named("checked.xlsx");
    copy.options.records.place.clone_from(&folder.options.records.place);
    copy.read()
}

/// What was said of a file, without its name, and without what a copy says no more: that a tab fits no table, and that a year was
/// typed as a day, since the copy has the year itself.
fn said(told: &Told, file: &str) -> Vec<String> {
    let keeps = |notice: &String| {
        let gone = [
            "left out: ",
            "is not known; kept, not used",
            "read as a title",
            "has no header; its cells",
            "Excel reads it as a day in 1905",
            "#REF!",
            "saved without its result",
        ];
        !gone.iter().any(|words| notice.contains(words))
    };
    told.notices().into_iter().map(|notice| notice.replace(file, "FILE")).filter(keeps).collect()
}

#[track_caller]
fn is_read_alike(folder: &Folder, file: &str, is_book: bool) -> Result<(), TestCaseError> {
    let told = folder.read();
    let bytes = checked(folder);
    let copy = again(folder, &bytes);
    prop_assert_eq!(copy.rows.len(), told.rows.len());
    for (row, before) in copy.rows.iter().zip(&told.rows) {
        prop_assert_eq!((row.table, &row.place, &row.cells), (before.table, &before.place, &before.cells));
        if is_book {
            prop_assert_eq!((row.line, &row.positions), (before.line, &before.positions));
        }
    }
    if is_book {
        prop_assert_eq!(said(&copy, "checked.xlsx"), said(&told, file));
    }
    Ok(())
}

/// Texts as clerks and others write them.
const TEXTS: [&str; 30] = [
    "",
    "",
    "",
    "=1+1",
    "+15550100",
    "@SUM(A1)",
    "-3",
    "=HYPERLINK(\"http://example.org\")",
    "http://example.org",
    "01001",
    "2018",
    "FY19",
    "last spring",
    "_x000D_",
    "_x005F_",
    "yes",
    "N",
    "Total",
    "n/a",
    "1 (1 spare)",
    "ES&S",
    "DS200",
    "1.10",
    "4.2.0.1",
    "mailto:a@example.org",
    "O'Neil \"x\"",
    "<b>&amp;",
    "007",
    "true",
    " Hart ",
];

const HEADERS: [&str; 12] = [
    "Mfr",
    "Model #",
    "S/N",
    "Qty",
    "Yr purchased",
    "Paper trail?",
    "Bay",
    "Type",
    "Firmware",
    "Hostname",
    "OS",
    "Last patched",
];

/// A cell of a workbook: how it is written, and a number that says what.
type Written = (u8, u16);

fn write(sheet: &mut rust_xlsxwriter::Worksheet, row: u32, column: u16, (how, of): Written) {
    let text = TEXTS[usize::from(of) % TEXTS.len()];
    let day = ExcelDateTime::from_ymd(2000 + of % 27, u8::try_from(of % 12 + 1).unwrap(), 14).unwrap();
    let codes =
        ["m/d/yyyy", "d-mmm-yy", "yyyy-mm-dd", "mmm-yy", "[$-409]mmmm d, yyyy;@", "dd\\.mm\\.yyyy", "m/d/yyyy h:mm"];
    let dated = Format::new().set_num_format(codes[usize::from(of) % codes.len()]);
    let numbers = ["General", "0", "00000", "#,##0", "0.00", "\"FIPS \"00000", "$#,##0.00", "0.0%", "000000000000"];
    let numbered = Format::new().set_num_format(numbers[usize::from(of) % numbers.len()]);
    let number = f64::from(of) * [1.0, 0.01, 1e9, -1.0, 0.3][usize::from(of) % 5];
    match how % 6 {
        0 | 1 => sheet.write_string(row, column, text).unwrap(),
        2 => sheet.write_number_with_format(row, column, number, &numbered).unwrap(),
        3 => sheet.write_datetime_with_format(row, column, day, &dated).unwrap(),
        4 => sheet.write_boolean(row, column, of % 2 == 0).unwrap(),
        // A year in a cell for dates, and a time of day.
        _ => sheet.write_number_with_format(row, column, f64::from(1990 + of % 40), &dated).unwrap(),
    };
}

/// What a messy tab is made of: titles, the first header, cells by row, what is merged, what is hidden.
type Messy = (u8, u8, Vec<Vec<Written>>, Vec<(u8, u8, u8)>, (u8, bool));

fn messy() -> impl Strategy<Value = Vec<Messy>> {
    let cells = proptest::collection::vec(proptest::collection::vec((any::<u8>(), any::<u16>()), 3..9), 1..9);
    let merged = proptest::collection::vec((0..8_u8, 0..8_u8, 1..4_u8), 0..3);
    proptest::collection::vec((0..3_u8, 0..12_u8, cells, merged, (any::<u8>(), any::<bool>())), 1..4)
}

fn book(tabs: &[Messy]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (at, (titles, header, rows, merged, (hidden, is_hidden))) in tabs.iter().enumerate() {
        let sheet = book.add_worksheet();
        sheet.set_name(format!("{} {at}", ["Voting Equip", "Computers", "Phone List"][at])).unwrap();
        sheet.set_hidden(at > 0 && *is_hidden);
        for (row, column, more) in merged {
            let (row, column) = (u32::from(*row + *titles) + 1, u16::from(*column));
            // Those that overlap are refused.
            let _ = sheet.merge_range(row, column, row + u32::from(*more), column, "", &Format::new());
            let _ = sheet.merge_range(row, column + 9, row, column + 9 + u16::from(*more), "x", &Format::new());
        }
        for title in 0..u32::from(*titles) {
            sheet.write_string(title, 0, format!("Title {title}, updated")).unwrap();
        }
        let top = u32::from(*titles);
        for column in 0..8_u16 {
            let name = HEADERS[(usize::from(*header) + usize::from(column)) % HEADERS.len()];
            sheet.write_string(top, column, name).unwrap();
        }
        for (row, cells) in (top + 1..).zip(rows) {
            for (column, cell) in (0..).zip(cells) {
                write(sheet, row, column, *cell);
            }
        }
        if *hidden % 4 == 0 {
            sheet.set_row_hidden(top + 2).unwrap().set_column_hidden(3).unwrap().set_column_width(1, 31).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn what_is_read_from_the_copy_of_a_workbook_is_what_was_sent() {
    for_some(2, messy(), |tabs| {
        let folder = Folder::of("book.xlsx", book(&tabs)).named("book.xlsx").at_place("Prairie County, XE");
        is_read_alike(&folder, "book.xlsx", true)
    });
}

#[test]
fn what_is_read_from_the_copy_of_a_sheet_is_what_was_sent() {
    let rows = proptest::collection::vec(proptest::collection::vec(0..TEXTS.len(), 8..9), 1..12);
    for_all(1, (rows, 0..HEADERS.len(), 0..3_usize), |(rows, first, sign)| {
        let mut writer = csv::WriterBuilder::new()
            .delimiter(b",;\t"[sign])
            .terminator(csv::Terminator::CRLF)
            .from_writer(Vec::new());
        writer.write_record((0..8).map(|at| HEADERS[(first + at) % HEADERS.len()])).unwrap();
        rows.iter().for_each(|row| writer.write_record(row.iter().map(|at| TEXTS[*at])).unwrap());
        let folder = Folder::of("equipment.csv", writer.into_inner().unwrap()).named("equipment.csv");
        is_read_alike(&folder.at_place("Prairie County, XE"), "equipment.csv", false)
    });
}

/// Files below a folder that may be read.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else if ["xlsx", "xls", "ods", "csv", "tsv"].iter().any(|end| path.extension().is_some_and(|own| own == *end))
        {
            files.push(path);
        }
    }
    files.sort();
    files
}

#[test]
fn the_cases_are_read_from_their_copies_as_they_were() {
    let Some(data) = std::env::var_os("POLLWORTHY_DATA") else { return };
    let cases = PathBuf::from(data).with_file_name("cases");
    let found = if cases.is_dir() { files(&cases) } else { Vec::new() };
    let mut copied = 0;
    for path in found {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let folder = Folder::of(&name, fs::read(&path).unwrap()).named(&name).at_place("39001");
        let told = folder.read();
        if told.counted() == 0 {
            continue;
        }
        let copy = again(&folder, &checked(&folder));
        let cells = |told: &Told| -> Vec<_> {
            // What names no place is called after its file.
            let place = |place: &str| if place.ends_with("(no place)") { "none".to_owned() } else { place.to_owned() };
            told.rows.iter().map(|row| (row.table, place(&row.place), row.cells.clone())).collect()
        };
        assert_eq!(cells(&copy), cells(&told), "{}", path.display());
        copied += 1;
    }
    assert!(copied == 0 || copied > 40, "{copied}");
}

#[test]
fn nothing_in_the_copy_runs_or_leads_elsewhere() {
    let header = "Asset ID,Type,Notes\n";
    let rows: String = TEXTS.iter().map(|text| format!("\"{0}\",dre,\"{0}\"\n", text.replace('"', "\"\""))).collect();
    let folder = Folder::of("equipment.csv", format!("{header}{rows}")).at_place("39001");
    let bytes = checked(&folder);
    for (name, text) in parts(&bytes) {
        assert!(!text.contains("<f>") && !text.contains("hyperlink") && !text.contains("TargetMode"), "{name}: {text}");
    }
    let tabs = tabs(&bytes);
    let copy = &tabs.iter().find(|(name, _)| name == "equipment").unwrap().1;
    let texts: Vec<String> = copy.rows().map(|row| row[0].to_string()).collect();
    assert!(texts.contains(&"=1+1".to_owned()) && texts.contains(&"01001".to_owned()), "{texts:?}");
    assert!(copy.rows().all(|row| matches!(row[0], Data::String(_) | Data::Empty)), "ids stay texts");
}

/// A workbook with a phone list.
fn county() -> Vec<u8> {
    let mut book = Workbook::new();
    let date = Format::new().set_num_format("m/d/yyyy");
    let sheet = book.add_worksheet().set_name("Machines").unwrap();
    sheet.write_string(0, 0, "Prairie County Board of Elections").unwrap().set_column_width(2, 33).unwrap();
    for (column, name) in (0..).zip(["Mfr", "Model", "S/N", "Qty", "In use since", "Type", "Paper trail?", "Bay"]) {
        sheet.write_string(2, column, name).unwrap();
    }
    for row in 3..6 {
        sheet.write_string(row, 0, "Hart").unwrap().write_string(row, 1, "eSlate").unwrap();
        sheet.write_string(row, 2, format!("0{row}")).unwrap().write_number(row, 3, row).unwrap();
        let day = ExcelDateTime::from_ymd(2018, 5, 14).unwrap();
        sheet.write_datetime_with_format(row, 4, day, &date).unwrap().write_string(row, 5, "dre").unwrap();
    }
    sheet.write_string(4, 3, "1 (1 spare)").unwrap().write_string(3, 6, "no").unwrap();
    let phones = book.add_worksheet().set_name("Phone List").unwrap();
    phones.write_string(0, 0, "Name").unwrap().write_string(0, 1, "Ext").unwrap();
    phones.write_string(1, 0, "Front desk").unwrap().write_number(1, 1, 100).unwrap();
    book.save_to_buffer().unwrap()
}

const PLACE: [&str; 2] = ["--place", "Prairie County, XE"];

#[test]
fn the_clerk_knows_the_sheets_again_and_sees_what_to_write() {
    let folder = Folder::of("county.xlsx", county());
    let audit = ["audit", "here/county.xlsx", "--format", "xlsx=checked.xlsx", PLACE[0], PLACE[1]];
    let (code, out, err) = run_next_to(&folder, &audit);
    assert_eq!((code, out.as_str(), err.as_str()), (1, "", "Wrote checked.xlsx\n"));
    let bytes = fs::read(folder.path("../checked.xlsx")).unwrap();
    let all = tabs(&bytes);
    let names: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Checked", "Machines", "Phone List", "Office", "Findings", "Choices"]);
    let machines = &all[1].1;
    assert_eq!(machines.get((0, 0)), Some(&Data::String("Prairie County Board of Elections".to_owned())));
    assert_eq!(machines.get((3, 2)), Some(&Data::String("03".to_owned())));
    assert_eq!(machines.get((3, 3)), Some(&Data::Float(3.0)));
    assert!(matches!(machines.get((3, 4)), Some(Data::DateTime(_))), "{:?}", machines.get((3, 4)));
    assert!(part(&bytes, "xl/worksheets/sheet2.xml").contains("<col min=\"3\" max=\"3\" width=\"33."));
    let said = comments(&bytes, 2);
    let on = |cell: &str| said.iter().find(|(at, _)| at == cell).map_or("", |(_, said)| said.as_str());
    assert_eq!(on("D5"), "Qty \"1 (1 spare)\" is not a whole number. Write the number alone.");
    assert!(on("G3").starts_with("Tab Machines, column Paper trail?, rows 5-6: blank in 2 rows"), "{said:?}");
    assert!(on("G3").contains("PT-001, critical: "), "{said:?}");
    assert!(on("I3").starts_with("A column to add: write \""), "{said:?}");
    let added: Vec<&str> =
        said.iter().map(|(_, said)| said.as_str()).filter(|said| said.starts_with("A column to add")).collect();
    assert!(added.iter().any(|said| said.contains("Rules open:")), "{added:?}");
    assert!(added.iter().all(|said| said.matches(" open:").count() == 1), "its rules in one list: {added:?}");
    assert!(comments(&bytes, 3).is_empty(), "a tab that is no inventory has no comments");
    assert!(part(&bytes, "xl/worksheets/sheet2.xml").contains("<dataValidation type=\"list\""));
    let front: Vec<String> = all[0].1.rows().flatten().map(ToString::to_string).collect();
    for wanted in [MARK, "ACTION NEEDED", "What to fix", "What to fill in", "Findings"] {
        assert!(wanted == "Findings" || front.iter().any(|cell| cell == wanted), "{wanted}: {front:?}");
    }
    // Audited again: the own pages are no records, and nothing is said of the phone list any more.
    let (code, out, _) = run_next_to(&folder, &["audit", "checked.xlsx", PLACE[0], PLACE[1]]);
    assert_eq!(code, 1);
    assert!(!out.contains("Phone List") && !out.contains("Checked") && !out.contains("Findings"), "{out}");
    let (_, out, _) = run_next_to(&folder, &["read", "checked.xlsx", PLACE[0], PLACE[1], "--format", "table"]);
    assert!(out.contains("Phone List") && out.contains("left out"), "{out}");
}

#[test]
fn lines_of_a_file_are_rows_of_its_copy() {
    let text = "County,State,Type,Qty\n\n\nAdams,OH,DRE,3\nAdams,OH,\"touch\nscreen\",2x\n\nAdams,OH,BMD,1\n";
    let bytes = checked(&Folder::of("machines.csv", text).named("machines.csv"));
    let all = tabs(&bytes);
    let copy = &all.iter().find(|(name, _)| name == "machines").unwrap().1;
    let rows: Vec<String> = copy.rows().map(|row| row[2].to_string()).collect();
    assert_eq!(rows, ["Type", "", "", "DRE", "touch\nscreen", "", "BMD"]);
    let said = comments(&bytes, 2);
    assert!(
        said.iter().any(|(at, said)| at == "D5" && said.starts_with("Qty \"2x\" is not a whole number")),
        "{said:?}"
    );
}

#[test]
fn rows_to_delete_ask_for_no_value() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Machines").unwrap();
    for (row, cells) in
        (0..).zip([["County", "Type", "Model", "Qty"], ["39001", "dre", "X", "2"], ["Total", "", "", ""]])
    {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    sheet.write_formula(2, 3, rust_xlsxwriter::Formula::new("=SUM(D2:D2)").set_result("")).unwrap();
    let bytes = checked(&Folder::of("machines.xlsx", book.save_to_buffer().unwrap()).named("machines.xlsx"));
    let said = comments(&bytes, 2);
    let on = |cell: &str| said.iter().find(|(at, _)| at == cell).map_or("", |(_, said)| said.as_str());
    assert!(on("A3").starts_with("A row of totals; left out"), "{said:?}");
    assert_eq!(on("D3"), "", "{said:?}");
}

#[test]
fn what_may_stay_as_it_is_is_said_once() {
    let folder = Folder::of("county.xlsx", county()).named("county.xlsx").at_place("39001");
    let before = folder.read().notices();
    assert_eq!(before.len(), 4, "a title, a column, a cell, a tab: {before:?}");
    let again = again(&folder, &checked(&folder));
    again.says("checked.xlsx, Machines, cell D5: notice: quantity \"1 (1 spare)\" is not a whole number");
}

#[test]
fn a_tab_that_was_seen_is_read_once_it_has_records() {
    let machines = ["Mfr,Model,S/N,Qty,Paper trail?", "Hart,eSlate,S1,1,no"];
    for (rows, read, notices) in [(machines, 1, 0), (["Name,Ext,Cell", "Front desk,100,555-0100"], 0, 1)] {
        let mut book = Workbook::new();
        for (name, rows) in [("Voting Equip", machines), ("Phone's List", rows)] {
            let sheet = book.add_worksheet().set_name(name).unwrap();
            for (row, line) in (0..).zip(rows) {
                for (column, cell) in (0..).zip(line.split(',')) {
                    sheet
                        .write_string(
                            row,
                            column,
                            if name.starts_with("Phone") { cell.replace("S1", "S2") } else { cell.to_owned() },
                        )
                        .unwrap();
                }
            }
        }
        let plain = Folder::of("a.xlsx", book.save_to_buffer().unwrap()).at_place("39001").read();
        assert_eq!((plain.counted(), plain.notices().len()), (1 + read, notices), "{:?}", plain.notices());
        book.define_name("'Phone''s List'!pollworthy_seen", "='Phone''s List'!$A$1").unwrap();
        let aside = Folder::of("a.xlsx", book.save_to_buffer().unwrap()).at_place("39001").read();
        aside.says_nothing();
        assert_eq!(aside.counted(), 1 + read);
    }
}

#[test]
fn a_tab_that_could_not_be_read_says_why_on_its_first_cell() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Equipment").unwrap();
    sheet.write_string(0, 0, "Type").unwrap().write_string(0, 1, "VVPAT").unwrap();
    sheet.write_string(1, 0, "dre").unwrap().write_string(1, 1, "no").unwrap();
    let sheet = book.add_worksheet().set_name("Network").unwrap();
    sheet.write_string(2, 1, "Foo").unwrap().write_string(2, 2, "Bar").unwrap().write_string(2, 3, "Baz").unwrap();
    sheet.write_string(3, 1, "1").unwrap().write_string(3, 2, "2").unwrap().write_string(3, 3, "3").unwrap();
    let folder = Folder::of("a.xlsx", book.save_to_buffer().unwrap()).named("a.xlsx").at_place("39001");
    assert!(folder.read().errors() > 0, "{:?}", folder.read().notices());
    let said = comments(&checked(&folder), 3);
    assert!(
        said.iter().any(|(cell, said)| *cell == "B3" && said.contains("one of its columns is one of network")),
        "{said:?}"
    );
}

#[test]
fn a_copy_of_an_own_page_is_no_record_either() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Machines (2)").unwrap();
    sheet.write_string(1, 0, MARK).unwrap();
    for (column, name) in (0..).zip(["Mfr", "Model", "S/N", "Qty"]) {
        sheet.write_string(2, column, name).unwrap().write_string(3, column, "1").unwrap();
    }
    let told = Folder::of("a.xlsx", book.save_to_buffer().unwrap()).read();
    assert_eq!(told.counted(), 0);
}

#[test]
fn names_of_tabs_are_as_excel_takes_them() {
    let row = |id: &str| format!("asset_id,jurisdiction,equipment_type\n{id},39001,dre\n");
    let long = "equipment of the whole county as of november";
    let folder = Folder::of(&format!("{long} 1.csv"), row("a")).with(&format!("{long} 2.csv"), row("b"));
    let folder = folder.with("Equipment.csv", row("c")).with("x/equipment.csv", row("d")).with("checked.csv", row("e"));
    let folder =
        folder.with("[equipment]*.csv", row("f")).with("history.csv", row("g")).with("'equipment'.csv", row("h"));
    let bytes = checked(&folder.at_place("39001"));
    let mut names: Vec<String> = tabs(&bytes).into_iter().map(|(name, _)| name).collect();
    assert!(
        names.iter().all(|name| name.encode_utf16().count() <= 31 && !name.contains(['[', ']', '*', '?', '/', ':']))
    );
    assert!(names.iter().all(|name| !name.eq_ignore_ascii_case("history") && !name.starts_with('\'')), "{names:?}");
    let all = names.len();
    names.iter_mut().for_each(|name| *name = name.to_lowercase());
    names.sort();
    names.dedup();
    assert_eq!((all, names.len()), (10, 10), "{names:?}");
    let front = text(&bytes);
    assert!(front.contains("was called"), "{front}");
}

#[test]
fn what_is_too_much_for_a_workbook_is_said() {
    let long = "x".repeat(40_000);
    let folder = Folder::of("equipment.csv", format!("asset_id,type,notes\na,dre,{long}\n")).at_place("39001");
    assert!(text(&checked(&folder)).contains("Tab equipment: 1 text is cut at 32,767 characters."));
    let rows: String = (0..200_001).map(|at| format!("a{at},dre\n")).collect();
    let folder = Folder::of("equipment.csv", format!("asset_id,type\n{rows}")).at_place("39001");
    let bytes = checked(&folder);
    assert!(text(&bytes).contains("The sheets are not copied: together they have more than 200,000 rows"));
    // So many rows are not compared with those of other files either, and that is to be seen to.
    assert_eq!(tabs(&bytes).into_iter().map(|(name, _)| name).collect::<Vec<_>>(), ["Checked", "Cells to fix"]);
}

#[test]
fn merged_ranges_as_wide_as_a_sheet_cost_nothing() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Voting Equip").unwrap();
    for (column, name) in (0..).zip(["Mfr", "Model", "S/N", "Qty"]) {
        sheet.write_string(0, column, name).unwrap().write_string(1, column, "1").unwrap();
    }
    // As a file may say it: a sheet that is one cell.
    let plain = book.save_to_buffer().unwrap();
    let xml = part(&plain, "xl/worksheets/sheet1.xml");
    let ranges = "<mergeCells count=\"2\"><mergeCell ref=\"A2:XFD1048576\"/><mergeCell ref=\"A1:XFD1\"/></mergeCells>";
    let hostile = xml.replace("</sheetData>", &format!("</sheetData>{ranges}"));
    let hostile = hostile
        .replace("<sheetData>", "<cols><col min=\"1\" max=\"16384\" width=\"9\" hidden=\"1\"/></cols><sheetData>");
    let bytes = replaced(&plain, "xl/worksheets/sheet1.xml", &hostile);
    let folder = Folder::of("a.xlsx", bytes).at_place("39001");
    assert!(checked(&folder).len() < 20_000);
}

#[test]
fn a_workbook_goes_to_a_file_and_never_over_the_records() {
    let folder = Folder::of("county.xlsx", county());
    for command in ["audit", "read"] {
        let (code, out, err) = run_next_to(&folder, &[command, "here/county.xlsx", "--format", "xlsx"]);
        assert_eq!((code, out.as_str()), (2, ""), "{err}");
        assert!(err.contains("xlsx goes to a file: name it, as in xlsx=checked.xlsx"), "{err}");
        let (code, _, err) = run_next_to(&folder, &[command, "here/county.xlsx", "--format", "xlsx=here/county.xlsx"]);
        assert_eq!(code, 2);
        assert!(err.contains("these are the records; name another file"), "{err}");
        let (_, _, err) = run_next_to(&folder, &[command, "here", "--format", "xlsx=here/checked.xlsx"]);
        assert!(err.contains("is in the folder of the records"), "{err}");
        fs::remove_file(folder.path("checked.xlsx")).unwrap();
    }
}

#[test]
fn many_places_are_tables_without_their_sheets() {
    let row = |id: &str| format!("{id},{id},dre,no,2009,4,internet\n");
    let header = "asset_id,jurisdiction,equipment_type,vvpat,first_used_on,quantity,connectivity\n";
    let rows: String = ["39001", "39003", "39005"].map(row).concat();
    let folder = Folder::of("equipment.csv", format!("{header}{rows}a,39007,dre,perhaps,2009,1,internet\n"));
    run_next_to(&folder, &["audit", "here", "--format", "xlsx=checked.xlsx"]);
    let bytes = fs::read(folder.path("../checked.xlsx")).unwrap();
    let all = tabs(&bytes);
    let names: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Checked", "Places", "Action plan", "Lists", "Findings", "Cells to fix"]);
    assert_eq!(all[1].1.height(), 3 + 4);
    assert!(text(&bytes).contains("The sheets are not copied, because the records are of several places."));
    let own = Folder::of("checked.xlsx", &bytes).read();
    assert_eq!(own.counted(), 0, "all of its tabs are pages");
    // Of one file that was read, the sheets can be corrected all the same.
    run_next_to(&folder, &["read", "here", "--format", "xlsx=read.xlsx"]);
    let names: Vec<String> =
        tabs(&fs::read(folder.path("../read.xlsx")).unwrap()).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names[..2], ["Checked", "equipment"]);
}

#[test]
fn what_is_for_the_public_has_no_sheet() {
    let folder = Folder::of("county.xlsx", county());
    let args = ["audit", "here/county.xlsx", "--redact", "public", "--format", "xlsx=public.xlsx", PLACE[0], PLACE[1]];
    run_next_to(&folder, &args);
    let bytes = fs::read(folder.path("../public.xlsx")).unwrap();
    let names: Vec<String> = tabs(&bytes).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["Checked", "Places", "Lists", "Findings"]);
    let text = text(&bytes);
    for hidden in ["county.xlsx", "Machines", "Phone List", "1 spare", "eSlate", "Board of Elections"] {
        assert!(!text.contains(hidden), "{hidden}");
    }
}
