//! A plan as one HTML file: what the money buys, the curve of risk against money, the places that are reached.

use std::io::{self, Write};

use maud::{Markup, html};

use super::super::html::frame::framed;
use super::super::layout::Paper;
use crate::diagnostic::Level;
use crate::phrases::footer::CLOSING;
use crate::phrases::plain::plain;
use crate::phrases::plan::{bought, cost, fund, gaps, heading, how, next, others, priced, states, sums, title, units};
use crate::phrases::wording::{known, number, risk, rounded};
use crate::plan::{Plan, Point, When, dollars};

const ORDER: [When; 5] = [When::Free, When::Always, When::IfCheap, When::IfDear, When::NotReached];

/// The size of the chart's plot, in units of its view box.
const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 240.0;

/// Writes the page.
pub(super) fn write(plan: &Plan, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let body = html! {
        h1 { (sentence_case(&title(plan))) }
        p.source { "Rules: " (plain(&plan.ruleset)) }
        dl.facts {
            div { dt { "At high prices" } dd { (bought(plan, 1)) } }
            div { dt { "At low prices" } dd { (bought(plan, 0)) } }
            div { dt { "The next $10,000" } dd { (next(plan)) } }
            div { dt { "What counts" } dd { (how(plan)) } }
            @for one in &plan.funds {
                div { dt { "Fund: " (plain(&one.of)) } dd { (fund(one)) } }
            }
        }
        (curve(plan))
        (actions(plan))
        (by_state(plan))
        (places(plan, paper))
        @if !plan.bounded.is_empty() {
            h2 { "Not counted, or only within bounds" }
            @for (kind, lines) in gaps(plan) {
                h3 { (kind) }
                ul { @for line in lines { li { (line) } } }
            }
        }
        @let errors: Vec<_> = plan.notices.iter().filter(|notice| notice.level == Level::Error).collect();
        @if !errors.is_empty() {
            h2 { "Could not be read (" (number(errors.iter().map(|error| error.count).sum())) ")" }
            ul { @for error in errors.iter().take(paper.shown_of(errors.len(), 200)) { li { (plain(&error.to_string())) } } }
        }
        @if let Some(said) = others(&plan.notices) { p.note { (said) } }
        @let prices = priced(plan);
        @if !prices.is_empty() { h2 { "Prices" } }
        dl.reasons { @for (actions, said) in prices {
            dt { @for (at, action) in actions.iter().enumerate() { @if at > 0 { "; " } (plain(&action.title)) } } dd { (said) }
        } }
        p.note { (CLOSING) }
    };
    writeln!(to, "{}", framed(plan.as_of, &sentence_case(&title(plan)), "", &body).into_string())
}

/// A heading in capitals as a sentence.
fn sentence_case(heading: &str) -> String {
    let lower = heading.to_lowercase();
    let mut letters = lower.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn actions(plan: &Plan) -> Markup {
    html! {
        @for when in ORDER {
            @let sums = sums(plan, when);
            @if !sums.is_empty() {
                h2 { (sentence_case(heading(when)).replace("monday", "Monday")) }
                div.wide { table {
                    thead { tr {
                        th scope="col" { "action" } th.n scope="col" { "places" } th.n scope="col" { "registered voters" }
                        th.n scope="col" { "units" } th.n scope="col" { "cost" } th.n scope="col" { "then a year" }
                    } }
                    tbody { @for sum in &sums { tr {
                        th scope="row" { (plain(&plan.actions[sum.action].title)) }
                        td.n { (number(sum.places)) } td.n { (known(sum.voters)) } td.n { (units(sum.units)) }
                        td.n { (cost(when, sum.cost)) } td.n { @if let Some(upkeep) = sum.upkeep { (cost(when, upkeep)) } }
                    } } }
                } }
            }
        }
    }
}

fn by_state(plan: &Plan) -> Markup {
    let states = states(plan);
    html! {
        @if !states.is_empty() {
            h2 { "By state" }
            div.wide { table.figures {
                thead { tr {
                    th scope="col" { "state" } th.n scope="col" { "places" } th.n scope="col" { "registered voters" }
                    th.n scope="col" { "spent at low prices" } th.n scope="col" { "at high prices" }
                } }
                tbody { @for of in &states { tr {
                    th scope="row" { (plain(&of.state)) } td.n { (number(of.places)) } td.n { (known(of.voters)) }
                    td.n { (dollars(of.spent.low)) } td.n { (dollars(of.spent.high)) }
                } } }
            } }
        }
    }
}

fn places(plan: &Plan, paper: &Paper) -> Markup {
    let gaining: Vec<_> =
        plan.places.iter().filter(|place| place.buys.iter().any(|buy| buy.when != When::NotReached)).collect();
    let shown = paper.shown_of(gaining.len(), 200);
    html! {
        @if shown > 0 {
            h2 { "Who is reached" }
            div.wide { table {
                caption { "Places, those that gain most first: known risk from 0 to 100 today, and once what is bought at high prices is there" }
                thead { tr {
                    th scope="col" { "place" } th.n scope="col" { "registered voters" } th.n scope="col" { "risk" }
                    th.n scope="col" { "after" } th.n scope="col" { "spent" } th scope="col" { "what" }
                } }
                tbody { @for place in gaining.iter().take(shown) { tr {
                    th scope="row" { (plain(&place.called())) }
                    td.n { (known(place.voters)) } td.n { (risk(place.before.low)) } td.n { (risk(place.after.low)) }
                    td.n { (dollars(place.spent().high)) }
                    td { @for (at, buy) in place.buys.iter().filter(|buy| buy.when != When::NotReached).enumerate() {
                        @if at > 0 { "; " }
                        (plain(&plan.actions[buy.action].title))
                        @match buy.when {
                            When::IfCheap => " (only if prices are low)",
                            When::IfDear => " (only if prices are high)",
                            When::Free | When::Always | When::NotReached => "",
                        }
                    } }
                } } }
            } }
            @if gaining.len() > shown { p.note { (number((gaining.len() - shown) as u64)) " more places: --top all" } }
        }
    }
}

/// The curve of risk against money at low prices and at high ones, with the budget.
#[allow(clippy::cast_precision_loss, reason = "a place on a chart: what is lost is no pixel")]
fn curve(plan: &Plan) -> Markup {
    let most = plan.frontier.iter().flatten().map(|point| point.cost).max().unwrap_or(0).max(1) as f64;
    let all = (plan.risk as f64).max(1.0);
    let x = |cents: f64| WIDTH * (cents / most).min(1.0);
    let y = |removed: u128| HEIGHT * (removed as f64 / all).min(1.0);
    let line = |points: &[Point]| {
        let start = points.first().map_or(0, |point| if point.cost == 0 { point.value } else { 0 });
        let mut path = format!("M0 {:.1}", y(start));
        for point in points {
            path.push_str(&format!(" L{:.1} {:.1}", x(point.cost as f64), y(point.value)));
        }
        path
    };
    let [low, high] = &plan.frontier;
    html! {
        @if !low.is_empty() || !high.is_empty() {
            h2 { "Risk against money" }
            svg.chart viewBox="-64 -14 840 300" width="100%" role="img" aria-labelledby="curve-t curve-d" {
                title id="curve-t" { "Known risk against money" }
                desc id="curve-d" { "One line at low prices, one at high prices: what risk is left, as a share of today's, for every sum of money." }
                @for share in [0_u8, 25, 50, 75, 100] {
                    @let at = HEIGHT * (1.0 - f64::from(share) / 100.0);
                    line.grid x1="0" x2=(WIDTH) y1=(at) y2=(at) {}
                    text.axis x="-8" y=(at + 4.0) text-anchor="end" { (share) "%" }
                }
                @for part in [0_u8, 1, 2, 3, 4] {
                    @let cents = most * f64::from(part) / 4.0;
                    text.axis x=(x(cents)) y=(HEIGHT + 18.0) text-anchor="middle" { (short_dollars(cents)) }
                }
                path d=(line(low)) fill="none" stroke="var(--dot)" stroke-width="2" stroke-dasharray="5 3" {}
                path d=(line(high)) fill="none" stroke="var(--dot)" stroke-width="2.5" {}
                @if plan.budget > 0 && (plan.budget as f64) <= most {
                    @let at = x(plan.budget as f64);
                    line.limit x1=(at) x2=(at) y1="0" y2=(HEIGHT) {}
                    text.axis x=(at) y="-4" text-anchor="middle" { "this budget" }
                }
            }
            p.note { "The share of today's known risk that is left"
                @if plan.is_one_place { ". " } @else { ", weighed by " (rounded(plan.voters)) " registered voters. " }
                "Whole line: high prices. Dashed line: low prices." }
        }
    }
}

fn short_dollars(cents: f64) -> String {
    match cents / 100.0 {
        dollars if dollars >= 1e9 => format!("${:.1} bn", dollars / 1e9),
        dollars if dollars >= 1e6 => format!("${:.0} m", dollars / 1e6),
        dollars if dollars >= 1e3 => format!("${:.0} k", dollars / 1e3),
        dollars => format!("${dollars:.0}"),
    }
}
