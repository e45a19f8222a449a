//! Pages: plain functions of a finished report; none of them scores, sorts or filters.

pub mod breakdown;
pub mod explain;
mod foot;
pub mod json;
pub mod json_schema;
pub mod layout;
pub mod place;
pub mod places;
pub mod plain;
pub mod rules;
pub mod schema;
pub mod starter;
pub mod states;
pub mod table;
pub mod waivers;
pub mod wording;

use std::io::{self, Write};

use crate::report::Report;
use layout::Paper;

/// One format of the report.
#[derive(Clone, Copy)]
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is for.
    pub about: &'static str,
    /// Writes the report.
    pub write: fn(&Report, &Paper, &mut dyn Write) -> io::Result<()>,
}

/// Every format there is.
pub const FORMATS: &[Format] = &[
    Format { name: "table", about: "for people: the page", write: table::write },
    Format { name: "json", about: "for programs: the whole report (pollworthy.report/1)", write: json::write },
];
