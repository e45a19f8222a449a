//! Makes of a report what its JSON has.

mod list;
mod place;
mod rule;
mod settings;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic;
use crate::report::finished::Report;
use crate::report::model::not_placed;
use crate::report::model::places::{PlaceReport, Standing};
use crate::report::model::redacted;
use crate::report::model::standings;
use crate::report::v1;
use crate::report::v1::{
    Counted, Counts, FORMAT, File, Findings, Hidden, List, NotPlaced, Notice, Place, Redacted, Rows, Rule, RuleResult,
    Ruleset, Standings, State, Summary, Tool,
};
use crate::rules;
use crate::schema::{TABLES, TableId};
use crate::words::position::SheetName;

impl From<&Report> for v1::Report {
    fn from(report: &Report) -> Self {
        let rules: Vec<Rule> = report.rules.iter().map(|rule| Rule::of(report, rule)).collect();
        let ids: Vec<Arc<str>> = rules.iter().map(|rule| rule.id.clone()).collect();
        let place = |place: &PlaceReport| {
            Place::of(place, place.rules.iter().map(|result| RuleResult::of(report, result, &ids)).collect())
        };
        let jurisdictions: Vec<Place> = report.places.iter().map(place).collect();
        let findings = Findings::of(report.findings.clone(), &rules, &jurisdictions);
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
pub(crate) fn files(report: &Report) -> Vec<File> {
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

impl From<&rules::Ruleset> for Ruleset {
    fn from(ruleset: &rules::Ruleset) -> Self {
        Self { name: ruleset.name.clone(), version: ruleset.version.clone() }
    }
}

impl From<&Report> for Summary {
    fn from(report: &Report) -> Self {
        Self {
            jurisdictions: report.places.len(),
            standings: (&report.standings).into(),
            findings: report.findings.len(),
            dropped: report.dropped,
            notices: report.noticed(),
        }
    }
}

impl From<&standings::Standings> for Standings {
    fn from(standings: &standings::Standings) -> Self {
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

impl From<&not_placed::NotPlaced> for NotPlaced {
    fn from(of: &not_placed::NotPlaced) -> Self {
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

impl From<&redacted::Redacted> for Redacted {
    fn from(of: &redacted::Redacted) -> Self {
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
