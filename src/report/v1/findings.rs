//! The findings of a JSON report that is read: rules and places by number, and texts shared, for there may be a million.

use std::ops::Deref;
use std::sync::Arc;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::read::Indices;
use super::{Finding, Place, Rule};
use crate::finding::Severity;
use crate::report::model::finding_line::FindingLine;

/// Findings, with the rules and places that their numbers mean.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    lines: Vec<FindingLine>,
    rules: Vec<(Arc<str>, Severity)>,
    places: Vec<Arc<str>>,
}

impl Findings {
    /// `rules` and `places` are those of the report.
    pub(crate) fn of(lines: Vec<FindingLine>, rules: &[Rule], places: &[Place]) -> Self {
        let (rules, places) = (named(rules), places.iter().map(|place| place.id.clone()).collect());
        Self { lines, rules, places }
    }

    /// Indices rules and places as the report has them; `None` where it lacks one.
    pub(super) fn number_as(
        &mut self,
        (rules, rule_at): (&[Rule], &Indices),
        (places, place_at): (&[Place], &Indices),
    ) -> Option<()> {
        let rule_at: Vec<Option<usize>> = self.rules.iter().map(|(id, _)| rule_at.get(id).copied()).collect();
        let place_at: Vec<Option<usize>> = self.places.iter().map(|id| place_at.get(id).copied()).collect();
        for line in &mut self.lines {
            (line.rule, line.place) = (rule_at[line.rule]?, place_at[line.place]?);
        }
        self.rules = named(rules);
        self.places = places.iter().map(|place| place.id.clone()).collect();
        Some(())
    }

    pub(super) fn retain(&mut self, stays: impl Fn(&FindingLine) -> bool) {
        self.lines.retain(stays);
    }
}

fn named(rules: &[Rule]) -> Vec<(Arc<str>, Severity)> {
    rules.iter().map(|rule| (rule.id.clone(), rule.severity)).collect()
}

impl Deref for Findings {
    type Target = [FindingLine];

    fn deref(&self) -> &[FindingLine] {
        &self.lines
    }
}

impl Serialize for Findings {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.lines.iter().map(|FindingLine { rule, place, finding }| {
            let (id, severity) = &self.rules[*rule];
            Finding::of((id, *severity), &self.places[*place], finding)
        }))
    }
}

impl<'de> Deserialize<'de> for Findings {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_seq(OneByOne)
    }
}

/// Reads one finding after the other, and numbers rules and places in the order in which they are met.
struct OneByOne;

impl<'de> Visitor<'de> for OneByOne {
    type Value = Findings;

    fn expecting(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("a sequence")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Findings, A::Error> {
        let mut findings = Findings::default();
        let (mut rule_at, mut place_at) = (Indices::default(), Indices::default());
        while let Some(finding) = from.next_element::<Finding>()? {
            let Findings { lines, rules, places } = &mut findings;
            let rule = number(&mut rule_at, &finding.rule, || rules.push((finding.rule.clone(), finding.severity)));
            let place = number(&mut place_at, &finding.jurisdiction, || places.push(finding.jurisdiction.clone()));
            let finding = finding.kept(lines.last().map(|line| &*line.finding)).into();
            lines.push(FindingLine { rule, place, finding });
        }
        Ok(findings)
    }
}

/// The number of an id, which is the next where it is new.
fn number(known: &mut Indices, id: &Arc<str>, is_new: impl FnOnce()) -> usize {
    if let Some(number) = known.get(id) {
        return *number;
    }
    is_new();
    let next = known.len();
    known.insert(id.clone(), next);
    next
}
