//! `audit --split`: whole or not at all, names that any system takes, a letter of one's own, and nothing of another place.

use std::fs;
use std::path::{Path, PathBuf};

use calamine::{Reader, Xlsx, open_workbook};

use crate::support::folder::{Folder, run_next_to};

const OFFICE: &str = "id,state,name,registered_voters,contact_name,contact_phone,segmented_network\n";

fn office(at: usize, name: &str) -> String {
    format!("{OFFICE}XE:{at},XE,\"{name}\",{},Clerk {at},555-010{at},\n", 100 * at)
}

/// Three counties, each in a folder: one without paper, one with a cell that is not understood, one that is named by the state alone.
fn state() -> Folder {
    let machines = |id: &str, vvpat: &str, kept: &str| {
        format!("asset_id,equipment_type,quantity,vvpat,sealed\n{id},dre,3,{vvpat},{kept}\n")
    };
    Folder::of("Alder County/office.csv", office(1, "Alder County"))
        .with("Alder County/equipment.csv", machines("ALDER-1", "no", "yes"))
        .with("Birch County/office.csv", office(2, "Birch County"))
        .with("Birch County/equipment.csv", machines("BIRCH-1", "yes", "perhaps"))
        .with("Cedar County/office.csv", office(3, "Cedar County"))
}

fn run(folder: &Folder, args: &[&str]) -> (i32, String, String) {
    run_next_to(folder, &[&["audit", "here", "--fail-on", "never"], args].concat())
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn out(folder: &Folder) -> PathBuf {
    folder.path("../out")
}

fn read(folder: &Folder, name: &str) -> String {
    fs::read_to_string(out(folder).join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn each_place_has_a_page_a_sheet_and_a_letter_and_nothing_of_another() {
    let folder = state();
    let (code, page, said) = run(&folder, &["--split", "out"]);
    assert_eq!((code, said.as_str()), (0, "--split: 3 places written to out; begin with index.html\n"));
    assert!(page.starts_with("STATE XE: 3 COUNTIES"), "{page}");
    assert_eq!(
        names(&out(&folder)),
        [
            "alder-county-xe-cells.csv",
            "alder-county-xe-cells.xlsx",
            "alder-county-xe-letter.txt",
            "alder-county-xe.html",
            "birch-county-xe-cells.csv",
            "birch-county-xe-cells.xlsx",
            "birch-county-xe-letter.txt",
            "birch-county-xe.html",
            "cedar-county-xe-cells.csv",
            "cedar-county-xe-cells.xlsx",
            "cedar-county-xe-letter.txt",
            "cedar-county-xe.html",
            "index.html",
        ]
    );
    for (own, others) in [("alder", ["Birch", "Cedar"]), ("birch", ["Alder", "Cedar"]), ("cedar", ["Alder", "Birch"])] {
        for end in [".html", "-cells.csv", "-letter.txt"] {
            let text = read(&folder, &format!("{own}-county-xe{end}"));
            for other in others {
                assert!(
                    !text.contains(other) && !text.contains(&other.to_uppercase()),
                    "{own}{end} names {other}: {text}"
                );
            }
        }
    }
    let index = read(&folder, "index.html");
    let at = |name: &str| index.find(&format!("href=\"{name}-county-xe.html\"")).unwrap();
    assert!(at("alder") < at("birch") && at("alder") < at("cedar"), "in the order of work");
    for end in ["cells.csv", "cells.xlsx", "letter.txt"] {
        assert!(index.contains(&format!("href=\"alder-county-xe-{end}\"")), "{end}: {index}");
    }
    assert!(index.contains("Clerk 1") && index.contains("3 machines leave no paper record"));
}

#[test]
fn the_sheet_lists_what_breaks_a_rule_what_is_blank_and_what_was_not_understood() {
    let folder = state();
    run(&folder, &["--split", "out"]);
    let alder = read(&folder, "alder-county-xe-cells.csv");
    assert!(alder.starts_with("\u{feff}file,tab,line,cell,column,value,what,to_do,severity,rules\r\n"), "{alder}");
    let has = |text: &str, parts: &[&str]| text.lines().any(|line| parts.iter().all(|part| line.contains(part)));
    assert!(
        has(&alder, &["equipment.csv", ",2,", "not met", "leave no paper record", "critical", "PT-001"]),
        "{alder}"
    );
    assert!(
        has(&alder, &["office.csv", ",2,", "Admin MFA", "blank", "add it, and write yes or no", "high", "PR-001"]),
        "{alder}"
    );
    assert!(has(&alder, &["missing", "network.csv"]), "{alder}");
    let birch = read(&folder, "birch-county-xe-cells.csv");
    assert!(has(&birch, &["equipment.csv", "sealed", "perhaps", "not understood"]), "{birch}");
}

#[test]
fn the_workbook_has_the_rows_of_the_sheet_and_is_no_inventory() {
    let folder = state();
    run(&folder, &["--split", "out"]);
    for own in ["alder", "birch", "cedar"] {
        let name = format!("{own}-county-xe-cells");
        let csv = read(&folder, &format!("{name}.csv"));
        let mut sheet =
            csv::ReaderBuilder::new().has_headers(false).from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
        let wanted: Vec<Vec<String>> =
            sheet.records().skip(1).map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
        let mut book: Xlsx<_> = open_workbook(out(&folder).join(format!("{name}.xlsx"))).unwrap();
        let range = book.worksheet_range("Cells to fix").unwrap();
        let rows = range.rows().skip(3).map(|row| row.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(rows.collect::<Vec<_>>(), wanted, "{name}");
    }
    let (code, page, said) = run_next_to(&folder, &["read", "out/alder-county-xe-cells.xlsx"]);
    assert!(code == 3 && said.contains("contains no inventory"), "{code}: {page}{said}");
}

#[test]
fn the_letter_says_it_in_plain_words() {
    let folder = state();
    run(&folder, &["--split", "out"]);
    let letter = read(&folder, "alder-county-xe-letter.txt");
    for wanted in [
        "Alder County, XE\nClerk 1\n555-0101\n",
        "as of 22 November 2026",
        "Result: ACTION NEEDED. 1 critical rule is not met.",
        "1. 3 of 3 machines (dre) leave no paper record.",
        "alder-county-xe-cells.xlsx",
        "it certifies nothing.",
    ] {
        assert!(letter.contains(wanted), "{wanted}: {letter}");
    }
    assert!(!letter.contains('{'), "{letter}");
}

#[test]
fn a_letter_of_ones_own_is_filled_in_and_mistakes_are_named() {
    let folder = state()
        .with("../mine.md", "# {place}\n\n{fix}\n{ as it is } {}\n")
        .with("../bad.txt", "To {plase},\n{standing} {xyzzy}\n");
    let (code, _, said) = run(&folder, &["--split", "out", "--letter", "bad.txt"]);
    assert_eq!(code, 2);
    assert!(said.contains("bad.txt:1:4: {plase} is no placeholder; did you mean {place}?"), "{said}");
    assert!(said.contains("bad.txt:2:12: {xyzzy} is no placeholder; there are place, contact"), "{said}");
    assert_eq!(names(&folder.path("..")), ["bad.txt", "here", "mine.md"], "nothing is left");
    let (code, _, said) = run(&folder, &["--split", "out", "--letter", "mine.md", "--quiet"]);
    assert_eq!((code, said.as_str()), (0, ""));
    let letter = read(&folder, "alder-county-xe-letter.md");
    assert!(
        letter.starts_with("# Alder County, XE\n\n1. 3 of 3 machines") && letter.ends_with("{ as it is } {}\n"),
        "{letter}"
    );
    let (code, _, said) = run(&folder, &["--split", "more", "--letter", "here/Alder County/office.csv"]);
    assert!(code == 2 && said.contains("a letter is a text that ends in .txt, .md or .html"), "{said}");
}

#[test]
fn no_value_breaks_out_of_a_letter() {
    let evil = "<b>x</b> [a](http://e.example) \u{202e}z";
    let folder = Folder::of("a/office.csv", office(1, evil)).with("b/office.csv", office(2, "Birch County"));
    let folder = folder.with("../l.html", "<p>{place}</p>").with("../l.md", "{place}").with("../l.txt", "{place}");
    for (to, letter) in [("out/h", "l.html"), ("out/m", "l.md"), ("out/t", "l.txt")] {
        let (code, _, said) = run(&folder, &["--split", to, "--letter", letter, "--quiet"]);
        assert_eq!(code, 0, "{said}");
    }
    let of = |within: &str, end: &str| {
        let folder = out(&folder).join(within);
        let name = names(&folder)
            .into_iter()
            .find(|name| name.starts_with("b-x-b") && name.ends_with(end))
            .unwrap_or_else(|| panic!("{:?}", names(&folder)));
        fs::read_to_string(folder.join(name)).unwrap()
    };
    assert!(of("h", "-letter.html").starts_with("<p>&#60;b&#62;x"), "{}", of("h", "-letter.html"));
    assert!(!of("m", "-letter.md").contains("[a](") && !of("m", "-letter.md").contains('<'));
    assert!(of("t", "-letter.txt").ends_with("?z, XE"), "{}", of("t", "-letter.txt"));
    assert!(!of("h", "-xe.html").contains("<b>x"));
}

#[test]
fn pages_are_markdown_where_that_is_asked_for() {
    let folder = state();
    let (code, page, _) = run(&folder, &["--split", "out", "--format", "markdown"]);
    assert!(code == 0 && page.starts_with("## pollworthy: "));
    assert!(read(&folder, "index.md").contains("[Alder County, XE](alder-county-xe.md)"));
    assert!(read(&folder, "alder-county-xe.md").starts_with("## pollworthy: ACTION NEEDED, Alder County, XE"));
}

#[test]
fn a_folder_that_cannot_be_taken_is_left_as_it_is() {
    let folder = state().with("../full/a.txt", "a");
    for to in ["full", "here", "here/out", ".", "full/a.txt"] {
        let (code, page, said) = run(&folder, &["--split", to]);
        assert_eq!((code, page.as_str()), (2, ""), "{to}: {said}");
    }
    let (code, _, said) = run(&folder, &["--split", "out", "--redact", "public"]);
    assert!(code == 2 && said.contains("not for the public"), "{said}");
    let (code, _, _) = run(&folder, &["--split", "out", "--place", "Nowhere"]);
    assert_ne!(code, 0);
    assert_eq!(names(&folder.path("..")), ["full", "here"]);
    assert_eq!(names(&folder.path("../full")), ["a.txt"]);
}

#[test]
fn a_sheet_of_the_whole_state_gives_each_county_its_own_rows() {
    let rows = "jurisdiction,asset_id,equipment_type,vvpat,sealed\nXE:1,ONE,dre,no,perhaps\nXE:2,TWO,dre,no,maybe\n";
    let folder = Folder::of("equipment.csv", rows);
    run(&folder, &["--split", "out"]);
    let one = names(&out(&folder))
        .into_iter()
        .find(|name| name.starts_with("xe-1-") && name.ends_with("-cells.csv"))
        .unwrap();
    let one = read(&folder, &one);
    assert!(one.contains("ONE") && !one.contains("TWO") && !one.contains("maybe"), "{one}");
}

#[test]
fn the_same_bytes_by_one_thread_and_by_many() {
    let folder = state();
    run(&folder, &["--split", "out/1", "--threads", "1", "--quiet"]);
    run(&folder, &["--split", "out/4", "--threads", "4", "--quiet"]);
    for name in names(&out(&folder).join("1")) {
        assert_eq!(
            fs::read(out(&folder).join("1").join(&name)).unwrap(),
            fs::read(out(&folder).join("4").join(&name)).unwrap(),
            "{name}"
        );
    }
}
