//! Text from the data made safe for Markdown.

use crate::phrases::plain::plain;

/// A text set as code; nothing where it is empty.
pub(super) fn code(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("<code>{}</code>", escaped(text)) }
}

/// A text that is only text in Markdown: no mark-up, no HTML, no cell's end, no link and no mention.
pub(super) fn escaped(text: &str) -> String {
    // A blank of no width parts what GitHub links or calls by itself: entities alone would not.
    const PARTED: &str = "&#8203;";
    let text = plain(text);
    let mut safe = String::new();
    let text = text.trim();
    let mut letters = text.char_indices().peekable();
    while let Some((at, c)) = letters.next() {
        let next = letters.peek().map(|(_, next)| *next);
        let before = &text.as_bytes()[..at];
        match c {
            '@' => safe.push_str(&format!("&#64;{PARTED}")),
            '#' if next.is_some_and(|next| next.is_ascii_digit()) => safe.push_str(&format!("&#35;{PARTED}")),
            ':' if next == Some('/') => safe.push_str(&format!("&#58;{PARTED}")),
            '.' if before.len() >= 3 && before[before.len() - 3..].eq_ignore_ascii_case(b"www") => {
                safe.push_str(&format!("&#46;{PARTED}"));
            }
            '&' | '<' | '>' | '|' | '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '~' | '$' | '!' | '"' | '\''
            | '^' | '#' | '=' | '+' => safe.push_str(&format!("&#{};", u32::from(c))),
            // What begins a line could begin a list.
            '-' if at == 0 => safe.push_str("&#45;"),
            c => safe.push(c),
        }
    }
    safe
}
