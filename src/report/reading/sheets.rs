//! Sheets and columns as `read` shows them: taken as what and why, rows and units, place, ids.

use std::collections::HashMap;

use super::tallies::Tallies;
use crate::diagnostic::{Code, Kind};
use crate::inventory::{Read, Taken, Understood, Why};
use crate::request::Request;
use crate::schema::{Column, JURISDICTIONS, TABLES, TableId, Trouble, read_cell};
use crate::words::position::{Position, SheetName};
use crate::words::value::Value;

/// One sheet.
#[derive(Clone, Debug)]
pub struct SheetLine {
    /// The file, or the tab of a workbook.
    pub sheet: SheetName,
    /// The tables of its rows; none, where it was left out.
    pub tables: Vec<TableId>,
    /// Its rows by table.
    pub rows: [u64; TABLES.len()],
    /// Units by table, where rows say how many they stand for; a row that does not say is one.
    pub units: Vec<(TableId, u64)>,
    /// Why it was left out, where a notice says it.
    pub(crate) left_out_because: Option<Kind>,
    /// Rows that were left out with it, where they were counted.
    pub rows_left_out: Option<u64>,
    /// Its columns, as they are in it.
    pub columns: Vec<ColumnLine>,
    /// What tells the place of its rows; `None` where it was left out.
    pub place: Option<String>,
    /// What tells its rows from others, by table.
    pub ids: Vec<Ids>,
}

/// One column of a sheet.
#[derive(Clone, Debug)]
pub struct ColumnLine {
    /// Its header, as it is written.
    pub header: String,
    /// Where the header is.
    pub at: Position,
    /// The column it is; `None` where it is kept and not used.
    pub column: Option<&'static str>,
    /// The same with its table, as it is declared.
    pub declared: Option<(TableId, &'static Column)>,
    /// Why it was taken so.
    pub why: Why,
    /// The first cell that is not empty, as it is written.
    pub first: Option<String>,
    /// What that is, where it is not what is written.
    pub understood: Option<String>,
}

/// What tells the rows of one table from others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ids {
    /// The table.
    pub table: TableId,
    /// The columns that do, as the schema names them, and for how many rows.
    pub keys: Vec<(String, u64)>,
    /// Rows that nothing tells from others.
    pub keyless: u64,
    /// Where the first of them stand.
    pub keyless_at: Vec<u64>,
}

impl SheetLine {
    /// Whether it was left out.
    pub(crate) fn is_left_out(&self) -> bool {
        self.tables.is_empty()
    }

    /// Its rows.
    #[must_use]
    pub fn all_rows(&self) -> u64 {
        self.rows.iter().sum()
    }

    /// The tables that it has rows of, or all that it could have.
    #[must_use]
    pub fn tables_met(&self) -> Vec<TableId> {
        let met: Vec<TableId> = self.tables.iter().filter(|table| self.rows[table.0] > 0).copied().collect();
        if met.is_empty() && self.tables.len() == 1 { self.tables.clone() } else { met }
    }

    /// The columns that are used, of all that have a header.
    #[must_use]
    pub fn used(&self) -> (usize, usize) {
        let used = |column: &&ColumnLine| column.why != Why::NoMatch;
        (self.columns.iter().filter(used).count(), self.columns.len())
    }
}

/// All sheets: those that were read, then those that were left out.
pub(super) fn all(read: &Read, understood: Vec<Understood>, tallies: &Tallies, request: &Request) -> Vec<SheetLine> {
    let mut told = Told { rows: HashMap::new(), left: HashMap::new(), places: HashMap::new() };
    told.rows.extend(read.sheets.iter().map(|(sheet, rows)| (sheet, *rows)));
    for notice in &read.notices {
        if LEFT.contains(&notice.kind.code()) {
            told.left.entry(&notice.file).or_insert(&notice.kind);
        } else if notice.kind.code() == Code::PlaceOfFile {
            told.places.entry(&notice.file.file).or_insert(&notice.kind);
        }
    }
    understood.into_iter().map(|sheet| line(&told, sheet, tallies, request)).collect()
}

/// The notices that leave a whole sheet out.
const LEFT: [Code; 4] = [Code::NoTable, Code::NoColumns, Code::EmptyFile, Code::UnreadableFile];

/// What was read and said of each sheet.
struct Told<'a> {
    rows: HashMap<&'a SheetName, [u64; TABLES.len()]>,
    left: HashMap<&'a SheetName, &'a Kind>,
    places: HashMap<&'a str, &'a Kind>,
}

fn line(told: &Told<'_>, understood: Understood, tallies: &Tallies, request: &Request) -> SheetLine {
    let Understood { sheet, tables, columns, left_out } = understood;
    let rows = told.rows.get(&sheet).copied().unwrap_or_default();
    let left_out_because = told.left.get(&sheet).map(|kind| (*kind).clone());
    let has = |table: TableId, name: &str| {
        columns.iter().any(|taken| taken.column.is_some_and(|(of, column)| of == table && column.name == name))
    };
    let units = tables.iter().filter(|table| has(**table, "quantity"));
    let units = units.filter_map(|table| Some((*table, tallies.of(&sheet, *table)?.units))).collect();
    let ids = tables.iter().filter(|table| **table != JURISDICTIONS).filter_map(|table| ids(&sheet, *table, tallies));
    SheetLine {
        units,
        left_out_because,
        rows_left_out: left_out,
        place: (!tables.is_empty()).then(|| place(told, &sheet, &tables, &columns, tallies, request)).flatten(),
        ids: ids.collect(),
        columns: columns.into_iter().map(|taken| column(taken, request)).collect(),
        sheet,
        tables,
        rows,
    }
}

fn column(taken: Taken, request: &Request) -> ColumnLine {
    let understood = taken.column.zip(taken.first.as_ref()).and_then(|((_, column), first)| {
        let value = match read_cell(column, first, request.as_of) {
            Ok(Value::Null) => "blank".to_owned(),
            Ok(Value::Date(day)) if day.to_string() != *first => day.in_words(),
            Ok(value) => value.to_string(),
            Err(Trouble { taken: Some(Value::Date(day)), .. }) => day.in_words(),
            Err(Trouble { taken: Some(value), .. }) => value.to_string(),
            Err(_) => "not understood".to_owned(),
        };
        Some(value).filter(|value| value != first)
    });
    ColumnLine {
        header: taken.header,
        at: taken.at,
        column: taken.column.map(|(_, column)| column.name),
        declared: taken.column,
        why: taken.why,
        first: taken.first,
        understood,
    }
}

/// What tells the place of a sheet's rows.
fn place(
    told: &Told<'_>,
    sheet: &SheetName,
    tables: &[TableId],
    columns: &[Taken],
    tallies: &Tallies,
    request: &Request,
) -> Option<String> {
    let names = |taken: &&Taken| {
        let is = |table: TableId, name: &str| {
            name == "jurisdiction" || table == JURISDICTIONS && ["id", "ocd_id", "name"].contains(&name)
        };
        taken.column.is_some_and(|(table, column)| is(table, column.name))
    };
    let by_column = columns.iter().filter(names).find(|taken| taken.first.is_some()).map(|taken| {
        let header = &taken.header;
        match (tallies.places_of(sheet), tallies.only_of(&sheet.file)) {
            (0, _) => format!("column \"{header}\" names it"),
            (1, Some(only)) => format!("column \"{header}\" names it: {only}"),
            (1, None) => format!("column \"{header}\" names it"),
            (places, _) => format!("column \"{header}\" names {places} places"),
        }
    });
    let has_rows = tables.iter().any(|table| *table != JURISDICTIONS);
    by_column
        .or_else(|| {
            request.records.place.as_ref().map(|place| format!("no column names the place; --place gave {place}"))
        })
        .or_else(|| told.places.get(&*sheet.file).filter(|_| has_rows).map(|kind| kind.to_string()))
}

/// What tells the rows of one table of a sheet from others.
fn ids(sheet: &SheetName, table: TableId, tallies: &Tallies) -> Option<Ids> {
    let tally = tallies.of(sheet, table).filter(|tally| tally.rows > 0)?;
    let keys = table.table().keys.iter().zip(&tally.keys).filter(|(_, rows)| **rows > 0);
    let keys = keys.map(|(key, rows)| (key.join("/"), *rows)).collect();
    Some(Ids { table, keys, keyless: tally.keyless, keyless_at: tally.keyless_at.clone() })
}
