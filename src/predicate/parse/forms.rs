//! `in`, `between`, `like`, `case`, `cast` and the functions of conditions.

use sqlparser::ast::{CaseWhen, DataType, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments};

use super::{Reader, negated};
use crate::predicate::check::{Typed, needs, unify};
use crate::predicate::fold::folded;
use crate::predicate::node::{Comparison, Node};
use crate::words::spelling::nearest;
use crate::words::value::{Kind, Value};

impl Reader<'_> {
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

    pub(super) fn in_list(&mut self, inner: &Expr, list: &[Expr], not: bool) -> Option<Typed> {
        let exprs: Vec<&Expr> = std::iter::once(inner).chain(list).collect();
        let (mut nodes, _) = self.united(&exprs)?;
        let value = nodes.remove(0);
        let typed = Typed::new(Node::In(value.into(), nodes), Kind::Boolean);
        Some(if not { negated(typed) } else { typed })
    }

    pub(super) fn between(&mut self, expr: &Expr, inner: &Expr, low: &Expr, high: &Expr, not: bool) -> Option<Typed> {
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

    pub(super) fn like(
        &mut self,
        expr: &Expr,
        inner: &Expr,
        pattern: &Expr,
        escape: Option<&Expr>,
        not: bool,
    ) -> Option<Typed> {
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

    pub(super) fn case(
        &mut self,
        operand: Option<&Expr>,
        branches: &[CaseWhen],
        otherwise: Option<&Expr>,
    ) -> Option<Typed> {
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
        let node = folded(Node::Case(whens.into_iter().zip(nodes).collect(), last.into()));
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

    pub(super) fn cast(&mut self, expr: &Expr, inner: &Expr, to: &DataType) -> Option<Typed> {
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

    pub(super) fn substring(
        &mut self,
        expr: &Expr,
        inner: &Expr,
        from: Option<&Expr>,
        length: Option<&Expr>,
    ) -> Option<Typed> {
        let text = self.read(inner)?;
        self.demand(inner, needs(&text, &[Kind::Text], "substr"))?;
        let Some(from) = from else { return self.fail(expr, "substr needs the position to begin at") };
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

    pub(super) fn function(&mut self, expr: &Expr, function: &Function) -> Option<Typed> {
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
                Some(Typed { node: folded(Node::Coalesce(nodes)), ..shared })
            }
            ("nullif", [a, b]) => {
                let (left, right) = (self.read(a), self.read(b));
                let (mut left, mut right) = (left?, right?);
                let unified = unify(&mut left, &mut right);
                self.demand(expr, unified)?;
                let node = folded(Node::NullIf(left.node.into(), right.node.into()));
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
