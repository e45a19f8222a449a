//! Versions, as voting systems number them: `5.5-A`, `EVS 6.3.0.0`, `6.10`.

use std::cmp::Ordering;

/// A version: its text, the words before its first digit, and its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    text: Box<str>,
    name: Box<str>,
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// Digits without leading zeros; empty is zero.
    Digits(Box<str>),
    Word(Box<str>),
}

impl Version {
    /// Reads a version; any text is one. A leading `v`, `ver` or `version` is not a name.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let text = text.trim();
        let start = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
        let name: String = text[..start].chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
        let name = if matches!(name.as_str(), "v" | "ver" | "version") { String::new() } else { name };
        let mut parts = Vec::new();
        let mut rest = &text[start..];
        while let Some(first) = rest.chars().next() {
            let same = |c: char| {
                if first.is_ascii_digit() { c.is_ascii_digit() } else { c.is_alphanumeric() && !c.is_ascii_digit() }
            };
            let end = rest.find(|c| !same(c)).unwrap_or(rest.len()).max(if same(first) { 0 } else { first.len_utf8() });
            if first.is_ascii_digit() {
                parts.push(Part::Digits(rest[..end].trim_start_matches('0').into()));
            } else if first.is_alphanumeric() {
                parts.push(Part::Word(rest[..end].to_lowercase().into()));
            }
            rest = &rest[end..];
        }
        while parts.last().is_some_and(|part| *part == Part::Digits("".into())) {
            parts.pop();
        }
        Self { text: text.into(), name: name.into(), parts }
    }

    /// The text as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What orders versions elsewhere: the words before the first digit (`-` where there are none), and a text of the parts. Versions with
    /// the same words compare as those texts do byte by byte; others do not compare at all.
    ///
    /// The text begins with `v`. Digits are `d`, how long their count is, their count and themselves; other parts are `w`, themselves and a
    /// full stop, which is less than any letter. What is missing is zero, and no version ends in one: so a text that another begins with is
    /// the lesser.
    #[must_use]
    pub fn sort_key(&self) -> (&str, String) {
        let mut key = "v".to_owned();
        for part in &self.parts {
            match part {
                Part::Digits(digits) => {
                    let length = digits.len().to_string();
                    key.extend(["d", &length.len().to_string(), &length, digits]);
                }
                Part::Word(word) => key.extend(["w", word, "."]),
            }
        }
        (if self.name.is_empty() { "-" } else { &self.name }, key)
    }

    /// Compares: digit runs as numbers, other runs as text after any number, missing parts as 0; `None` where the names before differ.
    #[must_use]
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        if self.name != other.name {
            return None;
        }
        let zero = Part::Digits("".into());
        let length = self.parts.len().max(other.parts.len());
        let of = |version: &'_ Self, at: usize| version.parts.get(at).unwrap_or(&zero).clone();
        Some((0..length).map(|at| of(self, at).order(&of(other, at))).find(|o| o.is_ne()).unwrap_or(Ordering::Equal))
    }
}

impl Part {
    fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Digits(a), Self::Digits(b)) => a.len().cmp(&b.len()).then_with(|| a.cmp(b)),
            (Self::Word(a), Self::Word(b)) => a.cmp(b),
            (Self::Digits(_), Self::Word(_)) => Ordering::Less,
            (Self::Word(_), Self::Digits(_)) => Ordering::Greater,
        }
    }
}
