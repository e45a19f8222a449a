//! The records read once more, for formats that show them with the report: a workbook with the sheets in it.

use std::fs;
use std::path::Path;

use anyhow::Result;
use pollworthy::pages::FORMATS;
use pollworthy::report::Report;
use pollworthy::report::advice::only_place;
use pollworthy::report::reading::Reading;
use pollworthy::request::Request;

use super::output::{OutputArgs, Wanted};
use super::{complain, progress, record_files, rules_files};

/// So many cells of one trouble are marked.
pub(super) const POSITIONS: usize = 1_000;

/// Reads again what a report was made of; the sheets too, where it is about one place and they are of no other.
pub(super) fn reading(report: &Report, request: Request) -> Result<Reading> {
    let book = rules_files::open(&request.rules, request.as_of)?;
    let inventory = record_files::open(&request, &book, POSITIONS, progress::watch(false))?;
    let is_of_one = only_place(report).is_some();
    Ok(Reading::with_sheets(inventory, request, |reading| is_of_one && !reading.is_of_many()))
}

/// Says that a workbook was put among the records, where copies of them are in it.
pub(super) fn say_where(reading: &Reading, output: &OutputArgs) {
    let is_copied = reading.copied.as_ref().is_some_and(|sent| !sent.sheets.is_empty());
    let shows = |wanted: &&Wanted| FORMATS[wanted.format].with_reading.is_some();
    for path in output.format.iter().filter(|_| is_copied).filter(shows).filter_map(|wanted| wanted.file.as_deref()) {
        say_of(&reading.request, path);
    }
}

/// Says that a workbook is in a folder that was read.
pub(super) fn say_of(request: &Request, path: &Path) {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = fs::canonicalize(folder).ok();
    let is_in = |root: &Path| {
        let root = fs::canonicalize(root).ok().filter(|root| root.is_dir());
        root.zip(folder.as_deref()).is_some_and(|(root, folder)| folder.starts_with(root))
    };
    if request.records.roots.iter().any(|root| is_in(&root.path)) {
        let why =
            "is in the folder of the records; the next audit of that folder reads both and counts everything twice";
        complain(&format!("{} {why}", path.display()));
    }
}
