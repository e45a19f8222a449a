//! Lists in the JSON report: for each state what it lacks, and the ids of all places that lack it.

use std::collections::HashSet;
use std::sync::Arc;

use foldhash::fast::RandomState;
use serde::{Deserialize, Serialize};

use crate::words::value::Day;

/// A list.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct List {
    #[serde(rename = "list")]
    pub(crate) key: String,
    pub(crate) name: Option<String>,
    /// What its units are called, in the plural.
    #[serde(default)]
    pub(crate) unit: String,
    pub(crate) states: Vec<Line>,
    /// Places without a state: at most one line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) not_placed: Vec<Line>,
    /// Places that are not counted because the places in them are: at most one line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) not_added: Vec<Line>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Line {
    pub(crate) state: Arc<str>,
    pub(crate) name: Arc<str>,
    pub(crate) status: String,
    pub(crate) places: u64,
    pub(crate) places_lacking: u64,
    pub(crate) places_lesser: u64,
    pub(crate) places_without_evidence: u64,
    pub(crate) places_silent: u64,
    pub(crate) units: u64,
    pub(crate) units_lacking: u64,
    pub(crate) units_lesser: u64,
    pub(crate) units_waived: u64,
    pub(crate) units_unknown: u64,
    pub(crate) rows_without_quantity: u64,
    pub(crate) places_without_quantity: u64,
    /// Reports of earlier versions do not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) all_without_quantity: Option<u64>,
    pub(crate) voters: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) places_of_unknown_voters: Option<u64>,
    pub(crate) voters_affected: Option<u64>,
    pub(crate) places_without_voters: u64,
    pub(crate) lesser: Vec<Lesser>,
    pub(crate) rules: Vec<Rule>,
    /// Ids of places.
    #[serde(default)]
    pub(crate) lacking: Vec<Arc<str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) law: Option<Law>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Lesser {
    pub(crate) name: String,
    pub(crate) units: u64,
    pub(crate) rows_without_quantity: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Rule {
    pub(crate) rule: String,
    pub(crate) unit: String,
    pub(crate) places_failing: u64,
    pub(crate) units: u64,
    pub(crate) units_failing: u64,
    pub(crate) rows_without_quantity: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Law {
    pub(crate) status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) since: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) by: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<String>,
}

impl List {
    fn lines(&self) -> impl Iterator<Item = &Line> {
        self.states.iter().chain(&self.not_placed)
    }

    /// Units that lack it, in either way.
    pub(crate) fn units_lacking(&self) -> u64 {
        self.lines().map(|line| line.units_lacking + line.units_lesser).sum()
    }

    /// How many places lack it, in either way: more than are named where a row sums up many.
    pub(crate) fn places_lacking(&self) -> u64 {
        self.lines().map(|line| line.places_lacking + line.places_lesser).sum()
    }

    /// The ids of the places that lack it.
    fn lacking(&self) -> impl Iterator<Item = &Arc<str>> {
        self.lines().flat_map(|line| &line.lacking)
    }

    /// The ids of the places that lack it here and not in another report.
    pub(crate) fn lacking_only_here<'a>(&'a self, other: &Self) -> Vec<&'a str> {
        let others: HashSet<&str, RandomState> = other.lacking().map(|id| &**id).collect();
        self.lacking().map(|id| &**id).filter(|id| !others.contains(id)).collect()
    }
}
