//! What `init` writes: its papers told from inventories by what they hold, and its sheets from the same sheets as a workbook.

use std::path::Path;
use std::sync::Arc;

use super::header::table_named;
use super::notice;
use crate::notice::{Level, Notice};
use crate::position::{Position, SheetName};
use crate::records::toml::Document;
use crate::schema::{JURISDICTIONS, TABLES, TableId};

/// A TOML file that is no inventory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Paper {
    /// What it is, with how it is used.
    pub(super) what: &'static str,
    /// Whether it changes nothing, as `init` writes it.
    pub(super) is_empty: bool,
}

/// The tables that a rules file alone has.
const RULES: [&str; 3] = ["ruleset", "rule", "change"];

/// What a file of defaults alone says.
const DEFAULTS: [&str; 8] = ["paths", "rules", "waivers", "fail_on", "exclude", "only", "skip", "min_completeness"];

/// What a document is, where it is no inventory: one that has a table of records is one, whatever it is called.
pub(super) fn paper(document: &Document) -> Option<Paper> {
    let has = |name: &str| document.tables.iter().any(|rows| rows.name == name);
    if document.tables.iter().any(|rows| table_named(&rows.name).is_some()) {
        return None;
    }
    if has("mapping") {
        let what = "a mapping, which reads somebody else's tables; --map FILE uses it";
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
pub(super) fn is_help(name: &str, text: &[u8]) -> bool {
    let first = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    name == "Help" && String::from_utf8_lossy(first).trim_end() == HELP
}

/// Says where a workbook and the sheets next to it, of which `init` wrote both, are both filled in.
pub(super) fn both_filled(sheets: &[(SheetName, [u64; TABLES.len()])]) -> Vec<Notice> {
    let mut said = Vec::new();
    let mut books: Vec<&Arc<str>> = sheets.iter().map(|(sheet, _)| &sheet.file).collect();
    books.retain(|file| Path::new(&***file).file_name().is_some_and(|name| name == "inventory.xlsx"));
    books.dedup();
    for book in books {
        let folder = Path::new(&**book).with_file_name("inventories");
        let sum = |of: &dyn Fn(&SheetName) -> bool, table: TableId| -> u64 {
            sheets.iter().filter(|(sheet, _)| of(sheet)).map(|(_, rows)| rows[table.0]).sum()
        };
        let in_book = |sheet: &SheetName| sheet.file == *book;
        let in_folder = |sheet: &SheetName| Path::new(&*sheet.file).parent() == Some(&*folder);
        for table in TableId::all().filter(|table| *table != JURISDICTIONS) {
            let (here, there) = (sum(&in_book, table), sum(&in_folder, table));
            if here > 0 && there > 0 {
                let message = format!(
                    "the workbook and the sheets in {} both have rows of {}, {here} and {there}: all were read; rows \
                     with the same id count once, others twice; keep one of the two",
                    folder.to_string_lossy().replace('\\', "/"),
                    table.table().name
                );
                let book = SheetName::from(book.clone());
                said.push(notice(Level::Notice, "sheets-and-workbook", &book, message, Position::default()));
            }
        }
    }
    said
}
