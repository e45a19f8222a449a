//! Notices: something in the input that could not be read as meant, grouped and counted.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::position::{Position, SheetName};

/// How much a notice weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// A file or a row could not be read: the run exits 2.
    Error,
    /// Something was taken as blank, restored or left out; it counts under `--strict`.
    Notice,
}

impl Level {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Notice => "notice",
        }
    }
}

/// One kind of trouble with one value of one column of one file, with how often and where first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// How much it weighs.
    pub level: Level,
    /// What kind of trouble, in two or three words with hyphens.
    pub kind: &'static str,
    /// The file, as reports name it.
    pub file: SheetName,
    /// The column, where it is about one.
    pub column: Option<Arc<str>>,
    /// The value, where it is about one; shortened past 60 characters.
    pub value: Option<Arc<str>>,
    /// What is said to people: lower case, no full stop.
    pub message: Arc<str>,
    /// How often it was met.
    pub count: u64,
    /// The first ten positions, in order, or as many as were asked for.
    pub positions: Vec<Position>,
}

impl fmt::Display for Notice {
    /// One line as compilers and editors have it: `file:line:column: level: message (and 3 more)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file.at(self.positions.first().copied().unwrap_or_default()))?;
        write!(f, ": {}: {}", self.level.name(), self.message)?;
        match self.count {
            0 | 1 => Ok(()),
            more => write!(f, " ({} more like it)", more - 1),
        }
    }
}

type Key = (SheetName, Level, &'static str, Option<Arc<str>>, Option<Arc<str>>, Arc<str>);

/// A file, a kind and a column.
type Told = (SheetName, &'static str, Option<Arc<str>>);

/// Keeps a position, if it is one of the first so many.
fn keep(positions: &mut Vec<Position>, position: Position, most: usize) {
    if let Err(at) = positions.binary_search(&position)
        && at < most
    {
        positions.insert(at, position);
        positions.truncate(most);
    }
}

impl Notice {
    /// Takes in another, if it says the same and keeps so many positions; else gives it back.
    pub(crate) fn take(&mut self, other: Self, most: usize) -> Option<Self> {
        let same = (self.level, self.kind, &self.column, &self.value, &self.message, &self.file)
            == (other.level, other.kind, &other.column, &other.value, &other.message, &other.file);
        if !same {
            return Some(other);
        }
        self.count += other.count;
        other.positions.into_iter().for_each(|position| keep(&mut self.positions, position, most));
        None
    }
}

/// All notices of a run, grouped by kind, file, column, value and wording; merging is order-free.
///
/// Of one kind, file and column at most 1,000 values are told apart, so that a hostile file cannot fill the memory.
#[derive(Clone, Debug)]
pub struct Notices {
    /// How many positions of one notice are kept.
    positions: usize,
    groups: BTreeMap<Key, (u64, Vec<Position>)>,
    values: BTreeMap<Told, usize>,
}

/// How many positions a notice keeps, unless more are asked for.
const POSITIONS: usize = 10;

/// How many values of one kind, file and column are told apart.
const VALUES: usize = 1_000;

/// What is said of the values beyond those.
const OTHERS: &str = "and other values like these, which are not told apart";

impl Default for Notices {
    fn default() -> Self {
        Self::keeping(POSITIONS)
    }
}

impl Notices {
    /// None yet; so many positions of each will be kept.
    #[must_use]
    pub fn keeping(positions: usize) -> Self {
        Self { positions, groups: BTreeMap::new(), values: BTreeMap::new() }
    }

    /// Adds one notice.
    pub fn add(&mut self, notice: Notice) {
        let mut key = (notice.file, notice.level, notice.kind, notice.column, notice.value, notice.message);
        if !self.groups.contains_key(&key) {
            let told = self.values.entry((key.0.clone(), key.2, key.3.clone())).or_default();
            if *told >= VALUES {
                (key.4, key.5) = (None, OTHERS.into());
            } else {
                *told += 1;
            }
        }
        let group = self.groups.entry(key).or_default();
        group.0 += notice.count;
        for position in notice.positions {
            keep(&mut group.1, position, self.positions);
        }
    }

    /// Adds all of another's.
    pub fn merge(&mut self, other: Self) {
        // What counts many values together takes the room of none that is told apart.
        let (others, told): (Vec<Notice>, Vec<Notice>) =
            other.into_list().into_iter().partition(|notice| *notice.message == *OTHERS);
        told.into_iter().chain(others).for_each(|notice| self.add(notice));
    }

    /// The notices: by file, errors first.
    #[must_use]
    pub fn into_list(self) -> Vec<Notice> {
        let mut list: Vec<Notice> = self
            .groups
            .into_iter()
            .map(|((file, level, kind, column, value, message), (count, positions))| Notice {
                level,
                kind,
                file,
                column,
                value,
                message,
                count,
                positions,
            })
            .collect();
        list.sort_by(|a, b| (&a.file, a.level, a.positions.first()).cmp(&(&b.file, b.level, b.positions.first())));
        list
    }
}
