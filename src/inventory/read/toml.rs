//! TOML files of an inventory: `[[equipment]]` and the like, with values at the top that hold for every row.

use std::borrow::Cow;
use std::fs;
use std::sync::{Mutex, PoisonError};

use super::starter::paper;
use crate::diagnostic::{Kind, Level, Notice, Notices};
use crate::inventory::commit::duplicate_ids::{Duplicate, Known, key_of, tells};
use crate::inventory::find::file_read::FileRead;
use crate::inventory::find::options::Options;
use crate::inventory::find::walk::Found;
use crate::inventory::places::declare::{Declaring, place_of_file};
use crate::inventory::places::index::Places;
use crate::inventory::places::name_check;
use crate::inventory::places::view::{Origin, View};
use crate::inventory::read::reading::Reading;
use crate::inventory::shape::header::{Binding, UnknownHeader, is_unknown_where_they_differ, two_headers};
use crate::inventory::shape::place_text::{PlaceText, is_state_header, level_of_header};
use crate::inventory::shape::table::table_named;
use crate::inventory::shape::two_headers::differing;
use crate::inventory::shape::understood::{Taken, Why};
use crate::limits::files::TOML_FILE;
use crate::place;
use crate::place::State;
use crate::schema::{JURISDICTIONS, Schema, TABLES, TableId, VULNERABILITIES, is_blank, read_cves};
use crate::toml_file::rows::{Cell, Flaw, Record, parse};
use crate::words::digest;
use crate::words::position::{Position, SheetName};
use crate::words::spelling::{nearest, shortened};
use crate::words::value::Day;

/// Of files larger than this one is read at a time: parsed, each takes many times as much memory.
const LARGE: u64 = 8 << 20;

/// Held by who reads a large one.
static ALONE: Mutex<()> = Mutex::new(());

/// A TOML file, read and recognized.
#[derive(Debug)]
pub(crate) struct Sheets {
    tables: Vec<(TableId, Vec<Row>)>,
    /// What its keys were taken as.
    taken: Vec<Taken>,
    sha256: String,
}

/// Rows given as columns and texts.
pub(crate) type Given = Vec<Vec<(usize, String)>>;

/// One row: for each column of its table the text and where it is.
#[derive(Debug)]
struct Row {
    at: Position,
    cells: Vec<Option<(String, Position)>>,
    /// The state of its place, where no column of its table is it.
    state: Option<String>,
    /// How large its place is, where the key that names it says so.
    level: Option<place::Level>,
}

impl Sheets {
    /// Reads the file; `None` where it cannot be read, with a notice that says why.
    pub(crate) fn open(found: &Found, (schema, as_of): (&Schema, Day), notices: &mut Notices) -> Option<Self> {
        let file = &found.shown;
        let mut fail = |why: Kind| {
            notices.add(Notice::new(why, file, Position::default()));
            None
        };
        match fs::metadata(&found.path) {
            Ok(about) if about.len() > TOML_FILE.most => return fail(Kind::TooLarge(&TOML_FILE)),
            _ => {}
        }
        let alone = || ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let _alone = (found.bytes > LARGE).then(alone);
        let bytes = match fs::read(&found.path) {
            Ok(bytes) => bytes,
            Err(error) => return fail(Kind::CannotRead { error: error.to_string() }),
        };
        let sha256 = digest::sha256(&bytes);
        let Ok(text) = String::from_utf8(bytes) else { return fail(Kind::NotUtf8) };
        let (document, flaws) = parse(text.strip_prefix('\u{feff}').unwrap_or(&text));
        if !flaws.is_empty() {
            let each = flaws.into_iter();
            each.for_each(|Flaw { message, at }| notices.add(Notice::new(Kind::NotToml { error: message }, file, at)));
            return None;
        }
        if let Some(paper) = paper(&document) {
            let level = if found.named { Level::Error } else { Level::Notice };
            let kind = match paper.is_empty && !found.named {
                true => Kind::EmptyPaper { what: paper.what },
                false => Kind::NotAnInventory { what: paper.what, left_out: true },
            };
            notices.add(Notice { level, ..Notice::new(kind, file, Position::default()) });
            return None;
        }
        let mut tables: Vec<(TableId, Vec<Row>)> = Vec::new();
        let mut taken: Vec<Taken> = Vec::new();
        for rows in &document.tables {
            if ["waiver", "waivers"].contains(&rows.name.as_str()) {
                notices.add(Notice::new(Kind::WaiverIgnored, file, rows.at));
                continue;
            }
            let Some(table) = table_named(&rows.name) else {
                let near = nearest(&rows.name, TableId::all().map(|id| id.table().name));
                let kind = Kind::UnknownTable { word: shortened(&rows.name), near, is_row: false };
                notices.add(Notice::new(kind, file, rows.at));
                continue;
            };
            let mut bound = Vec::new();
            for record in &rows.records {
                let row = bind(schema, table, record, &document.defaults, (file, as_of), notices);
                if table == VULNERABILITIES { apart(row, file, notices, &mut bound) } else { bound.push(row) }
            }
            tables.push((table, bound));
            let cells = rows.records.iter().flat_map(|record| &record.cells);
            take(cells.chain(&document.defaults), table, schema, &mut taken);
        }
        let used = |cell: &Cell| {
            let is_state = is_state_header(&cell.key);
            tables.iter().any(|(table, _)| is_state || default_column(schema, *table, &cell.key).is_some())
        };
        for default in document.defaults.iter().filter(|default| !used(default)) {
            let kind = Kind::UnknownDefault { key: shortened(&default.key) };
            notices.add(Notice::new(kind, file, default.at));
        }
        for default in document.defaults.iter().filter(|default| used(default)) {
            if let Err(what) = default.text {
                let kind = Kind::NotOneValue { column: shortened(&default.key), what };
                notices.add(Notice::of_cell(kind, file, &default.key, what, default.at));
            }
        }
        taken.sort_by_key(|taken| taken.at);
        Some(Self { tables, taken, sha256 })
    }

    /// Rows given as columns and texts.
    pub(crate) fn of_rows(schema: &Schema, tables: &[(TableId, Given)]) -> Self {
        let row = |table: TableId, given: &Vec<(usize, String)>| {
            let mut cells = vec![None; schema.columns(table).len()];
            for (column, text) in given {
                cells[*column] = Some((text.clone(), Position::default()));
            }
            Row { at: Position::default(), cells, state: None, level: None }
        };
        let of = |(table, rows): &(TableId, Given)| (*table, rows.iter().map(|given| row(*table, given)).collect());
        Self { tables: tables.iter().map(of).collect(), taken: Vec::new(), sha256: String::new() }
    }

    /// The one row of an office, whose answers are anywhere; none, where nothing is answered.
    pub(crate) fn of_office(schema: &Schema, answers: Vec<(usize, (String, Position))>) -> Self {
        let mut cells = vec![None; schema.columns(JURISDICTIONS).len()];
        let answered = |(_, (text, _)): &&(usize, (String, Position))| !text.trim().is_empty();
        let at = answers.iter().find(answered).map(|(_, (_, at))| Position { column: 0, ..*at });
        for (column, answer) in answers {
            cells[column] = Some(answer);
        }
        let rows = at.map(|at| Row { at, cells, state: None, level: None }).into_iter().collect();
        Self { tables: vec![(JURISDICTIONS, rows)], taken: Vec::new(), sha256: String::new() }
    }

    /// The same, whose questions were taken as these columns.
    pub(crate) fn taking(self, taken: Vec<Taken>) -> Self {
        Self { taken, ..self }
    }

    /// What its keys were taken as.
    pub(crate) fn taken(&self) -> &[Taken] {
        &self.taken
    }

    /// The tables of its rows.
    pub(crate) fn tables(&self) -> Vec<TableId> {
        self.tables.iter().map(|(table, _)| *table).collect()
    }

    /// Declares the places of the `jurisdictions` rows.
    pub(crate) fn declare_places(&self, found: &Found, options: &Options, places: &mut Places, notices: &mut Notices) {
        let declaring = Declaring::new(found, options).line_each();
        for (_, rows) in self.tables.iter().filter(|(table, _)| *table == JURISDICTIONS) {
            for row in rows {
                let cell = |column: usize| row.cells[column].as_ref().map(|(text, _)| Cow::Borrowed(text.as_str()));
                let at = |column: Option<usize>| {
                    column.and_then(|column| row.cells[column].as_ref()).map_or(row.at, |(_, at)| *at)
                };
                declaring.row((&mut *places, &mut *notices), &cell, (row.level, None), &at);
            }
        }
    }

    /// Streams the rows of all tables but `jurisdictions`, which are only counted.
    pub(crate) fn stream(&self, found: &Found, reading: &mut Reading<'_>) -> Option<FileRead> {
        let mut counts = [0; TABLES.len()];
        let mut default_place = None;
        for (table, rows) in &self.tables {
            counts[table.0] += rows.len() as u64;
            if *table == JURISDICTIONS {
                continue;
            }
            // The rows of a table are what a tab of a workbook is.
            let of_table = self.tables.iter().filter(|(other, _)| other == table);
            let names_places = of_table.flat_map(|(_, rows)| rows).any(|row| names_place(*table, row));
            let mut batch = reading.needs.batch(*table);
            let mut kept = Vec::new();
            for row in rows {
                let place = row_place(*table, row, (found, names_places), &mut default_place, reading);
                if is_twin(*table, row, place, &found.shown, reading) {
                    continue;
                }
                batch.begin(place);
                kept.push(row);
                let cells = row.cells.iter().enumerate();
                let cells = cells.filter_map(|(column, cell)| Some((column, cell.as_ref()?.0.as_bytes())));
                reading.alike.row(*table, place, cells);
                for (column, cell) in row.cells.iter().enumerate() {
                    if let Some((text, at)) = cell
                        && batch.wants(column)
                        && let Err(trouble) = batch.set(column, text.as_bytes(), reading.dictionary)
                        && reading.needs.tells(*table, column)
                    {
                        let name = reading.options.schema.columns(*table)[column].name;
                        reading.notices.add(Notice::of_cell(trouble, &found.shown, name, text, *at));
                    }
                }
            }
            if batch.rows() > 0 {
                let origin = FromRows { file: &found.shown, rows: &kept };
                let view = View::new(&batch, reading.dictionary, reading.places, &origin);
                (reading.each)(&view);
            }
            reading.dictionary.forget();
        }
        if counts.iter().all(|rows| *rows == 0) {
            reading.notices.add(Notice::new(Kind::NoRows, &found.shown, Position::default()));
        }
        Some(FileRead { path: found.shown.file.clone(), sha256: self.sha256.clone(), rows: counts })
    }
}

/// The most keys of a file that are reported.
const TOLD: usize = 2_000;

/// What the keys of some rows were read as, each once.
fn take<'a>(cells: impl Iterator<Item = &'a Cell>, table: TableId, schema: &Schema, taken: &mut Vec<Taken>) {
    let mut known: std::collections::HashMap<&str, usize> = std::collections::HashMap::new();
    for cell in cells {
        let text = || cell.text.as_ref().ok().filter(|text| !text.trim().is_empty()).cloned();
        if let Some(known) = known.get(&*cell.key) {
            let first = &mut taken[*known].first;
            *first = first.take().or_else(text);
            continue;
        }
        let column = default_column(schema, table, &cell.key).map(|column| &schema.columns(table)[column]);
        let why = column.map_or(Why::NoMatch, |column| Why::of(&cell.key, column));
        if taken.len() < TOLD {
            known.insert(&cell.key, taken.len());
            let column = column.map(|column| (table, column));
            taken.push(Taken { header: cell.key.clone(), at: cell.at, column, why, first: text() });
        }
    }
}

/// The column that a value at the top fills; `jurisdiction` fills a place's `id` too.
fn default_column(schema: &Schema, table: TableId, key: &str) -> Option<usize> {
    match table {
        JURISDICTIONS if key == "jurisdiction" => table.column("id"),
        _ => schema.column_for_header(table, key),
    }
}

fn bind(
    schema: &Schema,
    table: TableId,
    record: &Record,
    defaults: &[Cell],
    (file, as_of): (&SheetName, Day),
    notices: &mut Notices,
) -> Row {
    let columns = schema.columns(table);
    let mut cells: Vec<Option<(String, Position)>> = vec![None; columns.len()];
    let mut named: Vec<Option<&str>> = vec![None; columns.len()];
    let keys: Vec<String> = record.cells.iter().map(|cell| cell.key.clone()).collect();
    let (binding, mut unknown) = Binding::new(schema, table, &keys, false);
    let unused = binding.municipality.map(|field| UnknownHeader { field, name: keys[field].clone(), near: None });
    unknown.extend(unused);
    for header in unknown {
        let notice = Notice::new(header.kind(&binding), file, record.cells[header.field].at);
        notices.add(Notice { column: Some(header.name.into()), ..notice });
    }
    let says = |field: usize| record.cells[field].text.as_deref().ok().map(str::as_bytes);
    let differing = differing(&binding, says, as_of);
    for (column, declared) in columns.iter().enumerate() {
        let Some(field) = binding.field_in(column, says) else { continue };
        named[column] = Some(&record.cells[field].key);
        let cell = &record.cells[field];
        let is_unknown = differing.iter().any(|(of, _)| *of == column) && is_unknown_where_they_differ(declared);
        match &cell.text {
            Ok(_) if is_unknown => {}
            Ok(text) => cells[column] = Some((text.clone(), cell.at)),
            Err(what) => {
                let kind = Kind::NotOneValue { column: declared.name.to_owned(), what };
                notices.add(Notice::of_cell(kind, file, declared.name, what, cell.at));
            }
        }
    }
    for (column, other) in &binding.rivals {
        let Some(used) = binding.fields[*column] else { continue };
        let differ = differing.iter().filter(|(of, field)| of == column && field == other).count();
        let kind = two_headers(&columns[*column], (&keys[used], &keys[*other]), differ as u64);
        notices.add(Notice::new(kind, file, record.cells[*other].at));
    }
    if let Some(place) = binding.place_column()
        && let Some(field) = name_check::place_field(&binding, |field| says(field).unwrap_or_default())
        && let Ok(text) = &record.cells[field].text
    {
        cells[place] = Some((text.clone(), record.cells[field].at));
        named[place] = Some(&record.cells[field].key);
    }
    let state_of = |field: usize| record.cells[field].text.as_ref().ok().cloned();
    let mut state = binding.state.and_then(state_of);
    for default in defaults {
        if let (Some(column), Ok(text)) = (default_column(schema, table, &default.key), &default.text)
            && named[column].is_none()
        {
            cells[column] = Some((text.clone(), default.at));
            named[column] = Some(&default.key);
        } else if let (true, None, Ok(text)) = (is_state_header(&default.key), &state, &default.text) {
            state = Some(text.clone());
        }
    }
    let place = table.column(if table == JURISDICTIONS { "name" } else { "jurisdiction" });
    let level = place.and_then(|column| level_of_header(named[column]?));
    let state = state.filter(|_| table != JURISDICTIONS);
    Row { at: record.at, cells, state, level }
}

/// Adds a row of vulnerabilities, once for each CVE that it names.
fn apart(mut row: Row, file: &SheetName, notices: &mut Notices, rows: &mut Vec<Row>) {
    let column = VULNERABILITIES.column("cve");
    let cell = column.and_then(|column| Some((column, row.cells[column].clone()?)));
    let Some((column, (text, at), cves)) =
        cell.and_then(|(column, cell)| Some((column, cell.clone(), read_cves(&cell.0)?)))
    else {
        return rows.push(row);
    };
    if let Some(trouble) = cves.trouble {
        notices.add(Notice::of_cell(trouble, file, VULNERABILITIES.columns()[column].name, &text, at));
    }
    row.cells[column] = None;
    if cves.list.is_empty() {
        return rows.push(row);
    }
    for cve in cves.list {
        let mut cells = row.cells.clone();
        cells[column] = Some((cve, at));
        rows.push(Row { at: row.at, cells, state: row.state.clone(), level: row.level });
    }
}

/// Whether a row names its place.
fn names_place(table: TableId, row: &Row) -> bool {
    let cell = table.column("jurisdiction").and_then(|column| row.cells[column].as_ref());
    cell.is_some_and(|(text, _)| !is_blank(text))
}

fn row_place(
    table: TableId,
    row: &Row,
    (found, names_places): (&Found, bool),
    default: &mut Option<u32>,
    reading: &mut Reading<'_>,
) -> u32 {
    let state = row.state.as_deref().filter(|state| !is_blank(state));
    let cell = table.column("jurisdiction").and_then(|column| row.cells[column].as_ref());
    match cell.filter(|(text, _)| !is_blank(text)) {
        Some((text, at)) => {
            let written = PlaceText { state: state.map(Cow::Borrowed), level: row.level, ..PlaceText::of(text) };
            let resolved = reading.places.resolve_as(&written);
            if let Some(note) = resolved.note {
                let kind = Kind::PlaceAsWritten(note.into());
                reading.notices.add(Notice::of_cell(kind, &found.shown, "jurisdiction", text, *at));
            }
            resolved.place
        }
        None if names_places => {
            let (text, at) = cell.map_or(("", row.at), |(text, at)| (text.as_str(), *at));
            reading.notices.add(Notice::of_cell(Kind::NoPlace, &found.shown, "jurisdiction", text, at));
            reading.places.without(&found.shown)
        }
        None => {
            let state = state.filter(|state| State::code(state).is_some());
            let mut file = || place_of_file(found, reading.options, state, reading.places, reading.notices);
            if state.is_some() { file() } else { *default.get_or_insert_with(file) }
        }
    }
}

/// Whether the row's asset was counted from another file already; says so, and says doubles in this one.
fn is_twin(table: TableId, row: &Row, place: u32, file: &SheetName, reading: &mut Reading<'_>) -> bool {
    let cell = |column: usize| row.cells[column].as_ref().filter(|(text, _)| !is_blank(text));
    let Some(Known { key, number, id }) = key_of(table, |column| cell(column).map(|(text, _)| text.as_bytes())) else {
        return false;
    };
    let id_there = reading.twins.at(reading.twins.seed().hash_by(table, number, &id), place);
    let twin = reading.twins.look(id_there, row.at.line);
    let at = || key.first().and_then(|name| cell(table.column(name)?)).map_or(row.at, |(_, at)| *at);
    let notice = twin.notice(key, &String::from_utf8_lossy(&id), file, at);
    notice.into_iter().for_each(|notice| reading.notices.add(notice));
    if twin == Duplicate::None
        && number == 0
        && let Some((serial, at)) = table.column("serial_number").and_then(cell)
        && tells(serial.as_bytes())
    {
        let hash = reading.twins.seed().hash_serial(serial.as_bytes());
        if let Some(spot) = reading.twins.serial(hash, place, row.at.line) {
            let kind = Kind::EqualSerials { serial: shortened(serial), spot };
            reading.notices.add(Notice::of_cell(kind, file, "serial_number", serial, *at));
        }
    }
    twin.is_counted_elsewhere()
}

struct FromRows<'a> {
    file: &'a SheetName,
    rows: &'a [&'a Row],
}

impl Origin for FromRows<'_> {
    fn file(&self, _: usize) -> &SheetName {
        self.file
    }

    fn text(&self, row: usize, column: usize) -> Option<String> {
        self.rows[row].cells.get(column)?.as_ref().map(|(text, _)| text.clone())
    }

    fn position(&self, row: usize, column: Option<usize>) -> Position {
        let row = self.rows[row];
        column.and_then(|column| row.cells.get(column)?.as_ref()).map_or(row.at, |(_, at)| *at)
    }
}
