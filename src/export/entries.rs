//! The entries of reference tables that rows match: numbered once for the whole export, each written when it gets its number.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::cells::{Nul, add_text, add_value};
use super::files::Files;
use super::layout::{Layout, Sheet, Source};
use crate::inventory::View;
use crate::predicate::Rows;
use crate::rules::{Entry, Made, Reference, RuleBook};
use crate::schema::TableId;
use crate::words::value::{Cells, Value};

/// The most combinations of words kept before they are forgotten, and the most entries that are known to have a number: what is forgotten
/// is looked up again, and an entry that is met again after that is written again with another number.
const KEPT: usize = 65_536;

/// The reference tables of an export.
pub(super) struct Entries<'a> {
    book: &'a RuleBook,
    tables: Vec<OfReference<'a>>,
    lookups: Vec<Lookup>,
}

/// A reference table as it is written.
struct OfReference<'a> {
    at: usize,
    sheet: &'a Sheet,
    file: usize,
    /// What the entries of the table are numbered in a public export, where those that say the same are one: else the number of a row's
    /// entry would name its model.
    numbers: Option<Vec<u32>>,
    /// The number of the next entry that is made.
    next: u32,
    /// The numbers of those made, by what is written of them.
    made: HashMap<Vec<u8>, u32, RandomState>,
}

/// What the rows of a table match in a reference table.
struct Lookup {
    table: TableId,
    /// By its place among the reference tables of the export.
    of: usize,
    columns: Vec<usize>,
    known: HashMap<Vec<u32>, u32, RandomState>,
    words: Vec<usize>,
    entries: Vec<u32>,
}

impl<'a> Entries<'a> {
    /// Writes the entries that the tables have.
    pub(super) fn begin(book: &'a RuleBook, layout: &'a Layout, files: &mut Files<'_>) -> Result<Self, Nul> {
        let mut tables = Vec::new();
        for (at, sheet) in &layout.references {
            let entries = book.references[*at].entries();
            let next = if layout.public { 1 } else { u32::try_from(entries.len()).unwrap_or(u32::MAX) };
            let (numbers, made) = (layout.public.then(|| vec![0]), HashMap::default());
            let mut of = OfReference { at: *at, sheet, file: files.begin(sheet, sheet.path()), numbers, next, made };
            for (number, entry) in (0..).zip(entries).skip(1) {
                let cells = of.cells(entry)?;
                if of.numbers.is_none() {
                    of.write(number, &cells, files);
                } else {
                    let number = of.number(cells, files);
                    of.numbers.iter_mut().for_each(|numbers| numbers.push(number));
                }
            }
            tables.push(of);
        }
        let mut lookups = Vec::new();
        for (table, sheet) in TableId::all().zip(&layout.tables) {
            for (of, reference) in tables.iter().enumerate() {
                if sheet.name_of(Source::Entry(reference.at)).is_some() {
                    let keys = &book.references[reference.at].keys;
                    let columns: Vec<usize> = keys.iter().filter_map(|name| book.schema.column(table, name)).collect();
                    let words = vec![0; columns.len()];
                    lookups.push(Lookup { table, of, columns, known: HashMap::default(), words, entries: Vec::new() });
                }
            }
        }
        Ok(Self { book, tables, lookups })
    }

    /// Looks up every row of a batch.
    pub(super) fn learn(&mut self, view: &View<'_>, files: &mut Files<'_>) -> Result<(), Nul> {
        let Self { book, tables, lookups } = self;
        for lookup in lookups.iter_mut().filter(|lookup| lookup.table == view.table()) {
            lookup.run(book, &mut tables[lookup.of], view, files)?;
        }
        Ok(())
    }

    /// The numbers of the entries that the rows of the last batch match.
    pub(super) fn of_rows(&self, table: TableId, reference: usize) -> &[u32] {
        let is_it = |lookup: &&Lookup| lookup.table == table && self.tables[lookup.of].at == reference;
        self.lookups.iter().find(is_it).map_or(&[], |lookup| &lookup.entries)
    }

    /// The number of the entry that some values match.
    pub(super) fn of_values(
        &mut self,
        (table, reference): (TableId, usize),
        value: impl Fn(usize) -> Value,
        files: &mut Files<'_>,
    ) -> Result<u32, Nul> {
        let is_it = |lookup: &&Lookup| lookup.table == table && self.tables[lookup.of].at == reference;
        let Some(lookup) = self.lookups.iter().find(is_it) else { return Ok(0) };
        let values: Vec<Value> = lookup.columns.iter().map(|column| value(*column)).collect();
        self.tables[lookup.of].find(self.book, &values.iter().collect::<Vec<_>>(), files)
    }
}

impl OfReference<'_> {
    /// The number of the entry that the values of the key columns match; 0 if they match no entry.
    fn find(&mut self, book: &RuleBook, values: &[&Value], files: &mut Files<'_>) -> Result<u32, Nul> {
        let (earlier, reference): (&[Reference], &Reference) = (&book.references[..self.at], &book.references[self.at]);
        let mut made = Made::default();
        let found = reference.find(values, earlier, &mut made);
        let Some(entry) = made.entries().last() else {
            return Ok(self.numbers.as_ref().map_or(found, |numbers| numbers[found as usize]));
        };
        let cells = self.cells(entry)?;
        Ok(self.number(cells, files))
    }

    /// The number of an entry of which this is written: it is written now unless it was before.
    fn number(&mut self, cells: Vec<u8>, files: &mut Files<'_>) -> u32 {
        if let Some(known) = self.made.get(&cells) {
            return *known;
        }
        if self.made.len() >= KEPT {
            self.made.clear();
        }
        let number = self.next;
        self.next = self.next.saturating_add(1);
        self.write(number, &cells, files);
        self.made.insert(cells, number);
        number
    }

    /// What is written of an entry but its number.
    fn cells(&self, entry: &Entry) -> Result<Vec<u8>, Nul> {
        let mut cells = Vec::new();
        for field in &self.sheet.fields[1..] {
            cells.push(b',');
            match field.source {
                Source::Column(at) | Source::Lower(at) | Source::VersionName(at) | Source::VersionKey(at) => {
                    add_value(&entry.values[at], field.source, &mut cells)?;
                }
                Source::File => add_text(&entry.source, &mut cells)?,
                Source::Entry(_) | Source::Own(_) | Source::Line => {}
            }
        }
        Ok(cells)
    }

    fn write(&self, number: u32, cells: &[u8], files: &mut Files<'_>) {
        let row = files.row(self.file);
        row.extend_from_slice(number.to_string().as_bytes());
        row.extend_from_slice(cells);
        row.push(b'\n');
    }
}

impl Lookup {
    fn run(
        &mut self,
        book: &RuleBook,
        of: &mut OfReference<'_>,
        view: &View<'_>,
        files: &mut Files<'_>,
    ) -> Result<(), Nul> {
        let words: Vec<&[Value]> = self.columns.iter().map(|column| view.words(*column)).collect();
        // Where there are fewer words than before, a column has forgotten its words and starts over.
        if self.known.len() > KEPT || self.words.iter().zip(&words).any(|(before, now)| now.len() < *before) {
            self.known.clear();
        }
        self.words = words.iter().map(|words| words.len()).collect();
        let code = |column: &usize| match view.cells(*column) {
            Cells::Coded(codes) => codes,
            Cells::Direct(_) | Cells::Days(_) => &[],
        };
        let codes: Vec<&[u32]> = self.columns.iter().map(code).collect();
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
                    let entry = of.find(book, &values, files)?;
                    self.known.insert(key.clone(), entry);
                    entry
                }
            };
            self.entries.push(entry);
        }
        Ok(())
    }
}
