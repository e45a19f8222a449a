//! What could not be read, and what else to look at, as parts of a page for people.

use super::layout::Paper;
use crate::diagnostic::{Level, Notice};
use crate::phrases::names::file;
use crate::phrases::notices::{errors, heading, hidden_errors, left_out, minor, sentence};
use crate::phrases::plain::plain;
use crate::phrases::plan::others as others_of_plan;
use crate::phrases::wording::number;
use crate::report::Report;
use crate::report::noticed::Noticed;

/// With more files than these, most notices are about other places.
const FEW: usize = 6;

/// What could not be read, for pages that say no more of the records than their answer.
pub(super) fn unread(report: &Report, paper: &Paper) -> String {
    if let Some(said) = hidden_errors(report) {
        return format!("{}\n", paper.paragraph("", "", &said));
    }
    match listed(&left_out(report).collect::<Vec<_>>(), |_| 1, paper) {
        page if page.is_empty() => page,
        page => format!("{page}\n"),
    }
}

/// What could not be read, one by one, and how many notices there are besides.
pub(super) fn of_plan(notices: &[Notice], paper: &Paper) -> String {
    let (errors, others): (Vec<&Notice>, Vec<&Notice>) =
        notices.iter().partition(|notice| notice.level == Level::Error);
    let mut page = listed(&errors, |error| error.count, paper);
    if let Some(said) = others_of_plan(notices).filter(|_| !others.is_empty()) {
        page.push_str(&paper.paragraph("", "", &said));
    }
    page
}

/// Errors one by one under a heading that counts them.
fn listed(errors: &[&Notice], count: fn(&Notice) -> u64, paper: &Paper) -> String {
    if errors.is_empty() {
        return String::new();
    }
    let shown = paper.shown(errors.len());
    let all: u64 = errors.iter().map(|error| count(error)).sum();
    let lines = errors[..shown].iter().map(|error| paper.paragraph("   ", "     ", &plain(&error.to_string())));
    format!("COULD NOT BE READ ({})\n{}{}", number(all), lines.collect::<String>(), Paper::more(errors.len(), shown))
}

/// Errors one by one, then the other notices, for the page of one place.
pub(super) fn of_one_place(report: &Report, paper: &Paper) -> String {
    let errors: Vec<&Notice> = errors(report).collect();
    let mut page = listed(&errors, |error| error.count, paper);
    let noticed = Noticed::of(&report.notices, |notice| notice.level == Level::Notice);
    page.push_str(&look_at(report, &noticed, errors.iter().map(|error| error.count).sum(), paper));
    // Where one place of many is asked about, most notices are about the others.
    if noticed.all > 0 && report.request.focus.is_some() && report.files.len() > FEW {
        page.push_str("   They are about everything that was read, not only this place.\n");
    }
    if !page.is_empty() {
        page.push('\n');
    }
    page
}

/// Notices in groups, each file once as a heading; `above` of them are on the page already.
pub(super) fn look_at(report: &Report, noticed: &Noticed<'_>, above: u64, paper: &Paper) -> String {
    if noticed.all == 0 {
        return String::new();
    }
    let mut page = format!("{}\n", heading("TO CHECK", noticed, above));
    let shown = paper.shown(noticed.groups.len());
    let mut under = None;
    for group in &noticed.groups[..shown] {
        let of = group.file();
        if of.is_some() && of != under {
            page.push_str(&paper.paragraph("   ", "     ", &file(report, &group.first.file)));
        }
        under = of;
        let (first, rest) = if of.is_some() { ("     ", "       ") } else { ("   ", "     ") };
        page.push_str(&paper.paragraph(first, rest, &sentence(report, group)));
    }
    page.push_str(&Paper::more(noticed.groups.len(), shown));
    if let Some(minor) = minor(report, noticed) {
        page.push_str(&paper.paragraph("   ", "     ", &minor));
    }
    page
}
