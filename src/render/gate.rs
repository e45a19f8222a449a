//! The gate: what got worse since an earlier audit, and what is not counted against a change.

use std::io::{self, Write};

use super::foot::{evidence_line, rules_line};
use super::layout::{CLOSING, Paper, clipped, row_of, width};
use super::moved::Told;
use super::plain::plain;
use super::wording::{counted, number, risk};
use crate::diagnostic::{Code, Level};
use crate::finding::Verdict;
use crate::report::Report;
use crate::report::diff::{Diff, Move, Why};

const THINGS: (&str, &str) = ("thing", "things");

/// The longest name of a place in a row of them, in characters.
const NAME: usize = 36;

/// Writes the page of a report that was compared with another of the same day.
///
/// # Errors
/// Where the writer fails.
pub fn write(report: &Report, diff: &Diff, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let title = if diff.stopping().next().is_some() { "GATE: FAIL" } else { "GATE: PASS" };
    let day = report.as_of.in_words();
    let against = format!("against {}, both judged as of {day}", plain(&diff.old.name));
    if width(title) + width(&against) + 2 <= paper.width {
        writeln!(to, "{}", paper.edges(title, &against))?;
    } else {
        write!(to, "{}", paper.edges(title, &format!("as of {day}")))?;
        writeln!(to, "{}", paper.paragraph("", "", &format!("against {}", plain(&diff.old.name))))?;
    }
    write!(to, "{}", worse(report, diff, paper))?;
    write!(to, "{}", beside(report, diff, paper))?;
    write!(to, "{}", rules_line(report, paper))?;
    write!(to, "{}", evidence_line(report, paper))?;
    writeln!(to)?;
    write!(to, "{}", paper.paragraph("", "", CLOSING))
}

/// What a report of a later day says of the earlier one: what got worse, and what is not counted.
pub(super) fn section(report: &Report, paper: &Paper) -> String {
    let Some(diff) = &report.since else { return String::new() };
    let day = diff.old.as_of.map(|day| day.in_words()).unwrap_or_default();
    let title = format!("SINCE {}", day.to_uppercase());
    format!(
        "{}{}{}",
        paper.edges(&title, &plain(&diff.old.name)),
        worse(report, diff, paper),
        beside(report, diff, paper)
    )
}

/// What a list was on the earlier day, for the end of a paragraph; nothing where it is not known.
pub(super) fn then(report: &Report, list: &str) -> String {
    let Some((diff, (old, _))) = report.since.as_ref().and_then(|diff| Some((diff, diff.list(list)?))) else {
        return String::new();
    };
    let units = if old.units_called.is_empty() { "units" } else { &old.units_called };
    let day = diff.old.as_of.map(|day| day.in_words()).unwrap_or_default();
    let places = counted(old.places_lacking, ("place", "places"));
    format!(" On {day}: {places}, {} {units}.", number(old.units_lacking))
}

/// What a place was on the earlier day: a label, and the words.
pub(super) fn was(report: &Report, place: &str) -> Option<(String, String)> {
    let diff = report.since.as_ref()?;
    let old = diff.old.places.iter().find(|old| *old.id == *place)?;
    let (low, high) = (risk(old.risk.low), risk(old.risk.high));
    // A risk of another edition of the score is no figure to hold this one against.
    let figures = if diff.same_scoring() { format!("; {low} of 100, up to {high}") } else { String::new() };
    let said = format!("{}{figures}", old.standing.heading());
    Some(("BEFORE".to_owned(), format!("{said}, on {}", diff.old.as_of?.in_words())))
}

/// The answer of the gate, and what got worse.
fn worse(report: &Report, diff: &Diff, paper: &Paper) -> String {
    let told = Told::new(diff, Some(report));
    let stopping: Vec<&Move> = diff.stopping().collect();
    let passing: Vec<&Move> = diff.passing().filter(|moved| moved.basis == Verdict::Fail).collect();
    let mut page = paper.paragraph("  ", "  ", &answer(diff, stopping.len() as u64, passing.len() as u64));
    page.push('\n');
    page.push_str(&moves(&told, &stopping, paper));
    if !passing.is_empty() {
        page.push_str("WORSE, BELOW WHAT STOPS THE GATE\n");
        page.push_str(&moves(&told, &passing, paper));
    }
    page
}

/// How many things got worse, and what the gate stops at.
pub(super) fn answer(diff: &Diff, stopping: u64, passing: u64) -> String {
    let stops = match diff.stops.from {
        Some(from) => format!("the gate stops at {from} severity (--fail-on {from})"),
        None => "the gate stops at nothing (--fail-on never)".to_owned(),
    };
    match (stopping, passing) {
        (0, 0) => format!("Nothing got worse; {stops}"),
        (0, _) => format!("{} got worse, and none of it stops here; {stops}", counted(passing, THINGS)),
        (_, 0) => format!("{} got worse; {stops}", counted(stopping, THINGS)),
        _ => format!("{} got worse; {stops}", counted(stopping + passing, THINGS)),
    }
}

/// Moves one by one: the sentence, then where and the rule.
fn moves(told: &Told<'_>, moves: &[&Move], paper: &Paper) -> String {
    let mut page = String::new();
    let moves = told.gathered(moves.iter().copied());
    let shown = paper.shown(moves.len());
    for (at, (moved, count)) in moves[..shown].iter().enumerate() {
        let gutter = vec![format!("{:>2} {:<8}  ", at + 1, moved.severity.name())];
        let indent = vec![" ".repeat(width(&gutter[0]))];
        page.push_str(&paper.item(&gutter, &told.sentence(moved, *count), "", 0));
        let rule = plain(&moved.rule);
        page.push_str(&paper.item(&indent, &told.at(moved), &rule, width(&rule) + 2));
    }
    if moves.len() > shown {
        page.push_str(&format!("   {} more: --top all\n", number((moves.len() - shown) as u64)));
    }
    if !moves.is_empty() {
        page.push('\n');
    }
    page
}

/// What is not counted, what the day brought, what else changed, which waivers end soon.
fn beside(report: &Report, diff: &Diff, paper: &Paper) -> String {
    let mut lines = vec![("NOT COUNTED", not_counted(diff))];
    lines.push(("FIRST SENT", first_sent(diff, paper)));
    lines.push(("BY DATE", by_date(diff)));
    lines.extend(diff.also.iter().map(|also| ("ALSO CHANGED", plain(also))));
    let soon = report.notices.iter().filter(|notice| notice.kind.code() == Code::WaiverEndsSoon);
    lines.extend(soon.map(|notice| ("ENDS SOON", plain(&notice.to_string()))));
    if report.notices.iter().any(|notice| notice.level == Level::Error) || diff.old.unread > 0 {
        lines.push(("NOT READ", not_read(report, diff)));
    }
    let mut page = String::new();
    for (label, text) in lines.iter().filter(|(_, text)| !text.is_empty()) {
        page.push_str(&paper.labelled(&format!("  {label:<12}  "), text));
    }
    if !page.is_empty() {
        page.push('\n');
    }
    page
}

/// The findings that are there and not held against the change.
pub(super) fn not_counted(diff: &Diff) -> String {
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
pub(super) fn first_sent(diff: &Diff, paper: &Paper) -> String {
    let senders = diff.first_senders();
    if senders.is_empty() {
        return String::new();
    }
    let shown = paper.shown(senders.len());
    let mut names: Vec<String> =
        senders[..shown].iter().map(|place| clipped(&plain(&place.full_name()), NAME)).collect();
    if senders.len() > shown {
        names.push(format!("{} more", number((senders.len() - shown) as u64)));
    }
    format!("{}: {}", first_sent_counted(diff), row_of(&names))
}

/// How many places sent for the first time, and what was found there.
pub(super) fn first_sent_counted(diff: &Diff) -> String {
    let first = diff.first_sent();
    let open =
        if first.not_answered > 0 { format!("; {} not answered", number(first.not_answered)) } else { String::new() };
    format!("{}, {}{open}", counted(first.places, ("place", "places")), counted(first.not_met, ("finding", "findings")))
}

/// What the calendar alone brought, rule by rule.
pub(super) fn by_date(diff: &Diff) -> String {
    if !diff.by_date_told {
        return "the two days differ, and two reports cannot tell what the calendar alone brought; name the records for it"
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
    format!("{} by the calendar alone: {}", counted(all, ("finding", "findings")), row_of(&rules))
}

fn not_read(report: &Report, diff: &Diff) -> String {
    let here = report.notices.iter().filter(|notice| notice.level == Level::Error);
    let mut said: Vec<String> = here.take(3).map(|notice| plain(&notice.to_string())).collect();
    if diff.old.unread > 0 {
        said.push(format!("{} of the other side", counted(diff.old.unread, THINGS)));
    }
    said.join("; ")
}
