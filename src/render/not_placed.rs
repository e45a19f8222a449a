//! NOT PLACED: rows that belong to no place, and places of which no state is known. Every page shows them; no count of states has them.

use super::layout::{Paper, clipped};
use super::place::first_large;
use super::plain::plain;
use super::wording::{agreed, counted, number};
use crate::report::{ListLine, ListReport, NotPlaced, Report};

const FILES: (&str, &str) = ("file", "files");
const PLACES: (&str, &str) = ("place", "places");

/// So many files or places are named in a sentence.
const NAMED: usize = 3;

/// The longest name in a sentence, in characters.
const LONGEST: usize = 60;

/// What is not placed, and what to do: a sentence for rows of no place, and one for places of no state.
pub(super) fn sentences(report: &Report) -> Vec<String> {
    let of = |nowhere: bool| report.not_placed.iter().filter(move |one| one.is_nowhere == nowhere).collect::<Vec<_>>();
    let (nowhere, stateless) = (of(true), of(false));
    let mut said = Vec::new();
    if !nowhere.is_empty() {
        let files = files(&nowhere);
        let within =
            if files.is_empty() { String::new() } else { format!(" in {}", counted(files.len() as u64, FILES)) };
        let names = named(files.iter().map(String::as_str));
        let names = if names.is_empty() { String::new() } else { format!(": {names}") };
        said.push(format!("{}{within} belong to no place that is known{names}.", units(&nowhere)));
    }
    if !stateless.is_empty() {
        let names = named(stateless.iter().map(|one| &*one.name));
        let units = units(&stateless);
        let places = counted(stateless.len() as u64, PLACES);
        let of = if stateless.iter().any(|one| one.rows.iter().skip(1).any(|rows| *rows > 0)) {
            format!("{units} of {places}")
        } else {
            places
        };
        said.push(format!("{of}, of which no state is known: {names}."));
    }
    if !said.is_empty() && report.redacted.is_none() {
        said.push("All that is judged, and in no count of states.".to_owned());
        let (blank, nameless): (Vec<&NotPlaced>, Vec<&NotPlaced>) = nowhere.iter().partition(|one| one.has_blanks);
        if !blank.is_empty() {
            said.push("Fill in the blank cells of the column that names places.".to_owned());
        }
        if !nameless.is_empty() {
            said.push("A column County, the name of the folder or --place says whose a file is.".to_owned());
        }
        if !stateless.is_empty() {
            let or = if report.request.records.states.is_empty() { " or --state" } else { "" };
            said.push(format!("A column State, the name of the folder{or} says which state."));
        }
    }
    said
}

/// The section of a page; empty, where all is placed, and nothing was given to the place that the user named.
pub(super) fn section(report: &Report, paper: &Paper) -> String {
    let of = |label: &str, said: Option<String>| said.map_or_else(String::new, |said| paper.labelled(label, &said));
    let said = sentences(report);
    let not_placed = of("NOT PLACED    ", (!said.is_empty()).then(|| said.join(" ")));
    let section = format!("{not_placed}{}", of("GIVEN         ", given(report)));
    if section.is_empty() { section } else { format!("{section}\n") }
}

/// The files and tabs whose rows were given to the place that the user named.
pub(super) fn given(report: &Report) -> Option<String> {
    let sheets: Vec<String> = report.given.iter().map(ToString::to_string).collect();
    (!sheets.is_empty())
        .then(|| format!("Nothing in {} names a place: --place gives it.", named(sheets.iter().map(String::as_str))))
}

/// What a list says of units that are not placed, and of those whose place is not added; nothing, where none lacks what it is about.
pub(super) fn of_list(list: &ListReport) -> Option<String> {
    let said = |line: &ListLine, which: &str| {
        let (units, bare) = (line.units_lacking + line.units_lesser, line.rows_without_quantity);
        let verb = if units == 1 { "is" } else { "are" };
        match (units, bare) {
            (0, 0) => None,
            (0, _) => Some(format!("an unknown number of {} that are {which} {}", list.unit.1, plain(&list.lacks))),
            (units, _) => {
                let lack = agreed(&plain(&list.lacks), units);
                Some(format!("{} that {verb} {which} {lack}", counted(units, list.unit)))
            }
        }
    };
    let not_placed = list.not_placed.as_deref().and_then(|line| said(line, "not placed"));
    let names = |line: &ListLine| named(line.lacking.iter().map(|place| &*place.name));
    let not_added = list.not_added.as_deref().and_then(|line| {
        let names = if line.lacking.is_empty() { String::new() } else { format!(" ({})", names(line)) };
        said(line, "not added to those of places below them").map(|said| format!("{said}{names}"))
    });
    let all: Vec<String> = [not_placed, not_added].into_iter().flatten().collect();
    (!all.is_empty()).then(|| first_large(&all.join("; ")))
}

/// Units by table: `10 machines and 3 computers`.
fn units(all: &[&NotPlaced]) -> String {
    let counts: Vec<String> =
        NotPlaced::units_by_table(all).into_iter().map(|(units, noun)| counted(units, noun)).collect();
    match counts.as_slice() {
        [] => "Rows".to_owned(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// The files of some rows, each once.
fn files(all: &[&NotPlaced]) -> Vec<String> {
    let mut files: Vec<String> = all.iter().flat_map(|one| &one.files).map(|sheet| sheet.file.to_string()).collect();
    files.sort_unstable();
    files.dedup();
    files
}

/// The first of some names, and how many more there are.
fn named<'a>(names: impl ExactSizeIterator<Item = &'a str>) -> String {
    let all = names.len();
    let mut named: Vec<String> = names.take(NAMED).map(|name| clipped(&plain(name), LONGEST)).collect();
    if all > named.len() {
        named.push(format!("{} more", number((all - named.len()) as u64)));
    }
    named.join(", ")
}
