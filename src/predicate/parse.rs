//! SQL text to a typed tree: parsed by `sqlparser`, checked against the schema, every mistake with its place in the text.

use sqlparser::ast::{
    BinaryOperator, CaseWhen, DataType, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, Ident,
    Interval, Spanned, UnaryOperator, Value as Literal,
};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::{Location, Token};

use super::check::{Typed, needs, unify};
use super::fold::is_fixed;
use super::node::{Arithmetic, Comparison, Home, Node};
use crate::schema::{JURISDICTIONS, TableId};
use crate::spelling::nearest;
use crate::value::Exact;
use crate::value::{Day, Kind, Span, Value};

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
    /// The table whose rows it is about.
    pub table: TableId,
    /// The day of the audit.
    pub as_of: Day,
    /// The value of a `:param`, and the names there are.
    pub param: &'a dyn Fn(&str) -> Option<Value>,
    /// The names of all params, for the nearest one.
    pub params: Vec<String>,
    /// A defined name: `None` where there is none, `Err` with what is wrong where it cannot be used; empty where that is said already.
    pub define: &'a dyn Fn(&str) -> Option<Result<Typed, String>>,
    /// All defined names, for the nearest one.
    pub defines: Vec<String>,
}

/// The longest condition, in characters.
const LONGEST: usize = 10_000;
/// The deepest nesting of a condition.
const DEEPEST: usize = 200;

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
    let parsed = Parser::new(&dialect).try_with_sql(text).and_then(|mut parser| {
        let expr = parser.parse_expr()?;
        Ok((expr, parser.peek_token()))
    });
    let mut reader = Reader { text, scope, mistakes: Vec::new(), depth: 0 };
    let expr = match parsed {
        Ok((expr, next)) if next.token == Token::EOF => expr,
        Ok((_, next)) => {
            let at = reader.offset(next.span.start);
            return one(format!("the condition ends before \"{}\"", next.token), (at, at));
        }
        Err(error) => {
            let (message, at) = reader.parser_words(&error.to_string());
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
}

impl Reader<'_> {
    /// A place of the parser (line and character from 1) as a character of the text from 0.
    fn offset(&self, at: Location) -> usize {
        let lines = self.text.split_inclusive('\n').take(at.line.saturating_sub(1) as usize);
        let before: usize = lines.map(|line| line.chars().count()).sum();
        before + at.column.saturating_sub(1) as usize
    }

    /// The parser's own words without its preface, and the place it names.
    fn parser_words(&self, message: &str) -> (String, usize) {
        let message = message.trim_start_matches("sql parser error: ");
        let (words, at) = match message.rsplit_once(" at Line: ") {
            Some((words, place)) => {
                let mut numbers = place.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok());
                let at = Location { line: numbers.next().unwrap_or(1), column: numbers.next().unwrap_or(1) };
                (words, self.offset(at))
            }
            // The end has no place of the parser's.
            None if message.ends_with("EOF") => (message, self.text.chars().count()),
            None => return (format!("the condition cannot be read: {message}"), 0),
        };
        let mut words = words.trim_end_matches(',').to_owned();
        words.replace_range(..1, &words[..1].to_lowercase());
        (words.replace("EOF", "the end"), at)
    }

    fn add(&mut self, expr: &Expr, message: String) {
        let span = expr.span();
        let start = self.offset(span.start);
        // The parser's ends are one past the last character.
        let end = self.offset(span.end).saturating_sub(1).max(start);
        self.mistakes.push(Mistake { message, at: (start, end) });
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
            Expr::Cast { expr: inner, data_type, .. } => self.cast(expr, inner, data_type),
            Expr::Substring { expr: inner, substring_from, substring_for, .. } => {
                self.substring(expr, inner, substring_from.as_deref(), substring_for.as_deref())
            }
            Expr::Function(function) => self.function(expr, function),
            Expr::Interval(_) => self.fail(expr, "an interval is added to a date or taken from one"),
            _ => self.fail(expr, format!("\"{expr}\" is not part of this language; pollworthy explain rules lists it")),
        }
    }

    fn name(&mut self, expr: &Expr, name: &Ident) -> Option<Typed> {
        let name = name.value.as_str();
        if name == "as_of" {
            return Some(Typed::new(Node::Constant(Value::Date(self.scope.as_of)), Kind::Date));
        }
        if let Some(index) = self.scope.table.column(name) {
            return Some(column(self.scope.table, Home::Row, index));
        }
        match (self.scope.define)(name) {
            Some(Ok(typed)) => Some(typed),
            // What is wrong with a definition is said where it stands.
            Some(Err(message)) if message.is_empty() => None,
            Some(Err(message)) => self.fail(expr, message),
            None => {
                let table = self.scope.table;
                let columns = table.columns().iter().map(|column| column.name);
                let names = columns.chain(self.scope.defines.iter().map(String::as_str)).chain(["as_of"]);
                let fix = nearest(name, names).map(|near| format!("; did you mean {near}?")).unwrap_or_default();
                self.fail(expr, format!("{} has no column \"{name}\", and nothing defines it{fix}", table.table().name))
            }
        }
    }

    fn qualified(&mut self, expr: &Expr, parts: &[Ident]) -> Option<Typed> {
        let [home, name] = parts else { return self.fail(expr, "a name has at most one dot") };
        match home.value.as_str() {
            "jurisdiction" => match JURISDICTIONS.column(&name.value) {
                Some(index) => Some(column(JURISDICTIONS, Home::Place, index)),
                None => {
                    let names = JURISDICTIONS.columns().iter().map(|column| column.name);
                    let fix = nearest(&name.value, names).map(|near| format!("; did you mean jurisdiction.{near}?"));
                    self.fail(
                        expr,
                        format!("jurisdictions has no column \"{}\"{}", name.value, fix.unwrap_or_default()),
                    )
                }
            },
            other => self
                .fail(expr, format!("nothing is called \"{other}\" here; a place's columns are jurisdiction.column")),
        }
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
                        let near = nearest(name, self.scope.params.iter().map(String::as_str));
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

    fn in_list(&mut self, inner: &Expr, list: &[Expr], not: bool) -> Option<Typed> {
        let value = self.read(inner);
        let items: Vec<Option<Typed>> = list.iter().map(|item| self.read(item)).collect();
        let mut value = value?;
        let mut nodes = Vec::new();
        for (item, typed) in list.iter().zip(items) {
            let mut typed = typed?;
            let unified = unify(&mut value, &mut typed);
            if self.demand(item, unified).is_some() {
                nodes.push(typed.node);
            }
        }
        if nodes.len() < list.len() {
            return None;
        }
        let typed = Typed::new(Node::In(value.node.into(), nodes), Kind::Boolean);
        Some(if not { negated(typed) } else { typed })
    }

    fn between(&mut self, expr: &Expr, inner: &Expr, low: &Expr, high: &Expr, not: bool) -> Option<Typed> {
        let (value, low, high) = (self.read(inner), self.read(low), self.read(high));
        let (mut value, mut low, mut high) = (value?, low?, high?);
        for end in [&mut low, &mut high] {
            let unified = unify(&mut value, end);
            let kind = self.demand(expr, unified)?;
            if matches!(kind, Some(Kind::Category | Kind::Boolean)) {
                return self.fail(expr, format!("{} has no order; between does not fit it", value.described()));
            }
        }
        let above = Node::Compare(Comparison::GreaterEqual, value.node.clone().into(), low.node.into());
        let below = Node::Compare(Comparison::LessEqual, value.node.into(), high.node.into());
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
            Some(operand) => Some(self.read(operand)?),
            None => None,
        };
        let mut result: Option<Typed> = None;
        let mut read = Vec::new();
        for branch in branches {
            let (when, then) = (self.read(&branch.condition), self.read(&branch.result));
            let (mut when, then) = (when?, then?);
            let when = match operand.clone() {
                Some(mut operand) => {
                    let unified = unify(&mut operand, &mut when);
                    self.demand(&branch.condition, unified)?;
                    Typed::new(Node::Compare(Comparison::Equal, operand.node.into(), when.node.into()), Kind::Boolean)
                        .node
                }
                None => {
                    self.demand(&branch.condition, needs(&when, &[Kind::Boolean], "when"))?;
                    when.node
                }
            };
            read.push((when, self.branch(&branch.result, &mut result, then)?));
        }
        let last = match otherwise {
            Some(otherwise) => {
                let typed = self.read(otherwise)?;
                self.branch(otherwise, &mut result, typed)?
            }
            None => Node::Constant(Value::Null),
        };
        let like = result?;
        let node = super::fold::folded(Node::Case(read, last.into()));
        Some(Typed { node, kind: like.kind, column: like.column })
    }

    /// One result of a `case` or one part of a `coalesce`, brought to the kind of those before it.
    fn branch(&mut self, expr: &Expr, result: &mut Option<Typed>, mut typed: Typed) -> Option<Node> {
        match result {
            None => *result = Some(typed.clone()),
            Some(before) => {
                let unified = unify(before, &mut typed);
                let kind = self.demand(expr, unified)?;
                before.kind = kind;
                if before.column.is_none() {
                    before.column = typed.column;
                }
            }
        }
        Some(typed.node)
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
        let FunctionArguments::List(list) = &function.args else {
            return self.fail(expr, format!("\"{expr}\" is not part of this language"));
        };
        let mut args = Vec::new();
        for arg in &list.args {
            let FunctionArg::Unnamed(FunctionArgExpr::Expr(arg)) = arg else {
                return self.fail(expr, format!("{name} takes plain values"));
            };
            args.push(arg);
        }
        match (name.as_str(), args.as_slice()) {
            ("coalesce", [_, ..]) => {
                let read: Vec<Option<Typed>> = args.iter().map(|arg| self.read(arg)).collect();
                let mut result = None;
                let mut nodes = Vec::new();
                for (arg, typed) in args.iter().zip(read) {
                    nodes.push(self.branch(arg, &mut result, typed?)?);
                }
                let like = result?;
                Some(Typed { node: super::fold::folded(Node::Coalesce(nodes)), kind: like.kind, column: like.column })
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
            (known, _) if KNOWN.contains(&known) => self.fail(expr, format!("{known} is not used like this")),
            (other, _) => {
                let fix = nearest(other, KNOWN).map(|near| format!("; did you mean {near}?"));
                let known = format!("; there are {}", KNOWN.join(", "));
                self.fail(expr, format!("there is no function \"{other}\"{}", fix.unwrap_or(known)))
            }
        }
    }
}

fn column(table: TableId, home: Home, index: usize) -> Typed {
    let column = &table.columns()[index];
    Typed { node: Node::Column { home, index, kind: column.kind }, kind: Some(column.kind), column: Some(column) }
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
