//! The sheets as one workbook: a tab a table, lists to choose from, notes on the headers, a tab of help.

use rust_xlsxwriter::utility::column_number_to_name;
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties, ExcelDateTime, Format, FormatAlign,
    Formula, Note, Workbook, Worksheet, XlsxError,
};

use super::{how, words};
use crate::pages::sheet_parts::{self, choices, header};
use crate::phrases::names::{label, tab};
use crate::phrases::wording::first_large;
use crate::schema::{Column, End, JURISDICTIONS, TableId};
use crate::words::value::{Day, Kind};

/// Rows of a tab that have lists to choose from and checks.
const ROWS: u32 = 2_000;

/// Excel counts days; a year that is typed as a number would be a day before this one, 1 January 1920.
const FIRST_DAY: u32 = 7_306;

/// The headers of the tab of help; none of them, and no row below them, looks like the header of a table.
const HELP: [(&str, f64); 4] = [("Tab", 18.0), ("Column", 30.0), ("What to write", 80.0), ("Words allowed", 70.0)];

pub(super) fn bytes(day: Day, known: &[(&'static str, String)]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let date = day.civil();
    let (year, month, of_month) = (date.year().unsigned_abs(), date.month().unsigned_abs(), date.day().unsigned_abs());
    let written = ExcelDateTime::from_ymd(year, month, of_month)?;
    book.set_properties(&DocProperties::new().set_title("Election office inventory").set_creation_datetime(&written));
    office(book.add_worksheet(), known)?;
    for table in TableId::all().filter(|table| *table != JURISDICTIONS) {
        sheet(book.add_worksheet(), table)?;
    }
    help(book.add_worksheet())?;
    book.save_to_buffer()
}

/// The office's own answers: a question a row.
fn office(sheet: &mut Worksheet, known: &[(&'static str, String)]) -> Result<(), XlsxError> {
    sheet.set_name(tab(JURISDICTIONS))?;
    form(sheet)?;
    for (row, column) in (1..).zip(JURISDICTIONS.columns()) {
        question(sheet, row, column)?;
        if let Some((_, answer)) = known.iter().find(|(name, _)| *name == column.name) {
            sheet.write_string_with_format(row, 1, answer, &format(column))?;
        }
    }
    Ok(())
}

/// The head of a form of questions and answers.
pub(in crate::pages) fn form(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_freeze_panes(1, 0)?.set_column_width(0, 34)?.set_column_width(1, 40)?;
    for (at, title) in (0..).zip(["Question", "Answer"]) {
        sheet.write_string_with_format(0, at, title, &header())?;
    }
    Ok(())
}

/// One question of a form, with its note and what its answer may be.
pub(in crate::pages) fn question(sheet: &mut Worksheet, row: u32, column: &Column) -> Result<(), XlsxError> {
    sheet.write_string_with_format(row, 0, label(column), &Format::new().set_bold())?;
    sheet.insert_note(row, 0, &note(column))?.write_blank(row, 1, &format(column))?;
    if let Some(check) = check(column, &format!("B{}", row + 1))? {
        sheet.add_data_validation(row, 1, row, 1, &check)?;
    }
    Ok(())
}

/// A table's tab: its header, and checks below it.
fn sheet(sheet: &mut Worksheet, table: TableId) -> Result<(), XlsxError> {
    sheet.set_name(tab(table))?.set_freeze_panes(1, 0)?;
    for (at, column) in (0..).zip(table.columns_to_fill()) {
        let title = label(column);
        let longest = words(column).iter().map(|word| word.len()).max().unwrap_or(0).max(title.len());
        sheet.set_column_width(at, u32::try_from(longest + 4).unwrap_or(40).clamp(12, 40))?;
        sheet.set_column_format(at, &format(column))?;
        sheet.write_string_with_format(0, at, title, &header())?;
        sheet.insert_note(0, at, &note(column))?;
        if let Some(check) = check(column, &format!("{}2", column_number_to_name(at)))? {
            sheet.add_data_validation(1, at, ROWS, at, &check)?;
        }
    }
    Ok(())
}

/// Every tab and title again, in words.
fn help(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_name("Help")?.set_freeze_panes(1, 0)?;
    for (at, (title, width)) in (0..).zip(HELP) {
        sheet.set_column_width(at, width)?.write_string_with_format(0, at, title, &header())?;
    }
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let rows = TableId::all().flat_map(|table| table.columns_to_fill().iter().map(move |column| (table, column)));
    for (row, (table, column)) in (1..).zip(rows) {
        let says = format!("{}. {}.", first_large(column.meaning), first_large(how(column)));
        let cells = [tab(table), label(column), says, words(column).join(", ")];
        for (at, cell) in (0..).zip(cells) {
            sheet.write_string_with_format(row, at, cell, &wrapped)?;
        }
    }
    Ok(())
}

/// Ids, serial numbers and versions are text: Excel would take their zeros away.
fn format(column: &Column) -> Format {
    let plain = Format::new().set_align(FormatAlign::Left);
    match column.kind {
        Kind::Text | Kind::Version | Kind::Category | Kind::Boolean => plain.set_num_format("@"),
        Kind::Integer => plain.set_num_format("#,##0"),
        Kind::Number => plain.set_num_format("#,##0.00"),
        Kind::Date => plain.set_num_format("yyyy-mm-dd"),
    }
}

fn note(column: &Column) -> Note {
    let words = words(column);
    let how = match column.kind {
        Kind::Category => format!("One of: {}", words.join(", ")),
        Kind::Text | Kind::Integer | Kind::Number | Kind::Boolean | Kind::Date | Kind::Version => {
            first_large(how(column))
        }
    };
    sheet_parts::note(&format!("{}.\n{how}.\nLeave it empty if you do not know.", first_large(column.meaning)))
}

/// What a cell may hold; `first` is the first cell that is checked so.
fn check(column: &Column, first: &str) -> Result<Option<DataValidation>, XlsxError> {
    let title = label(column).chars().take(32).collect::<String>();
    let check = DataValidation::new();
    let (check, style, message) = match column.kind {
        Kind::Text | Kind::Version => return Ok(None),
        Kind::Category | Kind::Boolean => return Ok(Some(choices(&words(column))?.set_error_title(title)?)),
        Kind::Integer => (
            check.allow_whole_number(DataValidationRule::GreaterThanOrEqualTo(0)),
            DataValidationErrorStyle::Warning,
            "This is not a whole number. Leave the cell empty if you do not know.",
        ),
        Kind::Number => (
            check.allow_decimal_number(DataValidationRule::GreaterThanOrEqualTo(0.0)),
            DataValidationErrorStyle::Warning,
            "This is not an amount. Leave the cell empty if you do not know.",
        ),
        Kind::Date => (
            check.allow_custom(Formula::new(format!("OR(ISTEXT({first}),{first}>={FIRST_DAY})"))),
            DataValidationErrorStyle::Stop,
            match column.partial {
                End::First | End::Last => {
                    "Write a day, such as 2026-05-14. If you know only the year, write it with an apostrophe before it: '2026"
                }
                End::Neither => "Write the day, such as 2026-05-14. A month or a year without a day is not read.",
            },
        ),
    };
    let check = check.set_error_title(title)?;
    Ok(Some(check.set_error_message(message)?.set_error_style(style)))
}
