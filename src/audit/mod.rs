//! The audit: one fold of batches into counts that merge.

mod consult;
mod fate;
mod found;
mod judge;
mod ledger;
mod score;

pub use fate::{Fate, Fates, Wanted, fates};
pub use judge::Judge;
pub use ledger::{Class, Count, Ledger, ListTally, Standpoint, Tally};
pub use score::{Extent, Interval, extent, risk};

use crate::inventory::{Inventory, Read, View};
use crate::rules::RuleBook;

/// Audits an inventory by a book, keeping at most so many findings per place and rule.
#[must_use]
pub fn audit(inventory: Inventory, book: &RuleBook, max_findings: usize) -> (Ledger, Read) {
    let mut judge = Judge::new(book, max_findings);
    let needs = judge.needs();
    let read = inventory.stream(&needs, &mut |view: &View<'_>| judge.add(view));
    judge.add_places(&read.places);
    (judge.into_ledger(), read)
}
