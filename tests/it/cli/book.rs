//! The README and the book: every command is run and says what is shown, the reference is the program's own, and sentences stay short.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// What a command prints, both streams, at the width of the book.
fn says(args: &[String]) -> String {
    let run = Command::new(env!("CARGO_BIN_EXE_pollworthy"))
        .args(args)
        .env("COLUMNS", "80")
        .env("NO_COLOR", "1")
        .current_dir(root())
        .output()
        .unwrap();
    format!("{}{}", String::from_utf8(run.stdout).unwrap(), String::from_utf8(run.stderr).unwrap())
}

/// The words of a command line; quotes keep spaces.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            _ => words.last_mut().unwrap().push(c),
        }
    }
    words
}

fn overwrites() -> bool {
    std::env::var_os("BOOK").is_some_and(|value| value == "overwrite")
}

/// Compares a page with what it should be, or writes it where `BOOK=overwrite`.
fn settle(file: &Path, wanted: &str) {
    if overwrites() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        return fs::write(file, wanted).unwrap();
    }
    let found = fs::read_to_string(file).unwrap_or_default();
    let differs = found.lines().zip(wanted.lines()).find(|(a, b)| a != b);
    assert!(found == wanted, "{}: run with BOOK=overwrite: {differs:?}", file.display());
}

/// The README and the chapters, in the order of their names.
fn chapters() -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> =
        fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.retain(|page| page.extension().is_some_and(|extension| extension == "md"));
    pages.sort();
    pages.insert(0, root().join("README.md"));
    pages
}

/// A page in which each command shows as many of its first lines as it did, as the program says them now.
fn rerun(text: &str) -> (String, usize) {
    let (mut page, mut commands) = (String::new(), 0);
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        page += line;
        page.push('\n');
        if line != "```console" {
            continue;
        }
        let command = lines.next().unwrap();
        let args = words(command.strip_prefix("$ pollworthy ").unwrap_or_else(|| panic!("a command: {command}")));
        let mut shown = 0;
        while lines.peek().is_some_and(|line| *line != "```") {
            shown += 1;
            lines.next();
        }
        page += &format!("{command}\n");
        for line in says(&args).lines().take(shown) {
            page += &format!("{line}\n");
        }
        commands += 1;
    }
    (page, commands)
}

/// Called once the other cases are done, because both write into `target`.
pub(crate) fn every_command_says_what_is_shown() {
    let mut commands = 0;
    for file in chapters() {
        let (page, run) = rerun(&fs::read_to_string(&file).unwrap());
        settle(&file, &page);
        commands += run;
    }
    assert!(commands > 25, "{commands}");
}

#[test]
fn the_reference_is_what_the_program_says() {
    let folder = root().join("docs/reference");
    let said = |line: &str| format!("```text\n{}\n```\n", says(&words(line)).trim_end());
    let note = "This page is made from the program; `BOOK=overwrite cargo test book` writes it again.";
    settle(&folder.join("columns.md"), &format!("# Columns\n\n{note}\n\n{}", said("schema")));

    let listed = says(&words("rules list --as-of 2026-11-30"));
    let is_rule = |word: &&str| word.len() == 6 && word.as_bytes()[2] == b'-' && word[3..].parse::<u16>().is_ok();
    let ids: Vec<&str> = listed.lines().filter_map(|line| line.split_whitespace().nth(1).filter(is_rule)).collect();
    assert!(listed.contains(&format!("{} rules", ids.len())), "{ids:?}");
    let mut rules = format!("# Rules\n\n{note}\n");
    for id in ids {
        rules += &format!("\n## {id}\n\n{}", said(&format!("explain {id} --as-of 2026-11-30")));
    }
    settle(&folder.join("rules.md"), &rules);

    let help = says(&words("--help"));
    let list = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let mut options = format!("# Commands and options\n\n{note}\n\n## pollworthy\n\n{}", said("--help"));
    let named = list.lines().filter_map(|line| line.strip_prefix("  ").filter(|line| !line.starts_with(' ')));
    for command in named.filter_map(|line| line.split(' ').next()).filter(|name| *name != "help") {
        options += &format!("\n## {command}\n\n{}", said(&format!("{command} --help")));
    }
    settle(&folder.join("options.md"), &options);
}

/// The prose of a page: without code, tables, headings and pictures, a paragraph or list item each.
fn paragraphs(text: &str) -> Vec<String> {
    let (mut all, mut code) = (vec![String::new()], false);
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            code = !code;
        }
        let line = line.trim_start_matches("> ");
        let starts = line.trim_start().starts_with("- ");
        if code || line.is_empty() || starts || ["```", "|", "#", "!["].iter().any(|mark| line.starts_with(mark)) {
            all.push(String::new());
        }
        if !code && (starts || !["```", "|", "#", "!["].iter().any(|mark| line.starts_with(mark))) {
            *all.last_mut().unwrap() += &format!("{line} ");
        }
    }
    all
}

#[test]
fn no_sentence_of_the_readme_or_a_chapter_is_longer_than_forty_words() {
    let long: Vec<String> = chapters()
        .iter()
        .filter(|file| !["architecture.md", "scale.md", "stability.md"].iter().any(|name| file.ends_with(name)))
        .flat_map(|file| paragraphs(&fs::read_to_string(file).unwrap()))
        .flat_map(|text| text.split([':', ';']).map(str::to_owned).collect::<Vec<_>>())
        .flat_map(|text| text.split_inclusive(". ").map(str::to_owned).collect::<Vec<_>>())
        .filter(|sentence| sentence.split_whitespace().count() > 40)
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn every_word_of_the_field_has_its_meaning_in_the_glossary() {
    let glossary = fs::read_to_string(root().join("docs/glossary.md")).unwrap();
    let field = "BMD CSV CVE DRE EAC EAVS EMS FIPS JSON KEV L&A OSCAL SARIF SQL VVPAT VVSG";
    for word in field.split(' ') {
        assert!(glossary.contains(&format!("\n**{word}**: ")), "{word}");
    }
}

#[test]
fn every_chapter_is_in_the_table_of_contents() {
    let contents = fs::read_to_string(root().join("docs/SUMMARY.md")).unwrap();
    for file in chapters().iter().skip(1).filter(|file| !file.ends_with("SUMMARY.md")) {
        let name = file.file_name().unwrap().to_string_lossy();
        assert!(contents.contains(&format!("]({name})")), "{name}");
    }
}

/// The example in the chapter on the score, worked out again from what the program counts.
#[test]
fn the_worked_example_of_the_score_is_right() {
    let chapter = fs::read_to_string(root().join("docs/score.md")).unwrap();
    let flat = chapter.split_whitespace().collect::<Vec<_>>().join(" ");
    let json =
        says(&words("audit inventories/example-county --as-of 2026-11-22 --format json --max-findings 1 --quiet"));
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    let number =
        |rule: &str, name: &str| find(&report["jurisdictions"], rule, name).unwrap_or_else(|| panic!("{rule} {name}"));
    let e = number("PT-001", "e_low");
    let leaves = |e: f64| 1.0 - 0.90 * e.sqrt();
    assert!(flat.contains(&format!("e is {e:.4}, x is {:.4}, and the rule leaves {:.4}", e.sqrt(), leaves(e))), "{e}");
    let worst = number("NW-001", "e_low");
    assert!(flat.contains(&format!("x is {}, and the rule leaves {:.4}", worst.sqrt(), leaves(worst))), "{worst}");
}

/// A number of a rule, wherever the report has it.
fn find(value: &serde_json::Value, rule: &str, name: &str) -> Option<f64> {
    match value {
        serde_json::Value::Object(fields) => {
            let here =
                fields.get("rule").or_else(|| fields.get("id")).and_then(serde_json::Value::as_str) == Some(rule);
            let number = fields.get(name).and_then(serde_json::Value::as_f64).filter(|_| here);
            number.or_else(|| fields.values().find_map(|value| find(value, rule, name)))
        }
        serde_json::Value::Array(values) => values.iter().find_map(|value| find(value, rule, name)),
        _ => None,
    }
}
