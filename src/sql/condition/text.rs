//! Texts in conditions: `like`, `lower`, `substr`, and texts made of other values.

use super::{Family, Printed, Printer, family, kind_of, operand, refuse};
use crate::predicate::{Home, Node};
use crate::sql::dialect::Dialect;
use crate::words::value::{Kind, Value};

/// The escape of patterns in scripts; one in a pattern is written twice.
const ESCAPE: char = '!';

/// A pattern sign by sign.
enum Sign {
    Run,
    One,
    Just(char),
}

/// The signs of a pattern; `None` where an escape escapes nothing, and nothing matches.
fn signs(pattern: &str, escape: Option<char>) -> Option<Vec<Sign>> {
    let (mut signs, mut rest) = (Vec::new(), pattern.chars());
    while let Some(c) = rest.next() {
        signs.push(match c {
            c if Some(c) == escape => Sign::Just(rest.next()?),
            '%' => Sign::Run,
            '_' => Sign::One,
            c => Sign::Just(c),
        });
    }
    Some(signs)
}

/// Whether a text has no spaces at its ends: the cells of records are read so.
fn is_trimmed(node: &Node) -> bool {
    match node {
        Node::Column { .. } => true,
        Node::Lower(a) | Node::NullIf(a, _) => is_trimmed(a),
        Node::Coalesce(all) => all.iter().all(is_trimmed),
        Node::Case(branches, otherwise) => branches.iter().all(|(_, then)| is_trimmed(then)) && is_trimmed(otherwise),
        Node::Constant(Value::Text(text)) => text.trim() == &**text,
        Node::Cast(a, _) => family(kind_of(a)) != Family::Text || is_trimmed(a),
        Node::Constant(_) => true,
        Node::Not(_)
        | Node::And(_)
        | Node::Or(_)
        | Node::Compare(..)
        | Node::In(..)
        | Node::IsNull(_)
        | Node::Like(..)
        | Node::Arithmetic(..)
        | Node::Shift(..)
        | Node::ShiftBy(..)
        | Node::Length(_)
        | Node::Substr(..)
        | Node::Concat(..) => false,
    }
}

impl Printer {
    /// A text that is known.
    pub(super) fn literal(self, text: &str) -> Printed {
        if text.contains('\0') {
            return refuse("a text in it holds the character NUL");
        }
        Ok(self.dialect.text(text))
    }

    /// A text.
    pub(super) fn text(self, node: &Node) -> Printed {
        let sql = match node {
            Node::Constant(Value::Text(text)) => self.literal(text)?,
            Node::Column { home, name, .. } => self.column(*home, name, ""),
            Node::Case(branches, otherwise) => self.case(branches, otherwise, &|node: &Node| self.text(node))?,
            Node::Coalesce(all) => self.coalesce(all, &|node: &Node| self.text(node))?,
            Node::NullIf(a, b) => format!("nullif({}, {})", self.text(a)?, self.text(b)?),
            Node::Lower(a) => self.lower(a)?,
            Node::Substr(a, from, length) => self.substr(a, from, length.as_deref())?,
            Node::Concat(a, b) => format!("{} || {}", operand(self.text(a)?), operand(self.text(b)?)),
            Node::Cast(a, Kind::Text | Kind::Category) => self.to_text(a)?,
            Node::Constant(_)
            | Node::Not(_)
            | Node::And(_)
            | Node::Or(_)
            | Node::Compare(..)
            | Node::In(..)
            | Node::IsNull(_)
            | Node::Like(..)
            | Node::Arithmetic(..)
            | Node::Shift(..)
            | Node::ShiftBy(..)
            | Node::Length(_)
            | Node::Cast(..) => self.dialect.null(Kind::Text),
        };
        self.limited(sql)
    }

    /// A text without spaces at its ends, by Unicode's white space.
    pub(super) fn trimmed(self, node: &Node) -> Printed {
        const SPACES: [u32; 25] = [
            9, 10, 11, 12, 13, 32, 0x85, 0xa0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007,
            0x2008, 0x2009, 0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000,
        ];
        let text = self.text(node)?;
        if is_trimmed(node) {
            return Ok(text);
        }
        let escaped = || SPACES.iter().map(|space| format!("\\u{space:04x}")).collect::<String>();
        let listed = || SPACES.map(|space| space.to_string()).join(", ");
        Ok(match self.dialect {
            Dialect::DuckDb => {
                let spaces = SPACES.map(|space| format!("chr({space})")).join(" || ");
                format!("trim({text}, {spaces})")
            }
            Dialect::Postgres => format!("btrim({text}, E'{}')", escaped()),
            Dialect::Spark => format!("trim(both '{}' from {text})", escaped()),
            Dialect::Sqlite => format!("trim({text}, char({}))", listed()),
        })
    }

    /// A text in small letters. Engines disagree on letters outside ASCII, so that it is a column of the export.
    fn lower(self, node: &Node) -> Printed {
        let lower = |node: &Node| self.lower(node);
        match node {
            Node::Column { home: home @ (Home::Row | Home::Place | Home::Reference(_)), index, name, .. }
                if *index < crate::rules::DEFINED =>
            {
                Ok(self.column(*home, name, "_lower"))
            }
            Node::Constant(Value::Text(text)) => self.literal(&text.to_lowercase()),
            Node::Constant(_) => Ok(self.dialect.null(Kind::Text)),
            Node::Lower(a) => self.lower(a),
            Node::Coalesce(all) => self.coalesce(all, &lower),
            Node::Case(branches, otherwise) => self.case(branches, otherwise, &lower),
            Node::NullIf(a, b) => {
                let equal = format!("{} = {}", operand(self.text(a)?), operand(self.text(b)?));
                Ok(format!("case when {equal} then null else {} end", self.lower(a)?))
            }
            Node::Cast(a, _) if family(kind_of(a)) == Family::Text => self.lower(a),
            // Numbers, dates, true and false have no capitals.
            Node::Cast(a, _) if family(kind_of(a)) != Family::Version => self.text(node),
            Node::Column { .. }
            | Node::Cast(..)
            | Node::Not(_)
            | Node::And(_)
            | Node::Or(_)
            | Node::Compare(..)
            | Node::In(..)
            | Node::IsNull(_)
            | Node::Like(..)
            | Node::Arithmetic(..)
            | Node::Shift(..)
            | Node::ShiftBy(..)
            | Node::Length(_)
            | Node::Substr(..)
            | Node::Concat(..) => refuse(
                "lower is asked of more than a column, and engines disagree on capitals outside ASCII; write lower around the column itself",
            ),
        }
    }

    pub(super) fn like(self, text: &Node, pattern: &Node, escape: Option<char>) -> Printed {
        let of = operand(self.text(text)?);
        if let Node::Constant(Value::Text(pattern)) = pattern {
            let Some(signs) = signs(pattern, escape) else {
                return Ok(format!("case when {of} is not null then false end"));
            };
            // SQLite's LIKE does not mind case; its GLOB does.
            if self.dialect == Dialect::Sqlite {
                // It takes the last two for the first.
                if pattern.contains(['\u{fffd}', '\u{fffe}', '\u{ffff}']) {
                    return refuse("a pattern holds one of the characters U+FFFD to U+FFFF, which are one in SQLite");
                }
                let glob = |sign: &Sign| match sign {
                    Sign::Run => "*".to_owned(),
                    Sign::One => "?".to_owned(),
                    Sign::Just(c @ ('*' | '?' | '[')) => format!("[{c}]"),
                    Sign::Just(c) => c.to_string(),
                };
                return Ok(format!("{of} glob {}", self.literal(&signs.iter().map(glob).collect::<String>())?));
            }
            let mut escapes = false;
            let mut plain = String::new();
            for sign in &signs {
                match sign {
                    Sign::Run => plain.push('%'),
                    Sign::One => plain.push('_'),
                    Sign::Just(c @ ('%' | '_' | ESCAPE)) => {
                        escapes = true;
                        plain.extend([ESCAPE, *c]);
                    }
                    Sign::Just(c) => plain.push(*c),
                }
            }
            // A backslash is an escape in two of them unless another is named.
            escapes |= plain.contains('\\');
            let escape = if escapes { format!(" escape '{ESCAPE}'") } else { String::new() };
            return Ok(format!("{of} like {}{escape}", self.literal(&plain)?));
        }
        if kind_of(pattern).is_none() {
            return Ok(self.dialect.null(Kind::Boolean));
        }
        if escape.is_some() {
            return refuse("a pattern that is not written out has an escape");
        }
        let pattern = self.text(pattern)?;
        Ok(match self.dialect {
            Dialect::Sqlite => {
                return refuse(
                    "a pattern is not written out, and SQLite would take three characters (U+FFFD to U+FFFF) for one",
                );
            }
            Dialect::DuckDb | Dialect::Postgres | Dialect::Spark => {
                format!("{of} like replace({pattern}, '{ESCAPE}', '{ESCAPE}{ESCAPE}') escape '{ESCAPE}'")
            }
        })
    }

    /// SQLite's `substr`, from the end where the position is negative and backwards where the length is.
    fn substr(self, text: &Node, from: &Node, length: Option<&Node>) -> Printed {
        let of = self.text(text)?;
        let start = self.whole(from)?;
        let length = length.map(|length| self.whole(length)).transpose()?;
        // A position or length that no text reaches is counted by SQLite in its own way.
        let small = |sql: &String| sql.parse::<i64>().ok().filter(|number| number.abs() < 1 << 28);
        let is_plain = match (self.dialect, small(&start)) {
            (_, None) => false,
            (Dialect::Sqlite, Some(_)) => length.iter().all(|length| small(length).is_some()),
            (_, Some(start)) => {
                start > 0 && length.iter().all(|length| small(length).is_some_and(|length| length >= 0))
            }
        };
        if is_plain {
            return Ok(match length {
                Some(length) => format!("substr({of}, {start}, {length})"),
                None => format!("substr({of}, {start})"),
            });
        }
        // The stretch from `first` on, counted from 0, cut at both ends of the text.
        let (of, start) = (operand(of), operand(start));
        let size = format!("length({of})");
        let first =
            format!("(case when {start} > 0 then {start} - 1 when {start} < 0 then {size} + {start} else -1 end)");
        let end =
            length.as_ref().map_or_else(|| size.clone(), |length| format!("({first} + {})", operand(length.clone())));
        let (least, greatest) = if self.dialect == Dialect::Sqlite { ("min", "max") } else { ("least", "greatest") };
        let low = if length.is_some() { format!("{least}({first}, {end})") } else { first.clone() };
        let high = if length.is_some() { format!("{greatest}({first}, {end})") } else { end };
        let within = |sql: &str| format!("{least}({greatest}({sql}, 0), {size})");
        let (low, high) = (within(&low), within(&high));
        let integer = |sql: String| format!("cast({sql} as integer)");
        let known = [Some(&of), Some(&start), length.as_ref()].into_iter().flatten();
        let known: Vec<String> = known.map(|sql| format!("{} is not null", operand(sql.clone()))).collect();
        let (begin, count) = (integer(format!("{low} + 1")), integer(format!("{high} - {low}")));
        self.limited(format!("case when {} then substr({of}, {begin}, {count}) end", known.join(" and ")))
    }

    fn to_text(self, node: &Node) -> Printed {
        Ok(match family(kind_of(node)) {
            Family::Text => return self.text(node),
            Family::Version => self.version(node)?.text,
            Family::Boolean => {
                let of = operand(self.boolean(node)?);
                format!("case when {of} then 'true' when not {of} then 'false' end")
            }
            Family::Date => {
                let of = self.date(node)?;
                match self.dialect {
                    Dialect::Sqlite => of,
                    Dialect::DuckDb => format!("cast({of} as varchar)"),
                    Dialect::Spark => format!("cast({of} as string)"),
                    Dialect::Postgres => format!("to_char({of}, 'YYYY-MM-DD')"),
                }
            }
            Family::Number => {
                let of = self.whole_number(node, "a number that need not be whole is turned into a text")?;
                match self.dialect {
                    Dialect::Sqlite | Dialect::Postgres => format!("cast({of} as text)"),
                    Dialect::DuckDb => format!("cast({of} as varchar)"),
                    Dialect::Spark => format!("cast({of} as string)"),
                }
            }
        })
    }

    pub(super) fn to_boolean(self, node: &Node) -> Printed {
        match family(kind_of(node)) {
            Family::Boolean => self.boolean(node),
            Family::Text if kind_of(node).is_some() => {
                let of = self.trimmed(node)?;
                Ok(format!(
                    "case lower({of}) when 'true' then true when 'yes' then true when '1' then true when 'false' then false when 'no' then false when '0' then false end"
                ))
            }
            Family::Text | Family::Number | Family::Date | Family::Version => Ok(self.dialect.null(Kind::Boolean)),
        }
    }
}
