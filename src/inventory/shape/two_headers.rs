//! Two headers for one column, compared row by row.

use std::collections::HashMap;

use super::header::{Binding, is_unknown_where_they_differ, say_the_same, says_nothing};
use crate::schema::TableId;
use crate::words::position::Position;
use crate::words::value::Day;

/// In how many rows of a sheet the field of another header differs from the one that is used, and where first.
#[derive(Debug, Default)]
pub(crate) struct Differ(HashMap<(TableId, usize), (u64, Position)>);

impl Differ {
    /// Holds the cells of one row against each other; the columns that are unknown for it are given back.
    pub(crate) fn row<'a>(
        &mut self,
        binding: &Binding,
        cell: impl Fn(usize) -> Option<&'a [u8]>,
        as_of: Day,
        at: &dyn Fn(usize) -> Position,
    ) -> Vec<usize> {
        let differing = differing(binding, cell, as_of);
        differing.iter().for_each(|(_, other)| self.add(binding.table, *other, at(*other)));
        let unknown = differing.into_iter().map(|(column, _)| column);
        unknown.filter(|column| is_unknown_where_they_differ(&binding.columns[*column])).collect()
    }

    /// Counts a row in which the field of another header differs.
    pub(crate) fn add(&mut self, table: TableId, other: usize, at: Position) {
        self.0.entry((table, other)).or_insert((0, at)).0 += 1;
    }

    /// The rows in which a field differs, and where the first of them is.
    pub(crate) fn of(&self, table: TableId, other: usize) -> Option<(u64, Position)> {
        self.0.get(&(table, other)).copied()
    }
}

/// The columns of which two headers say different things in a row, each with the field that is not used.
pub(crate) fn differing<'a>(
    binding: &Binding,
    cell: impl Fn(usize) -> Option<&'a [u8]>,
    as_of: Day,
) -> Vec<(usize, usize)> {
    let says = |field: usize| cell(field).map(<[u8]>::trim_ascii).filter(|cell| !says_nothing(cell));
    let differs = |(column, other): &&(usize, usize)| {
        let used = binding.field_in(*column, &cell).filter(|used| used != other);
        let both = used.and_then(says).zip(says(*other));
        both.is_some_and(|(used, other)| used != other && !say_the_same(&binding.columns[*column], used, other, as_of))
    };
    binding.rivals.iter().filter(differs).copied().collect()
}
