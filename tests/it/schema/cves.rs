//! CVE numbers: several in a cell are several flaws, a misspelled one is read and said, and what is none is unknown.

use pollworthy::finding::Verdict;
use pollworthy::schema::{is_one_cve, read_cves};

use crate::support::folder::{Folder, Told};

fn list(text: &str) -> Vec<String> {
    read_cves(text).map(|cves| cves.list).unwrap_or_default()
}

#[test]
fn a_cell_that_is_one_cve_is_read_as_it_is() {
    for cell in ["CVE-2023-4966", " CVE-2021-1234567 ", "", "unknown", "n/a"] {
        assert_eq!(read_cves(cell), None, "{cell}");
    }
    assert!(is_one_cve(b"CVE-1999-0001") && !is_one_cve(b"CVE-1999-001") && !is_one_cve(b"CVE-1999-0001x"));
}

#[test]
fn lists_are_read_in_any_common_form() {
    let two = ["CVE-2011-3389", "CVE-2023-4966"];
    for cell in [
        "CVE-2011-3389,CVE-2023-4966",
        "CVE-2011-3389; CVE-2023-4966",
        "CVE-2011-3389 CVE-2023-4966",
        "CVE-2011-3389\nCVE-2023-4966",
        "CVE-2011-3389,CVE-2023-4966,CVE-2011-3389",
    ] {
        let cves = read_cves(cell).unwrap();
        assert_eq!((cves.list.as_slice(), cves.trouble), (&two.map(str::to_owned)[..], None), "{cell}");
    }
}

#[test]
fn misspelled_numbers_are_read_where_they_can_mean_but_one() {
    for cell in [
        "CVE–2023–4966",
        "cve-2023-4966 ",
        "2023-4966",
        "CVE_2023_4966",
        "CVE 2023-4966",
        "CVE2023-4966",
        "Cve‑2023‑4966",
    ] {
        let cves = read_cves(cell).unwrap();
        assert_eq!(cves.list, ["CVE-2023-4966"], "{cell}");
        assert!(cves.trouble.unwrap().to_string().ends_with("is read as CVE-2023-4966"), "{cell}");
    }
    for cell in [
        "SSL Certificate Expiry",
        "2023",
        "2026-11",
        "2026-11-01",
        "10.0.0.1",
        "CVE",
        "CVE-23-4966",
        "CVE-2023-49",
        "MS17-010",
        "1023-4966",
        "555-2023-4966",
    ] {
        let cves = read_cves(cell).unwrap();
        assert_eq!(cves.list, [""; 0], "{cell}");
        assert!(cves.trouble.unwrap().to_string().contains("is not a CVE number"), "{cell}");
    }
    let mixed = read_cves("CVE-2023-4966 (critical), SSL Certificate Expiry").unwrap();
    assert_eq!(mixed.list, ["CVE-2023-4966"]);
    assert!(mixed.trouble.unwrap().to_string().ends_with("the rest is not a CVE number"));
    assert_eq!(list(&"CVE-2023-4966,".repeat(100_000)), ["CVE-2023-4966"], "a hostile cell is read once through");
    assert_eq!(list(&"cve".repeat(100_000)), [""; 0]);
}

const ROWS: &str = "asset_id,jurisdiction,cve,found_on\nV1,39001,CVE-2023-4966,2026-10-01\nV2,39001,\"CVE-2011-3389,CVE-2023-4966\",2026-10-02\n\
                    V5,39001,CVE–2023–4966,2026-10-03\nV6,39001,SSL Certificate Expiry,2026-10-04\n";

fn flaws(told: &Told) -> Vec<String> {
    let cell = |name: &str, at: usize| told.column(name)[at].to_owned();
    (0..told.rows.len())
        .map(|at| {
            format!("{} {} {} {}", told.rows[at].line, cell("asset_id", at), cell("cve", at), cell("found_on", at))
        })
        .collect()
}

#[test]
fn several_in_a_cell_are_several_flaws_in_a_file() {
    let told = Folder::of("vulnerabilities.csv", ROWS).read();
    let wanted = [
        "2 V1 CVE-2023-4966 2026-10-01",
        "3 V2 CVE-2011-3389 2026-10-02",
        "3 V2 CVE-2023-4966 2026-10-02",
        "4 V5 CVE-2023-4966 2026-10-03",
        "5 V6  2026-10-04",
    ];
    assert_eq!(flaws(&told), wanted);
    assert_eq!(told.rows[1].positions["cve"], told.rows[2].positions["cve"], "both stand in one cell");
    let said = told.notices();
    assert_eq!(said.len(), 2, "{said:#?}");
    assert!(said[0].contains(":4:10: notice: cve \"CVE–2023–4966\" is read as CVE-2023-4966"), "{said:#?}");
    assert!(said[1].contains(":5:10: notice: cve \"SSL Certificate Expiry\" is not a CVE number"), "{said:#?}");
}

#[test]
fn pieces_and_threads_make_the_same_flaws() {
    let rows: String = (0..400)
        .map(|at| match at % 3 {
            0 => format!("H{at},39001,\"CVE-2011-{at:04},CVE-2012-{at:04}, CVE-2013-{at:04}\",2026-10-02\n"),
            1 => format!("H{at},39003,CVE-2014-{at:04},nonsense\n"),
            _ => format!("H{at},39001,no number {at},2026-10-02\n"),
        })
        .collect();
    let text = format!("asset_id,jurisdiction,cve,found_on\n{rows}");
    let read = |piece: usize| {
        let told = Folder::of("vulnerabilities.csv", &text).in_pieces(piece).read();
        (told.rows, told.read.notices)
    };
    let whole = read(1 << 20);
    assert_eq!(whole.0.len(), 134 * 3 + 133 + 133);
    for piece in [1, 90, 4_000] {
        assert_eq!(read(piece), whole, "pieces of {piece}");
    }
}

#[test]
fn a_row_that_counts_elsewhere_takes_its_flaws_with_it() {
    let told = Folder::of("a/vulnerabilities.csv", ROWS).with("b/vulnerabilities.csv", ROWS).read();
    let counted: Vec<String> = flaws(&told);
    assert_eq!(counted.iter().filter(|row| row.contains("V2 ")).count(), 2, "{counted:#?}");
    let first = "asset_id,jurisdiction,cve\nV2,39001,CVE-2011-3389\n";
    let told = Folder::of("a/vulnerabilities.csv", first).with("b/vulnerabilities.csv", ROWS).read();
    let of_v2: Vec<String> = flaws(&told).into_iter().filter(|row| row.contains("V2 ")).collect();
    assert_eq!(of_v2, ["2 V2 CVE-2011-3389 ", "3 V2 CVE-2023-4966 2026-10-02"], "the other flaw of the cell is new");
}

#[test]
fn toml_and_tables_told_row_by_row_do_the_same() {
    let toml =
        "[[vulnerabilities]]\nasset_id = \"V2\"\njurisdiction = \"39001\"\ncve = \"CVE-2011-3389, cve-2023-4966\"\n";
    let told = Folder::of("office.toml", toml).read();
    assert_eq!(told.column("cve"), ["CVE-2011-3389", "CVE-2023-4966"]);
    assert_eq!(told.read.notices.len(), 1);
    let mixed = "table,jurisdiction,asset_id,cve,model\nequipment,39001,E1,,DS200\nvulnerabilities,39001,V2,\"CVE-2011-3389,CVE-2023-4966\",\n";
    let told = Folder::of("all.csv", mixed).read();
    let rows: Vec<(&str, &str)> =
        told.rows.iter().map(|row| (row.table, row.cells.get("cve").map_or("", String::as_str))).collect();
    assert_eq!(rows, [("equipment", ""), ("vulnerabilities", "CVE-2011-3389"), ("vulnerabilities", "CVE-2023-4966")]);
}

#[test]
fn each_flaw_meets_the_list_of_known_ones_and_has_a_name_of_its_own() {
    let rules = "[ruleset]\nname = \"our\"\nversion = \"1\"\n[[rule]]\nid = \"OUR-1\"\ntopic = \"patches\"\ntitle = \"No such flaw\"\n\
                 table = \"vulnerabilities\"\namong = \"cve = 'CVE-2023-4966'\"\nrequire = \"fixed_on is not null\"\nseverity = \"high\"\n";
    let report = Folder::of("vulnerabilities.csv", ROWS).report(rules);
    let found = |verdict: Verdict| {
        let of = report.findings.iter().filter(|line| line.finding.verdict == verdict);
        let mut assets: Vec<String> = of.map(|line| line.finding.asset.to_string()).collect();
        assets.sort_unstable();
        assets
    };
    assert_eq!(found(Verdict::Fail), ["V1/CVE-2023-4966", "V2/CVE-2023-4966", "V5/CVE-2023-4966"]);
    assert_eq!(found(Verdict::Unknown), ["V6/SSL Certificate Expiry"], "what is no CVE may be any flaw");
}
