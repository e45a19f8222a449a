//! Random well-typed conditions over equipment and its place, in the rule language and in SQLite's, and random rows for them.

use std::fmt::Write as _;
use std::ops::Range;

use pollworthy::predicate::{Columns, Home, Row};
use pollworthy::schema::{Column, EQUIPMENT, JURISDICTIONS, TableId, read_cell};
use pollworthy::words::value::{Day, Value};
use proptest::collection::vec as several;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::harder;

/// The columns that conditions ask for: text, numerals as text, categories, integers, a number, booleans, dates and versions.
pub const COLUMNS: [(Home, &str); 24] = [
    (Home::Row, "model"),
    (Home::Row, "manufacturer"),
    (Home::Row, "serial_number"),
    (Home::Row, "paper_record"),
    (Home::Row, "connectivity"),
    (Home::Row, "quantity"),
    (Home::Row, "places_using"),
    (Home::Row, "in_service"),
    (Home::Row, "vvpat"),
    (Home::Row, "first_used_on"),
    (Home::Row, "la_tested_on"),
    (Home::Row, "system_version"),
    (Home::Row, "certified_version"),
    (Home::Place, "name"),
    (Home::Place, "audit_kind"),
    (Home::Place, "precincts"),
    (Home::Place, "security_funds_received"),
    (Home::Place, "admin_mfa"),
    (Home::Place, "ir_plan_on"),
    (Home::Reference(0), "model"),
    (Home::Reference(0), "paper_record"),
    (Home::Reference(0), "quantity"),
    (Home::Reference(0), "in_service"),
    (Home::Reference(0), "first_used_on"),
];

/// What a column of the [`COLUMNS`] is called in conditions, behind the dot where it has one. SQLite wants names of reference columns that
/// no other table has.
pub fn called(column: usize) -> String {
    match COLUMNS[column] {
        (Home::Reference(_), name) => format!("its_{name}"),
        (Home::Row | Home::Place | Home::Calendar, name) => name.to_owned(),
    }
}

/// The columns of the reference table `model`: those of equipment, under other names.
pub fn models() -> Columns {
    let mut models = Columns::of(EQUIPMENT.columns(), Home::Reference(0), "model");
    for column in &mut models.list {
        column.name = format!("its_{}", column.name).into();
    }
    models
}

pub fn as_of() -> Day {
    Day::new(2026, 11, 1).unwrap()
}

/// What `:count`, `:share`, `:since` and `:maker` stand for.
pub fn params() -> [(&'static str, Value); 4] {
    let number = |text| Value::Number(pollworthy::words::value::Exact::parse(text).unwrap());
    let since = Value::Date(Day::new(2020, 2, 29).unwrap());
    [("count", number("3")), ("share", number("0.5")), ("since", since), ("maker", Value::text("Ab"))]
}

/// The place of one of the [`COLUMNS`] in its table, and its declaration.
pub fn declared(column: usize) -> (usize, &'static Column) {
    let (home, name) = COLUMNS[column];
    let table = table(home);
    let index = table.column(name).unwrap();
    (index, &table.columns()[index])
}

fn table(home: Home) -> TableId {
    if home == Home::Place { JURISDICTIONS } else { EQUIPMENT }
}

/// Cells as a file would have them, each with the place of its column; empty says nothing.
pub type Cells = Vec<(usize, &'static str)>;

pub const OF_ROW: Range<usize> = 0..13;
pub const OF_PLACE: Range<usize> = 13..19;
pub const OF_MODEL: Range<usize> = 19..24;

/// What stands around a row: the row of its place, and the entry of the reference table `model` that it matches.
#[derive(Clone, Debug, Default)]
pub struct Around {
    pub place: Cells,
    pub model: Cells,
}

/// A row, the row of its place, and the entry it matches: a value for every column of their tables.
#[derive(Clone, Debug)]
pub struct Record {
    pub row: Vec<Value>,
    pub place: Vec<Value>,
    pub model: Vec<Value>,
}

impl Record {
    /// What the cells of a row of some table and of what stands around it say; one that does not fit is unknown.
    pub fn read(table: TableId, row: &Cells, around: &Around) -> Self {
        let values = |table: TableId, cells: &Cells| {
            let mut values = vec![Value::Null; table.columns().len()];
            for (column, cell) in cells {
                values[*column] = read_cell(&table.columns()[*column], cell, as_of()).unwrap_or(Value::Null);
            }
            values
        };
        Self {
            row: values(table, row),
            place: values(JURISDICTIONS, &around.place),
            model: values(EQUIPMENT, &around.model),
        }
    }
}

impl Row for Record {
    fn cell(&self, home: Home, index: usize) -> Value {
        let values = match home {
            Home::Row => &self.row,
            Home::Place => &self.place,
            Home::Reference(_) | Home::Calendar => &self.model,
        };
        values[index].clone()
    }
}

pub fn record() -> impl Strategy<Value = Record> {
    (cells(OF_ROW), around()).prop_map(|(row, around)| Record::read(EQUIPMENT, &row, &around))
}

pub fn around() -> impl Strategy<Value = Around> {
    (cells(OF_PLACE), cells(OF_MODEL)).prop_map(|(place, model)| Around { place, model })
}

pub fn cells(columns: Range<usize>) -> impl Strategy<Value = Cells> {
    cells_of(columns, words)
}

fn cells_of(columns: Range<usize>, words: fn(&str) -> Vec<&'static str>) -> impl Strategy<Value = Cells> {
    let cell = |column: usize| {
        let word = prop_oneof![1 => Just(""), 3 => select(words(COLUMNS[column].1))];
        word.prop_map(move |word| (declared(column).0, word))
    };
    columns.map(cell).collect::<Vec<_>>()
}

/// Records with the words of [`harder::words`] too.
pub fn harder_record() -> impl Strategy<Value = Record> {
    let cells = |columns| cells_of(columns, harder::words);
    (cells(OF_ROW), cells(OF_PLACE), cells(OF_MODEL))
        .prop_map(|(row, place, model)| Record::read(EQUIPMENT, &row, &Around { place, model }))
}

/// As many records as it takes to have every word of [`harder::words`] in its columns.
pub fn every_word() -> Vec<Record> {
    let lists: Vec<_> = COLUMNS.iter().map(|(_, name)| harder::words(name)).collect();
    let cells = |columns: Range<usize>, at: usize| -> Cells {
        columns.map(|column| (declared(column).0, lists[column][at % lists[column].len()])).collect()
    };
    let record = |at: usize| {
        let around = Around { place: cells(OF_PLACE, at + 1), model: cells(OF_MODEL, at + 2) };
        Record::read(EQUIPMENT, &cells(OF_ROW, at), &around)
    };
    (0..lists.iter().map(Vec::len).max().unwrap()).map(record).collect()
}

pub fn words(column: &str) -> Vec<&'static str> {
    let words = match column {
        "model" | "manufacturer" | "name" => TEXTS,
        "serial_number" => NUMERALS,
        "paper_record" => "ballot marked vvpat none paperless Ballot! papr",
        "connectivity" => "air-gapped isolated-lan county-lan internet LAN wire",
        "audit_kind" => "risk-limiting none rla",
        "quantity" | "places_using" | "precincts" => "0 1 2 3 5 8 40 1,000 -1 many",
        "security_funds_received" => "0 0.5 1 2.25 3 40 $1,000.015625 -1",
        "in_service" | "vvpat" | "admin_mfa" => "yes no Y N perhaps",
        "first_used_on" | "la_tested_on" | "ir_plan_on" => {
            "2020-02-29 2019-12-31 2020-01-31 2026-11-01 2026-10-31 2006 2024-02 3/31/2024 2027-01-01 soon"
        }
        "system_version" | "certified_version" => "5.5 5.5.0 5.5-A v5.10 EVS-6.0 EVS-6.0.0.1 6",
        other => panic!("no words for {other}"),
    };
    words.split(' ').collect()
}

// No capitals but ASCII ones: SQLite's lower knows no others.
const TEXTS: &str = "a A ab Ab aB b 50% a_b a%b é€ it's none 12 a! %";
const NUMERALS: &str = "12 007 -3 +5 0 2.5 -0.75 1000";

/// An expression. `Same` reads the same in both languages.
#[derive(Clone, Debug)]
pub enum Sql {
    Same(String),
    /// A date; a bare one leaves the word `date` away where its company makes plain what it is.
    Date {
        day: &'static str,
        bare: bool,
    },
    Minus(Box<Self>),
    Not(Box<Self>),
    Infix(Box<Self>, &'static str, Box<Self>),
    Chain(&'static str, Vec<Self>),
    In(Box<Self>, bool, Vec<Self>),
    Between(Box<Self>, bool, Box<[Self; 2]>),
    Like(Box<Self>, bool, Box<Self>, Option<char>),
    IsNull(Box<Self>, bool),
    Case(Option<Box<Self>>, Vec<(Self, Self)>, Option<Box<Self>>),
    Call(&'static str, Vec<Self>),
    Cast(Box<Self>, &'static str),
    Shift(Box<Self>, char, Span),
}

#[derive(Clone, Copy, Debug)]
pub struct Span {
    pub words: &'static str,
    pub months: i32,
    pub days: i32,
}

const SPANS: [Span; 9] = [
    Span { words: "interval '1 day'", months: 0, days: 1 },
    Span { words: "interval '10 years'", months: 120, days: 0 },
    Span { words: "interval '1 year 6 months'", months: 18, days: 0 },
    Span { words: "interval '1 month -1 day'", months: 1, days: -1 },
    Span { words: "interval '2' weeks", months: 0, days: 14 },
    Span { words: "interval 1 quarter", months: 3, days: 0 },
    Span { words: "interval :count month", months: 3, days: 0 },
    Span { words: "interval '-7 months'", months: -7, days: 0 },
    Span { words: "interval '0 days'", months: 0, days: 0 },
];

/// How an expression is written: in which language, and with how many parentheses.
#[derive(Clone, Copy)]
struct Style {
    sqlite: bool,
    sparse: bool,
}

impl Sql {
    /// In the rule language; sparse writing leaves away the parentheses that precedence makes needless.
    pub fn as_rule(&self, sparse: bool) -> String {
        self.written(Style { sqlite: false, sparse }, &[])
    }

    pub fn as_sqlite(&self, sparse: bool) -> String {
        self.written(Style { sqlite: true, sparse }, &[])
    }

    /// How tightly it binds, loosest first.
    fn level(&self) -> u8 {
        match self {
            Self::Chain("or", _) => 1,
            Self::Chain(..) => 2,
            Self::Not(_) => 3,
            Self::In(..) | Self::Between(..) | Self::Like(..) | Self::IsNull(..) => 4,
            Self::Infix(_, "+" | "-", _) | Self::Shift(..) => 5,
            Self::Infix(_, "*" | "/", _) => 6,
            Self::Infix(_, "||", _) => 7,
            Self::Infix(..) => 4,
            Self::Minus(_) => 8,
            Self::Same(_) | Self::Date { .. } | Self::Case(..) | Self::Call(..) | Self::Cast(..) => 9,
        }
    }

    /// An operand that must bind at least so tightly, or stand in parentheses.
    fn operand(&self, least: u8, style: Style, company: &[&Self]) -> String {
        let text = self.written(style, company);
        let bare = self.level() == 9 || style.sparse && self.level() >= least;
        if bare { text } else { format!("({text})") }
    }

    fn list(parts: &[Self], style: Style, company: &[&Self]) -> String {
        parts.iter().map(|part| part.written(style, company)).collect::<Vec<_>>().join(", ")
    }

    /// Whether it is a date whatever its company.
    fn is_dated(&self) -> bool {
        let open = |part: &Self| !matches!(part, Self::Date { .. }) && !part.is_dated();
        match self {
            Self::Date { .. } => false,
            Self::Same(text) => text != "null",
            Self::Call("coalesce", parts) => !parts.iter().all(open),
            Self::Call("nullif", parts) => !open(&parts[0]),
            Self::Case(_, branches, otherwise) => {
                !branches.iter().map(|(_, then)| then).chain(otherwise.as_deref()).all(open)
            }
            _ => true,
        }
    }

    fn written(&self, style: Style, company: &[&Self]) -> String {
        let not = |not: &bool| if *not { "not " } else { "" };
        match self {
            Self::Same(text) => text.clone(),
            Self::Date { day, .. } if style.sqlite => format!("'{day}'"),
            Self::Date { day, bare: true } if company.iter().any(|part| part.is_dated()) => format!("'{day}'"),
            Self::Date { day, .. } => format!("date '{day}'"),
            Self::Minus(a) => format!("-{}", a.operand(9, style, &[])),
            Self::Not(a) => format!("not {}", a.operand(3, style, &[])),
            Self::Infix(a, "/", b) if style.sqlite => {
                format!("cast({} as real) / {}", a.written(style, &[]), b.operand(7, style, &[]))
            }
            Self::Infix(a, sign, b) => {
                let (left, right) = if self.level() == 4 { (5, 5) } else { (self.level(), self.level() + 1) };
                let company = [&**a, &**b];
                format!("{} {sign} {}", a.operand(left, style, &company), b.operand(right, style, &company))
            }
            Self::Chain(word, parts) => {
                let parts: Vec<_> = parts.iter().map(|part| part.operand(self.level() + 1, style, &[])).collect();
                parts.join(&format!(" {word} "))
            }
            Self::In(a, no, list) => {
                let company: Vec<_> = std::iter::once(&**a).chain(list).collect();
                let list = Self::list(list, style, &company);
                format!("{} {}in ({list})", a.operand(5, style, &company), not(no))
            }
            Self::Between(a, no, ends) => {
                let company = [&**a, &ends[0], &ends[1]];
                let [low, high] = [&ends[0], &ends[1]].map(|end| end.operand(5, style, &company));
                format!("{} {}between {low} and {high}", a.operand(5, style, &company), not(no))
            }
            Self::Like(a, no, pattern, escape) => {
                let escape = escape
                    .map_or(String::new(), |escape| format!(" escape '{}'", escape.to_string().replace('\'', "''")));
                let pattern = pattern.operand(5, style, &[]);
                format!("{} {}like {pattern}{escape}", a.operand(5, style, &[]), not(no))
            }
            Self::IsNull(a, no) => format!("{} is {}null", a.operand(5, style, &[]), not(no)),
            Self::Case(operand, branches, otherwise) => {
                let whens: Vec<_> =
                    operand.as_deref().into_iter().chain(branches.iter().map(|(when, _)| when)).collect();
                let thens: Vec<_> = branches.iter().map(|(_, then)| then).chain(otherwise.as_deref()).collect();
                let mut text = "case".to_owned();
                if let Some(operand) = operand {
                    write!(text, " {}", operand.written(style, &whens)).unwrap();
                }
                for (when, then) in branches {
                    // Every `when` meets the operand alone.
                    let pair: Vec<_> = operand.as_deref().into_iter().chain([when]).collect();
                    let (when, then) = (when.written(style, &pair), then.written(style, &thens));
                    write!(text, " when {when} then {then}").unwrap();
                }
                if let Some(otherwise) = otherwise {
                    write!(text, " else {}", otherwise.written(style, &thens)).unwrap();
                }
                text + " end"
            }
            Self::Call(name, parts) => {
                let company: Vec<_> = parts.iter().collect();
                format!("{name}({})", Self::list(parts, style, &company))
            }
            Self::Cast(a, to) => {
                let a = a.written(style, &[]);
                match *to {
                    // SQLite has neither dates nor booleans: a date is a text that its calendar leaves as it is.
                    "date" if style.sqlite => format!("case when date({a}) = {a} then {a} end"),
                    "boolean" if style.sqlite => format!("case {a} when 'yes' then 1 when 'no' then 0 end"),
                    to => format!("cast({a} as {to})"),
                }
            }
            Self::Shift(a, sign, Span { months, days, .. }) if style.sqlite => {
                let way = if *sign == '-' { -1 } else { 1 };
                let (months, days) = (months * way, days * way);
                // `floor`: a day past the month's end is its last day, as in standard SQL.
                format!("date({}, '{months:+} months', 'floor', '{days:+} days')", a.written(style, &[]))
            }
            Self::Shift(a, sign, span) => format!("{} {sign} {}", a.operand(5, style, &[]), span.words),
        }
    }
}

/// What stands in conditions at every depth.
pub struct Vocabulary {
    pub factors: &'static str,
    pub divisors: &'static str,
    pub spans: &'static [Span],
    pub patterns: &'static [&'static str],
    pub escapes: &'static [Option<char>],
    /// Texts that are cast to dates, and to booleans.
    pub days: &'static [&'static str],
    pub answers: &'static [&'static str],
    /// Texts that are compared with versions.
    pub versions: &'static [&'static str],
}

const PLAIN: Vocabulary = Vocabulary {
    factors: "0 1 2 3 :count 4",
    divisors: "0 1 2 4 8 null",
    spans: &SPANS,
    patterns: &["a%", "%", "_", "%b", "a_", "%!%%", "a!_b", "__%", "%a%b%", "!%", "a!", "b%%"],
    escapes: &[None, Some('!'), Some('%'), Some('a')],
    days: &["2020-02-29", "2021-02-29", "2019-12-31", "soon"],
    answers: &["yes", "no", "maybe"],
    versions: &["5.5", "5.5-A", "v5.10", "6", "EVS-6.0"],
};

/// Expressions of every kind, of one depth.
#[derive(Clone)]
struct Kinds {
    words: &'static Vocabulary,
    truth: BoxedStrategy<Sql>,
    whole: BoxedStrategy<Sql>,
    number: BoxedStrategy<Sql>,
    text: BoxedStrategy<Sql>,
    numeral: BoxedStrategy<Sql>,
    date: BoxedStrategy<Sql>,
    paper: BoxedStrategy<Sql>,
    reach: BoxedStrategy<Sql>,
    version: Option<BoxedStrategy<Sql>>,
}

/// Conditions of some depth that SQLite can judge too.
pub fn condition(depth: u32) -> BoxedStrategy<Sql> {
    (0..depth).fold(leaves(), |kinds, _| kinds.deeper()).truth
}

/// Conditions of some depth, some of them about versions, which SQLite does not have.
pub fn condition_with_versions(depth: u32) -> BoxedStrategy<Sql> {
    let leaves = Kinds { version: Some(versions()), ..leaves() };
    (0..depth).fold(leaves, |kinds, _| kinds.deeper()).truth
}

/// The same with words of [`harder`], in which SQL engines are known to differ.
pub fn harder_condition(depth: u32) -> BoxedStrategy<Sql> {
    let plain = leaves();
    let of = |plain: BoxedStrategy<Sql>, harder| prop_oneof![3 => plain, 2 => one_of(harder)].boxed();
    let day = (select(harder::DAYS), any::<bool>()).prop_map(|(day, bare)| Sql::Date { day, bare });
    let leaves = Kinds {
        words: &harder::WORDS,
        whole: of(plain.whole, harder::WHOLES),
        number: of(plain.number, harder::NUMBERS),
        text: prop_oneof![3 => plain.text, 2 => quoted_of(harder::TEXTS)].boxed(),
        numeral: prop_oneof![2 => plain.numeral, 1 => quoted_of(harder::NUMERALS)].boxed(),
        date: prop_oneof![3 => plain.date, 1 => day].boxed(),
        version: Some(versions()),
        ..plain
    };
    (0..depth).fold(leaves, |kinds, _| kinds.deeper()).truth
}

fn versions() -> BoxedStrategy<Sql> {
    one_of("system_version certified_version")
}

fn one_of(words: &'static str) -> BoxedStrategy<Sql> {
    select(words.split(' ').map(str::to_owned).collect::<Vec<_>>()).prop_map(Sql::Same).boxed()
}

fn quoted(words: &'static str) -> BoxedStrategy<Sql> {
    quoted_of(&words.split(' ').collect::<Vec<_>>())
}

fn quoted_of(words: &[&str]) -> BoxedStrategy<Sql> {
    let quoted = |word: &&str| format!("'{}'", word.replace('\'', "''"));
    select(words.iter().map(quoted).collect::<Vec<_>>()).prop_map(Sql::Same).boxed()
}

fn leaves() -> Kinds {
    let whole =
        || one_of("null 1 0 2 3 5 quantity quantity places_using jurisdiction.precincts model.its_quantity :count");
    let day = select(vec!["2020-02-29", "2019-12-31", "2026-10-31", "2020-01-31", "2024-02-29"]);
    let date = (day, any::<bool>()).prop_map(|(day, bare)| Sql::Date { day, bare });
    let dates = one_of(
        "null first_used_on la_tested_on first_used_on jurisdiction.ir_plan_on model.its_first_used_on as_of :since",
    );
    Kinds {
        words: &PLAIN,
        truth: one_of("null true false in_service vvpat jurisdiction.admin_mfa model.its_in_service"),
        whole: whole(),
        number: prop_oneof![
            whole(),
            one_of("0.5 2.25 1000.015625 :share"),
            one_of("jurisdiction.security_funds_received")
        ]
        .boxed(),
        text: prop_oneof![
            one_of("null '' model manufacturer model jurisdiction.name model.its_model :maker"),
            quoted(TEXTS),
        ]
        .boxed(),
        numeral: prop_oneof![one_of("null serial_number serial_number"), quoted(NUMERALS)].boxed(),
        date: prop_oneof![dates, date].boxed(),
        paper: one_of("null paper_record paper_record model.its_paper_record 'ballot' 'marked' 'vvpat' 'none'"),
        reach: one_of("null connectivity connectivity 'air-gapped' 'county-lan' 'internet'"),
        version: None,
    }
}

impl Kinds {
    fn deeper(&self) -> Self {
        let Self { words: vocabulary, truth, whole, number, text, numeral, date, paper, reach, version } = self.clone();
        let span = (select(vec!['+', '-']), select(vocabulary.spans));
        let factor = one_of(vocabulary.factors);
        let divisor = one_of(vocabulary.divisors);
        let shifted = (date.clone(), span).prop_map(|(a, (sign, span))| Sql::Shift(a.into(), sign, span));
        let sums = |a: &BoxedStrategy<Sql>| infix(a, vec!["+", "-"], a);
        let timed = |a: &BoxedStrategy<Sql>| infix(a, vec!["*"], &factor);
        let minus = |a: &BoxedStrategy<Sql>| a.clone().prop_map(|a| Sql::Minus(a.into()));
        let spoken = prop_oneof![cast(&date, "text"), quoted_of(vocabulary.days)].boxed();
        let said = quoted_of(vocabulary.answers);
        let words = prop_oneof![text.clone(), paper.clone(), reach.clone(), one_of("jurisdiction.audit_kind")].boxed();
        Self {
            words: vocabulary,
            truth: prop_oneof![20 => self.truths(&words), 1 => cast(&said, "boolean")].boxed(),
            whole: prop_oneof![
                whole.clone(),
                sums(&whole),
                timed(&whole),
                minus(&whole),
                call("length", vec![words.clone()]),
                prop_oneof![cast(&number, "integer"), cast(&numeral, "integer"), cast(&truth, "integer")],
                self.chosen(&whole),
            ]
            .boxed(),
            number: prop_oneof![
                number.clone(),
                whole.clone(),
                sums(&number),
                timed(&number),
                minus(&number),
                infix(&number, vec!["/"], &divisor),
                cast(&numeral, "decimal"),
                self.chosen(&number),
            ]
            .boxed(),
            text: prop_oneof![
                text.clone(),
                numeral.clone(),
                call("lower", vec![words.clone()]),
                infix(&words, vec!["||"], &words),
                call("substr", vec![words.clone(), whole.clone()]),
                call("substr", vec![words.clone(), whole.clone(), whole.clone()]),
                prop_oneof![cast(&words, "text"), cast(&whole, "text"), cast(&date, "text")],
                self.chosen(&text),
            ]
            .boxed(),
            numeral: prop_oneof![2 => numeral.clone(), 1 => cast(&whole, "text"), 1 => self.chosen(&numeral)].boxed(),
            date: prop_oneof![date.clone(), shifted, cast(&spoken, "date"), self.chosen(&date)].boxed(),
            paper: prop_oneof![2 => paper.clone(), 1 => self.chosen(&paper)].boxed(),
            reach: prop_oneof![2 => reach.clone(), 1 => self.chosen(&reach)].boxed(),
            version: version.map(|version| {
                let worded = prop_oneof![version.clone(), one_of("null"), quoted("5.5-A v5.10 6 EVS-6.0")].boxed();
                prop_oneof![version.clone(), self.beside(&version, &worded), cast(&text, "version")].boxed()
            }),
        }
    }

    /// What takes values of a kind and gives one of it.
    fn chosen(&self, of: &BoxedStrategy<Sql>) -> BoxedStrategy<Sql> {
        let branch = |when: &BoxedStrategy<Sql>| several((when.clone(), of.clone()), 1..3);
        let asked =
            |operand: &BoxedStrategy<Sql>| (operand.clone().prop_map(Some), branch(operand), option::of(of.clone()));
        prop_oneof![
            several(of.clone(), 2..4).prop_map(|parts| Sql::Call("coalesce", parts)),
            call("nullif", vec![of.clone(), of.clone()]),
            prop_oneof![
                (Just(None), branch(&self.truth), option::of(of.clone())),
                asked(&self.number),
                asked(&self.text),
                asked(&self.date),
                asked(&self.paper),
                asked(&self.truth),
            ]
            .prop_map(|(operand, branches, otherwise)| {
                Sql::Case(operand.map(Box::new), branches, otherwise.map(Box::new))
            }),
        ]
        .boxed()
    }

    /// Versions come from a column, and literals only beside one.
    fn beside(&self, column: &BoxedStrategy<Sql>, other: &BoxedStrategy<Sql>) -> BoxedStrategy<Sql> {
        prop_oneof![
            call("coalesce", vec![other.clone(), column.clone(), other.clone()]),
            call("nullif", vec![column.clone(), other.clone()]),
            (self.truth.clone(), other.clone(), column.clone()).prop_map(|(when, then, otherwise)| Sql::Case(
                None,
                vec![(when, then)],
                Some(otherwise.into())
            )),
        ]
        .boxed()
    }

    fn truths(&self, words: &BoxedStrategy<Sql>) -> BoxedStrategy<Sql> {
        let Self { truth, number, text, date, paper, reach, version, .. } = self;
        let ordered = || vec!["=", "<>", "<", "<=", ">", ">="];
        let same = || vec!["=", "<>"];
        let mut tests = vec![
            truth.clone(),
            prop_oneof![infix(number, ordered(), number), infix(text, ordered(), text), infix(date, ordered(), date)]
                .boxed(),
            prop_oneof![infix(paper, same(), paper), infix(reach, same(), reach), infix(truth, same(), truth)].boxed(),
            prop_oneof![within(number), within(text), within(date), within(paper), within(reach), within(truth)]
                .boxed(),
            prop_oneof![between(number), between(text), between(date)].boxed(),
            like(words, text, self.words),
            prop_oneof![blank(words), blank(number), blank(date), blank(truth)].boxed(),
            truth.clone().prop_map(|a| Sql::Not(a.into())).boxed(),
            (select(vec!["and", "or"]), several(truth.clone(), 2..4))
                .prop_map(|(word, parts)| Sql::Chain(word, parts))
                .boxed(),
            self.chosen(truth),
        ];
        if let Some(version) = version {
            let literal = quoted_of(self.words.versions);
            tests.push(infix(version, ordered(), &literal));
            tests.push(infix(version, ordered(), version));
            tests.push(blank(version));
        }
        proptest::strategy::Union::new(tests).boxed()
    }
}

fn infix(a: &BoxedStrategy<Sql>, signs: Vec<&'static str>, b: &BoxedStrategy<Sql>) -> BoxedStrategy<Sql> {
    (a.clone(), select(signs), b.clone()).prop_map(|(a, sign, b)| Sql::Infix(a.into(), sign, b.into())).boxed()
}

fn call(name: &'static str, parts: Vec<BoxedStrategy<Sql>>) -> BoxedStrategy<Sql> {
    parts.prop_map(move |parts| Sql::Call(name, parts)).boxed()
}

fn cast(a: &BoxedStrategy<Sql>, to: &'static str) -> BoxedStrategy<Sql> {
    a.clone().prop_map(move |a| Sql::Cast(a.into(), to)).boxed()
}

fn within(a: &BoxedStrategy<Sql>) -> BoxedStrategy<Sql> {
    (a.clone(), any::<bool>(), several(a.clone(), 1..4)).prop_map(|(a, not, list)| Sql::In(a.into(), not, list)).boxed()
}

fn between(a: &BoxedStrategy<Sql>) -> BoxedStrategy<Sql> {
    (a.clone(), any::<bool>(), [a.clone(), a.clone()])
        .prop_map(|(a, not, ends)| Sql::Between(a.into(), not, ends.into()))
        .boxed()
}

fn blank(a: &BoxedStrategy<Sql>) -> BoxedStrategy<Sql> {
    (a.clone(), any::<bool>()).prop_map(|(a, not)| Sql::IsNull(a.into(), not)).boxed()
}

fn like(words: &BoxedStrategy<Sql>, text: &BoxedStrategy<Sql>, vocabulary: &Vocabulary) -> BoxedStrategy<Sql> {
    let pattern = prop_oneof![quoted_of(vocabulary.patterns), text.clone()];
    (words.clone(), any::<bool>(), pattern, select(vocabulary.escapes))
        .prop_map(|(a, not, pattern, escape)| Sql::Like(a.into(), not, pattern.into(), escape))
        .boxed()
}
