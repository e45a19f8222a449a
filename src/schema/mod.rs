//! The shape of records: six tables and their columns, declared once; the reader, `schema` and the docs are made from it.

mod cell;
mod columns;
mod cve;
mod in_words;
mod later_cell;
mod loose;
mod tables;
mod trouble;

pub(crate) use cell::{BLANKS, FORMULA_ERRORS};
pub use cell::{is_blank, read_cell};
pub use columns::{Declared, Schema};
pub use cve::{Cves, is_one_cve, read_cves};
pub(crate) use in_words::{DIRECT_RECORDING, DirectRecording, MISSING, Missing};
pub use later_cell::LaterCell;
pub use trouble::Trouble;
pub(crate) use trouble::{BadCell, Bound, Fault, Fix};

use std::collections::HashMap;
use std::sync::OnceLock;

use foldhash::fast::RandomState;

use crate::words::value::Kind;

/// Which end of a partial date (`2006`, `2006-05`) is the cautious one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The first day of the year or month.
    First,
    /// The last day of the year or month.
    Last,
    /// Neither: an election may be between the two, so such a date is not read.
    Neither,
}

/// One allowed word of a category, with other words people write for it.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    /// The word itself.
    pub name: &'static str,
    /// Other words for it; case and punctuation do not matter.
    pub synonyms: &'static [&'static str],
}

/// One column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name, as in rules and headers.
    pub name: &'static str,
    /// The kind of its values.
    pub kind: Kind,
    /// Other headers people write for it; case and punctuation do not matter.
    pub synonyms: &'static [&'static str],
    /// A category's words; empty for any other kind.
    pub choices: &'static [Choice],
    /// What it says, in one phrase.
    pub meaning: &'static str,
    /// Which end of a partial date is the cautious one.
    pub partial: End,
    /// Whether a date may be after `as_of`.
    pub future: bool,
}

/// One table of an inventory.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// What a row of it is: one, and many.
    pub unit: (&'static str, &'static str),
    /// What it holds, in one phrase.
    pub meaning: &'static str,
    /// Words in a file's name that tell this table.
    pub synonyms: &'static [&'static str],
    /// What tells one row from others of its place: the first of these whose columns are all filled.
    pub keys: &'static [&'static [&'static str]],
    /// Where no key is filled: the columns by which rows are alike.
    pub alike: &'static [&'static str],
    /// What people call a row: the first of these that is filled at all.
    pub labels: &'static [&'static [&'static str]],
    /// Its columns.
    pub columns: &'static [Column],
}

/// A table, by its place in [`TABLES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableId(pub usize);

/// The six tables.
pub const TABLES: &[Table] = tables::TABLES;

/// The table of places.
pub const JURISDICTIONS: TableId = TableId(0);
/// The table of voting equipment.
pub const EQUIPMENT: TableId = TableId(1);
/// The table of computers and network gear.
pub const NETWORK: TableId = TableId(2);
/// The table of vulnerabilities, of which one row may name several.
pub const VULNERABILITIES: TableId = TableId(3);
/// The table of incidents, where having no rows is nothing unusual.
pub const INCIDENTS: TableId = TableId(5);

impl TableId {
    /// Every table, in order.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..TABLES.len()).map(Self)
    }

    /// The table of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        TABLES.iter().position(|table| table.name == name).map(Self)
    }

    /// Its declaration.
    #[must_use]
    pub fn table(self) -> &'static Table {
        &TABLES[self.0]
    }

    /// The columns that the schema itself gives it; a run may know more of them, by its [`Schema`].
    #[must_use]
    pub fn columns(self) -> &'static [Column] {
        self.table().columns
    }

    /// The columns that people fill in: all but the key of a row that an export writes.
    #[must_use]
    pub fn columns_to_fill(self) -> &'static [Column] {
        &self.columns()[..self.row_key().unwrap_or(self.columns().len())]
    }

    /// The place of the key of a row that an export writes, which is the last of its columns; a table of places has none.
    #[must_use]
    pub fn row_key(self) -> Option<usize> {
        (self != JURISDICTIONS).then(|| self.columns().len() - 1)
    }

    /// The place of a column among its columns, by the column's own name.
    #[must_use]
    pub fn column(self, name: &str) -> Option<usize> {
        self.columns().iter().position(|column| column.name == name)
    }

    /// The place of a column among its columns, by a header: the name or a synonym, whatever the case and punctuation.
    #[must_use]
    pub fn column_for_header(self, header: &str) -> Option<usize> {
        let column = columns_of(header)?[self.0];
        (column != NO_COLUMN).then_some(usize::from(column))
    }

    /// Every header of its columns, folded; a column's own name outweighs another's synonym.
    fn headers(self) -> HashMap<String, usize> {
        let columns = self.columns().iter().enumerate();
        let names = columns.clone().map(|(at, column)| (folded(column.name), at));
        let synonyms = columns.flat_map(|(at, column)| column.synonyms.iter().map(move |word| (folded(word), at)));
        let mut headers: HashMap<String, usize> = synonyms.collect();
        headers.extend(names);
        headers
    }
}

/// The columns of a header in each table, by the header folded.
type Headers = HashMap<String, [u8; TABLES.len()], RandomState>;

/// The columns of a header in each table; a unit or a form in brackets at its end is no part of it.
fn columns_of(header: &str) -> Option<&'static [u8; TABLES.len()]> {
    const UNITS: [&str; 22] = [
        "yn",
        "yesno",
        "yesorno",
        "ea",
        "each",
        "qty",
        "mmddyy",
        "mmddyyyy",
        "mddyy",
        "mdyy",
        "mdyyyy",
        "yyyy",
        "yyyymmdd",
        "year",
        "date",
        "no",
        "number",
        "windowsver",
        "windowsversion",
        "ifany",
        "ifknown",
        "ifapplicable",
    ];
    let known = known_headers();
    known.get(&folded(header)).or_else(|| {
        let (own, unit) = header.trim_end().strip_suffix(')')?.rsplit_once('(')?;
        UNITS.contains(&folded(unit).as_str()).then(|| known.get(&folded(own)))?
    })
}

/// Whether a text is the header of a column of some table.
pub(crate) fn is_known_header(text: &str) -> bool {
    columns_of(text).is_some()
}

/// Where a table has no column of a header; no table has so many.
const NO_COLUMN: u8 = u8::MAX;

fn known_headers() -> &'static Headers {
    static KNOWN: OnceLock<Headers> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let mut known = Headers::default();
        for table in TableId::all() {
            for (header, column) in table.headers() {
                let column = u8::try_from(column).unwrap_or(NO_COLUMN);
                known.entry(header).or_insert([NO_COLUMN; TABLES.len()])[table.0] = column;
            }
        }
        known
    })
}

/// A name without case, spaces or punctuation, as headers and words are compared; `#` and `%` count.
#[must_use]
pub fn folded(name: &str) -> String {
    if name.is_ascii() {
        let mut folded = String::with_capacity(name.len());
        let kept = name.bytes().filter(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'#' | b'%'));
        folded.extend(kept.map(|byte| char::from(byte.to_ascii_lowercase())));
        return folded;
    }
    name.chars().filter(|c| c.is_alphanumeric() || matches!(c, '#' | '%')).flat_map(char::to_lowercase).collect()
}

/// The name of a column of somebody else's file: lower case, every run of other signs than letters and digits as one `_`.
#[must_use]
pub fn source_name(header: &str) -> String {
    let words = header.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("_")
}
