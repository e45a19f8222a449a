//! What rules came to at places: the results of many places lie together.

use std::fmt;
use std::ops::Deref;
use std::slice;
use std::sync::Arc;

use crate::audit::{Class, Count, Extent, Tally};
use crate::finding::Verdict;

/// What one rule came to at one place.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleResult {
    rule: u32,
    /// Its verdict.
    pub verdict: Verdict,
    /// How far it fails, from 0 to 1.
    pub extent: Extent,
    /// Whether any row is, or may be, one the rule is about.
    pub evidence: bool,
    /// How far it would fail without waivers, where that is not the same: of few rules at few places.
    pub(in crate::report) other: Option<Box<Extent>>,
    pub(in crate::report) counted: Counted,
}

impl RuleResult {
    /// The rule, by its place among the report's rules.
    #[must_use]
    pub fn rule(&self) -> usize {
        self.rule as usize
    }

    /// What a rule came to, from what it counted, how far it fails, and how far it would without waivers.
    pub(in crate::report) fn new(
        rule: usize,
        verdict: Verdict,
        tally: &Tally,
        (extent, unwaived): (Extent, Extent),
    ) -> Self {
        let rule = u32::try_from(rule).unwrap_or(u32::MAX);
        let other = (unwaived != extent).then(|| Box::new(unwaived));
        Self { rule, verdict, extent, evidence: tally.has_evidence(), other, counted: Counted::from(tally) }
    }

    /// The same of a rule that has another place among the report's rules.
    pub(in crate::report) fn as_rule(&self, rule: usize) -> Self {
        Self { rule: u32::try_from(rule).unwrap_or(u32::MAX), ..self.clone() }
    }

    /// How far it would fail without waivers.
    pub(crate) fn unwaived(&self) -> Extent {
        self.other.as_deref().copied().unwrap_or(self.extent)
    }

    /// What it counted.
    #[must_use]
    pub fn tally(&self) -> Tally {
        self.counted.tally()
    }

    /// Whether it asks nothing here only because its time has not come.
    pub(crate) fn is_not_due(&self) -> bool {
        self.verdict == Verdict::NotApplicable && self.tally().of(Class::NotDue).rows > 0
    }
}

/// The counts of a tally: those of most rules at most places are few and small.
#[derive(Clone)]
pub(crate) enum Counted {
    /// Rows and weights of the first classes, where no other class counted anything; of the rows either none states a quantity, or all do.
    Few {
        rows: [u16; FEW],
        weights: [u16; FEW],
        bare: bool,
    },
    All(Box<Tally>),
}

/// So many classes are the first: waivers and rules that are not due are for few places.
const FEW: usize = 4;

impl From<&Tally> for Counted {
    fn from(tally: &Tally) -> Self {
        let (first, others) = tally.counts().split_at(FEW);
        let bare = first.iter().any(|count| count.bare > 0);
        let fits =
            |count: &Count| count.weight <= u64::from(u16::MAX) && count.bare == if bare { count.rows } else { 0 };
        if !first.iter().all(fits) || others.iter().any(|count| count.rows > 0) {
            return Self::All(Box::new(*tally));
        }
        let (mut rows, mut weights) = ([0; FEW], [0; FEW]);
        for (count, (own, weight)) in first.iter().zip(rows.iter_mut().zip(&mut weights)) {
            // No row weighs less than one.
            (*own, *weight) = (count.rows as u16, count.weight as u16);
        }
        Self::Few { rows, weights, bare }
    }
}

impl Counted {
    pub(crate) fn tally(&self) -> Tally {
        match self {
            Self::All(tally) => **tally,
            Self::Few { rows, weights, bare } => {
                let mut counts = [Count::default(); 7];
                for (count, (rows, weight)) in counts.iter_mut().zip(rows.iter().zip(weights)) {
                    *count = Count {
                        weight: u64::from(*weight),
                        rows: u32::from(*rows),
                        bare: if *bare { u32::from(*rows) } else { 0 },
                    };
                }
                Tally::of_counts(counts)
            }
        }
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
    pub(in crate::report) fn each(all: Vec<RuleResult>, of: usize) -> impl Iterator<Item = Self> {
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
