//! How the program was started: when its window stays, and what it says to somebody who typed nothing.

use std::path::PathBuf;
use std::process::Command;

#[path = "../../../src/cli/start.rs"]
mod started;

use started::{PRESS, SHELLS, Start, dropped, here, waits, welcome};

#[test]
fn the_window_stays_where_it_would_close_unread() {
    let on_it = Start { windows: true, person: true, only_paths: true, any: true, shell: false };
    assert!(waits(&on_it) && dropped(&on_it), "a file dropped on the program");
    let clicked = Start { any: false, ..on_it };
    assert!(waits(&clicked) && !dropped(&clicked), "a double click");
    for (start, why) in [
        (Start { windows: false, ..on_it }, "elsewhere a window does not close with its program"),
        (Start { person: false, ..on_it }, "a pipe, a file or a task of the night has nobody to press Enter"),
        (Start { only_paths: false, ..on_it }, "who writes a command or an option has typed it"),
        (Start { shell: true, ..on_it }, "a shell's window stays by itself"),
    ] {
        assert!(!waits(&start) && !dropped(&start), "{why}");
    }
}

#[test]
fn the_facts_of_a_start_are_those_of_this_process() {
    let start = here();
    assert_eq!(start.windows, cfg!(windows));
    assert_eq!(start.shell, SHELLS.iter().any(|name| std::env::var_os(name).is_some()));
    assert!(!waits(&start) || cfg!(windows));
}

#[test]
fn who_types_nothing_is_shown_what_to_type() {
    let folder = std::env::temp_dir().join(format!("pollworthy-it-start-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let run = Command::new(env!("CARGO_BIN_EXE_pollworthy")).current_dir(&folder).output().unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(run.status.code(), Some(3));
    assert!(run.stdout.is_empty());
    let said = String::from_utf8(run.stderr).unwrap();
    assert_eq!(said, format!("{}\n", welcome(cfg!(windows))));
    assert!(!said.contains(PRESS), "nobody is waited for in a pipe");
    for page in [welcome(false), welcome(true)] {
        assert!(page.is_ascii() && page.lines().all(|line| line.len() <= 80), "{page}");
        assert_eq!(page.lines().filter(|line| line.starts_with("    pollworthy ")).count(), 5, "{page}");
        assert!(page.ends_with("There is no file called inventories here. Nothing was audited."), "{page}");
    }
    assert!(welcome(true).contains("Drop a file or folder on this program"));
    assert!(!welcome(false).contains("Drop"));
}

#[test]
fn every_command_of_the_welcome_is_one() {
    for line in welcome(true).lines().filter_map(|line| line.strip_prefix("    pollworthy ")) {
        let command = line.split_whitespace().next().unwrap();
        let run = Command::new(env!("CARGO_BIN_EXE_pollworthy")).args([command, "--help"]).output().unwrap();
        let help = String::from_utf8(run.stdout).unwrap();
        assert!(help.contains(&format!("Usage: pollworthy {command}")), "{help}");
    }
}

#[test]
fn where_there_is_a_folder_of_inventories_nothing_need_be_typed() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let folder = std::env::temp_dir().join(format!("pollworthy-it-start-bare-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("inventories")).unwrap();
    let sheet = root.join("inventories/example-county/equipment.csv");
    std::fs::copy(&sheet, folder.join("inventories/equipment.csv")).unwrap();
    let run = |args: &[&str]| {
        let run = Command::new(env!("CARGO_BIN_EXE_pollworthy")).args(args).current_dir(&folder).output().unwrap();
        (run.status.code(), String::from_utf8(run.stdout).unwrap())
    };
    let (bare, named, dropped) = (run(&[]), run(&["audit", "inventories"]), run(&["inventories"]));
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(named.1.contains("READ "), "{}", named.1);
    assert_eq!(bare, named);
    assert_eq!(dropped, named);
}
