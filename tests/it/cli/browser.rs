//! `--open`: the HTML report next to the records, opened by the system's own command.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::folder::Folder;

const ROWS: &str = "asset_id,jurisdiction,equipment_type,vvpat\na,48453,dre,no\n";

/// Runs an audit with `--open` in a folder; what it prints, and what was opened.
fn open(folder: &Folder, args: &[&str]) -> (String, String, String) {
    let here = folder.path("").join(".");
    let run = Command::new(env!("CARGO_BIN_EXE_pollworthy"))
        .current_dir(&here)
        .args(["audit", "--open", "--no-config", "--as-of", "2026-11-30"])
        .args(args)
        .env("PATH", format!("{}:/usr/bin:/bin", folder.path("bin").display()))
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(1), "{}", String::from_utf8_lossy(&run.stderr));
    // Nobody waits for what opens a file: it ends when it has shown what it was given.
    let shown = || fs::read_to_string(folder.path("bin/opened")).ok().filter(|shown| shown.ends_with('\n'));
    let mut waited = 0;
    let opened = loop {
        match shown() {
            Some(opened) => break opened,
            None if waited == 600 => panic!("nothing was opened"),
            None => std::thread::sleep(std::time::Duration::from_millis(100)),
        }
        waited += 1;
    };
    fs::remove_file(folder.path("bin/opened")).unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(run.stdout), text(run.stderr), opened.trim_end().to_owned())
}

/// A folder with a list, and with a command in place of the one that opens files.
fn folder() -> Folder {
    use std::os::unix::fs::PermissionsExt;
    let folder =
        Folder::of("my list.csv", ROWS).with("bin/xdg-open", "#!/bin/sh\nprintf '%s\\n' \"$1\" > \"${0%/*}/opened\"\n");
    fs::set_permissions(folder.path("bin/xdg-open"), fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

#[test]
fn the_report_is_written_next_to_the_records_and_opened() {
    let folder = folder();
    let (page, said, opened) = open(&folder, &["my list.csv"]);
    assert_eq!(page, "", "the report is in the browser");
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 2, "{said}");
    assert!(lines[0].starts_with("48453") || lines[0].contains("ACTION NEEDED"), "{said}");
    assert_eq!(lines[1], "Wrote my list-report.html");
    assert!(Path::new(&opened).ends_with("my list-report.html"), "{opened}");
    assert!(fs::read_to_string(folder.path("my list-report.html")).unwrap().contains("ACTION NEEDED"));
}

#[test]
fn an_earlier_report_is_written_over_and_nothing_else() {
    let folder = folder();
    open(&folder, &["my list.csv"]);
    let (_, said, _) = open(&folder, &["my list.csv"]);
    assert!(said.ends_with("Wrote my list-report.html\n"), "{said}");
    fs::write(folder.path("my list-report.html"), "<!doctype html>my own").unwrap();
    let (_, said, opened) = open(&folder, &["my list.csv"]);
    assert!(said.ends_with("Wrote my list-report-2.html\n"), "{said}");
    assert!(Path::new(&opened).ends_with("my list-report-2.html"), "{opened}");
    assert_eq!(fs::read_to_string(folder.path("my list-report.html")).unwrap(), "<!doctype html>my own");
}

#[test]
fn a_file_that_is_named_is_the_one_that_is_opened() {
    let folder = folder();
    let (_, said, opened) = open(&folder, &["my list.csv", "--format", "html=out/page.html"]);
    assert!(said.ends_with("Wrote out/page.html\n"), "{said}");
    assert!(Path::new(&opened).ends_with("out/page.html"), "{opened}");
    assert!(!folder.path("my list-report.html").exists());
}
