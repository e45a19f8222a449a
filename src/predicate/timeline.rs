//! A condition over time: on which later days its value for a row can change, and which date makes it change.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::eval::Row;
use super::node::{Home, Node};
use crate::words::truth::Truth;
use crate::words::value::calendar::NAMED;
use crate::words::value::{Day, Span, Value};

/// The days that a forecast looks at: all after `from`, up to `until`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Horizon {
    /// The day of the audit.
    pub from: Day,
    /// The last day.
    pub until: Day,
}

impl Horizon {
    /// Every day of it, in order.
    pub fn days(self) -> impl Iterator<Item = Day> {
        (self.from.number() + 1..=self.until.number()).map(Day::from_number)
    }
}

/// A row on a day: conditions that are read for any day find their calendar here.
pub struct OnDay<'a> {
    /// The row.
    pub row: &'a dyn Row,
    /// The day of the audit.
    pub day: Day,
}

impl Row for OnDay<'_> {
    fn cell(&self, home: Home, index: usize) -> Value {
        match home {
            Home::Calendar => NAMED.get(index).and_then(|(_, day)| day(self.day)).map_or(Value::Null, Value::Date),
            Home::Row | Home::Place | Home::Reference(_) => self.row.cell(home, index),
        }
    }
}

impl Node {
    /// What the parts of a conjunction that speak of the row itself say of it on a day: what [`Node::of_rows`] says of the condition folded
    /// to that day.
    #[must_use]
    pub fn of_rows_on(&self, row: &OnDay<'_>) -> Truth {
        let parts = if let Self::And(all) = self { all.as_slice() } else { std::slice::from_ref(self) };
        let is = |part: &Self, wanted: Home| part.columns().iter().any(|(home, _)| *home == wanted);
        // What the calendar alone settles is folded away, and nothing is left that speaks of rows.
        let settles =
            |part: &&Self| is(part, Home::Calendar) && part.columns().iter().all(|(home, _)| *home == Home::Calendar);
        if parts.iter().filter(settles).any(|part| part.truth(row).is_no()) {
            return Truth::Yes;
        }
        parts.iter().filter(|part| is(part, Home::Row)).fold(Truth::Yes, |sum, part| sum & part.truth(row))
    }
}

/// The date that made a condition change, and the interval that it met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The column that holds the date; a name of the calendar, where no column of the row does.
    pub column: Arc<str>,
    /// The date.
    pub date: Day,
    /// How long after the date (or, where the sign is `-1`, before it) the condition changes.
    pub interval: Option<(Span, i32)>,
}

/// A condition that is read for any day, taken apart into what moves with the day of the audit.
#[derive(Clone, Debug)]
pub struct Timeline {
    horizon: Horizon,
    parts: Vec<Part>,
}

#[derive(Clone, Debug)]
enum Part {
    /// Rests on the calendar alone: it changes on the same days for every row.
    Calendar { name: Arc<str>, days: Vec<Day> },
    /// Compares a day of the calendar, which never goes back, with what the row says.
    Crossing(Crossing),
}

#[derive(Clone, Debug)]
struct Crossing {
    moving: Node,
    still: Node,
    /// By what the row says: the first day on which the moving side is at least that, and the first on which it is more.
    known: HashMap<Day, [Option<Day>; 2], RandomState>,
}

impl Timeline {
    /// Takes a condition apart; `None` where it does not depend on the day of the audit.
    #[must_use]
    pub fn new(node: &Node, horizon: Horizon) -> Option<Self> {
        let mut parts = Vec::new();
        collect(node, horizon, &mut parts);
        (!parts.is_empty()).then_some(Self { horizon, parts })
    }

    /// The first day after `after` on which the condition's value for a row may differ from the day before.
    pub fn next(&mut self, row: &dyn Row, after: Day) -> Option<Day> {
        let horizon = self.horizon;
        let next = |part: &mut Part| match part {
            Part::Calendar { days, .. } => days.get(days.partition_point(|day| *day <= after)).copied(),
            Part::Crossing(crossing) => {
                let found = crossing.days(row, horizon)?.1;
                found.into_iter().flatten().filter(|day| *day > after).min()
            }
        };
        self.parts.iter_mut().filter_map(next).min()
    }

    /// Adds what makes it change on a day that [`Self::next`] gave.
    pub fn causes(&mut self, row: &dyn Row, day: Day, causes: &mut Vec<Cause>) {
        for part in &mut self.parts {
            let cause = match part {
                Part::Calendar { name, days } if days.binary_search(&day).is_ok() => {
                    Some(Cause { column: name.clone(), date: day, interval: None })
                }
                Part::Calendar { .. } => None,
                Part::Crossing(crossing) => crossing.cause(row, day, self.horizon),
            };
            causes.extend(cause.filter(|cause| !causes.contains(cause)));
        }
    }
}

fn collect(node: &Node, horizon: Horizon, parts: &mut Vec<Part>) {
    if !node.names_days() {
        return;
    }
    if node.columns().iter().all(|(home, _)| *home == Home::Calendar) {
        parts.push(of_calendar(node, horizon));
        return;
    }
    let mut pairs: Vec<(&Node, &Node)> = Vec::new();
    if let Node::Compare(_, a, b) = node {
        pairs.push((a, b));
    } else if let Node::In(a, list) = node {
        pairs.extend(list.iter().map(|b| (&**a, b)));
    }
    let crossings: Option<Vec<Option<Crossing>>> = pairs.iter().map(|(a, b)| crossing(a, b, horizon)).collect();
    match crossings {
        Some(crossings) if !crossings.is_empty() => parts.extend(crossings.into_iter().flatten().map(Part::Crossing)),
        // A value changes only where a part of it does.
        Some(_) | None => node.children().into_iter().for_each(|child| collect(child, horizon, parts)),
    }
}

/// A comparison of these two over time; nothing inside where no side moves, and `None` where it is no simple crossing.
fn crossing(a: &Node, b: &Node, horizon: Horizon) -> Option<Option<Crossing>> {
    let (moving, still) = match (a.names_days(), b.names_days()) {
        (false, false) => return Some(None),
        (true, false) => (a, b),
        (false, true) => (b, a),
        (true, true) => return None,
    };
    let is_known = |day| moving.value(&OnDay { row: &NoRow, day }).as_day().is_some();
    let rises = only_rises(moving) && is_known(horizon.from) && is_known(horizon.until);
    rises.then(|| Some(Crossing { moving: moving.clone(), still: still.clone(), known: HashMap::default() }))
}

/// Whether a node is a day of the calendar, or one at a fixed distance from it: such days never go back.
fn only_rises(node: &Node) -> bool {
    if let Node::Shift(inner, ..) = node {
        return only_rises(inner);
    }
    matches!(node, Node::Column { home: Home::Calendar, .. })
}

fn of_calendar(node: &Node, horizon: Horizon) -> Part {
    let value = |day| node.value(&OnDay { row: &NoRow, day });
    let mut before = value(horizon.from);
    let mut days = Vec::new();
    for day in horizon.days() {
        let now = value(day);
        if now != before {
            days.push(day);
            before = now;
        }
    }
    let name = node.named_columns().first().map_or_else(|| "as_of".into(), |(_, _, name)| (*name).clone());
    Part::Calendar { name, days }
}

struct NoRow;

impl Row for NoRow {
    fn cell(&self, _: Home, _: usize) -> Value {
        Value::Null
    }
}

impl Crossing {
    /// What the row says, and the days on which the moving side reaches and passes it.
    fn days(&mut self, row: &dyn Row, horizon: Horizon) -> Option<(Day, [Option<Day>; 2])> {
        let still = self.still.value(row).as_day()?;
        if let Some(known) = self.known.get(&still) {
            return Some((still, *known));
        }
        let moving = |day| self.moving.value(&OnDay { row: &NoRow, day }).as_day();
        let reaches = first(horizon, |day| moving(day).is_some_and(|moving| moving >= still));
        let passes = first(horizon, |day| moving(day).is_some_and(|moving| moving > still));
        self.known.insert(still, [reaches, passes]);
        Some((still, [reaches, passes]))
    }

    fn cause(&mut self, row: &dyn Row, day: Day, horizon: Horizon) -> Option<Cause> {
        let (still, days) = self.days(row, horizon)?;
        if !days.contains(&Some(day)) {
            return None;
        }
        let dates = self.still.named_columns();
        let dates = dates.iter().filter_map(|(home, at, name)| Some((*name, row.cell(*home, *at).as_day()?)));
        let mut dates: Vec<(&Arc<str>, Day)> = dates.collect();
        // Of several, the one that the comparison is about; a column with an interval of its own has another value.
        dates.sort_by_key(|(_, date)| *date != still);
        let (column, date) = dates.first().map_or_else(
            || {
                (
                    self.moving.named_columns().first().map_or_else(|| "as_of".into(), |(_, _, name)| (*name).clone()),
                    still,
                )
            },
            |(name, date)| ((*name).clone(), *date),
        );
        Some(Cause { column, date, interval: interval(&self.moving, -1).or_else(|| interval(&self.still, 1)) })
    }
}

/// The interval that a day is moved by, seen from the other side of the comparison where `way` is `-1`.
fn interval(node: &Node, way: i32) -> Option<(Span, i32)> {
    if let Node::Shift(_, span, sign) = node { Some((*span, sign * way)) } else { None }
}

/// The first day of a horizon for which something holds that goes on to hold; `None` where it holds before, or never.
fn first(horizon: Horizon, holds: impl Fn(Day) -> bool) -> Option<Day> {
    let (mut before, mut on) = (horizon.from.number(), horizon.until.number());
    if before >= on || holds(horizon.from) || !holds(horizon.until) {
        return None;
    }
    while on - before > 1 {
        let middle = before + (on - before) / 2;
        if holds(Day::from_number(middle)) { on = middle } else { before = middle }
    }
    Some(Day::from_number(on))
}
