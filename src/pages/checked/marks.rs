//! What is marked in a sheet: cells to look at, blanks that leave rules open, columns to add, lists to choose from.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::diagnostic::Level;
use crate::inventory::{SentSheet, Why};
use crate::phrases::checked::{column_to_add, is_to_delete, of_gap, of_trouble, question_to_add};
use crate::phrases::fill::{WORDS, what_to_write};
use crate::phrases::names::label;
use crate::phrases::one_place::OnePlace;
use crate::report::advice::{Fill, Gap};
use crate::report::reading::{ColumnLine, Reading, SheetLine, Trouble};
use crate::schema::{Column, TableId, is_blank};
use crate::words::value::Kind;

/// How a cell is coloured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Colour {
    /// As any other.
    #[default]
    Plain,
    /// Lightly: it is blank, or settles nothing, and leaves a rule open.
    Open,
    /// It could not be read as it is meant.
    Wrong,
}

/// A mark on a cell.
#[derive(Clone, Debug, Default)]
pub(super) struct Mark {
    pub(super) colour: Colour,
    /// What the comment says.
    pub(super) says: Vec<String>,
}

/// A list to choose from, in the cells from one to another, each by row and column counted from 0.
#[derive(Clone, Debug)]
pub(super) struct ChoiceIn {
    pub(super) first: (u32, u32),
    pub(super) last: (u32, u32),
    pub(super) words: Vec<&'static str>,
    pub(super) title: String,
}

/// All marks of a sheet.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks {
    pub(super) cells: BTreeMap<(u32, u32), Mark>,
    /// The row of the header, where the sheet is a table that was understood.
    pub(super) header: Option<u32>,
    pub(super) choices: Vec<ChoiceIn>,
    /// Columns of texts, in which a spreadsheet program must not take zeros away.
    pub(super) texts: HashSet<u32>,
    /// Columns of numbers.
    pub(super) numbers: HashSet<u32>,
    /// Cells with notices that change no answer and need not be shown again; the first cell, where the sheet was left out.
    pub(super) seen: Vec<(u32, u32)>,
    /// Cells to look at that are only counted.
    pub(super) not_marked: u64,
}

/// Rows below the last that still have lists to choose from.
const MORE_ROWS: u32 = 200;

/// The marks of a sheet; blanks that leave rules open are known where a report is about one place.
pub(super) fn of(sheet: &SentSheet, reading: &Reading, page: Option<&OnePlace<'_>>) -> Marks {
    let Some(line) = reading.sheets.iter().find(|line| line.sheet == sheet.name) else { return Marks::default() };
    if line.is_left_out() {
        return left_out(sheet, reading);
    }
    let size = sheet.size();
    let mut drawn = Drawn { sheet, size, line, marks: Marks::default(), added: HashMap::new() };
    drawn.columns();
    drawn.troubles(reading);
    for (page, fill) in page.iter().flat_map(|page| page.advice.fill.iter().map(move |fill| (page, fill))) {
        drawn.fill(page, fill);
    }
    drawn.marks
}

/// A sheet that was left out: on its first cell why, where somebody has to do something about it.
fn left_out(sheet: &SentSheet, reading: &Reading) -> Marks {
    let is_own = |trouble: &&Trouble| trouble.notice.file == sheet.name && trouble.notice.level == Level::Error;
    let says: Vec<String> = reading.troubles.iter().filter(is_own).map(of_trouble).collect();
    let first =
        sheet.cells.iter().find(|cell| !cell.text.trim().is_empty()).map_or((0, 0), |cell| (cell.row, cell.column));
    if says.is_empty() {
        return Marks { seen: vec![(0, 0)], ..Marks::default() };
    }
    Marks { cells: BTreeMap::from([(first, Mark { colour: Colour::Wrong, says })]), ..Marks::default() }
}

struct Drawn<'a> {
    sheet: &'a SentSheet,
    /// Rows and columns that hold something.
    size: (u32, u32),
    line: &'a SheetLine,
    marks: Marks,
    /// The columns or questions to add so far: where each is, and the rules that it leaves open.
    added: HashMap<String, ((u32, u32), Vec<usize>)>,
}

impl Drawn<'_> {
    /// Whether it is a form: every question has its answer in a cell of its own, which is where the column is.
    fn is_form(&self) -> bool {
        let mut lines = self.line.columns.iter().map(|column| column.at.line);
        let first = lines.next();
        self.sheet.name.tab.is_some() && lines.any(|line| Some(line) != first)
    }

    fn is_mapped(&self) -> bool {
        self.line.columns.iter().any(|column| column.why == Why::Mapping)
    }

    fn mark(&mut self, spot: (u32, u32), colour: Colour, says: Option<String>) {
        let mark = self.marks.cells.entry(spot).or_default();
        mark.colour = mark.colour.max(colour);
        if let Some(says) = says.filter(|says| !mark.says.contains(says)) {
            mark.says.push(says);
        }
    }

    /// The row of the header, and what each column is.
    fn columns(&mut self) {
        let (is_form, line) = (self.is_form(), self.line);
        let spots: Vec<_> = line.columns.iter().map(|column| self.sheet.spot(column.at)).collect();
        self.marks.header = spots.iter().flatten().map(|(row, _)| *row).max().filter(|_| !is_form);
        if self.is_mapped() {
            return;
        }
        for (column, spot) in line.columns.iter().zip(spots) {
            let (Some((_, declared)), Some(spot)) = (column.declared, spot) else { continue };
            match declared.kind {
                _ if is_form => {}
                Kind::Text | Kind::Category | Kind::Version => {
                    self.marks.texts.insert(spot.1);
                }
                Kind::Integer | Kind::Number => {
                    self.marks.numbers.insert(spot.1);
                }
                Kind::Boolean | Kind::Date => {}
            }
            let first = if is_form { spot } else { (spot.0 + 1, spot.1) };
            self.choices(declared, first, is_form);
        }
    }

    fn choices(&mut self, column: &'static Column, first: (u32, u32), is_form: bool) {
        let words: Vec<&'static str> = match column.kind {
            Kind::Boolean => vec!["Yes", "No"],
            Kind::Category => column.choices.iter().map(|choice| choice.name).collect(),
            Kind::Text | Kind::Integer | Kind::Number | Kind::Date | Kind::Version => return,
        };
        let below = self.size.0.max(first.0) + MORE_ROWS;
        let last = if is_form { first } else { (below, first.1) };
        if !words.is_empty() {
            self.marks.choices.push(ChoiceIn { first, last, words, title: label(column) });
        }
    }

    /// Cells that could not be read as they are meant.
    fn troubles(&mut self, reading: &Reading) {
        let own = || reading.troubles.iter().filter(|trouble| trouble.notice.file == self.sheet.name);
        let deleted = own().filter(|trouble| is_to_delete(trouble)).flat_map(|trouble| &trouble.notice.positions);
        let deleted: HashSet<u64> = deleted.map(|position| position.line).collect();
        let troubles: Vec<&Trouble> = own().collect();
        for trouble in troubles {
            let notice = &trouble.notice;
            // A formula in a row that is to be deleted needs no value.
            let is_formula = notice.kind.code().is_blank_cell() && notice.column.is_none();
            if is_formula && notice.positions.iter().all(|position| deleted.contains(&position.line)) {
                continue;
            }
            if notice.kind.may_stay() {
                let spots = notice.positions.iter().filter_map(|position| self.sheet.spot(*position));
                self.marks.seen.extend(spots);
            }
            if notice.kind.is_minor() {
                continue;
            }
            self.marks.not_marked += notice.count.saturating_sub(notice.positions.len().max(1) as u64);
            let says = of_trouble(trouble);
            for position in notice.positions.iter().filter(|position| position.line > 0) {
                match self.sheet.spot(*position) {
                    Some(spot) => self.mark(spot, Colour::Wrong, Some(says.clone())),
                    None => self.marks.not_marked += 1,
                }
            }
        }
    }

    /// What would answer rules.
    fn fill(&mut self, page: &OnePlace<'_>, fill: &Fill) {
        let (table, columns, lines, is_blank) = match &fill.gap {
            Gap::Cells { table, spot, columns, .. } if spot.file == self.sheet.name => {
                (*table, columns.as_slice(), spot.lines.as_slice(), true)
            }
            Gap::Misread { table, spot, column, .. } if spot.file == self.sheet.name => {
                (*table, std::slice::from_ref(column), spot.lines.as_slice(), false)
            }
            Gap::Unclear { table, spot, columns, .. } if spot.file == self.sheet.name => {
                (*table, columns.as_slice(), spot.lines.as_slice(), false)
            }
            Gap::Undecided { table, sheet, columns } if sheet.as_ref() == Some(&self.sheet.name) => {
                (*table, columns.as_slice(), &[][..], false)
            }
            Gap::Rows { sheet, .. } if sheet.as_ref() == Some(&self.sheet.name) => {
                let first = self.line.columns.first().and_then(|column| self.sheet.spot(column.at));
                if let Some(spot) = first.filter(|_| !self.is_form()) {
                    self.mark(spot, Colour::Open, Some(of_gap(page, fill, None)));
                }
                return;
            }
            Gap::Cells { .. }
            | Gap::Misread { .. }
            | Gap::Unclear { .. }
            | Gap::Undecided { .. }
            | Gap::Rows { .. }
            | Gap::Unlisted { .. } => {
                return;
            }
        };
        for name in columns {
            let is = |column: &&ColumnLine| column.declared.is_some_and(|(of, own)| of == table && own.name == &**name);
            match self.line.columns.iter().find(is) {
                Some(column) => self.fill_column(page, fill, column, lines, is_blank),
                None if !self.is_mapped() => self.add_column(page, fill, table, name),
                None => {}
            }
        }
    }

    fn fill_column(&mut self, page: &OnePlace<'_>, fill: &Fill, column: &ColumnLine, lines: &[u64], blank: bool) {
        let Some(spot) = self.sheet.spot(column.at) else { return };
        let write = column.declared.map(|(table, own)| write(own, table));
        self.mark(spot, Colour::Open, Some(of_gap(page, fill, write.as_deref().filter(|_| blank))));
        if self.is_form() {
            return;
        }
        let of_lines = lines.iter().filter_map(|line| self.sheet.row(*line));
        // Of more rows than a report keeps, all blanks of the column are marked.
        let rows: Vec<u32> = match fill.at_least && blank {
            true => (spot.0 + 1..self.size.0).filter(|row| !self.sheet.cells_of(*row).is_empty()).collect(),
            false => of_lines.collect(),
        };
        for cell in rows.into_iter().map(|row| (row, spot.1)) {
            if !blank || is_blank(self.sheet.text(cell).trim()) {
                self.mark(cell, Colour::Open, None);
            }
        }
    }

    /// A column that the sheet lacks: its place is the next to the right, or, in a form, the next row.
    fn add_column(&mut self, page: &OnePlace<'_>, fill: &Fill, table: TableId, name: &str) {
        let Some(column) = table.column(name).map(|at| &table.columns()[at]) else { return };
        let (label, write) = (label(column), write(column, table));
        let (rows, columns) = self.size;
        let added = self.added.len() as u32;
        let (is_form, header) = (self.is_form(), self.marks.header);
        let answer =
            || self.line.columns.iter().filter_map(|column| self.sheet.spot(column.at)).map(|spot| spot.1).min();
        let next = match header {
            _ if is_form => (rows + added, answer().unwrap_or(1).saturating_sub(1)),
            Some(header) => (header, columns + added),
            None => return,
        };
        let (spot, open) = self.added.entry(label.clone()).or_insert((next, Vec::new()));
        let new: Vec<usize> = fill.rules.iter().copied().filter(|rule| !open.contains(rule)).collect();
        open.extend(new);
        let (spot, open) = (*spot, open.clone());
        let says = if is_form { question_to_add } else { column_to_add }(page, &open, &label, &write);
        self.marks.cells.insert(spot, Mark { colour: Colour::Open, says: vec![says] });
        if spot != next {
            return;
        }
        if is_form {
            self.mark((spot.0, spot.1 + 1), Colour::Open, None);
            self.choices(column, (spot.0, spot.1 + 1), true);
        } else {
            if matches!(column.kind, Kind::Text | Kind::Category | Kind::Version) {
                self.marks.texts.insert(spot.1);
            }
            self.choices(column, (spot.0 + 1, spot.1), false);
        }
    }
}

/// What a cell may hold; where there are many words, its list of choices has them.
fn write(column: &'static Column, table: TableId) -> String {
    let few = column.choices.len() <= WORDS;
    if few { what_to_write(column, table) } else { "a word from the list of choices in the cells".to_owned() }
}
