//! Rules as the JSON report has them, with the state law that speaks of each.

use crate::report::finished::Report;
use crate::report::v1::Rule;
use crate::report::v1::rule::{Clause, LookedThrough, Source};
use crate::rules;
use crate::rules::Measure;
use crate::rules::law::InForce;
use crate::words::value::Day;

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
}
