//! What a thread needs to know of a sheet while it reads a block.

use super::Sheet;
use crate::inventory::commit::run_state::Seeds;
use crate::inventory::find::walk::Found;
use crate::schema::TableId;

/// What a thread goes by while it reads a piece.
pub(crate) struct Scan<'a> {
    pub(in crate::inventory) sheet: &'a Sheet,
    pub(in crate::inventory) found: &'a Found,
    pub(in crate::inventory) seeds: &'a Seeds,
    /// Whether ids are still searched, and rows still compared; both may end at any time, and never begin again.
    pub(in crate::inventory) searched: bool,
    pub(in crate::inventory) compared: bool,
    /// Whether ids have risen so far.
    pub(in crate::inventory) rising: bool,
}

impl Scan<'_> {
    /// The hash of an id; never 0.
    #[inline]
    pub(super) fn hash(&self, table: TableId, id: &[u8]) -> u64 {
        self.seeds.twins.hash(table, id).max(1)
    }

    /// The hash of an id by another key than the first of its table; never 0.
    pub(super) fn hash_other(&self, table: TableId, key: usize, id: &[u8]) -> u64 {
        self.seeds.twins.hash_by(table, key, id).max(1)
    }

    /// The hash of a serial number.
    pub(super) fn hash_serial(&self, serial: &[u8]) -> u64 {
        self.seeds.twins.hash_serial(serial)
    }
}
