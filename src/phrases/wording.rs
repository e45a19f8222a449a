//! Wording: numbers as people read them, counts with their nouns, verbs that agree.

use crate::finding::Verdict;
pub use crate::words::digits::grouped as number;
use crate::words::value::Day;

pub(crate) const PLACES: (&str, &str) = ("place", "places");
pub(crate) const FILES: (&str, &str) = ("file", "files");
pub(crate) const ROWS: (&str, &str) = ("row", "rows");
pub(crate) const RULES: (&str, &str) = ("rule", "rules");
pub(crate) const STATES: (&str, &str) = ("state", "states");
pub(crate) const FINDINGS: (&str, &str) = ("finding", "findings");
pub(crate) const THINGS: (&str, &str) = ("thing", "things");

/// A count with its noun: `1 place`, `3 places`.
pub(crate) fn counted(count: u64, noun: (&str, &str)) -> String {
    format!("{} {}", number(count), either(count, noun))
}

/// The form for one, or the form for any other number.
pub(crate) fn either<T>(count: u64, (one, many): (T, T)) -> T {
    if count == 1 { one } else { many }
}

/// A number that may not be known.
pub(crate) fn known(number_of: Option<u64>) -> String {
    number_of.map_or_else(|| "not known".to_owned(), number)
}

/// A large number as people say it: `53.7 million`, else in full.
#[allow(clippy::cast_precision_loss)]
pub(crate) fn rounded(count: u64) -> String {
    if count < 1_000_000 { number(count) } else { format!("{:.1} million", count as f64 / 1_000_000.0) }
}

/// A share in whole percent; below one it is not rounded to nothing.
#[allow(clippy::cast_precision_loss)]
pub(crate) fn percent(part: u64, all: u64) -> String {
    match (part, all) {
        (_, 0) => String::new(),
        (0, _) => "0%".to_owned(),
        (part, all) if part < all => match part as f64 / all as f64 * 100.0 {
            share if share < 1.0 => "<1%".to_owned(),
            share => format!("{:.0}%", share.min(99.0)),
        },
        _ => "100%".to_owned(),
    }
}

/// A risk as pages print it: a whole number from 0 to 100, rounded away from the all-clear ends.
#[must_use]
pub fn risk(risk: f64) -> String {
    match risk {
        risk if risk <= 0.0 => "0".to_owned(),
        risk if risk < 1.0 => "1".to_owned(),
        risk if (99.0..100.0).contains(&risk) => "99".to_owned(),
        risk => format!("{risk:.0}"),
    }
}

/// A verb phrase in the plural, turned to one where there is one.
#[must_use]
pub fn agreed(phrase: &str, count: u64) -> String {
    if count != 1 {
        return phrase.to_owned();
    }
    let (verb, rest) = phrase.split_once(' ').unwrap_or((phrase, ""));
    let verb = match verb {
        "have" => "has".to_owned(),
        "are" => "is".to_owned(),
        "were" => "was".to_owned(),
        "do" => "does".to_owned(),
        "can" | "may" | "must" | "will" | "had" | "did" | "cannot" => verb.to_owned(),
        verb if ["ch", "sh", "s", "x", "z", "go"].iter().any(|end| verb.ends_with(end)) => format!("{verb}es"),
        verb => format!("{verb}s"),
    };
    let rest = format!(" {rest}")
        .replace(" they are ", " it is ")
        .replace(" they have ", " it has ")
        .replace(" they ", " it ")
        .replace(" their ", " its ");
    format!("{verb}{}", rest.trim_end())
}

/// Lines (or rows, by their words) as people name them: `line 4`, `lines 2-15, 17 and 3 more`; at most this many runs are shown.
pub(crate) fn lines((one, many): (&str, &str), lines: &[u64], most: usize, more: u64) -> String {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for line in lines {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *line => *last = *line,
            _ => runs.push((*line, *line)),
        }
    }
    let shown: Vec<String> = runs
        .iter()
        .take(most)
        .map(|(first, last)| if first == last { first.to_string() } else { format!("{first}-{last}") })
        .collect();
    let left: u64 = runs.iter().skip(most).map(|(first, last)| last - first + 1).sum::<u64>() + more;
    let more = if left > 0 { format!(" and {} more", number(left)) } else { String::new() };
    format!("{} {}{more}", if lines.len() == 1 && left == 0 { one } else { many }, shown.join(", "))
}

/// Words in a row: `a`, `a and b`, `a, b and c`.
pub(crate) fn row_of(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The names of the first `shown` items, then how many more there are.
pub(crate) fn first_of<T>(all: &[T], shown: usize, name: impl Fn(&T) -> String) -> Vec<String> {
    let left = all.len() - shown;
    let more = (left > 0).then(|| format!("{} more", number(left as u64)));
    all[..shown].iter().map(name).chain(more).collect()
}

/// The text with a capital first letter.
pub(crate) fn first_large(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The text with a small first letter.
pub(crate) fn first_small(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// The day of an audit in a heading: `as of 1 November 2026`.
pub(crate) fn as_of(day: Day) -> String {
    format!("as of {}", day.in_words())
}

/// A verdict as pages say it.
pub(crate) fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Fail => "not met",
        Verdict::Unknown => "not answered",
        Verdict::Waived => "waived",
        Verdict::Pass => "met",
        Verdict::NotApplicable => "does not apply",
    }
}
