//! Reference tables: what is looked up, how forgivingly, and what a finding says of it.

use std::fs;
use std::path::Path;

use pollworthy::audit::audit;
use pollworthy::finding::Verdict;
use pollworthy::inventory::{Inventory, Options};
use pollworthy::pages::layout::{Paper, Top};
use pollworthy::report::Report;
use pollworthy::request::Request;
use pollworthy::rules::RuleBook;
use pollworthy::words::value::Day;

use crate::support::folder::{Folder, baseline};

const MODELS: &str = "maker,makers,model,models,made,since,best version\n\
                      Made-up Systems,MUS; Made Up Inc.,Scan 100,S-100;Scanner 100,no,2006,2.1\n\
                      Made-up Systems,MUS; Made Up Inc.,Scan 200,,yes,2015,3.0\n";

const LAW: &str = r#"
[reference.model]
file = "models.csv"
tables = ["equipment"]
match = { manufacturer = "maker", model = "model" }
aliases = { manufacturer = "makers", model = "models" }
columns = { made = "boolean", since = "integer", best_version = "version" }
"#;

fn load(law: &str, models: &str) -> Result<RuleBook, String> {
    let fetch = |name: &str| match name {
        "models.csv" => Ok((name.to_owned(), models.to_owned())),
        _ => Err("there is no such file".to_owned()),
    };
    RuleBook::load("law.toml", law, &fetch, &[], Day::new(2026, 11, 22).unwrap()).map_err(|error| error.to_string())
}

fn rule(require: &str) -> String {
    format!(
        "[[rule]]\nid = 'R'\ntopic = 't'\ntitle = 't'\ntable = 'equipment'\nrequire = \"{require}\"\nseverity = 'high'\n"
    )
}

fn judged(book: &RuleBook, rows: &str) -> Report {
    let folder =
        Folder::of("equipment.csv", format!("asset_id,jurisdiction,manufacturer,model,system_version\n{rows}"));
    let options = Options::new(vec![folder.path("")], book.as_of);
    let (ledger, read) = audit(Inventory::open(options), book, 1_000);
    Report::new(book, &ledger, read, Request::new(book.as_of))
}

/// What a rule says of each asset, by its id; those that pass are not named.
fn verdicts(report: &Report) -> Vec<(String, Verdict)> {
    let mut all: Vec<_> =
        report.findings.iter().map(|line| (line.finding.asset.to_string(), line.finding.verdict)).collect();
    all.sort();
    all
}

#[test]
fn an_asset_is_found_whatever_its_case_its_spaces_and_its_other_names() {
    let book = load(&format!("{LAW}{}", rule("model.made")), MODELS).unwrap();
    let rows = "a,39001,MADE-UP SYSTEMS,scan100,\nb,39001, mus ,S 100,\nc,39001,made up inc,Scanner-100,\nd,39001,Mus,SCAN 200,\n\
                e,39001,Mus,Scan 300,\nf,39001,,Scan 100,\ng,39001,Other,Scan 100,\n";
    let report = judged(&book, rows);
    let wanted = [("a", Verdict::Fail), ("b", Verdict::Fail), ("c", Verdict::Fail)].into_iter();
    let open = ["e", "f", "g"].map(|asset| (asset, Verdict::Unknown));
    let wanted: Vec<_> = wanted.chain(open).map(|(asset, verdict)| (asset.to_owned(), verdict)).collect();
    assert_eq!(verdicts(&report), wanted);
}

#[test]
fn a_finding_says_what_it_rests_on() {
    let book = load(&format!("{LAW}{}", rule("model.made")), MODELS).unwrap();
    let report = judged(&book, "a,39001,MUS,S-100,\nb,39001,MUS,S-900,\n");
    let seen = |asset: &str| -> Vec<(String, String, Option<String>)> {
        let found = report.findings.iter().find(|line| &*line.finding.asset == asset).unwrap();
        let seen = found.finding.seen.iter();
        seen.map(|seen| (seen.column.to_string(), seen.value.to_string(), seen.from.as_deref().map(str::to_owned)))
            .collect()
    };
    let own = |column: &str, value: &str| (column.to_owned(), value.to_owned(), None);
    let from = |value: &str, from: &str| ("model.made".to_owned(), value.to_owned(), Some(from.to_owned()));
    assert_eq!(seen("a"), [from("no", "models.csv:2"), own("manufacturer", "MUS"), own("model", "S-100")]);
    assert_eq!(seen("b"), [from("", "models.csv"), own("manufacturer", "MUS"), own("model", "S-900")]);
}

#[test]
fn columns_have_the_kinds_that_are_said_of_them_or_those_of_the_table() {
    for condition in [
        "model.since >= 2010",
        "system_version >= model.best_version",
        "model.since is null or model.made",
        "model.models like '%100%'",
        "lower(model.model) = 'scan 100'",
    ] {
        load(&format!("{LAW}{}", rule(condition)), MODELS).unwrap_or_else(|error| panic!("{condition}: {error}"));
    }
    let told = load(&format!("{LAW}{}", rule("model.since")), MODELS).unwrap_err();
    assert!(told.contains("a condition is yes or no, and this is a whole number"), "{told}");
    let told = load(&format!("{LAW}{}", rule("model.sinc > 3")), MODELS).unwrap_err();
    assert!(told.contains("model has no column \"sinc\"; did you mean model.since?"), "{told}");
    let told = load(&format!("{LAW}{}", rule("models.since > 3")), MODELS).unwrap_err();
    assert!(told.contains("nothing is called \"models\" here; there are jurisdiction.column, model.column"), "{told}");
}

#[test]
fn lines_of_one_name_that_differ_say_nothing_where_they_differ() {
    let twice = format!("{MODELS}MUS,,S-100,,no,2009,2.1\n");
    let book = load(&format!("{LAW}{}", rule("model.made")), &twice).unwrap();
    assert_eq!(book.references[0].doubles(), [(4, 2)]);
    assert_eq!(verdicts(&judged(&book, "a,39001,MUS,S-100,\n")), [("a".to_owned(), Verdict::Fail)]);
    let book = load(&format!("{LAW}{}", rule("model.since > 2000")), &twice).unwrap();
    assert_eq!(verdicts(&judged(&book, "a,39001,MUS,S-100,\n")), [("a".to_owned(), Verdict::Unknown)]);
    assert_eq!(verdicts(&judged(&book, "a,39001,MUS,Scan 100,\n")), []);
    let mut page = Vec::new();
    pollworthy::pages::rules::check(&book, None, &Paper::new(200, Top::Usual), &mut page).unwrap();
    let page = String::from_utf8(page).unwrap();
    let wanted = "NAMED TWICE  models.csv, line 4: line 2 already has one of its names; where the two differ, nothing is known\n";
    assert!(page.contains(wanted), "{page}");
}

#[test]
fn what_is_wrong_with_a_table_is_reported_before_any_data_is_read() {
    let told = |law: &str, models: &str| load(&format!("{law}{}", rule("true")), models).unwrap_err();
    let missing = told(&LAW.replace("models.csv", "modles.csv"), MODELS);
    assert!(
        missing.starts_with("law.toml:3:8: the reference table \"modles.csv\" cannot be read: there is no such file"),
        "{missing}"
    );
    let column = told(&LAW.replace("model = \"model\" }", "model = \"modle\" }"), MODELS);
    assert!(column.starts_with("law.toml:5:43: models.csv has no column \"modle\"; did you mean model?"), "{column}");
    let key = told(&LAW.replace("match = { manufacturer", "match = { manufacturr"), MODELS);
    assert!(key.contains("equipment has no column \"manufacturr\"; did you mean manufacturer?"), "{key}");
    let date = told(&LAW.replace("match = { manufacturer", "match = { first_used_on"), MODELS);
    assert!(date.contains("first_used_on is a date, and only text is looked up"), "{date}");
    let cell = told(LAW, &MODELS.replace(",no,", ",perhaps,"));
    assert_eq!(cell, "models.csv:2: column made: it \"perhaps\" is neither yes nor no");
    let empty = told(LAW, "");
    assert!(empty.contains("models.csv is empty: it has no header line"), "{empty}");
    let torn = told(LAW, "maker,model\n\"a,b\n");
    assert!(torn.contains("a quote opens"), "{torn}");
    let unknown = told(&LAW.replace("tables", "tabels"), MODELS);
    assert!(unknown.contains("a reference has no key \"tabels\"; did you mean \"tables\"?"), "{unknown}");
    let kind = told(&LAW.replace("\"integer\"", "\"whole\""), MODELS);
    assert!(kind.contains("kind \"whole\" is not known"), "{kind}");
}

#[test]
fn a_later_layer_names_a_newer_file() {
    let fetch = |name: &str| match name {
        "base" => Ok(("base".to_owned(), format!("{LAW}{}", rule("model.made")))),
        "models.csv" => Ok((name.to_owned(), MODELS.to_owned())),
        "newer.csv" => Ok((name.to_owned(), MODELS.replace(",no,", ",yes,"))),
        _ => Err("there is no such file".to_owned()),
    };
    let layer = format!("[ruleset]\nextends = ['base']\n{}", LAW.replace("models.csv", "newer.csv"));
    let book = RuleBook::load("law.toml", &layer, &fetch, &[], Day::new(2026, 11, 22).unwrap()).unwrap();
    assert_eq!(verdicts(&judged(&book, "a,39001,MUS,S-100,\n")), []);
}

#[test]
fn a_rule_has_another_digest_when_what_it_rests_on_changes() {
    let law = format!("{LAW}{}", rule("model.made"));
    let (book, other) = (load(&law, MODELS).unwrap(), load(&law, &MODELS.replace("2006", "2007")).unwrap());
    assert_ne!(book.rules[0].sha256, other.rules[0].sha256);
    let law = format!("{LAW}{}", rule("vvpat"));
    let (book, other) = (load(&law, MODELS).unwrap(), load(&law, &MODELS.replace("2006", "2007")).unwrap());
    assert_eq!(book.rules[0].sha256, other.rules[0].sha256);
}

#[test]
fn the_built_in_tables_have_no_name_twice() {
    let book = baseline();
    for reference in &book.references {
        assert_eq!(reference.doubles(), [], "{}", reference.file);
        assert!(reference.entries().len() > 1, "{}", reference.file);
    }
    let names: Vec<&str> = book.references.iter().map(|reference| reference.name.as_str()).collect();
    let lesser = ["lesser_advisory", "lesser_named_version"];
    assert_eq!(names[..5], ["maker", "model", "advisory", "named_version", "every_version"]);
    assert_eq!(names[5..7], lesser);
    assert_eq!(names[7..], ["os"]);
}

/// The official files as they are: CISA's list of known-exploited vulnerabilities, and a list of certified systems.
#[test]
fn official_lists_serve_as_tables_straight_from_their_files() {
    let Ok(data) = std::env::var("POLLWORTHY_DATA") else { return };
    let fetch = |name: &str| {
        let path = Path::new(&data).join("reference").join(name);
        fs::read_to_string(path).map(|text| (name.to_owned(), text)).map_err(|error| error.to_string())
    };
    let law = r#"
[reference.kev]
file = "known_exploited_vulnerabilities.csv"
tables = ["vulnerabilities"]
match = { cve = "cveID" }
columns = { dateadded = "date", duedate = "date" }

[reference.certificate]
file = "eac_certified_systems.csv"
tables = ["equipment"]
match = { manufacturer = "manufacturer", model = "system" }
columns = { cert_date = "date", n_advisories = "integer" }

[[rule]]
id = "K"
topic = "patches"
title = "t"
table = "vulnerabilities"
require = "kev.cveid is null or fixed_on is not null or kev.duedate >= as_of"
severity = "high"

[[rule]]
id = "C"
topic = "certification"
title = "t"
table = "equipment"
require = "certificate.cert_date >= date '2020-01-01'"
severity = "high"
"#;
    let book = RuleBook::load("law.toml", law, &fetch, &[], Day::new(2026, 11, 22).unwrap()).unwrap();
    assert_eq!(book.references.iter().map(|of| of.entries().len() - 1).collect::<Vec<_>>(), [1_404, 83]);
    let rows = "asset_id,jurisdiction,cve,fixed_on\na,39001,cve-2024-8068,\nb,39001,CVE-2024-8068,2026-01-01\nc,39001,CVE-0000-0001,\n";
    let folder = Folder::of("vulnerabilities.csv", rows).with(
        "equipment.csv",
        "asset_id,jurisdiction,manufacturer,model\nx,39001,hart intercivic,Verity Voting 2.6\ny,39001,Hart,Verity\n",
    );
    let (ledger, read) = audit(Inventory::open(Options::new(vec![folder.path("")], book.as_of)), &book, 10);
    let report = Report::new(&book, &ledger, read, Request::new(book.as_of));
    assert_eq!(verdicts(&report), [("a/CVE-2024-8068".to_owned(), Verdict::Fail), ("y".to_owned(), Verdict::Unknown)]);
}

/// A cell that names two versions says of neither that it runs: the one that an advisory names may be the one.
#[test]
fn a_cell_with_two_versions_passes_no_advisory() {
    let rows: String = ["5.17", "5.17 (was 5.5-A)", "5.17, 5.5-A", "2026", "v5.5 A", "5.5(A)"]
        .iter()
        .enumerate()
        .map(|(at, version)| format!("{at},39001,bmd,Dominion,ImageCast X,\"{version}\"\n"))
        .collect();
    let header = "asset_id,jurisdiction,equipment_type,manufacturer,model,system_version\n";
    let folder = Folder::of("equipment.csv", format!("{header}{rows}"));
    let report = folder.report(pollworthy::rules::BUILT_IN[0].1);
    let of_rule = |line: &&pollworthy::report::FindingLine| report.rules[line.rule].id == "PA-005";
    let mut found: Vec<(String, Verdict)> = report
        .findings
        .iter()
        .filter(of_rule)
        .map(|line| (line.finding.asset.to_string(), line.finding.verdict))
        .collect();
    found.sort();
    let wanted = [
        ("1", Verdict::Unknown),
        ("2", Verdict::Unknown),
        ("3", Verdict::Unknown),
        ("4", Verdict::Fail),
        ("5", Verdict::Fail),
    ];
    assert_eq!(found, wanted.map(|(asset, verdict)| (asset.to_owned(), verdict)));
}
