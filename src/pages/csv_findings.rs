//! CSV for spreadsheets: the findings, one a row; or the places, with whom to call.

use std::io::{self, Write};

use super::cells::{Cell, Sheet};
use super::layout::Paper;
use crate::phrases::finding::{FindingText, let_go as let_go_of, rests_on};
use crate::report::{FindingLine, PlaceReport, Report};

/// So many rows are drawn at once.
const ROWS: usize = 128;

/// The columns of a finding.
pub(super) const FINDING: [&str; 19] = [
    "fingerprint",
    "rule",
    "severity",
    "verdict",
    "place_id",
    "place",
    "state",
    "asset",
    "label",
    "units",
    "column",
    "seen",
    "file",
    "tab",
    "line",
    "character",
    "waiver",
    "status",
    "fix",
];

/// The columns of a place.
const PLACE: [&str; 20] = [
    "place_id",
    "place",
    "state",
    "level",
    "parent",
    "standing",
    "risk_known",
    "risk_at_most",
    "risk_without_waivers",
    "completeness",
    "rules_answered",
    "rules_applied",
    "registered_voters",
    "expected",
    "unread_file",
    "unread_why",
    "contact_name",
    "contact_title",
    "contact_phone",
    "contact_email",
];

/// Writes the findings.
///
/// # Errors
/// Where the writer fails.
pub fn write(report: &Report, _: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let words = FindingText::new(report);
    let mut sheet = Sheet::new(to, &FINDING)?;
    sheet.rows(report.request.records.threads, (&report.findings, ROWS), |_, line, rows| {
        rows.row(&finding(&words, line))
    })?;
    // A sheet has no room for a remark on the whole: it is the last row, which is about no rule.
    let let_go: Vec<u64> = Some(report.dropped).filter(|dropped| *dropped > 0).into_iter().collect();
    sheet.rows(1, (&let_go, 1), |_, dropped, rows| {
        let said = |name: &&str| if *name == "label" { Cell::text(let_go_of(*dropped)) } else { Cell::Safe("") };
        rows.row(&FINDING.iter().map(said).collect::<Vec<_>>())
    })
}

pub(super) fn finding<'a>(words: &FindingText<'a>, line: &'a FindingLine) -> [Cell<'a>; 19] {
    let (rule, place, finding) = (words.rule(line), words.place(line), &line.finding);
    let above_zero = |number: u64| Cell::number((number > 0).then_some(number));
    [
        Cell::text(line.fingerprint(words.report)),
        Cell::text(&rule.id),
        Cell::text(rule.severity.name()),
        Cell::text(finding.verdict.name()),
        Cell::text(&place.id),
        Cell::text(&*place.name),
        Cell::option(place.state.as_deref()),
        Cell::text(&*finding.asset),
        Cell::text(&*finding.label),
        Cell::number(finding.units),
        Cell::option(finding.column.as_deref()),
        Cell::text(rests_on(line)),
        Cell::text(&*finding.file),
        Cell::option(finding.file.tab.as_deref()),
        above_zero(finding.position.line),
        above_zero(finding.position.column),
        Cell::option(finding.waiver.as_deref()),
        Cell::text(if finding.waiver.is_some() { "waived" } else { "open" }),
        Cell::text(&rule.fix),
    ]
}

/// Writes the places.
///
/// # Errors
/// Where the writer fails.
pub fn write_places(report: &Report, _: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let mut sheet = Sheet::new(to, &PLACE)?;
    sheet.rows(report.request.records.threads, (&report.places, ROWS), |_, place, rows| rows.row(&of_place(place)))
}

fn of_place(place: &PlaceReport) -> [Cell<'_>; 20] {
    let (answered, applied) = place.answered();
    [
        Cell::text(&place.id),
        Cell::text(&*place.name),
        Cell::option(place.state.as_deref()),
        Cell::text(place.level.name()),
        Cell::option(place.parent.as_deref()),
        Cell::text(place.standing.name()),
        Cell::number(Some(place.risk.low)),
        Cell::number(Some(place.risk.high)),
        Cell::number(Some(place.risk_without_waivers.low)),
        Cell::number(Some(place.completeness)),
        Cell::number(Some(answered)),
        Cell::number(Some(applied)),
        Cell::number(place.voters),
        Cell::text(if place.expected { "yes" } else { "no" }),
        Cell::option(place.unread.as_ref().map(|unread| unread.file.to_string())),
        Cell::option(place.unread.as_ref().map(|unread| unread.message())),
        Cell::option(place.contact.name.as_deref()),
        Cell::option(place.contact.title.as_deref()),
        Cell::option(place.contact.phone.as_deref()),
        Cell::option(place.contact.email.as_deref()),
    ]
}
