//! The oracle for sentences: every number on every page is held against a plain recount from the JSON report of the same run.
//!
//! A sentence that the recount expects and the page does not have is a fault, and so is a number on the page that no sentence explains.

mod calls;
mod facts;
mod page;
mod recount;

use std::path::{Path, PathBuf};

use pollworthy::audit::audit;
use pollworthy::inventory::{Expected, Inventory, Options};
use pollworthy::pages::layout::{Paper, Top};
use pollworthy::pages::{breakdown, html, json, markdown, states, table};
use pollworthy::report::Report;
use pollworthy::report::advice::only_place;
use pollworthy::request::{Limits, Records, Request, Rules};
use pollworthy::rules::{BUILT_IN, RuleBook};
use pollworthy::words::value::Day;

use crate::support::folder::Folder;
use facts::Kind;
use page::Page;
use recount::Recount;

/// An inventory of the test: its report, its rules, and what of its texts is no count.
struct Case {
    name: String,
    report: Report,
    book: RuleBook,
    also: Vec<&'static str>,
}

/// How an inventory is audited.
#[derive(Default)]
struct Asked {
    as_of: Option<&'static str>,
    only: Vec<String>,
    expect: Vec<Expected>,
    place: Option<&'static str>,
    waivers: Option<&'static str>,
    also: Vec<&'static str>,
}

impl Case {
    fn of(name: &str, path: &Path, asked: Asked) -> Self {
        let as_of = Day::parse(asked.as_of.unwrap_or("2026-11-22")).unwrap();
        let mut book = RuleBook::read(BUILT_IN[0].0, BUILT_IN[0].1, &[], as_of).unwrap();
        book.select(&asked.only, &[]).unwrap();
        if let Some(waivers) = asked.waivers {
            book.add_waivers("waivers.toml", waivers).unwrap();
        }
        let mut options = Options::new(vec![path.to_owned()], as_of);
        options.schema = book.schema;
        options.expect = asked.expect;
        options.records.place = asked.place.map(str::to_owned);
        let (ledger, read) = audit(Inventory::open(options), &book, 10_000);
        let request = Request {
            records: Records::from(vec![path.file_name().unwrap().into()]),
            rules: Rules { only: asked.only, ..Rules::default() },
            focus: asked.place.map(|place| read.places.find(place).unwrap().id.to_string()),
            limits: Limits { each: Some(10_000), in_report: None },
            ..Request::new(as_of)
        };
        Self { name: name.to_owned(), report: Report::new(&book, &ledger, read, request), book, also: asked.also }
    }

    fn recount(&self) -> Recount<'_> {
        let mut bytes = Vec::new();
        json::write(&self.report, &Paper::new(80, Top::All), &mut bytes).unwrap();
        Recount { json: serde_json::from_slice(&bytes).unwrap(), book: &self.book }
    }

    fn drawn(&self, paper: &Paper, draw: impl Fn(&Report, &Paper, &mut Vec<u8>)) -> String {
        let mut bytes = Vec::new();
        draw(&self.report, paper, &mut bytes);
        String::from_utf8(bytes).unwrap()
    }

    /// Every page of it, as running text, with what it must say.
    fn pages(&self) -> Vec<Drawn<'_>> {
        let mut pages = Vec::new();
        let one = only_place(&self.report).map(|at| self.report.places[at].id.clone());
        for (columns, top) in [(80, Top::All), (100, Top::All), (120, Top::Usual)] {
            let (paper, all) = (Paper::new(columns, top), top == Top::All);
            let text = self.drawn(&paper, |report, paper, to| table::write(report, paper, to).unwrap());
            let (kind, at) = (Kind::Terminal(columns), one.clone());
            pages.push(self.page(format!("audit at {columns}"), Page::of_terminal(&text), move |page, r| match &at {
                Some(at) => facts::one(page, r, at, kind, all),
                None => facts::many(page, r, kind, all),
            }));
            for list in &self.report.lists {
                let text = self.drawn(&paper, |report, paper, to| states::write(report, list, paper, to).unwrap());
                let key = list.key.clone();
                let draw = move |page: &mut Page, r: &Recount<'_>| facts::states(page, r, &key, kind, all);
                pages.push(self.page(format!("states {} at {columns}", list.key), Page::new(&text), draw));
            }
            if let Some(at) = one.clone() {
                let text = self.drawn(&paper, |report, paper, to| breakdown::write(report, paper, to).unwrap());
                let draw = move |page: &mut Page, r: &Recount<'_>| facts::explained(page, r, &at, kind);
                // A report on a place that lies in others is explained where it is asked about.
                if self.report.places.len() == 1 {
                    pages.push(self.page(format!("explain at {columns}"), Page::new(&text), draw));
                }
            }
        }
        let paper = Paper::new(80, Top::All);
        let text = self.drawn(&paper, |report, paper, to| html::write(report, paper, to).unwrap());
        let at = one.clone();
        pages.push(self.page("html".to_owned(), Page::of_html(&text), move |page, r| match &at {
            Some(at) => facts::one(page, r, at, Kind::Html, true),
            None => {
                facts::many(page, r, Kind::Html, true);
                facts::elections(page, r);
            }
        }));
        let text = self.drawn(&paper, |report, paper, to| markdown::write(report, paper, to).unwrap());
        pages
            .push(self.page("markdown".to_owned(), Page::of_markdown(&text), |page, r| facts::markdown(page, r, true)));
        pages
    }

    fn page<'a>(&'a self, name: String, page: Page, says: impl Fn(&mut Page, &Recount<'_>) + 'a) -> Drawn<'a> {
        Drawn { name: format!("{}, {name}", self.name), case: self, text: page.text, says: Box::new(says) }
    }
}

/// What a page must say.
type Says<'a> = dyn Fn(&mut Page, &Recount<'_>) + 'a;

/// One page, as running text, and what it must say by the recount.
struct Drawn<'a> {
    name: String,
    case: &'a Case,
    text: String,
    says: Box<Says<'a>>,
}

impl Drawn<'_> {
    fn read(&self, text: &str, recount: &Recount<'_>) -> Page {
        let mut page = Page::new(text);
        (self.says)(&mut page, recount);
        facts::fixed(&mut page, recount, &self.case.also);
        page
    }

    fn wrong(&self, text: &str, recount: &Recount<'_>) -> Vec<String> {
        self.read(text, recount).finish()
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn folder(name: &str, files: &[(&str, String)], asked: Asked) -> Case {
    let folder = files.iter().fold(Folder::new(), |folder, (name, text)| folder.with(name, text));
    Case::of(name, &folder.path("").canonicalize().unwrap(), asked)
}

/// Numbers that look like chance and are the same every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }

    fn one_of(&mut self, words: &[&'static str]) -> &'static str {
        words[self.below(words.len())]
    }
}

/// Machines of one place by chance, and computers; words that nobody knows among them.
fn machines(chance: &mut Chance, rows: usize) -> (String, String) {
    let mut equipment =
        "Asset ID,Type,Make,Model,Paper record,VVPAT,Qty,First used,Connectivity,Used accessible\n".to_owned();
    let mut network = "Name,Role,OS,OS version,Network,EDR,Colour\n".to_owned();
    for row in 0..rows {
        let cells = [
            format!("A{row}"),
            chance.one_of(&["dre", "scanner", "bmd", "electronic-pollbook", "gizmo", ""]).to_owned(),
            chance.one_of(&["Hart InterCivic", "ES&S"]).to_owned(),
            chance.one_of(&["eSlate", "DS200", "ExpressVote"]).to_owned(),
            chance.one_of(&["none", "ballot", "", "vvpat"]).to_owned(),
            chance.one_of(&["yes", "no", ""]).to_owned(),
            chance.one_of(&["1", "3", "", "1200"]).to_owned(),
            chance.one_of(&["2005", "2014-03", "2024", ""]).to_owned(),
            chance.one_of(&["air-gapped", "internet", ""]).to_owned(),
            chance.one_of(&["yes", "no", ""]).to_owned(),
        ];
        equipment.push_str(&format!("{}\n", cells.join(",")));
        if row % 2 == 0 {
            let cells = [
                format!("pc-{row}"),
                chance.one_of(&["workstation", "server", "laptop"]).to_owned(),
                "Windows".to_owned(),
                chance.one_of(&["10 22H2", "11 24H2", ""]).to_owned(),
                chance.one_of(&["county-lan", "internet", "air-gapped", ""]).to_owned(),
                chance.one_of(&["yes", "no", ""]).to_owned(),
                "red".to_owned(),
            ];
            network.push_str(&format!("{}\n", cells.join(",")));
        }
    }
    (equipment, network)
}

/// A state of 105 counties, each a folder; every thirteenth sent a PDF, every seventeenth nothing.
fn state_of_105() -> Case {
    let mut chance = Chance(7);
    let mut files: Vec<(String, String)> = Vec::new();
    for at in 0..105 {
        let id = format!("20{:03}", 2 * at + 1);
        if at % 17 == 5 {
            continue;
        }
        if at % 13 == 0 {
            files.push((format!("{id}/list.pdf"), "%PDF-1.4".to_owned()));
            continue;
        }
        let rows = 1 + chance.below(5);
        let (equipment, network) = machines(&mut chance, rows);
        files.push((format!("{id}/equipment.csv"), equipment));
        files.push((format!("{id}/network.csv"), network));
    }
    let files: Vec<(&str, String)> = files.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();
    folder("105 counties", &files, Asked { expect: vec![Expected::State("KS".to_owned())], ..Asked::default() })
}

const WAIVERS: &str = r#"
[[waiver]]
rule = "PT-001"
place = "39001"
kind = "accepted-risk"
reason = "Replacements are ordered."
owner = "the clerk"
expires = 2027-06-30
"#;

/// The twenty inventories but for the state of 105 counties and the nation.
fn small() -> Vec<Case> {
    let office = "id,name,state,voters,next_election,admin_mfa,segmented_network,ir_plan_on,ir_exercised_on\n";
    let example = Asked { also: vec!["555-0100", "555-0101"], ..Asked::default() };
    let mut cases = vec![
        Case::of("the example county", &root().join("inventories/example-county"), example),
        Case::of(
            "six counties",
            &root().join("tests/cases/counties"),
            Asked {
                expect: vec![Expected::read(&root().join("tests/cases/counties.txt")).unwrap()],
                ..Asked::default()
            },
        ),
        Case::of(
            "Delaware",
            &root().join("tests/cases/expect/delaware"),
            Asked { expect: vec![Expected::State("DE".to_owned())], ..Asked::default() },
        ),
        folder("an empty sheet and an office", &[
            ("jurisdictions.csv", format!("{office}39001,Adams County,OH,18240,2026-12-01,yes,,,\n")),
            ("equipment.csv", "asset_id,equipment_type\n".to_owned()),
        ], Asked::default()),
        folder("a county named like a state", &[(
            "equipment.csv",
            "State,County,Type,Paper record,Quantity\nUT,Utah,dre,none,500\nUT,Salt Lake,scanner,ballot,900\n".to_owned(),
        )], Asked::default()),
        folder("two counties of one name", &[(
            "equipment.csv",
            "State,County,Type,Paper record,Quantity\nOH,Jefferson,dre,none,5\nPA,Jefferson,dre,none,7\n".to_owned(),
        )], Asked::default()),
        folder("blank places", &[(
            "equipment.csv",
            "county,type,paper record,quantity\n39001,dre,none,5\n,dre,none,2\n39003,scanner,ballot,9\n".to_owned(),
        )], Asked::default()),
        folder("sheets with footers", &[(
            "equipment.csv",
            "Asset ID,county,type,quantity\nA1,39001,dre,5\nA2,39001,scanner,2\nTotal,,,7\n".to_owned(),
        )], Asked::default()),
        folder("a sheet that came twice", &[
            ("one/equipment.csv", "asset_id,jurisdiction,equipment_type,quantity\nE1,39001,dre,2\nE2,39001,dre,3\nE2,39001,dre,3\n".to_owned()),
            ("two/equipment.csv", "asset_id,jurisdiction,equipment_type,quantity\nE1,39001,dre,2\nE2,39001,dre,3\n".to_owned()),
        ], Asked::default()),
        folder("flaws and services", &[
            ("jurisdictions.csv", format!("{office}39001,Adams County,OH,18240,2026-12-01,yes,no,2025-01-01,2026-01-01\n")),
            ("vulnerabilities.csv", "asset_id,jurisdiction,cve,found_on,known_exploited,fixed_on\nH1,39001,CVE-2023-4966,2026-08-01,yes,\nH2,39001,CVE-2024-0001,2026-08-01,,\n".to_owned()),
            ("services.csv", "jurisdiction,service,provider,requested_on,started_on\n39001,vulnerability-scan,CISA,2026-01-01,2026-02-01\n".to_owned()),
        ], Asked::default()),
        folder("practices of three offices", &[
            ("jurisdictions.csv", format!("{office}39001,Adams County,OH,18240,2026-12-01,no,yes,,\n39003,Allen County,OH,60100,2026-12-01,yes,no,2024-01-01,\n39005,Ashland County,OH,,,,,,\n")),
            ("network.csv", "asset_id,jurisdiction,role,connectivity\nN1,39001,workstation,internet\nN2,39003,server,county-lan\n".to_owned()),
        ], Asked::default()),
        folder("waived", &[(
            "equipment.csv",
            "asset_id,jurisdiction,manufacturer,model,equipment_type,paper_record,quantity\nE1,39001,Hart InterCivic,eSlate,dre,none,4\nE2,39001,ES&S,DS200,scanner,ballot,3\n".to_owned(),
        )], Asked { waivers: Some(WAIVERS), also: vec!["30 June 2027", "waivers.toml:2", "waivers.toml, line 2"], ..Asked::default() }),
        folder("one topic of one state", &[(
            "equipment.csv",
            "State,County,Type,Paper record,Quantity\nOH,Adams,dre,none,1500\nOH,Allen,dre,,20\nOH,Ashland,scanner,ballot,\n".to_owned(),
        )], Asked { only: vec!["paper-trail".to_owned()], ..Asked::default() }),
    ];
    for seed in 0..5 {
        let mut chance = Chance(seed);
        let (equipment, network) = machines(&mut chance, 12);
        let files = [("equipment.csv", equipment), ("network.csv", network)];
        cases.push(folder(&format!("chance {seed}"), &files, Asked { place: Some("39001"), ..Asked::default() }));
    }
    cases
}

fn nation(only: &[&str]) -> Case {
    let only = only.iter().map(|topic| (*topic).to_owned()).collect();
    let also = vec!["EAVS 2018", "Survey 2018", "Administration and Voting Survey 2018, Section F"];
    Case::of(
        "the nation of 2018",
        &root().join("inventories/us-2018"),
        Asked { as_of: Some("2018-07-31"), only, also, ..Asked::default() },
    )
}

fn hold(cases: &[Case]) {
    let mut wrong = Vec::new();
    for case in cases {
        let recount = case.recount();
        for page in case.pages() {
            let found = page.wrong(&page.text, &recount);
            if !found.is_empty() {
                let few: Vec<&String> = found.iter().take(12).collect();
                wrong.push(format!("{}: {} faults\n{few:#?}", page.name, found.len()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_number_on_the_pages_of_small_inventories_is_recounted() {
    hold(&small());
}

#[test]
fn every_number_on_the_pages_of_a_state_of_105_counties_is_recounted() {
    hold(&[state_of_105()]);
}

#[test]
fn every_number_on_the_pages_of_the_nation_is_recounted() {
    hold(&[nation(&[])]);
}

/// A number with its last digit one more; it stays as long.
fn one_more(text: &str, (at, len): (usize, usize)) -> String {
    let last = at + len - 1;
    let digit = (text.as_bytes()[last] - b'0' + 1) % 10;
    format!("{}{digit}{}", &text[..last], &text[last + 1..])
}

#[test]
fn the_oracle_objects_where_any_one_count_of_a_page_is_changed_by_one() {
    let cases = small();
    for case in cases.iter().filter(|case| {
        ["the example county", "six counties", "practices of three offices", "waived", "one topic of one state"]
            .contains(&case.name.as_str())
    }) {
        let recount = case.recount();
        for page in case.pages() {
            let numbers = page.read(&page.text, &recount).numbers();
            assert!(numbers.len() > 3, "{} has counts", page.name);
            // Of a page with many numbers a dozen are enough: they are of every section.
            for number in numbers.iter().step_by(1 + numbers.len() / 12) {
                let altered = one_more(&page.text, *number);
                let around = number.0.saturating_sub(40)..(number.0 + 40).min(altered.len());
                let around = altered.get(around).unwrap_or_default().to_owned();
                assert!(!page.wrong(&altered, &recount).is_empty(), "{}: nobody objects to {around}", page.name);
            }
        }
    }
}

#[test]
fn the_oracle_objects_where_one_count_of_the_report_is_changed_by_one() {
    let case = small().into_iter().next().unwrap();
    let page = case.pages().into_iter().next().unwrap();
    let mut recount = case.recount();
    for (rule, key) in [("PT-001", "fail"), ("PT-001", "pass"), ("AG-001", "unknown"), ("NW-002", "fail")] {
        let rules = recount.json["jurisdictions"][0]["rules"].as_array_mut().unwrap();
        let of = rules.iter_mut().find(|of| of["rule"] == rule).unwrap();
        let before = of[key].as_u64().unwrap();
        of[key] = (before + 1).into();
        assert!(!page.wrong(&page.text, &recount).is_empty(), "{rule} {key}");
        let rules = recount.json["jurisdictions"][0]["rules"].as_array_mut().unwrap();
        rules.iter_mut().find(|of| of["rule"] == rule).unwrap()[key] = before.into();
    }
    assert_eq!(page.wrong(&page.text, &recount), [""; 0]);
}
