//! States: their places together, and what is said of them and of them on the lists.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::gathered::Gathered;
use super::lists::{Lists, NOT_ADDED};
use super::model::lists::{ListLine, ListReport};
use super::model::places::{PlaceReport, StateReport, by_risk, riskier};
use super::model::standings::Standings;
use crate::audit::{Interval, Ledger};
use crate::engine::parallel::collected;
use crate::place::State;
use crate::rules::RuleBook;

/// The states of some places, most at risk first.
pub(super) fn states<'a>(places: impl Iterator<Item = &'a PlaceReport>) -> Vec<StateReport> {
    let mut by_state: BTreeMap<Arc<str>, Vec<&PlaceReport>> = BTreeMap::new();
    for place in places.filter(|place| !place.has_below) {
        if let Some(state) = &place.state {
            by_state.entry(state.clone()).or_default().push(place);
        }
    }
    let mut states: Vec<StateReport> =
        by_state.into_iter().map(|(state, places)| state_report(state, &places)).collect();
    sort_states(&mut states);
    states
}

fn sort_states(states: &mut [StateReport]) {
    states.sort_by(|a, b| riskier(a.risk, b.risk).then_with(|| a.state.cmp(&b.state)));
}

/// What is said state by state: of the states themselves, and on the lists.
pub(super) fn by_state(
    book: &RuleBook,
    ledger: &Ledger,
    gathered: &[Gathered<'_>],
    shown: &[usize],
    threads: usize,
) -> (Vec<StateReport>, Vec<ListReport>) {
    let mut by_state: BTreeMap<&str, Vec<&Gathered<'_>>> = BTreeMap::new();
    for one in gathered.iter().filter(|one| !one.report.has_below) {
        by_state.entry(one.report.state.as_deref().unwrap_or_default()).or_default().push(one);
    }
    let above = gathered.iter().filter(|one| one.report.has_below && one.report.has_records());
    above.for_each(|one| by_state.entry(NOT_ADDED).or_default().push(one));
    let mut by_state: Vec<(&str, Vec<&Gathered<'_>>)> = by_state.into_iter().collect();
    // The largest first: then nobody waits for one that was begun last.
    by_state.sort_by_key(|(_, places)| Reverse(places.len()));
    let lists = Lists::new(book, ledger, shown);
    let of_state = |(state, places): &(&str, Vec<&Gathered<'_>>)| {
        let reports: Vec<&PlaceReport> = places.iter().map(|one| &one.report).collect();
        (state_report((*state).into(), &reports), lists.lines(state, places))
    };
    let told = collected(threads, &by_state, 1, |_, part| part.iter().map(of_state).collect());
    let (mut states, lines): (Vec<StateReport>, Vec<Vec<ListLine>>) = told.into_iter().unzip();
    // Places without a state are none together either.
    states.retain(|state| !state.state.is_empty() && *state.state != *NOT_ADDED);
    sort_states(&mut states);
    (states, lists.reports(lines))
}

fn state_report(state: Arc<str>, places: &[&PlaceReport]) -> StateReport {
    let name = match State::named(&state) {
        Some(known) => known.name.into(),
        None => state.clone(),
    };
    let mut standings = Standings::default();
    places.iter().for_each(|place| standings.add(place.standing, place.voters));
    // The order of summing is the order of ids, so that the same places give the same digits.
    let mut ordered = places.to_vec();
    ordered.sort_by(|a, b| a.id.cmp(&b.id));
    let max = places.iter().fold(Interval::default(), |max, place| Interval {
        low: max.low.max(place.risk.low),
        high: max.high.max(place.risk.high),
    });
    StateReport {
        risk: Interval { low: weighted(&ordered, |risk| risk.low), high: weighted(&ordered, |risk| risk.high) },
        max,
        highest: places.iter().min_by(|a, b| by_risk(a, b)).map_or_else(|| "".into(), |place| place.name.clone()),
        name,
        state,
        standings,
    }
}

/// The mean of one end of the places' risks by registered voters; a place without weighs the mean of the others.
#[allow(clippy::cast_precision_loss)]
fn weighted(places: &[&PlaceReport], end: fn(Interval) -> f64) -> f64 {
    let known: Vec<f64> = places.iter().filter_map(|place| place.voters).map(|voters| voters as f64).collect();
    let usual = if known.is_empty() { 1.0 } else { known.iter().sum::<f64>() / known.len() as f64 };
    let (mut sum, mut weights) = (0.0, 0.0);
    for place in places {
        let weight = place.voters.map_or(usual, |voters| voters as f64);
        sum += weight * end(place.risk);
        weights += weight;
    }
    // Places that all have no voter at all weigh alike.
    if weights > 0.0 {
        sum / weights
    } else {
        places.iter().map(|place| end(place.risk)).sum::<f64>() / places.len() as f64
    }
}
