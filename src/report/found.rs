//! The findings of a report: what the ledger kept of every place and rule, in their final order.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::FindingLine;
use super::gathered::{Gathered, PLACES};
use crate::audit::Ledger;
use crate::crew::in_parts;
use crate::finding::{Finding, Verdict};
use crate::inventory::Place;
use crate::position::Position;
use crate::rules::{Measure, RuleBook};

/// The findings of all places, and how many more were counted than kept.
pub(super) fn findings(
    book: &RuleBook,
    ledger: &Ledger,
    gathered: &[Gathered<'_>],
    shown: &[usize],
    threads: usize,
) -> (Vec<FindingLine>, u64) {
    let mut order: Vec<usize> = (0..shown.len()).collect();
    order.sort_by_key(|at| (book.rules[shown[*at]].severity, *at));
    let (mut lines, mut dropped) = (Vec::new(), 0);
    let of_part = |first: usize, part: &[Gathered<'_>]| {
        let (mut lines, mut dropped) = (Vec::with_capacity(part.len() * shown.len()), 0);
        for one in (first..).zip(part) {
            dropped += findings_of(book, ledger, one, shown, &order, &mut lines);
        }
        (lines, dropped)
    };
    let Ok(()) = in_parts(threads, gathered, PLACES, of_part, |(mut of_part, dropped_of_part)| {
        lines.append(&mut of_part);
        dropped += dropped_of_part;
        Ok::<(), Infallible>(())
    });
    (lines, dropped)
}

/// Adds the findings of one place; how many more were counted than kept.
fn findings_of(
    book: &RuleBook,
    ledger: &Ledger,
    (place, one): (usize, &Gathered<'_>),
    shown: &[usize],
    order: &[usize],
    lines: &mut Vec<FindingLine>,
) -> u64 {
    let mut dropped = 0;
    // Of a place that sent little most rules say the same.
    let mut of_whole: Vec<Arc<Finding>> = Vec::new();
    for rule in order {
        let result = &one.brief[*rule];
        let is_open = matches!(result.verdict, Verdict::Fail | Verdict::Unknown);
        if !is_open && !result.is_waived && one.waiver(*rule).is_none() {
            continue;
        }
        let by_row = result.evidence && book.rules[shown[*rule]].measure != Measure::Any;
        let mut found = if by_row {
            let kept = ledger.findings(one.index, shown[*rule]);
            dropped += u64::from(result.found) - kept.len() as u64;
            if kept.is_empty() {
                continue;
            }
            kept.to_vec()
        } else {
            let waiver = one.waiver(*rule).map(|waiver| book.waivers[waiver].label().into());
            let same = |known: &&Arc<Finding>| known.verdict == result.verdict && known.waiver == waiver;
            let known = of_whole.iter().find(same).cloned();
            let finding = known.unwrap_or_else(|| {
                of_whole.push(Finding { waiver, ..of_place(one.place, result.verdict) }.into());
                of_whole[of_whole.len() - 1].clone()
            });
            if is_open || finding.verdict == Verdict::Waived {
                lines.push(FindingLine { rule: *rule, place, finding });
            }
            continue;
        };
        // A rule that is met as a whole asks nothing of the rows that fail it; those waived are shown all the same.
        if !is_open {
            found.retain(|finding| finding.verdict == Verdict::Waived);
        }
        number(&mut found);
        lines.extend(found.into_iter().map(|finding| FindingLine { rule: *rule, place, finding: finding.into() }));
    }
    dropped
}

/// The one finding of a rule about a whole place.
fn of_place(place: &Place, verdict: Verdict) -> Finding {
    Finding {
        verdict,
        asset: Arc::default(),
        label: Arc::default(),
        units: None,
        column: None,
        seen: Arc::default(),
        waiver: None,
        file: place.file.clone(),
        position: Position { column: 0, ..place.position },
    }
}

/// Numbers findings whose assets cannot be told apart: the second is `…#2`.
fn number(findings: &mut [Finding]) {
    if findings.len() < 2 {
        return;
    }
    let mut met: HashMap<Arc<str>, u32, RandomState> = HashMap::default();
    for finding in findings {
        let times = met.entry(finding.asset.clone()).or_default();
        *times += 1;
        if *times > 1 {
            finding.asset = format!("{}#{times}", finding.asset).into();
        }
    }
}
