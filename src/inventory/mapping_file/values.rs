//! Value tables: what the codes of a source stand for, column by column.

use std::collections::HashMap;
use std::ops::Range;

use super::file::RawValues;
use crate::limits::rules::VALUE_COLUMNS;
use crate::predicate::{Columns, Home, Named};
use crate::words::value::{Kind, Value};

/// Stands for any code that a value table does not list.
const ANY_OTHER: &str = "*";

/// One value table.
#[derive(Clone, Debug)]
pub(in crate::inventory) struct Values {
    pub(in crate::inventory) name: String,
    /// Its columns, as expressions name them.
    pub(in crate::inventory) columns: Columns,
    /// For each code its entry.
    codes: HashMap<String, usize>,
    /// For each entry a value for each column, and where it is in the file.
    pub(in crate::inventory) entries: Vec<Vec<(Value, Range<usize>)>>,
    /// What is wrong with it, and where.
    pub(in crate::inventory) flaws: Vec<(Range<usize>, String)>,
}

impl Values {
    pub(in crate::inventory) fn new(raw: &RawValues) -> Self {
        let mut list: Vec<Named> = Vec::new();
        let mut flaws = Vec::new();
        for (name, value, span) in raw.entries.iter().flat_map(|entry| &entry.cells) {
            let kind = kind(value);
            let full = list.len() == VALUE_COLUMNS.size();
            match list.iter_mut().find(|known| *known.name == **name) {
                None if full => {
                    flaws.push((span.clone(), VALUE_COLUMNS.to_string()));
                    break;
                }
                None => list.push(Named { name: name.as_str().into(), kind, column: None }),
                Some(known) if known.kind == kind => {}
                Some(known) if number(known.kind) && number(kind) => known.kind = Kind::Number,
                Some(known) => {
                    let message = format!(
                        "{name} is {} for other codes, and this is {}",
                        known.kind.described(),
                        kind.described()
                    );
                    flaws.push((span.clone(), message));
                }
            }
        }
        let entries = raw.entries.iter().map(|entry| {
            let cell = |column: &Named| {
                let found = entry.cells.iter().find(|(name, ..)| **name == *column.name);
                found.map_or((Value::Null, 0..0), |(_, value, span)| (value.clone(), span.clone()))
            };
            list.iter().map(cell).collect()
        });
        Self {
            entries: entries.collect(),
            codes: raw.entries.iter().enumerate().map(|(at, entry)| (entry.code.clone(), at)).collect(),
            name: raw.name.words.clone(),
            columns: Columns { home: Home::Reference(0), called: raw.name.words.as_str().into(), list },
            flaws,
        }
    }

    /// The entry of a code, or of any other code where the table has one for it.
    pub(in crate::inventory) fn entry(&self, code: &str) -> Option<usize> {
        self.codes.get(code).or_else(|| self.codes.get(ANY_OTHER)).copied()
    }

    /// What an entry says of a column.
    pub(in crate::inventory) fn value(&self, entry: usize, column: usize) -> Value {
        self.entries.get(entry).and_then(|cells| cells.get(column)).map_or(Value::Null, |(value, _)| value.clone())
    }
}

fn number(kind: Kind) -> bool {
    matches!(kind, Kind::Integer | Kind::Number)
}

fn kind(value: &Value) -> Kind {
    match value {
        Value::Null | Value::Text(_) => Kind::Text,
        Value::Number(number) if number.to_integer().is_some() => Kind::Integer,
        Value::Number(_) => Kind::Number,
        Value::Boolean(_) => Kind::Boolean,
        Value::Date(_) => Kind::Date,
        Value::Version(_) => Kind::Version,
    }
}
