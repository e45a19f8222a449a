//! SQL text to a typed tree: parsed by `sqlparser`, checked against the schema, every mistake with its place in the text.

use std::cell::Cell;
use std::rc::Rc;

use sqlparser::ast::{
    BinaryOperator, CaseWhen, DataType, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, Ident,
    Interval, Spanned, UnaryOperator, Value as Literal,
};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Location, Span as Stretch, Token, Tokenizer, Whitespace};

use super::check::{Typed, needs, unify};
use super::fold::is_fixed;
use super::names::Columns;
use super::node::{Arithmetic, Comparison, Node};
use crate::spelling::nearest;
use crate::value::Exact;
use crate::value::{Day, Kind, Span, Value, calendar};

/// A mistake in a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// What is said to people: lower case, no full stop.
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
    /// The day of the audit.
    pub as_of: Day,
    /// The value of a `:param`, and the names there are.
    pub param: &'a dyn Fn(&str) -> Option<Value>,
    /// The names of all params, for the nearest one.
    pub params: &'a [&'a str],
    /// A defined name: `None` where there is none.
    pub define: &'a dyn Fn(&str) -> Option<Meaning>,
    /// All defined names, for the nearest one.
    pub defines: &'a [&'a str],
    /// How many parts were copied into all conditions that are read with it.
    pub copied: &'a Copied,
}

/// What a defined name stands for, or what is wrong where it cannot be used; empty where that is said already.
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
    /// Whether it was said already that they are too many.
    said: Cell<bool>,
}

impl Copied {
    /// The count as it stands now, to return to by [`Copied::back_to`] where a condition is read once more.
    #[must_use]
    pub fn now(&self) -> (usize, bool) {
        (self.parts.get(), self.said.get())
    }

    /// Returns to an earlier count.
    pub fn back_to(&self, (parts, said): (usize, bool)) {
        self.parts.set(parts);
        self.said.set(said);
    }
}

/// The longest condition, in characters.
const LONGEST: usize = 10_000;
/// The deepest tree of a condition, chains of `and` and `or` apart, and the most parentheses and calls within each other: a Windows
/// program's first thread has one megabyte of stack, and the parser takes 15 kilobytes of it for a call.
const DEEPEST: usize = 100;
const NESTED: usize = 32;
/// The most parts that names may bring into one condition, counted by [`Node::size`]: as many as the longest text has characters, so
/// that names say no more than could be written out. The largest condition of the built-in rules has under 100.
pub const UNFOLDED: usize = LONGEST;
/// The most parts that names may bring into all conditions of a rules file: they take about 20 MB and
/// 50 ms to read. All conditions of the built-in rules together have under 2,000 parts, written out or not.
pub const UNFOLDED_IN_ALL: usize = 10 * UNFOLDED;
/// The most mistakes of one condition: what follows in it is not read.
const MOST_MISTAKES: usize = 100;
/// A name that is not there is held against so many params and definitions for the nearest.
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
    if whole.1 >= LONGEST {
        return one(format!("the condition is longer than {LONGEST} characters"), (0, 0));
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
        let mut parser = Parser::new(&dialect).with_recursion_limit(NESTED).with_tokens_with_locations(tokens);
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
    /// A place of the parser (line and character from 1) as a character of the text from 0; at most one past its last.
    fn offset(&self, at: Location) -> usize {
        let lines = self.text.split_inclusive('\n').take(at.line.saturating_sub(1) as usize);
        let before: usize = lines.map(|line| line.chars().count()).sum();
        (before + at.column.saturating_sub(1) as usize).min(self.text.chars().count())
    }

    /// The first and last character of a stretch; the parser's ends are one past the last.
    fn ends(&self, stretch: Stretch) -> (usize, usize) {
        let start = self.offset(stretch.start);
        (start, self.offset(stretch.end).saturating_sub(1).max(start))
    }

    /// The parser's own words without its preface, and the place it names.
    fn parser_words(&self, error: &ParserError) -> (String, usize) {
        let message = match error {
            ParserError::TokenizerError(message) | ParserError::ParserError(message) => message,
            ParserError::RecursionLimitExceeded => return ("the condition is nested too deeply".to_owned(), 0),
        };
        let (words, at) = match message.rsplit_once(" at Line: ") {
            Some((words, place)) => {
                let mut numbers = place.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok());
                let at = Location { line: numbers.next().unwrap_or(1), column: numbers.next().unwrap_or(1) };
                (words, self.offset(at))
            }
            // The end has no place of the parser's.
            None => (message.as_str(), self.text.chars().count()),
        };
        let mut signs = words.trim_end_matches(',').chars();
        let first = signs.next().into_iter().flat_map(char::to_lowercase);
        let words: String = first.chain(signs).collect();
        (words.replace("EOF", "the end"), at)
    }

    fn add(&mut self, expr: &Expr, message: String) {
        let short = self.text.len() <= SHORT;
        let stretch = match (edge(expr, true), edge(expr, false)) {
            (Ok(first), Ok(last)) => Some(first.union(&last)),
            (first, last) if short => {
                let known = |edge: Result<Stretch, &Expr>| edge.unwrap_or_else(|strange| strange.span());
                Some(known(first).union(&known(last)))
            }
            (Ok(one), Err(_)) | (Err(_), Ok(one)) => Some(one),
            (Err(_), Err(_)) => None,
        };
        let at = stretch.map_or((0, self.text.chars().count().saturating_sub(1)), |stretch| self.ends(stretch));
        self.mistakes.push(Mistake { message, at });
    }

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
        if self.depth >= DEEPEST {
            return self.fail(expr, "the condition is nested too deeply");
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
            Expr::Interval(_) => self.fail(expr, "an interval is added to a date or taken from one"),
            _ => self.strange(expr),
        }
    }

    fn name(&mut self, expr: &Expr, ident: &Ident) -> Option<Typed> {
        if self.mistakes.len() >= MOST_MISTAKES {
            return None;
        }
        let name = ident.value.as_str();
        // A file that a mapping reads may have columns of such names, and means them.
        if let Some(column) = self.scope.own.find(name).filter(|_| name != "as_of") {
            return Some(column);
        }
        if calendar::is_named(name) {
            // Before the calendar begins there is no such day.
            let day = calendar::named(name, self.scope.as_of).map_or(Value::Null, Value::Date);
            return Some(Typed::new(Node::Constant(day), Kind::Date));
        }
        match (self.scope.define)(name) {
            Some(Ok(defined)) => self.unfolded(expr, name, &defined),
            // What is wrong with a definition is said where it stands.
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
                let fix = nearest(name, names).map(|near| format!("; did you mean {near}?")).unwrap_or_default();
                self.fail(expr, format!("{} has no column \"{name}\", and nothing defines it{fix}", own.called))
            }
        }
    }

    /// What a defined name stands for, unless that is more than a condition may hold.
    fn unfolded(&mut self, expr: &Expr, name: &str, defined: &Defined) -> Option<Typed> {
        // What the name stands for takes the name's own place.
        if self.depth + defined.depth > DEEPEST + 1 {
            let fix = "let it rest on fewer names that rest on others";
            return self
                .fail(expr, format!("with {name} the condition is nested too deeply, over {DEEPEST} levels; {fix}"));
        }
        self.copy(expr, &format!("with {name}"), defined.parts)?;
        Some(defined.typed.clone())
    }

    /// Counts parts that are copied into the condition, and says once where they become too many.
    fn copy(&mut self, expr: &Expr, with: &str, parts: usize) -> Option<()> {
        let here = self.copied.saturating_add(parts);
        let in_all = self.scope.copied.parts.get().saturating_add(parts);
        if here > UNFOLDED {
            let said = std::mem::replace(&mut self.copied, usize::MAX) == usize::MAX;
            if !said {
                let most = format!("the condition has more than {UNFOLDED} parts that it does not write out");
                self.add(expr, format!("{with} {most}; use fewer names in it, or names that stand for less"));
            }
            return None;
        }
        if in_all > UNFOLDED_IN_ALL {
            if !self.scope.copied.said.replace(true) {
                let most = format!(
                    "all conditions of the rules have more than {UNFOLDED_IN_ALL} parts that they do not write out"
                );
                self.add(expr, format!("{with} {most}; use fewer names in them, or names that stand for less"));
            }
            return None;
        }
        self.copied = here;
        self.scope.copied.parts.set(in_all);
        Some(())
    }

    fn qualified(&mut self, expr: &Expr, parts: &[Ident]) -> Option<Typed> {
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
    fn literal(&mut self, expr: &Expr, literal: &Literal) -> Option<Typed> {
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
                    Some(value) => Some(constant(value)),
                    None => {
                        let near = nearest(name, self.scope.params.iter().take(NAMES).copied());
                        let fix = near.map(|near| format!("; did you mean :{near}?")).unwrap_or_default();
                        self.fail(expr, format!("[params] has no \"{name}\"{fix}"))
                    }
                }
            }
            Literal::DoubleQuotedString(text) => self.fail(expr, format!("text is written in single quotes: '{text}'")),
            _ => self.fail(expr, format!("\"{expr}\" is not part of this language")),
        }
    }

    fn is_null(&mut self, inner: &Expr) -> Option<Typed> {
        let inner = self.read(inner)?;
        Some(Typed::new(Node::IsNull(inner.node.into()), Kind::Boolean))
    }

    #[allow(clippy::wildcard_enum_match_arm)] // the parser's enum
    fn unary(&mut self, expr: &Expr, op: UnaryOperator, inner: &Expr) -> Option<Typed> {
        let typed = self.read(inner)?;
        match op {
            UnaryOperator::Not => {
                self.demand(inner, needs(&typed, &[Kind::Boolean], "not"))?;
                Some(negated(typed))
            }
            UnaryOperator::Minus => {
                self.demand(inner, needs(&typed, &[Kind::Number], "-"))?;
                let kind = typed.kind.unwrap_or(Kind::Number);
                Some(Typed::new(Node::Arithmetic(Arithmetic::Minus, Node::number(0).into(), typed.node.into()), kind))
            }
            UnaryOperator::Plus => Some(typed),
            _ => self.fail(expr, format!("\"{op}\" is not part of this language")),
        }
    }

    #[allow(clippy::wildcard_enum_match_arm)] // the parser's enum
    fn binary(&mut self, expr: &Expr, left: &Expr, op: &BinaryOperator, right: &Expr) -> Option<Typed> {
        let comparison = match op {
            BinaryOperator::And | BinaryOperator::Or => return self.chain(expr, op),
            BinaryOperator::Eq => Comparison::Equal,
            BinaryOperator::NotEq => Comparison::NotEqual,
            BinaryOperator::Lt => Comparison::Less,
            BinaryOperator::LtEq => Comparison::LessEqual,
            BinaryOperator::Gt => Comparison::Greater,
            BinaryOperator::GtEq => Comparison::GreaterEqual,
            BinaryOperator::Plus => return self.sum(expr, left, right, Arithmetic::Plus),
            BinaryOperator::Minus => return self.sum(expr, left, right, Arithmetic::Minus),
            BinaryOperator::Multiply => return self.arithmetic(left, right, Arithmetic::Times),
            BinaryOperator::Divide => return self.arithmetic(left, right, Arithmetic::Over),
            BinaryOperator::StringConcat => {
                let (a, b) = (self.read(left), self.read(right));
                let (a, b) = (a?, b?);
                self.demand(left, needs(&a, &[Kind::Text], "||"))?;
                self.demand(right, needs(&b, &[Kind::Text], "||"))?;
                return Some(Typed::new(Node::Concat(a.node.into(), b.node.into()), Kind::Text));
            }
            _ => return self.fail(expr, format!("\"{op}\" is not part of this language")),
        };
        let (a, b) = (self.read(left), self.read(right));
        let (mut a, mut b) = (a?, b?);
        let unified = unify(&mut a, &mut b);
        // What begins with a literal is about that literal.
        let about = match (&unified, left, right) {
            (Err(message), _, Expr::Value(_)) if message.starts_with('\'') => right,
            (Err(message), Expr::Value(_), _) if message.starts_with('\'') => left,
            _ => expr,
        };
        let kind = self.demand(about, unified)?;
        let ordered = !matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        if ordered && matches!(kind, Some(Kind::Category | Kind::Boolean)) {
            let what = a.described();
            return self.fail(expr, format!("{what} has no order; only = and <> compare it"));
        }
        Some(Typed::new(Node::Compare(comparison, a.node.into(), b.node.into()), Kind::Boolean))
    }

    /// A chain of one connective, flattened, so that a long one is not a deep one.
    fn chain(&mut self, expr: &Expr, op: &BinaryOperator) -> Option<Typed> {
        let mut parts = Vec::new();
        let mut spine = expr;
        while let Expr::BinaryOp { left, op: same, right } = spine
            && same == op
        {
            parts.push(&**right);
            spine = left;
        }
        parts.push(spine);
        parts.reverse();
        let read: Vec<Option<Node>> = parts
            .into_iter()
            .map(|part| {
                let typed = self.read(part)?;
                let by = if *op == BinaryOperator::And { "and" } else { "or" };
                self.demand(part, needs(&typed, &[Kind::Boolean], by))?;
                Some(typed.node)
            })
            .collect();
        let nodes = read.into_iter().collect::<Option<Vec<Node>>>()?;
        let node = if *op == BinaryOperator::And { Node::And(nodes) } else { Node::Or(nodes) };
        Some(Typed::new(node, Kind::Boolean))
    }

    fn arithmetic(&mut self, left: &Expr, right: &Expr, how: Arithmetic) -> Option<Typed> {
        let (a, b) = (self.read(left), self.read(right));
        let (a, b) = (a?, b?);
        self.demand(left, needs(&a, &[Kind::Number], "arithmetic"))?;
        self.demand(right, needs(&b, &[Kind::Number], "arithmetic"))?;
        let whole = how != Arithmetic::Over && a.kind == Some(Kind::Integer) && b.kind == Some(Kind::Integer);
        let kind = if whole { Kind::Integer } else { Kind::Number };
        Some(Typed::new(Node::Arithmetic(how, a.node.into(), b.node.into()), kind))
    }

    fn sum(&mut self, expr: &Expr, left: &Expr, right: &Expr, how: Arithmetic) -> Option<Typed> {
        if let Expr::Interval(interval) = right {
            let date = self.read(left);
            let span = self.span(right, interval);
            let (date, span) = (date?, span?);
            self.demand(left, needs(&date, &[Kind::Date], "an interval"))?;
            let sign = if how == Arithmetic::Minus { -1 } else { 1 };
            return Some(Typed::new(Node::Shift(date.node.into(), span, sign), Kind::Date));
        }
        if let Expr::Interval(_) = left {
            return self.fail(expr, "the interval comes after the date: as_of + interval '1 year'");
        }
        self.arithmetic(left, right, how)
    }

    fn span(&mut self, expr: &Expr, interval: &Interval) -> Option<Span> {
        let value = self.read(&interval.value)?;
        let span = match (&value.node, &interval.leading_field) {
            _ if interval.last_field.is_some() || interval.leading_precision.is_some() => None,
            (Node::Constant(Value::Text(text)), None) => Span::parse(text),
            (Node::Constant(Value::Text(text)), Some(unit)) => {
                text.trim().parse().ok().and_then(|count| Span::of(count, &unit.to_string()))
            }
            (Node::Constant(Value::Number(count)), Some(unit)) => {
                count.to_integer().and_then(|count| Span::of(count, &unit.to_string()))
            }
            _ => None,
        };
        if span.is_none() {
            let fix =
                "write interval '10 years', or interval :param year; days, weeks, months, quarters and years are known";
            self.add(expr, format!("this interval cannot be read; {fix}"));
        }
        span
    }

    /// Reads expressions that must be of one kind; a text literal is read as the kind of the first that is none. Their nodes, and
    /// what they share.
    fn united(&mut self, exprs: &[&Expr]) -> Option<(Vec<Node>, Typed)> {
        let read: Vec<Option<Typed>> = exprs.iter().map(|expr| self.read(expr)).collect();
        let mut parts = read.into_iter().collect::<Option<Vec<Typed>>>()?;
        let plain = parts.iter().position(|part| part.kind.is_some() && part.literal().is_none());
        let leader = plain.or_else(|| parts.iter().position(|part| part.kind.is_some())).unwrap_or(0);
        let mut shared = parts.get(leader)?.clone();
        let mut fits = true;
        for (at, part) in parts.iter_mut().enumerate().filter(|(at, _)| *at != leader) {
            let unified = if at < leader { unify(part, &mut shared) } else { unify(&mut shared, part) };
            match self.demand(exprs[at], unified) {
                Some(kind) => shared.kind = kind,
                None => fits = false,
            }
            shared.column = shared.column.or(part.column);
        }
        fits.then(|| (parts.into_iter().map(|part| part.node).collect(), shared))
    }

    fn in_list(&mut self, inner: &Expr, list: &[Expr], not: bool) -> Option<Typed> {
        let exprs: Vec<&Expr> = std::iter::once(inner).chain(list).collect();
        let (mut nodes, _) = self.united(&exprs)?;
        let value = nodes.remove(0);
        let typed = Typed::new(Node::In(value.into(), nodes), Kind::Boolean);
        Some(if not { negated(typed) } else { typed })
    }

    fn between(&mut self, expr: &Expr, inner: &Expr, low: &Expr, high: &Expr, not: bool) -> Option<Typed> {
        let (nodes, shared) = self.united(&[inner, low, high])?;
        if matches!(shared.kind, Some(Kind::Category | Kind::Boolean)) {
            return self.fail(expr, format!("{} has no order; between does not fit it", shared.described()));
        }
        let [value, low, high] = <[Node; 3]>::try_from(nodes).ok()?;
        self.copy(inner, "with what is between two others", value.size().0)?;
        let above = Node::Compare(Comparison::GreaterEqual, value.clone().into(), low.into());
        let below = Node::Compare(Comparison::LessEqual, value.into(), high.into());
        let (above, below) = (Typed::new(above, Kind::Boolean).node, Typed::new(below, Kind::Boolean).node);
        let typed = Typed::new(Node::And(vec![above, below]), Kind::Boolean);
        Some(if not { negated(typed) } else { typed })
    }

    fn like(&mut self, expr: &Expr, inner: &Expr, pattern: &Expr, escape: Option<&Expr>, not: bool) -> Option<Typed> {
        let (value, like) = (self.read(inner), self.read(pattern));
        let (value, like) = (value?, like?);
        self.demand(inner, needs(&value, &[Kind::Text], "like"))?;
        self.demand(pattern, needs(&like, &[Kind::Text], "like"))?;
        let escape = match escape.map(|escape| self.read(escape)) {
            None => None,
            Some(typed) => {
                let text = typed?.literal().map(str::to_owned).unwrap_or_default();
                let mut characters = text.chars();
                let (Some(escape), None) = (characters.next(), characters.next()) else {
                    return self.fail(expr, "escape takes one character in quotes");
                };
                Some(escape)
            }
        };
        let typed = Typed::new(Node::Like(value.node.into(), like.node.into(), escape), Kind::Boolean);
        Some(if not { negated(typed) } else { typed })
    }

    fn case(&mut self, operand: Option<&Expr>, branches: &[CaseWhen], otherwise: Option<&Expr>) -> Option<Typed> {
        let operand = match operand {
            Some(operand) => {
                let typed = self.read(operand)?;
                let copies = branches.len().saturating_sub(1);
                self.copy(operand, "with what each when is compared with", typed.node.size().0.saturating_mul(copies))?;
                Some(typed)
            }
            None => None,
        };
        let whens: Vec<Option<Node>> =
            branches.iter().map(|branch| self.when(operand.clone(), &branch.condition)).collect();
        let results: Vec<&Expr> = branches.iter().map(|branch| &branch.result).chain(otherwise).collect();
        let (mut nodes, shared) = self.united(&results)?;
        let last = if otherwise.is_some() { nodes.pop()? } else { Node::Constant(Value::Null) };
        let whens = whens.into_iter().collect::<Option<Vec<Node>>>()?;
        let node = super::fold::folded(Node::Case(whens.into_iter().zip(nodes).collect(), last.into()));
        Some(Typed { node, ..shared })
    }

    /// What a `when` asks: whether it holds, or whether it equals the operand.
    fn when(&mut self, operand: Option<Typed>, condition: &Expr) -> Option<Node> {
        let mut when = self.read(condition)?;
        let Some(mut operand) = operand else {
            self.demand(condition, needs(&when, &[Kind::Boolean], "when"))?;
            return Some(when.node);
        };
        let unified = unify(&mut operand, &mut when);
        self.demand(condition, unified)?;
        let equal = Node::Compare(Comparison::Equal, operand.node.into(), when.node.into());
        Some(Typed::new(equal, Kind::Boolean).node)
    }

    fn cast(&mut self, expr: &Expr, inner: &Expr, to: &DataType) -> Option<Typed> {
        let typed = self.read(inner)?;
        let name = to.to_string().to_ascii_lowercase();
        let base = name.split('(').next().unwrap_or_default().trim();
        let kind = match base {
            "text" | "varchar" | "char" | "string" => Kind::Text,
            "integer" | "int" | "bigint" => Kind::Integer,
            "decimal" | "numeric" | "real" | "double" | "double precision" | "float" | "number" => Kind::Number,
            "boolean" | "bool" => Kind::Boolean,
            "date" => Kind::Date,
            "version" => Kind::Version,
            _ => {
                let known = "text, integer, decimal, boolean, date or version";
                return self.fail(expr, format!("cast to \"{name}\" is not known; it is {known}"));
            }
        };
        Some(Typed::new(Node::Cast(typed.node.into(), kind), kind))
    }

    fn substring(&mut self, expr: &Expr, inner: &Expr, from: Option<&Expr>, length: Option<&Expr>) -> Option<Typed> {
        let text = self.read(inner)?;
        self.demand(inner, needs(&text, &[Kind::Text], "substr"))?;
        let Some(from) = from else { return self.fail(expr, "substr needs where to begin") };
        let start = self.read(from)?;
        self.demand(from, needs(&start, &[Kind::Integer], "substr"))?;
        let length = match length {
            Some(length) => {
                let typed = self.read(length)?;
                self.demand(length, needs(&typed, &[Kind::Integer], "substr"))?;
                Some(typed.node.into())
            }
            None => None,
        };
        Some(Typed::new(Node::Substr(text.node.into(), start.node.into(), length), Kind::Text))
    }

    fn function(&mut self, expr: &Expr, function: &Function) -> Option<Typed> {
        const KNOWN: [&str; 5] = ["coalesce", "nullif", "lower", "length", "substr"];
        let name = function.name.to_string().to_ascii_lowercase();
        if !KNOWN.contains(&name.as_str()) {
            let fix = nearest(&name, KNOWN).map(|near| format!("; did you mean {near}?"));
            let known = format!("; there are {}", KNOWN.join(", "));
            return self.fail(expr, format!("there is no function \"{name}\"{}", fix.unwrap_or(known)));
        }
        let Some(args) = plain(function) else {
            let never = "no over, filter, distinct, order by or the like";
            return self.fail(expr, format!("{name} takes plain values: {never}"));
        };
        match (name.as_str(), args.as_slice()) {
            ("coalesce", [_, ..]) => {
                let (nodes, shared) = self.united(&args)?;
                Some(Typed { node: super::fold::folded(Node::Coalesce(nodes)), ..shared })
            }
            ("nullif", [a, b]) => {
                let (left, right) = (self.read(a), self.read(b));
                let (mut left, mut right) = (left?, right?);
                let unified = unify(&mut left, &mut right);
                self.demand(expr, unified)?;
                let node = super::fold::folded(Node::NullIf(left.node.into(), right.node.into()));
                Some(Typed { node, kind: left.kind, column: left.column })
            }
            ("lower" | "length", [a]) => {
                let typed = self.read(a)?;
                self.demand(a, needs(&typed, &[Kind::Text], &name))?;
                Some(match name.as_str() {
                    "lower" => Typed::new(Node::Lower(typed.node.into()), Kind::Text),
                    _ => Typed::new(Node::Length(typed.node.into()), Kind::Integer),
                })
            }
            ("substr" | "substring", [a, from]) => self.substring(expr, a, Some(from), None),
            ("substr" | "substring", [a, from, length]) => self.substring(expr, a, Some(from), Some(length)),
            _ => self.fail(expr, format!("{name} is not used like this")),
        }
    }
}

/// The arguments of a function, where it has nothing else.
fn plain(function: &Function) -> Option<Vec<&Expr>> {
    let Function { name: _, uses_odbc_syntax, parameters, args, within_group, filter, null_treatment, over } = function;
    let FunctionArguments::List(list) = args else { return None };
    let bare = !uses_odbc_syntax
        && matches!(parameters, FunctionArguments::None)
        && within_group.is_empty()
        && (filter, null_treatment, over) == (&None, &None, &None)
        && list.duplicate_treatment.is_none()
        && list.clauses.is_empty();
    if !bare {
        return None;
    }
    let mut values = Vec::new();
    for arg in &list.args {
        let FunctionArg::Unnamed(FunctionArgExpr::Expr(value)) = arg else { return None };
        values.push(value);
    }
    Some(values)
}

/// Where an expression begins (or ends), found without recursion, as the parser's own way is not: a long chain is a deep one. `Err`
/// with the part whose edge only the parser knows.
#[allow(clippy::wildcard_enum_match_arm)] // the parser's enum
fn edge(expr: &Expr, first: bool) -> Result<Stretch, &Expr> {
    let mut expr = expr;
    loop {
        expr = match expr {
            Expr::BinaryOp { left, .. } if first => left,
            Expr::BinaryOp { right, .. } => right,
            Expr::InList { list, .. } if !first && !list.is_empty() => &list[list.len() - 1],
            Expr::Between { high, .. } if !first => high,
            Expr::Like { pattern, .. } if !first => pattern,
            Expr::Nested(inner) | Expr::IsNull(inner) | Expr::IsNotNull(inner) => inner,
            Expr::UnaryOp { expr: inner, .. }
            | Expr::InList { expr: inner, .. }
            | Expr::Between { expr: inner, .. }
            | Expr::Like { expr: inner, .. }
            | Expr::Cast { expr: inner, .. }
            | Expr::Substring { expr: inner, .. } => inner,
            Expr::Interval(interval) => &interval.value,
            Expr::Case { case_token, .. } if first => return Ok(case_token.0.span),
            Expr::Case { end_token, .. } => return Ok(end_token.0.span),
            Expr::Function(function) => return Ok(function.name.span()),
            Expr::Identifier(_) | Expr::CompoundIdentifier(_) | Expr::Value(_) | Expr::TypedString(_) => {
                return Ok(expr.span());
            }
            strange => return Err(strange),
        };
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

fn negated(typed: Typed) -> Typed {
    debug_assert!(!is_fixed(&typed.node) || matches!(typed.node, Node::Constant(_)));
    Typed::new(Node::Not(typed.node.into()), Kind::Boolean)
}
