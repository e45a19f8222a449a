//! Charts: risk intervals as dots and bars, findings by rule, ages of machines; plain SVG in percent, so that letters keep their size.

use maud::{Markup, html};

use crate::audit::Interval;
use crate::phrases::names::{short, topic};
use crate::phrases::wording::{counted, either, number, risk};
use crate::report::Report;
use crate::report::charts::{OLDEST, RuleFindings, TypeAges};

/// The height of a row.
const ROW: usize = 22;

/// The longest name that a chart has room for, in columns of a terminal.
pub(super) const FITTING: usize = 34;

/// How many ages share a column of the table.
const SPAN: usize = 5;

/// One risk: a bar from what is known to what is possible, a dot at what is known.
pub(super) fn interval(of: &Interval, said: &str) -> Markup {
    html! {
        svg.interval width="100%" height="46" role="img" aria-label=(said) {
            svg x="4%" width="92%" height="46" overflow="visible" {
                rect.track x="0" y="10" width="100%" height="8" {}
                (bar(of, 10, 8))
                @for at in [0, 25, 50, 75, 100] {
                    line.tick x1=(percent(f64::from(at))) x2=(percent(f64::from(at))) y1="22" y2="27" {}
                    text.axis x=(percent(f64::from(at))) y="41" text-anchor="middle" { (at) }
                }
            }
        }
    }
}

fn percent(of: f64) -> String {
    let text = format!("{of:.1}");
    format!("{}%", text.strip_suffix(".0").unwrap_or(&text))
}

fn bar(of: &Interval, y: usize, height: usize) -> Markup {
    let middle = y + height / 2;
    html! {
        rect.open x=(percent(of.low)) width=(percent((of.high - of.low).max(0.0))) y=(y) height=(height) {}
        circle.most cx=(percent(of.high)) cy=(middle) r="4" {}
        circle.known cx=(percent(of.low)) cy=(middle) r="5" {}
    }
}

/// The risks of several places in the order they come in: a row each.
pub(super) fn intervals(id: &str, title: &str, rows: &[(String, Interval)]) -> Markup {
    let height = rows.len() * ROW + 28;
    html! {
        svg.chart width="100%" height=(height) role="img" aria-labelledby=(format!("{id}-t {id}-d")) {
            title id=(format!("{id}-t")) { (title) }
            desc id=(format!("{id}-d")) { "A dot at the known risk, and a bar from there to the highest it could be, from 0 to 100." }
            svg.plot x="34%" width="48%" height=(height) overflow="visible" {
                @for at in [0, 25, 50, 75, 100] {
                    line.grid x1=(percent(f64::from(at))) x2=(percent(f64::from(at))) y1="20" y2=(height - 8) {}
                    text.axis x=(percent(f64::from(at))) y="12" text-anchor="middle" { (at) }
                }
            }
            text.axis.between x="100%" y="12" text-anchor="end" { "known to at most" }
            @for (at, (name, of)) in rows.iter().enumerate() {
                @let y = 24 + at * ROW;
                svg.lab x="0" y=(y) width="32%" height=(ROW) { text.name x="0" y="13" { (name) } }
                svg.plot x="34%" y=(y) width="48%" height=(ROW) overflow="visible" { (bar(of, 6, 6)) }
                text.figure x="100%" y=(y + 13) text-anchor="end" { (format!("{} to {}", risk(of.low), risk(of.high))) }
            }
        }
    }
}

/// What is not met and not answered, rule by rule, of all that each rule judged.
pub(super) fn findings(report: &Report, rules: &[RuleFindings]) -> Markup {
    let height = rows_high(rules.len());
    html! {
        svg.chart width="100%" height=(height) role="img" aria-labelledby="rules-t rules-d" {
            title id="rules-t" { "Findings by rule" }
            desc id="rules-d" { "A bar for each rule, of all that it judged: dark for not met, hatched for not answered, "
                "light for met." }
            defs {
                pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                    rect.hatch-ground width="5" height="5" {}
                    rect.hatch-line width="1.6" height="5" {}
                }
            }
            text.axis x="87%" y="12" text-anchor="end" { "not met" }
            text.axis x="100%" y="12" text-anchor="end" { "open" }
            @for (at, of) in rules.iter().enumerate() {
                @let y = 22 + at * ROW;
                @let all = of.met + of.not_met + of.open;
                svg.lab x="0" y=(y) width="38%" height=(ROW) { text.name x="0" y="13" { (short(&report.rules[of.rule])) } }
                svg.plot x="40%" y=(y) width="36%" height=(ROW) {
                    rect.met x="0" y="2" width="100%" height="14" {}
                    rect.fail x="0" y="2" width=(percent(share(of.not_met, all))) height="14" {}
                    rect.unanswered x=(percent(share(of.not_met, all))) y="2" width=(percent(share(of.open, all))) height="14" fill="url(#hatch)" {}
                }
                text.figure x="87%" y=(y + 13) text-anchor="end" { (number(of.not_met)) }
                text.figure x="100%" y=(y + 13) text-anchor="end" { (number(of.open)) }
            }
        }
        ul.legend {
            li { svg.swatch width="16" height="16" aria-hidden="true" { rect.fail width="16" height="16" {} } "not met" }
            li { svg.swatch width="16" height="16" aria-hidden="true" { rect width="16" height="16" fill="url(#hatch)" {} } "not answered" }
            li { svg.swatch width="16" height="16" aria-hidden="true" { rect.met width="16" height="16" {} } "met" }
        }
    }
}

fn rows_high(rows: usize) -> usize {
    rows * ROW + 26
}

#[allow(clippy::cast_precision_loss, reason = "a share of a bar: what is lost is no pixel")]
fn share(part: u64, all: u64) -> f64 {
    if all == 0 { 0.0 } else { part as f64 / all as f64 * 100.0 }
}

/// The age of machines, type by type; the same figures as a table below.
pub(super) fn ages(report: &Report, types: &[TypeAges<'_>]) -> Markup {
    let told = types.iter().any(|of| of.all > of.not_told);
    let limits: Vec<u32> = ["max_age_years", "old_age_years"].iter().filter_map(|name| limit(report, name)).collect();
    html! {
        div.multiples {
            @for of in types.iter().filter(|of| of.all > of.not_told) {
                (histogram(of, &limits))
            }
        }
        @if !told { p { "No machine here has a year of first use on record." } }
        @if told && !limits.is_empty() {
            p.note { "Dashed lines: " (limits.iter().map(|years| format!("{years} years")).collect::<Vec<_>>().join(" and ")) ", as set in the rules." }
        }
        div.wide tabindex="0" role="region" aria-label="Machines by type and age, a table" {
            table.figures #ages-table {
                caption { "Machines in service by type and by full years since they were first used" }
                thead { tr {
                    th scope="col" { "type" }
                    @for start in (0..OLDEST as usize).step_by(SPAN) { th.n scope="col" { (start) " to " (start + SPAN - 1) } }
                    th.n scope="col" { (OLDEST) " and more" }
                    th.n scope="col" { "not told" }
                    th.n scope="col" { "all" }
                } }
                tbody {
                    @for of in types {
                        tr {
                            th scope="row" { (kind(of)) }
                            @for start in (0..OLDEST as usize).step_by(SPAN) { td.n { (number(of.years[start..start + SPAN].iter().sum())) } }
                            td.n { (number(of.years[OLDEST as usize])) }
                            td.n { (number(of.not_told)) }
                            td.n { (number(of.all)) }
                        }
                    }
                }
            }
        }
        @let bare: u64 = types.iter().map(|of| of.without_quantity).sum();
        @if bare > 0 { p.note { (counted(bare, ("row states", "rows state"))) " no quantity and " (either(bare, ("counts", "count"))) " as one machine each." } }
    }
}

fn limit(report: &Report, name: &str) -> Option<u32> {
    report
        .params
        .iter()
        .find(|param| param.name == name)?
        .value
        .to_string()
        .parse()
        .ok()
        .filter(|years| *years < OLDEST)
}

fn kind(of: &TypeAges<'_>) -> String {
    of.kind.map_or_else(|| "type not given".to_owned(), topic)
}

fn histogram(of: &TypeAges<'_>, limits: &[u32]) -> Markup {
    let most = of.years.iter().copied().max().unwrap_or(0).max(1);
    let step = 100.0 / f64::from(OLDEST + 1);
    let told = of.all - of.not_told;
    let said = format!(
        "{}: {}{}",
        kind(of),
        counted(of.all, ("machine", "machines")),
        if of.not_told > 0 { format!(", {} of unknown age", number(of.not_told)) } else { String::new() }
    );
    let oldest = of.years.iter().rposition(|units| *units > 0).unwrap_or(0);
    let desc = format!("{} with a year of first use; the oldest {}", number(told), age_words(oldest));
    html! {
        figure {
            figcaption { (said) }
            svg.chart width="100%" height="108" role="img" aria-label=(format!("Ages of {}; {desc}", kind(of))) {
                text.axis x="100%" y="10" text-anchor="end" { "most in a year: " (number(most)) }
                svg y="16" width="100%" height="72" overflow="visible" {
                    @for (age, units) in of.years.iter().enumerate().filter(|(_, units)| **units > 0) {
                        @let high = (share(*units, most) * 0.7).max(1.5);
                        rect class=(if limits.iter().any(|limit| age >= *limit as usize) { "past" } else { "young" })
                            x=(percent(step * f64::from(u32::try_from(age).unwrap_or(0)) + 0.2)) width=(percent(step - 0.5))
                            y=(format!("{:.1}", 72.0 - high)) height=(format!("{high:.1}")) {}
                    }
                    @for limit in limits {
                        line.limit x1=(percent(step * f64::from(*limit))) x2=(percent(step * f64::from(*limit))) y1="0" y2="72" {}
                    }
                    line.base x1="0" x2="100%" y1="72.5" y2="72.5" {}
                }
                @for at in [0, 10, 20] {
                    text.axis x=(percent(step * (f64::from(at) + 0.5))) y="102" text-anchor="middle" { (at) }
                }
                text.axis x="100%" y="102" text-anchor="end" { (OLDEST) "+ years" }
            }
        }
    }
}

fn age_words(years: usize) -> String {
    match years {
        0 => "less than a year old".to_owned(),
        1 => "1 year old".to_owned(),
        years if years == OLDEST as usize => format!("{years} years old or more"),
        years => format!("{years} years old"),
    }
}
