//! The path of a place's known risk down to nothing, and what each rule has in it.

use super::finished::Report;
use super::judged::applies;
use super::model::places::PlaceReport;
use crate::audit::{Interval, leaves, risk, shares};
use crate::finding::{Severity, Verdict};

/// What a rule that is not met has in the known risk of a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// The rule, by its place among the place's results.
    pub result: usize,
    /// Its share of the risk, which runs from 0 to 100, by the logarithm of what it leaves.
    pub share: f64,
    /// The same in whole tenths, so rounded that all of them together are [`tenths`] of the risk.
    pub tenths: u64,
}

impl Report {
    /// What the known risk of a place would be, were some of its rules met; they are named by their place among its results.
    #[must_use]
    pub fn were_met(&self, place: &PlaceReport, met: &[usize]) -> f64 {
        let applied = place.rules.iter().enumerate().filter(|(_, result)| applies(result.verdict));
        risk(applied.map(|(at, result)| {
            let extent = if met.contains(&at) { Interval::CLEAR } else { result.extent };
            (self.rules[result.rule()].severity, extent)
        }))
        .low
    }

    /// What a rule leaves of the known score of a place: 1 where it takes nothing.
    #[must_use]
    pub(super) fn leaves(&self, place: &PlaceReport, result: usize) -> f64 {
        let of = &place.rules[result];
        if applies(of.verdict) { leaves(self.rules[of.rule()].severity, of.extent.low) } else { 1.0 }
    }

    /// What each rule that is not met has in the known risk of a place, in the rules' order; they add up to it. Info rules have none.
    #[must_use]
    pub fn shares(&self, place: &PlaceReport) -> Vec<Share> {
        let not_met: Vec<usize> = (0..place.rules.len())
            .filter(|at| place.rules[*at].verdict == Verdict::Fail)
            .filter(|at| self.rules[place.rules[*at].rule()].severity != Severity::Info)
            .collect();
        let left: Vec<f64> = not_met.iter().map(|at| self.leaves(place, *at)).collect();
        let shares = shares(place.risk.low, &left);
        let tenths = in_tenths(&shares, tenths(place.risk.low));
        not_met
            .into_iter()
            .zip(shares.into_iter().zip(tenths))
            .map(|(result, (share, tenths))| Share { result, share, tenths })
            .collect()
    }
}

/// A risk in whole tenths, which is 0 or 1,000 only where the risk is just 0 or 100.
#[must_use]
#[allow(clippy::cast_sign_loss)]
pub fn tenths(risk: f64) -> u64 {
    match risk {
        risk if risk <= 0.0 => 0,
        risk if risk >= 100.0 => 1000,
        risk => ((risk * 10.0).round() as u64).clamp(1, 999),
    }
}

/// Shares in whole tenths that are so many together: each is rounded down, and what is left goes to those that lost the most by it.
#[allow(clippy::cast_sign_loss, clippy::cast_precision_loss)]
fn in_tenths(shares: &[f64], all: u64) -> Vec<u64> {
    let mut tenths: Vec<u64> = shares.iter().map(|share| (share * 10.0).floor() as u64).collect();
    let lost = |at: usize, tenths: &[u64]| shares[at] * 10.0 - tenths[at] as f64;
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by(|a, b| lost(*b, &tenths).total_cmp(&lost(*a, &tenths)));
    let left = all.saturating_sub(tenths.iter().sum());
    for at in order.into_iter().take(left as usize) {
        tenths[at] += 1;
    }
    tenths
}
