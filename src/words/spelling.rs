//! Spelling: the nearest known name, and values cut short for a message.

/// A value shortened for a message: at most 60 characters, control characters as spaces.
#[must_use]
pub fn shortened(value: &str) -> String {
    let mut short: String = value.chars().take(60).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if value.chars().nth(60).is_some() {
        short.push_str("...");
    }
    short
}

/// No name is longer, in bytes; what is longer is near none, and hostile cells are long.
const LONGEST: usize = 200;

/// A name cut short has at least this many letters.
const SHORTEST_BEGINNING: usize = 5;

/// A name to which an ending was added has at least so many.
const SHORTEST_WHOLE: usize = 4;

/// The nearest of some names: the one it misspells, or the only one of which it is the beginning; `None` where neither is.
#[must_use]
pub fn nearest<'a>(name: &str, among: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let names: Vec<&str> = among.into_iter().collect();
    misspelt(name, names.iter().copied()).or_else(|| {
        let written = letters(name);
        if name.len() > LONGEST || !written.chars().any(char::is_alphabetic) {
            return None;
        }
        // Names are few and chosen, so one letter or digit may be wrong in a short one too.
        let one_off = |candidate: &&str| {
            let whole = letters(candidate);
            let least = written.chars().count().min(whole.chars().count());
            let more = whole.chars().count() >= SHORTEST_WHOLE
                && written.starts_with(&whole)
                && written.len() <= whole.len() + 2;
            more || least >= 2 && begin_alike(&written, &whole) && strsim::osa_distance(&written, &whole) <= 1
        };
        let likeness = |candidate: &&str| strsim::jaro_winkler(&written, &letters(candidate));
        let one_off = names.iter().copied().filter(|candidate| candidate.len() <= LONGEST).filter(one_off);
        let near = one_off.max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
        near.or_else(|| {
            if written.chars().count() < SHORTEST_BEGINNING || name.contains('#') {
                return None;
            }
            let mut found = names.into_iter().filter(|candidate| {
                let whole = letters(candidate);
                whole.starts_with(&written) && written.len() * 3 >= whole.len()
            });
            let first = found.next()?;
            found.all(|other| other == first).then_some(first)
        })
    })
}

/// The end of a message about a name that is not known: `; did you mean NEAR?`, or nothing.
#[must_use]
pub fn did_you_mean(near: Option<impl std::fmt::Display>) -> String {
    near.map(|near| format!("; did you mean {near}?")).unwrap_or_default()
}

/// The one of some names that a word misspells: a letter or two are wrong, none of them the first, and one does not deny what the other says.
///
/// A hint for a cell must not change what the cell says, so nothing is guessed from a few letters in common.
#[must_use]
pub fn misspelt<'a>(word: &str, among: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > LONGEST {
        return None;
    }
    let (written, denies) = (letters(word), denials(word));
    let mut best: Option<(usize, &str)> = None;
    for candidate in among {
        if let Some(edits) = edits(&written, &letters(candidate))
            && denials(candidate) == denies
            && best.is_none_or(|(least, _)| edits < least)
        {
            best = Some((edits, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The letters and digits of a name, in lower case.
fn letters(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// How many words of a phrase deny something.
fn denials(phrase: &str) -> usize {
    const DENY: [&str; 8] = ["no", "not", "non", "none", "never", "nor", "without", "un"];
    let words = phrase.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let denies = |word: &&str| {
        let begins = word.get(..2).is_some_and(|begin| begin.eq_ignore_ascii_case("un")) && word.len() > 4;
        begins || DENY.iter().any(|deny| deny.eq_ignore_ascii_case(word))
    };
    words.filter(denies).count()
}

/// How many letters must be changed, added, dropped or exchanged to make one word the other, where that is few for their length.
fn edits(written: &str, candidate: &str) -> Option<usize> {
    let (length, other) = (written.chars().count(), candidate.chars().count());
    let most = match length.min(other) {
        0..=2 => 0,
        3..=7 => 1,
        _ => 2,
    };
    if length.abs_diff(other) > most || !begin_alike(written, candidate) {
        return None;
    }
    let edits = strsim::osa_distance(written, candidate);
    // A word of three letters with another letter is another word.
    let same_letters = || {
        let sorted = |word: &str| {
            let mut letters: Vec<char> = word.chars().collect();
            letters.sort_unstable();
            letters
        };
        sorted(written) == sorted(candidate)
    };
    let is_code = !written.is_empty() && written.bytes().all(|byte| byte.is_ascii_digit());
    (edits <= most && !is_code && (length.max(other) > 3 || edits == 0 || same_letters())).then_some(edits)
}

/// Whether two words begin with the same letter, or with the same two exchanged.
fn begin_alike(one: &str, other: &str) -> bool {
    let (mut one, mut other) = (one.chars(), other.chars());
    let ([first, second], [there, next]) = ([one.next(), one.next()], [other.next(), other.next()]);
    first == there || first == next && second == there
}
