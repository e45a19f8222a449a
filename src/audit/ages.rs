//! Ages of machines by type: an own pass over an inventory, for the page that draws them; no verdict rests on it.

use std::collections::BTreeMap;

use crate::inventory::{Inventory, Needs, Place, Read, View};
use crate::predicate::Rows;
use crate::schema::{EQUIPMENT, Schema};
use crate::value::{ABSENT, Cells, Day, Value};

/// How old the machines in service are, by type: a type's word, or nothing where the records do not tell it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ages(pub BTreeMap<Option<String>, OfType>);

/// How old the machines of one type are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfType {
    /// Units by the full years since they were first used.
    pub by_year: BTreeMap<u32, u64>,
    /// Units whose first use is not told.
    pub not_told: u64,
    /// Rows that state no quantity; each stands for one unit above.
    pub without_quantity: u64,
}

impl OfType {
    /// All units.
    #[must_use]
    pub fn all(&self) -> u64 {
        self.by_year.values().sum::<u64>().saturating_add(self.not_told)
    }
}

/// Counts the machines of the places that are wanted, as of a day; and what reading them brought.
#[must_use]
pub fn ages(inventory: Inventory, schema: Schema, as_of: Day, wanted: &dyn Fn(&Place) -> bool) -> (Ages, Read) {
    let column = |name: &str| schema.column(EQUIPMENT, name);
    let columns = [column("equipment_type"), column("first_used_on"), column("quantity"), column("in_service")];
    let mut needs = Needs::none(schema);
    columns.iter().flatten().for_each(|column| needs.add(EQUIPMENT, *column));
    let mut ages = Ages::default();
    let read = inventory.stream(&needs, &mut |view| {
        if view.table() == EQUIPMENT {
            add(&mut ages, view, columns, as_of, wanted);
        }
    });
    (ages, read)
}

fn add(
    ages: &mut Ages,
    view: &View<'_>,
    [kind, first, quantity, in_service]: [Option<usize>; 4],
    as_of: Day,
    wanted: &dyn Fn(&Place) -> bool,
) {
    let direct = |column: Option<usize>, row: usize| match column.map(|column| view.cells(column)) {
        Some(Cells::Direct(numbers)) => numbers.get(row).copied().filter(|number| *number != ABSENT),
        Some(Cells::Coded(_)) | None => None,
    };
    let word = |column: Option<usize>, row: usize| match column.map(|column| (column, view.cells(column))) {
        Some((column, Cells::Coded(codes))) => {
            codes.get(row).and_then(|code| view.words(column).get(*code as usize)).filter(|word| !word.is_null())
        }
        Some((_, Cells::Direct(_))) | None => None,
    };
    for row in 0..view.rows() {
        let Some(place) = view.all_places().list().get(view.places()[row] as usize) else { continue };
        let stated = direct(quantity, row);
        if stated == Some(0) || word(in_service, row) == Some(&Value::Boolean(false)) || !wanted(place) {
            continue;
        }
        let kind = word(kind, row).and_then(Value::as_text).map(|kind| kind.to_string());
        let of = ages.0.entry(kind).or_default();
        let units = stated.map_or(1, i64::unsigned_abs);
        of.without_quantity += u64::from(stated.is_none());
        let day = direct(first, row).and_then(|number| i32::try_from(number).ok()).map(Day::from_number);
        let sum = match day {
            Some(day) => of.by_year.entry(full_years(day, as_of)).or_default(),
            None => &mut of.not_told,
        };
        *sum = sum.saturating_add(units);
    }
}

/// Full years from a day to another; none where it lies after it.
fn full_years(from: Day, to: Day) -> u32 {
    let (from, to) = (from.civil(), to.civil());
    let years = i32::from(to.year()) - i32::from(from.year());
    let early = (to.month(), to.day()) < (from.month(), from.day());
    u32::try_from(years - i32::from(early)).unwrap_or(0)
}
