//! Binding: raw rules to rules, their names resolved, their conditions parsed and checked, every mistake with its place.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;

use super::action::Action;
use super::definitions::{Definitions, NamedNode};
use super::file::{RawFile, RawMeasure, RawNotice, RawRule};
use super::layers::{Fetch, Off, Sheets};
use super::reference::{Reference, ReferenceReader};
use super::rule::{Condition, Measure, Param, RowNotice, Rule, Text};
use crate::predicate::{Columns, Copied, Home, Node};
use crate::schema::{JURISDICTIONS, Schema, TableId};
use crate::toml_file::{MOST_MISTAKES, Mistake, is_share};
use crate::words::digest::Running;
use crate::words::spelling::{did_you_mean, nearest};
use crate::words::value::{Day, Exact, Value};

pub(super) struct Binder<'a> {
    pub(super) sheets: &'a Sheets,
    pub(super) mistakes: Vec<Mistake>,
    pub(super) as_of: Day,
    pub(super) kept: Kept,
    pub(super) params: BTreeMap<String, Param>,
    pub(super) references: Vec<Reference>,
    pub(super) schema: Schema,
}

/// What is kept of conditions besides what they come to on the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    /// Nothing.
    OnDay,
    /// What they are on any day.
    ForAnyDay,
    /// What they are with defined names left as they are.
    ByName,
    /// The same with days and params left as they are too.
    Open,
}

/// The rules of a file, and what goes with them.
pub(super) struct BoundRules {
    pub(super) rules: Vec<Rule>,
    pub(super) notices: Vec<RowNotice>,
    pub(super) actions: Vec<Action>,
    /// What the defined names stand for, where that was asked for.
    pub(super) by_name: Vec<NamedNode>,
}

/// The defined names of a table: folded to the day, and as they were asked to be kept.
pub(super) struct Tables<'a> {
    on_day: &'a Definitions<'a>,
    kept: Option<&'a Definitions<'a>>,
}

/// The most names that are searched for the nearest one.
const NAMES: usize = 500;

impl Binder<'_> {
    pub(super) fn say(&mut self, span: Range<usize>, message: impl Into<String>) {
        if self.mistakes.len() < MOST_MISTAKES {
            self.mistakes.push(self.sheets.mistake(span, message));
        }
    }

    /// The nearest of some names, among the first of them; none once there are mistakes enough.
    pub(super) fn near<'n>(&self, name: &str, among: impl Iterator<Item = &'n str>) -> Option<&'n str> {
        if self.mistakes.len() < MOST_MISTAKES { nearest(name, among.take(NAMES)) } else { None }
    }

    /// Applies the changes of layers, and takes out the rules that give no verdict on the day.
    pub(super) fn change(&mut self, raw: &RawFile, rules: &mut [Rule]) -> Vec<Off> {
        let mut off = Vec::new();
        for raw in &raw.rules {
            let Some(rule) = rules.iter_mut().find(|rule| rule.id == raw.id) else { continue };
            let reason = match (raw.effective_from, raw.effective_until) {
                (Some(from), _) if self.as_of < from => format!("in force from {from}"),
                (_, Some(until)) if self.as_of > until => format!("in force until {until}"),
                _ => continue,
            };
            rule.off = true;
            off.push(Off { id: rule.id.clone(), short: rule.short.clone(), reason, origin: rule.origin.clone() });
        }
        for change in &raw.changes {
            let origin = self.sheets.of(change.rule.span.start).origin.clone();
            if raw.actions.iter().any(|action| action.id.words == change.rule.words) {
                continue;
            }
            let Some(at) = self.rule_named(&change.rule, raw) else { continue };
            let Some(rule) = rules.iter_mut().find(|rule| rule.id == raw.rules[at].id) else { continue };
            if let Some(severity) = change.severity {
                (rule.severity, rule.severity_from) = (severity, Some(origin.clone()));
            }
            if let Some(waivable) = change.waivable {
                (rule.waivable, rule.waivable_from) = (waivable, Some(origin.clone()));
            }
            if let Some(reason) = &change.off {
                rule.off = true;
                rule.turned_off = true;
                off.retain(|known: &Off| known.id != rule.id);
                let (id, short) = (rule.id.clone(), rule.short.clone());
                off.push(Off { id, short, reason: reason.clone(), origin });
            }
        }
        for rule in rules.iter_mut() {
            rule.selected &= !rule.off;
        }
        off
    }

    pub(super) fn params(&mut self, raw: &RawFile, set: &[(String, String)]) {
        for raw in &raw.params {
            let origin = self.sheets.of(raw.span.start).origin.clone();
            let replaces = self.params.remove(&raw.name).map(|old| (old.value, old.origin));
            let param = Param { name: raw.name.clone(), value: raw.value.clone(), origin, replaces };
            self.params.insert(raw.name.clone(), param);
        }
        for (name, text) in set {
            let Some(param) = self.params.get_mut(name) else {
                let fix = did_you_mean(self.near(name, self.params.keys().map(String::as_str)));
                self.mistakes.push(Mistake::of_argument("--set", format!("there is no param {name}{fix}")));
                continue;
            };
            match like(&param.value, text) {
                Some(value) => {
                    let old = std::mem::replace(&mut param.value, value);
                    param.replaces = Some((old, std::mem::replace(&mut param.origin, "--set".to_owned())));
                }
                None => {
                    let message = format!("{name} is {}, and \"{text}\" is not", kind_of(&param.value));
                    self.mistakes.push(Mistake::of_argument("--set", message));
                }
            }
        }
    }

    /// Reads the reference tables; those that a built-in set names are built in.
    pub(super) fn references(&mut self, raw: &RawFile, fetch: Fetch<'_>) {
        for raw in &raw.references {
            let words = raw.names.as_ref().map(|names| self.fetched(names, fetch));
            let (Some((file, text)), true) = (self.fetched(&raw.file, fetch), !matches!(words, Some(None))) else {
                continue;
            };
            let mut reader = ReferenceReader {
                sheets: self.sheets,
                mistakes: &mut self.mistakes,
                schema: self.schema,
                words: words.flatten(),
                earlier: &self.references,
            };
            let read = reader.read(raw, self.references.len(), &file, text);
            self.references.extend(read);
        }
    }

    /// The name and the text of a file of a reference table; those that a built-in set names are built in. One that cannot be read is a mistake.
    fn fetched(&mut self, file: &Text, fetch: Fetch<'_>) -> Option<(String, Cow<'static, str>)> {
        let origin = &self.sheets.of(file.span.start).origin;
        let inside = super::BUILT_IN.iter().any(|(name, _)| name == origin);
        let built_in = super::REFERENCES.iter().find(|(name, _)| *name == file.words).filter(|_| inside);
        if let Some((name, text)) = built_in {
            return Some(((*name).to_owned(), Cow::Borrowed(*text)));
        }
        match fetch(&file.words) {
            Ok((name, text)) => Some((name, Cow::Owned(text))),
            Err(why) => {
                self.say(file.span.clone(), format!("the reference table \"{}\" cannot be read: {why}", file.words));
                None
            }
        }
    }

    pub(super) fn rules(&mut self, raw: &RawFile) -> BoundRules {
        let mut defines: Vec<BTreeMap<&str, &Text>> = TableId::all().map(|_| BTreeMap::new()).collect();
        for (table, name, text) in &raw.defines {
            defines[table.0].insert(name, text);
        }
        let params: Vec<String> = self.params.keys().cloned().collect();
        let params: Vec<&str> = params.iter().map(String::as_str).collect();
        let copied = [Copied::default(), Copied::default()];
        let read = |binder: &mut Self, kept: Kept| {
            let mut tables: Vec<Definitions<'_>> = TableId::all()
                .map(|table| Definitions {
                    table,
                    as_of: (!matches!(kept, Kept::ForAnyDay | Kept::Open)).then_some(binder.as_of),
                    open: kept == Kept::Open,
                    by_name: matches!(kept, Kept::ByName | Kept::Open).then(Vec::new),
                    texts: &defines[table.0],
                    names: defines[table.0].keys().copied().collect(),
                    params: &params,
                    own: Columns::of(binder.schema.columns(table), Home::Row, table.table().name),
                    place: Columns::of(binder.schema.columns(JURISDICTIONS), Home::Place, "jurisdiction"),
                    copied: &copied[usize::from(kept != Kept::OnDay)],
                    known: BTreeMap::new(),
                })
                .collect();
            tables.iter_mut().for_each(|definitions| definitions.resolve(binder));
            tables
        };
        let tables = read(self, Kept::OnDay);
        let mistakes = self.mistakes.len();
        let kept = if self.kept == Kept::OnDay { Vec::new() } else { read(self, self.kept) };
        // What is wrong with a definition was found on the day already.
        self.mistakes.truncate(mistakes);
        let by_name = kept.iter().flat_map(|definitions| definitions.by_name.iter().flatten()).cloned().collect();
        let tables: Vec<Tables<'_>> =
            (0..tables.len()).map(|at| Tables { on_day: &tables[at], kept: kept.get(at) }).collect();
        let mut rules: Vec<Rule> = Vec::new();
        for rule in &raw.rules {
            let first = raw.rules.iter().find(|other| other.id == rule.id && !rule.id.is_empty());
            if first.is_some_and(|first| first.span != rule.span) {
                self.say(rule.span.clone(), format!("there is a rule {} already", rule.id));
            }
            rules.extend(self.rule(rule, &tables[rule.table.0], raw));
        }
        let mut notices = Vec::new();
        for RawNotice { table, condition, say } in &raw.notices {
            let condition = self.condition(condition, &tables[table.0]);
            notices.extend(condition.map(|condition| RowNotice { table: *table, condition, say: say.clone() }));
        }
        let actions = self.actions(raw, &tables);
        BoundRules { rules, notices, actions, by_name }
    }

    fn rule(&mut self, raw: &RawRule, definitions: &Tables<'_>, file: &RawFile) -> Option<Rule> {
        let examples = raw.examples.iter().map(|example| self.example(example, raw.table)).collect();
        let among = raw.among.as_ref().map(|text| self.condition(text, definitions));
        let applies = raw.applies.as_ref().map(|text| self.condition(text, definitions));
        let require = self.condition(&raw.require, definitions);
        let measure = self.measure(&raw.measure);
        let due = raw.due.as_ref().map(|text| self.due(text));
        let no_rows_pass_if = raw.no_rows_pass_if.as_ref().and_then(|text| self.rule_named(text, file));
        // A condition that could not be read has its mistake already.
        let (among, applies) = match (among, applies) {
            (Some(None), _) | (_, Some(None)) => return None,
            (among, applies) => (among.flatten(), applies.flatten()),
        };
        let (require, measure) = (require?, measure?);
        let conditions = [among.as_ref(), applies.as_ref(), Some(&require)];
        let assumes = conditions.iter().flatten().any(|condition| condition.node.assumes());
        let mut digest = Running::default();
        let table = raw.table.table().name;
        digest.add(format!("{}\n{table}\n{measure:?}\n{}\n", raw.id, raw.severity).as_bytes());
        for condition in conditions {
            digest.add(condition.map(|condition| condition.node.to_sql()).unwrap_or_default().as_bytes());
            digest.add(b"\n");
        }
        // The tables that a table uses come before it.
        let mut asked = asked(&conditions);
        asked.sort_unstable();
        while let Some(reference) = asked.pop() {
            let reference = &self.references[reference];
            reference.files().for_each(|(_, sha256)| digest.add(sha256.as_bytes()));
            for earlier in reference.leans_on() {
                if let Err(at) = asked.binary_search(&earlier) {
                    asked.insert(at, earlier);
                }
            }
        }
        digest.add(self.reading_of_added(raw.table, &conditions).as_bytes());
        let sheets = self.sheets;
        let looks_through = require.node.looks_through();
        Some(Rule {
            id: raw.id.clone(),
            topic: raw.topic.clone(),
            title: raw.title.clone(),
            short: raw.short.clone().unwrap_or_else(|| raw.title.clone()),
            unmet: raw.unmet.clone().unwrap_or_else(|| "do not meet this rule".to_owned()),
            table: raw.table,
            among,
            applies,
            require,
            measure,
            severity: raw.severity,
            public: raw.public,
            no_rows_pass_if,
            why: raw.why.clone().unwrap_or_default(),
            fix: raw.fix.clone().unwrap_or_default(),
            sources: raw.sources.clone(),
            examples,
            assumes,
            origin: sheets.of(raw.span.start).origin.clone(),
            line: sheets.line(&raw.span),
            sha256: digest.finish(),
            severity_from: None,
            severity_written: raw.severity,
            share_param: match &raw.measure {
                RawMeasure::AtLeast(text) => Some(text.words.trim_start_matches(':').to_owned()),
                RawMeasure::Fixed(_) => None,
            },
            due,
            effective_from: raw.effective_from,
            effective_until: raw.effective_until,
            waivable: true,
            waivable_from: None,
            off: false,
            turned_off: false,
            asked: true,
            looks_through,
            looked_through: Vec::new(),
            selected: true,
        })
    }

    /// When a rule is due, its params filled in: `in the 5 days before an election`.
    fn due(&mut self, text: &Text) -> String {
        let words = text.words.as_str();
        let mut phrase = String::new();
        let mut rest = words;
        while let Some((before, after)) = rest.split_once(':') {
            phrase.push_str(before);
            let end = after.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(after.len());
            let (name, behind) = after.split_at(end);
            rest = behind;
            match self.params.get(name).map(|param| &param.value) {
                // What is left is a colon.
                _ if name.is_empty() => phrase.push(':'),
                Some(value) => {
                    phrase.push_str(&value.to_string());
                    let units = [" days", " weeks", " months", " years"].into_iter();
                    let one = *value == Value::Number(Exact::from(1));
                    if let Some(units) = units.filter(|_| one).find(|units| rest.starts_with(units)) {
                        phrase.push_str(&units[..units.len() - 1]);
                        rest = &rest[units.len()..];
                    }
                }
                None => {
                    let near = self.near(name, self.params.keys().map(String::as_str));
                    let fix = did_you_mean(near.map(|near| format!(":{near}")));
                    let first = words[..words.len() - after.len()].chars().count() - 1;
                    let sheet = self.sheets.of(text.span.start);
                    let span = text.locate(&sheet.text, sheet.base, (first, first + name.chars().count()));
                    self.say(span, format!("[params] has no \"{name}\"{fix}"));
                }
            }
        }
        phrase + rest
    }

    pub(super) fn rule_named(&mut self, text: &Text, file: &RawFile) -> Option<usize> {
        let at = file.rules.iter().position(|rule| rule.id == text.words);
        if at.is_none() && !file.broken.contains(&text.words) {
            let fix = did_you_mean(self.near(&text.words, file.rules.iter().map(|rule| rule.id.as_str())));
            self.say(text.span.clone(), format!("there is no rule {}{fix}", text.words));
        }
        at
    }

    fn measure(&mut self, raw: &RawMeasure) -> Option<Measure> {
        let text = match raw {
            RawMeasure::Fixed(measure) => return Some(*measure),
            RawMeasure::AtLeast(text) => text,
        };
        let name = text.words.strip_prefix(':').unwrap_or(&text.words);
        let share = match self.params.get(name).map(|param| &param.value) {
            Some(Value::Number(share)) if is_share(share) => Some(*share),
            _ => None,
        };
        if share.is_none() {
            let message = format!("at_least \"{}\" is not a param that is a share (above 0 and at most 1)", text.words);
            self.say(text.span.clone(), message);
        }
        share.map(Measure::AtLeast)
    }

    pub(super) fn condition(&mut self, text: &Text, definitions: &Tables<'_>) -> Option<Condition> {
        if self.mistakes.len() >= MOST_MISTAKES {
            return None;
        }
        let read = |binder: &mut Self, by: &Definitions<'_>| match by.parse(text, binder, &[], &RefCell::default()) {
            Ok(typed) => Some(typed.node),
            Err(mistakes) => {
                binder.mistakes.extend(mistakes);
                None
            }
        };
        let node = read(self, definitions.on_day)?;
        let kept = match definitions.kept {
            Some(by) => Some(read(self, by)?),
            None => None,
        };
        let (on_any_day, by_name) = match self.kept {
            Kept::OnDay => (None, None),
            Kept::ForAnyDay => (kept.filter(Node::names_days), None),
            Kept::ByName | Kept::Open => (None, kept),
        };
        Some(Condition { text: text.words.clone(), node, on_any_day, by_name })
    }
}

/// The reference tables that some conditions ask, in order.
fn asked(conditions: &[Option<&Condition>]) -> Vec<usize> {
    let columns = conditions.iter().flatten().flat_map(|condition| condition.node.columns());
    let mut asked: Vec<usize> = columns
        .filter_map(|(home, _)| match home {
            Home::Reference(reference) => Some(reference),
            Home::Row | Home::Place | Home::Calendar => None,
        })
        .collect();
    asked.sort_unstable();
    asked.dedup();
    asked
}

/// What a param's value is, for messages.
fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Text(_) | Value::Version(_) | Value::Null => "text",
        Value::Number(_) => "a number",
        Value::Boolean(_) => "true or false",
        Value::Date(_) => "a date, such as 2026-11-01",
    }
}

/// A text from outside read as a value of the kind of another.
fn like(value: &Value, text: &str) -> Option<Value> {
    match value {
        Value::Text(_) => Some(Value::text(text)),
        Value::Number(_) => Exact::parse(text).map(Value::Number),
        Value::Boolean(_) => match text {
            "true" | "yes" => Some(Value::Boolean(true)),
            "false" | "no" => Some(Value::Boolean(false)),
            _ => None,
        },
        Value::Date(_) => Day::parse(text).map(Value::Date),
        Value::Null | Value::Version(_) => None,
    }
}
