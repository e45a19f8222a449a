//! What to look at: alike notices in one sentence, the file once as a heading.

use super::names::{file, paths};
use super::plain::{clipped, plain};
use super::wording::{FILES, counted, either, number};
use crate::diagnostic::{Code, Level, Notice};
use crate::report::Report;
use crate::report::noticed::{NoticeGroup, Noticed};
use crate::words::position::cell_name;

const NOTICES: (&str, &str) = ("notice", "notices");

/// The longest sentence, in characters.
const LONGEST: usize = 400;

pub(crate) fn errors(report: &Report) -> impl Iterator<Item = &Notice> {
    report.notices.iter().filter(|notice| notice.level == Level::Error)
}

/// Errors, and files that were left out as a whole: what no page passes over, however little it says of the records.
pub(crate) fn left_out(report: &Report) -> impl Iterator<Item = &Notice> {
    let is_whole = |notice: &Notice| notice.file.tab.is_none() && notice.kind.leaves_file_out();
    report.notices.iter().filter(move |notice| notice.level == Level::Error || is_whole(notice))
}

/// How many files and rows could not be read, in a report that does not say which.
pub(crate) fn hidden_errors(report: &Report) -> Option<String> {
    let errors = report.redacted.as_ref().map_or(0, |redacted| redacted.errors);
    let said = |errors| format!("{errors} could not be read: the full report says which.");
    (errors > 0).then(|| said(counted(errors, ("file or row", "files and rows"))))
}

/// The heading, with the number of notices, some of which may be listed above.
pub(crate) fn heading(words: &str, noticed: &Noticed<'_>, above: u64) -> String {
    let told = if above > 0 { format!(", {} of them above", number(above)) } else { String::new() };
    format!("{words} ({}{told})", counted(noticed.all + above, NOTICES))
}

/// How many notices change no answer, and who shows them.
pub(crate) fn minor(report: &Report, noticed: &Noticed<'_>) -> Option<String> {
    (noticed.minor > 0).then(|| {
        let verb = either(noticed.minor, ("changes", "change"));
        format!("{} {verb} no answer: pollworthy read {}", counted(noticed.minor, NOTICES), paths(report))
    })
}

/// What a group says: under its file's heading, or of several files.
pub(crate) fn sentence(report: &Report, group: &NoticeGroup<'_>) -> String {
    let first = group.first;
    let error = if first.level == Level::Error { "error: " } else { "" };
    let more = group.count.saturating_sub(1);
    let in_all = if group.differ { in_all(report, group) } else { None };
    let said = match (in_all, group.files) {
        (Some(said), _) => said,
        (None, 1) => {
            let at = spot(first);
            let at = if at.is_empty() { at } else { format!("{at}: ") };
            let more = match (more, group.differ) {
                (0, _) => String::new(),
                (more, false) => format!(" ({} more like it)", number(more)),
                (more, true) => format!(" ({} more of this kind)", number(more)),
            };
            format!("{at}{}{more}", message(report, first))
        }
        (None, files) => {
            let like = if group.differ { "of this kind" } else { "like it" };
            let others = counted(files, FILES);
            let at = spot(first);
            let at = if at.is_empty() { at } else { format!(", {at}") };
            let of = file(report, &first.file);
            format!("{of}{at}: {}; {} {like} in {others}", message(report, first), number(group.count))
        }
    };
    plain(&format!("{error}{}", clipped(&said, LONGEST)))
}

/// The header of a column in the sheet that a notice is about.
fn header<'a>(report: &'a Report, notice: &Notice, column: &str) -> Option<&'a str> {
    let headed = report.headed_in(&notice.file.file).find(|headed| headed.sheet == notice.file)?;
    headed.columns.iter().find(|(_, name, _)| *name == column).map(|(_, _, header)| &**header)
}

/// What a notice says, with its column as the sheet heads it.
fn message(report: &Report, notice: &Notice) -> String {
    let header = notice.column.as_deref().and_then(|column| header(report, notice, column));
    header.map_or_else(|| notice.message(), |header| notice.message_under(header))
}

/// Notices of one kind that differ in their words, where one sentence says enough of all.
fn in_all(report: &Report, group: &NoticeGroup<'_>) -> Option<String> {
    let (count, files) = (number(group.count), counted(group.files, FILES));
    let several = group.files > 1;
    let within = if several { format!(" in {files}") } else { String::new() };
    let code = group.first.kind.code();
    let cells = match &group.first.column {
        Some(column) => format!("{count} cells of {}{within}", header(report, group.first, column).unwrap_or(column)),
        None => format!("{count} cells{within}"),
    };
    let sentences = [
        (Code::CellNotUnderstood, format!("{cells} were not understood and are treated as blank")),
        (Code::NoTable, format!("{count} sheets{within} were left out: their columns fit no table")),
        (Code::NotAnInventory, format!("{files} were left out: they are not inventories")),
        (Code::CountedOnce, format!("{count} rows{within} are also in another file; each is counted once")),
        (Code::EqualIds, format!("{count} rows{within} have the id of another row of their file; all are counted")),
        (Code::NearlyEqual, format!("{files} may be counted twice: most of their rows are also in another file")),
        (Code::RowsDiffer, format!("{count} answers{within} differ between two rows of one place; treated as blank")),
        (Code::NotUpToDate, format!("{count} places{within} reported over a year ago; ask whether it is still true")),
        (
            Code::UnknownColumn,
            format!("{count} columns{within} are kept and not used, though their names are close to known ones"),
        ),
        (
            Code::PlaceOfFile,
            format!("{files} name no place in a column; the place was taken from the file, its name or its folder"),
        ),
    ];
    let own = sentences.into_iter().find(|(of, _)| *of == code && (several || code != Code::PlaceOfFile));
    own.map(|(_, sentence)| sentence)
}

/// Where a notice is within its file.
fn spot(notice: &Notice) -> String {
    let at = notice.positions.first().copied().unwrap_or_default();
    match (&notice.file.tab, at.line, at.column) {
        (None, 0, _) => String::new(),
        (None, line, _) => format!("line {line}"),
        (Some(tab), 0, _) => format!("tab {tab}"),
        (Some(tab), row, 0) => format!("tab {tab}, row {row}"),
        (Some(tab), row, column) => format!("tab {tab}, cell {}", cell_name(row, column)),
    }
}
