//! Whom to call first: the order, the one reason of each place, the contact on file or of last year, and never for the public.

use std::process::Command;

use serde_json::Value as Json;

use crate::support::folder::Folder;
use crate::support::office::compound;

const RULES: &str = r#"
[ruleset]
name = "ours"
version = "1"
[[rule]]
id = "P-1"
topic = "paper"
title = "Every machine leaves paper"
short = "paper for every voter"
unmet = "leave no paper record"
table = "equipment"
require = "vvpat"
severity = "critical"
[[rule]]
id = "S-1"
topic = "network"
title = "The network is kept apart"
short = "network kept apart"
unmet = "do not keep the election network apart"
table = "jurisdictions"
require = "segmented_network"
severity = "high"
[[rule]]
id = "A-1"
topic = "access"
title = "Some machine is accessible"
short = "accessible equipment"
unmet = "show none that voters with disabilities can use"
table = "equipment"
measure = "any"
require = "used_accessible"
severity = "high"
[[rule]]
id = "M-1"
topic = "seals"
title = "It is sealed"
table = "equipment"
require = "sealed"
severity = "medium"
"#;

const OFFICE: &str =
    "id,state,name,registered_voters,contact_name,contact_title,contact_phone,contact_email,segmented_network\n";
const MACHINES: &str = "asset_id,equipment_type,quantity,vvpat,used_accessible,sealed\n";

/// A folder `here` with an office and machines for each county, by `ours.toml`; and `list.csv` of those that must be there.
struct Desk(Folder);

impl Desk {
    fn new() -> Self {
        let list: String = (1..=9).map(|at| format!("XE:{at},{},XE\n", NAMES[at - 1])).collect();
        Self(Folder::new().with("../ours.toml", RULES).with("../list.csv", format!("id,name,state\n{list}")))
    }

    fn county(self, within: &str, at: usize, office: &str, machines: &str) -> Self {
        let folder = format!("../{within}/{}", NAMES[at - 1]);
        let own = format!("{OFFICE}XE:{at},XE,{},{office}\n", NAMES[at - 1]);
        Self(
            self.0
                .with(&format!("{folder}/office.csv"), own)
                .with(&format!("{folder}/equipment.csv"), format!("{MACHINES}{machines}")),
        )
    }

    fn run(&self, args: &[&str]) -> (i32, String, String) {
        let run = Command::new(env!("CARGO_BIN_EXE_pollworthy"))
            .args(["audit", "here", "--rules", "ours.toml", "--expect", "list.csv", "--as-of", "2026-11-22"])
            .args(args)
            .env("COLUMNS", "100")
            .env_remove("GITHUB_STEP_SUMMARY")
            .current_dir(self.0.path(".."))
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (run.status.code().unwrap(), text(run.stdout), text(run.stderr))
    }

    /// The calls of the JSON report: place, reason, rule.
    fn calls(&self, args: &[&str]) -> Vec<[String; 3]> {
        let (_, out, said) = self.run(&[&["--format", "json"], args].concat());
        let report: Json = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {said}"));
        let text = |call: &Json, key: &str| call[key].as_str().unwrap_or_default().to_owned();
        let of = |call: &Json| [text(call, "jurisdiction"), text(call, "why"), text(call, "rule")];
        report["calls"].as_array().map(|calls| calls.iter().map(of).collect()).unwrap_or_default()
    }
}

const NAMES: [&str; 9] = [
    "Alder County",
    "Birch County",
    "Cedar County",
    "Hickory County",
    "Larch County",
    "Hazel County",
    "Maple County",
    "Oak County",
    "Elm County",
];

/// Three with a critical rule not met, two silent, one locked, one with a high rule not met, one not answered, one that meets all.
fn desk() -> Desk {
    let desk = Desk::new()
        .county("here", 2, "14200,T. Okafor,county clerk,555-0102,,yes", "B-1,dre,11,no,yes,yes")
        .county("here", 1, "38900,J. Marsh,county clerk,555-0101,,yes", "A-1,dre,24,no,yes,no")
        .county("here", 3, "8200,,,,,no", "C-1,dre,6,no,yes,yes\nC-2,dre,2,yes,no,yes")
        .county("here", 7, "100,M. Lee,,,lee@maple.example,no", "M-1,dre,1,yes,yes,yes")
        .county("here", 8, "200,O. Ray,,555-0108,,", "O-1,dre,1,yes,yes,yes")
        .county("here", 9, "300,E. Po,,555-0109,,yes", "E-1,dre,1,yes,yes,yes");
    let locked = compound(&[("EncryptionInfo", b"x"), ("EncryptedPackage", b"x")]);
    let silent = "id,state,name\nXE:4,XE,Hickory County\nXE:5,XE,Larch County\nXE:6,XE,Hazel County\n";
    Desk(desk.0.with("../here/Hazel County/inventory.xlsx", locked).with("../here/jurisdictions.csv", silent))
}

#[test]
fn critical_rules_come_first_then_silence_then_high_rules_then_what_is_open() {
    let said = |place: &str, why: &str, rule: &str| [place, why, rule].map(str::to_owned);
    assert_eq!(
        desk().calls(&[]),
        [
            // Two grave rules before one; then what is lost of the score.
            said("XE:3", "6 machines leave no paper record", "P-1"),
            said("XE:1", "24 machines leave no paper record", "P-1"),
            said("XE:2", "11 machines leave no paper record", "P-1"),
            said("XE:4", "sent nothing", ""),
            said("XE:5", "sent nothing", ""),
            said("XE:6", "cannot be read: has a password", ""),
            said("XE:7", "does not keep the election network apart", "S-1"),
            said("XE:8", "not answered: network kept apart", "S-1"),
        ]
    );
}

#[test]
fn a_rule_that_one_good_row_satisfies_speaks_of_all_rows() {
    let desk = Desk::new().county("here", 1, "1,,,,,yes", "A-1,dre,2,yes,no,yes\nA-2,dre,3,yes,no,yes").county(
        "here",
        2,
        "1,,,,,yes",
        "B-1,dre,2,yes,yes,yes",
    );
    let desk = Desk(desk.0.with(
        "Alder County/office.csv",
        format!("{},list_complete\nXE:1,XE,Alder County,1,,,,,yes,yes\n", OFFICE.trim_end()),
    ));
    let why = |place: &str| desk.calls(&[]).into_iter().find(|call| call[0] == place).map(|call| call[1].clone());
    assert_eq!(why("XE:1").unwrap(), "the machines on record show none that voters with disabilities can use");
}

#[test]
fn the_first_screen_says_whom_to_call() {
    let (_, page, _) = desk().run(&[]);
    let first: Vec<&str> = page.lines().take(24).collect();
    let at = first.iter().position(|line| *line == "CALL FIRST").expect(&page);
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let rows: Vec<String> = first[at + 1..at + 10].iter().map(|line| words(line)).collect();
    assert_eq!(
        rows,
        [
            "voters why who phone",
            "Cedar 8,200 6 machines leave no paper record no contact on file",
            "Alder 38,900 24 machines leave no paper record J. Marsh 555-0101",
            "Birch 14,200 11 machines leave no paper record T. Okafor 555-0102",
            "Hickory - sent nothing no contact on file",
            "Larch - sent nothing no contact on file",
            "Hazel - cannot be read: has a password no contact on file",
            "Maple 100 does not keep the election network apart M. Lee lee@maple.example",
            "Oak 200 not answered: network kept apart O. Ray 555-0108",
        ]
    );
}

#[test]
fn top_says_how_many_and_the_sheet_has_them_all() {
    let desk = desk();
    let (_, page, _) = desk.run(&["--top", "2"]);
    assert!(page.contains("   6 more, in order: --format csv=calls.csv --by call\n"), "{page}");
    let (_, sheet, said) = desk.run(&["--format", "csv", "--by", "call"]);
    let rows: Vec<&str> = sheet.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(rows.len(), 9, "{sheet}{said}");
    assert_eq!(
        rows[2].trim_end(),
        "2,XE:1,Alder County,XE,action-needed,38900,24 machines leave no paper record,P-1,J. Marsh,county clerk,555-0101,,,"
    );
    assert!(rows[6].contains("inventory.xlsx"), "{sheet}");
}

#[test]
fn a_silent_county_is_called_by_the_contact_of_last_year() {
    let desk = desk().county("last/here", 4, "22140,H. Wu,county clerk,555-0104,,yes", "H-1,dre,1,yes,yes,yes").county(
        "last/here",
        1,
        "38900,Somebody Else,,555-9999,,yes",
        "A-1,dre,24,no,yes,no",
    );
    let desk = Desk(desk.0.with("../last/ours.toml", RULES));
    let since = ["--since", "last/here", "--old-as-of", "2025-11-20"];
    let calls = desk.calls(&since);
    let why = |place: &str| calls.iter().find(|call| call[0] == place).map(|call| call[1].as_str());
    assert_eq!(why("XE:4"), Some("sent nothing"));
    assert_eq!(why("XE:5"), Some("sent nothing, nor last year"));
    let (_, page, said) = desk.run(&since);
    let row = |name: &str| {
        page.lines().find(|line| line.trim_start().starts_with(name)).unwrap_or_else(|| panic!("{page}{said}"))
    };
    assert!(row("Hickory ").contains("H. Wu") && row("Hickory ").contains("555-0104"), "{page}");
    assert!(row("Alder ").contains("J. Marsh") && !page.contains("Somebody Else"), "{page}");
    // An earlier report knows them as well.
    let old = ["--rules", "ours.toml", "--as-of", "2025-11-20", "--format", "json=last.json", "--quiet"];
    Command::new(env!("CARGO_BIN_EXE_pollworthy"))
        .args(["audit", "last/here", "--expect", "list.csv"])
        .args(old)
        .current_dir(desk.0.path(".."))
        .output()
        .unwrap();
    let (_, page, said) = desk.run(&["--since", "last.json"]);
    assert!(page.contains("H. Wu") && page.contains("sent nothing, nor last year"), "{page}{said}");
}

#[test]
fn markdown_and_html_say_it_too() {
    let desk = desk();
    let (_, page, _) = desk.run(&["--format", "markdown"]);
    assert!(
        page.contains("| Alder | 38,900 | 24 machines leave no paper record | J. Marsh, county clerk, 555-0101 |"),
        "{page}"
    );
    let (_, page, _) = desk.run(&["--format", "html"]);
    assert!(page.contains("href=\"tel:5550101\"") && page.contains("href=\"mailto:lee@maple.example\""));
    assert!(page.contains("no contact on file"));
}

#[test]
fn nothing_of_it_is_for_the_public() {
    let desk = desk();
    for format in ["table", "markdown", "html", "json", "csv"] {
        let (_, page, _) = desk.run(&["--format", format, "--redact", "public"]);
        assert!(
            !page.contains("Marsh") && !page.to_lowercase().contains("call first") && !page.contains("\"calls\""),
            "{format}: {page}"
        );
    }
    let (code, _, said) = desk.run(&["--format", "csv", "--by", "call", "--redact", "public"]);
    assert_eq!((code, said.trim_end()), (2, "pollworthy: --by call says whom to call, which is not for the public"));
}

#[test]
fn one_place_and_several_states_have_no_calls() {
    let desk = Desk::new().county("here", 1, "1,,,,,no", "A-1,dre,2,no,no,no");
    let (_, page, _) = desk.run(&["--place", "Alder County, XE"]);
    assert!(!page.contains("CALL FIRST"), "{page}");
    let desk = Folder::of("equipment.csv", "jurisdiction,equipment_type,vvpat\n39001,dre,no\n48001,dre,no\n");
    let run = Command::new(env!("CARGO_BIN_EXE_pollworthy"))
        .args(["audit", "here", "--as-of", "2026-11-22"])
        .current_dir(desk.path(".."))
        .output()
        .unwrap();
    let page = String::from_utf8(run.stdout).unwrap();
    assert!(page.contains("2 STATES") || page.contains("2 COUNTIES"), "{page}");
    assert!(!page.contains("CALL FIRST"), "{page}");
}

#[test]
fn a_hostile_contact_stays_a_text() {
    let evil = "\"=cmd|calc\",\"<script>x</script>\",\"javascript:1\",\"a@b\"\"><img>\"";
    let desk = Desk::new().county("here", 1, &format!("1,{evil},no"), "A-1,dre,2,no,no,no").county(
        "here",
        2,
        "1,,,,,no",
        "B-1,dre,2,no,no,no",
    );
    let (_, page, _) = desk.run(&["--format", "html"]);
    assert!(!page.contains("<script>x") && !page.contains("href=\"javascript") && !page.contains("<img"), "{page}");
    let (_, sheet, _) = desk.run(&["--format", "csv", "--by", "call"]);
    assert!(sheet.contains("'=cmd|calc"), "{sheet}");
}
