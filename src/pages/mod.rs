//! Pages: plain functions of a finished report; none of them scores, sorts or filters.

pub mod action_plan;
pub mod breakdown;
pub mod calls;
mod cells;
mod checked;
pub mod comment;
pub mod csv_findings;
pub mod diff;
mod escaped;
pub mod explain;
mod footer;
pub mod forecast;
mod format;
pub mod gate;
pub mod github;
pub mod gitlab;
pub mod html;
pub mod intake;
pub mod json;
pub mod json_schema;
pub mod junit;
pub mod law;
pub mod layout;
pub mod limits;
pub mod many_places;
pub mod markdown;
mod notices;
pub mod one_place;
pub mod oscal;
mod parts;
pub mod plan;
pub mod public;
pub mod reading;
pub mod rules;
pub mod sarif;
pub mod schema;
mod sheet_parts;
mod sheet_table;
pub mod split;
pub mod starter;
pub mod states;
pub mod table;
pub mod verify;
pub mod waivers;

use crate::report::Report;
pub use cells::defused;
use format::format;
pub use format::{Draw, DrawWithReading, Findings, Format, Needs};

/// Every format there is.
pub const FORMATS: &[Format<Report>] = &[
    Format {
        needs: Needs { findings: Findings::OfOnePlace, ..Needs::NONE },
        is_page: true,
        ..format("table", "for people: text", table::write)
    },
    Format {
        needs: Needs { findings: Findings::Always, digests: true, ..Needs::NONE },
        ..format("json", "for programs: the whole report (pollworthy.report/1)", json::write)
    },
    format("sarif", "for code scanning: SARIF 2.1.0, each finding at its file and line", sarif::write),
    format("junit", "for CI servers: JUnit XML, a suite for each place, a case for each rule", junit::write),
    Format {
        summary: Some(markdown::write),
        ..format("github", "for GitHub Actions: annotations, and the job summary", github::write)
    },
    format("gitlab", "for GitLab CI: a code quality report", gitlab::write),
    Format {
        needs: Needs { findings: Findings::OfEveryPlace, ages: true, ..Needs::NONE },
        ..format("html", "for hearings, offices and print: one page with maps, in one file", html::write)
    },
    format("markdown", "for a job summary or a comment: Markdown", markdown::write),
    format("comment", "for a pull request: the Markdown page, marked, in at most 65,536 characters", comment::write),
    Format {
        by_place: Some(csv_findings::write_places),
        by_call: Some(calls::write),
        is_sheet: true,
        ..format(
            "csv",
            "for spreadsheets: the findings; with --by place, the places; with --by call, whom to call and why",
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
    format("oscal", "for auditors' tools: OSCAL 1.2 assessment results, as JSON", oscal::results::write),
    format("oscal-poam", "for auditors' tools: OSCAL 1.2 plan of action and milestones, as JSON", oscal::plan::write),
    Format {
        with_reading: Some(checked::write_with_reading),
        only_to_file: true,
        ..format("xlsx", "for the clerk: the workbook as it was sent, with comments (to a file)", checked::write)
    },
];
