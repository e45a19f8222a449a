//! Digests of typed rows, taken while rows are audited: what they are of, whoever reads, and that asking for them changes nothing else.

use std::collections::BTreeMap;

use pollworthy::audit::{Extras, audit, count};
use pollworthy::inventory::{Inventory, Needs, Options};
use pollworthy::pages::json;
use pollworthy::pages::layout::{Paper, Top};
use pollworthy::place::PlaceId;
use pollworthy::predicate::{Home, Rows};
use pollworthy::report::Report;
use pollworthy::request::{Records, Request};
use pollworthy::schema::{JURISDICTIONS, TableId};
use pollworthy::words::digest::sha256;

use crate::support::folder::{Folder, baseline};

const TOML: &str = "[[network]]\njurisdiction = \"39001\"\nhostname = \"a\"\nquantity = 7\n";

/// Files whose cells are read in every way; some of them, in columns that no rule reads too, are not understood.
fn folder() -> Folder {
    let mut equipment = "jurisdiction,asset_id,equipment_type,model,quantity,first_used_on,notes,sealed,seal_checked_on,serial_number\n".to_owned();
    for at in 0..300 {
        let place = ["39001", "39003", "Adams County, OH", ""][at % 4];
        let (kind, day) = (["dre", "BMD", "no such"][at % 3], ["2019-02-18", "2006", "n/a", "31 June"][at % 4]);
        let row = format!(
            "{place},A{at},{kind},\"DS \"\"200\"\"\",{},{day},\"one, ü\ntwo\",x,2026-01-0{},",
            at % 7,
            at % 9 + 1
        );
        equipment += &format!("{row}{}\n", ["S1", "##", ""][at % 3]);
    }
    equipment += "39001,B1,dre,,1,,,,,S,too,long\n";
    let places = "id,name,registered_voters,precincts\n39001,Adams,1200,9\n39003,Allen,many,\n39005,,3.0,\n";
    Folder::new().with("equipment.csv", equipment).with("jurisdictions.csv", places).with("network.toml", TOML)
}

fn options(folder: &Folder, threads: usize, piece: usize) -> Options {
    Options { records: Records { threads, ..folder.options.records.clone() }, piece, ..folder.options.clone() }
}

/// The same by what is written of it: table, place, and every cell that is no blank, by the names of columns; parted and ended by signs.
fn by_the_book(folder: &Folder) -> (BTreeMap<String, String>, u64) {
    let (mut files, mut rows): (BTreeMap<String, Vec<u8>>, u64) = Default::default();
    let mut add = |file: &str, table: TableId, place: &str, cells: BTreeMap<&str, String>| {
        let mut parts = vec![table.table().name.to_owned(), place.to_owned()];
        for (name, text) in cells {
            parts.extend([name.to_owned(), text.len().to_string(), text]);
        }
        let row = format!("{}\u{1e}", parts.join("\u{1f}"));
        files.entry(file.to_owned()).or_default().extend(row.as_bytes());
        rows += 1;
    };
    let inventory = Inventory::open(folder.options.clone());
    for place in inventory.places().list() {
        let columns = JURISDICTIONS.columns().iter().enumerate();
        let cells = columns.map(|(at, column)| (column.name, place.column(at).to_string()));
        let cells = cells.filter(|(_, text)| !text.is_empty()).collect();
        add(&place.file.file, JURISDICTIONS, place.id.as_str(), cells);
    }
    inventory.stream(&Needs::all(folder.options.schema), &mut |view| {
        for row in 0..view.rows() {
            let columns = view.columns().iter().enumerate().filter(|(_, column)| column.name != "jurisdiction");
            let cells = columns.map(|(at, column)| (column.name, view.value(row, Home::Row, at).to_string()));
            let cells = cells.filter(|(_, text)| !text.is_empty()).collect();
            let place = &view.all_places().list()[view.places()[row] as usize];
            add(&view.file(row).file, view.table(), place.id.as_str(), cells);
        }
    });
    (files.into_iter().map(|(file, bytes)| (file, sha256(&bytes))).collect(), rows)
}

#[test]
fn digests_are_of_what_was_read_by_any_number_of_threads() {
    let folder = folder();
    let (book, (wanted, rows)) = (baseline(), by_the_book(&folder));
    assert_eq!(wanted.len(), 3);
    for (threads, piece) in [(1, 1 << 18), (1, 100), (2, 1_000), (3, 50), (8, 300)] {
        let inventory = Inventory::open(options(&folder, threads, piece));
        let (_, read) = audit(inventory.digesting(rows), &book, 0);
        assert_eq!(read.typed, wanted, "{threads} threads, pieces of {piece} bytes");
    }
}

#[test]
fn asking_for_digests_and_ages_changes_nothing_else() {
    let folder = folder();
    let book = baseline();
    let (plain, read) = audit(Inventory::open(folder.options.clone()), &book, 10);
    assert_eq!(read.typed, BTreeMap::new());
    let inventory = Inventory::open(folder.options.clone()).digesting(1_000);
    let counted = count(inventory, &book, 10, Extras { ages: true, ..Extras::default() });
    let (asked, also, ages) = (counted.ledger, counted.read, counted.ages.unwrap());
    assert_eq!((&read.notices, &read.files), (&also.notices, &also.files));
    let wire = |ledger, read| {
        let mut bytes = Vec::new();
        let report = Report::new(&book, ledger, read, Request::new(book.as_of));
        json::write(&report, &Paper::new(80, Top::Usual), &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    };
    let all_places = also.places.clone();
    assert_eq!(wire(&plain, read), wire(&asked, also));
    let ids: Vec<PlaceId> = all_places.list().iter().map(|place| place.id.clone()).collect();
    let all = ages.of(&ids, &|_| true);
    let units: u64 = all.0.values().map(|of| of.all()).sum();
    assert!(units > 300 && all.0.len() == 3, "{all:?}");
    assert!(ages.of(&ids, &|_| false).0.is_empty());
}

#[test]
fn too_many_rows_have_no_digests() {
    let folder = folder();
    let (_, rows) = by_the_book(&folder);
    let files =
        |most: u64| audit(Inventory::open(folder.options.clone()).digesting(most), &baseline(), 0).1.typed.len();
    assert_eq!((files(rows - 1), files(rows)), (0, 3));
}
