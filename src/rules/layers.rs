//! Layers: rules files that extend others, read together, what is extended before what extends it.

use std::ops::Range;

use super::file::{RawFile, read};
use super::rule::Ruleset;
use crate::toml_file::Mistake;

/// One of the sets that a book is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    /// The file, or the name of a built-in set.
    pub origin: String,
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Rules it adds.
    pub rules: usize,
    /// Changes it makes to what it extends.
    pub changes: usize,
}

/// A rule that gives no verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Off {
    /// Its id.
    pub id: String,
    /// What it would ask, in a few words.
    pub short: String,
    /// Why it gives none, as pages put it.
    pub reason: String,
    /// The file that says so.
    pub origin: String,
}

/// Gives the name and the text of a file or set that another extends, or what is wrong with it.
pub type Fetch<'a> = &'a dyn Fn(&str) -> Result<(String, String), String>;

pub(super) fn built_in(name: &str) -> Option<(String, String)> {
    let (name, text) =
        super::BUILT_IN.iter().chain(super::REFERENCES).chain(super::law::LAWS).find(|(known, _)| *known == name)?;
    Some(((*name).to_owned(), (*text).to_owned()))
}

/// One rules file in a book, its spans counted on from `base`.
pub(super) struct Sheet {
    pub(super) origin: String,
    pub(super) text: String,
    pub(super) base: usize,
    /// Where its lines begin.
    starts: Vec<usize>,
    /// Whether it holds nothing but the actions that go with a built-in set: no verdict rests on it.
    pub(super) is_of_actions: bool,
}

impl Sheet {
    fn new(origin: &str, text: &str, base: usize, is_of_actions: bool) -> Self {
        let starts = std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1)).collect();
        Self { origin: origin.to_owned(), text: text.to_owned(), base, starts, is_of_actions }
    }
}

/// The rules files of a book, what is extended before what extends it.
#[derive(Default)]
pub(super) struct Sheets(pub(super) Vec<Sheet>);

impl Sheets {
    /// Reads a file, and before it all that it extends.
    pub(super) fn gather(
        &mut self,
        origin: &str,
        text: &str,
        fetch: Fetch<'_>,
        layers: &mut Vec<RawFile>,
        mistakes: &mut Vec<Mistake>,
    ) {
        let mut open = vec![origin.to_owned()];
        self.add(text, fetch, &mut open, layers, mistakes);
    }

    fn next_base(&self) -> usize {
        self.0.iter().map(|sheet| sheet.text.len() + 1).sum()
    }

    fn add(
        &mut self,
        text: &str,
        fetch: Fetch<'_>,
        open: &mut Vec<String>,
        layers: &mut Vec<RawFile>,
        mistakes: &mut Vec<Mistake>,
    ) {
        let Some(origin) = open.last().cloned() else { return };
        let base = self.next_base();
        self.0.push(Sheet::new(&origin, text, base, false));
        let mut raw = read(&origin, text, base, mistakes);
        if let Some((_, name, text)) = super::ACTIONS.iter().find(|(of, ..)| *of == origin) {
            let base = self.next_base();
            self.0.push(Sheet::new(name, text, base, true));
            raw.actions.extend(read(name, text, base, mistakes).actions);
        }
        for extended in &raw.extends {
            let message = match fetch(&extended.words) {
                Err(why) => format!("\"{}\" cannot be extended: {why}", extended.words),
                Ok((name, _)) if open.contains(&name) => {
                    let path = open.iter().chain([&name]).cloned().collect::<Vec<_>>().join(" -> ");
                    format!("{name} extends itself: {path}")
                }
                // What two layers extend is read once.
                Ok((name, _)) if self.0.iter().any(|sheet| sheet.origin == name) => continue,
                Ok((name, text)) => {
                    open.push(name);
                    self.add(&text, fetch, open, layers, mistakes);
                    open.pop();
                    continue;
                }
            };
            mistakes.push(self.mistake(extended.span.clone(), message));
        }
        layers.push(raw);
    }

    /// The file that a span is in.
    pub(super) fn of(&self, at: usize) -> &Sheet {
        let found = self.0.partition_point(|sheet| sheet.base <= at);
        &self.0[found.saturating_sub(1)]
    }

    pub(super) fn mistake(&self, span: Range<usize>, message: impl Into<String>) -> Mistake {
        let sheet = self.of(span.start);
        Mistake::new(&sheet.origin, &sheet.text, span.start - sheet.base..span.end - sheet.base, message)
    }

    /// The line that a span begins on.
    pub(super) fn line(&self, span: &Range<usize>) -> u64 {
        let sheet = self.of(span.start);
        sheet.starts.partition_point(|start| *start <= span.start - sheet.base) as u64
    }
}

/// Several files as one: a param, a define or a list of a later file wins.
pub(super) fn merged(files: Vec<RawFile>) -> (RawFile, Vec<Layer>) {
    let mut all = RawFile::default();
    let mut layers: Vec<Layer> = Vec::new();
    for file in files {
        let replaced = file.params.iter().filter(|new| all.params.iter().any(|old| old.name == new.name)).count()
            + file
                .defines
                .iter()
                .filter(|new| all.defines.iter().any(|old| (old.0, &old.1) == (new.0, &new.1)))
                .count()
            + all.actions.extract_if(.., |old| file.actions.iter().any(|new| new.id.words == old.id.words)).count();
        layers.push(Layer {
            origin: file.origin.clone(),
            name: file.ruleset.name.clone(),
            version: file.ruleset.version.clone(),
            rules: file.rules.len(),
            changes: replaced + file.changes.len(),
        });
        let examples_as_of = file.ruleset.examples_as_of.or(all.ruleset.examples_as_of);
        all.ruleset = Ruleset { examples_as_of, ..file.ruleset };
        all.params.extend(file.params);
        for define in file.defines {
            let same = |known: &(_, String, _)| (known.0, &known.1) == (define.0, &define.1);
            all.replaced.extend(all.defines.extract_if(.., |known| same(known)));
            all.defines.push(define);
        }
        all.columns.extend(file.columns);
        all.notices.extend(file.notices);
        all.actions.extend(file.actions);
        all.actions_lack |= file.actions_lack;
        all.law.extend(file.law);
        all.columns_lack |= file.columns_lack;
        all.rules.extend(file.rules);
        for reference in file.references {
            all.references.retain(|known| known.name.words != reference.name.words);
            all.references.push(reference);
        }
        all.broken.extend(file.broken);
        all.changes.extend(file.changes);
        for list in file.lists {
            all.lists.retain(|known| known.key != list.key);
            all.lists.push(list);
        }
    }
    (all, layers)
}
