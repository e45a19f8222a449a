//! Whom to call first: a table for the terminal, one for Markdown, and a sheet of every call.

use std::io::{self, Write};

use super::cells::{Cell, Sheet};
use super::escaped::escaped;
use super::layout::{Column, Paper, clipped, width};
use crate::phrases::calls::{NO_CONTACT, NO_CONTACTS, ORDER, in_brief, in_full, more, name, reach, who, why};
use crate::phrases::wording::number;
use crate::report::calls::{Call, are_shown, calls};
use crate::report::{Contact, PlaceReport, Report};

/// On paper this wide there is room for the office of a contact.
const WIDE: usize = 96;

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

fn table(report: &Report, calls: &[Call<'_>], paper: &Paper) -> String {
    let wide = paper.width >= WIDE;
    let voters = |place: &PlaceReport| place.voters.map_or_else(|| "-".to_owned(), number);
    let names_anybody = calls.iter().any(|call| !call.contact.is_empty());
    let person = |contact: &Contact| match contact.is_empty() {
        true => NO_CONTACT.to_owned(),
        false => clipped(&who(contact, wide), if wide { 30 } else { 18 }),
    };
    let phone = |contact: &Contact| clipped(&reach(contact), if wide { 30 } else { 18 });
    let widest = |of: &dyn Fn(&Call<'_>) -> String| calls.iter().map(|call| width(&of(call))).max().unwrap_or_default();
    let widths = [
        widest(&|call| name(call.place, NAME)),
        widest(&|call| voters(call.place)).max(6),
        if names_anybody { widest(&|call| person(call.contact)) } else { 0 },
        if names_anybody { widest(&|call| phone(call.contact)) } else { 0 },
    ];
    // What the other columns leave.
    let taken: usize = widths.iter().filter(|width| **width > 0).map(|width| width + 2).sum();
    let room = paper.width.saturating_sub(taken + 3);
    let mut rows = vec![vec![String::new(), "voters".to_owned(), "why".to_owned()]];
    if names_anybody {
        rows[0].extend(["who", "phone"].map(str::to_owned));
    }
    rows.extend(calls.iter().map(|call| {
        let mut row = vec![name(call.place, NAME), voters(call.place), in_brief(report, call, room)];
        row.extend(names_anybody.then(|| [person(call.contact), phone(call.contact)]).into_iter().flatten());
        row
    }));
    let fixed = |width: usize| u16::try_from(width).unwrap_or(u16::MAX);
    let columns = [
        Column::words(3).at_least(fixed(widths[0])),
        Column::numbers(2).at_least(fixed(widths[1])),
        Column::words(2),
        Column::words(2).at_least(fixed(widths[2])),
        Column::words(2).at_least(fixed(widths[3])),
    ];
    paper.columns(&rows, &columns[..rows[0].len()])
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
            call.place.voters.map_or_else(|| "-".to_owned(), number),
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
