//! The first tab: the page of one place in cells, or a page of text line by line, and what to do with the workbook.

use rust_xlsxwriter::{Color, Format, FormatAlign, Worksheet, XlsxError};

use crate::inventory::MARK;
use crate::pages::layout::{CLOSING, Paper};
use crate::pages::sheet_parts::height;
use crate::pages::sheet_table::quiet;
use crate::pages::{reading as reading_page, table};
use crate::phrases::checked::{Step, steps, waiting};
use crate::phrases::fill::{NEW_SHEETS, NO_BLAME, asks_for_a_sheet, gap};
use crate::phrases::footer::{evidence, read, rules};
use crate::phrases::names::full_name;
use crate::phrases::not_placed;
use crate::phrases::notices::{heading, sentence};
use crate::phrases::one_place::{OnePlace, answered_sentence, risk_sentence};
use crate::phrases::plain::{clipped, plain};
use crate::phrases::since::was;
use crate::phrases::wording::{as_of, first_large, risk};
use crate::report::Report;
use crate::report::advice::Fix;
use crate::report::noticed::Noticed;
use crate::report::reading::Reading;

/// The longest text of a cell, in columns of a terminal.
const LONGEST: usize = 8_000;

/// The columns: number, severity, what, where, rules, risk afterwards; and their widths.
const WIDTHS: [f64; 6] = [5.0, 17.0, 84.0, 40.0, 16.0, 17.0];

/// The column of what is said.
const WHAT: u16 = 2;
const WHERE: u16 = 3;
const RULES: u16 = 4;
const AFTER: u16 = 5;

/// Nothing is above the columns.
const ALONE: (u16, &str) = (WHERE, "");

/// So many notices are listed.
const NOTICES: usize = 200;

/// A tab that is written from the top to the bottom.
struct Sheet {
    sheet: Worksheet,
    next: u32,
    /// How high the row is so far, in points.
    height: f64,
}

impl Sheet {
    fn new() -> Result<Self, XlsxError> {
        let mut sheet = Worksheet::new();
        sheet.write_string_with_format(0, 0, MARK, &quiet())?.set_landscape().set_print_fit_to_pages(1, 0);
        Ok(Self { sheet, next: 2, height: 0.0 })
    }

    fn put(&mut self, column: u16, text: &str, format: &Format) -> Result<(), XlsxError> {
        if !text.is_empty() {
            self.sheet.write_string_with_format(self.next, column, clipped(&plain(text), LONGEST), format)?;
        }
        Ok(())
    }

    /// The same, wrapped within the column.
    fn wrap(&mut self, column: u16, text: &str) -> Result<(), XlsxError> {
        let width = WIDTHS.get(usize::from(column)).copied().unwrap_or(12.0);
        self.height = self.height.max(height(std::iter::once((text, width))));
        self.put(column, text, &wrapped())
    }

    /// Ends a row, as high as its texts are.
    fn end(&mut self) -> Result<(), XlsxError> {
        if self.height > 0.0 {
            self.sheet.set_row_height(self.next, self.height)?;
        }
        (self.height, self.next) = (0.0, self.next + 1);
        Ok(())
    }

    /// A heading, and what is above a column at its right.
    fn heading(&mut self, text: &str, (column, above): (u16, &str)) -> Result<(), XlsxError> {
        self.next += 1;
        self.put(0, text, &bold())?;
        self.wrap(column, above)?;
        self.end()
    }

    /// A text behind a label.
    fn labelled(&mut self, label: &str, text: &str) -> Result<(), XlsxError> {
        self.put(0, label, &bold())?;
        self.wrap(WHAT, text)?;
        self.end()
    }

    /// A numbered item: severity, what, where, rules, risk afterwards.
    fn item(&mut self, number: usize, cells: [&str; 5]) -> Result<(), XlsxError> {
        self.sheet.write_number_with_format(self.next, 0, u32::try_from(number).unwrap_or(0), &wrapped())?;
        for (text, column) in cells.into_iter().zip(1..) {
            self.wrap(column, text)?;
        }
        self.end()
    }

    /// Remarks on the workbook, each on a line.
    fn remarks(&mut self, remarks: &[String]) -> Result<(), XlsxError> {
        for remark in remarks {
            self.labelled("", remark)?;
        }
        Ok(())
    }

    /// What the colours mean, and what to do.
    fn steps(&mut self, steps: &[Step]) -> Result<(), XlsxError> {
        for step in steps {
            let colour = match step {
                Step::Wrong(_) => Some(0xFF_D9_66),
                Step::Open(_) => Some(0xE2_EF_DA),
                Step::Plain(_) => None,
            };
            if let Some(colour) = colour {
                let format = Format::new().set_background_color(Color::RGB(colour));
                self.sheet.write_blank(self.next, 1, &format)?;
            }
            self.wrap(WHAT, step.text())?;
            self.end()?;
        }
        Ok(())
    }

    /// Lines of a page of text, in letters of one width.
    fn lines(&mut self, page: &str) -> Result<(), XlsxError> {
        let format = Format::new().set_font_name("Courier New").set_font_size(9);
        for line in page.lines() {
            if !line.is_empty() {
                self.sheet.write_string_with_format(self.next, 0, clipped(line, LONGEST), &format)?;
            }
            self.next += 1;
        }
        Ok(())
    }
}

fn bold() -> Format {
    Format::new().set_bold().set_align(FormatAlign::Top)
}

fn wrapped() -> Format {
    Format::new().set_align(FormatAlign::Top).set_align(FormatAlign::Left).set_text_wrap()
}

/// The page of one place.
pub(super) fn of_one_place(
    page: &OnePlace<'_>,
    reading: Option<&Reading>,
    remarks: &[String],
    is_copied: bool,
) -> Result<Worksheet, XlsxError> {
    let (report, of) = (page.report, page.of);
    let mut sheet = Sheet::new()?;
    for (width, column) in WIDTHS.into_iter().zip(0..) {
        sheet.sheet.set_column_width(column, width)?;
    }
    sheet.put(0, &full_name(of), &bold().set_font_size(16))?;
    sheet.put(WHERE, &as_of(report.as_of), &bold())?;
    sheet.next += 2;
    sheet.labelled(of.standing.heading(), &first_large(&page.reason()))?;
    sheet.labelled("Risk", &first_large(&risk_sentence(of)))?;
    sheet.labelled("Answered", &first_large(&answered_sentence(of)))?;
    if let Some(was) = was(report, &of.id) {
        sheet.labelled("Before", &was)?;
    }
    sheet.heading("This workbook", ALONE)?;
    sheet.steps(&steps(page, is_copied))?;
    sheet.remarks(remarks)?;
    to_fix(&mut sheet, page)?;
    to_fill(&mut sheet, page)?;
    in_order(&mut sheet, page)?;
    to_check(&mut sheet, report)?;
    sheet.heading("What it is based on", ALONE)?;
    for said in not_placed::sentences(report) {
        sheet.labelled("Not placed", &said)?;
    }
    sheet.labelled("Read", &read(report))?;
    if let Some(reading) = reading {
        for line in reading.sheets.iter().filter(|line| line.place.is_some()) {
            let place = line.place.as_deref().unwrap_or_default();
            sheet.labelled("", &format!("{}: {place}", line.sheet))?;
        }
    }
    sheet.labelled("Rules", &rules(report))?;
    sheet.labelled("Evidence", &evidence(report))?;
    sheet.next += 1;
    sheet.labelled("", CLOSING)?;
    Ok(sheet.sheet)
}

fn to_fix(sheet: &mut Sheet, page: &OnePlace<'_>) -> Result<(), XlsxError> {
    let advice = &page.advice;
    if !advice.fix.is_empty() {
        sheet.heading("What to fix", (AFTER, &page.path_heading()))?;
        fixes(sheet, page, &advice.fix, true)?;
        if let Some(said) = page.path_end() {
            sheet.labelled("", &said)?;
        }
    }
    if !advice.listed.is_empty() {
        sheet.heading("Listed, for your information", ALONE)?;
        fixes(sheet, page, &advice.listed, false)?;
    }
    Ok(())
}

fn fixes(sheet: &mut Sheet, page: &OnePlace<'_>, fixes: &[Fix], scored: bool) -> Result<(), XlsxError> {
    for (fix, number) in fixes.iter().zip(1..) {
        let rules = || fix.rules.iter().map(|at| page.rule(*at));
        let mut severities: Vec<&str> = rules().map(|rule| rule.severity.name()).collect();
        severities.dedup();
        let severity = if scored { severities.join(", ") } else { String::new() };
        let advised = rules().next().map(|rule| rule.fix.as_str()).unwrap_or_default();
        let what = format!("{} {advised}", page.sentence(fix));
        let ids = rules().map(|rule| rule.id.as_str()).collect::<Vec<_>>().join(", ");
        let after = if scored { risk(fix.after) } else { String::new() };
        sheet.item(number, [&severity, what.trim(), &page.spots(fix), &ids, &after])?;
    }
    Ok(())
}

fn to_fill(sheet: &mut Sheet, page: &OnePlace<'_>) -> Result<(), XlsxError> {
    let fill = &page.advice.fill;
    if fill.is_empty() {
        return Ok(());
    }
    sheet.heading("What to fill in", (RULES, "rules open"))?;
    sheet.labelled("", &format!("{}. {}.", waiting(page), first_large(NO_BLAME)))?;
    for (fill, number) in fill.iter().zip(1..) {
        sheet.item(number, ["", &first_large(&gap(page, fill)), "", &page.opened(&fill.rules), ""])?;
    }
    if fill.iter().any(asks_for_a_sheet) {
        sheet.labelled("", &format!("{}{}", NEW_SHEETS.0, NEW_SHEETS.1))?;
    }
    Ok(())
}

fn in_order(sheet: &mut Sheet, page: &OnePlace<'_>) -> Result<(), XlsxError> {
    let waived = &page.advice.waived;
    if !waived.is_empty() {
        sheet.heading(&format!("Waived ({})", waived.len()), ALONE)?;
        for waived in waived {
            let [head, owner, id, label] = page.excepted(waived);
            sheet.wrap(WHERE, &format!("{owner}; {label}"))?;
            sheet.wrap(RULES, &id)?;
            sheet.labelled("", &first_large(&head))?;
        }
    }
    for (name, count, said) in page.in_order() {
        sheet.heading(&format!("{name} ({count})"), ALONE)?;
        for one in said {
            sheet.labelled("", &one)?;
        }
    }
    Ok(())
}

fn to_check(sheet: &mut Sheet, report: &Report) -> Result<(), XlsxError> {
    let noticed = Noticed::of(&report.notices, |_| true);
    if noticed.groups.is_empty() {
        return Ok(());
    }
    sheet.heading(&first_large(&heading("To check", &noticed, 0)), ALONE)?;
    for group in noticed.groups.iter().take(NOTICES) {
        sheet.labelled("", &first_large(&sentence(report, group)))?;
    }
    Ok(())
}

/// The page of a report as text.
pub(super) fn of_report(report: &Report, paper: &Paper, remarks: &[String]) -> Result<Worksheet, XlsxError> {
    of_text(|page| table::write(report, paper, page), remarks, &[])
}

/// The page of a reading as text.
pub(super) fn of_reading(
    reading: &Reading,
    paper: &Paper,
    remarks: &[String],
    is_copied: bool,
) -> Result<Worksheet, XlsxError> {
    let steps = if is_copied { Step::of_reading() } else { Vec::new() };
    of_text(|page| reading_page::page(reading, paper, page), remarks, &steps)
}

fn of_text(
    draw: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>,
    remarks: &[String],
    steps: &[Step],
) -> Result<Worksheet, XlsxError> {
    let mut page = Vec::new();
    draw(&mut page)?;
    let mut sheet = Sheet::new()?;
    for text in steps.iter().map(Step::text).chain(remarks.iter().map(String::as_str)) {
        sheet.put(0, text, &Format::new())?;
        sheet.next += 1;
    }
    if sheet.next > 2 {
        sheet.next += 1;
    }
    sheet.lines(&String::from_utf8_lossy(&page))?;
    Ok(sheet.sheet)
}
