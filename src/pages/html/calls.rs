//! Whom to call first: a row for each place with why, who and how, those that follow in a part that opens.

use std::collections::HashMap;

use maud::{Markup, html};

use crate::phrases::Top;
use crate::phrases::calls::{ALL, NO_CONTACT, NO_CONTACTS, ORDER, name, who, why};
use crate::phrases::plain::{clipped, plain};
use crate::phrases::wording::number;
use crate::report::calls::{Call, are_shown, calls};
use crate::report::{Contact, Report};

/// How many calls are in sight at once.
const FIRST: usize = 10;

/// How many calls are at the top of the page.
const BRIEF: usize = 3;

/// So many calls are on the page at most, unless `--top` says otherwise.
const MOST: usize = 200;

/// The longest name of a place, and the longest cell of a contact.
const LONGEST: usize = 80;

/// The section; nothing where the report is not one of a state office, or nobody has to be called. `pages` has the id of the part of each
/// place that has one.
pub(super) fn section(report: &Report, pages: &HashMap<&str, String>, top: Top) -> Option<Markup> {
    let calls = if are_shown(report) { calls(report) } else { Vec::new() };
    if calls.is_empty() {
        return None;
    }
    let shown = top.of(calls.len(), MOST);
    let (first, rest) = calls[..shown].split_at(shown.min(FIRST));
    let nobody = calls[..shown].iter().all(|call| call.contact.is_empty());
    Some(html! {
        section.part #calls aria-labelledby="calls-h" {
            h2 #calls-h { "Call first" }
            p.note { (ORDER) @if nobody { " " (NO_CONTACTS) } }
            (table(report, (first, 1), pages, "Whom to call first"))
            @if !rest.is_empty() {
                details {
                    summary { (number(rest.len() as u64)) " more, in order" }
                    (table(report, (rest, first.len() + 1), pages, "Whom to call next"))
                }
            }
            @if shown < calls.len() {
                p.note { (number((calls.len() - shown) as u64)) " more: pollworthy audit " code { (ALL) } " lists them all." }
            }
        }
    })
}

/// The first few, for the top of the page; nothing where the section is not there.
pub(super) fn in_brief(report: &Report) -> Option<Markup> {
    let calls = if are_shown(report) { calls(report) } else { Vec::new() };
    (!calls.is_empty()).then(|| {
        html! {
            ol.brief { @for call in calls.iter().take(BRIEF) {
                li { bdi { (name(call.place, LONGEST)) } ": " bdi { (clipped(&why(report, call), LONGEST)) } ". " (person(call)) " " (ways(call.contact)) }
            } }
            @if calls.len() > BRIEF { p { a href="#calls" { "All " (number(calls.len() as u64)) ", in order" } } }
        }
    })
}

fn table(report: &Report, (calls, from): (&[Call<'_>], usize), pages: &HashMap<&str, String>, caption: &str) -> Markup {
    html! {
        div.wide tabindex="0" role="region" aria-label=(format!("{caption}, a table")) {
            table.figures.calls {
                caption.quiet { (caption) }
                thead { tr {
                    th.n scope="col" { span.quiet { "order" } } th scope="col" { "place" } th.n scope="col" { "voters" }
                    th scope="col" { "why" } th scope="col" { "who" } th scope="col" { "phone, e-mail" }
                } }
                tbody { @for (at, call) in calls.iter().enumerate() {
                    @let called = name(call.place, LONGEST);
                    tr {
                        td.n { (number((from + at) as u64)) }
                        th scope="row" { @match pages.get(call.place.id.as_str()) {
                            Some(id) => a href=(format!("#{id}")) { bdi { (called) } },
                            None => bdi { (called) },
                        } }
                        td.n { (call.place.voters.map_or_else(|| "-".to_owned(), number)) }
                        td { bdi { (why(report, call)) } }
                        td { (person(call)) }
                        td { (ways(call.contact)) }
                    }
                } }
            }
        }
    }
}

fn person(call: &Call<'_>) -> Markup {
    html! {
        @if call.contact.is_empty() { (NO_CONTACT) } @else { bdi { (clipped(&who(call.contact, true), LONGEST)) } }
        @if let Some(day) = call.contact_of { span.where { "from the records of " (day.in_words()) } }
    }
}

/// The telephone and the e-mail address, as links where they are plainly ones.
fn ways(contact: &Contact) -> Markup {
    let [phone, email] =
        [&contact.phone, &contact.email].map(|text| text.as_deref().map(str::trim).unwrap_or_default());
    html! {
        @if !phone.is_empty() {
            @match dialled(phone) {
                Some(digits) => a.way href=(format!("tel:{digits}")) { (phone) },
                None => bdi.way { (clipped(&plain(phone), LONGEST)) },
            }
        }
        @if !email.is_empty() {
            @if is_address(email) { a.way href=(format!("mailto:{email}")) { (email) } }
            @else { bdi.way { (clipped(&plain(email), LONGEST)) } }
        }
    }
}

/// The digits of a telephone number that is written with digits and the usual signs alone.
fn dialled(phone: &str) -> Option<String> {
    let usual = |c: char| c.is_ascii_digit() || matches!(c, '+' | ' ' | '-' | '.' | '(' | ')');
    let digits: String = phone.chars().filter(|c| c.is_ascii_digit()).collect();
    let is_number = phone.len() <= 24 && phone.chars().all(usual) && (7..=15).contains(&digits.len());
    let plus = if phone.starts_with('+') { "+" } else { "" };
    is_number.then(|| format!("{plus}{digits}"))
}

/// Whether a text is an e-mail address of letters, digits and the usual signs.
fn is_address(text: &str) -> bool {
    let usual = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
    };
    text.len() <= 80
        && text.split_once('@').is_some_and(|(name, host)| usual(name) && usual(host) && host.contains('.'))
}
