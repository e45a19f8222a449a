//! The tool that keeps the reference tables fresh, on real files: what is shipped is what they give, and what is new in them is shown.

#[path = "../../../tools/refresh/refresh.rs"]
mod tool;

use std::fs;
use std::path::PathBuf;

use pollworthy::words::value::Day;

use tool::{Given, run, write};

fn given() -> Option<Given> {
    let data = PathBuf::from(std::env::var("POLLWORTHY_DATA").ok()?);
    Some(Given {
        project: PathBuf::from(env!("CARGO_MANIFEST_DIR")),
        endoflife: Some((data.join("endoflife/releases.csv"), "2026-08-22".to_owned())),
        kev: Some(data.join("reference/known_exploited_vulnerabilities.csv")),
        csaf: vec![data.join("advisories/icsa-22-154-01.json")],
        eac: Some(data.join("reference/eac_certified_systems.csv")),
        as_of: Day::parse("2026-11-30").unwrap(),
    })
}

#[test]
#[allow(clippy::print_stderr, reason = "a test that skips itself says so")]
fn the_shipped_tables_are_what_the_public_files_give() {
    let Some(given) = given() else {
        eprintln!("skipped: POLLWORTHY_DATA is not set");
        return;
    };
    let outcome = run(&given).unwrap();
    assert!(outcome.changed.is_empty(), "{:?}", outcome.changed.keys());
    assert_eq!(outcome.moved, [""; 0]);
    assert_eq!(outcome.notes, [""; 0]);
}

#[test]
fn what_newer_files_would_move_is_shown_and_then_written() {
    let Some(mut given) = given() else { return };
    let folder = std::env::temp_dir().join(format!("pollworthy-it-refresh-{}", std::process::id()));
    let copy = |from: &str| {
        let to = folder.join(from);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(given.project.join(from), to).unwrap();
    };
    copy("rules/baseline.toml");
    for (name, _) in pollworthy::rules::REFERENCES {
        copy(&format!("rules/{name}"));
    }
    for file in fs::read_dir(given.project.join("inventories/example-county")).unwrap() {
        copy(&format!("inventories/example-county/{}", file.unwrap().file_name().to_string_lossy()));
    }
    // Fixes of a system end earlier than was known.
    let releases = fs::read_to_string(&given.endoflife.as_ref().unwrap().0).unwrap();
    let earlier = releases.replace("2022-01-11,2027-01-12,2030-01-12", "2022-01-11,2026-01-13,2030-01-12");
    assert_ne!(releases, earlier);
    let newer = folder.join("releases.csv");
    fs::write(&newer, earlier).unwrap();
    given.endoflife = Some((newer, "2026-08-22".to_owned()));
    // A flaw of an advisory is exploited.
    let kev = folder.join("kev.csv");
    fs::write(&kev, "cveID,dateAdded\nCVE-2022-1743,2026-10-01\n").unwrap();
    given.kev = Some(kev);
    given.project = folder.clone();
    fs::write(
        folder.join("inventories/example-county/more.csv"),
        "hostname,jurisdiction,role,operating_system\nPC-99,XE:001,server,Windows Server 2016\n",
    )
    .unwrap();
    let outcome = run(&given).unwrap();
    let names: Vec<&str> = outcome.changed.keys().map(String::as_str).collect();
    assert_eq!(names, ["reference/advisories.csv", "reference/operating-systems.csv"]);
    assert!(outcome.moved.iter().any(|line| line.contains("PA-001")), "{:?}", outcome.moved);
    assert!(outcome.changed["reference/advisories.csv"].contains("2026-10-01"));
    write(&folder, &outcome).unwrap();
    let again = run(&given).unwrap();
    assert!(again.changed.is_empty() && again.moved.is_empty());
    fs::remove_dir_all(folder).unwrap();
}
