//! Places, states and the results of rules as the JSON report has them.

use std::sync::Arc;

use crate::report::finished::Report;
use crate::report::model::places;
use crate::report::model::places::{PlaceReport, StateReport};
use crate::report::model::results;
use crate::report::v1::place::Unread;
use crate::report::v1::{Place, RuleResult, State};

impl Place {
    pub(crate) fn of(place: &PlaceReport, rules: Vec<RuleResult>) -> Self {
        let unread = |unread: &places::Unread| Unread { file: unread.file.file.clone(), why: unread.message().into() };
        Self {
            id: place.id.as_str().into(),
            state: place.state.clone(),
            name: place.name.clone(),
            level: place.level,
            parent: place.parent.as_deref().map(Arc::from),
            voters: place.voters,
            risk: place.risk.into(),
            completeness: place.completeness,
            standing: place.standing,
            expected: place.expected,
            unread: place.unread.as_ref().map(unread),
            contact: place.contact.clone(),
            rules,
            has_below: place.has_below,
        }
    }
}

impl RuleResult {
    pub(super) fn of(report: &Report, result: &results::RuleResult, ids: &[Arc<str>]) -> Self {
        let (at, tally) = (result.rule(), result.tally());
        Self {
            rule: ids[at].clone(),
            verdict: result.verdict,
            e_low: result.extent.low,
            e_high: result.extent.high,
            pass: tally.pass().weight,
            fail: tally.fail().weight,
            unknown: tally.unknown().weight,
            waived: tally.waived().weight,
            assets: tally.rows(),
            due: report.rules[at].due.clone().filter(|_| result.is_not_due()),
            at,
        }
    }
}

impl From<&StateReport> for State {
    fn from(state: &StateReport) -> Self {
        Self {
            state: state.state.clone(),
            name: state.name.clone(),
            risk: state.risk,
            max: state.max,
            standings: (&state.standings).into(),
        }
    }
}
