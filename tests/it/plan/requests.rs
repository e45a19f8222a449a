//! The command: amounts, funds, days, formats, and what it says where nothing can be planned.

use std::fs;
use std::process::{Command, Output};

use pollworthy::plan::{Funds, cents, dollars};

use crate::support::folder::Folder;

pub(super) fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pollworthy"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).env("COLUMNS", "100");
    command.args(["plan", "--no-config", "--as-of", "2026-11-01"]).args(arguments).output().unwrap()
}

pub(super) fn page(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[track_caller]
pub(super) fn refused(arguments: &[&str], wanted: &str) {
    let output = run(arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains(wanted), "{wanted:?} is not in\n{said}");
}

const COUNTY: &str = "inventories/example-county";

#[test]
fn amounts_are_read_as_people_write_them() {
    for (text, wanted) in [
        ("380000000", 38_000_000_000),
        ("$380m", 38_000_000_000),
        ("1,000,000", 100_000_000),
        ("$2.71bn", 271_000_000_000),
        ("61.50", 6_150),
        ("40k", 4_000_000),
        ("0", 0),
    ] {
        assert_eq!(cents(text), Some(wanted), "{text}");
    }
    for text in ["", "-5", "1,5", "ten", "1.005", "5x", "$", "9999999999999999999", "1,0000"] {
        assert_eq!(cents(text), None, "{text}");
    }
    assert_eq!([dollars(3_745_950_000), dollars(6_150), dollars(5)], ["$37,459,500", "$61.50", "$0.05"]);
}

#[test]
fn no_money_gives_what_is_free_and_nothing_else() {
    let page = page(&[COUNTY, "--budget", "0"]);
    assert!(page.starts_with("WHAT IS FREE"), "{page}");
    assert!(page.contains("FREE: DO IT ON MONDAY") && page.contains("Nothing is spent"), "{page}");
    assert!(!page.contains("\nBOUGHT, WHETHER"), "{page}");
}

#[test]
fn what_is_wrong_is_said() {
    refused(&[COUNTY], "say how much money there is: --budget 380m, or --funds FILE");
    refused(&[COUNTY, "--budget", "-5"], "write dollars from 0");
    refused(&[COUNTY, "--budget", "5", "--until", "someday"], "next-election, next-presidential, or a time such as 2y");
    refused(&[COUNTY, "--budget", "5", "--until", "2020-01-01"], "must be a day after the day of the audit");
    let files = Folder::of("prices.csv", "key,low,high,source\nprinter,9,7,s\n").with(
        "rules.toml",
        "[[rule]]\nid='a'\ntopic='t'\ntitle='t'\ntable='equipment'\nrequire='vvpat'\nseverity='low'\n",
    );
    let path = |name: &str| files.path(name).display().to_string();
    refused(&[COUNTY, "--budget", "5", "--prices", &path("prices.csv")], "the low price, 9, is above the high one, 7");
    refused(&[COUNTY, "--budget", "5", "--prices", "no.csv"], "no.csv: the list of prices cannot be read");
    refused(&[COUNTY, "--budget", "5", "--rules", &path("rules.toml")], "has no actions: add [[action]] to it");
    let full = files.path("");
    refused(&[COUNTY, "--budget", "5", "--apply", &full.display().to_string()], "this folder is not empty");
    assert_eq!(run(&["no-such-folder", "--budget", "5"]).status.code(), Some(3));
}

#[test]
fn what_comes_too_late_is_said_and_not_counted() {
    let page = page(&[COUNTY, "--budget", "1m", "--until", "1y"]);
    let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(page.contains("What cannot be there by 1 November 2027 is not counted."), "{page}");
    let late = page.split("NOT COUNTED").nth(1).unwrap();
    assert!(late.contains("Decided today, these would come too late."), "{late}");
    assert!(late.contains("4 units stated; there by 1 November 2028"), "{late}");
    assert!(!page.split("NOT COUNTED").next().unwrap().contains("Replace paperless"), "{page}");
}

#[test]
fn days_are_those_of_forecasts() {
    for text in ["18m", "90d", "2 years", "next-election"] {
        page(&[COUNTY, "--budget", "5", "--until", text]);
    }
    refused(&[COUNTY, "--budget", "5", "--until", "31y"], "at most 30 years after it");
}

#[test]
fn the_curve_has_its_own_heading() {
    let curve = page(&[COUNTY, "--frontier"]);
    assert!(curve.starts_with("RISK AGAINST MONEY") && !curve.contains("WHAT IS FREE"), "{curve}");
}

#[test]
fn a_price_with_one_end_is_refused() {
    let files = Folder::of("prices.csv", "key,low,high,source\nprinter,9,,s\n");
    let path = files.path("prices.csv").display().to_string();
    refused(&[COUNTY, "--budget", "5", "--prices", &path], "the high price is blank");
}

#[test]
fn names_turn_no_reading_order_in_html() {
    let offices = "id,state,name,registered_voters\n39001,OH,\"Ad\u{202e}\u{7}ams\",500\n";
    let machines = "asset_id,jurisdiction,equipment_type,vvpat,used_standard,quantity\na,39001,dre,no,yes,5\n";
    let folder = Folder::of("jurisdictions.csv", offices).with("equipment.csv", machines);
    let html = page(&[&folder.path("").display().to_string(), "--budget", "1m", "--format", "html"]);
    assert!(html.contains("ams") && !html.contains(['\u{202e}', '\u{7}']), "{html}");
}

#[test]
fn every_format_says_the_same_sums() {
    let json: serde_json::Value =
        serde_json::from_str(&page(&[COUNTY, "--budget", "$100,000", "--format", "json"])).unwrap();
    assert_eq!(json["schema"], "pollworthy.plan/1");
    assert_eq!(json["budget"], 100_000.0);
    let spent = json["spent"]["low"].as_f64().unwrap();
    let bought = json["actions"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|action| action["when"] == "always" || action["when"] == "if-cheap");
    let sum: f64 = bought.map(|action| action["cost"]["low"].as_f64().unwrap()).sum();
    assert!((sum - spent).abs() < 0.001, "{sum} and {spent}");
    let schema: serde_json::Value = serde_json::from_slice(&{
        let mut command = Command::new(env!("CARGO_BIN_EXE_pollworthy"));
        command.args(["schema", "--plan"]).output().unwrap().stdout
    })
    .unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&json).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let mut wrong = json.clone();
    wrong["spent"]["low"] = "much".into();
    assert!(!validator.is_valid(&wrong));
    let csv = page(&[COUNTY, "--budget", "100000", "--format", "csv"]);
    assert_eq!(csv.lines().count() - 1, json["actions"].as_array().unwrap().len());
    let html = page(&[COUNTY, "--budget", "100000", "--format", "html"]);
    assert!(html.contains("<svg class=\"chart\"") && !html.contains("http://") && html.contains("Prairie County"));
    let markdown = page(&[COUNTY, "--budget", "100000", "--format", "markdown"]);
    assert!(markdown.starts_with("## pollworthy: what $100,000 should buy first"), "{markdown}");
    let curve = page(&[COUNTY, "--frontier", "--format", "csv"]);
    assert!(curve.starts_with("prices,dollars,risk_removed\r\nlow,"), "{curve}");
}

#[test]
fn funds_pay_for_their_own_state_or_place_until_their_last_day() {
    let files = Folder::of("funds.csv", "state,amount,match,spend_by\nXE,\"60,000\",3000,2027-09-30\n")
        .with("over.csv", "place,amount,spend_by\nXE,60000,2025-09-30\n")
        .with("nobody.csv", "place,amount\nNowhere County,5\n");
    let path = |name: &str| files.path(name).display().to_string();
    let paid = page(&[COUNTY, "--funds", &path("funds.csv")]);
    let said = paid.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("XE: $63,000 available, to be spent by 30 September 2027; spent"), "{paid}");
    let over = page(&[COUNTY, "--funds", &path("over.csv")]);
    assert!(over.contains("nothing can be spent, because") && over.contains("Nothing is spent"), "{over}");
    refused(
        &[COUNTY, "--funds", &path("nobody.csv")],
        "nobody.csv:2: \"Nowhere County\" is no state and no place of the records",
    );
    for (text, wanted) in [
        ("", "no fund is in this file"),
        ("who,what\n", "has the columns place (or state) and amount"),
        ("place,amount\nOH,much\n", "f.csv:2:4: \"much\" is no amount of money"),
        ("place,amount,spend_by\nOH,5,soon\n", "f.csv:2:6: \"soon\" is no date"),
        ("place,amount\n,5\n", "this fund is for nobody"),
    ] {
        let said = Funds::read("f.csv", text).unwrap_err().to_string();
        assert!(said.contains(wanted), "{wanted:?} is not in\n{said}");
    }
}

/// The federal grants of 2018, as they lie beside the project.
#[test]
fn the_grants_of_2018_are_funds() {
    let Some(data) = std::env::var_os("POLLWORTHY_DATA") else { return };
    let text =
        fs::read_to_string(std::path::Path::new(&data).join("reference/hava_election_security_grants_by_state.csv"))
            .unwrap();
    let named = text.replacen("grant_2018_federal,grant_2018_state_match", "amount,match", 1);
    let funds = Funds::read("grants.csv", &named).unwrap();
    let federal: u64 = funds.all.iter().map(|fund| fund.amount / 100).sum();
    assert!(federal.abs_diff(380_000_000) < 1_000, "{federal}");
    let matched: u64 = funds.all.iter().map(|fund| fund.matching / 100).sum();
    assert!((15_000_000..=19_100_000).contains(&matched), "5 percent, and none of some territories: {matched}");
}
