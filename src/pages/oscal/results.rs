//! Assessment results: an observation for each asset and rule that is listed, a finding for each place and rule that is not met.

use std::io::{self, Write};

use serde::Serialize;

use super::document::Document;
use super::observations::Observer;
use super::subjects::{items, link, resources, tool};
use super::text::{markup, midnight_near, token};
use super::wire::{Prop, Related, Resource};
use super::{ids, metadata};
use crate::finding::Verdict;
use crate::pages::layout::Paper;
use crate::phrases::names::{called, title};
use crate::phrases::result;
use crate::phrases::wording::counted;
use crate::report::advice::let_go;
use crate::report::{PlaceReport, Report, RuleResult};

/// About as many places are drawn at once by one thread.
const PLACES: usize = 16;

/// Writes the report as assessment results. What is not answered is an observation whose property `verdict` is `unknown`, and no finding.
///
/// # Errors
/// Where the writer fails.
pub fn write(report: &Report, _: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let observer = Observer::new(report);
    let mut document = Document::begin(to, report.request.records.threads)?;
    document.object("assessment-results")?;
    document.field("uuid", &ids::document("assessment-results", report))?;
    metadata::write(&mut document, report, "Audit")?;
    let plan = plan(report);
    document.field("import-ap", &ImportPlan { href: format!("#{}", plan.uuid), remarks: NO_PLAN })?;
    document.only("results")?;
    document.field("uuid", &ids::document("result", report))?;
    document.field("title", &markup(&metadata::heading(report, "Audit")))?;
    document.field("description", &WHAT)?;
    document.field("start", &midnight_near(report.as_of))?;
    document.field("props", &metadata::counts(report))?;
    document.object("local-definitions")?;
    items(&mut document, report)?;
    document.field("assessment-assets", &tool())?;
    document.end()?;
    document.field("reviewed-controls", &metadata::reviewed(report))?;
    observer.write(&mut document)?;
    findings(&mut document, &observer)?;
    if let Some(remarks) = metadata::remarks(report) {
        document.field("remarks", &remarks)?;
    }
    document.end()?;
    resources(&mut document, report, Some(plan))?;
    document.finish()
}

const WHAT: &str = "An office's records of equipment and networks, compared with rules. What the records do not say is an observation \
                    with the verdict unknown: it is neither met nor not met.";

const NO_PLAN: &str = "There is no assessment plan in OSCAL. The rules under reviewed-controls say what was asked.";

#[derive(Serialize)]
struct ImportPlan {
    href: String,
    remarks: &'static str,
}

/// A resource in place of the assessment plan that the model requires: the rules.
fn plan(report: &Report) -> Resource {
    let rules = format!("{} {}", report.ruleset.name, report.ruleset.version);
    Resource {
        uuid: ids::named(&["assessment-plan", &report.ruleset.name]),
        title: "No assessment plan".to_owned(),
        description: NO_PLAN.to_owned(),
        props: vec![Prop::own("ruleset", rules)],
        rlinks: report.rules_files.first().and_then(|(path, sha256)| link(path, sha256)).into_iter().collect(),
    }
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Finding {
    uuid: String,
    title: String,
    description: String,
    props: Vec<Prop>,
    target: Target,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_observations: Vec<Related>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remarks: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Target {
    #[serde(rename = "type")]
    kind: &'static str,
    target_id: String,
    status: Status,
}

#[derive(Serialize)]
struct Status {
    state: &'static str,
    reason: &'static str,
}

fn findings(document: &mut Document<'_>, observer: &Observer<'_>) -> io::Result<()> {
    let report = observer.report;
    document.list("findings", |list| {
        list.each((&report.places, PLACES), |at, place, findings| {
            let mut not_met = report.results_by_severity(place);
            not_met.retain(|result| result.verdict == Verdict::Fail);
            not_met.into_iter().try_for_each(|result| findings.add(&finding(observer, at, place, result)))
        })
    })
}

fn finding(observer: &Observer<'_>, at: usize, place: &PlaceReport, result: &RuleResult) -> Finding {
    let report = observer.report;
    let rule = &report.rules[result.rule()];
    Finding {
        uuid: ids::result("finding", &rule.id, place),
        title: markup(&format!("{}: {}", called(place), title(rule))),
        description: markup(&result::finding(rule, result)),
        props: vec![
            Prop::own("rule", &rule.id),
            Prop::own("severity", rule.severity.name()),
            Prop::own("place", &place.id),
        ],
        target: Target {
            kind: "objective-id",
            target_id: token(&rule.id),
            status: Status { state: "not-satisfied", reason: "fail" },
        },
        related_observations: observer.related(at, place, result),
        remarks: left_out(observer, at, result),
    }
}

/// How many rows that a result rests on are counted and not listed.
pub(super) fn left_out(observer: &Observer<'_>, at: usize, result: &RuleResult) -> Option<String> {
    let report = observer.report;
    let lines = report.lines_of(at, result.rule());
    let kept = lines.iter().filter(|line| line.finding.verdict == result.verdict).count();
    // In a report for the public one line is for all rows of a place.
    let more = if report.redacted.is_some() { 0 } else { let_go(report, result, result.verdict, kept) };
    (more > 0).then(|| markup(&format!("{} not listed here", counted(more, ("row is", "rows are")))))
}
