//! Markdown, for a job summary or a comment on a change: the standing of each place, then the most severe findings.

use std::io::{self, Write};

use super::calls;
use super::diff;
use super::escaped::{code, escaped};
use super::layout::Paper;
use crate::diagnostic::{Level, Notice};
use crate::finding::Verdict;
use crate::phrases::finding::{FindingText, spot};
use crate::phrases::footer::{CLOSING, PROGRAM};
use crate::phrases::in_brief::standings;
use crate::phrases::many_places::nothing_shown;
use crate::phrases::names::{called, file};
use crate::phrases::not_placed;
use crate::phrases::notices::{errors, heading, minor, sentence};
use crate::phrases::wording::{FINDINGS, PLACES, counted, either, number, risk, verdict};
use crate::report::noticed::Noticed;
use crate::report::short;
use crate::report::{FindingLine, PlaceReport, Report};

/// Writes the page.
///
/// # Errors
/// Where the writer fails.
pub fn write(report: &Report, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let words = FindingText::new(report);
    match &report.since {
        Some(since) => {
            diff::summary(since, Some(report), paper, to)?;
            calls::markdown(report, paper, to)?;
        }
        None => {
            writeln!(to, "## pollworthy: {}\n", answer(report))?;
            calls::markdown(report, paper, to)?;
            places(report, paper, to)?;
            findings(report, &words, paper, to)?;
        }
    }
    unread(report, paper, to)?;
    let not_placed = not_placed::sentences(report).join(" ");
    if !not_placed.is_empty() {
        writeln!(to, "**Not placed.** {}\n", escaped(&not_placed))?;
    }
    look_at(report, paper, to)?;
    writeln!(to, "{}\n", evidence(report))?;
    writeln!(to, "{CLOSING}")
}

fn evidence(report: &Report) -> String {
    let evidence = &report.evidence;
    let digest = |digest: &String| code(short(digest));
    let waivers = evidence.waivers.as_ref().map(|waivers| format!(", waivers {}", digest(waivers)));
    let config = report.request.config.as_ref().map(|(path, _)| format!(", defaults from {}", code(path)));
    let (waivers, config) = (waivers.unwrap_or_default(), config.unwrap_or_default());
    let (inventory, rules) = (digest(&evidence.inventory), digest(&evidence.rules));
    format!("Inventory {inventory}, rules {rules}{waivers}, as of {}, {PROGRAM}{config}.", report.as_of)
}

fn answer(report: &Report) -> String {
    if let [only] = report.places.as_slice() {
        return format!("{}, {}", only.standing.heading(), escaped(&called(only)));
    }
    format!("{} of {}", standings(report), counted(report.standings.all().places, PLACES))
}

fn places(report: &Report, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    // Silent places come after the others, as a group of their own.
    let (speaking, silent) = report.places.split_at(report.places.partition_point(|place| !place.silent));
    if !speaking.is_empty() {
        place_table(speaking, paper, to)?;
    }
    if !silent.is_empty() {
        writeln!(to, "**Nothing shown {}**\n", nothing_shown(silent.len()))?;
        place_table(silent, paper, to)?;
    }
    Ok(())
}

fn place_table(places: &[PlaceReport], paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    writeln!(to, "| place | standing | risk, known | at most | answered |\n|-|-|-:|-:|-:|")?;
    let shown = paper.shown(places.len());
    for place in &places[..shown] {
        let (answered, applied) = place.answered();
        writeln!(
            to,
            "| {} | {} | {} | {} | {answered} of {applied} rules |",
            escaped(&called(place)),
            place.standing.heading(),
            risk(place.risk.low),
            risk(place.risk.high),
        )?;
    }
    more(places.len() - shown, PLACES, to)
}

fn findings(report: &Report, words: &FindingText<'_>, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let lines = report.gravest_first();
    if !lines.is_empty() {
        writeln!(to, "| severity | status | place | what | where | rule |\n|-|-|-|-|-|-|")?;
        let shown = paper.shown(lines.len());
        for line in &lines[..shown] {
            writeln!(to, "{}", row(words, line))?;
        }
        more(lines.len() - shown, FINDINGS, to)?;
    }
    let count = |verdict| lines.iter().filter(|line| line.finding.verdict == verdict).count() as u64;
    let [fail, unknown, waived] = [Verdict::Fail, Verdict::Unknown, Verdict::Waived].map(count);
    let dropped = match report.dropped {
        0 => String::new(),
        dropped => format!(", and {} counted and not kept", number(dropped)),
    };
    writeln!(
        to,
        "{}: {} not met, {} not answered, {} waived{dropped}.\n",
        counted(lines.len() as u64, FINDINGS),
        number(fail),
        number(unknown),
        number(waived)
    )
}

fn row(words: &FindingText<'_>, line: &FindingLine) -> String {
    let rule = words.rule(line);
    format!(
        "| {} | {} | {} | {} | {} | {} |",
        rule.severity,
        verdict(line.finding.verdict),
        escaped(&called(words.place(line))),
        escaped(&words.what(line)),
        code(&spot(line)),
        escaped(&rule.id)
    )
}

/// How many more there are; the blank line that ends a table.
fn more(left: usize, noun: (&str, &str), to: &mut dyn Write) -> io::Result<()> {
    match left {
        0 => writeln!(to),
        left => writeln!(to, "\n{} more {}: `--top all`\n", number(left as u64), either(left as u64, noun)),
    }
}

fn unread(report: &Report, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let errors: Vec<&Notice> = errors(report).collect();
    if errors.is_empty() {
        return Ok(());
    }
    writeln!(to, "**Not read ({})**\n", number(errors.iter().map(|error| error.count).sum()))?;
    let shown = paper.shown(errors.len());
    for notice in &errors[..shown] {
        writeln!(to, "- {}", escaped(&notice.to_string()))?;
    }
    more(errors.len() - shown, ("error", "errors"), to)
}

fn look_at(report: &Report, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let noticed = Noticed::of(&report.notices, |notice| notice.level == Level::Notice);
    if noticed.all == 0 {
        return Ok(());
    }
    writeln!(to, "**{}**\n", heading("To check", &noticed, report.noticed() - noticed.all))?;
    let shown = paper.shown(noticed.groups.len());
    for group in &noticed.groups[..shown] {
        let of = group.file().map(|_| format!("{}: ", code(&file(report, &group.first.file)))).unwrap_or_default();
        writeln!(to, "- {of}{}", escaped(&sentence(report, group)))?;
    }
    more(noticed.groups.len() - shown, ("kind", "kinds"), to)?;
    match minor(report, &noticed) {
        Some(minor) => writeln!(to, "{}.\n", escaped(&minor)),
        None => Ok(()),
    }
}
