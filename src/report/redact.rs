//! A report for the public: places are named for rules whose findings may be published, and counted for all others.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::finished::Report;
use super::judged::{Scores, scores};
use super::model::finding_line::FindingLine;
use super::model::lists::ListReport;
use super::model::misread::Misread;
use super::model::not_placed::NotPlaced;
use super::model::places::{Contact, PlaceReport, Standing, by_work};
use super::model::redacted::{AtLeast, Counts, FEWEST, Hidden, Redacted};
use super::model::results::RuleResult;
use super::model::standings::Standings;
use super::states::states;
use crate::audit::Interval;
use crate::diagnostic::Level;
use crate::finding::{Finding, Verdict};
use crate::place::{PlaceId, State};
use crate::request::{Limits, Records, Request, Rules};
use crate::rules::{Layer, Measure, Off, Param, Rule};
use crate::words::position::Position;

impl Report {
    /// The report for the public.
    ///
    /// Places stay with what the public rules came to there, and are scored and ordered by those alone: by all rules, a risk or an order
    /// would tell what is left out. Assets, values, files, positions, contacts, notices and the words of waivers go.
    #[must_use]
    pub fn for_the_public(&self) -> Self {
        if self.redacted.is_some() {
            return self.clone();
        }
        let shown: Vec<usize> = (0..self.rules.len()).filter(|at| self.rules[*at].is_public()).collect();
        let rules: Vec<Rule> = shown.iter().map(|at| public_rule(&self.rules[*at])).collect();
        let mut places: Vec<PlaceReport> =
            self.places.iter().map(|place| public_place(place, &shown, &rules)).collect();
        places.sort_by(by_work);
        let names = name_anew(&mut places, self);
        let mut standings = Standings::default();
        for place in places.iter().filter(|place| !place.has_below) {
            standings.add(place.standing, place.voters);
        }
        let shown_ids: HashSet<&str> = self.places.iter().map(|place| place.id.as_str()).collect();
        // Every field is named: what a report will have one day must be decided on here.
        Self {
            as_of: self.as_of,
            request: request(&self.request, &places),
            params: self.params.iter().map(|param| Param { origin: last(&param.origin), ..param.clone() }).collect(),
            ruleset: self.ruleset.clone(),
            rules_file: last(&self.rules_file),
            rules_files: lasts(&self.rules_files),
            reference_files: lasts(&self.reference_files),
            law_files: lasts(&self.law_files),
            mapping_files: self.mapping_files.iter().map(|(_, sha256)| (String::new(), sha256.clone())).collect(),
            layers: self.layers.iter().map(|layer| Layer { origin: last(&layer.origin), ..layer.clone() }).collect(),
            off: self.off.iter().map(|off| Off { origin: last(&off.origin), ..off.clone() }).collect(),
            files: Vec::new(),
            // Headers tell what a place keeps, and its files' names.
            headed: Vec::new(),
            lists: self.lists.iter().filter(|list| list.public).map(|list| public_list(list, &names)).collect(),
            states: states(places.iter()),
            not_placed: self.not_placed.iter().map(|one| public_not_placed(one, &shown_ids, &names)).collect(),
            given: Vec::new(),
            findings: findings(&places, &rules),
            // What the law says is no secret of a place.
            law: self.law.clone(),
            rules,
            places,
            dropped: 0,
            waivers: Vec::new(),
            waivers_file: self.waivers_file.as_ref().map(|(_, sha256)| (String::new(), sha256.clone())),
            notices: Vec::new(),
            misread: Misread::default(),
            standings,
            source: None,
            // What changed names assets, and scores by all rules.
            // Turns name single machines and computers.
            ahead: None,
            since: None,
            ages: self.ages.clone(),
            evidence: self.evidence.clone(),
            data: BTreeMap::new(),
            redacted: Some(redacted(self, shown.len())),
        }
    }
}

/// What is still told of what is left out.
fn redacted(report: &Report, shown: usize) -> Redacted {
    let leaves = report.places.iter().filter(|place| !place.has_below);
    let sent: Vec<&PlaceReport> = leaves.clone().filter(|place| place.standing != Standing::NothingToRead).collect();
    let (all, places) = (leaves.count() as u64, sent.len() as u64);
    let standing = |standing: Standing| {
        let count = report.standings.of(standing).places;
        // That a place sent nothing is no finding.
        let told = match standing {
            Standing::NothingToRead => AtLeast { low: count, high: count },
            Standing::ActionNeeded | Standing::NotShown | Standing::MeetsTheRules => AtLeast::of(count, places),
        };
        (standing, told)
    };
    let hidden = |at: usize| {
        let rule = &report.rules[at];
        let count = |verdict| {
            let of = |place: &&&PlaceReport| place.rules.get(at).is_some_and(|result| result.verdict == verdict);
            AtLeast::of(sent.iter().filter(of).count() as u64, places)
        };
        Hidden {
            id: rule.id.clone(),
            topic: rule.topic.clone(),
            title: rule.title.clone(),
            severity: rule.severity,
            not_met: count(Verdict::Fail),
            open: count(Verdict::Unknown),
        }
    };
    let counts = (places >= FEWEST && all >= FEWEST).then(|| Counts {
        standings: Standing::ALL.into_iter().map(standing).collect(),
        rules: (0..report.rules.len()).filter(|at| !report.rules[*at].is_public()).map(hidden).collect(),
    });
    let errors = report.notices.iter().filter(|notice| notice.level == Level::Error);
    Redacted {
        files: report.files.len() as u64,
        places,
        counts,
        rules: report.rules.len() - shown,
        notices: report.noticed(),
        errors: errors.map(|notice| notice.count).sum(),
    }
}

/// What was asked, without names of files.
fn request(of: &Request, places: &[PlaceReport]) -> Request {
    let Request { records, rules, .. } = of;
    Request {
        records: Records {
            states: records.states.clone(),
            expect: records.expect.iter().filter(|text| State::named(text).is_some()).cloned().collect(),
            threads: records.threads,
            ..Records::default()
        },
        rules: Rules { file: None, waivers: None, ..rules.clone() },
        focus: of.focus.clone().filter(|id| places.iter().any(|place| place.id == *id)),
        limits: Limits { each: Some(0), in_report: None },
        gate: of.gate,
        public: true,
        ..Request::new(of.as_of)
    }
}

/// The last part of a path.
fn last(path: &str) -> String {
    path.rsplit('/').next().unwrap_or(path).to_owned()
}

fn lasts(files: &[(String, String)]) -> Vec<(String, String)> {
    files.iter().map(|(path, sha256)| (last(path), sha256.clone())).collect()
}

fn public_rule(rule: &Rule) -> Rule {
    Rule { origin: last(&rule.origin), ..rule.clone() }
}

fn public_list(list: &ListReport, names: &HashMap<String, String>) -> ListReport {
    let mut list = list.clone();
    for line in list.states.iter_mut().chain(list.not_placed.as_deref_mut()).chain(list.not_added.as_deref_mut()) {
        line.reasons.clear();
        for place in &mut line.lacking {
            if let Some(name) = names.get(&*place.id) {
                (place.id, place.name) = (Arc::from(name.as_str()), Arc::from(name.as_str()));
            }
        }
    }
    list
}

/// What is not placed, without the files that hold it.
fn public_not_placed(one: &NotPlaced, shown: &HashSet<&str>, names: &HashMap<String, String>) -> NotPlaced {
    // A place that is not in the report was not asked about, and nothing says whether its name is a file's.
    let hidden = names.get(&*one.id).map(String::as_str).or((!shown.contains(&*one.id)).then_some("unnamed"));
    let called = |known: &Arc<str>| hidden.map_or_else(|| known.clone(), Arc::from);
    NotPlaced { id: called(&one.id), name: called(&one.name), files: Vec::new(), ..one.clone() }
}

/// A place by the public rules alone.
fn public_place(place: &PlaceReport, shown: &[usize], rules: &[Rule]) -> PlaceReport {
    let results: Vec<RuleResult> = shown
        .iter()
        .enumerate()
        .filter_map(|(rule, at)| place.rules.get(*at).map(|result| result.as_rule(rule)))
        .collect();
    let severity = |result: &RuleResult| rules[result.rule()].severity;
    let Scores { risk: known, risk_without_waivers, completeness, standing, grave, silent: unshown } =
        scores(&results, severity);
    let silent = place.standing == Standing::NothingToRead;
    let open = Interval { low: 0.0, high: 100.0 };
    PlaceReport {
        id: place.id.clone(),
        state: place.state.clone(),
        name: place.name.clone(),
        level: place.level,
        parent: place.parent.clone(),
        has_below: place.has_below,
        voters: place.voters,
        grave,
        silent: silent || unshown && !place.has_below,
        risk: if silent { open } else { known },
        risk_without_waivers: if silent { open } else { risk_without_waivers },
        completeness,
        standing: if silent { Standing::NothingToRead } else { standing },
        expected: place.expected,
        unread: None,
        contact: Contact::default(),
        rules: results.into(),
        file: "".into(),
        position: Position::default(),
    }
}

/// The names of files and folders, by which no place is called in what is published.
#[derive(Clone, Debug)]
pub(crate) struct FileNames(HashSet<String>);

impl FileNames {
    /// The names in some paths, with and without what ends them.
    pub(crate) fn of<'p>(paths: impl Iterator<Item = &'p str>) -> Self {
        let parts = paths.flat_map(|path| path.split('/'));
        let names = parts.flat_map(|part| [part, part.rsplit_once('.').map_or(part, |(stem, _)| stem)]);
        Self(names.map(str::to_owned).collect())
    }

    /// Whether a place is called by the name of a file or a folder, because nothing in it says whose it is.
    pub(crate) fn call(&self, id: &PlaceId, name: &str, is_declared: bool, is_nowhere: bool) -> bool {
        let is_told = is_declared || PlaceId::understand(id.as_str(), None).id.is_fips();
        !is_told && (is_nowhere || self.0.contains(id.as_str()) || self.0.contains(name))
    }
}

/// Gives places another name that are called by a file or a folder, because nothing in it says whose it is; the names, by id.
fn name_anew(places: &mut [PlaceReport], report: &Report) -> HashMap<String, String> {
    let files = FileNames::of(report.files.iter().map(|file| &*file.path));
    let declared: HashSet<&str> =
        report.places.iter().filter(|place| !place.file.is_empty()).map(|place| place.id.as_str()).collect();
    let nowhere: HashSet<&str> = report.not_placed.iter().filter(|one| one.is_nowhere).map(|one| &*one.id).collect();
    let mut names: HashMap<String, String> = HashMap::new();
    for place in places.iter() {
        let (is_declared, is_nowhere) = (declared.contains(&*place.id), nowhere.contains(&*place.id));
        if files.call(&PlaceId::own(&place.id), &place.name, is_declared, is_nowhere) {
            names.insert(place.id.clone(), format!("unnamed-{}", names.len() + 1));
        }
    }
    for place in places {
        if let Some(name) = names.get(&place.id) {
            (place.id, place.name) = (name.clone(), Arc::from(name.as_str()));
        }
        if let Some(name) = place.parent.as_ref().and_then(|parent| names.get(parent)) {
            place.parent = Some(name.clone());
        }
    }
    names
}

/// What the public rules found, in all of a place: no asset of it.
fn findings(places: &[PlaceReport], rules: &[Rule]) -> Vec<FindingLine> {
    let mut order: Vec<usize> = (0..rules.len()).collect();
    order.sort_by_key(|at| (rules[*at].severity, *at));
    let mut lines = Vec::new();
    for (at, place) in places.iter().enumerate() {
        for rule in &order {
            let Some(result) = place.rules.get(*rule) else { continue };
            let weight = match result.verdict {
                Verdict::Fail => result.tally().fail().weight,
                Verdict::Unknown => result.tally().unknown().weight,
                Verdict::Waived => result.tally().waived().weight,
                Verdict::Pass | Verdict::NotApplicable => continue,
            };
            let by_row = result.evidence && rules[*rule].measure != Measure::Any;
            let units = Some(weight).filter(|weight| by_row && *weight > 0);
            lines.push(FindingLine { rule: *rule, place: at, finding: finding(result.verdict, units).into() });
        }
    }
    lines
}

/// Stands for all assets of a place: what begins so has no id of its own, and pages count it.
const ALIKE: &str = "like-all";

fn finding(verdict: Verdict, units: Option<u64>) -> Finding {
    Finding {
        verdict,
        asset: Arc::from(if units.is_some() { ALIKE } else { "" }),
        label: "".into(),
        units,
        column: None,
        seen: Arc::default(),
        waiver: (verdict == Verdict::Waived).then(|| "waived".into()),
        file: "".into(),
        position: Position::default(),
    }
}
