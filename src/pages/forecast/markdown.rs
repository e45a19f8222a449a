//! The forecast in Markdown, for a job summary or a comment.

use std::io::{self, Write};

use crate::forecast::days::shown;
use crate::forecast::{Direction, Forecast, Turn};
use crate::pages::escaped::escaped;
use crate::pages::layout::Paper;
use crate::phrases::footer::CLOSING;
use crate::phrases::forecast::{ForecastText, IF, sentence};
use crate::phrases::names::called;
use crate::phrases::wording::{counted, number, risk};
use crate::report::advice::only_place;
use crate::report::{Report, Standing};

/// Writes the page.
///
/// # Errors
/// Where the writer fails.
pub(super) fn write(forecast: &Forecast, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let only = only_place(&forecast.today);
    let words = ForecastText { forecast, only };
    let turns: Vec<&Turn> = words.turns().collect();
    let worse = turns.iter().filter(|turn| turn.direction() == Direction::Worse).count() as u64;
    let answer = if worse == 0 {
        "nothing gets worse by itself".to_owned()
    } else {
        counted(worse, ("thing falls due", "things fall due"))
    };
    writeln!(to, "## pollworthy forecast: {answer}\n\n{}. {IF}\n", words.span())?;
    days(forecast, only, to)?;
    let shown = paper.shown_of(turns.len(), 40);
    if shown > 0 {
        writeln!(to, "| day | severity | place | what | why | rule | decide by |")?;
        writeln!(to, "|---|---|---|---|---|---|---|")?;
    }
    for turn in turns.iter().take(shown) {
        let rule = words.rule(turn);
        let severity = if turn.direction() == Direction::Better { "better" } else { rule.severity.name() };
        writeln!(
            to,
            "| {} | {severity} | {} | {} | {} | {} | {} |",
            turn.on,
            escaped(&called(words.place(turn))),
            escaped(&sentence(&words.what(turn))),
            escaped(&words.why(turn)),
            escaped(&rule.id),
            turn.decide_by().map(|day| day.to_string()).unwrap_or_default()
        )?;
    }
    if turns.len() > shown {
        writeln!(to, "\n{} more: `--top all`", number((turns.len() - shown) as u64))?;
    }
    writeln!(to, "\n{CLOSING}")
}

fn days(forecast: &Forecast, only: Option<usize>, to: &mut dyn Write) -> io::Result<()> {
    let kinds = shown(forecast.today.as_of, forecast.until);
    let day = |report: &Report| {
        let kind = kinds.iter().find(|(day, _)| *day == report.as_of).map(|(_, kind)| *kind);
        kind.map_or_else(|| "today".to_owned(), |kind| ForecastText::day(kind, report.as_of))
    };
    let reports = || std::iter::once(&forecast.today).chain(&forecast.on_days);
    if let Some(only) = only.and_then(|only| forecast.today.places.get(only)) {
        writeln!(to, "| day | standing | risk | up to |\n|---|---|--:|--:|")?;
        for report in reports() {
            if let Some(place) = report.place(&only.id) {
                let (low, high) = (risk(place.risk.low), risk(place.risk.high));
                writeln!(to, "| {} | {} | {low} | {high} |", day(report), place.standing.heading())?;
            }
        }
    } else {
        let heads: Vec<&str> = Standing::ALL.iter().map(|standing| standing.heading()).collect();
        writeln!(to, "| day | {} |\n|---|{}", heads.join(" | "), "--:|".repeat(heads.len()))?;
        for report in reports() {
            let counts: Vec<String> =
                Standing::ALL.iter().map(|standing| number(report.standings.of(*standing).places)).collect();
            writeln!(to, "| {} | {} |", day(report), counts.join(" | "))?;
        }
    }
    writeln!(to)
}
