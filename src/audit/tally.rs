//! Tallies: what was counted of rows by what became of them, under a rule or a list.

use crate::rules::LESSER_KINDS;

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

/// What one rule counted at one place, by class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally([Count; 7]);

impl Tally {
    /// The count of a class.
    #[must_use]
    pub fn of(&self, class: Class) -> &Count {
        &self.0[class as usize]
    }

    pub(super) fn of_mut(&mut self, class: Class) -> &mut Count {
        &mut self.0[class as usize]
    }

    /// The counts of all classes, in their order.
    pub(crate) fn counts(&self) -> &[Count; 7] {
        &self.0
    }

    /// The same counts again.
    pub(crate) fn of_counts(counts: [Count; 7]) -> Self {
        Self(counts)
    }

    /// Counts a row; one that states no quantity weighs as one unit.
    pub(crate) fn add_row(&mut self, class: Class, units: Option<u64>) {
        self.of_mut(class).add(units.unwrap_or(1), u32::from(units.is_none()));
    }

    /// Takes some rows out and puts others in their place; those that leave were counted here.
    pub(crate) fn replace(&mut self, leaving: &Self, coming: &Self) {
        for ((own, leaving), coming) in self.0.iter_mut().zip(&leaving.0).zip(&coming.0) {
            own.less(leaving);
            own.merge(coming);
        }
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
    pub(crate) fn without_waivers(&self) -> Self {
        let mut plain = *self;
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
}

/// What one list counted at one place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListTally {
    counts: [Count; 5],
    /// Of what is lesser that of each kind.
    kinds: [Count; LESSER_KINDS],
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

    /// The count of a kind of lesser lack.
    pub(crate) fn of_kind(&self, kind: usize) -> Count {
        self.kinds.get(kind).copied().unwrap_or_default()
    }

    pub(super) fn kind_mut(&mut self, kind: usize) -> Option<&mut Count> {
        self.kinds.get_mut(kind)
    }

    /// Everything the list is about.
    #[must_use]
    pub fn all(&self) -> Count {
        let mut all = Count::default();
        self.counts.iter().for_each(|count| all.merge(count));
        all
    }

    /// Counts a whole place as one unit; a lesser lack is of some kind.
    pub(crate) fn add_place(&mut self, standpoint: Standpoint, kind: usize) {
        self.counts[standpoint as usize].add(1, 0);
        if let Some(kind) = self.kinds.get_mut(kind).filter(|_| standpoint == Standpoint::Lesser) {
            kind.add(1, 0);
        }
        match standpoint {
            Standpoint::Sound => self.lacking_pass += 1,
            Standpoint::Unknown => self.lacking_unknown += 1,
            Standpoint::Lacking | Standpoint::Lesser | Standpoint::Waived => {}
        }
    }

    /// Takes what lacks as sound: a rule that asks a share only is met all the same.
    pub fn allow(&mut self) {
        let lacking = std::mem::take(&mut self.counts[Standpoint::Lacking as usize]);
        self.counts[Standpoint::Sound as usize].merge(&lacking);
        self.lacking_pass += lacking.weight;
        self.lacking = Summed::default();
    }

    /// Adds another tally.
    pub fn merge(&mut self, other: &Self) {
        let own = self.counts.iter_mut().chain(&mut self.kinds);
        for (mine, theirs) in own.zip(other.counts.iter().chain(&other.kinds)) {
            mine.merge(theirs);
        }
        self.lacking_pass += other.lacking_pass;
        self.lacking_unknown += other.lacking_unknown;
        self.lacking.merge(&other.lacking);
        self.lesser.merge(&other.lesser);
        self.bare.merge(&other.bare);
    }
}
