//! Twins: assets of one place with one id. In two files they count once; in one file both count; either way it is said.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::{Entry, RandomState};
use std::hash::BuildHasher;

use crate::position::{Position, SheetName};
use crate::schema::TableId;
use crate::spelling::shortened;

/// Ids are searched up to this many assets a run.
const SEARCHED: usize = 1_000_000;

/// The ids met so far, as hashes seeded by chance.
#[derive(Debug, Default)]
pub(super) struct Twins {
    seed: RandomState,
    /// The file, by its place among `files`, and the line.
    met: HashMap<u64, (u32, u32), foldhash::fast::RandomState>,
    files: Vec<SheetName>,
    full: bool,
}

/// The columns and the id by which a row is searched, where all are filled: the key of its table that begins with `asset_id`.
pub(super) fn key_of<'a>(
    table: TableId,
    cell: impl Fn(usize) -> Option<&'a [u8]>,
) -> Option<(&'static [&'static str], Cow<'a, [u8]>)> {
    let key = table.table().keys.iter().find(|key| key.first() == Some(&"asset_id"))?;
    let part = |name: &&str| cell(table.column(name)?).map(<[u8]>::trim_ascii);
    let id = match key {
        [only] => Cow::Borrowed(part(only)?),
        key => Cow::Owned(key.iter().map(part).collect::<Option<Vec<_>>>()?.join(&b'/')),
    };
    Some((key, id))
}

/// What an id turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Twin {
    /// New, or no longer searched.
    None,
    /// Met in the same file before: both rows count.
    SameFile(u64),
    /// Met in another file before: this row is left out.
    OtherFile(SheetName, u64),
}

impl Twin {
    /// What is said to people of an id met before, by the columns it stands in and the file.
    pub(super) fn said(&self, key: &[&str], id: &str, file: &SheetName) -> Option<String> {
        let (place, counted) = match self {
            Self::None => return None,
            Self::SameFile(row) if file.tab.is_some() => (format!("in row {row}"), "both rows are counted"),
            Self::SameFile(line) => (format!("on line {line}"), "both rows are counted"),
            Self::OtherFile(file, line) => {
                let there = file.at(Position { line: *line, column: 0 });
                (format!("in {there}"), "counted once, as it stands there")
            }
        };
        Some(format!("{} \"{}\" stands {place} too; {counted}", key.join("/"), shortened(id)))
    }

    /// The kind of notice that says it.
    pub(super) fn kind(&self) -> &'static str {
        if self.is_counted_elsewhere() { "counted-once" } else { "equal-ids" }
    }

    /// Whether the row was counted already, from another file.
    pub(super) fn is_counted_elsewhere(&self) -> bool {
        matches!(self, Self::OtherFile(..))
    }
}

impl Twins {
    /// Looks an asset up and remembers it, with the line it stands on.
    pub(super) fn look(&mut self, (table, place, id): (TableId, u32, &[u8]), file: &SheetName, line: u64) -> Twin {
        if self.met.len() >= SEARCHED {
            self.full = true;
            return Twin::None;
        }
        if self.files.last() != Some(file) {
            self.files.push(file.clone());
        }
        let here = u32::try_from(self.files.len() - 1).unwrap_or(u32::MAX);
        match self.met.entry(self.seed.hash_one((table, place, id))) {
            Entry::Vacant(vacant) => {
                vacant.insert((here, u32::try_from(line).unwrap_or(u32::MAX)));
                Twin::None
            }
            Entry::Occupied(known) => {
                let (file, line) = *known.get();
                let line = u64::from(line);
                if file == here {
                    Twin::SameFile(line)
                } else {
                    Twin::OtherFile(self.files[file as usize].clone(), line)
                }
            }
        }
    }

    /// Whether there were more assets than are searched; asked once a file.
    pub(super) fn is_full(&self) -> bool {
        self.full
    }
}
