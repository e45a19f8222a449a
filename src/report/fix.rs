//! What to fix at a place, and what waivers cover there.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::finished::Report;
use super::model::advice::{Fix, Spot, Waived};
use super::model::finding_line::WaiverLine;
use super::model::results::RuleResult;
use crate::finding::{Finding, Verdict};
use crate::rules::{Measure, leaves_some_out};
use crate::schema::TableId;
use crate::words::position::SheetName;

/// The findings of one verdict that were kept of a place and rule.
pub(super) fn kept(report: &Report, place: usize, rule: usize, verdict: Verdict) -> Vec<&Finding> {
    report.findings_of(place, rule).filter(|finding| finding.verdict == verdict).collect()
}

/// Rows counted with one verdict and not kept; none where a rule speaks of the place as a whole.
pub(crate) fn let_go(report: &Report, result: &RuleResult, verdict: Verdict, kept: usize) -> u64 {
    let whole = report.rules[result.rule()].measure == Measure::Any || !result.evidence;
    let tally = result.tally();
    let counted = match verdict {
        Verdict::Fail => *tally.fail(),
        Verdict::Waived => tally.waived(),
        Verdict::Unknown | Verdict::Pass | Verdict::NotApplicable => *tally.unknown(),
    };
    if whole { 0 } else { u64::from(counted.rows).saturating_sub(kept as u64) }
}

pub(super) fn fixes(report: &Report, place: usize, rules: &[usize]) -> Vec<Fix> {
    let of = &report.places[place];
    let mut fixes: Vec<(Fix, TableId)> = Vec::new();
    for at in rules {
        let result = &of.rules[*at];
        let found = kept(report, place, result.rule(), Verdict::Fail);
        let more = let_go(report, result, Verdict::Fail, found.len());
        let spots = spots(&found);
        let table = report.rules[result.rule()].table;
        let by_row = report.rules[result.rule()].measure != Measure::Any;
        let same = fixes.iter_mut().find(|(fix, other)| {
            by_row && more == 0 && fix.more == 0 && *other == table && !fix.labels.is_empty() && fix.spots == spots
        });
        match same {
            Some((fix, _)) => fix.rules.push(*at),
            None => {
                let labels = if more == 0 { labels(&found) } else { Vec::new() };
                let rests_on = rests_on(&found);
                fixes.push((Fix { rules: vec![*at], labels, spots, more, rests_on, after: 0.0 }, table));
            }
        }
    }
    fixes.into_iter().map(|(fix, _)| fix).collect()
}

/// What findings rest on, each once: of a name that stands for many systems nothing.
fn rests_on(found: &[&Finding]) -> Vec<Arc<str>> {
    let mut named: Vec<Arc<str>> = Vec::new();
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for seen in found.iter().flat_map(|finding| finding.seen.iter()).filter(|seen| !seen.value.is_empty()) {
        let tells = [".system", ".advisory"].iter().any(|end| seen.column.ends_with(end));
        if tells && !leaves_some_out(&seen.value) && known.insert(&seen.value) {
            named.push(seen.value.clone());
        }
    }
    named
}

/// What each waiver covers at a place.
pub(super) fn waived(report: &Report, place: usize) -> Vec<Waived> {
    let mut found: HashMap<(usize, &str), Vec<&Finding>> = HashMap::new();
    for line in report.findings_at(place) {
        if let Some(waiver) = &line.finding.waiver {
            found.entry((line.rule, waiver)).or_default().push(&line.finding);
        }
    }
    let of = |(waiver, line): (usize, &WaiverLine)| {
        let label = line.waiver.label();
        let found = found.get(&(line.rule, label.as_str()))?;
        let rows: Vec<&Finding> = found.iter().copied().filter(|finding| finding.position.line > 0).collect();
        let whole = found.iter().all(|finding| finding.asset.is_empty());
        Some(Waived {
            waiver,
            rows: if whole { 0 } else { rows.len() as u64 },
            units: rows.iter().filter_map(|finding| finding.units).sum(),
            labels: if whole { Vec::new() } else { labels(&rows) },
        })
    };
    if found.is_empty() {
        return Vec::new();
    }
    report.waivers.iter().enumerate().filter_map(of).collect()
}

/// What people call the assets, each once; nothing where one has no name.
fn labels(found: &[&Finding]) -> Vec<Arc<str>> {
    if found.iter().any(|finding| finding.label.trim().is_empty()) {
        return Vec::new();
    }
    let mut known: HashSet<&str> = HashSet::new();
    found.iter().filter(|finding| known.insert(&finding.label)).map(|finding| finding.label.clone()).collect()
}

/// Where findings stand, file by file.
fn spots(found: &[&Finding]) -> Vec<Spot> {
    let mut files: BTreeMap<&SheetName, Vec<u64>> = BTreeMap::new();
    for finding in found.iter().filter(|finding| !finding.file.is_empty()) {
        files.entry(&finding.file).or_default().push(finding.position.line);
    }
    files.into_iter().map(|(file, lines)| Spot { file: file.clone(), lines: in_order_each_once(lines) }).collect()
}

/// Lines that are known, each once.
pub(super) fn in_order_each_once(mut lines: Vec<u64>) -> Vec<u64> {
    lines.retain(|line| *line > 0);
    lines.sort_unstable();
    lines.dedup();
    lines
}
