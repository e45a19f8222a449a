//! A file told by a mapping: its header found, its places declared, its rows streamed as rows of our tables.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::sync::Arc;

use foldhash::fast::RandomState;
use memchr::memchr;

use super::Mapping;
use super::bind::{Block, Bound, Made, bind};
use super::eval::{NotListed, SourceRow};
use super::memo::Memos;
use super::tell::told;
use crate::batch::Batch;
use crate::digest::Running;
use crate::inventory::csv::position_of;
use crate::inventory::find::Found;
use crate::inventory::places::Places;
use crate::inventory::twins::key_of;
use crate::inventory::understood::{Taken, Why};
use crate::inventory::{Declaring, FileRead, Options, Origin, Reading, View, cell_notice, notice, place_of_file};
use crate::notice::{Level, Notice, Notices};
use crate::position::{Position, SheetName};
use crate::predicate::Row;
use crate::records::csv::{Dialect, Fields, Piece, Pieces, Record};
use crate::schema::{JURISDICTIONS, TABLES, TableId, is_blank};
use crate::spelling::shortened;
use crate::value::Value;

/// Headers are small: the first piece need not be large.
const HEADER_PIECE: usize = 1 << 16;

/// A file told by a mapping, whose places are declared.
#[derive(Debug)]
pub(in crate::inventory) struct Mapped {
    pub(in crate::inventory) mapping: Mapping,
    bound: Bound,
    /// How many records come before the first row: the header, and what stands above it.
    above: usize,
    /// The places that its rows declared, as they name them, and how many such rows there are.
    declared: HashSet<Arc<str>, RandomState>,
    jurisdictions: u64,
}

/// What mappings say of a file.
pub(in crate::inventory) enum Told {
    /// None of them tells it.
    No,
    /// One tells it and does not fit: a notice says why. The argument that asked for that one.
    LeftOut(Option<Arc<str>>),
    /// One tells it.
    By(Box<Mapped>),
}

impl Mapped {
    /// Looks for a mapping that tells a file, the first of several, and declares the places of its rows.
    pub(in crate::inventory) fn open(
        found: &Found,
        options: &Options,
        places: &mut Places,
        notices: &mut Notices,
    ) -> Told {
        // What cannot be read is said by whoever reads the file without a mapping.
        let first =
            File::open(&found.path).map(|file| Pieces::new(file, HEADER_PIECE, Dialect::default()).next_piece());
        let Ok(Ok(Some(piece))) = first else { return Told::No };
        let Some((mapping, headers, above)) = told(&piece, &options.mappings) else { return Told::No };
        let bound = match bind(mapping, Some(&headers), &found.shown, options.as_of) {
            Ok(bound) => bound,
            Err(mistakes) => {
                for mistake in mistakes {
                    let file = SheetName::from(mistake.file);
                    notices.add(notice(Level::Error, "mapping-does-not-fit", &file, mistake.message, mistake.at));
                }
                let message = format!("left out: the mapping {} does not fit it", mapping.origin);
                notices.add(notice(Level::Error, "mapping-does-not-fit", &found.shown, message, Position::default()));
                return Told::LeftOut(mapping.asked.clone());
            }
        };
        let (declared, jurisdictions) = (HashSet::default(), 0);
        let mut mapped = Self { mapping: mapping.clone(), bound, above, declared, jurisdictions };
        mapped.declare_places(found, options, places, notices);
        Told::By(Box::new(mapped))
    }

    /// The tables that it makes rows of, and what its columns are taken as; one that no expression begins with is not among them.
    pub(in crate::inventory) fn understood(&self) -> (Vec<TableId>, Vec<Taken>) {
        let (mut tables, mut taken) = (Vec::new(), Vec::<Taken>::new());
        for block in &self.bound.blocks {
            let Made::Row(table) = block.makes else { continue };
            if !tables.contains(&table) {
                tables.push(table);
            }
            for set in &block.sets {
                let (Some(header), column) = (self.header(set.field), &table.columns()[set.column]) else { continue };
                let line = self.above as u64;
                let known = |taken: &Taken| {
                    taken.header == header
                        && taken.column.is_some_and(|(of, known)| of == table && known.name == column.name)
                };
                if !taken.iter().any(known) {
                    let at = Position { line, column: 0 };
                    let column = Some((table, column));
                    taken.push(Taken { header: header.to_owned(), at, column, why: Why::Mapping, first: None });
                }
            }
        }
        (tables, taken)
    }

    /// The header of a source column.
    fn header(&self, field: Option<usize>) -> Option<&str> {
        self.bound.headers.get(field?).map(String::as_str)
    }

    /// Whether a record is a row at all, with no more cells than headers.
    fn fits(&self, record: &Record<'_>) -> bool {
        let filled = |field: usize| !record.cell(field).bytes().trim_ascii().is_empty();
        !(self.bound.headers.len()..record.len()).any(filled) && (0..record.len()).any(filled)
    }

    fn declare_places(&mut self, found: &Found, options: &Options, places: &mut Places, notices: &mut Notices) {
        let declares = |block: &Block| matches!(block.makes, Made::Row(table) if table == JURISDICTIONS);
        let blocks: Vec<usize> = (0..self.bound.blocks.len()).filter(|at| declares(&self.bound.blocks[*at])).collect();
        // What cannot be read is said by `stream`, which reads the file again and to the end.
        let Some(file) = File::open(&found.path).ok().filter(|_| !blocks.is_empty()) else { return };
        let mut pieces = Pieces::new(file, options.piece, Dialect::default());
        let mut declaring = Declaring::new(found, options);
        let mut row = SourceRow::new(&self.bound, &self.mapping);
        let mut memos = Memos::new(&self.bound, |makes| matches!(makes, Made::Row(JURISDICTIONS)));
        let (mut above, mut declared, mut count) = (self.above, HashSet::default(), 0);
        let by_column = |at: &usize| {
            let sets = &self.bound.blocks[*at].sets;
            let columns = 0..JURISDICTIONS.columns().len();
            columns.map(|column| sets.iter().position(|set| set.column == column)).collect::<Vec<_>>()
        };
        let by_column: Vec<Vec<Option<usize>>> = blocks.iter().map(by_column).collect();
        // Rows about one place follow one another in tables of something else.
        let (mut last, mut values): (Vec<Value>, Vec<Value>) = Default::default();
        while let Ok(Some(piece)) = pieces.next_piece() {
            let mut records = piece.rows();
            while let Some(record) = records.next() {
                if above > 0 || !self.fits(&record) {
                    above = above.saturating_sub(1);
                    continue;
                }
                if row.begin(&record, &memos.fields) {
                    memos.clear();
                }
                for (at, by_column) in blocks.iter().zip(&by_column) {
                    let block = row.enter(*at);
                    if !memos.holds(*at, block, &row) {
                        continue;
                    }
                    values.clear();
                    memos.set(*at, block, &row, &mut values);
                    self.tell(&row, &piece, record.start, &found.shown, notices);
                    if values == last {
                        continue;
                    }
                    count += 1;
                    if let Some(Value::Text(id)) = block.place.and_then(|at| values.get(at)) {
                        declared.insert(id.clone());
                    }
                    let setting = |column: usize| by_column.get(column).copied().flatten();
                    let cell = |column: usize| {
                        let value = &values[setting(column)?];
                        let text = value.as_text().map(|text| Cow::Borrowed(&**text));
                        Some(text.unwrap_or_else(|| Cow::Owned(value.to_string())))
                    };
                    let field = |column: usize| setting(column).and_then(|at| block.sets[at].field);
                    let at = |column: Option<usize>| piece.position(record.start, column.and_then(field));
                    let mut said = Notices::default();
                    declaring.row((&mut *places, &mut said), &cell, &at);
                    for notice in said.into_list() {
                        let column = notice.column.as_ref().and_then(|name| JURISDICTIONS.column(name)).and_then(field);
                        let header = self.header(column).map(Arc::from);
                        notices.add(Notice { column: header.or(notice.column), ..notice });
                    }
                    std::mem::swap(&mut last, &mut values);
                }
            }
        }
        (self.declared, self.jurisdictions) = (declared, count);
    }

    /// Says what went wrong while expressions were worked out.
    fn tell(&self, row: &SourceRow<'_>, piece: &Piece, start: usize, file: &SheetName, notices: &mut Notices) {
        if row.troubles.borrow().is_empty() {
            return;
        }
        for NotListed { field, values, code } in row.troubles.borrow_mut().drain(..) {
            let header = self.header(field).unwrap_or_default();
            let message = format!(
                "{header} \"{}\" is no code of values.{} in the mapping {}; taken as unknown",
                shortened(&code),
                self.mapping.values[values].name,
                self.mapping.origin
            );
            let said = cell_notice(file, header, &code, message, piece.position(start, field));
            notices.add(Notice { kind: "code-not-listed", ..said });
        }
    }

    /// Streams the rows of all tables but `jurisdictions`, which are only counted.
    pub(in crate::inventory) fn stream(&self, found: &Found, reading: &mut Reading<'_>) -> Option<FileRead> {
        let file = match File::open(&found.path) {
            Ok(file) => file,
            Err(error) => {
                let said = notice(
                    Level::Error,
                    "unreadable-file",
                    &found.shown,
                    format!("cannot be read: {error}"),
                    Position::default(),
                );
                reading.notices.add(said);
                return None;
            }
        };
        let mut pieces = Pieces::new(file, reading.options.piece, Dialect::default());
        let mut rows = [0; TABLES.len()];
        rows[JURISDICTIONS.0] = self.jurisdictions;
        let keyed = self.bound.blocks.iter().map(keyed).collect();
        let (made, places) = (Vec::new(), HashMap::default());
        let memos = Memos::new(&self.bound, |makes| !matches!(makes, Made::Row(JURISDICTIONS)));
        let (default_place, told) = (None, HashMap::default());
        let mut run = Run { mapped: self, found, made, places, default_place, keyed, rows, memos, told };
        let mut row = SourceRow::new(&self.bound, &self.mapping);
        let mut above = self.above;
        let mut digest = Running::default();
        loop {
            match pieces.next_cut() {
                Ok(None) => break,
                Ok(Some(cut)) => {
                    cut.digest(&mut digest);
                    run.piece(&cut.into_piece(), &mut row, &mut above, reading);
                }
                Err(error) => {
                    let at = position_of(&error);
                    reading.notices.add(notice(Level::Error, "unreadable-file", &found.shown, error.to_string(), at));
                    break;
                }
            }
        }
        if run.rows.iter().all(|rows| *rows == 0) {
            let message = format!("the mapping {} made no row of this file", self.mapping.origin);
            reading.notices.add(notice(Level::Notice, "no-rows", &found.shown, message, Position::default()));
        }
        let rows = run.rows;
        let sha256 = pieces.digest_rest(&mut digest).map(|()| digest.finish()).unwrap_or_default();
        Some(FileRead { path: found.shown.file.clone(), sha256, rows })
    }
}

/// The rows of one table that a piece of the file made.
struct MadeRows {
    batch: Batch,
    /// For each row where its source row stands, its block, and its first value among `values`.
    rows: Vec<(usize, usize, usize)>,
    values: Vec<Value>,
}

/// The reading of one file.
struct Run<'a> {
    mapped: &'a Mapped,
    found: &'a Found,
    made: Vec<MadeRows>,
    /// Places met so far; the note is given again for each row.
    places: HashMap<Arc<str>, (u32, Option<String>), RandomState>,
    default_place: Option<u32>,
    /// For each block which of its settings fill a column by which twins are told.
    keyed: Vec<Vec<usize>>,
    rows: [u64; TABLES.len()],
    memos: Memos,
    /// How often a notice was said of a block, and of the cell it is about.
    told: HashMap<(usize, u32), usize, RandomState>,
}

impl Run<'_> {
    fn piece(&mut self, piece: &Piece, row: &mut SourceRow<'_>, above: &mut usize, reading: &mut Reading<'_>) {
        let mut records = piece.rows();
        while let Some(record) = records.next() {
            if *above > 0 {
                *above -= 1;
            } else {
                self.record(row, (piece, &record), reading);
            }
        }
        for made in &mut self.made {
            if made.batch.rows() > 0 {
                let (file, bound) = (&self.found.shown, &self.mapped.bound);
                let origin = FromMapped { file, piece, bound, rows: &made.rows, values: &made.values };
                (reading.each)(&View::new(&made.batch, reading.dictionary, reading.places, &origin));
                made.batch.clear();
                made.rows.clear();
                made.values.clear();
            }
        }
        reading.dictionary.forget();
    }

    fn record(&mut self, row: &mut SourceRow<'_>, (piece, record): (&Piece, &Record<'_>), reading: &mut Reading<'_>) {
        let (file, start, fields) = (&self.found.shown, record.start, record.len());
        if (0..fields).all(|field| record.cell(field).bytes().trim_ascii().is_empty()) {
            return;
        }
        let headers = self.mapped.bound.headers.len();
        let whole = self.mapped.fits(record);
        let over_lines = record.over_lines && record.fields().any(|cell| memchr(b'\n', cell).is_some());
        if over_lines && (!whole || fields < headers || piece.is_torn(start)) {
            let message = "a value of this row runs over several lines: is a quote open that never closes? Rows below may \
                           be lost in it";
            let at = piece.position(start, None);
            reading.notices.add(notice(Level::Error, "torn-row", file, message.to_owned(), at));
        }
        if !whole {
            let message = format!(
                "this row has {fields} fields and the header {headers}: is a comma inside a value without quotes? Nothing on \
                 the row was used"
            );
            reading.notices.add(notice(Level::Error, "long-row", file, message, piece.position(start, None)));
            return;
        }
        if fields < headers {
            let message =
                format!("this row has {fields} fields and the header {headers}; missing ones are taken as blank");
            reading.notices.add(notice(Level::Notice, "short-row", file, message, piece.position(start, None)));
        }
        if row.begin(record, &self.memos.fields) {
            self.memos.clear();
            self.told.clear();
        }
        let row = &*row;
        for at in 0..self.mapped.bound.blocks.len() {
            let block = row.enter(at);
            if matches!(block.makes, Made::Row(table) if table == JURISDICTIONS) {
                continue;
            }
            if self.memos.holds(at, block, row) {
                match &block.makes {
                    Made::Row(table) => self.make(*table, (at, block), row, (piece, start), reading),
                    Made::Notice(message) => {
                        let header = self.mapped.header(block.about);
                        let value = block.about.map(|field| row.cell(crate::predicate::Home::Row, field).to_string());
                        // Rows come in order, and no more positions than the first few are kept.
                        let told = self.told.entry((at, block.about.map_or(0, |field| row.code(field)))).or_default();
                        *told += 1;
                        let at = match *told > reading.options.positions {
                            true => Position::default(),
                            false => piece.position(start, block.about),
                        };
                        let mut said = notice(Level::Notice, "of-mapping", file, message.clone(), at);
                        said.column = header.map(Arc::from);
                        said.value = value.map(|value| shortened(&value).into());
                        reading.notices.add(said);
                    }
                }
            }
            self.mapped.tell(row, piece, start, file, reading.notices);
        }
    }

    /// Makes one row of a table.
    fn make(
        &mut self,
        table: TableId,
        (at, block): (usize, &Block),
        row: &SourceRow<'_>,
        (piece, start): (&Piece, usize),
        reading: &mut Reading<'_>,
    ) {
        let slot = match self.made.iter().position(|made| made.batch.table() == table) {
            Some(slot) => slot,
            None => {
                let batch = reading.needs.batch(table);
                self.made.push(MadeRows { batch, rows: Vec::new(), values: Vec::new() });
                self.made.len() - 1
            }
        };
        self.rows[table.0] += 1;
        let first = self.made[slot].values.len();
        self.memos.set(at, block, row, &mut self.made[slot].values);
        let position = |field| piece.position(start, field);
        let Some(place) = self.place(slot, first, block, &position, reading) else {
            self.made[slot].values.truncate(first);
            return;
        };
        let made = &mut self.made[slot];
        let keyed = &self.keyed[at];
        if is_twin(table, (block, keyed), &made.values[first..], place, &self.found.shown, &position, reading) {
            made.values.truncate(first);
            return;
        }
        made.batch.begin(place);
        made.rows.push((start, at, first));
        for (set, value) in block.sets.iter().zip(&made.values[first..]) {
            let written;
            let bytes = match value {
                Value::Null => continue,
                Value::Text(text) => text.as_bytes(),
                Value::Number(_) | Value::Boolean(_) | Value::Date(_) | Value::Version(_) => {
                    written = value.to_string();
                    written.as_bytes()
                }
            };
            if made.batch.wants(set.column)
                && let Err(trouble) = made.batch.set(set.column, bytes, reading.dictionary)
                && reading.needs.tells(table, set.column)
            {
                let header = self.mapped.header(set.field).unwrap_or(table.columns()[set.column].name);
                let at = piece.position(start, set.field);
                let shown = value.to_string();
                reading.notices.add(cell_notice(&self.found.shown, header, &shown, trouble.message, at));
            }
        }
    }

    /// The place of a row; `None` where it should say one and does not.
    fn place(
        &mut self,
        slot: usize,
        first: usize,
        block: &Block,
        at: &dyn Fn(Option<usize>) -> Position,
        reading: &mut Reading<'_>,
    ) -> Option<u32> {
        let Some(set) = block.place else {
            let file = || place_of_file(self.found, reading.options, reading.places, reading.notices);
            return Some(*self.default_place.get_or_insert_with(file));
        };
        let field = block.sets[set].field;
        let text: Arc<str> = match self.made[slot].values.get(first + set) {
            Some(Value::Text(text)) => text.clone(),
            Some(Value::Null) | None => "".into(),
            Some(other) => other.to_string().into(),
        };
        if is_blank(&text) {
            let message = "this row names no place; it was not read".to_owned();
            reading.notices.add(notice(Level::Error, "row-without-place", &self.found.shown, message, at(field)));
            return None;
        }
        let (place, note) = match self.places.get(&text) {
            Some(known) => known.clone(),
            None => {
                let mut resolved = reading.places.resolve(&text);
                // What is to be said of a place that this file declared was said then.
                resolved.note = resolved.note.filter(|_| !self.mapped.declared.contains(&*text));
                self.places.insert(text.clone(), (resolved.place, resolved.note.clone()));
                (resolved.place, resolved.note)
            }
        };
        if let Some(note) = note {
            let header = self.mapped.header(field).unwrap_or("jurisdiction");
            reading.notices.add(cell_notice(&self.found.shown, header, &text, note, at(field)));
        }
        Some(place)
    }
}

/// Which settings of a block fill a column by which twins are told.
fn keyed(block: &Block) -> Vec<usize> {
    let Made::Row(table) = block.makes else { return Vec::new() };
    let keys: Vec<usize> =
        table.table().keys.iter().flat_map(|key| *key).filter_map(|name| table.column(name)).collect();
    (0..block.sets.len()).filter(|set| keys.contains(&block.sets[*set].column)).collect()
}

/// Whether the row's asset was counted from another file already; says so, and says doubles in this one.
fn is_twin(
    table: TableId,
    (block, keyed): (&Block, &[usize]),
    values: &[Value],
    place: u32,
    file: &SheetName,
    at: &dyn Fn(Option<usize>) -> Position,
    reading: &mut Reading<'_>,
) -> bool {
    let texts: Vec<(usize, String)> = keyed
        .iter()
        .filter(|set| !values[**set].is_null())
        .map(|set| (block.sets[*set].column, values[*set].to_string()))
        .collect();
    if texts.is_empty() {
        return false;
    }
    let cell = |column: usize| {
        let found = texts.iter().find(|(known, _)| *known == column).map(|(_, text)| text.as_str());
        found.filter(|text| !is_blank(text)).map(str::as_bytes)
    };
    let Some((key, id)) = key_of(table, cell) else { return false };
    let field = table
        .column("asset_id")
        .and_then(|id| block.sets.iter().find(|set| set.column == id))
        .and_then(|set| set.field);
    let id_there = reading.twins.at(reading.twins.seed().hash(table, &id), place);
    let twin = reading.twins.look(id_there, at(None).line);
    let shown = String::from_utf8_lossy(&id);
    if let Some(message) = twin.said(key, &shown, file) {
        reading.notices.add(cell_notice(file, &key.join("/"), &shown, message, at(field)));
    }
    twin.is_counted_elsewhere()
}

/// Where the rows of a mapping come from.
struct FromMapped<'a> {
    file: &'a SheetName,
    piece: &'a Piece,
    bound: &'a Bound,
    rows: &'a [(usize, usize, usize)],
    values: &'a [Value],
}

impl FromMapped<'_> {
    /// The block of a row, and which of its settings fills a column.
    fn setting(&self, row: usize, column: usize) -> Option<(&Block, usize)> {
        let block = &self.bound.blocks[self.rows[row].1];
        Some((block, block.sets.iter().position(|set| set.column == column)?))
    }
}

impl Origin for FromMapped<'_> {
    fn file(&self, _: usize) -> &SheetName {
        self.file
    }

    fn text(&self, row: usize, column: usize) -> Option<String> {
        let (_, set) = self.setting(row, column)?;
        self.values.get(self.rows[row].2 + set).map(ToString::to_string)
    }

    fn position(&self, row: usize, column: Option<usize>) -> Position {
        let set = column.and_then(|column| self.setting(row, column));
        self.piece.position(self.rows[row].0, set.and_then(|(block, set)| block.sets[set].field))
    }
}
