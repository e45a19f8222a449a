//! Kinds of expressions: what may be compared with what, and literals read as the kind they meet.

use super::fold::folded;
use super::node::Node;
use crate::schema::Column;
use crate::words::spelling::nearest;
use crate::words::value::{Day, Kind, Value, Version};

/// A node with its kind.
#[derive(Clone, Debug)]
pub struct Typed {
    /// The node.
    pub node: Node,
    /// Its kind; `None` for a bare `null`, which fits anywhere.
    pub kind: Option<Kind>,
    /// The category column whose words it takes.
    pub column: Option<&'static Column>,
}

impl Typed {
    /// A node of a kind.
    #[must_use]
    pub fn new(node: Node, kind: Kind) -> Self {
        Self { node: folded(node), kind: Some(kind), column: None }
    }

    /// What it is, for messages: a column's name and meaning, or its kind.
    pub(super) fn described(&self) -> String {
        let kind = self.kind.map_or("null", Kind::described);
        match self.column {
            Some(column) if column.meaning.is_empty() => format!("{} ({kind})", column.name),
            Some(column) => format!("{} ({}: {kind})", column.name, column.meaning),
            None => kind.to_owned(),
        }
    }

    /// The text of a literal, where it is one.
    pub(super) fn literal(&self) -> Option<&str> {
        match (&self.node, self.kind) {
            (Node::Constant(Value::Text(text)), Some(Kind::Text)) => Some(text),
            _ => None,
        }
    }
}

/// Whether two kinds can be on the two sides of a comparison.
fn alike(a: Kind, b: Kind) -> bool {
    let family = |kind: Kind| match kind {
        Kind::Text | Kind::Category => 0,
        Kind::Integer | Kind::Number => 1,
        Kind::Boolean => 2,
        Kind::Date => 3,
        Kind::Version => 4,
    };
    family(a) == family(b)
}

/// The kind that values of both may have.
fn joined(a: Kind, b: Kind) -> Kind {
    match (a, b) {
        (Kind::Integer, Kind::Number) | (Kind::Number, Kind::Integer) => Kind::Number,
        (Kind::Category, Kind::Text) | (Kind::Text, Kind::Category) => Kind::Text,
        _ => a,
    }
}

/// Makes two expressions of one kind, reading a literal as the kind of the other side.
pub(super) fn unify(a: &mut Typed, b: &mut Typed) -> Result<Option<Kind>, String> {
    coerce(a, b)?;
    coerce(b, a)?;
    match (a.kind, b.kind) {
        (Some(one), Some(other)) if alike(one, other) => Ok(Some(joined(one, other))),
        (Some(_), Some(_)) => Err(format!("{} cannot be compared with {}{}", a.described(), b.described(), hint(a, b))),
        (kind, None) | (None, kind) => Ok(kind),
    }
}

fn hint(a: &Typed, b: &Typed) -> &'static str {
    match (a.kind, b.kind) {
        (Some(Kind::Boolean), _) | (_, Some(Kind::Boolean)) => {
            "; a yes-or-no column is a condition by itself: write it, or not it"
        }
        (Some(Kind::Date), _) | (_, Some(Kind::Date)) => "; a date is written date '2026-11-01'",
        _ => "",
    }
}

/// Reads `literal`, where it is a text literal, as the kind of `other`.
fn coerce(literal: &mut Typed, other: &Typed) -> Result<(), String> {
    let (Some(text), Some(kind)) = (literal.literal(), other.kind) else { return Ok(()) };
    let value = match kind {
        Kind::Category => {
            let Some(column) = other.column else { return Ok(()) };
            let known = column.choices.iter().any(|choice| choice.name == text);
            if !known {
                let names = column.choices.iter().map(|choice| choice.name);
                let fix = match nearest(text, names.clone()) {
                    Some(near) => format!("did you mean '{near}'?"),
                    None => format!("it is one of {}", names.collect::<Vec<_>>().join(", ")),
                };
                let meaning = Some(column.meaning).filter(|meaning| !meaning.is_empty());
                let meaning = meaning.map(|meaning| format!(" ({meaning})")).unwrap_or_default();
                return Err(format!("'{text}' is not a word of {}{meaning}; {fix}", column.name));
            }
            literal.column = other.column;
            literal.kind = Some(Kind::Category);
            return Ok(());
        }
        Kind::Version => Value::Version(Version::new(text).into()),
        Kind::Date => Value::Date(
            Day::parse(text)
                .ok_or_else(|| format!("'{text}' is not a date; write year-month-day, as in '2026-11-01'"))?,
        ),
        Kind::Text | Kind::Integer | Kind::Number | Kind::Boolean => return Ok(()),
    };
    literal.node = Node::Constant(value);
    literal.kind = Some(kind);
    Ok(())
}

/// An error where an expression is of none of the kinds that an operation needs.
pub(super) fn needs(typed: &Typed, wanted: &[Kind], by: &str) -> Result<(), String> {
    match typed.kind {
        Some(kind) if !wanted.iter().any(|wanted| alike(*wanted, kind)) => {
            Err(format!("{by} needs {}, and this is {}", wanted[0].described(), typed.described()))
        }
        _ => Ok(()),
    }
}
