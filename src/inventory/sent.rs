//! The sheets as they were sent, read once more cell by cell for a workbook in which they are copied.

use std::fs;
use std::sync::Arc;

use super::find::options::Copied;
use super::find::source::Source;
use super::find::walk::{Format, Found};
use super::shape::layout::Layout as Shape;
use super::shape::own_pages::is_own;
use crate::engine::csv::{Fields, Pieces};
use crate::limits::Limit;
use crate::limits::reports::{COPIED_CELLS, COPIED_FILE, COPIED_ROWS};
use crate::schema::Schema;
use crate::words::position::{Position, SheetName};
use crate::workbook::{Layout, Merged, Spot, Stored, Tab, read_with_layout};

/// So much of a CSV file is read at once.
const PIECE: usize = 1 << 20;

/// The sheets of some files, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sent {
    /// The sheets; none where they are too large.
    pub sheets: Vec<SentSheet>,
    /// The limit that they pass, where there is more than is copied: the workbook is held in memory until it is written.
    pub too_large: Option<&'static Limit>,
    /// Files that have no sheets, by name.
    pub not_sheets: Vec<Arc<str>>,
}

/// One sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct SentSheet {
    /// The file, or the tab of a workbook, as reports name it.
    pub name: SheetName,
    /// What people call it: the name on the tab, or of the file without its ending.
    pub title: String,
    /// Whether the tab is hidden.
    pub is_hidden: bool,
    /// The cells by row and column; of a file empty ones too.
    pub cells: Vec<SentCell>,
    /// Merged cells of more than one row.
    pub merged: Vec<Merged>,
    /// Widths and hidden parts.
    pub layout: Layout,
    /// The line of every row of a file.
    lines: Vec<u64>,
}

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub struct SentCell {
    /// Its row, counted from 0.
    pub row: u32,
    /// Its column, counted from 0.
    pub column: u32,
    /// What is written in it.
    pub text: Box<str>,
    /// How it is stored.
    pub stored: Stored,
    /// The character of its line at which it begins, in a file.
    character: u64,
}

impl SentSheet {
    /// The row of a line, counted from 0.
    #[must_use]
    pub fn row(&self, line: u64) -> Option<u32> {
        let row = if self.name.tab.is_some() {
            line.checked_sub(1)?
        } else {
            (self.lines.partition_point(|begins| *begins <= line) as u64).checked_sub(1)?
        };
        u32::try_from(row).ok()
    }

    /// The row and column of a position in a report; the first cell of the row that holds something, where it is of a whole row.
    #[must_use]
    pub fn spot(&self, at: Position) -> Option<(u32, u32)> {
        let row = self.row(at.line)?;
        let cells = self.cells_of(row);
        let column = match (at.column, &self.name.tab) {
            (0, _) => cells.iter().find(|cell| !cell.text.trim().is_empty()).map_or(0, |cell| cell.column),
            (column, Some(_)) => u32::try_from(column - 1).ok()?,
            (character, None) => cells.iter().rfind(|cell| cell.character <= character)?.column,
        };
        Some((row, column))
    }

    /// The cells of a row.
    #[must_use]
    pub fn cells_of(&self, row: u32) -> &[SentCell] {
        let start = self.cells.partition_point(|cell| cell.row < row);
        let end = start + self.cells[start..].partition_point(|cell| cell.row == row);
        &self.cells[start..end]
    }

    /// What is written at a row and column.
    #[must_use]
    pub fn text(&self, (row, column): (u32, u32)) -> &str {
        self.cells_of(row).iter().find(|cell| cell.column == column).map_or("", |cell| &cell.text)
    }

    /// Rows and columns up to the last cell that holds something.
    #[must_use]
    pub fn size(&self) -> (u32, u32) {
        let filled = || self.cells.iter().filter(|cell| !cell.text.is_empty());
        let rows = filled().map(|cell| cell.row + 1).max();
        (rows.unwrap_or(0), filled().map(|cell| cell.column + 1).max().unwrap_or(0))
    }
}

/// Files whose sheets may be copied.
#[derive(Clone, Debug)]
pub(crate) struct ToCopy {
    files: Vec<Found>,
    schema: Schema,
    copied: Copied,
}

impl ToCopy {
    /// Each file once, in order.
    pub(super) fn new<'a>(found: impl Iterator<Item = &'a Found>, schema: Schema, copied: Copied) -> Self {
        let mut files: Vec<Found> = Vec::new();
        for found in found {
            if files.last().is_none_or(|last| last.path != found.path) {
                files.push(Found { shown: SheetName { tab: None, ..found.shown.clone() }, ..found.clone() });
            }
        }
        Self { files, schema, copied }
    }

    /// Reads the sheets.
    pub(crate) fn read(&self) -> Sent {
        let mut sent = Sent::default();
        let mut room = Room { rows: self.copied.rows, cells: self.copied.cells };
        for found in &self.files {
            let read = match found.format {
                Format::Toml => {
                    sent.not_sheets.push(found.shown.file.clone());
                    Ok(())
                }
                Format::Csv | Format::Workbook if found.bytes > self.copied.bytes => Err(&COPIED_FILE),
                Format::Csv => csv(found, &self.schema, &mut room).map(|sheet| sent.sheets.extend(sheet)),
                Format::Workbook => tabs(found, &mut room).map(|sheets| sent.sheets.extend(sheets)),
            };
            if let Err(limit) = read {
                return Sent { too_large: Some(limit), sheets: Vec::new(), ..sent };
            }
        }
        sent
    }
}

/// What may still be copied.
struct Room {
    rows: u64,
    cells: u64,
}

impl Room {
    fn take(&mut self, rows: u64, cells: u64) -> Result<(), &'static Limit> {
        self.rows = self.rows.checked_sub(rows).ok_or(&COPIED_ROWS)?;
        self.cells = self.cells.checked_sub(cells).ok_or(&COPIED_CELLS)?;
        Ok(())
    }
}

/// The sheet of a CSV file; the limit where there is no room for it. A file that changed since it was read may give none.
fn csv(found: &Found, schema: &Schema, room: &mut Room) -> Result<Option<SentSheet>, &'static Limit> {
    let source = Source::File(found.path.clone());
    let Ok(Some(shape)) = Shape::of(&source, schema) else { return Ok(None) };
    let Ok(bytes) = source.bytes() else { return Ok(None) };
    let mut pieces = Pieces::new(bytes, PIECE, shape.dialect);
    let mut sheet = SentSheet {
        name: found.shown.clone(),
        title: source.stem(),
        is_hidden: false,
        cells: Vec::new(),
        merged: Vec::new(),
        layout: Layout::default(),
        lines: Vec::new(),
    };
    // The line after the last record.
    let mut next = 1;
    // What follows a fault was not read either, and a notice says so.
    while let Ok(Some(piece)) = pieces.next_piece() {
        let mut records = piece.rows();
        while let Some(record) = records.next() {
            let says_separator = sheet.lines.is_empty()
                && record.field(0).is_some_and(|first| first.len() <= 5 && first.starts_with(b"sep="));
            let line = piece.position(record.start, None).line;
            // Blank lines stay, so that rows below them are where the pages say.
            let blank = next..line;
            room.take(blank.end.saturating_sub(blank.start) + 1, record.count() as u64)?;
            sheet.lines.extend(blank);
            let row = u32::try_from(sheet.lines.len()).unwrap_or(u32::MAX);
            sheet.lines.push(line);
            next = line + 1;
            for (field, text) in record.fields().enumerate() {
                let character = piece.position(record.start, Some(field)).column;
                let text = if says_separator { String::new() } else { String::from_utf8_lossy(text).into_owned() };
                let column = u32::try_from(field).unwrap_or(u32::MAX);
                next += text.bytes().filter(|byte| *byte == b'\n').count() as u64;
                sheet.cells.push(SentCell { row, column, text: text.into(), stored: Stored::Text, character });
            }
        }
    }
    Ok(Some(sheet))
}

/// The tabs of a workbook, without pages of our own; the limit where there is no room for them.
fn tabs(found: &Found, room: &mut Room) -> Result<Vec<SentSheet>, &'static Limit> {
    let workbook = fs::read(&found.path).ok().and_then(|bytes| read_with_layout(&bytes).ok());
    let mut sheets = Vec::new();
    for tab in workbook.map(|workbook| workbook.tabs).unwrap_or_default() {
        if !is_own(&tab.text) {
            sheets.push(sheet(found, tab, room)?);
        }
    }
    Ok(sheets)
}

fn sheet(found: &Found, tab: Tab, room: &mut Room) -> Result<SentSheet, &'static Limit> {
    room.take(tab.rows, 0)?;
    let layout = tab.layout.unwrap_or_default();
    let mut cells = Vec::new();
    for (line, row) in tab.text.split(|byte| *byte == b'\n').zip(0_u32..) {
        if line.is_empty() {
            continue;
        }
        let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(line);
        let Some(Ok(record)) = reader.byte_records().next() else { continue };
        for (text, column) in record.iter().zip(0_u32..).filter(|(text, _)| !text.is_empty()) {
            room.take(0, 1)?;
            let text = String::from_utf8_lossy(text);
            let spot = Spot { row: u64::from(row) + 1, column: u64::from(column) + 1 };
            let stored = layout.stored(spot, &text);
            cells.push(SentCell { row, column, text: text.into(), stored, character: 0 });
        }
    }
    Ok(SentSheet {
        name: found.shown.with_tab(&tab.name),
        title: tab.name,
        is_hidden: tab.hidden,
        cells,
        merged: tab.merged,
        layout: layout.without_cells(),
        lines: Vec::new(),
    })
}
