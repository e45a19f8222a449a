//! Places: states, counties and municipalities, keyed by FIPS or by an id of the user's own.

use std::fmt;
use std::sync::Arc;

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

impl State {
    /// The state of two letters or a name, whatever the case.
    #[must_use]
    pub fn named(text: &str) -> Option<&'static Self> {
        let text = text.trim();
        STATES.iter().find(|state| state.code.eq_ignore_ascii_case(text) || state.name.eq_ignore_ascii_case(text))
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

    /// The state of a FIPS code's first two digits.
    #[must_use]
    pub fn of_fips(id: &str) -> Option<&'static Self> {
        STATES.iter().find(|state| id.get(..2) == Some(state.fips))
    }
}

/// How large a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

/// A place's id: 2, 5 or 10 digits of FIPS, or an id of the user's own, which may lead with its state (`WI:00100`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceId(Arc<str>);

/// An id as it was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Understood {
    /// The id.
    pub id: PlaceId,
    /// What was changed about it, said to people; `None` where it stood as it is.
    pub restored: Option<String>,
}

impl PlaceId {
    /// Understands an id as written, beside the state that its row names.
    ///
    /// Lost leading zeros are restored, `39001` and `3900100000` are one place, and digits that contradict the state
    /// become `WI:00100`; the last two are said in [`Understood::restored`] where a person should know.
    #[must_use]
    pub fn understand(text: &str, state: Option<&str>) -> Understood {
        let text = text.trim();
        let plain = |id: String| Understood { id: Self(id.into()), restored: None };
        if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
            if let Some(state) =
                State::named(text).filter(|_| state.is_none_or(|given| State::named(given) == State::named(text)))
            {
                return plain(state.fips.to_owned());
            }
            return plain(match (state, text.split_once(':')) {
                (Some(state), None) if !text.is_empty() && code(state) != text => format!("{}:{text}", code(state)),
                _ => text.to_owned(),
            });
        }
        let padded = match text.len() {
            1 | 4 | 9 => format!("0{text}"),
            _ => text.to_owned(),
        };
        let known = matches!(padded.len(), 2 | 5 | 10) && State::of_fips(&padded).is_some();
        let agrees = |given: &str| State::named(given).is_none_or(|given| Some(given) == State::of_fips(&padded));
        let agreed = state.is_none_or(|given| State::named(given).is_some() && agrees(given));
        if known && agreed {
            let short = padded.strip_suffix("00000").filter(|short| short.len() == 5).unwrap_or(&padded);
            let short = short.strip_suffix("000").filter(|short| short.len() == 2).unwrap_or(short);
            let restored = (padded != text).then(|| format!("\"{text}\" has lost a leading zero; taken as {padded}"));
            return Understood { id: Self(short.into()), restored };
        }
        match state {
            Some(state) => {
                let id = format!("{}:{text}", code(state));
                let restored = match State::of_fips(&padded).filter(|_| known) {
                    Some(of) => {
                        format!("\"{text}\" is a code of {}, and its row says {}; taken as {id}", of.name, code(state))
                    }
                    None => format!("\"{text}\" is no FIPS code; taken as {id}"),
                };
                Understood { id: Self(id.into()), restored: Some(restored) }
            }
            None => plain(text.to_owned()),
        }
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is a FIPS code.
    #[must_use]
    pub fn is_fips(&self) -> bool {
        matches!(self.0.len(), 2 | 5 | 10)
            && self.0.bytes().all(|b| b.is_ascii_digit())
            && State::of_fips(&self.0).is_some()
    }

    /// The two letters of its state, where the id tells.
    #[must_use]
    pub fn state(&self) -> Option<&str> {
        if self.is_fips() {
            return State::of_fips(&self.0).map(|state| state.code);
        }
        let state = self.0.split_once(':').map_or(&*self.0, |(state, _)| state);
        (state.len() == 2 && state.bytes().all(|b| b.is_ascii_uppercase())).then_some(state)
    }

    /// How large it is, where the id tells.
    #[must_use]
    pub fn level(&self) -> Option<Level> {
        match self.0.len() {
            2 if self.is_fips() => Some(Level::State),
            5 if self.is_fips() => Some(Level::County),
            10 if self.is_fips() => Some(Level::Municipality),
            2 if self.state().is_some() => Some(Level::State),
            _ => None,
        }
    }

    /// The ids it may lie in, nearest first: by 5 and by 2 digits, or the state before the colon.
    #[must_use]
    pub fn above(&self) -> Vec<Self> {
        if self.is_fips() {
            return [5, 2].into_iter().filter(|n| *n < self.0.len()).map(|n| Self(self.0[..n].into())).collect();
        }
        let Some(code) = self.state() else { return Vec::new() };
        let fips = State::named(code).map(|state| Self(state.fips.into()));
        fips.into_iter().chain([Self(code.into())]).filter(|above| above != self).collect()
    }
}

fn code(state: &str) -> String {
    State::named(state).map_or_else(|| state.trim().to_uppercase(), |state| state.code.to_owned())
}

impl fmt::Display for PlaceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
