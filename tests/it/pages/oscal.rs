//! OSCAL: documents that NIST's schema accepts, with no id twice and no reference into nothing, which count what the report counts.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::{Value as Json, json};

use super::formats::{Audit, hostile};
use crate::support::folder::Folder;

/// NIST's schema of all models, version 1.2.3, in the public domain: `oscal_complete_schema.json` of its release.
static SCHEMA: LazyLock<Validator> = LazyLock::new(|| {
    let path = root().join("tests/fixtures/oscal-complete-1.2.3.schema.json.gz");
    let mut text = String::new();
    flate2::read::GzDecoder::new(std::fs::File::open(path).unwrap()).read_to_string(&mut text).unwrap();
    let mut schema: Json = serde_json::from_str(&text).unwrap();
    // The parts have ids that only say again where they are; a validator would look for them elsewhere.
    schema["definitions"].as_object_mut().unwrap().values_mut().for_each(without_ids);
    jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
});

fn without_ids(schema: &mut Json) {
    match schema {
        Json::Object(fields) => {
            if fields.get("$id").is_some_and(Json::is_string) {
                fields.remove("$id");
            }
            fields.values_mut().for_each(without_ids);
        }
        Json::Array(all) => all.iter_mut().for_each(without_ids),
        _ => {}
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn run(folder: &std::path::Path, args: &[&str]) -> String {
    let run = Command::new(env!("CARGO_BIN_EXE_pollworthy"))
        .args(["audit", "--no-config", "--quiet"])
        .args(args)
        .env_remove("GITHUB_STEP_SUMMARY")
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(matches!(run.status.code(), Some(0..=2)), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

/// The same audit as a report, as assessment results and as a plan.
struct Documents {
    report: Json,
    results: Json,
    plan: Json,
}

impl Documents {
    fn of(page: impl Fn(&str) -> String) -> Self {
        let json = |format: &str| serde_json::from_str(&page(format)).unwrap();
        Self { report: json("json"), results: json("oscal"), plan: json("oscal-poam") }
    }

    fn run(folder: &std::path::Path, args: &[&str]) -> Self {
        Self::of(|format| run(folder, &[args, &["--format", format]].concat()))
    }

    fn inventory(args: &[&str]) -> Self {
        Self::run(&root(), args)
    }

    fn result(&self) -> &Json {
        &self.results["assessment-results"]["results"][0]
    }

    fn observations(&self) -> Vec<&Json> {
        list(&self.result()["observations"])
    }

    fn items(&self) -> Vec<&Json> {
        list(&self.plan["plan-of-action-and-milestones"]["poam-items"])
    }

    fn risks(&self) -> Vec<&Json> {
        list(&self.plan["plan-of-action-and-milestones"]["risks"])
    }

    /// Both documents are valid, whole, and count what the report counts.
    #[track_caller]
    fn hold(&self) {
        for document in [&self.results, &self.plan] {
            let mistakes: Vec<String> = SCHEMA
                .iter_errors(document)
                .take(5)
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert!(mistakes.is_empty(), "{mistakes:#?}");
            let (mut ids, mut references) = (BTreeMap::new(), BTreeSet::new());
            uuids(document, &mut ids, &mut references);
            let twice: Vec<_> = ids.iter().filter(|(_, count)| **count > 1).collect();
            assert!(twice.is_empty(), "{twice:?}");
            let lost: Vec<_> = references.iter().filter(|reference| !ids.contains_key(*reference)).collect();
            assert!(lost.is_empty(), "{lost:?}");
        }
        let findings = list(&self.report["findings"]);
        for verdict in ["fail", "unknown", "waived"] {
            let listed = findings.iter().filter(|finding| finding["verdict"] == verdict).count();
            let of = |one: &&&Json| prop(one, "verdict") == Some(verdict) && prop(one, "findings-left-out").is_none();
            assert_eq!(self.observations().iter().filter(of).count(), listed, "{verdict}");
        }
        let places = list(&self.report["jurisdictions"]);
        let results = |verdict: &str| -> BTreeSet<(String, String)> {
            let of = |place: &&Json| {
                let id = place["id"].as_str().unwrap().to_owned();
                let rules = list(&place["rules"]).into_iter().filter(|result| result["verdict"] == verdict);
                rules.map(|result| (id.clone(), result["rule"].as_str().unwrap().to_owned())).collect::<Vec<_>>()
            };
            places.iter().flat_map(of).collect()
        };
        let named = |all: Vec<&Json>| -> BTreeSet<(String, String)> {
            let name = |one: &Json| (prop(one, "place").unwrap().to_owned(), prop(one, "rule").unwrap().to_owned());
            let (count, names): (usize, BTreeSet<_>) = (all.len(), all.into_iter().map(name).collect());
            assert_eq!(count, names.len());
            names
        };
        assert_eq!(named(list(&self.result()["findings"])), results("fail"));
        for (verdict, name) in
            [("fail", "rules-not-met"), ("unknown", "rules-not-answered"), ("waived", "rules-waived")]
        {
            let count = prop(self.result(), name).unwrap();
            assert_eq!(count, results(verdict).len().to_string());
        }
        let unknown: Vec<&Json> =
            self.observations().into_iter().filter(|one| prop(one, "verdict") == Some("unknown")).collect();
        let seen: BTreeSet<(String, String)> = unknown
            .iter()
            .map(|one| (prop(one, "place").unwrap().to_owned(), prop(one, "rule").unwrap().to_owned()))
            .collect();
        assert!(results("unknown").is_subset(&seen), "what is not answered is observed");
        let with = |status: &str| self.items().into_iter().filter(|one| prop(one, "status") == Some(status)).collect();
        assert_eq!(named(with("open")), results("fail"));
        assert_eq!(named(with("not-answered")), results("unknown"));
        // A rule that is met only because a waiver covers the rest is a deviation too.
        let covered = |result: &&Json| {
            result["verdict"] == "waived" || result["verdict"] == "pass" && result["waived"].as_u64() > Some(0)
        };
        let deviations: BTreeSet<(String, String)> = places
            .iter()
            .flat_map(|place| list(&place["rules"]).into_iter().filter(covered).map(move |result| (place, result)))
            .map(|(place, result)| {
                (place["id"].as_str().unwrap().to_owned(), result["rule"].as_str().unwrap().to_owned())
            })
            .collect();
        assert_eq!(named(with("waived")), deviations);
        let risks = |status: &str| self.risks().into_iter().filter(|risk| risk["status"] == status).collect();
        assert_eq!(named(risks("open")), results("fail"));
        assert_eq!(named(risks("deviation-approved")), deviations);
    }
}

fn list(of: &Json) -> Vec<&Json> {
    of.as_array().map(|all| all.iter().collect()).unwrap_or_default()
}

fn prop<'a>(of: &'a Json, name: &str) -> Option<&'a str> {
    list(&of["props"]).into_iter().find(|prop| prop["name"] == name)?["value"].as_str()
}

/// Every id that is given, with how often, and every one that is referred to.
fn uuids(value: &Json, ids: &mut BTreeMap<String, usize>, references: &mut BTreeSet<String>) {
    match value {
        Json::Object(fields) => {
            for (name, value) in fields {
                match (name.as_str(), value) {
                    ("uuid", Json::String(id)) => *ids.entry(id.clone()).or_default() += 1,
                    ("party-uuids", Json::Array(all)) => {
                        references.extend(all.iter().map(|id| id.as_str().unwrap().to_owned()));
                    }
                    (name, Json::String(id)) if name.ends_with("-uuid") => drop(references.insert(id.clone())),
                    ("href", Json::String(id)) if id.starts_with('#') => drop(references.insert(id[1..].to_owned())),
                    _ => uuids(value, ids, references),
                }
            }
        }
        Json::Array(all) => all.iter().for_each(|value| uuids(value, ids, references)),
        _ => {}
    }
}

/// The texts that readers take for Markdown, by the names of their fields.
fn read_as_markdown<'a>(value: &'a Json, texts: &mut Vec<&'a str>) {
    const FIELDS: [&str; 5] = ["title", "description", "remarks", "statement", "prose"];
    match value {
        Json::Object(fields) => {
            for (name, value) in fields {
                texts.extend(value.as_str().filter(|_| FIELDS.contains(&name.as_str())));
                read_as_markdown(value, texts);
            }
        }
        Json::Array(all) => all.iter().for_each(|value| read_as_markdown(value, texts)),
        _ => {}
    }
}

#[test]
fn the_schema_refuses() {
    for wrong in [
        json!({ "assessment-results": {} }),
        json!({ "plan-of-action-and-milestones": { "uuid": "x", "metadata": {}, "poam-items": [] } }),
    ] {
        assert!(!SCHEMA.is_valid(&wrong), "{wrong}");
    }
}

#[test]
fn the_shipped_inventories_are_valid_documents() {
    let county = Documents::inventory(&["inventories/example-county", "--as-of", "2026-11-22"]);
    county.hold();
    assert!(list(&county.result()["findings"]).len() > 5 && county.risks().len() > 5);
    let few = ["--max-in-report", "1000"];
    let waived = ["inventories/us-2018", "--as-of", "2018-07-31", "--waivers", "rules/waivers-us-2018.toml"];
    let nation = Documents::inventory(&[&waived[..], &few].concat());
    nation.hold();
    let deadlines: Vec<&str> = nation.risks().iter().filter_map(|risk| risk["deadline"].as_str()).collect();
    assert!(deadlines.contains(&"2099-12-31T00:00:00Z"), "{deadlines:?}");
    Documents::inventory(&["inventories", "--as-of", "2026-11-01", few[0], few[1], "--expect", "XE"]).hold();
}

#[test]
fn no_text_of_the_records_is_refused_or_breaks_out() {
    let audit = hostile();
    let documents = Documents::of(|format| audit.said(format, &[]));
    documents.hold();
    for document in [&documents.results, &documents.plan] {
        let mut texts = Vec::new();
        read_as_markdown(document, &mut texts);
        assert!(texts.len() > 50);
        for text in texts {
            assert!(
                !text.contains(['<', '>', '`', '[', ']', '*', '@']) && !text.to_lowercase().contains("www."),
                "{text}"
            );
        }
        let whole = document.to_string();
        assert!(!whole.contains(['\u{202e}', '\u{2066}', '\u{fffe}']) && !whole.contains("\\u00"));
    }
    let blank =
        "asset_id,jurisdiction,equipment_type,vvpat,manufacturer\n\u{a0},39001,dre,no,\u{3000}\n\" . \",39001,dre,,x\n";
    let folder = Folder::of("blank.csv", blank).with("../waivers.toml", "");
    let audit = Audit { folder };
    Documents::of(|format| audit.said(format, &[])).hold();
}

#[test]
fn a_place_that_sent_nothing_is_observed_and_never_satisfied() {
    let folder = Folder::of("equipment.csv", "jurisdiction,equipment_type,vvpat\n39001,dre,yes\n")
        .with("network.csv", "\u{0}\u{1}\u{2}not a table")
        .with("broken.xlsx", "PK\u{3}\u{4}broken");
    let around = folder.path("..");
    let documents = Documents::run(&around, &["here", "--as-of", "2026-11-22", "--expect", "RI"]);
    documents.hold();
    let silent = |one: &&Json| prop(one, "standing") == Some("nothing-to-read");
    assert_eq!(documents.observations().into_iter().filter(silent).count(), 5, "the counties of Rhode Island");
    let unread = documents.observations().into_iter().filter(|one| prop(one, "notice").is_some()).count();
    assert!(unread > 0, "what could not be read is there");
    assert!(!documents.results.to_string().contains("\"satisfied\""));
}

const RULE: &str = "[[rule]]\nid = '1.P'\ntopic = 'paper'\ntitle = 't'\ntable = 'equipment'\nrequire = 'vvpat'\n\
                    severity = 'high'\n";

#[test]
fn a_plan_has_an_item_even_where_there_is_nothing_to_do() {
    let folder =
        Folder::of("equipment.csv", "jurisdiction,equipment_type,vvpat\n39001,dre,yes\n").with("../rules.toml", RULE);
    let documents = Documents::run(&folder.path(".."), &["here", "--as-of", "2026-11-22", "--rules", "rules.toml"]);
    documents.hold();
    let items = documents.items();
    assert_eq!((items.len(), prop(items[0], "status")), (1, Some("nothing-to-do")));
    assert!(documents.observations().is_empty() && documents.result()["observations"].is_null());
}

#[test]
fn ids_stay_when_rows_move_and_days_pass() {
    let row = |id: &str| format!("{id},39001,dre,no\n");
    let audit = |rows: &str, day: &str, threads: &str| {
        let sheet = format!("asset_id,jurisdiction,equipment_type,vvpat\n{rows}");
        let folder = Folder::of("equipment.csv", sheet).with("../rules.toml", RULE);
        let args = ["here", "--as-of", day, "--rules", "rules.toml", "--threads", threads];
        Documents::run(&folder.path(".."), &args)
    };
    let before = audit(&row("E-1"), "2026-11-22", "1");
    let after = audit(&(row("E-2") + &row("E-1")), "2027-01-01", "2");
    let ids = |documents: &Documents| -> BTreeSet<String> {
        documents.observations().iter().map(|one| one["uuid"].as_str().unwrap().to_owned()).collect()
    };
    assert!(ids(&before).is_subset(&ids(&after)) && ids(&after).len() == 2);
    let finding = |documents: &Documents| documents.result()["findings"][0]["uuid"].clone();
    assert_eq!(finding(&before), finding(&after));
    assert_ne!(before.results["assessment-results"]["uuid"], after.results["assessment-results"]["uuid"]);
    assert_eq!(before.results, audit(&row("E-1"), "2026-11-22", "2").results, "and nothing in it is by chance");
    let target = &before.result()["findings"][0]["target"];
    assert_eq!(target["target-id"], "_1.P", "an id that begins with a digit is no name in XML");
    assert_eq!(target["status"]["state"], "not-satisfied");
}

#[test]
fn what_is_left_out_is_counted() {
    let rows: String = (0..40).map(|at| format!("E-{at},39001,dre,{}\n", ["no", ""][at % 2])).collect();
    let sheet = format!("asset_id,jurisdiction,equipment_type,vvpat\n{rows}O-1,39003,dre,\n");
    let folder = Folder::of("equipment.csv", sheet).with("../rules.toml", RULE);
    let args = ["here", "--as-of", "2026-11-22", "--rules", "rules.toml", "--max-in-report", "5"];
    let documents = Documents::run(&folder.path(".."), &args);
    documents.hold();
    assert_eq!(prop(documents.result(), "findings-left-out"), Some("36"));
    assert!(documents.result()["remarks"].as_str().unwrap().starts_with("36 findings are counted and not shown here"));
    let finding = &documents.result()["findings"][0];
    assert_eq!(finding["related-observations"].as_array().unwrap().len(), 5);
    assert_eq!(finding["remarks"], "15 rows are not listed here");
    let counted: Vec<&str> =
        documents.observations().into_iter().filter_map(|one| prop(one, "findings-left-out")).collect();
    assert_eq!(counted, ["1"], "the other place is still observed");
}

#[test]
fn waivers_are_deviations_and_law_to_come_is_a_deadline() {
    let waivers = "[[waiver]]\nrule = 'PT-001'\nplace = '48001'\nasset = 'E-1'\nkind = 'mitigated'\n\
                   reason = 'hand count'\nowner = 'the clerk'\napproved_by = 'the board'\nticket = 'T-7'\n\
                   expires = 2027-06-30\n";
    let sheet =
        "asset_id,jurisdiction,equipment_type,vvpat,paper_record\nE-1,48001,dre,no,none\nE-2,48003,dre,no,none\n";
    let folder = Folder::of("equipment.csv", sheet).with("../waivers.toml", waivers);
    let args = ["here", "--as-of", "2026-08-01", "--waivers", "waivers.toml", "--only", "PT-001"];
    let documents = Documents::run(&folder.path(".."), &args);
    documents.hold();
    let risks = documents.risks();
    let of = |status: &str| *risks.iter().find(|risk| risk["status"] == status).unwrap();
    let waived = of("deviation-approved");
    assert_eq!(waived["deadline"], "2027-06-30T00:00:00Z");
    assert_eq!(waived["mitigating-factors"][0]["description"], "hand count");
    assert_eq!(prop(waived, "risk-adjusted"), Some("yes"));
    let response = waived["remediations"].as_array().unwrap().last().unwrap();
    assert_eq!(response["title"], "Waiver");
    assert_eq!(
        [prop(response, "owner"), prop(response, "approved-by"), prop(response, "ticket")].map(Option::unwrap),
        ["the clerk", "the board", "T-7"]
    );
    assert_eq!(of("open")["deadline"], "2026-09-01T00:00:00Z", "Texas Election Code 129.003");
    assert_eq!(of("open")["remediations"][0]["lifecycle"], "recommendation");
}

#[test]
fn a_document_for_the_public_is_valid_and_names_no_asset() {
    let args = ["inventories/example-county", "--as-of", "2026-11-22", "--redact", "public"];
    let documents = Documents::inventory(&args);
    documents.hold();
    assert!(documents.result()["local-definitions"]["inventory-items"].is_null());
    assert!(documents.result()["remarks"].as_str().unwrap().contains("what they find is not public"));
    assert!(!documents.results.to_string().contains("equipment.csv"));
}

#[test]
fn a_document_for_the_public_is_valid_even_where_no_rule_is_public() {
    let rule = "[ruleset]\nname = 'ours'\nversion = '1'\n[[rule]]\nid = 'R-1'\ntopic = 't'\ntitle = 'T'\ntable = 'equipment'\n\
                severity = 'low'\nrequire = 'vvpat'\n";
    let folder =
        Folder::of("equipment.csv", "jurisdiction,equipment_type,vvpat\n39001,dre,no\n").with("../rules.toml", rule);
    let args = ["here", "--as-of", "2026-11-22", "--rules", "rules.toml", "--redact", "public"];
    let documents = Documents::run(&folder.path(".."), &args);
    documents.hold();
    assert!(list(&documents.report["rules"]).is_empty());
}

#[test]
fn a_day_that_the_schema_does_not_have_is_written_as_the_nearest() {
    for (day, written) in [("1850-05-01", "1900-01-01"), ("1996-02-29", "1996-02-28"), ("2000-02-29", "2000-02-29")] {
        let folder = Folder::of("equipment.csv", "jurisdiction,equipment_type,vvpat\n39001,dre,no\n")
            .with("../rules.toml", RULE);
        let documents = Documents::run(&folder.path(".."), &["here", "--as-of", day, "--rules", "rules.toml"]);
        documents.hold();
        assert_eq!(documents.result()["start"], format!("{written}T00:00:00Z"));
        assert_eq!(prop(&documents.results["assessment-results"]["metadata"], "as-of"), Some(day));
    }
}
