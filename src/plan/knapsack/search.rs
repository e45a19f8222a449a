//! The search of the multiple-choice knapsack solver.
//!
//! It follows D. Pisinger, "A minimal algorithm for the multiple-choice
//! knapsack problem", European Journal of Operational Research 83 (1995),
//! 394-410. The problem is first solved as if choices could be bought in
//! part, which the concave hulls make easy: take the steepest rises until one
//! does not fit. The places are then set free one by one, those first whose
//! next or last rise is nearest to the slope where the money ran out. After
//! each place only those part-way answers stay that no other beats and whose
//! upper bound beats the best answer found. Nearly all runs end after a few
//! places, with nothing left to try.
//!
//! Four things differ from the paper. The steepest rises are found by sorting,
//! because there are at most a few hundred thousand. A part-way answer also
//! stays if it might give the same value for less money, because the cheapest
//! of the best answers is wanted. Places that can make the same moves are
//! decided together, because prices that are the same everywhere make many
//! places alike. And a long search now and then tries to finish all part-way
//! answers with one move each, because a better answer prunes more.

use super::bounds::{Move, START, STAY, Slopes, State, merged};
use super::waiting::{Start, Waiting};
use super::{Limit, Offer, Proof, Slope, rises};

/// The best answer found, in the units of the offers searched.
pub(super) struct Found {
    /// For each place the position of its offer.
    pub(super) picks: Vec<usize>,
    pub(super) cost: u64,
    pub(super) value: u128,
    pub(super) proved: Proof,
}

/// The best complete answer so far. Its picks are those of `filled` or, when
/// there is a trail, the starting offers changed along the trail.
pub(super) struct Incumbent {
    pub(super) cost: u64,
    pub(super) value: u128,
    pub(super) trail: Option<u32>,
    pub(super) filled: Vec<usize>,
}

/// What is tried next: these places make one of the moves together, or none.
/// The moves are those of the first place; the others have the same.
struct Step<'a> {
    places: &'a [usize],
    moves: Vec<Move>,
}

/// Trails are stored in 32 bits, so the search may never keep more.
const MOST_KEPT: usize = 1 << 30;

/// A search under way.
pub(super) struct Search<'a> {
    pub(super) offers: &'a [Vec<Offer>],
    pub(super) budget: u64,
    limit: Limit,
    starts: Vec<Start>,
    /// The slope where the money ran out, if it did.
    broken: Option<Slope>,
    /// The cost and the value of all starting offers together.
    start: State,
    pub(super) waiting: Waiting,
    /// Places not yet free that can make just the same moves, and for each
    /// place the index of its group.
    pub(super) groups: Vec<Vec<usize>>,
    pub(super) group_of: Vec<Option<usize>>,
    decisions: Vec<Decision>,
    changes: Vec<Change>,
    pub(super) incumbent: Incumbent,
    tried: u64,
}

/// Finds the best offers. Each list must start with an offer of cost 0, and
/// its costs and values must rise strictly.
pub(super) fn search(offers: &[Vec<Offer>], budget: u64, limit: Limit) -> Found {
    let mut search = Search::begin(offers, budget, limit);
    let proved = search.run();
    Found { picks: search.picks(), cost: search.incumbent.cost, value: search.incumbent.value, proved }
}

impl<'a> Search<'a> {
    /// Takes the steepest rises until one does not fit: the starting offers.
    /// Then takes every later rise that still fits, for a first answer.
    fn begin(offers: &'a [Vec<Offer>], budget: u64, limit: Limit) -> Self {
        let none = Slopes { up: None, down: None };
        let mut starts = vec![Start { offer: 0, slopes: none }; offers.len()];
        let mut value = offers.iter().flat_map(|list| list.first()).map(|offer| u128::from(offer.value)).sum();
        let mut left = budget;
        let rises = rises(offers);
        let mut taken = 0;
        for rise in &rises {
            if rise.slope.cost > left {
                break;
            }
            left -= rise.slope.cost;
            value += u128::from(rise.slope.value);
            let slopes = Slopes { up: None, down: Some(rise.slope) };
            starts[rise.place] = Start { offer: rise.to, slopes };
            taken += 1;
        }
        let start = State { cost: u128::from(budget - left), value, trail: START, step: STAY };
        let mut filled: Vec<usize> = starts.iter().map(|start| start.offer).collect();
        let mut closed = vec![false; offers.len()];
        for rise in &rises[taken..] {
            let start = &mut starts[rise.place];
            start.slopes.up = start.slopes.up.or(Some(rise.slope));
            if closed[rise.place] || rise.slope.cost > left {
                closed[rise.place] = true;
                continue;
            }
            left -= rise.slope.cost;
            value += u128::from(rise.slope.value);
            filled[rise.place] = rise.to;
        }
        Self {
            offers,
            budget,
            limit,
            waiting: Waiting::new(&starts),
            groups: Vec::new(),
            group_of: vec![None; offers.len()],
            starts,
            broken: rises.get(taken).map(|rise| rise.slope),
            start,
            decisions: Vec::new(),
            changes: Vec::new(),
            incumbent: Incumbent { cost: budget - left, value, trail: None, filled },
            tried: 0,
        }
    }

    /// Sets places free until no state is left that might be better.
    fn run(&mut self) -> Proof {
        let mut states = vec![self.start];
        let mut next_stock = self.offers.iter().map(|list| list.len() as u64).sum();
        loop {
            let around = self.waiting.slopes(&self.starts);
            states.retain(|&state| self.hopeful(state, around));
            if states.is_empty() {
                return Proof::Best;
            }
            if self.tried > next_stock {
                next_stock = self.tried.saturating_mul(4);
                self.take_stock(&states);
                continue;
            }
            let Some(place) = self.waiting.next() else {
                return Proof::Best;
            };
            let alike = self.free_alike(place);
            if let Err(highest) = self.settle(&alike, &mut states) {
                return Proof::Within(highest.saturating_sub(self.incumbent.value));
            }
        }
    }

    /// Tries all that places with the same possible moves can do together.
    /// The places must be free already. When the limit is reached, gives an
    /// upper bound on the value of all answers.
    ///
    /// The places can swap their moves, so let those that lose the most come
    /// first. Then all places before one lose at least as much as it does,
    /// and only moves that so many places could make are possible for it.
    /// Mostly one move is soon left, along the slope where the money ran out.
    /// Then only the number of places that make it matters, and any number is
    /// a sum of bundles of 1, 2, 4 and so on and what remains.
    fn settle(&mut self, alike: &[usize], states: &mut Vec<State>) -> Result<(), u128> {
        let outside = self.waiting.slopes(&self.starts);
        let mut before = outside.with(&self.possible_moves(alike[0], 1));
        let mut bundle = 1;
        let mut done = 0;
        while done < alike.len() {
            let moves = self.possible_moves(alike[done], done + 1);
            if moves.is_empty() {
                return Ok(());
            }
            let mut count = 1;
            if moves.len() == 1 {
                count = (alike.len() - done).min(bundle);
                bundle *= 2;
            }
            let step = Step { places: &alike[done..done + count], moves };
            done += count;
            let after = if done < alike.len() { outside.with(&step.moves) } else { outside };
            let Some(mut candidates) = self.expand_or_finish(&step, states, before, after) else {
                let bounds = states.iter().map(|&state| before.upper_bound(state, self.budget));
                return Err(bounds.max().unwrap_or(0));
            };
            self.store(&step, &mut candidates);
            *states = candidates;
            before = after;
        }
        Ok(())
    }

    /// The moves of a place that could be part of a better answer if `times`
    /// places make them, judged by the one slope where the money ran out,
    /// which bounds all places.
    pub(super) fn possible_moves(&self, place: usize, times: usize) -> Vec<Move> {
        let slopes = Slopes { up: self.broken, down: self.broken };
        let mut moves = self.moves(place);
        moves.retain(|change| self.hopeful(self.start.after(change, times), slopes));
        moves
    }

    /// All moves of a place away from its starting offer.
    pub(super) fn moves(&self, place: usize) -> Vec<Move> {
        let list = &self.offers[place];
        let start = self.starts[place].offer;
        let change = |(offer, to): (usize, &Offer)| Move {
            place,
            offer,
            cost: i128::from(to.cost) - i128::from(list[start].cost),
            value: i128::from(to.value) - i128::from(list[start].value),
        };
        list.iter().enumerate().filter(|&(offer, _)| offer != start).map(change).collect()
    }

    /// Expands the states. If they are too many, first looks for a better
    /// answer, with which there may be fewer.
    fn expand_or_finish(
        &mut self,
        step: &Step,
        states: &mut Vec<State>,
        before: Slopes,
        after: Slopes,
    ) -> Option<Vec<State>> {
        let candidates = self.expand(step, states, after);
        if candidates.is_some() || !self.finish(states) {
            return candidates;
        }
        states.retain(|&state| self.hopeful(state, before));
        self.expand(step, states, after)
    }

    /// Lets the places make each move together, or none, from every state.
    /// Gives the hopeful results, sorted, none beaten by another. Gives
    /// nothing when the limit was reached.
    fn expand(&mut self, step: &Step, states: &[State], slopes: Slopes) -> Option<Vec<State>> {
        let mut improved = None;
        let candidates = self.candidates(step, states, slopes, &mut improved);
        if let Some(state) = improved {
            let (from, to) = self.store_changes(&step.moves[state.step as usize], step.places);
            self.incumbent.trail = Some(self.remember(state.trail, from, to));
        }
        let most = self.limit.kept.min(MOST_KEPT);
        candidates.filter(|candidates| self.decisions.len() + candidates.len() <= most)
    }

    /// The results of [`Search::expand`]. Sets `improved` to the state that
    /// became the best answer, if one did; its trail is not yet stored.
    fn candidates(
        &mut self,
        step: &Step,
        states: &[State],
        slopes: Slopes,
        improved: &mut Option<State>,
    ) -> Option<Vec<State>> {
        let mut candidates: Vec<State> = states.to_vec();
        candidates.retain(|&state| self.hopeful(state, slopes));
        let mut moved = Vec::new();
        for (index, change) in step.moves.iter().enumerate() {
            self.tried = self.tried.saturating_add(states.len() as u64);
            if self.tried > self.limit.tried {
                return None;
            }
            moved.clear();
            for &state in states {
                let next = State { step: index as u32, ..state.after(change, step.places.len()) };
                if self.improve(next) {
                    *improved = Some(next);
                }
                if self.hopeful(next, slopes) {
                    moved.push(next);
                }
            }
            candidates = merged(&candidates, &moved);
            if candidates.len() > self.limit.kept / 16 {
                return None;
            }
        }
        Some(candidates)
    }

    /// Stores the moves that led to the candidates.
    fn store(&mut self, step: &Step, candidates: &mut [State]) {
        let stored: Vec<_> = step.moves.iter().map(|change| self.store_changes(change, step.places)).collect();
        for state in candidates {
            if let Some(&(from, to)) = stored.get(state.step as usize) {
                state.trail = self.remember(state.trail, from, to);
                state.step = STAY;
            }
        }
    }

    /// Stores the changes of a move made by several places alike.
    pub(super) fn store_changes(&mut self, change: &Move, places: &[usize]) -> (u32, u32) {
        let from = self.changes.len() as u32;
        for &place in places {
            let same = |other: &&Move| other.cost == change.cost && other.value == change.value;
            if let Some(own) = self.moves(place).iter().find(same) {
                self.changes.push(Change { place: place as u32, offer: own.offer as u32 });
            }
        }
        (from, self.changes.len() as u32)
    }

    /// Stores a decision and gives its trail.
    pub(super) fn remember(&mut self, before: u32, from: u32, to: u32) -> u32 {
        self.decisions.push(Decision { before, from, to });
        (self.decisions.len() - 1) as u32
    }

    /// Takes over the cost and the value of a state if it is an answer worth
    /// more than the best so far, or as much for less. True if so; then the
    /// caller must set the trail.
    pub(super) fn improve(&mut self, state: State) -> bool {
        let best = &mut self.incumbent;
        let cheaper = state.value == best.value && state.cost < u128::from(best.cost);
        let better = state.value > best.value || cheaper;
        match u64::try_from(state.cost) {
            Ok(cost) if better && cost <= self.budget => {
                (best.cost, best.value) = (cost, state.value);
                true
            }
            _ => false,
        }
    }

    /// Whether a state may lead to more value than the best answer within
    /// the budget, or to as much for less money.
    #[inline]
    fn hopeful(&self, state: State, slopes: Slopes) -> bool {
        let Incumbent { cost, value, .. } = self.incumbent;
        slopes.may_reach(state, value + 1, self.budget) || cost > 0 && slopes.may_reach(state, value, cost - 1)
    }

    /// The offers of the best answer.
    fn picks(&self) -> Vec<usize> {
        let Some(mut trail) = self.incumbent.trail else {
            return self.incumbent.filled.clone();
        };
        let mut picks: Vec<usize> = self.starts.iter().map(|start| start.offer).collect();
        while let Some(decision) = self.decisions.get(trail as usize) {
            for change in &self.changes[decision.from as usize..decision.to as usize] {
                picks[change.place as usize] = change.offer as usize;
            }
            trail = decision.before;
        }
        picks
    }
}

/// One decision that led to a state: the changes from `from` up to `to`. The
/// decisions before it are at `before`.
#[derive(Clone, Copy)]
struct Decision {
    before: u32,
    from: u32,
    to: u32,
}

/// One place takes this offer instead of its starting offer.
#[derive(Clone, Copy)]
struct Change {
    place: u32,
    offer: u32,
}
