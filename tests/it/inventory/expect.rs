//! Places that must be there: by state, by a list, and what becomes of silent ones.

use pollworthy::inventory::Expected;
use pollworthy::report::{Report, Standing};

use crate::support::folder::Folder;

const RULES: &str = r#"
[ruleset]
name = "short"
version = "1"

[[rule]]
id = "PT-001"
topic = "paper-trail"
title = "Every machine leaves paper"
table = "equipment"
require = "equipment_type <> 'dre'"
severity = "critical"
"#;

fn report(mut folder: Folder, expect: &[Expected]) -> Report {
    folder.options.expect = expect.to_vec();
    folder.report(RULES)
}

fn state(code: &str) -> Expected {
    Expected::State(code.to_owned())
}

fn silent(report: &Report) -> Vec<&str> {
    let silent = report.places.iter().filter(|place| place.standing == Standing::NothingToRead);
    silent.map(|place| place.id.as_str()).collect()
}

fn machines(places: &[&str]) -> String {
    let rows: String = places.iter().map(|place| format!("\"{place}\",dre\n")).collect();
    format!("jurisdiction,equipment_type\n{rows}")
}

#[test]
fn a_silent_county_is_nothing_to_read_and_counts_in_its_state() {
    let report = report(Folder::of("equipment.csv", machines(&["Kent"])), &[state("DE")]);
    assert_eq!(silent(&report), ["10003", "10005"]);
    let sussex = report.place("10005").unwrap();
    assert_eq!((sussex.risk.low, sussex.risk.high, sussex.completeness), (0.0, 100.0, 0.0));
    assert_eq!((&*sussex.name, sussex.state.as_deref(), sussex.expected), ("Sussex County", Some("DE"), true));
    let [delaware] = &report.states[..] else { panic!("{:?}", report.states) };
    assert_eq!(delaware.standings.nothing_to_read.places, 2);
    assert_eq!(delaware.standings.all().places, 3);
    let kent = report.place("10001").unwrap();
    assert!((delaware.risk.low - kent.risk.low / 3.0).abs() < 1e-9);
    assert!((delaware.risk.high - (kent.risk.high + 200.0) / 3.0).abs() < 1e-9);
    let list = report.list("paper-trail").unwrap();
    assert_eq!((list.states[0].places, list.states[0].places_silent), (3, 2));
}

#[test]
fn records_of_a_place_below_speak_for_a_county() {
    let report =
        report(Folder::of("equipment.csv", machines(&["1000177580", "10003:Brandywine", "10005"])), &[state("DE")]);
    assert_eq!(silent(&report), [""; 0]);
}

#[test]
fn who_and_where_a_place_is_tells_nothing_of_its_own() {
    let jurisdictions = "id,registered_voters,contact_name,ir_plan_on\n10001,100,A. Clerk,\n10003,300,,2026-01-01\n";
    let folder = Folder::of("jurisdictions.csv", jurisdictions).with("equipment.csv", machines(&["10005"]));
    let report = report(folder, &[state("Delaware"), state("DE")]);
    assert_eq!(silent(&report), ["10001"]);
    assert_eq!(report.standings.nothing_to_read.voters, 100);
}

#[test]
fn nobody_is_silent_where_nobody_is_expected() {
    let folder = Folder::of("jurisdictions.csv", "id\n10001\n").with("equipment.csv", machines(&["10005"]));
    assert_eq!(silent(&report(folder, &[])), [""; 0]);
}

#[test]
fn a_file_that_cannot_be_read_is_why() {
    let folder = Folder::of("equipment.csv", machines(&["10001"]))
        .with("de/Sussex County.pdf", "%PDF")
        .with("new-castle/equipment.csv", "a,b\n");
    let report = report(folder, &[state("DE")]);
    assert_eq!(silent(&report), ["10003", "10005"]);
    let why = |id| report.place(id).unwrap().unread.as_ref().map(|unread| &*unread.file);
    assert_eq!(why("10005"), Some("here/de/Sussex County.pdf"));
}

#[test]
fn connecticut_is_expected_as_its_records_have_it() {
    let of = |place: &str| {
        let report = report(Folder::of("equipment.csv", machines(&[place])), &[state("CT")]);
        let mut silent: Vec<String> = silent(&report).iter().map(ToString::to_string).collect();
        silent.sort();
        (silent.len(), silent[0].clone())
    };
    assert_eq!(of("09110"), (8, "09120".to_owned()));
    assert_eq!(of("0900108070"), (7, "09003".to_owned()));
    assert_eq!(of("CT:Hartford"), (9, "09110".to_owned()));
}

#[test]
fn a_state_with_one_county_is_that_county() {
    for place in ["11", "11001", "District of Columbia"] {
        let report = report(Folder::of("equipment.csv", machines(&[place])), &[state("DC")]);
        assert_eq!(silent(&report), [""; 0], "{place}");
    }
}

#[test]
fn a_state_that_no_table_knows_expects_its_declared_places() {
    let folder = Folder::of("jurisdictions.csv", "id,state,name\nXE:001,XE,Alder\nXE:002,XE,Birch\nXF:003,XF,Cedar\n")
        .with("equipment.csv", machines(&["Alder"]));
    assert_eq!(silent(&report(folder, &[state("XE")])), ["XE:002"]);
}

#[test]
fn a_list_of_places_is_lines_or_csv() {
    let lists = [
        "# to come\nKent County, DE\n\n\"Sussex County, DE\"\nBirch\n",
        "\u{feff}FIPS,Remark\n10001,\n10005,x\nBirch,\n",
        "State,County\nDE,Kent\nDE,Sussex\n,Birch\n",
        "id\n10001\n10005\nBirch\n",
    ];
    for list in lists {
        let folder = Folder::of("records/equipment.csv", machines(&["10001"])).with("list.csv", list);
        let expected = Expected::read(&folder.path("list.csv")).unwrap();
        let folder = folder.named("records");
        assert_eq!(silent(&report(folder, &[expected])), ["10005", "Birch"], "{list}");
    }
    let folder = Folder::of("empty.txt", "# none\n").with("bytes.txt", b"Do\xf1a Ana");
    assert_eq!(Expected::read(&folder.path("empty.txt")).unwrap_err().to_string(), "it lists no place");
    assert!(Expected::read(&folder.path("bytes.txt")).unwrap_err().to_string().contains("not UTF-8"));
    assert!(Expected::read(&folder.path("none.txt")).is_err());
}

#[test]
fn a_list_gives_names_to_places_that_nothing_else_names() {
    let folder = Folder::of("records/equipment.csv", machines(&["10001", "XE:2"])).with(
        "list.csv",
        "id,state,name\n10001,DE,Dover\nXE:2,XE,Birch County\nXE:4,XE,\"Alder, the County\"\nXE:5,XE,\n",
    );
    let expected = Expected::read(&folder.path("list.csv")).unwrap();
    let report = report(folder.named("records"), &[expected]);
    let mut names: Vec<&str> = report.places.iter().map(|place| &*place.name).collect();
    names.sort_unstable();
    assert_eq!(names, ["Alder, the County", "Birch County", "Kent County", "XE:5"]);
}

#[test]
fn records_that_give_only_the_name_of_a_listed_place_are_its_records() {
    let rows = "asset_id,state,county,equipment_type\nM1,XE,Birch County,dre\n";
    let folder = Folder::of("records/equipment.csv", rows)
        .with("list.csv", "id,state,name\nXE:2,XE,Birch County\nXE:3,XE,Cedar County\n");
    let expected = Expected::read(&folder.path("list.csv")).unwrap();
    let report = report(folder.named("records"), &[expected]);
    assert_eq!(silent(&report), ["XE:3"]);
    assert_eq!(report.places.iter().filter(|place| &*place.name == "Birch County").count(), 1);
}

#[test]
fn an_unknown_name_on_a_list_of_places_is_reported() {
    let folder = Folder::of("equipment.csv", machines(&["10001"]))
        .with("list.txt", "Kent County, DE\nSusex County, DE\nAdams\n");
    let mut expected = Expected::read(&folder.path("list.txt")).unwrap();
    if let Expected::List(name, _) = &mut expected {
        *name = "list.txt".into();
    }
    let report = report(folder.named("equipment.csv"), &[expected]);
    let said: Vec<String> = report.notices.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "list.txt:2: notice: no county is called \"Susex County, DE\"; did you mean Sussex County, DE?",
            "list.txt:3: notice: \"Adams\" is a county of 12 states; add a column State, name the folder after the state, or use --state, or write Adams County, CO, or 08001",
        ]
    );
    assert_eq!(silent(&report), ["Adams", "DE:Susex County"]);
}
