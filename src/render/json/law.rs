//! State law in the JSON report: the clauses for a rule.

use serde::Serialize;

use crate::report::Report;
use crate::rules::law::{Clause, InForce};

/// A clause of state law in force on the day of the audit.
#[derive(Serialize)]
pub(super) struct ClauseWire<'a> {
    state: &'a str,
    code: &'a str,
    #[serde(flatten)]
    in_force: DaysWire,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    asks: &'a str,
    /// Whether that is more than the rule asks, the same or less.
    compared: &'static str,
    url: &'a str,
    source: &'a str,
}

/// One of the two: the day of effect, or a day on which it was in force.
#[derive(Serialize)]
struct DaysWire {
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
}

fn days(in_force: InForce) -> DaysWire {
    match in_force {
        InForce::Since(day) => DaysWire { since: Some(day.to_string()), by: None },
        InForce::By(day) => DaysWire { since: None, by: Some(day.to_string()) },
    }
}

/// The clauses for a rule.
pub(super) fn wire<'a>(report: &'a Report, rule: &'a str) -> Vec<ClauseWire<'a>> {
    let wire = |(state, clause): (&'a str, &'a Clause)| ClauseWire {
        state,
        code: &clause.code,
        in_force: days(clause.in_force),
        until: clause.until.map(|day| day.to_string()),
        asks: &clause.asks,
        compared: clause.compared.name(),
        url: &clause.url,
        source: &clause.source,
    };
    report.law_on(rule).map(wire).collect()
}
