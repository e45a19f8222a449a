//! Many places: the answer next to the map, then the list, the rules, the charts, every place in a table, and a page for each.

use std::collections::HashMap;

use maud::{Markup, html};

use super::frame::{severity, standing};
use super::{ahead, calls, charts, counties, footer as foot, frame, lists, map, one, public, since};
use crate::audit::Interval;
use crate::finding::Verdict;
use crate::phrases::Top;
use crate::phrases::footer::{CLOSING, evidence};
use crate::phrases::list::{elections, figures, headline};
use crate::phrases::many_places::{ManyPlaces, ORDER};
use crate::phrases::names::{place_name, short, topic, why_unread};
use crate::phrases::plain::{clipped, plain};
use crate::phrases::wording::{as_of, first_large, known, number, percent, risk, row_of};
use crate::report::overview::RuleLine;
use crate::report::{ListReport, PlaceReport, Report, RuleResult, Standing, Status};

/// Places that all have a page of their own; of more, the first few.
const PAGES: usize = 300;

/// How many of a great many places have a page of their own, unless `--top` says otherwise.
const FEW: usize = 50;

/// Places that the chart of risks shows.
const CHARTED: usize = 32;

/// So many places can be filtered by rule.
const FILTERED: usize = 1000;

/// Names that a table has room for.
const NAME: usize = 120;

pub(super) fn page(report: &Report, top: Top) -> Markup {
    let page = ManyPlaces::new(report);
    let all = &page.all;
    let list = report.main_list();
    let about = list.map(|list| first_large(&topic(&list.key))).unwrap_or_default();
    let heading = clipped(&plain(&page.heading()), 200);
    let places: Vec<&PlaceReport> = [&all.places, &all.unread, &all.silent].into_iter().flatten().copied().collect();
    let usual = if places.len() > PAGES { FEW } else { places.len() };
    let paged = &places[..top.of(places.len(), usual)];
    let index: HashMap<&str, usize> =
        report.places.iter().enumerate().map(|(at, place)| (place.id.as_str(), at)).collect();
    let rules = report.findings_by_rule();
    let ages = report.ages_by_type();
    let nation = all.state.is_none();
    let by_place: HashMap<&str, String> =
        paged.iter().enumerate().map(|(at, place)| (place.id.as_str(), format!("p{}", at + 1))).collect();
    let drawn = match (&all.state, list) {
        (Some((_, code)), _) => counties::figure(report, (code, &places), list, &by_place),
        (None, Some(list)) => map::states(list),
        (None, None) => None,
    };
    let charted: Vec<(String, Interval)> = if all.states_differ {
        report.states.iter().map(|state| (clipped(&plain(&state.name), charts::FITTING), state.risk)).collect()
    } else {
        let charted = all.places.iter().take(CHARTED);
        charted.map(|place| (page.name(place, charts::FITTING), place.risk)).collect()
    };
    let pages: Vec<(String, String)> =
        (1..=paged.len()).map(|at| format!("p{at}")).zip(paged.iter().map(|place| one::called(place))).collect();
    let noun = all.noun.1;
    let calls = calls::section(report, &by_place, top);
    let mut parts = Vec::new();
    parts.extend(calls.as_ref().map(|_| ("calls", "Call first".to_owned())));
    parts.extend(report.since.as_ref().map(|_| ("since", "What changed".to_owned())));
    parts.extend(report.ahead.as_ref().map(|_| ("ahead", "What is ahead".to_owned())));
    parts.extend(list.map(|_| ("list", about.clone())));
    parts.extend(report.redacted.as_ref().map(|_| ("counts", "Given as counts only".to_owned())));
    parts.extend((!rules.is_empty()).then(|| ("rules", "Rules not met or not answered".to_owned())));
    parts.push(("risk", "Risk".to_owned()));
    parts.extend((!ages.is_empty()).then(|| ("ages", "Age of the machines".to_owned())));
    parts.push(("places", format!("All {noun}")));
    parts.extend((all.notices.all > 0).then(|| ("look", "To check".to_owned())));
    parts.push(("evidence", "What this is based on".to_owned()));
    parts.extend((!paged.is_empty()).then(|| ("pages", format!("{}, one by one", first_large(noun)))));
    let body = html! {
        h1 class=[(nation && list.is_some()).then_some("over")] { bdi { (heading) } }
        @if let Some(source) = &report.source { p.source { "Source: " bdi { (clipped(&plain(source), 300)) } } }
        div.first {
            div.answer {
                @if nation { @if let Some(list) = list { (lead(report, list)) } }
                (standings(&page))
                @if report.redacted.is_some() { (public::note()) }
                dl.facts {
                    @if !nation { @if let Some(list) = list { dt { (about) } dd { (page.lacking(list, top)) } } }
                    dt { "Risk" }
                    dd {
                        (first_large(&page.risk())) "."
                        @if let (false, [only]) = (nation, report.states.as_slice()) {
                            (charts::interval(&only.risk, &format!("Risk: {} known, {} at most", risk(only.risk.low), risk(only.risk.high))))
                        }
                    }
                    @if let Some(calls) = calls::in_brief(report) { dt { "Call first" } dd { (calls) } }
                }
            }
            @if let Some(drawn) = &drawn { (drawn) }
        }
        (frame::contents(&parts))
        @if let Some(calls) = &calls { (calls) }
        @if let Some(diff) = &report.since { (since::section(report, diff, top)) }
        @if let Some(turns) = &report.ahead { (ahead::section(report, turns)) }
        @if drawn.is_none() { p.note { "No map: too few of these places have a shape on it, or none." } }
        @if let Some(list) = list {
            section.part #list aria-labelledby="list-h" {
                h2 #list-h { (about) @if !nation { ": " (headline(list).0) } }
                (lists::whole(list))
            }
        }
        @if let Some(redacted) = &report.redacted { (public::section(redacted)) }
        @if !rules.is_empty() {
            section.part #rules aria-labelledby="rules-h" {
                h2 #rules-h { (page.judged()) }
                (charts::findings(report, &rules))
                (rule_table(&page))
            }
        }
        section.part #risk aria-labelledby="risk-h" {
            h2 #risk-h { @if all.states_differ { "The states by the mean risk of their voters" } @else { "The " (noun) ", most urgent first" } }
            @if !all.states_differ && all.places.len() > 1 { p.note { (ORDER) } }
            (charts::intervals("risk", "Risk, known and at most", &charted))
            @if !all.states_differ && all.places.len() > charted.len() {
                p.note { "The first " (charted.len()) " of " (page.count(all.places.len() as u64)) "; the table below has them all." }
            }
            @if all.states_differ { (state_table(report)) }
        }
        @if !ages.is_empty() {
            section.part #ages aria-labelledby="ages-h" { h2 #ages-h { "Age of the machines" } (charts::ages(report, &ages)) }
        }
        section.part #places aria-labelledby="places-h" {
            h2 #places-h { "All " (noun) }
            (place_table(&page, &places, paged.len(), nation))
        }
        (not_read(&page))
        @if report.lists.len() > 1 { (other_lists(report, list)) }
        (foot::not_placed(report))
        (foot::notices(report, &all.notices))
        (foot::foot(report))
        (foot::closing())
        @if !paged.is_empty() {
            section #pages aria-labelledby="pages-h" {
                h2.pages #pages-h { @if paged.len() < places.len() {
                    (page.count(paged.len() as u64)) ", most urgent first, one by one"
                } @else { (first_large(noun)) ", one by one" } }
                @if paged.len() < places.len() {
                    p.note.pages { "Of " (page.count(places.len() as u64)) " the first " (paged.len())
                        " have a page here. The others: " code { "--state" } " for one state, " code { "--top all" } " for all of them." }
                }
                @for (place, (id, name)) in paged.iter().zip(&pages) {
                    article.place id=(id) aria-labelledby=(format!("{id}h")) {
                        header {
                            h3 id=(format!("{id}h")) { bdi { (name) } }
                            p.run { (as_of(report.as_of)) "; " (evidence(report)) }
                        }
                        @if let Some(at) = index.get(place.id.as_str()) { (one::section(report, *at, Some(id), &html! {})) }
                        p.back { a href="#places" { "Back to all " (noun) } }
                        p.closing { (CLOSING) }
                    }
                }
            }
        }
    };
    let title = format!("{heading}, {}", as_of(report.as_of));
    frame::page(report, &title, &foot::heads(report, &heading, &pages), &body)
}

/// The list that leads the page of many states.
fn lead(report: &Report, list: &ListReport) -> Markup {
    let (headline, split) = headline(list);
    html! {
        p.headline { (headline) }
        @if !split.is_empty() { p.split { (split) } }
        @for text in figures(list) { p { (text) "." } }
        @for (status, said) in [(Status::Statewide, "Everywhere"), (Status::Partial, "In some places")] {
            @let names: Vec<String> = list.states.iter().filter(|line| line.status == status).map(|line| clipped(&plain(&line.name), 60)).collect();
            @if !names.is_empty() { p { strong { (said) ": " } (row_of(&names)) "." } }
        }
        p.note { (elections(report.as_of)) "." }
    }
}

/// The lists other than the leading one: those that somebody is on, then the others by name.
fn other_lists(report: &Report, lead: Option<&ListReport>) -> Markup {
    let others = report.lists.iter().filter(|other| lead.is_none_or(|lead| lead.key != other.key));
    let (some, none): (Vec<&ListReport>, Vec<&ListReport>) =
        others.partition(|list| list.states.iter().any(|line| line.status.lacks()));
    let (open, none): (Vec<&ListReport>, Vec<&ListReport>) =
        none.into_iter().partition(|list| list.states.iter().any(|line| line.status == Status::Unknown));
    let names = |lists: &[&ListReport]| {
        let names: Vec<String> = lists.iter().map(|list| topic(&list.key)).collect();
        row_of(&names)
    };
    html! {
        section.part #lists aria-labelledby="lists-h" {
            h2 #lists-h { "Other lists" }
            @for list in some { (lists::brief(list)) }
            @if !open.is_empty() { p { "No state is known to be on these lists, and some did not answer: " (names(&open)) "." } }
            @if !none.is_empty() { p { "No state is on these lists: " (names(&none)) "." } }
        }
    }
}

fn standings(page: &ManyPlaces<'_>) -> Markup {
    let (report, all) = (page.report, page.report.standings.all());
    let voters = all.voters > 0;
    html! {
        table.standings #standings {
            caption.quiet { (first_large(page.all.noun.1)) " by standing" @if report.redacted.is_some() { ", by the public rules" } }
            thead { tr {
                th scope="col" { "standing" }
                th.n scope="col" { (page.all.noun.1) }
                @if voters { th.n scope="col" { "registered voters" } th.n scope="col" { (if all.places_without_voters > 0 { "of those known" } else { "of all" }) } }
            } }
            tbody { @for of in page.standings(0) {
                @let tally = report.standings.of(of);
                tr {
                    th scope="row" { (standing(of)) }
                    td.n { (number(tally.places)) }
                    @if voters {
                        td.n { (known(tally.known_voters())) }
                        td.n { (tally.known_voters().map_or_else(String::new, |voters| percent(voters, all.voters))) }
                    }
                }
            } }
        }
    }
}

fn rule_table(page: &ManyPlaces<'_>) -> Markup {
    let voters = page.report.standings.all().voters > 0;
    html! {
        div.wide tabindex="0" role="region" aria-label="Rules not met or not answered, a table" {
            table.figures.sortable #rules-table {
                caption.quiet { "Rules that are not met or not answered somewhere" }
                thead { tr {
                    th scope="col" { "severity" } th scope="col" { "what is asked" } th scope="col" { "rule" }
                    th.n scope="col" { "not met" } th.n scope="col" { "not answered" }
                    @if voters { th.n scope="col" { "voters not met" } }
                } }
                tbody { @for line in &page.all.rules {
                    @let rule = &page.report.rules[line.rule];
                    tr {
                        td { (severity(rule.severity)) }
                        th scope="row" { (first_large(&short(rule))) }
                        td.id { (plain(&rule.id)) }
                        td.n { (number(line.not_met)) }
                        td.n { (number(line.open)) }
                        @if voters { td.n { (known(line.known_voters())) } }
                    }
                } }
            }
        }
    }
}

fn state_table(report: &Report) -> Markup {
    html! {
        div.wide tabindex="0" role="region" aria-label="The states, a table" {
            table.figures.sortable #states-table {
                caption.quiet { "The states: risk, weighted by registered voters, places by standing, and the highest place" }
                thead { tr {
                    th scope="col" { "state" } th.n scope="col" { "places" } th.n scope="col" { "known" } th.n scope="col" { "at most" }
                    th.n scope="col" { "action needed" } th.n scope="col" { "not shown" } th scope="col" { "highest place" } th.n scope="col" { "its risk" }
                } }
                tbody { @for state in &report.states {
                    tr {
                        th scope="row" { (clipped(&plain(&state.name), NAME)) }
                        td.n { (number(state.standings.all().places)) }
                        td.n { (risk(state.risk.low)) } td.n { (risk(state.risk.high)) }
                        td.n { (number(state.standings.action_needed.places)) }
                        td.n { (number(state.standings.not_shown.places)) }
                        td { bdi { (clipped(&plain(&state.highest), NAME)) } }
                        td.n { (risk(state.max.low)) }
                    }
                } }
            }
        }
    }
}

/// Every place, a row each; the first have a page of their own.
fn place_table(page: &ManyPlaces<'_>, places: &[&PlaceReport], paged: usize, nation: bool) -> Markup {
    let with_state = nation && page.all.noun.0 != "state";
    let by_rule = places.len() <= FILTERED && !page.all.rules.is_empty();
    html! {
        div.filter data-for="places-table" hidden {
            p { label for="find" { "Find a place" } input #find type="search" autocomplete="off" spellcheck="false"; }
            p { label for="only" { "Standing" } select #only {
                option value="" { "all standings" }
                @for standing in Standing::ALL { option { (standing.heading()) } }
            } }
            @if by_rule { p { label for="rule" { "Rule" } select #rule {
                option value="" { "all rules" }
                (rule_options(page, "Not met", 'f', |line| line.not_met))
                (rule_options(page, "Not answered", 'u', |line| line.open))
            } } }
            p.count role="status" {}
        }
        div.wide tabindex="0" role="region" aria-label="All places, a table" {
            table.figures.sortable #places-table {
                caption.quiet { "Every place: voters, risk of 100 known and at most, rules answered, standing" }
                thead { tr {
                    th scope="col" { (page.all.noun.0) }
                    @if with_state { th scope="col" { "state" } }
                    th.n scope="col" { "voters" } th.n scope="col" { "known" } th.n scope="col" { "at most" }
                    th.n scope="col" { "answered" } th scope="col" { "standing" }
                } }
                tbody { @for (at, place) in places.iter().enumerate() {
                    @let (answered, applied) = place.answered();
                    @let name = place_name(place, false, NAME);
                    tr data-rules=[by_rule.then(|| rules_of(place))] {
                        th scope="row" { @if at < paged { a href=(format!("#p{}", at + 1)) { bdi { (name) } } } @else { bdi { (name) } } }
                        @if with_state { td { (place.state.as_deref().map(plain).unwrap_or_default()) } }
                        td.n data-unit="voters" { (place.voters.map_or_else(|| "-".to_owned(), number)) }
                        td.n data-unit="known" { (risk(place.risk.low)) }
                        td.n data-unit="at most" { (risk(place.risk.high)) }
                        td.n data-unit="answered" { (answered) " of " (applied) }
                        td { (standing(place.standing)) }
                    }
                } }
            }
        }
    }
}

/// The rules that some places do not meet, or do not answer, to choose from.
fn rule_options(page: &ManyPlaces<'_>, heading: &str, mark: char, places: fn(&RuleLine) -> u64) -> Markup {
    let lines: Vec<&RuleLine> = page.all.rules.iter().filter(|line| places(line) > 0).collect();
    html! {
        @if !lines.is_empty() {
            optgroup label=(heading) { @for line in lines {
                @let rule = &page.report.rules[line.rule];
                option value=(format!("{mark}{}", line.rule)) {
                    (heading) ": " (clipped(&short(rule), 60)) " (" (clipped(&plain(&rule.id), 20)) "), " (page.count(places(line)))
                }
            } }
        }
    }
}

/// The rules that a place does not meet, and those that it does not answer, each behind a letter.
fn rules_of(place: &PlaceReport) -> String {
    let mark = |result: &RuleResult| match result.verdict {
        Verdict::Fail => Some(format!("f{}", result.rule())),
        Verdict::Unknown => Some(format!("u{}", result.rule())),
        Verdict::Pass | Verdict::Waived | Verdict::NotApplicable => None,
    };
    // What sent nothing is counted under no rule.
    let all = place.rules.iter().filter(|_| place.standing != Standing::NothingToRead);
    all.filter_map(mark).collect::<Vec<_>>().join(" ")
}

/// Places that must be there and cannot be read, or sent nothing; and records that are shown and not added.
fn not_read(page: &ManyPlaces<'_>) -> Markup {
    let all = &page.all;
    let name = |place: &PlaceReport| page.name(place, NAME);
    let names = |places: &[&PlaceReport]| places.iter().map(|place| name(place)).collect::<Vec<_>>().join(", ");
    html! {
        @if !all.unread.is_empty() {
            h2 { "Cannot be read (" (all.unread.len()) ")" }
            ul.plain { @for place in &all.unread { li { bdi { (name(place)) } ": " bdi { (why_unread(place, 300)) } } } }
        }
        @let unshown: Vec<&PlaceReport> = all.places.iter().copied().filter(|place| place.silent).collect();
        @if !unshown.is_empty() { h2 { "Nothing shown (" (unshown.len()) ")" } p { "No rule is answered: " bdi { (names(&unshown)) } } }
        @if !all.silent.is_empty() { h2 { "Sent nothing (" (all.silent.len()) ")" } p { bdi { (names(&all.silent)) } } }
        @if !all.apart.is_empty() {
            h2 { "Not added" }
            p { bdi { (names(&all.apart)) } ": records of their own in addition to those of the places in them; pollworthy explain shows them." }
        }
    }
}
