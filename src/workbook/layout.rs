//! How the cells of a tab are stored and shown: what a copy of the tab needs, kept only where one is made.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::{Date, date};

use super::number_format::Look;
use super::sheet::{Merged, Spot};

/// So many cells are known as numbers, days or yes and no; of a larger workbook no copy is made.
const TYPED: usize = 1_000_000;

/// So many widths, hidden ranges, merged cells of one row and failed formulas are kept of each.
const KEPT: usize = 100_000;

/// What a tab shows besides the text of its cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// Cells that are no texts, by row and column counted from 0, with the code of their number format where it is known.
    pub(super) typed: BTreeMap<(u32, u32), Option<Arc<str>>>,
    /// Columns of a width of their own: first and last, counted from 0, and hundredths of a character.
    pub widths: Vec<(u32, u32, u32)>,
    /// Hidden rows: first and last, counted from 0.
    pub hidden_rows: Vec<(u32, u32)>,
    /// Hidden columns: first and last, counted from 0.
    pub hidden_columns: Vec<(u32, u32)>,
    /// Merged cells of one row.
    pub one_row: Vec<Merged>,
}

impl Layout {
    pub(super) fn typed(&mut self, row: u32, column: u32, code: Option<Arc<str>>) {
        if self.typed.len() < TYPED {
            self.typed.insert((row, column), code);
        }
    }

    /// Notes that a cell is stored as another is.
    pub(super) fn same(&mut self, from: (u32, u32), to: (u32, u32)) {
        if let Some(code) = self.typed.get(&from).cloned() {
            self.typed(to.0, to.1, code);
        }
    }

    /// Notes the width of columns, counted from 0, as the file has it: with room at both edges.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 255 characters")]
    pub(super) fn width(&mut self, first: u32, last: u32, width: f64) {
        if width > 0.0 && self.widths.len() < KEPT {
            self.widths.push((first, last, (width.min(255.0) * 100.0) as u32));
        }
    }

    pub(super) fn one_row(&mut self, (row, first): (u32, u32), last: u32) {
        if last > first && self.one_row.len() < KEPT {
            let spot = Spot { row: u64::from(row) + 1, column: u64::from(first) + 1 };
            self.one_row.push(Merged { first: spot, last_row: spot.row, last_column: u64::from(last) + 1 });
        }
    }

    /// The same without what it knows of single cells.
    #[must_use]
    pub fn without_cells(self) -> Self {
        Self { typed: BTreeMap::new(), ..self }
    }

    /// How a cell of the tab is stored in a copy, so that it is read there as the same text.
    #[must_use]
    pub fn stored(&self, spot: Spot, text: &str) -> Stored {
        let number = |of: u64| u32::try_from(of.saturating_sub(1)).unwrap_or(u32::MAX);
        match self.typed.get(&(number(spot.row), number(spot.column))) {
            Some(code) => Stored::of(text, code.as_deref()),
            None => Stored::Text,
        }
    }
}

/// How a cell is stored.
#[derive(Clone, Debug, PartialEq)]
pub enum Stored {
    /// As text.
    Text,
    /// As yes or no.
    Boolean(bool),
    /// As a number with a format; a day is the number of days since the end of 1899.
    Number {
        /// The number.
        value: f64,
        /// The code of its format.
        code: Cow<'static, str>,
    },
}

/// Formats that are copied as they are: those that spreadsheet programs offer, of numbers and of days.
const COPIED: &[&str] = &[
    "0",
    "0.0",
    "0.00",
    "#,##0",
    "#,##0.00",
    "0%",
    "0.00%",
    "$#,##0",
    "$#,##0.00",
    "\"$\"#,##0",
    "\"$\"#,##0.00",
    "@",
    "m/d/yyyy",
    "m/d/yy",
    "m/d",
    "mm/dd/yyyy",
    "mm/dd/yy",
    "mm-dd-yy",
    "mm-dd-yyyy",
    "yyyy-mm-dd",
    "yyyy/mm/dd",
    "d-mmm-yy",
    "d-mmm-yyyy",
    "dd-mmm-yy",
    "d-mmm",
    "mmm-yy",
    "mmm yyyy",
    "mmmm yyyy",
    "mmmm d, yyyy",
    "d mmmm yyyy",
    "d/m/yyyy",
    "dd/mm/yyyy",
    "dd.mm.yyyy",
    "m/d/yyyy h:mm",
    "m/d/yy h:mm",
    "yyyy-mm-dd hh:mm",
    "h:mm",
    "00000\\-0000",
];

/// The format that a number has unless another is chosen.
pub const GENERAL: &str = "General";

/// Excel shows a longer number in its usual format with an exponent.
const LONG: usize = 12;

impl Stored {
    /// How a text that is shown for a number, a day or a yes or no is stored; as text, where nothing else gives it back.
    #[must_use]
    pub fn of(text: &str, code: Option<&str>) -> Self {
        if let "true" | "false" = text {
            return Self::Boolean(text == "true");
        }
        let Some((value, usual)) = number(text).or_else(|| moment(text)) else { return Self::Text };
        let own = code.and_then(|code| {
            let code = code.strip_suffix(";@").unwrap_or(code);
            let code = code.strip_prefix("[$-409]").or(code.strip_prefix("[$-F800]")).unwrap_or(code);
            COPIED.iter().find(|known| **known == code).map(|code| Cow::Borrowed(*code))
        });
        let fits = |code: &Cow<'static, str>| {
            let look = if code == GENERAL { Look::default() } else { Look::of(code) };
            let shown = look.show(value, false);
            shown.text == text && !shown.is_year
        };
        let code = own.into_iter().chain([usual]).find(fits);
        code.map_or(Self::Text, |code| Self::Number { value, code })
    }

    /// How a plain number is stored, such as a quantity in a CSV file: as text, where it is written in any other way.
    #[must_use]
    pub fn of_number(text: &str) -> Self {
        match Self::of(text, None) {
            Self::Number { value, code } if code == GENERAL => Self::Number { value, code },
            Self::Number { .. } | Self::Boolean(_) | Self::Text => Self::Text,
        }
    }
}

/// A number, and the format that shows it as it is written.
fn number(text: &str) -> Option<(f64, Cow<'static, str>)> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'e'));
    let value: f64 = text.parse().ok().filter(|value: &f64| is_number && value.is_finite())?;
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let code = match (digits, text.len()) {
        (true, 2..=15) if text.starts_with('0') => Cow::Owned("0".repeat(text.len())),
        (true, LONG..) => Cow::Borrowed("0"),
        _ => Cow::Borrowed(GENERAL),
    };
    Some((value, code))
}

/// The number of a day, perhaps with a time, and its format.
fn moment(text: &str) -> Option<(f64, Cow<'static, str>)> {
    let (day, time) = text.split_once(' ').unwrap_or((text, ""));
    let day: Date = Some(day).filter(|day| day.len() == 10)?.parse().ok()?;
    let days = i32::try_from(day.duration_since(date(1899, 12, 30)).as_hours() / 24).ok()?;
    // Excel believes in 29 February 1900, its day 60.
    if days < 61 {
        return None;
    }
    let parts: Vec<f64> = time.split(':').filter(|_| !time.is_empty()).map_while(|part| part.parse().ok()).collect();
    let (seconds, code) = match parts[..] {
        [] if time.is_empty() => (0.0, "yyyy-mm-dd"),
        [hours, minutes] => (hours * 3_600.0 + minutes * 60.0, "yyyy-mm-dd hh:mm"),
        [hours, minutes, seconds] => (hours * 3_600.0 + minutes * 60.0 + seconds, "yyyy-mm-dd hh:mm:ss"),
        _ => return None,
    };
    Some((f64::from(days) + seconds / 86_400.0, Cow::Borrowed(code)))
}
