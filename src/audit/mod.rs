//! The audit: one fold of batches into counts that merge.

mod ages;
mod consult;
mod counts;
mod fate;
mod found;
mod judge;
mod lanes;
mod ledger;
mod ready;
mod score;

pub use ages::{Ages, OfType, ages};
pub use fate::{Fate, Fates, Wanted};
pub use judge::Judge;
pub use ledger::{Class, Count, Ledger, ListTally, Standpoint, Tally};
pub use score::{Extent, Interval, Terms, extent, risk};

use crate::inventory::{Each, Inventory, Read, View};
use crate::rules::RuleBook;

/// Audits an inventory by a book, by as many threads as its options and its size ask for, keeping at most so many findings per place
/// and rule.
#[must_use]
pub fn audit(inventory: Inventory, book: &RuleBook, max_findings: usize) -> (Ledger, Read) {
    let mut judge = Judge::new(book, max_findings);
    let needs = judge.needs();
    let mut others: Vec<Judge<'_>> = (1..inventory.threads()).map(|_| judge.clone()).collect();
    let mut each: Vec<_> = others.iter_mut().map(|judge| |view: &View<'_>| judge.add(view)).collect();
    let mut each: Vec<&mut Each<'_>> = each.iter_mut().map(|each| each as &mut Each<'_>).collect();
    let read = inventory.stream_to(&needs, &mut |view: &View<'_>| judge.add(view), &mut each);
    drop(each);
    others.into_iter().for_each(|other| judge.join(other));
    judge.add_places(&read.places);
    (judge.into_ledger(), read)
}

/// What became of some assets in an inventory, by a book.
#[must_use]
pub fn fates(inventory: Inventory, book: &RuleBook, wanted: Wanted) -> Fates {
    if wanted.is_empty() {
        return Fates::default();
    }
    let mut judge = Judge::new(book, 0);
    judge.look_out(fate::Lookout::of(wanted));
    let needs = judge.needs();
    inventory.stream(&needs, &mut |view: &View<'_>| judge.add(view));
    judge.into_lookout().fates
}
