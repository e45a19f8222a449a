//! The page that goes with an export: what is in it, how it is loaded and read back, and every column.

use std::fmt::Write;

use super::Lacks;
use super::description::Described;
use super::layout::{Layout, Sheet};
use crate::rules::RuleBook;

const READ_BACK: &str = "\
## Read it back

    pollworthy audit FOLDER --as-of DAY

comes to the same verdicts, counts, risks and lists as an audit of the original records. Give the same `--rules`, `--waivers` and `--set`,
and `--expect` again if it was given: which places must be there is not part of the records. The audit reads `inventory/` only; what is in
`derived/` was worked out from the records, the rules and the waivers.

";

const CELLS: &str = "\
## Cells

UTF-8 without a byte order mark, commas, quotes where a cell needs them (RFC 4180), one header line. An empty cell means that the records do
not say; no cell is an empty text. Dates are `2026-11-03`, answers `true` and `false`, numbers plain decimals. Text is exact, with its line
breaks and quotes.

**Do not open these files in a spreadsheet unless you trust the records.** Cells are exact, and a spreadsheet may run a cell that begins with
`=`, `+`, `-` or `@` as a formula.

";

/// The page.
pub(super) fn text((book, layout): (&RuleBook, &Layout), by_state: bool, lacks: &Lacks) -> String {
    let mut page = format!(
        "# Records of voting equipment, as pollworthy understood them\n\n\
         Written by pollworthy {} for {}, by the rules {} {}. `schema.json` describes the same for programs.\n\n",
        env!("CARGO_PKG_VERSION"),
        book.as_of,
        book.ruleset.name,
        book.ruleset.version,
    );
    if layout.public {
        page.push_str(
            "**This is a public edition.** It has only the columns that rules read whose findings may be published, no text that anyone \
             could have written, no files and no keys of assets. Waivers of single assets are left out, so an audit of it finds what \
             they cover; what it has no column for is not answered.\n\n",
        );
    }
    let blank: u64 = lacks.cells.iter().map(|notice| notice.count).sum();
    if blank > 0 {
        let what = if blank == 1 { "1 cell is".to_owned() } else { format!("{blank} cells are") };
        let _ = write!(
            page,
            "{what} blank here, because they could not be understood or are dates after {} in columns of what has happened. \
             `pollworthy read` on the original records shows them.\n\n",
            book.as_of
        );
    }
    page.push_str(READ_BACK);
    page.push_str(CELLS);
    load(&mut page, layout, by_state);
    page.push_str("## Files and columns\n");
    for described in Described::all(layout) {
        let Sheet { name, folder, fields } = described.sheet;
        let folder = if by_state && *folder == super::layout::INVENTORY { "inventory/state=XX" } else { folder };
        let _ = write!(page, "\n### {folder}/{name}.csv\n\n| column | kind | meaning |\n|---|---|---|\n");
        for (at, field) in fields.iter().enumerate() {
            let meaning = described.meaning(book, at).replace('|', "\\|").replace(['\n', '\r'], " ");
            let _ = writeln!(page, "| `{}` | {} | {meaning} |", field.name, field.kind.name());
        }
    }
    page
}

/// How DuckDB loads it.
fn load(page: &mut String, layout: &Layout, by_state: bool) {
    let others = if by_state { "`spark`; the others read no folders" } else { "`sqlite`, `postgres`, `spark`" };
    let _ = write!(
        page,
        "## Load it in a database\n\n`pollworthy sql --engine duckdb` (or {others}), with the same `--rules`, `--waivers` \
         and `--as-of`, prints a script to run in the folder of this page. It loads every column by its kind, and makes views that say what the \
         audit says: `verdicts`, `tallies`, `risk` and `lists`.\n\nTo load the tables alone in DuckDB, run this in the folder of this page. Every column is read as text first, so that nothing is guessed; \
         `nullstr = ''` makes empty cells NULL.\n\n```sql\n",
    );
    let all: Vec<&Sheet> = Described::all(layout).into_iter().map(|described| described.sheet).collect();
    for sheet in all {
        let path = if by_state && sheet.folder == super::layout::INVENTORY {
            format!("inventory/*/{}.csv", sheet.name)
        } else {
            sheet.path()
        };
        let _ = writeln!(
            page,
            "CREATE TABLE {} AS FROM read_csv('{path}', header = true, all_varchar = true, nullstr = '', delim = ',', quote = '\"', \
             escape = '\"'{});",
            sheet.name,
            if by_state && sheet.folder == super::layout::INVENTORY { ", hive_partitioning = false" } else { "" },
        );
    }
    page.push_str("```\n\n");
}
