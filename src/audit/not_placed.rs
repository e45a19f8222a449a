//! What is counted of rows whose place has no state: such places are never counted as one.

use crate::inventory::{Places, View};
use crate::predicate::Rows;
use crate::schema::TABLES;
use crate::words::position::SheetName;
use crate::words::value::Cells;

/// Rows of one place, by table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowsOfPlace {
    /// Rows.
    pub rows: [u64; TABLES.len()],
    /// Units: the quantity of rows that state one, and one for each of the others.
    pub units: [u64; TABLES.len()],
    /// The files and tabs that hold them; one may be there several times.
    pub files: Vec<SheetName>,
}

impl RowsOfPlace {
    fn merge(&mut self, other: Self) {
        self.rows.iter_mut().zip(other.rows).for_each(|(sum, rows)| *sum += rows);
        self.units.iter_mut().zip(other.units).for_each(|(sum, units)| *sum = sum.saturating_add(units));
        self.files.extend(other.files);
    }
}

/// Rows of places without a state, by the place's index; merging is order-free.
#[derive(Clone, Debug, Default)]
pub struct NotPlaced {
    by_place: Vec<Option<Box<RowsOfPlace>>>,
}

impl NotPlaced {
    /// Counts a batch; `quantity` is its column of quantities, where that was read.
    pub(super) fn add(&mut self, view: &View<'_>, quantity: Option<usize>) {
        let places = view.all_places();
        if !places.may_lack_states() {
            return;
        }
        let table = view.table().0;
        let quantities = match quantity.map(|column| view.cells(column)) {
            Some(Cells::Direct(numbers)) => Some(numbers),
            _ => None,
        };
        for (row, place) in view.places().iter().enumerate() {
            if places.list()[*place as usize].state.is_some() {
                continue;
            }
            let of = self.of(*place);
            let stated = quantities.and_then(|numbers| u64::try_from(*numbers.get(row)?).ok());
            of.rows[table] += 1;
            of.units[table] = of.units[table].saturating_add(stated.unwrap_or(1));
            if of.files.last() != Some(view.file(row)) {
                of.files.push(view.file(row).clone());
            }
        }
    }

    fn of(&mut self, place: u32) -> &mut RowsOfPlace {
        let place = place as usize;
        if self.by_place.len() <= place {
            self.by_place.resize(place + 1, None);
        }
        self.by_place[place].get_or_insert_default()
    }

    /// What was counted at a place.
    #[must_use]
    pub fn at(&self, place: u32) -> RowsOfPlace {
        self.by_place.get(place as usize).and_then(Option::as_deref).cloned().unwrap_or_default()
    }

    /// The places that have any, with what they have.
    fn all(&self) -> impl Iterator<Item = (u32, &RowsOfPlace)> {
        (0..).zip(&self.by_place).filter_map(|(place, of)| Some((place, of.as_deref()?)))
    }

    /// Adds what another counted at the same places.
    pub(super) fn join(&mut self, other: &Self) {
        other.all().for_each(|(place, of)| self.of(place).merge(of.clone()));
    }

    /// Adds what another counted, whose places are `theirs`, to these, whose places are `mine`.
    pub(super) fn merge(&mut self, other: &Self, mine: &mut Places, theirs: &Places) {
        for (place, of) in other.all() {
            let here = mine.intern(&theirs.list()[place as usize]);
            self.of(here).merge(of.clone());
        }
    }
}
