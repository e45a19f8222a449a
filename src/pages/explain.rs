//! Explanations: a rule, the score, the rule language.

use std::io::{self, Write};

use super::law;
use super::layout::{CLOSING, Column, Paper, row_of, width};
use crate::audit::EDITION;
use crate::finding::{Severity, Verdict};
use crate::phrases::names::{short, topic as in_words};
use crate::phrases::plain::plain;
use crate::phrases::result::knows;
use crate::phrases::wording::{counted, verdict as said};
use crate::report::advice::is_about_place;
use crate::rules::{AddedColumn, Condition, Example, Layer, Measure, Param, Rule, RuleBook};
use crate::schema::{JURISDICTIONS, TableId};
use crate::words::value::Kind;

/// Lists the rules of one topic, each with what it asks.
///
/// # Errors
/// Where the writer fails.
pub fn topic(book: &RuleBook, rules: &[&Rule], paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let Some(first) = rules.first() else { return Ok(()) };
    listed(book, &in_words(&first.topic).to_uppercase(), rules, paper, to)
}

/// Lists the rules in which some words occur, each with what it asks.
///
/// # Errors
/// Where the writer fails.
pub fn words(book: &RuleBook, words: &str, rules: &[&Rule], paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    listed(book, &format!("RULES ABOUT \"{}\"", plain(words)), rules, paper, to)
}

fn listed(book: &RuleBook, title: &str, rules: &[&Rule], paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let Some(first) = rules.first() else { return Ok(()) };
    let head = format!("{title}   {}", counted(rules.len() as u64, ("rule", "rules")));
    let name = format!("{} {}", book.ruleset.name, book.ruleset.version);
    writeln!(to, "{}", paper.edges(&head, &plain(name.trim())))?;
    let row = |rule: &&Rule| {
        let off = if rule.off { "turned off" } else { rule.severity.name() };
        vec![plain(&rule.id), off.to_owned(), plain(&rule.title)]
    };
    let rows: Vec<Vec<String>> = rules.iter().map(row).collect();
    writeln!(to, "{}", paper.columns(&rows, &[Column::words(2), Column::words(2).at_least(8), Column::words(2)]))?;
    write!(to, "{}", paper.labelled("MORE   ", &format!("pollworthy explain {}", plain(&first.id))))
}

/// Explains a rule; under its basis, what the law of some states asks, or which states have such law.
///
/// # Errors
/// Where the writer fails.
pub fn rule(book: &RuleBook, rule: &Rule, states: &[String], paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let head = format!("{}   {}   {}", plain(&rule.id), rule.severity, in_words(&rule.topic));
    let own = book.layers.iter().find(|layer| layer.origin == rule.origin);
    let name = own.map(|layer| format!("{} {}", layer.name, layer.version)).unwrap_or_default();
    write!(to, "{}", paper.edges(&head, &plain(name.trim())))?;
    writeln!(to, "{}", paper.paragraph("", "", &plain(&rule.title)))?;
    for (label, text) in [("WHY          ", &rule.why), ("FIX          ", &rule.fix)] {
        if !text.is_empty() {
            write!(to, "{}", paper.labelled(label, &plain(text)))?;
        }
    }
    for (at, source) in rule.sources.iter().enumerate() {
        let label = if at == 0 { "BASIS" } else { "" };
        write!(to, "{}", paper.labelled(&format!("{label:<13}{:<11}", plain(&source.basis)), &plain(&source.cite)))?;
    }
    write!(to, "{}", law::basis(book, &rule.id, states, rule.sources.is_empty(), paper))?;
    for of in book.looked_through(rule) {
        write!(to, "{}", paper.labelled("KNOWS        ", &format!("{}.", knows(&of, book.as_of))))?;
    }
    writeln!(to)?;
    write!(to, "{}", asked(rule, paper))?;
    let definitions = book.definitions_of(rule);
    for (at, definition) in definitions.iter().enumerate() {
        let label = if at == 0 { "WHERE        " } else { "             " };
        let instead = definition.replaces.as_ref();
        let from = instead.map(|old| format!("  -- {}, in place of {}", plain(&definition.origin), plain(old)));
        let text = format!("{} = {}{}", plain(&definition.name), plain(&definition.text), from.unwrap_or_default());
        write!(to, "{}", paper.paragraph(label, "               ", &text))?;
    }
    for (at, added) in book.columns_of(rule).into_iter().enumerate() {
        let label = if at == 0 { "COLUMNS      " } else { "             " };
        write!(to, "{}", paper.paragraph(label, "               ", &column(added)))?;
    }
    write!(to, "{}", paper.labelled("MEASURE      ", &measure(rule)))?;
    if let Some(other) = rule.no_rows_pass_if.and_then(|at| book.rules.get(at)) {
        let (table, id) = (rule.table.table().name, plain(&other.id));
        let text = format!("A place without rows in {table} passes only if {id} ({}) passes.", short(other));
        write!(to, "{}", paper.labelled("NO ROWS      ", &text))?;
    }
    if rule.assumes {
        let text = "Some blanks are read as an answer: coalesce, is null or case shows which.";
        write!(to, "{}", paper.labelled("ASSUMES      ", text))?;
    }
    for (at, param) in params(book, rule).into_iter().enumerate() {
        let label = if at == 0 { "PARAMS       " } else { "             " };
        let text = format!("{} = {} from {}", plain(&param.name), plain(&param.value.to_string()), said_by(param));
        write!(to, "{}", paper.labelled(label, &text))?;
    }
    write!(to, "{}", standing(book, rule, paper))?;
    write!(to, "{}", examples(book, rule, paper))
}

/// The conditions: as written, and as they are on the day of the audit.
fn asked(rule: &Rule, paper: &Paper) -> String {
    let about = format!("{} ({})", rule.table.table().name, rule.table.table().meaning);
    let mut page = paper.labelled("TABLE        ", &about);
    let conditions =
        [("AMONG", rule.among.as_ref()), ("APPLIES TO", rule.applies.as_ref()), ("ASKS FOR", Some(&rule.require))];
    for (label, condition) in conditions {
        if let Some(condition) = condition {
            page.push_str(&written(label, condition, paper));
        }
    }
    if let Some(due) = &rule.due {
        page.push_str(&paper.labelled("DUE          ", &plain(due)));
    }
    page
}

fn written(label: &str, condition: &Condition, paper: &Paper) -> String {
    let text = plain(&condition.text);
    let text = text.trim();
    let folded = plain(&condition.node.to_sql());
    let mut page = paper.labelled(&format!("{label:<13}"), text);
    if folded != text {
        page.push_str(&paper.paragraph("             = ", "               ", &folded));
    }
    page
}

/// Where the rule comes from, since when it holds, and what a layer made of it.
fn standing(book: &RuleBook, rule: &Rule, paper: &Paper) -> String {
    let mut page = String::new();
    let mut line = |label: &str, text: &str| page.push_str(&paper.labelled(&format!("{label:<13}"), text));
    if let Some(days) = in_force(rule) {
        line("IN FORCE", &days);
    }
    line("FROM", &format!("{}, line {}{}", plain(&rule.origin), rule.line, touched(book, rule)));
    if let Some(severity) = severity_changed(rule) {
        line("SEVERITY", &severity);
    }
    if let Some(may) = waivers_changed(rule) {
        line("WAIVERS", &format!("It {may}"));
    }
    if let Some(off) = book.off.iter().find(|off| off.id == rule.id) {
        line("OFF", &format!("It gives no verdict: {} (from {})", plain(&off.reason), plain(&off.origin)));
    }
    page
}

/// The severity that a layer gives a rule, and the one it had.
pub(super) fn severity_changed(rule: &Rule) -> Option<String> {
    let from = plain(rule.severity_from.as_ref()?);
    Some(format!("{} from {from}, in place of {}", rule.severity, rule.severity_written))
}

/// Whether a rule may be waived, where a layer says so.
pub(super) fn waivers_changed(rule: &Rule) -> Option<String> {
    let from = plain(rule.waivable_from.as_ref()?);
    Some(format!("{}, according to {from}", if rule.waivable { "may be waived" } else { "may not be waived" }))
}

/// An added column in a line: its table and name, its kind or its words, what it says, and the file that adds it.
pub(super) fn column(added: &AddedColumn) -> String {
    let AddedColumn { table, column, origin } = added;
    let choices: Vec<String> = column.choices.iter().map(|choice| plain(choice.name)).collect();
    let kind = if column.kind == Kind::Category { choices.join(", ") } else { column.kind.name().to_owned() };
    let meaning = if column.meaning.is_empty() { String::new() } else { format!("; {}", plain(column.meaning)) };
    format!("{}.{}: {kind}{meaning} (from {})", table.table().name, column.name, plain(origin))
}

/// Whether the layers that come after a rule's own file change anything of it.
fn touched(book: &RuleBook, rule: &Rule) -> String {
    let own = book.layers.iter().position(|layer| layer.origin == rule.origin).unwrap_or_default();
    let definitions = book.definitions_of(rule);
    let params = params(book, rule);
    let replaced = definitions.iter().filter(|known| known.replaces.is_some()).map(|known| &known.origin);
    let set = params.iter().filter(|known| known.replaces.is_some()).map(|known| &known.origin);
    let off = book.off.iter().filter(|off| off.id == rule.id).map(|off| &off.origin);
    let by: Vec<&String> =
        rule.severity_from.iter().chain(&rule.waivable_from).chain(replaced).chain(set).chain(off).collect();
    let (changed, unchanged): (Vec<&Layer>, Vec<&Layer>) =
        book.layers.iter().skip(own + 1).partition(|layer| by.contains(&&layer.origin));
    let said = |layers: Vec<&Layer>, what: &str| {
        let names: Vec<String> = layers.iter().map(|layer| plain(&layer.origin)).collect();
        if names.is_empty() { String::new() } else { format!("; {what} by {}", row_of(&names)) }
    };
    format!("{}{}", said(changed, "changed"), said(unchanged, "unchanged"))
}

/// The days between which a rule gives a verdict, where it names any.
pub(super) fn in_force(rule: &Rule) -> Option<String> {
    let from = rule.effective_from.map(|day| format!("from {}", day.in_words()));
    let until = rule.effective_until.map(|day| format!("until {}", day.in_words()));
    let days: Vec<String> = from.into_iter().chain(until).collect();
    (!days.is_empty()).then(|| days.join(" "))
}

/// Where a param's value comes from, and what it replaces.
pub(super) fn said_by(param: &Param) -> String {
    let old = param.replaces.as_ref();
    let old = old.map(|(value, from)| format!(", in place of {} from {}", plain(&value.to_string()), plain(from)));
    format!("{}{}", plain(&param.origin), old.unwrap_or_default())
}

/// How failing rows become a failing place, in words.
fn measure(rule: &Rule) -> String {
    let (one, many) = rule.table.table().unit;
    if is_about_place(rule.table) {
        return "A place meets it or does not.".to_owned();
    }
    match rule.measure {
        Measure::Share => format!("By share: the more of the {many} fail it, the more it weighs."),
        Measure::Worst => format!("By the worst: one {one} that fails it counts as if all did."),
        Measure::Any => format!(
            "One is enough: a place meets it with one {one} that does. With none, it is not met if the place says that its lists \
             are complete (list_complete); otherwise it is not answered."
        ),
        Measure::AtLeast(share) => format!("Met if at least {share} of the {many} meet it, as a share from 0 to 1."),
    }
}

/// The params that the rule's conditions and its measure name, or what they rest on.
fn params<'a>(book: &'a RuleBook, rule: &Rule) -> Vec<&'a Param> {
    let conditions = [rule.among.as_ref(), rule.applies.as_ref(), Some(&rule.require)];
    let own = conditions.into_iter().flatten().map(|condition| condition.text.as_str());
    let definitions = book.definitions_of(rule);
    let texts: Vec<&str> = own.chain(definitions.iter().map(|definition| definition.text.as_str())).collect();
    let names = |name: &str| {
        texts.iter().any(|text| {
            text.match_indices(':').any(|(at, _)| {
                let rest = text[at + 1..].strip_prefix(name);
                rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
            })
        })
    };
    let shared = |name: &str| rule.share_param.as_deref() == Some(name);
    book.params.iter().filter(|param| names(&param.name) || shared(&param.name)).collect()
}

/// The examples in words: those that fail first, then those that pass.
fn examples(book: &RuleBook, rule: &Rule, paper: &Paper) -> String {
    if rule.examples.is_empty() {
        return String::new();
    }
    let as_of = book.ruleset.examples_as_of.map(|day| format!(", as of {}", day.in_words())).unwrap_or_default();
    let mut page = format!("\nEXAMPLES{as_of}\n");
    let order = [Verdict::Fail, Verdict::Pass, Verdict::Unknown, Verdict::NotApplicable, Verdict::Waived];
    for verdict in order {
        let mut label = said(verdict);
        for example in rule.examples.iter().filter(|example| example.verdict == verdict) {
            page.push_str(&paper.labelled(&format!("  {label:<16} "), &example_in_words(book, rule.table, example)));
            label = "";
        }
    }
    page
}

fn example_in_words(book: &RuleBook, table: TableId, example: &Example) -> String {
    let words = |table: TableId, row: &[(usize, String)]| {
        let cells = row.iter().filter_map(|(column, value)| {
            let name = book.schema.columns(table).get(*column)?.name.replace('_', " ");
            let value = match value.as_str() {
                "true" => "yes",
                "false" => "no",
                "" => "blank",
                value => value,
            };
            Some(format!("{name} {}", plain(value)))
        });
        cells.collect::<Vec<_>>().join(", ")
    };
    let mut rows: Vec<String> = example.rows.iter().map(|row| words(table, row)).collect();
    if !example.place.is_empty() {
        rows.push(format!("the place: {}", words(JURISDICTIONS, &example.place)));
    }
    if rows.is_empty() { "no rows at all".to_owned() } else { rows.join("; ") }
}

/// A part of a fixed page: a heading, and paragraphs or lines that keep their breaks.
type Part = (&'static str, &'static [&'static str]);

fn parts(title: &str, parts: &[Part], paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    writeln!(to, "{title}")?;
    for (heading, texts) in parts {
        writeln!(to)?;
        if !heading.is_empty() {
            writeln!(to, "{heading}")?;
        }
        let split = |text: &'static str| text.split_once("  ").map(|(word, meaning)| (word, meaning.trim_start()));
        // What is before two blanks is a column of its own.
        let column = texts.iter().filter_map(|text| split(text)).map(|(word, _)| width(word)).max().unwrap_or_default();
        let indent = if heading.is_empty() { "" } else { "  " };
        for text in *texts {
            let set = match split(text) {
                Some((word, meaning)) => paper.labelled(&format!("{indent}{word:<column$}  "), meaning),
                None => paper.paragraph(indent, indent, text),
            };
            write!(to, "{set}")?;
        }
    }
    Ok(())
}

/// Explains the score.
///
/// # Errors
/// Where the writer fails.
pub fn score(paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let title = paper.edges("THE SCORE: from 0, nothing known to be wrong, to 100", EDITION);
    parts(title.trim_end(), SCORE, paper, to)?;
    write!(to, "\n  {:<12}{:>8}\n", "severity", "S")?;
    for severity in Severity::ALL {
        writeln!(to, "  {:<12}{:>8.2}", severity.name(), severity.weight())?;
    }
    writeln!(to)?;
    for text in AFTER {
        writeln!(to, "{}", paper.paragraph("", "", text))?;
    }
    write!(to, "{}", paper.paragraph("", "", CLOSING))
}

const SCORE: &[Part] = &[
    (
        "",
        &[
            "Every score is two numbers. The first counts what is known to fail. The second counts what is not answered \
           as failing too. Filling in a blank brings them together. A rule that does not apply is in neither.",
        ],
    ),
    (
        "HOW FAR A RULE FAILS AT A PLACE (e, from 0 to 1)",
        &[
            "share  the units that fail, of all that are judged",
            "worst  1 as soon as one unit fails",
            "at_least  0 if enough pass, otherwise the share that fails",
            "any  0 as soon as one row passes, otherwise 1",
            "no rows  not answered: from 0 to 1",
        ],
    ),
    (
        "HOW ALL RULES ARE COMBINED",
        &[
            "x = sqrt(e)  one unit in a hundred weighs a tenth, one in four a half",
            "left = 1 - S * x  what one rule leaves; a rule that is met leaves all",
            "risk = 100 * (1 - product of left)  over all rules that apply, once for each of the two numbers",
        ],
    ),
];

const AFTER: &[&str] = &[
    "Every finding takes its part of what is left, so nothing that passes averages it away. Each severity weighs three times the one \
     below, and seven high findings weigh about as much as one critical. The numbers are weights that show where to begin. They are \
     not likelihoods: a risk of 90 is not a chance of 90 in 100.",
    "Each rule's share of the risk is proportional to the logarithm of what it leaves: log(left) out of the sum of all log(left). \
     The shares add up to the risk.",
    "Places are ordered for work: critical rules not met, then high ones, then the first number, then voters. A state is the mean \
     of its places, weighted by registered voters, shown with the highest of them; a place without a count of voters weighs as much as its neighbors \
     do on average. Info rules are listed and never counted.",
];

/// Explains the rule language.
///
/// # Errors
/// Where the writer fails.
pub fn language(paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    parts("THE LANGUAGE OF RULES: conditions in standard SQL", LANGUAGE, paper, to)?;
    let tables: Vec<String> = TableId::all().map(|table| table.table().name.to_owned()).collect();
    let text = format!("The tables are {}. pollworthy schema TABLE lists the columns of one.", row_of(&tables));
    write!(to, "\n{}", paper.paragraph("", "", &text))
}

const LANGUAGE: &[Part] = &[
    (
        "WHAT A CONDITION MEANS",
        &[
            "true  the row meets the rule",
            "false  it does not",
            "null  not answered: a blank cell is null, and so is what depends on it",
            "A comparison with a blank is not answered, not even blank = blank. true or null is true; false and null is \
             false; not null is null. Only coalesce, is null and case can turn a blank into an answer.",
        ],
    ),
    (
        "WHAT A CONDITION MAY CONTAIN",
        &[
            "quantity  a column of the rule's table",
            "jurisdiction.name  a column of the row's place",
            "ballot_style  a column that [[column]] of the rules file adds to a table",
            "casts_votes  a name from [define.TABLE] of the rules file",
            ":max_age_years  a param; --set changes it for a run",
            "as_of  the day of the audit",
            "'dre', 12, true, null  words, numbers, true and false, no value",
            "date '2026-11-01'  a day",
            "= <> < <= > >=  comparisons; versions part by part, 2.10 after 2.9",
            "and or not ( )  all three allow for null, as above",
            "in ('a', 'b')  also not in",
            "between 1 and 5  both ends count; also not between",
            "like 'Win%'  % is any text, _ one character; case counts; also escape",
            "is null, is not null  whether a cell is blank",
            "case when a then b else c end  without else: null",
            "coalesce(a, b)  the first that is not blank",
            "nullif(a, b)  blank if they are equal",
            "lower(a), length(a)  lower case; number of characters",
            "substr(a, 1, 3)  a part, counted from 1",
            "cast(a as integer)  also text, decimal, boolean, date",
            "a || b  texts joined",
            "+ - * /  exact; by zero it is null",
            "as_of - interval '10 years'  a day moved; also interval :max_age_years year",
        ],
    ),
    (
        "WHAT A RULE IS MADE OF",
        &[
            "among  which rows it covers; a place without any is not answered",
            "applies  which of those it asks something of",
            "due  when it asks, in words, if applies leaves out the time before",
            "require  what it asks",
            "measure  share (as it is), worst, any; or at_least = 0.95",
            "severity  critical, high, medium, low; info is only listed",
            "no_rows_pass_if  the rule that must pass for a place without rows to pass",
        ],
    ),
];
