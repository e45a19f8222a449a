//! Reports of the score's first edition: still read, and compared by findings and standings, never by their risks.

use std::process::Command;

use pollworthy::report::v1::Report;
use serde_json::Value as Json;

use crate::support::folder::Folder;

/// A report that version 0.1.0 wrote, with the rules and the records that it is about.
const REPORT: &str = include_str!("../../fixtures/score-1/report.json");
const RULES: &str = include_str!("../../fixtures/score-1/rules.toml");
const EQUIPMENT: &str = include_str!("../../fixtures/score-1/records/equipment.csv");
const NETWORK: &str = include_str!("../../fixtures/score-1/records/network.csv");

const SAID: &str = "the old side is scored by pollworthy.score/1, the new one by pollworthy.score/2: their findings are \
                    compared, their risks are not";

fn there(equipment: &str) -> Folder {
    Folder::new()
        .with("report.json", REPORT)
        .with("rules.toml", RULES)
        .with("records/equipment.csv", equipment)
        .with("records/network.csv", NETWORK)
}

/// The exit code and the page, its lines joined.
fn run(folder: &Folder, args: &[&str]) -> (i32, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_pollworthy"))
        .args(args)
        .args(if args[0] == "verify" { &[][..] } else { &["--rules", "rules.toml", "--as-of", "2026-11-22"] })
        .env_remove("GITHUB_STEP_SUMMARY")
        .env("COLUMNS", "80")
        .current_dir(folder.path(""))
        .output()
        .unwrap();
    let (page, said) = (String::from_utf8(run.stdout).unwrap(), String::from_utf8(run.stderr).unwrap());
    assert!(said.is_empty(), "{said}");
    (run.status.code().unwrap(), page.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[test]
fn the_same_records_hold_no_move_though_every_risk_is_another() {
    let folder = there(EQUIPMENT);
    for args in [
        &["diff", "report.json", "records"][..],
        &["diff", "report.json", "records", "--format", "markdown"],
        &["audit", "records", "--since", "report.json"],
        &["audit", "records", "--since", "report.json", "--format", "markdown"],
        &["audit", "records", "--since", "report.json", "--place", "39001"],
    ] {
        let (code, page) = run(&folder, args);
        assert_eq!(code, 0, "{page}");
        assert!(page.contains(SAID), "{args:?}: {page}");
        assert!(page.to_lowercase().contains("nothing got worse"), "{page}");
        // The risks of the first edition: 55, and 42 to 81.
        for old in [" 55 ", "55 to", " 42 ", "42 to", " 81 ", "BETTER", "risk, on what is known"] {
            assert!(!page.contains(old), "{args:?} shows {old}: {page}");
        }
    }
}

#[test]
fn what_got_worse_is_found_all_the_same() {
    let folder = there(&EQUIPMENT.replace("E3,39003,scanner,ballot,", "E3,39003,scanner,none,"));
    let (code, page) = run(&folder, &["diff", "report.json", "records"]);
    assert_eq!(code, 1, "{page}");
    assert!(page.contains("WORSE: 1 FINDING") && page.contains("S-1") && page.contains(SAID), "{page}");
    let (code, page) = run(&folder, &["audit", "records", "--since", "report.json"]);
    assert_eq!(code, 1, "{page}");
    assert!(page.contains("GATE: FAIL") && page.contains(SAID), "{page}");
}

#[test]
fn for_programs_each_side_names_its_edition_and_the_old_risks_are_left_out() {
    let folder = there(&EQUIPMENT.replace("E2,39001,scanner,ballot,2022,8", "E2,39001,scanner,ballot,2001,8"));
    let (_, text) = run(&folder, &["diff", "report.json", "records", "--format", "json", "--fail-on", "never"]);
    let diff: Json = serde_json::from_str(&text).unwrap();
    assert_eq!(diff["same_scoring"], false);
    assert_eq!(
        (&diff["old"]["scoring"], &diff["new"]["scoring"]),
        (&"pollworthy.score/1".into(), &"pollworthy.score/2".into())
    );
    // No standing moved, and of another edition a risk that differs is no move.
    assert_eq!(diff["places"], Json::Array(Vec::new()));
    let moves = diff["moves"].as_array().unwrap();
    assert!(moves.iter().any(|of| of["rule"] == "S-2" && of["worse"] == true), "{text}");
}

#[test]
fn a_report_of_this_edition_is_compared_by_its_risks() {
    let folder = there(EQUIPMENT);
    run(&folder, &["audit", "records", "--format", "json=new.json", "--max-findings", "all", "--quiet"]);
    let written: Json = serde_json::from_slice(&std::fs::read(folder.path("new.json")).unwrap()).unwrap();
    assert_eq!(written["settings"]["scoring"], "pollworthy.score/2");
    let (code, page) = run(&folder, &["diff", "new.json", "records"]);
    assert_eq!(code, 0);
    assert!(page.contains("NOTHING CHANGED") && !page.contains("scored by"), "{page}");
}

#[test]
fn verify_says_that_the_report_is_of_another_edition() {
    let (code, page) = run(&there(EQUIPMENT), &["verify", "report.json", "records"]);
    assert_eq!(code, 1, "{page}");
    assert!(page.contains("scored by pollworthy.score/1; this program scores by pollworthy.score/2"), "{page}");
}

/// A report of the same records in the layout that version 0.1.0 had at first: every value on a line of its own.
const OLD_LAYOUT: &str = include_str!("../../fixtures/layout-1/report.json");

#[test]
fn a_report_in_the_old_layout_is_verified_and_compared_with() {
    let folder = there(EQUIPMENT).with("report.json", OLD_LAYOUT);
    let (code, page) = run(&folder, &["verify", "report.json"]);
    assert!(code == 0 && page.starts_with("MATCHES report.json"), "{page}");
    assert!(page.contains("the same report in a different layout"), "{page}");
    let (code, page) = run(&folder, &["diff", "report.json", "records"]);
    assert!(code == 0 && page.starts_with("NOTHING CHANGED"), "{page}");
    let (code, page) = run(&folder, &["audit", "records", "--since", "report.json"]);
    assert!(code == 0 && page.contains("Nothing got worse"), "{page}");
    // What the report says is what it says today, but for the keys that were added since.
    let (_, now) = run(&folder, &["audit", "records", "--format", "json", "--no-config"]);
    let old: Json = serde_json::from_str(OLD_LAYOUT).unwrap();
    let mut now: Json = serde_json::from_str(&now).unwrap();
    assert!(now.as_object_mut().unwrap().remove("calls").is_some());
    for list in now["lists"].as_array_mut().unwrap() {
        for line in list["states"].as_array_mut().unwrap() {
            for key in ["all_without_quantity", "places_of_unknown_voters"] {
                assert!(line.as_object_mut().unwrap().remove(key).is_some());
            }
        }
    }
    assert_eq!(now, old);
    // And what is read of it is all of it.
    let read = Report::read("report.json", OLD_LAYOUT.as_bytes()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), old);
    let other = there(&EQUIPMENT.replacen("39001", "39003", 1)).with("report.json", OLD_LAYOUT);
    let (code, page) = run(&other, &["verify", "report.json"]);
    assert!(code == 1 && page.contains("a different report, from line"), "{page}");
}
