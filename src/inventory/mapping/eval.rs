//! One source row as expressions see it: cells, names and codes worked out when they are first asked for, and once.

use std::cell::{Cell, RefCell};

use csv::ByteRecord;

use super::Mapping;
use super::bind::{Block, Bound};
use crate::predicate::{Home, Row};
use crate::value::Value;

/// What went wrong with a source row while expressions were worked out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// A cell is no UTF-8 text.
    NotText { field: usize },
    /// A code is not in its value table.
    NotListed { field: Option<usize>, values: usize, code: String },
}

/// A value, and the turn at which it was worked out.
type Kept = (u64, Value);

/// A source row, one block at a time.
pub(super) struct SourceRow<'a> {
    bound: &'a Bound,
    mapping: &'a Mapping,
    pub(super) record: ByteRecord,
    block: Cell<usize>,
    /// The turn at which the row began, and the block.
    begun: Cell<(u64, u64)>,
    turn: Cell<u64>,
    cells: RefCell<Vec<Kept>>,
    names: RefCell<Vec<Kept>>,
    lets: RefCell<Vec<Kept>>,
    found: RefCell<Vec<(u64, Option<usize>)>>,
    pub(super) troubles: RefCell<Vec<Trouble>>,
}

impl<'a> SourceRow<'a> {
    pub(super) fn new(bound: &'a Bound, mapping: &'a Mapping) -> Self {
        let none = |count: usize| RefCell::new(vec![(0, Value::Null); count]);
        let most = |of: fn(&Block) -> usize| bound.blocks.iter().map(of).max().unwrap_or(0);
        Self {
            bound,
            mapping,
            record: ByteRecord::new(),
            block: Cell::new(0),
            begun: Cell::new((1, 1)),
            turn: Cell::new(1),
            cells: none(bound.fields),
            names: none(bound.defines.len()),
            lets: none(most(|block| block.lets.len())),
            found: RefCell::new(vec![(0, None); most(|block| block.lookups.len())]),
            troubles: RefCell::default(),
        }
    }

    /// Begins a row: what was worked out for the one before is forgotten.
    pub(super) fn begin(&self) {
        let turn = self.turn.get() + 1;
        self.turn.set(turn);
        self.begun.set((turn, turn));
    }

    /// Begins a block of the row.
    pub(super) fn enter(&self, block: usize) -> &'a Block {
        let turn = self.turn.get() + 1;
        self.turn.set(turn);
        self.begun.set((self.begun.get().0, turn));
        self.block.set(block);
        &self.bound.blocks[block]
    }

    /// A cell; empty, where it says nothing or a code for nothing.
    fn source(&self, field: usize) -> Value {
        let row = self.begun.get().0;
        let mut cells = self.cells.borrow_mut();
        let Some(kept) = cells.get_mut(field) else { return Value::Null };
        if kept.0 >= row {
            return kept.1.clone();
        }
        kept.0 = row;
        let cell = self.record.get(field).unwrap_or_default().trim_ascii();
        if matches!(&kept.1, Value::Text(text) if text.as_bytes() == cell) {
            return kept.1.clone();
        }
        kept.1 = match std::str::from_utf8(cell) {
            Ok(text) if text.trim().is_empty() || self.mapping.raw.missing.iter().any(|code| code == text) => {
                Value::Null
            }
            Ok(text) => Value::text(text.trim()),
            Err(_) => {
                self.troubles.borrow_mut().push(Trouble::NotText { field });
                Value::Null
            }
        };
        kept.1.clone()
    }

    /// A name: worked out once for what it belongs to.
    fn named(&self, list: &RefCell<Vec<Kept>>, at: usize, since: u64, node: Option<&crate::predicate::Node>) -> Value {
        if let Some(kept) = list.borrow().get(at).filter(|kept| kept.0 >= since) {
            return kept.1.clone();
        }
        let value = node.map_or(Value::Null, |node| node.value(self));
        if let Some(kept) = list.borrow_mut().get_mut(at) {
            *kept = (since, value.clone());
        }
        value
    }

    /// What a value table says of the row's code.
    fn looked_up(&self, at: usize, column: usize) -> Value {
        let Some(lookup) = self.bound.blocks.get(self.block.get()).and_then(|block| block.lookups.get(at)) else {
            return Value::Null;
        };
        let since = self.begun.get().1;
        let known = self.found.borrow().get(at).copied().filter(|known| known.0 >= since);
        let values = &self.mapping.values[lookup.values];
        let entry = match known {
            Some((_, entry)) => entry,
            None => {
                let code = lookup.code.value(self);
                let entry = if code.is_null() { None } else { values.entry(&code.to_string()) };
                if entry.is_none() && !code.is_null() {
                    let code = code.to_string();
                    let trouble = Trouble::NotListed { field: lookup.field, values: lookup.values, code };
                    self.troubles.borrow_mut().push(trouble);
                }
                if let Some(found) = self.found.borrow_mut().get_mut(at) {
                    *found = (since, entry);
                }
                entry
            }
        };
        entry.map_or(Value::Null, |entry| values.value(entry, column))
    }
}

impl Row for SourceRow<'_> {
    fn cell(&self, home: Home, index: usize) -> Value {
        let (fields, defines) = (self.bound.fields, &self.bound.defines);
        let (row, block) = self.begun.get();
        match home {
            Home::Row if index < fields => self.source(index),
            Home::Row if index < fields + defines.len() => {
                self.named(&self.names, index - fields, row, defines.get(index - fields))
            }
            Home::Row => {
                let at = index - fields - defines.len();
                let lets = self.bound.blocks.get(self.block.get()).map(|block| &block.lets);
                self.named(&self.lets, at, block, lets.and_then(|lets| lets.get(at)))
            }
            Home::Reference(at) => self.looked_up(at, index),
            Home::Place => Value::Null,
        }
    }
}
