//! The page of one place: its sheets, its cells under a caret, how its columns were taken, its place and its ids.

use std::collections::HashSet;

use super::{Reading, cells, file, first, message, place_in, sheet};
use crate::diagnostic::{Code, Kind};
use crate::inventory::Why;
use crate::pages::layout::{Column, NATION, Paper, clipped, lines, row_of, width};
use crate::phrases::plain::plain;
use crate::phrases::wording::{agreed, counted, number};
use crate::report::reading::{ColumnLine, Ids, SheetLine, Sort, Trouble};
use crate::words::position::SheetName;

const ROWS: (&str, &str) = ("row", "rows");
const CELLS: (&str, &str) = ("cell", "cells");

/// The most sheets named for one sentence.
const FEW: usize = 8;

/// The page.
pub(super) fn page(reading: &Reading, paper: &Paper) -> String {
    let mut page = title(reading, paper);
    page.push_str(&table(reading, paper));
    for (label, sort) in [("CANNOT BE READ", Sort::Unread), ("READ IN PART", Sort::InPart)] {
        page.push_str(&said(reading, paper, label, sort));
    }
    let wrong: Vec<&Trouble> = reading.of_sort(Sort::Cell).collect();
    if !wrong.is_empty() {
        page.push_str("\nCELLS NOT UNDERSTOOD, TREATED AS BLANK\n");
        let shown = paper.shown(wrong.len());
        for (at, trouble) in wrong[..shown].iter().enumerate() {
            page.push_str(&cells::cell(reading, paper, at + 1, trouble));
        }
        page.push_str(&more(wrong.len(), shown));
    }
    page.push_str(&said(reading, paper, "MAY BE COUNTED TWICE", Sort::Twice));
    page.push_str(&said(reading, paper, "NOT UP TO DATE", Sort::Old));
    page.push_str(&columns(reading, paper));
    page.push_str(&places(reading, paper));
    page.push_str(&also(reading, paper));
    page.push_str(&left_out(reading, paper));
    page
}

/// What was asked for, rows read, rows lost, cells to look at.
fn title(reading: &Reading, paper: &Paper) -> String {
    let lost = reading.count(Sort::InPart) + reading.count(Sort::Unread);
    let lost = match lost {
        0 => "none lost".to_owned(),
        lost => format!("{} could not be read", counted(lost, ("thing", "things"))),
    };
    let cells = reading.count(Sort::Cell);
    let cells = match cells {
        0 => String::new(),
        cells => format!(" {} {} a look.", counted(cells, CELLS), agreed("need", cells)),
    };
    let asked = plain(&reading.request.records.names().join(", "));
    paper.paragraph("", "", &format!("{asked}: {} read, {lost}.{cells}", counted(reading.rows(), ROWS)))
}

/// The sheets, one a line.
fn table(reading: &Reading, paper: &Paper) -> String {
    let mut rows: Vec<Vec<String>> = reading.sheets.iter().map(|line| row(reading, paper, line)).collect();
    let sheets: HashSet<&SheetName> = reading.sheets.iter().map(|line| &line.sheet).collect();
    let known = |trouble: &&Trouble| is_no_table(trouble) && !sheets.contains(&trouble.notice.file);
    rows.extend(reading.of_sort(Sort::Left).filter(known).map(|trouble| {
        vec![sheet(reading, &trouble.notice.file), String::new(), "left out".to_owned(), String::new()]
    }));
    if rows.is_empty() {
        return String::new();
    }
    let wide = rows.iter().map(Vec::len).max().unwrap_or(0);
    rows.iter_mut().for_each(|row| row.resize(wide, String::new()));
    let all = rows.len();
    rows.truncate(paper.shown_of(all, NATION));
    let mut margins = [2; 5].map(Column::words);
    let name = rows.iter().map(|row| width(&row[0])).max().unwrap_or(0).min(30);
    margins[0] = margins[0].at_least(u16::try_from(name).unwrap_or(0));
    format!("\n{}{}", paper.columns(&rows, &margins[..wide]), more(all, rows.len()))
}

fn row(reading: &Reading, paper: &Paper, line: &SheetLine) -> Vec<String> {
    let name = sheet(reading, &line.sheet);
    if line.is_left_out() {
        let rows = line.rows_left_out.map(|rows| counted(rows, ROWS)).unwrap_or_default();
        return vec![name, rows, "left out".to_owned(), short(line, paper)];
    }
    let tables = line.tables_met();
    let names: Vec<String> = tables.iter().map(|table| table.table().name.to_owned()).collect();
    let units = line.units.iter().filter(|(table, units)| line.rows[table.0] != *units);
    let units: String = units.map(|(table, units)| format!(", {}", counted(*units, table.table().unit))).collect();
    let (used, all) = line.used();
    let mut row = vec![
        name,
        format!("{}{units}", counted(line.all_rows(), ROWS)),
        match names.as_slice() {
            [] => String::new(),
            [only] => format!("as {only}"),
            several => format!("as {} tables", several.len()),
        },
        format!("{} of {}", number(used as u64), counted(all as u64, ("column", "columns"))),
    ];
    let kept: Vec<String> =
        line.columns.iter().filter(|column| column.why == Why::NoMatch).map(|column| plain(&column.header)).collect();
    if paper.width >= 100 && !kept.is_empty() {
        row.push(format!("{} kept, not used", clipped(&row_of(&kept), 40)));
    }
    row
}

/// Why a sheet was left out up to the first semicolon, where there is room; below it is in full.
fn short(line: &SheetLine, paper: &Paper) -> String {
    if paper.width < 100 {
        return String::new();
    }
    let why = line.left_out_because.as_ref().map_or_else(|| "left out".to_owned(), Kind::why);
    plain(why.split(';').next().unwrap_or(&why))
}

fn is_no_table(trouble: &Trouble) -> bool {
    trouble.notice.kind.code() == Code::NoTable
}

/// Troubles of one sort, each in its own words.
fn said(reading: &Reading, paper: &Paper, label: &str, sort: Sort) -> String {
    let all: Vec<&Trouble> = reading.of_sort(sort).collect();
    if all.is_empty() {
        return String::new();
    }
    let mut text = format!("\n{label}\n");
    let shown = paper.shown(all.len());
    text.extend(all[..shown].iter().map(|trouble| told(reading, paper, trouble)));
    text + &more(all.len(), shown)
}

/// A trouble in its own words, behind where it is.
pub(super) fn told(reading: &Reading, paper: &Paper, trouble: &Trouble) -> String {
    let more = match trouble.notice.count {
        0 | 1 => String::new(),
        count => format!(" ({} more like it)", count - 1),
    };
    let place = place_in(reading, &trouble.notice.file, first(trouble));
    paper.paragraph("   ", "     ", &format!("{place}: {}{more}", message(reading, trouble)))
}

/// What else a person should know.
pub(super) fn also(reading: &Reading, paper: &Paper) -> String {
    let all: Vec<&Trouble> =
        reading.of_sort(Sort::Also).filter(|trouble| trouble.notice.kind.code() != Code::PlaceOfFile).collect();
    if all.is_empty() {
        return String::new();
    }
    let shown = paper.shown(all.len());
    let mut text = format!("\nALSO ({})\n", number(all.len() as u64));
    text.extend(all[..shown].iter().map(|trouble| told(reading, paper, trouble)));
    text + &more(all.len(), shown)
}

pub(super) fn more(all: usize, shown: usize) -> String {
    if all > shown { format!("   {} more: --top all\n", number((all - shown) as u64)) } else { String::new() }
}

/// A column as the page shows it: yours, read as, why, first value.
type Cells = (String, String, &'static str, String);

/// How the columns of every sheet were taken.
fn columns(reading: &Reading, paper: &Paper) -> String {
    let mut sheets: Vec<&SheetLine> = reading.sheets.iter().filter(|line| !line.columns.is_empty()).collect();
    let (found, shown) = (sheets.len(), paper.shown_of(sheets.len(), NATION));
    sheets.truncate(shown);
    if sheets.is_empty() {
        return String::new();
    }
    let told = |line: &SheetLine| -> Vec<Cells> {
        line.columns.iter().filter(|column| column.why != Why::OwnName).map(cells_of).collect()
    };
    let all: Vec<(String, Vec<_>)> = sheets.iter().map(|line| (sheet(reading, &line.sheet), told(line))).collect();
    let widest = |of: fn(&Cells) -> usize, least: usize, most: usize| {
        all.iter().flat_map(|(_, rows)| rows).map(of).max().unwrap_or(0).clamp(least, most)
    };
    let label = all.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
    // A long name is on a line of its own.
    let label = if label <= 14 { label } else { 2 };
    let yours = widest(|row| width(&row.0), 5, paper.width / 4);
    let taken = widest(|row| width(&row.1), 8, 28);
    let why = paper.width >= 100;
    let line = |name: &str, yours_: &str, taken_: &str, why_: &str, first: &str| {
        let mut line = format!("  {}   {}  {}  ", padded(name, label), padded(yours_, yours), padded(taken_, taken));
        if why {
            line.push_str(&format!("{}  ", padded(why_, 16)));
        }
        let left = paper.width.saturating_sub(width(&line));
        if left >= 8 {
            line.push_str(&clipped(first, left));
        }
        format!("{}\n", line.trim_end())
    };
    let mut text = "\nHOW YOUR COLUMNS WERE READ\n".to_owned();
    for (at, ((name, rows), of)) in all.iter().zip(&sheets).enumerate() {
        let mut name = name.clone();
        if width(&name) > label {
            text.push_str(&format!("  {name}\n"));
            name = String::new();
        }
        if at == 0 {
            text.push_str(&line(&name, "yours", "read as", "why", "first value"));
            name = String::new();
        }
        let own = of.columns.len() - rows.len();
        for (yours, taken, why, first) in rows {
            text.push_str(&line(&name, yours, taken, why, first));
            name = String::new();
        }
        let rest = match (own, rows.len()) {
            (0, _) => continue,
            (1, 0) => "1 column, by its own name".to_owned(),
            (own, 0) => format!("{} columns, all by their own name", number(own as u64)),
            (1, _) => "... 1 more, by its own name".to_owned(),
            (own, _) => format!("... {} more, all by their own name", number(own as u64)),
        };
        text.push_str(&format!("  {}   {rest}\n", padded(&name, label)));
    }
    text + &more(found, shown)
}

/// What the page shows of a column.
fn cells_of(column: &ColumnLine) -> Cells {
    let taken = match (column.column, column.why) {
        (Some(column), _) => column,
        (None, Why::Table) => "the table",
        (None, Why::Place) => "the place",
        (None, _) => "kept, not used",
    };
    let first = plain(column.first.as_deref().unwrap_or("-"));
    let first = match &column.understood {
        Some(understood) => format!("{first} ({})", plain(understood)),
        None => first,
    };
    (plain(&column.header), taken.to_owned(), column.why.name(), first)
}

fn padded(text: &str, to: usize) -> String {
    let text = clipped(text, to);
    let blanks = to.saturating_sub(width(&text));
    text + &" ".repeat(blanks)
}

/// What gives the place, and the ids, of every sheet; what they share is printed once.
fn places(reading: &Reading, paper: &Paper) -> String {
    let place = |line: &SheetLine| line.place.clone();
    let ids = |line: &SheetLine| {
        let said: Vec<String> = line.ids.iter().filter_map(|ids| ids_of(line, ids)).collect();
        Some(said.join("; ")).filter(|said| !said.is_empty())
    };
    let mut text = String::new();
    for (label, said) in [("PLACE          ", &place as &dyn Fn(&SheetLine) -> _), ("ASSET IDS      ", &ids)] {
        let mut groups: Vec<(String, Vec<String>)> = Vec::new();
        for line in &reading.sheets {
            let Some(said) = said(line) else { continue };
            let name = sheet(reading, &line.sheet);
            match groups.iter_mut().find(|(known, _)| *known == said) {
                Some((_, sheets)) => sheets.push(name),
                None => groups.push((said, vec![name])),
            }
        }
        let one = groups.len() == 1 && reading.sheets.iter().filter(|line| !line.is_left_out()).count() == 1;
        let shown = paper.shown(groups.len());
        for (at, (said, sheets)) in groups[..shown].iter().enumerate() {
            let more = sheets.len().saturating_sub(FEW);
            let mut sheets: Vec<String> = sheets.iter().take(FEW).cloned().collect();
            if more > 0 {
                sheets.push(format!("{} more", number(more as u64)));
            }
            let said = if one { plain(said) } else { format!("{}: {}", row_of(&sheets), plain(said)) };
            let label = if at == 0 { label.to_owned() } else { " ".repeat(label.len()) };
            let begin = if at == 0 && text.is_empty() { "\n" } else { "" };
            text.push_str(&format!("{begin}{}", paper.labelled(&label, &said)));
        }
        text.push_str(&more(groups.len(), shown));
    }
    text
}

/// What tells the rows of a table apart, in a sentence.
fn ids_of(line: &SheetLine, ids: &Ids) -> Option<String> {
    let keys = ids.table.table().keys;
    if keys.iter().all(|key| key.first() != Some(&"asset_id")) {
        return None;
    }
    let header = |name: &str| {
        let of = line.columns.iter().find(|column| column.column == Some(name));
        of.map_or_else(|| name.to_owned(), |column| format!("\"{}\"", column.header))
    };
    let called = |key: &str| row_of(&key.split('/').map(header).collect::<Vec<_>>());
    let own = ids.keys.iter().any(|(key, _)| key.starts_with("asset_id"));
    let used: Vec<String> =
        ids.keys.iter().map(|(key, rows)| format!("{} ({})", called(key), counted(*rows, ROWS))).collect();
    let has = |name: &&&str| line.columns.iter().any(|column| column.column == Some(**name));
    let mut alike: Vec<String> =
        ids.table.table().alike.iter().filter(has).map(|name| name.replace('_', " ")).collect();
    alike.push("order".to_owned());
    let rows = if line.sheet.tab.is_some() { ROWS } else { ("line", "lines") };
    let apart = |verb: &str| format!("{verb} told apart by {}", row_of(&alike));
    let none = match (ids.keyless, used.is_empty()) {
        (0, _) => String::new(),
        (_, true) => format!("no column of ids: rows are {}", apart("").trim_start()),
        (keyless, false) => {
            let more = keyless.saturating_sub(ids.keyless_at.len() as u64);
            let told = lines(rows, &ids.keyless_at, 6, more);
            format!("; {told} {} none, and {}", agreed("have", keyless), apart(if keyless == 1 { "is" } else { "are" }))
        }
    };
    let begin = if own || used.is_empty() { "" } else { "no column of ids; rows are known by " };
    Some(format!("{begin}{}{none}", row_of(&used)))
}

/// What was left out: sheets that fit no table, each with what would mend it; then files by kind.
pub(super) fn left_out(reading: &Reading, paper: &Paper) -> String {
    let tables: Vec<&Trouble> = reading.of_sort(Sort::Left).filter(|trouble| is_no_table(trouble)).collect();
    let mut text = String::new();
    if !tables.is_empty() {
        text.push_str("\nFIT NO TABLE, LEFT OUT\n");
        let shown = paper.shown(tables.len());
        for trouble in &tables[..shown] {
            let why = format!("{}: {}", sheet(reading, &trouble.notice.file), plain(&trouble.notice.kind.why()));
            text.push_str(&paper.paragraph("   ", "     ", &why));
        }
        text.push_str(&more(tables.len(), shown));
    }
    let files: u64 = reading.left_out.iter().map(|left| left.files).sum();
    if files > 0 {
        let kinds: Vec<String> = reading.left_out.iter().map(|left| counted(left.files, left.kind)).collect();
        let label = format!("LEFT OUT ({})  ", counted(files, ("file", "files")));
        text.push_str(&format!("\n{}", paper.labelled(&label, &kinds.join(", "))));
    }
    text
}

/// The name of a file that stands for what it is about, where that is not known.
pub(super) fn of_place(reading: &Reading, trouble: &Trouble) -> String {
    trouble.place.as_deref().map_or_else(|| file(reading, &trouble.notice.file), plain)
}
