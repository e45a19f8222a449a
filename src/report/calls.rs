//! Whom to call first: the places that need it in order, each with the one reason that puts it there and the contact on file.

use std::collections::HashMap;

use super::finished::Report;
use super::model::places::{Contact, PlaceReport, Standing, Unread};
use super::model::results::RuleResult;
use super::v1;
use crate::finding::{Severity, Verdict};
use crate::words::value::Day;

/// A place to call.
#[derive(Clone, Debug)]
pub struct Call<'a> {
    /// The place.
    pub place: &'a PlaceReport,
    /// Why it is to be called.
    pub reason: Reason<'a>,
    /// Whom to ask for, as the records say; empty where nobody is named.
    pub contact: &'a Contact,
    /// The day of the earlier audit whose records name the contact, where today's do not.
    pub contact_of: Option<Day>,
}

/// The one reason that puts a place where it is among the calls.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reason<'a> {
    /// The gravest rule that is not met.
    NotMet(&'a RuleResult),
    /// What it sent cannot be read.
    Unread(&'a Unread),
    /// It sent nothing; nor had it on the day of the earlier audit, where there is one.
    SentNothing {
        /// That day.
        nor_on: Option<Day>,
    },
    /// The gravest rule that is not answered.
    NotAnswered(&'a RuleResult),
    /// It sent something that answers no rule.
    NoAnswers,
    /// It answers the grave rules, and meets no scored one.
    NothingMet,
}

impl Reason<'_> {
    /// The rule that it is about, by its place among the report's rules.
    #[must_use]
    pub fn rule(&self) -> Option<usize> {
        match self {
            Self::NotMet(result) | Self::NotAnswered(result) => Some(result.rule()),
            Self::Unread(_) | Self::SentNothing { .. } | Self::NoAnswers | Self::NothingMet => None,
        }
    }
}

/// Whether the report is one of a state office: several places of one state. Its pages say whom to call first; what is for the public
/// never does.
#[must_use]
pub fn are_shown(report: &Report) -> bool {
    let mut leaves = report.places.iter().filter(|place| !place.has_below);
    report.redacted.is_none()
        && report.states.len() == 1
        && leaves.clone().count() > 1
        && leaves.all(|of| of.state.is_some())
}

/// The places to call: those with a critical rule not met, those that sent nothing that could be read, those with a high one not met, and
/// the others that do not show that they meet the rules; in each group in the report's order of work. None of a report for the public.
#[must_use]
pub fn calls(report: &Report) -> Vec<Call<'_>> {
    if report.redacted.is_some() {
        return Vec::new();
    }
    let before: HashMap<&str, &v1::Place> =
        report.since.iter().flat_map(|diff| diff.old.jurisdictions.iter().map(|place| (&*place.id, place))).collect();
    let earlier = report.since.as_ref().map(|diff| diff.old.as_of);
    let is_nowhere = |place: &PlaceReport| report.not_placed.iter().any(|one| one.is_nowhere && *one.id == *place.id);
    let asked = report.places.iter().filter(|place| !place.has_below && !is_nowhere(place));
    let mut calls: Vec<Call<'_>> = asked
        .filter(|place| place.standing != Standing::MeetsTheRules)
        .map(|place| {
            let old = before.get(place.id.as_str()).copied();
            let named = old.filter(|old| place.contact.is_empty() && !old.contact.is_empty());
            Call {
                place,
                reason: reason(report, place, old.zip(earlier)),
                contact: named.map_or(&place.contact, |old| &old.contact),
                contact_of: earlier.filter(|_| named.is_some()),
            }
        })
        .collect();
    calls.sort_by_key(|call| group(call.place));
    calls
}

/// The group of a place among the calls, the first one first.
fn group(place: &PlaceReport) -> u8 {
    match place.standing {
        Standing::ActionNeeded if place.grave[0] > 0 => 0,
        Standing::NothingToRead => 1,
        Standing::ActionNeeded => 2,
        Standing::NotShown | Standing::MeetsTheRules => 3,
    }
}

fn reason<'a>(report: &'a Report, place: &'a PlaceReport, old: Option<(&v1::Place, Day)>) -> Reason<'a> {
    let sent_nothing = |(old, day): (&v1::Place, Day)| (!old.sent() && old.unread.is_none()).then_some(day);
    match place.standing {
        Standing::NothingToRead => match &place.unread {
            Some(unread) => Reason::Unread(unread),
            None => Reason::SentNothing { nor_on: old.and_then(sent_nothing) },
        },
        Standing::NotShown if place.silent => Reason::NoAnswers,
        Standing::NotShown => match gravest(report, place, Verdict::Unknown) {
            Some((Severity::Critical | Severity::High, result)) => Reason::NotAnswered(result),
            Some(_) | None => Reason::NothingMet,
        },
        Standing::ActionNeeded | Standing::MeetsTheRules => match gravest(report, place, Verdict::Fail) {
            Some((_, result)) => Reason::NotMet(result),
            None => Reason::NothingMet,
        },
    }
}

/// The gravest scored rule of a verdict; of several the one that leaves least of the score.
fn gravest<'a>(report: &Report, place: &'a PlaceReport, verdict: Verdict) -> Option<(Severity, &'a RuleResult)> {
    let severity = |at: usize| report.rules[place.rules[at].rule()].severity;
    let of = (0..place.rules.len()).filter(|at| place.rules[*at].verdict == verdict && severity(*at) != Severity::Info);
    let first = of.min_by(|a, b| {
        let left = |at: usize| report.leaves(place, at);
        severity(*a).cmp(&severity(*b)).then_with(|| left(*a).total_cmp(&left(*b)))
    })?;
    Some((severity(first), &place.rules[first]))
}
