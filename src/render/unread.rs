//! What could not be read, for pages that say no more of the records than their answer.

use super::layout::Paper;
use super::plain::plain;
use super::wording::{counted, number};
use crate::diagnostic::Level;
use crate::report::Report;

const ERRORS: (&str, &str) = ("file or row", "files and rows");

/// What could not be read, one a line; nothing where all could.
pub(super) fn unread(report: &Report, paper: &Paper) -> String {
    if let Some(redacted) = report.redacted.as_ref().filter(|redacted| redacted.errors > 0) {
        let errors = counted(redacted.errors, ERRORS);
        return format!(
            "{}\n",
            paper.paragraph("", "", &format!("{errors} could not be read: the full report says which."))
        );
    }
    let errors = || report.notices.iter().filter(|notice| notice.level == Level::Error);
    let all = errors().count();
    if all == 0 {
        return String::new();
    }
    let shown = paper.shown(all);
    let mut page = format!("COULD NOT BE READ ({})\n", number(all as u64));
    for error in errors().take(shown) {
        page.push_str(&paper.paragraph("   ", "     ", &plain(&error.to_string())));
    }
    if all > shown {
        page.push_str(&format!("   {} more: --top all\n", number((all - shown) as u64)));
    }
    page.push('\n');
    page
}
