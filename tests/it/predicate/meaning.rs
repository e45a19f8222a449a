//! Conditions: SQLite says the same, masks say the same, and every mistake is named where it stands.

use std::rc::Rc;

use pollworthy::engine::columns::{Batch, Dictionary};
use pollworthy::limits::rules::{CONDITION, CONDITION_BRACKETS, CONDITION_DEPTH};
use pollworthy::predicate::{
    Columns, Copied, Defined, Home, Masks, Mistake, Node, Program, Row, Rows, Scope, Typed, parse,
};
use pollworthy::schema::{EQUIPMENT, JURISDICTIONS, Schema, TableId};
use pollworthy::words::truth::Truth;
use pollworthy::words::value::{Cells as Column, Kind, Value};
use proptest::collection::vec as several;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use rusqlite::Connection;
use rusqlite::types::Value as Stored;

use super::random_conditions::{self, Around, Cells, OF_MODEL, OF_PLACE, OF_ROW, Record, Sql, as_of, declared, params};
use crate::for_all;

pub(crate) fn parsed(text: &str) -> Result<Typed, Vec<Mistake>> {
    parsed_in(EQUIPMENT, text)
}

/// Parses a condition where `a` is a defined name: whether a machine is in service.
fn parsed_in(table: TableId, text: &str) -> Result<Typed, Vec<Mistake>> {
    let param = |name: &str| params().into_iter().find(|(known, _)| *known == name).map(|(_, value)| value);
    let in_service = EQUIPMENT.column("in_service").unwrap();
    let define = |name: &str| {
        let node = Node::Column { home: Home::Row, index: in_service, kind: Kind::Boolean, name: "in_service".into() };
        (name == "a").then(|| Ok(Rc::new(Defined::new(Typed::new(node, Kind::Boolean)))))
    };
    let params = params().map(|(name, _)| name);
    let own = Columns::of(table.columns(), Home::Row, table.table().name);
    let place = Columns::of(JURISDICTIONS.columns(), Home::Place, "jurisdiction");
    let model = random_conditions::models();
    let others = [&place, &model];
    let scope = Scope {
        own: &own,
        others: &others,
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

fn understood(text: &str) -> Result<Node, TestCaseError> {
    let told = |mistakes| TestCaseError::fail(format!("{text}\nis not understood: {mistakes:?}"));
    parsed(text).map(|typed| typed.node).map_err(told)
}

/// SQLite with the tables of the schema: dates are texts there, and booleans integers.
struct Sqlite(Connection);

impl Sqlite {
    fn new() -> Self {
        let columns = |columns: std::ops::Range<usize>| {
            let typed = columns.map(|at| match declared(at).1.kind {
                Kind::Text | Kind::Category | Kind::Date | Kind::Version => {
                    format!("{} text", random_conditions::called(at))
                }
                Kind::Integer | Kind::Boolean => format!("{} integer", random_conditions::called(at)),
                Kind::Number => format!("{} real", random_conditions::called(at)),
            });
            typed.collect::<Vec<_>>().join(", ")
        };
        let (of_row, of_place, of_model) = (columns(OF_ROW), columns(OF_PLACE), columns(OF_MODEL));
        let connection = Connection::open_in_memory().unwrap();
        let setup = format!(
            "pragma case_sensitive_like = on; create table jurisdictions ({of_place});
             create table models ({of_model});
             create table equipment ({of_row}, as_of text default '{}');",
            as_of()
        );
        connection.execute_batch(&setup).unwrap();
        Self(connection)
    }

    fn hold(&self, records: &[Record]) {
        self.0.execute_batch("delete from equipment; delete from jurisdictions; delete from models").unwrap();
        for record in records {
            self.insert("equipment", OF_ROW, &record.row);
            self.insert("jurisdictions", OF_PLACE, &record.place);
            self.insert("models", OF_MODEL, &record.model);
        }
    }

    fn insert(&self, table: &str, columns: std::ops::Range<usize>, values: &[Value]) {
        let names: Vec<_> = columns.clone().map(random_conditions::called).collect();
        let values: Vec<_> = columns.map(|at| stored(&values[declared(at).0])).collect();
        let marks = vec!["?"; names.len()].join(", ");
        let insert = format!("insert into {table} ({}) values ({marks})", names.join(", "));
        self.0.prepare_cached(&insert).unwrap().execute(rusqlite::params_from_iter(values)).unwrap();
    }

    /// What a condition says of every record.
    fn judge(&self, condition: &str) -> rusqlite::Result<Vec<Truth>> {
        let query = format!(
            "select ({condition}) from equipment join jurisdictions as jurisdiction
             on jurisdiction.rowid = equipment.rowid join models as model on model.rowid = equipment.rowid order by equipment.rowid"
        );
        let mut statement = self.0.prepare(&query)?;
        for (name, value) in params() {
            if let Some(at) = statement.parameter_index(&format!(":{name}"))? {
                statement.raw_bind_parameter(at, stored(&value))?;
            }
        }
        statement.raw_query().mapped(|row| Ok(Truth::from(row.get::<_, Option<bool>>(0)?))).collect()
    }
}

fn stored(value: &Value) -> Stored {
    match value {
        Value::Null => Stored::Null,
        Value::Number(number) => number.to_integer().map_or(Stored::Real(number.to_f64()), Stored::Integer),
        Value::Boolean(yes) => Stored::Integer(i64::from(*yes)),
        Value::Text(_) | Value::Date(_) | Value::Version(_) => Stored::Text(value.to_string()),
    }
}

#[test]
fn conditions_mean_what_sqlite_says() {
    let sqlite = Sqlite::new();
    let written = (random_conditions::condition(4), any::<bool>());
    for_all(8, (written, several(random_conditions::record(), 1..5)), |((condition, sparse), records)| {
        let node = understood(&condition.as_rule(sparse))?;
        let truths = |node: &Node| records.iter().map(|record| node.truth(record)).collect::<Vec<_>>();
        sqlite.hold(&records);
        let judged =
            sqlite.judge(&condition.as_sqlite(sparse)).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(truths(&node), judged, "{}", condition.as_rule(sparse));
        let again = understood(&node.to_sql())?;
        prop_assert_eq!(truths(&again), truths(&node), "written out as {}", node.to_sql());
        Ok(())
    });
}

/// Corners that chance seldom finds, in words that are the same in both languages.
#[test]
fn corners_mean_what_sqlite_says() {
    let sqlite = Sqlite::new();
    let record = Record::read(EQUIPMENT, &Vec::new(), &Around::default());
    sqlite.hold(std::slice::from_ref(&record));
    let likes = "a! a!! a!% !a % %% a% a%% _ __ %_ %a%b% é_ ''";
    let likes = likes.split(' ').flat_map(|pattern| {
        ["a!", "a%", "%", "ab", "aab", "é", "éa", ""].into_iter().flat_map(move |text| {
            let plain = format!("'{text}' like '{}'", pattern.replace('\'', "''"));
            ["!", "%", "a", "é"].map(|escape| format!("{plain} escape '{escape}'")).into_iter().chain([plain.clone()])
        })
    });
    let substrs = (-5..=5).flat_map(|from| {
        let lengths = (-5..=5).map(move |length| format!("substr('abé', {from}, {length})"));
        lengths.chain([format!("substr('abé', {from})"), format!("substr('abé', {from}, null)")])
    });
    let substrs =
        substrs.flat_map(|substr| ["", "a", "b", "é", "ab", "bé", "abé"].map(|part| format!("{substr} = '{part}'")));
    for condition in likes.chain(substrs) {
        let truth = parsed(&condition).unwrap().node.truth(&record);
        assert_eq!(vec![truth], sqlite.judge(&condition).unwrap(), "{condition}");
    }
}

/// Batches of a run: rows as cells, each of a place.
struct Run {
    batch: Batch,
    dictionary: Dictionary,
    places: Vec<Record>,
}

impl Run {
    fn new(table: TableId, places: &[Around]) -> Self {
        let batch = Batch::new(table, table.columns(), &vec![true; table.columns().len()]);
        let places = places.iter().map(|place| Record::read(table, &Vec::new(), place)).collect();
        Self { batch, dictionary: Dictionary::new(&Schema::default(), as_of()), places }
    }

    fn add(&mut self, place: usize, cells: &Cells) {
        self.batch.begin(u32::try_from(place).unwrap());
        for (column, cell) in cells {
            // Cells that do not fit stay unknown.
            let _ = self.batch.set(*column, cell.as_bytes(), &mut self.dictionary);
        }
    }

    fn learn(&self, program: &Program, masks: &mut Masks) {
        let table = self.batch.table();
        for (home, column) in program.columns() {
            if *home == Home::Row && table.columns()[*column].kind.is_coded() {
                masks.learn(program, *column, self.dictionary.values(table, *column));
            }
        }
        masks.learn_places(program, self.places.iter().map(|place| place as &dyn Row));
        let entries: Vec<_> = self.places.iter().map(Entry).collect();
        masks.learn_entries(program, 0, &entries.iter().map(|entry| entry as &dyn Row).collect::<Vec<_>>());
    }
}

/// What a reference table says.
struct Entry<'a>(&'a Record);

impl Row for Entry<'_> {
    fn cell(&self, _: Home, column: usize) -> Value {
        self.0.model[column].clone()
    }
}

impl Rows for Run {
    fn cells(&self, column: usize) -> Column<'_> {
        self.batch.cells(column)
    }

    fn places(&self) -> &[u32] {
        self.batch.places()
    }

    /// A row matches the entry that stands beside its place.
    fn entries(&self, _: usize) -> &[u32] {
        self.batch.places()
    }

    fn value(&self, row: usize, home: Home, column: usize) -> Value {
        match home {
            Home::Row => self.batch.value(row, column, &self.dictionary),
            Home::Place | Home::Reference(_) | Home::Calendar => {
                self.places[self.batch.places()[row] as usize].cell(home, column)
            }
        }
    }
}

/// Every outcome of every condition, row by row, 64 rows at a time.
fn outcomes(program: &Program, masks: &mut Masks, slots: &[pollworthy::predicate::Slot], run: &Run) -> Vec<Vec<Truth>> {
    let mut rows = Vec::new();
    for start in (0..run.batch.rows()).step_by(64) {
        let count = (run.batch.rows() - start).min(64);
        masks.run(program, run, start, count);
        rows.extend((0..count).map(|lane| {
            let of = |slot| {
                let lanes = masks.outcome(slot);
                match (lanes.yes >> lane & 1, lanes.no >> lane & 1) {
                    (1, 0) => Truth::Yes,
                    (0, 1) => Truth::No,
                    (0, 0) => Truth::Unknown,
                    both => panic!("a row is both yes and no: {both:?}"),
                }
            };
            slots.iter().map(|slot| of(*slot)).collect()
        }));
    }
    rows
}

/// Runs conditions over batches of one run, by masks and row by row.
fn masks_agree(
    table: TableId,
    nodes: &[Node],
    places: &[Around],
    batches: &[Vec<(usize, Cells)>],
) -> Result<(), TestCaseError> {
    let mut program = Program::default();
    let slots: Vec<_> = nodes.iter().map(|node| program.add(node)).collect();
    let mut masks = Masks::new(&program);
    let mut run = Run::new(table, places);
    for batch in batches {
        run.batch.clear();
        run.dictionary.forget();
        for (place, cells) in batch {
            run.add(*place, cells);
        }
        run.learn(&program, &mut masks);
        let found = outcomes(&program, &mut masks, &slots, &run);
        prop_assert_eq!(found.len(), batch.len());
        for ((place, cells), found) in batch.iter().zip(found) {
            let record = Record::read(table, cells, &places[*place]);
            for (node, found) in nodes.iter().zip(found) {
                prop_assert_eq!(found, node.truth(&record), "{} of {:?}", node.to_sql(), cells);
            }
        }
    }
    Ok(())
}

#[test]
fn masks_say_what_the_rows_say() {
    let rows = several(random_conditions::cells(OF_ROW), 1..12);
    let places = several(random_conditions::around(), 1..5);
    let batches = several(several((any::<Index>(), any::<Index>()), 0..200), 1..3);
    let written = several(random_conditions::condition_with_versions(3), 1..24);
    for_all(1, (written, rows, places, batches), |(conditions, rows, places, batches)| {
        let nodes: Vec<_> =
            conditions.iter().map(|condition: &Sql| understood(&condition.as_rule(true))).collect::<Result<_, _>>()?;
        let picked = |(row, place): &(Index, Index)| (place.index(places.len()), rows[row.index(rows.len())].clone());
        let batches: Vec<Vec<_>> = batches.iter().map(|batch| batch.iter().map(picked).collect()).collect();
        masks_agree(EQUIPMENT, &nodes, &places, &batches)
    });
}

fn cell(table: TableId, column: &str, cell: &'static str) -> Cells {
    vec![(table.column(column).unwrap(), cell)]
}

#[test]
fn a_hundred_tests_of_three_columns_and_a_place_share_no_bits() {
    let words: Vec<&'static str> = (0..25).map(|at| &*format!("m{at}").leak()).collect();
    let columns = ["asset_id", "model", "serial_number"];
    let tests = words.iter().flat_map(|word| {
        let of = move |column| parsed(&format!("{column} = '{word}'")).unwrap().node;
        columns.into_iter().chain(["jurisdiction.name"]).map(of)
    });
    let nodes: Vec<Node> = tests.collect();
    let rows =
        words.iter().zip(0..).flat_map(|(word, at)| columns.map(|column| (at % 7, cell(EQUIPMENT, column, word))));
    let around = |word: &&'static str| Around { place: cell(JURISDICTIONS, "name", word), model: Cells::new() };
    let places: Vec<Around> = words[..7].iter().map(around).collect();
    masks_agree(EQUIPMENT, &nodes, &places, &[rows.collect()]).unwrap();
}

/// Columns of numbers and dates are cut into ranges: every cut, from both sides, at and between and beyond their values.
#[test]
fn ranges_are_cut_where_they_are_asked_for() {
    let columns: [(&str, &[&'static str], &[&str]); 3] = [
        ("precincts", &["0", "1", "2", "3", "many", ""], &["-1", "0", "1", "1.5", "2", "7 / 3", "null"]),
        ("security_funds_received", &["0", "0.5", "1", "1.000001", "$2", ""], &["0.5", "1", "1.0000005", "1 / 3", "2"]),
        ("last_audit_on", &["2026-01-01", "2026-01-02", "2026-01-04", ""], &["'2026-01-02'", "'2026-01-03'", "as_of"]),
    ];
    for (column, cells, cuts) in columns {
        let texts = cuts.iter().flat_map(|cut| {
            let signs = ["=", "<>", "<", "<=", ">", ">="];
            let compared = signs
                .into_iter()
                .flat_map(move |sign| [format!("{column} {sign} {cut}"), format!("{cut} {sign} {column}")]);
            compared.chain(cuts.iter().flat_map(move |other| {
                let within = format!("{column} between {cut} and {other}");
                [format!("{column} not in ({cut}, {other})"), format!("{cut} in ({other}, {column})"), within]
            }))
        });
        let texts = texts.chain([format!("{column} is null"), format!("{column} is not null")]);
        let nodes: Vec<Node> = texts.map(|text| parsed_in(JURISDICTIONS, &text).unwrap().node).collect();
        let rows = cells.iter().map(|text| (0, cell(JURISDICTIONS, column, text))).collect();
        masks_agree(JURISDICTIONS, &nodes, &[Around::default()], &[rows]).unwrap();
    }
}

#[test]
fn words_forgotten_between_batches_are_learned_anew() {
    let many = (0..66_000).map(|at| (0, cell(EQUIPMENT, "model", format!("m{at}").leak())));
    let few = || ["b", "a", "m65999"].map(|word| (0, cell(EQUIPMENT, "model", word))).to_vec();
    let nodes = ["model = 'a'", "model like 'm%'", "model is null"].map(|text| parsed(text).unwrap().node);
    masks_agree(EQUIPMENT, &nodes, &[Around::default()], &[few(), many.collect(), few(), few()]).unwrap();
}

/// Reads a condition with one mistake, marked as `[this]`, and its message.
#[track_caller]
fn refused(marked: &str, message: &str) {
    let text = marked.replace(['[', ']'], "");
    let start = marked.chars().position(|c| c == '[').unwrap();
    let end = marked.chars().position(|c| c == ']').unwrap().saturating_sub(2).max(start);
    let mistake = Mistake { message: message.to_owned(), at: (start, end) };
    assert_eq!(parsed(&text).unwrap_err(), [mistake], "{marked}");
}

#[test]
fn names_nobody_knows_are_answered_with_the_nearest() {
    refused("[modle] = 'x'", "equipment has no column \"modle\", and nothing defines it; did you mean model?");
    refused("vvpat and\n  [zzz] = 'é'", "equipment has no column \"zzz\", and nothing defines it");
    refused(
        "model = 'é' and [nots] = 'x'",
        "equipment has no column \"nots\", and nothing defines it; did you mean notes?",
    );
    refused("[jurisdiction.nme] = 'x'", "jurisdiction has no column \"nme\"; did you mean jurisdiction.name?");
    refused("[place.name] = 'x'", "nothing is called \"place\" here; there are jurisdiction.column, model.column");
    refused("quantity < [:cuont]", "[params] has no \"cuont\"; did you mean :count?");
    refused("vvpat or [lowre](model) = 'x'", "there is no function \"lowre\"; did you mean lower?");
    refused(
        "[upper](model) = 'x'",
        "there is no function \"upper\"; there are coalesce, nullif, lower, length, substr",
    );
}

#[test]
fn words_of_a_category_are_checked_wherever_they_meet_it() {
    let dree = "'dree' is not a word of equipment_type (what it is); did you mean 'dre'?";
    refused("equipment_type = ['dree']", dree);
    refused("vvpat or ['dree'] <> equipment_type", dree);
    refused("equipment_type in ('bmd', ['dree'])", dree);
    refused("case equipment_type when ['dree'] then true end", dree);
    refused("coalesce(equipment_type, ['dree']) = 'dre'", dree);
    refused("case when vvpat then 'dre' when sealed then ['dree'] else equipment_type end = 'dre'", dree);
    refused(
        "wireless = ['sometimes']",
        "'sometimes' is not a word of wireless (its radio or modem); it is one of absent, disabled, active",
    );
}

#[test]
fn kinds_that_do_not_fit_are_refused() {
    let quantity = "quantity (how many like it this row stands for; 0 means that there are none: a whole number)";
    refused("[quantity > 'x']", &format!("{quantity} cannot be compared with text"));
    refused("vvpat and [quantity]", &format!("and needs yes or no, and this is {quantity}"));
    refused("not ([quantity])", &format!("not needs yes or no, and this is {quantity}"));
    refused("lower([quantity]) = '1'", &format!("lower needs text, and this is {quantity}"));
    refused("quantity in (1, ['x'])", &format!("{quantity} cannot be compared with text"));
    refused("coalesce(quantity, ['x']) = 1", &format!("{quantity} cannot be compared with text"));
    refused("[quantity]", &format!("a condition is yes or no, and this is {quantity}"));
    refused("[quantity + 1]", "a condition is yes or no, and this is a whole number");
    refused(
        "[equipment_type < 'dre']",
        "equipment_type (what it is: a category) has no order; only = and <> compare it",
    );
    refused(
        "[sealed between false and true]",
        "sealed (whether it is under tamper-evident seal: yes or no) has no order; between does not fit it",
    );
    refused(
        "[sealed = 1]",
        "sealed (whether it is under tamper-evident seal: yes or no) cannot be compared with a whole number; a yes-or-no column is a condition by itself: write it, or not it",
    );
    refused("la_tested_on < ['2026-2-1']", "'2026-2-1' is not a date; write year-month-day, as in '2026-11-01'");
    refused("la_tested_on < date ['2026-02-30']", "'2026-02-30' is not a date; write date '2026-11-01'");
    refused(
        "as_of - interval ['1 fortnight'] > la_tested_on",
        "this interval cannot be read; write interval '10 years', or interval :param year; days, weeks, months, quarters and years are known",
    );
    refused(
        "interval ['1 year' + as_of] > la_tested_on",
        "the interval comes after the date: as_of + interval '1 year'",
    );
    refused(
        "cast([model] as blob) = 'x'",
        "cast to \"blob\" is not known; it is text, integer, decimal, boolean, date or version",
    );
    refused("[model like 'x'] escape 'ab'", "escape takes one character in quotes");
}

#[test]
fn every_mistake_is_reported_at_once() {
    let mistakes = parsed("modle = 'x' and quantity > 'x' or sealed = 1").unwrap_err();
    assert_eq!(mistakes.iter().map(|mistake| mistake.at).collect::<Vec<_>>(), [(0, 4), (16, 29), (34, 43)]);
    let mistakes = parsed("case when quantity then modle end = coalesce(zzz, nots)").unwrap_err();
    assert_eq!(mistakes.iter().map(|mistake| mistake.at).collect::<Vec<_>>(), [(10, 17), (24, 28), (45, 47), (50, 53)]);
}

#[test]
fn what_does_not_parse_is_marked_where_it_breaks() {
    refused("[]", "the condition is empty");
    refused("[   ]", "the condition is empty");
    refused("vvpat [g]arbage", "the condition ends before \"garbage\"");
    refused("vvpat[)]", "the condition ends before \")\"");
    refused("quantity = 1[;] vvpat", "the condition ends before \";\"");
    refused("quantity > []", "expected: an expression, found: the end");
    refused("(vvpat and sealed[]", "expected: ), found: the end");
    refused("quantity in ([)]", "expected: an expression, found: )");
    refused("model = [']abc", "unterminated string literal");
    refused("model = [\"x\"]", "text is written in single quotes: 'x'");
    refused("equipment_type in ('bmd', [\"dre\"])", "text is written in single quotes: 'dre'");
}

#[test]
fn the_rest_of_sql_is_refused_by_name() {
    let plain = |name| format!("{name} takes plain values: no over, filter, distinct, order by or the like");
    refused("[lower](model) over (partition by model) = 'x'", &plain("lower"));
    refused("[lower](model) filter (where vvpat) = 'x'", &plain("lower"));
    refused("[length](distinct model) = 1", &plain("length"));
    refused("[coalesce](vvpat, true order by model)", &plain("coalesce"));
    refused("[coalesce](vvpat, true) ignore nulls", &plain("coalesce"));
    refused("[lower](model => 'x') = 'x'", &plain("lower"));
    refused("[nullif](model) = 'x'", "nullif is not used like this");
    let unknown = |name| format!("there is no function \"{name}\"; there are coalesce, nullif, lower, length, substr");
    refused("[row_number]() over (order by model) = 1", &unknown("row_number"));
    refused("[count](*) > 1", &unknown("count"));
    let not_here = |words| format!("\"{words}\" is not part of this language; pollworthy explain rules lists it");
    refused("exists ([select 1])", &not_here("EXISTS (SELECT 1)"));
    refused("([select 1]) = 1", &not_here("(SELECT 1)"));
    refused("[quantity in (select 1])", &not_here("quantity IN (SELECT 1)"));
    refused("[model ilike 'x']", &not_here("model ILIKE 'x'"));
    refused("[model collate nocase] = 'x'", &not_here("model COLLATE nocase"));
    refused("[quantity % 2] = 0", "\"%\" is not part of this language");
    let comment = "a condition has no comments; write them in the rules file, after #";
    refused("vvpat [-- for now]", comment);
    refused("vvpat [/* for now */] and sealed", comment);
}

#[test]
fn too_long_is_told_and_long_enough_is_not() {
    let chain = |terms: usize| format!("a{}", " or a".repeat(terms - 1));
    let node = parsed(&chain(2_000)).unwrap().node;
    assert!(matches!(&node, Node::Or(parts) if parts.len() == 2_000));
    let long = parsed(&chain(2_001)).unwrap_err();
    assert_eq!(long, [Mistake { message: CONDITION.to_string(), at: (0, 0) }]);
}

/// On a thread with the stack of a Windows program's first.
#[test]
fn no_depth_overflows_the_stack() {
    let filled = |first: &str, part: &str, last: &str| {
        first.to_owned() + &part.repeat((9_900 - first.len() - last.len()) / part.len()) + last
    };
    let told_too_deep = [
        ("", "(", ""),
        ("", "lower(", ""),
        ("1", "+1", " = 1"),
        ("'a'", "||'a'", " = 'a'"),
        ("vvpat", " is null", ""),
        ("1", "::text", " = '1'"),
    ];
    let told_somehow = [
        ("vvpat", "=true", ""),
        ("", "not ", "vvpat"),
        ("1", "%1", " = 1"),
        ("", "- ", "1 = 1"),
        ("", "case when ", ""),
        ("1", " between 1 and 1", ""),
        ("1", " in (1)", ""),
        ("'a'", " like 'a'", ""),
        ("a->b", "->b", ""),
        ("a", ":b", ""),
        ("model", "[1]", " = 1"),
        ("model", " at time zone 'x'", " = 1"),
        ("1", " is distinct from 1", ""),
        ("1", " = any (1)", ""),
        ("", "exists (select ", ""),
        ("(select 1", " union select 1", ")"),
        ("(a", " or a", ", 1)"),
        ("(a", " or a", ") = 5"),
        ("nullif(a", " or a", ", 5)"),
        ("nothing(a", " or a", ")"),
        ("a", " or a", " or quantity"),
        ("a", " and a", " and zzz"),
        ("case when a", " or a", " then 1 end"),
        ("((a", " or a", ") is true)"),
        ("(1", "+1", ") between 'a' and 'b'"),
    ];
    let small = std::thread::Builder::new().stack_size(1 << 20);
    let read = small.spawn(move || {
        for (first, part, last) in told_too_deep {
            let mistakes = parsed(&filled(first, part, last)).unwrap_err();
            let is_deep =
                [CONDITION_DEPTH, CONDITION_BRACKETS].iter().any(|limit| mistakes[0].message == limit.to_string());
            assert!(is_deep, "{first}{part}{last}: {mistakes:?}");
        }
        for (first, part, last) in told_somehow {
            assert!(parsed(&filled(first, part, last)).is_err(), "{first}{part}{last}");
        }
    });
    read.unwrap().join().unwrap();
}

#[test]
fn every_column_can_be_named_in_a_condition() {
    for table in TableId::all() {
        for column in table.columns() {
            assert!(parsed_in(table, &format!("{} is null", column.name)).is_ok(), "{}", column.name);
        }
    }
    for column in JURISDICTIONS.columns() {
        assert!(parsed(&format!("jurisdiction.{} is null", column.name)).is_ok(), "{}", column.name);
    }
}

#[test]
fn a_literal_is_read_as_the_kind_of_its_neighbors_wherever_it_is() {
    let cells = [cell(EQUIPMENT, "la_tested_on", "2026-05-01"), cell(EQUIPMENT, "system_version", "5.10")].concat();
    let record = Record::read(EQUIPMENT, &cells, &Around::default());
    for text in [
        "coalesce('2026-01-01', la_tested_on) < as_of",
        "case when vvpat then la_tested_on else '2026-01-01' end < as_of",
        "case when vvpat is null then '2026-01-01' else la_tested_on end < as_of",
        "'2026-05-01' in ('2025-01-01', la_tested_on)",
        "'2026-05-01' not in ('2025-01-01', la_tested_on + interval '1 day')",
        "'2026-05-01' between '2026-01-01' and la_tested_on",
        "coalesce('5.9', system_version) < '5.10'",
        "'5.10.0' in ('5.9', system_version)",
    ] {
        assert_eq!(parsed(text).unwrap().node.truth(&record), Truth::Yes, "{text}");
    }
}

#[test]
fn a_condition_written_out_keeps_its_escapes_thirds_and_empty_intervals() {
    for text in [
        "model not like '50!%' escape '!'",
        "quantity / (1 / 3) > 1",
        "la_tested_on + interval '0 days' > as_of",
        "manufacturer = 'O''Brien & Sons'",
    ] {
        let node = parsed(text).unwrap().node;
        assert_eq!(parsed(&node.to_sql()).map(|typed| typed.node), Ok(node), "{text}");
    }
}

fn no_panic(text: &str) -> Result<(), TestCaseError> {
    let after = text.chars().count();
    for mistake in parsed(text).err().unwrap_or_default() {
        let (start, end) = mistake.at;
        prop_assert!(start <= end && end <= after, "{mistake:?} is outside of {text:?}");
        prop_assert!(!mistake.message.is_empty() && !mistake.message.starts_with(char::is_uppercase), "{mistake:?}");
    }
    Ok(())
}

#[test]
fn no_text_is_a_panic() {
    for_all(4, "(?s).{0,80}", |text| no_panic(&text));
    for_all(4, "[ -~]{0,40}", |text| no_panic(&text));
}

#[test]
fn no_heap_of_tokens_is_a_panic() {
    const TOKENS: &str = "and or not in between like escape is null true false case when then else end cast as text \
        integer date interval year '1' ' x \" ` ( ) [ ] { } , . ; : :: :count $1 ? @ # ! != = == <> < <= > >= + - * / % \
        || | & ^ ~ -> -- /* */ \\ 1 0 .5 1e5 0x1F 1. 'é' 'dre' '2026-11-01' '10 years' '' N'x' x'ab' e'\\n' $$ \
        quantity vvpat model equipment_type la_tested_on system_version as_of a jurisdiction jurisdiction.name \
        coalesce nullif lower length substr substring from for over filter distinct exists select any all array \
        collate at time zone extract position trim overlay convert ilike similar to struct map lambda x prior row";
    let tokens: Vec<&str> = TOKENS.split_whitespace().collect();
    let heap = several((select(tokens), select(vec![" ", " ", " ", "", "\n"])), 0..24);
    for_all(12, heap, |heap| {
        let text: String = heap.into_iter().flat_map(|(token, space)| [token, space]).collect();
        no_panic(&text)
    });
}
