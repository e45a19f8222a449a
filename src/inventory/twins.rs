//! Twins: assets of one place with one id. In two files they count once; in one file both count; either way it is said.

use std::collections::HashMap;
use std::collections::hash_map::{Entry, RandomState};
use std::hash::BuildHasher;
use std::sync::Arc;

use crate::notice::Position;
use crate::schema::TableId;

/// Ids are searched up to this many assets a run.
const SEARCHED: usize = 1_000_000;

/// The ids met so far, as hashes seeded by chance.
#[derive(Debug, Default)]
pub(super) struct Twins {
    seed: RandomState,
    met: HashMap<u64, (Arc<str>, Position)>,
    full: bool,
}

/// What an id turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Twin {
    /// New, or no longer searched.
    None,
    /// Met in the same file before: both rows count.
    SameFile(Position),
    /// Met in another file before: this row is left out.
    OtherFile(Arc<str>, Position),
}

impl Twins {
    /// Looks an asset up and remembers it.
    pub(super) fn look(
        &mut self,
        (table, place, id): (TableId, u32, &[u8]),
        file: &Arc<str>,
        at: impl FnOnce() -> Position,
    ) -> Twin {
        if self.met.len() >= SEARCHED {
            self.full = true;
            return Twin::None;
        }
        match self.met.entry(self.seed.hash_one((table, place, id))) {
            Entry::Vacant(vacant) => {
                vacant.insert((file.clone(), at()));
                Twin::None
            }
            Entry::Occupied(known) => {
                let (other, at) = known.get();
                if other == file { Twin::SameFile(*at) } else { Twin::OtherFile(other.clone(), *at) }
            }
        }
    }

    /// Whether there were more assets than are searched; asked once a file.
    pub(super) fn is_full(&self) -> bool {
        self.full
    }
}
