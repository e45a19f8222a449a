//! GitLab's code quality report: what is not met and what is not answered, or what got worse, each with a fingerprint.

use std::io::{self, Write};

use serde::{Serialize, Serializer};

use super::layout::Paper;
use crate::finding::{Severity, Verdict};
use crate::phrases::change::ChangeText;
use crate::phrases::finding;
use crate::phrases::finding::{FindingText, first_path, path, spot};
use crate::report::diff::{Diff, Move};
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

/// Writes the report as a JSON array; waived findings are left out. Of a comparison it has what got worse.
///
/// # Errors
/// Where the writer fails.
pub fn write(report: &Report, _: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let mut pretty = serde_json::Serializer::pretty(&mut *to);
    if let Some(since) = &report.since {
        pretty.collect_seq(worse(report, since))?;
    } else {
        let words = FindingText::new(report);
        let open = report.findings.iter().filter(|line| line.finding.verdict != Verdict::Waived);
        let issues = open.map(|line| issue(report, line, &words.sentence(line)));
        pretty.collect_seq(issues.chain(let_go(report)))?;
    }
    writeln!(to)
}

/// An issue that says how many findings have none.
fn let_go(report: &Report) -> Option<Issue> {
    (report.dropped > 0).then(|| Issue {
        description: finding::let_go(report.dropped),
        check_name: "findings-let-go".to_owned(),
        fingerprint: sha256(b"findings-let-go"),
        severity: "info",
        location: Location { path: first_path(report).to_owned(), lines: Lines { begin: 1 } },
    })
}

/// What got worse since an earlier audit: what is not met, and what stops the gate. What is gone has no line, and is shown at its file.
fn worse<'a>(report: &'a Report, since: &'a Diff) -> impl Iterator<Item = Issue> + 'a {
    let texts = ChangeText::new(since, Some(report));
    let is_told = |moved: &&Move| moved.why.is_worse() && (moved.basis == Verdict::Fail || since.stops.at(moved));
    since.moves.iter().filter(is_told).map(move |moved| {
        let description = format!("{}: {}", texts.place(moved), texts.what(moved));
        match texts.line(moved) {
            Some(line) => {
                Issue { severity: severity(moved.basis, moved.severity), ..issue(report, line, &description) }
            }
            None => gone(report, &texts, moved, description),
        }
    })
}

fn gone(report: &Report, texts: &ChangeText<'_>, moved: &Move, description: String) -> Issue {
    Issue {
        description,
        check_name: moved.rule.to_string(),
        fingerprint: sha256(texts.fingerprint(moved).as_bytes()),
        severity: severity(moved.basis, moved.severity),
        location: Location {
            path: texts.old_file(moved).unwrap_or_else(|| first_path(report)).to_owned(),
            lines: Lines { begin: 1 },
        },
    }
}

fn issue(report: &Report, line: &FindingLine, sentence: &str) -> Issue {
    let rule = &report.rules[line.rule];
    // The format has no cells: those of a workbook are named in the text.
    let (in_tab, begin) = match &line.finding.file.tab {
        Some(_) => (format!(" ({})", spot(line)), 1),
        None => (String::new(), line.finding.position.line.max(1)),
    };
    Issue {
        description: format!("{sentence}{in_tab}"),
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
