//! Workbooks of an inventory: each tab a sheet of one table, and an office's questions and answers turned into its row.

use std::fs;
use std::sync::Arc;

use super::find::{Format, Found};
use super::open::{FileTold, sheet};
use super::source::Source;
use super::starter::is_help;
use super::toml::Sheets;
use super::understood::{Taken, Understood, Why};
use super::{Body, Opened, Options, csv, notice};
use crate::digest;
use crate::notice::{Level, Notices};
use crate::position::{Position, cell_name};
use crate::records::workbook::{Error, Filled, Merged, Runs, Spots, Tab, Turned, filled, read, turned};
use crate::schema::{JURISDICTIONS, Schema, TableId, folded, is_blank};
use crate::spelling::{nearest, shortened};
use crate::value::{Day, Kind};

/// The largest workbook, in bytes; it is held whole.
const LARGEST: u64 = 64 << 20;

/// Reads a workbook; the tabs that fit a table, each to be streamed on its own, and what mappings know them.
pub(super) fn open(found: &Found, options: &Options, told: &mut FileTold) {
    let mut fail = |message: String| {
        told.notices.add(notice(Level::Error, "unreadable-file", &found.shown, message, Position::default()));
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
    if workbook.had_default_password {
        let message = "is encrypted with Excel's own default password, as workbooks are that are only protected against \
                       changes; it was read all the same";
        told.notices.add(notice(
            Level::Notice,
            "default-password",
            &found.shown,
            message.to_owned(),
            Position::default(),
        ));
    }
    let sha256: Arc<str> = digest::sha256(&bytes).into();
    let is_empty = workbook.tabs.iter().all(|tab| tab.rows + tab.errors.count + tab.unsolved.count == 0);
    for tab in workbook.tabs {
        let own = Found { shown: found.shown.with_tab(&tab.name), format: Format::Workbook, ..found.clone() };
        say_of_cells(&own, &tab, &mut told.notices);
        let body = match office(&own, &tab, &options.schema, &mut told.notices) {
            Some(rows) => Some(Body::Toml(rows)),
            None if tab.rows == 0 || is_help(&tab.name, &tab.text) => continue,
            None => match merged(&own, &tab, (&options.schema, options.as_of), &mut told.notices) {
                Ok(text) => sheet(Source::Tab { name: tab.name.as_str().into(), text }, &own, options, told),
                Err(error) => {
                    let at = Position::default();
                    told.notices.add(notice(Level::Error, "unreadable-file", &own.shown, error.to_string(), at));
                    None
                }
            },
        };
        let Some(body) = body else {
            // Its first row is most likely a header.
            let (sheet, left_out) = (own.shown, Some(tab.rows.saturating_sub(1)));
            told.left.push(Understood { sheet, tables: Vec::new(), columns: Vec::new(), left_out });
            continue;
        };
        if tab.hidden {
            let message = "this tab is hidden; it was read all the same".to_owned();
            told.notices.add(notice(Level::Notice, "hidden-tab", &own.shown, message, Position::default()));
        }
        say_of_hidden(&own, &tab, &mut told.notices);
        told.opened.push(Opened { found: own, body, sha256: Some(sha256.clone()) });
    }
    if told.opened.is_empty() {
        let level = if found.named { Level::Error } else { Level::Notice };
        let message =
            if is_empty { "all of its tabs are empty" } else { "none of its tabs is an inventory" }.to_owned();
        told.notices.add(notice(level, "no-table", &found.shown, message, Position::default()));
    }
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
    let message = "a year was typed into this cell for dates, and Excel takes it for a day in 1905; read as the year";
    say("year-as-date", message, &tab.years);
}

/// Says which rows and columns that hold something are hidden.
fn say_of_hidden(found: &Found, tab: &Tab, notices: &mut Notices) {
    let mut say = |runs: &Runs, kind, noun: &str, name: &dyn Fn(u64) -> String, at: &dyn Fn(u64) -> Position| {
        let Some((first, _)) = runs.first.first() else { return };
        let named = runs.first.iter().map(|(first, last)| {
            if first == last { name(*first) } else { format!("{}-{}", name(*first), name(*last)) }
        });
        let more = if runs.first.iter().map(|(first, last)| last - first + 1).sum::<u64>() < runs.count {
            " and more"
        } else {
            ""
        };
        let named = named.collect::<Vec<_>>().join(", ");
        let message = match runs.count {
            1 => format!("{noun} {named} is hidden; it was read all the same"),
            count => format!("{count} {noun}s are hidden ({named}{more}); they were read all the same"),
        };
        notices.add(notice(Level::Notice, kind, &found.shown, message, at(*first)));
    };
    let row = |row| Position { line: row, column: 0 };
    say(&tab.hidden_rows, "hidden-rows", "row", &|row| row.to_string(), &row);
    let letters = |column| cell_name(1, column).trim_end_matches(|sign: char| sign.is_ascii_digit()).to_owned();
    say(&tab.hidden_columns, "hidden-columns", "column", &letters, &|column| Position { line: 1, column });
}

/// Headers of two lines are merged within the first so many rows.
const HEADER_WITHIN: u64 = 20;

/// Ids that tell one thing: merged cells do not make them those of several.
const IDS: [&str; 4] = ["asset_id", "serial_number", "hostname", "incident_id"];

/// The text of a tab, where merged cells of several rows have one value in all of them.
///
/// Only below the header, in rows of the table, and not in columns of numbers or of ids: three rows next to a merged 12 are not 36 machines,
/// nor is one serial number that of three.
fn merged(
    found: &Found,
    tab: &Tab,
    (schema, as_of): (&Schema, Day),
    notices: &mut Notices,
) -> Result<Arc<[u8]>, Error> {
    let plain = || Arc::from(tab.text.as_slice());
    if tab.merged.is_empty() {
        return Ok(plain());
    }
    let open = |text: &[u8]| {
        let source = Source::Tab { name: tab.name.as_str().into(), text: text.into() };
        let sheet = csv::Sheet::open(source, found, (schema, as_of), &mut Notices::default())?;
        let columns = sheet.taken(schema);
        let header = columns.first()?.at.line;
        Some((sheet, columns, header))
    };
    // A header of two lines is seen where its cells are whole.
    let narrow = |range: &&Merged| range.first.row <= HEADER_WITHIN && range.last_column == range.first.column;
    let narrow: Vec<Merged> = tab.merged.iter().filter(narrow).copied().collect();
    let Some((sheet, columns, header)) = open(&filled(tab, &narrow, &mut |row, _| row <= HEADER_WITHIN)?.text) else {
        return Ok(plain());
    };
    let stands_once = |column: u64| {
        let bound = columns.iter().find(|taken| taken.at.column == column).and_then(|taken| taken.column);
        bound.is_some_and(|(table, column): (TableId, _)| {
            let is_id = IDS.contains(&column.name) && table.table().keys.contains(&[column.name].as_slice());
            is_id || matches!(column.kind, Kind::Integer | Kind::Number)
        })
    };
    let of_rows = |range: &&Merged| range.first.row > header;
    let of_header = tab.merged.iter().filter(|range| range.first.row < header && range.last_row >= header);
    let of_header = of_header.map(|range| Merged { last_row: header, ..*range });
    let (once, taken): (Vec<Merged>, Vec<Merged>) =
        tab.merged.iter().filter(of_rows).copied().partition(|range| stands_once(range.first.column));
    let ranges: Vec<Merged> = of_header.chain(taken).collect();
    let mut is_row = |row: u64, record: &_| row == header || row > header && sheet.is_row(record);
    let once = filled(tab, &once, &mut is_row)?.ranges;
    let Filled { text, ranges } = filled(tab, &ranges, &mut is_row)?;
    if open(&text).is_none_or(|(_, _, again)| again != header) {
        return Ok(plain());
    }
    let mut say = |kind, message: &str, ranges: &mut dyn Iterator<Item = &Merged>| {
        let positions: Vec<Position> = ranges.map(|range| spot_of(range.first.row, range.first.column)).collect();
        if let Some(first) = positions.first() {
            let mut said = notice(Level::Notice, kind, &found.shown, message.to_owned(), *first);
            (said.count, said.positions) = (positions.len() as u64, positions);
            notices.add(said);
        }
    };
    let message = "this cell is merged with those below it; its value is taken for all their rows";
    say("merged-cells", message, &mut ranges.iter().filter(of_rows));
    let message = "this cell is merged with those below it; a number or an id stands on the first row only, and the rows \
                   below have none";
    say("merged-number", message, &mut once.iter());
    Ok(text.into())
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
                let Some(before) = cells.iter_mut().find(|(taken, _)| *taken == column) else { continue };
                let name = schema.columns(JURISDICTIONS)[column].name;
                let (first, second) = (before.1.0.trim(), answer.trim());
                let what = match (is_blank(first), is_blank(second)) {
                    (_, true) => "the first answer is used",
                    (true, false) => "the second is used, for the first is blank",
                    (false, false) if folded(first) == folded(second) => "the answers are the same",
                    (false, false) => "the answers differ, and the first is used",
                };
                let message = format!("two questions mean {name}; {what}");
                if is_blank(first) {
                    before.1 = (answer.clone(), at);
                }
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
