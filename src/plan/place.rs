//! What a plan says of one place: its risk before and after, and what is bought there.

use std::sync::Arc;

use super::money::Range;
use crate::audit::Interval;

/// When an action is taken at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// It costs nothing: do it now.
    Free,
    /// At low prices and at high ones.
    Always,
    /// Only at low prices.
    IfCheap,
    /// Only at high prices, where the money no longer reaches for something else.
    IfDear,
    /// The money does not reach for it.
    NotReached,
}

impl When {
    /// Its word in plans.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Always => "always",
            Self::IfCheap => "if-cheap",
            Self::IfDear => "if-dear",
            Self::NotReached => "not-reached",
        }
    }

    /// Whether it is taken at low prices, and at high ones.
    #[must_use]
    pub fn taken(self) -> [bool; 2] {
        match self {
            Self::Free | Self::Always => [true, true],
            Self::IfCheap => [true, false],
            Self::IfDear => [false, true],
            Self::NotReached => [false, false],
        }
    }
}

/// An action at a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Buy {
    /// The action, by its place among the plan's.
    pub action: usize,
    /// How many: at the fewest and at the most.
    pub units: Range,
    /// What they cost, in cents, with the upkeep that was asked for.
    pub cost: Range,
    /// What they cost a year afterwards, in cents, where that is known.
    pub upkeep: Option<Range>,
    /// When it is taken.
    pub when: When,
}

/// A place in a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct PlacePlan {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Arc<str>,
    /// The two letters of its state, where anything tells.
    pub state: Option<Arc<str>>,
    /// Its registered voters, where known.
    pub voters: Option<u64>,
    /// Its risk as it is.
    pub before: Interval,
    /// Its risk once what is bought at high prices is there.
    pub after: Interval,
    /// The same of what is bought at low prices.
    pub after_if_cheap: Interval,
    /// What there is to do, in the order of the rules.
    pub buys: Vec<Buy>,
    /// The actions that are taken at low prices, and at high ones, as bits.
    pub(super) taken: [u64; 2],
    /// Its place in the list of places.
    pub(super) index: usize,
}

impl PlacePlan {
    /// Its name with its state: `Adams County, OH`.
    #[must_use]
    pub fn called(&self) -> String {
        self.state.as_ref().map_or_else(|| self.name.to_string(), |state| format!("{}, {state}", self.name))
    }

    /// What is spent here, in cents: at low prices, and at high ones.
    #[must_use]
    pub fn spent(&self) -> Range {
        let sum = |end: usize, of: fn(&Buy) -> u64| {
            self.buys.iter().filter(|buy| buy.when.taken()[end]).map(of).fold(0, u64::saturating_add)
        };
        Range { low: sum(0, |buy| buy.cost.low), high: sum(1, |buy| buy.cost.high) }
    }
}
