//! Plans: what a budget should buy first, by what an audit would say afterwards.

mod apply;
mod case;
mod costs;
mod funds;
pub mod knapsack;
mod links;
mod money;
mod place;
mod solve;
mod touch;
pub mod v1;

pub use apply::{Lost, apply};
pub use funds::{Fund, Funds};
pub use money::{Range, cents, dollars};
pub use place::{Buy, PlacePlan, When};
pub use solve::{NoPlan, plan};
pub use touch::Units;

use crate::diagnostic::Notice;
use crate::limits::reports::{ACTIONS_ON_A_ROW, LINKED_ACTIONS};
use crate::rules::Per;
use crate::words::value::Day;

/// What a plan is asked for, besides records, rules and prices.
#[derive(Clone, Debug)]
pub struct Question {
    /// The money there is.
    pub money: Money,
    /// The day by which everything must have arrived, where there is one.
    pub until: Option<Day>,
    /// Whether pages show the curve of risk against money and nothing else.
    pub curve_only: bool,
    /// How many years of upkeep the money must cover.
    pub upkeep_years: u32,
    /// Two letters each; all states, where empty.
    pub states: Vec<String>,
    /// The one place asked about, by its id, with all below it.
    pub focus: Option<String>,
}

/// The money there is.
#[derive(Clone, Debug)]
pub enum Money {
    /// So many cents for all places together.
    Budget(u64),
    /// Funds of their own for states or places.
    Funds(Funds),
}

/// How an action stands in a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It costs nothing.
    Free,
    /// It has a price.
    Priced,
    /// No price of it is known.
    Unpriced,
    /// It cannot arrive in time.
    Late,
    /// A layer of the rules turned it off.
    Off,
}

impl Standing {
    /// Its word in plans.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Priced => "priced",
            Self::Unpriced => "unpriced",
            Self::Late => "late",
            Self::Off => "off",
        }
    }
}

/// An action as a plan has it.
#[derive(Clone, Debug, PartialEq)]
pub struct ActionLine {
    /// Its id.
    pub id: String,
    /// What is done, as an order.
    pub title: String,
    /// How it stands.
    pub standing: Standing,
    /// Why it is turned off, where it is.
    pub off: Option<String>,
    /// What its price is for.
    pub per: Per,
    /// The registered voters that a polling place serves at the most, where polling places are not stated.
    pub voters_each: Option<u64>,
    /// What one costs, in cents, upkeep not counted.
    pub each: Option<Range>,
    /// What one costs a year afterwards, in cents.
    pub upkeep: Option<Range>,
    /// What one is.
    pub unit: String,
    /// Where the price can be looked up.
    pub source: String,
    /// The year of the price.
    pub price_of: Option<i32>,
    /// Why it is done in this way.
    pub why: String,
    /// The day it arrives, where it is decided on the day of the plan.
    pub arrives_on: Day,
}

/// Something that a plan could not count or price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounded {
    /// What it is.
    pub kind: Gap,
    /// The action that it is about, by its place among the plan's.
    pub action: Option<usize>,
    /// Places.
    pub places: u64,
    /// Rows there, and what they stand for.
    pub rows: Units,
    /// The registered voters of those of the places that state them; `None` where none does.
    pub voters: Option<u64>,
}

/// Why something could not be counted or priced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// No price is known.
    NoPrice,
    /// It cannot arrive in time.
    Late,
    /// Rows state no quantity, so that nobody knows how many to buy.
    NoQuantity,
    /// Polling places are not stated: there is at most one for each machine.
    NoPollingPlaces,
    /// The place states no registered voters, so that nothing can be weighed there.
    NoVoters,
    /// The records do not say whether it is needed.
    NotSaid,
    /// A replacement is paid for already, and not bought twice.
    PaidFor,
}

impl Gap {
    /// Its word in plans.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NoPrice => "no-price",
            Self::Late => "late",
            Self::NoQuantity => "no-quantity",
            Self::NoPollingPlaces => "no-polling-places",
            Self::NoVoters => "no-voters",
            Self::NotSaid => "not-said",
            Self::PaidFor => "paid-for",
        }
    }
}

/// What is bought at low prices, or at high ones.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bought {
    /// What it costs, in cents.
    pub spent: u64,
    /// How much risk it takes away, in registered voters times points of risk, times [`VALUE`].
    pub value: u128,
    /// By how much, in the same measure, a better plan might beat it; 0 where it is proved the best.
    pub gap: u128,
    /// What the next 10,000 dollars would take away in the same measure.
    pub next: u128,
    /// The registered voters of the places where something is bought; `None` where none of them states any.
    pub voters: Option<u64>,
    /// Those places.
    pub places: u64,
}

/// Values are whole numbers of thousandths of a point of risk for one registered voter.
pub const VALUE: u32 = 1_000;

/// A point of the curve of risk against money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// Cents.
    pub cost: u128,
    /// As [`Bought::value`].
    pub value: u128,
}

/// A finished plan.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The day of the audit that it rests on.
    pub as_of: Day,
    /// What was asked.
    pub question: Question,
    /// The actions, in the order of the rules.
    pub actions: Vec<ActionLine>,
    /// The places where an action has something to do, those that gain most first.
    pub places: Vec<PlacePlan>,
    /// All cents there are.
    pub budget: u64,
    /// What is bought at low prices.
    pub low: Bought,
    /// What is bought at high prices.
    pub high: Bought,
    /// What places weigh times the low end of their risk today, over all places, as [`Bought::value`].
    pub risk: u128,
    /// The registered voters of all places that state them.
    pub voters: u64,
    /// What all places weigh together: their registered voters, or 1 for an only place that states none.
    pub weight: u64,
    /// Whether the plan is about one place, so that nothing is weighed against another.
    pub is_one_place: bool,
    /// Whether actions share what they buy for the same polling places anywhere.
    pub shares_polling_places: bool,
    /// The cheapest purchase that lowers a known risk, at low prices and at high ones, where there is one.
    pub cheapest: [Option<Cheapest>; 2],
    /// The curve at low prices and at high ones, over all places together.
    pub frontier: [Vec<Point>; 2],
    /// What could not be counted or priced.
    pub bounded: Vec<Bounded>,
    /// What became of each fund, where there are funds.
    pub funds: Vec<FundLine>,
    /// The rules: their name and version.
    pub ruleset: String,
    /// All that could not be read as meant.
    pub notices: Vec<Notice>,
    /// The files that it rests on, each with what it is and its SHA-256.
    pub files: Vec<(&'static str, String, String)>,
}

/// The cheapest purchase that lowers a known risk anywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cheapest {
    /// Cents.
    pub cost: u64,
    /// The place, with its state.
    pub place: String,
    /// What is bought there, by its place among the plan's actions.
    pub actions: Vec<usize>,
}

/// A fund and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct FundLine {
    /// The state or place.
    pub of: String,
    /// Cents that can be spent: with the match, and none once its last day is over.
    pub available: u64,
    /// Cents spent at low prices, and at high ones.
    pub spent: Range,
    /// The last day to spend it, where there is one.
    pub spend_by: Option<Day>,
    /// Whether that day is over.
    pub is_over: bool,
    /// Places that it would be for, had they no fund of their own.
    pub passed_over: u64,
}

/// Why no plan can be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The rules have no actions.
    #[error("{0} has no actions: add [[action]] to it, or extend the baseline, which has some")]
    NoActions(String),
    /// An action on places writes what rules about other rows read.
    #[error(
        "action {action} writes a column of places that {rule} or the completeness of lists reads; a plan cannot judge that"
    )]
    ReachesRows {
        /// The action.
        action: String,
        /// The rule.
        rule: String,
    },
    /// A rule notices too many actions at once.
    #[error("{rule} {ACTIONS_ON_A_ROW}")]
    TooManyTogether {
        /// The rule.
        rule: String,
    },
    /// Too many actions of a place hang together.
    #[error("at {place} {LINKED_ACTIONS}")]
    TooManyLinked {
        /// The place.
        place: String,
    },
}
