//! The page of many places: who sent what cannot be read, what is counted twice, cells by column, who is silent.

use std::collections::BTreeSet;

use super::sheets::{also, left_out, more, of_place, told};
use super::{Reading, first, message, place_in};
use crate::diagnostic::Code;
use crate::pages::layout::{Column, NATION, Paper, width};
use crate::phrases::plain::plain;
use crate::phrases::wording::{agreed, counted, number};
use crate::report::reading::{Sort, Trouble, by_column};

const PLACES: (&str, &str) = ("place", "places");
const FILES: (&str, &str) = ("file", "files");
const CELLS: (&str, &str) = ("cell", "cells");

/// The page.
pub(super) fn page(reading: &Reading, paper: &Paper) -> String {
    let mut page = title(reading, paper);
    page.push_str(&listed(reading, paper, "CANNOT BE READ", Sort::Unread));
    page.push_str(&listed(reading, paper, "READ IN PART", Sort::InPart));
    page.push_str(&listed(reading, paper, "MAY BE COUNTED TWICE", Sort::Twice));
    page.push_str(&cells(reading, paper));
    page.push_str(&unused(reading, paper));
    page.push_str(&old(reading, paper));
    page.push_str(&places(reading, paper));
    page.push_str(&also(reading, paper));
    page.push_str(&left_out(reading, paper));
    if !reading.silent.is_empty() {
        let label = format!("SENT NOTHING ({})  ", number(reading.silent.len() as u64));
        page.push_str(&format!(
            "\n{}",
            paper.labelled(&label, &names(reading.silent.iter().map(|name| plain(name)), paper))
        ));
    }
    page
}

/// Some names; of more than a nation has, the first.
fn names(names: impl Iterator<Item = String>, paper: &Paper) -> String {
    let all: Vec<String> = names.collect();
    // A state has up to 254 counties, and whoever is silent must be asked.
    let shown = paper.shown_of(all.len(), 5 * NATION);
    let more =
        if all.len() > shown { format!(" and {} more", number((all.len() - shown) as u64)) } else { String::new() };
    format!("{}{more}", all[..shown].join(", "))
}

fn title(reading: &Reading, paper: &Paper) -> String {
    let asked = plain(&reading.request.records.names().join(", "));
    let rows = counted(reading.rows(), ("row", "rows"));
    let files = format!("{} and {rows} read", counted(reading.files.len() as u64, FILES));
    let sent = match reading.expected {
        0 => counted(reading.places.len() as u64, PLACES),
        all => format!("{} of {} sent something", number(reading.sent), counted(all, PLACES)),
    };
    let unread: BTreeSet<&str> = reading.of_sort(Sort::Unread).map(|trouble| &*trouble.notice.file.file).collect();
    let mut parts = vec![sent];
    if !unread.is_empty() {
        let count = unread.len() as u64;
        parts.push(format!("{} cannot be read", counted(count, FILES)));
    }
    if !reading.silent.is_empty() {
        parts.push(format!("{} sent nothing", number(reading.silent.len() as u64)));
    }
    paper.paragraph("", "", &format!("{asked}: {files}. {}.", parts.join("; ")))
}

/// Troubles of one sort: the place, the file, what is wrong.
fn listed(reading: &Reading, paper: &Paper, label: &str, sort: Sort) -> String {
    let all: Vec<&Trouble> = reading.of_sort(sort).collect();
    if all.is_empty() {
        return String::new();
    }
    let shown = paper.shown_of(all.len(), NATION);
    let row = |trouble: &&Trouble| {
        let again = match trouble.notice.count {
            0 | 1 => String::new(),
            count => format!(" ({} more like it)", number(count - 1)),
        };
        let place = place_in(reading, &trouble.notice.file, first(trouble));
        vec![of_place(reading, trouble), place, format!("{}{again}", message(reading, trouble))]
    };
    let rows: Vec<Vec<String>> = all[..shown].iter().map(row).collect();
    let known = |row: &Vec<String>| row[0] != row[1] && !row[1].starts_with(&format!("{}:", row[0]));
    let widest = |at: usize| rows.iter().map(|row| width(&row[at])).max().unwrap_or(0);
    let text = if rows.iter().any(known) && widest(0) + widest(1) + 40 > paper.width {
        // Long names leave no room next to them.
        let two =
            |row: &Vec<String>| format!("  {}  {}\n{}", row[0], row[1], paper.paragraph("      ", "      ", &row[2]));
        rows.iter().map(two).collect()
    } else if rows.iter().any(known) {
        paper.columns(&rows, &[Column::words(2), Column::words(2), Column::words(2).at_least(24)])
    } else {
        all[..shown].iter().map(|trouble| told(reading, paper, trouble)).collect()
    };
    format!("\n{label} ({})\n{text}{}", number(all.len() as u64), more(all.len(), shown))
}

/// Cells treated as blank, by column.
fn cells(reading: &Reading, paper: &Paper) -> String {
    let columns = by_column(reading);
    if columns.is_empty() {
        return String::new();
    }
    let all: BTreeSet<&String> = columns.iter().flat_map(|column| &column.sources).collect();
    let known = reading.of_sort(Sort::Cell).all(|trouble| trouble.place.is_some());
    let noun = if known { PLACES } else { FILES };
    let count = counted(reading.count(Sort::Cell), CELLS);
    let mut text = format!("\nNOT UNDERSTOOD, TREATED AS BLANK: {count} in {}\n", counted(all.len() as u64, noun));
    let shown = paper.shown(columns.len());
    let wide = paper.width >= 100;
    let mut rows = Vec::new();
    if wide {
        rows.push(["column", "cells", noun.1, "for example", "nearest"].map(str::to_owned).to_vec());
    }
    for column in &columns[..shown] {
        let examples: Vec<String> = column.examples.iter().map(|value| format!("\"{}\"", plain(value))).collect();
        let (cells, sources) = (column.cells, column.sources.len() as u64);
        let mut row = if wide {
            vec![plain(&column.column), number(cells), number(sources), examples.join(", ")]
        } else {
            let near = if column.nearest.is_empty() { String::new() } else { format!(": {}?", plain(&column.nearest)) };
            let counts = format!("{}, {}", counted(cells, CELLS), counted(sources, noun));
            vec![plain(&column.column), counts, format!("{}{near}", examples.join(", "))]
        };
        if wide {
            row.push(plain(&column.nearest));
        }
        rows.push(row);
    }
    let others = &columns[shown..];
    if !others.is_empty() {
        let cells: u64 = others.iter().map(|column| column.cells).sum();
        let sources: BTreeSet<&String> = others.iter().flat_map(|column| &column.sources).collect();
        rows.push(if wide {
            vec!["others".to_owned(), number(cells), number(sources.len() as u64), String::new(), String::new()]
        } else {
            let counts = format!("{}, {}", counted(cells, CELLS), counted(sources.len() as u64, noun));
            vec!["others".to_owned(), counts, String::new()]
        });
    }
    let (words, numbers) = (Column::words(3), Column::numbers(3));
    let set = if wide {
        vec![Column::words(2), numbers, numbers, words, words]
    } else {
        vec![Column::words(2), words, words]
    };
    text.push_str(&paper.columns(&rows, &set));
    text.push_str(&paper.paragraph("  ", "  ", "Every cell, in a file to send back: --format csv=cells.csv"));
    text
}

/// Columns that are kept and not used, by header.
fn unused(reading: &Reading, paper: &Paper) -> String {
    let mut headers: Vec<(String, BTreeSet<&str>, Option<String>)> = Vec::new();
    for trouble in reading.of_sort(Sort::Column) {
        let header = plain(trouble.header.as_deref().unwrap_or("no header"));
        let fix = trouble.notice.kind.fix();
        let near = fix.as_ref().and_then(|fix| fix.word()).map(str::to_owned);
        let file = &*trouble.notice.file.file;
        match headers.iter_mut().find(|(known, ..)| *known == header) {
            Some((_, files, _)) => drop(files.insert(file)),
            None => headers.push((header, BTreeSet::from([file]), near)),
        }
    }
    if headers.is_empty() {
        return String::new();
    }
    headers.sort_by_key(|(_, files, _)| std::cmp::Reverse(files.len()));
    let shown = paper.shown(headers.len());
    let row = |(header, files, near): &(String, BTreeSet<&str>, Option<String>)| {
        let near = near.as_ref().map(|near| format!("did you mean {near}?")).unwrap_or_default();
        vec![header.clone(), counted(files.len() as u64, FILES), near]
    };
    let rows: Vec<Vec<String>> = headers[..shown].iter().map(row).collect();
    let table = paper.columns(&rows, &[Column::words(2), Column::words(3), Column::words(3)]);
    let count = number(headers.len() as u64);
    format!("\nCOLUMNS NOT KNOWN, KEPT AND NOT USED ({count})\n{table}{}", more(headers.len(), shown))
}

/// Files whose rows name no place.
fn places(reading: &Reading, paper: &Paper) -> String {
    let is = |trouble: &&Trouble| trouble.notice.kind.code() == Code::PlaceOfFile;
    let files: BTreeSet<&str> =
        reading.of_sort(Sort::Also).filter(is).map(|trouble| &*trouble.notice.file.file).collect();
    if files.is_empty() {
        return String::new();
    }
    let count = files.len() as u64;
    let text = format!(
        "{} {} the place in no column; it was taken from the file, its name or its folder",
        counted(count, FILES),
        agreed("name", count)
    );
    format!("\n{}", paper.labelled("PLACE  ", &text))
}

/// Places that reported long ago.
fn old(reading: &Reading, paper: &Paper) -> String {
    let places: BTreeSet<String> = reading.of_sort(Sort::Old).map(|trouble| of_place(reading, trouble)).collect();
    if places.is_empty() {
        return String::new();
    }
    let count = places.len() as u64;
    let label = format!("NOT UP TO DATE ({})  ", number(count));
    let text = format!(
        "reported over 12 months before {}: {}",
        reading.request.as_of.in_words(),
        names(places.into_iter(), paper)
    );
    format!("\n{}", paper.labelled(&label, &text))
}
