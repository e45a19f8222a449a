//! The export loaded into an engine, and the check that it is the one that the script is for.

use super::Script;
use super::names::in_comment;
use crate::export::layout::{DERIVED, FORMAT, INVENTORY, Sheet};
use crate::sql::dialect::{Dialect, MOST_MILLIONTHS, MOST_WHOLE};
use crate::words::value::Kind;

/// What comes before the views.
pub(super) fn script(script: &Script) -> String {
    let mut text = head(script);
    let sheets = script.layout.tables.iter().chain(script.layout.references.iter().map(|(_, sheet)| sheet));
    let own = [&script.layout.places, &script.layout.waivers, &script.layout.about];
    for sheet in sheets.chain(own) {
        text.push_str(&load(script.dialect, sheet));
    }
    text.push_str(&check(script));
    text
}

fn head(script: &Script) -> String {
    let dialect = script.dialect;
    let how = match dialect {
        Dialect::DuckDb => "duckdb -bail FILE.duckdb < THIS",
        Dialect::Sqlite => "sqlite3 FILE.sqlite < THIS",
        Dialect::Postgres => "psql -f THIS",
        Dialect::Spark => "spark-sql -f THIS",
    };
    let mut text = format!(
        "-- The rules as {}, for an export of {} by the same rules.\n-- Run it in the export's folder: {how}\n\n",
        dialect.name(),
        script.expected.as_of
    );
    text.push_str(match dialect {
        Dialect::DuckDb | Dialect::Spark => "",
        Dialect::Sqlite => ".bail on\n.mode csv\n\n",
        Dialect::Postgres => {
            "\\set ON_ERROR_STOP on\nset client_encoding = 'UTF8';\nset standard_conforming_strings = on;\nset client_min_messages = warning;\n\
             -- Compiling expressions as long as these takes minutes, and running them does not: keep it off wherever the views are read.\nset jit = off;\n\
             drop schema if exists pollworthy cascade;\ncreate schema pollworthy;\nset search_path = pollworthy;\n\n"
        }
    });
    text
}

/// A table as a file has it.
fn load(dialect: Dialect, sheet: &Sheet) -> String {
    let name = dialect.name_of(&sheet.name);
    let columns = |of: &dyn Fn(Kind) -> String| {
        let each = sheet.fields.iter().map(|field| format!("  {} {}", dialect.name_of(&field.name), of(field.kind)));
        each.collect::<Vec<_>>().join(",\n")
    };
    let typed = |kind: Kind| dialect.type_of(kind).to_owned();
    match dialect {
        Dialect::DuckDb => {
            let columns: Vec<String> = sheet
                .fields
                .iter()
                .map(|field| format!("  {}: {}", dialect.text(&field.name), dialect.text(dialect.type_of(field.kind))))
                .collect();
            // An export by states has a folder for each.
            let path =
                if sheet.folder == INVENTORY { format!("{INVENTORY}/**/{}.csv", sheet.name) } else { sheet.path() };
            format!(
                "create or replace table {name} as select * from read_csv({}, columns = {{\n{}\n}}, auto_detect = false, header = true, \
                 delim = ',', quote = '\"', escape = '\"', nullstr = '', hive_partitioning = false);\n\n",
                dialect.text(&path),
                columns.join(",\n")
            )
        }
        Dialect::Postgres => {
            format!(
                "create table {name} (\n{}\n);\n\\copy {name} from {} with (format csv, header true, encoding 'UTF8')\n\n",
                columns(&typed),
                dialect.text(&sheet.path())
            )
        }
        Dialect::Sqlite => sqlite(sheet),
        Dialect::Spark => {
            let (folder, filter) = (sheet.folder, format!("{}.csv", sheet.name));
            format!(
                "create or replace temporary view {name} (\n{}\n) using csv options (path {}, pathGlobFilter {}, recursiveFileLookup 'true', header 'true', \
                 multiLine 'true', quote '\"', escape '\"', mode 'FAILFAST', lineSep '\\n', encoding 'UTF-8', dateFormat 'yyyy-MM-dd');\n\n",
                columns(&typed),
                dialect.text(folder),
                dialect.text(&filter)
            )
        }
    }
}

/// SQLite reads all as text; what is empty is NULL, and what it has no type for is turned into what it has.
fn sqlite(sheet: &Sheet) -> String {
    let dialect = Dialect::Sqlite;
    let (name, read) = (dialect.name_of(&sheet.name), dialect.name_of(&format!("{}_read", sheet.name)));
    let raw: Vec<String> =
        sheet.fields.iter().map(|field| format!("  {} text", dialect.name_of(&field.name))).collect();
    let (mut typed, mut select) = (Vec::new(), Vec::new());
    for field in &sheet.fields {
        let column = dialect.name_of(&field.name);
        let most = match field.kind {
            Kind::Integer => format!(" check ({column} <= {MOST_WHOLE})"),
            Kind::Number => format!(" check ({column} <= {MOST_MILLIONTHS})"),
            Kind::Text | Kind::Category | Kind::Boolean | Kind::Date | Kind::Version => String::new(),
        };
        typed.push(format!("  {column} {}{most}", dialect.type_of(field.kind)));
        select.push(match field.kind {
            Kind::Integer => format!("  cast(nullif({column}, '') as integer)"),
            // Millionths, so that none is rounded.
            Kind::Number => format!(
                "  case when {column} <> '' then cast(substr({column}, 1, instr({column} || '.', '.') - 1) as integer) * 1000000 \
                 + cast(substr(substr({column}, instr({column} || '.', '.') + 1) || '000000', 1, 6) as integer) end"
            ),
            Kind::Boolean => format!("  case {column} when 'true' then 1 when 'false' then 0 end"),
            Kind::Text | Kind::Category | Kind::Date | Kind::Version => format!("  nullif({column}, '')"),
        });
    }
    format!(
        "create table {read} (\n{}\n);\n.import --skip 1 {} {read}\ncreate table {name} (\n{}\n);\ninsert into {name} select\n{}\nfrom {read};\ndrop table {read};\n\n",
        raw.join(",\n"),
        dialect.text(&sheet.path()),
        typed.join(",\n"),
        select.join(",\n"),
    )
}

/// Stops the script unless the export is the one that it is for, and all of its rows are there; gives the day as `settings`.
fn check(script: &Script) -> String {
    let dialect = script.dialect;
    let name = |name: &str| dialect.name_of(name);
    let counts: Vec<String> = script
        .layout
        .tables
        .iter()
        .chain([&script.layout.places, &script.layout.waivers])
        .map(|sheet| {
            let column = name(&format!("rows_{}", sheet.name));
            format!("{column} = (select count(*) from {})", name(&sheet.name))
        })
        .collect();
    let fits = format!(
        "format = {} and reading = {} and redacted = {}",
        dialect.text(FORMAT),
        dialect.text(&script.layout.reading),
        script.expected.redacted
    );
    let day = format!("as_of = {}", dialect.day(script.expected.as_of));
    let about = name("about");
    let causes = [
        ("made_by_the_same_rules_and_waivers", fits),
        ("made_for_the_same_day", day),
        ("all_rows_are_loaded", counts.join("\n  and ")),
    ];
    let comment =
        "-- Stops here unless the export was made by the same rules and waivers, for the same day, and is whole.\n";
    let _ = (in_comment, DERIVED);
    match dialect {
        Dialect::DuckDb => {
            let whens: Vec<String> = causes
                .iter()
                .map(|(cause, holds)| {
                    format!(
                        "  when ({holds}) is distinct from true then error('this export is not one that was {}')",
                        cause.replace('_', " ")
                    )
                })
                .collect();
            format!(
                "{comment}create or replace table settings as select as_of from {about} where case\n{}\n  else true end;\n\n",
                whens.join("\n")
            )
        }
        Dialect::Sqlite | Dialect::Postgres => {
            let typed = if dialect == Dialect::Sqlite { "integer" } else { "boolean" };
            let columns: Vec<String> = causes
                .iter()
                .map(|(cause, _)| format!("  {cause} {typed} not null constraint {cause} check ({cause})"))
                .collect();
            let select: Vec<String> = causes.iter().map(|(_, holds)| format!("  {holds}")).collect();
            format!(
                "{comment}create table settings (\n  as_of {},\n{}\n);\ninsert into settings select as_of,\n{}\nfrom {about};\n\n",
                dialect.type_of(Kind::Date),
                columns.join(",\n"),
                select.join(",\n")
            )
        }
        Dialect::Spark => {
            let asserts: Vec<String> = causes
                .iter()
                .map(|(cause, holds)| {
                    format!("assert_true({holds}, 'this export is not one that was {}')", cause.replace('_', " "))
                })
                .collect();
            format!(
                "{comment}select {} from {about};\n\ncreate or replace temporary view settings as select as_of from {about} where case when {} then true \
                 else raise_error('this export is not one that was made by the same rules and waivers for the same day') end;\n\n",
                asserts.join(",\n  "),
                format!("{} and {}", causes[0].1, causes[1].1),
            )
        }
    }
}
