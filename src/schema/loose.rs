//! Dates as people remember them: `FY19`, `Spring 2018`, `approx 2015`, `2015-2016`. Each is a span of days.

use super::End;
use crate::words::value::Day;

/// The days that a loose date may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) first: Day,
    pub(super) last: Day,
}

impl Span {
    /// The cautious end, where one of the two is.
    pub(super) fn at(self, end: End) -> Option<Day> {
        match end {
            End::First => Some(self.first),
            End::Last => Some(self.last),
            End::Neither => None,
        }
    }

    fn of((first_year, first_month): (i32, u32), (last_year, last_month): (i32, u32)) -> Option<Self> {
        let first = Day::new(first_year, first_month, 1)?;
        let last = Day::end_of_month(last_year, last_month)?;
        Some(Self { first, last })
    }

    fn years(first: i32, last: i32) -> Option<Self> {
        Self::of((first, 1), (last, 12))
    }
}

/// Before a date that is not certain.
const ABOUT: &[&str] =
    &["approximately", "approx", "estimated", "around", "roughly", "about", "circa", "est", "ca", "c", "~", "\u{2248}"];

/// After one.
const ABOUT_AFTER: &[&str] = &[
    "(approximately)",
    "(approx.)",
    "(approx)",
    "(estimated)",
    "(est.)",
    "(est)",
    "(?)",
    "approx.",
    "approx",
    "est.",
    "est",
    "-ish",
    "?",
];

/// The span that a text means, where it is a loose date and nothing else; `plain` reads a date that is written plainly.
pub(super) fn span(text: &str, plain: &dyn Fn(&str, End) -> Option<Day>) -> Option<Span> {
    // Hostile cells are long, and no date is.
    if text.len() > 60 {
        return None;
    }
    let text: String = text.trim().to_lowercase().replace(['\u{2013}', '\u{2014}', '\u{2212}'], "-");
    let exact = |text: &str| Some(Span { first: plain(text, End::First)?, last: plain(text, End::Last)? });
    let certain = |text: &str| exact(text).or_else(|| by_words(text, &exact));
    match without_about(&text) {
        Some(rest) => certain(rest.trim()),
        None => by_words(&text, &exact),
    }
}

/// What is left of a date that is said to be not certain.
fn without_about(text: &str) -> Option<&str> {
    let before = ABOUT.iter().find_map(|word| {
        let rest = text.strip_prefix(word)?;
        let rest = rest.strip_prefix('.').unwrap_or(rest);
        // `circa 2015` and `c2015`, but no word that merely begins so.
        rest.starts_with(|c: char| c.is_ascii_digit() || c.is_whitespace()).then_some(rest)
    });
    let rest = before.unwrap_or(text).trim();
    let after = ABOUT_AFTER.iter().find_map(|word| rest.strip_suffix(word));
    after.or(before)
}

fn by_words(text: &str, exact: &dyn Fn(&str) -> Option<Span>) -> Option<Span> {
    fiscal(text).or_else(|| years(text)).or_else(|| part_of_year(text)).or_else(|| part_of(text, exact))
}

/// A year of four digits that a record of an election office may have.
fn year(word: &str) -> Option<i32> {
    let year = (word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit())).then(|| word.parse().ok())??;
    (1900..2200).contains(&year).then_some(year)
}

/// A fiscal year is named by the year it ends in; which month it begins in differs from office to office, but never before the January
/// of the year before.
fn fiscal(text: &str) -> Option<Span> {
    let rest = ["fiscal year", "fiscal yr", "fiscal", "f.y.", "fy"].iter().find_map(|word| text.strip_prefix(word))?;
    let rest = rest.trim_start_matches([' ', '-', '\'', '\u{2019}', '.']).trim();
    let full = |word: &str| {
        let two = word.len() == 2 && word.bytes().all(|byte| byte.is_ascii_digit());
        let short =
            || word.parse::<i32>().ok().filter(|_| two).map(|year| if year < 70 { 2000 + year } else { 1900 + year });
        year(word).or_else(short)
    };
    match rest.split(['-', '/']).map(str::trim).collect::<Vec<_>>().as_slice() {
        [one] => full(one).and_then(|year| Span::years(year - 1, year)),
        [one, two] => {
            let (one, two) = (full(one)?, full(two)?);
            if two == one + 1 { Span::years(one, two) } else { None }
        }
        _ => None,
    }
}

/// `2015-2016`, `2015 to 2016`, `2016/17`.
fn years(text: &str) -> Option<Span> {
    let (one, rest) = text.split_at_checked(4)?;
    let one = year(one)?;
    let between = rest.trim_start();
    let two = ["-", "/", "to ", "or ", "and ", "&", "through ", "thru "]
        .iter()
        .find_map(|word| between.strip_prefix(word))?;
    let two = two.trim();
    let last = match year(two) {
        Some(two) => Some(two).filter(|two| (one + 1..=one + 20).contains(two)),
        // `2016/17`; what may be a month is one.
        None if two.len() == 2 => {
            two.parse::<i32>().ok().filter(|two| *two > 12 && *two == (one + 1) % 100).map(|_| one + 1)
        }
        None => None,
    };
    Span::years(one, last?)
}

/// `Q3 2017`, `3rd quarter of 2017`, `Spring 2018`.
fn part_of_year(text: &str) -> Option<Span> {
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !["of", "the", "in", "quarter", "qtr"].contains(word))
        .collect();
    let quarters = text.contains("quarter") || text.contains("qtr");
    let quarter = |word: &str| match word {
        "q1" | "1q" => Some(1),
        "q2" | "2q" => Some(2),
        "q3" | "3q" => Some(3),
        "q4" | "4q" => Some(4),
        "1st" | "first" if quarters => Some(1),
        "2nd" | "second" if quarters => Some(2),
        "3rd" | "third" if quarters => Some(3),
        "4th" | "fourth" | "last" if quarters => Some(4),
        _ => None,
    };
    let of = |part: &str, in_year: &str| {
        let year = year(in_year)?;
        if let Some(quarter) = quarter(part) {
            return Span::of((year, quarter * 3 - 2), (year, quarter * 3));
        }
        match part {
            "spring" => Span::of((year, 3), (year, 6)),
            "summer" => Span::of((year, 6), (year, 9)),
            "fall" | "autumn" => Span::of((year, 9), (year, 12)),
            // The winter of a year may be the one it begins in or the one it ends in.
            "winter" => Span::of((year - 1, 12), (year + 1, 3)),
            _ => None,
        }
    };
    match words.as_slice() {
        [one, two] => of(one, two).or_else(|| of(two, one)),
        [one] => {
            // `2017Q3`
            let (front, back) = one.split_at_checked(4).or_else(|| one.split_at_checked(2))?;
            of(back, front).or_else(|| one.split_at_checked(2).and_then(|(front, back)| of(front, back)))
        }
        _ => None,
    }
}

/// `early 2016`, `mid-2016`, `late May 2016`, `end of 2016`.
fn part_of(text: &str, exact: &dyn Fn(&str) -> Option<Span>) -> Option<Span> {
    const EARLY: [&str; 3] = ["early", "beginning of", "start of"];
    const MID: [&str; 2] = ["middle of", "mid"];
    const LATE: [&str; 2] = ["late", "end of"];
    let after = |words: &[&str]| {
        let rest = words.iter().find_map(|word| text.strip_prefix(word))?;
        rest.starts_with([' ', '-']).then(|| rest.trim_start_matches([' ', '-']))
    };
    let (rest, from, to) = after(&EARLY)
        .map(|rest| (rest, 1, 6))
        .or_else(|| after(&MID).map(|rest| (rest, 4, 9)))
        .or_else(|| after(&LATE).map(|rest| (rest, 7, 12)))?;
    match year(rest) {
        Some(year) => Span::of((year, from), (year, to)),
        // Of a month it says too little to matter.
        None => exact(rest).filter(|span| span.first != span.last),
    }
}
