//! Which columns are needed; no others are read.

use crate::engine::columns::{Batch, Dictionary};
use crate::schema::{Schema, TableId};
use crate::words::value::Day;

/// Which columns of which tables are wanted.
#[derive(Clone, Debug)]
pub struct Needs {
    schema: Schema,
    wanted: Vec<Vec<bool>>,
    /// Those of them whose cells get no notices.
    quiet: Vec<Vec<bool>>,
    keeps_later: bool,
}

impl Needs {
    /// Asks for no column yet.
    #[must_use]
    pub fn none(schema: Schema) -> Self {
        Self { schema, wanted: every(&schema, false), quiet: every(&schema, false), keeps_later: false }
    }

    /// Asks for a column.
    pub fn add(&mut self, table: TableId, column: usize) {
        (self.wanted[table.0][column], self.quiet[table.0][column]) = (true, false);
    }

    /// Asks for a column without notices on cells in it that are not understood: no rule depends on them.
    pub fn add_quietly(&mut self, table: TableId, column: usize) {
        if !self.wanted[table.0][column] {
            (self.wanted[table.0][column], self.quiet[table.0][column]) = (true, true);
        }
    }

    /// Asks for the text of cells that are read otherwise on later days.
    pub fn keep_later(&mut self) {
        self.keeps_later = true;
    }

    /// Asks for what another asks for as well.
    pub fn join(&mut self, other: &Self) {
        for table in TableId::all() {
            for (column, _) in other.wanted[table.0].iter().enumerate().filter(|(_, wanted)| **wanted) {
                if other.quiet[table.0][column] { self.add_quietly(table, column) } else { self.add(table, column) }
            }
        }
    }

    /// The same, and all other columns quietly.
    pub(crate) fn and_all_quietly(&self) -> Self {
        let mut needs = self.clone();
        for table in TableId::all() {
            (0..self.wanted[table.0].len()).for_each(|column| needs.add_quietly(table, column));
        }
        needs
    }

    /// Whether cells in a column that are not understood get notices.
    pub(crate) fn tells(&self, table: TableId, column: usize) -> bool {
        !self.quiet[table.0][column]
    }

    /// Asks for every column of every table.
    #[must_use]
    pub fn all(schema: Schema) -> Self {
        Self { schema, wanted: every(&schema, true), quiet: every(&schema, false), keeps_later: false }
    }

    /// An empty batch of the columns of a table that are wanted.
    #[must_use]
    pub fn batch(&self, table: TableId) -> Batch {
        Batch::new(table, self.schema.columns(table), &self.wanted[table.0])
    }

    /// A dictionary for such batches, as of a day.
    #[must_use]
    pub fn dictionary(&self, as_of: Day) -> Dictionary {
        Dictionary::new(&self.schema, as_of).keeping_later(self.keeps_later)
    }
}

/// The same for every column of every table.
fn every(schema: &Schema, wanted: bool) -> Vec<Vec<bool>> {
    TableId::all().map(|table| vec![wanted; schema.columns(table).len()]).collect()
}
