//! Reference tables: CSV files next to the rules, read whole, their rows found again by the cells of an inventory's rows.

mod fill;
mod names;
mod reader;
mod tokens;

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use foldhash::fast::RandomState;

use super::rule::{LookedThrough, Several};
use crate::predicate::{Columns, Home, Row};
use crate::schema::{TableId, folded};
use crate::words::value::{Kind, Value};
use fill::{Filled, Plan};
use names::Reading;
pub(super) use reader::ReferenceReader;

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
    /// The file of the words that names are read with, and the SHA-256 of its bytes.
    pub words_file: Option<(Arc<str>, String)>,
    /// What is taken of each column where several entries match.
    several: Vec<Option<Several>>,
    /// Key columns whose values an earlier reference gives: each by its place among the keys, with that reference and its column.
    through: Vec<(usize, usize, usize)>,
    plan: Arc<Plan>,
    /// Which of its columns somebody asks, so that others need not be read; empty where that is not known.
    wanted: Vec<bool>,
    filled: Arc<OnceLock<Filled>>,
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
        &self.filled().entries
    }

    /// How many lines it has, the header apart.
    #[must_use]
    pub fn lines(&self) -> u64 {
        self.filled().lines
    }

    /// Lines whose key another line has too, and that one; where they differ, what they say is unknown.
    #[must_use]
    pub fn doubles(&self) -> &[(u64, u64)] {
        &self.filled().doubles
    }

    fn filled(&self) -> &Filled {
        self.filled
            .get_or_init(|| self.plan.texts.map(|(text, words)| fill::filled(self, text, words).0).unwrap_or_default())
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
            entries: self.filled().things,
            checked_on: self.filled().entries.iter().filter_map(day).max(),
        }
    }

    /// The files that it rests on, its own and that of its words, each with the SHA-256 of its bytes.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        let words = self.words_file.iter().map(|(file, sha256)| (&**file, sha256.as_str()));
        std::iter::once((&*self.file, self.sha256.as_str())).chain(words)
    }

    /// How its file is read and matched; two that say the same here give a row the same entry of the same files.
    #[must_use]
    pub fn terms(&self) -> String {
        let Plan { keys, only, thing, parts, .. } = &*self.plan;
        let keys: Vec<_> = keys.iter().map(|key| (key.column.name, key.field, key.aliases)).collect();
        let (tables, several, through) = (&self.tables, &self.several, &self.through);
        format!(
            "{} {tables:?} {keys:?} {only:?} {thing:?} {parts:?} {several:?} {through:?} {:?}",
            self.name, self.keys
        )
    }

    /// Has it read the columns alone that conditions ask, and those that it uses itself.
    pub(super) fn want(&mut self, columns: &HashSet<usize, RandomState>) {
        let own = |at: usize| self.several[at] == Some(Several::All) || &*self.columns.list[at].name == "checked_on";
        self.wanted = (0..self.columns.list.len()).map(|at| columns.contains(&at) || own(at)).collect();
    }

    /// The columns of an earlier reference whose words stand in for those of rows.
    pub(super) fn asks(&self, earlier: usize) -> impl Iterator<Item = usize> {
        self.through.iter().filter(move |(_, of, _)| *of == earlier).map(|(_, _, column)| *column)
    }

    /// The earlier references whose words stand in for those of rows, by their places.
    pub(crate) fn leans_on(&self) -> impl Iterator<Item = usize> {
        self.through.iter().map(|(_, reference, _)| *reference)
    }

    /// The column of its own that says all that a name may stand for.
    pub(crate) fn all_of(&self) -> Option<usize> {
        self.several.iter().position(|several| *several == Some(Several::All))
    }

    /// The entry that the values of the key columns name, by its place in [`Reference::entries`] and, beyond those, in what was made for
    /// names that may stand for several; 0 where there is none. `earlier` are the references before it.
    #[must_use]
    pub fn find(&self, key: &[&Value], earlier: &[Self], made: &mut Made) -> u32 {
        if self.plan.parts.is_some() {
            return self.named(key, made);
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
                other.entries().get(found).map(|entry| &entry.values[*column]).filter(|value| !value.is_null())
            {
                stand_in[*at] = value.clone();
            }
        }
        self.keyed(&stand_in.iter().collect::<Vec<_>>())
    }

    fn keyed(&self, key: &[&Value]) -> u32 {
        let words: Option<Vec<String>> = key.iter().map(|value| word(value)).collect();
        words.and_then(|words| self.filled().by_key.get(&words.join(PART)).copied()).unwrap_or(0)
    }

    fn named(&self, key: &[&Value], made: &mut Made) -> u32 {
        let Filled { names, entries, .. } = self.filled();
        let texts: Vec<String> = key.iter().filter(|value| !value.is_null()).map(|value| value.to_string()).collect();
        let reading = names.read(&texts.join(" "));
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
        let mut entry = joined(entries, &self.several, &found);
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
        let at = whole(entries.len() + made.entries.len());
        made.entries.push(entry);
        made.by_set.insert(found, at);
        at
    }
}

/// What several entries say together.
fn joined(all: &[Entry], several: &[Option<Several>], found: &[usize]) -> Entry {
    let entries: Vec<&Entry> = found.iter().map(|at| &all[*at]).collect();
    let column = |(column, several): (usize, &Option<Several>)| {
        let values = || entries.iter().map(|entry| &entry.values[column]);
        let known = values().all(|value| !value.is_null());
        // Where two of them cannot be compared, neither is the most.
        let utmost = |wanted: Ordering| {
            let mut values = values();
            let mut most = values.next();
            for value in values {
                most = match most.and_then(|most| compared(value, most)) {
                    Some(order) => {
                        if order == wanted {
                            Some(value)
                        } else {
                            most
                        }
                    }
                    None => None,
                };
            }
            most.cloned().unwrap_or(Value::Null)
        };
        match several {
            Some(Several::Least) if known => utmost(Ordering::Less),
            Some(Several::Most) if known => utmost(Ordering::Greater),
            Some(Several::All) => Value::text(&any_of(values().map(Value::to_string).collect())),
            None if values().all(|value| *value == entries[0].values[column]) => entries[0].values[column].clone(),
            None | Some(Several::Least | Several::Most) => Value::Null,
        }
    };
    let values = several.iter().enumerate().map(column).collect();
    let source = match entries.len() {
        1 => entries[0].source.clone(),
        many => format!("{} and {} more", entries[0].source, many - 1).into(),
    };
    Entry { values, line: entries[0].line, source }
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

/// The most names of systems that a finding lists one by one.
const TOLD: usize = 4;

/// Names in a sentence: `A, B or C`, and of many the first few.
fn any_of(mut names: Vec<String>) -> String {
    names.dedup();
    let many = names.len().saturating_sub(TOLD);
    let last = if many > 1 {
        names.truncate(TOLD);
        format!("{many}{OTHERS}")
    } else {
        names.pop().unwrap_or_default()
    };
    if names.is_empty() { last } else { format!("{}{OR}{last}", names.join(", ")) }
}

const OR: &str = " or ";
const OTHERS: &str = " others";

/// Whether a value of a reference table names several things, of which one is meant.
pub(crate) fn names_several(value: &str) -> bool {
    value.contains(OR)
}

/// Whether it names only the first of them.
pub(crate) fn leaves_some_out(value: &str) -> bool {
    value.contains(OTHERS)
}

/// What parts the words of a key; no word holds it.
const PART: &str = "\u{1f}";

/// A value as keys are compared; `None` where it says nothing.
fn word(value: &Value) -> Option<String> {
    let word = match value {
        Value::Null => return None,
        Value::Text(text) => folded(text),
        Value::Version(version) => plain_version(version.as_str()),
        Value::Number(_) | Value::Boolean(_) | Value::Date(_) => value.to_string(),
    };
    (!word.is_empty()).then_some(word)
}

/// A version as it is looked up: its letters, numbers and dots, without a word for version before it and noughts behind it.
fn plain_version(text: &str) -> String {
    let lower = text.trim().to_lowercase();
    let bare =
        ["version", "ver.", "ver", "v."].iter().find_map(|word| lower.strip_prefix(word)).unwrap_or(&lower).trim();
    let bare = bare.strip_prefix('v').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())).unwrap_or(bare);
    let mut kept: String = bare.chars().filter(|c| c.is_alphanumeric() || matches!(c, '.' | '*')).collect();
    while let Some(shorter) = kept.strip_suffix(".0") {
        kept = shorter.to_owned();
    }
    kept
}

/// The words of a cell of the file that holds other names, separated by semicolons.
fn words_of(cell: &str, kind: Kind) -> impl Iterator<Item = String> {
    cell.split(';').filter_map(move |part| {
        let value = match kind {
            Kind::Version => Value::Version(crate::words::value::Version::new(part).into()),
            Kind::Text | Kind::Category | Kind::Integer | Kind::Number | Kind::Boolean | Kind::Date => {
                Value::text(part)
            }
        };
        word(&value)
    })
}
