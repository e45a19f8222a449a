//! `schema.json`: all files, tables and columns of an export, with what reading it back needs.

use serde::Serialize;

use super::files::File;
use super::layout::{Field, Layout, Sheet, Source};
use crate::inventory::{FORMAT, PlaceDetail};
use crate::rules::RuleBook;
use crate::schema::{Column, JURISDICTIONS, TableId};

#[derive(Serialize)]
struct Description<'a> {
    schema: &'static str,
    tool: Tool,
    as_of: String,
    ruleset: Ruleset<'a>,
    reading: &'a str,
    redacted: bool,
    files: Vec<OneFile<'a>>,
    tables: Vec<Table<'a>>,
    places: Vec<PlaceDetail>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Ruleset<'a> {
    name: &'a str,
    version: &'a str,
}

#[derive(Serialize)]
struct OneFile<'a> {
    path: &'a str,
    table: &'a str,
    rows: u64,
    sha256: &'a str,
}

#[derive(Serialize)]
struct Table<'a> {
    name: &'a str,
    columns: Vec<OneColumn<'a>>,
}

#[derive(Serialize)]
struct OneColumn<'a> {
    name: &'a str,
    kind: &'static str,
    meaning: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    words: Vec<&'a str>,
}

/// The description of an export.
pub(super) fn text((book, layout): (&RuleBook, &Layout), files: &[(File, String)], places: Vec<PlaceDetail>) -> String {
    let description = Description {
        schema: FORMAT,
        tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        as_of: book.as_of.to_string(),
        ruleset: Ruleset { name: &book.ruleset.name, version: &book.ruleset.version },
        reading: &layout.reading,
        redacted: layout.public,
        files: files
            .iter()
            .map(|(file, sha256)| OneFile { path: &file.path, table: &file.table, rows: file.rows, sha256 })
            .collect(),
        tables: Described::all(layout).into_iter().map(|described| described.table(book)).collect(),
        places,
    };
    serde_json::to_string_pretty(&description).map(|text| text + "\n").unwrap_or_default()
}

/// A file of an export, with whose columns it has.
pub(super) struct Described<'a> {
    pub(super) sheet: &'a Sheet,
    /// The table of records that it is.
    of: Option<TableId>,
}

impl<'a> Described<'a> {
    /// All files of a layout, in order.
    pub(super) fn all(layout: &'a Layout) -> Vec<Self> {
        let records = TableId::all().zip(&layout.tables).map(|(table, sheet)| Self { sheet, of: Some(table) });
        let references = layout.references.iter().map(|(_, sheet)| sheet);
        let derived = [&layout.places, &layout.waivers, &layout.about].into_iter().chain(references);
        records.chain(derived.map(|sheet| Self { sheet, of: None })).collect()
    }

    fn table(&self, book: &RuleBook) -> Table<'a> {
        let column = |(at, field): (usize, &'a Field)| OneColumn {
            name: &field.name,
            kind: field.kind.name(),
            meaning: self.meaning(book, at),
            words: self.words(book, at),
        };
        Table { name: &self.sheet.name, columns: self.sheet.fields.iter().enumerate().map(column).collect() }
    }

    fn column(&self, book: &RuleBook, at: usize) -> Option<&'static Column> {
        Some(&book.schema.columns(self.of?)[at])
    }

    /// The words of a category.
    fn words(&self, book: &RuleBook, field: usize) -> Vec<&'static str> {
        match self.sheet.fields[field].source {
            Source::Column(at) => {
                let choices = self.column(book, at).map_or(&[][..], |column| column.choices);
                choices.iter().map(|choice| choice.name).collect()
            }
            Source::Lower(_)
            | Source::VersionName(_)
            | Source::VersionKey(_)
            | Source::Entry(_)
            | Source::Own(_)
            | Source::File
            | Source::Line => Vec::new(),
        }
    }

    /// What a column says, in one phrase.
    pub(super) fn meaning(&self, book: &RuleBook, field: usize) -> String {
        let Field { name, source, .. } = &self.sheet.fields[field];
        let of = |at: usize| self.sheet.name_of(Source::Column(at)).unwrap_or_default().to_owned();
        match (*source, self.of) {
            (Source::Column(at), Some(table)) => {
                let id = if table == JURISDICTIONS { "id" } else { "jurisdiction" };
                match self.column(book, at) {
                    Some(column) if column.name == id => "the place, as derived/places.csv has it".to_owned(),
                    Some(column) => column.meaning.to_owned(),
                    None => String::new(),
                }
            }
            (Source::Column(_), None) => "as the reference table has it".to_owned(),
            (Source::Lower(at), _) => format!("{} in small letters", of(at)),
            (Source::VersionName(at), _) => format!(
                "the words before the first digit of {}, - where there are none: only versions with the same compare",
                of(at)
            ),
            (Source::VersionKey(at), _) => format!("what orders {}: compare it byte by byte", of(at)),
            (Source::Entry(reference), _) => {
                format!("the entry of derived/reference_{}.csv that the row matches", book.references[reference].name)
            }
            (Source::File, _) => "the file that the row was read from".to_owned(),
            (Source::Line, _) => "the line of that file, or the row of its tab".to_owned(),
            (Source::Own(_), _) => own(&self.sheet.name, name),
        }
    }
}

/// What a column means that only exports have.
fn own(table: &str, column: &str) -> String {
    let meaning = match (table, column) {
        ("places", "place") => "the id of the place",
        ("places", "parent") => "the nearest place that it is in, of those that are here",
        ("places", "state") => "the two letters of its state",
        ("places", "name") => "its name",
        ("places", "level") => "state, county or municipality",
        ("places", "voters") => "its registered voters",
        ("places", "stands_for") => "how many places it stands for",
        ("places", "has_below") => "whether other places here are in it",
        ("places", "declared") => "whether it has a row of jurisdictions",
        ("places", "expected") => "whether it was asked for with --expect",
        ("places", "sent") => "whether it sent anything: a row of any table, or answers of its own",
        ("places", "sent_below") => "whether a place in it did",
        ("places", "list_complete") => "whether its list of equipment is complete",
        ("waivers", "waiver") => {
            "the number of the waiver, by its order in the waivers file; of several, the first counts"
        }
        ("waivers", "rule") => "the rule that it is about",
        ("waivers", "place") => {
            "a place that it covers; empty where it names none and covers an asset of that key anywhere"
        }
        ("waivers", "asset") => "the key of the asset that it covers; empty where it covers the whole place",
        ("waivers", "kind") => "accepted-risk, mitigated or data-error",
        ("waivers", "reason") => "why it was granted",
        ("waivers", "owner") => "who answers for it",
        ("waivers", "approved_by") => "who granted it",
        ("waivers", "expires") => "its last day",
        ("waivers", "ticket") => "where it is kept track of",
        ("waivers", "from_file") => "the waivers file",
        ("waivers", "from_line") => "the line that it begins at",
        ("about", "format") => "the format of the export",
        ("about", "as_of") => "the day that the records were read for",
        ("about", "reading") => "a digest of what in the rules decides what an export holds",
        ("about", "redacted") => "whether it holds only what may be published",
        ("about", column) => return format!("how many rows {} has", column.trim_start_matches("rows_")),
        (_, _) => "the number of the entry",
    };
    meaning.to_owned()
}
