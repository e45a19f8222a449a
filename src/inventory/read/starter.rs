//! Recognises what `init` writes: its papers, and its sheets filled in twice.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::diagnostic::{Kind, Notice};
use crate::inventory::shape::table::table_named;
use crate::request::slashed;
use crate::schema::{JURISDICTIONS, TABLES, TableId};
use crate::toml_file::rows::Document;
use crate::words::position::{Position, SheetName};

/// A TOML file that is not an inventory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Paper {
    /// What it is, with how it is used.
    pub(crate) what: &'static str,
    /// Whether it changes nothing, as `init` writes it.
    pub(crate) is_empty: bool,
}

/// The tables that a rules file alone has.
const RULES: [&str; 3] = ["ruleset", "rule", "change"];

/// What a file of defaults alone says.
const DEFAULTS: [&str; 8] = ["paths", "rules", "waivers", "fail_on", "exclude", "only", "skip", "min_completeness"];

/// What a document is, where it is not an inventory: one that has a table of records is one, whatever it is called.
pub(crate) fn paper(document: &Document) -> Option<Paper> {
    let has = |name: &str| document.tables.iter().any(|rows| rows.name == name);
    if document.tables.iter().any(|rows| table_named(&rows.name).is_some()) {
        return None;
    }
    if has("mapping") {
        let what = "a mapping, which reads another organization's tables; --map FILE uses it";
        return Some(Paper { what, is_empty: false });
    }
    if RULES.into_iter().any(has) {
        let is_empty = document.tables.iter().all(|rows| rows.name == "ruleset");
        return Some(Paper { what: "a rules file; --rules FILE judges by it", is_empty });
    }
    let only_set = document.tables.iter().all(|rows| rows.name == "set");
    if only_set && document.defaults.iter().any(|cell| DEFAULTS.contains(&cell.key.as_str())) {
        let what =
            "a file of defaults; --config FILE takes them, and pollworthy does in the folder of a pollworthy.toml";
        return Some(Paper { what, is_empty: true });
    }
    None
}

/// The headers of the tab of help.
const HELP: &str = "Tab,Column,What to write,Words allowed";

/// Whether a tab is the help that `init` wrote.
pub(crate) fn is_help(name: &str, text: &[u8]) -> bool {
    let first = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    name == "Help" && String::from_utf8_lossy(first).trim_end() == HELP
}

/// Says where a workbook and the sheets next to it, of which `init` wrote both, are both filled in.
pub(crate) fn both_filled(sheets: &[(SheetName, [u64; TABLES.len()])]) -> Vec<Notice> {
    let mut said = Vec::new();
    let mut books: Vec<&Arc<str>> = sheets.iter().map(|(sheet, _)| &sheet.file).collect();
    books.retain(|file| Path::new(&***file).file_name().is_some_and(|name| name == "inventory.xlsx"));
    books.dedup();
    if books.is_empty() {
        return said;
    }
    // There may be thousands of workbooks: none looks through all sheets.
    let mut in_books: HashMap<&str, [u64; TABLES.len()], RandomState> = HashMap::default();
    let mut in_folders: HashMap<&Path, [u64; TABLES.len()], RandomState> = HashMap::default();
    for (sheet, rows) in sheets {
        let add = |sums: &mut [u64; TABLES.len()]| sums.iter_mut().zip(rows).for_each(|(sum, rows)| *sum += rows);
        add(in_books.entry(&sheet.file).or_default());
        if let Some(folder) = Path::new(&*sheet.file).parent() {
            add(in_folders.entry(folder).or_default());
        }
    }
    for book in books {
        let folder = Path::new(&**book).with_file_name("inventories");
        let Some((in_book, in_folder)) = in_books.get(&**book).zip(in_folders.get(&*folder)) else { continue };
        for table in TableId::all().filter(|table| *table != JURISDICTIONS) {
            let (here, there) = (in_book[table.0], in_folder[table.0]);
            if here > 0 && there > 0 {
                let folder = slashed(folder.as_ref());
                let kind = Kind::SheetsAndWorkbook { folder, table, in_book: here, in_folder: there };
                said.push(Notice::new(kind, &SheetName::from(book.clone()), Position::default()));
            }
        }
    }
    said
}
