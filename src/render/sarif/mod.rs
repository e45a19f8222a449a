//! SARIF 2.1.0, which code-scanning services read: rules with their help, and a result for every finding.

pub(super) mod wire;

use std::io::{self, Write};

use serde::Serialize;

use super::layout::Paper;
use super::plain::plain;
use super::said::{Words, path, place_name};
use wire::{COLUMNS, Location, Text, Tool, level_of, location, message};

use crate::digest::sha256;
use crate::finding::{Severity, Verdict};
use crate::notice::{Level, Notice};
use crate::report::diff::Why;
use crate::report::{FindingLine, Report};
use crate::rules::Rule;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool<Driver>,
    column_kind: &'static str,
    invocations: [Invocation; 1],
    results: Vec<Outcome>,
    properties: RunProperties,
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
struct Descriptor {
    id: String,
    name: String,
    short_description: Text,
    full_description: Text,
    help: Help,
    default_configuration: Configuration,
    properties: RuleProperties,
}

#[derive(Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct RuleProperties {
    topic: String,
    severity: &'static str,
    /// A number in a text, which is how GitHub wants it.
    #[serde(rename = "security-severity", skip_serializing_if = "Option::is_none")]
    security_severity: Option<String>,
    tags: Vec<String>,
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
    rule_index: usize,
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
    dropped: u64,
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
    let words = Words::new(report);
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
            tool_execution_notifications: report.notices.iter().map(notification).collect(),
        }],
        results: report.findings.iter().enumerate().map(|(at, line)| outcome(report, &words, at, line)).collect(),
        properties: RunProperties {
            as_of: report.as_of.to_string(),
            ruleset: plain(format!("{} {}", report.ruleset.name, report.ruleset.version).trim()),
            dropped: report.dropped,
            evidence: EvidenceProperties {
                inventory: report.evidence.inventory.clone(),
                rules: report.evidence.rules.clone(),
                waivers: report.evidence.waivers.clone(),
            },
        },
    };
    wire::write_log(run, to)
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

fn descriptor(report: &Report, rule: &Rule) -> Descriptor {
    let basis = rule.sources.iter().map(|source| format!("{}: {}", plain(&source.basis), plain(&source.cite)));
    // The law of many states is no basis of one finding.
    let law = report.law_on(&rule.id).filter(|_| report.states.len() == 1);
    let law = law.map(|(_, clause)| format!("state law: {}", super::law::sentence(clause, report.as_of)));
    let basis: Vec<String> = basis.chain(law).collect();
    let text = [("Why", plain(&rule.why)), ("What to do", plain(&rule.fix)), ("What it rests on", basis.join("; "))];
    let said = text.iter().filter(|(_, text)| !text.is_empty());
    let text: String = said.clone().map(|(name, text)| format!("{name}: {text}\n")).collect();
    let markdown: String =
        said.map(|(name, text)| format!("**{name}.** {}\n\n", super::escaped::escaped(text))).collect();
    let heading = plain(&rule.title);
    // A rules file may leave out what the built-in rules all have.
    let or_heading = |text: String| if text.is_empty() { heading.clone() } else { text };
    Descriptor {
        id: rule.id.clone(),
        name: pascal(&rule.short),
        short_description: Text { text: message(&heading) },
        full_description: Text { text: message(&or_heading(plain(&rule.why))) },
        help: Help {
            text: or_heading(text.trim_end().to_owned()),
            markdown: or_heading(markdown.trim_end().to_owned()),
        },
        default_configuration: Configuration { level: level(rule.severity) },
        properties: RuleProperties {
            topic: plain(&rule.topic),
            severity: rule.severity.name(),
            security_severity: security_severity(rule.severity).map(str::to_owned),
            tags: vec!["security".to_owned(), plain(&rule.topic)],
        },
    }
}

/// A severity on the scale from 0 to 10 by which GitHub's code scanning names it: over 9.0 is critical there, from 7.0 high, from 4.0
/// medium. It is a name, and no part of the score.
fn security_severity(severity: Severity) -> Option<&'static str> {
    match severity {
        Severity::Critical => Some("9.6"),
        Severity::High => Some("8.0"),
        Severity::Medium => Some("5.0"),
        Severity::Low => Some("1.5"),
        Severity::Info => None,
    }
}

/// Words as one name: `paper record` becomes `PaperRecord`.
fn pascal(words: &str) -> String {
    let name: String = words
        .split(|c: char| !c.is_alphanumeric())
        .filter_map(|word| {
            let mut letters = word.chars();
            letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>())
        })
        .collect();
    if name.is_empty() { "Rule".to_owned() } else { name }
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

fn outcome(report: &Report, words: &Words<'_>, at: usize, line: &FindingLine) -> Outcome {
    let (rule, place, finding) = (words.rule(line), words.place(line), &line.finding);
    // Of what is waived only the rule's extent without waivers says whether it was known to fail.
    let fails = match finding.verdict {
        Verdict::Waived => place.rules[line.rule].unwaived.low > 0.0,
        Verdict::Fail => true,
        Verdict::Unknown | Verdict::Pass | Verdict::NotApplicable => false,
    };
    let fingerprint = line.fingerprint(report);
    let suppression = (finding.verdict == Verdict::Waived).then(|| Suppression {
        kind: "external",
        status: "accepted",
        justification: words.waiver(line).map_or_else(|| "waived".to_owned(), |waiver| plain(&waiver.reason)),
    });
    Outcome {
        rule_id: rule.id.clone(),
        rule_index: line.rule,
        kind: if fails { "fail" } else { "open" },
        level: if fails { level(rule.severity) } else { "none" },
        message: Text { text: message(&words.sentence(line)) },
        locations: [location(path(report, line), &finding.file, finding.position)],
        partial_fingerprints: Fingerprints {
            primary_location_line_hash: format!("{}:1", &sha256(fingerprint.as_bytes())[..16]),
            finding: fingerprint,
        },
        baseline_state: report.since.as_ref().and_then(|diff| diff.why(at)).map(baseline),
        suppressions: suppression.into_iter().collect(),
        properties: ResultProperties {
            place: place.id.clone(),
            place_name: place_name(place),
            verdict: finding.verdict.name(),
            severity: rule.severity.name(),
            asset: (!finding.asset.is_empty()).then(|| finding.asset.to_string()),
            units: finding.units,
            waiver: finding.waiver.as_deref().map(plain),
        },
    }
}

fn notification(notice: &Notice) -> Notification {
    let more = if notice.count > 1 { format!(" ({} more like it)", notice.count - 1) } else { String::new() };
    let position = notice.positions.first().copied().unwrap_or_default();
    Notification {
        level: level_of(notice.level),
        descriptor: Reference { id: notice.kind },
        message: Text { text: message(&plain(&format!("{}{more}", notice.message))) },
        locations: if notice.file.is_empty() {
            Vec::new()
        } else {
            vec![location(&notice.file, &notice.file, position)]
        },
    }
}
