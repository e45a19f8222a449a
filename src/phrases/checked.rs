//! What the workbook for the clerk says: comments on cells, and remarks on the workbook itself.

use super::fill::gap;
use super::names::{asked_as, called, short};
use super::one_place::OnePlace;
use super::plain::{clipped, plain};
use super::wording::{ROWS, counted, either, first_large, number};
use crate::diagnostic::Code;
use crate::inventory::Sent;
use crate::limits::reports::COPIED_TEXT;
use crate::report::advice::Fill;
use crate::report::reading::Trouble;
use crate::report::{PlaceReport, Report};

/// So many rules are named in a comment.
const RULES: usize = 6;

/// The longest comment on one thing, in columns of a terminal.
const LONGEST: usize = 1_200;

/// What could not be copied of a sheet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct LeftOfCopy {
    /// Texts that are longer than a cell may be.
    pub(crate) cut: u64,
    /// Cells in rows or columns that no workbook has.
    pub(crate) outside: u64,
    /// Cells to look at without a comment of their own.
    pub(crate) without_comment: u64,
}

/// What is wrong with a cell and what to write: the sentence of the notice, and what settles it where that does not say.
pub(crate) fn of_trouble(trouble: &Trouble) -> String {
    let notice = &trouble.notice;
    let said = trouble.header.as_deref().map_or_else(|| notice.message(), |header| notice.message_under(header));
    let code = notice.kind.code();
    let ask = if code.is_blank_cell() && notice.value.is_none() {
        "Write the value here."
    } else if matches!(code, Code::EqualIds | Code::EqualSerials | Code::CountedOnce) {
        "If it is one thing, delete one of the rows; if it is two, correct what is the same."
    } else if is_to_delete(trouble) {
        "Nothing is lost; delete the row, and it is no longer reported."
    } else if matches!(code, Code::MergedCells | Code::MergedNumber) {
        "Unmerge the cells and write the value in each row."
    } else if matches!(code, Code::HiddenRows | Code::HiddenColumns) {
        "Show what is hidden, or delete it."
    } else if notice.kind.is_no_number() {
        "Write the number alone."
    } else if notice.kind.may_stay() {
        "If not, leave it as it is."
    } else {
        ""
    };
    let said = first_large(&plain(&said));
    let end = if said.ends_with('?') { "" } else { "." };
    clipped(format!("{}{end} {ask}", said.trim_end_matches('.')).trim_end(), LONGEST)
}

/// Whether it is about a row that nobody misses.
pub(crate) fn is_to_delete(trouble: &Trouble) -> bool {
    matches!(trouble.notice.kind.code(), Code::TotalRow | Code::FooterLine | Code::HeaderAgain)
}

/// Why a column is asked for, what to write in it, and the rules that it leaves open.
pub(crate) fn of_gap(page: &OnePlace<'_>, fill: &Fill, write: Option<&str>) -> String {
    let write = write.filter(|write| !write.is_empty()).map(|write| format!(" Write {write}."));
    let said = first_large(&gap(page, fill));
    clipped(&format!("{said}.{}\n{}", write.unwrap_or_default(), open(page, &fill.rules)), LONGEST)
}

/// A column to add to a sheet.
pub(crate) fn column_to_add(page: &OnePlace<'_>, rules: &[usize], label: &str, write: &str) -> String {
    let below = if write.is_empty() { "the answers".to_owned() } else { write.to_owned() };
    let said = format!("A column to add: write \"{label}\" here, and below it {below}.");
    clipped(&format!("{said}\n{}", open(page, rules)), LONGEST)
}

/// A question to add to a form.
pub(crate) fn question_to_add(page: &OnePlace<'_>, rules: &[usize], label: &str, write: &str) -> String {
    let next = if write.is_empty() { "the answer".to_owned() } else { write.to_owned() };
    let said = format!("A question to add: write \"{label}\" here, and next to it {next}.");
    clipped(&format!("{said}\n{}", open(page, rules)), LONGEST)
}

/// The rules that wait for an answer.
fn open(page: &OnePlace<'_>, rules: &[usize]) -> String {
    let rule = |at: &usize| {
        let rule = page.rule(*at);
        format!("{}, {}: {}", plain(&rule.id), rule.severity, short(rule))
    };
    let named: Vec<String> = rules.iter().take(RULES).map(rule).collect();
    let left = rules.len().saturating_sub(RULES);
    let more = if left > 0 { format!("\nand {} more", number(left as u64)) } else { String::new() };
    format!("{} open:\n{}{more}", either(rules.len() as u64, ("Rule", "Rules")), named.join("\n"))
}

/// Why sheets are not in the workbook.
pub(crate) fn not_copied(sent: &Sent) -> Vec<String> {
    let mut said = Vec::new();
    said.extend(sent.too_large.map(ToString::to_string));
    let files: Vec<String> = sent.not_sheets.iter().map(|file| plain(file)).collect();
    if !files.is_empty() {
        let has = either(files.len() as u64, ("has", "have"));
        said.push(format!("{} {has} no sheet that can be copied.", files.join(", ")));
    }
    said
}

/// Why the sheets of several places are not in the workbook.
pub(crate) fn of_several(is_of_one: bool) -> String {
    let said = "The sheets are not copied, because the records are of several places.";
    if is_of_one { format!("{said} Name the files of one place alone.") } else { said.to_owned() }
}

/// What of a sheet could not be copied.
pub(crate) fn of_copy(tab: &str, left: &LeftOfCopy) -> Option<String> {
    let (text, texts) = (format!("text is {COPIED_TEXT}"), format!("texts are {COPIED_TEXT}"));
    let parts = [
        (left.cut, (text.as_str(), texts.as_str())),
        (
            left.outside,
            (
                "cell is left out, because Excel has no room for it",
                "cells are left out, because Excel has no room for them",
            ),
        ),
        (
            left.without_comment,
            ("cell to check has no comment of its own", "cells to check have no comment of their own"),
        ),
    ];
    let said: Vec<String> =
        parts.into_iter().filter(|(count, _)| *count > 0).map(|(count, noun)| counted(count, noun)).collect();
    (!said.is_empty()).then(|| format!("Tab {tab}: {}.", said.join("; ")))
}

/// That a tab is new.
pub(crate) fn of_office(tab: &str) -> String {
    format!(
        "Tab {tab} is new: it asks what your records have no sheet for. As long as it is blank, it changes nothing."
    )
}

/// What to write where a form asks for the id of its place.
pub(crate) fn id_to_write(of: &PlaceReport) -> String {
    format!("Write {}: that is {}.", plain(&of.id), called(of))
}

/// That a tab has another name than its sheet.
pub(crate) fn of_names(sheet: &str, tab: &str) -> String {
    format!("Tab {tab} was called \"{}\", which is no name for a tab or is there twice.", clipped(&plain(sheet), 80))
}

/// That a table has not all its rows.
pub(crate) fn of_table(tab: &str, left: u64) -> String {
    format!("Tab {tab}: {} more, which other formats have.", counted(left, ROWS))
}

/// One thing to know of the workbook, or to do with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// About cells in the colour of what could not be read.
    Wrong(&'static str),
    /// About cells in the colour of what leaves rules open.
    Open(&'static str),
    /// Anything else.
    Plain(String),
}

const WRONG: Step =
    Step::Wrong("Cells in this colour could not be read as meant. The comment says why, and what to write.");
const OPEN: Step = Step::Open(
    "Cells in this colour are blank or settle nothing, and leave rules open. The comment on the header says which; a column to \
     add has its comment to the right of the last one.",
);

impl Step {
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Wrong(text) | Self::Open(text) => text,
            Self::Plain(text) => text,
        }
    }

    /// What to do where nothing was judged.
    pub(crate) fn of_reading() -> Vec<Self> {
        let wrong = "Coloured cells could not be read as meant. The comment says why, and what to write.";
        vec![Self::Plain(wrong.to_owned()), Self::Plain(INSTEAD.to_owned())]
    }
}

/// What becomes of the workbook.
const INSTEAD: &str =
    "Correct it here, save it, and keep it in place of what was sent: both together would be counted twice.";

/// What to do with the workbook of one place.
pub(crate) fn steps(page: &OnePlace<'_>, is_copied: bool) -> Vec<Step> {
    if !is_copied {
        return Vec::new();
    }
    let values = "The sheets are copied with their values; formulas and colours of your own are not.".to_owned();
    let report = page.report;
    let place = match report.request.focus.is_some() || is_placed_by_name(report) {
        true if report.not_placed.is_empty() => format!(" --place {}", asked_as(page.of)),
        true => " --place \"COUNTY, STATE\"".to_owned(),
        false => String::new(),
    };
    let again = format!("Then audit it again: pollworthy audit THIS-FILE.xlsx{place}");
    vec![WRONG, OPEN, Step::Plain(values), Step::Plain(INSTEAD.to_owned()), Step::Plain(again)]
}

/// Whether the place of some rows is known from a name of a file or of what declares it, or from the command line, not from a column.
pub(crate) fn is_placed_by_name(report: &Report) -> bool {
    !report.given.is_empty() || report.notices.iter().any(|notice| notice.kind.code() == Code::PlaceOfFile)
}

/// How many rules wait for what is to be filled in.
pub(crate) fn waiting(page: &OnePlace<'_>) -> String {
    let mut rules: Vec<usize> = page.advice.fill.iter().flat_map(|fill| fill.rules.iter().copied()).collect();
    rules.sort_unstable();
    rules.dedup();
    let count = rules.len() as u64;
    format!("{} for these answers", counted(count, ("rule waits", "rules wait")))
}
