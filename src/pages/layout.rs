//! The paper that pages are set on: its width, paragraphs, columns, numbers; ASCII drawing only.

pub use crate::phrases::footer::CLOSING;
pub(crate) use crate::phrases::plain::clipped;
use crate::phrases::wording::number;
pub(crate) use crate::phrases::wording::{lines, row_of};
pub use crate::phrases::{NATION, Top};
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, Width, presets};
use textwrap::{Options, WordSplitter};

/// What a page is set on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paper {
    /// Characters a line; at least 60.
    pub width: usize,
    /// How many of a long list are shown.
    pub top: Top,
}

impl Paper {
    /// Paper of a width, between 60 and 120 characters: longer lines are hard to read.
    #[must_use]
    pub fn new(width: usize, top: Top) -> Self {
        Self { width: width.clamp(60, 120), top }
    }

    /// How wide a column of names may be that has `usual` columns of a terminal on the narrowest page of 80.
    pub(crate) fn room(&self, usual: usize) -> usize {
        usual + self.width.saturating_sub(80)
    }

    /// How many of `all` items are shown, where ten are usual.
    pub(crate) fn shown(&self, all: usize) -> usize {
        self.shown_of(all, 10)
    }

    /// How many of `all` items are shown, where `usual` is the usual number.
    pub(crate) fn shown_of(&self, all: usize, usual: usize) -> usize {
        self.top.of(all, usual)
    }

    /// A line that says how many more items than `shown` there are; nothing where all are shown.
    pub(super) fn more(all: usize, shown: usize) -> String {
        match all - shown {
            0 => String::new(),
            left => format!("   {} more: --top all\n", number(left as u64)),
        }
    }

    pub(super) fn closing(&self) -> String {
        self.paragraph("", "", CLOSING)
    }

    /// A paragraph: the first line behind one text, the others behind another.
    pub(crate) fn paragraph(&self, first: &str, rest: &str, text: &str) -> String {
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

    /// A paragraph behind a label, its other lines below the text.
    pub(crate) fn labelled(&self, label: &str, text: &str) -> String {
        self.paragraph(label, &" ".repeat(width(label)), text)
    }

    /// An item of a list: a gutter, a text that keeps clear of the right edge, a short text at that edge of its last line.
    ///
    /// The gutter's lines go before the text's first lines; the short text goes below where it does not fit.
    pub(crate) fn item(&self, gutter: &[String], text: &str, right: &str, clear: usize) -> String {
        let indent = gutter.iter().map(|line| width(line)).max().unwrap_or_default();
        let text = wrapped(text, self.width.saturating_sub(indent + clear).max(20));
        let count = text.len().max(gutter.len());
        let mut set = String::new();
        for at in 0..count {
            let before = gutter.get(at).map_or("", String::as_str);
            let line =
                format!("{before}{}{}", " ".repeat(indent - width(before)), text.get(at).map_or("", String::as_str));
            let last = at + 1 == count && !right.is_empty();
            set.push_str(&if last { self.edges(&line, right) } else { format!("{}\n", line.trim_end()) });
        }
        set
    }

    /// A line of two texts, one at each edge; the second goes below where they do not fit.
    pub(crate) fn edges(&self, left: &str, right: &str) -> String {
        let used = width(left) + width(right);
        if used + 2 > self.width {
            return format!("{}{:>2$}\n", self.paragraph("", "", left), right, self.width);
        }
        format!("{left}{}{right}\n", " ".repeat(self.width - used))
    }

    /// Columns without lines: `margins` before each, right-aligned where `right` says so; `fixed` widths where not zero.
    pub(crate) fn columns(&self, rows: &[Vec<String>], columns: &[Column]) -> String {
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
pub(crate) struct Column {
    margin: u16,
    right: bool,
    least: u16,
}

impl Column {
    /// Words, behind a margin of this many blanks.
    pub(crate) fn words(margin: u16) -> Self {
        Self { margin, right: false, least: 0 }
    }

    /// Numbers, set to the right, behind a margin of this many blanks.
    pub(crate) fn numbers(margin: u16) -> Self {
        Self { margin, right: true, least: 0 }
    }

    /// At least so wide.
    pub(crate) fn at_least(self, least: u16) -> Self {
        Self { least, ..self }
    }
}

/// A text broken into lines of a width.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let options = Options::new(width.max(1)).break_words(true).word_splitter(WordSplitter::NoHyphenation);
    textwrap::wrap(text, options).iter().map(|line| line.trim_end().to_owned()).collect()
}

/// How wide a text is on a terminal.
pub(crate) fn width(text: &str) -> usize {
    textwrap::core::display_width(text)
}
