//! Operators in conditions: `not`, `and`, comparisons, arithmetic, and dates moved by intervals.

use sqlparser::ast::{BinaryOperator, Expr, Interval, UnaryOperator};

use super::{Reader, negated};
use crate::predicate::check::{Typed, needs, unify};
use crate::predicate::node::{Arithmetic, Comparison, Node};
use crate::words::value::{Kind, Span, Value};

impl Reader<'_> {
    pub(super) fn is_null(&mut self, inner: &Expr) -> Option<Typed> {
        let inner = self.read(inner)?;
        Some(Typed::new(Node::IsNull(inner.node.into()), Kind::Boolean))
    }

    #[allow(clippy::wildcard_enum_match_arm)] // the parser's enum
    pub(super) fn unary(&mut self, expr: &Expr, op: UnaryOperator, inner: &Expr) -> Option<Typed> {
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
    pub(super) fn binary(&mut self, expr: &Expr, left: &Expr, op: &BinaryOperator, right: &Expr) -> Option<Typed> {
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
            let sign = if how == Arithmetic::Minus { -1 } else { 1 };
            if let Some((count, span)) = self.open_span(interval) {
                let date = date?;
                self.demand(left, needs(&date, &[Kind::Date], "an interval"))?;
                return Some(Typed::new(Node::ShiftBy(date.node.into(), count.into(), span, sign), Kind::Date));
            }
            let span = self.span(right, interval);
            let (date, span) = (date?, span?);
            self.demand(left, needs(&date, &[Kind::Date], "an interval"))?;
            return Some(Typed::new(Node::Shift(date.node.into(), span, sign), Kind::Date));
        }
        if let Expr::Interval(_) = left {
            return self.fail(expr, "the interval comes after the date: as_of + interval '1 year'");
        }
        self.arithmetic(left, right, how)
    }

    /// A count that is left open, and the unit that it counts.
    fn open_span(&mut self, interval: &Interval) -> Option<(Node, Span)> {
        if !self.scope.open || interval.last_field.is_some() || interval.leading_precision.is_some() {
            return None;
        }
        let unit = Span::of(1, &interval.leading_field.as_ref()?.to_string())?;
        // What cannot be read has its mistake where it is read again.
        let mistakes = self.mistakes.len();
        let count = self.read(&interval.value);
        self.mistakes.truncate(mistakes);
        count.filter(|count| matches!(count.node, Node::Column { .. })).map(|count| (count.node, unit))
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
}
