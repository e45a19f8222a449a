//! A plan: the page, JSON (`pollworthy.plan/1`), CSV, HTML and Markdown.

mod html;
mod page;
mod schema;
mod sheet;

pub use schema::write_schema;

use std::io::{self, Write};

use super::format::{Format, format};
use super::layout::Paper;
use crate::pages::json::writer::pretty;
use crate::plan::Plan;
use crate::plan::v1::Document;

/// Every format there is.
pub const FORMATS: &[Format<Plan>] = &[
    Format { is_page: true, ..format("table", "for people: the page", page::write) },
    format("json", "for programs: the whole plan (pollworthy.plan/1)", write_json),
    Format { is_sheet: true, ..format("csv", "for spreadsheets: every action at every place", sheet::write) },
    format("html", "for the hearing: one page with the curve of risk against money, in one file", html::write),
    format("markdown", "for a memo or a comment: Markdown", page::write_markdown),
];

fn write_json(plan: &Plan, _: &Paper, to: &mut dyn Write) -> io::Result<()> {
    pretty(&Document::from(plan), to)
}
