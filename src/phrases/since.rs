//! What changed since an earlier audit: what got worse, what is not counted against a change, and what the calendar brought.

use super::Top;
use super::notices::left_out;
use super::plain::{clipped, plain};
use super::wording::{FINDINGS, PLACES, THINGS, counted, first_of, number, risk, row_of};
use crate::finding::Verdict;
use crate::report::diff::{Diff, Move, Why};
use crate::report::v1::Place;
use crate::report::{ListReport, Report};

/// The longest name of a place in a row of them, in columns of a terminal.
const NAME: usize = 36;

/// The day of the earlier audit in words.
pub(crate) fn day(diff: &Diff) -> String {
    diff.old.as_of.in_words()
}

/// What got worse: first what stops the gate, then what is below that.
pub(crate) fn worse(diff: &Diff) -> [Vec<&Move>; 2] {
    let passing = diff.passing().filter(|moved| moved.basis == Verdict::Fail);
    [diff.stopping().collect(), passing.collect()]
}

/// What a list was on the earlier day, for the end of a paragraph; nothing where it is not known.
pub(crate) fn then(report: &Report, list: &ListReport) -> String {
    let Some((diff, (old, _))) = report.since.as_ref().and_then(|diff| Some((diff, diff.list(&list.key)?))) else {
        return String::new();
    };
    let units = if old.unit.is_empty() { "units" } else { &old.unit };
    let places = counted(old.places_lacking(), PLACES);
    format!(" On {}: {places}, {} {units}.", day(diff), number(old.units_lacking()))
}

/// What a place was on the earlier day.
pub(crate) fn was(report: &Report, place: &str) -> Option<String> {
    let diff = report.since.as_ref()?;
    let old = diff.old.jurisdictions.iter().find(|old| *old.id == *place)?;
    let (low, high) = (risk(old.risk.low), risk(old.risk.high));
    // A risk of another edition of the score cannot be compared with this one.
    let figures = if diff.same_scoring() { format!("; {low} of 100, up to {high}") } else { String::new() };
    Some(format!("{}{figures}, on {}", old.standing.heading(), diff.old.as_of.in_words()))
}

/// How many things got worse, and what the gate stops at.
pub(crate) fn answer(diff: &Diff) -> String {
    let [stopping, passing] = worse(diff).map(|moves| moves.len() as u64);
    let stops = match diff.stops.from {
        Some(from) => format!("the gate fails at {from} severity (--fail-on {from})"),
        None => "the gate never fails (--fail-on never)".to_owned(),
    };
    match (stopping, passing) {
        (0, 0) => format!("Nothing got worse; {stops}"),
        (0, _) => format!("{} got worse, none of it enough to fail the gate; {stops}", counted(passing, THINGS)),
        (_, 0) => format!("{} got worse; {stops}", counted(stopping, THINGS)),
        _ => format!("{} got worse; {stops}", counted(stopping + passing, THINGS)),
    }
}

/// The findings that are there and not held against the change.
pub(crate) fn not_counted(diff: &Diff) -> String {
    let of = |why: &[Why], basis: &[Verdict]| -> u64 {
        why.iter().flat_map(|why| basis.iter().map(|basis| diff.count(*why, *basis))).sum()
    };
    let both = [Verdict::Fail, Verdict::Unknown];
    let open = of(&[Why::New, Why::MoreUnits], &[Verdict::Unknown]);
    let parts = [
        (of(&[Why::Known], &[Verdict::Fail]), "known"),
        (of(&[Why::Waived, Why::WaivedSince], &both), "waived"),
        (of(&[Why::Fixed], &both), "fixed"),
        (of(&[Why::Retired], &both), "out of service now"),
        (of(&[Why::Answered], &both), "answered"),
        (of(&[Why::ByRules], &[Verdict::Fail]), "by other rules"),
        (if diff.stops.unknown { 0 } else { open }, "newly not answered"),
        (of(&[Why::Known], &[Verdict::Unknown]), "not answered, as before"),
    ];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{} {word}", number(*count)))
        .collect();
    row_of(&parts)
}

/// The places that sent for the first time, once: what is found there was neither better nor worse before.
pub(crate) fn first_sent(diff: &Diff, top: Top) -> String {
    let senders = diff.first_senders();
    if senders.is_empty() {
        return String::new();
    }
    let name = |place: &&Place| clipped(&plain(&place.full_name()), NAME);
    let names = first_of(&senders, top.of(senders.len(), 10), name);
    format!("{}: {}", first_sent_counted(diff), row_of(&names))
}

/// How many places sent for the first time, and what was found there.
pub(crate) fn first_sent_counted(diff: &Diff) -> String {
    let first = diff.first_sent();
    let open =
        if first.not_answered > 0 { format!("; {} not answered", number(first.not_answered)) } else { String::new() };
    format!("{}, {}{open}", counted(first.places, PLACES), counted(first.not_met, FINDINGS))
}

/// What the calendar alone brought, rule by rule.
pub(crate) fn by_date(diff: &Diff) -> String {
    if !diff.by_date_told {
        return "the two days differ, and two reports cannot show what only the calendar changed; name the records instead"
            .to_owned();
    }
    let mut rules: Vec<(String, u64)> = Vec::new();
    for moved in diff.of(Why::ByDate).filter(|moved| moved.new.is_some()) {
        match rules.iter_mut().find(|(rule, _)| *rule == *moved.rule) {
            Some((_, count)) => *count += 1,
            None => rules.push((moved.rule.to_string(), 1)),
        }
    }
    let all: u64 = rules.iter().map(|(_, count)| count).sum();
    if all == 0 {
        return String::new();
    }
    let rules: Vec<String> =
        rules.iter().map(|(rule, count)| format!("{} of {}", number(*count), plain(rule))).collect();
    format!("{} by the calendar only: {}", counted(all, FINDINGS), row_of(&rules))
}

/// What could not be read here, and how much on the other side; empty where all was.
pub(crate) fn not_read(report: &Report, diff: &Diff) -> String {
    let all = left_out(report).count();
    let mut text: Vec<String> = left_out(report).take(3).map(|notice| plain(&notice.to_string())).collect();
    if all > text.len() {
        text.push(format!("and {} more", all - text.len()));
    }
    if diff.old.unread() > 0 {
        text.push(format!("{} of the other side", counted(diff.old.unread(), THINGS)));
    }
    text.join("; ")
}
