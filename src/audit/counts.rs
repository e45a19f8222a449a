//! Counters: for each place some lanes, each with rows and their weight in one number.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use wide::{i8x16, u16x8};

use super::tally::Count;

/// So many small numbers come from memory together: half as much has to be waited for.
const SMALL: usize = 32;

/// The highest weight of a row that is counted in small numbers.
const LIGHT: u64 = 63;

/// The bits of the weight in a small number, below those of the rows.
const SMALL_BITS: u32 = 10;

/// What the weight of a small number holds.
const SMALL_MOST: u16 = (1 << SMALL_BITS) - 1;

/// So many rows a small number holds.
const SMALL_ROWS: u16 = u16::MAX >> SMALL_BITS;

/// What the weight of a number holds; rows weigh one at least, so there are never more of them.
const MOST: u32 = 0xFFFF;

/// So many numbers come from memory together.
const TOGETHER: usize = 16;

/// Numbers that come from memory together.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
struct Line([u32; TOGETHER]);

/// Small numbers that come from memory together.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
struct SmallLine([u16; SMALL]);

/// Rows and weights by place and lane.
#[derive(Clone, Debug)]
pub(super) struct Counts {
    lanes: usize,
    /// So many lines hold the lanes of a place, and half as many the small numbers.
    lines: usize,
    /// The rows counted last: rows above some bits, their weight in those.
    small: Vec<SmallLine>,
    /// Rows above the lower 16 bits, their weight in those: of the places for which small numbers were not enough.
    sums: Vec<Line>,
    /// By place, where its sums are among those, counted from 1; 0 where it has none.
    has_sums: Vec<u32>,
    /// Rows that state no quantity; empty until there is one.
    bare: Vec<u16>,
    places: usize,
    /// What did not fit.
    wide: HashMap<u32, Vec<Count>, RandomState>,
    /// For every small line and row of a block a bit for each lane; only room.
    among: Vec<[u32; 64]>,
}

/// Up to 64 rows: the place, the weight, and whether it is stated, of each.
#[derive(Clone, Copy)]
pub(super) struct Rows<'a> {
    pub(super) places: &'a [u32],
    pub(super) weights: &'a [u64; 64],
    /// Those that state no quantity.
    pub(super) bare: u64,
}

impl SmallLine {
    /// Adds a number in the lanes whose bit is set: to all of them at once, for most rows are in many.
    #[inline]
    fn add(&mut self, among: u32, number: u16) {
        const LANES: u16x8 = u16x8::new([1, 2, 4, 8, 16, 32, 64, 128]);
        let number = u16x8::splat(number);
        for (eight, among) in self.0.as_chunks_mut::<8>().0.iter_mut().zip(among.to_le_bytes()) {
            let is_among = (u16x8::splat(u16::from(among)) & LANES).simd_eq(LANES);
            *eight = (u16x8::new(*eight) + (is_among & number)).to_array();
        }
    }
}

/// Of some lanes with a bit for every row, for every row a bit for each of up to 16 lanes; some rows are left out.
#[inline]
fn by_row(lanes: &[u64], light: u64) -> [u16; 64] {
    let mut bytes = [[0; 16]; 8];
    for (at, lane) in lanes.iter().enumerate().take(16) {
        for (bytes, byte) in bytes.iter_mut().zip((lane & light).to_le_bytes()) {
            bytes[at] = byte.cast_signed();
        }
    }
    let mut among = [0; 64];
    for (among, bytes) in among.as_chunks_mut::<8>().0.iter_mut().zip(bytes) {
        // The highest bits of all bytes are taken together, then the next.
        let mut bits = i8x16::new(bytes);
        for among in among.iter_mut().rev() {
            *among = bits.to_bitmask() as u16;
            bits += bits;
        }
    }
    among
}

impl Counts {
    /// Nothing counted yet, in so many lanes, of which the first holds every row that counts at all.
    pub(super) fn new(lanes: usize) -> Self {
        let lines = lanes.div_ceil(SMALL) * 2;
        let (small, sums, has_sums, bare) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { lanes, lines, small, sums, has_sums, bare, places: 0, wide: HashMap::default(), among: Vec::new() }
    }

    /// Nothing counted, in lanes like these.
    pub(super) fn emptied(&self) -> Self {
        Self::new(self.lanes)
    }

    /// Makes room for places met since.
    pub(super) fn grow(&mut self, places: usize) {
        if self.places < places && self.lanes > 0 {
            self.places = places;
            self.small.resize(places * self.lines / 2, SmallLine::default());
            self.has_sums.resize(places, 0);
            if !self.bare.is_empty() {
                self.bare.resize(places * self.lanes, 0);
            }
        }
    }

    /// Adds rows to the lanes that hold for them.
    pub(super) fn add(&mut self, rows: Rows<'_>, lanes: &[u64]) {
        let Some(live) = lanes.first() else { return };
        let lines = self.lines / 2;
        let heavy =
            rows.weights.iter().zip(0..).fold(0, |heavy, (weight, row)| heavy | u64::from(*weight > LIGHT) << row);
        let light = live & !heavy;
        let mut among = std::mem::take(&mut self.among);
        among.clear();
        among.extend(lanes.chunks(SMALL).map(|lanes| {
            let (low, high) = lanes.split_at(lanes.len().min(SMALL / 2));
            let (low, high) = (by_row(low, light), by_row(high, light));
            std::array::from_fn(|row| u32::from(low[row]) | u32::from(high[row]) << (SMALL / 2))
        }));
        for (row, (place, weight)) in rows.places.iter().zip(rows.weights).enumerate().take(64) {
            let weight = (*weight).min(LIGHT) as u16;
            let base = *place as usize * lines;
            // What the first lane counts no other outweighs.
            let first = self.small[base].0[0];
            if first >> SMALL_BITS == SMALL_ROWS || (first & SMALL_MOST) + weight > SMALL_MOST {
                self.spill(*place);
            }
            for (small, among) in self.small[base..base + lines].iter_mut().zip(&among) {
                small.add(among[row], 1 << SMALL_BITS | weight);
            }
        }
        self.among = among;
        let bare = rows.bare & light;
        if bare != 0 {
            if self.bare.is_empty() {
                self.bare.resize(self.places * self.lanes, 0);
            }
            for (at, lane) in lanes.iter().enumerate() {
                for_each_bit(lane & bare, |row| self.bare[rows.places[row] as usize * self.lanes + at] += 1);
            }
        }
        for_each_bit(live & heavy, |row| {
            let (place, weight) = (rows.places[row], rows.weights[row]);
            let among = lanes.iter().map(|lane| lane >> row & 1 == 1);
            if let Ok(weight) = u16::try_from(weight) {
                let number = 1 << 16 | u32::from(weight);
                self.ensure_room(place, u32::from(weight));
                let sums = self.sums_mut(place).iter_mut().flat_map(|line| &mut line.0);
                sums.zip(among).filter(|(_, is_among)| *is_among).for_each(|(sum, _)| *sum += number);
            } else {
                // A row that states no quantity weighs one.
                let wide = self.wide.entry(place).or_insert_with(|| vec![Count::default(); self.lanes]);
                wide.iter_mut()
                    .zip(among)
                    .filter(|(_, is_among)| *is_among)
                    .for_each(|(count, _)| count.add(weight, 0));
            }
        });
    }

    /// Where the sums of a place are, if it has any.
    fn sums_at(&self, place: usize) -> Option<std::ops::Range<usize>> {
        let first = (*self.has_sums.get(place)? as usize).checked_sub(1)? * self.lines;
        Some(first..first + self.lines)
    }

    /// The sums of a place, made where it has none yet.
    fn sums_mut(&mut self, place: u32) -> &mut [Line] {
        let range = self.sums_at(place as usize).unwrap_or_else(|| {
            let first = self.sums.len();
            self.sums.resize(first + self.lines, Line::default());
            self.has_sums[place as usize] = u32::try_from(first / self.lines + 1).unwrap_or(u32::MAX);
            first..first + self.lines
        });
        &mut self.sums[range]
    }

    /// Moves the rows of a place that were counted last to where there is more room.
    fn spill(&mut self, place: u32) {
        self.ensure_room(place, u32::from(SMALL_MOST));
        let lines = self.lines / 2;
        let range = place as usize * lines..(place as usize + 1) * lines;
        let mut small = std::mem::take(&mut self.small);
        add_small(self.sums_mut(place), &small[range.clone()]);
        small[range].fill(SmallLine::default());
        self.small = small;
    }

    /// Sees to it that so much more weight has room at a place, and the rows counted last after it.
    fn ensure_room(&mut self, place: u32, weight: u32) {
        let held = self.sums_at(place as usize).map_or(0, |range| self.sums[range.start].0[0] & MOST);
        if held + weight + u32::from(SMALL_MOST) > MOST {
            self.empty(place);
        }
    }

    /// Moves what a place has counted to where there is the most room.
    fn empty(&mut self, place: u32) {
        let Some(range) = self.sums_at(place as usize) else { return };
        let place_lanes = place as usize * self.lanes;
        let wide = self.wide.entry(place).or_insert_with(|| vec![Count::default(); self.lanes]);
        for (lane, count) in wide.iter_mut().enumerate() {
            let bare = self.bare.get_mut(place_lanes + lane).map_or(0, std::mem::take);
            let sum = &mut self.sums[range.start + lane / TOGETHER].0[lane % TOGETHER];
            count.merge(&count_of(std::mem::take(sum), bare));
        }
    }

    /// What was counted at a place, where there was room for it.
    pub(super) fn at(&self, place: usize) -> Option<PlaceCounts<'_>> {
        if place >= self.places {
            return None;
        }
        let lanes = place * self.lanes..(place + 1) * self.lanes;
        let wide = || self.wide.get(&u32::try_from(place).ok()?).map(Vec::as_slice);
        Some(PlaceCounts {
            small: &self.small[place * self.lines / 2..(place + 1) * self.lines / 2],
            sums: self.sums_at(place).map(|range| &self.sums[range]),
            bare: self.bare.get(lanes).unwrap_or_default(),
            wide: if self.wide.is_empty() { None } else { wide() },
        })
    }

    /// Adds what others counted of the same places in the same lanes.
    pub(super) fn join(&mut self, other: &Self) {
        self.grow(other.places);
        (0..other.places).for_each(|place| self.join_place(place, other, place));
    }

    /// Adds what others counted in the same lanes of a place that they know by another number.
    pub(super) fn join_place(&mut self, here: usize, other: &Self, there: usize) {
        let (Ok(wide_here), Some(theirs)) = (u32::try_from(here), other.at(there)) else { return };
        if let Some(sums) = theirs.sums {
            self.ensure_room(wide_here, sums[0].0[0] & MOST);
            for (own, theirs) in self.sums_mut(wide_here).iter_mut().zip(sums) {
                own.0.iter_mut().zip(theirs.0).for_each(|(own, theirs)| *own += theirs);
            }
        }
        self.join_small(wide_here, theirs.small);
        if !theirs.bare.is_empty() {
            if self.bare.is_empty() {
                self.bare.resize(self.places * self.lanes, 0);
            }
            let own = here * self.lanes..(here + 1) * self.lanes;
            self.bare[own].iter_mut().zip(theirs.bare).for_each(|(own, theirs)| *own += theirs);
        }
        if let Some(theirs) = theirs.wide {
            let own = self.wide.entry(wide_here).or_insert_with(|| vec![Count::default(); self.lanes]);
            own.iter_mut().zip(theirs).for_each(|(own, theirs)| own.merge(theirs));
        }
    }
}

impl Counts {
    /// Adds small numbers to those of a place, or to its sums where there is no room for them.
    fn join_small(&mut self, place: u32, theirs: &[SmallLine]) {
        let lines = self.lines / 2;
        let own = &mut self.small[place as usize * lines..(place as usize + 1) * lines];
        // What the first lane counts no other outweighs.
        let (own_first, their_first) = (own[0].0[0], theirs[0].0[0]);
        if their_first == 0 {
            return;
        }
        let rows = (own_first >> SMALL_BITS) + (their_first >> SMALL_BITS);
        if rows <= SMALL_ROWS && (own_first & SMALL_MOST) + (their_first & SMALL_MOST) <= SMALL_MOST {
            for (own, theirs) in own.iter_mut().zip(theirs) {
                own.0.iter_mut().zip(theirs.0).for_each(|(own, theirs)| *own += theirs);
            }
            return;
        }
        self.ensure_room(place, u32::from(SMALL_MOST));
        add_small(self.sums_mut(place), theirs);
    }
}

/// What was counted at one place.
#[derive(Clone, Copy)]
pub(super) struct PlaceCounts<'a> {
    small: &'a [SmallLine],
    sums: Option<&'a [Line]>,
    bare: &'a [u16],
    wide: Option<&'a [Count]>,
}

impl PlaceCounts<'_> {
    /// What a lane counted.
    #[inline]
    pub(super) fn of(&self, lane: usize) -> Count {
        let sum = self.sums.map_or(0, |sums| sums[lane / TOGETHER].0[lane % TOGETHER]);
        let mut count = count_of(sum, self.bare.get(lane).copied().unwrap_or(0));
        count.merge(&count_of(widened(self.small[lane / SMALL].0[lane % SMALL]), 0));
        if let Some(wide) = self.wide {
            count.merge(&wide[lane]);
        }
        count
    }
}

/// Adds small numbers to those with more room, line by line, of which there are twice as many.
#[inline]
fn add_small(sums: &mut [Line], small: &[SmallLine]) {
    for (sums, small) in sums.as_chunks_mut::<2>().0.iter_mut().zip(small) {
        for (sums, small) in sums.iter_mut().zip(small.0.as_chunks::<TOGETHER>().0) {
            sums.0.iter_mut().zip(small).for_each(|(sum, small)| *sum += widened(*small));
        }
    }
}

/// A small number as one with more room.
#[inline]
fn widened(small: u16) -> u32 {
    u32::from(small >> SMALL_BITS) << 16 | u32::from(small & SMALL_MOST)
}

fn count_of(sum: u32, bare: u16) -> Count {
    Count { weight: u64::from(sum & MOST), rows: sum >> 16, bare: u32::from(bare) }
}

/// Every row of a lane, the first first.
#[inline]
pub(super) fn for_each_bit(mut lane: u64, mut each: impl FnMut(usize)) {
    while lane != 0 {
        each(lane.trailing_zeros() as usize & 63);
        lane &= lane - 1;
    }
}
