//! Cells that were not understood, by sheet and column: they count as blank, and are not.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::diagnostic::Notice;
use crate::inventory::Headed;
use crate::words::position::SheetName;

/// All such cells of a report.
#[derive(Clone, Debug, Default)]
pub(crate) struct Misread(HashMap<SheetName, Sheet>);

/// Those of a sheet.
#[derive(Clone, Debug, Default)]
struct Sheet {
    /// Whether each cell of a row has a line of its own.
    is_form: bool,
    columns: HashMap<Arc<str>, Cells>,
}

/// Those of a column.
#[derive(Clone, Debug, Default)]
struct Cells {
    lines: HashSet<u64>,
    /// How many there are.
    count: u64,
    /// What is written in them, while it is the same in all.
    written: Option<Arc<str>>,
}

/// Whether a cell that counts as blank is one that was not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IsMisread {
    /// It is blank.
    No,
    /// There are more of them in its column than are kept by their lines: it is, or it is blank.
    Perhaps,
    /// It is.
    Yes,
}

impl Misread {
    pub(in crate::report) fn of(notices: &[Notice], headed: &[Headed]) -> Self {
        let forms: HashSet<&SheetName> = headed.iter().filter(|one| one.is_form).map(|one| &one.sheet).collect();
        let mut sheets: HashMap<SheetName, Sheet> = HashMap::new();
        for notice in notices.iter().filter(|notice| notice.kind.code().is_blank_cell()) {
            let Some(column) = &notice.column else { continue };
            let sheet = sheets
                .entry(notice.file.clone())
                .or_insert_with(|| Sheet { is_form: forms.contains(&notice.file), columns: HashMap::new() });
            let cells = sheet.columns.entry(column.clone()).or_default();
            cells.written = match (cells.count, &cells.written) {
                (0, _) => notice.value.clone(),
                (_, known) if *known == notice.value => notice.value.clone(),
                _ => None,
            };
            cells.count += notice.count;
            cells.lines.extend(notice.positions.iter().map(|position| position.line));
        }
        Self(sheets)
    }

    /// Whether a sheet has any.
    pub(in crate::report) fn any(&self, sheet: &SheetName) -> bool {
        self.0.contains_key(sheet)
    }

    /// Whether a cell that counts as blank is one of them.
    pub(in crate::report) fn cell(&self, sheet: &SheetName, column: &str, line: u64) -> IsMisread {
        let Some((sheet, cells)) = self.0.get(sheet).and_then(|sheet| Some((sheet, sheet.columns.get(column)?))) else {
            return IsMisread::No;
        };
        if sheet.is_form || cells.lines.contains(&line) {
            IsMisread::Yes
        } else if cells.count > cells.lines.len() as u64 {
            IsMisread::Perhaps
        } else {
            IsMisread::No
        }
    }

    /// What is written in the cells of a column, where it is the same in all.
    pub(in crate::report) fn written(&self, sheet: &SheetName, column: &str) -> Option<&Arc<str>> {
        self.0.get(sheet)?.columns.get(column)?.written.as_ref()
    }
}
