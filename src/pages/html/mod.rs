//! One HTML file of a report: the answer first, maps and charts, tables to sort and search, a printed page for each place.

pub(in crate::pages) mod ahead;
mod calls;
mod charts;
mod counties;
mod footer;
pub(in crate::pages) mod frame;
mod lists;
mod many;
mod map;
mod one;
mod public;
mod shapes;
mod since;

use std::io::{self, Write};

use super::layout::Paper;
use crate::report::Report;
use crate::report::advice::only_place;

/// Writes the page.
///
/// # Errors
/// Where the writer fails.
pub fn write(report: &Report, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let page = match only_place(report) {
        Some(only) => one::page(report, only, paper.top),
        None => many::page(report, paper.top),
    };
    writeln!(to, "{}", page.into_string())
}

/// Whether a file whose first few thousand bytes are `head` is such a page, of any version: it may be written over.
#[must_use]
pub fn is_report(head: &[u8]) -> bool {
    frame::is_own(head)
}
