//! Codes: the distinct texts of a column, each with a number, found again by the bytes themselves.

use std::collections::HashMap;
use std::hash::BuildHasher;

use foldhash::fast::RandomState;

/// A text of up to so many bytes is compared as whole words, without a call or a branch on its length.
const SHORT: usize = 32;

/// The bytes of one cell, and those around it: a short cell is read whole wherever it ends.
#[derive(Clone, Copy, Debug)]
pub struct Cell<'a> {
    around: &'a [u8],
    start: usize,
    end: usize,
}

impl<'a> Cell<'a> {
    /// The cell between two bytes of a text; empty, where there is none.
    #[must_use]
    #[inline]
    pub fn within(around: &'a [u8], start: usize, end: usize) -> Self {
        let end = end.min(around.len());
        Self { around, start: start.min(end), end }
    }

    /// Its bytes.
    #[must_use]
    #[inline]
    pub fn bytes(self) -> &'a [u8] {
        &self.around[self.start..self.end]
    }

    /// How many there are.
    #[must_use]
    #[inline]
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether there are none.
    #[must_use]
    #[inline]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Its first 32 bytes as words, the lowest byte first, with zeros behind its end.
    #[must_use]
    #[inline]
    pub fn words(self) -> [u64; 4] {
        let near = self.around.get(self.start..).unwrap_or_default();
        let words = match near.first_chunk::<SHORT>() {
            Some(chunk) => words_of(chunk),
            None => {
                let mut chunk = [0; SHORT];
                chunk[..near.len()].copy_from_slice(near);
                words_of(&chunk)
            }
        };
        let kept = &KEPT[self.len().min(SHORT)];
        [words[0] & kept[0], words[1] & kept[1], words[2] & kept[2], words[3] & kept[3]]
    }
}

impl<'a> From<&'a [u8]> for Cell<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::within(bytes, 0, bytes.len())
    }
}

#[inline]
fn words_of(chunk: &[u8; SHORT]) -> [u64; 4] {
    let (words, _) = chunk.as_chunks::<8>();
    let word = |at: usize| u64::from_le_bytes(words[at]);
    [word(0), word(1), word(2), word(3)]
}

/// For every length the bits of the words that belong to a text so long.
const KEPT: [[u64; 4]; SHORT + 1] = {
    let mut kept = [[0; 4]; SHORT + 1];
    let mut length = 0;
    while length <= SHORT {
        let mut byte = 0;
        while byte < length {
            kept[length][byte / 8] |= 0xFF << (byte % 8 * 8);
            byte += 1;
        }
        length += 1;
    }
    kept
};

#[derive(Clone, Copy, Debug)]
struct Slot {
    words: [u64; 4],
    length: u32,
    code: u32,
}

const VACANT: Slot = Slot { words: [0; 4], length: u32::MAX, code: 0 };

/// Texts and the code of each, hashed with a seed by chance.
#[derive(Clone, Debug)]
pub struct Codes {
    seed: [u64; 4],
    slots: Vec<Slot>,
    short: usize,
    long: HashMap<Box<[u8]>, u32, RandomState>,
}

impl Default for Codes {
    fn default() -> Self {
        let long = HashMap::<Box<[u8]>, u32, RandomState>::default();
        let seed = [0_u64, 1, 2, 3].map(|at| long.hasher().hash_one(at));
        Self { seed, slots: vec![VACANT; 32], short: 0, long }
    }
}

impl Codes {
    /// The code of a text, where it has one.
    #[must_use]
    #[inline]
    pub fn get(&self, cell: Cell<'_>) -> Option<u32> {
        if cell.len() > SHORT {
            return self.long.get(cell.bytes()).copied();
        }
        let slot = &self.slots[self.place(cell.words(), cell.len())];
        (slot.length != u32::MAX).then_some(slot.code)
    }

    /// Gives a text a code.
    pub fn insert(&mut self, cell: Cell<'_>, code: u32) {
        if cell.len() > SHORT {
            self.long.insert(cell.bytes().into(), code);
            return;
        }
        if (self.short + 1) * 2 > self.slots.len() {
            let twice = vec![VACANT; self.slots.len() * 2];
            for slot in std::mem::replace(&mut self.slots, twice) {
                if slot.length != u32::MAX {
                    let place = self.place(slot.words, slot.length as usize);
                    self.slots[place] = slot;
                }
            }
        }
        let place = self.place(cell.words(), cell.len());
        self.short += usize::from(self.slots[place].length == u32::MAX);
        self.slots[place] = Slot { words: cell.words(), length: u32::try_from(cell.len()).unwrap_or(0), code };
    }

    /// How many texts have one.
    #[must_use]
    pub fn len(&self) -> usize {
        self.short + self.long.len()
    }

    /// Whether none has.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Where a short text stands, or the vacant slot where it would; half of all slots are vacant.
    #[inline]
    fn place(&self, words: [u64; 4], length: usize) -> usize {
        let folded = |a: u64, b: u64| {
            let product = u128::from(a) * u128::from(b);
            (product as u64) ^ (product >> 64) as u64
        };
        let [a, b, c, d] = self.seed;
        let hash = folded(words[0] ^ a, words[1] ^ b) ^ folded(words[2] ^ c, words[3] ^ d ^ length as u64);
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let slot = &self.slots[at];
            let differs = (slot.words[0] ^ words[0])
                | (slot.words[1] ^ words[1])
                | (slot.words[2] ^ words[2])
                | (slot.words[3] ^ words[3])
                | (u64::from(slot.length) ^ length as u64);
            if differs == 0 || slot.length == u32::MAX {
                return at;
            }
            at = (at + 1) & mask;
        }
    }
}
