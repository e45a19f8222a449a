//! Workbooks: each tab a sheet of one table; a form of questions and answers is turned into a row.

use std::fs;
use std::sync::Arc;

use super::open::{OpenedFile, sheet};
use super::starter::is_help;
use super::toml::Sheets;
use crate::diagnostic::{Answers, Code, Hidden, Kind, Level, Notice, Notices};
use crate::inventory::find::options::Options;
use crate::inventory::find::source::Source;
use crate::inventory::find::walk::{Format, Found};
use crate::inventory::read::opened::{Body, Opened};
use crate::inventory::shape::own_pages::is_own;
use crate::inventory::shape::understood::{Taken, Understood, Why};
use crate::inventory::sheet;
use crate::limits::workbooks::FILE;
use crate::schema::{Column, Fix, JURISDICTIONS, Schema, TableId, folded, is_blank};
use crate::words::digest;
use crate::words::position::{Position, cell_name};
use crate::words::spelling::{nearest, shortened};
use crate::words::value;
use crate::words::value::Day;
use crate::workbook::{Error, Filled, Merged, Runs, Spots, Tab, Turned, filled, read, turned};

/// Reads a workbook; the tabs that fit a table, each to be streamed on its own, and what mappings know them.
pub(crate) fn open(found: &Found, options: &Options, opened: &mut OpenedFile) {
    let mut fail = |why: Kind| opened.notices.add(Notice::new(why, &found.shown, Position::default()));
    match fs::metadata(&found.path) {
        Ok(about) if about.len() > FILE.most => return fail(Kind::TooLarge(&FILE)),
        _ => {}
    }
    let bytes = match fs::read(&found.path) {
        Ok(bytes) => bytes,
        Err(error) => return fail(Kind::CannotRead { error: error.to_string() }),
    };
    let workbook = match read(&bytes) {
        Ok(workbook) => workbook,
        Err(error) => return fail(Kind::Unreadable { why: error.to_string() }),
    };
    if workbook.had_default_password {
        opened.notices.add(Notice::new(Kind::DefaultPassword, &found.shown, Position::default()));
    }
    let sha256: Arc<str> = digest::sha256(&bytes).into();
    let is_empty = workbook.tabs.iter().all(|tab| tab.rows + tab.errors.count + tab.unsolved.count == 0);
    for tab in workbook.tabs {
        if is_own(&tab.text) {
            continue;
        }
        let own = Found { shown: found.shown.with_tab(&tab.name), format: Format::Workbook, ..found.clone() };
        if tab.seen.is_empty() {
            open_tab(own, &tab, (options, &sha256), opened);
            continue;
        }
        let mut alone = OpenedFile {
            opened: Vec::new(),
            left: Vec::new(),
            asked: Vec::new(),
            notices: Notices::keeping(options.positions),
        };
        open_tab(own, &tab, (options, &sha256), &mut alone);
        let is_left_out = alone.opened.is_empty();
        opened.opened.extend(alone.opened);
        opened.left.extend(alone.left);
        opened.asked.extend(alone.asked);
        let new = alone.notices.into_list().into_iter().filter(|notice| !is_seen(&tab, notice, is_left_out));
        new.for_each(|notice| opened.notices.add(notice));
    }
    if opened.opened.is_empty() {
        let level = if found.named { Level::Error } else { Level::Notice };
        let why = if is_empty { Kind::EmptyTabs } else { Kind::NoInventoryTab };
        opened.notices.add(Notice { level, ..Notice::new(why, &found.shown, Position::default()) });
    }
}

/// Opens one tab, or says why it is left out.
fn open_tab(own: Found, tab: &Tab, (options, sha256): (&Options, &Arc<str>), opened: &mut OpenedFile) {
    say_of_cells(&own, tab, &mut opened.notices);
    let body = match office(&own, tab, &options.schema, &mut opened.notices) {
        Some(rows) => Some(Body::Toml(rows)),
        None if tab.rows == 0 || is_help(&tab.name, &tab.text) => return,
        None => match merged(&own, tab, (&options.schema, options.as_of), &mut opened.notices) {
            Ok(text) => sheet(Source::Tab { name: tab.name.as_str().into(), text }, &own, options, opened),
            Err(error) => {
                let why = Kind::Unreadable { why: error.to_string() };
                opened.notices.add(Notice::new(why, &own.shown, Position::default()));
                None
            }
        },
    };
    let Some(body) = body else {
        // Its first row is most likely a header.
        let (sheet, left_out) = (own.shown, Some(tab.rows.saturating_sub(1)));
        opened.left.push(Understood { sheet, tables: Vec::new(), columns: Vec::new(), left_out });
        return;
    };
    if tab.hidden {
        opened.notices.add(Notice::new(Kind::HiddenTab, &own.shown, Position::default()));
    }
    say_of_hidden(&own, tab, &mut opened.notices);
    opened.opened.push(Opened { found: own, body, sha256: Some(sha256.clone()) });
}

/// Whether a notice says again what the workbook has as seen, and what may stay as it is: a title, a column that is not used, a tab that
/// is no inventory.
fn is_seen(tab: &Tab, notice: &Notice, is_left_out: bool) -> bool {
    let is_at =
        |at: &Position| tab.seen.iter().any(|spot| spot.row == at.line && (at.column == 0 || spot.column == at.column));
    let all = notice.count == notice.positions.len() as u64 && notice.positions.iter().all(is_at);
    is_left_out && notice.kind.code() == Code::NoTable || notice.kind.may_stay() && notice.count > 0 && all
}

/// Notices on cells that hold no value: errors, and formulas that were never worked out.
fn say_of_cells(found: &Found, tab: &Tab, notices: &mut Notices) {
    let mut add = |kind, spots: &Spots| {
        let positions: Vec<Position> = spots.first.iter().map(|spot| spot_of(spot.row, spot.column)).collect();
        if !positions.is_empty() {
            let notice = Notice::new(kind, &found.shown, Position::default());
            notices.add(Notice { count: spots.count, positions, ..notice });
        }
    };
    add(Kind::FailedFormula, &tab.errors);
    add(Kind::UnsolvedFormula, &tab.unsolved);
    add(Kind::YearAsDate, &tab.years);
}

/// Notices on rows and columns that hold something and are hidden.
fn say_of_hidden(found: &Found, tab: &Tab, notices: &mut Notices) {
    let mut add =
        |runs: &Runs, kind: fn(Hidden) -> Kind, name: &dyn Fn(u64) -> String, at: &dyn Fn(u64) -> Position| {
            let Some((first, _)) = runs.first.first() else { return };
            let named = runs.first.iter().map(|(first, last)| {
                if first == last { name(*first) } else { format!("{}-{}", name(*first), name(*last)) }
            });
            let more = runs.first.iter().map(|(first, last)| last - first + 1).sum::<u64>() < runs.count;
            let named = named.collect::<Vec<_>>().join(", ");
            let hidden = Hidden { named, more, count: runs.count };
            notices.add(Notice::new(kind(hidden), &found.shown, at(*first)));
        };
    let row = |row| Position { line: row, column: 0 };
    add(&tab.hidden_rows, Kind::HiddenRows, &|row| row.to_string(), &row);
    let letters = |column| cell_name(1, column).trim_end_matches(|sign: char| sign.is_ascii_digit()).to_owned();
    add(&tab.hidden_columns, Kind::HiddenColumns, &letters, &|column| Position { line: 1, column });
}

/// Headers of two lines are merged within the first so many rows.
const HEADER_WITHIN: u64 = 20;

/// Ids of a single thing: merged cells do not spread them over several rows.
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
        let sheet = sheet::Sheet::open(source, found, (schema, as_of), &mut Notices::default())?;
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
            is_id || matches!(column.kind, value::Kind::Integer | value::Kind::Number)
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
    let mut add = |kind, ranges: &mut dyn Iterator<Item = &Merged>| {
        let positions: Vec<Position> = ranges.map(|range| spot_of(range.first.row, range.first.column)).collect();
        if !positions.is_empty() {
            let notice = Notice::new(kind, &found.shown, Position::default());
            notices.add(Notice { count: positions.len() as u64, positions, ..notice });
        }
    };
    add(Kind::MergedCells, &mut ranges.iter().filter(of_rows));
    add(Kind::MergedNumber, &mut once.iter());
    Ok(text.into())
}

/// The row of an office, where a tab is a form of questions that are columns of `jurisdictions`.
fn office(found: &Found, tab: &Tab, schema: &Schema, notices: &mut Notices) -> Option<Sheets> {
    let form = turned(tab)?;
    let lines = lines(&form)?;
    let (questions, answers) = (lines.first()?, lines.get(1)?);
    let columns: Vec<Option<usize>> = questions.iter().map(|question| column(schema, question)).collect();
    let known = columns.iter().flatten().count();
    let asked = questions.iter().filter(|question| !question.trim().is_empty()).count();
    // Without a word for answers, a first row of two columns is the header of a table, whatever the tab is called.
    let has_answers = answers.iter().any(|answer| folded(answer) == "answer");
    let is_table =
        columns.first() != Some(&None) && answers.first().is_some_and(|first| column(schema, first).is_some());
    let says_so = has_answers || folded(&tab.name) == "office" && !is_table;
    // Other forms need two known questions, and no more unknown ones than a title or a heading of the columns.
    if known == 0 || !says_so && (known < 2 || known + 3 < asked) {
        return None;
    }
    let mut cells: Vec<(usize, (String, Position))> = Vec::new();
    let mut taken = Vec::new();
    // A blank answer is kept too, so that a notice can name it.
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
                let column = schema.columns(JURISDICTIONS)[column].name;
                let (first, second) = (before.1.0.trim(), answer.trim());
                let answers = match (is_blank(first), is_blank(second)) {
                    (_, true) => Answers::First,
                    (true, false) => Answers::Second,
                    (false, false) if folded(first) == folded(second) => Answers::Same,
                    (false, false) => Answers::Differ,
                };
                if is_blank(first) {
                    before.1 = (answer.clone(), at);
                }
                let kind = Kind::TwoQuestions { column, answers };
                notices.add(Notice::new(kind, &found.shown, at));
            }
            Some(column) => cells.push((column, (answer.clone(), at))),
            None if question.is_empty() || answer.trim().is_empty() || folded(answer) == "answer" => {}
            None => {
                let fix = nearest_column(schema, question).map(|near| Fix::DidYouMean(near.into()));
                let kind = Kind::UnknownColumn { header: shortened(question), is_question: true, fix };
                notices.add(Notice::new(kind, &found.shown, at));
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

/// The column that a question misspells, by its name or another word for it.
fn nearest_column(schema: &Schema, question: &str) -> Option<&'static str> {
    let columns = schema.columns(JURISDICTIONS);
    let words = || columns.iter().flat_map(|column| std::iter::once(&column.name).chain(column.synonyms));
    let near = nearest(question.trim_end_matches([':', '?']), words().copied())?;
    let is = |column: &&Column| column.name == near || column.synonyms.contains(&near);
    columns.iter().find(is).map(|column| column.name)
}

fn lines(form: &Turned) -> Option<Vec<Vec<String>>> {
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(&*form.text);
    reader.records().map(|record| Some(record.ok()?.iter().map(str::to_owned).collect())).collect()
}
