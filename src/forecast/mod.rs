//! The forecast: what an audit would find on every day from that of the audit to another, from records that are read once.

pub mod days;
mod turns;

use std::collections::HashMap;

use crate::audit::{Changes, Ledger};
use crate::inventory::Places;
use crate::report::{Report, Turns};
use crate::rules::{InForceByDay, RuleBook};
use crate::words::value::Day;
use days::DayKind;

/// A forecast: the report of the day of the audit, with what changes afterwards, and the reports of some later days.
#[derive(Clone, Debug)]
pub struct Forecast {
    /// The report of the day of the audit.
    pub today: Report,
    /// What changes afterwards.
    pub turns: Turns,
    /// The reports of some later days, in order, without findings.
    pub on_days: Vec<(DayKind, Report)>,
}

impl Forecast {
    /// The report of the day of the audit, then those of later days with what these days are.
    pub fn days(&self) -> impl Iterator<Item = (Option<DayKind>, &Report)> {
        let later = self.on_days.iter().map(|(kind, report)| (Some(*kind), report));
        std::iter::once((None, &self.today)).chain(later)
    }

    /// The report of the last day.
    #[must_use]
    pub fn last(&self) -> &Report {
        self.on_days.last().map_or(&self.today, |(_, report)| report)
    }
}

/// What changes at the places of a report until a day, from what a book that was read for any day counted.
#[must_use]
pub fn turns(
    (book, until): (&RuleBook, Day),
    (ledger, mut changes): (&Ledger, Changes),
    places: &Places,
    report: &Report,
) -> Turns {
    let waivers = InForceByDay::of(&book.waivers, book.as_of, until);
    let reported: HashMap<&str, usize> = report.places.iter().map(|place| place.id.as_str()).zip(0..).collect();
    let mut elections = vec![None; report.places.len()];
    let mut all = Vec::new();
    for (number, place) in places.list().iter().enumerate() {
        let Some(reported) = reported.get(place.id.as_str()) else { continue };
        elections[*reported] = place.named("next_election").as_day();
        all.extend(turns::of_place((book, &waivers), (ledger, &mut changes), (places, number, *reported), until));
    }
    all.sort_by_key(|turn| (turn.on, turn.place, turn.rule));
    Turns { until, rules: book.rules.clone(), all, elections }
}
