//! What is printed for SQLite, run in SQLite: it says of every row what the audit says, or it was refused.

use std::cell::Cell;

use pollworthy::predicate::Node;
use pollworthy::sql::{Dialect, condition};
use pollworthy::words::truth::Truth;
use proptest::collection::vec as several;
use proptest::prelude::*;
use rusqlite::Connection;
use rusqlite::types::Value as Stored;

use super::corners;
use super::engine_cases::{Field, fields};
use crate::for_all;
use crate::predicate::meaning::parsed;
use crate::predicate::random_conditions::{self, Record};

/// A value as SQLite has it.
fn stored(field: &Field, record: &Record) -> Stored {
    let Some(text) = (field.value)(record) else { return Stored::Null };
    match field.kind {
        "integer" => Stored::Integer(text.parse().unwrap()),
        "boolean" => Stored::Integer(i64::from(text == "yes")),
        "number" => {
            let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
            Stored::Integer(format!("{whole}{part:0<6}").parse().unwrap())
        }
        _ => Stored::Text(text),
    }
}

struct Sqlite {
    connection: Connection,
    fields: Vec<Field>,
}

impl Sqlite {
    fn new() -> Self {
        let fields = fields();
        let typed = |field: &Field| {
            let kind = if matches!(field.kind, "integer" | "boolean" | "number") { "integer" } else { "text" };
            format!("{} {kind}", Dialect::Sqlite.name_of(&field.name))
        };
        let columns: Vec<String> = fields.iter().map(typed).collect();
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(&format!("create table all_rows ({})", columns.join(", "))).unwrap();
        Self { connection, fields }
    }

    fn fill(&self, records: &[Record]) {
        self.connection.execute("delete from all_rows", []).unwrap();
        let places = vec!["?"; self.fields.len()].join(", ");
        let insert = format!("insert into all_rows values ({places})");
        for record in records {
            let values = self.fields.iter().map(|field| stored(field, record));
            self.connection.prepare_cached(&insert).unwrap().execute(rusqlite::params_from_iter(values)).unwrap();
        }
    }

    fn judge(&self, sql: &str) -> Result<Vec<Truth>, rusqlite::Error> {
        let mut query = self.connection.prepare(&format!("select {sql} from all_rows order by rowid"))?;
        let rows = query.query_map([], |row| row.get::<_, Option<i64>>(0))?;
        rows.map(|truth| Ok(Truth::from(truth?.map(|truth| truth != 0)))).collect()
    }

    /// `false` where the condition is refused.
    fn agrees(&self, text: &str, node: &Node, records: &[Record]) -> Result<bool, TestCaseError> {
        let Ok(sql) = condition(node, Dialect::Sqlite) else { return Ok(false) };
        let found = self.judge(&sql).map_err(|error| TestCaseError::fail(format!("{text}\n{sql}\n{error}")))?;
        for (record, found) in records.iter().zip(found) {
            prop_assert_eq!(found, node.truth(record), "{}\n{}\n{:?}", text, sql, record);
        }
        Ok(true)
    }
}

#[test]
fn sqlite_says_the_same_or_it_is_refused() {
    let sqlite = Sqlite::new();
    let (said, refused) = (Cell::new(0_u32), Cell::new(0_u32));
    let records = several(random_conditions::harder_record(), 6);
    for_all(4, (random_conditions::harder_condition(3), records), |(random, records)| {
        let text = random.as_rule(true);
        let node = parsed(&text).map_err(|mistakes| TestCaseError::fail(format!("{text}: {mistakes:?}")))?.node;
        sqlite.fill(&records);
        let counter = if sqlite.agrees(&text, &node, &records)? { &said } else { &refused };
        counter.set(counter.get() + 1);
        Ok(())
    });
    assert!(said.get() > refused.get() * 2, "{} were said and {} refused", said.get(), refused.get());
}

#[test]
fn corners_in_sqlite() {
    let sqlite = Sqlite::new();
    let records = random_conditions::every_word();
    sqlite.fill(&records);
    for text in corners::conditions() {
        let node = parsed(&text).unwrap().node;
        sqlite.agrees(&text, &node, &records).unwrap();
    }
}
