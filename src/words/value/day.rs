//! Days of the calendar, and spans of them.

use std::fmt;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A day, counted from 1 January 1970; four digits of year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

impl Day {
    /// The day of a year, month (1 to 12) and day; `None` where the calendar has no such day, or the year is not 1800 to 2200.
    #[must_use]
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        const LENGTHS: [u32; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let length = LENGTHS.get(month.checked_sub(1)? as usize)? + u32::from(leap && month == 2);
        if !(1800..=2200).contains(&year) || day < 1 || day > length {
            return None;
        }
        // Howard Hinnant, "chrono-compatible low-level date algorithms": days from civil.
        let year = if month <= 2 { year - 1 } else { year };
        let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let shifted = (month as i32 + 9) % 12;
        let of_year = (153 * shifted + 2) / 5 + day as i32 - 1;
        Some(Self(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468))
    }

    /// Reads `2026-11-22` and nothing else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::of_ascii(text.as_bytes())
    }

    /// Reads the ten bytes of `2026-11-22` and nothing else.
    #[must_use]
    pub fn of_ascii(text: &[u8]) -> Option<Self> {
        let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else { return None };
        let digit = |byte: u8| byte.is_ascii_digit().then(|| u32::from(byte - b'0'));
        let year = digit(y1)? * 1000 + digit(y2)? * 100 + digit(y3)? * 10 + digit(y4)?;
        Self::new(year as i32, digit(m1)? * 10 + digit(m2)?, digit(d1)? * 10 + digit(d2)?)
    }

    /// The last day of a month.
    #[must_use]
    pub fn end_of_month(year: i32, month: u32) -> Option<Self> {
        (28..=31).rev().find_map(|day| Self::new(year, month, day))
    }

    /// The day after.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// Days since 1 January 1970.
    #[must_use]
    pub fn number(self) -> i32 {
        self.0
    }

    /// The day that many days after 1 January 1970.
    #[must_use]
    pub fn from_number(number: i32) -> Self {
        Self(number)
    }

    /// The same day as a civil date.
    #[must_use]
    pub fn civil(self) -> Date {
        Date::new(1970, 1, 1).and_then(|epoch| epoch.checked_add(i64::from(self.0).days())).unwrap_or(Date::MAX)
    }

    /// The day a span later (or earlier); a day past a month's end is that month's last. `None` outside years 1800 to 2200.
    #[must_use]
    pub fn plus(self, span: Span, sign: i32) -> Option<Self> {
        let months = i64::from(span.months) * i64::from(sign);
        let days = i64::from(span.days) * i64::from(sign);
        let months = jiff::Span::new().try_months(months).ok()?;
        let days = jiff::Span::new().try_days(days).ok()?;
        let moved = self.civil().checked_add(months).and_then(|date| date.checked_add(days)).ok()?;
        Self::of_civil(moved)
    }

    /// A civil date as a day; `None` outside years 1800 to 2200.
    #[must_use]
    pub fn of_civil(date: Date) -> Option<Self> {
        Self::new(i32::from(date.year()), date.month().unsigned_abs().into(), date.day().unsigned_abs().into())
    }

    /// The ten bytes of `2026-11-22`; `None` outside years 1800 to 2200.
    #[must_use]
    pub fn to_ascii(self) -> Option<[u8; 10]> {
        // As in [`Day::new`]: civil from days.
        let shifted = self.0.checked_add(719_468)?;
        let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = year + era * 400 + i32::from(month <= 2);
        let digit = |number: i32| b'0' + (number % 10) as u8;
        (1800..=2200).contains(&year).then(|| {
            let [y, m, d] = [year, month, day];
            let [y1, y2, y3, y4] = [y / 1000, y / 100, y / 10, y].map(digit);
            [y1, y2, y3, y4, b'-', digit(m / 10), digit(m), b'-', digit(d / 10), digit(d)]
        })
    }

    /// As people write it: `22 November 2026`.
    #[must_use]
    pub fn in_words(self) -> String {
        self.civil().strftime("%-d %B %Y").to_string()
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom(format_args!("it says {text:?}, which is not a day")))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.civil().fmt(f)
    }
}

/// A span of the calendar, as in SQL's `interval '10 years'`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Span {
    /// Whole months; a year is twelve.
    pub months: i32,
    /// Whole days; a week is seven.
    pub days: i32,
}

impl Span {
    /// The span of a count of units: `day`, `week`, `month`, `quarter` or `year`, with or without an s.
    #[must_use]
    pub fn of(count: i64, unit: &str) -> Option<Self> {
        let unit = unit.to_ascii_lowercase();
        let (months, days) = match unit.strip_suffix('s').unwrap_or(&unit) {
            "day" => (0, 1),
            "week" => (0, 7),
            "month" => (1, 0),
            "quarter" => (3, 0),
            "year" => (12, 0),
            _ => return None,
        };
        let scaled = |unit: i64| unit.checked_mul(count).and_then(|all| i32::try_from(all).ok());
        Self { months: scaled(months)?, days: scaled(days)? }.within_calendar()
    }

    /// So many of it; `None` where that is longer than the calendar.
    #[must_use]
    pub fn times(self, count: i64) -> Option<Self> {
        let scaled = |unit: i32| i64::from(unit).checked_mul(count).and_then(|all| i32::try_from(all).ok());
        Self { months: scaled(self.months)?, days: scaled(self.days)? }.within_calendar()
    }

    /// The span, unless it is longer than the calendar.
    fn within_calendar(self) -> Option<Self> {
        (self.months.unsigned_abs() <= 12 * 400 && self.days.unsigned_abs() <= 366 * 400).then_some(self)
    }

    /// Reads `10 years` or `1 year 6 months`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let words: Vec<&str> = text.split_whitespace().collect();
        if words.is_empty() || !words.len().is_multiple_of(2) {
            return None;
        }
        words.chunks(2).try_fold(Self::default(), |sum, pair| {
            let one = Self::of(pair[0].parse().ok()?, pair[1])?;
            Self { months: sum.months + one.months, days: sum.days + one.days }.within_calendar()
        })
    }
}
