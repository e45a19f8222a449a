//! What an edition for the public says of the rules and notices that it does not show.

use super::plain::plain;
use super::wording::{counted, number};
use crate::report::{FEWEST, Redacted};

/// How many notices are left out, and how many of them are about what could not be read.
pub(crate) fn notices(redacted: &Redacted) -> String {
    let notices = counted(redacted.notices, ("notice", "notices"));
    match redacted.errors {
        0 => format!("{notices}: the full report has them."),
        errors => format!("{notices}, {} of them on what could not be read: the full report has them.", number(errors)),
    }
}

/// How the findings that are not public are given.
pub(crate) fn others(redacted: &Redacted) -> String {
    if redacted.counts.is_some() {
        "Network and computer findings are given as counts only.".to_owned()
    } else {
        format!("Network and computer findings are {}.", left_out())
    }
}

/// Why findings are not even counted.
pub(crate) fn left_out() -> String {
    format!("left out: of fewer than {FEWEST} places a count would name one")
}

/// A rule over all places: where it is not met and not answered.
pub(crate) fn rule(title: &str, not_met: &str, open: &str, of: &str) -> String {
    format!("{}: not met in {not_met} of {of}, not answered in {open}.", plain(title.trim_end_matches('.')))
}
