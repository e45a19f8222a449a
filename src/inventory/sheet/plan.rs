//! What is read of a table's rows: which columns, from which fields, and by which ids the rows are searched.

use super::row_id::id;
use super::scan::Scan;
use crate::engine::columns::Batch;
use crate::engine::interner::Cell;
use crate::inventory::commit::duplicate_ids::{is_id, key_fields, other_keys};
use crate::inventory::shape::header::Binding;
use crate::inventory::shape::projection::Needs;
use crate::schema::{JURISDICTIONS, TableId, VULNERABILITIES};

/// What is read of a table's rows.
pub(super) struct Plan {
    /// The columns that are wanted and the fields that hold them.
    pub(super) wanted: Vec<(usize, usize)>,
    /// All columns that the sheet has but the key of a row, and their fields: rows that are equal in them are nearly equal.
    pub(super) bound: Vec<(usize, usize)>,
    /// Whether rows of the table name a place.
    pub(super) is_placed: bool,
    /// The field that names the place.
    pub(super) place: Option<usize>,
    /// The fields of the id by which rows are searched.
    pub(super) key: Option<Vec<usize>>,
    /// The columns whose cells get no notices.
    pub(super) quiet: Vec<bool>,
    /// Fields that hold an id where the first key of the table says nothing, each with the number of their key.
    pub(super) other_keys: Vec<(usize, Vec<usize>)>,
    /// The field of a serial number that is not an id of its row.
    pub(super) serial: Option<usize>,
    /// The column of CVEs and its field, where a row may name several.
    pub(super) cve: Option<(usize, usize)>,
}

/// What a row says of its CVE where its cell is not simply one.
pub(super) struct OtherCve {
    /// The row, by its place among those of its table.
    pub(super) row: usize,
    /// The CVE; none, where the cell names none.
    pub(super) cve: Option<String>,
}

impl Plan {
    pub(super) fn new(binding: &Binding, batch: &Batch, needs: &Needs) -> Self {
        let bound = binding.fields.iter().enumerate().filter_map(|(column, field)| Some((column, (*field)?)));
        let cve = (binding.table == VULNERABILITIES).then(|| VULNERABILITIES.column("cve")).flatten();
        Self {
            cve: cve.and_then(|column| Some((column, binding.fields[column]?))),
            wanted: bound.clone().filter(|(column, _)| batch.wants(*column)).collect(),
            bound: bound.filter(|(column, _)| Some(*column) != binding.table.row_key()).collect(),
            is_placed: binding.table != JURISDICTIONS,
            place: binding.place_field(),
            key: key_fields(binding.table, |column| binding.fields[column]),
            quiet: (0..binding.columns.len()).map(|column| !needs.tells(binding.table, column)).collect(),
            other_keys: other_keys(binding.table, |column| binding.fields[column]).collect(),
            serial: binding.table.column("serial_number").and_then(|column| binding.fields[column]),
        }
    }

    /// The hash of the id that a row has by another key of its table than the first.
    #[cold]
    pub(super) fn other_id<'c>(
        &self,
        (by, table): (&Scan<'_>, TableId),
        cell: impl Fn(usize) -> Cell<'c>,
    ) -> Option<u64> {
        self.other_keys.iter().find_map(|(key, fields)| {
            let id = id(fields, &cell).filter(|id| is_id(table, *key, id))?;
            Some(by.hash_other(table, *key, &id))
        })
    }
}
