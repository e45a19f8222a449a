//! The values of a table that was checked: what is wrong is left out, since its mistake is known.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::keys::KeyKind;
use super::text::Text;
use crate::words::value::{Day, Exact, Value};

/// A value and where it is in its file.
pub(crate) type Item<'i> = Spanned<DeValue<'i>>;

/// One table of a file: of a declared kind, a map of names, or a row. Spans that it gives are counted on from the file's base.
pub(crate) struct Fields<'t, 'i> {
    pub(super) table: &'t DeTable<'i>,
    pub(super) kind: KeyKind,
    pub(super) base: usize,
    /// The bytes of its own file where the table is.
    pub(crate) at: Range<usize>,
}

impl<'t, 'i> Fields<'t, 'i> {
    /// The value of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&'t Item<'i>> {
        self.table.get(key)
    }

    /// Where the table is.
    pub(crate) fn span(&self) -> Range<usize> {
        self.at.start + self.base..self.at.end + self.base
    }

    /// A text; `None` where it is blank and its kind forbids that.
    pub(crate) fn text(&self, key: &str) -> Option<Text> {
        let text = text(self.get(key)?, self.base)?;
        let is_filled = matches!(
            self.kind.under(key)?,
            KeyKind::Filled | KeyKind::Id | KeyKind::NewColumn | KeyKind::Word(_) | KeyKind::TableName
        );
        (!is_filled || !text.words.trim().is_empty()).then_some(text)
    }

    /// The words of [`Self::text`].
    pub(crate) fn words(&self, key: &str) -> Option<String> {
        self.text(key).map(|text| text.words)
    }

    /// One of the words that the key's kind lists, as `read` understands it.
    pub(crate) fn word<T>(&self, key: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let word = self.words(key)?;
        let is_known = self.kind.under(key)?.words().contains(&word.as_str());
        if is_known { read(&word) } else { None }
    }

    /// A day.
    pub(crate) fn day(&self, key: &str) -> Option<Day> {
        day(self.get(key)?)
    }

    /// A whole number from 1.
    pub(crate) fn count(&self, key: &str) -> Option<u64> {
        count(self.get(key)?)
    }

    /// A whole number from 0.
    pub(crate) fn whole(&self, key: &str) -> Option<u64> {
        whole(self.get(key)?)
    }

    /// True or false.
    pub(crate) fn yes_no(&self, key: &str) -> Option<bool> {
        self.get(key)?.get_ref().as_bool()
    }

    /// What a list holds.
    pub(crate) fn items(&self, key: &str) -> &'t [Item<'i>] {
        self.get(key).and_then(|item| item.get_ref().as_array()).map_or(&[], |items| items)
    }

    /// The list or the map under a key, whichever its kind asks for, where nothing is in it.
    pub(crate) fn empty(&self, key: &str) -> Option<&'t Item<'i>> {
        let (item, kind) = (self.get(key)?, self.kind.under(key)?);
        let list = item.get_ref().as_array().filter(|_| matches!(kind, KeyKind::List(..)));
        let map = item.get_ref().as_table().filter(|_| matches!(kind, KeyKind::Map(..)));
        let is_empty = list.is_some_and(|list| list.is_empty()) || map.is_some_and(|map| map.is_empty());
        is_empty.then_some(item)
    }

    /// The texts of a list.
    pub(crate) fn texts(&self, key: &str) -> Vec<Text> {
        self.items(key).iter().filter_map(|item| text(item, self.base)).collect()
    }

    /// The tables of a list.
    pub(crate) fn tables(&self, key: &str) -> Vec<Self> {
        self.items(key).iter().filter_map(|item| self.within(key, item)).collect()
    }

    /// The table that is under a key.
    pub(crate) fn table(&self, key: &str) -> Option<Self> {
        self.within(key, self.get(key)?)
    }

    /// One table of those that are under a key.
    pub(crate) fn within(&self, key: &str, item: &'t Item<'i>) -> Option<Self> {
        let (table, kind) = (item.get_ref().as_table()?, self.kind.under(key)?.of_table()?);
        Some(Self { table, kind, base: self.base, at: item.span() })
    }

    /// The keys of this table.
    pub(crate) fn names(&self) -> impl Iterator<Item = Text> {
        self.table.keys().map(|name| spanned(name, self.base))
    }

    /// The keys that hold tables, with the tables.
    pub(crate) fn children(&self) -> Vec<(Text, Self)> {
        self.names().filter_map(|name| Some((name.clone(), self.table(&name.words)?))).collect()
    }

    /// The keys that hold texts, with the texts.
    pub(crate) fn pairs(&self) -> Vec<(Text, Text)> {
        self.names().filter_map(|name| Some((name.clone(), text(self.get(&name.words)?, self.base)?))).collect()
    }

    /// The keys that hold single values, with the values and their positions.
    pub(crate) fn values(&self) -> Vec<(Text, Value, Range<usize>)> {
        let of = |name: Text| {
            let item = self.get(&name.words)?;
            Some((name, value(item)?, item.span().start + self.base..item.span().end + self.base))
        };
        self.names().filter_map(of).collect()
    }
}

pub(super) fn spanned(words: &Spanned<impl AsRef<str>>, base: usize) -> Text {
    let span = words.span();
    Text { words: words.get_ref().as_ref().to_owned(), span: span.start + base..span.end + base }
}

pub(super) fn text(item: &Item<'_>, base: usize) -> Option<Text> {
    Some(spanned(&Spanned::new(item.span(), item.get_ref().as_str()?), base))
}

pub(super) fn day(item: &Item<'_>) -> Option<Day> {
    item.get_ref().as_datetime().and_then(|date| Day::parse(&date.to_string()))
}

pub(super) fn whole(item: &Item<'_>) -> Option<u64> {
    item.get_ref().as_integer().and_then(|n| u64::from_str_radix(n.as_str(), n.radix()).ok())
}

pub(super) fn count(item: &Item<'_>) -> Option<u64> {
    whole(item).filter(|count| *count > 0)
}

/// One text, number, date, true or false.
pub(crate) fn value(item: &Item<'_>) -> Option<Value> {
    match item.get_ref() {
        DeValue::String(text) => Some(Value::text(text)),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).ok().map(|n| Value::Number(Exact::from(n)))
        }
        DeValue::Float(number) => Exact::parse(number.as_str()).map(Value::Number),
        DeValue::Boolean(yes) => Some(Value::Boolean(*yes)),
        DeValue::Datetime(date) => Day::parse(&date.to_string()).map(Value::Date),
        DeValue::Array(_) | DeValue::Table(_) => None,
    }
}
