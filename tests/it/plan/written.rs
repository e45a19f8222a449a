//! The records that `--apply` writes: where, with what left out, and safe for spreadsheets.

use std::fs;

use super::requests::{refused, run};
use crate::support::folder::Folder;

const OFFICES: &str = "id,state,name,registered_voters\n39001,OH,=cmd|' /C calc'!A0,500\n39003,OH,@Allen,700\n";
const MACHINES: &str = "asset_id,jurisdiction,equipment_type,vvpat,used_standard,quantity,model,first_used_on\n\
                        =1+1,39001,dre,no,yes,5,+model,2030-01-01\nb,39003,dre,no,yes,often,m,\nc,,dre,no,yes,5,m,\n";

#[test]
fn a_folder_among_the_records_or_around_them_is_refused() {
    let folder = Folder::of("records/jurisdictions.csv", OFFICES).with("records/equipment.csv", MACHINES);
    let records = folder.path("records").display().to_string();
    for to in ["records/after", "records", "", "records/../records/x/.."] {
        let to = folder.path(to).display().to_string();
        refused(&[&records, "--budget", "5", "--apply", &to], "name a folder outside it");
    }
    assert!(!folder.path("records/after").exists());
}

#[test]
fn written_records_run_no_formulas_and_say_what_they_lack() {
    let folder = Folder::of("ohio/jurisdictions.csv", OFFICES).with("ohio/equipment.csv", MACHINES);
    let records = folder.path("ohio").display().to_string();
    let to = folder.path("texas");
    let output = run(&[&records, "--budget", "0", "--apply", &to.display().to_string()]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("--apply: 2 cells are written blank"), "{said}");
    assert!(said.contains("often") && said.contains("2030-01-01"), "{said}");
    for (table, rows) in [("jurisdictions", 2), ("equipment", 3)] {
        let text = fs::read_to_string(to.join(format!("{table}.csv"))).unwrap();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let all: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert!(all.len() <= rows, "{text}");
        assert!(all.iter().flatten().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{text}");
    }
    let risks = |from: &str| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_pollworthy"));
        command.args(["report", from, "--no-config", "--as-of", "2026-11-01", "--format", "json"]);
        let json: serde_json::Value = serde_json::from_slice(&command.output().unwrap().stdout).unwrap();
        let of =
            json["jurisdictions"].as_array().unwrap().iter().filter(|place| place["id"].to_string().contains("39"));
        of.map(|place| (place["id"].clone(), place["risk"].clone())).collect::<Vec<_>>()
    };
    assert_eq!(risks(&records), risks(&to.display().to_string()));
    assert_eq!(risks(&records).len(), 2);
}

#[test]
fn rows_that_have_no_place_are_left_out_and_counted() {
    let machines = "asset_id,equipment_type,vvpat,used_standard,quantity\na,dre,no,yes,5\nb,dre,no,yes,5\n";
    let folder = Folder::of("records/jurisdictions.csv", OFFICES).with("records/equipment.csv", machines);
    let to = folder.path("after");
    let output =
        run(&[&folder.path("records").display().to_string(), "--budget", "0", "--apply", &to.display().to_string()]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("--apply: 2 rows whose place or state is not known are left out"), "{said}");
    assert!(!to.join("equipment.csv").exists());
}
