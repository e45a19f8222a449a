//! Opens the rules that are asked for, with the files that they name, and the waivers.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use pollworthy::inventory::nearest_file;
use pollworthy::limits::rules::REFERENCE_TABLE;
use pollworthy::request::{Rules, slashed};
use pollworthy::rules::law::LAWS;
use pollworthy::rules::{BUILT_IN, Error, Fetch, REFERENCES, RuleBook};
use pollworthy::words::spelling::nearest;
use pollworthy::words::value::Day;

use super::small_file;

/// So much is read of a file that a rules file names: one byte more than it may have, so that whoever reads the text can say so.
const MOST: u64 = REFERENCE_TABLE.most + 1;

/// The rules, folded to a day.
pub(super) fn open(rules: &Rules, as_of: Day) -> Result<RuleBook> {
    opened(rules, as_of, RuleBook::load)
}

/// The same, with every condition kept for any day as well.
pub(super) fn open_for_any_day(rules: &Rules, as_of: Day) -> Result<RuleBook> {
    opened(rules, as_of, RuleBook::load_for_any_day)
}

/// The same, with every condition kept as it names other definitions.
pub(super) fn open_by_name(rules: &Rules, as_of: Day) -> Result<RuleBook> {
    opened(rules, as_of, RuleBook::load_by_name)
}

/// The same, with days and params left open too.
pub(super) fn open_unfolded(rules: &Rules, as_of: Day) -> Result<RuleBook> {
    opened(rules, as_of, RuleBook::load_open)
}

/// How a rules file is loaded: from its name and text, the files that it names, the params that are set, and the day.
type Load = fn(&str, &str, Fetch<'_>, &[(String, String)], Day) -> Result<RuleBook, Error>;

fn opened(rules: &Rules, as_of: Day, load: Load) -> Result<RuleBook> {
    let (name, text) = match &rules.file {
        None => (BUILT_IN[0].0.to_owned(), BUILT_IN[0].1.to_owned()),
        Some(path) => {
            let name = slashed(path);
            fetch(Path::new(""), &name).map_err(|why| {
                let sets = BUILT_IN.iter().map(|(name, _)| *name);
                let near = nearest(&name, sets).map(str::to_owned).or_else(|| nearest_file(path));
                let near = near.map(|near| format!("\n  did you mean {near}?")).unwrap_or_default();
                anyhow!("{name}: the rules file cannot be read: {why}{near}")
            })?
        }
    };
    let folder = rules.file.as_ref().and_then(|path| path.parent()).unwrap_or(Path::new(""));
    let mut book = load(&name, &text, &|extended| fetch(folder, extended), &rules.set, as_of)?;
    if let Some(path) = rules.waivers.as_ref().filter(|_| !rules.no_waivers) {
        let name = slashed(path);
        let text = small_file::read(path).with_context(|| {
            let near = nearest_file(path).filter(|_| !path.exists());
            let near = near.map(|near| format!(" (did you mean {near}?)")).unwrap_or_default();
            format!("{name}: the waivers file cannot be read{near}")
        })?;
        book.add_waivers(&name, &text)?;
    }
    Ok(book)
}

/// The text of a file, cut after `most` bytes.
fn read_to(path: &Path, most: u64) -> io::Result<String> {
    let file = fs::File::open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("it is not a file"));
    }
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes)?;
    // The end of what was cut may be in the middle of a letter.
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text),
        Err(error) if error.as_bytes().len() as u64 == most => {
            Ok(String::from_utf8_lossy(error.as_bytes()).into_owned())
        }
        Err(_) => Err(io::Error::other("it is not UTF-8 text")),
    }
}

/// A set that a rules file extends, or a reference table or file of law that it names: from inside the binary, or from `folder`.
fn fetch(folder: &Path, extended: &str) -> Result<(String, String), String> {
    if let Some((name, text)) = BUILT_IN.iter().find(|(name, _)| *name == extended) {
        return Ok(((*name).to_owned(), (*text).to_owned()));
    }
    let path = folder.join(extended);
    match read_to(&path, MOST) {
        Ok(text) => Ok((slashed(&path), text)),
        // A file next to the rules goes before the one inside the binary.
        Err(error) => match REFERENCES.iter().chain(LAWS).find(|(name, _)| *name == extended) {
            Some((name, text)) => Ok(((*name).to_owned(), (*text).to_owned())),
            None => {
                let inside = BUILT_IN.iter().chain(REFERENCES).map(|(name, _)| *name).collect::<Vec<_>>();
                Err(format!("{error}; the built-in ones are {}", inside.join(", ")))
            }
        },
    }
}
