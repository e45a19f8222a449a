//! The paper that pages are set on: its width, paragraphs, columns, numbers; ASCII drawing only.

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, Width, presets};
use textwrap::{Options, WordSplitter};

/// What a page is set on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paper {
    /// Characters a line; at least 60.
    pub width: usize,
    /// How many of a long list are shown; `None` shows all.
    pub top: Option<usize>,
}

impl Paper {
    /// Paper of a width, between 60 and 120 characters: longer lines are hard to read.
    #[must_use]
    pub fn new(width: usize, top: Option<usize>) -> Self {
        Self { width: width.clamp(60, 120), top }
    }

    /// How many of so many are shown.
    #[must_use]
    pub fn shown(&self, all: usize) -> usize {
        self.top.map_or(all, |top| top.min(all))
    }

    /// A paragraph: the first line behind one text, the others behind another.
    #[must_use]
    pub fn paragraph(&self, first: &str, rest: &str, text: &str) -> String {
        let options = Options::new(self.width)
            .initial_indent(first)
            .subsequent_indent(rest)
            .break_words(true)
            .word_splitter(WordSplitter::NoHyphenation);
        let mut filled: String =
            textwrap::wrap(text, options).iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n");
        filled.push('\n');
        filled
    }

    /// A line of two texts, one at each edge; the second goes below where they do not fit.
    #[must_use]
    pub fn edges(&self, left: &str, right: &str) -> String {
        let used = width(left) + width(right);
        if used + 2 > self.width {
            return format!("{}{:>2$}\n", self.paragraph("", "", left), right, self.width);
        }
        format!("{left}{}{right}\n", " ".repeat(self.width - used))
    }

    /// Columns without lines: `margins` before each, right-aligned where `right` says so; `fixed` widths where not zero.
    #[must_use]
    pub fn columns(&self, rows: &[Vec<String>], columns: &[Column]) -> String {
        if rows.is_empty() {
            return String::new();
        }
        let mut table = Table::new();
        table.load_style(presets::NOTHING);
        table.set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(u16::try_from(self.width).unwrap_or(u16::MAX));
        for row in rows {
            table.add_row(row);
        }
        for (at, of) in columns.iter().enumerate() {
            if let Some(column) = table.column_mut(at) {
                column.set_padding((of.margin, 0));
                column.set_cell_alignment(if of.right { CellAlignment::Right } else { CellAlignment::Left });
                if of.least > 0 {
                    column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(of.least + of.margin)));
                }
            }
        }
        let mut text: String = table.lines().map(|line| format!("{}\n", line.trim_end())).collect();
        if text.is_empty() {
            text.push('\n');
        }
        text
    }
}

/// How one column of [`Paper::columns`] is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    margin: u16,
    right: bool,
    least: u16,
}

impl Column {
    /// Words, behind a margin of so many blanks.
    #[must_use]
    pub fn words(margin: u16) -> Self {
        Self { margin, right: false, least: 0 }
    }

    /// Numbers, set to the right, behind a margin of so many blanks.
    #[must_use]
    pub fn numbers(margin: u16) -> Self {
        Self { margin, right: true, least: 0 }
    }

    /// At least so wide.
    #[must_use]
    pub fn at_least(self, least: u16) -> Self {
        Self { least, ..self }
    }
}

/// How wide a text is on a terminal.
#[must_use]
pub fn width(text: &str) -> usize {
    textwrap::core::display_width(text)
}

/// A number in groups of three: `134,756`.
#[must_use]
pub fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A count with its noun: `1 place`, `3 places`.
#[must_use]
pub fn counted(count: u64, (one, many): (&str, &str)) -> String {
    format!("{} {}", number(count), if count == 1 { one } else { many })
}

/// A large number as people say it: `53.7 million`, else in full.
#[must_use]
#[allow(clippy::cast_precision_loss)]
pub fn rounded(count: u64) -> String {
    if count < 1_000_000 { number(count) } else { format!("{:.1} million", count as f64 / 1_000_000.0) }
}

/// A share in whole percent; below one it is not rounded to nothing.
#[must_use]
#[allow(clippy::cast_precision_loss)]
pub fn percent(part: u64, all: u64) -> String {
    match (part, all) {
        (_, 0) => String::new(),
        (0, _) => "0%".to_owned(),
        (part, all) if part < all => match part as f64 / all as f64 * 100.0 {
            share if share < 1.0 => "<1%".to_owned(),
            share => format!("{:.0}%", share.min(99.0)),
        },
        _ => "100%".to_owned(),
    }
}

/// A risk as pages print it: a whole number from 0 to 100, rounded away from the all-clear ends.
#[must_use]
pub fn risk(risk: f64) -> String {
    match risk {
        risk if risk <= 0.0 => "0".to_owned(),
        risk if risk < 1.0 => "1".to_owned(),
        risk if (99.0..100.0).contains(&risk) => "99".to_owned(),
        risk => format!("{risk:.0}"),
    }
}

/// The last words of every page.
pub const CLOSING: &str =
    "This compares records with rules. It does not say that any vote was counted wrongly, and it certifies nothing.";
