//! Headers: which table a file holds, and which of its columns is which.

use std::cmp::Ordering;

use super::place_text::{is_municipality_header, is_state_header, level_of_header};
use crate::place::Level;
use crate::schema::{Column, JURISDICTIONS, Schema, TABLES, TableId, folded};
use crate::spelling::nearest;

/// The headers of a file bound to the columns of one table.
#[derive(Clone, Debug)]
pub(super) struct Binding {
    /// The table.
    pub(super) table: TableId,
    /// Its columns.
    pub(super) columns: &'static [Column],
    /// For each column of the table, the field of the file that holds it.
    pub(super) fields: Vec<Option<usize>>,
    /// Fields that name the place too, where another tells it by its id.
    pub(super) place_names: Vec<usize>,
    /// The field that names the state of a row's place, where no column of the table is it.
    pub(super) state: Option<usize>,
    /// The field that names a municipality in the county that the place field names.
    pub(super) municipality: Option<usize>,
    /// For every field how large the places under its header are, where that says so.
    pub(super) levels: Vec<Option<Level>>,
}

/// A header that binds to nothing: the field, its name, and the nearest column.
#[derive(Clone, Debug)]
pub(super) struct Stranger {
    pub(super) field: usize,
    pub(super) name: String,
    pub(super) near: Option<&'static str>,
}

impl Binding {
    /// Binds headers to a table; the second part names headers that are no columns of it.
    ///
    /// In a file of several tables a column's own name outweighs other words for it: there they may mean another table's.
    pub(super) fn new(
        schema: &Schema,
        table: TableId,
        headers: &[String],
        several: bool,
    ) -> Result<(Self, Vec<Stranger>), String> {
        let columns = schema.columns(table);
        let own = |column: usize, header: &str| several && folded(header) == folded(columns[column].name);
        let mut fields: Vec<Option<usize>> = vec![None; columns.len()];
        let (mut strangers, mut place_names) = (Vec::new(), Vec::new());
        let (mut state, mut municipality) = (None, None);
        let in_county = headers.iter().any(|header| level_of_header(header) == Some(Level::County));
        for (field, header) in headers.iter().enumerate() {
            if in_county && municipality.is_none() && is_municipality_header(header) {
                municipality = Some(field);
                continue;
            }
            if table != JURISDICTIONS
                && state.is_none()
                && schema.column_for_header(table, header).is_none()
                && is_state_header(header)
            {
                state = Some(field);
                continue;
            }
            let Some(column) = schema.column_for_header(table, header) else {
                if !header.trim().is_empty() && !is_table_header(header) {
                    let near = nearest(header, columns.iter().map(|column| column.name));
                    strangers.push(Stranger { field, name: header.clone(), near });
                }
                continue;
            };
            if let Some(before) = fields[column] {
                match (own(column, &headers[before]), own(column, header)) {
                    (true, false) => continue,
                    (false, true) => {
                        fields[column] = Some(field);
                        continue;
                    }
                    (true, true) | (false, false) => {}
                }
                // Clerks write a county's code and its name side by side; no other column is said twice in good order.
                if columns[column].name == place_column(table) {
                    match place_header(&headers[before]).cmp(&place_header(header)) {
                        Ordering::Less => {
                            place_names.push(field);
                            continue;
                        }
                        Ordering::Greater => {
                            place_names.push(before);
                            fields[column] = Some(field);
                            continue;
                        }
                        Ordering::Equal => {}
                    }
                }
                return Err(format!(
                    "two headers mean {}: \"{}\" (column {}) and \"{}\" (column {}); rename one of them",
                    columns[column].name,
                    headers[before].trim(),
                    before + 1,
                    header.trim(),
                    field + 1,
                ));
            }
            fields[column] = Some(field);
        }
        // What names a place is its name, where nothing else is.
        if let (JURISDICTIONS, [only], Some(name)) = (table, place_names.as_slice(), table.column("name"))
            && fields[name].is_none()
        {
            fields[name] = Some(*only);
            place_names.clear();
        }
        let levels = headers.iter().map(|header| level_of_header(header)).collect();
        Ok((Self { table, columns, fields, place_names, state, municipality, levels }, strangers))
    }

    /// Whether one cell says all that a row says of its place.
    pub(super) fn is_placed_by_one(&self) -> bool {
        self.place_names.is_empty() && self.state.is_none() && self.municipality.is_none()
    }

    /// The fields that name places.
    pub(super) fn naming_fields(&self) -> impl Iterator<Item = usize> {
        self.place_field().into_iter().chain(self.place_names.iter().copied()).chain(self.municipality)
    }

    /// How large the places of the place column are, where its header says so.
    pub(super) fn level(&self) -> Option<Level> {
        let field = if self.table == JURISDICTIONS { self.name_field() } else { self.place_field() };
        self.levels.get(field?).copied().flatten()
    }

    /// Among jurisdictions, the field of the place's name.
    pub(super) fn name_field(&self) -> Option<usize> {
        self.table.column("name").and_then(|column| self.fields[column])
    }

    /// The field that names the place of a row (or, among jurisdictions, the place it is).
    pub(super) fn place_field(&self) -> Option<usize> {
        self.table.column(place_column(self.table)).and_then(|column| self.fields[column])
    }
}

/// The column that names the place of a row.
fn place_column(table: TableId) -> &'static str {
    if table == JURISDICTIONS { "id" } else { "jurisdiction" }
}

/// How surely a header of the place column promises ids: 0 for codes, 2 for names, 1 where it may be either.
fn place_header(header: &str) -> u8 {
    let header = folded(header);
    match header.as_str() {
        "id" | "geoid" | "code" => 0,
        _ if ["fips", "geoid"].iter().any(|word| header.contains(word)) => 0,
        _ if ["id", "code", "#"].iter().any(|end| header.ends_with(end)) => 0,
        "jurisdiction" | "place" => 1,
        _ => 2,
    }
}

/// Whether a header is the `table` column, which tells the table row by row.
pub(super) fn is_table_header(header: &str) -> bool {
    folded(header) == "table"
}

/// The table of a word: its name or a synonym.
pub(super) fn table_named(word: &str) -> Option<TableId> {
    let word = folded(word);
    TableId::all()
        .find(|id| folded(id.table().name) == word)
        .or_else(|| TableId::all().find(|id| id.table().synonyms.iter().any(|synonym| folded(synonym) == word)))
}

/// The table whose own name a file's name holds.
pub(super) fn table_in_name(stem: &str) -> Option<TableId> {
    table_by(stem, |id, holds| holds(id.table().name))
}

/// The table for which a file's name holds another word.
pub(super) fn table_of_synonym(stem: &str) -> Option<TableId> {
    table_by(stem, |id, holds| id.table().synonyms.iter().any(|word| holds(word)))
}

/// The one table that a file's name fits, where it is just one.
fn table_by(stem: &str, fits: impl Fn(TableId, &dyn Fn(&str) -> bool) -> bool) -> Option<TableId> {
    let words: Vec<String> = stem.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect();
    let holds = |phrase: &str| {
        let phrase: Vec<String> = phrase.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect();
        words.windows(phrase.len()).any(|window| window == phrase)
    };
    let found: Vec<TableId> = TableId::all().filter(|id| fits(*id, &holds)).collect();
    (found.len() == 1).then(|| found[0])
}

/// Columns that lists of people, stores and the like have too: they tell no table.
const COMMONPLACE: [&str; 11] = [
    "contact_name",
    "contact_title",
    "contact_phone",
    "contact_email",
    "it_contact",
    "reported_on",
    "reported_by",
    "location",
    "owner",
    "notes",
    "asset_id",
];

/// The table that headers fit best, where one fits better than all others, with two columns at least, one of which is its own.
///
/// What a name hints at comes first where it fits so; but `prairie-county.csv` need not list places.
pub(super) fn table_of_headers(schema: &Schema, headers: &[String], hint: Option<TableId>) -> Option<TableId> {
    let column =
        |id: TableId, header: &str| schema.column_for_header(id, header).map(|column| schema.columns(id)[column].name);
    let own = |id: TableId, header: &str| {
        column(id, header).is_some_and(|name| !COMMONPLACE.contains(&name))
            && TableId::all().filter(|other| column(*other, header).is_some()).count() == 1
    };
    let fit = |id: TableId| {
        let known = headers.iter().filter(|header| column(id, header).is_some()).count();
        let own = headers.iter().filter(|header| own(id, header)).count();
        if known >= 2 && own >= 1 { known + own } else { 0 }
    };
    if let Some(hint) = hint.filter(|hint| *hint != JURISDICTIONS && fit(*hint) > 0) {
        return Some(hint);
    }
    let mut fits: Vec<(usize, TableId)> = TableId::all().map(|id| (fit(id), id)).collect();
    fits.sort_by_key(|fit| std::cmp::Reverse(fit.0));
    match fits.as_slice() {
        [(best, id), (second, _), ..] if best > second => Some(*id),
        _ => None,
    }
}

/// The tables there are, for messages.
pub(super) fn table_names() -> String {
    TABLES.iter().map(|table| table.name).collect::<Vec<_>>().join(", ")
}
