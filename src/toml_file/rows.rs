//! TOML inventories: arrays of tables as rows, with the position of every value.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::words::position::Position;

pub use crate::words::position::Lines;

/// One value as text, and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Its key.
    pub key: String,
    /// The value as a CSV cell would write it; `Err` names a type that no cell has.
    pub text: Result<String, &'static str>,
    /// Where the value begins.
    pub at: Position,
}

/// One row: its cells, and where it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its cells, by key.
    pub cells: Vec<Cell>,
    /// Where it begins.
    pub at: Position,
}

/// One `[[name]]` of a document, with its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows {
    /// The name.
    pub name: String,
    /// Where it is first named.
    pub at: Position,
    /// The rows.
    pub records: Vec<Record>,
}

/// A document: rows by table, and top-level values that hold for all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Values at the top.
    pub defaults: Vec<Cell>,
    /// Arrays of tables.
    pub tables: Vec<Rows>,
}

/// A place where a document is not TOML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The sentence for people.
    pub message: String,
    /// Where.
    pub at: Position,
}

/// Parses an inventory; what comes before and after a flaw is still returned.
#[must_use]
pub fn parse(text: &str) -> (Document, Vec<Flaw>) {
    let lines = Lines::new(text);
    let (root, errors) = DeTable::parse_recoverable(text);
    let flaw = |error: &toml::de::Error| Flaw {
        message: error.message().lines().collect::<Vec<_>>().join("; "),
        at: lines.position(error.span().map_or(0, |span| span.start)),
    };
    let mut document = Document::default();
    for (key, value) in root.get_ref() {
        let name = key.get_ref().to_string();
        let at = lines.position(key.span().start);
        match value.get_ref() {
            DeValue::Array(items) if items.iter().all(|item| item.get_ref().is_table()) => {
                let records = items.iter().filter_map(|item| Some(record(item, item.get_ref().as_table()?, &lines)));
                document.tables.push(Rows { name, at, records: records.collect() });
            }
            DeValue::Table(table) => {
                document.tables.push(Rows { name, at, records: vec![record(value, table, &lines)] });
            }
            DeValue::Array(_)
            | DeValue::String(_)
            | DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_) => document.defaults.push(cell(&name, value, &lines)),
        }
    }
    document.tables.sort_by_key(|rows| rows.at);
    (document, errors.iter().map(flaw).collect())
}

fn record(item: &Spanned<DeValue<'_>>, table: &DeTable<'_>, lines: &Lines<'_>) -> Record {
    let cells = table.iter().map(|(key, value)| cell(key.get_ref(), value, lines)).collect();
    Record { cells, at: lines.position(item.span().start) }
}

fn cell(key: &str, value: &Spanned<DeValue<'_>>, lines: &Lines<'_>) -> Cell {
    let text = match value.get_ref() {
        DeValue::String(text) => Ok(text.to_string()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or_else(|_| Ok(number.as_str().to_owned()), |number| Ok(number.to_string())),
        DeValue::Float(number) => Ok(number.as_str().to_owned()),
        DeValue::Boolean(yes) => Ok(yes.to_string()),
        DeValue::Datetime(date) => Ok(date.to_string()),
        DeValue::Array(_) => Err("a list"),
        DeValue::Table(_) => Err("a table"),
    };
    Cell { key: key.to_owned(), text, at: lines.position(value.span().start) }
}
