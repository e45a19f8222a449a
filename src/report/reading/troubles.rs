//! Troubles: notices with what a page needs to show the cell, sorted by what they mean for the reader.

use std::collections::{HashMap, HashSet};

use super::tallies::Tallies;
use crate::diagnostic::{Code, Level, Notice};
use crate::inventory::{Place, Read, Understood};
use crate::words::position::SheetName;

/// What a trouble means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    /// A file or tab could not be read.
    Unread,
    /// Of a file that was read, rows were not.
    InPart,
    /// Assets may be counted twice.
    Twice,
    /// A cell was treated as blank.
    Cell,
    /// A place reported long ago.
    Old,
    /// A column is kept and not used.
    Column,
    /// A file or tab was left out.
    Left,
    /// Anything else that a person should know.
    Also,
}

impl Sort {
    /// Its name, for programs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Unread => "cannot-be-read",
            Self::InPart => "read-in-part",
            Self::Twice => "may-be-counted-twice",
            Self::Cell => "taken-as-blank",
            Self::Old => "not-up-to-date",
            Self::Column => "not-used",
            Self::Left => "left-out",
            Self::Also => "note",
        }
    }
}

/// One trouble.
#[derive(Clone, Debug)]
pub struct Trouble {
    /// What it is.
    pub notice: Notice,
    /// What it means.
    pub sort: Sort,
    /// The column as the sheet heads it, where it is about one.
    pub header: Option<String>,
    /// The one place that its file is about, by name.
    pub place: Option<String>,
    /// The place that the file's name tells, by id.
    told: Option<String>,
}

impl Trouble {
    /// Whether its file's name tells this place.
    pub(super) fn is_of(&self, place: &Place) -> bool {
        self.told.as_deref() == Some(place.id.as_str())
    }
}

/// All troubles, in the order of the notices.
pub(super) fn all(read: &Read, understood: &[Understood], tallies: &Tallies) -> Vec<Trouble> {
    let headers: HashMap<(&SheetName, &str), &str> = understood
        .iter()
        .flat_map(|sheet| {
            let known = |taken: &'_ crate::inventory::Taken| Some(taken.column?.1.name);
            sheet.columns.iter().filter_map(move |taken| Some(((&sheet.sheet, known(taken)?), taken.header.as_str())))
        })
        .collect();
    let with_rows: HashSet<&str> =
        read.files.iter().filter(|file| file.rows.iter().any(|rows| *rows > 0)).map(|file| &*file.path).collect();
    let silent: HashSet<&str> = read
        .places
        .list()
        .iter()
        .filter(|place| place.expected && !place.has_sent())
        .map(|place| place.id.as_str())
        .collect();
    let trouble = |notice: &Notice| {
        let header = notice.column.as_ref().map(|column| {
            headers.get(&(&notice.file, &**column)).map_or_else(|| column.to_string(), |header| (*header).to_owned())
        });
        let lost = notice.level == Level::Error || notice.kind.code() == Code::NotAnInventory;
        let told = if lost { read.places.of_path(&notice.file) } else { None };
        let is_silent = told.is_some_and(|place| silent.contains(place.id.as_str()));
        let place = tallies.only_of(&notice.file).map(str::to_owned).or_else(|| Some(told?.name.to_string()));
        let sort = sort(notice, with_rows.contains(&*notice.file), is_silent);
        let told = told.map(|place| place.id.to_string());
        Trouble { sort, header, place, told, notice: notice.clone() }
    };
    read.notices.iter().map(trouble).collect()
}

fn sort(notice: &Notice, has_rows: bool, is_silent: bool) -> Sort {
    let code = notice.kind.code();
    if notice.level == Level::Error {
        return if has_rows { Sort::InPart } else { Sort::Unread };
    }
    if code.is_blank_cell() || code == Code::RowsDiffer {
        Sort::Cell
    } else if matches!(code, Code::NearlyEqual | Code::EqualIds | Code::EqualSerials) {
        Sort::Twice
    } else if code == Code::NotUpToDate {
        Sort::Old
    } else if matches!(code, Code::UnknownColumn | Code::UnnamedColumn) {
        Sort::Column
    } else if code == Code::NotAnInventory && is_silent {
        Sort::Unread
    } else if matches!(code, Code::NoTable | Code::NotAnInventory) {
        Sort::Left
    } else {
        Sort::Also
    }
}
