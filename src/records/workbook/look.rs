//! Looks: what number formats make of numbers, and numbers as text.

use jiff::Span;
use jiff::civil::{Date, date};

/// What a number format makes of a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Look {
    /// A number.
    #[default]
    Number,
    /// A date, a time, or both.
    Date,
    /// Hours and minutes that may pass 24.
    Elapsed,
    /// A whole number with zeros before it, up to so many digits: `00000` for a FIPS code.
    Zeros(u8),
}

impl Look {
    /// The look of a format that every workbook has.
    pub(super) fn built_in(id: u32) -> Self {
        match id {
            14..=22 | 27..=36 | 45 | 47 | 50..=58 => Self::Date,
            46 => Self::Elapsed,
            _ => Self::Number,
        }
    }

    /// The look of a format by its code, such as `m/d/yyyy`; its first section tells.
    pub(super) fn of(code: &str) -> Self {
        let mut letters = code.chars();
        let mut zeros = 0_u8;
        let mut plain = true;
        while let Some(letter) = letters.next() {
            match letter {
                ';' => break,
                '"' => {
                    plain = false;
                    letters.by_ref().find(|quote| *quote == '"');
                }
                '\\' | '_' | '*' => {
                    plain = false;
                    letters.next();
                }
                '[' => {
                    plain = false;
                    let inside: String = letters.by_ref().take_while(|close| *close != ']').collect();
                    let inside = inside.to_ascii_lowercase();
                    if !inside.is_empty() && ["h", "m", "s"].iter().any(|unit| inside.replace(unit, "").is_empty()) {
                        return Self::Elapsed;
                    }
                }
                'd' | 'm' | 'y' | 'h' | 's' | 'D' | 'M' | 'Y' | 'H' | 'S' => return Self::Date,
                '0' => zeros = zeros.saturating_add(1),
                _ => plain = false,
            }
        }
        if plain && (2..=15).contains(&zeros) { Self::Zeros(zeros) } else { Self::Number }
    }

    /// A number with this look; `from_1904` where the workbook counts its days from 1904.
    pub(super) fn show(self, value: f64, from_1904: bool) -> String {
        let shown = match self {
            Self::Number => None,
            Self::Date => moment(value, from_1904),
            Self::Elapsed => elapsed(value),
            Self::Zeros(digits) => zeros(value, usize::from(digits)),
        };
        shown.unwrap_or_else(|| number(value))
    }
}

/// A number as text, with the 15 digits that Excel shows and no more.
pub(super) fn number(value: f64) -> String {
    if !value.is_finite() {
        return String::new();
    }
    let value: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    let size = value.abs();
    if size == 0.0 {
        "0".to_owned()
    } else if (1e-9..1e21).contains(&size) {
        format!("{value}")
    } else {
        format!("{value:e}")
    }
}

fn zeros(value: f64, digits: usize) -> Option<String> {
    ((0.0..1e15).contains(&value) && value.fract() == 0.0).then(|| format!("{:0digits$.0}", value.abs()))
}

const SECONDS_OF_DAY: i64 = 86_400;

/// Whole seconds of a count of days, when it can be one of a date.
#[allow(clippy::cast_possible_truncation, reason = "at most ten million days")]
fn seconds(days: f64) -> Option<i64> {
    (days > 0.0 && days < 1e7).then(|| (days * 86_400.0).round() as i64)
}

fn clock(seconds: i64) -> String {
    let (hours, minutes, rest) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if rest == 0 { format!("{hours:02}:{minutes:02}") } else { format!("{hours:02}:{minutes:02}:{rest:02}") }
}

fn elapsed(value: f64) -> Option<String> {
    seconds(value).map(clock)
}

fn moment(value: f64, from_1904: bool) -> Option<String> {
    let all = seconds(value)?;
    let (days, time) = (all / SECONDS_OF_DAY, all % SECONDS_OF_DAY);
    if days == 0 && !from_1904 {
        return Some(clock(time));
    }
    // Excel believes in 29 February 1900, its day 60.
    let first = match (from_1904, days) {
        (true, _) => date(1904, 1, 1),
        (false, ..60) => date(1899, 12, 31),
        (false, 60..) => date(1899, 12, 30),
    };
    let day = later(first, days)?;
    Some(if time == 0 { day.to_string() } else { format!("{day} {}", clock(time)) })
}

fn later(first: Date, days: i64) -> Option<Date> {
    let span = Span::new().try_days(days).ok()?;
    first.checked_add(span).ok()
}

/// A date and time as XML writes it (`2018-05-14T13:30:00`), as text for people.
pub(super) fn iso(text: &str) -> String {
    let text = text.trim();
    let Some((day, time)) = text.split_once('T') else {
        return text.to_owned();
    };
    let time = time.trim_end_matches('Z');
    let time = time.split_once(['.', ',', '+']).map_or(time, |(whole, _)| whole);
    let time = time.strip_suffix(":00").filter(|rest| rest.contains(':')).unwrap_or(time);
    if time == "00:00" || time.is_empty() { day.to_owned() } else { format!("{day} {time}") }
}

/// A duration as XML writes it (`PT13H30M00S`), as hours and minutes.
pub(super) fn duration(text: &str) -> String {
    let parts = |text: &str| -> Option<i64> {
        let mut seconds = 0_i64;
        let mut digits = String::new();
        for letter in text.strip_prefix("PT")?.chars() {
            let unit = match letter {
                'H' => 3_600,
                'M' => 60,
                'S' => 1,
                _ => {
                    digits.push(letter);
                    continue;
                }
            };
            let whole: i64 = digits.split(['.', ',']).next()?.parse().ok()?;
            seconds = seconds.checked_add(whole.checked_mul(unit)?)?;
            digits.clear();
        }
        Some(seconds)
    };
    parts(text).map_or_else(|| text.to_owned(), clock)
}
