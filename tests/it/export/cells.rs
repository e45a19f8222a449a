//! Cells of an export: exact, whatever is in them, and refused where no database could keep them.

use std::cmp::Ordering;

use pollworthy::export::Error;
use pollworthy::words::value::Version;
use proptest::prelude::*;

use super::{exported, exported_as, rows};
use crate::support::folder::{Folder, baseline};

#[test]
fn cells_are_typed_and_text_is_exact() {
    let folder = Folder::of(
        "equipment.csv",
        "asset_id,jurisdiction,equipment_type,quantity,vvpat,first_used_on,system_version,notes\n\
         E1,Adams County OH,Ballot Marking Device,\"1,200\",Y,5/14/2020,v 5.5-A,\"a, \"\"b\"\"\r\nc\"\n\
         E2,39001,dree,many,perhaps,2027-01-01,,=1+1\n",
    );
    let (files, lacks) = exported_as(&folder.options, &baseline(), (false, false)).unwrap();
    let rows = rows(&files, "inventory/equipment.csv");
    let row = |at: usize| {
        [
            "jurisdiction",
            "equipment_type",
            "quantity",
            "vvpat",
            "first_used_on",
            "system_version",
            "notes",
            "row_key",
            "from_line",
        ]
        .map(|name| rows[at][name].clone())
    };
    assert_eq!(row(0), ["39001", "bmd", "1200", "true", "2020-05-14", "v 5.5-A", "a, \"b\"\r\nc", "E1", "2"]);
    assert_eq!(row(1), ["39001", "", "", "", "", "", "=1+1", "E2", "4"]);
    assert_eq!(lacks.cells.iter().map(|notice| notice.count).sum::<u64>(), 4);
    assert!(String::from_utf8_lossy(&files["README.md"]).contains("4 cells are blank here"));
}

#[test]
fn a_text_with_a_nul_is_refused_with_its_place() {
    let folder = Folder::of("a.toml", "[[equipment]]\njurisdiction = \"39001\"\nnotes = \"a\\u0000b\"\n");
    let why = exported_as(&folder.options, &baseline(), (false, false)).unwrap_err().to_string();
    assert!(why.starts_with("here/a.toml:3:") && why.contains("notes has a NUL"), "{why}");
    let folder = Folder::of("a.toml", "[jurisdiction]\nid = \"39001\"\nname = \"a\\u0000b\"\n");
    let why = exported_as(&folder.options, &baseline(), (false, false)).unwrap_err().to_string();
    assert!(why.contains("a.toml") && why.contains("name has a NUL"), "{why}");
}

#[test]
fn a_file_that_cannot_be_written_ends_the_export() {
    use pollworthy::export::layout::Layout;
    use pollworthy::export::{Scope, export};
    use pollworthy::inventory::Inventory;
    let (folder, book) = (Folder::of("equipment.csv", "jurisdiction,vvpat\n39001,yes\n"), baseline());
    let layout = Layout::of(&book, false).unwrap();
    let done = export(Inventory::open(folder.options.clone()), (&book, &layout), Scope::default(), &mut |_, _| {
        Err(std::io::Error::other("full"))
    });
    assert!(matches!(done, Err(Error::Io(error)) if error.to_string() == "full"));
}

#[test]
fn places_say_all_that_an_audit_counts_by() {
    let folder = Folder::new()
        .with(
            "jurisdictions.csv",
            "id,name,registered_voters,list_complete,places_total\n39001,Adams,120,yes,\n39,Ohio,,,88\n",
        )
        .with("equipment.csv", "jurisdiction,equipment_type\n39001,dre\n39003,dre\n,dre\n");
    let files = exported(&folder.options, &baseline());
    let lines: Vec<String> =
        String::from_utf8(files["derived/places.csv"].clone()).unwrap().lines().map(str::to_owned).collect();
    assert_eq!(
        lines,
        [
            "place,parent,state,name,level,voters,stands_for,has_below,declared,expected,sent,sent_below,list_complete",
            "39,,OH,Ohio,state,,88,true,true,false,false,true,",
            "39001,39,OH,Adams,county,120,1,false,true,false,true,false,true",
            "39003,39,OH,Allen County,county,,1,false,false,false,true,false,",
            "equipment.csv (no place),,,equipment.csv (no place),county,,1,false,false,false,true,false,",
        ]
    );
    assert_eq!(rows(&files, "derived/about.csv")[0]["rows_places"], "4");
    assert_eq!(rows(&files, "inventory/jurisdictions.csv").len(), 2);
}

#[test]
fn a_waiver_has_a_row_for_every_place_that_it_covers() {
    let mut book = baseline();
    let waiver = |rule: &str, of: &str, until: &str| {
        format!(
            "[[waiver]]\nrule = \"{rule}\"\n{of}\nkind = \"mitigated\"\nreason = \"r\"\nowner = \"o\"\nexpires = {until}\n"
        )
    };
    let text = [
        waiver("PT-001", "place = \"OH\"", "2020-01-01"),
        waiver("PT-001", "place = \"Adams County\"\nasset = \"E1\"", "2027-01-01"),
        waiver("PT-002", "asset = \"E1\"", "2027-01-01"),
        waiver("PT-002", "place = \"TX\"", "2027-01-01"),
    ];
    book.add_waivers("waivers.toml", &text.concat()).unwrap();
    let folder = Folder::of("equipment.csv", "jurisdiction,equipment_type\n39001,dre\n39003,dre\n");
    let rows = rows(&exported(&folder.options, &book), "derived/waivers.csv");
    let rows: Vec<[&str; 5]> = rows
        .iter()
        .map(|row| ["waiver", "rule", "place", "asset", "from_line"].map(|name| row[name].as_str()))
        .collect();
    assert_eq!(
        rows,
        [
            ["1", "PT-001", "39001", "", "1"],
            ["1", "PT-001", "39003", "", "1"],
            ["2", "PT-001", "39001", "E1", "8"],
            ["3", "PT-002", "", "E1", "16"],
        ]
    );
}

#[test]
fn keys_of_versions_are_in_the_order_of_versions() {
    let part = "[a-c]{0,2}[0-9]{0,3}[.-]?";
    let version = || prop::collection::vec(part, 0..5).prop_map(|parts| parts.concat());
    crate::for_all(4, (version(), version()), |(a, b)| {
        let (a, b) = (Version::new(&a), Version::new(&b));
        let ((a_name, a_key), (b_name, b_key)) = (a.sort_key(), b.sort_key());
        let by_keys: Option<Ordering> = (a_name == b_name).then(|| a_key.as_bytes().cmp(b_key.as_bytes()));
        prop_assert_eq!(a.compare(&b), by_keys, "{} {}", a.as_str(), b.as_str());
        Ok(())
    });
}
