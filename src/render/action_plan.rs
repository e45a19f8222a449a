//! The action plan that a county sends its state, as CSV: a row for each rule not met, not answered or waived at a place.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::io::{self, Write};

use super::cells::{Cell, Sheet, defused};
use super::law;
use super::layout::Paper;
use super::plain::plain;
use super::said::{Words, blanks, spot, title};
use super::wording::{agreed, counted, number};
use crate::finding::Verdict;
use crate::report::advice::{is_about_place, let_go};
use crate::report::{FindingLine, PlaceReport, Report, RuleResult};
use crate::rules::{Measure, Rule};

/// A cell names at most so many assets or lines; the rest is counted.
const MOST: usize = 20;

const HEADER: [&str; 13] = [
    "place_id", "place", "rule", "severity", "finding", "assets", "where", "fix", "basis", "owner", "due", "status",
    "notes",
];

/// Writes the plan; owner and due date are left for the office to fill in, save where a waiver has them.
///
/// # Errors
/// Where the writer fails.
pub fn write(report: &Report, _: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let words = Words::new(report);
    let texts: Vec<Texts> = report.rules.iter().map(|rule| Texts::of(report, rule)).collect();
    let mut sheet = Sheet::new(to, &HEADER)?;
    sheet.rows(report.request.records.threads, (&report.places, PLACES), |at, place, rows| {
        for result in report.results_by_severity(place) {
            let found = report.lines_of(at, result.rule());
            if let Some(row) = row(&words, place, &texts[result.rule()], result, found) {
                rows.row(&row)?;
            }
        }
        Ok(())
    })
}

/// So many places are drawn at once.
const PLACES: usize = 16;

/// What is the same in all rows of a rule, safe already.
struct Texts {
    id: String,
    fix: String,
    basis: String,
    /// The basis with the law of each state that asks for it.
    law: HashMap<String, String>,
}

impl Texts {
    fn of(report: &Report, rule: &Rule) -> Self {
        let basis: Vec<String> =
            rule.sources.iter().map(|source| format!("{}: {}", source.basis, source.cite)).collect();
        let law = report.law_on(&rule.id).map(|(state, clause)| {
            let law = format!("state law: {}", law::sentence(clause, report.as_of));
            let all = basis.iter().cloned().chain([law]).collect::<Vec<_>>().join("; ");
            (state.to_owned(), defused(&all).into_owned())
        });
        Self {
            id: defused(&rule.id).into_owned(),
            fix: defused(&plain(&rule.fix)).into_owned(),
            basis: defused(&basis.join("; ")).into_owned(),
            law: law.collect(),
        }
    }
}

fn row<'a>(
    words: &Words<'a>,
    place: &'a PlaceReport,
    texts: &'a Texts,
    result: &RuleResult,
    found: &'a [FindingLine],
) -> Option<[Cell<'a>; 13]> {
    let rule = &words.report.rules[result.rule()];
    let waiver = found.iter().find_map(|line| words.waiver(line)).filter(|_| result.verdict == Verdict::Waived);
    let (status, fix) = match result.verdict {
        Verdict::Fail => ("open", Cell::Safe(&texts.fix)),
        Verdict::Unknown => ("not answered", Cell::text(to_fill(rule, found, words.report, result))),
        Verdict::Waived => ("waived", Cell::Safe(&texts.fix)),
        Verdict::Pass | Verdict::NotApplicable => return None,
    };
    let about = found.iter().filter(|line| line.finding.verdict == result.verdict);
    let assets = about.clone().map(|line| plain(&line.finding.asset)).filter(|asset| !asset.is_empty());
    let law = place.state.as_deref().and_then(|state| texts.law.get(state));
    // Rows that were let go are counted: what they name is not known any more.
    let kept = about.clone().count();
    let let_go = if is_about_place(rule.table) { 0 } else { let_go(words.report, result, result.verdict, kept) };
    Some([
        Cell::text(&place.id),
        Cell::text(place.full_name()),
        Cell::Safe(&texts.id),
        Cell::Safe(rule.severity.name()),
        Cell::text(finding(rule, result)),
        Cell::text(some_of(assets, let_go)),
        Cell::text(some_of(about.map(spot).filter(|spot| !spot.is_empty()), let_go)),
        fix,
        Cell::Safe(law.unwrap_or(&texts.basis)),
        Cell::option(waiver.map(|waiver| waiver.owner.as_str())),
        Cell::option(waiver.map(|waiver| waiver.expires.to_string())),
        Cell::Safe(status),
        Cell::option(waiver.map(|waiver| waiver.reason.as_str())),
    ])
}

/// What was found, by the exact counts.
fn finding(rule: &Rule, result: &RuleResult) -> String {
    let units = rule.table.table().unit;
    let tally = &result.tally();
    let (pass, fail, open) = (tally.pass().weight, tally.fail().weight, tally.unknown().weight);
    let whole = is_about_place(rule.table) || rule.measure == Measure::Any || !result.evidence;
    let said = match result.verdict {
        Verdict::Fail if whole => format!("not met: {}", title(rule)),
        Verdict::Fail => {
            let of = format!("{} of {}", number(fail), counted(pass + fail + open, units));
            let asked = if rule.unmet.ends_with("this rule") { format!(": {}", title(rule)) } else { String::new() };
            format!("{of} {}{asked}", agreed(&rule.unmet, fail))
        }
        Verdict::Unknown if !result.evidence => {
            format!("not answered, no row of {} tells: {}", rule.table.table().name, title(rule))
        }
        Verdict::Unknown if whole => format!("not answered: {}", title(rule)),
        Verdict::Unknown => {
            format!("not answered for {} of {}: {}", number(open), counted(pass + fail + open, units), title(rule))
        }
        Verdict::Waived if whole => format!("waived: {}", title(rule)),
        Verdict::Waived | Verdict::Pass | Verdict::NotApplicable => {
            format!("waived for {}: {}", counted(tally.waived().weight, units), title(rule))
        }
    };
    let waived = match result.verdict {
        Verdict::Fail | Verdict::Unknown => tally.waived().weight,
        Verdict::Waived | Verdict::Pass | Verdict::NotApplicable => 0,
    };
    let beside = if waived > 0 { format!("; {} waived", counted(waived, units)) } else { String::new() };
    plain(&format!("{said}{beside}"))
}

/// What to fill in where a rule is not answered.
fn to_fill(rule: &Rule, found: &[FindingLine], report: &Report, result: &RuleResult) -> String {
    let columns: BTreeSet<&str> = found.iter().flat_map(blanks).collect();
    match columns.len() {
        0 if is_about_place(rule.table) => "Answer it in the sheet jurisdictions.".to_owned(),
        // Rows that do not answer were counted, and which cells they are was let go.
        0 if let_go(report, result, Verdict::Unknown, 0) > 0 => {
            format!("Fill in what the rule asks for: pollworthy explain {}.", plain(&rule.id))
        }
        0 => format!("Add what there is to the sheet {}.", rule.table.table().name),
        _ => format!("Fill in {}.", columns.into_iter().collect::<Vec<_>>().join(", ")),
    }
}

/// The first of some, each once, and how many more there are, with so many of which no more is known.
fn some_of(all: impl Iterator<Item = String>, let_go: u64) -> String {
    let mut known: HashSet<String> = HashSet::new();
    let mut first: Vec<String> = Vec::new();
    for one in all {
        if !known.contains(&one) {
            if first.len() < MOST {
                first.push(one.clone());
            }
            known.insert(one);
        }
    }
    let left = (known.len() - first.len()) as u64 + let_go;
    match (left, first.is_empty()) {
        (0, _) => first.join("; "),
        (left, true) => format!("{} not listed here", number(left)),
        (left, false) => format!("{}; and {} more", first.join("; "), number(left)),
    }
}
