//! A report for the public: no secret of the records in any format.
//!
//! Nor does anything tell which place breaks a rule that is not public; and every public fact is still there.

use std::fs;
use std::process::Command;

use pollworthy::pages::{FORMATS, Format};
use pollworthy::report::Report;
use pollworthy::schema::{Column, JURISDICTIONS, TableId};
use pollworthy::words::digest::sha256;
use pollworthy::words::value::Kind;
use serde_json::Value as Json;

use crate::support::book::text;
use crate::support::folder::Folder;
use crate::support::saved::{Sheet, xlsx};

const SECRET: &str = "zqsecret";

fn run(folder: &Folder, args: &[&str]) -> (i32, String, String) {
    let around = folder.path("x").ancestors().nth(2).unwrap().to_owned();
    let run = Command::new(env!("CARGO_BIN_EXE_pollworthy"))
        .args(args)
        .args(["--as-of", "2026-11-22"])
        .env("GITHUB_STEP_SUMMARY", around.join("summary.md"))
        .current_dir(around)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (run.status.code().unwrap(), text(run.stdout), text(run.stderr))
}

fn json(folder: &Folder, more: &[&str]) -> Json {
    let (_, out, said) = run(folder, &[&["audit", "here", "--format", "json"], more].concat());
    serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {said}"))
}

/// A cell of a column: a secret wherever a text may stand, and where a word may not, one that is not understood.
fn cell(table: TableId, column: &Column, place: &str, turn: usize) -> String {
    let secret = format!("{SECRET}-{}-{}-{turn}", table.table().name, column.name.replace('_', "-"));
    match (column.name, column.kind) {
        ("jurisdiction" | "id", _) => place.to_owned(),
        ("state" | "level" | "name" | "ocd_id", _) => String::new(),
        ("equipment_type", _) => "dre".to_owned(),
        ("in_service" | "used_standard", _) => "yes".to_owned(),
        ("service", _) => "network-sensor".to_owned(),
        (_, Kind::Text) => secret,
        ("first_used_on", _) => "2001".to_owned(),
        ("quantity" | "registered_voters", _) => "7".to_owned(),
        // Every other turn a word that cannot be understood, which a notice would quote.
        (_, Kind::Category | Kind::Boolean | Kind::Date | Kind::Integer | Kind::Number) if turn % 2 == 1 => secret,
        (_, Kind::Version) => format!("{SECRET}-4.2"),
        (_, Kind::Boolean) => "no".to_owned(),
        (_, Kind::Date) => "2019-01-02".to_owned(),
        (_, Kind::Integer | Kind::Number) => "3".to_owned(),
        (_, Kind::Category) => column.choices[0].name.to_owned(),
    }
}

fn sheet(table: TableId, places: &[&str]) -> String {
    let columns = table.columns();
    let mut text: Vec<String> = columns.iter().map(|column| column.name.to_owned()).collect();
    text.push(format!("{SECRET} header"));
    let mut sheet = text.join(",") + "\n";
    for (turn, place) in places.iter().enumerate() {
        let mut cells: Vec<String> = columns.iter().map(|column| cell(table, column, place, turn)).collect();
        cells.push(format!("{SECRET}-own"));
        sheet += &(cells.join(",") + "\n");
    }
    sheet
}

/// Records with a secret in every cell that may hold one, in names of files, folders and tabs, in rules, waivers and defaults.
fn planted(places: &[&str]) -> Folder {
    let mut folder = Folder::new();
    for table in TableId::all() {
        folder = folder.with(&format!("{SECRET}-folder/{}.csv", table.table().name), sheet(table, places));
    }
    let tab = format!("{SECRET} tab");
    let network = TableId::named("network").unwrap();
    let book = xlsx(&[Sheet::parsed(&tab, &sheet(network, places))]);
    let waiver = |rule: &str, place: &str| {
        format!(
            "[[waiver]]\nrule = '{rule}'\nplace = '{place}'\nkind = 'mitigated'\nreason = '{SECRET} reason'\nowner = '{SECRET} owner'\n\
             approved_by = '{SECRET} approver'\nticket = '{SECRET}-1'\nexpires = 2026-12-01\n"
        )
    };
    folder
        .with(&format!("{SECRET}-book.xlsx"), book)
        .with(&format!("{SECRET}-nameless.csv"), "asset_id,equipment_type,vvpat\na,dre,no\n")
        .with(&format!("{SECRET}-broken.csv"), format!("jurisdiction,equipment_type,notes\n39001,dre,\"{SECRET}\n"))
        .with(&format!("{SECRET}.pdf"), "%PDF-1.7")
        .with(&format!("../{SECRET}-law/law.toml"), "[ruleset]\nname = 'law'\nversion = '1'\nextends = ['baseline']\n")
        .with(&format!("../{SECRET}-waivers.toml"), waiver("PT-001", places[0]) + &waiver("NW-001", places[0]) + &waiver("SN-001", "39999"))
        .with(
            &format!("../{SECRET}-config.toml"),
            format!("rules = '{SECRET}-law/law.toml'\nwaivers = '{SECRET}-waivers.toml'\nexpect = ['OH']\nredact = 'public'\nexclude = ['{SECRET}-none']\n"),
        )
}

/// Runs in a format; what only goes to a file is read from there, whatever part of it.
fn drawn(folder: &Folder, args: &[&str], format: &Format<Report>) -> (i32, String, String) {
    if !format.only_to_file {
        return run(folder, &[args, &["--format", format.name]].concat());
    }
    let asked = format!("{}=drawn", format.name);
    let (code, _, said) = run(folder, &[args, &["--format", &asked]].concat());
    (code, text(&fs::read(folder.path("../drawn")).unwrap()), said)
}

const COUNTIES: [&str; 12] =
    ["39001", "39003", "39005", "39007", "39009", "39011", "39013", "39015", "39017", "39019", "39021", "39023"];

#[track_caller]
fn holds_no_secret(what: &str, text: &str) {
    let text = text.to_lowercase();
    let at = text.find(SECRET);
    let near = at.map(|at| text[..(at + 80).min(text.len())].chars().rev().take(200).collect::<Vec<_>>());
    assert!(at.is_none(), "{what}: {}", near.unwrap().into_iter().rev().collect::<String>());
}

#[test]
fn no_secret_of_the_records_is_in_any_format() {
    for places in [&COUNTIES[..], &COUNTIES[..2]] {
        let folder = planted(places);
        let config = format!("{SECRET}-config.toml");
        let whole = run(&folder, &["audit", "here", "--format", "json"]).1;
        assert!(whole.matches(SECRET).count() > 100, "they are in the whole report");
        for format in FORMATS {
            for more in
                [&[][..], &["--top", "all"], &["--place", places[0]], &["--max-findings", "all", "--state", "OH"]]
            {
                let args = ["audit", "here", "--config", &config, "--min-completeness", "99"];
                let (code, out, said) = drawn(&folder, &[&args[..], more].concat(), format);
                assert_eq!(code, 2, "what could not be read is in the exit code: {said}");
                assert!(out.len() > 20, "{}", format.name);
                holds_no_secret(&format!("{} {more:?}", format.name), &out);
                holds_no_secret(&format!("{} {more:?}, beside it", format.name), &said);
            }
        }
        let (_, out, said) = run(&folder, &["audit", "here", "--config", &config, "--format", "csv", "--by", "place"]);
        holds_no_secret("csv --by place", &(out + &said));
        holds_no_secret("job summary", &fs::read_to_string(folder.path("../summary.md")).unwrap());
        for list in ["paper-trail", "age"] {
            for columns in ["table", "json", "markdown"] {
                let args = ["states", "here", "--config", &config, "--list", list, "--format", columns];
                let (_, out, said) = run(&folder, &args);
                assert!(out.len() > 20, "{said}");
                holds_no_secret(&format!("states {list} {columns}"), &(out + &said));
            }
        }
    }
}

/// What a run says, without the digests of the files and the ids that documents have by them.
fn without_digests(text: &str, report: &Json) -> String {
    let mut text = text.to_owned();
    for model in ["assessment-results", "plan-of-action-and-milestones"] {
        if text.starts_with(&format!("{{\n  \"{model}\": ")) {
            let document: Json = serde_json::from_str(&text).unwrap();
            for id in [&document[model]["uuid"], &document[model]["results"][0]["uuid"]] {
                text = id.as_str().map_or(text.clone(), |id| text.replace(id, "UUID"));
            }
        }
    }
    for of in ["inventory", "rules"] {
        let digest = report["evidence"][of].as_str().unwrap();
        text = text.replace(digest, "DIGEST").replace(&digest[..8], "DIGEST");
    }
    // The heads of printed pages hold digests, and the policy of the page a digest of them.
    let mut parts = text.split("'sha256-");
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |text, part| text + "'DIGEST" + part.split_once('\'').map_or("", |(_, rest)| rest))
}

/// A machine of each of some counties; those that are bad are on the internet.
fn machines(places: usize, bad: usize) -> String {
    let wire = |at: usize| if at < bad { "internet" } else { "air-gapped" };
    let row = |(at, place): (usize, &&str)| format!("e,{place},dre,yes,2020,4,{}\n", wire(at));
    let rows: String = COUNTIES[..places].iter().enumerate().map(row).collect();
    format!("asset_id,jurisdiction,equipment_type,vvpat,first_used_on,quantity,connectivity\n{rows}")
}

/// Some counties, of which the first says this of a computer.
fn counties(places: usize, bad: usize, network: &str) -> Folder {
    let others: String = COUNTIES[1..places].iter().map(|place| format!("n,{place},workstation,,,\n")).collect();
    let network = format!("asset_id,jurisdiction,role,connectivity,edr,sensor\nn,39001,{network}\n{others}");
    Folder::of("equipment.csv", machines(places, bad)).with("network.csv", network)
}

#[test]
fn nobody_can_tell_which_place_breaks_a_rule_that_is_not_public() {
    for places in [12, 9, 1] {
        let bad = counties(places, 1, "workstation,county-lan,no,none");
        let good = counties(places, 0, "workstation,air-gapped,yes,albert");
        let whole = [&bad, &good].map(|folder| json(folder, &[]));
        let of = |report: &Json| {
            let places = report["jurisdictions"].as_array().unwrap();
            places.iter().find(|place| place["id"] == "39001").unwrap().clone()
        };
        assert_ne!(of(&whole[0])["standing"], of(&whole[1])["standing"], "all rules tell it");
        for format in FORMATS {
            for more in [&["--top", "all"][..], &["--place", "39001"]] {
                let args = [&["audit", "here", "--redact", "public"], more].concat();
                let said = |folder: &Folder, report: &Json| without_digests(&drawn(folder, &args, format).1, report);
                assert_eq!(said(&bad, &whole[0]), said(&good, &whole[1]), "{} {more:?} of {places}", format.name);
            }
        }
        let args = ["audit", "here", "--redact", "public", "--format", "csv", "--by", "place"];
        assert_eq!(run(&bad, &args).1, run(&good, &args).1);
    }
}

#[test]
fn counts_are_told_where_they_name_nobody() {
    let folder = |bad| counties(12, bad, "workstation,,,");
    let count = |bad: usize| {
        let report = json(&folder(bad), &["--redact", "public"]);
        let rules = report["redacted"]["counts"]["rules"].as_array().unwrap().clone();
        assert!(rules.iter().all(|rule| rule["id"] != "PT-001"), "public rules are not among them");
        let rule = rules.into_iter().find(|rule| rule["id"] == "NW-001").unwrap();
        (rule["not_met"]["low"].as_u64().unwrap(), rule["not_met"]["high"].as_u64().unwrap())
    };
    assert_eq!([0, 2, 3, 5, 9].map(count), [(0, 2), (0, 2), (3, 3), (5, 5), (9, 9)]);
    assert_eq!([10, 12].map(count), [(10, 12), (10, 12)]);
    let page = run(&folder(5), &["audit", "here", "--redact", "public"]).1;
    assert!(page.contains("not met in 5 of 12 counties"), "{page}");
    assert!(page.contains("Network and computer findings are given as counts only."), "{page}");
    assert!(
        run(&folder(1), &["audit", "here", "--redact", "public"]).1.contains("not met in fewer than 3 of 12 counties")
    );
    assert!(
        run(&folder(12), &["audit", "here", "--redact", "public"]).1.contains("not met in more than 9 of 12 counties")
    );
    let few = json(&counties(9, 5, "workstation,,,"), &["--redact", "public"]);
    assert_eq!(few["redacted"]["counts"], Json::Null);
}

#[test]
fn public_facts_stay_and_are_those_of_the_whole_report() {
    let folder = counties(12, 1, "workstation,,,");
    let sheet = fs::read_to_string(folder.path("equipment.csv")).unwrap().replace("39003,dre,yes", "39003,dre,no");
    let folder = folder.with("equipment.csv", sheet);
    let (whole, public) = (json(&folder, &[]), json(&folder, &["--redact", "public"]));
    assert_eq!(public["settings"]["redact"], "public");
    assert_eq!(public["evidence"], whole["evidence"], "the same records, and anybody can see that they are");
    assert_eq!(public["redacted"]["files"], 2);
    let trail = |report: &Json| {
        let lists = report["lists"].as_array().unwrap();
        lists.iter().find(|list| list["list"] == "paper-trail").unwrap().clone()
    };
    assert_eq!(trail(&public), trail(&whole));
    assert!(public["lists"].as_array().unwrap().iter().all(|list| list["list"] != "sensors"));
    let result = |report: &Json, rule: &str| {
        let places = report["jurisdictions"].as_array().unwrap();
        let place = places.iter().find(|place| place["id"] == "39003").unwrap();
        place["rules"].as_array().unwrap().iter().find(|result| result["rule"] == rule).cloned()
    };
    assert_eq!(result(&public, "PT-001"), result(&whole, "PT-001"));
    assert_eq!(result(&public, "NW-001"), None);
    assert!(whole["rules"].as_array().unwrap().len() > public["rules"].as_array().unwrap().len());
    let page = run(&folder, &["audit", "here", "--redact", "public"]).1;
    assert!(page.contains("Ashland") || page.contains("Allen"), "{page}");
    let sarif: Json =
        serde_json::from_str(&run(&folder, &["audit", "here", "--redact", "public", "--format", "sarif"]).1).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert!(results.iter().any(|result| result["ruleId"] == "PT-001" && result["kind"] == "fail"));
    // A report for the public of a report for the public is the same.
    assert_eq!(sha256(page.as_bytes()), sha256(run(&folder, &["audit", "here", "--redact", "public"]).1.as_bytes()));
}

#[test]
fn the_gate_is_that_of_the_whole_report() {
    let folder = counties(12, 1, "workstation,,,");
    assert_eq!(run(&folder, &["audit", "here", "--redact", "public", "--only", "NW-001"]).0, 1);
    assert_eq!(run(&folder, &["audit", "here", "--redact", "public", "--only", "NW-001", "--fail-on", "never"]).0, 0);
    let page = run(&folder, &["audit", "here", "--redact", "public", "--only", "NW-001"]).1;
    assert!(!page.contains("Adams"), "{page}");
    let (code, out, said) = run(&folder, &["states", "here", "--redact", "public", "--list", "sensors"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(said.contains("the list \"sensors\" is based on rules that are not public"), "{said}");
    let (code, _, said) = run(&folder, &["explain", "39001", "here", "--redact", "public"]);
    assert!(code == 2 && said.contains("unexpected argument '--redact'"), "{said}");
    run(&folder, &["audit", "here", "--redact", "public", "--format", "json=public.json"]);
    let around = folder.path("x").ancestors().nth(2).unwrap().to_owned();
    let verify = Command::new(env!("CARGO_BIN_EXE_pollworthy"))
        .args(["verify", "public.json", "here"])
        .current_dir(around)
        .output()
        .unwrap();
    assert_eq!(verify.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&verify.stderr).contains("leaves out what a second audit needs"));
}

#[test]
fn every_column_that_holds_text_is_planted() {
    let texts = |table: TableId| table.columns().iter().filter(|column| column.kind == Kind::Text).count();
    let planted: usize = TableId::all().map(|table| sheet(table, &["39001"]).matches(SECRET).count() - 2).sum();
    let open = TableId::all().map(|table| if table == JURISDICTIONS { 4 } else { 1 }).sum::<usize>();
    assert!(planted + open >= TableId::all().map(texts).sum(), "{planted}");
}
