//! What `init` writes: sheets and a workbook that its reader knows again, and papers that are valid as they are written.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::PathBuf;
use std::process::Command;

use calamine::{Data, Range, Reader, Xlsx};
use pollworthy::pages::layout::{Paper, Top};
use pollworthy::pages::starter::{File, SHEETS, Starter, write};
use pollworthy::report::examples;
use pollworthy::report::examples::Held;
use pollworthy::request::FailOn;
use pollworthy::request::config::Config;
use pollworthy::rules::{BUILT_IN, REFERENCES, RuleBook};
use pollworthy::schema::{Column, EQUIPMENT, JURISDICTIONS, TableId};
use pollworthy::words::value::{Day, Kind};
use yaml_rust2::YamlLoader;

use crate::cli::workflows::{is_pinned, steps, used};
use crate::support::folder::Folder;

fn day() -> Day {
    Day::new(2026, 11, 22).unwrap()
}

fn starter(place: Option<&str>) -> Starter<'_> {
    Starter { place, version: "1.2.3", releases: Some("https://example.org/releases/download"), day: day() }
}

fn files(place: Option<&str>) -> BTreeMap<String, Vec<u8>> {
    starter(place).files().unwrap().into_iter().map(|file| (file.path, file.bytes)).collect()
}

fn text(path: &str) -> String {
    String::from_utf8(files(None).remove(path).unwrap()).unwrap()
}

/// The sheets, in a folder of their own.
fn sheets(place: Option<&str>) -> Folder {
    let inside = |(path, bytes): (String, Vec<u8>)| Some((path.strip_prefix("inventories/")?.to_owned(), bytes));
    files(place).into_iter().filter_map(inside).fold(Folder::new(), |folder, (name, bytes)| folder.with(&name, bytes))
}

fn tabs(place: Option<&str>) -> Vec<(String, Range<Data>)> {
    Xlsx::new(Cursor::new(files(place).remove("inventory.xlsx").unwrap())).unwrap().worksheets()
}

/// A tab as a sheet of its own, with one more row.
fn as_sheet(range: &Range<Data>, row: &str) -> String {
    let line = |cells: &[Data]| cells.iter().map(|cell| format!("\"{cell}\"")).collect::<Vec<_>>().join(",");
    range.rows().map(|cells| format!("{}\n", line(cells))).chain([row.to_owned()]).collect()
}

/// The parts of the workbook whose names begin so.
fn parts(prefix: &str) -> Vec<String> {
    let mut zip = zip::ZipArchive::new(Cursor::new(files(None).remove("inventory.xlsx").unwrap())).unwrap();
    let all = zip.file_names().map(|name| name.unwrap().into_owned());
    let mut names: Vec<String> = all.filter(|name| name.starts_with(prefix)).collect();
    names.sort();
    let mut part = |name: &String| {
        let mut text = String::new();
        zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    names.iter().map(&mut part).collect()
}

fn tables() -> impl Iterator<Item = TableId> {
    TableId::all().filter(|table| *table != JURISDICTIONS)
}

#[test]
fn the_sheets_are_the_schema_as_excel_opens_it() {
    let files = files(None);
    for table in TableId::all() {
        let sheet = &files[&format!("{SHEETS}/{}.csv", table.table().name)];
        let columns: Vec<&str> = table.columns_to_fill().iter().map(|column| column.name).collect();
        assert_eq!(String::from_utf8_lossy(sheet), format!("\u{feff}{}\r\n", columns.join(",")));
    }
    let told = sheets(None).read();
    assert!(told.notices().iter().all(|said| said.ends_with(": notice: the file has a header and no rows")));
    assert_eq!((told.counted(), told.read.files.len()), (0, 6));
}

#[test]
fn a_sheet_that_was_filled_in_is_read() {
    let mut rows = BTreeMap::new();
    for table in tables() {
        // As Excel saves it: every cell of the row, CRLF at the end.
        let cell = |column: &Column| match (column.name, column.kind) {
            ("jurisdiction", _) => "39001".to_owned(),
            ("cve", _) => "CVE-2023-4966".to_owned(),
            (name, Kind::Text) => format!("a {name}"),
            (_, Kind::Category) => column.choices[0].name.to_owned(),
            (_, Kind::Integer | Kind::Number) => "3".to_owned(),
            (_, Kind::Boolean) => "Yes".to_owned(),
            (_, Kind::Date) => "2026-05-14".to_owned(),
            (_, Kind::Version) => "1.2".to_owned(),
        };
        let cells: Vec<String> = table.columns_to_fill().iter().map(cell).collect();
        rows.insert(format!("{}.csv", table.table().name), format!("{}\r\n", cells.join(",")));
    }
    let mut folder = Folder::new();
    for (path, bytes) in files(None) {
        let Some(name) = path.strip_prefix("inventories/") else { continue };
        let row = rows.get(name).cloned().unwrap_or_default();
        folder = folder.with(name, [bytes, row.into_bytes()].concat());
    }
    let told = folder.read();
    told.says("here/jurisdictions.csv:1: notice: the file has a header and no rows");
    assert_eq!(told.rows.len(), 5);
    for row in &told.rows {
        let table = TableId::named(row.table).unwrap();
        let place = usize::from(table.column("jurisdiction").is_some_and(|_| !row.cells.contains_key("jurisdiction")));
        assert_eq!(row.cells.len() + place, table.columns_to_fill().len(), "{row:?}");
        assert_eq!((row.place.as_str(), row.line), ("39001", 2));
    }
}

#[test]
fn a_place_that_is_named_is_filled_in() {
    let cells = |place: &str| {
        let told = sheets(Some(place)).read();
        assert!(told.notices().iter().all(|said| !said.contains("jurisdictions")), "{:?}", told.notices());
        let [place] = told.read.places.list() else { panic!("one place: {:?}", told.read.places.list()) };
        (place.name.to_string(), place.state.as_deref().map(str::to_owned))
    };
    assert_eq!(cells("Adams County, OH"), ("Adams County".to_owned(), Some("OH".to_owned())));
    assert_eq!(cells(" Prairie County,  xe "), ("Prairie County".to_owned(), Some("XE".to_owned())));
    assert_eq!(cells("39001").1, Some("OH".to_owned()));
    assert_eq!(cells("Ohio").1, Some("OH".to_owned()));
    assert_eq!(cells("Village \"of, the\" North").0, "Village \"of, the\" North");
    let answers: Vec<(String, String)> = tabs(Some("Adams County, OH"))[0]
        .1
        .rows()
        .skip(1)
        .filter(|row| !row[1].to_string().is_empty())
        .map(|row| (row[0].to_string(), row[1].to_string()))
        .collect();
    let pair = |question: &str, answer: &str| (question.to_owned(), answer.to_owned());
    assert_eq!(answers, [pair("ID", "39001")]);
}

#[test]
fn the_workbook_has_the_tabs_and_titles_that_are_known_again() {
    let tabs = tabs(None);
    let names: Vec<&str> = tabs.iter().map(|(name, _)| name.as_str()).collect();
    let wanted = ["Office", "Voting Equipment", "Computers", "Vulnerabilities", "Services", "Incidents", "Help"];
    assert_eq!(names, wanted);
    for (table, (name, range)) in tables().zip(&tabs[1..]) {
        let titles: Vec<String> = range.rows().next().unwrap().iter().map(ToString::to_string).collect();
        let columns: Vec<Option<usize>> = titles.iter().map(|title| table.column_for_header(title)).collect();
        assert_eq!(columns, (0..table.columns_to_fill().len()).map(Some).collect::<Vec<_>>(), "{name}: {titles:?}");
        assert_eq!(range.height(), 1, "{name} is empty");
        // The tab's name tells its table, with the titles or without.
        let row = format!("{}\n", vec!["39001"; titles.len()].join(","));
        let told = Folder::of(&format!("{name}.csv"), as_sheet(range, &row)).read();
        assert_eq!(told.rows.iter().map(|row| row.table).collect::<Vec<_>>(), [table.table().name], "{name}");
    }
    assert!(JURISDICTIONS.table().synonyms.contains(&"office"));
    let questions: Vec<String> = tabs[0].1.rows().map(|row| row[0].to_string()).collect();
    assert_eq!(questions[0], "Question");
    let columns: Vec<Option<usize>> = questions[1..].iter().map(|one| JURISDICTIONS.column_for_header(one)).collect();
    assert_eq!(columns, (0..JURISDICTIONS.columns_to_fill().len()).map(Some).collect::<Vec<_>>());
}

#[test]
fn the_tab_of_help_tells_every_column_and_is_not_an_inventory() {
    let tabs = tabs(None);
    let help = &tabs.last().unwrap().1;
    let columns: Vec<&Column> = TableId::all().flat_map(TableId::columns_to_fill).collect();
    assert_eq!(help.height(), columns.len() + 1);
    for (row, column) in help.rows().skip(1).zip(columns) {
        assert!(row[2].to_string().to_lowercase().starts_with(&column.meaning.to_lowercase()), "{row:?}");
        // A type that says two things in one is for lists that have it so, and not for new sheets.
        let mut choices = column.choices.iter().filter(|choice| !choice.name.starts_with("dre-with"));
        assert!(choices.all(|choice| row[3].to_string().contains(choice.name)), "{row:?}");
    }
    // No row of it looks like the header of a table, wherever a reader looks for one.
    for row in help.rows() {
        for table in TableId::all() {
            let known = row.iter().filter(|cell| table.column_for_header(&cell.to_string()).is_some()).count();
            assert!(known <= 2, "{}: {row:?}", table.table().name);
        }
    }
    let titles: Vec<String> = help.rows().next().unwrap().iter().map(ToString::to_string).collect();
    for table in TableId::all() {
        assert!(titles.iter().all(|title| table.column_for_header(title).is_none()), "{titles:?}");
    }
    let told = Folder::of("Help.csv", as_sheet(help, "")).read();
    assert!(told.rows.is_empty() && told.read.places.is_empty());
}

#[test]
fn cells_have_lists_to_choose_from_and_checks() {
    let sheets = parts("xl/worksheets/sheet");
    assert_eq!(sheets.len(), 7);
    for (table, sheet) in TableId::all().zip(&sheets) {
        let of = |kinds: &[Kind]| table.columns_to_fill().iter().filter(|column| kinds.contains(&column.kind)).count();
        let checks = |kind: &str| sheet.matches(&format!("<dataValidation type=\"{kind}\"")).count();
        assert_eq!(checks("list"), of(&[Kind::Category, Kind::Boolean]));
        assert_eq!(checks("whole"), of(&[Kind::Integer]));
        assert_eq!(checks("decimal"), of(&[Kind::Number]));
        assert_eq!(checks("custom"), of(&[Kind::Date]));
        assert!(sheet.contains("state=\"frozen\""), "the header stays in sight");
        for column in table.columns_to_fill().iter().filter(|column| !column.choices.is_empty()) {
            let words = column.choices.iter().map(|choice| choice.name);
            let words: Vec<&str> = words.filter(|word| !word.starts_with("dre-with")).collect();
            assert!(sheet.contains(&format!("<formula1>\"{}\"</formula1>", words.join(","))), "{}", column.name);
        }
    }
    // Excel would take 2006 for a day of 1905.
    assert_eq!(EQUIPMENT.column("first_used_on"), Some(7), "column H");
    assert!(sheets[1].contains("sqref=\"H2:H2001\""), "{}", sheets[1]);
    assert!(sheets[1].contains("<formula1>OR(ISTEXT(H2),H2&gt;=7306)</formula1>"), "{}", sheets[1]);
    let notes = parts("xl/comments");
    for (table, notes) in TableId::all().zip(&notes) {
        assert_eq!(notes.matches("<comment ref").count(), table.columns_to_fill().len(), "a note on every title");
    }
    let styles = parts("xl/styles").concat();
    assert!(styles.contains("yyyy\\-mm\\-dd") || styles.contains("yyyy-mm-dd"), "{styles}");
}

#[test]
fn the_same_starter_gives_the_same_bytes() {
    assert_eq!(starter(Some("39001")).files().unwrap(), starter(Some("39001")).files().unwrap());
}

/// Takes the first `#` from the lines of the examples.
fn taken_up(text: &str) -> String {
    text.lines()
        .map(|line| match line.strip_prefix('#') {
            Some(rest) if !rest.starts_with(' ') => format!("{rest}\n"),
            _ => format!("{line}\n"),
        })
        .collect()
}

fn book(text: &str) -> RuleBook {
    let fetch = |name: &str| {
        let built_in = BUILT_IN.iter().chain(REFERENCES).find(|(inside, _)| *inside == name);
        built_in.map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).ok_or_else(|| name.to_owned())
    };
    RuleBook::load("rules.toml", text, &fetch, &[], day()).unwrap()
}

#[test]
fn the_layer_is_valid_as_written_and_so_are_its_examples() {
    let written = text("rules.toml");
    let plain = RuleBook::read(BUILT_IN[0].0, BUILT_IN[0].1, &[], day()).unwrap();
    assert_eq!(book(&written).rules.len(), plain.rules.len());
    let taken = book(&taken_up(&written));
    assert_eq!(taken.rules.len(), plain.rules.len() + 1);
    let off: Vec<&str> = taken.rules.iter().filter(|rule| rule.off).map(|rule| rule.id.as_str()).collect();
    assert_eq!(off, ["SN-001"]);
    let severity = |book: &RuleBook| book.rule("AG-001").map(|rule| rule.severity);
    assert_ne!(severity(&taken), severity(&plain));
    let held = examples::run(&taken);
    let own: Vec<&Held> = held.iter().filter(|held| held.rule == "OUR-001").collect();
    assert_eq!(own.len(), 2);
    assert!(own.iter().all(|held| held.holds()));
}

#[test]
fn the_waivers_are_valid_as_written_and_so_is_the_example() {
    let written = text("waivers.toml");
    let mut plain = book(&text("rules.toml"));
    plain.add_waivers("waivers.toml", &written).unwrap();
    assert!(plain.by_last_day().is_empty());
    let mut taken = book(&text("rules.toml"));
    taken.add_waivers("waivers.toml", &taken_up(&written)).unwrap();
    let ends: Vec<String> = taken.by_last_day().iter().map(|waiver| waiver.expires.to_string()).collect();
    assert_eq!(ends, ["2027-11-22"]);
}

#[test]
fn the_defaults_are_valid_as_written_and_so_are_the_examples() {
    let written = text("pollworthy.toml");
    let plain = Config::read("pollworthy.toml", &written).unwrap();
    let names: Vec<&str> = plain.paths.iter().chain(&plain.rules).chain(&plain.waivers).map(String::as_str).collect();
    assert_eq!(names, [".", "rules.toml", "waivers.toml"]);
    assert_eq!((plain.expect.len(), plain.fail_on), (0, None));
    let taken = Config::read("pollworthy.toml", &taken_up(&written)).unwrap();
    assert_eq!((taken.expect, taken.fail_on), (vec!["OH".to_owned()], FailOn::named("high")));
}

#[test]
fn the_workflow_is_yaml_that_installs_this_version_and_audits() {
    let written = text(".github/workflows/pollworthy.yml");
    let workflow = &YamlLoader::load_from_str(&written).unwrap()[0];
    assert_eq!(workflow["permissions"]["contents"].as_str(), Some("read"));
    assert_eq!(workflow["env"]["VERSION"].as_str(), Some("1.2.3"));
    assert_eq!(workflow["env"]["RELEASES"].as_str(), Some("https://example.org/releases/download"));
    let (uses, runs) = steps(workflow);
    assert_eq!(uses.len(), used(&written).len());
    assert!(used(&written).iter().all(|line| is_pinned(line)), "{uses:?}");
    let [install, audit] = runs.as_slice() else { panic!("{runs:?}") };
    assert!(install.contains("sha256sum --check"), "{install}");
    assert!(install.contains("pollworthy-$VERSION-x86_64-unknown-linux-musl.tar.gz"));
    let told = "pollworthy audit inventories --rules rules.toml --waivers waivers.toml --fail-on high --format github";
    assert_eq!(audit, told);
    let unknown = Starter { releases: None, ..starter(None) }.files().unwrap();
    let unknown = unknown.iter().find(|file| file.path.ends_with(".yml")).unwrap();
    let unknown = &YamlLoader::load_from_str(std::str::from_utf8(&unknown.bytes).unwrap()).unwrap()[0];
    assert_eq!(unknown["env"]["RELEASES"].as_str(), Some(""));
}

#[test]
fn the_page_keeps_to_its_width_in_plain_ascii() {
    let files = starter(None).files().unwrap();
    let (written, kept): (Vec<File>, Vec<File>) = files.into_iter().partition(|file| !file.path.ends_with(".toml"));
    for (columns, place) in [(80, None), (100, Some("Adams County, OH"))] {
        let mut page = Vec::new();
        write("my office", (&written, &kept), place, &Paper::new(columns, Top::Usual), &mut page).unwrap();
        let page = String::from_utf8(page).unwrap();
        for line in page.lines() {
            assert!(line.len() <= columns && line.is_ascii() && line.trim_end() == line, "{line:?}");
        }
        assert!(page.contains("LEFT AS THEY WERE (3)  rules.toml, waivers.toml and pollworthy.toml"), "{page}");
        let place = if place.is_some() { " --place \"Adams County, OH\"" } else { "" };
        assert!(page.contains(&format!("  pollworthy audit \"my office/inventories\"{place}\n")), "{page}");
    }
}

#[test]
fn the_folder_one_is_in_goes_without_saying() {
    let files = starter(None).files().unwrap();
    let mut page = Vec::new();
    write(".", (&files, &[]), None, &Paper::new(80, Top::Usual), &mut page).unwrap();
    let page = String::from_utf8(page).unwrap();
    assert!(page.contains("      pollworthy audit inventories\n") && !page.contains("LEFT AS"), "{page}");
}

/// An empty folder to run in; it goes when the test ends.
struct Desk(PathBuf);

impl Desk {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("pollworthy-it-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn run(&self, args: &[&str]) -> (Option<i32>, String, String) {
        let run = Command::new(env!("CARGO_BIN_EXE_pollworthy")).args(args).current_dir(&self.0).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (run.status.code(), text(run.stdout), text(run.stderr))
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn from_init_to_the_first_report() {
    let desk = Desk::new("init");
    let (code, page, said) = desk.run(&["init"]);
    assert_eq!((code, said.as_str()), (Some(0), ""));
    assert!(page.starts_with("my-office: 12 files written\n"), "{page}");
    let (code, page, said) = desk.run(&["audit", "my-office/inventories"]);
    assert_eq!((code, page.as_str()), (Some(3), ""));
    assert_eq!(
        said,
        "Nothing was audited: my-office/inventories has no rows yet. Fill in a sheet, then run this again. If you filled in the workbook instead: pollworthy audit my-office/inventory.xlsx\n"
    );
    let (code, page, _) = desk.run(&["rules", "check", "--rules", "my-office/rules.toml"]);
    assert_eq!(code, Some(0), "{page}");
    let (code, page, _) = desk.run(&["waivers", "list", "--waivers", "my-office/waivers.toml"]);
    assert_eq!(code, Some(0));
    assert!(page.starts_with("my-office/waivers.toml: 0 waivers"), "{page}");

    let sheet = desk.0.join("my-office/inventories/equipment.csv");
    let mut filled = std::fs::read(&sheet).unwrap();
    filled.extend_from_slice(b"E-1,39001,dre,Maker,Model,4\r\n");
    std::fs::write(&sheet, filled).unwrap();
    let (code, page, said) = desk.run(&[
        "audit",
        "my-office/inventories",
        "--rules",
        "my-office/rules.toml",
        "--waivers",
        "my-office/waivers.toml",
        "--only",
        "PT-001",
    ]);
    assert_eq!((code, said.as_str()), (Some(0), ""), "a blank is no finding: {page}");
    assert!(page.contains("NOT SHOWN") && page.contains("1 row of equipment"), "{page}");
}

#[test]
fn what_is_there_stays_as_it_is() {
    let desk = Desk::new("init-again");
    std::fs::create_dir_all(desk.0.join("office")).unwrap();
    std::fs::write(desk.0.join("office/rules.toml"), "mine").unwrap();
    let (code, page, _) = desk.run(&["init", "office"]);
    assert_eq!(code, Some(0));
    assert!(page.contains("office: 11 files written"), "{page}");
    assert!(page.contains("LEFT AS IT WAS (1)  rules.toml"), "{page}");
    assert_eq!(std::fs::read_to_string(desk.0.join("office/rules.toml")).unwrap(), "mine");
    let (code, page, _) = desk.run(&["init", "office"]);
    assert_eq!(code, Some(2), "nothing was written");
    assert!(page.starts_with("office: 0 files written\n\nLEFT AS THEY WERE (12)"), "{page}");
    assert!(!page.contains("NEXT"), "{page}");
    // A file in the place of the folder.
    std::fs::write(desk.0.join("file"), "").unwrap();
    let (code, _, said) = desk.run(&["init", "file"]);
    assert_eq!(code, Some(2));
    assert!(
        said.lines().all(|line| line.starts_with("pollworthy: file/") && line.contains("cannot be written")),
        "{said}"
    );
    assert_eq!(said.lines().count(), 12);
}
