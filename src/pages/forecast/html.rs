//! The forecast as one HTML file: the answer, the days, a timeline, and every turn in a table.

use std::io::{self, Write};

use maud::{Markup, html};

use crate::forecast::Forecast;
use crate::pages::html::{ahead, frame};
use crate::pages::layout::Paper;
use crate::phrases::footer::CLOSING;
use crate::phrases::forecast::{ForecastText, IF};
use crate::phrases::names::{called, topic};
use crate::phrases::plain::plain;
use crate::phrases::wording::{PLACES, counted, number, risk};
use crate::report::{Report, Standing};

/// Writes the page.
///
/// # Errors
/// Where the writer fails.
pub(super) fn write(forecast: &Forecast, _: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let words = ForecastText::new(&forecast.today, &forecast.turns);
    let name = match words.only.and_then(|only| forecast.today.places.get(only)) {
        Some(place) => plain(&called(place)),
        None => counted(forecast.today.standings.all().places, PLACES),
    };
    let title = format!("Forecast for {name}");
    let parts = [("days", "Day by day"), ("timeline", "Timeline"), ("turns", "What changes")];
    let body = html! {
        h1 { bdi { (title) } }
        section.answer {
            p { (words.span()) }
            p.reason { (ahead::answer(&words)) }
            p.note { (IF) }
            @if let Some(text) = words.elections() { p.note { (text) } }
        }
        (frame::contents(&parts.map(|(id, name)| (id, name.to_owned()))))
        section.part #days aria-labelledby="days-h" { h2 #days-h { "Day by day" } (days(forecast, words.only)) }
        section.part #timeline aria-labelledby="timeline-h" { h2 #timeline-h { "Timeline" } (ahead::timeline(&words)) }
        section.part #turns aria-labelledby="turns-h" { h2 #turns-h { "What changes" } (ahead::table(&words)) (ahead::rest(&words)) }
        p.note { (CLOSING) }
    };
    writeln!(to, "{}", frame::page(&forecast.today, &title, "", &body).into_string())
}

fn days(forecast: &Forecast, only: Option<usize>) -> Markup {
    let only = only.and_then(|only| forecast.today.places.get(only));
    let list = forecast.today.main_list().filter(|_| only.is_none());
    let lacking = |report: &Report| {
        let lines = list.and_then(|list| report.list(&list.key)).map(|list| list.states.as_slice()).unwrap_or_default();
        number(lines.iter().filter(|line| line.status.lacks()).map(|line| line.places_lacking).sum())
    };
    html! {
        div.wide tabindex="0" role="region" aria-label="Day by day, a table" {
            table.figures {
                thead { tr {
                    th scope="col" { "day" } th scope="col" { span.quiet { "what it is" } }
                    @if only.is_some() {
                        th scope="col" { "standing" } th.n scope="col" { "risk" } th.n scope="col" { "up to" }
                    } @else {
                        @for standing in Standing::ALL { th.n scope="col" { (standing.heading().to_lowercase()) } }
                        @if let Some(list) = list { th.n scope="col" { "places that lack " (topic(&list.key)) } }
                    }
                } }
                tbody {
                    @for (kind, report) in forecast.days() {
                        tr {
                            th scope="row" { (report.as_of.in_words()) }
                            td { (ForecastText::kind(kind)) }
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
