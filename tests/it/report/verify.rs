//! `verify`: a report belongs to the files it was made from, with every setting, from any folder, and to no others.

use std::fs;
use std::process::Command;

use pollworthy::report::v1::Head;
use serde_json::Value as Json;

use crate::support::folder::Folder;
use crate::support::saved::{Sheet, utf16, windows, xlsx};

const SHEET: &str = "asset_id,jurisdiction,equipment_type,vvpat,first_used_on,quantity\n\
                     a,39001,dre,no,2006,2\nb,39001,scanner,,2019-05-01,1\nc,39003,dre,maybe,,\n";
const OFFICE: &str = "jurisdiction = '39001'\n[[jurisdictions]]\nid = '39001'\nregistered_voters = 1200\n";
const LAYER: &str = "[ruleset]\nname = 'ours'\nversion = '1'\nextends = ['baseline']\n[params]\nmax_age_years = 9\n";
const WAIVERS: &str = "[[waiver]]\nrule = 'PT-001'\nplace = '39001'\nkind = 'mitigated'\nreason = 'r'\nowner = 'o'\nexpires = 2027-01-01\n";
const MAPPING: &str = "[mapping]\nname = 'ours'\nknown_by = ['Code', 'Machines']\n[[rows]]\ntable = 'equipment'\n\
                       set = { jurisdiction = 'code', equipment_type = \"'dre'\", quantity = 'machines', vvpat = \"'no'\" }\n";

fn folder() -> Folder {
    Folder::of("equipment.csv", SHEET)
        .with("office.toml", OFFICE)
        .with("../rules/law.toml", LAYER)
        .with("../waivers.toml", WAIVERS)
        .with("../mapping.toml", MAPPING)
        .with("../sub/deep/empty.txt", "")
}

fn run(folder: &Folder, within: &str, args: &[&str]) -> (i32, String, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_pollworthy"))
        .args(args)
        .env("COLUMNS", "120")
        .current_dir(folder.path("x").ancestors().nth(2).unwrap().join(within))
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (run.status.code().unwrap(), text(run.stdout), text(run.stderr))
}

/// Writes a report of `here`, with these arguments, into `report.json`.
#[track_caller]
fn report(folder: &Folder, within: &str, args: &[&str]) {
    let all =
        [&["audit", "--as-of", "2026-11-22", "--fail-on", "never", "--quiet", "--format", "json=report.json"], args];
    let (code, _, said) = run(folder, within, &all.concat());
    assert_eq!(code, 0, "{args:?}: {said}");
}

#[track_caller]
fn matches(folder: &Folder, within: &str, args: &[&str]) {
    let (code, page, said) = run(folder, within, &[&["verify"], args].concat());
    assert!(code == 0 && page.starts_with("MATCHES    "), "{args:?}: {page}{said}");
    assert!(page.contains("the same report, byte for byte"), "{page}");
}

/// What `verify` says where the report does not belong to the files.
#[track_caller]
fn differs(folder: &Folder, args: &[&str]) -> (String, Json) {
    let (code, page, said) = run(folder, "", &[&["verify"], args].concat());
    assert!(code == 1 && page.starts_with("DOES NOT MATCH    "), "{page}{said}");
    let (code, wire, _) = run(folder, "", &[&["verify", "--format", "json"], args].concat());
    let wire: Json = serde_json::from_str(&wire).unwrap();
    assert_eq!((code, &wire["matches"]), (1, &Json::Bool(false)));
    (page, wire)
}

fn fates(wire: &Json) -> Vec<(String, String)> {
    let text = |of: &Json| of.as_str().unwrap().to_owned();
    let files = wire["files"].as_array().unwrap().iter();
    files.filter(|file| file["fate"] != "same").map(|file| (text(&file["fate"]), text(&file["path"]))).collect()
}

fn fate(fate: &str, path: &str) -> (String, String) {
    (fate.to_owned(), path.to_owned())
}

#[test]
fn a_report_holds_with_every_setting() {
    let list = "id\n39001\n39005\n";
    let folder = folder().with("../expected.csv", list);
    for args in [
        &["here"][..],
        &["here", "--max-findings", "all"],
        &["here", "--max-findings", "1"],
        &["here", "--waivers", "waivers.toml"],
        &["here", "--waivers", "waivers.toml", "--no-waivers"],
        &["here", "--set", "max_age_years=3", "--set", "max_age_years=12"],
        &["here", "--rules", "rules/law.toml"],
        &["here", "--rules", "federal-assistance"],
        &["here", "--only", "paper-trail,AG-001", "--skip", "PT-002"],
        &["here", "--state", "OH", "--expect", "OH"],
        &["here", "--expect", "expected.csv"],
        &["here", "--place", "Adams County, OH"],
        &["here", "--exclude", "office"],
        &["./here/"],
        &["here/equipment.csv", "here/office.toml"],
    ] {
        report(&folder, "", args);
        matches(&folder, "", &["report.json"]);
    }
    // No state is known of them: their lists have no state.
    let nowhere = Folder::of("equipment.csv", "asset_id,jurisdiction,equipment_type,vvpat\nM1,Somewhere,dre,no\n");
    report(&nowhere, "", &["here"]);
    matches(&nowhere, "", &["report.json"]);
    let mapped = Folder::of("counts.csv", "Code,Machines\n39001,4\n39003,x\n").with("../mapping.toml", MAPPING);
    for args in [&["here", "--map", "mapping.toml"][..], &["here", "--map", "mapping.toml", "--place", "39001"]] {
        report(&mapped, "", args);
        assert!(fs::read_to_string(mapped.path("../report.json")).unwrap().contains("\"role\": \"mapping\""));
        matches(&mapped, "", &["report.json"]);
    }
    let nameless = Folder::of("equipment.csv", "asset_id,equipment_type,vvpat\na,dre,no\n");
    report(&nameless, "", &["here", "--place", "39001"]);
    matches(&nameless, "", &["report.json"]);
    let book = xlsx(&[Sheet::parsed("equipment", SHEET)]);
    let book = Folder::of("book.xlsx", book);
    report(&book, "", &["here"]);
    matches(&book, "", &["report.json"]);
}

#[test]
fn it_holds_from_another_folder_and_for_files_that_were_moved() {
    let folder = folder();
    report(&folder, "", &["here", "--rules", "rules/law.toml", "--waivers", "waivers.toml"]);
    matches(&folder, "sub/deep", &["../../report.json", "--root", "../.."]);
    matches(&folder, "sub/deep", &["../../report.json", "../../here", "--root", "../.."]);
    let (code, _, said) = run(&folder, "sub/deep", &["verify", "../../report.json", "../../here"]);
    assert!(code == 2 && said.contains("rules/law.toml: the rules file cannot be read"), "{said}");
    fs::rename(folder.path(""), folder.path("../moved")).unwrap();
    matches(&folder, "", &["report.json", "moved"]);
    let moved = folder.path("x").ancestors().nth(2).unwrap().join("moved");
    matches(&folder, "", &["report.json", &moved.to_string_lossy()]);
    let (code, _, said) = run(&folder, "", &["verify", "report.json"]);
    assert!(code == 3 && said.contains("here: error: there is no such file or folder"), "{said}");
    fs::rename(moved, folder.path("")).unwrap();
    // Made in a folder below, and of where one stands.
    report(&folder, "sub", &["../here"]);
    matches(&folder, "", &["sub/report.json", "here"]);
    matches(&folder, "", &["sub/report.json", "--root", "sub"]);
    let within = "here";
    report(&folder, within, &["."]);
    fs::rename(folder.path("report.json"), folder.path("../report.json")).unwrap();
    matches(&folder, "", &["report.json", "here"]);
    report(&folder, "", &[&folder.path("").to_string_lossy()]);
    matches(&folder, "", &["report.json", "./here"]);
    // A place that the folder's name tells.
    let named = Folder::of("Adams County, OH/equipment.csv", "asset_id,equipment_type,vvpat\na,dre,no\n");
    report(&named, "", &["here/Adams County, OH"]);
    fs::rename(named.path("Adams County, OH"), named.path("elsewhere")).unwrap();
    matches(&named, "", &["report.json", "here/elsewhere"]);
}

#[test]
fn different_bytes_with_the_same_data_are_reported_and_match() {
    let same = [
        SHEET.replace('\n', "\r\n").into_bytes(),
        [b"\xEF\xBB\xBF", SHEET.as_bytes()].concat(),
        utf16(SHEET),
        windows(SHEET),
        SHEET.replace("dre", "\"dre\"").into_bytes(),
    ];
    for bytes in same {
        let folder = folder();
        report(&folder, "", &["here"]);
        if bytes == SHEET.as_bytes() {
            continue;
        }
        let quoted = bytes.contains(&b'"');
        let folder = folder.with("equipment.csv", bytes);
        if quoted {
            // Quotes move what stands after them on a line.
            let (page, wire) = differs(&folder, &["report.json"]);
            assert_eq!(fates(&wire), [fate("same-data", "here/equipment.csv")]);
            assert!(page.contains("same data   here/equipment.csv  different bytes"), "{page}");
            assert_eq!(wire["second"]["result"], "differs");
        } else {
            matches(&folder, "", &["report.json"]);
            let page = run(&folder, "", &["verify", "report.json"]).1;
            assert!(page.contains("same data   here/equipment.csv") && page.contains("1 of 2 input files"), "{page}");
        }
    }
}

#[test]
fn a_digest_of_rows_knows_no_columns_order_and_every_cell() {
    let digest_of = |name: &str, sheet: &str| {
        let folder = Folder::of(name, sheet);
        report(&folder, "", &["here"]);
        let recorded = Head::read(&fs::read(folder.path("../report.json")).unwrap()).unwrap();
        recorded.files.iter().find(|file| file.role == "inventory").unwrap().data_sha256.clone().unwrap()
    };
    let digest = |sheet: &str| digest_of("equipment.csv", sheet);
    let base = digest(SHEET);
    assert_eq!(digest_of("machines.csv", SHEET), base, "a name is no part of it");
    let turned = |text: &str, separator: &str| {
        text.lines().map(|line| line.split(',').rev().collect::<Vec<_>>().join(separator) + "\r\n").collect::<String>()
    };
    assert_eq!(digest(&turned(SHEET, ";")), base);
    assert_eq!(digest(&SHEET.replace("asset_id", "Asset ID").replace("2019-05-01", "5/1/2019")), base);
    let others = [
        SHEET.replace("a,39001", "x,39001"),
        SHEET.replace("39003", "39005"),
        SHEET.replace("2006", "2007"),
        SHEET.replace(",no,", ",yes,"),
        SHEET.replace(",no,", ",,"),
        SHEET.replace("2006,2", "2006,3"),
        format!("{SHEET}d,39001,dre,,,\n"),
        SHEET.lines().take(3).map(|line| format!("{line}\n")).collect(),
        "asset_id,jurisdiction,equipment_type,vvpat,first_used_on,quantity\nb,39001,scanner,,2019-05-01,1\n\
         a,39001,dre,no,2006,2\nc,39003,dre,maybe,,\n"
            .to_owned(),
    ];
    let mut all: Vec<String> = others.iter().map(|sheet| digest(sheet)).collect();
    all.push(base);
    let count = all.len();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), count, "each says something else");
    let places = |voters: &str| {
        digest_of("jurisdictions.csv", &format!("id,registered_voters,ir_plan_on\n39001,{voters},2026\n"))
    };
    assert_ne!(places("5"), places("6"));
    // The tabs of a workbook are one file.
    let book = |voters: &str, sheet: &str| {
        let office = format!("id,registered_voters,ir_plan_on\n39001,{voters},2026\n");
        let tabs = [Sheet::parsed("jurisdictions", &office), Sheet::parsed("equipment", sheet)];
        let folder = Folder::of("book.xlsx", xlsx(&tabs));
        report(&folder, "", &["here"]);
        let recorded = Head::read(&fs::read(folder.path("../report.json")).unwrap()).unwrap();
        recorded.files.iter().find(|file| file.role == "inventory").unwrap().data_sha256.clone().unwrap()
    };
    let base = book("5", SHEET);
    assert_eq!(book("5", SHEET), base);
    assert_ne!(book("6", SHEET), base);
    assert_ne!(book("5", &SHEET.replace("2006", "2007")), base);
}

#[test]
fn every_file_that_differs_is_reported() {
    let made = || {
        let folder = folder().with("old/network.csv", "jurisdiction,asset_id\n39001,n\n").with("gone.csv", SHEET);
        report(&folder, "", &["here", "--rules", "rules/law.toml", "--waivers", "waivers.toml"]);
        folder
    };
    let folder = made()
        .with("equipment.csv", SHEET.replace("no", "yes"))
        .with("new/network.csv", "jurisdiction,asset_id\n39001,m\n");
    fs::remove_file(folder.path("gone.csv")).unwrap();
    fs::rename(folder.path("old/network.csv"), folder.path("old/computers.csv")).unwrap();
    let (page, wire) = differs(&folder, &["report.json"]);
    let all = [
        fate("changed", "here/equipment.csv"),
        fate("missing", "here/gone.csv"),
        fate("new", "here/new/network.csv"),
        fate("renamed", "here/old/network.csv"),
    ];
    assert_eq!(fates(&wire), all);
    assert!(page.contains("now here/old/computers.csv") && page.contains("1 of 4 input files"), "{page}");
    assert!(page.contains("pollworthy diff report.json here"), "{page}");

    let folder = made()
        .with("../rules/law.toml", LAYER.replace('9', "8"))
        .with("../waivers.toml", WAIVERS.replace("'r'", "'s'"));
    let (page, wire) = differs(&folder, &["report.json"]);
    assert_eq!(fates(&wire), [fate("changed", "rules/law.toml"), fate("changed", "waivers.toml")]);
    assert!(page.contains("rules; not the bytes") && page.contains("not all the recorded ones"), "{page}");
    // A word in a comment: nothing that is said differs, and the file is another all the same.
    let folder = made().with("../rules/law.toml", format!("{LAYER}# a word\n"));
    let (page, wire) = differs(&folder, &["report.json"]);
    assert_eq!(wire["second"]["result"], "same-but-for-digests");
    assert!(page.contains("the same report but for the digests"), "{page}");
}

#[test]
fn the_file_of_defaults_is_one_of_the_files() {
    let folder = folder()
        .with("../pollworthy.toml", "paths = ['here']\nrules = 'rules/law.toml'\nset = { max_age_years = 11 }\n");
    report(&folder, "", &[]);
    matches(&folder, "", &["report.json"]);
    let folder = folder.with("../pollworthy.toml", "paths = ['here']\n");
    let (_, wire) = differs(&folder, &["report.json"]);
    assert_eq!(fates(&wire), [fate("changed", "pollworthy.toml")]);
    fs::remove_file(folder.path("../pollworthy.toml")).unwrap();
    assert_eq!(run(&folder, "", &["verify", "report.json"]).0, 1);
}

#[test]
fn a_report_that_was_edited_does_not_match() {
    let folder = folder();
    report(&folder, "", &["here"]);
    let whole = fs::read_to_string(folder.path("../report.json")).unwrap();
    let touched = |from: &str, to: &str| {
        assert!(whole.contains(from), "{from}");
        fs::write(folder.path("../report.json"), whole.replacen(from, to, 1)).unwrap();
        differs(&folder, &["report.json"])
    };
    let (page, wire) = touched("\"verdict\": \"fail\"", "\"verdict\": \"pass\"");
    assert!(page.contains("a different report, from line"), "{page}");
    let line = |of: &str| wire["second"][of].as_str().unwrap().to_owned();
    assert_eq!(line("then"), "\"verdict\": \"pass\",", "{wire}");
    assert_eq!(line("then").replace(": \"pass\"", ": \"fail\""), line("now"));
    let (_, wire) = touched("\"as_of\": \"2026-11-22\"", "\"as_of\": \"2014-11-22\"");
    assert_eq!(wire["second"]["result"], "differs");
    touched("{\n", "{ \"more\": 1,\n");
    touched("\n}", ", \"more\": 1}");
    touched("\"name\": \"pollworthy\"", "\"name\": \"poll worthy\"");
    let (page, wire) = touched("\"version\": \"", "\"version\": \"0.0.0-");
    assert_eq!(wire["second"]["result"], "same-but-for-version");
    assert!(page.contains("written by") && page.contains("the same report but for the version"), "{page}");
    let digest = |of: &str| serde_json::from_str::<Json>(&whole).unwrap()["evidence"][of].as_str().unwrap().to_owned();
    let (_, wire) = touched(&digest("inventory"), &digest("rules"));
    assert_eq!(wire["second"]["result"], "differs", "no file differs: the digest itself is told");
}

#[test]
fn the_layout_of_a_report_is_not_what_it_says() {
    let folder = folder();
    report(&folder, "", &["here"]);
    let whole = fs::read_to_string(folder.path("../report.json")).unwrap();
    let same = |laid_out: &str| {
        fs::write(folder.path("../report.json"), laid_out).unwrap();
        let (code, page, said) = run(&folder, "", &["verify", "report.json"]);
        assert!(code == 0 && page.contains("the same report in a different layout"), "{page}{said}");
        let (_, wire, _) = run(&folder, "", &["verify", "report.json", "--format", "json"]);
        let wire: Json = serde_json::from_str(&wire).unwrap();
        assert_eq!((&wire["matches"], &wire["second"]["result"]), (&Json::Bool(true), &"same-but-for-layout".into()));
    };
    same(&whole.replace('\n', "\r\n").replace("    {\"", "\t{ \""));
    same(&whole.replace("\": ", "\":").replace(",\n", ","));
}

#[test]
fn what_is_not_a_report_is_refused() {
    let folder = folder();
    report(&folder, "", &["here"]);
    let whole = fs::read_to_string(folder.path("../report.json")).unwrap();
    let refused = |bytes: &[u8], why: &str| {
        fs::write(folder.path("../other.json"), bytes).unwrap();
        let (code, out, said) = run(&folder, "", &["verify", "other.json"]);
        assert_eq!((code, out.as_str()), (2, ""), "{said}");
        assert!(said.starts_with("pollworthy: other.json: ") && said.contains(why), "{said}");
    };
    refused(b"", "it is not JSON");
    refused(SHEET.as_bytes(), "it is not JSON");
    refused(&whole.as_bytes()[..whole.len() / 2], "it is not JSON");
    refused(&utf16(&whole), "it is not UTF-8 text");
    refused(b"{}", "it is not a report: its \"schema\" is not \"pollworthy.report/1\"");
    refused(b"[1]", "it is not a report");
    refused(whole.replacen("report/1", "report/2", 1).as_bytes(), "it is not a report");
    refused(
        whole.replacen("\"no_waivers\"", "\"x\"", 1).as_bytes(),
        "it is not a whole report: missing field `no_waivers`",
    );
    refused(whole.replacen("\"as_of\": \"2026", "\"as_of\": \"x", 1).as_bytes(), "which is not a day");
    refused(format!("{{\"a\": {}", "[".repeat(100_000)).as_bytes(), "it is not JSON");
    let (code, _, said) = run(&folder, "", &["verify", "no.json"]);
    assert!(code == 2 && said.starts_with("pollworthy: no.json: the report cannot be read"), "{said}");
    let (code, _, said) = run(&folder, "", &["verify", "report.json", "here", "here"]);
    assert!(code == 2 && said.contains("report.json covers here; name the same number of paths"), "{said}");
    let (code, _, said) = run(&folder, "", &["verify", "report.json", "--only", "PT-001"]);
    assert!(code == 2 && said.contains("verify takes rules, waivers and all other settings from the report"), "{said}");
}

#[test]
fn a_report_of_before_it_said_whom_to_call_matches() {
    let folder = Folder::of("equipment.csv", SHEET)
        .with("jurisdictions.csv", "id,contact_name,contact_phone\n39001,A. Clerk,555-0101\n39003,,\n");
    report(&folder, "", &["here"]);
    let path = folder.path("../report.json");
    let now = fs::read_to_string(&path).unwrap();
    let (before, calls) = now.split_once("  \"calls\": [\n").unwrap();
    let (_, after) = calls.split_once("  ],\n").unwrap();
    let contact = r#""contact": {"name": "A. Clerk", "phone": "555-0101"}, "#;
    assert_eq!(before.matches(contact).count(), 1);
    fs::write(&path, format!("{}{after}", before.replace(contact, ""))).unwrap();
    let (code, page, said) = run(&folder, "", &["verify", "report.json"]);
    assert!(code == 0 && page.contains("the same report"), "{page}{said}");
}
