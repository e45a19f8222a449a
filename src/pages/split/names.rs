//! The names of the files of places: small letters, digits and hyphens, none that Windows keeps for itself, no two alike.

use std::collections::HashSet;

use crate::phrases::names::full_name;
use crate::place::names::words;
use crate::report::PlaceReport;

/// The longest name, in bytes; a path on Windows is at most 260 long.
const LONGEST: usize = 60;

/// Names of devices on Windows, with any ending; and the name of the index.
const TAKEN: [&str; 8] = ["con", "prn", "aux", "nul", "conin", "conout", "clock", "index"];

/// What follows the name of a place in the names of its files, apart from the page itself.
pub(super) const CELLS: &str = "-cells";
pub(super) const LETTER: &str = "-letter";

/// A name for the files of each place, without what ends it.
#[must_use]
pub fn names(places: &[&PlaceReport]) -> Vec<String> {
    let mut taken: HashSet<String> = HashSet::new();
    places
        .iter()
        .map(|place| {
            let (name, id) = (slug(&full_name(place)), slug(&place.id));
            let numbered = (2_u64..).map(|number| format!("{}-{number}", cut(&id, LONGEST - 21)));
            let both = format!("{}-{}", cut(&name, LONGEST / 2), cut(&id, LONGEST / 2 - 1));
            let mut wanted = [name.clone(), both].into_iter().chain(numbered);
            let free = |name: &String| stems(name).iter().all(|stem| !taken.contains(stem));
            let name = wanted.find(free).unwrap_or(name);
            taken.extend(stems(&name));
            name
        })
        .collect()
}

/// What the files of a place are called, without what ends them: no other place may have one of them.
fn stems(name: &str) -> [String; 3] {
    ["", CELLS, LETTER].map(|end| format!("{name}{end}"))
}

/// A text as the name of a file.
fn slug(text: &str) -> String {
    let letters = |word: String| word.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    let words: Vec<String> = words(text).into_iter().map(letters).filter(|word| !word.is_empty()).collect();
    let slug = cut(&words.join("-"), LONGEST).to_owned();
    let is_port = ["com", "lpt"].iter().any(|port| slug.strip_prefix(port).is_some_and(|rest| rest.len() <= 1));
    match () {
        () if slug.is_empty() => "place".to_owned(),
        () if is_port || TAKEN.contains(&slug.as_str()) => format!("place-{slug}"),
        () => slug,
    }
}

/// The first bytes of a name in ASCII, not ending in a hyphen.
fn cut(slug: &str, most: usize) -> &str {
    slug.get(..most).unwrap_or(slug).trim_end_matches('-')
}
