//! What every SARIF log shares: its frame, its messages, and where a result is.

use std::io::{self, Write};

use serde::Serialize;

use crate::diagnostic::Level;
use crate::pages::json::writer::pretty;
use crate::phrases::plain::plain;
use crate::words::position::{Position, SheetName, cell_name};

/// The schema that logs name.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// How characters of a line are counted.
pub(in crate::pages) const COLUMNS: &str = "unicodeCodePoints";

#[derive(Serialize)]
struct Log<R> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [R; 1],
}

#[derive(Serialize)]
pub(in crate::pages) struct Tool<D> {
    pub(in crate::pages) driver: D,
}

#[derive(Serialize)]
pub(in crate::pages) struct Text {
    pub(in crate::pages) text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::pages) struct Location {
    physical_location: Physical,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<Logical>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::pages) struct Physical {
    artifact_location: Artifact,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::pages) struct Artifact {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::pages) struct Region {
    start_line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<u64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::pages) struct Logical {
    name: String,
    fully_qualified_name: String,
    kind: &'static str,
}

/// Writes a log of one run, indented.
pub(in crate::pages) fn write_log(run: impl Serialize, to: &mut dyn Write) -> io::Result<()> {
    pretty(&Log { schema: SCHEMA, version: "2.1.0", runs: [run] }, to)
}

/// The level of a notice.
pub(in crate::pages) fn level_of(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Notice => "note",
    }
}

/// A message in which nothing from the data is a placeholder or a link.
pub(in crate::pages) fn message(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}").replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}

/// A place in a text file by its line; in a workbook, which has none, by the name of its cell.
pub(in crate::pages) fn location(path: &str, sheet: &SheetName, position: Position) -> Location {
    let Position { line, column } = position;
    let mut logical = Vec::new();
    // A workbook has no lines: its cells are named.
    if let Some(tab) = &sheet.tab {
        let tab = plain(tab);
        let name = match (line, column) {
            (0, _) => tab.clone(),
            (row, 0) => format!("row {row}"),
            (row, column) => cell_name(row, column),
        };
        let full = if line == 0 { tab } else { format!("{tab}!{name}") };
        logical.push(Logical { name, fully_qualified_name: full, kind: "member" });
    }
    let region = (sheet.tab.is_none() && line > 0)
        .then(|| Region { start_line: line, start_column: (column > 0).then_some(column) });
    Location { physical_location: Physical { artifact_location: artifact(path), region }, logical_locations: logical }
}

fn artifact(path: &str) -> Artifact {
    let (uri, is_whole) = uri(path);
    Artifact { uri, uri_base_id: (!is_whole).then_some("%SRCROOT%") }
}

/// A path as a URI, and whether that says where the path begins.
pub(in crate::pages) fn uri(path: &str) -> (String, bool) {
    let drive = path.as_bytes().get(1) == Some(&b':') && path.starts_with(|c: char| c.is_ascii_alphabetic());
    match () {
        () if drive => (format!("file:///{}:{}", &path[..1], encoded(&path[2..])), true),
        () if path.starts_with("//") => (format!("file:{}", encoded(path)), true),
        () if path.starts_with('/') => (format!("file://{}", encoded(path)), true),
        () => (encoded(path), false),
    }
}

/// A path as a URI has it: all but letters, digits, `-._~` and `/` in percent.
fn encoded(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/') {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}
