//! `[[column]]`: which table it is added to, and how its cells are read.

use super::super::keys::{self, COLUMN_KINDS, ENDS};
use super::super::rule::Text;
use super::{Item, Keys, Reader};
use crate::schema::{End, TableId};
use crate::value::Kind;

/// The most choices of a category, and the most synonyms of a column: every header and every new word is held against them.
const MOST_CHOICES: usize = 1_000;
const MOST_SYNONYMS: usize = 100;

/// A column as it is written.
#[derive(Clone, Debug)]
pub(in crate::rules) struct RawColumn {
    pub(in crate::rules) table: TableId,
    pub(in crate::rules) name: Text,
    pub(in crate::rules) kind: Kind,
    pub(in crate::rules) choices: Vec<Text>,
    pub(in crate::rules) synonyms: Vec<Text>,
    pub(in crate::rules) meaning: String,
    pub(in crate::rules) partial: End,
    pub(in crate::rules) future: bool,
}

impl Reader<'_> {
    /// A column; none, where it lacks what conditions must know of it.
    pub(super) fn column(&mut self, item: &Item<'_>) -> Option<RawColumn> {
        let table = self.table(item, "a column")?;
        let mut keys = self.keys(table, item.span(), &keys::COLUMN);
        let table = self.word(&mut keys, "table", TableId::named);
        let name = self.needed(&mut keys, "name");
        if let Some(name) = &name {
            let plain = name.words.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
            if !plain || !name.words.starts_with(|first: char| first.is_ascii_lowercase()) {
                let why = "a column is named in small letters, digits and _, the first a letter";
                self.say_of(name, format!("\"{}\": {why}", name.words));
            }
        }
        let kind = self.word(&mut keys, "kind", |word| COLUMN_KINDS.into_iter().find(|kind| kind.name() == word));
        let choices = self.texts(&mut keys, "choices", MOST_CHOICES);
        let synonyms = self.texts(&mut keys, "synonyms", MOST_SYNONYMS).unwrap_or_default();
        let meaning = self.words(&mut keys, "meaning").unwrap_or_default();
        let end = |word: &str| ENDS.into_iter().find(|(known, _)| *known == word).map(|(_, end)| end);
        let partial = self.word(&mut keys, "partial", end).unwrap_or(End::First);
        let future = keys.take("future").is_some_and(|item| self.yes_no(item, "future"));
        let choices = match kind? {
            Kind::Category => choices.filter(|choices| !choices.is_empty())?,
            Kind::Text | Kind::Integer | Kind::Number | Kind::Boolean | Kind::Date | Kind::Version => Vec::new(),
        };
        Some(RawColumn { table: table?, name: name?, kind: kind?, choices, synonyms, meaning, partial, future })
    }

    /// A list of texts, each of which says something.
    fn texts(&mut self, keys: &mut Keys<'_, '_>, key: &str, most: usize) -> Option<Vec<Text>> {
        let item = keys.take(key)?;
        let items = self.list(item, key);
        if items.len() > most {
            self.say(item.span(), format!("{key} is longer than {most}"));
            return None;
        }
        if items.is_empty() && key == "choices" && item.get_ref().as_array().is_some() {
            self.say(item.span(), "choices is empty");
        }
        let texts: Vec<Text> = items.iter().filter_map(|item| self.text(item, key)).collect();
        for text in texts.iter().filter(|text| text.words.trim().is_empty()) {
            self.say_of(text, format!("one of {key} is empty"));
        }
        Some(texts)
    }
}
