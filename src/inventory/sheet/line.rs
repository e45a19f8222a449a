//! The rows of a block before its turn, and what is to be said of them when it comes.

use crate::diagnostic::Notice;

/// A row, as far as it is known before its turn.
pub(super) struct Line {
    /// Its record, by its place among those of the piece.
    pub(super) record: u32,
    /// Its table, by its place among the bindings.
    pub(super) slot: u32,
    /// The text that names its place.
    pub(super) place: u32,
    /// Its fields, where there are more of them than headers.
    pub(super) too_long: u32,
    /// The hash of its id, where it has one and ids are still searched; else 0.
    pub(super) id: u64,
    /// Whether that is of its place too.
    pub(super) is_at: bool,
}

/// Set in the number of a record of which nothing is used: so none has that number.
pub(super) const UNUSED: u32 = 1 << 31;

/// A notice to be added when its turn comes: before a row, or on one if it counts.
pub(super) struct Pending {
    pub(super) line: usize,
    pub(super) if_counted: bool,
    pub(super) notice: Notice,
}

/// A name that is next to the id of a row's place.
pub(super) struct NameNextToId {
    pub(super) line: usize,
    pub(super) field: usize,
    pub(super) name: u32,
}

/// The rows of a table that count: where they are, and which of the batch are left out.
#[derive(Debug, Default)]
pub(super) struct Counted {
    pub(super) places: Vec<u32>,
    pub(super) left_out: Vec<usize>,
}

impl Counted {
    pub(super) fn clear(&mut self) {
        self.places.clear();
        self.left_out.clear();
    }
}
