//! The house: floors, first lines, no message taken apart, dependencies that are argued for, and a map that names what exists.

use std::collections::{BTreeSet, HashMap};
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

/// The files of src, each with its path below src and its text.
fn code() -> Vec<(PathBuf, String)> {
    let src = root().join("src");
    let read = |file: PathBuf| (file.strip_prefix(&src).unwrap().to_owned(), fs::read_to_string(&file).unwrap());
    sources(&src).into_iter().map(read).collect()
}

/// The floor of every room, by the blank-line groups of `mod` lines in a text.
fn floors(text: &str) -> HashMap<String, usize> {
    let (mut floors, mut floor) = (HashMap::new(), 0);
    for group in text.split("\n\n") {
        let mut has_rooms = false;
        for line in group.lines() {
            let Some((_, room)) = line.strip_suffix(';').and_then(|line| line.split_once("mod ")) else { continue };
            if !line.starts_with("//")
                && room.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
            {
                floors.insert(room.to_owned(), floor);
                has_rooms = true;
            }
        }
        floor += usize::from(has_rooms);
    }
    floors
}

/// Where a file is in the tree of modules: `inventory/find/mod.rs` is `[inventory, find]`.
fn module(file: &Path) -> Vec<String> {
    let mut parts: Vec<String> =
        file.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if parts.last().is_some_and(|last| last == "mod") {
        parts.pop();
    }
    parts
}

/// All paths below a prefix such as `a::{b, c::D}`.
fn spread(prefix: &[&str], tree: &str, all: &mut Vec<Vec<String>>) {
    let (head, group) = tree.split_once('{').map_or((tree, None), |(head, rest)| {
        let end = rest.rfind('}').unwrap_or(rest.len());
        (head, Some(&rest[..end]))
    });
    let path: Vec<&str> =
        prefix.iter().copied().chain(head.split("::").map(str::trim).filter(|s| !s.is_empty())).collect();
    let Some(group) = group else {
        return all.push(path.into_iter().map(String::from).collect());
    };
    let (mut depth, mut begin) = (0, 0);
    for (at, c) in group.char_indices().chain([(group.len(), ',')]) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                if !group[begin..at].trim().is_empty() {
                    spread(&path, &group[begin..at], all);
                }
                begin = at + 1;
            }
            _ => {}
        }
    }
}

/// The paths that a file names by `crate::` and `super::`, from the top of the crate.
fn named(file: &Path, text: &str) -> BTreeSet<Vec<String>> {
    let mut paths = Vec::new();
    // Neither a comment nor a visibility is an arrow.
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let code = code.replace("(in crate::", "(in ");
    for start in ["crate::", "super::"] {
        for (at, _) in code.match_indices(start) {
            if code[..at].ends_with("super::") || code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let rest = &code[at..];
            // An import may be a tree; elsewhere a path ends with its last name.
            let mut depth = 0;
            let end = rest
                .char_indices()
                .find(|(at, c)| match c {
                    '{' if rest[..*at].ends_with("::") || depth > 0 => {
                        depth += 1;
                        false
                    }
                    '}' if depth > 0 => {
                        depth -= 1;
                        false
                    }
                    _ => depth == 0 && !c.is_alphanumeric() && !"_:".contains(*c),
                })
                .map_or(rest.len(), |(at, _)| at);
            spread(&[], &rest[..end], &mut paths);
        }
    }
    let from_top = |path: Vec<String>| {
        let mut own = module(file);
        match path.first().map(String::as_str) {
            Some("crate") => path[1..].to_vec(),
            _ => {
                let up = path.iter().take_while(|part| *part == "super").count();
                own.truncate(own.len().saturating_sub(up));
                own.extend_from_slice(&path[up..]);
                own
            }
        }
    };
    paths.into_iter().map(from_top).collect()
}

/// Every arrow that does not go down, between the rooms below a path; what stands in the file of the path itself is above all of them.
fn upward(below: &[&str], list: &str, code: &[(PathBuf, String)]) -> Vec<String> {
    let floors = floors(list);
    let mut upward = Vec::new();
    for (file, text) in code {
        let own = module(file);
        if own.len() <= below.len() || own.iter().zip(below).any(|(own, part)| own != part) {
            continue;
        }
        let room = &own[below.len()];
        let Some(floor) = floors.get(room) else { continue };
        for path in named(file, text) {
            if path.iter().zip(below).any(|(part, below)| part != below) || path.len() < below.len() {
                continue;
            }
            let bad = match path.get(below.len()) {
                Some(other) if other == room => false,
                Some(other) => floors.get(other).is_none_or(|other| other >= floor),
                None => true,
            };
            if bad {
                upward.push(format!("{}: {}", file.display(), path.join("::")));
            }
        }
    }
    upward
}

fn text_of(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap()
}

#[test]
fn a_room_names_only_rooms_on_floors_below_its_own() {
    let code: Vec<_> = code().into_iter().filter(|(file, _)| !file.starts_with("cli")).collect();
    let lib = floors(&text_of("src/lib.rs"));
    for (file, _) in &code {
        let room = module(file).remove(0);
        assert!(
            ["lib", "main"].contains(&&*room) || lib.contains_key(&room),
            "{} is in no room of lib.rs",
            file.display()
        );
    }
    let mut all = upward(&[], &text_of("src/lib.rs"), &code);
    for room in ["engine", "inventory", "report"] {
        all.extend(upward(&[room], &text_of(&format!("src/{room}/mod.rs")), &code));
    }
    assert!(all.is_empty(), "a module names one that is not below it: {all:#?}");
}

#[test]
fn an_arrow_that_goes_up_would_be_seen() {
    let list = "mod low;\n\npub(crate) mod high;\nmod near;\nmod v1;\n";
    let found = |file: &str, text: &str| upward(&["a"], list, &[(PathBuf::from(file), text.to_owned())]);
    assert!(found("a/high/x.rs", "use crate::a::low::{B, c::{D, E}};").is_empty());
    assert_eq!(found("a/low/x.rs", "use crate::a::{low::B, high::C};"), ["a/low/x.rs: a::high::C"]);
    assert_eq!(found("a/low/mod.rs", "let x = super::high::y();"), ["a/low/mod.rs: a::high::y"]);
    assert_eq!(found("a/high.rs", "use super::near::Z;"), ["a/high.rs: a::near::Z"], "side by side is not below");
    assert_eq!(found("a/v1/x.rs", "use crate::a::near::Z;"), ["a/v1/x.rs: a::near::Z"], "a digit is part of a name");
    assert_eq!(found("a/low.rs", "fn f(x: &super::Top) {}"), ["a/low.rs: a::Top"], "the file above is not below");
    assert!(found("a/low.rs", "// super::high::x\nuse crate::b::high;").is_empty());
}

#[test]
fn every_file_says_first_what_it_is_for() {
    for file in sources(&root().join("src")).into_iter().chain(sources(&root().join("tests"))) {
        let text = fs::read_to_string(&file).unwrap();
        let first = text.lines().next().unwrap_or_default();
        assert!(first.starts_with("//! ") && first.ends_with(['.', ';']), "{}: {first}", file.display());
    }
}

/// A file that is one table of declarations may be as long as what it declares.
const LONG: [&str; 1] = ["schema/tables.rs"];

#[test]
fn a_file_stays_short() {
    let code = code();
    let mut lines: Vec<usize> = code.iter().map(|(_, text)| text.lines().count()).collect();
    lines.sort_unstable();
    assert!(lines[lines.len() / 2] < 150, "the median file has {} lines", lines[lines.len() / 2]);
    let long = code
        .iter()
        .filter(|(file, text)| text.lines().count() > 500 && !LONG.iter().any(|long| file == Path::new(long)));
    let long: Vec<_> = long.map(|(file, _)| file.display().to_string()).collect();
    assert!(long.is_empty(), "over 500 lines: {long:#?}");
}

#[test]
fn the_library_neither_prints_nor_exits_nor_reads_the_clock() {
    const FORBIDDEN: [&str; 7] =
        ["println!", "eprintln!", "print!(", "process::exit", "Zoned::now", "SystemTime", "Instant::now"];
    for (file, text) in code() {
        if file.starts_with("cli") || file == Path::new("main.rs") {
            continue;
        }
        for word in FORBIDDEN {
            assert!(!text.contains(word), "{}: {word}", file.display());
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
        "said.replace(\"is read as\", \"may be\")",
        "notice.code() == \"nearly-equal\"",
        "\"no-table\" => 2",
    ] {
        assert_eq!(read_back(planted, &codes, &sentences).len(), 1, "{planted}");
    }
}

#[test]
fn every_dependency_argues_its_place() {
    let mut dependencies = false;
    for line in text_of("Cargo.toml").lines() {
        if line.starts_with('[') {
            dependencies = line.contains("dependencies]");
        } else if dependencies && line.contains('=') {
            assert!(line.contains(" # "), "no reason is given: {line}");
        }
    }
}

#[test]
fn every_file_that_the_map_names_exists() {
    for page in ["docs/architecture.md", "docs/stability.md", "CONTRIBUTING.md", "SECURITY.md"] {
        let text = text_of(page);
        for name in text.split('`').skip(1).step_by(2) {
            let is_path =
                ["src/", "tests/", "rules/", "benches/", ".github/", ".ci/"].iter().any(|at| name.starts_with(at));
            if is_path && !name.contains(['*', ' ']) {
                assert!(root().join(name).exists(), "{page} names {name}, which does not exist");
            }
        }
    }
}

#[test]
fn no_test_file_is_forgotten() {
    for file in sources(&root().join("tests/it")) {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        if name == "main" {
            continue;
        }
        let folder = file.parent().unwrap();
        let (above, name) = if name == "mod" {
            (folder.parent().unwrap(), folder.file_name().unwrap().to_string_lossy().into_owned())
        } else {
            (folder, name)
        };
        let lists = [above.join("main.rs"), above.join("mod.rs"), above.with_extension("rs")];
        let named = lists
            .iter()
            .filter_map(|list| fs::read_to_string(list).ok())
            .any(|text| text.lines().any(|line| line.ends_with(&format!("mod {name};"))));
        assert!(named, "{} is in no list of modules", file.display());
    }
}

#[test]
fn no_page_has_the_marks_of_a_merge() {
    for page in
        ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "docs/architecture.md", "docs/stability.md"]
    {
        let text = fs::read_to_string(root().join(page)).unwrap();
        let marked =
            text.lines().find(|line| line.starts_with("<<<<<<<") || line.starts_with(">>>>>>>") || *line == "=======");
        assert_eq!(marked, None, "{page}");
    }
}
