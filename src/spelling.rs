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

/// The nearest of some names by edits and letters in common; `None` where none is near.
#[must_use]
pub fn nearest<'a>(name: &str, among: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if name.len() > LONGEST {
        return None;
    }
    let lower = name.to_lowercase();
    among
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}
