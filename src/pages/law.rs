//! State law on pages: under a rule's basis, and all that is known of it, state by state.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use super::layout::Paper;
use crate::phrases::law::{name, sentence, without};
use crate::phrases::plain::plain;
use crate::phrases::wording::{STATES, counted, first_large};
use crate::place;
use crate::place::State;
use crate::rules::RuleBook;
use crate::rules::law::{Clause, InForce, StateLaw, Subject};

/// What the law of some states says about a rule, after the kind of its source, as a basis is; each address on a line of its own,
/// since one that is broken leads nowhere. Where no state is asked about, how many have something.
pub(super) fn basis(book: &RuleBook, rule: &str, states: &[String], first: bool, paper: &Paper) -> String {
    let mut lines: Vec<(String, Option<String>)> = Vec::new();
    for state in states {
        let law = book.laws.of(state);
        let clauses: Vec<&Clause> = law.iter().flat_map(|law| law.on(rule, book.as_of)).collect();
        // What is to come is shown as well: a duty does not begin overnight.
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
            let states = counted(with.len() as u64, STATES);
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

/// Writes the clauses of all states or some, and what is not covered.
///
/// # Errors
/// Where the writer fails.
pub fn list(book: &RuleBook, states: &[String], paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let is_asked = |state: &str| states.is_empty() || states.iter().any(|asked| asked == state);
    let all: Vec<Arc<StateLaw>> = book.laws.all().into_iter().filter(|law| is_asked(&law.state)).collect();
    let selected = |clause: &&Clause| book.rules.iter().any(|rule| rule.selected && rule.id == clause.rule);
    let clauses: usize = all.iter().map(|law| law.clauses.iter().filter(selected).count()).sum();
    let count = format!("{}, {}", counted(clauses as u64, ("clause", "clauses")), counted(all.len() as u64, STATES));
    writeln!(to, "{}", paper.edges("STATE LAW FOR THE RULES", &count))?;
    let text = "Each clause is listed with the rule it is about. It changes no verdict and no score.";
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
        let mut every: Vec<&str> = place::STATES.iter().filter(is_state).map(|state| state.code).chain(own).collect();
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
            format!("{} ({}): {}.", first_large(subject.in_words()), open.len(), plain(&all))
        })
        .collect();
    let territories = if states.is_empty() { " No territory is covered." } else { "" };
    let said = said.join(" ");
    let text = format!("That a state is not covered does not mean that it has no such law. {said}{territories}");
    paper.labelled("NOT COVERED   ", &text)
}
