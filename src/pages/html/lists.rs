//! Lists: the states, or the places of one, that lack something; with what keeps others off it and what the figures cannot say.

use maud::{Markup, html};

use crate::phrases::law::cell;
use crate::phrases::list::{
    excepted, figures, headline, ids, missing, not_met, notes, others, part_of_voters, sections, shares, total,
    voters_in, voters_in_all,
};
use crate::phrases::names::topic;
use crate::phrases::plain::{clipped, plain};
use crate::phrases::wording::{first_large, known, number, percent};
use crate::report::{ListLine, ListReport, Status};

/// The whole list: a table for each status, then those not counted, not answered and not reported.
pub(super) fn whole(list: &ListReport) -> Markup {
    let waived: Vec<&ListLine> = list.states.iter().filter(|line| line.status == Status::Waived).collect();
    html! {
        @for (heading, lines) in sections(list) {
            @let heading = first_large(&heading);
            h3 { (heading) " (" (lines.len()) ")" }
            (table(list, &heading, &lines))
            @for text in notes(list, &lines) { p.note { (text) } }
        }
        @if !waived.is_empty() {
            h3 { "Not counted, with reasons (" (waived.len()) ")" }
            dl.reasons { @for line in waived { dt { (plain(&line.name)) } dd { (excepted(list, line)) } } }
        }
        @if let Some(text) = missing(list) { h3 { "What the figures do not show" } p { (text) } }
        @for (heading, names) in others(list) {
            h3 { (heading) " (" (names.len()) ")" } p.codes { (plain(&names.join(" "))) }
        }
    }
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
                            @for (part, all) in shares(list, &[line]) { td.n { (number(part)) } td.n { (number(all)) } }
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
                                    td.n { (known(place.voters)) }
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
                        @for (part, all) in shares(list, lines) { td.n { (number(part)) } td.n { (number(all)) } }
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

pub(super) fn brief(list: &ListReport) -> Markup {
    let (headline, split) = headline(list);
    let names: Vec<String> =
        list.states.iter().filter(|line| line.status.lacks()).map(|line| clipped(&plain(&line.name), 60)).collect();
    html! {
        h3 { (first_large(&topic(&list.key))) }
        p {
            strong { (headline) "." } " "
            @if !split.is_empty() { (first_large(&split)) ". " }
            @if names.len() > 1 { (names.join(", ")) ". " }
            @for text in figures(list) { (text) ". " }
        }
    }
}
