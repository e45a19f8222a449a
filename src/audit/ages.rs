//! Ages of machines by type, for the page that draws them; no verdict rests on them.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::inventory::{Needs, View};
use crate::place::PlaceId;
use crate::predicate::Rows;
use crate::schema::{EQUIPMENT, Schema};
use crate::words::value::{ABSENT, Cells, Day, NO_DAY, Value};

/// How old the machines in service are, by type: a type's word, or nothing if the records do not give it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ages(pub BTreeMap<Option<String>, OfType>);

/// How old the machines of one type are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfType {
    /// Units by the full years since they were first used.
    pub by_year: BTreeMap<u32, u64>,
    /// Units whose first use is not given.
    pub not_told: u64,
    /// Rows that state no quantity; each stands for one unit above.
    pub without_quantity: u64,
}

impl OfType {
    fn join(&mut self, other: Self) {
        for (years, units) in other.by_year {
            let sum = self.by_year.entry(years).or_default();
            *sum = sum.saturating_add(units);
        }
        self.not_told = self.not_told.saturating_add(other.not_told);
        self.without_quantity += other.without_quantity;
    }

    /// All units.
    #[must_use]
    pub fn all(&self) -> u64 {
        self.by_year.values().sum::<u64>().saturating_add(self.not_told)
    }
}

/// The machines of every place, counted while an inventory is audited.
#[derive(Clone, Debug)]
pub struct AgesByPlace {
    columns: [Option<usize>; 4],
    as_of: Day,
    /// By the place and the type, which is one of a closed list.
    counted: HashMap<(u32, Option<Arc<str>>), OfType>,
}

impl AgesByPlace {
    pub(super) fn new(schema: Schema, as_of: Day) -> Self {
        let columns = ["equipment_type", "first_used_on", "quantity", "in_service"];
        Self { columns: columns.map(|name| schema.column(EQUIPMENT, name)), as_of, counted: HashMap::new() }
    }

    /// Asks for the columns it reads.
    pub(super) fn ask(&self, needs: &mut Needs) {
        self.columns.iter().flatten().for_each(|column| needs.add_quietly(EQUIPMENT, *column));
    }

    /// Counts the rows of a batch.
    pub(super) fn add(&mut self, view: &View<'_>) {
        if view.table() != EQUIPMENT {
            return;
        }
        let [kind, first, quantity, in_service] = self.columns;
        let number = |column: Option<usize>, row: usize| match column.map(|column| view.cells(column)) {
            Some(Cells::Direct(numbers)) => numbers.get(row).copied().filter(|number| *number != ABSENT),
            Some(Cells::Coded(_) | Cells::Days(_)) | None => None,
        };
        let day = |column: Option<usize>, row: usize| match column.map(|column| view.cells(column)) {
            Some(Cells::Days(days)) => days.get(row).filter(|day| **day != NO_DAY).map(|day| Day::from_number(*day)),
            Some(Cells::Coded(_) | Cells::Direct(_)) | None => None,
        };
        let word = |column: Option<usize>, row: usize| match column.map(|column| (column, view.cells(column))) {
            Some((column, Cells::Coded(codes))) => {
                codes.get(row).and_then(|code| view.words(column).get(*code as usize)).filter(|word| !word.is_null())
            }
            Some((_, Cells::Direct(_) | Cells::Days(_))) | None => None,
        };
        for row in 0..view.rows() {
            let stated = number(quantity, row);
            if stated == Some(0) || word(in_service, row) == Some(&Value::Boolean(false)) {
                continue;
            }
            let kind = word(kind, row).and_then(Value::as_text).cloned();
            let of = self.counted.entry((view.places()[row], kind)).or_default();
            let units = stated.map_or(1, i64::unsigned_abs);
            of.without_quantity += u64::from(stated.is_none());
            let sum = match day(first, row) {
                Some(day) => of.by_year.entry(full_years(day, self.as_of)).or_default(),
                None => &mut of.not_told,
            };
            *sum = sum.saturating_add(units);
        }
    }

    /// Adds what another thread counted.
    pub(super) fn join(&mut self, other: Self) {
        for (of, counted) in other.counted {
            self.counted.entry(of).or_default().join(counted);
        }
    }

    /// The machines of the places that are wanted, of all, in the order they were met.
    #[must_use]
    pub fn of(&self, places: &[PlaceId], wanted: &dyn Fn(&PlaceId) -> bool) -> Ages {
        let wanted: Vec<bool> = places.iter().map(wanted).collect();
        let is_wanted = |place: u32| wanted.get(place as usize).is_some_and(|wanted| *wanted);
        let mut ages = Ages::default();
        for ((_, kind), counted) in self.counted.iter().filter(|((place, _), _)| is_wanted(*place)) {
            ages.0.entry(kind.as_ref().map(ToString::to_string)).or_default().join(counted.clone());
        }
        ages
    }
}

/// Full years from one day to another; `None` if the second is before the first.
fn full_years(from: Day, to: Day) -> u32 {
    let (from, to) = (from.civil(), to.civil());
    let years = i32::from(to.year()) - i32::from(from.year());
    let early = (to.month(), to.day()) < (from.month(), from.day());
    u32::try_from(years - i32::from(early)).unwrap_or(0)
}
