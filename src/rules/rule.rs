//! The parts of a rules file, as their texts say them.

use std::ops::Range;

use crate::finding::Verdict;
use crate::value::Exact;
use crate::value::{Day, Value};

/// What a rules file says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ruleset {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The day its examples are judged at.
    pub examples_as_of: Option<Day>,
}

/// A named value that conditions use as `:name`.
#[derive(Clone, Debug, PartialEq)]
pub struct Param {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Value,
    /// Where the value was said: the file, or `--set`.
    pub origin: String,
}

/// How failing assets become a failing place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// The share of units that fail.
    Share,
    /// One failing asset counts in full.
    Worst,
    /// One good row is enough.
    Any,
    /// The rule holds where at least this share passes; above 0, at most 1.
    AtLeast(Exact),
}

impl Measure {
    /// Its word in rules files and reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Share => "share",
            Self::Worst => "worst",
            Self::Any => "any",
            Self::AtLeast(_) => "at_least",
        }
    }
}

/// What a rule rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// `law`, `standard`, `benchmark` or `practice`.
    pub basis: String,
    /// Where to look it up.
    pub cite: String,
}

/// An example of a rule: rows, and the verdict they must have.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// The verdict.
    pub verdict: Verdict,
    /// The rows of the rule's table, as columns and texts.
    pub rows: Vec<Vec<(usize, String)>>,
    /// The columns of the place.
    pub place: Vec<(usize, String)>,
    /// Where it stands in the file.
    pub line: u64,
}

/// A text of a rules file that holds a condition, with its place in the file.
#[derive(Clone, Debug)]
pub(super) struct Text {
    pub(super) words: String,
    pub(super) span: Range<usize>,
}

impl Text {
    /// The bytes of the file that some characters of the words (the first and the last) stand at.
    pub(super) fn locate(&self, file: &str, base: usize, at: (usize, usize)) -> Range<usize> {
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
