//! The score: how far a rule fails at a place, and what all rules together make of it. Both are intervals.

use serde::{Deserialize, Serialize};

use super::tally::Tally;
use crate::finding::Severity;
use crate::rules::Measure;

/// An interval: what is known at the low end, what cannot be ruled out at the high end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
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

/// The edition of the score, as reports name it.
pub const EDITION: &str = "pollworthy.score/2";

/// The edition of reports that name none: a floor by the worst finding, and a small term for the rest.
pub const FIRST_EDITION: &str = "pollworthy.score/1";

/// What one rule leaves of the score, from 1 where nothing fails down to `1 - S` where all does: `1 - S * sqrt(e)`.
///
/// By the root one unit in a hundred weighs a tenth of all, and one in four a half.
#[must_use]
pub fn leaves(severity: Severity, extent: f64) -> f64 {
    1.0 - severity.weight() * extent.sqrt()
}

/// The risk of a place, from 0 to 100 at both ends, from its rules' severities and extents.
///
/// Every finding takes its part of what is left: `100 * (1 - product of (1 - S * sqrt(e)))`. What passes changes nothing. The product is
/// taken in the order of the rules, so that the same rules give the same digits.
#[must_use]
pub fn risk(rules: impl Iterator<Item = (Severity, Extent)> + Clone) -> Interval {
    let end = |of: fn(&Extent) -> f64| {
        let left: f64 = rules.clone().map(|(severity, extent)| leaves(severity, of(&extent))).product();
        100.0 * (1.0 - left)
    };
    Interval { low: end(|extent| extent.low), high: end(|extent| extent.high) }
}

/// Each rule's share of a risk, by the logarithm of what it leaves: they add up to the risk, whatever the order.
#[must_use]
pub fn shares(risk: f64, leaves: &[f64]) -> Vec<f64> {
    let all: f64 = leaves.iter().map(|left| left.ln()).sum();
    let share = |left: &f64| if all < 0.0 { risk * left.ln() / all } else { 0.0 };
    leaves.iter().map(share).collect()
}
