//! What belongs to no place, or to one without a state: shown on every page, and never counted as a state.

use std::sync::Arc;

use crate::schema::{JURISDICTIONS, TABLES, TableId};
use crate::words::position::SheetName;

/// Rows that belong to no place, or to a place of which no state is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotPlaced {
    /// The id under which the rows are judged.
    pub id: Arc<str>,
    /// Its name.
    pub name: Arc<str>,
    /// Whether nothing tells the place; else only its state is not known.
    pub is_nowhere: bool,
    /// Whether they are rows whose place is blank among rows that name one.
    pub has_blanks: bool,
    /// Rows, by table.
    pub rows: [u64; TABLES.len()],
    /// Units, by table: the quantity of rows that state one, and one for each of the others.
    pub units: [u64; TABLES.len()],
    /// The files and tabs that hold them, in order.
    pub files: Vec<SheetName>,
}

impl NotPlaced {
    /// Units in words, table by table: `10 machines`, `1 computer`; places themselves are not counted.
    pub(crate) fn units_by_table(all: &[&Self]) -> Vec<(u64, (&'static str, &'static str))> {
        let of = |table: TableId| all.iter().fold(0_u64, |sum, one| sum.saturating_add(one.units[table.0]));
        let assets = TableId::all().filter(|table| *table != JURISDICTIONS);
        assets.map(|table| (of(table), table.table().unit)).filter(|(units, _)| *units > 0).collect()
    }
}
