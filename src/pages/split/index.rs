//! The index of a folder of places: all of them in the order of work, each with its files, why it is there and whom to call.

use maud::{Markup, html};

use super::Listed;
use crate::pages::escaped::escaped;
use crate::pages::html::frame;
use crate::phrases::calls::{NO_CONTACT, ORDER, in_full, name, why};
use crate::phrases::footer::{CLOSING, evidence};
use crate::phrases::many_places::ManyPlaces;
use crate::phrases::names::called;
use crate::phrases::plain::{clipped, plain};
use crate::phrases::wording::{as_of, number};
use crate::report::{PlaceReport, Report};

/// The longest cell.
const LONGEST: usize = 160;

fn reason(report: &Report, listed: &Listed<'_>) -> String {
    listed.call.as_ref().map_or_else(|| "nothing to fix first".to_owned(), |call| why(report, call))
}

fn contact(listed: &Listed<'_>) -> String {
    match &listed.call {
        Some(call) => in_full(call),
        None => {
            let contact = &listed.place.contact;
            let all = [&contact.name, &contact.title, &contact.phone, &contact.email];
            let all: Vec<String> = all.into_iter().flatten().map(|text| plain(text)).collect();
            if all.is_empty() { NO_CONTACT.to_owned() } else { all.join(", ") }
        }
    }
}

fn voters(place: &PlaceReport) -> String {
    place.voters.map_or_else(|| "-".to_owned(), number)
}

/// The index as one HTML file.
pub(super) fn html(report: &Report, all: &[Listed<'_>]) -> String {
    let heading = clipped(&plain(&ManyPlaces::new(report).heading()), 200);
    let body = html! {
        h1 { bdi { (heading) } }
        p.note { (ORDER) }
        div.wide tabindex="0" role="region" aria-label="All places, a table" {
            table.figures.calls {
                caption.quiet { "All places in the order of work, each with its files" }
                thead { tr {
                    th.n scope="col" { span.quiet { "order" } } th scope="col" { "place" } th.n scope="col" { "voters" }
                    th scope="col" { "why" } th scope="col" { "contact" } th scope="col" { "standing" } th scope="col" { "files" }
                } }
                tbody { @for (at, listed) in all.iter().enumerate() { (row(report, at, listed)) } }
            }
        }
        p.note { "Based on: " (evidence(report)) "." }
        p.closing { (CLOSING) }
    };
    let title = format!("{heading}, {}", as_of(report.as_of));
    format!("{}\n", frame::page(report, &title, "", &body).into_string())
}

fn row(report: &Report, at: usize, listed: &Listed<'_>) -> Markup {
    let (place, files) = (listed.place, &listed.files);
    let called = if report.states.len() == 1 { name(place, LONGEST) } else { called(place) };
    html! {
        tr {
            td.n { (number(at as u64 + 1)) }
            th scope="row" { a href=(files.page) { bdi { (clipped(&called, LONGEST)) } } }
            td.n { (voters(place)) }
            td { bdi { (clipped(&reason(report, listed), LONGEST)) } }
            td { bdi { (clipped(&contact(listed), LONGEST)) } }
            td { (frame::standing(place.standing)) }
            td.whole { a href=(files.workbook) { "cells" } " (" a href=(files.cells) { "CSV" } "), " a href=(files.letter) { "letter" } }
        }
    }
}

/// The index in Markdown.
pub(super) fn markdown(report: &Report, all: &[Listed<'_>]) -> String {
    let mut text = format!("## {}\n\n", escaped(&ManyPlaces::new(report).heading()));
    text.push_str(&format!("{ORDER} {}.\n\n", escaped(&as_of(report.as_of))));
    text.push_str("| | place | standing | why | voters | contact | files |\n|-:|-|-|-|-:|-|-|\n");
    for (at, listed) in all.iter().enumerate() {
        let (place, files) = (listed.place, &listed.files);
        text.push_str(&format!(
            "| {} | [{}]({}) | {} | {} | {} | {} | [cells]({}) ([CSV]({})), [letter]({}) |\n",
            at + 1,
            escaped(&called(place)),
            files.page,
            place.standing.heading(),
            escaped(&reason(report, listed)),
            voters(place),
            escaped(&contact(listed)),
            files.workbook,
            files.cells,
            files.letter
        ));
    }
    text.push_str(&format!("\n{}\n\n{CLOSING}\n", escaped(&evidence(report))));
    text
}
