//! Funds: money that is for one state or one place, with its match and its last day.

use std::ops::Range;

use crate::inventory::Place;
use crate::place::{PlaceId, State};
use crate::rules::field_ranges;
use crate::schema::source_name;
use crate::toml_file::{Error, Mistake};
use crate::words::position::{Lines, Position};
use crate::words::spelling::{did_you_mean, nearest};
use crate::words::value::Day;

/// One fund.
#[derive(Clone, Debug, PartialEq)]
pub struct Fund {
    /// The state or place, as it is written.
    pub of: String,
    /// The state that its line names next to a place.
    pub state: Option<String>,
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
const COLUMNS: [&str; 5] = ["place", "state", "amount", "match", "spend_by"];

/// Which fund pays where.
pub(super) struct Payers {
    /// By place the narrowest fund that is for it.
    pub(super) by_place: Vec<Option<usize>>,
    /// By fund the places that it is for and that have a narrower one.
    pub(super) passed_over: Vec<Vec<usize>>,
}

impl Funds {
    /// Reads a CSV file with the columns place (or state), amount, match and spend_by.
    ///
    /// # Errors
    /// Every mistake in the file, with its line.
    pub fn read(origin: &str, text: &str) -> Result<Self, Error> {
        let mut mistakes: Vec<Mistake> = Vec::new();
        let text_of = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut say = |at: Range<usize>, message: String| mistakes.push(Mistake::new(origin, text_of, at, message));
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text_of.as_bytes());
        let mut record = csv::StringRecord::new();
        let mut columns: Option<[Option<usize>; 5]> = None;
        let mut all: Vec<Fund> = Vec::new();
        loop {
            match reader.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    say(0..1, format!("this is no CSV: {error}"));
                    break;
                }
            }
            let start = record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
            let cells = field_ranges(text_of, start, record.len());
            let first = cells.first().cloned().unwrap_or(0..1);
            let Some(fields) = columns else {
                let names: Vec<String> = record.iter().map(source_name).collect();
                let found = COLUMNS.map(|name| names.iter().position(|known| known == name));
                if found[0].is_none() && found[1].is_none() || found[2].is_none() {
                    say(
                        first,
                        "a file of funds has the columns place (or state) and amount; match and spend_by may follow"
                            .to_owned(),
                    );
                    break;
                }
                columns = Some(found);
                continue;
            };
            let at = |field: usize| fields[field].and_then(|at| cells.get(at)).cloned().unwrap_or(first.clone());
            let [place, state, amount, matching, spend_by] =
                fields.map(|field| field.and_then(|field| record.get(field)).map_or("", str::trim));
            let day = if spend_by.is_empty() { Some(None) } else { Day::parse(spend_by).map(Some) };
            let matched = if matching.is_empty() { Some(0) } else { super::cents(matching) };
            match (super::cents(amount), matched, day) {
                _ if place.is_empty() && state.is_empty() => {
                    say(first, "this fund is for nobody: write a state or a place".to_owned());
                }
                (None, ..) if amount.is_empty() => {
                    say(at(2), "this fund has no amount; write dollars, such as 380000000".to_owned());
                }
                (None, ..) => {
                    say(at(2), format!("\"{amount}\" is no amount of money; write dollars, such as 380000000"));
                }
                (_, None, _) => {
                    say(at(3), format!("\"{matching}\" is no amount of money; write the match in dollars"));
                }
                (.., None) => say(at(4), format!("\"{spend_by}\" is no date; write 2026-11-30")),
                (Some(amount), Some(matching), Some(spend_by)) => {
                    let of = if place.is_empty() { state } else { place }.to_owned();
                    let state = (!place.is_empty() && !state.is_empty()).then(|| state.to_owned());
                    let line = Lines::new(text_of).position(start).line;
                    all.push(Fund { of, state, amount, matching, spend_by, line });
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

    /// The funds that pay at places: the place's own, else that of what it lies in, else that of its state.
    ///
    /// # Errors
    /// A fund of no place of the records and of no state, with the nearest name; one that may be for several; two for the same.
    pub(super) fn payers(&self, places: &[Place]) -> Result<Payers, Error> {
        let mut ranks: Vec<Option<(usize, usize)>> = vec![None; places.len()];
        let mut passed_over = vec![Vec::new(); self.all.len()];
        let mut mistakes = Vec::new();
        let mut targets: Vec<String> = Vec::new();
        for (at, fund) in self.all.iter().enumerate() {
            let target = match fund.target(places) {
                Ok(target) => target,
                Err(message) => {
                    mistakes.push(self.mistake(fund, message));
                    targets.push(String::new());
                    continue;
                }
            };
            if let Some(first) = targets.iter().position(|known| *known == target) {
                let first = self.all[first].line;
                let message =
                    format!("\"{}\" has a fund in line {first} already: write one line with the sum", fund.of);
                mistakes.push(self.mistake(fund, message));
            }
            for (index, place) in places.iter().enumerate() {
                let Some(rank) = rank(place, &target) else { continue };
                match ranks[index] {
                    Some((known, _)) if known <= rank => passed_over[at].push(index),
                    Some((_, wider)) => {
                        passed_over[wider].push(index);
                        ranks[index] = Some((rank, at));
                    }
                    None => ranks[index] = Some((rank, at)),
                }
            }
            targets.push(target);
        }
        let by_place = ranks.into_iter().map(|own| own.map(|(_, fund)| fund)).collect();
        if mistakes.is_empty() { Ok(Payers { by_place, passed_over }) } else { Err(Error(mistakes)) }
    }

    fn mistake(&self, fund: &Fund, message: String) -> Mistake {
        Mistake::of_file(&self.origin, Position { line: fund.line, column: 0 }, message)
    }
}

impl Fund {
    /// The id of the place or the letters of the state that it is for; else why that is not known.
    fn target(&self, places: &[Place]) -> Result<String, String> {
        let state = self.state.as_deref().map(|state| State::code(state).unwrap_or_else(|| state.to_owned()));
        let id = PlaceId::understand(&self.of, state.as_deref()).id;
        let is_met = |place: &Place| place.id == id || place.id.lies_in().any(|outer| outer == id.as_str());
        let code = if state.is_none() { State::code(&self.of) } else { None };
        if code.is_none() && places.iter().any(is_met) {
            return Ok(id.to_string());
        }
        let in_state = |place: &&Place| state.is_none() || place.state.as_deref() == state.as_deref();
        let named = places.iter().filter(in_state).filter(|place| {
            let known = PlaceId::understand(&self.of, place.state.as_deref()).id;
            place.id != id && (place.name.eq_ignore_ascii_case(&self.of) || place.id == known)
        });
        let named: Vec<&Place> = if self.of.len() == 2 && code.is_some() { Vec::new() } else { named.collect() };
        let shown = |place: &&&Place| format!("{} ({})", place.called(), place.id);
        match (code, named.as_slice()) {
            (Some(code), []) => Ok(code),
            (None, [place]) => Ok(place.id.to_string()),
            (Some(code), named) => {
                let named: Vec<String> = named.iter().take(3).map(|place| shown(&place)).collect();
                Err(format!(
                    "\"{}\" is the state {code} and a name of {}; write {code} or the id",
                    self.of,
                    named.join(" and ")
                ))
            }
            (None, []) => {
                let fix = did_you_mean(nearest(&self.of, places.iter().map(|place| &*place.name)));
                Err(format!("\"{}\" is no state and no place of the records{fix}", self.of))
            }
            (None, named) => {
                let all: Vec<String> = named.iter().take(3).map(|place| shown(&place)).collect();
                let more = if named.len() > 3 { format!(" and {} more", named.len() - 3) } else { String::new() };
                Err(format!("\"{}\" is a name of {}{more}; write the id", self.of, all.join(" and ")))
            }
        }
    }
}

/// How wide a fund is for a place: 0 for its own, 1 for one of what it lies in, 2 for that of its state.
fn rank(place: &Place, target: &str) -> Option<usize> {
    match () {
        () if place.id.as_str() == target => Some(0),
        () if place.id.lies_in().any(|outer| outer == target) => Some(1),
        () if place.state.as_deref() == Some(target) => Some(2),
        () => None,
    }
}
