//! The audit: one fold of batches into counts that merge.

mod ages;
mod compiled_rule;
mod counter_layout;
mod counts;
mod found;
mod judge;
mod keep;
mod kept;
mod ledger;
mod not_placed;
mod one_by_one;
mod outcome;
mod reference_lookup;
mod score;
mod tally;
mod waive;

pub use ages::{Ages, AgesByPlace, OfType};
pub use judge::Judge;
pub use keep::Keep;
pub(crate) use kept::worst_first;
pub(crate) use ledger::AtPlace;
pub use ledger::Ledger;
pub use not_placed::{NotPlaced, RowsOfPlace};
pub(crate) use one_by_one::{Picked, Picker, RowJudge};
pub use outcome::{Fate, Fates, Wanted};
pub use score::{EDITION, Extent, FIRST_EDITION, Interval, extent, leaves, risk, shares};
pub use tally::{Class, Count, ListTally, Standpoint, Tally};

use crate::inventory::{Each, Inventory, Read, View};
use crate::rules::RuleBook;

/// Audits an inventory by a book, by as many threads as its options and its size ask for; `keep` says which findings are kept, or how
/// many for each place and rule.
#[must_use]
pub fn audit(inventory: Inventory, book: &RuleBook, keep: impl Into<Keep>) -> (Ledger, Read) {
    let (ledger, read, _) = fold(inventory, book, keep.into(), None);
    (ledger, read)
}

/// The same, and how old the machines of every place are.
#[must_use]
pub fn audit_with_ages(inventory: Inventory, book: &RuleBook, keep: impl Into<Keep>) -> (Ledger, Read, AgesByPlace) {
    let none = AgesByPlace::new(book.schema, book.as_of);
    let (ledger, read, ages) = fold(inventory, book, keep.into(), Some(none.clone()));
    (ledger, read, ages.unwrap_or(none))
}

fn fold(
    inventory: Inventory,
    book: &RuleBook,
    keep: Keep,
    ages: Option<AgesByPlace>,
) -> (Ledger, Read, Option<AgesByPlace>) {
    let judge = Judge::new(book, keep);
    let mut needs = judge.needs();
    ages.iter().for_each(|ages| ages.ask(&mut needs));
    let mut others: Vec<_> = (1..inventory.threads()).map(|_| (judge.clone(), ages.clone())).collect();
    let (mut judge, mut ages) = (judge, ages);
    let mut each: Vec<_> =
        others.iter_mut().map(|(judge, ages)| |view: &View<'_>| add(judge, ages.as_mut(), view)).collect();
    let mut each: Vec<&mut Each<'_>> = each.iter_mut().map(|each| each as &mut Each<'_>).collect();
    let read = inventory.stream_to(&needs, &mut |view: &View<'_>| add(&mut judge, ages.as_mut(), view), &mut each);
    drop(each);
    for (other, counted) in others {
        judge.join(other);
        ages.iter_mut().zip(counted).for_each(|(ages, counted)| ages.join(counted));
    }
    judge.add_places(&read.places);
    (judge.into_ledger(), read, ages)
}

fn add(judge: &mut Judge<'_>, ages: Option<&mut AgesByPlace>, view: &View<'_>) {
    judge.add(view);
    ages.into_iter().for_each(|ages| ages.add(view));
}

/// What became of some assets in an inventory, by a book.
#[must_use]
pub fn fates(inventory: Inventory, book: &RuleBook, wanted: Wanted) -> Fates {
    if wanted.is_empty() {
        return Fates::default();
    }
    let mut judge = Judge::new(book, 0);
    judge.look_out(outcome::AssetTracker::of(wanted, book.rules.iter().map(|rule| rule.id.clone())));
    let needs = judge.needs();
    inventory.stream(&needs, &mut |view: &View<'_>| judge.add(view));
    judge.into_lookout().fates
}
