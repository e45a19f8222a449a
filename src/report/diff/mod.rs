//! What changed between two reports, and why: better, worse, or only later.

mod moves;
mod recorded;
mod side;

pub use moves::{Move, Why, Witness, asked_after};
pub use side::{Filters, Side, SideFinding, SideList, SidePlace, SideResult, SideRule, SideState};

use std::collections::{HashMap, HashSet};

use crate::audit::Interval;
use crate::finding::{Severity, Verdict};
use crate::report::{Standing, Standings};
use crate::value::Day;

/// Two sides, and all that changed between them.
#[derive(Clone, Debug)]
pub struct Diff {
    /// The side that was.
    pub old: Side,
    /// The side that is.
    pub new: Side,
    /// What became of every finding of either: what got worse first.
    pub moves: Vec<Move>,
    /// Whether what the calendar alone brought could be told apart.
    pub by_date_told: bool,
    /// What else differs: rules, waivers and settings, a sentence each.
    pub also: Vec<String>,
    /// What stops at the gate.
    pub stops: Stops,
    /// Audits before the old side, the first first, without their findings: the line over time.
    pub earlier: Vec<Side>,
    /// For each finding of the new side, what it is to the old one.
    of_new: Vec<Why>,
}

/// A place on both sides, or on one.
#[derive(Clone, Copy, Debug)]
pub struct PlaceMove<'a> {
    /// The place as it was.
    pub old: Option<&'a SidePlace>,
    /// The place as it is.
    pub new: Option<&'a SidePlace>,
}

impl<'a> PlaceMove<'a> {
    /// The place, as it is or else as it was.
    #[must_use]
    pub fn place(&self) -> Option<&'a SidePlace> {
        self.new.or(self.old)
    }

    /// By how much its known risk rose; falls are below zero. `None` where one side has no records of it.
    #[must_use]
    pub fn rise(&self) -> Option<f64> {
        let (old, new) = (self.old.filter(|place| place.sent())?, self.new.filter(|place| place.sent())?);
        Some(new.risk.low - old.risk.low)
    }
}

/// What is known of the places that sent for the first time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FirstSent {
    /// Places.
    pub places: u64,
    /// Findings there of what is not met.
    pub not_met: u64,
    /// Findings there of what is not answered.
    pub not_answered: u64,
}

/// What stops at a gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stops {
    /// The least severity; none, where nothing stops.
    pub from: Option<Severity>,
    /// Whether what is not answered stops like what is not met.
    pub unknown: bool,
}

impl Stops {
    /// Whether a move stops here.
    #[must_use]
    pub fn at(&self, moved: &Move) -> bool {
        moved.why.is_worse()
            && moved.severity != Severity::Info
            && self.from.is_some_and(|from| moved.severity <= from)
            && (moved.basis == Verdict::Fail || self.unknown)
    }
}

impl Diff {
    /// Compares two sides; `witness` tells what reports alone cannot.
    #[must_use]
    pub fn new(old: Side, new: Side, witness: &Witness<'_>, mut also: Vec<String>, stops: Stops) -> Self {
        if old.scoring != new.scoring {
            also.push(format!(
                "the old side is scored by {}, the new one by {}: their findings are compared, their risks are not",
                old.scoring, new.scoring
            ));
        }
        let old = old.narrowed(&new.filters);
        for side in [&old, &new].into_iter().filter(|side| side.dropped > 0) {
            let findings = if side.dropped == 1 { "finding that it does" } else { "findings that it does" };
            also.push(format!(
                "{} counted {} {findings} not name: there only the counts are compared, and which asset is new or gone cannot be \
                 told; write it with --max-findings all",
                side.name, side.dropped
            ));
        }
        let (moves, of_new) = moves::moves(&old, &new, witness);
        let by_date_told = old.as_of == new.as_of || witness.turned.is_some() || witness.later.is_some();
        Self { old, new, moves, by_date_told, also, stops, earlier: Vec::new(), of_new }
    }

    /// What a finding of the new side is to the old one.
    #[must_use]
    pub fn why(&self, finding: usize) -> Option<Why> {
        self.of_new.get(finding).copied()
    }

    /// The moves that stop at the gate, gravest first.
    pub fn stopping(&self) -> impl Iterator<Item = &Move> {
        self.moves.iter().filter(|moved| self.stops.at(moved))
    }

    /// The moves for the worse that pass the gate: milder ones, and what is not answered.
    pub fn passing(&self) -> impl Iterator<Item = &Move> {
        self.moves.iter().filter(|moved| moved.why.is_worse() && !self.stops.at(moved))
    }

    /// How many moves of a kind there are; of what is not met, or of what is not answered.
    #[must_use]
    pub fn count(&self, why: Why, basis: Verdict) -> u64 {
        self.moves.iter().filter(|moved| moved.why == why && moved.basis == basis).count() as u64
    }

    /// The moves of a kind.
    pub fn of(&self, why: Why) -> impl Iterator<Item = &Move> {
        self.moves.iter().filter(move |moved| moved.why == why)
    }

    /// Whether nothing moved: the same findings, scores and standings.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let still = |place: &PlaceMove<'_>| match (place.old, place.new) {
            (Some(old), Some(new)) => (old.risk == new.risk || !self.same_scoring()) && old.standing == new.standing,
            _ => false,
        };
        self.moves.iter().all(|moved| moved.why == Why::Known)
            && self.also.is_empty()
            && self.places().iter().all(still)
    }

    /// Every place of either side that has none below it, in the order of the new side's; places that are gone come last.
    #[must_use]
    pub fn places(&self) -> Vec<PlaceMove<'_>> {
        let before: HashMap<&str, &SidePlace> = self.old.places.iter().map(|place| (&*place.id, place)).collect();
        let after: HashMap<&str, &SidePlace> = self.new.places.iter().map(|place| (&*place.id, place)).collect();
        let new = self.new.places.iter().filter(|place| !place.has_below);
        let gone = self.old.places.iter().filter(|place| !place.has_below && !after.contains_key(&*place.id));
        new.map(|place| PlaceMove { old: before.get(&*place.id).copied(), new: Some(place) })
            .chain(gone.map(|place| PlaceMove { old: Some(place), new: None }))
            .collect()
    }

    /// How many places left a standing, and how many joined it.
    #[must_use]
    pub fn crossed(&self, standing: Standing) -> (u64, u64) {
        let (mut left, mut joined) = (0, 0);
        for place in self.places() {
            let was = place.old.is_some_and(|place| place.standing == standing);
            let is = place.new.is_some_and(|place| place.standing == standing);
            left += u64::from(was && !is);
            joined += u64::from(is && !was);
        }
        (left, joined)
    }

    /// A list on both sides.
    #[must_use]
    pub fn list(&self, key: &str) -> Option<(&SideList, &SideList)> {
        let of = |side: &'_ Side| side.lists.iter().position(|list| list.key == key);
        Some((&self.old.lists[of(&self.old)?], &self.new.lists[of(&self.new)?]))
    }

    /// The findings of places that sent for the first time: the places, what is not met there, and what is not answered.
    #[must_use]
    pub fn first_sent(&self) -> FirstSent {
        let senders: HashSet<&str> = self.first_senders().into_iter().map(|place| &*place.id).collect();
        let findings = |basis: Verdict| {
            let of = |moved: &&Move| moved.basis == basis && senders.contains(&*moved.place);
            self.of(Why::FirstSent).filter(of).count() as u64
        };
        FirstSent {
            places: senders.len() as u64,
            not_met: findings(Verdict::Fail),
            not_answered: findings(Verdict::Unknown),
        }
    }

    /// The places that had sent nothing at all before and now have, in the order of the new side's.
    #[must_use]
    pub fn first_senders(&self) -> Vec<&SidePlace> {
        let sends = |place: &PlaceMove<'_>| !place.old.is_some_and(SidePlace::sent);
        let sent = self.places().into_iter().filter(sends).filter_map(|place| place.new);
        sent.filter(|place| place.sent()).collect()
    }

    /// The places that got better, and those that got worse, by their known risk as pages print it: the largest change first. None, where
    /// the two sides are scored by different editions.
    #[must_use]
    pub fn better_and_worse(&self, printed: fn(f64) -> String) -> (Vec<PlaceMove<'_>>, Vec<PlaceMove<'_>>) {
        let shown = |place: Option<&SidePlace>| place.map(|place| printed(place.risk.low));
        let same = self.same_scoring();
        let moved = |place: &PlaceMove<'_>| {
            same && place.rise().is_some_and(|rise| rise.abs() > 1e-9) && shown(place.old) != shown(place.new)
        };
        let (mut worse, mut better): (Vec<_>, Vec<_>) =
            self.places().into_iter().filter(moved).partition(|place| place.rise() > Some(0.0));
        let rise = |place: &PlaceMove<'_>| place.rise().unwrap_or_default();
        // Equal changes stay in the order of the places.
        better.sort_by(|a, b| rise(a).total_cmp(&rise(b)));
        worse.sort_by(|a, b| rise(b).total_cmp(&rise(a)));
        (better, worse)
    }

    /// Whether the risks of both sides are of one edition of the score, and so can be compared.
    #[must_use]
    pub fn same_scoring(&self) -> bool {
        self.old.scoring == self.new.scoring
    }

    /// Whether both sides were judged by the same rules, as far as their digests tell.
    #[must_use]
    pub fn same_rules(&self) -> bool {
        self.old.same_law(&self.new)
    }
}

impl Witness<'_> {
    /// Nothing beside the two reports.
    #[must_use]
    pub fn none() -> Self {
        Self { fates: None, old_fates: None, turned: None, later: None }
    }
}

/// One audit on the line over time.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// The day it speaks of.
    pub as_of: Day,
    /// Places by standing.
    pub standings: Standings,
    /// The risk of the one state or place that all of them are about; none, where it is of another edition of the score.
    pub risk: Option<Interval>,
    /// Places and units that lack paper trails, where there is a list of them.
    pub lacking: Option<(u64, u64)>,
}

impl Diff {
    /// The audits from the first to this one, by day.
    #[must_use]
    pub fn moments(&self) -> Vec<Moment> {
        let sides = self.earlier.iter().chain([&self.old, &self.new]);
        // Where one place is asked about, its own risk is the line.
        let only = match self.new.places.as_slice() {
            [only] => Some(&*only.id),
            _ => None,
        };
        let moment = |side: &Side| {
            let place = only.and_then(|id| side.places.iter().find(|place| *place.id == *id)).map(|place| place.risk);
            let state = match (side.states.as_slice(), self.new.states.as_slice()) {
                ([state], [now]) if state.state == now.state => Some(state.risk),
                _ => None,
            };
            let list = side.lists.iter().find(|list| list.key == super::PAPER_TRAIL);
            Some(Moment {
                as_of: side.as_of?,
                standings: side.standings,
                risk: (if only.is_some() { place } else { state }).filter(|_| side.scoring == self.new.scoring),
                lacking: list.map(|list| (list.places_lacking, list.units_lacking)),
            })
        };
        sides.filter_map(moment).collect()
    }
}
