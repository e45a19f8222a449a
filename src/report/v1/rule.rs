//! Rules in the JSON report, with the state law that speaks of each.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::finding::Severity;
use crate::schema::TableId;
use crate::words::value::Day;

/// A rule.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Rule {
    pub(crate) id: Arc<str>,
    pub(crate) topic: String,
    pub(crate) title: String,
    pub(crate) table: String,
    pub(crate) measure: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) at_least: Option<String>,
    pub(crate) severity: Severity,
    /// What the severity weighs in the score, from 0 to 1.
    pub(crate) weight: f64,
    pub(crate) why: String,
    pub(crate) fix: String,
    pub(crate) source: Vec<Source>,
    /// The clauses in force on the day of the audit; they change no verdict.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) law: Vec<Clause>,
    pub(crate) assumes: bool,
    /// Reference tables in which it finds no entry where it is met.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) looked_through: Vec<LookedThrough>,
    pub(crate) origin: String,
    pub(crate) sha256: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Source {
    pub(crate) basis: String,
    pub(crate) cite: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct LookedThrough {
    pub(crate) reference: String,
    pub(crate) entries: u64,
    pub(crate) checked_on: Option<Day>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Clause {
    pub(crate) state: String,
    pub(crate) code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) since: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) by: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) until: Option<Day>,
    pub(crate) asks: String,
    /// Whether that is more than the rule asks, the same or less.
    pub(crate) compared: String,
    pub(crate) url: String,
    pub(crate) source: String,
}

impl Rule {
    /// What its rows stand for: one, and many.
    pub(crate) fn unit(&self) -> (&'static str, &'static str) {
        TableId::named(&self.table).map_or(("row", "rows"), |table| table.table().unit)
    }

    /// Whether its rows can say that they are out of service.
    pub(crate) fn retires(&self) -> bool {
        TableId::named(&self.table).is_some_and(|table| table.column("in_service").is_some())
    }
}
