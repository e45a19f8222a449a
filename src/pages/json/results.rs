//! What rules came to at places, drawn without serde: a large report is mostly this, and serde takes twice as long for it.

use std::io;

use super::writer::field;
use crate::finding::Verdict;
use crate::report::{PlaceReport, Report, RuleResult};

/// How a result begins, by rule and verdict: `{"rule": "PT-001", "verdict": "fail"`.
pub(super) struct Beginnings(Vec<[Vec<u8>; Verdict::ALL.len()]>);

impl Beginnings {
    pub(super) fn of(report: &Report) -> io::Result<Self> {
        let mut all = Vec::new();
        for rule in &report.rules {
            let mut of_rule: [Vec<u8>; Verdict::ALL.len()] = Default::default();
            for verdict in Verdict::ALL {
                let drawn = &mut of_rule[verdict as usize];
                field("{\"rule\": ", &rule.id, drawn)?;
                field(", \"verdict\": ", verdict.name(), drawn)?;
            }
            all.push(of_rule);
        }
        Ok(Self(all))
    }

    /// Draws the results of a place, as `v1::RuleResult` has them.
    pub(super) fn draw(&self, report: &Report, place: &PlaceReport, drawn: &mut Vec<u8>) -> io::Result<()> {
        for (at, result) in place.rules.iter().enumerate() {
            if at > 0 {
                drawn.extend_from_slice(b", ");
            }
            drawn.extend_from_slice(&self.0[result.rule()][result.verdict as usize]);
            draw(report, result, drawn)?;
        }
        Ok(())
    }
}

fn draw(report: &Report, result: &RuleResult, drawn: &mut Vec<u8>) -> io::Result<()> {
    let tally = result.tally();
    field(", \"e_low\": ", &result.extent.low, drawn)?;
    field(", \"e_high\": ", &result.extent.high, drawn)?;
    field(", \"pass\": ", &tally.pass().weight, drawn)?;
    field(", \"fail\": ", &tally.fail().weight, drawn)?;
    field(", \"unknown\": ", &tally.unknown().weight, drawn)?;
    field(", \"waived\": ", &tally.waived().weight, drawn)?;
    field(", \"assets\": ", &tally.rows(), drawn)?;
    if let Some(due) = report.rules[result.rule()].due.as_deref().filter(|_| result.is_not_due()) {
        field(", \"due\": ", due, drawn)?;
    }
    drawn.push(b'}');
    Ok(())
}
