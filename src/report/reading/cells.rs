//! Cells treated as blank, by column: how many, in how many places, for example what, and what is nearest.

use std::collections::BTreeSet;

use super::{Reading, Sort, Trouble};

/// So many different values are told of a column.
const EXAMPLES: usize = 3;

/// The cells of one column that were treated as blank, in all files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellsOf {
    /// The column: its header, where all files have the same, or its name.
    pub column: String,
    /// How many.
    pub cells: u64,
    /// The places they are in; where a file is of several, the file.
    pub sources: BTreeSet<String>,
    /// The commonest values.
    pub examples: Vec<String>,
    /// What is nearest to the commonest of them.
    pub nearest: String,
}

/// The cells that were treated as blank by column, the most first.
#[must_use]
pub fn by_column(reading: &Reading) -> Vec<CellsOf> {
    let mut groups: Vec<(&str, Vec<&Trouble>)> = Vec::new();
    for trouble in reading.of_sort(Sort::Cell) {
        let column = trouble.notice.column.as_deref().unwrap_or("formulas");
        match groups.iter_mut().find(|(known, _)| *known == column) {
            Some((_, group)) => group.push(trouble),
            None => groups.push((column, vec![trouble])),
        }
    }
    let mut columns: Vec<CellsOf> = groups.into_iter().map(|(column, group)| of(column, &group)).collect();
    columns.sort_by(|a, b| b.cells.cmp(&a.cells).then_with(|| a.column.cmp(&b.column)));
    columns
}

fn of(column: &str, group: &[&Trouble]) -> CellsOf {
    let headers: BTreeSet<&str> = group.iter().filter_map(|trouble| trouble.header.as_deref()).collect();
    let only = headers.first().filter(|_| headers.len() == 1);
    let mut values: Vec<(&str, u64, &Trouble)> = Vec::new();
    for trouble in group {
        let Some(value) = trouble.notice.value.as_deref() else { continue };
        let full = values.len() >= 1_000;
        match values.iter_mut().find(|(known, ..)| *known == value) {
            Some((_, count, _)) => *count += trouble.notice.count,
            None if full => {}
            None => values.push((value, trouble.notice.count, trouble)),
        }
    }
    values.sort_by_key(|(_, count, _)| std::cmp::Reverse(*count));
    let commonest = values.first().map(|(.., trouble)| *trouble).or_else(|| group.first().copied());
    let source = |trouble: &&Trouble| trouble.place.clone().unwrap_or_else(|| trouble.notice.file.file.to_string());
    CellsOf {
        column: only.map_or(column, |only| *only).to_owned(),
        cells: group.iter().map(|trouble| trouble.notice.count).sum(),
        sources: group.iter().map(source).collect(),
        examples: values.iter().take(EXAMPLES).map(|(value, ..)| (*value).to_owned()).collect(),
        nearest: commonest.and_then(|trouble| Some(trouble.notice.kind.fix()?.in_brief())).unwrap_or_default(),
    }
}
