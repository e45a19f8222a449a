//! Limits of what is written, and of what is read again, at the limit, one below and one above.

use std::io::{Write, sink};

use pollworthy::inventory::{Copied, Inventory};
use pollworthy::limits::Limit;
use pollworthy::limits::reports::{
    ANNOTATIONS, CODE_SCANNING_NOTICES, COMMENT, COPIED_CELLS, COPIED_FILE, COPIED_ROWS, COPIED_TEXT, REPORT_FINDINGS,
    passed_by_commit,
};
use pollworthy::pages::json::Readable;
use pollworthy::pages::layout::{Paper, Top};
use pollworthy::pages::{FORMATS, comment};
use pollworthy::plan::{Money, Question, plan};
use pollworthy::report::Report;
use pollworthy::rules::{Prices, RuleBook};
use pollworthy::sql::{Dialect, condition};
use pollworthy::words::value::Day;

use crate::pages::checked::checked;
use crate::support::book::text;
use crate::support::folder::{Folder, run_next_to};

const HEADER: &str = "asset_id,jurisdiction,equipment_type";

fn day() -> Day {
    Day::new(2026, 11, 22).unwrap()
}

fn length(count: u64) -> usize {
    usize::try_from(count).unwrap()
}

/// The text of a limit where it is among what is said, and nothing where it is not.
fn only(limit: &Limit, said: &str) -> String {
    if said.contains(&limit.to_string()) { limit.to_string() } else { String::new() }
}

/// Machines, of which nothing is known.
fn machines(count: u64) -> String {
    let rows: String = (0..count).map(|id| format!("{id},39001,dre\n")).collect();
    format!("{HEADER}\n{rows}")
}

fn rule(id: u64, require: &str) -> String {
    format!(
        "[[rule]]\nid = 'R-{id}'\ntopic = 't'\ntitle = 't'\ntable = 'equipment'\nrequire = \"{require}\"\nseverity = 'high'\n"
    )
}

/// A page of a report.
fn page(report: &Report, format: &str) -> String {
    let format = FORMATS.iter().find(|known| known.name == format).unwrap();
    let mut page = Vec::new();
    (format.write)(report, &Paper::new(80, Top::Usual), &mut page).unwrap();
    String::from_utf8(page).unwrap()
}

/// What is said of a plan of so many actions, each of which sets a column of its own that one rule asks for; the columns are `no` in
/// one of so many rows.
fn planned(actions: u64, rows: u64) -> String {
    let names: Vec<String> = (0..actions).map(|at| format!("own{at}")).collect();
    let mut rules = rule(1, &names.join(" and "));
    for name in &names {
        rules += &format!("[[column]]\ntable = 'equipment'\nname = '{name}'\nkind = 'boolean'\n");
        rules += &format!("[[action]]\nid = 'buy-{name}'\ntitle = 'a'\ntable = 'equipment'\nwhy = 'so'\nprice = 'a'\n");
        rules += &format!("where = 'not {name}'\nset = {{ {name} = true }}\n");
    }
    let book = RuleBook::read("rules.toml", &rules, &[], day()).unwrap();
    let prices = Prices::read("prices.csv", "key,low,high,source\na,1,1,s\n").unwrap();
    let cells = |row: u64| (0..actions).map(|at| if at % rows == row { ",no" } else { ",yes" }).collect::<String>();
    let rows: String = (0..rows).map(|row| format!("{row},39001,dre{}\n", cells(row))).collect();
    let mut folder = Folder::of("equipment.csv", format!("{HEADER},{}\n{rows}", names.join(",")));
    folder.options.schema = book.schema;
    let question = Question {
        money: Money::Budget(100),
        until: None,
        curve_only: false,
        upkeep_years: 0,
        states: Vec::new(),
        focus: None,
    };
    let made = plan(Inventory::open(folder.options.clone()), &book, &prices, question);
    made.err().map(|error| error.to_string()).unwrap_or_default()
}

/// A rule with names for a long text, and for conditions that are nested in each other.
fn with_names(require: &str) -> String {
    let name = |level: u64| if level == 0 { "vvpat".to_owned() } else { format!("n{level}") };
    let levels: String = (0..31).map(|at| format!("n{} = \"not ({} or sealed)\"\n", at + 1, name(at))).collect();
    format!("[define.equipment]\n{levels}long = \"model = '{}'\"\n{}", "x".repeat(9_000), rule(1, require))
}

/// What a condition is in SQL, or why it is nothing.
fn written(require: &str, dialect: Dialect) -> Result<String, String> {
    let book = RuleBook::read("rules.toml", &with_names(require), &[], day()).unwrap();
    condition(&book.rules[0].require.node, dialect).map_err(|why| why.to_string())
}

/// What is said where a table is copied within other limits than the usual ones.
fn copied(text_of: &str, limits: Copied) -> String {
    let mut folder = Folder::of("equipment.csv", text_of).at_place("39001");
    folder.options.copied = limits;
    let page = text(&checked(&folder));
    [&COPIED_ROWS, &COPIED_CELLS, &COPIED_FILE].map(|limit| only(limit, &page)).concat()
}

super::tried! {
    reports:
    report_findings REPORT_FINDINGS as 20 => |findings| {
        let folder = Folder::of("equipment.csv", machines(findings)).with("../rules.toml", rule(1, "vvpat"));
        let most = ["--rules", "rules.toml", "--max-findings", "1000", "--max-in-report", "20"];
        let args = [&["audit", "here", "--format", "csv"][..], &most].concat();
        let (_, page, _) = run_next_to(&folder, &args);
        assert_eq!(page.lines().filter(|line| line.contains("39001")).count(), length(findings.min(20)), "{page}");
        // A cell of a sheet is written so that no program takes a part of it for a formula.
        only(&REPORT_FINDINGS, &page.replace("'--", "--"))
    };
    // What is written goes nowhere.
    report REPORT => |bytes| {
        let mut nowhere = sink();
        let mut to = Readable::new(&mut nowhere);
        let megabyte = vec![b' '; 1 << 20];
        let whole = (0..bytes >> 20).try_for_each(|_| to.write_all(&megabyte));
        let rest = whole.and_then(|()| to.write_all(&megabyte[..length(bytes % (1 << 20))]));
        rest.err().map(|error| error.to_string()).unwrap_or_default()
    };
    commit_files COMMIT_FILES => |files| passed_by_commit(files, 0).map(ToString::to_string).unwrap_or_default();
    commit COMMIT => |bytes| passed_by_commit(1, bytes).map(ToString::to_string).unwrap_or_default();
    forecast_years FORECAST_YEARS => |years| {
        let folder = Folder::of("equipment.csv", machines(1)).with("../rules.toml", rule(1, "vvpat"));
        run_next_to(&folder, &["forecast", "here", "--rules", "rules.toml", "--until", &format!("{years}y")]).2
    };
    budget BUDGET => |dollars| {
        let folder = Folder::of("equipment.csv", machines(1));
        run_next_to(&folder, &["plan", "here", "--budget", &dollars.to_string()]).2
    };
    actions_on_a_row ACTIONS_ON_A_ROW => |actions| planned(actions, 1);
    linked_actions LINKED_ACTIONS => |actions| planned(actions, 2);
    sql_expression SQL_EXPRESSION => |bytes| {
        let of = |last: usize| written(&format!("{}serial_number = '{}'", "long or ".repeat(22), "x".repeat(last)), Dialect::DuckDb);
        let rest = length(bytes) - of(0).unwrap().len();
        assert!(of(rest).is_err() || of(rest).unwrap().len() == length(bytes));
        of(rest).err().unwrap_or_default()
    };
    sqlite_depth SQLITE_DEPTH => |levels| written(&format!("n{levels}"), Dialect::Sqlite).err().unwrap_or_default();
    code_scanning_notices CODE_SCANNING_NOTICES => |notices| {
        let headers: String = (0..notices).map(|number| format!(",zz{number}")).collect();
        let cells = ",".repeat(length(notices));
        let report = Folder::of("equipment.csv", format!("{HEADER}{headers}\na,39001,dre{cells}\n")).report(&rule(1, "vvpat"));
        only(&CODE_SCANNING_NOTICES, &page(&report, "sarif"))
    };
    // The last line says that there was more.
    comment COMMENT => |characters| {
        let whole = "line\n".repeat(length(characters) / 5 - 1);
        let page = format!("{whole}{}", "x".repeat(length(characters) - whole.len()));
        let fitting = comment::fitting(page.clone());
        assert!(fitting.chars().count() <= COMMENT.size() && (fitting == page || fitting.starts_with(&whole[..60_000])));
        only(&COMMENT, &fitting)
    };
    annotations ANNOTATIONS => |findings| {
        let rules: String = (0..findings).map(|id| rule(id, "vvpat")).collect();
        let report = Folder::of("equipment.csv", format!("{HEADER},vvpat\na,39001,dre,no\n")).report(&rules);
        only(&ANNOTATIONS, &page(&report, "github"))
    };
    copied_rows COPIED_ROWS as 100 => |rows| copied(&machines(rows - 1), Copied { rows: 100, ..Copied::default() });
    copied_cells COPIED_CELLS as 100 => |cells| {
        let last = ",".repeat(length(cells - 99));
        copied(&format!("{}32,39001,dre{last}\n", machines(31)), Copied { cells: 100, ..Copied::default() })
    };
    copied_file COPIED_FILE as 1_000 => |bytes| {
        let rows = machines(1);
        let blanks = "\n".repeat(length(bytes) - rows.len());
        copied(&(rows + &blanks), Copied { bytes: 1_000, ..Copied::default() })
    };
    copied_text COPIED_TEXT => |characters| {
        let folder = Folder::of("equipment.csv", format!("{HEADER},notes\na,39001,dre,{}\n", "x".repeat(length(characters))));
        only(&COPIED_TEXT, &text(&checked(&folder)))
    };
}

/// As much is copied as the table says, where nothing else is asked for.
#[test]
fn the_usual_copy_is_that_of_the_table() {
    let usual = Copied { rows: COPIED_ROWS.most, cells: COPIED_CELLS.most, bytes: COPIED_FILE.most };
    assert_eq!((Copied::default(), Folder::new().options.copied), (usual, usual));
}
