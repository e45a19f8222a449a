//! The places of an inventory: rows of `jurisdictions`, merged, and places that only an asset names.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use foldhash::fast::RandomState;

use super::aliases::Aliases;
use super::place::{Place, Spots};
use crate::place::{PlaceId, State, Understood, state_of_path};
use crate::schema::LaterCell;
use crate::words::position::SheetName;
use crate::words::value::Value;

/// All places met so far.
#[derive(Clone, Debug, Default)]
pub struct Places {
    pub(super) list: Vec<Place>,
    pub(super) by_id: HashMap<PlaceId, u32, RandomState>,
    /// What rows wrote for the id of their place.
    pub(super) written: Vec<(Arc<str>, u32)>,
    /// So many places have names that were made known.
    pub(super) named: usize,
    pub(super) aliases: OnceLock<Aliases>,
    /// Columns of a place that two rows contradict.
    pub(super) disputed: Vec<(u32, usize)>,
    /// The state that the folder of the file being read names.
    pub(super) of_folder: Option<&'static State>,
    /// The state that is expected, where it is just one.
    pub(super) of_expected: Option<&'static State>,
    /// The state that was asked about, where it is just one.
    pub(super) of_asked: Option<&'static State>,
    /// The state of all declared places, where it is just one.
    pub(super) of_declared: Option<Arc<str>>,
    /// Whether any place was made whose id shows no state.
    pub(super) lacks_states: bool,
    /// The files and tabs whose rows were given to the place that the user named.
    pub(super) given: BTreeSet<SheetName>,
    /// How many names were compared with all others.
    pub(super) compared: u32,
}

/// The places that are in another place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Below {
    /// Whether there are any.
    pub any: bool,
    /// Whether any of them sent records.
    pub sent: bool,
}

/// Ends the id of what stands for rows that name no place among rows that do.
pub const NO_PLACE_NAMED: &str = " (no place)";

impl Places {
    /// The places, in the order they were met.
    #[must_use]
    pub fn list(&self) -> &[Place] {
        &self.list
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether any of them may have no state.
    #[must_use]
    pub fn may_lack_states(&self) -> bool {
        self.lacks_states
    }

    /// Where the place of an id is among them.
    #[must_use]
    pub fn at(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).map(|index| *index as usize)
    }

    /// What is in each place, in their order.
    #[must_use]
    pub fn below(&self) -> Vec<Below> {
        let mut all = vec![Below::default(); self.list.len()];
        for place in &self.list {
            for index in place.id.lies_in().filter_map(|id| self.at(id)) {
                all[index].any = true;
                all[index].sent |= place.has_sent();
            }
        }
        all
    }

    /// The place of an id, made where it is new.
    pub fn intern(&mut self, place: &Place) -> u32 {
        if let Some(known) = self.by_id.get(&place.id) {
            return *known;
        }
        self.push(place.clone())
    }

    /// Adds a place that is new.
    pub(super) fn push(&mut self, place: Place) -> u32 {
        let index = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.by_id.insert(place.id.clone(), index);
        self.lacks_states |= place.state.is_none();
        self.list.push(place);
        index
    }

    /// Adds a row of `jurisdictions`; returns the columns in which it contradicts an earlier row of the same place.
    pub fn declare(
        &mut self,
        understood: &Understood,
        written: &Arc<str>,
        (mut row, later): (Vec<Value>, Vec<LaterCell>),
        file: &SheetName,
        spots: Spots,
    ) -> Vec<usize> {
        let mut disputed = Vec::new();
        let index = match self.by_id.get(&understood.id).copied() {
            None => self.push(Place { later, ..Place::declared(understood, row, file, spots) }),
            Some(index) => {
                let place = &mut self.list[index as usize];
                match &mut place.row {
                    None => {
                        (place.file, place.position, place.apart) = (file.clone(), spots.row, spots.apart);
                        (place.row, place.later) = (Some(row), later);
                    }
                    Some(known) => {
                        // What another row says counts first.
                        let is_blank = |cell: &LaterCell| known.get(cell.column).is_none_or(Value::is_null);
                        place.later.extend(later.into_iter().filter(is_blank));
                        let first = if (file, spots.row) < (&place.file, place.position) {
                            (place.position, place.apart) = (spots.row, spots.apart);
                            std::mem::replace(&mut place.file, file.clone())
                        } else {
                            file.clone()
                        };
                        if place.file.file != first.file && !place.also_in.contains(&first.file) {
                            place.also_in.push(first.file);
                        }
                        let of_it = self.disputed.iter().filter(|(of, _)| *of == index).map(|(_, column)| column + 1);
                        let columns = of_it.chain([known.len(), row.len()]).max().unwrap_or(0);
                        known.resize(columns, Value::Null);
                        row.resize(columns, Value::Null);
                        for (column, (known, new)) in known.iter_mut().zip(row).enumerate() {
                            if self.disputed.contains(&(index, column)) {
                                disputed.push(column);
                            } else if known.is_null() {
                                *known = new;
                            } else if !new.is_null() && *known != new {
                                *known = Value::Null;
                                self.disputed.push((index, column));
                                disputed.push(column);
                            }
                        }
                    }
                }
                // Rows end with their last cell that says something.
                let filled =
                    |row: &Vec<Value>| row.iter().rposition(|value| !value.is_null()).map_or(0, |last| last + 1);
                place.row.iter_mut().for_each(|row| row.truncate(filled(row)));
                place.take(understood);
                index
            }
        };
        self.written.push((written.clone(), index));
        if let Some(aliases) = self.aliases.get_mut() {
            aliases.write(written, index);
        }
        disputed
    }

    /// Makes the names of all declared places known; called once they are all in.
    pub fn name_all(&mut self) {
        let mut states = self.list.iter().filter_map(|place| place.state.as_ref());
        self.of_declared = states.next().filter(|first| states.all(|state| state == *first)).cloned();
        self.named = self.list.len();
        if let Some(aliases) = self.aliases.get_mut() {
            aliases.call(&self.list);
        }
    }

    /// The names made known so far, which are put together when somebody first asks: rows may well name all places by their ids.
    pub(super) fn aliases(&self) -> &Aliases {
        self.aliases.get_or_init(|| {
            let mut aliases = Aliases::default();
            self.written.iter().for_each(|(written, index)| aliases.write(written, *index));
            aliases.call(&self.list[..self.named]);
            aliases
        })
    }

    /// Whether any name was made known.
    pub(super) fn has_names(&self) -> bool {
        !self.written.is_empty() || self.named > 0
    }

    /// Notes which file is read from now on: its folder may name the state of its places.
    pub(crate) fn enter(&mut self, path: &str) {
        self.of_folder = state_of_path(path);
    }

    /// Notes the one state that is expected.
    pub(crate) fn expect_state(&mut self, state: Option<&'static State>) {
        self.of_expected = state;
    }

    /// Notes the one state that was asked about.
    pub(crate) fn ask_state(&mut self, state: Option<&'static State>) {
        self.of_asked = state;
    }

    /// Notes that rows are of a place.
    pub(crate) fn has_rows_of(&mut self, place: u32) {
        self.list[place as usize].has_rows = true;
    }

    /// Notes that the rows of a sheet were given to the place that the user named.
    pub(crate) fn give(&mut self, sheet: &SheetName) {
        self.given.insert(sheet.clone());
    }

    /// The files and tabs in which nothing names a place, whose rows were given to the one that the user named.
    pub fn given(&self) -> impl Iterator<Item = &SheetName> {
        self.given.iter()
    }

    /// The place that stands for the rows of a sheet that name none, though others there do.
    pub(crate) fn without(&mut self, sheet: &SheetName) -> u32 {
        let shown = sheet.to_string();
        let inner = sheet.file.split_once('/').map_or(&*shown, |(root, _)| &shown[root.len() + 1..]);
        self.nowhere(&format!("{inner}{NO_PLACE_NAMED}"))
    }

    /// The place of an id that stands for rows without a known place.
    pub(crate) fn nowhere(&mut self, id: &str) -> u32 {
        let place = self.intern(&Place { is_nowhere: true, ..Place::new(PlaceId::own(id)) });
        self.list[place as usize].has_rows = true;
        place
    }

    /// The place of an id that has a row.
    pub(super) fn declared(&self, id: &PlaceId) -> Option<u32> {
        self.by_id.get(id).copied().filter(|known| self.list[*known as usize].row.is_some())
    }

    /// The one place that a file declares.
    pub(crate) fn only_of_file(&self, file: &str) -> Option<u32> {
        self.only(|place| *place.file == *file || place.also_in.iter().any(|other| **other == *file))
    }

    /// The one place that the files of a file's folder declare.
    pub(crate) fn only_of_folder(&self, file: &str) -> Option<u32> {
        let folder = |path: &str| path.rsplit_once('/').map(|(folder, _)| folder.to_owned());
        let own = folder(file);
        self.only(|place| folder(&place.file) == own || place.also_in.iter().any(|other| folder(other) == own))
    }

    fn only(&self, fits: impl Fn(&Place) -> bool) -> Option<u32> {
        let mut found = self.list.iter().zip(0..).filter(|(place, _)| place.row.is_some() && fits(place));
        let (_, only) = found.next()?;
        found.next().is_none().then_some(only)
    }
}
