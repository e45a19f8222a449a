//! The workflows of this repository: YAML that GitHub understands, with no more permission than each needs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use yaml_rust2::{Yaml, YamlLoader};

fn text(name: &str) -> String {
    std::fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

fn workflow(name: &str) -> Yaml {
    let mut documents = YamlLoader::load_from_str(&text(&format!(".github/workflows/{name}"))).unwrap();
    assert_eq!(documents.len(), 1);
    documents.remove(0)
}

/// Every action that a workflow uses, and every command it runs.
pub(crate) fn steps(workflow: &Yaml) -> (Vec<String>, Vec<String>) {
    let jobs = workflow["jobs"].as_hash().unwrap();
    let steps: Vec<&Yaml> = jobs.values().flat_map(|job| job["steps"].as_vec().unwrap()).collect();
    let of = |key: &str| steps.iter().filter_map(|step| step[key].as_str().map(str::to_owned)).collect();
    (of("uses"), of("run"))
}

/// Whether an action, as a line of a file names it, is pinned by the full digest of a commit, with the version as a comment.
pub(crate) fn is_pinned(line: &str) -> bool {
    let pin = line.split_once('@').and_then(|(_, pin)| pin.trim_end().split_once(" # v"));
    pin.is_some_and(|(digest, version)| {
        digest.len() == 40
            && digest.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
            && version.split('.').count() == 3
            && version.split('.').all(|part| part.parse::<u32>().is_ok())
    })
}

/// The lines of a file that use an action of others, each from the name of the action on.
pub(crate) fn used(text: &str) -> Vec<&str> {
    text.lines().filter_map(|line| line.trim_start().trim_start_matches("- ").strip_prefix("uses: ")).collect()
}

/// The files of this project that use actions: its workflows, its action, the workflow that `init` writes and those of the book.
const USERS: [&str; 7] = [
    ".github/workflows/advisories.yml",
    ".github/workflows/ci.yml",
    ".github/workflows/release.yml",
    "action.yml",
    "src/pages/starter/workflow.yml",
    "docs/changes.md",
    "docs/ci.md",
];

#[test]
fn an_action_has_one_pin_wherever_it_is_used() {
    let mut pins: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in USERS {
        let text = text(file);
        let others = used(&text).into_iter().filter(|line| !line.starts_with("OWNER/pollworthy@")).collect::<Vec<_>>();
        assert!(!others.is_empty(), "{file}");
        for line in others {
            assert!(is_pinned(line), "{file}: {line}");
            let (action, pin) = line.split_once('@').unwrap();
            let repository = action.split('/').take(2).collect::<Vec<_>>().join("/");
            pins.entry(repository).or_default().insert(pin.trim_end().to_owned());
        }
    }
    assert!(pins.len() > 6 && pins.values().all(|pins| pins.len() == 1), "{pins:?}");
    let workflows = std::fs::read_dir(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(".github/workflows")).unwrap();
    assert_eq!(workflows.count(), 3, "every workflow is looked at here");
}

#[test]
fn a_tag_a_branch_or_half_a_digest_is_no_pin() {
    let digest = "3d3c42e5aac5ba805825da76410c181273ba90b1";
    assert!(is_pinned(&format!("actions/checkout@{digest} # v7.0.1")));
    for line in [
        "actions/checkout@v7.0.1".to_owned(),
        "actions/checkout@main # v7.0.1".to_owned(),
        format!("actions/checkout@{digest}"),
        format!("actions/checkout@{digest} # v7"),
        format!("actions/checkout@{} # v7.0.1", &digest[..12]),
        format!("actions/checkout@{} # v7.0.1", digest.to_uppercase()),
    ] {
        assert!(!is_pinned(&line), "{line}");
    }
}

#[test]
fn every_change_is_tested_on_three_systems() {
    let ci = workflow("ci.yml");
    assert_eq!(ci["permissions"]["contents"].as_str(), Some("read"));
    let systems = ci["jobs"]["test"]["strategy"]["matrix"]["system"].as_vec().unwrap();
    let systems: Vec<&str> = systems.iter().filter_map(Yaml::as_str).collect();
    assert_eq!(systems, ["windows-latest", "macos-latest"]);
    assert_eq!(ci["jobs"]["gate"]["runs-on"].as_str(), Some("ubuntu-latest"));
    let (_, runs) = steps(&ci);
    assert!(runs.contains(&"bash .ci/run".to_owned()) && runs.contains(&"cargo test --locked".to_owned()));
}

#[test]
fn a_release_has_a_program_for_every_system_with_its_checksum() {
    let release = workflow("release.yml");
    assert_eq!(release["on"]["push"]["tags"][0].as_str(), Some("v*"));
    assert_eq!(release["permissions"]["contents"].as_str(), Some("read"));
    // A job that signs or writes runs nothing of the project: no checkout, and no script of it.
    for (name, job) in release["jobs"].as_hash().unwrap() {
        let writes = job["permissions"].as_hash().into_iter().flat_map(|hash| hash.values());
        let writes = writes.filter(|may| may.as_str() == Some("write")).count();
        let own = job["steps"].as_vec().unwrap().iter().any(|step| {
            step["uses"].as_str().is_some_and(|uses| uses.starts_with("actions/checkout@"))
                || step["run"].as_str().is_some_and(|run| run.contains("packaging/"))
        });
        assert!(writes == 0 || !own, "{name:?}");
    }
    let may_write: Vec<&str> = release["jobs"]
        .as_hash()
        .unwrap()
        .iter()
        .filter(|(_, job)| job["permissions"]["contents"].as_str() == Some("write"))
        .map(|(name, _)| name.as_str().unwrap())
        .collect();
    assert_eq!(may_write, ["publish"]);
    let of = |job: &str, key: &str| -> Vec<String> {
        let listed = release["jobs"][job]["strategy"]["matrix"]["include"].as_vec().unwrap();
        listed.iter().map(|build| build[key].as_str().unwrap().to_owned()).collect()
    };
    let targets = of("build", "target");
    assert_eq!(
        targets,
        [
            "x86_64-pc-windows-msvc",
            "aarch64-pc-windows-msvc",
            "x86_64-unknown-linux-musl",
            "aarch64-unknown-linux-musl",
            "universal-apple-darwin",
        ]
    );
    let tried: BTreeSet<String> = of("try", "target").into_iter().collect();
    assert_eq!(tried, targets.iter().cloned().collect(), "each is run on its own system");
    let attested = release["jobs"]["attest"]["strategy"]["matrix"]["target"].as_vec().unwrap();
    assert_eq!(attested.iter().map(|target| target.as_str().unwrap()).collect::<Vec<_>>(), targets);
    let needs = |job: &str| -> Vec<&str> {
        release["jobs"][job]["needs"].as_vec().unwrap().iter().map(|job| job.as_str().unwrap()).collect()
    };
    assert_eq!((needs("attest"), needs("publish")), (vec!["build", "try", "again"], vec!["attest", "describe"]));
    let (_, runs) = steps(&release);
    let runs = runs.join("\n");
    assert!(runs.contains("pollworthy\" init --page \"files/$page\"") && runs.contains("-intake.html"), "{runs}");
    // An archive and a list of crates for each, two Debian packages, and the page.
    assert!(runs.contains(&format!("-eq {}", 2 * targets.len() + 3)), "as many checksums as files");
    assert!(runs.contains("sha256sum --check"));
}

#[test]
fn a_release_is_built_with_the_same_flags_wherever() {
    let flags = text("packaging/flags");
    assert!(flags.contains("*-windows-msvc) flags+=(-C target-feature=+crt-static"), "a static runtime");
    for script in ["packaging/build", "packaging/wheel"] {
        assert!(text(script).contains("\nsource packaging/flags\n"), "{script}");
    }
    let release = workflow("release.yml");
    let pinned = release["env"]["RUSTUP_TOOLCHAIN"].as_str().unwrap();
    let parts: Vec<u32> = pinned.split('.').map(|part| part.parse().unwrap()).collect();
    assert_eq!(parts.len(), 3, "an exact compiler");
}

#[test]
fn the_forms_for_issues_are_forms_and_ask_for_no_real_records() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(".github/ISSUE_TEMPLATE");
    let mut forms = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let form = YamlLoader::load_from_str(&text).unwrap().remove(0);
        if path.ends_with("config.yml") {
            assert_eq!(form["blank_issues_enabled"].as_bool(), Some(false), "a blank issue asks for no version");
            continue;
        }
        forms += 1;
        let name = path.display();
        assert!(form["name"].as_str().is_some() && form["description"].as_str().is_some(), "{name}");
        let mut ids = BTreeSet::new();
        for part in form["body"].as_vec().unwrap() {
            let kind = part["type"].as_str().unwrap();
            assert!(["markdown", "input", "textarea", "dropdown", "checkboxes"].contains(&kind), "{name}: {kind}");
            let shown = if kind == "markdown" { &part["attributes"]["value"] } else { &part["attributes"]["label"] };
            assert!(shown.as_str().is_some_and(|text| !text.is_empty()), "{name}: {part:?}");
            assert!(kind == "markdown" || ids.insert(part["id"].as_str().unwrap()), "{name}: an id twice");
        }
        let takes_files = text.contains("made-up file") || text.contains("header of a table");
        assert!(!takes_files || text.contains("Never send real records"), "{name}");
    }
    assert_eq!(forms, 3);
}
