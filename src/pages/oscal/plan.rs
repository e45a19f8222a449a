//! A plan of action and milestones: an item for each place and rule that is not met, not answered or, in part at least, waived.

use std::collections::HashMap;
use std::io::{self, Write};

use serde::Serialize;

use super::document::Document;
use super::observations::Observer;
use super::results::left_out;
use super::subjects::{items, resources, tool};
use super::text::{markup, midnight};
use super::wire::{Actor, Origin, Prop, Related};
use super::{ids, metadata};
use crate::finding::Verdict;
use crate::pages::layout::Paper;
use crate::phrases::names::{called, title};
use crate::phrases::result::{self, to_fill};
use crate::report::{PlaceReport, Report, RuleResult};
use crate::rules::law::{Compared, InForce};
use crate::rules::{Rule, Waiver, WaiverKind};
use crate::words::value::Day;

/// About as many places are drawn at once by one thread.
const PLACES: usize = 16;

/// Writes the report as a plan. What is not met is a risk; what a waiver covers is a risk with an approved deviation, due on the waiver's
/// last day; what is not answered is an item without a risk.
///
/// # Errors
/// Where the writer fails.
pub fn write(report: &Report, _: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let plan = Plan { observer: Observer::new(report), report, law: law_to_come(report) };
    let mut document = Document::begin(to, report.request.records.threads)?;
    document.object("plan-of-action-and-milestones")?;
    document.field("uuid", &ids::document("plan-of-action-and-milestones", report))?;
    metadata::write(&mut document, report, "Plan of action and milestones")?;
    document.object("local-definitions")?;
    items(&mut document, report)?;
    document.field("assessment-assets", &tool())?;
    if let Some(remarks) = metadata::remarks(report) {
        document.field("remarks", &remarks)?;
    }
    document.end()?;
    plan.observer.write(&mut document)?;
    document.list("risks", |list| {
        list.each((&report.places, PLACES), |at, place, risks| {
            plan.results(place)
                .filter(|result| result.verdict != Verdict::Unknown)
                .try_for_each(|result| risks.add(&plan.risk(at, place, result)))
        })
    })?;
    let nothing = if report.places.iter().any(|place| plan.results(place).next().is_some()) { None } else { Some(()) };
    document.list("poam-items", |list| {
        list.each((nothing.as_slice(), 1), |_, (), items| items.add(&nothing_to_do()))?;
        list.each((&report.places, PLACES), |at, place, items| {
            plan.results(place).try_for_each(|result| items.add(&plan.item(at, place, result)))
        })
    })?;
    resources(&mut document, report, None)?;
    document.finish()
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Item {
    uuid: String,
    title: String,
    description: String,
    props: Vec<Prop>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_observations: Vec<Related>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_risks: Vec<RelatedRisk>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remarks: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct RelatedRisk {
    risk_uuid: String,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Risk {
    uuid: String,
    title: String,
    description: String,
    statement: String,
    props: Vec<Prop>,
    status: &'static str,
    characterizations: [Characterization; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mitigating_factors: Vec<Factor>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deadline: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    remediations: Vec<Response>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_observations: Vec<Related>,
}

#[derive(Serialize)]
struct Characterization {
    origin: Origin,
    facets: [Facet; 1],
}

#[derive(Serialize)]
struct Facet {
    name: &'static str,
    system: &'static str,
    value: &'static str,
}

#[derive(Serialize)]
struct Factor {
    uuid: String,
    description: String,
}

#[derive(Serialize)]
struct Response {
    uuid: String,
    lifecycle: &'static str,
    title: &'static str,
    description: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    props: Vec<Prop>,
}

/// What plans are drawn from.
struct Plan<'a> {
    observer: Observer<'a>,
    report: &'a Report,
    /// The first day on which the law of a state asks for a rule, by both, where that day is still to come.
    law: HashMap<(&'a str, &'a str), Day>,
}

/// From which day on states will ask for what rules ask, or for more.
fn law_to_come(report: &Report) -> HashMap<(&str, &str), Day> {
    let mut law = HashMap::new();
    for state in &report.law {
        for clause in state.clauses.iter().filter(|clause| clause.compared != Compared::Less) {
            if let InForce::Since(day) = clause.in_force
                && day > report.as_of
            {
                let first = law.entry((state.state.as_str(), clause.rule.as_str())).or_insert(day);
                *first = day.min(*first);
            }
        }
    }
    law
}

impl<'a> Plan<'a> {
    /// What a plan has an item for at a place, the most severe first.
    fn results<'p>(&self, place: &'p PlaceReport) -> impl Iterator<Item = &'p RuleResult> {
        let is_open = |result: &&RuleResult| match result.verdict {
            Verdict::Fail | Verdict::Unknown => true,
            Verdict::Waived | Verdict::Pass | Verdict::NotApplicable => is_deviation(result),
        };
        self.report.results_by_severity(place).into_iter().filter(is_open)
    }

    fn rule(&self, result: &RuleResult) -> &'a Rule {
        &self.report.rules[result.rule()]
    }

    /// The waiver of rows that a result rests on; where none of them was kept, one for just this place.
    fn waiver(&self, at: usize, place: &PlaceReport, result: &RuleResult) -> Option<&Waiver> {
        let lines = self.report.lines_of(at, result.rule());
        let of_place = || {
            let of_rule = self.report.waivers.iter().filter(|line| line.in_force && line.rule == result.rule());
            let names = |named: &str| named == place.id || named == &*place.name || named == place.full_name();
            let fits = |waiver: &&Waiver| waiver.asset.is_none() && waiver.place.as_deref().is_some_and(names);
            of_rule.map(|line| &line.waiver).find(fits).filter(|_| is_deviation(result))
        };
        lines.iter().find_map(|line| self.observer.words.waiver(line)).or_else(of_place)
    }

    fn item(&self, at: usize, place: &PlaceReport, result: &RuleResult) -> Item {
        let rule = self.rule(result);
        let (status, has_risk) = match result.verdict {
            Verdict::Fail => ("open", true),
            Verdict::Unknown => ("not-answered", false),
            Verdict::Waived | Verdict::Pass | Verdict::NotApplicable => ("waived", true),
        };
        let lines = self.report.lines_of(at, result.rule());
        let to_do = if has_risk { rule.fix.clone() } else { to_fill(rule, lines, self.report, result) };
        let left_out = left_out(&self.observer, at, result);
        let remarks = Some(to_do).filter(|text| !text.trim().is_empty()).map(|text| markup(&text));
        let remarks: Vec<String> = remarks.into_iter().chain(left_out.map(|left| format!("{left}."))).collect();
        Item {
            uuid: ids::result("item", &rule.id, place),
            title: markup(&format!("{}: {}", called(place), title(rule))),
            description: markup(&result::finding(rule, result)),
            props: self.props(place, rule, Some(status)),
            related_observations: self.observer.related(at, place, result),
            related_risks: has_risk
                .then(|| RelatedRisk { risk_uuid: ids::result("risk", &rule.id, place) })
                .into_iter()
                .collect(),
            remarks: (!remarks.is_empty()).then(|| remarks.join(" ")),
        }
    }

    fn props(&self, place: &PlaceReport, rule: &Rule, status: Option<&str>) -> Vec<Prop> {
        let mut props = vec![
            Prop::own("rule", &rule.id),
            Prop::own("severity", rule.severity.name()),
            Prop::own("place", &place.id),
        ];
        props.extend(status.map(|status| Prop::own("status", status)));
        props
    }

    fn risk(&self, at: usize, place: &PlaceReport, result: &RuleResult) -> Risk {
        let rule = self.rule(result);
        let waiver = self.waiver(at, place, result);
        // Of what is not met a waiver may cover a part, and the rest is open.
        let deviates = waiver.filter(|_| is_deviation(result));
        let mut props = self.props(place, rule, None);
        props.extend(deviates.map(|waiver| Prop::standard(deviation(waiver.kind).0, "yes")));
        let law = || self.law.get(&(place.state.as_deref()?, rule.id.as_str())).copied();
        let due = if is_deviation(result) { waiver.map(|waiver| waiver.expires) } else { law() };
        let mitigated = deviates.filter(|waiver| waiver.kind == WaiverKind::Mitigated);
        Risk {
            uuid: ids::result("risk", &rule.id, place),
            title: markup(&format!("{}: {}", called(place), title(rule))),
            description: markup(&result::finding(rule, result)),
            statement: markup(if rule.why.trim().is_empty() { title(rule) } else { &rule.why }),
            props,
            status: if is_deviation(result) { "deviation-approved" } else { "open" },
            characterizations: [Characterization {
                origin: Origin { actors: [Actor { kind: "tool", actor_uuid: ids::tool() }] },
                facets: [Facet {
                    name: "severity",
                    system: "http://csrc.nist.gov/ns/oscal",
                    value: rule.severity.name(),
                }],
            }],
            mitigating_factors: mitigated
                .map(|waiver| Factor {
                    uuid: ids::result("mitigation", &rule.id, place),
                    description: markup(&waiver.reason),
                })
                .into_iter()
                .collect(),
            deadline: due.and_then(midnight),
            remediations: self.remediations(place, rule, waiver),
            related_observations: self.observer.related(at, place, result),
        }
    }

    /// What to do, and what a waiver says instead.
    fn remediations(&self, place: &PlaceReport, rule: &Rule, waiver: Option<&Waiver>) -> Vec<Response> {
        let fix = (!rule.fix.trim().is_empty()).then(|| Response {
            uuid: ids::result("fix", &rule.id, place),
            lifecycle: "recommendation",
            title: "What to do",
            description: markup(&rule.fix),
            props: Vec::new(),
        });
        let waiver = waiver.map(|waiver| Response {
            uuid: ids::result("waiver", &rule.id, place),
            lifecycle: "planned",
            title: "Waiver",
            description: markup(&waiver.reason),
            props: of_waiver(waiver),
        });
        fix.into_iter().chain(waiver).collect()
    }
}

/// Whether what does not meet a rule at a place is waived: all of it, so that the rest, if there is any, meets the rule.
fn is_deviation(result: &RuleResult) -> bool {
    match result.verdict {
        Verdict::Waived => true,
        Verdict::Pass => result.tally().waived().rows > 0,
        Verdict::Fail | Verdict::Unknown | Verdict::NotApplicable => false,
    }
}

/// A waiver in the words of OSCAL: the property of the risk, and the type of the response.
fn deviation(kind: WaiverKind) -> (&'static str, &'static str) {
    match kind {
        WaiverKind::AcceptedRisk => ("accepted", "accept"),
        WaiverKind::Mitigated => ("risk-adjusted", "mitigate"),
        WaiverKind::DataError => ("false-positive", "none"),
    }
}

fn of_waiver(waiver: &Waiver) -> Vec<Prop> {
    let mut props = vec![
        Prop::standard("type", deviation(waiver.kind).1),
        Prop::own("owner", &waiver.owner),
        Prop::own("expires", waiver.expires.to_string()),
        Prop::own("waiver", waiver.label()),
    ];
    props.extend(waiver.approved_by.as_ref().map(|who| Prop::own("approved-by", who)));
    props.extend(waiver.ticket.as_ref().map(|ticket| Prop::own("ticket", ticket)));
    props
}

/// The only item of a plan in which there is nothing to do: the model wants at least one.
fn nothing_to_do() -> Item {
    Item {
        uuid: ids::named(&["nothing-to-do"]),
        title: "Nothing to do".to_owned(),
        description: "Every rule that applies is answered and met.".to_owned(),
        props: vec![Prop::own("status", "nothing-to-do")],
        related_observations: Vec::new(),
        related_risks: Vec::new(),
        remarks: None,
    }
}
