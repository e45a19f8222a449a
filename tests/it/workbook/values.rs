//! Workbooks: every value as people mean it, every cell where Excel shows it.

use std::io::Cursor;

use calamine::{Data, Reader};
use pollworthy::words::position::cell_name;
use pollworthy::workbook::{Container, Spot, Tab, Workbook, read, turned};
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula};

use crate::for_all;
use crate::support::office::{ods, record, xls, xlsx, xlsx_of};

fn text(tab: &Tab) -> &str {
    std::str::from_utf8(&tab.text).unwrap()
}

fn only(bytes: &[u8]) -> Tab {
    let Workbook { tabs, .. } = read(bytes).unwrap();
    assert_eq!(tabs.len(), 1);
    tabs.into_iter().next().unwrap()
}

/// The tab's fields, one line a row.
fn grid(tab: &Tab) -> Vec<Vec<String>> {
    let fields = |line: &str| {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes());
        reader.records().next().map(|record| record.unwrap().iter().map(str::to_owned).collect()).unwrap_or_default()
    };
    text(tab).lines().map(fields).collect()
}

fn small_xls() -> Vec<u8> {
    let hex = include_str!("../../fixtures/small.xls.hex");
    let mut bytes = vec![0; 5632];
    for line in hex.lines().skip(1) {
        let (at, row) = line.split_once(' ').unwrap();
        let at = usize::from_str_radix(at, 16).unwrap();
        for (place, digits) in row.as_bytes().chunks(2).enumerate() {
            bytes[at + place] = u8::from_str_radix(std::str::from_utf8(digits).unwrap(), 16).unwrap();
        }
    }
    bytes
}

// Positions

#[test]
fn cells_have_the_names_that_excel_shows() {
    let names = [(1, 1), (7, 7), (9, 26), (10, 27), (1, 702), (1, 703), (1_048_576, 16_384)];
    let names: Vec<String> = names.into_iter().map(|(row, column)| cell_name(row, column)).collect();
    assert_eq!(names, ["A1", "G7", "Z9", "AA10", "ZZ1", "AAA1", "XFD1048576"]);
    assert_eq!(Spot { row: 7, column: 7 }.to_string(), "G7");
}

#[test]
fn lines_are_rows_and_fields_are_columns() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(2, 1, "Model").unwrap();
    sheet.write(2, 3, "a\r\nb, \"c\"").unwrap();
    sheet.write(4, 0, 5).unwrap();
    let tab = only(&workbook.save_to_buffer().unwrap());
    assert_eq!(text(&tab), "\n\n,Model,,\"a b, \"\"c\"\"\"\n\n5\n");
    assert_eq!((tab.rows, tab.columns), (5, 4));
}

#[test]
fn cells_in_any_order_are_put_in_theirs() {
    let rows = "<row r=\"3\"><c r=\"B3\"><v>2</v></c><c r=\"A3\"><v>1</v></c></row><row r=\"1\"><c r=\"C1\"><v>0</v></c></row>";
    assert_eq!(text(&only(&xlsx(rows))), ",,0\n\n1,2\n");
    let twice = "<row><c r=\"A1\"><v>1</v></c><c r=\"A1\"><v>2</v></c></row><row><c><v>3</v></c><c><v>4</v></c></row>";
    assert_eq!(text(&only(&xlsx(twice))), "2\n3,4\n");
}

#[test]
fn an_empty_sheet_is_a_tab_without_rows() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    workbook.add_worksheet().write_blank(3, 3, &Format::new().set_bold()).unwrap();
    let tab = only(&workbook.save_to_buffer().unwrap());
    assert_eq!((text(&tab), tab.rows, tab.columns, tab.errors.count), ("", 0, 0, 0));
}

// Values

#[test]
fn numbers_dates_and_truths_are_as_excel_shows_them() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, number) in [2018.0, 0.1 + 0.2, -3.25, 1e-7, 39_001.0, 1e15, 1.0 / 3.0, -0.0, 1e22].into_iter().enumerate()
    {
        sheet.write(row as u32, 0, number).unwrap();
    }
    let day = ExcelDateTime::from_ymd(2018, 5, 14).unwrap();
    let moment = ExcelDateTime::from_ymd(2018, 5, 14).unwrap().and_hms(13, 30, 0).unwrap();
    let formats = ["m/d/yyyy", "d-mmm-yy", "[$-409]mmmm d, yyyy;@", "yyyy\\-mm\\-dd", "[Red]dd.mm.yy"];
    for (row, code) in formats.into_iter().enumerate() {
        sheet.write_with_format(row as u32, 1, &day, &Format::new().set_num_format(code)).unwrap();
    }
    let stamp = Format::new().set_num_format("m/d/yy h:mm AM/PM");
    sheet.write_with_format(5, 1, &moment, &stamp).unwrap();
    sheet.write_with_format(6, 1, 0.5, &Format::new().set_num_format("h:mm")).unwrap();
    sheet.write_with_format(7, 1, 1.5, &Format::new().set_num_format("[h]:mm")).unwrap();
    sheet.write_with_format(8, 1, 59, &stamp).unwrap();
    let like = |code: &str| Format::new().set_num_format(code);
    sheet.write_with_format(0, 2, 1001, &like("00000")).unwrap();
    sheet.write_with_format(1, 2, 0.95, &like("0%")).unwrap();
    sheet.write_with_format(2, 2, 12, &like("0.00")).unwrap();
    sheet.write_with_format(3, 2, 12, &like("\"days: \"0")).unwrap();
    sheet.write_with_format(4, 2, 1234, &like("#,##0 \\d")).unwrap();
    sheet.write_with_format(5, 2, 0, &like("m/d/yyyy")).unwrap();
    sheet.write(6, 2, true).unwrap();
    sheet.write(7, 2, false).unwrap();
    sheet.write(8, 2, "01001").unwrap();
    let shown = "2018,2018-05-14,01001\n0.3,2018-05-14,0.95\n-3.25,2018-05-14,12\n0.0000001,2018-05-14,12\n\
                 39001,2018-05-14,1234\n1000000000000000,2018-05-14 13:30,0\n0.333333333333333,12:00,true\n\
                 0,36:00,false\n1e22,1900-02-28,01001\n";
    assert_eq!(text(&only(&workbook.save_to_buffer().unwrap())), shown);
}

#[test]
fn days_may_be_counted_from_1904() {
    let styles = "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs>";
    let sheet = b"<worksheet><sheetData><row><c s=\"1\"><v>41772</v></c></row></sheetData></worksheet>";
    let sheets = "<sheet name=\"One\" sheetId=\"1\" r:id=\"a\"/>";
    assert_eq!(text(&only(&xlsx_of(sheet, styles, sheets, "date1904=\"1\""))), "2018-05-14\n");
    assert_eq!(text(&only(&xlsx_of(sheet, styles, sheets, "date1904=\"0\""))), "2014-05-13\n");
}

#[test]
fn errors_are_empty_and_reported_and_so_are_formulas_without_a_result() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "a").unwrap();
    sheet.write(0, 1, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    sheet.write(0, 2, Formula::new("=1+1").set_result("2")).unwrap();
    sheet.write(0, 3, Formula::new("=A1&\"b\"").set_result("ab")).unwrap();
    let tab = only(&workbook.save_to_buffer().unwrap());
    assert_eq!(text(&tab), "a,,2,ab\n");
    assert_eq!((tab.errors.count, &*tab.errors.first), (1, &[Spot { row: 1, column: 2 }][..]));

    // Excel's newer errors, and a formula as programs write it that cannot compute.
    let rows = "<row><c t=\"e\"><f>A</f><v>#SPILL!</v></c><c><f>B</f><v/></c><c t=\"str\"><f>C</f><v></v></c></row>";
    let tab = only(&xlsx(&rows.repeat(12)));
    assert_eq!((text(&tab), tab.errors.count, tab.errors.first.len()), ("", 12, 10));
    assert_eq!((tab.unsolved.count, tab.unsolved.first[0].to_string().as_str()), (12, "B1"));
}

#[test]
fn texts_of_every_kind_are_read() {
    let rows = "<row><c t=\"inlineStr\"><is><r><t>rich </t></r><r><rPr><b/></rPr><t>text</t></r><rPh sb=\"0\" eb=\"1\"><t>kana</t></rPh></is></c>\
                <c t=\"str\"><v>a &amp; b &lt;&#233;&gt; _x000D_</v></c><c t=\"d\"><v>2018-05-14T00:00:00</v></c>\
                <c t=\"b\"><v>1</v></c><c><v>not a number</v></c><c t=\"str\"><v><![CDATA[<x>]]></v></c><c t=\"n\"><v/></c></row>";
    assert_eq!(text(&only(&xlsx(rows))), "rich text,\"a & b <é>  \",2018-05-14,true,not a number,<x>\n");
}

#[test]
fn tabs_come_in_their_order_and_say_whether_they_are_hidden() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    workbook.add_worksheet().set_name("Voting Equip").unwrap();
    workbook.add_worksheet().set_name("Alt & <x>").unwrap().set_hidden(true);
    workbook.add_worksheet().set_name("Büro").unwrap().set_very_hidden(true);
    let tabs = read(&workbook.save_to_buffer().unwrap()).unwrap().tabs;
    let told: Vec<(&str, bool)> = tabs.iter().map(|tab| (&*tab.name, tab.hidden)).collect();
    assert_eq!(told, [("Voting Equip", false), ("Alt & <x>", true), ("Büro", true)]);
}

// Other formats

#[test]
fn an_ods_is_read_as_people_mean_it() {
    let tab = |name: &str, style: &str, rows: &str| {
        format!(
            "<table:table table:name=\"{name}\" table:style-name=\"{style}\"><table:table-column/>{rows}</table:table>"
        )
    };
    let rows = "<table:table-row table:number-rows-repeated=\"2\"><table:table-cell table:number-columns-repeated=\"1024\"/></table:table-row>\
        <table:table-header-rows><table:table-row><table:table-cell/><table:table-cell office:value-type=\"string\"><text:p>Mfr<text:s text:c=\"2\"/>&amp;</text:p><text:p>x</text:p></table:table-cell>\
        <table:table-cell office:value-type=\"string\"><office:annotation><text:p>a note</text:p></office:annotation><text:p>FIPS</text:p></table:table-cell></table:table-row></table:table-header-rows>\
        <table:table-row><table:table-cell office:value-type=\"float\" office:value=\"2018\"><text:p>2,018.00</text:p></table:table-cell>\
        <table:table-cell office:value-type=\"date\" office:date-value=\"2018-05-14\"><text:p>5/14/18</text:p></table:table-cell>\
        <table:table-cell office:value-type=\"float\" office:value=\"1001\"><text:p>01001</text:p></table:table-cell>\
        <table:table-cell office:value-type=\"date\" office:date-value=\"2018-05-14T13:30:00\"/>\
        <table:table-cell office:value-type=\"boolean\" office:boolean-value=\"true\"><text:p>TRUE</text:p></table:table-cell>\
        <table:table-cell office:value-type=\"time\" office:time-value=\"PT13H30M00S\"/>\
        <table:table-cell office:value-type=\"percentage\" office:value=\"0.95\"><text:p>95%</text:p></table:table-cell></table:table-row>\
        <table:table-row table:number-rows-repeated=\"2\"><table:table-cell table:formula=\"of:=1/0\" office:value-type=\"string\" office:string-value=\"\" calcext:value-type=\"error\"><text:p>#DIV/0!</text:p></table:table-cell>\
        <table:table-cell table:number-columns-repeated=\"2\" office:value-type=\"float\" office:value=\"7\"/><table:covered-table-cell/></table:table-row>\
        <table:table-row table:number-rows-repeated=\"1048569\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>";
    let tabs = read(&ods(&(tab("One", "ta1", rows) + &tab("Two", "ta2", "")))).unwrap().tabs;
    let one = "\n\n,\"Mfr  & x\",FIPS\n2018,2018-05-14,01001,2018-05-14 13:30,true,13:30,0.95\n,7,7\n,7,7\n";
    assert_eq!((text(&tabs[0]), tabs[0].rows, tabs[0].columns, tabs[0].hidden), (one, 6, 7, false));
    assert_eq!(tabs[0].errors.first[0].to_string(), "A5");
    assert_eq!((&*tabs[1].name, tabs[1].hidden, tabs[1].rows), ("Two", true, 0));
}

#[test]
fn an_xls_is_read_as_people_mean_it() {
    let tabs = read(&small_xls()).unwrap().tabs;
    let told: Vec<(&str, bool)> = tabs.iter().map(|tab| (&*tab.name, tab.hidden)).collect();
    assert_eq!(told, [("Voting Equip", false), ("Hidden", true), ("Empty", false)]);
    let shown = "\n\n,Mfr,Yr purchased,FIPS,Seen\n,\"Hart, \"\"InterCivic\"\"\",2018,01001,2018-05-14\n\
                 ,\"Doña Ana NM\",0.3,true,2018-05-14 13:30\n,0.95,-3.25,,12345678.9\n,rich text,2,3,4,false\n";
    assert_eq!(text(&tabs[0]), shown);
    assert_eq!(text(&tabs[1]), "x\n");
}

#[test]
fn texts_of_an_xls_go_on_in_the_next_record_with_other_widths() {
    // Two shared texts; the first is cut after `ab` and goes on two bytes a character.
    let first = [&[2, 0, 0, 0, 2, 0, 0, 0][..], &[4, 0, 0], b"ab"].concat();
    let more = [&[1, b'c', 0, 0x16, 0x04][..], &[1, 0, 8, 1, 0], b"z", &[0; 4]].concat();
    let cell = |row: u8, text: u8| record(0x00FD, &[row, 0, 0, 0, 0, 0, text, 0, 0, 0]);
    let formula = record(0x0006, &[2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0]);
    let result = [record(0x0207, &[4, 0, 0, b'w', b'o']), record(0x003C, &[0, b'r', b'd'])].concat();
    let error = record(0x0205, &[3, 0, 0, 0, 0, 0, 0x2A, 1]);
    let date = record(0x0203, &[&[3, 0, 1, 0, 0, 0][..], &41_772_f64.to_le_bytes()].concat());
    let globals =
        [record(0x0022, &[1, 0]), record(0x00E0, &[0, 0, 14, 0]), record(0x00FC, &first), record(0x003C, &more)];
    let tab = only(&xls(&globals, &[cell(0, 0), cell(1, 1), formula, result, error, date]));
    assert_eq!(text(&tab), "abcЖ\nz\n,word\n,2018-05-14\n");
    assert_eq!(tab.errors.first[0].to_string(), "A4");
}

// The laws

#[derive(Clone, Debug)]
enum Value {
    Empty,
    Text(String),
    Number(f64),
    Day(u16, u8, u8),
    Truth(bool),
}

impl Value {
    fn meant(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.replace("\r\n", " ").replace(['\r', '\n'], " "),
            Self::Number(number) => format!("{number}"),
            Self::Day(year, month, day) => format!("{year}-{month:02}-{day:02}"),
            Self::Truth(truth) => truth.to_string(),
        }
    }

    /// Whether another reader says the same of the cell.
    fn is(&self, other: Option<&Data>) -> bool {
        match (self, other) {
            (Self::Empty, None | Some(Data::Empty)) => true,
            (Self::Text(text), Some(Data::String(other))) => text == other,
            (Self::Number(number), Some(Data::Float(other))) => number == other,
            (Self::Day(..), Some(Data::DateTime(_) | Data::DateTimeIso(_))) => true,
            (Self::Truth(truth), Some(Data::Bool(other))) => truth == other,
            _ => false,
        }
    }

    fn ods(&self) -> String {
        let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
        let inside = match self {
            Self::Empty => return "<table:table-cell/>".to_owned(),
            Self::Text(text) => {
                // White space at an end or after other white space is a tag of its own.
                let blanks = |line: &str| {
                    let line = escaped(line);
                    let mut written = String::new();
                    for (at, sign) in line.char_indices() {
                        let bare = at == 0 || at + 1 == line.len() || line[..at].ends_with(' ');
                        if sign == ' ' && bare { written.push_str("<text:s/>") } else { written.push(sign) }
                    }
                    written
                };
                let lines: Vec<String> =
                    text.split('\n').map(|line| format!("<text:p>{}</text:p>", blanks(line))).collect();
                return format!("<table:table-cell office:value-type=\"string\">{}</table:table-cell>", lines.concat());
            }
            Self::Number(number) => format!("\"float\" office:value=\"{number}\""),
            Self::Day(..) => format!("\"date\" office:date-value=\"{}\"", self.meant()),
            Self::Truth(truth) => format!("\"boolean\" office:boolean-value=\"{truth}\""),
        };
        format!("<table:table-cell office:value-type={inside}/>")
    }
}

fn values() -> impl Strategy<Value = Vec<Vec<Value>>> {
    let value = prop_oneof![
        2 => Just(Value::Empty),
        3 => "[a-zé &<>,\"\n;_x0-9é]{1,12}".prop_map(Value::Text),
        2 => (-1_000_000_i64..1_000_000, 0_u32..5)
            .prop_map(|(whole, places)| Value::Number(format!("{whole}e-{places}").parse().unwrap())),
        // A day of 1905 may be a year that was typed into a cell for dates.
        2 => (prop_oneof![1901_u16..1905, 1906_u16..2100], 1_u8..13, 1_u8..29).prop_map(|(year, month, day)| Value::Day(year, month, day)),
        1 => any::<bool>().prop_map(Value::Truth),
    ];
    prop::collection::vec(prop::collection::vec(value, 0..6), 0..8)
}

fn holds(values: &[Vec<Value>], bytes: &[u8]) -> TestCaseResult {
    let tab = only(bytes);
    let read = grid(&tab);
    let meant = |row: &Vec<Value>| {
        let mut fields: Vec<String> = row.iter().map(Value::meant).collect();
        fields.truncate(fields.iter().rposition(|field| !field.is_empty()).map_or(0, |last| last + 1));
        fields
    };
    let mut wanted: Vec<Vec<String>> = values.iter().map(meant).collect();
    wanted.truncate(wanted.iter().rposition(|row| !row.is_empty()).map_or(0, |last| last + 1));
    prop_assert_eq!(&read, &wanted);
    prop_assert_eq!(tab.rows, wanted.len() as u64);
    prop_assert_eq!(tab.columns, wanted.iter().map(Vec::len).max().unwrap_or(0) as u64);
    Ok(())
}

#[test]
fn what_was_written_is_read_back() {
    for_all(1, values(), |values| {
        let mut workbook = rust_xlsxwriter::Workbook::new();
        let sheet = workbook.add_worksheet();
        let format = Format::new().set_num_format("m/d/yyyy");
        for (row, cells) in (0..).zip(&values) {
            for (column, cell) in (0..).zip(cells) {
                match cell {
                    Value::Empty => continue,
                    Value::Text(text) => sheet.write(row, column, text),
                    Value::Number(number) => sheet.write(row, column, *number),
                    Value::Day(year, month, day) => {
                        let day = ExcelDateTime::from_ymd(*year, *month, *day).unwrap();
                        sheet.write_with_format(row, column, &day, &format)
                    }
                    Value::Truth(truth) => sheet.write(row, column, *truth),
                }
                .unwrap();
            }
        }
        let xlsx = workbook.save_to_buffer().unwrap();
        holds(&values, &xlsx)?;

        let row = |cells: &Vec<Value>| {
            format!("<table:table-row>{}</table:table-row>", cells.iter().map(Value::ods).collect::<String>())
        };
        let rows: String = values.iter().map(row).collect();
        let ods = ods(&format!("<table:table table:name=\"Sheet1\">{rows}</table:table>"));
        holds(&values, &ods)?;

        // Another reader says the same of both.
        let judges = [
            calamine::Xlsx::new(Cursor::new(&xlsx)).unwrap().worksheet_range("Sheet1").unwrap(),
            calamine::Ods::new(Cursor::new(&ods)).unwrap().worksheet_range("Sheet1").unwrap(),
        ];
        for judge in judges {
            for (row, cells) in (0..).zip(&values) {
                for (column, cell) in (0..).zip(cells) {
                    prop_assert!(cell.is(judge.get_value((row, column))), "{cell:?} {row} {column}");
                }
            }
        }
        Ok(())
    });
}

#[test]
fn another_reader_says_the_same_of_an_xls() {
    let bytes = small_xls();
    let ours = grid(&read(&bytes).unwrap().tabs[0]);
    let theirs = calamine::Xls::new(Cursor::new(&bytes)).unwrap().worksheet_range("Voting Equip").unwrap();
    let mut compared = 0;
    for (row, column, value) in theirs.used_cells() {
        let (top, left) = theirs.start().unwrap();
        let ours = &ours[row + top as usize][column + left as usize];
        match value {
            Data::String(text) => assert_eq!(*ours, text.replace('\n', " ")),
            Data::Float(number) => assert!((ours.parse::<f64>().unwrap() - number).abs() < 1e-12, "{ours} {number}"),
            Data::Int(number) => assert_eq!(ours.parse::<i64>().unwrap(), *number),
            Data::Bool(truth) => assert_eq!(*ours, truth.to_string()),
            Data::DateTime(_) => assert!(ours.starts_with("2018-05-14")),
            other => panic!("{other:?}"),
        }
        compared += 1;
    }
    assert!(compared > 18, "{compared}");
}

// Containers, and forms

#[test]
fn the_first_bytes_tell_the_container() {
    assert_eq!(Container::of(&xlsx("")), Some(Container::Zip));
    assert_eq!(Container::of(&small_xls()), Some(Container::Compound));
    assert_eq!(Container::of(b"asset_id,jurisdiction\n"), None);
}

#[test]
fn questions_and_answers_are_turned_into_a_row() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(1, 1, "Registered voters").unwrap();
    sheet.write(1, 3, 12_345).unwrap();
    sheet.write(3, 1, "Sign-in, \"MFA\"?").unwrap();
    sheet.write(4, 1, "Network").unwrap();
    sheet.write(4, 3, "segmented").unwrap();
    let turned = turned(&only(&workbook.save_to_buffer().unwrap())).unwrap();
    let text = "Registered voters,\"Sign-in, \"\"MFA\"\"?\",Network\n12345,,segmented\n";
    assert_eq!(std::str::from_utf8(&turned.text).unwrap(), text);
    let names = |spots: &[Spot]| spots.iter().map(Spot::to_string).collect::<Vec<_>>();
    assert_eq!(names(&turned.questions), ["B2", "B4", "B5"]);
    assert_eq!(names(&turned.answers), ["D2", "D4", "D5"]);
}

#[test]
fn a_tab_of_other_than_two_columns_is_not_a_form() {
    for rows in ["", "<row><c><v>1</v></c></row>", "<row><c><v>1</v></c><c><v>1</v></c><c><v>1</v></c></row>"] {
        assert_eq!(turned(&only(&xlsx(rows))), None);
    }
    let long = "<row><c><v>1</v></c><c><v>1</v></c></row>".repeat(1_001);
    assert_eq!(turned(&only(&xlsx(&long))), None);
}
