//! The paper that pages are set on: its width, paragraphs, columns, numbers; ASCII drawing only.

use super::wording::number;
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

/// How many of a long list are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Top {
    /// As many as are usual for the list: ten, or a nation of states.
    Usual,
    /// So many.
    First(usize),
    /// All of them.
    All,
}

/// As many states as a nation has, with its territories.
pub const NATION: usize = 60;

impl Paper {
    /// Paper of a width, between 60 and 120 characters: longer lines are hard to read.
    #[must_use]
    pub fn new(width: usize, top: Top) -> Self {
        Self { width: width.clamp(60, 120), top }
    }

    /// How many of so many are shown.
    #[must_use]
    pub fn shown(&self, all: usize) -> usize {
        self.shown_of(all, 10)
    }

    /// How many of so many are shown, where so many are usual.
    #[must_use]
    pub fn shown_of(&self, all: usize, usual: usize) -> usize {
        match self.top {
            Top::Usual => usual.min(all),
            Top::First(top) => top.min(all),
            Top::All => all,
        }
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

    /// A paragraph behind a label, its other lines below the text.
    #[must_use]
    pub fn labelled(&self, label: &str, text: &str) -> String {
        self.paragraph(label, &" ".repeat(width(label)), text)
    }

    /// An item of a list: a gutter, a text that keeps clear of the right edge, a short text at that edge of its last line.
    ///
    /// The gutter's lines stand before the text's first lines; the short text goes below where it does not fit.
    #[must_use]
    pub fn item(&self, gutter: &[String], text: &str, right: &str, clear: usize) -> String {
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

/// A text broken into lines of a width.
#[must_use]
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    let options = Options::new(width.max(1)).break_words(true).word_splitter(WordSplitter::NoHyphenation);
    textwrap::wrap(text, options).iter().map(|line| line.trim_end().to_owned()).collect()
}

/// A text cut to a width, with `...` where something is missing.
#[must_use]
pub fn clipped(text: &str, most: usize) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let mut cut = String::new();
    for c in text.chars() {
        if width(&cut) + width(c.encode_utf8(&mut [0; 4])) + 3 > most {
            break;
        }
        cut.push(c);
    }
    format!("{}...", cut.trim_end())
}

/// Lines (or rows, by their words) as people name them: `line 4`, `lines 2-15, 17 and 3 more`; at most so many runs are told.
#[must_use]
pub fn lines((one, many): (&str, &str), lines: &[u64], most: usize, more: u64) -> String {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for line in lines {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *line => *last = *line,
            _ => runs.push((*line, *line)),
        }
    }
    let told: Vec<String> = runs
        .iter()
        .take(most)
        .map(|(first, last)| if first == last { first.to_string() } else { format!("{first}-{last}") })
        .collect();
    let left: u64 = runs.iter().skip(most).map(|(first, last)| last - first + 1).sum::<u64>() + more;
    let more = if left > 0 { format!(" and {} more", number(left)) } else { String::new() };
    format!("{} {}{more}", if lines.len() == 1 && left == 0 { one } else { many }, told.join(", "))
}

/// Words in a row: `a`, `a and b`, `a, b and c`.
#[must_use]
pub fn row_of(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// How wide a text is on a terminal.
#[must_use]
pub fn width(text: &str) -> usize {
    textwrap::core::display_width(text)
}

/// The last words of every page.
pub const CLOSING: &str =
    "This compares records with rules. It does not say that any vote was counted wrongly, and it certifies nothing.";
