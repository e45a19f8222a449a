//! Lines in a table that are not rows of it, such as `Page 1 of 1`, `(3 rows)`, a ruled line or a note.

use super::header::{Binding, says_nothing};
use crate::engine::csv::Fields;

/// What old programs write at the end of a file.
const END_OF_FILE: u8 = 0x1a;

/// No footer is longer, in bytes; what is longer is a row, for it is not looked through.
const LONGEST: usize = 2_000;

/// A footer may have this many filled cells: `Source:`, and the source.
const MOST_CELLS: usize = 3;

/// The columns that identify one thing; no footer has a cell under one, except its first.
const IDENTITIES: [&str; 8] = ["asset_id", "serial_number", "model", "hostname", "cve", "incident_id", "id", "ocd_id"];

/// Whether a record names one thing in a cell other than its first.
pub(crate) fn names_one_thing(record: &impl Fields, first: usize, binding: &Binding) -> bool {
    IDENTITIES
        .iter()
        .filter_map(|name| binding.fields[binding.table.column(name)?])
        .any(|field| field != first && record.field(field).is_some_and(|cell| !says_nothing(cell)))
}

/// Whether a first cell that ends in a digit may begin a footer; asked of every row, so a glance must do.
#[inline]
pub(crate) fn may_begin(cell: &[u8]) -> bool {
    // Ids have no blanks in them, and footers that end in a digit do, but for `n=12`.
    has_blank(cell) && may_begin_slowly(cell) || matches!(cell, [b'n' | b'N', b'=', ..])
}

/// Whether a blank is among the first eight bytes or the last eight, of a cell of six at least.
#[inline]
fn has_blank(cell: &[u8]) -> bool {
    const BLANKS: u64 = 0x2020_2020_2020_2020;
    const LOWEST: u64 = 0x0101_0101_0101_0101;
    const HIGHEST: u64 = 0x8080_8080_8080_8080;
    let among = |bytes: &[u8; 8]| {
        let zero = u64::from_le_bytes(*bytes) ^ BLANKS;
        zero.wrapping_sub(LOWEST) & !zero & HIGHEST != 0
    };
    match (cell.first_chunk::<8>(), cell.last_chunk::<8>()) {
        (Some(first), Some(last)) => among(first) || among(last),
        _ => cell.len() >= 6 && cell.contains(&b' '),
    }
}

#[cold]
fn may_begin_slowly(cell: &[u8]) -> bool {
    let blanks = cell.iter().filter(|byte| **byte == b' ').count();
    let is_sum = cell.get(..3).is_some_and(|begin| begin.eq_ignore_ascii_case(b"sub"));
    is_sum || blanks >= WORDS_OF_NOTE - 1 || std::str::from_utf8(cell).is_ok_and(|text| is_phrase(text.trim(), "", 1))
}

/// Whether a record is a footer; `first` is its first filled field. `named` is how many fields have a header.
pub(crate) fn is_footer(record: &impl Fields, first: usize, named: usize, binding: Option<&Binding>) -> bool {
    let filled = || record.fields().map(<[u8]>::trim_ascii).filter(|cell| !cell.is_empty());
    if filled().all(|cell| cell.iter().all(|byte| *byte == END_OF_FILE)) {
        return true;
    }
    if is_ruled(filled()) {
        return true;
    }
    let cells = filled().take(MOST_CELLS + 1).count();
    if named < 2 || cells > MOST_CELLS || 2 * cells > named.max(2) {
        return false;
    }
    let text_of = |cell: &[u8]| std::str::from_utf8(cell).ok().map(|text| text.trim().to_owned());
    let Some(text) = record.field(first).filter(|cell| cell.len() <= LONGEST).and_then(text_of) else { return false };
    if binding.is_some_and(|binding| names_one_thing(record, first, binding)) {
        return false;
    }
    let next = filled().nth(1).and_then(text_of).unwrap_or_default();
    // The mark of a footnote in the column of places, alone or with what it refers to: `*`, `***,see note`.
    let is_mark = text.chars().all(|c| matches!(c, '*' | '\u{2020}' | '\u{2021}'));
    let names_place = binding.is_some_and(|binding| binding.place_field() == Some(first));
    if is_mark && names_place && (cells == 1 || cells == 2 && next.trim().contains(' ')) {
        return true;
    }
    if binding.is_some_and(|binding| is_section(record, first, (cells, named), binding)) {
        return true;
    }
    if is_phrase(&text, &next, cells) {
        return true;
    }
    // A label, and what it is of: `Prepared by:`, `J. Doe`.
    if text.ends_with(':') && named > 2 {
        return true;
    }
    let is_id = binding.is_some_and(|binding| {
        let ids = ["asset_id", "serial_number", "hostname", "cve", "incident_id"];
        ids.iter().filter_map(|name| binding.fields[binding.table.column(name)?]).any(|field| field == first)
    });
    cells == 1 && named > 2 && is_note(&text, is_id)
}

/// Whether a record is the heading of a block: the name of a county, alone and not in the column of places. Who merged its cells over all
/// columns has it in each of them.
fn is_section(record: &impl Fields, first: usize, (cells, named): (usize, usize), binding: &Binding) -> bool {
    let Some(text) = record.field(first).and_then(|cell| std::str::from_utf8(cell).ok()).map(str::trim) else {
        return false;
    };
    let names_place = |field: usize| binding.naming_fields().any(|naming| naming == field);
    let text = text.trim_end_matches(':');
    let name = text.split_once(',').map_or(text, |(name, _)| name).trim_end();
    let is_county = || {
        let (name, word) = name.rsplit_once(' ').unwrap_or_default();
        !name.is_empty() && name.len() <= 40 && ["county", "parish", "borough"].contains(&word.to_lowercase().as_str())
    };
    cells == 1 && named > 2 && !names_place(first) && is_county()
}

/// Whether every filled cell is a line drawn with signs, as below the names of columns or above a sum.
fn is_ruled<'a>(cells: impl Iterator<Item = &'a [u8]>) -> bool {
    let mut longest = 0;
    for cell in cells {
        if !cell.iter().all(|byte| b"-=_*~+.| ".contains(byte)) {
            return false;
        }
        longest = longest.max(cell.len());
    }
    longest >= 3
}

/// A note has at least so many words.
const WORDS_OF_NOTE: usize = 5;

/// A text of so many words is a sentence, whatever it ends in.
const WORDS_OF_SENTENCE: usize = 10;

/// Whether the only cell of a record is prose. Under a column of ids fewer words will do, for an id is one or two.
fn is_note(text: &str, is_id: bool) -> bool {
    let words = text.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count();
    let is_prose = text.ends_with('.') || [". ", ": ", " = "].iter().any(|sign| text.contains(sign));
    words >= WORDS_OF_SENTENCE || words >= WORDS_OF_NOTE && (is_prose || is_id)
}

/// Whether a text is what programs and clerks write below a table; `next` is the cell after it, and `cells` how many there are.
fn is_phrase(text: &str, next: &str, cells: usize) -> bool {
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(40).collect();
    let is_number = |word: &&str| word.bytes().all(|byte| byte.is_ascii_digit());
    let is_one_of = |word: &str, of: &[&str]| of.contains(&word);
    // `* retired in 2024`, but no id that begins so.
    if lower.starts_with(['*', '\u{2020}', '\u{2021}']) && words.len() >= 2 {
        return true;
    }
    let label =
        lower.split_once(':').map(|(label, _)| label.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' '));
    let labels = [
        "source",
        "sources",
        "note",
        "notes",
        "nb",
        "n.b.",
        "legend",
        "key",
        "disclaimer",
        "footnote",
        "applied filters",
    ];
    if label.is_some_and(|label| labels.contains(&label)) {
        return true;
    }
    // © 2026 Adams County
    let has_year = words.iter().any(|word| word.len() == 4 && is_number(word));
    if cells == 1
        && has_year
        && (lower.starts_with('\u{a9}') || lower.starts_with("(c) ") || words.first() == Some(&"copyright"))
    {
        return true;
    }
    match words.as_slice() {
        // n=12
        ["n", number] if is_number(number) => cells == 1 && lower.contains('='),
        // # of machines, 12
        ["of" | "machines" | "units" | "devices" | "computers" | "rows" | "records", ..] if lower.starts_with('#') => {
            let counted = ["of", "machines", "units", "devices", "computers", "rows", "records", "total", "items"];
            let next = next.replace(',', "");
            let numbered = !next.is_empty() && next.bytes().all(|byte| byte.is_ascii_digit());
            words.iter().all(|word| is_one_of(word, &counted)) && cells == 2 && numbered
        }
        // Page 1, Page 1 of 1
        ["page" | "pg" | "sheet", rest @ ..] => {
            cells == 1
                && lower.contains(' ')
                && !rest.is_empty()
                && rest.len() <= 3
                && rest.iter().all(|word| is_number(word) || *word == "of")
        }
        // (3 rows), 3 row(s) affected
        [
            number,
            "row" | "rows" | "record" | "records" | "line" | "lines" | "item" | "items" | "entries" | "results",
            rest @ ..,
        ] if is_number(number) => {
            let after = [
                "s",
                "affected",
                "returned",
                "selected",
                "found",
                "listed",
                "in",
                "set",
                "exported",
                "shown",
                "total",
                "retrieved",
                "of",
            ];
            rest.iter().all(|word| is_number(word) || is_one_of(word, &after))
        }
        // Total records: 3
        ["total" | "number" | "count" | "record" | "records" | "row" | "rows", ..] => {
            let counted = [
                "total",
                "number",
                "count",
                "of",
                "record",
                "records",
                "row",
                "rows",
                "item",
                "items",
                "entries",
                "machines",
                "units",
                "devices",
                "computers",
                "assets",
                "equipment",
                "listed",
            ];
            let numbers = words.iter().filter(|word| is_number(word)).count();
            let known = words.iter().all(|word| is_number(word) || is_one_of(word, &counted));
            let is_counted = words.len() - numbers >= 2 || is_one_of(words[0], &["count", "records", "rows"]);
            let next = next.replace(',', "");
            let numbered =
                numbers == 1 || numbers == 0 && !next.is_empty() && next.bytes().all(|byte| byte.is_ascii_digit());
            known && is_counted && numbered
        }
        // End of report
        ["end", "of", what, ..] => {
            let of = [
                "report",
                "file",
                "data",
                "list",
                "listing",
                "document",
                "table",
                "page",
                "query",
                "sheet",
                "export",
                "inventory",
                "records",
                "output",
            ];
            cells == 1 && words.len() <= 5 && is_one_of(what, &of)
        }
        ["end", "report" | "listing"] | ["eof"] => cells == 1,
        ["end"] => cells == 1 && lower.trim() != "end",
        ["nothing", "follows"] | ["no", "further" | "more", "rows" | "records" | "entries" | "items"] => cells == 1,
        ["this", "page", ..] => lower.contains("left blank"),
        // Report generated 11/1/2026 by jdoe
        ["report" | "list" | "listing" | "file" | "data" | "table" | "document" | "export" | "inventory", made, ..]
            if is_one_of(made, MADE) || is_one_of(made, &["run", "date", "time"]) =>
        {
            true
        }
        ["date" | "time", made, ..] if is_one_of(made, MADE) => true,
        [made, next, ..] if is_one_of(made, MADE) => {
            is_number(next) && lower.contains([' ', ':'])
                || is_one_of(next, &["on", "by", "at", "from", "using", "with", "for"])
        }
        ["run" | "print", "date" | "time" | "by" | "on", ..]
        | ["as", "of", ..]
        | ["last", "updated" | "modified" | "refreshed", ..] => true,
        ["for", "official" | "internal" | "office" | "agency" | "government", "use", "only"]
        | ["internal", "use", "only"]
        | ["do", "not", "distribute" | "copy" | "release" | "share"] => cells == 1,
        ["confidential" | "draft" | "unclassified" | "proprietary", rest @ ..] => {
            let warning = [
                "and",
                "confidential",
                "proprietary",
                "draft",
                "do",
                "not",
                "distribute",
                "copy",
                "release",
                "share",
                "or",
                "for",
                "official",
                "internal",
                "office",
                "use",
                "only",
                "information",
                "document",
                "data",
                "property",
                "of",
                "subject",
                "to",
                "change",
                "without",
                "permission",
            ];
            cells == 1 && rest.iter().all(|word| is_one_of(word, &warning))
        }
        _ => false,
    }
}

/// What was done to a list to have it on paper or in a file.
#[rustfmt::skip]
const MADE: &[&str] = &["generated", "printed", "exported", "produced", "extracted", "downloaded", "compiled", "prepared",
    "created", "submitted", "retrieved", "updated", "revised"];
