//! What a terminal adds to a page: colour and links, which change no word of it.

use std::process::Command;

use anstream::adapter::strip_str;
use proptest::prelude::*;

use crate::for_all;
use crate::support::folder::{Folder, run_next_to};

#[path = "../../../src/cli/terminal.rs"]
mod decoration;

use decoration::decorated;

const RED: &str = "\u{1b}[1;31m";
const PLAIN: &str = "\u{1b}[0m";

#[test]
fn colour_repeats_standings_and_severities_and_headings_are_bold() {
    let page = "PRAIRIE COUNTY, XE                as of 22 November 2026\n\n  ACTION NEEDED   2 critical rules are not met\n 1 critical  1 of 37 machines\n";
    let shown = decorated(page, &[]);
    assert!(shown.contains("\u{1b}[1mPRAIRIE COUNTY, XE\u{1b}[0m  "), "{shown:?}");
    assert!(shown.contains(&format!("  {RED}ACTION NEEDED{PLAIN}   2 critical rules")), "{shown:?}");
    assert!(shown.contains(&format!(" 1 {RED}critical{PLAIN}  1 of 37")), "{shown:?}");
    for plain in ["a sentence about high water\n", "   higher than that\n", "  high water\n", "A b  c\n", "\n"] {
        assert_eq!(decorated(plain, &[]), plain);
    }
}

#[test]
fn a_file_that_a_page_names_is_a_link_whatever_part_of_its_path_is_shown() {
    let files = ["in/a b#%.csv", "in/x/one.csv", "in/y/two.csv", "in/x/same.csv", "in/y/same.csv"];
    let here = std::env::current_dir().unwrap().to_string_lossy().replace('\\', "/");
    let linked = |line: &str| decorated(line, &files);
    assert!(
        linked("   a b#%.csv, line 2\n").contains("/in/a%20b%23%25.csv\u{1b}\\a b#%.csv\u{1b}]8;;\u{1b}\\, line 2")
    );
    assert!(linked("   x/one.csv, line 2\n").contains("/in/x/one.csv\u{1b}\\x/one.csv\u{1b}]8;;"));
    assert!(linked("   one.csv\n").contains(here.rsplit('/').next().unwrap()));
    for line in ["   same.csv, line 2\n", "   zone.csv, line 2\n", "   one.csv2\n", "   in the folder x\n"] {
        assert_eq!(linked(line), line, "two files, another file, or none");
    }
}

#[test]
fn a_page_without_its_escape_sequences_is_the_same_page() {
    let words = prop_oneof![
        Just("ACTION NEEDED"),
        Just("NOT SHOWN"),
        Just("critical"),
        Just("high"),
        Just(" "),
        Just("   "),
        Just("\n"),
        Just("a.csv"),
        Just("in/a.csv"),
        Just("é"),
        Just("12"),
        Just("READ"),
        Just(","),
    ];
    for_all(4, proptest::collection::vec(words, 0..40), |words| {
        let page = words.concat();
        prop_assert_eq!(strip_str(&decorated(&page, &["in/a.csv"])).to_string(), page);
        Ok(())
    });
}

#[test]
fn colour_comes_where_it_is_asked_for_and_never_into_a_pipe_by_itself() {
    let run = |args: &[&str]| {
        let run = Command::new(env!("CARGO_BIN_EXE_pollworthy"))
            .args(["audit", "inventories/example-county", "--as-of", "2026-11-22", "--no-config"])
            .args(args)
            .env_remove("NO_COLOR")
            .env_remove("CLICOLOR_FORCE")
            .output()
            .unwrap();
        String::from_utf8(run.stdout).unwrap()
    };
    let plain = run(&[]);
    assert!(!plain.contains('\u{1b}'));
    assert_eq!(run(&["--color", "never"]), plain);
    let coloured = run(&["--color", "always"]);
    assert!(coloured.contains(RED) && !coloured.contains("\u{1b}]8"), "a pipe has no links");
    assert_eq!(strip_str(&coloured).to_string(), plain);
    let json = run(&["--color", "always", "--format", "json"]);
    assert!(!json.contains('\u{1b}'), "what programs read has no colour");
}

#[test]
fn nothing_that_an_error_quotes_reaches_the_terminal_as_a_command() {
    let rules = "[\"ruleset\\u001b[31m\\u202e\"]\n";
    let waivers = "[[waiver]]\nrule = \"PT-001\"\nplace = \"39001\"\nkind = \"x\\u001b]0;title\\u0007\\u2066\\nerror\"\n\
                   reason = \"r\"\nowner = \"o\"\nexpires = 2027-06-30\n";
    let folder = Folder::of("equipment.csv", "jurisdiction,equipment_type\n39001,dre\n")
        .with("../rules.toml", rules)
        .with("../waivers.toml", waivers);
    for (args, quoted) in [(["--rules", "rules.toml"], "ruleset"), (["--waivers", "waivers.toml"], "x")] {
        let (code, _, said) = run_next_to(&folder, &[&["audit", "here"][..], &args].concat());
        assert_eq!(code, 2, "{said:?}");
        assert!(said.contains(&format!("\"{quoted}")), "{said:?}");
        assert!(!said.chars().any(|c| c.is_control() && c != '\n'), "{said:?}");
        assert!(!said.contains(['\u{202e}', '\u{2066}']), "{said:?}");
        assert_eq!(said.lines().count(), 4, "{said:?}");
    }
}
