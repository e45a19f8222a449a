//! The order in which the places are set free.

use super::Slope;
use super::bounds::Slopes;

/// Where a place starts and the slopes of its hull just above and below.
#[derive(Clone, Copy)]
pub(super) struct Start {
    pub(super) offer: usize,
    pub(super) slopes: Slopes,
}

/// The places not yet free, nearest first: by the slope above the start
/// falling, and by the slope below it rising.
pub(super) struct Waiting {
    by_up: Vec<usize>,
    by_down: Vec<usize>,
    next_up: usize,
    next_down: usize,
    pub(super) free: Vec<bool>,
    upward: bool,
}

impl Waiting {
    /// Puts all places that have a slope in order. None is free yet.
    pub(super) fn new(starts: &[Start]) -> Self {
        let having = |side: fn(Slopes) -> Option<Slope>| {
            let all = starts.iter().enumerate();
            all.filter_map(|(place, start)| Some((place, side(start.slopes)?))).collect::<Vec<_>>()
        };
        let (mut up, mut down) = (having(|slopes| slopes.up), having(|slopes| slopes.down));
        up.sort_by(|left, right| right.1.compare(left.1));
        down.sort_by(|left, right| left.1.compare(right.1));
        Self {
            by_up: up.into_iter().map(|(place, _)| place).collect(),
            by_down: down.into_iter().map(|(place, _)| place).collect(),
            next_up: 0,
            next_down: 0,
            free: vec![false; starts.len()],
            upward: true,
        }
    }

    /// The nearest slopes of the places not yet free.
    pub(super) fn slopes(&mut self, starts: &[Start]) -> Slopes {
        self.skip_free();
        let slopes = |place: Option<&usize>| place.map(|&place| starts[place].slopes);
        Slopes {
            up: slopes(self.by_up.get(self.next_up)).and_then(|slopes| slopes.up),
            down: slopes(self.by_down.get(self.next_down)).and_then(|slopes| slopes.down),
        }
    }

    /// The next place to set free, in turn from above and from below.
    pub(super) fn next(&mut self) -> Option<usize> {
        self.skip_free();
        let up = self.by_up.get(self.next_up);
        let down = self.by_down.get(self.next_down);
        let place = *if self.upward { up.or(down) } else { down.or(up) }?;
        self.upward = !self.upward;
        Some(place)
    }

    /// Moves both positions past the places that are free already.
    fn skip_free(&mut self) {
        let is_free = |place: Option<&usize>| place.is_some_and(|&place| self.free[place]);
        while is_free(self.by_up.get(self.next_up)) {
            self.next_up += 1;
        }
        while is_free(self.by_down.get(self.next_down)) {
            self.next_down += 1;
        }
    }
}
