//! Types the cells of a block column by column, and fills what one of two headers for a column leaves blank.

use super::block::Part;
use super::line::{Pending, UNUSED};
use super::plan::OtherCve;
use super::scan::Scan;
use crate::diagnostic::Notice;
use crate::engine::columns::Dictionary;
use crate::engine::csv::{RecordBlock, Split};
use crate::engine::interner::Cell;
use crate::inventory::shape::header::is_unknown_where_they_differ;
use crate::inventory::shape::two_headers::differing;
use crate::schema::Trouble;

/// So many rows are read column by column: their bytes stay in the nearest memory from the first column to the last.
const NEAR: usize = 128;

impl Part {
    /// Reads the columns that are wanted, one after the other, so few rows at a time that what they share stays in the cache.
    pub(super) fn type_columns(
        &mut self,
        (piece, split): (&RecordBlock, &Split),
        by: &Scan<'_>,
        dictionary: &mut Dictionary,
    ) {
        let said = self.said.len();
        for (slot, ((batch, plan), records)) in self.batches.iter_mut().zip(&self.plans).zip(&self.records).enumerate()
        {
            batch.begin_all(records.len());
            let binding = &by.sheet.bindings[slot];
            for (at, some) in records.chunks(NEAR).enumerate() {
                let rows = at * NEAR..at * NEAR + some.len();
                let run = split.run(some);
                for (column, field) in &plan.wanted {
                    let mut told = |row: usize, cell: Cell<'_>, trouble: Trouble| {
                        // A record that makes several rows is spoken of once.
                        let again = row > 0 && records[row - 1] == records[row];
                        if plan.quiet[*column] || again {
                            return;
                        }
                        let value = String::from_utf8_lossy(cell.bytes());
                        let name = binding.columns[*column].name;
                        let at = piece.position(piece.record(split, records[row] as usize).start, Some(*field));
                        let notice = Notice::of_cell(trouble, &by.found.shown, name, &value, at);
                        let line = self.lines.partition_point(|line| line.record < records[row]);
                        self.said.push(Pending { line, if_counted: true, notice });
                    };
                    let rows = rows.clone();
                    match run.clone().and_then(|run| piece.even_slice(split, *field, run)) {
                        Some(cells) => batch.fill(*column, rows, &cells, dictionary, &mut told),
                        None => batch.fill(*column, rows, &piece.strip(split, *field, some), dictionary, &mut told),
                    }
                }
            }
        }
        for ((batch, plan), odd) in self.batches.iter_mut().zip(&self.plans).zip(&self.odd) {
            for OtherCve { row, cve } in odd {
                if let Some((column, _)) = plan.cve {
                    let cell = cve.as_deref().unwrap_or_default().as_bytes().into();
                    batch.fill(column, *row..*row + 1, &[cell].as_slice(), dictionary, |_, _, _| {});
                }
            }
        }
        if self.said.len() > said {
            self.said.sort_by_key(|said| said.line);
        }
    }

    /// Holds the cells of two headers for one column against each other, and fills what one of them leaves blank.
    pub(super) fn hold_rivals(
        &mut self,
        (piece, split): (&RecordBlock, &Split),
        slot: usize,
        by: &Scan<'_>,
        dictionary: &mut Dictionary,
    ) {
        let (binding, file) = (&by.sheet.bindings[slot], &by.found.shown);
        for row in 0..self.records[slot].len() {
            let number = self.records[slot][row];
            if number & UNUSED != 0 {
                continue;
            }
            let record = piece.record(split, number as usize);
            let cell = |field: usize| (field < record.len()).then(|| record.cell(field));
            let bytes = |field: usize| cell(field).map(|cell| cell.bytes());
            let line = self.lines.partition_point(|line| line.record < number);
            let mut settled: Vec<usize> = Vec::new();
            for (column, other) in differing(binding, bytes, dictionary.as_of()) {
                self.differ.push((line, slot, other));
                if is_unknown_where_they_differ(&binding.columns[column]) {
                    self.batches[slot].unset(column, row);
                    settled.push(column);
                }
            }
            for (column, _) in &binding.rivals {
                let field = binding.field_in(*column, bytes);
                let is_own = field == binding.fields[*column];
                if is_own || settled.contains(column) || !self.batches[slot].wants(*column) {
                    continue;
                }
                settled.push(*column);
                let Some((field, cell)) = field.and_then(|field| Some((field, cell(field)?))) else { continue };
                let quiet = self.plans[slot].quiet[*column];
                let said = &mut self.said;
                self.batches[slot].fill(*column, row..row + 1, &[cell].as_slice(), dictionary, |_, cell, trouble| {
                    if !quiet {
                        let value = String::from_utf8_lossy(cell.bytes());
                        let at = piece.position(record.start, Some(field));
                        let notice = Notice::of_cell(trouble, file, binding.columns[*column].name, &value, at);
                        said.push(Pending { line, if_counted: true, notice });
                    }
                });
            }
        }
    }
}
