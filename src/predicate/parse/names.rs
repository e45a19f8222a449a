//! Names in conditions: columns, days of the calendar, defined names and params.

use sqlparser::ast::{Expr, Ident, Value as Literal};

use super::{Defined, MOST_MISTAKES, NAMES, Reader};
use crate::limits::rules::{CONDITION_DEPTH, CONDITION_PARTS, CONDITION_PARTS_IN_ALL};
use crate::predicate::check::Typed;
use crate::predicate::node::{Home, Node};
use crate::words::spelling::{did_you_mean, nearest};
use crate::words::value::{Exact, Kind, Value, calendar};

/// What is before the name of a param that is left as it is.
pub const PARAM: &str = "param.";

impl Reader<'_> {
    pub(super) fn name(&mut self, expr: &Expr, ident: &Ident) -> Option<Typed> {
        if self.mistakes.len() >= MOST_MISTAKES {
            return None;
        }
        let name = ident.value.as_str();
        // A file that a mapping reads may have columns of such names, and means them.
        if let Some(column) = self.scope.own.find(name).filter(|_| name != "as_of") {
            return Some(column);
        }
        if let Some(index) = calendar::NAMED.iter().position(|(known, _)| *known == name) {
            let node = match self.scope.as_of {
                // Before the calendar begins there is no such day.
                Some(day) => Node::Constant(calendar::named(name, day).map_or(Value::Null, Value::Date)),
                None => Node::Column { home: Home::Calendar, index, kind: Kind::Date, name: name.into() },
            };
            return Some(Typed::new(node, Kind::Date));
        }
        match (self.scope.define)(name) {
            Some(Ok(defined)) => self.unfolded(expr, name, &defined),
            // A definition that is wrong has a mistake of its own.
            Some(Err(message)) if message.is_empty() => None,
            Some(Err(message)) => self.fail(expr, message),
            None if ident.quote_style == Some('"') => {
                self.fail(expr, format!("text is written in single quotes: '{name}'"))
            }
            None => {
                let own = self.scope.own;
                let columns = own.list.iter().map(|column| &*column.name);
                let names = columns.chain(self.scope.defines.iter().take(NAMES).copied());
                let names = names.chain(calendar::NAMED.iter().map(|(name, _)| *name));
                let fix = did_you_mean(nearest(name, names));
                self.fail(expr, format!("{} has no column \"{name}\", and nothing defines it{fix}", own.called))
            }
        }
    }

    /// What a defined name stands for, unless that is more than a condition may hold.
    fn unfolded(&mut self, expr: &Expr, name: &str, defined: &Defined) -> Option<Typed> {
        // What the name stands for takes the name's own place.
        if self.depth + defined.depth > CONDITION_DEPTH.size() + 1 {
            return self.fail(expr, format!("with {name} {CONDITION_DEPTH}"));
        }
        self.copy(expr, &format!("with {name}"), defined.parts)?;
        Some(defined.typed.clone())
    }

    /// Counts parts that are copied into the condition, and says once where they become too many.
    pub(super) fn copy(&mut self, expr: &Expr, with: &str, parts: usize) -> Option<()> {
        let here = self.copied.saturating_add(parts);
        let in_all = self.scope.copied.parts.get().saturating_add(parts);
        if here > CONDITION_PARTS.size() {
            let was_reported = std::mem::replace(&mut self.copied, usize::MAX) == usize::MAX;
            if !was_reported {
                self.add(expr, format!("{with} {CONDITION_PARTS}"));
            }
            return None;
        }
        if in_all > CONDITION_PARTS_IN_ALL.size() {
            if !self.scope.copied.reported.replace(true) {
                self.add(expr, format!("{with} {CONDITION_PARTS_IN_ALL}"));
            }
            return None;
        }
        self.copied = here;
        self.scope.copied.parts.set(in_all);
        Some(())
    }

    /// A param as a column of the calendar, behind its days.
    fn left_open(&self, name: &str, value: Value) -> Option<Typed> {
        let index = self.scope.params.iter().position(|known| *known == name)?;
        let typed = constant(value);
        let kind = typed.kind?;
        let name = format!("{PARAM}{name}").into();
        let node = Node::Column { home: Home::Calendar, index: calendar::NAMED.len() + index, kind, name };
        Some(Typed { node, ..typed })
    }

    pub(super) fn qualified(&mut self, expr: &Expr, parts: &[Ident]) -> Option<Typed> {
        let [home, name] = parts else { return self.fail(expr, "a name has at most one dot") };
        let Some(columns) = self.scope.others.iter().find(|columns| *columns.called == *home.value) else {
            let others: Vec<String> =
                self.scope.others.iter().map(|columns| format!("{}.column", columns.called)).collect();
            let known = match others.as_slice() {
                [] => "no name has a dot here".to_owned(),
                known => format!("there are {}", known.join(", ")),
            };
            return self.fail(expr, format!("nothing is called \"{}\" here; {known}", home.value));
        };
        let found = columns.find(&name.value);
        if found.is_none() {
            let fix = columns.near(&name.value);
            return self.fail(expr, format!("{} has no column \"{}\"{fix}", columns.called, name.value));
        }
        found
    }

    #[allow(clippy::wildcard_enum_match_arm)] // the parser's enum
    pub(super) fn literal(&mut self, expr: &Expr, literal: &Literal) -> Option<Typed> {
        match literal {
            Literal::Null => Some(Typed { node: Node::Constant(Value::Null), kind: None, column: None }),
            Literal::Boolean(yes) => Some(Typed::new(Node::yes_no(*yes), Kind::Boolean)),
            Literal::SingleQuotedString(text) => Some(Typed::new(Node::Constant(Value::text(text)), Kind::Text)),
            Literal::Number(text, _) => match Exact::parse(text) {
                Some(number) => {
                    let kind = if number.to_integer().is_some() { Kind::Integer } else { Kind::Number };
                    Some(Typed::new(Node::Constant(Value::Number(number)), kind))
                }
                None => self.fail(expr, format!("\"{text}\" is not a number this language has")),
            },
            Literal::Placeholder(name) => {
                let name = name.trim_start_matches(':');
                match (self.scope.param)(name) {
                    Some(value) if self.scope.open => self.left_open(name, value),
                    Some(value) => Some(constant(value)),
                    None => {
                        let near = nearest(name, self.scope.params.iter().take(NAMES).copied());
                        let fix = did_you_mean(near.map(|near| format!(":{near}")));
                        self.fail(expr, format!("[params] has no \"{name}\"{fix}"))
                    }
                }
            }
            Literal::DoubleQuotedString(text) => self.fail(expr, format!("text is written in single quotes: '{text}'")),
            _ => self.fail(expr, format!("\"{expr}\" is not part of this language")),
        }
    }
}

fn constant(value: Value) -> Typed {
    let kind = match &value {
        Value::Null => None,
        Value::Text(_) => Some(Kind::Text),
        Value::Number(number) if number.to_integer().is_some() => Some(Kind::Integer),
        Value::Number(_) => Some(Kind::Number),
        Value::Boolean(_) => Some(Kind::Boolean),
        Value::Date(_) => Some(Kind::Date),
        Value::Version(_) => Some(Kind::Version),
    };
    Typed { node: Node::Constant(value), kind, column: None }
}
