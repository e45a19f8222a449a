//! All notices of a run, grouped by kind, file, column and value, in bounded memory.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::quality::RandomState;

use super::{Code, Kind, Level, Notice};
use crate::limits::files::NOTICES_APART;
use crate::words::position::{Position, SheetName};

type Key = (SheetName, Level, Kind, Option<Arc<str>>, Option<Arc<str>>);

/// All notices of a run.
///
/// Of one code, file and column at most 1,000 groups are kept apart, so that a hostile file cannot fill the memory: the first ones with
/// [`add`](Self::add) and [`merge`](Self::merge), none with [`add_unordered`](Self::add_unordered) and [`join`](Self::join), whose result
/// does not depend on the order.
#[derive(Clone, Debug)]
pub struct Notices {
    /// How many positions of one notice are kept.
    positions: usize,
    groups: HashMap<Key, (u64, Vec<Position>), RandomState>,
    /// How many groups there are of a file, code and column; `usize::MAX` where they were put together.
    values: HashMap<(SheetName, Code, Option<Arc<str>>), usize, RandomState>,
}

/// How many positions a notice keeps, unless more are asked for.
const POSITIONS: usize = 10;

impl Default for Notices {
    fn default() -> Self {
        Self::keeping(POSITIONS)
    }
}

impl Notices {
    /// Empty; keeps up to this many positions of each.
    #[must_use]
    pub fn keeping(positions: usize) -> Self {
        Self { positions, groups: HashMap::default(), values: HashMap::default() }
    }

    /// Adds one notice; past 1,000 groups, to those that are counted together.
    pub fn add(&mut self, notice: Notice) {
        let mut key = (notice.file, notice.level, notice.kind, notice.column, notice.value);
        if !self.groups.contains_key(&key) {
            let code = key.2.code();
            let known = self.values.entry((key.0.clone(), code, key.3.clone())).or_default();
            if *known >= NOTICES_APART.size() {
                (key.2, key.4) = (Kind::Others(code), None);
            } else {
                *known += 1;
            }
        }
        self.add_to(key, notice.count, notice.positions);
    }

    /// Adds one notice; past 1,000 groups, all of them are counted together, because the first ones are others in another order.
    pub fn add_unordered(&mut self, notice: Notice) {
        let mut key = (notice.file, notice.level, notice.kind, notice.column, notice.value);
        let code = key.2.code();
        if !self.groups.contains_key(&key) {
            let of = (key.0.clone(), code, key.3.clone());
            let known = self.values.entry(of.clone()).or_default();
            let is_full = *known >= NOTICES_APART.size() || matches!(key.2, Kind::Others(_));
            if !is_full {
                *known += 1;
            } else {
                (key.2, key.4) = (Kind::Others(code), None);
                if *known != usize::MAX {
                    *known = usize::MAX;
                    self.put_together(&of);
                }
            }
        }
        self.add_to(key, notice.count, notice.positions);
    }

    /// Counts all groups of a file, code and column together.
    fn put_together(&mut self, (file, code, column): &(SheetName, Code, Option<Arc<str>>)) {
        let is_one = |key: &Key| {
            key.0 == *file && key.3 == *column && key.2.code() == *code && !matches!(key.2, Kind::Others(_))
        };
        let together: Vec<_> = self.groups.extract_if(|key, _| is_one(key)).collect();
        for ((file, level, _, column, _), (count, positions)) in together {
            self.add_to((file, level, Kind::Others(*code), column, None), count, positions);
        }
    }

    fn add_to(&mut self, key: Key, count: u64, positions: Vec<Position>) {
        let group = self.groups.entry(key).or_default();
        group.0 += count;
        for position in positions {
            keep(&mut group.1, position, self.positions);
        }
    }

    /// Adds all of another's, in any order: the result is the same.
    pub fn join(&mut self, other: Self) {
        other.into_list().into_iter().for_each(|notice| self.add_unordered(notice));
    }

    /// Adds all of another's.
    pub fn merge(&mut self, other: Self) {
        // What counts many values together must not take the room of one that is kept apart.
        let (others, apart): (Vec<Notice>, Vec<Notice>) =
            other.into_list().into_iter().partition(|notice| matches!(notice.kind, Kind::Others(_)));
        apart.into_iter().chain(others).for_each(|notice| self.add(notice));
    }

    /// The notices: by file, errors first, then by position, code, column, value and sentence.
    #[must_use]
    pub fn into_list(self) -> Vec<Notice> {
        let notice = |((file, level, kind, column, value), (count, positions))| Notice {
            level,
            kind,
            file,
            column,
            value,
            count,
            positions,
        };
        let mut list: Vec<Notice> = self.groups.into_iter().map(notice).collect();
        list.sort_unstable_by(|a, b| {
            let key = |notice: &Notice| (notice.level, notice.positions.first().copied(), notice.kind.code());
            let by_key = a.file.cmp(&b.file).then_with(|| key(a).cmp(&key(b)));
            let by_cell = by_key.then_with(|| (&a.column, &a.value).cmp(&(&b.column, &b.value)));
            by_cell.then_with(|| a.message().cmp(&b.message()))
        });
        list
    }
}

/// Keeps a position, if it is one of the first `most`.
pub(super) fn keep(positions: &mut Vec<Position>, position: Position, most: usize) {
    if let Err(at) = positions.binary_search(&position)
        && at < most
    {
        positions.insert(at, position);
        positions.truncate(most);
    }
}
