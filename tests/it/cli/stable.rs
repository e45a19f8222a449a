//! What docs/stability.md promises: ids of rules, keys of the JSON report, fingerprints, editions of the score, exit codes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value as Json;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn report(arguments: &[&str]) -> Json {
    let run = Command::new(env!("CARGO_BIN_EXE_pollworthy"))
        .args(["audit", "--format", "json", "--no-config", "--fail-on", "never"])
        .args(arguments)
        .current_dir(root())
        .output()
        .unwrap();
    serde_json::from_slice(&run.stdout).unwrap()
}

/// The reports whose keys and fingerprints are promised.
fn reports() -> [Json; 2] {
    [
        report(&["inventories", "--as-of", "2026-11-01", "--since", "inventories/us-2018", "--redact", "public"]),
        report(&["inventories/example-county", "--as-of", "2026-11-01", "--set", "max_age_years=12"]),
    ]
}

/// A list that is kept: lines may be added to it, none may go. `FROZEN=overwrite` adds those of today.
fn kept(name: &str, now: &BTreeSet<String>) {
    let path = root().join("tests/cases/stable").join(name);
    let before = fs::read_to_string(&path).unwrap_or_default();
    let before: BTreeSet<String> = before.lines().map(String::from).collect();
    if std::env::var("FROZEN").is_ok_and(|word| word == "overwrite") {
        let all: Vec<&str> = before.union(now).map(String::as_str).collect();
        fs::write(path, all.join("\n") + "\n").unwrap();
        return;
    }
    let gone: Vec<&String> = before.difference(now).collect();
    let new: Vec<&String> = now.difference(&before).collect();
    assert!(gone.is_empty(), "{name}: docs/stability.md promises that these stay: {gone:#?}");
    assert!(new.is_empty(), "{name}: new, and promised from now on; FROZEN=overwrite adds them: {new:#?}");
}

/// Every key below a value with the kinds of what it holds, as `findings[].rule string`.
fn keys(value: &Json, path: &str, all: &mut BTreeMap<String, BTreeSet<&'static str>>) {
    let kind = match value {
        Json::Null => "null",
        Json::Bool(_) => "boolean",
        Json::Number(_) => "number",
        Json::String(_) => "string",
        Json::Array(_) => "array",
        Json::Object(_) => "object",
    };
    all.entry(path.to_owned()).or_default().insert(kind);
    match value {
        Json::Array(values) => values.iter().for_each(|value| keys(value, &format!("{path}[]"), all)),
        Json::Object(map) => {
            for (key, value) in map {
                // Ids of rules, names of tables and of params are keys too; they are data.
                let is_word =
                    key.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
                let key = if is_word && !path.ends_with("set") && !path.ends_with("tables") { key } else { "*" };
                keys(value, &format!("{path}.{key}"), all);
            }
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

#[test]
fn the_keys_of_the_json_report_stay() {
    let mut all = BTreeMap::new();
    reports().iter().for_each(|report| keys(report, "", &mut all));
    // Of a state office: what it is to call, and what could not be read.
    let state = ["tests/cases/desk", "--expect", "tests/cases/desk.csv", "--as-of", "2026-11-22"];
    keys(&report(&state), "", &mut all);
    let lines = all.into_iter().flat_map(|(path, kinds)| kinds.into_iter().map(move |kind| format!("{path} {kind}")));
    kept("report-1.txt", &lines.collect());
}

#[test]
fn the_book_says_what_every_key_of_the_report_is() {
    let standings = [".action_needed", ".not_shown", ".meets_the_rules", ".nothing_to_read"];
    let mut kinds: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in fs::read_to_string(root().join("tests/cases/stable/report-1.txt")).unwrap().lines() {
        let (path, kind) = line.rsplit_once(' ').unwrap();
        let path = standings.iter().fold(path.to_owned(), |path, standing| path.replace(standing, ".*"));
        kinds.entry(path.trim_start_matches('.').to_owned()).or_default().insert(kind.to_owned());
    }
    // What holds others is told by what it holds.
    kinds.values_mut().for_each(|kinds| kinds.retain(|kind| kind != "array" && kind != "object"));
    kinds.retain(|_, kinds| !kinds.is_empty());
    let page = fs::read_to_string(root().join("docs/json.md")).unwrap();
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `"));
    let told: BTreeMap<String, BTreeSet<String>> = rows
        .map(|row| {
            let (path, rest) = row.split_once("` | ").unwrap();
            let (kinds, meaning) = rest.split_once(" | ").unwrap();
            assert!(meaning.len() > 8, "{row}");
            (path.to_owned(), kinds.split(" or ").map(str::to_owned).collect())
        })
        .collect();
    assert_eq!(told.keys().collect::<Vec<_>>(), kinds.keys().collect::<Vec<_>>());
    for (path, kinds) in kinds {
        assert!(kinds.is_subset(&told[&path]), "{path}: {kinds:?}");
    }
}

#[test]
fn the_keys_of_the_json_forecast_stay() {
    let run = Command::new(env!("CARGO_BIN_EXE_pollworthy"))
        .args(["forecast", "inventories/example-county", "--as-of", "2026-11-01", "--format", "json", "--no-config"])
        .current_dir(root())
        .output()
        .unwrap();
    let mut all = BTreeMap::new();
    keys(&serde_json::from_slice(&run.stdout).unwrap(), "", &mut all);
    let lines = all.into_iter().flat_map(|(path, kinds)| kinds.into_iter().map(move |kind| format!("{path} {kind}")));
    kept("forecast-1.txt", &lines.collect());
}

#[test]
fn a_finding_keeps_its_fingerprint() {
    let of = |report: &Json| -> Vec<String> {
        let findings = report["findings"].as_array().unwrap();
        findings.iter().map(|finding| finding["fingerprint"].as_str().unwrap().to_owned()).collect()
    };
    let all: BTreeSet<String> = of(&reports()[1]).into_iter().collect();
    assert!(all.len() > 20);
    kept("fingerprints.txt", &all);
}

#[test]
fn an_id_of_a_rule_is_never_given_to_another() {
    let mut ids = BTreeSet::new();
    for file in ["baseline.toml", "federal-assistance.toml"] {
        let text = fs::read_to_string(root().join("rules").join(file)).unwrap();
        let rules: toml::Table = text.parse().unwrap();
        for rule in rules["rule"].as_array().unwrap() {
            let word = |key: &str| rule[key].as_str().unwrap_or_default().to_owned();
            // A rule may be worded anew; what it is about stays.
            ids.insert(format!("{} {} {}", word("id"), word("topic"), word("table")));
        }
    }
    kept("rule-ids.txt", &ids);
}

#[test]
fn the_page_names_what_the_program_has() {
    let page = fs::read_to_string(Path::new(&root()).join("docs/stability.md")).unwrap();
    let [report, _] = reports();
    let (schema, edition) = (&report["schema"], &report["settings"]["scoring"]);
    for word in [schema.as_str().unwrap(), edition.as_str().unwrap()] {
        assert!(page.contains(&format!("`{word}`")), "docs/stability.md does not name {word}");
    }
    let help = Command::new(env!("CARGO_BIN_EXE_pollworthy")).arg("--help").output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    for code in 0..=3 {
        assert!(page.contains(&format!("| {code} |")), "docs/stability.md has no exit code {code}");
        assert!(help.contains(&format!(" {code} ")), "--help has no exit code {code}");
    }
}
