//! Where a place's score comes from: rule by rule, each one's share, and where it could still go.

use std::io::{self, Write};

use super::foot::{due, evidence_line, named, short};
use super::layout::{CLOSING, Column, Paper, clipped, width};
use super::not_placed;
use super::place::{looked_through, risk_sentence};
use super::places::{ORDER, table};
use super::plain::plain;
use super::unread::unread;
use super::wording::{counted, number, risk};
use crate::finding::Verdict;
use crate::report::advice::{Advice, Waived, is_about_place};
use crate::report::{PlaceReport, Report, RuleResult, Share, StateReport};
use crate::rules::{Measure, Rule};
use crate::schema::JURISDICTIONS;

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
        write!(to, "{}", not_placed::section(report, paper))?;
        write!(to, "{}", unread(report, paper))?;
        writeln!(to, "{}", evidence_line(report, paper))?;
        return write!(to, "{}", paper.paragraph("", "", CLOSING));
    }
    let at = asked.and_then(|id| report.places.iter().position(|place| place.id == *id)).unwrap_or(0);
    let Some(of) = report.places.get(at) else { return writeln!(to, "No place was read.") };
    let below = report.within(&of.id);
    if !below.is_empty() {
        let all = report.states.iter().find(|state| of.state.as_ref() == Some(&state.state));
        state(report, &named(of), all, &below, paper, to)?;
        if of.has_records() {
            writeln!(to, "ITS OWN RECORDS, NOT ADDED TO THE ABOVE")?;
        }
    }
    if below.is_empty() || of.has_records() {
        rule_by_rule(report, at, paper, to)?;
    }
    write!(to, "{}", not_placed::section(report, paper))?;
    write!(to, "{}", unread(report, paper))?;
    writeln!(to, "{}", evidence_line(report, paper))?;
    write!(to, "{}", paper.paragraph("", "", CLOSING))
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
    let places = counted(below.len() as u64, ("place", "places"));
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
    let how = if voters > 0 { "by registered voters" } else { "all alike: none tells its voters" };
    writeln!(to, "{}", paper.paragraph("", "", &format!("The mean of {places}, weighted {how}. {ORDER}")))?;
    writeln!(to, "{}", table(below, false, paper))
}

fn rule_by_rule(report: &Report, at: usize, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let of = &report.places[at];
    let advice = Advice::new(report, at);
    writeln!(to, "{}", head(report, of, paper))?;
    if paper.width >= 96 {
        write!(to, "{}", wide(report, of, &advice, paper))?;
    } else {
        write!(to, "{}", narrow(report, of, &advice, paper))?;
    }
    let text = "Each rule takes a part of what the others leave of 100, by its severity and by how much misses it. What is \
                not answered is left out of the first number and counted as missing in the second. 0 is best. The numbers \
                are weights, which say where to begin; they are not likelihoods. pollworthy explain score has the formula.";
    let heading = "HOW THE SCORE WORKS";
    writeln!(to, "{heading}")?;
    writeln!(to, "{}", paper.paragraph("  ", "  ", text))
}

/// The place, its score in a sentence, and the day; a shorter sentence where the whole one leaves no room for the day.
fn head(report: &Report, of: &PlaceReport, paper: &Paper) -> String {
    let (name, day) = (plain(&named(of)).to_uppercase(), report.as_of.in_words());
    let whole = format!("{name}: {}", risk_sentence(of));
    let (low, high) = (risk(of.risk.low), risk(of.risk.high));
    let brief = if low == high {
        format!("{name}: {low} of 100 on what is known")
    } else {
        format!("{name}: {low} of 100 on what is known, up to {high}")
    };
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

fn judged(result: &RuleResult) -> u64 {
    let tally = &result.tally();
    tally.pass().weight + tally.fail().weight + tally.unknown().weight
}

fn narrow(report: &Report, of: &PlaceReport, advice: &Advice, paper: &Paper) -> String {
    let (fails, open) = (&advice.not_met, &advice.unanswered);
    let rule = |at: usize| &report.rules[of.rules[at].rule()];
    let begin = |at: usize| {
        let rule = rule(at);
        vec![rule.severity.name().to_owned(), clipped(&plain(&rule.id), 16), clipped(&short(rule), 32)]
    };
    let shares = Shares(report.shares(of));
    let mut page = String::new();
    if !fails.is_empty() {
        let heading = format!("WHERE THE {} COMES FROM", risk(of.risk.low));
        let mut rows = vec![["", "", "", "not met", "its share"].map(str::to_owned).to_vec()];
        for at in fails.iter().copied() {
            let mut row = begin(at);
            row.push(share(rule(at), &of.rules[at], of.rules[at].tally().fail().weight));
            row.push(shares.of(at));
            rows.push(row);
        }
        rows.extend(shares.all().map(|all| ["together", "", "", "", &all].map(str::to_owned).to_vec()));
        let columns =
            [Column::words(2).at_least(8), Column::words(2), Column::words(2), Column::numbers(2), Column::numbers(2)];
        page.push_str(&format!("{heading}\n{}\n", paper.columns(&rows, &columns)));
    }
    // A rule that is not met may be open in part as well.
    let in_part = fails.iter().filter(|at| of.rules[**at].extent.low < of.rules[**at].extent.high);
    let open: Vec<usize> = open.iter().chain(in_part).copied().collect();
    if !open.is_empty() {
        let mut rows = vec![["", "", "", "not answered", ""].map(str::to_owned).to_vec()];
        for at in open.iter().copied() {
            let mut row = begin(at);
            row.push(share(rule(at), &of.rules[at], of.rules[at].tally().unknown().weight));
            row.push(if row.last().is_some_and(|said| said.contains(" of ") || said == "none listed") {
                rule(at).table.table().unit.1.to_owned()
            } else {
                String::new()
            });
            rows.push(row);
        }
        let columns =
            [Column::words(2).at_least(8), Column::words(2), Column::words(2), Column::numbers(2), Column::words(2)];
        let heading = format!("WHERE IT COULD STILL GO: UP TO {}", risk(of.risk.high));
        page.push_str(&format!("{heading}\n{}\n", paper.columns(&rows, &columns)));
    }
    page.push_str(&rest(report, of, advice, paper));
    page
}

/// A part of what a rule judged, in words: `3 of 10`.
fn share(rule: &Rule, result: &RuleResult, part: u64) -> String {
    match () {
        () if !result.evidence && rule.table == JURISDICTIONS => "no answer".to_owned(),
        () if !result.evidence => "none listed".to_owned(),
        () if is_about_place(rule.table) => {
            (if result.verdict == Verdict::Unknown { "no answer" } else { "no" }).to_owned()
        }
        () if rule.measure == Measure::Any => "none of them".to_owned(),
        () => format!("{} of {}", number(part), number(judged(result))),
    }
}

fn wide(report: &Report, of: &PlaceReport, advice: &Advice, paper: &Paper) -> String {
    let (fails, open) = (&advice.not_met, &advice.unanswered);
    let shares = Shares(report.shares(of));
    let mut rows =
        vec![["", "", "rule", "met", "not met", "not answered", "its share", "of"].map(str::to_owned).to_vec()];
    for (heading, ats, all) in [("NOT MET", fails, shares.all()), ("NOT ANSWERED", open, None)] {
        if !ats.is_empty() {
            rows.push(vec![heading.to_owned()]);
        }
        for at in ats {
            rows.push(wide_row(report, of, &shares, *at));
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
    let mut page = String::new();
    if rows.len() > 1 {
        page.push_str(&format!("{}\n", paper.columns(&rows, &columns[..kept])));
    }
    page.push_str(&rest(report, of, advice, paper));
    page
}

fn wide_row(report: &Report, of: &PlaceReport, shares: &Shares, at: usize) -> Vec<String> {
    let result = &of.rules[at];
    let rule = &report.rules[result.rule()];
    let counted = result.evidence && rule.measure != Measure::Any && !is_about_place(rule.table);
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
fn rest(report: &Report, of: &PlaceReport, advice: &Advice, paper: &Paper) -> String {
    let rule = |at: &usize| &report.rules[of.rules[*at].rule()];
    let kept = |at: &usize| {
        let (rule, result) = (rule(at), &of.rules[*at]);
        let whole = !result.evidence || is_about_place(rule.table) || rule.measure == Measure::Any;
        let of = if whole {
            String::new()
        } else {
            let pass = number(result.tally().pass().weight);
            format!(" {pass} of {}{}", number(judged(result)), looked_through(rule, report.as_of))
        };
        format!("{} ({}){of}", short(rule), plain(&rule.id))
    };
    let mut page = String::new();
    if !advice.met.is_empty() {
        let said: Vec<String> = advice.met.iter().map(kept).collect();
        page.push_str(&paper.labelled(&format!("{:<20}", format!("MET ({})", said.len())), &said.join(", ")));
    }
    let called = |rule: &Rule| format!("{} ({})", short(rule), plain(&rule.id));
    let mut part = |heading: &str, count: usize, said: &[String], between: &str| {
        if count > 0 {
            page.push_str(&paper.labelled(&format!("{:<20}", format!("{heading} ({count})")), &said.join(between)));
        }
    };
    let waived = |waived: &Waived| {
        let line = &report.waivers[waived.waiver];
        format!("{} until {}", called(&report.rules[line.rule]), line.waiver.expires.in_words())
    };
    let said: Vec<String> = advice.waived.iter().map(waived).collect();
    part("WAIVED", said.len(), &said, ", ");
    part("NOT DUE YET", advice.not_due.len(), &due(report, of, &advice.not_due, called), "; ");
    let said: Vec<String> = advice.not_applicable.iter().map(|at| called(rule(at))).collect();
    part("DOES NOT APPLY", said.len(), &said, ", ");
    if !page.is_empty() {
        page.push('\n');
    }
    page
}
