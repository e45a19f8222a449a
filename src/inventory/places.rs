//! The places of an inventory: rows of `jurisdictions`, merged, and places named only by an asset.

use std::collections::HashMap;
use std::sync::Arc;

use crate::place::{Level, PlaceId, State, Understood};
use crate::position::Position;
use crate::predicate::{Home, Row};
use crate::schema::{JURISDICTIONS, folded};
use crate::value::Value;

/// A place of the inventory.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Its id.
    pub id: PlaceId,
    /// The two letters of its state, where anything tells.
    pub state: Option<Arc<str>>,
    /// Its name.
    pub name: Arc<str>,
    /// How large it is.
    pub level: Level,
    /// Its row of `jurisdictions`, column by column; `None` where only assets name it.
    pub row: Option<Vec<Value>>,
    /// The file of that row.
    pub file: Arc<str>,
    /// Where in the file.
    pub position: Position,
}

impl Place {
    fn new(id: PlaceId) -> Self {
        let state = id.state().map(Arc::from);
        let level = id.level().unwrap_or(Level::County);
        let name = match (level, State::of_fips(id.as_str()).filter(|_| id.is_fips())) {
            (Level::State, Some(state)) => state.name.into(),
            (_, Some(_)) => format!("{} {id}", level.name()).into(),
            _ => id.as_str().into(),
        };
        Self { id, state, name, level, row: None, file: "".into(), position: Position::default() }
    }

    /// A column of its row; unknown where it has none.
    #[must_use]
    pub fn column(&self, index: usize) -> Value {
        self.row.as_ref().map_or(Value::Null, |row| row[index].clone())
    }

    /// A column of its row by name.
    #[must_use]
    pub fn named(&self, column: &str) -> Value {
        JURISDICTIONS.column(column).map_or(Value::Null, |index| self.column(index))
    }

    /// Its registered voters, where known.
    #[must_use]
    pub fn voters(&self) -> Option<u64> {
        self.named("registered_voters").as_count()
    }
}

impl Row for Place {
    fn cell(&self, _: Home, index: usize) -> Value {
        self.column(index)
    }
}

/// What became of a name that a row gave its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// The place.
    pub place: u32,
    /// What a person should know of it; `None` where it was plain.
    pub note: Option<String>,
}

/// All places met so far.
#[derive(Clone, Debug, Default)]
pub struct Places {
    list: Vec<Place>,
    by_id: HashMap<PlaceId, u32>,
    /// Ids as written and names, folded; `None` where two places share one.
    aliases: HashMap<String, Option<u32>>,
    /// Columns of a place that two rows contradict.
    disputed: Vec<(u32, usize)>,
}

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

    /// The place of an id, made where it is new.
    pub fn intern(&mut self, place: &Place) -> u32 {
        if let Some(known) = self.by_id.get(&place.id) {
            return *known;
        }
        let index = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.by_id.insert(place.id.clone(), index);
        self.list.push(place.clone());
        index
    }

    /// Adds a row of `jurisdictions`; tells the columns in which it contradicts an earlier row of the same place.
    pub fn declare(
        &mut self,
        understood: &Understood,
        written: &str,
        row: Vec<Value>,
        file: &Arc<str>,
        at: Position,
    ) -> Vec<usize> {
        let index = self.intern(&Place::new(understood.id.clone()));
        let place = &mut self.list[index as usize];
        let mut disputed = Vec::new();
        match &mut place.row {
            None => {
                (place.file, place.position) = (file.clone(), at);
                place.row = Some(row);
            }
            Some(known) => {
                if (file, at) < (&place.file, place.position) {
                    (place.file, place.position) = (file.clone(), at);
                }
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
        let text = |name: &str| place.named(name).as_text().cloned();
        let (name, level, state) = (text("name"), text("level"), text("state"));
        let fresh = Place::new(place.id.clone());
        place.name = name.unwrap_or(fresh.name);
        place.level = level.and_then(|level| Level::named(&level)).unwrap_or(fresh.level);
        let named =
            state.map(|state| State::named(&state).map_or(state.to_uppercase().into(), |state| state.code.into()));
        place.state = fresh.state.or(named);
        self.alias(written, index);
        disputed
    }

    /// Makes the names of all declared places known; called once they are all in.
    pub fn name_all(&mut self) {
        let names: Vec<(String, u32)> = self
            .list
            .iter()
            .enumerate()
            .flat_map(|(index, place)| {
                let full = place.state.as_ref().map(|state| format!("{}, {state}", place.name));
                let index = u32::try_from(index).unwrap_or(u32::MAX);
                [Some(place.name.to_string()), full].into_iter().flatten().map(move |name| (name, index))
            })
            .collect();
        for (name, index) in names {
            self.alias(&name, index);
        }
    }

    fn alias(&mut self, name: &str, index: u32) {
        let known = self.aliases.entry(folded(name)).or_insert(Some(index));
        if *known != Some(index) {
            *known = None;
        }
    }

    /// The place that a row's text names: an id, or the name of a declared place; else it is made.
    pub fn resolve(&mut self, text: &str) -> Resolved {
        let understood = PlaceId::understand(text, None);
        let known = self.by_id.get(&understood.id).copied();
        if let Some(known) = known.filter(|known| self.list[*known as usize].row.is_some()) {
            return Resolved { place: known, note: understood.restored };
        }
        if let Some(Some(known)) = self.aliases.get(&folded(text)) {
            return Resolved { place: *known, note: None };
        }
        let note = if let Some(restored) = understood.restored {
            Some(restored)
        } else if self.list.iter().any(|place| place.row.is_some()) {
            let names = self.list.iter().filter(|place| place.row.is_some());
            let near = crate::spelling::nearest(text, names.flat_map(|place| [place.id.as_str(), &*place.name]));
            let near = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
            Some(format!("place \"{}\" is not among the jurisdictions{near}", crate::spelling::shortened(text)))
        } else {
            None
        };
        let place = self.intern(&Place::new(understood.id));
        Resolved { place, note }
    }

    /// The place a person names on the command line: an id or a name, whatever its case.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<&Place> {
        let understood = PlaceId::understand(text, None).id;
        let by_name = || self.aliases.get(&folded(text)).copied().flatten();
        let index = self.by_id.get(&understood).copied().or_else(by_name)?;
        self.list.get(index as usize)
    }
}
