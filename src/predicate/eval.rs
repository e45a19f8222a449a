//! The meaning of a condition: its value for one row. Masks ask it once a word; tests ask it once a row.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::str::Chars;

use super::node::{Arithmetic, Comparison, Home, Node};
use crate::words::truth::Truth;
use crate::words::value::Exact;
use crate::words::value::{Day, Kind, Value, Version};

/// What a condition asks a row for.
pub trait Row {
    /// The value of a column.
    fn cell(&self, home: Home, index: usize) -> Value;
}

impl Node {
    /// Whether the condition holds for a row; a value that is neither yes nor no is unknown.
    pub fn truth(&self, row: &dyn Row) -> Truth {
        match self {
            Self::Not(a) => !a.truth(row),
            Self::And(all) => chained(all, Truth::Yes, |sum, a| (!sum.is_no()).then(|| sum & a.truth(row))),
            Self::Or(all) => chained(all, Truth::No, |sum, a| (!sum.is_yes()).then(|| sum | a.truth(row))),
            Self::Compare(how, a, b) => compare(*how, &a.seen(row), &b.seen(row)),
            Self::In(a, list) => {
                let value = a.seen(row);
                let equal = |b: &Self| compare(Comparison::Equal, &value, &b.seen(row));
                list.iter().fold(Truth::No, |sum, b| sum | equal(b))
            }
            Self::IsNull(a) => a.seen(row).is_null().into(),
            Self::Constant(_)
            | Self::Column { .. }
            | Self::Like(..)
            | Self::Case(..)
            | Self::Coalesce(_)
            | Self::NullIf(..)
            | Self::Arithmetic(..)
            | Self::Shift(..)
            | Self::ShiftBy(..)
            | Self::Lower(_)
            | Self::Length(_)
            | Self::Substr(..)
            | Self::Concat(..)
            | Self::Cast(..) => match &*self.seen(row) {
                Value::Boolean(holds) => (*holds).into(),
                Value::Null | Value::Text(_) | Value::Number(_) | Value::Date(_) | Value::Version(_) => Truth::Unknown,
            },
        }
    }

    /// Its value for a row, to be looked at.
    fn seen(&self, row: &dyn Row) -> Cow<'_, Value> {
        if let Self::Constant(value) = self { Cow::Borrowed(value) } else { Cow::Owned(self.value(row)) }
    }

    /// Its value for a row.
    pub fn value(&self, row: &dyn Row) -> Value {
        match self {
            Self::Constant(value) => value.clone(),
            Self::Column { home, index, .. } => row.cell(*home, *index),
            Self::Not(_) | Self::And(_) | Self::Or(_) | Self::Compare(..) | Self::In(..) | Self::IsNull(_) => {
                value_of(self.truth(row))
            }
            Self::Like(a, b, escape) => match (a.value(row), b.value(row)) {
                (Value::Text(text), Value::Text(pattern)) => Value::Boolean(like(&text, &pattern, *escape)),
                _ => Value::Null,
            },
            Self::Case(branches, otherwise) => {
                let taken = branches.iter().find(|(when, _)| when.truth(row).is_yes());
                taken.map_or(&**otherwise, |(_, then)| then).value(row)
            }
            Self::Coalesce(all) => {
                all.iter().map(|a| a.value(row)).find(|value| !value.is_null()).unwrap_or(Value::Null)
            }
            Self::NullIf(a, b) => {
                let value = a.value(row);
                if compare(Comparison::Equal, &value, &b.value(row)).is_yes() { Value::Null } else { value }
            }
            Self::Arithmetic(how, a, b) => match (a.value(row), b.value(row)) {
                (Value::Number(a), Value::Number(b)) => arithmetic(*how, a, b).map_or(Value::Null, Value::Number),
                _ => Value::Null,
            },
            Self::Shift(a, span, sign) => {
                let day = a.value(row).as_day();
                day.and_then(|day| day.plus(*span, *sign)).map_or(Value::Null, Value::Date)
            }
            Self::ShiftBy(a, count, span, sign) => {
                let count = count.value(row).as_number().and_then(Exact::to_integer);
                let day = a.value(row).as_day();
                let span = count.and_then(|count| span.times(count));
                day.zip(span).and_then(|(day, span)| day.plus(span, *sign)).map_or(Value::Null, Value::Date)
            }
            Self::Lower(a) => a.value(row).as_text().map_or(Value::Null, |text| Value::text(&text.to_lowercase())),
            Self::Length(a) => a.value(row).as_text().map_or(Value::Null, |text| whole(text.chars().count())),
            Self::Substr(a, from, length) => {
                let length = length.as_ref().map(|length| length.value(row));
                substr(&a.value(row), &from.value(row), length.as_ref())
            }
            Self::Concat(a, b) => match (a.value(row), b.value(row)) {
                (Value::Null, _) | (_, Value::Null) => Value::Null,
                (a, b) => Value::text(&format!("{a}{b}")),
            },
            Self::Cast(a, kind) => cast(&a.value(row), *kind),
        }
    }
}

/// A chain of one connective, up to what settles it.
fn chained(all: &[Node], from: Truth, add: impl Fn(Truth, &Node) -> Option<Truth>) -> Truth {
    let mut sum = from;
    for node in all {
        match add(sum, node) {
            Some(truth) => sum = truth,
            None => break,
        }
    }
    sum
}

fn value_of(truth: Truth) -> Value {
    match truth {
        Truth::Yes => Value::Boolean(true),
        Truth::No => Value::Boolean(false),
        Truth::Unknown => Value::Null,
    }
}

fn whole(count: usize) -> Value {
    i64::try_from(count).map_or(Value::Null, |count| Value::Number(Exact::from(count)))
}

fn compare(how: Comparison, a: &Value, b: &Value) -> Truth {
    let order = match (a, b) {
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        (Value::Number(a), Value::Number(b)) => Some(a.cmp(b)),
        (Value::Boolean(a), Value::Boolean(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::Version(a), Value::Version(b)) => a.compare(b),
        _ => None,
    };
    Truth::from(order.map(|order| match how {
        Comparison::Equal => order == Ordering::Equal,
        Comparison::NotEqual => order != Ordering::Equal,
        Comparison::Less => order == Ordering::Less,
        Comparison::LessEqual => order != Ordering::Greater,
        Comparison::Greater => order == Ordering::Greater,
        Comparison::GreaterEqual => order != Ordering::Less,
    }))
}

fn arithmetic(how: Arithmetic, a: Exact, b: Exact) -> Option<Exact> {
    match how {
        Arithmetic::Plus => a.plus(b),
        Arithmetic::Minus => a.plus(b.negated()?),
        Arithmetic::Times => a.times(b),
        Arithmetic::Over => a.over(b),
    }
}

/// One sign of a pattern.
enum Sign {
    Run,
    One,
    Just(char),
    /// An escape that escapes nothing matches nothing.
    Nothing,
}

fn sign(pattern: &mut Chars<'_>, escape: Option<char>) -> Option<Sign> {
    Some(match pattern.next()? {
        c if Some(c) == escape => pattern.next().map_or(Sign::Nothing, Sign::Just),
        '%' => Sign::Run,
        '_' => Sign::One,
        c => Sign::Just(c),
    })
}

/// SQL's LIKE: `%` any run, `_` any one character; it minds case.
fn like(text: &str, pattern: &str, escape: Option<char>) -> bool {
    let (mut text, mut signs) = (text.chars(), pattern.chars());
    // On a mismatch go back to the last run and let it take one more.
    let mut back: Option<(Chars<'_>, Chars<'_>)> = None;
    loop {
        let (mut behind, mut others) = (text.clone(), signs.clone());
        let Some(next) = behind.next() else { break };
        match sign(&mut others, escape) {
            Some(Sign::Run) => (back, signs) = (Some((behind, others.clone())), others),
            Some(Sign::One) => (text, signs) = (behind, others),
            Some(Sign::Just(c)) if c == next => (text, signs) = (behind, others),
            Some(Sign::Just(_) | Sign::Nothing) | None => match &mut back {
                Some((taken, after)) => {
                    (text, signs) = (taken.clone(), after.clone());
                    taken.next();
                }
                None => return false,
            },
        }
    }
    while let Some(sign) = sign(&mut signs, escape) {
        if !matches!(sign, Sign::Run) {
            return false;
        }
    }
    true
}

/// SQLite's `substr`: counted from 1, from the end where negative; a negative length takes what is before.
fn substr(text: &Value, from: &Value, length: Option<&Value>) -> Value {
    let integer = |value: &Value| value.as_number().and_then(|number| number.truncated().to_integer());
    let (Value::Text(text), Some(from)) = (text, integer(from)) else { return Value::Null };
    let chars: Vec<char> = text.chars().collect();
    let count = i64::try_from(chars.len()).unwrap_or(i64::MAX);
    let (mut start, mut length) = match length {
        None => (from, i64::MAX),
        Some(length) => match integer(length) {
            Some(length) => (from, length),
            None => return Value::Null,
        },
    };
    let backwards = length < 0;
    length = length.saturating_abs();
    if start < 0 {
        start = start.saturating_add(count);
        if start < 0 {
            length = length.saturating_add(start).max(0);
            start = 0;
        }
    } else if start > 0 {
        start -= 1;
    } else if length > 0 {
        length -= 1;
    }
    if backwards {
        start -= length;
        if start < 0 {
            length += start;
            start = 0;
        }
    }
    let start = start.clamp(0, count);
    let end = start.saturating_add(length.max(0)).clamp(start, count);
    let taken = chars.get(start as usize..end as usize).unwrap_or_default();
    Value::text(&taken.iter().collect::<String>())
}

/// `cast`: what cannot be read as the kind is unknown, never zero.
fn cast(value: &Value, kind: Kind) -> Value {
    match (value, kind) {
        (Value::Null, _) => Value::Null,
        (Value::Text(text), Kind::Integer) => {
            Exact::parse(text.trim()).map_or(Value::Null, |number| Value::Number(number.truncated()))
        }
        (Value::Text(text), Kind::Number) => Exact::parse(text.trim()).map_or(Value::Null, Value::Number),
        (Value::Text(text), Kind::Date) => Day::parse(text.trim()).map_or(Value::Null, Value::Date),
        (Value::Text(text), Kind::Boolean) => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" | "1" => Value::Boolean(true),
            "false" | "no" | "0" => Value::Boolean(false),
            _ => Value::Null,
        },
        (Value::Text(text), Kind::Version) => Value::Version(Version::new(text).into()),
        (Value::Number(number), Kind::Integer) => Value::Number(number.truncated()),
        (Value::Number(_), Kind::Number)
        | (Value::Date(_), Kind::Date)
        | (Value::Boolean(_), Kind::Boolean)
        | (Value::Version(_), Kind::Version) => value.clone(),
        (Value::Boolean(yes), Kind::Integer | Kind::Number) => Value::Number(Exact::from(i64::from(*yes))),
        (Value::Boolean(yes), Kind::Text) => Value::text(if *yes { "true" } else { "false" }),
        (_, Kind::Text | Kind::Category) => Value::text(&value.to_string()),
        (Value::Number(_) | Value::Boolean(_) | Value::Date(_) | Value::Version(_), _) => Value::Null,
    }
}
