//! Observations: what each rule found about each asset or place, what could not be read, and who sent nothing.

use std::collections::{HashMap, HashSet};
use std::io;

use super::document::Document;
use super::ids;
use super::subjects::names_assets;
use super::text::{markup, midnight_near};
use super::wire::{Evidence, Observation, Prop, Related, Subject};
use crate::diagnostic::Notice;
use crate::finding::Verdict;
use crate::phrases::finding::{FindingText, spot};
use crate::phrases::names::{called, short_and_id};
use crate::phrases::notices::errors;
use crate::phrases::result;
use crate::report::{FindingLine, PlaceReport, Report, RuleResult, Standing};

/// About as many findings, and places, are drawn at once by one thread.
const FINDINGS: usize = 64;
const PLACES: usize = 16;

/// What the observations of a report are drawn from.
pub(super) struct Observer<'a> {
    pub(super) report: &'a Report,
    pub(super) words: FindingText<'a>,
    /// When all was observed.
    collected: String,
    files: HashSet<&'a str>,
}

impl<'a> Observer<'a> {
    pub(super) fn new(report: &'a Report) -> Self {
        let files = report.files.iter().map(|file| &*file.path).collect();
        Self { report, words: FindingText::new(report), collected: midnight_near(report.as_of), files }
    }

    /// Writes all observations.
    pub(super) fn write(&self, document: &mut Document<'_>) -> io::Result<()> {
        let notices = numbered(self.report);
        document.list("observations", |list| {
            list.each((&notices, FINDINGS), |_, (at, notice), all| all.add(&self.not_read(*at, notice)))?;
            list.each((&self.report.findings, FINDINGS), |at, line, all| all.add(&self.of_finding(at, line)))?;
            list.each((&self.report.places, PLACES), |at, place, all| {
                if place.standing == Standing::NothingToRead {
                    all.add(&self.nothing_sent(place))?;
                }
                place
                    .rules
                    .iter()
                    .filter(|result| self.is_only_counted(at, result))
                    .try_for_each(|result| all.add(&self.only_counted(place, result)))
            })
        })
    }

    /// Whether a rule is not answered at a place, and none of the findings that say so was kept.
    fn is_only_counted(&self, place: usize, result: &RuleResult) -> bool {
        result.verdict == Verdict::Unknown && self.report.lines_of(place, result.rule()).is_empty()
    }

    /// What the result of a rule at a place rests on.
    pub(super) fn related(&self, at: usize, place: &PlaceReport, result: &RuleResult) -> Vec<Related> {
        let lines = self.report.lines_of(at, result.rule());
        let mut related: Vec<Related> =
            lines.iter().map(|line| Related { observation_uuid: ids::observation_of(self.report, line) }).collect();
        if self.is_only_counted(at, result) {
            let rule = &self.report.rules[result.rule()].id;
            related.push(Related { observation_uuid: ids::observation(rule, place, "") });
        }
        related
    }

    fn of_finding(&self, at: usize, line: &FindingLine) -> Observation<'_> {
        let (report, finding) = (self.report, &line.finding);
        let (rule, place) = (self.words.rule(line), self.words.place(line));
        let mut props = vec![
            Prop::own("verdict", finding.verdict.name()),
            Prop::own("rule", &rule.id),
            Prop::own("severity", rule.severity.name()),
            Prop::own("place", &place.id),
        ];
        if names_assets(report) {
            props.push(Prop::own("fingerprint", line.fingerprint(report)));
        }
        props.extend(finding.units.map(|units| Prop::number("units", units)));
        props.extend(self.words.waiver(line).map(|waiver| Prop::own("waived-until", waiver.expires.to_string())));
        let since = report.since.as_ref().and_then(|diff| diff.why(at));
        props.extend(since.map(|why| Prop::own("since", why.name())));
        let mut subjects = vec![party(place)];
        if names_assets(report) && !finding.asset.is_empty() {
            let uuid = ids::asset(rule.table.table().name, place, &finding.asset);
            subjects.push(Subject { subject_uuid: uuid, kind: "inventory-item" });
        }
        Observation {
            uuid: ids::observation_of(report, line),
            title: markup(&short_and_id(rule)),
            description: markup(&self.words.sentence(line)),
            props,
            subjects,
            relevant_evidence: self.evidence(&finding.file, &spot(line)),
            ..self.plain("control-objective")
        }
    }

    /// One observation in place of all findings of a rule that is not answered at a place, where none of them was kept.
    fn only_counted(&self, place: &PlaceReport, result: &RuleResult) -> Observation<'_> {
        let rule = &self.report.rules[result.rule()];
        Observation {
            uuid: ids::observation(&rule.id, place, ""),
            title: markup(&short_and_id(rule)),
            description: markup(&format!("{}: {}", called(place), result::finding(rule, result))),
            props: vec![
                Prop::own("verdict", result.verdict.name()),
                Prop::own("rule", &rule.id),
                Prop::own("severity", rule.severity.name()),
                Prop::own("place", &place.id),
                Prop::number("findings-left-out", u64::from(result.tally().unknown().rows).max(1)),
            ],
            subjects: vec![party(place)],
            ..self.plain("control-objective")
        }
    }

    fn nothing_sent(&self, place: &PlaceReport) -> Observation<'_> {
        let why = place.unread.as_ref().map(|unread| format!(": {}: {}", unread.file, unread.kind)).unwrap_or_default();
        let sentence = format!("{}: it is expected and sent nothing that could be read{why}", called(place));
        Observation {
            uuid: ids::named(&["nothing-to-read", &place.id]),
            title: markup(Standing::NothingToRead.heading()),
            description: markup(&sentence),
            props: vec![Prop::own("standing", place.standing.name()), Prop::own("place", &place.id)],
            subjects: vec![party(place)],
            ..self.plain("discovery")
        }
    }

    /// What could not be read; `at` counts those that say the same.
    fn not_read(&self, at: usize, notice: &Notice) -> Observation<'_> {
        let message = notice.to_string();
        let position = notice.positions.first().copied().unwrap_or_default();
        Observation {
            uuid: ids::named(&["not-read", &message, &at.to_string()]),
            title: "Not read".to_owned(),
            description: markup(&message),
            props: vec![Prop::own("notice", notice.code()), Prop::number("count", notice.count)],
            relevant_evidence: self.evidence(&notice.file, &notice.file.at(position)),
            ..self.plain("discovery")
        }
    }

    /// An observation that says nothing yet.
    fn plain(&self, kind: &'static str) -> Observation<'_> {
        Observation {
            uuid: String::new(),
            title: String::new(),
            description: String::new(),
            props: Vec::new(),
            methods: ["EXAMINE"],
            types: [kind],
            subjects: Vec::new(),
            relevant_evidence: Vec::new(),
            collected: &self.collected,
        }
    }

    fn evidence(&self, file: &str, spot: &str) -> Vec<Evidence> {
        if file.is_empty() {
            return Vec::new();
        }
        let href = self.files.contains(file).then(|| format!("#{}", ids::file(file)));
        vec![Evidence { href, description: markup(spot) }]
    }
}

fn party(place: &PlaceReport) -> Subject {
    Subject { subject_uuid: ids::place(place), kind: "party" }
}

/// What could not be read, each with how many before it say the same.
fn numbered(report: &Report) -> Vec<(usize, &Notice)> {
    let mut met: HashMap<String, usize> = HashMap::new();
    errors(report)
        .map(|notice| {
            let met = met.entry(notice.to_string()).or_default();
            *met += 1;
            (*met, notice)
        })
        .collect()
}
