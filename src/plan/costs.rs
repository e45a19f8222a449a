//! What actions cost at a place: each alone, and together where they equip the same polling places.

use std::collections::BTreeMap;

use super::ActionLine;
use super::links::bits;
use super::money::Range;
use super::touch::{Touched, Units};
use crate::inventory::Place;
use crate::rules::{Action, Per};

/// How many an action buys at a place, and what they cost.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cost {
    pub(super) units: Range,
    /// Cents, with the upkeep that was asked for.
    pub(super) cost: Range,
    /// Cents a year, where that is known.
    pub(super) upkeep: Option<Range>,
}

/// What the actions of a place cost.
#[derive(Debug, Default)]
pub(super) struct Costs {
    /// Each alone; an action that cannot be counted is not there.
    pub(super) alone: BTreeMap<usize, Cost>,
    /// The actions whose polling places are not stated.
    pub(super) guessed: u64,
    /// Actions that buy the same for the same polling places, with what a set of them buys together, by the set.
    shared: Vec<(u64, BTreeMap<u64, Range>)>,
}

impl Costs {
    /// The costs of the usable actions at a place, where `shares` are sets of actions that buy the same for polling places.
    pub(super) fn new(
        (usable, shares): (u64, &[u64]),
        (book, actions): (&[Action], &[ActionLine]),
        (place, touched): (&Place, Option<&Touched>),
        upkeep_years: u32,
    ) -> Self {
        let mut own = Self::default();
        let Some(touched) = touched else { return own };
        for action in bits(usable) {
            let Some(units) = touched.changes.get(&action) else { continue };
            if actions[action].each.is_none() {
                // A row that states no quantity weighs as one, as in an audit.
                let all = units.units.saturating_add(units.bare);
                own.alone.insert(action, Cost { units: Range { low: all, high: all }, ..Cost::default() });
                continue;
            }
            let Some((count, is_stated)) = count(&book[action], units, place) else { continue };
            own.guessed |= u64::from(!is_stated) << action;
            own.alone.insert(action, priced(&actions[action], count, upkeep_years));
        }
        for share in shares {
            let here = bits(*share).filter(|action| own.alone.contains_key(action)).fold(0, |all, at| all | 1 << at);
            if u64::count_ones(here) < 2 {
                continue;
            }
            let together = super::links::subsets(here).filter(|set| *set != 0).map(|set| {
                let mut units = Units::default();
                bits(set).filter_map(|action| touched.changes.get(&action)).for_each(|more| units.join(more));
                let counts = bits(set).filter_map(|action| Some(count(&book[action], &units, place)?.0));
                let most = counts.fold(Range::default(), |most, one| Range {
                    low: most.low.max(one.low),
                    high: most.high.max(one.high),
                });
                (set, most)
            });
            own.shared.push((here, together.collect()));
        }
        own
    }

    pub(super) fn has_shared(&self) -> bool {
        !self.shared.is_empty()
    }

    /// What a set of actions costs together, in cents, by what an end of a range is.
    pub(super) fn sum(&self, taken: u64, end: fn(&Range) -> u64) -> u64 {
        let each = bits(taken).filter_map(|action| self.at(action, taken, end)).map(|cost| end(&cost.cost));
        each.fold(0, u64::saturating_add)
    }

    /// An action among those that are taken with it: what it buys beyond what earlier ones of them buy for the same polling places.
    pub(super) fn at(&self, action: usize, taken: u64, end: fn(&Range) -> u64) -> Option<Cost> {
        let alone = *self.alone.get(&action)?;
        let Some((share, together)) = self.shared.iter().find(|(share, _)| share >> action & 1 == 1) else {
            return Some(alone);
        };
        let earlier = taken & share & ((1 << action) - 1);
        if earlier == 0 {
            return Some(alone);
        }
        let count = |set: u64| together.get(&set).map_or(0, end);
        let more = count(earlier | 1 << action).saturating_sub(count(earlier));
        let all = end(&alone.units).max(1);
        // Each unit costs the same, so that this divides evenly.
        let part = |of: Range| {
            let cents = end(&of) / all * more;
            Range { low: cents, high: cents }
        };
        let units = Range { low: more, high: more };
        Some(Cost { units, cost: part(alone.cost), upkeep: alone.upkeep.map(part) })
    }

    /// The same as a range: its low end among what is taken at low prices, its high end among what is taken at high ones.
    pub(super) fn taken(&self, action: usize, taken: [u64; 2]) -> Option<Cost> {
        let low = self.at(action, taken[0], |range| range.low)?;
        let high = self.at(action, taken[1], |range| range.high)?;
        let ends = |low: Range, high: Range| Range { low: low.low, high: high.high };
        let upkeep = low.upkeep.zip(high.upkeep).map(|(low, high)| ends(low, high));
        Some(Cost { units: ends(low.units, high.units), cost: ends(low.cost, high.cost), upkeep })
    }
}

/// So many, with what they cost and their upkeep.
fn priced(action: &ActionLine, count: Range, upkeep_years: u32) -> Cost {
    let times =
        |each: Range| Range { low: each.low.saturating_mul(count.low), high: each.high.saturating_mul(count.high) };
    let upkeep = action.upkeep.map(times);
    let years = u64::from(upkeep_years);
    let kept = upkeep.map_or(Range::default(), |of| Range {
        low: of.low.saturating_mul(years),
        high: of.high.saturating_mul(years),
    });
    Cost { units: count, cost: action.each.map(times).unwrap_or_default().plus(kept), upkeep }
}

/// How many an action buys for some rows, at the fewest and at the most, and whether the records state it; `None` where they do not say.
fn count(action: &Action, units: &Units, place: &Place) -> Option<(Range, bool)> {
    let exactly = |count: u64| Range { low: count, high: count };
    match action.per {
        Per::Place => Some((exactly(1), true)),
        Per::Unit => (units.bare == 0).then(|| (exactly(units.units), true)),
        Per::PollingPlace => match place.named("polling_places").as_count() {
            Some(polling_places) if units.bare == 0 => Some((exactly(polling_places.min(units.units).max(1)), true)),
            Some(polling_places) => Some((exactly(polling_places.max(1)), true)),
            None if units.bare > 0 => None,
            None => {
                let voters = place.voters().zip(action.voters_each);
                let fewest = voters.map_or(units.units, |(voters, each)| voters.div_ceil(each.max(1)));
                Some((Range { low: fewest.clamp(1, units.units.max(1)), high: units.units }, false))
            }
        },
    }
}
