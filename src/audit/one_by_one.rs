//! Rows judged one by one: which conditions hold for each of them, and what every rule makes of it.

use std::sync::Arc;

use super::compiled_rule::CompiledRule;
use super::counts::for_each_bit;
use super::reference_lookup::{JoinedRows, Lookup};
use super::tally::Class;
use super::waive::Waivers;
use crate::inventory::{Needs, View};
use crate::predicate::{Home, Masks, Node, Program, Row, Rows, Slot};
use crate::rules::{Condition, RuleBook};
use crate::schema::TableId;
use crate::words::value::{ABSENT, Cells, Kind};

/// A program over the rows of one table, and all that it learned of the words in them.
struct Machine {
    program: Program,
    masks: Masks,
    lookups: Vec<Lookup>,
    in_service: Option<Slot>,
    quantity: Option<usize>,
}

impl Machine {
    fn new(book: &RuleBook, table: TableId, mut program: Program) -> Self {
        let in_service = table.column("in_service").map(|index| {
            program.add(&Node::Column { home: Home::Row, index, kind: Kind::Boolean, name: "in_service".into() })
        });
        let lookups = Lookup::all(book, table, program.columns());
        Self { masks: Masks::new(&program), program, lookups, in_service, quantity: table.column("quantity") }
    }

    /// Asks for the columns that it reads.
    fn ask(&self, table: TableId, needs: &mut Needs) {
        let own = self.program.columns().iter().filter(|(home, _)| *home == Home::Row).map(|(_, column)| *column);
        let looked_up = self.lookups.iter().flat_map(Lookup::columns);
        own.chain(looked_up).chain(self.quantity).for_each(|column| needs.add_quietly(table, column));
    }

    fn learn(&mut self, book: &RuleBook, view: &View<'_>) {
        let Self { program, masks, lookups, .. } = self;
        lookups.iter_mut().for_each(|lookup| lookup.run(book, view));
        for (home, column) in program.columns() {
            if *home == Home::Row {
                masks.learn(program, *column, view.words(*column));
            }
        }
        masks.learn_places(program, view.all_places().list().iter().map(|place| place as &dyn Row));
        for lookup in lookups.iter() {
            let entries: Vec<&dyn Row> = lookup.all_entries(book).map(|entry| entry as &dyn Row).collect();
            if lookup.forgot {
                masks.forget_entries(program, lookup.reference);
            }
            masks.learn_entries(program, lookup.reference, &entries);
        }
    }

    /// Runs the program over 64 rows from `start`, and gives those of them that are in service.
    fn run(&mut self, book: &RuleBook, view: &View<'_>, (start, words): (usize, &[Arc<str>; 3])) -> u64 {
        let count = (view.rows() - start).min(64);
        let rows = JoinedRows { book, view, lookups: &self.lookups, words };
        self.masks.run(&self.program, &rows, start, count);
        let mut live = if count == 64 { u64::MAX } else { (1 << count) - 1 };
        if let Some(slot) = self.in_service {
            live &= !self.masks.outcome(slot).no;
        }
        for row in 0..count {
            live &= !(u64::from(self.units(view, start + row) == Some(0)) << row);
        }
        live
    }

    /// The units that a row states.
    fn units(&self, view: &View<'_>, row: usize) -> Option<u64> {
        let Some(Cells::Direct(numbers)) = self.quantity.map(|column| view.cells(column)) else { return Some(1) };
        numbers.get(row).filter(|number| **number != ABSENT).map(|number| number.unsigned_abs())
    }
}

/// A row for which some conditions hold, or may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Picked {
    /// The row, by its place in the batch.
    pub(crate) row: usize,
    /// The conditions that hold, a bit each.
    pub(crate) yes: u64,
    /// Those of which the records do not say whether they do.
    pub(crate) open: u64,
    /// The units it stands for; `None` where it states no quantity.
    pub(crate) units: Option<u64>,
}

/// Finds the rows for which some conditions hold.
pub(crate) struct Picker<'a> {
    book: &'a RuleBook,
    /// By table: its program, and the bit and the slot of each condition on its rows.
    tables: Vec<(Machine, Vec<(usize, Slot)>)>,
    words: [Arc<str>; 3],
}

impl<'a> Picker<'a> {
    /// A picker by at most 64 conditions, each on the rows of a table; the first has the lowest bit.
    pub(crate) fn new<'c>(book: &'a RuleBook, conditions: impl Iterator<Item = (TableId, &'c Condition)>) -> Self {
        let conditions: Vec<_> = conditions.take(64).enumerate().collect();
        let of = |table: TableId| {
            let mut program = Program::default();
            let own = conditions.iter().filter(|(_, (of, _))| *of == table);
            let slots: Vec<(usize, Slot)> = own.map(|(bit, (_, of))| (*bit, program.add(&of.node))).collect();
            (Machine::new(book, table, program), slots)
        };
        Self { book, tables: TableId::all().map(of).collect(), words: ["".into(), "".into(), "".into()] }
    }

    /// Asks for the columns that the conditions read.
    pub(crate) fn ask(&self, needs: &mut Needs) {
        for (table, (machine, slots)) in TableId::all().zip(&self.tables) {
            if !slots.is_empty() {
                machine.ask(table, needs);
            }
        }
    }

    /// The rows in service of a batch for which some condition holds or may hold.
    pub(crate) fn pick(&mut self, view: &View<'_>) -> Vec<Picked> {
        let (machine, slots) = &mut self.tables[view.table().0];
        let mut picked = Vec::new();
        if slots.is_empty() {
            return picked;
        }
        machine.learn(self.book, view);
        for start in (0..view.rows()).step_by(64) {
            let live = machine.run(self.book, view, (start, &self.words));
            let outcomes: Vec<(usize, u64, u64)> = slots
                .iter()
                .map(|(bit, slot)| {
                    let of = machine.masks.outcome(*slot);
                    (*bit, of.yes & live, live & !(of.yes | of.no))
                })
                .collect();
            let any = outcomes.iter().fold(0, |any, (_, yes, open)| any | yes | open);
            for_each_bit(any, |row| {
                let has = |rows: u64, bit: usize| (rows >> row & 1) << bit;
                let (yes, open) =
                    outcomes.iter().fold((0, 0), |(yes, open), of| (yes | has(of.1, of.0), open | has(of.2, of.0)));
                let row = start + row;
                picked.push(Picked { row, yes, open, units: machine.units(view, row) });
            });
        }
        picked
    }
}

/// Judges rows by all rules of a book, and tells of each what it came to.
pub(crate) struct RowJudge<'a> {
    book: &'a RuleBook,
    tables: Vec<(Machine, Vec<CompiledRule>)>,
    waivers: Waivers<'a>,
    words: [Arc<str>; 3],
}

impl<'a> RowJudge<'a> {
    pub(crate) fn new(book: &'a RuleBook) -> Self {
        let judged = book.judged();
        let of = |table: TableId| {
            let mut program = Program::default();
            let rules = book.rules.iter().enumerate().filter(|(at, rule)| judged[*at] && rule.table == table);
            let ready = |(at, rule)| CompiledRule {
                is_waived: book.in_force.has(at),
                ..CompiledRule::new(&mut program, at, rule)
            };
            let rules: Vec<CompiledRule> = rules.map(ready).collect();
            (Machine::new(book, table, program), rules)
        };
        let tables = TableId::all().map(of).collect();
        Self { book, tables, waivers: Waivers::new(&book.in_force), words: ["".into(), "".into(), "".into()] }
    }

    /// Asks for the columns that the rules read.
    pub(crate) fn ask(&self, needs: &mut Needs) {
        for (table, (machine, rules)) in TableId::all().zip(&self.tables) {
            if !rules.is_empty() {
                machine.ask(table, needs);
            }
        }
    }

    /// Tells for every row and rule that is about it what the row came to: the row, the rule, the class, and the units that the row states.
    pub(crate) fn judge(&mut self, view: &View<'_>, tell: &mut dyn FnMut(usize, usize, Class, Option<u64>)) {
        const CLASSES: [Class; 7] = [
            Class::Pass,
            Class::Fail,
            Class::Unknown,
            Class::NotApplicable,
            Class::WaivedFail,
            Class::WaivedUnknown,
            Class::NotDue,
        ];
        let (machine, rules) = &mut self.tables[view.table().0];
        if rules.is_empty() {
            return;
        }
        machine.learn(self.book, view);
        for start in (0..view.rows()).step_by(64) {
            let live = machine.run(self.book, view, (start, &self.words));
            for ready in rules.iter() {
                let mut outcome = ready.outcome(&machine.masks, live);
                if ready.is_waived {
                    self.waivers.take_out(ready.rule, &mut outcome, (view, start), |_| {});
                }
                for class in CLASSES {
                    for_each_bit(outcome.of(class), |row| {
                        let row = start + row;
                        tell(row, ready.rule, class, machine.units(view, row));
                    });
                }
            }
        }
    }
}
