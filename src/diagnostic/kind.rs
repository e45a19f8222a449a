//! The kinds of notices: their codes, each with its usual level and weight, and the facts that each sentence is made of.

use std::sync::Arc;

use super::Level;
use crate::limits::Limit;
use crate::place::{County, PlaceNote};
use crate::schema::{BadCell, Fix, TableId, Trouble};
use crate::words::position::{Position, SheetName};
use crate::words::value::Day;

macro_rules! kinds {
    ($($code:ident $name:literal $level:ident $weight:literal {
        $($(#[$doc:meta])* $kind:ident $(($held:ty))? $({ $($field:ident: $of:ty),+ })?,)+
    })+) => {
        /// What programs know a kind of notice by, in the order of the names.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum Code { $($code),+ }

        impl Code {
            /// Its name, usual level and weight.
            fn declared(self) -> (&'static str, Level, u8) {
                match self { $(Self::$code => ($name, Level::$level, $weight)),+ }
            }
        }

        /// What a notice is about. Texts of the input are shortened.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub(crate) enum Kind {
            /// Groups beyond the most that are kept apart.
            Others(Code),
            $($($(#[$doc])* $kind $(($held))? $({ $($field: $of),+ })?,)+)+
        }

        impl Kind {
            /// What programs know it by.
            pub(crate) fn code(&self) -> Code {
                match self {
                    Self::Others(code) => *code,
                    $($(Self::$kind { .. })|+ => Code::$code,)+
                }
            }
        }
    };
}

// Weights: 0 for what may be counted twice, 1 for what has no place, 2 for what was not read, 3 for rows, 4 for cells, 5 for all else,
// 6 for what changes least.
kinds! {
    CellNotUnderstood "cell-not-understood" Notice 4 {
        /// A cell that is blank for it.
        Cell(Arc<BadCell>),
        /// What a mapping made is of another kind, and goes by the code of a cell: readers of the JSON know it so.
        OfMappedCell(Box<Kind>),
        /// The name next to the id of a place is that of another.
        ContradictsId { name: String, other: Option<String>, own: String },
        /// A value of TOML that is a list or a table.
        NotOneValue { column: String, what: &'static str },
    }
    CellReadAs "cell-read-as" Notice 5 { CellReadAs(Arc<BadCell>), }
    NotListed "code-not-listed" Notice 4 {
        CodeNotListed { header: String, code: String, values: String, mapping: Arc<str> },
    }
    CountedOnce "counted-once" Notice 0 { CountedOnce { key: String, id: String, spot: Elsewhere }, }
    DefaultPassword "default-password" Notice 5 { DefaultPassword, }
    EmptyFile "empty-file" Error 5 { EmptyFile { noun: &'static str }, }
    EqualIds "equal-ids" Notice 0 { EqualIds { key: String, id: String, spot: Elsewhere }, }
    EqualSerials "equal-serials" Notice 5 { EqualSerials { serial: String, spot: Elsewhere }, }
    ExpectedPlace "expected-place" Notice 5 { ExpectedPlace(Arc<PlaceNote>), }
    FailedFormula "failed-formula" Notice 4 { FailedFormula, }
    FooterLine "footer-line" Notice 5 {
        /// A sign for the end of the file, as old systems write it.
        EndSign,
        FooterLine(String),
    }
    HeaderAgain "header-again" Notice 5 { HeaderAgain, }
    HiddenColumns "hidden-columns" Notice 5 { HiddenColumns(Hidden), }
    HiddenRows "hidden-rows" Notice 5 { HiddenRows(Hidden), }
    HiddenTab "hidden-tab" Notice 5 { HiddenTab, }
    IdsNotSearched "ids-not-searched" Notice 5 { NotSearched(&'static Limit), }
    LeftOut "left-out" Notice 2 { LeftOut { why: String }, }
    LongRow "long-row" Error 3 {
        LongRow { fields: usize, headers: usize, counted: bool },
        /// A row of very many fields, all of them blank.
        LongBlankRow,
    }
    MachinesNotRead "machines-not-read" Error 5 {
        /// Columns that are kinds of machines: the file was left out, or read as places alone.
        MachinesNotRead { columns: String, left_out: bool },
    }
    MappingDoesNotFit "mapping-does-not-fit" Error 5 {
        MappingDoesNotFit { mapping: Arc<str> },
        MappingMistake { message: String },
    }
    MappingUnused "mapping-unused" Error 5 { MappingUnused { known_by: String }, }
    MergedCells "merged-cells" Notice 5 { MergedCells, }
    MergedNumber "merged-number" Notice 5 { MergedNumber, }
    NearlyEqual "nearly-equal" Notice 0 {
        SameBytes { other: Arc<str> },
        /// `of_other`: the rows counted are those of the other sheet.
        SameRows { equal: usize, rows: usize, other: SheetName, of_other: bool },
    }
    NoColumns "no-columns" Error 5 { NoColumns { table: TableId, has: String }, }
    NoFile "no-file" Error 2 { NoFile { near: Option<String> }, }
    NoPlace "no-place" Notice 1 { NoPlace, }
    NoRows "no-rows" Notice 5 {
        HeaderOnly { noun: &'static str },
        NoRows,
        NoRowsMapped { mapping: Arc<str> },
        /// A paper that `init` wrote and nobody filled in.
        EmptyPaper { what: &'static str },
    }
    NoTable "no-table" Notice 2 {
        EmptyTabs,
        NoInventoryTab,
        /// No cell of a column of states is one, for what might be a list of places.
        NoPlaceList { cell: String, noun: &'static str },
        FitsNoTable { has: String, noun: &'static str },
    }
    NotAnInventory "not-an-inventory" Notice 2 { NotAnInventory { what: &'static str, left_out: bool }, }
    NotUpToDate "not-up-to-date" Notice 5 { NotUpToDate { reported: Day, as_of: Day }, }
    OfMapping "of-mapping" Notice 5 { OfMapping { says: Arc<str> }, }
    OtherHeader "other-header" Error 3 { OtherHeader, }
    PlaceAsWritten "place-as-written" Notice 5 { PlaceAsWritten(Arc<PlaceNote>), }
    PlaceColumn "place-column" Notice 5 {
        /// A column of states holds a word that is not a state.
        NoState { header: String, word: String },
        /// A column that is not known holds counties.
        UsedAsCounty { header: String },
    }
    PlaceOfFile "place-of-file" Notice 6 {
        PlaceDeclared { id: String, name: Arc<str>, in_folder: bool },
        PlaceOfName { id: String, name: Option<Arc<str>>, by_tab: bool },
        PlaceAskedFor { county: &'static County, name: String },
        PlaceIsState { name: Arc<str> },
        PlaceOfNoState { id: String },
        PlaceUnknown,
    }
    RecordContradictsItself "record-contradicts-itself" Notice 5 {
        /// The values of a row, from the column on, and the text of the rules file's notice.
        RecordContradictsItself { column: Option<Arc<str>>, rest: String },
    }
    RowWithoutPlace "row-without-place" Error 1 { RowWithoutPlace, }
    RowsDiffer "rows-differ" Notice 4 { RowsDiffer { place: String, column: &'static str }, }
    SheetsAndWorkbook "sheets-and-workbook" Notice 0 {
        /// Tables filled in twice: in a workbook and in the sheets next to it.
        SheetsAndWorkbook { folder: String, table: TableId, in_book: u64, in_folder: u64 },
    }
    ShortRow "short-row" Notice 3 { ShortRow { fields: usize, headers: usize }, }
    TitleLine "title-line" Notice 5 { TitleLine { title: String }, }
    TornRow "torn-row" Error 3 { TornRow, }
    TotalRow "total-row" Notice 3 { TotalRow, }
    TwoHeaders "two-headers" Notice 3 {
        /// `fills_blanks`: the other header is used where the first is blank. `is_unknown`: so is a row in which they differ.
        TwoHeaders {
            used: String, other: String, column: &'static str, fills_blanks: bool, differ: u64, is_unknown: bool
        },
        TwoQuestions { column: &'static str, answers: Answers },
    }
    UnknownColumn "unknown-column" Notice 5 {
        UnknownColumn { header: String, is_question: bool, fix: Option<Fix> },
        /// A value at the top of a TOML file that no table of it has.
        UnknownDefault { key: String },
    }
    UnknownTable "unknown-table" Error 5 { UnknownTable { word: String, near: Option<&'static str>, is_row: bool }, }
    UnnamedColumn "unnamed-column" Notice 5 { UnnamedColumn { number: usize }, }
    UnreadableFile "unreadable-file" Error 2 {
        CannotRead { error: String },
        /// What a reader of CSV or of workbooks says.
        Unreadable { why: String },
        NotAFile,
        TooLarge(&'static Limit),
        NotUtf8,
        NotToml { error: String },
    }
    UnsolvedFormula "unsolved-formula" Notice 4 { UnsolvedFormula, }
    WaiverEnded "waiver-ended" Notice 5 { WaiverEnded { rule: String, on: Day }, }
    WaiverEndsSoon "waiver-ends-soon" Notice 5 { WaiverEndsSoon { rule: String, days: i32, on: Day }, }
    WaiverIgnored "waiver-ignored" Notice 2 { WaiverIgnored, }
    WaiverUnmatched "waiver-unmatched" Notice 5 { WaiverUnmatched { rule: String }, }
    Windows1252 "windows-1252" Notice 5 { Windows1252, }
    YearAsDate "year-as-date" Notice 5 { YearAsDate, }
    ZeroByte "zero-byte" Error 5 { ZeroByte, }
}

impl Code {
    /// As JSON, SARIF and others print it.
    pub(crate) fn name(self) -> &'static str {
        self.declared().0
    }

    /// The level that notices of this code have, unless what was requested makes it another.
    pub(crate) fn level(self) -> Level {
        self.declared().1
    }

    /// How much it matters among those of one level, the least number first.
    pub(crate) fn weight(self) -> u8 {
        self.declared().2
    }

    /// Whether the cell is blank or unknown for it.
    pub(crate) fn is_blank_cell(self) -> bool {
        matches!(self, Self::CellNotUnderstood | Self::FailedFormula | Self::UnsolvedFormula)
    }
}

/// What became of the answers to two questions that mean one column; where they differ, the first is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Answers {
    First,
    Second,
    Same,
    Differ,
}

/// Rows or columns that are hidden, as `3-5, 9`; and whether those are not all of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Hidden {
    pub(crate) named: String,
    pub(crate) more: bool,
    pub(crate) count: u64,
}

/// Where else the same thing is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Elsewhere {
    SameRow(u64),
    SameLine(u64),
    OtherSheet(SheetName, u64),
}

impl Elsewhere {
    /// A line of another sheet, or of `own` itself.
    pub(crate) fn of(own: &SheetName, sheet: Option<&SheetName>, line: u64) -> Self {
        match sheet.filter(|sheet| *sheet != own) {
            Some(sheet) => Self::OtherSheet(sheet.clone(), line),
            None if own.tab.is_some() => Self::SameRow(line),
            None => Self::SameLine(line),
        }
    }

    pub(super) fn in_words(&self) -> String {
        match self {
            Self::SameRow(row) => format!("in row {row}"),
            Self::SameLine(line) => format!("on line {line}"),
            Self::OtherSheet(sheet, line) => format!("in {}", sheet.at(Position { line: *line, column: 0 })),
        }
    }
}

impl Kind {
    /// Whether a sheet of records is left out for it, as far as it goes.
    pub(crate) fn leaves_file_out(&self) -> bool {
        matches!(
            self,
            Self::FitsNoTable { .. }
                | Self::NoInventoryTab
                | Self::NoPlaceList { .. }
                | Self::NotAnInventory { left_out: true, .. }
                | Self::LeftOut { .. }
        )
    }

    /// Whether a cell is no number, and nothing says what it may mean.
    pub(crate) fn is_no_number(&self) -> bool {
        matches!(self, Self::Cell(cell) if cell.is_no_number())
    }

    /// Whether a sheet that is left as it is settles it: it changes no answer, or asks whether a column is another, and it is not.
    pub(crate) fn may_stay(&self) -> bool {
        let asks = matches!(self, Self::UnknownColumn { fix: Some(Fix::IfItHolds(_) | Fix::ReadElsewhere(_)), .. });
        asks || self.is_minor()
    }

    /// Whether it changes no answer: an empty sheet, a title line, a column that nothing is known to be like.
    pub(crate) fn is_minor(&self) -> bool {
        matches!(self.code(), Code::NoRows | Code::TitleLine | Code::HeaderAgain)
            || matches!(
                self,
                Self::UnknownColumn { fix: None, .. } | Self::UnknownDefault { .. } | Self::UnnamedColumn { .. }
            )
    }
}

impl From<Trouble> for Kind {
    fn from(trouble: Trouble) -> Self {
        if trouble.taken.is_some() { Self::CellReadAs(trouble.cell) } else { Self::Cell(trouble.cell) }
    }
}
