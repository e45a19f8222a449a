//! The action plan that a county sends its state, as CSV: a row for each rule not met, not answered or waived at a place.

use std::collections::{HashMap, HashSet};
use std::io::{self, Write};

use super::cells::{Cell, Sheet, defused};
use super::layout::Paper;
use crate::finding::Verdict;
use crate::phrases::finding::{FindingText, spot};
use crate::phrases::law;
use crate::phrases::plain::plain;
use crate::phrases::result::{finding, to_fill};
use crate::phrases::wording::number;
use crate::report::advice::{is_about_place, let_go};
use crate::report::{FindingLine, PlaceReport, Report, RuleResult};
use crate::rules::Rule;

/// A cell names at most this many assets or lines; the rest is counted.
const MOST: usize = 20;

/// The columns of the plan.
pub(super) const HEADER: [&str; 13] = [
    "place_id", "place", "rule", "severity", "finding", "assets", "where", "fix", "basis", "owner", "due", "status",
    "notes",
];

/// Writes the plan; owner and due date are left for the office to fill in, save where a waiver has them.
///
/// # Errors
/// Where the writer fails.
pub fn write(report: &Report, _: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let words = FindingText::new(report);
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

/// The rows of the plan one by one with their places, as long as `add` takes them.
pub(super) fn each_row(report: &Report, add: &mut dyn FnMut(&PlaceReport, [Cell<'_>; 13]) -> bool) {
    let words = FindingText::new(report);
    let texts: Vec<Texts> = report.rules.iter().map(|rule| Texts::of(report, rule)).collect();
    for (at, place) in report.places.iter().enumerate() {
        for result in report.results_by_severity(place) {
            let found = report.lines_of(at, result.rule());
            if let Some(row) = row(&words, place, &texts[result.rule()], result, found)
                && !add(place, row)
            {
                return;
            }
        }
    }
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
            let all = basis.iter().cloned().chain([law::basis(clause, report.as_of)]).collect::<Vec<_>>().join("; ");
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
    words: &FindingText<'a>,
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

/// The first few, each once, and how many more there are, including `let_go` of which nothing else is known.
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
