//! The federal calendar: when the nation votes.

use super::Day;

/// The federal general election of an even year: the Tuesday after the first Monday of November (2 USC 7).
#[must_use]
pub fn federal_election(year: i32) -> Option<Day> {
    // 1 January 1970, day 0, was a Thursday.
    let first = Day::new(year, 11, 1)?;
    let to_monday = (4 - first.number()).rem_euclid(7);
    Some(Day::from_number(first.number() + to_monday + 1))
}

/// The first federal general election on a day or after it.
#[must_use]
pub fn next_federal_election(day: Day) -> Option<Day> {
    next(day, 2)
}

/// The first presidential election on a day or after it.
#[must_use]
pub fn next_presidential_election(day: Day) -> Option<Day> {
    next(day, 4)
}

fn next(day: Day, every: i32) -> Option<Day> {
    let year = i32::from(day.civil().year());
    (year..=year + every)
        .filter(|year| year % every == 0)
        .filter_map(federal_election)
        .find(|election| *election >= day)
}
