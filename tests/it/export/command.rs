//! `export` as it is run: the folder is written whole or not at all, outside of what is read.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::support::folder::Folder;

fn run(folder: &Folder, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_pollworthy"))
        .args(args)
        .args(["--as-of", "2026-11-22"])
        .current_dir(folder.path(".."))
        .output()
        .unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn records() -> Folder {
    Folder::of("equipment.csv", "jurisdiction,equipment_type,vvpat\n39001,dre,no\n")
}

#[test]
fn a_new_or_empty_folder_is_filled() {
    let folder = records();
    fs::create_dir(folder.path("../empty")).unwrap();
    for to in ["new/deep", "empty"] {
        assert_eq!(run(&folder, &["export", to, "here"]).status.code(), Some(0));
        assert_eq!(names(&folder.path("..").join(to)), ["README.md", "derived", "inventory", "schema.json"]);
    }
    assert_eq!(names(&folder.path("..")), ["empty", "here", "new"]);
}

#[test]
fn a_folder_that_cannot_be_taken_is_left_as_it_is() {
    let folder = records().with("../full/a.txt", "a");
    for to in ["full", "here", "here/out", ".", "full/a.txt"] {
        let ended = run(&folder, &["export", to, "here"]);
        assert_eq!(ended.status.code(), Some(2), "{to}: {}", String::from_utf8_lossy(&ended.stderr));
    }
    assert_eq!(
        (names(&folder.path("..")), names(&folder.path("../full"))),
        (vec!["full".into(), "here".into()], vec!["a.txt".into()])
    );
}

#[test]
fn what_fails_half_way_leaves_nothing() {
    let folder = Folder::of("a.toml", "[[equipment]]\njurisdiction = \"39001\"\nnotes = \"a\\u0000b\"\n");
    let ended = run(&folder, &["export", "out", "here"]);
    assert_eq!(ended.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&ended.stderr).contains("here/a.toml:3:"));
    assert_eq!(names(&folder.path("..")), ["here"]);
}

#[test]
fn an_audit_leaves_the_derived_tables_of_an_export_alone_and_no_others() {
    let folder = records().with("derived/equipment.csv", "jurisdiction,equipment_type,vvpat\n39003,dre,no\n");
    assert_eq!(run(&folder, &["export", "out", "here"]).status.code(), Some(0));
    let report = |path: &str| {
        let ended = run(&folder, &["audit", path, "--format", "json"]);
        serde_json::from_slice::<serde_json::Value>(&ended.stdout).unwrap()
    };
    let places = |path: &str| -> Vec<String> {
        report(path)["jurisdictions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|place| place["id"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(places("here").len(), 2, "a folder of that name elsewhere is read");
    assert_eq!(places("out").len(), 2);
    assert_eq!(places("out/inventory").len(), 2);
    let notices = report("out")["notices"].as_array().unwrap().clone();
    assert!(notices.is_empty(), "{notices:?}");
    fs::write(folder.path("../out/schema.json"), "{\"schema\": \"something else\"}").unwrap();
    assert_ne!(report("out")["notices"].as_array().unwrap().len(), 0, "it is no export any more");
}

#[test]
fn a_file_of_defaults_for_the_public_makes_a_public_export() {
    let folder = records().with("../pollworthy.toml", "redact = \"public\"\n");
    let ended = run(&folder, &["export", "out", "here"]);
    assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
    let about = fs::read_to_string(folder.path("../out/derived/about.csv")).unwrap();
    assert!(about.lines().nth(1).unwrap().contains(",true,"), "{about}");
}

#[test]
fn only_the_states_and_the_place_that_are_asked_about_are_written() {
    let folder = Folder::of("equipment.csv", "jurisdiction,equipment_type\n39001,dre\n39003,dre\n48001,dre\n,dre\n");
    let rows = |to: &str, args: &[&str]| {
        let ended = run(&folder, &[&["export", to, "here"], args].concat());
        assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
        let places = fs::read_to_string(folder.path("..").join(to).join("derived/places.csv")).unwrap();
        places.lines().skip(1).map(|line| line.split(',').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(rows("a", &["--state", "OH"]), ["39001", "39003", "equipment.csv (no place)"]);
    assert_eq!(rows("b", &["--place", "39003"])[0], "39003");
    assert_eq!(run(&folder, &["export", "c", "here", "--place", "06001"]).status.code(), Some(3));
}
