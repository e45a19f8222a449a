//! A condition written out again, for `explain`.

use super::node::{Arithmetic, Comparison, Node};
use crate::words::value::{Kind, Span, Value};

impl Node {
    /// The condition written out again in SQL.
    #[must_use]
    pub fn to_sql(&self) -> String {
        sql(self)
    }
}

#[allow(clippy::wildcard_enum_match_arm, reason = "a negation is written apart for three kinds of nodes only")]
fn sql(node: &Node) -> String {
    let of = |node: &Node| sql(node);
    let inner = |node: &Node| if is_open(node) { format!("({})", of(node)) } else { of(node) };
    let list = |nodes: &[Node], by: &str| nodes.iter().map(inner).collect::<Vec<_>>().join(by);
    match node {
        Node::Constant(value) => constant(value),
        Node::Column { name, .. } => name.to_string(),
        Node::Not(a) => match &**a {
            Node::IsNull(a) => format!("{} is not null", inner(a)),
            Node::In(a, all) => format!("{} not in ({})", inner(a), list(all, ", ")),
            Node::Like(a, b, escape) => format!("{} not like {}{}", inner(a), inner(b), escaped(*escape)),
            _ => format!("not {}", inner(a)),
        },
        Node::And(all) => joined(all, " and ", |node| matches!(node, Node::Or(_))),
        Node::Or(all) => joined(all, " or ", |node| matches!(node, Node::And(_))),
        Node::Compare(how, a, b) => format!("{} {} {}", inner(a), sign(*how), inner(b)),
        Node::In(a, all) => format!("{} in ({})", inner(a), list(all, ", ")),
        Node::IsNull(a) => format!("{} is null", inner(a)),
        Node::Like(a, b, escape) => format!("{} like {}{}", inner(a), inner(b), escaped(*escape)),
        Node::Case(branches, otherwise) => {
            let branches: String =
                branches.iter().map(|(when, then)| format!(" when {} then {}", of(when), of(then))).collect();
            format!("case{branches} else {} end", of(otherwise))
        }
        Node::Coalesce(all) => format!("coalesce({})", all.iter().map(of).collect::<Vec<_>>().join(", ")),
        Node::NullIf(a, b) => format!("nullif({}, {})", of(a), of(b)),
        Node::Arithmetic(how, a, b) => {
            let sign = match how {
                Arithmetic::Plus => "+",
                Arithmetic::Minus => "-",
                Arithmetic::Times => "*",
                Arithmetic::Over => "/",
            };
            format!("({} {sign} {})", of(a), of(b))
        }
        Node::Shift(a, span, way) => {
            format!("({} {} interval '{}')", of(a), if *way < 0 { '-' } else { '+' }, words(*span))
        }
        Node::ShiftBy(a, count, span, way) => {
            format!("({} {} {} * interval '{}')", of(a), if *way < 0 { '-' } else { '+' }, inner(count), words(*span))
        }
        Node::Lower(a) => format!("lower({})", of(a)),
        Node::Length(a) => format!("length({})", of(a)),
        Node::Substr(a, b, None) => format!("substr({}, {})", of(a), of(b)),
        Node::Substr(a, b, Some(c)) => format!("substr({}, {}, {})", of(a), of(b), of(c)),
        Node::Concat(a, b) => format!("({} || {})", of(a), of(b)),
        Node::Cast(a, kind) => format!("cast({} as {})", of(a), type_name(*kind)),
    }
}

/// Parts joined by a connective; only those of the other connective need brackets.
fn joined(all: &[Node], by: &str, other: fn(&Node) -> bool) -> String {
    let part = |node: &Node| if other(node) { format!("({})", sql(node)) } else { sql(node) };
    all.iter().map(part).collect::<Vec<_>>().join(by)
}

/// Whether a node's words need brackets inside others.
fn is_open(node: &Node) -> bool {
    matches!(
        node,
        Node::And(_) | Node::Or(_) | Node::Not(_) | Node::Compare(..) | Node::In(..) | Node::IsNull(_) | Node::Like(..)
    )
}

fn constant(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Text(text) => format!("'{}'", text.replace('\'', "''")),
        Value::Number(number) => match number.to_string() {
            fraction if fraction.contains('/') => format!("({fraction})"),
            decimal => decimal,
        },
        Value::Boolean(yes) => yes.to_string(),
        Value::Date(day) => format!("date '{day}'"),
        Value::Version(version) => format!("'{}'", version.as_str().replace('\'', "''")),
    }
}

fn escaped(escape: Option<char>) -> String {
    escape.map_or(String::new(), |escape| format!(" escape {}", constant(&Value::text(&escape.to_string()))))
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

fn words(span: Span) -> String {
    let part = |count: i32, unit: &str| match count {
        0 => String::new(),
        1 => format!("1 {unit}"),
        count => format!("{count} {unit}s"),
    };
    let years = if span.months % 12 == 0 { part(span.months / 12, "year") } else { part(span.months, "month") };
    if span == Span::default() {
        return "0 days".to_owned();
    }
    [years, part(span.days, "day")].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn type_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::Category => "text",
        Kind::Integer => "integer",
        Kind::Number => "decimal",
        Kind::Boolean => "boolean",
        Kind::Date => "date",
        Kind::Version => "version",
    }
}
