//! The reading for programs, `pollworthy.reading/1`: files, sheets, columns, notices; its own wire types.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::Reading;
use crate::pages::json::writer::pretty;
use crate::pages::layout::Paper;
use crate::report::reading::{ColumnLine, SheetLine, Trouble};
use crate::report::v1::Tool;
use crate::request::Request;
use crate::schema::{TABLES, TableId};
use crate::words::position::{Position, SheetName, cell_name};

#[derive(Serialize)]
struct Wire<'a> {
    schema: &'static str,
    tool: Tool,
    as_of: String,
    paths: Vec<&'a str>,
    expect: &'a [String],
    place: Option<&'a str>,
    files: Vec<FileWire<'a>>,
    sheets: Vec<SheetWire<'a>>,
    places: &'a [String],
    sent_nothing: &'a [String],
    left_out: Vec<LeftWire>,
    notices: Vec<NoticeWire<'a>>,
}

#[derive(Serialize)]
struct FileWire<'a> {
    path: &'a str,
    sha256: &'a str,
    tables: BTreeMap<&'static str, u64>,
}

#[derive(Serialize)]
struct SheetWire<'a> {
    file: &'a str,
    tab: Option<&'a str>,
    tables: BTreeMap<&'static str, u64>,
    units: BTreeMap<&'static str, u64>,
    left_out: Option<String>,
    rows_left_out: Option<u64>,
    place: Option<&'a str>,
    ids: Vec<IdsWire<'a>>,
    columns: Vec<ColumnWire<'a>>,
}

#[derive(Serialize)]
struct IdsWire<'a> {
    table: &'static str,
    keys: BTreeMap<&'a str, u64>,
    rows_without: u64,
}

#[derive(Serialize)]
struct ColumnWire<'a> {
    header: &'a str,
    line: u64,
    column: u64,
    taken_as: Option<&'static str>,
    why: &'static str,
    first: Option<&'a str>,
    understood: Option<&'a str>,
}

#[derive(Serialize)]
struct LeftWire {
    kind: &'static str,
    files: u64,
}

#[derive(Serialize)]
struct NoticeWire<'a> {
    level: &'static str,
    sort: &'static str,
    kind: &'static str,
    file: &'a str,
    tab: Option<&'a str>,
    place: Option<&'a str>,
    header: Option<&'a str>,
    column: Option<&'a str>,
    value: Option<&'a str>,
    message: String,
    count: u64,
    positions: Vec<PositionWire>,
}

#[derive(Serialize)]
struct PositionWire {
    line: u64,
    column: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<String>,
}

/// Writes the reading as JSON.
///
/// # Errors
/// Where the writer fails.
pub(super) fn write(reading: &Reading, _: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let Request { as_of, records, .. } = &reading.request;
    let wire = Wire {
        schema: "pollworthy.reading/1",
        tool: Tool::THIS,
        as_of: as_of.to_string(),
        paths: records.names(),
        expect: &records.expect,
        place: records.place.as_deref(),
        files: reading
            .files
            .iter()
            .map(|file| FileWire { path: &file.path, sha256: &file.sha256, tables: tables(&file.rows) })
            .collect(),
        sheets: reading.sheets.iter().map(sheet).collect(),
        places: &reading.places,
        sent_nothing: &reading.silent,
        left_out: reading.left_out.iter().map(|left| LeftWire { kind: left.kind.0, files: left.files }).collect(),
        notices: reading.troubles.iter().map(notice).collect(),
    };
    pretty(&wire, to)
}

fn tables(rows: &[u64; TABLES.len()]) -> BTreeMap<&'static str, u64> {
    let met = TableId::all().filter(|table| rows[table.0] > 0);
    met.map(|table| (table.table().name, rows[table.0])).collect()
}

fn sheet(line: &SheetLine) -> SheetWire<'_> {
    let ids = line.ids.iter().map(|ids| IdsWire {
        table: ids.table.table().name,
        keys: ids.keys.iter().map(|(key, rows)| (key.as_str(), *rows)).collect(),
        rows_without: ids.keyless,
    });
    let because = line.left_out_because.as_ref();
    SheetWire {
        file: &line.sheet.file,
        tab: line.sheet.tab.as_deref(),
        tables: tables(&line.rows),
        units: line.units.iter().map(|(table, units)| (table.table().name, *units)).collect(),
        left_out: line.is_left_out().then(|| because.map_or_else(|| "left out".to_owned(), ToString::to_string)),
        rows_left_out: line.rows_left_out,
        place: line.place.as_deref(),
        ids: ids.collect(),
        columns: line.columns.iter().map(column).collect(),
    }
}

fn column(line: &ColumnLine) -> ColumnWire<'_> {
    ColumnWire {
        header: &line.header,
        line: line.at.line,
        column: line.at.column,
        taken_as: line.column,
        why: line.why.name(),
        first: line.first.as_deref(),
        understood: line.understood.as_deref(),
    }
}

fn notice(trouble: &Trouble) -> NoticeWire<'_> {
    let notice = &trouble.notice;
    NoticeWire {
        level: notice.level.name(),
        sort: trouble.sort.name(),
        kind: notice.code(),
        file: &notice.file.file,
        tab: notice.file.tab.as_deref(),
        place: trouble.place.as_deref(),
        header: trouble.header.as_deref(),
        column: notice.column.as_deref(),
        value: notice.value.as_deref(),
        message: notice.message(),
        count: notice.count,
        positions: notice.positions.iter().map(|at| position(&notice.file, *at)).collect(),
    }
}

fn position(sheet: &SheetName, at: Position) -> PositionWire {
    let cell = sheet.tab.as_ref().filter(|_| at.line > 0 && at.column > 0).map(|_| cell_name(at.line, at.column));
    PositionWire { line: at.line, column: at.column, cell }
}
