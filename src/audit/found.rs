//! Findings: what a rule saw of a row, what the asset is called, and where to look first.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::reference_lookup::JoinedRows;
use crate::finding::{Finding, Seen, Verdict};
use crate::inventory::View;
use crate::predicate::{Home, Rows};
use crate::schema::JURISDICTIONS;
use crate::words::digest::sha256;
use crate::words::value::Value;

/// A column that a finding of a rule shows.
#[derive(Clone)]
pub(super) struct Shown {
    pub(super) home: Home,
    pub(super) column: usize,
    /// Its name, as conditions write it.
    pub(super) name: Arc<str>,
    /// Whether the rule requires something of it; else it says to what the rule applies.
    pub(super) required: bool,
}

/// What the rows of a block are called, by key and by label: many rules find something about one row.
#[derive(Default)]
pub(super) struct Names(HashMap<usize, Called, RandomState>);

/// A key, and the label once somebody asked for it.
type Called = (Arc<str>, Option<Arc<str>>);

impl Names {
    /// What identifies the asset of a row.
    pub(super) fn asset(&mut self, view: &View<'_>, row: usize) -> Arc<str> {
        self.0.entry(row).or_insert_with(|| (asset_key(view, row), None)).0.clone()
    }

    fn of(&mut self, view: &View<'_>, row: usize) -> (Arc<str>, Arc<str>) {
        let (asset, known) = self.0.entry(row).or_insert_with(|| (asset_key(view, row), None));
        (asset.clone(), known.get_or_insert_with(|| label(view, row)).clone())
    }
}

/// What a rule found about a row.
pub(super) fn finding(
    shown: &[Shown],
    verdict: Verdict,
    units: Option<u64>,
    rows: &JoinedRows<'_>,
    row: usize,
    names: &mut Names,
) -> Finding {
    let view = rows.view;
    let table = view.table();
    let mut seen: Vec<Seen> = Vec::with_capacity(shown.len());
    let mut pointed: Option<(usize, Arc<str>)> = None;
    for Shown { home, column, name, required } in shown {
        let value = rows.value(row, *home, *column);
        // Beside what the rule requires, only blanks in its other conditions explain an unknown.
        if !required && (verdict == Verdict::Fail || !value.is_null()) {
            continue;
        }
        // A reference table that says nothing explains nothing where a blank of the records does.
        if matches!(home, Home::Reference(_)) && value.is_null() && seen.iter().any(Seen::is_blank) {
            continue;
        }
        let explains = (verdict == Verdict::Unknown) == value.is_null();
        if *home == Home::Row && explains && pointed.is_none() {
            pointed = Some((*column, name.clone()));
        }
        let (called, from) = match home {
            Home::Place if table == JURISDICTIONS => (view.columns()[*column].name.into(), None),
            Home::Row | Home::Place | Home::Calendar => (name.clone(), None),
            Home::Reference(reference) => (name.clone(), Some(rows.source(row, *reference))),
        };
        seen.push(Seen { column: called, value: said_of(&value, rows), from });
        // Its names show whether the asset is not named, or not in the reference table.
        let Home::Reference(reference) = home else { continue };
        let all_of = rows.all_of(row, *reference);
        let is_named = all_of.is_some();
        if let Some((column, value)) = all_of.filter(|(of, _)| seen.iter().all(|known| known.column != *of)) {
            seen.push(Seen { column, value: said_of(&value, rows), from: Some(rows.source(row, *reference)) });
        }
        for key in rows.keys(*reference) {
            let called: Arc<str> = view.columns()[*key].name.into();
            let value = view.value(row, Home::Row, *key);
            // A name that was read needs no other columns.
            if seen.iter().all(|seen| seen.column != called) && !(is_named && value.is_null()) {
                if pointed.is_none() && (value.is_null() || verdict == Verdict::Fail) {
                    pointed = Some((*key, called.clone()));
                }
                seen.push(Seen { column: called, value: said_of(&value, rows), from: None });
            }
        }
    }
    let (asset, label) = names.of(view, row);
    Finding {
        verdict,
        asset,
        label,
        units,
        seen: seen.into(),
        waiver: None,
        file: view.file(row).clone(),
        position: view.position(row, pointed.as_ref().map(|(column, _)| *column)),
        column: pointed.map(|(_, name)| name),
    }
}

/// A value in words, without an allocation for the usual ones.
fn said_of(value: &Value, rows: &JoinedRows<'_>) -> Arc<str> {
    match value {
        Value::Text(text) => text.clone(),
        Value::Null => rows.words[0].clone(),
        Value::Boolean(true) => rows.words[1].clone(),
        Value::Boolean(false) => rows.words[2].clone(),
        Value::Number(_) | Value::Date(_) | Value::Version(_) => value.to_string().into(),
    }
}

/// The cell of a column by name, trimmed; `None` where it is blank.
fn said(view: &View<'_>, row: usize, column: &str) -> Option<String> {
    let text = view.text(row, view.table().column(column)?)?;
    let text = text.trim();
    (!crate::schema::is_blank(text)).then(|| text.to_owned())
}

/// What identifies the asset within its place: the key that an export wrote, else its own id, else its serial number, else its description.
pub(crate) fn asset_key(view: &View<'_>, row: usize) -> Arc<str> {
    let table = view.table();
    let Some(row_key) = table.row_key() else { return "".into() };
    // An export has written what the row was called before.
    if let Some(key) = view.text(row, row_key).filter(|key| !key.is_empty()) {
        return key.into();
    }
    // Most tables have an id of one column, and most rows have it.
    if let Some([column]) = table.table().keys.first()
        && let Some(text) = table.column(column).and_then(|column| view.text(row, column))
        && !crate::schema::is_blank(text.trim())
    {
        return text.trim().into();
    }
    let whole = |key: &&[&str]| key.iter().map(|column| said(view, row, column)).collect::<Option<Vec<_>>>();
    if let Some(parts) = table.table().keys.iter().find_map(whole) {
        return parts.join("/").into();
    }
    let alike: Vec<String> =
        table.table().alike.iter().map(|column| said(view, row, column).unwrap_or_default().to_lowercase()).collect();
    let digest = sha256(format!("{}\n{}", table.table().name, alike.join("\n")).as_bytes());
    format!("like-{}", &digest[..12]).into()
}

pub(super) fn label(view: &View<'_>, row: usize) -> Arc<str> {
    let parts = |label: &&[&str]| label.iter().filter_map(|column| said(view, row, column)).collect::<Vec<_>>();
    let found = view.table().table().labels.iter().map(parts).find(|parts| !parts.is_empty());
    found.map_or_else(|| "".into(), |parts| parts.join(" ").into())
}
