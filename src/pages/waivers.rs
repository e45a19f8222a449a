//! The waivers page: what is excepted, why, for whom and until when.

use std::io::{self, Write};

use super::layout::Paper;
use crate::phrases::plain::plain;
use crate::phrases::wording::{as_of, counted};
use crate::rules::{RuleBook, Waiver};

/// Writes every waiver: those in force by their last day, then those that have ended.
///
/// # Errors
/// Where the writer fails.
pub fn list(book: &RuleBook, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let all = book.by_last_day();
    let count = counted(all.len() as u64, ("waiver", "waivers"));
    let file = book.waivers_file.as_ref().map_or("", |(file, _)| file.as_str());
    let head = format!("{}: {count}", plain(file));
    write!(to, "{}", paper.edges(&head, &as_of(book.as_of)))?;
    for waiver in all {
        let until = if waiver.holds_on(book.as_of) { "until" } else { "ENDED" };
        let rule = &book.rules[waiver.rule];
        let head = format!("{until} {}   {}  {}", waiver.expires, plain(&rule.id), plain(&rule.short));
        write!(to, "\n{}", paper.edges(&head, waiver.kind.name()))?;
        write!(to, "{}", paper.labelled("  FOR      ", &scope(waiver)))?;
        write!(to, "{}", paper.labelled("  REASON   ", &plain(&waiver.reason)))?;
        write!(to, "{}", paper.labelled("  OWNER    ", &owner(waiver)))?;
    }
    Ok(())
}

/// What a waiver covers, in words.
fn scope(waiver: &Waiver) -> String {
    let text = match (&waiver.place, &waiver.asset) {
        (Some(place), Some(asset)) => format!("{asset} of {place}"),
        (Some(place), None) => format!("{place} and all places in it"),
        (None, asset) => format!("{} wherever it is", asset.as_deref().unwrap_or_default()),
    };
    plain(&text)
}

/// Who answers for it, who granted it, and where it is.
fn owner(waiver: &Waiver) -> String {
    let granted = waiver.approved_by.as_ref().map(|by| format!("; granted by {by}")).unwrap_or_default();
    let ticket = waiver.ticket.as_ref().map(|ticket| format!("; {ticket}")).unwrap_or_default();
    plain(&format!("{}{granted}{ticket}; line {}", waiver.owner, waiver.line))
}
