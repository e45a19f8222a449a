//! Limits of files of records, whatever they are: CSV, TOML, exports.

use super::{Limit, Unit, limits};

limits! {
    CSV_RECORD = 16 << 20, Bytes: "a record of a CSV file, without its line end",
        "the record that begins here is longer than {}; is a closing quote missing? The rest of the file was not read",
        "the rest of the file is not read";
    COLUMNS = 2_000, Count: "columns of a table, in a file or tab",
        "has more than {} columns; delete those without a header, or split it into files with fewer columns",
        "the file or tab is not read";
    BLANK_FIELDS = 16_384, Count: "fields of a row of a CSV file that has nothing in any of them",
        "this row has more than {} fields and nothing in any of them, and is left out; if the file is damaged here, save it again",
        "the row is left out, as shorter blank rows are without a word";
    TOML_FILE = 64 << 20, Bytes: "an inventory in TOML",
        "is larger than {}; write it as CSV, one file for each table",
        "the file is not read";
    EXPORT_DESCRIPTION = 256 << 20, Bytes: "`schema.json` of an export",
        "is larger than {}, and is not read: the files of this export are read like any other files; export some states at a time \
         (--state)",
        "the export is read as if it had none";
    PLACE_LIST = 4 << 20, Bytes: "a list of places for `--expect`",
        "a list of places has at most {}; split it, and audit each part with its own places",
        "the run ends";
    SEARCHED_IDS = 1_000_000, Count: "ids of one run that are searched for duplicates",
        "more than {} assets: the ids of the rest are not checked for duplicates; audit the files of each state by themselves to \
         check all",
        "later rows all count, duplicates too";
    SEARCHED_SERIALS = 100_000, Count: "serial numbers of one run that are searched for duplicates",
        "more than {} serial numbers next to ids: the rest are not checked for duplicates; audit the files of each state by \
         themselves to check all",
        "later serial numbers are not compared";
    COMPARED_ROWS = 20_000, Count: "rows of a sheet that are compared with those of other sheets, to find copies",
        "has more than {} rows: it is not compared with other sheets, nor are serial numbers further down; check that no other file is \
         a copy of it",
        "the sheet is not compared with any other, and later serial numbers of it are not searched";
    COMPARED_ROWS_IN_ALL = 100_000, Count: "rows of one run that are compared, to find copies of sheets",
        "more than {} rows were read before it: it is not compared with other sheets, nor are its serial numbers; check that no other \
         file is a copy of it",
        "later sheets are not compared";
    NOTICES_APART = 1_000, Count: "notices of one kind on one column of a file that are told apart",
        "and other values like these, which are not listed one by one",
        "the rest are counted together";
}
