//! Opens a sheet that an export wrote: its first line is the header, and all others are rows.

use super::Sheet;
use crate::engine::csv::Pieces;
use crate::inventory::find::source::Source;
use crate::inventory::find::walk::Found;
use crate::inventory::shape::header::Binding;
use crate::inventory::shape::layout::WIDEST;
use crate::schema::{Schema, TableId};

/// Headers are small: the first piece need not be large.
const HEADER_PIECE: usize = 1 << 16;

impl Sheet {
    /// Reads the header; `None` where the file is not as an export writes it, and must be read like any other.
    pub(in crate::inventory) fn exported(source: Source, found: &Found, schema: &Schema) -> Option<Self> {
        let table = TableId::named(&source.stem()).filter(|_| found.exported.is_some())?;
        let dialect = source.dialect(b',');
        let piece = Pieces::new(source.bytes().ok()?, HEADER_PIECE, dialect).next_piece().ok()??;
        let piece = Some(piece).filter(|piece| !piece.is_wider_than(WIDEST))?;
        let header = piece.records().into_byte_records().next()?.ok()?;
        let headers: Vec<String> = header.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
        let binding = Binding::exact(schema, table, &headers);
        binding.place_field()?;
        Some(Self {
            source,
            dialect,
            above: 1,
            named: headers.len(),
            has_unnamed: false,
            headers,
            table_field: None,
            bindings: vec![binding],
            names_places: true,
            sums: Vec::new(),
            is_exported: true,
        })
    }
}
