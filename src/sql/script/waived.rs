//! Which rows waivers cover, as scripts find it.

use super::judged::{ASSET, PLACE};
use super::names::Relation;
use crate::rules::RuleBook;
use crate::sql::dialect::Dialect;

/// On Spark, the rules that are waived for the place of a row, for its key, and for both.
const WAIVED: [&str; 3] = ["row waived place", "row waived asset", "row waived both"];

fn has_waivers(book: &RuleBook, rule: usize) -> bool {
    book.waivers.iter().any(|waiver| waiver.rule == rule)
}

/// On Spark, the rows with the rules that are waived for them: three joins for all rules. It would plan each of `waived`'s conditions as a
/// join of its own, and give each as much memory.
pub(super) fn covered(book: &RuleBook, dialect: Dialect, rules: &[usize]) -> Option<String> {
    if dialect != Dialect::Spark || !rules.iter().any(|rule| has_waivers(book, *rule)) {
        return None;
    }
    let (place, asset) = (dialect.name_of(PLACE), dialect.name_of(ASSET));
    let keys = [
        ("w.place", "w.place is not null and w.asset is null"),
        ("w.asset", "w.place is null and w.asset is not null"),
        ("w.place, w.asset", "w.place is not null and w.asset is not null"),
    ];
    let on = [
        format!("w0.place = a.{place}"),
        format!("w1.asset = a.{asset}"),
        format!("w2.place = a.{place} and w2.asset = a.{asset}"),
    ];
    let join = |(at, ((keys, only), on)): (usize, (&(&str, &str), &String))| {
        format!(
            "\n  left join (\n    select {keys}, collect_set(w.rule) as rules from {} w cross join {} s\n    \
             where w.expires >= s.as_of and {only} group by {keys}\n  ) w{at} on {on}",
            Relation::named("waivers"),
            Relation::named("settings"),
        )
    };
    let joins: String = keys.iter().zip(&on).enumerate().map(join).collect();
    let columns: Vec<String> =
        WAIVED.iter().enumerate().map(|(at, name)| format!("w{at}.rules as {}", dialect.name_of(name))).collect();
    Some(format!("covered as (\n  select a.*, {}\n  from asked a{joins}\n)", columns.join(", ")))
}

/// Whether a waiver covers a row that does not pass.
pub(super) fn waived(book: &RuleBook, dialect: Dialect, rule: usize) -> Option<String> {
    if !has_waivers(book, rule) {
        return None;
    }
    if dialect == Dialect::Spark {
        let id = dialect.text(&book.rules[rule].id);
        let each = WAIVED.map(|name| format!("array_contains({}, {id})", dialect.name_of(name)));
        return Some(format!("({})", each.join(" or ")));
    }
    let (place, asset) = (dialect.name_of(PLACE), dialect.name_of(ASSET));
    let of = |select: &str, place: &str, asset: &str| {
        format!(
            "select {select} from {} w cross join {} s where w.rule = {} and w.expires >= s.as_of and w.place is {place} and w.asset is {asset}",
            Relation::named("waivers"),
            Relation::named("settings"),
            dialect.text(&book.rules[rule].id)
        )
    };
    Some(format!(
        "({place} in ({})\n        or {asset} in ({})\n        or ({place}, {asset}) in ({}))",
        of("w.place", "not null", "null"),
        of("w.asset", "null", "not null"),
        of("w.place, w.asset", "not null", "not null"),
    ))
}
