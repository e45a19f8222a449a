//! What an audit finds: severities, verdicts, findings.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::words::position::{Position, SheetName};

/// How severe it is if a rule is not met; the most severe comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// An outcome could be changed or lost without trace.
    Critical,
    /// An attack or a failure would likely go through.
    High,
    /// It makes one easier, or recovery harder.
    Medium,
    /// It should be planned for.
    Low,
    /// Listed only: weight 0, never in a standing or a gate.
    Info,
}

impl Severity {
    /// All of them, most severe first.
    pub const ALL: [Self; 5] = [Self::Critical, Self::High, Self::Medium, Self::Low, Self::Info];

    /// Its word.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
            Self::Info => "info",
        }
    }

    /// The severity of a word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.name() == word)
    }

    /// What a rule weighs (S of `pollworthy.score/2`): the part, from 0 to 1, that it takes of what the others leave of the score where
    /// it fails in full. Each weighs three times the one below; they are weights that this program sets, not likelihoods.
    #[must_use]
    pub fn weight(self) -> f64 {
        match self {
            Self::Critical => 0.90,
            Self::High => 0.30,
            Self::Medium => 0.10,
            Self::Low => 0.03,
            Self::Info => 0.0,
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// What a rule says of an asset or a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It is not met.
    Fail,
    /// The records do not say.
    Unknown,
    /// It would be one of the two, and a waiver covers it.
    Waived,
    /// It is met.
    Pass,
    /// It asks nothing here.
    NotApplicable,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Fail, Self::Unknown, Self::Waived, Self::Pass, Self::NotApplicable];

    /// Its word in rules files and reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Unknown => "unknown",
            Self::Waived => "waived",
            Self::Pass => "pass",
            Self::NotApplicable => "not-applicable",
        }
    }

    /// The verdict of a word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.name() == word)
    }
}

/// One value that a finding rests on; an empty one is blank in the records.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seen {
    /// The column's name; a place's column is `jurisdiction.name`.
    pub column: Arc<str>,
    /// The value, as it was understood.
    pub value: Arc<str>,
    /// Where it is a reference table that says so, and not the records: its file, and the line where it has the row's asset.
    pub from: Option<Arc<str>>,
}

impl Seen {
    /// Whether it is a blank of the records.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.value.is_empty() && self.from.is_none()
    }
}

/// What one rule found about one asset, or about a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Fail or unknown; or waived.
    pub verdict: Verdict,
    /// What identifies the asset within its place; empty if the finding is about the place itself.
    pub asset: Arc<str>,
    /// What people call it: maker and model, host name…
    pub label: Arc<str>,
    /// How many like it the row stands for; `None` where the row does not say.
    pub units: Option<u64>,
    /// The column to look at first, where it is about one.
    pub column: Option<Arc<str>>,
    /// The values the rule saw.
    pub seen: Arc<[Seen]>,
    /// The waiver that covers it, where one does: file and line.
    pub waiver: Option<Arc<str>>,
    /// The file.
    pub file: SheetName,
    /// Where in the file.
    pub position: Position,
}

impl Finding {
    /// The units, or one where the row does not say.
    #[must_use]
    pub fn weight(&self) -> u64 {
        self.units.unwrap_or(1)
    }

    /// The order in which findings are kept and shown: verdict, units falling, key, then all the rest.
    #[must_use]
    pub fn order(&self, other: &Self) -> std::cmp::Ordering {
        // What the row says comes before its position: rows may move and keep their order.
        (self.verdict, std::cmp::Reverse(self.weight()))
            .cmp(&(other.verdict, std::cmp::Reverse(other.weight())))
            .then_with(|| self.asset.cmp(&other.asset))
            .then_with(|| (&self.seen, self.units, &self.label).cmp(&(&other.seen, other.units, &other.label)))
            .then_with(|| (&self.file, self.position).cmp(&(&other.file, other.position)))
    }
}
