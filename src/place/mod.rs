//! Places: states, counties and municipalities, keyed by FIPS or by an id of the user's own.

mod counties;
pub mod names;
mod note;
mod ocd;
mod paths;
mod written;

pub use counties::County;
pub use note::PlaceNote;
pub(crate) use note::{Because, Reading};
pub use paths::{in_file_name, in_tab_name, state_in_name, state_of_path};
pub(crate) use written::names as names_county;

use names::{Found, Means, Named};
use written::Coded;

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::sync::{Arc, LazyLock};

use crate::words::spelling::shortened;

/// A state, the District of Columbia or a territory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    /// Two digits (FIPS 5-2, now INCITS 38).
    pub fips: &'static str,
    /// Two letters (USPS).
    pub code: &'static str,
    /// Its name.
    pub name: &'static str,
}

const fn state(fips: &'static str, code: &'static str, name: &'static str) -> State {
    State { fips, code, name }
}

/// The 50 states, the District of Columbia and the territories, by FIPS code.
pub const STATES: &[State] = &[
    state("01", "AL", "Alabama"),
    state("02", "AK", "Alaska"),
    state("04", "AZ", "Arizona"),
    state("05", "AR", "Arkansas"),
    state("06", "CA", "California"),
    state("08", "CO", "Colorado"),
    state("09", "CT", "Connecticut"),
    state("10", "DE", "Delaware"),
    state("11", "DC", "District of Columbia"),
    state("12", "FL", "Florida"),
    state("13", "GA", "Georgia"),
    state("15", "HI", "Hawaii"),
    state("16", "ID", "Idaho"),
    state("17", "IL", "Illinois"),
    state("18", "IN", "Indiana"),
    state("19", "IA", "Iowa"),
    state("20", "KS", "Kansas"),
    state("21", "KY", "Kentucky"),
    state("22", "LA", "Louisiana"),
    state("23", "ME", "Maine"),
    state("24", "MD", "Maryland"),
    state("25", "MA", "Massachusetts"),
    state("26", "MI", "Michigan"),
    state("27", "MN", "Minnesota"),
    state("28", "MS", "Mississippi"),
    state("29", "MO", "Missouri"),
    state("30", "MT", "Montana"),
    state("31", "NE", "Nebraska"),
    state("32", "NV", "Nevada"),
    state("33", "NH", "New Hampshire"),
    state("34", "NJ", "New Jersey"),
    state("35", "NM", "New Mexico"),
    state("36", "NY", "New York"),
    state("37", "NC", "North Carolina"),
    state("38", "ND", "North Dakota"),
    state("39", "OH", "Ohio"),
    state("40", "OK", "Oklahoma"),
    state("41", "OR", "Oregon"),
    state("42", "PA", "Pennsylvania"),
    state("44", "RI", "Rhode Island"),
    state("45", "SC", "South Carolina"),
    state("46", "SD", "South Dakota"),
    state("47", "TN", "Tennessee"),
    state("48", "TX", "Texas"),
    state("49", "UT", "Utah"),
    state("50", "VT", "Vermont"),
    state("51", "VA", "Virginia"),
    state("53", "WA", "Washington"),
    state("54", "WV", "West Virginia"),
    state("55", "WI", "Wisconsin"),
    state("56", "WY", "Wyoming"),
    state("60", "AS", "American Samoa"),
    state("66", "GU", "Guam"),
    state("69", "MP", "Northern Mariana Islands"),
    state("72", "PR", "Puerto Rico"),
    state("78", "VI", "U.S. Virgin Islands"),
];

/// States as they were shortened before there were two letters for each, without full stops (GPO Style Manual, 9.36).
const ABBREVIATIONS: [(&str, &str); 36] = [
    ("ala", "AL"),
    ("ariz", "AZ"),
    ("ark", "AR"),
    ("calif", "CA"),
    ("colo", "CO"),
    ("conn", "CT"),
    ("del", "DE"),
    ("fla", "FL"),
    ("ill", "IL"),
    ("ind", "IN"),
    ("kans", "KS"),
    ("mass", "MA"),
    ("mich", "MI"),
    ("minn", "MN"),
    ("miss", "MS"),
    ("mont", "MT"),
    ("nebr", "NE"),
    ("nev", "NV"),
    ("n mex", "NM"),
    ("n dak", "ND"),
    ("s dak", "SD"),
    ("n car", "NC"),
    ("s car", "SC"),
    ("okla", "OK"),
    ("oreg", "OR"),
    ("tenn", "TN"),
    ("tex", "TX"),
    ("wash", "WA"),
    ("w va", "WV"),
    ("wis", "WI"),
    ("wyo", "WY"),
    ("n j", "NJ"),
    ("n y", "NY"),
    ("n h", "NH"),
    ("r i", "RI"),
    ("d c", "DC"),
];

/// For every two digits the state that has them, counted from 1; 0 where none has.
const BY_FIPS: [u8; 100] = {
    let (mut places, mut at) = ([0; 100], 0);
    while at < STATES.len() {
        let digits = STATES[at].fips.as_bytes();
        places[((digits[0] - b'0') * 10 + digits[1] - b'0') as usize] = at as u8 + 1;
        at += 1;
    }
    places
};

/// For every two letters the state that has them, counted from 1; 0 where none has.
const BY_LETTERS: [u8; 26 * 26] = {
    let (mut places, mut at) = ([0; 26 * 26], 0);
    while at < STATES.len() {
        let letters = STATES[at].code.as_bytes();
        places[(letters[0] - b'A') as usize * 26 + (letters[1] - b'A') as usize] = at as u8 + 1;
        at += 1;
    }
    places
};

impl State {
    /// What the first two digits of a text are in the table of digits.
    fn number(id: &str) -> u8 {
        match *id.as_bytes() {
            [tens @ b'0'..=b'9', ones @ b'0'..=b'9', ..] => BY_FIPS[usize::from((tens - b'0') * 10 + ones - b'0')],
            _ => 0,
        }
    }

    /// The state of a number in one of the two tables.
    fn numbered(number: u8) -> Option<&'static Self> {
        STATES.get(usize::from(number).checked_sub(1)?)
    }

    /// The state of two letters, whatever their case.
    fn of_letters(text: &str) -> Option<&'static Self> {
        let &[first, second] = text.as_bytes() else { return None };
        let at = |letter: u8| letter.is_ascii_alphabetic().then(|| usize::from(letter.to_ascii_uppercase() - b'A'));
        Self::numbered(BY_LETTERS[at(first)? * 26 + at(second)?])
    }

    /// The state of two letters or a name, whatever the case.
    #[must_use]
    pub fn named(text: &str) -> Option<&'static Self> {
        let text = text.trim();
        if text.len() <= 2 {
            return Self::of_letters(text);
        }
        let is = |text: &str| {
            let called = || STATES.iter().find(|state| state.name.eq_ignore_ascii_case(text));
            Self::of_letters(text).or_else(called)
        };
        is(text).or_else(|| {
            // No state's name is so long, and few texts are worth a second look.
            let short = text.len() <= 40 && text.contains(['.', ' ', ',']);
            let lower = short.then(|| text.to_ascii_lowercase().replace(['.', ','], ""))?;
            let plain = lower.strip_prefix("state of ").or(lower.strip_prefix("commonwealth of ")).unwrap_or(&lower);
            match plain.trim() {
                "virgin islands" | "us virgin islands" => is("VI"),
                "washington dc" => is("DC"),
                plain => is(plain).or_else(|| {
                    let (_, code) = ABBREVIATIONS.iter().find(|(short, _)| *short == plain)?;
                    is(code)
                }),
            }
        })
    }

    /// The two letters that a person means by a name or by two letters, of a known state or not.
    #[must_use]
    pub fn code(text: &str) -> Option<String> {
        match Self::named(text) {
            Some(state) => Some(state.code.to_owned()),
            None if text.len() == 2 && text.bytes().all(|b| b.is_ascii_alphabetic()) => Some(text.to_uppercase()),
            None => None,
        }
    }

    /// Its two letters as text that all who ask share.
    #[must_use]
    pub fn letters(&self) -> Arc<str> {
        static LETTERS: LazyLock<Vec<Arc<str>>> =
            LazyLock::new(|| STATES.iter().map(|state| state.code.into()).collect());
        let number = usize::from(Self::number(self.fips));
        number.checked_sub(1).and_then(|at| LETTERS.get(at)).map_or_else(|| self.code.into(), Arc::clone)
    }

    /// The state of a FIPS code's first two digits.
    #[must_use]
    pub fn of_fips(id: &str) -> Option<&'static Self> {
        Self::numbered(Self::number(id))
    }
}

/// How large a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// A state, the District of Columbia or a territory.
    State,
    /// A county, parish, borough or independent city.
    County,
    /// A city, town or township.
    Municipality,
}

impl Level {
    /// Its word in tables and reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::County => "county",
            Self::Municipality => "municipality",
        }
    }

    /// The level of a word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        [Self::State, Self::County, Self::Municipality].into_iter().find(|level| level.name() == word)
    }
}

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
    fn plain(id: impl Into<Arc<str>>) -> Self {
        Self { id: PlaceId(id.into()), note: None, level: None, guessed: false }
    }

    fn noted(id: impl Into<Arc<str>>, written: &str, reading: Reading) -> Self {
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

fn code(state: &str) -> String {
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
