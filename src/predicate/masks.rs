//! Conditions as masks: a coded column's tests are worked out once a word, a direct column's once a row, and 64 rows are joined at a time.

use wide::u8x16;

use super::eval::Row;
use super::node::Home;
use super::program::{Lookup, Op, Program, Range, Slot, TESTS};
use crate::words::truth::Truth;
use crate::words::value::{ABSENT, Cells, NO_DAY, Value};

/// What a program asks a batch for.
pub trait Rows {
    /// The cells of a column of the rows' own table.
    fn cells(&self, column: usize) -> Cells<'_>;
    /// The place of every row.
    fn places(&self) -> &[u32];
    /// The entry of a reference table that every row matches; 0 where it matches none.
    fn entries(&self, reference: usize) -> &[u32];
    /// One value, for tests over two columns.
    fn value(&self, row: usize, home: Home, column: usize) -> Value;
}

/// 64 rows of outcomes: the bits known to hold, and the bits known not to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lanes {
    /// Rows for which it holds.
    pub yes: u64,
    /// Rows for which it does not.
    pub no: u64,
}

/// The masks of a program's words so far, and room for a block's outcomes; one a thread.
#[derive(Clone, Debug)]
pub struct Masks {
    /// For every lookup the byte of each code, and those of the rows of a run.
    words: Vec<Vec<u8>>,
    bytes: Vec<[u8; 64]>,
    slots: Vec<Lanes>,
}

struct Word<'a>(&'a Value);

impl Row for Word<'_> {
    fn cell(&self, _: Home, _: usize) -> Value {
        self.0.clone()
    }
}

struct One<'a> {
    rows: &'a dyn Rows,
    at: usize,
}

impl Row for One<'_> {
    fn cell(&self, home: Home, index: usize) -> Value {
        self.rows.value(self.at, home, index)
    }
}

impl Masks {
    /// Masks for a program, of no words yet.
    #[must_use]
    pub fn new(program: &Program) -> Self {
        Self {
            words: vec![Vec::new(); program.lookups.len()],
            bytes: vec![[0; 64]; program.lookups.len()],
            slots: vec![Lanes::default(); program.ops.len()],
        }
    }

    /// Learns the words of a coded column that were met since the last time.
    pub fn learn(&mut self, program: &Program, column: usize, words: &[Value]) {
        for (lookup, masks) in program.lookups.iter().zip(&mut self.words) {
            if lookup.home == Home::Row && lookup.column == column {
                // Fewer words than masks: the column has forgotten its words and begun anew.
                if words.len() < masks.len() {
                    masks.clear();
                }
                masks.extend(words[masks.len()..].iter().map(|word| mask(lookup, &Word(word))));
            }
        }
    }

    /// Learns the places that were met since the last time.
    pub fn learn_places<'a>(&mut self, program: &Program, places: impl ExactSizeIterator<Item = &'a dyn Row> + Clone) {
        for (lookup, masks) in program.lookups.iter().zip(&mut self.words) {
            if lookup.home == Home::Place {
                masks.extend(places.clone().skip(masks.len()).map(|place| mask(lookup, place)));
            }
        }
    }

    /// Forgets the entries of a reference table, which have begun anew.
    pub fn forget_entries(&mut self, program: &Program, reference: usize) {
        for (lookup, masks) in program.lookups.iter().zip(&mut self.words) {
            if lookup.home == Home::Reference(reference) {
                masks.clear();
            }
        }
    }

    /// Learns the entries of a reference table that were met since the last time.
    pub fn learn_entries(&mut self, program: &Program, reference: usize, entries: &[&dyn Row]) {
        for (lookup, masks) in program.lookups.iter().zip(&mut self.words) {
            if lookup.home == Home::Reference(reference) {
                masks.extend(entries.iter().skip(masks.len()).map(|entry| mask(lookup, *entry)));
            }
        }
    }

    /// Runs the program over up to 64 rows; afterwards [`Masks::outcome`] gives each condition's.
    pub fn run(&mut self, program: &Program, rows: &dyn Rows, start: usize, count: usize) {
        let count = count.min(64);
        for ((lookup, words), bytes) in program.lookups.iter().zip(&self.words).zip(&mut self.bytes) {
            let codes = match lookup.home {
                Home::Place => rows.places(),
                Home::Reference(reference) => rows.entries(reference),
                // A program is of conditions folded to a day.
                Home::Calendar => continue,
                Home::Row => match rows.cells(lookup.column) {
                    Cells::Coded(codes) => codes,
                    Cells::Direct(_) | Cells::Days(_) => continue,
                },
            };
            for (byte, code) in bytes.iter_mut().zip(&codes[start..start + count]) {
                *byte = words[*code as usize];
            }
        }
        for at in 0..program.ops.len() {
            self.slots[at] = self.outcome_of(program, program.ops[at], rows, start, count);
        }
    }

    /// A condition's outcome for the rows of the last run; bits past the last row mean nothing.
    #[must_use]
    pub fn outcome(&self, slot: Slot) -> Lanes {
        self.slots[slot.0]
    }

    fn outcome_of(&self, program: &Program, op: Op, rows: &dyn Rows, start: usize, count: usize) -> Lanes {
        let of = |slot: Slot| self.slots[slot.0];
        match op {
            Op::Fixed(Truth::Yes) => Lanes { yes: u64::MAX, no: 0 },
            Op::Fixed(Truth::No) => Lanes { yes: 0, no: u64::MAX },
            Op::Fixed(Truth::Unknown) => Lanes::default(),
            Op::Coded { lookup, test } => {
                let bytes = &self.bytes[lookup];
                Lanes { yes: with_bit(bytes, test), no: with_bit(bytes, test + TESTS) }
            }
            Op::Direct(at) => {
                let Range { column, low, high } = program.ranges[at];
                match rows.cells(column) {
                    Cells::Direct(numbers) => within(&numbers[start..start + count], (low, high), ABSENT),
                    Cells::Days(days) => {
                        // Every known day is between these.
                        let day = |number: i64| number.clamp(i64::from(NO_DAY) + 1, i64::from(i32::MAX)) as i32;
                        within(&days[start..start + count], (day(low), day(high)), NO_DAY)
                    }
                    Cells::Coded(_) => Lanes::default(),
                }
            }
            Op::Per(at) => {
                let test = &program.per_row[at];
                (0..count).fold(Lanes::default(), |lanes, row| match test.truth(&One { rows, at: start + row }) {
                    Truth::Yes => Lanes { yes: lanes.yes | 1 << row, ..lanes },
                    Truth::No => Lanes { no: lanes.no | 1 << row, ..lanes },
                    Truth::Unknown => lanes,
                })
            }
            Op::Not(a) => Lanes { yes: of(a).no, no: of(a).yes },
            Op::And(a, b) => Lanes { yes: of(a).yes & of(b).yes, no: of(a).no | of(b).no },
            Op::Or(a, b) => Lanes { yes: of(a).yes | of(b).yes, no: of(a).no & of(b).no },
            Op::IsNull(a) => {
                let known = of(a).yes | of(a).no;
                Lanes { yes: !known, no: known }
            }
            Op::Coalesce(a, b) => {
                let open = !(of(a).yes | of(a).no);
                Lanes { yes: of(a).yes | open & of(b).yes, no: of(a).no | open & of(b).no }
            }
            Op::Pick(when, then, otherwise) => {
                let (taken, a, b) = (of(when).yes, of(then), of(otherwise));
                Lanes { yes: taken & a.yes | !taken & b.yes, no: taken & a.no | !taken & b.no }
            }
        }
    }
}

fn mask(lookup: &Lookup, row: &dyn Row) -> u8 {
    lookup.tests.iter().enumerate().fold(0, |mask, (bit, test)| match test.truth(row) {
        Truth::Yes => mask | 1 << bit,
        Truth::No => mask | 1 << (bit + TESTS),
        Truth::Unknown => mask,
    })
}

/// Which of 64 bytes have a bit.
fn with_bit(bytes: &[u8; 64], bit: usize) -> u64 {
    let bit = u8x16::splat(1 << bit);
    bits(bytes.as_chunks().0, |part| (u8x16::new(*part) & bit).simd_eq(bit))
}

/// Of some parts of up to 64 rows a bit for every row.
#[inline]
fn bits<T>(parts: &[T], of: impl Fn(&T) -> u8x16) -> u64 {
    parts.iter().rev().fold(0, |bits, part| bits << 16 | u64::from(of(part).to_bitmask()))
}

/// Which of up to 64 numbers are between two ends.
fn within<T: Copy + PartialOrd>(numbers: &[T], (low, high): (T, T), absent: T) -> Lanes {
    let (parts, rest) = numbers.as_chunks::<16>();
    let lanes = |parts: &[[T; 16]]| {
        let (yes, none) = (
            bits(parts, |part| {
                u8x16::new(part.map(|number| if low <= number && number <= high { u8::MAX } else { 0 }))
            }),
            bits(parts, |part| u8x16::new(part.map(|number| if number == absent { u8::MAX } else { 0 }))),
        );
        Lanes { yes, no: !(yes | none) }
    };
    if rest.is_empty() {
        return lanes(parts);
    }
    let mut all = [[absent; 16]; 4];
    all.as_flattened_mut()[..numbers.len()].copy_from_slice(numbers);
    lanes(&all)
}
