//! The tables of the workbook: findings, places, the action plan, lists, cells to fix; a row each.

use rust_xlsxwriter::{Format, FormatAlign, Worksheet, XlsxError};

use crate::finding::Verdict;
use crate::inventory::MARK;
use crate::pages::cells::Cell;
use crate::pages::sheet_parts::{header, height};
use crate::pages::{action_plan, csv_findings, reading as cells_of_reading};
use crate::phrases::finding::FindingText;
use crate::phrases::names::{short_and_id, topic};
use crate::phrases::plain::{clipped, plain};
use crate::phrases::wording::{first_large, risk};
use crate::report::reading::Reading;
use crate::report::{PlaceReport, Report};

/// The most rows of a table; the workbook is held in memory until it is written.
const ROWS: u64 = 100_000;

/// The longest text of a cell, in columns of a terminal.
const LONGEST: usize = 8_000;

/// The row of the header, below the mark.
const HEADER: u32 = 2;

/// A table on a tab, and how many rows it has no room for.
type Drawn = Result<(Worksheet, u64), XlsxError>;

/// A table that is being written.
struct Table {
    sheet: Worksheet,
    next: u32,
    left: u64,
    body: Format,
    widths: Vec<f64>,
}

impl Table {
    fn new(columns: &[&str], widths: &[(&str, f64)]) -> Result<Self, XlsxError> {
        let mut sheet = Worksheet::new();
        sheet.write_string_with_format(0, 0, MARK, &quiet())?;
        let width = |name: &&str| widths.iter().find(|(of, _)| of == name).map_or(14.0, |(_, width)| *width);
        let widths: Vec<f64> = columns.iter().map(width).collect();
        for (name, column) in columns.iter().zip(0_u16..) {
            sheet.set_column_width(column, widths[usize::from(column)])?;
            sheet.write_string_with_format(HEADER, column, first_large(&topic(&name.replace('_', " "))), &header())?;
        }
        sheet.set_freeze_panes(HEADER + 1, 0)?.set_landscape().set_print_fit_to_pages(1, 0);
        let body = Format::new().set_align(FormatAlign::Top).set_text_wrap();
        Ok(Self { sheet, next: HEADER + 1, left: 0, body, widths })
    }

    fn add(&mut self, cells: &[Cell<'_>]) -> Result<(), XlsxError> {
        if u64::from(self.next - HEADER) > ROWS {
            self.left += 1;
            return Ok(());
        }
        let mut texts = Vec::with_capacity(cells.len());
        for (cell, column) in cells.iter().zip(0_u16..) {
            let text = match cell {
                Cell::Text(text) => plain(text),
                Cell::Safe(text) => plain(text),
                Cell::Number(number) => {
                    if let Ok(number) = number.parse::<f64>() {
                        self.sheet.write_number_with_format(self.next, column, number, &self.body)?;
                    }
                    continue;
                }
            };
            if !text.is_empty() {
                let text = clipped(&text, LONGEST);
                self.sheet.write_string_with_format(self.next, column, &text, &self.body)?;
                texts.push((text, self.widths.get(usize::from(column)).copied().unwrap_or(14.0)));
            }
        }
        let height = height(texts.iter().map(|(text, width)| (text.as_str(), *width)));
        self.sheet.set_row_height(self.next, height)?;
        self.next += 1;
        Ok(())
    }

    fn end(mut self, columns: usize) -> Drawn {
        let last = u16::try_from(columns.saturating_sub(1)).unwrap_or(0);
        if self.next > HEADER + 1 {
            self.sheet.autofilter(HEADER, 0, self.next - 1, last)?;
        }
        Ok((self.sheet, self.left))
    }
}

/// What a mark looks like that only the program needs.
pub(super) fn quiet() -> Format {
    Format::new().set_font_size(8).set_font_color(0x80_80_80)
}

/// The findings, as in the format `csv`.
pub(super) fn findings(report: &Report) -> Drawn {
    let columns = csv_findings::FINDING;
    let widths =
        [("fingerprint", 24.0), ("place", 24.0), ("label", 24.0), ("seen", 40.0), ("file", 24.0), ("fix", 60.0)];
    let mut table = Table::new(&columns, &widths)?;
    let words = FindingText::new(report);
    for line in &report.findings {
        table.add(&csv_findings::finding(&words, line))?;
    }
    table.left += report.dropped;
    table.end(columns.len())
}

/// The places in the order of work.
pub(super) fn places(report: &Report) -> Drawn {
    let columns = [
        "place",
        "state",
        "standing",
        "risk_known",
        "risk_at_most",
        "voters",
        "worst_rule_not_met",
        "rules_answered",
        "rules_applied",
        "contact",
        "phone",
        "email",
        "place_id",
    ];
    let widths =
        [("place", 28.0), ("standing", 18.0), ("worst_rule_not_met", 44.0), ("contact", 24.0), ("email", 24.0)];
    let mut table = Table::new(&columns, &widths)?;
    for place in &report.places {
        table.add(&of_place(report, place))?;
    }
    table.end(columns.len())
}

fn of_place<'a>(report: &'a Report, place: &'a PlaceReport) -> [Cell<'a>; 13] {
    let (answered, applied) = place.answered();
    let worst = report.results_by_severity(place).into_iter().find(|result| result.verdict == Verdict::Fail);
    let worst = worst.map(|result| &report.rules[result.rule()]);
    [
        Cell::text(&*place.name),
        Cell::option(place.state.as_deref()),
        Cell::text(first_large(&place.standing.heading().to_lowercase())),
        Cell::Number(risk(place.risk.low)),
        Cell::Number(risk(place.risk.high)),
        Cell::number(place.voters),
        Cell::option(worst.map(|rule| format!("{}: {}", rule.severity, short_and_id(rule)))),
        Cell::number(Some(answered)),
        Cell::number(Some(applied)),
        Cell::option(place.contact.name.as_deref()),
        Cell::option(place.contact.phone.as_deref()),
        Cell::option(place.contact.email.as_deref()),
        Cell::text(&place.id),
    ]
}

/// What to do at each place, as in the format `action-plan`, with whom to call.
pub(super) fn action_plan(report: &Report) -> Drawn {
    let columns: Vec<&str> = action_plan::HEADER.iter().copied().chain(["contact"]).collect();
    let widths =
        [("place", 24.0), ("finding", 36.0), ("assets", 36.0), ("where", 30.0), ("fix", 60.0), ("basis", 30.0)];
    let mut table = Table::new(&columns, &widths)?;
    let mut failed = Ok(());
    action_plan::each_row(report, &mut |place, row| {
        let contact = [&place.contact.name, &place.contact.phone, &place.contact.email];
        let contact: Vec<&str> = contact.into_iter().flatten().map(|text| &**text).collect();
        let cells = row.into_iter().chain([Cell::text(contact.join(", "))]).collect::<Vec<_>>();
        failed = table.add(&cells);
        failed.is_ok()
    });
    failed?;
    table.end(columns.len())
}

/// The lists: each state, and each place that lacks it.
pub(super) fn lists(report: &Report) -> Drawn {
    let columns = [
        "list",
        "state",
        "status",
        "place",
        "units_lacking",
        "units",
        "voters",
        "places_lacking",
        "places",
        "place_id",
    ];
    let mut table = Table::new(&columns, &[("list", 24.0), ("state", 20.0), ("place", 28.0)])?;
    for list in &report.lists {
        for line in &list.states {
            let head = |status| [Cell::text(topic(&list.key)), Cell::text(&*line.name), status];
            let own = [
                Cell::Safe(""),
                Cell::number(Some(line.units_lacking + line.units_lesser)),
                Cell::number(Some(line.units)),
                Cell::number(line.voters_in_them()),
                Cell::number(Some(line.places_lacking + line.places_lesser)),
                Cell::number(Some(line.places)),
                Cell::Safe(""),
            ];
            let status = Cell::text(line.status.name(list, line.lesser_kind()));
            table.add(&head(status).into_iter().chain(own).collect::<Vec<_>>())?;
            for place in &line.lacking {
                let own = [
                    Cell::text(&*place.name),
                    Cell::number(Some(place.units_lacking)),
                    Cell::number(Some(place.units)),
                    Cell::number(place.voters),
                    Cell::Safe(""),
                    Cell::Safe(""),
                    Cell::text(&*place.id),
                ];
                table.add(&head(Cell::Safe("")).into_iter().chain(own).collect::<Vec<_>>())?;
            }
        }
    }
    table.end(columns.len())
}

/// What could not be read as meant, as in the format `csv` of `read`.
pub(super) fn cells(reading: &Reading) -> Drawn {
    let columns = cells_of_reading::HEADER;
    let widths = [("file", 28.0), ("header", 20.0), ("value", 24.0), ("message", 70.0), ("place", 24.0)];
    let mut table = Table::new(&columns, &widths)?;
    for trouble in &reading.troubles {
        let mut failed = Ok(());
        let drawn = cells_of_reading::each_row(trouble, &mut |row| {
            failed = table.add(row);
            Ok(())
        });
        failed?;
        drawn?;
    }
    table.end(columns.len())
}
