//! What to fill in, in the reader's own words: their tabs and headers, or what to add and what to write there.

use std::sync::Arc;

use super::names::{label, sheet, short, tab};
use super::one_place::{OnePlace, RUNS};
use super::plain::plain;
use super::wording::{ROWS, counted, either, lines, row_of};
use crate::inventory::Headed;
use crate::report::Report;
use crate::report::advice::{Fill, Gap, Spot};
use crate::schema::{Column, End, JURISDICTIONS, TableId};
use crate::words::position::SheetName;
use crate::words::value::Kind;

const CELLS: (&str, &str) = ("cell", "cells");
const BLANKS: (&str, &str) = ("blank", "blanks");

/// So many words of a column are named; of more, where they are found.
pub(crate) const WORDS: usize = 7;

/// What a blank means for the place.
pub(crate) const NO_BLAME: &str = "a blank counts neither for you nor against you";

/// The command that makes sheets, and what it does.
pub(crate) const NEW_SHEETS: (&str, &str) = ("pollworthy init", " makes the sheets, ready to fill in.");

/// Whether something is asked for that the reader has no sheet for.
pub(crate) fn asks_for_a_sheet(fill: &Fill) -> bool {
    match &fill.gap {
        Gap::Rows { sheet, .. } | Gap::Undecided { sheet, .. } => sheet.is_none(),
        Gap::Cells { spot, .. } | Gap::Misread { spot, .. } | Gap::Unclear { spot, .. } => spot.file.is_empty(),
        Gap::Unlisted { .. } => false,
    }
}

/// What is blank, and where.
pub(crate) fn gap(page: &OnePlace<'_>, fill: &Fill) -> String {
    let report = page.report;
    let least = if fill.at_least { "at least " } else { "" };
    let rules = || {
        let brief = |at: &usize| match page.rule(*at) {
            rule if rule.short == rule.title => plain(&rule.id),
            rule => short(rule),
        };
        row_of(&fill.rules.iter().map(brief).collect::<Vec<_>>())
    };
    match &fill.gap {
        Gap::Cells { table, spot, rows, columns } => {
            let asked = Asked::of(report, *table, Some(&spot.file), columns);
            let text = match columns.len() {
                1 => format!("{least}{}", counted(*rows, BLANKS)),
                _ => format!("blank in {least}{}", counted(*rows, ROWS)),
            };
            // There is a name of a system, but it does not settle it.
            let unsettled = if columns.iter().any(|column| &**column == "support_ends_on") && columns.len() == 1 {
                " whose system's name does not settle it"
            } else {
                ""
            };
            let rows = format!("{least}{}{unsettled}", counted(*rows, ROWS));
            asked.cells(report, spot, &text, &rows)
        }
        Gap::Misread { table, spot, rows, column, written, some_blank } => {
            let asked = Asked::of(report, *table, Some(&spot.file), std::slice::from_ref(column));
            let cells = format!("{least}{}", counted(*rows, CELLS));
            let text = match (written, some_blank) {
                (Some(written), _) => format!("\"{}\" was not understood", plain(written)),
                (None, true) => format!("{cells} not understood or blank"),
                (None, false) => format!("{cells} not understood"),
            };
            let said = either(*rows, ("the notice on it says", "the notices on them say"));
            let said = if written.is_some() { "the notice on it says" } else { said };
            asked.cells(report, spot, &format!("{text}; {said} what to write"), &cells)
        }
        Gap::Unclear { table, spot, rows, columns } => {
            let asked = Asked::of(report, *table, Some(&spot.file), columns);
            let rows = format!("{least}{}", counted(*rows, ROWS));
            let has = |name: &str| columns.iter().any(|column| &**column == name);
            let text = if has("operating_system") {
                format!(
                    "what is written in {rows} leaves the edition or the version open; write both, as in Windows 11 Pro 25H2, \
                     or the last day of its fixes under {}",
                    support_ends_on(report, *table, spot)
                )
            } else if has("manufacturer") && has("model") {
                format!(
                    "not enough is known about what is written in {rows}; check that maker, model and version are spelled as the \
                     maker spells them, or ask the maker"
                )
            } else {
                format!("what is written in {rows} does not settle it")
            };
            asked.cells(report, spot, &text, &rows)
        }
        Gap::Rows { table, sheet: None } => format!("{}: {}", new_sheet(report, *table), rules()),
        Gap::Rows { table: JURISDICTIONS, sheet: Some(name) } => {
            format!("{}: no answer yet on {}", sheet(report, name).0, rules())
        }
        Gap::Rows { sheet: Some(name), .. } => format!("{}: no row yet on {}", sheet(report, name).0, rules()),
        Gap::Unlisted { tables } => {
            let units: Vec<String> = tables.iter().map(|table| table.table().unit.1.to_owned()).collect();
            format!(
                "none of the {} listed is enough for {}. List one that does; or, if nothing is missing from your lists, \
                 write yes under \"{}\" in {}",
                row_of(&units),
                rules(),
                JURISDICTIONS
                    .column("list_complete")
                    .map_or("list_complete".to_owned(), |at| label(&JURISDICTIONS.columns()[at])),
                if is_of_tabs(report) { tab(JURISDICTIONS).to_owned() } else { "jurisdictions.csv".to_owned() }
            )
        }
        Gap::Undecided { table, sheet, columns } => {
            let asked = Asked::of(report, *table, sheet.as_ref(), columns);
            asked.open(report, &rules())
        }
    }
}

/// What the reader's sheet calls the last day of fixes, or is to call it.
fn support_ends_on(report: &Report, table: TableId, spot: &Spot) -> String {
    let headed = report.headed_in(&spot.file).find(|headed| headed.sheet == spot.file);
    let own = headed.and_then(|headed| headed.header(table, "support_ends_on")).map(plain);
    let column = table.column("support_ends_on").map(|at| label(&table.columns()[at]));
    own.or(column).unwrap_or_default()
}

/// A sheet that the reader does not have yet, named as `init` names it.
fn new_sheet(report: &Report, table: TableId) -> String {
    if is_of_tabs(report) {
        format!("{} (new tab)", tab(table))
    } else {
        format!("{}.csv (new file)", table.table().name)
    }
}

/// Whether the reader has workbooks alone.
fn is_of_tabs(report: &Report) -> bool {
    !report.headed.is_empty() && report.headed.iter().all(|headed| headed.sheet.tab.is_some())
}

/// Columns that a rule asks for: those that the reader's sheet has, and those that it has not.
struct Asked<'a> {
    table: TableId,
    file: Option<&'a SheetName>,
    headed: Option<&'a Headed>,
    /// Whether each is a question, and not the head of a column.
    is_form: bool,
    /// Headers, as the sheet has them.
    has: Vec<String>,
    /// Columns to add, and what to write in each.
    lacks: Vec<(String, String)>,
}

impl<'a> Asked<'a> {
    fn of(report: &'a Report, table: TableId, file: Option<&'a SheetName>, columns: &[Arc<str>]) -> Self {
        let file = file.filter(|file| !file.is_empty());
        let headed = file.and_then(|file| report.headed_in(file).find(|headed| headed.sheet == *file));
        let (mut has, mut lacks) = (Vec::new(), Vec::new());
        for name in columns {
            match headed.and_then(|headed| headed.header(table, name)) {
                Some(header) => has.push(plain(header)),
                None => lacks.push(match table.column(name).map(|at| &table.columns()[at]) {
                    Some(column) => (label(column), what_to_write(column, table)),
                    None => (plain(name), String::new()),
                }),
            }
        }
        let new_form = file.is_none() && table == JURISDICTIONS && is_of_tabs(report);
        let is_form = headed.map_or(new_form, |headed| headed.is_form);
        Self { table, file, headed, is_form, has, lacks }
    }

    /// Cells of some rows: `equipment.csv, column Connectivity, lines 2-15: 14 blanks`.
    fn cells(&self, report: &Report, spot: &Spot, text: &str, rows: &str) -> String {
        let Some(file) = self.file else { return format!("{}: {}", new_sheet(report, self.table), self.added()) };
        let (name, words) = sheet(report, file);
        let runs =
            if spot.lines.is_empty() { String::new() } else { format!(", {}", lines(words, &spot.lines, RUNS, 0)) };
        match (self.has.as_slice(), self.lacks.as_slice()) {
            ([], []) => format!("{name}{runs}: {text}"),
            (_, []) => format!("{name}, {}{runs}: {text}", self.named()),
            ([], _) if self.is_mapped() => format!("{name}: it does not give {}, for {rows}", self.unsaid()),
            ([], _) => format!("{name}: add {}, for {rows}", self.added()),
            (_, _) if self.is_mapped() => format!("{name}, {}{runs}: {text}", self.named()),
            (_, _) => format!("{name}, {}{runs}: {text}; it has no {} yet", self.named(), self.added_after_no()),
        }
    }

    /// Rows of which none says enough on some rules.
    fn open(&self, report: &Report, rules: &str) -> String {
        let Some(file) = self.file else {
            return format!("{}: {}, on {rules}", new_sheet(report, self.table), self.added());
        };
        let (name, _) = sheet(report, file);
        let not_enough = format!("not enough is recorded on {rules}");
        match (self.has.as_slice(), self.lacks.as_slice()) {
            ([], []) => format!("{name}: {not_enough}"),
            ([], _) if !self.is_mapped() => format!("{name}: add {}, on {rules}", self.added()),
            ([], _) => format!("{name}: it does not give {}, on {rules}", self.unsaid()),
            (_, lacks) if lacks.is_empty() || self.is_mapped() => format!("{name}, {}: {not_enough}", self.named()),
            (_, _) => format!("{name}, {}: {not_enough}; it has no {} yet", self.named(), self.added_after_no()),
        }
    }

    fn is_mapped(&self) -> bool {
        self.headed.is_some_and(|headed| headed.is_mapped)
    }

    /// What a column of the sheet is called: one, and many.
    fn noun(&self) -> (&'static str, &'static str) {
        if self.is_form { ("question", "questions") } else { ("column", "columns") }
    }

    fn named(&self) -> String {
        format!("{} {}", either(self.has.len() as u64, self.noun()), self.has.join(", "))
    }

    fn unsaid(&self) -> String {
        row_of(&self.lacks.iter().map(|(label, _)| label.to_lowercase()).collect::<Vec<_>>())
    }

    /// `a column Network; write air-gapped, county-lan or internet`, or several with their words in brackets.
    fn added(&self) -> String {
        let (one, many) = self.noun();
        match self.lacks.as_slice() {
            [(label, write)] if write.is_empty() => format!("a {one} {label}"),
            [(label, write)] => format!("a {one} {label}; write {write}"),
            several => format!("{many} {}", row_of(&with_words(several))),
        }
    }

    fn added_after_no(&self) -> String {
        format!("{} {}", either(self.lacks.len() as u64, self.noun()), row_of(&with_words(&self.lacks)))
    }
}

fn with_words(columns: &[(String, String)]) -> Vec<String> {
    let one = |(label, write): &(String, String)| {
        if write.is_empty() { label.clone() } else { format!("{label} ({write})") }
    };
    columns.iter().map(one).collect()
}

/// What a cell of a column may hold, in one phrase.
pub(crate) fn what_to_write(column: &Column, table: TableId) -> String {
    match column.kind {
        Kind::Text => String::new(),
        Kind::Category if column.choices.len() > WORDS => {
            let mut words = column.choices.iter().map(|choice| choice.name);
            let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
            format!("{first}, {second} or another word that pollworthy schema {} lists", table.table().name)
        }
        Kind::Category => {
            let mut words: Vec<String> = column.choices.iter().map(|choice| choice.name.to_owned()).collect();
            let last = words.pop().unwrap_or_default();
            if words.is_empty() { last } else { format!("{} or {last}", words.join(", ")) }
        }
        Kind::Integer | Kind::Number => "a number".to_owned(),
        Kind::Boolean => "yes or no".to_owned(),
        Kind::Date if column.partial == End::Neither => "a day".to_owned(),
        Kind::Date => "a day, a month or a year".to_owned(),
        Kind::Version => "the number as the machine shows it".to_owned(),
    }
}
