//! The report on one place alone, taken out of one on many: its findings, its files and what was noticed in them, and nothing of others.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::finished::Report;
use super::model::finding_line::FindingLine;
use super::model::misread::Misread;
use super::model::standings::Standings;
use super::states::states;
use crate::request::Request;

/// A report on many places, to take single places out of.
pub struct Places<'a> {
    report: &'a Report,
    /// The one place that each file is about, as far as findings tell; none where there are several.
    of_file: HashMap<&'a str, Option<usize>>,
}

impl<'a> Places<'a> {
    /// The places of a report.
    #[must_use]
    pub fn of(report: &'a Report) -> Self {
        let mut of_file: HashMap<&str, Option<usize>> = HashMap::new();
        let mut add = |file: &'a str, place: usize| {
            if !file.is_empty() {
                let known = of_file.entry(file).or_insert(Some(place));
                *known = known.filter(|other| *other == place);
            }
        };
        for (at, place) in report.places.iter().enumerate() {
            add(&place.file, at);
            if let Some(unread) = &place.unread {
                add(&unread.file, at);
            }
        }
        report.findings.iter().for_each(|line| add(&line.finding.file, line.place));
        Self { report, of_file }
    }

    /// The report on the place at an index of the report's places. What was noticed in a file of several places stays with the whole.
    #[must_use]
    pub fn report(&self, at: usize) -> Option<Report> {
        let report = self.report;
        let place = report.places.get(at)?.clone();
        let findings = report.findings_at(at);
        let mut files: HashSet<&str> = findings.iter().map(|line| &*line.finding.file.file).collect();
        files.insert(&place.file);
        files.extend(place.unread.iter().map(|unread| &*unread.file.file));
        let is_own = |file: &str| self.of_file.get(file).copied().flatten() == Some(at);
        let mut standings = Standings::default();
        standings.add(place.standing, place.voters);
        let headed: Vec<_> =
            report.headed.iter().filter(|headed| files.contains(&*headed.sheet.file)).cloned().collect();
        let notices: Vec<_> = report.notices.iter().filter(|notice| is_own(&notice.file)).cloned().collect();
        // Every field is named: what a report will have one day must be decided on here.
        Some(Report {
            as_of: report.as_of,
            request: Request { focus: Some(place.id.clone()), ..report.request.clone() },
            params: report.params.clone(),
            ruleset: report.ruleset.clone(),
            rules_file: report.rules_file.clone(),
            rules_files: report.rules_files.clone(),
            reference_files: report.reference_files.clone(),
            law_files: report.law_files.clone(),
            mapping_files: report.mapping_files.clone(),
            layers: report.layers.clone(),
            off: report.off.clone(),
            files: report.files.iter().filter(|file| files.contains(&*file.path)).cloned().collect(),
            law: report.law.iter().filter(|law| place.state.as_deref() == Some(&*law.state)).cloned().collect(),
            rules: report.rules.clone(),
            // They are of states.
            lists: Vec::new(),
            ages: None,
            states: states([&place].into_iter()),
            not_placed: Vec::new(),
            given: report.given.iter().filter(|file| files.contains(&*file.file)).cloned().collect(),
            findings: findings.iter().map(|line| FindingLine { place: 0, ..line.clone() }).collect(),
            dropped: 0,
            waivers: report.waivers.clone(),
            waivers_file: report.waivers_file.clone(),
            misread: Misread::of(&notices, &headed),
            headed,
            notices,
            standings,
            source: report.source.clone(),
            ahead: None,
            // It compares all places.
            since: None,
            // The digests of the whole: by them anyone knows which audit this was.
            evidence: report.evidence.clone(),
            data: BTreeMap::new(),
            redacted: report.redacted.clone(),
            places: vec![place],
        })
    }
}
