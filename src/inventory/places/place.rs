//! A place of an inventory: its id, its name, its row of `jurisdictions`, and whether it sent anything.

use std::sync::{Arc, LazyLock};

use crate::place::{County, Level, PlaceId, State, Understood};
use crate::predicate::{Home, Row};
use crate::schema::{Column, JURISDICTIONS, LaterCell};
use crate::words::position::{Position, SheetName};
use crate::words::value::{Day, Value};

/// A place of the inventory.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Its id.
    pub id: PlaceId,
    /// The two letters of its state, if known.
    pub state: Option<Arc<str>>,
    /// Its name.
    pub name: Arc<str>,
    /// How large it is.
    pub level: Level,
    /// Its row of `jurisdictions`, column by column up to the last that says something; `None` where only assets name it.
    pub row: Option<Vec<Value>>,
    /// Cells of it that are read otherwise on later days, where that was asked for.
    pub later: Vec<LaterCell>,
    /// The file of that row.
    pub file: SheetName,
    /// Where in the file.
    pub position: Position,
    /// Where its cells are, of those that are elsewhere: the column, and the place in the file.
    pub(crate) apart: Vec<(usize, Position)>,
    /// Other files that have a row of it.
    pub also_in: Vec<Arc<str>>,
    /// Whether any row but one of `jurisdictions` names it.
    pub has_rows: bool,
    /// Whether `--expect` named it.
    pub expected: bool,
    /// Whether it stands for rows without a known place.
    pub is_nowhere: bool,
    /// Whether only the user named it, for rows that name no place.
    pub is_given: bool,
}

/// Where a row is in its file, and those of its cells that are elsewhere.
#[derive(Clone, Debug, Default)]
pub struct Spots {
    /// The row.
    pub row: Position,
    /// Columns, and where each is.
    pub apart: Vec<(usize, Position)>,
}

/// Two letters as places of a state share them.
fn shared(code: &str) -> Arc<str> {
    match State::named(code).filter(|state| state.code == code) {
        Some(state) => state.letters(),
        None => code.into(),
    }
}

/// A name without its own state behind it: `Adams County, OH` is Adams County.
fn without_state(name: &Arc<str>, state: Option<&str>) -> Arc<str> {
    let state = state.and_then(State::named);
    let own =
        name.rsplit_once(',').filter(|(own, behind)| !own.trim().is_empty() && State::named(behind.trim()) == state);
    own.filter(|_| state.is_some()).map_or_else(|| name.clone(), |(own, _)| own.trim().into())
}

/// The file of places that no row declares.
static NO_FILE: LazyLock<SheetName> = LazyLock::new(|| "".into());

impl Place {
    pub(crate) fn new(id: PlaceId) -> Self {
        let state = id.state().map(shared);
        let level = id.level().unwrap_or(Level::County);
        let name = Self::name_of(&id, level);
        Self { level, ..Self::bare(id, state, name) }
    }

    fn bare(id: PlaceId, state: Option<Arc<str>>, name: Arc<str>) -> Self {
        let (file, position) = (NO_FILE.clone(), Position::default());
        let level = Level::County;
        Self {
            id,
            state,
            name,
            level,
            row: None,
            later: Vec::new(),
            file,
            position,
            apart: Vec::new(),
            also_in: Vec::new(),
            has_rows: false,
            expected: false,
            is_nowhere: false,
            is_given: false,
        }
    }

    pub(crate) fn of(understood: &Understood) -> Self {
        let place = Self::new(understood.id.clone());
        Self { level: understood.level.unwrap_or(place.level), ..place }
    }

    /// What a place is called that no row names.
    fn name_of(id: &PlaceId, level: Level) -> Arc<str> {
        match (level, State::of_fips(id.as_str()).filter(|_| id.is_fips())) {
            (Level::State, Some(state)) => state.name.into(),
            (_, Some(_)) => County::of(id.as_str())
                .map_or_else(|| format!("{} {id}", level.name()).into(), |county| county.full_name().into()),
            _ => id.own_name().into(),
        }
    }

    /// A place with its first row, which may call it otherwise than its id does.
    pub(crate) fn declared(understood: &Understood, row: Vec<Value>, file: &SheetName, spots: Spots) -> Self {
        let id = understood.id.clone();
        let (name, state): (Arc<str>, _) = (NO_FILE.file.clone(), None);
        let (row, file, Spots { row: position, apart }) = (Some(row), file.clone(), spots);
        let mut place = Self { level: Level::County, row, file, position, apart, ..Self::bare(id, state, name) };
        place.take(understood);
        place
    }

    /// Takes its name, its level and its state from its row, or else from its id.
    pub(crate) fn take(&mut self, understood: &Understood) {
        let row = self.row.as_deref().unwrap_or_default();
        let text = |column: Option<usize>| column.and_then(|column| row.get(column)?.as_text());
        let level = self.id.level().unwrap_or(Level::County);
        let written = text(OWN.name).map(|name| without_state(name, self.id.state()));
        let name = written.unwrap_or_else(|| Self::name_of(&self.id, level));
        let named = |state: &Arc<str>| State::named(state).map_or_else(|| state.to_uppercase().into(), State::letters);
        let state = self.id.state().map(shared).or_else(|| text(OWN.state).map(named));
        let written = text(OWN.level).and_then(|level| Level::named(level));
        self.level = written.or(understood.level).unwrap_or(level);
        (self.name, self.state) = (name, state);
    }

    /// Whether it sent anything: a row of any table, or answers of its own besides who and where it is.
    #[must_use]
    pub fn has_sent(&self) -> bool {
        let tells = |(who_or_where, value): (&bool, &Value)| !who_or_where && !value.is_null();
        self.has_rows || self.row.as_ref().is_some_and(|row| WHO_OR_WHERE.iter().zip(row).any(tells))
    }

    /// Where a column of its row is in its file, or the row itself.
    pub(crate) fn spot(&self, column: Option<usize>) -> Position {
        let apart = self.apart.iter().find(|(of, _)| Some(*of) == column);
        apart.map_or(self.position, |(_, spot)| *spot)
    }

    /// A column of its row; unknown where it has none.
    #[must_use]
    pub fn column(&self, index: usize) -> Value {
        self.row.as_ref().and_then(|row| row.get(index)).cloned().unwrap_or(Value::Null)
    }

    /// A column of its row as it is read on a day.
    #[must_use]
    pub fn column_on(&self, index: usize, day: Day) -> Value {
        let later = self.later.iter().find(|cell| cell.column == index);
        later.map_or_else(|| self.column(index), |cell| cell.read_on(day))
    }

    /// A column of its row by name.
    #[must_use]
    pub fn named(&self, column: &str) -> Value {
        JURISDICTIONS.column(column).map_or(Value::Null, |index| self.column(index))
    }

    /// Its name with its state: `Adams County, OH`.
    #[must_use]
    pub fn called(&self) -> String {
        self.state.as_ref().map_or_else(|| self.name.to_string(), |state| format!("{}, {state}", self.name))
    }

    /// Its registered voters, where known.
    #[must_use]
    pub fn voters(&self) -> Option<u64> {
        static VOTERS: LazyLock<Option<usize>> = LazyLock::new(|| JURISDICTIONS.column("registered_voters"));
        VOTERS.and_then(|column| self.column(column).as_count())
    }
}

/// The columns of `jurisdictions` that identify and name a place.
pub(crate) struct Own {
    pub(crate) id: Option<usize>,
    pub(crate) ocd_id: Option<usize>,
    pub(crate) state: Option<usize>,
    pub(crate) name: Option<usize>,
    pub(crate) level: Option<usize>,
    pub(crate) reported_on: Option<usize>,
}

pub(crate) static OWN: LazyLock<Own> = LazyLock::new(|| {
    let [id, ocd_id, state, name, level, reported_on] =
        ["id", "ocd_id", "state", "name", "level", "reported_on"].map(|name| JURISDICTIONS.column(name));
    Own { id, ocd_id, state, name, level, reported_on }
});

/// Columns of `jurisdictions` that others than the place itself fill in.
const WHO_AND_WHERE: [&str; 17] = [
    "id",
    "ocd_id",
    "state",
    "name",
    "level",
    "registered_voters",
    "precincts",
    "polling_places",
    "places_total",
    "next_election",
    "security_funds_received",
    "contact_name",
    "contact_title",
    "contact_phone",
    "contact_email",
    "it_contact",
    "reported_by",
];

/// Which columns those are.
static WHO_OR_WHERE: LazyLock<Vec<bool>> = LazyLock::new(|| {
    JURISDICTIONS.columns().iter().map(|column: &Column| WHO_AND_WHERE.contains(&column.name)).collect()
});

/// A place as it is read on a day.
pub(crate) struct PlaceOn<'a> {
    pub(crate) place: &'a Place,
    pub(crate) day: Day,
}

impl Row for PlaceOn<'_> {
    fn cell(&self, _: Home, index: usize) -> Value {
        self.place.column_on(index, self.day)
    }
}

impl Row for Place {
    fn cell(&self, _: Home, index: usize) -> Value {
        self.column(index)
    }
}
