//! Results for what is worse because it is no longer there to be seen.

use super::rules::level;
use super::wire::{Text, location, message};
use super::{Outcome, ResultProperties, baseline, fingerprints};
use crate::finding::Verdict;
use crate::phrases::change::ChangeText;
use crate::report::Report;
use crate::report::diff::Move;
use crate::words::position::{Position, SheetName};

/// So many results at most are of findings that are gone; they are not measured.
const MOST_GONE: usize = 1_000;

/// What is worse because it is no longer there to be seen, and how many more such things there are. Without them code scanning would take a
/// row that was deleted for one that was put right.
pub(super) fn gone(report: &Report) -> (Vec<Outcome>, u64) {
    let Some(diff) = &report.since else { return (Vec::new(), 0) };
    let texts = ChangeText::new(diff, Some(report));
    let is_gone = |moved: &&Move| {
        let counts = moved.basis == Verdict::Fail || diff.stops.at(moved);
        counts && moved.why.is_worse() && texts.line(moved).is_none()
    };
    let all: Vec<&Move> = diff.moves.iter().filter(is_gone).collect();
    let told = &all[..all.len().min(MOST_GONE)];
    let outcome = |moved: &&Move| {
        let fails = moved.basis == Verdict::Fail;
        let (place, fingerprint) = (texts.place(moved), texts.fingerprint(moved));
        let file = texts.old_file(moved).or_else(|| report.files.first().map(|file| &*file.path)).unwrap_or_default();
        Outcome {
            rule_id: moved.rule.to_string(),
            rule_index: report.rules.iter().position(|rule| *rule.id == *moved.rule),
            kind: if fails { "fail" } else { "open" },
            level: if fails { level(moved.severity) } else { "none" },
            message: Text { text: message(&format!("{place}: {}", texts.what(moved))) },
            locations: [location(file, &SheetName::from(file), Position::default())],
            partial_fingerprints: fingerprints(fingerprint),
            baseline_state: Some(baseline(moved.why)),
            suppressions: Vec::new(),
            properties: ResultProperties {
                place: moved.place.to_string(),
                place_name: place,
                verdict: moved.basis.name(),
                severity: moved.severity.name(),
                asset: None,
                units: None,
                waiver: None,
            },
        }
    };
    (told.iter().map(outcome).collect(), (all.len() - told.len()) as u64)
}
