//! The ledger: counts by place and rule, and by place and list, with the findings kept. It merges, in any order.

use std::sync::Arc;

use crate::finding::Finding;
use crate::inventory::Places;

/// What became of a row under a rule that is about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub enum Class {
    /// It passes.
    Pass = 0,
    /// It fails.
    Fail = 1,
    /// The records do not say.
    Unknown = 2,
    /// The rule is about it, and asks nothing of it.
    NotApplicable = 3,
    /// It would fail, and a waiver covers it.
    WaivedFail = 4,
    /// It would be unknown, and a waiver covers it.
    WaivedUnknown = 5,
    /// The rule asks nothing of it only because it is not due yet.
    NotDue = 6,
}

/// What became of a row under a list that is about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub enum Standpoint {
    /// A lacking rule fails.
    Lacking = 0,
    /// A lesser rule fails, and no lacking one.
    Lesser = 1,
    /// The records do not say.
    Unknown = 2,
    /// It is sound.
    Sound = 3,
    /// It would lack, or be unknown, and a waiver covers it.
    Waived = 4,
}

/// Rows and what they stand for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Units, and one for each row that states none.
    pub weight: u64,
    /// Rows.
    pub rows: u32,
    /// Rows that state no quantity.
    pub bare: u32,
}

impl Count {
    pub(super) fn add(&mut self, weight: u64, bare: u32) {
        self.weight += weight;
        self.rows += 1;
        self.bare += bare;
    }

    /// Adds another count.
    pub fn merge(&mut self, other: &Self) {
        self.weight += other.weight;
        self.rows += other.rows;
        self.bare += other.bare;
    }

    /// Takes a part of it away.
    pub(super) fn less(&mut self, other: &Self) {
        self.weight -= other.weight;
        self.rows -= other.rows;
        self.bare -= other.bare;
    }

    /// Units stated; rows that state none add nothing.
    #[must_use]
    pub fn units(&self) -> u64 {
        self.weight - u64::from(self.bare)
    }
}

/// What one rule counted at one place; most rules count nothing at most places, and that takes no room.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally(Option<Arc<[Count; 7]>>);

const NOTHING: [Count; 7] = [Count { weight: 0, rows: 0, bare: 0 }; 7];

impl Tally {
    /// The count of a class.
    #[must_use]
    pub fn of(&self, class: Class) -> &Count {
        &self.0.as_deref().unwrap_or(&NOTHING)[class as usize]
    }

    pub(super) fn of_mut(&mut self, class: Class) -> &mut Count {
        &mut Arc::make_mut(self.0.get_or_insert_with(|| Arc::new(NOTHING)))[class as usize]
    }

    /// What passes.
    #[must_use]
    pub fn pass(&self) -> &Count {
        self.of(Class::Pass)
    }

    /// What fails.
    #[must_use]
    pub fn fail(&self) -> &Count {
        self.of(Class::Fail)
    }

    /// What the records do not say.
    #[must_use]
    pub fn unknown(&self) -> &Count {
        self.of(Class::Unknown)
    }

    /// What a waiver covers.
    #[must_use]
    pub fn waived(&self) -> Count {
        let mut both = *self.of(Class::WaivedFail);
        both.merge(self.of(Class::WaivedUnknown));
        both
    }

    /// The same counts as if no waiver were.
    #[must_use]
    pub fn without_waivers(&self) -> Self {
        let mut plain = self.clone();
        for (waived, own) in [(Class::WaivedFail, Class::Fail), (Class::WaivedUnknown, Class::Unknown)] {
            if self.of(waived).rows > 0 {
                plain.of_mut(own).merge(self.of(waived));
                *plain.of_mut(waived) = Count::default();
            }
        }
        plain
    }

    /// Rows judged: pass, fail and unknown.
    #[must_use]
    pub fn rows(&self) -> u32 {
        self.pass().rows + self.fail().rows + self.unknown().rows
    }

    /// Whether any row is, or may be, one the rule is about.
    #[must_use]
    pub fn has_evidence(&self) -> bool {
        self.rows() + self.of(Class::NotApplicable).rows + self.of(Class::NotDue).rows + self.waived().rows > 0
    }

    /// Adds another tally.
    pub fn merge(&mut self, other: &Self) {
        match (&mut self.0, &other.0) {
            (_, None) => {}
            (mine @ None, theirs) => mine.clone_from(theirs),
            (Some(mine), Some(theirs)) => {
                Arc::make_mut(mine).iter_mut().zip(theirs.iter()).for_each(|(mine, theirs)| mine.merge(theirs));
            }
        }
    }
}

/// What one list counted at one place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListTally {
    counts: [Count; 5],
    /// Weight that passes all its lacking rules.
    pub lacking_pass: u64,
    /// Weight of which some lacking rule is unknown and none fails.
    pub lacking_unknown: u64,
    /// Places that lacking rows say they sum up, and the registered voters in them.
    pub lacking: Summed,
    /// The same of lesser rows.
    pub lesser: Summed,
    /// The same of either where they state no quantity.
    pub bare: Summed,
}

/// What rows that sum up many places say of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summed {
    /// Places.
    pub places: u64,
    /// Registered voters.
    pub voters: u64,
    /// Rows that say how many places.
    pub rows: u32,
}

impl Summed {
    fn merge(&mut self, other: &Self) {
        self.places += other.places;
        self.voters += other.voters;
        self.rows += other.rows;
    }
}

impl ListTally {
    /// The count of a standpoint.
    #[must_use]
    pub fn of(&self, standpoint: Standpoint) -> &Count {
        &self.counts[standpoint as usize]
    }

    pub(super) fn of_mut(&mut self, standpoint: Standpoint) -> &mut Count {
        &mut self.counts[standpoint as usize]
    }

    /// Everything the list is about.
    #[must_use]
    pub fn all(&self) -> Count {
        let mut all = Count::default();
        self.counts.iter().for_each(|count| all.merge(count));
        all
    }

    /// Counts a whole place as one unit.
    pub fn add_place(&mut self, standpoint: Standpoint) {
        self.counts[standpoint as usize].add(1, 0);
        match standpoint {
            Standpoint::Sound => self.lacking_pass += 1,
            Standpoint::Unknown => self.lacking_unknown += 1,
            Standpoint::Lacking | Standpoint::Lesser | Standpoint::Waived => {}
        }
    }

    /// Adds another tally.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            mine.merge(theirs);
        }
        self.lacking_pass += other.lacking_pass;
        self.lacking_unknown += other.lacking_unknown;
        self.lacking.merge(&other.lacking);
        self.lesser.merge(&other.lesser);
        self.bare.merge(&other.bare);
    }
}

/// The findings kept of one place and rule: the worst, at most so many.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Kept {
    findings: Vec<Finding>,
}

/// Counts and findings by place and rule; places are those of the worker that filled it.
#[derive(Clone, Debug)]
pub struct Ledger {
    rules: usize,
    lists: usize,
    max_findings: usize,
    tallies: Vec<Tally>,
    /// Lists that counted nothing at a place have none.
    list_tallies: Vec<Option<Box<ListTally>>>,
    kept: Vec<Kept>,
    /// How many rows each waiver covered.
    waived: Vec<u64>,
}

impl Ledger {
    /// An empty ledger for so many rules and lists.
    #[must_use]
    pub fn new(rules: usize, lists: usize, max_findings: usize) -> Self {
        Self {
            rules,
            lists,
            max_findings,
            tallies: Vec::new(),
            list_tallies: Vec::new(),
            kept: Vec::new(),
            waived: Vec::new(),
        }
    }

    /// Makes room for the counts of so many places.
    pub(super) fn grow(&mut self, places: usize) {
        if self.tallies.len() < places * self.rules {
            self.tallies.resize(places * self.rules, Tally::default());
        }
        if self.list_tallies.len() < places * self.lists {
            self.list_tallies.resize(places * self.lists, None);
        }
    }

    /// Makes room for the findings of so many places.
    pub(super) fn grow_kept(&mut self, places: usize) {
        if self.max_findings > 0 && self.kept.len() < places * self.rules {
            self.kept.resize(places * self.rules, Kept::default());
        }
    }

    pub(super) fn tally_mut(&mut self, place: usize, rule: usize) -> &mut Tally {
        &mut self.tallies[place * self.rules + rule]
    }

    pub(super) fn list_tally_mut(&mut self, place: usize, list: usize) -> &mut ListTally {
        self.list_tallies[place * self.lists + list].get_or_insert_default()
    }

    /// What a rule counted at a place.
    #[must_use]
    pub fn tally(&self, place: usize, rule: usize) -> Tally {
        self.tallies.get(place * self.rules + rule).cloned().unwrap_or_default()
    }

    /// What a list counted at a place.
    #[must_use]
    pub fn list_tally(&self, place: usize, list: usize) -> ListTally {
        self.list_tallies.get(place * self.lists + list).and_then(Option::as_deref).copied().unwrap_or_default()
    }

    /// The findings kept of a place and rule, worst first.
    #[must_use]
    pub fn findings(&self, place: usize, rule: usize) -> &[Finding] {
        self.kept.get(place * self.rules + rule).map_or(&[], |kept| &kept.findings)
    }

    /// How many rows a waiver covered.
    #[must_use]
    pub fn waived_by(&self, waiver: usize) -> u64 {
        self.waived.get(waiver).copied().unwrap_or(0)
    }

    pub(super) fn add_waived(&mut self, waiver: usize, rows: u64) {
        if self.waived.len() <= waiver {
            self.waived.resize(waiver + 1, 0);
        }
        self.waived[waiver] += rows;
    }

    /// Whether a finding like this would be kept: asked before it is made.
    pub(super) fn would_keep(&self, place: usize, rule: usize, like: (crate::finding::Verdict, u64)) -> bool {
        let kept = &self.kept[place * self.rules + rule].findings;
        kept.len() < self.max_findings
            || kept.last().is_some_and(|last| {
                (like.0, std::cmp::Reverse(like.1)) <= (last.verdict, std::cmp::Reverse(last.weight()))
            })
    }

    /// Keeps a finding, and lets go the least of too many.
    pub(super) fn keep(&mut self, place: usize, rule: usize, finding: Finding) {
        let max = self.max_findings;
        let kept = &mut self.kept[place * self.rules + rule].findings;
        let at = kept.partition_point(|known| known.order(&finding).is_le());
        kept.insert(at, finding);
        kept.truncate(max);
    }

    /// Adds another ledger of the same rules and the same places.
    pub fn join(&mut self, other: Self) {
        for (waiver, rows) in other.waived.iter().enumerate() {
            self.add_waived(waiver, *rows);
        }
        self.grow((other.tallies.len() / self.rules.max(1)).max(other.list_tallies.len() / self.lists.max(1)));
        self.grow_kept(other.kept.len() / self.rules.max(1));
        self.tallies.iter_mut().zip(&other.tallies).for_each(|(mine, theirs)| mine.merge(theirs));
        for (mine, theirs) in self.list_tallies.iter_mut().zip(other.list_tallies) {
            match (mine, theirs) {
                (_, None) => {}
                (mine @ None, theirs) => *mine = theirs,
                (Some(mine), Some(theirs)) => mine.merge(&theirs),
            }
        }
        for (at, kept) in other.kept.into_iter().enumerate() {
            for finding in kept.findings {
                self.keep(at / self.rules, at % self.rules, finding);
            }
        }
    }

    /// Adds another ledger of the same rules, whose places are `theirs`, to this one, whose places are `mine`.
    pub fn merge(&mut self, other: Self, mine: &mut Places, theirs: &Places) {
        for (waiver, rows) in other.waived.iter().enumerate() {
            self.add_waived(waiver, *rows);
        }
        for (index, place) in theirs.list().iter().enumerate() {
            let here = mine.intern(place) as usize;
            self.grow(mine.len());
            self.grow_kept(mine.len());
            for rule in 0..self.rules {
                if let Some(tally) = other.tallies.get(index * self.rules + rule) {
                    self.tallies[here * self.rules + rule].merge(tally);
                }
                for finding in other.findings(index, rule) {
                    self.keep(here, rule, finding.clone());
                }
            }
            for list in 0..self.lists {
                if let Some(Some(tally)) = other.list_tallies.get(index * self.lists + list) {
                    self.list_tally_mut(here, list).merge(tally);
                }
            }
        }
    }
}
