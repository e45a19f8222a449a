//! What the rows of one sheet share: the places they named, and what was said of them.

use super::find::Found;
use super::reach::Reach;
use super::{Options, byname, place_of_file};
use crate::notice::Notices;
use crate::schema::{TABLES, is_blank};

/// What a text was taken for.
#[derive(Clone, Debug)]
pub(super) enum Known {
    /// Nobody asked yet.
    Nothing,
    /// A place, of which there is nothing to say.
    Plain(u32),
    /// A place, and what is said of every row that names it so.
    Noted(u32, String),
}

/// What the rows of one sheet share, piece after piece.
#[derive(Debug, Default)]
pub(super) struct Settled {
    /// Texts that named places so far, and what is said of each.
    pub(super) places: std::collections::HashMap<Box<[u8]>, Known, foldhash::fast::RandomState>,
    /// What is said of names that stand beside the id of a place.
    pub(super) beside: byname::Beside,
    pub(super) default_place: Option<u32>,
    /// Rows read so far, by table.
    pub(super) rows: [u64; TABLES.len()],
    /// Whether it was said that bytes were no UTF-8, and that some were zero.
    pub(super) said: [bool; 2],
}

impl Settled {
    /// The place that a text names: that of the file itself, where it is blank.
    pub(super) fn place(
        &mut self,
        cell: &[u8],
        (found, options): (&Found, &Options),
        notices: &mut Notices,
        reach: &mut Reach<'_>,
    ) -> Known {
        if let Some(known) = self.places.get(cell) {
            return known.clone();
        }
        let text = String::from_utf8_lossy(cell);
        let places = reach.changed();
        let known = if is_blank(&text) {
            Known::Plain(*self.default_place.get_or_insert_with(|| place_of_file(found, options, places, notices)))
        } else {
            let resolved = places.resolve(&text);
            match resolved.note {
                None => Known::Plain(resolved.place),
                Some(note) => Known::Noted(resolved.place, note),
            }
        };
        self.places.insert(cell.into(), known.clone());
        known
    }
}
