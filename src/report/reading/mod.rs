//! What `read` shows: how every file, sheet and column was understood, and everything wrong with it.

mod cells;
mod sheets;
mod tallies;
mod troubles;

pub use cells::{CellsOf, by_column};
pub use sheets::{ColumnLine, Ids, SheetLine};
pub use troubles::{Sort, Trouble};

use crate::diagnostic::Level;
use crate::inventory::{FileRead, Inventory, LeftOut, Needs, Place, Sent};
use crate::request::Request;
use tallies::Tallies;

/// A finished reading.
#[derive(Clone, Debug)]
pub struct Reading {
    /// What was asked.
    pub request: Request,
    /// The files that were read.
    pub files: Vec<FileRead>,
    /// Their sheets, and tabs that were left out.
    pub sheets: Vec<SheetLine>,
    /// All that is wrong, by file, errors first.
    pub troubles: Vec<Trouble>,
    /// Files that were not read, by what they are.
    pub left_out: Vec<LeftOut>,
    /// Places that have rows or a row of their own, by name.
    pub places: Vec<String>,
    /// How many places must be there.
    pub expected: u64,
    /// How many of them sent something that could be read.
    pub sent: u64,
    /// Those that sent nothing at all, by name.
    pub silent: Vec<String>,
    /// The sheets as they were sent, where a workbook has copies of them.
    pub copied: Option<Sent>,
}

impl Reading {
    /// Reads an inventory to its end, every column of it.
    #[must_use]
    pub fn of(inventory: Inventory, request: Request) -> Self {
        let (understood, left_out) = (inventory.understood(), inventory.left_out.clone());
        let (needs, mut tallies) = (Needs::all(inventory.schema()), Tallies::default());
        let read = inventory.stream(&needs, &mut |view| tallies.add(view));
        tallies.add_places(&read.places);
        let troubles = troubles::all(&read, &understood, &tallies);
        let sheets = sheets::all(&read, understood, &tallies, &request);
        let places = read.places.list();
        let names = |fits: &dyn Fn(&Place) -> bool| -> Vec<String> {
            let mut names: Vec<String> =
                places.iter().filter(|place| fits(place)).map(|place| called(place, &request.records.expect)).collect();
            names.sort();
            names
        };
        let unread =
            |place: &Place| troubles.iter().any(|trouble| trouble.sort == Sort::Unread && trouble.is_of(place));
        let sent = |place: &Place| place.has_sent() || tallies.has_below(place);
        let silent = names(&|place| place.expected && !sent(place) && !unread(place));
        let expected = places.iter().filter(|place| place.expected).count() as u64;
        let sent = places.iter().filter(|place| place.expected && sent(place)).count() as u64;
        let read_places = names(&|place| place.has_sent());
        Self {
            files: read.files,
            sheets,
            left_out,
            places: read_places,
            expected,
            sent,
            silent,
            troubles,
            request,
            copied: None,
        }
    }

    /// The same, with the sheets as they were sent where they are `wanted` once it is known what was read: files are read twice.
    #[must_use]
    pub fn with_sheets(inventory: Inventory, request: Request, wanted: impl FnOnce(&Self) -> bool) -> Self {
        let to_copy = inventory.to_copy();
        let reading = Self::of(inventory, request);
        let copied = wanted(&reading).then(|| to_copy.read());
        Self { copied, ..reading }
    }

    /// The troubles of one sort, in order.
    pub fn of_sort(&self, sort: Sort) -> impl Iterator<Item = &Trouble> {
        self.troubles.iter().filter(move |trouble| trouble.sort == sort)
    }

    /// How many things, counted each time, are of a sort.
    #[must_use]
    pub fn count(&self, sort: Sort) -> u64 {
        self.of_sort(sort).map(|trouble| trouble.notice.count).sum()
    }

    /// Rows that were read.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.files.iter().flat_map(|file| file.rows).sum()
    }

    /// Whether no sheet was understood.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sheets.iter().all(|sheet| sheet.tables.is_empty())
    }

    /// Why the exit code is 2, where it is: something could not be read, or notices count.
    #[must_use]
    pub fn why_not_clean(&self) -> Option<&'static str> {
        let has = |level: Level| self.troubles.iter().any(|trouble| trouble.notice.level == level);
        if has(Level::Error) {
            Some("something could not be read")
        } else if self.request.gate.strict && has(Level::Notice) {
            Some("--strict makes notices count")
        } else {
            None
        }
    }

    /// Whether it is of many places, so that their files are told as a whole.
    #[must_use]
    pub fn is_of_many(&self) -> bool {
        self.expected > 0 || self.places.len() > 1
    }
}

/// What a place is called: by name, with its state where not only one is expected.
fn called(place: &Place, expect: &[String]) -> String {
    match &place.state {
        Some(state) if expect.len() != 1 && *place.name != *place.id.as_str() => format!("{}, {state}", place.name),
        _ => place.name.to_string(),
    }
}
