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
        key("ruleset", KeyKind::Table(&RULESET), "about the file itself"),
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
            "rows to check, whatever the rules say about them",
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
        key("where", KeyKind::Condition, "the condition, which is true where something should be checked").needed(),
        key("say", KeyKind::Filled, "the text of the notice: lower case, no full stop").needed(),
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
    meaning: "about the file itself",
    keys: &[
        key("name", KeyKind::Text, "the name of the set"),
        key("version", KeyKind::Text, "its version, in quotes"),
        key(
            "extends",
            KeyKind::List(&KeyKind::Filled, 0),
            "the sets it is a layer over: built-in ones by name, or files next to it",
        ),
        key("examples_as_of", KeyKind::Day, "the day on which the examples are judged"),
        key(
            "law",
            KeyKind::List(&KeyKind::Filled, 0),
            "files of state law next to it, each named after its state: law/TX.toml",
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
        key("topic", KeyKind::Filled, "the topic by which --only, --skip and states select it").needed(),
        key("title", KeyKind::Filled, "what must hold, as a sentence").needed(),
        key("short", KeyKind::Text, "the same in two to four words"),
        key("unmet", KeyKind::Text, "what rows that fail it do: a verb phrase"),
        key("table", KeyKind::TableName, "the table it is about").needed(),
        key("among", KeyKind::Condition, "which rows it covers; all, if not given"),
        key("applies", KeyKind::Condition, "which of those it asks something of; all, if not given"),
        key(
            "require",
            KeyKind::Condition,
            "what it asks: true passes, false fails, and what depends on a blank is unknown",
        )
        .needed(),
        key(
            "measure",
            KeyKind::Word(|| MEASURES.map(Measure::name).to_vec()),
            "how failing rows make a place fail; share, if not given",
        ),
        key("at_least", KeyKind::Share, "the share of rows that must pass: above 0 and at most 1, or a \":param\""),
        key("severity", KeyKind::Word(|| Severity::ALL.map(Severity::name).to_vec()), "how severe it is if not met")
            .needed(),
        key("public", KeyKind::YesNo, "whether its findings may be published by place; no, if not given"),
        key("no_rows_pass_if", KeyKind::Text, "the rule that must pass for a place without rows to pass"),
        key("why", KeyKind::Text, "why it matters"),
        key("fix", KeyKind::Text, "what to do"),
        key("source", KeyKind::List(&KeyKind::Table(&SOURCE), 0), "what it is based on"),
        key("example", KeyKind::List(&KeyKind::Table(&EXAMPLE), 0), "rows, and the verdict they must have"),
        key("due", KeyKind::Filled, "when it falls due, if it asks nothing before: a phrase that may name params"),
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
    meaning: "what a rule is based on",
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
        key("off", KeyKind::Called("off", &KeyKind::Filled), "why it is turned off; every page shows it"),
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
        key("lacks", KeyKind::Text, "what a state on it does: a verb phrase"),
        key("lacking", KeyKind::List(&KeyKind::Filled, 1), "the rules that put a place on it if it fails one")
            .because("it names the rules that a place on it fails"),
        key(
            "lesser",
            KeyKind::List(&KeyKind::Either(&KeyKind::Filled, &KeyKind::Table(&LESSER)), 0),
            "rules whose failure is a lesser lack: their ids, or kinds of it, the most severe first",
        ),
        key("lesser_name", KeyKind::Text, "what pages call the lesser lack, if lesser lists ids"),
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
    meaning: "one kind of lesser lack: what fails only these rules is on the list under its name",
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
        key("file", KeyKind::Filled, "the CSV file, next to this one").needed(),
        key(
            "tables",
            KeyKind::List(&KeyKind::Called("a table", &KeyKind::Word(table_names)), 1),
            "the tables whose rows are looked up in it",
        )
        .because("whose rows are looked up in it?"),
        key(
            "match",
            KeyKind::Map(Names::Any, &KeyKind::Filled),
            "columns of those tables, and the columns of the file that they must match, ignoring case and spaces",
        )
        .because("write match = { model = \"model\" }: a column of the table, and the column of the file"),
        key(
            "aliases",
            KeyKind::Map(Names::Any, &KeyKind::Filled),
            "columns of those tables, and the columns of the file that contain other words for them, separated by semicolons",
        ),
        key(
            "columns",
            KeyKind::Map(Names::Any, &KeyKind::Word(|| REFERENCE_KINDS.map(Kind::name).to_vec())),
            "columns of the file whose values are not text, and their kinds",
        ),
        key(
            "through",
            KeyKind::Map(Names::Any, &KeyKind::Filled),
            "columns of those tables that are looked up in an earlier reference first, and REFERENCE.COLUMN, which then replaces them",
        ),
        key(
            "only",
            KeyKind::Map(Names::Any, &KeyKind::Filled),
            "columns of the file, and the words, separated by semicolons, one of which a row must have to be read",
        ),
        key(
            "names",
            KeyKind::Called("names", &KeyKind::Filled),
            "if the matched column contains names of systems: the CSV file of the words used to read them",
        ),
        key(
            "also",
            KeyKind::List(&KeyKind::Called("a column", &KeyKind::Filled), 0),
            "with names: columns of those tables that are read after the name",
        ),
        key(
            "several",
            KeyKind::Map(Names::Any, &KeyKind::Word(|| Several::NAMES.to_vec())),
            "what is used from a column of the file if several of its rows match: the least, the most, or all",
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
        key("synonyms", KeyKind::List(&KeyKind::Filled, 0), "other headers used for it"),
        key("meaning", KeyKind::Text, "what it means, in one phrase"),
        key(
            "partial",
            KeyKind::Word(|| ENDS.map(|(word, _)| word).to_vec()),
            "the day that a year or a month alone stands for: first (if not given), last, or neither, which leaves it unread",
        ),
        key("future", KeyKind::YesNo, "whether its dates may be after the day of the audit; no, if not given"),
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
        key("asset", KeyKind::Text, "the asset it covers, by what identifies it"),
        key("kind", KeyKind::Word(|| WaiverKind::ALL.map(WaiverKind::name).to_vec()), "why it was granted").needed(),
        key("reason", KeyKind::Filled, "the reason, in words").needed(),
        key("owner", KeyKind::Filled, "who is responsible for it").needed(),
        key("approved_by", KeyKind::Text, "who granted it"),
        key("expires", KeyKind::Day, "its last day").because("an exception has a last day"),
        key("ticket", KeyKind::Text, "where it is tracked"),
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
