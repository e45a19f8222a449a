//! The rules of a SARIF log: each with its help, its level, and its severity as code scanning names it.

use serde::Serialize;

use super::wire::{Text, message};
use crate::finding::Severity;
use crate::pages::escaped::escaped;
use crate::phrases::law;
use crate::phrases::plain::plain;
use crate::report::Report;
use crate::rules::Rule;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Descriptor {
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

pub(super) fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

pub(super) fn descriptor(report: &Report, rule: &Rule) -> Descriptor {
    let basis = rule.sources.iter().map(|source| format!("{}: {}", plain(&source.basis), plain(&source.cite)));
    // The law of many states is not the basis of one finding.
    let law = report.law_on(&rule.id).filter(|_| report.states.len() == 1);
    let law = law.map(|(_, clause)| law::basis(clause, report.as_of));
    let basis: Vec<String> = basis.chain(law).collect();
    let text = [("Why", plain(&rule.why)), ("What to do", plain(&rule.fix)), ("What it is based on", basis.join("; "))];
    let said = text.iter().filter(|(_, text)| !text.is_empty());
    let text: String = said.clone().map(|(name, text)| format!("{name}: {text}\n")).collect();
    let markdown: String = said.map(|(name, text)| format!("**{name}.** {}\n\n", escaped(text))).collect();
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
