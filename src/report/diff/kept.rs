//! Where a report counted more findings than it kept: which assets they are about it does not say.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

use crate::finding::Verdict;
use crate::report::v1::Report;

/// The rules and places, by their indices, of which a report counted more findings than it kept.
pub(super) fn partly_kept(report: &Report) -> HashSet<(usize, usize), RandomState> {
    if report.dropped == 0 {
        return HashSet::default();
    }
    let mut kept: HashMap<(usize, usize), Option<[u64; 3]>, RandomState> = HashMap::default();
    for line in report.findings.iter() {
        let sums = kept.entry((line.rule, line.place)).or_insert(Some([0; 3]));
        // What is about the place as a whole is one finding, whatever was counted.
        if line.finding.asset.is_empty() {
            *sums = None;
        } else if let Some(sums) = sums {
            let at = match line.finding.verdict {
                Verdict::Fail => 0,
                Verdict::Waived => 2,
                Verdict::Unknown | Verdict::Pass | Verdict::NotApplicable => 1,
            };
            sums[at] += line.finding.weight();
        }
    }
    let mut partly = HashSet::default();
    for (place, of) in report.jurisdictions.iter().enumerate() {
        for result in &of.rules {
            let [_, counted @ ..] = result.units();
            let is_whole = match (kept.get(&(result.at, place)), result.verdict) {
                (Some(None), _) => true,
                (Some(Some(sums)), Verdict::Fail | Verdict::Unknown) => *sums == counted,
                (None, Verdict::Fail | Verdict::Unknown) => false,
                (sums, _) => sums.copied().flatten().map_or(0, |sums| sums[2]) == counted[2],
            };
            if !is_whole {
                partly.insert((result.at, place));
            }
        }
    }
    partly
}
