//! One source row as expressions see it: cells, names and codes worked out when they are first asked for, and once.

use std::cell::{Cell, RefCell};

use crate::engine::csv::Record;
use crate::engine::interner::{Cell as Text, Interner};
use crate::inventory::mapping_file::Mapping;
use crate::inventory::mapping_file::bound::{Block, Bound};
use crate::predicate::{Home, Row};
use crate::words::value::Value;

/// So many texts of cells are kept before they are forgotten.
const KEPT: usize = 65_536;

/// A code that is not in its value table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NotListed {
    pub(crate) field: Option<usize>,
    pub(crate) values: usize,
    pub(crate) code: String,
}

/// The texts of one column's cells met so far, and what each says; the code of the first is 1, and 0 says nothing.
#[derive(Default)]
struct Texts {
    codes: Option<Interner>,
    said: Vec<Value>,
}

impl Texts {
    fn code(&self, cell: Text<'_>) -> Option<u32> {
        self.codes.as_ref()?.get(cell)
    }
}

/// A value, and the turn at which it was worked out.
type Kept = (u64, Value);

/// A source row, one block at a time.
pub(crate) struct SourceRow<'a> {
    bound: &'a Bound,
    mapping: &'a Mapping,
    /// By source column.
    texts: Vec<Texts>,
    /// How many texts there are.
    kept: usize,
    /// For each source column the text of the row's cell.
    codes: Vec<u32>,
    block: Cell<usize>,
    /// The turn at which the row began, and the block.
    begun: Cell<(u64, u64)>,
    turn: Cell<u64>,
    names: RefCell<Vec<Kept>>,
    lets: RefCell<Vec<Kept>>,
    found: RefCell<Vec<(u64, Option<usize>)>>,
    pub(crate) troubles: RefCell<Vec<NotListed>>,
}

impl<'a> SourceRow<'a> {
    pub(crate) fn new(bound: &'a Bound, mapping: &'a Mapping) -> Self {
        let none = |count: usize| RefCell::new(vec![(0, Value::Null); count]);
        let most = |of: fn(&Block) -> usize| bound.blocks.iter().map(of).max().unwrap_or(0);
        Self {
            bound,
            mapping,
            texts: (0..bound.fields).map(|_| Texts::default()).collect(),
            kept: 0,
            codes: vec![0; bound.fields],
            block: Cell::new(0),
            begun: Cell::new((1, 1)),
            turn: Cell::new(1),
            names: none(bound.defines.len()),
            lets: none(most(|block| block.lets.len())),
            found: RefCell::new(vec![(0, None); most(|block| block.lookups.len())]),
            troubles: RefCell::default(),
        }
    }

    /// Begins a row, of which these source columns are asked for; says whether codes mean other texts from now on.
    pub(crate) fn begin(&mut self, record: &Record<'_>, fields: &[usize]) -> bool {
        let turn = self.turn.get() + 1;
        self.turn.set(turn);
        self.begun.set((turn, turn));
        let forgets = self.kept > KEPT;
        if forgets {
            self.texts.fill_with(Texts::default);
            self.kept = 0;
        }
        for field in fields {
            let cell = record.cell(*field);
            self.codes[*field] = match cell.is_empty() {
                true => 0,
                false => self.texts[*field].code(cell).unwrap_or_else(|| self.learn(*field, cell)),
            };
        }
        forgets
    }

    /// What a cell says: nothing, where it is blank or a code for nothing.
    #[cold]
    fn learn(&mut self, field: usize, cell: Text<'_>) -> u32 {
        let text = String::from_utf8_lossy(cell.bytes());
        let text = text.trim();
        let missing = text.is_empty() || self.mapping.raw.missing.iter().any(|code| code == text);
        let texts = &mut self.texts[field];
        let code = if missing { 0 } else { u32::try_from(texts.said.len() + 1).unwrap_or(0) };
        if code != 0 {
            texts.said.push(Value::text(text));
        }
        self.kept += 1;
        texts.codes.get_or_insert_default().insert(cell, code);
        code
    }

    /// The code of a cell's text.
    pub(crate) fn code(&self, field: usize) -> u32 {
        self.codes.get(field).copied().unwrap_or(0)
    }

    /// Begins a block of the row.
    pub(crate) fn enter(&self, block: usize) -> &'a Block {
        let turn = self.turn.get() + 1;
        self.turn.set(turn);
        self.begun.set((self.begun.get().0, turn));
        self.block.set(block);
        &self.bound.blocks[block]
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
                    let trouble = NotListed { field: lookup.field, values: lookup.values, code };
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
            Home::Row if index < fields => {
                let said = |code: usize| self.texts[index].said.get(code.checked_sub(1)?).cloned();
                said(self.code(index) as usize).unwrap_or(Value::Null)
            }
            Home::Row if index < fields + defines.len() => {
                self.named(&self.names, index - fields, row, defines.get(index - fields))
            }
            Home::Row => {
                let at = index - fields - defines.len();
                let lets = self.bound.blocks.get(self.block.get()).map(|block| &block.lets);
                self.named(&self.lets, at, block, lets.and_then(|lets| lets.get(at)))
            }
            Home::Reference(at) => self.looked_up(at, index),
            Home::Place | Home::Calendar => Value::Null,
        }
    }
}
