//! SARIF 2.1.0, which code-scanning services read: rules with their help, and a result for every finding.

use std::io::{self, Write};

use serde::Serialize;

use super::layout::Paper;
use super::plain::plain;
use super::said::{Words, path, place_name};
use crate::digest::sha256;
use crate::finding::{Severity, Verdict};
use crate::notice::{Level, Notice};
use crate::position::{Position, SheetName, cell_name};
use crate::report::{FindingLine, Report};
use crate::rules::Rule;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    column_kind: &'static str,
    invocations: [Invocation; 1],
    results: Vec<Outcome>,
    properties: RunProperties,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
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
struct Text {
    text: String,
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
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: Physical,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<Logical>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Artifact {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<u64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Logical {
    name: String,
    fully_qualified_name: String,
    kind: &'static str,
}

#[derive(Serialize)]
struct RunProperties {
    as_of: String,
    ruleset: String,
    dropped: u64,
}

/// Writes the report as SARIF, one run, indented.
///
/// # Errors
/// Where the writer fails.
pub fn write(report: &Report, _: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let words = Words::new(report);
    let log = Log {
        schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: env!("CARGO_PKG_NAME"),
                    version: env!("CARGO_PKG_VERSION"),
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    rules: report.rules.iter().map(descriptor).collect(),
                },
            },
            column_kind: "unicodeCodePoints",
            invocations: [Invocation {
                execution_successful: report.notices.iter().all(|notice| notice.level != Level::Error),
                tool_execution_notifications: report.notices.iter().map(notification).collect(),
            }],
            results: report.findings.iter().map(|line| outcome(report, &words, line)).collect(),
            properties: RunProperties {
                as_of: report.as_of.to_string(),
                ruleset: plain(format!("{} {}", report.ruleset.name, report.ruleset.version).trim()),
                dropped: report.dropped,
            },
        }],
    };
    serde_json::to_writer_pretty(&mut *to, &log)?;
    writeln!(to)
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

fn descriptor(rule: &Rule) -> Descriptor {
    let basis: Vec<String> =
        rule.sources.iter().map(|source| format!("{}: {}", plain(&source.basis), plain(&source.cite))).collect();
    let text = [("Why", plain(&rule.why)), ("What to do", plain(&rule.fix)), ("What it rests on", basis.join("; "))];
    let said = text.iter().filter(|(_, text)| !text.is_empty());
    let text: String = said.clone().map(|(name, text)| format!("{name}: {text}\n")).collect();
    let markdown: String =
        said.map(|(name, text)| format!("**{name}.** {}\n\n", super::markdown::escaped(text))).collect();
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
            security_severity: (rule.severity != Severity::Info)
                .then(|| format!("{:.1}", rule.severity.floor() * 10.0)),
            tags: vec!["security".to_owned(), plain(&rule.topic)],
        },
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

/// A message in which nothing from the data is a placeholder or a link.
fn message(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}").replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}

fn outcome(report: &Report, words: &Words<'_>, line: &FindingLine) -> Outcome {
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
        level: match notice.level {
            Level::Error => "error",
            Level::Notice => "note",
        },
        descriptor: Reference { id: notice.kind },
        message: Text { text: message(&plain(&format!("{}{more}", notice.message))) },
        locations: if notice.file.is_empty() {
            Vec::new()
        } else {
            vec![location(&notice.file, &notice.file, position)]
        },
    }
}

fn location(path: &str, sheet: &SheetName, position: Position) -> Location {
    let Position { line, column } = position;
    let mut logical = Vec::new();
    // A workbook has no lines: its cells are named.
    if let Some(tab) = &sheet.tab {
        let tab = plain(tab);
        let name = match (line, column) {
            (0, _) => tab.clone(),
            (row, 0) => format!("row {row}"),
            (row, column) => cell_name(row, column),
        };
        let full = if line == 0 { tab } else { format!("{tab}!{name}") };
        logical.push(Logical { name, fully_qualified_name: full, kind: "member" });
    }
    let region = (sheet.tab.is_none() && line > 0)
        .then(|| Region { start_line: line, start_column: (column > 0).then_some(column) });
    Location { physical_location: Physical { artifact_location: artifact(path), region }, logical_locations: logical }
}

fn artifact(path: &str) -> Artifact {
    let drive = path.as_bytes().get(1) == Some(&b':') && path.starts_with(|c: char| c.is_ascii_alphabetic());
    match () {
        () if drive => Artifact { uri: format!("file:///{}:{}", &path[..1], encoded(&path[2..])), uri_base_id: None },
        () if path.starts_with("//") => Artifact { uri: format!("file:{}", encoded(path)), uri_base_id: None },
        () if path.starts_with('/') => Artifact { uri: format!("file://{}", encoded(path)), uri_base_id: None },
        () => Artifact { uri: encoded(path), uri_base_id: Some("%SRCROOT%") },
    }
}

/// A path as a URI has it: all but letters, digits, `-._~` and `/` in percent.
fn encoded(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/') {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}
