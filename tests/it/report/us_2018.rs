//! The nation in 2018, by the inventory that ships: the figures of the EAC's survey, to the unit.

use std::path::PathBuf;

use pollworthy::inventory::{Inventory, Options};
use pollworthy::report::{ListLine, Report, Status};
use pollworthy::request::Request;
use pollworthy::rules::{BUILT_IN, RuleBook};
use pollworthy::words::value::Day;

fn nation() -> Report {
    nation_with(None)
}

fn nation_with(waivers: Option<&str>) -> Report {
    let as_of = Day::parse("2018-07-31").unwrap();
    let mut book = RuleBook::read("baseline", BUILT_IN[0].1, &[], as_of).unwrap();
    if let Some(waivers) = waivers {
        book.add_waivers("waivers-us-2018.toml", waivers).unwrap();
    }
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("inventories/us-2018");
    let (ledger, read) = pollworthy::audit::audit(Inventory::open(Options::new(vec![folder], as_of)), &book, 10);
    assert!(read.notices.is_empty(), "{:#?}", read.notices);
    Report::new(&book, &ledger, read, Request::new(book.as_of))
}

fn states(report: &Report, status: Status) -> Vec<&str> {
    let list = report.list("paper-trail").unwrap();
    let mut states: Vec<&str> =
        list.states.iter().filter(|line| line.status == status).map(|line| &*line.state).collect();
    states.sort_unstable();
    states
}

#[test]
fn sixteen_states_report_machines_without_paper() {
    let report = nation();
    assert_eq!(states(&report, Status::Statewide), ["DE", "GA", "LA", "NJ", "SC"]);
    let partial = ["AR", "CA", "FL", "ID", "IN", "KS", "KY", "MS", "PA", "TN", "TX"];
    assert_eq!(states(&report, Status::Partial), partial);
    assert_eq!(states(&report, Status::None).len(), 35);
    assert_eq!(report.places.len(), 51);
}

/// The number in the Vice President's speech of 31 July 2018, by the flags of the survey less two wrong answers.
#[test]
fn fourteen_states_are_left_where_two_answers_are_waived() {
    let report = nation_with(Some(include_str!("../../../rules/waivers-us-2018.toml")));
    let partial = ["AR", "FL", "IN", "KS", "KY", "MS", "PA", "TN", "TX"];
    assert_eq!(states(&report, Status::Statewide).len() + partial.len(), 14);
    assert_eq!(states(&report, Status::Partial), partial);
    assert_eq!(states(&report, Status::Waived), ["CA", "ID"]);
    let list = report.list("paper-trail").unwrap();
    let without: u64 = list.states.iter().map(|line| line.units_lacking + line.units_lesser).sum();
    assert_eq!(without, 134_756);
    assert_eq!(list.states.iter().map(|line| line.units_waived).sum::<u64>(), 308);
    assert!(report.notices.is_empty(), "{:#?}", report.notices);
}

#[test]
fn the_units_are_the_surveys_own() {
    let report = nation();
    let list = report.list("paper-trail").unwrap();
    let without: u64 = list.states.iter().map(|line| line.units_lacking + line.units_lesser).sum();
    assert_eq!(without, 135_064);
    let line = |state: &str| list.states.iter().find(|line| &*line.state == state).unwrap();
    let idaho = line("ID");
    assert_eq!((idaho.units_lacking, idaho.rows_without_quantity), (0, 1));
    let told = |line: &ListLine| {
        let places = line.places_lacking + line.places_lesser;
        (places, line.places, line.units_lacking + line.units_lesser, line.units, line.voters_affected)
    };
    assert_eq!(told(line("GA")), (159, 159, 27_324, 28_028, 6_944_851));
    assert_eq!(told(line("NJ")), (21, 21, 11_368, 11_408, 5_869_078));
    assert_eq!(told(line("SC")), (46, 46, 13_119, 13_170, 3_538_580));
    assert_eq!(told(line("LA")), (64, 64, 9_396, 9_475, 2_992_170));
    assert_eq!(told(line("DE")), (3, 3, 1_378, 1_382, 695_014));
    assert_eq!(told(line("TX")), (118, 254, 26_140, 31_872, 12_875_247));
    assert_eq!(told(line("PA")), (54, 67, 19_503, 21_000, 7_972_526));
    assert_eq!(told(line("KS")), (15, 105, 894, 6_365, 214_769));
    let lesser: u64 = list.states.iter().map(|line| line.units_lesser).sum();
    assert_eq!(
        (line("FL").units_lesser, line("PA").units_lesser, line("KY").units_lesser, lesser),
        (615, 374, 111, 1_100)
    );
}

/// The same sums from the survey's own file, where it is at hand; the test ends early where it is not.
#[test]
fn the_shipped_sums_are_those_of_the_survey() {
    let Ok(data) = std::env::var("POLLWORTHY_DATA") else {
        return;
    };
    let mut survey = csv::Reader::from_path(PathBuf::from(data).join("eavs2018/section_f.csv")).unwrap();
    let headers = survey.headers().unwrap().clone();
    let at = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let counts = [at("F5c_1"), at("F5c_2"), at("F5c_3")];
    let state = at("State_Abbr");
    let mut sums = std::collections::BTreeMap::new();
    for record in survey.byte_records() {
        let record = record.unwrap();
        let units = |field: usize| String::from_utf8_lossy(&record[field]).trim().parse::<i64>().unwrap_or(0).max(0);
        let sum: i64 = counts.iter().map(|field| units(*field)).sum();
        *sums.entry(String::from_utf8_lossy(&record[state]).into_owned()).or_insert(0) += sum;
    }
    for line in &nation().list("paper-trail").unwrap().states {
        let ours = i64::try_from(line.units_lacking + line.units_lesser).unwrap();
        assert_eq!(ours, sums[&*line.state], "{}", line.state);
    }
}
