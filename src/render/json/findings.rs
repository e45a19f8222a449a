//! Findings in the JSON report: many, and all of them with the same names.

use std::io;

use crate::finding::Seen;
use crate::render::pretty::{Pen, line};
use crate::report::{FindingLine, Report};

/// Draws a finding.
pub(super) fn draw(report: &Report, at: usize, of: &FindingLine, pen: &mut Pen) -> io::Result<()> {
    fn some(text: &str) -> Option<&str> {
        (!text.is_empty()).then_some(text)
    }
    let above_zero = |number: u64| (number > 0).then_some(number);
    let (rule, finding) = (&report.rules[of.rule], &of.finding);
    pen.field("{\n      \"fingerprint\": ", &of.fingerprint(report))?;
    pen.field(line!("      ", "rule"), &rule.id)?;
    pen.word(line!("      ", "severity"), rule.severity.name());
    pen.word(line!("      ", "verdict"), finding.verdict.name());
    pen.field(line!("      ", "jurisdiction"), &report.places[of.place].id)?;
    pen.field(line!("      ", "asset"), &some(&finding.asset))?;
    pen.field(line!("      ", "label"), &*finding.label)?;
    pen.field(line!("      ", "units"), &finding.units)?;
    pen.field(line!("      ", "column"), &finding.column.as_deref())?;
    pen.set(b",\n      \"seen\": [");
    for (at, Seen { column, value, from }) in finding.seen.iter().enumerate() {
        let first = "\n        {\n          \"column\": ";
        pen.field(if at == 0 { first } else { ",\n        {\n          \"column\": " }, &**column)?;
        pen.field(line!("          ", "value"), &some(value))?;
        if let Some(from) = from {
            pen.field(line!("          ", "from"), &**from)?;
        }
        pen.set(b"\n        }");
    }
    pen.set(if finding.seen.is_empty() { b"]" } else { b"\n      ]" });
    pen.field(line!("      ", "file"), &some(&finding.file))?;
    if let Some(tab) = &finding.file.tab {
        pen.field(line!("      ", "tab"), &**tab)?;
    }
    pen.field(line!("      ", "line"), &above_zero(finding.position.line))?;
    pen.field(line!("      ", "character"), &above_zero(finding.position.column))?;
    pen.field(line!("      ", "waiver"), &finding.waiver.as_deref())?;
    pen.word(line!("      ", "status"), if finding.waiver.is_some() { "waived" } else { "open" });
    // What it is to the audit that this one is compared with.
    if let Some(why) = report.since.as_ref().and_then(|diff| diff.why(at)) {
        pen.field(line!("      ", "since"), why.name())?;
    }
    pen.set(b"\n    }");
    Ok(())
}
