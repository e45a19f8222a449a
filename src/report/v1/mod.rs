//! The JSON report, `pollworthy.report/1`: one set of types that is written and read. It is frozen: fields may be added, none may change.

pub(super) mod finding;
mod findings;
pub(super) mod list;
pub(super) mod place;
mod read;
pub(super) mod rule;
mod settings;

pub use finding::Finding;
pub use findings::Findings;
pub use list::List;
pub use place::{Place, Risk, RuleResult, State};
pub use read::{Head, Unfit};
pub use rule::Rule;
pub use settings::{Filters, Param, Settings};

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::model::evidence::Evidence;
use super::model::redacted::AtLeast;
use crate::finding::Severity;
use crate::words::value::Day;

/// The name of the format.
pub const FORMAT: &str = "pollworthy.report/1";

/// A JSON report. What another audit changed (`since`) is written by the page of comparisons and not read.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Report {
    pub(crate) schema: Cow<'static, str>,
    pub(crate) tool: Tool,
    /// The day of the audit.
    pub as_of: Day,
    pub(crate) settings: Settings,
    pub(crate) evidence: Evidence,
    pub(crate) files: Vec<File>,
    pub(crate) ruleset: Ruleset,
    pub(crate) rules: Vec<Rule>,
    pub(crate) summary: Summary,
    pub(crate) not_placed: Vec<NotPlaced>,
    pub(crate) lists: Vec<List>,
    pub(crate) states: Vec<State>,
    pub(crate) jurisdictions: Vec<Place>,
    pub(crate) findings: Findings,
    pub(crate) dropped: u64,
    pub(crate) notices: Vec<Notice>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) redacted: Option<Redacted>,
    /// What people call it: its file, or the paths that were audited.
    #[serde(skip)]
    pub(crate) name: String,
}

/// The program that wrote a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    /// Its name.
    pub name: Cow<'static, str>,
    /// Its version.
    pub version: Cow<'static, str>,
}

impl Tool {
    /// This program.
    pub const THIS: Self =
        Self { name: Cow::Borrowed(env!("CARGO_PKG_NAME")), version: Cow::Borrowed(env!("CARGO_PKG_VERSION")) };
}

/// A file that a report rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// What it was to the audit.
    pub role: String,
    /// Its name in the report.
    pub path: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// The digest of its typed rows, which line ends, quotes and the order of columns do not change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_sha256: Option<String>,
    /// Rows, by table.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) tables: BTreeMap<String, u64>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Ruleset {
    pub(crate) name: String,
    pub(crate) version: String,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Summary {
    pub(crate) jurisdictions: usize,
    pub(crate) standings: Standings,
    pub(crate) findings: usize,
    pub(crate) dropped: u64,
    pub(crate) notices: u64,
}

/// Places by standing.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Standings {
    pub(crate) action_needed: Counted,
    pub(crate) not_shown: Counted,
    pub(crate) meets_the_rules: Counted,
    pub(crate) nothing_to_read: Counted,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Counted {
    pub(crate) places: u64,
    /// `None` where no place says.
    pub(crate) voters: Option<u64>,
}

/// Rows that belong to no place, or to a place without a state.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct NotPlaced {
    pub(crate) id: Arc<str>,
    pub(crate) name: Arc<str>,
    pub(crate) why: Cow<'static, str>,
    pub(crate) tables: BTreeMap<String, Rows>,
    pub(crate) files: Vec<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Rows {
    pub(crate) rows: u64,
    pub(crate) units: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Notice {
    pub(crate) level: String,
    pub(crate) kind: String,
    pub(crate) file: Arc<str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tab: Option<Arc<str>>,
    pub(crate) column: Option<Arc<str>>,
    pub(crate) value: Option<Arc<str>>,
    pub(crate) message: Arc<str>,
    pub(crate) count: u64,
    /// Line and column of each.
    pub(crate) positions: Vec<[u64; 2]>,
}

/// What a report for the public says of what it leaves out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Redacted {
    pub(crate) files: u64,
    pub(crate) places: u64,
    pub(crate) rules_left_out: usize,
    pub(crate) notices_left_out: u64,
    /// `None` where there are too few places.
    pub(crate) counts: Option<Counts>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Counts {
    pub(crate) standings: BTreeMap<String, AtLeast>,
    pub(crate) rules: Vec<Hidden>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Hidden {
    pub(crate) id: String,
    pub(crate) topic: String,
    pub(crate) title: String,
    pub(crate) severity: Severity,
    pub(crate) not_met: AtLeast,
    pub(crate) not_answered: AtLeast,
}
