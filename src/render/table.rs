//! The report for people: one place, or many.

use std::io::{self, Write};

use super::layout::Paper;
use crate::report::Report;

/// Writes the page.
///
/// # Errors
/// Where the writer fails.
pub fn write(report: &Report, _paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    for place in &report.places {
        writeln!(to, "{} {:?} {:?}", place.full_name(), place.risk, place.standing)?;
    }
    Ok(())
}
