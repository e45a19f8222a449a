//! The report for people: one place, or many; what got worse since another of the same day; the one page for the public.

use std::io::{self, Write};

use super::layout::Paper;
use super::{gate, many_places, one_place, public};
use crate::report::Report;
use crate::report::advice::only_place;

/// Writes the page.
///
/// # Errors
/// Where the writer fails.
pub fn write(report: &Report, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    if let Some(redacted) = &report.redacted {
        return public::write(report, redacted, paper, to);
    }
    // Two audits of one day are a change before a gate; of two days, a report that says what it was.
    if let Some(diff) = report.since.as_deref().filter(|diff| diff.old.as_of == diff.new.as_of) {
        return gate::write(report, diff, paper, to);
    }
    match only_place(report) {
        Some(only) => one_place::write(report, only, paper, to),
        None => many_places::write(report, paper, to),
    }
}
