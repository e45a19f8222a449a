//! Cells that are read otherwise on a later day: dates ahead of the audit, in columns of what has happened.

use super::{Column, read_cell};
use crate::words::value::{Day, Kind, Value};

/// A cell that is read otherwise on a later day than on that of the audit.
#[derive(Clone, Debug)]
pub struct LaterCell {
    /// Its column, by its place in the table.
    pub column: usize,
    /// The column's declaration.
    pub declared: &'static Column,
    text: Box<str>,
}

impl PartialEq for LaterCell {
    fn eq(&self, other: &Self) -> bool {
        (self.column, &self.text) == (other.column, &other.text)
    }
}

impl LaterCell {
    /// A cell of a column, where it is read otherwise on some day after `as_of`: a date that lies ahead, or a month or year that has begun.
    #[must_use]
    pub fn of((column, declared): (usize, &'static Column), text: &str, as_of: Day) -> Option<Self> {
        if declared.kind != Kind::Date || declared.future {
            return None;
        }
        let is_later = read(declared, text, as_of) != read(declared, text, Day::from_number(i32::MAX));
        is_later.then(|| Self { column, declared, text: text.into() })
    }

    /// What it is read as on a day.
    #[must_use]
    pub fn read_on(&self, day: Day) -> Value {
        read(self.declared, &self.text, day)
    }

    /// The first day after `after`, up to `until`, on which it is read otherwise than the day before.
    #[must_use]
    pub fn next(&self, after: Day, until: Day) -> Option<Day> {
        let next = Day::from_number(after.number() + 1);
        let now = self.read_on(after);
        if next > until {
            return None;
        }
        if self.read_on(next) != now {
            return Some(next);
        }
        // A date that has begun changes day by day, up to its last one; one that lies ahead is blank until it begins.
        let (mut before, mut on) = (after.number(), until.number());
        if !now.is_null() || self.read_on(until).is_null() {
            return None;
        }
        while on - before > 1 {
            let middle = before + (on - before) / 2;
            if self.read_on(Day::from_number(middle)).is_null() { before = middle } else { on = middle }
        }
        Some(Day::from_number(on))
    }
}

fn read(column: &Column, text: &str, day: Day) -> Value {
    read_cell(column, text, day).unwrap_or_else(|trouble| trouble.taken.unwrap_or(Value::Null))
}
