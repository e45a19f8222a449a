//! A crew hands over what it made in the order of the list; so a long report is written as a short one would be.

use std::fs;

use pollworthy::audit::audit;
use pollworthy::engine::parallel::{collected, in_parts};
use pollworthy::inventory::{Inventory, Options};
use pollworthy::pages::json;
use pollworthy::pages::layout::{Paper, Top};
use pollworthy::report::Report;
use pollworthy::request::Request;
use pollworthy::rules::RuleBook;
use pollworthy::words::value::Day;

#[test]
fn every_part_is_taken_once_and_in_order() {
    for length in [0, 1, 2, 15, 16, 17, 1_000] {
        let list: Vec<usize> = (0..length).collect();
        let made = collected(0, &list, 4, |first, part| {
            assert_eq!(part.first(), Some(&first), "the work is told where its part begins");
            assert!(part.len() <= 4);
            // Parts that take longer than those after them are waited for.
            if first % 8 == 0 {
                std::thread::yield_now();
            }
            part.iter().map(|one| one * 10).collect()
        });
        assert_eq!(made, list.iter().map(|one| one * 10).collect::<Vec<_>>());
    }
}

#[test]
fn nothing_is_taken_after_a_failure() {
    let list: Vec<usize> = (0..1_000).collect();
    let mut taken = Vec::new();
    let failed = in_parts(
        0,
        &list,
        3,
        |first, _| first,
        |first| {
            taken.push(first);
            if first < 30 { Ok(()) } else { Err(first) }
        },
    );
    assert_eq!(failed, Err(30));
    assert_eq!(taken, (0..=30).step_by(3).collect::<Vec<_>>());
}

#[test]
fn parts_are_worked_on_by_others_while_one_takes_long() {
    let list: Vec<usize> = (0..100).collect();
    for threads in [1, 2, 3, 8] {
        let mut taken = Vec::new();
        let Ok(()) = in_parts(
            threads,
            &list,
            1,
            |first, _| {
                // The first of some takes longer than all that may be begun behind it.
                let spins = if first % 10 == 0 { 10_000 } else { 10 };
                (0..spins).for_each(|_| std::hint::spin_loop());
                first
            },
            |first| {
                taken.push(first);
                Ok::<(), std::convert::Infallible>(())
            },
        );
        assert_eq!(taken, list, "{threads} threads");
    }
}

#[test]
fn a_panic_ends_the_work_of_all() {
    let list: Vec<usize> = (0..1_000).collect();
    for threads in [1, 2, 3] {
        let worked = std::panic::catch_unwind(|| {
            collected(threads, &list, 1, |first, part| {
                assert!(first != 500, "part {first} cannot be worked on");
                part.to_vec()
            })
        });
        assert!(worked.is_err(), "{threads} threads");
    }
    let taken = std::panic::catch_unwind(|| {
        in_parts(2, &list, 1, |first, _| first, |first| if first < 500 { Ok::<(), ()>(()) } else { panic!("{first}") })
    });
    assert!(taken.is_err());
}

#[test]
fn a_long_report_is_set_as_a_short_one() {
    let rules = r#"
[ruleset]
name = "long"
version = "1"
[[rule]]
id = "A-1"
topic = "a"
title = "paper"
table = "equipment"
require = "vvpat"
severity = "high"
"#;
    let day = Day::parse("2026-01-01").unwrap();
    let book = RuleBook::read("long", rules, &[], day).unwrap_or_else(|error| panic!("{error}"));
    let folder = std::env::temp_dir().join(format!("pollworthy-crew-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    for places in [1, 16, 17, 700] {
        let mut sheet = "jurisdiction,asset_id,equipment_type\n".to_owned();
        for place in 0..places {
            for asset in 0..2 {
                sheet.push_str(&format!("place-{place},a{asset},dre\n"));
            }
        }
        let file = folder.join("equipment.csv");
        fs::write(&file, sheet).unwrap();
        let (ledger, read) = audit(Inventory::open(Options::new(vec![file], day)), &book, 3);
        let report = Report::new(&book, &ledger, read, Request::new(book.as_of));
        assert_eq!(report.places.len(), places);
        let mut bytes = Vec::new();
        json::write(&report, &Paper::new(80, Top::Usual), &mut bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let whole: serde_json::Value = serde_json::from_str(&text).unwrap();
        for list in ["jurisdictions", "findings"] {
            let start = format!("  \"{list}\": [");
            let lines =
                text.lines().skip_while(|line| *line != start).skip(1).take_while(|line| !line.starts_with("  ]"));
            let elements: Vec<serde_json::Value> =
                lines.map(|line| serde_json::from_str(line.trim_end_matches(',')).unwrap()).collect();
            assert_eq!(whole[list].as_array().unwrap(), &elements, "{places} places");
        }
        assert!(text.lines().all(|line| line.starts_with(['{', '}']) || line.starts_with("  ")), "{text}");
        let ids = |list: &str, key: &str| -> Vec<String> {
            whole[list].as_array().unwrap().iter().map(|one| one[key].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(ids("jurisdictions", "id"), report.places.iter().map(|place| place.id.clone()).collect::<Vec<_>>());
        let prints = report.findings.iter().map(|line| line.fingerprint(&report)).collect::<Vec<_>>();
        assert_eq!(ids("findings", "fingerprint"), prints);
        assert_eq!(prints.len(), 2 * places);
    }
    fs::remove_dir_all(&folder).unwrap();
}
