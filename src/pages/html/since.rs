//! Then and now: what got worse since an earlier audit, places by standing on both days, and the line over time.

use maud::{Markup, html};

use super::frame::{severity, standing};
use crate::phrases::Top;
use crate::phrases::change::ChangeText;
use crate::phrases::plain::plain;
use crate::phrases::since::{answer, by_date, day, first_sent, not_counted, worse};
use crate::phrases::wording::{first_large, number, risk};
use crate::report::diff::{Diff, Moment, Move};
use crate::report::{Report, Standing};

/// How much of what got worse is listed one by one, unless `--top` says otherwise.
const SHOWN: usize = 100;

pub(super) fn section(report: &Report, diff: &Diff, top: Top) -> Markup {
    let moments = diff.moments();
    let texts = ChangeText::new(diff, Some(report));
    let worse = texts.gathered(worse(diff).concat().into_iter());
    let shown = top.of(worse.len(), SHOWN);
    html! {
        section.part #since aria-labelledby="since-h" {
            h2 #since-h { "Since " (day(diff)) }
            p { strong { (answer(diff)) "." } " Compared with " bdi { (plain(&diff.old.name)) } "." }
            @if !worse.is_empty() { (table(diff, &texts, &worse[..shown])) }
            @if worse.len() > shown {
                p.note { (number((worse.len() - shown) as u64)) " more: " code { "--top all" } "." }
            }
            ul.plain {
                @for line in [not_counted(diff), by_date(diff)].iter().filter(|line| !line.is_empty()) {
                    li { (first_large(line)) "." }
                }
                @let first = first_sent(diff, top);
                @if !first.is_empty() { li { "Sent for the first time: " bdi { (first) } "." } }
                @for also in &diff.also { li { (first_large(&plain(also))) "." } }
            }
            @if diff.old.jurisdictions.len() > 1 || diff.new.jurisdictions.len() > 1 { (then_and_now(diff)) }
            @if moments.len() > 2 { (over_time(&moments)) }
        }
    }
}

fn table(diff: &Diff, texts: &ChangeText<'_>, worse: &[(&Move, u64)]) -> Markup {
    html! {
        div.wide tabindex="0" role="region" aria-label="What got worse, a table" {
            table.todo #since-table {
                caption { "What got worse" }
                thead { tr {
                    th scope="col" { "severity" } th scope="col" { "place, and what is worse" } th scope="col" { "gate" } th scope="col" { "rule" }
                } }
                tbody {
                    @for (moved, count) in worse {
                        tr {
                            td { (severity(moved.severity)) }
                            td { bdi { (texts.sentence(moved, *count)) } @let at = texts.at(moved); @if !at.is_empty() { span.where { bdi { (at) } } } }
                            td { @if diff.stops.at(moved) { "stops" } @else { "passes" } }
                            td.id { (plain(&moved.rule)) }
                        }
                    }
                }
            }
        }
    }
}

/// Places by standing: a bar of then above a bar of now, and the same as a table.
fn then_and_now(diff: &Diff) -> Markup {
    let days = [&diff.old, &diff.new].map(|side| side.as_of.to_string());
    let [old_day, new_day] = &days;
    let same = old_day == new_day;
    let [old_name, new_name] =
        if same { ["the other side".to_owned(), "here".to_owned()] } else { [old_day.clone(), new_day.clone()] };
    let (then, now) = (diff.old.standings(), diff.new.standings());
    let standings: Vec<(Standing, u64, u64)> = Standing::ALL
        .into_iter()
        .map(|standing| (standing, then.of(standing).places, now.of(standing).places))
        .filter(|(standing, old, new)| *standing != Standing::NothingToRead || old + new > 0)
        .collect();
    let most = standings.iter().map(|(_, old, new)| *old.max(new)).max().unwrap_or(0).max(1);
    html! {
        h3 { "Places by standing, then and now" }
        svg.chart width="100%" height=(standings.len() * 46 + 8) role="img" aria-labelledby="then-t then-d" {
            title #then-t { "Places by standing, then and now" }
            desc #then-d { "For each standing, a light bar for the places " (old_name) " above a dark one for the places " (new_name) "." }
            @for (at, (standing, old, new)) in standings.iter().enumerate() {
                @let y = at * 46;
                svg.lab x="0" y=(y) width="30%" height="40" { text.name x="0" y="24" { (standing.heading()) } }
                svg.plot x="32%" y=(y) width="56%" height="40" {
                    rect.open x="0" y="3" width=(percent(*old, most)) height="15" {}
                    rect.now x="0" y="20" width=(percent(*new, most)) height="15" {}
                }
                text.axis x="100%" y=(y + 15) text-anchor="end" { (number(*old)) }
                text.figure x="100%" y=(y + 33) text-anchor="end" { (number(*new)) }
            }
        }
        div.wide tabindex="0" role="region" aria-label="Places by standing, then and now, a table" {
            table.figures #then-table {
                caption.quiet { "Places by standing, then and now" }
                thead { tr {
                    th scope="col" { "standing" } th.n scope="col" { (old_name) } th.n scope="col" { (new_name) }
                    th.n scope="col" { "left" } th.n scope="col" { "joined" }
                } }
                tbody {
                    @for (of, old, new) in &standings {
                        @let (left, joined) = diff.crossed(*of);
                        tr {
                            th scope="row" { (standing(*of)) }
                            td.n { (number(*old)) } td.n { (number(*new)) } td.n { (number(left)) } td.n { (number(joined)) }
                        }
                    }
                }
            }
        }
    }
}

/// A line over time: what it is called, and its figure at each moment.
struct Line {
    name: &'static str,
    values: Vec<Option<f64>>,
    /// The end of the scale.
    most: f64,
}

/// The lines over time, and the same as a table.
fn over_time(moments: &[Moment]) -> Markup {
    let of = |value: &dyn Fn(&Moment) -> Option<f64>| moments.iter().map(value).collect::<Vec<_>>();
    let highest = |values: &[Option<f64>]| values.iter().flatten().copied().fold(1.0, f64::max);
    let many = moments.iter().any(|moment| moment.standings.all().places > 1);
    let mut lines = Vec::new();
    let known = of(&|moment| moment.risk.map(|risk| risk.low));
    if known.iter().any(Option::is_some) {
        lines.push(Line { name: "risk, on what is known", values: known, most: 100.0 });
        lines.push(Line {
            name: "risk, at most",
            values: of(&|moment| moment.risk.map(|risk| risk.high)),
            most: 100.0,
        });
    }
    if many {
        let values = of(&|moment| Some(figure(moment.standings.action_needed.places)));
        lines.push(Line { name: "places where action is needed", most: highest(&values), values });
    }
    let values = of(&|moment| moment.lacking.map(|(_, units)| figure(units)));
    if values.iter().any(Option::is_some) {
        lines.push(Line { name: "machines that leave no paper record", most: highest(&values), values });
    }
    html! {
        h3 { "Over time" }
        div.multiples { @for line in &lines { (drawn(line, moments)) } }
        div.wide tabindex="0" role="region" aria-label="Over time, a table" {
            table.figures #time-table {
                caption.quiet { "Over time" }
                thead { tr { th scope="col" { "as of" } @for line in &lines { th.n scope="col" { (line.name) } } } }
                tbody {
                    @for (at, moment) in moments.iter().enumerate() {
                        tr {
                            th scope="row" { time datetime=(moment.as_of.to_string()) { (moment.as_of.in_words()) } }
                            @for line in &lines { td.n { (line.values[at].map_or_else(|| "-".to_owned(), |value| said(line, value))) } }
                        }
                    }
                }
            }
        }
    }
}

fn said(line: &Line, value: f64) -> String {
    if line.name.starts_with("risk") { risk(value) } else { number(value.round() as u64) }
}

#[allow(clippy::cast_precision_loss, reason = "a point on a line: what is lost is no pixel")]
fn figure(count: u64) -> f64 {
    count as f64
}

fn drawn(line: &Line, moments: &[Moment]) -> Markup {
    let first = moments.first().map_or(0, |moment| moment.as_of.number());
    let span = f64::from(moments.last().map_or(1, |moment| moment.as_of.number() - first).max(1));
    let points: Vec<(String, String, f64)> = moments
        .iter()
        .zip(&line.values)
        .filter_map(|(moment, value)| {
            let value = (*value)?;
            let x = f64::from(moment.as_of.number() - first) / span * 92.0 + 4.0;
            let y = 84.0 - (value / line.most).clamp(0.0, 1.0) * 64.0;
            Some((format!("{x:.1}%"), format!("{y:.1}"), value))
        })
        .collect();
    let told: Vec<String> = points.iter().map(|(_, _, value)| said(line, *value)).collect();
    html! {
        figure {
            figcaption { (line.name) }
            svg.chart width="100%" height="108" role="img" aria-label=(format!("{}: {}", line.name, told.join(", then "))) {
                line.base x1="0" x2="100%" y1="84.5" y2="84.5" {}
                @for pair in points.windows(2) {
                    line.trend x1=(pair[0].0) y1=(pair[0].1) x2=(pair[1].0) y2=(pair[1].1) {}
                }
                @for (x, y, _) in &points { circle.known cx=(x) cy=(y) r="4" {} }
                @if let (Some(from), Some(to)) = (points.first(), points.last()) {
                    text.axis x="0" y="12" { (said(line, from.2)) }
                    text.axis x="100%" y="12" text-anchor="end" { (said(line, to.2)) }
                }
                @if let (Some(from), Some(to)) = (moments.first(), moments.last()) {
                    text.axis x="0" y="102" { (from.as_of.to_string()) }
                    text.axis x="100%" y="102" text-anchor="end" { (to.as_of.to_string()) }
                }
            }
        }
    }
}

#[allow(clippy::cast_precision_loss, reason = "a share of a bar: what is lost is no pixel")]
fn percent(part: u64, all: u64) -> String {
    format!("{:.1}%", part as f64 / all as f64 * 100.0)
}
