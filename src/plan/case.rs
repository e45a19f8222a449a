//! One place: how every set of actions would change its risk, and the sets that are worth their money.

use std::cell::LazyCell;

use super::links::{Links, bits, number_of, subsets};
use super::touch::{Scanned, Touched};
use crate::audit::{Interval, Tally, leaves};
use crate::finding::Verdict;
use crate::inventory::Place;
use crate::limits::reports::LINKED_ACTIONS;
use crate::report::judged::{Judged, add_results, judge, scores};
use crate::rules::{Called, RuleBook};

/// Everything that places are judged by.
pub(super) struct Judging<'a> {
    pub(super) book: &'a RuleBook,
    pub(super) links: &'a Links,
    pub(super) scanned: &'a Scanned,
    /// The rules asked about.
    pub(super) shown: &'a [usize],
}

/// What one rule leaves of the score of a place, by which actions are taken.
enum Leaf {
    /// No action changes it.
    Fixed(f64),
    /// The actions that change it, and what it leaves for every subset of them by its number.
    By(u64, Vec<f64>),
}

/// One place and what actions can do there.
pub(super) struct Case {
    /// Its place in the list of places.
    pub(super) index: usize,
    /// The risk as it is.
    pub(super) before: Interval,
    /// The actions that have something to do there, usable or not.
    pub(super) present: u64,
    /// Those of them that can be taken.
    pub(super) usable: u64,
    leaves: Vec<Leaf>,
}

/// A set of actions that is worth looking at: nothing else there costs less or the same and leaves no more risk.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Bundle {
    pub(super) actions: u64,
    /// Cents.
    pub(super) cost: u64,
    /// The low end of the risk that is left.
    pub(super) risk: f64,
}

impl Judging<'_> {
    /// What the rules asked about come to at a place where some actions are taken.
    fn judged(&self, index: usize, place: &Place, touched: Option<&Touched>, taken: u64) -> Vec<Judged> {
        let counted = self.scanned.ledger.at(index);
        let called = LazyCell::new(|| Called::of(&place.id, &place.name, place.state.as_deref()));
        let tally = |rule: usize| -> Tally {
            let mut tally = counted.tally(rule);
            for group in touched.and_then(|touched| touched.groups.get(&rule)).into_iter().flatten() {
                if group.actions & taken != 0 {
                    tally.replace(&group.tally(0), &group.tally(taken));
                }
            }
            tally
        };
        let judged = |rule: &usize| judge((self.book, &self.book.in_force), &tally, (place, &called), *rule, 0);
        self.shown.iter().map(judged).collect()
    }

    fn touched(&self, index: usize) -> Option<&Touched> {
        self.scanned.touched.get(&u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// The risk of a place where some actions are taken, as an audit of the changed records gives it.
    pub(super) fn risk(&self, index: usize, place: &Place, taken: u64) -> Interval {
        let judged = self.judged(index, place, self.touched(index), taken);
        let mut results = Vec::with_capacity(judged.len());
        add_results(&judged, &mut results);
        scores(&results, |result| self.book.rules[self.shown[result.rule()]].severity).risk
    }

    /// What a rule leaves of the score.
    fn leaf(&self, at: usize, judged: &Judged) -> f64 {
        match judged.verdict {
            Verdict::Fail | Verdict::Unknown | Verdict::Pass => {
                leaves(self.book.rules[self.shown[at]].severity, judged.extent.low)
            }
            Verdict::Waived | Verdict::NotApplicable => 1.0,
        }
    }

    /// The actions that change what a rule comes to at a place, by itself or by the rule that it leans on.
    fn changing(&self, rule: usize, touched: &Touched) -> u64 {
        let (mut all, mut next) = (0, Some(rule));
        for _ in 0..self.book.rules.len() {
            let Some(rule) = next else { break };
            all |= touched.groups.get(&rule).into_iter().flatten().fold(0, |all, group| all | group.actions);
            next = self.book.rules[rule].no_rows_pass_if;
        }
        all
    }

    /// A place with what actions can do there; `None` where too many change what one rule comes to.
    pub(super) fn case(&self, index: usize, place: &Place) -> Option<Case> {
        let touched = self.touched(index);
        let before = self.judged(index, place, touched, 0);
        let mut all: Vec<Leaf> =
            before.iter().enumerate().map(|(at, judged)| Leaf::Fixed(self.leaf(at, judged))).collect();
        let present = touched.map_or(0, |touched| touched.changes.keys().fold(0, |all, action| all | 1 << *action));
        if let Some(touched) = touched {
            let changing: Vec<u64> = self.shown.iter().map(|rule| self.changing(*rule, touched)).collect();
            let mut known: Vec<(u64, Vec<Judged>)> = Vec::new();
            for (at, actions) in changing.iter().enumerate().filter(|(_, actions)| **actions != 0) {
                if actions.count_ones() > LINKED_ACTIONS.most as u32 {
                    return None;
                }
                let mut by_taken = vec![1.0; 1 << actions.count_ones()];
                for taken in subsets(*actions).filter(|taken| self.links.agree(*taken)) {
                    let found = known.iter().position(|(of, _)| *of == taken).unwrap_or_else(|| {
                        known.push((taken, self.judged(index, place, Some(touched), taken)));
                        known.len() - 1
                    });
                    by_taken[number_of(taken, *actions)] = self.leaf(at, &known[found].1[at]);
                }
                all[at] = Leaf::By(*actions, by_taken);
            }
        }
        let mut results = Vec::with_capacity(before.len());
        add_results(&before, &mut results);
        let before = scores(&results, |result| self.book.rules[self.shown[result.rule()]].severity).risk;
        Some(Case { index, before, present, usable: present & self.links.usable, leaves: all })
    }
}

impl Case {
    /// The low end of the risk where some actions are taken: to the digit that of an audit.
    pub(super) fn risk_low(&self, taken: u64) -> f64 {
        let left: f64 = self.leaves.iter().map(|leaf| leaf.of(taken)).product();
        100.0 * (1.0 - left)
    }

    /// The sets of actions worth looking at, cheapest first, where a set costs what `cost` says; only actions that are `counted` are taken.
    /// The first costs nothing. `None` where too many actions hang together.
    pub(super) fn bundles(&self, links: &Links, counted: u64, cost: &dyn Fn(u64) -> u64) -> Option<Vec<Bundle>> {
        let options = self.usable & counted;
        // The bundles of all parts so far: what they cost, and what their rules leave of the score.
        let mut front: Vec<(u64, u64, f64)> = vec![(0, 0, 1.0)];
        let mut left: u64 = options;
        while left != 0 {
            let part = self.part(left & left.wrapping_neg(), options, links);
            left &= !part;
            if part.count_ones() > LINKED_ACTIONS.most as u32 {
                return None;
            }
            let noticing: Vec<&Leaf> = self.leaves.iter().filter(|leaf| leaf.actions() & part != 0).collect();
            let own = subsets(part).filter(|taken| links.can_be_taken(*taken, self.present));
            let own = own.map(|taken| (taken, cost(taken), noticing.iter().map(|leaf| leaf.of(taken)).product()));
            let own = efficient(own.collect());
            let both =
                front.iter().flat_map(|a| own.iter().map(move |b| (a.0 | b.0, a.1.saturating_add(b.1), a.2 * b.2)));
            front = efficient(both.collect());
        }
        Some(
            front
                .into_iter()
                .map(|(actions, cost, _)| Bundle { actions, cost, risk: self.risk_low(actions) })
                .collect(),
        )
    }

    /// The actions that hang together with one: by a rule that notices both, or by what they demand of each other.
    fn part(&self, first: u64, options: u64, links: &Links) -> u64 {
        let mut part = first;
        loop {
            let by_rules = self.leaves.iter().map(Leaf::actions).filter(|actions| actions & part != 0);
            let by_links = bits(part).map(|action| links.linked(action));
            let grown = by_rules.chain(by_links).fold(part, |all, more| all | more) & options;
            if grown == part {
                return part;
            }
            part = grown;
        }
    }
}

impl Leaf {
    fn actions(&self) -> u64 {
        match self {
            Self::Fixed(_) => 0,
            Self::By(actions, _) => *actions,
        }
    }

    fn of(&self, taken: u64) -> f64 {
        match self {
            Self::Fixed(left) => *left,
            Self::By(actions, by_taken) => by_taken.get(number_of(taken & actions, *actions)).copied().unwrap_or(1.0),
        }
    }
}

/// Those of some sets (actions, cost, what is left of the score) that no other beats: cheapest first, of equals the fewest actions.
fn efficient(mut all: Vec<(u64, u64, f64)>) -> Vec<(u64, u64, f64)> {
    all.sort_by(|a, b| {
        a.1.cmp(&b.1).then(b.2.total_cmp(&a.2)).then(a.0.count_ones().cmp(&b.0.count_ones())).then(a.0.cmp(&b.0))
    });
    let mut kept: Vec<(u64, u64, f64)> = Vec::new();
    for one in all {
        if kept.last().is_none_or(|last| one.2 > last.2) {
            kept.push(one);
        }
    }
    kept
}
