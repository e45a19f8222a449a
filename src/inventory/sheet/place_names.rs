//! The texts that name the places of rows, and what each means; each is resolved once a thread.

use std::collections::HashSet;
use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use prefetch_index::prefetch_index;

use crate::engine::interner::{Cell, Interner};
use crate::inventory::places::memo::Known;

/// So many texts are kept before they are forgotten: more than any country has places. What is forgotten is learned again, text by text.
const KEPT: usize = 1 << 20;

/// Stands for no place.
pub(super) const NOWHERE: u32 = u32::MAX;

/// A text of up to this many bytes, such as a FIPS code, is packed with its length and its code into one number.
const SHORT: usize = 5;

/// Bits of a short text and its length.
const KEY: u32 = 43;

/// The key of a text that is not short.
const LONG: u64 = u64::MAX;

/// Short texts and the code of each: so few bytes that they stay near, however many places there are.
#[derive(Debug)]
struct Short {
    seed: u64,
    /// Above the bits of a text its code, counted from 1; 0 where there is none.
    slots: Vec<u64>,
    /// How many slots there are is two to the power of 64 less this.
    shift: u32,
    texts: usize,
}

impl Default for Short {
    fn default() -> Self {
        Self { seed: RandomState::default().hash_one(SHORT) | 1, slots: vec![0; 2], shift: 63, texts: 0 }
    }
}

impl Short {
    /// The slot where a text is looked for first.
    #[inline]
    fn home(&self, key: u64) -> usize {
        (key.wrapping_mul(self.seed) >> self.shift) as usize
    }

    #[inline]
    fn get(&self, key: u64) -> Option<u32> {
        let mut at = self.home(key);
        loop {
            let slot = *self.slots.get(at)?;
            if slot << (64 - KEY) == key << (64 - KEY) && slot != 0 {
                return Some((slot >> KEY) as u32 - 1);
            }
            if slot == 0 {
                return None;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    /// Gives a text a code if it has none; what does not fit is resolved again every time.
    fn insert(&mut self, key: u64, code: u32) {
        if u64::from(code) + 1 >= 1 << (64 - KEY) {
            return;
        }
        self.texts += 1;
        // At least half of all slots are vacant.
        if self.texts * 2 > self.slots.len() {
            let more = vec![0; self.slots.len() * 2];
            self.shift -= 1;
            let slots = std::mem::replace(&mut self.slots, more);
            slots.into_iter().filter(|slot| *slot != 0).for_each(|slot| self.put(slot));
        }
        self.put(key | u64::from(code + 1) << KEY);
    }

    fn put(&mut self, slot: u64) {
        let mut at = self.home(slot & ((1 << KEY) - 1));
        while self.slots[at] != 0 {
            at = (at + 1) & (self.slots.len() - 1);
        }
        self.slots[at] = slot;
    }
}

/// The texts that one thread has met in a sheet.
#[derive(Debug, Default)]
pub(super) struct Names {
    short: Short,
    codes: Interner,
    /// All texts, one behind the other, and where each ends.
    texts: Vec<u8>,
    ends: Vec<usize>,
    known: Vec<Known>,
    /// The places of those of which there is nothing to say, and [`NOWHERE`] for the others.
    pub(super) places: Vec<u32>,
    /// Places, and names that agree with the ids next to them.
    pub(super) agreed: HashSet<(u32, u32), RandomState>,
}

impl Names {
    /// The key of a text, by which it is looked up.
    #[inline]
    pub(super) fn key(cell: Cell<'_>) -> u64 {
        let [word] = cell.words::<1>();
        if cell.len() <= SHORT { word | (cell.len() as u64) << (8 * SHORT) } else { LONG }
    }

    /// The number of a text, by its key.
    #[inline]
    pub(super) fn code<'a>(&mut self, key: u64, cell: impl Fn() -> Cell<'a>) -> u32 {
        let code = if key == LONG { self.codes.get(cell()) } else { self.short.get(key) };
        code.unwrap_or_else(|| self.learn(key, cell()))
    }

    /// Asks for the memory of texts ahead of [`Names::code`], by their keys.
    #[inline]
    pub(super) fn ask_for(&self, keys: &[u64]) {
        keys.iter().for_each(|key| prefetch_index(&self.short.slots, self.short.home(*key)));
    }

    #[cold]
    fn learn(&mut self, key: u64, cell: Cell<'_>) -> u32 {
        let code = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        if key == LONG {
            self.codes.insert(cell, code);
        } else {
            self.short.insert(key, code);
        }
        self.texts.extend_from_slice(cell.bytes());
        self.ends.push(self.texts.len());
        self.known.push(Known::Nothing);
        self.places.push(NOWHERE);
        code
    }

    /// What a text was taken for.
    pub(super) fn known(&mut self, code: u32, ask: impl FnOnce(&[u8]) -> Known) -> Known {
        if matches!(self.known[code as usize], Known::Nothing) {
            let known = ask(self.text(code));
            if let Known::Plain(place) = known {
                self.places[code as usize] = place;
            }
            self.known[code as usize] = known;
        }
        self.known[code as usize].clone()
    }

    /// A text by its number.
    pub(super) fn text(&self, code: u32) -> &[u8] {
        let code = code as usize;
        let begin = code.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.texts[begin..self.ends[code]]
    }

    /// Ends a piece, and forgets all texts where there are too many.
    pub(super) fn forget(&mut self) {
        if self.ends.len() > KEPT || self.agreed.len() > KEPT {
            *self = Self::default();
        }
    }
}
