//! A comparison of two audits: the page, JSON (`pollworthy.diff/1`) and Markdown.

mod markdown;
mod page;
mod wire;

pub(super) use markdown::summary;
pub use markdown::write as write_markdown;
pub use page::write;
pub(super) use wire::wire;
pub use wire::write as write_json;

use super::format::{Format, format};
use crate::report::diff::Diff;

/// Every format there is.
pub const FORMATS: &[Format<Diff>] = &[
    Format { is_page: true, ..format("table", "for people: text", write) },
    format("json", "for programs: all that changed (pollworthy.diff/1)", write_json),
    format("markdown", "for a job summary or a comment: Markdown", write_markdown),
];
