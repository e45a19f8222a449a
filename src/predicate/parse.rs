//! SQL text to a typed tree: parsed by `sqlparser`, checked against the schema, every mistake with its place in the text.

mod forms;
mod names;
mod operators;
mod position;

use std::cell::Cell;
use std::rc::Rc;

use sqlparser::ast::{DataType, Expr, Value as Literal};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Token, Tokenizer, Whitespace};

pub use names::PARAM;

use super::check::Typed;
use super::fold::is_fixed;
use super::names::Columns;
use super::node::Node;
use crate::limits::rules::{CONDITION, CONDITION_BRACKETS, CONDITION_DEPTH, MISTAKES};
use crate::words::value::{Day, Kind, Value};

/// A mistake in a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Lower case, no full stop.
    pub message: String,
    /// The first and last character it is about, counted from 0, in the condition's text.
    pub at: (usize, usize),
}

/// What the names in a condition mean.
pub struct Scope<'a> {
    /// The columns of the row.
    pub own: &'a Columns,
    /// Columns after a dot: of the row's place, and of the entries of reference tables that it matches.
    pub others: &'a [&'a Columns],
    /// The day of the audit, to which conditions are folded; `None` to read them for any day.
    pub as_of: Option<Day>,
    /// The value of a `:param`.
    pub param: &'a dyn Fn(&str) -> Option<Value>,
    /// Whether params are left as they are, as columns of the calendar behind its days: for who writes conditions in another language.
    pub open: bool,
    /// The names of all params, for the nearest one.
    pub params: &'a [&'a str],
    /// A defined name: `None` where there is none.
    pub define: &'a dyn Fn(&str) -> Option<Meaning>,
    /// All defined names, for the nearest one.
    pub defines: &'a [&'a str],
    /// How many parts were copied into all conditions that are read with it.
    pub copied: &'a Copied,
}

/// What a defined name stands for, or what is wrong where it cannot be used; empty where that was reported already.
pub type Meaning = Result<Rc<Defined>, String>;

/// What a defined name stands for, and how large that is.
#[derive(Clone, Debug)]
pub struct Defined {
    typed: Typed,
    parts: usize,
    depth: usize,
}

impl Defined {
    /// What a name stands for, measured once: it is copied into every condition that uses the name.
    #[must_use]
    pub fn new(typed: Typed) -> Self {
        let (parts, depth) = typed.node.size();
        Self { typed, parts, depth }
    }
}

/// A count of the parts that were copied into the conditions of one rules file and of those it extends.
#[derive(Debug, Default)]
pub struct Copied {
    parts: Cell<usize>,
    /// Whether it was reported already that they are too many.
    reported: Cell<bool>,
}

impl Copied {
    /// The count as it is now, to return to by [`Copied::back_to`] where a condition is read once more.
    #[must_use]
    pub fn now(&self) -> (usize, bool) {
        (self.parts.get(), self.reported.get())
    }

    /// Returns to an earlier count.
    pub fn back_to(&self, (parts, reported): (usize, bool)) {
        self.parts.set(parts);
        self.reported.set(reported);
    }
}

/// The most mistakes of one condition that are looked for: one more than are listed. What follows in it is not read.
const MOST_MISTAKES: usize = MISTAKES.size() + 1;
/// The most params, or definitions, that are searched for the name nearest to one that is not there.
const NAMES: usize = 500;
/// The longest condition whose strange parts are spelled out: the parser's own ways to do so recurse.
const SHORT: usize = 1_000;

/// Parses and checks an expression; as a `condition` its value must be yes or no.
///
/// # Errors
/// Every mistake found, with its place in the text.
pub fn parse(text: &str, scope: &Scope<'_>, condition: bool) -> Result<Typed, Vec<Mistake>> {
    let whole = (0, text.chars().count().saturating_sub(1));
    let one = |message: String, at| Err(vec![Mistake { message, at }]);
    if text.trim().is_empty() {
        return one("the condition is empty".to_owned(), whole);
    }
    if whole.1 >= CONDITION.size() {
        return one(CONDITION.to_string(), (0, 0));
    }
    let dialect = GenericDialect {};
    let mut reader = Reader { text, scope, mistakes: Vec::new(), depth: 0, copied: 0 };
    let tokens = Tokenizer::new(&dialect, text).tokenize_with_location().map_err(ParserError::from);
    let comment = |token: &Token| {
        matches!(token, Token::Whitespace(Whitespace::SingleLineComment { .. } | Whitespace::MultiLineComment(_)))
    };
    if let Some(found) = tokens.iter().flatten().find(|found| comment(&found.token)) {
        let message = "a condition has no comments; write them in the rules file, after #";
        return one(message.to_owned(), reader.ends(found.span));
    }
    let parsed = tokens.and_then(|tokens| {
        let mut parser = Parser::new(&dialect)
            .with_recursion_limit(CONDITION_BRACKETS.size() + 2)
            .with_tokens_with_locations(tokens);
        let expr = parser.parse_expr()?;
        Ok((expr, parser.peek_token()))
    });
    let expr = match parsed {
        Ok((expr, next)) if next.token == Token::EOF => expr,
        Ok((_, next)) => {
            let at = reader.offset(next.span.start);
            return one(format!("the condition ends before \"{}\"", next.token), (at, at));
        }
        Err(error) => {
            let (message, at) = reader.parser_words(&error);
            return one(message, (at, at));
        }
    };
    let typed = reader.read(&expr);
    if let Some(typed) = &typed
        && condition
        && typed.kind.is_some_and(|kind| kind != Kind::Boolean)
    {
        reader.add(&expr, format!("a condition is yes or no, and this is {}", typed.described()));
    }
    match (typed, reader.mistakes) {
        (Some(typed), mistakes) if mistakes.is_empty() => Ok(typed),
        (_, mistakes) => Err(mistakes),
    }
}

struct Reader<'a> {
    text: &'a str,
    scope: &'a Scope<'a>,
    mistakes: Vec<Mistake>,
    depth: usize,
    /// The parts that were copied into the condition.
    copied: usize,
}

impl Reader<'_> {
    /// A part of SQL that this language does not have.
    fn strange(&mut self, expr: &Expr) -> Option<Typed> {
        let what = if self.text.len() <= SHORT { format!("\"{expr}\"") } else { "this".to_owned() };
        self.fail(expr, format!("{what} is not part of this language; pollworthy explain rules lists it"))
    }

    fn fail(&mut self, expr: &Expr, message: impl Into<String>) -> Option<Typed> {
        self.add(expr, message.into());
        None
    }

    /// Adds the mistake, if there is one.
    fn demand<T>(&mut self, expr: &Expr, result: Result<T, String>) -> Option<T> {
        result.map_err(|message| self.add(expr, message)).ok()
    }

    fn read(&mut self, expr: &Expr) -> Option<Typed> {
        if self.depth >= CONDITION_DEPTH.size() {
            return self.fail(expr, CONDITION_DEPTH.to_string());
        }
        self.depth += 1;
        let typed = self.read_at_depth(expr);
        self.depth -= 1;
        typed
    }

    #[allow(clippy::wildcard_enum_match_arm)] // the parser's enum, which grows with every SQL dialect
    fn read_at_depth(&mut self, expr: &Expr) -> Option<Typed> {
        match expr {
            Expr::Nested(inner) => self.read(inner),
            Expr::Identifier(name) => self.name(expr, name),
            Expr::CompoundIdentifier(parts) => self.qualified(expr, parts),
            Expr::Value(literal) => self.literal(expr, &literal.value),
            Expr::TypedString(typed) => match (&typed.data_type, &typed.value.value) {
                (DataType::Date, Literal::SingleQuotedString(text)) => match Day::parse(text) {
                    Some(day) => Some(Typed::new(Node::Constant(Value::Date(day)), Kind::Date)),
                    None => self.fail(expr, format!("'{text}' is not a date; write date '2026-11-01'")),
                },
                _ => self.fail(expr, "only dates are written like this: date '2026-11-01'"),
            },
            Expr::IsNull(inner) => self.is_null(inner),
            Expr::IsNotNull(inner) => self.is_null(inner).map(negated),
            Expr::UnaryOp { op, expr: inner } => self.unary(expr, *op, inner),
            Expr::BinaryOp { left, op, right } => self.binary(expr, left, op, right),
            Expr::InList { expr: inner, list, negated } => self.in_list(inner, list, *negated),
            Expr::Between { expr: inner, negated, low, high } => self.between(expr, inner, low, high, *negated),
            Expr::Like { negated, any: false, expr: inner, pattern, escape_char } => {
                self.like(expr, inner, pattern, escape_char.as_deref(), *negated)
            }
            Expr::Case { operand, conditions, else_result, .. } => {
                self.case(operand.as_deref(), conditions, else_result.as_deref())
            }
            Expr::Cast { expr: inner, data_type, format: None, .. } => self.cast(expr, inner, data_type),
            Expr::Substring { expr: inner, substring_from, substring_for, .. } => {
                self.substring(expr, inner, substring_from.as_deref(), substring_for.as_deref())
            }
            Expr::Function(function) => self.function(expr, function),
            Expr::Interval(_) => self.fail(expr, "an interval is added to a date or subtracted from one"),
            _ => self.strange(expr),
        }
    }
}

fn negated(typed: Typed) -> Typed {
    debug_assert!(!is_fixed(&typed.node) || matches!(typed.node, Node::Constant(_)));
    Typed::new(Node::Not(typed.node.into()), Kind::Boolean)
}
