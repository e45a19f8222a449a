//! What depends on the order of rows, and is touched in turns.

use foldhash::fast::RandomState;

use super::FileRead;
use super::alike::Alike;
use super::settled::Settled;
use super::twins::{self, Twins};
use crate::diagnostic::Notices;
use crate::position::SheetName;
use crate::schema::TABLES;

/// How the rows of a run are hashed: the same for all threads.
#[derive(Debug)]
pub(super) struct Seeds {
    pub(super) twins: twins::Seed,
    pub(super) alike: RandomState,
}

/// What depends on the order of rows: touched in turns.
#[derive(Debug, Default)]
pub(super) struct Order {
    pub(super) notices: Notices,
    pub(super) twins: Twins,
    pub(super) alike: Alike,
    /// What the rows of the sheet being read share.
    pub(super) settled: Settled,
    /// The sheet being read, by its place among all.
    pub(super) sheet: Option<usize>,
    pub(super) files: Vec<FileRead>,
    pub(super) sheets: Vec<(SheetName, [u64; TABLES.len()])>,
}
