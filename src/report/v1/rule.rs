//! Rules in the JSON report, with the state law that speaks of each.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::finding::Severity;
use crate::report::Report;
use crate::rules;
use crate::rules::Measure;
use crate::rules::law::InForce;
use crate::schema::TableId;
use crate::words::value::Day;

/// A rule.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Rule {
    pub(crate) id: Arc<str>,
    pub(crate) topic: String,
    pub(crate) title: String,
    table: String,
    measure: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_least: Option<String>,
    pub(crate) severity: Severity,
    /// What the severity weighs in the score, from 0 to 1.
    weight: f64,
    why: String,
    fix: String,
    source: Vec<Source>,
    /// The clauses in force on the day of the audit; they change no verdict.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    law: Vec<Clause>,
    assumes: bool,
    /// Reference tables in which it finds no entry where it is met.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    looked_through: Vec<LookedThrough>,
    origin: String,
    pub(crate) sha256: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Source {
    basis: String,
    cite: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct LookedThrough {
    reference: String,
    entries: u64,
    checked_on: Option<Day>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Clause {
    state: String,
    code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Day>,
    asks: String,
    /// Whether that is more than the rule asks, the same or less.
    compared: String,
    url: String,
    source: String,
}

/// The day of effect, or else a day on which a clause was in force.
pub(super) fn since_or_by(in_force: InForce) -> (Option<Day>, Option<Day>) {
    match in_force {
        InForce::Since(day) => (Some(day), None),
        InForce::By(day) => (None, Some(day)),
    }
}

impl Rule {
    pub(crate) fn of(report: &Report, rule: &rules::Rule) -> Self {
        let clause = |(state, clause): (&str, &rules::law::Clause)| {
            let (since, by) = since_or_by(clause.in_force);
            Clause {
                state: state.to_owned(),
                code: clause.code.clone(),
                since,
                by,
                until: clause.until,
                asks: clause.asks.clone(),
                compared: clause.compared.name().to_owned(),
                url: clause.url.clone(),
                source: clause.source.clone(),
            }
        };
        let looked_through = |table: &rules::LookedThrough| LookedThrough {
            reference: table.name.clone(),
            entries: table.entries,
            checked_on: table.checked_on,
        };
        let source = |source: &rules::Source| Source { basis: source.basis.clone(), cite: source.cite.clone() };
        Self {
            id: rule.id.as_str().into(),
            topic: rule.topic.clone(),
            title: rule.title.clone(),
            table: rule.table.table().name.to_owned(),
            measure: rule.measure.name().to_owned(),
            at_least: match rule.measure {
                Measure::AtLeast(share) => Some(share.to_string()),
                Measure::Share | Measure::Worst | Measure::Any => None,
            },
            severity: rule.severity,
            weight: rule.severity.weight(),
            why: rule.why.clone(),
            fix: rule.fix.clone(),
            source: rule.sources.iter().map(source).collect(),
            law: report.law_on(&rule.id).map(clause).collect(),
            assumes: rule.assumes,
            looked_through: rule.looked_through.iter().map(looked_through).collect(),
            origin: rule.origin.clone(),
            sha256: rule.sha256.clone(),
        }
    }

    /// What its rows stand for: one, and many.
    pub(crate) fn unit(&self) -> (&'static str, &'static str) {
        TableId::named(&self.table).map_or(("row", "rows"), |table| table.table().unit)
    }

    /// Whether its rows can say that they are out of service.
    pub(crate) fn retires(&self) -> bool {
        TableId::named(&self.table).is_some_and(|table| table.column("in_service").is_some())
    }
}
