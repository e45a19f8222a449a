//! Sheets saved as spreadsheet programs save them: CSV of any kind, XLSX, ODS.

use encoding_rs::WINDOWS_1252;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use crate::support::office::ods;

/// A sheet: its name and its rows, the header first.
#[derive(Clone, Debug)]
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) rows: Vec<Vec<String>>,
}

impl Sheet {
    /// A sheet of CSV.
    pub(crate) fn parsed(name: &str, text: &str) -> Self {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let rows = reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect();
        Self { name: name.to_owned(), rows }
    }

    /// The sheet as CSV with a sign between fields.
    pub(crate) fn csv(&self, separator: u8) -> String {
        let mut writer = csv::WriterBuilder::new()
            .flexible(true)
            .delimiter(separator)
            .terminator(csv::Terminator::CRLF)
            .from_writer(Vec::new());
        self.rows.iter().for_each(|row| writer.write_record(row).unwrap());
        String::from_utf8(writer.into_inner().unwrap()).unwrap()
    }
}

/// A text as UTF-16, the lower byte first, with a mark.
pub(crate) fn utf16(text: &str) -> Vec<u8> {
    [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
}

/// A text as Windows-1252.
pub(crate) fn windows(text: &str) -> Vec<u8> {
    let (bytes, _, lossy) = WINDOWS_1252.encode(text);
    assert!(!lossy);
    bytes.into_owned()
}

/// What a spreadsheet program makes of what is typed into a cell.
enum Typed {
    Blank,
    Day(u16, u8, u8),
    Number(f64),
    Text,
}

fn typed(cell: &str) -> Typed {
    let parts: Vec<&str> = cell.split('-').collect();
    if let [year, month, day] = parts[..]
        && (year.len(), month.len(), day.len()) == (4, 2, 2)
        && let (Ok(year), Ok(month), Ok(day)) = (year.parse(), month.parse(), day.parse())
        && year > 1900
        && ExcelDateTime::from_ymd(year, month, day).is_ok()
    {
        return Typed::Day(year, month, day);
    }
    match cell.parse::<f64>() {
        _ if cell.is_empty() => Typed::Blank,
        // What a number would not give back stays text: `007`, `1.10`, `2e3`.
        Ok(number) if number.to_string() == cell && number.abs() < 1e15 => Typed::Number(number),
        _ => Typed::Text,
    }
}

/// The sheets as one workbook, with days and numbers where a cell is one.
pub(crate) fn xlsx(sheets: &[Sheet]) -> Vec<u8> {
    let mut book = Workbook::new();
    let date = Format::new().set_num_format("m/d/yyyy");
    for sheet in sheets {
        let tab = book.add_worksheet();
        tab.set_name(&sheet.name).unwrap();
        for (row, cells) in (0..).zip(&sheet.rows) {
            for (column, cell) in (0..).zip(cells) {
                match typed(cell) {
                    Typed::Blank => continue,
                    Typed::Day(year, month, day) => {
                        let day = ExcelDateTime::from_ymd(year, month, day).unwrap();
                        tab.write_datetime_with_format(row, column, day, &date)
                    }
                    Typed::Number(number) => tab.write_number(row, column, number),
                    Typed::Text => tab.write_string(row, column, cell),
                }
                .unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}

/// The sheets as one OpenDocument spreadsheet.
pub(crate) fn ods_of_sheets(sheets: &[Sheet]) -> Vec<u8> {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    let cell = |cell: &String| match typed(cell) {
        Typed::Blank => "<table:table-cell/>".to_owned(),
        Typed::Day(year, month, day) => format!(
            "<table:table-cell office:value-type=\"date\" office:date-value=\"{cell}\"><text:p>{month}/{day}/{year}</text:p></table:table-cell>"
        ),
        Typed::Number(number) => format!(
            "<table:table-cell office:value-type=\"float\" office:value=\"{number}\"><text:p>{number}</text:p></table:table-cell>"
        ),
        Typed::Text => {
            format!(
                "<table:table-cell office:value-type=\"string\"><text:p>{}</text:p></table:table-cell>",
                escaped(cell)
            )
        }
    };
    let row =
        |row: &Vec<String>| format!("<table:table-row>{}</table:table-row>", row.iter().map(cell).collect::<String>());
    let table = |sheet: &Sheet| {
        let rows: String = sheet.rows.iter().map(row).collect();
        format!("<table:table table:name=\"{}\">{rows}</table:table>", escaped(&sheet.name))
    };
    ods(&sheets.iter().map(table).collect::<String>())
}
