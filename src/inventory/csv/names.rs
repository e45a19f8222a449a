//! The texts that name the places of a sheet's rows, and what each was taken for: a thread asks for each only once.

use std::collections::HashSet;

use foldhash::fast::RandomState;

use crate::codes::{Cell, Codes};
use crate::inventory::settled::Known;

/// So many texts are kept before they are forgotten.
const KEPT: usize = 65_536;

/// Stands for no place.
pub(super) const NOWHERE: u32 = u32::MAX;

/// The texts that one thread has met in a sheet.
#[derive(Debug, Default)]
pub(super) struct Names {
    codes: Codes,
    texts: Vec<Box<[u8]>>,
    known: Vec<Known>,
    /// The places of those of which there is nothing to say, and [`NOWHERE`] for the others.
    pub(super) places: Vec<u32>,
    /// Places, and names that stand well beside their ids.
    pub(super) agreed: HashSet<(u32, u32), RandomState>,
}

impl Names {
    /// The number of a text.
    pub(super) fn code(&mut self, cell: Cell<'_>) -> u32 {
        self.codes.get(cell).unwrap_or_else(|| self.learn(cell))
    }

    /// Looks towards a text that will be asked for.
    pub(super) fn near(&self, cell: Cell<'_>) -> u64 {
        self.codes.near(cell)
    }

    #[cold]
    fn learn(&mut self, cell: Cell<'_>) -> u32 {
        let code = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.codes.insert(cell, code);
        self.texts.push(cell.bytes().into());
        self.known.push(Known::Nothing);
        self.places.push(NOWHERE);
        code
    }

    /// What a text was taken for.
    pub(super) fn known(&mut self, code: u32, ask: impl FnOnce(&[u8]) -> Known) -> Known {
        let (known, text) = (&mut self.known[code as usize], &self.texts[code as usize]);
        if matches!(known, Known::Nothing) {
            *known = ask(text);
            if let Known::Plain(place) = known {
                self.places[code as usize] = *place;
            }
        }
        known.clone()
    }

    /// A text by its number.
    pub(super) fn text(&self, code: u32) -> &[u8] {
        &self.texts[code as usize]
    }

    /// Ends a piece, and forgets all texts where there are too many.
    pub(super) fn forget(&mut self) {
        if self.texts.len() > KEPT || self.agreed.len() > KEPT {
            *self = Self::default();
        }
    }
}
