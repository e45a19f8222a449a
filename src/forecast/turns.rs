//! Turns: what changes at a place under a rule on a day, from the counts of the day of the audit and what changes in them.

use std::cell::LazyCell;
use std::cmp::Ordering;
use std::collections::BTreeSet;

use crate::audit::{AssetTurn, Changes, Ledger, Tally};
use crate::finding::Verdict;
use crate::inventory::{Place, Places};
use crate::report::judged::judge;
use crate::rules::{Called, InForce, RuleBook};
use crate::words::value::{Day, Span};

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
    /// What the rule counted the day before, and what it counts from this day on.
    pub counts: [Tally; 2],
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
    /// Which way things go.
    #[must_use]
    pub fn direction(&self) -> Direction {
        let order = |verdict: Option<Verdict>| match verdict {
            Some(Verdict::Fail) => 2,
            Some(Verdict::Unknown) => 1,
            Some(Verdict::Pass | Verdict::Waived | Verdict::NotApplicable) | None => 0,
        };
        let open = |at: usize| (self.counts[at].fail().weight, self.counts[at].unknown().weight);
        match (order(self.from).cmp(&order(self.to)), open(0).cmp(&open(1))) {
            (Ordering::Less, _) | (Ordering::Equal, Ordering::Less) => Direction::Worse,
            (Ordering::Greater, _) | (Ordering::Equal, Ordering::Greater) => Direction::Better,
            (Ordering::Equal, Ordering::Equal) => Direction::Neither,
        }
    }

    /// The last day to decide on what would fix it in time; `None` where no action is known, or none is needed.
    #[must_use]
    pub fn decide_by(&self) -> Option<Day> {
        let lead = Span::of(i64::from(self.lead_months?), "month")?;
        self.on.plus(lead, -1)
    }

    /// How many more units fail from this day on.
    #[must_use]
    pub fn more_failing(&self) -> u64 {
        self.counts[1].fail().weight.saturating_sub(self.counts[0].fail().weight)
    }
}

/// The waivers in force, from each day on which some of them end.
pub(super) struct Waivers(Vec<(Day, InForce)>);

impl Waivers {
    /// Those of a book, from the day of the audit to `until`.
    pub(super) fn of(book: &RuleBook, until: Day) -> Self {
        let ended = book.waivers.iter().map(|waiver| Day::from_number(waiver.expires.number().saturating_add(1)));
        let ahead: BTreeSet<Day> = ended.filter(|day| *day > book.as_of && *day <= until).collect();
        let starts = std::iter::once(book.as_of).chain(ahead);
        Self(starts.map(|day| (day, InForce::of(&book.waivers, day))).collect())
    }

    fn on(&self, day: Day) -> &InForce {
        &self.0[self.0.partition_point(|(from, _)| *from <= day).saturating_sub(1)].1
    }
}

/// Whether a rule gives verdicts on a day.
pub(super) fn in_force(book: &RuleBook, rule: usize, day: Day) -> bool {
    let rule = &book.rules[rule];
    !rule.turned_off
        && rule.effective_from.is_none_or(|from| day >= from)
        && rule.effective_until.is_none_or(|until| day <= until)
}

/// The turns of one place, by day, then in the order of the rules.
pub(super) fn of_place(
    (book, waivers): (&RuleBook, &Waivers),
    (ledger, changes): (&Ledger, &mut Changes),
    (places, number, reported): (&Places, usize, usize),
    until: Day,
) -> Vec<Turn> {
    let place: &Place = &places.list()[number];
    let key = u32::try_from(number).unwrap_or(u32::MAX);
    let rules = book.rules.len();
    let mut ahead: Vec<_> = (0..rules).map(|rule| changes.remove(&(key, rule)).unwrap_or_default()).collect();
    let mut days: BTreeSet<Day> = ahead.iter().flat_map(|by_day| by_day.keys()).copied().collect();
    days.extend(waivers.0.iter().map(|(day, _)| *day));
    let starts = book.rules.iter().flat_map(|rule| {
        let ended = rule.effective_until.map(|until| Day::from_number(until.number().saturating_add(1)));
        [rule.effective_from, ended].into_iter().flatten()
    });
    days.extend(starts.filter(|day| *day <= until));
    let counted = ledger.at(number);
    let mut tallies: Vec<Tally> = (0..rules).map(|rule| counted.tally(rule)).collect();
    let called = LazyCell::new(|| Called::of(&place.id, &place.name, place.state.as_deref()));
    let verdict = |tallies: &[Tally], rule: usize, day: Day| {
        let judged = || judge((book, waivers.on(day)), &|rule| tallies[rule], (place, &called), rule, 0).verdict;
        in_force(book, rule, day).then(judged)
    };
    let asked: Vec<usize> =
        (0..rules).filter(|rule| book.rules[*rule].asked && !book.rules[*rule].turned_off).collect();
    let mut verdicts: Vec<Option<Verdict>> = asked.iter().map(|rule| verdict(&tallies, *rule, book.as_of)).collect();
    let mut turns = Vec::new();
    for day in days.into_iter().filter(|day| *day > book.as_of) {
        let before = tallies.clone();
        for (tally, by_day) in tallies.iter_mut().zip(&ahead) {
            by_day.get(&day).into_iter().for_each(|turns| turns.apply(tally));
        }
        for (rule, from) in asked.iter().zip(&mut verdicts) {
            let to = verdict(&tallies, *rule, day);
            let changed = ahead[*rule].remove(&day);
            if to != *from || changed.is_some() {
                let changed = changed.unwrap_or_default();
                turns.push(Turn {
                    on: day,
                    place: reported,
                    rule: *rule,
                    from: *from,
                    to,
                    counts: [before[*rule], tallies[*rule]],
                    assets: changed.assets,
                    others: changed.others,
                    lead_months: None,
                });
                *from = to;
            }
        }
    }
    turns
}
