//! The records as a plan makes them, written as CSV: an audit of them gives what the plan promised.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Write};

use foldhash::fast::RandomState;

use super::Plan;
use super::touch::new_text;
use crate::audit::Picker;
use crate::diagnostic::{Code, Notice};
use crate::inventory::{Inventory, Needs, View};
use crate::predicate::{Home, Rows};
use crate::rules::RuleBook;
use crate::schema::{EQUIPMENT, JURISDICTIONS, TableId};
use crate::words::value::Value;

/// Gives a file for the rows of a table.
type Open<'a> = &'a mut dyn FnMut(&str) -> io::Result<Box<dyn Write>>;

/// Makes a text one that no spreadsheet runs as a formula.
type Defuse = fn(&str) -> Cow<'_, str>;

/// What the written records lack.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lost {
    /// Cells that were not understood, or whose dates are still ahead; they are written blank.
    pub cells: Vec<Notice>,
    /// Rows of places that are unknown or whose state is unknown; they are not written.
    pub not_placed: u64,
}

/// Writes all records of an inventory, each as it is once what the plan buys at high prices is there: a CSV file a table.
///
/// What is bought counts as delivered on the day of the plan, as the plan itself counts it. The inventory is the one that the plan was
/// made from, opened again.
///
/// # Errors
/// Where a file cannot be written.
pub fn apply(inventory: Inventory, book: &RuleBook, plan: &Plan, defuse: Defuse, open: Open<'_>) -> io::Result<Lost> {
    let taken: HashMap<u32, u64, RandomState> =
        plan.places.iter().map(|place| (u32::try_from(place.index).unwrap_or(u32::MAX), place.taken[1])).collect();
    let mut writer = Writer {
        book,
        taken,
        files: TableId::all().map(|_| None).collect(),
        open,
        defuse,
        not_placed: 0,
        failed: Ok(()),
    };
    let mut picker = Picker::new(book, book.actions.iter().map(|action| (action.table, &action.rows)));
    let needs = Needs::all(book.schema);
    let priced =
        (0..book.actions.len()).filter(|at| book.actions[*at].price.is_some()).fold(0, |all, at| all | 1 << at);
    let funded = book.schema.column(EQUIPMENT, "replacement_funded");
    let read = inventory.stream(&needs, &mut |view: &View<'_>| {
        let mut changes: HashMap<usize, u64, RandomState> = HashMap::default();
        for picked in picker.pick(view) {
            let is_paid = view.table() == EQUIPMENT
                && funded.is_some_and(|column| view.value(picked.row, Home::Row, column) == Value::Boolean(true));
            changes.insert(picked.row, picked.yes & if is_paid { !priced } else { u64::MAX });
        }
        writer.rows(view, &changes);
    });
    let mut dictionary = needs.dictionary(book.as_of);
    let mut batch = needs.batch(JURISDICTIONS);
    for (index, place) in read.places.list().iter().enumerate() {
        let Some(row) = &place.row else { continue };
        batch.begin(u32::try_from(index).unwrap_or(u32::MAX));
        for (column, value) in row.iter().enumerate() {
            let _ = batch.set(column, value.to_string().as_bytes(), &mut dictionary);
        }
    }
    let nowhere = Nowhere("".into());
    let view = View::new(&batch, &dictionary, &read.places, &nowhere);
    let changes = picker.pick(&view).into_iter().map(|picked| (picked.row, picked.yes)).collect();
    writer.rows(&view, &changes);
    let Writer { files, failed, not_placed, .. } = writer;
    failed?;
    for file in files.into_iter().flatten() {
        file.into_inner().map_err(csv::IntoInnerError::into_error)?.flush()?;
    }
    let is_lost = |notice: &Notice| notice.code() == Code::CellNotUnderstood.name();
    Ok(Lost { cells: read.notices.into_iter().filter(is_lost).collect(), not_placed })
}

/// The origin of rows that nobody asks about.
struct Nowhere(crate::words::position::SheetName);

impl crate::inventory::Origin for Nowhere {
    fn file(&self, _: usize) -> &crate::words::position::SheetName {
        &self.0
    }

    fn text(&self, _: usize, _: usize) -> Option<String> {
        None
    }

    fn position(&self, _: usize, _: Option<usize>) -> crate::words::position::Position {
        crate::words::position::Position::default()
    }
}

struct Writer<'a, 'o> {
    book: &'a RuleBook,
    taken: HashMap<u32, u64, RandomState>,
    files: Vec<Option<csv::Writer<Box<dyn Write>>>>,
    open: Open<'o>,
    defuse: Defuse,
    not_placed: u64,
    failed: io::Result<()>,
}

impl Writer<'_, '_> {
    /// Writes the rows of a batch, each with what the actions that change it and are taken at its place write.
    fn rows(&mut self, view: &View<'_>, changes: &HashMap<usize, u64, RandomState>) {
        for row in 0..view.rows() {
            if self.failed.is_ok() {
                self.failed = self.row(view, row, changes.get(&row).copied().unwrap_or(0));
            }
        }
    }

    fn row(&mut self, view: &View<'_>, row: usize, changes: u64) -> io::Result<()> {
        let table = view.table();
        let columns = view.columns();
        let place = view.places()[row];
        // In another folder such a row might be taken as one of a place that the folder is named after.
        if view.all_places().list()[place as usize].state.is_none() {
            self.not_placed += 1;
            return Ok(());
        }
        if self.files[table.0].is_none() {
            let mut file = csv::Writer::from_writer((self.open)(table.table().name)?);
            file.write_record(columns.iter().map(|column| column.name))?;
            self.files[table.0] = Some(file);
        }
        let taken = changes & self.taken.get(&place).copied().unwrap_or(0);
        let cell = |column: usize| -> String {
            if let Some(text) = new_text(self.book, taken, column) {
                return text;
            }
            if columns[column].name == if table == JURISDICTIONS { "id" } else { "jurisdiction" } {
                return view.all_places().list()[place as usize].id.to_string();
            }
            view.value(row, Home::Row, column).to_string()
        };
        let cells: Vec<String> = (0..columns.len()).map(cell).collect();
        let file = self.files[table.0].as_mut();
        file.map_or(Ok(()), |file| {
            file.write_record(cells.iter().map(|cell| (self.defuse)(cell).into_owned())).map_err(io::Error::from)
        })
    }
}
