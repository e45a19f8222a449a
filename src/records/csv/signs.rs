//! Where separators, line ends and quotes stand in a text, a bit for every byte, found 64 bytes at a time.

use memchr::memrchr;
use wide::u8x16;

use crate::digest::Running;

/// So many bytes are looked at in one go.
pub(super) const BLOCK: usize = 64;

/// What stands in a block of bytes, a bit for each; where a text ends within it, nothing stands behind.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Block {
    pub(super) separators: u64,
    pub(super) newlines: u64,
    pub(super) quotes: u64,
}

/// The signs of a text, and what else its bytes tell at a glance.
#[derive(Clone, Debug, Default)]
pub struct Signs {
    blocks: Vec<Block>,
    /// Bytes in whole blocks.
    whole: usize,
    seen: Seen,
    separator: u8,
}

/// What any byte of a text has: the highest bit, and all bits where it is zero or a carriage return.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    any: u8x16,
    odd: u8x16,
}

/// Where records end in some bytes that begin with one.
pub(super) struct Ends {
    /// One past the last line end outside quotes.
    pub(super) last: Option<usize>,
    /// The quote that is open at the end.
    pub(super) open: Option<usize>,
}

impl Signs {
    /// The signs of a text.
    #[must_use]
    pub fn of(text: &[u8], separator: u8) -> Self {
        let mut signs = Self::default();
        signs.begin(separator);
        signs.go_on(text, None);
        signs
    }

    /// Forgets a text, before another whose fields are parted by a sign; the room is used again.
    pub(super) fn begin(&mut self, separator: u8) {
        self.blocks.clear();
        (self.whole, self.seen, self.separator) = (0, Seen::default(), separator);
    }

    /// Looks at a text of which bytes were added, and takes some bytes into a digest meanwhile: a processor does both in the time of
    /// the second, which waits for itself most of the time.
    pub(super) fn go_on(&mut self, text: &[u8], digested: Option<(&mut Running, &[u8])>) {
        self.blocks.truncate(self.whole / BLOCK);
        let (blocks, rest) = text.get(self.whole..).unwrap_or_default().as_chunks::<BLOCK>();
        self.whole += blocks.len() * BLOCK;
        let (mut seen, separator) = (self.seen, u8x16::splat(self.separator));
        self.blocks.reserve(blocks.len() + 1);
        let mut found = blocks.iter().map(|block| seen.look(block, separator));
        if let Some((digest, bytes)) = digested {
            digest.add_while(bytes, || self.blocks.extend(found.next()));
        }
        self.blocks.extend(found);
        self.seen = seen;
        if !rest.is_empty() {
            // What stands behind the end is no sign.
            let mut block = [b' '; BLOCK];
            block[..rest.len()].copy_from_slice(rest);
            self.blocks.push(seen.look(&block, separator));
            self.seen = seen;
        }
    }

    /// Forgets what stands from a byte on.
    pub(super) fn truncate(&mut self, length: usize) {
        let (whole, rest) = (length / BLOCK, length % BLOCK);
        self.blocks.truncate(length.div_ceil(BLOCK));
        if let Some(last) = self.blocks.get_mut(whole) {
            let kept = (1 << rest) - 1;
            *last = Block {
                separators: last.separators & kept,
                newlines: last.newlines & kept,
                quotes: last.quotes & kept,
            };
        }
        self.whole = self.whole.min(whole * BLOCK);
    }

    /// What stands in each block.
    pub(super) fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// Whether every byte is ASCII.
    pub(super) fn is_ascii(&self) -> bool {
        self.seen.any.to_bitmask() == 0
    }

    /// Whether a zero byte or a carriage return stands anywhere.
    pub(super) fn has_odd(&self) -> bool {
        self.seen.odd.to_bitmask() != 0
    }

    /// How many newlines there are.
    pub(super) fn newlines(&self) -> u64 {
        self.blocks.iter().map(|block| u64::from(block.newlines.count_ones())).sum()
    }

    /// The last newline among some bytes.
    fn last_newline(&self, from: usize, to: usize) -> Option<usize> {
        let last = to.checked_sub(1)?;
        let mut kept = u64::MAX >> (BLOCK - 1 - last % BLOCK);
        for at in (from / BLOCK..=last / BLOCK).rev() {
            let newlines = self.blocks.get(at)?.newlines & std::mem::replace(&mut kept, u64::MAX);
            if newlines != 0 {
                let newline = at * BLOCK + BLOCK - 1 - newlines.leading_zeros() as usize;
                return (newline >= from).then_some(newline);
            }
        }
        None
    }

    /// Where every quote stands.
    fn quotes(&self) -> impl Iterator<Item = usize> {
        let blocks = self.blocks.iter().enumerate().filter(|(_, block)| block.quotes != 0);
        blocks.flat_map(|(at, block)| {
            let mut left = block.quotes;
            std::iter::from_fn(move || {
                let quote = (left != 0).then(|| at * BLOCK + left.trailing_zeros() as usize)?;
                left &= left - 1;
                Some(quote)
            })
        })
    }

    /// Walks from quote to quote; one opens only where a field begins, elsewhere it is a character like any other.
    ///
    /// A carriage return alone ends a record only where none ends at a newline: most files have no such thing to look for.
    pub(super) fn ends(&self, text: &[u8]) -> Ends {
        let begins_field = |quote: usize| {
            let before = quote.checked_sub(1).map(|before| text[before]);
            before.is_none_or(|before| before == self.separator || matches!(before, b'\n' | b'\r'))
        };
        let (mut last, mut newlines) = (None, false);
        let mut gap = |from: usize, opening: Option<usize>| {
            let to = opening.unwrap_or(text.len());
            if let Some(newline) = self.last_newline(from, to) {
                (last, newlines) = (Some(newline + 1), true);
            } else if !newlines && self.has_odd() {
                // The newline that follows a last one may be among the bytes still to come.
                let known = to - usize::from(opening.is_none() && from < to);
                last = memrchr(b'\r', &text[from..known]).map(|end| from + end + 1).or(last);
            }
        };
        let (mut from, mut open, mut second) = (0, None, None);
        for quote in self.quotes() {
            if open.is_none() {
                if begins_field(quote) {
                    gap(from, Some(quote));
                    open = Some(quote);
                }
            } else if second.take_if(|second| *second == quote).is_none() {
                // Two of them are one that is meant.
                second = (text.get(quote + 1) == Some(&b'"')).then_some(quote + 1);
                if second.is_none() {
                    (from, open) = (quote + 1, None);
                }
            }
        }
        if open.is_none() {
            gap(from, None);
        }
        Ends { last, open }
    }
}

impl Seen {
    /// Looks at a block.
    #[inline]
    fn look(&mut self, block: &[u8; BLOCK], separator: u8x16) -> Block {
        const NEWLINE: u8x16 = u8x16::new([b'\n'; 16]);
        const RETURN: u8x16 = u8x16::new([b'\r'; 16]);
        const QUOTE: u8x16 = u8x16::new([b'"'; 16]);
        const ZERO: u8x16 = u8x16::new([0; 16]);
        let parts = parts(block);
        for part in parts {
            self.any |= part;
            self.odd |= part.simd_eq(RETURN) | part.simd_eq(ZERO);
        }
        Block {
            separators: bits(parts.map(|part| part.simd_eq(separator))),
            newlines: bits(parts.map(|part| part.simd_eq(NEWLINE))),
            quotes: bits(parts.map(|part| part.simd_eq(QUOTE))),
        }
    }
}

/// Where carriage returns stand in the block of a text that begins at a byte.
pub(super) fn returns(text: &[u8], base: usize) -> u64 {
    let near = text.get(base..).unwrap_or_default();
    let mut block = [0; BLOCK];
    let length = near.len().min(BLOCK);
    block[..length].copy_from_slice(&near[..length]);
    bits(parts(&block).map(|part| part.simd_eq(u8x16::new([b'\r'; 16]))))
}

#[inline]
fn parts(block: &[u8; BLOCK]) -> [u8x16; 4] {
    let (parts, _) = block.as_chunks::<16>();
    [0, 1, 2, 3].map(|at| u8x16::new(parts[at]))
}

/// A bit for every byte.
#[inline]
fn bits(parts: [u8x16; 4]) -> u64 {
    let [a, b, c, d] = parts.map(|part| u64::from(part.to_bitmask()));
    a | b << 16 | c << 32 | d << 48
}
