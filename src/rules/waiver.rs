//! Waivers: dated, owned, reasoned exceptions, in a file of their own.

use std::sync::Arc;

use crate::value::Day;

/// Why an exception was granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WaiverKind {
    /// The risk is known and borne for a time.
    AcceptedRisk,
    /// Something else stands in for what the rule asks.
    Mitigated,
    /// The record is wrong, and known to be.
    DataError,
}

impl WaiverKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::AcceptedRisk, Self::Mitigated, Self::DataError];

    /// Its word in waivers files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::AcceptedRisk => "accepted-risk",
            Self::Mitigated => "mitigated",
            Self::DataError => "data-error",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == word)
    }
}

/// One exception: a rule, and a place with all below it, or an asset, or an asset of a place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Waiver {
    /// The rule, by its place among the book's rules.
    pub rule: usize,
    /// The place, by id or name.
    pub place: Option<String>,
    /// The asset, by what tells it from others.
    pub asset: Option<String>,
    /// Why it was granted.
    pub kind: WaiverKind,
    /// The reason, in words.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// Who granted it.
    pub approved_by: Option<String>,
    /// Its last day.
    pub expires: Day,
    /// Where it is kept track of.
    pub ticket: Option<String>,
    /// The file it stands in.
    pub file: Arc<str>,
    /// The line it begins at.
    pub line: u64,
}

impl Waiver {
    /// Whether it holds on a day: its last day still counts.
    #[must_use]
    pub fn holds_on(&self, day: Day) -> bool {
        day <= self.expires
    }

    /// Where it stands, as pages name it.
    #[must_use]
    pub fn label(&self) -> String {
        format!("{}:{}", self.file, self.line)
    }
}
