//! Places declared by the rows of a mapped file, block by block, in the order of the file.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::Read;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use foldhash::fast::RandomState;

use super::eval::SourceRow;
use super::memo::Memos;
use super::pending::BlockNotices;
use super::run::Mapped;
use crate::diagnostic::{Notice, Notices};
use crate::engine::csv::{Cut, Pieces, RecordBlock, Room, Split};
use crate::engine::parallel::begun;
use crate::inventory::commit::sequencer::{Alarm, Sequencer};
use crate::inventory::find::options::Options;
use crate::inventory::find::walk::Found;
use crate::inventory::mapping_file::bound::{Block, Made};
use crate::inventory::places::declare::{DeclaredRow, Declaring};
use crate::inventory::places::index::Places;
use crate::schema::JURISDICTIONS;
use crate::words::value::Value;

/// The places that rows declared, as they name them, and how many such rows there are.
type Declared = (HashSet<Arc<str>, RandomState>, u64);

/// Who reads the rows that declare places.
struct Declarer<'a> {
    mapped: &'a Mapped,
    found: &'a Found,
    options: &'a Options,
    declaring: Declaring<'a>,
    /// The blocks that declare, and for each which of its settings fills which column.
    blocks: Vec<(usize, Vec<Option<usize>>)>,
}

/// What is read next.
struct Reading<'a> {
    turn: u64,
    /// `None` after the last.
    pieces: Option<Pieces<Box<dyn Read + Send + 'a>>>,
    above: usize,
}

/// What depends on the order of rows, and is touched in turns.
struct RunState<'p> {
    places: &'p mut Places,
    notices: &'p mut Notices,
    /// What the last row came to: rows about one place follow one another in tables of something else.
    last: Vec<Value>,
    declared: Declared,
}

/// A row that declares a place, as it was read.
struct Row {
    start: usize,
    /// Its block, by its place among those that declare.
    of: usize,
    values: Vec<Value>,
    row: DeclaredRow,
    said: Notices,
}

/// Declares the places of a file.
pub(crate) fn declare(
    mapped: &Mapped,
    found: &Found,
    options: &Options,
    (places, notices): (&mut Places, &mut Notices),
) -> Declared {
    let by_column = |block: &Block| {
        let columns = 0..JURISDICTIONS.columns().len();
        columns.map(|column| block.sets.iter().position(|set| set.column == column)).collect()
    };
    let blocks = mapped.bound.blocks.iter().enumerate();
    let declares = blocks.filter(|(_, block)| matches!(block.makes, Made::Row(JURISDICTIONS)));
    let blocks: Vec<(usize, Vec<Option<usize>>)> = declares.map(|(at, block)| (at, by_column(block))).collect();
    // What cannot be read is reported while rows are streamed, which reads the file again and to the end.
    if blocks.is_empty() {
        return Declared::default();
    }
    let Ok(bytes) = mapped.source.bytes() else { return Declared::default() };
    let pieces = Some(Pieces::new(bytes, options.piece, mapped.dialect));
    let reading = Mutex::new(Reading { turn: 0, pieces, above: mapped.above });
    let turns = Sequencer::new(RunState { places, notices, last: Vec::new(), declared: Declared::default() });
    let declarer = Declarer { mapped, found, options, declaring: Declaring::new(found, options), blocks };
    thread::scope(|scope| {
        for _ in 1..options.threads_for(mapped.bytes()) {
            if !begun(scope, || declarer.work(&reading, &turns)) {
                break;
            }
        }
        declarer.work(&reading, &turns);
    });
    turns.into_inner().declared
}

impl Declarer<'_> {
    /// Takes pieces until none is left.
    fn work(&self, reading: &Mutex<Reading<'_>>, turns: &Sequencer<RunState<'_>>) {
        let _alarm = Alarm(turns);
        let mut row = SourceRow::new(&self.mapped.bound, &self.mapped.mapping);
        let mut memos = Memos::new(&self.mapped.bound, |makes| matches!(makes, Made::Row(JURISDICTIONS)));
        let (mut spare, mut split) = (Room::default(), Split::default());
        while let Some((turn, cut, above)) = Self::next(reading, spare) {
            let piece = cut.into_piece();
            piece.split(&mut split);
            let (rows, mut troubles) = self.read((&piece, &split, above), &mut row, &mut memos);
            let took = turns.at(turn, |order| {
                troubles.hand_over(order.notices);
                rows.into_iter().for_each(|row| self.row(row, &piece, order));
            });
            if took.is_none() {
                return;
            }
            spare = piece.into_room();
        }
    }

    /// The next turn, its piece, and how many records at its beginning are not rows.
    fn next(reading: &Mutex<Reading<'_>>, spare: Room) -> Option<(u64, Cut, usize)> {
        let mut reading = reading.lock().unwrap_or_else(PoisonError::into_inner);
        let mut pieces = reading.pieces.take()?;
        pieces.give_back(spare);
        let cut = pieces.next_cut().ok()??;
        reading.pieces = Some(pieces);
        let above = cut.first_records(reading.above);
        reading.above -= above;
        let turn = reading.turn;
        reading.turn += 1;
        Some((turn, cut, above))
    }

    /// Reads the rows of a piece that declare, and says what went wrong while expressions were worked out.
    fn read(
        &self,
        (piece, split, above): (&RecordBlock, &Split, usize),
        row: &mut SourceRow<'_>,
        memos: &mut Memos,
    ) -> (Vec<Row>, BlockNotices) {
        let (mut rows, mut troubles): (Vec<Row>, BlockNotices) =
            (Vec::new(), BlockNotices::keeping(self.options.positions));
        let mut values = Vec::new();
        for record in (above..split.len()).map(|at| piece.record(split, at)) {
            if !self.mapped.fits(&record) {
                continue;
            }
            if row.begin(&record, &memos.fields) {
                memos.clear();
            }
            for (of, (at, by_column)) in self.blocks.iter().enumerate() {
                let block = row.enter(*at);
                if !memos.holds(*at, block, row) {
                    continue;
                }
                values.clear();
                memos.set(*at, block, row, &mut values);
                self.mapped.notify(row, (piece, record.start), &self.found.shown, &mut troubles);
                if rows.last().is_some_and(|last| last.values == values) {
                    continue;
                }
                let setting = |column: usize| by_column.get(column).copied().flatten();
                let cell = |column: usize| {
                    let value = &values[setting(column)?];
                    let text = value.as_text().map(|text| Cow::Borrowed(&**text));
                    Some(text.unwrap_or_else(|| Cow::Owned(value.to_string())))
                };
                let at = |column: Option<usize>| {
                    piece.position(record.start, column.and_then(|column| self.field(of, column)))
                };
                let mut said = Notices::default();
                let read = self.declaring.read(&mut said, &cell, &at);
                rows.push(Row { start: record.start, of, values: values.clone(), row: read, said });
            }
        }
        (rows, troubles)
    }

    /// The source column behind a column of a block that declares.
    fn field(&self, of: usize, column: usize) -> Option<usize> {
        let (at, by_column) = &self.blocks[of];
        self.mapped.bound.blocks[*at].sets[by_column.get(column).copied().flatten()?].field
    }

    /// Declares a row in its turn.
    fn row(&self, Row { start, of, values, row, mut said }: Row, piece: &RecordBlock, order: &mut RunState<'_>) {
        if values == order.last {
            return;
        }
        let (declared, count) = &mut order.declared;
        *count += 1;
        let block = &self.mapped.bound.blocks[self.blocks[of].0];
        if let Some(Value::Text(id)) = block.place.and_then(|at| values.get(at)) {
            declared.insert(id.clone());
        }
        let at = |column: Option<usize>| piece.position(start, column.and_then(|column| self.field(of, column)));
        self.declaring.declare((&mut *order.places, &mut said), row, (None, None), &at);
        for notice in said.into_list() {
            let column = notice.column.as_ref().and_then(|name| JURISDICTIONS.column(name));
            let header = self.mapped.header(column.and_then(|column| self.field(of, column))).map(Arc::from);
            order.notices.add(Notice { column: header.or(notice.column), ..notice });
        }
        order.last = values;
    }
}
