//! What rules come to at a place, and what all of them together make of it: verdicts, extents and scores from what was counted.

use std::ops::Deref;
use std::sync::LazyLock;

use super::gathered::Brief;
use super::model::places::Standing;
use super::model::results::RuleResult;
use crate::audit::{Interval, Tally, extent, risk};
use crate::finding::{Severity, Verdict};
use crate::inventory::Place;
use crate::rules::{Called, InForce, Measure, RuleBook};
use crate::schema::{INCIDENTS, JURISDICTIONS};
use crate::words::value::Value;

/// Adds what each rule came to at a place.
pub(crate) fn add_results(all: &[Judged], results: &mut Vec<RuleResult>) {
    results.extend(
        all.iter().enumerate().map(|(rule, judged)| {
            RuleResult::new(rule, judged.verdict, &judged.tally, (judged.extent, judged.unwaived))
        }),
    );
}

/// Whether a verdict counts in scores, completeness and standing.
pub(super) fn applies(verdict: Verdict) -> bool {
    match verdict {
        Verdict::Fail | Verdict::Unknown | Verdict::Pass => true,
        Verdict::Waived | Verdict::NotApplicable => false,
    }
}

/// What one rule came to at a place, with its waivers and as if there were none.
pub(crate) struct Judged {
    pub(crate) verdict: Verdict,
    pub(crate) extent: Interval,
    unwaived: Interval,
    pub(crate) tally: Tally,
    /// The waiver that covers the whole place, where it is what settles the verdict.
    pub(crate) waiver: Option<usize>,
}

impl Judged {
    pub(super) fn brief(&self) -> Brief {
        let waived = self.tally.waived().rows;
        Brief {
            found: self.tally.fail().rows + self.tally.unknown().rows + waived,
            verdict: self.verdict,
            evidence: self.tally.has_evidence(),
            is_waived: waived > 0,
        }
    }
}

/// What a rule comes to at a place, by the waivers in force on the day; `depth` keeps rules that lean on each other from turning in a circle.
pub(crate) fn judge(
    (book, in_force): (&RuleBook, &InForce),
    tally_of: &impl Fn(usize) -> Tally,
    (place, called): (&Place, &impl Deref<Target = Called>),
    rule: usize,
    depth: usize,
) -> Judged {
    let asked = &book.rules[rule];
    let tally = tally_of(rule);
    // The waiver in force that covers the whole place.
    let whole_place = || if in_force.has(rule) { in_force.of_place(rule, called) } else { None };
    let (verdict, extent, unwaived, waiver) = if !tally.has_evidence() {
        let other = asked.no_rows_pass_if.filter(|_| depth < book.rules.len());
        let passes = || {
            other.is_some_and(|other| {
                judge((book, in_force), tally_of, (place, called), other, depth + 1).verdict == Verdict::Pass
            })
        };
        if asked.table == INCIDENTS {
            (Verdict::NotApplicable, Interval::CLEAR, Interval::CLEAR, None)
        } else if passes() {
            (Verdict::Pass, Interval::CLEAR, Interval::CLEAR, None)
        } else {
            match whole_place() {
                Some(waiver) => (Verdict::Waived, Interval::CLEAR, Interval::OPEN, Some(waiver)),
                None => (Verdict::Unknown, Interval::OPEN, Interval::OPEN, None),
            }
        }
    } else {
        let whole = asked.table == JURISDICTIONS || lists_are_whole(place);
        let of = |tally: &Tally| if tally.rows() == 0 { Interval::CLEAR } else { extent(asked.measure, tally, whole) };
        let known = of(&tally);
        let is_waived = tally.waived().rows > 0;
        let unwaived = if is_waived { of(&tally.without_waivers()) } else { known };
        match known {
            _ if tally.rows() == 0 && !is_waived => (Verdict::NotApplicable, known, unwaived, None),
            _ if tally.rows() == 0 => {
                let waiver = if asked.measure == Measure::Any { whole_place() } else { None };
                (Verdict::Waived, known, unwaived, waiver)
            }
            known if known.low > 0.0 => (Verdict::Fail, known, unwaived, None),
            known if known.high > 0.0 => (Verdict::Unknown, known, unwaived, None),
            _ => (Verdict::Pass, known, unwaived, None),
        }
    };
    Judged { verdict, extent, unwaived, tally, waiver }
}

/// Whether a place says that its lists hold everything it has.
fn lists_are_whole(place: &Place) -> bool {
    static COLUMN: LazyLock<Option<usize>> = LazyLock::new(|| JURISDICTIONS.column("list_complete"));
    COLUMN.is_some_and(|column| place.column(column) == Value::Boolean(true))
}

/// What all rules together make of a place.
pub(crate) struct Scores {
    pub(crate) risk: Interval,
    pub(crate) risk_without_waivers: Interval,
    pub(super) completeness: f64,
    pub(crate) standing: Standing,
    /// Rules that are not met: of critical severity, and of high.
    pub(super) grave: [u32; 2],
    /// Whether some rule applies, and none that does is answered or waived.
    pub(super) silent: bool,
}

/// The scores of a place by what its rules came to.
pub(crate) fn scores(rules: &[RuleResult], severity: impl Fn(&RuleResult) -> Severity) -> Scores {
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
