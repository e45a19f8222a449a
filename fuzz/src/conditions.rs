//! Conditions: what is typed and printed for SQLite means there what it means here; random well-typed ones, and texts.

use std::cell::{Cell, OnceCell};
use std::rc::Rc;

use pollworthy::predicate::{Columns, Copied, Defined, Home, Mistake, Node, Row as _, Scope, Typed, parse};
use pollworthy::schema::{EQUIPMENT, JURISDICTIONS};
use pollworthy::sql::{Dialect, condition};
use pollworthy::words::truth::Truth;
use pollworthy::words::value::{Kind, Value};
use proptest::strategy::{BoxedStrategy, Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use rusqlite::Connection;
use rusqlite::types::Value as Stored;

use super::predicate::random_conditions::{
    COLUMNS, Record, Sql, as_of, called, declared, every_word, harder_condition, harder_record, models, params,
};

thread_local! {
    static TOOLS: OnceCell<Tools> = const { OnceCell::new() };
}

struct Tools {
    conditions: [BoxedStrategy<Sql>; 3],
    record: BoxedStrategy<Record>,
    words: Vec<Record>,
    sqlite: Sqlite,
}

pub(crate) fn run(data: &[u8]) {
    let Some((&how, bytes)) = data.split_first() else { return };
    TOOLS.with(|tools| {
        let tools = tools.get_or_init(|| Tools {
            conditions: [1, 2, 3].map(harder_condition),
            record: harder_record().boxed(),
            words: every_word(),
            sqlite: Sqlite::new(),
        });
        match how % 4 {
            3 => text(tools, bytes),
            depth => random(tools, usize::from(depth), how & 4 != 0, bytes),
        }
    });
}

/// A well-typed condition and some rows, chosen by a seed.
fn random(tools: &Tools, depth: usize, of_words: bool, bytes: &[u8]) {
    // The bytes are a seed: choices made by them directly never end where they are refused again and again.
    let mut seed = [0; 32];
    let length = bytes.len().min(seed.len());
    seed[..length].copy_from_slice(&bytes[..length]);
    let choices = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let mut runner = TestRunner::new_with_rng(Config::default(), choices);
    let Ok(tree) = tools.conditions[depth].new_tree(&mut runner) else { return };
    let text = tree.current().as_rule(true);
    let node = parsed(&text).unwrap_or_else(|mistakes| panic!("{text}\nis not understood: {mistakes:?}")).node;
    if of_words {
        return tools.sqlite.agrees(&text, &node, &tools.words, true);
    }
    let records = (0..3).filter_map(|_| tools.record.new_tree(&mut runner).ok()).map(|tree| tree.current());
    let records: Vec<Record> = records.collect();
    tools.sqlite.agrees(&text, &node, &records, false);
}

/// A text that may be a condition.
fn text(tools: &Tools, bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match parsed(text) {
        Ok(typed) => tools.sqlite.agrees(text, &typed.node, &tools.words, true),
        Err(mistakes) => {
            assert!(!mistakes.is_empty(), "{text}");
            for mistake in &mistakes {
                let (first, last) = mistake.at;
                assert!(first <= last && last <= text.chars().count(), "{mistake:?} in {text:?}");
                assert!(!mistake.message.trim().is_empty(), "{text:?}");
            }
        }
    }
}

fn parsed(text: &str) -> Result<Typed, Vec<Mistake>> {
    let param = |name: &str| params().into_iter().find(|(known, _)| *known == name).map(|(_, value)| value);
    let in_service = EQUIPMENT.column("in_service").unwrap();
    let define = |name: &str| {
        let node = Node::Column { home: Home::Row, index: in_service, kind: Kind::Boolean, name: "in_service".into() };
        (name == "a").then(|| Ok(Rc::new(Defined::new(Typed::new(node, Kind::Boolean)))))
    };
    let params = params().map(|(name, _)| name);
    let own = Columns::of(EQUIPMENT.columns(), Home::Row, "equipment");
    let place = Columns::of(JURISDICTIONS.columns(), Home::Place, "jurisdiction");
    let model = models();
    let scope = Scope {
        own: &own,
        others: &[&place, &model],
        as_of: Some(as_of()),
        param: &param,
        open: false,
        params: &params,
        define: &define,
        defines: &["a"],
        copied: &Copied::default(),
    };
    parse(text, &scope, true)
}

/// A column of the rows in SQLite, and how it is read from a record.
struct Field {
    name: String,
    kind: Kind,
    part: Part,
    home: Home,
    column: usize,
}

/// What of a value a column has.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Whole,
    Lower,
    Name,
    Key,
}

impl Field {
    fn stored(&self, record: &Record) -> Stored {
        let value = record.cell(self.home, self.column);
        let text = match (&value, self.part) {
            (Value::Null, _) => return Stored::Null,
            (Value::Version(version), Part::Name) => version.sort_key().0.to_owned(),
            (Value::Version(version), Part::Key) => version.sort_key().1,
            (value, Part::Lower) => value.to_string().to_lowercase(),
            (value, _) => value.to_string(),
        };
        match self.kind {
            Kind::Integer if self.part == Part::Whole => Stored::Integer(text.parse().unwrap()),
            Kind::Boolean => Stored::Integer(i64::from(text == "yes")),
            Kind::Number => {
                let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
                Stored::Integer(format!("{whole}{part:0<6}").parse().unwrap())
            }
            _ => Stored::Text(text),
        }
    }
}

struct Sqlite {
    connection: Connection,
    /// Whether its rows are those of the words.
    holds_words: Cell<bool>,
    fields: Vec<Field>,
}

impl Sqlite {
    fn new() -> Self {
        let mut fields = Vec::new();
        for (at, (home, _)) in COLUMNS.iter().enumerate() {
            let (column, declaration) = declared(at);
            let name = match home {
                Home::Place => format!("jurisdiction.{}", called(at)),
                Home::Reference(_) => format!("model.{}", called(at)),
                Home::Row | Home::Calendar => called(at),
            };
            let parts: &[(&str, Part)] = match declaration.kind {
                Kind::Text | Kind::Category => &[("", Part::Whole), ("_lower", Part::Lower)],
                Kind::Version => &[("", Part::Whole), ("_name", Part::Name), ("_key", Part::Key)],
                Kind::Integer | Kind::Number | Kind::Boolean | Kind::Date => &[("", Part::Whole)],
            };
            fields.extend(parts.iter().map(|(suffix, part)| Field {
                name: format!("{name}{suffix}"),
                kind: declaration.kind,
                part: *part,
                home: *home,
                column,
            }));
        }
        let typed = |field: &Field| {
            let is_number = matches!(field.kind, Kind::Integer | Kind::Boolean | Kind::Number);
            format!("{} {}", Dialect::Sqlite.name_of(&field.name), if is_number { "integer" } else { "text" })
        };
        let columns: Vec<String> = fields.iter().map(typed).collect();
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(&format!("create table all_rows ({})", columns.join(", "))).unwrap();
        Self { connection, holds_words: Cell::new(false), fields }
    }

    /// Holds that SQLite says of every record what the condition says, or that it is refused; other dialects are only printed.
    fn agrees(&self, text: &str, node: &Node, records: &[Record], are_words: bool) {
        for (_, dialect) in Dialect::ALL {
            if let Err(refusal) = condition(node, dialect) {
                assert!(!refusal.to_string().trim().is_empty(), "{text}");
            }
        }
        let has = |(home, index): &(Home, usize)| {
            *home == Home::Calendar || self.fields.iter().any(|field| (field.home, field.column) == (*home, *index))
        };
        let Ok(sql) = condition(node, Dialect::Sqlite) else { return };
        if !node.columns().iter().all(has) {
            return;
        }
        // The words are the same every time.
        if !are_words || !self.holds_words.replace(true) {
            self.holds_words.set(are_words);
            self.fill(records);
        }
        let found = self.judge(&sql).unwrap_or_else(|error| panic!("{text}\n{sql}\n{error}"));
        assert_eq!(found.len(), records.len());
        for (record, found) in records.iter().zip(found) {
            assert_eq!(found, node.truth(record), "{text}\n{sql}\n{record:?}");
        }
    }

    fn fill(&self, records: &[Record]) {
        self.connection.execute_batch("begin; delete from all_rows").unwrap();
        let places = vec!["?"; self.fields.len()].join(", ");
        let insert = format!("insert into all_rows values ({places})");
        for record in records {
            let values = self.fields.iter().map(|field| field.stored(record));
            self.connection.prepare_cached(&insert).unwrap().execute(rusqlite::params_from_iter(values)).unwrap();
        }
        self.connection.execute_batch("commit").unwrap();
    }

    fn judge(&self, sql: &str) -> rusqlite::Result<Vec<Truth>> {
        let mut query = self.connection.prepare(&format!("select {sql} from all_rows order by rowid"))?;
        let rows = query.query_map([], |row| row.get::<_, Option<i64>>(0))?;
        rows.map(|truth| Ok(Truth::from(truth?.map(|truth| truth != 0)))).collect()
    }
}
