//! What is written: whole or not at all, the old file intact where it cannot be, and never two pages in one.

use std::fs;
use std::process::{Command, Stdio};

use pollworthy::pages::FORMATS;

use crate::support::folder::Folder;

const SHEET: &str = "jurisdiction,equipment_type,vvpat\n39001,dre,no\n";

fn command(folder: &Folder, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pollworthy"));
    command.args(["audit", "here", "--as-of", "2026-11-22", "--fail-on", "never"]).args(args);
    command.env_remove("GITHUB_STEP_SUMMARY").current_dir(folder.path("x").ancestors().nth(2).unwrap());
    command
}

fn run(folder: &Folder, args: &[&str]) -> (i32, String, String) {
    let run = command(folder, args).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (run.status.code().unwrap(), text(run.stdout), text(run.stderr))
}

fn folder() -> Folder {
    Folder::of("equipment.csv", SHEET)
}

/// Every file beside the inventory.
fn names(folder: &Folder) -> Vec<String> {
    let around = folder.path("x").ancestors().nth(2).unwrap().to_owned();
    let names = fs::read_dir(around).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

#[test]
fn a_file_is_written_whole_and_nothing_is_left_next_to_it() {
    let folder = folder().with("../out.json", "old");
    assert_eq!(run(&folder, &["--format", "json=out.json", "--format", "sarif=new/deep/out.sarif", "--quiet"]).0, 0);
    let written = fs::read_to_string(folder.path("../out.json")).unwrap();
    assert!(written.starts_with("{\n") && written.ends_with("}\n"));
    assert_eq!(names(&folder), ["here", "new", "out.json"]);
    assert!(folder.path("../new/deep/out.sarif").is_file());
}

#[test]
fn what_cannot_be_written_leaves_what_is_there_as_it_was() {
    // A folder is in the place of the file.
    let folder = folder().with("../out.json", "old").with("../taken/x", "");
    for format in FORMATS {
        let (code, out, said) = run(&folder, &["--format", &format!("{}=taken", format.name)]);
        assert_eq!((code, out.as_str()), (2, ""), "{}", format.name);
        assert!(said.starts_with("pollworthy: taken cannot be written: "), "{said}");
        assert_eq!(names(&folder), ["here", "out.json", "taken"], "{}", format.name);
    }
    // A path that leads through a file, which nobody may write below, whatever their rights.
    let (code, _, said) = run(&folder, &["--format", "json=out.json/below.json"]);
    assert!(code == 2 && said.starts_with("pollworthy: out.json/below.json cannot be written: "), "{said}");
    // A folder in the place of the file.
    let (code, _, said) = run(&folder, &["--format", "json=here"]);
    assert!(code == 2 && said.starts_with("pollworthy: here cannot be written: "), "{said}");
    assert_eq!(names(&folder), ["here", "out.json", "taken"]);
    assert_eq!(fs::read_to_string(folder.path("../out.json")).unwrap(), "old");
}

#[test]
fn a_report_never_goes_over_the_records() {
    let folder = folder();
    let before = fs::read(folder.path("equipment.csv")).unwrap();
    for format in FORMATS {
        let (code, out, said) = run(&folder, &["--format", &format!("{}=here/equipment.csv", format.name)]);
        assert_eq!((code, out.as_str()), (2, ""), "{}", format.name);
        assert!(said.contains("here/equipment.csv: these are the records; name another file"), "{said}");
        assert_eq!(fs::read(folder.path("equipment.csv")).unwrap(), before);
    }
}

#[cfg(unix)]
#[test]
fn a_table_that_is_a_link_or_a_pipe_is_named() {
    let folder = folder().with("../network.csv", "hostname,jurisdiction\nA,39001\n");
    std::os::unix::fs::symlink("../network.csv", folder.path("network.csv")).unwrap();
    std::os::unix::fs::symlink("../notes.txt", folder.path("notes.txt")).unwrap();
    assert!(Command::new("mkfifo").arg(folder.path("services.csv")).status().unwrap().success());
    let (_, out, said) = run(&folder, &["--format", "sarif"]);
    for (file, what) in [("network.csv", "a link, and links in folders"), ("services.csv", "a pipe or a device")] {
        assert!(out.contains(file) && out.contains(&format!("left out: {what}")), "{out}{said}");
    }
    assert!(!out.contains("notes.txt"), "{out}");
}

#[cfg(unix)]
#[test]
fn a_read_only_folder_keeps_what_it_has() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder().with("../kept/out.json", "old");
    let kept = folder.path("../kept");
    fs::set_permissions(&kept, fs::Permissions::from_mode(0o555)).unwrap();
    // To some nobody denies anything.
    let denied = fs::write(kept.join("tried"), "").is_err();
    let (code, _, said) = run(&folder, &["--format", "json=kept/out.json", "--quiet"]);
    fs::set_permissions(&kept, fs::Permissions::from_mode(0o755)).unwrap();
    if denied {
        assert!(code == 2 && said.starts_with("pollworthy: kept/out.json cannot be written: "), "{said}");
        assert_eq!(fs::read_to_string(kept.join("out.json")).unwrap(), "old");
    } else {
        assert_eq!(code, 0, "{said}");
    }
}

#[cfg(unix)]
#[test]
fn an_existing_file_or_link_is_not_written_through() {
    let folder = folder().with("../precious", "mine");
    std::os::unix::fs::symlink("precious", folder.path("../out.json.part")).unwrap();
    assert_eq!(run(&folder, &["--format", "json=out.json", "--quiet"]).0, 0);
    assert_eq!(fs::read_to_string(folder.path("../precious")).unwrap(), "mine");
    assert!(fs::symlink_metadata(folder.path("../out.json")).unwrap().is_file());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_reported() {
    let folder = folder();
    for format in FORMATS {
        let (code, _, said) = run(&folder, &["--format", &format!("{}=/dev/full", format.name)]);
        assert_eq!(code, 2, "{}", format.name);
        assert!(said.starts_with("pollworthy: /dev/full cannot be written: No space left on device"), "{said}");
        if format.only_to_file {
            continue;
        }
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let run = command(&folder, &["--format", format.name]).stdout(full).output().unwrap();
        let said = String::from_utf8(run.stderr).unwrap();
        assert_eq!(run.status.code(), Some(2), "{}: {said}", format.name);
        assert!(said.contains("No space left on device"), "{said}");
    }
}

#[test]
fn a_closed_pipe_is_enough_for_whoever_closed_it_and_files_are_there_all_the_same() {
    let folder = folder();
    for format in FORMATS.iter().filter(|format| !format.only_to_file) {
        let args = ["--format", format.name, "--format", "json=out.json", "--top", "all"];
        let mut run = command(&folder, &args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(run.stdout.take());
        let done = run.wait_with_output().unwrap();
        assert_eq!(done.status.code(), Some(0), "{}: {}", format.name, String::from_utf8_lossy(&done.stderr));
        assert!(done.stderr.is_empty(), "{}", String::from_utf8_lossy(&done.stderr));
        assert!(fs::read_to_string(folder.path("../out.json")).unwrap().ends_with("}\n"));
        fs::remove_file(folder.path("../out.json")).unwrap();
    }
}

#[test]
fn two_pages_are_never_one() {
    let folder = folder().with("../out", "old");
    let (code, out, said) = run(&folder, &["--format", "json", "--format", "sarif=out", "--format", "table"]);
    assert_eq!((code, out.as_str()), (2, ""), "nothing is printed before it is refused");
    assert!(said.starts_with("pollworthy: only one format goes to stdout"), "{said}");
    let (code, out, said) = run(&folder, &["--format", "json=out", "--format", "sarif=out"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert_eq!(said, "pollworthy: out: two formats cannot be written to one file\n");
    assert_eq!(fs::read_to_string(folder.path("../out")).unwrap(), "old");
}
