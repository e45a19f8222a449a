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

/// The last federal general election on a day or before it.
#[must_use]
pub fn last_federal_election(day: Day) -> Option<Day> {
    let year = i32::from(day.civil().year());
    (year - 2..=year).rev().filter(|year| year % 2 == 0).filter_map(federal_election).find(|election| *election <= day)
}

/// The federal general election before the last one on a day or before it.
#[must_use]
pub fn previous_federal_election(day: Day) -> Option<Day> {
    last_federal_election(Day::from_number(last_federal_election(day)?.number() - 1))
}

/// What works out a day from the day of the audit.
type FromDay = fn(Day) -> Option<Day>;

/// The days that conditions may name, each worked out from the day of the audit when the rules are read.
pub const NAMED: [(&str, FromDay); 4] = [
    ("as_of", Some),
    ("last_federal_election", last_federal_election),
    ("next_federal_election", next_federal_election),
    ("previous_federal_election", previous_federal_election),
];

/// The day that a name in a condition stands for, on a day of audit.
#[must_use]
pub fn named(name: &str, as_of: Day) -> Option<Day> {
    NAMED.into_iter().find(|(known, _)| *known == name).and_then(|(_, day)| day(as_of))
}

/// Whether a name in a condition stands for a day.
#[must_use]
pub fn is_named(name: &str) -> bool {
    NAMED.iter().any(|(known, _)| *known == name)
}

fn next(day: Day, every: i32) -> Option<Day> {
    let year = i32::from(day.civil().year());
    (year..=year + every)
        .filter(|year| year % every == 0)
        .filter_map(federal_election)
        .find(|election| *election >= day)
}
