//! One side of a comparison: what of a report it needs, whether the report was just made or written long ago.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::audit::{EDITION, Interval};
use crate::finding::{Seen, Severity, Verdict};
use crate::position::{Position, SheetName};
use crate::report::{Evidence, PlaceReport, Report, Standing, Standings};
use crate::value::Day;

/// A report, as far as it is compared.
#[derive(Clone, Debug, Default)]
pub struct Side {
    /// What people call it: the report's file, or the paths that were audited.
    pub name: String,
    /// The day it speaks of.
    pub as_of: Option<Day>,
    /// The version of the program that made it.
    pub version: String,
    /// The edition of the score.
    pub scoring: String,
    /// The rules files by name, with the SHA-256 of each; reference tables with them.
    pub law: Vec<(String, String)>,
    /// The digests of what it rests on.
    pub evidence: Evidence,
    /// The params of the rules, each as `name=value`.
    pub params: Vec<String>,
    /// The sets of rules: `baseline 2026.1`.
    pub ruleset: String,
    /// The rules.
    pub rules: Vec<SideRule>,
    /// The places, in the order of work.
    pub places: Vec<SidePlace>,
    /// The findings, in the report's order.
    pub findings: Vec<SideFinding>,
    /// The lists.
    pub lists: Vec<SideList>,
    /// The states by code, with their risk.
    pub states: Vec<SideState>,
    /// Places by standing, those that have none below them.
    pub standings: Standings,
    /// Findings that the report counted and did not keep.
    pub dropped: u64,
    /// What it was narrowed to.
    pub filters: Filters,
    /// Notices that something could not be read.
    pub unread: u64,
}

/// What an audit was narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    /// Rules and topics asked about.
    pub only: Vec<String>,
    /// Rules and topics left out.
    pub skip: Vec<String>,
    /// States asked about.
    pub states: Vec<String>,
    /// The place asked about.
    pub place: Option<String>,
}

impl Filters {
    /// Whether nothing is left out.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A rule of a side.
#[derive(Clone, Debug)]
pub struct SideRule {
    /// Its id.
    pub id: Arc<str>,
    /// Its topic.
    pub topic: String,
    /// What it asks.
    pub title: String,
    /// How grave it is.
    pub severity: Severity,
    /// What its rows stand for: one, and many.
    pub unit: (&'static str, &'static str),
    /// Whether its rows can say that they are out of service.
    pub retires: bool,
    /// The SHA-256 of what it decides by, on the side's day.
    pub sha256: String,
}

/// What a rule came to at a place of a side.
#[derive(Clone, Copy, Debug)]
pub struct SideResult {
    /// Its verdict.
    pub verdict: Verdict,
    /// Units that pass, fail, are not answered, are waived.
    pub units: [u64; 4],
}

/// A place of a side.
#[derive(Clone, Debug)]
pub struct SidePlace {
    /// Its id.
    pub id: Arc<str>,
    /// Its name.
    pub name: String,
    /// The two letters of its state, where anything tells.
    pub state: Option<String>,
    /// The place it lies in, where the report has it.
    pub parent: Option<String>,
    /// Whether places of the report lie in it.
    pub has_below: bool,
    /// Registered voters, where known.
    pub voters: Option<u64>,
    /// Risk, from 0 to 100.
    pub risk: Interval,
    /// Its standing.
    pub standing: Standing,
    /// What the rules came to, by their place among the side's rules.
    pub results: HashMap<usize, SideResult>,
}

impl SidePlace {
    /// Its name with its state.
    #[must_use]
    pub fn full_name(&self) -> String {
        let name = if self.name.trim().is_empty() { &*self.id } else { &self.name };
        match &self.state {
            Some(state) if self.id.len() != 2 => format!("{name}, {state}"),
            _ => name.to_owned(),
        }
    }

    /// Whether its records were there to be read.
    #[must_use]
    pub fn sent(&self) -> bool {
        self.standing != Standing::NothingToRead
    }
}

/// A finding of a side.
#[derive(Clone, Debug)]
pub struct SideFinding {
    /// The rule, by its place among the side's rules.
    pub rule: usize,
    /// The place, by its place among the side's places.
    pub place: usize,
    /// What tells the asset from others; empty where the finding is about the place.
    pub asset: Arc<str>,
    /// What people call it.
    pub label: Arc<str>,
    /// Fail, unknown or waived.
    pub verdict: Verdict,
    /// How many it stands for; one where the records do not say.
    pub weight: u64,
    /// The values the rule saw.
    pub seen: Arc<[Seen]>,
    /// The file, where one names it.
    pub file: SheetName,
    /// Where in the file.
    pub position: Position,
}

impl SideFinding {
    /// Where it stands, as people find it again; nothing where no file names it.
    #[must_use]
    pub fn at(&self) -> String {
        if self.file.is_empty() { String::new() } else { self.file.at(self.position) }
    }
}

/// A list of a side.
#[derive(Clone, Debug, Default)]
pub struct SideList {
    /// Its key.
    pub key: String,
    /// What its units are called, many of them.
    pub units_called: String,
    /// Units that lack it, in either way.
    pub units_lacking: u64,
    /// The states that lack it, by code.
    pub states: Vec<String>,
    /// The places that lack it, by id and name.
    pub places: Vec<(String, String)>,
    /// How many places lack it: more than are named where a row sums up many.
    pub places_lacking: u64,
}

/// A state of a side.
#[derive(Clone, Debug)]
pub struct SideState {
    /// Two letters.
    pub state: String,
    /// Its name.
    pub name: String,
    /// Risk, weighted by registered voters.
    pub risk: Interval,
}

impl Side {
    /// The side that a report just made is; its findings keep their places.
    #[must_use]
    pub fn of(report: &Report) -> Self {
        let files = report.rules_files.iter().chain(&report.reference_files);
        let rule = |rule: &crate::rules::Rule| SideRule {
            id: rule.id.as_str().into(),
            topic: rule.topic.clone(),
            title: rule.title.clone(),
            severity: rule.severity,
            unit: rule.table.table().unit,
            retires: rule.table.column("in_service").is_some(),
            sha256: rule.sha256.clone(),
        };
        let finding = |line: &crate::report::FindingLine| SideFinding {
            rule: line.rule,
            place: line.place,
            asset: line.finding.asset.clone(),
            label: line.finding.label.clone(),
            verdict: line.finding.verdict,
            weight: line.finding.weight(),
            seen: line.finding.seen.clone(),
            file: line.finding.file.clone(),
            position: line.finding.position,
        };
        let state = |state: &crate::report::StateReport| SideState {
            state: state.state.to_string(),
            name: state.name.to_string(),
            risk: state.risk,
        };
        Self {
            name: report.settings.paths.join(", "),
            as_of: Some(report.as_of),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            scoring: EDITION.to_owned(),
            law: files.cloned().collect(),
            evidence: report.evidence.clone(),
            params: report.params.iter().map(|param| format!("{}={}", param.name, param.value)).collect(),
            ruleset: format!("{} {}", report.ruleset.name, report.ruleset.version),
            rules: report.rules.iter().map(rule).collect(),
            places: report.places.iter().map(place).collect(),
            findings: report.findings.iter().map(finding).collect(),
            lists: report.lists.iter().map(list).collect(),
            states: report.states.iter().map(state).collect(),
            standings: report.standings,
            dropped: report.dropped,
            filters: Filters {
                only: report.settings.only.clone(),
                skip: report.settings.skip.clone(),
                states: report.settings.states.clone(),
                place: report.settings.place.clone(),
            },
            unread: report.notices.iter().filter(|notice| notice.level == crate::diagnostic::Level::Error).count()
                as u64,
        }
    }

    /// Whether it was judged as another was: by rules files of the same bytes, with the same params, by the same version.
    #[must_use]
    pub fn same_law(&self, other: &Self) -> bool {
        let digests = |side: &Self| {
            let mut digests: Vec<String> = side.law.iter().map(|(_, sha256)| sha256.clone()).collect();
            digests.sort();
            digests
        };
        digests(self) == digests(other) && self.params == other.params && self.version == other.version
    }

    /// The rules and places of which it counted more findings than it kept: which assets they are about it does not say.
    pub(super) fn partly_kept(&self) -> HashSet<(usize, usize), RandomState> {
        if self.dropped == 0 {
            return HashSet::default();
        }
        let mut kept: HashMap<(usize, usize), Option<[u64; 3]>, RandomState> = HashMap::default();
        for finding in &self.findings {
            let sums = kept.entry((finding.rule, finding.place)).or_insert(Some([0; 3]));
            // What is about the place as a whole is one finding, whatever was counted.
            if finding.asset.is_empty() {
                *sums = None;
            } else if let Some(sums) = sums {
                let at = match finding.verdict {
                    Verdict::Fail => 0,
                    Verdict::Waived => 2,
                    Verdict::Unknown | Verdict::Pass | Verdict::NotApplicable => 1,
                };
                sums[at] += finding.weight;
            }
        }
        let mut partly = HashSet::default();
        for (place, of) in self.places.iter().enumerate() {
            for (rule, result) in &of.results {
                let [_, counted @ ..] = result.units;
                let is_whole = match (kept.get(&(*rule, place)), result.verdict) {
                    (Some(None), _) => true,
                    (Some(Some(sums)), Verdict::Fail | Verdict::Unknown) => *sums == counted,
                    (None, Verdict::Fail | Verdict::Unknown) => false,
                    (sums, _) => sums.copied().flatten().map_or(0, |sums| sums[2]) == counted[2],
                };
                if !is_whole {
                    partly.insert((*rule, place));
                }
            }
        }
        partly
    }

    /// Whether it is narrowed already as another was.
    pub(super) fn is_narrowed(&self, to: &Filters) -> bool {
        to.is_empty() || *to == self.filters
    }

    /// The same side narrowed as another was: places and rules that the other was not asked about are no loss of it.
    #[must_use]
    pub fn narrowed(mut self, to: &Filters) -> Self {
        if self.is_narrowed(to) {
            return self;
        }
        let parents: HashMap<String, String> =
            self.places.iter().filter_map(|place| Some((place.id.to_string(), place.parent.clone()?))).collect();
        let lies_in = |id: &str, wanted: &str| {
            // No chain of places is longer than three; one that turns in a circle ends here.
            let mut at = Some(id.to_owned());
            for _ in 0..4 {
                match at {
                    Some(id) if id == wanted => return true,
                    Some(id) => at = parents.get(&id).cloned(),
                    None => return false,
                }
            }
            false
        };
        let stays = |place: &SidePlace| {
            let state = to.states.is_empty() || place.state.as_ref().is_some_and(|state| to.states.contains(state));
            state && to.place.as_ref().is_none_or(|wanted| lies_in(&place.id, wanted))
        };
        let named =
            |names: &[String], rule: &SideRule| names.iter().any(|name| **name == *rule.id || *name == rule.topic);
        let asked = |rule: &SideRule| (to.only.is_empty() || named(&to.only, rule)) && !named(&to.skip, rule);
        let places = renumbered(&mut self.places, stays);
        let rules = renumbered(&mut self.rules, asked);
        self.findings = self
            .findings
            .into_iter()
            .filter_map(|finding| {
                Some(SideFinding { rule: rules[finding.rule]?, place: places[finding.place]?, ..finding })
            })
            .collect();
        for place in &mut self.places {
            place.results = place.results.iter().filter_map(|(rule, of)| Some((rules[*rule]?, *of))).collect();
        }
        self.standings = Standings::default();
        for place in self.places.iter().filter(|place| !place.has_below) {
            self.standings.add(place.standing, place.voters);
        }
        self
    }
}

/// Keeps some of a list, and tells where each went.
fn renumbered<T>(list: &mut Vec<T>, stays: impl Fn(&T) -> bool) -> Vec<Option<usize>> {
    let mut next = 0;
    let moved = list
        .iter()
        .map(|one| {
            stays(one).then(|| {
                next += 1;
                next - 1
            })
        })
        .collect();
    list.retain(stays);
    moved
}

fn place(of: &PlaceReport) -> SidePlace {
    let result = |result: &crate::report::RuleResult| {
        let tally = &result.tally();
        let units = [tally.pass().weight, tally.fail().weight, tally.unknown().weight, tally.waived().weight];
        (result.rule(), SideResult { verdict: result.verdict, units })
    };
    SidePlace {
        id: of.id.as_str().into(),
        name: of.name.to_string(),
        state: of.state.as_deref().map(str::to_owned),
        parent: of.parent.clone(),
        has_below: of.has_below,
        voters: of.voters,
        risk: of.risk,
        standing: of.standing,
        results: of.rules.iter().map(result).collect(),
    }
}

fn list(of: &crate::report::ListReport) -> SideList {
    let lacking = of.states.iter().filter(|line| line.status.lacks());
    let lines = || of.states.iter().chain(of.not_placed.as_deref());
    let places = lines().flat_map(|line| &line.lacking);
    SideList {
        key: of.key.clone(),
        units_called: of.unit.1.to_owned(),
        units_lacking: lines().map(|line| line.units_lacking + line.units_lesser).sum(),
        states: lacking.map(|line| line.state.to_string()).collect(),
        places: places.map(|place| (place.id.to_string(), place.name.to_string())).collect(),
        places_lacking: lines().map(|line| line.places_lacking + line.places_lesser).sum(),
    }
}
