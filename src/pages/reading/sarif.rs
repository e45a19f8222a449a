//! SARIF 2.1.0 of a reading: every kind of trouble a rule, every trouble a result.

use std::collections::BTreeSet;
use std::io::{self, Write};

use serde::Serialize;

use super::Reading;
use crate::pages::layout::Paper;
use crate::pages::sarif::wire::{COLUMNS, Location, Text, Tool, level_of, location, message, write_log};
use crate::phrases::plain::plain;
use crate::report::reading::Trouble;
use crate::words::position::Position;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<Driver>,
    column_kind: &'static str,
    results: Vec<Result<'a>>,
}

#[derive(Serialize)]
struct Driver {
    name: &'static str,
    version: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
struct Rule {
    id: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Result<'a> {
    rule_id: &'a str,
    level: &'static str,
    message: Text,
    occurrence_count: u64,
    locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
}

/// Writes the reading as SARIF.
///
/// # Errors
/// Where the writer fails.
pub(super) fn write(reading: &Reading, _: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let kinds: BTreeSet<&'static str> = reading.troubles.iter().map(|trouble| trouble.notice.code()).collect();
    let driver = Driver {
        name: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        rules: kinds.into_iter().map(|id| Rule { id }).collect(),
    };
    let results = reading.troubles.iter().map(result).collect();
    write_log(Run { tool: Tool { driver }, column_kind: COLUMNS, results }, to)
}

fn result(trouble: &Trouble) -> Result<'_> {
    let notice = &trouble.notice;
    // A viewer of code scanning shows the first place alone.
    let mut places = notice.positions.iter().take(10).map(|at| location(&notice.file, &notice.file, *at));
    let first = places.next().unwrap_or_else(|| location(&notice.file, &notice.file, Position::default()));
    Result {
        rule_id: notice.code(),
        level: level_of(notice.level),
        message: Text { text: message(&plain(&notice.message())) },
        occurrence_count: notice.count,
        locations: vec![first],
        related_locations: places.collect(),
    }
}
