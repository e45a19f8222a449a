//! State law: clauses beside rules, each cited, each on its days; they change no verdict.

use std::process::Command;

use pollworthy::place::STATES;
use pollworthy::rules::law::{Compared, InForce, LAWS, Required, StateLaw, Subject};
use pollworthy::rules::{BUILT_IN, RuleBook};
use pollworthy::words::value::Day;
use serde_json::Value as Json;

use crate::support::folder::{Folder, baseline};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

// The files inside the binary

fn inside() -> Vec<StateLaw> {
    let book = baseline();
    let ids: Vec<&str> = book.rules.iter().map(|rule| rule.id.as_str()).collect();
    let read =
        LAWS.iter().map(|(name, text)| StateLaw::read(name, text, Some(&ids)).map_err(|error| error.to_string()));
    read.collect::<Result<_, _>>().unwrap()
}

#[test]
fn every_file_inside_is_read_and_every_clause_attaches_to_a_rule_and_says_where_it_can_be_read() {
    let all = inside();
    assert!(!all.is_empty());
    for law in &all {
        assert!(STATES.iter().any(|state| state.code == law.state), "{}", law.origin);
        for clause in &law.clauses {
            assert!(
                clause.url.starts_with("https://") && !clause.source.trim().is_empty(),
                "{} {}",
                law.state,
                clause.code
            );
            assert!(clause.asks.ends_with('.'), "{} {}: one sentence", law.state, clause.code);
        }
        for none in &law.none {
            assert!(none.url.starts_with("https://") && !none.source.trim().is_empty(), "{}", law.state);
        }
    }
    baseline().laws.check(&baseline().rules).unwrap();
}

#[test]
fn every_file_of_the_folder_is_inside_once_and_in_order() {
    let folder = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("rules/law");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| format!("law/{}", entry.unwrap().file_name().to_string_lossy()))
        .filter(|name| name.ends_with(".toml"))
        .collect();
    files.sort();
    assert_eq!(LAWS.iter().map(|(name, _)| *name).collect::<Vec<_>>(), files);
}

#[test]
fn the_law_inside_goes_with_the_baseline_and_with_what_extends_it() {
    let read = |text: &str| RuleBook::read("my.toml", text, &[], day("2026-11-22")).unwrap();
    assert!(baseline().laws.of("TX").is_some());
    assert!(read("[ruleset]\nextends = ['baseline']\n").laws.of("TX").is_some());
    assert!(read(RULE).laws.of("TX").is_none());
    assert!(baseline().laws.of("XE").is_none());
    assert!(RuleBook::read(BUILT_IN[1].0, BUILT_IN[1].1, &[], day("2026-11-22")).unwrap().laws.is_empty());
}

// Days

const RULE: &str =
    "[[rule]]\nid = 'PT-001'\ntopic = 't'\ntitle = 'T'\ntable = 'equipment'\nrequire = 'vvpat'\nseverity = 'low'\n";

const LAW: &str = r#"
state      = "XE"
checked_on = 2026-11-22
covered    = ["paper-record"]

[[clause]]
rule     = "PT-001"
code     = "XE Code 12-301"
in_force = { since = 2026-09-01 }
until    = 2028-06-30
asks     = "Every machine leaves paper."
compared = "same"
url      = "https://law.example.org/12-301"
source   = "XE Code, title 12"
"#;

fn law(text: &str) -> StateLaw {
    StateLaw::read("law/XE.toml", text, None).map_err(|error| error.to_string()).unwrap()
}

#[test]
fn a_clause_holds_from_its_first_day_to_its_last() {
    let law = law(LAW);
    let on = |text: &str| law.on("PT-001", day(text)).count();
    assert_eq!(["2026-08-31", "2026-09-01", "2028-06-30", "2028-07-01"].map(on), [0, 1, 1, 0]);
    assert_eq!(law.on("PT-002", day("2027-01-01")).count(), 0);
    let says = |text: &str| law.says(Subject::PaperRecord, &["PT-001"], day(text)).name();
    assert_eq!(
        ["2026-08-31", "2026-09-01", "2028-06-30", "2028-07-01"].map(says),
        ["not-in-force", "required", "required", "not-in-force"]
    );
    assert_eq!(law.says(Subject::Audit, &["PR-004"], day("2027-01-01")), Required::NotCovered);
}

#[test]
fn a_day_on_which_it_was_in_force_says_nothing_of_the_days_before() {
    let law = law(&LAW.replace("since = 2026-09-01", "by = 2019-06-30").replace("\"same\"", "\"less\""));
    let says = |text: &str| law.says(Subject::PaperRecord, &["PT-001"], day(text));
    assert_eq!(says("2019-06-29"), Required::NotCovered);
    let known = Required::Yes { in_force: InForce::By(day("2019-06-30")), less: true, code: "XE Code 12-301".into() };
    assert_eq!(says("2019-06-30"), known);
    assert_eq!(law.clauses[0].compared, Compared::Less);
}

#[test]
fn that_no_law_was_found_is_not_that_nobody_looked() {
    let none = "state = 'XE'\nchecked_on = 2026-11-22\ncovered = ['audit']\n[[none]]\nsubject = 'audit'\n\
                by = 2024-01-10\nurl = 'https://a.example.org'\nsource = 'A table'\n";
    let law = law(none);
    assert_eq!(law.says(Subject::Audit, &["PR-004"], day("2026-11-22")), Required::NoneFound(day("2024-01-10")));
    assert_eq!(law.says(Subject::PaperRecord, &["PT-001"], day("2026-11-22")), Required::NotCovered);
}

// Mistakes

/// What is said of a file that is right but for one change.
#[track_caller]
fn says(from: &str, to: &str, wanted: &str) {
    assert!(LAW.contains(from), "{from}");
    let rules: &[&str] = &["PT-001", "PT-002", "PR-004"];
    let said =
        StateLaw::read("law/XE.toml", &LAW.replacen(from, to, 1), Some(rules)).expect_err("a mistake").to_string();
    let first: Vec<&str> = said.lines().filter(|line| line.starts_with("law/XE.toml")).collect();
    assert_eq!(first, [format!("law/XE.toml:{wanted}")], "{said}");
}

#[test]
fn every_mistake_is_reported_at_its_place() {
    says("until ", "untl  ", "10:1: a clause has no key \"untl\"; did you mean \"until\"?");
    says("\"XE\"", "\"Texas\"", "2:14: there is no state \"Texas\"; did you mean \"TX\"?");
    says("\"XE\"", "\"TX\"", "2:14: the law of TX belongs in a file called TX.toml, and this is law/XE.toml");
    says("\"PT-001\"", "\"PT-01\"", "7:12: there is no rule PT-01; did you mean PT-001?");
    says("\"same\"", "\"sames\"", "12:12: compared \"sames\" is not known; did you mean \"same\"?");
    says("{ since = 2026-09-01 }", "{ }", "9:12: in_force has neither since nor by");
    says("2026-09-01 }", "2026-09-01, by = 2026-01-01 }", "9:22: in_force has since or by, not both");
    says("until    = 2028-06-30", "until    = 2026-08-31", "10:12: until is before the day it is in force, 2026-09-01");
    says("https://law", "http://law", "13:12: url is an address that begins with https://");
    says("[\"paper-record\"]", "[\"paper\"]", "4:15: subject \"paper\" is not known; did you mean \"paper-record\"?");
    let open = "\"audit\" is covered, but no clause and no [[none]] is about it: what cannot be cited is not covered";
    says("[\"paper-record\"]", "[\"paper-record\", \"audit\"]", &format!("4:31: {open}"));
    says(
        "rule     = \"PT-001\"\ncode",
        "rule     = \"PR-004\"\ncode",
        &format!("4:15: {}", open.replace("audit", "paper-record")),
    );
}

#[test]
fn what_a_clause_must_have_is_asked_for() {
    for (line, why) in [
        ("asks", ""),
        ("code", ""),
        ("rule", ""),
        ("compared", ""),
        ("url", ": leave out what cannot be cited"),
        ("source", ": leave out what cannot be cited"),
    ] {
        let kept: Vec<&str> = LAW.lines().filter(|kept| !kept.starts_with(line)).collect();
        let said = StateLaw::read("law/XE.toml", &kept.join("\n"), None).unwrap_err().to_string();
        assert!(said.starts_with(&format!("law/XE.toml:6:1: this clause has no {line}{why}\n")), "{said}");
        assert_eq!(said.matches("law/XE.toml").count(), 1, "{said}");
    }
}

#[test]
fn all_mistakes_are_reported_in_one_run() {
    let clause = &LAW[LAW.find("[[clause]]").unwrap()..];
    let text = format!("{}{clause}", LAW.replace("2026-11-22", "'x'").replace("\"same\"", "\"equal\""));
    let text =
        format!("{text}{clause}[[none]]\nsubject = 'audit'\nby = 2024-01-01\nurl = 'https://a.b'\nsource = 's'\n");
    let said = StateLaw::read("law/XE.toml", &text, Some(&["PT-001"])).unwrap_err().to_string();
    let lines: Vec<&str> = said.lines().filter(|line| line.starts_with("law/XE.toml:")).collect();
    assert_eq!(lines.len(), 4, "{said}");
    assert!(lines[0].contains("checked_on is a date"), "{said}");
    assert!(lines[1].contains("compared \"equal\""), "{said}");
    assert!(lines[2].ends_with("XE Code 12-301 is attached to PT-001 twice from one day"), "{said}");
    assert!(lines[3].ends_with("a none settles its subject, and covered does not name \"audit\""), "{said}");
}

// What a rules file names

/// Runs the program in a folder.
fn run(folder: &Folder, columns: &str, args: &[&str]) -> (Option<i32>, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_pollworthy"))
        .args(args)
        .env("COLUMNS", columns)
        .current_dir(folder.path(".."))
        .output()
        .unwrap();
    let said = [run.stdout, run.stderr].concat();
    (run.status.code(), String::from_utf8(said).unwrap())
}

const SHEET: &str = "jurisdiction,state,equipment_type,quantity,vvpat\nXE:001,XE,dre,4,no\nXE:001,XE,dre,2,yes\n";
const LAYER: &str = "[ruleset]\nname = 'ours'\nversion = '1'\nextends = ['baseline']\nlaw = ['law/XE.toml']\n";

fn county() -> Folder {
    Folder::of("equipment.csv", SHEET).with("../rules.toml", LAYER).with("../law/XE.toml", LAW)
}

fn json(folder: &Folder, day: &str, rules: &[&str]) -> Json {
    let args = [&["audit", "here", "--format", "json", "--as-of", day], rules].concat();
    serde_json::from_str(&run(folder, "80", &args).1).unwrap()
}

const OURS: &[&str] = &["--rules", "rules.toml"];

#[test]
fn a_clause_is_under_the_basis_from_its_day_on() {
    let folder = county();
    let page = |day: &str, args: &[&str]| {
        let args = [&["explain", "PT-001", "--rules", "rules.toml", "--as-of", day], args].concat();
        let page = run(&folder, "120", &args).1;
        page.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let clause = "state law XE Code 12-301: required since 1 September 2026 until 30 June 2028 (asks the same): \
                  Every machine leaves paper. https://law.example.org/12-301";
    for place in [["--state", "XE"], ["--place", "XE:001"]] {
        assert!(page("2026-09-01", &place).contains(clause), "{}", page("2026-09-01", &place));
        let before = page("2026-08-31", &place);
        let to_come =
            "state law XE Code 12-301: from 1 September 2026 until 30 June 2028 (asks the same): Every machine";
        assert!(before.contains(to_come), "{before}");
        let after = page("2028-07-01", &place);
        assert!(after.contains("state law XE: no known law asks this on 1 July 2028"), "{after}");
    }
    let other = page("2026-09-01", &["--state", "XF"]);
    assert!(other.contains("state law XF: its law on paper records is not covered here"), "{other}");
    assert!(page("2026-09-01", &[]).contains("pollworthy explain PT-001 --state "), "which states have some is said");
}

#[test]
fn a_report_tells_the_clauses_in_force_and_the_file() {
    let folder = county();
    let report = json(&folder, "2026-09-01", OURS);
    let law = |report: &Json| {
        let rules = report["rules"].as_array().unwrap();
        rules.iter().find(|rule| rule["id"] == "PT-001").unwrap()["law"].clone()
    };
    let wanted = serde_json::json!([{
        "state": "XE", "code": "XE Code 12-301", "since": "2026-09-01", "until": "2028-06-30",
        "asks": "Every machine leaves paper.", "compared": "same",
        "url": "https://law.example.org/12-301", "source": "XE Code, title 12"
    }]);
    assert_eq!(law(&report), wanted);
    assert_eq!(law(&json(&folder, "2026-08-31", OURS)), Json::Null);
    let file = report["files"].as_array().unwrap().iter().find(|file| file["role"] == "law").unwrap();
    assert_eq!(file["path"], "law/XE.toml");
    assert_eq!(file["sha256"], pollworthy::words::digest::sha256(LAW.as_bytes()));
    let plan = run(
        &folder,
        "80",
        &["audit", "here", "--rules", "rules.toml", "--as-of", "2026-09-01", "--format", "action-plan"],
    )
    .1;
    assert!(plan.contains("state law: XE Code 12-301: required since 1 September 2026"), "{plan}");
}

#[test]
fn a_report_that_tells_of_law_can_be_verified() {
    let folder = county();
    let to = "json=report.json";
    run(&folder, "80", &["audit", "here", "--rules", "rules.toml", "--as-of", "2026-09-01", "--format", to]);
    let (code, said) = run(&folder, "80", &["verify", "report.json"]);
    assert_eq!(code, Some(0), "{said}");
    let folder = folder.with("../law/XE.toml", LAW.replace("Every machine", "Each machine"));
    let (code, said) = run(&folder, "80", &["verify", "report.json"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("law/XE.toml"), "{said}");
}

/// A report without what speaks of law, of files and of digests.
fn judged(mut report: Json) -> Json {
    for key in ["rules", "files", "evidence", "settings", "ruleset"] {
        report.as_object_mut().unwrap().remove(key);
    }
    for state in
        report["lists"].as_array_mut().unwrap().iter_mut().flat_map(|list| list["states"].as_array_mut().unwrap())
    {
        state.as_object_mut().unwrap().remove("law");
    }
    report
}

#[test]
fn law_changes_no_verdict_and_no_score() {
    let with = json(&county(), "2026-09-01", OURS);
    let without =
        json(&county().with("../rules.toml", LAYER.replace("law = ['law/XE.toml']\n", "")), "2026-09-01", OURS);
    assert_ne!(with["rules"], without["rules"]);
    assert_eq!(serde_json::to_string(&judged(with)).unwrap(), serde_json::to_string(&judged(without)).unwrap());
}

#[test]
fn the_law_of_a_state_inside_goes_with_its_counties() {
    let folder = Folder::of("equipment.csv", "jurisdiction,equipment_type,quantity,vvpat\n48453,dre,4,no\n");
    let report = json(&folder, "2026-11-22", &[]);
    let roles: Vec<&str> =
        report["files"].as_array().unwrap().iter().filter_map(|file| file["role"].as_str()).collect();
    assert_eq!(roles.iter().filter(|role| **role == "law").count(), 1, "the law of no other state is read");
    let said = report.to_string();
    assert!(said.contains("Texas Election Code 129.003"), "{said}");
    assert!(!json(&folder, "2026-08-31", &[]).to_string().contains("Texas Election Code 129.003"));
}

#[test]
fn mistakes_in_a_file_that_a_rules_file_names_are_reported_with_its_own() {
    let folder = county()
        .with("../law/XE.toml", LAW.replace("PT-001", "PT-01"))
        .with("../rules.toml", format!("{LAYER}lw = 1\n"));
    let (code, said) = run(&folder, "80", &["rules", "check", "--rules", "rules.toml"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("law/XE.toml:7:12: there is no rule PT-01; did you mean PT-001?"), "{said}");
    assert!(said.contains("rules.toml:6:1: ruleset has no key \"lw\"; did you mean \"law\"?"), "{said}");
    let folder = county().with("../rules.toml", LAYER.replace("XE", "XX"));
    let said = run(&folder, "80", &["rules", "check", "--rules", "rules.toml"]).1;
    assert!(said.contains("rules.toml:5:8: the law in \"law/XX.toml\" cannot be read: "), "{said}");
}

// The list

/// Texas lacks paper, Nevada too, and so does a state that is made up.
fn nation() -> Folder {
    let row = |place: &str| format!("{place},dre,4,no\n{place},dre,2,yes\n");
    let rows = ["48453", "32003", "XE:001"].map(row).concat();
    Folder::of("equipment.csv", format!("jurisdiction,equipment_type,quantity,vvpat\n{rows}")).with(
        "../bare.toml",
        format!("{}[list.paper-trail]\nlacking = ['PT-001']\n", RULE.replace("'t'", "'paper-trail'")),
    )
}

#[test]
fn the_list_tells_what_each_states_law_asks() {
    let folder = nation();
    let page = |columns: &str, args: &[&str]| run(&folder, columns, &[&["states", "here"], args].concat()).1;
    let narrow = page("80", &["--as-of", "2026-11-22"]);
    let flat = narrow.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("TX since 2026-09-01"), "{narrow}");
    assert!(narrow.lines().all(|line| line.chars().count() <= 80), "{narrow}");
    let wide = page("140", &["--as-of", "2026-11-22"]);
    assert!(wide.contains("by state law") && wide.contains("required since 2026-09-01"), "{wide}");
    assert!(wide.lines().all(|line| line.chars().count() <= 140), "{wide}");
    let before = page("140", &["--as-of", "2026-08-31"]);
    assert!(before.contains("nothing known yet") && !before.contains("2026-09-01"), "{before}");
    let bare = page("140", &["--as-of", "2026-11-22", "--rules", "bare.toml"]);
    assert!(!bare.contains("by state law"), "rules without law say nothing of it: {bare}");
}

#[test]
fn lists_in_json_and_html_tell_it_too() {
    let folder = nation();
    let report = json(&folder, "2026-11-22", &[]);
    let list = report["lists"].as_array().unwrap().iter().find(|list| list["list"] == "paper-trail").unwrap();
    let of = |state: &str| {
        list["states"].as_array().unwrap().iter().find(|line| line["state"] == state).unwrap()["law"].clone()
    };
    let wanted =
        serde_json::json!({ "status": "required", "since": "2026-09-01", "code": "Texas Election Code 129.003" });
    assert_eq!(of("TX"), wanted);
    assert_eq!(of("XE"), Json::Null, "of a state that is made up there is nothing to look through");
    let others = report["lists"].as_array().unwrap().iter().filter(|list| list["list"] != "paper-trail");
    assert!(others.flat_map(|list| list["states"].as_array().unwrap()).all(|line| line.get("law").is_none()));
    let page = run(&folder, "80", &["audit", "here", "--as-of", "2026-11-22", "--format", "html"]).1;
    assert!(page.contains("by state law") && page.contains("required since 2026-09-01"));
}

// The page

#[test]
fn the_page_tells_every_clause_and_which_states_are_not_covered() {
    let folder = county();
    let page =
        |args: &[&str]| run(&folder, "80", &[&["rules", "list", "--law", "--as-of", "2026-08-31"], args].concat()).1;
    let all = page(&[]);
    for law in inside() {
        assert!(all.contains(&format!(" ({}) ", law.state)), "{}", law.state);
    }
    for subject in Subject::ALL {
        let open: Vec<&str> = STATES
            .iter()
            .filter(|state| state.fips <= "56")
            .map(|state| state.code)
            .filter(|state| !inside().iter().any(|law| law.state == *state && law.covers(subject)))
            .collect();
        let mut open = open;
        open.sort_unstable();
        if !open.is_empty() {
            let flat = all.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(flat.contains(&format!("({}): {}.", open.len(), open.join(" "))), "{all}");
        }
    }
    let own = page(&["--rules", "rules.toml", "--state", "XE"]);
    assert!(own.contains("XE Code 12-301: from 1 September 2026 until 30 June 2028 (asks the"), "{own}");
    assert!(own.contains("https://law.example.org/12-301\n") && own.contains("Read in: XE Code, title 12"), "{own}");
    assert!(own.contains("Audits (1): XE. Certification (1): XE."), "{own}");
    assert!(
        own.contains("does not mean that it has no such law")
            || own.replace("\n              ", " ").contains("does not mean that it has no such law"),
        "{own}"
    );
    assert!(!own.contains("Texas"), "{own}");
    let (code, said) = run(&folder, "80", &["rules", "list", "--state", "TX"]);
    assert_eq!(code, Some(2), "{said}");
}
