//! Places in the JSON report: what every rule came to at every place has the same names, and they are most of what is drawn.

use std::io;

use crate::finding::Verdict;
use crate::render::pretty::{Pen, draw as drawn, line};
use crate::report::{PlaceReport, Report, RuleResult};
use crate::rules::Rule;

/// How what a rule came to begins, for every rule and verdict: a rule's own name is drawn once.
pub(super) type Begun = [Vec<u8>; Verdict::ALL.len()];

/// How what each rule came to begins.
pub(super) fn begun(report: &Report) -> io::Result<Vec<Begun>> {
    let of_rule = |rule: &Rule| {
        let mut begun = Begun::default();
        for verdict in Verdict::ALL {
            let begun = &mut begun[verdict as usize];
            begun.extend_from_slice(b"\n        {\"rule\": ");
            drawn(&rule.id, 0, begun)?;
            begun.extend_from_slice(b", \"verdict\": ");
            drawn(verdict.name(), 0, begun)?;
        }
        Ok(begun)
    };
    report.rules.iter().map(of_rule).collect()
}

/// Draws a place.
pub(super) fn draw(report: &Report, begun: &[Begun], place: &PlaceReport, pen: &mut Pen) -> io::Result<()> {
    pen.field("{\n      \"id\": ", &place.id)?;
    pen.field(line!("      ", "state"), &place.state.as_deref())?;
    pen.field(line!("      ", "name"), &*place.name)?;
    pen.word(line!("      ", "level"), place.level.name());
    pen.field(line!("      ", "parent"), &place.parent)?;
    pen.field(line!("      ", "voters"), &place.voters)?;
    let (low, high) = (",\n      \"risk\": {\n        \"low\": ", line!("        ", "high"));
    pen.pair((low, place.risk.low), (high, place.risk.high))?;
    pen.word(line!("        ", "band_low"), band(place.risk.low));
    pen.word(line!("        ", "band_high"), band(place.risk.high));
    pen.field("\n      },\n      \"completeness\": ", &place.completeness)?;
    pen.word(line!("      ", "standing"), place.standing.name());
    pen.field(line!("      ", "expected"), &place.expected)?;
    if let Some(unread) = &place.unread {
        pen.field(",\n      \"unread\": {\n        \"file\": ", &*unread.file)?;
        pen.field(line!("        ", "why"), &unread.message())?;
        pen.set(b"\n      }");
    }
    pen.set(b",\n      \"rules\": [");
    for (at, result) in place.rules.iter().enumerate() {
        if at > 0 {
            pen.set(b",");
        }
        pen.set(&begun[result.rule()][result.verdict as usize]);
        of_rule(report, result, pen)?;
    }
    pen.set(if place.rules.is_empty() { b"]\n    }" } else { b"\n      ]\n    }" });
    Ok(())
}

/// Draws what a rule came to, on one line: so a line is a whole answer to who searches the report for a rule.
fn of_rule(report: &Report, result: &RuleResult, pen: &mut Pen) -> io::Result<()> {
    let tally = result.tally();
    pen.pair((", \"e_low\": ", result.extent.low), (", \"e_high\": ", result.extent.high))?;
    pen.field(", \"pass\": ", &tally.pass().weight)?;
    pen.field(", \"fail\": ", &tally.fail().weight)?;
    pen.field(", \"unknown\": ", &tally.unknown().weight)?;
    pen.field(", \"waived\": ", &tally.waived().weight)?;
    pen.field(", \"assets\": ", &tally.rows())?;
    // When it is due, where it is not yet.
    if let Some(due) = report.rules[result.rule()].due.as_deref().filter(|_| result.is_not_due()) {
        pen.field(", \"due\": ", due)?;
    }
    pen.set(b"}");
    Ok(())
}

/// The band of NIST SP 800-30 r1, table I-3, on the unrounded number.
fn band(risk: f64) -> &'static str {
    match risk {
        risk if risk < 5.0 => "very-low",
        risk if risk < 21.0 => "low",
        risk if risk < 80.0 => "moderate",
        risk if risk < 96.0 => "high",
        _ => "very-high",
    }
}
