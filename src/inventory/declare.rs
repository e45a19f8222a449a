//! What a file says of places: its rows of `jurisdictions`, and the place of rows that name none.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use super::find::Found;
use super::place::OWN;
use super::places::Places;
use super::{Options, cell_notice, header, notice};
use crate::notice::{Level, Notice, Notices};
use crate::place::State;
use crate::position::{Position, SheetName};
use crate::schema::{Column, JURISDICTIONS, read_cell};
use crate::value::{Day, Span, Value};

/// The place of rows that name none: what the user said, else the one place that the file declares, else the folder or the file if its
/// name is a place's, else the one place that its folder's files declare, else the file.
pub(super) fn place_of_file(found: &Found, options: &Options, places: &mut Places, notices: &mut Notices) -> u32 {
    let path = if options.names.is_empty() { &found.path } else { Path::new(&*found.shown) };
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let folder = path.parent().and_then(|folder| folder.file_name()).unwrap_or_default().to_string_lossy().into_owned();
    let whole = SheetName::from(found.shown.file.clone());
    // What the file itself says goes before its name, and its name before what lies beside it.
    let named = places.told_by(&stem, &folder).map(|id| id.to_string());
    // Among the files of many places those that are named for another are not the one asked for.
    let is_of_many = !found.named && !options.expect.is_empty() && named.is_some();
    if let Some(place) = options.place.as_ref().filter(|_| !is_of_many) {
        return places.resolve(place).place;
    }
    let beside = || places.only_of_folder(&whole).filter(|_| named.is_none()).map(|only| (only, "its folder"));
    if let Some((only, by)) = places.only_of_file(&whole).map(|only| (only, "this file")).or_else(beside) {
        let place = &places.list()[only as usize];
        let message =
            format!("rows name no place; taken as {} ({}), the one place that {by} declares", place.id, place.name);
        notices.add(notice(Level::Notice, "place-of-file", &whole, message, Position::default()));
        return only;
    }
    let is_table = header::table_named(&stem).is_some();
    let plain = if is_table && !folder.is_empty() { &folder } else { &stem };
    let name = named.unwrap_or_else(|| plain.clone());
    let resolved = places.resolve(&name);
    let place = &places.list()[resolved.place as usize];
    let called = if *place.name == *place.id.as_str() { String::new() } else { format!(" ({})", place.name) };
    let message = format!(
        "rows name no place; taken as {}{called} from the name of the file or its folder; --place says it",
        place.id
    );
    notices.add(notice(Level::Notice, "place-of-file", &whole, message, Position::default()));
    resolved.place
}

/// Who declares the rows of `jurisdictions` of a file.
pub(super) struct Declaring<'a> {
    found: &'a Found,
    options: &'a Options,
    columns: &'static [Column],
    /// What was reported before this day may no longer hold.
    year_ago: Option<Day>,
}

impl<'a> Declaring<'a> {
    pub(super) fn new(found: &'a Found, options: &'a Options) -> Self {
        let year_ago = Span::of(12, "month").and_then(|year| options.as_of.plus(year, -1));
        Self { found, options, columns: options.schema.columns(JURISDICTIONS), year_ago }
    }

    /// Declares one row, from its cells as text.
    pub(super) fn row<'t>(
        &self,
        (places, notices): (&mut Places, &mut Notices),
        cell: &dyn Fn(usize) -> Option<Cow<'t, str>>,
        at: &dyn Fn(Option<usize>) -> Position,
    ) {
        let row = self.read(notices, cell, at);
        self.declare((places, notices), row, at);
    }

    /// Reads one row, from its cells as text, up to its last filled cell; it declares nothing yet.
    pub(super) fn read<'t>(
        &self,
        notices: &mut Notices,
        cell: &dyn Fn(usize) -> Option<Cow<'t, str>>,
        at: &dyn Fn(Option<usize>) -> Position,
    ) -> Vec<Value> {
        let Self { found, options, columns, .. } = *self;
        let mut row = Vec::with_capacity(columns.len());
        for (index, column) in columns.iter().enumerate() {
            let Some(text) = cell(index).filter(|text| !text.is_empty()) else { continue };
            if !text.is_ascii() && text.contains(char::REPLACEMENT_CHARACTER) {
                let message = format!("{} is not UTF-8 text; save the file as UTF-8", column.name);
                notices.add(cell_notice(&found.shown, column.name, &text, message, at(Some(index))));
                continue;
            }
            match read_cell(column, &text, options.as_of) {
                Ok(Value::Null) => {}
                Ok(value) => {
                    row.resize(index, Value::Null);
                    row.push(value);
                }
                Err(trouble) => {
                    notices.add(cell_notice(&found.shown, column.name, &text, trouble.message, at(Some(index))));
                }
            }
        }
        row.shrink_to_fit();
        row
    }

    /// Declares one row, as it was read.
    pub(super) fn declare(
        &self,
        (places, notices): (&mut Places, &mut Notices),
        mut row: Vec<Value>,
        at: &dyn Fn(Option<usize>) -> Position,
    ) {
        let Self { found, options, columns, year_ago } = *self;
        let text = |column: Option<usize>| row.get(column?)?.as_text().cloned();
        let Some(written) = text(OWN.id)
            .or_else(|| text(OWN.ocd_id))
            .or_else(|| options.place.as_deref().map(Arc::from))
            .or_else(|| text(OWN.name))
            .or_else(|| {
                // A form belongs to one office, whether or not it says to which.
                found.shown.tab.as_ref()?;
                let place = place_of_file(found, options, places, notices);
                Some(places.list()[place as usize].id.as_str().into())
            })
        else {
            let message = "this row of jurisdictions has neither id nor name; it was not read".to_owned();
            notices.add(notice(Level::Error, "row-without-place", &found.shown, message, at(None)));
            return;
        };
        let level = text(OWN.level).and_then(|level| crate::place::Level::named(&level));
        let state = text(OWN.state);
        let understood = places.understood(&written, state.as_deref(), level);
        if let Some(restored) = &understood.restored {
            let said = cell_notice(&found.shown, "id", &written, restored.clone(), at(OWN.id));
            notices.add(Notice { kind: "place-as-written", ..said });
        }
        // However they are written, an id and a state of one place are the same.
        if let Some(column) = OWN.id {
            row.resize(row.len().max(column + 1), Value::Null);
            row[column] = Value::Text(understood.id.to_text());
        }
        if let (Some(column), Some(state)) = (OWN.state, state.as_deref().and_then(State::named)) {
            row[column] = Value::Text(state.letters());
        }
        if let Some(reported) = OWN.reported_on
            && let Some(day) = row.get(reported).and_then(Value::as_day)
            && year_ago.is_some_and(|year_ago| day < year_ago)
        {
            let message =
                format!("reported_on {day} lies over 12 months before {}; ask whether it still holds", options.as_of);
            let said = cell_notice(&found.shown, "reported_on", &day.to_string(), message, at(Some(reported)));
            notices.add(Notice { kind: "not-up-to-date", ..said });
        }
        for column in places.declare(&understood, &written, row, &found.shown, at(None)) {
            let name = columns[column].name;
            let message = format!("two rows of place {} differ in {name}; taken as blank", understood.id);
            let said = cell_notice(&found.shown, name, &written, message, at(Some(column)));
            notices.add(Notice { kind: "rows-differ", ..said });
        }
    }
}
