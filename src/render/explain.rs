//! Explanations: a rule, a place, the score, the rule language.

use std::io::{self, Write};

use super::foot::{named, short};
use super::layout::{CLOSING, Column, Paper, clipped, row_of, width};
use super::places::table;
use super::plain::plain;
use super::wording::{counted, number, risk};
use crate::finding::{Severity, Verdict};
use crate::report::advice::{Advice, is_about_place};
use crate::report::{PlaceReport, Report, RuleResult, StateReport};
use crate::rules::{Condition, Example, Measure, Rule, RuleBook};
use crate::schema::{JURISDICTIONS, TableId};

/// Explains a rule.
///
/// # Errors
/// Where the writer fails.
pub fn rule(book: &RuleBook, rule: &Rule, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let head = format!("{}   {}   {}", plain(&rule.id), rule.severity, plain(&rule.topic.replace('-', " ")));
    let name = format!("{} {}", book.ruleset.name, book.ruleset.version);
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
    writeln!(to)?;
    write!(to, "{}", asked(rule, paper))?;
    let definitions = book.definitions_of(rule);
    for (at, definition) in definitions.iter().enumerate() {
        let label = if at == 0 { "WHERE        " } else { "             " };
        let text = format!("{} = {}", plain(&definition.name), plain(&definition.text));
        write!(to, "{}", paper.paragraph(label, "               ", &text))?;
    }
    write!(to, "{}", paper.labelled("MEASURE      ", &measure(rule)))?;
    if let Some(other) = rule.no_rows_pass_if.and_then(|at| book.rules.get(at)) {
        let text = format!(
            "A place without rows in {} passes only where {} ({}) passes.",
            rule.table.table().name,
            plain(&other.id),
            short(other)
        );
        write!(to, "{}", paper.labelled("NO ROWS      ", &text))?;
    }
    if rule.assumes {
        let text = "Some blanks are read as an answer: a coalesce, an is null or a case says which.";
        write!(to, "{}", paper.labelled("ASSUMES      ", text))?;
    }
    let used = params(book, rule);
    if !used.is_empty() {
        write!(to, "{}", paper.labelled("PARAMS       ", &used.join(", ")))?;
    }
    let from = format!("{}, line {}", plain(&rule.origin), number(rule.line));
    write!(to, "{}", paper.labelled("FROM         ", &from))?;
    write!(to, "{}", examples(rule, paper))
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

/// How failing rows become a failing place, in words.
fn measure(rule: &Rule) -> String {
    let (one, many) = rule.table.table().unit;
    if is_about_place(rule.table) {
        return "A place meets it or does not.".to_owned();
    }
    match rule.measure {
        Measure::Share => format!("By share: the more of the {many} fail it, the more it weighs."),
        Measure::Worst => format!("By the worst: one {one} that fails it counts as if all did."),
        Measure::Any => format!("One is enough: a place meets it with one {one} that does."),
        Measure::AtLeast(share) => format!("Met where at least {share} of the {many} meet it, as a share from 0 to 1."),
    }
}

/// The params that the rule's conditions name, or what they rest on, with their values.
fn params(book: &RuleBook, rule: &Rule) -> Vec<String> {
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
    let used = book.params.iter().filter(|param| names(&param.name));
    used.map(|param| format!("{} = {}", plain(&param.name), plain(&param.value.to_string()))).collect()
}

/// The examples in words: those that fail first.
fn examples(rule: &Rule, paper: &Paper) -> String {
    if rule.examples.is_empty() {
        return String::new();
    }
    let mut page = String::from("\nEXAMPLES\n");
    for verdict in Verdict::ALL {
        let mut label = said(verdict);
        for example in rule.examples.iter().filter(|example| example.verdict == verdict) {
            page.push_str(&paper.labelled(&format!("  {label:<16} "), &example_in_words(rule.table, example)));
            label = "";
        }
    }
    page
}

/// A verdict as pages say it.
fn said(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Fail => "not met",
        Verdict::Unknown => "not answered",
        Verdict::Waived => "waived",
        Verdict::Pass => "met",
        Verdict::NotApplicable => "does not apply",
    }
}

fn example_in_words(table: TableId, example: &Example) -> String {
    let words = |table: TableId, row: &[(usize, String)]| {
        let cells = row.iter().filter_map(|(column, value)| {
            let name = table.columns().get(*column)?.name.replace('_', " ");
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

/// Explains where a place's score comes from.
///
/// # Errors
/// Where the writer fails.
pub fn place(report: &Report, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let asked = report.settings.place.as_ref();
    // A state without a row of its own is all its places.
    if let (None, [only], [_, _, ..]) = (asked, report.states.as_slice(), report.places.as_slice()) {
        let places: Vec<&PlaceReport> = report.places.iter().filter(|place| !place.has_below).collect();
        let name = if only.name == only.state { format!("State {}", only.name) } else { only.name.to_string() };
        state(report, &name, Some(only), &places, paper, to)?;
        return write!(to, "{}", paper.paragraph("", "", CLOSING));
    }
    let at = asked.and_then(|id| report.places.iter().position(|place| place.id == *id)).unwrap_or(0);
    let Some(of) = report.places.get(at) else { return writeln!(to, "No place was read.") };
    let below = report.within(&of.id);
    if !below.is_empty() {
        let all = report.states.iter().find(|state| of.state.as_ref() == Some(&state.state));
        state(report, &named(of), all, &below, paper, to)?;
        if of.has_records() {
            writeln!(to, "ITS OWN RECORDS, NOT ADDED TO THE ABOVE")?;
        }
    }
    if below.is_empty() || of.has_records() {
        rule_by_rule(report, at, paper, to)?;
    }
    write!(to, "{}", paper.paragraph("", "", CLOSING))
}

/// A place with places below it: their mean, and each of them.
fn state(
    report: &Report,
    name: &str,
    all: Option<&StateReport>,
    below: &[&PlaceReport],
    paper: &Paper,
    to: &mut dyn Write,
) -> io::Result<()> {
    let places = counted(below.len() as u64, ("place", "places"));
    let head = match all {
        Some(state) => format!(
            "{}: {} of 100 on what is known, up to {}",
            plain(name).to_uppercase(),
            risk(state.risk.low),
            risk(state.risk.high)
        ),
        None => plain(name).to_uppercase(),
    };
    write!(to, "{}", paper.edges(&head, &report.as_of.in_words()))?;
    let voters: u64 = below.iter().filter_map(|place| place.voters).sum();
    let how = if voters > 0 { "by registered voters" } else { "all alike: none tells its voters" };
    writeln!(to, "{}", paper.paragraph("", "", &format!("The mean of {places}, weighted {how}.")))?;
    writeln!(to, "{}", table(below, false, paper))
}

fn rule_by_rule(report: &Report, at: usize, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let of = &report.places[at];
    let advice = Advice::new(report, at);
    let head = format!(
        "{}: {} of 100 on what is known, up to {}",
        plain(&named(of)).to_uppercase(),
        risk(of.risk.low),
        risk(of.risk.high)
    );
    writeln!(to, "{}", paper.edges(&head, &report.as_of.in_words()))?;
    if paper.width >= 96 {
        write!(to, "{}", wide(report, of, &advice, paper))?;
    } else {
        write!(to, "{}", narrow(report, of, &advice, paper))?;
    }
    let text = "Each rule adds by its severity and by the share that misses it; the worst one sets the floor, the \
                others add the rest. What is not answered is left out of the first number and counted as missing in \
                the second. 0 is best. pollworthy explain score has the formula.";
    let heading = "HOW THE SCORE WORKS";
    writeln!(to, "{heading}")?;
    writeln!(to, "{}", paper.paragraph("  ", "  ", text))
}

fn judged(result: &RuleResult) -> u64 {
    let tally = &result.tally;
    tally.pass().weight + tally.fail().weight + tally.unknown().weight
}

fn narrow(report: &Report, of: &PlaceReport, advice: &Advice, paper: &Paper) -> String {
    let (fails, open) = (&advice.not_met, &advice.unanswered);
    let rule = |at: usize| &report.rules[of.rules[at].rule];
    let begin = |at: usize| {
        let rule = rule(at);
        vec![rule.severity.name().to_owned(), clipped(&plain(&rule.id), 16), clipped(&short(rule), 32)]
    };
    let mut page = String::new();
    if !fails.is_empty() {
        let heading = format!("WHERE THE {} COMES FROM", risk(of.risk.low));
        let mut rows = vec![["", "", "", "not met", "without it"].map(str::to_owned).to_vec()];
        for at in fails.iter().copied() {
            let mut row = begin(at);
            row.push(share(rule(at), &of.rules[at], of.rules[at].tally.fail().weight));
            row.push(risk(of.rules[at].without));
            rows.push(row);
        }
        let columns =
            [Column::words(2).at_least(8), Column::words(2), Column::words(2), Column::numbers(2), Column::numbers(2)];
        page.push_str(&format!("{heading}\n{}\n", paper.columns(&rows, &columns)));
    }
    if !open.is_empty() {
        let mut rows = vec![["", "", "", "not answered", ""].map(str::to_owned).to_vec()];
        for at in open.iter().copied() {
            let mut row = begin(at);
            row.push(share(rule(at), &of.rules[at], of.rules[at].tally.unknown().weight));
            row.push(if row.last().is_some_and(|said| said.contains(" of ") || said == "none listed") {
                rule(at).table.table().unit.1.to_owned()
            } else {
                String::new()
            });
            rows.push(row);
        }
        let columns =
            [Column::words(2).at_least(8), Column::words(2), Column::words(2), Column::numbers(2), Column::words(2)];
        page.push_str(&format!("WHERE IT COULD STILL GO\n{}\n", paper.columns(&rows, &columns)));
    }
    page.push_str(&rest(report, of, advice, paper));
    page
}

/// A part of what a rule judged, in words: `3 of 10`.
fn share(rule: &Rule, result: &RuleResult, part: u64) -> String {
    match () {
        () if !result.evidence && rule.table == JURISDICTIONS => "no answer".to_owned(),
        () if !result.evidence => "none listed".to_owned(),
        () if rule.measure == Measure::Any => "none of them".to_owned(),
        () if is_about_place(rule.table) => {
            (if result.verdict == Verdict::Unknown { "no answer" } else { "no" }).to_owned()
        }
        () => format!("{} of {}", number(part), number(judged(result))),
    }
}

fn wide(report: &Report, of: &PlaceReport, advice: &Advice, paper: &Paper) -> String {
    let (fails, open) = (&advice.not_met, &advice.unanswered);
    let mut rows =
        vec![["", "", "rule", "met", "not met", "not answered", "without", "of"].map(str::to_owned).to_vec()];
    for (heading, ats) in [("NOT MET", fails), ("NOT ANSWERED", open)] {
        if !ats.is_empty() {
            rows.push(vec![heading.to_owned()]);
        }
        for at in ats {
            rows.push(wide_row(&report.rules[of.rules[*at].rule], &of.rules[*at]));
        }
    }
    let columns = [
        Column::words(2).at_least(12),
        Column::words(2),
        Column::words(2),
        Column::numbers(2),
        Column::numbers(2),
        Column::numbers(2),
        Column::numbers(2),
        Column::words(2),
    ];
    // What the units are called is the first thing that narrower paper does without.
    let kept = if paper.width < 110 { columns.len() - 1 } else { columns.len() };
    rows.iter_mut().for_each(|row| row.truncate(kept));
    let mut page = String::new();
    if rows.len() > 1 {
        page.push_str(&format!("{}\n", paper.columns(&rows, &columns[..kept])));
    }
    page.push_str(&rest(report, of, advice, paper));
    page
}

fn wide_row(rule: &Rule, result: &RuleResult) -> Vec<String> {
    let counted = result.evidence && rule.measure != Measure::Any;
    let count = |count: u64| if count == 0 || !counted { "-".to_owned() } else { number(count) };
    let tally = &result.tally;
    let (fail, open) = match (counted, result.verdict) {
        (true, _) => (count(tally.fail().weight), count(tally.unknown().weight)),
        (false, Verdict::Fail) => ("none does".to_owned(), "-".to_owned()),
        (false, _) => ("-".to_owned(), "no answer".to_owned()),
    };
    let without = if result.verdict == Verdict::Fail { risk(result.without) } else { String::new() };
    vec![
        format!("  {}", rule.severity),
        clipped(&plain(&rule.id), 16),
        clipped(&short(rule), 32),
        count(tally.pass().weight),
        fail,
        open,
        without,
        rule.table.table().unit.1.to_owned(),
    ]
}

/// What is met, and what does not apply.
fn rest(report: &Report, of: &PlaceReport, advice: &Advice, paper: &Paper) -> String {
    let rule = |at: &usize| &report.rules[of.rules[*at].rule];
    let kept = |at: &usize| {
        let (rule, result) = (rule(at), &of.rules[*at]);
        let whole = !result.evidence || is_about_place(rule.table) || rule.measure == Measure::Any;
        let of = if whole {
            String::new()
        } else {
            format!(" {} of {}", number(result.tally.pass().weight), number(judged(result)))
        };
        format!("{} ({}){of}", short(rule), plain(&rule.id))
    };
    let mut page = String::new();
    if !advice.met.is_empty() {
        let said: Vec<String> = advice.met.iter().map(kept).collect();
        page.push_str(&paper.labelled(&format!("{:<20}", format!("MET ({})", said.len())), &said.join(", ")));
    }
    if !advice.not_applicable.is_empty() {
        let none = |at: &usize| format!("{} ({})", short(rule(at)), plain(&rule(at).id));
        let said: Vec<String> = advice.not_applicable.iter().map(none).collect();
        page.push_str(
            &paper.labelled(&format!("{:<20}", format!("DOES NOT APPLY ({})", said.len())), &said.join(", ")),
        );
    }
    if !page.is_empty() {
        page.push('\n');
    }
    page
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
        // What stands before two blanks is a column of its own.
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
    parts("THE SCORE: from 0, nothing known to be wrong, to 100", SCORE, paper, to)?;
    write!(to, "\n  {:<12}{:>8}{:>8}\n", "severity", "S", "w")?;
    for severity in Severity::ALL {
        writeln!(to, "  {:<12}{:>8.2}{:>8.1}", severity.name(), severity.floor(), severity.weight())?;
    }
    writeln!(to)?;
    writeln!(to, "{}", paper.paragraph("", "", AFTER))?;
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
            "at_least  0 where enough pass, else the share that fails",
            "any  0 as soon as one row passes, else 1",
            "no rows  not answered: from 0 to 1",
        ],
    ),
    (
        "WHAT ALL RULES TOGETHER MAKE OF IT",
        &[
            "x = sqrt(e)  one unit in a hundred weighs a tenth, one in four a half",
            "m = max(S * x)  the worst rule is a floor; nothing that passes averages it away",
            "W = sum(w * x) / (100 + sum(w))  breadth; the 100 keeps a short rules file from exaggerating",
            "risk = 100 * (1 - (1 - m) * (1 - W))  worked out once for each of the two numbers",
        ],
    ),
];

const AFTER: &str = "A state is the mean of its places by registered voters, beside the highest of them; a place without a count of \
                     voters weighs as much as its neighbours do on average. Info rules are listed and never counted.";

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
            "null  not answered: a blank cell is null, and so is what rests on it",
            "A comparison with a blank is not answered, not even blank = blank. true or null is true; false and null is \
             false; not null is null. Only coalesce, is null and case can turn a blank into an answer.",
        ],
    ),
    (
        "WHAT MAY STAND IN ONE",
        &[
            "quantity  a column of the rule's table",
            "jurisdiction.name  a column of the row's place",
            "casts_votes  a name from [define.TABLE] of the rules file",
            ":max_age_years  a param; --set changes it for a run",
            "as_of  the day of the audit",
            "'dre', 12, true, null  words, numbers, true and false, nothing",
            "date '2026-11-01'  a day",
            "= <> < <= > >=  comparisons; versions part by part, 2.10 after 2.9",
            "and or not ( )  all three know null, as above",
            "in ('a', 'b')  also not in",
            "between 1 and 5  both ends count; also not between",
            "like 'Win%'  % is any text, _ one character; it minds case; also escape",
            "is null, is not null  whether a cell is blank",
            "case when a then b else c end  without else: null",
            "coalesce(a, b)  the first that is not blank",
            "nullif(a, b)  blank where they are equal",
            "lower(a), length(a)  small letters; how many characters",
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
            "among  which rows it is about; a place without any is not answered",
            "applies  which of those it asks something of",
            "require  what it asks",
            "measure  share (as it is), worst, any; or at_least = 0.95",
            "severity  critical, high, medium, low; info is only listed",
            "no_rows_pass_if  the rule that must pass for a place without rows to pass",
        ],
    ),
];
