//! JSON Schemas: the files that are shipped hold against them, and they refuse what the readers refuse.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use jsonschema::Validator;
use pollworthy::inventory::{Mapping, mapping_keys};
use pollworthy::pages::json_schema;
use pollworthy::request::config::{CONFIG_FILE, Config};
use pollworthy::rules::RuleBook;
use pollworthy::rules::keys;
use pollworthy::rules::keys::{KeyKind, Need, TableKind, Together};
use pollworthy::rules::law;
use pollworthy::rules::law::StateLaw;
use pollworthy::schema::{TableId, read_cell};
use pollworthy::toml_file::rows;
use pollworthy::words::value::Day;
use serde_json::Value as Json;
use toml::Value as Toml;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn written(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> Json {
    let mut bytes = Vec::new();
    write(&mut bytes).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

fn rules() -> Validator {
    validator(&written(|to| json_schema::write_file(&keys::RULES_FILE, to)))
}

fn waivers() -> Validator {
    validator(&written(|to| json_schema::write_file(&keys::WAIVERS_FILE, to)))
}

fn laws() -> Validator {
    validator(&written(|to| json_schema::write_file(&law::keys::LAW_FILE, to)))
}

fn mappings() -> Validator {
    validator(&written(|to| json_schema::write_file(&mapping_keys::MAPPING_FILE, to)))
}

fn inventory() -> Validator {
    validator(&written(|to| json_schema::write_inventory(None, to)))
}

fn validator(schema: &Json) -> Validator {
    assert!(jsonschema::meta::is_valid(schema), "it is a schema itself");
    jsonschema::draft202012::new(schema).unwrap()
}

/// A TOML document as an editor shows it to a schema: dates are strings.
fn json(value: &Toml) -> Json {
    match value {
        Toml::String(text) => text.as_str().into(),
        Toml::Integer(number) => (*number).into(),
        Toml::Float(number) => (*number).into(),
        Toml::Boolean(yes) => (*yes).into(),
        Toml::Datetime(date) => date.to_string().into(),
        Toml::Array(items) => items.iter().map(json).collect(),
        Toml::Table(table) => table.iter().map(|(key, item)| (key.clone(), json(item))).collect(),
    }
}

fn parsed(text: &str) -> Toml {
    Toml::Table(text.parse().unwrap_or_else(|error| panic!("{error}\n{text}")))
}

#[track_caller]
fn holds(validator: &Validator, text: &str, what: &str) {
    let json = json(&parsed(text));
    let errors: Vec<String> =
        validator.iter_errors(&json).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{what}: {errors:#?}");
}

fn shipped(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

// What is shipped

#[test]
fn every_rules_file_that_is_shipped_holds_against_the_schema() {
    let schema = rules();
    let mut seen = 0;
    for entry in fs::read_dir(root().join("rules")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.ends_with(".toml") && !name.starts_with("waivers") {
            holds(&schema, &fs::read_to_string(&path).unwrap(), &name);
            seen += 1;
        }
    }
    assert!(seen >= 2, "baseline and federal-assistance");
    let chapter = shipped("docs/rules.md");
    holds(&schema, chapter.split("```toml\n").nth(1).unwrap().split("```").next().unwrap(), "the layer of the book");
    let column = chapter.split("```toml\n").nth(2).unwrap().split("```").next().unwrap();
    holds(&schema, column, "the column of the book");
    assert_eq!(File::Rules.read(column), Ok(()));
    assert!(!schema.is_valid(&json(&parsed(&shipped("tests/cases/mistakes.toml")))), "mistakes are seen");
}

#[test]
fn every_file_of_law_that_is_shipped_holds_against_the_schema() {
    for (name, text) in law::LAWS {
        holds(&laws(), text, name);
    }
}

#[test]
fn every_mapping_that_is_shipped_holds_against_the_schema() {
    let mut seen = 0;
    for entry in fs::read_dir(root().join("rules/mappings")).unwrap() {
        let path = entry.unwrap().path();
        holds(&mappings(), &fs::read_to_string(&path).unwrap(), &path.to_string_lossy());
        seen += 1;
    }
    assert_eq!(seen, pollworthy::inventory::MAPPINGS.len(), "every file is in the binary");
}

#[test]
fn the_waivers_that_are_shipped_hold_against_the_schema() {
    holds(&waivers(), &shipped("rules/waivers-us-2018.toml"), "waivers");
}

#[test]
fn the_toml_inventory_that_is_shipped_holds_against_the_schema() {
    let office = shipped("inventories/example-county/office.toml");
    holds(&inventory(), &office, "office.toml");
    for bad in ["registered_voters = -5", "admin_mfa = [true]", "ir_plan_on = 12"] {
        let key = bad.split(' ').next().unwrap();
        let line = office.lines().find(|line| line.starts_with(key)).unwrap();
        assert!(!inventory().is_valid(&json(&parsed(&office.replace(line, bad)))), "{bad}");
    }
}

#[test]
fn the_schema_of_one_table_is_of_that_table_alone() {
    let network = TableId::named("network");
    let schema = written(|to| json_schema::write_inventory(network, to));
    assert_eq!(schema["$defs"].as_object().unwrap().keys().collect::<Vec<_>>(), ["network"]);
    let schema = validator(&schema);
    holds(&schema, "[[network]]\nhostname = 'a'\nmfa = true", "a row");
    assert!(!schema.is_valid(&json(&parsed("[[network]]\nquantity = -1"))));
}

/// A cell that its column reads is never refused, in a row or at the top.
#[test]
fn no_cell_that_is_read_is_refused() {
    let schema = inventory();
    let plain = [
        "0",
        "1",
        "7",
        "2026",
        "-1",
        "-0",
        "0x10",
        "1_000_000",
        "0.5",
        "-0.5",
        "1.0",
        "1e3",
        "2026.05",
        "6.3",
        "true",
        "false",
        "2026-05-14",
        "2026-05-14T10:00:00",
        "10:00:00",
        "''",
        "'unknown'",
        "'1,240'",
        "'yes'",
        "'X'",
        "'2026-05'",
        "'5/14/2026'",
    ]
    .map(str::to_owned);
    let last = Day::new(2200, 12, 31).unwrap();
    let mut read = 0;
    for table in TableId::all() {
        for column in table.columns() {
            let words = column
                .choices
                .iter()
                .flat_map(|choice| [choice.name].into_iter().chain(choice.synonyms.iter().copied()));
            for literal in plain.iter().cloned().chain(words.map(|word| format!("'{word}'"))) {
                let line = format!("{} = {literal}", column.name);
                let (document, _) = rows::parse(&line);
                let text = document.defaults[0].text.clone().unwrap();
                if read_cell(column, &text, last).is_ok() {
                    holds(&schema, &format!("[[{}]]\n{line}", table.table().name), &line);
                    holds(&schema, &line, &line);
                    read += 1;
                }
            }
        }
    }
    assert!(read > 1000, "{read} cells");
}

// The schema and the reader

/// A rules file with every key of every kind of table in it.
const RULES: &str = "
[ruleset]
name = 'mine'
version = '1'
extends = ['baseline']
law = []
examples_as_of = 2026-11-01

[params]
share = 0.5

[define.equipment]
printing = 'vvpat'

[[rule]]
id = 'R-1'
topic = 'mine'
title = 'A title'
short = 'short'
unmet = 'lack it'
table = 'equipment'
among = 'sealed'
applies = 'sealed'
require = 'printing'
at_least = ':share'
severity = 'low'
public = true
no_rows_pass_if = 'PT-001'
why = 'why'
fix = 'fix'
effective_from = 2026-01-01
effective_until = 2027-01-01
due = 'in time'
source = [{ basis = 'law', cite = 'a law' }]

[[rule.example]]
verdict = 'pass'
asset = { sealed = true, vvpat = true, ballot_style = 'paged' }
assets = [{ sealed = true, vvpat = true, quantity = 2 }]
jurisdiction = { name = 'A', registered_voters = 5 }

[change.AG-001]
severity = 'medium'
off = 'a reason'
waivable = false

[reference.makers]
file = 'reference/makers.csv'
tables = ['equipment']
match = { manufacturer = 'maker' }

[reference.models]
file = 'reference/models.csv'
tables = ['equipment']
match = { manufacturer = 'manufacturer', model = 'model' }
aliases = { manufacturer = 'manufacturers', model = 'model_aliases' }
columns = { first_fielded = 'integer' }
through = { manufacturer = 'makers.maker' }
only = { barcode = 'always;never' }
several = { first_fielded = 'least' }

[reference.systems]
file = 'reference/operating-systems.csv'
names = 'reference/operating-system-words.csv'
also = ['system_version']
tables = ['equipment']
match = { operating_system = 'system' }

[[column]]
table = 'equipment'
name = 'ballot_style'
kind = 'category'
choices = ['full-face', 'paged']
synonyms = ['Style of ballot']
meaning = 'how the ballot is shown'

[[notice]]
table = 'equipment'
where = 'not sealed'
say = 'it is open'

[[action]]
id = 'print'
title = 'Add a printer'
table = 'equipment'
where = 'not vvpat'
set = { vvpat = true, first_used_on = 'delivery', model = '' }
price = 'printer'
per = 'polling-place'
voters_each = 1500
lead_months = 6
needs = ['plan']
excludes = ['buy']
why = 'paper'
source = [{ basis = 'practice', cite = 'c' }]

[[action]]
id = 'plan'
title = 'Plan it'
table = 'jurisdictions'
where = 'ir_plan_on is null'
set = { ir_plan_on = 'delivery' }
why = 'first'

[[action]]
id = 'buy'
title = 'Buy new ones'
table = 'equipment'
where = 'not vvpat'
set = { paper_record = 'ballot' }
why = 'paper'

[list.mine]
name = 'mine'
lacks = 'lack it'
lacking = ['R-1']
lesser = ['PT-001']
lesser_name = 'paper'
";

/// The same of a waivers file.
const WAIVERS: &str = "
[[waiver]]
rule = 'PT-001'
place = '06'
asset = 'a'
kind = 'mitigated'
reason = 'r'
owner = 'o'
approved_by = 'b'
expires = 2027-01-01
ticket = 't'
";

/// The same of a mapping file.
const MAPPING: &str = "
[mapping]
name = 'mine'
source = 'somebody'
known_by = ['Code', 'Kind']
without = ['Other']
holds = ['-99']
named = ['theirs']
header = 2
missing = ['-99']
optional = ['Voters']

[headers]
code = ['Place code']

[values.kind]
1 = { equipment_type = 'dre', vvpat = false }

[define]
place = \"code || '00000'\"

[[rows]]
table = 'equipment'
for = { n = [1, 2] }
where = \"units > 0\"
value = { kind = 'kind_{n}' }
let = { units = 'cast(count_{n} as integer)' }
set = { jurisdiction = 'place', equipment_type = 'kind.equipment_type', quantity = 'units' }

[[notice]]
for = { n = [1, 2] }
where = \"of = '9'\"
let = { of = 'kind_{n}' }
say = 'nine is no kind'
";

/// The same of a file of defaults.
const CONFIG: &str = "
paths = ['inventories']
exclude = ['old']
map = ['eavs-2018']
state = ['OH']
expect = ['OH']
place = '39001'
rules = 'rules.toml'
set = { max_age_years = 12 }
waivers = 'waivers.toml'
only = ['paper-trail']
skip = ['PT-002']
redact = 'public'
fail_on = 'medium'
fail_on_unknown = true
strict = false
min_completeness = 80
";

/// The same of a file of law.
const LAW: &str = "
state = 'XE'
checked_on = 2026-11-22
covered = ['paper-record', 'audit']

[[clause]]
rule = 'PT-001'
code = 'XE Code 12-301'
in_force = { since = 2026-09-01 }
until = 2028-06-30
asks = 'Every machine leaves paper.'
compared = 'same'
url = 'https://law.example.org/12-301'
source = 'XE Code, title 12'

[[none]]
subject = 'audit'
by = 2024-01-10
url = 'https://law.example.org/table'
source = 'A table of states'
";

enum File {
    Rules,
    Waivers,
    Mapping,
    Config,
    Law,
}

impl File {
    fn schema(&self) -> Validator {
        match self {
            Self::Rules => rules(),
            Self::Waivers => waivers(),
            Self::Mapping => mappings(),
            Self::Law => laws(),
            Self::Config => validator(&written(|to| json_schema::write_file(&CONFIG_FILE, to))),
        }
    }

    /// What the reader says; nothing where it is right.
    fn read(&self, text: &str) -> Result<(), String> {
        let day = Day::new(2026, 11, 22).unwrap();
        let read = match self {
            Self::Rules => RuleBook::read("f.toml", text, &[], day).map(|_| ()),
            Self::Waivers => {
                let rule =
                    "[[rule]]\nid='PT-001'\ntopic='t'\ntitle='T'\ntable='equipment'\nrequire='vvpat'\nseverity='low'";
                RuleBook::read("r.toml", rule, &[], day).unwrap().add_waivers("f.toml", text)
            }
            Self::Mapping => Mapping::read("f.toml", text).map(|_| ()),
            Self::Law => StateLaw::read("law/XE.toml", text, None).map(|_| ()),
            Self::Config => Config::read("f.toml", text).map(|_| ()),
        };
        read.map_err(|error| error.to_string())
    }
}

/// Every kind of table that the readers read: the file it is in, and where a whole one stands in the texts above.
const KINDS: [(&TableKind, File, &[&str]); 21] = [
    (&keys::RULES_FILE, File::Rules, &[]),
    (&keys::RULESET, File::Rules, &["ruleset"]),
    (&keys::RULE, File::Rules, &["rule", "0"]),
    (&keys::SOURCE, File::Rules, &["rule", "0", "source", "0"]),
    (&keys::EXAMPLE, File::Rules, &["rule", "0", "example", "0"]),
    (&keys::CHANGE, File::Rules, &["change", "AG-001"]),
    (&keys::NOTICE, File::Rules, &["notice", "0"]),
    (&keys::ACTION, File::Rules, &["action", "0"]),
    (&keys::REFERENCE, File::Rules, &["reference", "models"]),
    (&keys::COLUMN, File::Rules, &["column", "0"]),
    (&keys::LIST, File::Rules, &["list", "mine"]),
    (&keys::WAIVERS_FILE, File::Waivers, &[]),
    (&keys::WAIVER, File::Waivers, &["waiver", "0"]),
    (&mapping_keys::MAPPING_FILE, File::Mapping, &[]),
    (&mapping_keys::MAPPING, File::Mapping, &["mapping"]),
    (&mapping_keys::ROWS, File::Mapping, &["rows", "0"]),
    (&mapping_keys::NOTICE, File::Mapping, &["notice", "0"]),
    (&CONFIG_FILE, File::Config, &[]),
    (&law::keys::LAW_FILE, File::Law, &[]),
    (&law::keys::CLAUSE, File::Law, &["clause", "0"]),
    (&law::keys::NONE, File::Law, &["none", "0"]),
];

/// The keys that stand in no text above, because another key excludes them or because they are read elsewhere.
const ELSEWHERE: [&str; 7] = ["measure", "partial", "future", "left_out", "refused", "names", "also"];

fn whole(file: &File) -> Toml {
    parsed(match file {
        File::Rules => RULES,
        File::Waivers => WAIVERS,
        File::Mapping => MAPPING,
        File::Config => CONFIG,
        File::Law => LAW,
    })
}

fn at<'t>(document: &'t mut Toml, path: &[&str]) -> &'t mut toml::Table {
    let mut value = document;
    for step in path {
        value = match value {
            Toml::Array(items) => &mut items[step.parse::<usize>().unwrap()],
            table => table.get_mut(step).unwrap(),
        };
    }
    value.as_table_mut().unwrap()
}

/// The whole file with one table of it changed.
fn with(file: &File, path: &[&str], change: impl FnOnce(&mut toml::Table)) -> Toml {
    let mut document = whole(file);
    change(at(&mut document, path));
    document
}

#[track_caller]
fn both_accept(file: &File, schema: &Validator, document: &Toml, what: &str) {
    let text = toml::to_string(document).unwrap();
    holds(schema, &text, what);
    assert_eq!(file.read(&text), Ok(()), "{what}");
}

/// Both refuse it, and the reader says why in words that hold some of these.
#[track_caller]
fn both_refuse(file: &File, schema: &Validator, document: &Toml, what: &str, says: &[&str]) {
    let text = toml::to_string(document).unwrap();
    let told = file.read(&text).expect_err(&format!("the reader takes {what}"));
    assert!(says.iter().any(|says| told.contains(says)), "{what}: {told}");
    assert!(!schema.is_valid(&json(document)), "the schema takes {what}");
}

#[test]
fn a_file_with_every_key_is_accepted_by_both() {
    for (kind, file, path) in KINDS {
        let mut document = whole(&file);
        both_accept(&file, &file.schema(), &document, kind.what);
        for key in kind.keys.iter().filter(|key| !ELSEWHERE.contains(&key.name)) {
            assert!(at(&mut document, path).contains_key(key.name), "{}: {} is in no text here", kind.what, key.name);
        }
    }
    let measured = with(&File::Rules, &["rule", "0"], |rule| {
        rule.remove("at_least");
        rule.insert("measure".to_owned(), "worst".into());
    });
    both_accept(&File::Rules, &rules(), &measured, "a measure");
}

#[test]
fn a_key_that_is_misspelled_is_refused_by_both() {
    for (kind, file, path) in KINDS {
        let schema = file.schema();
        for key in kind.keys {
            let name = format!("{}x", key.name);
            let document = with(&file, path, |table| {
                let value = table.remove(key.name).unwrap_or(Toml::Table(toml::Table::new()));
                table.insert(name.clone(), value);
            });
            let says = format!("{} has no key \"{name}\"; did you mean \"", kind.what);
            both_refuse(&file, &schema, &document, &format!("{}.{name}", kind.what), &[&says]);
        }
    }
}

#[test]
fn a_key_that_is_needed_and_missing_is_refused_by_both() {
    let mut needed = 0;
    for (kind, file, path) in KINDS {
        let schema = file.schema();
        for key in kind.keys.iter().filter(|key| key.need != Need::No) {
            let document = with(&file, path, |table| {
                table.remove(key.name).unwrap();
            });
            let says = format!("{} has no {}", kind.this, key.name);
            both_refuse(&file, &schema, &document, &format!("{} without {}", kind.what, key.name), &[&says]);
            needed += 1;
        }
    }
    assert_eq!(
        needed,
        6 + 2 + 1 + 3 + 3 + 1 + 5 + 7 + 14 + 3 + 5,
        "of rules, sources, examples, references, columns, lists, waivers, mappings, law, notices, actions"
    );
}

/// Where a key is not needed, a file without it is right for the schema, and the reader does not ask for it.
#[test]
fn a_key_that_may_be_left_out_is_asked_for_by_neither() {
    for (kind, file, path) in KINDS {
        let schema = file.schema();
        for key in kind.keys.iter().filter(|key| key.need == Need::No) {
            let document = with(&file, path, |table| {
                table.remove(key.name);
                for together in kind.together {
                    match together {
                        Together::With(name, other, _) if *other == key.name => {
                            table.remove(*name);
                        }
                        Together::Where(name, (other, _), _) if *name == key.name => {
                            table.insert((*other).to_owned(), "text".into());
                        }
                        Together::OneAtLeast(of, _) if of.contains(&key.name) => {
                            let other = of.iter().find(|other| **other != key.name && !table.contains_key(**other));
                            if let Some(other) = other.filter(|_| of.iter().all(|one| !table.contains_key(*one))) {
                                table.insert((*other).to_owned(), "text".into());
                            }
                        }
                        _ => {}
                    }
                }
            });
            let text = toml::to_string(&document).unwrap();
            holds(&schema, &text, key.name);
            let told = file.read(&text).err().unwrap_or_default();
            assert!(!told.contains(&format!("{} has no {}", kind.this, key.name)), "{told}");
        }
    }
}

#[test]
fn what_is_of_another_kind_is_refused_by_both() {
    for (kind, file, path) in KINDS {
        let schema = file.schema();
        for key in kind.keys.iter().filter(|key| key.name != "reference") {
            let mut wrong = vec![Toml::Array(vec![Toml::Array(Vec::new())])];
            let under = if let KeyKind::Called(_, of) = key.kind { *of } else { key.kind };
            match under {
                KeyKind::NewColumn => {
                    wrong.extend(["", "Style", "a-b", "9", "_a", "asset_id", "as_of"].map(Toml::from));
                }
                KeyKind::Filled | KeyKind::Id | KeyKind::Condition => wrong.extend([Toml::from(" "), Toml::from(5)]),
                KeyKind::Word(_) | KeyKind::TableName => wrong.extend(["", "zzz", "LOW"].map(Toml::from)),
                KeyKind::Day => wrong.extend([Toml::from(2026), parsed("x = 2026-01-01T10:00:00")["x"].clone()]),
                KeyKind::Share => wrong.extend([Toml::from(0), Toml::from(1.5), Toml::from(true)]),
                KeyKind::Count | KeyKind::Percent => {
                    wrong.extend([Toml::from(0), Toml::from(-1), Toml::from("1"), Toml::from(1.5)]);
                }
                KeyKind::Whole => wrong.extend([Toml::from(-1), Toml::from("1"), Toml::from(1.5)]),
                KeyKind::List(_, 1) => wrong.push(Toml::Array(Vec::new())),
                KeyKind::Text | KeyKind::YesNo | KeyKind::Plain | KeyKind::Turn => {
                    wrong.push(parsed("x = 2026-01-01T10:00:00"));
                }
                KeyKind::List(..)
                | KeyKind::Either(..)
                | KeyKind::Table(_)
                | KeyKind::Map(..)
                | KeyKind::Called(..)
                | KeyKind::Row
                | KeyKind::Place => {
                    wrong.push(Toml::from("text"));
                }
            }
            for wrong in wrong {
                let what = format!("{}.{} = {wrong}", kind.what, key.name);
                let document = with(&file, path, |table| {
                    table.insert(key.name.to_owned(), wrong);
                    if key.name == "measure" {
                        table.remove("at_least");
                    }
                    if ["partial", "future"].contains(&key.name) {
                        table.insert("kind".to_owned(), "date".into());
                        table.remove("choices");
                    }
                });
                both_refuse(&file, &schema, &document, &what, &[""]);
            }
        }
    }
}

#[test]
fn what_holds_of_several_keys_holds_for_both() {
    let (file, path) = (File::Waivers, ["waiver", "0"]);
    let without = |names: &[&str]| {
        with(&file, &path, |waiver| {
            for name in names {
                waiver.remove(*name).unwrap();
            }
        })
    };
    both_accept(&file, &waivers(), &without(&["place"]), "an asset");
    both_accept(&file, &waivers(), &without(&["asset"]), "a place");
    both_refuse(&file, &waivers(), &without(&["place", "asset"]), "neither", &["neither place nor asset"]);
    let two = with(&File::Rules, &["rule", "0"], |rule| {
        rule.insert("measure".to_owned(), "worst".into());
    });
    both_refuse(&File::Rules, &rules(), &two, "two measures", &["not both"]);
}

#[test]
fn what_is_said_of_one_kind_of_column_is_refused_for_others_by_both() {
    let (file, schema) = (File::Rules, rules());
    let column = |kind: &str, more: &[(&str, Toml)]| {
        with(&file, &["column", "0"], |column| {
            column.remove("choices");
            column.insert("kind".to_owned(), kind.into());
            column.extend(more.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
        })
    };
    let choices = ("choices", Toml::Array(vec!["full-face".into(), "paged".into()]));
    both_accept(&file, &schema, &column("text", &[]), "a text");
    both_accept(&file, &schema, &column("category", std::slice::from_ref(&choices)), "a category");
    both_refuse(&file, &schema, &column("category", &[]), "a category of no words", &["this column has no choices"]);
    let words = &["choices are the words of a category"];
    both_refuse(&file, &schema, &column("text", &[choices]), "a text of some words", words);
    for (key, value) in [("partial", Toml::from("last")), ("future", Toml::from(true))] {
        let mut dated = column("date", &[(key, value.clone())]);
        let example = at(&mut dated, &["rule", "0", "example", "0", "asset"]);
        example.insert("ballot_style".to_owned(), "2026".into());
        both_accept(&file, &schema, &dated, key);
        both_refuse(&file, &schema, &column("text", &[(key, value)]), key, &["says how a date is read"]);
    }
}

#[test]
fn rows_and_defined_names_are_held_against_the_columns_of_their_table() {
    let schema = rules();
    let row = |name: &str| {
        with(&File::Rules, &["rule", "0", "example", "0", "asset"], |row| {
            row.insert(name.to_owned(), "paged".into());
        })
    };
    both_accept(&File::Rules, &schema, &row("model"), "a column of equipment");
    both_accept(&File::Rules, &schema, &row("ballot_style"), "a column that the file adds");
    // A file that this one extends may add a column of such a name, and the schema sees one file.
    let unknown = row("modle");
    let told = File::Rules.read(&toml::to_string(&unknown).unwrap()).unwrap_err();
    assert!(told.contains("equipment has no column \"modle\"; did you mean model?"), "{told}");
    holds(&schema, &toml::to_string(&unknown).unwrap(), "a name that a column may have");
    both_refuse(&File::Rules, &schema, &row("Modle"), "a name that no column has", &["equipment has no column"]);
    let define = |table: &str, name: &str| {
        with(&File::Rules, &["define"], |define| {
            define.insert(table.to_owned(), Toml::Table([(name.to_owned(), "true".into())].into_iter().collect()));
        })
    };
    both_accept(&File::Rules, &schema, &define("network", "model"), "a free name");
    let hides = ["is a column of network already"];
    both_refuse(&File::Rules, &schema, &define("network", "hostname"), "a name that hides a column", &hides);
    both_refuse(&File::Rules, &schema, &define("network", "as_of"), "a name that hides the day", &hides);
    both_refuse(&File::Rules, &schema, &define("netwrok", "a"), "a table that is not there", &["netwrok"]);
    let schema = mappings();
    let set = |name: &str| {
        with(&File::Mapping, &["rows", "0", "set"], |set| {
            set.insert(name.to_owned(), "code".into());
        })
    };
    both_accept(&File::Mapping, &schema, &set("model"), "a column of equipment");
    both_refuse(&File::Mapping, &schema, &set("modle"), "no column", &["did you mean model?"]);
}

// The command

fn run(args: &[&str]) -> Json {
    let done = Command::new(env!("CARGO_BIN_EXE_pollworthy")).args(args).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    serde_json::from_slice(&done.stdout).unwrap()
}

/// Every key that is declared, with its meaning, stands where its table does.
fn names_every_key(schema: &Json, kind: &TableKind) {
    assert_eq!(schema["additionalProperties"], false, "{}", kind.what);
    assert_eq!(schema["properties"].as_object().unwrap().len(), kind.keys.len(), "{}", kind.what);
    for key in kind.keys {
        let property = &schema["properties"][key.name];
        assert_eq!(property["description"], key.meaning, "{} {}", kind.what, key.name);
        let (of, inside) = match key.kind {
            KeyKind::Table(of) => (of, property),
            KeyKind::List(KeyKind::Table(of), _) => (*of, &property["items"]),
            KeyKind::Map(_, KeyKind::Table(of)) => (*of, &property["additionalProperties"]),
            _ => continue,
        };
        names_every_key(inside, of);
    }
}

#[test]
fn the_command_prints_a_schema_that_names_every_key() {
    names_every_key(&run(&["schema", "--rules"]), &keys::RULES_FILE);
    names_every_key(&run(&["schema", "--waivers"]), &keys::WAIVERS_FILE);
    names_every_key(&run(&["schema", "--mapping"]), &mapping_keys::MAPPING_FILE);
    names_every_key(&run(&["schema", "--law"]), &law::keys::LAW_FILE);
    names_every_key(&run(&["schema", "--config"]), &CONFIG_FILE);
    let inventory = run(&["schema", "--format", "json"]);
    for table in TableId::all() {
        let name = table.table().name;
        assert!(inventory["properties"][name].is_object(), "{name}");
        let row = inventory["$defs"][name]["properties"].as_object().unwrap();
        assert_eq!(row.len(), table.columns().len(), "{name}");
        for column in table.columns() {
            let said = row[column.name]["description"].as_str().unwrap();
            assert!(said.starts_with(column.meaning), "{name} {}: {said}", column.name);
            assert!(column.synonyms.iter().all(|synonym| said.contains(synonym)), "{name} {}: {said}", column.name);
        }
    }
}
