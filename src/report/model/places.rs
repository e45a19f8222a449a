//! Places and states in a report: results, standings, scores.

use std::cmp::Ordering;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::results::{Results, RuleResult};
use super::standings::Standings;
use crate::audit::Interval;
use crate::diagnostic::Kind;
use crate::finding::Verdict;
use crate::place::Level;
use crate::words::position::{Position, SheetName};

/// What the records of a place show: said of the records, never of the people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// A rule of high or critical severity is not met.
    ActionNeeded,
    /// None is known to be broken; some are not answered, or nothing passes.
    NotShown,
    /// Every rule of high or critical severity is answered and met.
    MeetsTheRules,
    /// The place must be there and sent nothing that could be read.
    NothingToRead,
}

impl Standing {
    /// All of them, the gravest first.
    pub const ALL: [Self; 4] = [Self::ActionNeeded, Self::NotShown, Self::MeetsTheRules, Self::NothingToRead];

    /// As pages print it.
    #[must_use]
    pub fn heading(self) -> &'static str {
        match self {
            Self::ActionNeeded => "ACTION NEEDED",
            Self::NotShown => "NOT SHOWN",
            Self::MeetsTheRules => "MEETS THE RULES",
            Self::NothingToRead => "NOTHING TO READ",
        }
    }

    /// As reports name it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ActionNeeded => "action-needed",
            Self::NotShown => "not-shown",
            Self::MeetsTheRules => "meets-the-rules",
            Self::NothingToRead => "nothing-to-read",
        }
    }
}

/// A file that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The file, as reports name it.
    pub file: SheetName,
    /// Why it could not be read, or what it is.
    pub(crate) kind: Kind,
}

impl Unread {
    /// Why it could not be read, or what it is: lower case, no full stop.
    #[must_use]
    pub fn message(&self) -> String {
        self.kind.to_string()
    }
}

/// Who to call about a place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    /// The person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Arc<str>>,
    /// That person's office.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Arc<str>>,
    /// The telephone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<Arc<str>>,
    /// The e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<Arc<str>>,
}

impl Contact {
    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// One place.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceReport {
    /// Its id.
    pub id: String,
    /// The two letters of its state, if known.
    pub state: Option<Arc<str>>,
    /// Its name.
    pub name: Arc<str>,
    /// How large it is.
    pub level: Level,
    /// The place it lies in, where the report has it.
    pub parent: Option<String>,
    /// Whether places of the report lie in it: then it is shown and not added.
    pub has_below: bool,
    /// Registered voters, where known.
    pub voters: Option<u64>,
    /// Rules that are not met: of critical severity, and of high.
    pub grave: [u32; 2],
    /// Whether nothing at all is shown of it: it sent nothing, or answered none of the rules that apply. Places with others in them are not
    /// asked.
    pub silent: bool,
    /// Risk, from 0 to 100.
    pub risk: Interval,
    /// The same if no waiver were.
    pub risk_without_waivers: Interval,
    /// The share of weight, of the rules that apply, that is answered in full: from 0 to 1.
    pub completeness: f64,
    /// Its standing.
    pub standing: Standing,
    /// Whether `--expect` named it.
    pub expected: bool,
    /// Its file that could not be read, and why, where it sent nothing else.
    pub unread: Option<Unread>,
    /// Who to call, as its records say.
    pub contact: Contact,
    /// What each rule came to, in the rules' order.
    pub rules: Results,
    /// The file and line of its row of `jurisdictions`, where it has one.
    pub file: SheetName,
    /// Where in that file.
    pub position: Position,
}

impl PlaceReport {
    /// Its name with its state: `Prairie County, XE`.
    #[must_use]
    pub fn full_name(&self) -> String {
        match &self.state {
            Some(state) if self.level != Level::State => format!("{}, {state}", self.name),
            _ => self.name.to_string(),
        }
    }

    /// Whether any row of its own was judged.
    pub(crate) fn has_records(&self) -> bool {
        self.rules.iter().any(|result| result.evidence)
    }

    /// Rules that apply, and how many of them are answered.
    #[must_use]
    pub fn answered(&self) -> (usize, usize) {
        let applied = self
            .rules
            .iter()
            .filter(|result| matches!(result.verdict, Verdict::Fail | Verdict::Unknown | Verdict::Pass));
        let closed = |result: &&RuleResult| (result.extent.high - result.extent.low).abs() < f64::EPSILON;
        (applied.clone().filter(closed).count(), applied.count())
    }
}

/// One state: the voter-weighted mean of its places, the maximum, and places by standing.
#[derive(Clone, Debug, PartialEq)]
pub struct StateReport {
    /// Two letters; empty where places tell no state.
    pub state: Arc<str>,
    /// Its name.
    pub name: Arc<str>,
    /// Risk, from 0 to 100, weighted by registered voters.
    pub risk: Interval,
    /// The highest of its places, end by end.
    pub max: Interval,
    /// The place of that low end, by name.
    pub highest: Arc<str>,
    /// Its places by standing.
    pub standings: Standings,
}

/// What orders places for work.
#[derive(Clone, Copy)]
pub(in crate::report) struct Work {
    silent: bool,
    grave: [u32; 2],
    low: f64,
    voters: Option<u64>,
}

impl Work {
    pub(in crate::report) fn of(place: &PlaceReport) -> Self {
        Self { silent: place.silent, grave: place.grave, low: place.risk.low, voters: place.voters }
    }

    /// Critical rules not met, high ones, low end, voters, all falling; silent places are a group of their own behind the others.
    pub(in crate::report) fn order(&self, other: &Self) -> Ordering {
        self.silent
            .cmp(&other.silent)
            .then(other.grave.cmp(&self.grave))
            .then(other.low.total_cmp(&self.low))
            .then(other.voters.cmp(&self.voters))
    }
}

/// The order of places: for work, then by id.
pub(in crate::report) fn by_work(a: &PlaceReport, b: &PlaceReport) -> Ordering {
    Work::of(a).order(&Work::of(b)).then_with(|| a.id.cmp(&b.id))
}

/// The order of places by risk alone: low end, then high end, both falling, then id.
pub(in crate::report) fn by_risk(a: &PlaceReport, b: &PlaceReport) -> Ordering {
    riskier(a.risk, b.risk).then_with(|| a.id.cmp(&b.id))
}

/// The order of risks: low end, then high end, both falling.
pub(in crate::report) fn riskier(a: Interval, b: Interval) -> Ordering {
    b.low.total_cmp(&a.low).then(b.high.total_cmp(&a.high))
}
