//! The forecast as a sheet: each asset that changes, with its day, and each place whose verdict changes without one.

use std::io::{self, Write};

use super::json::Counts;
use crate::audit::{AssetTurn, Class};
use crate::finding::Verdict;
use crate::forecast::Forecast;
use crate::pages::cells::{Cell, Sheet};
use crate::pages::layout::Paper;
use crate::phrases::forecast::{ForecastText, reason};
use crate::report::Turn;

const HEADER: [&str; 20] = [
    "on",
    "place_id",
    "place",
    "state",
    "rule",
    "severity",
    "from",
    "to",
    "not_met_before",
    "not_met_after",
    "not_answered_before",
    "not_answered_after",
    "asset",
    "label",
    "units",
    "asset_from",
    "asset_to",
    "because",
    "more_assets",
    "decide_by",
];

/// So many rows are drawn at once.
const ROWS: usize = 128;

/// Writes the sheet.
///
/// # Errors
/// Where the writer fails.
pub(super) fn write(forecast: &Forecast, _: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let words = ForecastText::of_all(&forecast.today, &forecast.turns);
    let mut sheet = Sheet::new(to, &HEADER)?;
    sheet.rows(forecast.today.request.records.threads, (&forecast.turns.all, ROWS), |_, turn, rows| {
        if turn.assets.is_empty() {
            rows.row(&row(&words, turn, None))?;
        }
        turn.assets.iter().try_for_each(|asset| rows.row(&row(&words, turn, Some(asset))))
    })
}

fn row<'a>(words: &ForecastText<'a>, turn: &'a Turn, asset: Option<&'a AssetTurn>) -> Vec<Cell<'a>> {
    let (place, rule) = (words.place(turn), words.rule(turn));
    let [before, after] = turn.counts().map(|tally| Counts::of(&tally));
    let because = asset.map(|asset| asset.because.iter().map(reason).collect::<Vec<_>>().join("; "));
    let class = |class: Option<Class>| Cell::Safe(class.map_or("", super::json::class));
    vec![
        Cell::text(turn.on.to_string()),
        Cell::text(&place.id),
        Cell::text(&*place.name),
        Cell::option(place.state.as_deref()),
        Cell::text(&rule.id),
        Cell::Safe(rule.severity.name()),
        Cell::Safe(turn.from.map_or("", Verdict::name)),
        Cell::Safe(turn.to.map_or("", Verdict::name)),
        Cell::number(Some(before.fail)),
        Cell::number(Some(after.fail)),
        Cell::number(Some(before.unknown)),
        Cell::number(Some(after.unknown)),
        Cell::option(asset.map(|asset| &*asset.asset)),
        Cell::option(asset.map(|asset| &*asset.label)),
        Cell::number(asset.and_then(|asset| asset.units)),
        class(asset.and_then(|asset| asset.from)),
        class(asset.and_then(|asset| asset.to)),
        Cell::option(because),
        Cell::number((turn.others > 0).then_some(turn.others)),
        Cell::option(asset.map_or_else(|| turn.decide_by(), |asset| turn.decide_on(asset)).map(|day| day.to_string())),
    ]
}
