//! A forecast: the page, JSON (`pollworthy.forecast/1`), CSV, HTML, Markdown and a calendar.

mod csv;
mod html;
mod ics;
mod json;
mod markdown;
mod page;

use super::format::{Format, format};
use crate::forecast::Forecast;

/// Every format there is.
pub const FORMATS: &[Format<Forecast>] = &[
    Format { is_page: true, ..format("table", "for people: the page", page::write) },
    format("json", "for programs: every turn, and the days that are shown (pollworthy.forecast/1)", json::write),
    Format { is_sheet: true, ..format("csv", "for spreadsheets: each asset that changes, with its day", csv::write) },
    format(
        "ics",
        "for Outlook and other calendars: an event for each turn; importing it again updates them",
        ics::write,
    ),
    format("html", "for the hearing and the wall: one page with a timeline, in one file", html::write),
    format("markdown", "for a job summary or a comment: Markdown", markdown::write),
];
