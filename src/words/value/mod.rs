//! What a cell can say: kinds of values, and the values themselves.

pub mod calendar;
mod day;
mod exact;
mod version;

pub use day::{Day, Span};
pub use exact::Exact;
pub use version::Version;

use std::fmt;
use std::sync::Arc;

/// The kinds of values a column or an expression may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Free text.
    Text,
    /// A word of a closed list.
    Category,
    /// A whole number.
    Integer,
    /// A decimal number, of at most six places in a cell.
    Number,
    /// Yes or no.
    Boolean,
    /// A day of the calendar.
    Date,
    /// A version, compared part by part.
    Version,
}

impl Kind {
    /// Its name with an article, for messages.
    #[must_use]
    pub fn described(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Category => "a category",
            Self::Integer => "a whole number",
            Self::Number => "a number",
            Self::Boolean => "yes or no",
            Self::Date => "a date",
            Self::Version => "a version",
        }
    }

    /// Its name, one word.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Category => "category",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::Version => "version",
        }
    }

    /// Whether columns of this kind keep their distinct words (*coded*) or a number a row (*direct*).
    #[must_use]
    pub fn is_coded(self) -> bool {
        match self {
            Self::Text | Self::Category | Self::Boolean | Self::Version => true,
            Self::Integer | Self::Number | Self::Date => false,
        }
    }
}

/// One value; `Null` is what the records do not say.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Unknown.
    Null,
    /// Text, or a category's word.
    Text(Arc<str>),
    /// A number, whole or not.
    Number(Exact),
    /// Yes or no.
    Boolean(bool),
    /// A day.
    Date(Day),
    /// A version.
    Version(Arc<Version>),
}

impl Value {
    /// Text as a value.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Text(Arc::from(text))
    }

    /// Its text, where it is text.
    #[must_use]
    pub fn as_text(&self) -> Option<&Arc<str>> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// Its number, where it is one.
    #[must_use]
    pub fn as_number(&self) -> Option<Exact> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    /// Its day, where it is one.
    #[must_use]
    pub fn as_day(&self) -> Option<Day> {
        if let Self::Date(day) = self { Some(*day) } else { None }
    }

    /// The count it is, where it is a whole number from 0.
    #[must_use]
    pub fn as_count(&self) -> Option<u64> {
        self.as_number()?.to_integer().and_then(|number| u64::try_from(number).ok())
    }

    /// Whether it is unknown.
    #[must_use]
    pub fn is_null(&self) -> bool {
        *self == Self::Null
    }

    /// The number that stands for it in a direct column, where it has one.
    #[must_use]
    pub fn to_direct(&self, kind: Kind) -> Option<i64> {
        match (self, kind) {
            (Self::Number(number), Kind::Number) => number.times(Exact::from(PLACES))?.to_integer(),
            (Self::Number(number), _) => number.to_integer(),
            (Self::Null | Self::Text(_) | Self::Boolean(_) | Self::Date(_) | Self::Version(_), _) => None,
        }
    }

    /// The value that a number in a direct column stands for.
    #[must_use]
    pub fn from_direct(number: i64, kind: Kind) -> Self {
        match kind {
            _ if number == ABSENT => Self::Null,
            Kind::Number => Exact::new(i128::from(number), i128::from(PLACES)).map_or(Self::Null, Self::Number),
            Kind::Integer | Kind::Text | Kind::Category | Kind::Boolean | Kind::Date | Kind::Version => {
                Self::Number(Exact::from(number))
            }
        }
    }
}

/// What a direct column holds where the value is unknown.
pub const ABSENT: i64 = i64::MIN;

/// What a column of days holds where the value is unknown.
pub const NO_DAY: i32 = i32::MIN;

/// A number column holds millionths.
pub const PLACES: i64 = 1_000_000;

/// One column of a batch.
#[derive(Clone, Copy, Debug)]
pub enum Cells<'a> {
    /// A code a row, into the words of the column; code 0 is unknown.
    Coded(&'a [u32]),
    /// A number a row; [`ABSENT`] is unknown.
    Direct(&'a [i64]),
    /// A day a row, as days since 1970; [`NO_DAY`] is unknown.
    Days(&'a [i32]),
}

impl Cells<'_> {
    /// Whether a row has a value.
    #[must_use]
    pub fn is_known(&self, row: usize) -> bool {
        match self {
            Self::Coded(codes) => codes.get(row).is_some_and(|code| *code != 0),
            Self::Direct(numbers) => numbers.get(row).is_some_and(|number| *number != ABSENT),
            Self::Days(days) => days.get(row).is_some_and(|day| *day != NO_DAY),
        }
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Coded(codes) => codes.len(),
            Self::Direct(numbers) => numbers.len(),
            Self::Days(days) => days.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => Ok(()),
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => number.fmt(f),
            Self::Boolean(true) => f.write_str("yes"),
            Self::Boolean(false) => f.write_str("no"),
            Self::Date(day) => day.fmt(f),
            Self::Version(version) => f.write_str(version.as_str()),
        }
    }
}
