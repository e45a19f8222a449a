//! The exit codes of every command, by the book's table of them: each cell of it has a run here that ends so.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use crate::support::folder::Folder;

const SHEET: &str = "jurisdiction,equipment_type,vvpat\n39001,dre,yes\n";
const RULE: &str =
    "[[rule]]\nid = 'P-1'\ntopic = 'paper'\ntitle = 't'\ntable = 'equipment'\nrequire = 'vvpat'\nseverity = 'high'\n";
const WRONG: &str = "[[rule.example]]\nverdict = 'fail'\nasset = { vvpat = true }\n";
const WAIVER: &str =
    "[[waiver]]\nrule = 'P-1'\nplace = '39001'\nkind = 'mitigated'\nreason = 'r'\nowner = 'o'\nexpires = 2027-01-01\n";

/// A command of the table, its exit code, and the arguments of a run that ends with it.
const RUNS: [(&str, i32, &str); 72] = [
    ("audit", 0, "audit good --rules rules.toml"),
    ("audit", 1, "audit bad --rules rules.toml"),
    ("audit", 1, "audit blank --rules rules.toml --fail-on-unknown"),
    ("audit", 1, "audit blank --rules rules.toml --min-completeness 50"),
    ("audit", 2, "audit broken --rules rules.toml"),
    ("audit", 2, "audit noted --rules rules.toml --strict"),
    ("audit", 2, "audit good --rules mistake.toml"),
    ("audit", 2, "audit good --no-such-option"),
    ("audit", 0, "audit good --rules rules.toml --split split-1"),
    ("audit", 2, "audit good --rules rules.toml --split good"),
    ("audit", 3, "audit empty"),
    ("audit", 3, "audit good --only no-such-rule"),
    ("audit", 3, "audit good --place Nowhere"),
    ("audit", 0, "audit bad --rules rules.toml --since bad"),
    ("audit", 1, "audit bad --rules rules.toml --since good"),
    ("audit", 2, "audit good --rules rules.toml --since no-such-folder"),
    ("diff", 0, "diff bad good --rules rules.toml"),
    ("diff", 1, "diff good bad --rules rules.toml"),
    ("diff", 2, "diff good broken --rules rules.toml"),
    ("diff", 3, "diff good empty --rules rules.toml"),
    ("states", 0, "states bad"),
    ("states", 2, "states broken"),
    ("states", 2, "states good --list no-such-list"),
    ("states", 3, "states empty"),
    ("explain", 0, "explain 39001 bad"),
    ("explain", 0, "explain PT-001"),
    ("explain", 2, "explain 39001 broken"),
    ("explain", 2, "explain no-such-rule good"),
    ("explain", 3, "explain 39001 empty"),
    ("forecast", 0, "forecast bad --rules rules.toml"),
    ("forecast", 1, "forecast aging --rules aging.toml --as-of 2026-11-22 --until 1y --fail-on high"),
    ("forecast", 2, "forecast broken --rules rules.toml"),
    ("forecast", 2, "forecast good --rules rules.toml --as-of 2026-11-22 --until 2026-11-22"),
    ("forecast", 3, "forecast empty"),
    ("plan", 0, "plan bad --budget 0"),
    ("plan", 2, "plan broken --budget 0"),
    ("plan", 2, "plan good --rules rules.toml --budget 0"),
    ("plan", 3, "plan empty --budget 0"),
    ("export", 0, "export out-1 noted"),
    ("export", 2, "export out-2 broken"),
    ("export", 2, "export good good"),
    ("export", 3, "export out-3 empty"),
    ("export", 3, "export out-4 good --place Nowhere"),
    ("sql", 0, "sql --engine duckdb"),
    ("sql", 0, "sql --engine spark --bind --redact public"),
    ("sql", 2, "sql --engine oracle"),
    ("sql", 2, "sql --engine sqlite --rules mistake.toml"),
    ("sql", 3, "sql --engine duckdb --only no-such-rule"),
    ("read", 0, "read noted"),
    ("read", 2, "read broken"),
    ("read", 2, "read noted --strict"),
    ("read", 3, "read empty"),
    ("verify", 0, "verify report.json"),
    ("verify", 1, "verify report.json bad"),
    ("verify", 2, "verify good/equipment.csv"),
    ("verify", 3, "verify report.json empty"),
    ("rules list", 0, "rules list --rules rules.toml"),
    ("rules list", 2, "rules list --rules mistake.toml"),
    ("rules list", 3, "rules list --only no-such-rule"),
    ("rules check", 0, "rules check --rules rules.toml"),
    ("rules check", 2, "rules check --rules mistake.toml"),
    ("rules check", 2, "rules check broken --rules rules.toml"),
    ("rules check", 3, "rules check empty --rules rules.toml"),
    ("rules test", 0, "rules test"),
    ("rules test", 1, "rules test --rules wrong.toml"),
    ("rules test", 2, "rules test --rules mistake.toml"),
    ("rules test", 3, "rules test --only no-such-rule"),
    ("waivers list", 0, "waivers list --rules rules.toml --waivers waivers.toml"),
    ("waivers list", 2, "waivers list --rules rules.toml --waivers rules.toml"),
    ("waivers list", 3, "waivers list"),
    ("schema", 0, "schema equipment"),
    ("schema", 2, "schema no-such-table"),
];

/// Runs whose order matters, or that need no table.
const MORE: [(&str, i32, &str); 8] = [
    ("init", 0, "init office"),
    ("init", 2, "init office"),
    ("init", 0, "init --page page.html"),
    ("init", 2, "init --page page.html"),
    ("completions", 0, "completions bash"),
    ("completions", 2, "completions no-such-shell"),
    ("man", 0, "man"),
    ("man", 2, "man no-such-page"),
];

/// Several codes that one run could end with: the highest wins.
const WINS: [(i32, &str); 8] = [
    (2, "audit bad broken --rules rules.toml"),
    (2, "audit bad noted --rules rules.toml --strict"),
    (3, "audit unreadable --rules rules.toml"),
    (3, "audit bad no-such-folder --rules rules.toml --only no-such-rule"),
    (2, "diff good/equipment.csv broken/equipment.csv --rules rules.toml"),
    (3, "diff broken empty --rules rules.toml"),
    (3, "states unreadable"),
    (3, "rules check unreadable --rules rules.toml"),
];

fn folder() -> Folder {
    Folder::new()
        .with("../good/equipment.csv", SHEET)
        .with("../bad/equipment.csv", SHEET.replace("yes", "no"))
        .with("../blank/equipment.csv", SHEET.replace("yes", ""))
        .with("../noted/equipment.csv", SHEET.replace("yes", "maybe"))
        .with("../aging/equipment.csv", "jurisdiction,equipment_type,first_used_on\n39001,dre,2016-12-01\n")
        .with("../aging.toml", RULE.replace("'vvpat'", "\"first_used_on > as_of - interval '10 years'\""))
        .with("../broken/equipment.csv", format!("{SHEET}39001,\"dre,no\n"))
        .with("../unreadable/book.xlsx", "PK\u{3}\u{4} and no more")
        .with("../empty/notes.doc", "")
        .with("../rules.toml", RULE)
        .with("../wrong.toml", format!("{RULE}{WRONG}"))
        .with("../mistake.toml", RULE.replace("vvpat", "vpat"))
        .with("../waivers.toml", WAIVER)
}

fn run(folder: &Folder, args: &str) -> (i32, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_pollworthy"))
        .args(args.split(' '))
        .current_dir(folder.path("x").ancestors().nth(2).unwrap())
        .output()
        .unwrap();
    (run.status.code().unwrap(), String::from_utf8_lossy(&run.stderr).into_owned())
}

/// The commands of the book's table, each with the codes it has a word for.
fn table() -> BTreeSet<(String, i32)> {
    let chapter = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/exit-codes.md")).unwrap();
    let after = chapter.split("| exit code | 0 | 1 | 2 | 3 |\n").nth(1).unwrap();
    let mut cells = BTreeSet::new();
    for row in after.lines().skip(1).take_while(|line| line.starts_with("| `")) {
        let row: Vec<&str> = row.trim_matches('|').split(" | ").map(|cell| cell.trim().trim_matches('`')).collect();
        let [command, codes @ ..] = row.as_slice() else { panic!("{row:?}") };
        assert_eq!(codes.len(), 4, "{row:?}");
        cells.extend((0..).zip(codes).filter(|(_, says)| **says != "-").map(|(code, _)| ((*command).to_owned(), code)));
    }
    cells
}

#[test]
fn every_code_of_the_table_is_met_and_no_other() {
    let folder = folder();
    assert_eq!(run(&folder, "audit good --rules rules.toml --as-of 2026-11-22 --format json=report.json").0, 0);
    let mut met = BTreeSet::new();
    for (command, code, args) in RUNS.into_iter().chain(MORE) {
        assert!(args == command || args.starts_with(&format!("{command} ")), "{args} is a run of {command}");
        let (ended, said) = run(&folder, args);
        assert_eq!(ended, code, "{args}: {said}");
        met.insert((command.to_owned(), code));
    }
    assert_eq!(met, table());
}

#[test]
fn every_command_is_in_the_table() {
    let help = Command::new(env!("CARGO_BIN_EXE_pollworthy")).arg("--help").output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let listed = help.split("Commands:\n").nth(1).unwrap().lines().take_while(|line| !line.is_empty());
    let mut commands: BTreeSet<&str> =
        listed.filter_map(|line| line.strip_prefix("  ")?.split(' ').next().filter(|name| !name.is_empty())).collect();
    let table = table();
    let known: BTreeSet<&str> = table.iter().filter_map(|(command, _)| command.split(' ').next()).collect();
    assert!(commands.len() > 8);
    assert!(commands.remove("help"));
    assert_eq!(commands, known);
}

#[test]
fn the_highest_code_wins() {
    let folder = folder();
    for (code, args) in WINS {
        let (ended, said) = run(&folder, args);
        assert_eq!(ended, code, "{args}: {said}");
    }
}
