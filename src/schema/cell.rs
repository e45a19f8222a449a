//! One cell read as its column means it: a value, or the trouble with it and the nearest fix.

use super::in_words::{direct_recording, is_missing, no_printer};
use super::{Bound, Choice, Column, End, Fault, Fix, Trouble, folded, loose};
use crate::words::spelling::misspelt;
use crate::words::value::Exact;
use crate::words::value::{Day, Kind, PLACES, Value, Version};

/// Words that say the answer is not known; they read as blank.
pub(crate) const BLANKS: &[&str] = &[
    "unknown",
    "unk",
    "n/a",
    "na",
    "n.a.",
    "#n/a",
    "not applicable",
    "not available",
    "not known",
    "not sure",
    "don't know",
    "null",
    "tbd",
    "?",
    "??",
    "-",
    "--",
];

/// What a spreadsheet shows where a formula fails, or a column is too narrow for what it holds.
pub(crate) const FORMULA_ERRORS: &[&str] =
    &["#ref!", "#value!", "#name?", "#div/0!", "#null!", "#num!", "#spill!", "#calc!"];

/// Whether a cell says nothing: empty, or a word for unknown.
#[must_use]
pub fn is_blank(text: &str) -> bool {
    let text = text.trim();
    // Nearly every cell is told apart by its length or first letter.
    let begins = text.bytes().next().is_none_or(|first| b"uUnN#dDtT?-".contains(&first));
    begins && text.len() <= 14 && (text.is_empty() || BLANKS.iter().any(|blank| blank.eq_ignore_ascii_case(text)))
}

/// Reads one cell.
///
/// # Errors
/// Says what is wrong with a cell that does not fit its column; such a cell counts as unknown, unless the trouble says what it is taken for.
pub fn read_cell(column: &Column, text: &str, as_of: Day) -> Result<Value, Trouble> {
    let text = text.trim();
    if is_blank(text) {
        return Ok(Value::Null);
    }
    if text.starts_with("##") && text.bytes().all(|byte| byte == b'#') {
        return Err(Trouble::new(column, text, Fault::TooNarrow, None));
    }
    if text.starts_with('#') && FORMULA_ERRORS.iter().any(|error| error.eq_ignore_ascii_case(text)) {
        return Err(Trouble::new(column, text, Fault::FailedFormula, None));
    }
    match column.kind {
        Kind::Text if column.name == "sensor" && is_missing(text) => {
            Err(Trouble::new(column, text, Fault::NotThere, Some(Fix::Write("its brand, or none".into()))))
        }
        Kind::Text => Ok(Value::text(text)),
        Kind::Category => category(column, text),
        Kind::Integer | Kind::Number => number(column, text),
        Kind::Boolean => boolean(column, text),
        Kind::Date => date(column, text, as_of),
        Kind::Version => version(column, text),
    }
}

fn category(column: &Column, text: &str) -> Result<Value, Trouble> {
    // Most cells are written as the word is.
    if let Some(choice) = column.choices.iter().find(|choice| choice.name == text) {
        return Ok(Value::text(choice.name));
    }
    let word = folded(text);
    let found =
        column.choices.iter().find(|choice| folded(choice.name) == word).or_else(|| {
            column.choices.iter().find(|choice| choice.synonyms.iter().any(|synonym| folded(synonym) == word))
        });
    if let Some(choice) = found {
        return Ok(Value::text(choice.name));
    }
    if let Some(name) = direct_recording(&word).filter(|name| column.choices.iter().any(|choice| choice.name == *name))
    {
        return Ok(Value::text(name));
    }
    if let Some(mark) = Mark::of(text) {
        let says = |word: &str| {
            let is = |choice: &&Choice| choice.name == word || choice.synonyms.contains(&word);
            column.choices.iter().find(is).map(|choice| Value::text(choice.name))
        };
        return mark
            .answer(column, text)?
            .and_then(|yes| says(if yes { "yes" } else { "no" }))
            .ok_or_else(|| Trouble::new(column, text, Fault::WhichOne, Some(one_of(column))));
    }
    if let Some(trouble) = no_printer(column, text) {
        return Err(trouble);
    }
    let names = column.choices.iter().flat_map(|choice| {
        std::iter::once((choice.name, choice.name)).chain(choice.synonyms.iter().map(|synonym| (*synonym, choice.name)))
    });
    let near = misspelt(text, names.clone().map(|(written, _)| written));
    let near = near.and_then(|near| names.clone().find(|(written, _)| *written == near)).map(|(_, name)| name);
    let fix = near.map_or_else(|| one_of(column), |near| Fix::DidYouMean(near.into()));
    Err(Trouble::new(column, text, Fault::NotKnown, Some(fix)))
}

fn one_of(column: &Column) -> Fix {
    Fix::OneOf(column.choices.iter().map(|choice| choice.name).collect())
}

/// A tick or a cross in place of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Yes,
    No,
    /// A box with a cross is how Word draws a ticked box, and how others draw a no.
    Either,
}

impl Mark {
    fn of(text: &str) -> Option<Self> {
        // A sign may be followed by one that asks for it in colour.
        match text.trim_end_matches(['\u{fe0e}', '\u{fe0f}']) {
            "\u{2713}" | "\u{2714}" | "\u{2611}" | "\u{2705}" | "\u{221a}" | "\u{1f5f8}" | "\u{1f5f9}" | "[x]"
            | "[X]" => Some(Self::Yes),
            "\u{2717}" | "\u{2718}" | "\u{274c}" | "\u{2610}" | "\u{25a1}" | "[ ]" | "[]" => Some(Self::No),
            "\u{2612}" | "\u{1f5f7}" | "\u{2715}" | "\u{2716}" | "\u{d7}" => Some(Self::Either),
            _ => None,
        }
    }

    /// Whether it says yes.
    fn answer(self, column: &Column, text: &str) -> Result<Option<bool>, Trouble> {
        match self {
            Self::Yes => Ok(Some(true)),
            Self::No => Ok(Some(false)),
            Self::Either => Err(Trouble::new(column, text, Fault::YesAndNo, Some(Fix::Write("yes or no".into())))),
        }
    }
}

/// The most that a number may be: sums of millions of them fit in 64 bits, too.
const MOST: i64 = 1_000_000_000_000;

/// So many digits fit any column of numbers.
const FIT: usize = 12;

fn number(column: &Column, text: &str) -> Result<Value, Trouble> {
    if text.len() <= FIT && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let number = text.bytes().fold(0, |sum, byte| sum * 10 + i64::from(byte - b'0'));
        return Ok(Value::Number(Exact::from(number)));
    }
    // A spreadsheet marks a number that is kept as text so.
    let text = text.strip_prefix('\'').unwrap_or(text);
    let plain: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, ',' | '$')).collect();
    // A comma that does not group three digits groups nothing.
    let grouped = text.split(',').skip(1).all(|group| group.bytes().take_while(u8::is_ascii_digit).count() == 3);
    let read = if grouped { Exact::parse(&plain) } else { None };
    let wrong = |fault, fix| Err(Trouble::new(column, text, fault, fix));
    let wanted = column.kind.described();
    let Some(number) = read else {
        // `12 units`; but `3 of 5` and `0 (2 spare)` say more than their first number.
        let digits: String = plain.chars().take_while(char::is_ascii_digit).collect();
        let unit = &plain[digits.len()..];
        // `17k` is not 17, and `1,5` is not 15.
        let multiplies = ["k", "m", "mm", "thousand", "million", "t", "mil"]
            .contains(&unit.trim_end_matches('.').to_lowercase().as_str());
        let is_plain = grouped
            && !multiplies
            && !digits.trim_start_matches('0').is_empty()
            && unit.chars().all(|c| c.is_alphabetic() || c == '.');
        return wrong(Fault::IsNot(wanted), is_plain.then(|| Fix::DidYouMean(digits.into())));
    };
    if number < Exact::ZERO {
        return wrong(Fault::BelowZero, None);
    }
    let value = Value::Number(number);
    let most = if column.kind == Kind::Integer { MOST } else { MOST * PLACES };
    let fits = value.to_direct(column.kind).is_some_and(|direct| direct <= most);
    if column.kind == Kind::Integer && number.to_integer().is_none() {
        return wrong(Fault::IsNot(wanted), None);
    }
    if !fits {
        return wrong(Fault::TooLarge, None);
    }
    Ok(value)
}

fn boolean(column: &Column, text: &str) -> Result<Value, Trouble> {
    let is_one_of = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
    let mark = || Mark::of(text).map(|mark| mark.answer(column, text)).transpose();
    match () {
        () if is_one_of(&["yes", "y", "true", "t", "1", "x"]) => Ok(Value::Boolean(true)),
        () if is_one_of(&["no", "n", "false", "f", "0", "none"]) => Ok(Value::Boolean(false)),
        () if let Some(Some(yes)) = mark()? => Ok(Value::Boolean(yes)),
        () => Err(no_printer(column, text)
            .unwrap_or_else(|| Trouble::new(column, text, Fault::NeitherYesNorNo, Some(Fix::YesOrNo)))),
    }
}

fn version(column: &Column, text: &str) -> Result<Value, Trouble> {
    let answers = ["yes", "y", "no", "n", "true", "false", "none", "x"];
    let is_answer = answers.iter().any(|word| word.eq_ignore_ascii_case(text)) || Mark::of(text).is_some();
    if is_answer || !text.contains(|c: char| c.is_ascii_digit()) {
        let fix = Fix::Write("the version itself".into());
        return Err(Trouble::new(column, text, Fault::IsNot("a version"), Some(fix)));
    }
    let parts = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | '/'));
    if parts.filter(|part| part.contains('.') && part.contains(|c: char| c.is_ascii_digit())).count() > 1 {
        let fix = Fix::Write("the one that runs".into());
        return Err(Trouble::new(column, text, Fault::SeveralVersions, Some(fix)));
    }
    Ok(Value::Version(Version::new(text).into()))
}

fn date(column: &Column, text: &str, as_of: Day) -> Result<Value, Trouble> {
    // A spreadsheet marks a date that is kept as text so.
    let text = text.strip_prefix('\'').unwrap_or(text);
    let wrong = |(fault, fix)| Trouble::new(column, text, fault, fix);
    let (day, first, loose) = match day(text, column.partial) {
        Ok(found) => (found, day(text, End::First).unwrap_or(found), false),
        Err(why) => match loose::span(text, &|text, end| day(text, end).ok()) {
            Some(span) => match span.at(column.partial) {
                Some(day) => (day, span.first, true),
                None => return Err(wrong(day_missing())),
            },
            None => return Err(wrong(why)),
        },
    };
    // A partial date that has begun is not in the future, whichever end it stands for.
    let is_ahead = !column.future && day > as_of;
    if is_ahead && first > as_of {
        return Err(wrong((Fault::Ahead { as_of }, None)));
    }
    let day = if is_ahead { as_of } else { day };
    if loose {
        let bound = match column.partial {
            End::Last if is_ahead => Bound::Audit,
            End::First | End::Neither => Bound::First,
            End::Last => Bound::Last,
        };
        let fault = Fault::NotExact { day, bound, form: Fix::date(column.partial) };
        return Err(Trouble { taken: Some(Value::Date(day)), ..wrong((fault, None)) });
    }
    Ok(Value::Date(day))
}

/// What is wrong with a year or a month where the day itself counts.
fn day_missing() -> Wrong {
    (Fault::NoDayNamed, Some(Fix::date(End::Neither)))
}

/// What is wrong with a date, and what would put it right.
type Wrong = (Fault, Option<Fix>);

fn day(text: &str, end: End) -> Result<Day, Wrong> {
    // Most dates are written so.
    if let Some(day) = Day::parse(text) {
        return Ok(day);
    }
    // A time of day after the date says nothing here.
    let text = match text.find(':').and_then(|colon| text[..colon].rfind(['T', ' '])) {
        Some(at) if text.as_bytes().get(at + 1).is_some_and(u8::is_ascii_digit) => text[..at].trim_end(),
        _ => text,
    };
    let not_a_date = || (Fault::IsNot("a date"), Some(Fix::date(end)));
    if text.bytes().any(|byte| byte.is_ascii_alphabetic()) {
        return with_month_name(text, end).unwrap_or_else(|| Err(not_a_date()));
    }
    // A year that a spreadsheet took for a number may end in .0.
    let parts: Vec<&str> = text.strip_suffix(".0").unwrap_or(text).split(['-', '/', '.']).collect();
    if parts.iter().any(|part| part.is_empty() || part.len() > 4 || !part.bytes().all(|b| b.is_ascii_digit())) {
        return Err(not_a_date());
    }
    match parts.as_slice() {
        [year] if year.len() == 4 => partial(digits(year), None, end),
        [year, month] if year.len() == 4 && (1..=12).contains(&digits(month)) => {
            partial(digits(year), Some(digits(month)), end)
        }
        [month, year] if year.len() == 4 && (1..=12).contains(&digits(month)) && !text.contains('.') => {
            partial(digits(year), Some(digits(month)), end)
        }
        [year, month, day] if year.len() == 4 => full(digits(year), digits(month), digits(day)),
        [month, day, year] if year.len() == 4 && text.contains('/') => full(digits(year), digits(month), digits(day)),
        [_, _, year] if year.len() <= 2 => Err(two_digits(end)),
        _ => Err(not_a_date()),
    }
}

fn digits(part: &str) -> u32 {
    part.parse().unwrap_or(0)
}

fn two_digits(end: End) -> Wrong {
    (Fault::YearOfTwoDigits, Some(Fix::date(end)))
}

/// A date with the name of its month: `May 2019`, `14 May 2019`, `May 14th, 2019`, `14-May-2019`; `None` where it is none.
fn with_month_name(text: &str, end: End) -> Option<Result<Day, Wrong>> {
    let words: Vec<String> =
        text.split([' ', '-', '/', ',', '.']).filter(|word| !word.is_empty()).map(str::to_ascii_lowercase).collect();
    let (names, numbers): (Vec<&str>, Vec<&str>) =
        words.iter().map(String::as_str).partition(|word| !word.starts_with(|c: char| c.is_ascii_digit()));
    let [name] = names.as_slice() else { return None };
    let month = month_named(name)?;
    let is_year = |word: &str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    let day_of = |word: &str| {
        let plain = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
        (plain.len() <= 2).then(|| plain.parse::<u32>().ok()).flatten()
    };
    Some(match numbers.as_slice() {
        [year] if is_year(year) => partial(digits(year), Some(month), end),
        [year, day] | [day, year] if is_year(year) => full(digits(year), month, day_of(day)?),
        [one] | [one, _] if day_of(one).is_some() => Err(two_digits(end)),
        _ => return None,
    })
}

/// The month of a name: in full, or its first three letters (of September also four).
fn month_named(name: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let is = |month: &&str| *month == name || name == &month[..3] || (name == "sept" && *month == "september");
    MONTHS.iter().position(is).and_then(|at| u32::try_from(at + 1).ok())
}

/// The cautious end of a year, or of a month of it.
fn partial(year: u32, month: Option<u32>, end: End) -> Result<Day, Wrong> {
    match end {
        End::First => full(year, month.unwrap_or(1), 1),
        End::Last => {
            Day::end_of_month(year as i32, month.unwrap_or(12)).ok_or_else(|| (Fault::OutOfRange, Some(Fix::date(end))))
        }
        End::Neither => Err(day_missing()),
    }
}

fn full(year: u32, month: u32, day: u32) -> Result<Day, Wrong> {
    if !(1..=12).contains(&month) {
        // Most of the world writes the day first.
        let meant = Day::new(year as i32, day, month);
        return Err((Fault::NoMonth(month), meant.map(Fix::IfYouMean)));
    }
    Day::new(year as i32, month, day).ok_or((Fault::NoDay { year, month, day }, None))
}
