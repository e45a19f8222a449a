//! The account: everything a page needs, owned, sorted and final.

pub mod advice;
pub mod charts;
pub mod diff;
pub mod evidence;
pub mod examples;
mod found;
mod gather;
mod gathered;
pub(crate) mod judged;
mod law;
mod lists;
pub mod matched;
mod not_placed;
pub mod noticed;
pub mod overview;
pub mod path;
mod places;
pub mod reading;
mod redact;
mod results;
mod states;
pub mod v1;
pub mod verify;

pub use diff::Diff;
pub use evidence::Evidence;
pub use lists::{LesserCount, ListLine, ListPlace, ListReport, ListRule, ListedRule, PAPER_TRAIL, Status};
pub use not_placed::NotPlaced;
pub use path::Share;
pub use places::{Contact, PlaceReport, Standing, StateReport, Unread};
pub use redact::{AtLeast, Counts, FEWEST, Hidden, PUBLIC, Redacted};
pub use results::{Results, RuleResult};

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::audit::{Ages, Ledger};
use crate::diagnostic::Notice;
use crate::finding::{Finding, Severity, Verdict};
use crate::inventory::{FileRead, Headed, Read};
use crate::request::Request;
use crate::rules::law::StateLaw;
use crate::rules::{Layer, Off, Param, Rule, RuleBook, Ruleset, Waiver};
use crate::words::position::SheetName;
use crate::words::value::Day;

/// A finding in a report.
#[derive(Clone, Debug, PartialEq)]
pub struct FindingLine {
    /// The rule, by its place among the report's rules.
    pub rule: usize,
    /// The place, by its place among the report's places.
    pub place: usize,
    /// What the ledger kept; its asset has a number behind it where several are alike. Rules that say the same of a place share it.
    pub finding: Arc<Finding>,
}

impl FindingLine {
    /// What names this finding in every report: rule, place and asset, never a line number.
    #[must_use]
    pub fn fingerprint(&self, report: &Report) -> String {
        let (rule, place) = (&report.rules[self.rule].id, &report.places[self.place].id);
        format!("{rule}/{place}/{}", self.finding.asset)
    }
}

/// A waiver in a report.
#[derive(Clone, Debug, PartialEq)]
pub struct WaiverLine {
    /// The rule, by its place among the report's rules.
    pub rule: usize,
    /// The waiver.
    pub waiver: Waiver,
    /// Whether it holds on the day of the audit.
    pub in_force: bool,
    /// Rows it covers, and places it covers as a whole.
    pub covered: u64,
}

/// Places by standing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standings {
    /// Places where a high or critical rule fails.
    pub action_needed: Tally,
    /// Places where none fails and some are not answered, or nothing passes.
    pub not_shown: Tally,
    /// All others.
    pub meets_the_rules: Tally,
    /// Places that must be there and sent nothing that could be read.
    pub nothing_to_read: Tally,
}

/// Places, and the registered voters in them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Places.
    pub places: u64,
    /// Registered voters, where they are known.
    pub voters: u64,
    /// Places whose registered voters are not known.
    pub places_without_voters: u64,
}

impl Tally {
    /// Registered voters; none where no place tells them.
    #[must_use]
    pub fn known_voters(&self) -> Option<u64> {
        (self.voters > 0 || self.places_without_voters == 0).then_some(self.voters)
    }
}

impl Standings {
    /// The count of one standing.
    #[must_use]
    pub fn of(&self, standing: Standing) -> Tally {
        match standing {
            Standing::ActionNeeded => self.action_needed,
            Standing::NotShown => self.not_shown,
            Standing::MeetsTheRules => self.meets_the_rules,
            Standing::NothingToRead => self.nothing_to_read,
        }
    }

    /// All places.
    #[must_use]
    pub fn all(&self) -> Tally {
        Standing::ALL.into_iter().map(|standing| self.of(standing)).fold(Tally::default(), |sum, one| Tally {
            places: sum.places + one.places,
            voters: sum.voters + one.voters,
            places_without_voters: sum.places_without_voters + one.places_without_voters,
        })
    }

    fn add(&mut self, standing: Standing, voters: Option<u64>) {
        let tally = match standing {
            Standing::ActionNeeded => &mut self.action_needed,
            Standing::NotShown => &mut self.not_shown,
            Standing::MeetsTheRules => &mut self.meets_the_rules,
            Standing::NothingToRead => &mut self.nothing_to_read,
        };
        tally.places += 1;
        tally.voters += voters.unwrap_or(0);
        tally.places_without_voters += u64::from(voters.is_none());
    }
}

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
    /// Places by standing, those that have none below them.
    pub standings: Standings,
    /// Who reported the records, where all say the same.
    pub source: Option<Arc<str>>,
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
    /// The account of an audit.
    #[must_use]
    pub fn new(book: &RuleBook, ledger: &Ledger, mut read: Read, request: Request) -> Self {
        Self::of(book, ledger, &mut read, request)
    }

    /// The same for who still needs the places that were read, or has no time to give them back; files and notices move.
    #[must_use]
    pub fn of(book: &RuleBook, ledger: &Ledger, read: &mut Read, request: Request) -> Self {
        gather::report(book, ledger, read, request)
    }

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
    #[must_use]
    pub fn gravest_first(&self) -> Vec<&FindingLine> {
        let mut lines: Vec<&FindingLine> = self.findings.iter().collect();
        lines.sort_by_key(|line| (line.finding.verdict, self.rules[line.rule].severity));
        lines
    }

    /// What the rules came to at a place, gravest rule first.
    #[must_use]
    pub fn results_by_severity<'a>(&self, place: &'a PlaceReport) -> Vec<&'a RuleResult> {
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

    /// The headers of a file, or of all tabs of a workbook.
    pub fn headed_in(&self, file: &str) -> impl Iterator<Item = &Headed> {
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
    #[must_use]
    pub fn main_list(&self) -> Option<&ListReport> {
        self.paper_trail().or(self.lists.first())
    }

    /// The findings of a place, gravest rule first.
    #[must_use]
    pub fn findings_at(&self, place: usize) -> &[FindingLine] {
        let start = self.findings.partition_point(|line| line.place < place);
        let end = start + self.findings[start..].partition_point(|line| line.place == place);
        &self.findings[start..end]
    }

    /// The lines of a place and rule, worst first.
    #[must_use]
    pub fn lines_of(&self, place: usize, rule: usize) -> &[FindingLine] {
        let of_place = self.findings_at(place);
        let key = |rule: usize| (self.rules[rule].severity, rule);
        let of_rule = &of_place[of_place.partition_point(|line| key(line.rule) < key(rule))..];
        &of_rule[..of_rule.partition_point(|line| line.rule == rule)]
    }

    /// The findings of a place and rule, worst first.
    pub fn findings_of(&self, place: usize, rule: usize) -> impl Iterator<Item = &Finding> {
        self.lines_of(place, rule).iter().map(|line| &*line.finding)
    }
}
