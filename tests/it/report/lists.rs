//! Lists, findings and what names them.

use std::collections::HashSet;

use pollworthy::audit::audit;
use pollworthy::inventory::Inventory;
use pollworthy::report::matched::unmatched;
use pollworthy::report::{ListLine, Report, Status};
use pollworthy::rules::RuleBook;

use crate::support::folder::Folder;

const LAW: &str = r#"
[[rule]]
id = "P-1"
topic = "paper"
title = "t"
table = "equipment"
among = "equipment_type in ('dre', 'scanner')"
applies = "coalesce(used_standard, true)"
require = "equipment_type <> 'dre' or vvpat"
severity = "critical"
[[rule]]
id = "P-2"
topic = "paper"
title = "t"
table = "equipment"
among = "equipment_type = 'dre'"
applies = "used_accessible"
require = "vvpat"
severity = "medium"
[list.paper]
lacking = ["P-1"]
lesser = ["P-2"]
lesser_name = "accessible-only"
"#;

fn report(rows: &str) -> Report {
    let header = "jurisdiction,equipment_type,vvpat,used_standard,used_accessible,quantity\n";
    Folder::of("equipment.csv", format!("{header}{rows}")).report(LAW)
}

#[track_caller]
fn line(rows: &str, status: Status) -> ListLine {
    let report = report(rows);
    let line = report.list("paper").unwrap().states[0].clone();
    assert_eq!(line.status, status);
    line
}

#[test]
fn statewide_is_no_unit_with_it_whatever_is_unknown() {
    let all = line("39001,dre,no,yes,,5\n39003,dre,,yes,,2\n", Status::Statewide);
    assert_eq!((all.units, all.units_lacking, all.units_unknown), (7, 5, 2));
    assert_eq!((all.places, all.places_lacking), (2, 1));
}

#[test]
fn partial_is_judged_by_units_not_places() {
    line("39001,dre,no,yes,,5\n39001,scanner,,yes,,2\n", Status::Partial);
}

#[test]
fn a_scanner_for_mail_alone_does_not_make_a_state_partial() {
    let all = line("39001,dre,no,yes,,5\n39001,scanner,,no,,2\n", Status::Statewide);
    assert_eq!(all.units, 7);
}

#[test]
fn the_lesser_lack_counts_where_nothing_lacks_in_full() {
    let lesser = line("39001,dre,no,no,yes,5\n39001,scanner,,yes,,2\n", Status::Lesser);
    assert_eq!((lesser.units_lacking, lesser.units_lesser, lesser.places_lesser), (0, 5, 1));
}

#[test]
fn an_open_answer_is_unknown_and_none_is_none() {
    line("39001,dre,,yes,no,5\n", Status::Unknown);
    line("39001,scanner,,yes,,5\n", Status::None);
}

#[test]
fn a_place_without_evidence_keeps_its_state_unknown() {
    let unknown = line("39001,scanner,,yes,,5\n39003,electronic-pollbook,,,,1\n", Status::Unknown);
    assert_eq!(unknown.places_without_evidence, 1);
}

#[test]
fn a_row_without_quantity_is_counted_apart() {
    let one = line("16001,dre,no,yes,,\n16001,scanner,,yes,,9\n", Status::Partial);
    assert_eq!((one.units_lacking, one.rows_without_quantity, one.units), (0, 1, 9));
}

#[test]
fn rows_that_sum_up_places_tell_places_and_voters() {
    let header = "jurisdiction,equipment_type,vvpat,quantity,places_using,voters_served\n";
    let rows = "13,dre,no,27324,159,6944851\n13,dre,no,,2,100\n13,scanner,,704,150,6000000\n";
    let places = "id,registered_voters,places_total\n13,6944951,161\n";
    let report = Folder::of("equipment.csv", format!("{header}{rows}")).with("jurisdictions.csv", places).report(LAW);
    let line = &report.list("paper").unwrap().states[0];
    assert_eq!((line.places, line.places_lacking, line.voters_affected), (161, 161, 6_944_951));
    assert_eq!((line.places_without_quantity, line.rows_without_quantity), (2, 1));
}

#[test]
fn a_topic_without_a_list_has_one_of_all_its_rules() {
    let report = Folder::of("equipment.csv", "jurisdiction,model\n39001,X\n")
        .report(&LAW.replace("[list.paper]", "[list.other]").replace("topic = \"paper\"", "topic = \"trail\""));
    let keys: Vec<&str> = report.lists.iter().map(|list| list.key.as_str()).collect();
    assert_eq!(keys, ["other", "trail"]);
}

#[test]
fn findings_are_named_by_rule_place_and_asset_never_by_line() {
    let header = "asset_id,serial_number,jurisdiction,equipment_type,vvpat,model,quantity\n";
    let rows = "e-1,,39001,dre,no,A,1\n,s-2,39001,dre,no,A,1\n,,39001,dre,no,A,1\n,,39001,dre,no,A,1\n";
    let report = Folder::of("equipment.csv", format!("{header}{rows}")).report(LAW);
    let names: Vec<String> = report.findings.iter().map(|line| line.fingerprint(&report)).collect();
    assert!(names.contains(&"P-1/39001/e-1".to_owned()) && names.contains(&"P-1/39001/s-2".to_owned()));
    let alike: Vec<&String> = names.iter().filter(|name| name.contains("/like-")).collect();
    assert!(alike.iter().any(|name| name.ends_with("#2")), "two rows that are alike: {names:?}");
    assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len());
    let below = Folder::of("equipment.csv", format!("{header}\n\n{rows}")).report(LAW);
    let moved: Vec<String> = below.findings.iter().map(|line| line.fingerprint(&below)).collect();
    assert_eq!(names, moved);
}

#[test]
fn findings_beyond_the_most_are_let_go_and_counted() {
    let rows: String = (1..=30).map(|n| format!("39001,dre,no,yes,no,{n}\n")).collect();
    let report = report(&rows);
    let units: Vec<u64> = report.findings.iter().map(|line| line.finding.weight()).collect();
    assert_eq!(units, (21..=30).rev().collect::<Vec<u64>>(), "the largest of ten kept");
    assert_eq!(report.dropped, 20);
    assert_eq!(report.places[0].rules[0].tally().fail().rows, 30);
}

#[test]
fn a_finding_shows_what_the_rule_saw_and_where() {
    let report = report("39001,dre,no,yes,no,1\n39001,dre,,yes,no,1\n");
    let [fails, unknown] = report.findings.as_slice() else { panic!("{:?}", report.findings) };
    let seen = |line: &pollworthy::report::FindingLine| {
        line.finding.seen.iter().map(|seen| format!("{}={}", seen.column, seen.value)).collect::<Vec<_>>()
    };
    assert_eq!(seen(fails), ["equipment_type=dre", "vvpat=no"]);
    assert_eq!(seen(unknown), ["equipment_type=dre", "vvpat="]);
    assert_eq!((unknown.finding.column.as_deref(), unknown.finding.position.line), (Some("vvpat"), 3));
    assert_eq!(unknown.finding.position.column, 11);
}

#[test]
fn rules_about_no_row_are_reported_with_the_rows_there_were() {
    let own = |id: &str, table: &str, among: &str| {
        format!("[[rule]]\nid = '{id}'\ntopic = 't'\ntitle = 't'\ntable = '{table}'\nseverity = 'low'\n{among}")
    };
    let law = [
        own("A-1", "equipment", "among = \"equipment_type = 'dre'\"\nrequire = 'vvpat'\n"),
        own("A-2", "equipment", "among = \"equipment_type = 'lever'\"\nrequire = 'vvpat'\n"),
        own("A-3", "network", "require = 'edr'\n"),
        own("A-4", "equipment", "applies = \"equipment_type = 'lever'\"\nrequire = 'vvpat'\n"),
        own("A-5", "jurisdictions", "require = 'admin_mfa'\n"),
    ]
    .concat();
    let folder =
        Folder::of("equipment.csv", "jurisdiction,equipment_type,vvpat\n39001,dre,no\n39001,scanner,\n39002,,\n");
    let told = |law: &str| {
        let mut book = RuleBook::read("rules.toml", law, &[], folder.options.as_of).unwrap();
        book.select(&[], &[]).unwrap();
        let (ledger, read) = audit(Inventory::open(folder.options.clone()), &book, 0);
        let told = unmatched(&book, &ledger, &read).into_iter().map(|one| (one.rule, one.table.table().name, one.rows));
        told.collect::<Vec<_>>()
    };
    // The row of 39002 may be a lever machine: its blank is no proof that the rule matches nothing.
    let wanted = [("A-3".to_owned(), "network", 0), ("A-5".to_owned(), "jurisdictions", 0)];
    assert_eq!(told(&law), wanted);
    let surely = law.replace("equipment_type = 'lever'", "coalesce(equipment_type = 'lever', false)");
    assert!(told(&surely).contains(&("A-2".to_owned(), "equipment", 3)));
    assert!(!told(&surely).iter().any(|(rule, ..)| rule == "A-4"), "asking nothing of a row is still about it");
}
