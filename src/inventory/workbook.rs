//! Workbooks of an inventory: each tab a sheet of one table, and an office's questions and answers turned into its row.

use std::fs;
use std::sync::Arc;

use super::find::{Format, Found};
use super::source::Source;
use super::starter::is_help;
use super::toml::Sheets;
use super::understood::{Taken, Understood, Why};
use super::{Body, Opened, Options, csv, notice};
use crate::digest;
use crate::notice::{Level, Notices};
use crate::position::Position;
use crate::records::workbook::{Spots, Tab, Turned, read, turned};
use crate::schema::{JURISDICTIONS, Schema, folded};
use crate::spelling::{nearest, shortened};

/// The largest workbook, in bytes; it is held whole.
const LARGEST: u64 = 64 << 20;

/// Reads a workbook; the tabs that fit a table, each to be streamed on its own.
pub(super) fn open(found: &Found, options: &Options, left: &mut Vec<Understood>, notices: &mut Notices) -> Vec<Opened> {
    let mut fail = |message: String| {
        notices.add(notice(Level::Error, "unreadable-file", &found.shown, message, Position::default()));
        Vec::new()
    };
    match fs::metadata(&found.path) {
        Ok(about) if about.len() > LARGEST => {
            return fail("is larger than 64 MB; save each of its sheets as CSV".to_owned());
        }
        _ => {}
    }
    let bytes = match fs::read(&found.path) {
        Ok(bytes) => bytes,
        Err(error) => return fail(format!("cannot be read: {error}")),
    };
    let workbook = match read(&bytes) {
        Ok(workbook) => workbook,
        Err(error) => return fail(error.to_string()),
    };
    let sha256: Arc<str> = digest::sha256(&bytes).into();
    let mut opened = Vec::new();
    for tab in workbook.tabs {
        let own = Found {
            path: found.path.clone(),
            shown: found.shown.with_tab(&tab.name),
            format: Format::Workbook,
            named: found.named,
        };
        say_of_cells(&own, &tab, notices);
        let body = match office(&own, &tab, &options.schema, notices) {
            Some(rows) => Some(Body::Toml(rows)),
            None if tab.rows == 0 || is_help(&tab.name, &tab.text) => continue,
            None => {
                let source = Source::Tab { name: tab.name.as_str().into(), text: tab.text.into() };
                csv::Sheet::open(source, &own, &options.schema, notices).map(Body::Csv)
            }
        };
        let Some(body) = body else {
            // Its first row is most likely a header.
            let (sheet, left_out) = (own.shown, Some(tab.rows.saturating_sub(1)));
            left.push(Understood { sheet, tables: Vec::new(), columns: Vec::new(), left_out });
            continue;
        };
        if tab.hidden {
            let message = "this tab is hidden; it was read all the same".to_owned();
            notices.add(notice(Level::Notice, "hidden-tab", &own.shown, message, Position::default()));
        }
        opened.push(Opened { found: own, body, sha256: Some(sha256.clone()) });
    }
    if opened.is_empty() {
        let level = if found.named { Level::Error } else { Level::Notice };
        let message = "none of its tabs is an inventory".to_owned();
        notices.add(notice(level, "no-table", &found.shown, message, Position::default()));
    }
    opened
}

/// Says of cells that hold no value: errors, and formulas that were never worked out.
fn say_of_cells(found: &Found, tab: &Tab, notices: &mut Notices) {
    let mut say = |kind, message: &str, spots: &Spots| {
        if let Some(first) = spots.first.first() {
            let at = Position { line: first.row, column: first.column };
            let mut said = notice(Level::Notice, kind, &found.shown, message.to_owned(), at);
            said.count = spots.count;
            said.positions = spots.first.iter().map(|spot| Position { line: spot.row, column: spot.column }).collect();
            notices.add(said);
        }
    };
    say("failed-formula", "this cell holds an error such as #REF!; taken as blank", &tab.errors);
    let message = "this formula was saved without its result; open the file in Excel and save it again";
    say("unsolved-formula", message, &tab.unsolved);
}

/// The row of an office, where a tab is a form of questions that are columns of `jurisdictions`.
fn office(found: &Found, tab: &Tab, schema: &Schema, notices: &mut Notices) -> Option<Sheets> {
    let form = turned(tab)?;
    let lines = lines(&form)?;
    let (questions, answers) = (lines.first()?, lines.get(1)?);
    let columns: Vec<Option<usize>> = questions.iter().map(|question| column(schema, question)).collect();
    let known = columns.iter().flatten().count();
    // Two known questions, and no more strangers among them than a title or a heading of the columns.
    if known < 2 || known + 3 < questions.iter().filter(|question| !question.trim().is_empty()).count() {
        return None;
    }
    let mut cells: Vec<(usize, (String, Position))> = Vec::new();
    let mut taken = Vec::new();
    // A blank answer is kept too: that it is blank, and where, may be said.
    for (field, answer) in answers.iter().enumerate() {
        let at = form.answers.get(field).map_or_else(Position::default, |spot| spot_of(spot.row, spot.column));
        let question = questions.get(field).map_or("", String::as_str).trim();
        if !question.is_empty() && folded(answer) != "answer" {
            let column = columns.get(field).copied().flatten().map(|column| &schema.columns(JURISDICTIONS)[column]);
            let why = column.map_or(Why::NoMatch, |column| Why::of(question, column));
            let first = Some(answer.trim().to_owned()).filter(|answer| !answer.is_empty());
            let (header, column) = (question.to_owned(), column.map(|column| (JURISDICTIONS, column)));
            taken.push(Taken { header, at, column, why, first });
        }
        match columns.get(field).copied().flatten() {
            Some(column) if cells.iter().any(|(taken, _)| *taken == column) => {
                let name = schema.columns(JURISDICTIONS)[column].name;
                let message = format!("two questions mean {name}; the first answer stands");
                notices.add(notice(Level::Notice, "two-headers", &found.shown, message, at));
            }
            Some(column) => cells.push((column, (answer.clone(), at))),
            None if question.is_empty() || answer.trim().is_empty() || folded(answer) == "answer" => {}
            None => {
                let near = nearest(question, schema.columns(JURISDICTIONS).iter().map(|column| column.name));
                let fix = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
                let message = format!("question \"{}\" is not known; kept, not used{fix}", shortened(question));
                notices.add(notice(Level::Notice, "unknown-column", &found.shown, message, at));
            }
        }
    }
    Some(Sheets::of_office(schema, cells).taking(taken))
}

fn spot_of(row: u64, column: u64) -> Position {
    Position { line: row, column }
}

/// The column that a question is about: by its name, a synonym, or its meaning.
fn column(schema: &Schema, question: &str) -> Option<usize> {
    let question = question.trim().trim_end_matches([':', '?']);
    schema.column_for_header(JURISDICTIONS, question).or_else(|| {
        let asked = folded(question);
        schema.columns(JURISDICTIONS).iter().position(|column| folded(column.meaning) == asked)
    })
}

fn lines(form: &Turned) -> Option<Vec<Vec<String>>> {
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(&*form.text);
    reader.records().map(|record| Some(record.ok()?.iter().map(str::to_owned).collect())).collect()
}
