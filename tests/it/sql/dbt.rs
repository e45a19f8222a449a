//! The dbt project: its files are there, every reference leads to one, and what Jinja makes of each is the SQL of the script.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

use pollworthy::rules::law::LAWS;
use pollworthy::rules::{BUILT_IN, REFERENCES, RuleBook};
use pollworthy::sql::{Dialect, Relation, Script, dbt_project};
use pollworthy::words::value::Day;
use yaml_rust2::{Yaml, YamlLoader};

use crate::support::folder::Folder;

/// Rules whose words mean something to Jinja, YAML or SQL, and whose ids differ only in what files cannot be called.
const HOSTILE: &str = r##"
[ruleset]
name    = "a {{ 7 * 7 }}"
version = "1 {% raw %}"
extends = ["baseline"]

[[rule]]
id       = "X.1"
topic    = "texts"
title    = "It's \"so\": {{ ref('no') }} {% if %} {# never closed\nand a second line: \u2028 \u007f"
table    = "equipment"
require  = "model <> '{{ var(''no'') }} {% raw %} {# a \" b' and notes <> '{{{' and serial_number <> 'a\rb'"
severity = "high"

[[rule]]
id       = "X_1"
topic    = "texts"
title    = "- a: [b] {{"
table    = "equipment"
require  = "lower(model) <> '\\ \\n {'"
severity = "low"

[[rule]]
id       = "X_1_2"
topic    = "texts"
title    = "The name that X_1 would get"
table    = "network"
require  = "supported"
severity = "medium"
"##;

fn book(origin: &str, text: &str) -> RuleBook {
    let fetch = |name: &str| {
        let set = BUILT_IN.iter().chain(REFERENCES).chain(LAWS);
        set.into_iter()
            .find(|(known, _)| *known == name)
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .ok_or_else(String::new)
    };
    RuleBook::load_by_name(origin, text, &fetch, &[], Day::new(2026, 11, 22).unwrap()).unwrap()
}

fn project(book: &RuleBook, dialect: Dialect) -> (Script, BTreeMap<String, String>) {
    let script = Script::new(book, dialect, false).unwrap();
    let files = dbt_project(&script, book).unwrap();
    let count = files.len();
    let files: BTreeMap<String, String> = files.into_iter().collect();
    assert_eq!(files.len(), count, "two files have one name");
    let small: BTreeSet<String> = files.keys().map(|path| path.to_lowercase()).collect();
    assert_eq!(small.len(), count, "two names differ in capitals only");
    (script, files)
}

/// What Jinja makes of a text, and what it refers to. It knows no more of Jinja than projects use.
fn rendered(text: &str) -> (String, BTreeSet<String>) {
    assert!(!text.contains('\r'), "Jinja writes line ends anew");
    let (mut all, mut named) = (String::new(), BTreeSet::new());
    let mut rest = text;
    while let Some(at) = ["{{", "{%", "{#"].iter().filter_map(|mark| rest.find(mark)).min() {
        all.push_str(&rest[..at]);
        let (expression, behind) = rest[at..].strip_prefix("{{ ").unwrap().split_once(" }}").unwrap();
        let argument = |call: &str| {
            let inside = expression.strip_prefix(call)?.strip_prefix("('")?;
            Some(inside.strip_suffix("')")?.to_owned())
        };
        match expression {
            "'{'" => all.push('{'),
            r"'\r'" => all.push('\r'),
            r#"var('export') | replace("'", "''")"# => all.push_str("EXPORT"),
            _ if expression.starts_with("config(") => {}
            _ => {
                let name = argument("ref")
                    .or_else(|| argument("source").map(|name| name.replace("pollworthy', '", "source:")));
                let name = name.unwrap_or_else(|| panic!("not of a project: {expression}"));
                all.push_str(&format!("<{name}>"));
                named.insert(name);
            }
        }
        rest = behind;
    }
    (all + rest, named)
}

/// The names of models, by their paths.
fn models(files: &BTreeMap<String, String>) -> BTreeSet<String> {
    let sql = files.keys().filter_map(|path| path.strip_prefix("models/")?.strip_suffix(".sql"));
    sql.map(|path| path.rsplit_once('/').unwrap().1.to_owned()).collect()
}

fn yaml(text: &str) -> Yaml {
    YamlLoader::load_from_str(text).unwrap().remove(0)
}

fn names(of: &Yaml) -> Vec<String> {
    of.as_vec().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
}

fn hold((origin, text): (&str, &str), dialect: Dialect) {
    let book = book(origin, text);
    let (script, files) = project(&book, dialect);
    let models = models(&files);
    let sources: BTreeSet<String> = files.get("models/sources.yml").map_or_else(BTreeSet::new, |text| {
        names(&yaml(text)["sources"][0]["tables"]).into_iter().map(|name| format!("source:{name}")).collect()
    });
    assert_eq!(sources.is_empty(), dialect == Dialect::DuckDb);
    let mut selects = BTreeSet::new();
    for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".sql") && *path != "load.sql") {
        let (sql, named) = rendered(text);
        for name in &named {
            assert!(models.contains(name) || sources.contains(name), "{path} names {name}");
        }
        // Comments are one line each and come first.
        let body: Vec<&str> = sql.split('\n').skip_while(|line| line.starts_with("--")).collect();
        selects.insert(body.join("\n").trim().to_owned());
    }
    // Names of models are those of views, unless a file cannot be called so.
    let plain = |name: &str| -> bool { !name.contains('.') && !name.starts_with("X_1") };
    for view in script.views.iter().filter(|view| !view.select.contains('\u{2}') || plain(&view.name)) {
        let mark = |name: &str| {
            let source = format!("source:{name}");
            if sources.contains(&source) { format!("<{source}>") } else { format!("<{name}>") }
        };
        let wanted = Relation::resolved(&view.select, mark);
        assert!(selects.contains(wanted.trim()), "{} is not as the script has it", view.name);
    }
    let described = names(&yaml(&files["models/schema.yml"])["models"]);
    assert_eq!(described.iter().cloned().collect::<BTreeSet<_>>(), models);
    for file in ["dbt_project.yml", "profiles.yml"] {
        assert_eq!(yaml(&files[file])["pollworthy"].is_badvalue(), file == "dbt_project.yml");
    }
    for rule in book.rules.iter().filter(|rule| rule.selected) {
        let tests: Vec<&String> = files
            .iter()
            .filter(|(path, text)| path.starts_with("tests/") && text.starts_with(&format!("-- {} (", rule.id)))
            .map(|(path, _)| path)
            .collect();
        assert!(tests.len() == 2 && tests[0].ends_with("_fail.sql") && tests[1].ends_with("_unknown.sql"), "{tests:?}");
    }
}

#[test]
fn a_project_says_what_the_script_says() {
    let baseline = BUILT_IN.iter().find(|(name, _)| *name == "baseline").unwrap();
    for dialect in [Dialect::DuckDb, Dialect::Postgres] {
        hold(*baseline, dialect);
        hold(("layer.toml", HOSTILE), dialect);
    }
}

#[test]
fn texts_of_rules_are_texts_to_jinja_and_yaml() {
    let book = book("layer.toml", HOSTILE);
    let (_, files) = project(&book, Dialect::DuckDb);
    let (sql, _) = rendered(&files["models/audit/equipment_judged.sql"]);
    for text in ["'{{ var(''no'') }} {% raw %} {# a \" b'", "'{{{'", "'a\rb'"] {
        assert!(sql.contains(text), "{text}");
    }
    let described = yaml(&files["models/schema.yml"]);
    let abouts: Vec<&str> =
        described["models"].as_vec().unwrap().iter().filter_map(|model| model["description"].as_str()).collect();
    let about = abouts.iter().find(|about| about.starts_with("X.1 (high)")).unwrap();
    assert!(rendered(about).0.contains("{{ ref('no') }} {% if %} {# never closed and a second line"));
    let of_x: Vec<&String> = files.keys().filter(|path| path.starts_with("models/rules/X")).collect();
    assert_eq!(of_x, ["models/rules/X_1.sql", "models/rules/X_1_2.sql", "models/rules/X_1_2_2.sql"]);
}

#[test]
fn a_test_is_an_error_for_grave_rules_that_fail_only() {
    let book = book("layer.toml", HOSTILE);
    let (_, files) = project(&book, Dialect::DuckDb);
    let severity = |path: &str| {
        let text = &files[path];
        text.lines().find(|line| line.contains("config(")).unwrap().split('\'').nth(1).unwrap().to_owned()
    };
    assert_eq!(severity("tests/PT-001_fail.sql"), "error");
    assert_eq!(severity("tests/PT-001_unknown.sql"), "warn");
    assert_eq!(severity("tests/X_1_fail.sql"), "error", "X.1 is high");
    assert_eq!(severity("tests/X_1_2_fail.sql"), "warn", "X_1 is low");
}

#[test]
fn a_project_is_a_new_or_empty_folder() {
    let folder = Folder::new().with("full/a.txt", "a");
    let run = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pollworthy"));
        command.args(["sql", "--as-of", "2026-11-22", "--no-config"]).args(args).current_dir(folder.path("."));
        let ended = command.output().unwrap();
        (ended.status.code(), String::from_utf8(ended.stderr).unwrap())
    };
    let (code, text) = run(&["--engine", "dbt", "--output", "project"]);
    assert_eq!((code, text.as_str()), (Some(0), ""));
    for file in ["dbt_project.yml", "profiles.yml", "README.md", "models/loaded/equipment.sql", "tests/PT-001_fail.sql"]
    {
        assert!(fs::metadata(folder.path("project").join(file)).unwrap().len() > 0, "{file}");
    }
    for (args, why) in [
        (&["--engine", "dbt"][..], "--output"),
        (&["--engine", "dbt", "--output", "full"], "not empty"),
        (&["--engine", "dbt", "--bind", "--output", "new"], "--bind"),
        (&["--engine", "duckdb", "--dialect", "postgres"], "--dialect"),
    ] {
        let (code, text) = run(args);
        assert_eq!(code, Some(2), "{args:?}");
        assert!(text.contains(why), "{args:?}: {text}");
    }
    assert_eq!(fs::read_dir(folder.path("full")).unwrap().count(), 1);
    assert!(!folder.path("new").exists());
}
