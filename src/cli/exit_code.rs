//! Exit codes: 0 clean, 1 findings at the gate, 2 bad usage or something unread, 3 nothing audited. 3 wins over 2, 2 over 1.

use std::process::ExitCode;

use pollworthy::diagnostic::Level;
use pollworthy::report::Report;

/// How a run went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Outcome {
    /// Nothing at the gate.
    Clean,
    /// Findings at or above `--fail-on`.
    Findings,
    /// Bad usage, or something could not be read.
    Trouble,
    /// Nothing was audited.
    Nothing,
}

/// Why nothing was audited; an error, so that it ends a command from wherever it is found out.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Nothing(pub(super) String);

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(outcome as u8)
    }
}

/// The outcome at the gate that the report was asked for with.
pub(super) fn at_gate(report: &Report) -> Outcome {
    let gate = &report.request.gate;
    let stops = match (&report.since, gate.fail_on.0) {
        (Some(diff), _) => diff.stopping().next().is_some(),
        (None, None) => false,
        (None, Some(from)) => report.fails_at(from) || gate.fail_on_unknown && report.unknown_at(from),
    };
    let incomplete = gate.min_completeness.is_some_and(|percent| report.less_complete(percent).next().is_some());
    if stops || incomplete { Outcome::Findings } else { Outcome::Clean }
}

/// The outcome of the records themselves: unread files or rows, or any notice where it is `strict`.
pub(super) fn of_records(report: &Report, strict: bool) -> Outcome {
    let counts = |level: Level| level == Level::Error || strict;
    if report.notices.iter().any(|notice| counts(notice.level)) { Outcome::Trouble } else { Outcome::Clean }
}
