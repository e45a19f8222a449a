//! What the rows of one sheet share: the places they named, and the notices about them.

use super::guard::PlacesGuard;
use super::name_check;
use crate::diagnostic::{Kind, Notices};
use crate::inventory::find::options::Options;
use crate::inventory::find::walk::Found;
use crate::inventory::places::declare::place_of_file;
use crate::inventory::shape::place_text::PlaceText;
use crate::inventory::shape::two_headers::Differ;
use crate::schema::TABLES;

/// What a text was taken for.
#[derive(Clone, Debug)]
pub(crate) enum Known {
    /// Nobody asked yet.
    Nothing,
    /// A place, of which there is nothing to say.
    Plain(u32),
    /// A place, and the notice on every row that names it so.
    Noted(u32, Kind),
}

/// Whose rows are placed.
pub(crate) struct RowsOf<'a> {
    pub(crate) found: &'a Found,
    pub(crate) options: &'a Options,
    /// Whether any row of the sheet names a place.
    pub(crate) names_places: bool,
}

/// What the rows of one sheet share, piece after piece.
#[derive(Debug, Default)]
pub(crate) struct PlaceMemo {
    /// Texts that named places so far, and the note on each.
    pub(crate) places: std::collections::HashMap<Box<[u8]>, Known, foldhash::fast::RandomState>,
    /// What is reported about names next to the id of a place.
    pub(crate) name_checks: name_check::NameChecks,
    /// What two headers for one column say differently.
    pub(crate) differ: Differ,
    pub(crate) default_place: Option<u32>,
    /// Rows read so far, by table.
    pub(crate) rows: [u64; TABLES.len()],
    /// Whether bytes that were not UTF-8, and zero bytes, were reported.
    pub(crate) said: [bool; 2],
}

impl PlaceMemo {
    /// The place that a row names by the text it is looked up by: that of the file itself, where no row of it names one.
    pub(crate) fn place(
        &mut self,
        text: &[u8],
        written: &PlaceText<'_>,
        RowsOf { found, options, names_places }: &RowsOf<'_>,
        notices: &mut Notices,
        reach: &mut PlacesGuard<'_>,
    ) -> Known {
        if let Some(known) = self.places.get(text) {
            return known.clone();
        }
        let places = reach.changed();
        let known = if let Some(exported) = &found.exported {
            match str::from_utf8(text) {
                Ok(id) if !id.is_empty() => Known::Plain(places.resolve_exported(id, exported)),
                Ok(_) | Err(_) => Known::Noted(places.without(&found.shown), Kind::NoPlace),
            }
        } else if !written.is_blank() {
            let resolved = places.resolve_as(written);
            match resolved.note {
                None => Known::Plain(resolved.place),
                Some(note) => Known::Noted(resolved.place, Kind::PlaceAsWritten(note.into())),
            }
        } else if *names_places {
            Known::Noted(places.without(&found.shown), Kind::NoPlace)
        } else {
            let state = written.known_state();
            let mut file = || place_of_file(found, options, state, places, notices);
            Known::Plain(if state.is_some() { file() } else { *self.default_place.get_or_insert_with(file) })
        };
        self.places.insert(text.into(), known.clone());
        known
    }
}
