//! The texts that name the places of a sheet's rows, and what each was taken for: a thread asks for each only once.

use std::collections::HashSet;

use foldhash::fast::RandomState;

use crate::codes::{Cell, Codes};
use crate::inventory::settled::Known;

/// So many texts are kept before they are forgotten.
const KEPT: usize = 65_536;

/// The texts that one thread has met in a sheet.
#[derive(Debug, Default)]
pub(super) struct Names {
    codes: Codes,
    texts: Vec<Box<[u8]>>,
    pub(super) known: Vec<Known>,
    /// Places, and names that stand well beside their ids.
    pub(super) agreed: HashSet<(u32, u32), RandomState>,
}

impl Names {
    /// The number of a text.
    pub(super) fn code(&mut self, cell: Cell<'_>) -> u32 {
        self.codes.get(cell).unwrap_or_else(|| self.learn(cell))
    }

    #[cold]
    fn learn(&mut self, cell: Cell<'_>) -> u32 {
        let code = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.codes.insert(cell, code);
        self.texts.push(cell.bytes().into());
        self.known.push(Known::Nothing);
        code
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
