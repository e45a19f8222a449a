//! The values of a table that was checked: what is wrong is left out, since its mistake is known.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::keys::{KeyKind, TableKind};
use super::text::Text;
use crate::value::{Day, Exact, Value};

/// A value and where it stands in its file.
pub(crate) type Item<'i> = Spanned<DeValue<'i>>;

/// The fields of one table of a declared kind. Spans of texts are counted on from the file's base.
pub(crate) struct Fields<'t, 'i> {
    pub(super) table: &'t DeTable<'i>,
    pub(super) kind: &'static TableKind,
    pub(super) base: usize,
    /// The bytes of its own file where the table stands.
    pub(crate) at: Range<usize>,
}

impl<'t, 'i> Fields<'t, 'i> {
    /// What stands under a key.
    pub(crate) fn get(&self, key: &str) -> Option<&'t Item<'i>> {
        self.table.get(key)
    }

    /// The same, for a file that is read key by key.
    pub(crate) fn take(&mut self, key: &str) -> Option<&'t Item<'i>> {
        self.get(key)
    }

    /// Where the table stands, counted on from the file's base.
    pub(crate) fn span(&self) -> Range<usize> {
        self.at.start + self.base..self.at.end + self.base
    }

    /// Where something within the table stands, counted on from the file's base.
    pub(crate) fn span_of(&self, item: &Item<'_>) -> Range<usize> {
        item.span().start + self.base..item.span().end + self.base
    }

    /// A text; `None` where it is blank and its kind forbids that.
    pub(crate) fn text(&self, key: &str) -> Option<Text> {
        let text = text(self.get(key)?, self.base)?;
        let kind = self.declared(key)?;
        let is_filled =
            matches!(kind, KeyKind::Filled | KeyKind::Id | KeyKind::NewColumn | KeyKind::Word(_) | KeyKind::TableName);
        (!is_filled || !text.words.trim().is_empty()).then_some(text)
    }

    /// The words of [`Self::text`].
    pub(crate) fn words(&self, key: &str) -> Option<String> {
        self.text(key).map(|text| text.words)
    }

    /// One of the words that the key's kind lists, as `read` understands it.
    pub(crate) fn word<T>(&self, key: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let word = self.words(key)?;
        let is_known = self.declared(key)?.words().contains(&word.as_str());
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

    /// True or false.
    pub(crate) fn yes_no(&self, key: &str) -> Option<bool> {
        self.get(key)?.get_ref().as_bool()
    }

    /// What a list holds.
    pub(crate) fn items(&self, key: &str) -> &'t [Item<'i>] {
        self.get(key).and_then(|item| item.get_ref().as_array()).map_or(&[], |items| items)
    }

    /// Whether there is a list or a table with nothing in it, whichever its kind asks for.
    pub(crate) fn is_empty(&self, key: &str) -> bool {
        let (Some(item), Some(kind)) = (self.get(key), self.declared(key)) else { return false };
        let list = item.get_ref().as_array().filter(|_| matches!(kind, KeyKind::List(..)));
        let map = item.get_ref().as_table().filter(|_| matches!(kind, KeyKind::Map(..)));
        list.is_some_and(|list| list.is_empty()) || map.is_some_and(|map| map.is_empty())
    }

    /// The texts of a list.
    pub(crate) fn texts(&self, key: &str) -> Vec<Text> {
        self.get(key).map_or(Vec::new(), |item| self.texts_of(item))
    }

    /// The same of a list somewhere within this table.
    pub(crate) fn texts_of(&self, item: &Item<'_>) -> Vec<Text> {
        let items = item.get_ref().as_array().into_iter().flatten();
        items.filter_map(|item| text(item, self.base)).collect()
    }

    /// The tables of a list.
    pub(crate) fn tables(&self, key: &str) -> Vec<Self> {
        self.items(key).iter().filter_map(|item| self.within(key, item)).collect()
    }

    /// The table that stands under a key.
    pub(crate) fn table(&self, key: &str) -> Option<Self> {
        self.within(key, self.get(key)?)
    }

    /// The tables of a map, by their names.
    pub(crate) fn named_tables(&self, key: &str) -> Vec<(Text, Self)> {
        self.entries(key).into_iter().filter_map(|(name, item)| Some((name, self.within(key, item)?))).collect()
    }

    /// The names of a map, and what stands under each.
    pub(crate) fn entries(&self, key: &str) -> Vec<(Text, &'t Item<'i>)> {
        self.get(key).map_or(Vec::new(), |item| self.entries_of(item))
    }

    /// The same of a map somewhere within this table.
    pub(crate) fn entries_of(&self, item: &'t Item<'i>) -> Vec<(Text, &'t Item<'i>)> {
        let name = |key: &Spanned<_>| spanned(key, self.base);
        item.get_ref().as_table().into_iter().flatten().map(|(key, item)| (name(key), item)).collect()
    }

    /// The names of a map, and the text under each.
    pub(crate) fn pairs(&self, key: &str) -> Vec<(Text, Text)> {
        self.get(key).map_or(Vec::new(), |item| self.pairs_of(item))
    }

    /// The same of a map somewhere within this table.
    pub(crate) fn pairs_of(&self, item: &'t Item<'i>) -> Vec<(Text, Text)> {
        let pair = |(name, item)| Some((name, text(item, self.base)?));
        self.entries_of(item).into_iter().filter_map(pair).collect()
    }

    /// One table of those that stand under a key.
    pub(crate) fn within(&self, key: &str, item: &'t Item<'i>) -> Option<Self> {
        let (table, kind) = (item.get_ref().as_table()?, self.declared(key)?.table()?);
        Some(Self { table, kind, base: self.base, at: item.span() })
    }

    fn declared(&self, key: &str) -> Option<&'static KeyKind> {
        self.kind.key(key).map(|key| &key.kind)
    }
}

pub(super) fn spanned(words: &Spanned<impl AsRef<str>>, base: usize) -> Text {
    let span = words.span();
    Text { words: words.get_ref().as_ref().to_owned(), span: span.start + base..span.end + base }
}

pub(super) fn text(item: &Item<'_>, base: usize) -> Option<Text> {
    let words = item.get_ref().as_str()?;
    Some(spanned(&Spanned::new(item.span(), words), base))
}

pub(super) fn day(item: &Item<'_>) -> Option<Day> {
    item.get_ref().as_datetime().and_then(|date| Day::parse(&date.to_string()))
}

pub(super) fn count(item: &Item<'_>) -> Option<u64> {
    let count = item.get_ref().as_integer().and_then(|n| u64::from_str_radix(n.as_str(), n.radix()).ok());
    count.filter(|count| *count > 0)
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
