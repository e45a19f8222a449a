//! Plans over what is shipped: the records they write are audited to the risk they promised, and the actions meet their rules.

use std::path::Path;

use pollworthy::finding::Verdict;
use pollworthy::inventory::{Inventory, Options};
use pollworthy::plan::plan;
use pollworthy::report::Report;
use pollworthy::request::Request;
use pollworthy::rules::{BUILT_IN, Prices, RuleBook};
use pollworthy::words::value::Day;

use super::law::{applied, audited, question};
use crate::support::folder::Folder;

fn baseline() -> RuleBook {
    let day = Day::new(2026, 11, 1).unwrap();
    RuleBook::read(BUILT_IN[0].0, BUILT_IN[0].1, &[], day).unwrap()
}

fn shipped(name: &str, book: &RuleBook) -> Options {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("inventories").join(name);
    Options { schema: book.schema, ..Options::new(vec![path], book.as_of) }
}

#[test]
fn a_plan_for_what_is_shipped_keeps_its_promise_to_the_digit() {
    let book = baseline();
    for (name, budget) in [("example-county", 5_000_000), ("us-2018", 38_000_000_000)] {
        let options = shipped(name, &book);
        let plan =
            plan(Inventory::open(options.clone()), &book, &Prices::built_in().unwrap(), question(budget)).unwrap();
        let before = audited(options.clone(), &book);
        let scratch = Folder::new();
        let after = applied(&options, &book, &plan, &scratch.path("after"));
        assert!(plan.high.value > 0 && plan.high.spent <= budget, "{name}");
        for place in &plan.places {
            assert_eq!(before[&place.id], place.before, "{name}: {} as it is", place.id);
            assert_eq!(after[&place.id], place.after, "{name}: {} afterwards", place.id);
        }
        assert_eq!(before.len(), after.len(), "{name}: no place is lost");
    }
}

/// A row of a table that an action changes, and the rules that it must meet afterwards.
const CASES: [(&str, &str, &str, &[&str]); 17] = [
    ("add-printers", "equipment", "equipment_type,vvpat,used_standard\ndre,no,yes", &["PT-001"]),
    (
        "replace-paperless",
        "equipment",
        "equipment_type,vvpat,first_used_on,used_standard\ndre,no,2005,yes",
        &["PT-001", "AG-001", "AG-002", "AG-003", "CE-001", "CE-003", "AC-001"],
    ),
    (
        "replace-old-paper-dres",
        "equipment",
        "equipment_type,vvpat,first_used_on\ndre,yes,2005",
        &["PT-001", "AG-001", "AG-002", "AG-003", "CE-001"],
    ),
    (
        "replace-old-scanners",
        "equipment",
        "equipment_type,first_used_on\nhand-fed-scanner,2005",
        &["AG-001", "AG-002", "AG-003", "CE-001", "CE-003"],
    ),
    (
        "replace-old-batch-scanners",
        "equipment",
        "equipment_type,first_used_on\nbatch-scanner,2005",
        &["AG-001", "AG-002", "AG-003", "CE-001"],
    ),
    (
        "replace-old-markers",
        "equipment",
        "equipment_type,first_used_on\nbmd,2005",
        &["AG-001", "AG-002", "AG-003", "CE-001"],
    ),
    ("disconnect-voting-systems", "equipment", "equipment_type,connectivity\nhand-fed-scanner,internet", &["NW-001"]),
    (
        "replace-operating-systems",
        "network",
        "role,operating_system,support_ends_on,connectivity,patched_on\nlaptop,Windows 7,2020-01-14,county-lan,2020-01-01",
        &["PA-001", "PA-004"],
    ),
    (
        "patch-computers",
        "network",
        "role,support_ends_on,connectivity,patched_on\nlaptop,2030-01-14,county-lan,2026-01-01",
        &["PA-004"],
    ),
    (
        "fix-known-flaws",
        "vulnerabilities",
        "asset_id,cve,found_on,known_exploited\na,CVE-2024-0001,2025-01-01,yes",
        &["PA-003"],
    ),
    ("buy-sensor", "network", "role,connectivity,sensor\nlaptop,internet,none", &["SN-001"]),
    ("turn-on-second-factor", "jurisdictions", "", &["PR-001"]),
    ("buy-sign-in-keys", "jurisdictions", "", &["PR-001"]),
    ("keep-offline-backup", "jurisdictions", "", &["PR-007"]),
    ("exercise-incident-plan", "jurisdictions", "", &["PR-002"]),
    ("ask-for-scan", "services", "service,started_on,ended_on\nvulnerability-scan,2019-01-01,2025-01-01", &["AS-001"]),
    ("ask-for-assessment", "services", "service,delivered_on\npenetration-test,2020-01-01", &["AS-002"]),
];

#[test]
fn every_action_of_the_baseline_meets_the_rules_it_is_for() {
    let whole = baseline();
    assert_eq!(
        CASES.map(|case| case.0).to_vec(),
        whole.actions.iter().map(|action| action.id.as_str()).collect::<Vec<_>>()
    );
    for (id, table, rows, rules) in CASES {
        let mut book = whole.clone();
        // Alone, and for nothing, it is taken.
        book.actions.retain(|action| action.id == id);
        book.actions.iter_mut().for_each(|action| {
            action.price = None;
            (action.needs, action.excludes) = (Vec::new(), Vec::new());
        });
        let office = "id,state,name,registered_voters,list_complete,admin_mfa,backup_offline,ir_plan_on,ir_exercised_on,next_election\n\
                      39001,OH,Adams,1000,yes,no,no,2020-01-01,2020-01-01,2027-05-04\n";
        let mut folder = Folder::new().with("jurisdictions.csv", office);
        if !rows.is_empty() {
            let (header, row) = rows.split_once('\n').unwrap();
            folder = folder.with(&format!("{table}.csv"), format!("jurisdiction,{header}\n39001,{row}\n"));
        }
        folder.options.as_of = book.as_of;
        folder.options.schema = book.schema;
        let plan = plan(Inventory::open(folder.options.clone()), &book, &Prices::default(), question(0)).unwrap();
        assert_eq!(plan.high.places, 1, "{id} changes nothing");
        let to = folder.path("after");
        applied(&folder.options, &book, &plan, &to);
        let options = Options { schema: book.schema, ..Options::new(vec![to], book.as_of) };
        let (ledger, read) = pollworthy::audit::audit(Inventory::open(options), &book, 0);
        let report = Report::new(&book, &ledger, read, Request::new(book.as_of));
        for rule in rules {
            let at = report.rules.iter().position(|known| known.id == *rule).unwrap();
            let result = report.places[0].rules.iter().find(|result| result.rule() == at).unwrap();
            assert_eq!(result.verdict, Verdict::Pass, "{id}: {rule}");
        }
    }
}
