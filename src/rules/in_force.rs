//! The waivers in force, found by rule, place and asset.

use std::cell::LazyCell;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::waiver::Waiver;
use crate::place::PlaceId;
use crate::schema::folded;
use crate::words::value::Day;

/// The waivers in force on a day. Where several cover one thing, the first of their file is the one that counts.
#[derive(Clone, Debug, Default)]
pub struct InForce(HashMap<usize, OfRule, RandomState>);

/// The waivers of one rule, by what they call the place.
#[derive(Clone, Debug, Default)]
struct OfRule {
    anywhere: Covered,
    by_id: HashMap<PlaceId, Covered, RandomState>,
    by_name: HashMap<String, Covered, RandomState>,
}

/// What waivers of a rule cover at a place that they name alike.
#[derive(Clone, Debug, Default)]
struct Covered {
    /// The waiver of the whole place.
    whole: Option<usize>,
    by_asset: HashMap<String, usize, RandomState>,
    /// All of them, in their file's order.
    all: Vec<usize>,
}

/// All that a waiver may call a place.
#[derive(Clone, Debug)]
pub struct Called {
    id: PlaceId,
    /// Its name, and its name with its state, folded.
    names: [Option<String>; 2],
}

impl Called {
    /// What a place of an id, a name and a state may be called.
    #[must_use]
    pub fn of(id: &PlaceId, name: &str, state: Option<&str>) -> Self {
        let full = state.map(|state| folded(&format!("{name}, {state}")));
        Self { id: id.clone(), names: [Some(folded(name)), full] }
    }
}

impl InForce {
    /// Those of some waivers that hold on a day.
    #[must_use]
    pub fn of(waivers: &[Waiver], day: Day) -> Self {
        Self::of_some(waivers.iter().enumerate().filter(|(_, waiver)| waiver.holds_on(day)))
    }

    /// All of some waivers, those that have ended too.
    pub(crate) fn ever(waivers: &[Waiver]) -> Self {
        Self::of_some(waivers.iter().enumerate())
    }

    fn of_some<'w>(waivers: impl Iterator<Item = (usize, &'w Waiver)>) -> Self {
        let mut all = Self::default();
        for (at, waiver) in waivers {
            let of = all.0.entry(waiver.rule).or_default();
            match &waiver.place {
                None => of.anywhere.add(at, waiver),
                Some(place) => {
                    let id = PlaceId::understand(place, None).id;
                    of.by_id.entry(id).or_default().add(at, waiver);
                    of.by_name.entry(folded(place)).or_default().add(at, waiver);
                }
            }
        }
        all
    }

    /// Whether there is any of a rule.
    #[must_use]
    pub fn has(&self, rule: usize) -> bool {
        self.0.contains_key(&rule)
    }

    /// The waiver of a rule that covers a whole place.
    #[must_use]
    pub fn of_place(&self, rule: usize, place: &Called) -> Option<usize> {
        self.at(rule, place).filter_map(|covered| covered.whole).min()
    }

    /// The waiver of a rule that covers an asset of a place, or the whole place; `asset` is asked where some waiver there names one.
    pub(crate) fn of_asset(&self, rule: usize, place: &Called, asset: impl FnOnce() -> Arc<str>) -> Option<usize> {
        let asset = LazyCell::new(asset);
        let of = |covered: &Covered| {
            let own = if covered.by_asset.is_empty() { None } else { covered.by_asset.get(&**asset).copied() };
            [own, covered.whole].into_iter().flatten().min()
        };
        self.at(rule, place).filter_map(of).min()
    }

    /// All waivers of a rule that cover a place or anything of it, in their file's order.
    pub(crate) fn of_any(&self, rule: usize, place: &Called) -> Vec<usize> {
        let mut all: Vec<usize> = self.at(rule, place).flat_map(|covered| &covered.all).copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// What waivers of a rule cover at a place, by each thing that they may call it.
    fn at<'s>(&'s self, rule: usize, place: &Called) -> impl Iterator<Item = &'s Covered> {
        let of = self.0.get(&rule);
        let by_id = |id: &str| of.and_then(|of| of.by_id.get(id));
        let mut found = [None; 6];
        found[0] = of.map(|of| &of.anywhere);
        found[1] = by_id(place.id.as_str());
        found[2..4].iter_mut().zip(place.id.lies_in()).for_each(|(found, id)| *found = by_id(id));
        for (found, name) in found[4..].iter_mut().zip(place.names.iter().flatten()) {
            *found = of.and_then(|of| of.by_name.get(name));
        }
        found.into_iter().flatten()
    }
}

/// The waivers in force, from each day on which some of them have ended.
#[derive(Clone, Debug)]
pub struct InForceByDay(Vec<(Day, InForce)>);

impl InForceByDay {
    /// Those of some waivers, from a day to the last one.
    #[must_use]
    pub fn of(waivers: &[Waiver], from: Day, until: Day) -> Self {
        let ended = waivers.iter().map(|waiver| waiver.expires.next());
        let ahead: BTreeSet<Day> = ended.filter(|day| *day > from && *day <= until).collect();
        Self(std::iter::once(from).chain(ahead).map(|day| (day, InForce::of(waivers, day))).collect())
    }

    /// The waivers in force on a day, which is not before the first.
    #[must_use]
    pub fn on(&self, day: Day) -> &InForce {
        &self.0[self.0.partition_point(|(from, _)| *from <= day).saturating_sub(1)].1
    }

    /// The first day, and those on which some waiver has ended.
    pub fn days(&self) -> impl Iterator<Item = Day> {
        self.0.iter().map(|(day, _)| *day)
    }
}

impl Covered {
    fn add(&mut self, at: usize, waiver: &Waiver) {
        self.all.push(at);
        match &waiver.asset {
            None => self.whole = self.whole.or(Some(at)),
            Some(asset) => {
                self.by_asset.entry(asset.clone()).or_insert(at);
            }
        }
    }
}
