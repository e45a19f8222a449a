//! The forecast as a calendar (RFC 5545): an all-day event for each turn, known again by what it is about and not by its day.

use std::collections::HashMap;
use std::io::{self, Write};

use crate::finding::Verdict;
use crate::forecast::Forecast;
use crate::pages::layout::Paper;
use crate::phrases::forecast::{ForecastText, IF};
use crate::phrases::names::called;
use crate::phrases::plain::plain;
use crate::phrases::wording::first_large;
use crate::report::{Direction, Turn};
use crate::words::digest::sha256;
use crate::words::value::Day;

/// The longest line, in bytes without its end (RFC 5545, 3.1).
const LINE: usize = 75;

/// So many assets are named in one event.
const ASSETS: usize = 20;

/// Writes the calendar.
///
/// # Errors
/// Where the writer fails.
pub(super) fn write(forecast: &Forecast, _: &Paper, to: &mut dyn Write) -> io::Result<()> {
    let words = ForecastText::of_all(&forecast.today, &forecast.turns);
    let mut calendar = Calendar { to, as_of: forecast.today.as_of };
    calendar.line("BEGIN:VCALENDAR")?;
    calendar.line("VERSION:2.0")?;
    calendar.line(concat!("PRODID:-//pollworthy//pollworthy ", env!("CARGO_PKG_VERSION"), "//EN"))?;
    calendar.line("CALSCALE:GREGORIAN")?;
    calendar.line("METHOD:PUBLISH")?;
    let mut known: HashMap<String, u32> = HashMap::new();
    for turn in &forecast.turns.all {
        let about = about(&words, turn);
        // What happens to the same assets once more is an event of its own.
        let times = known.entry(about.clone()).and_modify(|times| *times += 1).or_insert(1);
        calendar.event(&words, turn, &format!("{about}/{times}"))?;
    }
    calendar.line("END:VCALENDAR")
}

/// What an event is about: place, rule, and the first asset with what it comes to. A day that moves is the same event, and so is one that
/// other assets join or leave.
fn about(words: &ForecastText<'_>, turn: &Turn) -> String {
    let first = turn.assets.first();
    let asset = first.map_or("", |asset| &*asset.asset);
    let to = first.map_or_else(|| turn.to.map_or("", Verdict::name), |asset| asset.to.map_or("", super::json::class));
    format!("{}/{}/{to}/{asset}", words.place(turn).id, words.rule(turn).id)
}

struct Calendar<'a> {
    to: &'a mut dyn Write,
    as_of: Day,
}

impl Calendar<'_> {
    fn event(&mut self, words: &ForecastText<'_>, turn: &Turn, about: &str) -> io::Result<()> {
        let rule = words.rule(turn);
        let what = words.what(turn);
        let better = if turn.direction() == Direction::Better { "better: " } else { "" };
        let mut description = vec![format!("{} ({}, {})", first_large(&what), plain(&rule.id), rule.severity.name())];
        let assets = words.assets(turn, ASSETS);
        description.extend((!assets.is_empty()).then(|| format!("Which: {assets}")));
        let why = words.why(turn);
        description.extend((!why.is_empty()).then(|| format!("Because: {why}")));
        description.extend(words.decide(turn).map(|decide| first_large(&decide)));
        description.extend((turn.direction() == Direction::Worse).then(|| format!("To do: {}", plain(&rule.fix))));
        description.push(IF.to_owned());
        self.line("BEGIN:VEVENT")?;
        self.line(&format!("UID:{}@pollworthy", &sha256(about.as_bytes())[..32]))?;
        self.line(&format!("DTSTAMP:{}T000000Z", date(self.as_of)))?;
        // A calendar takes the event of the later audit.
        self.line(&format!("SEQUENCE:{}", self.as_of.number().max(0)))?;
        self.line(&format!("DTSTART;VALUE=DATE:{}", date(turn.on)))?;
        self.line(&format!("DTEND;VALUE=DATE:{}", date(Day::from_number(turn.on.number() + 1))))?;
        self.line(&format!("SUMMARY:{}", text(&format!("{better}{}: {what}", called(words.place(turn))))))?;
        self.line(&format!("DESCRIPTION:{}", text(&description.join("\n"))))?;
        self.line(&format!("CATEGORIES:{}", rule.severity.name()))?;
        self.line("TRANSP:TRANSPARENT")?;
        self.line("END:VEVENT")
    }

    /// Writes a line, folded where it is too long.
    fn line(&mut self, line: &str) -> io::Result<()> {
        let mut used = 0;
        for c in line.chars() {
            if used + c.len_utf8() > LINE {
                self.to.write_all(b"\r\n ")?;
                used = 1;
            }
            self.to.write_all(c.encode_utf8(&mut [0; 4]).as_bytes())?;
            used += c.len_utf8();
        }
        self.to.write_all(b"\r\n")
    }
}

/// A day as calendars write it: `20281107`.
fn date(day: Day) -> String {
    day.to_string().replace('-', "")
}

/// A text value: what separates values is escaped, and no line end is left (RFC 5545, 3.3.11).
fn text(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '\\' | ';' | ',' => {
                escaped.push('\\');
                escaped.push(c);
            }
            '\n' => escaped.push_str("\\n"),
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}
