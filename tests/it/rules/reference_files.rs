//! The reference tables that ship: their shape, their words, and real inventories against them.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use pollworthy::schema::{EQUIPMENT, folded};
use pollworthy::words::value::{Day, Version};

const MODELS: &str = include_str!("../../../rules/reference/models.csv");
const WORDS: &str = include_str!("../../../rules/reference/operating-system-words.csv");
const OPERATING_SYSTEMS: &str = include_str!("../../../rules/reference/operating-systems.csv");
const MAKERS: &str = include_str!("../../../rules/reference/makers.csv");
const PRICES: &str = include_str!("../../../rules/reference/prices.csv");
const ADVISORIES: &str = include_str!("../../../rules/reference/advisories.csv");

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
        "manufacturer,manufacturers,model,model_aliases,equipment_type,paper_capability,paper_record,barcode,first_fielded,in_production,source",
    )
}

fn operating_systems() -> Vec<Row> {
    let header =
        "system,product,versions,builds,editions,fixed_at_least_until,fixed_at_most_until,extended_fixes_end_on,source";
    rows(OPERATING_SYSTEMS, header)
}

fn advisories() -> Vec<Row> {
    let header = "advisory,manufacturer,model,title,cves,affected,safe_from,published_on,severity,exploited_since,checked_on,source";
    rows(ADVISORIES, header)
}

fn makers() -> Vec<Row> {
    rows(MAKERS, "maker,maker_aliases,successor,since,source")
}

fn prices() -> Vec<Row> {
    let header = "equipment_type,manufacturer,model,part,low,high,year,yearly_upkeep_low,yearly_upkeep_high,lead_months_low,lead_months_high,source";
    rows(PRICES, header)
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

/// Which rows of the models a folded manufacturer, by any of its names, and a folded model match.
fn claims(models: &[Row]) -> HashMap<(String, String), Vec<usize>> {
    let makers: HashMap<String, Vec<String>> =
        makers().iter().map(|row| (folded(&row["maker"]), names(row, "maker", "maker_aliases"))).collect();
    let mut claims: HashMap<_, Vec<usize>> = HashMap::new();
    for (at, row) in models.iter().enumerate() {
        let called = names(row, "model", "model_aliases");
        for maker in names(row, "manufacturer", "manufacturers") {
            for spelling in &makers[&maker] {
                for model in &called {
                    claims.entry((spelling.clone(), model.clone())).or_default().push(at);
                }
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
        // A name sold in two settings of different kinds says neither; of the others no document was found that says it.
        let open =
            row["equipment_type"].is_empty() && ["ImageCast X", "ExpressVote 3", "VSR1"].contains(&&*row["model"]);
        assert!(matches!(&*row["barcode"], "always" | "never" | "either" | ""), "{row:?}");
        assert!(!row["source"].contains("general knowledge"), "{row:?}");
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
        let casts_none = ["electronic-pollbook", "election-management-system"].contains(&&*row["equipment_type"]);
        let agrees = match capability {
            "always" => matches!(record, "ballot" | "marked"),
            "never" => record == "none" && ["dre", "lever"].contains(&&*row["equipment_type"]),
            "optional" => record.is_empty(),
            _ => record.is_empty() && (casts_none || row["equipment_type"].is_empty()),
        };
        assert!(agrees, "{row:?}");
    }
}

#[test]
fn no_two_rows_claim_one_name() {
    for (name, claimed) in claims(&models()) {
        assert_eq!(claimed.len(), 1, "{name:?}");
    }
    let mut claimed = HashMap::new();
    for row in makers() {
        assert!(!row["source"].is_empty(), "{row:?}");
        for name in names(&row, "maker", "maker_aliases") {
            let before = claimed.insert(name.clone(), row["maker"].clone());
            assert_eq!(before, None, "{name} is also {}", row["maker"]);
        }
    }
    for row in makers() {
        for next in row["successor"].split(';').filter(|name| !name.is_empty()) {
            assert!(claimed.contains_key(&folded(next)), "{next}");
        }
    }
}

/// A last day of fixes is a day, or lies between two; every row has a source and belongs to a product that names can say.
#[test]
fn operating_systems_have_days_and_sources() {
    let table = operating_systems();
    for row in &table {
        assert!(row["source"].starts_with("endoflife.date, ") || row["source"].contains("http"), "{row:?}");
        let least = Day::parse(&row["fixed_at_least_until"]).unwrap();
        let most = Day::parse(&row["fixed_at_most_until"]);
        assert!(most.is_none_or(|most| most >= least), "{row:?}");
        let extended = Day::parse(&row["extended_fixes_end_on"]);
        assert!(extended.is_none_or(|extended| Some(extended) >= most), "{row:?}");
        let spoken = WORDS.lines().any(|line| {
            let means = line.rsplit(',').next().unwrap();
            line.contains(",product,") && means.split(';').any(|product| product == row["product"])
        });
        assert!(spoken, "{row:?}");
    }
    let systems: Vec<&String> = table.iter().map(|row| &row["system"]).collect();
    for (at, system) in systems.iter().enumerate() {
        assert!(!systems[..at].contains(system), "{system}");
    }
}

/// An advisory is one whole: a source, a day, a severity, a model that the table of models has; and what it names is not safe by its word.
#[test]
fn an_advisory_names_models_and_versions_and_has_a_source() {
    let models = models();
    for row in &advisories() {
        for column in ["advisory", "title", "affected", "severity", "source"] {
            assert!(!row[column].is_empty(), "{row:?}");
        }
        assert!(["critical", "high", "medium", "low"].contains(&&*row["severity"]), "{row:?}");
        assert!(row["source"].contains("http") || row["source"].contains("docket"), "{row:?}");
        assert!(Day::parse(&row["checked_on"]).is_some(), "{row:?}");
        let known = models
            .iter()
            .any(|model| (&model["manufacturer"], &model["model"]) == (&row["manufacturer"], &row["model"]));
        assert!(known, "{row:?}");
        let safe_from = (!row["safe_from"].is_empty()).then(|| Version::new(&row["safe_from"]));
        for affected in row["affected"].split(';') {
            let affected = Version::new(affected);
            let is_safe = safe_from.as_ref().and_then(|safe| affected.compare(safe)).is_some_and(|order| order.is_ge());
            assert!(!is_safe, "{row:?}");
        }
    }
}

/// A price is a range in dollars of a year, of a type of the schema, with its source; and it speaks of a model that the table has.
#[test]
fn prices_are_ranges_with_a_year_and_a_source() {
    let models = models();
    for row in &prices() {
        assert!(is_word_of("equipment_type", &row["equipment_type"]), "{row:?}");
        assert!(row["source"].contains("http"), "{row:?}");
        assert!(["", "vvpat-printer"].contains(&&*row["part"]), "{row:?}");
        assert!(row["year"].parse::<u16>().is_ok_and(|year| (2000..=2026).contains(&year)), "{row:?}");
        let range = |low: &str, high: &str| {
            let (low, high) = (row[low].parse::<u32>().ok(), row[high].parse::<u32>().ok());
            assert!(low <= high && low.is_some() == high.is_some(), "{row:?}");
            low.is_some()
        };
        let says =
            [("low", "high"), ("yearly_upkeep_low", "yearly_upkeep_high"), ("lead_months_low", "lead_months_high")];
        assert!(says.map(|(low, high)| range(low, high)).contains(&true), "{row:?}");
        let known = models
            .iter()
            .any(|model| (&model["manufacturer"], &model["model"]) == (&row["manufacturer"], &row["model"]));
        assert!(row["model"].is_empty() || known, "{row:?}");
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
