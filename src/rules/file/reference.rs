//! `[reference.NAME]`: which file it is, whose rows ask it, and by which columns.

use toml::Spanned;
use toml::de::DeString;

use super::super::rule::Text;
use super::{Item, Reader};
use crate::schema::{TABLES, TableId};
use crate::value::Kind;

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
    /// Columns of the file whose values are no text.
    pub(in crate::rules) columns: Vec<(Text, Kind)>,
}

const KEYS: [&str; 5] = ["file", "tables", "match", "aliases", "columns"];

/// The kinds that a column of the file may have.
const KINDS: [Kind; 6] = [Kind::Text, Kind::Integer, Kind::Number, Kind::Boolean, Kind::Date, Kind::Version];

impl Reader<'_> {
    pub(super) fn reference(&mut self, key: &Spanned<DeString<'_>>, item: &Item<'_>) -> Option<RawReference> {
        let name = Text { words: key.get_ref().to_string(), span: self.span(key.span()) };
        if name.words == "jurisdiction" || !name.words.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') {
            let why = "a reference is named in small letters and _, and not jurisdiction";
            self.say(key.span(), format!("\"{}\": {why}", name.words));
        }
        let table = self.table(item, "a reference")?;
        let mut keys = self.keys(table, item.span(), "a reference", &KEYS);
        keys.what = "this reference";
        let file = self.needed(&mut keys, "file");
        let names: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
        let mut tables = Vec::new();
        for item in keys.take("tables").map_or(&[][..], |item| self.list(item, "tables")) {
            let text = self.text(item, "a table");
            tables.extend(text.and_then(|text| self.word(&text, "table", TableId::named, &names)));
        }
        if tables.is_empty() {
            self.say(item.span(), "this reference has no tables: whose rows are looked up in it?");
        }
        let matches = keys.take("match").map_or(Vec::new(), |item| self.pairs(item, "match"));
        if matches.is_empty() {
            let fix = "write match = { model = \"model\" }: a column of the table, and the column of the file";
            self.say(item.span(), format!("this reference has no match; {fix}"));
        }
        let aliases = keys.take("aliases").map_or(Vec::new(), |item| self.pairs(item, "aliases"));
        let kinds: Vec<&str> = KINDS.iter().map(|kind| kind.name()).collect();
        let kind = |word: &str| KINDS.into_iter().find(|kind| kind.name() == word);
        let columns = keys.take("columns").map_or(Vec::new(), |item| self.pairs(item, "columns"));
        let columns = columns
            .into_iter()
            .filter_map(|(column, text)| Some((column, self.word(&text, "kind", kind, &kinds)?)))
            .collect();
        let whole = !tables.is_empty() && !matches.is_empty();
        Some(RawReference { name, file: file.filter(|_| whole)?, tables, matches, aliases, columns })
    }

    /// The keys of a table and their texts.
    fn pairs(&mut self, item: &Item<'_>, what: &str) -> Vec<(Text, Text)> {
        let Some(table) = self.table(item, what) else { return Vec::new() };
        table
            .iter()
            .filter_map(|(key, item)| {
                let name = Text { words: key.get_ref().to_string(), span: self.span(key.span()) };
                Some((name, self.text(item, what)?))
            })
            .collect()
    }
}
