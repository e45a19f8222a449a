//! A report in one sentence, for a window or a line of a log.

use super::many_places::ManyPlaces;
use super::names::called;
use super::one_place::risk_sentence;
use super::plain::plain;
use super::wording::number;
use crate::report::{Report, Standing};

/// The standing and risk of the only place, or how many places have which standing.
#[must_use]
pub fn in_brief(report: &Report) -> String {
    match report.places.as_slice() {
        [only] => format!("{}: {}. Risk: {}.", called(only), only.standing.heading(), risk_sentence(only)),
        _ => format!("{}: {}.", plain(&ManyPlaces::new(report).heading()), standings(report)),
    }
}

/// How many places have each standing; those that none has are left out.
pub(crate) fn standings(report: &Report) -> String {
    let of = |standing: Standing| (standing, report.standings.of(standing).places);
    let counts: Vec<String> = Standing::ALL
        .into_iter()
        .map(of)
        .filter(|(_, places)| *places > 0)
        .map(|(standing, places)| format!("{} {}", number(places), standing.heading()))
        .collect();
    counts.join(", ")
}
