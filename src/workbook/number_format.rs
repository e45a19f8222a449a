//! Looks: what number formats make of numbers, and numbers as text.

use jiff::Span;
use jiff::civil::{Date, date};

/// What a number format makes of a number, by its sections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Look {
    sections: Box<[Section]>,
}

/// One section of a format, such as `[<=99999]00000`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Section {
    condition: Option<Condition>,
    kind: Kind,
}

/// The numbers that a section is for: a sign such as `<=`, and a limit as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Condition {
    sign: String,
    limit: String,
}

/// What a section makes of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    /// A number.
    Number,
    /// A date, with or without a time.
    Date,
    /// A time of day.
    Time,
    /// Hours and minutes that may pass 24.
    Elapsed,
    /// A whole number with zeros before it and signs between its digits: `00000` for a FIPS code, `00000\-0000` for a ZIP code.
    /// A `0` stands for a digit.
    Zeros(String),
}

/// A number as people mean it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    /// Its text.
    pub(super) text: String,
    /// Whether it is a year that was typed into a cell for dates.
    pub(super) is_year: bool,
}

impl Default for Look {
    /// The look of a plain number.
    fn default() -> Self {
        Self::all(Kind::Number)
    }
}

impl Look {
    fn all(kind: Kind) -> Self {
        Self { sections: Box::new([Section { condition: None, kind }]) }
    }

    /// The look of a format that every workbook has.
    pub(super) fn built_in(id: u32) -> Self {
        Self::all(match id {
            18..=21 | 32 | 33 | 45 | 47 => Kind::Time,
            46 => Kind::Elapsed,
            14..=17 | 22 | 27..=31 | 34..=36 | 50..=58 => Kind::Date,
            _ => Kind::Number,
        })
    }

    /// The look of a format by its number, and by the workbook's own code for it where it has one.
    pub(super) fn numbered(id: u32, own: Option<&Self>) -> Self {
        // Format 0 is the general one, whatever a workbook calls it: `Standard` in German.
        own.filter(|_| id != 0).cloned().unwrap_or_else(|| Self::built_in(id))
    }

    /// The look of a format by its code, such as `m/d/yyyy`.
    pub(super) fn of(code: &str) -> Self {
        let mut signs = code.chars();
        let mut sections = vec![section(&mut signs)];
        // Excel has four at most; the last is for texts.
        while sections.len() < 4 && signs.as_str().starts_with(';') {
            signs.next();
            sections.push(section(&mut signs));
        }
        Self { sections: sections.into_boxed_slice() }
    }

    /// A number with this look; `from_1904` where the workbook counts its days from 1904.
    pub(super) fn show(&self, value: f64, from_1904: bool) -> Shown {
        let kind = self.kind_for(value);
        if *kind == Kind::Date
            && let Some(year) = year_of_serial(value)
        {
            return Shown { text: year.to_string(), is_year: true };
        }
        let text = match kind {
            Kind::Number => None,
            Kind::Date => moment(value, from_1904),
            Kind::Time if (0.0..1.0).contains(&value) => elapsed(value),
            Kind::Time => moment(value, from_1904),
            Kind::Elapsed => elapsed(value),
            Kind::Zeros(pattern) => zeros(value, pattern),
        };
        Shown { text: text.unwrap_or_else(|| number(value)), is_year: false }
    }

    /// The section for a number: the first whose condition it meets, or by its sign where there are no conditions.
    fn kind_for(&self, value: f64) -> &Kind {
        let sections = &*self.sections;
        let conditions = sections.iter().any(|section| section.condition.is_some());
        let section = if conditions {
            let met = |section: &&Section| section.condition.as_ref().is_none_or(|condition| condition.holds(value));
            sections.iter().take(3).find(met)
        } else {
            // Excel has the zeros of one section and the minus of another: only the plain one says what is meant.
            None
        };
        section.or(sections.first()).map_or(&Kind::Number, |section| &section.kind)
    }
}

impl Condition {
    fn of(inside: &str) -> Option<Self> {
        let at = inside.find(|sign: char| !matches!(sign, '<' | '>' | '='))?;
        let (sign, limit) = inside.split_at(at);
        let limit = limit.trim();
        (!sign.is_empty() && limit.parse::<f64>().is_ok())
            .then(|| Self { sign: sign.to_owned(), limit: limit.to_owned() })
    }

    fn holds(&self, value: f64) -> bool {
        let Ok(limit) = self.limit.parse::<f64>() else { return false };
        match self.sign.as_str() {
            "<" => value < limit,
            "<=" => value <= limit,
            ">" => value > limit,
            ">=" => value >= limit,
            "<>" => value != limit,
            _ => value == limit,
        }
    }
}

/// Reads a section up to its semicolon, which is left.
fn section(signs: &mut std::str::Chars<'_>) -> Section {
    let mut condition = None;
    let (mut pattern, mut zeros) = (String::new(), 0_usize);
    let (mut plain, mut words, mut elapsed) = (true, false, false);
    // The letters of dates and times, with a blank where other signs are.
    let mut letters = String::new();
    let mut literal = |sign: char, pattern: &mut String| {
        words |= sign.is_alphanumeric();
        pattern.push(sign);
    };
    while !signs.as_str().starts_with(';') {
        let Some(sign) = signs.next() else { break };
        letters.push(match sign.to_ascii_lowercase() {
            letter @ ('d' | 'm' | 'y' | 'h' | 's') => letter,
            _ => ' ',
        });
        match sign {
            '"' => signs.by_ref().take_while(|quote| *quote != '"').for_each(|sign| literal(sign, &mut pattern)),
            '\\' => signs.next().into_iter().for_each(|sign| literal(sign, &mut pattern)),
            // A blank as wide as the next sign, and a sign that fills the cell.
            '_' | '*' => {
                signs.next();
            }
            '[' => {
                let inside: String = signs.by_ref().take_while(|close| *close != ']').collect();
                let folded = inside.to_ascii_lowercase();
                elapsed |= !folded.is_empty() && ["h", "m", "s"].iter().any(|unit| folded.replace(unit, "").is_empty());
                condition = condition.or_else(|| Condition::of(&inside));
            }
            '0' => {
                zeros += 1;
                pattern.push('0');
            }
            '-' | ' ' | '(' | ')' => literal(sign, &mut pattern),
            _ => plain = false,
        }
    }
    let kind = if elapsed {
        Kind::Elapsed
    } else if letters.contains(['d', 'y']) || letters.contains("mmm") {
        Kind::Date
    } else if letters.contains(['h', 's']) {
        Kind::Time
    } else if letters.contains('m') {
        Kind::Date
    } else if plain && (2..=15).contains(&zeros) {
        // Words are left away: `"FIPS "00000` shows a FIPS code all the same.
        Kind::Zeros(if words { "0".repeat(zeros) } else { pattern.trim().to_owned() })
    } else {
        Kind::Number
    };
    Section { condition, kind }
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

/// A whole number by a pattern of digits and signs; extra digits go before the first.
fn zeros(value: f64, pattern: &str) -> Option<String> {
    if !(0.0..1e15).contains(&value) || value.fract() != 0.0 {
        return None;
    }
    let places = pattern.bytes().filter(|sign| *sign == b'0').count();
    let written = format!("{:0places$.0}", value.abs());
    let mut digits = written.chars();
    let mut more = written.len().saturating_sub(places);
    let mut text = String::with_capacity(pattern.len() + more);
    for sign in pattern.chars() {
        if sign == '0' {
            text.extend(digits.by_ref().take(more + 1));
            more = 0;
        } else {
            text.push(sign);
        }
    }
    Some(text)
}

/// The years that are typed into cells for dates, and that Excel takes for days of 1905.
const YEARS: std::ops::Range<i64> = 1900..2100;

/// The year that a day of the spring and summer of 1905 was typed as: `2016` in a cell for dates is day 2016, 8 July 1905.
#[allow(clippy::cast_possible_truncation, reason = "at most ten million days")]
fn year_of_serial(days: f64) -> Option<i64> {
    let whole = days.fract() == 0.0 && (0.0..1e7).contains(&days);
    whole.then_some(days as i64).filter(|year| YEARS.contains(year))
}

/// The same of a day as XML writes it.
pub(super) fn year_of_day(text: &str) -> Option<i64> {
    let day: Date = text.trim().get(..10).filter(|_| text.trim().starts_with("1905-"))?.parse().ok()?;
    let time = text.trim().get(10..)?;
    let midnight = time.bytes().all(|sign| matches!(sign, b'T' | b'0' | b':' | b'.' | b'Z'));
    let days = day.duration_since(date(1899, 12, 30)).as_hours() / 24;
    Some(days).filter(|days| midnight && YEARS.contains(days))
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
    if value == 0.0 { Some(clock(0)) } else { seconds(value).map(clock) }
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

/// A date, a time or a duration as XML writes it (`2018-05-14T13:30:00`, `PT13H30M`), as text for people.
pub(super) fn iso(text: &str) -> String {
    let text = text.trim();
    if text.starts_with('P') {
        return duration(text);
    }
    let (day, time) = match text.split_once('T') {
        Some((day, time)) => (day, time),
        None if text.contains(':') => ("", text),
        None => return text.to_owned(),
    };
    let time = time.trim_end_matches('Z');
    let time = time.split_once(['.', ',', '+', '-']).map_or(time, |(whole, _)| whole);
    let time = time.strip_suffix(":00").filter(|rest| rest.contains(':')).unwrap_or(time);
    match (day, time) {
        (day, "00:00" | "") if !day.is_empty() => day.to_owned(),
        ("", time) => time.to_owned(),
        (day, time) => format!("{day} {time}"),
    }
}

/// A duration as XML writes it (`PT13H30M00S`, `P1DT2H`), as hours and minutes; one of months or years stays as written.
pub(super) fn duration(text: &str) -> String {
    let parts = |text: &str| -> Option<i64> {
        let mut seconds = 0_i64;
        let mut digits = String::new();
        let mut clock = false;
        for letter in text.trim().strip_prefix('P')?.chars() {
            let unit = match letter {
                'T' if digits.is_empty() && !clock => {
                    clock = true;
                    continue;
                }
                'W' if !clock => 7 * SECONDS_OF_DAY,
                'D' if !clock => SECONDS_OF_DAY,
                'H' if clock => 3_600,
                'M' if clock => 60,
                'S' if clock => 1,
                '0'..='9' | '.' | ',' => {
                    digits.push(letter);
                    continue;
                }
                _ => return None,
            };
            let whole: i64 = digits.split(['.', ',']).next()?.parse().ok()?;
            seconds = seconds.checked_add(whole.checked_mul(unit)?)?;
            digits.clear();
        }
        digits.is_empty().then_some(seconds)
    };
    parts(text).map_or_else(|| text.to_owned(), clock)
}
