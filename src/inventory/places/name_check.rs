//! A place named twice in a row, by id and by name: which is used, and whether both mean one place.

use std::collections::HashMap;

use super::index::Places;
use super::place::Place;
use crate::diagnostic::Kind;
use crate::inventory::shape::header::Binding;
use crate::place::{County, Level, PlaceId, names_county};
use crate::schema::{folded, is_blank};
use crate::words::spelling::shortened;

/// The field that names the place of a row: a name only if the id next to it is blank.
pub(crate) fn place_field<'a>(binding: &Binding, cell: impl Fn(usize) -> &'a [u8]) -> Option<usize> {
    let first = binding.place_field();
    let filled = |field: &usize| !std::str::from_utf8(cell(*field)).is_ok_and(is_blank);
    match binding.place_names.as_slice() {
        [] => first,
        names => first.into_iter().chain(names.iter().copied()).find(filled).or(first),
    }
}

/// What was found about names next to ids, for each pair that was met.
#[derive(Debug, Default)]
pub(crate) struct NameChecks(HashMap<(u32, Box<[u8]>), Option<Kind>, foldhash::fast::RandomState>);

impl NameChecks {
    /// The notice where the name under a header is of another place than the row's id.
    pub(crate) fn contradiction(&mut self, places: &Places, place: u32, header: &str, cell: &[u8]) -> Option<Kind> {
        let said = || contradiction(places, place, header, &String::from_utf8_lossy(cell));
        self.0.entry((place, cell.into())).or_insert_with(said).clone()
    }
}

/// The same of one pair; `None` if both are of one place, or if it is not known.
fn contradiction(places: &Places, place: u32, header: &str, text: &str) -> Option<Kind> {
    let own = places.list().get(place as usize)?;
    if is_blank(text) || [&*own.name, own.id.as_str(), own.id.own_name()].map(folded).contains(&folded(text)) {
        return None;
    }
    let of_county = ["county", "parish"].iter().any(|word| folded(header).starts_with(word));
    // A municipality that no table knows, and an id of the user's own that no row names, may be called anything.
    if own.row.is_none() && !(own.id.is_fips() && (own.level != Level::Municipality || of_county)) {
        return None;
    }
    // Of two places that a state has by one name, such as Baltimore, the id says which.
    if County::of(own.id.as_str()).is_some_and(|county| names_county(text, county)) {
        return None;
    }
    let declared = places.find(text).map(|place| place.id.clone());
    let within = |state| PlaceId::understand_as(text, state, Some(Level::County)).id;
    let may_be = [Some(within(own.state.as_deref())), declared, Some(within(None))];
    // The name may be that of the county or the state that the place is in.
    let is_same = |id: &PlaceId| *id == own.id || own.id.above().contains(id);
    if may_be.iter().flatten().any(is_same) {
        return None;
    }
    let other = may_be.into_iter().flatten().find(|id| id.is_fips() || places.find(id.as_str()).is_some());
    Some(Kind::ContradictsId {
        name: shortened(text),
        other: other.map(|id| named(places, &id)),
        own: named(places, &own.id),
    })
}

/// An id with the name that goes with it.
fn named(places: &Places, id: &PlaceId) -> String {
    let declared = || places.find(id.as_str()).map_or_else(|| Place::new(id.clone()).name, |place| place.name.clone());
    let name = County::of(id.as_str()).map_or_else(|| declared().to_string(), County::in_full);
    format!("{id} ({name})")
}
