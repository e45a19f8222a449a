//! `[reference.NAME]`: which file it is, whose rows ask it, and by which columns.

use toml::Spanned;
use toml::de::DeString;

use super::super::keys::{self, REFERENCE_KINDS};
use super::super::rule::{Several, Text};
use super::{Item, Reader, table_names};
use crate::schema::TableId;
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
    /// Columns of the tables whose cells are looked up in an earlier reference first, each with `REFERENCE.COLUMN` of what stands in.
    pub(in crate::rules) through: Vec<(Text, Text)>,
    /// Columns of the file, each with the words, parted by semicolons, of which a row has one to be read.
    pub(in crate::rules) only: Vec<(Text, Text)>,
    /// The file of the words that names are read with, where the one column that is matched holds names.
    pub(in crate::rules) names: Option<Text>,
    /// Columns of the tables that are read after the name, where a table has them.
    pub(in crate::rules) also: Vec<Text>,
    /// What is taken of each column where several rows match.
    pub(in crate::rules) several: Vec<(Text, Several)>,
}

impl Reader<'_> {
    pub(super) fn reference(&mut self, key: &Spanned<DeString<'_>>, item: &Item<'_>) -> Option<RawReference> {
        let name = Text { words: key.get_ref().to_string(), span: self.span(key.span()) };
        if name.words == "jurisdiction" || !name.words.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') {
            let why = "a reference is named in small letters and _, and not jurisdiction";
            self.say(key.span(), format!("\"{}\": {why}", name.words));
        }
        let table = self.table(item, "a reference")?;
        let mut keys = self.keys(table, item.span(), &keys::REFERENCE);
        let file = self.needed(&mut keys, "file");
        let mut tables = Vec::new();
        let named = keys.take("tables");
        let items = named.map_or(&[][..], |item| self.list(item, "tables"));
        if let Some(item) = named.filter(|item| item.get_ref().as_array().is_some_and(|items| items.is_empty())) {
            self.say(item.span(), "tables is empty");
        }
        for item in items {
            let text = self.text(item, "a table");
            tables.extend(text.and_then(|text| self.one_of(&text, "table", TableId::named, &table_names())));
        }
        let matches = keys.take("match").map_or(Vec::new(), |item| self.pairs(item, "match"));
        let aliases = keys.take("aliases").map_or(Vec::new(), |item| self.pairs(item, "aliases"));
        let kinds: Vec<&str> = REFERENCE_KINDS.iter().map(|kind| kind.name()).collect();
        let kind = |word: &str| REFERENCE_KINDS.into_iter().find(|kind| kind.name() == word);
        let columns = keys.take("columns").map_or(Vec::new(), |item| self.pairs(item, "columns"));
        let columns = columns
            .into_iter()
            .filter_map(|(column, text)| Some((column, self.one_of(&text, "kind", kind, &kinds)?)))
            .collect();
        let through = keys.take("through").map_or(Vec::new(), |item| self.pairs(item, "through"));
        let only = keys.take("only").map_or(Vec::new(), |item| self.pairs(item, "only"));
        let names = keys.take("names").and_then(|item| self.text(item, "names"));
        let also = keys.take("also").map_or(&[][..], |item| self.list(item, "also"));
        let also = also.iter().filter_map(|item| self.text(item, "a column")).collect();
        let several = keys.take("several").map_or(Vec::new(), |item| self.pairs(item, "several"));
        let several = several
            .into_iter()
            .filter_map(|(column, text)| Some((column, self.one_of(&text, "word", Several::named, &Several::NAMES)?)))
            .collect();
        // What lacks has been said by its declaration.
        let whole = !tables.is_empty() && !matches.is_empty();
        let file = file.filter(|_| whole)?;
        Some(RawReference { name, file, tables, matches, aliases, columns, through, only, names, also, several })
    }

    /// The keys of a table and their texts.
    fn pairs(&mut self, item: &Item<'_>, what: &str) -> Vec<(Text, Text)> {
        let Some(table) = self.table(item, what) else { return Vec::new() };
        if table.is_empty() {
            self.say(item.span(), format!("{what} is empty"));
        }
        table
            .iter()
            .filter_map(|(key, item)| {
                let name = Text { words: key.get_ref().to_string(), span: self.span(key.span()) };
                Some((name, self.text(item, what)?))
            })
            .collect()
    }
}
