//! Where fields end, found in the same pass that takes the digest of the text.

use wide::u8x16;

use super::simd_scan::{BLOCK, Ends, Seen, ends_in, last_block};
use crate::words::digest::Running;

/// Most blocks have no more signs than these.
const FEW: usize = 8;

/// Set in the stop of a field in quotes; what is below is its number among those.
pub(super) const QUOTED: u32 = 1 << 31;

/// Where the fields of a text end, and what else one look at its bytes shows.
#[derive(Clone, Debug, Default)]
pub struct FieldEnds {
    /// A zero, and one past the sign that ends each field; beyond those known there is only room.
    stops: Vec<u32>,
    quoted: Vec<Quoted>,
    /// Bytes in whole blocks, and what is known behind them.
    whole: usize,
    known: Known,
    /// What is known behind all bytes.
    end: Known,
    seen: Seen,
    separator: u8,
}

/// A field in quotes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quoted {
    /// Its opening quote.
    pub(super) opening: u32,
    /// One past the sign that ends it.
    pub(super) stop: u32,
}

/// What is known of a text up to a byte.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    /// Fields, and those of them in quotes.
    stops: usize,
    quoted: usize,
    /// Newlines outside quotes.
    newlines: usize,
    /// All bits, where a quote is open.
    inside: u64,
    /// The lowest bit is about the last byte: whether a field begins behind it, whether it is a quote that closed, a carriage return, such
    /// a one behind a quote that closed.
    begins: u64,
    closed: u64,
    returned: u64,
    closed_returned: u64,
    /// Any bit is about any byte: a carriage return, a newline behind one, another newline, one inside quotes.
    returns: u64,
    with_return: u64,
    bare: u64,
    over: u64,
    /// A quote or a carriage return where none should be: nothing else is known of such a text.
    astray: u64,
}

/// Records of one shape: all have as many fields, and all lines end alike.
#[derive(Clone, Copy, Debug)]
pub(super) struct Even {
    pub(super) records: usize,
    /// Fields of each; two at least.
    pub(super) fields: usize,
    /// Bytes of the end of a line.
    pub(super) line_end: u32,
}

impl FieldEnds {
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
        let (stops, quoted) = (std::mem::take(&mut self.stops), std::mem::take(&mut self.quoted));
        let known = Known { begins: 1, ..Known::default() };
        *self = Self { stops, quoted, known, end: known, separator, ..Self::default() };
    }

    /// Looks at a text of which bytes were added, and takes some bytes into a digest meanwhile, which waits for itself most of the time.
    pub(super) fn go_on(&mut self, text: &[u8], digested: Option<(&mut Running, &[u8])>) {
        self.quoted.truncate(self.known.quoted);
        let (blocks, rest) = text.get(self.whole..).unwrap_or_default().as_chunks::<BLOCK>();
        let (known, seen, base) = (self.known, self.seen, self.whole);
        let (separator, stops, quoted) = (u8x16::splat(self.separator), &mut self.stops, &mut self.quoted);
        let mut looking = Looking { stops, quoted, known, seen, base, separator };
        if text.len() >= QUOTED as usize {
            looking.known.astray = 1;
        }
        let mut blocks = blocks.iter();
        if let Some((digest, bytes)) = digested {
            digest.add_while(bytes, || {
                if let Some(block) = blocks.next() {
                    looking.take(block, u64::MAX);
                }
            });
        }
        blocks.for_each(|block| looking.take(block, u64::MAX));
        (self.whole, self.known) = (looking.base, looking.known);
        if !rest.is_empty() {
            looking.take(&last_block(rest), (1 << rest.len()) - 1);
        }
        (self.end, self.seen) = (looking.known, looking.seen);
    }

    /// Forgets what comes after the last line end.
    pub(super) fn truncate(&mut self, length: usize) {
        while self.end.stops > 0 && self.stop(self.end.stops) as usize > length {
            self.end.quoted -= usize::from(self.stops[self.end.stops] & QUOTED != 0);
            self.end.stops -= 1;
        }
        self.end.inside = 0;
    }

    /// The sign between two fields.
    pub(super) fn separator(&self) -> u8 {
        self.separator
    }

    /// Whether every byte is ASCII.
    pub(super) fn is_ascii(&self) -> bool {
        self.seen.is_ascii()
    }

    /// Whether there is a zero byte.
    pub(super) fn has_zero(&self) -> bool {
        self.seen.has_zero()
    }

    /// Whether there may be a carriage return.
    pub(super) fn may_have_returns(&self) -> bool {
        self.end.returns | self.end.astray != 0
    }

    /// Whether there may be a carriage return other than one at the end of the text without a newline after it.
    pub(super) fn may_return_alone(&self) -> bool {
        self.end.astray != 0
    }

    /// How many lines end in the text, where that is known.
    pub(super) fn lines(&self) -> Option<u64> {
        let Known { astray, over, newlines, .. } = self.end;
        (astray | over == 0).then_some(newlines as u64)
    }

    /// Where records end in the text, which begins with one.
    pub(super) fn ends(&self, text: &[u8]) -> Ends {
        if self.end.astray != 0 {
            return ends_in(text, self.separator);
        }
        let mut stops = (1..=self.end.stops).rev().map(|at| self.stop(at) as usize);
        let open = (self.end.inside != 0).then(|| stops.clone().next().unwrap_or(0));
        Ends { last: stops.find(|stop| text[stop - 1] == b'\n'), open }
    }

    /// The shape of all records of the text, where it is the same and the last ends as the others do.
    pub(super) fn even(&self, text: &[u8]) -> Option<Even> {
        let Known { stops, newlines, astray, over, inside, with_return, bare, .. } = self.end;
        let ends_record = |at: usize| text[self.stop(at) as usize - 1] == b'\n';
        let is_mixed = with_return != 0 && bare != 0;
        if astray | over | inside != 0 || is_mixed || stops == 0 || self.stop(stops) as usize != text.len() {
            return None;
        }
        let fields = (1..=stops).find(|at| ends_record(*at))?;
        let fits = fields > 1 && newlines * fields == stops && (1..=newlines).all(|at| ends_record(at * fields));
        let line_end = if with_return == 0 { 1 } else { 2 };
        fits.then_some(Even { records: newlines, fields, line_end })
    }

    /// One past the sign that ends a field, counted from 1.
    #[inline]
    fn stop(&self, field: usize) -> u32 {
        stop_of(self.stops[field], &self.quoted)
    }

    /// A zero, and one past the sign that ends each field, or the number of a field in quotes with [`QUOTED`].
    pub(super) fn stops(&self) -> &[u32] {
        self.stops.get(..=self.end.stops).unwrap_or_default()
    }

    /// The fields in quotes.
    pub(super) fn quoted(&self) -> &[Quoted] {
        &self.quoted[..self.end.quoted]
    }
}

/// One past the sign that ends a field.
#[inline]
fn stop_of(stop: u32, quoted: &[Quoted]) -> u32 {
    if stop & QUOTED == 0 { stop } else { quoted[(stop & !QUOTED) as usize].stop }
}

/// What looks at block after block.
struct Looking<'a> {
    stops: &'a mut Vec<u32>,
    quoted: &'a mut Vec<Quoted>,
    known: Known,
    seen: Seen,
    /// The first byte of the next block.
    base: usize,
    separator: u8x16,
}

impl Looking<'_> {
    /// Takes a block, of which some bytes are of the text.
    #[inline]
    fn take(&mut self, block: &[u8; BLOCK], valid: u64) {
        let (found, known) = (self.seen.look(block, self.separator), &mut self.known);
        let base = self.base as u32;
        self.base += valid.count_ones() as usize;
        known.returns |= found.returns;
        if known.returns == 0 {
            known.bare |= found.newlines;
        } else {
            let behind_return = found.returns << 1 | known.returned;
            known.returned = found.returns >> 63;
            known.astray |= behind_return & !found.newlines & valid;
            known.with_return |= found.newlines & behind_return;
            known.bare |= found.newlines & !behind_return;
        }
        let (mut signs, mut newlines, mut quoted) = (found.separators | found.newlines, found.newlines, 0);
        if found.quotes | known.inside | known.closed | known.closed_returned != 0 {
            let inside = known.inside ^ up_to(found.quotes);
            let (opening, closing) = (found.quotes & inside, found.quotes & !inside);
            known.over |= newlines & inside;
            signs &= !inside;
            newlines &= !inside;
            let begins = signs << 1 | known.begins;
            let behind_quote = closing << 1 | known.closed;
            let returns = found.returns & behind_quote & !inside;
            // Two quotes inside of others are one that is meant, and they look as if one closed and another opened.
            known.astray |= opening & !(begins | behind_quote);
            known.astray |= behind_quote & !(signs | opening | returns) & valid;
            quoted = signs & (behind_quote | returns << 1 | known.closed_returned);
            known.inside = 0_u64.wrapping_sub(inside >> 63);
            (known.closed, known.closed_returned) = (closing >> 63, returns >> 63);
        }
        known.begins = signs >> 63;
        if known.astray != 0 {
            return;
        }
        if self.stops.len() <= known.stops + BLOCK {
            make_room(self.stops, known.stops + BLOCK);
        }
        let count = signs.count_ones() as usize;
        if let Some(room) = self.stops.get_mut(known.stops + 1..).and_then(|room| room.first_chunk_mut::<BLOCK>()) {
            let (mut left, behind) = (signs, base + 1);
            let mut take = |stop: &mut u32| {
                *stop = behind.wrapping_add(left.trailing_zeros());
                left &= left.wrapping_sub(1);
            };
            // Some too many are taken: that costs less than to ask after each whether it was the last.
            let (few, more) = room.split_at_mut(FEW);
            few.iter_mut().for_each(&mut take);
            if count > FEW {
                let (few, more) = more.split_at_mut(FEW);
                few.iter_mut().for_each(&mut take);
                more.iter_mut().take(count.saturating_sub(2 * FEW)).for_each(take);
            }
        }
        if quoted != 0 {
            self.mark(signs, quoted);
        }
        self.known.stops += count;
        // There is seldom more than one.
        let more = newlines & newlines.wrapping_sub(1);
        self.known.newlines += usize::from(newlines != 0);
        if more != 0 {
            self.known.newlines += more.count_ones() as usize;
        }
    }

    /// Marks the fields in quotes that end in a block.
    fn mark(&mut self, signs: u64, mut quoted: u64) {
        while quoted != 0 {
            let before = signs & (quoted - 1) & !quoted;
            let at = self.known.stops + 1 + before.count_ones() as usize;
            let (opening, stop) = (stop_of(self.stops[at - 1], self.quoted), self.stops[at]);
            self.stops[at] = QUOTED | self.quoted.len() as u32;
            self.quoted.push(Quoted { opening, stop });
            quoted &= quoted - 1;
        }
        self.known.quoted = self.quoted.len();
    }
}

/// Of every bit whether an odd number of bits is set up to it and with it.
fn up_to(bits: u64) -> u64 {
    [1, 2, 4, 8, 16, 32].iter().fold(bits, |odd, by| odd ^ odd << by)
}

#[cold]
fn make_room(stops: &mut Vec<u32>, wanted: usize) {
    stops.resize((wanted + 1) * 2, 0);
}
