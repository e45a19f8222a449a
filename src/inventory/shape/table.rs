//! Which table a file holds, by its name, its headers and its first rows.

use csv::ByteRecord;

use super::header::UnknownHeader;
use crate::place::State;
use crate::schema::{EQUIPMENT, JURISDICTIONS, NETWORK, Schema, TableId, folded, is_blank, read_cell};
use crate::words::value::Day;

/// The table of a word: its name or a synonym.
pub(crate) fn table_named(word: &str) -> Option<TableId> {
    let word = folded(word);
    TableId::all()
        .find(|id| folded(id.table().name) == word)
        .or_else(|| TableId::all().find(|id| id.table().synonyms.iter().any(|synonym| folded(synonym) == word)))
}

/// The table whose own name a file's name holds.
pub(crate) fn table_in_name(stem: &str) -> Option<TableId> {
    table_by(stem, |id, holds| holds(id.table().name))
}

/// The table for which a file's name holds another word.
pub(crate) fn table_of_synonym(stem: &str) -> Option<TableId> {
    table_by(stem, |id, holds| id.table().synonyms.iter().any(|word| holds(word)))
}

/// The one table that a file's name fits, where it is just one.
fn table_by(stem: &str, fits: impl Fn(TableId, &dyn Fn(&str) -> bool) -> bool) -> Option<TableId> {
    let words: Vec<String> = stem.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect();
    let holds = |phrase: &str| {
        let phrase: Vec<String> = phrase.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect();
        words.windows(phrase.len()).any(|window| window == phrase)
    };
    let found: Vec<TableId> = TableId::all().filter(|id| fits(*id, &holds)).collect();
    (found.len() == 1).then(|| found[0])
}

/// Columns that lists of people, stores and the like have too: they show no table.
const COMMONPLACE: [&str; 11] = [
    "contact_name",
    "contact_title",
    "contact_phone",
    "contact_email",
    "it_contact",
    "reported_on",
    "reported_by",
    "location",
    "owner",
    "notes",
    "asset_id",
];

/// The table that headers fit best, where one fits better than all others, with two columns at least, one of which is its own.
///
/// What a name hints at comes first where it fits so; but `prairie-county.csv` need not list places.
pub(crate) fn table_of_headers(schema: &Schema, headers: &[String], hint: Option<TableId>) -> Option<TableId> {
    // All tables of assets have the key of a row.
    let column = |id: TableId, header: &str| {
        let column = schema.column_for_header(id, header).filter(|column| Some(*column) != id.row_key());
        column.map(|column| schema.columns(id)[column].name)
    };
    // Both machines and computers have serial numbers; a list that shows no more is one of machines.
    let own = |id: TableId, header: &str| {
        column(id, header).is_some_and(|name| {
            let only = || TableId::all().filter(|other| column(*other, header).is_some()).count() == 1;
            let tells = !COMMONPLACE.contains(&name) && folded(header) != "system";
            tells && (only() || id == EQUIPMENT && name == "serial_number")
        })
    };
    let fit = |id: TableId| {
        let known = headers.iter().filter(|header| column(id, header).is_some()).count();
        let own = headers.iter().filter(|header| own(id, header)).count();
        if known >= 2 && own >= 1 { known + own } else { 0 }
    };
    if let Some(hint) = hint.filter(|hint| *hint != JURISDICTIONS && fit(*hint) > 0) {
        return Some(hint);
    }
    let mut fits: Vec<(usize, TableId)> = TableId::all().map(|id| (fit(id), id)).collect();
    fits.sort_by_key(|fit| std::cmp::Reverse(fit.0));
    // A list of machines may say the state and the size of each place as well.
    let has = |wanted: &[&str]| {
        headers.iter().any(|h| own(EQUIPMENT, h) && column(EQUIPMENT, h).is_some_and(|name| wanted.contains(&name)))
    };
    let lists_machines = fit(EQUIPMENT) > 0 && has(&["equipment_type"]) && says_more_of_machines(schema, headers);
    let says_of_places = || {
        let mut of_place =
            headers.iter().filter_map(|header| column(JURISDICTIONS, header).filter(|_| own(JURISDICTIONS, header)));
        of_place.any(|name| !OF_SIZE.contains(&name))
    };
    if lists_machines && fits.first().is_some_and(|(_, best)| *best == JURISDICTIONS) && !says_of_places() {
        return Some(EQUIPMENT);
    }
    // Of two that fit alike, a list of computers has no ballots, papers or numbers of machines.
    const BOTH: [TableId; 2] = [EQUIPMENT, NETWORK];
    let of_machines = || headers.iter().any(|h| column(EQUIPMENT, h).is_some_and(|name| OF_MACHINES.contains(&name)));
    match fits.as_slice() {
        [(best, id), (second, _), ..] if best > second => Some(*id),
        [(best, one), (_, other), ..] if *best > 0 && BOTH.contains(one) && BOTH.contains(other) && of_machines() => {
            Some(EQUIPMENT)
        }
        _ => None,
    }
}

/// Columns that say more of a machine than its kind.
const OF_A_MACHINE: [&str; 4] = ["manufacturer", "model", "quantity", "vvpat"];

/// Columns of places that lists of machines repeat.
const OF_SIZE: [&str; 5] = ["state", "name", "registered_voters", "precincts", "polling_places"];

/// The headers of a table of places that speak of voting machines, and whether some of them are kinds of machine, as in a table with a
/// column of counts for each.
pub(crate) fn of_machines(unknown: &[UnknownHeader], as_of: Day) -> (Vec<&str>, bool) {
    const WORDS: [&str; 20] = [
        "machine",
        "machines",
        "equipment",
        "dre",
        "dres",
        "scanner",
        "scanners",
        "tabulator",
        "tabulators",
        "vvpat",
        "bmd",
        "bmds",
        "pollbook",
        "pollbooks",
        "touchscreen",
        "touchscreens",
        "vendor",
        "model",
        "manufacturer",
        "make",
    ];
    const PHRASES: [&str; 6] =
        ["optical scan", "ballot marking", "voting system", "units deployed", "number deployed", "paper audit trail"];
    let kind = EQUIPMENT.column("equipment_type").map(|at| &EQUIPMENT.columns()[at]);
    let is_kind =
        |header: &str| kind.is_some_and(|kind| read_cell(kind, header, as_of).is_ok_and(|value| !value.is_null()));
    let words = |header: &str| -> Vec<String> {
        header.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
    };
    let speaks = |header: &str| {
        let words = words(header);
        let text = words.join(" ");
        // Faxes are not voting machines, and who looks after computers is a vendor too.
        let other = words.iter().any(|word| ["fax", "atm", "it", "website"].contains(&word.as_str()));
        !other
            && (words.iter().any(|word| WORDS.contains(&word.as_str()))
                || PHRASES.iter().any(|phrase| text.contains(phrase)))
            || text == "units"
    };
    let found: Vec<&str> =
        unknown.iter().map(|header| header.name.as_str()).filter(|name| speaks(name) || is_kind(name)).collect();
    let counts = found.iter().any(|name| is_kind(name));
    (found, counts)
}

/// Makers of office computers; a list of voting machines names others at least once.
const COMPUTER_MAKERS: [&str; 16] = [
    "dell",
    "dellinc",
    "hp",
    "hpinc",
    "hewlettpackard",
    "lenovo",
    "apple",
    "appleinc",
    "microsoft",
    "microsoftcorporation",
    "acer",
    "asus",
    "toshiba",
    "panasonic",
    "getac",
    "dynabook",
];

/// Columns that lists of voting machines have and lists of computers have not.
const OF_MACHINES: [&str; 17] = [
    "quantity",
    "used_standard",
    "used_accessible",
    "used_mail",
    "paper_record",
    "vvpat",
    "tabulates_from",
    "certified_version",
    "certification_standard",
    "certification_status",
    "state_certified",
    "la_tested_on",
    "hash_verified_on",
    "sealed",
    "replacement_funded",
    "places_using",
    "voters_served",
];

/// Whether what looks like a list of equipment is one of computers: it names them, or all their makers make computers, and nothing in it is
/// of voting machines.
pub(crate) fn lists_computers(schema: &Schema, headers: &[String], rows: &[ByteRecord], as_of: Day) -> bool {
    let name = |id: TableId, header: &str| schema.column_for_header(id, header).map(|at| schema.columns(id)[at].name);
    let has = |id: TableId, wanted: &str| headers.iter().any(|header| name(id, header) == Some(wanted));
    let of_machines = |header: &String| name(EQUIPMENT, header).is_some_and(|column| OF_MACHINES.contains(&column));
    if headers.iter().any(of_machines) {
        return false;
    }
    let cells = |field: usize| cells_of(rows, field);
    if names_machines(schema, headers, rows, (NETWORK, "role"), as_of) {
        return false;
    }
    // Other things have names too: these are names of computers.
    let names_computers = headers.iter().any(|header| {
        let plain = ["name", "host", "computer", "machinename", "systemname"].contains(&folded(header).as_str());
        name(NETWORK, header) == Some("hostname") && !plain
    });
    let makers = (0..headers.len()).filter(|field| name(EQUIPMENT, &headers[*field]) == Some("manufacturer"));
    let mut makers = makers.flat_map(cells).peekable();
    let all_make_computers =
        makers.peek().is_some() && makers.all(|maker| COMPUTER_MAKERS.contains(&folded(&maker).as_str()));
    let has_system = has(NETWORK, "operating_system") || has(NETWORK, "os_version");
    names_computers && (has_system || all_make_computers || !has(EQUIPMENT, "manufacturer"))
        || all_make_computers && has_system
}

/// Cells of a field that say something.
fn cells_of(rows: &[ByteRecord], field: usize) -> impl Iterator<Item = String> {
    let cell = move |row: &ByteRecord| row.get(field).map(|cell| String::from_utf8_lossy(cell).trim().to_owned());
    rows.iter().filter_map(cell).filter(|cell| !is_blank(cell))
}

/// Whether cells under a header for kinds of machine are such kinds, and no words of another table's column.
fn names_machines(
    schema: &Schema,
    headers: &[String],
    rows: &[ByteRecord],
    (other, column): (TableId, &str),
    as_of: Day,
) -> bool {
    let is_word = |id: TableId, column: &str, cell: &str| {
        let column = id.column(column).map(|at| &id.columns()[at]);
        column.is_some_and(|column| read_cell(column, cell, as_of).is_ok_and(|value| !value.is_null()))
    };
    let is_kind =
        |field: &usize| schema.column_for_header(EQUIPMENT, &headers[*field]) == EQUIPMENT.column("equipment_type");
    let kinds = (0..headers.len()).filter(is_kind).flat_map(|field| cells_of(rows, field));
    kinds.into_iter().any(|cell| is_word(EQUIPMENT, "equipment_type", &cell) && !is_word(other, column, &cell))
}

/// Whether what looks like a list of places is one of machines: what would say how large each place is says what kind of machine, and it
/// says more of them. The kind of machine that each place uses is one thing to know of a place.
pub(crate) fn lists_machines(schema: &Schema, headers: &[String], rows: &[ByteRecord], as_of: Day) -> bool {
    says_more_of_machines(schema, headers) && names_machines(schema, headers, rows, (JURISDICTIONS, "level"), as_of)
}

/// Whether headers say more of machines than their kind.
fn says_more_of_machines(schema: &Schema, headers: &[String]) -> bool {
    let name = |header| schema.column_for_header(EQUIPMENT, header).map(|at| schema.columns(EQUIPMENT)[at].name);
    headers.iter().any(|header| name(header).is_some_and(|name| OF_A_MACHINE.contains(&name)))
}

/// A value from a column of states in which none of the first rows has a state: such a table lists no places.
pub(crate) fn no_state(schema: &Schema, headers: &[String], rows: &[ByteRecord]) -> Option<String> {
    let column = |header: &String| {
        schema.column_for_header(JURISDICTIONS, header).map(|column| schema.columns(JURISDICTIONS)[column].name)
    };
    let field = headers.iter().position(|header| column(header) == Some("state"))?;
    let cells: Vec<String> = cells_of(rows, field).collect();
    let is_state = |cell: &String| State::named(cell).is_some() || State::code(cell).is_some();
    // A letter or a number may stand for a state that is not known here; a word may not.
    let is_word = |cell: &String| cell.chars().filter(|c| c.is_alphabetic()).count() > 2;
    if cells.iter().any(|cell| is_state(cell) || !is_word(cell)) { None } else { cells.into_iter().next() }
}
