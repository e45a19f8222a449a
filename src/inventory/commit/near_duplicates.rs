//! Sheets that are nearly equal: most of their rows have the same place and the same cells.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher, Hash, Hasher};
use std::path::Path;

use foldhash::fast::RandomState;

use crate::diagnostic::{Kind, Notice, Notices};
use crate::inventory::find::file_read::FileRead;
use crate::inventory::find::options::Searched;
use crate::limits::Limit;
use crate::limits::files::{COMPARED_ROWS, COMPARED_ROWS_IN_ALL};
use crate::schema::TableId;
use crate::words::position::{Position, SheetName};

/// Fewer equal rows than these say nothing, unless two sheets have no others.
const LEAST: usize = 3;

/// A row with fewer cells than this besides its place is like others by chance.
const CELLS: usize = 2;

/// The rows met so far, as hashes seeded by chance.
#[derive(Debug, Default)]
pub(crate) struct NearDuplicates {
    searched: Searched,
    seed: RandomState,
    /// The sheet that has a row first, by its place among `sheets`.
    owners: HashMap<u64, u32, RandomState>,
    /// Sheets, how many of their rows are compared, and whether those are all.
    sheets: Vec<(SheetName, usize, bool)>,
    /// Rows of the sheet that is being read; `None` where there are too many: that is no copy that somebody forgot, and large inventories
    /// are read as fast as ever.
    current: Option<Vec<u64>>,
    /// The limit for which that sheet is not compared.
    passed: Option<&'static Limit>,
    /// Whether all rows of that sheet are compared.
    whole: bool,
    /// Sheets already reported as having their rows in another.
    said: Vec<SheetName>,
}

impl NearDuplicates {
    /// None yet; so many are compared.
    pub(crate) fn searching(searched: Searched) -> Self {
        Self { searched, ..Self::default() }
    }

    /// Begins a sheet.
    pub(crate) fn begin(&mut self) {
        self.passed = (self.owners.len() > self.searched.rows_in_all).then_some(&COMPARED_ROWS_IN_ALL);
        self.current = self.passed.is_none().then(Vec::new);
        self.whole = true;
    }

    /// How rows are hashed.
    pub(crate) fn seed(&self) -> RandomState {
        self.seed.clone()
    }

    /// Whether rows of the sheet are still compared.
    pub(crate) fn is_open(&self) -> bool {
        self.current.is_some()
    }

    /// Remembers a row that counts, by its filled cells with their columns.
    pub(crate) fn row<'a>(&mut self, table: TableId, place: u32, cells: impl Iterator<Item = (usize, &'a [u8])>) {
        if self.is_open() {
            self.add(place, hash_of(&self.seed, table, cells));
        }
    }

    /// Remembers a row that counts, by what its cells were hashed to.
    pub(crate) fn add(&mut self, place: u32, hash: Option<u64>) {
        let Some(current) = &mut self.current else { return };
        if current.len() >= self.searched.rows {
            (self.current, self.passed) = (None, Some(&COMPARED_ROWS));
        } else if let Some(hash) = hash {
            current.push(self.seed.hash_one((place, hash)));
        } else {
            self.whole = false;
        }
    }

    /// Ends a sheet: says which earlier one has most of its rows too, or has most of its own in this one. Returns the limit for which it
    /// was not compared.
    pub(crate) fn end(&mut self, sheet: &SheetName, notices: &mut Notices) -> Option<&'static Limit> {
        let Some(mut current) = self.current.take() else { return self.passed };
        if current.is_empty() {
            // All its rows are in another sheet, were counted once, and were each reported.
            if self.whole {
                self.said.push(sheet.clone());
            }
            return None;
        }
        let here = u32::try_from(self.sheets.len()).unwrap_or(u32::MAX);
        self.sheets.push((sheet.clone(), current.len(), self.whole));
        current.sort_unstable();
        let mut shared: HashMap<u32, usize> = HashMap::new();
        for equal in current.chunk_by(|a, b| a == b) {
            // A row that is in both twice counts as two equal rows.
            for (time, row) in equal.iter().enumerate() {
                match self.owners.entry(self.seed.hash_one((row, time))) {
                    Entry::Vacant(vacant) => {
                        vacant.insert(here);
                    }
                    Entry::Occupied(owner) => *shared.entry(*owner.get()).or_default() += 1,
                }
            }
        }
        let rows = current.len();
        let nearly = |(other, equal): &(u32, usize)| {
            let (_, others, whole) = &self.sheets[*other as usize];
            let are_all = self.whole && *whole && *equal == rows && equal == others;
            are_all || *equal >= LEAST && *equal * 5 >= rows.min(*others) * 4
        };
        let most = shared.into_iter().filter(nearly).max_by_key(|(other, equal)| (*equal, std::cmp::Reverse(*other)));
        if let Some((other, equal)) = most {
            let (other, others, _) = &self.sheets[other as usize];
            let of_other = rows > *others;
            let kind = Kind::SameRows { equal, rows: rows.min(*others), other: other.clone(), of_other };
            notices.add(Notice::new(kind, sheet, Position::default()));
            self.said.push(sheet.clone());
        }
        None
    }

    /// Says which files have the bytes and the name of one in a folder above or below, if nothing was reported about their rows: they were
    /// taken as rows of two places. Files side by side may well be of two counties that have the same.
    pub(crate) fn same_bytes(&self, files: &[FileRead], notices: &mut Notices) {
        let mut known: HashMap<&str, &FileRead> = HashMap::new();
        for file in files.iter().filter(|file| !file.sha256.is_empty() && file.rows.iter().any(|rows| *rows > 0)) {
            let other = match known.entry(&file.sha256) {
                Entry::Vacant(vacant) => {
                    vacant.insert(file);
                    continue;
                }
                Entry::Occupied(other) => *other.get(),
            };
            let (here, there) = (Path::new(&*file.path), Path::new(&*other.path));
            let (folder, others) = (here.parent().unwrap_or(here), there.parent().unwrap_or(there));
            let is_copy = here.file_name() == there.file_name()
                && folder != others
                && (folder.starts_with(others) || others.starts_with(folder));
            if !is_copy || self.said.iter().any(|said| said.file == file.path) {
                continue;
            }
            let kind = Kind::SameBytes { other: other.path.clone() };
            notices.add(Notice::new(kind, &file.path.clone().into(), Position::default()));
        }
    }
}

/// The hash of a row's filled cells with their columns, but for its place; `None` if there are too few to tell rows apart.
pub(crate) fn hash_of<'a>(
    seed: &RandomState,
    table: TableId,
    cells: impl Iterator<Item = (usize, &'a [u8])>,
) -> Option<u64> {
    let own = table.column("jurisdiction");
    let mut state = seed.build_hasher();
    table.hash(&mut state);
    let mut filled = 0;
    for (column, cell) in cells.filter(|(column, cell)| !cell.is_empty() && Some(*column) != own) {
        filled += 1;
        (column, cell.trim_ascii()).hash(&mut state);
    }
    (filled >= CELLS).then(|| state.finish())
}
