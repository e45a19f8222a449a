//! The gate: what got worse since an earlier audit, and what is not counted against a change.

use std::io::{self, Write};

use super::calls;
use super::footer::rules_and_evidence;
use super::layout::{Paper, width};
use crate::diagnostic::Code;
use crate::phrases::change::ChangeText;
use crate::phrases::plain::plain;
use crate::phrases::since::{answer, by_date, day, first_sent, not_counted, not_read, worse};
use crate::phrases::wording::as_of;
use crate::report::Report;
use crate::report::diff::{Diff, Move};

/// Writes the page of a report that was compared with another of the same day.
///
/// # Errors
/// Where the writer fails.
pub fn write(report: &Report, diff: &Diff, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let title = if diff.stopping().next().is_some() { "GATE: FAIL" } else { "GATE: PASS" };
    let against = format!("against {}", plain(&diff.old.name));
    let both = format!("{against}, both judged {}", as_of(report.as_of));
    if width(title) + width(&both) + 2 <= paper.width {
        writeln!(to, "{}", paper.edges(title, &both))?;
    } else {
        write!(to, "{}", paper.edges(title, &as_of(report.as_of)))?;
        writeln!(to, "{}", paper.paragraph("", "", &against))?;
    }
    write!(to, "{}", changes(report, diff, paper))?;
    // Where places are expected, it is a state office that asks.
    if !report.request.records.expect.is_empty() {
        write!(to, "{}", calls::section(report, paper))?;
    }
    writeln!(to, "{}", rules_and_evidence(report, paper))?;
    write!(to, "{}", paper.closing())
}

/// What a report of a later day says of the earlier one: what got worse, and what is not counted.
pub(super) fn section(report: &Report, paper: &Paper) -> String {
    let Some(diff) = &report.since else { return String::new() };
    let title = format!("SINCE {}", day(diff).to_uppercase());
    format!("{}{}", paper.edges(&title, &plain(&diff.old.name)), changes(report, diff, paper))
}

/// The answer of the gate, what got worse, and what is not counted.
fn changes(report: &Report, diff: &Diff, paper: &Paper) -> String {
    let texts = ChangeText::new(diff, Some(report));
    let [stopping, passing] = worse(diff);
    let mut page = format!("{}\n{}", paper.paragraph("  ", "  ", &answer(diff)), moves(&texts, &stopping, paper));
    if !passing.is_empty() {
        page.push_str("WORSE, BUT BELOW THE GATE\n");
        page.push_str(&moves(&texts, &passing, paper));
    }
    page.push_str(&not_worse(report, diff, paper));
    page
}

/// Moves one by one: the sentence, then where and the rule.
fn moves(texts: &ChangeText<'_>, moves: &[&Move], paper: &Paper) -> String {
    let mut page = String::new();
    let moves = texts.gathered(moves.iter().copied());
    let shown = paper.shown(moves.len());
    for (at, (moved, count)) in moves[..shown].iter().enumerate() {
        let gutter = vec![format!("{:>2} {:<8}  ", at + 1, moved.severity.name())];
        let indent = vec![" ".repeat(width(&gutter[0]))];
        page.push_str(&paper.item(&gutter, &texts.sentence(moved, *count), "", 0));
        let rule = plain(&moved.rule);
        page.push_str(&paper.item(&indent, &texts.at(moved), &rule, width(&rule) + 2));
    }
    page.push_str(&Paper::more(moves.len(), shown));
    if !moves.is_empty() {
        page.push('\n');
    }
    page
}

/// What is not counted, what the day brought, what else changed, which waivers end soon.
fn not_worse(report: &Report, diff: &Diff, paper: &Paper) -> String {
    let mut lines = vec![
        ("NOT COUNTED", not_counted(diff)),
        ("FIRST SENT", first_sent(diff, paper.top)),
        ("BY DATE", by_date(diff)),
    ];
    lines.extend(diff.also.iter().map(|also| ("ALSO CHANGED", plain(also))));
    let soon = report.notices.iter().filter(|notice| notice.kind.code() == Code::WaiverEndsSoon);
    lines.extend(soon.map(|notice| ("ENDS SOON", plain(&notice.to_string()))));
    lines.push(("NOT READ", not_read(report, diff)));
    let lines = lines.iter().filter(|(_, text)| !text.is_empty());
    let page: String = lines.map(|(label, text)| paper.labelled(&format!("  {label:<12}  "), text)).collect();
    if page.is_empty() { page } else { format!("{page}\n") }
}
