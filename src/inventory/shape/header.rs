//! Headers: which column of a file is which column of a table.

use super::place_text::{is_municipality_header, is_state_header, is_town_header, level_of_header};
use crate::diagnostic::Kind;
use crate::place::{Level, State};
use crate::schema::{Column, Fix, JURISDICTIONS, Schema, TableId, folded, is_blank, read_cell};
use crate::words::spelling::{nearest, shortened};
use crate::words::value;
use crate::words::value::{Day, Value};

/// The headers of a file bound to the columns of one table.
#[derive(Clone, Debug)]
pub(crate) struct Binding {
    /// The table.
    pub(crate) table: TableId,
    /// Its columns.
    pub(crate) columns: &'static [Column],
    /// For each column of the table, the field of the file that holds it.
    pub(crate) fields: Vec<Option<usize>>,
    /// Fields that also name the place, if another gives its id.
    pub(crate) place_names: Vec<usize>,
    /// The field that names the state of a row's place, where no column of the table is it.
    pub(crate) state: Option<usize>,
    /// The field that names a municipality in the county that the place field names.
    pub(crate) municipality: Option<usize>,
    /// For every field how large the places under its header are, where that says so.
    pub(crate) levels: Vec<Option<Level>>,
    /// Columns that two headers mean, each with the field that is not used but held against the one that is, the nearest first.
    pub(crate) rivals: Vec<(usize, usize)>,
}

/// A header that binds to nothing: the field, its name, and the nearest column.
#[derive(Clone, Debug)]
pub(crate) struct UnknownHeader {
    pub(crate) field: usize,
    pub(crate) name: String,
    pub(crate) near: Option<&'static str>,
}

/// Words of headers, and the columns that such a header may be.
const LIKELY: [(&[&str], &[&str]); 8] = [
    (&["status", "disposition", "disposed", "retired", "surplus", "decommissioned"], &["in_service"]),
    (&["model", "models", "system"], &["model"]),
    (&["machine", "machines", "device", "devices", "equipment"], &["equipment_type", "role", "model"]),
    (&["type", "kind", "category"], &["equipment_type", "role"]),
    (&["paper", "vvpat"], &["vvpat", "paper_record"]),
    (&["county", "parish"], &["jurisdiction"]),
    (&["serial"], &["serial_number"]),
    (&["quantity", "units"], &["quantity"]),
];

/// Words that a question begins with.
const ASKS: [&str; 12] = ["is", "are", "was", "were", "has", "have", "had", "does", "do", "did", "can", "on"];

impl UnknownHeader {
    /// The notice on it, with what to do about it where something is known that it is like.
    pub(crate) fn kind(&self, binding: &Binding) -> Kind {
        Kind::UnknownColumn { header: shortened(&self.name), is_question: false, fix: self.fix(binding) }
    }

    fn fix(&self, binding: &Binding) -> Option<Fix> {
        if let Some(near) = self.near {
            return Some(Fix::DidYouMean(near.into()));
        }
        let lower = self.name.to_lowercase();
        let words = || lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(40);
        let is_question = self.name.contains('?') || words().next().is_some_and(|first| ASKS.contains(&first));
        let of_place = |columns: &[&str]| columns.contains(&"jurisdiction");
        let is_like = |(of, columns): &&(&[&str], &[&str]), word| {
            of.contains(&word) && !(of_place(columns) && words().count() > 2)
        };
        let likely = words().find_map(|word| LIKELY.iter().find(|like| is_like(like, word)));
        let columns: Vec<(&'static str, usize)> = likely
            .into_iter()
            .flat_map(|(_, columns)| *columns)
            .filter_map(|name| Some((*name, binding.table.column(name)?)))
            // The answers to a question are no models, counties or numbers, whatever it names.
            .filter(|(_, column)| !is_question || binding.table.columns()[*column].kind == value::Kind::Boolean)
            .collect();
        let free = columns.iter().filter(|(_, column)| binding.fields[*column].is_none());
        let free: Vec<&'static str> = free.map(|(name, _)| *name).collect();
        match (free.is_empty(), columns.as_slice()) {
            (_, []) => None,
            (false, _) => Some(Fix::IfItHolds(free)),
            (true, [(name, _), ..]) => Some(Fix::ReadElsewhere(name)),
        }
    }
}

impl Binding {
    /// Binds headers to a table; the second part names headers that are not columns of it.
    ///
    /// Of two headers for one column the nearer is used. In a file of several tables a column's own name outweighs other words for it:
    /// there they may mean another table's.
    pub(crate) fn new(
        schema: &Schema,
        table: TableId,
        headers: &[String],
        several: bool,
    ) -> (Self, Vec<UnknownHeader>) {
        let columns = schema.columns(table);
        let mut fields: Vec<Option<usize>> = vec![None; columns.len()];
        let (mut unknown, mut place_names) = (Vec::new(), Vec::new());
        let (mut state, mut municipality) = (None, None);
        let in_county = headers.iter().any(|header| level_of_header(header) == Some(Level::County));
        let mut rivals: Vec<(usize, usize)> = Vec::new();
        let distance = |column: usize, field: usize| distance(table, &columns[column], &headers[field], several);
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
                if !(header.trim().is_empty() || several && is_table_header(header)) {
                    let near = nearest(header, columns.iter().map(|column| column.name));
                    unknown.push(UnknownHeader { field, name: header.clone(), near });
                }
                continue;
            };
            let Some(before) = fields[column].replace(field) else { continue };
            // Clerks write a county's code and its name side by side.
            let is_place = columns[column].name == place_column(table);
            let keeps = if is_place {
                place_header(&headers[before]) <= place_header(header)
            } else {
                distance(column, before) <= distance(column, field)
            };
            let (used, other) = if keeps { (before, field) } else { (field, before) };
            fields[column] = Some(used);
            let own = |field: usize| folded(&headers[field]) == folded(columns[column].name);
            if is_place {
                place_names.push(other);
            } else if !(several && own(used) && !own(other)) {
                rivals.push((column, other));
            }
        }
        rivals.sort_by_key(|(column, field)| (*column, distance(*column, *field)));
        // What names a place is its name, where nothing else is.
        if let (JURISDICTIONS, [only], Some(name)) = (table, place_names.as_slice(), table.column("name"))
            && fields[name].is_none()
            && place_header(&headers[*only]) > 0
        {
            fields[name] = Some(*only);
            place_names.clear();
        }
        let levels = headers.iter().map(|header| level_of_header(header)).collect();
        // A list of towns names its places by them alone.
        if table != JURISDICTIONS
            && place_names.is_empty()
            && let Some(column) = table.column(place_column(table)).filter(|column| fields[*column].is_none())
            && let Some(field) = headers.iter().position(|header| is_town_header(header))
        {
            fields[column] = Some(field);
            unknown.retain(|header| header.field != field);
        }
        (Self { table, columns, fields, place_names, rivals, state, municipality, levels }, unknown)
    }

    /// Binds the headers that are the names of columns, letter by letter, and leaves all others alone.
    pub(crate) fn exact(schema: &Schema, table: TableId, headers: &[String]) -> Self {
        let columns = schema.columns(table);
        let field = |column: &Column| headers.iter().position(|header| header == column.name);
        Self {
            table,
            columns,
            fields: columns.iter().map(field).collect(),
            place_names: Vec::new(),
            state: None,
            municipality: None,
            levels: vec![None; headers.len()],
            rivals: Vec::new(),
        }
    }

    /// Whether one cell says all that a row says of its place.
    pub(crate) fn is_placed_by_one(&self) -> bool {
        self.place_names.is_empty() && self.state.is_none() && self.municipality.is_none()
    }

    /// The fields that name places.
    pub(crate) fn naming_fields(&self) -> impl Iterator<Item = usize> {
        self.place_field().into_iter().chain(self.place_names.iter().copied()).chain(self.municipality)
    }

    /// How large the places of the place column are, where its header says so.
    pub(crate) fn level(&self) -> Option<Level> {
        let field = if self.table == JURISDICTIONS { self.name_field() } else { self.place_field() };
        self.levels.get(field?).copied().flatten()
    }

    /// Among jurisdictions, the field of the place's name.
    pub(crate) fn name_field(&self) -> Option<usize> {
        self.table.column("name").and_then(|column| self.fields[column])
    }

    /// The field that holds a cell of a row: the column's own, or where that says nothing, another that means the same.
    pub(crate) fn field_in<'a>(&self, column: usize, cell: impl Fn(usize) -> Option<&'a [u8]>) -> Option<usize> {
        let own = (*self.fields.get(column)?)?;
        if self.rivals.is_empty() || !stands_in(&self.columns[column]) {
            return Some(own);
        }
        let others = self.rivals.iter().filter(|(of, _)| *of == column).map(|(_, field)| *field);
        let says = |field: &usize| cell(*field).is_some_and(|cell| !says_nothing(cell));
        Some(std::iter::once(own).chain(others).find(says).unwrap_or(own))
    }

    /// The column that names the place of a row.
    pub(crate) fn place_column(&self) -> Option<usize> {
        self.table.column(place_column(self.table))
    }

    /// The field that names the place of a row (or, among jurisdictions, the place it is).
    pub(crate) fn place_field(&self) -> Option<usize> {
        self.table.column(place_column(self.table)).and_then(|column| self.fields[column])
    }
}

/// Whether a cell is blank, or a word for unknown.
pub(crate) fn says_nothing(cell: &[u8]) -> bool {
    std::str::from_utf8(cell).is_ok_and(is_blank)
}

/// Whether another header's cell is used if a column's own is blank: not if it identifies the asset of a row, because two headers that
/// seem to mean one name may well mean two.
pub(crate) fn stands_in(column: &Column) -> bool {
    !["asset_id", "serial_number", "hostname", "cve", "incident_id"].contains(&column.name)
}

/// How far a header is from the name of the column that it means.
fn distance(table: TableId, column: &Column, header: &str, several: bool) -> usize {
    let word = folded(header);
    if word == folded(column.name) {
        return usize::from(!header.trim().eq_ignore_ascii_case(column.name));
    }
    // The commonest words come first.
    let at = column.synonyms.iter().position(|synonym| folded(synonym) == word).unwrap_or(column.synonyms.len());
    let mut others = TableId::all().filter(|other| *other != table).flat_map(TableId::columns);
    let means_another = several && others.any(|other| folded(other.name) == word);
    2 + at + if means_another { 1_000 } else { 0 }
}

/// The notice on two headers that mean one column, and in how many rows they differ.
pub(crate) fn two_headers(column: &Column, (used, other): (&str, &str), differ: u64) -> Kind {
    Kind::TwoHeaders {
        used: shortened(used),
        other: shortened(other),
        column: column.name,
        fills_blanks: stands_in(column),
        differ,
        is_unknown: is_unknown_where_they_differ(column),
    }
}

/// Whether a column of answers is unknown where two headers give it different ones: the worse may be the true one.
pub(crate) fn is_unknown_where_they_differ(column: &Column) -> bool {
    matches!(column.kind, value::Kind::Boolean | value::Kind::Category)
}

/// Whether two cells say the same of a column.
pub(crate) fn say_the_same(column: &Column, one: &[u8], other: &[u8], as_of: Day) -> bool {
    let (one, other) = (String::from_utf8_lossy(one), String::from_utf8_lossy(other));
    let value = |text: &str| match read_cell(column, text, as_of) {
        Ok(value) => Some(value),
        Err(trouble) => trouble.taken,
    };
    match (value(&one), value(&other)) {
        (Some(Value::Text(one)), Some(Value::Text(other))) if column.kind == value::Kind::Text => {
            let state = |text: &str| State::named(text.trim()).map(State::letters);
            folded(&one) == folded(&other)
                || column.name == "state" && state(&one).is_some() && state(&one) == state(&other)
        }
        (Some(one), Some(other)) => one == other,
        (None, None) => folded(&one) == folded(&other),
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// The column that names the place of a row.
fn place_column(table: TableId) -> &'static str {
    if table == JURISDICTIONS { "id" } else { "jurisdiction" }
}

/// How surely a header of the place column promises ids: 0 for codes, 2 for names, 1 where it may be either.
pub(crate) fn place_header(header: &str) -> u8 {
    let header = folded(header);
    match header.as_str() {
        "id" | "geoid" | "code" => 0,
        _ if ["fips", "geoid"].iter().any(|word| header.contains(word)) => 0,
        _ if ["id", "code", "#"].iter().any(|end| header.ends_with(end)) => 0,
        "jurisdiction" | "place" => 1,
        _ => 2,
    }
}

/// Whether a header is the `table` column, which names the table of each row.
pub(crate) fn is_table_header(header: &str) -> bool {
    folded(header) == "table"
}
