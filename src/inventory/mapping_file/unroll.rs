//! `for`: a block once for each combination of its lists, and the texts with `{name}` filled in.

use std::ops::Range;

use super::file::{RawBlock, Turn};
use crate::limits::rules::CONDITION;
use crate::words::spelling::nearest;

/// How many combinations the lists of a block have.
pub(in crate::inventory) fn combinations(block: &RawBlock) -> usize {
    block.loops.iter().fold(1, |product: usize, turns| product.saturating_mul(turns.len()))
}

/// One combination, by its number: every name that it fills in.
pub(in crate::inventory) fn combination(block: &RawBlock, mut number: usize) -> Turn {
    let mut filled = Turn::new();
    for turns in &block.loops {
        let turn = turns.get(number % turns.len().max(1));
        filled.extend(turn.into_iter().flatten().cloned());
        number /= turns.len().max(1);
    }
    filled
}

/// A text with its names filled in, and for each of its characters the one of the text as it is written.
pub(in crate::inventory) struct Filled {
    pub(in crate::inventory) words: String,
    origins: Vec<usize>,
    /// Names in braces that nothing fills in: the characters, and the message.
    pub(in crate::inventory) unknown: Vec<(Range<usize>, String)>,
    /// The names that were filled in.
    pub(in crate::inventory) used: Vec<usize>,
}

impl Filled {
    /// The first and last character, as the text is written, of some of the text as it is filled in.
    pub(in crate::inventory) fn as_written(&self, at: (usize, usize)) -> (usize, usize) {
        let last = self.origins.last().copied().unwrap_or(0);
        let written = |at: usize| self.origins.get(at).copied().unwrap_or(last);
        (written(at.0), written(at.1).max(written(at.0)))
    }

    /// What was filled in, for messages: `; here {f} is f5`.
    pub(in crate::inventory) fn said(&self, turn: &Turn) -> String {
        let said: Vec<String> = self
            .used
            .iter()
            .filter_map(|at| turn.get(*at))
            .map(|(name, words)| format!("{{{name}}} is {words}"))
            .collect();
        if said.is_empty() { String::new() } else { format!("; here {}", said.join(" and ")) }
    }
}

/// Fills in a text.
pub(in crate::inventory) fn fill(text: &str, turn: &Turn) -> Filled {
    let mut filled = Filled { words: String::new(), origins: Vec::new(), unknown: Vec::new(), used: Vec::new() };
    let characters: Vec<char> = text.chars().collect();
    let mut at = 0;
    while at < characters.len() && filled.origins.len() <= CONDITION.size() {
        let name: Option<String> = (characters[at] == '{')
            .then(|| characters[at + 1..].iter().take_while(|c| c.is_ascii_alphanumeric() || **c == '_').collect());
        let end = name.as_ref().map_or(0, |name| at + 1 + name.len());
        let Some(name) = name.filter(|name| !name.is_empty() && characters.get(end) == Some(&'}')) else {
            filled.words.push(characters[at]);
            filled.origins.push(at);
            at += 1;
            continue;
        };
        match turn.iter().position(|(known, _)| *known == name) {
            Some(known) => {
                let words: String = turn[known].1.chars().take(CONDITION.size() + 1).collect();
                filled.origins.extend(words.chars().map(|_| at));
                filled.words.push_str(&words);
                if !filled.used.contains(&known) {
                    filled.used.push(known);
                }
            }
            None => {
                let near = nearest(&name, turn.iter().map(|(known, _)| known.as_str()));
                let fix = near.map(|near| format!("; did you mean {{{near}}}?")).unwrap_or_default();
                filled.unknown.push((at..end, format!("no for fills in {{{name}}}{fix}")));
            }
        }
        at = end + 1;
    }
    filled
}
