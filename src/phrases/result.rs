//! What a rule came to at a place: counts and shares in words, and what to fill in.

use std::collections::BTreeSet;

use super::finding::blanks;
use super::names::{asked, title};
use super::plain::plain;
use super::wording::{agreed, counted, number};
use crate::audit::Tally;
use crate::finding::Verdict;
use crate::report::advice::{is_about_place, let_go};
use crate::report::{FindingLine, Report, RuleResult};
use crate::rules::{LookedThrough, Measure, Rule};
use crate::schema::JURISDICTIONS;
use crate::words::value::Day;

/// For this many days after a reference table was last checked, the lack of an entry is reported without a warning.
const FRESH: i32 = 180;

/// Whether a rule is met or not by counting rows.
pub(crate) fn counts_rows(rule: &Rule) -> bool {
    rule.measure != Measure::Any && !is_about_place(rule.table)
}

/// Everything a rule judged: units, and one for each row that states none.
pub(crate) fn judged(tally: &Tally) -> u64 {
    tally.pass().weight + tally.fail().weight + tally.unknown().weight
}

/// Whether some rows state how many they stand for, and failing ones do not.
pub(crate) fn mixed(tally: &Tally) -> bool {
    let stated = tally.pass().units() + tally.fail().units() + tally.unknown().units();
    stated > 0 && tally.fail().bare > 0
}

/// A part of what a rule judged, in words: `3 of 10`.
pub(crate) fn share(rule: &Rule, result: &RuleResult, part: u64) -> String {
    match () {
        () if !result.evidence && rule.table == JURISDICTIONS => "no answer".to_owned(),
        () if !result.evidence => "none listed".to_owned(),
        () if is_about_place(rule.table) => {
            (if result.verdict == Verdict::Unknown { "no answer" } else { "no" }).to_owned()
        }
        () if rule.measure == Measure::Any => "none of them".to_owned(),
        () => format!("{} of {}", number(part), number(judged(&result.tally()))),
    }
}

/// What was found, by the exact counts.
pub(crate) fn finding(rule: &Rule, result: &RuleResult) -> String {
    let units = rule.table.table().unit;
    let tally = &result.tally();
    let (fail, open) = (tally.fail().weight, tally.unknown().weight);
    let whole = !result.evidence || !counts_rows(rule);
    let all = || counted(judged(tally), units);
    let text = match result.verdict {
        Verdict::Fail if whole => format!("not met: {}", title(rule)),
        Verdict::Fail => format!("{} of {} {}{}", number(fail), all(), agreed(&rule.unmet, fail), asked(rule)),
        Verdict::Unknown if !result.evidence => {
            format!("not answered, no row of {} shows it: {}", rule.table.table().name, title(rule))
        }
        Verdict::Unknown if whole => format!("not answered: {}", title(rule)),
        Verdict::Unknown => {
            format!("not answered for {} of {}: {}", number(open), all(), title(rule))
        }
        Verdict::Waived if whole => format!("waived: {}", title(rule)),
        Verdict::Waived | Verdict::Pass | Verdict::NotApplicable => {
            format!("waived for {}: {}", counted(tally.waived().weight, units), title(rule))
        }
    };
    let waived = match result.verdict {
        Verdict::Fail | Verdict::Unknown => tally.waived().weight,
        Verdict::Waived | Verdict::Pass | Verdict::NotApplicable => 0,
    };
    let waived = if waived > 0 { format!("; {} waived", counted(waived, units)) } else { String::new() };
    plain(&format!("{text}{waived}"))
}

/// How much does not meet a rule, and how much does not answer it.
pub(crate) fn counts(rule: &Rule, result: &RuleResult) -> String {
    let units = rule.table.table().unit;
    let (fail, open) = (result.tally().fail().weight, result.tally().unknown().weight);
    if result.evidence {
        match (fail, open) {
            (fail, 0) => format!("not met by {}", counted(fail, units)),
            (0, open) => format!("not answered for {}", counted(open, units)),
            (fail, open) => format!("not met by {}, not answered for {}", counted(fail, units), counted(open, units)),
        }
    } else {
        format!("not answered: no row of {} shows it", rule.table.table().name)
    }
}

/// What to fill in where a rule is not answered.
pub(crate) fn to_fill(rule: &Rule, found: &[FindingLine], report: &Report, result: &RuleResult) -> String {
    let columns: BTreeSet<&str> = found.iter().flat_map(blanks).collect();
    match columns.len() {
        0 if is_about_place(rule.table) => "Answer it in the sheet jurisdictions.".to_owned(),
        // Rows that do not answer were counted, and which cells they are was let go.
        0 if let_go(report, result, Verdict::Unknown, 0) > 0 => {
            format!("Fill in what the rule asks for: pollworthy explain {}.", plain(&rule.id))
        }
        0 => format!("Add what there is to the sheet {}.", rule.table.table().name),
        _ => format!("Fill in {}.", columns.into_iter().collect::<Vec<_>>().join(", ")),
    }
}

/// How many entries of reference tables were looked through and when those were last checked, where having none is good news; each
/// begins with a semicolon.
pub(crate) fn looked_through(rule: &Rule, as_of: Day) -> String {
    let text = |of: &LookedThrough| format!("; {}", knows(of, as_of));
    rule.looked_through.iter().map(text).collect()
}

/// How much a reference table knows, and a warning where that is long ago.
pub(crate) fn knows(of: &LookedThrough, as_of: Day) -> String {
    let name = plain(&of.name).replace('_', " ");
    let many = name.strip_suffix('y').map_or_else(|| format!("{name}s"), |stem| format!("{stem}ies"));
    let entries = if of.entries == 1 { name } else { many };
    let checked = match of.checked_on {
        Some(day) if as_of.number() - day.number() > FRESH => {
            format!("last checked {}, which is long ago: newer ones may be missing", day.in_words())
        }
        Some(day) => format!("last checked {}", day.in_words()),
        None => "the list does not say when it was last checked".to_owned(),
    };
    format!("{} {entries} looked through, {checked}", number(of.entries))
}
