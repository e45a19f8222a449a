//! The forecast as one HTML file: the answer, a timeline, the days, and every turn in a table.

use std::io::{self, Write};

use maud::{Markup, html};

use crate::finding::Severity;
use crate::forecast::days::shown;
use crate::forecast::{Direction, Forecast, Turn};
use crate::pages::html::frame;
use crate::pages::layout::Paper;
use crate::phrases::footer::CLOSING;
use crate::phrases::forecast::{ForecastText, IF, sentence};
use crate::phrases::names::{called, topic};
use crate::phrases::plain::plain;
use crate::phrases::wording::{PLACES, counted, number, risk};
use crate::report::advice::only_place;
use crate::report::{Report, Standing};

/// So many turns are in the table; the sheet has all.
const TURNS: usize = 2_000;

/// So many assets of a turn are named.
const ASSETS: usize = 12;

/// The height of a severity's row in the timeline.
const ROW: u32 = 34;

/// Writes the page.
///
/// # Errors
/// Where the writer fails.
pub(super) fn write(forecast: &Forecast, _: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let only = only_place(&forecast.today);
    let words = ForecastText { forecast, only };
    let turns: Vec<&Turn> = words.turns().collect();
    let name = match only.and_then(|only| forecast.today.places.get(only)) {
        Some(place) => plain(&called(place)),
        None => counted(forecast.today.standings.all().places, PLACES),
    };
    let title = format!("Forecast for {name}");
    let body = html! {
        h1 { bdi { (title) } }
        section.answer {
            p { (words.span()) }
            p.reason { (answer(&turns)) }
            p.note { (IF) }
        }
        (frame::contents(&[("days", "Day by day".to_owned()), ("timeline", "Timeline".to_owned()), ("turns", "What changes".to_owned())]))
        section.part #days aria-labelledby="days-h" { h2 #days-h { "Day by day" } (days(forecast, only)) }
        section.part #timeline aria-labelledby="timeline-h" { h2 #timeline-h { "Timeline" } (timeline(&words, &turns)) }
        section.part #turns aria-labelledby="turns-h" { h2 #turns-h { "What changes" } (table(&words, &turns)) }
        p.note { (CLOSING) }
    };
    let page = frame::page(&forecast.today, &title, "", &body);
    writeln!(to, "{}", page.into_string())
}

fn answer(turns: &[&Turn]) -> String {
    let worse = turns.iter().filter(|turn| turn.direction() == Direction::Worse).count() as u64;
    let better = turns.iter().filter(|turn| turn.direction() == Direction::Better).count() as u64;
    if worse + better == 0 {
        return "Nothing changes by itself until then.".to_owned();
    }
    format!("{} for the worse, {} for the better.", counted(worse, ("change", "changes")), number(better))
}

fn days(forecast: &Forecast, only: Option<usize>) -> Markup {
    let kinds = shown(forecast.today.as_of, forecast.until);
    let day = |report: &Report| {
        let kind = kinds.iter().find(|(day, _)| *day == report.as_of).map(|(_, kind)| *kind);
        kind.map_or_else(|| "Today".to_owned(), |kind| ForecastText::day(kind, report.as_of))
    };
    let only = only.and_then(|only| forecast.today.places.get(only));
    let list = forecast.today.main_list().filter(|_| only.is_none());
    let reports = || std::iter::once(&forecast.today).chain(&forecast.on_days);
    let lacking = |report: &Report| {
        let lines = list.and_then(|list| report.list(&list.key)).map(|list| list.states.as_slice()).unwrap_or_default();
        number(lines.iter().filter(|line| line.status.lacks()).map(|line| line.places_lacking).sum())
    };
    html! {
        div.wide tabindex="0" role="region" aria-label="Day by day, a table" {
            table.figures {
                thead { tr {
                    th scope="col" { "day" }
                    @if only.is_some() {
                        th scope="col" { "standing" } th.n scope="col" { "risk" } th.n scope="col" { "up to" }
                    } @else {
                        @for standing in Standing::ALL { th.n scope="col" { (standing.heading().to_lowercase()) } }
                        @if let Some(list) = list { th.n scope="col" { "places that lack " (topic(&list.key)) } }
                    }
                } }
                tbody {
                    @for report in reports() {
                        tr {
                            th scope="row" { (day(report)) }
                            @if let Some(only) = only {
                                @if let Some(place) = report.place(&only.id) {
                                    td { (frame::standing(place.standing)) }
                                    td.n { (risk(place.risk.low)) }
                                    td.n { (risk(place.risk.high)) }
                                }
                            } @else {
                                @for standing in Standing::ALL { td.n { (number(report.standings.of(standing).places)) } }
                                @if list.is_some() { td.n { (lacking(report)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A dot for each day and severity, the larger the more changes: from the day of the audit to the last.
fn timeline(words: &ForecastText<'_>, turns: &[&Turn]) -> Markup {
    let (from, until) = (words.forecast.today.as_of, words.forecast.until);
    let all = f64::from(until.number() - from.number()).max(1.0);
    let at = |day: crate::words::value::Day| f64::from(day.number() - from.number()) / all * 100.0;
    let severities: Vec<Severity> = Severity::ALL
        .into_iter()
        .filter(|severity| turns.iter().any(|turn| words.rule(turn).severity == *severity))
        .collect();
    let dots = |severity: Severity| {
        let mut days: std::collections::BTreeMap<_, u32> = std::collections::BTreeMap::new();
        let worse = |turn: &&&Turn| turn.direction() == Direction::Worse && words.rule(turn).severity == severity;
        for turn in turns.iter().filter(worse) {
            *days.entry(turn.on).or_default() += 1;
        }
        days
    };
    let height = ROW * u32::try_from(severities.len()).unwrap_or(0) + 40;
    let years: Vec<(i32, f64)> = (i32::from(from.civil().year()) + 1..=i32::from(until.civil().year()))
        .filter_map(|year| Some((year, at(crate::words::value::Day::new(year, 1, 1)?))))
        .collect();
    html! {
        @if severities.is_empty() { p { "Nothing changes by itself until then." } }
        @else {
            svg.chart width="100%" height=(height) role="img" aria-labelledby="timeline-t timeline-d" {
                title id="timeline-t" { "What gets worse, and when" }
                desc id="timeline-d" { "A row for each severity, a dot on each day on which something gets worse; the table below has the same." }
                svg.plot x="12%" width="84%" height=(height) overflow="visible" {
                    @for (year, x) in &years {
                        line.grid x1=(percent(*x)) x2=(percent(*x)) y1="18" y2=(height - 16) {}
                        text.axis x=(percent(*x)) y="12" text-anchor="middle" { (year) }
                    }
                }
                @for (row, severity) in (0_u32..).zip(&severities) {
                    @let y = 24 + row * ROW + ROW / 2;
                    text.name x="0" y=(y + 4) { (severity.name()) }
                    svg.plot x="12%" width="84%" height=(height) overflow="visible" {
                        line.tick x1="0%" x2="100%" y1=(y) y2=(y) {}
                        @for (day, count) in dots(*severity) {
                            circle.known cx=(percent(at(day))) cy=(y) r=(radius(count)) {
                                title { (day.in_words()) ": " (number(u64::from(count))) }
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

fn table(words: &ForecastText<'_>, turns: &[&Turn]) -> Markup {
    html! {
        @if turns.len() > TURNS {
            p.note { "The first " (number(TURNS as u64)) " of " (number(turns.len() as u64)) "; --format csv has all." }
        }
        div.wide tabindex="0" role="region" aria-label="What changes, a table" {
            table.figures {
                thead { tr {
                    th scope="col" { "day" } th scope="col" { "severity" } th scope="col" { "place" }
                    th scope="col" { "what, which and why" } th scope="col" { "rule" } th scope="col" { "decide by" }
                } }
                tbody {
                    @for turn in turns.iter().take(TURNS) {
                        @let (rule, assets, why) = (words.rule(turn), words.assets(turn, ASSETS), words.why(turn));
                        tr {
                            td { time datetime=(turn.on.to_string()) { (turn.on.in_words()) } }
                            td {
                                @if turn.direction() == Direction::Better { "better" } @else { (frame::severity(rule.severity)) }
                            }
                            td { bdi { (plain(&called(words.place(turn)))) } }
                            td {
                                (sentence(&words.what(turn))) "."
                                @if !assets.is_empty() { br; (assets) "." }
                                @if !why.is_empty() { br; (sentence(&why)) "." }
                            }
                            td { (plain(&rule.id)) }
                            td { @if let Some(by) = turn.decide_by() { (by.in_words()) } }
                        }
                    }
                }
            }
        }
    }
}
