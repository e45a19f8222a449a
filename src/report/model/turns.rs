//! Turns: what changes at places on later days, if nobody changes the records.

use std::cmp::Ordering;

use super::results::Counted;
use crate::audit::{AssetTurn, Tally};
use crate::finding::Verdict;
use crate::rules::Rule;
use crate::words::value::{Day, Span};

/// All that changes at the places of a report until a day.
#[derive(Clone, Debug)]
pub struct Turns {
    /// The last day that was looked at.
    pub until: Day,
    /// The rules of the book, in force or not: turns name them.
    pub rules: Vec<Rule>,
    /// What changes, in order of days, then of places, then of rules.
    pub all: Vec<Turn>,
    /// The next election of each place as its records name it, in the order of the report's places.
    pub elections: Vec<Option<Day>>,
}

/// What changes at one place under one rule on one day.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// The day.
    pub on: Day,
    /// The place, by its place among those of the report.
    pub place: usize,
    /// The rule, by its place among those of the book.
    pub rule: usize,
    /// The verdict of the day before; `None` where the rule was not in force.
    pub from: Option<Verdict>,
    /// The verdict from this day on. It may be the same: more assets fail, or fewer.
    pub to: Option<Verdict>,
    /// What the rule counted the day before, and what it counts from this day on: many turns are kept, and most count little.
    pub(crate) counted: [Counted; 2],
    /// The assets that change, by their keys.
    pub assets: Vec<AssetTurn>,
    /// How many more assets change.
    pub others: u64,
    /// How many months the quickest action that would fix what gets worse takes, where the rules know one.
    pub lead_months: Option<u32>,
}

/// Which way things go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// More fails, or what passed is no longer shown.
    Worse,
    /// Less fails, or more is shown.
    Better,
    /// Neither: a waiver ends where nothing fails, or a rule no longer applies.
    Neither,
}

impl Turn {
    /// What the rule counted the day before, and what it counts from this day on.
    #[must_use]
    pub fn counts(&self) -> [Tally; 2] {
        [self.counted[0].tally(), self.counted[1].tally()]
    }

    /// Which way things go.
    #[must_use]
    pub fn direction(&self) -> Direction {
        let order = |verdict: Option<Verdict>| match verdict {
            Some(Verdict::Fail) => 2,
            Some(Verdict::Unknown) => 1,
            Some(Verdict::Pass | Verdict::Waived | Verdict::NotApplicable) | None => 0,
        };
        let [before, after] = self.counts().map(|tally| (tally.fail().weight, tally.unknown().weight));
        match (order(self.from).cmp(&order(self.to)), before.cmp(&after)) {
            (Ordering::Less, _) | (Ordering::Equal, Ordering::Less) => Direction::Worse,
            (Ordering::Greater, _) | (Ordering::Equal, Ordering::Greater) => Direction::Better,
            (Ordering::Equal, Ordering::Equal) => Direction::Neither,
        }
    }

    /// The last day to decide on what would fix it in time, which may be past; `None` where no action is known, or none is needed.
    #[must_use]
    pub fn decide_by(&self) -> Option<Day> {
        self.before(self.lead_months)
    }

    /// The same of one of its assets.
    #[must_use]
    pub fn decide_on(&self, asset: &AssetTurn) -> Option<Day> {
        self.before(asset.lead_months)
    }

    fn before(&self, lead_months: Option<u32>) -> Option<Day> {
        self.on.plus(Span::of(i64::from(lead_months?), "month")?, -1)
    }

    /// How many more units fail from this day on.
    #[must_use]
    pub fn more_failing(&self) -> u64 {
        let [before, after] = self.counts();
        after.fail().weight.saturating_sub(before.fail().weight)
    }
}
