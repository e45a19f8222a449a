//! Settings that are left open: the day of the audit and the params, as variables of the engine.

use super::load::no_fit;
use super::{OpenParam, Script};
use crate::predicate::PARAM;
use crate::sql::dialect::Dialect;
use crate::words::value::Kind;
use crate::words::value::calendar::{NAMED, federal_election};

/// The years of the calendar.
const YEARS: std::ops::RangeInclusive<i32> = 1800..=2200;

/// The one row of settings, read from variables: they may be set before the script, or afterwards, unless it says otherwise. What the
/// export must be (`fits`, `rows`) is checked whenever it is read.
pub(super) fn settings(script: &Script, params: &[OpenParam], about: &str, [fits, rows]: [String; 2]) -> String {
    let dialect = script.dialect;
    let name = |name: &str| dialect.name_of(name);
    let elections: Vec<String> = YEARS
        .filter(|year| year % 2 == 0)
        .filter_map(federal_election)
        .map(|day| format!("({})", dialect.day(day)))
        .collect();
    let lines: Vec<String> = elections.chunks(6).map(|some| format!("  {}", some.join(", "))).collect();
    let create = if dialect == Dialect::Spark { "create or replace temporary view" } else { "create view" };
    let create = if dialect == Dialect::DuckDb { "create or replace view" } else { create };
    let mut text = format!(
        "-- The days of federal general elections (2 USC 7).\n{create} elections as with all_days (day) as (values\n{}\n) select * from all_days;\n\n",
        lines.join(",\n")
    );
    text += &variables(script, params);
    let of_params: Vec<String> = params.iter().map(|param| name(&format!("{PARAM}{}", param.name))).collect();
    let shares = params.iter().zip(&of_params).filter(|(param, _)| param.is_share);
    let one =
        |param: &OpenParam| if dialect == Dialect::Sqlite && param.kind == Kind::Number { "1000000" } else { "1" };
    let shares: Vec<String> =
        shares.map(|(param, column)| format!("v.{column} > 0 and v.{column} <= {}", one(param))).collect();
    let shares = if shares.is_empty() { "true".to_owned() } else { shares.join(" and ") };
    let day_before = |day: &str| match dialect {
        Dialect::Sqlite => format!("date({day}, '-1 day')"),
        Dialect::DuckDb | Dialect::Postgres => format!("{day} - 1"),
        Dialect::Spark => format!("date_sub({day}, 1)"),
    };
    let last = |before: &str| format!("(select max(e.day) from elections e where e.day <= {before})");
    let days: Vec<String> = NAMED
        .iter()
        .filter(|(named, _)| *named != "as_of")
        .map(|(named, _)| {
            let sql = match *named {
                "next_federal_election" => "(select min(e.day) from elections e where e.day >= v.as_of)".to_owned(),
                "last_federal_election" => last("v.as_of"),
                _ => {
                    let own = "(select max(e.day) from elections e where e.day <= v.as_of)";
                    format!("(select max(p.day) from elections p where p.day <= {})", day_before(own))
                }
            };
            format!("{sql} as {}", name(&format!("day.{named}")))
        })
        .collect();
    let columns: Vec<String> = std::iter::once("v.as_of".to_owned())
        .chain(days)
        .chain(of_params.iter().map(|column| format!("v.{column}")))
        .collect();
    let causes = [
        ("made_by_the_same_rules_and_waivers", fits),
        ("made_for_the_day_that_as_of_says", "a.as_of = v.as_of".to_owned()),
        ("all_rows_are_loaded", rows),
        ("shares_are_above_0_and_at_most_1", shares),
    ];
    let select = columns.join(",\n  ");
    let comment = "-- The day and the params; reading them fails unless the export was made by the same rules and waivers, for this day, and is whole.\n";
    text + &match dialect {
        Dialect::DuckDb | Dialect::Spark => {
            let error = if dialect == Dialect::DuckDb { "error" } else { "raise_error" };
            // Spark would count all rows whenever the settings are read: that is done once, above.
            let asked = causes.iter().filter(|(cause, _)| dialect != Dialect::Spark || *cause != "all_rows_are_loaded");
            let whens: Vec<String> = asked
                .map(|(cause, holds)| {
                    format!("  when not coalesce({holds}, false) then {error}({})", dialect.text(no_fit(cause)))
                })
                .collect();
            let counted = if dialect == Dialect::Spark {
                format!("select assert_true({}, {}) from {about};\n\n", causes[2].1, dialect.text(no_fit(causes[2].0)))
            } else {
                String::new()
            };
            format!(
                "{counted}{comment}{create} settings as select {select}\nfrom variables v cross join {about} where case\n{}\n  else true end;\n\n",
                whens.join("\n")
            )
        }
        Dialect::Postgres => {
            let columns: Vec<String> = causes
                .iter()
                .map(|(cause, _)| format!("alter table settings add constraint {cause} check ({cause});"))
                .collect();
            let checks: Vec<String> =
                causes.iter().map(|(cause, holds)| format!("  coalesce({holds}, false) as {cause}")).collect();
            format!(
                "{comment}create table settings as select {select},\n{}\nfrom variables v cross join {about};\n{}\n\n",
                checks.join(",\n"),
                columns.join("\n")
            )
        }
        Dialect::Sqlite => {
            let raise: Vec<String> = causes
                .iter()
                .map(|(cause, holds)| {
                    format!(
                        "  select raise(abort, {}) where not coalesce((select {holds} from variables v cross join {about}), false);",
                        dialect.text(no_fit(cause))
                    )
                })
                .collect();
            let trigger = |when: &str| {
                format!("create trigger checked_{when} after {when} on variables begin\n{}\nend;\n", raise.join("\n"))
            };
            format!(
                "{comment}create view settings as select {select}\nfrom variables v;\n{}{}\ninsert into variables select * from defaults;\ndrop table defaults;\n\n",
                trigger("insert"),
                trigger("update")
            )
        }
    }
}

fn is_number(kind: Kind) -> bool {
    matches!(kind, Kind::Integer | Kind::Number)
}

/// A variable as a value of its kind; an error where that would be another value, or none.
fn exactly(dialect: Dialect, param: &OpenParam, variable: &str, kind: &str) -> String {
    let what = match param.kind {
        Kind::Integer => "a whole number",
        Kind::Number => "a number of at most six decimals",
        Kind::Boolean => "true or false",
        Kind::Date => "a day",
        Kind::Text | Kind::Category | Kind::Version => "a text",
    };
    let error = if dialect == Dialect::Spark { "raise_error" } else { "error" };
    let why = dialect.text(&format!("the variable {} must be {what}", param.name));
    let cast = format!("cast({variable} as {kind})");
    let is_so = if is_number(param.kind) { format!("{cast} = {variable}") } else { format!("{cast} is not null") };
    format!("case when {is_so} then {cast} else {error}({why}) end")
}

/// The variables of the engine, with the values that they have unless others are set.
fn variables(script: &Script, params: &[OpenParam]) -> String {
    let dialect = script.dialect;
    let name = |name: &str| dialect.name_of(name);
    let day = OpenParam {
        name: "as_of".to_owned(),
        kind: Kind::Date,
        value: dialect.day(script.expected.as_of),
        is_share: false,
    };
    let all: Vec<&OpenParam> = std::iter::once(&day).chain(params).collect();
    let column = |param: &OpenParam| {
        if param.name == "as_of" { "as_of".to_owned() } else { name(&format!("{PARAM}{}", param.name)) }
    };
    let plain = |kind: Kind| dialect.type_of(kind).replace(" collate \"C\"", "");
    match dialect {
        Dialect::DuckDb => {
            let set: Vec<String> = all
                .iter()
                .map(|param| {
                    format!(
                        "set variable {} = coalesce(getvariable({}), {});\n",
                        name(&param.name),
                        dialect.text(&param.name),
                        param.value
                    )
                })
                .collect();
            let read: Vec<String> = all
                .iter()
                .map(|param| {
                    let variable = format!("getvariable({})", dialect.text(&param.name));
                    format!("  {} as {}", exactly(dialect, param, &variable, &plain(param.kind)), column(param))
                })
                .collect();
            format!(
                "-- Variables of DuckDB: set them before this script or after it.\n{}create or replace view variables as select\n{};\n\n",
                set.concat(),
                read.join(",\n")
            )
        }
        Dialect::Spark => {
            let set: Vec<String> = all
                .iter()
                .map(|param| {
                    format!(
                        "declare or replace variable {} {} default {};\n\n",
                        name(&param.name),
                        // A variable of whole numbers would cut off decimals without a word.
                        if is_number(param.kind) { "decimal(38, 12)".to_owned() } else { plain(param.kind) },
                        param.value
                    )
                })
                .collect();
            let read: Vec<String> = all
                .iter()
                .map(|param| {
                    let variable = format!("session.{}", name(&param.name));
                    format!("  {} as {}", exactly(dialect, param, &variable, &plain(param.kind)), column(param))
                })
                .collect();
            format!(
                "-- Variables of Spark: `set variable as_of = ...` after this script; `clear cache` lets go of what was counted before.\n{}\
                 create or replace temporary view variables as select\n{};\n\n",
                set.concat(),
                read.join(",\n")
            )
        }
        Dialect::Postgres => {
            let set: Vec<String> = all
                .iter()
                .map(|param| {
                    // A variable of psql is a text, and is read as a value of its kind. Its command takes a backslash for an escape.
                    let value = param.value.strip_prefix("date ").unwrap_or(&param.value);
                    let quoted = if value.starts_with('\'') { value.to_owned() } else { format!("'{value}'") };
                    let quoted = quoted.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r");
                    format!("\\if :{{?{}}}\n\\else\n\\set {} {quoted}\n\\endif\n", param.name, param.name)
                })
                .collect();
            let read: Vec<String> = all
                .iter()
                .map(|param| {
                    let cast = format!("cast(:'{}' as {})", param.name, plain(param.kind));
                    let exact = if param.kind == Kind::Number {
                        format!("case when cast(:'{}' as numeric) = {cast} then {cast} end", param.name)
                    } else {
                        cast
                    };
                    format!("  {exact} as {}", column(param))
                })
                .collect();
            let numbers = all.iter().filter(|param| param.kind == Kind::Number);
            let needed: String = numbers
                .map(|param| format!("alter table variables alter column {} set not null;\n", column(param)))
                .collect();
            format!(
                "-- Variables of psql: set them before this script, as in psql -v as_of=2026-11-01.\n{}create table variables as select\n{};\n{needed}\n",
                set.concat(),
                read.join(",\n")
            )
        }
        Dialect::Sqlite => {
            let columns: Vec<String> = all
                .iter()
                .map(|param| {
                    let column = column(param);
                    let is_so = match param.kind {
                        Kind::Integer | Kind::Number => format!("typeof({column}) = 'integer'"),
                        Kind::Boolean => format!("{column} in (0, 1)"),
                        Kind::Date => format!("date({column}) = {column}"),
                        Kind::Text | Kind::Category | Kind::Version => format!("typeof({column}) = 'text'"),
                    };
                    format!("  {column} {} not null check ({is_so})", plain(param.kind))
                })
                .collect();
            let values: Vec<&str> = all.iter().map(|param| param.value.as_str()).collect();
            format!(
                "-- SQLite has no variables: `update variables set as_of = ...` after this script. Decimals are in millionths.\n\
                 create table variables (\n{}\n);\ncreate table defaults as select * from (values ({}));\n\n",
                columns.join(",\n"),
                values.join(", ")
            )
        }
    }
}
