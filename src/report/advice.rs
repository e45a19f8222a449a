//! The advice to a place, gravest first.

use super::fill::fills;
use super::finished::Report;
use super::fix::{fixes, waived};
use super::model::places::PlaceReport;
use crate::engine::parallel::both;
use crate::finding::{Severity, Verdict};

pub(crate) use super::fill::{is_about_place, is_unlisted, may_be};
pub(crate) use super::fix::let_go;
pub use super::model::advice::{Advice, Fill, Fix, Gap, Spot, Waived};

impl Advice {
    /// The advice to a place, by its place among the report's places.
    #[must_use]
    pub fn new(report: &Report, place: usize) -> Self {
        let of = &report.places[place];
        let with = |verdict| in_order(report, of, verdict);
        let (mut not_met, unanswered) = (with(Verdict::Fail), with(Verdict::Unknown));
        let (listed, fix): (Vec<usize>, Vec<usize>) =
            not_met.iter().partition(|rule| report.severity(of, **rule) == Severity::Info);
        let (not_due, not_applicable) =
            with(Verdict::NotApplicable).into_iter().partition(|at| of.rules[*at].is_not_due());
        let count = |rules: &[usize]| {
            let mut by = [0; 5];
            rules.iter().for_each(|rule| by[report.severity(of, *rule) as usize] += 1);
            by
        };
        let (mut path, fill) =
            both(report.request.records.threads, || fixes(report, place, &fix), || fills(report, place));
        along(report, of, &mut path);
        by_weight(report, of, &mut not_met, |rule| std::slice::from_ref(rule));
        let is_unsettled = |at: &usize| {
            let result = &of.rules[*at];
            let open = result.extent.high > result.extent.low;
            open && result.verdict != Verdict::Waived && report.severity(of, *at) != Severity::Info
        };
        Self {
            fix: path,
            listed: fixes(report, place, &listed),
            fill,
            waived: waived(report, place),
            met: with(Verdict::Pass),
            not_due,
            not_applicable,
            unsettled: (0..of.rules.len()).filter(is_unsettled).count() as u64,
            failing: count(&not_met),
            open: count(&unanswered),
            not_met,
            unanswered,
        }
    }
}

/// The place that a page is about, where the report is about one: the only one, or the only one that has none below it.
#[must_use]
pub fn only_place(report: &Report) -> Option<usize> {
    let mut within = report.places.iter().enumerate().filter(|(_, place)| !place.has_below);
    let (only, _) = within.next()?;
    if within.next().is_some() {
        return None;
    }
    let asked = report.request.focus.as_ref();
    let says = |place: &PlaceReport| !place.has_below || place.has_records();
    let asked = asked.and_then(|id| report.places.iter().position(|place| place.id == *id && says(place)));
    Some(asked.unwrap_or(only))
}

/// The results of a verdict, gravest rule first.
fn in_order(report: &Report, place: &PlaceReport, verdict: Verdict) -> Vec<usize> {
    let mut found: Vec<usize> = (0..place.rules.len()).filter(|at| place.rules[*at].verdict == verdict).collect();
    found.sort_by_key(|at| report.severity(place, *at));
    found
}

/// Puts what is made of rules in order: gravest first, then what leaves least of the score, which brings most; else as it was.
fn by_weight<T>(report: &Report, of: &PlaceReport, all: &mut [T], rules: fn(&T) -> &[usize]) {
    let gravest = |one: &T| rules(one).iter().map(|at| report.severity(of, *at)).min();
    let left = |one: &T| rules(one).iter().map(|at| report.leaves(of, *at)).product::<f64>();
    all.sort_by(|a, b| gravest(a).cmp(&gravest(b)).then_with(|| left(a).total_cmp(&left(b))));
}

/// Lays out what to fix as a path: what the known risk is once each and all before it are fixed.
fn along(report: &Report, of: &PlaceReport, fixes: &mut [Fix]) {
    by_weight(report, of, fixes, |fix| &fix.rules);
    let mut met = Vec::new();
    for fix in fixes {
        met.extend_from_slice(&fix.rules);
        fix.after = report.were_met(of, &met);
    }
}
