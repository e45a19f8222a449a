//! What is left of a workbook's limits while it is read, since its makers may mean harm.
//!
//! Several workbooks are read at once, and large ones one after the other.

use std::cell::{Cell, OnceCell};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Error;
use crate::limits::Limit;
use crate::limits::workbooks::{CELLS, EVENT, HASHES, INFLATED, MERGED, STRINGS, STRINGS_TEXT, TEXT};

/// A workbook that comes to more bytes than these, packed, unpacked or as text, is large: it waits while another such one is read.
const LARGE: u64 = 8 << 20;

/// So much may be read ahead of the event that is asked for.
const AHEAD: u64 = 1 << 16;

/// Held by who reads a large workbook.
static ALONE: Mutex<()> = Mutex::new(());

/// What is left of a workbook's allowance.
#[derive(Debug)]
pub(super) struct Limits {
    cells: Cell<u64>,
    text: Cell<u64>,
    inflated: Cell<u64>,
    event: Cell<u64>,
    merged: Cell<u64>,
    layout: bool,
    /// The limit that has another figure here.
    other: Option<(&'static str, u64)>,
    alone: OnceCell<MutexGuard<'static, ()>>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            cells: Cell::new(CELLS.most),
            text: Cell::new(TEXT.most),
            inflated: Cell::new(INFLATED.most),
            event: Cell::new(EVENT.most + AHEAD),
            merged: Cell::new(MERGED.most),
            layout: false,
            other: None,
            alone: OnceCell::new(),
        }
    }
}

fn spend(left: &Cell<u64>, amount: u64) -> bool {
    let enough = left.get() >= amount;
    left.set(left.get().saturating_sub(amount));
    enough
}

impl Limits {
    /// The same, for a reader that keeps the layout of tabs too.
    pub(super) fn with_layout() -> Self {
        Self { layout: true, ..Self::default() }
    }

    /// The same with another figure for one limit.
    pub(super) fn with(limit: &Limit, most: u64) -> Self {
        let limits = Self { other: Some((limit.name, most)), ..Self::default() };
        for (left, of) in
            [(&limits.cells, &CELLS), (&limits.text, &TEXT), (&limits.inflated, &INFLATED), (&limits.merged, &MERGED)]
        {
            left.set(limits.most(of));
        }
        limits
    }

    /// The figure of a limit.
    fn most(&self, limit: &Limit) -> u64 {
        self.other.filter(|(name, _)| *name == limit.name).map_or(limit.most, |(_, most)| most)
    }

    /// Whether there are no more shared strings than may be, and no more bytes of them.
    pub(super) fn strings(&self, count: usize, bytes: usize) -> Result<(), Error> {
        let over = [(&STRINGS_TEXT, bytes), (&STRINGS, count)].into_iter().find(|(of, is)| *is as u64 > self.most(of));
        over.map_or(Ok(()), |(limit, _)| Err(Error::TooLarge(limit)))
    }

    /// Whether a password may be hashed so many times.
    pub(super) fn hashes(&self, rounds: u32) -> bool {
        u64::from(rounds) <= self.most(&HASHES)
    }

    /// Whether the layout of tabs is kept.
    pub(super) fn keeps_layout(&self) -> bool {
        self.layout
    }

    /// Waits for other large workbooks if this one has reached this many bytes.
    pub(super) fn come_to(&self, bytes: u64) {
        if bytes > LARGE {
            self.alone.get_or_init(|| ALONE.lock().unwrap_or_else(PoisonError::into_inner));
        }
    }

    /// Takes one cell off.
    pub(super) fn cell(&self) -> Result<(), Error> {
        if spend(&self.cells, 1) { Ok(()) } else { Err(Error::TooLarge(&CELLS)) }
    }

    /// Takes one merged range off.
    pub(super) fn merge(&self) -> Result<(), Error> {
        if spend(&self.merged, 1) { Ok(()) } else { Err(Error::TooLarge(&MERGED)) }
    }

    /// Takes bytes of text off.
    pub(super) fn text(&self, bytes: u64) -> Result<(), Error> {
        self.come_to(self.most(&TEXT) - self.text.get());
        if spend(&self.text, bytes) { Ok(()) } else { Err(Error::TooLarge(&TEXT)) }
    }

    /// Takes inflated bytes off; false when there were not enough, in all or of one event.
    pub(super) fn inflate(&self, bytes: u64) -> bool {
        self.come_to(self.most(&INFLATED) - self.inflated.get());
        let enough = spend(&self.inflated, bytes);
        spend(&self.event, bytes) && enough
    }

    /// Begins an event.
    pub(super) fn event(&self) {
        self.event.set(EVENT.most + AHEAD);
    }

    /// Whether it was a limit that ended the reading, and which.
    pub(super) fn passed(&self) -> Option<Error> {
        if self.inflated.get() == 0 {
            Some(Error::TooLarge(&INFLATED))
        } else if self.event.get() == 0 {
            Some(Error::TooLarge(&EVENT))
        } else {
            None
        }
    }
}
