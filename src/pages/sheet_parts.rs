//! What the workbooks that pages write have in common: comments on cells, lists to choose from, the look of a header.

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format, FormatAlign, Formula, Note,
    Workbook, XlsxError,
};

use super::layout::wrapped;
use crate::words::value::Day;

/// About this many characters fit in a line of a comment.
const LINE: usize = 38;

/// The most letters of a list of choices in a cell's own check; Excel takes no more, with the commas between them.
const LIST: usize = 255;

/// How high a row is that has a single line, in points.
const ROW: f64 = 15.0;

/// So many lines of a cell are shown; the rest is in it all the same.
const LINES: usize = 24;

/// How high a row must be for its wrapped texts, each with the width of its column in characters: not all programs work it out.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "small numbers"
)]
pub(super) fn height<'a>(texts: impl Iterator<Item = (&'a str, f64)>) -> f64 {
    let lines = |(text, width): (&str, f64)| wrapped(text, width as usize).len();
    ROW * texts.map(lines).max().unwrap_or(1).clamp(1, LINES) as f64
}

/// The bold cells above the columns.
pub(super) fn header() -> Format {
    Format::new().set_bold().set_background_color(Color::RGB(0xD9_E2_F3)).set_align(FormatAlign::Top)
}

/// A comment on a cell, as large as its text.
pub(super) fn note(text: &str) -> Note {
    let lines: usize = text.lines().map(|line| line.chars().count() / LINE + 1).sum();
    let height = u32::try_from(lines * 17 + 12).unwrap_or(400);
    Note::new(text).add_author_prefix(false).set_author("pollworthy").set_width(280).set_height(height.min(600))
}

/// Whether words fit in the list of choices that a cell has of its own.
pub(super) fn fits_in_list(words: &[&str]) -> bool {
    words.iter().map(|word| word.encode_utf16().count() + 1).sum::<usize>() <= LIST
}

/// A list of choices. Other words are understood too, so that it only warns.
pub(super) fn choices(words: &[&str]) -> Result<DataValidation, XlsxError> {
    warned(DataValidation::new().allow_list_strings(words)?)
}

/// A list of choices that is in some cells.
pub(super) fn choices_in(range: &str) -> Result<DataValidation, XlsxError> {
    warned(DataValidation::new().allow_list_formula(Formula::new(range)))
}

fn warned(check: DataValidation) -> Result<DataValidation, XlsxError> {
    let message = "This is not in the list. Leave the cell empty if you do not know.";
    Ok(check.set_error_message(message)?.set_error_style(DataValidationErrorStyle::Warning))
}

/// A workbook that says it was made on a day, so that the same records give the same bytes whenever it is written.
///
/// # Errors
/// Where a workbook cannot have the day.
pub(super) fn dated(title: &str, day: Day) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&civil(day)?));
    Ok(book)
}

fn civil(day: Day) -> Result<ExcelDateTime, XlsxError> {
    let date = day.civil();
    let (year, month, of_month) = (date.year().unsigned_abs(), date.month().unsigned_abs(), date.day().unsigned_abs());
    ExcelDateTime::from_ymd(year, month, of_month)
}
