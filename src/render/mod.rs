//! Pages: plain functions of a finished report; none of them scores, sorts or filters.

pub mod action_plan;
pub mod breakdown;
mod cells;
pub mod csv_findings;
pub mod diff;
mod escaped;
pub mod explain;
mod footer;
pub mod gate;
pub mod github;
pub mod gitlab;
pub mod html;
pub mod json;
pub mod json_schema;
pub mod junit;
pub mod law;
pub mod layout;
pub mod many_places;
pub mod markdown;
mod notices;
pub mod one_place;
mod parts;
mod pretty;
pub mod public;
pub mod reading;
pub mod rules;
pub mod sarif;
pub mod schema;
pub mod starter;
pub mod states;
pub mod table;
mod tool;
pub mod verify;
pub mod waivers;

use std::io::{self, Write};

pub(crate) use crate::phrases::{plain, wording};
use crate::report::Report;
use layout::Paper;

/// What became of a finding, in words.
pub(crate) mod moved {
    pub(crate) use crate::phrases::change::ChangeText as Told;
}

/// One format of the report.
#[derive(Clone, Copy)]
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is for.
    pub about: &'static str,
    /// Writes the report.
    pub write: Draw,
    /// Writes its places, where the format can be asked for them; places need no more than their counts.
    pub by_place: Option<Draw>,
    /// What it shows in addition to counts.
    pub needs: Needs,
    /// Whether it is opened in a spreadsheet, which knows UTF-8 by a mark before the first byte of the file.
    pub is_sheet: bool,
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
    /// Some of every place and rule: what each place is to do is told from them, so a limit over all would hide it.
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

/// Draws a report on paper.
pub type Draw = fn(&Report, &Paper, &mut dyn Write) -> io::Result<()>;

const fn format(name: &'static str, about: &'static str, write: Draw) -> Format {
    let needs = Needs { findings: Findings::Always, ..Needs::NONE };
    Format { name, about, write, by_place: None, needs, is_sheet: false }
}

/// Every format there is.
pub const FORMATS: &[Format] = &[
    Format {
        needs: Needs { findings: Findings::OfOnePlace, ..Needs::NONE },
        ..format("table", "for people: the page", table::write)
    },
    Format {
        needs: Needs { findings: Findings::Always, digests: true, ..Needs::NONE },
        ..format("json", "for programs: the whole report (pollworthy.report/1)", json::write)
    },
    format("sarif", "for code scanning: SARIF 2.1.0, each finding at its file and line", sarif::write),
    format("junit", "for CI servers: JUnit XML, a suite for each place, a case for each rule", junit::write),
    format("github", "for GitHub Actions: annotations, and the job summary", github::write),
    format("gitlab", "for GitLab CI: a code quality report", gitlab::write),
    Format {
        needs: Needs { findings: Findings::OfEveryPlace, ages: true, ..Needs::NONE },
        ..format("html", "for the hearing, the county and the wall: one page with maps, in one file", html::write)
    },
    format("markdown", "for a job summary or a comment: Markdown", markdown::write),
    Format {
        by_place: Some(csv_findings::write_places),
        is_sheet: true,
        ..format(
            "csv",
            "for spreadsheets: the findings; with --by place, the places and whom to call",
            csv_findings::write,
        )
    },
    Format {
        is_sheet: true,
        ..format(
            "action-plan",
            "for your state office: CSV, what to do at each place, with owner and due date",
            action_plan::write,
        )
    },
];
