//! The places of an inventory: rows of `jurisdictions`, merged, and places that only an asset names.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use foldhash::fast::RandomState;

use super::aliases::{Aliases, short_name};
use super::place::Place;
use crate::inventory::shape::place_text::PlaceText;
use crate::place::names::{Found, Means, Named, words};
use crate::place::{
    Because, County, Level, PlaceId, PlaceNote, Reading, State, Understood, in_file_name, in_tab_name, names_county,
    state_in_name, state_of_path,
};
use crate::schema::{LaterCell, is_blank};
use crate::words::position::{Position, SheetName};
use crate::words::spelling::{nearest, shortened};
use crate::words::value::Value;

/// What became of a name that a row gave its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// The place.
    pub place: u32,
    /// What a person should know of it; `None` where it was plain.
    pub note: Option<PlaceNote>,
}

/// All places met so far.
#[derive(Clone, Debug, Default)]
pub struct Places {
    list: Vec<Place>,
    by_id: HashMap<PlaceId, u32, RandomState>,
    /// What rows wrote for the id of their place.
    written: Vec<(Arc<str>, u32)>,
    /// So many places have names that were made known.
    named: usize,
    aliases: OnceLock<Aliases>,
    /// Columns of a place that two rows contradict.
    disputed: Vec<(u32, usize)>,
    /// The state that the folder of the file being read names.
    of_folder: Option<&'static State>,
    /// The state that is expected, where it is just one.
    of_expected: Option<&'static State>,
    /// The state that was asked about, where it is just one.
    of_asked: Option<&'static State>,
    /// The state of all declared places, where it is just one.
    of_declared: Option<Arc<str>>,
    /// Whether any place was made whose id tells no state.
    lacks_states: bool,
    /// The files and tabs whose rows were given to the place that the user named.
    given: BTreeSet<SheetName>,
    /// How many names were compared with all others.
    compared: u32,
}

/// The state in which a bare name is looked for, and how that is known.
struct Around {
    /// `None` where it is one of the user's own.
    state: Option<&'static State>,
    because: Because,
    /// Whether names are those of counties.
    sure: bool,
}

/// Ends the id of what stands for rows that name no place among rows that do.
pub const NO_PLACE_NAMED: &str = " (no place)";

/// So many names that are not known are compared with all others; hostile files have more.
const COMPARED: u32 = 300;

impl Places {
    /// The places, in the order they were met.
    #[must_use]
    pub fn list(&self) -> &[Place] {
        &self.list
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether any of them may have no state.
    #[must_use]
    pub fn may_lack_states(&self) -> bool {
        self.lacks_states
    }

    /// Where the place of an id stands among them.
    #[must_use]
    pub fn at(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).map(|index| *index as usize)
    }

    /// The place of an id, made where it is new.
    pub fn intern(&mut self, place: &Place) -> u32 {
        if let Some(known) = self.by_id.get(&place.id) {
            return *known;
        }
        self.push(place.clone())
    }

    /// Adds a place that is new.
    fn push(&mut self, place: Place) -> u32 {
        let index = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.by_id.insert(place.id.clone(), index);
        self.lacks_states |= place.state.is_none();
        self.list.push(place);
        index
    }

    /// Adds a row of `jurisdictions`; tells the columns in which it contradicts an earlier row of the same place.
    pub fn declare(
        &mut self,
        understood: &Understood,
        written: &Arc<str>,
        (mut row, later): (Vec<Value>, Vec<LaterCell>),
        file: &SheetName,
        at: Position,
    ) -> Vec<usize> {
        let mut disputed = Vec::new();
        let index = match self.by_id.get(&understood.id).copied() {
            None => self.push(Place { later, ..Place::declared(understood, row, file, at) }),
            Some(index) => {
                let place = &mut self.list[index as usize];
                match &mut place.row {
                    None => {
                        (place.file, place.position) = (file.clone(), at);
                        (place.row, place.later) = (Some(row), later);
                    }
                    Some(known) => {
                        // What another row says counts first.
                        let is_blank = |cell: &LaterCell| known.get(cell.column).is_none_or(Value::is_null);
                        place.later.extend(later.into_iter().filter(is_blank));
                        let first = if (file, at) < (&place.file, place.position) {
                            place.position = at;
                            std::mem::replace(&mut place.file, file.clone())
                        } else {
                            file.clone()
                        };
                        if place.file.file != first.file && !place.also_in.contains(&first.file) {
                            place.also_in.push(first.file);
                        }
                        let of_it = self.disputed.iter().filter(|(of, _)| *of == index).map(|(_, column)| column + 1);
                        let columns = of_it.chain([known.len(), row.len()]).max().unwrap_or(0);
                        known.resize(columns, Value::Null);
                        row.resize(columns, Value::Null);
                        for (column, (known, new)) in known.iter_mut().zip(row).enumerate() {
                            if self.disputed.contains(&(index, column)) {
                                disputed.push(column);
                            } else if known.is_null() {
                                *known = new;
                            } else if !new.is_null() && *known != new {
                                *known = Value::Null;
                                self.disputed.push((index, column));
                                disputed.push(column);
                            }
                        }
                    }
                }
                // Rows end with their last cell that says something.
                let filled =
                    |row: &Vec<Value>| row.iter().rposition(|value| !value.is_null()).map_or(0, |last| last + 1);
                place.row.iter_mut().for_each(|row| row.truncate(filled(row)));
                place.take(understood);
                index
            }
        };
        self.written.push((written.clone(), index));
        if let Some(aliases) = self.aliases.get_mut() {
            aliases.write(written, index);
        }
        disputed
    }

    /// Makes the names of all declared places known; called once they are all in.
    pub fn name_all(&mut self) {
        let mut states = self.list.iter().filter_map(|place| place.state.as_ref());
        self.of_declared = states.next().filter(|first| states.all(|state| state == *first)).cloned();
        self.named = self.list.len();
        if let Some(aliases) = self.aliases.get_mut() {
            aliases.call(&self.list);
        }
    }

    /// The names made known so far, which are put together when somebody first asks: rows may well name all places by their ids.
    fn aliases(&self) -> &Aliases {
        self.aliases.get_or_init(|| {
            let mut aliases = Aliases::default();
            self.written.iter().for_each(|(written, index)| aliases.write(written, *index));
            aliases.call(&self.list[..self.named]);
            aliases
        })
    }

    /// Whether any name was made known.
    fn has_names(&self) -> bool {
        !self.written.is_empty() || self.named > 0
    }

    /// Notes which file is read from now on: its folder may name the state of its places.
    pub(crate) fn enter(&mut self, path: &str) {
        self.of_folder = state_of_path(path);
    }

    /// Notes the one state that is expected.
    pub(crate) fn expect_state(&mut self, state: Option<&'static State>) {
        self.of_expected = state;
    }

    /// Notes the one state that was asked about.
    pub(crate) fn ask_state(&mut self, state: Option<&'static State>) {
        self.of_asked = state;
    }

    /// The state in which bare names are looked for.
    fn around(&self) -> Option<Around> {
        self.around_in(self.of_folder)
    }

    fn around_in(&self, of_folder: Option<&'static State>) -> Option<Around> {
        if let Some(state) = of_folder {
            let because = Because::Folder(state.name);
            let sure = self.of_expected == Some(state);
            return Some(Around { state: Some(state), because, sure });
        }
        if let Some(state) = self.of_expected {
            return Some(Around { state: Some(state), because: Because::Expected(state.name), sure: true });
        }
        if let Some(state) = self.of_asked {
            return Some(Around { state: Some(state), because: Because::AskedAbout(state.name), sure: false });
        }
        let code = self.of_declared.as_ref()?;
        let state = State::named(code);
        let name = state.map_or(&**code, |state| state.name);
        Some(Around { state, because: Because::Declared(name.to_owned()), sure: false })
    }

    /// Understands an id or a name beside the state of its row, or else the one that files, folders or the run tell.
    pub(crate) fn understood(&self, text: &str, state: Option<&str>, level: Option<Level>) -> Understood {
        let plain = PlaceId::understand_as(text, state, level);
        let is_name = || {
            text.contains(char::is_alphabetic)
                && !text.contains(':')
                && State::code(text).is_none_or(|_| text.trim().len() > 2)
        };
        if level == Some(Level::Municipality)
            && state.is_none()
            && !text.contains([':', ','])
            && is_name()
            && let Some(Around { state: Some(known), .. }) = self.around()
        {
            return PlaceId::understand_as(text, Some(known.code), level);
        }
        if state.is_some() || level == Some(Level::Municipality) || !is_name() {
            return plain;
        }
        let Some(around) = self.around() else { return plain };
        if Named::read(text, None, Means::Anything).state.is_some() {
            return plain;
        }
        let own = |note| Understood { note, level: None, guessed: false, id: PlaceId::own(text.trim()) };
        let Some(known) = around.state else { return if plain.guessed { own(None) } else { plain } };
        let sure = around.sure || level == Some(Level::County);
        let there = PlaceId::understand_as(text, Some(known.code), sure.then_some(Level::County));
        if there.id.level() == Some(Level::County) && there.id.is_fips() {
            let name = County::of(there.id.as_str()).map(County::in_full).unwrap_or_default();
            let reading = Reading::TakenAround { id: there.id.to_string(), name, because: around.because };
            return Understood { note: Some(PlaceNote::new(shortened(text), reading)), guessed: true, ..there };
        }
        match plain {
            plain if plain.guessed => {
                let not_in = |note: PlaceNote| {
                    if let Reading::TakenAs { county, .. } = note.reading {
                        PlaceNote { reading: Reading::NotIn { county, state: known.name }, ..note }
                    } else {
                        note
                    }
                };
                own(plain.note.map(not_in))
            }
            plain if plain.id.is_fips() => plain,
            plain => Understood { note: there.note, ..plain },
        }
    }

    /// Understands what a row writes of its place.
    pub(crate) fn understood_as(&self, written: &PlaceText<'_>) -> Understood {
        let (text, state) = (&*written.name, written.known_state());
        let Some(county) = &written.county else { return self.understood(text, state, written.level) };
        let around = self.understood(county, state, Some(Level::County));
        if is_blank(text) {
            return around;
        }
        let code = around.id.is_fips().then(|| County::of(around.id.as_str())).flatten();
        match code {
            Some(known) if names_county(text, known) => around,
            Some(known) => Understood {
                id: PlaceId::own(&format!("{}:{}", known.code, text.trim())),
                level: Some(Level::Municipality),
                ..around
            },
            None => self.understood(&format!("{}, {county}", text.trim()), state, Some(Level::Municipality)),
        }
    }

    /// The place that a row's text names: an id, or a name of a declared place or of a county; else it is made.
    pub fn resolve(&mut self, text: &str) -> Resolved {
        self.resolve_as(&PlaceText::of(text))
    }

    /// The same by all that a row writes of its place.
    pub(crate) fn resolve_as(&mut self, written: &PlaceText<'_>) -> Resolved {
        let mut resolved = self.look_up(written);
        let place = &mut self.list[resolved.place as usize];
        (place.has_rows, place.is_given) = (true, false);
        if let Some(state) = written.state.as_deref().filter(|_| written.known_state().is_none()) {
            let reading = Reading::NoState { state: shortened(state), note: resolved.note.map(Box::new) };
            resolved.note = Some(PlaceNote::new("", reading));
        }
        resolved
    }

    fn look_up(&mut self, written: &PlaceText<'_>) -> Resolved {
        let (text, state) = (&*written.name, written.known_state());
        let plain = match written.county {
            None => PlaceId::understand_as(text, state, written.level),
            Some(_) => self.understood_as(written),
        };
        if let Some(known) = self.declared(&plain.id) {
            // What is left as it is was declared as it is.
            return Resolved { place: known, note: plain.note.filter(|_| plain.id.is_fips() && !plain.guessed) };
        }
        let named = if written.county.is_some() { Ok(None) } else { self.by_name_in(text, state) };
        let note = match named {
            Ok(Some(place)) => return Resolved { place, note: None },
            Ok(None) => None,
            Err(note) => Some(note),
        };
        let understood = self.understood_as(written);
        let note = note.or_else(|| understood.note.clone()).or_else(|| self.unknown(text, &understood));
        Resolved { place: self.intern(&Place::of(&understood)), note }
    }

    /// Notes that rows are of a place.
    pub(crate) fn has_rows_of(&mut self, place: u32) {
        self.list[place as usize].has_rows = true;
    }

    /// Notes that the rows of a sheet were given to the place that the user named.
    pub(crate) fn give(&mut self, sheet: &SheetName) {
        self.given.insert(sheet.clone());
    }

    /// The files and tabs in which nothing names a place, whose rows were given to the one that the user named.
    pub fn given(&self) -> impl Iterator<Item = &SheetName> {
        self.given.iter()
    }

    /// The place that the user gives rows that name none: one that is known by that name, or else a new one.
    pub(crate) fn resolve_given(&mut self, text: &str) -> u32 {
        match self.find(text).and_then(|place| self.at(place.id.as_str())) {
            Some(known) => {
                self.list[known].has_rows = true;
                u32::try_from(known).unwrap_or(u32::MAX)
            }
            None => {
                let place = self.resolve(text).place;
                self.list[place as usize].is_given = true;
                place
            }
        }
    }

    /// The county that a person names in full, or by its id.
    pub(crate) fn county_asked(&self, text: &str) -> Option<&'static County> {
        County::of(PlaceId::understand(text, None).id.as_str())
    }

    /// The place that stands for the rows of a sheet that name none, though others there do.
    pub(crate) fn without(&mut self, sheet: &SheetName) -> u32 {
        let shown = sheet.to_string();
        let inner = sheet.file.split_once('/').map_or(&*shown, |(root, _)| &shown[root.len() + 1..]);
        self.nowhere(&format!("{inner}{NO_PLACE_NAMED}"))
    }

    /// The place of an id that stands for rows of which nothing tells the place.
    pub(crate) fn nowhere(&mut self, id: &str) -> u32 {
        let place = self.intern(&Place { is_nowhere: true, ..Place::new(PlaceId::own(id)) });
        self.list[place as usize].has_rows = true;
        place
    }

    /// The declared place of a name in a state that its row names.
    fn by_name_in(&self, text: &str, state: Option<&str>) -> Result<Option<u32>, PlaceNote> {
        let Some(code) = state.and_then(State::code) else { return self.by_name(text) };
        let is_there = |place: &u32| self.list[*place as usize].state.as_deref().is_none_or(|of| of == code);
        let in_full = self.by_name(&format!("{text}, {code}"));
        if let Ok(None) = in_full {
            self.by_name(text).map(|place| place.filter(is_there)).or(Ok(None))
        } else {
            in_full
        }
    }

    /// The place of an id that has a row.
    fn declared(&self, id: &PlaceId) -> Option<u32> {
        self.by_id.get(id).copied().filter(|known| self.list[*known as usize].row.is_some())
    }

    /// The declared place of a name; an error where several are called so.
    fn by_name(&self, text: &str) -> Result<Option<u32>, PlaceNote> {
        if let Some(known) = self.aliases().of(text) {
            return match known {
                Some(known) => Ok(Some(known)),
                None => {
                    let names = |place: &Place| [short_name(&place.name), short_name(place.id.as_str())];
                    let is = |place: &&Place| place.row.is_some() && names(place).contains(&short_name(text));
                    let ids = self.list.iter().filter(is).map(|place| place.id.to_string()).take(4).collect();
                    Err(PlaceNote::new(shortened(text), Reading::SeveralDeclared(ids)))
                }
            };
        }
        if self.of_declared.is_none() && !self.has_names() {
            return Ok(None);
        }
        let counties = match Named::read(text, None, Means::County).found {
            Found::One { county, .. } => vec![county],
            Found::Several(counties) => counties,
            Found::In(..) | Found::Nothing => Vec::new(),
        };
        let id = |county: &County| PlaceId::understand(county.code, None).id;
        let declared: Vec<(&County, u32)> =
            counties.iter().filter_map(|county| Some((*county, self.declared(&id(county))?))).collect();
        match declared[..] {
            [] => Ok(None),
            // One of two that a state has may be the other one.
            [(only, known)] if counties.iter().filter(|county| county.state() == only.state()).count() == 1 => {
                Ok(Some(known))
            }
            _ => {
                let near = |county: &&&County| declared.iter().any(|(known, _)| known.state() == county.state());
                let mut counties: Vec<&'static County> = counties.iter().filter(near).copied().collect();
                let more = counties.len() > 4;
                counties.truncate(4);
                Err(PlaceNote::new(shortened(text), Reading::SeveralCounties { counties, more }))
            }
        }
    }

    /// The county that a person means who names one that its state does not have; `None` where the name is right, or near none.
    #[must_use]
    pub fn misspelt(&self, text: &str) -> Option<String> {
        let named = Named::read(text, None, Means::Anything);
        let is_none = named.state.is_some() && named.is_county && named.found == Found::Nothing;
        is_none.then(|| self.near_county(text)).flatten()
    }

    /// What is said of a place that nobody declared and no table knows, with the nearest name.
    fn unknown(&mut self, text: &str, understood: &Understood) -> Option<PlaceNote> {
        let note = |reading| Some(PlaceNote::new(shortened(text), reading));
        let is_declared = self.has_names();
        let may_compare = text.len() <= 100 && self.compared < COMPARED;
        self.compared += u32::from(may_compare);
        let near_declared = || {
            let declared = self.list.iter().filter(|place| place.row.is_some());
            let names = declared.flat_map(|place| [place.id.as_str(), &*place.name]);
            nearest(text, names).map(str::to_owned)
        };
        if is_declared {
            let near = if may_compare { near_declared().or_else(|| self.near_county(text)) } else { None };
            return note(Reading::NotDeclared(near));
        }
        if understood.id.level() == Some(Level::County)
            && understood.id.is_fips()
            && County::of(understood.id.as_str()).is_none()
        {
            return note(Reading::UnknownCode);
        }
        let is_own = text.split_once(':').is_some_and(|(state, own)| {
            !own.is_empty() && (state.len() == 2 && State::code(state).is_some() || County::of(state).is_some())
        });
        if understood.id.is_fips() || understood.level == Some(Level::Municipality) || is_own {
            return None;
        }
        let near = if may_compare { self.near_county(text) } else { None };
        note(near.map_or(Reading::Unknown, Reading::NoCounty))
    }

    /// The county whose name is nearest to one that is none, where the text says that it means a county or a state.
    fn near_county(&self, text: &str) -> Option<String> {
        if text.contains(':') || !text.contains(char::is_alphabetic) {
            return None;
        }
        let named = Named::read(text, None, Means::Anything);
        if named.is_below || named.found != Found::Nothing || text.contains(',') && named.state.is_none() {
            return None;
        }
        let around = self.around();
        if around.as_ref().is_some_and(|around| around.state.is_none()) && named.state.is_none() {
            return None;
        }
        let state = named.state.or(around.and_then(|around| around.state));
        if state.is_none() && !named.is_county {
            return None;
        }
        let among = |county: &&County| !county.former && state.is_none_or(|state| county.state() == Some(state));
        let first = words(&named.name).concat().chars().next();
        let alike = |county: &&County| words(county.name).concat().chars().next() == first;
        let several_words = words(&named.name).len() > 1;
        let names = County::all().iter().filter(among).filter(alike).flat_map(|county| {
            // The word for a county may be the one that is misspelt.
            let full = (named.is_county || several_words).then(|| (county.full_name(), county));
            let bare = (!named.is_county).then(|| (county.name.to_owned(), county));
            full.into_iter().chain(bare)
        });
        let names: Vec<(String, &County)> = names.collect();
        let near = nearest(&named.name, names.iter().map(|(name, _)| name.as_str()))?;
        // A bare name may be anything: it must be near indeed.
        let is_near = named.is_county || near.chars().count().abs_diff(named.name.chars().count()) <= 2;
        let (_, county) = names.iter().find(|(name, _)| name == near).filter(|_| is_near)?;
        Some(county.in_full())
    }

    /// The place that the name of a tab tells, in the state that its file's name or folder says.
    pub(crate) fn named_by_tab(&self, tab: &str, stem: &str) -> Option<PlaceId> {
        if tab.is_empty() {
            return None;
        }
        if let Some(known) = self.declared_as(tab) {
            return Some(known);
        }
        let (state, sure) = self.counties_in(self.of_folder.or_else(|| state_in_name(stem)))?;
        Some(PlaceId::understand(in_tab_name(tab, state, sure)?, None).id)
    }

    /// The place that a file's name tells, or else the nearest of its folders, named from the innermost out: declared ones go first.
    pub(crate) fn named_by_path(&self, stem: &str, folders: &[&str]) -> Option<PlaceId> {
        if let Some(known) = std::iter::once(&stem).chain(folders).find_map(|name| self.declared_as(name)) {
            return Some(known);
        }
        let id = |code: &str| Some(PlaceId::understand(code, None).id);
        let above = |from: usize| {
            let outer: Vec<&str> = folders[from..].iter().rev().copied().collect();
            state_of_path(&format!("{}/x", outer.join("/")))
        };
        let (state, sure) = self.counties_in(above(0))?;
        if let Some(code) = in_file_name(stem, state, sure) {
            return id(code);
        }
        folders.iter().enumerate().find_map(|(at, folder)| {
            // A folder within a state's is a county's before it is another state's.
            let (state, sure) = self.counties_in(above(at + 1))?;
            let code = match state {
                Some(_) => in_tab_name(folder, state, sure),
                None => in_file_name(folder, None, sure),
            };
            // What lies deep in a state's folder is not the state's own for that.
            id(code.filter(|code| at == 0 || code.len() > 2)?)
        })
    }

    /// The declared place of a name or an id.
    fn declared_as(&self, name: &str) -> Option<PlaceId> {
        let known = self.by_name(name).ok().flatten().or_else(|| self.declared(&PlaceId::understand(name, None).id))?;
        Some(self.list[known as usize].id.clone())
    }

    /// The state in which counties are looked for, and whether names are surely theirs; `None` in a state of the user's own.
    fn counties_in(&self, of_folder: Option<&'static State>) -> Option<(Option<&'static State>, bool)> {
        match self.around_in(of_folder) {
            Some(Around { state: None, .. }) => None,
            Some(Around { state, sure, .. }) => Some((state, sure)),
            None => Some((None, false)),
        }
    }

    /// The place that a path tells, where it is one of these.
    #[must_use]
    pub fn of_path(&self, path: &str) -> Option<&Place> {
        let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let folders: Vec<&str> = folders.rsplit('/').filter(|folder| !folder.is_empty()).collect();
        let id = self.named_by_path(stem, &folders)?;
        self.list.get(*self.by_id.get(&id)? as usize)
    }

    /// The one place that a file declares.
    pub(crate) fn only_of_file(&self, file: &str) -> Option<u32> {
        self.only(|place| *place.file == *file || place.also_in.iter().any(|other| **other == *file))
    }

    /// The one place that the files of a file's folder declare.
    pub(crate) fn only_of_folder(&self, file: &str) -> Option<u32> {
        let folder = |path: &str| path.rsplit_once('/').map(|(folder, _)| folder.to_owned());
        let own = folder(file);
        self.only(|place| folder(&place.file) == own || place.also_in.iter().any(|other| folder(other) == own))
    }

    fn only(&self, fits: impl Fn(&Place) -> bool) -> Option<u32> {
        let mut found = self.list.iter().zip(0..).filter(|(place, _)| place.row.is_some() && fits(place));
        let (_, only) = found.next()?;
        found.next().is_none().then_some(only)
    }

    /// The place a person names on the command line: an id or a name, whatever its case.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<&Place> {
        let understood = PlaceId::understand(text, None).id;
        let by_id = || self.by_id.get(&self.understood(text, None, None).id).copied();
        let as_written = || self.by_id.get(text.trim()).copied();
        let index = as_written()
            .or_else(|| self.by_id.get(&understood).copied())
            .or_else(|| self.by_name(text).ok().flatten())
            .or_else(by_id);
        index.map_or_else(|| self.find_without_state(text), |index| self.list.get(index as usize))
    }

    /// The one place of no state whose name is that of a county that a person names in full.
    fn find_without_state(&self, text: &str) -> Option<&Place> {
        let county = County::of(PlaceId::understand(text, None).id.as_str())?;
        let is_it = |place: &&Place| place.state.is_none() && !place.is_nowhere && names_county(&place.name, county);
        let mut found = self.list.iter().filter(is_it);
        found.next().filter(|_| found.next().is_none())
    }

    /// The place that a person asks about, where the records name it: a place that exists only because it was asked about does not
    /// count, unless the records name no place at all.
    #[must_use]
    pub fn asked(&self, text: &str) -> Option<&Place> {
        let is_named = |place: &Place| !place.is_nowhere && !place.is_given && (place.row.is_some() || place.has_rows);
        self.find(text).filter(|place| !place.is_given || !self.list.iter().any(is_named))
    }

    /// Marks the place of an id or a name as one that must be there; tells what a person should know of the name.
    pub(crate) fn expect(&mut self, text: &str) -> (u32, Option<PlaceNote>) {
        let plain = PlaceId::understand(text, None);
        let known = self.declared(&plain.id).or_else(|| self.by_name(text).ok().flatten());
        let understood = self.understood(text, None, None);
        let (place, note) = match known {
            Some(known) => (known, None),
            None => (self.intern(&Place::of(&understood)), understood.note.clone().filter(|_| !understood.guessed)),
        };
        let note = note.or_else(|| {
            if understood.id.is_fips() || known.is_some() { None } else { self.unknown(text, &understood) }
        });
        self.list[place as usize].expected = true;
        (place, note)
    }
}
