//! The export loaded into an engine, and the check that it is the one that the script is for.

use super::names::{Relation, resolved};
use super::{Script, View};
use crate::export::layout::{FORMAT, Field, INVENTORY, Sheet};
use crate::sql::dialect::{Dialect, MOST_MILLIONTHS, MOST_WHOLE};
use crate::words::value::Kind;

/// What comes before the views.
pub(super) fn script(script: &Script) -> String {
    let mut text = head(script);
    for sheet in sheets(script) {
        text.push_str(&load(script.dialect, sheet));
    }
    text.push_str(&resolved(&check(script), |relation| script.dialect.name_of(relation)));
    text
}

/// The files of the export, in the order that they are loaded in.
pub(super) fn sheets(script: &Script) -> impl Iterator<Item = &Sheet> {
    let layout = &script.layout;
    let references = layout.references.iter().map(|(_, sheet)| sheet);
    layout.tables.iter().chain(references).chain([&layout.places, &layout.waivers, &layout.about])
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
        "-- The rules as SQL for {}, to be run over an export of {} that was made by the same rules.\n-- Run it in the export's folder: {how}\n\n",
        dialect.name(),
        script.expected.as_of
    );
    text.push_str(match dialect {
        Dialect::DuckDb => "",
        // Else it reads every view again wherever another names it, and takes four times as long to plan them.
        Dialect::Spark => "set spark.sql.legacy.storeAnalyzedPlanForView = true;\n\n",
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
            format!("create or replace table {name} as {};\n\n", read_csv(sheet, ""))
        }
        Dialect::Postgres => {
            format!(
                "create table {name} (\n{}\n);\n\\copy {name} from {} with (format csv, header true, encoding 'UTF8')\nanalyze {name};\n\n",
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

/// What a table of DuckDB selects from its file, below a folder that is written into the script as it is here.
fn read_csv(sheet: &Sheet, folder: &str) -> String {
    let dialect = Dialect::DuckDb;
    let columns: Vec<String> = sheet
        .fields
        .iter()
        .map(|field| format!("  {}: {}", dialect.text(&field.name), dialect.text(dialect.type_of(field.kind))))
        .collect();
    // An export by states has a folder for each.
    let path = if sheet.folder == INVENTORY { format!("{INVENTORY}/**/{}.csv", sheet.name) } else { sheet.path() };
    format!(
        "select * from read_csv({}, columns = {{\n{}\n}}, auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', \
         nullstr = '', hive_partitioning = false)",
        dialect.text(&format!("{folder}{path}")),
        columns.join(",\n")
    )
}

/// The tables that DuckDB makes of an export, each with what it selects; the last is the check of the export.
pub(super) fn tables(script: &Script, folder: &str) -> Vec<View> {
    let table = |sheet: &Sheet| View {
        name: sheet.name.clone(),
        about: vec![format!("{} of the export.", sheet.path())],
        select: read_csv(sheet, folder),
    };
    let settings = View {
        name: "settings".to_owned(),
        about: vec![
            "The day of the audit; an error unless the export was made by the same rules and waivers, for the same day, and is whole."
                .to_owned(),
        ],
        select: settings(&about(script), &causes(script)),
    };
    sheets(script).map(table).chain([settings]).collect()
}

/// SQLite reads all as text, and leaves out a line that lacks a cell, which the count of rows finds; what is empty is NULL, and what it has no
/// type for is turned into what it has.
fn sqlite(sheet: &Sheet) -> String {
    let dialect = Dialect::Sqlite;
    let (name, read) = (dialect.name_of(&sheet.name), dialect.name_of(&format!("{}_read", sheet.name)));
    let raw: Vec<String> =
        sheet.fields.iter().map(|field| format!("  {} text not null", dialect.name_of(&field.name))).collect();
    let (mut typed, mut select) = (Vec::new(), Vec::new());
    for field in &sheet.fields {
        let column = dialect.name_of(&field.name);
        let most = match field.kind {
            // What is no whole number stays a text or a decimal.
            Kind::Integer => format!(" check (typeof({column}) <> 'real' and {column} <= {MOST_WHOLE})"),
            Kind::Number => format!(" check ({column} <= {MOST_MILLIONTHS})"),
            Kind::Text | Kind::Category | Kind::Boolean | Kind::Date | Kind::Version => String::new(),
        };
        typed.push(format!("  {column} {}{most}", dialect.type_of(field.kind)));
        select.push(match field.kind {
            Kind::Integer | Kind::Text | Kind::Category | Kind::Date | Kind::Version => format!("  nullif({column}, '')"),
            // Millionths, so that none is rounded.
            Kind::Number => format!(
                "  case when {column} <> '' then cast(substr({column}, 1, instr({column} || '.', '.') - 1) as integer) * 1000000 \
                 + cast(substr(substr({column}, instr({column} || '.', '.') + 1) || '000000', 1, 6) as integer) end"
            ),
            Kind::Boolean => format!("  case {column} when 'true' then 1 when 'false' then 0 end"),
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

/// What an export says of itself as one row, whatever its file has, and how many lines that has.
fn about(script: &Script) -> String {
    let of = |field: &Field| {
        let name = script.dialect.name_of(&field.name);
        let max = if (script.dialect, field.kind) == (Dialect::Postgres, Kind::Boolean) { "bool_and" } else { "max" };
        format!("{max}({name}) as {name}")
    };
    let columns: Vec<String> = script.layout.about.fields.iter().map(of).collect();
    format!("(\n  select count(*) as lines, {}\n  from {}\n) a", columns.join(", "), Relation::named("about"))
}

/// What an export must be for a script, each with the words for it and the condition that says so.
struct Cause {
    name: &'static str,
    holds: String,
}

/// That it was made by the same rules, that it was made for the day, and that it is whole.
fn causes(script: &Script) -> [Cause; 3] {
    let dialect = script.dialect;
    let places = Relation::named("places");
    let mut counts = vec![
        "a.lines = 1".to_owned(),
        format!("(select count(*) from {places}) = (select count(distinct place) from {places})"),
    ];
    counts.extend(script.layout.counted().map(|sheet| {
        let column = dialect.name_of(&format!("rows_{}", sheet.name));
        let rows = match place_column(sheet) {
            // A row of a place that is not in the list of places would be in no count.
            Some(place) => format!(
                "select count(p.place) from {} t left join {places} p on p.place = t.{place}",
                Relation::named(&sheet.name)
            ),
            None => format!("select count(*) from {}", Relation::named(&sheet.name)),
        };
        format!("a.{column} = ({rows})")
    }));
    let fits = format!(
        "a.format = {} and a.reading = {} and a.redacted = {}",
        dialect.text(FORMAT),
        dialect.text(&script.layout.reading),
        script.expected.redacted
    );
    [
        Cause { name: "made_by_the_same_rules_and_waivers", holds: fits },
        Cause { name: "made_for_the_same_day", holds: format!("a.as_of = {}", dialect.day(script.expected.as_of)) },
        Cause { name: "all_rows_are_loaded", holds: counts.join("\n  and ") },
    ]
}

/// The column of a table of records that has the place of each row.
fn place_column(sheet: &Sheet) -> Option<&'static str> {
    let is_records = sheet.folder == INVENTORY;
    is_records.then(|| if sheet.name == "jurisdictions" { "id" } else { "jurisdiction" })
}

/// The day of an export on DuckDB, or an error.
fn settings(about: &str, causes: &[Cause]) -> String {
    let when = |Cause { name, holds }: &Cause| {
        format!("  when ({holds}) is distinct from true then error({})", Dialect::DuckDb.text(no_fit(name)))
    };
    let whens: Vec<String> = causes.iter().map(when).collect();
    format!("select a.as_of from {about} where case\n{}\n  else true end", whens.join("\n"))
}

/// Stops the script unless the export is the one that it is for, and all of its rows are there; gives the day as `settings`.
fn check(script: &Script) -> String {
    let dialect = script.dialect;
    let causes = causes(script);
    if let Some(params) = &script.expected.open {
        let [fits, _, rows] = causes;
        return super::open::settings(script, params, &about(script), [fits.holds, rows.holds]);
    }
    let comment =
        "-- Stops here unless the export was made by the same rules and waivers, for the same day, and is whole.\n";
    match dialect {
        Dialect::DuckDb => {
            format!("{comment}create or replace table settings as {};\n\n", settings(&about(script), &causes))
        }
        Dialect::Sqlite | Dialect::Postgres => {
            let typed = if dialect == Dialect::Sqlite { "integer" } else { "boolean" };
            let columns: Vec<String> = causes
                .iter()
                .map(|Cause { name, .. }| format!("  {name} {typed} not null constraint {name} check ({name})"))
                .collect();
            let select: Vec<String> = causes.iter().map(|cause| format!("  {}", cause.holds)).collect();
            format!(
                "{comment}create table settings (\n  as_of {},\n{}\n);\ninsert into settings select a.as_of,\n{}\nfrom {};\n\n",
                dialect.type_of(Kind::Date),
                columns.join(",\n"),
                select.join(",\n"),
                about(script)
            )
        }
        Dialect::Spark => {
            let about = about(script);
            let asserts: Vec<String> = causes
                .iter()
                .map(|Cause { name, holds }| format!("assert_true({holds}, {})", dialect.text(no_fit(name))))
                .collect();
            format!(
                "{comment}select {} from {about};\n\ncreate or replace temporary view settings as select a.as_of from {about} where case when {} and {} then true \
                 else raise_error({}) end;\n\n",
                asserts.join(",\n  "),
                causes[0].holds,
                causes[1].holds,
                dialect.text("this export was made by other rules or waivers, or for another day, than this script")
            )
        }
    }
}

/// What is said of an export that a script is not for.
pub(super) fn no_fit(cause: &str) -> &'static str {
    match cause {
        "made_for_the_same_day" => "this export was made for another day than this script",
        "made_for_the_day_that_as_of_says" => "this export was made for another day than as_of says",
        "all_rows_are_loaded" => {
            "not all rows of this export were loaded, or a row is of a place that the export does not list once"
        }
        "shares_are_above_0_and_at_most_1" => "a param that is a share must be above 0 and at most 1",
        _ => "this export was made by other rules, other waivers or another edition than this script",
    }
}
