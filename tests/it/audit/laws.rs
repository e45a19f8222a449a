//! The laws: order, batches and merges do not matter; filling in an unknown only narrows.

use std::fs;
use std::path::{Path, PathBuf};

use pollworthy::audit::{Judge, Ledger};
use pollworthy::inventory::{Inventory, Mapping, Options, Read};
use pollworthy::pages::json;
use pollworthy::pages::layout::{Paper, Top};
use pollworthy::report::Report;
use pollworthy::request::Request;
use pollworthy::rules::{BUILT_IN, RuleBook};
use pollworthy::words::value::Day;
use proptest::prelude::*;
use proptest::sample::select;

use crate::support::folder::Folder;

const EQUIPMENT: [&str; 9] = [
    "asset_id",
    "jurisdiction",
    "equipment_type",
    "quantity",
    "vvpat",
    "used_standard",
    "first_used_on",
    "connectivity",
    "support_ends_on",
];
const NETWORK: [&str; 7] = ["asset_id", "jurisdiction", "role", "quantity", "sensor", "patched_on", "connectivity"];

/// Rules that assume nothing, with every measure, over both tables and the place.
pub(crate) const LAW: &str = r#"
[ruleset]
name = "laws"
version = "1"
[params]
share = 0.75
[[rule]]
id = "L-1"
topic = "a"
title = "share"
table = "equipment"
among = "equipment_type in ('dre', 'bmd', 'scanner')"
applies = "used_standard or vvpat"
require = "vvpat or equipment_type <> 'dre'"
severity = "critical"
[[rule]]
id = "L-2"
topic = "b"
title = "worst"
table = "equipment"
applies = "equipment_type <> 'electronic-pollbook'"
require = "connectivity in ('air-gapped', 'isolated-lan') and jurisdiction.segmented_network"
measure = "worst"
severity = "high"
[[rule]]
id = "L-3"
topic = "b"
title = "at least"
table = "network"
among = "role <> 'laptop'"
applies = "connectivity <> 'air-gapped'"
require = "lower(sensor) <> 'none'"
at_least = ":share"
severity = "high"
[[rule]]
id = "L-4"
topic = "c"
title = "any"
table = "network"
among = "role = 'server' or role = 'laptop'"
require = "patched_on >= as_of - interval '30 days'"
measure = "any"
severity = "medium"
[[rule]]
id = "L-5"
topic = "c"
title = "dates"
table = "equipment"
require = "first_used_on >= as_of - interval '10 years' or support_ends_on > as_of"
severity = "low"
[[rule]]
id = "L-6"
topic = "d"
title = "place"
table = "jurisdictions"
require = "segmented_network and registered_voters > 100"
severity = "medium"
[list.mixed]
lacking = ["L-1"]
lesser = ["L-5"]
"#;

fn as_of() -> Day {
    Day::parse("2026-11-22").unwrap()
}

fn cell(column: &'static str) -> BoxedStrategy<String> {
    let words: &'static [&'static str] = match column {
        "jurisdiction" => &["39001", "39003", "3900100000", "41001", "XE:7"],
        "equipment_type" => &["", "dre", "bmd", "scanner", "electronic-pollbook", "dree"],
        "quantity" => &["", "1", "2", "7", "0", "-3"],
        "vvpat" | "used_standard" => &["", "", "yes", "no", "maybe"],
        "first_used_on" => &["", "2006", "2019-05", "5/14/2020", "13/5/2020"],
        "support_ends_on" => &["", "2025-01-01", "2030", "soon"],
        "connectivity" => &["", "air-gapped", "isolated-lan", "internet"],
        "role" => &["", "server", "laptop", "workstation"],
        "sensor" => &["", "none", "None", "Albert", "Other \"brand\", Inc."],
        "patched_on" => &["", "2026-11-01", "2026-09", "2024"],
        "segmented_network" => &["", "yes", "no"],
        "registered_voters" => &["", "50", "5000", "120000"],
        _ => &["", "a", "b"],
    };
    select(words).prop_map(str::to_owned).boxed()
}

fn row(columns: &'static [&'static str]) -> impl Strategy<Value = Vec<String>> {
    columns.iter().map(|column| cell(column)).collect::<Vec<_>>()
}

/// A file: its name, its header, its rows.
pub(crate) type Sheet = (String, Vec<&'static str>, Vec<Vec<String>>);

/// Some files of equipment and of network, and one of places; ids are each their own.
pub(crate) fn inventory() -> impl Strategy<Value = Vec<Sheet>> {
    let equipment = prop::collection::vec(prop::collection::vec(row(&EQUIPMENT), 0..12), 1..4);
    let network = prop::collection::vec(prop::collection::vec(row(&NETWORK), 0..12), 0..3);
    let places = prop::collection::vec((cell("segmented_network"), cell("registered_voters")), 3);
    (equipment, network, places).prop_map(|(equipment, network, places)| {
        let mut sheets: Vec<Sheet> = Vec::new();
        for (table, columns, files) in [("equipment", &EQUIPMENT[..], equipment), ("network", &NETWORK[..], network)] {
            for (file, mut rows) in files.into_iter().enumerate() {
                for (at, row) in rows.iter_mut().enumerate() {
                    row[0] = if row[0] == "a" { String::new() } else { format!("{table}-{file}-{at}") };
                }
                sheets.push((format!("{table}-{file}.csv"), columns.to_vec(), rows));
            }
        }
        let ids = ["39001", "39003", "41001"];
        let rows = ids.iter().zip(places).map(|(id, (network, voters))| vec![(*id).to_owned(), network, voters]);
        sheets.push((
            "jurisdictions.csv".to_owned(),
            vec!["id", "segmented_network", "registered_voters"],
            rows.collect(),
        ));
        sheets
    })
}

/// The sheets as CSV files, every cell in quotes.
pub(crate) fn folder(sheets: &[Sheet]) -> Folder {
    sheets.iter().fold(Folder::new(), |folder, (name, header, rows)| {
        let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
        let lines = rows.iter().map(|row| row.iter().map(quoted).collect::<Vec<_>>().join(","));
        let text: Vec<String> = std::iter::once(header.join(",")).chain(lines).collect();
        folder.with(name, text.join("\n") + "\n")
    })
}

const TOML: &str = "[[network]]\nasset_id = \"E1\"\njurisdiction = \"Adams County\"\nsensor = \"none\"\n\n[[equipment]]\nasset_id = \"E2\"\njurisdiction = \"39001\"\nvvpat = \"perhaps\"\n";

/// The texts of some files of equipment, nothing about which is tidy.
fn rough() -> impl Strategy<Value = Vec<String>> {
    let columns = ["asset_id", "jurisdiction", "equipment_type", "quantity", "vvpat", "first_used_on", "", "Colour"];
    let cells: [&[&str]; 8] = [
        &["", "E1", "E2", "E3", " E1 ", "n/a", "E4"],
        &[
            "39001",
            "Adams County",
            "Adams",
            "Nowhere",
            "Nowhere",
            "39003",
            "",
            "1001",
            "\"Allen\nCounty\"",
            "Butler Twp",
        ],
        &["dre", "bmd", "\"dre\"", "dree", "dr\"e", "", "\"a \"\"dre\"\"\"", "\"dr\"e"],
        &["1", "2", "", "0", "-1", "\"3\n\""],
        &["yes", "no", "", "maybe", "\"y\"es"],
        &["2006", "", "5/14/2020", "soon", "2026-11-23", "2019-02-29"],
        &["", "", "", "stray"],
        &["", "red", "\"a,\r\nb\""],
    ];
    let row = cells.map(select).to_vec();
    let row = (row, 0_usize..20).prop_map(move |(mut cells, odd)| {
        match odd {
            0 => cells.truncate(3),
            1 => cells.extend(["more", "and more"]),
            2 => return columns.join(","),
            3 => return "Total,,,7,,,,".to_owned(),
            4 => return String::new(),
            5 => cells.extend(["", ""]),
            _ => {}
        }
        cells.join(",")
    });
    let ends = select(&["\n", "\r\n", "\r"][..]);
    let file = (prop::collection::vec(row, 0..14), ends, any::<bool>()).prop_map(move |(rows, end, ended)| {
        let lines: Vec<String> = std::iter::once(columns.join(",")).chain(rows).collect();
        lines.join(end) + if ended { end } else { "" }
    });
    prop::collection::vec(file, 1..4)
}

/// A mapping of somebody else's tables that makes rows of three of ours, and says something of some.
const THEIRS: &str = r#"
[mapping]
name = "theirs"
known_by = ["Code", "Kind"]
missing = ["-99"]
[values.kind]
7 = { equipment_type = "dre", vvpat = false }
8 = { equipment_type = "bmd" }
[[rows]]
table = "jurisdictions"
where = "code <> 'Nowhere'"
set = { id = "code", name = "name", registered_voters = "voters" }
[[rows]]
table = "equipment"
where = "kind <> '9'"
value = { kind = "kind" }
set = { jurisdiction = "code", asset_id = "serial", equipment_type = "kind.equipment_type", vvpat = "kind.vvpat", quantity = "count", first_used_on = "since" }
[[rows]]
table = "network"
where = "count <> '1'"
set = { jurisdiction = "name", asset_id = "serial", role = "'server'", patched_on = "since" }
[[notice]]
where = "kind = '8'"
say = "kind eight is told by hand"
"#;

/// The texts of some files that this mapping tells, nothing about which is tidy.
fn theirs() -> impl Strategy<Value = Vec<String>> {
    let header = "Code,Name,Voters,Kind,Serial,Count,Since";
    let cells: [&[&str]; 7] = [
        &["39001", "39003", "39001", "41001", "Nowhere", "XE:7", "-99", "3900100000"],
        &["Adams County", "Adams", "", "Allen", "\"Baker\n\"", "39001"],
        &["", "120", "5000", "many", "120"],
        &["7", "8", "9", "10", "seven", "", "-99"],
        &["", "S1", "S2", "S3", " S1 ", "S4"],
        &["1", "2", "", "-3", "few"],
        &["2006", "", "5/14/2020", "soon", "2026-11-23"],
    ];
    let row = (cells.map(select).to_vec(), 0_usize..16).prop_map(move |(mut cells, odd)| {
        match odd {
            0 => cells.truncate(3),
            1 => cells.extend(["more", "and more"]),
            2 => return String::new(),
            _ => {}
        }
        cells.join(",")
    });
    let file = (prop::collection::vec(row, 0..24), select(&["\n", "\r\n"][..])).prop_map(move |(rows, end)| {
        let lines: Vec<String> = ["A title".to_owned(), header.to_owned()].into_iter().chain(rows).collect();
        lines.join(end) + end
    });
    prop::collection::vec(file, 1..3)
}

fn files(folder: &Folder) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder.path("")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn book(text: &str) -> RuleBook {
    RuleBook::read("laws", text, &[], as_of()).unwrap()
}

fn options(paths: &[PathBuf]) -> Options {
    Options::new(paths.to_vec(), as_of())
}

fn report(options: Options, book: &RuleBook) -> Report {
    let (ledger, read) = pollworthy::audit::audit(Inventory::open(options), book, 3);
    Report::new(book, &ledger, read, Request::new(book.as_of))
}

fn written(report: &Report) -> String {
    let mut bytes = Vec::new();
    json::write(report, &Paper::new(80, Top::Usual), &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// A report without what names lines, and without digests of bytes.
fn without_lines(report: &Report) -> serde_json::Value {
    let mut whole: serde_json::Value = serde_json::from_str(&written(report)).unwrap();
    for finding in whole["findings"].as_array_mut().unwrap() {
        finding["line"] = 0.into();
        finding["character"] = 0.into();
    }
    for file in whole["files"].as_array_mut().unwrap() {
        file["sha256"] = "".into();
    }
    whole["evidence"]["inventory"] = "".into();
    let notices = whole["notices"].as_array_mut().unwrap();
    for notice in notices.iter_mut() {
        notice["positions"] = 0.into();
    }
    notices.sort_by_key(ToString::to_string);
    whole
}

/// Judges some files alone, with the places of all, into a ledger of its own.
fn part(places: &Path, file: &Path, book: &RuleBook, with_places: bool) -> (Ledger, Read) {
    let inventory = Inventory::open(options(&[places.to_owned(), file.to_owned()]));
    let mut judge = Judge::new(book, 3);
    let needs = judge.needs();
    let read = inventory.stream(&needs, &mut |view| judge.add(view));
    if with_places {
        judge.add_places(&read.places);
    }
    (judge.into_ledger(), read)
}

/// Every row ends in a comma too many, and one of them has a cell behind it: wherever the file is cut, that one alone is not used.
#[test]
fn a_row_that_is_too_long_among_rows_as_long_is_the_same_in_any_piece() {
    let rows = ["E1,39001,dre,1,", "E2,39001,dre,2,", "E3,39001,bmd,4,stray", "E4,39001,dre,8,", "E5,39001,dre,16,"];
    let text = format!("asset_id,jurisdiction,equipment_type,quantity\n{}\n", rows.join("\n"));
    let (folder, book) = (Folder::new().with("equipment.csv", text), book(LAW));
    let said = |piece: usize| {
        let mut options = options(&[folder.path("")]);
        options.piece = piece;
        written(&report(options, &book))
    };
    let whole = said(1 << 18);
    assert!(whole.contains("The row is counted with nothing known about it"), "{whole}");
    for piece in 1..120 {
        assert_eq!(whole, said(piece), "pieces of {piece} bytes");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_files_and_the_size_of_batches_do_not_matter(
        sheets in inventory(), order in any::<prop::sample::Index>(), piece in 1_usize..400,
        threads in select(&[1_usize, 2, 3, 8][..])
    ) {
        for book in [book(LAW), book(BUILT_IN[0].1)] {
            let folder = folder(&sheets);
            let straight = written(&report(options(&files(&folder)), &book));
            let mut turned = files(&folder);
            let by = order.index(turned.len());
            turned.rotate_left(by);
            turned.reverse();
            prop_assert_eq!(&straight, &written(&report(options(&turned), &book)));
            let mut small = options(&turned);
            small.piece = piece;
            small.records.threads = threads;
            prop_assert_eq!(&straight, &written(&report(small, &book)));
        }
    }

    /// Files as people send them: ids met before, in this file and in others, quotes over lines, cells and places that nobody knows,
    /// rows too long and too short, columns without a header. Whatever is said of them is said in the same words, too.
    #[test]
    fn any_number_of_threads_and_any_size_of_pieces_say_the_same(files in rough(), piece in 1_usize..300) {
        let book = book(LAW);
        let folder = files.iter().enumerate().fold(Folder::new(), |folder, (at, file)| {
            let folder = folder.with(&format!("ohio/equipment-{at}.csv"), file.clone());
            if at == 1 { folder.with("ohio/network.toml", TOML) } else { folder }
        });
        let said = |threads: usize, piece: usize| {
            let mut options = options(&[folder.path("")]);
            (options.records.threads, options.piece) = (threads, piece);
            written(&report(options, &book))
        };
        let whole = said(1, 1 << 20);
        for threads in [1, 2, 3, 8] {
            prop_assert_eq!(&whole, &said(threads, piece), "{} threads, pieces of {} bytes", threads, piece);
        }
    }

    /// The same of somebody else's tables: places declared twice and otherwise, codes that no value table has, ids met before in this
    /// file and in others, rows of two tables from one record, notices that the mapping says.
    #[test]
    fn tables_told_by_a_mapping_say_the_same_too(files in theirs(), piece in 1_usize..300) {
        let book = book(LAW);
        let mapping = Mapping::read("theirs.toml", THEIRS).unwrap();
        let folder = files.iter().enumerate().fold(Folder::new(), |folder, (at, file)| {
            folder.with(&format!("theirs-{at}.csv"), file.clone())
        });
        let said = |threads: usize, piece: usize| {
            let mut options = options(&[folder.path("")]);
            (options.records.threads, options.piece) = (threads, piece);
            options.mappings = vec![mapping.clone()];
            written(&report(options, &book))
        };
        let whole = said(1, 1 << 20);
        prop_assert!(whole.contains("theirs.toml"));
        for threads in [1, 2, 3, 8] {
            prop_assert_eq!(&whole, &said(threads, piece), "{} threads, pieces of {} bytes", threads, piece);
        }
    }

    #[test]
    fn the_order_of_rows_does_not_matter(sheets in inventory(), by in any::<prop::sample::Index>()) {
        let book = book(LAW);
        let straight = folder(&sheets);
        let mut turned = sheets.clone();
        for (_, _, rows) in &mut turned {
            let by = by.index(rows.len().max(1));
            rows.rotate_left(by);
            rows.reverse();
        }
        let turned = folder(&turned);
        let one = without_lines(&report(options(&[straight.path("")]), &book));
        prop_assert_eq!(one, without_lines(&report(options(&[turned.path("")]), &book)));
    }

    #[test]
    fn ledgers_of_parts_merge_into_the_ledger_of_the_whole(sheets in inventory(), order in any::<prop::sample::Index>()) {
        let book = book(LAW);
        let folder = folder(&sheets);
        let files = files(&folder);
        let whole = report(options(&files), &book);
        let places = folder.path("jurisdictions.csv");
        let mut others: Vec<PathBuf> = files.into_iter().filter(|file| *file != places).collect();
        let by = order.index(others.len());
        others.rotate_left(by);
        let mut parts = others.iter().enumerate().map(|(at, file)| part(&places, file, &book, at == 0));
        let (mut ledger, mut read) = parts.next().unwrap();
        for (other, theirs) in parts {
            ledger.merge(other, &mut read.places, &theirs.places);
        }
        read.files.clone_from(&whole.files);
        read.notices.clone_from(&whole.notices);
        let merged = Report::new(&book, &ledger, read, Request::new(book.as_of));
        prop_assert_eq!(written(&whole), written(&merged));
    }

    #[test]
    fn filling_in_an_unknown_only_narrows(
        mut sheets in inventory(),
        chosen in any::<prop::sample::Index>(),
        filling in any::<prop::sample::Index>(),
    ) {
        let book = book(LAW);
        prop_assert!(book.rules.iter().all(|rule| !rule.assumes));
        let before = folder(&sheets);
        // What is unknown: blank, or not understood. Identity and quantity are not what is asked for here.
        let unknown: Vec<(usize, usize, usize)> = sheets
            .iter()
            .enumerate()
            .flat_map(|(file, (_, header, rows))| {
                rows.iter().enumerate().flat_map(move |(row, cells)| {
                    let open = |column: &usize| {
                        !["asset_id", "jurisdiction", "quantity", "id"].contains(&header[*column])
                            && ["", "dree", "maybe", "soon", "13/5/2020"].contains(&cells[*column].as_str())
                    };
                    (0..header.len()).filter(open).map(move |column| (file, row, column)).collect::<Vec<_>>()
                })
            })
            .collect();
        prop_assume!(!unknown.is_empty());
        let (file, row, column) = unknown[chosen.index(unknown.len())];
        let (_, header, rows) = &mut sheets[file];
        let name = header[column];
        let answers: &[&str] = match name {
            "equipment_type" => &["dre", "bmd", "scanner", "electronic-pollbook"],
            "connectivity" => &["air-gapped", "isolated-lan", "internet"],
            "role" => &["server", "laptop", "workstation"],
            "sensor" => &["none", "Albert"],
            "first_used_on" | "support_ends_on" | "patched_on" => &["2001", "2026-11-01"],
            "registered_voters" => &["50", "5000"],
            _ => &["yes", "no"],
        };
        rows[row][column] = answers[filling.index(answers.len())].to_owned();
        let after = folder(&sheets);
        let then = report(options(&[before.path("")]), &book);
        let now = report(options(&[after.path("")]), &book);
        for place in &now.places {
            let old = then.place(&place.id).unwrap();
            prop_assert!(place.risk.low >= old.risk.low - 1e-9 && place.risk.high <= old.risk.high + 1e-9,
                "{}: {:?} became {:?}", place.id, old.risk, place.risk);
            for (new, old) in place.rules.iter().zip(&old.rules) {
                prop_assert!(new.extent.low >= old.extent.low && new.extent.high <= old.extent.high,
                    "{} {}: {:?} became {:?}", place.id, now.rules[new.rule()].id, old, new);
            }
        }
    }
}
