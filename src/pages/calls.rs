//! Whom to call first: a table for the terminal, one for Markdown, and a sheet of every call.

use std::io::{self, Write};

use super::cells::{Cell, Sheet};
use super::escaped::escaped;
use super::layout::{Column, Paper, width};
use crate::phrases::calls::{NO_CONTACT, NO_CONTACTS, ORDER, in_brief, in_full, more, name, reach, who, why};
use crate::phrases::wording::number;
use crate::report::calls::{Call, are_shown, calls};
use crate::report::{PlaceReport, Report};

/// The longest name of a place in the table.
const NAME: usize = 22;

/// So many rows of the sheet are drawn at once.
const ROWS: usize = 128;

/// The columns of the sheet.
const CALL: [&str; 14] = [
    "order",
    "place_id",
    "place",
    "state",
    "standing",
    "registered_voters",
    "why",
    "rule",
    "contact_name",
    "contact_title",
    "contact_phone",
    "contact_email",
    "contact_of",
    "unread_file",
];

/// The section of the page; nothing where the report is not one of a state office, or nobody has to be called.
pub(super) fn section(report: &Report, paper: &Paper) -> String {
    let calls = if are_shown(report) { calls(report) } else { Vec::new() };
    if calls.is_empty() {
        return String::new();
    }
    let shown = paper.shown(calls.len());
    let first = &calls[..shown];
    let mut page = format!("CALL FIRST\n{}", table(report, first, paper));
    page.extend(more(calls.len() - shown).map(|said| paper.paragraph("   ", "   ", &said)));
    if shown > 0 && first.iter().all(|call| call.contact.is_empty()) {
        page.push_str(&paper.paragraph("   ", "   ", NO_CONTACTS));
    }
    page.push('\n');
    page
}

/// A line for each call where all of them have room for it; else why is on one line, and who to ask for below it.
fn table(report: &Report, calls: &[Call<'_>], paper: &Paper) -> String {
    let names_anybody = calls.iter().any(|call| !call.contact.is_empty());
    let rows = |with_title: bool, brief: bool| -> Vec<Vec<String>> {
        let row = |call: &Call<'_>| {
            let why = if brief { in_brief(report, call) } else { why(report, call) };
            let mut row = vec![name(call.place, NAME), voters(call.place), why];
            if names_anybody {
                let is_empty = call.contact.is_empty();
                let who = if is_empty { NO_CONTACT.to_owned() } else { who(call.contact, with_title) };
                row.extend([who, reach(call.contact)]);
            }
            row
        };
        let head = &["", "voters", "why", "who", "phone"][..if names_anybody { 5 } else { 3 }];
        std::iter::once(head.iter().map(|word| (*word).to_owned()).collect()).chain(calls.iter().map(row)).collect()
    };
    let fits = |rows: &Vec<Vec<String>>| {
        let widest = |at: usize| rows.iter().map(|row| width(&row[at])).max().unwrap_or_default() + 2;
        (0..rows[0].len()).map(widest).sum::<usize>() < paper.width
    };
    let ways = [(true, false), (false, false), (false, true)];
    match ways.into_iter().map(|(with_title, brief)| rows(with_title, brief)).find(fits) {
        Some(rows) => {
            let columns = [Column::words(3), Column::numbers(2), Column::words(2), Column::words(2), Column::words(2)];
            paper.columns(&rows, &columns[..rows[0].len()])
        }
        None => below(report, calls, paper),
    }
}

fn voters(place: &PlaceReport) -> String {
    place.voters.map_or_else(|| "-".to_owned(), number)
}

fn below(report: &Report, calls: &[Call<'_>], paper: &Paper) -> String {
    let widest =
        |of: &dyn Fn(&PlaceReport) -> String| calls.iter().map(|call| width(&of(call.place))).max().unwrap_or_default();
    let (names, figures) = (widest(&|place| name(place, NAME)), widest(&voters).max(6));
    let before = |name: &str, voters: &str| {
        let blanks = [names - width(name), figures - width(voters)].map(|blanks| " ".repeat(blanks));
        format!("   {name}{}  {}{voters}  ", blanks[0], blanks[1])
    };
    let indent = before("", "");
    let mut page = format!("{}why, and who\n", before("", "voters"));
    for call in calls {
        let first = before(&name(call.place, NAME), &voters(call.place));
        page.push_str(&paper.paragraph(&first, &indent, &why(report, call)));
        page.push_str(&paper.paragraph(&indent, &indent, &in_full(call)));
    }
    page
}

/// The section of the Markdown page.
pub(super) fn markdown(report: &Report, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let calls = if are_shown(report) { calls(report) } else { Vec::new() };
    if calls.is_empty() {
        return Ok(());
    }
    let shown = paper.shown(calls.len());
    writeln!(to, "**Call first.** {ORDER}\n\n| place | voters | why | contact |\n|-|-:|-|-|")?;
    for call in &calls[..shown] {
        writeln!(
            to,
            "| {} | {} | {} | {} |",
            escaped(&name(call.place, 80)),
            voters(call.place),
            escaped(&why(report, call)),
            escaped(&in_full(call))
        )?;
    }
    writeln!(to)?;
    match more(calls.len() - shown) {
        Some(said) => writeln!(to, "{}\n", escaped(&said)),
        None => Ok(()),
    }
}

/// Writes every call, in order.
///
/// # Errors
/// Where the writer fails.
pub fn write(report: &Report, _: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let calls = calls(report);
    let mut sheet = Sheet::new(to, &CALL)?;
    sheet.rows(report.request.records.threads, (&calls, ROWS), |at, call, rows| {
        let (place, contact) = (call.place, call.contact);
        rows.row(&[
            Cell::number(Some(at + 1)),
            Cell::text(&place.id),
            Cell::text(&*place.name),
            Cell::option(place.state.as_deref()),
            Cell::text(place.standing.name()),
            Cell::number(place.voters),
            Cell::text(why(report, call)),
            Cell::option(call.reason.rule().map(|rule| report.rules[rule].id.as_str())),
            Cell::option(contact.name.as_deref()),
            Cell::option(contact.title.as_deref()),
            Cell::option(contact.phone.as_deref()),
            Cell::option(contact.email.as_deref()),
            Cell::option(call.contact_of.map(|day| day.to_string())),
            Cell::option(place.unread.as_ref().map(|unread| unread.file.to_string())),
        ])
    })
}
