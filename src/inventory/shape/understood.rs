//! How a sheet was understood: its tables, and what each of its columns was taken as.

use std::sync::Arc;

use crate::schema::{Column, TableId, folded};
use crate::words::position::{Position, SheetName};

/// A column of a sheet: its table, its own name, and its header as it is written.
pub type HeadedColumn = (TableId, &'static str, Arc<str>);

/// The headers of one sheet, by the columns they were taken as: how a page names a column to the person who wrote the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headed {
    /// The file, or the tab of a workbook.
    pub sheet: SheetName,
    /// The tables of its rows.
    pub tables: Vec<TableId>,
    /// The columns it has; sheets with equal headers share them.
    pub columns: Arc<[HeadedColumn]>,
    /// Whether its columns are questions, each with its answer in a cell of its own.
    pub is_form: bool,
    /// Whether a mapping reads it: then no column can be added to it.
    pub is_mapped: bool,
}

impl Headed {
    /// The header of a column, as the sheet has it.
    #[must_use]
    pub fn header(&self, table: TableId, column: &str) -> Option<&str> {
        let is = |(of, name, _): &&HeadedColumn| *of == table && *name == column;
        self.columns.iter().find(is).map(|(_, _, header)| &**header)
    }
}

/// How one sheet was understood.
#[derive(Clone, Debug)]
pub struct Understood {
    /// The file, or the tab of a workbook.
    pub sheet: SheetName,
    /// The tables of its rows; none, where it was left out.
    pub tables: Vec<TableId>,
    /// Its columns, as they are in it.
    pub columns: Vec<Taken>,
    /// Rows that were left out with it, where they were counted.
    pub left_out: Option<u64>,
}

/// What a column of a sheet was taken as.
#[derive(Clone, Debug)]
pub struct Taken {
    /// Its header, as it is written.
    pub header: String,
    /// Where the header is.
    pub at: Position,
    /// The column it is, with its table; `None` where it is kept and not used.
    pub column: Option<(TableId, &'static Column)>,
    /// Why it was taken so.
    pub why: Why,
    /// The first cell of it that is not empty, as it is written, among the first rows.
    pub first: Option<String>,
}

/// Why a column was taken as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It has the column's own name.
    OwnName,
    /// Its words are words of that name.
    SameWord,
    /// It is a short form that is known for it.
    ShortForm,
    /// It is another word that is known for it.
    OtherWord,
    /// It is a phrase that is known for it.
    Phrase,
    /// It names the table of each row.
    Table,
    /// It says the place with the column that does: its state, its name, or a municipality in it.
    Place,
    /// A mapping names it.
    Mapping,
    /// Nothing that is known is called so.
    NoMatch,
}

impl Why {
    /// Why a header is a column of this declaration.
    pub(crate) fn of(header: &str, column: &Column) -> Self {
        let words = |text: &str| -> Vec<String> {
            let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
            words.map(str::to_lowercase).collect()
        };
        let (own, asked) = (words(column.name), words(header));
        match asked.as_slice() {
            _ if folded(header) == folded(column.name) => Self::OwnName,
            [_, ..] if asked.iter().all(|word| own.contains(word)) => Self::SameWord,
            _ if folded(header).chars().count() <= 5 => Self::ShortForm,
            [_] => Self::OtherWord,
            _ => Self::Phrase,
        }
    }

    /// It in a few words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::OwnName => "own name",
            Self::SameWord => "same word",
            Self::ShortForm => "known short form",
            Self::OtherWord => "known word",
            Self::Phrase => "known phrase",
            Self::Table => "names the table",
            Self::Place => "names the place too",
            Self::Mapping => "by the mapping",
            Self::NoMatch => "no match",
        }
    }
}
