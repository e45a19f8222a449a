//! What changes at a place under a rule on a day: the assets, what they come to, and why.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::tally::{Class, Count, Tally};
use crate::predicate::Cause;
use crate::words::value::Day;

/// Why something changes on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Because {
    /// A date of the records, or of a reference table, meets an interval of the rule.
    Date(Cause),
    /// A waiver ended the day before.
    WaiverEnded,
    /// The rule begins to give verdicts.
    RuleBegins,
    /// The rule gave its last verdict the day before.
    RuleEnds,
    /// The date in this column lay ahead until then, and was not read.
    NoLongerAhead(&'static str),
}

/// What one asset comes to from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssetTurn {
    /// What tells it from others of its place.
    pub asset: Arc<str>,
    /// What it is called.
    pub label: Arc<str>,
    /// What it came to on the day before; `None` where the rule gave no verdict.
    pub from: Option<Class>,
    /// What it comes to.
    pub to: Option<Class>,
    /// Units, where the row states them.
    pub units: Option<u64>,
    /// Where it fails from then on: how many months the quickest action takes that would fix it, if the rules know one.
    pub lead_months: Option<u32>,
    /// Why.
    pub because: Vec<Because>,
}

/// What changes at one place under one rule on one day.
#[derive(Clone, Debug, Default)]
pub struct DayTurns {
    moved: Vec<(Option<Class>, Option<Class>, Count)>,
    /// The assets that change, by their keys, up to as many as are kept.
    pub assets: Vec<AssetTurn>,
    /// How many more assets change.
    pub others: u64,
    /// The longest of the times that fixing them takes.
    pub lead_months: Option<u32>,
}

impl DayTurns {
    pub(super) fn add(&mut self, turn: AssetTurn, count: &Count, most: usize) {
        let known = self.moved.iter_mut().find(|moved| (moved.0, moved.1) == (turn.from, turn.to));
        match known {
            Some(moved) => moved.2.merge(count),
            None => {
                // Most days bring one change: room for more is made when it is needed.
                self.moved.reserve_exact(1);
                self.moved.push((turn.from, turn.to, *count));
            }
        }
        if self.assets.is_empty() {
            self.assets.reserve_exact(1);
        }
        self.lead_months = self.lead_months.max(turn.lead_months);
        self.assets.push(turn);
        self.shorten(most.saturating_mul(2).max(64), most);
    }

    /// Keeps the first assets by key, where there are more than `from`: the same whatever the order in which they came.
    pub(super) fn shorten(&mut self, from: usize, most: usize) {
        if self.assets.len() <= from || self.assets.len() <= most {
            return;
        }
        self.assets.sort_by(|a, b| (&a.asset, &a.label, a.units).cmp(&(&b.asset, &b.label, b.units)));
        self.others += (self.assets.len() - most) as u64;
        self.assets.truncate(most);
    }

    pub(super) fn join(&mut self, other: Self, most: usize) {
        for (from, to, count) in other.moved {
            match self.moved.iter_mut().find(|moved| (moved.0, moved.1) == (from, to)) {
                Some(moved) => moved.2.merge(&count),
                None => self.moved.push((from, to, count)),
            }
        }
        self.assets.extend(other.assets);
        self.others += other.others;
        self.lead_months = self.lead_months.max(other.lead_months);
        self.shorten(most, most);
    }

    /// The counts of the day before, as they are on this day.
    pub(crate) fn apply(&self, tally: &mut Tally) {
        // What comes is added before anything is taken away.
        for (_, to, count) in &self.moved {
            to.iter().for_each(|to| tally.of_mut(*to).merge(count));
        }
        for (from, _, count) in &self.moved {
            from.iter().for_each(|from| tally.of_mut(*from).less(count));
        }
    }
}

/// The changes at one place under one rule, by day.
pub type ByDay = BTreeMap<Day, DayTurns>;

/// All that changes, by place and rule.
pub type Changes = HashMap<(u32, usize), ByDay, RandomState>;
