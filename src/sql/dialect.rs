//! What the engines write each in its own way: names, texts, types and a few functions.

use crate::words::value::{Day, Kind};

/// An engine, by the SQL that it speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// DuckDB 1.4 or later.
    DuckDb,
    /// SQLite 3.40 or later.
    Sqlite,
    /// PostgreSQL 13 or later.
    Postgres,
    /// Spark 4.0 or later.
    Spark,
}

/// Words that one of the engines (or SQL:2016) keeps for itself, so that a column of that name is written in quotes. Some of them would
/// silently be a function.
#[rustfmt::skip]
const RESERVED: &[&str] = &[
    "all", "analyse", "analyze", "and", "anti", "any", "array", "as", "asc", "asof", "asymmetric", "at", "authorization",
    "between", "both", "by", "case", "cast", "check", "collate", "collation", "column", "commit", "concurrently", "constraint",
    "create", "cross", "cube", "current", "current_catalog", "current_database", "current_date", "current_role",
    "current_schema", "current_time", "current_timestamp", "current_user", "date", "default", "deferrable", "delete", "desc",
    "describe", "distinct", "do", "drop", "else", "end", "escape", "except", "exists", "false", "fetch", "filter", "for",
    "foreign", "freeze", "from", "full", "function", "glob", "global", "grant", "group", "having", "if", "ilike", "in",
    "index", "initially", "inner", "insert", "intersect", "interval", "into", "is", "isnull", "join", "lambda", "lateral",
    "leading", "left", "like", "limit", "local", "localtime", "localtimestamp", "match", "minus", "natural", "not", "nothing",
    "notnull", "null", "offset", "oid", "on", "only", "or", "order", "outer", "overlaps", "pivot", "placing", "positional",
    "primary", "qualify", "range", "recursive", "references", "regexp", "returning", "right", "rollup", "row", "rowid", "rows",
    "select", "semi", "session_user", "set", "show", "similar", "some", "start", "summarize", "symmetric", "system_user",
    "table", "tablesample", "then", "time", "timestamp", "to", "trailing", "transaction", "trigger", "true", "truncate",
    "union", "unique", "unknown", "unpivot", "update", "user", "using", "values", "variadic", "verbose", "view", "when",
    "where", "window", "with", "within",
];

impl Dialect {
    /// All of them, by the names that the command line has for them.
    pub const ALL: [(&'static str, Self); 4] =
        [("duckdb", Self::DuckDb), ("sqlite", Self::Sqlite), ("postgres", Self::Postgres), ("spark", Self::Spark)];

    /// Its name for people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::DuckDb => "DuckDB",
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
            Self::Spark => "Spark",
        }
    }

    /// A name as it is written in a script: in quotes unless it is plain and kept for nothing.
    #[must_use]
    pub fn name_of(self, name: &str) -> String {
        let plain = name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
            && RESERVED.binary_search(&name).is_err();
        match self {
            _ if plain => name.to_owned(),
            Self::Spark => format!("`{}`", name.replace('`', "``")),
            Self::DuckDb | Self::Sqlite | Self::Postgres => format!("\"{}\"", name.replace('"', "\"\"")),
        }
    }

    /// A text as it is written in a script; it holds no NUL.
    #[must_use]
    pub fn text(self, text: &str) -> String {
        match self {
            // Spark takes a backslash for an escape, and what is in ${...} for a variable, even in a text.
            Self::Spark => {
                let plain = format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"));
                if plain.contains("${") { format!("({})", plain.replace("${", "$' || '{")) } else { plain }
            }
            Self::DuckDb | Self::Sqlite | Self::Postgres => format!("'{}'", text.replace('\'', "''")),
        }
    }

    /// A day as it is written in a script.
    #[must_use]
    pub fn day(self, day: Day) -> String {
        if self == Self::Sqlite { format!("'{day}'") } else { format!("date '{day}'") }
    }

    /// The type of columns of a kind.
    #[must_use]
    pub fn type_of(self, kind: Kind) -> &'static str {
        match (self, kind) {
            (Self::Sqlite, Kind::Integer | Kind::Number | Kind::Boolean) => "integer",
            (Self::Sqlite, _) => "text",
            (_, Kind::Integer) => "bigint",
            (_, Kind::Number) => "decimal(28, 6)",
            (_, Kind::Boolean) => "boolean",
            (_, Kind::Date) => "date",
            (Self::DuckDb, Kind::Text | Kind::Category | Kind::Version) => "varchar",
            (Self::Postgres, Kind::Text | Kind::Category | Kind::Version) => "text collate \"C\"",
            (Self::Spark, Kind::Text | Kind::Category | Kind::Version) => "string",
        }
    }

    /// What is unknown, as a value of a kind.
    #[must_use]
    pub fn null(self, kind: Kind) -> String {
        match (self, kind) {
            (Self::Sqlite, _) => "null".to_owned(),
            (Self::Postgres, Kind::Text | Kind::Category | Kind::Version) => "cast(null as text)".to_owned(),
            _ => format!("cast(null as {})", self.type_of(kind)),
        }
    }

    /// The greatest whole number that its widest exact type holds. The engine of the audit itself takes what is larger than 128 bits for
    /// unknown, so no engine needs more.
    #[must_use]
    pub(super) fn greatest(self) -> f64 {
        match self {
            Self::Sqlite => NARROW,
            Self::DuckDb | Self::Postgres | Self::Spark => 9e37,
        }
    }

    /// The type of whole numbers beyond 64 bits.
    #[must_use]
    pub(super) fn wide(self) -> &'static str {
        match self {
            Self::Sqlite => "integer",
            Self::DuckDb => "hugeint",
            Self::Postgres => "numeric",
            Self::Spark => "decimal(38, 0)",
        }
    }

    /// The most that a whole number of the records may be; SQLite has no wider type to multiply in, and its tables check it.
    #[must_use]
    pub(super) fn most(self, kind: Kind) -> f64 {
        match (self, kind) {
            (Self::Sqlite, Kind::Number) => MOST_MILLIONTHS as f64,
            (Self::Sqlite, _) => MOST_WHOLE as f64,
            _ => 1e18,
        }
    }
}

/// The greatest whole number of 64 bits, with room for rounding.
pub(super) const NARROW: f64 = 9e18;

/// The most that a whole number may be in SQLite's tables.
pub(super) const MOST_WHOLE: i64 = 1_000_000_000_000;

/// The most millionths that a number may be in SQLite's tables.
pub(super) const MOST_MILLIONTHS: i64 = 10_000_000_000_000_000;
