//! Finds the place that a row or a person names, and makes it where it is new.

use super::aliases::short_name;
use super::index::Places;
use super::place::Place;
use crate::inventory::find::expected::ListedPlace;
use crate::inventory::shape::place_text::PlaceText;
use crate::place::names::{Found, Means, Named};
use crate::place::{County, PlaceId, PlaceNote, Reading, State, names_county};
use crate::words::spelling::shortened;

/// What became of a name that a row gave its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// The place.
    pub place: u32,
    /// What a person should know of it; `None` where it was plain.
    pub note: Option<PlaceNote>,
}

impl Places {
    /// The place that a row's text names: an id, or a name of a declared place or of a county; else it is made.
    pub fn resolve(&mut self, text: &str) -> Resolved {
        self.resolve_as(&PlaceText::of(text))
    }

    /// The same by all that a row writes of its place.
    pub(crate) fn resolve_as(&mut self, written: &PlaceText<'_>) -> Resolved {
        let mut resolved = self.look_up(written);
        let place = &mut self.list[resolved.place as usize];
        (place.has_rows, place.is_given) = (true, false);
        if let Some(state) = written.state.as_deref().filter(|_| written.known_state().is_none()) {
            let reading = Reading::NoState { state: shortened(state), note: resolved.note.map(Box::new) };
            resolved.note = Some(PlaceNote::new("", reading));
        }
        resolved
    }

    fn look_up(&mut self, written: &PlaceText<'_>) -> Resolved {
        let (text, state) = (&*written.name, written.known_state());
        let plain = match written.county {
            None => PlaceId::understand_as(text, state, written.level),
            Some(_) => self.understood_as(written),
        };
        if let Some(known) = self.declared(&plain.id) {
            // What is left as it is was declared as it is.
            return Resolved { place: known, note: plain.note.filter(|_| plain.id.is_fips() && !plain.guessed) };
        }
        let named = if written.county.is_some() { Ok(None) } else { self.by_name_in(text, state) };
        let note = match named {
            Ok(Some(place)) => return Resolved { place, note: None },
            Ok(None) => None,
            Err(note) => Some(note),
        };
        let understood = self.understood_as(written);
        let note = note.or_else(|| understood.note.clone()).or_else(|| self.unknown(text, &understood));
        Resolved { place: self.intern(&Place::of(&understood)), note }
    }

    /// The place that the user gives rows that name none: one that is known by that name, or else a new one.
    pub(crate) fn resolve_given(&mut self, text: &str) -> u32 {
        match self.find(text).and_then(|place| self.at(place.id.as_str())) {
            Some(known) => {
                self.list[known].has_rows = true;
                u32::try_from(known).unwrap_or(u32::MAX)
            }
            None => {
                let place = self.resolve(text).place;
                self.list[place as usize].is_given = true;
                place
            }
        }
    }

    /// The county that a person names in full, or by its id.
    pub(crate) fn county_asked(&self, text: &str) -> Option<&'static County> {
        County::of(PlaceId::understand(text, None).id.as_str())
    }

    /// The declared place of a name in a state that its row names.
    fn by_name_in(&self, text: &str, state: Option<&str>) -> Result<Option<u32>, PlaceNote> {
        let Some(code) = state.and_then(State::code) else { return self.by_name(text) };
        let is_there = |place: &u32| self.list[*place as usize].state.as_deref().is_none_or(|of| of == code);
        let in_full = self.by_name(&format!("{text}, {code}"));
        if let Ok(None) = in_full {
            self.by_name(text).map(|place| place.filter(is_there)).or(Ok(None))
        } else {
            in_full
        }
    }

    /// The declared place of a name; an error where several are called so.
    pub(super) fn by_name(&self, text: &str) -> Result<Option<u32>, PlaceNote> {
        if let Some(known) = self.aliases().of(text) {
            return match known {
                Some(known) => Ok(Some(known)),
                None => {
                    let names = |place: &Place| [short_name(&place.name), short_name(place.id.as_str())];
                    let is = |place: &&Place| place.row.is_some() && names(place).contains(&short_name(text));
                    let ids = self.list.iter().filter(is).map(|place| place.id.to_string()).take(4).collect();
                    Err(PlaceNote::new(shortened(text), Reading::SeveralDeclared(ids)))
                }
            };
        }
        if self.of_declared.is_none() && !self.has_names() {
            return Ok(None);
        }
        let counties = match Named::read(text, None, Means::County).found {
            Found::One { county, .. } => vec![county],
            Found::Several(counties) => counties,
            Found::In(..) | Found::Nothing => Vec::new(),
        };
        let id = |county: &County| PlaceId::understand(county.code, None).id;
        let declared: Vec<(&County, u32)> =
            counties.iter().filter_map(|county| Some((*county, self.declared(&id(county))?))).collect();
        match declared[..] {
            [] => Ok(None),
            // One of two that a state has may be the other one.
            [(only, known)] if counties.iter().filter(|county| county.state() == only.state()).count() == 1 => {
                Ok(Some(known))
            }
            _ => {
                let near = |county: &&&County| declared.iter().any(|(known, _)| known.state() == county.state());
                let mut counties: Vec<&'static County> = counties.iter().filter(near).copied().collect();
                let more = counties.len() > 4;
                counties.truncate(4);
                Err(PlaceNote::new(shortened(text), Reading::SeveralCounties { counties, more }))
            }
        }
    }

    /// The place a person names on the command line: an id or a name, whatever its case.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<&Place> {
        let understood = PlaceId::understand(text, None).id;
        let by_id = || self.by_id.get(&self.understood(text, None, None).id).copied();
        let as_written = || self.by_id.get(text.trim()).copied();
        let index = as_written()
            .or_else(|| self.by_id.get(&understood).copied())
            .or_else(|| self.by_name(text).ok().flatten())
            .or_else(by_id);
        index.map_or_else(|| self.find_without_state(text), |index| self.list.get(index as usize))
    }

    /// The one place of no state whose name is that of a county that a person names in full.
    fn find_without_state(&self, text: &str) -> Option<&Place> {
        let county = County::of(PlaceId::understand(text, None).id.as_str())?;
        let is_it = |place: &&Place| place.state.is_none() && !place.is_nowhere && names_county(&place.name, county);
        let mut found = self.list.iter().filter(is_it);
        found.next().filter(|_| found.next().is_none())
    }

    /// The place that a person asks about, where the records name it: a place that exists only because it was asked about does not
    /// count, unless the records name no place at all.
    #[must_use]
    pub fn asked(&self, text: &str) -> Option<&Place> {
        let is_named = |place: &Place| !place.is_nowhere && !place.is_given && (place.row.is_some() || place.has_rows);
        self.find(text).filter(|place| !place.is_given || !self.list.iter().any(is_named))
    }

    /// The same of a place that a list names, which may have a name next to the id: records that give only the name are its records.
    pub(crate) fn expect_listed(&mut self, listed: &ListedPlace) -> Option<PlaceNote> {
        let Some(name) = &listed.name else { return self.expect(&listed.place).1 };
        let is_met = self.find(&listed.place).is_some();
        let by_name = self.by_id.get(&self.understood(name, listed.state.as_deref(), None).id).copied();
        let (place, note) = match by_name.filter(|_| !is_met) {
            Some(known) => (known, None),
            None => self.expect(&listed.place),
        };
        let place = &mut self.list[place as usize];
        place.expected = true;
        // Only what nothing else names is called by its id.
        if place.row.is_none() && *place.name == *place.id.as_str() {
            place.name = name.as_str().into();
        }
        note
    }

    /// Marks the place of an id or a name as one that must be present; returns the note on its name, if any.
    pub(crate) fn expect(&mut self, text: &str) -> (u32, Option<PlaceNote>) {
        let plain = PlaceId::understand(text, None);
        let known = self.declared(&plain.id).or_else(|| self.by_name(text).ok().flatten());
        let understood = self.understood(text, None, None);
        let (place, note) = match known {
            Some(known) => (known, None),
            None => (self.intern(&Place::of(&understood)), understood.note.clone().filter(|_| !understood.guessed)),
        };
        let note = note.or_else(|| {
            if understood.id.is_fips() || known.is_some() { None } else { self.unknown(text, &understood) }
        });
        self.list[place as usize].expected = true;
        (place, note)
    }
}
