//! A comparison of two audits: the page, JSON (`pollworthy.diff/1`) and Markdown.

mod markdown;
mod page;
mod wire;

pub(super) use markdown::summary;
pub use markdown::write as write_markdown;
pub use page::write;
pub(super) use wire::wire;
pub use wire::write as write_json;

use std::io::{self, Write};

use super::layout::Paper;
use crate::report::diff::Diff;

/// One format of a comparison.
#[derive(Clone, Copy)]
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is for.
    pub about: &'static str,
    /// Writes the comparison.
    pub write: fn(&Diff, &Paper, &mut dyn Write) -> io::Result<()>,
}

/// Every format there is.
pub const FORMATS: &[Format] = &[
    Format { name: "table", about: "for people: the page", write },
    Format { name: "json", about: "for programs: all that changed (pollworthy.diff/1)", write: write_json },
    Format { name: "markdown", about: "for a job summary or a comment: Markdown", write: write_markdown },
];
