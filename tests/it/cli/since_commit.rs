//! `--since` a branch, a tag or a commit: the old records come from git, and neither the repository nor anything else is changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value as Json;

use crate::support::folder::Folder;

const RULES: &str = "[[rule]]\nid = 'P-1'\ntopic = 'paper'\ntitle = 'It leaves paper'\ntable = 'equipment'\n\
                     require = 'vvpat'\nseverity = 'high'\n";
const HEAD: &str = "asset_id,jurisdiction,equipment_type,vvpat\n";

/// A repository `here` with one commit on `main`, and a folder for temporary files next to it.
struct Repository {
    folder: Folder,
}

impl Repository {
    fn new() -> Self {
        let folder = Folder::of("inventories/equipment.csv", format!("{HEAD}E-1,39001,dre,yes\nE-2,39001,dre,no\n"))
            .with("inventories/office/jurisdictions.csv", "id,name\n39001,Adams\n")
            .with("ours.toml", RULES)
            .with("pollworthy.toml", "rules = 'ours.toml'\n")
            .with("../tmp/kept", "");
        let repository = Self { folder };
        repository.git(&["init", "--quiet", "--initial-branch=main"]);
        repository.commit();
        repository
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path(name)
    }

    fn write(&self, name: &str, text: &str) -> &Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    fn git_in(&self, folder: &Path, args: &[&str]) -> Output {
        let output = git(folder, args);
        assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        output
    }

    fn git(&self, args: &[&str]) -> String {
        String::from_utf8(self.git_in(&self.path(""), args).stdout).unwrap()
    }

    fn commit(&self) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", "records"]);
    }

    /// The machine that had a paper trail has none any more.
    fn worse(&self) -> &Self {
        self.write("inventories/equipment.csv", &format!("{HEAD}E-1,39001,dre,no\nE-2,39001,dre,no\n"))
    }

    fn run_in(&self, folder: &Path, args: &[&str]) -> (i32, String, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_pollworthy"))
            .arg("audit")
            .args(args)
            .args(["--as-of", "2026-11-22"])
            .env_remove("GITHUB_STEP_SUMMARY")
            .envs(CLEAN)
            .env("GIT_CEILING_DIRECTORIES", self.path("../tmp").parent().unwrap())
            .env("TMPDIR", self.path("../tmp"))
            .env("TMP", self.path("../tmp"))
            .current_dir(folder)
            .output()
            .unwrap();
        let left = fs::read_dir(self.path("../tmp")).unwrap().count();
        assert_eq!(left, 1, "no temporary folder is left: {args:?}");
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }

    fn audit(&self, args: &[&str]) -> (i32, String, String) {
        self.run_in(&self.path(""), args)
    }

    /// What got worse, and where, by an audit in a folder of the repository.
    #[track_caller]
    fn worse_in(&self, folder: &str, args: &[&str]) -> (i32, Vec<String>, Json) {
        let (code, page, errors) = self.run_in(&self.path(folder), &[args, &["--format", "json", "--quiet"]].concat());
        let report: Json = serde_json::from_str(&page).unwrap_or_else(|error| panic!("{error}: {errors}"));
        let worse = report["since"]["moves"].as_array().unwrap().iter().filter(|moved| moved["why"] != "known");
        let text = |moved: &Json| format!("{} {}", moved["why"].as_str().unwrap(), moved["asset"].as_str().unwrap());
        (code, worse.map(text).collect(), report)
    }
}

/// What a test must not take from the machine.
const CLEAN: [(&str, &str); 2] = [("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_NOSYSTEM", "1")];

fn git(folder: &Path, args: &[&str]) -> Output {
    let who = ["-c", "user.name=Clerk", "-c", "user.email=clerk@example.org", "-c", "core.autocrlf=false"];
    let mut git = Command::new("git");
    git.args(who)
        .args(["-c", "protocol.file.allow=always", "-c", "commit.gpgsign=false"])
        .args(args)
        .current_dir(folder);
    git.envs(CLEAN).env("GIT_AUTHOR_DATE", "2026-01-01T00:00:00Z");
    git.env("GIT_COMMITTER_DATE", "2026-01-01T00:00:00Z").output().unwrap()
}

#[test]
fn a_branch_is_compared_with_as_its_checkout_would_be() {
    let repository = Repository::new();
    let (code, worse, _) = repository.worse_in("", &["--since", "main"]);
    assert_eq!((code, worse), (0, Vec::new()), "nothing changed");
    let status = repository.worse().git(&["status", "--porcelain"]);
    let (code, worse, report) = repository.worse_in("", &["--since", "main"]);
    assert_eq!((code, worse), (1, vec!["new E-1".to_owned()]), "what is not committed yet is the new side");
    assert_eq!(repository.git(&["status", "--porcelain"]), status, "the work tree is as it was");
    assert_eq!(repository.git(&["worktree", "list", "--porcelain"]).matches("worktree ").count(), 1);
    // A checkout next to it gives the same report, save for what the old side is called.
    repository.git(&["worktree", "add", "--quiet", "--detach", "../before", "main"]);
    let (_, _, checkout) = repository.worse_in("", &["--since", "../before/inventories"]);
    let (mut a, mut b) = (report.clone(), checkout);
    assert_eq!(a["since"]["old"]["name"], format!("main ({})", &repository.git(&["rev-parse", "main"])[..10]));
    for report in [&mut a, &mut b] {
        report["since"]["old"]["name"] = "".into();
        report["settings"]["rules"] = "".into();
        report["settings"]["config"] = "".into();
    }
    assert_eq!(a["since"], b["since"]);
    assert_eq!((&a["findings"], &a["jurisdictions"]), (&b["findings"], &b["jurisdictions"]));
    assert!(!report.to_string().contains("tmp"), "no name of a temporary folder");
    assert_eq!(report["settings"]["rules"], "ours.toml");
    let (_, page, _) = repository.audit(&["--since", "main"]);
    assert!(page.contains("against main (") && !page.contains("tmp"), "{page}");
}

#[test]
fn it_works_from_a_folder_of_the_repository_and_for_several_paths() {
    let repository = Repository::new();
    repository.worse();
    let expected = (1, vec!["new E-1".to_owned()]);
    let rules = ["--rules", "../ours.toml"];
    let (code, worse, report) = repository.worse_in("inventories", &[&["--since", "main", "."], &rules[..]].concat());
    assert_eq!((code, worse), expected);
    assert_eq!(report["findings"][0]["file"], "equipment.csv");
    let two = ["--since", "main", "../equipment.csv", "../office", "--rules", "../../ours.toml"];
    let (code, worse, report) = repository.worse_in("inventories/office", &two);
    assert_eq!((code, worse), expected);
    assert_eq!(report["settings"]["rules"], "../../ours.toml");
    let whole = repository.path("inventories");
    let (code, worse, _) = repository.worse_in("", &["--since", "main", whole.to_str().unwrap()]);
    assert_eq!((code, worse), expected);
    fs::create_dir_all(repository.path("../elsewhere/inventories")).unwrap();
    fs::write(repository.path("../elsewhere/inventories/equipment.csv"), format!("{HEAD}E-1,39001,dre,no\n")).unwrap();
    let (code, _, message) = repository.audit(&["--since", "main", "../elsewhere/inventories"]);
    assert_eq!(code, 2);
    assert!(message.contains("../elsewhere/inventories: this is outside the repository"), "{message}");
}

#[test]
fn rules_waivers_and_defaults_are_those_of_the_commit() {
    let repository = Repository::new();
    repository.worse();
    repository.write("ours.toml", &RULES.replace("'vvpat'", "'vvpat or not vvpat'"));
    let (code, worse, report) = repository.worse_in("", &["--since", "main"]);
    assert_eq!((code, worse), (1, vec!["new E-1".to_owned()]), "a change of the rules hides nothing");
    let also = report["since"]["also"].to_string();
    assert!(also.contains("ours.toml: 1 rule differs: P-1"), "{also}");
    let waiver = "[[waiver]]\nrule = 'P-1'\nplace = '39001'\nkind = 'mitigated'\nreason = 'r'\nowner = 'o'\n\
                  expires = 2027-01-01\n";
    repository.write("waivers.toml", waiver);
    let (code, _, report) = repository.worse_in("", &["--since", "main", "--waivers", "waivers.toml"]);
    assert_eq!(code, 1);
    assert!(report["since"]["also"].to_string().contains("waivers.toml is new; judged without it"));
}

#[test]
fn tags_ids_and_expressions_name_commits_too() {
    let repository = Repository::new();
    repository.git(&["tag", "v1"]);
    repository.worse().commit();
    let id = repository.git(&["rev-parse", "v1"]);
    for name in ["v1", "HEAD~1", id.trim(), &id[..8], "refs/tags/v1", "main@{1}"] {
        let (code, worse, _) = repository.worse_in("", &["--since", name]);
        assert_eq!((code, worse), (1, vec!["new E-1".to_owned()]), "{name}");
    }
    assert_eq!(repository.worse_in("", &["--since", "HEAD"]).0, 0);
    // A folder of that name goes first, unless the commit is meant.
    repository.git(&["branch", "before", "v1"]);
    repository.write("before/equipment.csv", &format!("{HEAD}E-1,39001,dre,no\nE-2,39001,dre,no\n"));
    repository.write("before/office/jurisdictions.csv", "id,name\n39001,Adams\n");
    assert_eq!(repository.worse_in("", &["--since", "before", "--rules", "ours.toml"]).1, Vec::<String>::new());
    assert_eq!(repository.worse_in("", &["--since", "git:before"]).1, ["new E-1"]);
}

#[test]
fn what_the_commit_does_not_have_is_named() {
    let repository = Repository::new();
    repository.write("more/equipment.csv", &format!("{HEAD}E-9,39003,dre,no\n"));
    let (code, _, report) = repository.worse_in("", &["--since", "main", "inventories", "more"]);
    assert_eq!(code, 0, "sending for the first time is not getting worse");
    let also = report["since"]["also"].to_string();
    assert!(also.contains("more is new; main (") && also.contains(") does not have it"), "{also}");
    assert_eq!(repository.worse_in("", &["--since", "main", "more"]).0, 0);
}

#[test]
fn only_plain_files_are_written_out_and_attributes_leave_none_of_them_out() {
    let repository = Repository::new();
    repository.write(".gitattributes", "inventories export-ignore\n*.csv export-ignore\n");
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc", repository.path("inventories/office/link")).unwrap();
    repository.commit();
    let (code, worse, _) = repository.worse().worse_in("", &["--since", "main"]);
    assert_eq!((code, worse), (1, vec!["new E-1".to_owned()]));
}

#[test]
fn what_is_no_commit_is_refused_with_what_to_do() {
    let repository = Repository::new();
    let refused = |args: &[&str], wanted: &[&str]| {
        let (code, page, message) = repository.audit(args);
        assert_eq!((code, page.as_str()), (2, ""), "{args:?}: {message}");
        for wanted in wanted {
            assert!(message.contains(wanted), "{args:?}: {message}");
        }
    };
    let none = "mian: there is no such file or folder, and no branch, tag or commit of that name";
    refused(&["--since", "mian"], &[none, "did you mean main?"]);
    refused(&["--since", "release/2026"], &["git fetch origin release/2026"]);
    refused(&["--since=--output=x"], &["this is no name of a branch"]);
    refused(&["--since", "git:"], &["this is no name of a branch"]);
    refused(&["--since", "main:inventories"], &["no branch, tag or commit of that name"]);
    assert!(!repository.path("x").exists());
    // A clone that has one commit only.
    let from = format!("file://{}", repository.path("").display());
    repository.git(&["branch", "old"]);
    repository.git_in(&repository.path(".."), &["clone", "--quiet", "--depth", "1", &from, "shallow"]);
    let (code, _, message) = repository.run_in(&repository.path("../shallow"), &["--since", "old"]);
    assert!(code == 2 && message.contains("This clone is shallow"), "{message}");
    assert_eq!(repository.run_in(&repository.path("../shallow"), &["--since", "main"]).0, 0, "what it has is enough");
    // A branch that only the server's copy is known of.
    repository.git_in(&repository.path(".."), &["clone", "--quiet", &from, "clone"]);
    assert_eq!(repository.run_in(&repository.path("../clone"), &["--since", "old"]).0, 0);
    // No repository at all.
    let folder = repository.path("../tmp");
    let (code, _, message) = repository.run_in(&folder, &["../here/inventories", "--since", "main"]);
    assert!(code == 2 && message.contains("no repository to look it up in: not a git repository"), "{message}");
}

#[test]
fn nothing_is_fetched_for_it_and_no_hook_is_run() {
    let repository = Repository::new();
    repository.git(&["config", "uploadpack.allowFilter", "true"]);
    repository.worse().commit();
    // A clone without the files of older commits, which git would fetch when it needs them.
    let from = format!("file://{}", repository.path("").display());
    let around = repository.path("..");
    repository.git_in(&around, &["clone", "--quiet", "--filter=blob:none", &from, "partial"]);
    let partial = repository.path("../partial");
    let (code, _, message) = repository.run_in(&partial, &["--since", "HEAD~1"]);
    assert!(code == 2 && message.contains("a partial clone lacks them"), "{message}");
    let lacks = repository.git_in(&partial, &["rev-list", "--objects", "--missing=print", "HEAD~1"]);
    assert!(String::from_utf8(lacks.stdout).unwrap().lines().any(|line| line.starts_with('?')), "it was fetched");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let hook = repository.path(".git/hooks/post-index-change");
        let ran = repository.path("../ran");
        fs::create_dir_all(hook.parent().unwrap()).unwrap();
        fs::write(&hook, format!("#!/bin/sh\n: > '{}'\n", ran.display())).unwrap();
        fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
        assert_eq!(repository.run_in(&repository.path(""), &["--since", "HEAD~1"]).0, 1);
        assert!(!ran.exists());
    }
}
