//! The layout of an export: what its description says, where its files are, and columns that cannot be.

use std::collections::BTreeSet;

use pollworthy::export::layout::Layout;
use pollworthy::rules::RuleBook;
use pollworthy::words::digest::sha256;
use serde_json::Value;

use super::{exported, exported_as};
use crate::support::folder::{Folder, baseline};

#[test]
fn the_baseline_asks_for_these_columns() {
    let layout = Layout::of(&baseline(), false).unwrap();
    let derived: Vec<&str> = layout.references.iter().map(|(_, sheet)| sheet.name.as_str()).collect();
    assert!(derived.contains(&"reference_model") && derived.contains(&"reference_os"), "{derived:?}");
    let names = |at: usize| layout.tables[at].fields.iter().map(|field| field.name.as_str()).collect::<BTreeSet<_>>();
    for name in
        ["system_version_name", "system_version_key", "row_key", "model_entry", "os_entry", "from_file", "from_line"]
    {
        assert!(names(1).contains(name), "{name}");
    }
    assert!(!names(0).contains("row_key"));
    assert!(names(2).contains("sensor_lower"));
}

#[test]
fn an_added_column_may_not_have_a_name_of_the_export() {
    for (name, clash) in [("from_line", true), ("system_version_key", true), ("colour", false)] {
        let rules = format!(
            "[[column]]\ntable = \"equipment\"\nname = \"{name}\"\nkind = \"text\"\nmeaning = \"m\"\n\
             [[rule]]\nid = \"A-1\"\ntopic = \"t\"\ntitle = \"t\"\ntable = \"equipment\"\nrequire = \"{name} is not null\"\nseverity = \"low\"\n"
        );
        let book = RuleBook::read("rules", &rules, &[], baseline().as_of).unwrap();
        match Layout::of(&book, false) {
            Err(why) => assert!(clash && why.to_string().contains(name), "{why}"),
            Ok(_) => assert!(!clash, "{name}"),
        }
    }
}

#[test]
fn the_description_lists_every_file_and_column() {
    let folder = Folder::new()
        .with("equipment.csv", "jurisdiction,equipment_type\n39001,dre\n48001,dre\n,dre\n")
        .with("jurisdictions.csv", "id,state,name\nq/7,../x,Odd\n");
    for by_state in [false, true] {
        let (files, _) = exported_as(&folder.options, &baseline(), (false, by_state)).unwrap();
        let description: Value = serde_json::from_slice(&files["schema.json"]).unwrap();
        assert_eq!(description["schema"], "pollworthy.export/1");
        let listed = description["files"].as_array().unwrap();
        let paths: BTreeSet<&str> = listed.iter().map(|file| file["path"].as_str().unwrap()).collect();
        let written: BTreeSet<&str> =
            files.keys().map(String::as_str).filter(|path| !["schema.json", "README.md"].contains(path)).collect();
        assert_eq!(paths, written);
        for file in listed {
            let bytes = &files[file["path"].as_str().unwrap()];
            assert_eq!(file["sha256"], sha256(bytes).as_str());
            let mut reader = csv::Reader::from_reader(&**bytes);
            let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
            assert_eq!(file["rows"], reader.records().count());
            let table = description["tables"].as_array().unwrap().iter().find(|table| table["name"] == file["table"]);
            let columns = table.unwrap()["columns"].as_array().unwrap();
            assert_eq!(header, columns.iter().map(|column| column["name"].as_str().unwrap()).collect::<Vec<_>>());
            assert!(columns.iter().all(|column| !column["meaning"].as_str().unwrap().is_empty()), "{}", file["table"]);
        }
        let folders: BTreeSet<&str> = paths
            .iter()
            .filter_map(|path| path.strip_prefix("inventory/")?.split_once('/'))
            .map(|(folder, _)| folder)
            .collect();
        if by_state {
            assert_eq!(
                folders.into_iter().collect::<Vec<_>>(),
                ["state=%2E%2E%2FX", "state=OH", "state=TX", "state=none"]
            );
        } else {
            assert!(folders.is_empty());
        }
    }
}

#[test]
fn the_same_records_give_the_same_bytes() {
    let folder = Folder::of("equipment.csv", "jurisdiction,operating_system\n39001,Windows 10\n39003,Windows 7 or 8\n");
    assert_eq!(exported(&folder.options, &baseline()), exported(&folder.options, &baseline()));
    let threads = |threads: usize| {
        let mut options = folder.options.clone();
        (options.records.threads, options.piece) = (threads, 16);
        exported(&options, &baseline())
    };
    assert_eq!(threads(1), threads(3));
}
