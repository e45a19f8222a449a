//! The settings in the JSON report: all that the same audit needs, as it was written.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize};

use crate::audit::{EDITION, FIRST_EDITION};
use crate::report::{PUBLIC, Report};
use crate::request::slashed;

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

impl From<&Report> for Settings {
    fn from(report: &Report) -> Self {
        let request = &report.request;
        let (records, rules) = (&request.records, &request.rules);
        let named = |path: &Option<PathBuf>| path.as_deref().map(slashed);
        let param = |param: &crate::rules::Param| Param {
            name: param.name.clone(),
            value: param.value.to_string(),
            origin: param.origin.clone(),
        };
        Self {
            paths: records.names().into_iter().map(str::to_owned).collect(),
            exclude: records.exclude.clone(),
            map: records.map.iter().map(|path| slashed(path)).collect(),
            place: records.place.clone(),
            rules: named(&rules.file),
            set: rules.set.iter().cloned().collect(),
            waivers: named(&rules.waivers),
            no_waivers: rules.no_waivers,
            config: request.config.as_ref().map(|(path, _)| path.clone()),
            params: report.params.iter().map(param).collect(),
            filters: Filters {
                only: rules.only.clone(),
                skip: rules.skip.clone(),
                states: records.states.clone(),
                expect: records.expect.clone(),
                place: request.focus.clone(),
            },
            scoring: EDITION.to_owned(),
            given: report.given.iter().map(ToString::to_string).collect(),
            max_findings: request.limits.each,
            max_in_report: request.limits.in_report,
            redact: report.redacted.as_ref().map(|_| PUBLIC.to_owned()),
        }
    }
}
