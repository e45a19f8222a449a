//! Twins: assets of one place with one id. In two files they count once; in one file both count; either way it is said.

use std::borrow::Cow;
use std::hash::BuildHasher;

use foldhash::quality::RandomState;

use super::rise::Rise;
use crate::position::{Position, SheetName};
use crate::schema::TableId;
use crate::spelling::shortened;

/// Ids are searched up to this many assets a run; their numbers fit the bits of a slot.
const SEARCHED: usize = 1_000_000;
const _: () = assert!(SEARCHED <= VACANT as usize & ((1 << NUMBER) - 1));

/// The ids met so far, as hashes seeded by chance; small, for it is the largest thing that a run holds.
#[derive(Debug, Default)]
pub(super) struct Twins {
    seed: Seed,
    /// For every id its number among them below some bits of its hash; [`VACANT`] where there is none. Empty while they rise.
    slots: Vec<u32>,
    risen: Rise,
    /// How many slots are expected to be needed.
    expected: usize,
    hashes: Vec<u64>,
    lines: Vec<u32>,
    /// Sheets, and how many ids were met before each.
    sheets: Vec<(SheetName, usize)>,
    full: bool,
}

/// Stands where no id does: no number is so high. It is not zero, so that room is made by writing it: room that is read before it is
/// written is mapped twice, and the second time other threads have to wait.
const VACANT: u32 = u32::MAX;

/// How ids are hashed: the same for all threads of a run.
#[derive(Clone, Debug, Default)]
pub(super) struct Seed(RandomState);

impl Seed {
    /// The hash of an id of a table.
    pub(super) fn hash(&self, table: TableId, id: &[u8]) -> u64 {
        self.0.hash_one((table, id))
    }
}

/// An odd number without a pattern: the golden ratio.
const ODD: u64 = 0x9E37_79B9_7F4A_7C15;

/// So many bits tell one of the ids.
const NUMBER: u32 = 20;

/// The columns and the id by which a row is searched, where all are filled: the key of its table that begins with `asset_id`.
pub(super) fn key_of<'a>(
    table: TableId,
    cell: impl Fn(usize) -> Option<&'a [u8]>,
) -> Option<(&'static [&'static str], Cow<'a, [u8]>)> {
    let key = searched(table)?;
    Some((key, id_of(key.iter().map(|name| cell(table.column(name)?)))?))
}

/// The same key as fields of a sheet that has them all.
pub(super) fn key_fields(table: TableId, field: impl Fn(usize) -> Option<usize>) -> Option<Vec<usize>> {
    searched(table)?.iter().map(|name| field(table.column(name)?)).collect()
}

/// The id that the parts of a key make, where none is missing.
#[inline]
pub(super) fn id_of<'a>(mut parts: impl Iterator<Item = Option<&'a [u8]>>) -> Option<Cow<'a, [u8]>> {
    let mut id = Cow::Borrowed(parts.next()??.trim_ascii());
    for part in parts {
        let id = id.to_mut();
        id.push(b'/');
        id.extend_from_slice(part?.trim_ascii());
    }
    Some(id)
}

fn searched(table: TableId) -> Option<&'static [&'static str]> {
    table.table().keys.iter().find(|key| key.first() == Some(&"asset_id")).copied()
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
    /// How ids are hashed.
    pub(super) fn seed(&self) -> Seed {
        self.seed.clone()
    }

    /// Begins a sheet.
    pub(super) fn begin(&mut self, sheet: &SheetName) {
        self.sheets.push((sheet.clone(), self.hashes.len()));
    }

    /// Makes room for about so many ids, of whom most are new.
    pub(super) fn expect(&mut self, ids: usize) {
        if self.hashes.is_empty() {
            self.expected = slots_for(ids.min(SEARCHED));
            self.hashes.reserve(ids.min(SEARCHED));
            self.lines.reserve(ids.min(SEARCHED));
        }
    }

    /// Whether all ids of some rows rise, like all before them: then each is new.
    pub(super) fn rise(&mut self, ids: &Rise) -> bool {
        self.risen.follow(ids)
    }

    /// Whether all so far do.
    pub(super) fn have_risen(&self) -> bool {
        self.risen.holds()
    }

    /// Remembers an asset whose id rises: as [`Twins::enter`], but nothing is looked up.
    #[inline]
    pub(super) fn enter_risen(&mut self, hash: u64, line: u64) -> Twin {
        if self.hashes.len() >= SEARCHED {
            self.full = true;
        } else {
            self.hashes.push(hash);
            self.lines.push(u32::try_from(line).unwrap_or(u32::MAX));
        }
        Twin::None
    }

    /// The hash of an asset of a place, by the hash of its id.
    #[inline]
    pub(super) fn at(&self, id: u64, place: u32) -> u64 {
        // The hash of the id is seeded by chance: here it only needs to differ from place to place, in all its bits.
        let product = u128::from(id ^ u64::from(place).wrapping_mul(ODD)) * u128::from(ODD);
        ((product ^ product >> 64) as u64).max(1)
    }

    /// Looks towards where assets will be looked up, so that they are near by then; what it tells means nothing.
    pub(super) fn near(&self, coming: impl Iterator<Item = u64>) -> u32 {
        let Some(mask) = self.slots.len().checked_sub(1) else { return 0 };
        coming.fold(0, |any, hash| any | self.slots[(hash >> NUMBER) as usize & mask])
    }

    /// Remembers an asset of a place by its hash, with the line it stands on, and tells whether it is new, or no longer searched.
    #[inline]
    pub(super) fn enter(&mut self, hash: u64, line: u64) -> bool {
        if self.hashes.len() >= SEARCHED {
            self.full = true;
            return true;
        }
        if self.hashes.len() * 8 >= self.slots.len() * 7 {
            // Nobody tells of ids that are looked up whether they rise.
            self.risen.give_up();
            let slots = slots_for(self.hashes.len()).max(self.slots.len() * 2).max(self.expected);
            self.slots = vec![VACANT; slots.max(1 << 10)];
            for (number, hash) in (0..).zip(&self.hashes) {
                if let Err(vacant) = find(&self.slots, &[], *hash) {
                    self.slots[vacant] = slot(number, *hash);
                }
            }
        }
        let Err(vacant) = find(&self.slots, &self.hashes, hash) else { return false };
        self.slots[vacant] = slot(u32::try_from(self.hashes.len()).unwrap_or(u32::MAX), hash);
        self.hashes.push(hash);
        self.lines.push(u32::try_from(line).unwrap_or(u32::MAX));
        true
    }

    /// Looks an asset of a place up by its hash, and remembers it with the line it stands on.
    pub(super) fn look(&mut self, hash: u64, line: u64) -> Twin {
        if self.enter(hash, line) {
            return Twin::None;
        }
        let Ok(known) = find(&self.slots, &self.hashes, hash) else { return Twin::None };
        let line = u64::from(self.lines[known]);
        let sheet = self.sheets.partition_point(|(_, before)| *before <= known);
        match self.sheets.get(sheet.saturating_sub(1)) {
            Some((other, _)) if sheet < self.sheets.len() => Twin::OtherFile(other.clone(), line),
            _ => Twin::SameFile(line),
        }
    }

    /// Whether there were more assets than are searched; asked once a file.
    pub(super) fn is_full(&self) -> bool {
        self.full
    }
}

/// Slots of which enough are vacant where there are so many ids.
fn slots_for(ids: usize) -> usize {
    (ids * 8 / 7 + 1).next_power_of_two()
}

fn slot(number: u32, hash: u64) -> u32 {
    ((hash as u32) << NUMBER) | number
}

/// Which of the ids met has a hash; else the vacant slot where it belongs. Without their hashes none is taken for it.
fn find(slots: &[u32], hashes: &[u64], hash: u64) -> Result<usize, usize> {
    let mask = slots.len() - 1;
    let mut at = (hash >> NUMBER) as usize & mask;
    loop {
        let met = slots[at];
        if met == VACANT {
            return Err(at);
        }
        if (met ^ slot(0, hash)) >> NUMBER == 0 {
            let number = (met & ((1 << NUMBER) - 1)) as usize;
            if hashes.get(number) == Some(&hash) {
                return Ok(number);
            }
        }
        at = (at + 1) & mask;
    }
}
