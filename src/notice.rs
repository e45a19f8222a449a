//! Notices: something in the input that could not be read as meant, grouped and counted.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// A position in a file: line and character, both counted from 1; 0 where there is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line.
    pub line: u64,
    /// The character of the line.
    pub column: u64,
}

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
    pub file: Arc<str>,
    /// The column, where it is about one.
    pub column: Option<Arc<str>>,
    /// The value, where it is about one; shortened past 60 characters.
    pub value: Option<Arc<str>>,
    /// What is said to people: lower case, no full stop.
    pub message: Arc<str>,
    /// How often it was met.
    pub count: u64,
    /// The first ten positions, in order.
    pub positions: Vec<Position>,
}

impl fmt::Display for Notice {
    /// One line as compilers and editors have it: `file:line:column: level: message (and 3 more)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(at) = self.positions.first().filter(|at| at.line > 0) {
            write!(f, ":{}", at.line)?;
            if at.column > 0 {
                write!(f, ":{}", at.column)?;
            }
        }
        write!(f, ": {}: {}", self.level.name(), self.message)?;
        match self.count {
            0 | 1 => Ok(()),
            more => write!(f, " ({} more like it)", more - 1),
        }
    }
}

type Key = (Arc<str>, Level, &'static str, Option<Arc<str>>, Option<Arc<str>>, Arc<str>);

/// All notices of a run, grouped by kind, file, column, value and wording; merging is order-free.
#[derive(Clone, Debug, Default)]
pub struct Notices {
    groups: BTreeMap<Key, (u64, Vec<Position>)>,
}

/// How many positions a notice keeps.
const POSITIONS: usize = 10;

impl Notices {
    /// Adds one notice.
    pub fn add(&mut self, notice: Notice) {
        let key = (notice.file, notice.level, notice.kind, notice.column, notice.value, notice.message);
        let group = self.groups.entry(key).or_default();
        group.0 += notice.count;
        for position in notice.positions {
            if let Err(at) = group.1.binary_search(&position)
                && at < POSITIONS
            {
                group.1.insert(at, position);
                group.1.truncate(POSITIONS);
            }
        }
    }

    /// Adds all of another's.
    pub fn merge(&mut self, other: Self) {
        other.into_list().into_iter().for_each(|notice| self.add(notice));
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

/// A value shortened for a message: at most 60 characters, control characters as spaces.
#[must_use]
pub fn shortened(value: &str) -> String {
    let mut short: String = value.chars().take(60).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if value.chars().nth(60).is_some() {
        short.push_str("...");
    }
    short
}

/// The nearest of some names by edits and letters in common; `None` where none is near.
#[must_use]
pub fn nearest<'a>(name: &str, among: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = name.to_lowercase();
    among
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}
