//! What documents are about: places as parties, assets as inventory items, files as resources; and the program as a tool.

use std::collections::HashSet;
use std::io;

use serde::Serialize;

use super::document::Document;
use super::ids;
use super::text::{markup, text};
use super::wire::{FileLink, Hash, Prop, Resource};
use crate::pages::sarif::wire::uri;
use crate::phrases::finding::subject;
use crate::phrases::names::full_name;
use crate::phrases::wording::risk;
use crate::report::{PlaceReport, Report};
use crate::rules::law::LAWS;
use crate::rules::{BUILT_IN, REFERENCES};

/// About as many of the things below are drawn at once by one thread.
const AT_ONCE: usize = 64;

#[derive(Serialize)]
struct Party {
    uuid: String,
    #[serde(rename = "type")]
    kind: &'static str,
    name: String,
    props: Vec<Prop>,
}

/// Writes the places.
pub(super) fn parties(document: &mut Document<'_>, report: &Report) -> io::Result<()> {
    document
        .list("parties", |list| list.each((&report.places, AT_ONCE), |_, place, parties| parties.add(&party(place))))
}

fn party(place: &PlaceReport) -> Party {
    let mut props = vec![
        Prop::own("place", &place.id),
        Prop::own("standing", place.standing.name()),
        Prop::own("risk-known", risk(place.risk.low)),
        Prop::own("risk-at-most", risk(place.risk.high)),
    ];
    props.extend(place.state.as_ref().map(|state| Prop::own("state", state)));
    Party { uuid: ids::place(place), kind: "organization", name: text(&full_name(place)), props }
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Item {
    uuid: String,
    description: String,
    props: Vec<Prop>,
    responsible_parties: [Responsible; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Responsible {
    role_id: &'static str,
    party_uuids: [String; 1],
}

/// The role of a place that has an asset.
const OWNER: &str = "asset-owner";

#[derive(Serialize)]
pub(super) struct Role {
    id: &'static str,
    title: &'static str,
}

/// The roles that a document names.
pub(super) const ROLES: [Role; 1] = [Role { id: OWNER, title: "The office that has the asset" }];

/// What a key begins with that is no id: a digest of a row that has none, or all assets of a place in a report for the public.
const NO_ID: &str = "like-";

/// Whether a report names single assets.
pub(super) fn names_assets(report: &Report) -> bool {
    report.redacted.is_none()
}

/// Writes the assets of the findings, each once.
pub(super) fn items(document: &mut Document<'_>, report: &Report) -> io::Result<()> {
    let mut known = HashSet::new();
    let mut place = None;
    let mut is_new = |at: &usize| {
        let line = &report.findings[*at];
        if place != Some(line.place) {
            place = Some(line.place);
            known.clear();
        }
        !line.finding.asset.is_empty() && known.insert((report.rules[line.rule].table, &*line.finding.asset))
    };
    let first: Vec<usize> =
        if names_assets(report) { (0..report.findings.len()).filter(|at| is_new(at)).collect() } else { Vec::new() };
    document.list("inventory-items", |list| list.each((&first, AT_ONCE), |_, at, items| items.add(&item(report, *at))))
}

fn item(report: &Report, at: usize) -> Item {
    let line = &report.findings[at];
    let (table, place, finding) = (report.rules[line.rule].table.table(), &report.places[line.place], &line.finding);
    let mut props = vec![Prop::own("table", table.name), Prop::own("place", &place.id)];
    if !finding.asset.starts_with(NO_ID) {
        props.push(Prop::standard("asset-id", &*finding.asset));
    }
    Item {
        uuid: ids::asset(table.name, place, &finding.asset),
        description: markup(&subject(&finding.asset, &finding.label, finding.weight(), table.unit)),
        props,
        responsible_parties: [Responsible { role_id: OWNER, party_uuids: [ids::place(place)] }],
    }
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Tool {
    components: [Component; 1],
    assessment_platforms: [Platform; 1],
}

#[derive(Serialize)]
struct Component {
    uuid: String,
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    description: &'static str,
    props: [Prop; 1],
    status: Status,
}

#[derive(Serialize)]
struct Status {
    state: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Platform {
    uuid: String,
    title: &'static str,
    uses_components: [Uses; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Uses {
    component_uuid: String,
}

/// This program, as what made the assessment.
pub(super) fn tool() -> Tool {
    let name = env!("CARGO_PKG_NAME");
    Tool {
        components: [Component {
            uuid: ids::tool(),
            kind: "software",
            title: name,
            description: env!("CARGO_PKG_DESCRIPTION"),
            props: [Prop::standard("version", env!("CARGO_PKG_VERSION"))],
            status: Status { state: "operational" },
        }],
        assessment_platforms: [Platform {
            uuid: ids::platform(),
            title: name,
            uses_components: [Uses { component_uuid: ids::tool() }],
        }],
    }
}

/// Writes the files that the report rests on, behind `first`.
pub(super) fn resources(document: &mut Document<'_>, report: &Report, first: Option<Resource>) -> io::Result<()> {
    let of = |kind: &'static str| move |(path, sha256): &(String, String)| resource(kind, path, sha256);
    let rules = report.rules_files.iter().map(of("Rules"));
    let references = report.reference_files.iter().map(of("Reference table"));
    let law = report.law_files.iter().map(of("State law"));
    let mappings = report.mapping_files.iter().map(of("Mapping"));
    let waivers = report.waivers_file.iter().map(of("Waivers"));
    let first: Vec<Resource> = first.into_iter().collect();
    let others: Vec<Resource> = rules.chain(references).chain(law).chain(mappings).chain(waivers).collect();
    document.object("back-matter")?;
    document.list("resources", |list| {
        list.each((&first, 1), |_, resource, resources| resources.add(resource))?;
        list.each((&report.files, AT_ONCE), |_, file, resources| {
            resources.add(&resource("Records", &file.path, &file.sha256))
        })?;
        list.each((&others, AT_ONCE), |_, resource, resources| resources.add(resource))
    })?;
    document.end()
}

fn resource(kind: &str, path: &str, sha256: &str) -> Resource {
    Resource {
        uuid: if kind == "Records" { ids::file(path) } else { ids::named(&["resource", kind, path, sha256]) },
        title: markup(if path.is_empty() { kind } else { path }),
        description: markup(kind),
        props: vec![Prop::own("sha256", sha256)],
        rlinks: link(path, sha256).into_iter().collect(),
    }
}

/// Where a file is, with its digest; `None` where the report leaves out its name.
pub(super) fn link(path: &str, sha256: &str) -> Option<FileLink> {
    let is_inside = BUILT_IN.iter().chain(REFERENCES).chain(LAWS).any(|(name, _)| *name == path);
    // What is inside the program is nowhere else.
    let href = if is_inside {
        format!("urn:{}:{}:{path}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"))
    } else {
        uri(path).0
    };
    (!path.is_empty()).then(|| FileLink { href, hashes: [Hash { algorithm: "SHA-256", value: sha256.to_owned() }] })
}
