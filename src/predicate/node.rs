//! The typed tree of a condition.

use std::sync::Arc;

use crate::words::value::Exact;
use crate::words::value::{Kind, Span, Value};

/// Where a column's value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Home {
    /// The row itself.
    Row,
    /// The jurisdictions row of the row's place: `jurisdiction.column`.
    Place,
    /// The entry of a reference table, by its place in the book, that the row matches: `model.column`.
    Reference(usize),
    /// The calendar: a day worked out from the day of the audit, by its place in [`NAMED`](crate::words::value::calendar::NAMED). Only in
    /// conditions that are read for any day.
    Calendar,
}

/// A comparison of two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
}

/// An operation on two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Arithmetic {
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Times,
    /// `/`, exact; by zero it is NULL
    Over,
}

/// One node of a condition.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// A value known at load.
    Constant(Value),
    /// A column of the row, of its place, or of a reference table.
    Column {
        /// Whose column.
        home: Home,
        /// Its place among the table's columns.
        index: usize,
        /// Its kind.
        kind: Kind,
        /// Its name, as conditions write it.
        name: Arc<str>,
    },
    /// `not a`
    Not(Box<Self>),
    /// `a and b and …`
    And(Vec<Self>),
    /// `a or b or …`
    Or(Vec<Self>),
    /// `a = b` and the like
    Compare(Comparison, Box<Self>, Box<Self>),
    /// `a in (b, …)`
    In(Box<Self>, Vec<Self>),
    /// `a is null`
    IsNull(Box<Self>),
    /// `a like b escape c`
    Like(Box<Self>, Box<Self>, Option<char>),
    /// `case when a then b … else c end`
    Case(Vec<(Self, Self)>, Box<Self>),
    /// `coalesce(a, b, …)`
    Coalesce(Vec<Self>),
    /// `nullif(a, b)`
    NullIf(Box<Self>, Box<Self>),
    /// `a + b` and the like
    Arithmetic(Arithmetic, Box<Self>, Box<Self>),
    /// A date moved by a span, forwards or (`-1`) back.
    Shift(Box<Self>, Span, i32),
    /// A date moved by so many spans, forwards or (`-1`) back: only where params are left as they are.
    ShiftBy(Box<Self>, Box<Self>, Span, i32),
    /// `lower(a)`
    Lower(Box<Self>),
    /// `length(a)`
    Length(Box<Self>),
    /// `substr(a, b)` and `substr(a, b, c)`
    Substr(Box<Self>, Box<Self>, Option<Box<Self>>),
    /// `a || b`
    Concat(Box<Self>, Box<Self>),
    /// `cast(a as …)`
    Cast(Box<Self>, Kind),
}

/// A text of this many bytes takes as much room as a node.
const LONG: usize = 64;

impl Node {
    /// A constant yes or no.
    #[must_use]
    pub fn yes_no(value: bool) -> Self {
        Self::Constant(Value::Boolean(value))
    }

    /// A constant whole number.
    #[must_use]
    pub fn number(value: i64) -> Self {
        Self::Constant(Value::Number(Exact::from(value)))
    }

    /// The nodes directly below.
    #[must_use]
    pub fn children(&self) -> Vec<&Self> {
        match self {
            Self::Constant(_) | Self::Column { .. } => Vec::new(),
            Self::Not(a)
            | Self::IsNull(a)
            | Self::Shift(a, _, _)
            | Self::Lower(a)
            | Self::Length(a)
            | Self::Cast(a, _) => {
                vec![a]
            }
            Self::And(all) | Self::Or(all) | Self::Coalesce(all) => all.iter().collect(),
            Self::Compare(_, a, b)
            | Self::Arithmetic(_, a, b)
            | Self::Like(a, b, _)
            | Self::NullIf(a, b)
            | Self::ShiftBy(a, b, _, _)
            | Self::Concat(a, b) => vec![a, b],
            Self::In(a, list) => std::iter::once(&**a).chain(list).collect(),
            Self::Substr(a, b, c) => [Some(a), Some(b), c.as_ref()].into_iter().flatten().map(|node| &**node).collect(),
            Self::Case(branches, otherwise) => {
                branches.iter().flat_map(|(when, then)| [when, then]).chain([&**otherwise]).collect()
            }
        }
    }

    /// How many nodes there are, a long text counted as several, and how deep they are.
    #[must_use]
    pub fn size(&self) -> (usize, usize) {
        let (mut parts, mut deepest) = (0_usize, 0);
        let mut stack = vec![(self, 1)];
        while let Some((node, depth)) = stack.pop() {
            let text = if let Self::Constant(Value::Text(text)) = node { text.len() / LONG } else { 0 };
            parts = parts.saturating_add(1 + text);
            deepest = deepest.max(depth);
            stack.extend(node.children().into_iter().map(|child| (child, depth + 1)));
        }
        (parts, deepest)
    }

    /// The columns it names, each once, in order.
    #[must_use]
    pub fn columns(&self) -> Vec<(Home, usize)> {
        self.named_columns().into_iter().map(|(home, index, _)| (home, index)).collect()
    }

    /// The columns whose texts it asks for in small letters.
    #[must_use]
    pub fn lowered(&self) -> Vec<(Home, usize)> {
        let mut found = Vec::new();
        self.walk(&mut |node| {
            if let Self::Lower(inner) = node {
                inner.walk(&mut |node| {
                    if let Self::Column { home, index, kind: Kind::Text | Kind::Category, .. } = node {
                        found.push((*home, *index));
                    }
                });
            }
        });
        found
    }

    /// The same, with their names as conditions write them.
    #[must_use]
    pub fn named_columns(&self) -> Vec<(Home, usize, &Arc<str>)> {
        let mut found: Vec<(Home, usize, &Arc<str>)> = Vec::new();
        self.walk(&mut |node| {
            if let Self::Column { home, index, name, .. } = node
                && !found.iter().any(|known| (known.0, known.1) == (*home, *index))
            {
                found.push((*home, *index, name));
            }
        });
        found
    }

    /// Whether it depends on the day of the audit: only conditions that are read for any day do.
    #[must_use]
    pub fn names_days(&self) -> bool {
        self.columns().iter().any(|(home, _)| *home == Home::Calendar)
    }

    /// The parts of a conjunction that speak of the row itself; where none does, yes.
    #[must_use]
    pub fn of_rows(&self) -> Self {
        let of_row = |node: &&Self| node.columns().iter().any(|(home, _)| *home == Home::Row);
        let parts = if let Self::And(all) = self { all.as_slice() } else { std::slice::from_ref(self) };
        let mut kept: Vec<Self> = parts.iter().filter(of_row).cloned().collect();
        match kept.len() {
            0 => Self::yes_no(true),
            1 => kept.swap_remove(0),
            _ => Self::And(kept),
        }
    }

    /// Whether it can turn an unknown into an answer that nothing gives: it holds an `is null`, a `case`, or a `coalesce` whose later
    /// parts are more than what reference tables say.
    #[must_use]
    pub fn assumes(&self) -> bool {
        let mut assumes = false;
        self.walk(&mut |node| {
            assumes |= matches!(node, Self::IsNull(_) | Self::Case(_, _));
            if let Self::Coalesce(all) = node {
                assumes |= !all.iter().skip(1).all(Self::is_looked_up);
            }
        });
        assumes
    }

    /// The reference tables that it asks whether they have an entry at all: `advisory.model is null`.
    #[must_use]
    pub fn looks_through(&self) -> Vec<usize> {
        let mut found = Vec::new();
        self.walk(&mut |node| {
            if let Self::IsNull(of) = node
                && let Self::Column { home: Home::Reference(reference), .. } = **of
                && !found.contains(&reference)
            {
                found.push(reference);
            }
        });
        found
    }

    /// Whether it rests on reference tables alone.
    fn is_looked_up(&self) -> bool {
        let columns = self.columns();
        !columns.is_empty() && columns.iter().all(|(home, _)| matches!(home, Home::Reference(_)))
    }

    fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Self)) {
        let mut stack = vec![self];
        while let Some(node) = stack.pop() {
            visit(node);
            let mut children = node.children();
            children.reverse();
            stack.extend(children);
        }
    }
}
