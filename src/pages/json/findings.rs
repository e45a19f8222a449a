//! Findings, drawn without serde: with the results of rules they are nearly all of a large report.

use std::io;

use super::writer::field;
use crate::finding::Seen;
use crate::report::{FindingLine, Report};

/// Draws a finding on one line, as `v1::Finding` has it.
pub(super) fn draw(report: &Report, at: usize, line: &FindingLine, drawn: &mut Vec<u8>) -> io::Result<()> {
    fn filled(text: &str) -> Option<&str> {
        (!text.is_empty()).then_some(text)
    }
    let above_zero = |number: u64| (number > 0).then_some(number);
    let (rule, finding) = (&report.rules[line.rule], &line.finding);
    field("{\"fingerprint\": ", &line.fingerprint(report), drawn)?;
    field(", \"rule\": ", &rule.id, drawn)?;
    field(", \"severity\": ", rule.severity.name(), drawn)?;
    field(", \"verdict\": ", finding.verdict.name(), drawn)?;
    field(", \"jurisdiction\": ", &report.places[line.place].id, drawn)?;
    field(", \"asset\": ", &filled(&finding.asset), drawn)?;
    field(", \"label\": ", &*finding.label, drawn)?;
    field(", \"units\": ", &finding.units, drawn)?;
    field(", \"column\": ", &finding.column.as_deref(), drawn)?;
    drawn.extend_from_slice(b", \"seen\": [");
    for (at, Seen { column, value, from }) in finding.seen.iter().enumerate() {
        field(if at == 0 { "{\"column\": " } else { ", {\"column\": " }, &**column, drawn)?;
        field(", \"value\": ", &filled(value), drawn)?;
        if let Some(from) = from {
            field(", \"from\": ", &**from, drawn)?;
        }
        drawn.push(b'}');
    }
    field("], \"file\": ", &filled(&finding.file), drawn)?;
    if let Some(tab) = &finding.file.tab {
        field(", \"tab\": ", &**tab, drawn)?;
    }
    field(", \"line\": ", &above_zero(finding.position.line), drawn)?;
    field(", \"character\": ", &above_zero(finding.position.column), drawn)?;
    field(", \"waiver\": ", &finding.waiver.as_deref(), drawn)?;
    field(", \"status\": ", if finding.waiver.is_some() { "waived" } else { "open" }, drawn)?;
    if let Some(why) = report.since.as_ref().and_then(|diff| diff.why(at)) {
        field(", \"since\": ", why.name(), drawn)?;
    }
    drawn.push(b'}');
    Ok(())
}
