//! The digests of evidence: they stand on every page, follow every byte that counts, and no folder's place on a disk.

use std::process::Command;

use pollworthy::words::digest::sha256;
use serde_json::Value as Json;

use crate::support::folder::Folder;

const SHEET: &str = "jurisdiction,equipment_type,vvpat\n39001,dre,no\n";
const LAYER: &str = "[ruleset]\nname = 'ours'\nversion = '1'\nextends = ['baseline']\n";
const WAIVERS: &str = "[[waiver]]\nrule = 'PT-001'\nplace = '39001'\nkind = 'mitigated'\nreason = 'r'\nowner = 'o'\nexpires = 2027-01-01\n";

fn folder() -> Folder {
    Folder::of("equipment.csv", SHEET)
        .with("deep/network.csv", "jurisdiction,asset_id\n39001,a\n")
        .with("../rules.toml", LAYER)
        .with("../waivers.toml", WAIVERS)
}

fn run(folder: &Folder, args: &[&str]) -> String {
    let run = Command::new(env!("CARGO_BIN_EXE_pollworthy"))
        .args(args)
        .args(["--as-of", "2026-11-22", "--rules", "rules.toml"])
        .env("COLUMNS", "200")
        .current_dir(folder.path(".."))
        .output()
        .unwrap();
    assert!(matches!(run.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

fn evidence(folder: &Folder, args: &[&str]) -> [String; 3] {
    let report: Json = serde_json::from_str(&run(folder, &[&["audit", "--format", "json"], args].concat())).unwrap();
    ["inventory", "rules", "waivers"].map(|of| report["evidence"][of].as_str().unwrap_or_default().to_owned())
}

#[test]
fn whoever_has_the_files_can_work_them_out() {
    let folder = folder();
    let [inventory, rules, waivers] =
        evidence(&folder, &["here", "--waivers", "waivers.toml", "--set", "max_age_years=12"]);
    let all = |mut lines: Vec<String>| {
        lines.sort();
        sha256(lines.iter().map(|line| format!("{}\n", sha256(line.as_bytes()))).collect::<String>().as_bytes())
    };
    let of = |name: &str| sha256(&std::fs::read(folder.path(name)).unwrap());
    let lines = ["deep/network.csv", "equipment.csv"].map(|name| format!("{}  {name}", of(name)));
    assert_eq!(inventory, all(lines.to_vec()));
    assert_eq!(waivers, of("../waivers.toml"));
    let root = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("rules");
    let shipped = |name: &str| sha256(&std::fs::read(root.join(name)).unwrap());
    let mut lines = vec![format!("{}  rules", of("../rules.toml")), format!("{}  rules", shipped("baseline.toml"))];
    for name in ["makers", "models", "operating-systems", "operating-system-words", "advisories"] {
        lines.push(format!("{}  reference", shipped(&format!("reference/{name}.csv"))));
    }
    lines.push("max_age_years = 12  --set".to_owned());
    assert_eq!(rules, all(lines));
}

#[test]
fn they_follow_what_counts_and_nothing_else() {
    let (base, folder) = (evidence(&folder(), &["here"]), folder());
    for path in ["./here/", "here/../here", &folder.path("").to_string_lossy()] {
        assert_eq!(evidence(&folder, &[path]), base, "{path}");
    }
    assert_eq!(evidence(&folder, &["here", "--only", "paper-trail", "--max-findings", "1"]), base);
    let changed = |folder: Folder, args: &[&str]| {
        let now = evidence(&folder, args);
        [0, 1, 2].map(|at| now[at] != base[at])
    };
    assert_eq!(
        changed(self::folder().with("equipment.csv", SHEET.replace('\n', "\r\n")), &["here"]),
        [true, false, false]
    );
    assert_eq!(changed(self::folder().with("more/equipment.csv", SHEET), &["here"]), [true, false, false]);
    assert_eq!(changed(self::folder().with("../rules.toml", format!("{LAYER} ")), &["here"]), [false, true, false]);
    assert_eq!(changed(self::folder(), &["here", "--set", "max_age_years=11"]), [false, true, false]);
    assert_eq!(changed(self::folder(), &["here", "--waivers", "waivers.toml"]), [false, false, true]);
    let one = evidence(&folder, &["here/equipment.csv"])[0].clone();
    let moved = Folder::new().with("other/equipment.csv", SHEET).with("../rules.toml", LAYER);
    assert_eq!(evidence(&moved, &["here/other/equipment.csv"])[0], one, "a file that is named is its last part");
}

#[test]
fn every_page_shows_the_first_letters() {
    let folder = folder();
    let args = ["here", "--waivers", "waivers.toml"];
    let all = evidence(&folder, &args);
    let said = |command: &[&str], whole: bool| {
        let page = run(&folder, &[command, &args].concat());
        for digest in &all {
            let shown = if whole { digest.as_str() } else { &digest[..8] };
            assert!(page.contains(shown), "{command:?}: {page}");
        }
        page
    };
    let line = "2 files, pollworthy ";
    assert!(said(&["audit"], false).contains(line));
    assert!(said(&["audit", "--place", "39001"], false).contains(line));
    assert!(said(&["states"], false).contains(line));
    assert!(said(&["explain", "39001"], false).contains(line));
    said(&["audit", "--format", "markdown"], false);
    for format in ["json", "sarif", "junit"] {
        said(&["audit", "--format", format], true);
    }
}
