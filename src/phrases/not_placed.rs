//! NOT PLACED: rows that belong to no place, and places of which no state is known. Every page shows them; no count of states has them.

use super::plain::{clipped, plain};
use super::wording::{FILES, PLACES, agreed, counted, either, first_large, first_of, row_of};
use crate::report::{ListLine, ListReport, NotPlaced, Report};

/// So many files or places are named in a sentence.
const NAMED: usize = 3;

/// The longest name in a sentence, in characters.
const LONGEST: usize = 60;

/// What is not placed, and what to do: a sentence for rows of no place, and one for places of no state.
pub(crate) fn sentences(report: &Report) -> Vec<String> {
    let of = |nowhere: bool| report.not_placed.iter().filter(move |one| one.is_nowhere == nowhere).collect::<Vec<_>>();
    let (nowhere, stateless) = (of(true), of(false));
    let mut text = Vec::new();
    if !nowhere.is_empty() {
        let files = files(&nowhere);
        let within =
            if files.is_empty() { String::new() } else { format!(" in {}", counted(files.len() as u64, FILES)) };
        let names = named(&files, |file| file);
        let names = if names.is_empty() { String::new() } else { format!(": {names}") };
        text.push(format!("No place is known for {}{within}{names}.", units(&nowhere)));
    }
    if !stateless.is_empty() {
        let names = named(&stateless, |one| &one.name);
        let units = units(&stateless);
        let places = counted(stateless.len() as u64, PLACES);
        let of = if stateless.iter().any(|one| one.rows.iter().skip(1).any(|rows| *rows > 0)) {
            format!("{units} of {places}")
        } else {
            places
        };
        text.push(format!("{of} whose state is not known: {names}."));
    }
    if !text.is_empty() && report.redacted.is_none() {
        text.push("All of this is judged, but counted in no state.".to_owned());
        let (blank, nameless): (Vec<&NotPlaced>, Vec<&NotPlaced>) = nowhere.iter().partition(|one| one.has_blanks);
        if !blank.is_empty() {
            text.push("Fill in the blank cells of the column that names places.".to_owned());
        }
        if !nameless.is_empty() {
            text.push("Add a column County, name the folder after the place, or use --place.".to_owned());
        }
        if !stateless.is_empty() {
            let or = if report.request.records.states.is_empty() { ", or use --state" } else { "" };
            text.push(format!("Add a column State, name the folder after the state{or}."));
        }
    }
    text
}

/// The files and tabs whose rows were given to the place that the user named.
pub(crate) fn given(report: &Report) -> Option<String> {
    let sheets: Vec<String> = report.given.iter().map(ToString::to_string).collect();
    (!sheets.is_empty()).then(|| {
        format!("Nothing in {} names a place; the place is the one given by --place.", named(&sheets, |sheet| sheet))
    })
}

/// What a list says of units that are not placed, and of those whose place is not added; nothing, where none lacks what it is about.
pub(crate) fn of_list(list: &ListReport) -> Option<String> {
    let text = |line: &ListLine, which: &str| {
        let (units, bare) = (line.units_lacking + line.units_lesser, line.rows_without_quantity);
        let verb = either(units, ("is", "are"));
        match (units, bare) {
            (0, 0) => None,
            (0, _) => Some(format!("an unknown number of {} that are {which} {}", list.unit.1, plain(&list.lacks))),
            (units, _) => {
                let lack = agreed(&plain(&list.lacks), units);
                Some(format!("{} that {verb} {which} {lack}", counted(units, list.unit)))
            }
        }
    };
    let not_placed = list.not_placed.as_deref().and_then(|line| text(line, "not placed"));
    let not_added = list.not_added.as_deref().and_then(|line| {
        let names = named(&line.lacking, |place| &place.name);
        let names = if names.is_empty() { names } else { format!(" ({names})") };
        text(line, "not added to those of places below them").map(|text| format!("{text}{names}"))
    });
    let all: Vec<String> = [not_placed, not_added].into_iter().flatten().collect();
    (!all.is_empty()).then(|| first_large(&all.join("; ")))
}

/// Units by table: `10 machines and 3 computers`.
fn units(all: &[&NotPlaced]) -> String {
    let counts: Vec<String> =
        NotPlaced::units_by_table(all).into_iter().map(|(units, noun)| counted(units, noun)).collect();
    if counts.is_empty() { "Rows".to_owned() } else { row_of(&counts) }
}

/// The files of some rows, each once.
fn files(all: &[&NotPlaced]) -> Vec<String> {
    let mut files: Vec<String> = all.iter().flat_map(|one| &one.files).map(|sheet| sheet.file.to_string()).collect();
    files.sort_unstable();
    files.dedup();
    files
}

/// The first of some names, and how many more there are.
fn named<T>(all: &[T], name: impl Fn(&T) -> &str) -> String {
    first_of(all, all.len().min(NAMED), |one| clipped(&plain(name(one)), LONGEST)).join(", ")
}
