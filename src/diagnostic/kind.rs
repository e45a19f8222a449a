//! The kinds of notices, each with the facts that its sentence is made of.

use std::sync::Arc;

use super::Code;
use crate::place::{County, PlaceNote};
use crate::position::{Position, SheetName};
use crate::schema::{BadCell, Fix, TableId, Trouble};
use crate::value::Day;

/// What a notice is about. Texts of the input are shortened.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// A cell does not fit its column: it is blank, or is read as something all the same.
    Cell {
        cell: Arc<BadCell>,
        read_as: bool,
    },
    /// What a mapping made is of another kind, and goes by the code of a cell: readers of the JSON know it so.
    OfMappedCell(Box<Self>),
    /// Groups beyond the most that are kept apart.
    Others(Code),
    CodeNotListed {
        header: String,
        code: String,
        values: String,
        mapping: Arc<str>,
    },
    /// The name next to the id of a place is that of another.
    ContradictsId {
        name: String,
        other: Option<String>,
        own: String,
    },
    DefaultPassword,
    EmptyFile {
        noun: &'static str,
    },
    /// A sign for the end of the file, as old systems write it.
    EndSign,
    EqualSerials {
        serial: String,
        spot: Elsewhere,
    },
    ExpectedPlace(Arc<PlaceNote>),
    FailedFormula,
    FooterLine {
        text: String,
    },
    HeaderAgain,
    /// Rows or columns that are hidden, as `3-5, 9`; whether those are not all of them.
    Hidden {
        columns: bool,
        named: String,
        more: bool,
        count: u64,
    },
    HiddenTab,
    IdsNotSearched,
    LeftOut {
        why: String,
    },
    LongRow {
        fields: usize,
        headers: usize,
        counted: bool,
    },
    /// Columns that are kinds of machines: the file was left out, or read as places alone.
    MachinesNotRead {
        columns: String,
        left_out: bool,
    },
    MappingDoesNotFit {
        mapping: Arc<str>,
    },
    MappingMistake {
        message: String,
    },
    MappingUnused {
        known_by: String,
    },
    MergedCells,
    MergedNumber,
    NoColumns {
        table: TableId,
        has: String,
    },
    NoFile {
        near: Option<String>,
    },
    NoPlace,
    NoRows(NoRows),
    NoTable(NoTable),
    NotAnInventory {
        what: &'static str,
        left_out: bool,
    },
    /// A value of TOML that is a list or a table.
    NotOneValue {
        column: String,
        what: &'static str,
    },
    NotUpToDate {
        reported: Day,
        as_of: Day,
    },
    OfMapping {
        says: Arc<str>,
    },
    PlaceAsWritten(Arc<PlaceNote>),
    /// A column of states holds a word that is none.
    NoState {
        header: String,
        word: String,
    },
    /// A column that is not known holds counties.
    UsedAsCounty {
        header: String,
    },
    PlaceOfFile(PlaceOfFile),
    /// What stands in a row, from the column on, and what a rules file says of it.
    RecordContradictsItself {
        column: Option<Arc<str>>,
        rest: String,
    },
    RowWithoutPlace,
    RowsDiffer {
        place: String,
        column: &'static str,
    },
    SameBytes {
        other: Arc<str>,
    },
    SameId {
        key: String,
        id: String,
        spot: Elsewhere,
    },
    SameRows {
        equal: usize,
        rows: usize,
        other: SheetName,
        of_other: bool,
    },
    SheetsAndWorkbook(Box<TwoRowSheets>),
    ShortRow {
        fields: usize,
        headers: usize,
    },
    TitleLine {
        title: String,
    },
    TornRow,
    TotalRow,
    /// `fills_blanks`: the other header is used where the first is blank. `is_unknown`: so is a row in which they differ.
    TwoHeaders {
        used: String,
        other: String,
        column: &'static str,
        fills_blanks: bool,
        differ: u64,
        is_unknown: bool,
    },
    TwoQuestions {
        column: &'static str,
        first_blank: bool,
        second_blank: bool,
        same: bool,
    },
    UnknownColumn {
        header: String,
        is_question: bool,
        fix: Option<Fix>,
    },
    /// A value at the top of a TOML file that no table of it has.
    UnknownDefault {
        key: String,
    },
    UnknownTable {
        word: String,
        near: Option<&'static str>,
        is_row: bool,
    },
    UnnamedColumn {
        number: usize,
    },
    Unreadable(Unreadable),
    UnsolvedFormula,
    Waiver {
        rule: String,
        state: Waived,
    },
    WaiverIgnored,
    Windows1252,
    YearAsDate,
    ZeroByte,
}

/// Why a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Unreadable {
    Io(String),
    /// What a reader of CSV or of workbooks says.
    Reader(String),
    NotAFile,
    LargeWorkbook,
    LargeToml,
    NotUtf8,
    NotToml(String),
    ManyColumns(usize),
}

/// Why a file makes no rows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum NoRows {
    HeaderOnly {
        noun: &'static str,
    },
    Empty,
    Mapping(Arc<str>),
    /// A paper that `init` wrote and nobody filled in.
    Paper(&'static str),
}

/// Why a file or a tab fits no table.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum NoTable {
    EmptyTabs,
    NoInventoryTab,
    NoState { cell: String, noun: &'static str },
    FitsNone { has: String, noun: &'static str },
}

/// Where the place of rows that name none was found.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum PlaceOfFile {
    Declared { id: String, name: Arc<str>, in_folder: bool },
    Named { id: String, name: Option<Arc<str>>, by_tab: bool },
    Asked { county: &'static County, name: String },
    State { name: Arc<str> },
    NoState { id: String },
    Nowhere,
}

/// Where the same thing stands too.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Elsewhere {
    SameRow(u64),
    SameLine(u64),
    OtherSheet(SheetName, u64),
}

/// Tables filled in twice: in a workbook and in the sheets next to it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct TwoRowSheets {
    pub(crate) folder: String,
    pub(crate) table: TableId,
    pub(crate) in_book: u64,
    pub(crate) in_folder: u64,
}

/// Why a waiver needs a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Waived {
    Ended(Day),
    Unmatched,
    EndsSoon { days: i32, on: Day },
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
    /// What programs know it by.
    pub(crate) fn code(&self) -> Code {
        match self {
            Self::Cell { read_as: true, .. } => Code::CellReadAs,
            Self::Cell { .. } | Self::OfMappedCell(_) | Self::ContradictsId { .. } | Self::NotOneValue { .. } => {
                Code::CellNotUnderstood
            }
            Self::Others(code) => *code,
            Self::CodeNotListed { .. } => Code::NotListed,
            Self::DefaultPassword => Code::DefaultPassword,
            Self::EmptyFile { .. } => Code::EmptyFile,
            Self::EqualSerials { .. } => Code::EqualSerials,
            Self::ExpectedPlace(_) => Code::ExpectedPlace,
            Self::FailedFormula => Code::FailedFormula,
            Self::EndSign | Self::FooterLine { .. } => Code::FooterLine,
            Self::HeaderAgain => Code::HeaderAgain,
            Self::Hidden { columns: true, .. } => Code::HiddenColumns,
            Self::Hidden { .. } => Code::HiddenRows,
            Self::HiddenTab => Code::HiddenTab,
            Self::IdsNotSearched => Code::IdsNotSearched,
            Self::LeftOut { .. } => Code::LeftOut,
            Self::LongRow { .. } => Code::LongRow,
            Self::MachinesNotRead { .. } => Code::MachinesNotRead,
            Self::MappingDoesNotFit { .. } | Self::MappingMistake { .. } => Code::MappingDoesNotFit,
            Self::MappingUnused { .. } => Code::MappingUnused,
            Self::MergedCells => Code::MergedCells,
            Self::MergedNumber => Code::MergedNumber,
            Self::NoColumns { .. } => Code::NoColumns,
            Self::NoFile { .. } => Code::NoFile,
            Self::NoPlace => Code::NoPlace,
            Self::NoRows(_) => Code::NoRows,
            Self::NoTable(_) => Code::NoTable,
            Self::NotAnInventory { .. } => Code::NotAnInventory,
            Self::NotUpToDate { .. } => Code::NotUpToDate,
            Self::OfMapping { .. } => Code::OfMapping,
            Self::PlaceAsWritten(_) => Code::PlaceAsWritten,
            Self::NoState { .. } | Self::UsedAsCounty { .. } => Code::PlaceColumn,
            Self::PlaceOfFile(_) => Code::PlaceOfFile,
            Self::RecordContradictsItself { .. } => Code::RecordContradictsItself,
            Self::RowWithoutPlace => Code::RowWithoutPlace,
            Self::RowsDiffer { .. } => Code::RowsDiffer,
            Self::SameBytes { .. } | Self::SameRows { .. } => Code::NearlyEqual,
            Self::SameId { spot: Elsewhere::OtherSheet(..), .. } => Code::CountedOnce,
            Self::SameId { .. } => Code::EqualIds,
            Self::SheetsAndWorkbook(_) => Code::SheetsAndWorkbook,
            Self::ShortRow { .. } => Code::ShortRow,
            Self::TitleLine { .. } => Code::TitleLine,
            Self::TornRow => Code::TornRow,
            Self::TotalRow => Code::TotalRow,
            Self::TwoHeaders { .. } | Self::TwoQuestions { .. } => Code::TwoHeaders,
            Self::UnknownColumn { .. } | Self::UnknownDefault { .. } => Code::UnknownColumn,
            Self::UnknownTable { .. } => Code::UnknownTable,
            Self::UnnamedColumn { .. } => Code::UnnamedColumn,
            Self::Unreadable(_) => Code::UnreadableFile,
            Self::UnsolvedFormula => Code::UnsolvedFormula,
            Self::Waiver { state: Waived::Ended(_), .. } => Code::WaiverEnded,
            Self::Waiver { state: Waived::Unmatched, .. } => Code::WaiverUnmatched,
            Self::Waiver { state: Waived::EndsSoon { .. }, .. } => Code::WaiverEndsSoon,
            Self::WaiverIgnored => Code::WaiverIgnored,
            Self::Windows1252 => Code::Windows1252,
            Self::YearAsDate => Code::YearAsDate,
            Self::ZeroByte => Code::ZeroByte,
        }
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
        Self::Cell { read_as: trouble.taken.is_some(), cell: trouble.cell }
    }
}

impl From<Unreadable> for Kind {
    fn from(why: Unreadable) -> Self {
        Self::Unreadable(why)
    }
}

impl From<NoRows> for Kind {
    fn from(why: NoRows) -> Self {
        Self::NoRows(why)
    }
}

impl From<NoTable> for Kind {
    fn from(why: NoTable) -> Self {
        Self::NoTable(why)
    }
}

impl From<PlaceOfFile> for Kind {
    fn from(place: PlaceOfFile) -> Self {
        Self::PlaceOfFile(place)
    }
}
