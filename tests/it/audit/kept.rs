//! Findings kept: of each place and rule the worst, and in a report the worst, whatever the order of the rows and the number of threads.

use std::collections::BTreeMap;

use pollworthy::audit::{Keep, audit};
use pollworthy::finding::{Finding, Verdict};
use pollworthy::inventory::{Inventory, Options};
use pollworthy::pages::layout::{Paper, Top};
use pollworthy::pages::{FORMATS, Findings, action_plan, csv_findings, gitlab, junit, sarif};
use pollworthy::report::{FindingLine, Report};
use pollworthy::request::{Limits, Request};
use pollworthy::rules::RuleBook;
use proptest::prelude::*;

use crate::support::folder::Folder;

/// Two rules of different severity, and one that asks only a share.
const RULES: &str = "[[rule]]\nid = 'L-1'\ntopic = 'low'\ntitle = 't'\ntable = 'equipment'\nrequire = 'sealed'\nseverity = 'low'\n\
                     [[rule]]\nid = 'C-1'\ntopic = 'critical'\ntitle = 't'\ntable = 'equipment'\nrequire = 'vvpat'\n\
                     severity = 'critical'\n\
                     [[rule]]\nid = 'S-1'\ntopic = 'share'\ntitle = 't'\ntable = 'equipment'\nrequire = 'vvpat'\n\
                     at_least = 0.01\nseverity = 'critical'\n";

const HEAD: &str = "asset_id,jurisdiction,vvpat,sealed,quantity\n";

fn report(folder: &Folder, keep: Keep) -> Report {
    let book = RuleBook::read("rules.toml", RULES, &[], folder.options.as_of).unwrap();
    let options = Options { schema: book.schema, ..folder.options.clone() };
    let (each, in_all) = (keep.each, Some(keep.in_all).filter(|most| *most < usize::MAX));
    let (ledger, read) = audit(Inventory::open(options), &book, keep);
    Report::new(
        &book,
        &ledger,
        read,
        Request { limits: Limits { each: Some(each), in_report: in_all }, ..Request::new(book.as_of) },
    )
}

/// What is kept, by name, verdict and units.
fn lines(report: &Report) -> Vec<String> {
    let said = |line: &FindingLine| {
        format!("{} {} {}", line.fingerprint(report), line.finding.verdict.name(), line.finding.weight())
    };
    report.findings.iter().map(said).collect()
}

/// The first so many of all findings, in the order that the documentation gives: verdict, severity, units, place, rule, asset.
fn expected(all: &Report, each: usize, in_all: usize) -> Vec<String> {
    let mut met: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let mut kept: Vec<&FindingLine> = all.findings.iter().collect();
    kept.retain(|line| {
        let count = met.entry((line.place, line.rule)).or_default();
        *count += 1;
        *count <= each
    });
    let key = |line: &&FindingLine| {
        let finding: &Finding = &line.finding;
        let place = all.places[line.place].id.clone();
        (
            finding.verdict,
            all.rules[line.rule].severity,
            std::cmp::Reverse(finding.weight()),
            place,
            line.rule,
            finding.asset.clone(),
        )
    };
    kept.sort_by_key(key);
    kept.truncate(in_all);
    let mut names: Vec<String> = kept
        .iter()
        .map(|line| format!("{} {} {}", line.fingerprint(all), line.finding.verdict.name(), line.finding.weight()))
        .collect();
    names.sort();
    names
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_worst_are_kept_whatever_the_order(
        rows in prop::collection::vec((0..4u32, 0..3u32, 0..3u32, 0..3u32), 1..400),
        each in 1..30usize,
        in_all in 1..200usize,
        seed in any::<u64>(),
        threads in 1..4usize,
    ) {
        let word = |of: u32| ["yes", "no", ""][of as usize];
        let mut written: Vec<String> = rows
            .iter()
            .enumerate()
            .map(|(at, (place, vvpat, sealed, quantity))| {
                let quantity = ["", "1", "7"][*quantity as usize];
                format!("a{at:04},3900{},{},{},{quantity}\n", place * 2 + 1, word(*vvpat), word(*sealed))
            })
            .collect();
        let folder = |rows: &[String]| Folder::of("equipment.csv", format!("{HEAD}{}", rows.concat()));
        let all = report(&folder(&written), Keep::ALL);
        let keep = Keep { each, in_all, ..Keep::ALL };
        let wanted = expected(&all, each, in_all);
        let mut state = seed | 1;
        for at in (1..written.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            written.swap(at, (state >> 33) as usize % (at + 1));
        }
        let shuffled = report(&folder(&written).in_pieces(700).by_threads(threads), keep);
        let mut got = lines(&shuffled);
        got.sort();
        prop_assert_eq!(&got, &wanted);
        prop_assert_eq!(shuffled.dropped, all.dropped + (all.findings.len() - got.len()) as u64);
    }
}

#[test]
fn a_page_of_many_places_makes_no_findings() {
    let alone = Folder::of("equipment.csv", format!("{HEAD}a,39001,no,yes,1\nb,39001,no,no,1\n"));
    let many = Folder::of("equipment.csv", format!("{HEAD}a,39001,no,yes,1\nb,39003,no,no,1\n"));
    let inside = Folder::of("equipment.csv", format!("{HEAD}a,39001,no,yes,1\nb,39,no,no,1\n"));
    let keep = || Keep { of_one_place: true, ..Keep::ALL };
    assert_eq!(report(&alone, keep()).findings.len(), 5);
    assert_eq!(report(&inside, keep()).findings.len(), 5, "a state around its county is one place on the page");
    assert!(report(&many, keep()).findings.iter().all(|line| line.finding.asset.is_empty()));
    let asked = Keep { place: Some("39003".to_owned()), ..keep() };
    let book = RuleBook::read("rules.toml", RULES, &[], many.options.as_of).unwrap();
    let (ledger, read) = audit(Inventory::open(many.options.clone()), &book, asked);
    let request = Request { focus: Some("39003".to_owned()), ..Request::new(book.as_of) };
    let of_one = Report::new(&book, &ledger, read, request);
    assert_eq!(of_one.findings.len(), 3, "the place that is asked about is one place");
    assert_eq!(FORMATS[0].needs.findings, Findings::OfOnePlace);
    let html = FORMATS.iter().find(|format| format.name == "html").unwrap();
    assert_eq!(html.needs.findings, Findings::OfEveryPlace, "its page of many places says what each is to do");
}

#[test]
fn dropped_findings_are_counted_in_every_format() {
    let rows: String = (0..40).map(|at| format!("a{at},39001,no,no,\n")).collect();
    let folder = Folder::of("equipment.csv", format!("{HEAD}{rows}"));
    let cut = report(&folder, Keep { each: 30, in_all: 50, ..Keep::ALL });
    assert_eq!((cut.findings.len(), cut.dropped), (50, 70));
    assert!(cut.findings.iter().filter(|line| line.rule == 0).count() == 0, "the mildest are let go first");
    let drawn = |write: pollworthy::pages::Draw<Report>| {
        let mut bytes = Vec::new();
        write(&cut, &Paper::new(80, Top::Usual), &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    };
    let said = "70 findings are counted and not shown here";
    assert!(drawn(sarif::write).contains(said));
    assert!(drawn(gitlab::write).contains(said));
    assert!(drawn(csv_findings::write).lines().last().unwrap().contains(said));
    assert!(drawn(pollworthy::pages::github::write).contains(said));
    let plan = drawn(action_plan::write);
    assert!(plan.contains("; and 20 more"), "20 of 40 assets are named: {plan}");
    assert!(plan.contains("40 not listed here"), "of what was let go whole nothing is named: {plan}");
    assert!(drawn(junit::write).contains("and 10 more rows not listed here"));
    let json: serde_json::Value = serde_json::from_str(&drawn(pollworthy::pages::json::write)).unwrap();
    assert_eq!((json["dropped"].as_u64(), json["settings"]["max_in_report"].as_u64()), (Some(70), Some(50)));
    assert!(drawn(pollworthy::pages::markdown::write).contains("and 70 counted and not kept"));
}

#[test]
fn a_sarif_log_stays_within_what_code_scanning_takes() {
    // Assets of long random names, which no compression makes small.
    let mut state = 1_u64;
    let mut name = || -> String {
        let letter = |_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            char::from(b'a' + ((state >> 33) % 26) as u8)
        };
        (0..7_000).map(letter).collect()
    };
    let rows: String = (0..900).map(|at| format!("{},39001,{},yes,1\n", name(), ["no", ""][at % 2])).collect();
    let folder = Folder::of("equipment.csv", format!("{HEAD}{rows}"));
    let mut whole = report(&folder, Keep::ALL);
    whole.request.gate.fail_on_unknown = true;
    let mut bytes = Vec::new();
    sarif::write(&whole, &Paper::new(80, Top::Usual), &mut bytes).unwrap();
    let log: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let left_out = log["runs"][0]["properties"]["dropped"].as_u64().unwrap();
    assert_eq!(results.len() as u64 + left_out, whole.findings.len() as u64);
    assert!(left_out > 0 && bytes.len() < 30_000_000, "{left_out} left out, {} bytes", bytes.len());
    let open = |verdict: &str| results.iter().filter(|one| one["properties"]["verdict"] == verdict).count();
    let fails = whole.findings.iter().filter(|line| line.finding.verdict == Verdict::Fail).count();
    assert_eq!(open("fail"), fails, "what is not answered is left out first");
}
