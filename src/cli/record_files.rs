//! Opens the records that are asked for, with the mappings and the lists of places that they are read by.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow, bail};
use pollworthy::inventory::{Expected, Inventory, MAPPINGS, Mapping, Options, Watch};
use pollworthy::place::State;
use pollworthy::request::{Request, slashed};
use pollworthy::rules::RuleBook;
use pollworthy::words::spelling::nearest;

use super::exit_code::Nothing;
use super::request::no_state;
use super::small_file;

/// Opens an inventory that keeps at most `positions` positions of each trouble. Fails with [`Nothing`] where there is no such place.
pub(super) fn open(request: &Request, book: &RuleBook, positions: usize, watch: Watch) -> Result<Inventory> {
    let Request { records, rules, config, .. } = request;
    let config = config.iter().map(|(path, _)| PathBuf::from(path));
    let laws = book.laws.files().map(PathBuf::from);
    let files = rules.file.iter().chain(&rules.waivers).chain(&records.map).cloned();
    let inventory = Inventory::open(Options {
        in_use: files.chain(config).chain(laws).collect(),
        expect: records.expect.iter().map(|text| expected(text)).collect::<Result<_>>()?,
        mappings: mappings(&records.map)?,
        schema: book.schema,
        later_days: book.for_any_day,
        positions,
        watch,
        ..Options::new(records.clone(), book.as_of)
    });
    not_over(&inventory, &request.writes)?;
    // Rows without a place are taken as those of --place: it must not be misspelt.
    let declared = inventory.places();
    for text in records.expect.iter().filter(|text| State::named(text).is_none() && !Path::new(text).exists()) {
        let code = State::code(text);
        if !declared.list().iter().any(|place| place.state.as_deref() == code.as_deref()) {
            bail!(no_state("--expect", text));
        }
    }
    let known = |place: &&String| declared.find(place).is_some_and(|place| place.row.is_some());
    if let Some(place) = records.place.as_ref().filter(|place| !known(place))
        && let Some(near) = declared.misspelt(place)
    {
        bail!(Nothing(format!("no place \"{place}\" in {}\n  did you mean {near}?", records.names().join(", "))));
    }
    Ok(inventory)
}

/// Refuses to write over the records.
fn not_over(inventory: &Inventory, written: &[PathBuf]) -> Result<()> {
    let written: Vec<_> = written.iter().filter_map(|path| Some((path, fs::canonicalize(path).ok()?))).collect();
    if written.is_empty() {
        return Ok(());
    }
    let records: HashSet<PathBuf> = inventory.paths().filter_map(|path| fs::canonicalize(path).ok()).collect();
    match written.iter().find(|(_, real)| records.contains(real)) {
        Some((path, _)) => bail!("{}: these are the records; name another file for the format", slashed(path)),
        None => Ok(()),
    }
}

/// The mappings that are named: built-in ones by name, or files.
fn mappings(named: &[PathBuf]) -> Result<Vec<Mapping>> {
    let mut mappings = Vec::new();
    for path in named {
        let name = slashed(path);
        let inside = Mapping::built_in(&name);
        if !inside.is_empty() {
            mappings.extend(inside.into_iter().map(|mapping| mapping.asked_as(&name)));
            continue;
        }
        let text = small_file::read(path).map_err(|error| {
            let known: Vec<&str> = MAPPINGS.iter().map(|(name, _)| *name).collect();
            let near = nearest(&name, known.iter().copied()).map(|near| format!("; did you mean {near}?"));
            let fix = near.unwrap_or_else(|| format!("; the built-in ones are {}", known.join(", ")));
            anyhow!("{name}: the mapping cannot be read: {error}{fix}")
        })?;
        mappings.push(Mapping::read(&name, &text)?.asked_as(&name));
    }
    Ok(mappings)
}

/// The places that `--expect` names.
fn expected(text: &str) -> Result<Expected> {
    if let Some(state) = State::named(text) {
        return Ok(Expected::State(state.code.to_owned()));
    }
    let path = Path::new(text);
    if path.exists() {
        return Expected::read(path).map_err(|why| anyhow!("--expect {text}: {why}"));
    }
    // A state of the user's own must be one that the records declare.
    State::code(text).map(Expected::State).ok_or_else(|| anyhow!(no_state("--expect", text)))
}
