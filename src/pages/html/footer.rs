//! The end of the page: what could not be read, the files and rules it rests on, and the words that close every page.

use maud::{Markup, html};

use super::frame::quoted;
use crate::phrases::footer;
use crate::phrases::footer::{CLOSING, evidence, off};
use crate::phrases::names::file;
use crate::phrases::not_placed;
use crate::phrases::notices::{heading, minor, sentence};
use crate::phrases::plain::{clipped, plain};
use crate::phrases::wording::{as_of, counted, number};
use crate::report::Report;
use crate::report::noticed::Noticed;

/// How many files, and how many notices, are listed one by one.
const TOLD: usize = 200;

/// The running heads of printed pages: a page for each place has its name, every page the date and the digests.
pub(super) fn heads(report: &Report, title: &str, places: &[(String, String)]) -> String {
    let mut css = format!(
        "@page{{@top-left{{content:{}}}@top-right{{content:{}}}@bottom-left{{content:{}}}\
         @bottom-right{{content:\"page \" counter(page) \" of \" counter(pages)}}}}",
        quoted(&clipped(title, 70)),
        quoted(&as_of(report.as_of)),
        quoted(&clipped(&evidence(report), 120))
    );
    for (id, name) in places {
        css.push_str(&format!("@page {id}{{@top-left{{content:{}}}}}#{id}{{page:{id}}}", quoted(&clipped(name, 70))));
    }
    css
}

/// What belongs to no place, or to one without a state; and what was given to the place that the user named.
pub(super) fn not_placed(report: &Report) -> Markup {
    let (said, given) = (not_placed::sentences(report), not_placed::given(report));
    html! {
        @if !said.is_empty() || given.is_some() {
            section.part #not-placed aria-labelledby="not-placed-h" {
                h2 #not-placed-h { @if said.is_empty() { "Given" } @else { "Not placed" } }
                @for text in said.iter().chain(&given) { p { (text) } }
            }
        }
    }
}

/// What could not be read as meant, in groups.
pub(super) fn notices(report: &Report, noticed: &Noticed<'_>) -> Markup {
    let groups = &noticed.groups[..noticed.groups.len().min(TOLD)];
    let together = groups.chunk_by(|a, b| a.file().is_some() && a.file() == b.file());
    html! {
        @if noticed.all > 0 {
            section.part #look aria-labelledby="look-h" {
                h2 #look-h { (heading("To check", noticed, 0)) }
                ul.plain { @for together in together {
                    @if let Some(of) = together.first().filter(|group| group.file().is_some()) {
                        li { bdi { (file(report, &of.first.file)) } ul.plain { @for group in together { li { (sentence(report, group)) } } } }
                    } @else {
                        @for group in together { li { (sentence(report, group)) } }
                    }
                } }
                @if noticed.groups.len() > TOLD { p.note { (number((noticed.groups.len() - TOLD) as u64)) " more: pollworthy read shows them." } }
                @if let Some(minor) = minor(report, noticed) { p.note { (minor) "." } }
            }
        }
    }
}

/// The files, the rules, and the last words.
pub(super) fn foot(report: &Report) -> Markup {
    let files = report.rules_files.iter().map(|(path, sha256)| ("rules", path, sha256));
    let files = files.chain(report.reference_files.iter().map(|(path, sha256)| ("reference", path, sha256)));
    let files = files.chain(report.law_files.iter().map(|(path, sha256)| ("law", path, sha256)));
    let files = files.chain(report.mapping_files.iter().map(|(path, sha256)| ("mapping", path, sha256)));
    let files = files.chain(report.waivers_file.iter().map(|(path, sha256)| ("waivers", path, sha256)));
    html! {
        section.part #evidence aria-labelledby="evidence-h" {
            h2 #evidence-h { "What this is based on" }
            p { "Rules: " (footer::rules(report)) "." }
            @if !report.off.is_empty() {
                p { "Turned off:" }
                ul.plain { @for rule in &report.off { li { (off(rule)) } } }
            }
            div.wide tabindex="0" role="region" aria-label="Files, a table" {
                table.files {
                    caption { "Files, with the SHA-256 of their bytes" }
                    thead { tr { th scope="col" { "file" } th scope="col" { "what it is" } th scope="col" { "SHA-256" } } }
                    tbody {
                        @for read in report.files.iter().take(TOLD) {
                            tr { th scope="row" { bdi { (plain(&read.path)) } } td { (footer::rows(|table| read.rows[table.0]).join(", ")) } td.sha { (read.sha256) } }
                        }
                        @for (role, path, sha256) in files {
                            tr { th scope="row" { bdi { (plain(path)) } } td { (role) } td.sha { (sha256) } }
                        }
                    }
                }
            }
            @if report.files.len() > TOLD {
                p.note { (counted((report.files.len() - TOLD) as u64, ("more file", "more files"))) ": in the JSON report." }
            }
        }
    }
}

pub(super) fn closing() -> Markup {
    html! { p.closing { (CLOSING) } }
}
