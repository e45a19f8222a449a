//! One inventory saved in every way that people save theirs: what is read, judged and found is the same.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use pollworthy::audit::audit;
use pollworthy::finding::Verdict;
use pollworthy::inventory::Inventory;
use pollworthy::report::Report;
use pollworthy::request::{Records, Request};
use pollworthy::schema::{Choice, Column, JURISDICTIONS, TableId};
use pollworthy::words::value::{Kind, Value};
use proptest::prelude::*;

use crate::support::folder::{Folder, baseline};
use crate::support::saved::{Sheet, ods_of_sheets, utf16, windows, xlsx};

// The example county

/// The sheets of the example county, and its office.
struct County {
    sheets: Vec<Sheet>,
    office: String,
}

impl County {
    fn shipped() -> Self {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("inventories/example-county");
        let text = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
        let sheet = |name: &str| Sheet::parsed(name, &text(&format!("{name}.csv")));
        let names = ["equipment", "network", "phone-list", "prairie-county", "vulnerabilities"];
        Self { sheets: names.map(sheet).to_vec(), office: text("office.toml") }
    }

    /// The tables of the office's file as sheets; the one row of `jurisdictions` as a form of questions and answers.
    fn office(&self) -> Vec<Sheet> {
        let office: toml::Table = self.office.parse().unwrap();
        let text = |value: &toml::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let rows = |name: &str| office[name].as_array().unwrap().iter().map(|row| row.as_table().unwrap());
        let sheet = |name: &str| {
            let mut header: Vec<String> = rows(name).flat_map(|row| row.keys().cloned()).collect();
            header.sort_unstable();
            header.dedup();
            let cell = |row: &toml::Table, key: &String| row.get(key).map(text).unwrap_or_default();
            let rows = rows(name).map(|row| header.iter().map(|key| cell(row, key)).collect());
            Sheet { name: name.to_owned(), rows: [header.clone()].into_iter().chain(rows).collect() }
        };
        let mut form =
            vec![vec!["Question".to_owned(), "Answer".to_owned()], vec!["FIPS code".to_owned(), "XE:001".to_owned()]];
        let row = rows("jurisdictions").next().unwrap();
        form.extend(row.iter().map(|(question, answer)| vec![question.replace('_', " "), text(answer)]));
        vec![Sheet { name: "Office".to_owned(), rows: form }, sheet("services"), sheet("incidents")]
    }

    /// All of it as the tabs of one workbook.
    fn tabs(&self) -> Vec<Sheet> {
        [self.office(), self.sheets.clone()].concat()
    }

    /// Its sheets as files of one folder, with what makes bytes of each.
    fn files(&self, save: impl Fn(&Sheet) -> Vec<u8>) -> Folder {
        let folder = Folder::of("office.toml", &self.office);
        self.sheets.iter().fold(folder, |folder, sheet| folder.with(&format!("{}.csv", sheet.name), save(sheet)))
    }
}

/// All that is found, and what it comes to: nothing of files and positions.
#[derive(Debug, PartialEq)]
struct Judged {
    places: Vec<String>,
    lists: Vec<String>,
    findings: Vec<String>,
}

fn judged(folder: &Folder) -> (Judged, Report) {
    let book = baseline();
    let (ledger, read) = audit(Inventory::open(folder.options.clone()), &book, 1_000);
    let report = Report::new(&book, &ledger, read, Request::new(book.as_of));
    let finding = |line: &pollworthy::report::FindingLine| {
        let found = &line.finding;
        let seen: Vec<String> = found.seen.iter().map(|seen| format!("{}={}", seen.column, seen.value)).collect();
        let (key, rule) = (line.fingerprint(&report), &report.rules[line.rule]);
        let what = (found.verdict, found.units, &found.column, &found.label, rule.severity);
        format!("{key} {what:?} {}", seen.join(", "))
    };
    let place = |place: &pollworthy::report::PlaceReport| {
        format!("{} {:?} {:?} {:?} {:?}", place.id, place.name, place.standing, place.risk, place.voters)
    };
    let mut findings: Vec<String> = report.findings.iter().map(finding).collect();
    findings.sort_unstable();
    let judged = Judged {
        places: report.places.iter().map(place).collect(),
        lists: report.lists.iter().map(|list| format!("{list:?}")).collect(),
        findings,
    };
    (judged, report)
}

/// As it ships, in UTF-8 and with commas.
fn plain(county: &County) -> Judged {
    let (judged, report) = judged(&county.files(|sheet| sheet.csv(b',').into_bytes()));
    assert_eq!(judged.places.len(), 1, "{:?}", judged.places);
    assert!(judged.findings.len() > 40, "{}", judged.findings.len());
    for verdict in [Verdict::Fail, Verdict::Unknown] {
        assert!(report.findings.iter().any(|line| line.finding.verdict == verdict));
    }
    judged
}

#[track_caller]
fn assert_same(left: &Judged, right: &Judged) {
    // Only what differs is worth reading.
    let lacks = |a: &Judged, b: &Judged| -> Vec<String> {
        a.findings.iter().filter(|line| !b.findings.contains(line)).cloned().collect()
    };
    assert_eq!((lacks(left, right), lacks(right, left)), (Vec::new(), Vec::new()));
    assert_eq!(left, right);
}

#[test]
fn the_example_county_is_what_ships() {
    let county = County::shipped();
    let shipped = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("inventories/example-county");
    let mut folder = Folder::new();
    folder.options.records.roots = Records::from(vec![shipped]).roots;
    assert_same(&plain(&county), &judged(&folder).0);
}

#[test]
fn a_workbook_of_it_gives_the_same_findings() {
    let county = County::shipped();
    assert_same(&plain(&county), &judged(&Folder::of("county.xlsx", xlsx(&county.tabs()))).0);
    assert_same(&plain(&county), &judged(&Folder::of("county.csv", xlsx(&county.tabs()))).0);
}

#[test]
fn an_opendocument_spreadsheet_of_it_gives_the_same_findings() {
    let county = County::shipped();
    assert_same(&plain(&county), &judged(&Folder::of("county.ods", ods_of_sheets(&county.tabs()))).0);
}

#[test]
fn utf_16_gives_the_same_findings() {
    let county = County::shipped();
    assert_same(&plain(&county), &judged(&county.files(|sheet| utf16(&sheet.csv(b',')))).0);
    assert_same(&plain(&county), &judged(&county.files(|sheet| utf16(&sheet.csv(b'\t')))).0);
}

#[test]
fn semicolons_in_windows_1252_give_the_same_findings() {
    let mut county = County::shipped();
    county.office = county.office.replace("Prairie County", "Doña Ana County");
    for sheet in &mut county.sheets {
        for cell in sheet.rows.iter_mut().flatten() {
            *cell = cell.replace("Hart InterCivic", "Señal, \"Ñandú\" & Co").replace("front desk", "Doña; Ana");
        }
        sheet.name = sheet.name.replace("prairie", "doña-ana");
    }
    let plain = plain(&county);
    assert!(plain.findings.iter().any(|line| line.contains("Señal")), "{:#?}", plain.findings);
    let (read, report) = judged(&county.files(|sheet| windows(&sheet.csv(b';'))));
    assert_same(&plain, &read);
    let said: Vec<_> = report.notices.iter().filter(|notice| notice.code() == "windows-1252").collect();
    assert_eq!(said.len(), 3, "one for each file with such names: {said:#?}");
}

/// Another word for every header, its columns in another order.
fn renamed(sheet: &Sheet, word: &mut dyn FnMut(usize) -> usize) -> Sheet {
    let table = TableId::named(&sheet.name).or_else(|| TableId::named("equipment")).unwrap();
    let header = |name: &String| {
        let Some(column) = table.column_for_header(name) else { return name.clone() };
        let declared = &table.columns()[column];
        let means = |synonym: &&&str| table.column_for_header(synonym) == Some(column);
        let words: Vec<&str> =
            [declared.name].into_iter().chain(declared.synonyms.iter().filter(means).copied()).collect();
        let chosen = words[word(words.len())];
        if chosen.len().is_multiple_of(2) { chosen.to_uppercase() } else { format!(" {chosen} ") }
    };
    let mut rows = sheet.rows.clone();
    let width = rows[0].len();
    rows[0] = rows[0].iter().map(header).collect();
    for row in &mut rows {
        row.resize(width, String::new());
    }
    for left in (1..width).rev() {
        let right = word(left + 1);
        rows.iter_mut().for_each(|row| row.swap(left, right));
    }
    Sheet { name: sheet.name.clone(), rows }
}

#[test]
fn renamed_and_shuffled_columns_give_the_same_findings() {
    let county = County::shipped();
    let plain = plain(&county);
    for seed in 0..8_u64 {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let mut word = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        let mut other = County::shipped();
        for sheet in &mut other.sheets {
            if sheet.name != "phone-list" {
                *sheet = renamed(sheet, &mut word);
            }
            // Headers tell the table as well as a name does.
            if seed % 2 == 1 && sheet.name != "prairie-county" {
                sheet.name = format!("Sheet {}", sheet.name.len());
            }
        }
        let headers: Vec<&Vec<String>> = other.sheets.iter().map(|sheet| &sheet.rows[0]).collect();
        let (read, report) = judged(&other.files(|sheet| sheet.csv(b',').into_bytes()));
        let errors: Vec<String> =
            report.notices.iter().filter(|notice| notice.level.name() == "error").map(ToString::to_string).collect();
        assert_eq!(errors, [""; 0], "seed {seed}: {headers:?}");
        assert_same(&plain, &read);
    }
}

// Random inventories

/// A cell of some kind: often as it should be, sometimes not, sometimes blank.
fn cell(kind: Kind, choices: &'static [Choice]) -> BoxedStrategy<String> {
    let odd = prop_oneof![
        "[ -~]{0,12}",
        "[a-zäßéñ雪🗳\"',;|\t\n]{1,8}",
        Just("N/A".to_owned()),
        Just("\"".to_owned()),
        Just("a \"b\", c; d|e\nf".to_owned()),
        Just("'=1+1".to_owned()),
        Just("_x000D_".to_owned()),
        Just("<&amp;>".to_owned()),
        Just("1,200".to_owned()),
        Just("5/14/2006".to_owned()),
        Just("5/14/06".to_owned()),
        Just("2006-02-30".to_owned()),
        Just("9".repeat(30)),
    ];
    let words: Vec<&str> =
        choices.iter().flat_map(|choice| [choice.name].into_iter().chain(choice.synonyms.iter().copied())).collect();
    let good = match kind {
        Kind::Text | Kind::Version => "[A-Za-z][ -~]{0,10}[a-z0-9]|[0-9]\\.[0-9]{1,2}(\\.[0-9])?".boxed(),
        Kind::Category => prop::sample::select(words).prop_map(str::to_owned).boxed(),
        Kind::Integer => (-2_i32..2_000).prop_map(|number| number.to_string()).boxed(),
        Kind::Number => (0_i32..99_999).prop_map(|number| (f64::from(number) / 100.0).to_string()).boxed(),
        Kind::Boolean => {
            prop::sample::select(vec!["yes", "No", "TRUE", "n", "x", "false"]).prop_map(str::to_owned).boxed()
        }
        Kind::Date => (1990_u16..2030, 1_u8..13, 1_u8..29, 0..3_u8)
            .prop_map(|(year, month, day, part)| match part {
                0 => format!("{year}"),
                1 => format!("{year}-{month:02}"),
                _ => format!("{year}-{month:02}-{day:02}"),
            })
            .boxed(),
    };
    prop_oneof![5 => good, 1 => Just(String::new()), 1 => odd].boxed()
}

/// A table of some columns and up to eight rows, each with an id of its own.
fn sheet(table: TableId) -> BoxedStrategy<Sheet> {
    let (id, place) = if table == JURISDICTIONS { ("id", "state") } else { ("asset_id", "jurisdiction") };
    let others: Vec<&'static Column> =
        table.columns().iter().filter(|column| column.name != id && column.name != place).collect();
    let count = others.len();
    let places = prop::sample::select(vec!["39001", "XE:7", "Adams County, OH", "9001", "", "XE:Doña"]);
    (prop::sample::subsequence(others, 2..count.min(9)), 1..8_usize)
        .prop_flat_map(move |(columns, rows)| {
            let places = places.clone();
            let cells: Vec<_> = columns.iter().map(|column| cell(column.kind, column.choices)).collect();
            (Just(columns), prop::collection::vec((places, cells), rows))
        })
        .prop_map(move |(columns, rows)| {
            let has_id = table.column(id).is_some();
            let header = columns.iter().map(|column| column.name);
            let header: Vec<String> = header.chain([place]).chain(has_id.then_some(id)).map(str::to_owned).collect();
            let row = |(index, (whose, cells)): (usize, (&str, Vec<String>))| {
                let whose = if table == JURISDICTIONS { "OH" } else { whose };
                let id =
                    if table == JURISDICTIONS { format!("39{:03}", 2 * index + 1) } else { format!("row-{index}") };
                // A row of blanks is no row.
                let whose = if cells.iter().all(|cell| cell.trim().is_empty()) { "39001" } else { whose };
                cells.into_iter().chain([whose.to_owned()]).chain(has_id.then_some(id)).collect()
            };
            let rows = [header].into_iter().chain(rows.into_iter().enumerate().map(row)).collect();
            Sheet { name: table.table().name.to_owned(), rows }
        })
        .boxed()
}

/// Sheets of several tables, in the order of their names, as files of a folder are read.
fn sheets() -> impl Strategy<Value = Vec<Sheet>> {
    let mut tables: Vec<TableId> = TableId::all().collect();
    tables.sort_by_key(|table| table.table().name);
    prop::sample::subsequence(tables, 1..4).prop_flat_map(|tables| tables.into_iter().map(sheet).collect::<Vec<_>>())
}

/// The sheets as one TOML file: numbers, days and booleans as such, where TOML has them.
fn toml_of(sheets: &[Sheet]) -> String {
    let typed = |cell: &String| -> toml::Value {
        if let Some(number) = cell.parse::<i64>().ok().filter(|number| number.to_string() == *cell) {
            return number.into();
        }
        match cell.parse::<toml::value::Datetime>() {
            Ok(day) if cell.len() == 10 => day.into(),
            _ if cell == "false" => false.into(),
            _ => cell.as_str().into(),
        }
    };
    let row = |header: &Vec<String>, row: &Vec<String>| {
        let filled = header.iter().zip(row).filter(|(_, cell)| !cell.is_empty());
        toml::Value::Table(filled.map(|(name, cell)| (name.clone(), typed(cell))).collect())
    };
    let table = |sheet: &Sheet| {
        let rows: Vec<toml::Value> = sheet.rows[1..].iter().map(|cells| row(&sheet.rows[0], cells)).collect();
        (sheet.name.clone(), toml::Value::Array(rows))
    };
    // One table after the other: a table of TOML has no order.
    sheets.iter().map(|sheet| toml::to_string(&toml::Table::from_iter([table(sheet)])).unwrap() + "\n").collect()
}

/// What was read, whatever it was read from: rows, places, how many rows of each table, and what was said of which cell.
#[derive(Debug, PartialEq)]
struct Content {
    rows: Vec<(&'static str, String, BTreeMap<&'static str, String>)>,
    places: Vec<(String, String, Option<Vec<Value>>)>,
    counted: u64,
    said: BTreeMap<String, u64>,
}

impl Content {
    fn lines(&self) -> Vec<String> {
        let rows = self.rows.iter().map(|row| format!("{row:?}"));
        let places = self.places.iter().map(|place| format!("{place:?}"));
        rows.chain(places)
            .chain(self.said.iter().map(|said| format!("{said:?}")))
            .chain([self.counted.to_string()])
            .collect()
    }
}

fn content(folder: Folder) -> Content {
    let told = folder.at_place("XE:here").read();
    let places: Vec<_> = told
        .read
        .places
        .list()
        .iter()
        .map(|place| (place.id.to_string(), place.name.to_string(), place.row.clone()))
        .collect();
    // Rows without a place are counted by file, and there are as many files as a format needs.
    let nowhere = |place: String| if place.ends_with(" (no place)") { "nowhere".to_owned() } else { place };
    let place = |(id, name, row)| (nowhere(id), nowhere(name), row);
    let mut places: Vec<_> = places.into_iter().map(place).collect();
    places.sort_by(|a, b| a.0.cmp(&b.0));
    places.dedup();
    let mut said: BTreeMap<String, u64> = BTreeMap::new();
    // What declares the one place of nameless rows is the file here and its folder there.
    for notice in told.read.notices.iter().filter(|notice| notice.code() != "place-of-file") {
        // A line of a CSV file is another one in a TOML file.
        let message = notice.message();
        let message = match message.split_once(" on line ") {
            Some((before, after)) => format!("{before}{}", after.trim_start_matches(|c: char| c.is_ascii_digit())),
            None => message,
        };
        let what = format!("{} {:?} {:?} {message}", notice.code(), notice.column, notice.value);
        *said.entry(what).or_default() += notice.count;
    }
    let counted = told.counted();
    let rows = told.rows.into_iter().map(|row| (row.table, nowhere(row.place), row.cells)).collect();
    Content { rows, places, counted, said }
}

#[test]
fn random_inventories_come_back_the_same_from_csv_toml_and_xlsx() {
    let config = ProptestConfig::default();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: config.cases / 6,
        failure_persistence: None,
        ..config
    });
    let law = |sheets: Vec<Sheet>| {
        let files = |sheets: &[Sheet], save: &dyn Fn(&Sheet) -> Vec<u8>| {
            sheets.iter().fold(Folder::new(), |folder, sheet| folder.with(&format!("{}.csv", sheet.name), save(sheet)))
        };
        let plain = |sheets: &[Sheet]| content(files(sheets, &|sheet| sheet.csv(b',').into_bytes()));
        let csv = plain(&sheets);
        let rows: usize = sheets.iter().map(|sheet| sheet.rows.len() - 1).sum();
        prop_assert_eq!(csv.counted, rows as u64);
        // A row of a tab is a line: line ends in a cell are blanks.
        let mut flat = sheets.clone();
        let cells = flat.iter_mut().flat_map(|sheet| &mut sheet.rows).flatten();
        cells.for_each(|cell| *cell = cell.replace('\n', " "));
        for (format, csv, read) in [
            ("TOML", &csv, content(Folder::of("inventory.toml", toml_of(&sheets)))),
            ("XLSX", &plain(&flat), content(Folder::of("inventory.xlsx", xlsx(&sheets)))),
            ("UTF-16", &csv, content(files(&sheets, &|sheet| utf16(&sheet.csv(b';'))))),
        ] {
            let (left, right) = (csv.lines(), read.lines());
            let lacks =
                |a: &[String], b: &[String]| a.iter().filter(|line| !b.contains(line)).cloned().collect::<Vec<_>>();
            prop_assert_eq!(lacks(&left, &right), lacks(&right, &left), "{}", format);
            prop_assert!(*csv == read, "{}: in another order", format);
        }
        Ok(())
    };
    if let Err(failure) = runner.run(&sheets(), law) {
        panic!("{failure}");
    }
}
