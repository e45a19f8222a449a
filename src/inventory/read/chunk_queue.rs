//! Files read a chunk at a time: one thread reads while another cuts.

use std::hint;
use std::io::{self, Read};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

use crate::engine::csv::{Chunk, Chunks, Cut, Cutter, Error, Room};
use crate::inventory::find::options::Options;
use crate::inventory::find::progress::Step;
use crate::inventory::read::opened::{Body, Opened};

/// How often the cutting is asked for before a thread sleeps until it is free, a few hundred microseconds in all: to be woken takes a good
/// part of what a chunk takes, and nobody cuts meanwhile.
const ASKED: u32 = 1024;

/// Pauses of the processor between two times.
const PAUSES: u32 = 16;

/// One turn's work.
pub(crate) enum Work {
    /// Some records of a sheet, after so many that are none of its rows.
    RecordBlock(usize, Box<Cut>, usize),
    /// A sheet's end: its digest, blank where it could not be read to the end and none where it could not be opened; and why it came early.
    End(usize, Option<String>, Option<Error>),
    /// A sheet that is read in one go.
    Whole(usize),
}

/// What all threads take their work from. Whoever reads waits for the cutting before the next may read: so chunks are cut in order.
pub(crate) struct ChunkQueue<'a> {
    options: &'a Options,
    sources: &'a [Opened],
    /// How many bytes all sheets have, where somebody is shown how far it is.
    bytes: u64,
    reading: Mutex<Reading<'a>>,
    /// In a box, apart from the lock: one who waits asks for that all the time.
    cutting: Mutex<Box<Cutting>>,
}

/// What is read next.
#[derive(Default)]
struct Reading<'a> {
    sheet: usize,
    open: Option<Chunks<Box<dyn Read + Send + 'a>>>,
    bytes: u64,
}

/// What was read.
enum Met {
    Chunk(usize, Box<Chunk>, Option<(Cutter, usize)>),
    End(usize),
    Closed(usize, io::Error),
    Whole(usize),
}

/// What is cut next.
#[derive(Default)]
struct Cutting {
    turn: u64,
    /// Of the sheet that is cut; and how many records are still to come before its first row.
    open: Option<(Cutter, usize)>,
    /// Why it cannot be cut to its end.
    error: Option<Error>,
}

impl<'a> ChunkQueue<'a> {
    /// A feed of sheets, in their order.
    pub(crate) fn new(options: &'a Options, sources: &'a [Opened]) -> Self {
        let (reading, cutting) = (Mutex::new(Reading::default()), Mutex::default());
        let bytes = if options.watch.is_on() { sources.iter().map(Opened::bytes).sum() } else { 0 };
        Self { options, sources, bytes, reading, cutting }
    }

    /// The next turn and its work, or none where all is done; the room of a piece is used again.
    pub(crate) fn next(&self, room: &mut Room) -> Option<(u64, Work)> {
        loop {
            let mut reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
            let met = self.read(&mut reading, room)?;
            let mut cutting = soon(&self.cutting);
            drop(reading);
            if let Some(work) = cutting.cut(met) {
                let turn = cutting.turn;
                cutting.turn += 1;
                return Some((turn, work));
            }
        }
    }

    /// Reads on.
    fn read(&self, reading: &mut Reading<'a>, room: &mut Room) -> Option<Met> {
        let (sheet, mut cutter) = (reading.sheet, None);
        let Opened { body, .. } = self.sources.get(sheet)?;
        let chunks = match &mut reading.open {
            Some(open) => open,
            closed => {
                self.options.watch.report(Step::Read(sheet, self.sources.len()));
                let opened = match body {
                    Body::Csv(sheet) => sheet.flow(self.options.piece),
                    Body::Mapped(mapped) => mapped.flow(self.options.piece),
                    Body::Toml(_) => {
                        reading.sheet += 1;
                        return Some(Met::Whole(sheet));
                    }
                };
                match opened {
                    Ok(flow) => {
                        cutter = Some((flow.cutter, flow.above));
                        closed.insert(flow.chunks)
                    }
                    Err(error) => {
                        reading.sheet += 1;
                        return Some(Met::Closed(sheet, error));
                    }
                }
            }
        };
        if let Some(chunk) = chunks.next_chunk(std::mem::take(room)) {
            reading.bytes += chunk.bytes() as u64;
            self.options.watch.report(Step::Bytes(reading.bytes, self.bytes));
            return Some(Met::Chunk(sheet, Box::new(chunk), cutter));
        }
        (reading.sheet, reading.open) = (sheet + 1, None);
        Some(Met::End(sheet))
    }
}

impl Cutting {
    /// The work that is in what was read; none, where no record ends in it.
    fn cut(&mut self, met: Met) -> Option<Work> {
        match met {
            Met::Whole(sheet) => Some(Work::Whole(sheet)),
            Met::Closed(sheet, error) => Some(Work::End(sheet, None, Some(Error::Io(error)))),
            Met::Chunk(sheet, chunk, cutter) => {
                self.open = cutter.or(self.open.take());
                let (cutter, above) = self.open.as_mut()?;
                match cutter.cut(*chunk) {
                    Ok(cut) => {
                        let cut = cut?;
                        let skipped = cut.first_records(*above);
                        *above -= skipped;
                        Some(Work::RecordBlock(sheet, Box::new(cut), skipped))
                    }
                    Err(error) => {
                        // What goes wrong with the rest of the file is of no more interest.
                        self.error.get_or_insert(error);
                        None
                    }
                }
            }
            Met::End(sheet) => {
                let (mut cutter, _) = self.open.take()?;
                let error = self.error.take().or(cutter.end().err());
                Some(Work::End(sheet, Some(cutter.digest().unwrap_or_default()), error))
            }
        }
    }
}

/// Waits for something that is free soon, and sleeps only where it is not.
fn soon<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    for _ in 0..ASKED {
        match lock.try_lock() {
            Ok(guard) => return guard,
            Err(TryLockError::Poisoned(guard)) => return guard.into_inner(),
            Err(TryLockError::WouldBlock) => (0..PAUSES).for_each(|_| hint::spin_loop()),
        }
    }
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
