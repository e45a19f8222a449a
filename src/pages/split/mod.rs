//! A folder with a page, the cells to fix and a letter for each place, and an index of all in the order of work.

mod cells;
mod index;
mod letter;
mod names;

use std::collections::{HashMap, HashSet};
use std::io;

use self::cells::Cells;
use super::layout::Paper;
use super::{html, markdown};
use crate::engine::parallel::in_parts;
use crate::report::calls::{Call, calls};
use crate::report::of_place::Places;
use crate::report::{PlaceReport, Report};
pub use letter::Letter;
pub use names::names;

/// What the pages of places are written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageKind {
    /// HTML.
    Html,
    /// Markdown.
    Markdown,
}

impl PageKind {
    /// What ends the name of a page.
    fn end(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Markdown => "md",
        }
    }
}

/// A place with its files, in the order of the index.
struct Listed<'a> {
    /// Its place among the report's.
    at: usize,
    place: &'a PlaceReport,
    /// Why it is to be called; none where it need not be.
    call: Option<Call<'a>>,
    files: Files,
}

/// The names of the files of a place.
struct Files {
    page: String,
    cells: String,
    workbook: String,
    letter: String,
}

/// Draws the files of every place and the index, and hands each to `put` with its name; how many places there are.
///
/// # Errors
/// Where `put` or a page fails.
pub fn write(
    report: &Report,
    (letter, kind): (&Letter, PageKind),
    paper: &Paper,
    put: &mut dyn FnMut(&str, &[u8]) -> io::Result<()>,
) -> io::Result<usize> {
    let all = listed(report, letter, kind);
    let places = Places::of(report);
    let draw = |listed: &Listed<'_>| -> io::Result<Option<[Vec<u8>; 4]>> {
        let Some(mut own) = places.report(listed.at) else { return Ok(None) };
        // Places are drawn at once, each by one thread.
        own.request.records.threads = 1;
        let (mut page, mut sheet) = (Vec::new(), Vec::from("\u{feff}"));
        match kind {
            PageKind::Html => html::write(&own, paper, &mut page)?,
            PageKind::Markdown => markdown::write(&own, paper, &mut page)?,
        }
        let cells = Cells::of(&own);
        cells.write_csv(&mut sheet)?;
        let workbook = cells.workbook(report.as_of).map_err(io::Error::other)?;
        // What sent nothing may be known by earlier records alone.
        let contact = listed.call.as_ref().map_or(&listed.place.contact, |call| call.contact);
        let letter = letter.filled(&own, (&listed.files, contact)).unwrap_or_default();
        Ok(Some([page, sheet, workbook, letter.into_bytes()]))
    };
    in_parts(
        report.request.records.threads,
        &all,
        1,
        |_, part| part.iter().map(|listed| (&listed.files, draw(listed))).collect::<Vec<_>>(),
        |drawn| {
            for (files, drawn) in drawn {
                let Some([page, sheet, workbook, letter]) = drawn? else { continue };
                put(&files.page, &page)?;
                put(&files.cells, &sheet)?;
                put(&files.workbook, &workbook)?;
                put(&files.letter, &letter)?;
            }
            Ok::<(), io::Error>(())
        },
    )?;
    let index = match kind {
        PageKind::Html => index::html(report, &all),
        PageKind::Markdown => index::markdown(report, &all),
    };
    put(&format!("index.{}", kind.end()), index.as_bytes())?;
    Ok(all.len())
}

/// The places that are to get files: those to call in order, then the others in the order of work.
fn listed<'a>(report: &'a Report, letter: &Letter, kind: PageKind) -> Vec<Listed<'a>> {
    let nowhere: HashSet<&str> = report.not_placed.iter().filter(|one| one.is_nowhere).map(|one| &*one.id).collect();
    let index: HashMap<&str, usize> =
        report.places.iter().zip(0..).map(|(place, at)| (place.id.as_str(), at)).collect();
    let calls = calls(report);
    let called: HashSet<&str> = calls.iter().map(|call| call.place.id.as_str()).collect();
    let rest = report.places.iter().filter(|place| !place.has_below && !nowhere.contains(place.id.as_str()));
    let rest: Vec<&PlaceReport> = rest.filter(|place| !called.contains(place.id.as_str())).collect();
    let all = calls.into_iter().map(|call| (call.place, Some(call))).chain(rest.into_iter().map(|place| (place, None)));
    let all: Vec<(&PlaceReport, Option<Call<'_>>)> = all.collect();
    let names = names(&all.iter().map(|(place, _)| *place).collect::<Vec<_>>());
    let of = |((place, call), name): ((&'a PlaceReport, Option<Call<'a>>), String)| {
        let files = Files {
            page: format!("{name}.{}", kind.end()),
            cells: format!("{name}{}.csv", names::CELLS),
            workbook: format!("{name}{}.xlsx", names::CELLS),
            letter: format!("{name}{}.{}", names::LETTER, letter.end),
        };
        Some(Listed { at: *index.get(place.id.as_str())?, place, call, files })
    };
    all.into_iter().zip(names).filter_map(of).collect()
}
