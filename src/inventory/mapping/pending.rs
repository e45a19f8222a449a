//! Notices of a block that is not committed yet, in order and counted.

use crate::diagnostic::{Notice, Notices};
use crate::words::position::Position;

/// Each is compared with this many of the last ones: notices on many rows tend to repeat.
const COMPARED: usize = 8;

/// The notices on a piece.
#[derive(Debug)]
pub(crate) struct BlockNotices {
    list: Vec<Notice>,
    /// How many positions of each are kept.
    positions: usize,
}

impl BlockNotices {
    pub(crate) fn keeping(positions: usize) -> Self {
        Self { list: Vec::new(), positions }
    }

    /// Adds a notice.
    pub(crate) fn add(&mut self, mut notice: Notice) {
        for near in self.list.iter_mut().rev().take(COMPARED) {
            match near.take(notice, self.positions) {
                None => return,
                Some(other) => notice = other,
            }
        }
        self.list.push(notice);
    }

    /// Adds a notice on a cell for the first time; returns its number.
    pub(crate) fn first(&mut self, notice: Notice) -> usize {
        self.list.push(notice);
        self.list.len() - 1
    }

    /// Says one of them again, of a cell further on.
    pub(crate) fn again(&mut self, number: usize, at: impl FnOnce() -> Position) {
        if let Some(notice) = self.list.get_mut(number) {
            notice.count += 1;
            if notice.positions.len() < self.positions {
                notice.positions.push(at());
            }
        }
    }

    /// Hands them all over.
    pub(crate) fn hand_over(&mut self, notices: &mut Notices) {
        self.list.drain(..).for_each(|notice| notices.add(notice));
    }
}
