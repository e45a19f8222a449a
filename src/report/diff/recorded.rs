//! A JSON report (`pollworthy.report/1`) read back, as far as it is compared.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde::Deserialize;

use super::side::{Filters, Side, SideFinding, SideList, SidePlace, SideResult, SideRule, SideState};
use crate::audit::Interval;
use crate::finding::{Seen, Severity, Verdict};
use crate::position::{Position, SheetName};
use crate::report::recorded::Recorded;
use crate::report::{Evidence, Standing, Standings};
use crate::schema::TableId;

#[derive(Deserialize)]
struct Wire {
    settings: Params,
    ruleset: Ruleset,
    rules: Vec<Rule>,
    lists: Vec<List>,
    states: Vec<State>,
    jurisdictions: Vec<Place>,
    findings: Vec<Finding>,
    dropped: u64,
    notices: Vec<Notice>,
}

#[derive(Deserialize)]
struct Params {
    params: Vec<Param>,
}

#[derive(Deserialize)]
struct Param {
    name: String,
    value: String,
}

#[derive(Deserialize)]
struct Ruleset {
    name: String,
    version: String,
}

#[derive(Deserialize)]
struct Rule {
    id: String,
    topic: String,
    title: String,
    table: String,
    severity: String,
    sha256: String,
}

#[derive(Deserialize)]
struct List {
    list: String,
    #[serde(default)]
    unit: String,
    states: Vec<ListLine>,
    #[serde(default)]
    not_placed: Vec<ListLine>,
}

#[derive(Deserialize)]
struct ListLine {
    state: String,
    status: String,
    places_lacking: u64,
    places_lesser: u64,
    units_lacking: u64,
    units_lesser: u64,
    #[serde(default)]
    lacking: Vec<String>,
}

#[derive(Deserialize)]
struct Range {
    low: f64,
    high: f64,
}

#[derive(Deserialize)]
struct State {
    state: String,
    name: String,
    risk: Range,
}

#[derive(Deserialize)]
struct Place {
    id: String,
    state: Option<String>,
    name: String,
    parent: Option<String>,
    voters: Option<u64>,
    risk: Range,
    standing: String,
    rules: Vec<Outcome>,
}

#[derive(Deserialize)]
struct Outcome {
    rule: String,
    verdict: String,
    pass: u64,
    fail: u64,
    unknown: u64,
    waived: u64,
}

#[derive(Deserialize)]
struct Finding {
    rule: String,
    verdict: String,
    jurisdiction: String,
    asset: Option<String>,
    label: String,
    units: Option<u64>,
    seen: Vec<SeenWire>,
    file: Option<String>,
    tab: Option<String>,
    line: Option<u64>,
    character: Option<u64>,
}

#[derive(Deserialize)]
struct SeenWire {
    column: String,
    value: Option<String>,
    #[serde(default)]
    from: Option<String>,
}

#[derive(Deserialize)]
struct Notice {
    level: String,
}

impl Side {
    /// Reads a JSON report; `name` is what people call it.
    ///
    /// # Errors
    /// A sentence, where the text is no such report, or one that cannot be compared with.
    pub fn read(name: &str, text: &[u8]) -> Result<Self, String> {
        let recorded = Recorded::read(text).map_err(|why| format!("{name}: {why}"))?;
        if recorded.settings.redact.is_some() {
            return Err(format!("{name}: this report is redacted; nothing can be compared with it"));
        }
        let wire: Wire =
            serde_json::from_slice(text).map_err(|error| format!("{name}: it is no whole report: {error}"))?;
        side(name, &recorded, &wire).ok_or_else(|| {
            format!(
                "{name}: this report contradicts itself: a finding names a rule, place or word that it does not have"
            )
        })
    }
}

fn side(name: &str, recorded: &Recorded, wire: &Wire) -> Option<Side> {
    let rules: HashMap<&str, usize> = wire.rules.iter().enumerate().map(|(at, rule)| (rule.id.as_str(), at)).collect();
    let places: HashMap<&str, usize> =
        wire.jurisdictions.iter().enumerate().map(|(at, place)| (place.id.as_str(), at)).collect();
    let parents: HashSet<&str> = wire.jurisdictions.iter().filter_map(|place| place.parent.as_deref()).collect();
    let names: HashMap<&str, &str> =
        wire.jurisdictions.iter().map(|place| (place.id.as_str(), place.name.as_str())).collect();
    let findings = wire.findings.iter().map(|of| finding(of, &rules, &places)).collect::<Option<Vec<_>>>()?;
    let made = wire.jurisdictions.iter().map(|of| place(of, &rules, &parents)).collect::<Option<Vec<_>>>()?;
    let rule = |of: &Rule| {
        let table = TableId::all().find(|table| table.table().name == of.table)?;
        Some(SideRule {
            id: of.id.as_str().into(),
            topic: of.topic.clone(),
            title: of.title.clone(),
            severity: Severity::named(&of.severity)?,
            unit: table.table().unit,
            retires: table.column("in_service").is_some(),
            sha256: of.sha256.clone(),
        })
    };
    let state = |of: &State| SideState {
        state: of.state.clone(),
        name: of.name.clone(),
        risk: Interval { low: of.risk.low, high: of.risk.high },
    };
    let law = recorded.files.iter().filter(|file| matches!(file.role.as_str(), "rules" | "reference"));
    let mut standings = Standings::default();
    for place in made.iter().filter(|place| !place.has_below) {
        standings.add(place.standing, place.voters);
    }
    Some(Side {
        name: name.to_owned(),
        as_of: Some(recorded.day()?),
        version: recorded.tool.version.clone(),
        scoring: recorded.settings.scoring.clone(),
        law: law.map(|file| (file.path.clone(), file.sha256.clone())).collect(),
        evidence: Evidence {
            inventory: recorded.evidence.inventory.clone(),
            rules: recorded.evidence.rules.clone(),
            waivers: recorded.evidence.waivers.clone(),
        },
        params: wire.settings.params.iter().map(|param| format!("{}={}", param.name, param.value)).collect(),
        ruleset: format!("{} {}", wire.ruleset.name, wire.ruleset.version),
        rules: wire.rules.iter().map(rule).collect::<Option<Vec<_>>>()?,
        lists: wire.lists.iter().map(|of| list(of, &names)).collect(),
        states: wire.states.iter().map(state).collect(),
        places: made,
        findings,
        standings,
        dropped: wire.dropped,
        filters: Filters {
            only: recorded.settings.filters.only.clone(),
            skip: recorded.settings.filters.skip.clone(),
            states: recorded.settings.filters.states.clone(),
            place: recorded.settings.filters.place.clone(),
        },
        unread: wire.notices.iter().filter(|notice| notice.level == "error").count() as u64,
    })
}

fn finding(of: &Finding, rules: &HashMap<&str, usize>, places: &HashMap<&str, usize>) -> Option<SideFinding> {
    let seen = |seen: &SeenWire| Seen {
        column: seen.column.as_str().into(),
        value: seen.value.as_deref().unwrap_or_default().into(),
        from: seen.from.as_deref().map(Into::into),
    };
    Some(SideFinding {
        rule: *rules.get(of.rule.as_str())?,
        place: *places.get(of.jurisdiction.as_str())?,
        asset: of.asset.as_deref().unwrap_or_default().into(),
        label: of.label.as_str().into(),
        verdict: Verdict::named(&of.verdict)?,
        weight: of.units.unwrap_or(1),
        seen: of.seen.iter().map(seen).collect::<Vec<_>>().into(),
        file: sheet(of),
        position: Position { line: of.line.unwrap_or(0), column: of.character.unwrap_or(0) },
    })
}

/// The sheet a finding stood in; one without a name where no file names it.
fn sheet(of: &Finding) -> SheetName {
    let mut sheet = SheetName::from(of.file.as_deref().unwrap_or_default());
    sheet.tab = of.tab.as_deref().map(Arc::from);
    sheet
}

fn place(of: &Place, rules: &HashMap<&str, usize>, parents: &HashSet<&str>) -> Option<SidePlace> {
    let result = |of: &Outcome| {
        let units = [of.pass, of.fail, of.unknown, of.waived];
        Some((*rules.get(of.rule.as_str())?, SideResult { verdict: Verdict::named(&of.verdict)?, units }))
    };
    Some(SidePlace {
        id: of.id.as_str().into(),
        name: of.name.clone(),
        state: of.state.clone(),
        parent: of.parent.clone(),
        has_below: parents.contains(of.id.as_str()),
        voters: of.voters,
        risk: Interval { low: of.risk.low, high: of.risk.high },
        standing: Standing::ALL.into_iter().find(|standing| standing.name() == of.standing)?,
        results: of.rules.iter().map(result).collect::<Option<HashMap<_, _>>>()?,
    })
}

fn list(of: &List, names: &HashMap<&str, &str>) -> SideList {
    let lacks = |line: &&ListLine| matches!(line.status.as_str(), "statewide" | "partial");
    let lines = || of.states.iter().chain(&of.not_placed);
    let lacking = lines().flat_map(|line| &line.lacking);
    SideList {
        key: of.list.clone(),
        units_called: of.unit.clone(),
        units_lacking: lines().map(|line| line.units_lacking + line.units_lesser).sum(),
        states: of.states.iter().filter(lacks).map(|line| line.state.clone()).collect(),
        places: lacking
            .map(|id| (id.clone(), names.get(id.as_str()).map_or_else(|| id.clone(), |name| (*name).to_owned())))
            .collect(),
        places_lacking: lines().map(|line| line.places_lacking + line.places_lesser).sum(),
    }
}
