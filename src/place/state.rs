//! States by their FIPS codes, their letters and the many ways people write them.

use std::sync::{Arc, LazyLock};

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
