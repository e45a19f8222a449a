//! What reading any table of a file written by hand takes: its keys as they are declared, and every mistake kept with its place.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::keys::{KeyKind, Need, TableKind, Together};
use super::mistake::{MOST_MISTAKES, Mistake};
use super::text::Text;
use crate::schema::TableId;
use crate::spelling::nearest;
use crate::value::{Day, Exact, Value};

/// A value and where it stands.
pub(crate) type Item<'i> = Spanned<DeValue<'i>>;

/// The keys of one table that have not been read yet.
pub(crate) struct Keys<'t, 'i> {
    items: Vec<(&'t str, &'t Item<'i>)>,
    kind: &'static TableKind,
}

impl<'t, 'i> Keys<'t, 'i> {
    /// What stands under a key, once.
    pub(crate) fn take(&mut self, key: &str) -> Option<&'t Item<'i>> {
        let at = self.items.iter().position(|(name, _)| *name == key)?;
        Some(self.items.swap_remove(at).1)
    }
}

/// A file that is being read, and its mistakes so far.
pub(crate) struct Reader<'a> {
    name: &'a str,
    text: &'a str,
    base: usize,
    mistakes: &'a mut Vec<Mistake>,
}

impl<'a> Reader<'a> {
    /// Parses a file's text; what is no TOML is a mistake, and what stands before and after it is given all the same.
    pub(crate) fn open<'t>(
        name: &'a str,
        text: &'t str,
        base: usize,
        mistakes: &'a mut Vec<Mistake>,
    ) -> (Self, Spanned<DeTable<'t>>)
    where
        't: 'a,
    {
        let (root, errors) = DeTable::parse_recoverable(text);
        let mut reader = Self { name, text, base, mistakes };
        for error in &errors {
            let message = error.message().lines().collect::<Vec<_>>().join("; ");
            reader.say(error.span().unwrap_or(0..1), message);
        }
        (reader, root)
    }

    /// A mistake at some bytes of the file.
    pub(crate) fn say(&mut self, span: Range<usize>, message: impl Into<String>) {
        if self.mistakes.len() < MOST_MISTAKES {
            self.mistakes.push(Mistake::new(self.name, self.text, span, message));
        }
    }

    /// A mistake at a text that was given already.
    pub(crate) fn say_of(&mut self, text: &Text, message: String) {
        let span = text.span.start - self.base..text.span.end - self.base;
        self.say(span, message);
    }

    /// The span of an item, counted on from the file's base.
    pub(crate) fn span(&self, span: Range<usize>) -> Range<usize> {
        span.start + self.base..span.end + self.base
    }

    /// The keys of a table of a declared kind: unknown ones are refused with the nearest known, and those it lacks are told.
    pub(crate) fn keys<'t, 'i>(
        &mut self,
        table: &'t DeTable<'i>,
        span: Range<usize>,
        kind: &'static TableKind,
    ) -> Keys<'t, 'i> {
        let names = || kind.keys.iter().map(|key| key.name);
        let mut items = Vec::new();
        for (key, item) in table {
            let name = key.get_ref().as_ref();
            if kind.key(name).is_some() {
                items.push((name, item));
                continue;
            }
            let fix = match nearest(name, names()) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => format!("it has {}", names().collect::<Vec<_>>().join(", ")),
            };
            self.say(key.span(), format!("{} has no key \"{name}\"; {fix}", kind.what));
        }
        let given = |name: &str| items.iter().find(|(given, _)| *given == name);
        for key in kind.keys.iter().filter(|key| key.need != Need::No && given(key.name).is_none()) {
            let why = if let Need::Because(why) = key.need { format!(": {why}") } else { String::new() };
            self.say(span.clone(), format!("{} has no {}{why}", kind.this, key.name));
        }
        let is_word = |key: &str, word: &str| given(key).is_some_and(|(_, item)| item.get_ref().as_str() == Some(word));
        // A word that is not known may be meant for the right one: that it is unknown is told elsewhere.
        let is_other = |key: &str, word: &str| match kind.key(key).map(|key| key.kind) {
            Some(KeyKind::Word(words)) => words().into_iter().any(|other| other != word && is_word(key, other)),
            _ => false,
        };
        for together in kind.together {
            match together {
                Together::OneAtLeast(of, message) if of.iter().all(|name| given(name).is_none()) => {
                    self.say(span.clone(), *message);
                }
                Together::NotAll(of, message) if of.iter().all(|name| given(name).is_some()) => {
                    let at = of.first().and_then(|name| given(name)).map_or(span.clone(), |(_, item)| item.span());
                    self.say(at, *message);
                }
                Together::With(name, other, message) if given(other).is_none() => {
                    if let Some((_, item)) = given(name) {
                        self.say(item.span(), *message);
                    }
                }
                Together::OnlyWhere(name, (key, word), message) if is_other(key, word) => {
                    if let Some((_, item)) = given(name) {
                        self.say(item.span(), *message);
                    }
                }
                Together::Where(name, (key, word), message) if is_word(key, word) && given(name).is_none() => {
                    self.say(span.clone(), *message);
                }
                Together::OneAtLeast(..)
                | Together::NotAll(..)
                | Together::With(..)
                | Together::OnlyWhere(..)
                | Together::Where(..) => {}
            }
        }
        Keys { items, kind }
    }

    /// A table.
    pub(crate) fn table<'t, 'i>(&mut self, item: &'t Item<'i>, what: &str) -> Option<&'t DeTable<'i>> {
        let table = item.get_ref().as_table();
        if table.is_none() {
            self.say(item.span(), format!("{what} is a table, and this is {}", kind(item)));
        }
        table
    }

    /// A list; none, where it is something else.
    pub(crate) fn list<'t, 'i>(&mut self, item: &'t Item<'i>, what: &str) -> &'t [Item<'i>] {
        let items = item.get_ref().as_array();
        if items.is_none() {
            self.say(item.span(), format!("{what} is a list, and this is {}", kind(item)));
        }
        items.map_or(&[], |items| items)
    }

    /// A text.
    pub(crate) fn text(&mut self, item: &Item<'_>, what: &str) -> Option<Text> {
        match item.get_ref().as_str() {
            Some(words) => Some(Text { words: words.to_owned(), span: self.span(item.span()) }),
            None => {
                self.say(item.span(), format!("{what} is text in quotes, and this is {}", kind(item)));
                None
            }
        }
    }

    /// The words of a text that may be left out.
    pub(crate) fn words(&mut self, keys: &mut Keys<'_, '_>, key: &str) -> Option<String> {
        self.text(keys.take(key)?, key).map(|text| text.words)
    }

    /// A text that must say something where it is there; that it is not was told with the keys.
    pub(crate) fn needed(&mut self, keys: &mut Keys<'_, '_>, key: &str) -> Option<Text> {
        let item = keys.take(key)?;
        let text = self.text(item, key)?;
        if text.words.trim().is_empty() {
            self.say(item.span(), format!("{key} is empty"));
            return None;
        }
        Some(text)
    }

    /// A key that is one of the words its declaration has.
    pub(crate) fn word<T>(
        &mut self,
        keys: &mut Keys<'_, '_>,
        key: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.needed(keys, key)?;
        let names = match keys.kind.key(key).map(|key| key.kind) {
            Some(KeyKind::Word(names)) => names(),
            Some(KeyKind::TableName) => table_names(),
            _ => Vec::new(),
        };
        self.one_of(&text, key, read, &names)
    }

    /// One of some words.
    pub(crate) fn one_of<T>(
        &mut self,
        text: &Text,
        what: &str,
        read: impl Fn(&str) -> Option<T>,
        names: &[&str],
    ) -> Option<T> {
        let found = if names.contains(&text.words.as_str()) { read(&text.words) } else { None };
        if found.is_none() {
            let fix = match nearest(&text.words, names.iter().copied()) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => format!("it is one of {}", names.join(", ")),
            };
            self.say_of(text, format!("{what} \"{}\" is not known; {fix}", text.words));
        }
        found
    }

    /// A day, without quotes.
    pub(crate) fn day(&mut self, keys: &mut Keys<'_, '_>, key: &str) -> Option<Day> {
        let item = keys.take(key)?;
        let day = item.get_ref().as_datetime().and_then(|date| Day::parse(&date.to_string()));
        if day.is_none() {
            self.say(item.span(), format!("{key} is a date without quotes, such as 2026-11-01"));
        }
        day
    }

    /// A whole number from 1.
    pub(crate) fn count(&mut self, keys: &mut Keys<'_, '_>, key: &str) -> Option<u64> {
        let item = keys.take(key)?;
        let count = item.get_ref().as_integer().and_then(|n| u64::from_str_radix(n.as_str(), n.radix()).ok());
        let count = count.filter(|count| *count > 0);
        if count.is_none() {
            self.say(item.span(), format!("{key} is a whole number from 1"));
        }
        count
    }

    /// True or false; false, where it is something else.
    pub(crate) fn yes_no(&mut self, item: &Item<'_>, what: &str) -> bool {
        item.get_ref().as_bool().unwrap_or_else(|| {
            self.say(item.span(), format!("{what} is true or false, and this is {}", kind(item)));
            false
        })
    }

    /// One value.
    pub(crate) fn value(&mut self, item: &Item<'_>, what: &str) -> Option<Value> {
        let value = match item.get_ref() {
            DeValue::String(text) => Some(Value::text(text)),
            DeValue::Integer(number) => {
                i64::from_str_radix(number.as_str(), number.radix()).ok().map(|n| Value::Number(Exact::from(n)))
            }
            DeValue::Float(number) => Exact::parse(number.as_str()).map(Value::Number),
            DeValue::Boolean(yes) => Some(Value::Boolean(*yes)),
            DeValue::Datetime(date) => Day::parse(&date.to_string()).map(Value::Date),
            DeValue::Array(_) | DeValue::Table(_) => None,
        };
        if value.is_none() {
            self.say(
                item.span(),
                format!("{what} is one text, number, date, true or false, and this is {}", kind(item)),
            );
        }
        value
    }
}

/// The names of the tables of inventories.
pub(crate) fn table_names() -> Vec<&'static str> {
    TableId::all().map(|table| table.table().name).collect()
}

fn kind(item: &Item<'_>) -> &'static str {
    match item.get_ref() {
        DeValue::String(_) => "text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
