//! Names in scripts: which a rule may have, and how relations are marked until their host names them.

use std::collections::HashMap;

use super::RefusedRule;
use super::judged::summed;
use crate::export::layout::Layout;
use crate::rules::{Rule, RuleBook};
use crate::schema::{TABLES, TableId};
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

/// The most bytes of a list's key in names of columns, which say more behind it.
const LONGEST_KEY: usize = 36;

/// Columns that every table of PostgreSQL has.
const OF_POSTGRES: [&str; 6] = ["cmax", "cmin", "ctid", "tableoid", "xmax", "xmin"];

/// Whether an engine takes a name as it is.
pub(super) fn fits(name: &str, dialect: Dialect) -> bool {
    dialect != Dialect::Postgres || name.len() <= LONGEST
}

/// What a list is called in names of columns: its key, unless two keys may be one name.
pub(super) fn list_name(book: &RuleBook, list: usize) -> String {
    let key = &book.lists[list].key;
    let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_');
    if key.len() <= LONGEST_KEY && key.bytes().all(is_plain) { key.clone() } else { format!("#{list}") }
}

/// Refuses files and columns of an export that cannot have their names on an engine.
pub(super) fn check_columns(book: &RuleBook, layout: &Layout, dialect: Dialect) -> Result<(), String> {
    if book.open && book.references.iter().any(|reference| ["day", "param"].contains(&reference.name.as_str())) {
        return Err(
            "a reference is named day or param, which cannot be told from settings that are left open".to_owned()
        );
    }
    let references = layout.references.iter().map(|(_, sheet)| sheet);
    for sheet in layout.tables.iter().chain(references) {
        for field in &sheet.fields {
            // Conditions name a column of a reference or a place with its table.
            let whole = format!("{}.{}", sheet.name, field.name);
            if dialect == Dialect::Postgres && OF_POSTGRES.contains(&field.name.as_str()) {
                return Err(format!("{whole}: every table of PostgreSQL has a column of this name; give it another"));
            }
            if !fits(&whole, dialect) {
                return Err(format!("{whole}: the name is too long for PostgreSQL"));
            }
        }
    }
    Ok(())
}

/// Refuses a rule whose id cannot be the name of a view.
pub(super) fn check(book: &RuleBook, dialect: Dialect) -> Result<(), RefusedRule> {
    let mut known: HashMap<String, &str> = HashMap::new();
    for reference in &book.references {
        for behind in ["", "_read"] {
            known.insert(format!("reference_{}{behind}", reference.name), "is the name of a table of the export");
        }
    }
    for column in TableId::all().flat_map(summed) {
        known.insert(column.to_owned(), "is the name of a column that is added up for lists");
    }
    for own in OWN.iter().copied().chain(TABLES.iter().map(|table| table.name)) {
        for behind in BEHIND {
            known.insert(format!("{own}{behind}"), "is the name of a view that every script has");
        }
    }
    for rule in &book.rules {
        let why = if dialect == Dialect::Postgres && rule.id.len() + " waived".len() > LONGEST {
            Some("is too long for a name in PostgreSQL")
        } else if dialect == Dialect::Sqlite && rule.id.to_lowercase().starts_with("sqlite_") {
            Some("begins as only SQLite's own names may")
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
