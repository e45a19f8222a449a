//! The rows of an inventory, read by several threads: files in order, large ones in blocks.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{PoisonError, RwLock};
use std::thread;

use super::chunk_queue::{ChunkQueue, Work};
use crate::diagnostic::{Kind, Notice, Notices};
use crate::engine::columns::Dictionary;
use crate::engine::csv::{Cut, Error, Room};
use crate::engine::parallel::begun;
use crate::inventory::commit::duplicate_ids::DuplicateIds;
use crate::inventory::commit::near_duplicates::NearDuplicates;
use crate::inventory::commit::row_digest::{Typed, Writer};
use crate::inventory::commit::run_state::{RunState, Seeds};
use crate::inventory::commit::sequencer::Sequencer;
use crate::inventory::find::file_read::FileRead;
use crate::inventory::find::options::Options;
use crate::inventory::mapping::Rows;
use crate::inventory::places::guard::{PlacesGuard, read};
use crate::inventory::places::index::Places;
use crate::inventory::places::memo::PlaceMemo;
use crate::inventory::places::view::View;
use crate::inventory::read::opened::{Body, Opened};
use crate::inventory::read::reading::Reading;
use crate::inventory::shape::projection::Needs;
use crate::inventory::sheet::{Scan, Sheet, SheetReader};
use crate::schema::TABLES;
use crate::words::position::{Position, SheetName};

/// A row of an inventory has about this many bytes.
const ROW: u64 = 100;

/// Whoever is shown the batches that one thread reads.
pub type OnBatch<'a> = dyn FnMut(&View<'_>) + Send + 'a;

/// Where one thread's batches go: to who writes them for their digest, where it is asked for, and to whoever is shown them.
type To<'a> = (&'a mut Option<Writer>, &'a mut dyn FnMut(&View<'_>));

/// What all threads share.
pub(crate) struct Shared<'a> {
    pub(crate) options: &'a Options,
    pub(crate) needs: &'a Needs,
    pub(crate) seeds: Seeds,
    sources: &'a [Opened],
    /// About how many ids there may be.
    ids: usize,
    feed: ChunkQueue<'a>,
    order: Sequencer<RunState>,
    /// The digests of typed rows, where they are asked for.
    typed: Option<Sequencer<Typed>>,
    places: RwLock<Places>,
    /// Whether ids no longer rise.
    fallen: AtomicBool,
    /// Whether ids are no longer searched.
    unsearched: AtomicBool,
    /// The sheet of which rows are no longer compared, counted from 1.
    uncompared: AtomicUsize,
}

/// Where one thread reads the pieces of a sheet; it keeps what it learned of the last.
enum At<'a> {
    Csv(&'a Sheet, Box<SheetReader>),
    Mapped(Box<Rows<'a>>),
}

/// What streaming gave besides the batches.
pub(crate) struct Streamed {
    pub(crate) places: Places,
    pub(crate) notices: Notices,
    pub(crate) files: Vec<FileRead>,
    pub(crate) sheets: Vec<(SheetName, [u64; TABLES.len()])>,
    pub(crate) typed: BTreeMap<String, String>,
}

/// Streams the rows of all sheets to as many threads as are shown them.
pub(crate) fn stream(
    (options, sources): (&Options, &[Opened]),
    needs: &Needs,
    (places, notices): (Places, Notices),
    digested: Option<u64>,
    here: &mut dyn FnMut(&View<'_>),
    others: &mut [&mut OnBatch<'_>],
) -> Streamed {
    let (twins, alike) = (DuplicateIds::searching(options.searched), NearDuplicates::searching(options.searched));
    let order = RunState { notices, twins, alike, ..RunState::default() };
    let bytes: u64 = sources.iter().map(Opened::bytes).sum();
    let shared = Shared {
        options,
        needs,
        seeds: Seeds { twins: order.twins.seed(), alike: order.alike.seed() },
        sources,
        ids: usize::try_from(bytes / ROW).unwrap_or(usize::MAX),
        feed: ChunkQueue::new(options, sources),
        order: Sequencer::new(order),
        typed: digested.map(|rows| Sequencer::new(Typed::of(&places, rows))),
        places: RwLock::new(places),
        fallen: AtomicBool::new(false),
        unsearched: AtomicBool::new(false),
        uncompared: AtomicUsize::new(0),
    };
    thread::scope(|scope| {
        for each in others {
            let shared = &shared;
            if !begun(scope, move || shared.work(&mut |view| each(view))) {
                break;
            }
        }
        shared.work(here);
    });
    let RunState { mut notices, alike, files, sheets, .. } = shared.order.into_inner();
    alike.same_bytes(&files, &mut notices);
    let places = shared.places.into_inner().unwrap_or_else(PoisonError::into_inner);
    let typed = shared.typed.map(|typed| typed.into_inner().finish()).unwrap_or_default();
    Streamed { places, notices, files, sheets, typed }
}

/// Wakes those that wait for a thread that has failed.
struct Alarm<'a, 'b>(&'a Shared<'b>);

impl Drop for Alarm<'_, '_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.order.stop();
            self.0.typed.iter().for_each(Sequencer::stop);
        }
    }
}

impl<'a> Shared<'a> {
    /// Takes work until none is left.
    fn work(&self, each: &mut dyn FnMut(&View<'_>)) {
        let _alarm = Alarm(self);
        let mut dictionary = self.needs.dictionary(self.options.as_of);
        let mut at: Option<(usize, At<'a>)> = None;
        let mut writer = self.typed.as_ref().map(|_| Writer::new(&self.options.schema));
        let writer = &mut writer;
        let mut spare = Room::default();
        loop {
            let Some((turn, work)) = self.feed.next(&mut spare) else { return };
            let done = match work {
                Work::RecordBlock(sheet, cut, above) => {
                    let room = self.piece((turn, sheet), (*cut, above), &mut at, &mut dictionary, (writer, each));
                    room.map(|room| spare = room)
                }
                Work::End(sheet, sha256, error) => self.end((turn, sheet), sha256, error),
                Work::Whole(sheet) => self.whole((turn, sheet), &mut dictionary, (writer, each)),
            };
            if done.is_none() {
                return;
            }
            dictionary.forget();
        }
    }

    /// Reads a piece, settles it in its turn, and shows what counts; the room of the piece is given back.
    fn piece(
        &self,
        (turn, sheet): (u64, usize),
        (cut, above): (Cut, usize),
        known: &mut Option<(usize, At<'a>)>,
        dictionary: &mut Dictionary,
        (writer, each): To<'_>,
    ) -> Option<Room> {
        let Opened { found, body, .. } = &self.sources[sheet];
        let piece = cut.into_piece();
        let (_, at) = match known {
            Some(at) if at.0 == sheet => at,
            other => other.insert((
                sheet,
                match body {
                    Body::Csv(sheet) => At::Csv(sheet, Box::new(SheetReader::new(sheet, self.needs))),
                    Body::Mapped(mapped) => At::Mapped(Box::new(Rows::new(mapped, (found, self.options), self.needs))),
                    Body::Toml(_) => return None,
                },
            )),
        };
        writer.iter_mut().for_each(Writer::clear);
        let mut show = |view: &View<'_>| {
            writer.iter_mut().for_each(|writer| writer.write(view));
            each(view);
        };
        match at {
            At::Csv(csv, desk) => {
                let searched = !self.unsearched.load(Ordering::Relaxed);
                let compared = self.uncompared.load(Ordering::Relaxed) != sheet + 1;
                let rising = !self.fallen.load(Ordering::Relaxed);
                let by = Scan { sheet: csv, found, seeds: &self.seeds, searched, rising, compared };
                desk.read((&piece, above), &by, dictionary);
                self.order.at(turn, |order| {
                    self.enter(order, sheet);
                    desk.settle(&piece, (&by, self.options), (order, &mut PlacesGuard::new(&self.places)));
                    if !order.twins.have_risen() {
                        self.fallen.store(true, Ordering::Relaxed);
                    }
                    if order.twins.is_full_of_ids() {
                        self.unsearched.store(true, Ordering::Relaxed);
                    }
                    if !order.alike.is_open() {
                        self.uncompared.store(sheet + 1, Ordering::Relaxed);
                    }
                })?;
                desk.show(&piece, &by, (dictionary, &read(&self.places)), &mut show);
            }
            At::Mapped(rows) => {
                rows.read((&piece, above), &self.seeds.twins, dictionary);
                self.order.at(turn, |order| {
                    self.enter(order, sheet);
                    rows.settle(&piece, self.options, (order, &mut PlacesGuard::new(&self.places)));
                })?;
                rows.show(&piece, (dictionary, &read(&self.places)), &mut show);
            }
        }
        self.digested(turn, sheet, writer.as_ref())?;
        Some(piece.into_room())
    }

    /// Ends a sheet that was read in pieces; one that could not be opened has no digest.
    fn end(&self, (turn, sheet): (u64, usize), sha256: Option<String>, error: Option<Error>) -> Option<()> {
        let Opened { found, body, .. } = &self.sources[sheet];
        self.order.at(turn, |order| {
            self.enter(order, sheet);
            let read = match body {
                Body::Csv(sheet) => sheet.end(found, order, error, sha256),
                Body::Mapped(mapped) => mapped.end(found, order, error, sha256),
                Body::Toml(_) => None,
            };
            self.leave(order, sheet, read);
        })?;
        self.digested(turn, sheet, None)
    }

    /// Adds rows to the digest of their file, in their turn.
    fn digested(&self, turn: u64, sheet: usize, writer: Option<&Writer>) -> Option<()> {
        let Some(typed) = &self.typed else { return Some(()) };
        let file = &self.sources[sheet].found.shown.file;
        typed.at(turn, |typed| writer.into_iter().for_each(|writer| typed.add(file, &writer.held, writer.rows)))
    }

    /// Reads a sheet that is small in its turn.
    fn whole(&self, (turn, sheet): (u64, usize), dictionary: &mut Dictionary, (writer, each): To<'_>) -> Option<()> {
        let mut read = |each: &mut dyn FnMut(&View<'_>)| self.whole_to((turn, sheet), dictionary, each);
        let Some((typed, writer)) = self.typed.as_ref().zip(writer.as_mut()) else { return read(each) };
        // Those before passed the other turn before this one: nobody waits for it in here.
        typed.at(turn, |typed| {
            let file = &self.sources[sheet].found.shown.file;
            read(&mut |view| {
                writer.clear();
                writer.write(view);
                typed.add(file, &writer.held, writer.rows);
                each(view);
            })
        })?
    }

    fn whole_to(
        &self,
        (turn, sheet): (u64, usize),
        dictionary: &mut Dictionary,
        each: &mut dyn FnMut(&View<'_>),
    ) -> Option<()> {
        self.order.at(turn, |order| {
            self.enter(order, sheet);
            let Opened { found, body, .. } = &self.sources[sheet];
            let mut reach = PlacesGuard::new(&self.places);
            let RunState { notices, twins, alike, .. } = order;
            let (options, needs, places) = (self.options, self.needs, reach.changed());
            let mut reading = Reading { options, places, notices, dictionary, needs, twins, alike, each };
            let read = match body {
                Body::Toml(sheets) => sheets.stream(found, &mut reading),
                Body::Csv(_) | Body::Mapped(_) => None,
            };
            self.leave(order, sheet, read);
        })
    }

    /// Begins a sheet, where it was not begun.
    fn enter(&self, order: &mut RunState, sheet: usize) {
        if order.sheet != Some(sheet) {
            let shown = &self.sources[sheet].found.shown;
            PlacesGuard::new(&self.places).changed().enter(shown);
            order.alike.begin();
            order.twins.expect(self.ids);
            order.twins.begin(shown);
            order.settled = PlaceMemo::default();
            order.sheet = Some(sheet);
        }
    }

    /// Ends a sheet, with what was read of it.
    fn leave(&self, order: &mut RunState, sheet: usize, read: Option<FileRead>) {
        let Opened { found, sha256, body } = &self.sources[sheet];
        let has_rows = !matches!(body, Body::Mapped(_))
            && read.as_ref().is_some_and(|read| read.rows.iter().any(|rows| *rows > 0));
        let not_compared = order.alike.end(&found.shown, &mut order.notices).filter(|_| has_rows);
        for limit in order.twins.full().chain(not_compared) {
            order.notices.add(Notice::new(Kind::NotSearched(limit), &found.shown, Position::default()));
        }
        let Some(mut read) = read else { return };
        order.sheets.push((found.shown.clone(), read.rows));
        if let Some(sha256) = sha256 {
            read.sha256 = sha256.to_string();
        }
        // The tabs of a workbook are one file.
        match order.files.last_mut().filter(|last| sha256.is_some() && last.path == read.path) {
            Some(last) => last.rows.iter_mut().zip(read.rows).for_each(|(sum, rows)| *sum += rows),
            None => order.files.push(read),
        }
    }
}
