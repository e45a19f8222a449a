//! Writes conditions and rows, with the truth of each condition for each row, for the SQL engines of `tests/engines`.

use std::path::Path;
use std::{env, fs};

use pollworthy::predicate::{Home, Row as _};
use pollworthy::sql::{Dialect, condition};
use pollworthy::words::truth::Truth;
use pollworthy::words::value::{Kind, Value, Version};
use proptest::strategy::{Strategy, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::json;

use super::corners;
use crate::predicate::meaning::parsed;
use crate::predicate::random_conditions::{self, COLUMNS, Record, declared};

/// A number from the environment.
fn asked(name: &str, otherwise: usize) -> usize {
    env::var(name).map_or(otherwise, |text| text.parse().unwrap())
}

/// What a column has for a record; `None` where it is unknown.
pub(super) type Written = Box<dyn Fn(&Record) -> Option<String>>;

/// A column of the rows, as conditions in SQL name it, and how its value is read from a record.
pub(super) struct Field {
    pub(super) name: String,
    pub(super) kind: &'static str,
    pub(super) value: Written,
}

pub(super) fn fields() -> Vec<Field> {
    (0..COLUMNS.len()).flat_map(fields_of).collect()
}

fn fields_of(at: usize) -> Vec<Field> {
    let home = COLUMNS[at].0;
    let (column, declaration) = declared(at);
    let name = match home {
        Home::Place => format!("jurisdiction.{}", random_conditions::called(at)),
        Home::Reference(_) => format!("model.{}", random_conditions::called(at)),
        Home::Row | Home::Calendar => random_conditions::called(at),
    };
    let text = move |record: &Record| match record.cell(home, column) {
        Value::Null => None,
        value => Some(value.to_string()),
    };
    let of_version = move |part: fn(&Version) -> String| {
        move |record: &Record| match record.cell(home, column) {
            Value::Version(version) => Some(part(&version)),
            _ => None,
        }
    };
    let field = |suffix: &str, kind, value| Field { name: format!("{name}{suffix}"), kind, value };
    let mut fields = vec![field("", declaration.kind.name(), Box::new(text))];
    match declaration.kind {
        Kind::Text | Kind::Category => {
            let lower = move |record: &Record| text(record).map(|text| text.to_lowercase());
            fields.push(field("_lower", "text", Box::new(lower)));
        }
        Kind::Version => {
            fields.push(field("_name", "text", Box::new(of_version(|version| version.sort_key().0.to_owned()))));
            fields.push(field("_key", "text", Box::new(of_version(|version| version.sort_key().1))));
        }
        Kind::Integer | Kind::Number | Kind::Boolean | Kind::Date => {}
    }
    fields
}

fn case(id: &str, text: &str, records: &[Record]) -> serde_json::Value {
    let node = parsed(text).unwrap_or_else(|mistakes| panic!("{text}\nis not understood: {mistakes:?}")).node;
    let letter = |record: &Record| match node.truth(record) {
        Truth::Yes => 'T',
        Truth::No => 'F',
        Truth::Unknown => 'N',
    };
    let truth: String = records.iter().map(letter).collect();
    let sql = |dialect| match condition(&node, dialect) {
        Ok(sql) => json!({ "sql": sql }),
        Err(refusal) => json!({ "refused": refusal.to_string() }),
    };
    let dialects: serde_json::Map<_, _> =
        Dialect::ALL.iter().map(|(name, dialect)| ((*name).to_owned(), sql(*dialect))).collect();
    json!({ "id": id, "rule": text, "truth": truth, "dialects": dialects })
}

fn write(folder: &Path, name: &str, fields: &[Field], records: &[Record], conditions: &[serde_json::Value]) {
    let row = |record: &Record| fields.iter().map(|field| (field.value)(record)).collect::<Vec<_>>();
    let columns: Vec<_> = fields.iter().map(|field| json!([field.name, field.kind])).collect();
    let rows: Vec<_> = records.iter().map(row).collect();
    let batch = json!({ "columns": columns, "rows": rows, "conditions": conditions });
    fs::write(folder.join(format!("{name}.json")), batch.to_string()).unwrap();
}

/// Random conditions in batches, each batch with rows of its own.
fn write_random(folder: &Path) {
    let (count, seed) = (asked("ENGINE_CASES_COUNT", 1000), asked("ENGINE_CASES_SEED", 1));
    let (rows, batch) = (asked("ENGINE_CASES_ROWS", 100), asked("ENGINE_CASES_BATCH", 100));
    let depth = asked("ENGINE_CASES_DEPTH", 4);
    let fields = fields();
    // Shallow conditions meet more of the words; deep ones more of the grammar.
    let conditions: Vec<_> = (1..=u32::try_from(depth).unwrap()).map(random_conditions::harder_condition).collect();
    let record = random_conditions::harder_record();
    let every_word = random_conditions::every_word();
    for (number, start) in (0..count).step_by(batch).enumerate() {
        // A batch has a seed of its own: it is the same whatever the count.
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&u64::try_from(seed).unwrap().to_le_bytes());
        bytes[8..16].copy_from_slice(&u64::try_from(number).unwrap().to_le_bytes());
        let seeded = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
        let mut runner = TestRunner::new_with_rng(Config::default(), seeded);
        let mut records: Vec<_> = every_word.iter().cycle().skip(number * rows / 2).take(rows / 2).cloned().collect();
        records.extend((records.len()..rows).map(|_| record.new_tree(&mut runner).unwrap().current()));
        let cases = (start..count.min(start + batch)).map(|id| {
            let random = conditions[id % conditions.len()].new_tree(&mut runner).unwrap().current();
            case(&format!("{seed}-{id}"), &random.as_rule(id % 2 == 0), &records)
        });
        write(folder, &format!("random-{number:05}"), &fields, &records, &cases.collect::<Vec<_>>());
    }
}

fn write_corners(folder: &Path) {
    let fields = fields();
    let records = random_conditions::every_word();
    for (number, texts) in corners::conditions().chunks(100).enumerate() {
        let cases =
            texts.iter().enumerate().map(|(at, text)| case(&format!("corner-{}", number * 100 + at), text, &records));
        write(folder, &format!("corners-{number:05}"), &fields, &records, &cases.collect::<Vec<_>>());
    }
}

#[test]
fn corners_are_conditions() {
    let mistakes: Vec<_> = corners::conditions()
        .into_iter()
        .filter_map(|text| parsed(&text).err().map(|mistakes| format!("{text}: {mistakes:?}")))
        .collect();
    assert!(mistakes.is_empty(), "{mistakes:#?}");
}

/// Does nothing unless `ENGINE_CASES` names a folder, as `tests/engines/run` does.
#[test]
fn cases_for_engines() {
    let Ok(folder) = env::var("ENGINE_CASES") else { return };
    let folder = Path::new(&folder);
    fs::create_dir_all(folder).unwrap();
    write_corners(folder);
    write_random(folder);
}
