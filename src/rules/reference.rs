//! Reference tables: CSV files beside the rules, read whole, their rows found again by the cells of an inventory's rows.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::file::RawReference;
use super::layers::Sheets;
use super::rule::{LookedThrough, Text};
use crate::digest::sha256;
use crate::position::Position;
use crate::predicate::{Columns, Home, Named, Row};
use crate::records::csv::{Dialect, Pieces};
use crate::schema::{Column, End, Schema, TableId, folded, read_cell, source_name};
use crate::spelling::nearest;
use crate::value::{Day, Kind, Value};
use crate::written::Mistake;

/// The largest reference table, in bytes.
const LARGEST: usize = 64 << 20;

/// A reference table: entries by key, whatever the case and spaces of what is looked up.
#[derive(Clone, Debug)]
pub struct Reference {
    /// What conditions call it, before the dot.
    pub name: String,
    /// The inventory's tables that may ask it.
    pub tables: Vec<TableId>,
    /// The file.
    pub file: Arc<str>,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// The columns of the inventory's tables whose cells are looked up, by name.
    pub keys: Vec<&'static str>,
    /// Its own columns.
    pub columns: Columns,
    /// Lines whose key another line has too, and that one; where they differ, what they say is unknown.
    pub doubles: Vec<(u64, u64)>,
    /// How many lines it has, the header apart.
    pub lines: u64,
    entries: Vec<Entry>,
    by_key: HashMap<String, u32, RandomState>,
}

/// One entry; entry 0 is what a row without a match finds.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// A value for each column.
    pub values: Vec<Value>,
    /// The line it begins on.
    pub line: u64,
    /// The file and that line, as findings name them.
    pub source: Arc<str>,
}

impl Row for Entry {
    fn cell(&self, _: Home, index: usize) -> Value {
        self.values[index].clone()
    }
}

impl Reference {
    /// The entries; the first is what a row without a match finds, all unknown.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// How much it knows: its lines, and the last day on which its column `checked_on` says that it was checked.
    #[must_use]
    pub(super) fn looked_through(&self) -> LookedThrough {
        let checked = self.columns.list.iter().position(|named| &*named.name == "checked_on");
        let day = |entry: &Entry| match entry.values.get(checked?) {
            Some(Value::Date(day)) => Some(*day),
            _ => None,
        };
        LookedThrough {
            name: self.name.clone(),
            entries: self.lines,
            checked_on: self.entries.iter().filter_map(day).max(),
        }
    }

    /// The entry that the values of the key columns name, by its place in [`Reference::entries`]; 0 where there is none.
    #[must_use]
    pub fn find(&self, key: &[&Value]) -> u32 {
        let words: Option<Vec<String>> = key.iter().map(|value| word(value)).collect();
        words.and_then(|words| self.by_key.get(&words.join(PART)).copied()).unwrap_or(0)
    }
}

/// What parts the words of a key; no word holds it.
const PART: &str = "\u{1f}";

/// A value as keys are compared; `None` where it says nothing.
fn word(value: &Value) -> Option<String> {
    let word = match value {
        Value::Null => return None,
        Value::Text(text) => folded(text),
        // The dots of a version count.
        Value::Version(version) => version.as_str().trim().replace(char::is_control, "").to_lowercase(),
        Value::Number(_) | Value::Boolean(_) | Value::Date(_) => value.to_string(),
    };
    (!word.is_empty()).then_some(word)
}

/// The words of a cell of the file that holds other names, parted by semicolons.
fn words_of(cell: &str, kind: Kind) -> impl Iterator<Item = String> {
    cell.split(';').filter_map(move |part| {
        let value = match kind {
            Kind::Version => Value::Version(crate::value::Version::new(part).into()),
            Kind::Text | Kind::Category | Kind::Integer | Kind::Number | Kind::Boolean | Kind::Date => {
                Value::text(part)
            }
        };
        word(&value)
    })
}

/// Reads the reference tables of a book.
pub(super) struct ReferenceReader<'a> {
    pub(super) sheets: &'a Sheets,
    pub(super) mistakes: &'a mut Vec<Mistake>,
    pub(super) schema: Schema,
}

impl ReferenceReader<'_> {
    fn say(&mut self, span: Range<usize>, message: impl Into<String>) {
        self.mistakes.push(self.sheets.mistake(span, message));
    }

    /// One table, from the text that its file holds; every mistake is told, and what is right is given all the same.
    pub(super) fn read(&mut self, raw: &RawReference, home: usize, file: &str, text: &str) -> Option<Reference> {
        if text.len() > LARGEST {
            self.say(raw.file.span.clone(), format!("{file} is larger than 64 MB"));
            return None;
        }
        let records = match records(text) {
            Ok(records) => records,
            Err(why) => {
                self.say(raw.file.span.clone(), format!("{file} {why}"));
                return None;
            }
        };
        let Some(((header, _), rows)) = records.split_first() else {
            self.say(raw.file.span.clone(), format!("{file} is empty: it has no header line"));
            return None;
        };
        let names: Vec<String> = header.iter().map(|header| source_name(header)).collect();
        let keys = self.keys(raw, &names, file);
        let columns = self.columns(raw, &names, home);
        let (keys, columns) = (keys?, columns?);
        let mut reference = Reference {
            name: raw.name.words.clone(),
            tables: raw.tables.clone(),
            file: file.into(),
            sha256: sha256(text.as_bytes()),
            keys: keys.iter().map(|key| key.column.name).collect(),
            entries: vec![Entry { values: vec![Value::Null; names.len()], line: 0, source: file.into() }],
            by_key: HashMap::default(),
            columns,
            lines: 0,
            doubles: Vec::new(),
        };
        let mut troubles = Vec::new();
        for (cells, line) in rows.iter().filter(|(cells, _)| cells.iter().any(|cell| !cell.trim().is_empty())) {
            reference.lines += 1;
            let cell = |at: usize| cells.get(at).map_or("", String::as_str);
            let mut values = Vec::new();
            for (at, named) in reference.columns.list.iter().enumerate() {
                values.push(value(named, cell(at)).unwrap_or_else(|why| {
                    troubles.push((*line, at, why));
                    Value::Null
                }));
            }
            let entry = Entry { values, line: *line, source: format!("{file}:{line}").into() };
            let each: Vec<Vec<String>> = keys.iter().map(|key| key.words(&cell)).collect();
            if each.iter().map(Vec::len).product::<usize>() > MOST_NAMES {
                troubles.push((*line, keys[0].field, format!("has more than {MOST_NAMES} names for one row")));
                continue;
            }
            add(&mut reference, &entry, &each);
        }
        for (line, field, message) in troubles.into_iter().take(20) {
            let at = Position { line, column: 0 };
            let column = &header[field];
            self.mistakes.push(Mistake::of_file(file, at, format!("column {column}: {message}")));
        }
        Some(reference)
    }

    fn keys(&mut self, raw: &RawReference, names: &[String], file: &str) -> Option<Vec<Key>> {
        let mut keys = Vec::new();
        let mut whole = true;
        for (column, header) in &raw.matches {
            let field = self.field(header, names, file);
            let other = raw.aliases.iter().find(|(of, _)| of.words == column.words);
            let aliases = match other {
                None => Some(None),
                Some((_, header)) => self.field(header, names, file).map(Some),
            };
            let found = self.key_column(raw, column);
            match (found, field, aliases) {
                (Some(column), Some(field), Some(aliases)) => keys.push(Key { column, field, aliases }),
                _ => whole = false,
            }
        }
        for (column, _) in &raw.aliases {
            if !raw.matches.iter().any(|(of, _)| of.words == column.words) {
                self.say(
                    column.span.clone(),
                    format!("aliases of {} are of no use: match does not name it", column.words),
                );
                whole = false;
            }
        }
        (whole && !keys.is_empty()).then_some(keys)
    }

    /// The column that every table of a reference has and that is looked up.
    fn key_column(&mut self, raw: &RawReference, name: &Text) -> Option<&'static Column> {
        let mut found = None;
        for table in &raw.tables {
            let columns = self.schema.columns(*table);
            let Some(column) = columns.iter().find(|column| column.name == name.words) else {
                let near = nearest(&name.words, columns.iter().map(|column| column.name));
                let fix = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
                self.say(name.span.clone(), format!("{} has no column \"{}\"{fix}", table.table().name, name.words));
                return None;
            };
            if !column.kind.is_coded() {
                let message = format!("{} is {}, and only text is looked up", column.name, column.kind.described());
                self.say(name.span.clone(), message);
                return None;
            }
            found = Some(column);
        }
        found
    }

    fn field(&mut self, header: &Text, names: &[String], file: &str) -> Option<usize> {
        let wanted = source_name(&header.words);
        let found = names.iter().position(|name| *name == wanted);
        if found.is_none() {
            let near = nearest(&wanted, names.iter().map(String::as_str));
            let fix = match near {
                Some(near) => format!("; did you mean {near}?"),
                None => format!("; it has {}", names.join(", ")),
            };
            self.say(header.span.clone(), format!("{file} has no column \"{}\"{fix}", header.words));
        }
        found
    }

    fn columns(&mut self, raw: &RawReference, names: &[String], home: usize) -> Option<Columns> {
        let mut whole = true;
        for (column, _) in &raw.columns {
            whole &= self.field(column, names, &raw.file.words).is_some();
        }
        let named = |name: &String| {
            let declared = raw.columns.iter().find(|(column, _)| source_name(&column.words) == *name);
            let of = |table: &TableId| self.schema.columns(*table).iter().find(|column| column.name == name);
            let shared = raw.tables.iter().map(of);
            let shared = shared.reduce(|a, b| a.filter(|a| b.is_some_and(|b| b.kind == a.kind))).flatten();
            match (declared, shared) {
                (Some((_, kind)), _) => Named { name: name.as_str().into(), kind: *kind, column: None },
                (None, Some(column)) => Named { name: name.as_str().into(), kind: column.kind, column: Some(column) },
                (None, None) => Named { name: name.as_str().into(), kind: Kind::Text, column: None },
            }
        };
        let list = names.iter().map(named).collect();
        whole.then(|| Columns { home: Home::Reference(home), called: raw.name.words.as_str().into(), list })
    }
}

/// One column of an inventory's table that is looked up, and where the file has its words.
struct Key {
    column: &'static Column,
    field: usize,
    aliases: Option<usize>,
}

impl Key {
    fn words<'c>(&self, cell: &impl Fn(usize) -> &'c str) -> Vec<String> {
        let value = match self.column.kind {
            Kind::Version => Value::Version(crate::value::Version::new(cell(self.field)).into()),
            Kind::Text | Kind::Category | Kind::Integer | Kind::Number | Kind::Boolean | Kind::Date => {
                Value::text(cell(self.field))
            }
        };
        let others = self.aliases.into_iter().flat_map(|field| words_of(cell(field), self.column.kind));
        let mut words: Vec<String> = word(&value).into_iter().chain(others).collect();
        words.sort();
        words.dedup();
        words
    }
}

/// The most names that one entry may have: its keys' words, each with each.
const MOST_NAMES: usize = 10_000;

/// Adds an entry under every combination of its keys' words; what contradicts an earlier entry of one name becomes unknown.
fn add(reference: &mut Reference, entry: &Entry, each: &[Vec<String>]) {
    let (first, others) = each.split_first().map_or((&[][..], &[][..]), |(first, others)| (first.as_slice(), others));
    let mut names: Vec<String> = first.to_vec();
    for words in others {
        names = names.iter().flat_map(|name| words.iter().map(move |word| [name, PART, word].concat())).collect();
    }
    let own = u32::try_from(reference.entries.len()).unwrap_or(0);
    reference.entries.push(entry.clone());
    for name in names {
        let Some(known) = reference.by_key.get(&name).copied() else {
            reference.by_key.insert(name, own);
            continue;
        };
        let before = &reference.entries[known as usize];
        let differs = before.values != entry.values;
        let doubled = (entry.line, before.line);
        if !reference.doubles.contains(&doubled) {
            reference.doubles.push(doubled);
        }
        if differs {
            let both =
                before.values.iter().zip(&entry.values).map(|(a, b)| if a == b { a.clone() } else { Value::Null });
            let merged = Entry { values: both.collect(), line: before.line, source: before.source.clone() };
            let at = u32::try_from(reference.entries.len()).unwrap_or(0);
            reference.entries.push(merged);
            reference.by_key.insert(name, at);
        }
    }
}

/// The records of a CSV text, each with the line it begins on.
fn records(text: &str) -> Result<Vec<(Vec<String>, u64)>, String> {
    let mut pieces = Pieces::new(text.as_bytes(), text.len() + 1, Dialect::default());
    let mut records = Vec::new();
    while let Some(piece) = pieces.next_piece().map_err(|error| error.to_string())? {
        let mut reader = piece.records();
        let mut record = csv::ByteRecord::new();
        while reader.read_byte_record(&mut record).map_err(|error| error.to_string())? {
            let start = record.position().map_or(0, csv::Position::byte);
            let line = piece.position(usize::try_from(start).unwrap_or(0), None).line;
            records.push((record.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect(), line));
        }
    }
    Ok(records)
}

/// A cell of a reference table; a date there may lie in any year.
fn value(named: &Named, cell: &str) -> Result<Value, String> {
    let any = Column {
        name: "it",
        kind: named.kind,
        synonyms: &[],
        choices: &[],
        meaning: "",
        partial: End::First,
        future: true,
    };
    let column = Column { name: "it", future: true, ..named.column.copied().unwrap_or(any) };
    read_cell(&column, cell, Day::from_number(0)).map_err(|trouble| trouble.message)
}
