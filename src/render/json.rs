//! The JSON report, `pollworthy.report/1`: its own wire types, so that the library may move and the format stay.

mod findings;
mod law;
mod lists;
mod places;
mod redacted;

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::layout::Paper;
use super::pretty::Object;
use super::tool::Tool;
use crate::audit::{EDITION, Interval};
use crate::diagnostic::Notice;
use crate::report::recorded::MOST_BYTES;
use crate::report::{NotPlaced, PUBLIC, Report, Standing, Standings, StateReport};
use crate::rules::{LookedThrough, Measure, Rule};
use crate::schema::TableId;

/// So many results of rules at places, or findings, are drawn at once.
const RESULTS: usize = 512;
const FINDINGS: usize = 64;

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
    /// The edition of the score.
    scoring: &'static str,
    /// The files and tabs in which nothing names a place, whose rows `place` was given.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    given: Vec<String>,
    /// None, where all are kept.
    max_findings: Option<usize>,
    /// None, where there is no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    max_in_report: Option<usize>,
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
    /// S of the score, from 0 to 1: what the severity weighs.
    weight: f64,
    why: &'a str,
    fix: &'a str,
    source: Vec<SourceWire<'a>>,
    /// What state law asks beside it, on the day of the audit; it changes no verdict.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    law: Vec<law::ClauseWire<'a>>,
    assumes: bool,
    /// Reference tables that it finds no entry in where it is met.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    looked_through: Vec<LookedWire<'a>>,
    origin: &'a str,
    sha256: &'a str,
}

#[derive(Serialize)]
struct LookedWire<'a> {
    reference: &'a str,
    entries: u64,
    checked_on: Option<String>,
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
    /// None, where no place tells them.
    voters: Option<u64>,
}

#[derive(Serialize)]
struct Range {
    low: f64,
    high: f64,
}

/// Rows that belong to no place, or to a place of which no state is known.
#[derive(Serialize)]
struct NotPlacedWire<'a> {
    id: &'a str,
    name: &'a str,
    why: &'static str,
    tables: BTreeMap<&'static str, RowsWire>,
    files: Vec<String>,
}

#[derive(Serialize)]
struct RowsWire {
    rows: u64,
    units: u64,
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
struct NoticeWire<'a> {
    level: &'static str,
    kind: &'static str,
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    tab: Option<&'a str>,
    column: Option<&'a str>,
    value: Option<&'a str>,
    message: String,
    count: u64,
    positions: Vec<[u64; 2]>,
}

/// Writes the report as JSON, one object, indented; what a rule came to at a place stands on one line.
///
/// # Errors
/// Where the writer fails.
pub fn write(report: &Report, _: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let to = &mut Readable { to, left: MOST_BYTES };
    let mut object = Object::begin(to, report.settings.threads)?;
    object.field("schema", "pollworthy.report/1")?;
    object.field("tool", &Tool::THIS)?;
    object.field("as_of", &report.as_of.to_string())?;
    object.field("settings", &settings(report))?;
    object.field("evidence", &evidence(report))?;
    object.field("files", &files(report))?;
    object.field("ruleset", &RulesetWire { name: &report.ruleset.name, version: &report.ruleset.version })?;
    object.field("rules", &report.rules.iter().map(|one| rule(report, one)).collect::<Vec<_>>())?;
    object.field("summary", &summary(report))?;
    object.field("not_placed", &report.not_placed.iter().map(not_placed).collect::<Vec<_>>())?;
    object.list("lists", (&report.lists, 1), |_, one, pen| lists::draw(one, pen))?;
    object.field("states", &report.states.iter().map(state).collect::<Vec<_>>())?;
    let begun = places::begun(report)?;
    let at_once = (RESULTS / report.rules.len().max(1)).clamp(1, 64);
    object.list("jurisdictions", (&report.places, at_once), |_, one, pen| places::draw(report, &begun, one, pen))?;
    object.list("findings", (&report.findings, FINDINGS), |at, line, pen| findings::draw(report, at, line, pen))?;
    object.field("dropped", &report.dropped)?;
    object.field("notices", &report.notices.iter().map(notice).collect::<Vec<_>>())?;
    if let Some(diff) = report.since.as_deref() {
        object.field("since", &super::diff::wire(diff))?;
    }
    // What a report for the public still tells of what it leaves out.
    if let Some(redacted) = &report.redacted {
        object.field("redacted", &redacted::wire(redacted))?;
    }
    object.end()
}

/// Writes what can be read back, and no more.
struct Readable<'a> {
    to: &'a mut dyn Write,
    left: u64,
}

impl Write for Readable<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.left = self.left.checked_sub(bytes.len() as u64).ok_or_else(|| {
            io::Error::other(
                "the report would be over 1 GB, which verify, diff and --since do not read; audit fewer places at once (--state), or \
                 keep fewer findings (--max-in-report)",
            )
        })?;
        self.to.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
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
        notices: report.noticed(),
    }
}

fn notice(notice: &Notice) -> NoticeWire<'_> {
    NoticeWire {
        level: notice.level.name(),
        kind: notice.code(),
        file: &notice.file,
        tab: notice.file.tab.as_deref(),
        column: notice.column.as_deref().filter(|column| !column.is_empty()),
        value: notice.value.as_deref(),
        message: notice.message(),
        count: notice.count,
        positions: notice.positions.iter().map(|at| [at.line, at.column]).collect(),
    }
}

fn not_placed(one: &NotPlaced) -> NotPlacedWire<'_> {
    let tables = TableId::all().filter(|table| one.rows[table.0] > 0);
    let counts = |table: TableId| RowsWire { rows: one.rows[table.0], units: one.units[table.0] };
    NotPlacedWire {
        id: &one.id,
        name: &one.name,
        why: if one.is_nowhere { "no-place" } else { "no-state" },
        tables: tables.map(|table| (table.table().name, counts(table))).collect(),
        files: one.files.iter().map(ToString::to_string).collect(),
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
        scoring: EDITION,
        given: report.given.iter().map(ToString::to_string).collect(),
        max_findings: Some(report.settings.max_findings).filter(|max| *max < usize::MAX),
        max_in_report: report.settings.max_in_report,
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
        .chain(report.law_files.iter().map(|file| named("law", file)))
        .chain(report.mapping_files.iter().map(|file| named("mapping", file)))
        .chain(report.waivers_file.iter().map(|file| named("waivers", file)))
        .chain(read)
        .collect()
}

fn rule<'a>(report: &'a Report, rule: &'a Rule) -> RuleWire<'a> {
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
        law: law::wire(report, &rule.id),
        assumes: rule.assumes,
        looked_through: rule.looked_through.iter().map(looked).collect(),
        origin: &rule.origin,
        sha256: &rule.sha256,
    }
}

fn looked(of: &LookedThrough) -> LookedWire<'_> {
    LookedWire { reference: &of.name, entries: of.entries, checked_on: of.checked_on.map(|day| day.to_string()) }
}

fn standings(standings: &Standings) -> StandingsWire {
    let of = |standing| {
        let tally = standings.of(standing);
        Counted { places: tally.places, voters: tally.known_voters() }
    };
    StandingsWire {
        action_needed: of(Standing::ActionNeeded),
        not_shown: of(Standing::NotShown),
        meets_the_rules: of(Standing::MeetsTheRules),
        nothing_to_read: of(Standing::NothingToRead),
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
