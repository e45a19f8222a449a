//! What belongs to no place, or to one without a state: shown on every page, and never counted as a state.

use std::sync::Arc;

use crate::audit::Ledger;
use crate::inventory::{NO_PLACE_NAMED, Places};
use crate::schema::{JURISDICTIONS, TABLES, TableId};
use crate::words::position::SheetName;

/// Rows that belong to no place, or to a place of which no state is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotPlaced {
    /// The id under which the rows are judged.
    pub id: Arc<str>,
    /// Its name.
    pub name: Arc<str>,
    /// Whether nothing tells the place; else only its state is not known.
    pub is_nowhere: bool,
    /// Whether they are rows whose place is blank among rows that name one.
    pub has_blanks: bool,
    /// Rows, by table.
    pub rows: [u64; TABLES.len()],
    /// Units, by table: the quantity of rows that state one, and one for each of the others.
    pub units: [u64; TABLES.len()],
    /// The files and tabs that hold them, in order.
    pub files: Vec<SheetName>,
}

/// All of them, those of no place first, then by id.
pub(super) fn not_placed(ledger: &Ledger, places: &Places) -> Vec<NotPlaced> {
    if !places.may_lack_states() {
        return Vec::new();
    }
    let lacks = |place: &&crate::inventory::Place| place.state.is_none() && (place.has_rows || place.row.is_some());
    let all = places.list().iter().zip(0..).filter(|(place, _)| lacks(place));
    let mut all: Vec<NotPlaced> = all
        .map(|(place, at)| {
            let counted = ledger.not_placed().at(at);
            let (mut rows, mut units) = (counted.rows, counted.units);
            let own = u64::from(place.row.is_some());
            (rows[JURISDICTIONS.0], units[JURISDICTIONS.0]) = (own, own);
            let declared = (own > 0).then(|| place.file.clone());
            let mut files: Vec<SheetName> = counted.files.into_iter().chain(declared).collect();
            files.sort_unstable();
            files.dedup();
            let (id, name, is_nowhere) = (place.id.to_text(), place.name.clone(), place.is_nowhere);
            let has_blanks = place.id.as_str().ends_with(NO_PLACE_NAMED);
            NotPlaced { id, name, is_nowhere, has_blanks, rows, units, files }
        })
        .collect();
    all.sort_by(|a, b| (!a.is_nowhere, &a.id).cmp(&(!b.is_nowhere, &b.id)));
    all
}

impl NotPlaced {
    /// Units in words, table by table: `10 machines`, `1 computer`; places themselves are not counted.
    #[must_use]
    pub fn units_by_table(all: &[&Self]) -> Vec<(u64, (&'static str, &'static str))> {
        let of = |table: TableId| all.iter().fold(0_u64, |sum, one| sum.saturating_add(one.units[table.0]));
        let assets = TableId::all().filter(|table| *table != JURISDICTIONS);
        assets.map(|table| (of(table), table.table().unit)).filter(|(units, _)| *units > 0).collect()
    }
}
