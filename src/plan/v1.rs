//! The JSON plan, `pollworthy.plan/1`: fields may be added, none may change. Money is in dollars.

use serde::{Deserialize, Serialize};

use super::{Money, Plan, Range};
use crate::audit::Interval;
use crate::words::value::Day;

/// The name of the format.
pub const FORMAT: &str = "pollworthy.plan/1";

/// A sum at low prices and at high ones, in dollars.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dollars {
    low: f64,
    high: f64,
}

/// Whole units, at the fewest and at the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    low: u64,
    high: u64,
}

/// A JSON plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Document {
    schema: String,
    tool: crate::report::v1::Tool,
    as_of: Day,
    until: Option<Day>,
    ruleset: String,
    upkeep_years: u32,
    budget: f64,
    spent: Dollars,
    /// Registered voters times points of risk, over all places; points alone for an only place that states no voters.
    risk: Risk,
    kinds: Vec<Kind>,
    actions: Vec<Action>,
    jurisdictions: Vec<Place>,
    frontier: Frontier,
    next_10000: Gained,
    /// By how much a better plan might beat this one; 0 where it is proved the best.
    unproved: Gained,
    bounded: Vec<Bounded>,
    funds: Vec<Fund>,
    files: Vec<File>,
    /// What could not be read, and cells that were taken as blank.
    notices: Vec<Trouble>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Risk {
    voters: u64,
    weight: u64,
    before: f64,
    after_low_prices: f64,
    after_high_prices: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Gained {
    low_prices: f64,
    high_prices: f64,
}

/// An action of the rules, and how it stands in the plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Kind {
    id: String,
    title: String,
    standing: String,
    off: Option<String>,
    per: String,
    unit: String,
    price: Option<Dollars>,
    upkeep_a_year: Option<Dollars>,
    price_of: Option<i32>,
    source: String,
    arrives_on: Day,
}

/// An action at a place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Action {
    jurisdiction: String,
    action: String,
    when: String,
    units: Count,
    cost: Dollars,
    upkeep_a_year: Option<Dollars>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Place {
    id: String,
    name: String,
    state: Option<String>,
    voters: Option<u64>,
    spent: Dollars,
    before: Interval,
    after: Interval,
    after_low_prices: Interval,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Frontier {
    low_prices: Vec<Point>,
    high_prices: Vec<Point>,
}

/// What so much money would take away.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Point {
    cost: f64,
    removed: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Bounded {
    kind: String,
    action: Option<String>,
    jurisdictions: u64,
    voters: Option<u64>,
    rows: u64,
    units: u64,
    rows_without_quantity: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Fund {
    of: String,
    available: f64,
    spent: Dollars,
    spend_by: Option<Day>,
    is_over: bool,
    places_with_own_fund: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Trouble {
    level: String,
    code: String,
    file: String,
    count: u64,
    message: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct File {
    role: String,
    path: String,
    sha256: String,
}

/// Cents as dollars: exact to the cent up to ninety trillion.
#[allow(clippy::cast_precision_loss, reason = "sums are far below 2^53 cents")]
fn in_dollars(cents: u128) -> f64 {
    cents as f64 / 100.0
}

/// A value in registered voters times points of risk.
#[allow(clippy::cast_precision_loss, reason = "a measure, not a sum")]
fn points(value: u128) -> f64 {
    value as f64 / f64::from(super::VALUE)
}

impl From<Range> for Dollars {
    fn from(range: Range) -> Self {
        Self { low: in_dollars(range.low.into()), high: in_dollars(range.high.into()) }
    }
}

impl From<&Plan> for Document {
    fn from(plan: &Plan) -> Self {
        let frontier = |end: usize| {
            let points_of = plan.frontier[end].iter();
            points_of.map(|point| Point { cost: in_dollars(point.cost), removed: points(point.value) }).collect()
        };
        let id = |action: usize| plan.actions.get(action).map(|action| action.id.clone()).unwrap_or_default();
        let actions = plan.places.iter().flat_map(|place| {
            place.buys.iter().map(|buy| Action {
                jurisdiction: place.id.clone(),
                action: id(buy.action),
                when: buy.when.name().to_owned(),
                units: Count { low: buy.units.low, high: buy.units.high },
                cost: buy.cost.into(),
                upkeep_a_year: buy.upkeep.map(Dollars::from),
            })
        });
        Self {
            schema: FORMAT.to_owned(),
            tool: crate::report::v1::Tool::THIS,
            as_of: plan.as_of,
            until: plan.question.until,
            ruleset: plan.ruleset.clone(),
            upkeep_years: plan.question.upkeep_years,
            budget: in_dollars(plan.budget.into()),
            spent: Range { low: plan.low.spent, high: plan.high.spent }.into(),
            risk: Risk {
                voters: plan.voters,
                weight: plan.weight,
                before: points(plan.risk),
                after_low_prices: points(plan.risk.saturating_sub(plan.low.value)),
                after_high_prices: points(plan.risk.saturating_sub(plan.high.value)),
            },
            kinds: plan.actions.iter().map(Kind::from).collect(),
            actions: actions.collect(),
            jurisdictions: plan.places.iter().map(Place::from).collect(),
            frontier: Frontier { low_prices: frontier(0), high_prices: frontier(1) },
            next_10000: Gained { low_prices: points(plan.low.next), high_prices: points(plan.high.next) },
            unproved: Gained { low_prices: points(plan.low.gap), high_prices: points(plan.high.gap) },
            bounded: plan
                .bounded
                .iter()
                .map(|one| Bounded {
                    kind: one.kind.name().to_owned(),
                    action: one.action.map(id),
                    jurisdictions: one.places,
                    voters: one.voters,
                    rows: one.rows.rows,
                    units: one.rows.units,
                    rows_without_quantity: one.rows.bare,
                })
                .collect(),
            funds: match plan.question.money {
                Money::Budget(_) => Vec::new(),
                Money::Funds(_) => plan.funds.iter().map(Fund::from).collect(),
            },
            notices: plan
                .notices
                .iter()
                .map(|notice| Trouble {
                    level: notice.level.name().to_owned(),
                    code: notice.code().to_owned(),
                    file: notice.file.to_string(),
                    count: notice.count,
                    message: notice.message(),
                })
                .collect(),
            files: plan
                .files
                .iter()
                .map(|(role, path, sha256)| File {
                    role: (*role).to_owned(),
                    path: path.clone(),
                    sha256: sha256.clone(),
                })
                .collect(),
        }
    }
}

impl From<&super::ActionLine> for Kind {
    fn from(action: &super::ActionLine) -> Self {
        Self {
            id: action.id.clone(),
            title: action.title.clone(),
            standing: action.standing.name().to_owned(),
            off: action.off.clone(),
            per: action.per.name().to_owned(),
            unit: action.unit.clone(),
            price: action.each.map(Dollars::from),
            upkeep_a_year: action.upkeep.map(Dollars::from),
            price_of: action.price_of,
            source: action.source.clone(),
            arrives_on: action.arrives_on,
        }
    }
}

impl From<&super::PlacePlan> for Place {
    fn from(place: &super::PlacePlan) -> Self {
        Self {
            id: place.id.clone(),
            name: place.name.to_string(),
            state: place.state.as_ref().map(ToString::to_string),
            voters: place.voters,
            spent: place.spent().into(),
            before: place.before,
            after: place.after,
            after_low_prices: place.after_if_cheap,
        }
    }
}

impl From<&super::FundLine> for Fund {
    fn from(fund: &super::FundLine) -> Self {
        Self {
            of: fund.of.clone(),
            available: in_dollars(fund.available.into()),
            spent: fund.spent.into(),
            spend_by: fund.spend_by,
            is_over: fund.is_over,
            places_with_own_fund: fund.passed_over,
        }
    }
}
