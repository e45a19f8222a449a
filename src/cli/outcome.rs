//! Exit codes: 0 clean, 1 findings at the gate, 2 bad usage or something unread, 3 nothing audited. 3 wins over 2, 2 over 1.

use std::process::ExitCode;

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

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(outcome as u8)
    }
}
