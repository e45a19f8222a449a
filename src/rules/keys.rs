//! The kinds of tables in rules files and waivers files, each declared once: the reader and the JSON Schema are made from them.

use super::action::Per;
use super::rule::{Measure, Several};
use super::waiver::WaiverKind;
use crate::finding::{Severity, Verdict};
use crate::schema::End;
use crate::toml_file::{key, table_names};
use crate::words::value::Kind;

pub use crate::toml_file::{Key, KeyKind, Names, Need, TableKind, Together};

/// A rules file.
pub static RULES_FILE: TableKind = TableKind {
    what: "a rules file",
    this: "this file",
    meaning: "rules that an inventory is compared with, and what they are made of",
    keys: &[
        key("ruleset", KeyKind::Table(&RULESET), "what the file says of itself"),
        key(
            "params",
            KeyKind::Map(Names::Any, &KeyKind::Called("a param", &KeyKind::Plain)),
            "values that conditions name with a colon, as in :max_age_years",
        ),
        key(
            "define",
            KeyKind::Map(
                Names::Tables,
                &KeyKind::Map(Names::Free, &KeyKind::Called("a definition", &KeyKind::Condition)),
            ),
            "names for conditions on a table's rows, which other conditions may use",
        ),
        key("rule", KeyKind::List(&KeyKind::Called("rule", &KeyKind::Table(&RULE)), 0), "the rules"),
        key("change", KeyKind::Map(Names::Any, &KeyKind::Table(&CHANGE)), "changes of extended rules, by their ids"),
        key(
            "list",
            KeyKind::Map(Names::Any, &KeyKind::Table(&LIST)),
            "lists of states, by the names that `states --list` takes",
        ),
        key(
            "reference",
            KeyKind::Map(Names::Any, &KeyKind::Table(&REFERENCE)),
            "reference tables, by the names that conditions put before the dot",
        ),
        key("column", KeyKind::List(&KeyKind::Table(&COLUMN), 0), "columns that it adds to the tables of inventories"),
        key(
            "notice",
            KeyKind::List(&KeyKind::Called("notice", &KeyKind::Table(&NOTICE)), 0),
            "rows to look at, whatever the rules say of them",
        ),
        key(
            "action",
            KeyKind::List(&KeyKind::Called("action", &KeyKind::Table(&ACTION)), 0),
            "what an office can buy or do, and what its records say afterwards",
        ),
    ],
    together: &[],
};

/// Rows to look at.
pub static NOTICE: TableKind = TableKind {
    what: "a notice",
    this: "this notice",
    meaning: "a notice on each row for which a condition holds; it decides nothing",
    keys: &[
        key("table", KeyKind::Word(table_names), "the table whose rows it is about").needed(),
        key("where", KeyKind::Condition, "the condition, which holds where something is to be looked at").needed(),
        key("say", KeyKind::Filled, "what is said of such a row: small letters, no full stop").needed(),
    ],
    together: &[],
};

/// Something that an office can buy or do.
pub static ACTION: TableKind = TableKind {
    what: "an action",
    this: "this action",
    meaning: "something that an office can buy or do, and what its records say afterwards",
    keys: &[
        key("id", KeyKind::Id, "the action's id: letters, digits, - _ and .; no rule has it").needed(),
        key("title", KeyKind::Filled, "what is done, as an order: Replace the scanners").needed(),
        key("table", KeyKind::TableName, "the table whose rows it changes").needed(),
        key("where", KeyKind::Condition, "the condition, which holds for the rows that it changes").needed(),
        key(
            "set",
            KeyKind::Map(Names::Columns, &KeyKind::Called("a cell", &KeyKind::Plain)),
            "columns, and what they say afterwards: a value, \"\" for blank, or delivery, the day it arrives, as in \"delivery + 2 years\"",
        )
        .because("write set = { paper_record = \"ballot\" }: a column of the table, and what it says afterwards"),
        key("price", KeyKind::Filled, "its key in the list of prices; it is free, where it does not say"),
        key(
            "per",
            KeyKind::Word(|| Per::ALL.map(Per::name).to_vec()),
            "what the price is for: a unit of a row, a polling place, or a whole place; unit, where it does not say",
        ),
        key(
            "voters_each",
            KeyKind::Count,
            "where polling places are not stated: the registered voters that one serves at the most",
        ),
        key("lead_months", KeyKind::Whole, "months from the decision to the delivery; 0, where it does not say"),
        key("needs", KeyKind::List(&KeyKind::Filled, 0), "the actions that it is of no use without, by their ids"),
        key("excludes", KeyKind::List(&KeyKind::Filled, 0), "the actions that stand in its place, by their ids"),
        key("why", KeyKind::Text, "why it is done in this way"),
        key("source", KeyKind::List(&KeyKind::Table(&SOURCE), 0), "what it rests on"),
    ],
    together: &[
        Together::OneAtLeast(&["why", "source"], "this action says neither why nor from which source"),
        Together::With("per", "price", "per says what the price is for, and this action has none"),
    ],
};

/// What a rules file says of itself.
pub static RULESET: TableKind = TableKind {
    what: "ruleset",
    this: "ruleset",
    meaning: "what the file says of itself",
    keys: &[
        key("name", KeyKind::Text, "the name of the set"),
        key("version", KeyKind::Text, "its version, in quotes"),
        key(
            "extends",
            KeyKind::List(&KeyKind::Filled, 0),
            "the sets it is a layer over: built-in ones by name, or files beside it",
        ),
        key("examples_as_of", KeyKind::Day, "the day that the examples speak of"),
        key(
            "law",
            KeyKind::List(&KeyKind::Filled, 0),
            "files of state law beside it, each called by its state: law/TX.toml",
        ),
    ],
    together: &[],
};

/// A rule.
pub static RULE: TableKind = TableKind {
    what: "a rule",
    this: "this rule",
    meaning: "one thing that is asked of the rows of a table, or of a place",
    keys: &[
        key("id", KeyKind::Id, "the rule's id: letters, digits, - _ and .").needed(),
        key("topic", KeyKind::Filled, "the topic that --only, --skip and states take it by").needed(),
        key("title", KeyKind::Filled, "what must hold, as a sentence").needed(),
        key("short", KeyKind::Text, "the same in two to four words"),
        key("unmet", KeyKind::Text, "what is said of rows that fail it: a verb phrase"),
        key("table", KeyKind::TableName, "the table it is about").needed(),
        key("among", KeyKind::Condition, "which rows it is about; all, where it does not say"),
        key("applies", KeyKind::Condition, "which of those it asks something of; all, where it does not say"),
        key(
            "require",
            KeyKind::Condition,
            "what it asks: true passes, false fails, and what rests on a blank is unknown",
        )
        .needed(),
        key(
            "measure",
            KeyKind::Word(|| MEASURES.map(Measure::name).to_vec()),
            "how failing rows become a failing place; share, where it does not say",
        ),
        key("at_least", KeyKind::Share, "the share of rows that must pass: above 0 and at most 1, or a \":param\""),
        key(
            "severity",
            KeyKind::Word(|| Severity::ALL.map(Severity::name).to_vec()),
            "how grave it is that it is not met",
        )
        .needed(),
        key("public", KeyKind::YesNo, "whether its findings may be published by place; no, where it does not say"),
        key("no_rows_pass_if", KeyKind::Text, "the rule that must pass for a place without rows to pass"),
        key("why", KeyKind::Text, "why it matters"),
        key("fix", KeyKind::Text, "what to do"),
        key("source", KeyKind::List(&KeyKind::Table(&SOURCE), 0), "what it rests on"),
        key("example", KeyKind::List(&KeyKind::Table(&EXAMPLE), 0), "rows, and the verdict they must have"),
        key(
            "due",
            KeyKind::Filled,
            "when it falls due, where it asks nothing until then: a phrase that may name params",
        ),
        key("effective_from", KeyKind::Day, "the first day it holds"),
        key("effective_until", KeyKind::Day, "the last day it holds"),
    ],
    together: &[
        Together::NotAll(&["measure", "at_least"], "a rule has a measure or at_least, not both"),
        Together::With("due", "applies", "due says when applies lets this rule ask something, and it has no applies"),
    ],
};

/// What a rule rests on.
pub static SOURCE: TableKind = TableKind {
    what: "a source",
    this: "this source",
    meaning: "what a rule rests on",
    keys: &[
        key("basis", KeyKind::Word(|| vec!["law", "standard", "benchmark", "practice"]), "what kind of source it is")
            .needed(),
        key("cite", KeyKind::Text, "where to look it up").needed(),
    ],
    together: &[],
};

/// An example of a rule.
pub static EXAMPLE: TableKind = TableKind {
    what: "an example",
    this: "this example",
    meaning: "rows, and the verdict they must have",
    keys: &[
        key(
            "verdict",
            KeyKind::Word(|| Verdict::ALL.map(Verdict::name).to_vec()),
            "the verdict that the rule must give",
        )
        .needed(),
        key("asset", KeyKind::Row, "one row of the rule's table"),
        key("assets", KeyKind::List(&KeyKind::Row, 0), "several rows of the rule's table"),
        key("jurisdiction", KeyKind::Place, "the columns of the place"),
    ],
    together: &[],
};

/// A change of a rule of another file.
pub static CHANGE: TableKind = TableKind {
    what: "a change",
    this: "this change",
    meaning: "a change of a rule of an extended set; an action can be turned off",
    keys: &[
        key("severity", KeyKind::Word(|| Severity::ALL.map(Severity::name).to_vec()), "its severity from now on"),
        key(
            "off",
            KeyKind::Called("off", &KeyKind::Filled),
            "the reason for which it is turned off, which every page shows",
        ),
        key("waivable", KeyKind::YesNo, "whether a waiver may cover it"),
    ],
    together: &[],
};

/// A list of states.
pub static LIST: TableKind = TableKind {
    what: "a list",
    this: "this list",
    meaning: "a list of the states that lack something",
    keys: &[
        key("name", KeyKind::Text, "its name on pages"),
        key("lacks", KeyKind::Text, "what is said of a state on it: a verb phrase"),
        key("lacking", KeyKind::List(&KeyKind::Filled, 1), "the rules that put a place on it where it fails one")
            .because("it names the rules that a place on it fails"),
        key(
            "lesser",
            KeyKind::List(&KeyKind::Either(&KeyKind::Filled, &KeyKind::Table(&LESSER)), 0),
            "rules whose failure is a lesser lack: their ids, or kinds of it, the gravest first",
        ),
        key("lesser_name", KeyKind::Text, "what pages call the lesser lack, where lesser lists ids"),
    ],
    together: &[Together::With(
        "lesser_name",
        "lesser",
        "lesser_name says what lesser is called, and this list has none",
    )],
};

/// One kind of lesser lack.
pub static LESSER: TableKind = TableKind {
    what: "a lesser kind",
    this: "this lesser kind",
    meaning: "one kind of lesser lack: what lacks in it alone is on the list under its name",
    keys: &[
        key("name", KeyKind::Filled, "what pages call it").needed(),
        key("rules", KeyKind::List(&KeyKind::Filled, 1), "the rules whose failure is this lack")
            .because("it names the rules whose failure is this lack"),
    ],
    together: &[],
};

/// A reference table.
pub static REFERENCE: TableKind = TableKind {
    what: "a reference",
    this: "this reference",
    meaning: "a CSV file in which the rows of tables are looked up",
    keys: &[
        key("file", KeyKind::Filled, "the CSV file, beside this one").needed(),
        key(
            "tables",
            KeyKind::List(&KeyKind::Called("a table", &KeyKind::Word(table_names)), 1),
            "the tables whose rows are looked up in it",
        )
        .because("whose rows are looked up in it?"),
        key(
            "match",
            KeyKind::Map(Names::Any, &KeyKind::Filled),
            "columns of those tables, and the columns of the file that they must equal but for case and spaces",
        )
        .because("write match = { model = \"model\" }: a column of the table, and the column of the file"),
        key(
            "aliases",
            KeyKind::Map(Names::Any, &KeyKind::Filled),
            "columns of those tables, and the columns of the file that hold other words for them, parted by semicolons",
        ),
        key(
            "columns",
            KeyKind::Map(Names::Any, &KeyKind::Word(|| REFERENCE_KINDS.map(Kind::name).to_vec())),
            "columns of the file whose values are no text, and their kinds",
        ),
        key(
            "through",
            KeyKind::Map(Names::Any, &KeyKind::Filled),
            "columns of those tables that are looked up in an earlier reference first, and REFERENCE.COLUMN, what then stands in for them",
        ),
        key(
            "only",
            KeyKind::Map(Names::Any, &KeyKind::Filled),
            "columns of the file, and the words, parted by semicolons, of which a row has one to be read",
        ),
        key(
            "names",
            KeyKind::Called("names", &KeyKind::Filled),
            "where the matched column holds names of systems: the CSV file of the words that they are read with",
        ),
        key(
            "also",
            KeyKind::List(&KeyKind::Called("a column", &KeyKind::Filled), 0),
            "with names: columns of those tables that are read after the name",
        ),
        key(
            "several",
            KeyKind::Map(Names::Any, &KeyKind::Word(|| Several::NAMES.to_vec())),
            "what is taken of a column of the file where several of its rows match: the least, the most, or all",
        ),
    ],
    together: &[],
};

/// A column that a rules file adds to a table of inventories.
pub static COLUMN: TableKind = TableKind {
    what: "a column",
    this: "this column",
    meaning: "a column that a table of inventories has for the rules of this file, and of those that extend it",
    keys: &[
        key("table", KeyKind::TableName, "the table it is a column of").needed(),
        key("name", KeyKind::NewColumn, "its name in headers and conditions: small letters, digits and _").needed(),
        key("kind", KeyKind::Word(|| COLUMN_KINDS.map(Kind::name).to_vec()), "the kind of its values").needed(),
        key("choices", KeyKind::List(&KeyKind::Filled, 1), "the words of a category"),
        key("synonyms", KeyKind::List(&KeyKind::Filled, 0), "other headers that people write for it"),
        key("meaning", KeyKind::Text, "what it says, in one phrase"),
        key(
            "partial",
            KeyKind::Word(|| ENDS.map(|(word, _)| word).to_vec()),
            "the day that a year or a month alone stands for: first, where it does not say, last, or neither, where it is not read",
        ),
        key(
            "future",
            KeyKind::YesNo,
            "whether its dates may lie after the day of the audit; no, where it does not say",
        ),
    ],
    together: &[
        Together::Where("choices", ("kind", "category"), "this column has no choices: a category is one of some words"),
        Together::OnlyWhere("choices", ("kind", "category"), "choices are the words of a category"),
        Together::OnlyWhere("partial", ("kind", "date"), "partial says how a date is read"),
        Together::OnlyWhere("future", ("kind", "date"), "future says how a date is read"),
    ],
};

/// A waivers file.
pub static WAIVERS_FILE: TableKind = TableKind {
    what: "a waivers file",
    this: "this file",
    meaning: "dated exceptions, each with its reason and its owner",
    keys: &[key("waiver", KeyKind::List(&KeyKind::Called("waiver", &KeyKind::Table(&WAIVER)), 0), "the waivers")],
    together: &[],
};

/// A waiver.
pub static WAIVER: TableKind = TableKind {
    what: "a waiver",
    this: "this waiver",
    meaning: "one exception: a rule, and a place with all below it, or an asset, or an asset of a place",
    keys: &[
        key("rule", KeyKind::Filled, "the id of the rule").needed(),
        key("place", KeyKind::Text, "the place it covers with all below it, by id or name"),
        key("asset", KeyKind::Text, "the asset it covers, by what tells it from others"),
        key("kind", KeyKind::Word(|| WaiverKind::ALL.map(WaiverKind::name).to_vec()), "why it was granted").needed(),
        key("reason", KeyKind::Filled, "the reason, in words").needed(),
        key("owner", KeyKind::Filled, "who answers for it").needed(),
        key("approved_by", KeyKind::Text, "who granted it"),
        key("expires", KeyKind::Day, "its last day").because("an exception has a last day"),
        key("ticket", KeyKind::Text, "where it is kept track of"),
    ],
    together: &[Together::OneAtLeast(
        &["place", "asset"],
        "this waiver has neither place nor asset: it would cover everything",
    )],
};

/// The measures that have a word.
pub(super) const MEASURES: [Measure; 3] = [Measure::Share, Measure::Worst, Measure::Any];

/// The kinds that a column may have.
pub(super) const COLUMN_KINDS: [Kind; 7] =
    [Kind::Text, Kind::Category, Kind::Integer, Kind::Number, Kind::Boolean, Kind::Date, Kind::Version];

/// The ends of a partial date, by their words.
pub(super) const ENDS: [(&str, End); 3] = [("first", End::First), ("last", End::Last), ("neither", End::Neither)];

/// The kinds that a column of a reference table may have.
pub(super) const REFERENCE_KINDS: [Kind; 6] =
    [Kind::Text, Kind::Integer, Kind::Number, Kind::Boolean, Kind::Date, Kind::Version];
