//! `[reference.NAME]`: which file it is, whose rows ask it, and by which columns.

use crate::rules::keys::REFERENCE_KINDS;
use crate::rules::rule::{Several, Text};
use crate::schema::TableId;
use crate::toml_file::{Fields, Reader, table_names};
use crate::words::value::Kind;

/// A reference table as it is written.
#[derive(Clone, Debug)]
pub(in crate::rules) struct RawReference {
    pub(in crate::rules) name: Text,
    pub(in crate::rules) file: Text,
    pub(in crate::rules) tables: Vec<TableId>,
    /// Columns of the tables, each with the column of the file that names it.
    pub(in crate::rules) matches: Vec<(Text, Text)>,
    /// The same, with the column of the file that holds other names for it.
    pub(in crate::rules) aliases: Vec<(Text, Text)>,
    /// Columns of the file whose values are not text.
    pub(in crate::rules) columns: Vec<(Text, Kind)>,
    /// Columns of the tables whose cells are looked up in an earlier reference first, each with the `REFERENCE.COLUMN` that replaces it.
    pub(in crate::rules) through: Vec<(Text, Text)>,
    /// Columns of the file, each with the words, separated by semicolons, of which a row has one to be read.
    pub(in crate::rules) only: Vec<(Text, Text)>,
    /// The file of the words that names are read with, where the one column that is matched holds names.
    pub(in crate::rules) names: Option<Text>,
    /// Columns of the tables that are read after the name, where a table has them.
    pub(in crate::rules) also: Vec<Text>,
    /// What is taken of each column where several rows match.
    pub(in crate::rules) several: Vec<(Text, Several)>,
}

/// A reference table; `None` where it lacks what lookups need.
pub(super) fn read(reader: &mut Reader<'_>, name: Text, reference: &Fields<'_, '_>) -> Option<RawReference> {
    if name.words == "jurisdiction" || !name.words.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') {
        let why = "a reference is named in small letters and _, and not jurisdiction";
        reader.say_of(&name, format!("\"{}\": {why}", name.words));
    }
    for key in ["tables", "match", "aliases", "columns", "through", "only", "several"] {
        if let Some(item) = reference.empty(key) {
            reader.say(item.span(), format!("{key} is empty"));
        }
    }
    let pairs = |key| reference.table(key).map_or(Vec::new(), |of| of.pairs());
    let mut tables: Vec<TableId> = Vec::new();
    for text in reference.texts("tables") {
        tables.extend(reader.one_of(&text, "table", TableId::named, &table_names()));
    }
    let kinds = REFERENCE_KINDS.map(Kind::name);
    let kind = |word: &str| REFERENCE_KINDS.into_iter().find(|kind| kind.name() == word);
    let mut columns = Vec::new();
    for (column, text) in pairs("columns") {
        columns.extend(reader.one_of(&text, "kind", kind, &kinds).map(|kind| (column, kind)));
    }
    let mut several = Vec::new();
    for (column, text) in pairs("several") {
        let taken = reader.one_of(&text, "word", Several::named, &Several::NAMES);
        several.extend(taken.map(|taken| (column, taken)));
    }
    let matches = pairs("match");
    if tables.is_empty() || matches.is_empty() {
        return None;
    }
    Some(RawReference {
        name,
        file: reference.text("file")?,
        tables,
        matches,
        aliases: pairs("aliases"),
        columns,
        through: pairs("through"),
        only: pairs("only"),
        names: reference.text("names"),
        also: reference.texts("also"),
        several,
    })
}
