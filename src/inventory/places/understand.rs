//! Understands an id or a name with the state that files, folders or the run give, and finds the nearest known name.

use super::index::Places;
use crate::inventory::shape::place_text::PlaceText;
use crate::place::names::{Found, Means, Named, words};
use crate::place::{Because, County, Level, PlaceId, PlaceNote, Reading, State, Understood, names_county};
use crate::schema::is_blank;
use crate::words::spelling::{nearest, shortened};

/// The state in which a bare name is looked for, and how that is known.
struct AssumedState {
    /// `None` where it is one of the user's own.
    state: Option<&'static State>,
    because: Because,
    /// Whether names are those of counties.
    sure: bool,
}

/// So many names that are not known are compared with all others; hostile files have more.
const COMPARED: u32 = 300;

impl Places {
    /// The state in which bare names are looked for.
    fn assumed_state(&self) -> Option<AssumedState> {
        self.assumed_state_in(self.of_folder)
    }

    fn assumed_state_in(&self, of_folder: Option<&'static State>) -> Option<AssumedState> {
        if let Some(state) = of_folder {
            let because = Because::Folder(state.name);
            let sure = self.of_expected == Some(state);
            return Some(AssumedState { state: Some(state), because, sure });
        }
        if let Some(state) = self.of_expected {
            return Some(AssumedState { state: Some(state), because: Because::Expected(state.name), sure: true });
        }
        if let Some(state) = self.of_asked {
            return Some(AssumedState { state: Some(state), because: Because::AskedAbout(state.name), sure: false });
        }
        let code = self.of_declared.as_ref()?;
        let state = State::named(code);
        let name = state.map_or(&**code, |state| state.name);
        Some(AssumedState { state, because: Because::Declared(name.to_owned()), sure: false })
    }

    /// Understands an id or a name next to the state of its row, or else the state given by files, folders or the run.
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
            && let Some(AssumedState { state: Some(known), .. }) = self.assumed_state()
        {
            return PlaceId::understand_as(text, Some(known.code), level);
        }
        if state.is_some() || level == Some(Level::Municipality) || !is_name() {
            return plain;
        }
        let Some(around) = self.assumed_state() else { return plain };
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

    /// The county that a person means who names one that its state does not have; `None` where the name is right, or near none.
    #[must_use]
    pub fn misspelt(&self, text: &str) -> Option<String> {
        let named = Named::read(text, None, Means::Anything);
        let is_none = named.state.is_some() && named.is_county && named.found == Found::Nothing;
        is_none.then(|| self.near_county(text)).flatten()
    }

    /// The note on a place that nobody declared and no table knows, with the nearest name.
    pub(super) fn unknown(&mut self, text: &str, understood: &Understood) -> Option<PlaceNote> {
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

    /// The county with the nearest name, for a name that no county has, if the text says that it means a county or a state.
    fn near_county(&self, text: &str) -> Option<String> {
        if text.contains(':') || !text.contains(char::is_alphabetic) {
            return None;
        }
        let named = Named::read(text, None, Means::Anything);
        if named.is_below || named.found != Found::Nothing || text.contains(',') && named.state.is_none() {
            return None;
        }
        let around = self.assumed_state();
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

    /// The state in which counties are looked for, and whether names are surely theirs; `None` in a state of the user's own.
    pub(super) fn counties_in(&self, of_folder: Option<&'static State>) -> Option<(Option<&'static State>, bool)> {
        match self.assumed_state_in(of_folder) {
            Some(AssumedState { state: None, .. }) => None,
            Some(AssumedState { state, sure, .. }) => Some((state, sure)),
            None => Some((None, false)),
        }
    }
}
