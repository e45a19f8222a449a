//! A table on a tab of a workbook: a marked tab, a header, a row for each thing, each as high as its text.

use rust_xlsxwriter::{Format, FormatAlign, Worksheet, XlsxError};

use super::cells::Cell;
use super::sheet_parts::{header, height};
use crate::inventory::MARK;
use crate::phrases::names::topic;
use crate::phrases::plain::{clipped, plain};
use crate::phrases::wording::first_large;

/// The most rows of a table; the workbook is held in memory until it is written.
const ROWS: u64 = 100_000;

/// The longest text of a cell, in columns of a terminal.
const LONGEST: usize = 8_000;

/// The row of the header, below the mark.
const HEADER: u32 = 2;

/// A table on a tab, and how many rows it has no room for.
pub(super) type Drawn = Result<(Worksheet, u64), XlsxError>;

/// A table that is being written.
pub(super) struct Table {
    sheet: Worksheet,
    next: u32,
    left: u64,
    body: Format,
    widths: Vec<f64>,
}

impl Table {
    pub(super) fn new(columns: &[&str], widths: &[(&str, f64)]) -> Result<Self, XlsxError> {
        let mut sheet = Worksheet::new();
        sheet.write_string_with_format(0, 0, MARK, &quiet())?;
        let width = |name: &&str| widths.iter().find(|(of, _)| of == name).map_or(14.0, |(_, width)| *width);
        let widths: Vec<f64> = columns.iter().map(width).collect();
        for (name, column) in columns.iter().zip(0_u16..) {
            sheet.set_column_width(column, widths[usize::from(column)])?;
            sheet.write_string_with_format(HEADER, column, first_large(&topic(&name.replace('_', " "))), &header())?;
        }
        sheet.set_freeze_panes(HEADER + 1, 0)?.set_landscape().set_print_fit_to_pages(1, 0);
        let body = Format::new().set_align(FormatAlign::Top).set_text_wrap();
        Ok(Self { sheet, next: HEADER + 1, left: 0, body, widths })
    }

    pub(super) fn add(&mut self, cells: &[Cell<'_>]) -> Result<(), XlsxError> {
        if u64::from(self.next - HEADER) > ROWS {
            self.left += 1;
            return Ok(());
        }
        let mut texts = Vec::with_capacity(cells.len());
        for (cell, column) in cells.iter().zip(0_u16..) {
            let text = match cell {
                Cell::Text(text) => plain(text),
                Cell::Safe(text) => plain(text),
                Cell::Number(number) => {
                    if let Ok(number) = number.parse::<f64>() {
                        self.sheet.write_number_with_format(self.next, column, number, &self.body)?;
                    }
                    continue;
                }
            };
            if !text.is_empty() {
                let text = clipped(&text, LONGEST);
                self.sheet.write_string_with_format(self.next, column, &text, &self.body)?;
                texts.push((text, self.widths.get(usize::from(column)).copied().unwrap_or(14.0)));
            }
        }
        let height = height(texts.iter().map(|(text, width)| (text.as_str(), *width)));
        self.sheet.set_row_height(self.next, height)?;
        self.next += 1;
        Ok(())
    }

    /// Counts rows that are not in it in addition to those it has no room for.
    pub(super) fn leave_out(&mut self, rows: u64) {
        self.left += rows;
    }

    pub(super) fn end(mut self, columns: usize) -> Drawn {
        let last = u16::try_from(columns.saturating_sub(1)).unwrap_or(0);
        if self.next > HEADER + 1 {
            self.sheet.autofilter(HEADER, 0, self.next - 1, last)?;
        }
        Ok((self.sheet, self.left))
    }
}

/// What a mark looks like that only the program needs.
pub(super) fn quiet() -> Format {
    Format::new().set_font_size(8).set_font_color(0x80_80_80)
}
