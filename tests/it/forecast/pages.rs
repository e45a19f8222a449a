//! The forecast on its pages, by the program itself.

use std::collections::BTreeMap;
use std::process::{Command, Output};

use crate::support::folder::Folder;

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_pollworthy"))
        .args(["forecast", "--no-config"])
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("COLUMNS", "80")
        .output()
        .unwrap()
}

fn printed(arguments: &[&str]) -> String {
    String::from_utf8(run(arguments).stdout).unwrap()
}

const EXAMPLE: &str = "inventories/example-county";

/// The properties of an event by their names.
type Event = BTreeMap<String, String>;

/// The events of a calendar by their ids; every line keeps to RFC 5545, and no id is there twice.
fn events(text: &str) -> BTreeMap<String, Event> {
    assert!(text.ends_with("\r\n") && !text.replace("\r\n", "").contains(['\r', '\n']));
    assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
    let mut calendars = ical::IcalParser::new(text.as_bytes());
    let calendar = calendars.next().unwrap().unwrap();
    assert!(calendars.next().is_none());
    let mut by_id = BTreeMap::new();
    for event in calendar.events {
        let count = event.properties.len();
        let value = |property: ical::property::Property| (property.name, property.value.unwrap());
        let properties: Event = event.properties.into_iter().map(value).collect();
        assert_eq!(properties.len(), count, "a property is there twice");
        let needed = ["UID", "DTSTAMP", "DTSTART", "SUMMARY"];
        assert!(needed.iter().all(|name| properties.contains_key(*name)), "{properties:?}");
        assert!(by_id.insert(properties["UID"].clone(), properties).is_none(), "an id is there twice");
    }
    by_id
}

#[test]
fn a_calendar_that_is_imported_again_updates_its_events() {
    let first = events(&printed(&[EXAMPLE, "--as-of", "2026-11-30", "--format", "ics"]));
    let later = events(&printed(&[EXAMPLE, "--as-of", "2026-12-10", "--format", "ics"]));
    assert!(first.len() > 10, "{}", first.len());
    // What is over by then is gone; nothing is there under another id.
    assert!(later.keys().all(|id| first.contains_key(id)), "{later:?}");
    for (id, event) in &later {
        let number = |event: &Event| event["SEQUENCE"].parse::<u32>().unwrap();
        assert!(number(event) > number(&first[id]));
        assert_eq!(event["DTSTART"], first[id]["DTSTART"]);
    }
}

#[test]
fn an_event_whose_day_moves_is_the_same_event() {
    let calendar = |date: &str| {
        let rows = format!("asset_id,jurisdiction,equipment_type,first_used_on\nE1,39001,scanner,{date}\n");
        let folder = Folder::of("equipment.csv", rows);
        let path = folder.path("").display().to_string();
        events(&printed(&[&path, "--as-of", "2026-11-30", "--only", "AG-001", "--format", "ics"]))
    };
    let (before, after) = (calendar("2017-01-05"), calendar("2017-03-09"));
    let [(id, event)] = before.iter().collect::<Vec<_>>()[..] else { panic!("{before:?}") };
    assert_eq!((&*event["DTSTART"], &*after[id]["DTSTART"]), ("20270105", "20270309"));
}

#[test]
fn an_event_that_an_asset_leaves_is_the_same_event() {
    let calendar = |patched: &str| {
        let rows = format!(
            "asset_id,jurisdiction,role,operating_system,connectivity,patched_on\nN1,39001,server,Windows 11 25H2,county-lan,{patched}\n\
             N2,39001,server,Windows 11 25H2,county-lan,2026-11-20\nN3,39001,server,Windows 11 25H2,county-lan,2026-11-20\n"
        );
        let folder = Folder::of("network.csv", rows);
        let path = folder.path("").display().to_string();
        events(&printed(&[&path, "--as-of", "2026-11-30", "--until", "1y", "--only", "PA-004", "--format", "ics"]))
    };
    let (together, apart) = (calendar("2026-11-20"), calendar("2026-11-28"));
    assert_eq!((together.len(), apart.len()), (1, 2));
    // The event of the group moves with its first asset, and the others have one of their own: none is left behind.
    assert!(together.keys().all(|id| apart.contains_key(id)));
}

#[test]
fn what_could_not_be_read_is_said() {
    let rows = "asset_id,jurisdiction,equipment_type,first_used_on\nE1,39001,scanner,14.01.2017\nE2,39001,scanner,\"unclosed\n";
    let folder = Folder::of("equipment.csv", rows);
    let path = folder.path("").display().to_string();
    let arguments = [&*path, "--as-of", "2026-11-30", "--only", "AG-001"];
    let page = printed(&arguments);
    assert!(page.contains("by the dates that could be read") && page.contains("COULD NOT BE READ"), "{page}");
    assert!(page.contains("14.01.2017"), "{page}");
    let json: serde_json::Value =
        serde_json::from_str(&printed(&[&arguments[..], &["--format", "json"]].concat())).unwrap();
    assert!(json["notices"].as_array().unwrap().len() >= 2, "{json}");
    for format in ["html", "markdown"] {
        let page = printed(&[&arguments[..], &["--format", format]].concat());
        assert!(page.contains("equipment.csv"), "{format}: {page}");
    }
    let run = run(&[&arguments[..], &["--format", "csv"]].concat());
    assert!(String::from_utf8_lossy(&run.stderr).contains("equipment.csv"));
    assert_eq!(run.status.code(), Some(2));
}

#[test]
fn a_state_law_that_begins_is_named() {
    let rows = "asset_id,jurisdiction,equipment_type,vvpat\nE1,\"Travis County, TX\",dre,no\n";
    let folder = Folder::of("equipment.csv", rows);
    let path = folder.path("").display().to_string();
    let arguments = [&*path, "--as-of", "2026-08-01", "--until", "2026-12-31"];
    let page = printed(&arguments);
    let law = page.split_once("STATE LAW   it changes no verdict\n").unwrap().1;
    assert!(law.starts_with("   1 September 2026"), "{page}");
    let json: serde_json::Value =
        serde_json::from_str(&printed(&[&arguments[..], &["--format", "json"]].concat())).unwrap();
    assert_eq!((&json["laws"][0]["state"], &json["laws"][0]["on"]), (&"TX".into(), &"2026-09-01".into()));
}

#[test]
fn no_name_breaks_out_of_a_calendar() {
    let rows = "asset_id,jurisdiction,equipment_type,model,first_used_on\n\"E1\nEND:VEVENT\nBEGIN:VEVENT\nUID:evil\",\"Evil, \\; \
                County\r\nX-EVIL:1\",scanner,\"a;b\\,c\u{2028}d\",2017-01-05\n";
    let folder = Folder::of("equipment.csv", rows);
    let path = folder.path("").display().to_string();
    let text = printed(&[&path, "--as-of", "2026-11-30", "--only", "AG-001", "--format", "ics"]);
    let events = events(&text);
    assert_eq!(events.len(), 1, "{text}");
    assert!(!text.contains("\r\nX-EVIL") && !text.contains("\r\nUID:evil"), "{text}");
}

#[test]
fn json_and_csv_say_the_same() {
    let json: serde_json::Value =
        serde_json::from_str(&printed(&[EXAMPLE, "--as-of", "2026-11-30", "--format", "json"])).unwrap();
    assert_eq!(json["schema"], "pollworthy.forecast/1");
    assert_eq!((&json["as_of"], &json["until"]), (&"2026-11-30".into(), &"2028-11-07".into()));
    let turns = json["turns"].as_array().unwrap();
    let days: Vec<&str> = turns.iter().map(|turn| turn["on"].as_str().unwrap()).collect();
    assert!(days.is_sorted() && days.len() > 10, "{days:?}");
    let assets: usize = turns.iter().map(|turn| turn["assets"].as_array().unwrap().len().max(1)).sum();
    let csv = printed(&[EXAMPLE, "--as-of", "2026-11-30", "--format", "csv"]);
    let rows = csv::Reader::from_reader(csv.as_bytes()).into_records().map(Result::unwrap).count();
    assert_eq!(rows, assets);
    let last = json["days"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["on"], &last["what"]), (&"2028-11-07".into(), &"presidential-election".into()));
    assert_eq!(last["jurisdictions"][0]["standing"], "action-needed");
}

#[test]
fn the_day_of_a_whole_report_is_the_audit_of_that_day() {
    let json: serde_json::Value =
        serde_json::from_str(&printed(&[EXAMPLE, "--as-of", "2026-11-30", "--until", "1y", "--format", "json"]))
            .unwrap();
    for day in json["days"].as_array().unwrap() {
        let on = day["on"].as_str().unwrap();
        let audit = Command::new(env!("CARGO_BIN_EXE_pollworthy"))
            .args(["audit", EXAMPLE, "--as-of", on, "--format", "json", "--no-config"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        let audit: serde_json::Value = serde_json::from_slice(&audit.stdout).unwrap();
        let place = &audit["jurisdictions"][0];
        for end in ["low", "high"] {
            assert_eq!(day["jurisdictions"][0]["risk"][end], place["risk"][end], "{on}");
        }
        assert_eq!(day["jurisdictions"][0]["standing"], place["standing"], "{on}");
    }
}

#[test]
fn the_gate_closes_where_something_as_grave_gets_worse() {
    let code = |arguments: &[&str]| run(&[&[EXAMPLE, "--as-of", "2026-11-30"][..], arguments].concat()).status.code();
    assert_eq!(code(&["--until", "2027-01-31"]), Some(0));
    assert_eq!(code(&["--until", "2027-01-31", "--fail-on", "high"]), Some(1));
    assert_eq!(code(&["--until", "2026-12-31", "--fail-on", "high"]), Some(0));
    assert_eq!(code(&["--until", "2026-12-31", "--fail-on", "medium"]), Some(1));
    assert_eq!(code(&["--until", "2026-11-30"]), Some(2));
    assert_eq!(code(&["--until", "whenever"]), Some(2));
}

#[test]
fn the_report_has_what_is_ahead_where_it_is_asked_for() {
    let audit = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_pollworthy"))
            .args(["audit", EXAMPLE, "--as-of", "2026-11-30", "--no-config"])
            .args(arguments)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(audit(&["--format", "html", "--until", "1y"]).contains("What is ahead"));
    assert!(!audit(&["--format", "html"]).contains("What is ahead"));
    let page = audit(&["--format", "table"]);
    let due = page.split_once("WHAT FALLS DUE\n").unwrap().1;
    assert!(due.starts_with("   2 December 2026"), "{due}");
}
