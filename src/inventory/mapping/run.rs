//! A file read by a mapping: its header, its records, and how it is understood.

use std::collections::HashSet;
use std::io;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::eval::{NotListed, SourceRow};
use super::pending::BlockNotices;
use crate::diagnostic::{Kind, Notice};
use crate::engine::csv::{Dialect, Error, Record, RecordBlock};
use crate::inventory::commit::run_state::RunState;
use crate::inventory::find::file_read::FileRead;
use crate::inventory::find::source::{Flow, Source};
use crate::inventory::find::walk::Found;
use crate::inventory::mapping_file::Mapping;
use crate::inventory::mapping_file::bound::{Bound, Made};
use crate::inventory::shape::understood::{Taken, Why};
use crate::inventory::sheet::unreadable;
use crate::schema::{JURISDICTIONS, TableId};
use crate::words::position::{Position, SheetName};
use crate::words::spelling::shortened;

/// A file that a mapping matches.
#[derive(Debug)]
pub(crate) struct Mapped {
    pub(crate) mapping: Mapping,
    pub(crate) bound: Bound,
    /// How many records come before the first row: the header, and what is above it.
    pub(crate) above: usize,
    pub(crate) source: Source,
    pub(crate) dialect: Dialect,
    /// The places that its rows declared, as they name them, and how many such rows there are.
    pub(crate) declared: HashSet<Arc<str>, RandomState>,
    pub(crate) jurisdictions: u64,
}

impl Mapped {
    /// The tables that it makes rows of, and what its columns are taken as; one that no expression begins with is not among them.
    pub(crate) fn understood(&self) -> (Vec<TableId>, Vec<Taken>) {
        let (mut tables, mut taken) = (Vec::new(), Vec::<Taken>::new());
        for block in &self.bound.blocks {
            let Made::Row(table) = block.makes else { continue };
            if !tables.contains(&table) {
                tables.push(table);
            }
            for set in &block.sets {
                let (Some(header), column) = (self.header(set.field), &table.columns()[set.column]) else { continue };
                let line = self.above as u64;
                let known = |taken: &Taken| {
                    taken.header == header
                        && taken.column.is_some_and(|(of, known)| of == table && known.name == column.name)
                };
                if !taken.iter().any(known) {
                    let at = Position { line, column: 0 };
                    let column = Some((table, column));
                    taken.push(Taken { header: header.to_owned(), at, column, why: Why::Mapping, first: None });
                }
            }
        }
        (tables, taken)
    }

    /// The header of a source column.
    pub(crate) fn header(&self, field: Option<usize>) -> Option<&str> {
        self.bound.headers.get(field?).map(String::as_str)
    }

    /// Whether a record is a row at all, with no more cells than headers.
    pub(crate) fn fits(&self, record: &Record<'_>) -> bool {
        let filled = |field: usize| !record.cell(field).bytes().trim_ascii().is_empty();
        !(self.bound.headers.len()..record.len()).any(filled) && (0..record.len()).any(filled)
    }

    /// Says what went wrong while expressions were worked out.
    pub(crate) fn notify(
        &self,
        row: &SourceRow<'_>,
        (piece, start): (&RecordBlock, usize),
        file: &SheetName,
        said: &mut BlockNotices,
    ) {
        if row.troubles.borrow().is_empty() {
            return;
        }
        for NotListed { field, values, code } in row.troubles.borrow_mut().drain(..) {
            let header = self.header(field).unwrap_or_default();
            let kind = Kind::CodeNotListed {
                header: header.to_owned(),
                code: shortened(&code),
                values: self.mapping.values[values].name.to_string(),
                mapping: self.mapping.origin.clone(),
            };
            said.add(Notice::of_cell(kind, file, header, &code, piece.position(start, field)));
        }
    }

    /// How many bytes it has, as far as is known.
    pub(crate) fn bytes(&self) -> u64 {
        self.source.size()
    }

    pub(crate) fn flow(&self, size: usize) -> io::Result<Flow<'_>> {
        self.source.flow(size, self.dialect, self.above)
    }

    /// Ends the file, of which nothing was read where it could not be opened: it has no digest then.
    pub(crate) fn end(
        &self,
        found: &Found,
        order: &mut RunState,
        error: Option<Error>,
        sha256: Option<String>,
    ) -> Option<FileRead> {
        let RunState { notices, settled, .. } = order;
        error.iter().for_each(|error| notices.add(unreadable(found, error)));
        let (sha256, mut rows) = (sha256?, settled.rows);
        rows[JURISDICTIONS.0] = self.jurisdictions;
        if rows.iter().all(|rows| *rows == 0) {
            let why = Kind::NoRowsMapped { mapping: self.mapping.origin.clone() };
            notices.add(Notice::new(why, &found.shown, Position::default()));
        }
        Some(FileRead { path: found.shown.file.clone(), sha256, rows })
    }
}
