//! Reference tables: CSV files beside the rules, read whole, their rows found again by the cells of an inventory's rows.

mod names;

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use foldhash::fast::RandomState;

use self::names::{Names, Reading};
use super::file::RawReference;
use super::layers::Sheets;
use super::rule::{LookedThrough, Several, Text};
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
    /// The file of the words that names are read with, and the SHA-256 of its bytes.
    pub words_file: Option<(Arc<str>, String)>,
    /// How many lines it has, the header apart.
    pub lines: u64,
    /// How many things its lines speak of: those that its column of the last word of its name tells apart, else its lines.
    things: u64,
    entries: Vec<Entry>,
    by_key: HashMap<String, u32, RandomState>,
    /// What names are read with, where a name may stand for several entries.
    names: Option<Arc<Names>>,
    /// What is taken of each column where several entries match.
    several: Vec<Option<Several>>,
    /// Key columns whose values an earlier reference gives: each by its place among the keys, with that reference and its column.
    through: Vec<(usize, usize, usize)>,
}

/// Entries made for names that stand for several of a table's, each set of them once.
#[derive(Clone, Debug, Default)]
pub struct Made {
    by_set: HashMap<Vec<usize>, u32, RandomState>,
    entries: Vec<Entry>,
}

impl Made {
    /// The entries, numbered on from those of the table.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
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

    /// How much it knows: the things it speaks of, and the last day on which its column `checked_on` says that it was checked.
    #[must_use]
    pub(super) fn looked_through(&self) -> LookedThrough {
        let checked = self.columns.list.iter().position(|named| &*named.name == "checked_on");
        let day = |entry: &Entry| match entry.values.get(checked?) {
            Some(Value::Date(day)) => Some(*day),
            _ => None,
        };
        LookedThrough {
            name: self.name.clone(),
            entries: self.things,
            checked_on: self.entries.iter().filter_map(day).max(),
        }
    }

    /// The files that it rests on, its own and that of its words, each with the SHA-256 of its bytes.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        let words = self.words_file.iter().map(|(file, sha256)| (&**file, sha256.as_str()));
        std::iter::once((&*self.file, self.sha256.as_str())).chain(words)
    }

    /// The earlier references whose words stand in for those of rows, by their places.
    pub fn leans_on(&self) -> impl Iterator<Item = usize> {
        self.through.iter().map(|(_, reference, _)| *reference)
    }

    /// The column of its own that says all that a name may stand for.
    #[must_use]
    pub fn all_of(&self) -> Option<usize> {
        self.several.iter().position(|several| *several == Some(Several::All))
    }

    /// The entry that the values of the key columns name, by its place in [`Reference::entries`] and, beyond those, in what was made for
    /// names that may stand for several; 0 where there is none. `earlier` are the references before it.
    #[must_use]
    pub fn find(&self, key: &[&Value], earlier: &[Self], made: &mut Made) -> u32 {
        if let Some(names) = &self.names {
            return self.named(names, key, made);
        }
        if self.through.is_empty() {
            return self.keyed(key);
        }
        let mut stand_in: Vec<Value> = key.iter().map(|value| (*value).clone()).collect();
        for (at, reference, column) in &self.through {
            let Some((other, before)) = earlier.get(..=*reference).and_then(|earlier| earlier.split_last()) else {
                continue;
            };
            let own = |name: &&str| self.keys.iter().position(|key| key == name).and_then(|at| key.get(at).copied());
            let theirs: Vec<&Value> = other.keys.iter().map(|name| own(name).unwrap_or(&Value::Null)).collect();
            let found = other.find(&theirs, before, &mut Made::default()) as usize;
            if let Some(value) =
                other.entries.get(found).map(|entry| &entry.values[*column]).filter(|value| !value.is_null())
            {
                stand_in[*at] = value.clone();
            }
        }
        self.keyed(&stand_in.iter().collect::<Vec<_>>())
    }

    fn keyed(&self, key: &[&Value]) -> u32 {
        let words: Option<Vec<String>> = key.iter().map(|value| word(value)).collect();
        words.and_then(|words| self.by_key.get(&words.join(PART)).copied()).unwrap_or(0)
    }

    fn named(&self, names: &Names, key: &[&Value], made: &mut Made) -> u32 {
        let texts: Vec<String> = key.iter().filter(|value| !value.is_null()).map(|value| value.to_string()).collect();
        let Some(first) = texts.first() else { return 0 };
        // What stands in a column beside the name may say more than a name does; the name alone still holds.
        let reading = match names.read(&texts.join(" ")) {
            Reading::Unread if texts.len() > 1 && !key[0].is_null() => names.read(first),
            reading => reading,
        };
        let (mut found, older) = match reading {
            Reading::Releases(found) => (found, false),
            Reading::Older(found) => (found, true),
            Reading::None | Reading::Unread => return 0,
        };
        let whole = |at: usize| u32::try_from(at).unwrap_or(0);
        if let ([one], false) = (found.as_slice(), older) {
            return whole(one + 1);
        }
        // Entry 0 says nothing, and leaves the least open.
        found.iter_mut().for_each(|at| *at += 1);
        let mut entry = self.joined(&found);
        if older {
            for (value, _) in entry.values.iter_mut().zip(&self.several).filter(|(_, of)| **of == Some(Several::Least))
            {
                *value = Value::Null;
            }
            found.push(0);
        }
        if let Some(known) = made.by_set.get(&found) {
            return *known;
        }
        let at = whole(self.entries.len() + made.entries.len());
        made.entries.push(entry);
        made.by_set.insert(found, at);
        at
    }

    /// What several entries say together.
    fn joined(&self, found: &[usize]) -> Entry {
        let entries: Vec<&Entry> = found.iter().map(|at| &self.entries[*at]).collect();
        let column = |(column, several): (usize, &Option<Several>)| {
            let values = || entries.iter().map(|entry| &entry.values[column]);
            let known = values().all(|value| !value.is_null());
            let utmost = |wanted: Ordering| {
                let before = |a, b| if compared(b, a) == Some(wanted) { b } else { a };
                values().reduce(before).cloned().unwrap_or(Value::Null)
            };
            match several {
                Some(Several::Least) if known => utmost(Ordering::Less),
                Some(Several::Most) if known => utmost(Ordering::Greater),
                Some(Several::All) => Value::text(&any_of(values().map(Value::to_string).collect())),
                None if values().all(|value| *value == entries[0].values[column]) => entries[0].values[column].clone(),
                None | Some(Several::Least | Several::Most) => Value::Null,
            }
        };
        let values = self.several.iter().enumerate().map(column).collect();
        let source = match entries.len() {
            1 => entries[0].source.clone(),
            many => format!("{} and {} more", entries[0].source, many - 1).into(),
        };
        Entry { values, line: entries[0].line, source }
    }
}

/// Which of two values of one kind is the greater, where that can be said.
fn compared(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::Number(a), Value::Number(b)) => a.partial_cmp(b),
        (Value::Version(a), Value::Version(b)) => a.compare(b),
        (Value::Boolean(a), Value::Boolean(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

/// The most names of systems that a finding tells one by one.
const TOLD: usize = 4;

/// Names in a sentence: `A, B or C`, and of many the first few.
fn any_of(mut names: Vec<String>) -> String {
    names.dedup();
    let many = names.len().saturating_sub(TOLD);
    let last = if many > 1 {
        names.truncate(TOLD);
        format!("{many} others")
    } else {
        names.pop().unwrap_or_default()
    };
    if names.is_empty() { last } else { format!("{} or {last}", names.join(", ")) }
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
    /// The file of words that the table asks for, its name and its text.
    pub(super) words: Option<(&'a str, &'a str)>,
    /// The references before it.
    pub(super) earlier: &'a [Reference],
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
        let several = self.several(raw, &names, file);
        let also = self.also(raw);
        let (keys, columns) = (keys?, columns?);
        let mut known = self.words.map(|(words, text)| self.names(words, text));
        let parts = ["product", "versions", "builds", "editions"];
        let parts = parts.map(|part| names.iter().position(|name| name == part));
        if let (Some(_), Some(text)) = (&known, &raw.names)
            && parts.iter().any(Option::is_none)
        {
            let message = format!("{file} is read by names, and lacks product, versions, builds or editions");
            self.say(text.span.clone(), message);
        }
        let mut reference = Reference {
            name: raw.name.words.clone(),
            tables: raw.tables.clone(),
            file: file.into(),
            sha256: sha256(text.as_bytes()),
            keys: keys.iter().map(|key| key.column.name).chain(also).collect(),
            names: None,
            several,
            through: Vec::new(),
            entries: vec![Entry { values: vec![Value::Null; names.len()], line: 0, source: file.into() }],
            by_key: HashMap::default(),
            columns,
            words_file: self.words.map(|(words, text)| (words.into(), sha256(text.as_bytes()))),
            lines: 0,
            things: 0,
            doubles: Vec::new(),
        };
        reference.through = self.through(raw, &reference.keys);
        let only: Vec<(usize, Vec<String>)> = raw
            .only
            .iter()
            .filter_map(|(column, words)| {
                let words = words.words.split(';').map(|word| word.trim().to_lowercase());
                Some((self.field(column, &names, file)?, words.collect()))
            })
            .collect();
        let mut by_key = ByKey::default();
        let thing = raw.name.words.rsplit('_').next().and_then(|thing| names.iter().position(|name| name == thing));
        let mut things: HashSet<String, RandomState> = HashSet::default();
        let mut troubles = Vec::new();
        for (cells, line) in rows.iter().filter(|(cells, _)| cells.iter().any(|cell| !cell.trim().is_empty())) {
            let cell = |at: usize| cells.get(at).map_or("", String::as_str);
            if !only.iter().all(|(at, words)| words.contains(&cell(*at).trim().to_lowercase())) {
                continue;
            }
            reference.lines += 1;
            things.extend(thing.map(|at| cell(at).trim().to_owned()));
            let mut values = Vec::new();
            for (at, named) in reference.columns.list.iter().enumerate() {
                values.push(value(named, cell(at)).unwrap_or_else(|why| {
                    troubles.push((*line, at, why));
                    Value::Null
                }));
            }
            let entry = Entry { values, line: *line, source: format!("{file}:{line}").into() };
            if let Some(known) = &mut known {
                let [product, versions, builds, editions] = parts.map(|part| part.map_or("", cell));
                known.add(product, versions, builds, editions);
                reference.entries.push(entry);
                continue;
            }
            let each: Vec<Vec<String>> = keys.iter().map(|key| key.words(&cell)).collect();
            if each.iter().map(Vec::len).product::<usize>() > MOST_NAMES {
                troubles.push((*line, keys[0].field, format!("has more than {MOST_NAMES} names for one row")));
                continue;
            }
            by_key.add(&mut reference, entry, &each);
        }
        reference.things = if thing.is_some() { things.len() as u64 } else { reference.lines };
        by_key.settle(&mut reference);
        reference.names = known.map(Arc::new);
        for (line, field, message) in troubles.into_iter().take(20) {
            let at = Position { line, column: 0 };
            let column = &header[field];
            self.mistakes.push(Mistake::of_file(file, at, format!("column {column}: {message}")));
        }
        Some(reference)
    }

    /// The words that names are read with; what is wrong with a line of theirs is told.
    fn names(&mut self, file: &str, text: &str) -> Names {
        let mut names = Names::default();
        let records = records(text).unwrap_or_default();
        let header = records.first().map(|(header, _)| header.join(","));
        if header.as_deref() != Some("words,kind,means") {
            let at = Position { line: 1, column: 0 };
            self.mistakes.push(Mistake::of_file(file, at, "the header is to be words,kind,means".to_owned()));
            return names;
        }
        for (cells, line) in records.iter().skip(1) {
            let cell = |at: usize| cells.get(at).map_or("", String::as_str);
            if let Err(why) = names.learn(cell(0), cell(1), cell(2)) {
                self.mistakes.push(Mistake::of_file(file, Position { line: *line, column: 0 }, why));
            }
        }
        names
    }

    /// The key columns whose values an earlier reference gives.
    fn through(&mut self, raw: &RawReference, keys: &[&str]) -> Vec<(usize, usize, usize)> {
        let mut through = Vec::new();
        for (column, stand_in) in &raw.through {
            let Some(at) = keys.iter().position(|key| *key == column.words) else {
                self.say(
                    column.span.clone(),
                    format!("through of {} is of no use: match does not name it", column.words),
                );
                continue;
            };
            let found = stand_in.words.split_once('.').and_then(|(reference, column)| {
                let at = self.earlier.iter().position(|known| known.name == reference)?;
                let column = self.earlier[at].columns.list.iter().position(|named| &*named.name == column)?;
                Some((at, column))
            });
            match found {
                Some((reference, column)) => through.push((at, reference, column)),
                None => {
                    let message = format!(
                        "\"{}\" is no column of a reference before this one; write REFERENCE.COLUMN",
                        stand_in.words
                    );
                    self.say(stand_in.span.clone(), message);
                }
            }
        }
        through
    }

    /// What is taken of each column where several rows match.
    fn several(&mut self, raw: &RawReference, names: &[String], file: &str) -> Vec<Option<Several>> {
        let mut several = vec![None; names.len()];
        for (column, taken) in &raw.several {
            if let Some(at) = self.field(column, names, file) {
                several[at] = Some(*taken);
            }
        }
        several
    }

    /// The columns that are read after a name, of the tables that have them.
    fn also(&mut self, raw: &RawReference) -> Vec<&'static str> {
        let mut also = Vec::new();
        for column in &raw.also {
            let named = |table: &TableId| {
                let columns = self.schema.columns(*table).iter();
                columns.into_iter().find(|known| known.name == column.words).map(|known| known.name)
            };
            match raw.tables.iter().find_map(named) {
                Some(name) => also.push(name),
                None => self
                    .say(column.span.clone(), format!("no table that is looked up has a column \"{}\"", column.words)),
            }
        }
        also
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

/// The entries of each name, while a table is read.
#[derive(Default)]
struct ByKey(HashMap<String, Vec<usize>, RandomState>);

impl ByKey {
    /// Adds an entry under every combination of its keys' words.
    fn add(&mut self, reference: &mut Reference, entry: Entry, each: &[Vec<String>]) {
        let (first, others) =
            each.split_first().map_or((&[][..], &[][..]), |(first, others)| (first.as_slice(), others));
        let mut names: Vec<String> = first.to_vec();
        for words in others {
            names = names.iter().flat_map(|name| words.iter().map(move |word| [name, PART, word].concat())).collect();
        }
        let own = reference.entries.len();
        reference.entries.push(entry);
        for name in names {
            self.0.entry(name).or_default().push(own);
        }
    }

    /// Gives each name its entry: that of several is made of what they say together, and what differs is unknown unless the rules file says
    /// what is taken of it.
    fn settle(self, reference: &mut Reference) {
        let is_asked = reference.several.iter().any(Option::is_some);
        let mut made: HashMap<Vec<usize>, u32, RandomState> = HashMap::default();
        let mut all: Vec<(String, Vec<usize>)> = self.0.into_iter().collect();
        // New entries are numbered as they come, and whether two lines are doubles is said in order.
        all.sort_unstable();
        for (name, found) in all {
            let at = |at: usize| u32::try_from(at).unwrap_or(0);
            if let [one] = found.as_slice() {
                reference.by_key.insert(name, at(*one));
                continue;
            }
            if !is_asked {
                for pair in found.windows(2) {
                    let lines = (reference.entries[pair[1]].line, reference.entries[pair[0]].line);
                    if !reference.doubles.contains(&lines) {
                        reference.doubles.push(lines);
                    }
                }
            }
            let entry = match made.get(&found) {
                Some(known) => *known,
                None => {
                    let joined = reference.joined(&found);
                    let own = at(reference.entries.len());
                    reference.entries.push(joined);
                    made.insert(found, own);
                    own
                }
            };
            reference.by_key.insert(name, entry);
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
