//! The codes of notices, each with its usual level and its weight.

use super::Level;

macro_rules! codes {
    ($($code:ident $name:literal $level:ident $weight:literal,)+) => {
        /// What programs know a kind of notice by, in the order of the names.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum Code { $($code),+ }

        impl Code {
            /// Its name, usual level and weight.
            fn declared(self) -> (&'static str, Level, u8) {
                match self { $(Self::$code => ($name, Level::$level, $weight)),+ }
            }
        }
    };
}

// Weights: 0 for what may be counted twice, 1 for what has no place, 2 for what was not read, 3 for rows, 4 for cells, 5 for all else,
// 6 for what changes least.
codes! {
    CellNotUnderstood "cell-not-understood" Notice 4,
    CellReadAs "cell-read-as" Notice 5,
    NotListed "code-not-listed" Notice 4,
    CountedOnce "counted-once" Notice 0,
    DefaultPassword "default-password" Notice 5,
    EmptyFile "empty-file" Error 5,
    EqualIds "equal-ids" Notice 0,
    EqualSerials "equal-serials" Notice 5,
    ExpectedPlace "expected-place" Notice 5,
    FailedFormula "failed-formula" Notice 4,
    FooterLine "footer-line" Notice 5,
    HeaderAgain "header-again" Notice 5,
    HiddenColumns "hidden-columns" Notice 5,
    HiddenRows "hidden-rows" Notice 5,
    HiddenTab "hidden-tab" Notice 5,
    IdsNotSearched "ids-not-searched" Notice 5,
    LeftOut "left-out" Notice 2,
    LongRow "long-row" Error 3,
    MachinesNotRead "machines-not-read" Error 5,
    MappingDoesNotFit "mapping-does-not-fit" Error 5,
    MappingUnused "mapping-unused" Error 5,
    MergedCells "merged-cells" Notice 5,
    MergedNumber "merged-number" Notice 5,
    NearlyEqual "nearly-equal" Notice 0,
    NoColumns "no-columns" Error 5,
    NoFile "no-file" Error 2,
    NoPlace "no-place" Notice 1,
    NoRows "no-rows" Notice 5,
    NoTable "no-table" Notice 2,
    NotAnInventory "not-an-inventory" Notice 2,
    NotUpToDate "not-up-to-date" Notice 5,
    OfMapping "of-mapping" Notice 5,
    PlaceAsWritten "place-as-written" Notice 5,
    PlaceColumn "place-column" Notice 5,
    PlaceOfFile "place-of-file" Notice 6,
    RecordContradictsItself "record-contradicts-itself" Notice 5,
    RowWithoutPlace "row-without-place" Error 1,
    RowsDiffer "rows-differ" Notice 4,
    SheetsAndWorkbook "sheets-and-workbook" Notice 0,
    ShortRow "short-row" Notice 3,
    TitleLine "title-line" Notice 5,
    TornRow "torn-row" Error 3,
    TotalRow "total-row" Notice 3,
    TwoHeaders "two-headers" Notice 3,
    UnknownColumn "unknown-column" Notice 5,
    UnknownTable "unknown-table" Error 5,
    UnnamedColumn "unnamed-column" Notice 5,
    UnreadableFile "unreadable-file" Error 2,
    UnsolvedFormula "unsolved-formula" Notice 4,
    WaiverEnded "waiver-ended" Notice 5,
    WaiverEndsSoon "waiver-ends-soon" Notice 5,
    WaiverIgnored "waiver-ignored" Notice 2,
    WaiverUnmatched "waiver-unmatched" Notice 5,
    Windows1252 "windows-1252" Notice 5,
    YearAsDate "year-as-date" Notice 5,
    ZeroByte "zero-byte" Error 5,
}

impl Code {
    /// As JSON, SARIF and others print it.
    pub(crate) fn name(self) -> &'static str {
        self.declared().0
    }

    /// The level that notices of this code have, unless what was asked for makes it another.
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
