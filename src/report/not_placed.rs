//! Finds what belongs to no place, or to one without a state.

use super::model::not_placed::NotPlaced;
use crate::audit::Ledger;
use crate::inventory::{NO_PLACE_NAMED, Place, Places};
use crate::schema::JURISDICTIONS;
use crate::words::position::SheetName;

/// All of them, those of no place first, then by id.
pub(super) fn not_placed(ledger: &Ledger, places: &Places) -> Vec<NotPlaced> {
    if !places.may_lack_states() {
        return Vec::new();
    }
    let lacks = |place: &&Place| place.state.is_none() && (place.has_rows || place.row.is_some());
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
