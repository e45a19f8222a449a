//! A plan as CSV: every action at every place, or the curve.

use std::io::{self, Write};

use super::super::cells::{Cell, Rows, Sheet};
use super::super::layout::Paper;
use crate::plan::{Plan, Point, VALUE};

const HEADER: [&str; 18] = [
    "state",
    "jurisdiction",
    "name",
    "registered_voters",
    "action",
    "title",
    "when",
    "units_low",
    "units_high",
    "cost_low",
    "cost_high",
    "upkeep_a_year_low",
    "upkeep_a_year_high",
    "arrives_on",
    "risk_before",
    "risk_after_low_prices",
    "risk_after_high_prices",
    "price_source",
];

/// Dollars as a plain number.
fn plain_dollars(cents: u128) -> String {
    match cents % 100 {
        0 => format!("{}", cents / 100),
        part => format!("{}.{part:02}", cents / 100),
    }
}

/// Writes the sheet.
pub(super) fn write(plan: &Plan, _: &Paper, to: &mut dyn Write) -> io::Result<()> {
    if plan.question.curve_only {
        return curve(plan, to);
    }
    let mut sheet = Sheet::new(to, &HEADER)?;
    sheet.rows(1, (&plan.places, 64), |_, place, rows: &mut Rows| {
        for buy in &place.buys {
            let action = &plan.actions[buy.action];
            let money = |cents: u64| Cell::Number(plain_dollars(cents.into()));
            let upkeep = |of: fn(&crate::plan::Range) -> u64| match &buy.upkeep {
                Some(upkeep) => Cell::Number(plain_dollars(of(upkeep).into())),
                None => Cell::Safe(""),
            };
            rows.row(&[
                Cell::option(place.state.as_deref()),
                Cell::text(place.id.as_str()),
                Cell::text(&*place.name),
                Cell::number(place.voters),
                Cell::text(action.id.as_str()),
                Cell::text(action.title.as_str()),
                Cell::Safe(buy.when.name()),
                Cell::number(Some(buy.units.low)),
                Cell::number(Some(buy.units.high)),
                money(buy.cost.low),
                money(buy.cost.high),
                upkeep(|upkeep| upkeep.low),
                upkeep(|upkeep| upkeep.high),
                Cell::Number(action.arrives_on.to_string()),
                Cell::Number(format!("{:.3}", place.before.low)),
                Cell::Number(format!("{:.3}", place.after_if_cheap.low)),
                Cell::Number(format!("{:.3}", place.after.low)),
                Cell::text(action.source.as_str()),
            ])?;
        }
        Ok(())
    })
}

/// The curve: what each sum would take away, in registered voters times points of risk.
fn curve(plan: &Plan, to: &mut dyn Write) -> io::Result<()> {
    let mut sheet = Sheet::new(to, &["prices", "dollars", "risk_removed"])?;
    for (points, name) in plan.frontier.iter().zip(["low", "high"]) {
        sheet.rows(1, (points, 256), |_, point: &Point, rows: &mut Rows| {
            let removed = point.value / u128::from(VALUE);
            rows.row(&[Cell::Safe(name), Cell::Number(plain_dollars(point.cost)), Cell::number(Some(removed))])
        })?;
    }
    Ok(())
}
