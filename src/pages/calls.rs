//! Whom to call first: a table for the terminal, one for Markdown, and a sheet of every call.

use std::io::{self, Write};

use super::cells::{Cell, Sheet};
use super::escaped::escaped;
use super::layout::{Paper, width};
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
    let ways = [(true, false), (false, false), (false, true)];
    let tables = ways.into_iter().map(|(with_title, brief)| on_one_line(report, calls, with_title, brief));
    let fits = |table: &Vec<String>| table.iter().all(|line| width(line) <= paper.width);
    match tables.into_iter().find(fits) {
        Some(lines) => lines.iter().map(|line| format!("{line}\n")).collect(),
        None => below(report, calls, paper),
    }
}

/// The calls as lines; that nobody is on file may run on under the telephones.
fn on_one_line(report: &Report, calls: &[Call<'_>], with_title: bool, brief: bool) -> Vec<String> {
    let names_anybody = calls.iter().any(|call| !call.contact.is_empty());
    let row = |call: &Call<'_>| {
        let why = if brief { in_brief(report, call) } else { why(report, call) };
        [name(call.place, NAME), voters(call.place), why, who(call.contact, with_title), reach(call.contact)]
    };
    let mut rows = vec![["", "voters", "why", "who", "phone"].map(str::to_owned)];
    rows.extend(calls.iter().map(row));
    let widest = |at: usize| rows.iter().map(|row| width(&row[at])).max().unwrap_or_default();
    let widths = [0, 1, 2, 3].map(widest);
    let line = |(at, [name, voters, why, who, phone]): (usize, &[String; 5])| {
        let padded = |text: &str, at: usize| format!("{text}{}", " ".repeat(widths[at] - width(text)));
        let voters = format!("{}{voters}", " ".repeat(widths[1] - width(voters)));
        let nobody = at > 0 && calls.get(at - 1).is_some_and(|call| call.contact.is_empty());
        let contact = match () {
            () if !names_anybody => String::new(),
            () if nobody => NO_CONTACT.to_owned(),
            () => format!("{}  {phone}", padded(who, 3)),
        };
        format!("   {}  {voters}  {}  {contact}", padded(name, 0), padded(why, 2)).trim_end().to_owned()
    };
    rows.iter().enumerate().map(line).collect()
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
