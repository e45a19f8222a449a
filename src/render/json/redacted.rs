//! What a JSON report for the public has instead of what it leaves out.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::report::{AtLeast, Redacted};

/// What a report for the public still tells of what it leaves out.
#[derive(Serialize)]
pub(super) struct Wire<'a> {
    files: u64,
    places: u64,
    rules_left_out: usize,
    notices_left_out: u64,
    /// None, where there are too few places.
    counts: Option<CountsWire<'a>>,
}

#[derive(Serialize)]
struct CountsWire<'a> {
    standings: BTreeMap<&'static str, AtLeastWire>,
    rules: Vec<HiddenWire<'a>>,
}

#[derive(Serialize)]
struct HiddenWire<'a> {
    id: &'a str,
    topic: &'a str,
    title: &'a str,
    severity: &'static str,
    not_met: AtLeastWire,
    not_answered: AtLeastWire,
}

/// A number of places, told no more exactly than names none.
#[derive(Serialize)]
struct AtLeastWire {
    low: u64,
    high: u64,
}

/// What a report for the public still tells of what it leaves out.
pub(super) fn wire(of: &Redacted) -> Wire<'_> {
    fn told(count: AtLeast) -> AtLeastWire {
        AtLeastWire { low: count.low, high: count.high }
    }
    let counts = of.counts.as_ref().map(|counts| CountsWire {
        standings: counts.standings.iter().map(|(standing, count)| (standing.name(), told(*count))).collect(),
        rules: counts
            .rules
            .iter()
            .map(|rule| HiddenWire {
                id: &rule.id,
                topic: &rule.topic,
                title: &rule.title,
                severity: rule.severity.name(),
                not_met: told(rule.not_met),
                not_answered: told(rule.open),
            })
            .collect(),
    });
    Wire { files: of.files, places: of.places, notices_left_out: of.notices, rules_left_out: of.rules, counts }
}
