//! Pages that programs read: the JSON report, SARIF, GitLab and OSCAL, each walked to its end.

use std::collections::BTreeSet;

use pollworthy::report::Report;
use pollworthy::report::v1;
use serde_json::Value as Json;

fn list<'a>(of: &'a Json, key: &str) -> &'a Vec<Json> {
    of[key].as_array().unwrap_or_else(|| panic!("no list {key}"))
}

fn word<'a>(of: &'a Json, key: &str) -> &'a str {
    of[key].as_str().unwrap_or_else(|| panic!("no text {key}"))
}

/// The JSON report is read back, and has every finding and place.
pub(super) fn json(page: &str, report: &Report) {
    let wire: Json = serde_json::from_str(page).unwrap();
    assert_eq!(list(&wire, "jurisdictions").len(), report.places.len());
    let redacted = wire["settings"]["redact"].is_string();
    match v1::Report::read("report.json", page.as_bytes()) {
        Ok(_) => assert!(!redacted),
        Err(why) => assert!(redacted, "{why}"),
    }
    v1::Head::read(page.as_bytes()).unwrap();
}

pub(super) fn sarif(page: &str) {
    let log: Json = serde_json::from_str(page).unwrap();
    assert_eq!(word(&log, "version"), "2.1.0");
    for run in list(&log, "runs") {
        let rules = list(&run["tool"]["driver"], "rules");
        for rule in rules {
            assert!(!word(rule, "id").is_empty());
            assert!(!word(&rule["help"], "markdown").contains('<'), "{rule}");
        }
        let mut prints = BTreeSet::new();
        for result in list(run, "results") {
            let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
            assert_eq!(rule["id"], result["ruleId"]);
            assert!(["error", "warning", "note", "none"].contains(&word(result, "level")));
            assert!(["fail", "open"].contains(&word(result, "kind")));
            prints.insert(word(&result["partialFingerprints"], "primaryLocationLineHash"));
            let text = word(&result["message"], "text");
            assert!(!text.replace("\\[", "").replace("\\]", "").contains(['[', ']']), "a link: {text}");
            assert!(!text.replace("{{", "").replace("}}", "").contains(['{', '}']), "a placeholder: {text}");
            for location in result["locations"].as_array().into_iter().flatten() {
                let uri = &location["physicalLocation"]["artifactLocation"]["uri"];
                let bare = |c: char| c.is_ascii_alphanumeric() || "-._~/%".contains(c);
                assert!(uri.as_str().is_none_or(|uri| uri.chars().all(bare)), "{uri}");
            }
        }
        assert_eq!(prints.len(), list(run, "results").len(), "each its own");
    }
}

pub(super) fn gitlab(page: &str) {
    let issues: Json = serde_json::from_str(page).unwrap();
    let issues = issues.as_array().unwrap();
    let mut prints = BTreeSet::new();
    for issue in issues {
        assert!(["info", "minor", "major", "critical", "blocker"].contains(&word(issue, "severity")));
        assert!(!word(issue, "description").is_empty() && !word(issue, "check_name").is_empty());
        assert!(!word(&issue["location"], "path").is_empty());
        assert!(issue["location"]["lines"]["begin"].as_u64().unwrap() > 0);
        prints.insert(word(issue, "fingerprint"));
    }
    assert_eq!(prints.len(), issues.len(), "each its own");
}

/// OSCAL: no text is blank, every UUID is one, none stands for two things, and what is referred to is there.
pub(super) fn oscal(page: &str) {
    let document: Json = serde_json::from_str(page).unwrap();
    let (mut own, mut meant) = (BTreeSet::new(), BTreeSet::new());
    walk(&document, "", &mut own, &mut meant);
    let unknown: Vec<&&str> = meant.difference(&own).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

fn walk<'a>(of: &'a Json, key: &str, own: &mut BTreeSet<&'a str>, meant: &mut BTreeSet<&'a str>) {
    match of {
        Json::Object(fields) => fields.iter().for_each(|(key, value)| walk(value, key, own, meant)),
        Json::Array(items) => {
            assert!(!items.is_empty(), "an empty list {key}");
            items.iter().for_each(|item| walk(item, key, own, meant));
        }
        Json::String(text) => {
            assert!(!text.trim().is_empty(), "an empty text {key}");
            if key == "uuid" || key.ends_with("-uuid") || key.ends_with("-uuids") {
                let groups: Vec<usize> = text.split('-').map(str::len).collect();
                assert_eq!(groups, [8, 4, 4, 4, 12], "{text}");
                assert!(text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit()), "{text}");
            }
            match key {
                "uuid" => assert!(own.insert(text), "{text} stands for two things"),
                "party-uuids" | "observation-uuid" | "risk-uuid" | "subject-uuid" | "actor-uuid" => {
                    meant.insert(text);
                }
                "class" => assert!(text.split_whitespace().count() == 1, "{key} is no token: {text:?}"),
                _ => {}
            }
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}
