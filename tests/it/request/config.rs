//! The file of defaults: what it says is taken where the command line says nothing, and it is named wherever it was.

use std::process::Command;

use pollworthy::request::config::Config;
use serde_json::Value as Json;

use crate::support::folder::Folder;

const SHEET: &str = "jurisdiction,equipment_type,vvpat\n39001,dre,no\n39003,dre,\n";

const RULES: &str = r#"
[params]
years = 10
[[rule]]
id = "P-1"
topic = "paper"
title = "t"
table = "equipment"
require = "vvpat"
severity = "medium"
[[rule]]
id = "P-2"
topic = "age"
title = "t"
table = "equipment"
require = "first_used_on > as_of - interval :years year"
severity = "low"
"#;

const CONFIG: &str = r#"
paths = ["here"]
rules = "law/rules.toml"
waivers = "law/waivers.toml"
set = { years = 12 }
only = ["paper"]
fail_on = "medium"
"#;

/// A folder with records, rules and waivers, and a file of defaults beside them.
fn folder(config: &str) -> Folder {
    Folder::of("equipment.csv", SHEET)
        .with("../law/rules.toml", RULES)
        .with("../law/waivers.toml", "")
        .with("../pollworthy.toml", config)
        .with("../elsewhere/empty.txt", "")
}

/// The exit code, stdout and stderr of a run in a folder.
fn run_in(folder: &Folder, within: &str, args: &[&str]) -> (i32, String, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_pollworthy"))
        .args(args)
        .args(["--as-of", "2026-11-22"])
        .current_dir(folder.path(within))
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (run.status.code().unwrap(), text(run.stdout), text(run.stderr))
}

fn report(folder: &Folder, within: &str, args: &[&str]) -> (i32, Json) {
    let (code, out, said) = run_in(folder, within, &[&["audit", "--format", "json"], args].concat());
    (code, serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {said}")))
}

fn rules(report: &Json) -> Vec<&str> {
    report["rules"].as_array().unwrap().iter().map(|rule| rule["id"].as_str().unwrap()).collect()
}

#[test]
fn every_command_takes_what_it_says() {
    let folder = folder(CONFIG);
    let (code, of) = report(&folder, "..", &[]);
    assert_eq!((code, rules(&of)), (1, vec!["P-1"]), "medium stops, and age is not asked about");
    assert_eq!(of["settings"]["params"][0]["value"], "12");
    assert_eq!(of["settings"]["set"]["years"], "12");
    assert_eq!(of["settings"]["config"], "pollworthy.toml");
    let role = |role: &str| {
        let files = of["files"].as_array().unwrap();
        let found = files.iter().find(|file| file["role"] == role);
        found.unwrap_or_else(|| panic!("no {role}"))["path"].as_str().unwrap().to_owned()
    };
    assert_eq!(role("config"), "pollworthy.toml");
    assert_eq!((role("rules"), role("waivers")), ("law/rules.toml".to_owned(), "law/waivers.toml".to_owned()));
    for args in [&["audit"][..], &["audit", "--state", "OH", "--place", "39001"], &["explain", "39001"]] {
        let (_, page, said) = run_in(&folder, "..", args);
        assert!(page.contains("defaults from"), "{args:?}: {page}{said}");
        assert!(page.contains("pollworthy.toml"), "{args:?}: {page}{said}");
    }
    assert!(
        run_in(&folder, "..", &["audit", "--format", "markdown"]).1.contains("defaults from <code>pollworthy.toml")
    );
    assert!(run_in(&folder, "..", &["states", "--list", "paper"]).1.contains("defaults from"));
    assert!(run_in(&folder, "..", &["rules", "list"]).1.contains("P-1"));
    assert!(run_in(&folder, "..", &["rules", "check"]).1.starts_with("law/rules.toml"));
    assert!(run_in(&folder, "..", &["waivers", "list"]).1.starts_with("law/waivers.toml"));
    assert!(run_in(&folder, "..", &["read", "--format", "table"]).1.starts_with("here: 1 file and 2 rows read"));
}

#[test]
fn the_command_line_wins() {
    let folder = folder(CONFIG);
    assert_eq!(report(&folder, "..", &["--fail-on", "high"]).0, 0, "although high is what it would be anyway");
    let bare = |args: &[&str]| run_in(&folder, "..", args).0;
    assert_eq!((bare(&["here", "--fail-on", "high"]), bare(&["here"])), (0, 1), "a bare path too");
    assert_eq!(rules(&report(&folder, "..", &["--only", "age"]).1), ["P-2"]);
    assert_eq!(report(&folder, "..", &["--set", "years=3"]).1["settings"]["params"][0]["value"], "3");
    let (code, _, said) = run_in(&folder, "..", &["audit", "elsewhere"]);
    assert!(code == 3 && said.contains("elsewhere contains no inventory"), "{said}");
    let (_, of) = report(&folder, "..", &["--no-config", "here"]);
    assert_eq!(of["settings"]["config"], Json::Null);
    assert!(rules(&of).contains(&"PT-001"));
    let (code, _, said) = run_in(&folder, "..", &["audit", "--no-config", "--config", "pollworthy.toml"]);
    assert!(code == 2 && said.contains("cannot be used with"), "{said}");
}

#[test]
fn its_paths_begin_at_its_own_folder() {
    let folder = folder(CONFIG);
    let (code, of) = report(&folder, "../elsewhere", &["--config", "../pollworthy.toml"]);
    assert_eq!((code, rules(&of)), (1, vec!["P-1"]));
    assert_eq!(of["settings"]["paths"][0], "../here");
    assert_eq!(of["settings"]["config"], "../pollworthy.toml");
    // One that lies elsewhere is not looked for.
    let (code, _, said) = run_in(&folder, "../elsewhere", &["audit"]);
    assert!(code == 3 && said.contains("There is no file called inventories here"), "{said}");
    let (code, _, said) = run_in(&folder, "..", &["audit", "--config", "no.toml"]);
    assert!(code == 2 && said.starts_with("pollworthy: no.toml: the file of defaults cannot be read"), "{said}");
}

#[test]
fn what_it_does_not_know_is_refused_with_all_its_places() {
    let wrong = "pathes = ['here']\nfail_on = 'hihg'\nstrict = 'yes'\nonly = []\nmin_completeness = 101\nplace = ' '\n";
    let (code, _, said) = run_in(&folder(wrong), "..", &["audit"]);
    assert_eq!(code, 2);
    for line in [
        "pollworthy.toml:1:1: a file of defaults has no key \"pathes\"; did you mean \"paths\"?",
        "pollworthy.toml:2:11: fail_on \"hihg\" is not known; did you mean \"high\"?",
        "pollworthy.toml:3:10: strict is true or false, and this is text",
        "pollworthy.toml:4:8: only is empty; leave it out",
        "pollworthy.toml:5:20: min_completeness is a whole number from 1 to 100",
        "pollworthy.toml:6:9: place is empty",
    ] {
        assert!(said.contains(line), "{line}\n{said}");
    }
    let (code, _, said) = run_in(&folder("set = { yeers = 1 }\nrules = 'law/rules.toml'"), "..", &["audit", "here"]);
    assert!(code == 2 && said.contains("there is no param yeers; did you mean years?"), "{said}");
    assert!(Config::read("c.toml", "").unwrap().paths.is_empty());
}

#[test]
fn gates_are_closed_by_it() {
    let quiet = "rules = 'law/rules.toml'\nfail_on = 'never'\n";
    let code = |more: &str| run_in(&folder(&format!("{quiet}{more}")), "..", &["audit", "here"]).0;
    assert_eq!(code(""), 0);
    assert_eq!(code("min_completeness = 100"), 1);
    let unknown = "rules = 'law/rules.toml'\nonly = ['age']\nfail_on = 'low'\n";
    let open = |more: &str| run_in(&folder(&format!("{unknown}{more}")), "..", &["audit", "here"]).0;
    assert_eq!((open(""), open("fail_on_unknown = true")), (0, 1));
    let noted = folder(&format!("{quiet}strict = true")).with("equipment.csv", SHEET.replace("no", "maybe"));
    assert_eq!(run_in(&noted, "..", &["audit", "here"]).0, 2);
    assert_eq!(run_in(&noted, "..", &["read", "here"]).0, 2);
    assert_eq!(run_in(&noted, "..", &["audit", "here", "--no-config", "--fail-on", "never"]).0, 0);
}

#[test]
fn what_init_writes_is_taken_in_its_folder() {
    let folder = Folder::new();
    assert_eq!(run_in(&folder, "..", &["init", "office"]).0, 0);
    let folder = folder.with("../office/inventories/equipment.csv", SHEET);
    let (_, of) = report(&folder, "../office", &[]);
    let layer = of["files"].as_array().unwrap().iter().find(|file| file["path"] == "rules.toml");
    assert_eq!(layer.unwrap()["role"], "rules");
    assert_eq!(of["settings"]["waivers"], "waivers.toml");
}
