//! The JSON report, `pollworthy.report/1`, written part by part.

mod calls;
mod findings;
mod results;
pub(super) mod writer;

use std::io::{self, Write};

use super::layout::Paper;
use crate::limits::reports::REPORT;
use crate::report::calls::{are_shown, calls};
use crate::report::v1::{self, Place};
use crate::report::{Report, files};
use calls::CallLine;
use results::Beginnings;
use writer::{Object, compact};

/// About as many results of rules at places, and findings, are drawn at once by one thread.
const RESULTS: usize = 512;
const FINDINGS: usize = 64;
const CALLS: usize = 64;

/// Writes the report as JSON: its fields, and each element of its lists, on a line of their own.
///
/// # Errors
/// Where the writer fails, or the report is larger than what is read back.
pub fn write(report: &Report, _: &Paper, to: &mut dyn Write) -> io::Result<()> {
    draw(report, are_shown(report), to)
}

/// Writes it with or without whom to call, which reports of older versions do not say.
///
/// # Errors
/// As [`write()`].
pub fn draw(report: &Report, with_calls: bool, to: &mut dyn Write) -> io::Result<()> {
    let to = &mut Readable::new(to);
    let mut object = Object::begin(to, report.request.records.threads)?;
    object.field("schema", v1::FORMAT)?;
    object.field("tool", &v1::Tool::THIS)?;
    object.field("as_of", &report.as_of.to_string())?;
    object.field("settings", &v1::Settings::from(report))?;
    object.field("evidence", &report.evidence)?;
    object.field("files", &files(report))?;
    object.field("ruleset", &v1::Ruleset::from(&report.ruleset))?;
    object.field("rules", &report.rules.iter().map(|rule| v1::Rule::of(report, rule)).collect::<Vec<_>>())?;
    object.field("summary", &v1::Summary::from(report))?;
    object.field("not_placed", &report.not_placed.iter().map(v1::NotPlaced::from).collect::<Vec<_>>())?;
    object.list("lists", (&report.lists, 1), |_, list, drawn| compact(&v1::List::from(list), drawn))?;
    object.field("states", &report.states.iter().map(v1::State::from).collect::<Vec<_>>())?;
    let at_once = (RESULTS / report.rules.len().max(1)).clamp(1, 64);
    let beginnings = Beginnings::of(report)?;
    object.list("jurisdictions", (&report.places, at_once), |_, place, drawn| {
        compact(&Place::of(place, Vec::new()), drawn)?;
        // The results are the last field of a place.
        drawn.truncate(drawn.len().saturating_sub("]}".len()));
        beginnings.draw(report, place, drawn)?;
        drawn.extend_from_slice(b"]}");
        Ok(())
    })?;
    if with_calls {
        object.list("calls", (&calls(report), CALLS), |_, call, drawn| compact(&CallLine::of(report, call), drawn))?;
    }
    object.list("findings", (&report.findings, FINDINGS), |at, line, drawn| findings::draw(report, at, line, drawn))?;
    object.field("dropped", &report.dropped)?;
    object.field("notices", &report.notices.iter().map(v1::Notice::from).collect::<Vec<_>>())?;
    if let Some(diff) = report.since.as_deref() {
        object.field("since", &super::diff::wire(diff))?;
    }
    if let Some(redacted) = &report.redacted {
        object.field("redacted", &v1::Redacted::from(redacted))?;
    }
    object.end()
}

/// Writes as much as can be read back.
pub struct Readable<'a> {
    to: &'a mut dyn Write,
    left: u64,
}

impl<'a> Readable<'a> {
    /// Nothing is written yet.
    pub fn new(to: &'a mut dyn Write) -> Self {
        Self { to, left: REPORT.most }
    }
}

impl Write for Readable<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.left = self.left.checked_sub(bytes.len() as u64).ok_or_else(|| {
            io::Error::other(format!("the report would not be read by verify, diff and --since: {REPORT}"))
        })?;
        self.to.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}
