//! The risk and the standing of each place, by the score's own formula.

use super::View;
use super::names::Relation;
use super::tallies::{asked, double};
use crate::audit::EDITION;
use crate::finding::Severity;
use crate::report::Standing;
use crate::rules::RuleBook;
use crate::sql::dialect::Dialect;

pub(super) fn view(book: &RuleBook, dialect: Dialect) -> View {
    let one = double(dialect, "1");
    let hundred = double(dialect, "100");
    // Every finding takes its part of what is left, in the order of the rules: then the same rules give the same digits.
    let product = |end: &str| {
        let each = asked(book).into_values().map(|id| {
            format!(
                "min(case when t.rule = {} and {APPLIES} then {one} - w.weight * sqrt(t.{end}) else {one} end)",
                dialect.text(id)
            )
        });
        let each: Vec<String> = each.collect();
        if each.is_empty() { one.clone() } else { each.join("\n      * ") }
    };
    const APPLIES: &str = "t.verdict in ('pass', 'fail', 'unknown')";
    let any = |what: &str| format!("max(case when {what} then 1 else 0 end)");
    let weights: Vec<String> = Severity::ALL
        .into_iter()
        .map(|severity| {
            format!("({}, {})", dialect.text(&severity.to_string()), double(dialect, &severity.weight().to_string()))
        })
        .collect();
    let grave = "t.severity in ('critical', 'high')";
    let [action, not_shown, meets, nothing] =
        [Standing::ActionNeeded, Standing::NotShown, Standing::MeetsTheRules, Standing::NothingToRead]
            .map(|s| dialect.text(s.name()));
    let silent = "p.expected and not p.sent and not p.sent_below";
    View {
        name: "risk".to_owned(),
        about: vec![format!(
            "The risk of each place from 0 to 100, known and at most, and its standing ({EDITION}): every finding takes its part of what is left."
        )],
        select: format!(
            "with weights (severity, weight) as (values {}),\nscored as (\n  select t.place,\n    {hundred} * ({one} - {}) as low,\n    \
             {hundred} * ({one} - {}) as high,\n    {} as is_grave,\n    {} as is_open,\n    {} as passes\n  \
             from {} t join weights w on w.severity = t.severity\n  group by t.place\n)\n\
             select p.place, p.state, p.name, case when {silent} then {} else s.low end as low, case when {silent} then {hundred} else s.high end as high,\n  \
             case when {silent} then {nothing} when s.is_grave = 1 then {action} when s.is_open = 1 or s.passes = 0 then {not_shown} else {meets} end as standing\n\
             from {} p join scored s on s.place = p.place",
            weights.join(", "),
            product("e_low"),
            product("e_high"),
            any(&format!("t.verdict = 'fail' and {grave}")),
            any(&format!("t.verdict = 'unknown' and {grave}")),
            any("t.verdict = 'pass' and t.severity <> 'info'"),
            Relation::named("tallies"),
            double(dialect, "0"),
            Relation::named("places"),
        ),
    }
}
