//! Files of one place that hold the same rows: rows without an id count in both, and it is said.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hash, Hasher};

use crate::position::SheetName;
use crate::schema::TableId;

/// So many rows are compared a run.
const COMPARED: usize = 1_000_000;

/// Fewer equal rows may be chance.
const LEAST: u64 = 3;

/// The rows without an id met so far, as hashes seeded by chance.
#[derive(Debug, Default)]
pub(super) struct Alike {
    seed: RandomState,
    /// The file, by its place among `files`, in which a row stood first.
    met: HashMap<u64, u32, foldhash::fast::RandomState>,
    files: Vec<SheetName>,
    /// Rows of the file being read that were compared, and how many of them stood in each earlier file.
    rows: u64,
    equal: HashMap<u32, u64>,
}

impl Alike {
    /// Begins a file.
    pub(super) fn begin(&mut self, file: &SheetName) {
        self.files.push(file.clone());
        self.rows = 0;
        self.equal.clear();
    }

    /// Compares a row by its cells, as they are written.
    pub(super) fn look<'a>(&mut self, (table, place): (TableId, u32), cells: impl Iterator<Item = (usize, &'a [u8])>) {
        if self.met.len() >= COMPARED {
            return;
        }
        let mut hasher = self.seed.build_hasher();
        (table, place).hash(&mut hasher);
        // The place may be written in one of them and told by the name of the other.
        let written = table.column("jurisdiction");
        let cells = cells.filter(|(column, _)| Some(*column) != written);
        for (column, cell) in cells.map(|(column, cell)| (column, cell.trim_ascii())).filter(|cell| !cell.1.is_empty())
        {
            (column, cell).hash(&mut hasher);
        }
        self.rows += 1;
        let here = u32::try_from(self.files.len()).unwrap_or(u32::MAX).saturating_sub(1);
        let first = *self.met.entry(hasher.finish()).or_insert(here);
        if first != here {
            *self.equal.entry(first).or_default() += 1;
        }
    }

    /// What is said of the file that was read, where nearly all of its rows stand in another.
    pub(super) fn said(&self) -> Option<String> {
        let (file, equal) = self.equal.iter().max_by_key(|(file, equal)| (**equal, u32::MAX - **file))?;
        let other = self.files.get(*file as usize)?;
        (*equal >= LEAST && equal * 5 >= self.rows * 4).then(|| {
            format!(
                "{equal} of {} rows without an id stand in {other} too, and are counted twice; leave one out",
                self.rows
            )
        })
    }
}
