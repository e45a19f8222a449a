//! The forecast: what an audit would find on every day from that of the audit to another, from records that are read once.

pub mod days;
mod turns;

pub use turns::{Direction, Turn};

use std::collections::HashMap;

use crate::audit::{AheadLedgers, Keep, LaterDays, audit_ahead};
use crate::inventory::{Inventory, Read};
use crate::report::Report;
use crate::request::Request;
use crate::rules::{Rule, RuleBook};
use crate::words::value::Day;
use turns::Waivers;

/// What is ahead of the places of a report.
#[derive(Clone, Debug)]
pub struct Forecast {
    /// The report of the day of the audit.
    pub today: Report,
    /// The last day that was looked at.
    pub until: Day,
    /// The rules of the book, in force or not: turns name them.
    pub rules: Vec<Rule>,
    /// What changes, in order of days, then of places, then of rules.
    pub turns: Vec<Turn>,
    /// The reports of some later days, without findings.
    pub on_days: Vec<Report>,
}

/// What a forecast is made of.
pub struct Ahead<'a> {
    /// The rules, read for any day.
    pub book: &'a RuleBook,
    /// The same rules on some later days, of which there are whole reports.
    pub on_days: &'a [RuleBook],
    /// The last day to look at.
    pub until: Day,
    /// How many assets of each turn are kept.
    pub most: usize,
}

/// What was counted of an inventory, before anybody asks what it says of places.
pub struct Counted {
    ledgers: AheadLedgers,
    read: Read,
}

impl Ahead<'_> {
    /// Reads an inventory once, and counts what it comes to on every day.
    #[must_use]
    pub fn count(&self, inventory: Inventory, keep: impl Into<Keep>) -> Counted {
        let later = LaterDays::new(self.book, self.until, self.most);
        let (ledgers, read) = audit_ahead(inventory, self.book, keep, later, self.on_days);
        Counted { ledgers, read }
    }
}

impl Counted {
    /// What reading brought.
    #[must_use]
    pub fn read(&self) -> &Read {
        &self.read
    }

    /// What is ahead of the places that are asked for.
    #[must_use]
    pub fn forecast(self, ahead: &Ahead<'_>, request: &Request) -> Forecast {
        let Self { ledgers, mut read } = self;
        let Ahead { book, on_days, until, .. } = *ahead;
        let mut changes = ledgers.changes;
        let today = Report::of(book, &ledgers.today, &mut read, request.clone());
        let reports = on_days.iter().zip(&ledgers.on_days).map(|(book, ledger)| {
            Report::of(book, ledger, &mut read, Request { as_of: book.as_of, ..request.clone() })
        });
        let on_days = reports.collect();
        let waivers = Waivers::of(book, until);
        let reported: HashMap<&str, usize> = today.places.iter().map(|place| place.id.as_str()).zip(0..).collect();
        let mut turns = Vec::new();
        for (number, place) in read.places.list().iter().enumerate() {
            let Some(reported) = reported.get(place.id.as_str()) else { continue };
            let of = (&read.places, number, *reported);
            turns.extend(turns::of_place((book, &waivers), (&ledgers.today, &mut changes), of, until));
        }
        turns.sort_by_key(|turn| (turn.on, turn.place, turn.rule));
        Forecast { today, until, rules: book.rules.clone(), turns, on_days }
    }
}
