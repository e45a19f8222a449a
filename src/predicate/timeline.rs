//! A condition over time: on which later days its value for a row can change, and which date makes it change.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::eval::Row;
use super::node::{Comparison, Home, Node};
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

/// What moves, where nothing that stands before it in a `coalesce` is filled in.
#[derive(Clone, Debug)]
struct Part {
    unless: Vec<Node>,
    moves: Moves,
}

/// A day of the calendar that a condition names, by its place in [`NAMED`], and the interval that is added to it.
#[derive(Clone, Debug)]
struct NamedDay {
    at: usize,
    name: Arc<str>,
    interval: Option<(Span, i32)>,
}

#[derive(Clone, Debug)]
enum Moves {
    /// Rests on the calendar alone: it changes on the same days for every row.
    Calendar { named: Option<NamedDay>, days: Vec<Day> },
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
        collect(node, horizon, &[], &mut parts);
        (!parts.is_empty()).then_some(Self { horizon, parts })
    }

    /// The first day after `after` on which the condition's value for a row may differ from the day before.
    pub fn next(&mut self, row: &dyn Row, after: Day) -> Option<Day> {
        let horizon = self.horizon;
        let next = |part: &mut Part| {
            if part.is_settled(row) {
                return None;
            }
            match &mut part.moves {
                Moves::Calendar { days, .. } => days.get(days.partition_point(|day| *day <= after)).copied(),
                Moves::Crossing(crossing) => {
                    let found = crossing.days(row, horizon)?.1;
                    found.into_iter().flatten().filter(|day| *day > after).min()
                }
            }
        };
        self.parts.iter_mut().filter_map(next).min()
    }

    /// Adds what makes it change on a day that [`Self::next`] gave.
    pub fn causes(&mut self, row: &dyn Row, day: Day, causes: &mut Vec<Cause>) {
        for part in self.parts.iter_mut().filter(|part| !part.is_settled(row)) {
            let cause = match &mut part.moves {
                Moves::Calendar { named, days } if days.binary_search(&day).is_ok() => {
                    Some(of_named(named.as_ref(), day))
                }
                Moves::Calendar { .. } => None,
                Moves::Crossing(crossing) => crossing.cause(row, day, self.horizon),
            };
            // Two columns that say the same day are one cause.
            let is_new =
                |cause: &Cause| causes.iter().all(|known| (known.date, known.interval) != (cause.date, cause.interval));
            causes.extend(cause.filter(is_new));
        }
    }
}

impl Part {
    /// Whether something before it is filled in, so that it does not count for a row.
    fn is_settled(&self, row: &dyn Row) -> bool {
        self.unless.iter().any(|node| !node.value(row).is_null())
    }
}

/// The day of the calendar that a condition waits for: the election that it names, or the day itself.
fn of_named(named: Option<&NamedDay>, day: Day) -> Cause {
    let found = named.and_then(|named| Some((named, NAMED.get(named.at)?.1(day)?)));
    match found {
        Some((named, date)) => Cause { column: named.name.clone(), date, interval: named.interval },
        None => Cause { column: "as_of".into(), date: day, interval: None },
    }
}

fn collect(node: &Node, horizon: Horizon, unless: &[Node], parts: &mut Vec<Part>) {
    if !node.names_days() {
        return;
    }
    if is_calendar(node) {
        parts.push(Part { unless: unless.to_vec(), moves: of_calendar(node, horizon) });
        return;
    }
    if let Some(found) = of_comparison(node, horizon) {
        let also = |mut part: Part| {
            part.unless.extend_from_slice(unless);
            part
        };
        parts.extend(found.into_iter().map(also));
    } else if let Node::Coalesce(all) = node {
        for (at, child) in all.iter().enumerate() {
            let before = all[..at].iter().filter(|node| !node.names_days()).cloned();
            collect(child, horizon, &unless.iter().cloned().chain(before).collect::<Vec<_>>(), parts);
        }
    } else {
        // A value changes only where a part of it does.
        node.children().into_iter().for_each(|child| collect(child, horizon, unless, parts));
    }
}

/// Whether a node rests on the calendar alone.
fn is_calendar(node: &Node) -> bool {
    node.columns().iter().all(|(home, _)| *home == Home::Calendar)
}

/// What moves in a comparison; `None` where that is no simple crossing.
fn of_comparison(node: &Node, horizon: Horizon) -> Option<Vec<Part>> {
    let mut pairs: Vec<(&Node, &Node)> = Vec::new();
    let how = if let Node::Compare(how, a, b) = node {
        pairs.push((a, b));
        Some(*how)
    } else if let Node::In(a, list) = node {
        pairs.extend(list.iter().map(|b| (&**a, b)));
        None
    } else {
        return None;
    };
    let mut parts = Vec::new();
    for (a, b) in pairs {
        for (before_a, a) in alternatives(a) {
            for (before_b, b) in alternatives(b) {
                let unless: Vec<Node> =
                    before_a.iter().chain(before_b).filter(|node| !node.names_days()).cloned().collect();
                let moves = if is_calendar(a) && is_calendar(b) {
                    let compared = Node::Compare(how.unwrap_or(Comparison::Equal), a.clone().into(), b.clone().into());
                    compared.names_days().then(|| of_calendar(&compared, horizon))
                } else {
                    crossing(a, b, horizon)?.map(Moves::Crossing)
                };
                parts.extend(moves.map(|moves| Part { unless, moves }));
            }
        }
    }
    Some(parts)
}

/// The values that a node may have, each with those that are taken before it: those of a `coalesce`, or the node itself.
fn alternatives(node: &Node) -> Vec<(&[Node], &Node)> {
    if let Node::Coalesce(all) = node
        && node.names_days()
    {
        return all.iter().enumerate().map(|(at, one)| (&all[..at], one)).collect();
    }
    vec![(&[], node)]
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

fn of_calendar(node: &Node, horizon: Horizon) -> Moves {
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
    Moves::Calendar { named: named_in(node, None), days }
}

/// The election that a condition names, with the interval that is added to it.
fn named_in(node: &Node, interval: Option<(Span, i32)>) -> Option<NamedDay> {
    if let Node::Column { home: Home::Calendar, index, name, .. } = node {
        return (*index != 0).then(|| NamedDay { at: *index, name: name.clone(), interval });
    }
    let interval = if let Node::Shift(_, span, sign) = node { Some((*span, *sign)) } else { interval };
    node.children().into_iter().find_map(|child| named_in(child, interval))
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
