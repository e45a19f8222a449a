//! SARIF 2.1.0 of a reading: every kind of trouble a rule, every trouble a result.

use std::collections::BTreeSet;
use std::io::{self, Write};

use serde::Serialize;

use super::Reading;
use crate::notice::Level;
use crate::position::{Position, SheetName, cell_name};
use crate::render::layout::Paper;
use crate::report::reading::Trouble;

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    column_kind: &'static str,
    results: Vec<Result<'a>>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
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
    message: Message,
    occurrence_count: u64,
    locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: Physical,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<Logical>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<u64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Logical {
    fully_qualified_name: String,
}

/// Writes the reading as SARIF.
///
/// # Errors
/// Where the writer fails.
pub(super) fn write(reading: &Reading, _: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let kinds: BTreeSet<&'static str> = reading.troubles.iter().map(|trouble| trouble.notice.kind).collect();
    let driver = Driver {
        name: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        rules: kinds.into_iter().map(|id| Rule { id }).collect(),
    };
    let results = reading.troubles.iter().map(result).collect();
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run { tool: Tool { driver }, column_kind: "unicodeCodePoints", results }],
    };
    serde_json::to_writer_pretty(&mut *to, &log)?;
    writeln!(to)
}

fn result(trouble: &Trouble) -> Result<'_> {
    let notice = &trouble.notice;
    let level = match notice.level {
        Level::Error => "error",
        Level::Notice => "note",
    };
    // A viewer of code scanning shows the first place alone.
    let mut places = notice.positions.iter().take(10).map(|at| location(&notice.file, *at));
    let first = places.next().unwrap_or_else(|| location(&notice.file, Position::default()));
    Result {
        rule_id: notice.kind,
        level,
        message: Message { text: notice.message.to_string() },
        occurrence_count: notice.count,
        locations: vec![first],
        related_locations: places.collect(),
    }
}

/// A place in a text file by its line; in a workbook, which has none, by the name of its cell.
fn location(sheet: &SheetName, at: Position) -> Location {
    let artifact_location = Artifact { uri: uri(&sheet.file) };
    let region = Some(at)
        .filter(|at| sheet.tab.is_none() && at.line > 0)
        .map(|at| Region { start_line: at.line, start_column: Some(at.column).filter(|column| *column > 0) });
    let cell = |tab: &str| match (at.line, at.column) {
        (0, _) => tab.to_owned(),
        (row, 0) => format!("{tab}!{row}:{row}"),
        (row, column) => format!("{tab}!{}", cell_name(row, column)),
    };
    let logical = sheet.tab.as_deref().map(|tab| Logical { fully_qualified_name: cell(tab) });
    Location {
        physical_location: Physical { artifact_location, region },
        logical_locations: logical.into_iter().collect(),
    }
}

/// A path as a relative URI.
fn uri(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let encoded = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    path.bytes().map(encoded).collect()
}
