//! Which choice to buy at each place so that a budget does the most good.
//!
//! This is the multiple-choice knapsack problem: one choice a place, one
//! budget, the highest total value. The search is in `search`; this file
//! holds what goes in, what comes out, and the two simpler answers, the
//! choices of one place worth a look and the curve of value against money.

mod bounds;
mod search;
mod stock;
mod waiting;

use std::cmp::{Ordering, Reverse};

/// One way to spend money at a place: what it costs and what it is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// The cost, in whole cents. Any `u64`.
    pub cost: u64,
    /// The worth, in any whole unit, the same for all places. Any `u64`.
    pub value: u64,
}

/// What to buy, what it comes to, and how sure that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution {
    /// For each place, in the order given, the index of its choice in the
    /// list given, or `None` to buy nothing there.
    pub picks: Vec<Option<usize>>,
    /// The sum of the costs, in cents. Never more than the budget.
    pub cost: u64,
    /// The sum of the values.
    pub value: u128,
    /// Whether the answer is proved.
    pub proved: Proof,
}

/// How sure a [`Solution`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// No other answer is worth more, and none worth as much costs less.
    Best,
    /// The search reached its [`Limit`]. No answer is worth more than the
    /// one found by more than this many units of value. With 0 the value is
    /// proved, but the same value may be had for less money.
    Within(u128),
}

/// How much work and memory the search may use. Both are counts, not times,
/// so the same limit gives the same answer on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// How many decisions the search may remember, of 12 bytes each. A
    /// sixteenth as many part-way answers, of 48 bytes each, may be open at a
    /// time, and while a place is tried about five such lists are held. The
    /// default comes to at most about 110 megabytes. More than 2^30 counts as
    /// 2^30.
    pub kept: usize,
    /// How many part-way answers may be looked at. The default takes about a
    /// second.
    pub tried: u64,
}

impl Default for Limit {
    fn default() -> Self {
        Self { kept: 4_000_000, tried: 35_000_000 }
    }
}

/// One step of the curve that [`frontier`] draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The index of the place that changes.
    pub place: usize,
    /// The index of the choice it changes to.
    pub choice: usize,
    /// The cost of all places together after the step, in cents.
    pub cost: u128,
    /// The value of all places together after the step.
    pub value: u128,
}

/// A choice of one place with its index in the caller's list, or the implied
/// choice to buy nothing, which has no index.
#[derive(Debug, Clone, Copy)]
struct Offer {
    index: Option<usize>,
    cost: u64,
    value: u64,
}

/// A rise of a place's hull from the point before `to` up to `to`. Both the
/// money and the value are more than 0.
#[derive(Debug, Clone, Copy)]
struct Rise {
    place: usize,
    to: usize,
    slope: Slope,
}

/// A value for an amount of money. Kept as two whole numbers because a
/// quotient would have to be rounded. Both are more than 0.
#[derive(Debug, Clone, Copy)]
struct Slope {
    value: u64,
    cost: u64,
}

impl Slope {
    /// The slope of the line from one offer to a dearer, better one.
    fn between(low: Offer, high: Offer) -> Self {
        Self { value: high.value - low.value, cost: high.cost - low.cost }
    }

    /// Compares two slopes by cross-multiplication, which is exact.
    fn compare(self, other: Self) -> Ordering {
        let left = u128::from(self.value) * u128::from(other.cost);
        let right = u128::from(other.value) * u128::from(self.cost);
        left.cmp(&right)
    }
}

/// Picks one choice a place, or nothing there, so that the costs fit the
/// budget and the value is highest; among equal values the cheapest; among
/// those always the same one for the same input.
///
/// `budget` is in cents. A place with no choices, or with none that fits,
/// gets nothing. Choosing nothing costs 0 and is worth 0; a choice of cost 0
/// that is worth more takes its place. A choice that costs 0 and is worth 0
/// is never picked.
///
/// The answer is proved, and then a larger budget never gives less value,
/// unless the search reaches the limit. That can happen when very many
/// different mixes come within a hair of the upper bound and none meets it:
/// for instance when all choices are worth nearly the same a cent and no sum
/// of costs comes close to the budget. Then the best answer found is given
/// with its distance from the upper bound, and a larger budget might give
/// slightly less value than a smaller one did.
#[must_use]
pub fn best(places: &[Vec<Choice>], budget: u64, limit: Limit) -> Solution {
    let mut offers: Vec<Vec<Offer>> = places.iter().map(|choices| affordable(choices, budget)).collect();
    let (cost_unit, value_unit) = units(&offers);
    for offer in offers.iter_mut().flatten() {
        offer.cost /= cost_unit;
        offer.value /= value_unit;
    }
    let found = search::search(&offers, budget / cost_unit, limit);
    let picks = found.picks.iter().zip(&offers).map(|(&pick, list)| list[pick].index).collect();
    let proved = match found.proved {
        Proof::Best => Proof::Best,
        Proof::Within(gap) => Proof::Within(gap * u128::from(value_unit)),
    };
    Solution { picks, cost: found.cost * cost_unit, value: found.value * u128::from(value_unit), proved }
}

/// The choices of one place that can ever be best, as indices into `choices`,
/// sorted by cost. Each is worth more than every choice that costs the same
/// or less, and more than nothing. Of equal choices the first is kept.
#[must_use]
pub fn efficient(choices: &[Choice]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..choices.len()).collect();
    order.sort_by_key(|&index| (choices[index].cost, Reverse(choices[index].value)));
    let mut highest = 0;
    order.retain(|&index| {
        let better = choices[index].value > highest;
        highest = highest.max(choices[index].value);
        better
    });
    order
}

/// The curve of value against money over all places, for drawing.
///
/// The choices worth something for free come first, place by place, at cost
/// 0. Then come the steps of the concave hulls of all places, the steepest
/// first, that is by value per cent; equal ones in the order of the places.
/// Each step is exact: no answer that costs as much or less is worth more.
/// Between the steps the straight line is an upper bound.
#[must_use]
pub fn frontier(places: &[Vec<Choice>]) -> Vec<Step> {
    let offers: Vec<Vec<Offer>> = places.iter().map(|choices| affordable(choices, u64::MAX)).collect();
    let (mut cost, mut value) = (0, 0);
    let mut steps = Vec::new();
    for (place, list) in offers.iter().enumerate() {
        if let Some(Offer { index: Some(choice), value: free, .. }) = list.first() {
            value += u128::from(*free);
            steps.push(Step { place, choice: *choice, cost, value });
        }
    }
    for rise in rises(&offers) {
        cost += u128::from(rise.slope.cost);
        value += u128::from(rise.slope.value);
        if let Some(choice) = offers[rise.place][rise.to].index {
            steps.push(Step { place: rise.place, choice, cost, value });
        }
    }
    steps
}

/// The efficient offers of a place within the budget, the cheapest first.
/// The first costs 0; costs and values rise strictly.
fn affordable(choices: &[Choice], budget: u64) -> Vec<Offer> {
    let mut offers = vec![Offer { index: None, cost: 0, value: 0 }];
    for index in efficient(choices) {
        let Choice { cost, value } = choices[index];
        if cost == 0 {
            offers.clear();
        }
        if cost <= budget {
            offers.push(Offer { index: Some(index), cost, value });
        }
    }
    offers
}

/// The greatest common divisors of all costs and of all values, at least 1.
/// Dividing by them changes nothing but makes the bounds tighter, because
/// they are rounded down to whole units.
fn units(offers: &[Vec<Offer>]) -> (u64, u64) {
    let all = || offers.iter().flatten();
    let cost = all().fold(0, |divisor, offer| common_divisor(divisor, offer.cost));
    let value = all().fold(0, |divisor, offer| common_divisor(divisor, offer.value));
    (cost.max(1), value.max(1))
}

/// The greatest common divisor, by Euclid. That of 0 and a number is the
/// number.
fn common_divisor(mut left: u64, mut right: u64) -> u64 {
    while right != 0 {
        (left, right) = (right, left % right);
    }
    left
}

/// The rises of the concave hulls of all places, the steepest first. Those
/// of one place stay in order, since a hull gets flatter as it goes up.
fn rises(offers: &[Vec<Offer>]) -> Vec<Rise> {
    let mut rises = Vec::new();
    for (place, list) in offers.iter().enumerate() {
        for pair in hull(list).windows(2) {
            let slope = Slope::between(list[pair[0]], list[pair[1]]);
            rises.push(Rise { place, to: pair[1], slope });
        }
    }
    rises.sort_by(|left, right| right.slope.compare(left.slope));
    rises
}

/// The offers on the upper concave hull of one place. Offers on a straight
/// line between two others are kept, since more points mean smaller steps.
fn hull(offers: &[Offer]) -> Vec<usize> {
    let mut kept: Vec<usize> = Vec::new();
    for (index, &offer) in offers.iter().enumerate() {
        while let [.., before, last] = kept[..] {
            let into = Slope::between(offers[before], offers[last]);
            let out_of = Slope::between(offers[last], offer);
            if into.compare(out_of).is_ge() {
                break;
            }
            kept.pop();
        }
        kept.push(index);
    }
    kept
}
