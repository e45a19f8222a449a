//! What a report for the public still tells of what it leaves out.

use super::places::Standing;
use crate::finding::Severity;

/// The word for a report that anybody may read.
pub const PUBLIC: &str = "public";

/// Of fewer places than this no figure of a rule that is not public is told: it would tell of each.
pub const FEWEST: u64 = 10;

/// A figure is not told more exactly than by so many places, near none and near all.
const BLUR: u64 = 3;

/// What a report for the public still tells of what it leaves out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redacted {
    /// Inventory files it rests on.
    pub files: u64,
    /// Places that sent something, those with places below them left out.
    pub places: u64,
    /// Figures by all rules; none, where there are too few places to tell them without naming one.
    pub counts: Option<Counts>,
    /// Rules that are left out, gravest first.
    pub rules: usize,
    /// Notices that are left out: how often something could not be read as meant.
    pub notices: u64,
    /// Of them, files and rows that could not be read.
    pub errors: u64,
}

/// Figures by all rules, public or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Places by standing.
    pub standings: Vec<(Standing, AtLeast)>,
    /// The rules that are not public, in the rules' order.
    pub rules: Vec<Hidden>,
}

/// A rule that is not public, over all places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hidden {
    /// Its id.
    pub id: String,
    /// Its topic.
    pub topic: String,
    /// What it asks.
    pub title: String,
    /// How grave it is.
    pub severity: Severity,
    /// Places where it is not met.
    pub not_met: AtLeast,
    /// Places where it is not answered.
    pub open: AtLeast,
}

/// A number of places, told so far as it names none: equal ends are exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct AtLeast {
    /// At least so many.
    pub low: u64,
    /// At most so many.
    pub high: u64,
}

impl AtLeast {
    /// A number of so many places, blurred near none and near all.
    pub(in crate::report) fn of(count: u64, all: u64) -> Self {
        match count {
            few if few < BLUR => Self { low: 0, high: BLUR - 1 },
            most if most + BLUR > all => Self { low: all + 1 - BLUR, high: all },
            some => Self { low: some, high: some },
        }
    }

    /// In words: `11`, `fewer than 3`, `more than 87`.
    #[must_use]
    pub fn in_words(self, number: fn(u64) -> String) -> String {
        match self {
            Self { low, high } if low == high => number(low),
            Self { low: 0, high } => format!("fewer than {}", number(high + 1)),
            Self { low, .. } => format!("more than {}", number(low - 1)),
        }
    }
}
