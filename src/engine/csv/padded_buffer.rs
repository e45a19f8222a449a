//! A buffer with room in front: what is left of the last read stays before the next, and neither is moved.

use std::ops::Deref;

/// Most records are shorter than this many bytes.
const BEFORE: usize = 1 << 12;

/// Where bytes are copied to soonest.
const LINE: usize = 64;

/// Some bytes, with room before and behind them.
#[derive(Clone, Debug, Default)]
pub(super) struct PaddedBuffer {
    room: Vec<u8>,
    from: usize,
    to: usize,
}

impl PaddedBuffer {
    /// Forgets all bytes and makes room for so many.
    pub(super) fn begin(&mut self, wanted: usize) {
        let behind = BEFORE + LINE;
        if self.room.len() < behind + wanted {
            self.room.resize(behind + wanted, 0);
        }
        // If that distance is not known, it is only slower.
        self.from = BEFORE + self.room.as_ptr().align_offset(LINE).min(LINE);
        self.to = self.from;
    }

    /// Room for this many bytes more, with no defined content.
    pub(super) fn room(&mut self, wanted: usize) -> &mut [u8] {
        let end = self.to + wanted;
        if self.room.len() < end {
            self.room.resize(end, 0);
        }
        &mut self.room[self.to..end]
    }

    /// Takes this many bytes of the room as its own.
    pub(super) fn take(&mut self, bytes: usize) {
        self.to = (self.to + bytes).min(self.room.len());
    }

    /// Adds some bytes behind.
    pub(super) fn add(&mut self, bytes: &[u8]) {
        self.room(bytes.len()).copy_from_slice(bytes);
        self.take(bytes.len());
    }

    /// Adds some bytes before.
    pub(super) fn add_before(&mut self, bytes: &[u8]) {
        match self.from.checked_sub(bytes.len()) {
            Some(from) => {
                self.room[from..self.from].copy_from_slice(bytes);
                self.from = from;
            }
            None => *self = Self::from([bytes, self].concat()),
        }
    }

    /// Forgets all bytes but the first so many.
    pub(super) fn truncate(&mut self, length: usize) {
        self.to = self.to.min(self.from + length);
    }
}

impl From<Vec<u8>> for PaddedBuffer {
    fn from(room: Vec<u8>) -> Self {
        let to = room.len();
        Self { room, from: 0, to }
    }
}

impl Deref for PaddedBuffer {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        &self.room[self.from..self.to]
    }
}
