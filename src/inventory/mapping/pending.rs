//! Notices of a block that is not committed yet, in order and counted.

use crate::diagnostic::{Notice, Notices};
use crate::words::position::Position;

/// With so many of the last ones each is compared: what is said of many rows follows itself.
const COMPARED: usize = 8;

/// What is said of a piece.
#[derive(Debug)]
pub(crate) struct Said {
    list: Vec<Notice>,
    /// How many positions of each are kept.
    positions: usize,
}

impl Said {
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

    /// Adds a notice that is said of a cell for the first time; its number.
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
    pub(crate) fn tell(&mut self, notices: &mut Notices) {
        self.list.drain(..).for_each(|notice| notices.add(notice));
    }
}
