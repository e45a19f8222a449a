//! One HTML page in which an office fills in its inventory without any program: made from the schema and the rules, kept to itself.

mod description;
mod next_steps;
mod page;
mod table;

pub use next_steps::write_next;

use std::io::{self, Write};

use crate::place::{County, PlaceId, State};
use crate::rules::RuleBook;

use super::starter::place_cells;

/// Writes the page for an office whose place may be known; the rules say what blanks leave open.
///
/// # Errors
/// Where the writer fails.
pub fn write(place: Option<&str>, book: &RuleBook, to: &mut dyn Write) -> io::Result<()> {
    let office = place.map(office).unwrap_or_default();
    let tables = table::tables(book);
    let description = description::json(&office, &tables, book).map_err(io::Error::other)?;
    writeln!(to, "{}", page::page(&tables, &description).into_string())
}

/// What is known of an office by what a person calls its place: its answers by column.
fn office(place: &str) -> Vec<(&'static str, String)> {
    let mut cells = place_cells(place);
    let find = |cells: &[(&'static str, String)], name: &str| {
        cells.iter().find(|(column, _)| *column == name).map(|(_, text)| text.clone())
    };
    if let Some(id) = find(&cells, "id") {
        let add = |name: String, state: &State, level: &str| {
            [("state", state.code.to_owned()), ("name", name), ("level", level.to_owned())]
        };
        if let Some((county, state)) = County::of(&id).and_then(|county| Some((county, county.state()?))) {
            cells.extend(add(county.full_name(), state, "county"));
        } else if let Some(state) = State::of_fips(&id).filter(|state| state.fips == id) {
            cells.extend(add(state.name.to_owned(), state, "state"));
        } else if let Some(code) = PlaceId::own(&id).state() {
            cells.push(("state", code.to_owned()));
            cells.push(("name", PlaceId::own(&id).own_name().to_owned()));
        }
    } else if let (Some(state), Some(name)) = (find(&cells, "state"), find(&cells, "name")) {
        cells.push(("id", format!("{state}:{}", name.replace(':', " "))));
    }
    cells
}
