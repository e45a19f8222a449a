//! Whole runs as data: the cases beside, then every command of the README and the book.

use std::path::PathBuf;
use std::process::Command;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_cases_and_the_readme_run_as_they_are_written() {
    trycmd::TestCases::new().case("tests/cases/*.trycmd").env("COLUMNS", "80").env("NO_COLOR", "1").run();
    super::book::every_command_says_what_is_shown();
}

/// The first commands of the README, as a new user would type them; the tests are these.
#[test]
fn the_two_commands_of_the_readme_are_these() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let block = readme.split("```sh\n").nth(1).unwrap().split("```").next().unwrap();
    let [audit, test] = block.lines().collect::<Vec<_>>()[..] else { panic!("two commands: {block}") };
    assert_eq!(test, "cargo test");
    let args: Vec<&str> = audit.strip_prefix("cargo run --release -- ").unwrap().split(' ').collect();
    let run = Command::new(env!("CARGO_BIN_EXE_pollworthy")).args(args).current_dir(root()).output().unwrap();
    let page = String::from_utf8(run.stdout).unwrap();
    assert_eq!(run.status.code(), Some(1), "findings");
    assert!(page.contains("16 of 51 states still lack paper trails"), "{page}");
    for state in ["Delaware", "Wyoming", "Idaho", "District of Columbia"] {
        assert!(page.lines().any(|line| line.trim_start().starts_with(state)), "{state} has a score: {page}");
    }
}

/// Runs the program in the root, with so many columns, and gives its page.
fn page(columns: &str, args: &[&str]) -> String {
    let run = Command::new(env!("CARGO_BIN_EXE_pollworthy"))
        .args(args)
        .env("COLUMNS", columns)
        .current_dir(root())
        .output()
        .unwrap();
    assert!(run.stderr.is_empty(), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

#[test]
fn every_page_keeps_to_its_width_in_plain_ascii() {
    let county = ["audit", "inventories/example-county", "--as-of", "2026-11-22", "--top", "all"];
    let nation = ["audit", "inventories/us-2018", "--as-of", "2018-07-31", "--top", "all"];
    let states = ["states", "inventories/us-2018", "--as-of", "2018-07-31"];
    let place = ["explain", "XE:001", "inventories/example-county", "--as-of", "2026-11-22"];
    let rule = ["explain", "PA-003", "--as-of", "2026-11-22"];
    let layer = ["rules", "list", "--rules", "tests/cases/layer.toml", "--as-of", "2026-11-22"];
    let changed = ["explain", "AG-001", "--rules", "tests/cases/layer.toml", "--as-of", "2026-11-22"];
    let check = ["rules", "check", "inventories/us-2018", "--as-of", "2018-07-31"];
    let sheets = ["read", "inventories/example-county", "--as-of", "2026-11-22", "--format", "table", "--top", "all"];
    let counties = ["read", "tests/cases/counties", "--expect", "tests/cases/counties.txt", "--format", "table"];
    let pages: [&[&str]; 14] = [
        &sheets,
        &counties,
        &county,
        &nation,
        &states,
        &place,
        &rule,
        &["explain", "score"],
        &["explain", "rules"],
        &["schema"],
        &["rules", "list"],
        &layer,
        &changed,
        &check,
    ];
    for args in pages {
        for (columns, most) in [("80", 80), ("100", 100), ("200", 120)] {
            let page = page(columns, args);
            for line in page.lines() {
                assert!(line.len() <= most, "{args:?} at {columns}: {line}");
                assert!(line.is_ascii() && line.trim_end() == line, "{args:?} at {columns}: {line:?}");
            }
        }
    }
}

#[test]
fn every_report_ends_with_the_same_words() {
    let closing = "it certifies nothing.\n";
    for args in [&["audit", "inventories/us-2018", "--as-of", "2018-07-31"][..], &["states", "inventories/us-2018"]] {
        assert!(page("80", args).ends_with(closing));
    }
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    let mut run = Command::new(env!("CARGO_BIN_EXE_pollworthy"))
        .args(["schema"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .current_dir(root())
        .spawn()
        .unwrap();
    drop(run.stdout.take());
    let done = run.wait_with_output().unwrap();
    assert!(done.stderr.is_empty(), "{}", String::from_utf8_lossy(&done.stderr));
}
