//! A sheet as it was sent, drawn on a tab: values, widths, hidden and merged parts, with colours and comments on marked cells.

use std::collections::HashMap;

use rust_xlsxwriter::utility::column_number_to_name;
use rust_xlsxwriter::{Color, Format, IgnoreError, Worksheet, XlsxError};

use super::marks::{ChoiceIn, Colour, Mark, Marks};
use crate::inventory::{MARK, SentCell, SentSheet};
use crate::limits::reports::COPIED_TEXT;
use crate::limits::workbooks;
use crate::pages::sheet_parts::{choices, choices_in, fits_in_list, header, note};
use crate::phrases::checked::LeftOfCopy;
use crate::phrases::plain::plain;
use crate::workbook::{GENERAL, Stored};

/// What Excel has room for.
const ROWS: u32 = workbooks::ROWS.most as u32;
const COLUMNS: u32 = workbooks::COLUMNS.most as u32;
const CHARACTERS: usize = COPIED_TEXT.size();

/// The most comments of a tab: each is a drawing.
const COMMENTS: usize = 2_000;

/// The most cells of all merged ranges of a tab.
const MERGED: u64 = 100_000;

/// So many rows are looked through for how wide a column is, and so wide is it at most, in characters.
const LOOKED_AT: u32 = 200;
const WIDEST: usize = 40;

/// A header further down stays where it is when the rows below it are scrolled.
const FROZEN: u32 = 12;

/// The format of texts that must stay texts.
const TEXT: &str = "@";

/// Lists of choices that are too long for a cell's own check, on a hidden tab.
pub(super) struct Choices {
    tab: String,
    lists: Vec<Vec<&'static str>>,
}

/// The row of the first choice on that tab, counted from 0.
const FIRST_CHOICE: u32 = 2;

impl Choices {
    pub(super) fn new(tab: String) -> Self {
        Self { tab, lists: Vec::new() }
    }

    /// The cells that hold a list.
    fn range(&mut self, words: &[&'static str]) -> String {
        let at = self.lists.iter().position(|known| known == words).unwrap_or_else(|| {
            self.lists.push(words.to_vec());
            self.lists.len() - 1
        });
        let column = column_number_to_name(u16::try_from(at).unwrap_or(u16::MAX));
        let last = FIRST_CHOICE as usize + words.len();
        format!("='{}'!${column}${}:${column}${last}", self.tab.replace('\'', "''"), FIRST_CHOICE + 1)
    }

    /// The tab, where there is any list.
    pub(super) fn into_sheet(self) -> Result<Option<Worksheet>, XlsxError> {
        if self.lists.is_empty() {
            return Ok(None);
        }
        let mut sheet = Worksheet::new();
        sheet.set_name(self.tab)?.set_hidden(true).write_string(0, 0, MARK)?;
        for (words, column) in self.lists.iter().zip(0_u16..) {
            for (word, row) in words.iter().zip(FIRST_CHOICE..) {
                sheet.write_string(row, column, *word)?;
            }
        }
        Ok(Some(sheet))
    }
}

/// A copy of a sheet, without its name, and what could not be copied.
pub(super) fn copy(sent: &SentSheet, marks: &Marks, lists: &mut Choices) -> Result<(Worksheet, LeftOfCopy), XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_hidden(sent.is_hidden);
    let mut left = LeftOfCopy { without_comment: marks.not_marked, ..LeftOfCopy::default() };
    shape(&mut sheet, sent, marks)?;
    let mut formats = Formats::default();
    for cell in &sent.cells {
        let mark = marks.cells.get(&(cell.row, cell.column));
        if cell.text.is_empty() && mark.is_none() {
            continue;
        }
        match at(cell.row, cell.column) {
            Some(spot) => write(&mut sheet, spot, cell, &formats.of_cell(sent, cell, marks, mark), &mut left)?,
            None => left.outside += 1,
        }
    }
    let mut comments = 0;
    for (spot, mark) in &marks.cells {
        let Some((row, column)) = at(spot.0, spot.1) else { continue };
        if !sent.cells_of(spot.0).iter().any(|cell| cell.column == spot.1) {
            let code = if marks.texts.contains(&spot.1) { TEXT } else { GENERAL };
            sheet.write_blank(row, column, &formats.of(code, mark.colour, false))?;
        }
        if !mark.says.is_empty() && comments < COMMENTS {
            sheet.insert_note(row, column, &note(&mark.says.join("\n\n")))?;
            comments += 1;
        } else if !mark.says.is_empty() {
            left.without_comment += 1;
        }
    }
    for choice in &marks.choices {
        add_choice(&mut sheet, choice, lists)?;
    }
    Ok((sheet, left))
}

/// Row and column as Excel has them, where it has them.
fn at(row: u32, column: u32) -> Option<(u32, u16)> {
    let column = u16::try_from(column).ok().filter(|column| u32::from(*column) < COLUMNS)?;
    (row < ROWS).then_some((row, column))
}

/// Widths, hidden parts, merged cells, and the header that stays in view.
fn shape(sheet: &mut Worksheet, sent: &SentSheet, marks: &Marks) -> Result<(), XlsxError> {
    let (rows, columns) = sent.size();
    let (rows, columns) = (rows.min(ROWS), columns.min(COLUMNS));
    if sent.layout.widths.is_empty() {
        for (column, width) in widths(sent, marks) {
            sheet.set_column_width(column, width)?;
        }
    }
    for (first, last, width) in &sent.layout.widths {
        // The file counts the room at both edges of a cell.
        let width = (f64::from(*width) / 100.0 - 0.71).max(0.5);
        for column in (*first..=*last).take_while(|column| *column <= columns).filter_map(|column| at(0, column)) {
            sheet.set_column_width(column.1, width)?;
        }
    }
    for (first, last) in &sent.layout.hidden_columns {
        for column in (*first..=*last).take_while(|column| *column < columns).filter_map(|column| at(0, column)) {
            sheet.set_column_hidden(column.1)?;
        }
    }
    for (first, last) in &sent.layout.hidden_rows {
        for row in (*first..=*last).take_while(|row| *row < rows) {
            sheet.set_row_hidden(row)?;
        }
    }
    let mut room = MERGED;
    for range in sent.layout.one_row.iter().chain(&sent.merged) {
        let zero = |number: u64| u32::try_from(number.saturating_sub(1)).unwrap_or(u32::MAX);
        let last = (zero(range.last_row).min(rows.saturating_sub(1)), zero(range.last_column).min(columns.max(1) - 1));
        let (Some(first), Some(last)) = (at(zero(range.first.row), zero(range.first.column)), at(last.0, last.1))
        else {
            continue;
        };
        let cells = |last: u32, first: u32| u64::from(last.saturating_sub(first)) + 1;
        let size = cells(last.0, first.0) * cells(u32::from(last.1), u32::from(first.1));
        let fits = first.0 <= last.0 && first.1 <= last.1 && size > 1;
        let Some(less) = room.checked_sub(size).filter(|_| fits) else { continue };
        // One that overlaps another is left away: no office program writes it.
        if sheet.merge_range(first.0, first.1, last.0, last.1, "", &Format::new()).is_ok() {
            room = less;
        }
    }
    if let Some(header) = marks.header.filter(|header| *header < FROZEN) {
        sheet.set_freeze_panes(header + 1, 0)?;
    }
    if rows > 0
        && let Some(last) = at(rows - 1, columns.max(1) - 1)
    {
        sheet.ignore_error_range(0, 0, last.0, last.1, IgnoreError::NumberStoredAsText)?;
    }
    Ok(())
}

/// How wide columns are for what is in them, without the lines above a header.
fn widths(sent: &SentSheet, marks: &Marks) -> Vec<(u16, f64)> {
    let first = marks.header.unwrap_or(0);
    let mut longest: HashMap<u16, usize> = HashMap::new();
    let looked_at = first.saturating_add(LOOKED_AT);
    for cell in sent.cells.iter().take_while(|cell| cell.row < looked_at).filter(|cell| cell.row >= first) {
        if let Some((_, column)) = at(cell.row, cell.column) {
            let len = longest.entry(column).or_default();
            *len = cell.text.chars().take(WIDEST).count().max(*len);
        }
    }
    #[allow(clippy::cast_precision_loss, reason = "at most 40")]
    longest.into_iter().map(|(column, len)| (column, (len + 2) as f64)).collect()
}

fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &SentCell,
    (format, stored): &(Format, Stored),
    left: &mut LeftOfCopy,
) -> Result<(), XlsxError> {
    match stored {
        Stored::Number { value, .. } => sheet.write_number_with_format(row, column, *value, format)?,
        Stored::Boolean(yes) => sheet.write_boolean_with_format(row, column, *yes, format)?,
        Stored::Text => {
            let text = cut(&cell.text);
            left.cut += u64::from(text.len() < cell.text.len());
            // Never as a formula or a link, whatever it begins with.
            sheet.write_string_with_format(row, column, text, format)?
        }
    };
    Ok(())
}

/// As much of a text as a cell may hold.
fn cut(text: &str) -> &str {
    if text.len() <= CHARACTERS {
        return text;
    }
    let mut units = 0;
    let end = text.char_indices().find(|(_, sign)| {
        units += sign.len_utf16();
        units > CHARACTERS
    });
    &text[..end.map_or(text.len(), |(at, _)| at)]
}

/// A list to choose from; one that overlaps a merged range or has no room is left away.
fn add_choice(sheet: &mut Worksheet, choice: &ChoiceIn, lists: &mut Choices) -> Result<(), XlsxError> {
    let (Some(first), Some(last)) = (at(choice.first.0, choice.first.1), at(choice.last.0, choice.last.1)) else {
        return Ok(());
    };
    let title: String = plain(&choice.title).chars().take(32).collect();
    let check = match fits_in_list(&choice.words) {
        true => choices(&choice.words)?,
        false => choices_in(&lists.range(&choice.words))?,
    };
    sheet.add_data_validation(first.0, first.1, last.0, last.1, &check.set_error_title(title)?)?;
    Ok(())
}

/// The formats of a tab, each made once.
#[derive(Default)]
struct Formats(HashMap<(String, Colour, bool), Format>);

impl Formats {
    /// How a cell looks, and how it is stored.
    fn of_cell(&mut self, sent: &SentSheet, cell: &SentCell, marks: &Marks, mark: Option<&Mark>) -> (Format, Stored) {
        let is_number = sent.name.tab.is_none() && marks.numbers.contains(&cell.column);
        let stored = if is_number { Stored::of_number(&cell.text) } else { cell.stored.clone() };
        let is_header = marks.header == Some(cell.row);
        let is_long = cell.text.len() > 200;
        let code = match &stored {
            Stored::Number { code, .. } => &**code,
            Stored::Boolean(_) => GENERAL,
            // What is typed over it stays text too: 01002 keeps its zero.
            Stored::Text if !is_header && !is_long && marks.texts.contains(&cell.column) => TEXT,
            Stored::Text => GENERAL,
        };
        (self.of(code, mark.map_or(Colour::Plain, |mark| mark.colour), is_header), stored)
    }

    fn of(&mut self, code: &str, colour: Colour, is_header: bool) -> Format {
        let key = (code.to_owned(), colour, is_header);
        let made = self.0.entry(key).or_insert_with(|| {
            let plain = if is_header { header() } else { Format::new() };
            let plain = if code == GENERAL { plain } else { plain.set_num_format(code) };
            match colour {
                Colour::Plain => plain,
                Colour::Open => plain.set_background_color(Color::RGB(0xE2_EF_DA)),
                Colour::Wrong => plain.set_background_color(Color::RGB(0xFF_D9_66)),
            }
        });
        made.clone()
    }
}
