//! Lists: the states, or the places of one, that lack something; with what keeps others off it and what the figures cannot say.

use maud::{Markup, html};

use super::super::layout::clipped;
use super::super::plain::plain;
use super::super::states::{beside, excepted, figures, headline, missing, places, said, total, without};
use super::super::wording::{number, percent};
use crate::report::{ListLine, ListReport, Status};

/// The whole list: a table for each status, then those not counted, not answered and not reported.
pub(super) fn whole(list: &ListReport) -> Markup {
    let of = |status: Status| list.states.iter().filter(move |line| line.status == status);
    let waived: Vec<&ListLine> = of(Status::Waived).collect();
    html! {
        @for (status, heading) in [
            (Status::Statewide, "Everywhere".to_owned()),
            (Status::Partial, "In some places".to_owned()),
            (Status::Lesser, large(&list.lesser_name)),
        ] {
            @let lines: Vec<&ListLine> = of(status).collect();
            @if !lines.is_empty() {
                h3 { (heading) " (" (lines.len()) ")" }
                (table(list, &heading, &lines))
                @for text in beside(list, &lines) { p.note { (text) } }
            }
        }
        @if !waived.is_empty() {
            h3 { "Not counted, with their reason (" (waived.len()) ")" }
            dl.reasons { @for line in waived { dt { (plain(&line.name)) } dd { (excepted(list, line)) } } }
        }
        @if let Some(text) = missing(list) { h3 { "What the figures cannot say" } p { (text) } }
        @for (status, heading) in [(Status::Unknown, "Not answered"), (Status::None, "None reported")] {
            @let names = { let mut names: Vec<&str> = of(status).map(said).collect(); names.sort_unstable(); names };
            @if !names.is_empty() { h3 { (heading) " (" (names.len()) ")" } p.codes { (plain(&names.join(" "))) } }
        }
    }
}

fn large(text: &str) -> String {
    super::super::place::first_large(&plain(text))
}

fn table(list: &ListReport, heading: &str, lines: &[&ListLine]) -> Markup {
    let units = plain(list.unit.1);
    let sums = lines.len() > 1;
    html! {
        div.wide tabindex="0" role="region" aria-label=(format!("{heading}, a table")) {
            table.figures.list {
                caption.quiet { (heading) ": places, " (units) " and voters" }
                thead { tr {
                    th scope="col" { @if list.states.len() > 1 { "state" } @else { "state and places" } }
                    th.n scope="col" { "places" }
                    th.n scope="col" { "of" }
                    th.n scope="col" { (units) " without" }
                    th.n scope="col" { "of" }
                    th.n scope="col" { "voters in them" }
                    th.n scope="col" { "of the state's" }
                } }
                tbody {
                    @for line in lines {
                        tr data-state=(line.state) {
                            th scope="row" { bdi { (clipped(&plain(&line.name), 120)) } }
                            td.n { (number(places(line))) }
                            td.n { (number(line.places)) }
                            td.n { (number(without(line))) }
                            td.n { (number(line.units)) }
                            td.n { @if line.voters == 0 { "not known" } @else { (number(line.voters_affected)) } }
                            td.n { (percent(line.voters_affected, line.voters)) }
                        }
                        // Of a whole nation the states are enough; each has a page of its own.
                        @if list.states.len() == 1 {
                            @for place in &line.lacking {
                                tr.within {
                                    th scope="row" { bdi { (clipped(&plain(&place.name), 120)) } }
                                    td {} td {}
                                    td.n { (number(place.units_lacking)) }
                                    td.n { (number(place.units)) }
                                    td.n { (place.voters.map_or_else(|| "not known".to_owned(), number)) }
                                    td {}
                                }
                            }
                        }
                    }
                }
                @if sums {
                    tfoot { tr {
                        th scope="row" { "All " (lines.len()) }
                        td.n { (number(total(lines, places))) }
                        td.n { (number(total(lines, |line| line.places))) }
                        td.n { (number(total(lines, without))) }
                        td.n { (number(total(lines, |line| line.units))) }
                        td.n { (number(total(lines, |line| line.voters_affected))) }
                        td.n { (percent(total(lines, |line| line.voters_affected), total(lines, |line| line.voters))) }
                    } }
                }
            }
        }
    }
}

/// A list in a few lines: how many lack it, by name, and the figures.
pub(super) fn brief(list: &ListReport) -> Markup {
    let (headline, split) = headline(list);
    let names: Vec<String> =
        list.states.iter().filter(|line| line.status.lacks()).map(|line| clipped(&plain(&line.name), 60)).collect();
    html! {
        h3 { (large(&list.key.replace('-', " "))) }
        p {
            strong { (headline) "." } " "
            @if !split.is_empty() { (large(&split)) ". " }
            @if names.len() > 1 { (names.join(", ")) ". " }
            @for text in figures(list) { (text) ". " }
        }
    }
}
