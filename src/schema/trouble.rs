//! What is wrong with a cell that does not fit its column, and what would put it right.

use std::borrow::Cow;
use std::sync::Arc;

use super::{Column, End};
use crate::words::spelling::shortened;
use crate::words::value::{Day, Kind, Value};

/// Why a cell could not be read as its column means it.
#[derive(Clone, Debug, PartialEq)]
pub struct Trouble {
    pub(crate) cell: Arc<BadCell>,
    /// What the cell is read as all the same, where its meaning is clear enough; else it is unknown.
    pub taken: Option<Value>,
}

/// A cell that does not fit its column.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct BadCell {
    pub(crate) column: &'static str,
    /// What is in it, shortened.
    pub(crate) written: String,
    pub(crate) fault: Fault,
    pub(crate) fix: Option<Fix>,
}

impl BadCell {
    /// Whether it is no number, and nothing says what it may mean.
    pub(crate) fn is_no_number(&self) -> bool {
        let numbers = [Kind::Integer, Kind::Number].map(Kind::described);
        self.fix.is_none() && matches!(self.fault, Fault::IsNot(wanted) if numbers.contains(&wanted))
    }
}

/// What is wrong with a cell.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Fault {
    TooNarrow,
    NotUtf8,
    FailedFormula,
    NotKnown,
    /// What the column is about is not there, or not yet.
    NotThere,
    /// Read as this word all the same.
    ReadAs(&'static str),
    /// A tick where one of several words should be.
    WhichOne,
    /// A mark that is a yes to some and a no to others.
    YesAndNo,
    IsNot(&'static str),
    BelowZero,
    TooLarge,
    NeitherYesNorNo,
    SeveralVersions,
    NoDayNamed,
    OutOfRange,
    YearOfTwoDigits,
    NoMonth(u32),
    NoDay {
        year: u32,
        month: u32,
        day: u32,
    },
    Ahead {
        as_of: Day,
    },
    /// Read as a day all the same; with the form in which it would be exact.
    NotExact {
        day: Day,
        bound: Bound,
        form: Fix,
    },
    NoCve,
    /// Read as CVEs all the same: the first few, and how many more.
    ReadAsCves {
        first: Vec<String>,
        more: usize,
        has_rest: bool,
    },
}

/// Which day of a time is taken for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Bound {
    First,
    Last,
    Audit,
}

/// What would put something right that was written wrong.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Fix {
    DidYouMean(Cow<'static, str>),
    /// The day with the month where it belongs.
    IfYouMean(Day),
    Write(Cow<'static, str>),
    OrWrite(Cow<'static, str>),
    /// A day, a month or a year.
    WriteDate,
    OneOf(Vec<&'static str>),
    /// Said of the cell already.
    YesOrNo,
    /// A column that is not known may be one of these, and should be called so.
    IfItHolds(Vec<&'static str>),
    /// The column that it may be is read from another.
    ReadElsewhere(&'static str),
}

impl Fix {
    /// How a date is written in a column.
    pub(super) fn date(end: End) -> Self {
        match end {
            End::First | End::Last => Self::WriteDate,
            End::Neither => Self::Write("the day (2026-04-15)".into()),
        }
    }
}

impl Trouble {
    /// The trouble with a cell that is unknown.
    pub(crate) fn new(column: &Column, text: &str, fault: Fault, fix: Option<Fix>) -> Self {
        let cell = BadCell { column: column.name, written: shortened(text), fault, fix };
        Self { cell: Arc::new(cell), taken: None }
    }
}
