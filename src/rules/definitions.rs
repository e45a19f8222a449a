//! Defined names: each read once, after those that it rests on.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::DEFINED;
use super::bind::Binder;
use super::rule::Text;
use crate::predicate::{Columns, Copied, Defined, Home, Node, Scope, Typed, parse};
use crate::schema::TableId;
use crate::toml_file::{MOST_MISTAKES, Mistake};
use crate::words::value::{Day, Kind};

/// What a defined name came to.
pub(super) enum Known {
    /// Its text is being read: meeting it again is a circle.
    Open,
    /// It could not be read, and its mistakes are known.
    Broken,
    Read(Rc<Defined>),
}

/// A defined name, and what it stands for in terms of columns and of names before it.
#[derive(Clone, Debug)]
pub struct NamedNode {
    /// The table whose conditions may use it.
    pub table: TableId,
    /// Its name.
    pub name: String,
    /// What it stands for.
    pub node: Node,
}

/// The defined names of one table, each read once.
pub(super) struct Definitions<'a> {
    pub(super) table: TableId,
    /// The day that conditions are folded to; `None` to read them for any day.
    pub(super) as_of: Option<Day>,
    pub(super) texts: &'a BTreeMap<&'a str, &'a Text>,
    pub(super) names: Vec<&'a str>,
    pub(super) params: &'a [&'a str],
    pub(super) own: Columns,
    pub(super) place: Columns,
    pub(super) copied: &'a Copied,
    pub(super) known: BTreeMap<&'a str, Known>,
    /// Whether params are left as they are.
    pub(super) open: bool,
    /// What names stand for, where they are left as they are in what rests on them.
    pub(super) by_name: Option<Vec<NamedNode>>,
}

/// The most names of a circle that a message lists; of a longer one it has the first and the last.
const CIRCLE: usize = 12;

impl<'a> Definitions<'a> {
    /// Reads a text. A name whose own text has not been read yet is added to `waits`, and what is given then means nothing.
    pub(super) fn parse(
        &self,
        text: &Text,
        binder: &Binder<'_>,
        open: &[&str],
        waits: &RefCell<Vec<&'a str>>,
    ) -> Result<Typed, Vec<Mistake>> {
        let define = |name: &str| {
            let (name, _) = self.texts.get_key_value(name)?;
            Some(match self.known.get(name) {
                Some(Known::Read(defined)) => Ok(Rc::clone(defined)),
                Some(Known::Broken) => Err(String::new()),
                Some(Known::Open) => Err(circle(name, open)),
                None => {
                    waits.borrow_mut().push(name);
                    Err(String::new())
                }
            })
        };
        let param = |name: &str| binder.params.get(name).map(|param| param.value.clone());
        let references = binder.references.iter().filter(|reference| reference.tables.contains(&self.table));
        let others: Vec<&Columns> =
            std::iter::once(&self.place).chain(references.map(|reference| &reference.columns)).collect();
        let scope = Scope {
            own: &self.own,
            others: &others,
            as_of: self.as_of,
            param: &param,
            open: self.open,
            params: self.params,
            define: &define,
            defines: &self.names,
            copied: self.copied,
        };
        // A definition need not be yes or no.
        parse(&text.words, &scope, open.is_empty()).map_err(|mistakes| {
            // What rests on a name that is still to be read is read again.
            if !waits.borrow().is_empty() {
                return Vec::new();
            }
            mistakes
                .into_iter()
                .map(|mistake| {
                    let sheet = binder.sheets.of(text.span.start);
                    let span = text.locate(&sheet.text, sheet.base, mistake.at);
                    binder.sheets.mistake(span, mistake.message)
                })
                .collect()
        })
    }

    /// What a name stands for in what rests on it: itself, as a column, where names are left as they are. A value that is known now stands
    /// for itself, and so do a version and a number, which are more than one column elsewhere.
    fn left(&mut self, name: &str, typed: Typed) -> Typed {
        let Some(all) = &mut self.by_name else { return typed };
        let Some(kind) = typed.kind.filter(|kind| !matches!(kind, Kind::Version | Kind::Integer | Kind::Number)) else {
            return typed;
        };
        if let Node::Constant(_) = typed.node {
            return typed;
        }
        let index = DEFINED + all.len();
        all.push(NamedNode { table: self.table, name: name.to_owned(), node: typed.node });
        Typed { node: Node::Column { home: Home::Row, index, kind, name: name.into() }, ..typed }
    }

    /// Reads every definition, used or not, those it rests on before it. A list of what is open stands in for recursion, so that a
    /// long chain of names takes no stack.
    pub(super) fn resolve(&mut self, binder: &mut Binder<'_>) {
        let texts = self.texts;
        for first in texts.keys() {
            let mut open: Vec<&str> = vec![first];
            let mut waiting: Vec<Vec<&str>> = vec![Vec::new()];
            while let (Some(name), Some(waits)) = (open.last().copied(), waiting.last_mut()) {
                if let Some(next) = waits.pop() {
                    if !self.known.contains_key(next) {
                        open.push(next);
                        waiting.push(Vec::new());
                    }
                    continue;
                }
                let known = matches!(self.known.get(name), Some(Known::Broken | Known::Read(_)));
                let Some(text) = texts.get(name).filter(|_| !known) else {
                    open.pop();
                    waiting.pop();
                    continue;
                };
                if binder.mistakes.len() >= MOST_MISTAKES {
                    self.known.insert(name, Known::Broken);
                    continue;
                }
                self.known.insert(name, Known::Open);
                let (copied, asked) = (self.copied.now(), RefCell::default());
                let parsed = self.parse(text, binder, &open, &asked);
                *waits = asked.into_inner();
                if !waits.is_empty() {
                    // It is read again when what it waits for is there; what is named first is read first.
                    waits.reverse();
                    self.copied.back_to(copied);
                    continue;
                }
                let known = match parsed {
                    Ok(typed) => Known::Read(Rc::new(Defined::new(self.left(name, typed)))),
                    Err(mistakes) => {
                        binder.mistakes.extend(mistakes);
                        Known::Broken
                    }
                };
                self.known.insert(name, known);
            }
        }
    }
}

/// The message for a name that its own definition uses.
fn circle(name: &str, open: &[&str]) -> String {
    let path = if open.len() < CIRCLE {
        open.join(" -> ")
    } else {
        let (first, last) = (&open[..CIRCLE / 2], &open[open.len() - CIRCLE / 2..]);
        format!("{} -> ... -> {}", first.join(" -> "), last.join(" -> "))
    };
    format!("{name} is defined by itself: {path} -> {name}")
}
