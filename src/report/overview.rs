//! Many places at a glance: what they are called, which rules are not in order, where to begin.

use std::collections::HashMap;
use std::sync::Arc;

use super::finished::Report;
use super::model::places::{PlaceReport, Standing, by_risk};
use super::noticed::Noticed;
use crate::finding::{Severity, Verdict};
use crate::place::{Level, State};

/// Many places at a glance; those that have places below them are not counted.
#[derive(Clone, Debug)]
pub struct Overview<'a> {
    /// The places that have none below them and sent something, in the order of work; those that show nothing are behind the others.
    pub places: Vec<&'a PlaceReport>,
    /// The one of them with the highest known risk, where any is above 0.
    pub highest: Option<&'a PlaceReport>,
    /// The places that must be there and sent nothing, by name.
    pub silent: Vec<&'a PlaceReport>,
    /// The places that must be there and sent what could not be read, by name.
    pub unread: Vec<&'a PlaceReport>,
    /// How many places must be there; none, where nobody said so.
    pub expected: u64,
    /// What they are called: one, and many.
    pub noun: (&'static str, &'static str),
    /// The state they all lie in, by name and code.
    pub state: Option<(Arc<str>, Arc<str>)>,
    /// The place they all lie in, where it was asked about and is no state.
    pub around: Option<&'a PlaceReport>,
    /// Places that have records of their own beside those of the places below them: shown, and not added.
    pub apart: Vec<&'a PlaceReport>,
    /// Rules that are not in order somewhere, gravest first, then most places first.
    pub rules: Vec<RuleLine>,
    /// What was noticed, alike notices in one.
    pub notices: Noticed<'a>,
    /// Whether some state has more than one of the places.
    pub states_differ: bool,
}

/// One rule over many places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleLine {
    /// The rule, by its place among the report's rules.
    pub rule: usize,
    /// Places where it is not met.
    pub not_met: u64,
    /// Places where it is not answered.
    pub open: u64,
    /// Registered voters where it is not met.
    pub voters: u64,
}

impl RuleLine {
    /// Registered voters where the rule is not met; none where no such place tells them.
    pub(crate) fn known_voters(&self) -> Option<u64> {
        (self.not_met == 0 || self.voters > 0).then_some(self.voters)
    }
}

impl<'a> Overview<'a> {
    /// The overview of a report.
    #[must_use]
    pub fn new(report: &'a Report) -> Self {
        let leaves: Vec<&PlaceReport> = report.places.iter().filter(|place| !place.has_below).collect();
        let is_nowhere = |place: &&PlaceReport| {
            report.not_placed.iter().take_while(|one| one.is_nowhere).any(|one| *one.id == *place.id)
        };
        // What stands for rows of no place is no county, whatever the others are.
        let noun = if leaves.iter().any(is_nowhere) { ("place", "places") } else { noun(&leaves) };
        let lacks_states = leaves.iter().any(|place| place.state.is_none());
        let (mut silent, places): (Vec<&PlaceReport>, Vec<&PlaceReport>) =
            leaves.into_iter().partition(|place| place.standing == Standing::NothingToRead);
        silent.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
        let (unread, silent): (Vec<&PlaceReport>, Vec<&PlaceReport>) =
            silent.into_iter().partition(|place| place.unread.is_some());
        Self {
            noun,
            silent,
            unread,
            expected: report.places.iter().filter(|place| place.expected).count() as u64,
            state: match report.states.as_slice() {
                [only] if !lacks_states => {
                    let own = report.places.iter().find(|place| place.level == Level::State && !place.name.is_empty());
                    Some((own.map_or(&only.name, |place| &place.name).clone(), only.state.clone()))
                }
                _ => None,
            },
            around: report
                .request
                .focus
                .as_ref()
                .and_then(|id| report.place(id))
                .filter(|place| place.has_below && place.level != Level::State),
            apart: report.places.iter().filter(|place| place.has_below && place.has_records()).collect(),
            rules: rules(report, &places),
            notices: Noticed::of(&report.notices, |_| true),
            highest: places.iter().copied().filter(|place| place.risk.low > 0.0).min_by(|a, b| by_risk(a, b)),
            states_differ: report.states.len() > 1 && places.len() > report.states.len(),
            places,
        }
    }
}

/// What places are called, where all are of one size.
fn noun(places: &[&PlaceReport]) -> (&'static str, &'static str) {
    let all = |level| !places.is_empty() && places.iter().all(|place| place.level == level);
    if all(Level::County) {
        ("county", "counties")
    } else if all(Level::Municipality) {
        ("municipality", "municipalities")
    } else if all(Level::State) && places.iter().all(|place| place.state.as_deref().and_then(State::named).is_some()) {
        ("state", "states")
    } else {
        ("place", "places")
    }
}

fn rules(report: &Report, places: &[&PlaceReport]) -> Vec<RuleLine> {
    let mut lines: Vec<RuleLine> =
        (0..report.rules.len()).map(|rule| RuleLine { rule, not_met: 0, open: 0, voters: 0 }).collect();
    for place in places {
        for result in &place.rules {
            let line = &mut lines[result.rule()];
            match result.verdict {
                Verdict::Fail => {
                    line.not_met += 1;
                    line.voters += place.voters.unwrap_or(0);
                }
                Verdict::Unknown => line.open += 1,
                Verdict::Pass | Verdict::Waived | Verdict::NotApplicable => {}
            }
        }
    }
    lines.retain(|line| line.not_met + line.open > 0);
    let severity = |line: &RuleLine| report.rules[line.rule].severity;
    lines.retain(|line| severity(line) != Severity::Info || line.not_met > 0);
    lines.sort_by(|a, b| {
        let key = |line: &RuleLine| (line.not_met == 0, severity(line));
        key(a).cmp(&key(b)).then((b.not_met, b.open).cmp(&(a.not_met, a.open)))
    });
    lines
}

impl Report {
    /// The places that lie in one, in the order of work, with none below them.
    #[must_use]
    pub fn within(&self, id: &str) -> Vec<&PlaceReport> {
        let parents: HashMap<&str, Option<&str>> =
            self.places.iter().map(|place| (place.id.as_str(), place.parent.as_deref())).collect();
        let lies_in = |place: &&PlaceReport| {
            let parent = place.parent.as_deref();
            // A place, its parent and its parent's parent: three levels there are.
            parent == Some(id) || parent.and_then(|parent| parents.get(parent).copied().flatten()) == Some(id)
        };
        self.places.iter().filter(|place| !place.has_below).filter(lies_in).collect()
    }
}
