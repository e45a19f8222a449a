//! What changes, and why: dates, waivers, rules that begin, dates that lie ahead.

use pollworthy::audit::{Because, Extras, LaterDays, count};
use pollworthy::finding::Verdict;
use pollworthy::inventory::{Inventory, Options};
use pollworthy::report::{Direction, Report, Turns};
use pollworthy::request::Request;
use pollworthy::rules::RuleBook;
use pollworthy::words::value::Day;

use crate::support::folder::Folder;

const RULES: &str = r#"
[ruleset]
name = "turns"
version = "1"
[[rule]]
id = "T-1"
topic = "age"
title = "No machine is past ten years"
unmet = "are past ten years"
table = "equipment"
require = "first_used_on > as_of - interval '10 years'"
severity = "high"
"#;

fn ahead(folder: &Folder, rules: &str, waivers: Option<&str>, until: &str) -> (Report, Turns) {
    let as_of = folder.options.as_of;
    let fetch = |_: &str| Err("nothing is fetched".to_owned());
    let mut book = RuleBook::load_for_any_day("rules.toml", rules, &fetch, &[], as_of).unwrap();
    waivers.iter().for_each(|text| book.add_waivers("waivers.toml", text).unwrap());
    let until = Day::parse(until).unwrap();
    let inventory = Inventory::open(Options { later_days: true, schema: book.schema, ..folder.options.clone() });
    let extras = Extras { later: Some(LaterDays::new(&book, until, 10)), ..Extras::default() };
    let mut counted = count(inventory, &book, 0, extras);
    let report = Report::of(&book, &counted.ledger, &mut counted.read, Request::new(as_of));
    let changes = counted.changes.unwrap();
    let turns = pollworthy::forecast::turns((&book, until), (&counted.ledger, changes), &counted.read.places, &report);
    (report, turns)
}

fn machines(rows: &str) -> Folder {
    Folder::of("equipment.csv", format!("asset_id,jurisdiction,quantity,first_used_on,support_ends_on\n{rows}"))
}

#[test]
fn the_last_good_day_is_a_good_day() {
    let (_, turns) = ahead(&machines("E1,39001,5,2017-01-05,\nE2,39001,,2020-01-01,\n"), RULES, None, "2028-01-01");
    let [turn] = turns.all.as_slice() else { panic!("{turns:?}") };
    assert_eq!(turn.on.to_string(), "2027-01-05");
    assert_eq!((turn.from, turn.to), (Some(Verdict::Pass), Some(Verdict::Fail)));
    assert_eq!((turn.direction(), turn.more_failing()), (Direction::Worse, 5));
    let [asset] = turn.assets.as_slice() else { panic!("{turn:?}") };
    assert_eq!((&*asset.asset, asset.units), ("E1", Some(5)));
    let [Because::Date(cause)] = asset.because.as_slice() else { panic!("{asset:?}") };
    assert_eq!((&*cause.column, cause.date.to_string().as_str()), ("first_used_on", "2017-01-05"));
    assert_eq!(cause.interval.map(|(span, sign)| (span.months, sign)), Some((120, 1)));
}

#[test]
fn assets_that_change_at_a_place_that_fails_already_are_a_turn_too() {
    let (_, turns) = ahead(&machines("E1,39001,1,2010,\nE2,39001,1,2017-03-01,\n"), RULES, None, "2028-01-01");
    let [turn] = turns.all.as_slice() else { panic!("{turns:?}") };
    assert_eq!((turn.from, turn.to), (Some(Verdict::Fail), Some(Verdict::Fail)));
    assert_eq!(turn.counts().map(|tally| tally.fail().weight), [1, 2]);
}

#[test]
fn a_waiver_that_ends_is_a_reason() {
    let waiver = "[[waiver]]\nrule = \"T-1\"\nplace = \"39001\"\nkind = \"accepted-risk\"\nreason = \"ordered\"\n\
                  owner = \"the clerk\"\nexpires = 2027-06-30\n";
    let (_, turns) = ahead(&machines("E1,39001,1,2010,\n"), RULES, Some(waiver), "2028-01-01");
    let [turn] = turns.all.as_slice() else { panic!("{turns:?}") };
    assert_eq!(
        (turn.on.to_string().as_str(), turn.from, turn.to),
        ("2027-07-01", Some(Verdict::Waived), Some(Verdict::Fail))
    );
    assert_eq!(turn.assets[0].because, [Because::WaiverEnded]);
}

#[test]
fn a_rule_that_begins_judges_everything_on_its_first_day() {
    let rules = format!("{RULES}effective_from = 2027-01-01\neffective_until = 2027-12-31\n");
    let (report, turns) = ahead(&machines("E1,39001,1,2010,\nE2,39001,1,2026,\n"), &rules, None, "2028-06-01");
    assert!(report.rules.is_empty());
    let days: Vec<_> = turns.all.iter().map(|turn| (turn.on.to_string(), turn.from, turn.to)).collect();
    let fail = Some(Verdict::Fail);
    assert_eq!(days, [("2027-01-01".to_owned(), None, fail), ("2028-01-01".to_owned(), fail, None)]);
    assert_eq!(turns.all[0].counts()[1].fail().weight, 1);
    assert_eq!(turns.all[0].counts()[1].pass().weight, 1);
}

#[test]
fn a_date_that_lies_ahead_is_read_on_its_day_and_said_to_be_one() {
    let (report, turns) = ahead(&machines("E1,39001,1,2027-02-01,\n"), RULES, None, "2028-01-01");
    assert!(report.notices.iter().any(|notice| notice.to_string().contains("2027-02-01")), "{:?}", report.notices);
    let [turn] = turns.all.as_slice() else { panic!("{turns:?}") };
    assert_eq!(
        (turn.on.to_string().as_str(), turn.from, turn.to),
        ("2027-02-01", Some(Verdict::Unknown), Some(Verdict::Pass))
    );
    assert_eq!(turn.assets[0].because, [Because::NoLongerAhead("first_used_on")]);
}

#[test]
fn of_many_assets_some_are_kept_and_all_are_counted() {
    let rows: String = (0..200).map(|at| format!("E{at:03},39001,2,2017-03-01,\n")).collect();
    for threads in [1, 3] {
        let folder = machines(&rows).in_pieces(512).by_threads(threads);
        let (_, turns) = ahead(&folder, RULES, None, "2028-01-01");
        let [turn] = turns.all.as_slice() else { panic!("{turns:?}") };
        let kept: Vec<&str> = turn.assets.iter().map(|asset| &*asset.asset).collect();
        let first: Vec<String> = (0..10).map(|at| format!("E{at:03}")).collect();
        assert_eq!((kept, turn.others, turn.more_failing()), (first.iter().map(String::as_str).collect(), 190, 400));
    }
}

#[test]
fn elections_are_those_that_the_places_name() {
    let folder = machines("E1,39001,1,2020,\nE2,39003,1,2020,\n")
        .with("jurisdictions.csv", "id,next_election\n39001,2027-05-04\n39003,\n");
    let (report, turns) = ahead(&folder, RULES, None, "2028-01-01");
    let named = |id: &str| turns.elections[report.places.iter().position(|place| place.id == id).unwrap()];
    assert_eq!((named("39001").map(|day| day.to_string()), named("39003")), (Some("2027-05-04".to_owned()), None));
}
