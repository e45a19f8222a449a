//! The rules, waivers and defaults next to older records, by which both sides are judged; and how those here differ.

use std::collections::HashSet;
use std::ffi::OsString;
use std::fs;
use std::path::{Component, Path, PathBuf};

use anyhow::Result;
use pollworthy::request::config::{Config, NAME};
use pollworthy::request::{Request, Root, slashed};
use pollworthy::rules::{RuleBook, Waiver};

use super::audit::AuditArgs;
use super::flags::{RecordsArgs, RulesArgs};
use super::git_tree::{GitTree, Inside};
use super::request::{read_defaults, roots};
use super::rules_files;

/// The records that are compared with.
pub(super) enum OldRecords {
    /// Those at a path.
    Path(PathBuf),
    /// Those of a commit, at the paths where the new ones are.
    Commit(GitTree),
}

/// Both sides of a comparison, by the rules, waivers, defaults and gate of the old one.
pub(super) struct BaseSide {
    pub(super) old: Request,
    pub(super) new: Request,
    /// What differs on the new side, in sentences.
    pub(super) also: Vec<String>,
    /// As long as this is there, paths that begin nowhere lead to the files of the commit: all but the new records are read from it.
    pub(super) inside: Option<Inside>,
}

/// The defaults and the rules of the new side.
struct Mine {
    config: Config,
    book: RuleBook,
}

/// Finds what is next to the old records; `here` is what is asked for by the defaults of the new side.
pub(super) fn base_side(args: &AuditArgs, here: &Request, other: &OldRecords) -> Result<BaseSide> {
    // What is wrong with the rules or waivers of the change is an error, whoever's are used.
    let mine = Mine { config: args.records.rules.defaults()?, book: rules_files::open(&here.rules, here.as_of)? };
    let mut records = args.records.clone();
    let (root, inside) = match other {
        OldRecords::Path(path) => {
            let at = here.records.roots.first().map_or(Path::new(""), |root| &root.path);
            (root(at, path), None)
        }
        OldRecords::Commit(tree) => (PathBuf::new(), Some(tree.enter()?)),
    };
    if let Some(inside) = &inside {
        as_they_are_here(&mut records, inside);
    }
    let mut also = Vec::new();
    let config = defaults(&args.records.rules, &root, &mine.config, &mut also)?;
    // What the command line names is taken from next to the old records, where they have it.
    if let Some(rules) = in_root(&root, records.rules.rules.as_deref()) {
        records.rules.rules = Some(rules);
    }
    if let Some(waivers) = records.rules.waivers.take() {
        let own = if waivers.is_absolute() { Some(waivers.clone()) } else { in_root(&root, Some(&waivers)) };
        if own.is_none() {
            also.push(format!("{} is new; judged without it", slashed(&waivers)));
        }
        records.rules.waivers = own;
    }
    let mut old = records.over(&config)?;
    (old.gate, old.public) = (args.gate.over(&config), here.public);
    let mut new = old.clone();
    new.records.roots = if args.records.paths.is_empty() {
        roots(config.paths.iter().map(PathBuf::from).collect())
    } else {
        here.records.roots.clone()
    };
    match (other, &inside) {
        (OldRecords::Commit(tree), Some(inside)) => {
            for root in &mut new.records.roots {
                root.path = inside.back.join(&root.path);
            }
            old.records.roots = in_tree(tree, &new.records.roots, &mut also)?;
        }
        (OldRecords::Path(path), _) => old.records.roots = roots(vec![path.clone()]),
        (OldRecords::Commit(_), None) => {}
    }
    differ((here, &mine.book), &old, &mut also)?;
    Ok(BaseSide { old, new, also, inside })
}

/// Where a commit has some records; those that it does not have are named.
fn in_tree(tree: &GitTree, new: &[Root], also: &mut Vec<String>) -> Result<Vec<Root>> {
    let old = |root: &Root| Ok(Root { path: tree.place_of(&root.path)?, name: root.name.clone() });
    let all = new.iter().map(old).collect::<Result<Vec<Root>>>()?;
    let (there, missing): (Vec<Root>, Vec<Root>) = all.iter().cloned().partition(|root| root.path.exists());
    also.extend(missing.iter().map(|root| format!("{} is new; {} does not have it", root.name, tree.name)));
    Ok(if there.is_empty() { all } else { there })
}

/// Names files that the command line names, and that the commit does not have, where they are in the work tree.
fn as_they_are_here(records: &mut RecordsArgs, inside: &Inside) {
    let here = |path: &Path| {
        let here = inside.back.join(path);
        let is_only_here = fs::metadata(path).is_err() && fs::metadata(&here).is_ok();
        is_only_here.then_some(here)
    };
    for path in records.rules.rules.iter_mut().chain(&mut records.map) {
        if let Some(here) = here(path) {
            *path = here;
        }
    }
    for text in &mut records.expect {
        if let Some(here) = here(Path::new(text)) {
            *text = slashed(&here);
        }
    }
}

/// The defaults next to the old records; `here` are those of the new side.
fn defaults(args: &RulesArgs, root: &Path, here: &Config, also: &mut Vec<String>) -> Result<Config> {
    if args.no_config {
        return Ok(Config::default());
    }
    let name = args.config.clone().unwrap_or_else(|| PathBuf::from(NAME));
    if name.is_absolute() {
        return read_defaults(&name);
    }
    let there = in_root(root, Some(&name)).map(|path| read_defaults(&path)).transpose()?.unwrap_or_default();
    match (here.origin.is_empty(), there.origin.is_empty()) {
        (false, false) if here.sha256 != there.sha256 => {
            also.push(format!("{} differs; judged with the other side's, not this one", slashed(&name)));
        }
        (false, true) => also.push(format!("{} is new; judged without it", slashed(&name))),
        (true, false) => also.push(format!("{} is gone; judged with the other side's", slashed(&name))),
        (false, false) | (true, true) => {}
    }
    Ok(there)
}

/// Says how the rules and waivers of two sides differ.
fn differ((here, book_here): (&Request, &RuleBook), there: &Request, also: &mut Vec<String>) -> Result<()> {
    let book_there = rules_files::open(&there.rules, there.as_of)?;
    let rules = rules_that_differ(&book_there, book_here);
    if !rules.is_empty() {
        let file = here.rules.file.as_deref().map_or_else(|| "the rules".to_owned(), slashed);
        let few = rules.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
        let more = if rules.len() > 5 { format!(" and {} more", rules.len() - 5) } else { String::new() };
        let count =
            if rules.len() == 1 { "1 rule differs".to_owned() } else { format!("{} rules differ", rules.len()) };
        also.push(format!("{file}: {count}: {few}{more}. Judged with the other side's rules, not these"));
    }
    if there.rules.waivers.is_some() && !there.rules.no_waivers {
        let (added, removed) = waivers_that_differ(&book_there, book_here);
        let parts: Vec<String> = [(added, "added"), (removed, "removed")]
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        if !parts.is_empty() {
            let file = here.rules.waivers.as_deref().map_or_else(|| "waivers".to_owned(), slashed);
            also.push(format!("{file}: {}. Judged with the other side's waivers, not these", parts.join(", ")));
        }
    }
    Ok(())
}

/// The folder that is to the old records what the working folder is to the new ones.
fn root(here: &Path, there: &Path) -> PathBuf {
    let names = |path: &Path| -> Vec<OsString> {
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
    // The paths are not alike: the folder of the old records it is.
    if there.is_dir() { there.to_owned() } else { there.parent().unwrap_or(Path::new("")).to_owned() }
}

/// The same file next to the old records, where they have it.
fn in_root(root: &Path, file: Option<&Path>) -> Option<PathBuf> {
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
    let (there, here) = (terms(there), terms(here));
    (here.difference(&there).count(), there.difference(&here).count())
}

/// What the waivers of a book are, wherever they are written: the id of the rule, and the rest without its place in files.
fn terms(book: &RuleBook) -> HashSet<(Option<&str>, Waiver)> {
    let terms = |waiver: &Waiver| {
        let rule = book.rules.get(waiver.rule).map(|rule| rule.id.as_str());
        (rule, Waiver { line: 0, file: "".into(), rule: 0, ..waiver.clone() })
    };
    book.waivers.iter().map(terms).collect()
}
