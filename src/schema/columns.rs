//! The columns that a run knows: those of the schema, and behind them those that rules files declare.

use super::{Choice, Column, End, TABLES, TableId, folded};
use crate::words::value::Kind;

/// A column as a rules file declares it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// Its table.
    pub table: TableId,
    /// Its name.
    pub name: String,
    /// The kind of its values.
    pub kind: Kind,
    /// Other headers people write for it.
    pub synonyms: Vec<String>,
    /// A category's words; empty for any other kind.
    pub choices: Vec<String>,
    /// What it says, in one phrase.
    pub meaning: String,
    /// Which end of a partial date is the cautious one.
    pub partial: End,
    /// Whether a date may be after the day of the audit.
    pub future: bool,
}

/// The columns of every table, the schema's own before those that rules files add.
#[derive(Clone, Copy, Debug)]
pub struct Schema([&'static [Column]; TABLES.len()]);

impl Default for Schema {
    /// The schema's own columns alone.
    fn default() -> Self {
        let mut columns: [&'static [Column]; TABLES.len()] = [&[]; TABLES.len()];
        for (columns, table) in columns.iter_mut().zip(TABLES) {
            *columns = table.columns;
        }
        Self(columns)
    }
}

impl Schema {
    /// The same with more columns, each behind those that its table has.
    ///
    /// What is declared is kept until the program ends: a run reads its rules once, they declare a handful of columns, and
    /// every batch, condition and finding may then hold a column as it holds the schema's own.
    #[must_use]
    pub fn with(mut self, added: &[Declared]) -> Self {
        for (at, columns) in self.0.iter_mut().enumerate() {
            let own: Vec<Column> = added.iter().filter(|column| column.table.0 == at).map(kept).collect();
            if !own.is_empty() {
                *columns = [columns, own.as_slice()].concat().leak();
            }
        }
        self
    }

    /// The columns of a table.
    #[must_use]
    pub fn columns(&self, table: TableId) -> &'static [Column] {
        self.0[table.0]
    }

    /// The place of a column among those of its table, by the column's own name.
    #[must_use]
    pub fn column(&self, table: TableId, name: &str) -> Option<usize> {
        self.columns(table).iter().position(|column| column.name == name)
    }

    /// The tables that have a column of a header, a bit for each.
    #[must_use]
    pub fn tables_with_header(&self, header: &str) -> u32 {
        let added = TableId::all().any(|table| self.columns(table).len() > table.columns().len());
        if added {
            let has = |table: &TableId| self.column_for_header(*table, header).is_some();
            return TableId::all().filter(has).fold(0, |bits, table| bits | 1 << table.0);
        }
        let Some(columns) = super::columns_of(header) else { return 0 };
        columns
            .iter()
            .enumerate()
            .fold(0, |bits, (table, column)| bits | u32::from(*column != super::NO_COLUMN) << table)
    }

    /// The place of a column among those of its table, by a header: the name or a synonym, whatever the case and punctuation.
    #[must_use]
    pub fn column_for_header(&self, table: TableId, header: &str) -> Option<usize> {
        table.column_for_header(header).or_else(|| {
            let own = table.columns().len();
            let (header, added) = (folded(header), &self.columns(table)[own..]);
            let fits = |column: &Column| {
                folded(column.name) == header || column.synonyms.iter().any(|synonym| folded(synonym) == header)
            };
            added.iter().position(fits).map(|at| own + at)
        })
    }
}

fn kept(declared: &Declared) -> Column {
    let text = |text: &String| -> &'static str { text.clone().leak() };
    let choice = |name: &String| Choice { name: text(name), synonyms: &[] };
    Column {
        name: text(&declared.name),
        kind: declared.kind,
        synonyms: declared.synonyms.iter().map(text).collect::<Vec<_>>().leak(),
        choices: declared.choices.iter().map(choice).collect::<Vec<_>>().leak(),
        meaning: text(&declared.meaning),
        partial: declared.partial,
        future: declared.future,
    }
}
