//! The lists of a book: those that the files declare, and one for each topic that no list is called by.

use super::bind::Binder;
use super::file::{RawFile, RawLesser, RawList};
use super::rule::{Lesser, List, Rule, Text};

impl Binder<'_> {
    pub(super) fn lists(&mut self, raw: &RawFile, rules: &[Rule]) -> Vec<List> {
        let mut lists: Vec<List> = Vec::new();
        for list in &raw.lists {
            let lacking = self.members(&list.lacking, raw, rules);
            let kind =
                |kind: &RawLesser| Lesser { name: kind.name.clone(), rules: self.members(&kind.rules, raw, rules) };
            let lesser = list.lesser.iter().map(kind).collect();
            lists.push(named(list, lacking, lesser, rules));
        }
        for (at, rule) in rules.iter().enumerate() {
            match lists.iter_mut().find(|list| list.key == rule.topic) {
                Some(list) if raw.lists.iter().any(|raw| raw.key == list.key) => {}
                Some(list) => {
                    list.lacking.push(at);
                    // The words of the first rule are not those of all.
                    list.lacks = rules_on(&list.key);
                }
                None => {
                    let list = RawList {
                        key: rule.topic.clone(),
                        name: None,
                        lacks: None,
                        lacking: Vec::new(),
                        lesser: Vec::new(),
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

/// The phrase for what fails one of several rules on a topic.
fn rules_on(key: &str) -> String {
    format!("do not meet the rules on {}", key.replace('-', " "))
}

fn named(raw: &RawList, lacking: Vec<usize>, lesser: Vec<Lesser>, rules: &[Rule]) -> List {
    let only = match lacking.as_slice() {
        [only] => rules.get(*only).map(|rule| rule.unmet.clone()),
        _ => None,
    };
    List {
        key: raw.key.clone(),
        name: raw.name.clone(),
        lacks: raw.lacks.clone().or(only).unwrap_or_else(|| rules_on(&raw.key)),
        lacking,
        lesser,
    }
}
