//! Places in the names of files and folders: `ohio/039_adams.csv`, `39001-adams.csv`, `Adams County inventory FINAL (2).xlsx`.

use super::names::{Found, Means, Named};
use super::{County, State};

/// A file's name has no more words than these that are looked at.
const WORDS: usize = 16;

/// Two letters of states that are words as well: small they name no state.
const WORDS_TOO: [&str; 8] = ["in", "or", "me", "hi", "ok", "de", "la", "id"];

/// The state that a folder of a path names, the nearest first: by its name, or by its two letters.
#[must_use]
pub fn state_of_path(path: &str) -> Option<&'static State> {
    let (folders, _) = path.rsplit_once('/')?;
    let mut above: Vec<&str> = folders.rsplit('/').take(FOLDERS).collect();
    above.reverse();
    // From the outside in: what a state's folder holds may be a county that is called like a state.
    let mut known: Option<&'static State> = None;
    for folder in above {
        let Some(state) = state_of_name(folder) else { continue };
        let is_county = known.is_some_and(|known| has_county(known, folder));
        known = if is_county { known } else { Some(state) };
    }
    known
}

/// So many folders of a path are looked at, the nearest.
const FOLDERS: usize = 32;

/// Whether a state has a county of a name.
fn has_county(state: &'static State, name: &str) -> bool {
    matches!(
        Named::read(&name.replace(['-', '_'], " "), Some(state), Means::County).found,
        Found::One { .. } | Found::Several(_)
    )
}

/// The id that a tab's name gives, or a folder's within a state's folder: a county of the state goes before another state of that name,
/// and without a state a name that is a county's too tells neither.
#[must_use]
pub fn in_tab_name(name: &str, state: Option<&'static State>, sure: bool) -> Option<&'static str> {
    let plain = name.replace(['-', '_'], " ");
    let names_state = State::named(&plain).filter(|_| plain.trim().len() > 2);
    match (state, names_state) {
        (Some(state), Some(_)) => match Named::read(&plain, Some(state), Means::NoState).found {
            Found::One { county, .. } => Some(county.code),
            Found::Nothing => names_state.filter(|named| *named == state).map(|state| state.fips),
            Found::Several(_) | Found::In(..) => None,
        },
        (None, Some(_)) => match Named::read(&plain, None, Means::County).found {
            Found::Nothing | Found::In(..) => in_file_name(name, None, sure),
            Found::One { .. } | Found::Several(_) => None,
        },
        (state, None) => in_file_name(name, state, sure),
    }
}

/// The one state whose full name is among the words of a file's name.
#[must_use]
pub fn state_in_name(name: &str) -> Option<&'static State> {
    let words: Vec<&str> =
        name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(WORDS).collect();
    let mut found: Option<&'static State> = None;
    let mut at = 0;
    while at < words.len() {
        let longest = [3, 2, 1].into_iter().filter(|length| at + length <= words.len());
        let named = longest.filter_map(|length| {
            let phrase = words[at..at + length].join(" ");
            State::named(&phrase).filter(|_| phrase.len() > 3).map(|state| (length, state))
        });
        match named.max_by_key(|(length, _)| *length) {
            Some((_, state)) if found.is_some_and(|known| known != state) => return None,
            Some((length, state)) => (found, at) = (Some(state), at + length),
            None => at += 1,
        }
    }
    found
}

fn state_of_name(name: &str) -> Option<&'static State> {
    let name = name.replace(['-', '_'], " ");
    State::named(&name).filter(|_| !WORDS_TOO.contains(&name.as_str()))
}

/// The id of the one county, or else the one state, that words of a file's or folder's name tell.
///
/// `state` is the one that is known to be meant, `sure` that names are those of counties, not of towns.
#[must_use]
pub fn in_file_name(name: &str, state: Option<&'static State>, sure: bool) -> Option<&'static str> {
    let words: Vec<&str> = name.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '.')).collect();
    let words: Vec<&str> = words.iter().map(|word| word.trim_matches('.')).filter(|word| !word.is_empty()).collect();
    if words.len() > WORDS || name.len() > 255 {
        return None;
    }
    let mut taken = vec![false; words.len()];
    let mut found: Vec<&'static str> = Vec::new();
    for length in (1..=words.len()).rev() {
        for start in 0..=words.len() - length {
            if taken[start..start + length].contains(&true) {
                continue;
            }
            if let Some(county) = county(&words[start..start + length], state, sure) {
                taken[start..start + length].fill(true);
                found.push(county.code);
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    match found[..] {
        [only] => Some(only),
        [] => state_of_name(&words.join(" ")).map(|state| state.fips),
        _ => None,
    }
}

fn county(words: &[&str], state: Option<&'static State>, sure: bool) -> Option<&'static County> {
    if let [code] = words {
        let digits = code.bytes().all(|b| b.is_ascii_digit());
        let of = |code: &str| County::of(code).filter(|county| state.is_none_or(|state| county.state() == Some(state)));
        if digits {
            return if code.len() == 5 { of(code) } else { None };
        }
    }
    let read = read(words, state, sure);
    match read.found {
        Found::One { county, with_kind, .. } if with_kind || state.or(read.state).is_some() => Some(county),
        Found::One { .. } | Found::Several(_) | Found::In(..) | Found::Nothing => None,
    }
}

/// Reads words as a name; here its state may follow without a comma.
fn read(words: &[&str], state: Option<&'static State>, sure: bool) -> Named {
    for last in [1, 2, 3].into_iter().filter(|last| *last < words.len()) {
        let (name, behind) = words.split_at(words.len() - last);
        if let Some(behind) = state_of_name(&behind.join(" ")) {
            let read = Named::read(&name.join(" "), Some(behind), means(sure));
            if read.found != Found::Nothing {
                return Named { state: Some(behind), ..read };
            }
        }
    }
    Named::read(&words.join(" "), state, means(sure))
}

fn means(sure: bool) -> Means {
    if sure { Means::County } else { Means::Anything }
}
