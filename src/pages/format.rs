//! A format: its name on the command line, how it is drawn, and what a caller must know of it.

use std::io::{self, Write};

use super::layout::Paper;
use crate::report::reading::Reading;

/// Draws a `T` on paper.
pub type Draw<T> = fn(&T, &Paper, &mut dyn Write) -> io::Result<()>;

/// Draws a `T`, and with it how the records were read.
pub type DrawWithReading<T> = fn(&T, &Reading, &Paper, &mut dyn Write) -> io::Result<()>;

/// One format of a report, of a comparison or of how records were read.
#[derive(Clone, Copy)]
pub struct Format<T> {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is for.
    pub about: &'static str,
    /// Draws it.
    pub write: Draw<T>,
    /// Draws its places, where the format can be asked for them; places need no more than their counts.
    pub by_place: Option<Draw<T>>,
    /// Draws the places to call, where the format can be asked for them; they need no more than their counts either.
    pub by_call: Option<Draw<T>>,
    /// Draws it with how the records were read, where that is known.
    pub with_reading: Option<DrawWithReading<T>>,
    /// Draws what is added to the job summary, where GitHub Actions gives a file for it.
    pub summary: Option<Draw<T>>,
    /// What it shows in addition to counts.
    pub needs: Needs,
    /// Whether it is the page for people, which also shows the notices.
    pub is_page: bool,
    /// Whether it is the default if stdout is not a terminal.
    pub is_for_pipes: bool,
    /// Whether it is opened in a spreadsheet, which knows UTF-8 by a mark before the first byte of the file.
    pub is_sheet: bool,
    /// Whether it is always written to a file, as what no terminal can show.
    pub only_to_file: bool,
}

/// A format that shows findings, and is nothing special.
pub(super) const fn format<T>(name: &'static str, about: &'static str, write: Draw<T>) -> Format<T> {
    let needs = Needs { findings: Findings::Always, ..Needs::NONE };
    Format {
        name,
        about,
        write,
        by_place: None,
        by_call: None,
        with_reading: None,
        summary: None,
        needs,
        is_page: false,
        is_for_pipes: false,
        is_sheet: false,
        only_to_file: false,
    }
}

/// What is shown in addition to counts: what nobody shows is not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Needs {
    /// Single findings.
    pub findings: Findings,
    /// How old machines are.
    pub ages: bool,
    /// The digests of typed rows, by which a file with other line ends is known to say the same.
    pub digests: bool,
}

/// Whether single findings are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Findings {
    /// Never.
    Never,
    /// Where the report is about one place.
    OfOnePlace,
    /// Always, the worst of the whole report.
    Always,
    /// Some of every place and rule: what each place must do is worked out from them, so a limit over all would hide it.
    OfEveryPlace,
}

impl Needs {
    /// Nothing but counts.
    pub const NONE: Self = Self { findings: Findings::Never, ages: false, digests: false };

    /// What both need.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            findings: self.findings.max(other.findings),
            ages: self.ages || other.ages,
            digests: self.digests || other.digests,
        }
    }
}
