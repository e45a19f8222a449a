//! A file opened: the mapping that tells it found, and the places of its rows declared.

use std::collections::HashSet;
use std::fs::File;
use std::sync::Arc;

use super::bind::bind;
use super::declared;
use super::run::Mapped;
use super::tell::told;
use crate::inventory::find::Found;
use crate::inventory::places::Places;
use crate::inventory::{Options, notice};
use crate::notice::{Level, Notices};
use crate::position::{Position, SheetName};
use crate::records::csv::{Dialect, Pieces};

/// Headers are small: the first piece need not be large.
const HEADER_PIECE: usize = 1 << 16;

/// What mappings say of a file.
pub(in crate::inventory) enum Told {
    /// None of them tells it.
    No,
    /// One tells it and does not fit: a notice says why. The argument that asked for that one.
    LeftOut(Option<Arc<str>>),
    /// One tells it.
    By(Box<Mapped>),
}

impl Mapped {
    /// Looks for a mapping that tells a file, the first of several, and declares the places of its rows.
    pub(in crate::inventory) fn open(
        found: &Found,
        options: &Options,
        places: &mut Places,
        notices: &mut Notices,
    ) -> Told {
        // What cannot be read is said by whoever reads the file without a mapping.
        let Ok(file) = File::open(&found.path) else { return Told::No };
        let bytes = file.metadata().map_or(0, |about| about.len());
        let Ok(Some(piece)) = Pieces::new(file, HEADER_PIECE, Dialect::default()).next_piece() else { return Told::No };
        let Some((mapping, headers, above)) = told(&piece, &options.mappings) else { return Told::No };
        let bound = match bind(mapping, Some(&headers), &found.shown, options.as_of) {
            Ok(bound) => bound,
            Err(mistakes) => {
                for mistake in mistakes {
                    let file = SheetName::from(mistake.file);
                    notices.add(notice(Level::Error, "mapping-does-not-fit", &file, mistake.message, mistake.at));
                }
                let message = format!("left out: the mapping {} does not fit it", mapping.origin);
                notices.add(notice(Level::Error, "mapping-does-not-fit", &found.shown, message, Position::default()));
                return Told::LeftOut(mapping.asked.clone());
            }
        };
        let (declared, jurisdictions) = (HashSet::default(), 0);
        let mut mapped = Self { mapping: mapping.clone(), bound, above, bytes, declared, jurisdictions };
        (mapped.declared, mapped.jurisdictions) = declared::declare(&mapped, found, options, (places, notices));
        Told::By(Box::new(mapped))
    }
}
