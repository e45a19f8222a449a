//! Ids of places: what a person or a file writes, understood.

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::sync::Arc;

use super::counties::County;
use super::names::{Found, Means, Named};
use super::note::{PlaceNote, Reading};
use super::state::State;
use super::written::Coded;
use super::{Level, ocd, written};
use crate::words::spelling::shortened;

/// A place's id: 2, 5 or 10 digits of FIPS, or an id of the user's own, which may lead with its state (`WI:00100`) or its
/// county (`39001:Scott`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceId(Arc<str>);

/// An id as it was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Understood {
    /// The id.
    pub id: PlaceId,
    /// What was changed about it, or why it was left as it is; `None` where it is plain.
    pub note: Option<PlaceNote>,
    /// How large it is, where the text says more than the id.
    pub level: Option<Level>,
    /// Whether something that the text does not say was taken for granted.
    pub guessed: bool,
}

impl Understood {
    pub(super) fn plain(id: impl Into<Arc<str>>) -> Self {
        Self { id: PlaceId(id.into()), note: None, level: None, guessed: false }
    }

    pub(super) fn noted(id: impl Into<Arc<str>>, written: &str, reading: Reading) -> Self {
        Self { note: Some(PlaceNote::new(written, reading)), ..Self::plain(id) }
    }
}

impl PlaceId {
    /// Understands an id or a name as written, next to the state that its row names.
    ///
    /// Lost leading zeros are restored, `39001`, `3900100000`, an OCD id and `Adams County, OH` are one place, and digits
    /// that contradict the state become `WI:00100`; what a person should know is in [`Understood::note`].
    #[must_use]
    pub fn understand(text: &str, state: Option<&str>) -> Understood {
        Self::understand_as(text, state, None)
    }

    /// The same, where it is known how large the place is: a municipality's name is never taken for a county's.
    #[must_use]
    pub fn understand_as(text: &str, state: Option<&str>, level: Option<Level>) -> Understood {
        let text = written::unquoted(text.trim());
        let digits = text.strip_prefix("0500000US").or(text.strip_prefix("0400000US")).unwrap_or(text);
        if let Some(digits) = written::digits(digits) {
            return of_digits(&digits, state);
        }
        if let Some(parts) = ocd::parts(text) {
            return ocd::understand(text, &parts, state);
        }
        let given = state.and_then(State::named);
        if let Some(coded) = written::coded(text) {
            match coded {
                Coded::Agreed(code) => return of_digits(&code, state),
                Coded::Disputed(county) if level != Some(Level::Municipality) => {
                    let own = state.map_or_else(|| text.to_owned(), |state| format!("{}:{text}", code(state)));
                    return Understood::noted(own, &shortened(text), Reading::CodeDisputed(county));
                }
                Coded::Disputed(_) => {}
            }
        }
        if let Some(named) = State::named(text)
            && state.is_none_or(|_| given == Some(named))
            && level.is_none_or(|level| level == Level::State || State::code(text).is_none_or(|code| code == text))
            && !(level.is_none() && given.is_some() && has_county_of_its_name(named))
        {
            return Understood::plain(named.fips);
        }
        let own = match (state, text.split_once(':')) {
            (Some(state), None) if !text.is_empty() && code(state) != text => format!("{}:{text}", code(state)),
            _ => text.to_owned(),
        };
        // A colon makes an id of the user's own, and a state that is not known has no counties that are.
        if text.contains(':') || level == Some(Level::Municipality) || state.is_some() && given.is_none() {
            return Understood::plain(own);
        }
        of_name(text, own, given, level)
    }

    /// An id of the user's own, as it is written.
    #[must_use]
    pub fn own(text: &str) -> Self {
        Self(text.into())
    }

    /// What follows the state or county that it starts with, if that is a name.
    #[must_use]
    pub fn own_name(&self) -> &str {
        let is_name = |name: &str| name.contains(char::is_alphabetic) && !name.contains(|c: char| c.is_ascii_digit());
        match self.0.split_once(':') {
            Some((county, name)) if is_county(county) && !name.is_empty() => name,
            Some((state, name)) if state.len() == 2 && State::named(state).is_some() && is_name(name) => name,
            _ => &self.0,
        }
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id as text that is shared with it.
    #[must_use]
    pub fn to_text(&self) -> Arc<str> {
        self.0.clone()
    }

    /// Whether it is a FIPS code.
    #[must_use]
    pub fn is_fips(&self) -> bool {
        matches!(self.0.len(), 2 | 5 | 10)
            && self.0.bytes().all(|b| b.is_ascii_digit())
            && State::of_fips(&self.0).is_some()
    }

    /// The two letters of its state, if the id shows it.
    #[must_use]
    pub fn state(&self) -> Option<&str> {
        if self.is_fips() {
            return State::of_fips(&self.0).map(|state| state.code);
        }
        let state = self.0.split_once(':').map_or(&*self.0, |(state, _)| state);
        if is_county(state) {
            return State::of_fips(state).map(|state| state.code);
        }
        (state.len() == 2 && state.bytes().all(|b| b.is_ascii_uppercase())).then_some(state)
    }

    /// How large it is, if the id shows it.
    #[must_use]
    pub fn level(&self) -> Option<Level> {
        match self.0.len() {
            2 if self.is_fips() => Some(Level::State),
            5 if self.is_fips() => Some(Level::County),
            10 if self.is_fips() => Some(Level::Municipality),
            2 if self.state().is_some() => Some(Level::State),
            _ if self.0.split_once(':').is_some_and(|(county, _)| is_county(county)) => Some(Level::Municipality),
            _ => None,
        }
    }

    /// The ids it may be in, nearest first: by 5 and by 2 digits, or the county or state before the colon.
    #[must_use]
    pub fn above(&self) -> Vec<Self> {
        self.lies_in().map(Self::own).collect()
    }

    /// The same as text.
    pub fn lies_in(&self) -> impl Iterator<Item = &str> {
        let above = if self.is_fips() {
            [5, 2].map(|digits| self.0.get(..digits))
        } else if let Some((county, _)) = self.0.split_once(':').filter(|(county, _)| is_county(county)) {
            [Some(county), county.get(..2)]
        } else {
            let code = self.state();
            [code.and_then(State::named).map(|state| state.fips), code]
        };
        above.into_iter().flatten().filter(|above| **above != *self.0)
    }
}

/// An id of digits alone.
fn of_digits(text: &str, state: Option<&str>) -> Understood {
    let padded = match text.len() {
        1 | 4 | 9 => Cow::Owned(format!("0{text}")),
        _ => Cow::Borrowed(text),
    };
    let known = matches!(padded.len(), 2 | 5 | 10) && State::of_fips(&padded).is_some();
    let agrees = |given: &'static State| Some(given) == State::of_fips(&padded);
    let agreed = state.is_none_or(|given| State::named(given).is_some_and(agrees));
    if known && agreed {
        let short = padded.strip_suffix("00000").filter(|short| short.len() == 5).unwrap_or(&padded);
        let short = short.strip_suffix("000").filter(|short| short.len() == 2).unwrap_or(short);
        let note = (padded != text).then(|| PlaceNote::new(text, Reading::LostZero(padded.to_string())));
        return Understood { note, ..Understood::plain(short) };
    }
    let Some(state) = state else { return Understood::plain(text) };
    let id = format!("{}:{text}", code(state));
    let reading = match State::of_fips(&padded).filter(|_| known) {
        Some(of) => Reading::CodeOfOtherState { state: of.name, own: code(state), id: id.clone() },
        None => Reading::NoFipsCode(id.clone()),
    };
    Understood::noted(id, text, reading)
}

/// An id of a name, where it is just one county's; `own` is what it is otherwise.
fn of_name(text: &str, own: String, given: Option<&'static State>, level: Option<Level>) -> Understood {
    let means = match (level, given) {
        (Some(Level::County), _) => Means::County,
        (_, Some(_)) => Means::NoState,
        _ => Means::Anything,
    };
    let named = Named::read(text, given, means);
    let shown = shortened(text);
    if let (Some(given), Some(state)) = (given, named.state)
        && given != state
    {
        let reading = Reading::InOtherState { state: state.name, own: given.code.to_owned(), id: None };
        return Understood::noted(own, &shown, reading);
    }
    let state = named.state.or(given);
    match named.found {
        Found::One { county, with_kind, plain } if state.is_some() || with_kind => {
            let guessed = state.is_none();
            let note = (guessed || !plain).then(|| PlaceNote::new(shown, Reading::TakenAs { county, only: guessed }));
            Understood { note, guessed, ..Understood::plain(county.code) }
        }
        Found::One { county, .. } => Understood::noted(own, &shown, one_of(vec![county], None)),
        Found::Several(counties) => Understood::noted(own, &shown, one_of(counties, state)),
        Found::In(county, name) => {
            Understood { level: Some(Level::Municipality), ..Understood::plain(format!("{}:{name}", county.code)) }
        }
        Found::Nothing => {
            let id = named.state.map_or(own, |state| format!("{}:{}", state.code, named.name));
            let level = named.is_below.then_some(Level::Municipality);
            Understood { level, ..Understood::plain(id) }
        }
    }
}

/// Why a name is left as it is: the counties it may be.
fn one_of(counties: Vec<&'static County>, state: Option<&State>) -> Reading {
    match (counties.as_slice(), state) {
        ([], _) => Reading::LeftAsIs,
        ([county], Some(_)) => Reading::CountyOrOther(county),
        ([county], None) => Reading::CountyOf(county),
        (_, Some(_)) => Reading::SeveralInState(counties),
        ([first, ..], None) => {
            let mut states: Vec<&str> = counties.iter().map(|county| &county.code[..2]).collect();
            states.dedup();
            Reading::InStates { states: states.len(), first }
        }
    }
}

/// Whether a state has a county that is called like it, as Utah has: next to the name of the state a row means the county.
fn has_county_of_its_name(state: &'static State) -> bool {
    let read = Named::read(state.name, Some(state), Means::County);
    matches!(read.found, Found::One { county, .. } if !county.kind.is_empty())
}

/// Whether a text is five digits of a state's.
fn is_county(text: &str) -> bool {
    text.len() == 5 && text.bytes().all(|b| b.is_ascii_digit()) && State::of_fips(text).is_some()
}

pub(super) fn code(state: &str) -> String {
    State::named(state).map_or_else(|| state.trim().to_uppercase(), |state| state.code.to_owned())
}

impl Borrow<str> for PlaceId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PlaceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
