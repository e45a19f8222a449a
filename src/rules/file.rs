//! A rules file as it is written: every key read or refused, every mistake kept with its place.

mod reference;

pub(super) use reference::RawReference;

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::mistake::Mistake;
use super::rule::{Measure, Ruleset, Source, Text};
use super::waiver::WaiverKind;
use crate::finding::{Severity, Verdict};
use crate::schema::{JURISDICTIONS, TABLES, TableId};
use crate::spelling::nearest;
use crate::value::Exact;
use crate::value::{Day, Value};

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

#[derive(Clone, Debug)]
pub(super) struct RawExample {
    pub(super) verdict: Verdict,
    pub(super) rows: Vec<Vec<(usize, String)>>,
    pub(super) place: Vec<(usize, String)>,
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
    pub(super) lesser: Vec<Text>,
    pub(super) lesser_name: Option<String>,
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
    pub(super) rules: Vec<RawRule>,
    pub(super) changes: Vec<RawChange>,
    /// The ids of rules that lack too much to be given: no list is told that they are not there.
    pub(super) broken: Vec<String>,
    pub(super) lists: Vec<RawList>,
    pub(super) references: Vec<RawReference>,
}

type Item<'i> = Spanned<DeValue<'i>>;

/// Reads a file; every mistake is added to `mistakes`, and what is right is given all the same.
///
/// Spans of what is given are counted on from `base`, so that the spans of several files do not meet.
pub(super) fn read(name: &str, text: &str, base: usize, mistakes: &mut Vec<Mistake>) -> RawFile {
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader { name, text, base, mistakes };
    for error in &errors {
        let message = error.message().lines().collect::<Vec<_>>().join("; ");
        reader.say(error.span().unwrap_or(0..1), message);
    }
    let mut raw = RawFile { origin: name.to_owned(), ..RawFile::default() };
    const KEYS: [&str; 7] = ["ruleset", "params", "define", "rule", "change", "list", "reference"];
    let mut keys = reader.keys(root.get_ref(), 0..1, "a rules file", &KEYS);
    if let Some(item) = keys.take("ruleset") {
        (raw.ruleset, raw.extends) = reader.ruleset(item);
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
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader { name, text, base: 0, mistakes };
    for error in &errors {
        let message = error.message().lines().collect::<Vec<_>>().join("; ");
        reader.say(error.span().unwrap_or(0..1), message);
    }
    let mut keys = reader.keys(root.get_ref(), 0..1, "a waivers file", &["waiver"]);
    let items = keys.take("waiver").map_or(&[][..], |item| reader.list(item, "waiver"));
    items.iter().filter_map(|item| reader.waiver(item)).collect()
}

/// The keys of one table that have not been read yet.
struct Keys<'t, 'i> {
    items: Vec<(&'t str, &'t Item<'i>)>,
    span: Range<usize>,
    what: &'static str,
}

impl<'t, 'i> Keys<'t, 'i> {
    fn take(&mut self, key: &str) -> Option<&'t Item<'i>> {
        let at = self.items.iter().position(|(name, _)| *name == key)?;
        Some(self.items.swap_remove(at).1)
    }
}

struct Reader<'a> {
    name: &'a str,
    text: &'a str,
    base: usize,
    mistakes: &'a mut Vec<Mistake>,
}

impl Reader<'_> {
    fn say(&mut self, span: Range<usize>, message: impl Into<String>) {
        self.mistakes.push(Mistake::new(self.name, self.text, span, message));
    }

    /// The span of an item, counted on from the file's base.
    fn span(&self, span: Range<usize>) -> Range<usize> {
        span.start + self.base..span.end + self.base
    }

    /// The keys of a table; unknown ones are refused with the nearest known.
    fn keys<'t, 'i>(&mut self, table: &'t DeTable<'i>, span: Range<usize>, what: &str, known: &[&str]) -> Keys<'t, 'i> {
        let mut items = Vec::new();
        for (key, item) in table {
            let name = key.get_ref().as_ref();
            if known.contains(&name) {
                items.push((name, item));
                continue;
            }
            let fix = match nearest(name, known.iter().copied()) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => format!("it has {}", known.join(", ")),
            };
            self.say(key.span(), format!("{what} has no key \"{name}\"; {fix}"));
        }
        Keys { items, span, what: "this rule" }
    }

    /// A mistake at a text that was given already.
    fn say_of(&mut self, text: &Text, message: String) {
        let span = text.span.start - self.base..text.span.end - self.base;
        self.say(span, message);
    }

    fn table<'t, 'i>(&mut self, item: &'t Item<'i>, what: &str) -> Option<&'t DeTable<'i>> {
        let table = item.get_ref().as_table();
        if table.is_none() {
            self.say(item.span(), format!("{what} is a table, and this is {}", kind(item)));
        }
        table
    }

    fn list<'t, 'i>(&mut self, item: &'t Item<'i>, what: &str) -> &'t [Item<'i>] {
        let items = item.get_ref().as_array();
        if items.is_none() {
            self.say(item.span(), format!("{what} is a list, and this is {}", kind(item)));
        }
        items.map_or(&[], |items| items)
    }

    fn text(&mut self, item: &Item<'_>, what: &str) -> Option<Text> {
        match item.get_ref().as_str() {
            Some(words) => Some(Text { words: words.to_owned(), span: self.span(item.span()) }),
            None => {
                self.say(item.span(), format!("{what} is text in quotes, and this is {}", kind(item)));
                None
            }
        }
    }

    fn words(&mut self, item: Option<&Item<'_>>, what: &str) -> Option<String> {
        self.text(item?, what).map(|text| text.words)
    }

    /// A text that must be there and say something.
    fn needed(&mut self, keys: &mut Keys<'_, '_>, key: &str) -> Option<Text> {
        let Some(item) = keys.take(key) else {
            self.say(keys.span.clone(), format!("{} has no {key}", keys.what));
            return None;
        };
        let text = self.text(item, key)?;
        if text.words.trim().is_empty() {
            self.say(item.span(), format!("{key} is empty"));
            return None;
        }
        Some(text)
    }

    /// One of some words.
    fn word<T>(&mut self, text: &Text, what: &str, read: impl Fn(&str) -> Option<T>, names: &[&str]) -> Option<T> {
        let found = read(&text.words);
        if found.is_none() {
            let fix = match nearest(&text.words, names.iter().copied()) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => format!("it is one of {}", names.join(", ")),
            };
            self.say_of(text, format!("{what} \"{}\" is not known; {fix}", text.words));
        }
        found
    }

    fn ruleset(&mut self, item: &Item<'_>) -> (Ruleset, Vec<Text>) {
        let Some(table) = self.table(item, "ruleset") else { return (Ruleset::default(), Vec::new()) };
        let mut keys = self.keys(table, item.span(), "ruleset", &["name", "version", "extends", "examples_as_of"]);
        let extends = keys.take("extends").map_or(&[][..], |item| self.list(item, "extends"));
        let extends = extends.iter().filter_map(|item| self.text(item, "extends")).collect();
        let name = self.words(keys.take("name"), "name").unwrap_or_default();
        let version = self.words(keys.take("version"), "version").unwrap_or_default();
        let examples_as_of = self.day(keys.take("examples_as_of"), "examples_as_of");
        (Ruleset { name, version, examples_as_of }, extends)
    }

    /// A day of a key, without quotes.
    fn day(&mut self, item: Option<&Item<'_>>, what: &str) -> Option<Day> {
        let item = item?;
        let day = item.get_ref().as_datetime().and_then(|date| Day::parse(&date.to_string()));
        if day.is_none() {
            self.say(item.span(), format!("{what} is a date without quotes, such as 2026-11-01"));
        }
        day
    }

    fn change(&mut self, key: &Spanned<toml::de::DeString<'_>>, item: &Item<'_>) -> Option<RawChange> {
        let table = self.table(item, "a change")?;
        let mut keys = self.keys(table, item.span(), "a change", &["severity", "off", "waivable"]);
        let severities: Vec<&str> = Severity::ALL.iter().map(|severity| severity.name()).collect();
        let severity = keys.take("severity").and_then(|item| self.text(item, "severity"));
        let severity = severity.and_then(|text| self.word(&text, "severity", Severity::named, &severities));
        let off = self.words(keys.take("off"), "off");
        if off.as_ref().is_some_and(|reason| reason.trim().is_empty()) {
            self.say(item.span(), "off is the reason for which the rule is turned off, and it is empty");
        }
        let waivable = keys.take("waivable").map(|item| self.yes_no(item, "waivable"));
        let rule = Text { words: key.get_ref().to_string(), span: self.span(key.span()) };
        Some(RawChange { rule, severity, off, waivable })
    }

    fn value(&mut self, item: &Item<'_>, what: &str) -> Option<Value> {
        let value = match item.get_ref() {
            DeValue::String(text) => Some(Value::text(text)),
            DeValue::Integer(number) => {
                i64::from_str_radix(number.as_str(), number.radix()).ok().map(|n| Value::Number(Exact::from(n)))
            }
            DeValue::Float(number) => Exact::parse(number.as_str()).map(Value::Number),
            DeValue::Boolean(yes) => Some(Value::Boolean(*yes)),
            DeValue::Datetime(date) => Day::parse(&date.to_string()).map(Value::Date),
            DeValue::Array(_) | DeValue::Table(_) => None,
        };
        if value.is_none() {
            self.say(
                item.span(),
                format!("{what} is one text, number, date, true or false, and this is {}", kind(item)),
            );
        }
        value
    }

    fn defines(
        &mut self,
        key: &Spanned<toml::de::DeString<'_>>,
        item: &Item<'_>,
        into: &mut Vec<(TableId, String, Text)>,
    ) {
        let name = key.get_ref().to_string();
        let at = Text { words: name, span: self.span(key.span()) };
        let names: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
        let Some(table) = self.word(&at, "table", TableId::named, &names) else { return };
        let Some(defines) = self.table(item, "define") else { return };
        for (key, item) in defines {
            let name = key.get_ref().to_string();
            if table.column(&name).is_some() || name == "as_of" || name == "jurisdiction" {
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
        const KEYS: [&str; 21] = [
            "id",
            "topic",
            "title",
            "short",
            "unmet",
            "table",
            "among",
            "applies",
            "require",
            "measure",
            "at_least",
            "severity",
            "public",
            "no_rows_pass_if",
            "why",
            "fix",
            "source",
            "example",
            "effective_from",
            "effective_until",
            "due",
        ];
        let table = self.table(item, "rule")?;
        let mut keys = self.keys(table, item.span(), "a rule", &KEYS);
        let id = self.needed(&mut keys, "id");
        if let Some(id) =
            id.as_ref().filter(|id| !id.words.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)))
        {
            self.say(id.span.clone(), format!("id \"{}\" is made of letters, digits, - _ and .", id.words));
        }
        let topic = self.needed(&mut keys, "topic");
        let title = self.needed(&mut keys, "title");
        let names: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
        let table = self.needed(&mut keys, "table").and_then(|text| self.word(&text, "table", TableId::named, &names));
        let severities: Vec<&str> = Severity::ALL.iter().map(|severity| severity.name()).collect();
        let severity = self
            .needed(&mut keys, "severity")
            .and_then(|text| self.word(&text, "severity", Severity::named, &severities));
        let require = self.needed(&mut keys, "require");
        let measure = self.measure(&mut keys);
        let among = keys.take("among").and_then(|item| self.text(item, "among"));
        let applies = keys.take("applies").and_then(|item| self.text(item, "applies"));
        let effective_from = self.day(keys.take("effective_from"), "effective_from");
        let effective_until = self.day(keys.take("effective_until"), "effective_until");
        let due = keys.take("due").and_then(|item| self.text(item, "due"));
        let public = keys.take("public").is_some_and(|item| self.yes_no(item, "public"));
        let no_rows_pass_if = keys.take("no_rows_pass_if").and_then(|item| self.text(item, "no_rows_pass_if"));
        let short = self.words(keys.take("short"), "short");
        let unmet = self.words(keys.take("unmet"), "unmet");
        let why = self.words(keys.take("why"), "why");
        let fix = self.words(keys.take("fix"), "fix");
        let sources = keys.take("source").map_or(Vec::new(), |item| self.sources(item));
        let examples = match (keys.take("example"), table) {
            (Some(item), Some(table)) => {
                self.list(item, "example").iter().filter_map(|item| self.example(item, table)).collect()
            }
            _ => Vec::new(),
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

    fn waiver(&mut self, item: &Item<'_>) -> Option<RawWaiver> {
        const KEYS: [&str; 9] =
            ["rule", "place", "asset", "kind", "reason", "owner", "approved_by", "expires", "ticket"];
        let table = self.table(item, "waiver")?;
        let mut keys = self.keys(table, item.span(), "a waiver", &KEYS);
        keys.what = "this waiver";
        let rule = self.needed(&mut keys, "rule");
        let reason = self.needed(&mut keys, "reason");
        let owner = self.needed(&mut keys, "owner");
        let kinds: Vec<&str> = WaiverKind::ALL.iter().map(|kind| kind.name()).collect();
        let kind = self.needed(&mut keys, "kind").and_then(|text| self.word(&text, "kind", WaiverKind::named, &kinds));
        let place = self.words(keys.take("place"), "place");
        let asset = self.words(keys.take("asset"), "asset");
        if place.is_none() && asset.is_none() {
            self.say(item.span(), "this waiver has neither place nor asset: it would cover everything");
        }
        let approved_by = self.words(keys.take("approved_by"), "approved_by");
        let ticket = self.words(keys.take("ticket"), "ticket");
        let expires = match keys.take("expires") {
            None => {
                self.say(item.span(), "this waiver has no expires: an exception has a last day");
                None
            }
            item => self.day(item, "expires"),
        };
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

    fn yes_no(&mut self, item: &Item<'_>, what: &str) -> bool {
        item.get_ref().as_bool().unwrap_or_else(|| {
            self.say(item.span(), format!("{what} is true or false, and this is {}", kind(item)));
            false
        })
    }

    fn measure(&mut self, keys: &mut Keys<'_, '_>) -> Option<RawMeasure> {
        let (named, share) = (keys.take("measure"), keys.take("at_least"));
        match (named, share) {
            (Some(named), Some(_)) => {
                self.say(named.span(), "a rule has a measure or at_least, not both");
                None
            }
            (None, None) => Some(RawMeasure::Fixed(Measure::Share)),
            (Some(named), None) => {
                let text = self.text(named, "measure")?;
                let read =
                    |word: &str| [Measure::Share, Measure::Worst, Measure::Any].into_iter().find(|m| m.name() == word);
                self.word(&text, "measure", read, &["share", "worst", "any"]).map(RawMeasure::Fixed)
            }
            (None, Some(share)) => match share.get_ref() {
                DeValue::String(_) => self.text(share, "at_least").map(RawMeasure::AtLeast),
                DeValue::Float(number) => self.share(share, Exact::parse(number.as_str())),
                DeValue::Integer(number) => self.share(share, Exact::parse(number.as_str())),
                DeValue::Boolean(_) | DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => {
                    self.share(share, None)
                }
            },
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
        const BASES: [&str; 4] = ["law", "standard", "benchmark", "practice"];
        let mut sources = Vec::new();
        for item in self.list(item, "source") {
            let Some(table) = self.table(item, "a source") else { continue };
            let mut keys = self.keys(table, item.span(), "a source", &["basis", "cite"]);
            let basis = keys.take("basis").and_then(|item| self.text(item, "basis"));
            let basis = basis.and_then(|text| {
                self.word(&text, "basis", |word| BASES.contains(&word).then(|| word.to_owned()), &BASES)
            });
            let cite = self.words(keys.take("cite"), "cite");
            match (basis, cite) {
                (Some(basis), Some(cite)) => sources.push(Source { basis, cite }),
                (None, _) | (_, None) if table.len() < 2 => self.say(item.span(), "a source has a basis and a cite"),
                _ => {}
            }
        }
        sources
    }

    fn example(&mut self, item: &Item<'_>, table: TableId) -> Option<RawExample> {
        let keys_of = self.table(item, "an example")?;
        let mut keys = self.keys(keys_of, item.span(), "an example", &["verdict", "asset", "assets", "jurisdiction"]);
        let names: Vec<&str> = Verdict::ALL.iter().map(|verdict| verdict.name()).collect();
        let verdict = keys.take("verdict").and_then(|item| self.text(item, "verdict"));
        if verdict.is_none() {
            self.say(item.span(), "this example has no verdict");
        }
        let verdict = verdict.and_then(|text| self.word(&text, "verdict", Verdict::named, &names));
        let mut rows = Vec::new();
        if let Some(asset) = keys.take("asset") {
            rows.extend(self.cells(asset, table));
        }
        if let Some(assets) = keys.take("assets") {
            rows.extend(
                self.list(assets, "assets").iter().filter_map(|asset| self.cells(asset, table)).collect::<Vec<_>>(),
            );
        }
        let place = keys.take("jurisdiction").and_then(|item| self.cells(item, JURISDICTIONS)).unwrap_or_default();
        Some(RawExample { verdict: verdict?, rows, place, span: self.span(item.span()) })
    }

    fn cells(&mut self, item: &Item<'_>, table: TableId) -> Option<Vec<(usize, String)>> {
        let mut cells = Vec::new();
        for (key, item) in self.table(item, "an example's row")? {
            let name = key.get_ref().as_ref();
            let Some(column) = table.column(name) else {
                let near = nearest(name, table.columns().iter().map(|column| column.name));
                let fix = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
                self.say(key.span(), format!("{} has no column \"{name}\"{fix}", table.table().name));
                continue;
            };
            let Some(value) = self.value(item, name) else { continue };
            let declared = &table.columns()[column];
            // Examples are written for any day: only the calendar's own limits hold.
            let read = crate::schema::read_cell(
                declared,
                &value.to_string(),
                Day::new(2200, 12, 31).unwrap_or(Day::from_number(0)),
            );
            match read {
                Ok(_) => cells.push((column, value.to_string())),
                Err(trouble) => self.say(item.span(), trouble.message),
            }
        }
        Some(cells)
    }

    fn named_list(&mut self, key: &str, item: &Item<'_>) -> Option<RawList> {
        let table = self.table(item, "a list")?;
        let mut keys = self.keys(table, item.span(), "a list", &["name", "lacks", "lacking", "lesser", "lesser_name"]);
        let mut ids = |reader: &mut Self, key: &str| {
            keys.take(key).map_or(Vec::new(), |item| {
                reader.list(item, key).iter().filter_map(|item| reader.text(item, key)).collect()
            })
        };
        let (lacking, lesser) = (ids(self, "lacking"), ids(self, "lesser"));
        if lacking.is_empty() {
            self.say(item.span(), format!("list \"{key}\" names no lacking rules"));
        }
        Some(RawList {
            key: key.to_owned(),
            name: self.words(keys.take("name"), "name"),
            lacks: self.words(keys.take("lacks"), "lacks"),
            lacking,
            lesser,
            lesser_name: self.words(keys.take("lesser_name"), "lesser_name"),
        })
    }
}

/// Whether a number is a share that something can be held to.
pub(super) fn is_share(share: &Exact) -> bool {
    *share > Exact::ZERO && *share <= Exact::from(1)
}

fn kind(item: &Item<'_>) -> &'static str {
    match item.get_ref() {
        DeValue::String(_) => "text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
