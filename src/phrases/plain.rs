//! Text from the data made safe for a page: no value can move the cursor, turn the reading order or break the line.

use textwrap::core::display_width as width;

/// A value as a page prints it: control, direction and other invisible characters become `?`, line ends a space.
#[must_use]
pub fn plain(value: &str) -> String {
    value
        .chars()
        .map(|c| {
            if matches!(c, '\n' | '\r' | '\t') {
                ' '
            } else if is_unsafe(c) {
                '?'
            } else {
                c
            }
        })
        .collect()
}

fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00ad}' | '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// A text cut to a width, with `...` where something is missing.
pub(crate) fn clipped(text: &str, most: usize) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let mut cut = String::new();
    for c in text.chars() {
        if width(&cut) + width(c.encode_utf8(&mut [0; 4])) + 3 > most {
            break;
        }
        cut.push(c);
    }
    format!("{}...", cut.trim_end())
}
