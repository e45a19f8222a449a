//! What `init` writes: empty sheets and a workbook, made from the schema, and the papers that go with an inventory.

mod page;
mod papers;
mod sheets;
mod workbook;

pub use page::write;
pub(super) use workbook::{form, question};

use std::io;

use crate::phrases::plain::plain;
use crate::place::{PlaceId, State};
use crate::request::config::NAME;
use crate::schema::{Column, End, JURISDICTIONS, TableId};
use crate::words::value::{Day, Kind};

/// Whom a starter is for, and what wrote it.
#[derive(Clone, Copy, Debug)]
pub struct Starter<'a> {
    /// The office's place, to fill in beforehand.
    pub place: Option<&'a str>,
    /// The version of the program, which the CI workflow installs.
    pub version: &'a str,
    /// The address of the releases, if it is known: it ends in `/releases/download`.
    pub releases: Option<&'a str>,
    /// The day of writing.
    pub day: Day,
}

/// One file of a starter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path inside the folder, with `/`.
    pub path: String,
    /// What it is, in one phrase.
    pub about: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Starter<'_> {
    /// Every file, in the order in which people meet them; the same starter gives the same bytes.
    ///
    /// # Errors
    /// Where the workbook cannot be made.
    pub fn files(&self) -> io::Result<Vec<File>> {
        let known = self.place.map(place_cells).unwrap_or_default();
        let file = |path: &str, about: &str, bytes| File { path: path.to_owned(), about: about.to_owned(), bytes };
        let book = workbook::bytes(self.day, &known).map_err(io::Error::other)?;
        let mut files = vec![file("inventory.xlsx", "the same sheets as one Excel workbook", book)];
        for table in TableId::all() {
            let row = if table == JURISDICTIONS { known.as_slice() } else { &[] };
            let (path, unit) = (format!("{SHEETS}/{}.csv", table.table().name), table.table().unit.0);
            files.push(file(&path, &format!("one row for each {unit}"), sheets::csv(table, row)));
        }
        files.push(file("rules.toml", "your changes to the rules: none yet", papers::rules().into()));
        files.push(file("waivers.toml", "your dated exceptions: none yet", papers::waivers(self.day).into()));
        files.push(file(NAME, "defaults for the command line: these files", papers::config().into()));
        files.push(file(papers::WORKFLOW, "on GitHub: an audit of every change", papers::workflow(self).into()));
        files.push(file("README.md", "the next three steps", papers::readme(self).into()));
        Ok(files)
    }
}

/// The folder of the CSV sheets: where `audit` looks when nothing is named.
pub const SHEETS: &str = "inventories";

/// What is known of a place by what a person calls it: its cells of `jurisdictions`, by column.
pub(in crate::pages) fn place_cells(place: &str) -> Vec<(&'static str, String)> {
    let place = place.trim();
    let id = PlaceId::understand(place, None).id;
    if id.is_fips() || id.state().is_some() {
        return vec![("id", id.to_string())];
    }
    let named = place.rsplit_once(',').and_then(|(name, state)| Some((name.trim(), State::code(state.trim())?)));
    match named {
        Some((name, state)) => vec![("state", state), ("name", name.to_owned())],
        None => vec![("name", place.to_owned())],
    }
}

/// The option that names the place, as it is typed behind a command.
fn place_option(place: Option<&str>) -> String {
    place.map(|place| format!(" --place \"{}\"", plain(place.trim()).replace('"', ""))).unwrap_or_default()
}

/// How a cell of a column is written, in one phrase.
pub(in crate::pages) fn how(column: &Column) -> &'static str {
    match column.kind {
        Kind::Text => "any text",
        Kind::Category => "one of the words allowed",
        Kind::Integer => "a whole number",
        Kind::Number => "an amount, such as 1250.50",
        Kind::Boolean => "Yes or No",
        Kind::Date if column.partial == End::Neither => "the day, such as 2026-05-14",
        Kind::Date => "a day, such as 2026-05-14; a year alone with an apostrophe before it: '2026",
        Kind::Version => "as the machine shows it, such as 4.2.0.1",
    }
}

/// The words a cell may contain, if they are listed.
pub(in crate::pages) fn words(column: &Column) -> Vec<&'static str> {
    if column.kind == Kind::Boolean {
        return vec!["Yes", "No"];
    }
    // A starter asks in a column of its own whether a machine prints, and Excel's lists of choices hold 255 characters.
    let is_twofold = |name: &&str| matches!(*name, "dre-with-vvpat" | "dre-without-vvpat");
    column.choices.iter().map(|choice| choice.name).filter(|name| !is_twofold(name)).collect()
}
