//! The gate: what the exit code says, and that nothing is green because nothing was looked at.

use std::process::Command;

use crate::support::folder::Folder;

const SHEET: &str = "jurisdiction,equipment_type,vvpat\n39001,dre,yes\n";

const RULE: &str = r#"
[[rule]]
id = "P-1"
topic = "paper"
title = "t"
table = "equipment"
require = "vvpat"
severity = "high"
"#;

/// The exit code and what was said beside the page, of an audit of `here` by `rules.toml`.
fn run(folder: &Folder, more: &[&str]) -> (i32, String) {
    let paths: &[&str] = if more.contains(&"no-such-folder") { &[] } else { &["here"] };
    let run = Command::new(env!("CARGO_BIN_EXE_pollworthy"))
        .args(["audit", "--as-of", "2026-11-22", "--rules", "rules.toml"])
        .args(paths)
        .args(more)
        .current_dir(folder.path(".."))
        .output()
        .unwrap();
    (run.status.code().unwrap(), String::from_utf8(run.stderr).unwrap())
}

fn folder(sheet: &str, rules: &str) -> Folder {
    Folder::of("equipment.csv", sheet).with("../rules.toml", rules)
}

#[test]
fn what_is_met_is_clean_and_what_is_not_is_not() {
    assert_eq!(run(&folder(SHEET, RULE), &[]), (0, String::new()));
    let not_met = folder(&SHEET.replace("yes", "no"), RULE);
    assert_eq!(run(&not_met, &[]).0, 1);
    assert_eq!(run(&not_met, &["--fail-on", "critical"]).0, 0);
    let blank = folder(&SHEET.replace("yes", ""), RULE);
    assert_eq!(run(&blank, &[]).0, 0);
    assert_eq!(run(&blank, &["--fail-on-unknown"]).0, 1);
    let noted = folder(&SHEET.replace("yes", "maybe"), RULE);
    assert_eq!(run(&noted, &["--fail-on-unknown"]).0, 1);
    assert_eq!(run(&noted, &["--fail-on-unknown", "--strict"]).0, 2, "2 wins over 1");
}

#[test]
fn nothing_is_never_green() {
    let nothing = |folder: &Folder, more: &[&str], why: &str| {
        for format in ["table", "json", "sarif", "github"] {
            let (code, said) = run(folder, &[more, &["--format", format, "--fail-on", "never"]].concat());
            assert_eq!(code, 3, "{more:?} {format}: {said}");
            assert!(said.starts_with("Nothing was audited: ") && said.contains(why), "{said}");
        }
    };
    let all = folder(SHEET, RULE);
    nothing(&all, &["no-such-folder"], "there is no such file or folder");
    nothing(&all, &["--only", "P-2"], "no rule or topic is called \"P-2\"; did you mean P-1?");
    nothing(&all, &["--only", "p-1,papr"], "called \"papr\"; did you mean paper?");
    nothing(&all, &["--skip", "paper"], "--skip leaves no rule");
    nothing(&all, &["--place", "Nowhere County, OH"], "no place \"Nowhere County, OH\" in here");
    nothing(&all, &["--place", "39003"], "no place \"39003\" in here");
    nothing(&all, &["--state", "TX"], "no place is in TX");
    nothing(&all, &["--exclude", "equipment"], "contains no inventory");
    nothing(&folder("jurisdiction,equipment_type,vvpat\n", RULE), &[], "has no rows yet");
    nothing(&folder("", RULE), &[], "nothing in it could be read");
    nothing(&Folder::new().with("../rules.toml", RULE), &[], "contains no inventory");
    nothing(&folder(SHEET, "[ruleset]\nname = \"none\"\n"), &[], "rules.toml contains no rules");
    let later = format!("{RULE}effective_from = 2027-01-01\n");
    nothing(&folder(SHEET, &later), &[], "none of the rules asked for is in force");
}

#[test]
fn a_place_that_answers_too_little_is_stopped() {
    let second = "[[rule]]\nid = \"P-2\"\ntopic = \"paper\"\ntitle = \"t\"\ntable = \"network\"\nrequire = \"edr\"\nseverity = \"high\"\n";
    let half = folder(SHEET, &format!("{RULE}{second}"));
    assert_eq!(run(&half, &[]), (0, String::new()));
    assert_eq!(run(&half, &["--min-completeness", "50"]), (0, String::new()), "half is not less than half");
    let (code, said) = run(&half, &["--min-completeness", "50.1", "--fail-on", "never"]);
    assert_eq!(code, 1);
    assert!(
        said.contains("1 place answers less than 50.1% of what the rules ask, by weight: Adams County, OH"),
        "{said}"
    );
    assert_eq!(run(&half, &["--min-completeness", "60", "--quiet"]), (1, String::new()));
    // A place that must be there and sent nothing answers nothing.
    assert_eq!(run(&half, &["--min-completeness", "1", "--expect", "DE"]).0, 1);
    for wrong in ["101", "-1", "much", "nan"] {
        let (code, said) = run(&half, &[&format!("--min-completeness={wrong}")]);
        assert!(code == 2 && said.contains("give a number from 0 to 100"), "{wrong}: {said}");
    }
}

#[test]
fn places_are_rows_only_where_a_format_has_them() {
    let (code, said) = run(&folder(SHEET, RULE), &["--by", "place", "--format", "json"]);
    assert_eq!((code, said.trim_end()), (2, "pollworthy: --by place is for --format csv"));
}
