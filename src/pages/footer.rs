//! The foot of a page for people: what is not placed, the rules, the digests.

use super::layout::Paper;
use crate::phrases::{footer, not_placed};
use crate::report::Report;

/// The rules that were asked about, those turned off, and the digests.
pub(super) fn rules_and_evidence(report: &Report, paper: &Paper) -> String {
    let rules = paper.labelled("RULES      ", &footer::rules(report));
    let off = report.off.iter().map(|off| paper.labelled("   OFF     ", &footer::off(off)));
    format!("{rules}{}{}", off.collect::<String>(), evidence(report, paper))
}

/// The digests, how many files, the program, and where defaults came from.
pub(super) fn evidence(report: &Report, paper: &Paper) -> String {
    paper.labelled("EVIDENCE   ", &footer::evidence(report))
}

/// What is not placed, and what was given to the place that the user named; nothing where all is placed.
pub(super) fn not_placed(report: &Report, paper: &Paper) -> String {
    let said = not_placed::sentences(report).join(" ");
    let not_placed = (!said.is_empty()).then(|| paper.labelled("NOT PLACED    ", &said));
    let given = not_placed::given(report).map(|said| paper.labelled("GIVEN         ", &said));
    let section: String = not_placed.into_iter().chain(given).collect();
    if section.is_empty() { section } else { format!("{section}\n") }
}
