//! The days of a forecast: when it ends, and the days of which there is a whole report.

use std::collections::BTreeMap;

use crate::limits::reports::FORECAST_YEARS;
use crate::words::value::calendar::{next_federal_election, next_presidential_election};
use crate::words::value::{Day, Span};

/// Until when a forecast looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// A day.
    Day(Day),
    /// The next federal general election.
    NextElection,
    /// The next presidential election.
    NextPresidential,
    /// So long after the day of the audit.
    In(Span),
}

impl Until {
    /// Reads `2028-11-07`, `next-election`, `next-presidential`, or a span such as `2y`, `18m`, `90d` and `2 years`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "next-election" => return Some(Self::NextElection),
            "next-presidential" => return Some(Self::NextPresidential),
            _ => {}
        }
        if let Some(day) = Day::parse(text) {
            return Some(Self::Day(day));
        }
        let short = |letter: char, unit: &str| Span::of(text.strip_suffix(letter)?.trim().parse().ok()?, unit);
        let span = short('y', "year").or_else(|| short('m', "month")).or_else(|| short('d', "day"));
        span.or_else(|| Span::parse(text)).filter(|span| span.months >= 0 && span.days >= 0).map(Self::In)
    }

    /// The day itself, from the day of the audit: always a later one, at most [`FORECAST_YEARS`] ahead.
    #[must_use]
    pub fn from(self, as_of: Day) -> Option<Day> {
        let tomorrow = Day::from_number(as_of.number() + 1);
        let day = match self {
            Self::Day(day) => Some(day),
            Self::NextElection => next_federal_election(tomorrow),
            Self::NextPresidential => next_presidential_election(tomorrow),
            Self::In(span) => as_of.plus(span, 1),
        };
        let last = Span::of(FORECAST_YEARS.most as i64, "year").and_then(|longest| as_of.plus(longest, 1));
        day.filter(|day| *day > as_of && last.is_some_and(|last| *day <= last))
    }
}

/// Why there is a whole report of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DayKind {
    /// A presidential election.
    Presidential,
    /// Another federal general election.
    Federal,
    /// The last day of the forecast.
    Last,
    /// The end of a quarter, or of a year where the forecast is long.
    End,
}

/// So many ends of quarters are shown; of a longer forecast, the ends of years.
const QUARTERS: usize = 12;
/// At most so many ends of years.
const YEARS: usize = 12;

/// The days of which a forecast has a whole report, in order, and why: the ends of quarters, the federal elections, the last day.
#[must_use]
pub fn shown(as_of: Day, until: Day) -> Vec<(Day, DayKind)> {
    let mut days: BTreeMap<Day, DayKind> = BTreeMap::new();
    let first = i32::from(as_of.civil().year());
    let last = i32::from(until.civil().year());
    let within = |day: &Day| *day > as_of && *day < until;
    let ends = |months: &[u32]| -> Vec<Day> {
        let of_year = |year: i32| months.iter().filter_map(move |month| Day::end_of_month(year, *month));
        (first..=last).flat_map(of_year).filter(within).collect()
    };
    let quarters = ends(&[3, 6, 9, 12]);
    let mut shown = if quarters.len() <= QUARTERS { quarters } else { ends(&[12]) };
    shown.truncate(YEARS);
    days.extend(shown.into_iter().map(|day| (day, DayKind::End)));
    days.insert(until, DayKind::Last);
    let mut after = as_of;
    while let Some(election) = next_federal_election(Day::from_number(after.number() + 1)).filter(|day| *day <= until) {
        let is_presidential = next_presidential_election(election) == Some(election);
        // A long forecast has many elections: those of presidents, and the first of all.
        if is_presidential || last - first <= 4 || after == as_of {
            days.insert(election, if is_presidential { DayKind::Presidential } else { DayKind::Federal });
        }
        after = election;
    }
    days.into_iter().collect()
}
