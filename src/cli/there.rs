//! The rules, waivers and defaults that lie beside older records, by which both sides are judged; and how those here differ.

use std::collections::HashSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use anyhow::Result;
use pollworthy::config::{Config, NAME};
use pollworthy::rules::{RuleBook, Waiver};

use super::args::{Audit, Gate, Input, Law};
use super::config::{self, gate_with, input_with};
use super::files::slashed;
use super::run::book;

/// How the old records are audited, and the new ones by the same rules, waivers and defaults.
pub(super) struct There {
    /// The old records, with the rules that both are judged by.
    pub(super) input: Input,
    /// The new records.
    pub(super) here: Input,
    /// The gate.
    pub(super) gate: Gate,
    /// What differs on this side, in sentences.
    pub(super) also: Vec<String>,
}

/// The rules, waivers and defaults that lay beside the old records, and how those here differ from them.
pub(super) fn there(said: &Audit, args: &Audit, path: &Path) -> Result<There> {
    let at = args.input.paths.first().map_or(Path::new("inventories"), PathBuf::as_path);
    let root = root(at, path);
    let mut also = Vec::new();
    let config = defaults_there(&said.input.law, &root, &mut also)?;
    let mut own = said.input.clone();
    // What the command line names is taken from beside the old records, where they have it.
    if let Some(rules) = beside(&root, own.law.rules.as_deref()) {
        own.law.rules = Some(rules);
    }
    if let Some(waivers) = own.law.waivers.take() {
        own.law.waivers = if waivers.is_absolute() { Some(waivers.clone()) } else { beside(&root, Some(&waivers)) };
        if own.law.waivers.is_none() {
            also.push(format!("{} is new: judged without it", slashed(&waivers)));
        }
    }
    let (mut input, gate) = match &config {
        Some(config) => (input_with(&own, config), gate_with(&said.gate, &own.law, config)),
        None => (own, said.gate.clone()),
    };
    let named = config.map(|config| config.paths).unwrap_or_default();
    let paths =
        if said.input.paths.is_empty() { named.iter().map(PathBuf::from).collect() } else { said.input.paths.clone() };
    let here = with_paths(&Input { paths, ..input.clone() });
    input.paths = vec![path.to_owned()];
    // What is wrong with the rules or waivers of the change is an error, whoever's are used.
    differ(&args.input.law, &input.law, &mut also)?;
    Ok(There { input, here, gate, also })
}

/// The defaults that lay beside the old records.
fn defaults_there(law: &Law, root: &Path, also: &mut Vec<String>) -> Result<Option<Config>> {
    if law.no_config {
        return Ok(None);
    }
    let name = law.config.clone().unwrap_or_else(|| PathBuf::from(NAME));
    if name.is_absolute() {
        return Ok(Some(config::read(&name)?));
    }
    let here = config::find(law)?;
    let there = beside(root, Some(&name)).map(|path| config::read(&path)).transpose()?;
    match (&here, &there) {
        (Some(here), Some(there)) if here.sha256 != there.sha256 => {
            also.push(format!("{} differs. Judged with the other side's, not this one", slashed(&name)));
        }
        (Some(_), None) => also.push(format!("{} is new: judged without it", slashed(&name))),
        (None, Some(_)) => also.push(format!("{} is gone. Judged with the other side's", slashed(&name))),
        (Some(_), Some(_)) | (None, None) => {}
    }
    Ok(there)
}

/// Says how the rules and waivers of two sides differ.
fn differ(law_here: &Law, law_there: &Law, also: &mut Vec<String>) -> Result<()> {
    let (here, there) = (book(law_here)?, book(law_there)?);
    let rules = rules_that_differ(&there, &here);
    if !rules.is_empty() {
        let file = law_here.rules.as_deref().map_or_else(|| "the rules".to_owned(), slashed);
        let few = rules.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
        let more = if rules.len() > 5 { format!(" and {} more", rules.len() - 5) } else { String::new() };
        let count =
            if rules.len() == 1 { "1 rule differs".to_owned() } else { format!("{} rules differ", rules.len()) };
        also.push(format!("{file}: {count}: {few}{more}. Judged with the other side's rules, not these"));
    }
    if law_there.waivers.is_some() && !law_there.no_waivers {
        let (added, removed) = waivers_that_differ(&there, &here);
        let parts: Vec<String> = [(added, "added"), (removed, "removed")]
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        if !parts.is_empty() {
            let file = law_here.waivers.as_deref().map_or_else(|| "waivers".to_owned(), slashed);
            also.push(format!("{file}: {}. Judged with the other side's waivers, not these", parts.join(", ")));
        }
    }
    Ok(())
}

/// The folder that stands to the old records as the working folder does to the new ones.
fn root(here: &Path, there: &Path) -> PathBuf {
    let names = |path: &Path| -> Vec<std::ffi::OsString> {
        path.components().filter(|part| *part != Component::CurDir).map(|part| part.as_os_str().to_owned()).collect()
    };
    let (mut below, mut at) = (names(here), names(there));
    if here.is_relative() && !below.iter().any(|part| part == "..") {
        while let (Some(last), Some(same)) = (below.last(), at.last()) {
            if last != same {
                break;
            }
            below.pop();
            at.pop();
        }
        if below.is_empty() {
            return at.into_iter().collect();
        }
    }
    // The paths are not alike: what lies beside the old records is looked for in their folder.
    if there.is_dir() { there.to_owned() } else { there.parent().unwrap_or(Path::new("")).to_owned() }
}

/// The same file beside the old records, where they have it.
fn beside(root: &Path, file: Option<&Path>) -> Option<PathBuf> {
    let file = file.filter(|file| file.is_relative())?;
    Some(root.join(file)).filter(|file| fs::metadata(file).is_ok())
}

/// The rules that one book has and the other has not, or has otherwise, by id.
fn rules_that_differ(there: &RuleBook, here: &RuleBook) -> Vec<String> {
    let has = |book: &RuleBook, id: &str, sha256: &str, off: bool| {
        book.rules.iter().any(|rule| rule.id == id && rule.sha256 == sha256 && rule.off == off)
    };
    let mut ids: Vec<String> = [(here, there), (there, here)]
        .iter()
        .flat_map(|(of, other)| of.rules.iter().filter(|rule| !has(other, &rule.id, &rule.sha256, rule.off)))
        .map(|rule| rule.id.clone())
        .collect();
    ids.sort();
    ids.dedup();
    ids
}

/// How many waivers were added, and how many removed; one that was changed is both.
fn waivers_that_differ(there: &RuleBook, here: &RuleBook) -> (usize, usize) {
    type Terms<'a> = HashSet<(Option<&'a str>, Waiver)>;
    fn terms(book: &RuleBook) -> Terms<'_> {
        let one = |waiver: &Waiver| {
            let rule = book.rules.get(waiver.rule).map(|rule| rule.id.as_str());
            (rule, Waiver { line: 0, file: "".into(), rule: 0, ..waiver.clone() })
        };
        book.waivers.iter().map(one).collect()
    }
    let (there, here) = (terms(there), terms(here));
    let missing = |of: &Terms<'_>, other: &Terms<'_>| of.difference(other).count();
    (missing(&here, &there), missing(&there, &here))
}

/// The same records, the usual folder where none is named.
pub(super) fn with_paths(input: &Input) -> Input {
    let mut input = input.clone();
    if input.paths.is_empty() {
        input.paths.push(PathBuf::from("inventories"));
    }
    input
}
