//! The one page for a hearing: places named where the fact is public, and counts for all else.

use std::io::{self, Write};

use super::foot::{evidence_line, rules_line};
use super::layout::{CLOSING, Column, Paper, clipped, row_of, width};
use super::not_placed;
use super::places::{paper_trail, title};
use super::plain::plain;
use super::said::place_name;
use super::states::elections;
use super::wording::{counted, number};
use crate::finding::{Severity, Verdict};
use crate::report::overview::Overview;
use crate::report::{PlaceReport, Redacted, Report, Standing};

const MORE: (&str, &str) = ("more rule", "more rules");

/// Places named of one rule, at most.
const NAMED: usize = 6;

/// Writes the page of a report for the public.
///
/// # Errors
/// Where the writer fails.
pub fn write(report: &Report, redacted: &Redacted, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let all = Overview::new(report);
    writeln!(to, "{}", paper.edges(&title(report, paper), &format!("as of {}", report.as_of.in_words())))?;
    writeln!(to, "{}", standings(report, redacted, &all, paper))?;
    write!(to, "{}", paper_trail(report, paper))?;
    write!(to, "{}", named(report, &all, paper))?;
    write!(to, "{}", hidden(redacted, &all, paper))?;
    writeln!(to, "{}", paper.labelled(&label("NEXT"), elections(report.as_of).trim_start_matches("Next ")))?;
    let others = if redacted.counts.is_some() {
        "Network and computer findings are given as counts only.".to_owned()
    } else {
        let fewest = crate::report::FEWEST;
        format!("Network and computer findings are left out: of fewer than {fewest} places a count would name one.")
    };
    let not_placed = not_placed::sentences(report).join(" ");
    if !not_placed.is_empty() {
        write!(to, "{}", paper.labelled(&label("NOT PLACED"), &not_placed))?;
    }
    if redacted.notices > 0 {
        write!(to, "{}", paper.labelled(&label("LOOK AT"), &looked(redacted)))?;
    }
    write!(to, "{}", rules_line(report, paper))?;
    write!(to, "{}", evidence_line(report, paper))?;
    writeln!(to)?;
    write!(to, "{}", paper.paragraph("", "", &others))?;
    write!(to, "{}", paper.paragraph("", "", CLOSING))
}

/// How many notices are left out, and how many of them are of what could not be read.
pub(super) fn looked(redacted: &Redacted) -> String {
    let notices = counted(redacted.notices, ("notice", "notices"));
    match redacted.errors {
        0 => format!("{notices}: the full report has them."),
        errors => format!("{notices}, {} of them on what could not be read: the full report has them.", number(errors)),
    }
}

/// What begins a line on one topic.
fn label(topic: &str) -> String {
    let topic = clipped(&plain(topic).replace('-', " ").to_uppercase(), 20);
    format!("{topic:<13} ")
}

/// Places by standing: by the public rules, and by all rules where that names none.
fn standings(report: &Report, redacted: &Redacted, all: &Overview<'_>, paper: &Paper) -> String {
    let mut rows = vec![vec![all.noun.1.to_owned(), "by the public rules".to_owned()]];
    rows[0].extend(redacted.counts.is_some().then(|| "by all rules".to_owned()));
    for standing in Standing::ALL {
        if standing == Standing::NothingToRead && all.expected == 0 {
            continue;
        }
        let mut row = vec![standing.heading().to_owned(), number(report.standings.of(standing).places)];
        let told = redacted.counts.as_ref().and_then(|counts| counts.standings.iter().find(|(of, _)| *of == standing));
        row.extend(told.map(|(_, count)| count.in_words(number)));
        rows.push(row);
    }
    let columns = [Column::words(2).at_least(15), Column::numbers(2).at_least(8), Column::numbers(2).at_least(8)];
    paper.columns(&rows, &columns[..rows[0].len()])
}

/// The public rules that are not in order somewhere, but those of the paper trail: how many places, and the first by name.
fn named(report: &Report, all: &Overview<'_>, paper: &Paper) -> String {
    let (mut met, mut lines) = (0, Lines::default());
    let of = counted(all.places.len() as u64, all.noun);
    for (at, rule) in report.rules.iter().enumerate() {
        let with = |verdict: Verdict| -> Vec<&PlaceReport> {
            let is = |place: &&&PlaceReport| place.rules.get(at).is_some_and(|result| result.verdict == verdict);
            all.places.iter().filter(is).copied().collect()
        };
        let (not_met, open) = (with(Verdict::Fail), with(Verdict::Unknown).len() as u64);
        if rule.severity == Severity::Info && not_met.is_empty() {
            // A rule that is only listed is told of where it finds something.
            continue;
        }
        if not_met.is_empty() && open == 0 {
            met += 1;
        } else if rule.topic != "paper-trail" || report.list("paper-trail").is_none() {
            let text = sentence(&rule.title, &number(not_met.len() as u64), &number(open), &of);
            let shown = paper.shown_of(not_met.len(), NAMED);
            let mut names: Vec<String> = not_met[..shown].iter().map(|place| place_name(place)).collect();
            if not_met.len() > shown {
                names.push(format!("{} more", number((not_met.len() - shown) as u64)));
            }
            let names = if names.is_empty() { String::new() } else { format!(" Not met: {}.", row_of(&names)) };
            lines.add(&rule.topic, rule.severity, format!("{text}{names}"));
        }
    }
    let mut page = lines.page(paper);
    if met > 0 {
        let noun = ("public rule is", "public rules are");
        let text = format!("{} not broken anywhere and answered by all.", counted(met, noun));
        page.push_str(&paper.labelled(&label("IN ORDER"), &text));
    }
    page
}

/// The rules that are not public: how many places, and none by name.
fn hidden(redacted: &Redacted, all: &Overview<'_>, paper: &Paper) -> String {
    let Some(counts) = &redacted.counts else {
        let rules = counted(redacted.rules as u64, ("rule whose findings are", "rules whose findings are"));
        let text = format!("{rules} not public.");
        return if redacted.rules == 0 { String::new() } else { paper.labelled(&label("LEFT OUT"), &text) };
    };
    let of = counted(redacted.places, all.noun);
    let mut lines = Lines::default();
    for rule in &counts.rules {
        let (not_met, open) = (rule.not_met.in_words(number), rule.open.in_words(number));
        lines.add(&rule.topic, rule.severity, sentence(&rule.title, &not_met, &open, &of));
    }
    lines.page(paper)
}

fn sentence(title: &str, not_met: &str, open: &str, of: &str) -> String {
    format!("{}: not met in {not_met} of {of}, not answered in {open}.", plain(title.trim_end_matches('.')))
}

/// What is said of each topic, in the topics' order.
#[derive(Default)]
struct Lines(Vec<(String, Vec<(Severity, String)>)>);

impl Lines {
    fn add(&mut self, topic: &str, severity: Severity, text: String) {
        match self.0.iter_mut().find(|(known, _)| known == topic) {
            Some((_, texts)) => texts.push((severity, text)),
            None => self.0.push((topic.to_owned(), vec![(severity, text)])),
        }
    }

    /// The gravest of each topic, or all of them where all is asked for.
    fn page(mut self, paper: &Paper) -> String {
        let mut page = String::new();
        for (topic, texts) in &mut self.0 {
            texts.sort_by_key(|(severity, _)| *severity);
            let shown = paper.shown_of(texts.len(), 1);
            let label = label(topic);
            for (at, (_, text)) in texts[..shown].iter().enumerate() {
                let first = if at == 0 { label.clone() } else { " ".repeat(width(&label)) };
                let left = if at + 1 == shown { texts.len() - shown } else { 0 };
                let more =
                    if left > 0 { format!(" {}: --top all.", counted(left as u64, MORE)) } else { String::new() };
                page.push_str(&paper.labelled(&first, &format!("{text}{more}")));
            }
        }
        page
    }
}
