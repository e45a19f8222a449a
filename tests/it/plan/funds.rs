//! Funds for states and places: which one pays where, and which files are refused.

use pollworthy::plan::Funds;

use super::requests::{page, refused};
use crate::support::folder::Folder;

const OFFICES: &str = "id,state,name,registered_voters\n39001,OH,Adams County,500\n42001,PA,Adams County,700\n42003,PA,Allegheny County,900\n";
const MACHINES: &str = "asset_id,jurisdiction,equipment_type,vvpat,used_standard,quantity\n\
                        a,39001,dre,no,yes,5\nb,42001,dre,no,yes,5\nc,42003,dre,no,yes,5\n";

fn folder(funds: &str) -> Folder {
    Folder::of("records/jurisdictions.csv", OFFICES).with("records/equipment.csv", MACHINES).with("f.csv", funds)
}

fn paths(folder: &Folder) -> [String; 2] {
    ["records", "f.csv"].map(|name| folder.path(name).display().to_string())
}

#[track_caller]
fn not_taken(funds: &str, wanted: &str) {
    let folder = folder(funds);
    let [records, funds] = paths(&folder);
    refused(&[&records, "--funds", &funds], wanted);
}

fn said(funds: &str, more: &[&str]) -> String {
    let folder = folder(funds);
    let [records, funds] = paths(&folder);
    page(&[&[&records, "--funds", &funds], more].concat()).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_may_be_for_several_is_refused() {
    not_taken("state,amount\nPA,5\nPennsylvania,6\n", "f.csv:3: \"Pennsylvania\" has a fund in line 2 already");
    not_taken("place,amount\n42001,5\n\"Adams County, PA\",6\n", "has a fund in line 2 already");
    let both = "\"Adams County\" is a name of Adams County, OH (39001) and Adams County, PA (42001); write the id";
    not_taken("place,amount\nAdams County,5\n", both);
}

#[test]
fn a_blank_amount_is_an_error_where_it_is() {
    let said = Funds::read("f.csv", "place,amount\nOH,\n").unwrap_err().to_string();
    assert!(said.starts_with("f.csv:2:4: this fund has no amount"), "{said}");
}

#[test]
fn a_line_names_a_place_a_state_or_both() {
    let page = said("place,state,amount\n,OH,1m\nAdams County,PA,2m\n", &[]);
    assert!(page.contains("WHAT $3,000,000 OF FUNDS"), "{page}");
    assert!(page.contains("FUND OH: $1,000,000 available; spent $"), "{page}");
    assert!(page.contains("FUND Adams County: $2,000,000 available; spent $"), "{page}");
    assert!(!page.contains("spent $0"), "{page}");
}

#[test]
fn the_headline_counts_the_funds_of_the_states_asked_about() {
    let page = said("state,amount\nOH,1m\nPA,2m\n", &["--state", "OH"]);
    assert!(page.contains("WHAT $1,000,000 OF FUNDS") && !page.contains("FUND PA"), "{page}");
}

#[test]
fn state_money_does_not_reach_places_with_a_fund_of_their_own_and_the_page_says_so() {
    let page = said("place,amount\nPA,1m\n42001,10\n", &[]);
    assert!(page.contains("It does not reach 1 place that has a fund of its own."), "{page}");
}

#[test]
fn a_fund_that_is_over_says_its_last_day() {
    let page = said("state,amount,spend_by\nOH,1m,2025-09-30\n", &[]);
    assert!(page.contains("OH: nothing can be spent, because its last day, 30 September 2025, is over."), "{page}");
}
