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
        let of_places = order(JURISDICTIONS, JURISDICTIONS.columns());
        let mut held = Vec::new();
        let places = self.places().list();
        for place in places.iter().filter(|place| place.row.is_some() && !place.file.is_empty()) {
            let digest = files.entry((*place.file).to_owned()).or_default();
            add_place(digest, place, &of_places, &mut held);
        }
        self.stream(&needs, &mut |view| {
            let order = order(view.table(), view.columns());
            for row in 0..view.rows() {
                let file = &**view.file(row);
                // Rows of one file come together: its name is looked up, not copied, for each.
                match files.get_mut(file) {
                    Some(digest) => add_row(digest, view, row, &order, &mut held),
                    None => add_row(files.entry(file.to_owned()).or_default(), view, row, &order, &mut held),
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

fn add_row(digest: &mut Running, view: &View<'_>, row: usize, order: &[usize], held: &mut Vec<u8>) {
    let place = view.places()[row] as usize;
    begin_row(held, view.table(), view.all_places().list()[place].id.as_str());
    for column in order {
        add_cell(held, view.columns()[*column].name, &view.value(row, Home::Row, *column));
    }
    held.extend_from_slice(ROW);
    digest.add(held);
}

fn add_place(digest: &mut Running, place: &Place, order: &[usize], held: &mut Vec<u8>) {
    begin_row(held, JURISDICTIONS, place.id.as_str());
    for column in order {
        add_cell(held, JURISDICTIONS.columns()[*column].name, &place.column(*column));
    }
    held.extend_from_slice(ROW);
    digest.add(held);
}

fn begin_row(held: &mut Vec<u8>, table: TableId, place: &str) {
    held.clear();
    held.extend_from_slice(table.table().name.as_bytes());
    held.extend_from_slice(PART);
    held.extend_from_slice(place.as_bytes());
}

fn add_cell(held: &mut Vec<u8>, column: &str, value: &Value) {
    if value.is_null() {
        return;
    }
    let text = value.to_string();
    // A text may hold any sign: its length says where it ends.
    for part in [column, &text.len().to_string(), &text] {
        held.extend_from_slice(PART);
        held.extend_from_slice(part.as_bytes());
    }
}
