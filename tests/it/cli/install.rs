//! Installing a release: the scripts of the action and of the workflow that `init` writes are run on releases that are as they should be or not.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;

use sha2::{Digest, Sha256};
use yaml_rust2::{Yaml, YamlLoader};

use crate::support::folder::Folder;

const VERSION: &str = "1.2.3";

/// What a release has for one system, all in one folder, and what a runner has.
struct Runner {
    folder: Folder,
    /// What GitHub tells a script, by the name of the variable.
    told: Vec<(&'static str, String)>,
}

impl Runner {
    fn new(system: &str, processor: &str) -> Self {
        let runner = Self { folder: Folder::new(), told: Vec::new() };
        for name in ["temp", "bin", "releases/download/v1.2.3"] {
            fs::create_dir_all(runner.path(name)).unwrap();
        }
        let at = |name: &str| runner.path(name).display().to_string();
        let told = vec![
            ("RUNNER_OS", system.to_owned()),
            ("RUNNER_ARCH", processor.to_owned()),
            ("RUNNER_TEMP", at("temp")),
            ("GITHUB_OUTPUT", at("outputs")),
            ("GITHUB_PATH", at("paths")),
            ("VERSION", VERSION.to_owned()),
            ("RELEASES", format!("file://{}", at("releases/download"))),
            ("SERVER", "https://github.com".to_owned()),
            ("REPOSITORY", "example/pollworthy".to_owned()),
            ("PATH", format!("{}:{}", at("bin"), std::env::var("PATH").unwrap())),
        ];
        Self { told, ..runner }.with_gh(&["--source-ref"], true)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path("..").join(name)
    }

    fn telling(mut self, name: &'static str, value: &str) -> Self {
        self.told.retain(|(known, _)| *known != name);
        self.told.push((name, value.to_owned()));
        self
    }

    /// A `gh` with these options, that verifies or does not, and notes how it was called.
    fn with_gh(self, options: &[&str], verifies: bool) -> Self {
        let script = format!(
            "#!/bin/sh\nfor word in \"$@\"; do if [ \"$word\" = --help ]; then echo '{}'; exit 0; fi; done\necho \"$@\" >> '{}'\nexit {}\n",
            options.join(" "),
            self.path("asked").display(),
            u8::from(!verifies)
        );
        let gh = self.path("bin/gh");
        fs::write(&gh, script).unwrap();
        fs::set_permissions(&gh, fs::Permissions::from_mode(0o755)).unwrap();
        self
    }

    /// A release for one system: an archive whose program prints a word, and its checksum.
    fn with_release(self, target: &str) -> Self {
        let folder = self.path("packed");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("pollworthy"), "#!/bin/sh\necho installed\n").unwrap();
        fs::set_permissions(folder.join("pollworthy"), fs::Permissions::from_mode(0o755)).unwrap();
        let name = format!("pollworthy-{VERSION}-{target}.tar.gz");
        let file = self.path("releases/download/v1.2.3").join(&name);
        let done = Command::new("tar").arg("-czf").arg(&file).arg("-C").arg(&folder).arg("pollworthy").status();
        assert!(done.unwrap().success());
        let digest: String =
            Sha256::digest(fs::read(&file).unwrap()).iter().map(|byte| format!("{byte:02x}")).collect();
        fs::write(format!("{}.sha256", file.display()), format!("{digest}  {name}\n")).unwrap();
        self
    }

    fn run(&self, script: &str) -> (Option<i32>, String) {
        let mut bash = Command::new("bash");
        bash.args(["-c", script]).current_dir(self.path("temp")).env_remove("GH_TOKEN");
        let done = bash.envs(self.told.iter().map(|(name, value)| (*name, value))).output().unwrap();
        (done.status.code(), String::from_utf8(done.stdout).unwrap() + &String::from_utf8_lossy(&done.stderr))
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    /// The two steps of the action, the second with what the first found.
    fn install(mut self) -> (Option<i32>, String, Self) {
        let (code, said) = self.run(&script("Find the release"));
        if code != Some(0) {
            return (code, said, self);
        }
        let outputs = self.read("outputs");
        for line in outputs.lines() {
            let (name, value) = line.split_once('=').unwrap();
            let name = match name {
                "version" => "VERSION",
                "file" => "FILE",
                "releases" => "RELEASES",
                "repository" => "REPOSITORY",
                _ => panic!("{name}"),
            };
            self = self.telling(name, value);
        }
        let (code, said) = self.run(&script("Install pollworthy"));
        (code, said, self)
    }
}

/// A script of the action, by the name of its step.
fn script(name: &str) -> String {
    let text = fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("action.yml")).unwrap();
    let action = YamlLoader::load_from_str(&text).unwrap().remove(0);
    let steps = action["runs"]["steps"].as_vec().unwrap();
    let step = steps.iter().find(|step| step["name"].as_str() == Some(name)).unwrap();
    step["run"].as_str().unwrap().to_owned()
}

#[test]
fn a_release_is_checked_unpacked_and_put_on_the_path() {
    for (system, processor, target) in [
        ("Linux", "X64", "x86_64-unknown-linux-musl"),
        ("Linux", "ARM64", "aarch64-unknown-linux-musl"),
        ("macOS", "ARM64", "universal-apple-darwin"),
        ("macOS", "X64", "universal-apple-darwin"),
    ] {
        let (code, said, runner) = Runner::new(system, processor).with_release(target).install();
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains("the release workflow of example/pollworthy built"), "{said}");
        let asked = runner.read("asked");
        assert!(asked.contains("--repo example/pollworthy --source-ref refs/tags/v1.2.3 "), "{asked}");
        assert!(asked.contains("--signer-workflow example/pollworthy/.github/workflows/release.yml"), "{asked}");
        let program = PathBuf::from(runner.read("paths").trim_end()).join("pollworthy");
        assert_eq!(Command::new(program).output().unwrap().stdout, b"installed\n");
    }
}

#[test]
fn one_line_says_what_is_missing() {
    let (code, said, _) = Runner::new("Linux", "X64").install();
    let missing =
        "pollworthy 1.2.3 cannot be installed: pollworthy-1.2.3-x86_64-unknown-linux-musl.tar.gz is not at file://";
    assert!(code == Some(2) && said.contains(&format!("::error::{missing}")), "{said}");
    assert_eq!(said.matches("::error::").count(), 1, "{said}");
    for (runner, line) in [
        (Runner::new("Linux", "S390X"), "::error::there is no release of pollworthy for Linux on S390X\n"),
        (Runner::new("Linux", "X64").telling("VERSION", "latest"), "is not a version of pollworthy such as 1.2.3\n"),
        (Runner::new("Linux", "X64").telling("VERSION", "1.2.3\nfile=evil"), "is not a version of pollworthy"),
        (Runner::new("Linux", "X64").telling("RELEASES", "x\nfile=evil"), "has more than one line\n"),
        (Runner::new("Linux", "X64").telling("RELEASES", "").telling("REPOSITORY", ""), "set the input releases\n"),
    ] {
        let (code, said, runner) = runner.install();
        assert!(code == Some(2) && said.contains(line) && runner.read("outputs").is_empty(), "{said}");
    }
    let default = Runner::new("Windows", "ARM64").telling("RELEASES", "");
    assert_eq!(default.run(&script("Find the release")).0, Some(0));
    let outputs = default.read("outputs");
    assert!(outputs.contains("\nfile=pollworthy-1.2.3-aarch64-pc-windows-msvc.zip\n"), "{outputs}");
    assert!(outputs.contains("\nreleases=https://github.com/example/pollworthy/releases/download\n"), "{outputs}");
}

#[test]
fn another_file_than_the_release_has_is_never_unpacked() {
    let target = "x86_64-unknown-linux-musl";
    let archive = format!("releases/download/v1.2.3/pollworthy-{VERSION}-{target}.tar.gz");
    let changed = Runner::new("Linux", "X64").with_release(target);
    fs::write(changed.path(&archive), "changed").unwrap();
    // The checksum of another file, which is right.
    let other = Runner::new("Linux", "X64").with_release(target);
    let digest: String = Sha256::digest("").iter().map(|byte| format!("{byte:02x}")).collect();
    fs::write(other.path(&format!("{archive}.sha256")), format!("{digest}  /dev/null\n")).unwrap();
    let empty = Runner::new("Linux", "X64").with_release(target);
    fs::write(empty.path(&format!("{archive}.sha256")), "").unwrap();
    for runner in [changed, other, empty] {
        let (code, said, runner) = runner.install();
        assert!(code == Some(2) && said.contains("does not have the SHA-256 of its release\n"), "{said}");
        assert!(runner.read("paths").is_empty() && !runner.path("temp/pollworthy/pollworthy").exists());
    }
    let (code, said, runner) =
        Runner::new("Linux", "X64").with_release(target).with_gh(&["--source-ref"], false).install();
    assert!(code == Some(2) && said.contains("::error::") && said.contains("nothing attests that"), "{said}");
    assert!(runner.read("paths").is_empty() && !runner.path("temp/pollworthy/pollworthy").exists());
}

#[test]
fn where_nobody_can_attest_the_log_says_so() {
    let target = "x86_64-unknown-linux-musl";
    // An older gh ends with 0 where there is no attestation, so it is never asked.
    let old = Runner::new("Linux", "X64").with_gh(&["--repo"], true);
    let enterprise = Runner::new("Linux", "X64").telling("SERVER", "https://git.example.org");
    let folder = Runner::new("Linux", "X64").telling("REPOSITORY", "");
    for runner in [old, enterprise, folder] {
        let (code, said, runner) = runner.with_release(target).install();
        assert!(code == Some(0) && said.contains("provenance: not checked, because "), "{said}");
        assert!(runner.read("asked").is_empty());
    }
}

#[test]
fn a_download_is_kept_and_a_damaged_one_is_fetched_again() {
    let target = "x86_64-unknown-linux-musl";
    let (code, said, runner) = Runner::new("Linux", "X64").with_release(target).install();
    assert_eq!(code, Some(0), "{said}");
    let kept = runner.path(&format!("temp/pollworthy-download/pollworthy-{VERSION}-{target}.tar.gz"));
    fs::write(&kept, "damaged").unwrap();
    let (code, said) = runner.run(&script("Install pollworthy"));
    assert_eq!(code, Some(0), "{said}");
    fs::remove_dir_all(runner.path("releases")).unwrap();
    let (code, said) = runner.run(&script("Install pollworthy"));
    assert_eq!(code, Some(0), "out of what was kept: {said}");
    fs::write(&kept, "damaged").unwrap();
    let (code, said) = runner.run(&script("Install pollworthy"));
    assert!(code == Some(2) && said.contains(" is not at file://"), "{said}");
}

/// The names that a release gives its files are those that are asked for.
#[test]
fn the_workflow_of_init_installs_a_release() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let packs = fs::read_to_string(root.join("packaging/archive")).unwrap();
    assert!(packs.contains("f\"pollworthy-{version}-{target}.{end}\"") && packs.contains("f\"{name}.sha256\""));
    let workflow = fs::read_to_string(root.join("src/pages/starter/workflow.yml")).unwrap();
    let workflow = YamlLoader::load_from_str(&workflow).unwrap().remove(0);
    let steps = workflow["jobs"]["audit"]["steps"].as_vec().unwrap();
    let install = steps.iter().find(|step| step["name"].as_str() == Some("Install pollworthy"));
    let install = install.and_then(|step: &Yaml| step["run"].as_str()).unwrap();
    // As GitHub runs it: it ends at the first command that fails.
    let install = format!("set -e\n{install}");
    let runner = Runner::new("Linux", "X64").with_release("x86_64-unknown-linux-musl");
    let (code, said) = runner.run(&install);
    assert_eq!(code, Some(0), "{said}");
    let program = PathBuf::from(runner.read("paths").trim_end()).join("pollworthy");
    assert_eq!(Command::new(program).output().unwrap().stdout, b"installed\n");
    let (code, said) = Runner::new("Linux", "X64").run(&install);
    assert!(code != Some(0), "{said}");
}

#[test]
fn the_action_installs_what_a_release_has() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let release = fs::read_to_string(root.join(".github/workflows/release.yml")).unwrap();
    let release = YamlLoader::load_from_str(&release).unwrap().remove(0);
    let find = script("Find the release");
    let builds = release["jobs"]["build"]["strategy"]["matrix"]["include"].as_vec().unwrap();
    for build in builds {
        assert!(find.contains(&format!("target={} ", build["target"].as_str().unwrap())), "{build:?}");
    }
    assert_eq!(find.matches(" target=").count(), builds.len());
}
