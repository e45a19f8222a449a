//! What the page's script knows: tables, columns, words, rules, states and counties, as JSON inside the page.

use std::collections::BTreeMap;

use serde::Serialize;

use super::table::PageTable;
use crate::inventory::searched;
use crate::phrases::names::{label, tab, title};
use crate::place::names::OF_TOWNS;
use crate::place::{County, STATES};
use crate::rules::RuleBook;
use crate::schema::{
    BLANKS, Column, DIRECT_RECORDING, DirectRecording, End, FORMULA_ERRORS, JURISDICTIONS, MISSING, Missing, folded,
};
use crate::words::value::Kind;

use super::super::starter::words;

#[derive(Serialize)]
struct Description<'a> {
    tables: Vec<TableJson>,
    rules: Vec<RuleJson<'a>>,
    states: Vec<StateJson>,
    /// Headers, folded, of a column of states next to a place's name.
    state_headers: Vec<String>,
    blanks: &'static [&'static str],
    formula_errors: &'static [&'static str],
    direct_recording: DirectRecording,
    missing: Missing,
    /// What is known of the office beforehand, by column.
    office: BTreeMap<&'static str, &'a str>,
}

#[derive(Serialize)]
struct TableJson {
    name: &'static str,
    tab: String,
    unit: [&'static str; 2],
    /// Other names, folded.
    synonyms: Vec<String>,
    /// The columns that tell rows apart: the first of these that are all filled.
    keys: Vec<Vec<usize>>,
    columns: Vec<ColumnJson>,
    /// By header, folded: the column, and how far the header is from its name.
    headers: BTreeMap<String, (usize, usize)>,
    first: Vec<usize>,
    more: Vec<usize>,
    /// How many rules are about its rows.
    rules: usize,
}

#[derive(Serialize)]
struct ColumnJson {
    name: &'static str,
    label: String,
    kind: &'static str,
    /// All words of a category.
    choices: Vec<&'static str>,
    /// The words to choose from.
    offered: Vec<String>,
    /// By word, folded: which of the choices it means.
    words: BTreeMap<String, usize>,
    partial: &'static str,
    future: bool,
    /// The rules that read it, the most severe first.
    rules: Vec<usize>,
}

#[derive(Serialize)]
struct RuleJson<'a> {
    id: &'a str,
    title: &'a str,
    severity: &'static str,
}

#[derive(Serialize)]
struct StateJson {
    code: &'static str,
    fips: &'static str,
    name: &'static str,
    /// Whether its towns hold elections.
    towns: bool,
    /// The last three digits and the name of each county.
    counties: Vec<(&'static str, String)>,
}

/// The description, safe inside a script element.
pub(super) fn json(
    office: &[(&'static str, String)],
    tables: &[PageTable],
    book: &RuleBook,
) -> Result<String, serde_json::Error> {
    let states = STATES.iter().map(|state| StateJson {
        code: state.code,
        fips: state.fips,
        name: state.name,
        towns: OF_TOWNS.contains(&state.code),
        counties: County::of_state(state).map(|county| (&county.code[2..], county.full_name())).collect(),
    });
    let is_state = |column: &&Column| column.name == "state";
    let state_headers = JURISDICTIONS.columns().iter().find(is_state).map(|column| {
        let headers = std::iter::once(&column.name).chain(column.synonyms);
        headers.map(|header| folded(header)).collect()
    });
    let description = Description {
        tables: tables.iter().map(|shown| table_json(shown, book)).collect(),
        rules: book
            .rules
            .iter()
            .map(|rule| RuleJson { id: &rule.id, title: title(rule), severity: rule.severity.name() })
            .collect(),
        states: states.collect(),
        state_headers: state_headers.unwrap_or_default(),
        blanks: BLANKS,
        formula_errors: FORMULA_ERRORS,
        direct_recording: DIRECT_RECORDING,
        missing: MISSING,
        office: office.iter().map(|(column, text)| (*column, text.as_str())).collect(),
    };
    // Nothing in it can end the element or begin a comment in it.
    Ok(serde_json::to_string(&description)?.replace('<', "\\u003c"))
}

fn table_json(shown: &PageTable, book: &RuleBook) -> TableJson {
    let (table, columns, declared) = (shown.table, &shown.columns, shown.table.table());
    let mut headers: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (at, column) in columns.iter().enumerate() {
        let own = book.schema.column(table, column.name);
        for (rank, header) in std::iter::once(&column.name).chain(column.synonyms).enumerate() {
            if book.schema.column_for_header(table, header) == own {
                headers.entry(folded(header)).or_insert((at, rank));
            }
        }
    }
    let key = |key: &&[&str]| key.iter().filter_map(|name| table.column(name)).collect();
    TableJson {
        name: declared.name,
        tab: tab(table),
        unit: [declared.unit.0, declared.unit.1],
        synonyms: declared.synonyms.iter().map(|word| folded(word)).collect(),
        keys: searched(table).map(|names| key(&names)).collect(),
        columns: columns.iter().zip(&shown.rules).map(|(column, rules)| column_json(column, rules)).collect(),
        headers,
        first: shown.first.clone(),
        more: shown.more.clone(),
        rules: shown.about,
    }
}

fn column_json(column: &Column, rules: &[usize]) -> ColumnJson {
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    let named = column.choices.iter().enumerate().map(|(at, choice)| (choice.name, at));
    let others = column.choices.iter().enumerate();
    let others = others.flat_map(|(at, choice)| choice.synonyms.iter().map(move |word| (*word, at)));
    for (word, at) in named.chain(others) {
        known.entry(folded(word)).or_insert(at);
    }
    let offered = words(column).into_iter().map(|word| match column.kind {
        Kind::Boolean => word.to_lowercase(),
        Kind::Text | Kind::Category | Kind::Integer | Kind::Number | Kind::Date | Kind::Version => word.to_owned(),
    });
    ColumnJson {
        name: column.name,
        label: label(column),
        kind: column.kind.name(),
        choices: column.choices.iter().map(|choice| choice.name).collect(),
        offered: offered.collect(),
        words: known,
        partial: match column.partial {
            End::First => "first",
            End::Last => "last",
            End::Neither => "neither",
        },
        future: column.future,
        rules: rules.to_vec(),
    }
}
