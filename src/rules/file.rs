//! A rules file as it is written: every key read or refused, every mistake kept with its place.

mod column;
mod reference;

pub(super) use column::RawColumn;
pub(super) use reference::RawReference;

use std::ops::Range;

use toml::Spanned;
use toml::de::DeValue;

use super::keys;
use super::rule::{LESSER_KINDS, Measure, Ruleset, Source, Text};
use super::waiver::WaiverKind;
use crate::finding::{Severity, Verdict};
use crate::schema::TableId;
use crate::value::Exact;
use crate::value::calendar::is_named;
use crate::value::{Day, Value};
use crate::written::Mistake;
pub(super) use crate::written::{Item, Keys, Reader, table_names};

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

/// A row of an example: names, and what is said of them.
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

/// A waiver as it is written.
#[derive(Clone, Debug)]
pub(super) struct RawWaiver {
    pub(super) rule: Text,
    pub(super) place: Option<String>,
    pub(super) asset: Option<String>,
    pub(super) kind: WaiverKind,
    pub(super) reason: String,
    pub(super) owner: String,
    pub(super) approved_by: Option<String>,
    pub(super) expires: Day,
    pub(super) ticket: Option<String>,
    pub(super) span: Range<usize>,
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
    /// The ids of rules that lack too much to be given: no list is told that they are not there.
    pub(super) broken: Vec<String>,
    pub(super) lists: Vec<RawList>,
    pub(super) references: Vec<RawReference>,
    pub(super) columns: Vec<RawColumn>,
    pub(super) notices: Vec<RawNotice>,
    /// Whether a column lacks too much to be given: conditions that name it cannot be read.
    pub(super) columns_lack: bool,
}

/// Reads a file; every mistake is added to `mistakes`, and what is right is given all the same.
///
/// Spans of what is given are counted on from `base`, so that the spans of several files do not meet.
pub(super) fn read(name: &str, text: &str, base: usize, mistakes: &mut Vec<Mistake>) -> RawFile {
    let (mut reader, root) = Reader::open(name, text, base, mistakes);
    let mut raw = RawFile { origin: name.to_owned(), ..RawFile::default() };
    let mut keys = reader.keys(root.get_ref(), 0..1, &keys::RULES_FILE);
    if let Some(item) = keys.take("ruleset") {
        (raw.ruleset, raw.extends, raw.law) = reader.ruleset(item);
    }
    if let Some(table) = keys.take("change").and_then(|item| reader.table(item, "change")) {
        raw.changes = table.iter().filter_map(|(key, item)| reader.change(key, item)).collect();
    }
    if let Some(table) = keys.take("params").and_then(|item| reader.table(item, "params")) {
        let param = |(key, item): (&Spanned<toml::de::DeString<'_>>, &Item<'_>)| {
            let value = reader.value(item, "a param")?;
            Some(RawParam { name: key.get_ref().to_string(), value, span: reader.span(key.span()) })
        };
        raw.params = table.iter().filter_map(param).collect();
    }
    if let Some(table) = keys.take("define").and_then(|item| reader.table(item, "define")) {
        for (key, item) in table {
            reader.defines(key, item, &mut raw.defines);
        }
    }
    if let Some(table) = keys.take("reference").and_then(|item| reader.table(item, "reference")) {
        raw.references = table.iter().filter_map(|(key, item)| reader.reference(key, item)).collect();
        // One may lean on those that are written before it.
        raw.references.sort_by_key(|reference| reference.name.span.start);
    }
    if let Some(item) = keys.take("column") {
        let items = reader.list(item, "column");
        raw.columns = items.iter().filter_map(|item| reader.column(item)).collect();
        raw.columns_lack = raw.columns.len() < items.len();
    }
    if let Some(item) = keys.take("notice") {
        raw.notices = reader.list(item, "notice").iter().filter_map(|item| reader.row_notice(item)).collect();
    }
    if let Some(item) = keys.take("rule") {
        raw.rules = reader.list(item, "rule").iter().filter_map(|item| reader.rule(item, &mut raw.broken)).collect();
    }
    if let Some(table) = keys.take("list").and_then(|item| reader.table(item, "list")) {
        raw.lists = table.iter().filter_map(|(key, item)| reader.named_list(key.get_ref(), item)).collect();
    }
    raw
}

/// Reads a waivers file; every mistake is added to `mistakes`, and what is right is given all the same.
pub(super) fn read_waivers(name: &str, text: &str, mistakes: &mut Vec<Mistake>) -> Vec<RawWaiver> {
    let (mut reader, root) = Reader::open(name, text, 0, mistakes);
    let mut keys = reader.keys(root.get_ref(), 0..1, &keys::WAIVERS_FILE);
    let items = keys.take("waiver").map_or(&[][..], |item| reader.list(item, "waiver"));
    items.iter().filter_map(|item| reader.waiver(item)).collect()
}

impl Reader<'_> {
    /// What it says of itself, the sets it extends, and its files of law.
    fn ruleset(&mut self, item: &Item<'_>) -> (Ruleset, Vec<Text>, Vec<Text>) {
        let Some(table) = self.table(item, "ruleset") else { return Default::default() };
        let mut keys = self.keys(table, item.span(), &keys::RULESET);
        let [extends, law] = ["extends", "law"].map(|key| {
            let items = keys.take(key).map_or(&[][..], |item| self.list(item, key));
            items.iter().filter_map(|item| self.text(item, key)).collect()
        });
        let name = self.words(&mut keys, "name").unwrap_or_default();
        let version = self.words(&mut keys, "version").unwrap_or_default();
        let examples_as_of = self.day(&mut keys, "examples_as_of");
        (Ruleset { name, version, examples_as_of }, extends, law)
    }

    fn change(&mut self, key: &Spanned<toml::de::DeString<'_>>, item: &Item<'_>) -> Option<RawChange> {
        let table = self.table(item, "a change")?;
        let mut keys = self.keys(table, item.span(), &keys::CHANGE);
        let severity = self.word(&mut keys, "severity", Severity::named);
        let off = self.words(&mut keys, "off");
        if off.as_ref().is_some_and(|reason| reason.trim().is_empty()) {
            self.say(item.span(), "off is the reason for which the rule is turned off, and it is empty");
        }
        let waivable = keys.take("waivable").map(|item| self.yes_no(item, "waivable"));
        let rule = Text { words: key.get_ref().to_string(), span: self.span(key.span()) };
        Some(RawChange { rule, severity, off, waivable })
    }

    fn defines(
        &mut self,
        key: &Spanned<toml::de::DeString<'_>>,
        item: &Item<'_>,
        into: &mut Vec<(TableId, String, Text)>,
    ) {
        let name = key.get_ref().to_string();
        let at = Text { words: name, span: self.span(key.span()) };
        let Some(table) = self.one_of(&at, "table", TableId::named, &table_names()) else { return };
        let Some(defines) = self.table(item, "define") else { return };
        for (key, item) in defines {
            let name = key.get_ref().to_string();
            if table.column(&name).is_some() || is_named(&name) || name == "jurisdiction" {
                self.say(
                    key.span(),
                    format!("\"{name}\" is a column of {} already; a defined name may not hide it", table.table().name),
                );
            }
            if let Some(text) = self.text(item, "a definition") {
                into.push((table, name, text));
            }
        }
    }

    /// A rule; where a part that no condition leans on is wrong, another stands in for it, so that the rest is checked all the same.
    fn rule(&mut self, item: &Item<'_>, broken: &mut Vec<String>) -> Option<RawRule> {
        let table = self.table(item, "rule")?;
        let mut keys = self.keys(table, item.span(), &keys::RULE);
        let id = self.needed(&mut keys, "id");
        if let Some(id) =
            id.as_ref().filter(|id| !id.words.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)))
        {
            self.say_of(id, format!("id \"{}\" is made of letters, digits, - _ and .", id.words));
        }
        let topic = self.needed(&mut keys, "topic");
        let title = self.needed(&mut keys, "title");
        let table = self.word(&mut keys, "table", TableId::named);
        let severity = self.word(&mut keys, "severity", Severity::named);
        let require = self.needed(&mut keys, "require");
        let measure = self.measure(&mut keys);
        let among = keys.take("among").and_then(|item| self.text(item, "among"));
        let applies = keys.take("applies").and_then(|item| self.text(item, "applies"));
        let effective_from = self.day(&mut keys, "effective_from");
        let effective_until = self.day(&mut keys, "effective_until");
        let due = self.needed(&mut keys, "due");
        let public = keys.take("public").is_some_and(|item| self.yes_no(item, "public"));
        let no_rows_pass_if = keys.take("no_rows_pass_if").and_then(|item| self.text(item, "no_rows_pass_if"));
        let short = self.words(&mut keys, "short");
        let unmet = self.words(&mut keys, "unmet");
        let why = self.words(&mut keys, "why");
        let fix = self.words(&mut keys, "fix");
        let sources = keys.take("source").map_or(Vec::new(), |item| self.sources(item));
        let examples = match keys.take("example") {
            Some(item) => self.list(item, "example").iter().filter_map(|item| self.example(item)).collect(),
            None => Vec::new(),
        };
        let words = |text: Option<Text>| text.map(|text| text.words).unwrap_or_default();
        let id = words(id);
        let (Some(table), Some(require)) = (table, require) else {
            broken.push(id);
            return None;
        };
        Some(RawRule {
            id,
            span: self.span(item.span()),
            effective_from,
            effective_until,
            due,
            topic: words(topic),
            title: words(title),
            short,
            unmet,
            table,
            among,
            applies,
            require,
            measure: measure.unwrap_or(RawMeasure::Fixed(Measure::Share)),
            severity: severity.unwrap_or(Severity::Info),
            public,
            no_rows_pass_if,
            why,
            fix,
            sources,
            examples,
        })
    }

    fn row_notice(&mut self, item: &Item<'_>) -> Option<RawNotice> {
        let table = self.table(item, "notice")?;
        let mut keys = self.keys(table, item.span(), &keys::NOTICE);
        let table = self.word(&mut keys, "table", TableId::named);
        let condition = self.needed(&mut keys, "where");
        let say = self.needed(&mut keys, "say");
        Some(RawNotice { table: table?, condition: condition?, say: say?.words })
    }

    fn waiver(&mut self, item: &Item<'_>) -> Option<RawWaiver> {
        let table = self.table(item, "waiver")?;
        let mut keys = self.keys(table, item.span(), &keys::WAIVER);
        let rule = self.needed(&mut keys, "rule");
        let reason = self.needed(&mut keys, "reason");
        let owner = self.needed(&mut keys, "owner");
        let kind = self.word(&mut keys, "kind", WaiverKind::named);
        let place = self.words(&mut keys, "place");
        let asset = self.words(&mut keys, "asset");
        let approved_by = self.words(&mut keys, "approved_by");
        let ticket = self.words(&mut keys, "ticket");
        let expires = self.day(&mut keys, "expires");
        (place.is_some() || asset.is_some()).then_some(())?;
        Some(RawWaiver {
            rule: rule?,
            place,
            asset,
            kind: kind?,
            reason: reason?.words,
            owner: owner?.words,
            approved_by,
            expires: expires?,
            ticket,
            span: item.span(),
        })
    }

    fn measure(&mut self, keys: &mut Keys<'_, '_>) -> Option<RawMeasure> {
        let Some(share) = keys.take("at_least") else {
            let named = |word: &str| keys::MEASURES.into_iter().find(|measure| measure.name() == word);
            return self.word(keys, "measure", named).map(RawMeasure::Fixed);
        };
        match share.get_ref() {
            DeValue::String(_) => self.text(share, "at_least").map(RawMeasure::AtLeast),
            DeValue::Float(number) => self.share(share, Exact::parse(number.as_str())),
            DeValue::Integer(number) => self.share(share, Exact::parse(number.as_str())),
            DeValue::Boolean(_) | DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => {
                self.share(share, None)
            }
        }
    }

    fn share(&mut self, item: &Item<'_>, share: Option<Exact>) -> Option<RawMeasure> {
        let found = share.filter(is_share);
        if found.is_none() {
            self.say(item.span(), "at_least is a share: above 0 and at most 1, or a \":param\"");
        }
        found.map(|share| RawMeasure::Fixed(Measure::AtLeast(share)))
    }

    fn sources(&mut self, item: &Item<'_>) -> Vec<Source> {
        let mut sources = Vec::new();
        for item in self.list(item, "source") {
            let Some(table) = self.table(item, "a source") else { continue };
            let mut keys = self.keys(table, item.span(), &keys::SOURCE);
            let basis = self.word(&mut keys, "basis", |word| Some(word.to_owned()));
            let cite = self.words(&mut keys, "cite");
            if let (Some(basis), Some(cite)) = (basis, cite) {
                sources.push(Source { basis, cite });
            }
        }
        sources
    }

    fn example(&mut self, item: &Item<'_>) -> Option<RawExample> {
        let keys_of = self.table(item, "an example")?;
        let mut keys = self.keys(keys_of, item.span(), &keys::EXAMPLE);
        let verdict = self.word(&mut keys, "verdict", Verdict::named);
        let mut rows = Vec::new();
        if let Some(asset) = keys.take("asset") {
            rows.extend(self.cells(asset));
        }
        if let Some(assets) = keys.take("assets") {
            rows.extend(self.list(assets, "assets").iter().filter_map(|asset| self.cells(asset)).collect::<Vec<_>>());
        }
        let place = keys.take("jurisdiction").and_then(|item| self.cells(item)).unwrap_or_default();
        Some(RawExample { verdict: verdict?, rows, place, span: self.span(item.span()) })
    }

    /// A row; whether its table has such columns is known once all files are read.
    fn cells(&mut self, item: &Item<'_>) -> Option<RawRow> {
        let mut cells = Vec::new();
        for (key, item) in self.table(item, "an example's row")? {
            let name = Text { words: key.get_ref().to_string(), span: self.span(key.span()) };
            if let Some(value) = self.value(item, &name.words) {
                cells.push((name, Text { words: value.to_string(), span: self.span(item.span()) }));
            }
        }
        Some(cells)
    }

    fn named_list(&mut self, key: &str, item: &Item<'_>) -> Option<RawList> {
        let table = self.table(item, "a list")?;
        let mut keys = self.keys(table, item.span(), &keys::LIST);
        let lacking = keys.take("lacking");
        if lacking.is_some_and(|item| item.get_ref().as_array().is_some_and(|ids| ids.is_empty())) {
            self.say(item.span(), format!("list \"{key}\" names no lacking rules"));
        }
        let mut ids = |item: Option<&Item<'_>>, key: &str| -> Vec<Text> {
            let items = item.map_or(&[][..], |item| self.list(item, key));
            items.iter().filter_map(|item| self.text(item, key)).collect()
        };
        let lacking = ids(lacking, "lacking");
        let lesser = keys.take("lesser");
        let called = self.words(&mut keys, "lesser_name");
        Some(RawList {
            key: key.to_owned(),
            name: self.words(&mut keys, "name"),
            lacks: self.words(&mut keys, "lacks"),
            lacking,
            lesser: lesser.map_or_else(Vec::new, |item| self.lesser(item, called)),
        })
    }

    /// The kinds of lesser lack: ids of rules are one kind, and each table is one.
    fn lesser(&mut self, item: &Item<'_>, called: Option<String>) -> Vec<RawLesser> {
        let mut kinds: Vec<RawLesser> = Vec::new();
        let mut plain = RawLesser { name: called.unwrap_or_else(|| "lesser".to_owned()), rules: Vec::new() };
        for one in self.list(item, "lesser") {
            if one.get_ref().as_table().is_none() {
                plain.rules.extend(self.text(one, "lesser"));
                continue;
            }
            let Some(table) = self.table(one, "a lesser kind") else { continue };
            let mut keys = self.keys(table, one.span(), &keys::LESSER);
            let name = self.needed(&mut keys, "name");
            let rules = keys.take("rules").map_or(&[][..], |item| self.list(item, "rules"));
            let rules: Vec<Text> = rules.iter().filter_map(|item| self.text(item, "rules")).collect();
            kinds.extend(name.map(|name| RawLesser { name: name.words, rules }));
        }
        if !plain.rules.is_empty() {
            kinds.insert(0, plain);
        }
        if kinds.len() > LESSER_KINDS {
            self.say(item.span(), format!("a list has at most {LESSER_KINDS} lesser kinds"));
            kinds.truncate(LESSER_KINDS);
        }
        kinds
    }
}

/// Whether a number is a share that something can be held to.
pub(super) fn is_share(share: &Exact) -> bool {
    *share > Exact::ZERO && *share <= Exact::from(1)
}
