//! The settings in the JSON report: all that the same audit needs, as it was written.

use std::collections::BTreeMap;

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize};

use crate::audit::FIRST_EDITION;

/// What was asked of an audit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Files and folders of records.
    pub paths: Vec<String>,
    /// Parts of paths left alone.
    pub exclude: Vec<String>,
    /// Mappings.
    pub map: Vec<String>,
    /// The place, as it was named.
    pub place: Option<String>,
    /// The rules file or built-in set.
    pub rules: Option<String>,
    /// Params set from outside.
    pub set: BTreeMap<String, String>,
    /// The waivers file.
    pub waivers: Option<String>,
    /// Whether waivers were ignored.
    pub no_waivers: bool,
    /// The file that defaults were taken from.
    pub config: Option<String>,
    /// The params of the rules.
    pub params: Vec<Param>,
    /// What the audit was narrowed to.
    pub filters: Filters,
    /// The edition of the score; reports of the first have its formula here.
    #[serde(default = "first_edition", deserialize_with = "edition")]
    pub scoring: String,
    /// Files and tabs in which nothing names a place, whose rows were given to `place`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub given: Vec<String>,
    /// Findings kept per place and rule; `None` means all.
    pub max_findings: Option<usize>,
    /// Findings kept in the whole report; `None` means all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_in_report: Option<usize>,
    /// For whom places and things are left out.
    pub redact: Option<String>,
}

/// A param of the rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Param {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Where the value comes from.
    pub origin: String,
}

/// What an audit was narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filters {
    /// Rules and topics asked about; empty means all.
    pub only: Vec<String>,
    /// Rules and topics left out.
    pub skip: Vec<String>,
    /// States asked about; empty means all.
    pub states: Vec<String>,
    /// Places that must be there; they narrow nothing.
    pub expect: Vec<String>,
    /// The id of the place asked about.
    pub place: Option<String>,
}

impl Filters {
    /// Whether the same is left out.
    pub(crate) fn same(&self, other: &Self) -> bool {
        (&self.only, &self.skip, &self.states, &self.place) == (&other.only, &other.skip, &other.states, &other.place)
    }

    /// Whether nothing is left out.
    pub(crate) fn is_empty(&self) -> bool {
        self.same(&Self::default())
    }
}

fn first_edition() -> String {
    FIRST_EDITION.to_owned()
}

fn edition<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Scoring {
        Named(String),
        Formula(IgnoredAny),
    }
    Ok(match Scoring::deserialize(from)? {
        Scoring::Named(name) => name,
        Scoring::Formula(_) => first_edition(),
    })
}
