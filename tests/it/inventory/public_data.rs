//! The public data sets through their mappings: the published figures, to the unit, where the files are at hand.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use pollworthy::inventory::{Inventory, Needs, Options, Read};
use pollworthy::predicate::{Home, Rows};
use pollworthy::report::{Report, Status};
use pollworthy::request::Request;
use pollworthy::rules::{BUILT_IN, RuleBook};
use pollworthy::words::value::Day;

use crate::support::folder::{Folder, Told};

/// A file of the public data, which the project does not ship.
#[allow(clippy::print_stdout, reason = "whoever runs the tests is told what they left out")]
fn data(name: &str) -> Option<PathBuf> {
    let Ok(data) = std::env::var("POLLWORTHY_DATA") else {
        println!("skipped: POLLWORTHY_DATA names no folder of public data");
        return None;
    };
    Some(PathBuf::from(data).join(name))
}

fn report(path: &Path, as_of: &str) -> Report {
    let as_of = Day::parse(as_of).unwrap();
    let book = RuleBook::read("baseline", BUILT_IN[0].1, &[], as_of).unwrap();
    let (ledger, read) =
        pollworthy::audit::audit(Inventory::open(Options::new(vec![path.to_owned()], as_of)), &book, 10);
    Report::new(&book, &ledger, read, Request::new(book.as_of))
}

fn states(report: &Report, status: Status) -> Vec<String> {
    let list = report.list("paper-trail").unwrap();
    let lines = list.states.iter().filter(|line| line.status == status);
    let mut states: Vec<String> = lines.map(|line| format!("{} {}", line.state, line.places_lacking)).collect();
    states.sort_unstable();
    states
}

/// The units of each state, kind of equipment, paper trail and use.
type Units = BTreeMap<(String, String, String, String), i64>;

fn units(paths: Vec<PathBuf>) -> (Units, Read) {
    let inventory = Inventory::open(Options::new(paths, Day::parse("2018-12-31").unwrap()));
    let mut units = Units::new();
    let read = inventory.stream(&Needs::all(pollworthy::schema::Schema::default()), &mut |view| {
        let column = |name: &str| view.table().column(name).unwrap();
        for row in 0..view.rows() {
            let text = |name: &str| view.value(row, Home::Row, column(name)).to_string();
            let state =
                view.all_places().list()[view.places()[row] as usize].state.as_deref().unwrap_or_default().to_owned();
            // Scanners are told apart further where their model tells.
            let kind = text("equipment_type");
            let kind = if kind.ends_with("-scanner") { "scanner".to_owned() } else { kind };
            let count: i64 = text("quantity").parse().unwrap_or(0);
            *units.entry((state, kind, text("vvpat"), text("used_standard"))).or_default() += count;
        }
    });
    units.retain(|_, count| *count > 0);
    (units, read)
}

#[test]
fn the_survey_of_2018_comes_out_to_the_unit() {
    let Some(survey) = data("eavs2018/section_f.csv") else { return };
    let (units, read) = units(vec![survey]);
    let sum = |kind: &str, vvpat: &str| -> i64 {
        units.iter().filter(|(key, _)| key.1 == kind && key.2 == vvpat).map(|(_, count)| count).sum()
    };
    assert_eq!(
        (sum("dre", "no"), sum("dre", "yes"), sum("bmd", ""), sum("scanner", "")),
        (135_064, 67_535, 54_339, 77_484)
    );
    assert_eq!(units.values().sum::<i64>(), 334_422);
    assert_eq!(read.places.len(), 6_460);
    let place = |id: &str| &*read.places.find(id).unwrap_or_else(|| panic!("{id}")).name;
    assert_eq!((place("24029"), place("24031")), ("KENT COUNTY", "MONTGOMERY COUNTY"));
    assert_eq!(
        (place("5500000100"), place("ME:23-uocava")),
        ("CITY OF ABBOTSFORD - MULTIPLE COUNTIES", "MAINE - UOCAVA")
    );
    assert_eq!((place("35013"), place("04001")), ("DO\u{d1}A ANA COUNTY", "APACHE COUNTY"));
    let told: BTreeMap<String, u64> = read
        .notices
        .iter()
        .map(|notice| {
            let of = |text: &Option<std::sync::Arc<str>>| text.as_deref().unwrap_or_default().to_owned();
            (
                format!("{} {} {}", of(&notice.column), of(&notice.value), notice.message().split(';').next().unwrap()),
                notice.count,
            )
        })
        .collect();
    let count = |says: &str| told.iter().filter(|(key, _)| key.starts_with(says)).map(|(_, count)| count).sum::<u64>();
    assert_eq!(count("F5a 1 DREs without a paper trail are used here and no number of them is given"), 22);
    assert_eq!(count("F5a 0 a number of DREs without a paper trail is given here, but their use is not marked yes"), 5);
    assert_eq!(count("State_Abbr AZ a FIPS code has lost its leading zero"), 15);
    assert_eq!(count("State_Abbr CO a FIPS code has lost its leading zero"), 64);
    assert_eq!(count("State_Abbr WI Wisconsin's codes of five digits are not county codes"), 1_850);
    assert_eq!(count("F5b_3 195 ") + count("F5b_3 402 "), 2);
    assert_eq!(count("FIPSCode 2402900000 ") + count("Jurisdiction_Name "), 3, "{told:#?}");
    assert!(read.notices.iter().all(|notice| notice.level == pollworthy::diagnostic::Level::Notice));
}

/// The inventory that ships was made of the same survey, by another way.
#[test]
fn the_survey_and_the_inventory_that_ships_agree_by_state_kind_and_use() {
    let Some(survey) = data("eavs2018/section_f.csv") else { return };
    let (mut of_survey, _) = units(vec![survey]);
    let (of_inventory, _) = units(vec![PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("inventories/us-2018")]);
    of_survey.retain(|key, _| !["AS", "GU", "VI"].contains(&key.0.as_str()));
    assert_eq!(of_survey.values().sum::<i64>(), 334_339);
    let differing: Vec<_> = of_survey
        .keys()
        .chain(of_inventory.keys())
        .filter(|key| of_survey.get(key) != of_inventory.get(key))
        .map(|key| (key, of_survey.get(key), of_inventory.get(key)))
        .collect();
    assert!(differing.is_empty(), "{differing:#?}");
}

#[test]
fn five_states_had_no_paper_anywhere_in_2018() {
    let Some(survey) = data("eavs2018/section_f.csv") else { return };
    let report = report(&survey, "2018-07-31");
    assert_eq!(states(&report, Status::Statewide), ["DE 3", "GA 159", "LA 64", "NJ 21", "SC 46"]);
    assert_eq!(report.places.len(), 6_460);
    let list = report.list("paper-trail").unwrap();
    assert_eq!(list.states.iter().map(|line| line.units_lacking + line.units_lesser).sum::<u64>(), 135_064);
    assert_eq!(report.mapping_files.len(), 1);
    // A finding points into the survey's own file.
    let finding = report.findings.iter().find(|line| report.rules[line.rule].id == "PT-001").unwrap();
    assert!(finding.finding.position.line > 1 && finding.finding.position.column > 0, "{finding:?}");
}

#[test]
fn verified_voting_gives_its_lists_with_their_places() {
    let Some(folder) = data("verified-voting") else { return };
    let report = report(&folder, "2018-11-06");
    assert_eq!(states(&report, Status::Statewide), ["DE 3", "GA 159", "LA 64", "SC 46"]);
    let partial = ["IN 62", "KS 8", "KY 24", "MS 72", "NJ 20", "PA 50", "TN 81", "TX 116"];
    assert_eq!(states(&report, Status::Partial), partial);
    let list = report.list("paper-trail").unwrap();
    let lesser = list.states.iter().filter(|line| line.status == Status::Lesser);
    let mut lesser: Vec<String> = lesser.map(|line| format!("{} {}", line.state, line.places_lesser)).collect();
    lesser.sort_unstable();
    assert_eq!(lesser, ["FL 4", "OK 77", "WI 1"], "a hybrid scanner-DRE keeps paper in standard use");
    let years: Vec<(&str, u64)> = report
        .notices
        .iter()
        .filter(|notice| notice.column.as_deref() == Some("First Year in Use"))
        .map(|notice| (notice.value.as_deref().unwrap(), notice.count))
        .collect();
    let mut years = years;
    years.sort_unstable();
    assert_eq!(years, [("-1980", 1), ("-2000", 91), ("-2002", 66), ("-2004", 6)]);
    assert_eq!(report.notices.len(), 5, "and rows without data: {:#?}", report.notices);
    assert_eq!(report.files.iter().map(|file| file.rows[1]).sum::<u64>(), 25_614 - 4_614, "all but paper poll books");
    // The first year in use is what the rules of age ask for.
    let aged =
        report.findings.iter().filter(|line| line.finding.seen.iter().any(|seen| &*seen.column == "first_used_on"));
    assert!(aged.filter(|line| line.finding.verdict == pollworthy::finding::Verdict::Fail).count() > 1_000);
    let autauga = report.place("01001").unwrap();
    assert_eq!((autauga.voters, &*autauga.name), (Some(36_715), "Autauga County"));
}

// EAVS 2024, whose public file is not at hand: rows made by its codebook.

const EAVS_2024: &str = "\
FIPSCode,Jurisdiction_Name,State_Full,State_Abbr,A1a,F3a,F3b_1,F3b_1other,F3c_1,F3b_2,F3b_2other,F3c_2,F3b_3,F3b_3other,F3c_3,F3d_1,F3d_2,F3d_3,F3d_4,F4a,F4b_1,F4b_1other,F4c_1,F4b_2,F4b_2other,F4c_2,F4b_3,F4b_3other,F4c_3,F4d_1,F4d_2,F4d_3,F4d_4,F5a,F5b_1,F5b_1other,F5c_1,F5b_2,F5b_2other,F5c_2,F5b_3,F5b_3other,F5c_3,F5d_1,F5d_2,F5d_3,F5d_4,F5d_5,F6a,F6b_1,F6b_1other,F6c_1,F6b_2,F6b_2other,F6c_2,F6b_3,F6b_3other,F6c_3,F6d_1,F6d_2,F6d_3,F6d_4,F6d_5,F7a,F7d_1,F7d_2,F7d_3,F7d_4,F7d_5,F8a,F8b_1,F8b_1other,F8c_1,F8b_2,F8b_2other,F8c_2,F8b_3,F8b_3other,F8c_3
";

/// A row, by the columns that say something; the others are skips.
fn row_2024(cells: &[(&str, &str)]) -> String {
    let header = EAVS_2024.trim_end().split(',');
    let cell =
        |name: &str| cells.iter().find(|(known, _)| *known == name).map_or("Valid skip", |(_, cell)| cell).to_owned();
    header
        .map(|name| if cell(name).contains(',') { format!("\"{}\"", cell(name)) } else { cell(name) })
        .collect::<Vec<_>>()
        .join(",")
        + "\n"
}

fn survey_of_2024(rows: &[Vec<(&str, &str)>], header: &str) -> Told {
    let rows: String = rows.iter().map(|row| row_2024(row)).collect();
    Folder::of("eavs.csv", format!("{}{rows}", EAVS_2024.replacen("FIPSCode", header, 1))).read()
}

#[test]
fn the_survey_of_2024_is_read_by_its_codebook() {
    let place = |id: &'static str, name: &'static str, state: &'static str| {
        vec![
            ("FIPSCode", id),
            ("Jurisdiction_Name", name),
            ("State_Abbr", state),
            ("A1a", "1000"),
            ("F3a", "No"),
            ("F4a", "No"),
        ]
    };
    let mut first = place("0100100000", "AUTAUGA COUNTY", "AL");
    first.extend([
        ("F5a", "Yes"),
        ("F5b_1", "ExpressVote (ES&S)"),
        ("F5c_1", "23"),
        ("F5d_1", "No"),
        ("F5d_2", "Yes"),
        ("F5d_4", "Yes"),
    ]);
    first.extend([
        ("F6a", "Yes"),
        ("F6b_1", "DS200 (ES&S)"),
        ("F6c_1", "Data not available"),
        ("F6d_1", "Yes"),
        ("F6d_5", "No"),
    ]);
    first.extend([("F6b_2", "DS850 (ES&S)"), ("F6c_2", "2")]);
    first.extend([("F8a", "Yes"), ("F8b_1", "Poll Pad (KNOWiNK)"), ("F8c_1", "30")]);
    let mut second = place("100300000", "BALDWIN COUNTY", "AL");
    second.extend(
        [("F3a", "Yes")]
            .into_iter()
            .chain([("F3b_1", "Other (use text box to describe)"), ("F3b_1other", "Home, made")]),
    );
    second.retain(|cell| *cell != ("F3a", "No"));
    second.extend([
        ("F3c_1", "4"),
        ("F3d_1", "No"),
        ("F3d_2", "Yes"),
        ("F3d_4", "Yes"),
        ("F7a", "Yes"),
        ("F7d_1", "Yes"),
        ("F7d_2", "No"),
    ]);
    let third = place("00100", "CITY OF ABBOTSFORD", "WI");
    for header in ["FIPSCode", "fips"] {
        let told = survey_of_2024(&[first.clone(), second.clone(), third.clone()], header);
        let says = |column: &str| told.column(column).into_iter().map(str::to_owned).collect::<Vec<_>>();
        let mut rows: Vec<String> = says("equipment_type")
            .into_iter()
            .zip(says("model"))
            .zip(says("quantity"))
            .zip(says("used_standard"))
            .zip(told.rows.iter().map(|row| row.place.clone()))
            .map(|((((kind, model), quantity), standard), place)| {
                format!("{place} {kind} {model} {quantity} {standard}")
            })
            .collect();
        rows.sort_unstable();
        let wanted = [
            "01001 batch-scanner DS850 2 yes",
            "01001 bmd ExpressVote 23 no",
            "01001 electronic-pollbook Poll Pad 30 ",
            "01001 hand-fed-scanner DS200  yes",
            "01003 dre Home, made 4 ",
            "01003 hand-counted-paper   yes",
        ];
        assert_eq!(rows, wanted, "{header}");
        assert_eq!(told.read.mappings[0].0, "eavs-2024");
        assert_eq!((told.read.places.len(), told.place("5500000100").voters()), (3, Some(1_000)));
        let said: Vec<&str> = told.read.notices.iter().map(|notice| notice.code()).collect();
        assert_eq!(said, ["of-mapping"; 2], "a zero lost, and a code of Wisconsin: {:#?}", told.read.notices);
    }
}

#[test]
fn the_codes_of_the_codebook_of_2024_are_read_like_its_labels() {
    let cells = |yes: &'static str, model: &'static str| {
        let mut cells = vec![("FIPSCode", "0100100000"), ("Jurisdiction_Name", "A"), ("State_Abbr", "AL")];
        cells.extend([("F6a", yes), ("F6b_1", model), ("F6c_1", "5"), ("F6d_1", yes)]);
        cells
    };
    let labels = survey_of_2024(&[cells("Yes", "DS200 (ES&S)")], "FIPSCode");
    let codes = survey_of_2024(&[cells("1", "6")], "FIPSCode");
    assert_eq!(labels.rows[0].cells, codes.rows[0].cells);
    assert_eq!((labels.column("manufacturer"), labels.column("used_standard")), (vec!["ES&S"], vec!["yes"]));
}
