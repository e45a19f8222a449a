//! Lists: the states, or the places of one, that lack something; with what keeps others off it and what the figures cannot say.

use maud::{Markup, html};

use super::super::law::cell;
use super::super::layout::clipped;
use super::super::plain::plain;
use super::super::states::{
    beside, excepted, figures, headline, ids, missing, not_met, part_of_voters, places, sections, total, voters_in,
    voters_in_all, without,
};
use super::super::wording::{number, percent};
use crate::report::{ListLine, ListReport, Status};

/// The whole list: a table for each status, then those not counted, not answered and not reported.
pub(super) fn whole(list: &ListReport) -> Markup {
    let of = |status: Status| list.states.iter().filter(move |line| line.status == status);
    let waived: Vec<&ListLine> = of(Status::Waived).collect();
    html! {
        @for (heading, lines) in sections(list) {
            @let heading = large(&heading);
            h3 { (heading) " (" (lines.len()) ")" }
            (table(list, &heading, &lines))
            @for text in beside(list, &lines) { p.note { (text) } }
        }
        @if !waived.is_empty() {
            h3 { "Not counted, with their reason (" (waived.len()) ")" }
            dl.reasons { @for line in waived { dt { (plain(&line.name)) } dd { (excepted(list, line)) } } }
        }
        @if let Some(text) = missing(list) { h3 { "What the figures cannot say" } p { (text) } }
        @for (status, heading) in [(Status::Unknown, "Not answered"), (Status::None, "None reported")] {
            @let names = { let mut names: Vec<&str> = of(status).map(ListLine::letters).collect(); names.sort_unstable(); names };
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
    let (of_units, several) = (!list.of_places, !list.rules.is_empty());
    let has_law = lines.iter().any(|line| line.law.is_some());
    html! {
        div.wide tabindex="0" role="region" aria-label=(format!("{heading}, a table")) {
            table.figures.list {
                caption.quiet { (heading) ": places" @if of_units { ", " (units) } " and voters" }
                thead { tr {
                    th scope="col" { @if list.states.len() > 1 { "state" } @else { "state and places" } }
                    th.n scope="col" { "places" }
                    th.n scope="col" { "of" }
                    @if of_units {
                        th.n scope="col" { (units) " without" }
                        th.n scope="col" { "of" }
                    }
                    th.n scope="col" { "voters in them" }
                    th.n scope="col" { "of the state's" }
                    @if several { th scope="col" { "not met" } }
                    @if has_law { th scope="col" { "by state law" } }
                } }
                tbody {
                    @for line in lines {
                        tr data-state=(line.state) {
                            th scope="row" { bdi { (clipped(&plain(&line.name), 120)) } }
                            td.n { (number(places(line))) }
                            td.n { (number(line.places)) }
                            @if of_units {
                                td.n { (number(without(line))) }
                                td.n { (number(line.units)) }
                            }
                            td.n { (voters_in(line)) }
                            td.n { (part_of_voters(line)) }
                            @if several { td.id { (not_met(list, line)) } }
                            @if has_law { td { (line.law.as_ref().map(cell).unwrap_or_default()) } }
                        }
                        // Of a whole nation the states are enough; each has a page of its own.
                        @if list.states.len() == 1 {
                            @for place in &line.lacking {
                                tr.within {
                                    th scope="row" { bdi { (clipped(&plain(&place.name), 120)) } }
                                    td {} td {}
                                    @if of_units {
                                        td.n { (number(place.units_lacking)) }
                                        td.n { (number(place.units)) }
                                    }
                                    td.n { (place.voters.map_or_else(|| "not known".to_owned(), number)) }
                                    td {}
                                    @if several { td.id { (ids(list, place.rules.iter().copied())) } }
                                    @if has_law { td {} }
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
                        @if of_units {
                            td.n { (number(total(lines, without))) }
                            td.n { (number(total(lines, |line| line.units))) }
                        }
                        td.n { (voters_in_all(lines)) }
                        td.n { (percent(total(lines, |line| line.voters_affected), total(lines, |line| line.voters))) }
                        @if several { td {} }
                        @if has_law { td {} }
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
