//! How an inventory was understood: sheets, columns, cells under a caret, sheets that are nearly equal, and every format.

use std::sync::{Arc, Mutex};

use pollworthy::inventory::{Inventory, Step, Watch, Why};
use pollworthy::pages::layout::{Paper, Top};
use pollworthy::pages::reading::FORMATS;
use pollworthy::report::reading::{Reading, Sort, by_column};
use pollworthy::request::{Records, Request};
use rust_xlsxwriter::Workbook;

use crate::support::folder::Folder;

fn reading(folder: &Folder) -> Reading {
    let options = folder.options.clone();
    let mut request = Request { records: Records::from(vec!["here".into()]), ..Request::new(options.as_of) };
    request.records.place.clone_from(&options.records.place);
    Reading::of(Inventory::open(options), request)
}

fn drawn(reading: &Reading, format: &str, width: usize) -> String {
    let format = FORMATS.iter().find(|known| known.name == format).unwrap();
    let mut page = Vec::new();
    (format.write)(reading, &Paper::new(width, Top::Usual), &mut page).unwrap();
    String::from_utf8(page).unwrap()
}

/// The clerk's workbook: machines, computers and a phone list, none of which names the county.
fn prairie() -> Folder {
    let tabs: [(&str, &[&[&str]]); 3] = [
        (
            "Voting Equip",
            &[
                &["Mfr", "Model #", "S/N", "Qty", "Yr purchased", "Paper trail?", "Bay"],
                &["Hart InterCivic", "Verity Scan", "V1800412", "1", "2018", "ballot", "Bay 3"],
                &["Hart InterCivic", "eSlate", "", "2", "2006", "none", "Bay 3"],
            ],
        ),
        (
            "Computers",
            &[
                &["Hostname", "OS", "Patched"],
                &["front-1", "Windows 11 24H2", "2026-10-30"],
                &["front-2", "Windows 7", "last spring"],
                &["front-3", "Windows 7", "13/5/2026"],
            ],
        ),
        ("Phone List", &[&["Name", "Ext", "Cell"], &["Front desk", "100", "555-0100"]]),
    ];
    let mut book = Workbook::new();
    for (name, rows) in tabs {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap();
        for (row, cells) in (0..).zip(rows) {
            for (column, cell) in (0..).zip(*cells) {
                sheet.write_string(row, column, *cell).unwrap();
            }
        }
    }
    Folder::of("prairie.xlsx", book.save_to_buffer().unwrap()).at_place("Prairie County, XE")
}

/// A column as it was told: its header, what it is, why, its first value as written and as understood.
type Told<'a> = (&'a str, Option<&'a str>, Why, Option<&'a str>, Option<&'a str>);

#[test]
fn every_tab_and_column_of_a_workbook_is_reported() {
    let reading = reading(&prairie());
    let tables: Vec<Vec<&str>> =
        reading.sheets.iter().map(|sheet| sheet.tables.iter().map(|table| table.table().name).collect()).collect();
    assert_eq!(tables, [vec!["equipment"], vec!["network"], vec![]]);
    let [machines, computers, phones] = &reading.sheets[..] else { panic!("three tabs") };
    assert_eq!((machines.all_rows(), machines.units[0].1, machines.used()), (2, 3, (6, 7)));
    assert_eq!((phones.rows_left_out, phones.columns.len()), (Some(1), 0));
    let told: Vec<Told<'_>> = machines
        .columns
        .iter()
        .chain(&computers.columns)
        .map(|told| (&*told.header, told.column, told.why, told.first.as_deref(), told.understood.as_deref()))
        .collect();
    let wanted = [
        ("Mfr", Some("manufacturer"), Why::ShortForm, Some("Hart InterCivic"), None),
        ("Model #", Some("model"), Why::SameWord, Some("Verity Scan"), None),
        ("S/N", Some("serial_number"), Why::ShortForm, Some("V1800412"), None),
        ("Qty", Some("quantity"), Why::ShortForm, Some("1"), None),
        ("Yr purchased", Some("first_used_on"), Why::Phrase, Some("2018"), Some("1 January 2018")),
        ("Paper trail?", Some("paper_record"), Why::Phrase, Some("ballot"), None),
        ("Bay", None, Why::NoMatch, Some("Bay 3"), None),
        ("Hostname", Some("hostname"), Why::OwnName, Some("front-1"), None),
        ("OS", Some("operating_system"), Why::ShortForm, Some("Windows 11 24H2"), None),
        ("Patched", Some("patched_on"), Why::SameWord, Some("2026-10-30"), None),
    ];
    assert_eq!(told, wanted);
    let ids = &machines.ids[0];
    assert_eq!(
        (&ids.keys[..], ids.keyless, &ids.keyless_at[..]),
        (&[("serial_number".to_owned(), 1)][..], 1, &[3][..])
    );
    assert_eq!(machines.place.as_deref(), Some("no column names the place; --place gave Prairie County, XE"));
}

#[test]
fn the_caret_is_under_the_cell_and_next_to_it_if_there_is_room() {
    let reading = reading(&prairie());
    let narrow = drawn(&reading, "table", 80);
    let cells = " 1 Computers, cell C3, column Patched
      last spring
      ^^^^^^^^^^^ is not a date; write a day (2026-04-15), a month (2026-04) or
      a year (2026)
 2 Computers, cell C4, column Patched
      13/5/2026
      ^^^^^^^^^ has no month 13; dates here are year-month-day or month/day/year
   If you mean 13 May 2026, write 2026-05-13.
";
    assert!(narrow.contains(cells), "{narrow}");
    for told in [
        "here: 5 rows read, none lost. 2 cells need a look.",
        "  Voting Equip  2 rows, 3 machines  as equipment  6 of 7 columns",
        "  Phone List    1 row               left out",
        "Yr purchased  first_used_on     2018 (1 January 2018)",
        "Bay           kept, not used    Bay 3",
        "... 1 more, by its own name",
        "no column of ids; rows are known by \"S/N\" (1 row);\n               row 3 has none, and is told apart by manufacturer, model",
    ] {
        assert!(narrow.contains(told), "{told} in {narrow}");
    }
    let wide = drawn(&reading, "table", 200);
    let beside = " 2 Computers, cell C4, column Patched: 13/5/2026
                                       ^^^^^^^^^ has no month 13;";
    assert!(wide.contains(beside), "{wide}");
    assert!(wide.contains("Yr purchased  first_used_on     known phrase      2018 (1 January 2018)"), "{wide}");
    for (page, most) in [(narrow, 80), (wide, 120)] {
        assert!(page.lines().all(|line| line.len() <= most && line.trim_end() == line), "{page}");
    }
}

#[test]
fn a_long_or_hostile_value_keeps_to_the_page() {
    let value = format!("\u{202e}\u{1b}[31m{}", "x".repeat(300));
    let folder = Folder::of("equipment.csv", format!("asset_id,first_used_on\na,{value}\n")).at_place("39001");
    for width in [60, 80, 100, 120] {
        let page = drawn(&reading(&folder), "table", width);
        assert!(page.is_ascii() && !page.contains('\u{1b}'), "{page:?}");
        assert!(page.lines().all(|line| line.len() <= width), "{width}: {page}");
    }
    assert!(drawn(&reading(&folder), "lines", 80).is_ascii());
}

// Nearly equal sheets

fn rows(years: impl IntoIterator<Item = u32>) -> String {
    let row = |year: u32| format!("scanner,Made-up Systems,Scan 100,{year},ballot\n");
    years.into_iter().fold("Type,Mfr,Model,First used,Paper record\n".to_owned(), |text, year| text + &row(year))
}

fn nearly_equal(first: &str, second: &str) -> Vec<String> {
    let folder = Folder::of("a/equipment.csv", first).with("b/equipment.csv", second).at_place("39001");
    let twice = |reading: Reading| -> Vec<String> {
        reading.of_sort(Sort::Twice).map(|trouble| trouble.notice.message()).collect()
    };
    let (read, (_, audited)) = (twice(reading(&folder)), folder.audit());
    let audited = audited.notices.iter().filter(|notice| notice.code() == "nearly-equal").count();
    let of_read = read.iter().filter(|message| message.contains("both were counted")).count();
    assert_eq!(audited, of_read, "audit says it too");
    read
}

#[test]
fn two_sheets_that_are_nearly_equal_are_reported() {
    let fixed = "both were counted; move one away, or --exclude it";
    let said = nearly_equal(&rows(2010..2020), &rows(2010..2021));
    assert_eq!(said, [format!("10 of the 10 rows of here/a/equipment.csv are also here; {fixed}")]);
    let said = nearly_equal(&rows(2010..2020), &rows(2012..2020));
    assert_eq!(said, [format!("8 of 8 rows are also in here/a/equipment.csv; {fixed}")]);
    // Four in five is enough, less is not.
    assert_eq!(nearly_equal(&rows(2010..2020), &rows(2012..2022)).len(), 1);
    assert!(nearly_equal(&rows(2010..2020), &rows(2013..2023)).is_empty());
    // Two equal rows may be chance, unless they are all there is.
    assert!(nearly_equal(&rows(2010..2013), &rows(2011..2014)).is_empty());
    assert_eq!(nearly_equal(&rows(2010..2012), &rows(2010..2012)).len(), 1);
    assert_eq!(nearly_equal(&rows(2010..2015), &rows(2010..2015)).len(), 1);
}

#[test]
fn a_row_that_is_often_in_one_sheet_is_equal_as_often_as_it_is_in_the_other() {
    assert!(nearly_equal(&rows([2010; 20]), &rows([2010, 2011, 2012, 2013, 2014, 2015])).is_empty());
    assert_eq!(nearly_equal(&rows([2010; 20]), &rows([2010; 20])).len(), 1);
}

#[test]
fn the_order_of_columns_and_the_format_do_not_matter() {
    let turned = (2010..2020).fold("Paper record,Year first used,Model,Type,Mfr\n".to_owned(), |text, year| {
        text + &format!("ballot, {year},Scan 100,scanner,Made-up Systems\n")
    });
    assert_eq!(nearly_equal(&rows(2010..2020), &turned).len(), 1);
}

#[test]
fn rows_of_other_places_and_rows_left_out_for_their_ids_are_not_compared() {
    let of = |place: &str| {
        (2010..2020).fold("County,Type,Mfr,Model,First used\n".to_owned(), |text, year| {
            text + &format!("{place},scanner,Made-up Systems,Scan 100,{year}\n")
        })
    };
    assert!(nearly_equal(&of("39001"), &of("39003")).is_empty());
    assert_eq!(nearly_equal(&of("39001"), &of("39001")).len(), 1);
    let with_ids = (0..10).fold("Tag,Type,Mfr\n".to_owned(), |text, id| text + &format!("T-{id},scanner,Made-up\n"));
    assert!(nearly_equal(&with_ids, &with_ids).is_empty(), "they count once, and that is said");
}

// What is not up to date

#[test]
fn a_report_over_twelve_months_old_is_reported() {
    let of = |day: &str| {
        let rows = format!("id,name,state,reported_on\n39001,Adams County,OH,{day}\n");
        reading(&Folder::of("jurisdictions.csv", rows)).of_sort(Sort::Old).count()
    };
    assert_eq!([of("2025-11-21"), of("2025-11-22"), of("2026-11-22"), of("")], [1, 0, 0, 0]);
}

// Files that were left out

#[test]
fn files_that_are_left_out_are_counted_by_kind() {
    let folder = Folder::of("equipment.csv", "asset_id,model\na,b\n")
        .with("~$equipment.xlsx", "")
        .with("a.docx", "")
        .with("b.docx", "")
        .with("map.png", "")
        .with(".hidden", "")
        .at_place("39001");
    let reading = reading(&folder);
    let kinds: Vec<(&str, u64)> = reading.left_out.iter().map(|left| (left.kind.0, left.files)).collect();
    assert_eq!(kinds, [("Word file", 2), ("Excel lock file (~$)", 1), ("hidden file", 1), ("picture", 1)]);
    assert!(drawn(&reading, "table", 80).contains("LEFT OUT (5 files)  2 Word files, 1 Excel lock file (~$)"));
    assert_eq!(folder.read().left_alone, 3, "of Word files each was said");
}

// Formats

fn hostile() -> Reading {
    let rows = "asset_id,first_used_on,=cmd|' /C calc'!A0\na,=1+1,x\nb,\"50%,\n::error::no\",x\n";
    reading(&Folder::of("equipment, old: 1.csv", rows).at_place("39001"))
}

#[test]
fn no_value_is_a_formula_in_the_list_for_spreadsheets() {
    let format = FORMATS.iter().find(|format| format.name == "csv").unwrap();
    assert!(format.is_sheet, "Excel knows UTF-8 by the mark that goes before it");
    let list = drawn(&hostile(), "csv", 80);
    let mut table = csv::Reader::from_reader(list.as_bytes());
    let records: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
    assert!(records.len() >= 3, "{list}");
    assert!(
        records.iter().flatten().all(|cell| !cell.starts_with(['=', '+', '-', '@']) && !cell.contains('\n')),
        "{list}"
    );
    let cell = records.iter().find(|record| &record[6] == "'=1+1").expect(&list);
    assert_eq!([&cell[0], &cell[2], &cell[3], &cell[5]], ["here/equipment, old: 1.csv", "2", "3", "first_used_on"]);
}

#[test]
fn a_formula_after_a_semicolon_or_in_full_width_characters_is_escaped_too() {
    let rows = "asset_id,first_used_on\na,x;=cmd|calc\nb,＝1+1\n";
    let list = drawn(&reading(&Folder::of("equipment.csv", rows).at_place("39001")), "csv", 80);
    let records: Vec<csv::StringRecord> =
        csv::Reader::from_reader(list.as_bytes()).records().map(Result::unwrap).collect();
    let values: Vec<&str> = records.iter().map(|record| &record[6]).collect();
    assert!(values.contains(&"x;'=cmd|calc") && values.contains(&"'＝1+1"), "{list}");
}

#[test]
fn every_cell_is_on_the_list_as_far_as_positions_are_kept() {
    let rows = (0..30).fold("asset_id,first_used_on\n".to_owned(), |text, row| text + &format!("a{row},soon\n"));
    let mut folder = Folder::of("equipment.csv", rows).at_place("39001");
    let lines =
        |folder: &Folder| drawn(&reading(folder), "csv", 80).lines().filter(|line| line.contains(",soon,")).count();
    assert_eq!(lines(&folder), 10);
    assert!(
        drawn(&reading(&folder), "csv", 80).contains(",taken-as-blank,21\r\n"),
        "the last counts those that are not named"
    );
    folder.options.positions = 1_000;
    assert_eq!(lines(&folder), 30);
    let page = drawn(&reading(&folder), "table", 80);
    assert!(page.contains("29 more like it: lines 3-31"), "{page}");
}

#[test]
fn annotations_are_escaped_as_the_workflow_wants_them() {
    let lines = drawn(&hostile(), "github", 80);
    let file = "file=here/equipment%2C old%3A 1.csv";
    assert!(
        lines.lines().all(|line| line.starts_with("::notice file=") || line.starts_with("::error file=")),
        "{lines}"
    );
    assert!(lines.contains(&format!("::notice {file},line=2,col=3::first_used_on \"=1+1\" is not a date")), "{lines}");
    assert!(lines.contains("50%25"), "{lines}");
    let cells = drawn(&reading(&prairie()), "github", 80);
    assert!(cells.contains("::notice file=here/prairie.xlsx::Computers, cell C3: patched_on"), "{cells}");
}

#[test]
fn sarif_has_a_result_for_every_trouble() {
    for (reading, uri) in
        [(hostile(), "here/equipment%2C%20old%3A%201.csv"), (reading(&prairie()), "here/prairie.xlsx")]
    {
        let log: serde_json::Value = serde_json::from_str(&drawn(&reading, "sarif", 80)).unwrap();
        assert_eq!(log["version"], "2.1.0");
        let run = &log["runs"][0];
        let results = run["results"].as_array().unwrap();
        assert_eq!(results.len(), reading.troubles.len());
        let rules: Vec<&str> = run["tool"]["driver"]["rules"]
            .as_array()
            .unwrap()
            .iter()
            .map(|rule| rule["id"].as_str().unwrap())
            .collect();
        for (result, trouble) in results.iter().zip(&reading.troubles) {
            assert!(rules.contains(&result["ruleId"].as_str().unwrap()));
            assert_eq!(result["message"]["text"], trouble.notice.message());
            let location = &result["locations"][0];
            assert_eq!(location["physicalLocation"]["artifactLocation"]["uri"], uri);
            let region = &location["physicalLocation"]["region"];
            assert!(region.is_null() || region["startLine"].as_u64().unwrap() > 0);
            assert_eq!(trouble.notice.file.tab.is_some(), location["logicalLocations"].is_array());
        }
    }
    let log = drawn(&reading(&prairie()), "sarif", 80);
    assert!(log.contains("\"Computers!C3\""), "{log}");
}

#[test]
fn the_json_has_files_sheets_columns_and_notices() {
    let reading = reading(&prairie());
    let json: serde_json::Value = serde_json::from_str(&drawn(&reading, "json", 80)).unwrap();
    assert_eq!(json["schema"], "pollworthy.reading/1");
    assert_eq!(json["files"][0]["tables"], serde_json::json!({ "equipment": 2, "network": 3 }));
    assert_eq!(json["sheets"][0]["units"], serde_json::json!({ "equipment": 3 }));
    let column = &json["sheets"][0]["columns"][4];
    assert_eq!(
        [&column["header"], &column["taken_as"], &column["why"]],
        ["Yr purchased", "first_used_on", "known phrase"]
    );
    assert_eq!(json["sheets"][2]["rows_left_out"], 1);
    let notices = json["notices"].as_array().unwrap();
    assert_eq!(notices.len(), reading.troubles.len());
    let cell = notices.iter().find(|notice| notice["value"] == "last spring").unwrap();
    assert_eq!(cell["positions"], serde_json::json!([{ "line": 3, "column": 3, "cell": "C3" }]));
    assert_eq!([&cell["header"], &cell["column"], &cell["sort"]], ["Patched", "patched_on", "taken-as-blank"]);
}

// Other things

#[test]
fn cells_of_one_column_are_reported_together() {
    let folder = Folder::of("39001/network.csv", "host,os,patched\na,b,monthly\nc,d,monthly\ne,f,soon\n")
        .with("39003/network.csv", "host,os,patched\na,b,monthly\n");
    let columns = by_column(&reading(&folder));
    let [patched] = &columns[..] else { panic!("one column: {columns:?}") };
    assert_eq!((patched.column.as_str(), patched.cells, patched.sources.len()), ("patched", 4, 2));
    assert_eq!(
        (&patched.examples[..], patched.nearest.as_str()),
        (&["monthly", "soon"].map(str::to_owned)[..], "a date, such as 2026-10")
    );
}

#[test]
fn answers_keys_and_rows_of_several_tables_are_reported_too() {
    let toml = "jurisdiction = \"39001\"\n[[equipment]]\nMfr = \"Made-up\"\nmodel = \"Scan\"\ncolour = \"grey\"\n";
    let of_toml = reading(&Folder::of("office.toml", toml));
    let told: Vec<(&str, Option<&str>, Why)> =
        of_toml.sheets[0].columns.iter().map(|told| (&*told.header, told.column, told.why)).collect();
    let wanted = [
        ("jurisdiction", Some("jurisdiction"), Why::OwnName),
        ("Mfr", Some("manufacturer"), Why::ShortForm),
        ("model", Some("model"), Why::OwnName),
        ("colour", None, Why::NoMatch),
    ];
    assert_eq!(told, wanted);
    let mixed = "table,jurisdiction,model,hostname\nequipment,39001,Scan,\nnetwork,39001,,front-1\n";
    let mixed = reading(&Folder::of("all.csv", mixed));
    let sheet = &mixed.sheets[0];
    assert_eq!(sheet.columns[0].why, Why::Table);
    assert_eq!(sheet.tables_met().iter().map(|table| table.table().name).collect::<Vec<_>>(), ["equipment", "network"]);
    assert_eq!(sheet.columns[3].first.as_deref(), Some("front-1"));
}

#[test]
fn progress_is_reported_for_every_file() {
    let steps: Arc<Mutex<Vec<Step>>> = Arc::default();
    let mut folder = Folder::of("a/equipment.csv", "asset_id,model\na,b\n").with("b/network.csv", "host,os\na,b\n");
    let told = steps.clone();
    folder.options.watch = Watch::by(move |step| told.lock().unwrap().push(step));
    folder.read();
    let steps = steps.lock().unwrap();
    let (bytes, files): (Vec<Step>, Vec<Step>) = steps.iter().partition(|step| matches!(step, Step::Bytes(..)));
    let wanted = [Step::Opened(1, 2), Step::Opened(2, 2), Step::Read(0, 2), Step::Read(1, 2), Step::Read(2, 2)];
    assert_eq!(files, wanted);
    assert_eq!(bytes.last(), Some(&Step::Bytes(31, 31)), "all of both files");
}
