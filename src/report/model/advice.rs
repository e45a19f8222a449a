//! Advice to a place: what to fix, what to fill in, and what is in order already.

use std::sync::Arc;

use crate::schema::TableId;
use crate::words::position::SheetName;

/// Advice to one place.
#[derive(Clone, Debug, PartialEq)]
pub struct Advice {
    /// What to fix: gravest first, then what brings most; the known risk falls along it to nothing.
    pub fix: Vec<Fix>,
    /// Rules of no weight that are not met.
    pub listed: Vec<Fix>,
    /// What to fill in, for the most severe rules first.
    pub fill: Vec<Fill>,
    /// What waivers cover here, in their file's order.
    pub waived: Vec<Waived>,
    /// Rules that are not met: gravest first, then those with the largest share of the risk.
    pub not_met: Vec<usize>,
    /// Rules that are not answered, gravest first.
    pub unanswered: Vec<usize>,
    /// Rules that are met, gravest first.
    pub met: Vec<usize>,
    /// Rules that will ask something later, gravest first.
    pub not_due: Vec<usize>,
    /// Rules that do not apply, gravest first.
    pub not_applicable: Vec<usize>,
    /// Rules with a weight that are not answered in full: what is filled in can still raise the known risk.
    pub unsettled: u64,
    /// Rules not met, by severity.
    pub failing: [u64; 5],
    /// Rules not answered, by severity.
    pub open: [u64; 5],
}

/// Something to fix: one rule, or several that fail for the same assets.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// The rules, gravest first.
    pub rules: Vec<usize>,
    /// What people call the failing assets, each once; empty where one has no name or some were not kept.
    pub labels: Vec<Arc<str>>,
    /// Where they stand.
    pub spots: Vec<Spot>,
    /// Failing rows that were counted and not kept.
    pub more: u64,
    /// What reference tables have for rows that the first rule fails: the systems that names stand for, the advisories that name a model.
    pub rests_on: Vec<Arc<str>>,
    /// What the known risk of the place would be, were it fixed and all that stands before it.
    pub after: f64,
}

/// What one waiver covers at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waived {
    /// The waiver, by its place among the report's waivers.
    pub waiver: usize,
    /// Rows it covers here that were kept; none where it covers the place as a whole.
    pub rows: u64,
    /// What those rows stand for.
    pub units: u64,
    /// What people call them, each once; empty where one has no name.
    pub labels: Vec<Arc<str>>,
}

/// Lines of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The file.
    pub file: SheetName,
    /// The lines, each once, in order; empty where the file is all that is known.
    pub lines: Vec<u64>,
}

/// Something to fill in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fill {
    /// What is missing.
    pub gap: Gap,
    /// The rules open, gravest first.
    pub rules: Vec<usize>,
    /// Whether more was counted than is shown here.
    pub at_least: bool,
}

/// What is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gap {
    /// Blank cells of some rows; where several columns are named, one may settle it.
    Cells {
        /// The table of the rows; that of places for the place's own columns, of which it has one row.
        table: TableId,
        /// Where; without a file where the place has no row of its own.
        spot: Spot,
        /// How many rows.
        rows: u64,
        /// The columns, by their own names.
        columns: Vec<Arc<str>>,
    },
    /// Cells of some rows that count as blank, because they were not understood.
    Misread {
        /// The table of the rows.
        table: TableId,
        /// Where.
        spot: Spot,
        /// How many rows.
        rows: u64,
        /// The column, by its own name.
        column: Arc<str>,
        /// What is written there, where it is the same in all; shortened.
        written: Option<Arc<str>>,
        /// Whether some of the rows may be blank after all: more were met than are known by their lines.
        some_blank: bool,
    },
    /// Nothing is blank, and yet the values settle nothing.
    Unclear {
        /// The table of the rows.
        table: TableId,
        /// Where.
        spot: Spot,
        /// How many rows.
        rows: u64,
        /// The columns.
        columns: Vec<Arc<str>>,
    },
    /// No row of a table that the rules are about.
    Rows {
        /// The table.
        table: TableId,
        /// The sheet that such rows belong in, where there is one.
        sheet: Option<SheetName>,
    },
    /// Rows of some tables, none of which will do; whether they are all there are, the place does not say.
    Unlisted {
        /// The tables.
        tables: Vec<TableId>,
    },
    /// Rows of a table, none of which says enough.
    Undecided {
        /// The table.
        table: TableId,
        /// The sheet of those rows, where it is one.
        sheet: Option<SheetName>,
        /// The columns that could say it, by their own names.
        columns: Vec<Arc<str>>,
    },
}
