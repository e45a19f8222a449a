//! One place: its standing, its risk, what to fix, what to fill in, what is in order, and whom it came from.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::frame::severity;
use super::{ahead, charts, footer as foot, frame, public, since};
use crate::finding::Severity;
use crate::phrases::Top;
use crate::phrases::fill::{NEW_SHEETS, NO_BLAME, asks_for_a_sheet, gap};
use crate::phrases::names::{file, place_name, short};
use crate::phrases::one_place::{OnePlace, answered_sentence, risk_sentence};
use crate::phrases::plain::{clipped, plain};
use crate::phrases::wording::{as_of, first_large, number, risk};
use crate::report::advice::{Fill, Fix};
use crate::report::charts::RuleFindings;
use crate::report::overview::Overview;
use crate::report::{PlaceReport, Report};

/// How many gaps of one place are listed.
const GAPS: usize = 40;

/// So many lines of small print have room on a sheet of Letter, below what every page of a place begins with.
const PRINTED_LINES: usize = 45;

/// How many letters of something to fix, and of something to fill in, have room on a printed line.
const FIX_LETTERS: usize = 108;
const FILL_LETTERS: usize = 128;

/// So many gaps are printed whatever room there is.
const LEAST_PRINTED: usize = 4;

/// The longest name of a place at the head of its page.
const LONGEST: usize = 160;

/// What a place is called, as its page has room for it.
pub(super) fn called(place: &PlaceReport) -> String {
    place_name(place, true, LONGEST)
}

pub(super) fn page(report: &Report, at: usize, top: Top) -> Markup {
    let Some(of) = report.places.get(at) else { return html! {} };
    let name = called(of);
    let noticed = Overview::new(report).notices;
    let rules = report.findings_by_rule();
    let ages = report.ages_by_type();
    let mut parts = vec![("fix", "What to do".to_owned())];
    parts.extend(report.redacted.as_ref().map(|_| ("counts", "Given as counts only".to_owned())));
    parts.extend(report.since.as_ref().map(|_| ("since", "What changed".to_owned())));
    parts.extend(report.ahead.as_ref().map(|_| ("ahead", "What is ahead".to_owned())));
    parts.extend((!rules.is_empty()).then(|| ("rules", "Findings by rule".to_owned())));
    parts.extend((!ages.is_empty()).then(|| ("ages", "Age of the machines".to_owned())));
    parts.extend((noticed.all > 0).then(|| ("look", "To check".to_owned())));
    parts.push(("evidence", "What this is based on".to_owned()));
    let body = html! {
        h1 { bdi { (name) } }
        (section(report, at, None, &frame::contents(&parts)))
        @if let Some(diff) = &report.since { (since::section(report, diff, top)) }
        @if let Some(turns) = &report.ahead { (ahead::section(report, turns)) }
        @if let Some(redacted) = &report.redacted { (public::section(redacted)) }
        @if !rules.is_empty() {
            section.part #rules aria-labelledby="rules-h" {
                h2 #rules-h { "Findings by rule" }
                p.note { "Of what each rule judged, assets or the place itself: not met, then not answered." }
                (charts::findings(report, &rules))
                (rules_table(report, &rules))
            }
        }
        @if !ages.is_empty() {
            section.part #ages aria-labelledby="ages-h" { h2 #ages-h { "Age of the machines" } (charts::ages(report, &ages)) }
        }
        (foot::not_placed(report))
        (foot::notices(report, &noticed))
        (foot::foot(report))
        (foot::closing())
    };
    frame::page(report, &format!("{name}, {}", as_of(report.as_of)), &foot::heads(report, &name, &[]), &body)
}

/// Findings by rule as a table: of one place assets, of many places.
fn rules_table(report: &Report, rules: &[RuleFindings]) -> Markup {
    html! {
        div.wide tabindex="0" role="region" aria-label="Findings by rule, a table" {
            table.figures #rules-table {
                caption.quiet { "Findings by rule" }
                thead { tr {
                    th scope="col" { "severity" } th scope="col" { "what is asked" } th scope="col" { "rule" }
                    th.n scope="col" { "met" } th.n scope="col" { "not met" } th.n scope="col" { "not answered" } th scope="col" { "of" }
                } }
                tbody { @for of in rules {
                    @let rule = &report.rules[of.rule];
                    tr {
                        td { (severity(rule.severity)) }
                        th scope="row" { (first_large(&short(rule))) }
                        td.id { (plain(&rule.id)) }
                        td.n { (number(of.met)) } td.n { (number(of.not_met)) } td.n { (number(of.open)) }
                        td { (rule.table.table().unit.1) }
                    }
                } }
            }
        }
    }
}

/// All about one place; with an id and a heading of its own where it is one of many.
pub(super) fn section(report: &Report, at: usize, id: Option<&str>, contents: &Markup) -> Markup {
    let Some(page) = OnePlace::new(report, at) else { return html! {} };
    let (of, advice) = (page.of, &page.advice);
    let said = risk_sentence(of);
    let main = id.is_none();
    html! {
        div.answer {
            p { (frame::standing(of.standing)) }
            p.reason { (first_large(&page.reason())) "." }
            dl.facts {
                div { dt { "Risk" } dd { (said) (charts::interval(&of.risk, &format!("Risk: {said}"))) } }
                div { dt { "Answered" } dd { (answered_sentence(of)) } }
                div {
                    dt { "In all" }
                    dd { (number(advice.fix.len() as u64)) " to fix, " (number(advice.fill.len() as u64)) " to fill in, "
                        (number(advice.waived.len() as u64)) " waived, " (number(advice.met.len() as u64)) " met" }
                }
                @if let Some(voters) = of.voters { div { dt { "Registered voters" } dd { (number(voters)) } } }
            }
        }
        (contents)
        div.todo id=[main.then_some("fix")] {
            @if !advice.fix.is_empty() {
                (heading(main, "What to fix"))
                (fixes(&page, &advice.fix, true))
            }
            @if !advice.listed.is_empty() {
                (heading(main, "Listed, for your information"))
                (fixes(&page, &advice.listed, false))
            }
            @if !advice.fill.is_empty() {
                (heading(main, "What to fill in"))
                (fills(&page, if main { GAPS } else { printed(&page) }))
            }
            @if !advice.waived.is_empty() {
                (heading(main, &format!("Waived ({})", advice.waived.len())))
                ul.plain { @for waived in &advice.waived {
                    @let [head, owner, rule, label] = page.excepted(waived);
                    li { (first_large(&head)) " " span.where { (owner) "; " (rule) ", " (label) } }
                } }
            }
            (in_order(&page, main))
            (minor(main, "Who reported it"))
            (from(&page, at))
        }
    }
}

fn heading(main: bool, text: &str) -> Markup {
    html! { @if main { h2 { (text) } } @else { h4 { (text) } } }
}

/// The heading of what needs nothing to be done.
fn minor(main: bool, text: &str) -> Markup {
    html! { @if main { h2.minor { (text) } } @else { h4 { (text) } } }
}

fn fixes(page: &OnePlace<'_>, fixes: &[Fix], scored: bool) -> Markup {
    html! {
        div.wide tabindex="0" role="region" aria-label="What to fix, a table" {
        table.todo.fixes {
            caption.quiet { @if scored { "What to fix, most severe first" } @else { "Listed only, not counted in the risk" } }
            thead { tr {
                @if scored { th scope="col" { "severity" } }
                th scope="col" { "what" }
                th scope="col" { "rule" }
                @if scored { th.n scope="col" { (page.path_heading()) } }
            } }
            tbody { @for fix in fixes {
                @let rules: Vec<_> = fix.rules.iter().map(|at| page.rule(*at)).collect();
                @let severities = { let mut all: Vec<Severity> = rules.iter().map(|rule| rule.severity).collect(); all.dedup(); all };
                tr {
                    @if scored { td { @for of in severities { (severity(of)) " " } } }
                    td.what {
                        strong { (page.sentence(fix)) }
                        @if let Some(first) = rules.first() { " " (plain(&first.fix)) }
                        span.where { (page.spots(fix)) }
                    }
                    td data-head="rule" { @for rule in &rules { span.id { (plain(&rule.id)) } " " } }
                    @if scored { td.n data-head="risk with this and all above fixed" { (risk(fix.after)) } }
                }
            } }
        }
        }
        @if let Some(said) = page.path_end().filter(|_| scored) { p.note { (said) } }
    }
}

/// How many gaps have room on the printed page of one of many places, by the lines that all else takes: a second page would be a few lines.
fn printed(page: &OnePlace<'_>) -> usize {
    let lines = |text: &str, letters: usize| text.chars().count().div_ceil(letters).max(1);
    let advised = |fix: &Fix| fix.rules.first().map_or(0, |at| page.rule(*at).fix.chars().count());
    let fix = |fix: &Fix| (page.sentence(fix).chars().count() + advised(fix)).div_ceil(FIX_LETTERS) + 1;
    let advice = &page.advice;
    let fixes: usize = advice.fix.iter().chain(&advice.listed).map(fix).sum();
    let in_order: usize =
        page.in_order().map(|(_, _, said)| 2 + said.iter().map(|one| lines(one, 70)).sum::<usize>().div_ceil(2)).sum();
    let mut room = PRINTED_LINES.saturating_sub(fixes + in_order + 3 * advice.waived.len());
    let fits = |fill: &&Fill| {
        let taken = lines(&gap(page, fill), FILL_LETTERS);
        let fits = taken <= room;
        room = room.saturating_sub(taken);
        fits
    };
    advice.fill.iter().take_while(fits).count().max(LEAST_PRINTED)
}

/// The gaps; only the first `printed` are printed.
fn fills(page: &OnePlace<'_>, printed: usize) -> Markup {
    let fill = &page.advice.fill;
    html! {
        p.note {
            (first_large(NO_BLAME)) "."
            @if fill.iter().any(asks_for_a_sheet) { " " code { (NEW_SHEETS.0) } (NEW_SHEETS.1) }
        }
        div.wide tabindex="0" role="region" aria-label="What to fill in, a table" {
        table.todo {
            caption.quiet { "What to fill in, for the most severe rules first" }
            thead { tr { th scope="col" { "what is missing" } th scope="col" { "rules open" } } }
            tbody { @for (at, fill) in fill.iter().take(GAPS).enumerate() {
                tr.unprinted[at >= printed] {
                    td { (gap(page, fill)) }
                    td data-head="rules open" { (page.opened(&fill.rules)) }
                }
            } }
        }
        }
        @if fill.len() > printed && printed < GAPS {
            p.note.not-printed { "There is more to fill in, which is not printed: the page on a screen has all of it." }
        }
        @if fill.len() > GAPS { p.note { (number((fill.len() - GAPS) as u64)) " more: pollworthy read shows them." } }
    }
}

fn in_order(page: &OnePlace<'_>, main: bool) -> Markup {
    html! {
        @for (name, count, said) in page.in_order() {
            (minor(main, &format!("{name} ({count})")))
            ul.columns { @for one in said { li { (one) } } }
        }
    }
}

/// Who is responsible for the records, and the files about the place.
fn from(page: &OnePlace<'_>, at: usize) -> Markup {
    let (report, of) = (page.report, page.of);
    let contact = [&of.contact.name, &of.contact.title, &of.contact.phone, &of.contact.email];
    let contact: Vec<String> = contact.into_iter().flatten().map(|text| clipped(&plain(text), 120)).collect();
    let mut files: BTreeSet<String> = BTreeSet::new();
    if !of.file.is_empty() {
        files.insert(file(report, &of.file));
    }
    let own = report.findings_at(at).iter();
    files.extend(own.filter(|line| !line.finding.file.is_empty()).map(|line| file(report, &line.finding.file)));
    let shown: Vec<String> = files.iter().take(12).map(|name| clipped(name, 160)).collect();
    let more = files.len() - shown.len();
    html! {
        dl.facts {
            @if let Some(source) = &report.source { div { dt { "Reported by" } dd { bdi { (clipped(&plain(source), 300)) } } } }
            div { dt { "Contact" } dd { bdi { @if contact.is_empty() { "none on file" } @else { (contact.join(", ")) } } } }
            div {
                dt { "Files" }
                dd {
                    @if shown.is_empty() { "no file names it" } @else { bdi { (shown.join(", ")) } }
                    @if more > 0 { " and " (number(more as u64)) " more" }
                }
            }
        }
    }
}
