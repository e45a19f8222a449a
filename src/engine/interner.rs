//! Interned texts: each distinct text of a column has a number, found again by its bytes.

use std::collections::HashMap;
use std::hash::BuildHasher;

use foldhash::fast::RandomState;

/// A text of up to this many bytes is compared as whole words, without a call or a branch on its length.
pub const SHORT: usize = 32;

/// The bytes of one cell, and those around it: a short cell is read whole wherever it ends.
#[derive(Clone, Copy, Debug)]
pub struct Cell<'a> {
    around: &'a [u8],
    start: usize,
    end: usize,
}

impl<'a> Cell<'a> {
    /// The cell `around[start..end]`, with both cut to the text; never panics.
    #[must_use]
    #[inline]
    pub fn within(around: &'a [u8], start: usize, end: usize) -> Self {
        let end = end.min(around.len());
        Self { around, start: start.min(end), end }
    }

    /// The cell `around[start..end]`; requires `start <= end <= around.len()`.
    #[inline]
    pub(crate) fn between(around: &'a [u8], start: usize, end: usize) -> Self {
        Self { around, start, end }
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

    /// Its first bytes as so many words, the lowest byte first, with zeros behind its end.
    #[must_use]
    #[inline]
    pub fn words<const N: usize>(self) -> [u64; N] {
        let near = self.around.get(self.start..).unwrap_or_default();
        let words = match near.first_chunk::<SHORT>() {
            Some(chunk) => words_of(chunk),
            None => {
                let mut chunk = [0; SHORT];
                chunk[..near.len()].copy_from_slice(near);
                words_of(&chunk)
            }
        };
        kept(words, self.len())
    }
}

/// The bytes from the first of a cell on, and how many of them are its own.
pub type Near<'a> = (&'a [u8; SHORT], usize);

/// Some cells of a column, one below the other.
pub trait ColumnSlice<'a> {
    /// Those from one on: of each what is near, if it is not in quotes and this many bytes follow its first. It may end before the
    /// last of them.
    fn near(&self, from: usize) -> impl Iterator<Item = Option<Near<'a>>>;

    /// One of them, in quotes or not; empty if the record has fewer.
    fn cell(&self, at: usize) -> Cell<'a>;
}

impl<'a> ColumnSlice<'a> for &[Cell<'a>] {
    fn near(&self, from: usize) -> impl Iterator<Item = Option<Near<'a>>> {
        let near = |cell: &Cell<'a>| Some((cell.around.get(cell.start..)?.first_chunk()?, cell.len()));
        self.get(from..).unwrap_or_default().iter().map(near)
    }

    fn cell(&self, at: usize) -> Cell<'a> {
        self.get(at).copied().unwrap_or(Cell::between(&[], 0, 0))
    }
}

impl<'a> From<&'a [u8]> for Cell<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::within(bytes, 0, bytes.len())
    }
}

#[inline]
fn words_of<const N: usize>(chunk: &[u8; SHORT]) -> [u64; N] {
    let (words, _) = chunk.as_chunks::<8>();
    std::array::from_fn(|at| words.get(at).map_or(0, |word| u64::from_le_bytes(*word)))
}

/// Words without the bits that do not belong to a text of some length.
#[inline]
fn kept<const N: usize>(mut words: [u64; N], length: usize) -> [u64; N] {
    words.iter_mut().zip(&KEPT[length.min(SHORT)]).for_each(|(word, kept)| *word &= kept);
    words
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

/// Texts and the code of each, hashed with a seed by chance.
#[derive(Clone, Debug)]
pub struct Interner {
    seed: [u64; SHORT / 8],
    /// For every short text its words and, in one more, its length above its code; zeros where there is none.
    slots: Vec<u64>,
    /// How many slots there are is two to the power of 64 less this.
    shift: u32,
    /// So many words hold each short text: 1, 2 or 4.
    words: usize,
    short: usize,
    long: HashMap<Box<[u8]>, u32, RandomState>,
}

/// Up to this many texts, three of four slots are vacant; beyond, every other one.
const SPARSE: usize = 1024;

/// Slots of an empty table.
const SLOTS: usize = 64;

impl Default for Interner {
    fn default() -> Self {
        let long = HashMap::<Box<[u8]>, u32, RandomState>::default();
        // Odd numbers: every bit of a word reaches the highest ones.
        let seed = std::array::from_fn(|at| long.hasher().hash_one(at) | 1);
        Self { seed, slots: vec![0; SLOTS * 2], shift: 64 - SLOTS.trailing_zeros(), words: 1, short: 0, long }
    }
}

impl Interner {
    /// The code of a text, where it has one.
    #[must_use]
    pub fn get(&self, cell: Cell<'_>) -> Option<u32> {
        match self.words {
            1 => self.get_by::<1>(cell),
            2 => self.get_by::<2>(cell),
            _ => self.get_by::<4>(cell),
        }
    }

    /// The codes of some cells from one on, up to the first that has none, whose index is returned.
    pub fn get_all<'c>(&self, cells: &impl ColumnSlice<'c>, from: usize, codes: &mut [u32]) -> Option<usize> {
        match self.words {
            1 => self.get_all_by::<1, 2>(cells, from, codes),
            2 => self.get_all_by::<2, 3>(cells, from, codes),
            _ => self.get_all_by::<4, 5>(cells, from, codes),
        }
    }

    /// A loop with no other around it: all that it needs has room in a processor.
    #[inline(never)]
    fn get_all_by<'c, const N: usize, const SLOT: usize>(
        &self,
        cells: &impl ColumnSlice<'c>,
        from: usize,
        codes: &mut [u32],
    ) -> Option<usize> {
        let (slots, _) = self.slots.as_chunks::<SLOT>();
        let mut at = from;
        for (code, near) in codes.get_mut(from..).unwrap_or_default().iter_mut().zip(cells.near(from)) {
            let first = near.and_then(|near| self.first_by::<N, SLOT>(slots, near));
            match first.or_else(|| self.get_slowly(cells.cell(at))) {
                Some(found) => *code = found,
                None => return Some(at),
            }
            at += 1;
        }
        for (at, code) in codes.iter_mut().enumerate().skip(at) {
            match self.get(cells.cell(at)) {
                Some(found) => *code = found,
                None => return Some(at),
            }
        }
        None
    }

    /// The code of a text, where it is found where it is looked for first, as nearly all are.
    #[inline]
    fn first_by<const N: usize, const SLOT: usize>(
        &self,
        slots: &[[u64; SLOT]],
        (near, length): Near<'_>,
    ) -> Option<u32> {
        if length > N * 8 {
            return None;
        }
        let words = kept(words_of::<N>(near), length);
        let slot = slots.get(self.home(&words))?;
        holds(slot, &words, length_of(length)).then_some(slot[N] as u32)
    }

    /// The same as [`Interner::get`]: so seldom that its room in a loop would be missed.
    #[cold]
    fn get_slowly(&self, cell: Cell<'_>) -> Option<u32> {
        self.get(cell)
    }

    fn get_by<const N: usize>(&self, cell: Cell<'_>) -> Option<u32> {
        if cell.len() > N * 8 {
            return self.get_long(cell);
        }
        let (words, length) = (cell.words::<N>(), length_of(cell.len()));
        let mut at = self.home(&words);
        loop {
            let slot = self.slots.get(at * (N + 1)..(at + 1) * (N + 1))?;
            if holds(slot, &words, length) {
                return Some(slot[N] as u32);
            }
            if slot[N] == 0 {
                return None;
            }
            at = (at + 1) & self.last();
        }
    }

    #[cold]
    fn get_long(&self, cell: Cell<'_>) -> Option<u32> {
        self.long.get(cell.bytes()).copied()
    }

    /// Gives a text that has none a code.
    pub fn insert(&mut self, cell: Cell<'_>, code: u32) {
        if cell.len() > SHORT {
            self.long.insert(cell.bytes().into(), code);
            return;
        }
        self.short += 1;
        let words = cell.len().div_ceil(8).next_power_of_two().max(self.words);
        let spread = if self.short <= SPARSE { 4 } else { 2 };
        let slots = (self.last() + 1).max((self.short * spread).next_power_of_two());
        if words > self.words || slots > self.last() + 1 {
            self.spread(words, slots);
        }
        self.put(cell.words(), length_of(cell.len()) << 32 | u64::from(code));
    }

    /// Moves all short texts to a larger table: `slots` slots of `words` words for the bytes and one more.
    fn spread(&mut self, words: usize, slots: usize) {
        let old = std::mem::replace(&mut self.slots, vec![0; slots * (words + 1)]);
        let old_words = std::mem::replace(&mut self.words, words);
        self.shift = 64 - slots.trailing_zeros();
        for slot in old.chunks_exact(old_words + 1).filter(|slot| slot[old_words] != 0) {
            self.put(std::array::from_fn(|at| if at < old_words { slot[at] } else { 0 }), slot[old_words]);
        }
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

    /// The last slot.
    #[inline]
    fn last(&self) -> usize {
        (u64::MAX >> self.shift) as usize
    }

    /// The slot where some words are looked for first.
    #[inline]
    fn home<const N: usize>(&self, words: &[u64; N]) -> usize {
        let hash =
            words.iter().zip(self.seed).fold(0_u64, |sum, (word, seed)| sum.wrapping_add(word.wrapping_mul(seed)));
        (hash >> self.shift) as usize
    }

    /// Puts a text into the first vacant slot from its own on; at least half of all are vacant.
    fn put(&mut self, words: [u64; SHORT / 8], last: u64) {
        let mut at = self.home(&words);
        while self.slots[at * (self.words + 1) + self.words] != 0 {
            at = (at + 1) & self.last();
        }
        let slot = &mut self.slots[at * (self.words + 1)..][..=self.words];
        slot[..self.words].copy_from_slice(&words[..self.words]);
        slot[self.words] = last;
    }
}

/// The length of a short text, and one more: a slot that is taken is never zero.
#[inline]
fn length_of(length: usize) -> u64 {
    length as u64 + 1
}

/// Whether a slot holds a text of some words and some length.
#[inline]
fn holds<const N: usize>(slot: &[u64], words: &[u64; N], length: u64) -> bool {
    (0..N).fold(slot[N] >> 32 ^ length, |any, word| any | slot[word] ^ words[word]) == 0
}
