//! Funds: money that is for one state or one place, with its match and its last day.

use crate::inventory::Place;
use crate::place::{PlaceId, State};
use crate::schema::source_name;
use crate::toml_file::{Error, Mistake};
use crate::words::position::Position;
use crate::words::spelling::{did_you_mean, nearest};
use crate::words::value::Day;

/// One fund.
#[derive(Clone, Debug, PartialEq)]
pub struct Fund {
    /// The state or place, as it is written.
    pub of: String,
    /// Cents.
    pub amount: u64,
    /// Cents that the state or place adds.
    pub matching: u64,
    /// The last day to spend it.
    pub spend_by: Option<Day>,
    /// Its line in the file.
    pub line: u64,
}

/// The funds of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Funds {
    /// In the order of the file.
    pub all: Vec<Fund>,
    /// The file.
    pub origin: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
}

/// The columns of a file of funds; the others are left alone.
const COLUMNS: [&str; 4] = ["place", "amount", "match", "spend_by"];

impl Funds {
    /// Reads a CSV file with the columns place (or state), amount, match and spend_by.
    ///
    /// # Errors
    /// Every mistake in the file, with its line.
    pub fn read(origin: &str, text: &str) -> Result<Self, Error> {
        let mut mistakes: Vec<Mistake> = Vec::new();
        let mut say = |line: u64, message: String| {
            mistakes.push(Mistake::of_file(origin, Position { line, column: 0 }, message));
        };
        let text_of = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text_of.as_bytes());
        let mut record = csv::StringRecord::new();
        let mut columns: Option<[Option<usize>; 4]> = None;
        let mut all: Vec<Fund> = Vec::new();
        loop {
            match reader.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    say(1, format!("this is no CSV: {error}"));
                    break;
                }
            }
            let line = record.position().map_or(0, csv::Position::line);
            let Some(fields) = columns else {
                let names: Vec<String> = record.iter().map(source_name).collect();
                let find = |name: &str| names.iter().position(|known| known == name);
                let found = COLUMNS.map(find);
                let found = [found[0].or_else(|| find("state")), found[1], found[2], found[3]];
                if found[0].is_none() || found[1].is_none() {
                    say(
                        line,
                        "a file of funds has the columns place (or state) and amount; match and spend_by may follow"
                            .to_owned(),
                    );
                    break;
                }
                columns = Some(found);
                continue;
            };
            let [of, amount, matching, spend_by] =
                fields.map(|field| field.and_then(|field| record.get(field)).map_or("", str::trim));
            let money = |text: &str| if text.is_empty() { Some(0) } else { super::cents(text) };
            let day = if spend_by.is_empty() { Some(None) } else { Day::parse(spend_by).map(Some) };
            match (of, money(amount), money(matching), day) {
                ("", ..) => say(line, "this fund is for nobody: write a state or a place".to_owned()),
                (_, None, ..) => {
                    say(line, format!("\"{amount}\" is no amount of money; write dollars, such as 380000000"));
                }
                (_, _, None, _) => {
                    say(line, format!("\"{matching}\" is no amount of money; write the match in dollars"));
                }
                (_, _, _, None) => say(line, format!("\"{spend_by}\" is no date; write 2026-11-30")),
                (_, Some(amount), Some(matching), Some(spend_by)) => {
                    all.push(Fund { of: of.to_owned(), amount, matching, spend_by, line });
                }
            }
        }
        if all.is_empty() && mistakes.is_empty() {
            mistakes.push(Mistake::of_file(
                origin,
                Position { line: 1, column: 0 },
                "no fund is in this file".to_owned(),
            ));
        }
        let sha256 = crate::words::digest::sha256(text.as_bytes());
        if mistakes.is_empty() { Ok(Self { all, origin: origin.to_owned(), sha256 }) } else { Err(Error(mistakes)) }
    }

    /// By place the fund that pays there: its own, else that of what it lies in, else that of its state.
    ///
    /// # Errors
    /// A fund of no place of the records and of no state, with the nearest name.
    pub(super) fn by_place(&self, places: &[Place]) -> Result<Vec<Option<usize>>, Error> {
        let mut by_place: Vec<Option<(usize, usize)>> = vec![None; places.len()];
        let mut mistakes = Vec::new();
        for (at, fund) in self.all.iter().enumerate() {
            let state = State::code(&fund.of);
            let id = PlaceId::understand(&fund.of, None).id;
            let mut is_met = state.is_some();
            for (own, place) in by_place.iter_mut().zip(places) {
                // The narrower a fund is, the lower its rank: it goes before others.
                let rank = if place.id == id || place.name.eq_ignore_ascii_case(&fund.of) {
                    Some(0)
                } else if place.id.lies_in().any(|outer| outer == id.as_str()) {
                    Some(1)
                } else {
                    (state.is_some() && place.state.as_deref() == state.as_deref()).then_some(2)
                };
                is_met |= rank.is_some();
                if let Some(rank) = rank.filter(|rank| own.is_none_or(|(known, _)| *rank < known)) {
                    *own = Some((rank, at));
                }
            }
            if !is_met {
                let fix = did_you_mean(nearest(&fund.of, places.iter().map(|place| &*place.name)));
                let message = format!("\"{}\" is no state and no place of the records{fix}", fund.of);
                mistakes.push(Mistake::of_file(&self.origin, Position { line: fund.line, column: 0 }, message));
            }
        }
        let by_place = by_place.into_iter().map(|own| own.map(|(_, fund)| fund)).collect();
        if mistakes.is_empty() { Ok(by_place) } else { Err(Error(mistakes)) }
    }
}
