//! Places and states in the JSON report, and what each rule came to at a place.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Standings, Text, word};
use crate::audit::Interval;
use crate::finding::Verdict;
use crate::place::Level;
use crate::report::{self, PlaceReport, Report, Standing, StateReport};

/// The ids of all rules and places of a report, each made once: they stand in many findings and results.
pub(crate) struct Names<S> {
    pub(super) rules: Vec<S>,
    pub(super) places: Vec<S>,
}

impl<'a, S: Text<'a>> Names<S> {
    pub(crate) fn of(report: &'a Report) -> Self {
        Self {
            rules: report.rules.iter().map(|rule| S::from(rule.id.as_str())).collect(),
            places: report.places.iter().map(|place| S::from(place.id.as_str())).collect(),
        }
    }
}

/// A place.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Place<S = Arc<str>> {
    pub(crate) id: S,
    pub(crate) state: Option<S>,
    pub(crate) name: S,
    #[serde(with = "word")]
    level: Level,
    pub(crate) parent: Option<S>,
    pub(crate) voters: Option<u64>,
    pub(crate) risk: Risk,
    completeness: f64,
    #[serde(with = "word")]
    pub(crate) standing: Standing,
    expected: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    unread: Option<Unread<S>>,
    /// In the order of the report's rules, and the last field: `render::json` writes it without serde.
    pub(crate) rules: Vec<RuleResult>,
    /// Whether places of the report lie in it.
    #[serde(skip)]
    pub(crate) has_below: bool,
}

/// A risk from 0 to 100, and its bands by NIST SP 800-30 r1, table I-3.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Risk {
    pub(crate) low: f64,
    pub(crate) high: f64,
    band_low: Band,
    band_high: Band,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Band {
    VeryLow,
    Low,
    Moderate,
    High,
    VeryHigh,
}

impl Band {
    fn of(risk: f64) -> Self {
        match risk {
            risk if risk < 5.0 => Self::VeryLow,
            risk if risk < 21.0 => Self::Low,
            risk if risk < 80.0 => Self::Moderate,
            risk if risk < 96.0 => Self::High,
            _ => Self::VeryHigh,
        }
    }
}

impl From<Interval> for Risk {
    fn from(Interval { low, high }: Interval) -> Self {
        Self { low, high, band_low: Band::of(low), band_high: Band::of(high) }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Unread<S> {
    file: S,
    why: String,
}

/// What a rule came to at a place.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RuleResult {
    pub(crate) rule: Arc<str>,
    #[serde(with = "word")]
    pub(crate) verdict: Verdict,
    e_low: f64,
    e_high: f64,
    pass: u64,
    fail: u64,
    unknown: u64,
    waived: u64,
    assets: u32,
    /// When it is due, where it is not yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<String>,
    /// The index of the rule among the report's.
    #[serde(skip)]
    pub(crate) at: usize,
}

impl<'a, S: Text<'a>> Place<S> {
    pub(crate) fn of(place: &'a PlaceReport, at: usize, names: &Names<S>, rules: Vec<RuleResult>) -> Self {
        let unread = |unread: &'a report::Unread| Unread { file: S::share(&unread.file.file), why: unread.message() };
        Self {
            id: names.places[at].clone(),
            state: place.state.as_ref().map(S::share),
            name: S::share(&place.name),
            level: place.level,
            parent: place.parent.as_deref().map(S::from),
            voters: place.voters,
            risk: place.risk.into(),
            completeness: place.completeness,
            standing: place.standing,
            expected: place.expected,
            unread: place.unread.as_ref().map(unread),
            rules,
            has_below: place.has_below,
        }
    }
}

impl RuleResult {
    pub(super) fn of(report: &Report, result: &report::RuleResult, names: &Names<Arc<str>>) -> Self {
        let (at, tally) = (result.rule(), result.tally());
        Self {
            rule: names.rules[at].clone(),
            verdict: result.verdict,
            e_low: result.extent.low,
            e_high: result.extent.high,
            pass: tally.pass().weight,
            fail: tally.fail().weight,
            unknown: tally.unknown().weight,
            waived: tally.waived().weight,
            assets: tally.rows(),
            due: report.rules[at].due.clone().filter(|_| result.is_not_due()),
            at,
        }
    }

    /// Units that pass, fail, are not answered and are waived.
    pub(crate) fn units(&self) -> [u64; 4] {
        [self.pass, self.fail, self.unknown, self.waived]
    }
}

impl Place {
    /// Its name with its state.
    pub(crate) fn full_name(&self) -> String {
        let name = if self.name.trim().is_empty() { &*self.id } else { &*self.name };
        match &self.state {
            Some(state) if self.id.len() != 2 => format!("{name}, {state}"),
            _ => name.to_owned(),
        }
    }

    /// Whether its records were there to be read.
    pub(crate) fn sent(&self) -> bool {
        self.standing != Standing::NothingToRead
    }

    /// What a rule came to, by the rule's index.
    pub(crate) fn result(&self, rule: usize) -> Option<&RuleResult> {
        let at = self.rules.binary_search_by_key(&rule, |result| result.at).ok()?;
        self.rules.get(at)
    }
}

/// A state.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct State {
    pub(crate) state: Arc<str>,
    name: Arc<str>,
    /// Weighted by registered voters.
    pub(crate) risk: Range,
    /// The highest of its places, end by end.
    max: Range,
    standings: Standings,
}

/// A risk without its bands.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Range {
    pub(crate) low: f64,
    pub(crate) high: f64,
}

impl From<Interval> for Range {
    fn from(Interval { low, high }: Interval) -> Self {
        Self { low, high }
    }
}

impl From<&StateReport> for State {
    fn from(state: &StateReport) -> Self {
        Self {
            state: state.state.clone(),
            name: state.name.clone(),
            risk: state.risk.into(),
            max: state.max.into(),
            standings: (&state.standings).into(),
        }
    }
}
