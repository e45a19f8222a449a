//! SARIF 2.1.0, which code-scanning services read: rules with their help, and a result for each finding that is not met.

mod gone;
mod rules;
pub(super) mod wire;

use std::io::{self, Write};

use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};

use super::layout::Paper;
use gone::gone;
use rules::{Descriptor, descriptor, level};
use wire::{COLUMNS, Location, Text, Tool, level_of, location, message};

use crate::diagnostic::{Level, Notice};
use crate::engine::parallel::collected;
use crate::finding::Verdict;
use crate::limits::reports::CODE_SCANNING_NOTICES;
use crate::phrases::finding;
use crate::phrases::finding::{FindingText, path};
use crate::phrases::names::called;
use crate::phrases::plain::plain;
use crate::phrases::wording::number;
use crate::report::diff::Why;
use crate::report::{FindingLine, Report};
use crate::words::digest::sha256;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<Driver>,
    column_kind: &'static str,
    invocations: [Invocation; 1],
    results: Results<'a>,
    properties: RunProperties,
}

/// The results, each made when it is written.
struct Results<'a> {
    words: &'a FindingText<'a>,
    lines: Vec<usize>,
    gone: Vec<Outcome>,
}

impl Serialize for Results<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut all = serializer.serialize_seq(Some(self.lines.len() + self.gone.len()))?;
        self.lines.iter().try_for_each(|at| all.serialize_element(&outcome(self.words, *at)))?;
        self.gone.iter().try_for_each(|gone| all.serialize_element(gone))?;
        all.end()
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    version: &'static str,
    semantic_version: &'static str,
    rules: Vec<Descriptor>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Serialize)]
struct Notification {
    level: &'static str,
    descriptor: Reference,
    message: Text,
    locations: Vec<Location>,
}

#[derive(Serialize)]
struct Reference {
    id: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome {
    rule_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    kind: &'static str,
    level: &'static str,
    message: Text,
    locations: [Location; 1],
    partial_fingerprints: Fingerprints,
    /// What it is to the audit that this one is compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline_state: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suppressions: Vec<Suppression>,
    properties: ResultProperties,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fingerprints {
    #[serde(rename = "pollworthyFinding/v1")]
    finding: String,
    /// The one that GitHub follows a finding by.
    primary_location_line_hash: String,
}

#[derive(Serialize)]
struct Suppression {
    kind: &'static str,
    status: &'static str,
    justification: String,
}

#[derive(Serialize)]
struct ResultProperties {
    place: String,
    place_name: String,
    verdict: &'static str,
    severity: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    asset: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    units: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    waiver: Option<String>,
}

#[derive(Serialize)]
struct RunProperties {
    as_of: String,
    ruleset: String,
    /// Findings without a result.
    dropped: u64,
    /// Of them, those that are not answered and were left out for that alone.
    not_answered_left_out: u64,
    evidence: EvidenceProperties,
}

/// The digests of what the run rests on.
#[derive(Serialize)]
struct EvidenceProperties {
    inventory: String,
    rules: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    waivers: Option<String>,
}

/// Writes the report as SARIF, one run, indented.
///
/// # Errors
/// Where the writer fails.
pub fn write(report: &Report, _: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let words = FindingText::new(report);
    let shown = shown(&words);
    let not_answered = (report.findings.len() - shown.len()) as u64;
    let (gone, not_told) = gone(report);
    let lines = fitting(&words, shown, MOST - gone.len())?;
    let dropped = report.dropped + (report.findings.len() - lines.len()) as u64 + not_told;
    let run = Run {
        tool: Tool {
            driver: Driver {
                name: env!("CARGO_PKG_NAME"),
                version: env!("CARGO_PKG_VERSION"),
                semantic_version: env!("CARGO_PKG_VERSION"),
                rules: report.rules.iter().map(|rule| descriptor(report, rule)).collect(),
            },
        },
        column_kind: COLUMNS,
        invocations: [Invocation {
            execution_successful: report.notices.iter().all(|notice| notice.level != Level::Error),
            tool_execution_notifications: left_out(not_answered, dropped - not_answered)
                .into_iter()
                .chain(notices(report))
                .collect(),
        }],
        results: Results { words: &words, lines, gone },
        properties: RunProperties {
            as_of: report.as_of.to_string(),
            ruleset: plain(format!("{} {}", report.ruleset.name, report.ruleset.version).trim()),
            dropped,
            not_answered_left_out: not_answered,
            evidence: EvidenceProperties {
                inventory: report.evidence.inventory.clone(),
                rules: report.evidence.rules.clone(),
                waivers: report.evidence.waivers.clone(),
            },
        },
    };
    wire::write_log(run, to)
}

/// GitHub's code scanning takes this many results of one run, and this many bytes of a log, compressed. It stores the 5,000 most severe.
/// <https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/troubleshoot-sarif-uploads>
const MOST: usize = 25_000;
/// Less than the 10 MB that are allowed: rules and notices are in the log too, and blanks and line ends, which are not measured.
const MOST_BYTES: u64 = 8_500_000;

/// So many results are compressed at once.
const RESULTS: usize = 128;

/// The findings that are shown if there is room, by their places in the report. What is not answered would be an alert like any other to
/// code scanning, which does not know the kind `open`: it is shown only where it counts as not met.
fn shown(words: &FindingText<'_>) -> Vec<usize> {
    let report = words.report;
    let all = report.request.gate.fail_on_unknown;
    (0..report.findings.len()).filter(|at| all || fails(words, &report.findings[*at])).collect()
}

/// Those of some findings that a log has room for. Where there are too many, those that are not answered are left out first, then those
/// that are waived, then those that are not worse than before, each time the mildest first.
fn fitting(words: &FindingText<'_>, mut lines: Vec<usize>, most: usize) -> io::Result<Vec<usize>> {
    let report = words.report;
    let rank = |at: &usize| {
        let line = &report.findings[*at];
        let known =
            report.since.as_ref().and_then(|diff| diff.why(*at)).is_some_and(|why| baseline(why) == "unchanged");
        (!fails(words, line), line.finding.verdict, known, report.rules[line.rule].severity, *at)
    };
    lines.sort_by_cached_key(rank);
    lines.truncate(most);
    let sizes = collected(report.request.records.threads, &lines, RESULTS, |_, part| vec![compressed(words, part)]);
    let (mut sum, mut fit) = (0, 0);
    for (size, part) in sizes.into_iter().zip(lines.chunks(RESULTS)) {
        sum += size?;
        if sum > MOST_BYTES {
            break;
        }
        fit += part.len();
    }
    lines.truncate(fit);
    lines.sort_unstable();
    Ok(lines)
}

/// How many bytes some results are, compressed in haste: whoever sends them compresses them no worse.
fn compressed(words: &FindingText<'_>, lines: &[usize]) -> io::Result<u64> {
    let mut to = flate2::write::DeflateEncoder::new(Counter(0), flate2::Compression::fast());
    for at in lines {
        serde_json::to_writer(&mut to, &outcome(words, *at))?;
    }
    Ok(to.finish()?.0)
}

struct Counter(u64);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What the log does not show: findings that are not answered, and findings that are too many.
fn left_out(not_answered: u64, others: u64) -> Vec<Notification> {
    let open =
        (not_answered > 0).then(|| remark("not-answered-left-out", finding::not_answered_left_out(not_answered)));
    let others = (others > 0).then(|| remark("findings-let-go", finding::let_go(others)));
    open.into_iter().chain(others).collect()
}

/// The notices of a report; where they are too many, the first, and how many more there are.
fn notices(report: &Report) -> Vec<Notification> {
    let mut notices: Vec<&Notice> = report.notices.iter().collect();
    let more = notices.len().saturating_sub(CODE_SCANNING_NOTICES.size());
    if more > 0 {
        notices.sort_by_key(|notice| notice.level != Level::Error);
        notices.truncate(CODE_SCANNING_NOTICES.size());
    }
    let more =
        (more > 0).then(|| remark("notices-left-out", format!("{} {CODE_SCANNING_NOTICES}", number(more as u64))));
    notices.into_iter().map(notification).chain(more).collect()
}

/// A notification of the log itself.
fn remark(id: &'static str, text: String) -> Notification {
    Notification {
        level: level_of(Level::Notice),
        descriptor: Reference { id },
        message: Text { text },
        locations: Vec::new(),
    }
}

/// What a finding is to an earlier run, in the words of SARIF.
fn baseline(why: Why) -> &'static str {
    match why {
        Why::Known | Why::Waived => "unchanged",
        Why::Graver | Why::MoreUnits | Why::Blanked | Why::WaivedSince => "updated",
        Why::New
        | Why::NotAsked
        | Why::Removed
        | Why::NoLongerSent
        | Why::RuleGone
        | Why::WaivedUnseen
        | Why::FirstSent
        | Why::ByDate
        | Why::ByRules
        | Why::Fixed
        | Why::Retired
        | Why::Answered => "new",
    }
}

/// Whether a finding says that a rule is not met. Of what is waived only the rule's extent without waivers says whether it was.
fn fails(words: &FindingText<'_>, line: &FindingLine) -> bool {
    match line.finding.verdict {
        Verdict::Waived => words.place(line).rules[line.rule].unwaived().low > 0.0,
        Verdict::Fail => true,
        Verdict::Unknown | Verdict::Pass | Verdict::NotApplicable => false,
    }
}

fn outcome(words: &FindingText<'_>, at: usize) -> Outcome {
    let report = words.report;
    let line = &report.findings[at];
    let (rule, place, finding) = (words.rule(line), words.place(line), &line.finding);
    let fails = fails(words, line);
    let suppression = (finding.verdict == Verdict::Waived).then(|| Suppression {
        kind: "external",
        status: "accepted",
        justification: words.waiver(line).map_or_else(|| "waived".to_owned(), |waiver| plain(&waiver.reason)),
    });
    Outcome {
        rule_id: rule.id.clone(),
        rule_index: Some(line.rule),
        kind: if fails { "fail" } else { "open" },
        level: if fails { level(rule.severity) } else { "none" },
        message: Text { text: message(&words.sentence(line)) },
        locations: [location(path(report, line), &finding.file, finding.position)],
        partial_fingerprints: fingerprints(line.fingerprint(report)),
        baseline_state: report.since.as_ref().and_then(|diff| diff.why(at)).map(baseline),
        suppressions: suppression.into_iter().collect(),
        properties: ResultProperties {
            place: place.id.clone(),
            place_name: called(place),
            verdict: finding.verdict.name(),
            severity: rule.severity.name(),
            asset: (!finding.asset.is_empty()).then(|| finding.asset.to_string()),
            units: finding.units,
            waiver: finding.waiver.as_deref().map(plain),
        },
    }
}

fn fingerprints(finding: String) -> Fingerprints {
    Fingerprints { primary_location_line_hash: format!("{}:1", &sha256(finding.as_bytes())[..16]), finding }
}

fn notification(notice: &Notice) -> Notification {
    let more = if notice.count > 1 { format!(" ({} more like it)", notice.count - 1) } else { String::new() };
    let position = notice.positions.first().copied().unwrap_or_default();
    Notification {
        level: level_of(notice.level),
        descriptor: Reference { id: notice.code() },
        message: Text { text: message(&plain(&format!("{}{more}", notice.kind))) },
        locations: if notice.file.is_empty() {
            Vec::new()
        } else {
            vec![location(&notice.file, &notice.file, position)]
        },
    }
}
