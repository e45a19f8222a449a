//! The kinds of tables in files of law, each declared once: the reader and the JSON Schema are made from them.

use super::{Compared, Subject};
use crate::toml_file::{KeyKind, TableKind, Together, key};

/// A file of law.
pub static LAW_FILE: TableKind = TableKind {
    what: "a file of law",
    this: "this file",
    meaning: "what the law of one state asks, clause by clause, each cited; the file is named after the state's two letters",
    keys: &[
        key("state", KeyKind::Filled, "the state's two letters").needed(),
        key("checked_on", KeyKind::Day, "the day somebody last read the sources").needed(),
        key(
            "covered",
            KeyKind::List(&KeyKind::Called("a subject", &KeyKind::Word(subjects)), 0),
            "the subjects that were looked through and settled: each has a clause, or a [[none]]",
        )
        .because("which subjects were looked through?"),
        key("clause", KeyKind::List(&KeyKind::Table(&CLAUSE), 0), "the clauses"),
        key("none", KeyKind::List(&KeyKind::Table(&NONE), 0), "the subjects on which a source says there is no law"),
    ],
    together: &[],
};

/// A clause.
pub static CLAUSE: TableKind = TableKind {
    what: "a clause",
    this: "this clause",
    meaning: "what one section of the law asks, attached to a rule",
    keys: &[
        key("rule", KeyKind::Filled, "the id of the rule that it attaches to").needed(),
        key("code", KeyKind::Filled, "the section, as lawyers cite it, short").needed(),
        key("in_force", KeyKind::Table(&IN_FORCE), "since when it is in force").because(
            "write in_force = { since = 2026-09-01 }, its day of effect, or { by = … }, a day it was in force",
        ),
        key("until", KeyKind::Day, "its last day in force"),
        key("asks", KeyKind::Filled, "what it asks, in one plain sentence").needed(),
        key(
            "compared",
            KeyKind::Word(|| Compared::ALL.map(Compared::name).to_vec()),
            "whether it asks more than the rule, the same or less",
        )
        .needed(),
        key("url", KeyKind::Filled, "where it can be read: https").because("leave out what cannot be cited"),
        key("source", KeyKind::Filled, "what was read").because("leave out what cannot be cited"),
    ],
    together: &[],
};

/// Since when a clause is in force.
pub static IN_FORCE: TableKind = TableKind {
    what: "in_force",
    this: "in_force",
    meaning: "since when a clause is in force: one of the two",
    keys: &[
        key("since", KeyKind::Day, "its day of effect"),
        key("by", KeyKind::Day, "a day on which it was in force, if it is not known when that began"),
    ],
    together: &[
        Together::OneAtLeast(&["since", "by"], "in_force has neither since nor by"),
        Together::NotAll(&["since", "by"], "in_force has since or by, not both"),
    ],
};

/// A subject without law.
pub static NONE: TableKind = TableKind {
    what: "a none",
    this: "this none",
    meaning: "a source that says that the state has no law on a subject",
    keys: &[
        key("subject", KeyKind::Word(subjects), "the subject").needed(),
        key("by", KeyKind::Day, "the day of the source").needed(),
        key("url", KeyKind::Filled, "where it can be read: https").because("leave out what cannot be cited"),
        key("source", KeyKind::Filled, "what was read").because("leave out what cannot be cited"),
    ],
    together: &[],
};

pub(super) fn subjects() -> Vec<&'static str> {
    Subject::ALL.iter().map(|subject| subject.name()).collect()
}
