//! Whom to call first, by the recount: the order, the voters, and how much breaks the one rule that each call is about.

use pollworthy::phrases::wording::agreed;
use serde_json::Value;

use super::facts::{Kind, shown};
use super::page::Page;
use super::recount::{Recount, Result, counted, list, number, rank, text};

pub(super) fn calls(page: &mut Page, r: &Recount<'_>, kind: Kind, top: bool) {
    let ends = r.ends();
    if list(&r.json["states"]).len() != 1 || ends.len() < 2 || ends.iter().any(|place| !place["state"].is_string()) {
        return;
    }
    let mut calls: Vec<&Value> =
        ends.into_iter().filter(|place| text(place, "standing") != "meets-the-rules").collect();
    calls.sort_by_key(|place| {
        let is_critical = |result: &Result<'_>| result.verdict == "fail" && r.severity(result.rule) == "critical";
        match text(place, "standing") {
            "action-needed" if r.results(place).iter().any(is_critical) => 0,
            "nothing-to-read" => 1,
            "action-needed" => 2,
            _ => 3,
        }
    });
    let html = kind == Kind::Html;
    let first = shown(calls.len(), top || html, 10);
    // The first few are at the top of the page too.
    for place in calls.iter().take(if html { 3 } else { 0 }) {
        let forms: Vec<String> = whys(r, place).into_iter().map(|why| format!(": {why}")).collect();
        page.says_one_of(&forms);
    }
    if html && calls.len() > 3 {
        page.says(format!("All {}, in order", number(calls.len() as u64)));
    }
    for (at, place) in calls[..first].iter().enumerate() {
        let voters = place["voters"].as_u64().map_or_else(|| "-".to_owned(), number);
        let name = text(place, "name").strip_suffix(" County").unwrap_or(text(place, "name"));
        let order = if html { format!("{} ", at + 1) } else { String::new() };
        let whole = whys(r, place).into_iter().map(|why| format!("{order}{name} {voters} {why}"));
        // A long name may be cut.
        let cut = whys(r, place).into_iter().map(|why| format!("{voters} {why}"));
        let forms: Vec<String> = if name.len() > 20 { whole.chain(cut).collect() } else { whole.collect() };
        page.says_one_of(&forms);
        for key in ["name", "title", "phone", "email"] {
            page.fixed(text(&place["contact"], key));
        }
    }
    let more = if html { calls.len().saturating_sub(10) } else { calls.len() - first };
    if more > 0 {
        page.says(format!("{} more, in order", number(more as u64)));
    }
}

/// Why a place is called, in each of the forms that a page may have room for.
fn whys(r: &Recount<'_>, place: &Value) -> Vec<String> {
    let gravest = |verdict: &str| {
        let mut of = r.results(place);
        of.retain(|result| result.verdict == verdict && r.severity(result.rule) != "info");
        of.sort_by(|a, b| {
            let key = |result: &Result<'_>| rank(r.severity(result.rule));
            key(a).cmp(&key(b)).then_with(|| r.leaves(a).total_cmp(&r.leaves(b)))
        });
        of.into_iter().next()
    };
    let said = |words: &str| vec![words.to_owned()];
    match text(place, "standing") {
        "nothing-to-read" if place["unread"].is_object() => said("cannot be read"),
        "nothing-to-read" => said("sent nothing"),
        "action-needed" => gravest("fail").map(|result| not_met(r, &result)).unwrap_or_default(),
        _ if r.is_silent(place) => said("no rule is answered"),
        _ => match gravest("unknown").filter(|result| rank(r.severity(result.rule)) < 2) {
            Some(result) => {
                vec![format!("not answered: {}{}", r.short(result.rule), units(r, &result, result.unknown))]
            }
            None => said("no scored rule is met yet"),
        },
    }
}

fn units(r: &Recount<'_>, result: &Result<'_>, count: u64) -> String {
    let (one, many) = r.unit(result.rule);
    let by_row = r.measure(result.rule) != "any" && r.table(result.rule) != "jurisdictions";
    if by_row && count > 0 { format!(" ({})", counted(count, one, many)) } else { String::new() }
}

fn not_met(r: &Recount<'_>, result: &Result<'_>) -> Vec<String> {
    let (one, many) = r.unit(result.rule);
    let unmet = r.book.rule(result.rule).map_or("", |rule| &rule.unmet);
    let brief = format!("not met: {}{}", r.short(result.rule), units(r, result, result.fail));
    let full = match (r.table(result.rule), r.measure(result.rule)) {
        ("jurisdictions", _) => agreed(unmet, 1),
        (_, "any") => format!("the {many} on record {unmet}"),
        _ => format!("{} {}", counted(result.fail, one, many), agreed(unmet, result.fail)),
    };
    vec![format!("at least {full}"), full, brief]
}

/// What one can choose in the filter of places: each rule with how many places do not meet it, and how many do not answer it.
pub(super) fn rule_filter(page: &mut Page, r: &Recount<'_>, rules: &[(String, u64, u64, u64, u64)]) {
    let (one, many) = r.noun();
    if r.ends().len() > 1000 {
        return;
    }
    for (rule, _, fail, open, _) in rules {
        for count in [fail, open].into_iter().filter(|count| **count > 0) {
            page.says(format!("({rule}), {}", counted(*count, one, many)));
        }
    }
}
