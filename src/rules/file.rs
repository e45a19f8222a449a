//! A rules file as it is written, before names in them are looked up.

mod action;
mod column;
mod reference;

pub(super) use action::RawAction;
pub(super) use column::RawColumn;
pub(super) use reference::RawReference;

use std::ops::Range;

use super::keys;
use super::rule::{Measure, Ruleset, Source, Text};
use crate::finding::{Severity, Verdict};
use crate::limits::rules::LESSER_KINDS;
use crate::schema::TableId;
use crate::toml_file::{Fields, Mistake, Reader, value};
use crate::words::value::calendar::is_named;
use crate::words::value::{Day, Value};

/// A rule as it is written.
#[derive(Clone, Debug)]
pub(super) struct RawRule {
    pub(super) id: String,
    pub(super) span: Range<usize>,
    pub(super) topic: String,
    pub(super) title: String,
    pub(super) short: Option<String>,
    pub(super) unmet: Option<String>,
    pub(super) table: TableId,
    pub(super) among: Option<Text>,
    pub(super) applies: Option<Text>,
    pub(super) require: Text,
    pub(super) measure: RawMeasure,
    pub(super) severity: Severity,
    pub(super) public: bool,
    pub(super) effective_from: Option<Day>,
    pub(super) effective_until: Option<Day>,
    pub(super) due: Option<Text>,
    pub(super) no_rows_pass_if: Option<Text>,
    pub(super) why: Option<String>,
    pub(super) fix: Option<String>,
    pub(super) sources: Vec<Source>,
    pub(super) examples: Vec<RawExample>,
}

/// A measure, whose share may be a param.
#[derive(Clone, Debug)]
pub(super) enum RawMeasure {
    Fixed(Measure),
    AtLeast(Text),
}

/// A row of an example: columns and their values.
pub(super) type RawRow = Vec<(Text, Text)>;

#[derive(Clone, Debug)]
pub(super) struct RawExample {
    pub(super) verdict: Verdict,
    pub(super) rows: Vec<RawRow>,
    pub(super) place: RawRow,
    pub(super) span: Range<usize>,
}

/// A change of a rule of another file, as it is written.
#[derive(Clone, Debug)]
pub(super) struct RawChange {
    pub(super) rule: Text,
    pub(super) severity: Option<Severity>,
    pub(super) off: Option<String>,
    pub(super) waivable: Option<bool>,
}

/// A list as it is written.
#[derive(Clone, Debug)]
pub(super) struct RawList {
    pub(super) key: String,
    pub(super) name: Option<String>,
    pub(super) lacks: Option<String>,
    pub(super) lacking: Vec<Text>,
    pub(super) lesser: Vec<RawLesser>,
}

/// A kind of lesser lack as it is written.
#[derive(Clone, Debug)]
pub(super) struct RawLesser {
    pub(super) name: String,
    pub(super) rules: Vec<Text>,
}

/// A notice as it is written.
#[derive(Clone, Debug)]
pub(super) struct RawNotice {
    pub(super) table: TableId,
    pub(super) condition: Text,
    pub(super) say: String,
}

/// A param as it is written.
#[derive(Clone, Debug)]
pub(super) struct RawParam {
    pub(super) name: String,
    pub(super) value: Value,
    pub(super) span: Range<usize>,
}

/// A whole file as it is written.
#[derive(Clone, Debug, Default)]
pub(super) struct RawFile {
    pub(super) origin: String,
    pub(super) ruleset: Ruleset,
    pub(super) params: Vec<RawParam>,
    pub(super) defines: Vec<(TableId, String, Text)>,
    /// Definitions that a later file replaced, in order.
    pub(super) replaced: Vec<(TableId, String, Text)>,
    pub(super) extends: Vec<Text>,
    /// Files of state law.
    pub(super) law: Vec<Text>,
    pub(super) rules: Vec<RawRule>,
    pub(super) changes: Vec<RawChange>,
    /// The ids of rules that lack too much to be given; what names one of them is not a second mistake.
    pub(super) broken: Vec<String>,
    pub(super) lists: Vec<RawList>,
    pub(super) references: Vec<RawReference>,
    pub(super) columns: Vec<RawColumn>,
    pub(super) notices: Vec<RawNotice>,
    pub(super) actions: Vec<RawAction>,
    /// Whether an action lacks too much to be given: what names it is not a second mistake.
    pub(super) actions_lack: bool,
    /// Whether a column lacks too much to be given: conditions that name it cannot be read.
    pub(super) columns_lack: bool,
}

/// Reads a file; every mistake is added to `mistakes`, and what is right is given all the same.
///
/// Spans of what is given are counted on from `base`, so that the spans of several files do not meet.
pub(super) fn read(name: &str, text: &str, base: usize, mistakes: &mut Vec<Mistake>) -> RawFile {
    let (mut reader, root) = Reader::open(name, text, base, mistakes);
    let file = reader.read(&root, &keys::RULES_FILE);
    let mut raw = RawFile { origin: name.to_owned(), ..RawFile::default() };
    if let Some(ruleset) = file.table("ruleset") {
        raw.ruleset = Ruleset {
            name: ruleset.words("name").unwrap_or_default(),
            version: ruleset.words("version").unwrap_or_default(),
            examples_as_of: ruleset.day("examples_as_of"),
        };
        raw.extends = ruleset.texts("extends");
        raw.law = ruleset.texts("law");
    }
    for (rule, change) in file.table("change").iter().flat_map(Fields::children) {
        let off = change.words("off");
        if off.as_ref().is_some_and(|reason| reason.trim().is_empty()) {
            let message = "off gives the reason for turning the rule off, and it is empty";
            reader.say(change.at.clone(), message);
        }
        let severity = change.word("severity", Severity::named);
        raw.changes.push(RawChange { rule, severity, off, waivable: change.yes_no("waivable") });
    }
    let params = file.table("params").map_or(Vec::new(), |params| params.values()).into_iter();
    raw.params = params.map(|(name, value, _)| RawParam { name: name.words, value, span: name.span }).collect();
    raw.defines = defines(&mut reader, &file);
    for (name, of) in file.table("reference").iter().flat_map(Fields::children) {
        raw.references.extend(reference::read(&mut reader, name, &of));
    }
    // A reference may use those before it.
    raw.references.sort_by_key(|reference| reference.name.span.start);
    raw.columns = file.tables("column").iter().filter_map(|of| column::read(&mut reader, of)).collect();
    raw.columns_lack = raw.columns.len() < file.items("column").len();
    raw.notices = file.tables("notice").iter().filter_map(|notice| row_notice(&mut reader, notice)).collect();
    raw.actions = file.tables("action").iter().filter_map(|of| action::read(&mut reader, of)).collect();
    raw.actions_lack = raw.actions.len() < file.items("action").len();
    for of in file.tables("rule") {
        match rule(&mut reader, &of) {
            Some(rule) => raw.rules.push(rule),
            None => raw.broken.push(of.words("id").unwrap_or_default()),
        }
    }
    for (key, of) in file.table("list").iter().flat_map(Fields::children) {
        raw.lists.push(list(&mut reader, key.words, &of));
    }
    raw
}

fn defines(reader: &mut Reader<'_>, file: &Fields<'_, '_>) -> Vec<(TableId, String, Text)> {
    let mut defines = Vec::new();
    for (table, names) in file.table("define").iter().flat_map(Fields::children) {
        let Some(table) = TableId::named(&table.words) else { continue };
        for (name, text) in names.pairs() {
            let words = &name.words;
            if table.column(words).is_some() || is_named(words) || words == "jurisdiction" {
                let table = table.table().name;
                let message = format!("\"{words}\" is a column of {table} already; a defined name may not hide it");
                reader.say_of(&name, message);
            }
            defines.push((table, name.words, text));
        }
    }
    defines
}

/// A rule. A part that no condition depends on may be wrong: a default takes its place, so that the rest is still checked.
fn rule(reader: &mut Reader<'_>, rule: &Fields<'_, '_>) -> Option<RawRule> {
    let require = reader.not_blank(rule.text("require"), "require");
    Some(RawRule {
        id: rule.words("id").unwrap_or_default(),
        span: rule.span(),
        topic: rule.words("topic").unwrap_or_default(),
        title: rule.words("title").unwrap_or_default(),
        short: rule.words("short"),
        unmet: rule.words("unmet"),
        table: rule.word("table", TableId::named)?,
        among: rule.text("among"),
        applies: rule.text("applies"),
        require: require?,
        measure: measure(rule).unwrap_or(RawMeasure::Fixed(Measure::Share)),
        severity: rule.word("severity", Severity::named).unwrap_or(Severity::Info),
        public: rule.yes_no("public").unwrap_or_default(),
        effective_from: rule.day("effective_from"),
        effective_until: rule.day("effective_until"),
        due: rule.text("due"),
        no_rows_pass_if: rule.text("no_rows_pass_if"),
        why: rule.words("why"),
        fix: rule.words("fix"),
        sources: rule.tables("source").iter().filter_map(source).collect(),
        examples: rule.tables("example").iter().filter_map(example).collect(),
    })
}

fn row_notice(reader: &mut Reader<'_>, notice: &Fields<'_, '_>) -> Option<RawNotice> {
    let condition = reader.not_blank(notice.text("where"), "where");
    Some(RawNotice { table: notice.word("table", TableId::named)?, condition: condition?, say: notice.words("say")? })
}

fn measure(rule: &Fields<'_, '_>) -> Option<RawMeasure> {
    let Some(share) = rule.get("at_least") else {
        let named = |word: &str| keys::MEASURES.into_iter().find(|measure| measure.name() == word);
        return rule.word("measure", named).map(RawMeasure::Fixed);
    };
    let Some(Value::Number(share)) = value(share) else {
        return rule.text("at_least").map(RawMeasure::AtLeast);
    };
    Some(RawMeasure::Fixed(Measure::AtLeast(share)))
}

pub(super) fn source(source: &Fields<'_, '_>) -> Option<Source> {
    Some(Source { basis: source.word("basis", |word| Some(word.to_owned()))?, cite: source.words("cite")? })
}

fn example(example: &Fields<'_, '_>) -> Option<RawExample> {
    let cell = |(name, value, span): (Text, Value, _)| (name, Text { words: value.to_string(), span });
    let row = |row: Fields<'_, '_>| -> RawRow { row.values().into_iter().map(cell).collect() };
    Some(RawExample {
        verdict: example.word("verdict", Verdict::named)?,
        rows: example.table("asset").into_iter().chain(example.tables("assets")).map(row).collect(),
        place: example.table("jurisdiction").map(row).unwrap_or_default(),
        span: example.span(),
    })
}

fn list(reader: &mut Reader<'_>, key: String, list: &Fields<'_, '_>) -> RawList {
    if list.empty("lacking").is_some() {
        reader.say(list.at.clone(), format!("list \"{key}\" names no lacking rules"));
    }
    RawList {
        key,
        name: list.words("name"),
        lacks: list.words("lacks"),
        lacking: list.texts("lacking"),
        lesser: lesser(reader, list),
    }
}

/// The kinds of lesser lack: ids of rules are one kind, and each table is one.
fn lesser(reader: &mut Reader<'_>, list: &Fields<'_, '_>) -> Vec<RawLesser> {
    let plain = list.texts("lesser");
    let mut kinds = Vec::new();
    if !plain.is_empty() {
        let name = list.words("lesser_name").unwrap_or_else(|| "lesser".to_owned());
        kinds.push(RawLesser { name, rules: plain });
    }
    let tables = list.tables("lesser").into_iter();
    kinds.extend(tables.filter_map(|kind| Some(RawLesser { name: kind.words("name")?, rules: kind.texts("rules") })));
    if let Some(item) = list.get("lesser").filter(|_| kinds.len() > LESSER_KINDS.size()) {
        reader.say(item.span(), LESSER_KINDS.to_string());
        kinds.truncate(LESSER_KINDS.size());
    }
    kinds
}
