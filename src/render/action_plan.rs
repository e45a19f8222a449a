//! The action plan that a county sends its state, as CSV: a row for each rule not met, not answered or waived at a place.

use std::collections::{BTreeSet, HashMap};
use std::io::{self, Write};

use super::cells::{Cell, Sheet};
use super::law;
use super::layout::Paper;
use super::plain::plain;
use super::said::{Words, blanks, spot, title};
use super::wording::{agreed, counted, number};
use crate::finding::Verdict;
use crate::report::advice::is_about_place;
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
    let mut sheet = Sheet::new(to, &HEADER)?;
    let mut kept: HashMap<(usize, usize), Vec<&FindingLine>> = HashMap::new();
    for line in &report.findings {
        kept.entry((line.place, line.rule)).or_default().push(line);
    }
    for (at, place) in report.places.iter().enumerate() {
        for result in report.results_by_severity(place) {
            let found = kept.get(&(at, result.rule)).map_or(&[][..], Vec::as_slice);
            if let Some(row) = row(&words, place, &report.rules[result.rule], result, found) {
                sheet.row(&row)?;
            }
        }
    }
    sheet.end()
}

fn row(
    words: &Words<'_>,
    place: &PlaceReport,
    rule: &Rule,
    result: &RuleResult,
    found: &[&FindingLine],
) -> Option<[Cell; 13]> {
    let waiver = found.iter().find_map(|line| words.waiver(line)).filter(|_| result.verdict == Verdict::Waived);
    let (status, fix) = match result.verdict {
        Verdict::Fail => ("open", plain(&rule.fix)),
        Verdict::Unknown => ("not answered", to_fill(rule, found)),
        Verdict::Waived => ("waived", plain(&rule.fix)),
        Verdict::Pass | Verdict::NotApplicable => return None,
    };
    let about = found.iter().filter(|line| line.finding.verdict == result.verdict);
    let assets = about.clone().map(|line| plain(&line.finding.asset)).filter(|asset| !asset.is_empty());
    let basis = rule.sources.iter().map(|source| format!("{}: {}", source.basis, source.cite));
    let law = words.report.law_on(&rule.id).filter(|(state, _)| place.state.as_deref() == Some(*state));
    let law = law.map(|(_, clause)| format!("state law: {}", law::sentence(clause, words.report.as_of)));
    let basis = basis.chain(law);
    Some([
        Cell::text(&place.id),
        Cell::text(place.full_name()),
        Cell::text(&rule.id),
        Cell::text(rule.severity.name()),
        Cell::text(finding(rule, result)),
        Cell::text(some_of(assets.collect())),
        Cell::text(some_of(about.map(|line| spot(line)).filter(|spot| !spot.is_empty()).collect())),
        Cell::text(fix),
        Cell::text(basis.collect::<Vec<_>>().join("; ")),
        Cell::option(waiver.map(|waiver| waiver.owner.as_str())),
        Cell::option(waiver.map(|waiver| waiver.expires.to_string())),
        Cell::text(status),
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
fn to_fill(rule: &Rule, found: &[&FindingLine]) -> String {
    let columns: BTreeSet<&str> = found.iter().flat_map(|line| blanks(line)).collect();
    match columns.len() {
        0 if is_about_place(rule.table) => "Answer it in the sheet jurisdictions.".to_owned(),
        0 => format!("Add what there is to the sheet {}.", rule.table.table().name),
        _ => format!("Fill in {}.", columns.into_iter().collect::<Vec<_>>().join(", ")),
    }
}

/// The first of some, and how many more there are.
fn some_of(all: Vec<String>) -> String {
    let mut distinct: Vec<String> = Vec::new();
    for one in all {
        if !distinct.contains(&one) {
            distinct.push(one);
        }
    }
    let left = distinct.len().saturating_sub(MOST);
    distinct.truncate(MOST);
    let more = if left > 0 { format!("; and {} more", number(left as u64)) } else { String::new() };
    format!("{}{more}", distinct.join("; "))
}
