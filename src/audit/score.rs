//! The score: how far a rule fails at a place, and what all rules together make of it. Both are intervals.

use super::tally::Tally;
use crate::finding::Severity;
use crate::rules::Measure;

/// An interval: what is known at the low end, what cannot be ruled out at the high end.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Interval {
    /// On what is known.
    pub low: f64,
    /// While answers are open.
    pub high: f64,
}

impl Interval {
    /// From nothing to everything: no evidence at all.
    pub const OPEN: Self = Self { low: 0.0, high: 1.0 };
    /// Nothing wrong and nothing open.
    pub const CLEAR: Self = Self { low: 0.0, high: 0.0 };
}

/// How far a rule fails at a place, from 0 to 1.
pub type Extent = Interval;

/// The extent of a rule that has evidence (DESIGN section 5): P, F and U are units, or rows that state none.
///
/// Shares are compared exactly, so that 9 of 10 is at least 0.9. `whole` says whether the place is known to have no row but these: a row that
/// nobody listed is unknown, and one good row would do for [`Measure::Any`].
#[must_use]
pub fn extent(measure: Measure, tally: &Tally, whole: bool) -> Extent {
    let (pass, fail, unknown) = (tally.pass().weight, tally.fail().weight, tally.unknown().weight);
    let all = pass + fail + unknown;
    let share = |part: u64| if all == 0 { 0.0 } else { ratio(part, all) };
    let full = |yes: bool| if yes { 1.0 } else { 0.0 };
    match measure {
        Measure::Share => Extent { low: share(fail), high: share(fail + unknown) },
        Measure::Worst => Extent { low: full(fail > 0), high: full(fail + unknown > 0) },
        Measure::Any => Extent { low: full(whole && pass + unknown == 0), high: full(pass == 0) },
        Measure::AtLeast(least) => {
            let (numerator, denominator) = least.parts();
            let holds = |part: u64| {
                // Units and shares are small enough that the products fit.
                i128::from(part).saturating_mul(denominator) >= i128::from(all).saturating_mul(numerator)
            };
            Extent {
                low: if holds(pass + unknown) { 0.0 } else { share(fail) },
                high: if holds(pass) { 0.0 } else { share(fail + unknown) },
            }
        }
    }
}

#[allow(clippy::cast_precision_loss)]
fn ratio(part: u64, all: u64) -> f64 {
    part as f64 / all as f64
}

/// The weight that keeps a short rules file from exaggerating: ten critical rules.
const BALLAST: f64 = 100.0;

/// The risk of a place, from 0 to 100 at both ends, from its rules' severities and extents.
///
/// The worst finding is a floor, breadth orders within it: `100 * (1 - (1 - m) * (1 - W))` with `x = sqrt(e)`,
/// `m = max(S * x)` and `W = sum(w * x) / (100 + sum(w))`.
#[must_use]
pub fn risk(rules: impl Iterator<Item = (Severity, Extent)> + Clone) -> Interval {
    let end = |of: fn(&Extent) -> f64| {
        let (mut floor, mut sum, mut weights) = (0.0_f64, 0.0, BALLAST);
        for (severity, extent) in rules.clone() {
            let x = of(&extent).sqrt();
            floor = floor.max(severity.floor() * x);
            sum += severity.weight() * x;
            weights += severity.weight();
        }
        100.0 * (1.0 - (1.0 - floor) * (1.0 - sum / weights))
    };
    Interval { low: end(|extent| extent.low), high: end(|extent| extent.high) }
}
