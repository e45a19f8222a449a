//! A batch of rows with its places and the text of its cells: what the audit sees.

use super::index::Places;
use crate::engine::columns::{Batch, Dictionary};
use crate::predicate::{Home, Rows};
use crate::schema::{Column, LaterCell, TableId};
use crate::words::position::{Position, SheetName};
use crate::words::value::{Cells, Day, Value};

/// Where a row's own text is found again: touched only for what is shown.
pub(crate) trait Origin {
    fn file(&self, row: usize) -> &SheetName;
    fn text(&self, row: usize, column: usize) -> Option<String>;
    fn position(&self, row: usize, column: Option<usize>) -> Position;
}

/// A batch as the audit sees it: typed columns, what their codes mean, the places, and where every row came from.
pub struct View<'a> {
    batch: &'a Batch,
    dictionary: &'a Dictionary,
    places: &'a Places,
    origin: &'a dyn Origin,
    /// The later day on which it is seen.
    day: Option<Day>,
}

impl<'a> View<'a> {
    pub(crate) fn new(
        batch: &'a Batch,
        dictionary: &'a Dictionary,
        places: &'a Places,
        origin: &'a dyn Origin,
    ) -> Self {
        Self { batch, dictionary, places, origin, day: None }
    }

    /// The same rows and places as they are read on a day.
    pub(crate) fn on(&self, day: Day, see: impl FnOnce(&View<'_>)) {
        let later;
        let batch = if self.batch.later().is_empty() {
            self.batch
        } else {
            later = self.batch.on(day);
            &later
        };
        see(&View { batch, day: Some(day), ..*self });
    }

    /// The later day on which it is seen; `None` where that is the day of the audit.
    pub(crate) fn day(&self) -> Option<Day> {
        self.day
    }

    /// The cells that are read otherwise on later days, each with its row.
    pub(crate) fn later(&self) -> &[(usize, LaterCell)] {
        self.batch.later()
    }

    /// The table of its rows.
    #[must_use]
    pub fn table(&self) -> TableId {
        self.batch.table()
    }

    /// The columns of its table.
    #[must_use]
    pub fn columns(&self) -> &'static [Column] {
        self.batch.declared()
    }

    /// How many rows it has.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.batch.rows()
    }

    /// What the codes of a column mean.
    #[must_use]
    pub fn words(&self, column: usize) -> &[Value] {
        self.dictionary.values(self.batch.table(), column)
    }

    /// The places that rows point to.
    #[must_use]
    pub fn all_places(&self) -> &Places {
        self.places
    }

    /// The file a row came from.
    #[must_use]
    pub fn file(&self, row: usize) -> &SheetName {
        self.origin.file(row)
    }

    /// A cell as it was written, by the column's place in its table; `None` where the file has no such column.
    #[must_use]
    pub fn text(&self, row: usize, column: usize) -> Option<String> {
        self.origin.text(row, column)
    }

    /// Where a row is in its file, or one of its cells.
    #[must_use]
    pub fn position(&self, row: usize, column: Option<usize>) -> Position {
        self.origin.position(row, column)
    }
}

impl Rows for View<'_> {
    fn cells(&self, column: usize) -> Cells<'_> {
        self.batch.cells(column)
    }

    fn places(&self) -> &[u32] {
        self.batch.places()
    }

    /// Reference tables are the law's, not the records': whoever judges looks them up.
    fn entries(&self, _: usize) -> &[u32] {
        &[]
    }

    fn value(&self, row: usize, home: Home, column: usize) -> Value {
        match home {
            Home::Row => self.batch.value(row, column, self.dictionary),
            Home::Reference(_) | Home::Calendar => Value::Null,
            Home::Place => {
                let place = &self.places.list()[self.batch.places()[row] as usize];
                self.day.map_or_else(|| place.column(column), |day| place.column_on(column, day))
            }
        }
    }
}
