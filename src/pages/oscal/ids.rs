//! The UUIDs of what documents name. They are made from ids and never from positions or days, so that they last from audit to audit.

use crate::report::{FindingLine, PlaceReport, Report};
use crate::words::uuid::uuid;

pub(super) fn named(parts: &[&str]) -> String {
    uuid(parts)
}

pub(super) fn place(place: &PlaceReport) -> String {
    uuid(&["place", &place.id])
}

/// An asset of a table; two tables may have the same id.
pub(super) fn asset(table: &str, place: &PlaceReport, asset: &str) -> String {
    uuid(&["asset", table, &place.id, asset])
}

/// What a rule found about an asset, or about the place where `asset` is empty.
pub(super) fn observation(rule: &str, place: &PlaceReport, asset: &str) -> String {
    uuid(&["observation", rule, &place.id, asset])
}

pub(super) fn observation_of(report: &Report, line: &FindingLine) -> String {
    observation(&report.rules[line.rule].id, &report.places[line.place], &line.finding.asset)
}

/// What a rule came to at a place, by what it is in the document: a finding, a risk, an item.
pub(super) fn result(kind: &str, rule: &str, place: &PlaceReport) -> String {
    uuid(&[kind, rule, &place.id])
}

pub(super) fn file(path: &str) -> String {
    uuid(&["file", path])
}

pub(super) fn tool() -> String {
    uuid(&["tool"])
}

pub(super) fn platform() -> String {
    uuid(&["platform"])
}

/// A document of a kind: another one, where anything that it rests on, or that was asked, is another.
pub(super) fn document(kind: &str, report: &Report) -> String {
    let (evidence, request) = (&report.evidence, &report.request);
    let count = |count: Option<usize>| count.map_or_else(String::new, |count| count.to_string());
    uuid(&[
        kind,
        &evidence.inventory,
        &evidence.rules,
        evidence.waivers.as_deref().unwrap_or_default(),
        &report.as_of.to_string(),
        &request.records.states.join(","),
        &request.records.expect.join(","),
        request.focus.as_deref().unwrap_or_default(),
        &request.rules.only.join(","),
        &request.rules.skip.join(","),
        &count(request.limits.each),
        &count(request.limits.in_report),
        if report.redacted.is_some() { "public" } else { "" },
        env!("CARGO_PKG_VERSION"),
    ])
}
