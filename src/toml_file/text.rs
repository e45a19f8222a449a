//! A text of a file written by hand, and where each of its characters is.

use std::ops::Range;

/// A text of a file, with its place in it.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    pub(crate) words: String,
    pub(crate) span: Range<usize>,
}

impl Text {
    /// The bytes of the file for a range of characters, from the first to the last.
    pub(crate) fn locate(&self, file: &str, base: usize, at: (usize, usize)) -> Range<usize> {
        let raw = file.get(self.span.start - base..self.span.end - base).unwrap_or_default();
        let map = decoded(raw);
        let byte = |character: usize| map.get(character).copied().unwrap_or(raw.len().saturating_sub(1));
        let start = byte(at.0);
        let end = map.get(at.1 + 1).copied().unwrap_or_else(|| {
            let last = byte(at.1);
            last + raw.get(last..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
        });
        self.span.start + start..self.span.start + end.max(start + 1)
    }
}

/// For each character of a TOML string's value, the byte of its literal where it begins.
fn decoded(raw: &str) -> Vec<usize> {
    let (quotes, escapes) = match raw {
        raw if raw.starts_with("\"\"\"") => (3, true),
        raw if raw.starts_with("'''") => (3, false),
        raw => (1, raw.starts_with('"')),
    };
    let mut at = quotes;
    if quotes == 3 {
        at += raw[at..].strip_prefix("\r\n").map_or(usize::from(raw[at..].starts_with('\n')), |_| 2);
    }
    let end = raw.len().saturating_sub(quotes);
    let mut map = Vec::new();
    while at < end {
        let rest = &raw[at..end];
        let Some(first) = rest.chars().next() else { break };
        if !escapes || first != '\\' {
            map.push(at);
            at += first.len_utf8();
            continue;
        }
        let width = match rest.as_bytes().get(1) {
            Some(b'u') => 6,
            Some(b'U') => 10,
            Some(b'x') => 4,
            // A backslash at a line's end joins the lines.
            Some(b'\n' | b'\r' | b' ' | b'\t') => {
                at += 1 + (rest[1..].len() - rest[1..].trim_start().len());
                continue;
            }
            _ => 2,
        };
        map.push(at);
        at += width;
    }
    map
}
