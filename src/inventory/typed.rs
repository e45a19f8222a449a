//! Digests of typed rows: what a file says, whatever its line ends, its encoding, its quotes and the order of its columns.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::Path;

use super::{Inventory, Needs, Place, View};
use crate::digest::Running;
use crate::predicate::{Home, Rows};
use crate::schema::{Column, JURISDICTIONS, TableId};
use crate::value::Value;

/// What parts the parts of a row, and what ends it.
const PART: &[u8] = b"\x1f";
const ROW: &[u8] = b"\x1e";

impl Inventory {
    /// How many bytes its files have.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let paths: HashSet<&Path> = self.sources.iter().map(|source| source.found.path.as_path()).collect();
        paths.into_iter().filter_map(|path| fs::metadata(path).ok()).map(|about| about.len()).sum()
    }

    /// For each file that has rows, the SHA-256 of all of them in order: table, place, and every cell that is no blank, by column.
    #[must_use]
    pub fn typed_digests(self) -> BTreeMap<String, String> {
        let mut files: BTreeMap<String, Running> = BTreeMap::new();
        let needs = Needs::all(self.options.schema);
        let places = self.places().list();
        for place in places.iter().filter(|place| place.row.is_some() && !place.file.is_empty()) {
            let digest = files.entry((*place.file).to_owned()).or_default();
            add_place(digest, place);
        }
        self.stream(&needs, &mut |view| {
            let order = order(view.table(), view.columns());
            for row in 0..view.rows() {
                let file = &**view.file(row);
                // Rows of one file come together: its name is looked up, not copied, for each.
                match files.get_mut(file) {
                    Some(digest) => add_row(digest, view, row, &order),
                    None => add_row(files.entry(file.to_owned()).or_default(), view, row, &order),
                }
            }
        });
        files.into_iter().map(|(file, digest)| (file, digest.finish())).collect()
    }
}

/// The columns of a table by name, so that their places in it may change.
fn order(table: TableId, columns: &[Column]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..columns.len()).collect();
    order.sort_by_key(|column| columns[*column].name);
    // Which place a row belongs to is told by the place, however it is written.
    order.retain(|column| table.column("jurisdiction") != Some(*column));
    order
}

fn add_row(digest: &mut Running, view: &View<'_>, row: usize, order: &[usize]) {
    let place = view.places()[row] as usize;
    digest.add(view.table().table().name.as_bytes());
    digest.add(PART);
    digest.add(view.all_places().list()[place].id.as_str().as_bytes());
    for column in order {
        add_cell(digest, view.columns()[*column].name, &view.value(row, Home::Row, *column));
    }
    digest.add(ROW);
}

fn add_place(digest: &mut Running, place: &Place) {
    digest.add(JURISDICTIONS.table().name.as_bytes());
    digest.add(PART);
    digest.add(place.id.as_str().as_bytes());
    let columns = JURISDICTIONS.columns();
    for column in order(JURISDICTIONS, columns) {
        add_cell(digest, columns[column].name, &place.column(column));
    }
    digest.add(ROW);
}

fn add_cell(digest: &mut Running, column: &str, value: &Value) {
    if value.is_null() {
        return;
    }
    let text = value.to_string();
    digest.add(PART);
    digest.add(column.as_bytes());
    digest.add(PART);
    // A text may hold any sign: its length says where it ends.
    digest.add(text.len().to_string().as_bytes());
    digest.add(PART);
    digest.add(text.as_bytes());
}
