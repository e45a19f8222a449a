//! The report for people: one place, or many.

use std::io::{self, Write};

use super::layout::Paper;
use super::{place, places};
use crate::report::Report;
use crate::report::advice::only_place;

/// Writes the page.
///
/// # Errors
/// Where the writer fails.
pub fn write(report: &Report, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    match only_place(report) {
        Some(only) => place::write(report, only, paper, to),
        None => places::write(report, paper, to),
    }
}
