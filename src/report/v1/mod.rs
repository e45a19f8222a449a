//! The JSON report, `pollworthy.report/1`: one set of types that is written and read. It is frozen: fields may be added, none may change.

mod finding;
mod list;
mod place;
mod read;
mod rule;
mod settings;

pub use finding::Finding;
pub use list::List;
pub use place::{Place, Risk, RuleResult, State};
pub use read::{Head, MOST_BYTES, Unfit};
pub use rule::Rule;
pub use settings::{Filters, Param, Settings};

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{AtLeast, Evidence, Standing};
use crate::diagnostic;
use crate::finding::Severity;
use crate::report;
use crate::schema::{TABLES, TableId};
use crate::words::position::SheetName;
use crate::words::value::Day;

/// The name of the format.
pub const FORMAT: &str = "pollworthy.report/1";

/// A JSON report. What another audit changed (`since`) is written by the page of comparisons and not read.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Report {
    schema: Cow<'static, str>,
    pub(crate) tool: Tool,
    /// The day of the audit.
    pub as_of: Day,
    pub(crate) settings: Settings,
    pub(crate) evidence: Evidence,
    files: Vec<File>,
    pub(crate) ruleset: Ruleset,
    pub(crate) rules: Vec<Rule>,
    summary: Summary,
    not_placed: Vec<NotPlaced>,
    pub(crate) lists: Vec<List>,
    pub(crate) states: Vec<State>,
    pub(crate) jurisdictions: Vec<Place>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) dropped: u64,
    notices: Vec<Notice>,
    #[serde(skip_serializing_if = "Option::is_none")]
    redacted: Option<Redacted>,
    /// What people call it: its file, or the paths that were audited.
    #[serde(skip)]
    pub(crate) name: String,
}

/// The program that wrote a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    /// Its name.
    pub name: Cow<'static, str>,
    /// Its version.
    pub version: Cow<'static, str>,
}

impl Tool {
    /// This program.
    pub const THIS: Self =
        Self { name: Cow::Borrowed(env!("CARGO_PKG_NAME")), version: Cow::Borrowed(env!("CARGO_PKG_VERSION")) };
}

/// A file that a report rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// What it was to the audit.
    pub role: String,
    /// Its name in the report.
    pub path: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// The digest of its typed rows, which line ends, quotes and the order of columns do not change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_sha256: Option<String>,
    /// Rows, by table.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    tables: BTreeMap<String, u64>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Ruleset {
    name: String,
    version: String,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Summary {
    jurisdictions: usize,
    standings: Standings,
    findings: usize,
    dropped: u64,
    notices: u64,
}

/// Places by standing.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Standings {
    action_needed: Counted,
    not_shown: Counted,
    meets_the_rules: Counted,
    nothing_to_read: Counted,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Counted {
    places: u64,
    /// `None` where no place says.
    voters: Option<u64>,
}

/// Rows that belong to no place, or to a place without a state.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct NotPlaced {
    id: Arc<str>,
    name: Arc<str>,
    why: Cow<'static, str>,
    tables: BTreeMap<String, Rows>,
    files: Vec<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Rows {
    rows: u64,
    units: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Notice {
    level: String,
    kind: String,
    file: Arc<str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tab: Option<Arc<str>>,
    column: Option<Arc<str>>,
    value: Option<Arc<str>>,
    message: Arc<str>,
    count: u64,
    /// Line and column of each.
    positions: Vec<[u64; 2]>,
}

/// What a report for the public says of what it leaves out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Redacted {
    files: u64,
    places: u64,
    rules_left_out: usize,
    notices_left_out: u64,
    /// `None` where there are too few places.
    counts: Option<Counts>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Counts {
    standings: BTreeMap<String, AtLeast>,
    rules: Vec<Hidden>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Hidden {
    id: String,
    topic: String,
    title: String,
    severity: Severity,
    not_met: AtLeast,
    not_answered: AtLeast,
}

impl From<&report::Report> for Report {
    fn from(report: &report::Report) -> Self {
        let rules: Vec<Rule> = report.rules.iter().map(|rule| Rule::of(report, rule)).collect();
        let ids: Vec<Arc<str>> = rules.iter().map(|rule| rule.id.clone()).collect();
        let place = |place: &report::PlaceReport| {
            Place::of(place, place.rules.iter().map(|result| RuleResult::of(report, result, &ids)).collect())
        };
        let jurisdictions: Vec<Place> = report.places.iter().map(place).collect();
        let findings = report.findings.iter().enumerate();
        let findings = findings.map(|(at, line)| Finding::of(report, at, line, (&rules, &jurisdictions))).collect();
        Self {
            schema: FORMAT.into(),
            tool: Tool::THIS,
            as_of: report.as_of,
            settings: report.into(),
            evidence: report.evidence.clone(),
            files: files(report),
            ruleset: (&report.ruleset).into(),
            rules,
            summary: report.into(),
            not_placed: report.not_placed.iter().map(NotPlaced::from).collect(),
            lists: report.lists.iter().map(List::from).collect(),
            states: report.states.iter().map(State::from).collect(),
            jurisdictions,
            findings,
            dropped: report.dropped,
            notices: report.notices.iter().map(Notice::from).collect(),
            redacted: report.redacted.as_ref().map(Redacted::from),
            name: report.request.records.names().join(", "),
        }
    }
}

/// Every file that a report rests on, the inventory last.
pub(crate) fn files(report: &report::Report) -> Vec<File> {
    let named = |role: &str, (path, sha256): &(String, String)| File {
        role: role.to_owned(),
        path: path.clone(),
        sha256: sha256.clone(),
        data_sha256: None,
        tables: BTreeMap::new(),
    };
    let mut files: Vec<File> = report.request.config.iter().map(|file| named("config", file)).collect();
    for (role, of_role) in [
        ("rules", &report.rules_files),
        ("reference", &report.reference_files),
        ("law", &report.law_files),
        ("mapping", &report.mapping_files),
    ] {
        files.extend(of_role.iter().map(|file| named(role, file)));
    }
    files.extend(report.waivers_file.iter().map(|file| named("waivers", file)));
    files.extend(report.files.iter().map(|file| File {
        role: "inventory".to_owned(),
        path: file.path.to_string(),
        sha256: file.sha256.clone(),
        data_sha256: report.data.get(&*file.path).cloned(),
        tables: by_table(&file.rows, |table| file.rows[table.0]),
    }));
    files
}

/// Something of each table that has rows.
fn by_table<T>(rows: &[u64; TABLES.len()], of: impl Fn(TableId) -> T) -> BTreeMap<String, T> {
    let filled = TableId::all().filter(|table| rows[table.0] > 0);
    filled.map(|table| (table.table().name.to_owned(), of(table))).collect()
}

impl From<&crate::rules::Ruleset> for Ruleset {
    fn from(ruleset: &crate::rules::Ruleset) -> Self {
        Self { name: ruleset.name.clone(), version: ruleset.version.clone() }
    }
}

impl From<&report::Report> for Summary {
    fn from(report: &report::Report) -> Self {
        Self {
            jurisdictions: report.places.len(),
            standings: (&report.standings).into(),
            findings: report.findings.len(),
            dropped: report.dropped,
            notices: report.noticed(),
        }
    }
}

impl From<&report::Standings> for Standings {
    fn from(standings: &report::Standings) -> Self {
        let of = |standing| {
            let tally = standings.of(standing);
            Counted { places: tally.places, voters: tally.known_voters() }
        };
        Self {
            action_needed: of(Standing::ActionNeeded),
            not_shown: of(Standing::NotShown),
            meets_the_rules: of(Standing::MeetsTheRules),
            nothing_to_read: of(Standing::NothingToRead),
        }
    }
}

impl From<&report::NotPlaced> for NotPlaced {
    fn from(of: &report::NotPlaced) -> Self {
        Self {
            id: of.id.clone(),
            name: of.name.clone(),
            why: if of.is_nowhere { "no-place" } else { "no-state" }.into(),
            tables: by_table(&of.rows, |table| Rows { rows: of.rows[table.0], units: of.units[table.0] }),
            files: of.files.iter().map(SheetName::to_string).collect(),
        }
    }
}

impl From<&diagnostic::Notice> for Notice {
    fn from(notice: &diagnostic::Notice) -> Self {
        Self {
            level: notice.level.name().to_owned(),
            kind: notice.code().to_owned(),
            file: notice.file.file.clone(),
            tab: notice.file.tab.clone(),
            column: notice.column.clone().filter(|column| !column.is_empty()),
            value: notice.value.clone(),
            message: notice.message().into(),
            count: notice.count,
            positions: notice.positions.iter().map(|at| [at.line, at.column]).collect(),
        }
    }
}

impl From<&report::Redacted> for Redacted {
    fn from(of: &report::Redacted) -> Self {
        let counts = of.counts.as_ref().map(|counts| Counts {
            standings: counts.standings.iter().map(|(one, count)| (one.name().to_owned(), *count)).collect(),
            rules: counts
                .rules
                .iter()
                .map(|rule| Hidden {
                    id: rule.id.clone(),
                    topic: rule.topic.clone(),
                    title: rule.title.clone(),
                    severity: rule.severity,
                    not_met: rule.not_met,
                    not_answered: rule.open,
                })
                .collect(),
        });
        Self { files: of.files, places: of.places, rules_left_out: of.rules, notices_left_out: of.notices, counts }
    }
}
