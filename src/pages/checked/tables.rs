//! The tables of the workbook: findings, places, the action plan, lists, cells to fix; a row each.

use crate::finding::Verdict;
use crate::pages::cells::Cell;
use crate::pages::sheet_table::{Drawn, Table};
use crate::pages::{action_plan, csv_findings, reading as cells_of_reading};
use crate::phrases::finding::FindingText;
use crate::phrases::names::{short_and_id, topic};
use crate::phrases::wording::{first_large, risk};
use crate::report::reading::Reading;
use crate::report::{PlaceReport, Report};

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
    table.leave_out(report.dropped);
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
