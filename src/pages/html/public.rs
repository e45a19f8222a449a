//! What the public edition shows of the rules that name no place: counts over all of them.

use maud::{Markup, html};

use super::frame::{severity, standing};
use crate::phrases::plain::plain;
use crate::phrases::public::{left_out, notices};
use crate::phrases::wording::{PLACES, RULES, counted, either, number};
use crate::report::Redacted;

/// The note on what the page is scored by.
pub(super) fn note() -> Markup {
    html! { p.note { "Public edition: places are named, scored and ordered only by the rules whose findings are public." } }
}

pub(super) fn section(redacted: &Redacted) -> Markup {
    html! {
        section.part #counts aria-labelledby="counts-h" {
            h2 #counts-h { "Given as counts only" }
            @if redacted.notices > 0 { p.note { (notices(redacted)) } }
            @match &redacted.counts {
                None => {
                    p { (counted(redacted.rules as u64, RULES)) " on networks, computers and practices "
                        (either(redacted.rules as u64, ("is", "are"))) " " (left_out()) "." }
                }
                Some(counts) => {
                    p { "Findings on networks, computers and practices over " (counted(redacted.places, PLACES))
                        ": no figure is exact enough to identify a place." }
                    div.wide tabindex="0" role="region" aria-label="Places by standing, by all rules, a table" {
                        table.figures #all-rules-table {
                            caption { "Places by standing, by all rules" }
                            thead { tr { th scope="col" { "standing" } th.n scope="col" { "places" } } }
                            tbody { @for (of, count) in &counts.standings { tr {
                                th scope="row" { (standing(*of)) }
                                td.n { (count.in_words(number)) }
                            } } }
                        }
                    }
                    div.wide tabindex="0" role="region" aria-label="Rules that are not public, a table" {
                        table.figures #counts-table {
                            caption { "Rules that are not public" }
                            thead { tr {
                                th scope="col" { "severity" } th scope="col" { "what is asked" } th scope="col" { "rule" }
                                th.n scope="col" { "not met in" } th.n scope="col" { "not answered in" }
                            } }
                            tbody { @for rule in &counts.rules { tr {
                                td { (severity(rule.severity)) }
                                th scope="row" { (plain(rule.title.trim_end_matches('.'))) }
                                td.id { (plain(&rule.id)) }
                                td.n { (rule.not_met.in_words(number)) } td.n { (rule.open.in_words(number)) }
                            } } }
                        }
                    }
                }
            }
        }
    }
}
