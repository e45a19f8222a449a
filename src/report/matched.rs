//! Rules that no row of an inventory is about: they may be misspelt, or a table may be missing.

use crate::audit::Ledger;
use crate::inventory::Read;
use crate::rules::RuleBook;
use crate::schema::{JURISDICTIONS, TableId};

/// A rule that is about no row of an inventory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmatched {
    /// The rule's id.
    pub rule: String,
    /// The table it is about.
    pub table: TableId,
    /// The rows of that table that were read.
    pub rows: u64,
}

/// The rules asked about that no row of any place is, or may be, one they are about.
#[must_use]
pub fn unmatched(book: &RuleBook, ledger: &Ledger, read: &Read) -> Vec<Unmatched> {
    let rows = |table: TableId| match table {
        JURISDICTIONS => read.places.list().iter().filter(|place| place.row.is_some()).count() as u64,
        table => read.files.iter().map(|file| file.rows[table.0]).sum(),
    };
    let met = |rule: usize| (0..read.places.len()).any(|place| ledger.tally(place, rule).has_evidence());
    let asked = book.rules.iter().enumerate().filter(|(_, rule)| rule.selected);
    asked
        .filter(|(at, _)| !met(*at))
        .map(|(_, rule)| Unmatched { rule: rule.id.clone(), table: rule.table, rows: rows(rule.table) })
        .collect()
}
