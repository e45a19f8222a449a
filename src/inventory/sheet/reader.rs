//! Reads the blocks of a sheet one after the other in one thread, and keeps what it learned.

use super::Sheet;
use super::block::Part;
use super::commit::{FromPiece, settle};
use super::line::Counted;
use super::scan::Scan;
use crate::engine::columns::Dictionary;
use crate::engine::csv::RecordBlock;
use crate::inventory::commit::run_state::RunState;
use crate::inventory::find::options::Options;
use crate::inventory::places::guard::PlacesGuard;
use crate::inventory::places::index::Places;
use crate::inventory::places::view::View;
use crate::inventory::shape::projection::Needs;

/// Where one thread reads the pieces of a sheet; it keeps what it learned of the last.
pub(crate) struct SheetReader {
    part: Part,
    counted: Vec<Counted>,
}

impl SheetReader {
    /// A desk for a sheet.
    pub(in crate::inventory) fn new(sheet: &Sheet, needs: &Needs) -> Self {
        let counted = sheet.bindings.iter().map(|_| Counted::default()).collect();
        Self { part: Part::new(sheet, needs), counted }
    }

    /// Reads the records of a piece but for the first few.
    pub(in crate::inventory) fn read(
        &mut self,
        (piece, above): (&RecordBlock, usize),
        by: &Scan<'_>,
        dictionary: &mut Dictionary,
    ) {
        self.part.clear();
        self.part.read(piece, above, by, dictionary);
    }

    /// Settles in its turn which of them count, and where.
    pub(in crate::inventory) fn settle(
        &mut self,
        piece: &RecordBlock,
        by: (&Scan<'_>, &Options),
        order: (&mut RunState, &mut PlacesGuard<'_>),
    ) {
        settle(&mut self.part, &mut self.counted, piece, by, order);
    }

    /// Shows those that count.
    pub(in crate::inventory) fn show(
        &self,
        piece: &RecordBlock,
        by: &Scan<'_>,
        (dictionary, places): (&Dictionary, &Places),
        each: &mut dyn FnMut(&View<'_>),
    ) {
        for (slot, (batch, binding)) in self.part.batches.iter().zip(&by.sheet.bindings).enumerate() {
            if batch.rows() > 0 {
                let origin = FromPiece::new(&by.found.shown, piece, (&self.part, slot), binding);
                each(&View::new(batch, dictionary, places, &origin));
            }
        }
    }
}
