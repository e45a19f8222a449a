//! Every page over the shipped inventories, byte for byte; and over the cases that came out wrong once, where they lie beside the project.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Mutex;

use pollworthy::pages::FORMATS;
use pollworthy::words::digest;

use crate::support::book::text;

const AS_OF: &str = "2026-11-01";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn scratch() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("frozen")
}

fn run(folder: &Path, columns: &str, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_pollworthy"))
        .args(arguments)
        .args(["--no-config"])
        .current_dir(folder)
        .env("COLUMNS", columns)
        .env_remove("GITHUB_STEP_SUMMARY")
        .output()
        .unwrap()
}

/// What a run printed and how it ended.
fn printed(output: &Output) -> Vec<u8> {
    let mut whole = format!("exit code {:?}\n", output.status.code()).into_bytes();
    whole.extend(&output.stdout);
    whole.extend(b"\n--- errors ---\n");
    whole.extend(&output.stderr);
    whole
}

/// A JSON report without its layout and the order of its keys.
fn parsed(text: Vec<u8>) -> Vec<u8> {
    serde_json::from_slice::<serde_json::Value>(&text).map_or(text, |value| value.to_string().into_bytes())
}

/// All pages of one input, by the name of the run.
fn pages(folder: &Path, input: &str, scratch: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut pages = BTreeMap::new();
    let audit = ["audit", input, "--threads", "1", "--as-of", AS_OF];
    let mut every: Vec<String> = audit.map(String::from).to_vec();
    for format in FORMATS.iter().map(|format| format.name) {
        every.push("--format".into());
        every.push(format!("{format}={}", scratch.join(format).display()));
    }
    let every: Vec<&str> = every.iter().map(String::as_str).collect();
    // Names of the files that were written are those of a temporary folder.
    let code = run(folder, "80", &every).status.code();
    pages.insert(format!("{input}: exit"), format!("{code:?}").into_bytes());
    for format in FORMATS.iter().map(|format| format.name) {
        if let Ok(page) = fs::read(scratch.join(format)) {
            let page = match format {
                "json" => parsed(page),
                "xlsx" => text(&page).into_bytes(),
                _ => page,
            };
            pages.insert(format!("{input}: {format}"), page);
        }
    }
    let all = ["--top", "all", "--redact", "public"];
    let by_place = ["--format", "csv", "--by", "place"];
    pages.insert(format!("{input}: table, 80 columns"), printed(&run(folder, "80", &audit)));
    pages.insert(format!("{input}: table, 200 columns"), printed(&run(folder, "200", &audit)));
    pages.insert(format!("{input}: table, public"), printed(&run(folder, "80", &[&audit[..], &all].concat())));
    pages.insert(format!("{input}: csv by place"), printed(&run(folder, "80", &[&audit[..], &by_place].concat())));
    pages.insert(
        format!("{input}: read"),
        printed(&run(folder, "80", &["read", input, "--as-of", AS_OF, "--format", "table"])),
    );
    pages.insert(format!("{input}: read, lines"), printed(&run(folder, "80", &["read", input, "--as-of", AS_OF])));
    pages
}

/// The pages of the shipped inventories that are of one program and not of one input.
fn pages_of_the_program(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let runs: [&[&str]; 17] = [
        &["rules", "list", "--as-of", AS_OF],
        &["rules", "check", "inventories", "--as-of", AS_OF],
        &["explain", "PT-001"],
        &["explain", "SC-001"],
        &["explain", "XE:001", "inventories/example-county", "--as-of", AS_OF],
        &["states", "inventories", "--as-of", AS_OF],
        &["states", "inventories", "--as-of", "2018-07-31", "--format", "markdown"],
        &["waivers", "list", "--waivers", "rules/waivers-us-2018.toml", "--as-of", "2018-07-31"],
        &["diff", "inventories/us-2018", "inventories", "--as-of", AS_OF],
        &["diff", "inventories/us-2018", "inventories", "--as-of", AS_OF, "--format", "markdown"],
        &["audit", "inventories", "--since", "inventories/us-2018", "--as-of", AS_OF],
        &["schema"],
        &["forecast", "inventories/example-county", "--as-of", AS_OF, "--format", "html"],
        &["forecast", "inventories/example-county", "--as-of", AS_OF, "--format", "markdown"],
        &["forecast", "inventories/example-county", "--as-of", AS_OF, "--format", "ics"],
        &["forecast", "inventories", "--as-of", AS_OF, "--until", "4y", "--top", "all"],
        &["forecast", "inventories", "--as-of", AS_OF, "--until", "4y", "--format", "html"],
    ];
    runs.iter().map(|arguments| (arguments.join(" "), printed(&run(folder, "80", arguments)))).collect()
}

/// The inputs below a folder: its files and folders, but one folder deep.
fn inputs(folder: &Path) -> Vec<String> {
    let mut inputs = Vec::new();
    for group in ["pages", "sheets", "strangers"] {
        let Ok(entries) = fs::read_dir(folder.join(group)) else { continue };
        inputs.extend(entries.map(|entry| format!("{group}/{}", entry.unwrap().file_name().to_string_lossy())));
    }
    inputs.sort();
    inputs
}

/// Work for two threads, in any order.
fn all_pages(folder: &Path, inputs: &[String]) -> BTreeMap<String, Vec<u8>> {
    let (waiting, done) = (Mutex::new(inputs.iter()), Mutex::new(BTreeMap::new()));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let next = waiting.lock().unwrap().next();
                    let Some(input) = next else { break };
                    let scratch = scratch().join(input.replace(['/', ' ', '.'], "-"));
                    fs::create_dir_all(&scratch).unwrap();
                    let pages = pages(folder, input, &scratch);
                    fs::remove_dir_all(&scratch).unwrap();
                    done.lock().unwrap().extend(pages);
                }
            });
        }
    });
    done.into_inner().unwrap()
}

/// Compares pages with the digests that are kept of them; with `FROZEN=overwrite`, keeps those of today instead.
fn compare(list: &str, pages: &BTreeMap<String, Vec<u8>>) {
    let mut now = String::new();
    for (name, page) in pages {
        writeln!(now, "{}  {name}", &digest::sha256(page)[..16]).unwrap();
    }
    let kept = root().join("tests/cases").join(list);
    if std::env::var("FROZEN").is_ok_and(|word| word == "overwrite") {
        fs::write(kept, now).unwrap();
        return;
    }
    let before = fs::read_to_string(kept).unwrap();
    if before == now {
        return;
    }
    let known: Vec<&str> = before.lines().collect();
    let changed: Vec<&str> = now.lines().filter(|line| !known.contains(line)).map(|line| &line[18..]).collect();
    for name in &changed {
        let path = scratch().join(name.replace(['/', ' ', ':'], "-"));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, &pages[*name]).unwrap();
    }
    panic!("pages changed; they are in {}, and FROZEN=overwrite keeps them: {changed:#?}", scratch().display());
}

#[test]
fn the_pages_of_the_shipped_inventories_are_as_they_were() {
    let inputs = ["inventories/example-county", "inventories/us-2018", "inventories"].map(String::from);
    let mut pages = all_pages(&root(), &inputs);
    pages.extend(pages_of_the_program(&root()));
    compare("frozen-inventories.txt", &pages);
}

#[test]
fn the_pages_of_the_cases_are_as_they_were() {
    let Some(data) = std::env::var_os("POLLWORTHY_DATA") else { return };
    let cases = PathBuf::from(data).with_file_name("cases");
    if cases.is_dir() {
        compare("frozen-cases.txt", &all_pages(&cases, &inputs(&cases)));
    }
}
