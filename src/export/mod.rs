//! Records as they were understood, written as clean tables: an audit of them comes to the same, and database engines can load them.

mod cells;
mod description;
mod entries;
mod files;
pub mod layout;
mod names;
mod places;
mod readme;
mod rows;
mod waivers;

use std::io;

use crate::diagnostic::{Code, Level, Notice};
use crate::inventory::{Inventory, Needs, View};
use crate::report::FileNames;
use crate::rules::RuleBook;
use cells::add_text;
use entries::Entries;
use files::{Append, Files};
use layout::Layout;
use names::Names;
pub use names::Scope;
use places::Written;
use rows::Rows;

/// What an export lacks of the records, and what was wrong with them.
#[derive(Clone, Debug, Default)]
pub struct Lacks {
    /// Cells that were not understood or whose dates are still ahead; they are blank in the export, as in an audit.
    pub cells: Vec<Notice>,
    /// Files and rows that could not be read.
    pub errors: Vec<Notice>,
}

/// Why nothing was exported.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file cannot be written.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// Nothing that was read is a row or a place.
    #[error("the records have no rows")]
    NoRows,
    /// No records are about the place that was asked about.
    #[error("no row of jurisdictions is about \"{0}\"")]
    NoSuchPlace(String),
    /// A text has a NUL.
    #[error("{at}: {column} has a NUL character, which database engines refuse or cut a text at; take it out")]
    Nul {
        /// Where it is.
        at: String,
        /// Its column.
        column: String,
    },
}

impl Error {
    fn nul_in_reference() -> Self {
        Self::Nul { at: "a reference table of the rules".to_owned(), column: "a cell".to_owned() }
    }
}

/// Writes the records of an inventory, as a book's rules read them, in the files of a layout.
///
/// `append` adds bytes to a file, by its path below the folder of the export, with `/`; the first bytes make the file.
///
/// # Errors
/// Where a file cannot be written, or a text cannot be.
pub fn export(
    inventory: Inventory,
    (book, layout): (&RuleBook, &Layout),
    scope: Scope<'_>,
    append: Append<'_>,
) -> Result<Lacks, Error> {
    let mut files = Files::new(append);
    let hidden = layout.public.then(|| FileNames::of(inventory.file_names()));
    let mut names = Names::begin(scope, layout, hidden, &mut files);
    let mut entries = Entries::begin(book, layout, &mut files).map_err(|_| Error::nul_in_reference())?;
    let mut rows = Rows::new(book, layout);
    let mut written = Ok(());
    let read = inventory.stream(&Needs::all(book.schema), &mut |view: &View<'_>| {
        if written.is_ok() {
            written = rows
                .write(view, (&mut names, &mut entries), &mut files)
                .and_then(|()| files.write_some().map_err(Error::from));
        }
    });
    written?;
    if read.places.list().iter().all(|place| place.row.is_none() && !place.has_rows) {
        return Err(Error::NoRows);
    }
    if let Some(focus) = scope.focus.filter(|focus| read.places.asked(focus).is_none()) {
        return Err(Error::NoSuchPlace(focus.to_owned()));
    }
    let places = Written::of(&read.places, &mut names, &mut files);
    places.write_declared(layout, (&mut names, &mut entries), &mut files)?;
    places.write_all(layout, &mut names, &mut files)?;
    waivers::write((book, layout), &places, &mut names, &mut files)?;
    about((book, layout), &mut files);
    let (errors, others): (Vec<Notice>, Vec<Notice>) =
        read.notices.into_iter().partition(|notice| notice.level == Level::Error);
    let is_blank = |notice: &Notice| notice.code() == Code::CellNotUnderstood.name();
    let lacks = Lacks { cells: others.into_iter().filter(is_blank).collect(), errors };
    let details = places.details(&mut names);
    let files_made = files.finish()?;
    files.write_text(layout::SCHEMA, &description::text((book, layout), &files_made, details))?;
    files.write_text("README.md", &readme::text((book, layout), scope.by_state, &lacks))?;
    Ok(lacks)
}

/// Writes the row about the export itself.
fn about((book, layout): (&RuleBook, &Layout), files: &mut Files<'_>) {
    let counts: Vec<u64> = layout.counted().map(|sheet| files.rows_of(&sheet.name)).collect();
    let file = files.begin(&layout.about, layout.about.path());
    let row = files.row(file);
    // None of these has a NUL.
    let _ = add_text(layout::FORMAT, row);
    row.extend_from_slice(format!(",{},{},{}", book.as_of, layout.reading, layout.public).as_bytes());
    for count in counts {
        row.extend_from_slice(format!(",{count}").as_bytes());
    }
    row.push(b'\n');
}
