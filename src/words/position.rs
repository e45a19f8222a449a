//! Where something is: a file, or a tab of a workbook, and a line or a cell of it.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// A position in a file: line and character, both counted from 1; in a tab of a workbook, row and column. 0 where there is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, or the row.
    pub line: u64,
    /// The character of the line, or the column of the row.
    pub column: u64,
}

/// A file as reports name it, or a tab of a workbook.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SheetName {
    /// The file.
    pub file: Arc<str>,
    /// The tab, where the file is a workbook and one of its tabs is meant.
    pub tab: Option<Arc<str>>,
}

impl SheetName {
    /// A tab of this file.
    #[must_use]
    pub fn with_tab(&self, tab: &str) -> Self {
        Self { file: self.file.clone(), tab: Some(tab.into()) }
    }

    /// A place in it as people find it again: `equipment.csv:3:7`, or `prairie.xlsx, Computers, cell G7`.
    #[must_use]
    pub fn at(&self, position: Position) -> String {
        let Position { line, column } = position;
        match (&self.tab, line, column) {
            (Some(_), 0, _) => self.to_string(),
            (Some(_), row, 0) => format!("{self}, row {row}"),
            (Some(_), row, column) => format!("{self}, cell {}", cell_name(row, column)),
            (None, 0, _) => self.to_string(),
            (None, line, 0) => format!("{self}:{line}"),
            (None, line, column) => format!("{self}:{line}:{column}"),
        }
    }
}

/// The name that a workbook gives a cell, by its row and column counted from 1: `G7`.
#[must_use]
pub fn cell_name(row: u64, column: u64) -> String {
    let mut letters = Vec::new();
    let mut left = column;
    while left > 0 {
        letters.push(char::from(b'A' + u8::try_from((left - 1) % 26).unwrap_or(0)));
        left = (left - 1) / 26;
    }
    letters.into_iter().rev().chain(row.to_string().chars()).collect()
}

impl Deref for SheetName {
    type Target = str;

    /// The file.
    fn deref(&self) -> &str {
        &self.file
    }
}

impl From<&str> for SheetName {
    fn from(file: &str) -> Self {
        Self { file: file.into(), tab: None }
    }
}

impl From<String> for SheetName {
    fn from(file: String) -> Self {
        Self { file: file.into(), tab: None }
    }
}

impl From<Arc<str>> for SheetName {
    fn from(file: Arc<str>) -> Self {
        Self { file, tab: None }
    }
}

impl fmt::Display for SheetName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        self.tab.as_ref().map_or(Ok(()), |tab| write!(f, ", {tab}"))
    }
}

/// Where the bytes of a text are: lines and characters.
pub struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    /// The lines of a text.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, starts }
    }

    /// The line and character of a byte.
    #[must_use]
    pub fn position(&self, byte: usize) -> Position {
        let line = self.starts.partition_point(|start| *start <= byte);
        let start = self.starts[line - 1];
        let column = self.text.get(start..byte).map_or(0, |before| before.chars().count());
        Position { line: line as u64, column: column as u64 + 1 }
    }

    /// The text of a line, counted from 1.
    #[must_use]
    pub fn line(&self, number: u64) -> &'a str {
        let at = (number as usize).saturating_sub(1);
        let start = self.starts.get(at).copied().unwrap_or(self.text.len());
        self.text[start..].lines().next().unwrap_or_default()
    }
}
