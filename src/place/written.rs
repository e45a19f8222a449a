//! Ids as spreadsheets and people write them: `1001.0`, `="01003"`, `3.9001E+04`, `39001 - Adams`, `Adams (39001)`.

use std::borrow::Cow;

use super::names::{Found, Means, Named};
use super::{County, State};

/// Longer texts are not an id with a name.
const LONGEST: usize = 160;

/// An id as a spreadsheet mangled it, with the digits it stands for; `None` where it is no such id.
///
/// Digits that were rounded away are not guessed: `3.9E+04` could be any of a hundred counties.
pub(super) fn digits(text: &str) -> Option<Cow<'_, str>> {
    let text = unquoted(text);
    let text = ["FIPS", "fips", "Fips", "#", "US"]
        .iter()
        .find_map(|word| text.strip_prefix(word))
        .unwrap_or(text)
        .trim_start();
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_digits(text) {
        return Some(Cow::Borrowed(text));
    }
    if text.len() > 24 || !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if let Some((whole, zeros)) = text.split_once('.')
        && is_digits(whole)
        && !zeros.is_empty()
        && zeros.bytes().all(|byte| byte == b'0')
    {
        return Some(Cow::Borrowed(whole));
    }
    if let Some((mantissa, exponent)) = text.split_once(['E', 'e']) {
        return scientific(mantissa, exponent).map(Cow::Owned);
    }
    let groups: Vec<&str> = text.split(',').collect();
    if let [first, rest @ ..] = groups.as_slice()
        && !rest.is_empty()
        && (1..=3).contains(&first.len())
        && is_digits(first)
        && rest.iter().all(|group| group.len() == 3 && is_digits(group))
    {
        return Some(Cow::Owned(groups.concat()));
    }
    // `39-001`: the state's digits and the county's.
    let (state, county) = text.split_once(['-', ' '])?;
    let code = || format!("{state}{county}");
    let fits = state.len() == 2 && county.len() == 3 && is_digits(state) && is_digits(county);
    fits.then(code).filter(|code| County::of(code).is_some()).map(Cow::Owned)
}

/// A text without what spreadsheets put around it to keep it text: `="01003"`, `'01003`.
pub(super) fn unquoted(text: &str) -> &str {
    let text = text.strip_prefix('=').filter(|text| text.starts_with('"')).unwrap_or(text);
    let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    inner.strip_prefix('\'').unwrap_or(inner).trim()
}

/// The whole number of `3.9001E+04`, where every digit of it is written.
fn scientific(mantissa: &str, exponent: &str) -> Option<String> {
    let exponent: usize = exponent.strip_prefix('+').unwrap_or(exponent).parse().ok()?;
    let (whole, rest) = mantissa.split_once('.')?;
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_written = is_digits(whole) && is_digits(rest) && rest.len() == exponent && exponent <= 10;
    is_written.then(|| format!("{whole}{rest}"))
}

/// What a text that holds a code and a name comes to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Coded {
    /// A code, and the name agrees with it.
    Agreed(String),
    /// A code of a county, and a name that is not that county's.
    Disputed(&'static County),
}

/// A code and a name in one text, in either order; `None` where it is no such text.
pub(super) fn coded(text: &str) -> Option<Coded> {
    if text.len() > LONGEST || !text.contains(char::is_alphabetic) {
        return None;
    }
    let (code, name) = behind(text).or_else(|| before(text)).or_else(|| labelled(text))?;
    let padded = match code.len() {
        1 | 4 | 9 => format!("0{code}"),
        2 | 5 | 10 => code.to_owned(),
        _ => return None,
    };
    if padded.len() == 2 {
        let state = State::of_fips(&padded).filter(|state| State::named(name) == Some(state))?;
        return Some(Coded::Agreed(state.fips.to_owned()));
    }
    let county = County::of(&padded[..5])?;
    // The name of a place in a county is known to no table.
    if padded.len() == 10 && !padded.ends_with("00000") {
        return Some(Coded::Agreed(padded));
    }
    Some(if names(name, county) { Coded::Agreed(county.code.to_owned()) } else { Coded::Disputed(county) })
}

/// Whether a name may be that of a county.
pub(crate) fn names(name: &str, county: &County) -> bool {
    let read = Named::read(name, county.state(), Means::County);
    let is_of_state = read.state.is_none_or(|state| county.state() == Some(state));
    is_of_state
        && match read.found {
            Found::One { county: found, .. } => found.code == county.code,
            Found::Several(all) => all.iter().any(|found| found.code == county.code),
            Found::In(..) | Found::Nothing => false,
        }
}

/// What may be between a code and a name.
const SIGNS: [char; 12] = [' ', '-', '\u{2010}', '\u{2013}', '\u{2014}', ',', '(', ')', '/', '[', ']', '_'];

/// `39001 - Adams`.
fn behind(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    let (code, rest) = text.split_at(end);
    let name = rest.strip_prefix(SIGNS)?.trim_matches(SIGNS);
    (!code.is_empty() && !name.is_empty()).then_some((code, name))
}

/// `48029: Bexar County`; without a blank or the word for a county it is an id of the user's own, such as `39001:Scott`.
fn labelled(text: &str) -> Option<(&str, &str)> {
    let (code, name) = text.split_once(':')?;
    let code = code.trim();
    let is_code = !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit());
    let county = County::of(code).filter(|_| is_code)?;
    let is_apart = name.starts_with(' ') || Named::read(name, None, Means::Anything).is_county;
    (is_apart && names(name, county)).then_some((code, name.trim()))
}

/// `Adams (39001)`.
fn before(text: &str) -> Option<(&str, &str)> {
    let inner = text.trim_end_matches([')', ']']).trim_end();
    let start = inner
        .rfind(|c: char| !c.is_ascii_digit())
        .map_or(0, |at| at + inner[at..].chars().next().map_or(1, char::len_utf8));
    let (rest, code) = inner.split_at(start);
    let name = rest.strip_suffix(SIGNS)?.trim_matches(SIGNS);
    let name =
        ["FIPS", "fips", "Fips"].iter().find_map(|word| name.strip_suffix(word)).unwrap_or(name).trim_matches(SIGNS);
    (!code.is_empty() && !name.is_empty()).then_some((code, name))
}
