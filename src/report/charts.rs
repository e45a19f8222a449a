//! What charts draw: the places that count, findings by rule, and ages in bins.

use std::collections::{BTreeMap, HashSet};

use super::advice::only_place;
use super::finished::Report;
use super::model::places::{PlaceReport, Standing};
use crate::audit::{Ages, Tally};
use crate::finding::{Severity, Verdict};
use crate::rules::Measure;

/// How far back ages are told year by year; what is older stands together.
pub const OLDEST: u32 = 30;

/// The findings of one rule over all places that count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleFindings {
    /// The rule, by its place among the report's rules.
    pub rule: usize,
    /// Places, or assets where the report is about one place, that meet it.
    pub met: u64,
    /// Those that do not.
    pub not_met: u64,
    /// Those that do not answer it.
    pub open: u64,
}

/// One type of machine, and how many of it are how old.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeAges<'a> {
    /// The type's word; nothing, where the records do not tell it.
    pub kind: Option<&'a str>,
    /// Units by full years of age; those of [`OLDEST`] and more stand last.
    pub years: Vec<u64>,
    /// Units whose first use is not given.
    pub not_told: u64,
    /// Rows that state no quantity; each stands for one unit.
    pub without_quantity: u64,
    /// All units.
    pub all: u64,
}

impl Report {
    /// The ids of the places whose figures count: the place that the report is about, or those that have none below them.
    #[must_use]
    pub fn counted(&self) -> HashSet<&str> {
        match only_place(self) {
            Some(only) => self.places.get(only).map(|place| place.id.as_str()).into_iter().collect(),
            None => self.places.iter().filter(|place| !place.has_below).map(|place| place.id.as_str()).collect(),
        }
    }

    /// The rules that are not met or not answered somewhere, gravest first, then the most findings first: by place, or of one place
    /// by asset.
    pub(crate) fn findings_by_rule(&self) -> Vec<RuleFindings> {
        let alone = only_place(self);
        let mut sums: BTreeMap<usize, RuleFindings> = BTreeMap::new();
        let counted = self.counted();
        let sent = |place: &&PlaceReport| place.standing != Standing::NothingToRead;
        for place in self.places.iter().filter(|place| counted.contains(place.id.as_str())).filter(sent) {
            for result in &place.rules {
                let sum = sums.entry(result.rule()).or_insert(RuleFindings {
                    rule: result.rule(),
                    met: 0,
                    not_met: 0,
                    open: 0,
                });
                let by_row = alone.is_some() && result.evidence && self.rules[result.rule()].measure != Measure::Any;
                match result.verdict {
                    Verdict::Waived | Verdict::NotApplicable => {}
                    _ if by_row => add_rows(sum, &result.tally()),
                    Verdict::Fail => sum.not_met += 1,
                    Verdict::Unknown => sum.open += 1,
                    Verdict::Pass => sum.met += 1,
                }
            }
        }
        let severity = |of: &RuleFindings| self.rules[of.rule].severity;
        let mut all: Vec<RuleFindings> = sums.into_values().collect();
        all.retain(|of| of.not_met + of.open > 0 && (severity(of) != Severity::Info || of.not_met > 0));
        all.sort_by(|a, b| {
            let key = |of: &RuleFindings| (of.not_met == 0, severity(of));
            key(a).cmp(&key(b)).then((b.not_met, b.open).cmp(&(a.not_met, a.open)))
        });
        all
    }

    /// The types of machines with their ages, the most frequent first.
    pub(crate) fn ages_by_type(&self) -> Vec<TypeAges<'_>> {
        let all = self.ages.as_ref().map(|Ages(types)| types).into_iter().flatten();
        let mut types: Vec<TypeAges<'_>> = all
            .map(|(kind, of)| {
                let mut years = vec![0; OLDEST as usize + 1];
                for (age, units) in &of.by_year {
                    years[*age.min(&OLDEST) as usize] += units;
                }
                let (not_told, without_quantity) = (of.not_told, of.without_quantity);
                TypeAges { kind: kind.as_deref(), years, not_told, without_quantity, all: of.all() }
            })
            .collect();
        types.sort_by(|a, b| b.all.cmp(&a.all).then_with(|| a.kind.cmp(&b.kind)));
        types
    }
}

fn add_rows(sum: &mut RuleFindings, tally: &Tally) {
    sum.met += tally.pass().weight;
    sum.not_met += tally.fail().weight;
    sum.open += tally.unknown().weight;
}
