//! Limits of workbooks: XLSX, ODS and XLS.
//!
//! The largest workbook of a state fits well, and the most hostile one takes under about 700 MB of memory and 10 seconds.

use super::{Limit, Unit, limits};

limits! {
    FILE = 64 << 20, Bytes: "a workbook",
        "too large: contains more than {}. Save each sheet as CSV.",
        "the workbook is not read";
    INFLATED = 512 << 20, Bytes: "what comes out of a workbook's archive, each part as often as it is read",
        "too large: contains more than {} when unpacked. Save each sheet as CSV.",
        "the workbook is not read";
    EVENT = 4 << 20, Bytes: "one tag of XML, or one run of text between tags",
        "too large: contains more than {} in one cell. Save each sheet as CSV.",
        "the workbook is not read";
    CELL = 1 << 20, Bytes: "the text of a cell",
        "too large: contains more than {} in one cell. Save each sheet as CSV.",
        "the workbook is not read";
    PARTS = 65_536, Count: "parts of a workbook's archive",
        "too large: contains more than {} parts. Save each sheet as CSV.",
        "the workbook is not read";
    TABS = 1_024, Count: "tabs",
        "too large: contains more than {} tabs. Save each sheet as CSV.",
        "the workbook is not read";
    DEPTH = 256, Count: "tags of XML that are open at once",
        "damaged: contains more than {} tags within each other. Open it in Excel and save again.",
        "the workbook is not read";
    ROWS = 1_048_576, Count: "rows of a sheet, as in Excel",
        "too large: contains more than {} rows in a sheet. Save each sheet as CSV.",
        "the workbook is not read";
    COLUMNS = 16_384, Count: "columns of a sheet, as in Excel",
        "too large: contains more than {} columns in a sheet. Save each sheet as CSV.",
        "the workbook is not read";
    CELLS = 5_000_000, Count: "cells of a workbook that hold something",
        "too large: contains more than {} cells. Save each sheet as CSV.",
        "the workbook is not read";
    TEXT = 128 << 20, Bytes: "the tabs of a workbook as text, with a comma for each empty cell",
        "too large: contains more than {} of text. Save each sheet as CSV.",
        "the workbook is not read";
    STRINGS = 5_000_000, Count: "shared texts of a workbook",
        "too large: contains more than {} shared texts. Save each sheet as CSV.",
        "the workbook is not read";
    STRINGS_TEXT = 64 << 20, Bytes: "all shared texts of a workbook together",
        "too large: contains more than {} of shared text. Save each sheet as CSV.",
        "the workbook is not read";
    MERGED = 1_000_000, Count: "merged ranges of a workbook",
        "too large: contains more than {} merged ranges. Save each sheet as CSV.",
        "the workbook is not read";
    FILLED = 5_000_000, Count: "cells of a tab that are merged with one above them",
        "too large: contains more than {} merged cells. Save each sheet as CSV.",
        "the tab is not read";
    FILLED_TEXT = 128 << 20, Bytes: "a tab as text, after its merged cells are filled",
        "too large: contains more than {} of text in merged cells. Save each sheet as CSV.",
        "the tab is not read";
    FORMATS = 65_536, Count: "cell formats; Excel has at most 65,490",
        "too large: contains more than {} cell formats. Save each sheet as CSV.",
        "the workbook is not read";
    HASHES = 1_000_000, Count: "times that the password of a workbook is hashed; Excel does it 100,000 times",
        "has a password. Ask for a copy without.",
        "the workbook is not read";
}
