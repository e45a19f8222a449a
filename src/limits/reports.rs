//! Limits of what is written, and of what is read again: reports, plans, scripts.

use super::{Limit, Unit, limits};

limits! {
    REPORT_FINDINGS = 25_000, Count: "findings in a report, unless `--max-in-report` says another number",
        "counted and not shown here; --format json --max-findings all has every one",
        "the gravest are shown, and the rest are counted";
    REPORT = 1 << 30, Bytes: "a report in JSON, to be read or written",
        "it is over {}; audit fewer places at once (--state), or keep fewer findings (--max-in-report)",
        "the run ends";
    COMMIT_FILES = 1_000_000, Count: "files of a commit for `--since`",
        "over {} files, too many to be written out for a comparison",
        "the run ends";
    COMMIT = 4 << 30, Bytes: "all files of a commit for `--since`",
        "over {} of files, too much to be written out for a comparison",
        "the run ends";
    FORECAST_YEARS = 30, Count: "years of a forecast",
        "--until must be a day after the day of the audit, and at most {} years after it",
        "the run ends";
    BUDGET = 10_000_000_000_000, Count: "dollars of a budget or fund",
        "write dollars from 0 to {}, such as 380000000, $380m or 1,000,000",
        "the run ends";
    ACTIONS_ON_A_ROW = 12, Count: "actions that a rule notices on one row, in a plan",
        "notices more than {} actions on one row, and a plan cannot weigh so many together; turn some off, or exclude them \
         from each other",
        "no plan is made";
    LINKED_ACTIONS = 14, Count: "actions of a place that depend on each other, in a plan",
        "more than {} actions depend on each other, and a plan cannot weigh so many together; turn some off",
        "no plan is made";
    SQL_EXPRESSION = 200_000, Count: "bytes of a condition written for an SQL engine",
        "written out for this engine it is longer than {} bytes; split the rule into several",
        "no script is written";
    SQLITE_DEPTH = 30, Count: "brackets within each other in a condition written for SQLite",
        "written out for SQLite it is nested more than {} levels deep; split the rule into several",
        "no script is written";
    CODE_SCANNING_NOTICES = 1_000, Count: "notices in a SARIF log",
        "more notices: pollworthy read shows them",
        "errors go first, and the rest are counted";
    COMMENT = 65_536, Count: "characters of a comment on a pull request, as GitHub takes it",
        "The rest does not fit into a comment: see the job summary.",
        "lists are shorter, each with how many more there are; what still does not fit is cut";
    ANNOTATIONS = 10, Count: "annotations of one level that GitHub shows for a step",
        "of which GitHub shows {} a level",
        "the rest are counted";
    COPIED_ROWS = 200_000, Count: "rows of all sheets that `--format xlsx` copies",
        "The sheets are not copied: together they have more than {} rows. Audit the files of one office at a time.",
        "the workbook has the report and no copies";
    COPIED_CELLS = 1_000_000, Count: "cells of all sheets that `--format xlsx` copies",
        "The sheets are not copied: together they have more than {} cells. Audit the files of one office at a time.",
        "the workbook has the report and no copies";
    COPIED_FILE = 64 << 20, Bytes: "a file whose sheets `--format xlsx` copies",
        "The sheets are not copied: a file is larger than {}. Audit the files of one office at a time.",
        "the workbook has the report and no copies";
    COPIED_TEXT = 32_767, Count: "characters of a cell in a workbook that is written, as in Excel",
        "cut at {} characters",
        "the text is cut, and the page of the workbook says so";
}

/// The limit that a commit of so many files passes, or of so many bytes.
#[must_use]
pub fn passed_by_commit(files: u64, bytes: u64) -> Option<&'static Limit> {
    let counts = [(&COMMIT_FILES, files), (&COMMIT, bytes)];
    counts.into_iter().find(|(limit, count)| *count > limit.most).map(|(limit, _)| limit)
}
