//! Reference tables looked up: the entry for each row, found once for each combination of words.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::inventory::View;
use crate::predicate::{Home, Rows};
use crate::rules::{Entry, Made, RuleBook};
use crate::schema::TableId;
use crate::words::value::{Cells, Value};

/// The most combinations of words kept before they are forgotten.
const KEPT: usize = 65_536;

/// One reference table that a table's rules ask.
#[derive(Clone)]
pub(super) struct Lookup {
    /// Its place among the book's.
    pub(super) reference: usize,
    columns: Vec<usize>,
    known: HashMap<Vec<u32>, u32, RandomState>,
    words: Vec<usize>,
    entries: Vec<u32>,
    made: Made,
    /// Whether entries were forgotten at the last batch.
    pub(super) forgot: bool,
}

impl Lookup {
    /// The lookups that the columns which conditions name ask for.
    pub(super) fn all(book: &RuleBook, table: TableId, columns: &[(Home, usize)]) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for (home, _) in columns {
            let Home::Reference(reference) = home else { continue };
            if all.iter().all(|lookup| lookup.reference != *reference) {
                let keys = &book.references[*reference].keys;
                let columns: Vec<usize> = keys.iter().filter_map(|name| book.schema.column(table, name)).collect();
                let words = vec![0; columns.len()];
                all.push(Self {
                    reference: *reference,
                    columns,
                    known: HashMap::default(),
                    words,
                    entries: Vec::new(),
                    made: Made::default(),
                    forgot: false,
                });
            }
        }
        all
    }

    /// The columns it looks at.
    pub(super) fn columns(&self) -> impl Iterator<Item = usize> {
        self.columns.iter().copied()
    }

    /// All entries that rows may match, by their numbers.
    pub(super) fn all_entries<'a>(&'a self, book: &'a RuleBook) -> impl Iterator<Item = &'a Entry> {
        book.references[self.reference].entries().iter().chain(self.made.entries())
    }

    fn entry<'a>(&'a self, book: &'a RuleBook, at: u32) -> Option<&'a Entry> {
        let own = book.references[self.reference].entries();
        own.get(at as usize).or_else(|| self.made.entries().get(at as usize - own.len()))
    }

    /// Looks up every row of a batch.
    pub(super) fn run(&mut self, book: &RuleBook, view: &View<'_>) {
        let (earlier, reference) = (&book.references[..self.reference], &book.references[self.reference]);
        let words: Vec<&[Value]> = self.columns.iter().map(|column| view.words(*column)).collect();
        // Fewer words than before: a column has forgotten its words and begun anew.
        self.forgot = self.known.len() > KEPT || self.words.iter().zip(&words).any(|(before, now)| now.len() < *before);
        if self.forgot {
            self.known.clear();
            self.made = Made::default();
        }
        self.words = words.iter().map(|words| words.len()).collect();
        let codes: Vec<&[u32]> = self
            .columns
            .iter()
            .map(|column| match view.cells(*column) {
                Cells::Coded(codes) => codes,
                Cells::Direct(_) | Cells::Days(_) => &[],
            })
            .collect();
        self.entries.clear();
        let mut key = Vec::new();
        for row in 0..view.rows() {
            key.clear();
            key.extend(codes.iter().map(|codes| codes.get(row).copied().unwrap_or(0)));
            let entry = match self.known.get(&key) {
                Some(entry) => *entry,
                None => {
                    let values: Vec<&Value> =
                        words.iter().zip(&key).map(|(words, code)| &words[*code as usize]).collect();
                    let entry = reference.find(&values, earlier, &mut self.made);
                    self.known.insert(key.clone(), entry);
                    entry
                }
            };
            self.entries.push(entry);
        }
    }
}

/// A batch next to the reference tables that its rows match.
pub(super) struct JoinedRows<'a> {
    pub(super) book: &'a RuleBook,
    pub(super) view: &'a View<'a>,
    pub(super) lookups: &'a [Lookup],
    /// Nothing, yes and no, as findings say them.
    pub(super) words: &'a [Arc<str>; 3],
}

impl JoinedRows<'_> {
    fn entry(&self, row: usize, reference: usize) -> Option<&Entry> {
        let lookup = self.lookups.iter().find(|lookup| lookup.reference == reference)?;
        lookup.entry(self.book, lookup.entries.get(row).copied().unwrap_or(0))
    }

    /// All that the name of a row may stand for, by a reference table of names.
    pub(super) fn all_of(&self, row: usize, reference: usize) -> Option<(Arc<str>, Value)> {
        let of = &self.book.references[reference];
        let column = of.all_of()?;
        let value = self.entry(row, reference)?.values[column].clone();
        (!value.is_null()).then(|| (format!("{}.{}", of.name, of.columns.list[column].name).into(), value))
    }

    /// The file of a reference table, and the line of the entry that a row matches, where it does.
    pub(super) fn source(&self, row: usize, reference: usize) -> Arc<str> {
        self.entry(row, reference)
            .map_or_else(|| self.book.references[reference].file.clone(), |entry| entry.source.clone())
    }

    /// The columns that a reference table is asked by.
    pub(super) fn keys(&self, reference: usize) -> &[usize] {
        let lookup = self.lookups.iter().find(|lookup| lookup.reference == reference);
        lookup.map_or(&[], |lookup| &lookup.columns)
    }
}

impl Rows for JoinedRows<'_> {
    fn cells(&self, column: usize) -> Cells<'_> {
        self.view.cells(column)
    }

    fn places(&self) -> &[u32] {
        self.view.places()
    }

    fn entries(&self, reference: usize) -> &[u32] {
        let lookup = self.lookups.iter().find(|lookup| lookup.reference == reference);
        lookup.map_or(&[], |lookup| &lookup.entries)
    }

    fn value(&self, row: usize, home: Home, column: usize) -> Value {
        match home {
            Home::Row | Home::Place | Home::Calendar => self.view.value(row, home, column),
            Home::Reference(reference) => {
                self.entry(row, reference).map_or(Value::Null, |entry| entry.values[column].clone())
            }
        }
    }
}
