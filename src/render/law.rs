//! State law on pages: a clause in a sentence, what a state asks in a cell, and all that is known of it, state by state.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use super::layout::Paper;
use super::plain::plain;
use super::wording::counted;
use crate::place::{STATES, State};
use crate::report::ListLine;
use crate::rules::RuleBook;
use crate::rules::law::{Clause, Compared, InForce, Required, StateLaw, Subject};
use crate::value::Day;

/// A clause in a sentence: `Texas Election Code 129.003: required since 1 September 2026 (asks the same): …`.
pub(super) fn sentence(clause: &Clause, as_of: Day) -> String {
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
pub(super) fn cell(required: &Required) -> String {
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

/// What is said of states together, where paper is too narrow for a column.
const TOGETHER: [&str; 5] = [
    "paper is required in",
    "less than the rule asks in",
    "nothing that is known is in force on this day in",
    "no such law was found in",
    "not covered for this day:",
];

/// The same of several states in a sentence; nothing where no list tells it.
pub(super) fn sentence_of(lines: &[&ListLine]) -> Option<String> {
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
    let told = TOGETHER.iter().zip(&states).filter(|(_, states)| !states.is_empty());
    let parts: Vec<String> = told.map(|(what, states)| format!("{what} {}", states.join(", "))).collect();
    (!parts.is_empty()).then(|| format!("By state law: {}.", parts.join("; ")))
}

/// What the law of some states says beside a rule, behind the kind of its source, as a basis is; each address on a line of its own,
/// since one that is broken leads nowhere. Where no state is asked about, how many have something.
pub(super) fn basis(book: &RuleBook, rule: &str, states: &[String], first: bool, paper: &Paper) -> String {
    let mut lines: Vec<(String, Option<String>)> = Vec::new();
    for state in states {
        let law = book.laws.of(state);
        let clauses: Vec<&Clause> = law.iter().flat_map(|law| law.on(rule, book.as_of)).collect();
        // What is to come is told as well: a duty does not begin overnight.
        let to_come = |clause: &&Clause| clause.rule == rule && book.as_of < clause.in_force.day();
        let to_come = law.iter().flat_map(|law| law.clauses.iter()).filter(to_come);
        let to_come: Vec<&Clause> = to_come.filter(|clause| matches!(clause.in_force, InForce::Since(_))).collect();
        if clauses.is_empty() && to_come.is_empty() {
            lines.extend(without(state, law.as_deref(), rule, book.as_of));
        }
        lines.extend(
            clauses.iter().chain(&to_come).map(|clause| (sentence(clause, book.as_of), Some(plain(&clause.url)))),
        );
    }
    if states.is_empty() {
        let all = book.laws.all();
        let with: Vec<&Arc<StateLaw>> = all.iter().filter(|law| law.on(rule, book.as_of).next().is_some()).collect();
        if let Some(first) = with.first() {
            let states = counted(with.len() as u64, ("state", "states"));
            let text = format!("of {states} is known: pollworthy explain {} --state {}", plain(rule), first.state);
            lines.push((text, None));
        }
    }
    let mut page = String::new();
    for (at, (text, url)) in lines.iter().enumerate() {
        let label = if at == 0 && first { "BASIS" } else { "" };
        let kind = if at == 0 { "state law" } else { "" };
        page.push_str(&paper.labelled(&format!("{label:<13}{kind:<11}"), text));
        page.extend(url.iter().map(|url| format!("{:24}{url}\n", "")));
    }
    page
}

/// What is said of a state none of whose clauses on a rule is in force; nothing of rules that law was not looked through for.
fn without(state: &str, law: Option<&StateLaw>, rule: &str, as_of: Day) -> Option<(String, Option<String>)> {
    let subject = Subject::of_rule(rule)?;
    let (name, on) = (name(state), subject.in_words());
    let none = law.and_then(|law| law.none.iter().find(|none| none.subject == subject));
    if let Some(none) = none {
        let text = format!("{name}: no law on {on} on {}, says {}", none.by.in_words(), plain(&none.source));
        return Some((text, Some(plain(&none.url))));
    }
    let has_other_days =
        law.is_some_and(|law| law.covers(subject) && law.clauses.iter().any(|clause| clause.rule == rule));
    Some(if has_other_days {
        (format!("{name}: nothing that is known asks this on {}", as_of.in_words()), None)
    } else if law.is_some_and(|law| law.covers(subject)) {
        (format!("{name}: no clause on this rule is known; its law on {on} has others"), None)
    } else {
        (format!("{name}: its law on {on} is not covered here"), None)
    })
}

/// A state's name, or its letters where it has none.
fn name(state: &str) -> String {
    State::named(state).map_or_else(|| plain(state), |known| known.name.to_owned())
}

/// How much law goes with a book, in a line; nothing where there is none.
pub(super) fn checked(book: &RuleBook) -> String {
    let all = book.laws.all();
    let clauses: usize = all.iter().map(|law| law.clauses.len()).sum();
    if clauses == 0 {
        return String::new();
    }
    let clauses = counted(clauses as u64, ("clause", "clauses"));
    let states = counted(all.len() as u64, ("state", "states"));
    format!("{clauses} of the law of {states}, each attached to a rule.\n")
}

/// Writes the clauses of all states or some, and what is not covered.
///
/// # Errors
/// Where the writer fails.
pub fn list(book: &RuleBook, states: &[String], paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let is_asked = |state: &str| states.is_empty() || states.iter().any(|asked| asked == state);
    let all: Vec<Arc<StateLaw>> = book.laws.all().into_iter().filter(|law| is_asked(&law.state)).collect();
    let selected = |clause: &&Clause| book.rules.iter().any(|rule| rule.selected && rule.id == clause.rule);
    let clauses: usize = all.iter().map(|law| law.clauses.iter().filter(selected).count()).sum();
    let count = format!(
        "{}, {}",
        counted(clauses as u64, ("clause", "clauses")),
        counted(all.len() as u64, ("state", "states"))
    );
    writeln!(to, "{}", paper.edges("STATE LAW BESIDE THE RULES", &count))?;
    let text = "Each clause stands beside the rule it speaks of. It changes no verdict and no score.";
    writeln!(to, "{}", paper.paragraph("", "", text))?;
    for law in &all {
        let head = format!("{} ({})", name(&law.state).to_uppercase(), plain(&law.state));
        write!(to, "{}", paper.edges(&head, &format!("sources read {}", law.checked_on.in_words())))?;
        for clause in law.clauses.iter().filter(selected) {
            let label = format!("  {:<8}", plain(&clause.rule));
            write!(to, "{}", paper.labelled(&label, &sentence(clause, book.as_of)))?;
            writeln!(to, "          {}", plain(&clause.url))?;
            let source = format!("Read in: {}", plain(&clause.source));
            write!(to, "{}", paper.paragraph("          ", "          ", &source))?;
        }
        for none in &law.none {
            let (on, by) = (none.subject.in_words(), none.by.in_words());
            let text = format!("On {by} there was no law on {on}. Read in: {}", plain(&none.source));
            write!(to, "{}", paper.paragraph("  none    ", "          ", &text))?;
            writeln!(to, "          {}", plain(&none.url))?;
        }
        writeln!(to)?;
    }
    write!(to, "{}", not_covered(&all, states, paper))
}

/// The states of which nothing is settled, subject by subject.
fn not_covered(all: &[Arc<StateLaw>], states: &[String], paper: &Paper) -> String {
    let asked: Vec<&str> = if states.is_empty() {
        let is_state = |state: &&State| state.fips <= "56";
        let own = all.iter().map(|law| law.state.as_str());
        let mut every: Vec<&str> = STATES.iter().filter(is_state).map(|state| state.code).chain(own).collect();
        every.sort_unstable();
        every.dedup();
        every
    } else {
        states.iter().map(String::as_str).collect()
    };
    let covers = |state: &str, subject| all.iter().any(|law| law.state == state && law.covers(subject));
    let mut by_subject: BTreeMap<Subject, Vec<&str>> = BTreeMap::new();
    for subject in Subject::ALL {
        let open: Vec<&str> = asked.iter().copied().filter(|state| !covers(state, subject)).collect();
        if !open.is_empty() {
            by_subject.insert(subject, open);
        }
    }
    if by_subject.is_empty() {
        let text = "Every state asked about is covered for every subject.";
        return paper.paragraph("", "", text);
    }
    let said: Vec<String> = by_subject
        .into_iter()
        .map(|(subject, open)| {
            let all =
                if open.len() == asked.len() && open.len() > 3 { "all of them".to_owned() } else { open.join(" ") };
            format!("{} ({}): {}.", super::place::first_large(subject.in_words()), open.len(), plain(&all))
        })
        .collect();
    let territories = if states.is_empty() { " No territory is covered." } else { "" };
    let said = said.join(" ");
    let text = format!("That a state is not covered does not say that it has no such law. {said}{territories}");
    paper.labelled("NOT COVERED   ", &text)
}
