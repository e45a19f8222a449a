//! What is counted of every sheet while its rows go by: units, rows without an id, places.

use std::collections::{BTreeSet, HashMap};

use crate::inventory::{Place, Places, View};
use crate::predicate::Rows;
use crate::schema::TableId;
use crate::words::position::SheetName;
use crate::words::value::Cells;

/// So many places of a sheet are told apart.
const PLACES: usize = 5_000;

/// So many rows without an id are named.
const KEYLESS: usize = 10;

/// What was counted of one table of a sheet.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    pub(super) rows: u64,
    /// Units: the quantity of rows that state one, and one for each of the others.
    pub(super) units: u64,
    /// For each key of the table, the rows that it tells from others.
    pub(super) keys: Vec<u64>,
    /// Rows that no key tells from others, and where the first of them stand.
    pub(super) keyless: u64,
    pub(super) keyless_at: Vec<u64>,
}

/// What was counted of all sheets.
#[derive(Clone, Debug, Default)]
pub(super) struct Tallies {
    tables: HashMap<(SheetName, TableId), Tally>,
    places: HashMap<SheetName, BTreeSet<u32>>,
    /// Beginnings of the ids of places that have rows: states, and counties of towns.
    above: BTreeSet<String>,
    only: HashMap<String, Option<String>>,
}

impl Tallies {
    /// Counts a batch.
    pub(super) fn add(&mut self, view: &View<'_>) {
        if view.rows() == 0 {
            return;
        }
        let (table, sheet) = (view.table(), view.file(0).clone());
        let places = self.places.entry(sheet.clone()).or_default();
        for place in view.places() {
            if places.len() < PLACES {
                places.insert(*place);
            }
        }
        let tally = self.tables.entry((sheet, table)).or_default();
        tally.rows += view.rows() as u64;
        if let Some(Cells::Direct(numbers)) = table.column("quantity").map(|column| view.cells(column)) {
            for number in numbers {
                // A row that states no quantity stands for one, as in an audit.
                tally.units = tally.units.saturating_add(u64::try_from(*number).unwrap_or(1));
            }
        }
        let column = |name: &&str| table.column(name);
        let keys: Vec<Vec<usize>> =
            table.table().keys.iter().filter_map(|key| key.iter().map(column).collect()).collect();
        tally.keys.resize(keys.len(), 0);
        for row in 0..view.rows() {
            let filled = |column: &usize| view.cells(*column).is_known(row);
            match keys.iter().position(|key| key.iter().all(filled)) {
                Some(key) => tally.keys[key] += 1,
                None => {
                    tally.keyless += 1;
                    if tally.keyless_at.len() < KEYLESS {
                        tally.keyless_at.push(view.position(row, None).line);
                    }
                }
            }
        }
    }

    /// Adds what the places themselves tell: the sheets that declare them, and what lies above them.
    pub(super) fn add_places(&mut self, places: &Places) {
        for (place, index) in places.list().iter().zip(0..) {
            if place.row.is_some() {
                let of_sheet = self.places.entry(place.file.clone()).or_default();
                if of_sheet.len() < PLACES {
                    of_sheet.insert(index);
                }
            }
            if place.has_sent() && place.id.is_fips() {
                let id = place.id.as_str();
                self.above.extend([2, 5].iter().filter_map(|digits| id.get(..*digits)).map(str::to_owned));
            }
        }
        for (sheet, of_sheet) in &self.places {
            let mut of_sheet = of_sheet.iter().filter_map(|place| places.list().get(*place as usize));
            let only = of_sheet.next().filter(|_| of_sheet.next().is_none()).map(|place| place.name.to_string());
            // A workbook is of one place where all its tabs are.
            let known = self.only.entry(sheet.file.to_string()).or_insert_with(|| only.clone());
            if *known != only {
                *known = None;
            }
        }
    }

    /// What was counted of one table of a sheet.
    pub(super) fn of(&self, sheet: &SheetName, table: TableId) -> Option<&Tally> {
        self.tables.get(&(sheet.clone(), table))
    }

    /// How many places a sheet is about.
    pub(super) fn places_of(&self, sheet: &SheetName) -> usize {
        self.places.get(sheet).map_or(0, BTreeSet::len)
    }

    /// The one place that a file is about, by name.
    pub(super) fn only_of(&self, file: &str) -> Option<&str> {
        self.only.get(file)?.as_deref()
    }

    /// Whether a place that lies in this one sent something, or this one itself.
    pub(super) fn has_below(&self, place: &Place) -> bool {
        let id = place.id.as_str();
        place.id.is_fips() && id.len() < 10 && self.above.contains(id)
    }
}
