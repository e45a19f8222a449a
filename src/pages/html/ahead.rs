//! What changes on later days: a timeline and a table, in a report or in a forecast.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::frame;
use crate::finding::Severity;
use crate::phrases::forecast::{ForecastText, IF};
use crate::phrases::names::called;
use crate::phrases::notices::errors;
use crate::phrases::plain::plain;
use crate::phrases::wording::{counted, first_large, number};
use crate::report::{Direction, Report, Turn, Turns};
use crate::words::value::Day;

/// So many turns are in the table; the sheet has all.
const TURNS: usize = 2_000;

/// So many assets of a turn are named.
const ASSETS: usize = 12;

/// The height of a severity's row in the timeline.
const ROW: u32 = 34;

/// What is ahead of the places of a report.
pub(super) fn section(report: &Report, turns: &Turns) -> Markup {
    let words = ForecastText::new(report, turns);
    html! {
        section.part #ahead aria-labelledby="ahead-h" {
            h2 #ahead-h { "What is ahead" }
            p { (words.span()) ". " (answer(&words)) }
            p.note { (IF) }
            @if let Some(text) = words.elections() { p.note { (text) } }
            (timeline(&words))
            (table(&words))
            (rest(&words))
        }
    }
}

/// State laws that begin or end, and what could not be read: what the turns cannot say.
pub(in crate::pages) fn rest(words: &ForecastText<'_>) -> Markup {
    let (laws, noticed) = (words.laws(), words.report.noticed());
    html! {
        @if !laws.is_empty() {
            h3 { "State law" }
            p.note { "It changes no verdict." }
            ul { @for (day, what, state, clause) in &laws {
                li { (day.in_words()) ": " (plain(state)) " " (what) ": " (plain(&clause.asks)) " (" (plain(&clause.code)) ")" }
            } }
        }
        @if noticed > 0 {
            h3 { "Not read as meant" }
            ul { @for error in errors(words.report) { li { bdi { (plain(&error.to_string())) } } } }
            p { (counted(noticed, ("notice", "notices"))) " on the records; pollworthy read lists them. What they are about is not in the forecast." }
        }
    }
}

/// How much changes, in one sentence.
pub(in crate::pages) fn answer(words: &ForecastText<'_>) -> String {
    let count = |direction| words.list().filter(|turn| turn.direction() == direction).count() as u64;
    let (worse, better) = (count(Direction::Worse), count(Direction::Better));
    if worse + better == 0 {
        return "Nothing changes on its own until then.".to_owned();
    }
    format!("{} for the worse, {} for the better.", counted(worse, ("change", "changes")), number(better))
}

/// A dot for each day and severity, the larger the more changes: from the day of the audit to the last.
pub(in crate::pages) fn timeline(words: &ForecastText<'_>) -> Markup {
    let (from, until) = (words.report.as_of, words.turns.until);
    let all = f64::from(until.number() - from.number()).max(1.0);
    let at = |day: Day| f64::from(day.number() - from.number()) / all * 100.0;
    let mut dots: BTreeMap<Severity, BTreeMap<Day, u32>> = BTreeMap::new();
    for turn in words.list().filter(|turn| turn.direction() == Direction::Worse) {
        *dots.entry(words.rule(turn).severity).or_default().entry(turn.on).or_default() += 1;
    }
    let height = ROW * u32::try_from(dots.len()).unwrap_or(0) + 40;
    let first = i32::from(from.civil().year()) + 1;
    let years = (first..=i32::from(until.civil().year())).filter_map(|year| Some((year, at(Day::new(year, 1, 1)?))));
    html! {
        @if dots.is_empty() { p { "Nothing gets worse on its own until then." } }
        @else {
            svg.chart width="100%" height=(height) role="img" aria-labelledby="timeline-t timeline-d" {
                title id="timeline-t" { "What gets worse, and when" }
                desc id="timeline-d" {
                    "A row for each severity, a dot on each day on which something gets worse; the table below says the same."
                }
                svg.plot x="12%" width="84%" height=(height) overflow="visible" {
                    @for (year, x) in years {
                        line.grid x1=(percent(x)) x2=(percent(x)) y1="18" y2=(height - 16) {}
                        text.axis x=(percent(x)) y="12" text-anchor="middle" { (year) }
                    }
                }
                @for (row, (severity, days)) in (0_u32..).zip(&dots) {
                    @let y = 24 + row * ROW + ROW / 2;
                    text.name x="0" y=(y + 4) { (severity.name()) }
                    svg.plot x="12%" width="84%" height=(height) overflow="visible" {
                        line.tick x1="0%" x2="100%" y1=(y) y2=(y) {}
                        @for (day, count) in days {
                            circle.known cx=(percent(at(*day))) cy=(y) r=(radius(*count)) {
                                title { (day.in_words()) ": " (counted(u64::from(*count), ("change", "changes"))) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn radius(count: u32) -> String {
    format!("{:.1}", (4.0 + f64::from(count).sqrt()).min(14.0))
}

fn percent(of: f64) -> String {
    format!("{of:.2}%")
}

/// Every turn, in order of days.
pub(in crate::pages) fn table(words: &ForecastText<'_>) -> Markup {
    let turns: Vec<&Turn> = words.list().collect();
    html! {
        @if turns.len() > TURNS {
            p.note {
                "The first " (number(TURNS as u64)) " of " (number(turns.len() as u64)) "; pollworthy forecast --format csv has all."
            }
        }
        @if !turns.is_empty() {
            div.wide tabindex="0" role="region" aria-label="What changes, a table" {
                table.figures {
                    thead { tr {
                        th scope="col" { "day" } th scope="col" { "severity" }
                        @if words.only.is_none() { th scope="col" { "place" } }
                        th scope="col" { "what, which and why" } th scope="col" { "rule" } th scope="col" { "to decide" }
                    } }
                    tbody { @for turn in turns.iter().take(TURNS) { (row(words, turn)) } }
                }
            }
        }
    }
}

fn row(words: &ForecastText<'_>, turn: &Turn) -> Markup {
    let (rule, assets, why) = (words.rule(turn), words.assets(turn, ASSETS), words.why(turn));
    html! {
        tr {
            td { time datetime=(turn.on.to_string()) { (turn.on.in_words()) } }
            td {
                @if turn.direction() == Direction::Better { "better" } @else { (frame::severity(rule.severity)) }
            }
            @if words.only.is_none() { td { bdi { (plain(&called(words.place(turn)))) } } }
            td {
                (first_large(&words.what(turn))) "."
                @if !assets.is_empty() { br; (assets) "." }
                @if !why.is_empty() { br; (first_large(&why)) "." }
            }
            td.whole { (plain(&rule.id)) }
            td { @if let Some(decide) = words.decide(turn) { (first_large(&decide)) } }
        }
    }
}
