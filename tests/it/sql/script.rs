//! Scripts: what each engine is given for the traps, for hostile names, and what is refused.

use pollworthy::limits::reports::SQLITE_DEPTH;
use pollworthy::rules::RuleBook;
use pollworthy::sql::{Dialect, Relation, Script, condition};
use pollworthy::words::value::Day;
use rusqlite::Connection;

use crate::predicate::meaning::parsed;

fn day() -> Day {
    Day::new(2026, 11, 1).unwrap()
}

fn book(rules: &str) -> RuleBook {
    let fetch = |name: &str| Err(format!("there is no {name}"));
    RuleBook::load_by_name("rules.toml", rules, &fetch, &[], day()).unwrap()
}

fn baseline() -> RuleBook {
    let text = pollworthy::rules::BUILT_IN[0].1;
    RuleBook::load_by_name("baseline", text, &|name| Err(name.to_owned()), &[], day()).unwrap()
}

/// One rule, its `require` as given.
fn rule(id: &str, require: &str) -> String {
    format!(
        "[[rule]]\nid = \"{id}\"\ntopic = \"t\"\ntitle = \"A title\"\ntable = \"equipment\"\nseverity = \"high\"\nrequire = '''{require}'''\n"
    )
}

fn refusal(rules: &str, dialect: Dialect) -> String {
    Script::new(&book(rules), dialect, false).err().map(|why| why.to_string()).unwrap_or_default()
}

fn printed(text: &str) -> [String; 4] {
    let node = parsed(text).unwrap().node;
    Dialect::ALL.map(|(_, dialect)| condition(&node, dialect).unwrap_or_else(|why| format!("refused: {why}")))
}

#[test]
fn every_engine_can_say_the_built_in_rules() {
    for (_, dialect) in Dialect::ALL {
        let script = Script::new(&baseline(), dialect, false).unwrap();
        let text = script.text();
        for rule in &baseline().rules {
            assert!(text.contains(&format!("-- {} ({}): {}", rule.id, rule.severity, rule.title)), "{}", rule.id);
        }
    }
}

#[test]
fn a_division_is_a_multiplication() {
    for sql in printed("quantity / 2 > 3") {
        assert_eq!(sql, "quantity > 6");
    }
    for sql in printed("quantity / places_using = 0.5") {
        assert!(!sql.contains(" / ") && sql.contains("abs(places_using)"), "{sql}");
    }
    // By zero it is unknown, whatever is divided.
    for sql in printed("quantity / 0 = quantity") {
        assert!(sql.contains("null"), "{sql}");
    }
}

#[test]
fn like_minds_case_and_has_one_escape() {
    let [duckdb, sqlite, postgres, spark] = printed("model like 'a_%!\\' escape '!'");
    assert_eq!(duckdb, "model like 'a_%\\' escape '!'");
    assert_eq!(postgres, duckdb);
    assert_eq!(spark, "model like 'a_%\\\\' escape '!'");
    assert_eq!(sqlite, "model glob 'a?*\\'");
}

#[test]
fn a_month_later_is_at_most_the_last_of_that_month() {
    let [duckdb, sqlite, _, spark] = printed("first_used_on + interval '1 month' > date '2026-01-01'");
    assert!(duckdb.contains("interval '1 months' as date"), "{duckdb}");
    assert!(spark.contains("add_months(first_used_on, 1)"), "{spark}");
    assert!(sqlite.contains("'start of month', '+2 months', '-1 day'"), "{sqlite}");
}

#[test]
fn versions_are_compared_by_their_keys() {
    for sql in printed("system_version > '5.9'") {
        let bare = sql.replace(" collate \"C\"", "");
        assert_eq!(bare, "case when system_version_name = '-' then system_version_key > 'vd115d119' end");
    }
}

#[test]
fn small_letters_are_a_column() {
    for sql in printed("lower(model) = 'é'") {
        assert_eq!(sql, "model_lower = 'é'");
    }
    for sql in printed("lower(model || 'X') = 'é'") {
        assert!(sql.starts_with("refused: lower is asked of more than a column"), "{sql}");
    }
}

#[test]
fn texts_are_in_quotes_that_hold() {
    let [duckdb, sqlite, postgres, spark] = printed("model = 'a''b\\${c}\n--'");
    assert_eq!(duckdb, "model = 'a''b\\${c}\n--'");
    assert_eq!([&sqlite, &postgres], [&duckdb, &duckdb]);
    assert_eq!(spark, "model = ('a\\'b\\\\$' || '{c}\n--')");
}

#[test]
fn what_an_engine_cannot_say_is_refused_with_the_line_of_the_rule() {
    let rules = rule("X-1", "cast(serial_number as integer) > 3");
    assert_eq!(refusal(&rules, Dialect::DuckDb), "");
    assert_eq!(
        refusal(&rules, Dialect::Sqlite),
        "rules.toml:1: X-1: a text is read as a number, and SQLite cannot tell which texts are one"
    );
    let all = format!(
        "{}\n{}",
        rule("X-1", "cast(model as version) > '3'"),
        rule("X-2", "quantity * quantity * quantity > 3")
    );
    let refused = refusal(&all, Dialect::DuckDb);
    assert_eq!(refused.lines().count(), 2, "{refused}");
    assert!(refused.lines().all(|line| line.starts_with("rules.toml:")), "{refused}");
}

#[test]
fn a_text_with_nul_is_refused() {
    let rules = rule("X-1", "model <> 'a'").replace("'''model <> 'a''''", "\"model <> 'a\\u0000'\"");
    for (_, dialect) in Dialect::ALL {
        assert_eq!(refusal(&rules, dialect), "rules.toml:1: X-1: a text in it holds the character NUL");
    }
}

#[test]
fn names_that_engines_keep_for_themselves_are_in_quotes() {
    let column = "[[column]]\ntable = \"equipment\"\nname = \"rowid\"\nkind = \"date\"\nmeaning = \"a day\"\n";
    let rules =
        format!("{column}\n[define.equipment]\nglob = \"quantity > 3\"\n{}", rule("X-1", "glob and rowid is not null"));
    let script = Script::new(&book(&rules), Dialect::DuckDb, false).unwrap().text();
    assert!(script.contains("quantity > 3 as \"glob\""), "{script}");
    assert!(script.contains("\"glob\" and \"rowid\" is not null as \"X-1 require\""), "{script}");
    let script = Script::new(&book(&rules), Dialect::Spark, false).unwrap().text();
    assert!(script.contains("`glob` and `rowid` is not null as `X-1 require`"), "{script}");
}

#[test]
fn what_sqlite_has_no_room_for_is_refused() {
    let nested = |text: String, _| format!("coalesce(case when vvpat then {text} else model end, manufacturer)");
    let of = |levels: usize| rule("R-1", &format!("{} = 'x'", (0..levels).fold("model".to_owned(), nested)));
    assert_eq!(refusal(&of(8), Dialect::Sqlite), "");
    assert!(
        refusal(&of(12), Dialect::Sqlite).contains(&SQLITE_DEPTH.to_string()),
        "{}",
        refusal(&of(12), Dialect::Sqlite)
    );
    assert_eq!(refusal(&of(12), Dialect::DuckDb), "");
}

#[test]
fn ids_that_are_no_names_of_views_are_refused() {
    for (id, why) in
        [("tallies", "is the name of a view that every script has"), ("Equipment_judged", "is the name of a view")]
    {
        let refused = refusal(&rule(id, "quantity > 3"), Dialect::DuckDb);
        assert!(refused.starts_with(&format!("rules.toml:1: {id}: the id {why}")), "{refused}");
    }
    let both = format!("{}\n{}", rule("x-1", "quantity > 3"), rule("X-1", "quantity > 3"));
    assert!(refusal(&both, Dialect::Sqlite).contains("differs from another rule's id in capitals only"));
    let long = "X".repeat(70);
    assert!(refusal(&rule(&long, "quantity > 3"), Dialect::Postgres).contains("too long for a name in PostgreSQL"));
    assert_eq!(refusal(&rule(&long, "quantity > 3"), Dialect::DuckDb), "");
}

#[test]
fn a_title_stays_in_its_comment() {
    let rules = rule("X-1", "quantity > 3").replace("A title", "A title\\n; drop table equipment; --\\u2028x");
    for (_, dialect) in Dialect::ALL {
        let text = Script::new(&book(&rules), dialect, false).unwrap().text();
        let lines = text.lines().filter(|line| line.contains("drop table equipment;"));
        assert!(lines.clone().count() > 0);
        for line in lines {
            assert!(line.starts_with("-- X-1") || line.contains("'A title ; drop table equipment; -- x'"), "{line}");
        }
    }
}

#[test]
fn rules_that_lean_on_each_other_in_a_circle_are_refused() {
    let leaning = |id: &str, on: &str| format!("{}no_rows_pass_if = \"{on}\"\n", rule(id, "quantity > 3"));
    let refused = refusal(&format!("{}\n{}", leaning("X-1", "X-2"), leaning("X-2", "X-1")), Dialect::DuckDb);
    assert!(refused.contains("form a circle"), "{refused}");
}

#[test]
fn an_open_script_keeps_days_and_params() {
    let text = pollworthy::rules::BUILT_IN[0].1;
    let mut book = RuleBook::load_open("baseline", text, &|name| Err(name.to_owned()), &[], day()).unwrap();
    for rule in &mut book.rules {
        (rule.off, rule.selected) = (rule.turned_off, true);
    }
    for (name, dialect) in Dialect::ALL {
        let script = Script::new(&book, dialect, false).unwrap().text();
        let judged = script.split("equipment_judged").nth(1).unwrap().split("equipment_sums").next().unwrap();
        assert!(!judged.contains("2026-11-01"), "{name} has the day in its conditions");
        assert!(judged.contains("param.max_age_years"), "{name} has no params");
    }
}

#[test]
fn a_table_without_records_and_a_book_of_one_rule_make_a_script() {
    for (_, dialect) in Dialect::ALL {
        let text = Script::new(&book(&rule("X-1", "quantity > 3")), dialect, false).unwrap().text();
        assert!(text.contains("X-1") && text.contains("risk") && text.contains("lists"));
    }
}

/// The views of a script in SQLite, over tables without rows.
fn in_sqlite(book: &RuleBook) -> Connection {
    let script = Script::new(book, Dialect::Sqlite, false).unwrap();
    let connection = Connection::open_in_memory().unwrap();
    let layout = &script.layout;
    let sheets = layout.tables.iter().chain(layout.references.iter().map(|(_, sheet)| sheet));
    for sheet in sheets.chain([&layout.places, &layout.waivers, &layout.about]) {
        let name = |name: &str| Dialect::Sqlite.name_of(name);
        let columns: Vec<String> = sheet.fields.iter().map(|field| name(&field.name)).collect();
        connection.execute_batch(&format!("create table {} ({})", name(&sheet.name), columns.join(", "))).unwrap();
    }
    connection.execute_batch("create table settings (as_of); insert into settings values ('2026-11-01')").unwrap();
    for view in &script.views {
        // The SQLite of the tests has no functions of mathematics; there are no rows to take a root of.
        let select = Relation::resolved(&view.select, |name| Dialect::Sqlite.name_of(name)).replace("sqrt(", "abs(");
        let create = format!("create view {} as {select}", Dialect::Sqlite.name_of(&view.name));
        connection.execute_batch(&create).unwrap_or_else(|error| panic!("{}: {error}", view.name));
    }
    connection
}

fn columns(connection: &Connection, view: &str) -> Vec<String> {
    let query = connection.prepare(&format!("select * from {view}")).unwrap();
    query.column_names().into_iter().map(str::to_owned).collect()
}

#[test]
fn the_views_that_others_read_keep_their_columns() {
    let connection = in_sqlite(&baseline());
    let promised = [
        ("verdicts", "rule place asset units verdict waived from_file from_line"),
        ("tallies", "place rule verdict e_low e_high pass fail unknown waived"),
        ("risk", "place state name low high standing"),
        (
            "lists",
            "list state status places places_lacking places_lesser places_without_evidence places_silent units units_lacking \
             units_lesser units_unknown units_waived rows_without_quantity voters voters_affected places_without_voters law",
        ),
    ];
    for (view, names) in promised {
        let found = columns(&connection, view);
        for name in names.split_whitespace() {
            assert!(found.iter().any(|column| column == name), "{view} has no {name}, but {found:?}");
        }
        let rows: i64 = connection.query_row(&format!("select count(*) from {view}"), [], |row| row.get(0)).unwrap();
        assert_eq!(rows, 0, "{view}");
    }
    for rule in baseline().rules {
        assert!(columns(&connection, &format!("\"{}\"", rule.id)).contains(&"verdict".to_owned()), "{}", rule.id);
    }
}
#[test]
fn names_that_an_engine_would_take_for_each_other_are_refused_or_written_out() {
    let refused = refusal(&rule("Voters_served", "quantity > 3"), Dialect::Sqlite);
    assert!(refused.contains("the id is the name of a column that is added up for lists"), "{refused}");
    let refused = refusal(&rule("sqlite_x", "quantity > 3"), Dialect::Sqlite);
    assert!(refused.contains("begins as only SQLite's own names may"), "{refused}");
    assert_eq!(refusal(&rule("sqlite_x", "quantity > 3"), Dialect::DuckDb), "");
    // Engines take no notice of capitals, and a column of the export may have the name of a definition.
    let define = "[define.equipment]\nAa = \"sealed\"\naA = \"vvpat\"\nmodel_lower = \"in_service\"\n";
    let rules = format!("{define}{}", rule("X-1", "Aa and not aA and model_lower and lower(model) = 'm'"));
    let script = Script::new(&book(&rules), Dialect::DuckDb, false).unwrap().text();
    assert!(
        script.contains("sealed and not vvpat and in_service and model_lower = 'm' as \"X-1 require\""),
        "{script}"
    );
}

#[test]
fn lists_whose_keys_are_alike_have_columns_of_their_own() {
    let list = |key: &str| format!("[list.\"{key}\"]\nname = \"L\"\nlacks = \"lack it\"\nlacking = [\"X-1\"]\n");
    let rules = [rule("X-1", "sealed"), list("x"), list("X"), list("x answer")].concat();
    let script = Script::new(&book(&rules), Dialect::DuckDb, false).unwrap().text();
    for name in ["\"list x\"", "\"list x answer\"", "\"list #0\"", "\"list #3\"", "\"#3 all_weight\""] {
        assert!(script.contains(name), "{name} is not in {script}");
    }
}

#[test]
fn what_cannot_be_left_open_is_refused() {
    let open = |rules: &str, dialect: Dialect| {
        let fetch = |_: &str| Ok(("ref.csv".to_owned(), "model,as_of\nM,2020-01-01\n".to_owned()));
        let book = RuleBook::load_open("rules.toml", rules, &fetch, &[], day()).unwrap();
        Script::new(&book, dialect, false).map(|script| script.text()).map_err(|why| why.to_string())
    };
    // Folded, it would be about the param's own value, whatever it is set to.
    let lower = format!("[params]\npat = \"M\"\n{}", rule("X-1", "lower(:pat) = lower(model)"));
    let share = format!("[params]\nf = 0.25\n{}", rule("X-1", "quantity * :f > 1"));
    for (rules, dialect) in [(&lower, Dialect::DuckDb), (&share, Dialect::Sqlite)] {
        let refused = open(rules, dialect).unwrap_err();
        assert!(refused.starts_with("rules.toml:3: X-1: "), "{refused}");
    }
    assert!(open(&share, Dialect::DuckDb).unwrap().contains("param.f"));
    let named = |params: &str| format!("[params]\n{params}{}", rule("X-1", "sealed"));
    for (params, dialect, why) in [
        ("n = 3\nN = 4\n", Dialect::DuckDb, "has the name of"),
        ("as_of = 3\n", Dialect::Spark, "has the name of the day"),
        ("PORT = 3\n", Dialect::Postgres, "a variable of psql"),
    ] {
        let refused = open(&named(params), dialect).unwrap_err();
        assert!(refused.contains(why), "{refused}");
    }
    let day = "[reference.day]\nfile = \"ref.csv\"\ntables = [\"equipment\"]\nmatch = { model = \"model\" }\ncolumns = { as_of = \"date\" }\n";
    let refused = open(&format!("{day}{}", rule("X-1", "day.as_of < as_of")), Dialect::DuckDb).unwrap_err();
    assert!(refused.contains("a reference is named day or param"), "{refused}");
}

#[test]
fn a_script_is_only_for_an_export_that_was_read_the_same_way() {
    let reading = |rules: &str| {
        let fetch = |_: &str| Ok(("ref.csv".to_owned(), "model,n\nM,3\nX,3\n".to_owned()));
        let book = RuleBook::load_by_name("rules.toml", rules, &fetch, &[], day()).unwrap();
        Script::new(&book, Dialect::DuckDb, false).unwrap().layout.reading
    };
    let matched = |by: &str| {
        let reference = "[reference.ref]\nfile = \"ref.csv\"\ntables = [\"equipment\"]\n";
        format!("{reference}match = {{ {by} = \"model\" }}\n{}", rule("X-1", "ref.n = '3'"))
    };
    assert_ne!(reading(&matched("model")), reading(&matched("manufacturer")));
    let choices = |words: &str| {
        let column = "[[column]]\ntable = \"equipment\"\nname = \"tamper\"\nkind = \"category\"\n";
        format!("{column}choices = [{words}]\n{}", rule("X-1", "tamper = 'a'"))
    };
    assert_ne!(reading(&choices("\"a\", \"b\"")), reading(&choices("\"a\", \"c\"")));
    let severe = rule("X-1", "sealed").replace("\"high\"", "\"low\"");
    assert_eq!(reading(&rule("X-1", "sealed")), reading(&severe));
}
