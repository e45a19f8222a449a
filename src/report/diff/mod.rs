//! What changed between two reports, and why: better, worse, or only later.

mod kept;
mod moves;
mod why;

pub use moves::{Move, Witness, asked_after};
pub use why::Why;

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

use super::model::lists::PAPER_TRAIL;
use super::model::places::Standing;
use super::model::standings::Standings;
use super::v1::{List, Place, Report};
use crate::audit::Interval;
use crate::finding::{Severity, Verdict};
use crate::words::value::Day;

/// Two reports, and all that changed between them.
#[derive(Clone, Debug)]
pub struct Diff {
    /// The side that was.
    pub old: Report,
    /// The side that is.
    pub new: Report,
    /// What became of every finding of either: what got worse first.
    pub moves: Vec<Move>,
    /// Whether what the calendar alone brought could be told apart.
    pub by_date_told: bool,
    /// What else differs: rules, waivers and settings, a sentence each.
    pub also: Vec<String>,
    /// What stops at the gate.
    pub stops: Stops,
    /// Audits before the old side, the first first, without their findings: the line over time.
    pub earlier: Vec<Report>,
    /// For each finding of the new side, what it is to the old one.
    of_new: Vec<Why>,
    /// The places of either side that have none below them, by their indices on the old side and on the new one.
    places: Vec<(Option<usize>, Option<usize>)>,
}

/// A place on both sides, or on one.
#[derive(Clone, Copy, Debug)]
pub struct PlaceMove<'a> {
    /// The place as it was.
    pub old: Option<&'a Place>,
    /// The place as it is.
    pub new: Option<&'a Place>,
}

impl<'a> PlaceMove<'a> {
    /// The place, as it is or else as it was.
    #[must_use]
    pub fn place(&self) -> Option<&'a Place> {
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
    pub fn new(old: Report, new: Report, witness: &Witness<'_>, mut also: Vec<String>, stops: Stops) -> Self {
        if old.settings.scoring != new.settings.scoring {
            also.push(format!(
                "the old side is scored by {}, the new one by {}: their findings are compared, their risks are not",
                old.settings.scoring, new.settings.scoring
            ));
        }
        let old = old.narrowed_as(&new);
        for side in [&old, &new].into_iter().filter(|side| side.dropped > 0) {
            let findings = if side.dropped == 1 { "finding that it does" } else { "findings that it does" };
            also.push(format!(
                "{} counted {} {findings} not name: there only the counts are compared, and it cannot be seen which asset is new or gone; make it with --max-findings all",
                side.name, side.dropped
            ));
        }
        let (moves, of_new) = moves::moves(&old, &new, witness);
        let by_date_told = old.as_of == new.as_of || witness.turned.is_some() || witness.later.is_some();
        let places = pairs(&old, &new);
        Self { old, new, moves, by_date_told, also, stops, earlier: Vec::new(), of_new, places }
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
    pub(crate) fn passing(&self) -> impl Iterator<Item = &Move> {
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
            && self.places().all(|place| still(&place))
    }

    /// Every place of either side that has none below it, in the order of the new side's; places that are gone come last.
    pub fn places(&self) -> impl Iterator<Item = PlaceMove<'_>> {
        self.places.iter().map(|(old, new)| PlaceMove {
            old: old.map(|at| &self.old.jurisdictions[at]),
            new: new.map(|at| &self.new.jurisdictions[at]),
        })
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
    pub fn list(&self, key: &str) -> Option<(&List, &List)> {
        Some((self.old.list(key)?, self.new.list(key)?))
    }

    /// The findings of places that sent for the first time: the places, what is not met there, and what is not answered.
    pub(crate) fn first_sent(&self) -> FirstSent {
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
    pub(crate) fn first_senders(&self) -> Vec<&Place> {
        let sends = |place: &PlaceMove<'_>| !place.old.is_some_and(Place::sent);
        let sent = self.places().filter(sends).filter_map(|place| place.new);
        sent.filter(|place| place.sent()).collect()
    }

    /// The places that got better, and those that got worse, by their known risk as pages print it: the largest change first. None, where
    /// the two sides are scored by different editions.
    #[must_use]
    pub fn better_and_worse(&self, printed: fn(f64) -> String) -> (Vec<PlaceMove<'_>>, Vec<PlaceMove<'_>>) {
        let shown = |place: Option<&Place>| place.map(|place| printed(place.risk.low));
        let same = self.same_scoring();
        let moved = |place: &PlaceMove<'_>| {
            same && place.rise().is_some_and(|rise| rise.abs() > 1e-9) && shown(place.old) != shown(place.new)
        };
        let (mut worse, mut better): (Vec<_>, Vec<_>) =
            self.places().filter(moved).partition(|place| place.rise() > Some(0.0));
        let rise = |place: &PlaceMove<'_>| place.rise().unwrap_or_default();
        // Equal changes stay in the order of the places.
        better.sort_by(|a, b| rise(a).total_cmp(&rise(b)));
        worse.sort_by(|a, b| rise(b).total_cmp(&rise(a)));
        (better, worse)
    }

    /// Whether the risks of both sides are of one edition of the score, and so can be compared.
    #[must_use]
    pub fn same_scoring(&self) -> bool {
        self.old.settings.scoring == self.new.settings.scoring
    }

    /// Whether both sides were judged by the same rules, as far as their digests tell.
    pub(crate) fn same_rules(&self) -> bool {
        self.old.same_rules(&self.new)
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
    pub(crate) fn moments(&self) -> Vec<Moment> {
        let sides = self.earlier.iter().chain([&self.old, &self.new]);
        // Where one place is asked about, its own risk is the line.
        let only = match self.new.jurisdictions.as_slice() {
            [only] => Some(&*only.id),
            _ => None,
        };
        let moment = |side: &Report| {
            let place = only.and_then(|id| side.jurisdictions.iter().find(|place| *place.id == *id));
            let state = match (side.states.as_slice(), self.new.states.as_slice()) {
                ([state], [now]) if state.state == now.state => Some(state.risk),
                _ => None,
            };
            let risk = if only.is_some() {
                place.map(|place| Interval { low: place.risk.low, high: place.risk.high })
            } else {
                state
            };
            Moment {
                as_of: side.as_of,
                standings: side.standings(),
                risk: risk.filter(|_| side.settings.scoring == self.new.settings.scoring),
                lacking: side.list(PAPER_TRAIL).map(|list| (list.places_lacking(), list.units_lacking())),
            }
        };
        sides.map(moment).collect()
    }
}

/// The places of either report that have none below them, in the order of the new one; those that are gone come last.
fn pairs(old: &Report, new: &Report) -> Vec<(Option<usize>, Option<usize>)> {
    fn indices(report: &Report) -> HashMap<&str, usize, RandomState> {
        report.jurisdictions.iter().zip(0..).map(|(place, at)| (&*place.id, at)).collect()
    }
    fn leaves(report: &Report) -> impl Iterator<Item = (&Place, usize)> {
        report.jurisdictions.iter().zip(0..).filter(|(place, _)| !place.has_below)
    }
    let (before, after) = (indices(old), indices(new));
    let here = leaves(new).map(|(place, at)| (before.get(&*place.id).copied(), Some(at)));
    let gone = leaves(old).filter(|(place, _)| !after.contains_key(&*place.id)).map(|(_, at)| (Some(at), None));
    here.chain(gone).collect()
}
