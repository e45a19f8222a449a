//! The score, counted again from what reports say, and its laws.

use std::path::Path;
use std::process::Command;

use pollworthy::audit::{EDITION, Extent, Interval, leaves, risk, shares};
use pollworthy::finding::Severity;
use pollworthy::report::advice::Advice;
use pollworthy::report::path::tenths;
use pollworthy::rules::{BUILT_IN, RuleBook};
use pollworthy::words::value::Day;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value as Json;

use crate::audit::laws::{LAW, folder, inventory};

/// Runs the program in the root.
fn page(args: &[&str]) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let run = Command::new(env!("CARGO_BIN_EXE_pollworthy"))
        .args(args)
        .env("COLUMNS", "80")
        .current_dir(root)
        .output()
        .unwrap();
    String::from_utf8(run.stdout).unwrap()
}

/// The risk of a place at one end, by logarithms of what each severity takes, as an outside script may count it.
fn recounted(rules: &[Json], place: &Json, end: &str) -> f64 {
    let weight = |id: &Json| match rules.iter().find(|rule| rule["id"] == *id).unwrap()["severity"].as_str().unwrap() {
        "critical" => 0.9,
        "high" => 0.3,
        "medium" => 0.1,
        "low" => 0.03,
        "info" => 0.0,
        other => panic!("{other}"),
    };
    let counted = place["rules"].as_array().unwrap().iter();
    let counted = counted.filter(|of| ["pass", "fail", "unknown"].contains(&of["verdict"].as_str().unwrap()));
    let log: f64 = counted.map(|of| (-weight(&of["rule"]) * of[end].as_f64().unwrap().powf(0.5)).ln_1p()).sum();
    -100.0 * log.exp_m1()
}

#[track_caller]
fn recount(report: &Json) -> usize {
    assert_eq!(report["settings"]["scoring"], EDITION);
    let rules = report["rules"].as_array().unwrap();
    for rule in rules {
        let severity = Severity::named(rule["severity"].as_str().unwrap()).unwrap();
        assert_eq!(rule["weight"].as_f64(), Some(severity.weight()), "{}", rule["id"]);
    }
    let places = report["jurisdictions"].as_array().unwrap();
    for place in places {
        let is_silent = place["standing"] == "nothing-to-read";
        for (end, of) in [("e_low", "low"), ("e_high", "high")] {
            let said = place["risk"][of].as_f64().unwrap();
            // What sent nothing is from 0 to 100 whatever the rules are.
            let counted = match (is_silent, of) {
                (true, "low") => 0.0,
                (true, _) => 100.0,
                _ => recounted(rules, place, end),
            };
            assert!((said - counted).abs() < 1e-9, "{} {of}: {said} is not {counted}", place["id"]);
        }
        let (mut all, mut closed) = (0.0, 0.0);
        for of in place["rules"].as_array().unwrap() {
            let weight = rules.iter().find(|rule| rule["id"] == of["rule"]).unwrap()["weight"].as_f64().unwrap();
            if ["pass", "fail", "unknown"].contains(&of["verdict"].as_str().unwrap()) {
                all += weight;
                closed += if of["e_low"] == of["e_high"] { weight } else { 0.0 };
            }
        }
        let completeness = if all > 0.0 { closed / all } else { 0.0 };
        assert!((place["completeness"].as_f64().unwrap() - completeness).abs() < 1e-9, "{}", place["id"]);
    }
    places.len()
}

#[test]
fn the_risk_of_every_place_can_be_counted_again_from_the_json_report() {
    let county = ["audit", "inventories/example-county", "--as-of", "2026-11-22"];
    let nation = ["audit", "inventories/us-2018", "--as-of", "2018-07-31"];
    let waived = [&nation[..], &["--waivers", "rules/waivers-us-2018.toml"]].concat();
    let expected = ["audit", "tests/cases/counties", "--expect", "tests/cases/counties.txt", "--as-of", "2026-11-22"];
    let mut places = Vec::new();
    for args in [&county[..], &nation, &waived, &expected] {
        let text = page(&[args, &["--format", "json", "--max-findings", "1"]].concat());
        places.push(recount(&serde_json::from_str(&text).unwrap()));
    }
    assert_eq!(places[..2], [1, 51]);
}

/// The weights are declared once: what people read of them says the same.
#[test]
fn the_book_and_the_page_of_the_score_name_the_weights_that_are_declared() {
    let named: Vec<String> =
        Severity::ALL.iter().map(|severity| format!("{:.2} {severity}", severity.weight())).collect();
    let chapter = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/score.md")).unwrap();
    let flat = chapter.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains(&format!("with S = {}:", named.join(", "))), "{named:?}");
    assert!(flat.contains(EDITION) && flat.contains("They are not likelihoods"));
    let explained = page(&["explain", "score"]);
    for severity in Severity::ALL {
        let line = format!("{severity:<12}{:>8.2}", severity.weight());
        assert!(explained.contains(&line), "{line}: {explained}");
    }
    assert_eq!(explained.matches("likelihoods").count(), 1, "it is said once: {explained}");
}

fn rules() -> impl Strategy<Value = Vec<(Severity, Extent)>> {
    let extent = (0.0..=1.0, 0.0..=1.0, 0_u8..4).prop_map(|(a, b, kind): (f64, f64, u8)| match kind {
        0 => Interval::CLEAR,
        1 => Interval { low: 1.0, high: 1.0 },
        2 => Interval { low: a, high: a },
        _ => Interval { low: a.min(b), high: a.max(b) },
    });
    prop::collection::vec((select(&Severity::ALL[..]), extent), 0..40)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_score_is_from_0_to_100_and_0_where_nothing_fails(rules in rules()) {
        let Interval { low, high } = risk(rules.iter().copied());
        prop_assert!((0.0..=100.0).contains(&low) && low <= high && high <= 100.0);
        let fails = |end: fn(&Extent) -> f64| {
            rules.iter().any(|(severity, extent)| *severity != Severity::Info && end(extent) > 0.0)
        };
        prop_assert_eq!(low > 0.0, fails(|extent| extent.low));
        prop_assert_eq!(high > 0.0, fails(|extent| extent.high));
    }

    #[test]
    fn the_order_of_rules_does_not_matter(rules in rules(), by in any::<prop::sample::Index>()) {
        let mut turned = rules.clone();
        turned.rotate_left(by.index(rules.len().max(1)));
        turned.reverse();
        let (one, other) = (risk(rules.into_iter()), risk(turned.into_iter()));
        prop_assert!((one.low - other.low).abs() < 1e-9 && (one.high - other.high).abs() < 1e-9);
    }

    /// Two parts of the rules leave together what one leaves of what the other leaves.
    #[test]
    fn parts_merge_into_the_whole(rules in rules(), at in any::<prop::sample::Index>()) {
        let (one, other) = rules.split_at(at.index(rules.len() + 1));
        let left = |rules: &[(Severity, Extent)]| 1.0 - risk(rules.iter().copied()).low / 100.0;
        prop_assert!((left(&rules) - left(one) * left(other)).abs() < 1e-12);
    }

    #[test]
    fn an_answer_only_narrows(rules in rules(), at in any::<prop::sample::Index>(), to in 0.0..=1.0) {
        prop_assume!(!rules.is_empty());
        let mut answered = rules.clone();
        let (_, extent) = &mut answered[at.index(rules.len())];
        let answer = extent.low + (extent.high - extent.low) * to;
        *extent = Interval { low: answer, high: answer };
        let (was, is) = (risk(rules.into_iter()), risk(answered.into_iter()));
        prop_assert!(was.low <= is.low && is.high <= was.high, "{:?} became {:?}", was, is);
    }

    #[test]
    fn passes_take_nothing_away_and_a_finding_never_takes_less(rules in rules(), passes in 0_usize..300, severity in select(&Severity::ALL[..])) {
        let mut more = rules.clone();
        more.extend(std::iter::repeat_n((severity, Interval::CLEAR), passes));
        prop_assert_eq!(risk(rules.iter().copied()), risk(more.iter().copied()));
        more.push((severity, Interval { low: 1.0, high: 1.0 }));
        let (was, is) = (risk(rules.into_iter()), risk(more.into_iter()));
        let least = 100.0 * severity.weight();
        prop_assert!(is.low >= was.low && is.low >= least - 1e-9, "{:?} became {:?}", was, is);
    }

    #[test]
    fn shares_add_up_to_the_risk_whatever_the_order(rules in rules(), by in any::<prop::sample::Index>()) {
        let low = risk(rules.iter().copied()).low;
        let left: Vec<f64> = rules.iter().map(|(severity, extent)| leaves(*severity, extent.low)).collect();
        let of = shares(low, &left);
        prop_assert!((of.iter().sum::<f64>() - low).abs() < 1e-9);
        let by = by.index(left.len().max(1));
        let mut turned = left;
        turned.rotate_left(by);
        let mut back = shares(low, &turned);
        back.rotate_right(by);
        prop_assert!(of.iter().zip(&back).all(|(one, other)| (one - other).abs() < 1e-9));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_path_falls_to_nothing_and_the_shares_are_the_risk(sheets in inventory()) {
        let as_of = Day::parse("2026-11-22").unwrap();
        for text in [LAW, BUILT_IN[0].1] {
            let report = folder(&sheets).report(text);
            prop_assert_eq!(RuleBook::read("laws", text, &[], as_of).unwrap().rules.len(), report.rules.len());
            for (at, place) in report.places.iter().enumerate() {
                let (advice, own) = (Advice::new(&report, at), report.shares(place));
                let severity = |result: usize| report.rules[place.rules[result].rule()].severity;
                let mut left = place.risk.low;
                for fix in &advice.fix {
                    prop_assert!(fix.after < left, "{}: {} after {}", place.id, fix.after, left);
                    left = fix.after;
                }
                prop_assert!(left.abs() < f64::EPSILON, "{} ends in {}", place.id, left);
                let gravest: Vec<Severity> = advice.fix.iter().map(|fix| severity(fix.rules[0])).collect();
                prop_assert!(gravest.is_sorted());
                prop_assert!((own.iter().map(|share| share.share).sum::<f64>() - place.risk.low).abs() < 1e-9);
                prop_assert_eq!(own.iter().map(|share| share.tenths).sum::<u64>(), tenths(place.risk.low));
                prop_assert_eq!(own.len(), advice.fix.iter().map(|fix| fix.rules.len()).sum::<usize>());
                // Within a severity the largest share comes first.
                let share = |result: &usize| own.iter().find(|share| share.result == *result).map(|share| share.share);
                for pair in advice.not_met.windows(2).filter(|pair| severity(pair[0]) == severity(pair[1])) {
                    prop_assert!(share(&pair[0]) >= share(&pair[1]), "{:?} at {}", pair, place.id);
                }
            }
            let grave = |at: usize| (report.places[at].silent, std::cmp::Reverse(report.places[at].grave));
            prop_assert!((1..report.places.len()).all(|at| grave(at - 1) <= grave(at)));
        }
    }
}
