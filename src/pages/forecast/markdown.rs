//! The forecast in Markdown, for a job summary or a comment.

use std::io::{self, Write};

use crate::forecast::Forecast;
use crate::pages::escaped::escaped;
use crate::pages::layout::Paper;
use crate::phrases::footer::CLOSING;
use crate::phrases::forecast::{ForecastText, IF};
use crate::phrases::names::called;
use crate::phrases::notices::errors;
use crate::phrases::wording::{counted, first_large, number, risk};
use crate::report::{Direction, Standing, Turn};

/// Writes the page.
///
/// # Errors
/// Where the writer fails.
pub(super) fn write(forecast: &Forecast, paper: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let words = ForecastText::new(&forecast.today, &forecast.turns);
    let turns: Vec<&Turn> = words.list().collect();
    let worse = turns.iter().filter(|turn| turn.direction() == Direction::Worse).count() as u64;
    let answer = if worse == 0 {
        "nothing gets worse on its own".to_owned()
    } else {
        counted(worse, ("thing falls due", "things fall due"))
    };
    writeln!(to, "## pollworthy forecast: {answer}\n\n{}. {IF}\n", words.span())?;
    days(forecast, words.only, to)?;
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
            escaped(&first_large(&words.what(turn))),
            escaped(&words.why(turn)),
            escaped(&rule.id),
            turn.decide_by().map(|day| day.to_string()).unwrap_or_default()
        )?;
    }
    if turns.len() > shown {
        writeln!(to, "\n{} more: `--top all`", number((turns.len() - shown) as u64))?;
    }
    for (day, what, state, clause) in words.laws() {
        writeln!(
            to,
            "\n{day}: law of {} {what}: {} ({})",
            escaped(state),
            escaped(&clause.asks),
            escaped(&clause.code)
        )?;
    }
    for error in errors(&forecast.today) {
        writeln!(to, "\n**Could not be read.** {}", escaped(&error.to_string()))?;
    }
    if forecast.today.noticed() > 0 {
        writeln!(
            to,
            "\n{} on the records: `pollworthy read` lists them.",
            counted(forecast.today.noticed(), ("notice", "notices"))
        )?;
    }
    if let Some(text) = words.elections() {
        writeln!(to, "\n{}", escaped(&text))?;
    }
    writeln!(to, "\n{CLOSING}")
}

fn days(forecast: &Forecast, only: Option<usize>, to: &mut dyn Write) -> io::Result<()> {
    if let Some(only) = only.and_then(|only| forecast.today.places.get(only)) {
        writeln!(to, "| day | | standing | risk | up to |\n|---|---|---|--:|--:|")?;
        for (kind, report) in forecast.days() {
            if let Some(place) = report.place(&only.id) {
                let (low, high) = (risk(place.risk.low), risk(place.risk.high));
                let (day, standing) = (report.as_of.in_words(), place.standing.heading());
                writeln!(to, "| {day} | {} | {standing} | {low} | {high} |", ForecastText::kind(kind))?;
            }
        }
    } else {
        let heads: Vec<&str> = Standing::ALL.iter().map(|standing| standing.heading()).collect();
        writeln!(to, "| day | | {} |\n|---|---|{}", heads.join(" | "), "--:|".repeat(heads.len()))?;
        for (kind, report) in forecast.days() {
            let counts: Vec<String> =
                Standing::ALL.iter().map(|standing| number(report.standings.of(*standing).places)).collect();
            let (day, kind) = (report.as_of.in_words(), ForecastText::kind(kind));
            writeln!(to, "| {day} | {kind} | {} |", counts.join(" | "))?;
        }
    }
    writeln!(to)
}
