//! The report on one place: the answer, what to fix, what to fill in, what is in order.

use std::collections::HashSet;
use std::io::{self, Write};

use super::footer::{not_placed, rules_and_evidence};
use super::gate;
use super::layout::{Paper, width};
use super::notices;
use crate::finding::Severity;
use crate::phrases::fill::{NEW_SHEETS, NO_BLAME, asks_for_a_sheet, gap};
use crate::phrases::footer::read;
use crate::phrases::forecast::ForecastText;
use crate::phrases::names::full_name;
use crate::phrases::one_place::{OnePlace, answered_sentence, risk_sentence};
use crate::phrases::plain::plain;
use crate::phrases::since::was;
use crate::phrases::wording::{as_of, first_large, risk};
use crate::report::advice::Fix;
use crate::report::{Report, Turn};
use crate::rules::Rule;

/// So many of the next changes are shown.
const DUE: usize = 3;

/// Writes the page of the place at an index of the report's places.
///
/// # Errors
/// Where the writer fails.
pub fn write(report: &Report, place: usize, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let Some(page) = OnePlace::new(report, place) else { return Ok(()) };
    writeln!(to, "{}", paper.edges(&plain(&full_name(page.of)).to_uppercase(), &as_of(report.as_of)))?;
    write!(to, "{}", answer(&page, paper))?;
    write!(to, "{}", gate::section(report, paper))?;
    write!(to, "{}", to_fix(&page, paper))?;
    write!(to, "{}", to_fill(&page, paper))?;
    write!(to, "{}", waived(&page, paper))?;
    write!(to, "{}", falls_due(report, place, paper))?;
    write!(to, "{}", in_order(&page, paper))?;
    write!(to, "{}", not_placed(report, paper))?;
    write!(to, "{}", notices::of_one_place(report, paper))?;
    write!(to, "{}", paper.labelled("READ       ", &read(report)))?;
    write!(to, "{}", rules_and_evidence(report, paper))?;
    for (at, command) in page.commands().iter().enumerate() {
        write!(to, "{}", paper.labelled(if at == 0 { "MORE       " } else { "           " }, command))?;
    }
    write!(to, "\n{}", paper.closing())
}

fn answer(page: &OnePlace<'_>, paper: &Paper) -> String {
    let heading = page.of.standing.heading();
    let widest = width(heading) + 3;
    let lines = [
        (heading, Some(page.reason())),
        ("RISK", Some(risk_sentence(page.of))),
        ("ANSWERED", Some(answered_sentence(page.of))),
        ("BEFORE", was(page.report, &page.of.id)),
    ];
    let line = |(label, text): (&str, Option<String>)| Some(paper.labelled(&format!("  {label:<widest$}"), &text?));
    lines.into_iter().filter_map(line).chain(["\n".to_owned()]).collect()
}

fn to_fix(page: &OnePlace<'_>, paper: &Paper) -> String {
    let advice = &page.advice;
    let fixes = |fixes: &[Fix], scored| -> String {
        fixes.iter().enumerate().map(|(at, of)| fix(page, paper, at, of, scored)).collect()
    };
    let mut text = String::new();
    if !advice.fix.is_empty() {
        text.push_str(&paper.edges("WHAT TO FIX", &page.path_heading()));
        text.push_str(&fixes(&advice.fix, true));
        text.extend(page.path_end().map(|said| paper.paragraph("   ", "   ", &said)));
        text.push('\n');
    }
    if !advice.listed.is_empty() {
        text.push_str(&format!("LISTED, FOR YOUR INFORMATION\n{}\n", fixes(&advice.listed, false)));
    }
    text
}

fn fix(page: &OnePlace<'_>, paper: &Paper, at: usize, fix: &Fix, scored: bool) -> String {
    let rules: Vec<&Rule> = fix.rules.iter().map(|at| page.rule(*at)).collect();
    let Some(first) = rules.first() else { return String::new() };
    let mut severities: Vec<Severity> = rules.iter().map(|rule| rule.severity).collect();
    severities.dedup();
    let gutter: Vec<String> = severities
        .iter()
        .enumerate()
        .map(|(line, severity)| {
            let count = if line == 0 { format!("{:>2}", at + 1) } else { "  ".to_owned() };
            if scored { format!("{count} {severity:<8}  ") } else { format!("{count} ") }
        })
        .collect();
    let below = vec![" ".repeat(width(&gutter[0]))];
    let text = format!("{} {}", page.sentence(fix), advised(first, paper.width * 2));
    let right = if scored { risk(fix.after) } else { String::new() };
    let ids = rules.iter().map(|rule| rule.id.as_str()).collect::<Vec<_>>().join(", ");
    format!(
        "{}{}",
        paper.item(&gutter, text.trim(), &right, if scored { 8 } else { 0 }),
        paper.item(&below, &page.spots(fix), &plain(&ids), ids.len() + 2)
    )
}

/// The first words of what to do: whole sentences, at most this many bytes.
fn advised(rule: &Rule, most: usize) -> String {
    let fix = plain(&rule.fix);
    let mut said = String::new();
    for sentence in fix.split_inclusive(". ") {
        if said.len() + sentence.len() > most {
            break;
        }
        said.push_str(sentence);
    }
    said.trim_end().to_owned()
}

fn to_fill(page: &OnePlace<'_>, paper: &Paper) -> String {
    let fill = &page.advice.fill;
    if fill.is_empty() {
        return String::new();
    }
    let mut text = paper.edges(&format!("WHAT TO FILL IN    {NO_BLAME}"), "rules open");
    let shown = paper.shown(fill.len());
    for (at, fill) in fill[..shown].iter().enumerate() {
        let gutter = vec![format!("{:>2} ", at + 1)];
        text.push_str(&paper.item(&gutter, &gap(page, fill), &page.opened(&fill.rules), 19));
    }
    text.push_str(&Paper::more(fill.len(), shown));
    if fill.iter().any(asks_for_a_sheet) {
        text.push_str(&format!("   {}{}\n", NEW_SHEETS.0, NEW_SHEETS.1));
    }
    text.push('\n');
    text
}

/// The next changes for the worse, if that was asked for.
fn falls_due(report: &Report, place: usize, paper: &Paper) -> String {
    let Some(turns) = &report.ahead else { return String::new() };
    let words = ForecastText { report, turns, only: Some(place) };
    // Of each rule the first.
    let mut known = HashSet::new();
    let next: Vec<&Turn> = words.due().filter(|turn| known.insert(turn.rule)).take(DUE).collect();
    if next.is_empty() {
        return String::new();
    }
    let item = |turn: &&Turn| {
        let gutter = format!("   {:<17} ", turn.on.in_words());
        paper.item(&[gutter], &first_large(&words.what(turn)), &plain(&words.rule(turn).id), 8)
    };
    format!("WHAT FALLS DUE\n{}\n", next.iter().map(item).collect::<String>())
}

fn waived(page: &OnePlace<'_>, paper: &Paper) -> String {
    if page.advice.waived.is_empty() {
        return String::new();
    }
    let mut text = format!("WAIVED ({})\n", page.advice.waived.len());
    let indent = " ".repeat(11);
    for waived in &page.advice.waived {
        let [head, owner, id, label] = page.excepted(waived);
        text.push_str(&paper.paragraph("   ", "   ", &head));
        text.push_str(&paper.paragraph(&indent, &indent, &owner));
        text.push_str(&format!("{indent}{id}   {label}\n"));
    }
    text.push('\n');
    text
}

fn in_order(page: &OnePlace<'_>, paper: &Paper) -> String {
    let part = |(heading, count, said): (&str, usize, Vec<String>)| {
        let head = format!("{:<19} ", format!("{} ({count})", heading.to_uppercase()));
        paper.labelled(&head, &format!("{}.", said.join(". ")))
    };
    let text: String = page.in_order().map(part).collect();
    if text.is_empty() { text } else { format!("{text}\n") }
}
