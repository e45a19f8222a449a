//! The layout of a sheet: its separator, titles above the header, the header, and rows that are not data.

use csv::ByteRecord;
use memchr::{memchr, memchr2};

use super::footer::names_one_thing;
use super::header::{Binding, is_table_header};
use super::table::table_in_name;
use crate::engine::csv::{Dialect, Error, Fields, Pieces, RecordBlock, head};
use crate::inventory::find::source::Source;
use crate::limits::files::COLUMNS;
use crate::schema::{Schema, TableId, is_blank, is_known_header};
use crate::words::position::Position;

/// Headers are small: the first piece need not be large.
const HEADER_PIECE: usize = 1 << 16;

/// A first piece with more separators than this begins with a record of so many fields that it is not looked through.
pub(crate) const WIDEST: usize = 4 * HEADER_PIECE;

/// The header is one of the first so many records: some programs write a page of particulars above it.
const HEADER_WITHIN: usize = 80;

/// A header below this many records is looked for only while nothing above is like one.
const NEAR_TOP: usize = 20;

/// So many rows are looked through for the first value of a column.
const FIRST_ROWS: usize = 100;

/// No header that is known is longer, in bytes.
const LONGEST_HEADER: usize = 200;

/// A sheet's header, and what is above it.
pub(crate) struct Layout {
    pub(crate) dialect: Dialect,
    /// Records up to the header, with it.
    pub(crate) above: usize,
    /// Lines above the header that say something.
    pub(crate) titles: Vec<(String, Position)>,
    pub(crate) header: ByteRecord,
    piece: RecordBlock,
}

impl Layout {
    /// Finds the header; `None` where the sheet has no record at all.
    pub(crate) fn of(source: &Source, schema: &Schema) -> Result<Option<Self>, Error> {
        let named = table_in_name(&source.stem());
        let (separator, forced) = separator(source, schema, named)?;
        let dialect = source.dialect(separator);
        let Some(piece) = Pieces::new(source.bytes()?, HEADER_PIECE, dialect).next_piece()? else { return Ok(None) };
        if piece.is_wider_than(WIDEST) {
            let header = ByteRecord::from(vec![""; COLUMNS.size() + 1]);
            return Ok(Some(Self { dialect, above: 1, titles: Vec::new(), header, piece }));
        }
        let mut records = first_records(&piece);
        let Some((mut at, known)) = header_among(&records, schema, named) else { return Ok(None) };
        let joined = header_of_two(&records, (at, known), schema, named);
        if let Some((_, last)) = &joined {
            at = at.min(last - 1);
        }
        let says = |(index, record): &(usize, &ByteRecord)| !(is_empty(record) || forced && *index == 0);
        let titles = records.iter().take(at).enumerate().filter(says);
        let titles = titles.map(|(_, record)| {
            let cells: Vec<_> = record.iter().filter(|cell| !cell.trim_ascii().is_empty()).map(text_of).collect();
            (cells.join(" "), piece.position(offset(record), None))
        });
        let titles = titles.collect();
        let (header, above) =
            joined.map_or_else(|| (records.swap_remove(at), at + 1), |(header, last)| (header, last + 1));
        Ok(Some(Self { dialect, above, titles, header, piece }))
    }

    /// The first rows below the header.
    pub(crate) fn first_rows(&self) -> Vec<ByteRecord> {
        let records = self.piece.records().into_byte_records().map_while(Result::ok);
        records.skip(self.above).take(FIRST_ROWS).collect()
    }

    /// Where the header is, or one of its fields.
    pub(crate) fn position(&self, field: Option<usize>) -> Position {
        self.piece.position(offset(&self.header), field)
    }
}

/// The text of a cell, without blanks around it.
fn text_of(cell: &[u8]) -> String {
    String::from_utf8_lossy(cell).trim().to_owned()
}

/// A record's first byte in its piece, or a line end before it.
pub(crate) fn offset(record: &ByteRecord) -> usize {
    record.position().and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(0)
}

fn first_records(piece: &RecordBlock) -> Vec<ByteRecord> {
    piece.records().into_byte_records().map_while(Result::ok).take(HEADER_WITHIN).collect()
}

/// The sign that parts the fields, and whether the first line says it, as Excel has it: `sep=;`.
fn separator(source: &Source, schema: &Schema, named: Option<TableId>) -> Result<(u8, bool), Error> {
    let [first, others @ ..] = source.separators() else { return Ok((b',', false)) };
    if others.is_empty() {
        return Ok((*first, false));
    }
    let head = head(source.bytes()?, HEADER_PIECE)?;
    let said = head.get(..4).is_some_and(|begin| begin.eq_ignore_ascii_case(b"sep="));
    if let (true, Some(sign), Some(b'\r' | b'\n')) = (said, head.get(4), head.get(5))
        && sign.is_ascii_punctuation() | (*sign == b'\t')
    {
        return Ok((*sign, true));
    }
    let fit = |separator: u8| {
        let piece = Pieces::new(&*head, 2 * HEADER_PIECE, source.dialect(separator)).next_piece().ok().flatten();
        let records = piece.as_ref().map(first_records).unwrap_or_default();
        let known = header_among(&records, schema, named).map_or(0, |(_, known)| known);
        // Where no header is known, the sign that makes the most columns in the middling record.
        let mut widths: Vec<usize> = records.iter().map(ByteRecord::len).collect();
        widths.sort_unstable();
        (known, widths.get(widths.len() / 2).copied().unwrap_or(0))
    };
    let mut best = (*first, fit(*first));
    for separator in others.iter().filter(|separator| memchr(**separator, &head).is_some()) {
        let fit = fit(*separator);
        if fit > best.1 {
            best = (*separator, fit);
        }
    }
    Ok((best.0, false))
}

/// The header among the first records, with how many of its cells are known: the first that says something, unless a later one
/// is without numbers and clearly fits a table better.
fn header_among(records: &[ByteRecord], schema: &Schema, named: Option<TableId>) -> Option<(usize, usize)> {
    let mut best: Option<(usize, usize, usize)> = None;
    // Whether the first record that says something has a number, as no header has, and a line of particulars often does.
    let mut is_line = false;
    // The most filled cells of a record above.
    let mut widest = 0;
    for (at, record) in records.iter().enumerate().filter(|(_, record)| !is_empty(record)) {
        if at >= NEAR_TOP && best.is_some_and(|(_, known, _)| known > 0) {
            break;
        }
        let known = known_cells(record, schema, named);
        let filled = record.iter().filter(|cell| !cell.trim_ascii().is_empty());
        let numbers = filled.clone().any(|cell| cell.iter().all(|byte| !byte.is_ascii_alphabetic() && *byte != b'#'));
        let filled = filled.count();
        let better = match best {
            None => true,
            // Above is a title, or nothing that is known. No row has more cells than its header.
            Some((_, 0, above)) => known >= 2 && (2 * known >= filled || above <= 2 || is_line || filled > above),
            // Words of a row may be headers by chance.
            Some((_, least, above)) => {
                let is_wide = filled > above && (above <= 2 || known >= 2 * least + 2);
                known >= least + 2 && (2 * known >= filled || is_wide)
            }
        };
        // Far below the top, a row of words may well have headers among them; but it is no wider than the rows above it.
        let is_near = at < NEAR_TOP || filled > widest;
        widest = widest.max(filled);
        if better && is_near && (best.is_none() || !numbers) {
            is_line = best.is_none() && numbers;
            best = Some((at, known, filled));
        }
    }
    best.map(|(at, known, _)| (at, known))
}

/// The header that two lines make, as `Serial` above `Number`, and the second of them: where more of its cells are known than of either.
fn header_of_two(
    records: &[ByteRecord],
    (at, known): (usize, usize),
    schema: &Schema,
    named: Option<TableId>,
) -> Option<(ByteRecord, usize)> {
    let join = |top: usize| {
        let (first, second) = (records.get(top)?, records.get(top + 1)?);
        let is_text = |cell: &[u8]| cell.trim_ascii().is_empty() || cell.iter().any(u8::is_ascii_alphabetic);
        if is_empty(first) || is_empty(second) || !first.iter().chain(second).all(is_text) {
            return None;
        }
        let cell = |record: &ByteRecord, field: usize| record.get(field).map(text_of).unwrap_or_default();
        let cells = (0..first.len().max(second.len())).take(COLUMNS.size() + 1);
        let mut joined: ByteRecord =
            cells.map(|field| format!("{} {}", cell(first, field), cell(second, field)).trim().to_owned()).collect();
        joined.set_position(first.position().cloned());
        let both = known_cells(&joined, schema, named);
        let either = known.max(known_cells(first, schema, named)).max(known_cells(second, schema, named));
        (both >= either + 2).then_some((joined, top + 1))
    };
    let filled = |top: usize| {
        let (first, second) = (records.get(top)?, records.get(top + 1)?);
        let header = names_under_groups((first, second), schema, named)?;
        let either = known.max(known_cells(first, schema, named)).max(known_cells(second, schema, named));
        (known_cells(&header, schema, named) > either).then_some((header, top + 1))
    };
    let above = at.checked_sub(1);
    join(at).or_else(|| join(above?)).or_else(|| filled(at)).or_else(|| filled(above?))
}

/// The header that a line of groups makes with the names below it, as `County, Equipment, ,` above ` , Type, Model, Qty`: every name below
/// is a header, and some of them are over fields for which the groups have none.
fn names_under_groups(
    (first, second): (&ByteRecord, &ByteRecord),
    schema: &Schema,
    named: Option<TableId>,
) -> Option<ByteRecord> {
    let cell = |record: &ByteRecord, field: usize| record.get(field).map(text_of).unwrap_or_default();
    let width = first.len().max(second.len()).min(COLUMNS.size());
    let is_blank = |record: &ByteRecord, field: usize| cell(record, field).is_empty();
    let fills = (0..width).any(|field| is_blank(first, field) && !is_blank(second, field));
    let keeps = (0..width).any(|field| !is_blank(first, field) && is_blank(second, field));
    let long = first.iter().chain(second).any(|cell| cell.len() > LONGEST_HEADER);
    if !fills || !keeps || long {
        return None;
    }
    let join = |table: TableId| {
        let is_header = |text: &str| schema.column_for_header(table, text).is_some();
        let below: Vec<String> = (0..width).map(|field| cell(second, field)).filter(|text| !text.is_empty()).collect();
        if below.len() < 2 || !below.iter().all(|text| is_header(text)) {
            return None;
        }
        let one = |field: usize| {
            let (above, below) = (cell(first, field), cell(second, field));
            let both = format!("{above} {below}").trim().to_owned();
            let choices = [&both, &below, &above].into_iter().find(|text| is_header(text));
            choices.unwrap_or(&both).clone()
        };
        let mut header: ByteRecord = (0..width).map(one).collect();
        header.set_position(first.position().cloned());
        Some(header)
    };
    let tables: Vec<TableId> = named.map_or_else(|| TableId::all().collect(), |table| vec![table]);
    tables.into_iter().filter_map(join).max_by_key(|header| known_cells(header, schema, named))
}

/// How many cells are headers of the one table that has the most of them.
fn known_cells(record: &ByteRecord, schema: &Schema, named: Option<TableId>) -> usize {
    // A number heads no column.
    let may_be_header = |cell: &&[u8]| {
        cell.len() <= LONGEST_HEADER && cell.iter().any(|byte| !byte.is_ascii_digit() && !byte.is_ascii_whitespace())
    };
    let cells: Vec<String> = record.iter().take(COLUMNS.size()).filter(may_be_header).map(text_of).collect();
    let tables: Vec<u32> = cells.iter().map(|cell| schema.tables_with_header(cell)).collect();
    let of = |table: TableId| tables.iter().filter(|tables| **tables >> table.0 & 1 == 1).count();
    if cells.iter().any(|cell| is_table_header(cell)) {
        return 1 + tables.iter().filter(|tables| **tables != 0).count();
    }
    named.map_or_else(|| TableId::all().map(of).max().unwrap_or(0), of)
}

fn is_empty(record: &ByteRecord) -> bool {
    record.iter().all(|cell| cell.trim_ascii().is_empty())
}

/// So many known headers make a header of a record between rows.
const LEAST_HEADER: usize = 3;

/// Whether a record repeats the header.
pub(crate) fn is_header_again(record: &impl Fields, headers: &[String]) -> bool {
    let header = |field: usize| headers.get(field).map_or(&b""[..], |header| header.as_bytes());
    // Most records differ in the first cell.
    record.fields().enumerate().all(|(field, cell)| cell.trim_ascii().eq_ignore_ascii_case(header(field)))
        && headers.iter().skip(record.count()).all(String::is_empty)
}

/// Whether a record names columns, as the header of another table does, or that of the same in another order.
///
/// Rows have such words too, as `scanner, vendor, model`: two of them are those of the sheet's own header, or of no column of its table.
pub(crate) fn is_other_header(record: &impl Fields, headers: &[String], table: TableId) -> bool {
    let text = |cell: &[u8]| std::str::from_utf8(cell).ok().map(str::trim).map(str::to_owned);
    let filled = || record.fields().filter(|cell| !cell.trim_ascii().is_empty()).take(COLUMNS.size());
    let header = |cell: &[u8]| {
        let text = text(cell).filter(|_| cell.len() <= LONGEST_HEADER)?;
        (!is_blank(&text) && is_known_header(&text)).then_some(text)
    };
    // Most records are told apart by their first cell.
    if filled().next().and_then(header).is_none() {
        return false;
    }
    let known: Vec<String> = filled().filter_map(header).collect();
    let own = known.iter().filter(|word| headers.iter().any(|header| header.eq_ignore_ascii_case(word))).count();
    let foreign = known.iter().filter(|word| table.column_for_header(word).is_none()).count();
    known.len() >= LEAST_HEADER && known.len() * 4 >= filled().count() * 3 && (own >= 2 || foreign >= 2)
}

/// Whether a record sums up others: its first cell says so (by its field, given), and nothing in it names one thing.
pub(crate) fn is_total(record: &impl Fields, first: usize, binding: &Binding) -> bool {
    let cell = record.field(first).unwrap_or_default();
    // Most cells are told apart here: no sum has a number, but for `Subtotal 48029`.
    if cell.last().is_some_and(u8::is_ascii_digit) {
        return is_subtotal_of(record, first, binding);
    }
    let cell = cell.trim_ascii();
    let is_statistic =
        ["average", "avg", "avg.", "mean", "median"].iter().any(|word| word.as_bytes().eq_ignore_ascii_case(cell));
    if is_statistic {
        let is_place = binding.place_field() == Some(first);
        return !names_one_thing(record, first, binding) && (is_place || has_only_numbers_beside(record, first));
    }
    if !(3..=60).contains(&cell.len()) || memchr2(b't', b'T', cell).is_none() && cell.len() > 3 {
        return false;
    }
    let Ok(text) = std::str::from_utf8(cell) else { return false };
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let is_sum =
        |word: Option<&&str>| word.is_some_and(|word| ["total", "totals", "subtotal", "subtotals"].contains(word));
    let named = || names_one_thing(record, first, binding);
    // No place is called `Pike Total`, whatever else its row says.
    let only_numbers = || binding.place_field() == Some(first) || has_only_numbers_beside(record, first);
    match words.as_slice() {
        ["total" | "totals" | "subtotal" | "subtotals" | "grandtotal"] => !named(),
        ["grand" | "sub" | "overall", "total" | "totals"] => !named(),
        ["sum"] => !named() && only_numbers(),
        [_, _, ..] if words.len() <= 5 && (is_sum(words.first()) || is_sum(words.last())) => {
            let numbered = text.bytes().any(|byte| byte.is_ascii_digit());
            !numbered && !named() && only_numbers()
        }
        _ => false,
    }
}

/// Whether a record has nothing but numbers, and its cell in one field.
fn has_only_numbers_beside(record: &impl Fields, first: usize) -> bool {
    let number = |cell: &[u8]| cell.iter().all(|byte| byte.is_ascii_digit() || b" ,.$%-()".contains(byte));
    record.fields().enumerate().all(|(field, cell)| field == first || number(cell))
}

/// `Subtotal 48029`, with nothing but numbers next to it.
fn is_subtotal_of(record: &impl Fields, first: usize, binding: &Binding) -> bool {
    const WORDS: [&[u8]; 2] = [b"subtotal", b"sub-total"];
    let cell = record.field(first).unwrap_or_default().trim_ascii();
    let begins = |word: &&[u8]| {
        cell.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word))
            && cell.get(word.len()).is_some_and(|next| !next.is_ascii_alphanumeric())
    };
    cell.len() <= 60
        && WORDS.iter().any(begins)
        && !names_one_thing(record, first, binding)
        && has_only_numbers_beside(record, first)
}

/// The number of machines in a record with nothing else in it: it may be a sum without a label.
pub(crate) fn bare_number(record: &impl Fields, binding: &Binding) -> Option<u64> {
    let quantity = binding.fields[binding.table.column("quantity")?].filter(|quantity| *quantity > 0)?;
    let is_alone = record.fields().enumerate().all(|(field, cell)| field == quantity || cell.trim_ascii().is_empty());
    if is_alone { number_of(record.field(quantity)?) } else { None }
}

/// The sums without a label among some rows: each is what all rows above it come to, or those since the sum before it.
pub(crate) fn bare_sums(rows: &[ByteRecord], binding: &Binding, is_row: impl Fn(&ByteRecord) -> bool) -> Vec<u64> {
    let Some(quantity) = binding.table.column("quantity").and_then(|column| binding.fields[column]) else {
        return Vec::new();
    };
    let (mut sums, mut all, mut since, mut count) = (Vec::new(), Some(0_u64), Some(0_u64), 0);
    for record in rows.iter().filter(|record| is_row(record)) {
        if let Some(number) = bare_number(record, binding).filter(|_| count > 1)
            && (all == Some(number) || since == Some(number))
        {
            sums.push(number);
            (since, count) = (Some(0), 0);
            continue;
        }
        count += 1;
        let number = record.get(quantity).and_then(number_of);
        let add = |sum: Option<u64>| sum.zip(number).and_then(|(sum, number)| sum.checked_add(number));
        (all, since) = (add(all), add(since));
    }
    sums
}

fn number_of(cell: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(cell).ok()?.trim();
    if text.len() <= 12 { text.replace(',', "").parse().ok() } else { None }
}
