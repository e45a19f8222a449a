//! Dates in conditions, and intervals added to them.

use super::{Family, Printed, Printer, family, kind_of, operand};
use crate::predicate::Node;
use crate::sql::dialect::Dialect;
use crate::words::value::{Kind, Span, Value};

/// The first and the last day that the audit has; a date moved beyond them is unknown.
const ENDS: [&str; 2] = ["1800-01-01", "2200-12-31"];

impl Printer {
    /// A date.
    pub(super) fn date(self, node: &Node) -> Printed {
        let sql = match node {
            Node::Constant(Value::Date(day)) => self.dialect.day(*day),
            Node::Column { home, name, .. } => self.column(*home, name, ""),
            Node::Case(branches, otherwise) => self.case(branches, otherwise, &|node: &Node| self.date(node))?,
            Node::Coalesce(all) => self.coalesce(all, &|node: &Node| self.date(node))?,
            Node::NullIf(a, b) => format!("nullif({}, {})", self.date(a)?, self.date(b)?),
            Node::Shift(a, span, way) => {
                let way = i64::from(*way);
                let moved = self.moved(operand(self.date(a)?), *span, way)?;
                self.within_calendar(&moved)
            }
            Node::ShiftBy(a, count, span, way) => {
                let count = self.whole(count)?;
                let moved = self.moved_by(
                    operand(self.date(a)?),
                    &operand(count),
                    span.times(i64::from(*way)).unwrap_or(*span),
                )?;
                self.within_calendar(&moved)
            }
            Node::Cast(a, Kind::Date) => self.to_date(a)?,
            Node::Constant(_)
            | Node::Not(_)
            | Node::And(_)
            | Node::Or(_)
            | Node::Compare(..)
            | Node::In(..)
            | Node::IsNull(_)
            | Node::Like(..)
            | Node::Arithmetic(..)
            | Node::Lower(_)
            | Node::Length(_)
            | Node::Substr(..)
            | Node::Concat(..)
            | Node::Cast(..) => self.dialect.null(Kind::Date),
        };
        self.limited(sql)
    }

    /// A date that is unknown where it is outside the calendar of the audit.
    fn within_calendar(self, date: &str) -> String {
        let [first, last] =
            ENDS.map(|day| if self.dialect == Dialect::Sqlite { format!("'{day}'") } else { format!("date '{day}'") });
        format!("case when {date} between {first} and {last} then {date} end")
    }

    /// A date moved by months, then by days; a day past a month's end is that month's last.
    fn moved(self, date: String, span: Span, way: i64) -> Printed {
        let (months, days) = (i64::from(span.months) * way, i64::from(span.days) * way);
        let date = match (self.dialect, months) {
            (_, 0) => date,
            (Dialect::DuckDb | Dialect::Postgres, _) => format!("cast({date} + interval '{months} months' as date)"),
            (Dialect::Spark, _) => format!("add_months({date}, {months})"),
            // SQLite carries a day past a month's end into the next month.
            (Dialect::Sqlite, _) => {
                let day = format!("cast(strftime('%d', {date}) as integer)");
                let after = months + 1;
                let last =
                    format!("cast(strftime('%d', {date}, 'start of month', '{after:+} months', '-1 day') as integer)");
                format!(
                    "date({date}, 'start of month', '{months:+} months', '+' || (min({day}, {last}) - 1) || ' days')"
                )
            }
        };
        let date = match (self.dialect, days) {
            (_, 0) => date,
            (Dialect::DuckDb | Dialect::Postgres, days) if days < 0 => format!("({date} - {})", -days),
            (Dialect::DuckDb | Dialect::Postgres, days) => format!("({date} + {days})"),
            (Dialect::Spark, days) => format!("date_add({date}, {days})"),
            (Dialect::Sqlite, days) => format!("date({date}, '{days:+} days')"),
        };
        self.limited(date)
    }

    /// A date moved by so many times a span of months or of days.
    fn moved_by(self, date: String, count: &str, each: Span) -> Printed {
        let date = match (self.dialect, each.months) {
            (_, 0) => date,
            (Dialect::DuckDb, months) => {
                format!("cast({date} + to_months(cast({count} * {months} as integer)) as date)")
            }
            (Dialect::Postgres, months) => {
                format!("cast({date} + make_interval(months => cast({count} * {months} as integer)) as date)")
            }
            (Dialect::Spark, months) => format!("add_months({date}, cast({count} * {months} as integer))"),
            (Dialect::Sqlite, months) => {
                let by = |more: i32| format!("printf('%+d months', {count} * {months} + {more})");
                let day = format!("cast(strftime('%d', {date}) as integer)");
                let last = format!("cast(strftime('%d', {date}, 'start of month', {}, '-1 day') as integer)", by(1));
                format!("date({date}, 'start of month', {}, '+' || (min({day}, {last}) - 1) || ' days')", by(0))
            }
        };
        let date = match (self.dialect, each.days) {
            (_, 0) => date,
            (Dialect::DuckDb | Dialect::Postgres, days) => format!("({date} + cast({count} * {days} as integer))"),
            (Dialect::Spark, days) => format!("date_add({date}, cast({count} * {days} as integer))"),
            (Dialect::Sqlite, days) => format!("date({date}, printf('%+d days', {count} * {days}))"),
        };
        self.limited(date)
    }

    fn to_date(self, node: &Node) -> Printed {
        match family(kind_of(node)) {
            Family::Date => return self.date(node),
            Family::Text if kind_of(node).is_some() => {}
            Family::Text | Family::Number | Family::Boolean | Family::Version => {
                return Ok(self.dialect.null(Kind::Date));
            }
        }
        let text = operand(self.trimmed(node)?);
        const SHAPE: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
        let sql = match self.dialect {
            Dialect::DuckDb => format!("case when regexp_matches({text}, '{SHAPE}') then try_cast({text} as date) end"),
            Dialect::Spark => format!("case when {text} rlike '{SHAPE}' then try_cast({text} as date) end"),
            Dialect::Sqlite => {
                const DIGITS: &str = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]";
                format!("case when {text} glob '{DIGITS}' and date({text}, '+0 days') = {text} then {text} end")
            }
            // It has no cast that gives NULL: the month must exist, and then the day in it.
            Dialect::Postgres => {
                let part = |from: u8, length: u8| format!("cast(substr({text}, {from}, {length}) as integer)");
                let (year, month, day) = (part(1, 4), part(6, 2), part(9, 2));
                let last =
                    format!("extract(day from make_date({year}, {month}, 1) + interval '1 month' - interval '1 day')");
                format!(
                    "case when {text} ~ '{SHAPE}' then case when {year} > 0 and {month} between 1 and 12 then \
                     case when {day} between 1 and {last} then cast({text} as date) end end end"
                )
            }
        };
        Ok(self.within_calendar(&format!("({sql})")))
    }
}
