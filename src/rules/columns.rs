//! The columns that rules files add: checked against all others and each other, and the rows of examples held against them.

use std::collections::HashMap;

use super::bind::Binder;
use super::file::{RawColumn, RawExample, RawFile, RawRow};
use super::rule::{Condition, Example, Text};
use crate::limits::rules::ADDED_COLUMNS;
use crate::predicate::{Columns, Copied, Home, Node, Scope, parse};
use crate::schema::{Column, Declared, JURISDICTIONS, Schema, TableId, folded, is_blank, read_cell};
use crate::words::spelling::{did_you_mean, nearest};
use crate::words::value::Day;
use crate::words::value::calendar::is_named;

/// Words that hold conditions together: a column of such a name could be read, and nobody would see what is meant.
const WORDS: [&str; 20] = [
    "and", "as", "between", "case", "cast", "date", "else", "end", "escape", "false", "in", "interval", "is", "like",
    "not", "null", "or", "then", "true", "when",
];

/// A column that a rules file adds.
#[derive(Clone, Debug)]
pub struct AddedColumn {
    /// Its table.
    pub table: TableId,
    /// Its declaration.
    pub column: &'static Column,
    /// The file it comes from.
    pub origin: String,
}

/// The name of the column that each header means, by its table and folded.
type Headers = HashMap<(TableId, String), String>;

impl Binder<'_> {
    /// Adds the columns that the files declare to the schema.
    pub(super) fn columns(&mut self, raw: &RawFile) -> Vec<AddedColumn> {
        let mut kept: Vec<&RawColumn> = Vec::new();
        let mut headers = Headers::new();
        for table in TableId::all() {
            for column in table.columns() {
                for header in [column.name].iter().chain(column.synonyms) {
                    headers.entry((table, folded(header))).or_insert_with(|| column.name.to_owned());
                }
            }
        }
        for column in &raw.columns {
            let table = column.table.table().name;
            let name = &column.name;
            let same = |known: &&RawColumn| (known.table, &known.name.words) == (column.table, &name.words);
            if let Some(first) = kept.iter().copied().find(same) {
                self.again(first, column);
                continue;
            }
            if kept.iter().filter(|known| known.table == column.table).count() == ADDED_COLUMNS.size() {
                self.say(name.span.clone(), format!("{table} {ADDED_COLUMNS}"));
                break;
            }
            if let Some(why) = self.taken(raw, &headers, column) {
                self.say(name.span.clone(), why);
                continue;
            }
            headers.insert((column.table, folded(&name.words)), name.words.clone());
            kept.push(column);
        }
        for column in &kept {
            self.synonyms(column, &mut headers);
            self.choices(column);
        }
        let declared: Vec<Declared> = kept.iter().map(|column| declared(column)).collect();
        self.schema = Schema::default().with(&declared);
        kept.iter().filter_map(|column| self.added_column(column)).collect()
    }

    /// A column as conditions will know it, once it is seen that they can name it.
    fn added_column(&mut self, raw: &RawColumn) -> Option<AddedColumn> {
        let own = Columns::of(self.schema.columns(raw.table), Home::Row, raw.table.table().name);
        let (param, define) = (|_: &str| None, |_: &str| None);
        let scope = Scope {
            own: &own,
            others: &[],
            as_of: Some(self.as_of),
            param: &param,
            open: false,
            params: &[],
            define: &define,
            defines: &[],
            copied: &Copied::default(),
        };
        let name = &raw.name.words;
        // A word reserved by the parser shows when it is used alone and among others.
        let alone = parse(name, &scope, false).is_ok_and(|typed| matches!(typed.node, Node::Column { .. }));
        let among = format!("({name}) is null and coalesce({name}, {name}) = {name} and {name} in ({name}, {name})");
        if WORDS.contains(&name.as_str()) || !alone || parse(&among, &scope, true).is_err() {
            self.say(raw.name.span.clone(), format!("\"{name}\" is a word of the rule language; choose another name"));
            return None;
        }
        let column = self.schema.columns(raw.table).iter().find(|column| column.name == name)?;
        Some(AddedColumn { table: raw.table, column, origin: self.sheets.of(raw.name.span.start).origin.clone() })
    }

    fn place_of(&self, text: &Text) -> String {
        format!("{}:{}", self.sheets.of(text.span.start).origin, self.sheets.line(&text.span))
    }

    /// A column that is declared a second time: another layer may say the same of it, and nothing else.
    fn again(&mut self, first: &RawColumn, second: &RawColumn) {
        let (name, table) = (&second.name.words, second.table.table().name);
        let file = |column: &RawColumn| self.sheets.of(column.name.span.start).base;
        let (a, b) = (declared(first), declared(second));
        let differences = [
            ("kind", a.kind != b.kind),
            ("choices", a.choices != b.choices),
            ("synonyms", a.synonyms != b.synonyms),
            ("partial", a.partial != b.partial),
            ("future", a.future != b.future),
        ];
        let differ: Vec<&str> = differences.iter().filter(|(_, differs)| *differs).map(|(key, _)| *key).collect();
        let at = self.place_of(&first.name);
        if !differ.is_empty() {
            let keys = differ.join(", ");
            let message = format!("{at} declares {name} of {table} differently: they differ in {keys}");
            self.say(second.name.span.clone(), message);
        } else if file(first) == file(second) {
            self.say(second.name.span.clone(), format!("{at} declares {name} of {table} already"));
        }
    }

    /// Why a column may not have its name.
    fn taken(&self, raw: &RawFile, headers: &Headers, column: &RawColumn) -> Option<String> {
        let (name, table) = (&column.name.words, column.table.table().name);
        if is_named(name) {
            let of = if name == "as_of" { "" } else { " or is worked out from it" };
            return Some(format!("{name} is the day of the audit{of}; choose another name"));
        }
        if name == "jurisdiction" {
            return Some("jurisdiction is the place of a row; choose another name".to_owned());
        }
        if let Some(known) = headers.get(&(column.table, folded(name))) {
            let how = if known == name { String::new() } else { format!("; \"{name}\" means {known}") };
            return Some(format!("{table} has a column {known} already{how}"));
        }
        if is_table(name) {
            return Some(TABLE_HEADER.to_owned());
        }
        let defined = raw.defines.iter().find(|(of, defined, _)| (*of, defined) == (column.table, name));
        defined.map(|(_, _, text)| {
            format!("{name} is a defined name of {table} ({}); a column may not hide it", self.place_of(text))
        })
    }

    fn synonyms(&mut self, column: &RawColumn, headers: &mut Headers) {
        let (name, table) = (&column.name.words, column.table.table().name);
        for synonym in &column.synonyms {
            let word = folded(&synonym.words);
            let why = match headers.get(&(column.table, word.clone())) {
                _ if word.is_empty() => Some("a synonym has letters or digits".to_owned()),
                _ if is_table(&synonym.words) => Some(TABLE_HEADER.to_owned()),
                Some(known) if known != name => Some(format!("\"{}\" means {known} of {table} already", synonym.words)),
                Some(_) => None,
                None => {
                    headers.insert((column.table, word), name.clone());
                    None
                }
            };
            if let Some(why) = why {
                self.say(synonym.span.clone(), why);
            }
        }
    }

    fn choices(&mut self, column: &RawColumn) {
        let mut known: HashMap<String, &str> = HashMap::new();
        for choice in &column.choices {
            let word = folded(&choice.words);
            let same = known.insert(word.clone(), &choice.words);
            let why = match same {
                _ if is_blank(&choice.words) => {
                    format!("\"{}\" reads as blank, and a choice must not", choice.words)
                }
                _ if word.is_empty() => "a choice has letters or digits".to_owned(),
                Some(same) => format!("\"{}\" reads as \"{same}\", which is a choice already", choice.words),
                None => continue,
            };
            self.say(choice.span.clone(), why);
        }
    }

    /// An example, its rows held against the columns of the rule's table and of the place.
    pub(super) fn example(&mut self, raw: &RawExample, table: TableId) -> Example {
        Example {
            verdict: raw.verdict,
            rows: raw.rows.iter().map(|row| self.cells(row, table)).collect(),
            place: self.cells(&raw.place, JURISDICTIONS),
            line: self.sheets.line(&raw.span),
        }
    }

    fn cells(&mut self, row: &RawRow, table: TableId) -> Vec<(usize, String)> {
        let mut cells = Vec::new();
        for (name, value) in row {
            let columns = self.schema.columns(table);
            let Some(column) = self.schema.column(table, &name.words) else {
                let fix = did_you_mean(nearest(&name.words, columns.iter().map(|column| column.name)));
                let message = format!("{} has no column \"{}\"{fix}", table.table().name, name.words);
                self.say(name.span.clone(), message);
                continue;
            };
            // Examples are written for any day: only the calendar's own limits hold.
            let last = Day::new(2200, 12, 31).unwrap_or(Day::from_number(0));
            match read_cell(&columns[column], &value.words, last) {
                Ok(_) => cells.push((column, value.words.clone())),
                Err(trouble) => self.say(value.span.clone(), trouble.to_string()),
            }
        }
        cells
    }

    /// How the cells of added columns are read that some conditions on a table's rows name.
    pub(super) fn reading_of_added(&self, table: TableId, conditions: &[Option<&Condition>]) -> String {
        let mut parts: Vec<String> = named(table, conditions.iter().copied().flatten())
            .filter_map(|(table, at)| self.schema.columns(table).get(at).filter(|_| at >= table.columns().len()))
            .map(|column| {
                let choices: Vec<&str> = column.choices.iter().map(|choice| choice.name).collect();
                let (name, kind) = (column.name, column.kind.name());
                format!("{name}\n{kind}\n{}\n{:?}\n{}\n", choices.join("\n"), column.partial, column.future)
            })
            .collect();
        parts.sort();
        parts.dedup();
        parts.concat()
    }
}

/// The columns of tables that conditions on a table's rows name.
pub(super) fn named<'a>(
    table: TableId,
    conditions: impl Iterator<Item = &'a Condition>,
) -> impl Iterator<Item = (TableId, usize)> {
    conditions.flat_map(|condition| condition.node.columns()).filter_map(move |(home, column)| match home {
        Home::Row => Some((table, column)),
        Home::Place => Some((JURISDICTIONS, column)),
        Home::Reference(_) | Home::Calendar => None,
    })
}

const TABLE_HEADER: &str = "a header \"table\" gives the table of every row; choose another name";

fn is_table(header: &str) -> bool {
    folded(header) == "table"
}

fn declared(raw: &RawColumn) -> Declared {
    let words = |texts: &[Text]| texts.iter().map(|text| text.words.trim().to_owned()).collect();
    Declared {
        table: raw.table,
        name: raw.name.words.clone(),
        kind: raw.kind,
        synonyms: words(&raw.synonyms),
        choices: words(&raw.choices),
        meaning: raw.meaning.trim().to_owned(),
        partial: raw.partial,
        future: raw.future,
    }
}
