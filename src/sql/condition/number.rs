//! Numbers in conditions, each a whole number over another, compared by multiplying crosswise: no engine divides or rounds.

use super::{Family, Printed, Printer, Refusal, family, kind_of, operand, refuse, sign};
use crate::predicate::{Arithmetic, Comparison, Node};
use crate::sql::dialect::{Dialect, NARROW};
use crate::words::value::{Exact, Kind, PLACES, Value};

/// A number as an engine has it: NULL exactly where the numerator is.
#[derive(Clone)]
struct Fraction {
    numerator: String,
    /// No numerator is larger, whatever its sign.
    most: f64,
    under: Under,
    /// The largest number on the way to it.
    peak: f64,
}

/// What is under the line; always above zero.
#[derive(Clone)]
enum Under {
    Fixed(i128),
    Printed { sql: String, most: f64 },
}

impl Under {
    fn most(&self) -> f64 {
        match self {
            Self::Fixed(number) => *number as f64,
            Self::Printed { most, .. } => *most,
        }
    }

    fn sql(&self) -> String {
        match self {
            Self::Fixed(number) => number.to_string(),
            Self::Printed { sql, .. } => sql.clone(),
        }
    }
}

/// The most digits of a text that is read as a number.
const DIGITS: f64 = 1e30;

/// A numerator over an Exact's denominator.
fn fixed(number: Exact) -> Fraction {
    let (numerator, denominator) = number.parts();
    let most = (numerator as f64).abs();
    Fraction {
        numerator: numerator.to_string(),
        most,
        under: Under::Fixed(denominator),
        peak: most.max(denominator as f64),
    }
}

/// How wide the types are in which an expression is worked out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Width {
    /// 64 bits.
    Narrow,
    /// The engine's widest exact type.
    Wide,
    /// For its size alone: conditions inside are left out.
    Measured,
}

/// Two factors, one of which is often 1. Two that are known are multiplied here: engines keep small literals in 32 bits.
fn times(sql: &str, by: &str) -> String {
    if let (Ok(a), Ok(b)) = (sql.parse::<i128>(), by.parse::<i128>())
        && let Some(product) = a.checked_mul(b)
    {
        return product.to_string();
    }
    match (sql, by) {
        (sql, "1") => sql.to_owned(),
        ("1", by) => by.to_owned(),
        _ => format!("{} * {}", operand(sql.to_owned()), operand(by.to_owned())),
    }
}

fn gcd(mut a: i128, mut b: i128) -> i128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.abs().max(1)
}

/// The largest number in the comparison of two.
fn crossed(all: &[Fraction]) -> f64 {
    let [a, b] = all else { return 0.0 };
    let shared = if let (Under::Fixed(a), Under::Fixed(b)) = (&a.under, &b.under) { gcd(*a, *b) as f64 } else { 1.0 };
    (a.most * b.under.most() / shared).max(b.most * a.under.most() / shared)
}

impl Printer {
    /// How wide some numbers have to be worked out for what `join` makes of them.
    fn width(self, nodes: &[&Node], join: impl Fn(&[Fraction]) -> f64) -> Result<Width, Refusal> {
        let all = nodes.iter().map(|node| self.number(node, Width::Measured)).collect::<Result<Vec<_>, _>>()?;
        let peak = all.iter().map(|fraction| fraction.peak).fold(join(&all), f64::max);
        if peak <= NARROW {
            return Ok(Width::Narrow);
        }
        if peak <= self.dialect.greatest() {
            return Ok(Width::Wide);
        }
        refuse(format!("its numbers may become too large for exact arithmetic in {}", self.dialect.name()))
    }

    pub(super) fn compare_numbers(self, how: Comparison, a: &Node, b: &Node) -> Printed {
        if let (Some(a), Some(b)) = (self.plain(a), self.plain(b)) {
            return Ok(format!("{a} {} {b}", sign(how)));
        }
        let width = self.width(&[a, b], crossed)?;
        let (a, b) = (self.number(a, width)?, self.number(b, width)?);
        let (left, right) = match (&a.under, &b.under) {
            (Under::Fixed(a_under), Under::Fixed(b_under)) => {
                let shared = gcd(*a_under, *b_under);
                let (by, other) = ((b_under / shared).to_string(), (a_under / shared).to_string());
                (times(&a.numerator, &by), times(&b.numerator, &other))
            }
            _ => (times(&a.numerator, &b.under.sql()), times(&b.numerator, &a.under.sql())),
        };
        self.limited(format!("{left} {} {right}", sign(how)))
    }

    /// A number that the engine compares as it is: a column, or a literal that is a decimal.
    #[allow(clippy::wildcard_enum_match_arm, reason = "only these two are plain")]
    fn plain(self, node: &Node) -> Option<String> {
        match node {
            Node::Column { kind: Kind::Integer, home, name, .. } => Some(self.column(*home, name, "")),
            Node::Column { kind: Kind::Number, home, name, .. } if self.dialect != Dialect::Sqlite => {
                Some(self.column(*home, name, ""))
            }
            Node::Constant(Value::Number(number)) => {
                let text = number.to_string();
                let fits = text.len() <= 18 && !text.contains('/');
                // SQLite takes a decimal for a double.
                (fits && (self.dialect != Dialect::Sqlite || number.to_integer().is_some())).then_some(text)
            }
            _ => None,
        }
    }

    /// A number, as something that is NULL where it is unknown.
    pub(super) fn bare_number(self, node: &Node) -> Printed {
        let width = self.width(&[node], |_| 0.0)?;
        Ok(self.number(node, width)?.numerator)
    }

    /// A number that is whole by its making.
    pub(super) fn whole_number(self, node: &Node, why: &str) -> Printed {
        let width = self.width(&[node], |_| 0.0)?;
        let fraction = self.number(node, width)?;
        match fraction.under {
            Under::Fixed(1) => Ok(fraction.numerator),
            Under::Fixed(_) | Under::Printed { .. } => refuse(why),
        }
    }

    /// A position or a length: a number cut off behind its point.
    pub(super) fn whole(self, node: &Node) -> Printed {
        let cut = Node::Cast(Box::new(node.clone()), Kind::Integer);
        // Two of them are added up.
        if self.number(&cut, Width::Measured)?.most > NARROW / 2.0 {
            return refuse("a position or a length may become too large");
        }
        self.whole_number(&cut, "a position need not be whole")
    }

    fn nothing(self) -> Fraction {
        Fraction { numerator: self.dialect.null(Kind::Integer), most: 0.0, under: Under::Fixed(1), peak: 0.0 }
    }

    fn number(self, node: &Node, width: Width) -> Result<Fraction, Refusal> {
        let fraction = match node {
            Node::Constant(Value::Number(number)) => fixed(*number),
            Node::Column { home, name, kind: kind @ (Kind::Integer | Kind::Number), .. } => {
                let (column, most) = (self.column(*home, name, ""), self.dialect.most(*kind));
                let (sql, under) = match (kind, self.dialect) {
                    (Kind::Number, Dialect::Sqlite) => (column, i128::from(PLACES)),
                    (Kind::Number, _) => (format!("cast({column} * {PLACES} as bigint)"), i128::from(PLACES)),
                    _ => (column, 1),
                };
                Fraction { numerator: self.widened(sql, width), most, under: Under::Fixed(under), peak: most }
            }
            Node::Arithmetic(how, a, b) => {
                let (a, b) = (self.number(a, width)?, self.number(b, width)?);
                self.arithmetic(*how, a, b, width)
            }
            Node::Length(a) => {
                let text = if width == Width::Measured { String::new() } else { self.text(a)? };
                let sql = self.sized(format!("length({text})"), width);
                Fraction { numerator: sql, most: 1e10, under: Under::Fixed(1), peak: 1e10 }
            }
            Node::Case(branches, otherwise) => {
                let all = branches.iter().map(|(_, then)| then).chain([&**otherwise]);
                let all = all.map(|node| self.number(node, width)).collect::<Result<Vec<_>, _>>()?;
                let whens = if width == Width::Measured {
                    vec![String::new(); branches.len()]
                } else {
                    branches.iter().map(|(when, _)| self.boolean(when)).collect::<Result<Vec<_>, _>>()?
                };
                self.chosen(all, width, &|parts| {
                    let (last, parts) =
                        parts.split_last().map_or(("null", parts), |(last, parts)| (last.as_str(), parts));
                    let taken: String =
                        whens.iter().zip(parts).map(|(when, then)| format!(" when {when} then {then}")).collect();
                    format!("case{taken} else {last} end")
                })
            }
            Node::Coalesce(parts) => {
                let all = parts.iter().map(|node| self.number(node, width)).collect::<Result<Vec<_>, _>>()?;
                let firsts: Vec<String> = all.iter().map(|fraction| operand(fraction.numerator.clone())).collect();
                self.chosen(all, width, &|parts| {
                    let taken: String = firsts
                        .iter()
                        .zip(parts)
                        .map(|(first, part)| format!(" when {first} is not null then {part}"))
                        .collect();
                    format!("case{taken} end")
                })
            }
            Node::NullIf(a, b) => {
                let of = self.number(a, width)?;
                let equal = if width == Width::Measured {
                    // Whether it fits is found out here too.
                    self.width(&[a, b], crossed)?;
                    String::new()
                } else {
                    self.compare_numbers(Comparison::Equal, a, b)?
                };
                let chosen = format!("case when {equal} then null else {} end", of.numerator);
                let is_literal = of.numerator.parse::<i128>().is_ok();
                Fraction { numerator: if is_literal { self.sized(chosen, width) } else { chosen }, ..of }
            }
            Node::Cast(a, Kind::Integer) => match family(kind_of(a)) {
                Family::Text if kind_of(a).is_some() => self.text_as_number(a, width, true)?,
                Family::Text | Family::Number | Family::Boolean | Family::Date | Family::Version => {
                    let of = self.number(a, width)?;
                    self.cut(of)?
                }
            },
            Node::Cast(a, Kind::Number) if family(kind_of(a)) == Family::Text && kind_of(a).is_some() => {
                self.text_as_number(a, width, false)?
            }
            Node::Cast(a, Kind::Number) if family(kind_of(a)) == Family::Number => self.number(a, width)?,
            // Yes is 1 and no is 0.
            _ if family(kind_of(node)) == Family::Boolean => self.one_or_nought(node, width)?,
            Node::Cast(a, Kind::Number) if family(kind_of(a)) == Family::Boolean => self.one_or_nought(a, width)?,
            Node::Constant(_)
            | Node::Column { .. }
            | Node::Not(_)
            | Node::And(_)
            | Node::Or(_)
            | Node::Compare(..)
            | Node::In(..)
            | Node::IsNull(_)
            | Node::Like(..)
            | Node::Shift(..)
            | Node::ShiftBy(..)
            | Node::Lower(_)
            | Node::Substr(..)
            | Node::Concat(..)
            | Node::Cast(..) => self.nothing(),
        };
        let Fraction { numerator, .. } = &fraction;
        self.limited(numerator.clone())?;
        if let Under::Printed { sql, .. } = &fraction.under {
            self.limited(sql.clone())?;
        }
        Ok(fraction)
    }

    fn one_or_nought(self, node: &Node, width: Width) -> Result<Fraction, Refusal> {
        let of = if width == Width::Measured { String::new() } else { operand(self.boolean(node)?) };
        let numerator = self.sized(format!("case when {of} then 1 when not {of} then 0 end"), width);
        Ok(Fraction { numerator, most: 1.0, under: Under::Fixed(1), peak: 1.0 })
    }

    /// A number that an engine may have in 32 bits, in at least 64.
    fn sized(self, sql: String, width: Width) -> String {
        match (width, self.dialect) {
            (Width::Wide, _) => self.widened(sql, width),
            (_, Dialect::Sqlite) => sql,
            _ => format!("cast({sql} as bigint)"),
        }
    }

    fn widened(self, sql: String, width: Width) -> String {
        if width == Width::Wide { format!("cast({sql} as {})", self.dialect.wide()) } else { sql }
    }

    fn arithmetic(self, how: Arithmetic, a: Fraction, b: Fraction, width: Width) -> Fraction {
        let peak = a.peak.max(b.peak);
        match how {
            Arithmetic::Plus | Arithmetic::Minus => {
                let sign = if how == Arithmetic::Plus { "+" } else { "-" };
                let (by, other, under) = self.together(&a.under, &b.under);
                let (left, right) = (times(&a.numerator, &by.sql()), times(&b.numerator, &other.sql()));
                let most = a.most * by.most() + b.most * other.most();
                let numerator = format!("{} {sign} {}", operand(left), operand(right));
                Fraction { numerator, most, peak: peak.max(most).max(under.most()), under }
            }
            Arithmetic::Times => {
                let under = self.product(&a.under, &b.under);
                let most = a.most * b.most;
                Fraction {
                    numerator: times(&a.numerator, &b.numerator),
                    most,
                    peak: peak.max(most).max(under.most()),
                    under,
                }
            }
            Arithmetic::Over => {
                if let (Ok(number), Under::Fixed(under)) = (b.numerator.parse::<i128>(), &b.under) {
                    if number == 0 {
                        // It is unknown, whatever is divided.
                        return Fraction { peak, ..self.nothing() };
                    }
                    let sign = if number < 0 { -1 } else { 1 };
                    let flipped = Fraction {
                        numerator: (sign * under).to_string(),
                        most: *under as f64,
                        under: Under::Fixed(number.saturating_abs()),
                        peak,
                    };
                    return self.arithmetic(Arithmetic::Times, a, flipped, width);
                }
                // What both have under the line cancels out.
                let (by, other) = match (&b.under, &a.under) {
                    (Under::Fixed(b), Under::Fixed(a)) => {
                        let shared = gcd(*a, *b);
                        (Under::Fixed(b / shared), Under::Fixed(a / shared))
                    }
                    (b, a) => (b.clone(), a.clone()),
                };
                let divisor = operand(b.numerator.clone());
                let top = operand(times(&a.numerator, &by.sql()));
                let numerator = format!("case when {divisor} > 0 then {top} when {divisor} < 0 then -{top} end");
                let is_literal = top.parse::<i128>().is_ok();
                let numerator = if is_literal { self.sized(numerator, width) } else { numerator };
                let most = a.most * by.most();
                let bottom = Under::Printed { sql: format!("abs({})", b.numerator), most: b.most };
                let under = self.product(&other, &bottom);
                Fraction { numerator, most, peak: peak.max(most).max(under.most()), under }
            }
        }
    }

    fn product(self, a: &Under, b: &Under) -> Under {
        match (a, b) {
            (Under::Fixed(a), Under::Fixed(b)) if a.checked_mul(*b).is_some() => Under::Fixed(a * b),
            _ => Under::Printed { sql: times(&a.sql(), &b.sql()), most: a.most() * b.most() },
        }
    }

    /// What the numerators over two are multiplied with to be over one, and that.
    fn together(self, a: &Under, b: &Under) -> (Under, Under, Under) {
        if let (Under::Fixed(a), Under::Fixed(b)) = (a, b) {
            let shared = gcd(*a, *b);
            if let Some(both) = (a / shared).checked_mul(*b) {
                return (Under::Fixed(b / shared), Under::Fixed(a / shared), Under::Fixed(both));
            }
        }
        (b.clone(), a.clone(), self.product(a, b))
    }

    /// One of several numbers, taken by `choice` both above and under the line.
    fn chosen(self, all: Vec<Fraction>, width: Width, choice: &dyn Fn(&[String]) -> String) -> Fraction {
        let peak = all.iter().map(|fraction| fraction.peak).fold(0.0, f64::max);
        let is_literal = |sql: &String| sql.parse::<i128>().is_ok() || *sql == self.nothing().numerator;
        let choice = |parts: &[String]| {
            let sql = choice(parts);
            if parts.iter().all(is_literal) { self.sized(sql, width) } else { sql }
        };
        let fixed = all.iter().try_fold(1_i128, |shared, fraction| match fraction.under {
            Under::Fixed(under) => (shared / gcd(shared, under)).checked_mul(under),
            Under::Printed { .. } => None,
        });
        if let Some(shared) = fixed {
            let scaled = |fraction: &Fraction| {
                let by = if let Under::Fixed(under) = fraction.under { shared / under } else { 1 };
                (times(&fraction.numerator, &by.to_string()), fraction.most * by as f64)
            };
            let scaled: Vec<(String, f64)> = all.iter().map(scaled).collect();
            let most = scaled.iter().map(|(_, most)| *most).fold(0.0, f64::max);
            let parts: Vec<String> = scaled.into_iter().map(|(sql, _)| sql).collect();
            let peak = peak.max(most).max(shared as f64);
            return Fraction { numerator: choice(&parts), most, under: Under::Fixed(shared), peak };
        }
        let above: Vec<String> = all.iter().map(|fraction| fraction.numerator.clone()).collect();
        let under: Vec<String> = all.iter().map(|fraction| fraction.under.sql()).collect();
        let most = all.iter().map(|fraction| fraction.under.most()).fold(0.0, f64::max);
        Fraction {
            numerator: choice(&above),
            most: all.iter().map(|fraction| fraction.most).fold(0.0, f64::max),
            under: Under::Printed { sql: choice(&under), most },
            peak,
        }
    }

    /// A number cut off behind its point.
    fn cut(self, of: Fraction) -> Result<Fraction, Refusal> {
        if matches!(of.under, Under::Fixed(1)) {
            return Ok(of);
        }
        let (above, under) = (operand(of.numerator), operand(of.under.sql()));
        let numerator = match self.dialect {
            Dialect::Sqlite => format!("{above} / {under}"),
            Dialect::Postgres => format!("div(cast({above} as numeric), {under})"),
            Dialect::DuckDb => {
                format!("case when {above} < 0 then -((-{above}) // {under}) else {above} // {under} end")
            }
            // Its `div` gives 64 bits.
            Dialect::Spark if of.most <= NARROW => format!("({above} div {under})"),
            Dialect::Spark => return refuse("a number that may be very large is cut off behind its point"),
        };
        Ok(Fraction { numerator, most: of.most, under: Under::Fixed(1), peak: of.peak })
    }

    /// A text read as a number, exactly as a cell of it would be; with `cut` without what is behind its point.
    fn text_as_number(self, node: &Node, width: Width, cut: bool) -> Result<Fraction, Refusal> {
        if self.dialect == Dialect::Sqlite {
            return refuse("a text is read as a number, and SQLite cannot tell which texts are one");
        }
        let most = DIGITS;
        let under = if cut { Under::Fixed(1) } else { Under::Printed { sql: String::new(), most } };
        if width == Width::Measured {
            return Ok(Fraction { numerator: String::new(), most, under, peak: most });
        }
        const SHAPE: &str = "^[+-]?(_*[0-9][0-9_]*(\\.[0-9_]*)?|_*\\.[0-9_]*[0-9][0-9_]*)$";
        let text = operand(self.trimmed(node)?);
        let shape = self.dialect.text(SHAPE);
        let fits = match self.dialect {
            Dialect::DuckDb | Dialect::Sqlite => format!("regexp_matches({text}, {shape})"),
            Dialect::Postgres => format!("{text} ~ {shape}"),
            Dialect::Spark => format!("{text} rlike {shape}"),
        };
        // At most 30 digits, as the audit reads them.
        let unsigned = format!("replace(replace({text}, '+', ''), '-', '')");
        let fits = format!("{fits} and length(replace({unsigned}, '.', '')) <= 30");
        let plain = format!("replace({unsigned}, '_', '')");
        let wide = self.dialect.wide();
        let point = match self.dialect {
            Dialect::Postgres | Dialect::DuckDb | Dialect::Sqlite => format!("strpos({plain}, '.')"),
            Dialect::Spark => format!("instr({plain}, '.')"),
        };
        let digits = if cut {
            // What is before the point, and a nought where that is nothing.
            format!("'0' || case when {point} > 0 then substr({plain}, 1, {point} - 1) else {plain} end")
        } else {
            format!("replace({plain}, '.', '')")
        };
        let sign = format!("case when {text} like '-%' then -1 else 1 end");
        let numerator = self.limited(format!("case when {fits} then cast({digits} as {wide}) * ({sign}) end"))?;
        let under = if cut {
            Under::Fixed(1)
        } else {
            let places = format!("case when {point} > 0 then length({plain}) - {point} else 0 end");
            let sql = format!("cast('1' || repeat('0', cast({places} as integer)) as {wide})");
            Under::Printed { sql: self.limited(format!("case when {fits} then {sql} end"))?, most }
        };
        Ok(Fraction { numerator, most, under, peak: most })
    }
}
