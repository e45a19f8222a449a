//! The law of the forecast: what changes, applied to the verdicts of today, gives what an audit finds on every later day.

use std::collections::BTreeMap;
use std::path::PathBuf;

use pollworthy::audit::{Class, Extras, LaterDays, Tally, audit, count};
use pollworthy::finding::Verdict;
use pollworthy::inventory::{Inventory, Options};
use pollworthy::report::Report;
use pollworthy::request::Request;
use pollworthy::rules::{BUILT_IN, RuleBook};
use pollworthy::words::value::Day;
use proptest::prelude::*;
use proptest::sample::select;

use crate::support::folder::Folder;

/// Rules that change with the day in every way that the language has.
const RULES: &str = r#"
[ruleset]
name = "ahead"
version = "1"
[params]
days = 20
[define.network]
watched = "lower(sensor) <> 'none' and coalesce(sensor_from <= as_of, true)"
[[rule]]
id = "F-1"
topic = "a"
title = "too old"
table = "equipment"
among = "equipment_type in ('dre', 'scanner')"
require = "first_used_on > as_of - interval '10 years'"
severity = "high"
[[rule]]
id = "F-2"
topic = "a"
title = "supported, either way around"
table = "equipment"
applies = "support_ends_on is not null or jurisdiction.next_election between as_of and as_of + interval :days day"
require = "as_of <= support_ends_on and not as_of + interval '1 month' > support_ends_on + interval '40 days'"
severity = "critical"
measure = "worst"
[[rule]]
id = "F-3"
topic = "b"
title = "in force for a while"
table = "network"
require = "watched"
severity = "medium"
effective_from = 2026-12-05
effective_until = 2026-12-20
[[rule]]
id = "F-4"
topic = "b"
title = "patched"
table = "network"
require = "patched_on >= as_of - interval '30 days' or patched_on in (last_federal_election, as_of - interval '35 days')"
at_least = ":share"
severity = "high"
[[rule]]
id = "F-5"
topic = "c"
title = "one good row, later or now"
table = "network"
among = "role = 'server' or role = 'laptop'"
require = "case when as_of > date '2026-12-10' then sensor_from <= as_of else support_ends_on > as_of end"
measure = "any"
severity = "medium"
[[rule]]
id = "F-6"
topic = "d"
title = "due before an election"
table = "equipment"
due = "in the :days days before an election"
applies = "used_standard and jurisdiction.next_election between as_of and as_of + interval :days day"
require = "vvpat"
severity = "critical"
[[rule]]
id = "F-7"
topic = "d"
title = "of the place, with a plan for those who have no rows"
table = "jurisdictions"
require = "ir_plan_on <= as_of and ir_exercised_on >= as_of - interval '1 month' and next_election > as_of"
severity = "low"
[[rule]]
id = "F-8"
topic = "d"
title = "passes where the plan does"
table = "vulnerabilities"
require = "fixed_on <= as_of or due_on >= as_of"
no_rows_pass_if = "F-7"
severity = "low"
[[rule]]
id = "F-9"
topic = "e"
title = "by the year, as text"
table = "equipment"
require = "substr(cast(as_of as text), 1, 4) <> '2027' or coalesce(support_ends_on, as_of) > as_of"
severity = "info"
[[rule]]
id = "F-10"
topic = "e"
title = "a date, or the day of the audit instead"
table = "equipment"
require = "coalesce(support_ends_on, as_of) >= as_of - interval '10 days' and coalesce(first_used_on, as_of + interval '5 days', date '2026-12-01') < as_of"
severity = "low"
[params2]
"#;

fn rules() -> String {
    RULES.replace("[params2]\n", "").replace("days = 20\n", "days = 20\nshare = 0.6\n")
}

fn today() -> Day {
    Day::parse("2026-11-22").unwrap()
}

fn cells(words: &'static [&'static str]) -> BoxedStrategy<String> {
    select(words).prop_map(str::to_owned).boxed()
}

const PLACES: &[&str] = &["39001", "39003"];

/// Files whose dates lie close around the day of the audit.
fn inventory() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    let dates: &[&str] =
        &["", "2026-11-01", "2026-11-22", "2026-11-23", "2026-12-04", "2027-01-09", "2026-12", "2027", "soon"];
    let past: &[&str] = &["", "2016-11-22", "2016-12-01", "2016-12-31", "2017-01-05", "2016", "2016-12", "2020"];
    let recent: &[&str] = &[
        "",
        "2026-11-22",
        "2026-11-10",
        "2026-10-31",
        "2026-11",
        "2026-11-03",
        "2025",
        "2026-12-02",
        "2026-12",
        "2026",
    ];
    let equipment = (
        cells(PLACES),
        cells(&["dre", "scanner", "bmd", ""]),
        cells(&["", "3", "1", "0"]),
        cells(past),
        cells(dates),
        cells(&["yes", "no", ""]),
        cells(&["yes", "no", ""]),
        cells(&["", "no", "yes"]),
    )
        .prop_map(|(a, b, c, d, e, f, g, h)| [a, b, c, d, e, f, g, h].join(","));
    let network = (
        cells(PLACES),
        cells(&["server", "laptop", "workstation", ""]),
        cells(&["none", "Albert", ""]),
        cells(dates),
        cells(recent),
        cells(dates),
    )
        .prop_map(|(a, b, c, d, e, f)| [a, b, c, d, e, f].join(","));
    let flaw = (cells(PLACES), cells(recent), cells(dates)).prop_map(|(a, b, c)| [a, b, c].join(","));
    let place = (cells(dates), cells(recent), cells(recent), cells(&["yes", "no", ""]))
        .prop_map(|(a, b, c, d)| [a, b, c, d].join(","));
    let rows = |header: &'static str, rows: Vec<String>, with_id: bool| {
        let rows =
            rows.into_iter().enumerate().map(move |(at, row)| if with_id { format!("a{at},{row}") } else { row });
        let lines: Vec<String> = std::iter::once(header.to_owned()).chain(rows).collect();
        lines.join("\n") + "\n"
    };
    (
        prop::collection::vec(equipment, 0..8),
        prop::collection::vec(network, 0..8),
        prop::collection::vec(flaw, 0..3),
        prop::collection::vec(place, 2),
    )
        .prop_map(move |(equipment, network, flaws, places)| {
            let places = PLACES.iter().zip(places).map(|(id, row)| format!("{id},{row}")).collect();
            vec![
                (
                    "equipment.csv",
                    rows(
                        "asset_id,jurisdiction,equipment_type,quantity,first_used_on,support_ends_on,vvpat,used_standard,in_service",
                        equipment,
                        true,
                    ),
                ),
                ("network.csv", rows("asset_id,jurisdiction,role,sensor,sensor_from,patched_on,support_ends_on", network, true)),
                ("vulnerabilities.csv", rows("asset_id,jurisdiction,fixed_on,due_on", flaws, true)),
                ("jurisdictions.csv", rows("id,next_election,ir_plan_on,ir_exercised_on,list_complete", places, false)),
            ]
        })
}

/// Waivers that end soon, of whole places and of single assets.
const WAIVERS: &str = r#"
[[waiver]]
rule = "F-1"
place = "39001"
kind = "accepted-risk"
reason = "replacements are ordered"
owner = "the clerk"
expires = 2026-12-03
[[waiver]]
rule = "F-4"
place = "39003"
asset = "a1"
kind = "mitigated"
reason = "it is not connected"
owner = "the clerk"
expires = 2026-12-01
[[waiver]]
rule = "F-5"
place = "39003"
kind = "mitigated"
reason = "watched by the state"
owner = "the clerk"
expires = 2026-12-12
"#;

fn book(origin: &str, text: &str, waivers: Option<&str>, day: Day, ahead: bool) -> RuleBook {
    let fetch = |name: &str| {
        let set = BUILT_IN.iter().chain(pollworthy::rules::REFERENCES).chain(pollworthy::rules::law::LAWS);
        set.into_iter()
            .find(|(known, _)| *known == name)
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .ok_or_else(String::new)
    };
    let load = if ahead { RuleBook::load_for_any_day } else { RuleBook::load };
    let mut book = load(origin, text, &fetch, &[], day).unwrap();
    if let Some(waivers) = waivers {
        book.add_waivers("waivers.toml", waivers).unwrap();
    }
    book
}

/// The verdict of every rule at every place, and what it counted.
type Verdicts = BTreeMap<(String, String), (Verdict, Tally)>;

fn verdicts(report: &Report) -> Verdicts {
    let of = |place: &pollworthy::report::PlaceReport| {
        let of_rule = |result: &pollworthy::report::RuleResult| {
            let rule = report.rules[result.rule()].id.clone();
            ((place.id.clone(), rule), (result.verdict, result.tally()))
        };
        place.rules.iter().map(of_rule).collect::<Vec<_>>()
    };
    report.places.iter().flat_map(of).collect()
}

/// Holds a forecast against an audit of every day, or of every `step`th and those on which something changes.
fn holds(paths: &[PathBuf], (origin, text, waivers): (&str, &str, Option<&str>), (from, until): (Day, Day), step: i32) {
    let open = |day: Day, book: &RuleBook| {
        Inventory::open(Options { schema: book.schema, later_days: true, ..Options::new(paths.to_vec(), day) })
    };
    let of_today = book(origin, text, waivers, from, true);
    let extras = Extras { later: Some(LaterDays::new(&of_today, until, usize::MAX)), ..Extras::default() };
    let counted = count(open(from, &of_today), &of_today, 0, extras);
    let (changes, mut read) = (counted.changes.unwrap(), counted.read);
    let report = Report::of(&of_today, &counted.ledger, &mut read, Request::new(from));
    let found = pollworthy::forecast::turns((&of_today, until), (&counted.ledger, changes), &read.places, &report);
    let mut now = verdicts(&report);
    let mut turns = found.all.iter().peekable();
    for number in from.number()..=until.number() {
        let day = Day::from_number(number);
        let mut turned = false;
        while let Some(turn) = turns.next_if(|turn| turn.on == day) {
            turned = true;
            let key = (report.places[turn.place].id.clone(), of_today.rules[turn.rule].id.clone());
            let before = now.remove(&key);
            assert_eq!(before.map(|(verdict, _)| verdict), turn.from, "{day} {key:?}");
            if let Some((_, tally)) = before {
                assert_eq!(tally, turn.counts()[0], "{day} {key:?}");
            }
            if let Some(to) = turn.to {
                now.insert(key.clone(), (to, turn.counts()[1]));
            }
            // What the assets say is what the counts say.
            for class in [Class::Pass, Class::Fail, Class::Unknown, Class::WaivedFail, Class::WaivedUnknown] {
                let rows = |tally: &Tally| i64::from(tally.of(class).rows);
                let came = turn.assets.iter().filter(|asset| asset.to == Some(class)).count() as i64;
                let went = turn.assets.iter().filter(|asset| asset.from == Some(class)).count() as i64;
                assert_eq!(rows(&turn.counts()[1]) - rows(&turn.counts()[0]), came - went, "{day} {key:?} {class:?}");
            }
            assert!(turn.assets.iter().all(|asset| !asset.because.is_empty()), "{day} {key:?} {turn:?}");
        }
        if turned || (number - from.number()) % step == 0 {
            let of_day = book(origin, text, waivers, day, false);
            let (ledger, read) = audit(open(day, &of_day), &of_day, 0);
            let found = verdicts(&Report::new(&of_day, &ledger, read, Request::new(day)));
            for key in found.keys().chain(now.keys()) {
                assert_eq!(now.get(key), found.get(key), "{day} {key:?}");
            }
        }
    }
}

fn law(files: &[(&'static str, String)]) {
    let folder = files.iter().fold(Folder::new(), |folder, (name, text)| folder.with(name, text));
    let until = Day::from_number(today().number() + 60);
    holds(&[folder.path("")], ("rules.toml", &rules(), Some(WAIVERS)), (today(), until), 1);
}

#[test]
fn turns_applied_to_today_give_the_audit_of_every_later_day() {
    crate::for_some(8, inventory(), |files| {
        law(&files);
        Ok(())
    });
}

/// The shipped inventories by the shipped rules, until 2032: on the days on which something changes, and on every 31st; on every day where
/// `EVERY_DAY` is set.
#[test]
fn turns_of_the_shipped_inventories_give_the_audit_of_later_days() {
    let step = if std::env::var_os("EVERY_DAY").is_some() { 1 } else { 31 };
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let (name, text) = BUILT_IN[0];
    let day = |text: &str| Day::parse(text).unwrap();
    for (inventory, from) in [("example-county", "2026-11-22"), ("us-2018", "2018-07-31")] {
        let paths = [root.join("inventories").join(inventory)];
        let waivers = std::fs::read_to_string(root.join("rules/waivers-us-2018.toml")).unwrap();
        let waivers = (inventory == "us-2018").then_some(waivers.as_str());
        holds(&paths, (name, text, waivers), (day(from), day("2032-12-31")), step);
    }
}
