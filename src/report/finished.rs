//! A finished report, and what pages ask of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::diff::Diff;
use super::model::evidence::Evidence;
use super::model::finding_line::{FindingLine, WaiverLine};
use super::model::lists::{ListReport, PAPER_TRAIL};
use super::model::misread::{IsMisread, Misread};
use super::model::not_placed::NotPlaced;
use super::model::places::{PlaceReport, StateReport};
use super::model::redacted::Redacted;
use super::model::results::RuleResult;
use super::model::standings::Standings;
use super::model::turns::Turns;
use crate::audit::Ages;
use crate::diagnostic::Notice;
use crate::finding::{Finding, Severity, Verdict};
use crate::inventory::{FileRead, Headed};
use crate::request::Request;
use crate::rules::law::{Clause, StateLaw};
use crate::rules::{Layer, Off, Param, Rule, Ruleset};
use crate::words::position::SheetName;
use crate::words::value::Day;

/// A finished report.
#[derive(Clone, Debug)]
pub struct Report {
    /// The day of the audit.
    pub as_of: Day,
    /// What was asked.
    pub request: Request,
    /// The params of the rules.
    pub params: Vec<Param>,
    /// The rules file: what it says of itself, its name, its digest.
    pub ruleset: Ruleset,
    /// The rules file's name.
    pub rules_file: String,
    /// Every rules file, with the SHA-256 of its bytes.
    pub rules_files: Vec<(String, String)>,
    /// Every reference table's file, with the SHA-256 of its bytes.
    pub reference_files: Vec<(String, String)>,
    /// The file of each state's law, with the SHA-256 of its bytes.
    pub law_files: Vec<(String, String)>,
    /// Every mapping that a file was told by, with the SHA-256 of its bytes.
    pub mapping_files: Vec<(String, String)>,
    /// The sets that the rules are made of.
    pub layers: Vec<Layer>,
    /// Rules that give no verdict, and why.
    pub off: Vec<Off>,
    /// The inventory's files, in order.
    pub files: Vec<FileRead>,
    /// The headers of its sheets, in order.
    pub headed: Vec<Headed>,
    /// The law of its states, so far as it is known, by state; it changes no verdict.
    pub law: Vec<Arc<StateLaw>>,
    /// The rules asked about, in the file's order.
    pub rules: Vec<Rule>,
    /// The lists that those rules make.
    pub lists: Vec<ListReport>,
    /// How old the machines are, where a page was asked for that shows it.
    pub ages: Option<Ages>,
    /// The states, most at risk first.
    pub states: Vec<StateReport>,
    /// The places in the order of work: critical rules not met, high ones, known risk, voters, all falling; silent places behind.
    pub places: Vec<PlaceReport>,
    /// Rows that belong to no place, or to one without a state, whatever part of the report was asked about.
    pub not_placed: Vec<NotPlaced>,
    /// The files and tabs in which nothing names a place, whose rows were given to the one that the user named.
    pub given: Vec<SheetName>,
    /// The findings: by place in that order, gravest rule first.
    pub findings: Vec<FindingLine>,
    /// Findings that were counted and not kept.
    pub dropped: u64,
    /// The waivers of the rules asked about.
    pub waivers: Vec<WaiverLine>,
    /// The waivers file and its SHA-256, where there is one.
    pub waivers_file: Option<(String, String)>,
    /// All that could not be read as meant.
    pub notices: Vec<Notice>,
    /// The cells among them that were not understood.
    pub(super) misread: Misread,
    /// Places by standing, those that have none below them.
    pub standings: Standings,
    /// Who reported the records, where all say the same.
    pub source: Option<Arc<str>>,
    /// What changes on later days, where that was asked for.
    pub ahead: Option<Box<Turns>>,
    /// What changed since an earlier audit, where one was named.
    pub since: Option<Box<Diff>>,
    /// The digests of what it rests on.
    pub evidence: Evidence,
    /// Digests of the typed rows of files, by file: known where they were asked for.
    pub data: BTreeMap<String, String>,
    /// What is still told of what was left out, where it is for the public.
    pub redacted: Option<Redacted>,
}

impl Report {
    /// How often something in the input could not be read as meant: what every page counts as notices. Of a report for the public it is
    /// all that is told of them.
    #[must_use]
    pub fn noticed(&self) -> u64 {
        let own = || self.notices.iter().map(|notice| notice.count).sum();
        self.redacted.as_ref().map_or_else(own, |redacted| redacted.notices)
    }

    /// Whether any place was judged by any rule.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The gravest severity of a rule that fails somewhere, of those at least as grave as `from`.
    #[must_use]
    pub fn fails_at(&self, from: Severity) -> bool {
        self.has(from, Verdict::Fail)
    }

    /// Whether a rule at least as grave as `from` is not answered somewhere.
    #[must_use]
    pub fn unknown_at(&self, from: Severity) -> bool {
        self.has(from, Verdict::Unknown)
    }

    fn has(&self, from: Severity, verdict: Verdict) -> bool {
        self.places.iter().flat_map(|place| &place.rules).any(|result| {
            let severity = self.rules[result.rule()].severity;
            result.verdict == verdict && severity <= from && severity != Severity::Info
        })
    }

    /// The findings over all places: those that fail first, then those not answered, gravest rule first in each.
    pub(crate) fn gravest_first(&self) -> Vec<&FindingLine> {
        let mut lines: Vec<&FindingLine> = self.findings.iter().collect();
        lines.sort_by_key(|line| (line.finding.verdict, self.rules[line.rule].severity));
        lines
    }

    /// The severity of a rule, by its place among the results of a place.
    pub(super) fn severity(&self, place: &PlaceReport, result: usize) -> Severity {
        self.rules[place.rules[result].rule()].severity
    }

    /// What the rules came to at a place, gravest rule first.
    pub(crate) fn results_by_severity<'a>(&self, place: &'a PlaceReport) -> Vec<&'a RuleResult> {
        let mut results: Vec<&RuleResult> = place.rules.iter().collect();
        results.sort_by_key(|result| self.rules[result.rule()].severity);
        results
    }

    /// The places that answer less than so many percent of what the rules ask, by weight; those that only sum up others are not asked.
    pub fn less_complete(&self, percent: f64) -> impl Iterator<Item = &PlaceReport> {
        let asked = self.places.iter().filter(|place| !place.has_below || place.has_records());
        // 57 of 100 is not less than 57 percent, whatever the last binary digit says.
        asked.filter(move |place| place.completeness * 100.0 < percent - 1e-9)
    }

    /// Whether a cell that counts as blank is one that was not understood, so far as that is known by its line.
    pub(crate) fn is_misread(&self, sheet: &SheetName, column: &str, line: u64) -> bool {
        self.misread.cell(sheet, column, line) == IsMisread::Yes
    }

    /// The headers of a file, or of all tabs of a workbook.
    pub(crate) fn headed_in(&self, file: &str) -> impl Iterator<Item = &Headed> {
        let start = self.headed.partition_point(|headed| *headed.sheet.file < *file);
        self.headed[start..].iter().take_while(move |headed| *headed.sheet.file == *file)
    }

    /// The place of an id.
    #[must_use]
    pub fn place(&self, id: &str) -> Option<&PlaceReport> {
        self.places.iter().find(|place| place.id == id)
    }

    /// The list of a key.
    #[must_use]
    pub fn list(&self, key: &str) -> Option<&ListReport> {
        self.lists.iter().find(|list| list.key == key)
    }

    /// The list on paper trails.
    #[must_use]
    pub fn paper_trail(&self) -> Option<&ListReport> {
        self.list(PAPER_TRAIL)
    }

    /// The list that a page leads with: that on paper trails, else the first.
    pub(crate) fn main_list(&self) -> Option<&ListReport> {
        self.paper_trail().or(self.lists.first())
    }

    /// The findings of a place, gravest rule first.
    pub(crate) fn findings_at(&self, place: usize) -> &[FindingLine] {
        let start = self.findings.partition_point(|line| line.place < place);
        let end = start + self.findings[start..].partition_point(|line| line.place == place);
        &self.findings[start..end]
    }

    /// The lines of a place and rule, worst first.
    pub(crate) fn lines_of(&self, place: usize, rule: usize) -> &[FindingLine] {
        let of_place = self.findings_at(place);
        let key = |rule: usize| (self.rules[rule].severity, rule);
        let of_rule = &of_place[of_place.partition_point(|line| key(line.rule) < key(rule))..];
        &of_rule[..of_rule.partition_point(|line| line.rule == rule)]
    }

    /// The findings of a place and rule, worst first.
    pub(crate) fn findings_of(&self, place: usize, rule: usize) -> impl Iterator<Item = &Finding> {
        self.lines_of(place, rule).iter().map(|line| &*line.finding)
    }

    /// The clauses on a rule that are in force on the day of the audit, with their states.
    pub(crate) fn law_on<'a>(&'a self, rule: &'a str) -> impl Iterator<Item = (&'a str, &'a Clause)> {
        self.law.iter().flat_map(move |law| law.on(rule, self.as_of).map(|clause| (law.state.as_str(), clause)))
    }
}

impl FindingLine {
    /// What names this finding in every report: rule, place and asset, never a line number.
    #[must_use]
    pub fn fingerprint(&self, report: &Report) -> String {
        let (rule, place) = (&report.rules[self.rule].id, &report.places[self.place].id);
        format!("{rule}/{place}/{}", self.finding.asset)
    }
}
