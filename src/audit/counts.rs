//! Counts as they grow: for every place some lanes, each with rows and their weight in one number.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::tally::Count;

/// A heavier row is counted apart: small ones leave room for many.
const HEAVIEST: u64 = 255;

/// What the weight of a number holds; rows weigh one at least, so there are never more of them.
const MOST: u32 = 0xFFFF;

/// What a block of rows may weigh at one place.
const ROOM: u32 = 64 * HEAVIEST as u32;

/// So many numbers come from memory together.
const TOGETHER: usize = 16;

/// Numbers that come from memory together.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
struct Line([u32; TOGETHER]);

/// Rows and weights by place and lane.
#[derive(Clone, Debug)]
pub(super) struct Counts {
    lanes: usize,
    /// So many lines hold the lanes of a place.
    lines: usize,
    /// Rows above the lower 16 bits, their weight in those.
    sums: Vec<Line>,
    /// Rows that state no quantity; empty until there is one.
    bare: Vec<u16>,
    places: usize,
    /// What did not fit.
    wide: HashMap<u32, Vec<Count>, RandomState>,
}

/// Up to 64 rows: the place, the weight, and whether it is stated, of each.
#[derive(Clone, Copy)]
pub(super) struct Rows<'a> {
    pub(super) places: &'a [u32],
    pub(super) weights: &'a [u64; 64],
    /// Those that state no quantity.
    pub(super) bare: u64,
}

impl Counts {
    /// Nothing counted yet, in so many lanes, of which the first holds every row that counts at all.
    pub(super) fn new(lanes: usize) -> Self {
        let lines = lanes.div_ceil(TOGETHER);
        Self { lanes, lines, sums: Vec::new(), bare: Vec::new(), places: 0, wide: HashMap::default() }
    }

    /// Nothing counted, in lanes like these.
    pub(super) fn emptied(&self) -> Self {
        Self::new(self.lanes)
    }

    /// Makes room for places met since.
    pub(super) fn grow(&mut self, places: usize) {
        if self.places < places && self.lanes > 0 {
            self.places = places;
            self.sums.resize(places * self.lines, Line::default());
            if !self.bare.is_empty() {
                self.bare.resize(places * self.lanes, 0);
            }
        }
    }

    /// Adds rows to the lanes that hold for them.
    pub(super) fn add(&mut self, rows: Rows<'_>, lanes: &[u64]) {
        let Some((live, others)) = lanes.split_first() else { return };
        let mut any = 0;
        for line in 0..self.lines {
            // Places come in any order, and waiting for the memory of one after the other takes most of the time.
            any |= rows.places.iter().fold(0, |any, place| any | self.sums[*place as usize * self.lines + line].0[0]);
        }
        std::hint::black_box(any);
        let (mut bases, mut ones, mut heavy, mut most) = ([0_usize; 64], [0_u32; 64], 0, 0);
        for (row, (place, weight)) in rows.places.iter().zip(rows.weights).enumerate().take(64) {
            let base = *place as usize * self.lines;
            (bases[row], ones[row]) = (base, 1 << 16 | (*weight).min(HEAVIEST) as u32);
            heavy |= u64::from(*weight > HEAVIEST) << row;
            most = most.max(self.sums[base].0[0] & MOST);
        }
        // What the first lane weighs no other outweighs; those of this block may still come to them.
        if most > MOST - ROOM {
            for place in rows.places {
                if (self.sums[*place as usize * self.lines].0[0] & MOST) > MOST - ROOM {
                    self.empty(*place);
                }
            }
        }
        let light = !heavy;
        for_each_bit(live & light, |row| self.sums[bases[row]].0[0] += ones[row]);
        for (at, lane) in (1..).zip(others) {
            let (line, at) = (at / TOGETHER, at % TOGETHER);
            for_each_bit(lane & light, |row| self.sums[bases[row] + line].0[at] += ones[row]);
        }
        let bare = live & rows.bare & light;
        if bare != 0 {
            if self.bare.is_empty() {
                self.bare.resize(self.places * self.lanes, 0);
            }
            for (at, lane) in lanes.iter().enumerate() {
                for_each_bit(lane & bare, |row| self.bare[rows.places[row] as usize * self.lanes + at] += 1);
            }
        }
        for_each_bit(heavy, |row| {
            let wide = self.wide.entry(rows.places[row]).or_insert_with(|| vec![Count::default(); self.lanes]);
            for (count, lane) in wide.iter_mut().zip(lanes) {
                if lane >> row & 1 == 1 {
                    count.add(rows.weights[row], (rows.bare >> row & 1) as u32);
                }
            }
        });
    }

    /// Moves what a place has counted to where there is more room.
    fn empty(&mut self, place: u32) {
        let place_lanes = place as usize * self.lanes;
        let base = place as usize * self.lines;
        let wide = self.wide.entry(place).or_insert_with(|| vec![Count::default(); self.lanes]);
        for (lane, count) in wide.iter_mut().enumerate() {
            let bare = self.bare.get_mut(place_lanes + lane).map_or(0, std::mem::take);
            let sum = &mut self.sums[base + lane / TOGETHER].0[lane % TOGETHER];
            count.merge(&count_of(std::mem::take(sum), bare));
        }
    }

    /// What was counted at a place, where there was room for it.
    pub(super) fn at(&self, place: usize) -> Option<Here<'_>> {
        if place >= self.places {
            return None;
        }
        let lanes = place * self.lanes..(place + 1) * self.lanes;
        let wide = || self.wide.get(&u32::try_from(place).ok()?).map(Vec::as_slice);
        Some(Here {
            sums: &self.sums[place * self.lines..(place + 1) * self.lines],
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
        let own = here * self.lines..(here + 1) * self.lines;
        // What the first lane weighs no other outweighs.
        if (self.sums[own.start].0[0] & MOST) + (theirs.sums[0].0[0] & MOST) > MOST {
            self.empty(wide_here);
        }
        for (own, theirs) in self.sums[own].iter_mut().zip(theirs.sums) {
            own.0.iter_mut().zip(theirs.0).for_each(|(own, theirs)| *own += theirs);
        }
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

/// What was counted at one place.
#[derive(Clone, Copy)]
pub(super) struct Here<'a> {
    sums: &'a [Line],
    bare: &'a [u16],
    wide: Option<&'a [Count]>,
}

impl Here<'_> {
    /// What a lane counted.
    #[inline]
    pub(super) fn of(&self, lane: usize) -> Count {
        let sum = self.sums[lane / TOGETHER].0[lane % TOGETHER];
        let mut count = count_of(sum, self.bare.get(lane).copied().unwrap_or(0));
        if let Some(wide) = self.wide {
            count.merge(&wide[lane]);
        }
        count
    }
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
