//! How actions hang together: which are usable, which need or exclude which. Sets of actions are bits, the first action the lowest.

use super::Standing;
use crate::predicate::Home;
use crate::rules::{Action, Per, RuleBook};
use crate::schema::JURISDICTIONS;

/// What actions demand of each other, and which of them can be taken at all.
#[derive(Clone, Debug, Default)]
pub(super) struct Links {
    /// The actions that can be taken: in force, in time, free or with a price.
    pub(super) usable: u64,
    /// Those that a layer turned off.
    pub(super) off: u64,
    /// Those that have a price or should have one.
    pub(super) priced: u64,
    /// Sets of usable actions that buy the same for polling places: one serves for all of them.
    pub(super) shares: Vec<u64>,
    needs: Vec<u64>,
    excludes: Vec<u64>,
}

impl Links {
    /// The links of a book's actions, of which each stands as it does.
    pub(super) fn new(actions: &[Action], standings: &[Standing]) -> Self {
        let all =
            |is: &dyn Fn(usize) -> bool| (0..actions.len()).filter(|at| is(*at)).fold(0_u64, |all, at| all | 1 << at);
        let set = |of: &[usize]| of.iter().fold(0, |all, at| all | 1 << at);
        let buys_same = |at: usize, other: usize| {
            let has_price = |at: usize| actions[at].per == Per::PollingPlace && standings[at] == Standing::Priced;
            has_price(at) && has_price(other) && actions[at].price == actions[other].price
        };
        let mut shares: Vec<u64> = (0..actions.len())
            .map(|at| all(&|other| buys_same(at, other)))
            .filter(|set| set.count_ones() > 1)
            .collect();
        shares.sort_unstable();
        shares.dedup();
        Self {
            shares,
            usable: all(&|at| matches!(standings[at], Standing::Free | Standing::Priced)),
            off: all(&|at| standings[at] == Standing::Off),
            priced: all(&|at| actions[at].price.is_some()),
            needs: actions.iter().map(|action| set(&action.needs)).collect(),
            excludes: actions.iter().map(|action| set(&action.excludes)).collect(),
        }
    }

    /// Whether no action of a set excludes another of it.
    pub(super) fn agree(&self, taken: u64) -> bool {
        bits(taken).all(|action| self.excludes[action] & taken == 0)
    }

    /// Whether a set is one that can be taken at a place where `present` have something to do: what an action needs, and has nothing to
    /// do there, is as good as done.
    pub(super) fn can_be_taken(&self, taken: u64, present: u64) -> bool {
        self.agree(taken) && bits(taken).all(|action| self.needs[action] & present & !taken == 0)
    }

    /// The actions that need an action, are needed by it, or exclude it.
    pub(super) fn linked(&self, action: usize) -> u64 {
        let needing = (0..self.needs.len()).filter(|other| self.needs[*other] >> action & 1 == 1);
        let sharing = self.shares.iter().filter(|set| **set >> action & 1 == 1).fold(0, |all, set| all | set);
        needing.fold(self.needs[action] | self.excludes[action] | sharing, |all, other| all | 1 << other)
    }

    /// Whether something that is taken excludes an action.
    pub(super) fn is_excluded(&self, action: usize, taken: u64) -> bool {
        self.excludes[action] & taken != 0
    }
}

/// An action on places that would change what rules read in other rows, and the rule: such a one is not judged here.
pub(super) fn reaches_rows(book: &RuleBook) -> Option<(usize, usize)> {
    let is_whole = |column: usize| book.schema.column(JURISDICTIONS, "list_complete") == Some(column);
    for (at, action) in book.actions.iter().enumerate().filter(|(_, action)| action.table == JURISDICTIONS) {
        for (rule, of) in book.rules.iter().enumerate() {
            let conditions = [of.among.as_ref(), of.applies.as_ref(), Some(&of.require)];
            let mut read = conditions.into_iter().flatten().flat_map(|condition| condition.node.columns());
            let writes = |column: usize| action.set.iter().any(|(set, _)| *set == column);
            if read.any(|(home, column)| home == Home::Place && writes(column))
                || action.set.iter().any(|(column, _)| is_whole(*column))
            {
                return Some((at, rule));
            }
        }
    }
    None
}

/// The members of a set, rising.
pub(super) fn bits(set: u64) -> impl Iterator<Item = usize> {
    let mut left = set;
    std::iter::from_fn(move || {
        let at = left.trailing_zeros() as usize;
        let has = left != 0;
        left &= left.wrapping_sub(1);
        has.then_some(at)
    })
}

/// Every subset of a set, the empty one first.
pub(super) fn subsets(set: u64) -> impl Iterator<Item = u64> {
    let mut next = Some(0);
    std::iter::from_fn(move || {
        let subset: u64 = next?;
        let after = subset.wrapping_sub(set) & set;
        next = (after != 0).then_some(after);
        Some(subset)
    })
}

/// The members of a subset of a set, closed up: numbers all subsets from 0.
pub(super) fn number_of(subset: u64, set: u64) -> usize {
    bits(set).enumerate().fold(0, |number, (at, member)| number | ((subset >> member & 1) as usize) << at)
}
