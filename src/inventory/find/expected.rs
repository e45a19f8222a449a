//! Places that must be there: the counties of a state, or those that a file lists.

use std::path::Path;
use std::sync::Arc;
use std::{fs, io};

use crate::limits::files::PLACE_LIST;
use crate::request::slashed;
use crate::schema::{EQUIPMENT, JURISDICTIONS, folded};

/// Places that must be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// All counties of a state, by its two letters; of a state that no table knows, its places that are declared.
    State(String),
    /// The places that a file lists, with the name of the file.
    List(Arc<str>, Vec<ListedPlace>),
}

/// A place as a list has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedPlace {
    /// Its id or name.
    pub place: String,
    /// Its name, where the list has one next to the id.
    pub name: Option<String>,
    /// Its state as the list writes it.
    pub state: Option<String>,
    /// The line of the list, from 1.
    pub line: u64,
}

/// Why a list of places cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// The file cannot be read.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// It is larger than any list.
    #[error("{PLACE_LIST}")]
    TooLarge,
    /// It is not text.
    #[error("it is not UTF-8 text; save it as UTF-8")]
    NotUtf8,
    /// No line of it names a place.
    #[error("it lists no place")]
    Empty,
}

/// What a list's columns hold.
struct Columns {
    place: usize,
    name: Option<usize>,
    state: Option<usize>,
}

impl Expected {
    /// Reads a list of places: one id or name a line, or CSV with a column of ids or names.
    ///
    /// # Errors
    /// Where the file cannot be read, is too large or lists nothing.
    pub fn read(path: &Path) -> Result<Self, ListError> {
        let name = slashed(path);
        if fs::metadata(path)?.len() > PLACE_LIST.most {
            return Err(ListError::TooLarge);
        }
        let text = String::from_utf8(fs::read(path)?).map_err(|_| ListError::NotUtf8)?;
        let places = listed(text.strip_prefix('\u{feff}').unwrap_or(&text));
        if places.is_empty() { Err(ListError::Empty) } else { Ok(Self::List(name.into(), places)) }
    }
}

/// The places of a list, each with its line.
fn listed(text: &str) -> Vec<ListedPlace> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(text.as_bytes());
    let mut records =
        reader.records().map_while(Result::ok).filter(|record| !record.iter().all(|cell| cell.trim().is_empty()));
    let columns = records.next().and_then(|header| columns(&header));
    let Some(columns) = columns else {
        let lines = text.lines().zip(1..).map(|(line, at)| (line.trim().trim_matches('"').to_owned(), at));
        let lines = lines.filter(|(line, _)| !line.is_empty() && !line.starts_with('#'));
        return lines.map(|(place, line)| ListedPlace { place, name: None, state: None, line }).collect();
    };
    let place = |record: csv::StringRecord| {
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |column: Option<usize>| Some(record.get(column?)?.trim()).filter(|cell| !cell.is_empty());
        let place = cell(Some(columns.place))?.to_owned();
        let (name, state) = (cell(columns.name).map(str::to_owned), cell(columns.state));
        let is_bare = place.contains(char::is_alphabetic) && !place.contains([',', ':']);
        let full = state.filter(|_| is_bare).map(|state| format!("{place}, {state}"));
        Some(ListedPlace { place: full.unwrap_or(place), name, state: state.map(str::to_owned), line })
    };
    records.filter_map(place).collect()
}

/// Which columns a header names; `None` where it is not a header.
fn columns(header: &csv::StringRecord) -> Option<Columns> {
    let named =
        |header: &str| JURISDICTIONS.column_for_header(header).map(|column| JURISDICTIONS.columns()[column].name);
    let rank = |header: &str| {
        let of_assets =
            EQUIPMENT.column_for_header(header).is_some_and(|at| EQUIPMENT.columns()[at].name == "jurisdiction");
        match (named(header), folded(header).as_str()) {
            (Some("id"), _) | (_, "fips" | "fipscode" | "geoid" | "jurisdiction") => Some(0),
            (Some("ocd_id"), _) => Some(1),
            _ if of_assets => Some(2),
            (Some("name"), _) | (_, "county" | "place") => Some(3),
            _ => None,
        }
    };
    let mut ranked: Vec<(u8, usize)> =
        header.iter().enumerate().filter_map(|(at, cell)| Some((rank(cell)?, at))).collect();
    ranked.sort_unstable();
    let place = ranked.first()?.1;
    let name = ranked.iter().find(|(rank, at)| *rank == 3 && *at != place).map(|(_, at)| *at);
    Some(Columns { place, name, state: header.iter().position(|cell| named(cell) == Some("state")) })
}
