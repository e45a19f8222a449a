//! Part-way answers, the moves between them, and the bounds on what can come of them.

use std::cmp::Ordering;

use super::Slope;

/// A part-way answer: an offer for each free place, the starting offer for
/// every other. The sums are over all places. The cost may exceed the budget,
/// as a place set free later can bring it down again.
#[derive(Clone, Copy)]
pub(super) struct State {
    pub(super) cost: u128,
    pub(super) value: u128,
    /// Where the decisions that led here are stored.
    pub(super) trail: u32,
    /// The move taken last, while it is not yet stored: an index into the
    /// moves being tried, or `STAY`.
    pub(super) step: u32,
}

impl State {
    /// The cheaper first; among equal costs the more valuable first.
    pub(super) fn by_cost(&self, other: &Self) -> Ordering {
        self.cost.cmp(&other.cost).then(other.value.cmp(&self.value))
    }

    /// The state after so many places make a move.
    pub(super) fn after(self, change: &Move, times: usize) -> Self {
        let times = times as i128;
        Self {
            cost: self.cost.saturating_add_signed(change.cost * times),
            value: self.value.saturating_add_signed(change.value * times),
            ..self
        }
    }
}

/// The trail of a state with the starting offer at every place.
pub(super) const START: u32 = u32::MAX;

/// The step of a state that keeps the starting offer.
pub(super) const STAY: u32 = u32::MAX;

/// A change of one place, or the same change of several places at once, and
/// what it adds to the cost and the value. Both sums rise or both fall.
#[derive(Clone, Copy)]
pub(super) struct Move {
    pub(super) place: usize,
    pub(super) offer: usize,
    pub(super) cost: i128,
    pub(super) value: i128,
}

impl Move {
    /// The value for the money of the move, up or down.
    pub(super) fn slope(&self) -> Slope {
        let size = |sum: i128| u64::try_from(sum.unsigned_abs()).unwrap_or(u64::MAX);
        Slope { value: size(self.value), cost: size(self.cost) }
    }
}

/// How fast value can change outside the free places. `up` is the most value
/// an extra cent buys (`None`: money buys nothing more); `down` is the least
/// value a saved cent loses (`None`: nothing can be saved).
#[derive(Clone, Copy)]
pub(super) struct Slopes {
    pub(super) up: Option<Slope>,
    pub(super) down: Option<Slope>,
}

impl Slopes {
    /// Whether a state may come to this value at no more than this cost, by
    /// the bound that the slopes give. Exact in whole numbers.
    ///
    /// Outside the free places every change upward gains at most `up` a cent
    /// and every change downward loses at least `down` a cent, and `up` is
    /// never more than `down`. So with money left the most to gain is the
    /// money times `up`, and with money short the least to lose is the lack
    /// times `down`.
    #[inline]
    pub(super) fn may_reach(self, state: State, value: u128, cost: u64) -> bool {
        let cost = u128::from(cost);
        if state.cost <= cost {
            let Some(need) = value.checked_sub(state.value).filter(|&need| need > 0) else {
                return true;
            };
            // The money left is less than 2^64, so the first product fits; if
            // the second does not, it is the larger.
            return self.up.is_some_and(|up| {
                let gain = (cost - state.cost) * u128::from(up.value);
                product(need, up.cost).is_some_and(|need| need <= gain)
            });
        }
        let (Some(spare), Some(down)) = (state.value.checked_sub(value), self.down) else {
            return false;
        };
        let lack = state.cost - cost;
        match (product(spare, down.cost), product(lack, down.value)) {
            (Some(spare), Some(loss)) => loss <= spare,
            (None, Some(_)) => true,
            (Some(_), None) => false,
            (None, None) => lack <= scaled(spare, down.cost, down.value),
        }
    }

    /// These slopes and those of some moves.
    pub(super) fn with(mut self, moves: &[Move]) -> Self {
        for change in moves {
            let slope = change.slope();
            if change.cost > 0 && self.up.is_none_or(|up| slope.compare(up).is_gt()) {
                self.up = Some(slope);
            }
            if change.cost < 0 && self.down.is_none_or(|down| slope.compare(down).is_lt()) {
                self.down = Some(slope);
            }
        }
        self
    }

    /// The most value a state may come to within the budget.
    pub(super) fn upper_bound(self, state: State, budget: u64) -> u128 {
        let budget = u128::from(budget);
        if state.cost <= budget {
            let gain = self.up.map_or(0, |up| scaled(budget - state.cost, up.value, up.cost));
            return state.value.saturating_add(gain);
        }
        // Rounding the loss down keeps the bound on the safe side.
        let loss = |down: Slope| scaled(state.cost - budget, down.value, down.cost);
        self.down.map_or(0, |down| state.value.saturating_sub(loss(down)))
    }
}

/// A product, if it fits. Nearly all amounts are small, and then this is much
/// faster than a checked multiplication.
fn product(amount: u128, times: u64) -> Option<u128> {
    match u64::try_from(amount) {
        Ok(amount) => Some(u128::from(amount) * u128::from(times)),
        Err(_) => amount.checked_mul(u128::from(times)),
    }
}

/// `amount * times / over`, rounded down, without overflow on the way. An
/// answer too large is given as the largest number.
fn scaled(amount: u128, times: u64, over: u64) -> u128 {
    let (times, over) = (u128::from(times), u128::from(over));
    let whole = (amount / over).saturating_mul(times);
    whole.saturating_add(amount % over * times / over)
}
/// Merges two sorted lists of states and keeps those worth more than all that
/// cost the same or less.
pub(super) fn merged(left: &[State], right: &[State]) -> Vec<State> {
    let mut kept: Vec<State> = Vec::with_capacity(left.len() + right.len());
    let (mut left, mut right) = (left.iter().peekable(), right.iter().peekable());
    loop {
        let from_right = match (left.peek(), right.peek()) {
            (Some(left), Some(right)) => right.by_cost(left).is_lt(),
            (left, _) => left.is_none(),
        };
        let Some(&state) = (if from_right { right.next() } else { left.next() }) else {
            return kept;
        };
        if kept.last().is_none_or(|last| state.value > last.value) {
            kept.push(state);
        }
    }
}
