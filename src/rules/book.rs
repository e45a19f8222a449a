//! The rule book: rules parsed and checked, params and defines resolved, ready to be asked.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;

use super::file::{RawFile, RawList, RawMeasure, RawRule, is_share, read, read_waivers};
use super::mistake::{Error, Mistake};
use super::rule::{Example, Measure, Param, Ruleset, Source, Text};
use super::waiver::Waiver;
use crate::digest::{Running, sha256};
use crate::finding::Severity;
use crate::predicate::{Node, Scope, Typed, parse};
use crate::schema::TableId;
use crate::spelling::nearest;
use crate::value::Exact;
use crate::value::{Day, Value};

/// A condition: its words, and the tree they mean.
#[derive(Clone, Debug)]
pub struct Condition {
    /// As the rules file has it.
    pub text: String,
    /// Folded to the day of the audit.
    pub node: Node,
}

/// A defined name and the words behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The table whose conditions may use it.
    pub table: TableId,
    /// Its name.
    pub name: String,
    /// As the rules file has it.
    pub text: String,
}

/// A rule, checked.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// Its topic.
    pub topic: String,
    /// What must hold, as a sentence.
    pub title: String,
    /// The same in two to four words.
    pub short: String,
    /// What is said of rows that fail it: a verb phrase.
    pub unmet: String,
    /// The table it is about.
    pub table: TableId,
    /// Which rows it is about; all, where it does not say.
    pub among: Option<Condition>,
    /// Which of those it asks something of; all, where it does not say.
    pub applies: Option<Condition>,
    /// What it asks.
    pub require: Condition,
    /// How failing assets become a failing place.
    pub measure: Measure,
    /// How grave it is.
    pub severity: Severity,
    /// Whether its findings may be published by place.
    pub public: bool,
    /// The rule that must pass for a place without rows to pass.
    pub no_rows_pass_if: Option<usize>,
    /// Why it matters.
    pub why: String,
    /// What to do.
    pub fix: String,
    /// What it rests on.
    pub sources: Vec<Source>,
    /// Its examples.
    pub examples: Vec<Example>,
    /// Whether a condition of it can turn an unknown into an answer.
    pub assumes: bool,
    /// The file it comes from.
    pub origin: String,
    /// The line it begins at.
    pub line: u64,
    /// The SHA-256 of what it decides by: table, conditions as folded, measure, severity.
    pub sha256: String,
    /// Where its severity comes from, where that is not its own file.
    pub severity_from: Option<String>,
    /// Whether it may be waived.
    pub waivable: bool,
    /// Whether it gives no verdict: turned off by a layer, or not in force on the day.
    pub off: bool,
    /// Whether the audit was asked about it; others are judged only where one asked about needs them.
    pub selected: bool,
}

/// A list of the states that lack something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// Its key: a topic, or a name of its own.
    pub key: String,
    /// What is lacking, in the plural (`paper trails`), where the rules file has words for it.
    pub name: Option<String>,
    /// What is said of units that lack it: `leave no paper record`.
    pub lacks: String,
    /// The rules whose failure is lacking.
    pub lacking: Vec<usize>,
    /// The rules whose failure is the lesser lack.
    pub lesser: Vec<usize>,
    /// What the lesser lack is called.
    pub lesser_name: String,
}

/// One of the sets that a book is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Rules it adds.
    pub rules: usize,
    /// Changes it makes to what it extends.
    pub changes: usize,
}

/// A rule that gives no verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Off {
    /// Its id.
    pub id: String,
    /// What it would ask, in a few words.
    pub short: String,
    /// Why it gives none, said to people.
    pub reason: String,
    /// The file that says so.
    pub origin: String,
}

/// Gives the name and the text of a file or set that another extends, or what is wrong with it.
pub type Fetch<'a> = &'a dyn Fn(&str) -> Result<(String, String), String>;

fn built_in(name: &str) -> Option<(String, String)> {
    let (name, text) = super::BUILT_IN.iter().find(|(known, _)| *known == name)?;
    Some(((*name).to_owned(), (*text).to_owned()))
}

/// A whole book of rules, folded to a day.
#[derive(Clone, Debug)]
pub struct RuleBook {
    /// What it says of itself.
    pub ruleset: Ruleset,
    /// The sets it is made of, the first extended by the next: name, version, and how many changes each makes.
    pub layers: Vec<Layer>,
    /// The file, or the name of a built-in set.
    pub origin: String,
    /// Every rules file, with the SHA-256 of its bytes.
    pub files: Vec<(String, String)>,
    /// The day it is folded to.
    pub as_of: Day,
    /// The params, by name.
    pub params: Vec<Param>,
    /// The defined names.
    pub definitions: Vec<Definition>,
    /// The rules, in the file's order.
    pub rules: Vec<Rule>,
    /// Rules that give no verdict, and why.
    pub off: Vec<Off>,
    /// The lists, by key.
    pub lists: Vec<List>,
    /// The waivers, in their file's order.
    pub waivers: Vec<Waiver>,
    /// The waivers file and the SHA-256 of its bytes, where there is one.
    pub waivers_file: Option<(String, String)>,
}

impl RuleBook {
    /// Reads a rules file's text, with params set from outside, and folds it to a day.
    ///
    /// # Errors
    /// Every mistake in the file, with its place.
    pub fn read(origin: &str, text: &str, set: &[(String, String)], as_of: Day) -> Result<Self, Error> {
        Self::load(origin, text, &|name| built_in(name).ok_or_else(|| "it is no built-in set".to_owned()), set, as_of)
    }

    /// The same, where `fetch` gives the name and the text of a file or set that another extends.
    ///
    /// # Errors
    /// Every mistake in the files, with its place.
    pub fn load(
        origin: &str,
        text: &str,
        fetch: Fetch<'_>,
        set: &[(String, String)],
        as_of: Day,
    ) -> Result<Self, Error> {
        let mut sheets = Sheets::default();
        let mut mistakes = Vec::new();
        let mut layers = Vec::new();
        sheets.gather(origin, text, fetch, &mut layers, &mut mistakes);
        let mut raw = merged(layers);
        let mut binder = Binder { sheets: &sheets, mistakes, as_of, params: BTreeMap::new() };
        binder.params(&raw, set);
        let mut rules = binder.rules(&raw);
        let off = binder.change(&raw, &mut rules);
        let lists = binder.lists(&raw, &rules);
        let definition = |(table, name, text): &(TableId, String, Text)| Definition {
            table: *table,
            name: name.clone(),
            text: text.words.clone(),
        };
        let definitions = raw.defines.iter().map(definition).collect();
        let params = binder.params.into_values().collect();
        let mut mistakes = binder.mistakes;
        if !mistakes.is_empty() {
            mistakes.sort_by(|a, b| (&a.file, a.at).cmp(&(&b.file, b.at)));
            mistakes.dedup();
            return Err(Error(mistakes));
        }
        let files: Vec<(String, String)> =
            sheets.0.iter().map(|sheet| (sheet.origin.clone(), sha256(sheet.text.as_bytes()))).collect();
        let layers = raw.layers.split_off(0);
        Ok(Self {
            ruleset: raw.ruleset,
            layers,
            origin: origin.to_owned(),
            files,
            as_of,
            params,
            definitions,
            rules,
            off,
            lists,
            waivers: Vec::new(),
            waivers_file: None,
        })
    }

    /// Reads a waivers file's text into the book.
    ///
    /// # Errors
    /// Every mistake in the file, with its place.
    pub fn add_waivers(&mut self, origin: &str, text: &str) -> Result<(), Error> {
        let mut mistakes = Vec::new();
        let lines = crate::records::toml::Lines::new(text);
        for raw in read_waivers(origin, text, &mut mistakes) {
            let Some(rule) = self.rules.iter().position(|rule| rule.id == raw.rule.words) else {
                let near = nearest(&raw.rule.words, self.rules.iter().map(|rule| rule.id.as_str()));
                let fix = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
                let message = format!("there is no rule {}{fix}", raw.rule.words);
                mistakes.push(Mistake::new(origin, text, raw.rule.span, message));
                continue;
            };
            if !self.rules[rule].waivable {
                let message = format!("{} may not be waived: a layer of the rules forbids it", raw.rule.words);
                mistakes.push(Mistake::new(origin, text, raw.rule.span, message));
                continue;
            }
            self.waivers.push(Waiver {
                rule,
                place: raw.place,
                asset: raw.asset,
                kind: raw.kind,
                reason: raw.reason,
                owner: raw.owner,
                approved_by: raw.approved_by,
                expires: raw.expires,
                ticket: raw.ticket,
                file: origin.into(),
                line: lines.position(raw.span.start).line,
            });
        }
        if !mistakes.is_empty() {
            mistakes.sort_by_key(|mistake| mistake.at);
            return Err(Error(mistakes));
        }
        self.waivers_file = Some((origin.to_owned(), sha256(text.as_bytes())));
        Ok(())
    }

    /// Keeps the rules whose id or topic is named by `only` (all, where it is empty) and not by `skip`.
    ///
    /// # Errors
    /// A name that is neither a rule's id nor a topic, with the nearest one.
    pub fn select(&mut self, only: &[String], skip: &[String]) -> Result<(), String> {
        let names =
            |rule: &Rule, name: &String| rule.id.eq_ignore_ascii_case(name) || rule.topic.eq_ignore_ascii_case(name);
        for name in only.iter().chain(skip) {
            if !self.rules.iter().any(|rule| names(rule, name)) {
                let known = self.rules.iter().flat_map(|rule| [rule.id.as_str(), rule.topic.as_str()]);
                let fix = nearest(name, known).map(|near| format!("; did you mean {near}?")).unwrap_or_default();
                return Err(format!("no rule and no topic is called \"{name}\"{fix}"));
            }
        }
        for rule in &mut self.rules {
            rule.selected = !rule.off
                && (only.is_empty() || only.iter().any(|name| names(rule, name)))
                && !skip.iter().any(|name| names(rule, name));
        }
        Ok(())
    }

    /// The waivers: those in force by their last day, then those that have ended.
    #[must_use]
    pub fn by_last_day(&self) -> Vec<&Waiver> {
        let mut all: Vec<&Waiver> = self.waivers.iter().collect();
        all.sort_by_key(|waiver| (!waiver.holds_on(self.as_of), waiver.expires, waiver.line));
        all
    }

    /// The rule of an id, whatever the case.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id.eq_ignore_ascii_case(id))
    }

    /// The defined names that a rule's conditions rest on, each before those it rests on itself.
    #[must_use]
    pub fn definitions_of(&self, rule: &Rule) -> Vec<&Definition> {
        let conditions = [rule.among.as_ref(), rule.applies.as_ref(), Some(&rule.require)];
        let mut texts: Vec<&str> = conditions.into_iter().flatten().map(|condition| condition.text.as_str()).collect();
        let mut found: Vec<&Definition> = Vec::new();
        let mut at = 0;
        while at < texts.len() {
            let words: Vec<&str> = texts[at].split(|c: char| !c.is_alphanumeric() && c != '_').collect();
            for definition in self.definitions.iter().filter(|definition| definition.table == rule.table) {
                if words.contains(&definition.name.as_str()) && !found.contains(&definition) {
                    found.push(definition);
                    texts.push(&definition.text);
                }
            }
            at += 1;
        }
        found
    }

    /// The rules that are judged: those asked about, and those they need.
    #[must_use]
    pub fn judged(&self) -> Vec<bool> {
        let mut judged: Vec<bool> = self.rules.iter().map(|rule| rule.selected).collect();
        for rule in self.rules.iter().filter(|rule| rule.selected) {
            if let Some(needed) = rule.no_rows_pass_if.filter(|needed| !self.rules[*needed].off) {
                judged[needed] = true;
            }
        }
        judged
    }
}

/// One rules file in a book, its spans counted on from `base`.
struct Sheet {
    origin: String,
    text: String,
    base: usize,
}

/// The rules files of a book, what is extended before what extends it.
#[derive(Default)]
struct Sheets(Vec<Sheet>);

impl Sheets {
    /// Reads a file, and before it all that it extends.
    fn gather(
        &mut self,
        origin: &str,
        text: &str,
        fetch: Fetch<'_>,
        layers: &mut Vec<RawFile>,
        mistakes: &mut Vec<Mistake>,
    ) {
        let mut open = vec![origin.to_owned()];
        self.add(text, fetch, &mut open, layers, mistakes);
    }

    fn add(
        &mut self,
        text: &str,
        fetch: Fetch<'_>,
        open: &mut Vec<String>,
        layers: &mut Vec<RawFile>,
        mistakes: &mut Vec<Mistake>,
    ) {
        let Some(origin) = open.last().cloned() else { return };
        let base = self.0.iter().map(|sheet| sheet.text.len() + 1).sum();
        self.0.push(Sheet { origin: origin.clone(), text: text.to_owned(), base });
        let raw = read(&origin, text, base, mistakes);
        for extended in &raw.extends {
            let message = match fetch(&extended.words) {
                Err(why) => format!("\"{}\" cannot be extended: {why}", extended.words),
                Ok((name, _)) if open.contains(&name) => {
                    let path = open.iter().chain([&name]).cloned().collect::<Vec<_>>().join(" -> ");
                    format!("{name} extends itself: {path}")
                }
                // What two layers extend is read once.
                Ok((name, _)) if self.0.iter().any(|sheet| sheet.origin == name) => continue,
                Ok((name, text)) => {
                    open.push(name);
                    self.add(&text, fetch, open, layers, mistakes);
                    open.pop();
                    continue;
                }
            };
            mistakes.push(self.mistake(extended.span.clone(), message));
        }
        layers.push(raw);
    }

    /// The file that a span lies in.
    fn of(&self, at: usize) -> &Sheet {
        let found = self.0.partition_point(|sheet| sheet.base <= at);
        &self.0[found.saturating_sub(1)]
    }

    fn mistake(&self, span: Range<usize>, message: impl Into<String>) -> Mistake {
        let sheet = self.of(span.start);
        Mistake::new(&sheet.origin, &sheet.text, span.start - sheet.base..span.end - sheet.base, message)
    }

    /// The line that a span begins on.
    fn line(&self, span: &Range<usize>) -> u64 {
        let sheet = self.of(span.start);
        crate::records::toml::Lines::new(&sheet.text).position(span.start - sheet.base).line
    }
}

/// Several files as one: what a later one says of a param, a define or a list stands.
fn merged(files: Vec<RawFile>) -> RawFile {
    let mut all = RawFile::default();
    for file in files {
        let replaced = file.params.iter().filter(|new| all.params.iter().any(|old| old.name == new.name)).count()
            + file
                .defines
                .iter()
                .filter(|new| all.defines.iter().any(|old| (old.0, &old.1) == (new.0, &new.1)))
                .count();
        all.layers.push(Layer {
            name: file.ruleset.name.clone(),
            version: file.ruleset.version.clone(),
            rules: file.rules.len(),
            changes: replaced + file.changes.len(),
        });
        let examples_as_of = file.ruleset.examples_as_of.or(all.ruleset.examples_as_of);
        all.ruleset = Ruleset { examples_as_of, ..file.ruleset };
        all.params.extend(file.params);
        for define in file.defines {
            all.defines.retain(|known| (known.0, &known.1) != (define.0, &define.1));
            all.defines.push(define);
        }
        all.rules.extend(file.rules);
        all.broken.extend(file.broken);
        all.changes.extend(file.changes);
        for list in file.lists {
            all.lists.retain(|known| known.key != list.key);
            all.lists.push(list);
        }
    }
    all
}

struct Binder<'a> {
    sheets: &'a Sheets,
    mistakes: Vec<Mistake>,
    as_of: Day,
    params: BTreeMap<String, Param>,
}

impl Binder<'_> {
    fn say(&mut self, span: Range<usize>, message: impl Into<String>) {
        self.mistakes.push(self.sheets.mistake(span, message));
    }

    /// Applies the changes of layers, and takes out the rules that give no verdict on the day.
    fn change(&mut self, raw: &RawFile, rules: &mut [Rule]) -> Vec<Off> {
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
            let Some(at) = self.rule_named(&change.rule, raw) else { continue };
            let Some(rule) = rules.iter_mut().find(|rule| rule.id == raw.rules[at].id) else { continue };
            if let Some(severity) = change.severity {
                (rule.severity, rule.severity_from) = (severity, Some(origin.clone()));
            }
            if let Some(waivable) = change.waivable {
                rule.waivable = waivable;
            }
            if let Some(reason) = &change.off {
                rule.off = true;
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

    fn params(&mut self, raw: &RawFile, set: &[(String, String)]) {
        for raw in &raw.params {
            let origin = self.sheets.of(raw.span.start).origin.clone();
            let param = Param { name: raw.name.clone(), value: raw.value.clone(), origin };
            self.params.insert(raw.name.clone(), param);
        }
        for (name, text) in set {
            let Some(param) = self.params.get_mut(name) else {
                let near = nearest(name, self.params.keys().map(String::as_str));
                let fix = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
                self.mistakes.push(Mistake::of_argument("--set", format!("there is no param {name}{fix}")));
                continue;
            };
            match like(&param.value, text) {
                Some(value) => (param.value, param.origin) = (value, "--set".to_owned()),
                None => {
                    let message = format!("{name} is {}, and \"{text}\" is not", kind_of(&param.value));
                    self.mistakes.push(Mistake::of_argument("--set", message));
                }
            }
        }
    }

    fn rules(&mut self, raw: &RawFile) -> Vec<Rule> {
        let mut defines: Vec<BTreeMap<&str, &Text>> = TableId::all().map(|_| BTreeMap::new()).collect();
        for (table, name, text) in &raw.defines {
            defines[table.0].insert(name, text);
        }
        let tables: Vec<Definitions<'_>> = TableId::all()
            .map(|table| Definitions {
                table,
                texts: &defines[table.0],
                done: RefCell::default(),
                open: RefCell::default(),
            })
            .collect();
        // Every define is checked, used or not.
        for definitions in &tables {
            for name in definitions.texts.keys() {
                let _ = definitions.resolve(name, self);
            }
        }
        let mut rules: Vec<Rule> = Vec::new();
        for rule in &raw.rules {
            let first = raw.rules.iter().find(|other| other.id == rule.id && !rule.id.is_empty());
            if first.is_some_and(|first| first.span != rule.span) {
                self.say(rule.span.clone(), format!("there is a rule {} already", rule.id));
            }
            rules.extend(self.rule(rule, &tables[rule.table.0], raw));
        }
        for definitions in &tables {
            for mistakes in definitions.done.borrow_mut().values_mut().filter_map(|done| done.as_mut().err()) {
                self.mistakes.append(mistakes);
            }
        }
        rules
    }

    fn rule(&mut self, raw: &RawRule, definitions: &Definitions<'_>, file: &RawFile) -> Option<Rule> {
        let among = raw.among.as_ref().map(|text| self.condition(text, definitions));
        let applies = raw.applies.as_ref().map(|text| self.condition(text, definitions));
        let require = self.condition(&raw.require, definitions);
        let measure = self.measure(&raw.measure);
        let no_rows_pass_if = raw.no_rows_pass_if.as_ref().and_then(|text| self.rule_named(text, file));
        // A condition that could not be read has been told of above.
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
            digest.add(condition.map(|condition| condition.node.to_sql(raw.table)).unwrap_or_default().as_bytes());
            digest.add(b"\n");
        }
        let sheets = self.sheets;
        let example = |example: &super::file::RawExample| Example {
            verdict: example.verdict,
            rows: example.rows.clone(),
            place: example.place.clone(),
            line: sheets.line(&example.span),
        };
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
            examples: raw.examples.iter().map(example).collect(),
            assumes,
            origin: sheets.of(raw.span.start).origin.clone(),
            line: sheets.line(&raw.span),
            sha256: digest.finish(),
            severity_from: None,
            waivable: true,
            off: false,
            selected: true,
        })
    }

    fn rule_named(&mut self, text: &Text, file: &RawFile) -> Option<usize> {
        let at = file.rules.iter().position(|rule| rule.id == text.words);
        if at.is_none() && !file.broken.contains(&text.words) {
            let near = nearest(&text.words, file.rules.iter().map(|rule| rule.id.as_str()));
            let fix = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
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
            let message = format!("at_least \"{}\" is no param that is a share (above 0 and at most 1)", text.words);
            self.say(text.span.clone(), message);
        }
        share.map(Measure::AtLeast)
    }

    fn condition(&mut self, text: &Text, definitions: &Definitions<'_>) -> Option<Condition> {
        match definitions.parse(text, self) {
            Ok(typed) => Some(Condition { text: text.words.clone(), node: typed.node }),
            Err(mistakes) => {
                self.mistakes.extend(mistakes);
                None
            }
        }
    }

    fn lists(&mut self, raw: &RawFile, rules: &[Rule]) -> Vec<List> {
        let mut lists: Vec<List> = Vec::new();
        for list in &raw.lists {
            let lacking = self.members(&list.lacking, raw, rules);
            let lesser = self.members(&list.lesser, raw, rules);
            lists.push(named(list, lacking, lesser, rules));
        }
        for (at, rule) in rules.iter().enumerate() {
            match lists.iter_mut().find(|list| list.key == rule.topic) {
                Some(list) if raw.lists.iter().any(|raw| raw.key == list.key) => {}
                Some(list) => list.lacking.push(at),
                None => {
                    let list = RawList {
                        key: rule.topic.clone(),
                        name: None,
                        lacks: None,
                        lacking: Vec::new(),
                        lesser: Vec::new(),
                        lesser_name: None,
                    };
                    lists.push(named(&list, vec![at], Vec::new(), rules));
                }
            }
        }
        lists.sort_by(|a, b| a.key.cmp(&b.key));
        lists
    }

    fn members(&mut self, ids: &[Text], raw: &RawFile, rules: &[Rule]) -> Vec<usize> {
        let known = |text: &Text| rules.iter().position(|rule| rule.id == text.words);
        ids.iter()
            .filter_map(|text| {
                let _ = self.rule_named(text, raw);
                known(text)
            })
            .collect()
    }
}

fn named(raw: &RawList, lacking: Vec<usize>, lesser: Vec<usize>, rules: &[Rule]) -> List {
    let plain = raw.key.replace('-', " ");
    let only = match lacking.as_slice() {
        [only] => rules.get(*only).map(|rule| rule.unmet.clone()),
        _ => None,
    };
    List {
        key: raw.key.clone(),
        name: raw.name.clone(),
        lacks: raw.lacks.clone().or(only).unwrap_or_else(|| format!("do not meet the rules on {plain}")),
        lacking,
        lesser,
        lesser_name: raw.lesser_name.clone().unwrap_or_else(|| "lesser".to_owned()),
    }
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

/// The defined names of one table, each read once.
struct Definitions<'a> {
    table: TableId,
    texts: &'a BTreeMap<&'a str, &'a Text>,
    done: RefCell<BTreeMap<String, Result<Typed, Vec<Mistake>>>>,
    /// Names being read: meeting one again is a cycle.
    open: RefCell<Vec<String>>,
}

impl Definitions<'_> {
    fn parse(&self, text: &Text, binder: &Binder<'_>) -> Result<Typed, Vec<Mistake>> {
        let define = |name: &str| self.texts.contains_key(name).then(|| self.resolve(name, binder));
        let param = |name: &str| binder.params.get(name).map(|param| param.value.clone());
        let scope = Scope {
            table: self.table,
            as_of: binder.as_of,
            param: &param,
            params: binder.params.keys().cloned().collect(),
            define: &define,
            defines: self.texts.keys().map(|name| (*name).to_owned()).collect(),
        };
        let asked = self.open.borrow().is_empty();
        parse(&text.words, &scope, asked).map_err(|mistakes| {
            mistakes
                .into_iter()
                .map(|mistake| {
                    let sheet = binder.sheets.of(text.span.start);
                    let span = text.locate(&sheet.text, sheet.base, mistake.at);
                    binder.sheets.mistake(span, mistake.message)
                })
                .collect()
        })
    }

    fn resolve(&self, name: &str, binder: &Binder<'_>) -> Result<Typed, String> {
        let broken = String::new;
        if let Some(done) = self.done.borrow().get(name) {
            return done.clone().map_err(|_| broken());
        }
        if self.open.borrow().iter().any(|open| open == name) {
            let path: Vec<String> = self.open.borrow().iter().chain([&name.to_owned()]).cloned().collect();
            return Err(format!("{name} is defined by itself: {}", path.join(" -> ")));
        }
        let Some(text) = self.texts.get(name) else { return Err(broken()) };
        self.open.borrow_mut().push(name.to_owned());
        let parsed = self.parse(text, binder);
        self.open.borrow_mut().pop();
        self.done.borrow_mut().insert(name.to_owned(), parsed.clone());
        parsed.map_err(|_| broken())
    }
}
