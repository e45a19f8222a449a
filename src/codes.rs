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

/// Texts and the code of each, hashed with a seed by chance; small, so that it stays near.
#[derive(Clone, Debug)]
pub struct Codes {
    seed: [u64; 4],
    /// For every short text its number among them, counted from 1, above some bits of its hash and its length; 0 where there is none.
    slots: Vec<u64>,
    /// The words of all short texts, so many for each.
    words: Vec<u64>,
    stride: usize,
    codes: Vec<u32>,
    long: HashMap<Box<[u8]>, u32, RandomState>,
}

/// The bits of a slot below the number.
const TAG: u64 = 0xFFFF_FFFF;

impl Default for Codes {
    fn default() -> Self {
        let long = HashMap::<Box<[u8]>, u32, RandomState>::default();
        let seed = |at: u64| long.hasher().hash_one(at);
        let seed = [seed(0), seed(1), seed(2), seed(3)];
        Self { seed, slots: vec![0; 32], words: Vec::new(), stride: 1, codes: Vec::new(), long }
    }
}

impl Codes {
    /// The code of a text, where it has one.
    #[inline]
    #[must_use]
    pub fn get(&self, cell: Cell<'_>) -> Option<u32> {
        if cell.len() > SHORT {
            return self.long.get(cell.bytes()).copied();
        }
        let at = self.find(cell.words(), cell.len()).ok()?;
        self.codes.get(at).copied()
    }

    /// Gives a text that has none a code.
    pub fn insert(&mut self, cell: Cell<'_>, code: u32) {
        if cell.len() > SHORT {
            self.long.insert(cell.bytes().into(), code);
            return;
        }
        let wanted = cell.len().div_ceil(8).next_power_of_two();
        if wanted > self.stride {
            let wider = |words: &[u64]| (0..wanted).map(|at| words.get(at).copied().unwrap_or(0)).collect::<Vec<_>>();
            self.words = self.words.chunks(self.stride).flat_map(wider).collect();
            self.stride = wanted;
        }
        if (self.codes.len() + 1) * 3 > self.slots.len() * 2 {
            let twice = vec![0; self.slots.len() * 2];
            for slot in std::mem::replace(&mut self.slots, twice).into_iter().filter(|slot| *slot != 0) {
                let at = ((slot >> 32) as usize - 1) * self.stride;
                let mut words = [0; 4];
                words[..self.stride].copy_from_slice(&self.words[at..at + self.stride]);
                let vacant = self.vacant(self.hash(words, (slot & 0x3F) as usize));
                self.slots[vacant] = slot;
            }
        }
        let hash = self.hash(cell.words(), cell.len());
        let vacant = self.vacant(hash);
        self.codes.push(code);
        self.words.extend_from_slice(&cell.words()[..self.stride]);
        self.slots[vacant] = (self.codes.len() as u64) << 32 | tag(hash, cell.len());
    }

    /// How many texts have one.
    #[must_use]
    pub fn len(&self) -> usize {
        self.codes.len() + self.long.len()
    }

    /// Whether none has.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[inline]
    fn hash(&self, words: [u64; 4], length: usize) -> u64 {
        let folded = |a: u64, b: u64| {
            let product = u128::from(a) * u128::from(b);
            (product as u64) ^ (product >> 64) as u64
        };
        let [a, b, c, d] = self.seed;
        folded(words[0] ^ a, words[1] ^ b) ^ folded(words[2] ^ c, words[3] ^ d ^ length as u64)
    }

    /// Where among the short texts one stands.
    #[inline]
    fn find(&self, words: [u64; 4], length: usize) -> Result<usize, ()> {
        let hash = self.hash(words, length);
        let (tag, mask) = (tag(hash, length), self.slots.len() - 1);
        let mut at = (hash >> 32) as usize & mask;
        loop {
            let slot = self.slots[at];
            if slot & TAG == tag && slot != 0 {
                let number = (slot >> 32) as usize - 1;
                let known = &self.words[number * self.stride..][..self.stride];
                let differs = match *known {
                    [a] => (a ^ words[0]) | words[1] | words[2] | words[3],
                    [a, b] => (a ^ words[0]) | (b ^ words[1]) | words[2] | words[3],
                    [a, b, c, d] => (a ^ words[0]) | (b ^ words[1]) | (c ^ words[2]) | (d ^ words[3]),
                    _ => 1,
                };
                if differs == 0 {
                    return Ok(number);
                }
            } else if slot == 0 {
                return Err(());
            }
            at = (at + 1) & mask;
        }
    }

    /// The first vacant slot for a hash; a third of all slots are vacant.
    fn vacant(&self, hash: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = (hash >> 32) as usize & mask;
        while self.slots[at] != 0 {
            at = (at + 1) & mask;
        }
        at
    }
}

/// Some bits of a hash, and the length: texts of other lengths are never taken for each other.
#[inline]
fn tag(hash: u64, length: usize) -> u64 {
    (hash << 6 | length as u64) & TAG
}
