//! One condition as an expression of an engine's SQL that says exactly the same, or is refused.

mod date;
mod number;
mod text;
mod version;

use std::fmt;

use super::dialect::Dialect;
use crate::limits::reports::{SQL_EXPRESSION, SQLITE_DEPTH};
use crate::predicate::{Comparison, Home, Node, PARAM};
use crate::words::value::{Kind, Value};

/// Why an engine cannot say a condition exactly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(pub String);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refusal {}

/// A condition as an expression that is true, false or NULL for the same rows.
///
/// Columns of the row are written by their names, others by the name before the dot, the dot and their own, all in quotes. A text in small
/// letters is the column with `_lower` after its name; a version is three columns, with `_name` and `_key`.
///
/// # Errors
/// What the engine cannot say exactly.
pub fn condition(node: &Node, dialect: Dialect) -> Result<String, Refusal> {
    Printer { dialect }.boolean(node)
}

/// What a defined name stands for, as an expression; it is yes or no, a text or a date.
///
/// # Errors
/// What the engine cannot say exactly.
pub(super) fn expression(node: &Node, dialect: Dialect) -> Result<String, Refusal> {
    let printer = Printer { dialect };
    match family(kind_of(node)) {
        Family::Boolean => printer.boolean(node),
        Family::Date => printer.date(node),
        Family::Text => printer.text(node),
        Family::Number | Family::Version => refuse("a name that stands for a number or a version is written out"),
    }
}

/// Prints conditions for one engine.
#[derive(Clone, Copy)]
pub(super) struct Printer {
    pub(super) dialect: Dialect,
}

type Printed = Result<String, Refusal>;

fn refuse<T>(why: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal(why.into()))
}

/// The kind of what a node gives; `None` for a bare NULL.
fn kind_of(node: &Node) -> Option<Kind> {
    let first = |all: &[&Node]| all.iter().find_map(|node| kind_of(node));
    match node {
        Node::Constant(value) => match value {
            Value::Null => None,
            Value::Text(_) => Some(Kind::Text),
            Value::Number(_) => Some(Kind::Number),
            Value::Boolean(_) => Some(Kind::Boolean),
            Value::Date(_) => Some(Kind::Date),
            Value::Version(_) => Some(Kind::Version),
        },
        Node::Column { kind, .. } => Some(*kind),
        Node::Not(_)
        | Node::And(_)
        | Node::Or(_)
        | Node::Compare(..)
        | Node::In(..)
        | Node::IsNull(_)
        | Node::Like(..) => Some(Kind::Boolean),
        Node::Case(branches, otherwise) => {
            branches.iter().map(|(_, then)| then).chain([&**otherwise]).find_map(kind_of)
        }
        Node::Coalesce(all) => all.iter().find_map(kind_of),
        Node::NullIf(a, b) => first(&[a, b]),
        Node::Arithmetic(..) | Node::Length(_) => Some(Kind::Number),
        Node::Shift(..) | Node::ShiftBy(..) => Some(Kind::Date),
        Node::Lower(_) | Node::Substr(..) | Node::Concat(..) => Some(Kind::Text),
        Node::Cast(_, kind) => Some(*kind),
    }
}

/// The families of kinds that an engine has a type of its own for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    Text,
    Number,
    Boolean,
    Date,
    Version,
}

fn family(kind: Option<Kind>) -> Family {
    match kind {
        Some(Kind::Integer | Kind::Number) => Family::Number,
        Some(Kind::Boolean) => Family::Boolean,
        Some(Kind::Date) => Family::Date,
        Some(Kind::Version) => Family::Version,
        Some(Kind::Text | Kind::Category) | None => Family::Text,
    }
}

/// The family that some nodes are compared in.
fn shared<'n>(nodes: impl IntoIterator<Item = &'n Node>) -> Family {
    family(nodes.into_iter().find_map(kind_of))
}

fn sign(how: Comparison) -> &'static str {
    match how {
        Comparison::Equal => "=",
        Comparison::NotEqual => "<>",
        Comparison::Less => "<",
        Comparison::LessEqual => "<=",
        Comparison::Greater => ">",
        Comparison::GreaterEqual => ">=",
    }
}

/// Whether a text is one word, one call or in brackets as a whole, so that it needs none beside an operator.
fn is_whole(sql: &str) -> bool {
    let mut depth = 0_usize;
    let mut quote: Option<char> = None;
    let body = sql.trim();
    for (at, c) in body.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"' | '`') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => {
                depth = depth.saturating_sub(1);
                if depth == 0 && at + 1 < body.len() {
                    return false;
                }
            }
            (None, c) if depth == 0 && !(c.is_alphanumeric() || c == '_' || c == '.') => return false,
            (None, _) => {}
        }
    }
    true
}

/// Whether a text that begins with `case` is one choice and nothing behind it.
fn is_one_case(sql: &str) -> bool {
    let words = || sql.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '\'' || c == '"' || c == '`'));
    let count = |word: &str| words().filter(|one| *one == word).count();
    sql.ends_with(" end") && count("case") == 1 && count("end") == 1
}

/// An operand, in brackets unless it needs none.
fn operand(sql: String) -> String {
    let is_day = |sql: &str| sql.strip_prefix("date '").is_some_and(|day| day.len() == "2026-11-01'".len());
    if is_whole(&sql) || is_day(&sql) || sql.starts_with("case ") && is_one_case(&sql) {
        sql
    } else {
        format!("({sql})")
    }
}

/// How deep an expression is nested, in brackets; a `case` counts as two.
fn depth(sql: &str) -> usize {
    let (mut now, mut most, mut quote, mut word) = (0_usize, 0, None, String::new());
    for c in sql.chars().chain([' ']) {
        if quote.is_none() && (c.is_alphanumeric() || c == '_') {
            word.push(c);
            continue;
        }
        match word.as_str() {
            "case" => now += 2,
            "end" => now = now.saturating_sub(2),
            _ => {}
        }
        word.clear();
        match (quote, c) {
            (Some(open), _) if open == c => quote = None,
            (None, '\'' | '"') => quote = Some(c),
            (None, '(') => now += 1,
            (None, ')') => now = now.saturating_sub(1),
            (Some(_) | None, _) => {}
        }
        most = most.max(now);
    }
    most
}

impl Printer {
    /// The name of a column, with what is added to it.
    fn column(self, home: Home, name: &str, behind: &str) -> String {
        // The calendar and the params are one row that every row is joined with.
        let name =
            if home == Home::Calendar && !name.starts_with(PARAM) { format!("day.{name}") } else { name.to_owned() };
        self.dialect.name_of(&format!("{name}{behind}"))
    }

    /// Refuses what has grown too long.
    fn limited(self, sql: String) -> Printed {
        // What is repeated in itself grows with every level.
        if sql.len() > SQL_EXPRESSION.size() {
            return refuse(SQL_EXPRESSION.to_string());
        }
        // SQLite's parser has room for 100 symbols in all: a bracket counts one, a `case` two. Version 3.40 reads random conditions of depth
        // 30, and not one of depth 40.
        if self.dialect == Dialect::Sqlite && depth(&sql) > SQLITE_DEPTH.size() {
            return refuse(SQLITE_DEPTH.to_string());
        }
        Ok(sql)
    }

    /// A condition.
    pub(super) fn boolean(self, node: &Node) -> Printed {
        let sql = match node {
            Node::Constant(Value::Boolean(yes)) => yes.to_string(),
            Node::Constant(_) => self.dialect.null(Kind::Boolean),
            Node::Column { home, name, .. } => self.column(*home, name, ""),
            Node::Not(a) => {
                if let Node::IsNull(a) = &**a {
                    format!("{} is not null", operand(self.any(a)?))
                } else {
                    format!("not {}", operand(self.boolean(a)?))
                }
            }
            Node::And(all) => self.chain(all, " and ")?,
            Node::Or(all) => self.chain(all, " or ")?,
            Node::Compare(how, a, b) => self.compare(*how, a, b)?,
            Node::In(a, list) => self.within(a, list)?,
            Node::IsNull(a) => format!("{} is null", operand(self.any(a)?)),
            Node::Like(a, pattern, escape) => self.like(a, pattern, *escape)?,
            Node::Case(branches, otherwise) => self.case(branches, otherwise, &|node: &Node| self.boolean(node))?,
            Node::Coalesce(all) => self.coalesce(all, &|node: &Node| self.boolean(node))?,
            Node::NullIf(a, b) => format!("nullif({}, {})", self.boolean(a)?, self.boolean(b)?),
            Node::Cast(a, Kind::Boolean) => self.to_boolean(a)?,
            Node::Cast(..)
            | Node::Arithmetic(..)
            | Node::Shift(..)
            | Node::ShiftBy(..)
            | Node::Lower(_)
            | Node::Length(_)
            | Node::Substr(..)
            | Node::Concat(..) => self.dialect.null(Kind::Boolean),
        };
        self.limited(sql)
    }

    /// What a node gives, as something that is NULL where that is unknown.
    fn any(self, node: &Node) -> Printed {
        match family(kind_of(node)) {
            Family::Text if kind_of(node).is_none() => Ok("null".to_owned()),
            Family::Text => self.text(node),
            Family::Number => self.bare_number(node),
            Family::Boolean => self.boolean(node),
            Family::Date => self.date(node),
            Family::Version => Ok(self.version(node)?.text),
        }
    }

    fn chain(self, all: &[Node], by: &str) -> Printed {
        let parts = all.iter().map(|node| self.link(node)).collect::<Result<Vec<_>, Refusal>>()?;
        Ok(parts.join(by))
    }

    /// A part of a chain: only what binds less tightly is in brackets.
    fn link(self, node: &Node) -> Printed {
        let sql = self.boolean(node)?;
        Ok(if matches!(node, Node::And(_) | Node::Or(_)) { format!("({sql})") } else { sql })
    }

    fn compare(self, how: Comparison, a: &Node, b: &Node) -> Printed {
        let sign = sign(how);
        let is_ordered = !matches!(how, Comparison::Equal | Comparison::NotEqual);
        Ok(match shared([a, b]) {
            Family::Number => return self.compare_numbers(how, a, b),
            Family::Version => return self.compare_versions(how, a, b),
            Family::Boolean => format!("{} {sign} {}", operand(self.boolean(a)?), operand(self.boolean(b)?)),
            Family::Date => format!("{} {sign} {}", operand(self.date(a)?), operand(self.date(b)?)),
            Family::Text => {
                let (a, b) = (operand(self.text(a)?), operand(self.text(b)?));
                // Elsewhere texts are ordered by their bytes anyway.
                let by = if is_ordered && self.dialect == Dialect::Postgres { " collate \"C\"" } else { "" };
                format!("{a}{by} {sign} {b}{by}")
            }
        })
    }

    fn within(self, a: &Node, list: &[Node]) -> Printed {
        let of = |value: &dyn Fn(&Node) -> Printed| {
            let all = list.iter().map(value).collect::<Result<Vec<_>, _>>()?;
            Ok(format!("{} in ({})", operand(value(a)?), all.join(", ")))
        };
        match shared(std::iter::once(a).chain(list)) {
            Family::Number | Family::Version => {
                let each = list.iter().map(|b| Ok(format!("({})", self.compare(Comparison::Equal, a, b)?)));
                Ok(each.collect::<Result<Vec<_>, Refusal>>()?.join(" or ")).map(|all| format!("({all})"))
            }
            Family::Boolean => of(&|node| self.boolean(node)),
            Family::Date => of(&|node| self.date(node)),
            Family::Text => of(&|node| self.text(node)),
        }
    }

    /// A choice, its results printed by `result`.
    fn case(self, branches: &[(Node, Node)], otherwise: &Node, result: &dyn Fn(&Node) -> Printed) -> Printed {
        let mut sql = "case".to_owned();
        for (when, then) in branches {
            sql += &format!(" when {} then {}", self.boolean(when)?, result(then)?);
        }
        if *otherwise != Node::Constant(Value::Null) {
            sql += &format!(" else {}", result(otherwise)?);
        }
        self.limited(sql + " end")
    }

    fn coalesce(self, all: &[Node], value: &dyn Fn(&Node) -> Printed) -> Printed {
        let parts = all.iter().map(value).collect::<Result<Vec<_>, _>>()?;
        // Engines want two of them.
        match parts.as_slice() {
            [one] => Ok(one.clone()),
            parts => Ok(format!("coalesce({})", parts.join(", "))),
        }
    }
}
