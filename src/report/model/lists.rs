//! Lists in a report: the states that lack something, everywhere or in some places.

use std::sync::Arc;

use crate::finding::Severity;
use crate::rules::law::Required;

/// The key of the list that leads every report that has it.
pub const PAPER_TRAIL: &str = "paper-trail";

/// What a list says of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Units lack it, and none is known to have it.
    Statewide,
    /// Units lack it, and others have it.
    Partial,
    /// Units lack it in the lesser way only.
    Lesser,
    /// Nothing is left but waived.
    Waived,
    /// None is known to lack it; some records do not say.
    Unknown,
    /// None lacks it.
    None,
}

impl Status {
    /// Its word in reports; a lesser one is called as the list calls its kind.
    #[must_use]
    pub fn name(self, list: &ListReport, kind: usize) -> String {
        match self {
            Self::Statewide => "statewide".to_owned(),
            Self::Partial => "partial".to_owned(),
            Self::Lesser => list.lesser_names.get(kind).map_or("lesser", String::as_str).to_owned(),
            Self::Waived => "waived".to_owned(),
            Self::Unknown => "unknown".to_owned(),
            Self::None => "none".to_owned(),
        }
    }

    /// Whether the state is one that lacks it.
    #[must_use]
    pub fn lacks(self) -> bool {
        self <= Self::Partial
    }
}

/// One state, or one place of it, on a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListLine {
    /// Two letters; empty where places tell no state.
    pub state: Arc<str>,
    /// Its name.
    pub name: Arc<str>,
    /// What the list says of it.
    pub status: Status,
    /// Its places.
    pub places: u64,
    /// Of them, those with units that lack it.
    pub places_lacking: u64,
    /// Of them, those that lack it in the lesser way only.
    pub places_lesser: u64,
    /// Of them, those that say nothing to judge by.
    pub places_without_evidence: u64,
    /// Of them, those that must be there and sent nothing that could be read.
    pub places_silent: u64,
    /// Units the list is about.
    pub units: u64,
    /// Of them, those that lack it.
    pub units_lacking: u64,
    /// Of them, those that lack it in a lesser way.
    pub units_lesser: u64,
    /// What lacks in each lesser kind, in the list's order.
    pub lesser: Vec<LesserCount>,
    /// Of them, those whose records do not say.
    pub units_unknown: u64,
    /// Of them, those that a waiver covers.
    pub units_waived: u64,
    /// Rows that a waiver covers and that state no quantity.
    pub waived_without_quantity: u64,
    /// The reasons of the waivers that cover it, each once.
    pub reasons: Vec<String>,
    /// Rows that lack it, in either way, and state no quantity.
    pub rows_without_quantity: u64,
    /// Places that such rows say they sum up.
    pub places_without_quantity: u64,
    /// Rows that the list is about and that state no quantity, whatever they say otherwise; none where a report of an earlier version, which
    /// did not count them, is made again.
    pub all_without_quantity: Option<u64>,
    /// Registered voters, where known.
    pub voters: u64,
    /// Places whose registered voters are not known; none as above.
    pub places_of_unknown_voters: Option<u64>,
    /// Registered voters in the places lacking, in either way, where known.
    pub voters_affected: u64,
    /// Places lacking, in either way, whose registered voters are not known.
    pub places_without_voters: u64,
    /// What each of its lacking rules came to, where the list has several; in the order of the list's rules.
    pub rules: Vec<ListRule>,
    /// Its places that lack it, in either way, by name.
    pub lacking: Vec<ListPlace>,
    /// Whether the state's law asks for it, where a list is one that law speaks of.
    pub law: Option<Required>,
}

impl ListLine {
    /// A state's two letters, or its name.
    #[must_use]
    pub fn letters(&self) -> &str {
        if self.state.is_empty() { &self.name } else { &self.state }
    }

    /// The gravest kind of lesser lack that is there, by its place among the list's.
    #[must_use]
    pub fn lesser_kind(&self) -> usize {
        self.lesser.iter().position(|kind| kind.units + kind.rows_without_quantity > 0).unwrap_or(0)
    }

    /// Registered voters in the places lacking; none where no such place tells them.
    pub(crate) fn voters_in_them(&self) -> Option<u64> {
        (self.voters_affected > 0 || self.places_without_voters == 0).then_some(self.voters_affected)
    }
}

/// What lacks in one lesser kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LesserCount {
    /// Units.
    pub units: u64,
    /// Rows that state no quantity.
    pub rows_without_quantity: u64,
}

/// What one rule of a list came to in a state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListRule {
    /// The rule, by its place among the list's.
    pub rule: usize,
    /// Places where it is not met.
    pub places: u64,
    /// What it judged there and elsewhere: units of its table, or places where it is about places.
    pub units: u64,
    /// Of them, those that fail it.
    pub units_failing: u64,
    /// Failing rows that state no quantity and are not among the units.
    pub rows_without_quantity: u64,
}

/// A place on a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListPlace {
    /// Its id.
    pub id: Arc<str>,
    /// Its name.
    pub name: Arc<str>,
    /// Units that lack it, in either way.
    pub units_lacking: u64,
    /// Units the list is about.
    pub units: u64,
    /// Registered voters, where known.
    pub voters: Option<u64>,
    /// The lacking rules that are not met there, where the list has several, by their places among its rules.
    pub rules: Vec<usize>,
}

/// A lacking rule of a list that has several, in the words of its pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedRule {
    /// Its id.
    pub id: String,
    /// How grave it is.
    pub severity: Severity,
    /// What is said of what fails it: a verb phrase.
    pub unmet: String,
    /// What it judges: one, and many.
    pub unit: (&'static str, &'static str),
}

/// A list, state by state.
#[derive(Clone, Debug, PartialEq)]
pub struct ListReport {
    /// Its key.
    pub key: String,
    /// What is lacking, in the plural, where the rules file has words for it.
    pub name: Option<String>,
    /// What is said of units that lack it.
    pub lacks: String,
    /// What the kinds of lesser lack are called, the gravest first.
    pub lesser_names: Vec<String>,
    /// Its lacking rules, where there are several: each has words and units of its own.
    pub rules: Vec<ListedRule>,
    /// Whether its units are places: because its rules speak of places, or of units of several kinds.
    pub of_places: bool,
    /// What its units are: one, and many.
    pub unit: (&'static str, &'static str),
    /// Whether all its rules are public: then its places may be published by name.
    pub public: bool,
    /// The states: those that lack it first, by units.
    pub states: Vec<ListLine>,
    /// The places without a state together, which are no state.
    pub not_placed: Option<Box<ListLine>>,
    /// The places that have records of their own and places below them, together: they are in no state's figures.
    pub not_added: Option<Box<ListLine>>,
}
