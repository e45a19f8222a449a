//! What state law says of a rule or a list: a clause in a sentence, what a state asks in a cell, how much law is known.

use super::plain::plain;
use super::wording::{STATES, counted};
use crate::place::State;
use crate::report::ListLine;
use crate::rules::RuleBook;
use crate::rules::law::{Clause, Compared, InForce, Required, StateLaw, Subject};
use crate::words::value::Day;

/// A clause in a sentence: `Texas Election Code 129.003: required since 1 September 2026 (asks the same): …`.
pub(crate) fn sentence(clause: &Clause, as_of: Day) -> String {
    let since = match clause.in_force {
        InForce::Since(day) if as_of < day => format!("from {}", day.in_words()),
        InForce::Since(day) if clause.compared == Compared::Less => format!("in force since {}", day.in_words()),
        InForce::Since(day) => format!("required since {}", day.in_words()),
        InForce::By(day) => format!("in force on {}, when it was read", day.in_words()),
    };
    let until = match clause.until {
        Some(day) if day < as_of => format!(", ended {}", day.in_words()),
        Some(day) => format!(" until {}", day.in_words()),
        None => String::new(),
    };
    let asks = match clause.compared {
        Compared::More => "asks more",
        Compared::Same => "asks the same",
        Compared::Less => "asks less",
    };
    format!("{}: {since}{until} ({asks}): {}", plain(&clause.code), plain(&clause.asks))
}

/// Whether a state's law asks for what a list is about, in a cell.
pub(crate) fn cell(required: &Required) -> String {
    match required {
        Required::Yes { in_force: InForce::Since(day), less: false, .. } => format!("required since {day}"),
        Required::Yes { in_force: InForce::By(day), less: false, .. } => format!("required (read {day})"),
        Required::Yes { in_force: InForce::Since(day), less: true, .. } => format!("asks less, since {day}"),
        Required::Yes { in_force: InForce::By(day), less: true, .. } => format!("asks less (read {day})"),
        Required::NotInForce => "nothing known yet".to_owned(),
        Required::NoneFound(day) => format!("no law found ({day})"),
        Required::NotCovered => "not covered".to_owned(),
    }
}

/// What several states have in common, by the columns of [`sentence_of`].
const TOGETHER: [&str; 5] = [
    "paper is required in",
    "less than the rule asks in",
    "no known law is in force on this day in",
    "no such law was found in",
    "not covered for this day:",
];

/// The same for several states in a sentence; nothing if no list shows it.
pub(crate) fn sentence_of(lines: &[&ListLine]) -> Option<String> {
    let days = |in_force: InForce| match in_force {
        InForce::Since(day) => format!(" since {day}"),
        InForce::By(day) => format!(" (read {day})"),
    };
    let mut states: [Vec<String>; TOGETHER.len()] = Default::default();
    for line in lines {
        let Some(law) = &line.law else { continue };
        let (at, when) = match law {
            Required::Yes { in_force, less, .. } => (usize::from(*less), days(*in_force)),
            Required::NotInForce => (2, String::new()),
            Required::NoneFound(day) => (3, format!(" ({day})")),
            Required::NotCovered => (4, String::new()),
        };
        states[at].push(format!("{}{when}", plain(line.letters())));
    }
    let known = TOGETHER.iter().zip(&states).filter(|(_, states)| !states.is_empty());
    let parts: Vec<String> = known.map(|(what, states)| format!("{what} {}", states.join(", "))).collect();
    (!parts.is_empty()).then(|| format!("By state law: {}.", parts.join("; ")))
}

/// The sentence on a state with no clause on a rule in force; none for rules for which the law was not searched.
pub(crate) fn without(state: &str, law: Option<&StateLaw>, rule: &str, as_of: Day) -> Option<(String, Option<String>)> {
    let subject = Subject::of_rule(rule)?;
    let (name, on) = (name(state), subject.in_words());
    let none = law.and_then(|law| law.none.iter().find(|none| none.subject == subject));
    if let Some(none) = none {
        let text = format!("{name}: no law on {on} as of {}, according to {}", none.by.in_words(), plain(&none.source));
        return Some((text, Some(plain(&none.url))));
    }
    let has_other_days =
        law.is_some_and(|law| law.covers(subject) && law.clauses.iter().any(|clause| clause.rule == rule));
    Some(if has_other_days {
        (format!("{name}: no known law asks this on {}", as_of.in_words()), None)
    } else if law.is_some_and(|law| law.covers(subject)) {
        (format!("{name}: no clause on this rule is known; its law on {on} has others"), None)
    } else {
        (format!("{name}: its law on {on} is not covered here"), None)
    })
}

/// A state's name, or its letters where it has none.
pub(crate) fn name(state: &str) -> String {
    State::named(state).map_or_else(|| plain(state), |known| known.name.to_owned())
}

/// How much law goes with a book, in a line; nothing where there is none.
pub(crate) fn checked(book: &RuleBook) -> String {
    let all = book.laws.all();
    let clauses: usize = all.iter().map(|law| law.clauses.len()).sum();
    if clauses == 0 {
        return String::new();
    }
    let clauses = counted(clauses as u64, ("clause", "clauses"));
    let states = counted(all.len() as u64, STATES);
    format!("{clauses} of the law of {states}, each attached to a rule.\n")
}

pub(crate) fn basis(clause: &Clause, as_of: Day) -> String {
    format!("state law: {}", sentence(clause, as_of))
}
