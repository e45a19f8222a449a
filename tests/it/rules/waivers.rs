//! Waivers: what they cover, until when, and what they may not do.

use pollworthy::finding::Verdict;
use pollworthy::report::{Report, Status};
use pollworthy::request::Request;
use pollworthy::rules::RuleBook;

use crate::support::folder::Folder;

const LAW: &str = "[[rule]]\nid = 'P-1'\ntopic = 'paper'\ntitle = 't'\ntable = 'equipment'\nrequire = 'vvpat'\nseverity = 'critical'\n\
                   [[rule]]\nid = 'S-1'\ntopic = 'scan'\ntitle = 't'\ntable = 'services'\nrequire = 'delivered_on is not null'\n\
                   measure = 'any'\nseverity = 'high'\n";

const ROWS: &str = "asset_id,jurisdiction,vvpat,quantity\na,39001,no,2\nb,39001,,3\nc,39001,yes,5\nd,39003,no,7\n";

/// A waiver with the usual owner and reason, and more keys of its own.
fn waiver(more: &str) -> String {
    format!("[[waiver]]\nkind = 'accepted-risk'\nreason = 'r'\nowner = 'o'\n{more}\n")
}

fn book(waivers: &str) -> Result<RuleBook, String> {
    let as_of = pollworthy::words::value::Day::parse("2026-11-22").unwrap();
    let mut book = RuleBook::read("rules.toml", LAW, &[], as_of).unwrap();
    book.add_waivers("waivers.toml", waivers).map_err(|error| error.to_string())?;
    Ok(book)
}

fn report(waivers: &str) -> Report {
    let folder = Folder::of("equipment.csv", ROWS);
    let book = book(waivers).unwrap();
    let inventory = pollworthy::inventory::Inventory::open(folder.options.clone());
    let (ledger, read) = pollworthy::audit::audit(inventory, &book, 10);
    Report::new(&book, &ledger, read, Request::new(book.as_of))
}

/// Pass, fail, unknown and waived of the first rule at a place.
fn counts(report: &Report, place: &str) -> (u64, u64, u64, u64) {
    let tally = &report.place(place).unwrap().rules[0].tally();
    (tally.pass().weight, tally.fail().weight, tally.unknown().weight, tally.waived().weight)
}

fn notices(report: &Report) -> Vec<String> {
    report.notices.iter().map(ToString::to_string).collect()
}

#[test]
fn a_waiver_of_a_place_takes_out_what_fails_and_what_is_unknown() {
    let report = report(&waiver("rule = 'P-1'\nplace = '39001'\nexpires = 2027-06-30"));
    assert_eq!(counts(&report, "39001"), (5, 0, 0, 5));
    assert_eq!(counts(&report, "39003"), (0, 7, 0, 0));
    assert_eq!(report.place("39001").unwrap().rules[0].verdict, Verdict::Pass);
}

#[test]
fn a_waiver_of_a_state_covers_its_places() {
    let report = report(&waiver("rule = 'P-1'\nplace = 'Ohio'\nexpires = 2027-06-30"));
    assert_eq!(counts(&report, "39003"), (0, 0, 0, 7));
    let place = report.place("39003").unwrap();
    assert_eq!(place.rules[0].verdict, Verdict::Waived);
    assert!(place.risk.low < place.risk_without_waivers.low);
    assert_eq!(report.list("paper").unwrap().states[0].status, Status::Waived);
}

#[test]
fn a_waiver_of_an_asset_covers_that_asset_alone() {
    let report = report(&waiver("rule = 'P-1'\nasset = 'a'\nexpires = 2027-06-30"));
    assert_eq!(counts(&report, "39001"), (5, 0, 3, 2));
    let waived: Vec<&str> = report
        .findings
        .iter()
        .filter(|line| line.finding.verdict == Verdict::Waived)
        .map(|line| line.finding.waiver.as_deref().unwrap())
        .collect();
    assert_eq!(waived, ["waivers.toml:1"]);
}

#[test]
fn a_place_without_evidence_can_be_waived_as_a_whole() {
    let report = report(&waiver("rule = 'S-1'\nplace = '39001'\nexpires = 2027-06-30"));
    assert_eq!(report.place("39001").unwrap().rules[1].verdict, Verdict::Waived);
    assert_eq!(report.place("39003").unwrap().rules[1].verdict, Verdict::Unknown);
}

#[test]
fn the_last_day_still_counts_and_the_day_after_does_not() {
    let today = report(&waiver("rule = 'P-1'\nplace = '39003'\nexpires = 2026-11-22"));
    assert_eq!(counts(&today, "39003").3, 7);
    assert_eq!(notices(&today), ["waivers.toml:1: notice: this waiver of P-1 ends today, on 2026-11-22"]);
    let yesterday = report(&waiver("rule = 'P-1'\nplace = '39003'\nexpires = 2026-11-21"));
    assert_eq!(counts(&yesterday, "39003").3, 0);
    let ended = "waivers.toml:1: notice: this waiver of P-1 ended on 2026-11-21; it covers nothing now";
    assert_eq!(notices(&yesterday), [ended]);
}

#[test]
fn a_waiver_that_covers_nothing_is_reported() {
    let report = report(&waiver("rule = 'P-1'\nasset = 'c'\nexpires = 2027-06-30"));
    let unmatched = "waivers.toml:1: notice: this waiver of P-1 covers nothing that fails or is not answered";
    assert_eq!(notices(&report), [unmatched]);
}

#[test]
fn waivers_of_parts_merge() {
    let all = waiver("rule = 'P-1'\nplace = '39'\nexpires = 2027-06-30");
    assert_eq!(report(&all).waivers[0].covered, 3);
}

#[track_caller]
fn refused(waivers: &str, wanted: &str) {
    let error = book(waivers).unwrap_err();
    assert!(error.contains(wanted), "{error}");
}

#[test]
fn what_is_wrong_with_a_waiver_is_reported_where_it_is() {
    let full = waiver("rule = 'P-1'\nplace = '39001'\nexpires = 2027-06-30");
    refused(&full.replace("reason = 'r'\n", ""), "waivers.toml:1:1: this waiver has no reason");
    refused(&full.replace("owner = 'o'\n", ""), "this waiver has no owner");
    refused(&full.replace("expires = 2027-06-30", ""), "this waiver has no expires: an exception has a last day");
    refused(&full.replace("2027-06-30", "'next June'"), "waivers.toml:7:11: expires is a date without quotes");
    refused(&full.replace("P-1", "P-2"), "waivers.toml:5:8: there is no rule P-2; did you mean P-1?");
    refused(&full.replace("place = '39001'\n", ""), "neither place nor asset: it would cover everything");
    refused(&full.replace("accepted-risk", "accepted"), "did you mean \"accepted-risk\"?");
    refused(&full.replace("owner", "ownr"), "a waiver has no key \"ownr\"; did you mean \"owner\"?");
}

#[test]
fn a_waiver_inside_an_inventory_is_ignored_and_reported() {
    let inside = waiver("rule = 'P-1'\nplace = '39001'\nexpires = 2027-06-30");
    let told =
        Folder::of("office.toml", format!("{inside}[[equipment]]\njurisdiction = '39001'\nvvpat = false\n")).read();
    told.says(
        "here/office.toml:1:3: notice: waivers inside an inventory are ignored: whoever supplies the data must not be able to silence its findings",
    );
    assert_eq!(told.rows.len(), 1);
}
