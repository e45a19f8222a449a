//! The tables of the page: which rules read which column, and which columns are shown first.

use std::cmp::Reverse;

use crate::finding::Severity;
use crate::predicate::Home;
use crate::rules::{Condition, Rule, RuleBook};
use crate::schema::{Column, JURISDICTIONS, TableId};

/// The most columns that a list shows before more are asked for.
const FIRST: usize = 11;

/// Columns that are shown at once whether or not a rule reads them.
const ALWAYS: [&str; 1] = ["quantity"];

/// A table as the page has it.
pub(super) struct PageTable {
    pub(super) table: TableId,
    /// The columns that people fill in, those that rules files add behind the schema's own.
    pub(super) columns: Vec<&'static Column>,
    /// For each column, the rules that read it, by their places in the book, the most severe first.
    pub(super) rules: Vec<Vec<usize>>,
    /// The columns shown at once, and those behind a button, each in the schema's order.
    pub(super) first: Vec<usize>,
    pub(super) more: Vec<usize>,
    /// How many rules are about its rows.
    pub(super) about: usize,
}

/// Every table, in the schema's order.
pub(super) fn tables(book: &RuleBook) -> Vec<PageTable> {
    let mut tables: Vec<PageTable> = TableId::all().map(|table| blank(book, table)).collect();
    let mut by_severity: Vec<usize> =
        (0..book.rules.len()).filter(|at| book.rules[*at].asked && !book.rules[*at].turned_off).collect();
    by_severity.sort_by_key(|at| book.rules[*at].severity);
    for at in by_severity {
        let rule = &book.rules[at];
        tables[rule.table.0].about += 1;
        for (table, name) in columns(book, rule) {
            let PageTable { columns, rules, .. } = &mut tables[table.0];
            if let Some(column) = columns.iter().position(|column| column.name == name)
                && rules[column].last() != Some(&at)
            {
                rules[column].push(at);
            }
        }
    }
    for shown in &mut tables {
        (shown.first, shown.more) = split(book, shown);
    }
    tables
}

/// A table before its rules are known.
fn blank(book: &RuleBook, table: TableId) -> PageTable {
    let added = &book.schema.columns(table)[table.columns().len()..];
    let columns: Vec<&'static Column> = table.columns_to_fill().iter().chain(added).collect();
    PageTable { table, rules: vec![Vec::new(); columns.len()], columns, first: Vec::new(), more: Vec::new(), about: 0 }
}

/// The columns of the records that a rule's conditions read, in whatever table, also by way of reference tables.
fn columns(book: &RuleBook, rule: &Rule) -> Vec<(TableId, &'static str)> {
    let conditions = [rule.among.as_ref(), rule.applies.as_ref(), Some(&rule.require)];
    let named = conditions.into_iter().flatten().flat_map(|condition: &Condition| condition.for_any_day().columns());
    let of = |table: TableId, column: usize| book.schema.columns(table).get(column).map(|column| (table, column.name));
    named
        .flat_map(|(home, column)| match home {
            Home::Row => of(rule.table, column).into_iter().collect(),
            Home::Place => of(JURISDICTIONS, column).into_iter().collect(),
            Home::Reference(at) => {
                let Some(reference) = book.references.get(at) else { return Vec::new() };
                // A column that another of the same name replaces leaves nothing open where that one is filled in.
                let stands_in =
                    reference.columns.list.get(column).is_some_and(|named| rule.table.column(&named.name).is_some());
                if stands_in { Vec::new() } else { reference.keys.iter().map(|name| (rule.table, *name)).collect() }
            }
            Home::Calendar => Vec::new(),
        })
        .collect()
}

/// The columns that tell rows apart and those that the most severe rules read; and all others.
fn split(book: &RuleBook, PageTable { table, columns, rules, .. }: &PageTable) -> (Vec<usize>, Vec<usize>) {
    let declared = table.table();
    let own = |name: &str| name == "jurisdiction";
    let names = |at: &usize| {
        let name = columns[*at].name;
        let keys = declared.keys.first().into_iter().chain(declared.labels);
        keys.copied().flatten().chain(&ALWAYS).any(|key| *key == name)
    };
    let weight = |at: &usize| -> u64 {
        let weights = rules[*at].iter().map(|rule| thousandths(book.rules[*rule].severity));
        weights.sum()
    };
    let mut order: Vec<usize> = (0..columns.len()).filter(|at| !own(columns[*at].name)).collect();
    // One or two columns are not worth a button.
    let most = if order.len() <= FIRST + 2 { order.len() } else { FIRST };
    order.sort_by_key(|at| (Reverse(names(at)), Reverse(weight(at)), *at));
    let mut first: Vec<usize> = order.into_iter().take(most).collect();
    first.sort_unstable();
    let more = (0..columns.len()).filter(|at| !first.contains(at)).collect();
    (first, more)
}

/// What a severity weighs, in thousandths.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn thousandths(severity: Severity) -> u64 {
    (severity.weight() * 1000.0).round() as u64
}
