//! Places that a file declares: rows of `jurisdictions`, and the place of rows that name none.

use std::borrow::Cow;
use std::path::Path;

use super::aliases::short_name;
use super::index::Places;
use super::place::{OWN, Spots};
use crate::diagnostic::{Kind, Notice, Notices};
use crate::inventory::find::options::Options;
use crate::inventory::find::walk::Found;
use crate::inventory::shape::place_text::PlaceText;
use crate::inventory::shape::table;
use crate::place;
use crate::place::names::{Found as NameFound, Means, Named};
use crate::place::{State, names_county};
use crate::schema::{Column, Fault, JURISDICTIONS, LaterCell, Trouble, read_cell};
use crate::words::position::{Position, SheetName};
use crate::words::value::{Day, Span, Value};

/// The place of the rows of a file or tab in which nothing names one: the one place that the file declares, else that of the tab's, the
/// file's or the folder's name, else the one place that its folder's files declare, else what the user gave, else the state that a
/// column names; else they are of no place that is known.
pub(crate) fn place_of_file(
    found: &Found,
    options: &Options,
    state: Option<&str>,
    places: &mut Places,
    notices: &mut Notices,
) -> u32 {
    let path = if found.renamed { Path::new(&*found.shown) } else { &found.path };
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    // The folder it is in, whatever it is called from here; further out only what was requested.
    let folder = path.parent().and_then(|folder| folder.file_name()).unwrap_or_default().to_string_lossy().into_owned();
    let shown = found.shown.file.clone();
    let mut folders: Vec<&str> = shown.rsplit('/').skip(1).collect();
    if let Some(own) = folders.first_mut() {
        *own = &folder;
    } else if !folder.is_empty() {
        folders.push(&folder);
    }
    let whole = SheetName::from(found.shown.file.clone());
    let mut say = |sheet: &SheetName, kind: Kind| {
        notices.add(Notice::new(kind, sheet, Position::default()));
    };
    let code = state.and_then(State::code);
    let is_there = |state: Option<&str>| code.is_none() || state.is_none() || state == code.as_deref();
    let tab = found.shown.tab.as_deref().filter(|tab| table::table_named(tab).is_none()).unwrap_or_default();
    let by_tab = places.named_by_tab(tab, &stem).filter(|id| is_there(id.state()));
    let named = by_tab.clone().or_else(|| places.named_by_path(&stem, &folders)).filter(|id| is_there(id.state()));
    let declared = |only: u32, places: &Places| is_there(places.list()[only as usize].state.as_deref());
    // What the file itself says goes before its name, and its name before what its folder says.
    let in_file = places.only_of_file(&whole).map(|only| (only, false)).filter(|_| by_tab.is_none());
    let in_folder = || places.only_of_folder(&whole).filter(|_| named.is_none()).map(|only| (only, true));
    if let Some((only, in_folder)) = in_file.or_else(in_folder).filter(|(only, _)| declared(*only, places)) {
        let place = &places.list()[only as usize];
        // Where the user names the place that the file itself declares, there is nothing to say.
        let is_asked = |asked: &String| places.find(asked).is_some_and(|asked| asked.id == place.id);
        if in_folder || !options.records.place.as_ref().is_some_and(is_asked) {
            say(&whole, Kind::PlaceDeclared { id: place.id.to_string(), name: place.name.clone(), in_folder });
        }
        places.has_rows_of(only);
        return only;
    }
    if let Some(named) = named {
        let resolved = places.resolve(named.as_str());
        let place = &places.list()[resolved.place as usize];
        let name = Some(&place.name).filter(|name| ***name != *place.id.as_str()).cloned();
        let by_tab = by_tab.is_some();
        let sheet = if by_tab { &found.shown } else { &whole };
        say(sheet, Kind::PlaceOfName { id: place.id.to_string(), name, by_tab });
        return resolved.place;
    }
    // A name that several states have a county of is a place, of no state that is known unless the user says which.
    let county = [tab, &stem].into_iter().chain(folders.iter().copied()).find(|name| may_be_county(name));
    if let (Some(name), Some(asked)) =
        (county, options.records.place.as_ref().and_then(|asked| places.county_asked(asked)))
        && names_county(name, asked)
        && is_there(asked.state().map(|state| state.code))
    {
        let resolved = places.resolve(asked.code);
        say(&found.shown, Kind::PlaceAskedFor { county: asked, name: name.to_owned() });
        return resolved.place;
    }
    // A file that the user names together with a place is that place's, unless its name says plainly that it is another county's.
    let plainly = |name: &&str| !(found.named && *name == stem) || Named::read(name, None, Means::County).is_county;
    let is_asked = |name: &&str, asked: &str| short_name(name) == short_name(asked.split(',').next().unwrap_or(asked));
    let is_another = |asked: &str| county.filter(plainly).is_some_and(|name| !is_asked(&name, asked));
    if let Some(asked) = options.records.place.as_ref().filter(|asked| !is_another(asked)) {
        let resolved = places.resolve_given(asked);
        if is_there(places.list()[resolved as usize].state.as_deref()) {
            places.give(&found.shown);
            return resolved;
        }
    }
    if let Some(state) = state {
        let resolved = places.resolve(state);
        let place = &places.list()[resolved.place as usize];
        say(&found.shown, Kind::PlaceIsState { name: place.name.clone() });
        return resolved.place;
    }
    let place = match county {
        Some(name) => places.resolve_as(&PlaceText { level: Some(place::Level::County), ..PlaceText::of(name) }).place,
        None => places.nowhere(&within(&shown)),
    };
    let id = &places.list()[place as usize].id;
    let how = county.map_or(Kind::PlaceUnknown, |_| Kind::PlaceOfNoState { id: id.to_string() });
    let sheet = if county.is_some_and(|name| name == tab) || found.shown.tab.is_some() { &found.shown } else { &whole };
    say(sheet, how);
    place
}

/// A file's name without its end, below the folder that was asked for: the same wherever that folder is.
fn within(shown: &str) -> String {
    let inner = shown.split_once('/').map_or(shown, |(_, inner)| inner);
    inner.rsplit_once('.').filter(|(_, end)| !end.contains('/')).map_or(inner, |(stem, _)| stem).to_owned()
}

/// Whether a name is that of a county in some state.
fn may_be_county(name: &str) -> bool {
    !name.is_empty()
        && matches!(Named::read(name, None, Means::County).found, NameFound::One { .. } | NameFound::Several(_))
}

/// A row of `jurisdictions` as it was read, up to its last filled cell.
pub(crate) struct DeclaredRow {
    values: Vec<Value>,
    /// Cells that are read otherwise on later days.
    later: Vec<LaterCell>,
}

/// Who declares the rows of `jurisdictions` of a file.
pub(crate) struct Declaring<'a> {
    found: &'a Found,
    options: &'a Options,
    columns: &'static [Column],
    /// What was reported before this day may no longer hold.
    year_ago: Option<Day>,
    /// Whether each cell of a row is on a line of its own.
    line_each: bool,
}

impl<'a> Declaring<'a> {
    pub(crate) fn new(found: &'a Found, options: &'a Options) -> Self {
        let year_ago = Span::of(12, "month").and_then(|year| options.as_of.plus(year, -1));
        Self { found, options, columns: options.schema.columns(JURISDICTIONS), year_ago, line_each: false }
    }

    /// The same, for rows that have each cell on a line of its own: the keys of TOML, the answers of a form.
    pub(crate) fn line_each(self) -> Self {
        Self { line_each: true, ..self }
    }

    /// Declares one row, from its cells as text.
    pub(crate) fn row<'t>(
        &self,
        (places, notices): (&mut Places, &mut Notices),
        cell: &dyn Fn(usize) -> Option<Cow<'t, str>>,
        (level, municipality): (Option<place::Level>, Option<(String, String)>),
        at: &dyn Fn(Option<usize>) -> Position,
    ) {
        let row = self.read(notices, cell, at);
        self.declare((places, notices), row, (level, municipality), at);
    }

    /// Reads one row, from its cells as text, up to its last filled cell; it declares nothing yet.
    pub(crate) fn read<'t>(
        &self,
        notices: &mut Notices,
        cell: &dyn Fn(usize) -> Option<Cow<'t, str>>,
        at: &dyn Fn(Option<usize>) -> Position,
    ) -> DeclaredRow {
        let Self { found, options, columns, .. } = *self;
        let mut row = Vec::with_capacity(columns.len());
        let mut later = Vec::new();
        for (index, column) in columns.iter().enumerate() {
            let Some(text) = cell(index).filter(|text| !text.is_empty()) else { continue };
            if !text.is_ascii() && text.contains(char::REPLACEMENT_CHARACTER) {
                let trouble = Trouble::new(column, &text, Fault::NotUtf8, None);
                notices.add(Notice::of_cell(trouble, &found.shown, column.name, &text, at(Some(index))));
                continue;
            }
            if options.later_days {
                later.extend(LaterCell::of((index, column), &text, options.as_of));
            }
            match read_cell(column, &text, options.as_of) {
                Ok(Value::Null) => {}
                Ok(value) => {
                    row.resize(index, Value::Null);
                    row.push(value);
                }
                Err(trouble) => {
                    if let Some(taken) = &trouble.taken {
                        row.resize(index, Value::Null);
                        row.push(taken.clone());
                    }
                    notices.add(Notice::of_cell(trouble, &found.shown, column.name, &text, at(Some(index))));
                }
            }
        }
        row.shrink_to_fit();
        DeclaredRow { values: row, later }
    }

    /// Declares one row, as it was read.
    pub(crate) fn declare(
        &self,
        (places, notices): (&mut Places, &mut Notices),
        DeclaredRow { values: mut row, later }: DeclaredRow,
        (name_level, municipality): (Option<place::Level>, Option<(String, String)>),
        at: &dyn Fn(Option<usize>) -> Position,
    ) {
        let Self { found, options, columns, year_ago, line_each } = *self;
        if let (Some(column), Some((municipality, _))) = (OWN.name, &municipality) {
            row.resize(row.len().max(column + 1), Value::Null);
            row[column] = Value::Text(municipality.as_str().into());
        }
        let text = |column: Option<usize>| row.get(column?)?.as_text().cloned();
        let by_id = text(OWN.id).or_else(|| text(OWN.ocd_id));
        let is_by_name = by_id.is_none();
        let Some(written) = by_id.or_else(|| text(OWN.name)).or_else(|| {
            // A form belongs to one office, whether or not it says to which.
            if found.shown.tab.is_none() && options.records.place.is_none() {
                return None;
            }
            let place = place_of_file(found, options, text(OWN.state).as_deref(), places, notices);
            Some(places.list()[place as usize].id.as_str().into())
        }) else {
            notices.add(Notice::new(Kind::RowWithoutPlace, &found.shown, at(None)));
            return;
        };
        let level = text(OWN.level).and_then(|level| place::Level::named(&level));
        let state = text(OWN.state);
        let understood = match &found.exported {
            Some(exported) if !is_by_name => exported.understood(&written),
            Some(_) | None => places.understood_as(&PlaceText {
                name: Cow::Borrowed(&written),
                state: state.as_deref().map(Cow::Borrowed),
                county: municipality.filter(|_| is_by_name).map(|(_, county)| Cow::Owned(county)),
                level: level.or(name_level.filter(|_| is_by_name)),
            }),
        };
        if let Some(note) = understood.note.clone() {
            let kind = Kind::PlaceAsWritten(note.into());
            notices.add(Notice::of_cell(kind, &found.shown, "id", &written, at(OWN.id)));
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
            let kind = Kind::NotUpToDate { reported: day, as_of: options.as_of };
            notices.add(Notice::of_cell(kind, &found.shown, "reported_on", &day.to_string(), at(Some(reported))));
        }
        let apart = if line_each {
            (0..columns.len()).map(|column| (column, at(Some(column)))).filter(|(_, spot)| *spot != at(None)).collect()
        } else {
            Vec::new()
        };
        let spots = Spots { row: at(None), apart };
        for column in places.declare(&understood, &written, (row, later), &found.shown, spots) {
            let name = columns[column].name;
            let kind = Kind::RowsDiffer { place: understood.id.to_string(), column: name };
            notices.add(Notice::of_cell(kind, &found.shown, name, &written, at(Some(column))));
        }
    }
}
