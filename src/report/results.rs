//! What rules came to at places: the results of many places lie together, and the counts of each place do.

use std::fmt;
use std::ops::Deref;
use std::slice;
use std::sync::Arc;

use crate::audit::{Class, Count, Extent, Tally};
use crate::finding::Verdict;

/// What one rule came to at one place.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleResult {
    /// The rule, by its place among the report's rules.
    pub rule: usize,
    /// Its verdict.
    pub verdict: Verdict,
    /// How far it fails, from 0 to 1.
    pub extent: Extent,
    /// Whether any row is, or may be, one the rule is about.
    pub evidence: bool,
    /// What the known risk of the place would be, were this rule met.
    pub without: f64,
    /// How far it would fail if no waiver were.
    pub unwaived: Extent,
    pub(super) counted: Counted,
}

impl RuleResult {
    /// What it counted.
    #[must_use]
    pub fn tally(&self) -> Tally {
        self.counted.tally()
    }

    /// Whether it asks nothing here only because its time has not come.
    #[must_use]
    pub fn is_not_due(&self) -> bool {
        self.verdict == Verdict::NotApplicable && self.tally().of(Class::NotDue).rows > 0
    }
}

/// The counts of a tally that are not nothing, beside those of other rules: most classes count nothing at most places.
#[derive(Clone, Default)]
pub(super) struct Counted {
    all: Option<Arc<[Count]>>,
    first: u32,
    /// A bit for each class that counted anything.
    classes: u8,
}

impl Counted {
    /// The same tallies, their counts side by side; `room` is any room, of which nothing is left.
    pub(super) fn beside<'t>(
        tallies: impl Iterator<Item = &'t Tally>,
        room: &mut (Vec<Count>, Vec<u8>),
    ) -> impl Iterator<Item = Self> {
        let (counts, classes) = room;
        counts.clear();
        classes.clear();
        classes.extend(tallies.map(|tally| {
            let any = (0..).zip(tally.counts()).filter(|(_, count)| count.rows > 0);
            any.fold(0, |classes: u8, (class, count)| {
                counts.push(*count);
                classes | 1 << class
            })
        }));
        let all: Arc<[Count]> = counts.as_slice().into();
        let mut next = 0;
        classes.iter().map(move |classes| {
            let first = next;
            next += classes.count_ones();
            if *classes == 0 { Self::default() } else { Self { all: Some(all.clone()), first, classes: *classes } }
        })
    }

    fn tally(&self) -> Tally {
        let mut counts = [Count::default(); 7];
        let own = self.all.as_deref().and_then(|all| all.get(self.first as usize..)).unwrap_or_default();
        let filled = counts.iter_mut().enumerate().filter(|(class, _)| self.classes >> class & 1 == 1);
        filled.zip(own).for_each(|((_, count), own)| *count = *own);
        Tally::of_counts(counts)
    }
}

impl PartialEq for Counted {
    fn eq(&self, other: &Self) -> bool {
        self.tally() == other.tally()
    }
}

impl fmt::Debug for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tally().fmt(f)
    }
}

/// What the rules came to at one place, in the rules' order: a part of a list of many places.
#[derive(Clone, Default)]
pub struct Results {
    all: Arc<Vec<RuleResult>>,
    first: usize,
    end: usize,
}

impl Results {
    /// The results of places that have so many each and follow one another.
    pub(super) fn each(all: Vec<RuleResult>, of: usize) -> impl Iterator<Item = Self> {
        let all = Arc::new(all);
        (0..).map(move |place| Self { all: all.clone(), first: place * of, end: (place + 1) * of })
    }
}

impl From<Vec<RuleResult>> for Results {
    fn from(own: Vec<RuleResult>) -> Self {
        let end = own.len();
        Self { all: Arc::new(own), first: 0, end }
    }
}

impl Deref for Results {
    type Target = [RuleResult];

    fn deref(&self) -> &[RuleResult] {
        self.all.get(self.first..self.end).unwrap_or_default()
    }
}

impl<'a> IntoIterator for &'a Results {
    type Item = &'a RuleResult;
    type IntoIter = slice::Iter<'a, RuleResult>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl PartialEq for Results {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl fmt::Debug for Results {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
