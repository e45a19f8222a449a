//! The cells that a place has to fix, as CSV and as a workbook: what breaks a rule, is blank, or was not understood.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};
use std::sync::Arc;

use rust_xlsxwriter::XlsxError;

use crate::finding::{Severity, Verdict};
use crate::pages::cells::{Cell, Sheet};
use crate::pages::sheet_parts::dated;
use crate::pages::sheet_table::Table;
use crate::phrases::checked::of_table;
use crate::phrases::fill::{gap, what_to_write};
use crate::phrases::finding::{FindingText, rests_on};
use crate::phrases::names::label;
use crate::phrases::one_place::OnePlace;
use crate::phrases::wording::{ROWS, counted, row_of};
use crate::report::advice::{Gap, let_go};
use crate::report::{FindingLine, Report, RuleResult};
use crate::schema::{JURISDICTIONS, TableId};
use crate::words::position::{Position, SheetName, cell_name};
use crate::words::value::Day;

const HEADER: [&str; 10] = ["file", "tab", "line", "cell", "column", "value", "what", "to_do", "severity", "rules"];

/// How wide the columns of the workbook are, in characters, where they are not as wide as usual.
const WIDTHS: [(&str, f64); 7] = [
    ("file", 24.0),
    ("line", 8.0),
    ("cell", 8.0),
    ("column", 22.0),
    ("value", 24.0),
    ("to_do", 60.0),
    ("severity", 10.0),
];

/// A row of the sheet.
struct Row {
    file: SheetName,
    position: Position,
    column: String,
    value: String,
    what: &'static str,
    to_do: String,
    severity: Option<Severity>,
    rules: Vec<String>,
}

/// A cell that is blank: its file, line, table and column.
type Blank = (SheetName, u64, TableId, Arc<str>);

/// The cells of a report on one place, in the order of its files.
pub(super) struct Cells(Vec<Row>);

impl Cells {
    /// The cells that a report on one place is about.
    pub(super) fn of(report: &Report) -> Self {
        let mut rows = not_met(report);
        let open = left_open(report);
        rows.extend(blank(report, &open));
        rows.extend(not_understood(report, &open));
        rows.sort_by(|a, b| {
            (&a.file, a.position.line, a.severity, a.position.column).cmp(&(
                &b.file,
                b.position.line,
                b.severity,
                b.position.column,
            ))
        });
        rows.extend(missing(report));
        rows.extend(not_listed(report));
        Self(rows)
    }

    /// Writes them as CSV.
    ///
    /// # Errors
    /// Where the writer fails.
    pub(super) fn write_csv(&self, to: &mut dyn Write) -> io::Result<()> {
        Sheet::new(to, &HEADER)?.rows(1, (&self.0, 64), |_, row, drawn| drawn.row(&row.cells()))
    }

    /// The workbook of them, with a tab that an audit does not read as records.
    ///
    /// # Errors
    /// Where the writer fails.
    pub(super) fn workbook(&self, day: Day) -> Result<Vec<u8>, XlsxError> {
        let mut table = Table::new(&HEADER, &WIDTHS)?;
        for row in &self.0 {
            table.add(&row.cells())?;
        }
        let (mut tab, left) = table.end(HEADER.len())?;
        tab.set_name("Cells to fix")?;
        if left > 0 {
            tab.write_string(1, 0, of_table("Cells to fix", left))?;
        }
        let mut book = dated("Cells to fix", day)?;
        book.push_worksheet(tab);
        book.save_to_buffer()
    }
}

impl Row {
    fn cells(&self) -> [Cell<'_>; HEADER.len()] {
        let Position { line, column } = self.position;
        let cell = if self.file.tab.is_some() && column > 0 { cell_name(line, column) } else { String::new() };
        [
            Cell::text(&*self.file.file),
            Cell::option(self.file.tab.as_deref()),
            Cell::number((line > 0).then_some(line)),
            Cell::text(cell),
            Cell::text(&self.column),
            Cell::text(&self.value),
            Cell::Safe(self.what),
            Cell::text(&self.to_do),
            Cell::option(self.severity.map(Severity::name)),
            Cell::text(self.rules.join("; ")),
        ]
    }
}

/// A column as a sheet heads it, where it has it.
fn header<'a>(report: &'a Report, file: &SheetName, table: TableId, column: &str) -> Option<&'a str> {
    report.headed_in(file).find(|headed| headed.sheet == *file)?.header(table, column)
}

/// Whether a sheet has a column. Of a file of records that is no sheet nobody can say that it lacks one.
fn has_column(report: &Report, file: &SheetName, table: TableId, column: &str) -> bool {
    report.headed_in(file).all(|headed| headed.sheet != *file) || header(report, file, table, column).is_some()
}

/// A column as the sheet heads it, or as it would be headed.
fn headed(report: &Report, file: &SheetName, table: TableId, column: &str) -> String {
    let own = header(report, file, table, column).map(str::to_owned);
    let known = || table.column(column).map(|at| label(&table.columns()[at]));
    own.or_else(known).unwrap_or_else(|| column.to_owned())
}

fn not_met(report: &Report) -> Vec<Row> {
    let words = FindingText::new(report);
    let of = |line: &FindingLine| {
        let (rule, finding) = (words.rule(line), &line.finding);
        // What the cell says; where the rule is about none, all that it rests on.
        let own = finding.seen.iter().find(|seen| seen.from.is_none() && Some(&seen.column) == finding.column.as_ref());
        let value = own.map_or_else(|| rests_on(line), |seen| seen.value.to_string());
        let column = finding.column.as_deref().map(|column| headed(report, &finding.file, rule.table, column));
        Row {
            file: finding.file.clone(),
            position: finding.position,
            column: column.unwrap_or_default(),
            value,
            what: "not met",
            to_do: format!("{}. {}", words.what(line).trim_end_matches('.'), rule.fix),
            severity: Some(rule.severity),
            rules: vec![rule.id.clone()],
        }
    };
    report.findings.iter().filter(|line| line.finding.verdict == Verdict::Fail).map(of).collect()
}

/// The cells that count as blank and leave rules open, with those rules.
fn left_open(report: &Report) -> BTreeMap<Blank, Vec<usize>> {
    let mut cells: BTreeMap<Blank, Vec<usize>> = BTreeMap::new();
    let open = report.findings.iter().filter(|line| line.finding.verdict == Verdict::Unknown);
    for line in open {
        let (rule, finding, place) = (&report.rules[line.rule], &line.finding, report.places.get(line.place));
        for seen in finding.seen.iter().filter(|seen| seen.is_blank()) {
            let cell = match (seen.column.strip_prefix("jurisdiction."), place) {
                (Some(own), Some(place)) => (place.file.clone(), place.position.line, JURISDICTIONS, Arc::from(own)),
                _ => (finding.file.clone(), finding.position.line, rule.table, seen.column.clone()),
            };
            let rules = cells.entry(cell).or_default();
            if !rules.contains(&line.rule) {
                rules.push(line.rule);
            }
        }
    }
    cells
}

/// What rules are called that a cell leaves open, and the gravest of their severities.
fn named(report: &Report, rules: &[usize]) -> (Option<Severity>, Vec<String>) {
    let severity = rules.iter().map(|rule| report.rules[*rule].severity).min();
    (severity, rules.iter().map(|rule| report.rules[*rule].id.clone()).collect())
}

/// The blank cells that leave rules open, each once.
fn blank(report: &Report, open: &BTreeMap<Blank, Vec<usize>>) -> Vec<Row> {
    let of = |((file, line, table, column), rules): (&Blank, &Vec<usize>)| {
        let (line, table) = (*line, *table);
        let (severity, rules) = named(report, rules);
        let known = table.column(column).map(|at| &table.columns()[at]);
        let words = known.map(|column| what_to_write(column, table)).unwrap_or_default();
        Row {
            column: headed(report, file, table, column),
            position: Position { line, column: 0 },
            value: String::new(),
            what: "blank",
            to_do: match (has_column(report, file, table, column), words.as_str()) {
                (true, "") => "Fill it in.".to_owned(),
                (true, words) => format!("Fill it in: {words}."),
                (false, "") => "The sheet has no such column yet: add it and fill it in.".to_owned(),
                (false, words) => format!("The sheet has no such column yet: add it, and write {words}."),
            },
            severity,
            rules,
            file: file.clone(),
        }
    };
    open.iter().filter(|((file, line, _, column), _)| !report.is_misread(file, column, *line)).map(of).collect()
}

/// The cells that were not understood, and all else that was noticed at a line of a file.
fn not_understood(report: &Report, open: &BTreeMap<Blank, Vec<usize>>) -> Vec<Row> {
    let mut by_cell: HashMap<(&SheetName, u64, &str), Vec<usize>> = HashMap::new();
    for ((file, line, _, column), rules) in open.iter().filter(|((file, ..), _)| !file.is_empty()) {
        by_cell.entry((file, *line, column)).or_default().extend(rules);
    }
    let mut rows = Vec::new();
    for notice in report.notices.iter().filter(|notice| !notice.kind.is_minor()) {
        let nowhere = [Position::default()];
        let positions = if notice.positions.is_empty() { &nowhere[..] } else { &notice.positions };
        let left = notice.count.saturating_sub(positions.len() as u64);
        let more = if left > 0 { format!(" ({left} more like it)") } else { String::new() };
        let is_blank = notice.kind.code().is_blank_cell();
        rows.extend(positions.iter().map(|position| {
            let cell = notice.column.as_deref().map(|column| (&notice.file, position.line, column));
            let rules = cell.and_then(|cell| by_cell.get(&cell)).filter(|_| is_blank);
            let (severity, rules) = named(report, rules.map_or(&[], Vec::as_slice));
            Row {
                file: notice.file.clone(),
                position: *position,
                column: notice.column.as_deref().unwrap_or_default().to_owned(),
                value: notice.value.as_deref().unwrap_or_default().to_owned(),
                what: if is_blank { "not understood" } else { "to check" },
                to_do: format!("{}{more}", notice.message()),
                severity,
                rules,
            }
        }));
    }
    rows
}

/// What no cell is there for: rows, sheets and columns that would have to be added.
fn missing(report: &Report) -> Vec<Row> {
    let Some(page) = OnePlace::new(report, 0) else { return Vec::new() };
    let adds = |gap: &Gap| match gap {
        Gap::Rows { .. } | Gap::Unlisted { .. } | Gap::Undecided { .. } => true,
        Gap::Cells { .. } | Gap::Misread { .. } | Gap::Unclear { .. } => false,
    };
    let row = |fill| Row {
        file: SheetName::from(""),
        position: Position::default(),
        column: String::new(),
        value: String::new(),
        what: "missing",
        to_do: gap(&page, fill),
        severity: fill.rules.first().map(|at| page.rule(*at).severity),
        rules: fill.rules.iter().map(|at| page.rule(*at).id.clone()).collect(),
    };
    page.advice.fill.iter().filter(|fill| adds(&fill.gap)).map(row).collect()
}

/// How many rows were counted and not kept, where the limit of findings was reached.
fn not_listed(report: &Report) -> Option<Row> {
    let place = report.places.first()?;
    let left = |result: &RuleResult| -> u64 {
        let of = |verdict| {
            let kept = report.findings_of(0, result.rule()).filter(|finding| finding.verdict == verdict).count();
            let_go(report, result, verdict, kept)
        };
        if matches!(result.verdict, Verdict::Fail | Verdict::Unknown) {
            of(Verdict::Fail) + of(Verdict::Unknown)
        } else {
            0
        }
    };
    let rules: Vec<(String, u64)> = place
        .rules
        .iter()
        .map(|result| (report.rules[result.rule()].id.clone(), left(result)))
        .filter(|(_, left)| *left > 0)
        .collect();
    let all: u64 = rules.iter().map(|(_, left)| left).sum();
    (all > 0).then(|| Row {
        file: SheetName::from(""),
        position: Position::default(),
        column: String::new(),
        value: String::new(),
        what: "not listed",
        to_do: format!(
            "{} counted and not listed: {}; --max-findings all lists them",
            counted(all, ROWS),
            row_of(&rules.iter().map(|(id, left)| format!("{left} of {id}")).collect::<Vec<_>>())
        ),
        severity: None,
        rules: rules.into_iter().map(|(id, _)| id).collect(),
    })
}
