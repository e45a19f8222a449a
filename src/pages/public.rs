//! The one page for a hearing: places named where the fact is public, and counts for all else.

use std::io::{self, Write};

use super::footer::rules_and_evidence;
use super::layout::{Column, Paper, clipped, width};
use super::many_places::{paper_trail, title};
use crate::finding::{Severity, Verdict};
use crate::phrases::list::elections;
use crate::phrases::many_places::ManyPlaces;
use crate::phrases::names::{called, topic};
use crate::phrases::not_placed;
use crate::phrases::public::{notices, others, rule as rule_over_all};
use crate::phrases::wording::{counted, first_of, number, row_of};
use crate::report::{PlaceReport, Redacted, Report};

const MORE: (&str, &str) = ("more rule", "more rules");

/// Places named of one rule, at most.
const NAMED: usize = 6;

/// Writes the page of a report for the public.
///
/// # Errors
/// Where the writer fails.
pub fn write(report: &Report, redacted: &Redacted, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let page = ManyPlaces::new(report);
    writeln!(to, "{}", title(&page, paper))?;
    writeln!(to, "{}", standings(&page, redacted, paper))?;
    write!(to, "{}", paper_trail(&page, paper))?;
    write!(to, "{}", named(&page, paper))?;
    write!(to, "{}", hidden(&page, redacted, paper))?;
    writeln!(to, "{}", paper.labelled(&label("NEXT"), elections(report.as_of).trim_start_matches("Next ")))?;
    let not_placed = not_placed::sentences(report).join(" ");
    if !not_placed.is_empty() {
        write!(to, "{}", paper.labelled(&label("NOT PLACED"), &not_placed))?;
    }
    if redacted.notices > 0 {
        write!(to, "{}", paper.labelled(&label("TO CHECK"), &notices(redacted)))?;
    }
    writeln!(to, "{}", rules_and_evidence(report, paper))?;
    write!(to, "{}{}", paper.paragraph("", "", &others(redacted)), paper.closing())
}

/// What begins a line on one topic.
fn label(key: &str) -> String {
    format!("{:<13} ", clipped(&topic(key).to_uppercase(), 20))
}

/// Places by standing: by the public rules, and by all rules where that names none.
fn standings(page: &ManyPlaces<'_>, redacted: &Redacted, paper: &Paper) -> String {
    let mut rows = vec![vec![page.all.noun.1.to_owned(), "by the public rules".to_owned()]];
    rows[0].extend(redacted.counts.is_some().then(|| "by all rules".to_owned()));
    for standing in page.standings(0) {
        let mut row = vec![standing.heading().to_owned(), number(page.report.standings.of(standing).places)];
        let count = redacted.counts.as_ref().and_then(|counts| counts.standings.iter().find(|(of, _)| *of == standing));
        row.extend(count.map(|(_, count)| count.in_words(number)));
        rows.push(row);
    }
    let columns = [Column::words(2).at_least(15), Column::numbers(2).at_least(8), Column::numbers(2).at_least(8)];
    paper.columns(&rows, &columns[..rows[0].len()])
}

/// The public rules that are not in order somewhere, but those of the paper trail: how many places, and the first by name.
fn named(page: &ManyPlaces<'_>, paper: &Paper) -> String {
    let (report, all) = (page.report, &page.all);
    let (mut met, mut lines) = (0, Lines::default());
    let of = page.count(all.places.len() as u64);
    for (at, rule) in report.rules.iter().enumerate() {
        let with = |verdict: Verdict| -> Vec<&PlaceReport> {
            let is = |place: &&&PlaceReport| place.rules.get(at).is_some_and(|result| result.verdict == verdict);
            all.places.iter().filter(is).copied().collect()
        };
        let (not_met, open) = (with(Verdict::Fail), with(Verdict::Unknown).len() as u64);
        if rule.severity == Severity::Info && not_met.is_empty() {
            // A rule that is only listed is shown only where it finds something.
            continue;
        }
        if not_met.is_empty() && open == 0 {
            met += 1;
        } else if report.paper_trail().is_none_or(|list| list.key != rule.topic) {
            let text = rule_over_all(&rule.title, &number(not_met.len() as u64), &number(open), &of);
            let shown = paper.shown_of(not_met.len(), NAMED);
            let names = row_of(&first_of(&not_met, shown, |place| called(place)));
            let names = if names.is_empty() { names } else { format!(" Not met: {names}.") };
            lines.add(&rule.topic, rule.severity, format!("{text}{names}"));
        }
    }
    let mut text = lines.page(paper);
    if met > 0 {
        let noun = ("public rule is", "public rules are");
        let said = format!("{} not broken anywhere and answered by all.", counted(met, noun));
        text.push_str(&paper.labelled(&label("IN ORDER"), &said));
    }
    text
}

/// The rules that are not public: how many places, and none by name.
fn hidden(page: &ManyPlaces<'_>, redacted: &Redacted, paper: &Paper) -> String {
    let Some(counts) = &redacted.counts else {
        let rules = counted(redacted.rules as u64, ("rule whose findings are", "rules whose findings are"));
        let text = format!("{rules} not public.");
        return if redacted.rules == 0 { String::new() } else { paper.labelled(&label("LEFT OUT"), &text) };
    };
    let of = page.count(redacted.places);
    let mut lines = Lines::default();
    for rule in &counts.rules {
        let (not_met, open) = (rule.not_met.in_words(number), rule.open.in_words(number));
        lines.add(&rule.topic, rule.severity, rule_over_all(&rule.title, &not_met, &open, &of));
    }
    lines.page(paper)
}

/// The sentence on each topic, in the topics' order.
#[derive(Default)]
struct Lines(Vec<(String, Vec<(Severity, String)>)>);

impl Lines {
    fn add(&mut self, topic: &str, severity: Severity, text: String) {
        match self.0.iter_mut().find(|(known, _)| known == topic) {
            Some((_, texts)) => texts.push((severity, text)),
            None => self.0.push((topic.to_owned(), vec![(severity, text)])),
        }
    }

    /// The most severe of each topic, or all of them where all is asked for.
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
