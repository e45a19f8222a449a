//! Reading a reference table: its header against what the rules file says of it, and its lines into entries by their keys.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::Reference;
use super::fill::{Key, PARTS, Plan, filled, header};
use crate::engine::csv::{Dialect, Pieces};
use crate::limits::rules::REFERENCE_TABLE;
use crate::predicate::{Columns, Home, Named};
use crate::rules::file::RawReference;
use crate::rules::layers::Sheets;
use crate::rules::rule::{Several, Text};
use crate::schema::{Column, Schema, TableId, source_name};
use crate::toml_file::Mistake;
use crate::words::digest::sha256;
use crate::words::position::Position;
use crate::words::spelling::{did_you_mean, nearest};
use crate::words::value::Kind;

/// Whether a text is CSV to its end: no quote stays open, no record is too long.
fn is_whole(text: &str) -> Result<(), String> {
    let mut pieces = Pieces::new(text.as_bytes(), text.len() + 1, Dialect::default());
    while pieces.next_piece().map_err(|error| error.to_string())?.is_some() {}
    Ok(())
}

/// Reads the reference tables of a book.
pub(in crate::rules) struct ReferenceReader<'a> {
    pub(in crate::rules) sheets: &'a Sheets,
    pub(in crate::rules) mistakes: &'a mut Vec<Mistake>,
    pub(in crate::rules) schema: Schema,
    /// The file of words that the table asks for, its name and its text.
    pub(in crate::rules) words: Option<(String, Cow<'static, str>)>,
    /// The references before it.
    pub(in crate::rules) earlier: &'a [Reference],
}

impl ReferenceReader<'_> {
    fn say(&mut self, span: Range<usize>, message: impl Into<String>) {
        self.mistakes.push(self.sheets.mistake(span, message));
    }

    /// One table, from the text that its file holds; every mistake is kept, and what is right is given all the same.
    ///
    /// A table that is built in is without mistakes, which a test sees to: its lines are read when somebody first looks something up in it.
    pub(in crate::rules) fn read(
        &mut self,
        raw: &RawReference,
        home: usize,
        file: &str,
        text: Cow<'static, str>,
    ) -> Option<Reference> {
        if text.len() > REFERENCE_TABLE.size() {
            self.say(raw.file.span.clone(), format!("{file} {REFERENCE_TABLE}"));
            return None;
        }
        let first = match &text {
            Cow::Borrowed(text) => text.split_inclusive('\n').next().unwrap_or_default(),
            Cow::Owned(text) => text,
        };
        let header = match is_whole(first).and_then(|()| header(first)) {
            Ok(header) => header,
            Err(why) => {
                self.say(raw.file.span.clone(), format!("{file} {why}"));
                return None;
            }
        };
        let Some(header) = header else {
            self.say(raw.file.span.clone(), format!("{file} is empty: it has no header line"));
            return None;
        };
        let names: Vec<String> = header.iter().map(|header| source_name(header)).collect();
        let keys = self.keys(raw, &names, file);
        let columns = self.columns(raw, &names, home);
        let several = self.several(raw, &names, file);
        let also = self.also(raw);
        let only = raw.only.iter().filter_map(|(column, words)| {
            let words = words.words.split(';').map(|word| word.trim().to_lowercase());
            Some((self.field(column, &names, file)?, words.collect()))
        });
        let only = only.collect();
        let (keys, columns) = (keys?, columns?);
        let parts = PARTS.map(|part| names.iter().position(|name| name == part));
        let parts = if let [Some(a), Some(b), Some(c), Some(d)] = parts { Some([a, b, c, d]) } else { None };
        if let Some(text) = raw.names.as_ref().filter(|_| parts.is_none()) {
            let message = format!("{file} is read by names, and lacks one of {}", PARTS.join(", "));
            self.say(text.span.clone(), message);
        }
        let looked_up: Vec<&'static str> = keys.iter().map(|key| key.column.name).chain(also).collect();
        let words_file = self.words.as_ref().map(|(words, text)| (words.as_str().into(), self.digest(words, text)));
        let reference = Reference {
            name: raw.name.words.clone(),
            tables: raw.tables.clone(),
            file: file.into(),
            sha256: self.digest(file, &text),
            through: self.through(raw, &looked_up),
            keys: looked_up,
            columns,
            words_file,
            several,
            plan: Arc::new(Plan {
                keys,
                only,
                thing: raw.name.words.rsplit('_').next().and_then(|thing| names.iter().position(|name| name == thing)),
                parts: parts.filter(|_| raw.names.is_some()),
                texts: match (&text, &self.words) {
                    (Cow::Borrowed(text), None) => Some((text, None)),
                    (Cow::Borrowed(text), Some((_, Cow::Borrowed(words)))) => Some((text, Some(words))),
                    _ => None,
                },
            }),
            filled: Arc::default(),
            wanted: Vec::new(),
        };
        if reference.plan.texts.is_none() {
            let words = self.words.as_ref().map(|(_, words)| &**words);
            let (filled, troubles) = filled(&reference, &text, words);
            if filled.lines == 0
                && let Some((_, words)) = raw.only.first()
            {
                self.say(words.span.clone(), format!("no line of {file} has one of these words"));
            }
            let _ = reference.filled.set(filled);
            for trouble in troubles.into_iter().take(20) {
                let at = Position { line: trouble.line, column: 0 };
                self.mistakes.push(match trouble.field {
                    Some(field) => {
                        let column = header.get(field).map_or("", String::as_str);
                        Mistake::of_file(file, at, format!("column {column}: {}", trouble.message))
                    }
                    None => {
                        let words = self.words.as_ref().map_or("", |(words, _)| words.as_str());
                        Mistake::of_file(words, at, trouble.message)
                    }
                });
            }
        }
        Some(reference)
    }

    /// The SHA-256 of a file's bytes; one that an earlier reference has as well is worked out once.
    fn digest(&self, file: &str, text: &str) -> String {
        let mut known = self.earlier.iter().flat_map(Reference::files);
        known.find(|(known, _)| *known == file).map_or_else(|| sha256(text.as_bytes()), |(_, sha256)| sha256.to_owned())
    }

    /// The key columns whose values an earlier reference gives.
    fn through(&mut self, raw: &RawReference, keys: &[&str]) -> Vec<(usize, usize, usize)> {
        let mut through = Vec::new();
        for (column, stand_in) in &raw.through {
            let Some(at) = keys.iter().position(|key| *key == column.words) else {
                self.say(
                    column.span.clone(),
                    format!("through of {} has no effect: match does not name it", column.words),
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
                        "\"{}\" is not a column of a reference before this one; write REFERENCE.COLUMN",
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
            let kind = raw.columns.iter().find(|(known, _)| source_name(&known.words) == source_name(&column.words));
            let is_text = kind.is_none_or(|(_, kind)| *kind == Kind::Text);
            if is_text != (*taken == Several::All) {
                let wanted =
                    if is_text { "text, which is used whole" } else { "not text: the least or the most is used" };
                self.say(column.span.clone(), format!("{} is {wanted}", column.words));
            }
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
            if raw.names.is_none() {
                self.say(column.span.clone(), "also has an effect only with names: write the column under match");
                continue;
            }
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
                    format!("aliases of {} have no effect: match does not name it", column.words),
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
                let fix = did_you_mean(nearest(&name.words, columns.iter().map(|column| column.name)));
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
