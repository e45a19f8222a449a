//! What the clerk is told to do next, in the clerk's own words; and what a mistake on the command line is answered with.

use std::process::Command;

use pollworthy::diagnostic::Level;
use pollworthy::pages::layout::{Paper, Top};
use pollworthy::pages::starter::Starter;
use pollworthy::pages::{html, markdown, table};
use pollworthy::report::Report;
use pollworthy::report::noticed::Noticed;
use pollworthy::request::{Records, Request};
use pollworthy::words::value::Day;

use crate::support::folder::{Folder, baseline};

/// The report on a folder by the built-in rules, with its page.
fn report(folder: &Folder) -> Report {
    let book = baseline();
    let (ledger, read) = folder.audit();
    let records = Records::from(vec!["here".into()]);
    let request = Request { records, ..Request::new(book.as_of) };
    Report::new(&book, &ledger, read, request)
}

fn page(folder: &Folder) -> String {
    let mut page = Vec::new();
    table::write(&report(folder), &Paper::new(120, Top::All), &mut page).unwrap();
    let page = String::from_utf8(page).unwrap();
    page.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What there is to fill in, as the page says it.
fn to_fill(folder: &Folder) -> String {
    let page = page(folder);
    let from = page.find("WHAT TO FILL IN").unwrap();
    let to =
        page[from..].find("DOES NOT APPLY").or(page[from..].find("NOT DUE YET")).map_or(page.len(), |to| from + to);
    page[from..to].to_owned()
}

#[test]
fn a_blank_is_named_by_the_readers_own_header() {
    let folder = Folder::of(
        "Machines.csv",
        "County,Tag,Type,Net connection,Make\n39001,A1,scanner,,ES&S\n39001,A2,scanner,air-gapped,ES&S\n39001,A3,scanner,,ES&S\n",
    );
    let said = to_fill(&folder);
    assert!(!said.contains("model.") && !said.contains("jurisdiction."), "{said}");
    assert!(said.contains("add a column Wireless; write "), "{said}");
}

#[test]
fn a_column_that_is_missing_is_asked_for_with_the_words_to_write() {
    let folder = Folder::of("equipment.csv", "asset_id,jurisdiction,Type\nE1,39001,scanner\nE2,39001,scanner\n");
    let said = to_fill(&folder);
    let asked =
        "equipment.csv: add a column Connectivity; write air-gapped, isolated-lan, county-lan or internet, for 2 rows";
    assert!(said.contains(asked), "{said}");
    assert!(said.contains("jurisdictions.csv (new file): "), "{said}");
    assert!(!said.contains("equipment_type"), "{said}");
    // The column is there: it is named by its header, not asked for again.
    let folder = Folder::of(
        "equipment.csv",
        "asset_id,jurisdiction,equipment_type,Connection\nE1,39001,scanner,\nE2,39001,scanner,\n",
    );
    let said = to_fill(&folder);
    assert!(said.contains("equipment.csv, column Connection, lines 2-3: 2 blanks"), "{said}");
    assert!(!said.contains("add a column Connectivity"), "{said}");
}

#[test]
fn no_name_that_only_rules_know_is_asked_for_whatever_the_file() {
    let internal = ["model.", "os.", "advisory.", "jurisdiction.", "fixes_until", "leaves_paper", "casts_votes"];
    for files in [
        [
            ("equipment.csv", "asset_id,jurisdiction,manufacturer,model\nE1,39001,Hart,eSlate\n"),
            ("network.csv", "asset_id,jurisdiction\nN1,39001\n"),
        ],
        [
            ("equipment.csv", "asset_id,jurisdiction,first_used_on\nE1,39001,\n"),
            ("services.csv", "jurisdiction,service\n39001,vulnerability-scan\n"),
        ],
        [
            ("jurisdictions.csv", "id,name,state\n39001,Adams,OH\n"),
            ("vulnerabilities.csv", "asset_id,jurisdiction,cve\nV1,39001,CVE-2024-0001\n"),
        ],
        [
            ("network.csv", "asset_id,jurisdiction,role,operating_system\nN1,39001,workstation,Windows\n"),
            ("equipment.csv", "asset_id,jurisdiction,equipment_type\nE1,39001,bmd\n"),
        ],
    ] {
        let said = to_fill(&Folder::of(files[0].0, files[0].1).with(files[1].0, files[1].1));
        for name in internal {
            assert!(!said.split([' ', ',', ':', ';']).any(|word| word.starts_with(name)), "{name} in {said}");
        }
    }
}

#[test]
fn alike_notices_are_one_sentence_and_the_important_stand_first() {
    let mut folder = Folder::new();
    for at in 0..6 {
        let id = format!("39{:03}", 2 * at + 1);
        folder = folder.with(&format!("{id}/equipment.csv"), "asset_id,equipment_type,quantity,Colour\nE1,dre,2,red\n");
    }
    folder = folder.with("39021/list.pdf", "%PDF-1.4");
    let report = report(&folder);
    let noticed = Noticed::of(&report.notices, |_| true);
    let kinds: Vec<&str> = noticed.groups.iter().map(|group| group.first.code()).collect();
    assert_eq!(kinds, ["not-an-inventory", "place-of-file"]);
    assert_eq!((noticed.groups[1].count, noticed.groups[1].files, noticed.minor, noticed.all), (6, 6, 6, 13));
    let page = page(&folder);
    let said = "TO CHECK (13 notices) 39021/list.pdf left out: a PDF";
    assert!(page.contains(said), "{page}");
    assert!(
        page.contains("6 files name no place in a column; the place was taken from the file, its name or its folder"),
        "{page}"
    );
    assert!(page.contains("6 notices change no answer: pollworthy read here"), "{page}");
    let paper = Paper::new(120, Top::All);
    let (mut html_page, mut markdown_page) = (Vec::new(), Vec::new());
    html::write(&report, &paper, &mut html_page).unwrap();
    markdown::write(&report, &paper, &mut markdown_page).unwrap();
    for page in [html_page, markdown_page] {
        let page = String::from_utf8(page).unwrap();
        assert!(page.contains("6 files name no place in a column") && page.contains("o check (13 notices)"), "{page}");
    }
}

#[test]
fn a_few_that_differ_are_reported_one_by_one_and_an_error_is_never_minor() {
    let folder = Folder::of(
        "equipment.csv",
        "asset_id,jurisdiction,equipment_type,first_used_on\nE1,39001,dree,20x\nE2,39001,scanner,2014\n",
    )
    .with("network.csv", "");
    let report = report(&folder);
    let noticed = Noticed::of(&report.notices, |_| true);
    assert_eq!(noticed.groups[0].first.level, Level::Error);
    assert_eq!(noticed.all, noticed.groups.iter().map(|group| group.count).sum::<u64>() + noticed.minor);
    let page = page(&folder);
    assert!(page.contains("equipment.csv line 2: ") && page.contains("\"dree\"") && page.contains("\"20x\""), "{page}");
}

#[test]
fn a_column_that_is_nearly_known_is_not_a_trifle() {
    let folder =
        Folder::of("equipment.csv", "asset_id,jurisdiction,equipment_type,conectivity\nE1,39001,scanner,air-gapped\n");
    let report = report(&folder);
    assert_eq!(Noticed::of(&report.notices, |_| true).minor, 0, "{:?}", report.notices);
}

/// What `init` writes, in a folder, with more files.
fn starter(more: &[(&str, &str)]) -> Folder {
    let starter =
        Starter { place: Some("39001"), version: "1.2.3", releases: None, day: Day::new(2026, 11, 22).unwrap() };
    let mut folder = Folder::new();
    for file in starter.files().unwrap() {
        folder = folder.with(&file.path, &file.bytes);
    }
    more.iter().fold(folder, |folder, (name, text)| folder.with(name, text))
}

#[test]
fn the_folder_of_init_is_read_as_it_is() {
    let told = starter(&[]).read();
    assert_eq!(told.errors(), 0, "{:?}", told.notices());
    assert!(told.notices().iter().all(|notice| !notice.contains("Help")), "{:?}", told.notices());
    let noticed = Noticed::of(&told.read.notices, |_| true);
    assert!(noticed.groups.is_empty(), "an empty template is no news: {:?}", told.notices());
}

#[test]
fn rules_and_waivers_in_use_are_not_records_and_others_are_reported() {
    let mut folder =
        starter(&[("rules/ours.toml", "[ruleset]\nname = \"o\"\nversion = \"1\"\n[params]\nmax_age_years = 9\n")]);
    let told = folder.read();
    let said: Vec<String> = told.notices().into_iter().filter(|notice| notice.contains("ours.toml")).collect();
    assert_eq!(said, ["here/rules/ours.toml: notice: left out: a rules file; --rules FILE judges by it"]);
    folder.options.in_use = vec![folder.path("rules/ours.toml"), folder.path("rules.toml")];
    let told = folder.read();
    assert!(told.notices().iter().all(|notice| !notice.contains("rules")), "{:?}", told.notices());
    assert!(told.left_alone >= 2);
}

#[test]
fn an_inventory_that_is_called_like_a_rules_file_is_an_inventory() {
    let office = "[[jurisdictions]]\nid = \"39001\"\n\n[[equipment]]\nasset_id = \"E1\"\nequipment_type = \"dre\"\n";
    for name in ["rules.toml", "waivers.toml", "pollworthy.toml"] {
        let told = Folder::of(name, office).read();
        assert_eq!((told.rows.len(), told.errors()), (1, 0), "{name}: {:?}", told.notices());
    }
    // So is a sheet of waivers that somebody keeps as CSV: it fits no table, and that is said.
    let told = Folder::of("equipment.csv", "asset_id,jurisdiction\nE1,39001\n")
        .with("waivers.csv", "rule,reason\nPT-001,none\n")
        .read();
    assert_eq!(told.rows.len(), 1);
    assert!(
        told.notices()[0].starts_with("here/waivers.csv:1: notice: left out: its columns fit no table"),
        "{:?}",
        told.notices()
    );
    // Records beside a table of rules are still a mistake.
    let both = Folder::of("rules.toml", format!("[ruleset]\nname = \"o\"\n\n{office}")).read();
    assert_eq!((both.rows.len(), both.errors()), (1, 1), "{:?}", both.notices());
}

#[test]
fn a_help_tab_of_ones_own_is_not_taken_for_ours() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Help").unwrap();
    for (row, cells) in [["asset_id", "jurisdiction", "equipment_type"], ["E1", "39001", "dre"]].iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            sheet.write_string(u32::try_from(row).unwrap(), u16::try_from(column).unwrap(), *cell).unwrap();
        }
    }
    let told = Folder::of("mine.xlsx", book.save_to_buffer().unwrap()).read();
    assert_eq!(told.rows.len(), 1, "{:?}", told.notices());
}

#[test]
fn a_workbook_and_its_sheets_both_filled_in_are_reported() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Voting Equipment").unwrap();
    for (row, cells) in [["Asset ID", "Jurisdiction", "Equipment type"], ["E1", "39001", "dre"]].iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            sheet.write_string(u32::try_from(row).unwrap(), u16::try_from(column).unwrap(), *cell).unwrap();
        }
    }
    let bytes = book.save_to_buffer().unwrap();
    let sheets = "asset_id,jurisdiction,equipment_type\nE1,39001,dre\nE9,39001,dre\n";
    let said = |told: &crate::support::folder::Told| -> Vec<String> {
        told.notices().into_iter().filter(|notice| notice.contains("the workbook and the sheets")).collect()
    };
    let both = Folder::of("inventory.xlsx", &bytes).with("inventories/equipment.csv", sheets).read();
    assert_eq!(
        said(&both),
        [
            "here/inventory.xlsx: notice: the workbook and the sheets in here/inventories both have rows of equipment, 1 and 2: \
          all were read; rows with the same id count once, others twice; keep only one of the two"
        ]
    );
    // One of them alone, or another workbook beside them, is nothing to say.
    let one = Folder::of("inventory.xlsx", &bytes).with("inventories/equipment.csv", "asset_id,jurisdiction\n").read();
    assert_eq!(said(&one), [""; 0]);
    let other = Folder::of("spares.xlsx", &bytes).with("inventories/equipment.csv", sheets).read();
    assert_eq!(said(&other), [""; 0]);
}

/// Runs the program in a folder, and gives its exit code and all that it said.
fn run(folder: &Folder, args: &[&str]) -> (Option<i32>, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_pollworthy")).args(args).current_dir(folder.path("")).output().unwrap();
    (run.status.code(), String::from_utf8([run.stdout, run.stderr].concat()).unwrap())
}

#[test]
fn a_mistake_is_answered_with_what_was_meant() {
    let folder = Folder::of("inventories/equipment.csv", "asset_id,jurisdiction,equipment_type\nE1,39001,dre\n");
    for (args, code, answer) in [
        (&["auidt"][..], 2, "there is no command or file called \"auidt\"; did you mean audit?"),
        (&["auidt", "inventories"], 2, "did you mean audit?"),
        (&["--color", "never", "audit", "inventories"], 2, "options come after the command: pollworthy audit ..."),
        (&["audit", "inventries"], 3, "inventries: error: there is no such file or folder; did you mean inventories?"),
        (&["audit", "inventories/equipmnt.csv"], 3, "did you mean inventories/equipment.csv?"),
        (&["audit", "--state", "Ohoi"], 2, "--state Ohoi: there is no such state; did you mean Ohio?"),
        (&["audit", "--state", "ZZZ"], 2, "--state ZZZ: there is no such state; write two letters, such as OH"),
        (&["audit", "--expect", "Ohoi"], 2, "--expect Ohoi: there is no such state or file; did you mean Ohio?"),
        (&["audit", "--rules", "baselin"], 2, "did you mean baseline?"),
        (&["audit", "--format", "htlm"], 2, "did you mean html?"),
        (&["states", "--list", "papertrail"], 2, "did you mean paper-trail?"),
        (&["explain", "PT-01"], 2, "or did you mean the rule or topic PT-001?"),
        (&["explain", "paper-trial"], 2, "or did you mean the rule or topic paper-trail?"),
        (&["audit", "--plase", "39001"], 2, "a similar argument exists: '--place'"),
    ] {
        let (exit, said) = run(&folder, args);
        assert!(exit == Some(code) && said.contains(answer), "{args:?}: {exit:?} {said}");
    }
    // What is nearly a command and is there is a file.
    let folder = folder.with("audi", "asset_id,jurisdiction,equipment_type\nE1,39001,dre\n");
    let (exit, said) = run(&folder, &["audi", "--fail-on", "never"]);
    assert!(exit != Some(3) && !said.contains("did you mean audit"), "{said}");
}

#[test]
fn a_rule_is_explained_however_its_id_is_written_and_a_topic_lists_its_rules() {
    let folder = Folder::new();
    for id in ["PT-001", "pt001", "PT 001", "PT_001"] {
        let (exit, said) = run(&folder, &["explain", id]);
        assert!(exit == Some(0) && said.starts_with("PT-001   critical"), "{id}: {said}");
    }
    for topic in ["paper-trail", "Paper trail"] {
        let (exit, said) = run(&folder, &["explain", topic]);
        assert!(exit == Some(0) && said.starts_with("PAPER TRAIL   3 rules"), "{topic}: {said}");
        assert!(said.contains("\n  PT-001  critical  ") && said.contains("\n  PT-002  medium    "), "{said}");
    }
}

#[test]
fn after_init_an_audit_in_the_folder_reads_whichever_is_filled_in() {
    let folder = starter(&[]);
    let (exit, said) = run(&folder, &["audit", "inventories", "--no-config"]);
    assert!(exit == Some(0) && !said.contains("error"), "{said}");
    let filled = "asset_id,jurisdiction,equipment_type,paper_record\nE1,39001,dre,none\n";
    let folder = folder.with("inventories/equipment.csv", filled);
    for args in [&["audit"][..], &["audit", "."], &["audit", "inventories"]] {
        let (exit, said) = run(&folder, args);
        assert!(exit == Some(1) && said.contains("1 of 1 machine"), "{args:?}: {said}");
        assert!(!said.contains("error"), "{args:?}: {said}");
    }
}

#[test]
fn a_row_that_states_no_quantity_stands_for_one() {
    let folder = Folder::of(
        "network.csv",
        "asset_id,jurisdiction,role,quantity\nN1,39001,workstation,\nN2,39001,workstation,4\nN3,39001,laptop,\n",
    );
    let (exit, said) = run(&folder, &["read", "network.csv", "--format", "table"]);
    assert!(exit == Some(0) && said.contains("3 rows, 6 computers"), "{said}");
    let folder = Folder::of("network.csv", "asset_id,jurisdiction,role,quantity\nN1,39001,workstation,\n");
    let (_, said) = run(&folder, &["read", "network.csv", "--format", "table"]);
    assert!(said.contains("1 row ") && !said.contains("0 computers"), "{said}");
}
