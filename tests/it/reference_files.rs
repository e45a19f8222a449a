//! The reference tables that ship: their shape, their words, and real inventories against them.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use pollworthy::schema::{EQUIPMENT, folded};
use pollworthy::value::{Day, Version};

const MODELS: &str = include_str!("../../rules/reference/models.csv");
const OPERATING_SYSTEMS: &str = include_str!("../../rules/reference/operating-systems.csv");
const ADVISORIES: &str = include_str!("../../rules/reference/advisories.csv");

type Row = HashMap<String, String>;

/// The rows of a table whose header is the one given; no cell has blanks around it, no line ends but in a line feed.
fn rows(text: &str, header: &str) -> Vec<Row> {
    assert!(!text.contains('\r') && text.ends_with('\n') && !text.starts_with('\u{feff}'));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(names.join(","), header);
    let rows: Vec<Row> = reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            assert!(record.iter().all(|cell| cell.trim() == cell), "{record:?}");
            names.iter().cloned().zip(record.iter().map(str::to_owned)).collect()
        })
        .collect();
    assert!(!rows.is_empty());
    rows
}

fn models() -> Vec<Row> {
    rows(
        MODELS,
        "manufacturer,manufacturer_aliases,model,model_aliases,equipment_type,paper_capability,paper_record,first_fielded,in_production,source",
    )
}

fn operating_systems() -> Vec<Row> {
    rows(OPERATING_SYSTEMS, "operating_system,aliases,support_ends_on,extended_support_ends_on,source")
}

fn advisories() -> Vec<Row> {
    rows(ADVISORIES, "manufacturer,manufacturer_aliases,model,model_aliases,advisories,safe_from,published_on,source")
}

/// A key cell and its aliases, folded; none is empty, and none folds into another of its own row.
fn names(row: &Row, key: &str, aliases: &str) -> Vec<String> {
    let aliases = row[aliases].split(';').filter(|_| !row[aliases].is_empty());
    let names: Vec<String> = std::iter::once(&*row[key]).chain(aliases).map(folded).collect();
    for (at, name) in names.iter().enumerate() {
        assert!(!name.is_empty(), "an empty name in {row:?}");
        assert!(!names[..at].contains(name), "{name} is there twice in {row:?}");
    }
    names
}

/// Which rows a folded manufacturer and model match.
fn claims(rows: &[Row]) -> HashMap<(String, String), Vec<usize>> {
    let mut claims: HashMap<_, Vec<usize>> = HashMap::new();
    for (at, row) in rows.iter().enumerate() {
        let models = names(row, "model", "model_aliases");
        for manufacturer in names(row, "manufacturer", "manufacturer_aliases") {
            for model in &models {
                claims.entry((manufacturer.clone(), model.clone())).or_default().push(at);
            }
        }
    }
    claims
}

fn is_word_of(column: &str, word: &str) -> bool {
    let column = &EQUIPMENT.columns()[EQUIPMENT.column(column).unwrap()];
    column.choices.iter().any(|choice| choice.name == word)
}

#[test]
fn every_model_has_a_source_and_words_of_the_schema() {
    for row in models() {
        assert!(!row["source"].is_empty(), "{row:?}");
        // a name sold in two settings of different kinds says neither
        let open = row["equipment_type"].is_empty() && row["model"] == "ImageCast X";
        assert!(open || is_word_of("equipment_type", &row["equipment_type"]), "{row:?}");
        assert!(matches!(&*row["in_production"], "yes" | "no" | ""), "{row:?}");
        assert!(
            row["first_fielded"].is_empty()
                || row["first_fielded"].parse::<u16>().is_ok_and(|year| (1960..=2026).contains(&year)),
            "{row:?}"
        );
    }
}

/// A model's paper is told only where every deployment has it: `optional` says nothing, so that a rule finds it unknown.
#[test]
fn the_paper_record_agrees_with_what_the_model_can_do() {
    for row in models() {
        let (capability, record) = (&*row["paper_capability"], &*row["paper_record"]);
        assert!(record.is_empty() || is_word_of("paper_record", record), "{row:?}");
        let agrees = match capability {
            "always" => matches!(record, "ballot" | "marked"),
            "never" => record == "none" && row["equipment_type"] == "dre",
            "optional" => record.is_empty(),
            _ => false,
        };
        assert!(agrees, "{row:?}");
    }
}

#[test]
fn no_two_rows_claim_one_name() {
    for table in [models(), advisories()] {
        for (name, claimed) in claims(&table) {
            assert_eq!(claimed.len(), 1, "{name:?}");
        }
    }
    let mut claimed = HashMap::new();
    for row in operating_systems() {
        for name in names(&row, "operating_system", "aliases") {
            let before = claimed.insert(name.clone(), row["operating_system"].clone());
            assert_eq!(before, None, "{name} is also {}", row["operating_system"]);
        }
    }
}

#[test]
fn operating_systems_have_days_and_no_name_stands_for_releases_that_differ() {
    let table = operating_systems();
    for row in &table {
        assert!(!row["source"].is_empty(), "{row:?}");
        let end = Day::parse(&row["support_ends_on"]).unwrap();
        let extended = &row["extended_support_ends_on"];
        assert!(extended.is_empty() || Day::parse(extended).unwrap() > end, "{row:?}");
    }
    let end_of = |name: &str| {
        let claimed = |row: &&Row| names(row, "operating_system", "aliases").contains(&folded(name));
        table.iter().find(claimed).map(|row| &*row["support_ends_on"])
    };
    for open in ["Windows 10", "Win 10 Pro", "Windows 11", "Windows 10 21H2", "Windows 11 24H2", "Windows", "Android"] {
        assert_eq!(end_of(open), None, "{open}");
    }
    for (name, end) in [
        ("WINDOWS 7 PRO", "2020-01-14"),
        ("Win7", "2020-01-14"),
        ("win 10 22h2", "2025-10-14"),
        ("Microsoft Windows 10 Pro (22H2)", "2025-10-14"),
        ("Windows 10 IoT Enterprise LTSC 2021", "2032-01-13"),
        ("Windows 10 LTSC 2021", "2027-01-12"),
        ("Server 2012R2", "2023-10-10"),
    ] {
        assert_eq!(end_of(name), Some(end), "{name}");
    }
}

#[test]
fn an_advisory_parts_the_versions_it_names_from_those_after() {
    let table = advisories();
    for row in &table {
        assert!(["advisories", "safe_from", "source"].iter().all(|column| !row[*column].is_empty()), "{row:?}");
        assert!(Day::parse(&row["published_on"]).is_some(), "{row:?}");
    }
    let of_image_cast = claims(&table)[&(folded("Liberty Vote"), folded("ICX"))][0];
    let safe_from = Version::new(&table[of_image_cast]["safe_from"]);
    let is_safe = |version: &str| Version::new(version).compare(&safe_from).map(std::cmp::Ordering::is_ge);
    for affected in ["5.5-A", "5.5A", "v5.5-A", "5.5.10.30", "5.5.10.32", "5.5", "5.0-A", "4.14-D"] {
        assert_eq!(is_safe(affected), Some(false), "{affected}");
    }
    for later in ["5.5-B", "5.5B", "5.5-C", "5.5-D", "5.12", "5.17", "5.20"] {
        assert_eq!(is_safe(later), Some(true), "{later}");
    }
}

/// Every machine of a real export against the models; the test ends early where the export is not at hand.
#[test]
#[allow(clippy::print_stderr, reason = "a test that skips itself says so")]
fn the_machines_of_2018_match_just_one_model() {
    let Ok(data) = std::env::var("POLLWORTHY_DATA") else {
        eprintln!("skipped: POLLWORTHY_DATA is not set");
        return;
    };
    let export =
        std::fs::read_to_string(PathBuf::from(data).join("verified-voting/2018_verifier-machines.csv")).unwrap();
    let (_title, table) = export.split_once('\n').unwrap();
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(table.as_bytes());
    let models = models();
    let claims = claims(&models);
    let (mut machines, mut matched, mut unmatched) = (0_u32, 0_u32, BTreeMap::new());
    for row in reader.deserialize() {
        let row: Row = row.unwrap();
        let kind = &*row["Equipment Type"];
        let no_machine = ["Poll Book", "Hand Counted", "Internet Voting", "Remote Ballot Marking", "Data Unavailable"];
        if no_machine.iter().any(|word| kind.contains(word)) {
            continue;
        }
        machines += 1;
        let (manufacturer, model) = (&*row["Manufacturer"], &*row["Model"]);
        let Some(&[at]) = claims.get(&(folded(manufacturer), folded(model))).map(Vec::as_slice) else {
            *unmatched.entry((manufacturer.to_owned(), model.to_owned())).or_insert(0) += 1;
            continue;
        };
        matched += 1;
        let known = &models[at];
        // what the export says of the place's own machine must not contradict what the table says of the model
        match (&*row["VVPAT"], &*known["paper_capability"]) {
            ("Yes", capability) => assert_eq!(capability, "optional", "{row:?}"),
            ("No", capability) => assert_ne!(capability, "always", "{row:?}"),
            _ => {}
        }
        if let (Ok(used), Ok(fielded)) =
            (row["First Year in Use"].parse::<u16>(), known["first_fielded"].parse::<u16>())
        {
            assert!(fielded <= used, "{model} was in use in {used}, before {fielded}");
        }
        let kinds = EQUIPMENT.columns()[EQUIPMENT.column("equipment_type").unwrap()].choices;
        let word = kinds
            .iter()
            .find(|choice| choice.synonyms.iter().chain([&choice.name]).any(|name| folded(name) == folded(kind)));
        assert_eq!(word.unwrap().name, known["equipment_type"], "{row:?}");
    }
    assert!(machines > 10_000, "{machines}");
    assert!(f64::from(matched) >= 0.95 * f64::from(machines), "{matched} of {machines}: {unmatched:#?}");
}
