//! The workbook for the clerk: the page, the sheets as they were sent with comments on their cells, and the findings.
//!
//! It is a plain function of a report and of a [`Reading`], which has the sheets where they are copied; what reads the files again
//! is `Reading::with_sheets`, for the binary.

mod copy;
mod first;
mod marks;
mod names;
mod office;
mod tables;

use std::io::{self, Write};

use rust_xlsxwriter::utility::column_number_to_name;
use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};

use self::copy::Choices;
use self::names::TabNames;
use super::layout::{Paper, Top};
use super::sheet_parts::dated;
use crate::inventory::{Sent, SentSheet};
use crate::phrases::checked::{not_copied, of_copy, of_names, of_office, of_several, of_table};
use crate::phrases::names::tab;
use crate::phrases::one_place::OnePlace;
use crate::report::Report;
use crate::report::advice::only_place;
use crate::report::reading::{Reading, SheetLine};
use crate::schema::JURISDICTIONS;
use crate::workbook::SEEN;

/// So many cells are named as seen; the formula of a name is no longer.
const MOST_SEEN: usize = 120;

/// The paper that pages of text are set on here.
const PAPER: Paper = Paper { width: 110, top: Top::Usual };

/// Writes the workbook of a report alone: the page and its tables.
///
/// # Errors
/// Where the writer fails.
pub(super) fn write(report: &Report, _: &Paper, to: &mut dyn Write) -> io::Result<()> {
    save(Some(report), None, to)
}

/// Writes the workbook of a report and of the records as they were read for it.
///
/// # Errors
/// Where the writer fails.
pub(super) fn write_with_reading(report: &Report, reading: &Reading, _: &Paper, to: &mut dyn Write) -> io::Result<()> {
    // What was read tells more than the public may know.
    save(Some(report), Some(reading).filter(|_| report.redacted.is_none()), to)
}

/// Writes the workbook of a reading alone.
///
/// # Errors
/// Where the writer fails.
pub(super) fn write_reading(reading: &Reading, _: &Paper, to: &mut dyn Write) -> io::Result<()> {
    save(None, Some(reading), to)
}

fn save(report: Option<&Report>, reading: Option<&Reading>, to: &mut dyn Write) -> io::Result<()> {
    let bytes = bytes(report, reading).map_err(io::Error::other)?;
    to.write_all(&bytes)
}

fn bytes(report: Option<&Report>, reading: Option<&Reading>) -> Result<Vec<u8>, XlsxError> {
    let sent = reading.and_then(|reading| reading.copied.as_ref());
    let (mut names, mut remarks) = (TabNames::default(), Vec::new());
    let titles: Vec<String> = sent.iter().flat_map(|sent| &sent.sheets).map(|sheet| names.of(&sheet.title)).collect();
    let as_of = report.map(|report| report.as_of).or(reading.map(|reading| reading.request.as_of));
    let mut book = as_of.map_or_else(|| Ok(Workbook::new()), |day| dated("Records, checked", day))?;
    let page = report.filter(|report| report.redacted.is_none()).and_then(|report| {
        let only = only_place(report)?;
        OnePlace::new(report, only)
    });
    let first = names.of("Checked");
    let mut choices = Choices::new(names.of("Choices"));
    let mut copies: Vec<Worksheet> = Vec::new();
    let mut seen: Vec<(&str, Vec<(u32, u32)>)> = Vec::new();
    if let (Some(sent), Some(reading)) = (sent, reading) {
        for (sheet, title) in sent.sheets.iter().zip(&titles) {
            let marks = marks::of(sheet, reading, page.as_ref());
            let (mut copy, left) = copy::copy(sheet, &marks, &mut choices)?;
            copy.set_name(title)?;
            remarks.extend(of_copy(title, &left));
            remarks.extend(Some(of_names(&sheet.title, title)).filter(|_| *title != sheet.title));
            seen.push((title, marks.seen));
            copies.push(copy);
        }
    }
    // A form that could not be read is to be put right, and not asked for again.
    let is_unread_form = |sheet: &SentSheet| {
        let line = reading.and_then(|reading| reading.sheets.iter().find(|line| line.sheet == sheet.name));
        sheet.title.eq_ignore_ascii_case(&tab(JURISDICTIONS)) && line.is_some_and(SheetLine::is_left_out)
    };
    let asks = !copies.is_empty() && !sent.is_some_and(|sent| sent.sheets.iter().any(is_unread_form));
    if let Some(mut form) = page.as_ref().filter(|_| asks).map(office::form_of).transpose()?.flatten() {
        let title = names.of(&tab(JURISDICTIONS));
        form.set_name(&title)?;
        remarks.push(of_office(&title));
        copies.push(form);
    }
    remarks.extend(why_not_copied(reading, sent, page.is_some()));
    let mut tables: Vec<Worksheet> = Vec::new();
    let mut add = |title: &str, (mut table, left): (Worksheet, u64)| -> Result<(), XlsxError> {
        let title = names.of(title);
        remarks.extend(Some(of_table(&title, left)).filter(|_| left > 0));
        table.set_name(title)?;
        tables.push(table);
        Ok(())
    };
    if let Some(report) = report {
        if page.is_none() {
            add("Places", tables::places(report)?)?;
            if report.redacted.is_none() {
                add("Action plan", tables::action_plan(report)?)?;
            }
            add("Lists", tables::lists(report)?)?;
        }
        add("Findings", tables::findings(report)?)?;
    }
    let shows_cells = |reading: &&Reading| (page.is_none() || report.is_none()) && !reading.troubles.is_empty();
    if let Some(reading) = reading.filter(shows_cells) {
        add("Cells to fix", tables::cells(reading)?)?;
    }
    let is_copied = !copies.is_empty();
    let mut front = match (&page, report, reading) {
        (Some(page), ..) => first::of_one_place(page, reading, &remarks, is_copied)?,
        (None, Some(report), _) => first::of_report(report, &PAPER, &remarks)?,
        (None, None, Some(reading)) => first::of_reading(reading, &PAPER, &remarks, is_copied)?,
        (None, None, None) => Worksheet::new(),
    };
    front.set_name(first)?;
    book.push_worksheet(front);
    for sheet in copies.into_iter().chain(tables).chain(choices.into_sheet()?) {
        book.push_worksheet(sheet);
    }
    for (title, cells) in seen.iter().filter(|(_, cells)| !cells.is_empty()) {
        let quoted = format!("'{}'", title.replace('\'', "''"));
        let column = |column: u32| column_number_to_name(u16::try_from(column).unwrap_or(0));
        let cells = cells.iter().take(MOST_SEEN);
        let cells: Vec<String> =
            cells.map(|(row, at)| format!("{quoted}!${}${}", column(*at), row.saturating_add(1))).collect();
        book.define_name(format!("{quoted}!{SEEN}"), &format!("={}", cells.join(",")))?;
    }
    book.save_to_buffer()
}

/// Why the sheets are not in the workbook, or not all of them, where there is something to say.
fn why_not_copied(reading: Option<&Reading>, sent: Option<&Sent>, is_of_one: bool) -> Vec<String> {
    match (reading, sent) {
        (Some(_), Some(sent)) => not_copied(sent),
        (Some(_), None) => vec![of_several(is_of_one)],
        (None, _) => Vec::new(),
    }
}
