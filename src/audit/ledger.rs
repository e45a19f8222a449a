//! The ledger: counts by place and rule, and by place and list, with the findings kept. It merges, in any order.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::counter_layout::{Goal, Lanes};
use super::counts::{Counts, PlaceCounts};
use super::keep::Keep;
use super::kept::{Findings, OfRule};
use super::not_placed::NotPlaced;
use super::tally::{Class, Count, ListTally, Standpoint, Tally};
use crate::diagnostic::{Notice, Notices};
use crate::finding::Finding;
use crate::inventory::Places;
use crate::schema::TABLES;

/// Where a rule or a list is counted: lanes of a table's counts, each added or taken away.
#[derive(Clone, Debug)]
struct Parts<T> {
    table: usize,
    /// By lane, what is added first.
    lanes: Vec<(usize, T, bool)>,
}

impl<T> Parts<T> {
    fn add(all: &mut Vec<Self>, table: usize, lane: (usize, T, bool)) {
        match all.last_mut() {
            Some(parts) if parts.table == table => {
                let at = parts.lanes.partition_point(|known| known.0 <= lane.0);
                parts.lanes.insert(at, lane);
            }
            _ => all.push(Self { table, lanes: vec![lane] }),
        }
    }
}

/// What a lane counts for a list.
#[derive(Clone, Copy, Debug)]
enum ToList {
    Standpoint(Standpoint),
    Kind(usize),
    Passes,
    Open,
}

/// Counts and findings by place and rule; places are those of the worker that filled it.
#[derive(Clone, Debug)]
pub struct Ledger {
    rules: usize,
    lists: usize,
    /// What was counted, by table; a rule's and a list's own counts are put together from lanes when somebody asks for them.
    counts: Vec<Counts>,
    of_rules: Vec<Vec<Parts<Class>>>,
    of_lists: Vec<Vec<Parts<ToList>>>,
    /// What rows say of places that they sum up; empty where none says anything.
    summed: Vec<Option<Box<ListTally>>>,
    pub(super) kept: Findings,
    /// How many rows each waiver covered.
    waived: Vec<u64>,
    pub(super) not_placed: NotPlaced,
    /// What the rules file has people look at, by place.
    notices: BTreeMap<u32, Notices>,
}

impl Ledger {
    /// An empty ledger for some rules and this many lists.
    pub(super) fn new(rules: Vec<OfRule>, lists: usize, keep: &Keep) -> Self {
        let of_rules = vec![Vec::new(); rules.len()];
        Self {
            rules: rules.len(),
            lists,
            counts: Vec::new(),
            of_rules,
            of_lists: vec![Vec::new(); lists],
            summed: Vec::new(),
            kept: Findings::new(rules, keep),
            waived: Vec::new(),
            not_placed: NotPlaced::default(),
            notices: BTreeMap::new(),
        }
    }

    /// Takes what was counted of a table, in its lanes.
    pub(super) fn take(&mut self, lanes: &Lanes, counts: Counts) {
        let table = self.counts.len();
        self.counts.push(counts);
        for (lane, goal, is_less) in lanes.goals() {
            let mut list = |of: usize, to: ToList| Parts::add(&mut self.of_lists[of], table, (lane, to, is_less));
            match goal {
                Goal::Rule(of, class) => Parts::add(&mut self.of_rules[of], table, (lane, class, is_less)),
                Goal::List(of, standpoint) => list(of, ToList::Standpoint(standpoint)),
                Goal::Kind(of, kind) => list(of, ToList::Kind(kind)),
                Goal::Passes(of) => list(of, ToList::Passes),
                Goal::Open(of) => list(of, ToList::Open),
            }
        }
    }

    /// Makes room for what rows of this many places sum up.
    pub(super) fn grow(&mut self, places: usize) {
        if self.summed.len() < places * self.lists {
            self.summed.resize(places * self.lists, None);
        }
    }

    pub(super) fn list_tally_mut(&mut self, place: usize, list: usize) -> &mut ListTally {
        self.summed[place * self.lists + list].get_or_insert_default()
    }

    /// What a rule counted at a place.
    #[must_use]
    pub fn tally(&self, place: usize, rule: usize) -> Tally {
        self.at(place).tally(rule)
    }

    /// A place, to ask for what many rules and lists counted there.
    pub(crate) fn at(&self, place: usize) -> AtPlace<'_> {
        let mut counts = [None; TABLES.len()];
        counts.iter_mut().zip(&self.counts).for_each(|(here, counts)| *here = counts.at(place));
        AtPlace { ledger: self, place, counts }
    }

    /// The findings kept of a place and rule, worst first.
    #[must_use]
    pub fn findings(&self, place: usize, rule: usize) -> &[Arc<Finding>] {
        self.kept.of(place, rule)
    }

    /// How many rows a waiver covered.
    pub(crate) fn waived_by(&self, waiver: usize) -> u64 {
        self.waived.get(waiver).copied().unwrap_or(0)
    }

    /// Adds a notice on a row of a place.
    pub(super) fn notice(&mut self, place: u32, notice: Notice) {
        self.notices.entry(place).or_default().add_unordered(notice);
    }

    /// What the rules file has people look at in the rows of some places, by file.
    #[must_use]
    pub fn notices(&self, of: impl Fn(usize) -> bool) -> Vec<Notice> {
        let mut all = Notices::default();
        for (_, notices) in self.notices.iter().filter(|(place, _)| of(**place as usize)) {
            all.merge(notices.clone());
        }
        all.into_list()
    }

    /// The rows of places without a state.
    #[must_use]
    pub fn not_placed(&self) -> &NotPlaced {
        &self.not_placed
    }

    pub(super) fn add_waived(&mut self, waiver: usize, rows: u64) {
        if self.waived.len() <= waiver {
            self.waived.resize(waiver + 1, 0);
        }
        self.waived[waiver] += rows;
    }

    /// Adds what another found at the same places by the same rules; its counts are taken on their own.
    pub(super) fn join(&mut self, other: Self) {
        self.not_placed.join(&other.not_placed);
        for (place, notices) in other.notices {
            self.notices.entry(place).or_default().join(notices);
        }
        for (waiver, rows) in other.waived.iter().enumerate() {
            self.add_waived(waiver, *rows);
        }
        self.grow(other.summed.len() / self.lists.max(1));
        for (mine, theirs) in self.summed.iter_mut().zip(other.summed) {
            match (mine, theirs) {
                (_, None) => {}
                (mine @ None, theirs) => *mine = theirs,
                (Some(mine), Some(theirs)) => mine.merge(&theirs),
            }
        }
        self.kept.join(other.kept);
    }

    /// Adds another ledger of the same rules, whose places are `theirs`, to this one, whose places are `mine`.
    pub fn merge(&mut self, other: Self, mine: &mut Places, theirs: &Places) {
        self.not_placed.merge(&other.not_placed, mine, theirs);
        for (place, notices) in &other.notices {
            let here = mine.intern(&theirs.list()[*place as usize]);
            self.notices.entry(here).or_default().join(notices.clone());
        }
        for (waiver, rows) in other.waived.iter().enumerate() {
            self.add_waived(waiver, *rows);
        }
        if self.counts.is_empty() {
            self.counts = other.counts.iter().map(Counts::emptied).collect();
            (self.of_rules, self.of_lists) = (other.of_rules.clone(), other.of_lists.clone());
        }
        for (index, place) in theirs.list().iter().enumerate() {
            let here = mine.intern(place) as usize;
            for (own, theirs) in self.counts.iter_mut().zip(&other.counts) {
                own.grow(mine.len());
                own.join_place(here, theirs, index);
            }
            for rule in 0..self.rules {
                for finding in other.findings(index, rule) {
                    self.kept.keep((here, &place.id, rule), finding.clone());
                }
            }
            for list in 0..self.lists {
                if let Some(Some(tally)) = other.summed.get(index * self.lists + list) {
                    self.grow(mine.len());
                    self.list_tally_mut(here, list).merge(tally);
                }
            }
        }
        self.kept.sort();
    }
}

/// What was counted at one place, by table.
pub(crate) struct AtPlace<'a> {
    ledger: &'a Ledger,
    place: usize,
    counts: [Option<PlaceCounts<'a>>; TABLES.len()],
}

impl AtPlace<'_> {
    /// What a rule counted.
    pub(crate) fn tally(&self, rule: usize) -> Tally {
        let mut tally = Tally::default();
        for parts in self.ledger.of_rules.get(rule).into_iter().flatten() {
            let Some(Some(here)) = self.counts.get(parts.table) else { continue };
            let mut counted = Counted::default();
            for (lane, class, is_less) in &parts.lanes {
                let Some(count) = counted.any(here, *lane) else { continue };
                let own = tally.of_mut(*class);
                if *is_less {
                    own.less(count);
                } else {
                    own.merge(count);
                }
            }
        }
        tally
    }

    /// What a list counted.
    pub(crate) fn list_tally(&self, list: usize) -> ListTally {
        let summed = self.ledger.summed.get(self.place * self.ledger.lists + list).and_then(Option::as_deref);
        let mut tally = summed.copied().unwrap_or_default();
        for parts in self.ledger.of_lists.get(list).into_iter().flatten() {
            let Some(Some(here)) = self.counts.get(parts.table) else { continue };
            let mut counted = Counted::default();
            for (lane, to, is_less) in &parts.lanes {
                let Some(count) = counted.any(here, *lane) else { continue };
                match (to, is_less) {
                    (ToList::Standpoint(of), false) => tally.of_mut(*of).merge(count),
                    (ToList::Standpoint(of), true) => tally.of_mut(*of).less(count),
                    (ToList::Kind(kind), false) => tally.kind_mut(*kind).into_iter().for_each(|own| own.merge(count)),
                    (ToList::Kind(kind), true) => tally.kind_mut(*kind).into_iter().for_each(|own| own.less(count)),
                    (ToList::Passes, false) => tally.lacking_pass += count.weight,
                    (ToList::Passes, true) => tally.lacking_pass -= count.weight,
                    (ToList::Open, false) => tally.lacking_unknown += count.weight,
                    (ToList::Open, true) => tally.lacking_unknown -= count.weight,
                }
            }
        }
        tally
    }
}

/// The lane that was asked for last, and what it counted: one that is added here is taken away there.
#[derive(Default)]
struct Counted {
    lane: Option<usize>,
    count: Count,
}

impl Counted {
    /// What a lane counted, if anything.
    fn any(&mut self, here: &PlaceCounts<'_>, lane: usize) -> Option<&Count> {
        if self.lane != Some(lane) {
            *self = Self { lane: Some(lane), count: here.of(lane) };
        }
        (self.count.rows > 0).then_some(&self.count)
    }
}
