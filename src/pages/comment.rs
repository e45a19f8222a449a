//! A comment on a pull request: the Markdown page, marked so that the next run finds it, and no longer than GitHub takes.

use std::io::{self, Write};

use super::layout::{Paper, Top};
use super::markdown;
use crate::limits::reports::COMMENT;
use crate::report::Report;

/// What the comment begins with: no reader sees it, and a workflow finds by it the comment that it replaces.
pub const MARK: &str = "<!-- pollworthy -->";

/// GitHub takes this many characters; those outside the first plane of Unicode are counted as two here, to be safe.
const MOST: usize = COMMENT.size();

/// The last line of a page that does not fit even without its lists.
fn last_line() -> String {
    format!("\n{COMMENT}\n")
}

/// Writes the page, with fewer entries in each list if it would be too long.
///
/// # Errors
/// Where the writer fails.
pub fn write(report: &Report, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let mut page = drawn(report, paper)?;
    let mut most = 256;
    while length(&page) > MOST && most > 0 {
        most /= 2;
        page = drawn(report, &Paper { top: Top::First(most), ..*paper })?;
    }
    to.write_all(fitting(page).as_bytes())
}

/// A page that fits into a comment: itself, or as many of its lines as there is room for.
#[must_use]
pub fn fitting(page: String) -> String {
    if length(&page) > MOST { cut(&page) } else { page }
}

fn drawn(report: &Report, paper: &Paper) -> io::Result<String> {
    let mut page = format!("{MARK}\n").into_bytes();
    markdown::write(report, paper, &mut page)?;
    String::from_utf8(page).map_err(io::Error::other)
}

fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// The first lines of a page that is too long, as many as fit.
fn cut(page: &str) -> String {
    let mut kept = String::new();
    let last = last_line();
    let mut left = MOST - length(&last);
    for line in page.split_inclusive('\n') {
        let Some(less) = left.checked_sub(length(line)) else { break };
        left = less;
        kept.push_str(line);
    }
    kept + &last
}
