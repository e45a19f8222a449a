//! The workflows of this repository: YAML that GitHub understands, with no more permission than each needs.

use std::path::PathBuf;

use yaml_rust2::{Yaml, YamlLoader};

fn workflow(name: &str) -> Yaml {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(".github/workflows").join(name);
    let mut documents = YamlLoader::load_from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
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

/// Whether an action is pinned by a full version.
pub(crate) fn is_pinned(action: &str) -> bool {
    action.split_once("@v").is_some_and(|(_, version)| {
        version.split('.').count() == 3 && version.split('.').all(|part| part.parse::<u32>().is_ok())
    })
}

#[test]
fn every_change_is_tested_on_three_systems() {
    let ci = workflow("ci.yml");
    assert_eq!(ci["permissions"]["contents"].as_str(), Some("read"));
    let systems = ci["jobs"]["test"]["strategy"]["matrix"]["system"].as_vec().unwrap();
    let systems: Vec<&str> = systems.iter().filter_map(Yaml::as_str).collect();
    assert_eq!(systems, ["windows-latest", "macos-latest"]);
    assert_eq!(ci["jobs"]["gate"]["runs-on"].as_str(), Some("ubuntu-latest"));
    let (uses, runs) = steps(&ci);
    assert!(uses.iter().all(|action| is_pinned(action)), "{uses:?}");
    assert!(runs.contains(&"bash .ci/run".to_owned()) && runs.contains(&"cargo test --locked".to_owned()));
}

#[test]
fn a_release_has_a_program_for_every_system_with_its_checksum() {
    let release = workflow("release.yml");
    assert_eq!(release["on"]["push"]["tags"][0].as_str(), Some("v*"));
    assert_eq!(release["permissions"]["contents"].as_str(), Some("read"));
    assert!(release["jobs"]["build"]["permissions"].is_badvalue(), "only one job may write");
    assert_eq!(release["jobs"]["publish"]["permissions"]["contents"].as_str(), Some("write"));
    let builds = release["jobs"]["build"]["strategy"]["matrix"]["include"].as_vec().unwrap();
    let builds: Vec<(&str, &str)> =
        builds.iter().map(|build| (build["target"].as_str().unwrap(), build["flags"].as_str().unwrap())).collect();
    assert_eq!(
        builds,
        [
            ("x86_64-pc-windows-msvc", "-C target-feature=+crt-static"),
            ("x86_64-unknown-linux-musl", ""),
            ("aarch64-apple-darwin", ""),
            ("x86_64-apple-darwin", ""),
        ]
    );
    let (uses, runs) = steps(&release);
    assert!(uses.iter().all(|action| is_pinned(action)), "{uses:?}");
    let runs = runs.join("\n");
    assert!(runs.contains("pollworthy\" init --page \"$page\"") && runs.contains("-intake.html"), "{runs}");
    assert!(runs.contains(&format!("-eq {}", builds.len() + 1)), "as many checksums as programs, and the page's");
    assert!(runs.contains("sha256sum --check"));
}
