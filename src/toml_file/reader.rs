//! Checks a TOML file against the declarations of its keys, and keeps every mistake with its position.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fields::{Fields, Item, count, day, spanned, text, value, whole};
use super::keys::{KeyKind, Names, Need, TableKind, Together, table_names};
use super::mistake::{MOST_MISTAKES, Mistake};
use super::text::Text;
use crate::limits::rules::WRITTEN_FILE;
use crate::words::spelling::nearest;
use crate::words::value::{Exact, Value};

/// A file that is being read, and its mistakes so far.
pub(crate) struct Reader<'a> {
    name: &'a str,
    text: &'a str,
    base: usize,
    mistakes: &'a mut Vec<Mistake>,
}

impl<'a> Reader<'a> {
    /// Parses a file's text; what is not TOML is a mistake, and what comes before and after it is still returned.
    pub(crate) fn open<'t>(
        name: &'a str,
        text: &'t str,
        base: usize,
        mistakes: &'a mut Vec<Mistake>,
    ) -> (Self, Spanned<DeTable<'t>>)
    where
        't: 'a,
    {
        let is_too_long = text.len() > WRITTEN_FILE.size();
        let (root, errors) = DeTable::parse_recoverable(if is_too_long { "" } else { text });
        let mut reader = Self { name, text, base, mistakes };
        if is_too_long {
            reader.say(0..1, WRITTEN_FILE.to_string());
        }
        for error in &errors {
            let message = error.message().lines().collect::<Vec<_>>().join("; ");
            reader.say(error.span().unwrap_or(0..1), message);
        }
        (reader, root)
    }

    /// Whether there are so many mistakes that no more are kept.
    pub(crate) fn is_full(&self) -> bool {
        self.mistakes.len() >= MOST_MISTAKES
    }

    /// A mistake at some bytes of the file.
    pub(crate) fn say(&mut self, span: Range<usize>, message: impl Into<String>) {
        if !self.is_full() {
            self.mistakes.push(Mistake::new(self.name, self.text, span, message));
        }
    }

    /// A mistake at a text of the file.
    pub(crate) fn say_of(&mut self, text: &Text, message: String) {
        let span = text.span.start - self.base..text.span.end - self.base;
        self.say(span, message);
    }

    /// Checks a whole file, and gives what is in it.
    pub(crate) fn read<'t, 'i>(&mut self, root: &'t Spanned<DeTable<'i>>, kind: &'static TableKind) -> Fields<'t, 'i> {
        self.check_table(root.get_ref(), 0..1, kind);
        Fields { table: root.get_ref(), kind: KeyKind::Table(kind), base: self.base, at: 0..1 }
    }

    /// Checks the keys of a table, and all that is under them.
    fn check_table(&mut self, table: &DeTable<'_>, span: Range<usize>, kind: &'static TableKind) {
        self.keys(table, span, kind);
        for key in kind.keys {
            if let Some(item) = table.get(key.name) {
                self.check(item, &key.kind, key.name);
            }
        }
    }

    /// Checks what is under a key; messages call it `what`.
    fn check(&mut self, item: &Item<'_>, kind: &'static KeyKind, what: &str) {
        match kind {
            KeyKind::Text | KeyKind::Condition => {
                self.text(item, what);
            }
            KeyKind::Filled => {
                self.filled_text(item, what);
            }
            KeyKind::Id => {
                let is_sign = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
                if let Some(id) = self.filled_text(item, what).filter(|id| !id.words.bytes().all(is_sign)) {
                    self.say_of(&id, format!("{what} \"{}\" is made of letters, digits, - _ and .", id.words));
                }
            }
            KeyKind::NewColumn => {
                let is_sign = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
                let fits = |name: &str| name.starts_with(|c: char| c.is_ascii_lowercase()) && name.bytes().all(is_sign);
                if let Some(name) = self.filled_text(item, what).filter(|name| !fits(&name.words)) {
                    let why = "a column is named in small letters, digits and _, the first a letter";
                    self.say_of(&name, format!("\"{}\": {why}", name.words));
                }
            }
            KeyKind::Word(_) | KeyKind::TableName => {
                if let Some(word) = self.filled_text(item, what) {
                    self.one_of(&word, what, |_| Some(()), &kind.words());
                }
            }
            KeyKind::YesNo => {
                self.yes_no(item, what);
            }
            KeyKind::Day => {
                if day(item).is_none() {
                    self.say(item.span(), format!("{what} is a date without quotes, such as 2026-11-01"));
                }
            }
            KeyKind::Share => {
                let is_share = || matches!(value(item), Some(Value::Number(share)) if is_share(&share));
                if !item.get_ref().is_str() && !is_share() {
                    self.say(item.span(), format!("{what} is a share: above 0 and at most 1, or a \":param\""));
                }
            }
            KeyKind::Plain => {
                self.value(item, what);
            }
            KeyKind::Count => {
                if count(item).is_none() {
                    self.say(item.span(), format!("{what} is a whole number from 1"));
                }
            }
            KeyKind::Whole => {
                if whole(item).is_none() {
                    self.say(item.span(), format!("{what} is a whole number from 0"));
                }
            }
            KeyKind::Percent => {
                if count(item).is_none_or(|percent| percent > 100) {
                    self.say(item.span(), format!("{what} is a whole number from 1 to 100"));
                }
            }
            // What the turns of one list have in common is for its file to say.
            KeyKind::Turn => {}
            KeyKind::Row | KeyKind::Place => self.check_map(item, Names::Any, &KeyKind::Plain, "an example's row"),
            KeyKind::List(of, _) => {
                for item in self.list(item, what) {
                    self.check_one(item, of, what);
                }
            }
            KeyKind::Either(one, other) => {
                let of = if item.get_ref().is_table() { other } else { one };
                self.check_one(item, of, what);
            }
            KeyKind::Table(of) => {
                if let Some(table) = self.table(item, what) {
                    self.check_table(table, item.span(), of);
                }
            }
            KeyKind::Map(names, of) => self.check_map(item, *names, of, what),
            KeyKind::Called(..) => self.check_one(item, kind, what),
        }
    }

    fn check_map(&mut self, item: &Item<'_>, names: Names, of: &'static KeyKind, what: &str) {
        for (key, item) in self.table(item, what).into_iter().flatten() {
            if names == Names::Tables {
                let name = spanned(key, self.base);
                if self.one_of(&name, "table", |_| Some(()), &table_names()).is_none() {
                    continue;
                }
            }
            self.check_one(item, of, if matches!(of, KeyKind::Plain) { key.get_ref() } else { what });
        }
    }

    /// Checks one of a list or a map. A blank text there, or an unknown word, is for the file's own code to refuse.
    fn check_one(&mut self, item: &Item<'_>, kind: &'static KeyKind, what: &str) {
        let (kind, what) = if let KeyKind::Called(what, kind) = kind {
            (*kind, *what)
        } else {
            (kind, if let KeyKind::Table(of) = kind { of.what } else { what })
        };
        let is_text = matches!(kind, KeyKind::Filled | KeyKind::Word(_));
        self.check(item, if is_text { &KeyKind::Text } else { kind }, what);
    }

    /// Checks which keys a table has: unknown ones are refused with the nearest known, and those it lacks are named.
    fn keys<'t, 'i>(&mut self, table: &'t DeTable<'i>, span: Range<usize>, kind: &'static TableKind) -> Fields<'t, 'i> {
        let names = || kind.keys.iter().map(|key| key.name);
        for key in table.keys().filter(|key| kind.key(key.get_ref()).is_none()) {
            let name = key.get_ref();
            let fix = fix(name, names(), "it has");
            self.say(key.span(), format!("{} has no key \"{name}\"; {fix}", kind.what));
        }
        let given = |name: &str| table.get(name);
        for key in kind.keys.iter().filter(|key| key.need != Need::No && given(key.name).is_none()) {
            let why = if let Need::Because(why) = key.need { format!(": {why}") } else { String::new() };
            self.say(span.clone(), format!("{} has no {}{why}", kind.this, key.name));
        }
        let is_word = |key: &str, word: &str| given(key).is_some_and(|item| item.get_ref().as_str() == Some(word));
        // An unknown word may be a misspelling of the right one, and has a mistake of its own.
        let is_other = |key: &str, word: &str| match kind.key(key).map(|key| key.kind) {
            Some(KeyKind::Word(words)) => words().into_iter().any(|other| other != word && is_word(key, other)),
            _ => false,
        };
        let at = |name: &str| given(name).map(Item::span);
        for together in kind.together {
            let (at, message) = match together {
                Together::OneAtLeast(of, message) => {
                    (of.iter().all(|name| given(name).is_none()).then(|| span.clone()), message)
                }
                Together::NotAll(of, message) => {
                    (of.iter().map(|name| at(name)).reduce(|first, next| next.and(first)).flatten(), message)
                }
                Together::With(name, other, message) => (at(name).filter(|_| given(other).is_none()), message),
                Together::OnlyWhere(name, (key, word), message) => (at(name).filter(|_| is_other(key, word)), message),
                Together::Where(name, (key, word), message) => {
                    ((is_word(key, word) && given(name).is_none()).then(|| span.clone()), message)
                }
            };
            if let Some(at) = at {
                self.say(at, *message);
            }
        }
        Fields { table, kind: KeyKind::Table(kind), base: self.base, at: span }
    }

    /// What was found in an item; nothing is a mistake, since the item is to be `wanted`.
    fn expect<T>(&mut self, found: Option<T>, item: &Item<'_>, what: &str, wanted: &str) -> Option<T> {
        if found.is_none() {
            self.say(item.span(), format!("{what} is {wanted}, and this is {}", kind(item)));
        }
        found
    }

    /// A table.
    fn table<'t, 'i>(&mut self, item: &'t Item<'i>, what: &str) -> Option<&'t DeTable<'i>> {
        self.expect(item.get_ref().as_table(), item, what, "a table")
    }

    /// A list; empty where it is something else.
    fn list<'t, 'i>(&mut self, item: &'t Item<'i>, what: &str) -> &'t [Item<'i>] {
        self.expect(item.get_ref().as_array(), item, what, "a list").map_or(&[], |items| items)
    }

    /// A text.
    fn text(&mut self, item: &Item<'_>, what: &str) -> Option<Text> {
        self.expect(text(item, self.base), item, what, "text in quotes")
    }

    /// True or false; false where it is something else.
    fn yes_no(&mut self, item: &Item<'_>, what: &str) -> bool {
        self.expect(item.get_ref().as_bool(), item, what, "true or false").unwrap_or_default()
    }

    /// One value.
    pub(crate) fn value(&mut self, item: &Item<'_>, what: &str) -> Option<Value> {
        self.expect(value(item), item, what, "one text, number, date, true or false")
    }

    /// A text that is not blank.
    fn filled_text(&mut self, item: &Item<'_>, what: &str) -> Option<Text> {
        let text = self.text(item, what);
        self.not_blank(text, what)
    }

    /// A text, unless it is blank.
    pub(crate) fn not_blank(&mut self, text: Option<Text>, what: &str) -> Option<Text> {
        let text = text?;
        if text.words.trim().is_empty() {
            self.say_of(&text, format!("{what} is empty"));
            return None;
        }
        Some(text)
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
            let fix = fix(&text.words, names.iter().copied(), "it is one of");
            self.say_of(text, format!("{what} \"{}\" is not known; {fix}", text.words));
        }
        found
    }
}

/// Whether a number is a share that something can be held to.
pub(crate) fn is_share(share: &Exact) -> bool {
    *share > Exact::ZERO && *share <= Exact::from(1)
}

/// The nearest of some names, or all of them after `otherwise`.
fn fix<'n>(word: &str, names: impl Iterator<Item = &'n str> + Clone, otherwise: &str) -> String {
    match nearest(word, names.clone()) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => format!("{otherwise} {}", names.collect::<Vec<_>>().join(", ")),
    }
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
