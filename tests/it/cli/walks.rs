//! Walks: what new users do from an empty folder with the files they have, by the program itself, and what its pages tell them.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use pollworthy::place::{County, State};

use crate::support::office::compound;
use crate::support::saved::{Sheet, xlsx};

/// A folder of its own in which a person types; it goes when the walk ends.
struct Walk(PathBuf);

impl Walk {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("pollworthy-it-walk-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// What a command prints, and its exit code.
    fn types(&self, line: &[&str]) -> (i32, String, String) {
        let run = Command::new(env!("CARGO_BIN_EXE_pollworthy")).args(line).current_dir(&self.0).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (run.status.code().unwrap(), text(run.stdout), text(run.stderr))
    }
}

impl Drop for Walk {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A page's words, however its lines are broken.
fn words(page: &str) -> String {
    page.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn says(page: &str, wanted: &str) {
    assert!(words(page).contains(wanted), "{wanted}\n{page}");
    assert!(page.lines().all(|line| line.chars().count() <= 80), "{page}");
}

// The clerk

fn sheet(name: &str, text: &str) -> Sheet {
    Sheet::parsed(name, text)
}

fn prairie() -> Vec<u8> {
    let mut machines =
        "Prairie County,,,,,,,,\nMfr,Model #,S/N,Type,Qty,Yr purchased,Paper trail?,Accessible,Whse\n".to_owned();
    for number in 1..=28 {
        machines += &format!("Hart InterCivic,Verity Scan,V18{number:05},precinct scanner,1,2018,ballot,no,Bay 3\n");
    }
    machines +=
        "Hart InterCivic,eSlate,,DRE,1,2006,none,yes,Bay 3\nHart InterCivic,eSlate,,DRE,1,2006,none,yes,Bay 3\n";
    let computers = "Host,OS,End of support,Patched\nfront-1,Windows 11 24H2,2027-10-12,2026-10-30\n\
                     front-2,Windows 10 22H2,2025-10-14,13/5/2026\nfront-3,Windows 10 22H2,2025-10-14,last spring\n";
    let phones = "Name,Ext,Cell\nFront desk,100,555-0100\nBack office,101,555-0101\n";
    xlsx(&[sheet("Voting Equip", &machines), sheet("Computers", computers), sheet("Phone List", phones)])
}

#[test]
fn a_clerk_with_one_workbook() {
    let walk = Walk::new("clerk");
    let (code, page, said) = walk.types(&[]);
    assert_eq!((code, page.as_str()), (3, ""));
    says(&said, "pollworthy audit");
    walk.put("prairie.xlsx", prairie());
    let (code, page, said) =
        walk.types(&["audit", "prairie.xlsx", "--place", "Prairie County, XE", "--as-of", "2026-11-22"]);
    assert_eq!((code, said.as_str()), (1, ""));
    says(&page, "PRAIRIE COUNTY, XE as of 22 November 2026 ACTION NEEDED 1 critical rule is not met");
    says(&page, "2 of 30 machines (Hart InterCivic eSlate) leave no paper");
    says(&page, "tab Voting Equip, rows 31-32 PT-001, PT-002, AG-002, AG-001, AG-003");
    says(
        &page,
        "tab Voting Equip: add a column Connectivity; write air-gapped, isolated-lan, county-lan or internet, for 30 rows",
    );
    says(&page, "tab Computers, cell D3: Patched \"13/5/2026\" has no month 13");
    says(&page, "tab Computers, cell D4: Patched \"last spring\" is not a date");
    says(&page, "tab Phone List, row 1: left out: its columns fit no table; it has Name, Ext, Cell");
    says(&page, "no answer: pollworthy read prairie.xlsx");
    says(&page, "READ prairie.xlsx: 30 rows of equipment, 3 rows of network.");
    // What the page names next can be typed as it stands there.
    says(&page, "pollworthy explain \"Prairie County, XE\" prairie.xlsx --place \"Prairie County, XE\"");
    let place = ["--place", "Prairie County, XE"];
    let (code, page, said) = walk.types(&[&["explain", "Prairie County, XE", "prairie.xlsx"], &place[..]].concat());
    assert_eq!((code, said.as_str()), (0, ""), "{page}");
    // Without a place the workbook's own name is all there is.
    let (code, page, said) = walk.types(&["audit", "prairie.xlsx", "--as-of", "2026-11-22"]);
    assert_eq!((code, said.as_str()), (1, ""));
    says(
        &page,
        "assigned to \"prairie\" by the name of the tab, file or folder; no state is known for it; use --state or --place to say it",
    );
}

// The state

/// The workbook of one county; machines with ids of its own, where it keeps any.
fn county(number: usize, ids: bool) -> Sheet {
    let mut text = "Asset tag,Type,Mfr,Model,Qty,Paper trail?\n".to_owned();
    for machine in 1..=3 {
        let id = if ids { format!("M-{number}-{machine}") } else { String::new() };
        text += &format!("{id},precinct scanner,ES&S,DS200,{machine},ballot\n");
    }
    sheet("Voting Equipment", &text)
}

#[test]
fn a_state_with_a_folder_for_each_county() {
    let walk = Walk::new("state");
    let kansas: Vec<&County> = County::of_state(State::named("KS").unwrap()).filter(|county| !county.former).collect();
    assert_eq!(kansas.len(), 105);
    for (number, known) in kansas.iter().enumerate() {
        let folder = match number % 3 {
            0 => format!("counties/{}", known.name),
            1 => format!("counties/{}", known.full_name()),
            _ => format!("counties/{}", known.name.to_lowercase()),
        };
        let whole = xlsx(&[county(number, number % 2 == 0)]);
        match number {
            4 => walk.put(
                &format!("{folder}/inventory.xlsx"),
                compound(&[("EncryptionInfo", b"x"), ("EncryptedPackage", b"x")]),
            ),
            14 => walk.put(&format!("{folder}/Voting machines.pdf"), "%PDF-1.7\n"),
            24 => walk.put(&format!("{folder}/equipment.xlsx"), &whole[..whole.len() / 2]),
            34 | 35 => {
                walk.put(&format!("{folder}/inventory FINAL.xlsx"), &whole);
                walk.put(&format!("{folder}/inventory FINAL (2).xlsx"), &whole);
            }
            number if number % 8 == 7 && number < 96 => fs::create_dir_all(walk.0.join(&folder)).unwrap(),
            number if number % 5 == 0 => walk.put(&format!("{folder}/equipment.csv"), county(number, true).csv(b';')),
            _ => walk.put(&format!("{folder}/inventory.xlsx"), whole),
        }
    }
    let audit = |more: &[&str]| {
        walk.types(&[&["audit", "counties/", "--expect", "KS", "--as-of", "2026-11-22"], more].concat())
    };
    let (code, page, said) = audit(&[]);
    assert_eq!((code, said.as_str()), (2, ""), "three files cannot be read");
    says(&page, "STATE OF KANSAS (KS): 105 COUNTIES EXPECTED as of 22 November 2026");
    says(&page, "ACTION NEEDED 0 NOT SHOWN 90 MEETS THE RULES 0 NOTHING TO READ 15");
    says(&page, "RISK 0 of 100 on what is known, up to 99");
    says(
        &page,
        "CANNOT BE READ (3) Barton: has a password. Ask for a copy without. Cloud: a PDF; ask for the workbook or CSV file it \
         was made from. Elk: damaged. Open it in Excel and save again. SENT NOTHING (12) Butler, Coffey, Edwards, Gove, \
         Harvey, Kingman, Lyon, Morris, Ottawa, Rice, Seward, Sumner TO CHECK",
    );
    says(
        &page,
        "Asset tag \"M-34-1\" is also in counties/Gray County/inventory FINAL (2).xlsx, Voting Equipment, row 2; counted once",
    );
    // Without ids nothing tells one file's rows from the other's.
    says(
        &page,
        "greeley/inventory FINAL.xlsx tab Voting Equipment: 3 of 3 rows are also in \
         counties/greeley/inventory FINAL (2).xlsx, Voting Equipment; both were counted; move one away, or --exclude it",
    );
    says(&page, "READ 92 files: 276 rows of equipment");

    // The figures behind the page: 90 + 3 + 12 = 105, and nothing is known of the last fifteen.
    let (_, json, _) = audit(&["--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    let places = report["jurisdictions"].as_array().unwrap();
    assert_eq!(places.len(), 105);
    let nothing =
        |place: &&serde_json::Value| place["standing"] == "NOTHING TO READ" || place["standing"] == "nothing-to-read";
    let (silent, read): (Vec<&serde_json::Value>, Vec<_>) = places.iter().partition(nothing);
    assert_eq!((silent.len(), read.len()), (15, 90));
    for place in silent {
        assert_eq!(
            (place["risk"]["low"].as_f64(), place["risk"]["high"].as_f64()),
            (Some(0.0), Some(100.0)),
            "{place}"
        );
    }
    let file = |path: &str| report["files"].as_array().unwrap().iter().any(|file| file["path"] == path);
    assert!(file("counties/Allen/equipment.csv") && file("counties/Gray County/inventory FINAL.xlsx"));

    // What the page names next brings that county alone, not all counties under its name.
    says(&page, "pollworthy audit counties/ --place \"Allen County, KS\" --expect KS");
    let (code, page, said) = audit(&["--place", "Allen County, KS"]);
    assert_eq!((code, said.as_str()), (2, ""), "{page}");
    says(&page, "ALLEN COUNTY, KS");
    let (_, json, _) = audit(&["--place", "Allen County, KS", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    let places = report["jurisdictions"].as_array().unwrap();
    assert_eq!(places.len(), 1);
    let judged = places[0]["rules"].as_array().unwrap().iter().find(|rule| rule["rule"] == "PT-001").unwrap();
    assert_eq!(judged["pass"], 6, "three rows of 1, 2 and 3 machines: {judged}");
}
