//! Lists in the JSON report: for each state what it lacks, and the ids of all places that lack it.

use std::collections::HashSet;
use std::sync::Arc;

use foldhash::fast::RandomState;
use serde::{Deserialize, Serialize};

use super::rule::since_or_by;
use crate::report::{ListLine, ListReport};
use crate::rules::law::Required;
use crate::words::value::Day;

/// A list.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct List {
    #[serde(rename = "list")]
    pub(crate) key: String,
    name: Option<String>,
    /// What its units are called, in the plural.
    #[serde(default)]
    pub(crate) unit: String,
    states: Vec<Line>,
    /// Places without a state: at most one line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    not_placed: Vec<Line>,
    /// Places that are not counted because the places in them are: at most one line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    not_added: Vec<Line>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Line {
    state: Arc<str>,
    name: Arc<str>,
    status: String,
    places: u64,
    places_lacking: u64,
    places_lesser: u64,
    places_without_evidence: u64,
    places_silent: u64,
    units: u64,
    units_lacking: u64,
    units_lesser: u64,
    units_waived: u64,
    units_unknown: u64,
    rows_without_quantity: u64,
    places_without_quantity: u64,
    voters: u64,
    voters_affected: Option<u64>,
    places_without_voters: u64,
    lesser: Vec<Lesser>,
    rules: Vec<Rule>,
    /// Ids of places.
    #[serde(default)]
    lacking: Vec<Arc<str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    law: Option<Law>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Lesser {
    name: String,
    units: u64,
    rows_without_quantity: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Rule {
    rule: String,
    unit: String,
    places_failing: u64,
    units: u64,
    units_failing: u64,
    rows_without_quantity: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Law {
    status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
}

impl From<&ListReport> for List {
    fn from(list: &ListReport) -> Self {
        let lines = |lines: Option<&ListLine>| lines.into_iter().map(|line| Line::of(list, line)).collect();
        Self {
            key: list.key.clone(),
            name: list.name.clone(),
            unit: list.unit.1.to_owned(),
            states: list.states.iter().map(|line| Line::of(list, line)).collect(),
            not_placed: lines(list.not_placed.as_deref()),
            not_added: lines(list.not_added.as_deref()),
        }
    }
}

impl Line {
    fn of(list: &ListReport, line: &ListLine) -> Self {
        let lesser = list.lesser_names.iter().zip(&line.lesser).map(|(name, count)| Lesser {
            name: name.clone(),
            units: count.units,
            rows_without_quantity: count.rows_without_quantity,
        });
        let rules = line.rules.iter().filter_map(|count| {
            let rule = list.rules.get(count.rule)?;
            Some(Rule {
                rule: rule.id.clone(),
                unit: rule.unit.1.to_owned(),
                places_failing: count.places,
                units: count.units,
                units_failing: count.units_failing,
                rows_without_quantity: count.rows_without_quantity,
            })
        });
        Self {
            state: line.state.clone(),
            name: line.name.clone(),
            status: line.status.name(list, line.lesser_kind()),
            places: line.places,
            places_lacking: line.places_lacking,
            places_lesser: line.places_lesser,
            places_without_evidence: line.places_without_evidence,
            places_silent: line.places_silent,
            units: line.units,
            units_lacking: line.units_lacking,
            units_lesser: line.units_lesser,
            units_waived: line.units_waived,
            units_unknown: line.units_unknown,
            rows_without_quantity: line.rows_without_quantity,
            places_without_quantity: line.places_without_quantity,
            voters: line.voters,
            voters_affected: line.voters_in_them(),
            places_without_voters: line.places_without_voters,
            lesser: lesser.collect(),
            rules: rules.collect(),
            lacking: line.lacking.iter().map(|place| place.id.clone()).collect(),
            law: line.law.as_ref().map(Law::from),
        }
    }
}

impl From<&Required> for Law {
    fn from(law: &Required) -> Self {
        let ((since, by), code) = match law {
            Required::Yes { in_force, code, .. } => (since_or_by(*in_force), Some(code.clone())),
            Required::NoneFound(day) => ((None, Some(*day)), None),
            Required::NotInForce | Required::NotCovered => ((None, None), None),
        };
        Self { status: law.name().to_owned(), since, by, code }
    }
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
