//! Conditions as masks: a coded column's tests are worked out once a word, a direct column's once a row, and 64 rows are joined at a time.

use wide::u8x16;

use super::eval::Row;
use super::node::{Comparison, Home, Node};
use crate::truth::Truth;
use crate::value::{ABSENT, Cells, Exact, Kind, NO_DAY, PLACES, Value};

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

/// Where a condition's outcome stands after a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Slot(usize);

/// 64 rows of outcomes: the bits known to hold, and the bits known not to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lanes {
    /// Rows for which it holds.
    pub yes: u64,
    /// Rows for which it does not.
    pub no: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Op {
    Fixed(Truth),
    Coded { lookup: usize, test: usize },
    Direct(usize),
    Per(usize),
    Not(Slot),
    And(Slot, Slot),
    Or(Slot, Slot),
    IsNull(Slot),
    Coalesce(Slot, Slot),
    Pick(Slot, Slot, Slot),
}

/// A lookup of one column's codes (or of the places): a byte for each, of which half the bits say yes and half say no.
#[derive(Clone, Debug)]
struct Lookup {
    home: Home,
    column: usize,
    tests: Vec<Node>,
}

/// So many tests a byte tells of.
const TESTS: usize = 4;

/// A test of a direct column: whether its number lies between two ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Range {
    column: usize,
    low: i64,
    high: i64,
}

/// All conditions of one table, with what they share worked out once.
#[derive(Clone, Debug, Default)]
pub struct Program {
    ops: Vec<Op>,
    lookups: Vec<Lookup>,
    ranges: Vec<Range>,
    per_row: Vec<Node>,
    columns: Vec<(Home, usize)>,
}

impl Program {
    /// Adds a condition; equal parts of conditions share one outcome.
    pub fn add(&mut self, node: &Node) -> Slot {
        for column in node.columns() {
            if !self.columns.contains(&column) {
                self.columns.push(column);
            }
        }
        self.slot(node)
    }

    /// The columns its conditions name.
    #[must_use]
    pub fn columns(&self) -> &[(Home, usize)] {
        &self.columns
    }

    #[allow(clippy::wildcard_enum_match_arm, reason = "every other node is tested as it is")]
    fn slot(&mut self, node: &Node) -> Slot {
        if let Node::Constant(value) = node {
            let fixed = match value {
                Value::Boolean(yes) => Truth::from(*yes),
                Value::Null | Value::Text(_) | Value::Number(_) | Value::Date(_) | Value::Version(_) => Truth::Unknown,
            };
            return self.op(Op::Fixed(fixed));
        }
        if let Some((home, column)) = looked_up(node) {
            return self.coded(home, column, node);
        }
        match node {
            Node::Not(a) => {
                let a = self.slot(a);
                self.op(Op::Not(a))
            }
            Node::And(all) => self.join(all, Op::And),
            Node::Or(all) => self.join(all, Op::Or),
            Node::IsNull(a) if is_yes_no(a) => {
                let a = self.slot(a);
                self.op(Op::IsNull(a))
            }
            Node::Coalesce(all) if all.iter().all(is_yes_no) => self.join(all, Op::Coalesce),
            Node::Case(branches, otherwise)
                if branches.iter().all(|(_, then)| is_yes_no(then)) && is_yes_no(otherwise) =>
            {
                let mut picked = self.slot(otherwise);
                for (when, then) in branches.iter().rev() {
                    let (when, then) = (self.slot(when), self.slot(then));
                    picked = self.op(Op::Pick(when, then, picked));
                }
                picked
            }
            node => match (ranges(node), parted(node)) {
                (Some(parts), _) => self.ranged(&parts),
                (None, Some(each)) => self.join(&each, Op::Coalesce),
                (None, None) => {
                    let known = self.per_row.iter().position(|known| known == node);
                    let at = known.unwrap_or_else(|| {
                        self.per_row.push(node.clone());
                        self.per_row.len() - 1
                    });
                    self.op(Op::Per(at))
                }
            },
        }
    }

    fn join(&mut self, all: &[Node], how: fn(Slot, Slot) -> Op) -> Slot {
        let slots: Vec<Slot> = all.iter().map(|node| self.slot(node)).collect();
        let joined = slots.into_iter().reduce(|a, b| self.op(how(a, b)));
        joined.unwrap_or_else(|| self.op(Op::Fixed(Truth::Unknown)))
    }

    fn op(&mut self, op: Op) -> Slot {
        Slot(self.ops.iter().position(|known| *known == op).unwrap_or_else(|| {
            self.ops.push(op);
            self.ops.len() - 1
        }))
    }

    fn coded(&mut self, home: Home, column: usize, test: &Node) -> Slot {
        let mine = |lookup: &Lookup| lookup.home == home && lookup.column == column;
        for (lookup, of) in self.lookups.iter().enumerate().filter(|(_, of)| mine(of)) {
            if let Some(test) = of.tests.iter().position(|known| known == test) {
                return self.op(Op::Coded { lookup, test });
            }
        }
        let with_room = self.lookups.iter().position(|of| mine(of) && of.tests.len() < TESTS);
        let lookup = with_room.unwrap_or_else(|| {
            self.lookups.push(Lookup { home, column, tests: Vec::new() });
            self.lookups.len() - 1
        });
        let tests = &mut self.lookups[lookup].tests;
        tests.push(test.clone());
        let test = tests.len() - 1;
        self.op(Op::Coded { lookup, test })
    }

    fn ranged(&mut self, parts: &[Ranged]) -> Slot {
        let slots: Vec<Slot> = parts
            .iter()
            .map(|part| {
                let known = self.ranges.iter().position(|known| *known == part.range);
                let at = known.unwrap_or_else(|| {
                    self.ranges.push(part.range);
                    self.ranges.len() - 1
                });
                let inside = self.op(Op::Direct(at));
                match part.form {
                    Form::Inside => inside,
                    Form::Outside => self.op(Op::Not(inside)),
                    Form::Absent => self.op(Op::IsNull(inside)),
                }
            })
            .collect();
        let joined = slots.into_iter().reduce(|a, b| self.op(Op::Or(a, b)));
        joined.unwrap_or_else(|| self.op(Op::Fixed(Truth::No)))
    }
}

/// A test of a `coalesce` against constants, as tests of its parts of which the first that is known settles it.
#[allow(clippy::wildcard_enum_match_arm, reason = "only these forms are parted")]
fn parted(node: &Node) -> Option<Vec<Node>> {
    // A version beside another may be unknown though both are known.
    let plain =
        |node: &Node| matches!(node, Node::Constant(value) if !matches!(value, Value::Null | Value::Version(_)));
    let (all, test): (_, &dyn Fn(Node) -> Node) = match node {
        Node::Compare(how, a, b) if plain(b) => (a, &|part: Node| Node::Compare(*how, part.into(), b.clone())),
        Node::In(a, list) if list.iter().all(plain) => (a, &|part: Node| Node::In(part.into(), list.clone())),
        _ => return None,
    };
    let Node::Coalesce(all) = &**all else { return None };
    Some(all.iter().map(|part| super::fold::folded(test(part.clone()))).collect())
}

/// The one code that settles a node: a coded column of the row, or the place.
fn looked_up(node: &Node) -> Option<(Home, usize)> {
    let columns = node.columns();
    if let [(home @ (Home::Place | Home::Reference(_)), _), ..] = columns.as_slice()
        && columns.iter().all(|(other, _)| other == home)
    {
        return Some((*home, 0));
    }
    let [(Home::Row, index)] = columns.as_slice() else { return None };
    kind_of(node, *index).is_some_and(Kind::is_coded).then_some((Home::Row, *index))
}

fn kind_of(node: &Node, wanted: usize) -> Option<Kind> {
    if let Node::Column { home: Home::Row, index, kind, .. } = node
        && *index == wanted
    {
        return Some(*kind);
    }
    node.children().into_iter().find_map(|child| kind_of(child, wanted))
}

fn is_yes_no(node: &Node) -> bool {
    match node {
        Node::Not(_)
        | Node::And(_)
        | Node::Or(_)
        | Node::Compare(..)
        | Node::In(..)
        | Node::IsNull(_)
        | Node::Like(..) => true,
        Node::Constant(value) => matches!(value, Value::Boolean(_) | Value::Null),
        Node::Column { kind, .. } | Node::Cast(_, kind) => *kind == Kind::Boolean,
        Node::Case(branches, otherwise) => branches.iter().all(|(_, then)| is_yes_no(then)) && is_yes_no(otherwise),
        Node::Coalesce(all) => all.iter().all(is_yes_no),
        Node::NullIf(a, _) => is_yes_no(a),
        Node::Arithmetic(..)
        | Node::Shift(..)
        | Node::Lower(_)
        | Node::Length(_)
        | Node::Substr(..)
        | Node::Concat(..) => false,
    }
}

enum Form {
    Inside,
    Outside,
    Absent,
}

struct Ranged {
    range: Range,
    form: Form,
}

/// A test of one direct column against constants, as ranges of its numbers; several are joined by `or`.
#[allow(clippy::wildcard_enum_match_arm, reason = "only these forms are ranges")]
fn ranges(node: &Node) -> Option<Vec<Ranged>> {
    let one = |column, low, high, form| Some(vec![Ranged { range: Range { column, low, high }, form }]);
    let least = ABSENT + 1;
    match node {
        Node::IsNull(a) => match &**a {
            Node::Column { home: Home::Row, index, .. } => one(*index, least, i64::MAX, Form::Absent),
            _ => None,
        },
        Node::In(a, list) => {
            let all: Option<Vec<_>> =
                list.iter().map(|b| ranges(&Node::Compare(Comparison::Equal, a.clone(), b.clone().into()))).collect();
            Some(all?.into_iter().flatten().collect())
        }
        Node::Compare(how, a, b) => {
            let (index, kind, constant, how) = match (&**a, &**b) {
                (Node::Column { home: Home::Row, index, kind, .. }, Node::Constant(value)) => {
                    (*index, *kind, value, *how)
                }
                (Node::Constant(value), Node::Column { home: Home::Row, index, kind, .. }) => {
                    (*index, *kind, value, turned(*how))
                }
                _ => return None,
            };
            let (floor, whole) = bound(constant, kind)?;
            let below = if whole { floor - 1 } else { floor };
            let above = if whole { floor } else { floor + 1 };
            match how {
                Comparison::Equal if whole => one(index, floor, floor, Form::Inside),
                Comparison::NotEqual if whole => one(index, floor, floor, Form::Outside),
                Comparison::Less => one(index, least, below, Form::Inside),
                Comparison::LessEqual => one(index, least, floor, Form::Inside),
                Comparison::Greater => one(index, floor + 1, i64::MAX, Form::Inside),
                Comparison::GreaterEqual => one(index, above, i64::MAX, Form::Inside),
                // No number of the column equals this one: an empty range.
                Comparison::Equal => one(index, 1, 0, Form::Inside),
                Comparison::NotEqual => one(index, 1, 0, Form::Outside),
            }
        }
        _ => None,
    }
}

/// The greatest number of a direct column that is not above a constant, and whether it equals it.
fn bound(constant: &Value, kind: Kind) -> Option<(i64, bool)> {
    match constant {
        Value::Date(day) => Some((i64::from(day.number()), true)),
        Value::Number(number) => {
            let scale = if kind == Kind::Number { PLACES } else { 1 };
            let (numerator, denominator) = number.times(Exact::from(scale))?.parts();
            let floor = i64::try_from(numerator.div_euclid(denominator)).ok()?;
            // Room for one more on either side.
            (floor > ABSENT + 2 && floor < i64::MAX - 1).then_some((floor, denominator == 1))
        }
        Value::Null | Value::Text(_) | Value::Boolean(_) | Value::Version(_) => None,
    }
}

fn turned(how: Comparison) -> Comparison {
    match how {
        Comparison::Less => Comparison::Greater,
        Comparison::LessEqual => Comparison::GreaterEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterEqual => Comparison::LessEqual,
        Comparison::Equal | Comparison::NotEqual => how,
    }
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

    /// Learns the entries of a reference table that were met since the last time.
    pub fn learn_entries(&mut self, program: &Program, reference: usize, entries: &[&dyn Row]) {
        for (lookup, masks) in program.lookups.iter().zip(&mut self.words) {
            if lookup.home == Home::Reference(reference) {
                masks.extend(entries.iter().skip(masks.len()).map(|entry| mask(lookup, *entry)));
            }
        }
    }

    /// Runs the program over up to 64 rows; afterwards [`Masks::outcome`] tells each condition's.
    pub fn run(&mut self, program: &Program, rows: &dyn Rows, start: usize, count: usize) {
        let count = count.min(64);
        for ((lookup, words), bytes) in program.lookups.iter().zip(&self.words).zip(&mut self.bytes) {
            let codes = match lookup.home {
                Home::Place => rows.places(),
                Home::Reference(reference) => rows.entries(reference),
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
                        // Every day that is known lies between these.
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

/// Which of up to 64 numbers lie between two ends.
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
