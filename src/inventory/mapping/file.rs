//! A mapping file as it is written: every key read or refused, every mistake kept with its place.

use std::ops::Range;

use toml::Spanned;
use toml::de::DeString;

use super::keys;
use crate::schema::{TableId, source_name};
use crate::value::Value;
use crate::written::{Item, Keys, Mistake, Reader, Text};

/// A name, and the text it stands for.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub(super) name: Text,
    pub(super) text: Text,
}

/// A value table: codes, and the columns of each.
#[derive(Clone, Debug)]
pub(super) struct RawValues {
    pub(super) name: Text,
    pub(super) entries: Vec<RawEntry>,
}

/// One code of a value table.
#[derive(Clone, Debug)]
pub(super) struct RawEntry {
    pub(super) code: String,
    pub(super) cells: Vec<(String, Value, Range<usize>)>,
}

/// What a block makes of a source row.
#[derive(Clone, Debug)]
pub(super) enum Makes {
    /// A row of a table.
    Row(TableId),
    /// A notice that says this.
    Notice(Text),
}

/// What one turn of a `for` fills in, by name.
pub(super) type Turn = Vec<(String, String)>;

/// One block, before its `for` is unrolled.
#[derive(Clone, Debug)]
pub(super) struct RawBlock {
    pub(super) span: Range<usize>,
    pub(super) makes: Makes,
    pub(super) loops: Vec<Vec<Turn>>,
    pub(super) filter: Option<Text>,
    pub(super) lets: Vec<Named>,
    pub(super) values: Vec<Named>,
    pub(super) sets: Vec<Named>,
}

/// Why a mapping makes no rows of the files it knows.
#[derive(Clone, Debug)]
pub(super) struct LeftOut {
    pub(super) why: String,
    /// Whether that is an error wherever such a file lies.
    pub(super) is_error: bool,
}

/// A whole file.
#[derive(Clone, Debug, Default)]
pub(super) struct RawMapping {
    pub(super) name: String,
    /// One that ends in `*` is the beginning of a header.
    pub(super) known_by: Vec<String>,
    pub(super) without: Vec<String>,
    pub(super) holds: Vec<String>,
    pub(super) named: Vec<String>,
    pub(super) left_out: Option<LeftOut>,
    pub(super) header: Option<u64>,
    pub(super) missing: Vec<String>,
    pub(super) optional: Vec<String>,
    pub(super) headers: Vec<(String, Vec<String>)>,
    pub(super) values: Vec<RawValues>,
    pub(super) defines: Vec<Named>,
    pub(super) blocks: Vec<RawBlock>,
}

/// Reads a file; every mistake is added to `mistakes`, and what is right is given all the same.
pub(super) fn read(name: &str, text: &str, mistakes: &mut Vec<Mistake>) -> RawMapping {
    let (mut reader, root) = Reader::open(name, text, 0, mistakes);
    let mut raw = RawMapping::default();
    let mut keys = reader.keys(root.get_ref(), 0..1, &keys::MAPPING_FILE);
    if let Some(item) = keys.take("mapping") {
        reader.mapping(item, &mut raw);
    }
    for (key, item) in reader.entries(&mut keys, "headers") {
        let others = reader.names(item, "headers");
        raw.headers.push((source_name(key.get_ref()), others));
    }
    for (key, item) in reader.entries(&mut keys, "values") {
        let values = reader.values(key, item);
        raw.values.extend(values);
    }
    raw.defines = reader.named(&mut keys, "define");
    for (key, is_error) in [("left_out", false), ("refused", true)] {
        if let Some(why) = reader.needed(&mut keys, key) {
            raw.left_out = Some(LeftOut { why: why.words, is_error });
        }
    }
    for (key, makes_rows) in [("rows", true), ("notice", false)] {
        let Some(list) = keys.take(key) else { continue };
        let items = reader.list(list, key);
        if makes_rows && items.is_empty() && list.get_ref().is_array() {
            reader.say(list.span(), "rows is empty: what does a source row make?");
        }
        for item in items {
            let block = if makes_rows { reader.rows(item) } else { reader.notice(item) };
            raw.blocks.extend(block);
        }
    }
    raw
}

impl Reader<'_> {
    fn mapping(&mut self, item: &Item<'_>, raw: &mut RawMapping) {
        let Some(table) = self.table(item, "mapping") else { return };
        let mut keys = self.keys(table, item.span(), &keys::MAPPING);
        if let Some(name) = self.needed(&mut keys, "name") {
            if !name.words.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)) {
                self.say_of(&name, format!("name \"{}\" is made of letters, digits, - _ and .", name.words));
            }
            raw.name = name.words;
        }
        let _ = self.words(&mut keys, "source");
        raw.header = self.count(&mut keys, "header");
        if let Some(item) = keys.take("known_by") {
            raw.known_by = self.names(item, "known_by");
            if raw.known_by.is_empty() && item.get_ref().is_array() {
                self.say(item.span(), "known_by is empty: which headers tell the files that this mapping reads?");
            }
        }
        raw.without = keys.take("without").map_or(Vec::new(), |item| self.names(item, "without"));
        for item in keys.take("holds").map_or(&[][..], |item| self.list(item, "holds")) {
            raw.holds.extend(self.text(item, "holds").map(|text| text.words.trim().to_owned()));
        }
        for item in keys.take("named").map_or(&[][..], |item| self.list(item, "named")) {
            raw.named.extend(self.text(item, "named").map(|text| text.words.trim().to_owned()));
        }
        raw.optional = keys.take("optional").map_or(Vec::new(), |item| self.names(item, "optional"));
        for item in keys.take("missing").map_or(&[][..], |item| self.list(item, "missing")) {
            raw.missing.extend(self.text(item, "missing").map(|text| text.words.trim().to_owned()));
        }
    }

    /// Headers, as source columns are named.
    fn names(&mut self, item: &Item<'_>, what: &str) -> Vec<String> {
        let items = self.list(item, what);
        items.iter().filter_map(|item| Some(header_pattern(&self.text(item, what)?.words))).collect()
    }

    /// What stands in the table of a key.
    fn entries<'t, 'i>(
        &mut self,
        keys: &mut Keys<'t, 'i>,
        key: &str,
    ) -> Vec<(&'t Spanned<DeString<'i>>, &'t Item<'i>)> {
        let table = keys.take(key).and_then(|item| self.table(item, key));
        table.map_or(Vec::new(), |table| table.iter().collect())
    }

    fn key(&self, key: &Spanned<DeString<'_>>) -> Text {
        Text { words: key.get_ref().to_string(), span: self.span(key.span()) }
    }

    /// The names in the table of a key, with their texts.
    fn named(&mut self, keys: &mut Keys<'_, '_>, key: &str) -> Vec<Named> {
        let entries = self.entries(keys, key);
        let named = |(name, item)| Some(Named { name: self.key(name), text: self.text(item, key)? });
        entries.into_iter().filter_map(named).collect()
    }

    fn values(&mut self, key: &Spanned<DeString<'_>>, item: &Item<'_>) -> Option<RawValues> {
        let name = self.key(key);
        if !is_name(&name.words) || name.words == "jurisdiction" {
            self.say(key.span(), format!("\"{}\": a value table is named in small letters, digits and _", name.words));
        }
        let mut entries = Vec::new();
        for (code, item) in self.table(item, "a value table")? {
            let Some(table) = self.table(item, "a code") else { continue };
            let cells = table.iter().filter_map(|(column, item)| {
                let value = self.value(item, column.get_ref())?;
                Some((column.get_ref().to_string(), value, self.span(item.span())))
            });
            entries.push(RawEntry { cells: cells.collect(), code: code.get_ref().trim().to_owned() });
        }
        Some(RawValues { name, entries })
    }

    fn rows(&mut self, item: &Item<'_>) -> Option<RawBlock> {
        let table = self.table(item, "a block of rows")?;
        let mut keys = self.keys(table, item.span(), &keys::ROWS);
        let makes = self.word(&mut keys, "table", TableId::named).map(Makes::Row);
        let values = self.named(&mut keys, "value");
        let sets = self.named(&mut keys, "set");
        Some(RawBlock { values, sets, ..self.block(&mut keys, item, makes)? })
    }

    fn notice(&mut self, item: &Item<'_>) -> Option<RawBlock> {
        let table = self.table(item, "a notice")?;
        let mut keys = self.keys(table, item.span(), &keys::NOTICE);
        let makes = self.needed(&mut keys, "say").map(Makes::Notice);
        self.block(&mut keys, item, makes)
    }

    fn block(&mut self, keys: &mut Keys<'_, '_>, item: &Item<'_>, makes: Option<Makes>) -> Option<RawBlock> {
        let filter = keys.take("where").and_then(|item| self.text(item, "where"));
        let lets = self.named(keys, "let");
        let mut loops: Vec<Vec<Turn>> = Vec::new();
        for (key, item) in self.entries(keys, "for") {
            let turns = self.turns(key, item);
            for (name, _) in turns.first().into_iter().flatten() {
                if loops.iter().flatten().flatten().any(|(known, _)| known == name) {
                    self.say(key.span(), format!("{{{name}}} is filled in by two lists of this for"));
                }
            }
            loops.push(turns);
        }
        let (makes, span) = (makes?, self.span(item.span()));
        Some(RawBlock { span, makes, loops, filter, lets, values: Vec::new(), sets: Vec::new() })
    }

    /// The turns of one list of a `for`; all fill in the same names.
    fn turns(&mut self, key: &Spanned<DeString<'_>>, item: &Item<'_>) -> Vec<Turn> {
        let mut turns: Vec<Turn> = Vec::new();
        for item in self.list(item, "a list of for") {
            let turn: Turn = match item.get_ref().as_table() {
                None => self
                    .value(item, key.get_ref())
                    .map(|v| (key.get_ref().to_string(), words(&v)))
                    .into_iter()
                    .collect(),
                Some(table) => {
                    let one = |(name, item): (&Spanned<DeString<'_>>, &Item<'_>)| {
                        Some((name.get_ref().to_string(), words(&self.value(item, name.get_ref())?)))
                    };
                    table.iter().filter_map(one).collect()
                }
            };
            let first = turns.first().unwrap_or(&turn);
            let missing =
                |a: &Turn, b: &Turn| a.iter().find(|(name, _)| b.iter().all(|(other, _)| other != name)).cloned();
            if let Some((name, _)) = missing(first, &turn).or_else(|| missing(&turn, first)) {
                self.say(item.span(), format!("not every turn of this for says {name}"));
            }
            turns.push(turn);
        }
        if turns.is_empty() {
            self.say(item.span(), "a list of for is empty: the block would make nothing");
        }
        turns
    }
}

/// A header, or the beginning of one, as source columns are named: what ends in `*` is a beginning.
pub(super) fn header_pattern(written: &str) -> String {
    let name = source_name(written);
    if written.trim_end().ends_with('*') { name + "*" } else { name }
}

/// Whether a source column is the one that a pattern means.
pub(super) fn is_meant(pattern: &str, name: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == name, |begins| name.starts_with(begins))
}

/// A value as expressions write it.
fn words(value: &Value) -> String {
    if let Value::Boolean(yes) = value { yes.to_string() } else { value.to_string() }
}

/// Whether a word can be a name in expressions.
pub(super) fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}
