//! What the head of a plan says: of one place, of places without voters, and where nothing fits whole.

use super::requests::page;
use crate::support::folder::Folder;

/// A page on one line.
fn said(offices: &str, machines: &str, budget: &str) -> String {
    let folder = Folder::of("jurisdictions.csv", offices).with("equipment.csv", machines);
    let path = folder.path("").display().to_string();
    page(&[&path, "--budget", budget]).split_whitespace().collect::<Vec<_>>().join(" ")
}

const DRES: &str = "asset_id,jurisdiction,equipment_type,vvpat,used_standard,quantity\na,39001,dre,no,yes,5\n";

#[test]
fn one_place_needs_no_registered_voters() {
    let page = said("id,state,name,registered_voters\n39001,OH,Adams,\n", DRES, "10m");
    assert!(page.contains("are spent; something is done at 1 place, registered voters not stated."), "{page}");
    assert!(page.contains("The known risk of the place falls from "), "{page}");
    assert!(page.contains("There is one place, so that nothing is weighed against another"), "{page}");
    assert!(!page.contains(" 0 registered voters") && !page.contains("from 0.0"), "{page}");
}

#[test]
fn several_places_without_voters_are_not_weighed_and_the_headline_says_so() {
    let offices = "id,state,name,registered_voters\n39001,OH,Adams,\n39003,OH,Allen,\n";
    let page = said(offices, DRES, "10m");
    let why =
        "At 1 place nothing is bought, because its registered voters are not stated and places are weighed by them.";
    assert!(page.contains(&format!("AT HIGH PRICES {why}")), "{page}");
    assert!(!page.contains("no action that") && !page.contains("0.0") && !page.contains(" 0 registered"), "{page}");
    let page = said(&offices.replace("Allen,", "Allen,500"), &format!("{DRES}b,39003,dre,no,yes,2\n"), "10m");
    assert!(page.contains("something is done at 1 place with 500 registered voters.") && page.contains(why), "{page}");
}

#[test]
fn where_nothing_fits_whole_the_cheapest_purchase_is_named() {
    let machines = "asset_id,jurisdiction,equipment_type,first_used_on,quantity\na,39001,hand-fed-scanner,2010,10\n";
    let offices = "id,state,name,registered_voters\n39001,OH,Adams,20000\n39003,OH,Allen,5000\n";
    let page = said(offices, machines, "40k");
    let wanted = "Nothing is bought. No purchase fits whole into this money: the cheapest that lowers a known risk costs $50,000 at \
                  Adams, OH (Replace old scanners of polling places).";
    assert!(page.contains(wanted), "{page}");
    assert!(page.contains("An action is taken whole at a place or not at all; of all such plans"), "{page}");
    assert!(!page.contains("no action that"), "{page}");
}

#[test]
fn what_could_not_be_read_is_on_the_page_and_in_json() {
    let folder = Folder::of("jurisdictions.csv", "id,state,name,registered_voters\n39001,OH,Adams,many\n")
        .with("equipment.csv", DRES)
        .with("network.csv", "");
    let path = folder.path("").display().to_string();
    let run = |format: &str| {
        let output = super::requests::run(&[&path, "--budget", "5", "--format", format]);
        String::from_utf8(output.stdout).unwrap()
    };
    for format in ["table", "html"] {
        let page = run(format);
        assert!(page.to_lowercase().contains("could not be read (1)"), "{page}");
        assert!(page.split_whitespace().collect::<Vec<_>>().join(" ").contains("1 notice of the records"), "{page}");
    }
    let json: serde_json::Value = serde_json::from_str(&run("json")).unwrap();
    let levels: Vec<&str> =
        json["notices"].as_array().unwrap().iter().map(|notice| notice["level"].as_str().unwrap()).collect();
    assert_eq!((levels.contains(&"error"), levels.contains(&"notice")), (true, true), "{json}");
}

#[test]
fn actions_that_no_asked_rule_rests_on_are_not_listed() {
    let folder = Folder::of("jurisdictions.csv", "id,state,name,registered_voters\n39001,OH,Adams,500\n")
        .with("equipment.csv", DRES);
    let path = folder.path("").display().to_string();
    let all = page(&[&path, "--budget", "1m"]);
    let some = page(&[&path, "--budget", "1m", "--only", "PT-001"]);
    assert!(all.contains("Unplug voting systems") && !some.contains("Unplug voting systems"), "{some}");
}

#[test]
fn no_prices_give_no_heading_and_rows_without_quantity_are_worded_so() {
    let folder = Folder::of("jurisdictions.csv", "id,state,name,registered_voters\n39001,OH,Adams,500\n");
    let empty = page(&[&folder.path("").display().to_string(), "--budget", "1m", "--only", "PT-001"]);
    assert!(!empty.contains("\nPRICES\n"), "{empty}");
    let page = said(
        "id,state,name,registered_voters\n39001,OH,Adams,500\n",
        "asset_id,jurisdiction,equipment_type,first_used_on\na,39001,bmd,2010\nb,39001,bmd,2010\n",
        "1m",
    );
    assert!(page.contains("2 rows without a quantity") && !page.contains("0 units stated"), "{page}");
}

#[test]
fn what_another_action_equips_is_said_to_have_no_units_of_its_own() {
    let machines = "asset_id,jurisdiction,equipment_type,vvpat,used_standard,first_used_on,quantity\n\
                    a,39001,dre,no,yes,2005,50\nb,39001,dre,yes,yes,2005,50\n";
    let page = said("id,state,name,registered_voters,polling_places\n39001,OH,Adams,20000,5\n", machines, "5m");
    assert!(page.contains("no units of its own, because another action equips the same polling places"), "{page}");
    assert!(page.contains("A polling place is equipped once") && !page.contains("; $0"), "{page}");
}
