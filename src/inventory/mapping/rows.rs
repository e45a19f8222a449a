//! Rows made by a mapping: computed by one thread a block at a time, committed in order.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;
use memchr::memchr;

use super::eval::SourceRow;
use super::memo::Memos;
use super::pending::BlockNotices;
use super::run::Mapped;
use crate::diagnostic::{Kind, Notice, Notices};
use crate::engine::columns::{Batch, Dictionary};
use crate::engine::csv::{Fields, Record, RecordBlock, Split, Whereabouts};
use crate::inventory::commit::duplicate_ids;
use crate::inventory::commit::duplicate_ids::{Seed, key_of};
use crate::inventory::commit::run_state::RunState;
use crate::inventory::find::options::Options;
use crate::inventory::find::walk::Found;
use crate::inventory::mapping_file::bound::{Block, Bound, Made, Setting};
use crate::inventory::places::declare::place_of_file;
use crate::inventory::places::guard::PlacesGuard;
use crate::inventory::places::index::Places;
use crate::inventory::places::memo::{Known, PlaceMemo};
use crate::inventory::places::view::{Origin, View};
use crate::inventory::shape::projection::Needs;
use crate::predicate::{Home, Row};
use crate::schema::{Cves, JURISDICTIONS, TableId, VULNERABILITIES, is_blank, read_cves};
use crate::words::position::{Position, SheetName};
use crate::words::spelling::shortened;
use crate::words::value::Value;

/// Where one thread works out the rows of a file; it keeps what it learned of the last piece.
pub(crate) struct Rows<'a> {
    mapped: &'a Mapped,
    found: &'a Found,
    needs: &'a Needs,
    /// Where the records of the piece are.
    split: Split,
    row: SourceRow<'a>,
    memos: Memos,
    /// For each block, which of its settings fill a column that decides about duplicates.
    keyed: Vec<Vec<usize>>,
    made: Vec<MadeRows>,
    /// For each row of the piece, in order, its slot among `made` and its place there.
    order: Vec<(usize, usize)>,
    /// The notices on source rows, and which of them were reported for a block and its cell.
    said: BlockNotices,
    told: HashMap<(usize, u32), usize, RandomState>,
    /// The notices on cells of rows, by their places in `order`, if they count.
    troubles: Vec<(usize, Notice)>,
}

/// The rows of one table that a piece of the file made.
struct MadeRows {
    batch: Batch,
    rows: Vec<MadeRow>,
    values: Vec<Value>,
    /// Of the rows that count: which they are, and their places.
    kept: (Vec<usize>, Vec<u32>),
}

/// A row, as it was made.
struct MadeRow {
    /// Where its source row is.
    start: usize,
    /// Its block.
    at: usize,
    /// Its first value among those of its table.
    first: usize,
    id: Option<Box<Id>>,
}

/// By what a row is searched among all others.
struct Id {
    key: &'static [&'static str],
    shown: String,
    hash: u64,
}

impl<'a> Rows<'a> {
    pub(crate) fn new(mapped: &'a Mapped, (found, options): (&'a Found, &Options), needs: &'a Needs) -> Self {
        let (bound, mut made) = (&mapped.bound, Vec::<MadeRows>::new());
        for block in &bound.blocks {
            let Made::Row(table) = block.makes else { continue };
            if table != JURISDICTIONS && made.iter().all(|made| made.batch.table() != table) {
                let (batch, kept) = (needs.batch(table), Default::default());
                made.push(MadeRows { batch, rows: Vec::new(), values: Vec::new(), kept });
            }
        }
        Self {
            mapped,
            found,
            needs,
            split: Split::default(),
            row: SourceRow::new(bound, &mapped.mapping),
            memos: Memos::new(bound, |makes| !matches!(makes, Made::Row(JURISDICTIONS))),
            keyed: bound.blocks.iter().map(keyed).collect(),
            made,
            order: Vec::new(),
            said: BlockNotices::keeping(options.positions),
            told: HashMap::default(),
            troubles: Vec::new(),
        }
    }

    /// Works out the records of a piece but for the first few.
    pub(crate) fn read(&mut self, (piece, above): (&RecordBlock, usize), seed: &Seed, dictionary: &mut Dictionary) {
        for made in &mut self.made {
            made.batch.clear();
            made.rows.clear();
            made.values.clear();
        }
        self.order.clear();
        self.told.clear();
        let mut split = std::mem::take(&mut self.split);
        piece.split(&mut split);
        for at in above..split.len() {
            self.record((piece, &piece.record(&split, at)), seed, dictionary);
        }
        self.split = split;
    }

    fn record(&mut self, (piece, record): (&RecordBlock, &Record<'_>), seed: &Seed, dictionary: &mut Dictionary) {
        let (file, start, fields) = (&self.found.shown, record.start, record.len());
        if (0..fields).all(|field| record.cell(field).bytes().trim_ascii().is_empty()) {
            return;
        }
        let headers = self.mapped.bound.headers.len();
        let whole = self.mapped.fits(record);
        let over_lines = record.over_lines && record.fields().any(|cell| memchr(b'\n', cell).is_some());
        if over_lines && (!whole || fields < headers || piece.is_torn(start)) {
            self.said.add(Notice::new(Kind::TornRow, file, piece.position(start, None)));
        }
        if !whole {
            let kind = Kind::LongRow { fields, headers, counted: false };
            self.said.add(Notice::new(kind, file, piece.position(start, None)));
            return;
        }
        if fields < headers && self.mapped.dialect.whereabouts == Whereabouts::Lines {
            self.said.add(Notice::new(Kind::ShortRow { fields, headers }, file, piece.position(start, None)));
        }
        if self.row.begin(record, &self.memos.fields) {
            self.memos.clear();
            self.told.clear();
        }
        for at in 0..self.mapped.bound.blocks.len() {
            let block = self.row.enter(at);
            if matches!(block.makes, Made::Row(JURISDICTIONS)) {
                continue;
            }
            if self.memos.holds(at, block, &self.row) {
                match &block.makes {
                    Made::Row(table) => self.make(*table, (at, block), (piece, start), seed, dictionary),
                    Made::Notice(says) => self.say(says, (at, block), (piece, start)),
                }
            }
            self.mapped.notify(&self.row, (piece, start), file, &mut self.said);
        }
    }

    /// Says what a block says of a source row.
    fn say(&mut self, says: &Arc<str>, (at, block): (usize, &Block), (piece, start): (&RecordBlock, usize)) {
        let position = || piece.position(start, block.about);
        let cell = (at, block.about.map_or(0, |field| self.row.code(field)));
        if let Some(known) = self.told.get(&cell) {
            self.said.again(*known, position);
            return;
        }
        let mut said = Notice::new(Kind::OfMapping { says: says.clone() }, &self.found.shown, position());
        said.column = self.mapped.header(block.about).map(Into::into);
        let value = block.about.map(|field| self.row.cell(Home::Row, field).to_string());
        said.value = value.map(|value| shortened(&value).into());
        self.told.insert(cell, self.said.first(said));
    }

    /// Makes one row of a table.
    fn make(
        &mut self,
        table: TableId,
        (at, block): (usize, &Block),
        (piece, start): (&RecordBlock, usize),
        seed: &Seed,
        dictionary: &mut Dictionary,
    ) {
        let Some(slot) = self.made.iter().position(|made| made.batch.table() == table) else { return };
        let first = self.made[slot].values.len();
        self.memos.set(at, block, &self.row, &mut self.made[slot].values);
        let Some((set, cves)) = self.cves(table, block, &self.made[slot].values[first..]) else {
            return self.add(slot, (at, block), first, (piece, start), (seed, dictionary));
        };
        let Setting { field, column, .. } = block.sets[set];
        let written = std::mem::replace(&mut self.made[slot].values[first + set], Value::Null);
        if let Some(trouble) = cves.trouble {
            let header = self.mapped.header(field).unwrap_or(table.columns()[column].name);
            let (kind, at) = (Kind::OfMappedCell(Box::new(trouble.into())), piece.position(start, field));
            let said = Notice::of_cell(kind, &self.found.shown, header, &written.to_string(), at);
            self.troubles.push((self.order.len(), said));
        }
        let values: Vec<Value> = self.made[slot].values.drain(first..).collect();
        let each = cves.list.into_iter().map(|cve| Value::text(&cve));
        let each: Vec<Value> = if each.len() == 0 { vec![Value::Null] } else { each.collect() };
        for cve in each {
            let first = self.made[slot].values.len();
            self.made[slot].values.extend(values.iter().cloned());
            self.made[slot].values[first + set] = cve;
            self.add(slot, (at, block), first, (piece, start), (seed, dictionary));
        }
    }

    /// What a row says of its CVE, and by which setting, where that is not simply one.
    fn cves(&self, table: TableId, block: &Block, values: &[Value]) -> Option<(usize, Cves)> {
        let column = (table == VULNERABILITIES).then(|| table.column("cve")).flatten()?;
        let set = block.sets.iter().position(|set| set.column == column)?;
        Some((set, read_cves(values.get(set)?.as_text()?)?))
    }

    /// Adds a row whose values are the last of its table's.
    fn add(
        &mut self,
        slot: usize,
        (at, block): (usize, &Block),
        first: usize,
        (piece, start): (&RecordBlock, usize),
        (seed, dictionary): (&Seed, &mut Dictionary),
    ) {
        let made = &mut self.made[slot];
        let table = made.batch.table();
        let id = id_of(table, (block, &self.keyed[at]), &made.values[first..], seed);
        self.order.push((slot, made.rows.len()));
        made.rows.push(MadeRow { start, at, first, id });
        made.batch.begin(0);
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
                && let Err(trouble) = made.batch.set(set.column, bytes, dictionary)
                && self.needs.tells(table, set.column)
            {
                let header = self.mapped.header(set.field).unwrap_or(table.columns()[set.column].name);
                let at = piece.position(start, set.field);
                let said = Notice::of_cell(trouble, &self.found.shown, header, &value.to_string(), at);
                self.troubles.push((self.order.len() - 1, said));
            }
        }
    }

    /// Settles in its turn which rows count, and where.
    pub(crate) fn settle(
        &mut self,
        piece: &RecordBlock,
        options: &Options,
        (order, reach): (&mut RunState, &mut PlacesGuard<'_>),
    ) {
        let RunState { notices, twins, settled, .. } = order;
        // All these are of other kinds than the notices on places and cells.
        self.said.hand_over(notices);
        let mut troubles = self.troubles.drain(..).peekable();
        for made in &mut self.made {
            made.kept.0.clear();
            made.kept.1.clear();
        }
        let by = (self.mapped, self.found, options);
        for (number, (slot, row)) in self.order.iter().copied().enumerate() {
            let made = &mut self.made[slot];
            let table = made.batch.table();
            let MadeRow { start, at, first, id } = &made.rows[row];
            let block = &self.mapped.bound.blocks[*at];
            settled.rows[table.0] += 1;
            let position = |field| piece.position(*start, field);
            let place = place(by, block, &made.values[*first..], &position, settled, (notices, reach));
            let counts = place.filter(|place| {
                let Some(id) = id else { return true };
                let twin = twins.look(twins.at(id.hash, *place), position(None).line);
                let at = || {
                    let own = id.key.first().and_then(|name| table.column(name));
                    position(block.sets.iter().find(|set| Some(set.column) == own).and_then(|set| set.field))
                };
                if let Some(notice) = twin.notice(id.key, &id.shown, &self.found.shown, at) {
                    notices.add(Notice { kind: Kind::OfMappedCell(Box::new(notice.kind)), ..notice });
                }
                !twin.is_counted_elsewhere()
            });
            while let Some((_, trouble)) = troubles.next_if(|(of, _)| *of <= number) {
                if counts.is_some() {
                    notices.add(trouble);
                }
            }
            if let Some(place) = counts {
                made.kept.0.push(row);
                made.kept.1.push(place);
            }
        }
        drop(troubles);
        for made in &mut self.made {
            if made.kept.0.len() < made.rows.len() {
                made.batch.keep(&made.kept.0);
            }
            made.batch.place(&made.kept.1);
        }
    }

    /// Shows the rows that count.
    pub(crate) fn show(
        &self,
        piece: &RecordBlock,
        (dictionary, places): (&Dictionary, &Places),
        each: &mut dyn FnMut(&View<'_>),
    ) {
        for made in self.made.iter().filter(|made| made.batch.rows() > 0) {
            let origin = FromMapped { file: &self.found.shown, piece, bound: &self.mapped.bound, made };
            each(&View::new(&made.batch, dictionary, places, &origin));
        }
    }
}

/// The place of a row; `None` where it should say one and does not.
fn place(
    (mapped, found, options): (&Mapped, &Found, &Options),
    block: &Block,
    values: &[Value],
    at: &dyn Fn(Option<usize>) -> Position,
    settled: &mut PlaceMemo,
    (notices, reach): (&mut Notices, &mut PlacesGuard<'_>),
) -> Option<u32> {
    let Some(set) = block.place else {
        let file = || place_of_file(found, options, None, reach.changed(), notices);
        return Some(*settled.default_place.get_or_insert_with(file));
    };
    let (field, written) = (block.sets[set].field, values.get(set).filter(|value| value.as_text().is_none()));
    let written = written.filter(|value| !value.is_null()).map(ToString::to_string).unwrap_or_default();
    let text = values.get(set).and_then(Value::as_text).map_or(&*written, |text| &**text);
    let known = match settled.places.get(text.as_bytes()) {
        Some(known) => known,
        None if is_blank(text) => {
            let place = reach.changed().without(&found.shown);
            notices.add(Notice::new(Kind::NoPlace, &found.shown, at(field)));
            return Some(place);
        }
        None => {
            let resolved = reach.changed().resolve(text);
            // Notices on a place that this file declared were reported then.
            let known = match resolved.note.filter(|_| !mapped.declared.contains(text)) {
                None => Known::Plain(resolved.place),
                Some(note) => Known::Noted(resolved.place, Kind::PlaceAsWritten(note.into())),
            };
            settled.places.entry(text.as_bytes().into()).or_insert(known)
        }
    };
    match known {
        Known::Nothing => None,
        Known::Plain(place) => Some(*place),
        Known::Noted(place, kind) => {
            let header = mapped.header(field).unwrap_or("jurisdiction");
            let kind = Kind::OfMappedCell(Box::new(kind.clone()));
            notices.add(Notice::of_cell(kind, &found.shown, header, text, at(field)));
            Some(*place)
        }
    }
}

/// Which settings of a block fill a column that decides about duplicates.
fn keyed(block: &Block) -> Vec<usize> {
    let Made::Row(table) = block.makes else { return Vec::new() };
    let keys: Vec<usize> =
        table.table().keys.iter().flat_map(|key| *key).filter_map(|name| table.column(name)).collect();
    (0..block.sets.len()).filter(|set| keys.contains(&block.sets[*set].column)).collect()
}

/// By what a row is searched among all others, where it is.
fn id_of(table: TableId, (block, keyed): (&Block, &[usize]), values: &[Value], seed: &Seed) -> Option<Box<Id>> {
    let filled = keyed.iter().filter(|set| !values[**set].is_null());
    let texts: Vec<(usize, String)> = filled.map(|set| (block.sets[*set].column, values[*set].to_string())).collect();
    if texts.is_empty() {
        return None;
    }
    let cell = |column: usize| {
        let found = texts.iter().find(|(known, _)| *known == column).map(|(_, text)| text.as_str());
        found.filter(|text| !is_blank(text)).map(str::as_bytes)
    };
    let duplicate_ids::Known { key, number, id } = key_of(table, cell)?;
    let hash = seed.hash_by(table, number, &id);
    Some(Box::new(Id { key, shown: String::from_utf8_lossy(&id).into_owned(), hash }))
}

/// Where the rows of a mapping come from.
struct FromMapped<'a> {
    file: &'a SheetName,
    piece: &'a RecordBlock,
    bound: &'a Bound,
    made: &'a MadeRows,
}

impl FromMapped<'_> {
    /// A row as it was made.
    fn row(&self, row: usize) -> &MadeRow {
        &self.made.rows[self.made.kept.0[row]]
    }

    /// The block of a row, and which of its settings fills a column.
    fn setting(&self, row: usize, column: usize) -> Option<(&Block, usize)> {
        let block = &self.bound.blocks[self.row(row).at];
        Some((block, block.sets.iter().position(|set| set.column == column)?))
    }
}

impl Origin for FromMapped<'_> {
    fn file(&self, _: usize) -> &SheetName {
        self.file
    }

    fn text(&self, row: usize, column: usize) -> Option<String> {
        let (_, set) = self.setting(row, column)?;
        self.made.values.get(self.row(row).first + set).map(ToString::to_string)
    }

    fn position(&self, row: usize, column: Option<usize>) -> Position {
        let set = column.and_then(|column| self.setting(row, column));
        self.piece.position(self.row(row).start, set.and_then(|(block, set)| block.sets[set].field))
    }
}
