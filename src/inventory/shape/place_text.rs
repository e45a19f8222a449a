//! What a row writes of its place: an id or a name, the state and the county next to it, and what its header says.

use std::borrow::Cow;

use crate::place::{Level, State};
use crate::schema::{JURISDICTIONS, folded, is_blank};

/// Parts the cells of an encoded text; no cell of a table of text holds it.
const PART: u8 = 0x1f;

/// What a row writes of its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PlaceText<'a> {
    /// An id or a name; blank, where the row names none.
    pub(crate) name: Cow<'a, str>,
    /// The cell of a column of states; not blank.
    pub(crate) state: Option<Cow<'a, str>>,
    /// The county that the named place is in; not blank.
    pub(crate) county: Option<Cow<'a, str>>,
    /// How large the place is, where the header says it.
    pub(crate) level: Option<Level>,
}

impl<'a> PlaceText<'a> {
    /// An id or a name, of which nothing else is known.
    pub(crate) fn of(name: &'a str) -> Self {
        Self { name: Cow::Borrowed(name), ..Self::default() }
    }

    /// Appends the cells of a row as one text, by which the row is looked up.
    pub(crate) fn encode(to: &mut Vec<u8>, [name, state, county]: [&[u8]; 3], level: Option<Level>) {
        to.extend_from_slice(name);
        to.push(PART);
        to.extend_from_slice(state);
        to.push(PART);
        to.extend_from_slice(county);
        to.push(PART);
        to.push(match level {
            None => b'-',
            Some(Level::State) => b's',
            Some(Level::County) => b'c',
            Some(Level::Municipality) => b'm',
        });
    }

    /// What a text says: one that was encoded, or a plain cell, of which `level` is known.
    pub(crate) fn decode(cell: &'a [u8], level: Option<Level>) -> Self {
        let mut parts = cell.split(|byte| *byte == PART);
        let name = parts.next().unwrap_or_default();
        let mut next = || parts.next().map(String::from_utf8_lossy);
        let (state, county, encoded) = (next(), next(), next());
        let filled = |text: Option<Cow<'a, str>>| text.filter(|text| !is_blank(text));
        let level = match encoded.as_deref() {
            None => level,
            Some("s") => Some(Level::State),
            Some("c") => Some(Level::County),
            Some("m") => Some(Level::Municipality),
            Some(_) => None,
        };
        Self { name: String::from_utf8_lossy(name), state: filled(state), county: filled(county), level }
    }

    /// Whether the row names neither a place nor a county.
    pub(crate) fn is_blank(&self) -> bool {
        is_blank(&self.name) && self.county.is_none()
    }

    /// Its state, where the cell holds one: two letters or a state's name.
    pub(crate) fn known_state(&self) -> Option<&str> {
        self.state.as_deref().filter(|state| State::code(state).is_some())
    }
}

/// Whether a header names states.
pub(crate) fn is_state_header(header: &str) -> bool {
    JURISDICTIONS.column_for_header(header).is_some_and(|column| JURISDICTIONS.columns()[column].name == "state")
}

/// Whether a header names municipalities, which are in a county that another column names.
pub(crate) fn is_municipality_header(header: &str) -> bool {
    const HEADERS: [&str; 6] = ["municipality", "municipalityname", "citytown", "towncity", "cityortown", "townorcity"];
    HEADERS.contains(&folded(header).as_str())
}

/// Whether a header names towns or the like, which are places where no other column names one.
pub(crate) fn is_town_header(header: &str) -> bool {
    is_municipality_header(header) || ["town", "towns", "township", "townname"].contains(&folded(header).as_str())
}

/// How large the places under a header are, where it says so.
pub(crate) fn level_of_header(header: &str) -> Option<Level> {
    let header = folded(header);
    match header.as_str() {
        _ if header.starts_with("county") || header.starts_with("parish") => Some(Level::County),
        _ if header.starts_with("municipality") || header.starts_with("town") => Some(Level::Municipality),
        _ => None,
    }
}
