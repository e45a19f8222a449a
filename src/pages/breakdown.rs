//! Where a place's score comes from: rule by rule, each one's share, and where it could still go.

use std::io::{self, Write};

use super::footer::{evidence, not_placed};
use super::layout::{Column, Paper, clipped, width};
use super::many_places::table;
use super::notices::unread;
use crate::finding::Verdict;
use crate::phrases::many_places::ORDER;
use crate::phrases::names::{full_name, short, short_and_id};
use crate::phrases::one_place::{OnePlace, risk_sentence};
use crate::phrases::plain::plain;
use crate::phrases::result::{counts_rows, share};
use crate::phrases::wording::{PLACES, counted, number, risk};
use crate::report::advice::{Waived, is_about_place};
use crate::report::{PlaceReport, Report, Share, StateReport};

/// Writes where a place's score comes from.
///
/// # Errors
/// Where the writer fails.
pub fn write(report: &Report, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let asked = report.request.focus.as_ref();
    // A state without a row of its own is all its places.
    if let (None, [only], [_, _, ..]) = (asked, report.states.as_slice(), report.places.as_slice()) {
        let places: Vec<&PlaceReport> = report.places.iter().filter(|place| !place.has_below).collect();
        let name = if only.name == only.state { format!("State {}", only.name) } else { only.name.to_string() };
        state(report, &name, Some(only), &places, paper, to)?;
    } else {
        let at = asked.and_then(|id| report.places.iter().position(|place| place.id == *id)).unwrap_or(0);
        let Some(of) = report.places.get(at) else { return writeln!(to, "No place was read.") };
        let below = report.within(&of.id);
        if !below.is_empty() {
            let all = report.states.iter().find(|state| of.state.as_ref() == Some(&state.state));
            state(report, &full_name(of), all, &below, paper, to)?;
            if of.has_records() {
                writeln!(to, "ITS OWN RECORDS, NOT ADDED TO THE ABOVE")?;
            }
        }
        if let Some(page) = OnePlace::new(report, at).filter(|_| below.is_empty() || of.has_records()) {
            rule_by_rule(&page, paper, to)?;
        }
    }
    write!(to, "{}{}", not_placed(report, paper), unread(report, paper))?;
    write!(to, "{}\n{}", evidence(report, paper), paper.closing())
}

/// A place with places below it: their mean, and each of them.
fn state(
    report: &Report,
    name: &str,
    all: Option<&StateReport>,
    below: &[&PlaceReport],
    paper: &Paper,
    to: &mut dyn Write,
) -> io::Result<()> {
    let places = counted(below.len() as u64, PLACES);
    let head = match all {
        Some(state) => format!(
            "{}: {} of 100 on what is known, up to {}",
            plain(name).to_uppercase(),
            risk(state.risk.low),
            risk(state.risk.high)
        ),
        None => plain(name).to_uppercase(),
    };
    write!(to, "{}", paper.edges(&head, &report.as_of.in_words()))?;
    let voters: u64 = below.iter().filter_map(|place| place.voters).sum();
    let how = if voters > 0 { "by registered voters" } else { "all alike: none gives its voters" };
    writeln!(to, "{}", paper.paragraph("", "", &format!("The mean of {places}, weighted {how}. {ORDER}")))?;
    writeln!(to, "{}", table(below, false, paper))
}

fn rule_by_rule(page: &OnePlace<'_>, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    writeln!(to, "{}", head(page, paper))?;
    let shares = Shares(page.report.shares(page.of));
    let rules = if paper.width >= 96 { wide(page, &shares, paper) } else { narrow(page, &shares, paper) };
    write!(to, "{rules}{}", rest(page, paper))?;
    let text = "Each rule takes a part of what the others leave of 100, depending on its severity and on how much fails it. What is \
                not answered is left out of the first number and counted as failing in the second. 0 is best. The numbers are \
                weights that show where to begin; they are not likelihoods. pollworthy explain score has the formula.";
    writeln!(to, "HOW THE SCORE WORKS\n{}", paper.paragraph("  ", "  ", text))
}

/// The place, its score in a sentence, and the day; a shorter sentence where the whole one leaves no room for the day.
fn head(page: &OnePlace<'_>, paper: &Paper) -> String {
    let of = page.of;
    let (name, day) = (plain(&full_name(of)).to_uppercase(), page.report.as_of.in_words());
    let whole = format!("{name}: {}", risk_sentence(of));
    let (low, high) = (risk(of.risk.low), risk(of.risk.high));
    let up = if low == high { String::new() } else { format!(", up to {high}") };
    let brief = format!("{name}: {low} of 100 on what is known{up}");
    paper.edges(if width(&whole) + width(&day) + 2 <= paper.width { &whole } else { &brief }, &day)
}

/// The shares of the rules that are not met, and what they are together.
struct Shares(Vec<Share>);

impl Shares {
    /// A rule's share; an info rule has none.
    fn of(&self, at: usize) -> String {
        match self.0.iter().find(|share| share.result == at).map(|share| share.tenths) {
            None => "-".to_owned(),
            Some(0) => "<0.1".to_owned(),
            Some(tenths) => tenth(tenths),
        }
    }

    /// What they are together, where there are several.
    fn all(&self) -> Option<String> {
        (self.0.len() > 1).then(|| tenth(self.0.iter().map(|share| share.tenths).sum()))
    }
}

/// Tenths as a number: `47.3`.
fn tenth(tenths: u64) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn narrow(page: &OnePlace<'_>, shares: &Shares, paper: &Paper) -> String {
    let (of, fails, open) = (page.of, &page.advice.not_met, &page.advice.unanswered);
    let row = |at: usize, part: u64, last: String| {
        let (rule, share) = (page.rule(at), share(page.rule(at), &of.rules[at], part));
        let id = clipped(&plain(&rule.id), 16);
        vec![rule.severity.name().to_owned(), id, clipped(&short(rule), 32), share, last]
    };
    let (first, numbers) = (Column::words(2).at_least(8), Column::numbers(2));
    let mut text = String::new();
    if !fails.is_empty() {
        let mut rows = vec![["", "", "", "not met", "its share"].map(str::to_owned).to_vec()];
        rows.extend(fails.iter().map(|at| row(*at, of.rules[*at].tally().fail().weight, shares.of(*at))));
        rows.extend(shares.all().map(|all| ["together", "", "", "", &all].map(str::to_owned).to_vec()));
        let table = paper.columns(&rows, &[first, Column::words(2), Column::words(2), numbers, numbers]);
        text.push_str(&format!("WHERE THE {} COMES FROM\n{table}\n", risk(of.risk.low)));
    }
    // A rule that is not met may be open in part as well.
    let in_part = fails.iter().filter(|at| of.rules[**at].extent.low < of.rules[**at].extent.high);
    let open: Vec<usize> = open.iter().chain(in_part).copied().collect();
    if !open.is_empty() {
        let mut rows = vec![["", "", "", "not answered", ""].map(str::to_owned).to_vec()];
        rows.extend(open.iter().map(|at| {
            let table = page.rule(*at).table;
            let unit = if is_about_place(table) { "" } else { table.table().unit.1 };
            row(*at, of.rules[*at].tally().unknown().weight, unit.to_owned())
        }));
        let table = paper.columns(&rows, &[first, Column::words(2), Column::words(2), numbers, Column::words(2)]);
        text.push_str(&format!("WHAT COULD STILL RAISE IT: UP TO {}\n{table}\n", risk(of.risk.high)));
    }
    text
}

fn wide(page: &OnePlace<'_>, shares: &Shares, paper: &Paper) -> String {
    let (fails, open) = (&page.advice.not_met, &page.advice.unanswered);
    let mut rows =
        vec![["", "", "rule", "met", "not met", "not answered", "its share", "of"].map(str::to_owned).to_vec()];
    for (heading, ats, all) in [("NOT MET", fails, shares.all()), ("NOT ANSWERED", open, None)] {
        if !ats.is_empty() {
            rows.push(vec![heading.to_owned()]);
        }
        for at in ats {
            rows.push(wide_row(page, shares, *at));
        }
        rows.extend(all.map(|all| ["  together", "", "", "", "", "", &all, ""].map(str::to_owned).to_vec()));
    }
    let columns = [
        Column::words(2).at_least(12),
        Column::words(2),
        Column::words(2),
        Column::numbers(2),
        Column::numbers(2),
        Column::numbers(2),
        Column::numbers(2),
        Column::words(2),
    ];
    // What the units are called is the first thing that narrower paper does without.
    let kept = if paper.width < 110 { columns.len() - 1 } else { columns.len() };
    rows.iter_mut().for_each(|row| row.truncate(kept));
    if rows.len() > 1 { format!("{}\n", paper.columns(&rows, &columns[..kept])) } else { String::new() }
}

fn wide_row(page: &OnePlace<'_>, shares: &Shares, at: usize) -> Vec<String> {
    let (rule, result) = (page.rule(at), &page.of.rules[at]);
    let counted = result.evidence && counts_rows(rule);
    let count = |count: u64| if count == 0 || !counted { "-".to_owned() } else { number(count) };
    let tally = &result.tally();
    let (fail, open) = match (counted, result.verdict) {
        (true, _) => (count(tally.fail().weight), count(tally.unknown().weight)),
        (false, Verdict::Fail) if is_about_place(rule.table) => ("no".to_owned(), "-".to_owned()),
        (false, Verdict::Fail) => ("none does".to_owned(), "-".to_owned()),
        (false, _) => ("-".to_owned(), "no answer".to_owned()),
    };
    let share = if result.verdict == Verdict::Fail { shares.of(at) } else { String::new() };
    vec![
        format!("  {}", rule.severity),
        clipped(&plain(&rule.id), 16),
        clipped(&short(rule), 32),
        count(tally.pass().weight),
        fail,
        open,
        share,
        rule.table.table().unit.1.to_owned(),
    ]
}

/// What is met, waived, not due, and what does not apply.
fn rest(page: &OnePlace<'_>, paper: &Paper) -> String {
    let advice = &page.advice;
    let kept = |at: &usize| {
        let said = page.passing(*at).map(|(passing, all, through)| format!(" {passing} of {}{through}", number(all)));
        format!("{}{}", short_and_id(page.rule(*at)), said.unwrap_or_default())
    };
    let waived = |waived: &Waived| {
        let line = &page.report.waivers[waived.waiver];
        format!("{} until {}", short_and_id(&page.report.rules[line.rule]), line.waiver.expires.in_words())
    };
    let parts = [
        ("MET", advice.met.len(), advice.met.iter().map(kept).collect::<Vec<_>>().join(", ")),
        ("WAIVED", advice.waived.len(), advice.waived.iter().map(waived).collect::<Vec<_>>().join(", ")),
        ("NOT DUE YET", advice.not_due.len(), page.not_due(short_and_id).join("; ")),
        ("DOES NOT APPLY", advice.not_applicable.len(), page.not_applicable(short_and_id).join(", ")),
    ];
    let part = |(heading, count, said): &(&str, usize, String)| {
        paper.labelled(&format!("{:<20}", format!("{heading} ({count})")), said)
    };
    let text: String = parts.iter().filter(|(_, count, _)| *count > 0).map(part).collect();
    if text.is_empty() { text } else { format!("{text}\n") }
}
