//! Pages about a rules file: its rules, what a careful reader would ask of it, its examples.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::explain::{column, in_force, said_by, severity_changed, waivers_changed};
use super::layout::{Column, Paper, width};
use crate::finding::Verdict;
use crate::phrases::law::checked;
use crate::phrases::plain::plain;
use crate::phrases::wording::{RULES, counted, number};
use crate::predicate::Node;
use crate::report::advice::is_about_place;
use crate::report::examples::Held;
use crate::report::matched::Unmatched;
use crate::rules::{Measure, Reference, Rule, RuleBook};
use crate::schema::TableId;
use crate::words::value::Value;

const LINES: (&str, &str) = ("line", "lines");
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
    // The sets are below one another, and so should their columns be.
    let widest = |of: fn(&Rule) -> &str| rules.iter().map(|rule| width(of(rule))).max().unwrap_or_default().min(20);
    let least = |of| u16::try_from(widest(of)).unwrap_or_default();
    let columns = [
        Column::words(2).at_least(8),
        Column::words(2).at_least(least(|rule| &rule.id)),
        Column::words(2).at_least(least(|rule| &rule.topic)),
        Column::words(2),
    ];
    let mut head = vec![["severity", "rule", "topic", "what must hold"].map(str::to_owned).to_vec()];
    for layer in &book.layers {
        let own: Vec<&&Rule> = rules.iter().filter(|rule| rule.origin == layer.origin).collect();
        if own.is_empty() {
            continue;
        }
        let mut rows = std::mem::take(&mut head);
        rows.extend(own.iter().map(|rule| row(rule)));
        // A set of one file with the same name is already named in the title.
        if book.layers.len() > 1 || layer.origin != book.ruleset.name {
            writeln!(to, "FROM {}: {}", plain(&layer.origin), counted(own.len() as u64, RULES))?;
        }
        writeln!(to, "{}", paper.columns(&rows, &columns))?;
    }
    let assumes =
        "A rule marked (assumes) reads some blanks as an answer: coalesce, is null or case in it shows which.";
    write!(to, "{}", paper.paragraph("", "", assumes))?;
    let off = book.off.iter().map(|off| {
        let text = format!("{}: {} (from {})", plain(&off.short), plain(&off.reason), plain(&off.origin));
        (plain(&off.id), text)
    });
    write!(to, "{}", part("TURNED OFF, OR NOT IN FORCE", &off.collect::<Vec<_>>(), paper))?;
    let changed = rules.iter().filter_map(|rule| Some((plain(&rule.id), changes(rule)?)));
    write!(to, "{}", part("CHANGED BY A LAYER", &changed.collect::<Vec<_>>(), paper))?;
    let dated = rules.iter().filter_map(|rule| Some((plain(&rule.id), in_force(rule)?)));
    write!(to, "{}", part("IN FORCE FOR A TIME", &dated.collect::<Vec<_>>(), paper))?;
    if !book.params.is_empty() {
        writeln!(to, "\nPARAMS")?;
        let rows: Vec<Vec<String>> = book
            .params
            .iter()
            .map(|param| vec![param.name.clone(), plain(&param.value.to_string()), format!("from {}", said_by(param))])
            .collect();
        write!(to, "{}", paper.columns(&rows, &[Column::words(2), Column::numbers(2), Column::words(2)]))?;
    }
    if !book.columns.is_empty() {
        writeln!(to, "\nADDED COLUMNS")?;
        for added in &book.columns {
            write!(to, "{}", paper.paragraph("  ", "    ", &column(added)))?;
        }
    }
    write!(to, "{}", part("DEFINED NAMES", &definitions(book), paper))?;
    let tables: Vec<(String, String)> =
        book.references.iter().map(|reference| (plain(&reference.name), looked_up(reference))).collect();
    write!(to, "{}", part("REFERENCE TABLES", &tables, paper))
}

/// What a reference table is: its file, how much it knows, and by what it is asked.
fn looked_up(reference: &Reference) -> String {
    let tables: Vec<&str> = reference.tables.iter().map(|table| table.table().name).collect();
    format!(
        "{}, {}, for {} by {}",
        plain(&reference.file),
        counted(reference.lines(), LINES),
        tables.join(" and "),
        reference.keys.join(" and ")
    )
}

fn row(rule: &Rule) -> Vec<String> {
    let assumes = if rule.assumes { " (assumes)" } else { "" };
    vec![
        rule.severity.name().to_owned(),
        rule.id.clone(),
        plain(&rule.topic),
        format!("{}{assumes}", plain(&rule.title)),
    ]
}

/// A heading, and below it texts behind what they are about; nothing where there are none.
fn part(heading: &str, lines: &[(String, String)], paper: &Paper) -> String {
    let widest = lines.iter().map(|(about, _)| width(about)).max().unwrap_or_default().min(24);
    let lines: String =
        lines.iter().map(|(about, text)| paper.labelled(&format!("  {about:<widest$}  "), text)).collect();
    if lines.is_empty() { lines } else { format!("\n{heading}\n{lines}") }
}

/// What a layer made of a rule, where one did.
fn changes(rule: &Rule) -> Option<String> {
    let said: Vec<String> = severity_changed(rule).into_iter().chain(waivers_changed(rule)).collect();
    (!said.is_empty()).then(|| said.join("; "))
}

/// The defined names by table, those of one origin together.
fn definitions(book: &RuleBook) -> Vec<(String, String)> {
    let mut groups: BTreeMap<(TableId, &str, Option<&str>), Vec<String>> = BTreeMap::new();
    for definition in &book.definitions {
        let key = (definition.table, definition.origin.as_str(), definition.replaces.as_deref());
        groups.entry(key).or_default().push(plain(&definition.name));
    }
    let line = |((table, origin, replaces), mut names): ((TableId, &str, Option<&str>), Vec<String>)| {
        names.sort();
        let instead = replaces.map(|old| format!(", in place of {}", plain(old))).unwrap_or_default();
        (table.table().name.to_owned(), format!("{} (from {}{instead})", names.join(", "), plain(origin)))
    };
    groups.into_iter().map(line).collect()
}

/// Writes what a careful reader would ask of a rules file that has no mistakes.
///
/// Where an inventory was read, `unmatched` are the rules that are about no row of it.
///
/// # Errors
/// Where the writer fails.
pub fn check(book: &RuleBook, unmatched: Option<&[Unmatched]>, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let rules = selected(book);
    let count = counted(rules.len() as u64, RULES);
    write!(to, "{}", paper.paragraph("", "", &format!("{}: {count}, no mistakes.", plain(&book.origin))))?;
    write!(to, "{}", checked(book))?;
    let assumes: Vec<&str> = rules.iter().filter(|rule| rule.assumes).map(|rule| rule.id.as_str()).collect();
    if !assumes.is_empty() {
        let text = format!("{} (coalesce, is null or case reads some blanks as an answer)", assumes.join(", "));
        write!(to, "{}", paper.paragraph("ASSUMES  ", "         ", &text))?;
    }
    for (what, lacks) in LACKS {
        let lacking: Vec<&str> = rules.iter().filter(|rule| lacks(rule)).map(|rule| rule.id.as_str()).collect();
        if !lacking.is_empty() {
            let first = format!("WITHOUT {what}  ");
            write!(to, "{}", paper.paragraph(&first, &" ".repeat(first.len()), &lacking.join(", ")))?;
        }
    }
    let lacking: Vec<String> = rules.iter().filter_map(|rule| lacks_examples(rule)).collect();
    if !lacking.is_empty() {
        write!(to, "{}", paper.labelled("EXAMPLES LACK  ", &lacking.join("; ")))?;
    }
    for rule in &rules {
        if let Some(why) = never(rule) {
            write!(to, "{}", paper.labelled("MATCHES NOTHING  ", &format!("{}: {why}", plain(&rule.id))))?;
        }
    }
    for reference in &book.references {
        for (line, earlier) in reference.doubles() {
            let text = format!(
                "{}, line {line}: line {earlier} already has one of its names; where the two differ, nothing is known",
                plain(&reference.file)
            );
            write!(to, "{}", paper.labelled("NAMED TWICE  ", &text))?;
        }
    }
    match unmatched {
        None => Ok(()),
        Some([]) => writeln!(to, "Every rule covers at least one row that was read."),
        Some(unmatched) => {
            let lines: Vec<(String, String)> = unmatched.iter().map(|one| (plain(&one.rule), none(one))).collect();
            let head = format!("COVERS NO ROW THAT WAS READ ({})", counted(lines.len() as u64, RULES));
            write!(to, "{}", part(&head, &lines, paper))
        }
    }
}

/// Why a rule is about no row of what was read.
fn none(one: &Unmatched) -> String {
    let table = one.table.table().name;
    match one.rows {
        0 => format!("there is no row of {table}"),
        1 => format!("it does not cover the 1 row of {table}"),
        rows => format!("it covers none of the {} rows of {table}", number(rows)),
    }
}

/// Why a rule can match no row, whatever the row says.
fn never(rule: &Rule) -> Option<String> {
    // One good row is enough whether or not the rule asks anything of it.
    let applies = rule.applies.as_ref().filter(|_| rule.measure != Measure::Any);
    [("among", rule.among.as_ref()), ("applies", applies)].into_iter().find_map(|(key, condition)| {
        let Node::Constant(value) = &condition?.node else { return None };
        let said = if *value == Value::Null { "null" } else { "false" };
        (*value != Value::Boolean(true)).then(|| format!("its {key} is {said} for every row"))
    })
}

/// The kinds of examples that a rule lacks, where it lacks any.
fn lacks_examples(rule: &Rule) -> Option<String> {
    let kinds = [(Verdict::Pass, "pass"), (Verdict::Fail, "fail"), (Verdict::Unknown, "unknown")];
    let lacking: Vec<&str> = kinds.iter().filter(|(verdict, _)| lacks(rule, *verdict)).map(|(_, name)| *name).collect();
    (!lacking.is_empty()).then(|| format!("{} has no {}", plain(&rule.id), lacking.join(", no ")))
}

type Lacks = (&'static str, fn(&Rule) -> bool);

/// What a rule should have besides its examples, and whether one lacks it.
const LACKS: [Lacks; 3] = [
    ("A WHY", |rule| rule.why.is_empty()),
    ("A FIX", |rule| rule.fix.is_empty()),
    ("A SOURCE", |rule| rule.sources.is_empty()),
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
            "{}:{}: {}: this example should be {}, and it is {}",
            plain(&book.origin),
            one.line,
            one.rule,
            one.wanted.name(),
            one.got.name()
        );
        let rule = book.rules.iter().find(|rule| rule.id == one.rule);
        let is_any = rule.is_some_and(|rule| rule.measure == Measure::Any && !is_about_place(rule.table));
        let text = match (one.wanted, one.got) {
            (Verdict::Fail, Verdict::Unknown) if is_any => format!(
                "{text}: what is not listed may still be there, unless it has jurisdiction = {{ list_complete = true }}"
            ),
            _ => text,
        };
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
    )?;
    write!(to, "{}", checked(book))
}
