//! The public edition of an export: nothing that anyone could have written, and no single asset.

use std::collections::{BTreeMap, BTreeSet};

use super::{exported_as, rows};
use crate::support::folder::{Folder, baseline};

const SECRET: &str = "SECRET";

#[test]
fn a_public_export_has_no_free_text_and_no_files() {
    let row = |columns: &[&str]| columns.join(",");
    let equipment = row(&[
        "asset_id",
        "jurisdiction",
        "equipment_type",
        "model",
        "manufacturer",
        "system_version",
        "notes",
        "serial_number",
        "location",
    ]);
    let network = row(&["asset_id", "jurisdiction", "role", "hostname", "sensor", "segment"]);
    let secret = |columns: usize| vec![SECRET; columns].join(",");
    let folder = Folder::new()
        .with(
            "SECRET-equipment.csv",
            format!("{equipment}\nSECRET,39001,dre,{}\nSECRET,,dre,{}\n", secret(6), secret(6)),
        )
        .with("SECRET-network.csv", format!("{network}\nSECRET,39001,server,{}\n", secret(3)))
        .with(
            "jurisdictions.csv",
            "id,name,contact_name,reported_by,marking_method\n39001,Adams,SECRET,SECRET,SECRET\n",
        );
    let mut book = baseline();
    let waiver = |of: &str| {
        format!(
            "[[waiver]]\nrule = \"PT-001\"\n{of}\nkind = \"mitigated\"\nreason = \"SECRET\"\nowner = \"SECRET\"\napproved_by = \"SECRET\"\nticket = \"SECRET\"\nexpires = 2027-01-01\n"
        )
    };
    book.add_waivers("SECRET.toml", &[waiver("place = \"39001\""), waiver("asset = \"SECRET\"")].concat()).unwrap();
    for by_state in [false, true] {
        let (files, _) = exported_as(&folder.options, &book, (true, by_state)).unwrap();
        for (path, bytes) in &files {
            let text = String::from_utf8_lossy(bytes);
            assert!(!text.contains(SECRET) && !path.contains(SECRET), "{path}: {text}");
        }
        assert_eq!(rows(&files, "derived/about.csv")[0]["redacted"], "true");
    }
    let (files, _) = exported_as(&folder.options, &book, (true, false)).unwrap();
    assert_eq!(rows(&files, "inventory/equipment.csv").len(), 2);
    assert_eq!(rows(&files, "inventory/network.csv").len(), 0, "no public rule reads the network");
    let waivers = rows(&files, "derived/waivers.csv");
    assert_eq!(waivers.len(), 1);
    assert_eq!((waivers[0]["place"].as_str(), waivers[0]["reason"].as_str()), ("39001", ""));
    assert!(rows(&files, "derived/places.csv").iter().any(|place| place["place"] == "unnamed-1"));
    // The number of an entry would name the model of a row, were there one for each line of the table.
    let models: Vec<String> =
        rows(&files, "derived/reference_model.csv").iter().map(|row| format!("{:?}", without_number(row))).collect();
    let distinct: BTreeSet<&String> = models.iter().collect();
    assert_eq!(distinct.len(), models.len());
    assert!(models.iter().all(|row| !row.contains("from_file") && !row.contains("models.csv")));
}

fn without_number(row: &BTreeMap<String, String>) -> BTreeMap<&String, &String> {
    row.iter().filter(|(column, _)| *column != "entry").collect()
}
