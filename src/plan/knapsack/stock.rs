//! What a long search does in between: look for a better answer, and for places that are alike.
//!
//! The paper that the search follows has neither.

use std::collections::BTreeMap;

use super::bounds::{Move, State};
use super::search::Search;

impl Search<'_> {
    /// Looks for a better answer and for places that have no possible move or
    /// the same possible moves. That takes a while, so it is done only after
    /// as many states were tried as there are offers, and then each time four
    /// times as many were.
    pub(super) fn take_stock(&mut self, states: &[State]) {
        self.finish(states);
        let mut groups: BTreeMap<Vec<(i128, i128)>, Vec<usize>> = BTreeMap::new();
        for place in 0..self.offers.len() {
            if self.waiting.free[place] {
                continue;
            }
            let moves = self.possible_moves(place, 1);
            self.waiting.free[place] = moves.is_empty();
            let key = moves.iter().map(|change| (change.cost, change.value)).collect();
            groups.entry(key).or_default().push(place);
        }
        self.groups = groups.into_values().collect();
        for (index, group) in self.groups.iter().enumerate() {
            for &place in group {
                self.group_of[place] = Some(index);
            }
        }
    }

    /// Sets a place free and all others that can make the same moves.
    pub(super) fn free_alike(&mut self, place: usize) -> Vec<usize> {
        self.waiting.free[place] = true;
        let Some(group) = self.group_of[place] else {
            return vec![place];
        };
        let alike = std::mem::take(&mut self.groups[group]);
        for &place in &alike {
            self.waiting.free[place] = true;
        }
        alike
    }

    /// Finishes every state as well as one more change of a place not yet
    /// free can, to find a better answer early. The paper does not do this;
    /// it matters when values are nearly proportional to costs, because then
    /// only an answer that costs nearly the whole budget prunes anything.
    /// True if it did.
    pub(super) fn finish(&mut self, states: &[State]) -> bool {
        let moves = self.best_moves();
        let value = self.incumbent.value;
        let mut improved = None;
        let mut reach = moves.len();
        let budget = i128::from(self.budget);
        for &state in states {
            // The states get dearer, so the moves that fit get cheaper.
            let room = budget.saturating_sub_unsigned(state.cost);
            while reach > 0 && moves[reach - 1].cost > room {
                reach -= 1;
            }
            let Some(change) = moves[..reach].last() else {
                break;
            };
            if self.improve(state.after(change, 1)) {
                improved = Some((state.trail, *change));
            }
        }
        if let Some((trail, change)) = improved {
            let (from, to) = self.store_changes(&change, &[change.place]);
            self.incumbent.trail = Some(self.remember(trail, from, to));
        }
        self.incumbent.value > value
    }

    /// All moves of places not yet free, the cheapest first, without those
    /// worth no more than a cheaper one.
    fn best_moves(&self) -> Vec<Move> {
        let waiting = (0..self.offers.len()).filter(|&place| !self.waiting.free[place]);
        let mut moves: Vec<Move> = waiting.flat_map(|place| self.moves(place)).collect();
        moves.sort_by(|left, right| left.cost.cmp(&right.cost).then(right.value.cmp(&left.value)));
        let mut highest = i128::MIN;
        moves.retain(|change| {
            let better = change.value > highest;
            highest = highest.max(change.value);
            better
        });
        moves
    }
}
