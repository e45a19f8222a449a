//! Separators, quotes and line ends in 64 bytes at a time, as bit masks; and where records end.

use memchr::{memchr_iter, memrchr};
use wide::u8x16;

/// So many bytes are looked at in one go.
pub(super) const BLOCK: usize = 64;

/// What is in a block of bytes, a bit for each; all zero after the end of the text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Block {
    pub(super) separators: u64,
    pub(super) newlines: u64,
    pub(super) quotes: u64,
    pub(super) returns: u64,
}

/// What the bytes of a text are at a glance.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    any: u8x16,
    least: u8x16,
}

impl Default for Seen {
    fn default() -> Self {
        Self { any: u8x16::splat(0), least: u8x16::splat(u8::MAX) }
    }
}

impl Seen {
    /// Looks at a block.
    #[inline]
    pub(super) fn look(&mut self, block: &[u8; BLOCK], separator: u8x16) -> Block {
        let (parts, _) = block.as_chunks::<16>();
        let parts = [0, 1, 2, 3].map(|at| u8x16::new(parts[at]));
        for part in parts {
            self.any |= part;
            self.least = self.least.min(part);
        }
        let bits = |sign: u8x16| {
            let [a, b, c, d] = parts.map(|part| u64::from(part.simd_eq(sign).to_bitmask()));
            a | b << 16 | c << 32 | d << 48
        };
        Block {
            separators: bits(separator),
            newlines: bits(u8x16::new([b'\n'; 16])),
            quotes: bits(u8x16::new([b'"'; 16])),
            returns: bits(u8x16::new([b'\r'; 16])),
        }
    }

    /// Whether every byte is ASCII.
    pub(super) fn is_ascii(&self) -> bool {
        self.any.to_bitmask() == 0
    }

    /// Whether there is a zero byte.
    pub(super) fn has_zero(&self) -> bool {
        self.least.simd_eq(u8x16::splat(0)).to_bitmask() != 0
    }
}

/// The bytes behind the last whole block of a text, as one; padding counts as no sign.
pub(super) fn last_block(rest: &[u8]) -> [u8; BLOCK] {
    let mut block = [b' '; BLOCK];
    block[..rest.len()].copy_from_slice(rest);
    block
}

/// What is in each block of a text.
pub(super) fn look_at(text: &[u8], separator: u8) -> impl Iterator<Item = Block> + '_ {
    let (mut seen, separator) = (Seen::default(), u8x16::splat(separator));
    let (blocks, rest) = text.as_chunks::<BLOCK>();
    let last = (!rest.is_empty()).then(|| last_block(rest));
    blocks.iter().copied().chain(last).map(move |block| seen.look(&block, separator))
}

/// Where records end in some bytes that begin with one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ends {
    /// One past the last line end outside quotes.
    pub(super) last: Option<usize>,
    /// The quote that is open at the end.
    pub(super) open: Option<usize>,
}

/// Walks from quote to quote; one opens only where a field begins, elsewhere it is a character like any other.
///
/// A carriage return alone ends a record only where none ends at a newline: most files have no such thing to look for.
pub(super) fn ends_in(text: &[u8], separator: u8) -> Ends {
    let begins_field = |quote: usize| {
        let before = quote.checked_sub(1).map(|before| text[before]);
        before.is_none_or(|before| before == separator || matches!(before, b'\n' | b'\r'))
    };
    let (mut last, mut newlines) = (None, false);
    let mut gap = |from: usize, opening: Option<usize>| {
        let to = opening.unwrap_or(text.len());
        if let Some(newline) = memrchr(b'\n', &text[from..to]) {
            (last, newlines) = (Some(from + newline + 1), true);
        } else if !newlines {
            // The newline that follows a last one may be among the bytes still to come.
            let known = to - usize::from(opening.is_none() && from < to);
            last = memrchr(b'\r', &text[from..known]).map(|end| from + end + 1).or(last);
        }
    };
    let (mut from, mut open, mut second) = (0, None, None);
    for quote in memchr_iter(b'"', text) {
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
