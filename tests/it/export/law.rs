//! The law of exports: whatever the records are like, an audit of the export comes to the same verdicts, counts, risks, lists and fingerprints.

use pollworthy::rules::RuleBook;
use proptest::prelude::*;
use proptest::sample::select;

use super::same;
use crate::audit::laws::LAW;
use crate::support::folder::Folder;

const ROW_RULES: &str = r#"
[[rule]]
id = "L-7"
topic = "e"
title = "versions, and a word of the row"
table = "equipment"
applies = "lower(notes) is null or lower(notes) <> 'away'"
require = "system_version >= '5.5'"
severity = "low"
"#;

/// Waivers by id, by name, of a state, of an asset anywhere and of one at a place; one of them has ended.
const WAIVERS: &str = r#"
[[waiver]]
rule = "L-1"
place = "39001"
asset = "E1"
kind = "mitigated"
reason = "r"
owner = "o"
expires = 2027-01-01
[[waiver]]
rule = "L-2"
place = "Allen County, OH"
kind = "accepted-risk"
reason = "r"
owner = "o"
expires = 2026-11-22
[[waiver]]
rule = "L-5"
place = "OH"
kind = "data-error"
reason = "r"
owner = "o"
expires = 2026-11-21
[[waiver]]
rule = "L-5"
asset = "E2"
kind = "mitigated"
reason = "r"
owner = "o"
expires = 2027-01-01
[[waiver]]
rule = "L-6"
place = "39"
kind = "mitigated"
reason = "r"
owner = "o"
expires = 2027-01-01
"#;

const PLACES: [&str; 14] = [
    "39001",
    "Adams County",
    "Adams County, OH",
    "Adams",
    "Nowhere",
    "39003",
    "",
    "",
    "1001",
    "OH:7",
    "XE:one",
    "\"Butler Twp, Adams County, OH\"",
    "Total",
    "unknown",
];

fn equipment() -> BoxedStrategy<String> {
    let cells: [&'static [&'static str]; 10] = [
        &["", "E1", "E2", "E3", " E1 ", "n/a", "E4", "####"],
        &PLACES,
        &["dre", "bmd", "scanner", "dree", "", "Ballot Marking Device"],
        &["1", "2", "", "0", "-1", "\"1,200\""],
        &["yes", "no", "", "maybe"],
        &["2006", "2019-05", "", "5/14/2020", "soon", "2026-11-23", "2026", "summer 2019"],
        &["air-gapped", "internet", "", "lan"],
        &["5.5-A", "EVS 6.10", "6.2", "", "yes", "v5"],
        &["", "\"a, \"\"b\"\"\"", "\"two\nlines\"", "=cmd()", "AWAY", " é ", "Source: us", "x\ty"],
        &["", "S1", "S2"],
    ];
    let header = "asset_id,jurisdiction,equipment_type,quantity,vvpat,first_used_on,connectivity,system_version,notes,serial_number";
    let row = cells.map(select).to_vec().prop_map(|cells| cells.join(","));
    prop::collection::vec(row, 0..9).prop_map(move |rows| format!("{header}\n{}\n", rows.join("\n"))).boxed()
}

fn network() -> BoxedStrategy<String> {
    let cells: [&'static [&'static str]; 6] = [
        &["", "E1", "N2", "N3"],
        &PLACES,
        &["server", "laptop", "", "workstation"],
        &["", "none", "NONE", "Albert"],
        &["2026-11-01", "2026-09", "", "2024"],
        &["", "pc-1", "PC-1", "10.0.0.1"],
    ];
    let row = cells.map(select).to_vec().prop_map(|cells| cells.join(","));
    let header = "asset_id,jurisdiction,role,sensor,patched_on,hostname";
    prop::collection::vec(row, 0..6).prop_map(move |rows| format!("{header}\n{}\n", rows.join("\n"))).boxed()
}

fn places() -> BoxedStrategy<String> {
    let cells: [&'static [&'static str]; 6] = [
        &["39001", "3900300000", "39", "OH:7", "XE:one", "Nowhere", "Allen County, OH"],
        &["", "Adams County", "Allen County", "\"One, \"\"two\"\"\""],
        &["", "OH", "XE"],
        &["", "county", "municipality"],
        &["", "120", "5000"],
        &["", "yes", "no"],
    ];
    let row = cells.map(select).to_vec().prop_map(|cells| cells.join(","));
    let header = "id,name,state,level,registered_voters,segmented_network";
    prop::collection::vec(row, 0..6).prop_map(move |rows| format!("{header}\n{}\n", rows.join("\n"))).boxed()
}

/// What files may be called: some name a table, some a county or a state.
const NAMES: [&str; 8] = [
    "equipment.csv",
    "equipment-2.csv",
    "ohio/adams-equipment.csv",
    "ohio/allen/equipment.csv",
    "equipment unknown.csv",
    "texas/equipment.csv",
    "derived/equipment.csv",
    "inventory/equipment.csv",
];

#[test]
fn an_audit_of_an_export_is_an_audit_of_the_records() {
    let mut book = RuleBook::read("law", &format!("{LAW}{ROW_RULES}"), &[], Folder::new().options.as_of).unwrap();
    book.add_waivers("waivers.toml", WAIVERS).unwrap();
    let files = prop::collection::vec((select(&NAMES[..]), equipment()), 1..4);
    let values = (files, network(), places(), any::<bool>(), select(&["", "OH", "Adams County, OH"][..]));
    crate::for_some(4, values, |(files, network, places, with_places, place)| {
        let mut folder = Folder::new().with("network.csv", network);
        for (name, text) in files {
            folder = folder.with(name, text);
        }
        if with_places {
            folder = folder.with("jurisdictions.csv", places);
        }
        if !place.is_empty() {
            folder = folder.at_place(place);
        }
        match same(&folder.options, &book, &folder.path("../ohio-export")) {
            // There is nothing to export where no file has a row.
            Err(why) if why == "the records have no rows" => Ok(()),
            compared => compared.map_err(TestCaseError::fail),
        }
    });
}

#[test]
fn a_row_without_an_id_keeps_its_fingerprint() {
    let book = crate::support::folder::baseline();
    let folder = Folder::new()
        .with("equipment.csv", "jurisdiction,equipment_type,model,vvpat\n39001,DRE touch-screen,AccuVote TSX,no\n39001,dre,TSX,No\n")
        .with("more.toml", "[[equipment]]\njurisdiction = \"39001\"\nequipment_type = \"dre\"\nserial_number = \"0012\"\n")
        .with("vulnerabilities.csv", "asset_id,jurisdiction,cve,found_on\nN1,39001,\"CVE-2021-0001, CVE-2021-0002\",2026-01-01\nN1,39001,MS17-010,2026-01-01\n");
    same(&folder.options, &book, &folder.path("../export")).unwrap();
}
