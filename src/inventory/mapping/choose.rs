//! Which mapping recognises a file, by the headers near its top.

use std::sync::Arc;

use csv::ByteRecord;

use crate::diagnostic::{Kind, Notice};
use crate::engine::csv::RecordBlock;
use crate::inventory::mapping_file::Mapping;
use crate::inventory::shape::layout::offset;
use crate::limits::files::COLUMNS;
use crate::schema::source_name;
use crate::words::position::Position;

/// In how many of the first records a header is looked for.
const HEADER_ROWS: usize = 40;

/// In how many of the first records a mapping looks for the cells that files of its kind hold.
const HOLDS_ROWS: usize = 200;

/// The mapping of a sheet, its headers, and how many records end with them.
pub(crate) struct Known<'m> {
    pub(crate) mapping: &'m Mapping,
    pub(crate) headers: Vec<String>,
    pub(crate) above: usize,
}

/// The first mapping that knows a sheet by a record near its top; those of the user come before those inside the binary.
pub(crate) fn known<'m>(piece: &RecordBlock, called: &str, mappings: &'m [Mapping]) -> Option<Known<'m>> {
    let mut reader = piece.records();
    let mut record = ByteRecord::new();
    let mut tops: Vec<(u64, Vec<String>, Vec<String>)> = Vec::new();
    while tops.len() < HEADER_ROWS && reader.read_byte_record(&mut record).unwrap_or(false) {
        let fields = record.iter().filter(|_| record.len() <= COLUMNS.size());
        let headers: Vec<String> = fields.map(|field| String::from_utf8_lossy(field).trim().to_owned()).collect();
        let names = headers.iter().map(|header| source_name(header)).collect();
        tops.push((piece.position(offset(&record), None).line, headers, names));
    }
    let inside = crate::inventory::mapping_file::inside(tops.iter().map(|(_, _, names)| names.as_slice()));
    let (mapping, at) =
        mappings.iter().chain(inside.map(|mapping| -> &'m Mapping { mapping })).find_map(|mapping| {
            let at = tops.iter().position(|(line, _, names)| {
                mapping.raw.header.is_none_or(|header| header == *line) && mapping.tells(names)
            })?;
            holds(mapping, piece, called).then_some((mapping, at))
        })?;
    Some(Known { mapping, headers: tops.swap_remove(at).1, above: at + 1 })
}

/// Whether one of the first cells of a sheet, or a word of its name, is what files of a mapping's kind have.
fn holds(mapping: &Mapping, piece: &RecordBlock, called: &str) -> bool {
    let (cells, words) = (&mapping.raw.holds, &mapping.raw.named);
    if cells.is_empty() && words.is_empty() {
        return true;
    }
    let mut of_name = called.split(|c: char| !c.is_alphanumeric());
    if of_name.any(|word| words.iter().any(|wanted| wanted.eq_ignore_ascii_case(word))) {
        return true;
    }
    let is_wanted = |cell: &[u8]| cells.iter().any(|wanted| wanted.as_bytes() == cell.trim_ascii());
    let mut records = piece.records().into_byte_records().map_while(Result::ok).take(HOLDS_ROWS);
    records.any(|record| record.iter().any(is_wanted))
}

/// The arguments that asked for mappings that no file matched.
pub(crate) fn unused(mappings: &[Mapping], used: &[Arc<str>]) -> Vec<Notice> {
    let mut asked: Vec<&Arc<str>> = mappings.iter().filter_map(|mapping| mapping.asked.as_ref()).collect();
    asked.dedup();
    asked.retain(|asked| !used.contains(asked));
    let told_by = |asked: &Arc<str>| -> String {
        let of = mappings.iter().filter(|mapping| mapping.asked.as_ref() == Some(asked));
        of.map(|mapping| mapping.raw.known_by.join(", ")).collect::<Vec<_>>().join("; or ")
    };
    let said = |asked: &Arc<str>| {
        let kind = Kind::MappingUnused { known_by: told_by(asked) };
        Notice::new(kind, &asked.clone().into(), Position::default())
    };
    asked.into_iter().map(said).collect()
}
