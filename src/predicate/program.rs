//! All conditions of one table as a program, with what they share worked out once: a step for every part that differs.

use std::collections::HashMap;
use std::fmt::{self, Write};
use std::hash::{BuildHasher, Hasher};

use foldhash::fast::{FoldHasher, RandomState};

use super::node::{Comparison, Home, Node};
use crate::words::truth::Truth;
use crate::words::value::{ABSENT, Exact, Kind, PLACES, Value};

/// Where a condition's outcome is stored after a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Slot(pub(super) usize);

/// How an outcome is come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Op {
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
pub(super) struct Lookup {
    pub(super) home: Home,
    pub(super) column: usize,
    pub(super) tests: Vec<Node>,
}

/// How many tests a byte holds.
pub(super) const TESTS: usize = 4;

/// A test of a column of numbers or days: whether each is between two ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Range {
    pub(super) column: usize,
    pub(super) low: i64,
    pub(super) high: i64,
}

/// All conditions of one table, with what they share worked out once.
#[derive(Clone, Debug, Default)]
pub struct Program {
    pub(super) ops: Vec<Op>,
    pub(super) lookups: Vec<Lookup>,
    pub(super) ranges: Vec<Range>,
    pub(super) per_row: Vec<Node>,
    columns: Vec<(Home, usize)>,
    known: Known,
}

/// Where the parts of a program are, so that an equal one is found without looking at all others.
#[derive(Clone, Debug, Default)]
struct Known {
    ops: HashMap<Op, usize, RandomState>,
    ranges: HashMap<Range, usize, RandomState>,
    /// By the hash of a test: its lookup, and its place there.
    tests: HashMap<u64, Vec<(usize, usize)>, RandomState>,
    /// The lookup of each column that was begun last: only that one may have room.
    last: HashMap<(Home, usize), usize, RandomState>,
    /// By the hash of a test of whole rows.
    per_row: HashMap<u64, Vec<usize>, RandomState>,
    seed: RandomState,
}

impl Known {
    fn hash(&self, node: &Node) -> u64 {
        let mut hashed = Hashed(self.seed.build_hasher());
        // It takes all that is written.
        let _ = write!(hashed, "{node:?}");
        hashed.0.finish()
    }
}

/// Hashes what is written to it.
struct Hashed(FoldHasher<'static>);

impl Write for Hashed {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.write(text.as_bytes());
        Ok(())
    }
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
                    let hash = self.known.hash(node);
                    let alike = self.known.per_row.entry(hash).or_default();
                    let known = alike.iter().copied().find(|at| self.per_row[*at] == *node);
                    let at = known.unwrap_or_else(|| {
                        alike.push(self.per_row.len());
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
        Slot(*self.known.ops.entry(op).or_insert_with(|| {
            self.ops.push(op);
            self.ops.len() - 1
        }))
    }

    fn coded(&mut self, home: Home, column: usize, test: &Node) -> Slot {
        let hash = self.known.hash(test);
        let mine = |lookup: &Lookup| lookup.home == home && lookup.column == column;
        let alike = self.known.tests.get(&hash).into_iter().flatten().copied();
        for (lookup, at) in alike {
            let of = &self.lookups[lookup];
            if mine(of) && of.tests[at] == *test {
                return self.op(Op::Coded { lookup, test: at });
            }
        }
        let last = self.known.last.get(&(home, column)).copied();
        let lookup = last.filter(|last| self.lookups[*last].tests.len() < TESTS).unwrap_or_else(|| {
            self.lookups.push(Lookup { home, column, tests: Vec::new() });
            self.lookups.len() - 1
        });
        self.known.last.insert((home, column), lookup);
        let tests = &mut self.lookups[lookup].tests;
        tests.push(test.clone());
        let test = tests.len() - 1;
        self.known.tests.entry(hash).or_default().push((lookup, test));
        self.op(Op::Coded { lookup, test })
    }

    fn ranged(&mut self, parts: &[Ranged]) -> Slot {
        let slots: Vec<Slot> = parts
            .iter()
            .map(|part| {
                let at = *self.known.ranges.entry(part.range).or_insert_with(|| {
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
    // A version compared with another may be unknown though both are known.
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
        | Node::ShiftBy(..)
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
