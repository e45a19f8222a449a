//! The scores of a place: what all rules together make of it.

use super::model::places::Standing;
use super::model::results::RuleResult;
use crate::audit::{Interval, risk};
use crate::finding::{Severity, Verdict};

/// Whether a verdict counts in scores, completeness and standing.
pub(super) fn applies(verdict: Verdict) -> bool {
    match verdict {
        Verdict::Fail | Verdict::Unknown | Verdict::Pass => true,
        Verdict::Waived | Verdict::NotApplicable => false,
    }
}

/// What all rules together make of a place.
pub(super) struct Scores {
    pub(super) risk: Interval,
    pub(super) risk_without_waivers: Interval,
    pub(super) completeness: f64,
    pub(super) standing: Standing,
    /// Rules that are not met: of critical severity, and of high.
    pub(super) grave: [u32; 2],
    /// Whether some rule applies, and none that does is answered or waived.
    pub(super) silent: bool,
}

/// The scores of a place by what its rules came to.
pub(super) fn scores(rules: &[RuleResult], severity: impl Fn(&RuleResult) -> Severity) -> Scores {
    let applied = || rules.iter().filter(|result| applies(result.verdict));
    let known = risk(applied().map(|result| (severity(result), result.extent)));
    let judged = rules.iter().filter(|result| result.verdict != Verdict::NotApplicable);
    let is_waived =
        judged.clone().any(|result| result.verdict == Verdict::Waived || result.unwaived() != result.extent);
    let risk_without_waivers =
        if is_waived { risk(judged.map(|result| (severity(result), result.unwaived()))) } else { known };
    let (mut all, mut closed) = (0.0, 0.0);
    for result in applied() {
        let weight = severity(result).weight();
        all += weight;
        if (result.extent.high - result.extent.low).abs() < f64::EPSILON {
            closed += weight;
        }
    }
    let unanswered = |severe: Severity| applied().any(|r| r.verdict == Verdict::Unknown && severity(r) <= severe);
    let grave = [Severity::Critical, Severity::High]
        .map(|severe| applied().filter(|r| r.verdict == Verdict::Fail && severity(r) == severe).count() as u32);
    let silent = rules.iter().any(|result| result.verdict == Verdict::Unknown)
        && rules.iter().all(|result| matches!(result.verdict, Verdict::Unknown | Verdict::NotApplicable));
    // Info rules are listed and never in a standing.
    let passes = applied().any(|result| result.verdict == Verdict::Pass && severity(result) != Severity::Info);
    let standing = if grave != [0; 2] {
        Standing::ActionNeeded
    } else if unanswered(Severity::High) || !passes {
        Standing::NotShown
    } else {
        Standing::MeetsTheRules
    };
    // Where nothing is asked, nothing is answered either: missing data is never a pass.
    let completeness = if all > 0.0 { closed / all } else { 0.0 };
    Scores { risk: known, risk_without_waivers, completeness, standing, grave, silent }
}
