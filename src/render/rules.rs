//! Pages about a rules file: its rules, what a careful reader would ask of it, its examples.

use std::io::{self, Write};

use super::layout::{Column, Paper};
use super::plain::plain;
use super::wording::counted;
use crate::finding::Verdict;
use crate::report::examples::Held;
use crate::rules::{Rule, RuleBook};

const RULES: (&str, &str) = ("rule", "rules");
const EXAMPLES: (&str, &str) = ("example", "examples");

fn title(book: &RuleBook) -> String {
    let (name, version) = (&book.ruleset.name, &book.ruleset.version);
    let said = if name.is_empty() { book.origin.clone() } else { format!("{name} {version}") };
    plain(said.trim()).to_uppercase()
}

fn selected(book: &RuleBook) -> Vec<&Rule> {
    book.rules.iter().filter(|rule| rule.selected).collect()
}

/// Writes every rule: severity, id, what it asks.
///
/// # Errors
/// Where the writer fails.
pub fn list(book: &RuleBook, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let rules = selected(book);
    writeln!(to, "{}", paper.edges(&title(book), &counted(rules.len() as u64, RULES)))?;
    let mut rows = vec![["severity", "rule", "topic", "what must hold"].map(str::to_owned).to_vec()];
    rows.extend(rules.iter().map(|rule| {
        let assumes = if rule.assumes { " (assumes)" } else { "" };
        let from = rule.severity_from.as_ref().map(|from| format!(" (severity from {})", plain(from)));
        vec![
            rule.severity.name().to_owned(),
            rule.id.clone(),
            plain(&rule.topic),
            format!("{}{assumes}{}", plain(&rule.title), from.unwrap_or_default()),
        ]
    }));
    let columns =
        [Column::words(2).at_least(8), Column::words(2).at_least(6), Column::words(2).at_least(11), Column::words(2)];
    writeln!(to, "{}", paper.columns(&rows, &columns))?;
    let assumes =
        "A rule that assumes reads some blanks as an answer: a coalesce, an is null or a case in it says which.";
    write!(to, "{}", paper.paragraph("", "", assumes))?;
    for off in &book.off {
        let first = format!("OFF  {}  ", plain(&off.id));
        let text = format!("{} (from {})", plain(&off.reason), plain(&off.origin));
        write!(to, "{}", paper.paragraph(&first, &" ".repeat(first.len()), &text))?;
    }
    if !book.params.is_empty() {
        writeln!(to, "\nPARAMS")?;
        let rows: Vec<Vec<String>> = book
            .params
            .iter()
            .map(|param| {
                vec![param.name.clone(), plain(&param.value.to_string()), format!("from {}", plain(&param.origin))]
            })
            .collect();
        write!(to, "{}", paper.columns(&rows, &[Column::words(2), Column::numbers(2), Column::words(2)]))?;
    }
    Ok(())
}

/// Writes what a careful reader would ask of a rules file that has no mistakes.
///
/// # Errors
/// Where the writer fails.
pub fn check(book: &RuleBook, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let rules = selected(book);
    let count = counted(rules.len() as u64, RULES);
    write!(to, "{}", paper.paragraph("", "", &format!("{}: {count}, no mistakes.", plain(&book.origin))))?;
    let assumes: Vec<&str> = rules.iter().filter(|rule| rule.assumes).map(|rule| rule.id.as_str()).collect();
    if !assumes.is_empty() {
        let text = format!("{} (a coalesce, an is null or a case reads some blanks as an answer)", assumes.join(", "));
        write!(to, "{}", paper.paragraph("ASSUMES  ", "         ", &text))?;
    }
    for (what, lacks) in LACKS {
        let lacking: Vec<&str> = rules.iter().filter(|rule| lacks(rule)).map(|rule| rule.id.as_str()).collect();
        if !lacking.is_empty() {
            let first = format!("WITHOUT {what}  ");
            write!(to, "{}", paper.paragraph(&first, &" ".repeat(first.len()), &lacking.join(", ")))?;
        }
    }
    Ok(())
}

type Lacks = (&'static str, fn(&Rule) -> bool);

/// What a rule should have, and whether one lacks it.
const LACKS: [Lacks; 6] = [
    ("A WHY", |rule| rule.why.is_empty()),
    ("A FIX", |rule| rule.fix.is_empty()),
    ("A SOURCE", |rule| rule.sources.is_empty()),
    ("AN EXAMPLE THAT PASSES", |rule| lacks(rule, Verdict::Pass)),
    ("AN EXAMPLE THAT FAILS", |rule| lacks(rule, Verdict::Fail)),
    ("AN EXAMPLE THAT IS UNKNOWN", |rule| lacks(rule, Verdict::Unknown)),
];

fn lacks(rule: &Rule, verdict: Verdict) -> bool {
    rule.examples.iter().all(|example| example.verdict != verdict)
}

/// Writes how the examples held.
///
/// # Errors
/// Where the writer fails.
pub fn test(book: &RuleBook, held: &[Held], paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let broken: Vec<&Held> = held.iter().filter(|held| !held.holds()).collect();
    for one in &broken {
        let text = format!(
            "{}:{}: {}: this example is to be {}, and it is {}",
            plain(&book.origin),
            one.line,
            one.rule,
            one.wanted.name(),
            one.got.name()
        );
        write!(to, "{}", paper.paragraph("", "  ", &text))?;
    }
    let rules = selected(book);
    let covered = |verdict| rules.iter().filter(|rule| !lacks(rule, verdict)).count();
    let all = rules.len();
    writeln!(
        to,
        "{} of {}, {} hold. Rules with an example that passes: {} of {all}; that fails: {} of {all}; unknown: {} of {all}.",
        counted(held.len() as u64, EXAMPLES),
        counted(all as u64, RULES),
        if broken.is_empty() { "all".to_owned() } else { format!("{}", held.len() - broken.len()) },
        covered(Verdict::Pass),
        covered(Verdict::Fail),
        covered(Verdict::Unknown),
    )
}
