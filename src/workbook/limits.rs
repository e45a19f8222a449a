//! Limits: how much of a workbook is read, since its makers may mean harm.
//!
//! A workbook of a million cells is some 40 MB of XML and 10 MB of file. Every limit leaves a state's largest
//! workbook room, and keeps the most hostile one under about 700 MB of memory and 10 seconds. Several are read at once, and of
//! large ones one after the other.

use std::cell::{Cell, OnceCell};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Error;

/// The most bytes of a file.
pub(super) const FILE: usize = 64 << 20;
/// The most bytes that come out of a package, however often a part is read.
pub(super) const INFLATED: u64 = 512 << 20;
/// The most bytes of one tag, or of one run of text between tags.
pub(super) const EVENT: u64 = 4 << 20;
/// The most bytes of one cell; Excel stops at 32,767 characters.
pub(super) const CELL: usize = 1 << 20;
/// The most parts of a package.
pub(super) const PARTS: usize = 65_536;
/// The most tabs.
pub(super) const TABS: usize = 1_024;
/// The deepest that tags nest.
pub(super) const DEPTH: usize = 256;
/// The most rows of a sheet, as in Excel.
pub(super) const ROWS: u32 = 1_048_576;
/// The most columns of a sheet, as in Excel.
pub(super) const COLUMNS: u32 = 16_384;
/// The most cells of a workbook that hold something.
const CELLS: u64 = 5_000_000;
/// The most bytes of text that the tabs of a workbook become, commas and all.
const TEXT: u64 = 128 << 20;
/// The most shared strings of a workbook, and their bytes.
pub(super) const STRINGS: usize = 5_000_000;
/// The most bytes of all shared strings.
pub(super) const STRINGS_TEXT: usize = 64 << 20;
/// The most merged ranges of a workbook.
const MERGED: u64 = 1_000_000;
/// The most cell formats; Excel stops at 65,490.
pub(super) const FORMATS: usize = 65_536;

/// A workbook that comes to more bytes than these, packed, unpacked or as text, is large: it waits while another such one is read.
const LARGE: u64 = 8 << 20;

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
    alone: OnceCell<MutexGuard<'static, ()>>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            cells: Cell::new(CELLS),
            text: Cell::new(TEXT),
            inflated: Cell::new(INFLATED),
            event: Cell::new(EVENT),
            merged: Cell::new(MERGED),
            layout: false,
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
        if spend(&self.cells, 1) { Ok(()) } else { Err(Error::TooLarge("5,000,000 cells")) }
    }

    /// Takes one merged range off.
    pub(super) fn merge(&self) -> Result<(), Error> {
        if spend(&self.merged, 1) { Ok(()) } else { Err(Error::TooLarge("1,000,000 merged ranges")) }
    }

    /// Takes bytes of text off.
    pub(super) fn text(&self, bytes: u64) -> Result<(), Error> {
        self.come_to(TEXT - self.text.get());
        if spend(&self.text, bytes) { Ok(()) } else { Err(Error::TooLarge("128 MB of text")) }
    }

    /// Takes inflated bytes off; false when there were not enough, in all or of one event.
    pub(super) fn inflate(&self, bytes: u64) -> bool {
        self.come_to(INFLATED - self.inflated.get());
        let enough = spend(&self.inflated, bytes);
        spend(&self.event, bytes) && enough
    }

    /// Begins an event.
    pub(super) fn event(&self) {
        self.event.set(EVENT);
    }

    /// Whether it was a limit that ended the reading, and which.
    pub(super) fn passed(&self) -> Option<Error> {
        if self.inflated.get() == 0 {
            Some(Error::TooLarge("512 MB"))
        } else if self.event.get() == 0 {
            Some(Error::TooLarge("4 MB in one cell"))
        } else {
            None
        }
    }
}
