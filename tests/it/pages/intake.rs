//! The page to fill in: every column of `init` is in it, nothing in it is fetched or run but its own script, and its cells mean the same.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use pollworthy::pages::intake;
use pollworthy::rules::RuleBook;
use pollworthy::schema::{Column, JURISDICTIONS, TableId, read_cell};
use pollworthy::words::digest::sha256;
use pollworthy::words::value::{Day, Kind};
use scraper::{ElementRef, Html, Selector};
use serde_json::{Value as Json, json};

use crate::support::folder::{Folder, baseline};

fn page(place: Option<&str>, book: &RuleBook) -> String {
    let mut page = Vec::new();
    intake::write(place, book, &mut page).unwrap();
    String::from_utf8(page).unwrap()
}

fn all<'a>(page: &'a Html, what: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(what).unwrap()).collect()
}

fn description(page: &Html) -> Json {
    let scripts = all(page, "script#description");
    serde_json::from_str(&scripts[0].text().collect::<String>()).unwrap()
}

fn names(of: &Json) -> Vec<&str> {
    of["columns"].as_array().unwrap().iter().map(|column| column["name"].as_str().unwrap()).collect()
}

#[test]
fn every_column_of_the_sheets_is_in_the_page() {
    let html = Html::parse_document(&page(None, &baseline()));
    let json_of_page = description(&html);
    let text = html.root_element().text().collect::<String>();
    let tables = json_of_page["tables"].as_array().unwrap();
    assert_eq!(tables.len(), TableId::all().count());
    for (table, described) in TableId::all().zip(tables) {
        let wanted: Vec<&str> = table.columns_to_fill().iter().map(|column| column.name).collect();
        assert_eq!(described["name"], table.table().name);
        assert_eq!(names(described), wanted);
        let name = table.table().name;
        if table == JURISDICTIONS {
            let asked = all(&html, "#jurisdictions [data-answer]");
            let asked: BTreeSet<usize> =
                asked.iter().map(|holder| holder.attr("data-answer").unwrap().parse().unwrap()).collect();
            assert_eq!(asked, (0..wanted.len()).collect(), "a question for each column");
        } else {
            let heads = all(&html, &format!("#{name} th[data-name]"));
            let heads: BTreeSet<&str> = heads.iter().map(|head| head.attr("data-name").unwrap()).collect();
            assert_eq!(heads, wanted.iter().copied().collect(), "{name}");
        }
        for (column, described) in table.columns_to_fill().iter().zip(described["columns"].as_array().unwrap()) {
            // The office's own place is asked for in other words, and what a label says in full is said once.
            let is_elsewhere = ["id", "state", "name", "registered_voters", "precincts"].contains(&column.name);
            assert!(is_elsewhere || text.contains(&column.meaning[1..]), "{}", column.meaning);
            assert_eq!(described["kind"], column.kind.name());
            assert_eq!(described["future"], column.future);
            let choices: Vec<&str> = column.choices.iter().map(|choice| choice.name).collect();
            assert_eq!(described["choices"], json!(choices));
            assert_eq!(
                described["offered"].as_array().unwrap().is_empty(),
                choices.is_empty() && column.kind != Kind::Boolean
            );
        }
        let shown =
            |list: &str| described[list].as_array().unwrap().iter().map(|at| at.as_u64().unwrap()).collect::<Vec<_>>();
        let mut both = [shown("first"), shown("more")].concat();
        both.sort_unstable();
        assert_eq!(both, (0..wanted.len() as u64).collect::<Vec<_>>(), "{name}: each column once");
    }
}

#[test]
fn headers_are_understood_as_an_audit_understands_them() {
    let json_of_page = description(&Html::parse_document(&page(None, &baseline())));
    for (table, described) in TableId::all().zip(json_of_page["tables"].as_array().unwrap()) {
        let headers = described["headers"].as_object().unwrap();
        for (header, bound) in headers {
            assert_eq!(table.column_for_header(header), bound[0].as_u64().map(|at| at as usize), "{header}");
        }
        for column in table.columns_to_fill() {
            for header in std::iter::once(&column.name).chain(column.synonyms) {
                let folded = pollworthy::schema::folded(header);
                assert_eq!(
                    headers[&folded][0].as_u64().map(|at| at as usize),
                    table.column_for_header(header),
                    "{header}"
                );
            }
        }
    }
}

#[test]
fn a_column_says_which_rules_read_it() {
    let book = baseline();
    let json_of_page = description(&Html::parse_document(&page(None, &book)));
    let rules_of = |table: usize, name: &str| -> Vec<String> {
        let columns = json_of_page["tables"][table]["columns"].as_array().unwrap();
        let column = columns.iter().find(|column| column["name"] == name).unwrap();
        let rules = column["rules"].as_array().unwrap().iter();
        rules
            .map(|at| json_of_page["rules"][at.as_u64().unwrap() as usize]["id"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(rules_of(1, "first_used_on"), ["AG-002", "AG-001"], "the more severe one first");
    assert_eq!(rules_of(0, "segmented_network"), ["NW-003"]);
    assert!(rules_of(1, "vvpat").contains(&"PT-001".to_owned()), "by way of a defined name");
    assert!(rules_of(1, "model").contains(&"PA-005".to_owned()), "by way of a reference table");
    assert!(rules_of(0, "next_election").contains(&"PA-002".to_owned()), "a column of the place");
    assert!(rules_of(1, "notes").is_empty());
    let mut few = baseline();
    few.select(&["AG-001".to_owned()], &[]).unwrap();
    let few = page(None, &few);
    assert!(few.contains("\"name\":\"first_used_on\"") && !few.contains("\"rules\":[0"), "only what was asked for");
    for rule in &book.rules {
        let table = TableId::all().position(|table| table == rule.table).unwrap();
        let columns = json_of_page["tables"][table]["columns"].as_array().unwrap();
        let at = book.rules.iter().position(|other| other.id == rule.id).unwrap();
        assert!(columns.iter().any(|column| column["rules"].as_array().unwrap().contains(&json!(at))), "{}", rule.id);
    }
}

#[test]
fn columns_that_rules_add_are_in_the_page() {
    let layer = "[ruleset]\nname = \"ours\"\nversion = \"1\"\nextends = [\"baseline\"]\n\n[[column]]\ntable = \"equipment\"\nname = \"ballot_style\"\nkind = \"category\"\nchoices = [\"full-face\", \"paged\"]\nsynonyms = [\"Style of ballot\"]\nmeaning = \"how the ballot is shown\"\n";
    let book = RuleBook::read("ours.toml", layer, &[], Day::new(2026, 11, 22).unwrap()).unwrap();
    let json_of_page = description(&Html::parse_document(&page(None, &book)));
    let equipment = &json_of_page["tables"][1];
    assert_eq!(names(equipment).last(), Some(&"ballot_style"));
    assert_eq!(equipment["headers"]["styleofballot"][0], names(equipment).len() - 1);
}

/// The base64 of a SHA-256, made apart from the page's own.
fn base64(text: &str) -> String {
    let hex = sha256(text.as_bytes());
    let bits: String = hex.chars().map(|digit| format!("{:04b}", digit.to_digit(16).unwrap())).collect();
    let digits = ('A'..='Z').chain('a'..='z').chain('0'..='9').chain(['+', '/']).collect::<Vec<_>>();
    let six = |bits: &[u8]| usize::from_str_radix(&format!("{:0<6}", String::from_utf8_lossy(bits)), 2).unwrap();
    let text: String = bits.as_bytes().chunks(6).map(|bits| digits[six(bits)]).collect();
    format!("{text}=")
}

#[test]
fn nothing_is_fetched_and_nothing_but_its_script_runs() {
    let text = page(Some("</script><script>alert(1)</script><img src=x onerror=alert(2)>, OH"), &baseline());
    let html = Html::parse_document(&text);
    let policy = all(&html, "meta[http-equiv='Content-Security-Policy']")[0].attr("content").unwrap();
    let source = |what: &str| base64(&all(&html, what)[0].text().collect::<String>());
    let (style, script) = (source("style"), source("script:not([type])"));
    assert_eq!(
        policy,
        format!(
            "default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; img-src data:; base-uri 'none'; form-action 'none'"
        )
    );
    assert_eq!((all(&html, "script").len(), all(&html, "style").len()), (2, 1));
    assert!(
        all(&html, "img, iframe, object, embed, form:not([method='dialog']), base, meta[http-equiv='refresh']")
            .is_empty()
    );
    for element in all(&html, "*") {
        for (name, value) in element.value().attrs() {
            assert!(!name.starts_with("on") && name != "style", "{name}");
            let is_address = ["src", "action", "formaction", "srcset"].contains(&name);
            assert!(!is_address, "{name}={value}");
            assert!(name != "href" || value.starts_with('#') || value == "data:,", "{value}");
        }
    }
    let script = all(&html, "script:not([type])")[0].text().collect::<String>();
    for word in
        ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(", "fetch(", "XMLHttp"]
    {
        assert!(!script.contains(word), "{word}");
    }
    assert_eq!(description(&html)["office"]["state"], "OH");
}

#[test]
fn a_place_that_is_named_is_filled_in() {
    let office = |place: &str| description(&Html::parse_document(&page(Some(place), &baseline())))["office"].take();
    assert_eq!(
        office("Adams County, OH"),
        json!({"id": "39001", "level": "county", "name": "Adams County", "state": "OH"})
    );
    assert_eq!(office("39001"), office("Adams County, Ohio"));
    assert_eq!(office("Kansas"), json!({"id": "20", "level": "state", "name": "Kansas", "state": "KS"}));
    assert_eq!(
        office("Prairie County, XE"),
        json!({"id": "XE:Prairie County", "name": "Prairie County", "state": "XE"})
    );
    assert_eq!(office("Springfield"), json!({"name": "Springfield"}));
    assert_eq!(page(Some("39001"), &baseline()), page(Some("39001"), &baseline()), "the same bytes");
}

fn run(folder: &Folder, args: &[&str]) -> Output {
    let around = folder.path("x").ancestors().nth(2).unwrap().to_owned();
    Command::new(env!("CARGO_BIN_EXE_pollworthy")).args(args).current_dir(around).output().unwrap()
}

#[test]
fn the_command_writes_the_page_and_overwrites_nothing() {
    let folder = Folder::new();
    let done = run(&folder, &["init", "--page", "made/intake.html", "--place", "39001"]);
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(
        String::from_utf8_lossy(&done.stdout)
            .starts_with("made/intake.html: one page to fill in, for 39001\n\nNEXT\n 1  Send")
    );
    let written = fs::read_to_string(folder.path("../made/intake.html")).unwrap();
    assert!(written.starts_with("<!DOCTYPE html>") && written.contains("\"name\":\"Adams County\""));
    let again = run(&folder, &["init", "--page", "made/intake.html"]);
    assert_eq!(again.status.code(), Some(2));
    assert_eq!(
        String::from_utf8_lossy(&again.stderr),
        "pollworthy: made/intake.html is already there; init overwrites nothing\n"
    );
    assert_eq!(run(&folder, &["init", "office", "--page", "page.html"]).status.code(), Some(2), "one or the other");
}

/// Texts of cells, for every kind of column.
const TEXTS: [(Kind, &[&str]); 7] = [
    (Kind::Text, &["plain", " spaced ", "N/A", "unknown", "####", "#REF!", "2026-05-14", "5' 3\"", "=1+1", "é", "?"]),
    (
        Kind::Category,
        &["", "no such word", "\u{2713}", "[x]", "[ ]", "\u{d7}", "none", "Yes", "no", "tbd", "other", "#N/A"],
    ),
    (
        Kind::Integer,
        &[
            "0",
            "7",
            "007",
            "1,200",
            "1,20",
            "12.0",
            "12.5",
            "-3",
            "+4",
            "12 units",
            "3 of 5",
            "$5",
            "'9",
            "1e3",
            "1_000",
            "999999999999",
            "1000000000000",
            "1000000000001",
            "99999999999999",
            "many",
            "unk",
            "1 200",
            "12,345,678",
            "- 3",
            ".",
        ],
    ),
    (
        Kind::Number,
        &[
            "1250.50",
            "$1,250.50",
            "1,250.5",
            "0.000001",
            "0.0000001",
            ".5",
            "5.",
            "-0.5",
            "1000000000000",
            "1000000000000.5",
            "abc",
            "1.2.3",
            "12,50",
        ],
    ),
    (
        Kind::Boolean,
        &[
            "yes", "Y", "TRUE", "t", "1", "x", "X", "no", "N", "false", "F", "0", "none", "maybe", "\u{2713}",
            "\u{2717}", "\u{2612}", "2", "n/a",
        ],
    ),
    (
        Kind::Date,
        &[
            "2026-05-14",
            "2026-5-14",
            "2026/05/14",
            "2026.05.14",
            "2026-05",
            "2026",
            "2026.0",
            "5/14/2026",
            "05/14/2026",
            "5/4/2026",
            "14/5/2026",
            "5/5/2026",
            "13/13/2026",
            "5-14-2026",
            "5.14.2026",
            "5/14/19",
            "14/5/19",
            "5/2026",
            "05-2026",
            "5.2026",
            "May 2026",
            "14 May 2026",
            "May 14, 2026",
            "May 14th, 2026",
            "14-May-2026",
            "Sept 3 2025",
            "Sep. 3, 2025",
            "Mai 2026",
            "2026-02-29",
            "2024-02-29",
            "2026-02-30",
            "2/29/2024",
            "1799",
            "1800",
            "2200",
            "2201",
            "0000",
            "2026-13",
            "13/2026",
            "'2016",
            "'5/14/2016",
            "5/14/2026 10:30",
            "2026-05-14T10:30:00",
            "2026-05-14 10:30 AM",
            "Spring 2018",
            "FY19",
            "approx 2015",
            "2015-2016",
            "early 2016",
            "43831",
            "today",
            "2026-11-22",
            "2026-11-23",
            "2026-12",
            "2027",
            "12/2/2026",
            "1/2/2027",
            "5/14/26",
            "n/a",
            "##########",
            "May",
            "May 5",
            "5 May 19",
            "May 2019 2020",
            "2019 May 14",
            "14 15 May 2019",
            "2026-05-14 ",
            "2026-1-1-1",
            "1/1",
            "11/2",
            "2016-5",
            "Oct-14-2016",
            "octo 2016",
            "31 April 2016",
            "4/31/2016",
            "0/5/2016",
            "5/0/2016",
            "2016-00-01",
            "20160514",
        ],
    ),
    (
        Kind::Version,
        &[
            "6.3.0.0",
            "EVS 6.3",
            "yes",
            "x",
            "none",
            "5.5-A",
            "current",
            "EVS",
            "6.3 and 6.4",
            "6.3/6.4",
            "v2",
            "\u{2713}",
            "N/A",
            "1",
        ],
    ),
];

const CVES: [&str; 16] = [
    "CVE-2023-4966",
    "cve-2023-4966",
    "CVE 2023 4966",
    "2023-4966",
    "CVE-2023-4966, CVE-2024-1234",
    "CVE-2023-4966;CVE-2023-4966",
    "see CVE-2023-4966",
    "CVE-23-4966",
    "CVE-2023-49",
    "CVE-1998-4966",
    "CVE-2100-4966",
    "CVE-2023-1234567890123",
    "none",
    "n/a",
    "CVE_2023_4966",
    "XCVE-2023-4966",
];

fn texts(column: &Column) -> Vec<String> {
    let of_kind = TEXTS.iter().find(|(kind, _)| *kind == column.kind).map(|(_, texts)| *texts).unwrap_or_default();
    let mut texts: Vec<String> = of_kind.iter().map(|text| (*text).to_owned()).collect();
    for choice in column.choices {
        texts.push(choice.name.to_owned());
        texts.push(choice.name.to_uppercase().replace('-', " "));
        texts.push(format!("{}s", choice.name));
        texts.extend(choice.synonyms.iter().map(|word| (*word).to_owned()));
    }
    if column.name == "equipment_type" {
        let machines = [
            "DRE w/o VVPAT",
            "DRE with VVPAT",
            "Paperless DRE",
            "touch screen (no paper)",
            "DRE with a paper trail",
            "DRE with",
        ];
        texts.extend(machines.map(str::to_owned));
    }
    if column.name == "sensor" {
        let sensors = ["Albert", "none", "not installed", "pending", "Albert (removed 2025)", "Notable Networks"];
        texts.extend(sensors.map(str::to_owned));
    }
    if column.name == "cve" {
        texts.extend(CVES.map(str::to_owned));
    }
    texts
}

/// What an audit of 22 November 2026 reads in cells of every kind: a line of JSON for each, with the date's last day where the end counts.
fn cells() -> String {
    let as_of = Day::new(2026, 11, 22).unwrap();
    let mut lines = String::new();
    let mut seen: BTreeSet<(&str, &str, bool, String)> = BTreeSet::new();
    for table in TableId::all() {
        for column in table.columns_to_fill() {
            // Columns that are read alike are tried once.
            let alike = format!("{:?}", column.partial);
            let is_alike = column.choices.is_empty() && !["cve", "sensor"].contains(&column.name);
            let name = if is_alike { "" } else { column.name };
            if !seen.insert((column.kind.name(), name, column.future, alike)) {
                continue;
            }
            for text in texts(column) {
                let (value, understood) = if column.name == "cve" {
                    let cves = pollworthy::schema::read_cves(&text);
                    let list = cves.as_ref().map_or_else(|| text.trim().to_owned(), |cves| cves.list.join(", "));
                    let list = if pollworthy::schema::is_blank(&list) { String::new() } else { list };
                    (list, cves.is_none_or(|cves| cves.trouble.is_none()))
                } else {
                    let read = read_cell(column, &text, as_of);
                    (read.as_ref().map(ToString::to_string).unwrap_or_default(), read.is_ok())
                };
                let line = json!({
                    "table": table.table().name, "column": column.name, "text": text, "value": value, "understood": understood,
                });
                lines.push_str(&format!("{line}\n"));
            }
        }
    }
    lines
}

#[test]
fn the_cells_that_the_script_is_held_against_are_what_an_audit_reads() {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/intake-cells.jsonl");
    let cells = cells();
    if std::env::var("FROZEN").is_ok_and(|value| value == "overwrite") {
        fs::write(&path, &cells).unwrap();
    }
    let frozen = fs::read_to_string(&path).unwrap();
    assert!(frozen == cells, "FROZEN=overwrite writes {}", path.display());
}
