//! The rule book: rules parsed and checked, params and defines resolved, ready to be asked.

use std::collections::{BTreeMap, HashSet};
use std::fmt;

use foldhash::fast::RandomState;

use super::action::Action;
use super::bind::{Binder, BoundRules, Kept};
use super::columns::{AddedColumn, named};
use super::definitions::NamedNode;
use super::in_force::InForce;
use super::law::Laws;
use super::layers::{Fetch, Layer, Off, Sheets, built_in, merged};
use super::reference::Reference;
use super::rule::{Definition, List, LookedThrough, Param, RowNotice, Rule, Ruleset, Text};
use super::waiver::Waiver;
use crate::predicate::Home;
use crate::schema::{Schema, TableId, folded};
use crate::toml_file::{Error, Mistake};
use crate::words::digest::sha256;
use crate::words::spelling::nearest;
use crate::words::value::Day;

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
    /// The same of files that hold actions alone: no verdict rests on them.
    pub action_files: Vec<(String, String)>,
    /// The day it is folded to.
    pub as_of: Day,
    /// Whether its conditions are kept for any day as well.
    pub for_any_day: bool,
    /// What the defined names stand for, those of a table in an order in which each rests on earlier ones; empty unless it was asked for.
    pub by_name: Vec<NamedNode>,
    /// Whether days and params are left open in what is kept by name.
    pub open: bool,
    /// The columns there are: the schema's own, and those that the files add.
    pub schema: Schema,
    /// The columns that the files add, in order.
    pub columns: Vec<AddedColumn>,
    /// The params, by name.
    pub params: Vec<Param>,
    /// The defined names.
    pub definitions: Vec<Definition>,
    /// The reference tables.
    pub references: Vec<Reference>,
    /// What to look at in rows, whatever the rules say of them.
    pub notices: Vec<RowNotice>,
    /// What an office can buy or do, in the order in which several change one row: a later one has the last word.
    pub actions: Vec<Action>,
    /// The rules, in the file's order.
    pub rules: Vec<Rule>,
    /// Rules that give no verdict, and why.
    pub off: Vec<Off>,
    /// The lists, by key.
    pub lists: Vec<List>,
    /// The state law that goes with them.
    pub laws: Laws,
    /// The waivers, in their file's order.
    pub waivers: Vec<Waiver>,
    /// Those of them that hold on the day.
    pub in_force: InForce,
    /// The waivers file and the SHA-256 of its bytes, where there is one.
    pub waivers_file: Option<(String, String)>,
}

/// A name that is neither a rule's id nor a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoSuchRule {
    /// The name.
    pub name: String,
    /// The id or topic that it may mean.
    pub nearest: Option<String>,
}

impl fmt::Display for NoSuchRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no rule or topic is called \"{}\"", self.name)?;
        self.nearest.as_ref().map_or(Ok(()), |near| write!(f, "; did you mean {near}?"))
    }
}

impl std::error::Error for NoSuchRule {}

impl RuleBook {
    /// How much the reference tables know in which a rule finds no entry where it is met.
    pub fn looked_through(&self, rule: &Rule) -> impl Iterator<Item = LookedThrough> {
        rule.looks_through.iter().filter_map(|at| self.references.get(*at)).map(Reference::looked_through)
    }

    /// Reads a rules file's text, with params set from outside, and folds it to a day.
    ///
    /// # Errors
    /// Every mistake in the file, with its place.
    pub fn read(origin: &str, text: &str, set: &[(String, String)], as_of: Day) -> Result<Self, Error> {
        Self::load(
            origin,
            text,
            &|name| built_in(name).ok_or_else(|| "it is not a built-in set".to_owned()),
            set,
            as_of,
        )
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
        Self::bind(origin, text, fetch, set, (as_of, Kept::OnDay))
    }

    /// The same, with every condition kept for any day as well: for a look at later days.
    ///
    /// # Errors
    /// Every mistake in the files, with its place.
    pub fn load_for_any_day(
        origin: &str,
        text: &str,
        fetch: Fetch<'_>,
        set: &[(String, String)],
        as_of: Day,
    ) -> Result<Self, Error> {
        Self::bind(origin, text, fetch, set, (as_of, Kept::ForAnyDay))
    }

    /// The same, with every condition kept as it names other definitions: for who writes them out in another language.
    ///
    /// # Errors
    /// Every mistake in the files, with its place.
    pub fn load_by_name(
        origin: &str,
        text: &str,
        fetch: Fetch<'_>,
        set: &[(String, String)],
        as_of: Day,
    ) -> Result<Self, Error> {
        Self::bind(origin, text, fetch, set, (as_of, Kept::ByName))
    }

    /// The same, with days and params left as they are too.
    ///
    /// # Errors
    /// Every mistake in the files, with its place.
    pub fn load_open(
        origin: &str,
        text: &str,
        fetch: Fetch<'_>,
        set: &[(String, String)],
        as_of: Day,
    ) -> Result<Self, Error> {
        Self::bind(origin, text, fetch, set, (as_of, Kept::Open))
    }

    fn bind(
        origin: &str,
        text: &str,
        fetch: Fetch<'_>,
        set: &[(String, String)],
        (as_of, kept): (Day, Kept),
    ) -> Result<Self, Error> {
        let mut sheets = Sheets::default();
        let mut mistakes = Vec::new();
        let mut layers = Vec::new();
        sheets.gather(origin, text, fetch, &mut layers, &mut mistakes);
        let (raw, layers) = merged(layers);
        let mut binder = Binder {
            sheets: &sheets,
            mistakes,
            as_of,
            kept,
            params: BTreeMap::new(),
            references: Vec::new(),
            schema: Schema::default(),
        };
        let columns = binder.columns(&raw);
        // Mistakes in conditions on a column that could not be read would not help.
        if raw.columns_lack {
            return Err(in_order(binder.mistakes));
        }
        binder.params(&raw, set);
        binder.references(&raw, fetch);
        let BoundRules { mut rules, notices, actions, by_name } = binder.rules(&raw);
        let off = binder.change(&raw, &mut rules);
        let lists = binder.lists(&raw, &rules);
        let laws = binder.laws(&raw, &rules, &layers, fetch);
        let of = |text: &Text| sheets.of(text.span.start).origin.clone();
        let definition = |(table, name, text): &(TableId, String, Text)| Definition {
            table: *table,
            name: name.clone(),
            text: text.words.clone(),
            origin: of(text),
            replaces: raw.replaced.iter().rev().find(|old| (old.0, &old.1) == (*table, name)).map(|old| of(&old.2)),
        };
        let definitions = raw.defines.iter().map(definition).collect();
        let params = binder.params.into_values().collect();
        let (mut references, schema) = (binder.references, binder.schema);
        want(&mut references, &rules, &notices, &actions);
        if !binder.mistakes.is_empty() {
            return Err(in_order(binder.mistakes));
        }
        let digests = |of_actions: bool| -> Vec<(String, String)> {
            let sheets = sheets.0.iter().filter(|sheet| sheet.is_of_actions == of_actions);
            sheets.map(|sheet| (sheet.origin.clone(), sha256(sheet.text.as_bytes()))).collect()
        };
        let (files, action_files) = (digests(false), digests(true));
        Ok(Self {
            ruleset: raw.ruleset,
            layers,
            origin: origin.to_owned(),
            files,
            action_files,
            as_of,
            for_any_day: kept == Kept::ForAnyDay,
            open: kept == Kept::Open,
            by_name,
            schema,
            columns,
            params,
            definitions,
            references,
            notices,
            actions,
            rules,
            off,
            lists,
            laws,
            waivers: Vec::new(),
            in_force: InForce::default(),
            waivers_file: None,
        })
    }

    /// Keeps the rules whose id or topic is named by `only` (all, where it is empty) and not by `skip`.
    ///
    /// # Errors
    /// A name that is neither a rule's id nor a topic, with the nearest one.
    pub fn select(&mut self, only: &[String], skip: &[String]) -> Result<(), NoSuchRule> {
        let names =
            |rule: &Rule, name: &String| rule.id.eq_ignore_ascii_case(name) || rule.topic.eq_ignore_ascii_case(name);
        for name in only.iter().chain(skip) {
            if !self.rules.iter().any(|rule| names(rule, name)) {
                let nearest = self.nearest(name).map(str::to_owned);
                return Err(NoSuchRule { name: name.clone(), nearest });
            }
        }
        for rule in &mut self.rules {
            rule.asked = (only.is_empty() || only.iter().any(|name| names(rule, name)))
                && !skip.iter().any(|name| names(rule, name));
            rule.selected = !rule.off && rule.asked;
        }
        Ok(())
    }

    /// Keeps of the rules asked about those of one list; all, where it has none of them.
    pub fn keep_list(&mut self, key: &str) {
        let Some(list) = self.lists.iter().find(|list| list.key == key) else { return };
        let of_it: Vec<usize> = list.rules().collect();
        if of_it.iter().any(|at| self.rules[*at].selected) {
            for (at, rule) in self.rules.iter_mut().enumerate() {
                rule.selected &= of_it.contains(&at);
            }
        }
    }

    /// The waivers: those in force by their last day, then those that have ended.
    #[must_use]
    pub fn by_last_day(&self) -> Vec<&Waiver> {
        let mut all: Vec<&Waiver> = self.waivers.iter().collect();
        all.sort_by_key(|waiver| (!waiver.holds_on(self.as_of), waiver.expires, waiver.line));
        all
    }

    /// The one rule of an id that is written without its hyphen or with another sign: `PT001` for `PT-001`.
    #[must_use]
    pub fn rule_written(&self, id: &str) -> Option<&Rule> {
        let written = folded(id);
        let mut same = self.rules.iter().filter(|rule| !written.is_empty() && folded(&rule.id) == written);
        same.next().filter(|_| same.next().is_none())
    }

    /// The rules of a topic, whatever its case and its hyphens.
    #[must_use]
    pub fn of_topic(&self, topic: &str) -> Vec<&Rule> {
        let written = folded(topic);
        self.rules.iter().filter(|rule| !written.is_empty() && folded(&rule.topic) == written).collect()
    }

    /// The rules whose words or conditions have a word that begins with each word of a text of at least three letters.
    #[must_use]
    pub fn of_words(&self, text: &str) -> Vec<&Rule> {
        let wanted: Vec<String> = text.split_whitespace().map(folded).filter(|word| word.len() >= 3).collect();
        let mentions = |rule: &&Rule| {
            let defined = self.definitions_of(rule).into_iter().map(|definition| definition.text.as_str());
            let own = [rule.topic.as_str(), &rule.title, &rule.why, &rule.fix, &rule.require.text];
            let text = own.into_iter().chain(defined).collect::<Vec<_>>().join(" ");
            // Names of columns have several words.
            let words: Vec<String> = text.split([' ', '_', '-', '(', '.', '\'']).map(folded).collect();
            let joined: Vec<String> = text.split_whitespace().map(folded).collect();
            let has = |wanted: &String| words.iter().chain(&joined).any(|word| word.starts_with(wanted.as_str()));
            wanted.iter().all(has)
        };
        self.rules.iter().filter(|rule| !wanted.is_empty() && mentions(rule)).collect()
    }

    /// The nearest rule or topic to a name that is neither.
    #[must_use]
    pub fn nearest(&self, name: &str) -> Option<&str> {
        nearest(name, self.rules.iter().flat_map(|rule| [rule.id.as_str(), rule.topic.as_str()]))
    }

    /// The rule of an id, whatever the case.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id.eq_ignore_ascii_case(id))
    }

    /// The defined names that a rule's conditions rest on, each before those it rests on itself.
    pub(crate) fn definitions_of(&self, rule: &Rule) -> Vec<&Definition> {
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

    /// The added columns that a rule's conditions name.
    pub(crate) fn columns_of(&self, rule: &Rule) -> Vec<&AddedColumn> {
        let conditions = [rule.among.as_ref(), rule.applies.as_ref(), Some(&rule.require)];
        let named: Vec<(TableId, usize)> = named(rule.table, conditions.into_iter().flatten()).collect();
        let is_named = |added: &&AddedColumn| {
            let at = self.schema.column(added.table, added.column.name);
            at.is_some_and(|at| named.contains(&(added.table, at)))
        };
        self.columns.iter().filter(is_named).collect()
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

/// Mistakes by position, each once.
fn in_order(mut mistakes: Vec<Mistake>) -> Error {
    mistakes.sort_by(|a, b| (&a.file, a.at).cmp(&(&b.file, b.at)));
    mistakes.dedup();
    Error(mistakes)
}

/// Marks which of its columns conditions ask of each reference table.
fn want(references: &mut [Reference], rules: &[Rule], notices: &[RowNotice], actions: &[Action]) {
    let of_rules = rules.iter().flat_map(|rule| [Some(&rule.require), rule.applies.as_ref(), rule.among.as_ref()]);
    let conditions = of_rules.flatten().chain(notices.iter().map(|notice| &notice.condition));
    let conditions = conditions.chain(actions.iter().map(|action| &action.rows));
    let mut asked: Vec<HashSet<usize, RandomState>> = references.iter().map(|_| HashSet::default()).collect();
    for (home, column) in conditions.flat_map(|condition| condition.for_any_day().columns()) {
        if let Home::Reference(reference) = home {
            asked[reference].insert(column);
        }
    }
    for at in 0..references.len() {
        let through: Vec<usize> = references.iter().flat_map(|later| later.asks(at)).collect();
        asked[at].extend(through);
        references[at].want(&asked[at]);
    }
}
