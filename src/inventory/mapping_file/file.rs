//! A mapping file as it is written, before its expressions are parsed.

use std::ops::Range;

use super::keys;
use crate::schema::{TableId, source_name};
use crate::toml_file::{Fields, Item, Mistake, Reader, Text};
use crate::words::value::Value;

/// A name, and the text it stands for.
#[derive(Clone, Debug)]
pub(in crate::inventory) struct Named {
    pub(in crate::inventory) name: Text,
    pub(in crate::inventory) text: Text,
}

/// A value table: codes, and the columns of each.
#[derive(Clone, Debug)]
pub(in crate::inventory) struct RawValues {
    pub(in crate::inventory) name: Text,
    pub(in crate::inventory) entries: Vec<RawEntry>,
}

/// One code of a value table.
#[derive(Clone, Debug)]
pub(in crate::inventory) struct RawEntry {
    pub(in crate::inventory) code: String,
    pub(in crate::inventory) cells: Vec<(String, Value, Range<usize>)>,
}

/// What a block makes of a source row.
#[derive(Clone, Debug)]
pub(in crate::inventory) enum Makes {
    /// A row of a table.
    Row(TableId),
    /// A notice that says this.
    Notice(Text),
}

/// What one turn of a `for` fills in, by name.
pub(in crate::inventory) type Turn = Vec<(String, String)>;

/// One block, before its `for` is unrolled.
#[derive(Clone, Debug)]
pub(in crate::inventory) struct RawBlock {
    pub(in crate::inventory) span: Range<usize>,
    pub(in crate::inventory) makes: Makes,
    pub(in crate::inventory) loops: Vec<Vec<Turn>>,
    pub(in crate::inventory) filter: Option<Text>,
    pub(in crate::inventory) lets: Vec<Named>,
    pub(in crate::inventory) values: Vec<Named>,
    pub(in crate::inventory) sets: Vec<Named>,
}

/// Why a mapping makes no rows of the files it knows.
#[derive(Clone, Debug)]
pub(in crate::inventory) struct LeftOut {
    pub(in crate::inventory) why: String,
    /// Whether that is an error wherever such a file is.
    pub(in crate::inventory) is_error: bool,
}

/// A whole file.
#[derive(Clone, Debug, Default)]
pub(in crate::inventory) struct RawMapping {
    pub(in crate::inventory) name: String,
    /// One that ends in `*` is the beginning of a header.
    pub(in crate::inventory) known_by: Vec<String>,
    pub(in crate::inventory) without: Vec<String>,
    pub(in crate::inventory) holds: Vec<String>,
    pub(in crate::inventory) named: Vec<String>,
    pub(in crate::inventory) left_out: Option<LeftOut>,
    pub(in crate::inventory) header: Option<u64>,
    pub(in crate::inventory) missing: Vec<String>,
    pub(in crate::inventory) optional: Vec<String>,
    pub(in crate::inventory) headers: Vec<(String, Vec<String>)>,
    pub(in crate::inventory) values: Vec<RawValues>,
    pub(in crate::inventory) defines: Vec<Named>,
    pub(in crate::inventory) blocks: Vec<RawBlock>,
}

/// Reads a file; every mistake is added to `mistakes`, and what is right is given all the same.
pub(in crate::inventory) fn read(name: &str, text: &str, mistakes: &mut Vec<Mistake>) -> RawMapping {
    let (mut reader, root) = Reader::open(name, text, 0, mistakes);
    let file = reader.read(&root, &keys::MAPPING_FILE);
    let mut raw = RawMapping::default();
    if let Some(mapping) = file.table("mapping") {
        let names_none = |item: &&Item<'_>| item.get_ref().is_array() && mapping.texts("known_by").is_empty();
        if let Some(item) = mapping.get("known_by").filter(names_none) {
            reader.say(item.span(), "known_by is empty: by which headers are the files that this mapping reads known?");
        }
        let trimmed = |key| mapping.texts(key).iter().map(|text| text.words.trim().to_owned()).collect();
        let headers = |key| headers(mapping.texts(key));
        raw = RawMapping {
            name: mapping.words("name").unwrap_or_default(),
            header: mapping.count("header"),
            known_by: headers("known_by"),
            without: headers("without"),
            optional: headers("optional"),
            holds: trimmed("holds"),
            named: trimmed("named"),
            missing: trimmed("missing"),
            ..raw
        };
    }
    if let Some(others) = file.table("headers") {
        let header = |name: Text| (source_name(&name.words), headers(others.texts(&name.words)));
        raw.headers = others.names().map(header).collect();
    }
    for (name, codes) in file.table("values").iter().flat_map(Fields::children) {
        raw.values.push(values(&mut reader, name, &codes));
    }
    raw.defines = named(&file, "define");
    for (key, is_error) in [("left_out", false), ("refused", true)] {
        if let Some(why) = file.words(key) {
            raw.left_out = Some(LeftOut { why, is_error });
        }
    }
    if let Some(rows) = file.empty("rows") {
        reader.say(rows.span(), "rows is empty: what does a source row make?");
    }
    for rows in file.tables("rows") {
        let makes = rows.word("table", TableId::named).map(Makes::Row);
        raw.blocks.extend(block(&mut reader, &rows, makes));
    }
    for notice in file.tables("notice") {
        let makes = notice.text("say").map(Makes::Notice);
        raw.blocks.extend(block(&mut reader, &notice, makes));
    }
    raw
}

/// Headers, as source columns are named.
fn headers(texts: Vec<Text>) -> Vec<String> {
    texts.iter().map(|text| header_pattern(&text.words)).collect()
}

/// The names in the table of a key, with their texts.
fn named(fields: &Fields<'_, '_>, key: &str) -> Vec<Named> {
    let pairs = fields.table(key).map_or(Vec::new(), |of| of.pairs());
    pairs.into_iter().map(|(name, text)| Named { name, text }).collect()
}

fn values(reader: &mut Reader<'_>, name: Text, codes: &Fields<'_, '_>) -> RawValues {
    if !is_name(&name.words) || name.words == "jurisdiction" {
        let message = format!("\"{}\": a value table is named in small letters, digits and _", name.words);
        reader.say_of(&name, message);
    }
    let cell = |(column, value, span): (Text, _, _)| (column.words, value, span);
    let entry = |(code, columns): (Text, Fields<'_, '_>)| RawEntry {
        code: code.words.trim().to_owned(),
        cells: columns.values().into_iter().map(cell).collect(),
    };
    RawValues { name, entries: codes.children().into_iter().map(entry).collect() }
}

fn block(reader: &mut Reader<'_>, fields: &Fields<'_, '_>, makes: Option<Makes>) -> Option<RawBlock> {
    let mut loops: Vec<Vec<Turn>> = Vec::new();
    let lists = fields.table("for");
    let lists = lists.iter().flat_map(|lists| lists.names().filter_map(|list| Some((lists.get(&list.words)?, list))));
    for (item, list) in lists {
        let turns = turns(reader, &list, item);
        for (name, _) in turns.first().into_iter().flatten() {
            if loops.iter().flatten().flatten().any(|(known, _)| known == name) {
                reader.say_of(&list, format!("{{{name}}} is filled in by two lists of this for"));
            }
        }
        loops.push(turns);
    }
    Some(RawBlock {
        span: fields.span(),
        makes: makes?,
        loops,
        filter: fields.text("where"),
        lets: named(fields, "let"),
        values: named(fields, "value"),
        sets: named(fields, "set"),
    })
}

/// The turns of one list of a `for`; all fill in the same names.
fn turns(reader: &mut Reader<'_>, list: &Text, item: &Item<'_>) -> Vec<Turn> {
    let mut turns: Vec<Turn> = Vec::new();
    for item in item.get_ref().as_array().into_iter().flatten() {
        let mut filled = |name: &str, item| Some((name.to_owned(), words(&reader.value(item, name)?)));
        let turn: Turn = match item.get_ref().as_table() {
            None => filled(&list.words, item).into_iter().collect(),
            Some(table) => table.iter().filter_map(|(name, item)| filled(name.get_ref(), item)).collect(),
        };
        let first = turns.first().unwrap_or(&turn);
        let missing = |a: &Turn, b: &Turn| a.iter().find(|(name, _)| b.iter().all(|(other, _)| other != name)).cloned();
        if let Some((name, _)) = missing(first, &turn).or_else(|| missing(&turn, first)) {
            reader.say(item.span(), format!("not every round of this for gives {name}"));
        }
        turns.push(turn);
    }
    if turns.is_empty() {
        reader.say(item.span(), "a list of for is empty: the block would make nothing");
    }
    turns
}

/// A header, or the beginning of one, as source columns are named: what ends in `*` is a beginning.
pub(in crate::inventory) fn header_pattern(written: &str) -> String {
    let name = source_name(written);
    if written.trim_end().ends_with('*') { name + "*" } else { name }
}

/// Whether a source column is the one that a pattern means.
pub(in crate::inventory) fn is_meant(pattern: &str, name: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == name, |begins| name.starts_with(begins))
}

/// A value as expressions write it.
fn words(value: &Value) -> String {
    if let Value::Boolean(yes) = value { yes.to_string() } else { value.to_string() }
}

/// Whether a word can be a name in expressions.
pub(in crate::inventory) fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}
