//! What makes the program a part of other people's jobs: the action, the pre-commit hook, and what the book says of both.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use pollworthy::pages::FORMATS;
use yaml_rust2::{Yaml, YamlLoader};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn yaml(text: &str) -> Yaml {
    let mut documents = YamlLoader::load_from_str(text).unwrap();
    assert_eq!(documents.len(), 1);
    documents.remove(0)
}

fn file(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap()
}

fn action() -> Yaml {
    yaml(&file("action.yml"))
}

fn inputs(action: &Yaml) -> BTreeSet<String> {
    action["inputs"].as_hash().unwrap().keys().map(|name| name.as_str().unwrap().to_owned()).collect()
}

/// The options of `audit`, as its help has them.
fn options() -> BTreeSet<String> {
    let help = Command::new(env!("CARGO_BIN_EXE_pollworthy")).args(["audit", "--help"]).output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let heads = help.lines().filter(|line| line.trim_start().starts_with('-'));
    let long = |line: &str| Some(line.split_once("--")?.1.split([' ', '=']).next()?.to_owned());
    heads.filter_map(long).collect()
}

fn step<'a>(action: &'a Yaml, name: &str) -> &'a Yaml {
    action["runs"]["steps"].as_vec().unwrap().iter().find(|step| step["name"].as_str() == Some(name)).unwrap()
}

#[test]
fn every_input_of_the_action_is_an_option_of_the_program() {
    let (action, options) = (action(), options());
    assert!(options.contains("format") && options.contains("fail-on") && options.contains("since"));
    let own: BTreeSet<String> = ["paths", "sarif", "html", "comment", "version", "releases"].map(str::to_owned).into();
    let script = step(&action, "Audit")["run"].as_str().unwrap();
    let passed: BTreeSet<String> = script
        .lines()
        .filter_map(|line| ["say ", "turn_on ", "each "].iter().find_map(|by| line.strip_prefix(by))?.split(' ').next())
        .map(str::to_owned)
        .collect();
    assert_eq!(passed.union(&own).cloned().collect::<BTreeSet<_>>(), inputs(&action), "each is passed on");
    assert!(passed.is_subset(&options), "{passed:?} {options:?}");
    let default = |name: &str| action["inputs"][name]["default"].as_str().unwrap_or_default();
    assert_eq!(default("version"), env!("CARGO_PKG_VERSION"));
    assert_eq!(default("sarif"), "false", "nothing is sent unless asked for");
    assert_eq!(default("comment"), "false");
    for (name, output) in action["outputs"].as_hash().unwrap() {
        let name = name.as_str().unwrap();
        assert_eq!(output["value"].as_str(), Some(format!("${{{{ steps.audit.outputs.{name} }}}}").as_str()));
    }
    for (_, input) in action["inputs"].as_hash().unwrap() {
        assert!(input["description"].as_str().is_some_and(|text| text.ends_with('.')), "{input:?}");
    }
}

#[test]
fn no_input_is_part_of_a_script() {
    let action = action();
    assert_eq!(action["runs"]["using"].as_str(), Some("composite"));
    for step in action["runs"]["steps"].as_vec().unwrap() {
        if let Some(script) = step["run"].as_str() {
            assert!(!script.contains("${{"), "{script}");
            assert_eq!(step["shell"].as_str(), Some("bash"));
        }
    }
    assert!(step(&action, "Send to code scanning")["if"].as_str().unwrap().contains("outputs.sarif != ''"));
}

/// Runs the action's own script as a runner would.
#[cfg(unix)]
#[test]
fn the_script_of_the_action_runs_the_audit() {
    let action = action();
    let step = step(&action, "Audit");
    let folder =
        crate::support::folder::Folder::of("equipment.csv", "jurisdiction,equipment_type,vvpat\n39001,dre,no\n");
    let program = PathBuf::from(env!("CARGO_BIN_EXE_pollworthy"));
    let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let run = |changed: &[(&str, &str)]| {
        let mut bash = Command::new("bash");
        bash.args(["-c", step["run"].as_str().unwrap()]).env("PATH", &path).current_dir(folder.path(".."));
        for (variable, value) in step["env"].as_hash().unwrap() {
            let input = value.as_str().unwrap().trim_start_matches("${{ inputs.").trim_end_matches(" }}");
            let default = action["inputs"][input]["default"].as_str().unwrap();
            let told = changed.iter().find(|(name, _)| *name == input).map_or(default, |(_, told)| told);
            bash.env(variable.as_str().unwrap(), told);
        }
        for name in ["RUNNER_TEMP", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"] {
            bash.env(name, if name == "RUNNER_TEMP" { folder.path("..") } else { folder.path("..").join(name) });
        }
        let done = bash.output().unwrap();
        (done.status.code(), String::from_utf8(done.stdout).unwrap() + &String::from_utf8_lossy(&done.stderr))
    };
    let (code, said) = run(&[("paths", "here\n"), ("sarif", "true")]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.starts_with("::error file=here/equipment.csv,line=2,"), "{said}");
    let written = |name: &str| fs::read_to_string(folder.path("..").join(name)).unwrap();
    assert!(written("GITHUB_OUTPUT").contains("\nsarif=") && written("pollworthy.sarif").contains("\"2.1.0\""));
    assert!(written("GITHUB_STEP_SUMMARY").starts_with("## pollworthy: "));
    fs::remove_file(folder.path("../GITHUB_OUTPUT")).unwrap();
    let more = [("format", "junit=junit.xml\r\ncsv=a b.csv\n"), ("html", "page.html"), ("comment", "true")];
    let rules = [("set", "max_age_years=3\n"), ("no-config", "true"), ("fail-on", "never")];
    let (code, said) = run(&[&[("paths", "here")], &more[..], &rules[..]].concat());
    assert_eq!(code, Some(0), "{said}");
    let outputs = written("GITHUB_OUTPUT");
    let names: Vec<&str> = outputs.lines().map(|line| line.split_once('=').unwrap().0).collect();
    assert_eq!(names, ["risk", "standing", "report", "comment"], "{outputs}");
    assert!(outputs.contains("\nstanding=action-needed\n"), "{outputs}");
    let report: serde_json::Value = serde_json::from_str(&written("pollworthy.json")).unwrap();
    assert_eq!(
        (report["settings"]["set"]["max_age_years"].as_str(), &report["settings"]["config"]),
        (Some("3"), &serde_json::Value::Null)
    );
    assert!(written("pollworthy.md").starts_with("<!-- pollworthy -->\n## pollworthy: "));
    assert!(written("junit.xml").starts_with("<?xml") && written("page.html").starts_with("<!DOCTYPE html>"));
    assert!(written("a b.csv").contains("PT-001"));
    let (code, said) = run(&[("paths", "here"), ("config", "no such; touch evil")]);
    assert!(code == Some(2) && said.contains("no such; touch evil"), "{said}");
    let (code, said) = run(&[("paths", "here"), ("map", "\n$(touch evil)\r\n")]);
    assert!(code == Some(2) && said.contains("$(touch evil): the mapping cannot be read"), "{said}");
    let (code, said) = run(&[("paths", "here"), ("format", "html")]);
    assert!(code == Some(2) && said.contains("only one format goes to stdout"), "{said}");
    assert_eq!(run(&[("paths", "here"), ("fail-on", "never")]).0, Some(0));
    assert_eq!(run(&[("paths", "here"), ("fail-on", "never"), ("min-completeness", "99")]).0, Some(1));
    assert_eq!(run(&[("paths", "no-such-folder")]).0, Some(3));
    // What looks like an option or a command is a path like any other.
    let (code, said) = run(&[("paths", "--fail-on=never\n$(touch evil)")]);
    assert_eq!(code, Some(3), "{said}");
    assert!(!folder.path("../evil").exists());
}

#[test]
fn the_hook_runs_the_audit_on_the_whole_inventory() {
    let hooks = yaml(&file(".pre-commit-hooks.yaml"));
    let [hook] = hooks.as_vec().unwrap().as_slice() else { panic!("one hook") };
    assert_eq!((hook["id"].as_str(), hook["language"].as_str()), (Some("pollworthy"), Some("rust")));
    assert_eq!(hook["pass_filenames"].as_bool(), Some(false), "a part of an inventory has blanks that are none");
    let entry: Vec<&str> = hook["entry"].as_str().unwrap().split(' ').collect();
    let args = hook["args"].as_vec().unwrap().iter().map(|arg| arg.as_str().unwrap());
    let run = Command::new(env!("CARGO_BIN_EXE_pollworthy"))
        .args(&entry[1..])
        .args(args)
        .args(["--as-of", "2026-11-22", "--fail-on", "never"])
        .current_dir(root())
        .output()
        .unwrap();
    assert_eq!((entry[0], run.status.code()), ("pollworthy", Some(0)), "{}", String::from_utf8_lossy(&run.stderr));
}

#[test]
fn the_book_has_the_table_of_formats_and_a_workflow_that_fits_the_action() {
    let (formats, jobs) = (file("docs/formats.md"), file("docs/ci.md"));
    for format in FORMATS {
        let row = format!("| `{}` | {} |", format.name, format.about);
        assert!(formats.contains(&row), "{row}");
    }
    assert_eq!(
        formats.lines().filter(|line| line.starts_with("| `") && line.contains("| for ")).count(),
        FORMATS.len()
    );
    let block = jobs.split("```yaml\n").nth(1).unwrap().split("```").next().unwrap();
    let workflow = yaml(block);
    let steps = workflow["jobs"]["inventory"]["steps"].as_vec().unwrap();
    assert_eq!(workflow["permissions"]["contents"].as_str(), Some("read"));
    let with =
        steps.iter().find_map(|step| step["with"].as_hash().filter(|with| with.contains_key(&Yaml::from_str("paths"))));
    let known = inputs(&action());
    assert!(with.unwrap().keys().all(|name| known.contains(name.as_str().unwrap())));
}
