//! Assets of one place with the same id: counted once in two files, twice in one; reported either way.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::BuildHasher;

use foldhash::quality::RandomState;

use super::sorted_ids::SortedIds;
use crate::diagnostic::{Elsewhere, Kind, Notice};
use crate::inventory::find::options::Searched;
use crate::limits::Limit;
use crate::limits::files::{SEARCHED_IDS, SEARCHED_SERIALS};
use crate::schema::{TableId, folded};
use crate::words::position::{Position, SheetName};
use crate::words::spelling::shortened;

// The numbers of ids fit the bits of a slot.
const _: () = assert!(SEARCHED_IDS.size() <= VACANT as usize & ((1 << NUMBER) - 1));

/// The ids met so far, as hashes seeded by chance; small, for it is the largest thing that a run holds.
#[derive(Debug, Default)]
pub(crate) struct DuplicateIds {
    searched: Searched,
    seed: Seed,
    /// For every id its number among them below some bits of its hash; [`VACANT`] where there is none. Empty while they rise.
    slots: Vec<u32>,
    risen: SortedIds,
    /// How many slots are expected to be needed.
    expected: usize,
    hashes: Vec<u64>,
    lines: Vec<u32>,
    /// Sheets, and how many ids were met before each.
    sheets: Vec<(SheetName, usize)>,
    full: bool,
    /// Serial numbers that stood next to an id, by their hash with the place, and where each stood.
    serials: HashMap<u64, (usize, u64), RandomState>,
    /// Whether there were more of them than are remembered.
    full_of_serials: bool,
}

/// Stands where no id does: no number is so high. It is not zero, so that room is made by writing it: room that is read before it is
/// written is mapped twice, and the second time other threads have to wait.
const VACANT: u32 = u32::MAX;

/// How ids are hashed: the same for all threads of a run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seed(RandomState);

impl Seed {
    /// The hash of an id of a table.
    pub(crate) fn hash(&self, table: TableId, id: &[u8]) -> u64 {
        self.0.hash_one((table, id))
    }

    /// The hash of an id by one of the keys of a table; the same as [`Seed::hash`] for the first.
    pub(crate) fn hash_by(&self, table: TableId, key: usize, id: &[u8]) -> u64 {
        // Names of computers and serial numbers are the same in any case.
        if key == 0 { self.hash(table, id) } else { self.0.hash_one((table, key, id.to_ascii_lowercase())) }
    }

    /// The hash of a serial number that is next to an id.
    pub(crate) fn hash_serial(&self, serial: &[u8]) -> u64 {
        self.0.hash_one(serial.trim_ascii().to_ascii_lowercase())
    }
}

/// An odd number without a pattern: the golden ratio.
const ODD: u64 = 0x9E37_79B9_7F4A_7C15;

/// How many bits identify one of the ids.
const NUMBER: u32 = 20;

/// The id by which a row is searched.
#[derive(Debug)]
pub(crate) struct Known<'a> {
    /// Its columns.
    pub(crate) key: &'static [&'static str],
    /// The number of that key among those by which rows of the table are searched.
    pub(crate) number: usize,
    pub(crate) id: Cow<'a, [u8]>,
}

/// The id by which a row is searched: by the first key of its table whose columns are all filled.
pub(crate) fn key_of<'a>(table: TableId, cell: impl Fn(usize) -> Option<&'a [u8]>) -> Option<Known<'a>> {
    searched(table).enumerate().find_map(|(number, key)| {
        let id = id_of(key.iter().map(|name| cell(table.column(name)?)))?;
        (number == 0 || is_id(table, number, &id)).then_some(Known { key, number, id })
    })
}

/// The first key as fields of a sheet that has them all.
pub(crate) fn key_fields(table: TableId, field: impl Fn(usize) -> Option<usize>) -> Option<Vec<usize>> {
    searched(table).next()?.iter().map(|name| field(table.column(name)?)).collect()
}

/// The other keys as fields of a sheet that has them all, each with its number.
pub(crate) fn other_keys(
    table: TableId,
    field: impl Fn(usize) -> Option<usize>,
) -> impl Iterator<Item = (usize, Vec<usize>)> {
    let fields = move |key: &[&str]| key.iter().map(|name| field(table.column(name)?)).collect::<Option<Vec<usize>>>();
    searched(table).enumerate().skip(1).filter_map(move |(number, key)| Some((number, fields(key)?)))
}

/// Whether a value of a key other than the first identifies one thing.
pub(crate) fn is_id(table: TableId, key: usize, id: &[u8]) -> bool {
    match searched(table).nth(key) {
        Some(["serial_number"]) => tells(id),
        Some(["hostname"]) => is_hostname(id),
        Some(_) | None => true,
    }
}

/// Whether a serial number is one: `N/A`, `0000` and `see list` are none.
pub(crate) fn tells(serial: &[u8]) -> bool {
    let serial = serial.trim_ascii();
    let first = serial.first();
    // `V1` is one; two digits are rather the number of a line.
    (serial.len() >= 3 || serial.len() == 2 && serial.iter().any(u8::is_ascii_alphabetic))
        && serial.iter().any(u8::is_ascii_digit)
        && !serial.contains(&b' ')
        && serial.iter().any(|byte| Some(byte) != first)
}

/// Whether a name is that of one computer: an address within an office, or what a computer is, is no such name.
fn is_hostname(name: &[u8]) -> bool {
    let Ok(name) = std::str::from_utf8(name) else { return false };
    let network = TableId::named("network").map(TableId::columns).unwrap_or_default();
    let words = network.iter().filter(|column| column.name == "role").flat_map(|column| column.choices);
    let mut words = words.flat_map(|choice| std::iter::once(&choice.name).chain(choice.synonyms));
    let name = folded(name);
    name.bytes().any(|byte| byte.is_ascii_alphabetic())
        && name != "localhost"
        && !words.any(|word| folded(word) == name)
}

/// The id that the parts of a key make, where none is missing.
#[inline]
pub(crate) fn id_of<'a>(mut parts: impl Iterator<Item = Option<&'a [u8]>>) -> Option<Cow<'a, [u8]>> {
    let mut id = Cow::Borrowed(parts.next()??.trim_ascii());
    for part in parts {
        let id = id.to_mut();
        id.push(b'/');
        id.extend_from_slice(part?.trim_ascii());
    }
    Some(id)
}

/// The keys of a table by which its rows are searched. A place is known by its id elsewhere, and the same help may be had twice.
pub(crate) fn searched(table: TableId) -> impl Iterator<Item = &'static [&'static str]> {
    let table = table.table();
    let is_searched = !["jurisdictions", "services"].contains(&table.name);
    table.keys.iter().filter(move |_| is_searched).copied()
}

/// What an id turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Duplicate {
    /// New, or no longer searched.
    None,
    /// Met in the same file before: both rows count.
    SameFile(u64),
    /// Met in another file before: this row is left out.
    OtherFile(SheetName, u64),
}

impl Duplicate {
    /// The notice on an id met before, by the columns it is in and the sheet that it is in again.
    pub(crate) fn notice(
        &self,
        key: &[&str],
        id: &str,
        sheet: &SheetName,
        at: impl FnOnce() -> Position,
    ) -> Option<Notice> {
        let (column, shown) = (key.join("/"), shortened(id));
        let kind = match self {
            Self::None => return None,
            Self::SameFile(line) => {
                Kind::EqualIds { key: column.clone(), id: shown, spot: Elsewhere::of(sheet, None, *line) }
            }
            Self::OtherFile(other, line) => {
                let spot = Elsewhere::OtherSheet(other.clone(), *line);
                Kind::CountedOnce { key: column.clone(), id: shown, spot }
            }
        };
        Some(Notice::of_cell(kind, sheet, &column, id, at()))
    }

    /// Whether the row was counted already, from another file.
    pub(crate) fn is_counted_elsewhere(&self) -> bool {
        matches!(self, Self::OtherFile(..))
    }
}

impl DuplicateIds {
    /// None yet; so many are searched.
    pub(crate) fn searching(searched: Searched) -> Self {
        Self { searched, ..Self::default() }
    }

    /// How ids are hashed.
    pub(crate) fn seed(&self) -> Seed {
        self.seed.clone()
    }

    /// Begins a sheet.
    pub(crate) fn begin(&mut self, sheet: &SheetName) {
        self.sheets.push((sheet.clone(), self.hashes.len()));
    }

    /// Makes room for about this many ids, most of them new.
    pub(crate) fn expect(&mut self, ids: usize) {
        if self.hashes.is_empty() {
            self.expected = slots_for(ids.min(self.searched.ids));
            self.hashes.reserve(ids.min(self.searched.ids));
            self.lines.reserve(ids.min(self.searched.ids));
        }
    }

    /// Whether all ids of some rows rise, like all before them: then each is new.
    pub(crate) fn rise(&mut self, ids: &SortedIds) -> bool {
        self.risen.follow(ids)
    }

    /// Whether all so far do.
    pub(crate) fn have_risen(&self) -> bool {
        self.risen.holds()
    }

    /// Remembers an asset whose id rises: as [`DuplicateIds::enter`], but nothing is looked up.
    #[inline]
    pub(crate) fn enter_risen(&mut self, hash: u64, line: u64) -> Duplicate {
        if self.hashes.len() >= self.searched.ids {
            self.full = true;
        } else {
            self.hashes.push(hash);
            self.lines.push(u32::try_from(line).unwrap_or(u32::MAX));
        }
        Duplicate::None
    }

    /// The hash of an asset of a place, by the hash of its id.
    #[inline]
    pub(crate) fn at(&self, id: u64, place: u32) -> u64 {
        // The hash of the id is seeded by chance: here it only needs to differ from place to place, in all its bits.
        let product = u128::from(id ^ u64::from(place).wrapping_mul(ODD)) * u128::from(ODD);
        ((product ^ product >> 64) as u64).max(1)
    }

    /// Prefetches where assets will be looked up, so that they are in the cache by then; the result means nothing.
    pub(crate) fn near(&self, coming: impl Iterator<Item = u64>) -> u32 {
        let Some(mask) = self.slots.len().checked_sub(1) else { return 0 };
        coming.fold(0, |any, hash| any | self.slots[(hash >> NUMBER) as usize & mask])
    }

    /// Remembers an asset of a place by its hash, with the line it is on, and returns whether it is new, or no longer searched.
    #[inline]
    pub(crate) fn enter(&mut self, hash: u64, line: u64) -> bool {
        if self.hashes.len() >= self.searched.ids {
            self.full = true;
            return true;
        }
        if self.hashes.len() * 8 >= self.slots.len() * 7 {
            // For ids that are looked up it is not known whether they are sorted.
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

    /// Looks an asset of a place up by its hash, and remembers it with the line it is on.
    pub(crate) fn look(&mut self, hash: u64, line: u64) -> Duplicate {
        if self.enter(hash, line) {
            return Duplicate::None;
        }
        let Ok(known) = find(&self.slots, &self.hashes, hash) else { return Duplicate::None };
        let line = u64::from(self.lines[known]);
        let sheet = self.sheets.partition_point(|(_, before)| *before <= known);
        match self.sheets.get(sheet.saturating_sub(1)) {
            Some((other, _)) if sheet < self.sheets.len() => Duplicate::OtherFile(other.clone(), line),
            _ => Duplicate::SameFile(line),
        }
    }

    /// Remembers the serial number of a row that has an id of its own, and says where it stood before, in this sheet or another.
    pub(crate) fn serial(&mut self, hash: u64, place: u32, line: u64) -> Option<Elsewhere> {
        let sheet = self.sheets.len().checked_sub(1)?;
        if let Some((before, line)) = self.serials.get(&self.at(hash, place)) {
            return Some(Elsewhere::of(&self.sheets[sheet].0, self.sheets.get(*before).map(|(sheet, _)| sheet), *line));
        }
        if self.serials.len() < self.searched.serials {
            self.serials.insert(self.at(hash, place), (sheet, line));
        } else {
            self.full_of_serials = true;
        }
        None
    }

    /// Whether there were more assets than are searched.
    pub(crate) fn is_full_of_ids(&self) -> bool {
        self.full
    }

    /// The limits for which some ids or serial numbers were not searched; asked once a sheet.
    pub(crate) fn full(&self) -> impl Iterator<Item = &'static Limit> + use<> {
        let ids = self.full.then_some(&SEARCHED_IDS);
        ids.into_iter().chain(self.full_of_serials.then_some(&SEARCHED_SERIALS))
    }
}

/// How many slots leave enough vacant for this many ids.
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
