//! What depends on the order of rows; one block at a time changes it.

use foldhash::fast::RandomState;

use super::duplicate_ids;
use super::duplicate_ids::DuplicateIds;
use super::near_duplicates::NearDuplicates;
use crate::diagnostic::Notices;
use crate::inventory::find::file_read::FileRead;
use crate::inventory::places::memo::PlaceMemo;
use crate::schema::TABLES;
use crate::words::position::SheetName;

/// How the rows of a run are hashed: the same for all threads.
#[derive(Debug)]
pub(crate) struct Seeds {
    pub(crate) twins: duplicate_ids::Seed,
    pub(crate) alike: RandomState,
}

/// What depends on the order of rows: touched in turns.
#[derive(Debug, Default)]
pub(crate) struct RunState {
    pub(crate) notices: Notices,
    pub(crate) twins: DuplicateIds,
    pub(crate) alike: NearDuplicates,
    /// What the rows of the sheet being read share.
    pub(crate) settled: PlaceMemo,
    /// The sheet being read, by its place among all.
    pub(crate) sheet: Option<usize>,
    pub(crate) files: Vec<FileRead>,
    pub(crate) sheets: Vec<(SheetName, [u64; TABLES.len()])>,
}
