//! What to read, and how.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::thread;

use super::expected::Expected;
use super::progress::Watch;
use crate::inventory::mapping_file::Mapping;
use crate::limits::files::{COMPARED_ROWS, COMPARED_ROWS_IN_ALL, SEARCHED_IDS, SEARCHED_SERIALS};
use crate::limits::reports::{COPIED_CELLS, COPIED_FILE, COPIED_ROWS};
use crate::request::Records;
use crate::schema::Schema;
use crate::words::value::Day;

/// How much is searched for what was sent twice; less than usual is for tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Searched {
    /// Ids of a run.
    pub ids: usize,
    /// Serial numbers of a run.
    pub serials: usize,
    /// Rows of a sheet.
    pub rows: usize,
    /// Rows of a run.
    pub rows_in_all: usize,
}

impl Default for Searched {
    fn default() -> Self {
        Self {
            ids: SEARCHED_IDS.size(),
            serials: SEARCHED_SERIALS.size(),
            rows: COMPARED_ROWS.size(),
            rows_in_all: COMPARED_ROWS_IN_ALL.size(),
        }
    }
}

/// How much of the sheets is copied; less than usual is for tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Rows of all sheets.
    pub rows: u64,
    /// Cells of all sheets.
    pub cells: u64,
    /// Bytes of a file.
    pub bytes: u64,
}

impl Default for Copied {
    fn default() -> Self {
        Self { rows: COPIED_ROWS.most, cells: COPIED_CELLS.most, bytes: COPIED_FILE.most }
    }
}

/// What to read, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// What was asked for.
    pub records: Records,
    /// Files that the run uses for something else, such as its rules and waivers: they are not records when met in a folder.
    pub in_use: Vec<PathBuf>,
    /// Places that must be there, as [`Records::expect`] names them.
    pub expect: Vec<Expected>,
    /// Mappings given by the user; they are tried before the built-in ones.
    pub mappings: Vec<Mapping>,
    /// The day of the audit: in columns about the past, a date after it is doubted.
    pub as_of: Day,
    /// Whether what is read otherwise on later days is kept.
    pub later_days: bool,
    /// About how many bytes of CSV make a batch; it changes no result.
    pub piece: usize,
    /// The columns there are: those of the rules that it will be judged by. A column that those have and this has not stays unknown.
    pub schema: Schema,
    /// How many positions of one trouble are kept.
    pub positions: usize,
    /// How much is searched for what was sent twice.
    pub searched: Searched,
    /// How much is copied of the sheets.
    pub copied: Copied,
    /// Where progress is reported.
    pub watch: Watch,
}

impl Options {
    /// Reads records as of a day, all else as usual.
    #[must_use]
    pub fn new(records: impl Into<Records>, as_of: Day) -> Self {
        Self {
            records: records.into(),
            in_use: Vec::new(),
            expect: Vec::new(),
            mappings: Vec::new(),
            as_of,
            later_days: false,
            piece: 1 << 18,
            schema: Schema::default(),
            positions: 10,
            searched: Searched::default(),
            copied: Copied::default(),
            watch: Watch::default(),
        }
    }

    /// How many threads this many bytes are worth, of those that were asked for.
    pub(crate) fn threads_for(&self, bytes: u64) -> usize {
        let pieces = usize::try_from(bytes / self.piece.max(1) as u64).unwrap_or(usize::MAX);
        if pieces == 0 {
            return 1;
        }
        let asked = match self.records.threads {
            0 => thread::available_parallelism().map_or(1, NonZeroUsize::get),
            asked => asked,
        };
        asked.min(pieces.saturating_add(1))
    }
}
