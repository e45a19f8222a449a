//! GitLab's code quality report: what is not met and what is not answered, each with a fingerprint.

use std::io::{self, Write};

use serde::{Serialize, Serializer};

use super::layout::Paper;
use crate::finding::{Severity, Verdict};
use crate::phrases::finding;
use crate::phrases::finding::{FindingText, path, spot};
use crate::report::{FindingLine, Report};
use crate::words::digest::sha256;

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u64,
}

/// Writes the report as a JSON array; waived findings are left out.
///
/// # Errors
/// Where the writer fails.
pub fn write(report: &Report, _: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let words = FindingText::new(report);
    let open = report.findings.iter().filter(|line| line.finding.verdict != Verdict::Waived);
    serde_json::Serializer::pretty(&mut *to)
        .collect_seq(open.map(|line| issue(report, &words, line)).chain(let_go(report)))?;
    writeln!(to)
}

/// An issue that says how many findings have none.
fn let_go(report: &Report) -> Option<Issue> {
    let path = report.request.records.roots.first().map_or(".", |root| &root.name);
    (report.dropped > 0).then(|| Issue {
        description: finding::let_go(report.dropped),
        check_name: "findings-let-go".to_owned(),
        fingerprint: sha256(b"findings-let-go"),
        severity: "info",
        location: Location { path: path.to_owned(), lines: Lines { begin: 1 } },
    })
}

fn issue(report: &Report, words: &FindingText<'_>, line: &FindingLine) -> Issue {
    let rule = words.rule(line);
    // The format has no cells: those of a workbook are named in the text.
    let (in_tab, begin) = match &line.finding.file.tab {
        Some(_) => (format!(" ({})", spot(line)), 1),
        None => (String::new(), line.finding.position.line.max(1)),
    };
    Issue {
        description: format!("{}{in_tab}", words.sentence(line)),
        check_name: rule.id.clone(),
        fingerprint: sha256(line.fingerprint(report).as_bytes()),
        severity: severity(line.finding.verdict, rule.severity),
        location: Location { path: path(report, line).to_owned(), lines: Lines { begin } },
    }
}

/// GitLab's word; what is not answered is no more than information.
fn severity(verdict: Verdict, severity: Severity) -> &'static str {
    match (verdict, severity) {
        (Verdict::Fail, Severity::Critical) => "blocker",
        (Verdict::Fail, Severity::High) => "critical",
        (Verdict::Fail, Severity::Medium) => "major",
        (Verdict::Fail, Severity::Low) => "minor",
        (Verdict::Fail, Severity::Info)
        | (Verdict::Unknown | Verdict::Waived | Verdict::Pass | Verdict::NotApplicable, _) => "info",
    }
}
