//! Notices: something in the input that could not be read as meant, grouped and counted; their English is in `message`.

mod kind;
mod message;
mod notices;
mod place_message;

pub(crate) use kind::{Answers, Code, Elsewhere, Hidden, Kind};
pub use notices::Notices;

use std::fmt;
use std::sync::Arc;

use crate::words::position::{Position, SheetName};
use crate::words::spelling::shortened;

/// How much a notice weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// A file or a row could not be read: the run exits 2.
    Error,
    /// Something was treated as blank, restored or left out; it counts under `--strict`.
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
    /// What kind of trouble, with all that its sentence says.
    pub(crate) kind: Kind,
    /// The file, as reports name it.
    pub file: SheetName,
    /// The column, where it is about one.
    pub column: Option<Arc<str>>,
    /// The value, where it is about one; shortened past 60 characters.
    pub value: Option<Arc<str>>,
    /// How often it was met.
    pub count: u64,
    /// The first ten positions, in order, or as many as were asked for.
    pub positions: Vec<Position>,
}

impl fmt::Display for Notice {
    /// One line as compilers and editors have it: `file:line:column: level: message (and 3 more)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file.at(self.positions.first().copied().unwrap_or_default()))?;
        write!(f, ": {}: {}", self.level.name(), self.kind)?;
        match self.count {
            0 | 1 => Ok(()),
            more => write!(f, " ({} more like it)", more - 1),
        }
    }
}

impl Notice {
    /// A notice with a count of 1 and the usual level of its kind; the default position means no position.
    pub(crate) fn new(kind: impl Into<Kind>, file: &SheetName, at: Position) -> Self {
        let kind = kind.into();
        Self {
            level: kind.code().level(),
            kind,
            file: file.clone(),
            column: None,
            value: None,
            count: 1,
            positions: if at == Position::default() { Vec::new() } else { vec![at] },
        }
    }

    /// A notice about one cell.
    pub(crate) fn of_cell(kind: impl Into<Kind>, file: &SheetName, column: &str, value: &str, at: Position) -> Self {
        Self { column: Some(column.into()), value: Some(shortened(value).into()), ..Self::new(kind, file, at) }
    }

    /// What kind of trouble, for programs: two or three words with hyphens.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.kind.code().name()
    }

    /// The sentence for people: lower case, no full stop.
    #[must_use]
    pub fn message(&self) -> String {
        self.kind.to_string()
    }

    /// Takes in another that differs in its count and positions only; else gives it back.
    pub(crate) fn take(&mut self, other: Self, most: usize) -> Option<Self> {
        let same = (self.level, &self.kind, &self.column, &self.value, &self.file)
            == (other.level, &other.kind, &other.column, &other.value, &other.file);
        if !same {
            return Some(other);
        }
        self.count += other.count;
        other.positions.into_iter().for_each(|position| notices::keep(&mut self.positions, position, most));
        None
    }
}
