//! `[[column]]`: which table it is added to, and how its cells are read.

use crate::limits::Limit;
use crate::limits::rules::{CHOICES, SYNONYMS};
use crate::rules::keys::{COLUMN_KINDS, ENDS};
use crate::rules::rule::Text;
use crate::schema::{End, TableId};
use crate::toml_file::{Fields, Reader};
use crate::words::value::Kind;

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

/// A column; `None` where it lacks what conditions must know of it.
pub(super) fn read(reader: &mut Reader<'_>, column: &Fields<'_, '_>) -> Option<RawColumn> {
    let choices = texts(reader, column, "choices", &CHOICES);
    let synonyms = texts(reader, column, "synonyms", &SYNONYMS).unwrap_or_default();
    let kind = column.word("kind", |word| COLUMN_KINDS.into_iter().find(|kind| kind.name() == word))?;
    let choices = match kind {
        Kind::Category => choices.filter(|choices| !choices.is_empty())?,
        Kind::Text | Kind::Integer | Kind::Number | Kind::Boolean | Kind::Date | Kind::Version => Vec::new(),
    };
    let end = |word: &str| ENDS.into_iter().find(|(known, _)| *known == word).map(|(_, end)| end);
    Some(RawColumn {
        table: column.word("table", TableId::named)?,
        name: column.text("name")?,
        kind,
        choices,
        synonyms,
        meaning: column.words("meaning").unwrap_or_default(),
        partial: column.word("partial", end).unwrap_or(End::First),
        future: column.yes_no("future").unwrap_or_default(),
    })
}

/// A list of texts, none of them blank.
fn texts(reader: &mut Reader<'_>, column: &Fields<'_, '_>, key: &str, most: &Limit) -> Option<Vec<Text>> {
    let item = column.get(key)?;
    if column.items(key).len() > most.size() {
        reader.say(item.span(), most.to_string());
        return None;
    }
    if key == "choices" && column.empty(key).is_some() {
        reader.say(item.span(), "choices is empty");
    }
    let texts = column.texts(key);
    for text in texts.iter().filter(|text| text.words.trim().is_empty()) {
        reader.say_of(text, format!("one of {key} is empty"));
    }
    Some(texts)
}
