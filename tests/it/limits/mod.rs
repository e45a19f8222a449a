//! Limits: each is tried at the limit, one below and one above; none comes without a try; the page of them is made from the table.

mod files;
mod reports;
mod rules;
mod workbooks;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use pollworthy::limits::{LIMITS, Limit};
use pollworthy::phrases::wording::number;

/// Tries a limit: `said` makes an input of so many, lets it be taken, and gives what is said of it. At the limit and one below nothing is
/// said (or only `otherwise`, where an input of that size can be made in no better way), one above the limit is.
#[track_caller]
fn tries(limit: &Limit, most: u64, otherwise: &str, said: impl Fn(u64) -> String) {
    for count in [most - 1, most] {
        assert_eq!(said(count), otherwise, "{count} of {}", limit.name);
    }
    let more = said(most + 1);
    assert!(more.contains(&limit.to_string()), "{} of {}: {more:?}", most + 1, limit.name);
}

/// Declares a test for each limit of a group, called like it, and the list of their names.
///
/// A text after the name is what is said where the limit is not passed. After `as` is another figure that is given to the code under
/// test as an argument, where more than the limit would take long to make; the usual one comes from the table there.
macro_rules! tried {
    ($group:ident: $($name:ident $limit:ident $(as $few:literal)? $($otherwise:literal)? => $said:expr;)+) => {
        mod tried {
            use super::*;

            $(
                #[test]
                fn $name() {
                    let limit = &pollworthy::limits::$group::$limit;
                    let most = [$($few,)? limit.most][0];
                    super::super::tries(limit, most, concat!($($otherwise)?), $said);
                }
            )+
        }

        pub(super) const TRIED: &[&str] = &[$(stringify!($limit)),+];
    };
}
use tried;

/// The groups of limits, each with the tests of its limits.
const GROUPS: [&[&str]; 4] = [files::TRIED, workbooks::TRIED, rules::TRIED, reports::TRIED];

#[test]
fn every_limit_is_tried() {
    for ((of, limits), tried) in LIMITS.iter().zip(GROUPS) {
        let declared: Vec<&str> = limits.iter().map(|limit| limit.name).collect();
        let [declared, tried] = [&declared[..], tried].map(|names| names.iter().collect::<BTreeSet<_>>());
        assert_eq!(declared, tried, "{of}");
    }
}

#[test]
fn a_figure_is_written_as_people_read_it() {
    use pollworthy::limits::{files, reports, rules, workbooks};
    let figures = [&files::CSV_RECORD, &files::COLUMNS, &workbooks::CELLS, &reports::REPORT, &rules::LESSER_KINDS];
    assert_eq!(figures.map(Limit::figure), ["16 MB", "2,000", "5,000,000", "1 GB", "4"]);
}

/// A limit that is called in code by another figure than the one of the table would be two limits.
#[test]
fn what_is_said_has_no_figure_of_its_own() {
    for limit in LIMITS.iter().flat_map(|(_, limits)| *limits) {
        assert!(!limit.to_string().contains("{}"), "{limit}");
        assert!(limit.most > 0 && !limit.of.is_empty() && !limit.rest.is_empty(), "{}", limit.name);
    }
}

/// What the page that `init --page` writes keeps at most: rows of a list, characters of a cell, bytes of a file.
fn of_page() -> [u64; 3] {
    let script = include_str!("../../../src/pages/intake/records.js");
    let line = script.lines().find(|line| line.contains("intake.MOST = {")).unwrap();
    ["rows: ", "characters: ", "bytes: "].map(|key| {
        let digits = line.split(key).nth(1).unwrap().chars().take_while(|c| c.is_ascii_digit() || *c == '_');
        digits.filter(char::is_ascii_digit).collect::<String>().parse().unwrap()
    })
}

/// The page of all limits.
fn page() -> String {
    let mut page = String::from(
        "# Limits\n\nThis page is made from the program; `BOOK=overwrite cargo test limits` writes it again.\n\n\
         Files come from strangers, so all that is read has limits. They are far above what offices have. Where one is met, the program \
         says so. Lists on pages are cut as well, and say how many more there are.\n\n`pollworthy explain limits` shows the same.\n",
    );
    for (of, limits) in LIMITS {
        page += &format!(
            "\n## {of}\n\n| what | at most | what it says if there is more | and then |\n|---|---:|---|---|\n"
        );
        for limit in limits {
            let said = limit.to_string().replace('|', "\\|");
            page += &format!("| {} | {} | {said} | {} |\n", limit.of, limit.figure(), limit.rest);
        }
    }
    let [rows, characters, bytes] = of_page();
    page += &format!(
        "\n## The page of `init --page`\n\nIt keeps at most {} rows of a list and {} characters of a cell, and reads files of up to {} MB. \
         What is more is not read, and the page says so.\n",
        number(rows),
        number(characters),
        bytes / 1_000_000
    );
    page
}

#[test]
fn the_page_of_limits_is_the_table() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/limits.md");
    if std::env::var_os("BOOK").is_some_and(|value| value == "overwrite") {
        fs::write(&file, page()).unwrap();
    }
    let found = fs::read_to_string(&file).unwrap();
    assert!(found == page(), "docs/limits.md: run with BOOK=overwrite");
}
