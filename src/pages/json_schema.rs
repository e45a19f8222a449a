//! JSON Schemas of rules files, waivers files and TOML inventories, so that editors complete and check them.

use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::schema::{Choice, Column, JURISDICTIONS, TableId};
use crate::toml_file::{Key, KeyKind, Names, Need, TableKind, Together};
use crate::words::value::{Kind, calendar};

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";
const DAY: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
const FILLED: &str = "\\S";
const COLUMN: &str = "^[a-z][a-z0-9_]*$";

/// Shapes by name, in the order in which they are declared.
#[derive(Clone, Debug, Default, PartialEq)]
struct Shapes(Vec<(String, Shape)>);

impl Shapes {
    fn none(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Shapes {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.0.len()))?;
        for (name, shape) in &self.0 {
            map.serialize_entry(name, shape)?;
        }
        map.end()
    }
}

/// What may be under the keys that no property names.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[serde(untagged)]
enum Others {
    Allowed(bool),
    Like(Box<Shape>),
}

/// One JSON Schema, or a part of one; what is empty is left out.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct Shape {
    #[serde(rename = "$schema", skip_serializing_if = "Option::is_none")]
    schema: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(rename = "$ref", skip_serializing_if = "Option::is_none")]
    refers: Option<String>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    #[serde(rename = "const", skip_serializing_if = "Option::is_none")]
    just: Option<&'static str>,
    #[serde(rename = "enum", skip_serializing_if = "Vec::is_empty")]
    words: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pattern: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    minimum: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exclusive_minimum: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    maximum: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exclusive_maximum: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<Box<Self>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min_items: Option<usize>,
    #[serde(skip_serializing_if = "Shapes::none")]
    properties: Shapes,
    #[serde(skip_serializing_if = "Option::is_none")]
    property_names: Option<Box<Self>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    additional_properties: Option<Others>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    required: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not: Option<Box<Self>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    any_of: Vec<Self>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    all_of: Vec<Self>,
    #[serde(rename = "if", skip_serializing_if = "Option::is_none")]
    when: Option<Box<Self>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    then: Option<Box<Self>>,
    #[serde(rename = "$defs", skip_serializing_if = "Shapes::none")]
    defs: Shapes,
}

impl Shape {
    fn of(kind: &'static str) -> Self {
        Self { kind: Some(kind), ..Self::default() }
    }

    fn words(words: Vec<&'static str>) -> Self {
        Self { words, ..Self::of("string") }
    }

    fn matching(pattern: &'static str) -> Self {
        Self { pattern: Some(pattern), ..Self::of("string") }
    }

    fn list(of: Self) -> Self {
        Self { items: Some(Box::new(of)), ..Self::of("array") }
    }

    fn any(any_of: Vec<Self>) -> Self {
        Self { any_of, ..Self::default() }
    }

    fn row(table: TableId) -> Self {
        Self { refers: Some(format!("#/$defs/{}", table.table().name)), ..Self::default() }
    }

    fn one(name: &str, shape: Self) -> Self {
        Self { properties: Shapes(vec![(name.to_owned(), shape)]), ..Self::default() }
    }

    /// Where a key has one word.
    fn just(key: &'static str, word: &'static str) -> Self {
        let is = Self { just: Some(word), ..Self::default() };
        Self { required: vec![key], ..Self::one(key, is) }
    }

    fn without(all: &[&'static str]) -> Self {
        Self { not: Some(Box::new(Self::requiring(all))), ..Self::default() }
    }

    fn requiring(required: &[&'static str]) -> Self {
        Self { required: required.to_vec(), ..Self::default() }
    }

    fn saying(self, description: impl Into<String>) -> Self {
        Self { description: Some(description.into()), ..self }
    }
}

/// Writes the JSON Schema of files of a declared kind.
///
/// # Errors
/// Where the writer fails.
pub fn write_file(file: &TableKind, to: &mut dyn Write) -> io::Result<()> {
    let has_rows = file.keys.iter().any(|key| rows_in(&key.kind));
    let rows = TableId::all().filter(|_| has_rows).map(|table| (table.table().name.to_owned(), row(table, false)));
    write(Shape { title: Some(format!("pollworthy: {}", file.what)), defs: Shapes(rows.collect()), ..table(file) }, to)
}

/// Writes the JSON Schema of TOML inventories: one table of them, or all.
///
/// # Errors
/// Where the writer fails.
pub fn write_inventory(only: Option<TableId>, to: &mut dyn Write) -> io::Result<()> {
    let tables: Vec<TableId> = only.map_or_else(|| TableId::all().collect(), |table| vec![table]);
    let mut names: Vec<&str> = tables.iter().map(|table| table.table().name).collect();
    for column in tables.iter().flat_map(|table| table.columns()) {
        if !names.contains(&column.name) {
            names.push(column.name);
        }
    }
    // A value at the top stands for every row whose table has such a column, by whatever header.
    let top = |name: &str| {
        let mut any_of = Vec::new();
        let mut meanings = Vec::new();
        if let Some(table) = tables.iter().find(|table| table.table().name == name) {
            any_of.extend([Shape::list(Shape::row(*table)), Shape::row(*table)]);
            meanings.push(table.table().meaning.to_owned());
        }
        for table in &tables {
            let Some(column) = table.column_for_header(name).map(|at| &table.columns()[at]) else { continue };
            meanings.push(format!("of every row of {}: {}", table.table().name, column.meaning));
            for form in cell(column).any_of {
                if !any_of.contains(&form) {
                    any_of.push(form);
                }
            }
        }
        (name.to_owned(), Shape::any(any_of).saying(meanings.join("; ")))
    };
    let shape = Shape {
        title: Some("pollworthy: a TOML inventory".to_owned()),
        properties: Shapes(names.into_iter().map(top).collect()),
        defs: Shapes(tables.iter().map(|table| (table.table().name.to_owned(), row(*table, true))).collect()),
        ..Shape::of("object")
    };
    let about = "Tables of rows, and at the top values that apply to every row. Headers may also be written in other ways, in any \
                 case and punctuation; a column that is not known is kept and not used.";
    write(shape.saying(about), to)
}

fn write(shape: Shape, to: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *to, &Shape { schema: Some(DIALECT), ..shape })?;
    writeln!(to)
}

/// The shape of a kind of table.
fn table(declared: &TableKind) -> Shape {
    let property = |key: &Key| (key.name.to_owned(), value(&key.kind).saying(key.meaning));
    let needed = declared.keys.iter().filter(|key| key.need != Need::No);
    let mut shape = Shape {
        description: Some(declared.meaning.to_owned()),
        properties: Shapes(declared.keys.iter().map(property).collect()),
        additional_properties: Some(Others::Allowed(false)),
        required: needed.map(|key| key.name).collect(),
        ..Shape::of("object")
    };
    for together in declared.together {
        shape.all_of.push(match together {
            Together::OneAtLeast(of, _) => Shape::any(of.iter().map(|name| Shape::requiring(&[name])).collect()),
            Together::NotAll(of, _) => Shape::without(of),
            Together::With(name, other, _) => Shape::any(vec![Shape::without(&[name]), Shape::requiring(&[other])]),
            Together::OnlyWhere(name, (key, word), _) => {
                Shape::any(vec![Shape::without(&[name]), Shape::just(key, word)])
            }
            Together::Where(name, (key, word), _) => {
                let other = Shape { not: Some(Box::new(Shape::just(key, word))), ..Shape::default() };
                Shape::any(vec![other, Shape::requiring(&[name])])
            }
        });
    }
    let names_table = declared.keys.iter().find(|key| matches!(key.kind, KeyKind::TableName));
    if let Some(named) = names_table {
        shape.all_of.extend(TableId::all().filter_map(|table| {
            let when = Shape::just(named.name, table.table().name);
            let then = in_table_of_kind(declared, table)?;
            Some(Shape { when: Some(Box::new(when)), then: Some(Box::new(then)), ..Shape::default() })
        }));
    }
    shape
}

/// The shape of what may be under a key, wherever it is.
fn value(kind: &KeyKind) -> Shape {
    match kind {
        KeyKind::Text => Shape::of("string"),
        KeyKind::Filled | KeyKind::Condition => Shape::matching(FILLED),
        KeyKind::Id => Shape::matching("^[A-Za-z0-9._-]+$"),
        KeyKind::NewColumn => Shape::matching(COLUMN),
        KeyKind::Word(words) => Shape::words(words()),
        KeyKind::TableName => Shape::words(TableId::all().map(|table| table.table().name).collect()),
        KeyKind::YesNo => Shape::of("boolean"),
        KeyKind::Day => Shape { format: Some("date"), ..Shape::matching(DAY) },
        KeyKind::Share => {
            let share = Shape { exclusive_minimum: Some(0), maximum: Some(1), ..Shape::of("number") };
            Shape::any(vec![share, Shape::of("string")])
        }
        KeyKind::Plain => Shape::any(["string", "number", "boolean"].map(Shape::of).to_vec()),
        KeyKind::Count | KeyKind::Percent => Shape { minimum: Some(1), ..Shape::of("integer") },
        KeyKind::Whole => Shape { minimum: Some(0), ..Shape::of("integer") },
        KeyKind::Turn => {
            let plain = value(&KeyKind::Plain);
            let named = Some(Others::Like(Box::new(plain.clone())));
            let table = Shape { additional_properties: named, ..Shape::of("object") };
            Shape::any(plain.any_of.into_iter().chain([table]).collect())
        }
        KeyKind::Row => Shape::of("object"),
        KeyKind::Place => Shape::row(JURISDICTIONS),
        KeyKind::List(of, least) => Shape { min_items: (*least > 0).then_some(*least), ..Shape::list(value(of)) },
        KeyKind::Either(one, other) => Shape::any(vec![value(one), value(other)]),
        KeyKind::Table(of) => table(of),
        KeyKind::Called(_, of) => value(of),
        KeyKind::Map(Names::Tables, of) => {
            let shape = |table: TableId| {
                let mut shape = value(of);
                shape.all_of.extend(in_table(of, table));
                (table.table().name.to_owned(), shape)
            };
            Shape {
                properties: Shapes(TableId::all().map(shape).collect()),
                additional_properties: Some(Others::Allowed(false)),
                ..Shape::of("object")
            }
        }
        KeyKind::Map(Names::Any | Names::Free | Names::Columns, of) => {
            Shape { additional_properties: Some(Others::Like(Box::new(value(of)))), ..Shape::of("object") }
        }
    }
}

/// What more is known of a value once its table is known; `None` where that is nothing.
fn in_table(kind: &KeyKind, table: TableId) -> Option<Shape> {
    match kind {
        KeyKind::Row => Some(Shape::row(table)),
        KeyKind::List(of, _) => Some(Shape { items: Some(Box::new(in_table(of, table)?)), ..Shape::default() }),
        KeyKind::Table(of) => in_table_of_kind(of, table),
        KeyKind::Called(_, of) => in_table(of, table),
        KeyKind::NewColumn => Some(other_than(table)),
        KeyKind::Map(Names::Free, _) => {
            let names = Some(Box::new(other_than(table)));
            Some(Shape { property_names: names, ..Shape::default() })
        }
        KeyKind::Map(Names::Columns, _) => {
            let words = table.columns().iter().map(|column| column.name).collect();
            let one = Shape { words, ..Shape::default() };
            // What `for` fills in is a column once it is filled in.
            let names = Shape::any(vec![one, Shape { pattern: Some("\\{"), ..Shape::default() }]);
            Some(Shape { property_names: Some(Box::new(names)), ..Shape::default() })
        }
        KeyKind::Map(Names::Any, of) => {
            let of = Others::Like(Box::new(in_table(of, table)?));
            Some(Shape { additional_properties: Some(of), ..Shape::default() })
        }
        KeyKind::Map(Names::Tables, _)
        | KeyKind::Text
        | KeyKind::Filled
        | KeyKind::Id
        | KeyKind::Condition
        | KeyKind::Word(_)
        | KeyKind::TableName
        | KeyKind::YesNo
        | KeyKind::Day
        | KeyKind::Share
        | KeyKind::Plain
        | KeyKind::Count
        | KeyKind::Whole
        | KeyKind::Percent
        | KeyKind::Turn
        | KeyKind::Either(..)
        | KeyKind::Place => None,
    }
}

/// The names that hide nothing of a table.
fn other_than(table: TableId) -> Shape {
    let days = calendar::NAMED.iter().map(|(name, _)| *name);
    let others = days.chain(["jurisdiction"]).filter(|name| table.column(name).is_none());
    let taken = table.columns().iter().map(|column| column.name).chain(others).collect();
    Shape { not: Some(Box::new(Shape { words: taken, ..Shape::default() })), ..Shape::default() }
}

/// The same of a kind of table: of those of its keys that a table says more of.
fn in_table_of_kind(declared: &TableKind, table: TableId) -> Option<Shape> {
    let more = declared.keys.iter().filter_map(|key| Some((key.name.to_owned(), in_table(&key.kind, table)?)));
    let properties = Shapes(more.collect());
    (!properties.none()).then(|| Shape { properties, ..Shape::default() })
}

/// Whether rows of tables are somewhere under a key.
fn rows_in(kind: &KeyKind) -> bool {
    matches!(kind, KeyKind::Row | KeyKind::Place) || kind.holds().into_iter().any(rows_in)
}

/// The shape of a row; an open one may have columns that no table has, another those that a rules file may declare, here or in
/// a file that it extends.
fn row(table: TableId, open: bool) -> Shape {
    let columns = table.columns().iter().map(|column| (column.name.to_owned(), cell(column)));
    let shape = Shape {
        properties: Shapes(columns.collect()),
        property_names: (!open).then(|| Box::new(Shape::matching(COLUMN))),
        additional_properties: (!open).then(|| Others::Like(Box::new(value(&KeyKind::Plain)))),
        ..Shape::of("object")
    };
    shape.saying(format!("a row of {}", table.table().name))
}

/// The shape of a cell: every form that its column reads, and text for those that a schema cannot describe.
fn cell(column: &Column) -> Shape {
    let text = |says: &str| Shape::of("string").saying(says);
    let number = |kind: &'static str| {
        let plain = Shape { minimum: Some(0), ..Shape::of(kind) };
        Shape::any(vec![plain, text("the same as text, such as \"1,240\"; empty or \"unknown\" is blank")])
    };
    let shape = match column.kind {
        Kind::Text | Kind::Version => Shape::any(["string", "number", "boolean"].map(Shape::of).to_vec()),
        Kind::Category => {
            let words = Shape::words(column.choices.iter().map(|choice| choice.name).collect());
            let mut shapes = vec![words, text(&other_words(column))];
            if column.choices.iter().any(|choice| choice.synonyms.contains(&"true")) {
                shapes.push(Shape::of("boolean"));
            }
            Shape::any(shapes)
        }
        Kind::Integer => number("integer"),
        Kind::Number => number("number"),
        Kind::Boolean => {
            let one = Shape { minimum: Some(0), maximum: Some(1), ..Shape::of("integer") };
            let says = "\"yes\", \"y\", \"x\" or \"no\", \"n\" and the like; empty or \"unknown\" is blank";
            Shape::any(vec![Shape::of("boolean"), one, text(says)])
        }
        Kind::Date => {
            let year = Shape { minimum: Some(1800), exclusive_maximum: Some(2201), ..Shape::of("number") };
            Shape::any(vec![text("2026-05-14, 2026-05, 2026 or 5/14/2026; empty or \"unknown\" is blank"), year])
        }
    };
    let also = match column.synonyms {
        [] => String::new(),
        synonyms => format!("; also written {}", synonyms.join(", ")),
    };
    shape.saying(format!("{}{also}", column.meaning))
}

/// The other words of a category.
fn other_words(column: &Column) -> String {
    let other = |choice: &Choice| {
        (!choice.synonyms.is_empty()).then(|| format!("{} for {}", choice.synonyms.join(", "), choice.name))
    };
    let others: Vec<String> = column.choices.iter().filter_map(other).collect();
    let blank = "empty or \"unknown\" is blank";
    if others.is_empty() { blank.to_owned() } else { format!("other words: {}; {blank}", others.join("; ")) }
}
