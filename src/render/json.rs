//! The JSON report, `pollworthy.report/1`: its own wire types, so that the library may move and the format stay.

mod redacted;

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::layout::Paper;
use super::pretty::Object;
use super::tool::Tool;
use crate::audit::Interval;
use crate::finding::Seen;
use crate::notice::Notice;
use crate::report::{
    FindingLine, ListLine, ListReport, PUBLIC, PlaceReport, Report, RuleResult, Standing, Standings, StateReport,
};
use crate::rules::{Measure, Rule};
use crate::schema::TableId;

/// The digests of what the report rests on; pages show the first letters of each.
#[derive(Serialize)]
struct EvidenceWire<'a> {
    inventory: &'a str,
    rules: &'a str,
    waivers: Option<&'a str>,
}

/// All that a second audit needs to be the same, as it was written, and what it came to.
#[derive(Serialize)]
struct Settings<'a> {
    paths: &'a [String],
    exclude: &'a [String],
    map: &'a [String],
    place: Option<&'a str>,
    rules: Option<&'a str>,
    set: BTreeMap<&'a str, &'a str>,
    waivers: Option<&'a str>,
    no_waivers: bool,
    config: Option<&'a str>,
    params: Vec<ParamWire<'a>>,
    filters: Filters<'a>,
    scoring: Scoring,
    /// None, where all are kept.
    max_findings: Option<usize>,
    redact: Option<&'static str>,
}

#[derive(Serialize)]
struct ParamWire<'a> {
    name: &'a str,
    value: String,
    origin: &'a str,
}

#[derive(Serialize)]
struct Filters<'a> {
    only: &'a [String],
    skip: &'a [String],
    states: &'a [String],
    expect: &'a [String],
    place: Option<&'a str>,
}

#[derive(Serialize)]
struct Scoring {
    formula: &'static str,
    ballast: f64,
}

#[derive(Serialize)]
struct FileWire<'a> {
    role: &'static str,
    path: &'a str,
    sha256: &'a str,
    /// The digest of its typed rows, which line ends, quotes and the order of columns do not change.
    #[serde(skip_serializing_if = "Option::is_none")]
    data_sha256: Option<&'a str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    tables: BTreeMap<&'static str, u64>,
}

#[derive(Serialize)]
struct RulesetWire<'a> {
    name: &'a str,
    version: &'a str,
}

#[derive(Serialize)]
struct RuleWire<'a> {
    id: &'a str,
    topic: &'a str,
    title: &'a str,
    table: &'static str,
    measure: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_least: Option<String>,
    severity: &'static str,
    weight: f64,
    why: &'a str,
    fix: &'a str,
    source: Vec<SourceWire<'a>>,
    assumes: bool,
    origin: &'a str,
    sha256: &'a str,
}

#[derive(Serialize)]
struct SourceWire<'a> {
    basis: &'a str,
    cite: &'a str,
}

#[derive(Serialize)]
struct Summary {
    jurisdictions: usize,
    standings: StandingsWire,
    findings: usize,
    dropped: u64,
    notices: u64,
}

#[derive(Serialize)]
struct StandingsWire {
    action_needed: Counted,
    not_shown: Counted,
    meets_the_rules: Counted,
    nothing_to_read: Counted,
}

#[derive(Serialize)]
struct Counted {
    places: u64,
    voters: u64,
}

#[derive(Serialize)]
struct ListWire<'a> {
    list: &'a str,
    name: Option<&'a str>,
    /// What its units are called, many of them.
    unit: &'static str,
    states: Vec<ListLineWire<'a>>,
}

#[derive(Serialize)]
struct ListLineWire<'a> {
    state: &'a str,
    name: &'a str,
    status: String,
    places: u64,
    places_lacking: u64,
    places_lesser: u64,
    places_without_evidence: u64,
    places_silent: u64,
    units: u64,
    units_lacking: u64,
    units_lesser: u64,
    units_waived: u64,
    units_unknown: u64,
    rows_without_quantity: u64,
    places_without_quantity: u64,
    voters: u64,
    voters_affected: u64,
    /// The ids of the places lacking.
    lacking: Vec<&'a str>,
}

#[derive(Serialize)]
struct Range {
    low: f64,
    high: f64,
}

#[derive(Serialize)]
struct StateWire<'a> {
    state: &'a str,
    name: &'a str,
    risk: Range,
    max: Range,
    standings: StandingsWire,
}

#[derive(Serialize)]
struct Risk {
    low: f64,
    high: f64,
    band_low: &'static str,
    band_high: &'static str,
}

#[derive(Serialize)]
struct PlaceWire<'a> {
    id: &'a str,
    state: Option<&'a str>,
    name: &'a str,
    level: &'static str,
    parent: Option<&'a str>,
    voters: Option<u64>,
    risk: Risk,
    completeness: f64,
    standing: &'static str,
    expected: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    unread: Option<UnreadWire<'a>>,
    rules: Vec<ResultWire<'a>>,
}

#[derive(Serialize)]
struct UnreadWire<'a> {
    file: &'a str,
    why: &'a str,
}

#[derive(Serialize)]
struct ResultWire<'a> {
    rule: &'a str,
    verdict: &'static str,
    e_low: f64,
    e_high: f64,
    pass: u64,
    fail: u64,
    unknown: u64,
    waived: u64,
    assets: u32,
    /// When it is due, where it is not yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<&'a str>,
}

#[derive(Serialize)]
struct FindingWire<'a> {
    fingerprint: String,
    rule: &'a str,
    severity: &'static str,
    verdict: &'static str,
    jurisdiction: &'a str,
    asset: Option<&'a str>,
    label: &'a str,
    units: Option<u64>,
    column: Option<&'a str>,
    seen: Vec<SeenWire<'a>>,
    file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tab: Option<&'a str>,
    line: Option<u64>,
    character: Option<u64>,
    waiver: Option<&'a str>,
    status: &'static str,
    /// What it is to the audit that this one is compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<&'static str>,
}

#[derive(Serialize)]
struct SeenWire<'a> {
    column: &'a str,
    value: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<&'a str>,
}

#[derive(Serialize)]
struct NoticeWire<'a> {
    level: &'static str,
    kind: &'static str,
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    tab: Option<&'a str>,
    column: Option<&'a str>,
    value: Option<&'a str>,
    message: &'a str,
    count: u64,
    positions: Vec<[u64; 2]>,
}

/// Writes the report as JSON, one object, indented.
///
/// # Errors
/// Where the writer fails.
pub fn write(report: &Report, _: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let mut object = Object::begin(to, report.settings.threads)?;
    object.field("schema", "pollworthy.report/1")?;
    object.field("tool", &Tool::THIS)?;
    object.field("as_of", &report.as_of.to_string())?;
    object.field("settings", &settings(report))?;
    object.field("evidence", &evidence(report))?;
    object.field("files", &files(report))?;
    object.field("ruleset", &RulesetWire { name: &report.ruleset.name, version: &report.ruleset.version })?;
    object.list("rules", &report.rules, |_, one| rule(one))?;
    object.field("summary", &summary(report))?;
    object.list("lists", &report.lists, |_, one| list(one))?;
    object.list("states", &report.states, |_, one| state(one))?;
    object.list("jurisdictions", &report.places, |_, one| place(report, one))?;
    object.list("findings", &report.findings, |at, line| finding(report, at, line))?;
    object.field("dropped", &report.dropped)?;
    object.list("notices", &report.notices, |_, one| notice(one))?;
    if let Some(diff) = report.since.as_deref() {
        object.field("since", &super::diff::wire(diff))?;
    }
    // What a report for the public still tells of what it leaves out.
    if let Some(redacted) = &report.redacted {
        object.field("redacted", &redacted::wire(redacted))?;
    }
    object.end()
}

fn evidence(report: &Report) -> EvidenceWire<'_> {
    EvidenceWire {
        inventory: &report.evidence.inventory,
        rules: &report.evidence.rules,
        waivers: report.evidence.waivers.as_deref(),
    }
}

fn summary(report: &Report) -> Summary {
    Summary {
        jurisdictions: report.places.len(),
        standings: standings(&report.standings),
        findings: report.findings.len(),
        dropped: report.dropped,
        notices: report.notices.iter().map(|notice| notice.count).sum(),
    }
}

fn notice(notice: &Notice) -> NoticeWire<'_> {
    NoticeWire {
        level: notice.level.name(),
        kind: notice.kind,
        file: &notice.file,
        tab: notice.file.tab.as_deref(),
        column: notice.column.as_deref().filter(|column| !column.is_empty()),
        value: notice.value.as_deref(),
        message: &notice.message,
        count: notice.count,
        positions: notice.positions.iter().map(|at| [at.line, at.column]).collect(),
    }
}

fn settings(report: &Report) -> Settings<'_> {
    let again = &report.settings.again;
    Settings {
        paths: &report.settings.paths,
        exclude: &again.exclude,
        map: &again.map,
        place: again.place.as_deref(),
        rules: again.rules.as_deref(),
        set: again.set.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect(),
        waivers: again.waivers.as_deref(),
        no_waivers: again.no_waivers,
        config: again.config.as_ref().map(|(path, _)| path.as_str()),
        params: report
            .params
            .iter()
            .map(|param| ParamWire { name: &param.name, value: param.value.to_string(), origin: &param.origin })
            .collect(),
        filters: Filters {
            only: &report.settings.only,
            skip: &report.settings.skip,
            states: &report.settings.states,
            expect: &report.settings.expect,
            place: report.settings.place.as_deref(),
        },
        scoring: Scoring {
            formula: "100 * (1 - (1 - max(S*sqrt(e))) * (1 - sum(w*sqrt(e)) / (100 + sum(w))))",
            ballast: 100.0,
        },
        max_findings: Some(report.settings.max_findings).filter(|max| *max < usize::MAX),
        redact: report.redacted.as_ref().map(|_| PUBLIC),
    }
}

fn files(report: &Report) -> Vec<FileWire<'_>> {
    fn named<'a>(role: &'static str, (path, sha256): &'a (String, String)) -> FileWire<'a> {
        FileWire { role, path, sha256, data_sha256: None, tables: BTreeMap::new() }
    }
    let read = report.files.iter().map(|file| FileWire {
        role: "inventory",
        path: &file.path,
        sha256: &file.sha256,
        data_sha256: report.data.get(&*file.path).map(String::as_str),
        tables: TableId::all()
            .filter(|table| file.rows[table.0] > 0)
            .map(|table| (table.table().name, file.rows[table.0]))
            .collect(),
    });
    let all = report.settings.again.config.iter().map(|file| named("config", file));
    all.chain(report.rules_files.iter().map(|file| named("rules", file)))
        .chain(report.reference_files.iter().map(|file| named("reference", file)))
        .chain(report.mapping_files.iter().map(|file| named("mapping", file)))
        .chain(report.waivers_file.iter().map(|file| named("waivers", file)))
        .chain(read)
        .collect()
}

fn rule(rule: &Rule) -> RuleWire<'_> {
    RuleWire {
        id: &rule.id,
        topic: &rule.topic,
        title: &rule.title,
        table: rule.table.table().name,
        measure: rule.measure.name(),
        at_least: match rule.measure {
            Measure::AtLeast(share) => Some(share.to_string()),
            Measure::Share | Measure::Worst | Measure::Any => None,
        },
        severity: rule.severity.name(),
        weight: rule.severity.weight(),
        why: &rule.why,
        fix: &rule.fix,
        source: rule.sources.iter().map(|source| SourceWire { basis: &source.basis, cite: &source.cite }).collect(),
        assumes: rule.assumes,
        origin: &rule.origin,
        sha256: &rule.sha256,
    }
}

fn standings(standings: &Standings) -> StandingsWire {
    let of = |standing| {
        let tally = standings.of(standing);
        Counted { places: tally.places, voters: tally.voters }
    };
    StandingsWire {
        action_needed: of(Standing::ActionNeeded),
        not_shown: of(Standing::NotShown),
        meets_the_rules: of(Standing::MeetsTheRules),
        nothing_to_read: of(Standing::NothingToRead),
    }
}

fn list(list: &ListReport) -> ListWire<'_> {
    let states = list.states.iter().map(|line| list_line(line, list)).collect();
    ListWire { list: &list.key, name: list.name.as_deref(), unit: list.unit.1, states }
}

fn list_line<'a>(line: &'a ListLine, list: &ListReport) -> ListLineWire<'a> {
    ListLineWire {
        state: &line.state,
        name: &line.name,
        status: line.status.name(list),
        places: line.places,
        places_lacking: line.places_lacking,
        places_lesser: line.places_lesser,
        places_without_evidence: line.places_without_evidence,
        places_silent: line.places_silent,
        units: line.units,
        units_lacking: line.units_lacking,
        units_lesser: line.units_lesser,
        units_waived: line.units_waived,
        units_unknown: line.units_unknown,
        rows_without_quantity: line.rows_without_quantity,
        places_without_quantity: line.places_without_quantity,
        voters: line.voters,
        voters_affected: line.voters_affected,
        lacking: line.lacking.iter().map(|place| place.id.as_str()).collect(),
    }
}

fn state(state: &StateReport) -> StateWire<'_> {
    let range = |interval: Interval| Range { low: interval.low, high: interval.high };
    StateWire {
        state: &state.state,
        name: &state.name,
        risk: range(state.risk),
        max: range(state.max),
        standings: standings(&state.standings),
    }
}

fn place<'a>(report: &'a Report, place: &'a PlaceReport) -> PlaceWire<'a> {
    let result = |result: &RuleResult| ResultWire {
        rule: &report.rules[result.rule].id,
        verdict: result.verdict.name(),
        e_low: result.extent.low,
        e_high: result.extent.high,
        pass: result.tally.pass().weight,
        fail: result.tally.fail().weight,
        unknown: result.tally.unknown().weight,
        waived: result.tally.waived().weight,
        assets: result.tally.rows(),
        due: report.rules[result.rule].due.as_deref().filter(|_| result.is_not_due()),
    };
    PlaceWire {
        id: &place.id,
        state: place.state.as_deref(),
        name: &place.name,
        level: place.level.name(),
        parent: place.parent.as_deref(),
        voters: place.voters,
        risk: Risk {
            low: place.risk.low,
            high: place.risk.high,
            band_low: band(place.risk.low),
            band_high: band(place.risk.high),
        },
        completeness: place.completeness,
        standing: place.standing.name(),
        expected: place.expected,
        unread: place.unread.as_ref().map(|unread| UnreadWire { file: &unread.file, why: &unread.why }),
        rules: place.rules.iter().map(result).collect(),
    }
}

/// The band of NIST SP 800-30 r1, table I-3, on the unrounded number.
fn band(risk: f64) -> &'static str {
    match risk {
        risk if risk < 5.0 => "very-low",
        risk if risk < 21.0 => "low",
        risk if risk < 80.0 => "moderate",
        risk if risk < 96.0 => "high",
        _ => "very-high",
    }
}

fn finding<'a>(report: &'a Report, at: usize, line: &'a FindingLine) -> FindingWire<'a> {
    let rule = &report.rules[line.rule];
    let finding = &line.finding;
    let some = |text: &'a str| (!text.is_empty()).then_some(text);
    let above_zero = |number: u64| (number > 0).then_some(number);
    let seen = |seen: &'a Seen| SeenWire { column: &seen.column, value: some(&seen.value), from: seen.from.as_deref() };
    FindingWire {
        fingerprint: line.fingerprint(report),
        rule: &rule.id,
        severity: rule.severity.name(),
        verdict: finding.verdict.name(),
        jurisdiction: &report.places[line.place].id,
        asset: some(&finding.asset),
        label: &finding.label,
        units: finding.units,
        column: finding.column.as_deref(),
        seen: finding.seen.iter().map(seen).collect(),
        file: some(&finding.file),
        tab: finding.file.tab.as_deref(),
        line: above_zero(finding.position.line),
        character: above_zero(finding.position.column),
        waiver: finding.waiver.as_deref(),
        status: if finding.waiver.is_some() { "waived" } else { "open" },
        since: report.since.as_ref().and_then(|diff| Some(diff.why(at)?.name())),
    }
}
