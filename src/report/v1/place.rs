//! Places and states in the JSON report, and what each rule came to at a place.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Standings;
use crate::audit::Interval;
use crate::finding::Verdict;
use crate::place::Level;
use crate::report::model::places::{Contact, Standing};

/// A place.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Place {
    pub(crate) id: Arc<str>,
    pub(crate) state: Option<Arc<str>>,
    pub(crate) name: Arc<str>,
    pub(crate) level: Level,
    pub(crate) parent: Option<Arc<str>>,
    pub(crate) voters: Option<u64>,
    pub(crate) risk: Risk,
    pub(crate) completeness: f64,
    pub(crate) standing: Standing,
    pub(crate) expected: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) unread: Option<Unread>,
    #[serde(default, skip_serializing_if = "Contact::is_empty")]
    pub(crate) contact: Contact,
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
    pub(crate) band_low: Band,
    pub(crate) band_high: Band,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Band {
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
pub(crate) struct Unread {
    pub(crate) file: Arc<str>,
    pub(crate) why: Arc<str>,
}

/// What a rule came to at a place.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RuleResult {
    pub(crate) rule: Arc<str>,
    pub(crate) verdict: Verdict,
    pub(crate) e_low: f64,
    pub(crate) e_high: f64,
    pub(crate) pass: u64,
    pub(crate) fail: u64,
    pub(crate) unknown: u64,
    pub(crate) waived: u64,
    pub(crate) assets: u32,
    /// When it is due, where it is not yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) due: Option<String>,
    /// The index of the rule among the report's.
    #[serde(skip)]
    pub(crate) at: usize,
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

impl RuleResult {
    /// Units that pass, fail, are not answered and are waived.
    pub(crate) fn units(&self) -> [u64; 4] {
        [self.pass, self.fail, self.unknown, self.waived]
    }
}

/// A state.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct State {
    pub(crate) state: Arc<str>,
    pub(crate) name: Arc<str>,
    /// Weighted by registered voters.
    pub(crate) risk: Interval,
    /// The highest of its places, end by end.
    pub(crate) max: Interval,
    pub(crate) standings: Standings,
}
