//! The limits that a user can meet: how much is taken, what is said of more, and what becomes of the rest. Code and docs read them here.

pub mod files;
pub mod reports;
pub mod rules;
pub mod workbooks;

use std::fmt;

use crate::words::digits::grouped;

/// One limit.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Limit {
    /// What the code calls it.
    pub name: &'static str,
    /// What is limited, in plain words.
    pub of: &'static str,
    /// The most that is taken.
    pub most: u64,
    unit: Unit,
    /// What is said of more, with `{}` for the figure.
    said: &'static str,
    /// What becomes of the rest.
    pub rest: &'static str,
}

/// What a limit is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Unit {
    Bytes,
    /// What `of` names.
    Count,
}

impl Limit {
    /// The most that is taken, as a length.
    #[must_use]
    pub const fn size(&self) -> usize {
        self.most as usize
    }

    /// The figure as people read it: `16 MB`, `5,000,000`.
    #[must_use]
    pub fn figure(&self) -> String {
        let (number, unit) = match self.unit {
            Unit::Count => (self.most, ""),
            Unit::Bytes if self.most.is_multiple_of(1 << 30) => (self.most >> 30, " GB"),
            Unit::Bytes if self.most.is_multiple_of(1 << 20) => (self.most >> 20, " MB"),
            Unit::Bytes => (self.most, " bytes"),
        };
        grouped(number) + unit
    }
}

impl fmt::Display for Limit {
    /// What is said of more.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said.replace("{}", &self.figure()))
    }
}

/// Declares limits, and the list of all of them.
macro_rules! limits {
    ($($name:ident = $most:expr, $unit:ident: $of:literal, $said:literal, $rest:literal;)+) => {
        $(
            #[doc = $of]
            pub const $name: Limit = Limit {
                name: stringify!($name),
                of: $of,
                most: $most,
                unit: Unit::$unit,
                said: $said,
                rest: $rest,
            };
        )+

        /// All limits declared here, in order.
        pub const ALL: &[&Limit] = &[$(&$name),+];
    };
}
use limits;

/// All limits, under what they are limits of.
pub const LIMITS: [(&str, &[&Limit]); 4] = [
    ("Files of records", files::ALL),
    ("Workbooks", workbooks::ALL),
    ("Rules, mappings and other files that people write", rules::ALL),
    ("Reports, plans and scripts", reports::ALL),
];
