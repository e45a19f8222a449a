//! The HTML report next to the records, opened in the browser.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use pollworthy::pages::FORMATS;
use pollworthy::pages::html::is_report;
use pollworthy::request::Records;

use super::complain;
use super::output::{OutputArgs, Wanted};

/// The HTML file that is opened: the one that is asked for, or one next to the records, which is then asked for too.
pub(super) fn page(output: &mut OutputArgs, records: &Records) -> PathBuf {
    let html = FORMATS.iter().position(|format| format.name == "html").unwrap_or_default();
    let asked = output.format.iter().filter(|wanted| wanted.format == html).find_map(|wanted| wanted.file.clone());
    asked.unwrap_or_else(|| {
        let file = next_to(records.roots.first().map_or(Path::new("."), |root| &root.path));
        output.format.push(Wanted { format: html, file: Some(file.clone()) });
        file
    })
}

/// Opens a file in the browser, or says why not.
pub(super) fn open(file: &Path) {
    if let Err(error) = opener::open(file) {
        let reason = error.to_string();
        complain(&format!("{} could not be opened ({}); open it yourself", file.display(), reason.trim()));
    }
}

/// `adams-report.html` next to `adams.xlsx`; with a number, where a file of that name is not a report of pollworthy.
fn next_to(records: &Path) -> PathBuf {
    let full = std::path::absolute(records).unwrap_or_else(|_| records.to_owned());
    let name = if full.is_dir() { full.file_name() } else { full.file_stem() };
    let name = name.map(|name| format!("{}-", name.to_string_lossy())).unwrap_or_default();
    let folder = records
        .parent()
        .filter(|_| records.file_name().is_some())
        .map_or_else(|| full.parent().unwrap_or(&full).to_owned(), Path::to_path_buf);
    let usual = folder.join(format!("{name}report.html"));
    let numbered = (2..100).map(|number| folder.join(format!("{name}report-{number}.html")));
    std::iter::once(usual.clone()).chain(numbered).find(|file| is_free(file)).unwrap_or(usual)
}

/// Whether a file does not exist yet, or is an earlier report.
fn is_free(file: &Path) -> bool {
    let mut head = Vec::new();
    match File::open(file) {
        Ok(file) => file.take(4096).read_to_end(&mut head).is_ok() && is_report(&head),
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    }
}
