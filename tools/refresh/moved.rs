//! The verdicts of the inventories that ship, by the tables as they are and as they would be.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use pollworthy::audit::audit;
use pollworthy::inventory::{Inventory, Options};
use pollworthy::report::Report;
use pollworthy::request::Request;
use pollworthy::rules::RuleBook;
use pollworthy::words::value::Day;

use super::read;

/// One line for each rule whose verdict at a place of a shipped inventory would be another.
pub(super) fn verdicts(project: &Path, changed: &BTreeMap<String, String>, as_of: Day) -> Result<Vec<String>, String> {
    if changed.is_empty() {
        return Ok(Vec::new());
    }
    let (old, new) = (book(project, &BTreeMap::new(), as_of)?, book(project, changed, as_of)?);
    let folder = project.join("inventories");
    let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut inventories: Vec<_> =
        entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_dir()).collect();
    inventories.sort();
    let mut moved = Vec::new();
    for inventory in inventories {
        let name = inventory.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let audited = |book: &RuleBook| {
            let (ledger, read) = audit(Inventory::open(Options::new(vec![inventory.clone()], as_of)), book, 0);
            Report::new(book, &ledger, read, Request::new(book.as_of))
        };
        let (before, after) = (audited(&old), audited(&new));
        for (before, after) in before.places.iter().zip(&after.places) {
            for (was, is) in before.rules.iter().zip(&after.rules) {
                let id = &old.rules[was.rule()].id;
                if was.verdict != is.verdict {
                    moved.push(format!(
                        "{name}: {}: {id}: {} becomes {}",
                        before.name,
                        was.verdict.name(),
                        is.verdict.name()
                    ));
                } else if (was.extent.low, was.extent.high) != (is.extent.low, is.extent.high) {
                    moved.push(format!("{name}: {}: {id}: {} for other rows", before.name, was.verdict.name()));
                }
            }
        }
    }
    Ok(moved)
}

/// The baseline with the tables of the project, some of them changed.
fn book(project: &Path, changed: &BTreeMap<String, String>, as_of: Day) -> Result<RuleBook, String> {
    let rules = project.join("rules");
    let fetch = |name: &str| match changed.get(name) {
        Some(text) => Ok((name.to_owned(), text.clone())),
        None => read(&rules.join(name)).map(|text| (name.to_owned(), text)),
    };
    // By any other name the tables inside the program would be taken.
    RuleBook::load("baseline.toml", &read(&rules.join("baseline.toml"))?, &fetch, &[], as_of)
        .map_err(|error| error.to_string())
}
