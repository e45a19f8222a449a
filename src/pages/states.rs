//! The list page: the states that lack something, everywhere or in some places.

use std::io::{self, Write};

use super::footer::{evidence, not_placed};
use super::layout::{Column, Paper, clipped, width};
use super::notices::unread;
use crate::phrases::law;
use crate::phrases::list::{
    elections, excepted, figures, headline, ids, missing, not_met, notes, others, part_of_voters, sections, shares,
    total, voters_in, voters_in_all,
};
use crate::phrases::plain::plain;
use crate::phrases::wording::{as_of, known, number, percent};
use crate::report::{ListLine, ListReport, Report, Status};

/// From this width on a list has a column for what state law asks.
const WITH_LAW: usize = 118;

/// Writes the page of one list.
///
/// # Errors
/// Where the writer fails.
pub fn write(report: &Report, list: &ListReport, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let title = list.key.replace('-', " ").to_uppercase();
    write!(to, "{}", paper.edges(&title, &as_of(report.as_of)))?;
    if let Some(source) = &report.source {
        write!(to, "{}", paper.paragraph("", "  ", &format!("Source: {}", plain(source))))?;
    }
    writeln!(to)?;
    answer(report, list, paper, to)?;
    for (heading, lines) in sections(list) {
        section(list, &heading.to_uppercase(), &lines, paper, to)?;
    }
    waived(list, paper, to)?;
    cannot_say(list, paper, to)?;
    for (heading, names) in others(list) {
        let first = format!("{} ({})  ", heading.to_uppercase(), names.len());
        writeln!(to, "{}", paper.paragraph(&first, &" ".repeat(first.len()), &plain(&names.join(" "))))?;
    }
    write!(to, "{}", not_placed(report, paper))?;
    let unread = unread(report, paper);
    if !unread.is_empty() {
        writeln!(to, "\n{}", unread.trim_end_matches('\n'))?;
    }
    writeln!(to, "{}", evidence(report, paper))?;
    write!(to, "{}", paper.closing())
}

/// The answer: how many states, how many units, how many voters, and how long there is.
fn answer(report: &Report, list: &ListReport, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let (headline, split) = headline(list);
    let split = if split.is_empty() { split } else { format!("    {split}") };
    write!(to, "{}", paper.paragraph("  ", "  ", &format!("{}{split}", headline.to_uppercase())))?;
    for text in figures(list) {
        write!(to, "{}", paper.paragraph("  ", "  ", &text))?;
    }
    writeln!(to, "{}", paper.paragraph("  ", "  ", &elections(report.as_of)))
}

fn section(list: &ListReport, heading: &str, lines: &[&ListLine], paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let wide = paper.width >= 96;
    let of_voters = |line: &ListLine| if wide { vec![part_of_voters(line)] } else { Vec::new() };
    let several = !list.rules.is_empty();
    let has_law = paper.width >= WITH_LAW && !several && lines.iter().any(|line| line.law.is_some());
    let mut head = vec![format!("{heading} ({})", lines.len()), "places".to_owned(), String::new()];
    if !list.of_places {
        head.extend([list.unit.1.to_owned(), "without".to_owned()]);
    }
    head.push("voters in them".to_owned());
    if wide {
        head.push("of the state's".to_owned());
    }
    if several {
        head.push("not met".to_owned());
    }
    if has_law {
        head.push("by state law".to_owned());
    }
    let mut rows = vec![head];
    let of = |(part, all): (u64, u64)| [format!("{} of", number(part)), number(all)];
    for line in lines {
        let mut row = vec![format!("  {}", plain(&line.name))];
        row.extend(shares(list, &[line]).into_iter().flat_map(of));
        row.push(voters_in(line));
        row.extend(of_voters(line));
        row.extend(several.then(|| not_met(list, line)));
        row.extend(has_law.then(|| line.law.as_ref().map(law::cell).unwrap_or_default()));
        rows.push(row);
        // Of a whole nation the states are enough; each has a page of its own.
        let shown = paper.shown_of(line.lacking.len(), if list.states.len() > 1 { 0 } else { 10 });
        for place in &line.lacking[..shown] {
            let name = clipped(&plain(&place.name), if wide { paper.room(20) } else { 19 });
            let mut row = vec![format!("     {name}"), String::new(), String::new()];
            if !list.of_places {
                row.extend(of((place.units_lacking, place.units)));
            }
            row.push(known(place.voters));
            row.extend(wide.then(String::new));
            row.extend(several.then(|| ids(list, place.rules.iter().copied())));
            rows.push(row);
        }
        let more = line.lacking.len() - shown;
        if more > 0 && shown > 0 {
            rows.push(vec![format!("     {} more: --top all", number(more as u64))]);
        }
    }
    if lines.len() > 1 && wide {
        let mut row = vec![format!("  All {}", lines.len())];
        row.extend(shares(list, lines).into_iter().flat_map(of));
        row.push(voters_in_all(lines));
        row.push(percent(total(lines, |line| line.voters_affected), total(lines, |line| line.voters)));
        rows.push(row);
    }
    let widest = rows.iter().filter_map(|row| row.first()).map(|name| width(name)).max().unwrap_or(0);
    let mut columns = vec![
        Column::words(0).at_least(u16::try_from(widest).unwrap_or(0).max(20)),
        Column::numbers(1),
        Column::numbers(1),
    ];
    if !list.of_places {
        columns.extend([Column::numbers(3), Column::numbers(1)]);
    }
    columns.push(Column::numbers(3));
    columns.extend(wide.then(|| Column::numbers(3)));
    columns.extend(several.then(|| Column::words(3)));
    columns.extend(has_law.then(|| Column::words(3)));
    write!(to, "{}", paper.columns(&rows, &columns))?;
    for text in notes(list, lines) {
        write!(to, "{}", paper.paragraph("  ", "  ", &text))?;
    }
    // Narrow paper has no room for another column.
    if let Some(text) = law::sentence_of(lines).filter(|_| !has_law) {
        write!(to, "{}", paper.paragraph("  ", "  ", &text))?;
    }
    writeln!(to)
}

/// The states that waivers keep off the list, with the reasons on record.
fn waived(list: &ListReport, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let lines: Vec<&ListLine> = list.states.iter().filter(|line| line.status == Status::Waived).collect();
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(to, "NOT COUNTED, WITH REASONS ({})", lines.len())?;
    let name = |line: &ListLine| format!("  {}  ", plain(&line.name));
    let widest = lines.iter().map(|line| width(&name(line))).max().unwrap_or(0);
    for line in lines {
        let first = format!("{:<widest$}", name(line));
        write!(to, "{}", paper.labelled(&first, &excepted(list, line)))?;
    }
    writeln!(to)
}

/// What is known to be missing from the figures.
fn cannot_say(list: &ListReport, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let Some(text) = missing(list) else { return Ok(()) };
    writeln!(to, "WHAT THE FIGURES DO NOT SHOW")?;
    writeln!(to, "{}", paper.paragraph("  ", "  ", &text))
}
