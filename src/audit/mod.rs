//! The audit: one fold of batches into counts that merge.

mod ages;
mod compiled_rule;
mod counter_layout;
mod counts;
mod day_turns;
mod found;
mod judge;
mod keep;
mod kept;
mod later_days;
mod ledger;
mod not_placed;
mod one_by_one;
mod outcome;
mod reference_lookup;
mod score;
mod tally;
mod waive;

pub use ages::{Ages, AgesByPlace, OfType};
pub use day_turns::{AssetTurn, Because, ByDay, Changes, DayTurns};
pub(crate) use found::asset_key;
pub use judge::Judge;
pub use keep::Keep;
pub(crate) use kept::worst_first;
pub use later_days::LaterDays;
pub(crate) use ledger::AtPlace;
pub use ledger::Ledger;
pub use not_placed::{NotPlaced, RowsOfPlace};
pub(crate) use one_by_one::{Picked, Picker, RowJudge};
pub use outcome::{Fate, Fates, Wanted};
pub use score::{EDITION, Extent, FIRST_EDITION, Interval, extent, leaves, risk, shares};
pub use tally::{Class, Count, ListTally, Standpoint, Tally};

use crate::inventory::{Inventory, Needs, OnBatch, Read, View};
use crate::rules::RuleBook;
use crate::words::value::Day;

/// What is counted of an inventory in addition to what the rules come to.
#[derive(Default)]
pub struct Extras<'a> {
    /// How old the machines of every place are.
    pub ages: bool,
    /// What changes on later days; the book was read for any day.
    pub later: Option<LaterDays>,
    /// The same rules on some later days.
    pub on_days: &'a [RuleBook],
}

/// What was counted of an inventory, which was read once.
pub struct Counted {
    /// What the rules came to on the day of the audit.
    pub ledger: Ledger,
    /// What reading brought in addition to its rows.
    pub read: Read,
    /// How old the machines of every place are, if asked for.
    pub ages: Option<AgesByPlace>,
    /// What changes on later days, if asked for.
    pub changes: Option<Changes>,
    /// What the rules came to on some later days, in the order of their books.
    pub on_days: Vec<Ledger>,
}

/// Audits an inventory by a book, by as many threads as its options and its size ask for; `keep` says which findings are kept, or how
/// many for each place and rule.
#[must_use]
pub fn audit(inventory: Inventory, book: &RuleBook, keep: impl Into<Keep>) -> (Ledger, Read) {
    let counted = count(inventory, book, keep, Extras::default());
    (counted.ledger, counted.read)
}

/// What one thread counts.
#[derive(Clone)]
struct Counters<'a> {
    judge: Judge<'a>,
    ages: Option<AgesByPlace>,
    on_days: Vec<(Day, Judge<'a>)>,
}

impl Counters<'_> {
    fn add(&mut self, view: &View<'_>) {
        self.judge.add(view);
        self.ages.iter_mut().for_each(|ages| ages.add(view));
        for (day, judge) in &mut self.on_days {
            view.on(*day, |view| judge.add(view));
        }
    }

    fn join(&mut self, other: Self) {
        self.judge.join(other.judge);
        self.ages.iter_mut().zip(other.ages).for_each(|(own, theirs)| own.join(theirs));
        self.on_days.iter_mut().zip(other.on_days).for_each(|((_, own), (_, theirs))| own.join(theirs));
    }

    fn needs(&self) -> Needs {
        let mut needs = self.judge.needs();
        self.ages.iter().for_each(|ages| ages.ask(&mut needs));
        self.on_days.iter().for_each(|(_, judge)| needs.join(&judge.needs()));
        needs
    }
}

/// The same as [`audit`], and more.
#[must_use]
pub fn count(inventory: Inventory, book: &RuleBook, keep: impl Into<Keep>, extras: Extras<'_>) -> Counted {
    let judge = Judge::new(book, keep);
    let mut own = Counters {
        judge: match extras.later {
            Some(later) => judge.looking_ahead(later),
            None => judge,
        },
        ages: extras.ages.then(|| AgesByPlace::new(book.schema, book.as_of)),
        on_days: extras.on_days.iter().map(|book| (book.as_of, Judge::new(book, 0))).collect(),
    };
    let needs = own.needs();
    let mut others: Vec<Counters<'_>> = (1..inventory.threads()).map(|_| own.clone()).collect();
    let mut each: Vec<_> = others.iter_mut().map(|other| |view: &View<'_>| other.add(view)).collect();
    let mut each: Vec<&mut OnBatch<'_>> = each.iter_mut().map(|each| each as &mut OnBatch<'_>).collect();
    let read = inventory.stream_to(&needs, &mut |view: &View<'_>| own.add(view), &mut each);
    drop(each);
    others.into_iter().for_each(|other| own.join(other));
    let Counters { mut judge, ages, on_days } = own;
    judge.add_places(&read.places);
    let changes = judge.take_later().map(LaterDays::into_changes);
    let on_days = on_days.into_iter().map(|(_, mut judge)| {
        judge.add_places(&read.places);
        judge.into_ledger()
    });
    Counted { ledger: judge.into_ledger(), ages, changes, on_days: on_days.collect(), read }
}

/// What became of some assets in an inventory, by a book.
#[must_use]
pub fn fates(inventory: Inventory, book: &RuleBook, wanted: Wanted) -> Fates {
    if wanted.is_empty() {
        return Fates::default();
    }
    let mut judge = Judge::new(book, 0);
    judge.track(outcome::AssetTracker::of(wanted, book.rules.iter().map(|rule| rule.id.clone())));
    let needs = judge.needs();
    inventory.stream(&needs, &mut |view: &View<'_>| judge.add(view));
    judge.into_tracker().fates
}
