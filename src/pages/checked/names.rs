//! Names of tabs as Excel takes them: short, without some signs, each once whatever the case.

use std::collections::HashSet;

use crate::phrases::plain::plain;

/// The longest name, in units of UTF-16.
const LONGEST: usize = 31;

/// The names that are taken.
#[derive(Debug, Default)]
pub(super) struct TabNames(HashSet<String>);

impl TabNames {
    /// A free name that is as near as possible to the one that is wanted.
    pub(super) fn of(&mut self, wanted: &str) -> String {
        let sign = |sign: char| if "[]:*?/\\".contains(sign) { '-' } else { sign };
        let clean: String = plain(wanted).chars().map(sign).collect();
        let clean = clean.trim().trim_matches('\'').trim();
        let clean = match clean {
            "" => "Sheet",
            // Excel keeps this name for itself.
            name if name.eq_ignore_ascii_case("history") => "History of records",
            name => name,
        };
        let numbered = (2_u32..).map(|number| format!(" ({number})"));
        let endings = std::iter::once(String::new()).chain(numbered);
        let mut names = endings.map(|ending| format!("{}{ending}", cut(clean, LONGEST - ending.len())));
        let free = names.find(|name| self.0.insert(name.to_lowercase()));
        free.unwrap_or_default()
    }
}

/// The beginning of a name, at most this many UTF-16 units long.
fn cut(name: &str, most: usize) -> &str {
    let mut units = 0;
    let end = name.char_indices().find(|(_, sign)| {
        units += sign.len_utf16();
        units > most
    });
    name[..end.map_or(name.len(), |(at, _)| at)].trim_end().trim_end_matches('\'')
}
