//! What both documents begin with, and what they say of the rules and of what was left out.

use std::io;

use serde::Serialize;

use super::document::Document;
use super::subjects::{ROLES, parties};
use super::text::{markup, midnight_near, token};
use super::wire::Prop;
use crate::finding::Verdict;
use crate::phrases::finding::let_go;
use crate::phrases::names::title;
use crate::phrases::not_placed;
use crate::phrases::notices::hidden_errors;
use crate::phrases::wording::{PLACES, RULES, as_of, counted};
use crate::report::Report;
use crate::rules::Rule;

/// The version of the models. What is written is valid in later versions of 1.2 too.
const OSCAL: &str = "1.2.1";

/// Writes the metadata of a document.
pub(super) fn write(document: &mut Document<'_>, report: &Report, of: &str) -> io::Result<()> {
    document.object("metadata")?;
    document.field("title", &markup(&heading(report, of)))?;
    document.field("last-modified", &midnight_near(report.as_of))?;
    document.field("version", &report.as_of.to_string())?;
    document.field("oscal-version", &OSCAL)?;
    document.field("props", &[Prop::own("as-of", report.as_of.to_string())])?;
    document.field("roles", &ROLES)?;
    parties(document, report)?;
    document.end()
}

/// What a document is about: `Audit of inventories: 3 places, as of 1 November 2026`.
pub(super) fn heading(report: &Report, of: &str) -> String {
    let names = report.request.records.names().join(", ");
    let names = if names.is_empty() { names } else { format!(" of {names}") };
    format!("{of}{names}: {}, {}", counted(report.places.len() as u64, PLACES), as_of(report.as_of))
}

/// What was counted, whether or not it is listed, and the digests of what it rests on.
pub(super) fn counts(report: &Report) -> Vec<Prop> {
    let results = |verdict| {
        let of = report.places.iter().flat_map(|place| &place.rules).filter(|result| result.verdict == verdict);
        of.count() as u64
    };
    let mut props = vec![
        Prop::number("rules-not-met", results(Verdict::Fail)),
        Prop::number("rules-not-answered", results(Verdict::Unknown)),
        Prop::number("rules-waived", results(Verdict::Waived)),
        Prop::number("findings-listed", report.findings.len() as u64),
        Prop::number("findings-left-out", report.dropped),
        Prop::number("notices", report.noticed()),
        Prop::own("inventory-sha256", &report.evidence.inventory),
        Prop::own("rules-sha256", &report.evidence.rules),
    ];
    props.extend(report.evidence.waivers.as_ref().map(|waivers| Prop::own("waivers-sha256", waivers)));
    props
}

/// What the document does not show; none, where it shows all.
pub(super) fn remarks(report: &Report) -> Option<String> {
    let mut sentences: Vec<String> = Vec::new();
    if report.dropped > 0 {
        sentences.push(format!("{}.", let_go(report.dropped)));
    }
    if let Some(redacted) = report.redacted.as_ref().filter(|redacted| redacted.rules > 0) {
        sentences
            .push(format!("{} left out, because what they find is not public.", counted(redacted.rules as u64, RULES)));
    }
    sentences.extend(hidden_errors(report));
    sentences.extend(not_placed::sentences(report));
    (!sentences.is_empty()).then(|| markup(&sentences.join(" ")))
}

/// Which rules were asked about, and what they ask.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Reviewed {
    control_selections: Vec<Selection>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Selection {
    description: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    props: Vec<Prop>,
    include_controls: [Control; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Control {
    control_id: String,
}

pub(super) fn reviewed(report: &Report) -> Reviewed {
    let mut control_selections: Vec<Selection> = report.rules.iter().map(selection).collect();
    if control_selections.is_empty() {
        // The model requires one, and one that includes all would say that everything was reviewed.
        let (description, control_id) = ("No rule is shown.".to_owned(), "none".to_owned());
        control_selections.push(Selection {
            description,
            props: Vec::new(),
            include_controls: [Control { control_id }],
        });
    }
    Reviewed { control_selections }
}

fn selection(rule: &Rule) -> Selection {
    let basis = rule.sources.iter().map(|source| Prop::own("basis", format!("{}: {}", source.basis, source.cite)));
    let props = [
        Prop::own("rule", &rule.id),
        Prop::own("topic", &rule.topic),
        Prop::own("severity", rule.severity.name()),
        Prop::own("sha256", &rule.sha256),
    ];
    Selection {
        description: markup(&format!("{}. {}", title(rule), rule.why)),
        props: props.into_iter().chain(basis).collect(),
        include_controls: [Control { control_id: token(&rule.id) }],
    }
}
