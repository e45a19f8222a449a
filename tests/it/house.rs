//! The house: floors, first lines, dependencies that are argued for.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The floor of every room, by the blank-line groups of lib.rs.
fn floors() -> HashMap<String, usize> {
    let lib = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let mut floors = HashMap::new();
    let mut floor = 0;
    for group in lib.split("\n\n") {
        let rooms: Vec<&str> =
            group.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
        for room in &rooms {
            floors.insert((*room).to_owned(), floor);
        }
        floor += usize::from(!rooms.is_empty());
    }
    floors
}

/// The rooms that a text names by `crate::room`.
fn named(text: &str) -> Vec<String> {
    let name = |rest: &str| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    text.match_indices("crate::").map(|(at, found)| name(&text[at + found.len()..])).collect()
}

#[test]
fn a_room_names_only_rooms_on_floors_below_its_own() {
    let floors = floors();
    assert_eq!(floors["spelling"], 0);
    assert_eq!(floors["render"], 8, "words, places, shape, ground, facts and rules, judgement, report, phrases, pages");
    let mut upward = Vec::new();
    for file in sources(&root().join("src")) {
        let inside = file.strip_prefix(root().join("src")).unwrap();
        let first = inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
        let room = first.trim_end_matches(".rs").to_owned();
        if ["lib", "main", "cli"].contains(&room.as_str()) {
            continue;
        }
        let own = floors.get(&room).unwrap_or_else(|| panic!("{room} is no room of lib.rs"));
        for other in named(&fs::read_to_string(&file).unwrap()) {
            let floor = floors.get(&other).unwrap_or_else(|| panic!("{}: crate::{other} is no room", inside.display()));
            if other != room && floor >= own {
                upward.push(format!("{}: crate::{other}", inside.display()));
            }
        }
    }
    assert!(upward.is_empty(), "a module names one that is not below it: {upward:#?}");
}

#[test]
fn an_upward_import_would_be_seen() {
    assert_eq!(named("use crate::render::table;\nlet x = crate::place::STATES;"), ["render", "place"]);
    let floors = floors();
    assert!(floors["inventory"] == floors["rules"], "facts and law are strangers to each other");
    assert!(floors["predicate"] < floors["rules"] && floors["rules"] < floors["audit"]);
}

#[test]
fn every_file_says_first_what_its_room_is_for() {
    for file in sources(&root().join("src")).into_iter().chain(sources(&root().join("tests"))) {
        let text = fs::read_to_string(&file).unwrap();
        let first = text.lines().next().unwrap_or_default();
        assert!(first.starts_with("//! ") && first.ends_with(['.', ';']), "{}: {first}", file.display());
    }
}

#[test]
fn the_library_neither_prints_nor_exits_nor_reads_the_clock() {
    const FORBIDDEN: [&str; 7] =
        ["println!", "eprintln!", "print!(", "process::exit", "Zoned::now", "SystemTime", "Instant::now"];
    for file in sources(&root().join("src")) {
        let inside = file.strip_prefix(root().join("src")).unwrap();
        if inside.starts_with("cli") || inside.ends_with("main.rs") {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        for word in FORBIDDEN {
            assert!(!text.contains(word), "{}: {word}", inside.display());
        }
    }
}

/// Where a text compares the codes of notices as strings, or takes their sentences apart.
fn read_back(text: &str, codes: &str, sentences: &str) -> Vec<String> {
    let literals = |text: &str| -> Vec<String> {
        let of = |line: &str| line.split('"').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
        text.lines().flat_map(of).collect()
    };
    let compared = literals(codes).into_iter().flat_map(|code| {
        [format!("== \"{code}\""), format!("!= \"{code}\""), format!("\"{code}\" =>"), format!("\"{code}\" |")]
    });
    let mut found: Vec<String> = compared.filter(|compared| text.contains(compared)).collect();
    let takes = ["split", "split_once", "rsplit_once", "strip_prefix", "strip_suffix", "starts_with", "ends_with"];
    for taken in takes.into_iter().chain(["contains", "find", "replace"]).map(|take| format!(".{take}(\"")) {
        let words = text.match_indices(&taken).filter_map(|(at, _)| text[at + taken.len()..].split('"').next());
        // What begins with a blank is the grammar of a rule's own words.
        let is_ours = |words: &&str| {
            words.len() >= 8 && words.contains(' ') && !words.starts_with(' ') && sentences.contains(*words)
        };
        found.extend(words.filter(is_ours).map(|words| format!("{taken}{words}")));
    }
    found
}

#[test]
fn nobody_reads_our_own_notices_back() {
    let of = |name: &str| fs::read_to_string(root().join("src/diagnostic").join(name)).unwrap();
    let (codes, sentences) = (of("kind.rs"), of("message.rs") + &of("place_message.rs"));
    for file in sources(&root().join("src")) {
        let found = read_back(&fs::read_to_string(&file).unwrap(), &codes, &sentences);
        assert!(found.is_empty(), "{}: {found:?}", file.display());
    }
    for planted in [
        "what.split_once(\"did you mean \")",
        "why.strip_prefix(\"left out: \")",
        "said.replace(\"is taken as\", \"may be\")",
        "notice.code() == \"nearly-equal\"",
        "\"no-table\" => 2",
    ] {
        assert_eq!(read_back(planted, &codes, &sentences).len(), 1, "{planted}");
    }
}

#[test]
fn every_dependency_argues_its_place() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let mut dependencies = false;
    for line in manifest.lines() {
        if line.starts_with('[') {
            dependencies = line.contains("dependencies]");
        } else if dependencies && line.contains('=') {
            assert!(line.contains(" # "), "no reason is given: {line}");
        }
    }
}

#[test]
fn no_test_file_is_forgotten() {
    let main = fs::read_to_string(root().join("tests/it/main.rs")).unwrap();
    for file in sources(&root().join("tests/it")) {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        // The rooms of a test that has several are named in its own file.
        let of = file.parent().unwrap();
        let own = fs::read_to_string(of.with_extension("rs")).ok().filter(|_| of != root().join("tests/it"));
        let main = own.as_ref().unwrap_or(&main);
        assert!(name == "main" || main.contains(&format!("mod {name};")), "tests/it/main.rs has no mod {name}");
    }
}
