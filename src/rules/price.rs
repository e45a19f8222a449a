//! Prices: what actions cost, from a CSV file, each with a source that anyone can look up.

use std::ops::Range;

use super::book::RuleBook;
use crate::limits::rules::{PRICE, PRICE_LIST};
use crate::toml_file::{Error, MOST_MISTAKES, Mistake};
use crate::words::digest::sha256;
use crate::words::position::{Lines, Position};
use crate::words::spelling::{did_you_mean, nearest};
use crate::words::value::Exact;

/// What one thing costs; all sums are whole cents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Price {
    /// The key that actions name.
    pub key: String,
    /// The least and the most that one costs; `None` where nobody is known to have said it.
    pub each: Option<(u64, u64)>,
    /// The least and the most that one costs every year afterwards, where that is known.
    pub upkeep: Option<(u64, u64)>,
    /// What one is: `a printer for one machine`.
    pub unit: String,
    /// Where the price can be looked up, or why there is none.
    pub source: String,
    /// The year of the price.
    pub as_of: Option<i32>,
    /// The file it stands in.
    pub origin: String,
    /// Its line there.
    pub line: u64,
}

/// Prices by key, and the files that they come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prices {
    /// The prices, each key once.
    pub all: Vec<Price>,
    /// Every file, with the SHA-256 of its bytes.
    pub files: Vec<(String, String)>,
}

/// The prices inside the binary.
const BUILT_IN: (&str, &str) = ("prices.csv", include_str!("../../rules/prices.csv"));

const COLUMNS: [&str; 8] = ["key", "low", "high", "upkeep_low", "upkeep_high", "unit", "source", "as_of"];

impl Prices {
    /// The prices inside the binary.
    ///
    /// # Errors
    /// Never, as long as the tests hold.
    pub fn built_in() -> Result<Self, Error> {
        Self::read(BUILT_IN.0, BUILT_IN.1)
    }

    /// Reads a file of prices.
    ///
    /// # Errors
    /// Every mistake in the file, with its place.
    pub fn read(origin: &str, text: &str) -> Result<Self, Error> {
        let mut sheet = Sheet { origin, text, mistakes: Vec::new() };
        let all = sheet.prices();
        if !sheet.mistakes.is_empty() {
            return Err(Error(sheet.mistakes));
        }
        Ok(Self { all, files: vec![(origin.to_owned(), sha256(text.as_bytes()))] })
    }

    /// These prices, and where another list has the same key that one's.
    #[must_use]
    pub fn under(mut self, own: Self) -> Self {
        self.all.retain(|price| own.of(&price.key).is_none());
        self.all.extend(own.all);
        self.files.extend(own.files);
        self
    }

    /// The price of a key.
    #[must_use]
    pub fn of(&self, key: &str) -> Option<&Price> {
        self.all.iter().find(|price| price.key == key)
    }

    /// Checks that some action of a book names every key.
    ///
    /// # Errors
    /// The keys that none names, with the nearest that one does.
    pub fn check(&self, book: &RuleBook) -> Result<(), Error> {
        let named = || book.actions.iter().filter_map(|action| action.price.as_deref());
        let unknown = self.all.iter().filter(|price| named().all(|key| key != price.key));
        let mistakes: Vec<Mistake> = unknown
            .map(|price| {
                let fix = did_you_mean(nearest(&price.key, named()));
                at_key(price, format!("no action has the price \"{}\"{fix}", price.key))
            })
            .collect();
        if mistakes.is_empty() { Ok(()) } else { Err(Error(mistakes)) }
    }
}

/// A mistake at the key of a price.
fn at_key(price: &Price, message: String) -> Mistake {
    let at = Position { line: price.line, column: 1 };
    let length = price.key.chars().count();
    Mistake { length, line: price.key.clone(), ..Mistake::of_file(&price.origin, at, message) }
}

/// A file of prices that is being read.
struct Sheet<'a> {
    origin: &'a str,
    text: &'a str,
    mistakes: Vec<Mistake>,
}

/// A cell, and the bytes of the file where it stands.
type Cell<'a> = (&'a str, Range<usize>);

impl Sheet<'_> {
    fn say(&mut self, at: Range<usize>, message: impl Into<String>) {
        if self.mistakes.len() < MOST_MISTAKES {
            self.mistakes.push(Mistake::new(self.origin, self.text, at, message));
        }
    }

    fn prices(&mut self) -> Vec<Price> {
        let text = self.text;
        if text.len() > PRICE_LIST.size() {
            self.say(0..1, PRICE_LIST.to_string());
            return Vec::new();
        }
        let lines = Lines::new(text);
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let mut record = csv::StringRecord::new();
        let (mut header, mut prices): (Option<Vec<Option<usize>>>, Vec<Price>) = (None, Vec::new());
        loop {
            match reader.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    self.say(0..1, format!("this is no CSV: {error}"));
                    break;
                }
            }
            let start = record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
            let places = field_ranges(text, start, record.len());
            let cells: Vec<Cell<'_>> = record.iter().map(str::trim).zip(places).collect();
            match &header {
                None => header = Some(self.header(&cells)),
                Some(header) => {
                    let line = cells.first().map_or(0, |(_, at)| lines.position(at.start).line);
                    prices.extend(self.price(header, &cells).map(|price| Price { line, ..price }));
                }
            }
        }
        if header.is_none() {
            self.say(0..1, format!("this file is empty; its header is {}", COLUMNS.join(",")));
        }
        for (at, price) in prices.iter().enumerate() {
            if let Some(first) = prices[..at].iter().find(|known| known.key == price.key) {
                let message = format!("line {} has a price of {} already", first.line, price.key);
                self.mistakes.push(at_key(price, message));
            }
        }
        prices
    }

    /// Which field has each of the columns.
    fn header(&mut self, cells: &[Cell<'_>]) -> Vec<Option<usize>> {
        let name = |cell: &str| cell.trim_start_matches('\u{feff}').to_ascii_lowercase();
        for (cell, at) in cells {
            if !COLUMNS.contains(&name(cell).as_str()) {
                let fix = did_you_mean(nearest(&name(cell), COLUMNS));
                self.say(at.clone(), format!("a list of prices has no column \"{cell}\"{fix}"));
            }
        }
        let fields: Vec<Option<usize>> =
            COLUMNS.iter().map(|column| cells.iter().position(|(cell, _)| name(cell) == *column)).collect();
        for (column, field) in COLUMNS.iter().zip(&fields) {
            if field.is_none() && ["key", "low", "high", "source"].contains(column) {
                let at = cells.first().map_or(0..1, |(_, at)| at.clone());
                self.say(at, format!("this list of prices has no column {column}"));
            }
        }
        fields
    }

    fn price(&mut self, header: &[Option<usize>], cells: &[Cell<'_>]) -> Option<Price> {
        let whole = cells.first().map(|(_, at)| at.clone())?;
        let cell = |column: usize| -> Cell<'_> {
            header.get(column).copied().flatten().and_then(|at| cells.get(at)).cloned().unwrap_or(("", whole.clone()))
        };
        let (key, at) = cell(0);
        if key.is_empty() {
            self.say(at, "this price has no key");
            return None;
        }
        let each = self.range("price", cell(1), cell(2));
        let upkeep = self.range("upkeep", cell(3), cell(4));
        let (source, at) = cell(6);
        if source.is_empty() {
            self.say(at, format!("{key} has no source: a price is one that anyone can look up"));
        }
        let (year, at) = cell(7);
        let as_of = year.parse().ok().filter(|year| (1990..=2200).contains(year));
        if as_of.is_none() && !year.is_empty() {
            self.say(at, format!("as_of is a year, such as 2024, and this is \"{year}\""));
        }
        Some(Price {
            key: key.to_owned(),
            each,
            upkeep,
            unit: cell(5).0.to_owned(),
            source: source.to_owned(),
            as_of,
            origin: self.origin.to_owned(),
            line: 0,
        })
    }

    /// The least and the most; `None` where both are blank.
    fn range(&mut self, what: &str, low: Cell<'_>, high: Cell<'_>) -> Option<(u64, u64)> {
        for (end, blank, stated) in [("low", &low, &high), ("high", &high, &low)] {
            if blank.0.is_empty() && !stated.0.is_empty() {
                self.say(
                    blank.1.clone(),
                    format!("the {end} {what} is blank; where only one is known, write it twice"),
                );
            }
        }
        let (least, most) = (self.cents(&low)?, self.cents(&high)?);
        if least > most {
            self.say(low.1, format!("the low price, {}, is above the high one, {}", low.0, high.0));
        }
        Some((least, most))
    }

    /// Dollars with at most two places, as cents.
    fn cents(&mut self, (cell, at): &Cell<'_>) -> Option<u64> {
        if cell.is_empty() {
            return None;
        }
        let plain: String = cell.trim_start_matches('$').chars().filter(|c| *c != ',').collect();
        let cents = Exact::parse(&plain).and_then(|dollars| dollars.times(Exact::from(100)));
        let message = match cents {
            Some(cents) if cents < Exact::ZERO => "a price is not negative".to_owned(),
            Some(cents) => match cents.to_integer().and_then(|cents| u64::try_from(cents).ok()) {
                Some(cents) if cents <= PRICE.most * 100 => return Some(cents),
                Some(_) => PRICE.to_string(),
                None => "a price has at most two decimal places".to_owned(),
            },
            None => format!("\"{cell}\" is no price; write dollars, such as 8500 or 61.50"),
        };
        self.say(at.clone(), message);
        None
    }
}

/// The bytes of the fields of a record that begins at a byte.
pub(crate) fn field_ranges(text: &str, start: usize, fields: usize) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    // Blank lines before a record belong to none.
    let mut at =
        start + bytes[start.min(bytes.len())..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    let mut places = Vec::with_capacity(fields);
    while places.len() < fields {
        let begin = at;
        let mut is_quoted = false;
        while let Some(byte) = bytes.get(at).filter(|byte| is_quoted || !matches!(byte, b',' | b'\n' | b'\r')) {
            is_quoted ^= *byte == b'"';
            at += 1;
        }
        places.push(begin..at.max(begin + 1).min(bytes.len().max(begin)));
        at += 1;
    }
    places
}
