//! Names of counties as people write them: any case, accents or not, with or without the kind, with or without a state.

use super::{County, State};

/// Longer texts are nobody's name for a county.
const LONGEST: usize = 160;

/// States whose towns run elections: there a name without its kind is a town as likely as a county.
pub(crate) const OF_TOWNS: [&str; 8] = ["CT", "MA", "ME", "MI", "NH", "RI", "VT", "WI"];

/// Words for a county's kind, the longest first; before a name they take `of`.
const KINDS: [(&[&str], Kind); 19] = [
    (&["city", "and", "county"], Kind::Plain("County")),
    (&["city", "and", "borough"], Kind::Plain("City and Borough")),
    (&["planning", "region"], Kind::Plain("Planning Region")),
    (&["census", "area"], Kind::Plain("Census Area")),
    (&["county"], Kind::Plain("County")),
    (&["cnty"], Kind::Plain("County")),
    (&["cty"], Kind::Plain("County")),
    (&["co"], Kind::Plain("County")),
    (&["parish"], Kind::Plain("Parish")),
    (&["borough"], Kind::Plain("Borough")),
    (&["municipality"], Kind::Plain("Municipality")),
    (&["municipio"], Kind::Plain("Municipio")),
    (&["district"], Kind::Plain("District")),
    (&["island"], Kind::Plain("Island")),
    (&["city"], Kind::Plain("city")),
    (&["township"], Kind::Below),
    (&["twp"], Kind::Below),
    (&["town"], Kind::Below),
    (&["village"], Kind::Below),
];

/// What the word of a kind says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A county of this kind.
    Plain(&'static str),
    /// Something that is in a county.
    Below,
}

/// What a name comes to among the counties.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Just one.
    One {
        /// The county.
        county: &'static County,
        /// Whether the name says what kind it is.
        with_kind: bool,
        /// Whether it says it as the Census does, in letters that are whole.
        plain: bool,
    },
    /// Several, or one besides a town or a state of that name; the first is the likeliest.
    Several(Vec<&'static County>),
    /// A place in a county.
    In(&'static County, String),
    /// None.
    Nothing,
}

/// What a name may mean, by what is known of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// A county, a town, or the state itself.
    Anything,
    /// A county or a town: its state is next to it.
    NoState,
    /// A county.
    County,
}

/// A name, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// What it comes to.
    pub found: Found,
    /// The state that the name itself says.
    pub state: Option<&'static State>,
    /// The name without its state.
    pub name: String,
    /// Whether it says that it is a county, of whatever kind.
    pub is_county: bool,
    /// Whether it says that it is in a county.
    pub is_below: bool,
}

impl Named {
    /// Reads a name; the state is what is next to it, and the name's own goes before.
    #[must_use]
    pub fn read(text: &str, beside: Option<&'static State>, means: Means) -> Self {
        let text = text.trim();
        let is_long = text.len() > LONGEST;
        let (name, state) = split(text).filter(|_| !is_long).map_or((text, None), |(name, state)| (name, Some(state)));
        let said = Self { found: Found::Nothing, state, name: name.to_owned(), is_county: false, is_below: false };
        // A state that is not known is a place's own affair.
        let foreign = state.is_none() && text.rsplit_once(',').is_some_and(|(_, last)| is_letters(last.trim()));
        if is_long || foreign {
            return said;
        }
        said.among(name, state.or(beside), means)
    }

    fn among(mut self, name: &str, state: Option<&'static State>, means: Means) -> Self {
        if let Some((inner, outer)) = name.rsplit_once(',') {
            let outer = Self { found: Found::Nothing, ..self.clone() }.among(outer, state, Means::Anything);
            if let Found::One { county, with_kind: true, .. } = outer.found {
                (self.found, self.is_below) = (Found::In(county, inner.trim().to_owned()), true);
            }
            return self;
        }
        let words = words(name);
        let whole = is_whole(name);
        let mut is_city = false;
        for (rest, kind) in kinds(&words) {
            let Kind::Plain(kind) = kind else {
                self.is_below = true;
                continue;
            };
            is_city |= matches!(kind, "city" | "Borough" | "Municipality");
            self.is_county |= matches!(kind, "County" | "Parish" | "Census Area" | "Planning Region" | "Municipio");
            let called = County::called(&joined(rest), state);
            let exact = current(called.iter().copied().filter(|county| is_kind(county, kind)).collect());
            match exact[..] {
                [] => {}
                [only] => return self.found_one(Some(only), true, whole),
                _ => return Self { found: Found::Several(exact), ..self },
            }
            let loose = current(called.into_iter().filter(|county| may_be_kind(county, kind)).collect());
            if let ([only], Some(_)) = (&loose[..], state) {
                return self.found_one(Some(only), true, false);
            }
        }
        if self.is_below {
            return self;
        }
        let called = current(County::called(&joined(&words), state));
        let Some(first) = called.first().copied() else {
            self.is_below = is_city && !self.is_county;
            return self;
        };
        let town = state.is_some_and(|state| OF_TOWNS.contains(&state.code)) && means != Means::County;
        // A county named like its state, if it has a kind to be recognized by.
        let alike = means == Means::Anything
            && state.is_some_and(|state| State::named(name) == Some(state))
            && !first.kind.is_empty();
        if called.len() > 1 || town || alike {
            self.found = Found::Several(called);
            return self;
        }
        self.found_one(Some(first), first.kind.is_empty(), whole)
    }

    fn found_one(mut self, county: Option<&'static County>, with_kind: bool, plain: bool) -> Self {
        self.found = county.map_or(Found::Nothing, |county| Found::One { county, with_kind, plain });
        self
    }
}

/// Those that the Census still counts; all, where it counts none.
fn current(counties: Vec<&'static County>) -> Vec<&'static County> {
    let now: Vec<_> = counties.iter().copied().filter(|county| !county.former).collect();
    if now.is_empty() { counties } else { now }
}

fn is_kind(county: &County, kind: &str) -> bool {
    county.kind == kind
        || kind == "Municipality" && county.kind == "Municipio"
        || kind == "city" && county.kind.is_empty() && county.code == "32510"
}

/// Whether people may call it so, though the Census does not.
fn may_be_kind(county: &County, kind: &str) -> bool {
    match kind {
        "County" => county.kind != "city",
        "Borough" | "Census Area" | "Municipality" | "City and Borough" => county.code.starts_with("02"),
        _ => false,
    }
}

/// The ways to part a name and a kind: behind it, or before it with `of`.
fn kinds(words: &[String]) -> impl Iterator<Item = (&[String], Kind)> {
    let is = |words: &[String], kind: &[&str]| words.iter().map(String::as_str).eq(kind.iter().copied());
    KINDS.iter().filter_map(move |(said, kind)| {
        let rest = words.len().checked_sub(said.len()).filter(|rest| *rest > 0)?;
        if is(&words[rest..], said) {
            return Some((&words[..rest], *kind));
        }
        let (before, name) = words.split_at_checked(said.len() + 1)?;
        let of = before.last().is_some_and(|of| of == "of") && is(&before[..said.len()], said);
        (of && !name.is_empty()).then_some((name, *kind))
    })
}

/// A name and the state behind it: after a comma, in brackets, or after the word of a kind.
fn split(text: &str) -> Option<(&str, &'static State)> {
    let text = match text.rsplit_once(',') {
        Some((before, last)) if is_country(last) => before.trim_end(),
        _ => text,
    };
    if let Some((before, last)) = text.rsplit_once(',') {
        let name = before.trim();
        return match State::named(last) {
            Some(state) => Some((name, state)).filter(|_| !name.is_empty()),
            None => led(text),
        };
    }
    if let Some((before, last)) = text.strip_suffix(')').and_then(|text| text.rsplit_once('(')) {
        let name = before.trim();
        return Some((name, State::named(last)?)).filter(|_| !name.is_empty());
    }
    let ends: Vec<usize> = text.char_indices().rev().filter(|(_, c)| *c == ' ').map(|(at, _)| at).take(4).collect();
    let behind = ends.into_iter().find_map(|at| {
        let (name, state) = (text[..at].trim_end(), State::named(&text[at..])?);
        let parts = words(name);
        kinds(&parts).next().map(|_| (name, state))
    });
    behind.or_else(|| led(text))
}

/// A name and the state before it: `Ohio, Adams County`, `OH - Adams`.
fn led(text: &str) -> Option<(&str, &'static State)> {
    if let Some((code, name)) = text.split_once('-').filter(|(code, _)| is_letters(code))
        && let Some(state) = State::named(code).filter(|state| state.code == code)
        && name.starts_with(char::is_alphabetic)
    {
        return Some((name, state));
    }
    let (before, name) =
        [", ", " - ", " \u{2013} ", " \u{2014} ", ",", "/"].iter().find_map(|sign| text.split_once(sign))?;
    let (before, name) = (before.trim(), name.trim());
    // Two small letters are a word as likely.
    let state = State::named(before).filter(|state| before.len() > 2 || before == state.code)?;
    (name.contains(char::is_alphabetic) && State::named(name) != Some(state)).then_some((name, state))
}

fn is_country(text: &str) -> bool {
    matches!(&*joined(&words(text)), "usa" | "us" | "unitedstates" | "unitedstatesofamerica")
}

fn is_letters(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|b| b.is_ascii_alphabetic())
}

/// The words of a name: small letters without accents, `Saint` as `st`, `&` as `and`.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    if text.is_ascii() {
        return ascii_words(text);
    }
    let mut words = vec![String::new()];
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        // Two bytes of UTF-8 read as two letters of Windows-1252.
        let c = match (c, chars.peek().and_then(|next| as_byte(*next))) {
            ('\u{c3}', Some(byte)) => {
                chars.next();
                char::from(byte | 0x40)
            }
            _ => c,
        };
        match c {
            '\'' | '`' | '\u{b4}' | '\u{2018}' | '\u{2019}' | '\u{2bb}' | '\u{2bc}' | '\u{300}'..='\u{36f}' => {}
            '&' => words.extend(["and".to_owned(), String::new()]),
            _ if c.is_alphanumeric() => {
                if let Some(word) = words.last_mut() {
                    match without_accent(c) {
                        Some(plain) => word.push_str(plain),
                        None => word.extend(c.to_lowercase()),
                    }
                }
            }
            _ => words.push(String::new()),
        }
    }
    words.retain(|word| !word.is_empty());
    words.iter_mut().for_each(shorten);
    words
}

/// The same of a name in ASCII alone, as nearly all are.
fn ascii_words(text: &str) -> Vec<String> {
    let (mut words, mut word) = (Vec::new(), String::new());
    let mut end = |word: &mut String| {
        if !word.is_empty() {
            shorten(word);
            words.push(std::mem::take(word));
        }
    };
    for byte in text.bytes() {
        match byte {
            b'\'' | b'`' => {}
            _ if byte.is_ascii_alphanumeric() => word.push(char::from(byte.to_ascii_lowercase())),
            _ => {
                end(&mut word);
                if byte == b'&' {
                    end(&mut "and".to_owned());
                }
            }
        }
    }
    end(&mut word);
    words
}

/// `Saint` as people write it.
fn shorten(word: &mut String) {
    match word.as_str() {
        "saint" => "st".clone_into(word),
        "sainte" => "ste".clone_into(word),
        _ => {}
    }
}

/// Words as one: `De Kalb` and `DeKalb` are the same.
#[must_use]
pub fn joined(words: &[String]) -> String {
    words.concat()
}

/// Whether no letter of a text was garbled on its way.
fn is_whole(text: &str) -> bool {
    !text.contains(['\u{c3}', char::REPLACEMENT_CHARACTER])
}

/// The byte from 0x80 to 0xBF that a letter of Windows-1252 stands for.
fn as_byte(c: char) -> Option<u8> {
    const HIGH: [(char, u8); 27] = [
        ('\u{20ac}', 0x80),
        ('\u{201a}', 0x82),
        ('\u{192}', 0x83),
        ('\u{201e}', 0x84),
        ('\u{2026}', 0x85),
        ('\u{2020}', 0x86),
        ('\u{2021}', 0x87),
        ('\u{2c6}', 0x88),
        ('\u{2030}', 0x89),
        ('\u{160}', 0x8a),
        ('\u{2039}', 0x8b),
        ('\u{152}', 0x8c),
        ('\u{17d}', 0x8e),
        ('\u{2018}', 0x91),
        ('\u{2019}', 0x92),
        ('\u{201c}', 0x93),
        ('\u{201d}', 0x94),
        ('\u{2022}', 0x95),
        ('\u{2013}', 0x96),
        ('\u{2014}', 0x97),
        ('\u{2dc}', 0x98),
        ('\u{2122}', 0x99),
        ('\u{161}', 0x9a),
        ('\u{203a}', 0x9b),
        ('\u{153}', 0x9c),
        ('\u{17e}', 0x9e),
        ('\u{178}', 0x9f),
    ];
    match c {
        '\u{80}'..='\u{bf}' => u8::try_from(u32::from(c)).ok(),
        _ => HIGH.iter().find(|(letter, _)| *letter == c).map(|(_, byte)| *byte),
    }
}

/// A letter with an accent as people type it without.
fn without_accent(c: char) -> Option<&'static str> {
    Some(match c {
        'À'..='Å' | 'à'..='å' | 'Ā' | 'ā' => "a",
        'Æ' | 'æ' => "ae",
        'Ç' | 'ç' => "c",
        'È'..='Ë' | 'è'..='ë' | 'Ē' | 'ē' => "e",
        'Ì'..='Ï' | 'ì'..='ï' | 'Ī' | 'ī' => "i",
        'Ñ' | 'ñ' => "n",
        'Ò'..='Ö' | 'Ø' | 'ò'..='ö' | 'ø' | 'Ō' | 'ō' => "o",
        'Ù'..='Ü' | 'ù'..='ü' | 'Ū' | 'ū' => "u",
        'Ý' | 'ý' | 'ÿ' => "y",
        _ => return None,
    })
}
