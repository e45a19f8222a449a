//! A column for the place that somebody added to an export: the mapping knows nothing of it, and the rows are placed by it.

use memchr::memchr;

use crate::engine::csv::{Dialect, Pieces};
use crate::inventory::find::source::Source;
use crate::inventory::mapping_file::Mapping;
use crate::inventory::mapping_file::bind::sources;
use crate::inventory::mapping_file::bound::{Bound, Made, Setting};
use crate::inventory::shape::header::{place_header, says_nothing};
use crate::inventory::shape::place_text::is_state_header;
use crate::place::State;
use crate::predicate::{Copied, Scope, parse};
use crate::schema::{JURISDICTIONS, NETWORK, folded, source_name};
use crate::words::value::Day;

/// How much is looked through at once.
const PIECE: usize = 1 << 16;

/// Columns of asset lists that may hold the office that owns the asset: a place only where every cell reads as one.
const OFFICES: [&str; 3] = ["company", "entity", "organization"];

/// Fills the place of rows that the mapping leaves without one.
pub(crate) fn place_rows(
    bound: &mut Bound,
    mapping: &Mapping,
    (source, dialect, above): (&Source, Dialect, usize),
    (called, as_of): (&str, Day),
) {
    let is_placed = |makes: &Made| matches!(makes, Made::Row(table) if *table == JURISDICTIONS);
    if bound.blocks.iter().any(|block| block.place.is_some() || is_placed(&block.makes)) {
        return;
    }
    let read = |header: &str| {
        let name = source_name(header);
        let raw = &mapping.raw;
        raw.known_by.contains(&name)
            || raw.optional.contains(&name)
            || raw.headers.iter().any(|(known, _)| *known == name)
    };
    let is_place = |header: &&String| {
        NETWORK.column_for_header(header).is_some_and(|column| NETWORK.columns()[column].name == "jurisdiction")
    };
    let fields = || bound.headers.iter().enumerate().filter(|(_, header)| !read(header));
    let mut places: Vec<usize> = fields().filter(|(_, header)| is_place(header)).map(|(field, _)| field).collect();
    places.sort_by_key(|field| place_header(&bound.headers[*field]));
    let states: Vec<usize> = fields().filter(|(_, header)| is_state_header(header)).map(|(field, _)| field).collect();
    let is_office = |header: &String| OFFICES.contains(&folded(header).as_str());
    let offices: Vec<usize> =
        bound.headers.iter().enumerate().filter(|(_, header)| is_office(header)).map(|(field, _)| field).collect();
    if places.is_empty() && states.is_empty() && offices.is_empty() {
        return;
    }
    let all = |field: usize, fits: fn(&str) -> bool| cells(source, dialect, above, field, fits) == (true, true);
    let filled = |field: usize| cells(source, dialect, above, field, |_| true).0;
    let place = places.into_iter().find(|field| filled(*field));
    let state = states.into_iter().find(|field| all(*field, |cell| State::code(cell).is_some()));
    let place = place.or_else(|| offices.into_iter().find(|field| all(*field, reads_as_place)));
    let columns = sources(mapping, &bound.headers, called);
    let name = |field: usize| columns.list[field].name.to_string();
    let (field, text) = match (place, state) {
        (Some(place), Some(state)) => {
            let (place_name, state) = (name(place), name(state));
            // A code needs no state, and a name with a comma says its own.
            let names = format!(
                "lower({place_name}) <> {place_name} and {place_name} not like '%,%' \
                 and lower({place_name}) not in ('n/a', 'na', 'none', 'unknown', 'tbd')"
            );
            (place, format!("coalesce(case when {names} then {place_name} || ', ' || {state} end, {place_name})"))
        }
        (Some(field), None) | (None, Some(field)) => (field, name(field)),
        (None, None) => return,
    };
    let scope = Scope {
        own: &columns,
        others: &[],
        as_of: Some(as_of),
        param: &|_| None,
        open: false,
        params: &[],
        define: &|_| None,
        defines: &[],
        copied: &Copied::default(),
    };
    let Ok(typed) = parse(&text, &scope, false) else { return };
    for block in &mut bound.blocks {
        let Made::Row(table) = block.makes else { continue };
        let Some(column) = table.column("jurisdiction") else { continue };
        block.place = Some(block.sets.len());
        block.sets.push(Setting { column, node: typed.node.clone(), field: Some(field) });
    }
}

/// Whether a cell of a column is filled, and whether all that are fit.
fn cells(source: &Source, dialect: Dialect, mut above: usize, field: usize, fits: fn(&str) -> bool) -> (bool, bool) {
    let Ok(bytes) = source.bytes() else { return (false, false) };
    let mut pieces = Pieces::new(bytes, PIECE, dialect);
    let mut filled = false;
    while let Ok(Some(piece)) = pieces.next_piece() {
        let mut records = piece.records().into_byte_records();
        while let Some(Ok(record)) = records.next() {
            if above > 0 {
                above -= 1;
                continue;
            }
            let Some(cell) = record.get(field).filter(|cell| !says_nothing(cell)) else { continue };
            filled = true;
            if !fits(&String::from_utf8_lossy(cell)) {
                return (true, false);
            }
        }
    }
    (filled, true)
}

/// Whether the name of an office is that of a place.
fn reads_as_place(cell: &str) -> bool {
    const KINDS: [&str; 4] = [" county", " parish", " borough", " township"];
    const OF: [&str; 5] = ["county of ", "city of ", "town of ", "village of ", "township of "];
    let cell = cell.trim().to_lowercase();
    let name = memchr(b',', cell.as_bytes()).map_or(cell.as_str(), |comma| cell[..comma].trim());
    KINDS.iter().any(|kind| name.ends_with(kind)) || OF.iter().any(|of| name.starts_with(of))
}
