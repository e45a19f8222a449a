//! Values as the patterns of OSCAL's schema want them: no text is empty, and none begins or ends with a blank.

use crate::pages::escaped::escaped;
use crate::phrases::plain::plain;
use crate::words::value::Day;

/// What takes the place of a text that has nothing to show.
const BLANK: &str = "-";

/// A text without mark-up, for names and values.
pub(super) fn text(value: &str) -> String {
    filled(&plain(value))
}

/// A text that is read as Markdown.
pub(super) fn markup(value: &str) -> String {
    filled(&escaped(value))
}

/// Without blanks around it, and without the two characters that XML, OSCAL's other form, cannot hold.
fn filled(value: &str) -> String {
    let value = value.trim();
    if value.is_empty() { BLANK.to_owned() } else { value.replace(['\u{fffe}', '\u{ffff}'], "?") }
}

/// The id of a rule as an XML name, which begins with a letter or `_`. Different ids have different ones.
pub(super) fn token(id: &str) -> String {
    if id.starts_with(|first: char| first.is_ascii_alphabetic()) { id.to_owned() } else { format!("_{id}") }
}

/// The first second of a day; none, where the schema has no such day: it knows none before 1900, and no 29 February of that century.
pub(super) fn midnight(day: Day) -> Option<String> {
    let text = day.to_string();
    let is_missing = text.starts_with("18") || text.starts_with("19") && text.ends_with("-02-29");
    (!is_missing).then(|| format!("{text}T00:00:00Z"))
}

/// The same of a day that must be given: the nearest day before or after that the schema has.
pub(super) fn midnight_near(day: Day) -> String {
    midnight(day).unwrap_or_else(|| {
        let text = day.to_string();
        if text.starts_with("18") {
            "1900-01-01T00:00:00Z".to_owned()
        } else {
            format!("{}-02-28T00:00:00Z", &text[..4])
        }
    })
}
