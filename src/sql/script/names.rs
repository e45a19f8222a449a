//! Names in scripts: which a rule may have, and how relations are marked until their host names them.

use std::collections::HashMap;

use super::RefusedRule;
use crate::rules::{Rule, RuleBook};
use crate::schema::TABLES;
use crate::sql::condition::Refusal;
use crate::sql::dialect::Dialect;

/// A table or view as it is marked in what a view selects.
pub struct Relation;

const OPEN: char = '\u{2}';
const CLOSE: char = '\u{3}';

impl Relation {
    /// A mark that stands for a table or view.
    #[must_use]
    pub fn named(name: &str) -> String {
        format!("{OPEN}{name}{CLOSE}")
    }

    /// A text with every mark replaced by what its host calls the relation.
    #[must_use]
    pub fn resolved(text: &str, name: impl Fn(&str) -> String) -> String {
        resolved(text, name)
    }
}

pub(super) fn resolved(text: &str, name: impl Fn(&str) -> String) -> String {
    let mut all = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(OPEN) {
        let (relation, behind) = after.split_once(CLOSE).unwrap_or((after, ""));
        all.push_str(before);
        all.push_str(&name(relation));
        rest = behind;
    }
    all + rest
}

/// A text that stays in the comment of one line.
pub(super) fn in_comment(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c }).collect()
}

/// The names of a script's own tables and views.
const OWN: [&str; 12] = [
    "about",
    "settings",
    "variables",
    "elections",
    "places",
    "waivers",
    "rules",
    "verdicts",
    "tallies",
    "risk",
    "lists",
    "laws",
];

/// What is behind the names of tables and of views in the names of others.
const BEHIND: [&str; 8] = ["", "_read", "_judged", "_sums", "_counted", "_listed", "_places", "_on_paper"];

/// The most bytes of a name; PostgreSQL cuts what is longer, and two may become one.
const LONGEST: usize = 60;

/// Refuses a rule whose id cannot be the name of a view.
pub(super) fn check(book: &RuleBook, dialect: Dialect) -> Result<(), RefusedRule> {
    let mut known: HashMap<String, &str> = HashMap::new();
    for own in OWN.iter().copied().chain(TABLES.iter().map(|table| table.name)) {
        for behind in BEHIND {
            known.insert(format!("{own}{behind}"), "is the name of a view that every script has");
        }
    }
    for rule in &book.rules {
        let why = if dialect == Dialect::Postgres && rule.id.len() + " waived".len() > LONGEST {
            Some("is too long for a name in PostgreSQL")
        } else {
            known.insert(rule.id.to_lowercase(), "differs from another rule's id in capitals only")
        };
        if let Some(why) = why {
            return Err(refused(rule, Refusal(format!("the id {why}"))));
        }
    }
    Ok(())
}

/// A rule with why it is refused.
pub(super) fn refused(rule: &Rule, why: Refusal) -> RefusedRule {
    RefusedRule { at: format!("{}:{}", rule.origin, rule.line), id: rule.id.clone(), why }
}
