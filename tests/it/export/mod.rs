//! Exports: an audit of what is written is an audit of the records, and every cell is exact.

mod cells;
mod command;
mod law;
mod layout;
mod public;
mod shared_files;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use pollworthy::audit::audit;
use pollworthy::export::layout::Layout;
use pollworthy::export::{Error, Lacks, Scope, export};
use pollworthy::inventory::{Inventory, Options};
use pollworthy::pages::json;
use pollworthy::pages::layout::{Paper, Top};
use pollworthy::report::Report;
use pollworthy::request::{Records, Request};
use pollworthy::rules::RuleBook;
use serde_json::Value;

/// The files of an export, by their paths.
type Files = BTreeMap<String, Vec<u8>>;

fn exported_as(options: &Options, book: &RuleBook, (public, by_state): (bool, bool)) -> Result<(Files, Lacks), Error> {
    let mut files = Files::new();
    let options = Options { schema: book.schema, ..options.clone() };
    let layout = Layout::of(book, public).unwrap();
    let scope = Scope { by_state, ..Scope::default() };
    let lacks = export(Inventory::open(options), (book, &layout), scope, &mut |path, bytes| {
        files.entry(path.to_owned()).or_default().extend_from_slice(bytes);
        Ok(())
    })?;
    Ok((files, lacks))
}

fn exported(options: &Options, book: &RuleBook) -> Files {
    exported_as(options, book, (false, false)).unwrap().0
}

fn write(files: &Files, folder: &Path) {
    let _ = fs::remove_dir_all(folder);
    for (path, bytes) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

fn report(options: &Options, book: &RuleBook, keep: usize) -> Report {
    let options = Options { schema: book.schema, ..options.clone() };
    let (ledger, read) = audit(Inventory::open(options), book, keep);
    Report::new(book, &ledger, read, Request::new(book.as_of))
}

/// A JSON report without what an export cannot keep: the files and tabs that rows are in and their places there, digests of those, what a
/// row is called in the words of its file (a label has them as they were written), notices on cells that are blank in an export, and the
/// paths that were asked for.
fn comparable(report: &Report) -> Value {
    const OTHERWISE: [&str; 10] =
        ["files", "file", "tab", "line", "character", "label", "notices", "evidence", "data", "settings"];
    fn strip(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                fields.retain(|name, _| !OTHERWISE.contains(&name.as_str()));
                fields.values_mut().for_each(strip);
            }
            Value::Array(values) => values.iter_mut().for_each(strip),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    let mut bytes = Vec::new();
    json::write(report, &Paper::new(80, Top::Usual), &mut bytes).unwrap();
    let mut whole: Value = serde_json::from_slice(&bytes).unwrap();
    strip(&mut whole);
    // Findings of one place and rule are in the order of their files, which an export has not.
    whole["findings"].as_array_mut().unwrap().sort_by_cached_key(ToString::to_string);
    whole
}

/// Checks that an audit of an export, in one piece and by state, comes to the same as an audit of the records.
fn same(options: &Options, book: &RuleBook, to: &Path) -> Result<(), String> {
    same_keeping(usize::MAX, options, book, to)
}

/// The same with so many findings of each place and rule; counts are exact all the same.
fn same_keeping(keep: usize, options: &Options, book: &RuleBook, to: &Path) -> Result<(), String> {
    let before = comparable(&report(options, book, keep));
    for by_state in [false, true] {
        let (files, _) = exported_as(options, book, (false, by_state)).map_err(|error| error.to_string())?;
        write(&files, to);
        let back =
            Options { records: Records { place: None, ..Records::from(vec![to.to_owned()]) }, ..options.clone() };
        let read = report(&back, book, keep);
        let after = comparable(&read);
        if before != after {
            let lines = |value: &Value| serde_json::to_string_pretty(value).unwrap();
            let (before, after) = (lines(&before), lines(&after));
            let differs = before.lines().zip(after.lines()).position(|(a, b)| a != b).unwrap_or(0);
            let around =
                |text: &str| text.lines().skip(differs.saturating_sub(6)).take(12).collect::<Vec<_>>().join("\n");
            return Err(format!("by state: {by_state}\n{}\n---\n{}", around(&before), around(&after)));
        }
        let about_columns: Vec<String> =
            read.notices.iter().filter(|notice| notice.code().contains("column")).map(ToString::to_string).collect();
        if !about_columns.is_empty() {
            return Err(about_columns.join("\n"));
        }
    }
    Ok(())
}

/// The rows of a file of an export, each by the names of its columns.
fn rows(files: &Files, path: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(&*files[path]);
    reader.deserialize().map(Result::unwrap).collect()
}
